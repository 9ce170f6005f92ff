/* gui/plots_panel.c: what a TCP connection's variables were, against time: congestion window,
 * threshold and flight size above, round-trip time and time-out below, from the samples of the
 * history; where there is room, the busiest queue too. The axis of time goes from the start to
 * where that of the time bar ends; right of the playhead nothing is drawn.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gui/instruments.h"
#include "gui/plots_queue.h"
#include "gui/time_axis.h"
#include "watch/narrator.h"

enum {
    CONNECTIONS_MAX = 32,
    POINTS_MAX = 6000,
    LOSSES_MAX = 200,
    NAMES = 148,      /* units: what stands left of the plots */
    VALUES = 112,     /* and right of them */
    QUEUE_FROM = 250, /* units high: then the queue is plotted as well */
    SCALE = 24,       /* the numbers of the axis */
};

struct connection {
    uint32_t row, serial;
    uint64_t flight; /* summed: the busiest one is shown first */
    uint32_t node;
};

struct plot {
    struct window *window;
    struct timeline_axis axis;
    struct reach reach; /* of the axis */
    float unit;
    float now_x;
    sim_time now;
    const struct connection *connection;
    struct rect box; /* of this plot */
    double high;     /* the value at its top */
    float taken;     /* down to here stand the values of the plot above */
};

/* --- which connection --- */

static uint32_t node_of(const struct window *window, uint32_t connection, uint32_t row)
{
    const struct ladder *l = &window->instruments->ladder;
    uint32_t node = NONE;
    for (uint32_t i = 0; i < l->state_count && l->states[i].row <= row; i++)
        if (l->states[i].connection == connection)
            node = l->states[i].node;
    return node;
}

static uint32_t find_connections(struct window *window, struct connection *found)
{
    const struct history *h = session_history(window->session);
    uint32_t count = 0;
    for (uint32_t i = 0; i < h->sample_count; i++) {
        const struct history_sample *s = &h->samples[i];
        uint32_t at = 0;
        if (s->row >= session_position(window->session))
            break;
        while (at < count && found[at].serial != s->serial)
            at++;
        if (at == CONNECTIONS_MAX)
            continue;
        if (at == count)
            found[count++] = (struct connection){s->connection, s->serial, 0,
                                                 node_of(window, s->connection, s->row)};
        found[at].flight += s->flight;
    }
    return count;
}

static uint32_t choose(struct window *window, const struct connection *found, uint32_t count,
                       struct rect box)
{
    const char *labels[CONNECTIONS_MAX];
    char words[CONNECTIONS_MAX][80];
    uint32_t chosen = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct text text = text_over(words[i], sizeof words[i]);
        text_put(&text, found[i].node == NONE ? "TCP" : node_label(window, found[i].node));
        text_put(&text, " · ");
        text_put_unsigned(&text, found[i].serial);
        labels[i] = words[i];
        if (found[i].serial == window->instruments->connection)
            chosen = i;
        else if (found[chosen].serial != window->instruments->connection &&
                 found[i].flight > found[chosen].flight)
            chosen = i;
    }
    if (gui_dropdown(window->gui, box, "connection", _("TCP of"), labels, count, &chosen))
        window->instruments->connection = found[chosen].serial;
    return chosen;
}

/* --- axes --- */

/* Between the names and the values. */
static struct timeline_axis place_axis(const struct window *window, struct rect box)
{
    float unit = unit_of(window);
    return (struct timeline_axis){box.x + (NAMES + 48) * unit,
                                  box.w - (NAMES + 48 + VALUES) * unit, box.y};
}

static float x_of(const struct plot *p, sim_time time)
{
    return gui_timeline_x(p->axis, p->reach.begin, p->reach.end, (double)time);
}

static float y_of(const struct plot *p, double value)
{
    double share = p->high > 0 ? value / p->high : 0;
    share = share > 1.05 ? 1.05 : share;
    return p->box.y + p->box.h * (float)(1 - share);
}

/* --- curves --- */

enum curve { CURVE_CWND, CURVE_SSTHRESH, CURVE_FLIGHT, CURVE_SRTT, CURVE_RTO };

/* The value of a curve; negative: it has none. */
static double value_of(const struct history_sample *s, enum curve curve)
{
    switch (curve) {
    case CURVE_CWND:
        return s->cwnd;
    case CURVE_SSTHRESH:
        return s->ssthresh == 0 || s->ssthresh >= UINT32_C(1) << 30 ? -1.0
                                                                    : (double)s->ssthresh;
    case CURVE_FLIGHT:
        return s->flight;
    case CURVE_SRTT:
        return s->srtt_us == 0 ? -1.0 : (double)s->srtt_us;
    case CURVE_RTO:
        return s->rto_us;
    }
    return -1;
}

/* Goes through the samples of the connection up to the cursor; NULL at the end. */
static const struct history_sample *next_sample(const struct plot *p, uint32_t *at)
{
    const struct history *h = session_history(p->window->session);
    while (*at < h->sample_count) {
        const struct history_sample *s = &h->samples[(*at)++];
        if (s->row >= session_position(p->window->session))
            return NULL;
        if (s->serial == p->connection->serial)
            return s;
    }
    return NULL;
}

static void push(struct point *points, uint32_t *count, struct point point)
{
    if (*count == 0 || points[*count - 1].x != point.x || points[*count - 1].y != point.y)
        points[(*count)++] = point;
}

/* The curve as steps: a value holds until the next one. */
static uint32_t steps_of(const struct plot *p, enum curve curve, struct point *points)
{
    uint32_t count = 0, at = 0;
    const struct history_sample *s;
    while ((s = next_sample(p, &at)) != NULL && count + 3 < POINTS_MAX) {
        double value = value_of(s, curve);
        struct point to = {x_of(p, s->time), y_of(p, value)};
        if (value < 0)
            continue;
        if (count > 0)
            push(points, &count, (struct point){to.x, points[count - 1].y});
        push(points, &count, to);
    }
    if (count > 0)
        push(points, &count, (struct point){p->now_x, points[count - 1].y});
    return count;
}

static void draw_curve(const struct plot *p, enum curve curve, struct rgba ink, float width)
{
    struct point points[POINTS_MAX];
    uint32_t count = steps_of(p, curve, points);
    if (count > 1)
        draw_polyline(gui_draw(p->window->gui), points, count,
                      paint_round(paint_stroke(ink, width * p->unit)));
}

static void draw_area(const struct plot *p, enum curve curve, struct rgba tint)
{
    struct point points[POINTS_MAX];
    uint32_t count = steps_of(p, curve, points);
    for (uint32_t i = 0; i + 1 < count; i++) {
        float wide = points[i + 1].x - points[i].x, bottom = p->box.y + p->box.h;
        if (wide > 0)
            draw_rect(gui_draw(p->window->gui),
                      rect_make(points[i].x, points[i].y, wide, bottom - points[i].y), 0,
                      paint_fill(tint));
    }
}

static double highest(const struct plot *p, enum curve curve)
{
    double most = 0;
    uint32_t at = 0;
    const struct history_sample *s;
    while ((s = next_sample(p, &at)) != NULL)
        most = fmax(most, value_of(s, curve));
    return most;
}

/* --- what stands around them --- */

static void put_grouped(struct text *text, double value)
{
    uint64_t v = (uint64_t)(value + 0.5);
    if (v >= 1000) {
        text_put_unsigned(text, v / 1000);
        text_put(text, " ");
        text_put_digits(text, v % 1000, 3);
    } else {
        text_put_unsigned(text, v);
    }
}

static void draw_frame_of(const struct plot *p, const char *title, const char *units,
                          double scale)
{
    struct gui *gui = p->window->gui;
    struct draw_list *list = gui_draw(gui);
    float unit = p->unit, left = p->axis.left;
    struct text_style name = gui_style(gui, FONT_BOLD, TYPE_LABEL, TOKEN_INK);
    struct text_style quiet = gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2);
    struct rect words = {left - (NAMES + 32) * unit, p->box.y - 4 * unit, (NAMES - 20) * unit,
                         17 * unit};
    gui_label(gui, words, name, title);
    words.y += 17 * unit;
    gui_label(gui, words, quiet, units);
    double step = axis_step(p->high / scale, p->box.h > 90 * unit ? 3 : 2);
    for (double v = 0; v * scale <= p->high * 1.001; v += step) {
        char number[32];
        struct text text = text_over(number, sizeof number);
        float y = roundf(y_of(p, v * scale));
        put_grouped(&text, v);
        draw_rect(list, rect_make(left, y, p->now_x - left, 1), 0,
                  paint_fill(p->window->theme.colour[v > 0 ? TOKEN_HAIR : TOKEN_RULE]));
        quiet.anchor = ANCHOR_END;
        draw_text(list, left - 8 * unit, text_baseline(y, quiet.size), quiet, number);
    }
}

/* A value right of the playhead, at its height, pushed down where another one stands. */
static void draw_value(const struct plot *p, const char *words, double value, struct rgba ink,
                       float *low)
{
    struct gui *gui = p->window->gui;
    struct text_style style = gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK);
    float high = 16 * p->unit;
    float y = fmaxf(y_of(p, value < 0 ? p->high : value) - high / 2, *low);
    y = fmaxf(*low, fminf(y, p->box.y + p->box.h - high + 2 * p->unit));
    float room =
        fmaxf(p->axis.left + p->axis.width + VALUES * p->unit - p->now_x, 40) - 16 * p->unit;
    style.colour = ink;
    gui_label(gui, rect_make(p->now_x + 10 * p->unit, y, room, high), style, words);
    *low = y + high;
}

static const struct history_sample *last_sample(const struct plot *p)
{
    const struct history_sample *last = NULL, *s;
    uint32_t at = 0;
    while ((s = next_sample(p, &at)) != NULL)
        last = s;
    return last;
}

/* --- the plots --- */

static void draw_window_plot(struct plot *p)
{
    const struct theme *theme = &p->window->theme;
    const struct history_sample *last = last_sample(p);
    struct rgba green = theme->protocol[PROTOCOL_TCP].ink, ink = theme->colour[TOKEN_INK];
    float low = fmaxf(p->box.y - 6 * p->unit, p->taken);
    char words[64];
    struct text text = text_over(words, sizeof words);
    p->high = fmax(fmax(highest(p, CURVE_CWND), highest(p, CURVE_FLIGHT)), 1460) * 1.1;
    draw_area(p, CURVE_FLIGHT, theme->protocol[PROTOCOL_TCP].tint);
    draw_frame_of(p, _("Congestion window"), _("octets"), 1);
    draw_curve(p, CURVE_SSTHRESH, ink, 1.25f);
    draw_curve(p, CURVE_CWND, green, 2);
    text_put(&text, "cwnd ");
    put_grouped(&text, last->cwnd);
    draw_value(p, words, last->cwnd, green, &low);
    if (value_of(last, CURVE_SSTHRESH) >= 0) {
        text_clear(&text);
        text_put(&text, "ssthresh ");
        put_grouped(&text, last->ssthresh);
        draw_value(p, words, last->ssthresh, ink, &low);
    }
    text_clear(&text);
    text_put(&text, _("in flight"));
    text_put(&text, " ");
    put_grouped(&text, last->flight);
    draw_value(p, words, last->flight, green, &low);
    p->taken = low;
}

static void draw_time_plot(struct plot *p)
{
    const struct theme *theme = &p->window->theme;
    const struct history_sample *last = last_sample(p);
    struct rgba ink = theme->colour[TOKEN_INK], quiet = theme->colour[TOKEN_INK2];
    float low = fmaxf(p->box.y - 6 * p->unit, p->taken);
    char words[64];
    struct text text = text_over(words, sizeof words);
    double most = highest(p, CURVE_SRTT);
    bool rto = highest(p, CURVE_RTO) < 4 * most;
    p->high = fmax(rto ? highest(p, CURVE_RTO) : most, 1) * 1.2;
    draw_frame_of(p, _("Round-trip time"), "ms", 1000);
    draw_curve(p, CURVE_SRTT, ink, 1.5f);
    if (rto)
        draw_curve(p, CURVE_RTO, quiet, 1);
    text_put(&text, "RTO ");
    narrator_put_time(&text, last->rto_us * SIM_MICROSECOND);
    draw_value(p, words, rto ? (double)last->rto_us : p->high, quiet, &low);
    text_clear(&text);
    text_put(&text, "SRTT ");
    if (last->srtt_us == 0)
        text_put(&text, _("not measured"));
    else
        narrator_put_time(&text, last->srtt_us * SIM_MICROSECOND);
    draw_value(p, words, value_of(last, CURVE_SRTT), ink, &low);
    p->taken = low;
}

/* How many wait, as bars: from each change to the next. Gives how many wait at the end. */
static uint32_t draw_waiting(const struct plot *p, const struct queue_stays *stays)
{
    uint32_t in = 0, out = 0, waiting = 0;
    float bottom = p->box.y + p->box.h, at = p->axis.left;
    struct paint grey = paint_fill(p->window->theme.protocol[PROTOCOL_IP].fill);
    while (in < stays->count || out < stays->count) {
        bool enters = in < stays->count && stays->stay[in].from < stays->stay[out].to;
        sim_time time = enters ? stays->stay[in].from : stays->stay[out].to;
        float x = fminf(x_of(p, time), p->now_x), y = y_of(p, waiting);
        if (waiting > 0 && x > at)
            draw_rect(gui_draw(p->window->gui), rect_make(at, y, x - at, bottom - y), 0, grey);
        if (time > p->now)
            break;
        at = x;
        in += enters;
        out += !enters;
        waiting = in - out;
    }
    return waiting;
}

static uint32_t most_waiting(const struct queue_stays *stays)
{
    uint32_t most = 0, out = 0;
    for (uint32_t in = 0; in < stays->count; in++) {
        while (stays->stay[out].to <= stays->stay[in].from)
            out++;
        most = in + 1 - out > most ? in + 1 - out : most;
    }
    return most;
}

static void draw_queue_plot(struct plot *p, const struct queue_stays *stays)
{
    const struct world *world = session_view(p->window->session);
    const struct direction *d = &world->phy.directions[stays->direction];
    float low = fmaxf(p->box.y - 6 * p->unit, p->taken);
    char words[96];
    p->high = fmax(most_waiting(stays), 2) * 1.2;
    draw_frame_of(p, _("Queue"), node_label(p->window, world->link.interfaces[d->from].node),
                  1);
    uint32_t waiting = draw_waiting(p, stays);
    window_words(words, sizeof words, _("queue {n} of {most}"), waiting, d->queue_limit);
    draw_value(p, words, waiting, p->window->theme.colour[TOKEN_INK], &low);
}

/* The numbers of the axis of time, as far as has been played. */
static void draw_scale(const struct plot *p, float y)
{
    double step = axis_step(p->reach.end - p->reach.begin,
                            (uint32_t)fmaxf(2, p->axis.width / (80 * p->unit)));
    double from = ceil(p->reach.begin / step) * step;
    struct text_style style = text_anchored(
        gui_style(p->window->gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2), ANCHOR_MIDDLE);
    for (uint32_t i = 0; from + i * step <= (double)p->now; i++) {
        char words[32];
        struct text text = text_over(words, sizeof words);
        axis_put_mark(&text, p->reach, from + i * step, step, i == 0);
        draw_text(gui_draw(p->window->gui), x_of(p, (sim_time)(from + i * step)), y, style,
                  words);
    }
}

/* Losses as dashed lines down through both plots. */
static void draw_losses(const struct plot *p, struct rect all)
{
    const struct window *window = p->window;
    const struct history *h = session_history(window->session);
    struct rgba ink = window->theme.protocol[PROTOCOL_LOSS].ink;
    uint32_t begun = frames_begun(window), drawn = 0;
    for (uint32_t i = 0; i < begun && drawn < LOSSES_MAX; i++) {
        if (h->frames[i].dropped == 0 || !frame_was_lost(window, i))
            continue;
        float x = x_of(p, h->rows[h->frames[i].end_row].time);
        bool lit = is_selected_frame(window, i);
        if (lit)
            draw_rect(gui_draw(window->gui), rect_make(x - 3, all.y, 6, all.h), 0,
                      paint_fill(window->theme.colour[TOKEN_MARK]));
        draw_line(gui_draw(window->gui), x, all.y, x, all.y + all.h,
                  paint_dashed(lit ? window->theme.colour[TOKEN_MARK_TEXT] : ink, 1.5f, 3, 3));
        glyph_loss(gui_draw(window->gui), &window->theme, x, all.y + 2, 6 * p->unit,
                   window->theme.colour[TOKEN_PAPER]);
        drawn++;
    }
}

static void draw_plots(struct window *window, struct rect box,
                       const struct connection *connection)
{
    float unit = unit_of(window);
    struct plot p = {.window = window,
                     .axis = place_axis(window, box),
                     .reach = axis_reach(window),
                     .unit = unit,
                     .connection = connection};
    sim_time now = session_time(window->session);
    now = window->playback.shown > now ? window->playback.shown : now;
    p.now = now;
    p.now_x = x_of(&p, now);
    struct queue_stays stays = {.direction = NONE};
    if (box.h >= QUEUE_FROM * unit)
        stays = queue_stays_find(window);
    bool queue = stays.direction != NONE;
    (void)rect_cut_top(&box, 12 * unit);
    draw_scale(&p, box.y + box.h - 8 * unit);
    (void)rect_cut_bottom(&box, SCALE * unit);
    struct rect all = box;
    float gap = 32 * unit, room = box.h - (queue ? 2 : 1) * gap;
    p.box = rect_cut_top(&box, floorf(room * (queue ? 0.46f : 0.58f)));
    draw_window_plot(&p);
    (void)rect_cut_top(&box, gap);
    p.box = rect_cut_top(&box, queue ? floorf(room * 0.28f) : box.h);
    draw_time_plot(&p);
    (void)rect_cut_top(&box, queue ? gap : 0);
    p.box = box;
    if (queue)
        draw_queue_plot(&p, &stays);
    free(stays.stay);
    draw_losses(&p, all);
    draw_rect(gui_draw(window->gui),
              rect_make(roundf(p.now_x), all.y - 8 * unit, 1.5f * unit, all.h + 8 * unit), 0,
              paint_fill(window->theme.colour[TOKEN_INK]));
}

void plots_panel(struct window *window, struct rect box)
{
    struct gui *gui = window->gui;
    struct connection found[CONNECTIONS_MAX];
    if (window->session == NULL || instruments_of(window) == NULL)
        return;
    float unit = unit_of(window);
    gui_panel_begin(gui, box, "plots", PANEL_PAPER);
    ladder_learn_states(window);
    uint32_t count = find_connections(window, found);
    if (count == 0) {
        (void)gui_paragraph(gui, rect_inset(box, MEASURE_PADDING * unit),
                            gui_style(gui, FONT_REGULAR, TYPE_READING, TOKEN_INK2),
                            _("No TCP connection so far."));
    } else {
        struct rect head = rect_cut_top(&box, 44 * unit);
        struct rect list = {head.x + MEASURE_PADDING * unit, head.y + 8 * unit, 240 * unit,
                            MEASURE_CONTROL * unit};
        uint32_t chosen = choose(window, found, count, list);
        draw_plots(window, box, &found[chosen]);
    }
    gui_panel_end(gui);
}
