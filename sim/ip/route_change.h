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

/* Where a route comes from, by its number. */
enum route_origin ip_route_origin(const struct ip *ip, uint32_t row);

/* --- for routing daemons --- */

/* The route of this origin to a network, or NONE. */
uint32_t ip_route_learnt(const struct ip *ip, uint32_t node, ipv4_address prefix, uint8_t length,
                         enum route_origin origin);
/* Puts a route into the table: in the place of row `there`, which has the same origin, or as a new
 * one (NONE). Of two routes to one network the lower metric counts. Where the simulator has no
 * room, nothing changes. */
void ip_route_learn(struct ip *ip, struct route route, enum route_origin origin, uint32_t there);
/* Takes the route of this origin away, if there is one. */
void ip_route_forget(struct ip *ip, uint32_t node, ipv4_address prefix, uint8_t length,
                     enum route_origin origin);

/* The network at an interface cannot be reached over it, for its cable is cut: the routes to it
 * go until ip_routes_follow() brings them back. */
void ip_routes_without_carrier(struct ip *ip, uint32_t node, uint32_t interface);

/* An interface has been taken out of service: all routes over it go, but that to its own
 * address. Or it has been put back: the routes to its own network come back, no others. Where
 * the simulator has no room, routes stay. */
void ip_routes_follow(struct ip *ip, uint32_t node, uint32_t interface, bool up);

#endif
