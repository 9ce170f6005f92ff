/* ip/path.h: what a node has learnt of the largest packets that the path to a destination takes
 * (RFC 1191 section 6).
 *
 * Shape:  a row for each destination whose path takes less than the first link, in a list a
 *         node, latest first; at most IP_PATHS_A_NODE, then the oldest makes way. A row counts
 *         for a while (section 6.3) and is thrown away when it is looked for later.
 * Units:  MTU in octets with the Internet header; times in ns. Rows are held plus one. */
#ifndef NETSTAGE_IP_PATH_H
#define NETSTAGE_IP_PATH_H

#include "ip/ip.h"

enum { IP_PATHS_A_NODE = 64 };

struct path_mtu {
    sim_time until; /* from then on it counts no longer */
    ipv4_address destination;
    uint32_t next; /* the node's next older one, plus one */
    uint16_t mtu;
    uint8_t may_cut; /* 1: the path takes even less, so routers must be allowed to cut */
    uint8_t reserved[5];
};

/* A row a node. */
struct path_list {
    uint32_t first;
    uint32_t count;
};

/* One row: counts what changes on any node, so that a connection sees with one look that
 * nothing has. */
struct path_changes {
    uint32_t number; /* from 1 */
    uint32_t reserved;
};

_Static_assert(sizeof(struct path_mtu) == 24 && sizeof(struct path_list) == 8 &&
                   sizeof(struct path_changes) == 8,
               "no padding in state");

void path_add_pools(struct ip *ip, struct arena *arena, uint32_t nodes);
void path_start(struct ip *ip);

/* What is known of the way from `node` to `destination`, NULL: nothing. */
const struct path_mtu *ip_path_known(const struct ip *ip, uint32_t node,
                                     ipv4_address destination);

/* The largest packet for this destination: that of the first link, or what is known if it is
 * less. *may_cut: see above. 0: no route. */
uint16_t ip_path_mtu(const struct ip *ip, uint32_t node, ipv4_address destination,
                     bool *may_cut);

/* The same number, and rows that have grown old are thrown away, with a record. */
uint16_t ip_path_mtu_now(struct ip *ip, uint32_t node, ipv4_address destination, bool *may_cut);

/* The row of `node` after `last` (NULL: the first), for tables; rows that count no longer are
 * left out. */
const struct path_mtu *ip_path_after(const struct ip *ip, uint32_t node,
                                     const struct path_mtu *last);

/* How a node takes such news. */
struct path_policy {
    sim_time age;   /* how long it counts; 0: for ever */
    uint16_t least; /* nothing smaller is believed: packets may be cut then instead */
};

/* From now on packets to `destination` have at most `mtu` octets. The estimate never grows by
 * this: false, and nothing has changed. */
bool ip_path_shrink(struct ip *ip, uint32_t node, ipv4_address destination, uint16_t mtu,
                    const struct path_policy *policy);

/* What a "fragmentation needed" says about the path of the packet that it quotes (RFC 1191
 * sections 3 and 5): with old routers, which name no MTU, the next plateau of section 7 below
 * the packet's length. 0: it says nothing that can be believed, and a record tells why. */
uint16_t ip_path_claim(struct ip *ip, uint32_t node, const struct icmp_message *message);

/* Forgets all that `node` knows. */
void ip_path_flush(struct ip *ip, uint32_t node);

#endif
