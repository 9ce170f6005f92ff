/* tests/window/window_fixture.h: a window without a display, played by name. */
#ifndef NETSTAGE_TESTS_WINDOW_FIXTURE_H
#define NETSTAGE_TESTS_WINDOW_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/catalogue_load.h"
#include "gui/instruments.h"
#include "gui/options.h"

struct stage_hand {
    struct fonts *fonts;
    struct window *window;
    double now;
    int width, height;
};

static inline void turn(struct stage_hand *hand, struct gui_input *input)
{
    hand->now += 16;
    window_frame(hand->window, input, hand->width, hand->height, hand->now);
}

/* Frames without input until so many milliseconds have passed. */
static inline void wait_ms(struct stage_hand *hand, double ms)
{
    for (double until = hand->now + ms; hand->now < until;) {
        struct gui_input input = {.mouse_x = -1, .mouse_y = -1};
        turn(hand, &input);
    }
}

static inline void press(struct stage_hand *hand, enum gui_key key, char character,
                         unsigned modifiers)
{
    struct gui_input input = {.mouse_x = -1, .mouse_y = -1};
    input_key(&input, key, (uint32_t)character, modifiers);
    turn(hand, &input);
    wait_ms(hand, 32);
}

static inline void click_with(struct stage_hand *hand, const char *path,
                              enum mouse_button button)
{
    struct gui_input input = {.mouse_x = -1, .mouse_y = -1};
    if (!gui_click(hand->window->gui, path, button, &input))
        fail_msg("there is no %s to click", path);
    turn(hand, &input);
    wait_ms(hand, 32);
}

static inline void click(struct stage_hand *hand, const char *path)
{
    click_with(hand, path, MOUSE_LEFT);
}

static inline void type_text(struct stage_hand *hand, const char *text)
{
    struct gui_input input = {.mouse_x = -1, .mouse_y = -1};
    snprintf(input.text, sizeof input.text, "%s", text);
    turn(hand, &input);
    wait_ms(hand, 32);
}

static inline struct widget widget_at(const struct stage_hand *hand, const char *path)
{
    struct widget found;
    if (!gui_find(hand->window->gui, path, &found))
        fail_msg("there is no widget %s", path);
    return found;
}

static inline bool is_there(const struct stage_hand *hand, const char *path)
{
    struct widget found;
    return gui_find(hand->window->gui, path, &found);
}

static inline struct stage_hand hand_open(const char *file)
{
    char error[512];
    struct stage_hand hand = {.now = 1000, .width = 1280, .height = 720};
    assert_int_equal(catalogue_load("ko", NETSTAGE_BINARY_DIR "/share/netstage/locale/ko.mo"),
                     CATALOGUE_OK);
    hand.fonts = fonts_open(error, sizeof error);
    if (hand.fonts == NULL)
        fail_msg("%s", error);
    hand.window = window_create(hand.fonts, "en");
    assert_non_null(hand.window);
    if (file != NULL)
        lesson_open(hand.window, file);
    wait_ms(&hand, 64);
    return hand;
}

static inline void hand_close(struct stage_hand *hand)
{
    window_destroy(hand->window);
    fonts_close(hand->fonts);
}

#endif
