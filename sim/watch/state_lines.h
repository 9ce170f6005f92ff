/* watch/state_lines.h: what every node remembers at a moment, one JSON object a line and node
 * (RFC 8259): kind "node-state", time_ns, node; and where there is any, http (requests,
 * refused, and lists of resources, sessions and limits), cookies, dns_cache. docs/using.md has
 * all names.
 *
 * Shape:  reads the state only. What is counted is a number, times of the clock of simulated
 * hosts are seconds since 1970, moments of the run are ns. */
#ifndef NETSTAGE_WATCH_STATE_LINES_H
#define NETSTAGE_WATCH_STATE_LINES_H

#include <stdio.h>

#include "world/world.h"

/* False: it could not be written whole, or memory ran out. */
bool state_lines_write(const struct world *world, FILE *file) MUST_CHECK;

#endif
