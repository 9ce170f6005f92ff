/* script/calls.h: the calls of a script: which there are, and what they do.
 *
 * Shape:  a call either gives its result at once or blocks; one that blocks is made again after
 *         every event of the host, until it gives its result. Octets that are written are
 *         those of packet_pattern(), and those that are read must be. */
#ifndef NETSTAGE_SCRIPT_CALLS_H
#define NETSTAGE_SCRIPT_CALLS_H

#include "script/play.h"

/* The row of a call by its name; NONE: there is none such. */
uint32_t calls_row(const char *name, size_t length, const char **near);
/* Whether it can have these arguments. */
bool calls_takes(const struct call *call);
/* "listen(3, 5)" */
const char *calls_example(uint32_t row);

#define CALL_BLOCKS INT64_MIN

/* Makes it, or goes on with it. Gives its result, minus an error, or CALL_BLOCKS. When what it
 * gave otherwise is not what the script has, the player has failed. */
int64_t calls_make(struct player *p, struct running *r);

#endif
