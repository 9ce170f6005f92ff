/* watch/fan.h: several observers of one world. A world tells one observer what happens; a fan
 * is that one and tells the others, in the order in which they were added.
 *
 * Shape:  at most FAN_MAX observers; the fan owns none of them. */
#ifndef NETSTAGE_WATCH_FAN_H
#define NETSTAGE_WATCH_FAN_H

#include "core/sim.h"

enum { FAN_MAX = 12 };

struct fan {
    struct observer observer; /* first, so that a pointer to it is one to the fan */
    struct observer *others[FAN_MAX];
    uint32_t count;
};

void fan_init(struct fan *fan);

/* False: there is no room for another one. */
bool fan_add(struct fan *fan, struct observer *observer) MUST_CHECK;

#endif
