/* gui/stroke.h: a stroked path as polygons that do not overlap, and curves as polygons.
 *
 * Neighbouring pieces share the edge at their joint, so that their coverage adds up to the
 * stroke without seams or beads.  Units: those of the points given. */
#ifndef NETSTAGE_GUI_STROKE_H
#define NETSTAGE_GUI_STROKE_H

#include "gui/draw.h"

typedef void stroke_piece(void *owner, const struct point *points, uint32_t count);

/* Hands the pieces of the stroke of a path to `piece`. `width`, dashes, joint and ends come
 * from paint; a miter longer than four half widths becomes a bevel. */
void stroke_path(const struct point *points, uint32_t count, bool closed,
                 const struct paint *paint, stroke_piece *piece, void *owner);

enum { ARC_POINTS_MAX = 192 };

/* A circle as a polygon, off by less than a twentieth of a unit. Gives the number of points. */
uint32_t curve_circle(struct point centre, float radius, struct point out[ARC_POINTS_MAX]);

/* A rectangle with round corners as a polygon. */
uint32_t curve_rect(struct rect box, float radius, struct point out[ARC_POINTS_MAX]);

#endif
