/* gui/plate.c: netstage-plate: draws the pages of shapes and widgets to PNG or SVG, and lints
 * them.
 *
 *     netstage-plate [--theme light|dark|contrast] [--lang en|ko] [--scale 1..3] [--large]
 *                    [--page shapes|controls] [--hover PATH] [--focus PATH] [--dump] [--lint]
 *                    [--time] [OUT.png|OUT.svg]
 *
 * --lint prints the findings of lint.h and ends with 1 when there are any. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "gui/lint.h"
#include "gui/plate.h"
#include "gui/png.h"
#include "gui/svg.h"

struct options {
    enum theme_name theme;
    float scale;
    bool korean, large, controls, lint, time, dump;
    const char *hover, *focus; /* paths of widgets; NULL: the menu is open instead */
    const char *out;
};

static bool read_option(struct options *o, int *i, int count, char **words)
{
    const char *word = words[*i];
    const char *value = *i + 1 < count ? words[*i + 1] : "";
    if (strcmp(word, "--large") == 0)
        return o->large = true;
    if (strcmp(word, "--lint") == 0)
        return o->lint = true;
    if (strcmp(word, "--time") == 0)
        return o->time = true;
    if (strcmp(word, "--dump") == 0)
        return o->dump = true;
    if (word[0] != '-') {
        o->out = word;
        return true;
    }
    ++*i;
    if (strcmp(word, "--hover") == 0)
        return (o->hover = value)[0] != '\0';
    if (strcmp(word, "--focus") == 0)
        return (o->focus = value)[0] != '\0';
    if (strcmp(word, "--theme") == 0)
        return theme_from_word(value, &o->theme);
    if (strcmp(word, "--scale") == 0)
        return (o->scale = strtof(value, NULL)) >= 1;
    if (strcmp(word, "--lang") == 0) {
        o->korean = strcmp(value, "ko") == 0;
        return o->korean || strcmp(value, "en") == 0;
    }
    if (strcmp(word, "--page") == 0) {
        o->controls = strcmp(value, "controls") == 0;
        return o->controls || strcmp(value, "shapes") == 0;
    }
    return false;
}

static void draw_page(struct gui *gui, const struct options *o, const struct theme *theme)
{
    struct plate plate = {gui, o->korean, o->hover == NULL && o->focus == NULL};
    float unit = theme->large && o->controls ? 2.0f : 1.0f;
    struct rect page = {0, 0, 1280 * unit, 720 * unit};
    struct gui_input input = {0};
    for (int frame = 0; frame < 4; frame++) { /* what one frame opens, the next one shows */
        struct widget hovered;
        if (frame > 0 && o->hover != NULL && gui_find(gui, o->hover, &hovered)) {
            input.mouse_here = true;
            input.mouse_x = hovered.box.x + hovered.box.w / 2;
            input.mouse_y = hovered.box.y + hovered.box.h / 2;
        }
        input.now = 500.0 * frame;
        gui_begin(gui, &input, theme, page.w, page.h);
        if (o->controls)
            plate_controls(&plate, page);
        else
            plate_shapes(&plate, page);
        if (frame == 1 && o->focus != NULL)
            gui_focus(gui, o->focus);
        gui_end(gui);
    }
}

static bool write_picture(const struct options *o, struct fonts *fonts, struct gui *gui,
                          const struct theme *theme, float w, float h)
{
    size_t length = strlen(o->out);
    if (length > 4 && strcmp(o->out + length - 4, ".svg") == 0) {
        FILE *file = fopen(o->out, "w");
        if (file == NULL)
            return false;
        svg_write(gui_picture(gui), w, h, "netstage", file);
        return fclose(file) == 0;
    }
    struct raster raster;
    bool done =
        raster_make(&raster, (int)(w * theme->scale), (int)(h * theme->scale), theme->scale);
    if (done)
        raster_draw(&raster, fonts, gui_picture(gui), NULL);
    done = done && png_write(&raster, o->out);
    raster_release(&raster);
    return done;
}

/* Median milliseconds of painting the page with a warm cache. */
static void print_time(struct fonts *fonts, struct gui *gui, const struct theme *theme, float w,
                       float h)
{
    struct raster raster;
    if (!raster_make(&raster, (int)(w * theme->scale), (int)(h * theme->scale), theme->scale))
        return;
    raster_draw(&raster, fonts, gui_picture(gui), NULL);
    clock_t start = clock();
    for (int i = 0; i < 20; i++)
        raster_draw(&raster, fonts, gui_picture(gui), NULL);
    printf("%.2f ms a picture of %u commands\n",
           (double)(clock() - start) * 1000 / CLOCKS_PER_SEC / 20,
           (unsigned)gui_picture(gui)->command_count);
    raster_release(&raster);
}

static int run(const struct options *o)
{
    char error[512];
    struct fonts *fonts = fonts_open(error, sizeof error);
    if (fonts == NULL) {
        fprintf(stderr, "netstage-plate: %s\n", error);
        return 2;
    }
    struct theme theme = theme_make(o->theme, o->scale, o->large && o->controls, false);
    struct gui *gui = gui_create(fonts);
    int code = gui == NULL ? 2 : 0;
    float unit = o->large && o->controls ? 2.0f : 1.0f, w = 1280 * unit, h = 720 * unit;
    if (gui != NULL)
        draw_page(gui, o, &theme);
    if (gui != NULL && o->out != NULL && !write_picture(o, fonts, gui, &theme, w, h)) {
        perror(o->out);
        code = 2;
    }
    if (gui != NULL && o->dump)
        gui_dump(gui, stdout);
    if (gui != NULL && o->time)
        print_time(fonts, gui, &theme, w, h);
    if (gui != NULL && o->lint) {
        struct lint lint = {.large = theme.large};
        lint_list(&lint, fonts, gui_picture(gui), w, h, theme.scale);
        lint_print(&lint, stdout);
        code = lint.count > 0 ? 1 : code;
        lint_release(&lint);
    }
    gui_destroy(gui);
    fonts_close(fonts);
    return code;
}

int main(int count, char **words)
{
    struct options options = {.theme = THEME_LIGHT, .scale = 1};
    for (int i = 1; i < count; i++)
        if (!read_option(&options, &i, count, words)) {
            fprintf(stderr, "netstage-plate: what is %s?\n", words[i < count ? i : count - 1]);
            return 2;
        }
    return run(&options);
}
