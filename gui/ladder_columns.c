/* gui/ladder_columns.c: the nodes as columns: under their places on the stage when these stand
 * in a row, else side by side, first those on the selected packet's way. Each line shows what
 * its node's TCP was: thick while a connection is established. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gui/ladder_view.h"
#include "transport/tcp.h"

enum { PITCH_LEAST = 76, ROW_TOLERANCE = 40, WORD_MAX = 64 };

uint32_t ladder_column_of(const struct ladder_view *v, uint32_t node)
{
    for (uint32_t i = 0; i < v->columns; i++)
        if (v->column[i].node == node)
            return i;
    return NONE;
}

static int by_place(const void *a, const void *b)
{
    const struct ladder_column *p = a, *q = b;
    return p->x < q->x ? -1 : p->x > q->x ? 1 : p->node < q->node ? -1 : 1;
}

/* --- under their places --- */

static bool take_row(struct ladder_view *v)
{
    const struct window *window = v->window;
    uint32_t count = session_scenario(window->session)->node_count;
    float y = 0;
    if (window->places == NULL || count > LADDER_COLUMNS_MAX || count < 2)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        const struct node_place *p = &window->places[i];
        if (!p->visible || (i > 0 && fabsf(p->y - y) > ROW_TOLERANCE * v->unit) ||
            p->x < v->box.x + 24 * v->unit || p->x > v->box.x + v->box.w - 24 * v->unit)
            return false;
        y = p->y;
        v->column[i] = (struct ladder_column){i, p->x};
    }
    v->columns = count;
    qsort(v->column, v->columns, sizeof v->column[0], by_place);
    for (uint32_t i = 1; i < v->columns; i++)
        if (v->column[i].x - v->column[i - 1].x < PITCH_LEAST * 0.7f * v->unit)
            return false;
    return true;
}

/* --- side by side --- */

static void take_node(struct ladder_view *v, uint32_t node, uint32_t most)
{
    if (node == NONE || v->columns >= most || ladder_column_of(v, node) != NONE)
        return;
    const struct window *window = v->window;
    float x = window->places != NULL ? window->places[node].x : (float)node;
    v->column[v->columns++] = (struct ladder_column){node, x};
}

/* The nodes by which a packet went, in its order. */
static void take_path(struct ladder_view *v, uint32_t frame, uint32_t most)
{
    const struct history *h = session_history(v->window->session);
    uint32_t packet = h->frames[frame].packet;
    uint32_t from = frame > 2000 ? frame - 2000 : 0;
    for (uint32_t i = from; i < h->frame_count && i < frame + 2000; i++) {
        if (h->frames[i].packet != packet || !frame_has_begun(v->window, i))
            continue;
        take_node(v, h->frames[i].node, most);
        take_node(v, frame_receiver(v->window, i), most);
    }
}

static void take_some(struct ladder_view *v)
{
    const struct window *window = v->window;
    uint32_t count = session_scenario(window->session)->node_count;
    uint32_t most =
        (uint32_t)((v->box.w - (LADDER_AXIS + 64) * v->unit) / (PITCH_LEAST * v->unit)) + 1;
    most = most < 2 ? 2 : most > LADDER_COLUMNS_MAX ? LADDER_COLUMNS_MAX : most;
    v->columns = 0;
    if (v->something_selected && frame_has_begun(window, window->selection.frame))
        take_path(v, window->selection.frame, most);
    uint32_t begun = frames_begun(window);
    const struct history *h = session_history(window->session);
    for (uint32_t i = 0; count > most && i < 4000 && i < begun; i++) {
        take_node(v, h->frames[begun - 1 - i].node, most);
        take_node(v, frame_receiver(window, begun - 1 - i), most);
    }
    for (uint32_t i = 0; i < count; i++)
        take_node(v, i, most);
    qsort(v->column, v->columns, sizeof v->column[0], by_place);
    float left = v->box.x + (LADDER_AXIS + 40) * v->unit;
    float wide = v->box.x + v->box.w - 88 * v->unit - left;
    for (uint32_t i = 0; i < v->columns; i++)
        v->column[i].x =
            roundf(left + wide * (v->columns > 1 ? (float)i / (float)(v->columns - 1) : 0.5f));
}

void ladder_place_columns(struct ladder_view *v)
{
    if (!take_row(v))
        take_some(v);
}

/* --- drawing --- */

/* The state that a node's connection has at the cursor; the newest one's. NONE: no connection.
 */
static uint32_t state_now(const struct ladder_view *v, uint32_t node)
{
    uint32_t position = session_position(v->window->session);
    for (uint32_t i = v->ladder->state_count; i-- > 0;) {
        const struct ladder_state *s = &v->ladder->states[i];
        if (s->row < position && s->node == node)
            return s->to;
    }
    return NONE;
}

static struct text_style name_style(const struct ladder_view *v, uint32_t node)
{
    bool end = session_scenario(v->window->session)->nodes[node].kind == NODE_HOST;
    return gui_style(v->window->gui, end ? FONT_BOLD : FONT_REGULAR, TYPE_LABEL,
                     end ? TOKEN_INK : TOKEN_INK2);
}

/* How far a column is from its neighbour on one side, or twice as far as from the edge. */
static float pitch(const struct ladder_view *v, uint32_t i, bool left)
{
    float x = v->column[i].x;
    if (left)
        return i > 0 ? x - v->column[i - 1].x : 2 * (x - v->box.x);
    return i + 1 < v->columns ? v->column[i + 1].x - x : 2 * (v->box.x + v->box.w - x);
}

/* What a column has for itself between its neighbours. */
static float beside(const struct ladder_view *v, uint32_t i)
{
    return fminf(pitch(v, i, true), pitch(v, i, false)) - 8;
}

static float name_width(const struct ladder_view *v, uint32_t i)
{
    struct text_style style = name_style(v, v->column[i].node);
    return gui_text_width(v->window->gui, style.face, style.size,
                          node_label(v->window, v->column[i].node));
}

static float longest_word(const struct ladder_view *v, uint32_t i)
{
    struct text_style style = name_style(v, v->column[i].node);
    float longest = 0;
    for (const char *at = node_label(v->window, v->column[i].node); *at != '\0';) {
        char word[WORD_MAX];
        size_t n = strcspn(at, " ");
        (void)snprintf(word, sizeof word, "%.*s", (int)(n < sizeof word ? n : 0), at);
        longest = fmaxf(longest, gui_text_width(v->window->gui, style.face, style.size, word));
        at += n + strspn(at + n, " ");
    }
    return longest;
}

/* The room for a column's name. One with a word that is too long for it takes what the names
 * beside it leave. */
static float name_room(const struct ladder_view *v, uint32_t i)
{
    float room = fminf(beside(v, i), 180 * v->unit);
    float left = 2 * (v->column[i].x - v->box.x);
    float right = 2 * (v->box.x + v->box.w - v->column[i].x);
    if (longest_word(v, i) <= room)
        return room;
    if (i > 0)
        left = 2 * pitch(v, i, true) - fminf(name_width(v, i - 1), beside(v, i - 1));
    if (i + 1 < v->columns)
        right = 2 * pitch(v, i, false) - fminf(name_width(v, i + 1), beside(v, i + 1));
    return fmaxf(room, fminf(fminf(left, right) - 8, 180 * v->unit));
}

static bool has_state(const struct ladder_view *v, uint32_t i)
{
    uint32_t state = state_now(v, v->column[i].node);
    return state != NONE && state != TCP_CLOSED;
}

/* A long name takes the line of the state too, where there is none. */
static bool in_two_lines(const struct ladder_view *v, uint32_t i)
{
    float room = name_room(v, i);
    if (has_state(v, i) || name_width(v, i) <= room)
        return false;
    float high = gui_paragraph_height(v->window->gui, room, name_style(v, v->column[i].node),
                                      node_label(v->window, v->column[i].node));
    return high <= 36 * v->unit;
}

/* The room for a column's state: over its neighbours', but not over their names and states. */
static float state_room(const struct ladder_view *v, uint32_t i)
{
    float x = v->column[i].x;
    bool crowded = (i > 0 && has_state(v, i - 1)) || (i + 1 < v->columns && has_state(v, i + 1));
    float room = fminf(2 * fminf(x - v->box.x, v->box.x + v->box.w - x),
                       crowded ? beside(v, i) : beside(v, i) + 24);
    if (i > 0 && in_two_lines(v, i - 1))
        room = fminf(room, 2 * pitch(v, i, true) - name_room(v, i - 1) - 8);
    if (i + 1 < v->columns && in_two_lines(v, i + 1))
        room = fminf(room, 2 * pitch(v, i, false) - name_room(v, i + 1) - 8);
    return room;
}

static void draw_name(struct ladder_view *v, struct rect head, uint32_t i)
{
    struct gui *gui = v->window->gui;
    const struct ladder_column *c = &v->column[i];
    struct text_style style = name_style(v, c->node);
    float room = name_room(v, i);
    style.anchor = ANCHOR_MIDDLE;
    struct rect line = {c->x - room / 2, head.y + 8 * v->unit, room, 17 * v->unit};
    if (in_two_lines(v, i))
        (void)gui_paragraph(gui, line, style, node_label(v->window, c->node));
    else
        gui_label(gui, line, style, node_label(v->window, c->node));
    if (!has_state(v, i))
        return;
    style = gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2);
    style.anchor = ANCHOR_MIDDLE;
    room = state_room(v, i);
    gui_label(gui, rect_make(c->x - room / 2, line.y + line.h, room, line.h), style,
              tcp_state_name((enum tcp_state)state_now(v, c->node)));
}

/* The thick parts of a node's line: from becoming ESTABLISHED to leaving it. */
static void draw_established(struct ladder_view *v, const struct ladder_column *c)
{
    uint32_t position = session_position(v->window->session);
    float bottom = ladder_y(v, v->now), since = 0;
    uint32_t open = 0;
    struct paint ink = paint_fill(v->window->theme.colour[TOKEN_INK]);
    for (uint32_t i = 0; i < v->ladder->state_count; i++) {
        const struct ladder_state *s = &v->ladder->states[i];
        if (s->row >= position)
            break;
        if (s->node != c->node)
            continue;
        float y = ladder_y(v, s->time);
        if (s->to == TCP_ESTABLISHED && open++ == 0)
            since = y;
        if (s->from == TCP_ESTABLISHED && open > 0 && --open == 0)
            draw_rect(gui_draw(v->window->gui),
                      rect_make(c->x - 2 * v->unit, since, 4 * v->unit, y - since), 0, ink);
    }
    if (open > 0)
        draw_rect(gui_draw(v->window->gui),
                  rect_make(c->x - 2 * v->unit, since, 4 * v->unit, bottom - since), 0, ink);
}

void ladder_draw_columns(struct ladder_view *v, struct rect head)
{
    struct draw_list *list = gui_draw(v->window->gui);
    float bottom = v->box.y + v->box.h;
    for (uint32_t i = 0; i < v->columns; i++) {
        const struct ladder_column *c = &v->column[i];
        bool end = session_scenario(v->window->session)->nodes[c->node].kind == NODE_HOST;
        draw_rect(list,
                  rect_make(roundf(c->x) - 0.5f, v->box.y, end ? 1.5f : 1, bottom - v->box.y),
                  0, paint_fill(v->window->theme.colour[end ? TOKEN_RULE : TOKEN_HAIR]));
        draw_name(v, head, i);
    }
    draw_clip(list, v->box);
    for (uint32_t i = 0; i < v->columns; i++)
        draw_established(v, &v->column[i]);
    draw_unclip(list);
}
