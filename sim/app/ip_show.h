/* app/ip_show.h: what ip shows. Inside ip.c. */
#ifndef NETSTAGE_APP_IP_SHOW_H
#define NETSTAGE_APP_IP_SHOW_H

#include "app/tables.h"

/* Each gives the exit status. `device` NONE: all of them. */
uint8_t ip_show_interfaces(struct app *app, const struct job *job, uint32_t device);
uint8_t ip_show_routes(struct app *app, const struct job *job);
uint8_t ip_show_route_to(struct app *app, const struct job *job, ipv4_address destination);
/* The path MTUs that are known (ip route show cache). */
uint8_t ip_show_paths(struct app *app, const struct job *job);
uint8_t ip_show_neighbours(struct app *app, const struct job *job, uint32_t device);

/* The next route to be listed behind the row `last` (NONE: the first), as the kernel lists them:
 * by prefix, the default first. NONE: that was the last one. */
uint32_t ip_route_shown_after(const struct ip *ip, uint32_t node, uint32_t last);

#endif
