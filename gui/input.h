/* gui/input.h: what the user did since the last frame, without the types of any window system.
 *
 * The main loop fills one struct gui_input a frame; tests and `--script` fill it by hand. A
 * press and its release may lie in the same frame. Units: units of geometry.h; milliseconds. */
#ifndef NETSTAGE_GUI_INPUT_H
#define NETSTAGE_GUI_INPUT_H

#include "gui/geometry.h"

enum gui_key {
    KEY_NONE,
    KEY_TAB,
    KEY_ENTER,
    KEY_SPACE,
    KEY_ESCAPE,
    KEY_LEFT,
    KEY_RIGHT,
    KEY_UP,
    KEY_DOWN,
    KEY_HOME,
    KEY_END,
    KEY_PAGE_UP,
    KEY_PAGE_DOWN,
    KEY_BACKSPACE,
    KEY_DELETE,
    KEY_MENU,
    KEY_F1,
    KEY_F5,
    KEY_F11,
    KEY_CHARACTER /* `character` says which: the unshifted key, lower case */
};

enum gui_modifier { MODIFIER_SHIFT = 1, MODIFIER_CONTROL = 2, MODIFIER_ALT = 4 };

struct gui_key_event {
    enum gui_key key;
    uint32_t character;
    unsigned modifiers;
    bool used; /* set by the widget that took it; what is left is for the shortcuts */
};

enum mouse_button { MOUSE_LEFT, MOUSE_RIGHT, MOUSE_BUTTONS };

enum { GUI_KEYS_MAX = 32, GUI_TEXT_MAX = 256 };

struct gui_input {
    float mouse_x, mouse_y;
    bool mouse_here;             /* the pointer is over the window */
    bool down[MOUSE_BUTTONS];    /* at the end of the frame */
    bool pressed[MOUSE_BUTTONS]; /* went down since the last frame */
    bool released[MOUSE_BUTTONS];
    bool double_click;      /* the press of the left button is a second one */
    float wheel_x, wheel_y; /* lines; up and left are positive */
    struct gui_key_event keys[GUI_KEYS_MAX];
    uint32_t key_count;
    char text[GUI_TEXT_MAX];    /* typed text, UTF-8 */
    char preedit[GUI_TEXT_MAX]; /* what the input method is composing */
    uint32_t preedit_caret;     /* in octets of preedit */
    const char *clipboard;      /* set when a paste key is among the keys; else NULL */
    double now;                 /* milliseconds of a clock that never goes back */
};

/* Adds a key. Keys beyond GUI_KEYS_MAX are dropped. */
static inline void input_key(struct gui_input *input, enum gui_key key, uint32_t character,
                             unsigned modifiers)
{
    if (input->key_count < GUI_KEYS_MAX)
        input->keys[input->key_count++] =
            (struct gui_key_event){key, character, modifiers, false};
}

/* A click of a button at a point: press and release in this frame. */
static inline void input_click(struct gui_input *input, enum mouse_button button, float x,
                               float y)
{
    input->mouse_x = x;
    input->mouse_y = y;
    input->mouse_here = true;
    input->pressed[button] = true;
    input->released[button] = true;
    input->down[button] = false;
}

#endif
