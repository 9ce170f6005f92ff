/* app/rip.h: the routing daemon of a node: RIP version 2 (RFC 2453).
 *
 * Files:  rip.c       it starts and stops; timers; interfaces and cables that fail
 *         rip_table.c the routes that it knows, and what of them IP gets
 *         rip_input.c what it makes of messages (section 3.9)
 *         rip_output.c what it tells, to whom and when (section 3.10)
 *         rip_show.c  vtysh */
#ifndef NETSTAGE_APP_RIP_H
#define NETSTAGE_APP_RIP_H

#include "app/tables.h"

/* The daemon begins to work, or ends: all that it taught IP goes with it. False: port 520 is in
 * use. */
bool rip_start(struct app *app, uint32_t node) MUST_CHECK;
void rip_stop(struct app *app, uint32_t node);

/* A datagram has come to port 520. */
void rip_datagram(struct app *app, uint32_t node, const struct udp_datagram *datagram);

/* Its timers: APP_RIP, APP_RIP_TRIGGER (rows are nodes) and APP_RIP_ROUTE. */
struct timer *rip_timer(const struct app *app, uint32_t owner);
void rip_timer_fires(struct app *app, uint32_t owner);

/* An interface was put into service or out of it, or its cable was cut or mended. */
void rip_interface_changed(struct app *app, uint32_t interface);

/* No daemon has anything to tell or to doubt: nothing but the regular updates goes on. */
bool rip_is_settled(const struct app *app);

/* The command. */
void vtysh_begin(struct app *app, struct job *job);

#endif
