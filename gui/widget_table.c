/* gui/widget_table.c: tables of any number of rows, and trees. Only rows in view are drawn. */
#include "gui/widget_core.h"

#include <math.h>

/* The ground and the bar of a row. Gives whether its text is on the mark. */
static bool draw_row_ground(struct gui *gui, struct rect row, enum row_state state,
                            bool hovered, bool focused)
{
    struct draw_list *list = gui_draw(gui);
    switch (state) {
    case ROW_SELECTED:
        draw_rect(list, row, 0, paint_fill(core_ink(gui, TOKEN_MARK)));
        draw_rect(list, rect_make(row.x, row.y, 4, row.h), 0,
                  paint_fill(core_ink(gui, TOKEN_MARK_TEXT)));
        break;
    case ROW_BELONGS:
        draw_rect(list, row, 0, paint_fill(core_ink(gui, TOKEN_WASH)));
        draw_rect(list, rect_make(row.x, row.y, 2, row.h), 0,
                  paint_fill(core_ink(gui, TOKEN_INK)));
        break;
    case ROW_PLAIN:
        if (hovered)
            draw_rect(list, row, 2, paint_fill(core_ink(gui, TOKEN_GROUND)));
        break;
    }
    if (focused)
        draw_rect(list, rect_inset(row, 1), 3,
                  paint_stroke(
                      core_ink(gui, state == ROW_SELECTED ? TOKEN_MARK_TEXT : TOKEN_INK), 2));
    return state == ROW_SELECTED;
}

static float column_width(const struct table_view *table, uint32_t column, float all)
{
    if (table->columns[column].width > 0)
        return table->columns[column].width;
    for (uint32_t i = 0; i < table->column_count; i++)
        all -= table->columns[i].width;
    return all > 0 ? all : 0;
}

static void draw_head(struct gui *gui, struct rect head, const struct table_view *table)
{
    float x = head.x;
    for (uint32_t i = 0; i < table->column_count; i++) {
        float wide = column_width(table, i, head.w);
        struct text_style style = gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2);
        style.anchor = table->columns[i].anchor;
        core_text(gui, rect_make(x + 6, head.y, wide - 12, head.h), style,
                  table->columns[i].label);
        x += wide;
    }
    draw_rect(gui_draw(gui), rect_make(head.x, head.y + head.h - 1, head.w, 1), 0,
              paint_fill(core_ink(gui, TOKEN_HAIR)));
}

static void draw_cell(struct gui *gui, const struct table_view *table, struct rect box, uint32_t row,
                      uint32_t column, enum row_state state)
{
    struct table_cell cell = {0};
    const struct table_column *c = &table->columns[column];
    table->cell(table->owner, row, column, &cell);
    struct rgba paper = core_ink(gui, state == ROW_SELECTED  ? TOKEN_MARK
                                      : state == ROW_BELONGS ? TOKEN_WASH
                                                             : TOKEN_PAPER);
    if (cell.has_frame) {
        cell.frame.size = SHAPE_SIZE_LIST;
        cell.frame.zoom = core_unit(gui);
        cell.frame.paper = paper;
        glyph_frame(gui_draw(gui), &gui->theme, &cell.frame, box.x + box.w / 2,
                    box.y + box.h / 2);
        return;
    }
    bool bold = state == ROW_SELECTED;
    enum font_face face = c->face == FONT_MONO || c->face == FONT_MONO_BOLD
                              ? (bold ? FONT_MONO_BOLD : FONT_MONO)
                              : (bold ? FONT_BOLD : c->face);
    struct text_style style =
        gui_style(gui, face, TYPE_LABEL, cell.second ? TOKEN_INK2 : TOKEN_INK);
    if (cell.ink.a > 0)
        style.colour = cell.ink;
    if (state == ROW_SELECTED)
        style.colour = core_ink(gui, TOKEN_MARK_TEXT);
    style.anchor = c->anchor;
    core_text(gui, rect_make(box.x + 6, box.y, box.w - 12, box.h), style, cell.text);
}

static void draw_cells(struct gui *gui, const struct table_view *table, struct rect line,
                       uint32_t row, enum row_state state)
{
    float x = line.x;
    for (uint32_t i = 0; i < table->column_count; i++) {
        float wide = column_width(table, i, line.w);
        draw_cell(gui, table, rect_make(x, line.y, wide, line.h), row, i, state);
        x += wide;
    }
}

/* The keys of a table; gives the row they lead to. */
static uint32_t row_by_key(struct gui *gui, uint32_t at, uint32_t rows, uint32_t page)
{
    uint32_t last = rows - 1;
    bool none = at == NONE;
    if (core_take_key(gui, KEY_DOWN, 0))
        return none ? 0 : at < last ? at + 1 : last;
    if (core_take_key(gui, KEY_UP, 0))
        return none ? last : at > 0 ? at - 1 : 0;
    if (core_take_key(gui, KEY_PAGE_DOWN, 0))
        return none ? 0 : at + page < last ? at + page : last;
    if (core_take_key(gui, KEY_PAGE_UP, 0))
        return none || at < page ? 0 : at - page;
    if (core_take_key(gui, KEY_HOME, 0))
        return 0;
    if (core_take_key(gui, KEY_END, 0))
        return last;
    return at;
}

static void scroll_to_row(struct memory *memory, uint32_t row, float high, float view)
{
    float top = (float)row * high;
    if (top < memory->scroll)
        memory->scroll = top;
    else if (top + high > memory->scroll + view)
        memory->scroll = top + high - view;
}

static void run_rows(struct gui *gui, struct rect content, struct rect view, float high,
                     const struct table_view *table, uint32_t *selected, bool focused,
                     struct table_event *event)
{
    uint32_t first = (uint32_t)fmaxf(0, floorf((view.y - content.y) / high));
    for (uint32_t row = first; row < table->rows; row++) {
        struct rect line = {content.x, content.y + high * (float)row, content.w, high};
        char name[16];
        if (line.y >= view.y + view.h)
            break;
        snprintf(name, sizeof name, "%u", (unsigned)row);
        struct gui_signal signal = core_hit(gui, WIDGET_ROW, line, name, NULL, false);
        if ((signal.clicked || signal.menu) && *selected != row) {
            *selected = row;
            event->changed = true;
        }
        event->opened |= signal.double_clicked;
        event->menu |= signal.menu;
        enum row_state state = row == *selected       ? ROW_SELECTED
                               : table->state != NULL ? table->state(table->owner, row)
                                                      : ROW_PLAIN;
        core_set_on(gui, state == ROW_SELECTED);
        (void)draw_row_ground(gui, line, state, signal.hovered,
                              focused && gui->focus_visible && row == *selected);
        draw_cells(gui, table, line, row, state);
    }
}

struct table_event gui_table(struct gui *gui, struct rect box, const char *name,
                             const struct table_view *table, uint32_t *selected, bool show)
{
    struct table_event event = {false, false, false};
    float unit = core_unit(gui);
    float high = table->row_height > 0 ? table->row_height : MEASURE_TABLE_ROW * unit;
    struct gui_signal whole = core_hit(gui, WIDGET_TABLE, box, name, NULL, true);
    if (gui->active == whole.id)
        gui->active = 0; /* the rows, which come now, may have the press */
    gui_push(gui, name);
    if (table->head) {
        struct rect head = rect_cut_top(&box, MEASURE_TABLE_ROW * unit);
        if (high * (float)table->rows > box.h + 0.5f)
            head.w -= SCROLL_BAR_ROOM; /* as wide as the rows */
        draw_head(gui, head, table);
    }
    struct memory *view = core_memory(gui, core_id(gui, "rows"));
    uint32_t page = box.h > high ? (uint32_t)(box.h / high) : 1;
    if (core_keys_for(gui, whole.id) && table->rows > 0) {
        uint32_t to = row_by_key(gui, *selected, table->rows, page);
        event.changed = to != *selected;
        *selected = to;
        show |= event.changed;
        gui->focus_visible |= event.changed;
        event.opened =
            whole.clicked && *selected < table->rows && !gui->input->released[MOUSE_LEFT];
        event.menu = whole.menu && !gui->input->pressed[MOUSE_RIGHT];
    }
    if (show && *selected < table->rows)
        scroll_to_row(view, *selected, high, box.h);
    struct rect content = gui_scroll_begin(gui, box, "rows", high * (float)table->rows);
    run_rows(gui, content, box, high, table, selected, whole.focused, &event);
    gui_scroll_end(gui);
    gui_pop(gui);
    gui->output.again |= event.changed;
    return event;
}

static void draw_tree_row(struct gui *gui, struct rect line, const struct tree_row *row,
                          bool on_mark)
{
    float unit = core_unit(gui), x = line.x + 4 * unit + 16 * unit * (float)row->depth;
    float y = line.y + line.h / 2;
    enum token token = on_mark ? TOKEN_MARK_TEXT : row->depth > 0 ? TOKEN_INK2 : TOKEN_INK;
    enum token value_token = on_mark ? TOKEN_MARK_TEXT : TOKEN_INK;
    bool bold = on_mark || row->strong;
    if (row->parent)
        glyph_icon(gui_draw(gui), &gui->theme,
                   row->open ? ICON_CHEVRON_DOWN : ICON_CHEVRON_RIGHT, x + 4 * unit, y,
                   0.9f * unit, core_ink(gui, on_mark ? token : TOKEN_INK2),
                   core_ink(gui, TOKEN_GROUND));
    x += 14 * unit;
    if (row->swatch.a > 0) {
        draw_rect(gui_draw(gui), rect_make(x, y - 5 * unit, 10 * unit, 10 * unit), 0,
                  paint_fill(row->swatch));
        x += 16 * unit;
    }
    float right = line.x + line.w - 8 * unit, label_end = right;
    struct text_style style =
        gui_style(gui, bold ? FONT_BOLD : FONT_REGULAR, TYPE_LABEL, token);
    if (row->value != NULL && row->value[0] != '\0') {
        struct text_style value =
            gui_style(gui, on_mark ? FONT_BOLD : FONT_REGULAR, TYPE_LABEL, value_token);
        float wide = gui_text_width(gui, value.face, value.size, row->value) + 1;
        float label = gui_text_width(gui, style.face, style.size, row->label) + 9;
        float room = right - x;
        wide = fminf(wide, fmaxf(room - label, room * 0.5f));
        value.anchor = ANCHOR_END;
        core_text(gui, rect_make(right - wide, line.y, wide, line.h), value, row->value);
        label_end = right - wide - 8;
    }
    core_text(gui, rect_make(x, line.y, fmaxf(0, label_end - x), line.h), style, row->label);
}

/* Left and Right close and open, Up and Down move the cursor. */
static void tree_keys(struct gui *gui, struct memory *memory, const struct tree_row *rows,
                      uint32_t count, struct tree_event *event)
{
    uint32_t at = memory->cursor < count ? memory->cursor : 0;
    uint32_t to = row_by_key(gui, at, count, 10);
    if (core_take_key(gui, KEY_RIGHT, 0) && rows[at].parent && !rows[at].open)
        event->toggled = at;
    if (core_take_key(gui, KEY_LEFT, 0)) {
        if (rows[at].parent && rows[at].open)
            event->toggled = at;
        else
            while (to > 0 && rows[to].depth >= rows[at].depth && rows[at].depth > 0)
                to--;
    }
    memory->cursor = to;
    if (to != at) {
        event->clicked = to;
        gui->focus_visible = true;
    }
}

struct tree_event gui_tree(struct gui *gui, struct rect box, const char *name,
                           const struct tree_row *rows, uint32_t count)
{
    struct tree_event event = {NONE, NONE, NONE};
    float unit = core_unit(gui), high = MEASURE_ROW * unit;
    struct gui_signal whole = core_hit(gui, WIDGET_TREE, box, name, NULL, true);
    if (gui->active == whole.id)
        gui->active = 0; /* the rows, which come now, may have the press */
    struct memory *memory = core_memory(gui, whole.id);
    if (core_keys_for(gui, whole.id) && count > 0) {
        if (whole.clicked && !gui->input->released[MOUSE_LEFT])
            event.clicked = memory->cursor < count ? memory->cursor : 0;
        tree_keys(gui, memory, rows, count, &event);
    }
    gui_push(gui, name);
    if (event.clicked != NONE)
        scroll_to_row(core_memory(gui, core_id(gui, "rows")), event.clicked, high, box.h);
    struct rect content = gui_scroll_begin(gui, box, "rows", high * (float)count);
    uint32_t first = (uint32_t)fmaxf(0, floorf((box.y - content.y) / high));
    for (uint32_t i = first; i < count; i++) {
        struct rect line = {content.x, content.y + high * (float)i, content.w, high};
        char number[16];
        if (line.y >= box.y + box.h)
            break;
        snprintf(number, sizeof number, "%u", (unsigned)i);
        struct gui_signal signal =
            core_hit(gui, WIDGET_ROW, line, rows[i].name != NULL ? rows[i].name : number,
                     rows[i].label, false);
        core_set_on(gui, rows[i].state == ROW_SELECTED);
        float chevron = line.x + (22 + 16 * (float)rows[i].depth) * unit;
        if (signal.hovered)
            event.hovered = i;
        if (signal.clicked) {
            memory->cursor = i;
            *(rows[i].parent && gui->input->mouse_x < chevron ? &event.toggled
                                                              : &event.clicked) = i;
        }
        bool cursor = whole.focused && gui->focus_visible && memory->cursor == i;
        draw_tree_row(gui, line, &rows[i],
                      draw_row_ground(gui, line, rows[i].state, signal.hovered, cursor));
    }
    gui_scroll_end(gui);
    gui_pop(gui);
    return event;
}
