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

/* A part of a line; gives where the pen is afterwards. */
static float put_part(struct gui *gui, float x, float baseline, struct text_style style,
                      const char *text, uint32_t octets)
{
    float scale = gui->theme.scale;
    if (octets == 0)
        return x;
    draw_text_octets(gui_draw(gui), x, baseline, style, text, octets);
    return x + fonts_width(gui->fonts, style.face, style.size * scale, text, octets) / scale;
}

/* A line with what of it lies in from..to (octets of the line) on the mark. */
static void put_marked_line(struct gui *gui, float x, float baseline, struct text_style style,
                            const char *text, uint32_t octets, uint32_t from, uint32_t to)
{
    float scale = gui->theme.scale, unit = core_unit(gui), size = style.size * scale;
    from = from < octets ? from : octets;
    to = to < octets ? to : octets;
    style.anchor = ANCHOR_START;
    if (to > from) {
        float start = x + fonts_width(gui->fonts, style.face, size, text, from) / scale;
        float wide = fonts_width(gui->fonts, style.face, size, text + from, to - from) / scale;
        struct rect mark = {start - 3, baseline - 0.86f * style.size, wide + 6,
                            1.22f * style.size};
        draw_rect(gui_draw(gui), mark, 1, paint_fill(core_ink(gui, TOKEN_MARK)));
        draw_rect(gui_draw(gui),
                  rect_make(mark.x, mark.y + mark.h - 1.5f * unit, mark.w, 1.5f * unit), 0,
                  paint_fill(core_ink(gui, TOKEN_MARK_TEXT)));
    }
    struct text_style marked = style;
    marked.colour = core_ink(gui, TOKEN_MARK_TEXT);
    x = put_part(gui, x, baseline, style, text, from);
    x = put_part(gui, x, baseline, marked, text + from, to - from);
    (void)put_part(gui, x, baseline, style, text + to, octets - to);
}

float gui_paragraph_marked(struct gui *gui, struct rect box, struct text_style style,
                           const char *text, uint32_t from, uint32_t to)
{
    struct text_line lines[LINES_MAX];
    uint32_t n = wrap(gui, box.w, style, text, lines);
    float step = line_height(gui, style), scale = gui->theme.scale;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t first = lines[i].first, end = first + lines[i].octets;
        float baseline = text_baseline(box.y + step * ((float)i + 0.5f), style.size);
        float spare = box.w - lines[i].width / scale;
        float x = box.x + (style.anchor == ANCHOR_MIDDLE ? spare / 2
                           : style.anchor == ANCHOR_END  ? spare
                                                         : 0);
        uint32_t a = from > first ? from - first : 0, b = to > first ? to - first : 0;
        if (to <= from || from >= end || to <= first)
            a = b = 0;
        put_marked_line(gui, x, baseline, style, text + first, lines[i].octets, a, b);
    }
    return (float)n * step;
}

float gui_paragraph(struct gui *gui, struct rect box, struct text_style style, const char *text)
{
    return gui_paragraph_marked(gui, box, style, text, 0, 0);
}

void gui_progress(struct gui *gui, struct rect box, const char *name, const char *label,
                  float share)
{
    float unit = core_unit(gui);
    struct rect track = {box.x, box.y + box.h / 2 - 2 * unit, box.w, 4 * unit};
    (void)core_record(gui, WIDGET_PROGRESS, box, name, label, false);
    draw_rect(gui_draw(gui), track, 2 * unit, paint_fill(core_ink(gui, TOKEN_HAIR)));
    track.w *= share < 0 ? 0 : share > 1 ? 1 : share;
    draw_rect(gui_draw(gui), track, 2 * unit, paint_fill(core_ink(gui, TOKEN_INK)));
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
    core_clip(gui, box, SCROLL_NONE);
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
