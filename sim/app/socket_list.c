/* app/socket_list.c: see socket_list.h. */
#include "app/socket_list.h"

#include <string.h>

#include "app/app.h"
#include "app/command.h"
#include "transport/tcp_conn.h"
#include "transport/udp_socket.h"

static uint64_t ends_of(const struct socket_row *r)
{
    return (uint64_t)r->local.port << 48 | (uint64_t)r->remote.address << 16 | r->remote.port;
}

static bool comes_before(const struct socket_row *a, const struct socket_row *b)
{
    if (a->udp != b->udp)
        return a->udp;
    if (ends_of(a) != ends_of(b))
        return ends_of(a) < ends_of(b);
    if (a->local.address != b->local.address)
        return a->local.address < b->local.address;
    return a->serial < b->serial;
}

/* Sorted in, when it comes behind `after` and the page still has room for it. */
static void offer(struct socket_page *page, const struct socket_row *after,
                  const struct socket_row *row)
{
    if (after != NULL && !comes_before(after, row))
        return;
    uint32_t at = page->count;
    if (at == SOCKET_PAGE) {
        if (!comes_before(row, &page->row[SOCKET_PAGE - 1]))
            return;
        at--;
    } else {
        page->count++;
    }
    for (; at > 0 && comes_before(row, &page->row[at - 1]); at--)
        page->row[at] = page->row[at - 1];
    page->row[at] = *row;
}

static void offer_udp(struct socket_page *page, const struct transport *t, uint32_t node,
                      const struct socket_row *after)
{
    for (uint32_t i = udp_socket_next(t, 0); i != NONE; i = udp_socket_next(t, i + 1)) {
        const struct udp_socket *s = &t->udp[i];
        if (s->node == node)
            offer(page, after,
                  &(struct socket_row){.local = {.port = s->port},
                                       .connection = NONE,
                                       .owner = s->owner,
                                       .serial = s->serial,
                                       .state = TCP_CLOSED,
                                       .udp = true});
    }
}

static void offer_listeners(struct socket_page *page, const struct transport *t, uint32_t node,
                            const struct socket_row *after)
{
    for (uint32_t i = tcp_listener_next(t, 0); i != NONE; i = tcp_listener_next(t, i + 1)) {
        const struct tcp_listener *l = &t->listeners[i];
        if (l->node == node)
            offer(page, after,
                  &(struct socket_row){.local = {.address = l->address, .port = l->port},
                                       .waiting = {l->pending, l->backlog},
                                       .connection = NONE,
                                       .owner = l->owner,
                                       .serial = l->serial,
                                       .state = TCP_LISTEN});
    }
}

static void offer_connections(struct socket_page *page, const struct transport *t,
                              uint32_t node, bool quiet_too, const struct socket_row *after)
{
    for (uint32_t i = tcp_conn_next(t, 0); i != NONE; i = tcp_conn_next(t, i + 1)) {
        const struct tcp_conn *c = &t->conns[i];
        bool quiet = c->state == TCP_TIME_WAIT || c->state == TCP_SYN_RECEIVED;
        if (c->node == node && (quiet_too || !quiet))
            offer(
                page, after,
                &(struct socket_row){.local = {.address = c->local, .port = c->local_port},
                                     .remote = {.address = c->remote, .port = c->remote_port},
                                     .waiting = {c->rcv.user, c->stream.end - c->stream.front},
                                     .connection = i,
                                     .owner = c->owner,
                                     .serial = c->serial,
                                     .state = c->state});
    }
}

bool socket_page_next(const struct app *app, uint32_t node, unsigned choice,
                      const struct socket_row *after, struct socket_page *page)
{
    const struct transport *t = app->transport;
    page->count = 0;
    if ((choice & SOCKETS_OF_UDP) != 0)
        offer_udp(page, t, node, after);
    if ((choice & SOCKETS_THAT_LISTEN) != 0)
        offer_listeners(page, t, node, after);
    if ((choice & SOCKETS_THAT_TALK) != 0)
        offer_connections(page, t, node, (choice & SOCKETS_QUIET_TOO) != 0, after);
    return page->count > 0;
}

const char *socket_program(const struct app *app, const struct socket_row *row,
                           uint32_t *number)
{
    *number = PROCESS_SERVICES + (uint32_t)app_owner_table(row->owner);
    switch (app_owner_table(row->owner)) {
    case APP_NOBODY:
        return NULL;
    case APP_JOB:
        *number = PROCESS_JOBS + app_owner_row(row->owner) + 1;
        return command_name((enum command_kind)app->jobs[app_owner_row(row->owner)].kind);
    case APP_DNS_SERVICE:
    case APP_DNS_QUERY:
    case APP_DNS_CONNECTION:
        *number = PROCESS_SERVICES + APP_DNS_SERVICE;
        return "named";
    case APP_HTTP_SERVICE:
    case APP_HTTP_CONNECTION:
        *number = PROCESS_SERVICES + APP_HTTP_SERVICE;
        return "httpd";
    case APP_BULK_SERVICE:
    case APP_BULK:
        return "transfer";
    case APP_OUTSIDE:
    case APP_PROGRAM:
        return "outside";
    case APP_RIP:
    case APP_RIP_TRIGGER:
    case APP_RIP_ROUTE:
        *number = PROCESS_SERVICES + APP_RIP;
        return "ripd";
    case APP_PROXY_SERVICE:
    case APP_PROXY_CLIENT:
    case APP_PROXY_ORIGIN:
        *number = PROCESS_SERVICES + APP_PROXY_SERVICE;
        return "proxy";
    }
    return NULL;
}

const char *socket_timer(const struct app *app, const struct socket_row *row, sim_time *left,
                         unsigned *times)
{
    if (row->connection == NONE)
        return NULL;
    const struct tcp_conn *c = &app->transport->conns[row->connection];
    bool waits = timer_is_set(&c->time_wait);
    if (!waits && !timer_is_set(&c->retransmission)) {
        *left = c->keep_alive.deadline - sim_now(app->sim);
        *times = c->rtt.keep_alives;
        return timer_is_set(&c->keep_alive) ? "keepalive" : NULL;
    }
    bool probing = !waits && (c->flags & CONN_PROBING) != 0;
    *left = (waits ? c->time_wait.deadline : c->retransmission.deadline) - sim_now(app->sim);
    *times = waits ? 0 : probing ? c->rtt.probes : c->rtt.retries;
    return waits ? "timewait" : probing ? "persist" : "on";
}
