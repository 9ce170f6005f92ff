/* gui/widget_text.c: labels, paragraphs, surfaces, the focus ring, tooltips. */
#include "gui/widget_core.h"

#include <math.h>
#include <string.h>

#include "gui/wrap.h"

enum { LINES_MAX = 256 };

float gui_text_width(struct gui *gui, enum font_face face, float size, const char *text)
{
    float scale = gui->theme.scale;
    return fonts_width(gui->fonts, face, size * scale, text, strlen(text)) / scale;
}

struct text_style gui_style(const struct gui *gui, enum font_face face, enum type_size size,
                            enum token token)
{
    return text_style(face, gui->theme.type[size], gui->theme.colour[token]);
}

/* Elides; gives true when the text was cut. */
static bool put_text(struct gui *gui, struct rect box, struct text_style style,
                     const char *text)
{
    char shown[512];
    float scale = gui->theme.scale;
    bool cut = text_elide(gui->fonts, style.face, style.size * scale, box.w * scale, text,
                          shown, sizeof shown);
    draw_text_in(gui_draw(gui), box, style, shown);
    return cut;
}

void core_text(struct gui *gui, struct rect box, struct text_style style, const char *text)
{
    (void)put_text(gui, box, style, text);
}

void gui_label(struct gui *gui, struct rect box, struct text_style style, const char *text)
{
    if (!put_text(gui, box, style, text) || core_shut_out(gui))
        return;
    struct rect seen = rect_common(gui->clips[gui->clip_count - 1], box);
    gui->recent = core_id(gui, text);
    gui->recent_hovered =
        gui->input->mouse_here && rect_contains(seen, gui->input->mouse_x, gui->input->mouse_y);
    gui_tooltip(gui, text, NULL);
}

static float line_height(const struct gui *gui, struct text_style style)
{
    bool reading = style.size >= gui->theme.type[TYPE_READING];
    bool head = style.size >= gui->theme.type[TYPE_HEAD];
    return roundf(style.size * (head ? 1.4f : reading ? 1.45f : 1.3f));
}

static uint32_t wrap(struct gui *gui, float width, struct text_style style, const char *text,
                     struct text_line *lines)
{
    float scale = gui->theme.scale;
    uint32_t n = text_wrap(gui->fonts, style.face, style.size * scale, width * scale, text,
                           lines, LINES_MAX);
    return n < LINES_MAX ? n : LINES_MAX;
}

float gui_paragraph_height(struct gui *gui, float width, struct text_style style,
                           const char *text)
{
    struct text_line lines[LINES_MAX];
    return (float)wrap(gui, width, style, text, lines) * line_height(gui, style);
}

float gui_paragraph(struct gui *gui, struct rect box, struct text_style style, const char *text)
{
    struct text_line lines[LINES_MAX];
    uint32_t n = wrap(gui, box.w, style, text, lines);
    float step = line_height(gui, style);
    float x = style.anchor == ANCHOR_MIDDLE ? box.x + box.w / 2
              : style.anchor == ANCHOR_END  ? box.x + box.w
                                            : box.x;
    for (uint32_t i = 0; i < n; i++)
        draw_text_octets(gui_draw(gui), x,
                         text_baseline(box.y + step * ((float)i + 0.5f), style.size), style,
                         text + lines[i].first, lines[i].octets);
    return (float)n * step;
}

void gui_panel_begin(struct gui *gui, struct rect box, const char *name, enum panel_look look)
{
    struct draw_list *list = gui_draw(gui);
    (void)core_record(gui, WIDGET_PANEL, box, name, NULL, false);
    switch (look) {
    case PANEL_PAPER:
        draw_rect(list, box, 0, paint_fill(core_ink(gui, TOKEN_PAPER)));
        break;
    case PANEL_GROUND:
        draw_rect(list, box, 0, paint_fill(core_ink(gui, TOKEN_GROUND)));
        break;
    case PANEL_CARD:
        core_shadow(gui, box);
        draw_rect(
            list, box, core_radius(gui),
            paint_both(core_ink(gui, TOKEN_RAISE), core_ink(gui, TOKEN_HAIR), core_unit(gui)));
        break;
    }
    gui_push(gui, name);
    core_clip(gui, box);
}

void gui_panel_end(struct gui *gui)
{
    core_unclip(gui);
    gui_pop(gui);
}

void gui_hairline(struct gui *gui, struct rect box)
{
    draw_rect(gui_draw(gui), box, 0, paint_fill(core_ink(gui, TOKEN_HAIR)));
}

void gui_focus_ring(struct gui *gui, struct rect box, float radius)
{
    float unit = core_unit(gui);
    draw_rect(gui_draw(gui), rect_inset(box, -4 * unit), radius + 4 * unit,
              paint_stroke(core_ink(gui, TOKEN_INK), 2 * unit));
}

static void draw_tooltip(struct gui *gui, const char *text, const char *more)
{
    float unit = core_unit(gui);
    struct text_style style = gui_style(gui, FONT_BOLD, TYPE_LABEL, TOKEN_BUTTON_TEXT);
    float most = gui->width - 40;
    float wide = gui_text_width(gui, FONT_BOLD, style.size, text);
    float second = more != NULL ? gui_text_width(gui, FONT_REGULAR, style.size, more) : 0;
    wide = fminf(fmaxf(wide, second), fminf(most, 360 * unit)) + 24 * unit;
    float high = gui_paragraph_height(gui, wide - 24 * unit, style, text) + 10 * unit;
    float rest = more != NULL ? gui_paragraph_height(gui, wide - 24 * unit, style, more) : 0;
    struct rect box = {gui->input->mouse_x - 26, gui->input->mouse_y + 22, wide, high + rest};
    box.x = fmaxf(4, fminf(box.x, gui->width - box.w - 4));
    if (box.y + box.h > gui->height - 4)
        box.y = gui->input->mouse_y - box.h - 12;
    core_enter(gui, 2);
    (void)core_record(gui, WIDGET_TOOLTIP, box, "tooltip", text, false);
    core_shadow(gui, box);
    draw_rect(gui_draw(gui), box, core_radius(gui), paint_fill(core_ink(gui, TOKEN_BUTTON)));
    struct rect inside = rect_inset(box, 12 * unit);
    inside.y = box.y + 5 * unit;
    inside.y += gui_paragraph(gui, inside, style, text);
    style.face = FONT_REGULAR;
    if (more != NULL)
        (void)gui_paragraph(gui, inside, style, more);
    core_leave(gui);
}

void gui_tooltip(struct gui *gui, const char *text, const char *more)
{
    if (!gui->recent_hovered || gui->recent == 0 || gui->active != 0 || text == NULL)
        return;
    double wait = (double)motion_milliseconds(&gui->theme, MOTION_TOOLTIP);
    if (gui->tip != gui->recent) {
        gui->tip = gui->recent;
        gui->tip_since = gui->input->now;
    }
    gui->tip_alive = true;
    double left = gui->tip_since + wait - gui->input->now;
    if (left > 0)
        gui->output.again_in = left;
    else
        draw_tooltip(gui, text, more);
}
