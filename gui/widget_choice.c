/* gui/widget_choice.c: one of several, or on and off: segmented control, tabs, radio, checkbox.
 */
#include "gui/widget_core.h"

#include <math.h>

/* Arrow keys inside a group whose `focused` item has the focus: the item to go to. */
static uint32_t arrow_target(struct gui *gui, uint32_t at, uint32_t count)
{
    if (core_take_key(gui, KEY_RIGHT, 0) || core_take_key(gui, KEY_DOWN, 0))
        return at + 1 < count ? at + 1 : 0;
    if (core_take_key(gui, KEY_LEFT, 0) || core_take_key(gui, KEY_UP, 0))
        return at > 0 ? at - 1 : count - 1;
    return at;
}

/* An item of a group; a group has one place in the tab order, its chosen item. */
static struct gui_signal hit_item(struct gui *gui, enum widget_kind kind, struct rect box,
                                  uint32_t i, const char *label, bool in_tab_order)
{
    char name[16];
    snprintf(name, sizeof name, "%u", (unsigned)i);
    struct gui_signal signal = core_hit(gui, kind, box, name, label, in_tab_order);
    core_set_on(gui, false);
    return signal;
}

/* After an item was chosen by arrow or mouse the focus goes with it. */
static void follow(struct gui *gui, uint32_t chosen)
{
    char name[16];
    snprintf(name, sizeof name, "%u", (unsigned)chosen);
    gui->focus = core_id(gui, name);
    gui->output.again = true;
}

/* What the group as a whole does with an item; gives the item chosen now. */
static uint32_t item_choice(struct gui *gui, const struct gui_signal *signal, uint32_t i,
                            uint32_t count, uint32_t chosen)
{
    if (signal->clicked)
        return i;
    if (signal->focused && core_keys_for(gui, signal->id)) {
        uint32_t to = arrow_target(gui, i, count);
        if (to != i)
            gui->focus_visible = true;
        return to != i ? to : chosen;
    }
    return chosen;
}

bool gui_segmented(struct gui *gui, struct rect box, const char *name,
                   const char *const *labels, uint32_t count, uint32_t *chosen)
{
    uint32_t before = *chosen, next = before;
    bool ring = false;
    draw_rect(
        gui_draw(gui), box, core_radius(gui),
        paint_both(core_ink(gui, TOKEN_RAISE), core_ink(gui, TOKEN_RULE), core_unit(gui)));
    gui_push(gui, name);
    for (uint32_t i = 0; i < count; i++) {
        struct rect part = rect_column(box, i, count, 0);
        bool on = i == before;
        struct gui_signal signal = hit_item(gui, WIDGET_TOGGLE, part, i, labels[i], on);
        core_set_on(gui, on);
        if (on)
            draw_rect(gui_draw(gui), part, core_radius(gui),
                      paint_fill(core_ink(gui, TOKEN_BUTTON)));
        struct text_style style = gui_style(gui, on ? FONT_BOLD : FONT_REGULAR, TYPE_LABEL,
                                            on               ? TOKEN_BUTTON_TEXT
                                            : signal.hovered ? TOKEN_INK
                                                             : TOKEN_INK2);
        style.anchor = ANCHOR_MIDDLE;
        core_text(gui, rect_make(part.x + 2, part.y, part.w - 4, part.h), style, labels[i]);
        ring |= signal.focused && gui->focus_visible;
        next = item_choice(gui, &signal, i, count, next);
    }
    if (next != before)
        follow(gui, next);
    gui_pop(gui);
    if (ring)
        gui_focus_ring(gui, box, core_radius(gui));
    *chosen = next;
    return next != before;
}

bool gui_tabs(struct gui *gui, struct rect box, const char *name, const char *const *labels,
              uint32_t count, uint32_t *chosen)
{
    uint32_t before = *chosen, next = before;
    float unit = core_unit(gui), x = box.x, size = gui->theme.type[TYPE_LABEL];
    gui_push(gui, name);
    draw_rect(gui_draw(gui), rect_make(box.x, box.y + box.h - 1, box.w, 1), 0,
              paint_fill(core_ink(gui, TOKEN_HAIR)));
    for (uint32_t i = 0; i < count; i++) {
        bool on = i == before;
        enum font_face face = on ? FONT_BOLD : FONT_REGULAR;
        float wide = gui_text_width(gui, FONT_BOLD, size, labels[i]);
        struct rect part = {x - 8, box.y, wide + 16, box.h};
        struct gui_signal signal = hit_item(gui, WIDGET_TAB, part, i, labels[i], on);
        core_set_on(gui, on);
        struct text_style style =
            gui_style(gui, face, TYPE_LABEL, on || signal.hovered ? TOKEN_INK : TOKEN_INK2);
        draw_text_in(gui_draw(gui), rect_make(x, box.y, wide + 2, box.h), style, labels[i]);
        if (on)
            draw_rect(gui_draw(gui), rect_make(x, box.y + box.h - 3 * unit, wide, 3 * unit), 0,
                      paint_fill(core_ink(gui, TOKEN_INK)));
        if (signal.focused && gui->focus_visible)
            gui_focus_ring(gui, rect_make(x - 3, box.y + 5, wide + 6, box.h - 12), 4);
        next = item_choice(gui, &signal, i, count, next);
        x += wide + 24 * unit;
    }
    if (next != before)
        follow(gui, next);
    gui_pop(gui);
    *chosen = next;
    return next != before;
}

bool gui_checkbox(struct gui *gui, struct rect box, const char *name, const char *label,
                  bool *on)
{
    struct gui_signal signal = core_hit(gui, WIDGET_CHECK, box, name, label, true);
    float unit = core_unit(gui), y = box.y + box.h / 2;
    struct rect square = {box.x + unit, y - 7 * unit, 14 * unit, 14 * unit};
    struct rgba ink = core_ink(gui, gui->disabled ? TOKEN_INK3 : TOKEN_INK);
    if (signal.clicked)
        *on = !*on;
    core_set_on(gui, *on);
    if (*on) {
        struct point check[3] = {{square.x + 3 * unit, y},
                                 {square.x + 6 * unit, y + 3 * unit},
                                 {square.x + 11 * unit, y - 3.5f * unit}};
        draw_rect(gui_draw(gui), square, 2, paint_fill(ink));
        draw_polyline(gui_draw(gui), check, 3,
                      paint_stroke(core_ink(gui, TOKEN_BUTTON_TEXT), 2 * unit));
    } else {
        draw_rect(gui_draw(gui), square, 2, paint_stroke(ink, 1.5f * unit));
    }
    struct text_style style =
        gui_style(gui, FONT_REGULAR, TYPE_LABEL, gui->disabled ? TOKEN_INK2 : TOKEN_INK);
    core_text(gui, rect_make(box.x + 23 * unit, box.y, box.w - 23 * unit, box.h), style, label);
    if (signal.focused && gui->focus_visible)
        gui_focus_ring(gui, rect_inset(square, -1), 2);
    return signal.clicked;
}

/* One answer. The chosen one is bold and has the ring (rule 3). */
static void draw_radio(struct gui *gui, struct rect box, const char *label, bool on,
                       bool hovered, uint32_t number)
{
    float unit = core_unit(gui), y = box.y + box.h / 2, x = box.x + 16 * unit;
    struct rgba ink = core_ink(gui, gui->disabled ? TOKEN_INK3 : TOKEN_INK);
    if (hovered && !on)
        draw_rect(gui_draw(gui), rect_inset(box, unit), 4 * unit,
                  paint_fill(core_ink(gui, TOKEN_GROUND)));
    draw_circle(gui_draw(gui), x, y, 7 * unit,
                paint_both(core_ink(gui, TOKEN_RAISE), ink, 1.5f * unit));
    if (on) {
        draw_circle(gui_draw(gui), x, y, 3.5f * unit, paint_fill(ink));
        draw_rect(gui_draw(gui), rect_inset(box, unit), 4 * unit, paint_stroke(ink, 2 * unit));
    }
    struct text_style style = gui_style(gui, on ? FONT_BOLD : FONT_REGULAR, TYPE_READING,
                                        gui->disabled ? TOKEN_INK2 : TOKEN_INK);
    float right = number > 0 ? 28 * unit : 8 * unit;
    struct rect text = {box.x + 32 * unit, box.y, box.w - 32 * unit - right, box.h};
    gui_label(gui, text, style, label);
    if (number == 0)
        return;
    char digits[8];
    snprintf(digits, sizeof digits, "%u", (unsigned)number);
    draw_text_in(
        gui_draw(gui), rect_make(box.x, box.y, box.w - 12 * unit, box.h),
        text_anchored(gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2), ANCHOR_END),
        digits);
}

bool gui_radio(struct gui *gui, struct rect box, const char *name, const char *const *labels,
               uint32_t count, bool numbered, uint32_t *chosen)
{
    uint32_t before = *chosen, next = before;
    float high = MEASURE_CONTROL * core_unit(gui);
    gui_push(gui, name);
    for (uint32_t i = 0; i < count; i++) {
        struct rect row = {box.x, box.y + high * (float)i, box.w, high};
        bool on = i == before;
        bool stop = on || (before >= count && i == 0); /* the group's place in the tab order */
        struct gui_signal signal = hit_item(gui, WIDGET_RADIO, row, i, labels[i], stop);
        core_set_on(gui, on);
        draw_radio(gui, row, labels[i], on, signal.hovered, numbered && i < 9 ? i + 1 : 0);
        if (signal.focused && gui->focus_visible)
            gui_focus_ring(gui, rect_inset(row, on ? 1.0f : 4.0f), on ? 4 : 0);
        next = item_choice(gui, &signal, i, count, next);
        if (numbered && i < 9 && !gui->disabled && !core_shut_out(gui) &&
            gui_shortcut(gui, KEY_CHARACTER, '1' + i, 0))
            next = i;
    }
    if (next != before)
        follow(gui, next);
    gui_pop(gui);
    *chosen = next;
    return next != before;
}
