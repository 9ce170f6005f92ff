/* gui/plots_queue.h: who waited in the queue that was waited in longest, up to the cursor. */
#ifndef NETSTAGE_GUI_PLOTS_QUEUE_H
#define NETSTAGE_GUI_PLOTS_QUEUE_H

#include "gui/window.h"

/* One frame's stay in a queue. */
struct queue_stay {
    sim_time from, to;
};

/* First come, first served: both times ascend. */
struct queue_stays {
    uint32_t direction;      /* of a cable; NONE: nobody has waited anywhere */
    struct queue_stay *stay; /* owned by the caller: free() */
    uint32_t count;
};

/* The direction of a cable where frames waited longest in all, and their stays. */
struct queue_stays queue_stays_find(const struct window *window);

#endif
