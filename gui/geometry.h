/* gui/geometry.h: points and rectangles, and how a rectangle is cut into rows and columns.
 *
 * Units: one unit is one pixel at 100 %; x to the right, y downwards. Layout is by cutting: a
 * panel takes the rectangle it was given and cuts bars, rows and columns off its sides. */
#ifndef NETSTAGE_GUI_GEOMETRY_H
#define NETSTAGE_GUI_GEOMETRY_H

#include "base/types.h"

struct point {
    float x, y;
};

struct rect {
    float x, y, w, h;
};

static inline struct rect rect_make(float x, float y, float w, float h)
{
    return (struct rect){x, y, w, h};
}

static inline bool rect_contains(struct rect r, float x, float y)
{
    return x >= r.x && y >= r.y && x < r.x + r.w && y < r.y + r.h;
}

static inline bool rect_overlap(struct rect a, struct rect b)
{
    return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/* What a and b have in common; w and h are never negative. */
static inline struct rect rect_common(struct rect a, struct rect b)
{
    float x0 = a.x > b.x ? a.x : b.x;
    float y0 = a.y > b.y ? a.y : b.y;
    float x1 = a.x + a.w < b.x + b.w ? a.x + a.w : b.x + b.w;
    float y1 = a.y + a.h < b.y + b.h ? a.y + a.h : b.y + b.h;
    return (struct rect){x0, y0, x1 > x0 ? x1 - x0 : 0, y1 > y0 ? y1 - y0 : 0};
}

/* r, smaller by `by` on each side (larger when negative). */
static inline struct rect rect_inset(struct rect r, float by)
{
    return (struct rect){r.x + by, r.y + by, r.w - 2 * by, r.h - 2 * by};
}

/* Cut a strip off one side of r: r becomes the rest, the strip is returned. */
static inline struct rect rect_cut_top(struct rect *r, float h)
{
    struct rect strip = {r->x, r->y, r->w, h};
    r->y += h;
    r->h -= h;
    return strip;
}

static inline struct rect rect_cut_bottom(struct rect *r, float h)
{
    r->h -= h;
    return (struct rect){r->x, r->y + r->h, r->w, h};
}

static inline struct rect rect_cut_left(struct rect *r, float w)
{
    struct rect strip = {r->x, r->y, w, r->h};
    r->x += w;
    r->w -= w;
    return strip;
}

static inline struct rect rect_cut_right(struct rect *r, float w)
{
    r->w -= w;
    return (struct rect){r->x + r->w, r->y, w, r->h};
}

/* The i-th of n equal columns (rows) of r with a gap between them. */
static inline struct rect rect_column(struct rect r, uint32_t i, uint32_t n, float gap)
{
    float w = (r.w - gap * (float)(n - 1)) / (float)n;
    return (struct rect){r.x + (w + gap) * (float)i, r.y, w, r.h};
}

static inline struct rect rect_row(struct rect r, uint32_t i, uint32_t n, float gap)
{
    float h = (r.h - gap * (float)(n - 1)) / (float)n;
    return (struct rect){r.x, r.y + (h + gap) * (float)i, r.w, h};
}

/* A rectangle of w by h in the middle of r. */
static inline struct rect rect_middle(struct rect r, float w, float h)
{
    return (struct rect){r.x + (r.w - w) / 2, r.y + (r.h - h) / 2, w, h};
}

#endif
