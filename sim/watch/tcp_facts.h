/* watch/tcp_facts.h: what the simulator knows about a TCP segment where it is seen: the state
 * of the connection there, its congestion window, and whether the segment comes before an
 * earlier one. */
#ifndef NETSTAGE_WATCH_TCP_FACTS_H
#define NETSTAGE_WATCH_TCP_FACTS_H

#include "field/dissect.h"
#include "world/world.h"

/* Does somebody look at any of them? NULL: at everything. */
bool tcp_facts_are_wanted(const struct field_wanted *wanted);

/* Adds them to the tree of the frame that the record is about. Adds netstage.tcp.zero_window
 * wherever the segment is seen, the others only at an end of its connection. */
void tcp_facts(struct field_tree *tree, const struct world *world, const struct record *record,
               const struct field_wanted *wanted);

#endif
