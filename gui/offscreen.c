/* gui/offscreen.c: the window without a display: pictures, the lint, and what scripts stand on.
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/catalogue.h"
#include "gui/lint.h"
#include "gui/options.h"
#include "gui/png.h"
#include "gui/svg.h"

enum { SETTLE_FRAMES = 12, DEFAULT_WIDTH = 1280, DEFAULT_HEIGHT = 720 };

#define FRAME_MS 16.0

static int width_of(const struct options *options)
{
    return options->width > 0 ? options->width : DEFAULT_WIDTH;
}

static int height_of(const struct options *options)
{
    return options->height > 0 ? options->height : DEFAULT_HEIGHT;
}

void offscreen_frame(struct window *window, const struct options *options,
                     struct gui_input *input, double *now)
{
    static const struct timespec frame = {.tv_nsec = (long)(FRAME_MS * 1e6)};
    *now += FRAME_MS;
    if (live_is_on(window)) /* its time is the wall clock's */
        (void)nanosleep(&frame, NULL);
    window_frame(window, input, width_of(options), height_of(options), *now);
}

void offscreen_settle(struct window *window, const struct options *options, double *now)
{
    int frames = 0;
    while (frames < SETTLE_FRAMES) {
        struct gui_input input = {.mouse_x = -1, .mouse_y = -1};
        offscreen_frame(window, options, &input, now);
        if (window_again_in(window) != 0)
            return;
        /* The chooser reads one lesson a frame: all of them, however many there are. */
        frames += window->mode != MODE_CHOOSER || chooser_is_ready(window);
    }
}

static bool write_png(struct window *window, const struct options *options, const char *path)
{
    struct raster raster;
    if (!raster_make(&raster, width_of(options), height_of(options), window->theme.scale))
        return false;
    raster_draw(&raster, window->fonts, gui_picture(window->gui), NULL);
    bool written = png_write(&raster, path);
    raster_release(&raster);
    return written;
}

static bool write_svg(struct window *window, const char *path)
{
    FILE *out = fopen(path, "w");
    if (out == NULL)
        return false;
    svg_write(gui_picture(window->gui), window->width, window->height, "netstage", out);
    bool written = ferror(out) == 0;
    return fclose(out) == 0 && written;
}

bool offscreen_write(struct window *window, const struct options *options, const char *path)
{
    size_t length = strlen(path);
    bool svg = length > 4 && strcmp(path + length - 4, ".svg") == 0;
    bool written = svg ? write_svg(window, path) : write_png(window, options, path);
    if (!written)
        fprintf(stderr, "netstage-gui: %s: %s\n", path, strerror(errno));
    return written;
}

uint32_t offscreen_lint(struct window *window, const struct options *options)
{
    (void)options;
    struct lint lint = {.large = window->theme.large};
    lint_list(&lint, window->fonts, gui_picture(window->gui), window->width, window->height,
              window->theme.scale);
    lint_print(&lint, stdout);
    uint32_t count = lint.count;
    lint_release(&lint);
    return count;
}

static int play(struct window *window, const struct options *options)
{
    double now = 1000;
    uint32_t findings = 0;
    int status = 0;
    if (!options_apply(options, window))
        return 2;
    offscreen_settle(window, options, &now);
    if (options->script != NULL)
        status = script_run(window, options, &now);
    if (options->picture != NULL && !offscreen_write(window, options, options->picture))
        status = 2;
    if (options->lint)
        findings = offscreen_lint(window, options);
    return status != 0 ? status : findings > 0 ? 1 : 0;
}

int offscreen_run(struct fonts *fonts, const struct options *options)
{
    struct window *window = window_create(fonts, catalogue_selected());
    if (window == NULL)
        return 2;
    window->wanted_scale = options->scale;
    window->theme = theme_make(options->theme, options->scale, false, options->reduced_motion);
    window->request = options->live;
    if (options->file != NULL)
        lesson_open(window, options->file);
    int status = play(window, options);
    window_destroy(window);
    return status;
}
