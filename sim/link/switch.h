/* link/switch.h: the learning switch, as link.c calls it. Inside link/. */
#ifndef NETSTAGE_LINK_SWITCH_H
#define NETSTAGE_LINK_SWITCH_H

#include "link/link.h"

/* IEEE 802.1D-2004 section 7.8 (learning) and 7.7 (forwarding): notes behind which port the
 * source is, sends the frame on to where the destination is, or out of every other port. Uses
 * the reference up. */
enum link_up switch_receive(struct link *link, uint32_t interface, frame_id frame,
                            const struct ethernet *header);

/* Forgets what was learnt at this port: rows that are good for longer expire at `latest`; those
 * that expire now are removed. Gives how many rows that were. */
uint32_t switch_forget(struct link *link, uint32_t port, sim_time latest);

#endif
