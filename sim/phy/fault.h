/* phy/fault.h: faults that a scenario aims at single frames: "the second data segment towards the
 * laptop is dropped on this cable".
 *
 * Shape:  a constant table of faults, grouped by direction, and one counter each as state. A fault
 *         matches a frame by a filter over its octets (no netstage.* facts), evaluated when the
 *         frame is put on the cable. */
#ifndef NETSTAGE_PHY_FAULT_H
#define NETSTAGE_PHY_FAULT_H

#include "core/sim.h"
#include "field/filter.h"

enum fault_action {
    FAULT_DROP,
    FAULT_DUPLICATE,
    FAULT_DELAY,           /* by `delay` */
    FAULT_CORRUPT_CABLE,   /* flips a bit; the next interface's FCS check finds it */
    FAULT_CORRUPT_ROUTER,  /* flips a bit under a new FCS; only a checksum can find it */
};

struct fault {
    uint32_t direction;
    enum fault_action action;
    const struct filter *when; /* constant; owned by the scenario */
    uint32_t first;        /* the first matching frame that is hit, counted from 1 */
    uint32_t last;         /* the last one; UINT32_MAX: all further */
    uint32_t bit;          /* which bit a corruption flips, counted from the end of the IP header */
    sim_time delay;
    sim_time from;         /* only frames offered from here on ... */
    sim_time until;        /* ... and before this */
};

struct fault_table {
    const struct fault *row; /* sorted by direction */
    uint32_t count;
};

/* Scratch in which the filters of faults look at a frame. */
struct fault_scratch {
    struct field_tree tree;
    struct field_storage storage;
};

struct fault_counter {
    uint32_t matched;      /* frames that the filter has matched */
    uint32_t hit;          /* faults that took place */
};

_Static_assert(sizeof(struct fault_counter) == 8, "no padding in state");

#endif
