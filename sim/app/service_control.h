/* app/service_control.h: the services that a scenario gives a host, started and stopped by the
 * commands systemctl and httpd.
 *
 * Units:  httpd is the web server, squid the proxy, named the name server (with its
 *         resolver), ripd the routing daemon. All of them run
 *         from the start. */
#ifndef NETSTAGE_APP_SERVICE_CONTROL_H
#define NETSTAGE_APP_SERVICE_CONTROL_H

#include "app/tables.h"

/* Has the host this service at all? */
bool service_is_there(const struct app *app, uint32_t node, enum service_unit unit);
static inline bool service_is_active(const struct app *app, uint32_t node,
                                     enum service_unit unit)
{
    return app->services[node].run[unit].active;
}

/* Both: nothing happens when it is so already. False: the port is in use. */
bool service_start(struct app *app, uint32_t node, enum service_unit unit) MUST_CHECK;
void service_stop(struct app *app, uint32_t node, enum service_unit unit);

/* The commands. */
void systemctl_begin(struct app *app, struct job *job);
void httpd_begin(struct app *app, struct job *job);

#endif
