/* app/rip_state.h: what a routing daemon (RFC 2453) remembers: a row a node, and a row for
 * every network that it knows. Private to this room, but for readers.
 *
 * Shape:  the routes of a node are a chain, in the order in which they were learnt. A route
 * whose metric is RIP_INFINITY is kept for a while to tell neighbours so ("garbage
 * collection"). Units:  times in ns; metrics in routers, the own one included. */
#ifndef NETSTAGE_APP_RIP_STATE_H
#define NETSTAGE_APP_RIP_STATE_H

#include "core/sim.h"
#include "transport/transport.h"

struct rip_node {
    struct timer update;     /* the next regular update; the first time: the question to all */
    struct timer trigger;    /* set: no triggered update may go out yet (section 3.10.1) */
    sim_time changed_at;     /* when a route changed last */
    record_id began;         /* why the daemon runs */
    record_id news;          /* the first change that a triggered update is to tell */
    struct socket_id socket; /* serial 0: it does not run */
    uint32_t routes;         /* first, plus one */
    uint32_t count;
    uint32_t draws;     /* random times drawn so far */
    uint32_t updates;   /* regular ones sent */
    uint32_t triggered; /* triggered ones */
    uint32_t peers;     /* first neighbour that was heard, plus one */
    uint8_t asked;      /* the question to all neighbours is out */
    uint8_t pending;    /* something changed that was not told yet */
    uint8_t reserved[6];
};

enum { RIP_PEERS = 64 }; /* that a node counts */

/* A neighbour whose messages have come. */
struct rip_peer {
    uint32_t
        next; /* later one of this node, plus one; first, so that a free row has address 0 */
    uint32_t node;
    sim_time heard;
    ipv4_address address;
    uint32_t bad_messages;
    uint32_t bad_entries;
    uint32_t reserved;
};

enum rip_kind {
    RIP_DIRECT = 1, /* a network of an own interface */
    RIP_STATIC,     /* a route that was written down, told to others */
    RIP_LEARNT,     /* from a neighbour */
};

struct rip_route {
    uint32_t next; /* later one of this node, plus one; first, so that a free row has kind 0 */
    uint32_t node;
    struct timer timer; /* the timeout; after it, until the route is deleted */
    ipv4_address prefix;
    ipv4_address gateway; /* RIP_LEARNT, RIP_STATIC: the next hop */
    ipv4_address from;    /* RIP_LEARNT: the router that told */
    uint32_t interface;
    uint16_t tag;
    uint8_t length;  /* of the prefix */
    uint8_t metric;  /* 1 to RIP_INFINITY */
    uint8_t kind;    /* enum rip_kind; 0: not in use */
    uint8_t changed; /* the route change flag (section 3.10.1) */
    uint8_t shown;   /* the row was recorded as a new one */
    uint8_t reserved;
};

_Static_assert(sizeof(struct rip_node) == 48 + 24 + 8 + 32 && sizeof(struct rip_route) == 56 &&
                   sizeof(struct rip_peer) == 32,
               "no padding in state");

#endif
