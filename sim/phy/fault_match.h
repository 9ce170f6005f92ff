/* phy/fault_match.h: what the faults of a direction do to a frame that is put on it. Inside phy/. */
#ifndef NETSTAGE_PHY_FAULT_MATCH_H
#define NETSTAGE_PHY_FAULT_MATCH_H

#include "phy/cable.h"

struct fault_effect {
    enum flight_fate fate; /* FATE_ARRIVES or FATE_FAULT */
    uint8_t flags;         /* enum frame_flag */
    uint8_t copies;        /* further copies to send */
    bool corrupts;
    bool bad_fcs;          /* the corruption shows in the FCS */
    uint32_t bit;
    sim_time delay;
    sim_time jitter;       /* drawn: phy/impair.h; copies have it too */
};

/* Counts the frame for every fault of this direction that matches it, and sums up what the ones
 * whose turn it is do. */
void fault_apply(struct phy *phy, uint32_t direction, frame_id frame, struct fault_effect *effect);

/* A frame that others hold as well is copied; *id then names the copy, and the reference to the old
 * one is given back. False: no room for the copy; nothing has changed. */
bool fault_unshare(struct phy *phy, frame_id *id);

/* Flips bit effect->bit, counted from the end of the Internet header (of the Ethernet header when
 * it is no IPv4 frame), modulo the length. A frame that others hold as well is copied first; *id
 * then names the copy, and the reference to the old one is given back. Sets effect->flags. False: no
 * room for the copy; nothing has changed. */
bool fault_corrupt(struct phy *phy, frame_id *id, struct fault_effect *effect);

#endif
