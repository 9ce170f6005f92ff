/* gui/tables_panel.c: the tables of the node that is shown, as they are at the cursor. A row
 * that the cursor's event used or changed is washed; the selected one is on the mark. Below the
 * connections of TCP stand their control blocks, with the RFC's names.
 */
#include "gui/tables.h"

#include <math.h>
#include <stdio.h>

#include "transport/tcp_values.h"
#include "watch/narrator.h"

enum {
    TITLE = 28,
    TCB_PAIRS = 12,
    TCB_ROW = 20,
    TWO_COLUMNS_FROM = 640,
    NODES_TO_CHOOSE = 64,
    SCOREBOARD_SHOWN = 4
};

/* --- one table --- */

static void fill_cell(void *owner, uint32_t row, uint32_t column, struct table_cell *cell)
{
    const struct section *s = owner;
    struct text text = text_over(cell->text, sizeof cell->text);
    s->kind->cell(&s->reader, s->rows.row[row], column, &text);
    cell->second = column > 0 && s->kind->column[column].number;
}

static bool is_selected_row(const struct section *s, uint32_t row)
{
    const struct selection *now = &s->window->selection;
    return now->kind == SELECT_ROW && now->node == s->node && now->table == s->kind->table &&
           now->row == row;
}

static enum row_state state_of(void *owner, uint32_t row)
{
    const struct section *s = owner;
    return section_row_was_touched(s, s->rows.row[row]) ? ROW_BELONGS : ROW_PLAIN;
}

static void draw_rows(struct section *s, struct rect box)
{
    struct window *window = s->window;
    struct table_column columns[NODE_TABLE_COLUMNS];
    uint32_t selected = NONE;
    for (uint32_t i = 0; i < s->kind->columns; i++) {
        const struct node_column *c = &s->kind->column[i];
        columns[i] =
            (struct table_column){c->name, tr(c->label), (float)c->width * unit_of(window),
                                  c->number ? ANCHOR_END : ANCHOR_START, FONT_REGULAR};
    }
    for (uint32_t i = 0; i < s->rows.count; i++)
        if (is_selected_row(s, s->rows.row[i]))
            selected = i;
    struct table_view table = {.columns = columns,
                               .column_count = s->kind->columns,
                               .rows = s->rows.count,
                               .head = true,
                               .owner = s,
                               .cell = fill_cell,
                               .state = state_of};
    struct table_event event = gui_table(window->gui, box, s->name, &table, &selected, false);
    if (event.changed && selected < s->rows.count)
        select_table_row(window, s->node, s->kind->table, s->rows.row[selected]);
}

/* --- the control block --- */

static void pair_of(const struct tcp_conn *c, uint32_t i, const char **name, struct text *text)
{
    static const char *const names[TCB_PAIRS] = {
        "SND.UNA", "RCV.NXT", "SND.NXT",  "RCV.WND", "SND.WND",    "MSS",
        "cwnd",    "SRTT",    "ssthresh", "RTO",     "FlightSize", "RCV.USER"};
    const uint32_t numbers[TCB_PAIRS] = {
        c->snd.una.raw - c->snd.iss.raw,
        c->state < TCP_SYN_RECEIVED ? 0 : c->rcv.nxt.raw - c->rcv.irs.raw,
        c->snd.nxt.raw - c->snd.iss.raw,
        c->rcv.wnd,
        c->snd.wnd,
        c->snd.mss,
        c->cc.cwnd,
        0,
        c->cc.ssthresh,
        0,
        tcp_flight(c),
        c->rcv.user};
    *name = names[i];
    if (i == 7 && c->rtt.srtt == 0)
        text_put(text, _("not measured"));
    else if (i == 7 || i == 9)
        narrator_put_time(text, i == 7 ? c->rtt.srtt : c->rtt.rto);
    else if (i == 8 && numbers[i] >= UINT32_C(1) << 30)
        text_put(text, _("not set"));
    else
        text_put_unsigned(text, numbers[i]);
}

/* What is shown besides: how cwnd is moved, the scoreboard once a gap has shown, CUBIC's curve,
 * what ECN has done. */
enum { MORE_PAIRS = 20 };

static uint32_t more_of(const struct tcp_conn *c, enum tcp_value *values)
{
    static const enum tcp_value always[] = {TCP_VALUE_DUPLICATE_ACKS, TCP_VALUE_RESENT,
                                            TCP_VALUE_RECOVER, TCP_VALUE_LIMITED_TRANSMIT};
    static const enum tcp_value sack[] = {TCP_VALUE_PIPE, TCP_VALUE_SACKED, TCP_VALUE_HIGH_RXT,
                                          TCP_VALUE_RESCUE_RXT};
    static const enum tcp_value cubic[] = {TCP_VALUE_W_MAX, TCP_VALUE_CUBIC_K,
                                           TCP_VALUE_CWND_PRIOR, TCP_VALUE_W_EST};
    static const enum tcp_value ecn[] = {TCP_VALUE_CE_CAME, TCP_VALUE_ECE_CAME};
    const struct {
        bool shown;
        const enum tcp_value *of;
        uint32_t count;
    } groups[] = {{c->state >= TCP_ESTABLISHED, always, 4},
                  {c->sack != 0, sack, 4},
                  {c->cc.algorithm == CONGESTION_CUBIC && c->cc.w_max > 0, cubic, 4},
                  {(c->flags & CONN_ECN) != 0, ecn, 2}};
    uint32_t n = 0;
    for (size_t g = 0; g < sizeof groups / sizeof groups[0]; g++)
        for (uint32_t i = 0; groups[g].shown && i < groups[g].count; i++)
            values[n++] = groups[g].of[i];
    return n;
}

static void put_value(const struct transport *t, const struct tcp_conn *c, enum tcp_value value,
                      struct text *text)
{
    uint64_t number = tcp_value_relative(t, c, value);
    if (tcp_value_info(value)->kind == TCP_KIND_TIME)
        narrator_put_time(text, (sim_time)number);
    else
        text_put_unsigned(text, number);
}

/* "1461–2921 5841–7301": what the other side has behind gaps, as it has reported. */
static bool put_scoreboard(const struct transport *t, const struct tcp_conn *c,
                           struct text *text)
{
    uint32_t left, right, i = 0;
    for (; i < SCOREBOARD_SHOWN && tcp_scoreboard(t, c, i, &left, &right); i++) {
        if (i > 0)
            text_put_char(text, ' ');
        text_put_unsigned(text, left);
        text_put(text, "–");
        text_put_unsigned(text, right);
    }
    if (i == SCOREBOARD_SHOWN && tcp_scoreboard(t, c, i, &left, &right))
        text_put(text, " …");
    return i > 0;
}

static uint32_t block_lines(const struct section *s, uint32_t row)
{
    const struct transport *t = &s->reader.world->transport;
    const struct tcp_conn *c = &t->conns[row];
    enum tcp_value values[MORE_PAIRS];
    uint32_t left, right;
    return 1 + (TCB_PAIRS + more_of(c, values) + 1) / 2 +
           (tcp_scoreboard(t, c, 0, &left, &right) ? 1 : 0);
}

struct block_look {
    struct rect inside;
    float high, gap;
    struct text_style name, value;
};

static void draw_pair(struct gui *gui, const struct block_look *look, uint32_t i,
                      const char *name, const char *words)
{
    struct rect cell = rect_column(look->inside, i % 2, 2, look->gap);
    cell.y += look->high * (float)(i / 2);
    cell.h = look->high;
    draw_text_in(gui_draw(gui), cell, look->name, name);
    draw_text_in(gui_draw(gui), cell, look->value, words);
}

static void draw_more(struct section *s, const struct block_look *look, uint32_t row)
{
    struct gui *gui = s->window->gui;
    const struct transport *t = &s->reader.world->transport;
    const struct tcp_conn *c = &t->conns[row];
    enum tcp_value values[MORE_PAIRS];
    uint32_t n = more_of(c, values);
    char words[160];
    for (uint32_t i = 0; i < n; i++) {
        struct text text = text_over(words, sizeof words);
        put_value(t, c, values[i], &text);
        draw_pair(gui, look, TCB_PAIRS + i, tcp_value_info(values[i])->name, words);
    }
    struct text text = text_over(words, sizeof words);
    struct rect line = look->inside;
    line.y += look->high * (float)((TCB_PAIRS + n + 1) / 2);
    line.h = look->high;
    if (!put_scoreboard(t, c, &text))
        return;
    draw_text_in(gui_draw(gui), line, look->name, _("SACK blocks"));
    draw_text_in(gui_draw(gui), line, look->value, words);
}

static void draw_block(struct section *s, struct rect box, uint32_t row)
{
    struct window *window = s->window;
    struct gui *gui = window->gui;
    const struct tcp_conn *c = &s->reader.world->transport.conns[row];
    float unit = unit_of(window), high = TCB_ROW * unit;
    if (section_row_was_touched(s, row)) {
        draw_rect(gui_draw(gui), box, 0, paint_fill(window->theme.colour[TOKEN_WASH]));
        draw_rect(gui_draw(gui), rect_make(box.x, box.y, 2 * unit, box.h), 0,
                  paint_fill(window->theme.colour[TOKEN_INK]));
    }
    struct block_look look = {
        .inside = {box.x + 8 * unit, box.y + 4 * unit, box.w - 16 * unit, box.h},
        .high = high,
        .gap = 24 * unit,
        .name = gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2),
        .value = gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK)};
    look.value.anchor = ANCHOR_END;
    char head[16];
    (void)snprintf(head, sizeof head, "TCB %u", (unsigned)c->local_port);
    struct rect top = rect_cut_top(&look.inside, high);
    draw_text_in(gui_draw(gui), top, gui_style(gui, FONT_BOLD, TYPE_LABEL, TOKEN_INK), head);
    if (c->state >= TCP_ESTABLISHED)
        draw_text_in(gui_draw(gui), top, look.value, tr(tcp_congestion_phase(c)));
    for (uint32_t i = 0; i < TCB_PAIRS; i++) {
        char words[48];
        struct text text = text_over(words, sizeof words);
        const char *name;
        pair_of(c, i, &name, &text);
        draw_pair(gui, &look, i, name, words);
    }
    draw_more(s, &look, row);
}

static float block_height(const struct section *s, uint32_t row)
{
    return (TCB_ROW * (float)block_lines(s, row) + 8) * unit_of(s->window);
}

/* --- sections below each other --- */

static float section_height(const struct section *s, float width)
{
    float unit = unit_of(s->window);
    float rows = s->rows.count > 0 ? (float)s->rows.count + 1 : 1;
    float blocks = 0;
    for (uint32_t i = 0; s->kind->table == TABLE_TCP && i < s->rows.count; i++)
        blocks += block_height(s, s->rows.row[i]);
    return (TITLE + 16) * unit + rows * MEASURE_TABLE_ROW * unit + blocks +
           section_detail_height(s, width);
}

/* What it is called; beside those of another node, with whose it is. */
static void put_title(const struct section *s, struct text *text)
{
    text_put(text, tr(s->kind->title));
    if (s->pinned) {
        text_put(text, " · ");
        text_put(text, node_label(s->window, s->node));
    }
}

static void draw_title(struct section *s, struct rect box)
{
    struct window *window = s->window;
    struct gui *gui = window->gui;
    bool mine = table_is_pinned(window, s->node, s->kind->table);
    const char *label = mine ? _("Unpin") : _("Pin");
    char words[160], name[SECTION_NAME_MAX + 8];
    struct text title = text_over(words, sizeof words), path = text_over(name, sizeof name);
    float wide = gui_text_width(gui, FONT_BOLD, window->theme.type[TYPE_LABEL], label) +
                 6 * unit_of(window);
    put_title(s, &title);
    text_put(&path, s->name);
    text_put(&path, ".pin");
    if ((mine || !s->pinned) &&
        gui_button(gui, rect_cut_right(&box, wide), name, label, BUTTON_LINK))
        table_pin(window, s->node, s->kind->table, !mine);
    gui_label(gui, box, gui_style(gui, FONT_BOLD, TYPE_LABEL, TOKEN_INK), words);
}

static void draw_section(struct section *s, struct rect box)
{
    struct gui *gui = s->window->gui;
    float unit = unit_of(s->window);
    draw_title(s, rect_cut_top(&box, TITLE * unit));
    if (s->rows.count == 0) {
        gui_label(gui, rect_cut_top(&box, MEASURE_TABLE_ROW * unit),
                  gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2), _("empty"));
        return;
    }
    struct rect rows =
        rect_cut_top(&box, (float)(s->rows.count + 1) * MEASURE_TABLE_ROW * unit);
    draw_rows(s, rows);
    section_draw_detail(s, rect_cut_top(&box, section_detail_height(s, box.w)));
    for (uint32_t i = 0; s->kind->table == TABLE_TCP && i < s->rows.count; i++)
        draw_block(s, rect_cut_top(&box, block_height(s, s->rows.row[i])), s->rows.row[i]);
}

static void make_section(struct section *s, struct window *window, uint32_t kind,
                         struct table_pin of, bool pinned)
{
    *s = (struct section){.window = window,
                          .reader = {.world = session_view(window->session),
                                     .scenario = session_scenario(window->session),
                                     .now = window->playback.shown,
                                     .node = of.node},
                          .kind = &node_tables[kind],
                          .node = of.node,
                          .pinned = pinned};
    struct text name = text_over(s->name, sizeof s->name);
    if (pinned) {
        text_put(&name, world_nodes(s->reader.world)->row[of.node].name);
        text_put_char(&name, '-');
    }
    text_put(&name, s->kind->name);
    s->kind->collect(&s->reader, &s->rows);
}

/* Columns into which sections flow: each below the others in the shorter one. */
struct flow {
    struct window *window;
    uint32_t columns;
    float height[2];
    struct rect content;
    bool draws; /* false: only how high all is */
};

static void flow_section(struct flow *f, struct section *s)
{
    uint32_t column = f->columns == 2 && f->height[1] < f->height[0] ? 1 : 0;
    struct rect box = rect_column(f->content, column, f->columns, 32 * unit_of(f->window));
    float high = section_height(s, box.w);
    if (f->draws)
        draw_section(s, rect_make(box.x, box.y + f->height[column], box.w, high));
    f->height[column] += high;
}

static bool is_among(const struct table_pin *pins, uint32_t count, uint32_t node,
                     enum table table)
{
    for (uint32_t i = 0; i < count; i++)
        if (pins[i].node == node && pins[i].table == table)
            return true;
    return false;
}

/* The tables of the node that is shown, those apart that are pinned: those that the lesson
 * speaks of, or all others. */
static void flow_some(struct flow *f, const struct table_pin *pins, uint32_t pinned,
                      bool spoken)
{
    uint32_t shown = f->window->shown_node;
    enum node_kind node = world_nodes(session_view(f->window->session))->row[shown].kind;
    struct section s;
    for (uint32_t i = 0; i < NODE_TABLES; i++) {
        enum table table = node_tables[i].table;
        if (!node_table_belongs(&node_tables[i], node) ||
            is_among(pins, pinned, shown, table) ||
            table_is_spoken_of(f->window, shown, table) != spoken)
            continue;
        make_section(&s, f->window, i, (struct table_pin){.node = shown}, false);
        if (s.rows.count > 0 || s.kind->always || spoken)
            flow_section(f, &s);
    }
}

static void flow_node(struct flow *f, const struct table_pin *pins, uint32_t pinned)
{
    flow_some(f, pins, pinned, true);
    flow_some(f, pins, pinned, false);
}

static void flow_pins(struct flow *f, const struct table_pin *pins, uint32_t pinned)
{
    struct section s;
    for (uint32_t p = 0; p < pinned; p++)
        for (uint32_t i = 0; i < NODE_TABLES; i++)
            if (node_tables[i].table == pins[p].table) {
                make_section(&s, f->window, i, pins[p], true);
                flow_section(f, &s);
            }
}

/* One scrolled view: of the node that is shown, of the pins, or of both. */
static void draw_view(struct window *window, struct rect box, const char *name,
                      uint32_t columns, bool node, const struct table_pin *pins,
                      uint32_t pinned, bool shows_pins)
{
    struct flow f = {.window = window, .columns = columns, .content = box};
    f.content.w -= 12;
    for (int pass = 0; pass < 2; pass++) {
        if (shows_pins)
            flow_pins(&f, pins, pinned);
        if (node)
            flow_node(&f, pins, pinned);
        if (pass == 1)
            break;
        float high = fmaxf(f.height[0], f.height[1]), wide = f.content.w;
        f.content = gui_scroll_begin(window->gui, box, name, high);
        f.content.w = wide;
        f.height[0] = f.height[1] = 0;
        f.draws = true;
    }
    gui_scroll_end(window->gui);
}

/* --- the panel --- */

static void choose_node(struct window *window, struct rect box)
{
    const char *labels[NODES_TO_CHOOSE];
    uint32_t count = session_scenario(window->session)->node_count;
    uint32_t chosen = window->shown_node;
    count = count < NODES_TO_CHOOSE ? count : NODES_TO_CHOOSE;
    for (uint32_t i = 0; i < count; i++)
        labels[i] = node_label(window, i);
    box.w = fminf(box.w, 240 * unit_of(window));
    if (gui_dropdown(window->gui, box, "node", _("Tables of"), labels, count, &chosen))
        select_node(window, chosen);
}

void tables_panel(struct window *window, struct rect box)
{
    struct gui *gui = window->gui;
    if (window->session == NULL || instruments_of(window) == NULL ||
        window->shown_node >= session_scenario(window->session)->node_count)
        return;
    float unit = unit_of(window);
    gui_panel_begin(gui, box, "tables", PANEL_PAPER);
    struct rect inside = {box.x + MEASURE_PADDING * unit, box.y + 8 * unit,
                          box.w - MEASURE_PADDING * unit - 4, box.h - 8 * unit};
    choose_node(window, rect_cut_top(&inside, MEASURE_CONTROL * unit));
    (void)rect_cut_top(&inside, 4 * unit);
    struct table_pin pins[TABLE_PINS_MAX];
    uint32_t pinned = tables_pinned(window, pins);
    uint32_t columns = box.w >= TWO_COLUMNS_FROM * unit ? 2 : 1;
    if (pinned > 0 && columns == 2) {
        float gap = 24 * unit;
        struct rect left = rect_column(inside, 0, 2, gap),
                    right = rect_column(inside, 1, 2, gap);
        draw_view(window, left, "pinned", 1, false, pins, pinned, true);
        draw_view(window, right, "all", 1, true, pins, pinned, false);
    } else {
        draw_view(window, inside, "all", columns, true, pins, pinned, true);
    }
    gui_panel_end(gui);
}
