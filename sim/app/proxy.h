/* app/proxy.h: proxies (RFC 9110 section 7.6): a host's service that passes requests on to
 * origins and their answers back, with a shared cache (http_cache.h) if it has one.
 *
 *     client --request--> proxy_client . . . proxy_origin --request--> origin
 *            <--response-                                 <--response-
 *
 * Shape:  two machines joined while an exchange lasts. Content is never gathered: a piece is
 * taken from one connection only when the piece before it has gone into the other, so a slow
 * reader holds up a fast writer through TCP's own windows. Connections to origins are kept for
 * the next request. Forward: the client names the origin (absolute-form, or CONNECT for a
 * tunnel). Reverse: plan.h's proxy_plan names them. */
#ifndef NETSTAGE_APP_PROXY_H
#define NETSTAGE_APP_PROXY_H

#include "app/proxy_tables.h"

/* At the start: listens. */
/* False: the port is in use. */
bool proxy_start(struct app *app, uint32_t node) MUST_CHECK;
/* The port and all connections, on both sides, are closed; what is stored stays. */
void proxy_stop(struct app *app, uint32_t node);
void proxy_accepted(struct app *app, uint32_t node, struct socket_id socket);

/* News of the connections, and the time-outs. */
void proxy_client_event(struct app *app, struct proxy_client *client,
                        const struct socket_up *up);
void proxy_client_timer(struct app *app, struct proxy_client *client);
void proxy_origin_event(struct app *app, struct proxy_origin *origin,
                        const struct socket_up *up);
void proxy_origin_timer(struct app *app, struct proxy_origin *origin);

/* The look-up of an origin's name has ended; `job` is the one that did it. */
void proxy_resolved(struct app *app, struct job *job, enum lookup_result result);

#endif
