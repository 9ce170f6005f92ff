/* gui/glyph_icon.c: icons, marks of the timeline, and the arrows of the ladder. The fonts have
 * few symbols, so all of them are shapes. */
#include "gui/glyph.h"

#include <math.h>

#include "gui/glyph_parts.h"

struct icon_pen {
    struct draw_list *list;
    const struct theme *theme;
    float x, y, size;
    struct rgba ink, paper;
};

static void fill(const struct icon_pen *pen, const struct point *points, uint32_t count)
{
    struct point placed[32];
    for (uint32_t i = 0; i < count; i++)
        placed[i] =
            (struct point){pen->x + points[i].x * pen->size, pen->y + points[i].y * pen->size};
    draw_polygon(pen->list, placed, count, paint_fill(pen->ink));
}

static void trace(const struct icon_pen *pen, const struct point *points, uint32_t count,
                  float width)
{
    struct point placed[8];
    for (uint32_t i = 0; i < count; i++)
        placed[i] =
            (struct point){pen->x + points[i].x * pen->size, pen->y + points[i].y * pen->size};
    draw_polyline(pen->list, placed, count, paint_stroke(pen->ink, width * pen->size));
}

static void line(const struct icon_pen *pen, float x0, float y0, float x1, float y1,
                 float width)
{
    struct point ends[2] = {{x0, y0}, {x1, y1}};
    trace(pen, ends, 2, width);
}

static void bar(const struct icon_pen *pen, float x, float y, float w, float h)
{
    draw_rect(
        pen->list,
        rect_make(pen->x + x * pen->size, pen->y + y * pen->size, w * pen->size, h * pen->size),
        0, paint_fill(pen->ink));
}

static void disc(const struct icon_pen *pen, float x, float y, float radius)
{
    draw_circle(pen->list, pen->x + x * pen->size, pen->y + y * pen->size, radius * pen->size,
                paint_fill(pen->ink));
}

/* A triangle of half height h: base at x, tip at tip. */
static void wedge(const struct icon_pen *pen, float x, float tip, float h)
{
    struct point p[3] = {{x, -h}, {tip, 0}, {x, h}};
    fill(pen, p, 3);
}

static void draw_transport(const struct icon_pen *pen, enum icon icon)
{
    float side = icon == ICON_FIRST || icon == ICON_BACK ? -1.0f : 1.0f;
    if (icon == ICON_FIRST || icon == ICON_LAST) {
        wedge(pen, -6.8f * side, 0, 5.1f);
        wedge(pen, 0, 5.95f * side, 5.1f);
        bar(pen, side > 0 ? 5.95f : -8.07f, -5.1f, 2.12f, 10.2f);
    } else {
        wedge(pen, -5.1f * side, 2.55f * side, 5.1f);
        bar(pen, side > 0 ? 3.4f : -5.52f, -5.1f, 2.12f, 10.2f);
    }
}

static void draw_half_disc(const struct icon_pen *pen, enum icon icon)
{
    (void)icon;
    struct point half[20];
    for (int i = 0; i < 20; i++) {
        float a = -1.5707963f + 3.1415926f * (float)i / 19;
        half[i] = (struct point){6.5f * cosf(a), 6.5f * sinf(a)};
    }
    draw_circle(pen->list, pen->x, pen->y, 6.5f * pen->size,
                paint_stroke(pen->ink, 1.5f * pen->size));
    fill(pen, half, 20);
}

static void draw_search(const struct icon_pen *pen, enum icon icon)
{
    (void)icon;
    draw_circle(pen->list, pen->x - 1.5f * pen->size, pen->y - 1.5f * pen->size,
                4.5f * pen->size, paint_stroke(pen->ink, 1.5f * pen->size));
    line(pen, 1.8f, 1.8f, 6, 6, 2);
}

static void draw_diamond(const struct icon_pen *pen, float half)
{
    struct point p[4] = {{0, -half}, {half, 0}, {0, half}, {-half, 0}};
    fill(pen, p, 4);
}

static void draw_warning(const struct icon_pen *pen, enum icon icon)
{
    (void)icon;
    struct point p[3] = {{0, -8}, {9, 7}, {-9, 7}};
    fill(pen, p, 3);
    glyph_exclamation(pen->list, pen->x, pen->y + 1 * pen->size, 0.72f * pen->size, pen->paper);
}

static void draw_again(const struct icon_pen *pen, enum icon icon)
{
    (void)icon;
    float s = pen->size;
    struct paint dashes = paint_dashed(pen->ink, 1.25f * s, 2.5f * s, 2 * s);
    draw_rect(pen->list, rect_make(pen->x - 6 * s, pen->y - 4 * s, 10 * s, 9 * s), 0, dashes);
    draw_rect(pen->list, rect_make(pen->x - 3 * s, pen->y - 1 * s, 10 * s, 8 * s), 0,
              paint_fill(pen->paper));
    bar(pen, -2, 0, 9, 7);
}

static void chevron_to(const struct icon_pen *pen, float dx, float dy)
{
    struct point p[3] = {{-dx * 2 - dy * 4, -dy * 2 - dx * 4},
                         {dx * 2, dy * 2},
                         {-dx * 2 + dy * 4, -dy * 2 + dx * 4}};
    trace(pen, p, 3, 1.5f);
}

static void pointer_to(const struct icon_pen *pen, float dx, float dy)
{
    struct point tip[3] = {{dx * 1 - dy * 4, dy * 1 - dx * 4},
                           {dx * 5.5f, dy * 5.5f},
                           {dx * 1 + dy * 4, dy * 1 + dx * 4}};
    line(pen, -dx * 6, -dy * 6, dx * 4.5f, dy * 4.5f, 1.5f);
    trace(pen, tip, 3, 1.5f);
}

static void draw_message(const struct icon_pen *pen, enum icon icon)
{
    (void)icon;
    struct icon_pen flag = *pen;
    flag.ink = pen->theme->protocol[PROTOCOL_HTTP].fill;
    struct point p[3] = {{0, -7}, {9, -3.5f}, {0, 0}};
    bar(pen, -1, -7, 1.5f, 14);
    fill(&flag, p, 3);
}

static void draw_fork(const struct icon_pen *pen, enum icon icon)
{
    (void)icon;
    struct point upper[3] = {{-8, 0}, {-2, 0}, {6, -5}};
    struct point lower[2] = {{-2, 0}, {6, 5}};
    trace(pen, upper, 3, 2);
    trace(pen, lower, 2, 2);
}

static void draw_simple(const struct icon_pen *pen, enum icon icon)
{
    static const struct point check[3] = {{-5, 0}, {-1, 4}, {6, -5}};
    static const struct point down[3] = {{-5, -4}, {5, -4}, {0, 5}};
    if (icon == ICON_PLAY) {
        struct point p[3] = {{-4.25f, -5.95f}, {5.95f, 0}, {-4.25f, 5.95f}};
        fill(pen, p, 3);
    } else if (icon == ICON_PAUSE) {
        bar(pen, -4.5f, -6, 3, 12);
        bar(pen, 1.5f, -6, 3, 12);
    } else if (icon == ICON_MORE) {
        for (int i = -1; i <= 1; i++)
            disc(pen, 5 * (float)i, 0, 1.6f);
    } else if (icon == ICON_CROSS) {
        line(pen, -5, -5, 5, 5, 2);
        line(pen, -5, 5, 5, -5, 2);
    } else if (icon == ICON_CHECK) {
        trace(pen, check, 3, 2.5f);
    } else if (icon == ICON_STATE) {
        fill(pen, down, 3);
    } else if (icon == ICON_MINUS) {
        line(pen, -5, 0, 5, 0, 1.5f);
    }
}

static void draw_gate(const struct icon_pen *pen, enum icon icon)
{
    draw_diamond(pen, icon == ICON_GATE ? 5.4f : 9);
    if (icon == ICON_GATE_NOW)
        glyph_question(pen->list, pen->x, pen->y, 0.95f * pen->size, pen->paper);
}

static void draw_help(const struct icon_pen *pen, enum icon icon)
{
    (void)icon;
    glyph_question(pen->list, pen->x, pen->y, 1.1f * pen->size, pen->ink);
}

static void draw_loss(const struct icon_pen *pen, enum icon icon)
{
    (void)icon;
    glyph_loss(pen->list, pen->theme, pen->x, pen->y, 8 * pen->size, (struct rgba){0, 0, 0, 0});
}

/* Left, right, up, down, in the order of the enumeration of chevrons. */
static void draw_chevron(const struct icon_pen *pen, enum icon icon)
{
    static const struct point ways[4] = {{-1, 0}, {1, 0}, {0, -1}, {0, 1}};
    struct point way = ways[icon - ICON_CHEVRON_LEFT];
    chevron_to(pen, way.x, way.y);
}

static void draw_pointer(const struct icon_pen *pen, enum icon icon)
{
    static const struct point ways[4] = {{-1, 0}, {0, -1}, {0, 1}, {1, 0}};
    struct point way = ways[icon - ICON_ARROW_LEFT];
    pointer_to(pen, way.x, way.y);
}

static void draw_disc(const struct icon_pen *pen, enum icon icon)
{
    disc(pen, 0, 0, icon == ICON_NOW ? 5 : 3.5f);
}

typedef void icon_drawer(const struct icon_pen *pen, enum icon icon);

static icon_drawer *const drawers[ICONS] = {
    [ICON_PLAY] = draw_simple,
    [ICON_PAUSE] = draw_simple,
    [ICON_STEP] = draw_transport,
    [ICON_BACK] = draw_transport,
    [ICON_FIRST] = draw_transport,
    [ICON_LAST] = draw_transport,
    [ICON_SEARCH] = draw_search,
    [ICON_THEME] = draw_half_disc,
    [ICON_HELP] = draw_help,
    [ICON_MORE] = draw_simple,
    [ICON_CHEVRON_LEFT] = draw_chevron,
    [ICON_CHEVRON_RIGHT] = draw_chevron,
    [ICON_CHEVRON_UP] = draw_chevron,
    [ICON_CHEVRON_DOWN] = draw_chevron,
    [ICON_CROSS] = draw_simple,
    [ICON_CHECK] = draw_simple,
    [ICON_GATE] = draw_gate,
    [ICON_GATE_NOW] = draw_gate,
    [ICON_WARNING] = draw_warning,
    [ICON_LOSS] = draw_loss,
    [ICON_STATE] = draw_simple,
    [ICON_AGAIN] = draw_again,
    [ICON_MESSAGE] = draw_message,
    [ICON_EXPLANATION] = draw_disc,
    [ICON_FORK] = draw_fork,
    [ICON_NOW] = draw_disc,
    [ICON_MINUS] = draw_simple,
    [ICON_ARROW_LEFT] = draw_pointer,
    [ICON_ARROW_UP] = draw_pointer,
    [ICON_ARROW_DOWN] = draw_pointer,
    [ICON_ARROW_RIGHT] = draw_pointer,
};

void glyph_icon(struct draw_list *list, const struct theme *theme, enum icon icon, float x,
                float y, float size, struct rgba ink, struct rgba paper)
{
    struct icon_pen pen = {list, theme, x, y, size, ink, paper};
    if (icon < ICONS && drawers[icon] != NULL)
        drawers[icon](&pen, icon);
}

void glyph_loss(struct draw_list *list, const struct theme *theme, float x, float y,
                float radius, struct rgba paper)
{
    float arm = radius * 0.45f;
    float width = radius < 8 ? 1 + radius / 8 : radius / 4;
    struct rgba black = theme->colour[TOKEN_MARK_TEXT];
    if (paper.a > 0)
        draw_circle(list, x, y, radius + 0.5f, paint_fill(paper));
    draw_circle(list, x, y, radius, paint_fill(theme->protocol[PROTOCOL_LOSS].fill));
    draw_line(list, x - arm, y + arm, x + arm, y - arm, paint_stroke(black, width));
    draw_line(list, x - arm, y - arm, x + arm, y + arm, paint_stroke(black, width));
}

/* The question mark of the plates: an arc of three quarters, a stem and a dot. */
void glyph_question(struct draw_list *list, float x, float y, float size, struct rgba ink)
{
    struct point hook[16];
    float stroke = 1.9f * size;
    for (int i = 0; i < 15; i++) {
        float a = 3.3f + 4.52f * (float)i / 14;
        hook[i] =
            (struct point){x + 3.2f * size * cosf(a), y - 2.6f * size + 3.2f * size * sinf(a)};
    }
    hook[14] = (struct point){x + 1.09f * size, y + 0.41f * size};
    struct point stem[3] = {
        {x + 1.1f * size, y + 0.3f * size}, {x, y + 1.4f * size}, {x, y + 3.1f * size}};
    draw_polyline(list, hook, 15, paint_stroke(ink, stroke));
    draw_polyline(list, stem, 3, paint_stroke(ink, stroke));
    draw_circle(list, x, y + 5.6f * size, 1.3f * size, paint_fill(ink));
}

void glyph_equals(struct draw_list *list, float x, float y, float size, struct rgba ink)
{
    draw_rect(list, rect_make(x - 4.5f * size, y - 3.6f * size, 9 * size, 2 * size), 0,
              paint_fill(ink));
    draw_rect(list, rect_make(x - 4.5f * size, y + 1.6f * size, 9 * size, 2 * size), 0,
              paint_fill(ink));
}

void glyph_exclamation(struct draw_list *list, float x, float y, float size, struct rgba ink)
{
    struct point p[4] = {{x - 1.6f * size, y - 4 * size},
                         {x + 1.6f * size, y - 4 * size},
                         {x + 1 * size, y + 4 * size},
                         {x - 1 * size, y + 4 * size}};
    draw_polygon(list, p, 4, paint_fill(ink));
    draw_circle(list, x, y + 7.4f * size, 1.5f * size, paint_fill(ink));
}

struct arrow_end {
    struct point tip, along; /* along: from the tail to the tip, unit length */
};

static struct arrow_end end_of(const struct point *points, uint32_t count)
{
    struct point a = points[count - 2], b = points[count - 1];
    float dx = b.x - a.x, dy = b.y - a.y, l = sqrtf(dx * dx + dy * dy);
    if (!(l > 0))
        return (struct arrow_end){b, {1, 0}};
    return (struct arrow_end){b, {dx / l, dy / l}};
}

static void draw_head(struct draw_list *list, struct arrow_end end, float length, float half,
                      struct paint paint)
{
    struct point back = {end.tip.x - end.along.x * length, end.tip.y - end.along.y * length};
    struct point p[3] = {{back.x - end.along.y * half, back.y + end.along.x * half},
                         end.tip,
                         {back.x + end.along.y * half, back.y - end.along.x * half}};
    if (paint.fill.a > 0)
        draw_polygon(list, p, 3, paint);
    else
        draw_polyline(list, p, 3, paint);
}

static void draw_cross(struct draw_list *list, struct point p, float arm, struct rgba ink,
                       float width)
{
    draw_line(list, p.x - arm, p.y + arm, p.x + arm, p.y - arm, paint_stroke(ink, width));
    draw_line(list, p.x - arm, p.y - arm, p.x + arm, p.y + arm, paint_stroke(ink, width));
}

enum { ARROW_POINTS_MAX = 64 };

/* The way without the last `by` units, so that the line does not show at the head's tip. */
static uint32_t shortened(const struct point *points, uint32_t count, float by,
                          struct point out[ARROW_POINTS_MAX])
{
    struct arrow_end end = end_of(points, count);
    uint32_t from = count > ARROW_POINTS_MAX ? count - ARROW_POINTS_MAX : 0;
    for (uint32_t i = from; i < count; i++)
        out[i - from] = points[i];
    out[count - from - 1] =
        (struct point){end.tip.x - end.along.x * by, end.tip.y - end.along.y * by};
    return count - from;
}

void glyph_arrow(struct draw_list *list, const struct theme *theme, enum arrow_look look,
                 const struct point *points, uint32_t count, struct rgba ink, float share,
                 struct rgba paper)
{
    struct point way[ARROW_POINTS_MAX];
    if (count < 2)
        return;
    ink = rgba_fade(ink, share);
    struct arrow_end end = end_of(points, count);
    struct rgba loss = rgba_fade(theme->protocol[PROTOCOL_LOSS].ink, share);
    struct rgba mark = theme->colour[TOKEN_MARK];
    uint32_t n = shortened(points, count, look == ARROW_LOST || look == ARROW_ACK ? 0 : 4, way);
    switch (look) {
    case ARROW_DATA:
        draw_polyline(list, way, n, paint_stroke(ink, 2));
        draw_head(list, end, 8, 3.5f, paint_fill(ink));
        break;
    case ARROW_ACK:
        draw_polyline(list, way, n, paint_stroke(ink, 1.25f));
        draw_head(list, end, 8, 3.5f, paint_stroke(ink, 1.25f));
        break;
    case ARROW_AGAIN:
        n = shortened(points, count, 6, way);
        draw_polyline(list, way, n, paint_stroke(ink, 5));
        draw_polyline(list, way, n, paint_stroke(paper, 2.4f));
        draw_head(list, end, 11, 5, paint_fill(ink));
        break;
    case ARROW_LOST:
        draw_polyline(list, way, n, paint_stroke(ink, 2));
        draw_cross(list, end.tip, 6, paper, 5.5f);
        draw_cross(list, end.tip, 5, loss, 2.5f);
        break;
    case ARROW_SELECTED:
        /* The mark alone is faint on white; it brings its edge. */
        draw_polyline(list, way, n, paint_stroke(mark, 6));
        draw_polyline(list, way, n, paint_stroke(theme->colour[TOKEN_MARK_TEXT], 2));
        draw_head(list, end, 8, 3.5f, paint_fill(theme->colour[TOKEN_INK]));
        break;
    }
}
