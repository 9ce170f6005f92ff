/* gui/widget_core.h: what the widgets share among themselves; panels use widget.h only.
 *
 * Shape:  records are the widgets of a frame, in the order of their calls; a memory is what one
 * id keeps between frames. Layers have a list each: 0 the window, 1 what is open above it and
 * shuts it out (`modal`), 2 tooltips. */
#ifndef NETSTAGE_GUI_WIDGET_CORE_H
#define NETSTAGE_GUI_WIDGET_CORE_H

#include "gui/widget.h"

#define SCROLL_BAR_ROOM 12.0f /* what a scroll bar takes from its content */

enum { GUI_LAYERS = 3, GUI_PATH_MAX = 256, GUI_DEPTH_MAX = 24, GUI_CLIPS_MAX = 24 };

struct memory {
    widget_id id;
    float scroll, scroll_x;
    float grab;             /* where a dragged thing was taken, from its own start */
    uint32_t caret, anchor; /* octets into a field's text: the selection is between them */
    uint32_t cursor;        /* row or item that keys move over */
    bool open;
    float open_x, open_y;
};

struct record {
    struct widget widget;
    uint32_t path, label; /* offsets into the names of its frame */
    bool focusable;
    struct rect whole; /* without the clip */
};

struct records {
    struct record *items;
    uint32_t count, room;
    char *names;
    uint32_t name_count, name_room;
};

struct gui {
    struct fonts *fonts;
    struct theme theme;
    struct gui_input *input;
    struct gui_input no_input;
    float width, height;
    struct draw_list lists[GUI_LAYERS];
    struct draw_list picture;
    uint8_t layer;
    struct records now;       /* after gui_end(): those of the frame that ended */
    struct memory **memories; /* open addressing; NULL: free */
    uint32_t memory_count, memory_room;
    struct memory spare; /* what is used when memory runs out */
    char path[GUI_PATH_MAX];
    uint32_t path_length, path_ends[GUI_DEPTH_MAX], depth;
    struct rect clips[GUI_CLIPS_MAX];
    uint32_t clip_count;
    struct rect popup, popup_now; /* what is modal, last frame and this one */
    widget_id modal, modal_now;
    widget_id active, focus, focus_before;
    widget_id recent; /* the widget just called, for its tooltip */
    bool recent_hovered;
    widget_id tip;
    double tip_since;
    bool tip_alive;
    bool focus_visible;
    bool focus_by_key; /* Tab moved it at the end of the last frame */
    bool moved_by_key; /* the same, for the next frame */
    char wish[GUI_PATH_MAX];
    float last_x, last_y;
    char *copied;
    bool disabled, failed;
    struct gui_output output;
    uint32_t scroll_first[GUI_DEPTH_MAX]; /* records before each open scroll area */
    struct rect scroll_box[GUI_DEPTH_MAX];
    uint32_t scroll_depth;
};

/* The id of a name in the present scope. */
widget_id core_id(const struct gui *gui, const char *name);
widget_id core_scope_id(const struct gui *gui);
struct memory *core_memory(struct gui *gui, widget_id id);

/* Adds a widget to this frame. Gives its record, or NULL when memory ran out. */
struct record *core_record(struct gui *gui, enum widget_kind kind, struct rect box,
                           const char *name, const char *label, bool focusable);

/* A widget with the usual answers: hover, press, focus, Enter and Space. */
struct gui_signal core_hit(struct gui *gui, enum widget_kind kind, struct rect box,
                           const char *name, const char *label, bool focusable);
void core_set_on(struct gui *gui, bool on); /* of the widget just called */

/* Keys are taken by who has the focus; a modal layer shuts out the ones below. */
bool core_keys_for(const struct gui *gui, widget_id id);
bool core_take_key(struct gui *gui, enum gui_key key, unsigned modifiers);
bool core_shut_out(const struct gui *gui);

/* The clip for drawing and pointing at once. */
void core_clip(struct gui *gui, struct rect box, unsigned scrolls);
void core_unclip(struct gui *gui);

/* Draws into a layer until core_leave(); clips of the layer below do not hold there. */
void core_enter(struct gui *gui, uint8_t layer);
void core_leave(struct gui *gui);

void core_shadow(struct gui *gui, struct rect box);
float core_unit(const struct gui *gui);   /* 1, in large type 2 */
float core_radius(const struct gui *gui); /* of fields and cards: 4, in large type 8 */
struct rgba core_ink(const struct gui *gui, enum token token);
void core_text(struct gui *gui, struct rect box, struct text_style style, const char *text);

#endif
