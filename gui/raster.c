/* gui/raster.c: painting a draw list into pixels. */
#include "gui/raster.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gui/stroke.h"

bool raster_make(struct raster *raster, int width, int height, float scale)
{
    *raster =
        (struct raster){.width = width, .height = height, .stride = width, .scale = scale};
    if (width <= 0 || height <= 0)
        return false;
    raster->pixels = calloc((size_t)width * (size_t)height, sizeof *raster->pixels);
    raster->own = raster->pixels != NULL;
    return raster->own;
}

void raster_over(struct raster *raster, uint32_t *pixels, int width, int height, int stride,
                 float scale)
{
    if (raster->own)
        free(raster->pixels);
    raster->pixels = pixels;
    raster->width = width;
    raster->height = height;
    raster->stride = stride;
    raster->scale = scale;
    raster->own = false;
}

void raster_release(struct raster *raster)
{
    if (raster->own)
        free(raster->pixels);
    coverage_release(&raster->cover);
    free(raster->points);
    *raster = (struct raster){0};
}

static uint32_t solid(struct rgba c)
{
    return UINT32_C(0xff000000) | (uint32_t)c.r << 16 | (uint32_t)c.g << 8 | c.b;
}

/* dst with `alpha` (0 to 256) of colour over it; two channels in one word at a time. */
static inline uint32_t blend(uint32_t dst, uint32_t colour, uint32_t alpha)
{
    uint32_t rest = 256 - alpha;
    uint32_t rb = ((dst & 0xff00ff) * rest + (colour & 0xff00ff) * alpha) >> 8;
    uint32_t ag = (dst >> 8 & 0xff00ff) * rest + (colour >> 8 & 0xff00ff) * alpha;
    return (rb & 0xff00ff) | (ag & 0xff00ff00);
}

/* The ink of the shape at hand. */
struct ink {
    struct raster *raster;
    uint32_t colour;
    float alpha; /* 0 to 256 */
};

static void paint_span(void *owner, int x, int y, int count, float share)
{
    const struct ink *ink = owner;
    uint32_t *row = ink->raster->pixels + (ptrdiff_t)y * ink->raster->stride + x;
    uint32_t alpha = (uint32_t)(ink->alpha * share + 0.5f);
    if (alpha >= 256)
        for (int i = 0; i < count; i++)
            row[i] = ink->colour;
    else if (alpha > 0)
        for (int i = 0; i < count; i++)
            row[i] = blend(row[i], ink->colour, alpha);
}

static struct ink ink_of(struct raster *raster, struct rgba colour)
{
    return (struct ink){raster, solid(colour), (float)colour.a * 256 / 255};
}

struct pixel_rect raster_clip(const struct raster *raster)
{
    return raster->clips[raster->depth - 1];
}

/* Starts coverage on the part of the clip that a box (in pixels) can reach. False: nothing. */
static bool cover_box(struct raster *raster, float x0, float y0, float x1, float y1)
{
    struct pixel_rect clip = raster_clip(raster);
    if (!(x1 > (float)clip.x0 && y1 > (float)clip.y0 && x0 < (float)clip.x1 &&
          y0 < (float)clip.y1))
        return false;
    int left = x0 > (float)clip.x0 ? (int)floorf(x0) : clip.x0;
    int top = y0 > (float)clip.y0 ? (int)floorf(y0) : clip.y0;
    int right = x1 < (float)clip.x1 ? (int)ceilf(x1) : clip.x1;
    int bottom = y1 < (float)clip.y1 ? (int)ceilf(y1) : clip.y1;
    return right > left && bottom > top &&
           coverage_start(&raster->cover, left, top, right - left, bottom - top);
}

static void finish(struct raster *raster, struct rgba colour)
{
    struct ink ink = ink_of(raster, colour);
    coverage_finish(&raster->cover, paint_span, &ink);
}

static void add_piece(void *owner, const struct point *points, uint32_t count)
{
    coverage_polygon(owner, points, count, true);
}

static struct paint scaled(struct paint paint, float scale)
{
    paint.width *= scale;
    paint.dash_on *= scale;
    paint.dash_off *= scale;
    return paint;
}

/* The ring between two closed curves; `inner` may have no points. */
static void fill_ring(struct raster *raster, const struct point *outer, uint32_t outer_count,
                      const struct point *inner, uint32_t inner_count, struct rgba colour)
{
    coverage_polygon(&raster->cover, outer, outer_count, false);
    struct point back[ARC_POINTS_MAX];
    for (uint32_t i = 0; i < inner_count; i++)
        back[i] = inner[inner_count - 1 - i];
    coverage_polygon(&raster->cover, back, inner_count, false);
    finish(raster, colour);
}

/* At 125 % a hairline would be a blur of two pixels. Where a unit is not a whole number of
 * pixels, thin rectangles and the edges of controls are moved to whole pixels. */
static void snap_rect(const struct draw_command *c, float scale, struct rect *box,
                      struct paint *paint)
{
    bool edge = paint->width > 0 && paint->stroke.a > 0 && paint->dash_on <= 0;
    bool thin = !edge && (c->box.w <= 2 || c->box.h <= 2);
    if (fabsf(scale - roundf(scale)) < 0.001f || c->radius > 8 || !(edge || thin))
        return;
    float x1 = roundf(box->x + box->w), y1 = roundf(box->y + box->h);
    box->x = roundf(box->x);
    box->y = roundf(box->y);
    box->w = fmaxf(thin ? roundf(c->box.w * scale) : x1 - box->x, 1);
    box->h = fmaxf(thin ? roundf(c->box.h * scale) : y1 - box->y, 1);
    paint->width = edge ? fmaxf(roundf(paint->width), 1) : 0;
}

static void paint_rect(struct raster *raster, const struct draw_command *c)
{
    float s = raster->scale;
    struct rect box = {c->box.x * s, c->box.y * s, c->box.w * s, c->box.h * s};
    struct paint paint = scaled(c->paint, s);
    struct point outer[ARC_POINTS_MAX], inner[ARC_POINTS_MAX];
    bool edge = paint.width > 0 && paint.stroke.a > 0;
    snap_rect(c, s, &box, &paint);
    float x1 = box.x + box.w, y1 = box.y + box.h;
    if (!(box.w > 0 && box.h > 0))
        return;
    uint32_t count = curve_rect(box, c->radius * s, outer);
    if (paint.fill.a > 0 && cover_box(raster, box.x, box.y, x1, y1)) {
        /* Under an edge the fill ends in the middle of it, so that it does not shine around it.
         */
        float in = edge && paint.dash_on <= 0 ? paint.width / 2 : 0;
        struct rect filled = rect_inset(box, in);
        if (filled.w > 0 && filled.h > 0) {
            uint32_t n = curve_rect(filled, fmaxf(0, c->radius * s - in), inner);
            coverage_polygon(&raster->cover, inner, n, false);
        }
        finish(raster, paint.fill);
    }
    if (!edge || !cover_box(raster, box.x, box.y, x1, y1))
        return;
    if (paint.dash_on > 0) {
        struct rect middle = rect_inset(box, paint.width / 2);
        count = curve_rect(middle, fmaxf(0, c->radius * s - paint.width / 2), inner);
        stroke_path(inner, count, true, &paint, add_piece, &raster->cover);
        finish(raster, paint.stroke);
        return;
    }
    struct rect hole = rect_inset(box, paint.width);
    uint32_t hole_count = 0;
    if (hole.w > 0 && hole.h > 0)
        hole_count = curve_rect(hole, fmaxf(0, c->radius * s - paint.width), inner);
    fill_ring(raster, outer, count, inner, hole_count, paint.stroke);
}

static void paint_circle(struct raster *raster, const struct draw_command *c)
{
    float s = raster->scale;
    struct point centre = {c->at.x * s, c->at.y * s};
    struct paint paint = scaled(c->paint, s);
    float r = c->radius * s, reach = r + paint.width / 2;
    struct point outer[ARC_POINTS_MAX], inner[ARC_POINTS_MAX];
    if (!cover_box(raster, centre.x - reach, centre.y - reach, centre.x + reach,
                   centre.y + reach))
        return;
    if (paint.fill.a > 0) {
        coverage_polygon(&raster->cover, outer, curve_circle(centre, r, outer), false);
        finish(raster, paint.fill);
    }
    if (!(paint.width > 0 && paint.stroke.a > 0) ||
        !cover_box(raster, centre.x - reach, centre.y - reach, centre.x + reach,
                   centre.y + reach))
        return;
    if (paint.dash_on > 0) {
        stroke_path(outer, curve_circle(centre, r, outer), true, &paint, add_piece,
                    &raster->cover);
        finish(raster, paint.stroke);
        return;
    }
    uint32_t count = curve_circle(centre, reach, outer);
    float hole = r - paint.width / 2;
    fill_ring(raster, outer, count, inner, hole > 0 ? curve_circle(centre, hole, inner) : 0,
              paint.stroke);
}

static bool point_room(struct raster *raster, uint32_t count)
{
    if (count <= raster->point_room)
        return true;
    struct point *grown = realloc(raster->points, (size_t)count * 2 * sizeof *grown);
    if (grown == NULL)
        return false;
    raster->points = grown;
    raster->point_room = count * 2;
    return true;
}

/* Narrows from..to to the x for which low <= slope * x + at <= high. */
static void narrow(float slope, float at, float low, float high, float *from, float *to)
{
    if (fabsf(slope) < 1e-6f) {
        if (at < low || at > high)
            *to = *from - 1;
        return;
    }
    float a = (low - at) / slope, b = (high - at) / slope;
    *from = fmaxf(*from, fminf(a, b));
    *to = fminf(*to, fmaxf(a, b));
}

static float unit_clamp(float v)
{
    return v < 0 ? 0 : v > 1 ? 1 : v;
}

/* One straight line with flat ends, by the distance of each pixel's middle from its axis: what
 * cables and arrows are made of. A long one would waste a wide window of coverage. */
static void paint_segment(struct raster *raster, struct point a, struct point b, float width,
                          struct rgba colour)
{
    float dx = b.x - a.x, dy = b.y - a.y, length = sqrtf(dx * dx + dy * dy);
    struct pixel_rect clip = raster_clip(raster);
    struct ink ink = ink_of(raster, colour);
    float half = fmaxf(width, 1) / 2, reach = half + 0.5f;
    if (!(length > 0))
        return;
    dx /= length;
    dy /= length;
    ink.alpha *= fminf(width, 1);
    float top = fmaxf(fminf(a.y, b.y) - reach, (float)clip.y0);
    float bottom = fminf(fmaxf(a.y, b.y) + reach, (float)clip.y1 - 1);
    for (int y = (int)floorf(top); (float)y <= bottom; y++) {
        float from = (float)clip.x0, to = (float)clip.x1 - 1, down = (float)y + 0.5f - a.y;
        float along = dy * down - dx * (a.x - 0.5f);  /* + dx * x: from a towards b */
        float across = dx * down + dy * (a.x - 0.5f); /* - dy * x: from the axis */
        narrow(dx, along, -0.5f, length + 0.5f, &from, &to);
        narrow(-dy, across, -reach, reach, &from, &to);
        for (int x = (int)floorf(from); (float)x <= to; x++) {
            float t = along + dx * (float)x;
            float share = unit_clamp(reach - fabsf(across - dy * (float)x)) *
                          unit_clamp(t + 0.5f) * unit_clamp(length - t + 0.5f);
            if (share > 0)
                paint_span(&ink, x, y, 1, share);
        }
    }
}

static void paint_path(struct raster *raster, const struct draw_list *list,
                       const struct draw_command *c)
{
    if (!point_room(raster, c->count))
        return;
    float x0 = INFINITY, y0 = INFINITY, x1 = -INFINITY, y1 = -INFINITY;
    for (uint32_t i = 0; i < c->count; i++) {
        struct point p = list->points[c->first + i];
        p.x *= raster->scale;
        p.y *= raster->scale;
        raster->points[i] = p;
        x0 = fminf(x0, p.x);
        y0 = fminf(y0, p.y);
        x1 = fmaxf(x1, p.x);
        y1 = fmaxf(y1, p.y);
    }
    struct paint paint = scaled(c->paint, raster->scale);
    if (c->closed && paint.fill.a > 0 && cover_box(raster, x0, y0, x1, y1)) {
        coverage_polygon(&raster->cover, raster->points, c->count, false);
        finish(raster, paint.fill);
    }
    if (c->count == 2 && paint.dash_on <= 0 && paint.cap == CAP_BUTT) {
        if (paint.width > 0 && paint.stroke.a > 0)
            paint_segment(raster, raster->points[0], raster->points[1], paint.width,
                          paint.stroke);
        return;
    }
    float reach = paint.width * 2; /* as far as a miter goes */
    if (paint.width > 0 && paint.stroke.a > 0 &&
        cover_box(raster, x0 - reach, y0 - reach, x1 + reach, y1 + reach)) {
        stroke_path(raster->points, c->count, c->closed, &paint, add_piece, &raster->cover);
        finish(raster, paint.stroke);
    }
}

bool raster_place(const struct raster *raster, struct fonts *fonts,
                  const struct draw_list *list, const struct draw_command *c,
                  struct run_place *place)
{
    const struct text_run *run = fonts_run(fonts, c->style.face, c->style.size * raster->scale,
                                           list->text + c->first, c->count);
    if (run == NULL || run->cover == NULL)
        return false;
    float x = c->at.x * raster->scale;
    switch (c->style.anchor) {
    case ANCHOR_START:
        break;
    case ANCHOR_MIDDLE:
        x -= run->advance / 2;
        break;
    case ANCHOR_END:
        x -= run->advance;
        break;
    }
    place->run = run;
    place->x = (int)floorf(x + 0.5f) - run->left;
    place->y = (int)floorf(c->at.y * raster->scale + 0.5f) - run->ascent;
    return true;
}

static void paint_text(struct raster *raster, struct fonts *fonts, const struct draw_list *list,
                       const struct draw_command *c)
{
    struct run_place place;
    if (!raster_place(raster, fonts, list, c, &place))
        return;
    struct pixel_rect clip = raster_clip(raster);
    int from_x = place.x > clip.x0 ? place.x : clip.x0;
    int from_y = place.y > clip.y0 ? place.y : clip.y0;
    int to_x = place.x + place.run->width < clip.x1 ? place.x + place.run->width : clip.x1;
    int to_y = place.y + place.run->height < clip.y1 ? place.y + place.run->height : clip.y1;
    uint32_t colour = solid(c->style.colour);
    uint32_t strength = c->style.colour.a;
    for (int y = from_y; y < to_y; y++) {
        uint32_t *row = raster->pixels + (ptrdiff_t)y * raster->stride;
        const uint8_t *cover =
            place.run->cover + (ptrdiff_t)(y - place.y) * place.run->width - place.x;
        for (int x = from_x; x < to_x; x++) {
            uint32_t share = cover[x];
            if (share == 0)
                continue;
            uint32_t alpha = share * strength;         /* 0 to 65025 */
            alpha = (alpha + (alpha >> 7) + 127) >> 8; /* 0 to 256 */
            row[x] = alpha >= 256 ? colour : blend(row[x], colour, alpha);
        }
    }
}

static void push_clip(struct raster *raster, struct rect box)
{
    struct pixel_rect outer = raster_clip(raster);
    float s = raster->scale;
    struct pixel_rect c = {(int)floorf(box.x * s + 0.5f), (int)floorf(box.y * s + 0.5f),
                           (int)floorf((box.x + box.w) * s + 0.5f),
                           (int)floorf((box.y + box.h) * s + 0.5f)};
    c.x0 = c.x0 > outer.x0 ? c.x0 : outer.x0;
    c.y0 = c.y0 > outer.y0 ? c.y0 : outer.y0;
    c.x1 = c.x1 < outer.x1 ? c.x1 : outer.x1;
    c.y1 = c.y1 < outer.y1 ? c.y1 : outer.y1;
    if (raster->depth == RASTER_CLIPS_MAX)
        raster->too_deep++;
    else
        raster->clips[raster->depth++] = c;
}

static void pop_clip(struct raster *raster)
{
    if (raster->too_deep > 0)
        raster->too_deep--;
    else if (raster->depth > 1)
        raster->depth--;
}

void raster_start(struct raster *raster, const struct pixel_rect *damage)
{
    struct pixel_rect all = {0, 0, raster->width, raster->height};
    if (damage != NULL) {
        all.x0 = damage->x0 > 0 ? damage->x0 : 0;
        all.y0 = damage->y0 > 0 ? damage->y0 : 0;
        all.x1 = damage->x1 < raster->width ? damage->x1 : raster->width;
        all.y1 = damage->y1 < raster->height ? damage->y1 : raster->height;
    }
    raster->clips[0] = all;
    raster->depth = 1;
    raster->too_deep = 0;
}

void raster_command(struct raster *raster, struct fonts *fonts, const struct draw_list *list,
                    uint32_t index)
{
    const struct draw_command *c = &list->commands[index];
    switch (c->kind) {
    case DRAW_RECT:
        paint_rect(raster, c);
        break;
    case DRAW_CIRCLE:
        paint_circle(raster, c);
        break;
    case DRAW_PATH:
        paint_path(raster, list, c);
        break;
    case DRAW_TEXT:
        paint_text(raster, fonts, list, c);
        break;
    case DRAW_CLIP:
        push_clip(raster, c->box);
        break;
    case DRAW_UNCLIP:
        pop_clip(raster);
        break;
    }
}

void raster_draw(struct raster *raster, struct fonts *fonts, const struct draw_list *list,
                 const struct pixel_rect *damage)
{
    raster_start(raster, damage);
    for (uint32_t i = 0; i < list->command_count; i++)
        raster_command(raster, fonts, list, i);
}

void raster_octets(const struct raster *raster, uint8_t *out)
{
    for (int y = 0; y < raster->height; y++) {
        const uint32_t *row = raster->pixels + (ptrdiff_t)y * raster->stride;
        for (int x = 0; x < raster->width; x++) {
            *out++ = (uint8_t)(row[x] >> 16);
            *out++ = (uint8_t)(row[x] >> 8);
            *out++ = (uint8_t)row[x];
            *out++ = (uint8_t)(row[x] >> 24);
        }
    }
}
