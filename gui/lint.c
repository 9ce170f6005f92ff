/* gui/lint.c: the checks. A pixel belongs to a run's ink where its coverage is at least a half.
 */
#include "gui/lint.h"

#include <stdlib.h>
#include <string.h>

#include "gui/theme.h"
#include "gui/utf8.h"

#define TEXT_CONTRAST 4.5f
#define SHARE_THAT_MATTERS 0.10f /* of a run's ink: a hairline through a letter is no fault */
#define LARGE_TYPE_LEAST 16.0f
#define SLACK 1 /* pixels that anti-aliasing may reach out of a box */

/* A run that was painted, for the checks that need the others. */
struct seen_run {
    uint32_t command;
    struct pixel_rect ink; /* what can be seen of it; empty: nothing */
};

struct seen_clip {
    struct pixel_rect box;
    uint8_t scrolls;
};

struct looker {
    struct lint *lint;
    struct fonts *fonts;
    const struct draw_list *list;
    struct raster raster;
    struct seen_run *runs;
    uint32_t count;
    struct seen_clip clips[RASTER_CLIPS_MAX]; /* in force */
    uint32_t clip_count;
};

static void copy_text(char out[96], const struct draw_list *list, const struct draw_command *c)
{
    (void)utf8_compose(list->text + c->first, c->count, out, 96);
}

static struct lint_finding *add(struct looker *look, enum lint_kind kind,
                                const struct draw_command *c, struct pixel_rect ink,
                                float value)
{
    struct lint *lint = look->lint;
    if (lint->count == lint->room) {
        uint32_t room = lint->room * 2 + 16;
        struct lint_finding *grown = realloc(lint->findings, room * sizeof *grown);
        if (grown == NULL)
            return NULL;
        lint->findings = grown;
        lint->room = room;
    }
    struct lint_finding *f = &lint->findings[lint->count++];
    float s = look->raster.scale;
    *f = (struct lint_finding){.kind = kind, .value = value};
    f->ink = rect_make((float)ink.x0 / s, (float)ink.y0 / s, (float)(ink.x1 - ink.x0) / s,
                       (float)(ink.y1 - ink.y0) / s);
    if (c != NULL) {
        f->widget = c->widget;
        copy_text(f->text, look->list, c);
    }
    return f;
}

static bool is_empty(struct pixel_rect r)
{
    return r.x1 <= r.x0 || r.y1 <= r.y0;
}

static struct pixel_rect common(struct pixel_rect a, struct pixel_rect b)
{
    return (struct pixel_rect){a.x0 > b.x0 ? a.x0 : b.x0, a.y0 > b.y0 ? a.y0 : b.y0,
                               a.x1 < b.x1 ? a.x1 : b.x1, a.y1 < b.y1 ? a.y1 : b.y1};
}

/* The bounds of a run's ink, wherever it lands. */
static struct pixel_rect ink_bounds(const struct run_place *place)
{
    const struct text_run *run = place->run;
    struct pixel_rect b = {run->width, run->height, 0, 0};
    for (int y = 0; y < run->height; y++)
        for (int x = 0; x < run->width; x++) {
            if (run->cover[(ptrdiff_t)y * run->width + x] < 128)
                continue;
            b.x0 = x < b.x0 ? x : b.x0;
            b.x1 = x + 1 > b.x1 ? x + 1 : b.x1;
            b.y0 = y < b.y0 ? y : b.y0;
            b.y1 = y + 1;
        }
    return (struct pixel_rect){b.x0 + place->x, b.y0 + place->y, b.x1 + place->x,
                               b.y1 + place->y};
}

/* How many pixels `ink` reaches out of `room`, to the worst side. */
static int reach_out(struct pixel_rect ink, struct pixel_rect room)
{
    int out = 0,
        sides[4] = {room.x0 - ink.x0, room.y0 - ink.y0, ink.x1 - room.x1, ink.y1 - room.y1};
    for (int i = 0; i < 4; i++)
        out = sides[i] > out ? sides[i] : out;
    return out;
}

static struct pixel_rect pixels_of(struct rect box, float scale)
{
    return (struct pixel_rect){(int)(box.x * scale), (int)(box.y * scale),
                               (int)((box.x + box.w) * scale + 0.999f),
                               (int)((box.y + box.h) * scale + 0.999f)};
}

/* The sides on which `room` cuts the ink, in pixels: sideways, and above or below. */
struct cut {
    int sideways, up_down;
};

static struct cut cut_by(struct pixel_rect ink, struct pixel_rect room)
{
    struct pixel_rect tall = {room.x0, ink.y0, room.x1, ink.y1};
    struct pixel_rect wide = {ink.x0, room.y0, ink.x1, room.y1};
    return (struct cut){reach_out(ink, tall), reach_out(ink, wide)};
}

/* How far a run reaches out of the window or of a clip around it that does not scroll that way.
 * What a scrolled view cuts can be scrolled into sight, and is no fault of the clips outside
 * it. */
static int clip_fault(const struct looker *look, struct pixel_rect ink)
{
    struct pixel_rect window = {0, 0, look->raster.width, look->raster.height};
    struct cut worst = cut_by(ink, window);
    bool sideways = false, up_down = false;
    for (uint32_t i = 0; i < look->clip_count; i++) {
        struct cut cut = cut_by(ink, look->clips[i].box);
        worst.sideways = cut.sideways > worst.sideways ? cut.sideways : worst.sideways;
        worst.up_down = cut.up_down > worst.up_down ? cut.up_down : worst.up_down;
        sideways |= cut.sideways > 0 && (look->clips[i].scrolls & SCROLL_SIDEWAYS) != 0;
        up_down |= cut.up_down > 0 && (look->clips[i].scrolls & SCROLL_UP_DOWN) != 0;
    }
    int out = sideways ? 0 : worst.sideways;
    return up_down || worst.up_down < out ? out : worst.up_down;
}

static void check_room(struct looker *look, const struct draw_command *c, struct pixel_rect ink)
{
    int out = clip_fault(look, ink);
    if (c->box.w > 0) {
        int of_box = reach_out(ink, pixels_of(c->box, look->raster.scale)) - SLACK;
        out = of_box > out ? of_box : out;
    }
    if (out > 0)
        add(look, LINT_CLIPPED, c, ink, (float)out);
}

/* The share of the run's seen ink whose pixel satisfies `bad`. */
typedef bool pixel_test(const struct looker *look, const struct draw_command *c, uint32_t pixel,
                        float *worst);

static float bad_share(const struct looker *look, const struct draw_command *c,
                       const struct run_place *place, pixel_test *bad, float *worst)
{
    struct pixel_rect all = {place->x, place->y, place->x + place->run->width,
                             place->y + place->run->height};
    struct pixel_rect seen = common(all, raster_clip(&look->raster));
    uint32_t ink = 0, found = 0;
    for (int y = seen.y0; y < seen.y1; y++)
        for (int x = seen.x0; x < seen.x1; x++) {
            ptrdiff_t at = (ptrdiff_t)(y - place->y) * place->run->width + (x - place->x);
            if (place->run->cover[at] < 128)
                continue;
            ink++;
            found += bad(look, c, look->raster.pixels[(ptrdiff_t)y * look->raster.stride + x],
                         worst);
        }
    return ink > 0 ? (float)found / (float)ink : 0;
}

static struct rgba colour_of(uint32_t pixel)
{
    return rgb(pixel & 0xffffff);
}

static bool is_faint(const struct looker *look, const struct draw_command *c, uint32_t pixel,
                     float *worst)
{
    (void)look;
    struct rgba under = colour_of(pixel);
    struct rgba over = c->style.colour;
    float share = (float)over.a / 255;
    over.a = 255;
    float ratio = contrast_ratio(rgba_mix(under, over, share), under);
    if (ratio < *worst)
        *worst = ratio;
    return ratio < TEXT_CONTRAST;
}

/* Called before the run is painted: the pixels are what lies under it. */
static void check_contrast(struct looker *look, const struct draw_command *c,
                           const struct run_place *place, struct pixel_rect ink)
{
    float worst = 21;
    if (bad_share(look, c, place, is_faint, &worst) > SHARE_THAT_MATTERS)
        add(look, LINT_CONTRAST, c, ink, worst);
}

static void check_characters(struct looker *look, const struct draw_command *c,
                             struct pixel_rect ink)
{
    size_t at = 0;
    while (at < c->count) {
        uint32_t character = utf8_at(look->list->text + c->first, c->count, at, &at);
        if (!fonts_has(look->fonts, c->style.face, character)) {
            add(look, LINT_GLYPH, c, ink, (float)character);
            return;
        }
    }
}

static void check_neighbours(struct looker *look, const struct draw_command *c,
                             struct pixel_rect seen)
{
    for (uint32_t i = 0; i < look->count; i++) {
        const struct draw_command *other = &look->list->commands[look->runs[i].command];
        bool allowed = c->group != 0 && c->group == other->group;
        if (allowed || other->layer != c->layer || is_empty(common(seen, look->runs[i].ink)))
            continue;
        struct lint_finding *f = add(look, LINT_OVERLAP, c, seen, 0);
        if (f != NULL)
            copy_text(f->other, look->list, other);
        return;
    }
}

static void check_run(struct looker *look, uint32_t index)
{
    const struct draw_command *c = &look->list->commands[index];
    struct run_place place;
    if (!raster_place(&look->raster, look->fonts, look->list, c, &place))
        return;
    struct pixel_rect ink = ink_bounds(&place);
    if (is_empty(ink))
        return;
    float pixels = c->style.size * look->raster.scale;
    struct pixel_rect seen = common(ink, raster_clip(&look->raster));
    check_room(look, c, ink);
    if (is_empty(seen))
        return;
    check_contrast(look, c, &place, ink);
    check_neighbours(look, c, seen);
    if (look->lint->large && pixels < LARGE_TYPE_LEAST)
        add(look, LINT_SMALL, c, ink, pixels);
    look->runs[look->count++] = (struct seen_run){index, seen};
    check_characters(look, c, ink); /* last: it may drop the run from the cache */
}

/* What a shape, painted later, can cover. */
static bool hides(const struct draw_command *c)
{
    return c->kind != DRAW_TEXT && c->kind != DRAW_CLIP && c->kind != DRAW_UNCLIP;
}

/* The share of a run's ink that a later command of its layer changes. */
static bool differs(const struct looker *look, const struct draw_command *c, uint32_t pixel,
                    float *worst)
{
    (void)look;
    (void)worst;
    struct rgba is = colour_of(pixel), was = c->style.colour;
    int off = abs(is.r - was.r) + abs(is.g - was.g) + abs(is.b - was.b);
    return off > 384; /* at half coverage half of the way to the background */
}

/* When a layer is complete, looks at its runs again: are they still there? */
static void check_layer(struct looker *look, uint8_t layer, uint32_t end)
{
    bool later = false;
    for (uint32_t i = 0; i < end && !later; i++)
        later = hides(&look->list->commands[i]);
    for (uint32_t i = 0; i < look->count && later; i++) {
        const struct draw_command *c = &look->list->commands[look->runs[i].command];
        struct run_place place;
        float unused = 0;
        if (c->layer != layer ||
            !raster_place(&look->raster, look->fonts, look->list, c, &place))
            continue;
        struct pixel_rect kept = look->raster.clips[look->raster.depth - 1];
        look->raster.clips[look->raster.depth - 1] = look->runs[i].ink;
        float share = bad_share(look, c, &place, differs, &unused);
        look->raster.clips[look->raster.depth - 1] = kept;
        if (share > 0.3f && c->style.colour.a == 255)
            add(look, LINT_COVERED, c, look->runs[i].ink, share);
    }
}

static void follow_clip(struct looker *look, const struct draw_command *c)
{
    if (c->kind == DRAW_CLIP && look->clip_count < RASTER_CLIPS_MAX)
        look->clips[look->clip_count++] =
            (struct seen_clip){pixels_of(c->box, look->raster.scale), c->scrolls};
    if (c->kind == DRAW_UNCLIP && look->clip_count > 0)
        look->clip_count--;
}

static void walk(struct looker *look)
{
    const struct draw_list *list = look->list;
    raster_start(&look->raster, NULL);
    for (uint32_t i = 0; i < list->command_count; i++) {
        const struct draw_command *c = &list->commands[i];
        if (i > 0 && c->layer != list->commands[i - 1].layer)
            check_layer(look, list->commands[i - 1].layer, i);
        if (c->kind == DRAW_TEXT)
            check_run(look, i);
        follow_clip(look, c);
        raster_command(&look->raster, look->fonts, list, i);
    }
    if (list->command_count > 0)
        check_layer(look, list->commands[list->command_count - 1].layer, list->command_count);
}

void lint_list(struct lint *lint, struct fonts *fonts, const struct draw_list *list,
               float width, float height, float scale)
{
    struct looker look = {.lint = lint, .fonts = fonts, .list = list};
    look.runs = malloc((list->command_count + 1) * sizeof *look.runs);
    bool ready =
        raster_make(&look.raster, (int)(width * scale), (int)(height * scale), scale) &&
        look.runs != NULL && !list->failed;
    if (ready)
        walk(&look);
    else
        add(&look, LINT_MEMORY, NULL, (struct pixel_rect){0, 0, 0, 0}, 0);
    raster_release(&look.raster);
    free(look.runs);
}

void lint_print(const struct lint *lint, FILE *out)
{
    static const char *const names[LINT_KINDS] = {
        "clipped", "overlap", "contrast", "covered", "small", "no glyph", "out of memory"};
    for (uint32_t i = 0; i < lint->count; i++) {
        const struct lint_finding *f = &lint->findings[i];
        fprintf(out, "%s %.2f at %.0f,%.0f %.0fx%.0f: \"%s\"", names[f->kind], (double)f->value,
                (double)f->ink.x, (double)f->ink.y, (double)f->ink.w, (double)f->ink.h,
                f->text);
        if (f->other[0] != '\0')
            fprintf(out, " on \"%s\"", f->other);
        fputc('\n', out);
    }
}

void lint_release(struct lint *lint)
{
    free(lint->findings);
    lint->findings = NULL;
    lint->count = lint->room = 0;
}
