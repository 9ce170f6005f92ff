/* gui/lesson_panel.c: the lesson beside the stage: where one is in it, what it says about what
 * has just happened, why that happened, and the question that waits.
 *
 * Why:  the chain of causes of what happened last or of what is selected, a sentence a link;
 * each can be selected. */
#include <math.h>
#include <string.h>

#include "base/korean.h"
#include "gui/instruments.h"
#include "gui/question.h"

enum { CHAIN_MAX = 64, SENTENCE_MAX = 1024 };

/* --- what is said now --- */

static bool is_said(const struct window *window, const struct history_say *say)
{
    const struct history *h = session_history(window->session);
    const struct scenario *s = session_scenario(window->session);
    uint32_t position = session_position(window->session);
    bool asks = s->narration[say->narration].question.kind != QUESTION_NONE;
    if (say->event >= h->event_count)
        return position >= h->row_count;
    if (asks && question_waits_for_opening(window))
        return false;
    if (asks && say->event > 0)
        return h->events[say->event].first_row <= position;
    return say->row < position;
}

/* The latest thing that the lesson has said at the cursor (row of history->says), or NONE. */
static uint32_t latest_say(const struct window *window)
{
    const struct history *h = session_history(window->session);
    uint32_t asked = question_say(window);
    if (asked != NONE)
        return asked;
    for (uint32_t i = h->say_count; i-- > 0;)
        if (is_said(window, &h->says[i]))
            return i;
    return NONE;
}

/* The latest words at the cursor that open a tab, or NONE. */
static uint32_t latest_view(const struct window *window)
{
    const struct history *h = session_history(window->session);
    const struct narration *narration = session_scenario(window->session)->narration;
    uint32_t latest = latest_say(window);
    for (uint32_t i = latest == NONE ? 0 : latest + 1; i-- > 0;)
        if (narration[h->says[i].narration].show != VIEW_AS_IT_IS)
            return i;
    return NONE;
}

/* A lesson opens the tab that its words are about, once: what the user chooses then, stays. */
static void open_view(struct window *window)
{
    const struct history *h = session_history(window->session);
    uint32_t view = latest_view(window);
    if (view == window->viewed || window->playback.glide_ms >= 0)
        return;
    window->viewed = view;
    if (view != NONE && !window->tab_is_fixed) {
        enum lesson_view show =
            session_scenario(window->session)->narration[h->says[view].narration].show;
        window->tab = (enum bottom_tab)(show - VIEW_LADDER);
    }
}

/* Does `text` have `word` in it, not as a part of a longer one (3 in 13 or in 10.0.3.0)? */
static bool has_word(const char *text, const char *word)
{
    static const char within[] =
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.:_";
    size_t size = strlen(word);
    for (const char *at = text; size != 0 && (at = strstr(at, word)) != NULL; at++)
        if ((at == text || strchr(within, at[-1]) == NULL) &&
            (at[size] == '\0' || strchr(within, at[size]) == NULL))
            return true;
    return false;
}

/* The field that the words point at. Some stand in a frame many times, once for each route or
 * record: then the one whose value the trigger names is meant, else the first. */
static const struct field_node *field_meant(const struct field_tree *tree, enum field_id id,
                                            const struct filter *when)
{
    const struct field_node *first = field_tree_find(tree, id, 0), *node = first;
    while (node != NULL && when != NULL) {
        char value[128] = "";
        struct text text = text_over(value, sizeof value);
        field_put_value(tree, node, &text);
        if (has_word(filter_text(when), value))
            return node;
        node = field_tree_find(tree, id, (uint32_t)(node - tree->nodes) + 1);
    }
    return first;
}

/* What the words are about is selected when they are first said. */
static void select_what_is_said(struct window *window, uint32_t say)
{
    const struct history *h = session_history(window->session);
    const struct history_say *said = &h->says[say];
    const struct narration *n = &session_scenario(window->session)->narration[said->narration];
    bool lost = n->trigger.at == TRIGGER_DROPPED;
    if (said->frame != NONE && (frame_has_begun(window, said->frame) || lost)) {
        select_frame(window, said->frame);
        for (uint32_t i = 0; i < n->highlight_count; i++) {
            const struct field_tree *tree = frame_glance(window, said->frame);
            const struct field_node *node =
                tree == NULL || n->highlights[i].kind != HIGHLIGHT_FIELD
                    ? NULL
                    : field_meant(tree, n->highlights[i].field, n->trigger.when);
            if (node == NULL)
                continue;
            select_field(window, n->highlights[i].field, node->offset, node->length);
            return;
        }
        return;
    }
    for (uint32_t i = 0; i < n->highlight_count; i++)
        if (n->highlights[i].kind == HIGHLIGHT_TABLE || n->highlights[i].kind == HIGHLIGHT_NODE)
            window->shown_node = n->highlights[i].node;
}

/* --- what happened last --- */

static int weight_of(const struct record *r)
{
    switch ((enum record_kind)r->kind) {
    case RECORD_DROPPED:
        return 9;
    case RECORD_STATE:
        return 8;
    case RECORD_MESSAGE:
        return 7;
    case RECORD_FINDING:
        return 6;
    case RECORD_TIMER:
    case RECORD_COMMAND:
        return 5;
    case RECORD_SENT:
        return 4;
    case RECORD_ARRIVED:
        return 3;
    case RECORD_ROW:
    case RECORD_DONE:
    case RECORD_SAY:
        return 2;
    case RECORD_UP:
    case RECORD_DOWN:
    case RECORD_BOOT:
    case RECORD_KINDS:
        break;
    }
    return 1;
}

/* The row of the cursor's event that says most about it. */
static uint32_t telling_row(const struct window *window)
{
    const struct history *h = session_history(window->session);
    uint32_t position = session_position(window->session), best = NONE;
    uint32_t first = h->events[session_event(window->session)].first_row;
    for (uint32_t row = first; row < position; row++)
        if (best == NONE || weight_of(&h->rows[row]) >= weight_of(&h->rows[best]))
            best = row;
    return best;
}

/* What "why?" asks about: what is selected, otherwise what happened last. */
static uint32_t row_in_question(const struct window *window)
{
    const struct selection *s = &window->selection;
    const struct history *h = session_history(window->session);
    uint32_t asked = question_say(window);
    if (asked != NONE && h->rows[h->says[asked].row].kind == RECORD_DROPPED)
        return h->says[asked].row;
    if (s->kind == SELECT_RECORD)
        return s->record;
    if (s->kind == SELECT_FRAME && s->frame < h->frame_count &&
        frame_has_begun(window, s->frame))
        return frame_was_lost(window, s->frame) ? h->frames[s->frame].end_row
                                                : h->frames[s->frame].sent_row;
    return telling_row(window);
}

static const char *why_words(const struct window *window)
{
    uint32_t row = row_in_question(window);
    const struct history *h = session_history(window->session);
    if (row != NONE && h->rows[row].kind == RECORD_DROPPED)
        return _("Why was it lost?");
    if (window->selection.kind == SELECT_FRAME)
        return _("Why was it sent?");
    return _("Why did this happen?");
}

/* --- drawing --- */

struct page {
    struct window *window;
    struct rect box; /* y moves down */
    bool draw;
};

static void paragraph(struct page *page, enum font_face face, enum type_size size,
                      enum token token, const char *words, float after)
{
    struct gui *gui = page->window->gui;
    struct text_style style = gui_style(gui, face, size, token);
    if (words == NULL || words[0] == '\0')
        return;
    float high = gui_paragraph_height(gui, page->box.w, style, words);
    if (page->draw)
        (void)gui_paragraph(gui, rect_make(page->box.x, page->box.y, page->box.w, high), style,
                            words);
    page->box.y += high + after;
}

static bool link(struct page *page, const char *name, const char *words)
{
    struct window *window = page->window;
    float high = 24 * unit_of(window);
    float wide = fminf(gui_button_width(window->gui, words), page->box.w);
    bool pressed =
        page->draw && gui_button(window->gui, rect_make(page->box.x, page->box.y, wide, high),
                                 name, words, BUTTON_LINK);
    page->box.y += high + 8;
    return pressed;
}

static void put_step(const struct window *window, uint32_t say, struct text *text)
{
    const struct scenario *s = session_scenario(window->session);
    const struct history *h = session_history(window->session);
    char step[96];
    text_put(text, tr(lesson_subject_heading(s->subject)));
    if (say == NONE)
        return;
    window_words(step, sizeof step, _("step {n} of {most}"), h->says[say].narration + 1,
                 s->narration_count);
    text_put(text, " \xc2\xb7 ");
    text_put(text, step);
}

/* The goal, before anything has been said. */
static void opening(struct page *page)
{
    struct window *window = page->window;
    const struct scenario *s = session_scenario(window->session);
    paragraph(page, FONT_BOLD, TYPE_HEAD, TOKEN_INK, question_text(window, &s->title), 8);
    paragraph(page, FONT_REGULAR, TYPE_READING, TOKEN_INK, question_text(window, &s->goal), 8);
}

static void said(struct page *page, uint32_t say)
{
    struct window *window = page->window;
    const struct scenario *s = session_scenario(window->session);
    const struct history *h = session_history(window->session);
    const struct narration *n = &s->narration[h->says[say].narration];
    paragraph(page, FONT_BOLD, TYPE_HEAD, TOKEN_INK, question_text(window, &n->title), 4);
    paragraph(page, FONT_REGULAR, TYPE_READING, TOKEN_INK, question_text(window, &n->say), 8);
}

/* What is left to say when all has happened: what to remember, and what to try. */
static void ending(struct page *page)
{
    struct window *window = page->window;
    const struct scenario *s = session_scenario(window->session);
    if (question_say(window) != NONE || !session_at_end(window->session))
        return;
    if (s->summary.phrases > 0) {
        paragraph(page, FONT_BOLD, TYPE_LABEL, TOKEN_INK2, _("To remember:"), 2);
        paragraph(page, FONT_REGULAR, TYPE_READING, TOKEN_INK,
                  question_text(window, &s->summary), 8);
    }
    if (s->experiment.phrases > 0 && !window->theme.large) { /* a class tries it at home */
        paragraph(page, FONT_BOLD, TYPE_LABEL, TOKEN_INK2, _("Try it:"), 2);
        paragraph(page, FONT_REGULAR, TYPE_READING, TOKEN_INK,
                  question_text(window, &s->experiment), 8);
    }
}

/* What to type at the real machine. */
static void at_the_machine(struct page *page)
{
    struct window *window = page->window;
    char line[128];
    if (!live_advice(window, 0, line, sizeof line) || window->theme.large)
        return;
    page->box.y += 4;
    paragraph(page, FONT_BOLD, TYPE_LABEL, TOKEN_INK2, _("At the real machine:"), 2);
    for (uint32_t i = 0; live_advice(window, i, line, sizeof line); i++)
        paragraph(page, FONT_MONO, TYPE_LABEL, TOKEN_INK, line, 4);
}

static void just_now(struct page *page)
{
    struct window *window = page->window;
    uint32_t row = telling_row(window);
    char sentence[SENTENCE_MAX];
    if (row == NONE || question_say(window) != NONE)
        return;
    row_sentence(window, row, sentence, sizeof sentence);
    page->box.y += 8;
    if (page->draw)
        gui_hairline(window->gui, rect_make(page->box.x, page->box.y, page->box.w, 1));
    page->box.y += 8;
    paragraph(page, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2, _("Just now"), 2);
    paragraph(page, FONT_REGULAR, TYPE_LABEL, TOKEN_INK, sentence, 4);
}

/* Why the run stops before its end, when it does: told where the cursor has come to that place.
 */
static void stopped(struct page *page)
{
    struct window *window = page->window;
    uint32_t packet, node;
    enum session_problem problem = session_problem(window->session, &packet, &node);
    const char *sentence = NULL;
    switch (problem) {
    case SESSION_STORM:
        sentence =
            _("stopped: packet {packet} goes round and round in a loop of switches; {node} "
              "is one of them. Take one cable of the loop away.");
        break;
    case SESSION_EXHAUSTED:
    case SESSION_NO_MEMORY:
        sentence =
            _("The run stops here: there is no more room for it. Make the network smaller, "
              "or end the run earlier with until:.");
        break;
    case SESSION_TOO_LONG:
        sentence =
            _("stopped: the run does not come to an end. Give it one with until:, or end its "
              "commands (ping -c 3).");
        break;
    case SESSION_FINE:
        return;
    }
    if (session_position(window->session) != session_history(window->session)->row_count)
        return;
    char number[16], words[SENTENCE_MAX];
    struct text text = text_over(number, sizeof number);
    text_put_unsigned(&text, packet);
    struct text_value values[] = {
        {"packet", number},
        {"node", problem == SESSION_STORM ? node_label(window, node) : ""},
    };
    (void)text_format(words, sizeof words, sentence, values, 2);
    page->box.y += 8;
    paragraph(page, FONT_BOLD, TYPE_LABEL, TOKEN_INK, words, 6);
}

static float lesson_page(struct page *page, uint32_t say)
{
    struct window *window = page->window;
    char step[160];
    struct text text = text_over(step, sizeof step);
    float top = page->box.y;
    put_step(window, say, &text);
    paragraph(page, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2, step, 6);
    if (say == NONE)
        opening(page);
    else
        said(page, say);
    ending(page);
    at_the_machine(page);
    stopped(page);
    if (!window->theme.large) {
        just_now(page);
        uint32_t row = row_in_question(window);
        bool told = question_say(window) == NONE ||
                    session_history(window->session)->rows[row].kind == RECORD_DROPPED;
        if (row != NONE && told && link(page, "why", why_words(window)))
            window->why = row_in_question(window);
    }
    return page->box.y - top;
}

/* One link of the chain: a dot, a sentence, the time. */
static void chain_link(struct page *page, uint32_t i, uint32_t row)
{
    struct window *window = page->window;
    struct gui *gui = window->gui;
    const struct theme *theme = &window->theme;
    char sentence[SENTENCE_MAX], when[48], name[24];
    struct text text = text_over(when, sizeof when);
    put_time(&text, session_history(window->session)->rows[row].time);
    row_sentence(window, row, sentence, sizeof sentence);
    struct text_style style = gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK);
    struct text_style second = gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2);
    float inset = 16, wide = page->box.w - inset;
    float high = gui_paragraph_height(gui, wide, style, sentence);
    float whole = high + gui_paragraph_height(gui, wide, second, when) + 8;
    struct rect box = {page->box.x - 8, page->box.y, page->box.w + 16, whole};
    bool selected = window->selection.kind == SELECT_RECORD && window->selection.record == row;
    if (page->draw) {
        text = text_over(name, sizeof name);
        text_put_unsigned(&text, i);
        struct gui_signal signal = gui_hit(gui, box, name, sentence, true);
        if (selected || signal.hovered)
            draw_rect(gui_draw(gui), box, 0,
                      paint_fill(theme->colour[selected ? TOKEN_MARK : TOKEN_RAISE]));
        if (selected)
            style.colour = second.colour = theme->colour[TOKEN_MARK_TEXT];
        draw_circle(gui_draw(gui), page->box.x + 3, page->box.y + 12, 3,
                    paint_fill(style.colour));
        (void)gui_paragraph(gui, rect_make(page->box.x + inset, page->box.y + 4, wide, high),
                            style, sentence);
        (void)gui_paragraph(gui,
                            rect_make(page->box.x + inset, page->box.y + 4 + high, wide, 16),
                            second, when);
        if (signal.focused && gui_focus_is_visible(gui))
            gui_focus_ring(gui, rect_inset(box, 4), 4);
        if (signal.clicked)
            select_record(window, row);
    }
    page->box.y += whole;
}

static float why_page(struct page *page)
{
    struct window *window = page->window;
    uint32_t rows[CHAIN_MAX], count;
    float top = page->box.y;
    count = session_why(window->session, window->why, rows, CHAIN_MAX);
    if (link(page, "back", _("Back to the lesson")))
        window->why = NONE;
    paragraph(page, FONT_BOLD, TYPE_HEAD, TOKEN_INK, _("Why?"), 4);
    paragraph(page, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2,
              _("Each thing happened because of the one below it."), 8);
    gui_push(window->gui, "cause");
    for (uint32_t i = 0; i < count; i++)
        chain_link(page, i, rows[i]);
    gui_pop(window->gui);
    return page->box.y - top;
}

static float page_run(struct window *window, struct rect box, uint32_t say, bool draw)
{
    struct page page = {window, box, draw};
    bool why = window->why != NONE && window->why < session_history(window->session)->row_count;
    return why ? why_page(&page) : lesson_page(&page, say);
}

static float words_run(struct window *window, struct rect box, uint32_t say, bool draw)
{
    struct page page = {window, box, draw};
    if (say == NONE)
        opening(&page);
    else
        said(&page, say);
    ending(&page);
    return page.box.y - box.y;
}

void lesson_words(struct window *window, struct rect box)
{
    uint32_t say = latest_say(window);
    open_view(window);
    if (say != window->said && say != NONE && window->playback.glide_ms < 0)
        select_what_is_said(window, say);
    window->said = say;
    float high = words_run(window, box, say, false);
    struct rect content = gui_scroll_begin(window->gui, box, "text", high);
    (void)words_run(window, rect_make(box.x, content.y, content.w, high), say, true);
    gui_scroll_end(window->gui);
}

void lesson_panel(struct window *window, struct rect box)
{
    question_settle(window);
    uint32_t say = latest_say(window);
    float u = unit_of(window), padding = 16 * u;
    open_view(window);
    if (say != window->said && say != NONE && window->playback.glide_ms < 0)
        select_what_is_said(window, say);
    if (window->playback.glide_ms < 0)
        window->said = say;
    gui_panel_begin(window->gui, box, "lesson", PANEL_GROUND);
    struct rect rest = box;
    float most = box.h * (window->answer.revealed ? 0.82f : 0.74f);
    float card = window->why == NONE ? question_height(window, box.w - 24 * u, most) : 0;
    if (card > 0) {
        struct rect low = rect_cut_bottom(&rest, card + 16 * u);
        question_card(window, rect_make(low.x + 12 * u, low.y, low.w - 24 * u, card));
    }
    struct rect inside = {rest.x + padding, rest.y + padding, rest.w - 2 * padding, rest.h};
    float high = page_run(window, inside, say, false) + 2 * padding;
    struct rect content = gui_scroll_begin(window->gui, rest, "text", high);
    inside = rect_make(content.x + padding, content.y + padding, rest.w - 2 * padding, high);
    (void)page_run(window, inside, say, true);
    gui_scroll_end(window->gui);
    gui_panel_end(window->gui);
}
