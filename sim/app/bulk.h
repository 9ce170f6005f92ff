/* app/bulk.h: plain transfers over TCP, by which speed is measured: a client sends so many octets,
 * the server answers with so many, the client closes first. Octets are a fixed pattern.
 *
 * Shape:  one plan for the world (constant) and a row a flow, at either end. The owner word of a
 *         flow's socket is app_owner(APP_BULK, row), of the listener app_owner(APP_BULK_SERVICE, 0).
 * Units:  octets. */
#ifndef NETSTAGE_APP_BULK_H
#define NETSTAGE_APP_BULK_H

#include "app/app.h"

struct bulk_plan {
    uint64_t request;     /* octets from the client */
    uint64_t response;    /* octets from the server, once it has read the request; 0: none */
    ipv4_address server;
    uint32_t server_node; /* NONE: there is no bulk transfer in this world */
    uint16_t port;
};

struct bulk_flow {
    uint32_t next;        /* the free list's; a free row keeps serial 0 */
    uint32_t node;
    struct socket_id socket;
    uint64_t to_send;     /* octets not yet given to TCP */
    uint64_t received;
    uint8_t is_server;
    uint8_t closed;       /* this end has called CLOSE */
    uint8_t reserved[6];
};

/* What all flows of a run have done. */
struct bulk_totals {
    uint64_t received;    /* octets read at the servers and at the clients */
    uint32_t started;     /* clients */
    uint32_t finished;    /* clients whose connection ended in order */
    uint32_t failed;      /* … otherwise */
    uint32_t reserved;
};

_Static_assert(sizeof(struct bulk_flow) == 40 && sizeof(struct bulk_totals) == 24,
               "no padding in state");

struct bulk {
    struct transport *transport;
    const struct bulk_plan *plan;
    struct bulk_flow *flows;
    struct bulk_totals *totals;
    pool_id flow_pool, totals_pool;
};

void bulk_add_pools(struct bulk *bulk, struct transport *transport, const struct bulk_plan *plan,
                    uint32_t expected);
/* After arena_build(): the server listens. */
void bulk_start_service(struct bulk *bulk);
/* A client begins on this node. */
void bulk_run(struct bulk *bulk, uint32_t node);
void bulk_event(struct bulk *bulk, uint32_t owner, const struct socket_up *up);

#endif
