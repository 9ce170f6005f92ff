/* gui/widget_slider.c: values that are dragged: slider, time axis, splitter. */
#include "gui/widget_core.h"

#include <math.h>

static double held(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

/* What arrows, Page, Home and End make of a value. */
static double value_by_key(struct gui *gui, double value, double low, double high, double step)
{
    if (core_take_key(gui, KEY_RIGHT, 0) || core_take_key(gui, KEY_UP, 0))
        value += step;
    if (core_take_key(gui, KEY_LEFT, 0) || core_take_key(gui, KEY_DOWN, 0))
        value -= step;
    if (core_take_key(gui, KEY_PAGE_UP, 0))
        value += 10 * step;
    if (core_take_key(gui, KEY_PAGE_DOWN, 0))
        value -= 10 * step;
    if (core_take_key(gui, KEY_HOME, 0))
        value = low;
    if (core_take_key(gui, KEY_END, 0))
        value = high;
    return held(value, low, high);
}

bool gui_slider(struct gui *gui, struct rect box, const char *name, const char *label,
                double low, double high, double step, double *value)
{
    struct gui_signal signal = core_hit(gui, WIDGET_SLIDER, box, name, label, true);
    float unit = core_unit(gui), knob = 7 * unit, y = box.y + box.h / 2;
    float left = box.x + knob, wide = box.w - 2 * knob;
    double before = *value, next = held(before, low, high);
    if ((signal.held || signal.clicked) && gui->active == signal.id && wide > 0) {
        double share = (double)((gui->input->mouse_x - left) / wide);
        next = held(low + share * (high - low), low, high);
        if (step > 0)
            next = held(low + round((next - low) / step) * step, low, high);
    }
    if (core_keys_for(gui, signal.id))
        next = value_by_key(gui, next, low, high, step > 0 ? step : (high - low) / 100);
    float x = left + (high > low ? wide * (float)((next - low) / (high - low)) : 0);
    struct rgba ink = core_ink(gui, gui->disabled ? TOKEN_INK3 : TOKEN_INK);
    draw_rect(gui_draw(gui), rect_make(left, y - unit, wide, 2 * unit), 0,
              paint_fill(core_ink(gui, TOKEN_RULE)));
    draw_rect(gui_draw(gui), rect_make(left, y - unit, x - left, 2 * unit), 0, paint_fill(ink));
    draw_circle(gui_draw(gui), x, y, knob - 1,
                paint_both(core_ink(gui, TOKEN_RAISE), ink, 2 * unit));
    if (signal.focused && gui->focus_visible)
        draw_circle(gui_draw(gui), x, y, knob + 3, paint_stroke(ink, 2));
    gui_tooltip(gui, label, NULL);
    *value = next;
    return next != before;
}

struct timeline_axis gui_timeline_axis(struct rect box)
{
    return (struct timeline_axis){box.x + 8, box.w - 16, box.y + roundf(box.h * 0.6f)};
}

float gui_timeline_x(struct timeline_axis axis, double low, double high, double value)
{
    return axis.left + (high > low ? axis.width * (float)((value - low) / (high - low)) : 0);
}

double axis_step(double length, uint32_t n)
{
    if (!(length > 0) || n == 0)
        return 1;
    double raw = length / n, power = pow(10, floor(log10(raw))), digit = raw / power;
    return power * (digit <= 1.0000001   ? 1
                    : digit <= 2.0000001 ? 2
                    : digit <= 5.0000001 ? 5
                                         : 10);
}

static void draw_axis(struct gui *gui, struct timeline_axis axis, float now)
{
    struct draw_list *list = gui_draw(gui);
    struct rgba ink = core_ink(gui, TOKEN_INK), later = core_ink(gui, TOKEN_INK3);
    float end = axis.left + axis.width, unit = core_unit(gui);
    draw_rect(list, rect_make(axis.left, axis.y - unit, now - axis.left, 2 * unit), 0,
              paint_fill(ink));
    if (end > now + 6 * unit)
        draw_line(list, now + 6 * unit, axis.y, end, axis.y,
                  paint_dashed(later, 2 * unit, 2 * unit, 4 * unit));
}

static void draw_playhead(struct gui *gui, struct timeline_axis axis, float x, bool at_gate,
                          bool focused)
{
    struct draw_list *list = gui_draw(gui);
    struct rgba ink = core_ink(gui, TOKEN_INK);
    float unit = core_unit(gui), top = axis.y - 19 * unit;
    draw_rect(list, rect_make(x - unit, top, 2 * unit, 28 * unit), 0, paint_fill(ink));
    glyph_icon(list, &gui->theme, at_gate ? ICON_GATE_NOW : ICON_NOW, x, top,
               (at_gate ? 0.9f : 1.0f) * unit, ink, core_ink(gui, TOKEN_GROUND));
    if (focused)
        draw_rect(list, rect_make(x - 12 * unit, top - 12 * unit, 24 * unit, 24 * unit),
                  8 * unit, paint_stroke(ink, 2 * unit));
}

bool gui_timeline(struct gui *gui, struct rect box, const char *name, const char *label,
                  double low, double high, bool at_gate, double *value)
{
    struct gui_signal signal = core_hit(gui, WIDGET_SLIDER, box, name, label, true);
    struct timeline_axis axis = gui_timeline_axis(box);
    double before = *value, next = held(before, low, high);
    if ((signal.held || signal.clicked) && gui->active == signal.id && axis.width > 0)
        next =
            held(low + (double)((gui->input->mouse_x - axis.left) / axis.width) * (high - low),
                 low, high);
    if (core_keys_for(gui, signal.id))
        next = value_by_key(gui, next, low, high, (high - low) / 200);
    float x = gui_timeline_x(axis, low, high, next);
    draw_axis(gui, axis, x);
    draw_playhead(gui, axis, x, at_gate, signal.focused && gui->focus_visible);
    if (signal.hovered)
        gui->output.pointer = POINTER_HAND;
    *value = next;
    return next != before;
}

bool gui_splitter(struct gui *gui, struct rect box, const char *name, bool upright, float low,
                  float high, float *position)
{
    float at = *position;
    struct rect hot =
        upright ? rect_make(at - 3, box.y, 7, box.h) : rect_make(box.x, at - 3, box.w, 7);
    struct rect line =
        upright ? rect_make(at, box.y, 1, box.h) : rect_make(box.x, at, box.w, 1);
    struct gui_signal signal = core_hit(gui, WIDGET_SPLITTER, hot, name, NULL, true);
    float mouse = upright ? gui->input->mouse_x : gui->input->mouse_y;
    struct memory *memory = core_memory(gui, signal.id);
    double next = (double)at;
    if (signal.held && gui->input->pressed[MOUSE_LEFT])
        memory->grab = mouse - at;
    else if (gui->active == signal.id && (signal.held || gui->input->released[MOUSE_LEFT]))
        next = held((double)(mouse - memory->grab), (double)low, (double)high);
    if (core_keys_for(gui, signal.id))
        next = value_by_key(gui, next, (double)low, (double)high, 8);
    bool lit = signal.hovered || signal.held || (signal.focused && gui->focus_visible);
    if (lit)
        line = rect_inset(line, -1);
    draw_rect(gui_draw(gui), line, 0, paint_fill(core_ink(gui, lit ? TOKEN_INK : TOKEN_HAIR)));
    if (signal.hovered || signal.held)
        gui->output.pointer = upright ? POINTER_SPLIT_X : POINTER_SPLIT_Y;
    *position = (float)next;
    return (float)next != at;
}
