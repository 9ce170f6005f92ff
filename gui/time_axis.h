/* gui/time_axis.h: the axis of time that the time bar and the plots share: from the oldest
 * moment that is kept (the start, unless a live run has forgotten it) to the end of what is
 * recorded, or to now when that is live, with a little room. Units: ns of simulated time. */
#ifndef NETSTAGE_GUI_TIME_AXIS_H
#define NETSTAGE_GUI_TIME_AXIS_H

#include "base/text.h"

struct window;

struct reach {
    double begin, end;
    bool seconds; /* numbers are seconds, else milliseconds */
};

struct reach axis_reach(const struct window *window);
/* "1500", "1.5"; with the unit at the first. Steps are `step` wide. */
void axis_put_mark(struct text *text, struct reach reach, double time, double step, bool first);

#endif
