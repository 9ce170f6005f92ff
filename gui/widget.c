/* gui/widget.c: the frame of the widgets: input, focus, layers, clips. */
#include "gui/widget_core.h"

#include <stdlib.h>
#include <string.h>

struct gui *gui_create(struct fonts *fonts)
{
    struct gui *gui = calloc(1, sizeof *gui);
    if (gui != NULL) {
        gui->fonts = fonts;
        gui->input = &gui->no_input;
        gui->theme = theme_make(THEME_LIGHT, 1, false, false);
    }
    return gui;
}

void gui_destroy(struct gui *gui)
{
    if (gui == NULL)
        return;
    for (int i = 0; i < GUI_LAYERS; i++)
        draw_release(&gui->lists[i]);
    draw_release(&gui->picture);
    for (uint32_t i = 0; i < gui->memory_room; i++)
        free(gui->memories[i]);
    free(gui->memories);
    free(gui->now.items);
    free(gui->now.names);
    free(gui->copied);
    free(gui);
}

/* A press outside of what is modal closes it, and is not for what lies below. */
static void close_by_press(struct gui *gui)
{
    const struct gui_input *in = gui->input;
    bool outside = !rect_contains(gui->popup, in->mouse_x, in->mouse_y);
    bool escape = core_take_key(gui, KEY_ESCAPE, 0);
    if (gui->modal == 0 || !((in->pressed[MOUSE_LEFT] && outside) ||
                             (in->pressed[MOUSE_RIGHT] && outside) || escape))
        return;
    core_memory(gui, gui->modal)->open = false;
    gui->output.again = true;
}

void gui_begin(struct gui *gui, struct gui_input *input, const struct theme *theme, float width,
               float height)
{
    for (int i = 0; i < GUI_LAYERS; i++) {
        draw_clear(&gui->lists[i]);
        gui->lists[i].layer = (uint8_t)i;
    }
    gui->now.count = 0;
    gui->now.name_count = 0;
    gui->theme = *theme;
    gui->input = input;
    gui->width = width;
    gui->height = height;
    gui->layer = 0;
    gui->path_length = 0;
    gui->depth = 0;
    gui->clips[0] = rect_make(0, 0, width, height);
    gui->clip_count = 1;
    gui->scroll_depth = 0;
    gui->disabled = false;
    gui->focus_by_key = gui->moved_by_key;
    gui->moved_by_key = false;
    gui->tip_alive = false;
    gui->popup_now = rect_make(0, 0, 0, 0);
    gui->modal_now = 0;
    gui->recent = 0;
    free(gui->copied);
    gui->copied = NULL;
    gui->output = (struct gui_output){.again_in = -1};
    if (gui->modal != 0)
        close_by_press(gui);
    if (input->pressed[MOUSE_LEFT])
        gui->focus_visible = false;
}

/* Tab and Shift+Tab: the next widget of this frame that takes the focus. */
static void move_focus(struct gui *gui, int step)
{
    uint32_t n = gui->now.count, at = n;
    for (uint32_t i = 0; i < n; i++)
        if (gui->now.items[i].widget.id == gui->focus && gui->now.items[i].focusable)
            at = i;
    for (uint32_t tried = 0; tried < n; tried++) {
        if (at == n)
            at = step > 0 ? 0 : n - 1;
        else if (step > 0)
            at = at + 1 == n ? 0 : at + 1;
        else
            at = at == 0 ? n - 1 : at - 1;
        const struct record *r = &gui->now.items[at];
        if (r->focusable && !r->widget.disabled &&
            r->widget.layer == (gui->modal_now ? 1 : 0)) {
            gui->focus = r->widget.id;
            break;
        }
    }
    gui->focus_visible = true;
    gui->moved_by_key = true;
    gui->output.again = true;
}

static void grant_wish(struct gui *gui)
{
    for (uint32_t i = 0; i < gui->now.count; i++) {
        const struct record *r = &gui->now.items[i];
        if (r->focusable && strcmp(gui->now.names + r->path, gui->wish) == 0) {
            gui->focus = r->widget.id;
            gui->focus_visible = true;
            gui->moved_by_key = true;
            gui->wish[0] = '\0';
            gui->output.again = true;
            return;
        }
    }
}

/* A widget that is gone or disabled loses the focus. One that is not in the tab order may have
 * it: an item of a group that was chosen just now gets its place there in the next frame. */
static void settle_focus(struct gui *gui)
{
    bool there = false;
    for (uint32_t i = 0; i < gui->now.count && !there; i++)
        there = gui->now.items[i].widget.id == gui->focus && !gui->now.items[i].widget.disabled;
    if (!there)
        gui->focus = 0;
    for (uint32_t i = 0; i < gui->now.count; i++)
        gui->now.items[i].widget.focused =
            gui->focus != 0 && gui->now.items[i].widget.id == gui->focus;
}

void gui_end(struct gui *gui)
{
    bool modal_changed = gui->modal != gui->modal_now;
    gui->modal = gui->modal_now;
    gui->popup = gui->popup_now;
    if (gui->wish[0] != '\0')
        grant_wish(gui);
    if (core_take_key(gui, KEY_TAB, 0))
        move_focus(gui, 1);
    if (core_take_key(gui, KEY_TAB, MODIFIER_SHIFT))
        move_focus(gui, -1);
    settle_focus(gui);
    gui->output.again |= modal_changed || gui->focus != gui->focus_before;
    gui->focus_before = gui->focus;
    if (!gui->input->down[MOUSE_LEFT])
        gui->active = 0;
    if (!gui->tip_alive)
        gui->tip = 0;
    gui->last_x = gui->input->mouse_x;
    gui->last_y = gui->input->mouse_y;
    draw_clear(&gui->picture);
    for (int i = 0; i < GUI_LAYERS; i++) {
        draw_append(&gui->picture, &gui->lists[i]);
        gui->failed |= gui->lists[i].failed;
    }
    gui->failed |= gui->picture.failed;
    gui->output.copied = gui->copied;
    gui->input = &gui->no_input;
}

bool gui_failed(const struct gui *gui)
{
    return gui->failed;
}

struct gui_output gui_output(const struct gui *gui)
{
    return gui->output;
}

const struct draw_list *gui_picture(const struct gui *gui)
{
    return &gui->picture;
}

struct draw_list *gui_draw(struct gui *gui)
{
    return &gui->lists[gui->layer];
}

const struct theme *gui_theme(const struct gui *gui)
{
    return &gui->theme;
}

struct fonts *gui_fonts(struct gui *gui)
{
    return gui->fonts;
}

struct gui_input *gui_input(struct gui *gui)
{
    return gui->input;
}

void gui_disable(struct gui *gui, bool disabled)
{
    gui->disabled = disabled;
}

bool core_shut_out(const struct gui *gui)
{
    return gui->modal != 0 && gui->layer == 0;
}

bool core_keys_for(const struct gui *gui, widget_id id)
{
    return id != 0 && gui->focus == id && !gui->disabled && !core_shut_out(gui);
}

bool core_take_key(struct gui *gui, enum gui_key key, unsigned modifiers)
{
    for (uint32_t i = 0; i < gui->input->key_count; i++) {
        struct gui_key_event *event = &gui->input->keys[i];
        if (!event->used && event->key == key && event->modifiers == modifiers) {
            event->used = true;
            return true;
        }
    }
    return false;
}

bool gui_shortcut(struct gui *gui, enum gui_key key, uint32_t character, unsigned modifiers)
{
    for (uint32_t i = 0; i < gui->input->key_count && gui->modal == 0; i++) {
        struct gui_key_event *event = &gui->input->keys[i];
        if (!event->used && event->key == key && event->modifiers == modifiers &&
            event->character == character) {
            event->used = true;
            return true;
        }
    }
    return false;
}

struct gui_signal core_hit(struct gui *gui, enum widget_kind kind, struct rect box,
                           const char *name, const char *label, bool focusable)
{
    struct record *record = core_record(gui, kind, box, name, label, focusable);
    struct gui_signal signal = {0};
    gui->recent = 0;
    gui->recent_hovered = false;
    if (record == NULL)
        return signal;
    widget_id id = record->widget.id;
    const struct gui_input *in = gui->input;
    gui->recent = id;
    signal.id = id;
    if (gui->disabled || core_shut_out(gui))
        return signal;
    struct rect seen = record->widget.box;
    bool inside = in->mouse_here && rect_contains(seen, in->mouse_x, in->mouse_y);
    signal.hovered = inside && (gui->active == 0 || gui->active == id);
    gui->recent_hovered = signal.hovered;
    if (inside && in->pressed[MOUSE_LEFT] && gui->active == 0) {
        gui->active = id;
        if (focusable) {
            signal.focus_gained = gui->focus != id;
            gui->focus = id;
        }
        signal.double_clicked = in->double_click;
    }
    signal.held = gui->active == id && in->down[MOUSE_LEFT];
    if (gui->active == id && (in->down[MOUSE_LEFT] || in->released[MOUSE_LEFT])) {
        signal.drag_x = in->pressed[MOUSE_LEFT] ? 0 : in->mouse_x - gui->last_x;
        signal.drag_y = in->pressed[MOUSE_LEFT] ? 0 : in->mouse_y - gui->last_y;
    }
    if (gui->active == id && in->released[MOUSE_LEFT])
        signal.clicked = inside;
    signal.menu = inside && in->pressed[MOUSE_RIGHT];
    signal.focused = focusable && gui->focus == id;
    if (signal.focused && kind != WIDGET_FIELD) {
        signal.menu |= core_take_key(gui, KEY_MENU, 0);
        signal.clicked |= core_take_key(gui, KEY_ENTER, 0) || core_take_key(gui, KEY_SPACE, 0);
    }
    if (signal.clicked || signal.focus_gained)
        gui->output.again = true;
    return signal;
}

struct gui_signal gui_hit(struct gui *gui, struct rect box, const char *name, const char *label,
                          bool focusable)
{
    return core_hit(gui, WIDGET_CUSTOM, box, name, label, focusable);
}

struct gui_signal gui_area(struct gui *gui, struct rect box, const char *name,
                           const char *label)
{
    struct gui_signal signal = core_hit(gui, WIDGET_CUSTOM, box, name, label, true);
    if (gui->active == signal.id)
        gui->active = 0;
    return signal;
}

void core_clip(struct gui *gui, struct rect box, unsigned scrolls)
{
    draw_clip_scrolled(gui_draw(gui), box, scrolls);
    if (gui->clip_count < GUI_CLIPS_MAX) {
        gui->clips[gui->clip_count] = rect_common(gui->clips[gui->clip_count - 1], box);
        gui->clip_count++;
    } else {
        gui->failed = true;
    }
}

void core_unclip(struct gui *gui)
{
    draw_unclip(gui_draw(gui));
    if (gui->clip_count > 1)
        gui->clip_count--;
}

void core_enter(struct gui *gui, uint8_t layer)
{
    gui->layer = layer;
    if (gui->clip_count < GUI_CLIPS_MAX)
        gui->clips[gui->clip_count++] = rect_make(0, 0, gui->width, gui->height);
}

void core_leave(struct gui *gui)
{
    gui->layer = 0;
    if (gui->clip_count > 1)
        gui->clip_count--;
}

bool gui_has_focus(const struct gui *gui)
{
    return gui->recent != 0 && gui->recent == gui->focus;
}

bool gui_focus_is_visible(const struct gui *gui)
{
    return gui->focus_visible;
}

float core_unit(const struct gui *gui)
{
    return gui->theme.large ? 2.0f : 1.0f;
}

float core_radius(const struct gui *gui)
{
    return MEASURE_RADIUS * core_unit(gui);
}

struct rgba core_ink(const struct gui *gui, enum token token)
{
    return gui->theme.colour[token];
}

void core_shadow(struct gui *gui, struct rect box)
{
    if (gui->theme.shadow.a == 0)
        return;
    draw_rect(gui_draw(gui), rect_make(box.x - 3, box.y - 1, box.w + 6, box.h + 6), 7,
              paint_fill(gui->theme.shadow));
    draw_rect(gui_draw(gui), rect_make(box.x - 1, box.y, box.w + 2, box.h + 3), 5,
              paint_fill(gui->theme.shadow));
}
