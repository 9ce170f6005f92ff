/* gui/ladder_ways.c: the lines of the ladder. Each packet's hops are one line with true slopes:
 * it leaves a column when the transmission starts, reaches the next one when its last bit has
 * arrived, and goes straight down while it waits in a queue. */
#include <math.h>

#include "gui/ladder_view.h"
#include "watch/sighting.h"

enum { LOOK_BACK = 600, POINTS_MAX = 3 * LADDER_HOPS_MAX };

/* --- which ways are to be seen --- */

/* The first frame that can still be seen at the top of the box. */
static uint32_t first_frame(const struct ladder_view *v, uint32_t begun)
{
    const struct history *h = session_history(v->window->session);
    sim_time from = ladder_time_at(v->ladder, v->scale, v->top) - v->ladder->longest;
    uint32_t low = 0, high = begun;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (h->rows[h->frames[middle].sent_row].time < from)
            low = middle + 1;
        else
            high = middle;
    }
    return begun - low > LADDER_WAYS_MAX ? begun - LADDER_WAYS_MAX : low;
}

/* The way by which the packet of this one came to its sender. */
static uint32_t way_before(const struct ladder_view *v, uint32_t row)
{
    const struct history *h = session_history(v->window->session);
    const struct history_frame *f = &h->frames[v->way[row].frame];
    uint32_t end = row > LOOK_BACK ? row - LOOK_BACK : 0;
    if (f->hop <= 1)
        return NONE;
    for (uint32_t i = row; i-- > end;) {
        const struct history_frame *g = &h->frames[v->way[i].frame];
        if (g->packet == f->packet && g->hop + 1 == f->hop &&
            frame_receiver(v->window, v->way[i].frame) == f->node)
            return i;
    }
    return NONE;
}

void ladder_collect(struct ladder_view *v)
{
    uint32_t begun = frames_begun(v->window);
    const struct history *h = session_history(v->window->session);
    float bottom = v->box.y + v->box.h;
    v->ways = 0;
    for (uint32_t i = first_frame(v, begun); i < begun && v->ways < LADDER_WAYS_MAX; i++) {
        if (ladder_y(v, h->rows[h->frames[i].sent_row].time) > bottom)
            continue;
        v->way[v->ways] = (struct ladder_way){.frame = i, .before = NONE};
        v->way[v->ways].before = way_before(v, v->ways);
        if (v->way[v->ways].before != NONE)
            v->way[v->way[v->ways].before].continued = true;
        v->ways++;
    }
}

/* --- where a line is --- */

static float between(float from, float to, double share)
{
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    return from + (to - from) * (float)share;
}

bool ladder_ends(const struct ladder_view *v, uint32_t frame, struct point *start,
                 struct point *departs, struct point *end)
{
    const struct history *h = session_history(v->window->session);
    const struct history_frame *f = &h->frames[frame];
    uint32_t to = frame_receiver(v->window, frame);
    uint32_t a = ladder_column_of(v, f->node);
    uint32_t b = to == NONE ? a : ladder_column_of(v, to);
    if (a == NONE || b == NONE)
        return false;
    sim_time offered = h->rows[f->sent_row].time;
    sim_time leaves = f->departs < v->now ? f->departs : v->now;
    float x0 = v->column[a].x, x1 = v->column[b].x;
    bool lost = frame_was_lost(v->window, frame);
    bool on_cable = lost && h->rows[f->end_row].layer == LAYER_PHY && f->arrives > f->departs;
    sim_time until = on_cable ? f->departs + (f->arrives - f->departs) / 2 : f->arrives;
    until = until < v->now ? until : v->now;
    double way = f->arrives > f->departs
                     ? (double)(until - f->departs) / (double)(f->arrives - f->departs)
                     : 0;
    *start = (struct point){x0, ladder_y(v, offered)};
    *departs = (struct point){x0, ladder_y(v, leaves)};
    *end = (struct point){between(x0, x1, way), ladder_y(v, until > leaves ? until : leaves)};
    return true;
}

/* The points of a chain that ends with this way, from its first way that has not been drawn. */
static uint32_t chain_points(struct ladder_view *v, uint32_t row, struct point *points)
{
    uint32_t rows[LADDER_HOPS_MAX], hops = 0, count = 0;
    for (uint32_t at = row; at != NONE && hops < LADDER_HOPS_MAX; at = v->way[at].before) {
        if (v->way[at].shown)
            break;
        rows[hops++] = at;
        v->way[at].shown = true;
    }
    while (hops > 0) {
        struct point start, departs, end;
        if (!ladder_ends(v, v->way[rows[--hops]].frame, &start, &departs, &end))
            continue;
        if (count == 0)
            points[count++] = start;
        if (departs.y > points[count - 1].y + 0.5f)
            points[count++] = departs;
        points[count++] = end;
    }
    return count;
}

/* --- how it looks --- */

static enum arrow_look look_of(const struct ladder_view *v, uint32_t frame)
{
    const struct history_frame *f = &session_history(v->window->session)->frames[frame];
    if (frame_was_lost(v->window, frame))
        return ARROW_LOST;
    if ((f->flags & FRAME_RETRANSMISSION) != 0)
        return ARROW_AGAIN;
    return f->kind == FRAME_TCP_ACK ? ARROW_ACK : ARROW_DATA;
}

static bool is_lit(const struct ladder_view *v, uint32_t frame)
{
    return v->something_selected && belongs_to_selection(v->window, frame);
}

static void draw_chain(struct ladder_view *v, uint32_t row)
{
    struct point points[POINTS_MAX + 2];
    uint32_t frame = v->way[row].frame;
    const struct window *window = v->window;
    uint32_t count = chain_points(v, row, points);
    bool lit = is_lit(v, frame);
    if (count < 2)
        return;
    float share = v->something_selected && !lit ? window->theme.dim : 1;
    struct rgba paper = window->theme.colour[TOKEN_PAPER];
    enum arrow_look look = look_of(v, frame);
    const struct history_frame *f = &session_history(window->session)->frames[frame];
    if (f->departs >= v->now && f->arrives > f->departs && !lit) { /* it waits in the queue */
        draw_polyline(gui_draw(window->gui), points, count,
                      paint_stroke(rgba_fade(frame_ink(window, frame), share), 2 * v->unit));
        return;
    }
    glyph_arrow(gui_draw(window->gui), &window->theme, lit ? ARROW_SELECTED : look, points,
                count, frame_ink(window, frame), share, paper);
    if (lit && look == ARROW_LOST) {
        struct point end = points[count - 1];
        draw_circle(gui_draw(window->gui), end.x, end.y, 10 * v->unit,
                    paint_both(window->theme.colour[TOKEN_MARK],
                               window->theme.colour[TOKEN_MARK_TEXT], 1.5f * v->unit));
        glyph_icon(gui_draw(window->gui), &window->theme, ICON_CROSS, end.x, end.y,
                   0.9f * v->unit, window->theme.colour[TOKEN_MARK_TEXT],
                   window->theme.colour[TOKEN_MARK]);
    }
}

void ladder_draw_ways(struct ladder_view *v)
{
    for (uint32_t lit = 0; lit < 2; lit++) /* what is selected lies above the rest */
        for (uint32_t i = 0; i < v->ways; i++)
            if (!v->way[i].continued && is_lit(v, v->way[i].frame) == (lit == 1))
                draw_chain(v, i);
}

/* --- pointing at one --- */

static float distance(struct point a, struct point b, float x, float y)
{
    float dx = b.x - a.x, dy = b.y - a.y, length = dx * dx + dy * dy;
    float t = length > 0 ? ((x - a.x) * dx + (y - a.y) * dy) / length : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    float px = a.x + dx * t - x, py = a.y + dy * t - y;
    return sqrtf(px * px + py * py);
}

uint32_t ladder_frame_at(const struct ladder_view *v, float x, float y)
{
    float best = 7 * v->unit;
    uint32_t found = NONE;
    for (uint32_t i = 0; i < v->ways; i++) {
        struct point start, departs, end;
        if (!ladder_ends(v, v->way[i].frame, &start, &departs, &end))
            continue;
        float d = fminf(distance(start, departs, x, y), distance(departs, end, x, y));
        if (d < best) {
            best = d;
            found = v->way[i].frame;
        }
    }
    return found;
}
