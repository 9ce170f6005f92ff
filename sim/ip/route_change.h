/* ip/route_change.h: routes that commands add and remove while a world runs.
 *
 * Shape:  the routes of a world are constants (ip/route.h); what differs from them is state:
 * rows in a chain of the node, each a route that was added, or a constant one that counts no
 *         longer. A node without changes pays one comparison for this.
 * Rows:   a route is named by a number: that of its constant row, or behind those, of its
 * change. */
#ifndef NETSTAGE_IP_ROUTE_CHANGE_H
#define NETSTAGE_IP_ROUTE_CHANGE_H

#include "ip/ip.h"

/* The longest match, or NONE: as route_find(), with the node's changes. */
uint32_t ip_route_find(const struct ip *ip, uint32_t node, ipv4_address destination);

/* The next route of a node that counts, behind `after` (NONE: the first), or NONE. In no order.
 */
uint32_t ip_route_next(const struct ip *ip, uint32_t node, uint32_t after);

/* Adds a route. False: there is one for this prefix with this metric, or the simulator has no
 * room. */
bool ip_route_add(struct ip *ip, struct route route) MUST_CHECK;

/* Takes a route away. */
void ip_route_remove(struct ip *ip, uint32_t node, uint32_t row);

/* An interface has been taken out of service: all routes over it go, but that to its own
 * address. Or it has been put back: the routes to its own network come back, no others. Where
 * the simulator has no room, routes stay. */
void ip_routes_follow(struct ip *ip, uint32_t node, uint32_t interface, bool up);

#endif
