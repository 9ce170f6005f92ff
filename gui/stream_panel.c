/* gui/stream_panel.c: the byte stream of a TCP connection as two strips, one cell a segment:
 * above what the sender knows (acknowledged, in flight, lost, still allowed by the window),
 * below what the receiver has (in order, or waiting behind a gap). Between them the segments
 * and the acknowledgments on their way: across is their place in the stream, downwards on the
 * path.
 *
 * Units:  numbers of the stream count from 1, as in Wireshark; cells are as long as the
 * sender's MSS.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gui/instruments.h"
#include "transport/tcp_conn.h"

enum {
    CELLS_MAX = 256,
    CONNECTIONS_MAX = 32,
    LOOK_BACK = 8000, /* frames that are asked whether they were lost */
    FLIGHTS_MAX = 256,
    CELL = 22, /* units */
    CELL_LEAST = 5,
    STRIP = 26,
    NAMES = 112,
};

enum cell_state {
    CELL_UNSENT,
    CELL_ALLOWED, /* not sent, but the window would allow it */
    CELL_IN_FLIGHT,
    CELL_LOST,
    CELL_ACKED,
    CELL_BUFFERED, /* of the receiver: behind a gap */
};

struct stream_view {
    struct window *window;
    const struct world *world;
    const struct tcp_conn *sender;
    const struct tcp_conn *receiver; /* NULL: its end of the connection is gone */
    uint32_t first;                  /* number of the first cell that is shown */
    uint32_t cells;
    uint32_t mss;
    uint32_t una, nxt, end; /* counted from 1; end: behind the last octet that is known */
    uint8_t sent[CELLS_MAX], got[CELLS_MAX]; /* enum cell_state */
    struct rect strip;                       /* of the sender's cells */
    float unit;
    float pitch; /* from cell to cell: narrower where the window is long */
};

/* --- which connection --- */

static const struct tcp_conn *other_end(const struct world *world, const struct tcp_conn *c)
{
    const struct transport *t = &world->transport;
    for (uint32_t i = tcp_conn_next(t, 0); i != NONE; i = tcp_conn_next(t, i + 1))
        if (t->conns[i].local == c->remote && t->conns[i].remote == c->local &&
            t->conns[i].local_port == c->remote_port &&
            t->conns[i].remote_port == c->local_port)
            return &t->conns[i];
    return NULL;
}

static uint32_t sent_by(const struct tcp_conn *c)
{
    return seq_span(c->snd.iss, c->snd.max);
}

/* The connections that there are; gives how many, and which of them is to be shown. */
static uint32_t find_connections(const struct window *window, const struct tcp_conn **found,
                                 uint32_t *chosen)
{
    const struct transport *t = &session_view(window->session)->transport;
    uint32_t count = 0;
    bool wanted = false;
    *chosen = 0;
    for (uint32_t i = tcp_conn_next(t, 0); i != NONE && count < CONNECTIONS_MAX;
         i = tcp_conn_next(t, i + 1)) {
        const struct tcp_conn *c = &t->conns[i];
        found[count] = c;
        if (c->serial == window->instruments->connection) {
            *chosen = count;
            wanted = true;
        } else if (!wanted && sent_by(c) > sent_by(found[*chosen])) {
            *chosen = count;
        }
        count++;
    }
    return count;
}

static void choose(struct window *window, struct rect box, const struct tcp_conn **found,
                   uint32_t count, uint32_t *chosen)
{
    const char *labels[CONNECTIONS_MAX];
    char words[CONNECTIONS_MAX][96];
    for (uint32_t i = 0; i < count; i++) {
        struct text text = text_over(words[i], sizeof words[i]);
        text_put(&text, node_label(window, found[i]->node));
        text_put(&text, " → ");
        text_put_ipv4(&text, found[i]->remote);
        text_put(&text, ":");
        text_put_unsigned(&text, found[i]->remote_port);
        labels[i] = words[i];
    }
    if (gui_dropdown(window->gui, box, "connection", _("stream"), labels, count, chosen))
        window->instruments->connection = found[*chosen]->serial;
}

/* --- the state of each cell --- */

static uint32_t cell_of(const struct stream_view *v, uint32_t number)
{
    return number < 1 ? 0 : (number - 1) / v->mss;
}

static void set_cells(const struct stream_view *v, uint8_t *cells, uint32_t from, uint32_t to,
                      enum cell_state state)
{
    for (uint32_t i = 0; i < v->cells; i++) {
        uint32_t start = 1 + (v->first + i) * v->mss;
        if (start < to && start + v->mss > from && from < to)
            cells[i] = (uint8_t)state;
    }
}

/* A segment of this connection: its number and length. False: another frame. */
static bool read_segment(const struct stream_view *v, uint32_t frame, uint32_t *number,
                         uint32_t *length)
{
    const struct history_frame *f = &session_history(v->window->session)->frames[frame];
    enum frame_kind kind = (enum frame_kind)f->kind;
    if (kind != FRAME_TCP_DATA && kind != FRAME_HTTP_REQUEST && kind != FRAME_HTTP_RESPONSE &&
        kind != FRAME_TCP_ACK && kind != FRAME_TCP_FIN)
        return false;
    const struct field_tree *tree = frame_glance(v->window, frame);
    if (tree == NULL)
        return false;
    const struct field_node *src = field_tree_find(tree, FIELD_IP_SRC, 0);
    const struct field_node *port = field_tree_find(tree, FIELD_TCP_SRCPORT, 0);
    const struct field_node *seq = field_tree_find(tree, FIELD_TCP_SEQ, 0);
    const struct field_node *len = field_tree_find(tree, FIELD_TCP_LEN, 0);
    if (src == NULL || port == NULL || seq == NULL || len == NULL ||
        src->number != v->sender->local || port->number != v->sender->local_port)
        return false;
    *number = (uint32_t)seq->number;
    *length = (uint32_t)len->number;
    return true;
}

/* Segments in flight that were lost, and not sent again since. */
static void mark_losses(struct stream_view *v)
{
    const struct history *h = session_history(v->window->session);
    uint32_t begun = frames_begun(v->window);
    uint32_t from = begun > LOOK_BACK ? begun - LOOK_BACK : 0;
    for (uint32_t i = from; i < begun; i++) {
        uint32_t number, length;
        bool lost = h->frames[i].dropped != 0 && frame_was_lost(v->window, i);
        bool again = h->frames[i].hop == 1 && (h->frames[i].flags & FRAME_RETRANSMISSION) != 0;
        if ((!lost && !again) || !read_segment(v, i, &number, &length) ||
            number + length <= v->una)
            continue;
        set_cells(v, v->sent, number, number + length, lost ? CELL_LOST : CELL_IN_FLIGHT);
    }
}

static void find_cells(struct stream_view *v)
{
    const struct tcp_conn *s = v->sender;
    uint32_t window = s->snd.wnd < s->cc.cwnd ? s->snd.wnd : s->cc.cwnd;
    memset(v->sent, CELL_UNSENT, v->cells);
    memset(v->got, CELL_UNSENT, v->cells);
    set_cells(v, v->sent, 1, v->una, CELL_ACKED);
    set_cells(v, v->sent, v->una, v->una + window, CELL_ALLOWED);
    set_cells(v, v->sent, v->una, v->nxt, CELL_IN_FLIGHT);
    mark_losses(v);
    if (v->receiver == NULL)
        return;
    const struct tcp_conn *r = v->receiver;
    uint32_t next = seq_span(r->rcv.irs, r->rcv.nxt);
    set_cells(v, v->got, 1, next, CELL_ACKED);
    for (uint32_t row = r->text.first; row != 0;
         row = v->world->transport.texts[row - 1].next) {
        const struct tcp_text *text = &v->world->transport.texts[row - 1];
        uint32_t number = seq_span(r->rcv.irs, text->seq);
        if (number >= next)
            set_cells(v, v->got, number, number + text->length, CELL_BUFFERED);
    }
}

static void measure(struct stream_view *v, struct rect strip)
{
    const struct tcp_conn *s = v->sender;
    v->mss = s->snd.mss > 0 ? s->snd.mss : 536;
    v->una = seq_span(s->snd.iss, s->snd.una);
    v->nxt = seq_span(s->snd.iss, s->snd.max);
    v->end = v->una + stream_length(&s->stream);
    v->end = v->end > v->nxt ? v->end : v->nxt;
    v->strip = strip;
    uint32_t wanted = cell_of(v, v->nxt) - cell_of(v, v->una) + 6;
    v->pitch = floorf(fminf(CELL * v->unit, strip.w / (float)wanted));
    v->pitch = fmaxf(v->pitch, CELL_LEAST * v->unit);
    v->cells = (uint32_t)(strip.w / v->pitch);
    v->cells = v->cells < CELLS_MAX ? v->cells : CELLS_MAX;
    uint32_t last = cell_of(v, v->nxt > 1 ? v->nxt - 1 : 1) + 3;
    uint32_t acked = cell_of(v, v->una);
    v->first = last > v->cells ? last - v->cells : 0;
    if (v->first + 1 > acked) /* what has just been acknowledged stays in view */
        v->first = acked > 2 ? acked - 2 : 0;
}

/* --- drawing --- */

static float x_of(const struct stream_view *v, uint32_t number)
{
    float cell = ((float)number - 1) / (float)v->mss - (float)v->first;
    cell = fmaxf(0, fminf(cell, (float)v->cells));
    return v->strip.x + cell * v->pitch;
}

static void draw_cell(const struct stream_view *v, struct rect box, enum cell_state state)
{
    struct draw_list *list = gui_draw(v->window->gui);
    const struct theme *theme = &v->window->theme;
    const struct protocol_colours *http = &theme->protocol[PROTOCOL_HTTP];
    struct rgba loss = theme->protocol[PROTOCOL_LOSS].ink;
    box.w -= v->pitch < 10 * v->unit ? 1 : 1.5f * v->unit;
    switch (state) {
    case CELL_ACKED:
        draw_rect(list, box, 0, paint_fill(theme->protocol[PROTOCOL_IP].fill));
        break;
    case CELL_IN_FLIGHT:
        draw_rect(list, box, 0, paint_fill(http->fill));
        break;
    case CELL_BUFFERED:
        draw_rect(list, box, 0, paint_both(http->tint, http->ink, 1.5f * v->unit));
        break;
    case CELL_LOST:
        draw_rect(list, rect_inset(box, 1), 0, paint_dashed(loss, 2 * v->unit, 4, 3));
        glyph_icon(list, theme, ICON_CROSS, box.x + box.w / 2, box.y + box.h / 2,
                   0.8f * v->unit, loss, theme->colour[TOKEN_PAPER]);
        break;
    case CELL_ALLOWED:
        draw_rect(list, box, 0, paint_stroke(http->ink, 1.5f * v->unit));
        break;
    case CELL_UNSENT:
        draw_rect(list, rect_make(box.x, box.y + box.h - 1, box.w, 1), 0,
                  paint_fill(theme->colour[TOKEN_RULE]));
        break;
    }
}

static void draw_strip(const struct stream_view *v, float y, const uint8_t *cells)
{
    for (uint32_t i = 0; i < v->cells; i++) {
        struct rect box = {v->strip.x + (float)i * v->pitch, y, v->pitch, STRIP * v->unit};
        draw_cell(v, box, (enum cell_state)cells[i]);
    }
}

static void put_words(const struct stream_view *v, float x, float y, enum text_anchor anchor,
                      bool bold, struct rgba ink, const char *words)
{
    struct gui *gui = v->window->gui;
    struct text_style style =
        gui_style(gui, bold ? FONT_BOLD : FONT_REGULAR, TYPE_LABEL, TOKEN_INK);
    float wide = gui_text_width(gui, style.face, style.size, words);
    float left = anchor == ANCHOR_END ? x - wide : x;
    left = fmaxf(v->strip.x, fminf(left, v->strip.x + v->strip.w - wide));
    style.colour = ink;
    draw_text(gui_draw(gui), left, text_baseline(y, style.size), style, words);
}

static void put_variable(const struct stream_view *v, const char *name, uint32_t number,
                         float x, float y, enum text_anchor anchor)
{
    char words[48];
    (void)snprintf(words, sizeof words, "%s %u", name, (unsigned)number);
    put_words(v, x, y, anchor, true, v->window->theme.colour[TOKEN_INK], words);
}

static void draw_names(const struct stream_view *v, float y, uint32_t node, const char *what)
{
    struct gui *gui = v->window->gui;
    struct rect line = {v->strip.x - NAMES * v->unit, y - 4 * v->unit, (NAMES - 12) * v->unit,
                        17 * v->unit};
    gui_label(gui, line, gui_style(gui, FONT_BOLD, TYPE_LABEL, TOKEN_INK),
              node_label(v->window, node));
    line.y += line.h;
    gui_label(gui, line, gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2), what);
}

/* How far a frame has come on the way from the sender's node to the receiver's, 0 to 1. */
static float share_of_path(const struct stream_view *v, uint32_t frame, bool forwards)
{
    const struct history *h = session_history(v->window->session);
    const struct history_frame *f = &h->frames[frame];
    uint32_t hops = f->hop;
    for (uint32_t i = frame > 2000 ? frame - 2000 : 0; i <= frame; i++) /* the longest way */
        if (h->frames[i].kind == f->kind && h->frames[i].hop > hops)
            hops = h->frames[i].hop;
    sim_time now = session_time(v->window->session);
    now = v->window->playback.shown > now ? v->window->playback.shown : now;
    double on_cable = f->arrives > f->departs && now > f->departs
                          ? (double)(now - f->departs) / (double)(f->arrives - f->departs)
                          : 0;
    double way = ((double)f->hop - 1 + fmin(on_cable, 1)) / (double)hops;
    return (float)(forwards ? way : 1 - way);
}

/* Segments going down, acknowledgments going up. */
static void draw_flights(const struct stream_view *v, float top, float bottom)
{
    uint32_t frames[FLIGHTS_MAX], number, length;
    uint32_t count = session_in_flight(v->window->session, frames, FLIGHTS_MAX);
    struct draw_list *list = gui_draw(v->window->gui);
    const struct theme *theme = &v->window->theme;
    count = count < FLIGHTS_MAX ? count : FLIGHTS_MAX;
    for (uint32_t i = 0; i < count; i++) {
        float unit = v->unit;
        if (!read_segment(v, frames[i], &number, &length) || length == 0 ||
            cell_of(v, number) < v->first || cell_of(v, number) >= v->first + v->cells)
            continue;
        float wide = fminf(13 * unit, v->pitch - 2);
        float x = x_of(v, number) + (v->pitch - wide) / 2;
        float y = top + (bottom - top - 16 * unit) * share_of_path(v, frames[i], true);
        bool lit = belongs_to_selection(v->window, frames[i]);
        struct rect body = {x, y, wide, 9 * unit};
        struct point nose[] = {
            {x, y + 10 * unit}, {x + wide, y + 10 * unit}, {x + wide / 2, y + 15 * unit}};
        if (lit)
            draw_rect(list, rect_inset(rect_make(x, y, wide, 15 * unit), -4 * unit), 3,
                      paint_both(theme->colour[TOKEN_MARK], theme->colour[TOKEN_MARK_TEXT],
                                 1.5f * unit));
        draw_rect(list, body, 0, paint_fill(theme->protocol[PROTOCOL_HTTP].fill));
        draw_polygon(list, nose, 3, paint_fill(theme->protocol[PROTOCOL_TCP].fill));
    }
}

static void draw_legend(const struct stream_view *v, float y)
{
    const struct theme *theme = &v->window->theme;
    float middle = (x_of(v, v->una) + x_of(v, v->nxt)) / 2;
    if (x_of(v, v->una) - v->strip.x > 90 * v->unit)
        put_words(v, v->strip.x, y, ANCHOR_START, false, theme->colour[TOKEN_INK2],
                  _("acknowledged"));
    if (v->nxt > v->una)
        put_words(v, middle - 30 * v->unit, y, ANCHOR_START, false,
                  theme->protocol[PROTOCOL_HTTP].ink, _("in flight"));
}

static void draw_window_bracket(const struct stream_view *v, float y)
{
    const struct tcp_conn *s = v->sender;
    uint32_t window = s->snd.wnd < s->cc.cwnd ? s->snd.wnd : s->cc.cwnd;
    float from = x_of(v, v->una), to = x_of(v, v->una + window);
    struct paint ink = paint_fill(v->window->theme.colour[TOKEN_INK]);
    struct draw_list *list = gui_draw(v->window->gui);
    draw_rect(list, rect_make(from, y, to - from, 1.5f * v->unit), 0, ink);
    draw_rect(list, rect_make(from, y, 1.5f * v->unit, 6 * v->unit), 0, ink);
    draw_rect(list, rect_make(to - 1.5f * v->unit, y, 1.5f * v->unit, 6 * v->unit), 0, ink);
}

static void draw_stream(struct stream_view *v, struct rect box)
{
    float unit = v->unit, y = box.y + 8 * unit;
    const struct tcp_conn *s = v->sender;
    char words[64];
    (void)snprintf(words, sizeof words, "%s %u", s->snd.wnd < s->cc.cwnd ? "SND.WND" : "cwnd",
                   (unsigned)(s->snd.wnd < s->cc.cwnd ? s->snd.wnd : s->cc.cwnd));
    put_variable(v, "SND.UNA", v->una, x_of(v, v->una), y, ANCHOR_START);
    put_words(v, v->strip.x + v->strip.w, y, ANCHOR_END, false,
              v->window->theme.colour[TOKEN_INK2], words);
    y += 11 * unit;
    draw_window_bracket(v, y);
    y += 8 * unit;
    draw_names(v, y, s->node, _("has sent"));
    draw_strip(v, y, v->sent);
    y += (STRIP + 12) * unit;
    draw_legend(v, y);
    put_variable(v, "SND.NXT", v->nxt, v->strip.x + v->strip.w, y, ANCHOR_END);
    float bottom = box.y + box.h - (STRIP + 30) * unit;
    draw_flights(v, y + 12 * unit, bottom);
    if (v->receiver == NULL)
        return;
    draw_names(v, bottom, v->receiver->node, _("has received"));
    draw_strip(v, bottom, v->got);
    uint32_t next = seq_span(v->receiver->rcv.irs, v->receiver->rcv.nxt);
    y = bottom + (STRIP + 14) * unit;
    put_variable(v, "RCV.NXT", next, x_of(v, next), y, ANCHOR_START);
    (void)snprintf(words, sizeof words, "RCV.WND %u", (unsigned)v->receiver->rcv.wnd);
    if (x_of(v, next) < v->strip.x + v->strip.w - 240 * unit)
        put_words(v, v->strip.x + v->strip.w, y, ANCHOR_END, false,
                  v->window->theme.colour[TOKEN_INK2], words);
}

/* --- the panel --- */

static void click_cells(struct stream_view *v)
{
    struct gui *gui = v->window->gui;
    struct gui_signal signal = gui_hit(gui, v->strip, "sent", _("Stream as sent"), false);
    uint32_t begun = frames_begun(v->window), number, length;
    if (!signal.clicked)
        return;
    float cell = (gui_input(gui)->mouse_x - v->strip.x) / v->pitch;
    uint32_t start = 1 + (v->first + (uint32_t)fmaxf(0, cell)) * v->mss;
    uint32_t from = begun > LOOK_BACK ? begun - LOOK_BACK : 0;
    for (uint32_t i = begun; i-- > from;)
        if (read_segment(v, i, &number, &length) && number < start + v->mss &&
            number + length > start) {
            select_frame(v->window, i);
            return;
        }
}

void stream_panel(struct window *window, struct rect box)
{
    struct gui *gui = window->gui;
    const struct tcp_conn *found[CONNECTIONS_MAX];
    uint32_t chosen;
    if (window->session == NULL || instruments_of(window) == NULL)
        return;
    float unit = unit_of(window);
    gui_panel_begin(gui, box, "stream", PANEL_PAPER);
    uint32_t count = find_connections(window, found, &chosen);
    struct rect inside = rect_inset(box, MEASURE_PADDING * unit);
    inside.y -= 8 * unit;
    if (count == 0) {
        (void)gui_paragraph(gui, inside, gui_style(gui, FONT_REGULAR, TYPE_READING, TOKEN_INK2),
                            _("No TCP connection is open at this moment."));
        gui_panel_end(gui);
        return;
    }
    struct rect head = rect_cut_top(&inside, (MEASURE_CONTROL + 12) * unit);
    head.h = MEASURE_CONTROL * unit;
    head.w = fminf(head.w, 340 * unit);
    choose(window, head, found, count, &chosen);
    struct stream_view v = {.window = window,
                            .world = session_view(window->session),
                            .sender = found[chosen],
                            .receiver = other_end(session_view(window->session), found[chosen]),
                            .unit = unit};
    measure(&v, rect_make(inside.x + NAMES * unit, inside.y + 27 * unit,
                          inside.w - NAMES * unit, STRIP * unit));
    find_cells(&v);
    click_cells(&v);
    draw_stream(&v, inside);
    gui_panel_end(gui);
}
