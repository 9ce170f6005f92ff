/* gui/frames_panel.c: the list of frames: one row a frame on a cable, in the order in which
 * they were sent, as far as they have been sent at the cursor. The filter of the session thins
 * it out. Cells are written only for the rows in view, so that 100,000 frames cost what twenty
 * do.
 */
#include <stdlib.h>
#include <string.h>

#include "gui/inspector.h"

enum {
    SCAN_A_PICTURE = 1500, /* frames that the filter is asked about for one picture */
    COLUMNS_MAX = 8,
    WIDE_FROM = 860,  /* units: then the addresses have columns of their own */
    SLIM_BELOW = 560, /* units: then the names make room for what the frame says */
};

enum column { NUMBER, TIME, SHAPE, FROM, TO, SOURCE, DESTINATION, INFO };

struct frames_view {
    struct window *window;
    const struct frame_list *list;
    bool filtered;
    enum column columns[COLUMNS_MAX];
    struct field_tree *tree; /* of the row that is being written */
    uint32_t tree_row;
    char label[16]; /* of its shape */
};

/* --- which frames --- */

static bool list_push(struct frame_list *list, uint32_t frame)
{
    if (list->count == list->room) {
        uint32_t room = list->room * 2 + 256;
        uint32_t *rows = realloc(list->rows, room * sizeof *rows);
        if (rows == NULL)
            return false;
        list->rows = rows;
        list->room = room;
    }
    list->rows[list->count++] = frame;
    return true;
}

/* Asks the filter about frames that have begun since. One that is still on its way is asked
 * again in the next picture, and those behind it too: its end may change the answer. */
static bool list_update(struct window *window, struct frame_list *list)
{
    const struct history *h = session_history(window->session);
    const char *filter = session_filter(window->session);
    uint32_t begun = frames_begun(window);
    if (strncmp(list->filter, filter, sizeof list->filter - 1) != 0) {
        list->count = list->scanned = 0;
        strncpy(list->filter, filter, sizeof list->filter - 1);
    }
    while (list->count > 0 && list->rows[list->count - 1] >= list->scanned)
        list->count--;
    bool settled = true;
    uint32_t end =
        begun < list->scanned + SCAN_A_PICTURE ? begun : list->scanned + SCAN_A_PICTURE;
    for (uint32_t i = list->scanned; i < end; i++) {
        if (session_matches(window->session, i) && !list_push(list, i))
            return true;
        settled &= h->frames[i].end_row != NONE;
        list->scanned += settled;
    }
    return end == begun;
}

/* How many rows of the list have begun. */
static uint32_t rows_begun(const struct frames_view *view, uint32_t begun)
{
    uint32_t low = 0, high = view->list->count;
    if (!view->filtered)
        return begun;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (view->list->rows[middle] < begun)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static uint32_t frame_of_row(const struct frames_view *view, uint32_t row)
{
    return view->filtered ? view->list->rows[row] : row;
}

static uint32_t row_of_frame(const struct frames_view *view, uint32_t rows, uint32_t frame)
{
    if (!view->filtered)
        return frame < rows ? frame : NONE;
    uint32_t low = 0, high = rows;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (view->list->rows[middle] < frame)
            low = middle + 1;
        else
            high = middle;
    }
    return low < rows && view->list->rows[low] == frame ? low : NONE;
}

/* --- cells --- */

static struct field_tree *tree_of(struct frames_view *view, uint32_t row, uint32_t frame)
{
    if (view->tree_row != row) {
        view->tree = frame_glance(view->window, frame);
        view->tree_row = row;
    }
    return view->tree;
}

static void put_address(const struct field_tree *tree, bool source, struct text *text)
{
    static const enum field_id from[] = {FIELD_IP_SRC, FIELD_ARP_SRC_PROTO_IPV4, FIELD_ETH_SRC};
    static const enum field_id to[] = {FIELD_IP_DST, FIELD_ARP_DST_PROTO_IPV4, FIELD_ETH_DST};
    for (size_t i = 0; i < 3; i++) {
        const struct field_node *node = field_tree_find(tree, source ? from[i] : to[i], 0);
        if (node == NULL)
            continue;
        field_put_value(tree, node, text);
        return;
    }
}

static void put_info(struct frames_view *view, uint32_t row, uint32_t frame,
                     struct table_cell *cell)
{
    const struct history_frame *f = &session_history(view->window->session)->frames[frame];
    struct text text = text_over(cell->text, sizeof cell->text);
    struct field_tree *tree = tree_of(view, row, frame);
    if (frame_was_lost(view->window, frame)) {
        text_put(&text, drop_words((enum rule)f->rule));
        text_put(&text, ": ");
        cell->ink = view->window->theme.protocol[PROTOCOL_LOSS].ink;
    } else if ((f->flags & FRAME_RETRANSMISSION) != 0) {
        text_put(&text, _("sent again"));
        text_put(&text, ": ");
    } else if ((f->flags & FRAME_DUPLICATE_ACK) != 0) {
        text_put(&text, _("a duplicate ACK"));
        text_put(&text, ": ");
    }
    if (tree != NULL)
        field_put_summary(tree, &text);
    view->tree_row = NONE; /* the next call uses the glance */
    inspector_hide_answer(view->window, frame, cell->text);
}

static void put_shape(struct frames_view *view, uint32_t frame, struct table_cell *cell)
{
    cell->has_frame = true;
    frame_look_of(view->window, frame, view->label, &cell->frame);
    cell->frame.selected = false; /* the row is */
}

static void fill_cell(void *owner, uint32_t row, uint32_t column, struct table_cell *cell)
{
    struct frames_view *view = owner;
    uint32_t frame = frame_of_row(view, row);
    const struct history *h = session_history(view->window->session);
    const struct history_frame *f = &h->frames[frame];
    struct text text = text_over(cell->text, sizeof cell->text);
    uint32_t to = frame_receiver(view->window, frame);
    cell->second = frame_was_lost(view->window, frame);
    switch (view->columns[column]) {
    case NUMBER:
        put_frame_number(&text, f);
        break;
    case TIME:
        text_put_thousandths(&text, h->rows[f->sent_row].time / SIM_MICROSECOND);
        cell->second = true;
        break;
    case SHAPE:
        put_shape(view, frame, cell);
        break;
    case FROM:
        text_put(&text, f->node == NONE ? "" : node_label(view->window, f->node));
        break;
    case TO:
        text_put(&text, to == NONE ? "" : node_label(view->window, to));
        break;
    case SOURCE:
    case DESTINATION:
        if (tree_of(view, row, frame) != NULL)
            put_address(view->tree, view->columns[column] == SOURCE, &text);
        break;
    case INFO:
        put_info(view, row, frame, cell);
        break;
    }
}

static enum row_state state_of(void *owner, uint32_t row)
{
    const struct frames_view *view = owner;
    return belongs_to_selection(view->window, frame_of_row(view, row)) ? ROW_BELONGS
                                                                       : ROW_PLAIN;
}

/* --- the panel --- */

static uint32_t make_columns(struct frames_view *view, struct table_column *columns,
                             float width)
{
    static const enum column narrow[] = {NUMBER, TIME, SHAPE, FROM, TO, INFO};
    static const enum column wide[] = {NUMBER, TIME,   SHAPE,       FROM,
                                       TO,     SOURCE, DESTINATION, INFO};
    const struct table_column known[] = {
        [NUMBER] = {"number", _("No."), 56, ANCHOR_END, FONT_REGULAR},
        [TIME] = {"time", _("Time (ms)"), 84, ANCHOR_END, FONT_REGULAR},
        [SHAPE] = {"shape", "", 64, ANCHOR_START, FONT_REGULAR},
        [FROM] = {"from", _("From"), 104, ANCHOR_START, FONT_REGULAR},
        [TO] = {"to", _("To"), 104, ANCHOR_START, FONT_REGULAR},
        [SOURCE] = {"source", _("Source"), 108, ANCHOR_START, FONT_REGULAR},
        [DESTINATION] = {"destination", _("Destination"), 108, ANCHOR_START, FONT_REGULAR},
        [INFO] = {"info", _("What it says"), 0, ANCHOR_START, FONT_REGULAR},
    };
    float unit = unit_of(view->window);
    bool is_wide = width >= WIDE_FROM * unit, is_slim = width < SLIM_BELOW * unit;
    uint32_t count = is_wide ? 8 : 6;
    for (uint32_t i = 0; i < count; i++) {
        view->columns[i] = is_wide ? wide[i] : narrow[i];
        columns[i] = known[view->columns[i]];
        if (is_slim && (view->columns[i] == FROM || view->columns[i] == TO))
            columns[i].width = 68;
        columns[i].width *= unit;
    }
    return count;
}

static void draw_list_of(struct frames_view *view, struct rect box, uint32_t rows)
{
    struct window *window = view->window;
    struct table_column columns[COLUMNS_MAX];
    uint32_t count = make_columns(view, columns, box.w);
    struct frame_list *list = &window->instruments->list;
    struct table_view table = {.columns = columns,
                               .column_count = count,
                               .rows = rows,
                               .head = true,
                               .owner = view,
                               .cell = fill_cell,
                               .state = state_of};
    bool chosen =
        window->selection.kind == SELECT_FRAME || window->selection.kind == SELECT_RECORD;
    uint32_t selected = chosen ? row_of_frame(view, rows, window->selection.frame) : NONE;
    bool moved = list->position != session_position(window->session);
    bool reveal = list->shown != window->selection.frame && selected != NONE;
    moved = moved && !reveal; /* what was selected goes before what is new */
    if (moved && rows > 0) {  /* the newest row comes into view */
        float high = MEASURE_TABLE_ROW * unit_of(window);
        gui_push(window->gui, "list");
        gui_scroll_reveal(window->gui, "rows", high * (float)(rows - 1), high * (float)rows,
                          box.h - high);
        gui_pop(window->gui);
    }
    list->position = session_position(window->session);
    list->shown = window->selection.frame;
    struct table_event event = gui_table(window->gui, box, "list", &table, &selected, reveal);
    if (event.changed && selected < rows)
        select_frame(window, frame_of_row(view, selected));
    const struct gui_input *in = gui_input(window->gui);
    if (event.menu && selected < rows)
        stage_menu_open(window, SELECT_FRAME, frame_of_row(view, selected), in->mouse_x,
                        in->mouse_y);
}

void frames_panel(struct window *window, struct rect box)
{
    struct gui *gui = window->gui;
    if (window->session == NULL || instruments_of(window) == NULL)
        return;
    gui_panel_begin(gui, box, "frames", PANEL_PAPER);
    struct frames_view view = {.window = window,
                               .list = &window->instruments->list,
                               .filtered = session_filter(window->session)[0] != '\0',
                               .tree_row = NONE};
    bool complete = !view.filtered || list_update(window, &window->instruments->list);
    uint32_t rows = rows_begun(&view, frames_begun(window));
    float unit = unit_of(window);
    struct rect inside = {box.x + 8 * unit, box.y, box.w - 16 * unit, box.h};
    if (rows > 0) {
        draw_list_of(&view, inside, rows);
    } else {
        struct text_style style = gui_style(gui, FONT_REGULAR, TYPE_READING, TOKEN_INK2);
        struct rect words = rect_inset(box, MEASURE_PADDING * unit);
        (void)gui_paragraph(gui, words, style,
                            !complete       ? _("Looking for frames that match …")
                            : view.filtered ? _("No frame so far matches the filter.")
                                            : _("No frame has been sent yet."));
    }
    gui_panel_end(gui);
}
