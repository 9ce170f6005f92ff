/* gui/widget_menu.c: menus, and the drop-down that opens one. What is open shuts out the rest.
 */
#include "gui/widget_core.h"

#include <math.h>
#include <string.h>

static float item_height(const struct gui *gui, const struct menu_item *item)
{
    return (item->label == NULL ? 9.0f : 28.0f) * core_unit(gui);
}

/* The next item that can be chosen, from `at` in that direction. */
static uint32_t next_item(const struct menu_item *items, uint32_t count, uint32_t at, int step)
{
    for (uint32_t tried = 0; tried < count; tried++) {
        at = step > 0 ? (at + 1 < count ? at + 1 : 0) : (at > 0 ? at - 1 : count - 1);
        if (items[at].label != NULL && !items[at].disabled)
            return at;
    }
    return NONE;
}

static void draw_item(struct gui *gui, struct rect row, const struct menu_item *item, bool lit)
{
    float unit = core_unit(gui);
    enum token token = item->disabled ? TOKEN_INK2 : TOKEN_INK;
    struct text_style style = gui_style(gui, FONT_REGULAR, TYPE_LABEL, token);
    float keys =
        item->key != NULL ? gui_text_width(gui, FONT_REGULAR, style.size, item->key) : 0;
    if (lit) {
        draw_rect(gui_draw(gui), row, 2, paint_fill(core_ink(gui, TOKEN_BUTTON)));
        style.colour = core_ink(gui, TOKEN_BUTTON_TEXT);
    }
    if (item->checked)
        glyph_icon(gui_draw(gui), &gui->theme, ICON_CHECK, row.x + 14 * unit, row.y + row.h / 2,
                   0.8f * unit, style.colour, core_ink(gui, TOKEN_RAISE));
    core_text(gui, rect_make(row.x + 28 * unit, row.y, row.w - 40 * unit - keys, row.h), style,
              item->label);
    if (item->key != NULL) {
        if (!lit)
            style.colour = core_ink(gui, TOKEN_INK2);
        style.anchor = ANCHOR_END;
        draw_text_in(gui_draw(gui), rect_make(row.x, row.y, row.w - 8 * unit, row.h), style,
                     item->key);
    }
}

static struct rect menu_box(struct gui *gui, const struct menu_item *items, uint32_t count,
                            float x, float y, float least)
{
    float unit = core_unit(gui), wide = least, high = 8;
    float size = gui->theme.type[TYPE_LABEL];
    for (uint32_t i = 0; i < count; i++) {
        high += item_height(gui, &items[i]);
        if (items[i].label == NULL)
            continue;
        float keys = items[i].key != NULL
                         ? gui_text_width(gui, FONT_REGULAR, size, items[i].key) + 24 * unit
                         : 0;
        wide = fmaxf(wide, gui_text_width(gui, FONT_REGULAR, size, items[i].label) + keys +
                               50 * unit);
    }
    struct rect box = {x, y, fminf(ceilf(wide), gui->width - 8), high};
    box.x = fmaxf(4, fminf(box.x, gui->width - box.w - 4));
    box.y = fmaxf(4, fminf(box.y, gui->height - box.h - 4));
    return box;
}

/* The keys of an open menu; gives true when the lit item is to be chosen. */
static bool menu_keys(struct gui *gui, struct memory *memory, const struct menu_item *items,
                      uint32_t count)
{
    if (core_take_key(gui, KEY_DOWN, 0))
        memory->cursor = next_item(items, count, memory->cursor, 1);
    if (core_take_key(gui, KEY_UP, 0))
        memory->cursor = next_item(items, count, memory->cursor, -1);
    if (core_take_key(gui, KEY_HOME, 0))
        memory->cursor = next_item(items, count, count - 1, 1);
    if (core_take_key(gui, KEY_END, 0))
        memory->cursor = next_item(items, count, 0, -1);
    bool chosen = core_take_key(gui, KEY_ENTER, 0);
    return core_take_key(gui, KEY_SPACE, 0) || chosen;
}

/* Draws an open menu at a box; gives the item that was chosen, or NONE. */
static uint32_t run_menu(struct gui *gui, const char *name, struct rect box,
                         const struct menu_item *items, uint32_t count)
{
    struct memory *memory = core_memory(gui, core_id(gui, name));
    uint32_t chosen = NONE;
    core_enter(gui, 1);
    (void)core_record(gui, WIDGET_MENU, box, name, NULL, false);
    core_shadow(gui, box);
    draw_rect(
        gui_draw(gui), box, core_radius(gui),
        paint_both(core_ink(gui, TOKEN_RAISE), core_ink(gui, TOKEN_RULE), core_unit(gui)));
    if (menu_keys(gui, memory, items, count) && memory->cursor < count)
        chosen = memory->cursor;
    gui_push(gui, name);
    float y = box.y + 4;
    bool moved = gui->input->mouse_x != gui->last_x || gui->input->mouse_y != gui->last_y;
    for (uint32_t i = 0; i < count; i++) {
        struct rect row = {box.x + 4, y, box.w - 8, item_height(gui, &items[i])};
        y += row.h;
        if (items[i].label == NULL) {
            gui_hairline(gui, rect_make(row.x, row.y + row.h / 2, row.w, 1));
            continue;
        }
        gui_disable(gui, items[i].disabled);
        struct gui_signal signal =
            core_hit(gui, WIDGET_ITEM, row, items[i].name, items[i].label, false);
        gui_disable(gui, false);
        core_set_on(gui, items[i].checked);
        if (signal.hovered && moved)
            memory->cursor = i;
        if (signal.clicked)
            chosen = i;
        draw_item(gui, row, &items[i], memory->cursor == i && !items[i].disabled);
    }
    gui_pop(gui);
    core_leave(gui);
    gui->popup_now = box;
    gui->modal_now = memory->id;
    if (chosen != NONE) {
        memory->open = false;
        gui->modal_now = 0;
        gui->output.again = true;
    }
    return chosen;
}

void gui_menu_open(struct gui *gui, const char *name, float x, float y)
{
    struct memory *memory = core_memory(gui, core_id(gui, name));
    memory->open = true;
    memory->open_x = x;
    memory->open_y = y;
    memory->cursor = NONE;
    gui->output.again = true;
}

bool gui_menu_is_open(const struct gui *gui, const char *name)
{
    return gui->modal != 0 && gui->modal == core_id(gui, name);
}

uint32_t gui_menu(struct gui *gui, const char *name, const struct menu_item *items,
                  uint32_t count)
{
    struct memory *memory = core_memory(gui, core_id(gui, name));
    if (!memory->open || count == 0)
        return NONE;
    struct rect box =
        menu_box(gui, items, count, memory->open_x, memory->open_y, 160 * core_unit(gui));
    return run_menu(gui, name, box, items, count);
}

enum { DROPDOWN_MAX = 32 };

static void draw_dropdown(struct gui *gui, struct rect box, const char *prefix,
                          const char *value, bool hovered)
{
    float unit = core_unit(gui), x = box.x + 12 * unit;
    draw_rect(gui_draw(gui), box, core_radius(gui),
              paint_both(core_ink(gui, hovered ? TOKEN_GROUND : TOKEN_RAISE),
                         core_ink(gui, TOKEN_RULE), core_unit(gui)));
    if (prefix != NULL) {
        struct text_style style = gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2);
        float wide = gui_text_width(gui, FONT_REGULAR, style.size, prefix);
        draw_text_in(gui_draw(gui), rect_make(x, box.y, wide + 2, box.h), style, prefix);
        x += wide + 4 * unit;
    }
    struct rect rest = {x, box.y, box.x + box.w - 24 * unit - x, box.h};
    enum token token = gui->disabled ? TOKEN_INK2 : TOKEN_INK;
    core_text(gui, rest, gui_style(gui, FONT_BOLD, TYPE_LABEL, token), value);
    glyph_icon(gui_draw(gui), &gui->theme, ICON_CHEVRON_DOWN, box.x + box.w - 14 * unit,
               box.y + box.h / 2, unit * 0.9f, core_ink(gui, TOKEN_INK2),
               core_ink(gui, TOKEN_RAISE));
}

bool gui_dropdown(struct gui *gui, struct rect box, const char *name, const char *prefix,
                  const char *const *labels, uint32_t count, uint32_t *chosen)
{
    struct menu_item items[DROPDOWN_MAX];
    char names[DROPDOWN_MAX][12];
    count = count < DROPDOWN_MAX ? count : DROPDOWN_MAX;
    const char *value = *chosen < count ? labels[*chosen] : "";
    struct gui_signal signal = core_hit(gui, WIDGET_DROPDOWN, box, name, value, true);
    struct memory *memory = core_memory(gui, core_id(gui, name));
    bool by_key = core_keys_for(gui, signal.id) &&
                  (core_take_key(gui, KEY_DOWN, 0) || core_take_key(gui, KEY_UP, 0));
    draw_dropdown(gui, box, prefix, value, signal.hovered);
    if (signal.focused && gui->focus_visible)
        gui_focus_ring(gui, box, core_radius(gui));
    if (!memory->open && (signal.clicked || by_key)) {
        memory->open = true;
        memory->cursor = *chosen;
        gui->output.again = true;
    }
    if (!memory->open)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        snprintf(names[i], sizeof names[i], "%u", (unsigned)i);
        items[i] = (struct menu_item){names[i], labels[i], NULL, false, i == *chosen};
    }
    struct rect list = menu_box(gui, items, count, box.x, box.y + box.h + 4, box.w);
    if (box.y + box.h + 4 + list.h > gui->height)
        list.y = box.y - list.h - 4;
    uint32_t picked = run_menu(gui, name, list, items, count);
    bool changed = picked != NONE && picked != *chosen;
    if (picked != NONE)
        *chosen = picked;
    return changed;
}
