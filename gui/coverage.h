/* gui/coverage.h: how much of each pixel lies inside a set of polygons.
 *
 * Every edge adds its signed area to a row of floats; the running sum along the row is the
 * coverage (exact area, not samples). Polygons of one orientation that touch add up to their
 * union, so a stroke is the sum of its pieces. Shape:  a window of the picture, at most its
 * clip; per row the columns touched so far. Units:  pixels. */
#ifndef NETSTAGE_GUI_COVERAGE_H
#define NETSTAGE_GUI_COVERAGE_H

#include "gui/geometry.h"

struct coverage {
    float *sum;     /* rows of width + 2 */
    int *from, *to; /* per row: columns touched, from >= to: none */
    int x0, y0, width, height;
    int row_first, row_last; /* rows touched; first > last: none */
    size_t sum_room;
    int row_room;
};

/* Starts on a window of the picture. False: out of memory. */
bool coverage_start(struct coverage *cover, int x0, int y0, int width, int height) MUST_CHECK;
void coverage_release(struct coverage *cover);

/* Adds a closed polygon. With `oriented` its edges are taken in the direction that makes its
 * area positive; otherwise as they are (a hole is a polygon of the other direction). */
void coverage_polygon(struct coverage *cover, const struct point *points, uint32_t count,
                      bool oriented);

/* Hands each stretch of equal coverage (0 < share <= 1) to `span` and forgets it. */
typedef void coverage_span(void *owner, int x, int y, int count, float share);
void coverage_finish(struct coverage *cover, coverage_span *span, void *owner);

#endif
