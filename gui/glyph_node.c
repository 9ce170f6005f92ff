/* gui/glyph_node.c: the silhouettes of nodes. Coordinates are those of the plates, from the
 * centre of the 40 box. */
#include "gui/glyph.h"

#include <math.h>

/* What a silhouette is drawn with. Size 0.5 takes its own strokes: as the plates have them,
 * lines get thinner with the square root of the size below 1 and keep their weight at 1. */
struct node_pen {
    struct draw_list *list;
    float x, y, size, weight;
    struct rgba ink, paper;
};

static struct point at(const struct node_pen *pen, float x, float y)
{
    return (struct point){pen->x + x * pen->size, pen->y + y * pen->size};
}

static void shape(const struct node_pen *pen, const struct point *points, uint32_t count,
                  bool full, float width)
{
    struct point placed[8];
    for (uint32_t i = 0; i < count; i++)
        placed[i] = at(pen, points[i].x, points[i].y);
    struct rgba fill = full ? pen->ink : pen->paper;
    draw_polygon(pen->list, placed, count,
                 paint_round(paint_both(fill, pen->ink, width * pen->weight)));
}

static void box(const struct node_pen *pen, float x0, float y0, float x1, float y1, bool full,
                float width)
{
    struct point corners[4] = {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}};
    shape(pen, corners, 4, full, width);
}

static void line(const struct node_pen *pen, float x0, float y0, float x1, float y1,
                 float width)
{
    struct point a = at(pen, x0, y0), b = at(pen, x1, y1);
    draw_line(pen->list, a.x, a.y, b.x, b.y, paint_stroke(pen->ink, width * pen->weight));
}

static void dot(const struct node_pen *pen, float x, float y, float radius)
{
    struct point p = at(pen, x, y);
    float r = radius * (pen->size < 1 ? 0.2f + 0.8f * pen->size : pen->size);
    draw_circle(pen->list, p.x, p.y, r, paint_fill(pen->ink));
}

/* A solid triangle: the tip, and the middle and half length of the side across from it. */
static void head(const struct node_pen *pen, float tip_x, float tip_y, float base_x,
                 float base_y, float half)
{
    float dx = tip_x - base_x, dy = tip_y - base_y;
    float l = sqrtf(dx * dx + dy * dy);
    float nx = -dy / l * half, ny = dx / l * half;
    struct point p[3] = {at(pen, tip_x, tip_y), at(pen, base_x + nx, base_y + ny),
                         at(pen, base_x - nx, base_y - ny)};
    draw_polygon(pen->list, p, 3, paint_fill(pen->ink));
}

static void draw_host(const struct node_pen *pen)
{
    box(pen, -18, -17, 18, 8, false, 2);
    box(pen, -4, 8, 4, 14, false, 2);
    box(pen, -11, 14, 11, 17, true, 1);
}

static void draw_laptop(const struct node_pen *pen)
{
    static const struct point base[4] = {{-15, 6}, {15, 6}, {20, 14}, {-20, 14}};
    box(pen, -14, -14, 14, 6, false, 2);
    shape(pen, base, 4, false, 2);
}

static void draw_server(const struct node_pen *pen)
{
    box(pen, -13, -19, 13, 19, false, 2);
    for (int i = 0; i < 3; i++) {
        float y = -12.7f + 12.667f * (float)i;
        dot(pen, -7, y, 1.9f);
        line(pen, -1, y, 8, y, 1.5f);
        if (i < 2)
            line(pen, -13, -6.333f + 12.667f * (float)i, 13, -6.333f + 12.667f * (float)i, 2);
    }
}

static void draw_switch(const struct node_pen *pen)
{
    box(pen, -20, -10, 20, 10, false, 2);
    line(pen, -13, -3.5f, 11, -3.5f, 1.5f);
    head(pen, 15, -3.5f, 9, -3.5f, 3.5f);
    line(pen, -11, 4, 13, 4, 1.5f);
    head(pen, -15, 4, -9, 4, 3.5f);
}

static void draw_router(const struct node_pen *pen)
{
    draw_circle(pen->list, pen->x, pen->y, 18 * pen->size,
                paint_both(pen->paper, pen->ink, 2 * pen->weight));
    line(pen, 4, 0, 9, 0, 1.6f);
    head(pen, 14, 0, 8, 0, 3.6f);
    line(pen, -4, 0, -9, 0, 1.6f);
    head(pen, -14, 0, -8, 0, 3.6f);
    line(pen, 0, 9, 0, 14, 1.6f);
    head(pen, 0, 4, 0, 10, 3.6f);
    line(pen, 0, -9, 0, -14, 1.6f);
    head(pen, 0, -4, 0, -10, 3.6f);
}

static void draw_dns(const struct node_pen *pen)
{
    box(pen, -14, -18, 11, 18, false, 2);
    line(pen, -9, -18, -9, 18, 1.5f);
    for (int i = 0; i < 3; i++) {
        float y = -10 + 10 * (float)i;
        box(pen, 11, y - 3, 16, y + 3, true, 0.8f);
        line(pen, -4, -9 + 6 * (float)i, 6, -9 + 6 * (float)i, 1.5f);
    }
}

static void draw_firewall(const struct node_pen *pen)
{
    box(pen, -18, -15, 18, 15, false, 2);
    line(pen, -18, -5, 18, -5, 1.6f);
    line(pen, -18, 5, 18, 5, 1.6f);
    for (int row = 0; row < 3; row++) {
        float y = -15 + 10 * (float)row;
        for (float x = row == 1 ? -12 : -6; x < 18; x += 12)
            line(pen, x, y, x, y + 10, 1.6f);
    }
}

static void draw_browser(const struct node_pen *pen)
{
    box(pen, -20, -16, 20, 16, false, 2);
    line(pen, -20, -7, 20, -7, 1.6f);
    for (int i = 0; i < 3; i++) {
        dot(pen, -15.5f + 5 * (float)i, -11.5f, 1.5f);
        line(pen, 4, 5 * (float)i, 15, 5 * (float)i, 1.4f);
    }
    line(pen, 1, -11.5f, 16, -11.5f, 1.6f);
    box(pen, -14, -1, -2, 10, false, 1.4f);
}

static void draw_outside(const struct node_pen *pen)
{
    static const struct point half[5] = {{0, -18}, {6.5f, -10}, {8.5f, 0}, {6.5f, 10}, {0, 18}};
    draw_circle(pen->list, pen->x, pen->y, 18 * pen->size,
                paint_both(pen->paper, pen->ink, 2 * pen->weight));
    line(pen, -18, 0, 18, 0, 1.5f);
    line(pen, -15, -9, 15, -9, 1.5f);
    line(pen, -15, 9, 15, 9, 1.5f);
    for (int i = 0; i < 4; i++)
        for (float side = -1; side < 2; side += 2)
            line(pen, side * half[i].x, half[i].y, side * half[i + 1].x, half[i + 1].y, 1.5f);
}

static void draw_silhouette(const struct node_pen *pen, enum node_glyph node)
{
    switch (node) {
    case GLYPH_HOST:
        draw_host(pen);
        break;
    case GLYPH_LAPTOP:
        draw_laptop(pen);
        break;
    case GLYPH_SERVER:
        draw_server(pen);
        break;
    case GLYPH_SWITCH:
        draw_switch(pen);
        break;
    case GLYPH_ROUTER:
        draw_router(pen);
        break;
    case GLYPH_DNS:
        draw_dns(pen);
        break;
    case GLYPH_FIREWALL:
        draw_firewall(pen);
        break;
    case GLYPH_BROWSER:
        draw_browser(pen);
        break;
    case GLYPH_OUTSIDE:
        draw_outside(pen);
        break;
    case GLYPH_NODES:
        break;
    }
}

static void draw_opened(struct draw_list *list, struct rgba ink, float x, float y, float size)
{
    struct point notch[5] = {{x - 22 * size, y - 22 * size},
                             {x - 6 * size, y - 22 * size},
                             {x, y - 16 * size},
                             {x + 6 * size, y - 22 * size},
                             {x + 22 * size, y - 22 * size}};
    draw_polyline(list, notch, 5, paint_stroke(ink, 1.5f));
}

void glyph_node(struct draw_list *list, const struct theme *theme, enum node_glyph node,
                unsigned states, float x, float y, float size, struct rgba paper)
{
    struct node_pen pen = {
        list, x, y, size, size < 1 ? sqrtf(size) : size, theme->colour[TOKEN_INK], paper};
    struct rect around = {x - 26 * size, y - 26 * size, 52 * size, 52 * size};
    if (states & GLYPH_STATE_SELECTED) {
        pen.paper = theme->colour[TOKEN_MARK];
        pen.ink = theme->colour[TOKEN_MARK_TEXT];
        draw_rect(list, around, 4, paint_both(pen.paper, pen.ink, 1.5f));
    }
    if (states & GLYPH_STATE_DOWN && !(states & GLYPH_STATE_SELECTED))
        pen.ink = theme->colour[TOKEN_INK3];
    if (states & GLYPH_STATE_OPENED) {
        draw_opened(list, theme->colour[TOKEN_INK], x, y, size);
        pen.y += 4 * size;
        pen.size *= 0.9f;
        pen.weight *= 0.95f;
    }
    draw_silhouette(&pen, node);
    if (states & GLYPH_STATE_FOCUS) {
        float out = states & GLYPH_STATE_SELECTED ? 4.0f : 0.0f; /* outside the mark's own edge */
        draw_rect(list, rect_inset(around, -out), 8, paint_stroke(theme->colour[TOKEN_INK], 2));
    }
    if (states & GLYPH_STATE_DOWN)
        glyph_loss(list, theme, x + 15 * size, y - 15 * size, 8 * size, paper);
}

struct point glyph_node_half(enum node_glyph node)
{
    static const struct point half[GLYPH_NODES] = {{18, 17}, {20, 14}, {13, 19}, {20, 10},
                                                   {18, 18}, {15, 18}, {18, 15}, {20, 16},
                                                   {18, 18}};
    return half[node];
}
