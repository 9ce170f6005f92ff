/* world/auto_route.h: `routes: auto`: fills in the routes of nodes that ask for it, by shortest
 * path over the whole topology. Inside world/. */
#ifndef NETSTAGE_WORLD_AUTO_ROUTE_H
#define NETSTAGE_WORLD_AUTO_ROUTE_H

#include "ip/route.h"
#include "world/def.h"

/* A router with auto_routes gets one route for every network that it is not connected to and that
 * can be reached; a host gets a default route through the router on its link (of several, the
 * first in the order of the file). Length is the number of routers passed; of equally long ways
 * the one through the interface that comes first is taken. False: out of memory. */
bool auto_routes_add(struct routes *routes, const struct world_def *def) MUST_CHECK;

#endif
