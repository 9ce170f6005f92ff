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

/* A silence that is cut out: nothing happened between the two. */
struct ladder_cut {
    sim_time from, to;
    sim_time drawn; /* how much time before `from` is drawn at scale */
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
    struct ladder_cut *cuts; /* owned; sorted */
    uint32_t cut_count, cut_room;
    struct ladder_state *states; /* owned; in the order of the run */
    uint32_t state_count, state_room;
    uint32_t rows_seen;  /* of the history: those that have happened at the cursor */
    sim_time busy_until; /* the end of whatever those rows tell of */
    sim_time longest;    /* of all flights seen: from being offered to arriving */
    float scale;         /* units a ns that the cuts were found for */
    float zoom;          /* by the user; 1 at first */
    float scroll;        /* up from the cursor's place */
    uint32_t position;   /* of the cursor when it was drawn last */
};

#endif
