/* ip/route.h: routing tables and longest-prefix match (RFC 1122 section 3.3.1, RFC 1812 section
 * 5.2.4.3).
 *
 * Shape:  the routes of a node are one run of rows in the constant table, sorted by prefix
 *         length, longest first, then by prefix. A handful of routes is simply looked through:
 * the first hit is the longest match. For more there is a trie beside them (route_trie.h). A
 *         node's own addresses are /32 routes of kind ROUTE_LOCAL, so that one look-up answers
 *         "for me?" and "where to?".
 */
#ifndef NETSTAGE_IP_ROUTE_H
#define NETSTAGE_IP_ROUTE_H

#include "ip/route_trie.h"

enum route_kind {
    ROUTE_LOCAL,     /* an address of this node */
    ROUTE_BROADCAST, /* a broadcast address of a connected network */
    ROUTE_CONNECTED, /* on the link: the next hop is the destination itself */
    ROUTE_VIA,       /* through a gateway */
    ROUTE_UNREACHABLE,
};

struct route {
    ipv4_address prefix;
    ipv4_address mask;    /* of prefix_length; routes_add() fills it in */
    ipv4_address gateway; /* ROUTE_VIA */
    uint32_t node;
    uint32_t interface; /* the way out */
    uint8_t prefix_length;
    uint8_t kind; /* enum route_kind */
    uint16_t metric;
};

struct route_span {
    uint32_t first; /* rows of one node */
    uint32_t count;
    uint32_t root; /* of its trie; NONE: the rows are looked through */
};

struct routes {
    struct route *row;       /* constant after build; owned */
    struct route_span *span; /* one a node; owned */
    struct route_tries tries;
    uint32_t count;
    uint32_t capacity;
    uint32_t nodes;
};

/* For so many nodes, with no routes. False: out of memory. */
bool routes_init(struct routes *routes, uint32_t nodes) MUST_CHECK;
void routes_release(struct routes *routes);

/* Adds a route, in any order. False: out of memory. */
bool routes_add(struct routes *routes, struct route route) MUST_CHECK;

/* Sorts and builds the tries; before the first look-up. Of two routes for one prefix of a node,
 * the lower metric stays first. False: out of memory. */
bool routes_finish(struct routes *routes) MUST_CHECK;

/* The row with the longest prefix that contains the address, or NONE. */
uint32_t route_find(const struct routes *routes, uint32_t node, ipv4_address destination);

#endif
