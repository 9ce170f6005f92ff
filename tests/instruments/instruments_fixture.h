/* tests/instruments/instruments_fixture.h: a lesson with one panel drawn alone, for tests that
 * click by name and look at what was drawn. */
#ifndef NETSTAGE_TESTS_INSTRUMENTS_FIXTURE_H
#define NETSTAGE_TESTS_INSTRUMENTS_FIXTURE_H

#include "base/catalogue_load.h"
#include "gui/instruments.h"
#include "gui/lint.h"
#include "gui/gui_fixture.h"

typedef void panel_drawing(struct window *window, struct rect box);

struct scene {
    struct fonts *fonts;
    struct window *window;
    panel_drawing *panel;
    float width, height;
    double now;
};

static inline struct scene scene_open(const char *file, panel_drawing *panel, float width,
                                      float height)
{
    struct scene s = {
        .fonts = fixture_fonts(), .panel = panel, .width = width, .height = height};
    char path[1024];
    if (file[0] == '/')
        snprintf(path, sizeof path, "%s", file);
    else
        snprintf(path, sizeof path, "%s/%s", NETSTAGE_SOURCE_DIR, file);
    s.window = window_create(s.fonts, "en");
    assert_non_null(s.window);
    lesson_open(s.window, path);
    assert_int_equal(s.window->mode, MODE_LESSON);
    s.window->theme = theme_make(THEME_LIGHT, 1, false, true);
    select_nothing(s.window);
    return s;
}

static inline void scene_close(struct scene *s)
{
    window_destroy(s->window);
    fonts_close(s->fonts);
}

/* One picture with this input (NULL: none). */
static inline void scene_input(struct scene *s, struct gui_input *input)
{
    struct gui_input none = {0};
    struct window *w = s->window;
    input = input == NULL ? &none : input;
    input->now = s->now += 20;
    w->playback.shown = session_time(w->session);
    gui_begin(w->gui, input, &w->theme, s->width, s->height);
    s->panel(w, rect_make(0, 0, s->width, s->height));
    gui_end(w->gui);
}

static inline void scene_draw(struct scene *s)
{
    scene_input(s, NULL);
    scene_input(s, NULL);
}

static inline void scene_click(struct scene *s, const char *path)
{
    struct gui_input input = {0};
    if (!gui_click(s->window->gui, path, MOUSE_LEFT, &input)) {
        gui_dump(s->window->gui, stderr);
        fail_msg("there is no %s to click", path);
    }
    scene_input(s, &input);
    scene_draw(s);
}

static inline void scene_key(struct scene *s, enum gui_key key, uint32_t character)
{
    struct gui_input input = {0};
    input_key(&input, key, character, 0);
    scene_input(s, &input);
    scene_draw(s);
}

static inline void scene_type(struct scene *s, const char *text)
{
    struct gui_input input = {0};
    snprintf(input.text, sizeof input.text, "%s", text);
    scene_input(s, &input);
    scene_draw(s);
}

static inline void scene_steps(struct scene *s, uint32_t frames)
{
    for (uint32_t i = 0; i < frames; i++)
        (void)session_step(s->window->session, STEP_FRAME);
}

/* Widgets whose path begins so. */
static inline uint32_t scene_count(const struct scene *s, const char *prefix)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < gui_widget_count(s->window->gui); i++)
        count += strncmp(gui_widget(s->window->gui, i).path, prefix, strlen(prefix)) == 0;
    return count;
}

static inline bool scene_is_on(const struct scene *s, const char *path)
{
    struct widget widget;
    return gui_find(s->window->gui, path, &widget) && widget.on;
}

/* The picture's pixels, to be freed. */
static inline uint32_t *scene_pixels(struct scene *s)
{
    struct raster raster;
    size_t size = (size_t)s->width * (size_t)s->height * sizeof(uint32_t);
    assert_true(raster_make(&raster, (int)s->width, (int)s->height, 1));
    raster_draw(&raster, s->fonts, gui_picture(s->window->gui), NULL);
    uint32_t *pixels = malloc(size);
    assert_non_null(pixels);
    memcpy(pixels, raster.pixels, size);
    raster_release(&raster);
    return pixels;
}

#endif
