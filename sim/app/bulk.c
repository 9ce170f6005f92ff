/* app/bulk.c: see bulk.h. */
#include "app/bulk.h"

#include <assert.h>

enum { FLOWS_MAXIMUM = 1 << 22, FLOW_SLACK = 16, BACKLOG = 4096, PATTERN = 4096 };

#define PATTERN_16(n) (n), (n) + 1, (n) + 2, (n) + 3, (n) + 4, (n) + 5, (n) + 6, (n) + 7, \
                      (n) + 8, (n) + 9, (n) + 10, (n) + 11, (n) + 12, (n) + 13, (n) + 14, (n) + 15
#define PATTERN_256 PATTERN_16(0), PATTERN_16(16), PATTERN_16(32), PATTERN_16(48), PATTERN_16(64), \
                    PATTERN_16(80), PATTERN_16(96), PATTERN_16(112), PATTERN_16(128),             \
                    PATTERN_16(144), PATTERN_16(160), PATTERN_16(176), PATTERN_16(192),           \
                    PATTERN_16(208), PATTERN_16(224), PATTERN_16(240)

static const uint8_t pattern[PATTERN] = {
    PATTERN_256, PATTERN_256, PATTERN_256, PATTERN_256, PATTERN_256, PATTERN_256,
    PATTERN_256, PATTERN_256, PATTERN_256, PATTERN_256, PATTERN_256, PATTERN_256,
    PATTERN_256, PATTERN_256, PATTERN_256, PATTERN_256};

void bulk_add_pools(struct bulk *b, struct transport *transport, const struct bulk_plan *plan,
                    uint32_t expected)
{
    struct arena *arena = &transport->sim->arena;
    bool used = plan->server_node != NONE;
    b->transport = transport;
    b->plan = plan;
    b->flow_pool = arena_add(arena, "bulk transfers", sizeof(struct bulk_flow),
                             used ? expected * 2 : 1, used ? FLOW_SLACK : 0, FLOWS_MAXIMUM,
                             (void **)&b->flows);
    b->totals_pool = arena_add(arena, "bulk totals", sizeof(struct bulk_totals), 1, 0, 1,
                               (void **)&b->totals);
}

void bulk_start_service(struct bulk *b)
{
    struct socket_id listener;
    uint32_t row = arena_take_table(&b->transport->sim->arena, b->totals_pool, 1);
    assert(row == 0);
    (void)row;
    if (b->plan->server_node == NONE)
        return;
    enum tcp_status status = tcp_listen(b->transport, b->plan->server_node, b->plan->port, BACKLOG,
                                        app_owner(APP_BULK_SERVICE, 0), &listener);
    assert(status == TCP_OK);
    (void)status;
}

/* A row for one end of a connection, or NULL. */
static struct bulk_flow *new_flow(struct bulk *b, uint32_t node, uint64_t to_send)
{
    uint32_t row = arena_take(&b->transport->sim->arena, b->flow_pool);
    if (row == NONE)
        return NULL;
    b->flows[row].node = node;
    b->flows[row].to_send = to_send;
    return &b->flows[row];
}

static uint32_t owner_of(const struct bulk *b, const struct bulk_flow *flow)
{
    return app_owner(APP_BULK, (uint32_t)(flow - b->flows));
}

void bulk_run(struct bulk *b, uint32_t node)
{
    struct bulk_flow *flow = new_flow(b, node, b->plan->request);
    if (flow == NULL)
        return;
    struct endpoint server = {.address = b->plan->server, .port = b->plan->port};
    b->totals->started++;
    if (tcp_connect(b->transport, node, 0, server, owner_of(b, flow), &flow->socket) == TCP_OK)
        return;
    b->totals->failed++;
    arena_give(&b->transport->sim->arena, b->flow_pool, (uint32_t)(flow - b->flows));
}

static void close_flow(struct bulk *b, struct bulk_flow *flow)
{
    flow->closed = 1;
    (void)tcp_close(b->transport, flow->socket);
}

/* Gives TCP as much as it takes. */
static void pump(struct bulk *b, struct bulk_flow *flow)
{
    uint64_t total = flow->is_server != 0 ? b->plan->response : b->plan->request;
    size_t taken = 1;
    while (flow->to_send > 0 && taken > 0) {
        size_t at = (size_t)((total - flow->to_send) % PATTERN);
        size_t n = PATTERN - at;
        if (n > flow->to_send)
            n = (size_t)flow->to_send;
        if (tcp_send(b->transport, flow->socket, pattern + at, n, &taken) != TCP_OK)
            return;
        flow->to_send -= taken;
    }
    if (flow->to_send == 0 && flow->is_server == 0 && b->plan->response == 0 && flow->closed == 0)
        close_flow(b, flow);
}

/* Reads and throws away what is there; the total says what to do next. */
static void drain(struct bulk *b, struct bulk_flow *flow)
{
    size_t length = 0;
    while (tcp_receive(b->transport, flow->socket, NULL, SIZE_MAX, &length) == TCP_OK) {
        flow->received += length;
        b->totals->received += length;
    }
    if (flow->is_server == 0 && flow->closed == 0 && b->plan->response > 0 &&
        flow->received == b->plan->response)
        close_flow(b, flow);
    if (flow->is_server != 0 && flow->received == b->plan->request)
        pump(b, flow);
}

static void accept_flow(struct bulk *b, const struct socket_up *up)
{
    struct bulk_flow *flow = new_flow(b, b->plan->server_node, b->plan->response);
    if (flow == NULL) {
        tcp_abort(b->transport, up->socket);
        return;
    }
    flow->is_server = 1;
    flow->socket = up->socket;
    tcp_set_owner(b->transport, up->socket, owner_of(b, flow));
    if ((up->events & SOCKET_READABLE) != 0)
        drain(b, flow);
}

void bulk_event(struct bulk *b, uint32_t owner, const struct socket_up *up)
{
    enum {
        FAILED = SOCKET_RESET | SOCKET_REFUSED | SOCKET_TIMED_OUT,
        ENDED = SOCKET_CLOSED | FAILED,
    };
    if (app_owner_table(owner) == APP_BULK_SERVICE) {
        if ((up->events & SOCKET_ACCEPTED) != 0)
            accept_flow(b, up);
        return;
    }
    struct bulk_flow *flow = &b->flows[app_owner_row(owner)];
    if ((up->events & (SOCKET_CONNECTED | SOCKET_WRITABLE)) != 0 &&
        (flow->is_server == 0 || flow->received == b->plan->request))
        pump(b, flow);
    if ((up->events & SOCKET_READABLE) != 0)
        drain(b, flow);
    if ((up->events & SOCKET_PEER_CLOSED) != 0 && flow->closed == 0)
        close_flow(b, flow);
    if ((up->events & ENDED) == 0)
        return;
    if (flow->is_server == 0 && (up->events & FAILED) != 0)
        b->totals->failed++;
    else if (flow->is_server == 0)
        b->totals->finished++;
    arena_give(&b->transport->sim->arena, b->flow_pool, app_owner_row(owner));
}
