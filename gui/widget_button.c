/* gui/widget_button.c: buttons, as plate 08c has them. */
#include "gui/widget_core.h"

#include <math.h>

static void draw_button_ground(struct gui *gui, struct rect box, enum button_look look,
                               bool hovered, bool held)
{
    struct draw_list *list = gui_draw(gui);
    struct rgba button = core_ink(gui, TOKEN_BUTTON);
    struct rgba raise = core_ink(gui, TOKEN_RAISE);
    if (look == BUTTON_QUIET || look == BUTTON_LINK) {
        if (hovered && look == BUTTON_QUIET)
            draw_rect(list, box, core_radius(gui),
                      paint_both(raise, core_ink(gui, TOKEN_HAIR), core_unit(gui)));
        return;
    }
    if (gui->disabled)
        draw_rect(list, box, core_radius(gui),
                  paint_stroke(core_ink(gui, TOKEN_HAIR), core_unit(gui)));
    else if (look == BUTTON_PRIMARY)
        draw_rect(list, box, core_radius(gui),
                  paint_fill(held      ? rgba_mix(button, core_ink(gui, TOKEN_PAPER), 0.22f)
                             : hovered ? rgba_mix(button, core_ink(gui, TOKEN_PAPER), 0.12f)
                                       : button));
    else
        draw_rect(list, box, core_radius(gui),
                  paint_both(held      ? core_ink(gui, TOKEN_SUNK)
                             : hovered ? core_ink(gui, TOKEN_GROUND)
                                       : raise,
                             core_ink(gui, TOKEN_RULE), core_unit(gui)));
}

static void draw_link(struct gui *gui, struct rect box, struct text_style style,
                      const char *label, bool hovered)
{
    float wide = fminf(box.w, gui_text_width(gui, style.face, style.size, label));
    float y = text_baseline(box.y + box.h / 2, style.size) + 3;
    gui_label(gui, box, style, label);
    draw_rect(gui_draw(gui), rect_make(box.x, y, wide, hovered ? 1.5f : 1), 0,
              paint_fill(style.colour));
}

bool gui_button(struct gui *gui, struct rect box, const char *name, const char *label,
                enum button_look look)
{
    struct gui_signal signal = core_hit(gui, WIDGET_BUTTON, box, name, label, true);
    enum token token = gui->disabled            ? TOKEN_INK2
                       : look == BUTTON_PRIMARY ? TOKEN_BUTTON_TEXT
                       : look == BUTTON_QUIET   ? TOKEN_INK2
                                                : TOKEN_INK;
    enum font_face face = look == BUTTON_QUIET ? FONT_REGULAR : FONT_BOLD;
    struct text_style style = gui_style(gui, face, TYPE_LABEL, token);
    draw_button_ground(gui, box, look, signal.hovered, signal.held);
    if (look == BUTTON_LINK) {
        draw_link(gui, box, style, label, signal.hovered);
    } else {
        style.anchor = ANCHOR_MIDDLE;
        struct rect inside = {box.x + 4, box.y, box.w - 8, box.h};
        core_text(gui, inside, style, label);
    }
    if (signal.focused && gui->focus_visible)
        gui_focus_ring(gui, box, core_radius(gui));
    if (signal.hovered)
        gui->output.pointer = POINTER_HAND;
    return signal.clicked;
}

float gui_button_width(struct gui *gui, const char *label)
{
    float wide = gui_text_width(gui, FONT_BOLD, gui->theme.type[TYPE_LABEL], label) +
                 48 * core_unit(gui);
    return fmaxf(64 * core_unit(gui), ceilf(wide / 8) * 8);
}

bool gui_icon_button(struct gui *gui, struct rect box, const char *name, enum icon icon,
                     const char *label)
{
    struct gui_signal signal = core_hit(gui, WIDGET_BUTTON, box, name, label, true);
    struct rgba ink = core_ink(gui, gui->disabled ? TOKEN_INK3 : TOKEN_INK);
    if (signal.hovered)
        draw_rect(
            gui_draw(gui), box, core_radius(gui),
            paint_both(core_ink(gui, TOKEN_RAISE), core_ink(gui, TOKEN_HAIR), core_unit(gui)));
    glyph_icon(gui_draw(gui), &gui->theme, icon, box.x + box.w / 2, box.y + box.h / 2,
               core_unit(gui), ink, core_ink(gui, TOKEN_GROUND));
    if (signal.focused && gui->focus_visible)
        gui_focus_ring(gui, rect_inset(box, 3), core_radius(gui));
    gui_tooltip(gui, label, NULL);
    return signal.clicked;
}

bool gui_round_button(struct gui *gui, struct rect box, const char *name, enum icon icon,
                      const char *label)
{
    struct gui_signal signal = core_hit(gui, WIDGET_BUTTON, box, name, label, true);
    float x = box.x + box.w / 2, y = box.y + box.h / 2;
    float radius = fminf(box.w, box.h) / 2;
    struct rgba ground = core_ink(gui, gui->disabled ? TOKEN_INK3 : TOKEN_BUTTON);
    if (signal.hovered)
        ground = rgba_mix(ground, core_ink(gui, TOKEN_PAPER), 0.12f);
    draw_circle(gui_draw(gui), x, y, radius, paint_fill(ground));
    glyph_icon(gui_draw(gui), &gui->theme, icon, x, y, radius / 17,
               core_ink(gui, TOKEN_BUTTON_TEXT), ground);
    if (signal.focused && gui->focus_visible)
        draw_circle(gui_draw(gui), x, y, radius + 3, paint_stroke(core_ink(gui, TOKEN_INK), 2));
    gui_tooltip(gui, label, NULL);
    return signal.clicked;
}
