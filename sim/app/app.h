/* app/app.h: the applications of all nodes: the commands that people type (jobs) and the services
 * that wait (DNS and HTTP servers). This is the room's only door: host/ carries what happened up
 * through it, and the room calls transport/, ip/ and link/ downwards.
 *
 * Shape:  jobs, name-server queries, HTTP connections and cached records are rows of the world's
 *         arena. Whoever owns a socket is named by an `owner` word (a table and a row, see
 *         app_owner below) that transport/ stores without looking at it and hands back.
 * Rules:  every entry runs to completion inside one event, allocates nothing, and calls nobody
 *         back: what it causes is sent downwards at once or waits for a timer.
 *
 * DRAFT of the entry points, fixed when transport/ and core/ are there:
 *
 *   app_add_pools(app, arena)             before arena_build(): jobs, queries, connections, cache
 *   app_build(app, plans, node_count)     opens the sockets of the services (DNS 53, HTTP port)
 *   app_start(app, node, command, cause)  a command begins; gives the job's row
 *   app_cancel(app, job)                  Ctrl-C: prints what the tool prints, ends the job
 *   app_tcp_event(app, owner, conn, what) what: established | readable | writable | peer closed |
 *                                         reset | refused | timed out | unreachable | closed
 *   app_tcp_accepted(app, owner, conn)    a listener of a service has a new connection;
 *                                         gives the owner word of the connection
 *   app_udp_received(app, owner, remote, octets, length)
 *   app_udp_error(app, owner, remote, icmp type, code)   port or host unreachable for a socket
 *   app_echo_reply(app, node, reply)      identifier, sequence, source, TTL, octets
 *   app_icmp_error(app, node, error)      type, code, source, and the quoted header: protocol,
 *                                         destination, identifier/ports; for ping and traceroute
 *   app_timer(app, owner)                 the deadline that the owner had set
 *   app_busy(app)                         jobs that have not ended (does the run go on?) */
#ifndef NETSTAGE_APP_APP_H
#define NETSTAGE_APP_APP_H

#include "base/arena.h"

/* The owner word of a socket or timer: which table of this room, and which row of it. */
enum app_table {
    APP_NOBODY = 0,
    APP_JOB,             /* a command */
    APP_DNS_SERVICE,     /* a name server's socket; the row is the node */
    APP_DNS_QUERY,       /* a question that a recursive resolver works on */
    APP_HTTP_SERVICE,    /* a listening web server; the row is the node */
    APP_HTTP_CONNECTION, /* one accepted connection of a web server */
};

enum { APP_OWNER_ROW_BITS = 24 };

static inline uint32_t app_owner(enum app_table table, uint32_t row)
{
    return (uint32_t)table << APP_OWNER_ROW_BITS | row;
}

static inline enum app_table app_owner_table(uint32_t owner)
{
    return (enum app_table)(owner >> APP_OWNER_ROW_BITS);
}

static inline uint32_t app_owner_row(uint32_t owner)
{
    return owner & ((UINT32_C(1) << APP_OWNER_ROW_BITS) - 1);
}

#endif
