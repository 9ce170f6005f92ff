/* phy/impair.h: ways of a cable that treat frames unevenly: a delay that varies, copies and
 * flipped bits at random; and netem, what the sender's own operating system does to frames on
 * purpose before they reach the cable (`tc qdisc add … netem`).
 *
 * Shape:  a row for each direction that has such a quality; directions without one have none and
 *         pay one comparison. What can be said without a draw (rate, delay, loss, queue) is
 *         worked into the row of the direction; the rest is drawn frame by frame, by keys.
 * Jitter: a frame takes delay - jitter to delay + jitter, all alike likely, and never less than
 *         nothing; so frames overtake each other. */
#ifndef NETSTAGE_PHY_IMPAIR_H
#define NETSTAGE_PHY_IMPAIR_H

#include "phy/cable.h"

struct cable_quality {
    uint64_t rate_bps;    /* netem: 0: as the cable */
    sim_time delay;
    sim_time jitter;
    uint32_t loss;        /* probabilities in 10^-9 */
    uint32_t duplicate;
    uint32_t corrupt;     /* cable: the FCS tells; netem: it is made after the damage */
    uint32_t queue_limit; /* frames */
};

struct impairment {
    struct cable_quality cable; /* without netem */
    struct cable_quality netem;
    uint32_t active;            /* 1: netem is there */
    uint32_t handle;            /* of the last netem that was there, counted from 1 */
};

_Static_assert(sizeof(struct cable_quality) == 40 && sizeof(struct impairment) == 88,
               "no padding in state");

/* What is as it is without any netem. */
struct cable_quality direction_quality(const struct phy *phy, uint32_t direction);

/* What netem does here, and which one it is; NULL: nothing. */
const struct impairment *direction_netem(const struct phy *phy, uint32_t direction);

/* Sets netem, or with NULL takes it away. Frames already on the cable arrive when they would
 * have. False: the simulator has no room; nothing has changed. */
bool direction_set_netem(struct phy *phy, uint32_t direction,
                         const struct cable_quality *netem) MUST_CHECK;

/* The cable itself from now on, with or without netem. False: as above. */
bool direction_set_quality(struct phy *phy, uint32_t direction,
                           const struct cable_quality *cable) MUST_CHECK;

/* Within phy/: draws what happens to the next frame, whose ordinal is given. */
struct fault_effect;
void impair_apply(struct phy *phy, uint32_t direction, uint64_t ordinal, frame_id frame,
                  struct fault_effect *effect);

#endif
