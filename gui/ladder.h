/* gui/ladder.h: the ladder's memory: where time is on it, and what each TCP connection's state
 * was.
 *
 * Shape:  time runs downwards, at one scale, except that a long silence is cut to a strip of
 *         fixed height. The cuts are found once, in the order of the run.
 * Units:  times in ns; heights in units of geometry.h.
 */
#ifndef NETSTAGE_GUI_LADDER_H
#define NETSTAGE_GUI_LADDER_H

#include "base/types.h"

/* A silence that is cut out: nothing was on any cable between the two. */
struct ladder_cut {
    sim_time from, to;
    float y;         /* of `from`, at a scale of one unit a nanosecond … see ladder_time.c */
    sim_time passed; /* time before `from` that is drawn at scale */
};

/* A change of state of a TCP connection. */
struct ladder_state {
    uint32_t row; /* of the history */
    uint32_t node;
    uint32_t connection;
    uint8_t from, to; /* enum tcp_state */
    uint16_t reserved;
    sim_time time;
};

struct ladder {
    struct ladder_cut *cuts; /* owned */
    uint32_t cut_count, cut_room;
    struct ladder_state *states; /* owned; in the order of the run */
    uint32_t state_count, state_room;
    uint32_t frames_seen, rows_seen; /* of the history */
    sim_time busy_until;             /* the last arrival of the frames seen */
    sim_time transit;                /* sum over the frames seen, for the scale */
    uint32_t flights;
    float zoom;   /* by the user; 1 at first */
    float scroll; /* up from the cursor's place */
    uint32_t position;
};

#endif
