/* gui/ladder_time.c: where a moment is on the ladder: at scale, with long silences cut out; the
 * time axis, and the strips that say how long a silence was. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "gui/ladder_view.h"
#include "watch/narrator.h"

enum {
    SILENCE = 96,   /* units: a longer one is cut */
    WHOLE_WAY = 80, /* a way through all nodes, were they in a row, is so high … */
    CABLE_LEAST = 14,
    CABLE_MOST = 48, /* … but a usual cable not less and not more than this */
};

/* --- learning --- */

static bool add_cut(struct ladder *l, sim_time from, sim_time to)
{
    if (l->cut_count == l->cut_room) {
        uint32_t room = l->cut_room * 2 + 32;
        struct ladder_cut *cuts = realloc(l->cuts, room * sizeof *cuts);
        if (cuts == NULL)
            return false;
        l->cuts = cuts;
        l->cut_room = room;
    }
    const struct ladder_cut *last = l->cut_count > 0 ? &l->cuts[l->cut_count - 1] : NULL;
    sim_time drawn = last == NULL ? from : last->drawn + (from - last->to);
    l->cuts[l->cut_count++] = (struct ladder_cut){from, to, drawn};
    return true;
}

static void add_state(struct ladder *l, const struct record *r, uint32_t row)
{
    if (l->state_count == l->state_room) {
        uint32_t room = l->state_room * 2 + 64;
        struct ladder_state *states = realloc(l->states, room * sizeof *states);
        if (states == NULL)
            return;
        l->states = states;
        l->state_room = room;
    }
    l->states[l->state_count++] = (struct ladder_state){.row = row,
                                                        .node = r->node,
                                                        .connection = r->place,
                                                        .from = (uint8_t)r->a,
                                                        .to = (uint8_t)r->b,
                                                        .time = r->time};
}

void ladder_learn(struct window *window, struct ladder *l, float scale)
{
    const struct history *h = session_history(window->session);
    uint32_t position = session_position(window->session);
    if (l->scale != scale ||
        position < l->rows_seen) { /* other silences are long, or not yet */
        l->cut_count = l->state_count = l->rows_seen = 0;
        l->busy_until = l->longest = 0;
        l->scale = scale;
    }
    sim_time silence = (sim_time)(SILENCE / (double)scale);
    for (; l->rows_seen < position; l->rows_seen++) {
        const struct record *r = &h->rows[l->rows_seen];
        if (r->time - l->busy_until > silence && !add_cut(l, l->busy_until, r->time))
            return;
        sim_time end = r->kind == RECORD_SENT ? (sim_time)r->b : r->time;
        l->busy_until = end > l->busy_until ? end : l->busy_until;
        if (r->kind == RECORD_SENT && end - r->time > l->longest)
            l->longest = end - r->time;
        if (r->kind == RECORD_STATE && r->table == TABLE_TCP)
            add_state(l, r, l->rows_seen);
    }
}

/* --- the scale --- */

float ladder_scale(const struct window *window)
{
    const struct world *world = session_view(window->session);
    double sum = 0;
    uint32_t n = 2 * world->phy.cables;
    for (uint32_t i = 0; i < n; i++) {
        const struct direction *d = &world->phy.directions[i];
        sum += (double)d->delay + 8e12 / (double)(d->rate_bps > 0 ? d->rate_bps : 1);
    }
    double usual = n > 0 && sum > 0 ? sum / n : 1e6;
    uint32_t nodes = session_scenario(window->session)->node_count;
    double high = nodes > 1 ? WHOLE_WAY / (double)(nodes - 1) : WHOLE_WAY;
    high = fmax(CABLE_LEAST, fmin(high, CABLE_MOST));
    return (float)(high * (double)(unit_of(window) * window->instruments->ladder.zoom) / usual);
}

void ladder_learn_states(struct window *window)
{
    ladder_learn(window, &window->instruments->ladder, ladder_scale(window));
}

/* The last cut that begins at or before a moment, plus one; 0: none does. */
static uint32_t cuts_before(const struct ladder *l, sim_time time)
{
    uint32_t low = 0, high = l->cut_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (l->cuts[middle].from <= time)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

float ladder_height(const struct ladder *l, float scale, sim_time time)
{
    uint32_t n = cuts_before(l, time);
    if (n == 0)
        return scale * (float)time;
    const struct ladder_cut *cut = &l->cuts[n - 1];
    float before = scale * (float)cut->drawn + LADDER_CUT * (float)(n - 1);
    if (time < cut->to)
        return before +
               LADDER_CUT * (float)((double)(time - cut->from) / (double)(cut->to - cut->from));
    return before + LADDER_CUT + scale * (float)(time - cut->to);
}

sim_time ladder_time_at(const struct ladder *l, float scale, float height)
{
    uint32_t low = 0, high = l->cut_count;
    if (height <= 0)
        return 0;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (scale * (float)l->cuts[middle].drawn + LADDER_CUT * (float)middle <= height)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return (sim_time)((double)height / (double)scale);
    const struct ladder_cut *cut = &l->cuts[low - 1];
    float into = height - scale * (float)cut->drawn - LADDER_CUT * (float)(low - 1);
    if (into < LADDER_CUT)
        return cut->from +
               (sim_time)((double)into / LADDER_CUT * (double)(cut->to - cut->from));
    return cut->to + (sim_time)((double)(into - LADDER_CUT) / (double)scale);
}

/* --- drawing --- */

/* "20 ms", "1.5 s": no more decimals than the step needs. */
static void put_axis_time(struct text *text, sim_time time, sim_time step)
{
    bool seconds = step >= SIM_SECOND / 10;
    sim_time one = seconds ? SIM_SECOND : SIM_MILLISECOND;
    text_put_signed(text, time / one);
    sim_time rest = time % one, part = one / 10;
    if (step % one != 0)
        text_put(text, ".");
    for (; step % one != 0 && part > 0; part /= 10) {
        text_put_unsigned(text, (uint64_t)(rest / part));
        rest %= part;
        one /= 10;
    }
    text_put(text, seconds ? " s" : " ms");
}

static void draw_tick(struct ladder_view *v, sim_time time, sim_time step)
{
    struct draw_list *list = gui_draw(v->window->gui);
    float y = roundf(ladder_y(v, time));
    char words[32];
    struct text text = text_over(words, sizeof words);
    struct text_style style = gui_style(v->window->gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2);
    put_axis_time(&text, time, step);
    draw_rect(list, rect_make(v->box.x, y, 6 * v->unit, 1), 0,
              paint_fill(v->window->theme.colour[TOKEN_RULE]));
    struct rect place = {v->box.x + 12 * v->unit, y - LADDER_LABEL * v->unit / 2,
                         gui_text_width(v->window->gui, style.face, style.size, words) + 2,
                         LADDER_LABEL * v->unit};
    if (ladder_claim(v, place))
        draw_text_in(list, place, style, words);
}

void ladder_draw_axis(struct ladder_view *v)
{
    float high = v->box.h;
    sim_time step = (sim_time)axis_step((double)(high / v->scale), (uint32_t)(high / 64) + 1);
    sim_time first = ladder_time_at(v->ladder, v->scale, v->top);
    float last = -1e9f;
    if (step < 1000)
        step = 1000;
    for (sim_time t = first / step * step; t <= v->now; t += step) {
        uint32_t cut = cuts_before(v->ladder, t);
        if (cut > 0 && t < v->ladder->cuts[cut - 1].to) { /* go on behind the silence */
            sim_time to = v->ladder->cuts[cut - 1].to;
            t = (to - 1) / step * step;
            continue;
        }
        float y = ladder_y(v, t), low = v->box.y + 8 * v->unit;
        if (y < low || y > ladder_y(v, v->now) - 8 * v->unit || y - last < 20 * v->unit)
            continue;
        draw_tick(v, t, step);
        last = y;
    }
}

static void draw_cut(struct ladder_view *v, const struct ladder_cut *cut)
{
    struct gui *gui = v->window->gui;
    float y = ladder_y(v, cut->from);
    struct rect strip = {v->box.x, y + 2, v->box.w, LADDER_CUT - 4};
    char words[96];
    struct text text = text_over(words, sizeof words);
    narrator_put_time(&text, cut->to - cut->from);
    text_put(&text, " ");
    text_put(&text, _("of silence"));
    struct text_style style = gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2);
    float wide = gui_text_width(gui, style.face, style.size, words);
    struct rect place = {v->box.x + (v->box.w - wide) / 2, strip.y + strip.h / 2 - 8 * v->unit,
                         wide + 4, LADDER_LABEL * v->unit};
    draw_rect(gui_draw(gui), strip, 0, paint_fill(v->window->theme.colour[TOKEN_GROUND]));
    if (ladder_claim(v, place))
        draw_text_in(gui_draw(gui), place, style, words);
}

void ladder_draw_cuts(struct ladder_view *v)
{
    for (uint32_t i = 0; i < v->ladder->cut_count; i++) {
        const struct ladder_cut *cut = &v->ladder->cuts[i];
        if (cut->to > v->now)
            break;
        float y = ladder_y(v, cut->from);
        if (y + LADDER_CUT > v->box.y && y < v->box.y + v->box.h)
            draw_cut(v, cut);
    }
}
