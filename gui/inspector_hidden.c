/* gui/inspector_hidden.c: what the inspector keeps to itself: while a question asks for the
 * value of a header field, the field, its cell and its octets of that frame show "?". The place
 * is seen, the answer is not. */
#include <ctype.h>
#include <string.h>

#include "gui/inspector.h"
#include "gui/question.h"

enum { VALUE_MAX = 128 };

/* The node of the selected frame that a question asks for now, or NONE. */
static uint32_t asked_node(const struct window *window)
{
    const struct field_tree *tree = window->tree;
    const struct narration *n = question_narration(window);
    if (n == NULL || n->question.kind != QUESTION_FIELD || window->answer.revealed ||
        tree == NULL || window->selection.kind != SELECT_FRAME)
        return NONE;
    const struct history *h = session_history(window->session);
    if (h->says[question_say(window)].frame != window->selection.frame)
        return NONE;
    for (uint32_t i = 0; i < tree->count; i++)
        if ((enum field_id)tree->nodes[i].id == n->question.field)
            return i;
    return NONE;
}

bool inspector_hides_octet(const struct window *window, uint32_t octet)
{
    uint32_t asked = asked_node(window);
    if (asked == NONE)
        return false;
    const struct field_node *n = &window->tree->nodes[asked];
    return octet >= n->offset && octet < n->offset + n->length;
}

bool inspector_hides(const struct window *window, uint32_t node)
{
    uint32_t asked = asked_node(window);
    if (asked == NONE || node == asked)
        return asked != NONE;
    const struct field_node *n = &window->tree->nodes[node];
    const struct field_node *a = &window->tree->nodes[asked];
    return n->parent != FIELD_NO_PARENT && n->length > 0 && n->offset < a->offset + a->length &&
           a->offset < n->offset + n->length;
}

void inspector_put_shown(const struct window *window, uint32_t node, struct text *text)
{
    char value[VALUE_MAX] = "", asked_value[VALUE_MAX] = "";
    uint32_t asked = asked_node(window);
    struct text to = text_over(value, sizeof value);
    struct text secret = text_over(asked_value, sizeof asked_value);
    inspector_put_value(window->tree, node, &to);
    if (asked != NONE)
        inspector_put_value(window->tree, asked, &secret);
    bool layer_tells = asked != NONE && window->tree->nodes[node].parent == FIELD_NO_PARENT &&
                       asked_value[0] != '\0' && strstr(value, asked_value) != NULL;
    text_put(text, layer_tells || inspector_hides(window, node) ? "?" : value);
}

/* The frame that a question asks a field of now, or NONE. */
static uint32_t asked_frame(const struct window *window, enum field_id *field)
{
    const struct narration *n = question_narration(window);
    if (n == NULL || n->question.kind != QUESTION_FIELD || window->answer.revealed)
        return NONE;
    *field = n->question.field;
    return session_history(window->session)->says[question_say(window)].frame;
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '.' || c == ':';
}

void inspector_hide_answer(struct window *window, uint32_t frame, char *words)
{
    enum field_id field = FIELD_COUNT;
    char value[VALUE_MAX] = "";
    uint32_t asked = asked_frame(window, &field);
    const struct history *h = session_history(window->session);
    if (asked == NONE || h->frames[asked].packet != h->frames[frame].packet)
        return;
    const struct field_tree *tree = frame_glance(window, asked);
    const struct field_node *node = tree == NULL ? NULL : field_tree_find(tree, field, 0);
    struct text text = text_over(value, sizeof value);
    if (node != NULL)
        field_put_show(tree, node, &text);
    size_t length = strlen(value);
    for (char *at = words; length > 0 && (at = strstr(at, value)) != NULL; at++) {
        if ((at > words && is_word(at[-1])) || is_word(at[length]))
            continue;
        *at = '?';
        memmove(at + 1, at + length, strlen(at + length) + 1);
    }
}
