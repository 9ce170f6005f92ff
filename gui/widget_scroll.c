/* gui/widget_scroll.c: a view of something that is higher than its room. */
#include "gui/widget_core.h"

#include <math.h>

#define BAR_WIDTH 10.0f

static float held(float value, float most)
{
    return value < 0 || most < 0 ? 0 : value > most ? most : value;
}

/* The bar at the right: drag the thumb, press beside it to turn a page. */
static void run_bar(struct gui *gui, struct rect box, struct memory *memory, float height)
{
    struct rect track = {box.x + box.w - BAR_WIDTH, box.y, BAR_WIDTH, box.h};
    float length = fmaxf(24, box.h * box.h / height);
    float way = box.h - length, most = height - box.h;
    struct rect thumb = {track.x + 3, box.y + way * memory->scroll / most, BAR_WIDTH - 5,
                         length};
    struct gui_signal signal = core_hit(gui, WIDGET_SLIDER, track, "bar", NULL, false);
    const struct gui_input *in = gui->input;
    if (signal.held && in->pressed[MOUSE_LEFT]) {
        bool on_thumb = in->mouse_y >= thumb.y && in->mouse_y < thumb.y + thumb.h;
        memory->grab = on_thumb ? in->mouse_y - thumb.y : length / 2;
    }
    if (signal.held && way > 0)
        memory->scroll = held((in->mouse_y - memory->grab - box.y) / way * most, most);
    enum token token = signal.hovered || signal.held ? TOKEN_INK2 : TOKEN_RULE;
    thumb.y = box.y + way * memory->scroll / most;
    draw_rect(gui_draw(gui), thumb, 2.5f, paint_fill(core_ink(gui, token)));
}

struct rect gui_scroll_begin(struct gui *gui, struct rect box, const char *name, float height)
{
    struct record *record = core_record(gui, WIDGET_SCROLL, box, name, NULL, false);
    struct memory *memory = core_memory(gui, core_id(gui, name));
    float most = height - box.h;
    bool over = record != NULL && gui->input->mouse_here && !core_shut_out(gui) &&
                rect_contains(record->widget.box, gui->input->mouse_x, gui->input->mouse_y);
    if (over && gui->input->wheel_y != 0) {
        memory->scroll -= gui->input->wheel_y * 48 * core_unit(gui);
        gui->input->wheel_y = 0; /* the inner one of two areas takes it */
    }
    memory->scroll = held(memory->scroll, most);
    gui_push(gui, name);
    core_clip(gui, box, SCROLL_UP_DOWN);
    struct rect content = {box.x, box.y - roundf(memory->scroll), box.w, fmaxf(height, box.h)};
    if (most > 0.5f) {
        run_bar(gui, box, memory, height);
        content.w -= SCROLL_BAR_ROOM;
    }
    if (gui->scroll_depth < GUI_DEPTH_MAX) {
        gui->scroll_first[gui->scroll_depth] = gui->now.count;
        gui->scroll_box[gui->scroll_depth] = box;
    }
    gui->scroll_depth++;
    return content;
}

void gui_scroll_reveal(struct gui *gui, const char *name, float top, float bottom,
                       float height)
{
    struct memory *memory = core_memory(gui, core_id(gui, name));
    if (top < memory->scroll)
        memory->scroll = top;
    else if (bottom > memory->scroll + height)
        memory->scroll = bottom - height;
}

/* Scrolls so that the focused widget, which lies inside, is seen. */
static void reveal(struct memory *memory, struct rect box, struct rect whole)
{
    float above = box.y + 6 - whole.y;
    float below = whole.y + whole.h + 6 - (box.y + box.h);
    if (above > 0)
        memory->scroll -= above;
    else if (below > 0)
        memory->scroll += below;
}

/* Page keys, and the focus kept in view when it moved by key. */
void gui_scroll_end(struct gui *gui)
{
    struct memory *memory = core_memory(gui, core_scope_id(gui));
    core_unclip(gui);
    gui_pop(gui);
    if (gui->scroll_depth == 0 || --gui->scroll_depth >= GUI_DEPTH_MAX || core_shut_out(gui))
        return;
    struct rect box = gui->scroll_box[gui->scroll_depth];
    const struct record *focused = NULL;
    for (uint32_t i = gui->scroll_first[gui->scroll_depth]; i < gui->now.count; i++)
        if (gui->focus != 0 && gui->now.items[i].widget.id == gui->focus)
            focused = &gui->now.items[i];
    if (focused == NULL)
        return;
    if (gui->focus_by_key) {
        reveal(memory, box, focused->whole);
        gui->output.again = true;
    }
    if (core_take_key(gui, KEY_PAGE_DOWN, 0))
        memory->scroll += box.h * 0.9f;
    if (core_take_key(gui, KEY_PAGE_UP, 0))
        memory->scroll -= box.h * 0.9f;
}
