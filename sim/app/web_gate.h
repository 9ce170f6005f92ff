/* app/web_gate.h: what a web server decides about a request before it is worked on, whatever it
 * asks for: maintenance (503, RFC 9110 section 15.6.4), overload (503), a limit of requests of
 * one client (429, RFC 6585 section 4), failures on purpose. Counts every request, at the end
 * of its head.
 *
 * Shape:  the verdict is kept in the connection until the request is complete. A limit counts
 *         in a row of TABLE_LIMIT for each client: a window begins with the first request and
 *         ends after its time; rows whose window is over go with the next request. Bounds: at
 *         most LIMITS_MOST rows a server; then the oldest makes way. */
#ifndef NETSTAGE_APP_WEB_GATE_H
#define NETSTAGE_APP_WEB_GATE_H

#include "app/tables.h"

enum web_gate {
    WEB_GATE_OPEN,
    WEB_GATE_MAINTENANCE, /* 503 */
    WEB_GATE_BUSY,        /* 503 */
    WEB_GATE_LIMIT,       /* 429 */
    WEB_GATE_FAILS,       /* 500, when nothing else is wrong */
    WEB_GATE_HANGS_UP,
    WEB_GATE_LOSES_ANSWER,
};

/* Judges a request for c->target: sets c->gate, and for a shut one c->retry_after, c->counted
 * and c->place. */
void web_gate_judge(struct app *app, struct web_connection *c);

/* The gate answers with this status; 0: it does not. And why. */
uint16_t web_gate_status(const struct web_connection *c);
enum rule web_gate_rule(const struct web_connection *c);

/* What holds for a connection's resource: its own manner, or else the server's. */
sim_time web_gate_delay(const struct app *app, const struct web_connection *c);
uint32_t web_gate_pace(const struct app *app, const struct web_connection *c, sim_time *every);

#endif
