/* gui/question.c: a gate: the lesson stops before an event, asks, takes the answer, shows what
 * happens, and compares. Plate 08c: asked, answered, revealed. */
#include "gui/question.h"

#include <stdio.h>
#include <string.h>

#include "base/korean.h"

bool question_waits_for_opening(const struct window *window)
{
    if (window->opened || session_gate(window->session) == NONE)
        return false;
    const struct history *h = session_history(window->session);
    const struct scenario *s = session_scenario(window->session);
    if (session_position(window->session) > history_after(h, 0))
        return false;
    for (uint32_t i = 0; i < h->say_count; i++) {
        const struct narration *n = &s->narration[h->says[i].narration];
        if (n->trigger.at == TRIGGER_START && n->question.kind == QUESTION_NONE)
            return true;
    }
    return false;
}

uint32_t question_say(const struct window *window)
{
    if (window->session == NULL)
        return NONE;
    const struct history *h = session_history(window->session);
    if (window->answer.revealed && window->answer.say < h->say_count)
        return window->answer.say;
    return window->playback.glide_ms < 0 && !question_waits_for_opening(window)
               ? session_gate(window->session)
               : NONE;
}

const struct narration *question_narration(const struct window *window)
{
    uint32_t say = question_say(window);
    if (say == NONE)
        return NULL;
    uint32_t row = session_history(window->session)->says[say].narration;
    return &session_scenario(window->session)->narration[row];
}

const char *question_text(const struct window *window, const struct lesson_text *text)
{
    const char *words = lesson_text_in(text, window->language);
    return words != NULL ? words : "";
}

/* A new question begins without an answer. */
void question_settle(struct window *window)
{
    uint32_t say = question_say(window);
    if (window->answer.revealed || say == NONE || say == window->answer.say)
        return;
    window->answer = (struct answer){.say = say, .choice = NONE};
}

void question_close(struct window *window)
{
    if (window->answer.revealed)
        window->answer = (struct answer){.say = NONE, .choice = NONE};
}

/* The value that the header field really has. */
static void field_shown(struct window *window, const struct question *q, uint32_t say,
                        char *out, size_t size)
{
    struct text text = text_over(out, size);
    uint32_t frame = session_history(window->session)->says[say].frame;
    const struct field_tree *tree = frame == NONE ? NULL : frame_glance(window, frame);
    const struct field_node *node = tree == NULL ? NULL : field_tree_find(tree, q->field, 0);
    text_put(&text, "");
    if (node != NULL)
        field_put_show(tree, node, &text);
    else if (q->stated != NULL)
        text_put(&text, q->stated);
}

void question_solution(struct window *window, char *out, size_t size)
{
    const struct narration *n = question_narration(window);
    struct text text = text_over(out, size);
    text_put(&text, "");
    if (n == NULL)
        return;
    const struct question *q = &n->question;
    const char *unit = question_text(window, &q->unit);
    switch (q->kind) {
    case QUESTION_CHOICE:
        text_put(&text, question_text(window, &q->choices[q->right]));
        break;
    case QUESTION_NUMBER:
        text_put_signed(&text, q->number);
        break;
    case QUESTION_TEXT:
        text_put(&text, q->accepted_count > 0 ? q->accepted[0] : "");
        break;
    case QUESTION_FIELD:
        field_shown(window, q, question_say(window), out, size);
        return;
    case QUESTION_NONE:
        break;
    }
    if (unit[0] != '\0') {
        text_put_char(&text, ' ');
        text_put(&text, unit);
    }
}

static bool is_right(struct window *window, const struct question *q, uint32_t say)
{
    char shown[128] = "", number[16];
    if (q->kind == QUESTION_FIELD)
        field_shown(window, q, say, shown, sizeof shown);
    if (q->kind != QUESTION_CHOICE)
        return question_is_right(q, window->answer.text, shown);
    snprintf(number, sizeof number, "%u", (unsigned)(window->answer.choice + 1));
    return question_is_right(q, number, shown);
}

bool question_is_answered(const struct window *window)
{
    const struct narration *n = question_narration(window);
    if (n == NULL || window->answer.revealed)
        return false;
    if (n->question.kind == QUESTION_CHOICE)
        return window->answer.choice < n->question.choice_count;
    return window->answer.text[strspn(window->answer.text, " ")] != '\0';
}

static void reveal(struct window *window, bool skipped)
{
    question_settle(window);
    const struct narration *n = question_narration(window);
    uint32_t say = question_say(window);
    if (n == NULL || window->answer.revealed)
        return;
    window->answer.skipped = skipped;
    window->answer.right = !skipped && is_right(window, &n->question, say);
    window->answer.revealed = true;
    session_answer(window->session, say);
    gui_focus(window->gui, NULL);
    if (session_gate(window->session) == NONE) /* no second one about the same event */
        playback_pass_event(window);
}

void question_answer(struct window *window)
{
    if (question_is_answered(window))
        reveal(window, false);
}

void question_skip(struct window *window)
{
    reveal(window, true);
}
