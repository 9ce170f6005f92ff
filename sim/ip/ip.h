/* ip/ip.h: the Internet Protocol of a host and of a router, and ICMP with it.
 *
 * Shape:  no state of its own but a few counters a node; the routing table of each node is a
 *         constant run of routes (see ip/route.h).
 * Up:     ip_receive() tells which protocol a packet is for; it never calls upwards.
 * Model:  the weak one of RFC 1122 section 3.3.4.2: a packet for any address of the node is
 *         taken at any of its interfaces, and one goes out by the route of its destination,
 *         whatever its source. `reverse_path` makes a node stricter (RFC 3704).
 * Source: RFC 791, RFC 792, RFC 1122 section 3, RFC 1812 sections 4 and 5. */
#ifndef NETSTAGE_IP_IP_H
#define NETSTAGE_IP_IP_H

#include "ip/route.h"
#include "link/link.h"
#include "wire/icmp.h"
#include "wire/ipv4.h"

/* Where the transport header starts in a frame that ip_send() is given. */
enum { IP_PAYLOAD = ETHERNET_HEADER + IPV4_HEADER };

/* Octets that a datagram can carry behind a header without options. */
enum { IP_PAYLOAD_MAXIMUM = IPV4_MAXIMUM - IPV4_HEADER };

enum {
    IP_FRAGMENTS_MAXIMUM = 128,      /* of one datagram; 65535 octets are 119 of 576 */
    IP_REASSEMBLY_ROOM = 256 * 1024, /* octets of frames that a node keeps as fragments */
};

/* A node sends at most so many ICMP errors at once, and one more for each interval that passes
 * (RFC 1812 section 4.3.2.8, a token bucket). */
enum { ICMP_ERRORS_AT_ONCE = 50 };
#define ICMP_ERROR_INTERVAL (1 * SIM_MILLISECOND)

/* How long fragments wait for the rest. RFC 1122 section 3.3.2 wishes for 60 to 120 seconds;
 * hosts of today wait 30. */
#define IP_REASSEMBLY_TIME (30 * SIM_SECOND)

/* Does the way back to a packet's source leave by the interface where it came in? (RFC 3704) */
enum reverse_path {
    REVERSE_PATH_FREE,   /* not asked */
    REVERSE_PATH_STRICT, /* it must: section 2.2 */
    REVERSE_PATH_LOOSE,  /* there must be any way back: section 2.4 */
};

struct ip_node {
    uint16_t identification; /* of the last packet sent; RFC 791 section 3.2, RFC 6864 */
    uint8_t default_ttl;
    uint8_t forwards;       /* 1: a router */
    uint32_t changes;       /* first change of its routes, plus one; ip/route_change.h */
    uint32_t datagrams;     /* first of those that wait for fragments, plus one */
    uint32_t held;          /* octets of frames that these keep */
    sim_time errors_filled; /* ICMP errors that it may still send, as of this time */
    uint32_t errors_left;
    uint8_t reverse_path;        /* enum reverse_path */
    uint8_t silent_to_all;       /* 1: an echo to everybody is not answered */
    uint8_t directed_broadcasts; /* 1: a router sends them on (RFC 2644) */
    uint8_t hides_errors;        /* 1: it sends no ICMP errors */
};

/* A datagram of which fragments have come. */
struct reassembly {
    struct timer timer;
    ipv4_address source;
    ipv4_address destination;
    uint32_t node;
    uint32_t next;   /* the node's next younger one, plus one */
    uint32_t first;  /* its piece that comes first in it, plus one */
    uint32_t octets; /* of data that are there */
    uint32_t total;  /* octets of data in all; 0: the last fragment has not come */
    uint32_t cost;   /* octets of the frames that it keeps */
    uint16_t identification;
    uint8_t protocol;
    uint8_t ruined; /* 1: it was given up; what still comes is dropped */
    uint32_t reserved;
};

/* A fragment that waits. */
struct fragment {
    frame_id frame;
    uint32_t next; /* plus one */
    uint16_t from; /* its octets in the datagram's data */
    uint16_t to;   /* the first one after them */
    uint32_t reserved;
};

/* Where a route comes from. */
enum route_origin {
    ROUTE_FROM_SETUP, /* the scenario, or the interface itself */
    ROUTE_FROM_HAND,  /* the command ip */
    ROUTE_FROM_RIP,   /* a routing daemon */
};

/* A difference from the constant routes. */
struct route_change {
    uint32_t next;   /* later change of this node, plus one */
    uint32_t row;    /* of the route that counts no longer */
    uint8_t removed; /* 1: that; 0: `route` was added */
    uint8_t origin;  /* enum route_origin, of an added one */
    uint8_t reserved[6];
    struct route route;
};

/* A packet that a node sent to itself, on its way back up. */
struct looped {
    sim_time arrives;
    record_id cause;
    frame_id frame;
    uint32_t node;
    uint32_t next; /* later packet, or NONE */
    uint32_t reserved;
};

/* Ends of the FIFO of looped packets. */
struct loopback {
    uint32_t first; /* or NONE */
    uint32_t last;
};

_Static_assert(sizeof(struct ip_node) == 32 && sizeof(struct reassembly) == 64 &&
                   sizeof(struct fragment) == 16 && sizeof(struct route_change) == 40 &&
                   sizeof(struct looped) == 32 && sizeof(struct loopback) == 8,
               "no padding in state");

/* How long a packet to oneself takes. */
#define IP_LOOPBACK_DELAY (1 * SIM_MICROSECOND)

struct path_mtu;
struct path_list;
struct path_changes;

struct ip {
    struct sim *sim;
    struct link *link;
    const struct routes *routes; /* constant */
    struct ip_node *nodes;
    struct looped *looped;
    struct loopback *loopback;
    struct route_change *changes;
    struct reassembly *datagrams;
    struct fragment *pieces;
    struct path_mtu *paths; /* see path.h */
    struct path_list *path_lists;
    struct path_changes *path_changes;
    pool_id path_pool, path_list_pool, path_count_pool;
    pool_id datagram_pool, piece_pool;
    pool_id node_pool, looped_pool, loopback_pool, change_pool;
};

/* A route by its number. */
static inline const struct route *ip_route(const struct ip *ip, uint32_t row)
{
    return row < ip->routes->count ? &ip->routes->row[row]
                                   : &ip->changes[row - ip->routes->count].route;
}

void ip_add_pools(struct ip *ip, struct link *link, const struct routes *routes);
/* After arena_build(): routers forward, hosts do not. */
void ip_start(struct ip *ip);

/* May a packet be cut into fragments? As the socket option IP_MTU_DISCOVER of Linux has it. */
enum ip_cutting {
    IP_CUT_ANYWHERE, /* DF is clear: by us, and by every router (dont) */
    IP_CUT_HERE,     /* by us, when we know that it does not fit; else DF is set (want) */
    IP_CUT_NOWHERE,  /* DF is set, and what does not fit is refused (do) */
    IP_CUT_UNASKED,  /* the same, but what is known of the path does not count (probe) */
};

/* What the sender of a packet says about it. */
struct ip_request {
    ipv4_address source; /* 0: that of the outgoing interface */
    ipv4_address destination;
    uint8_t protocol; /* enum ipv4_protocol */
    uint8_t ttl;      /* 0: the node's default */
    uint8_t tos;
    uint8_t cutting;        /* enum ip_cutting */
    uint8_t options_length; /* octets of `options`, a multiple of four, at most 40 */
    const uint8_t *options; /* of the Internet header; the frame has room for them behind the
                             * payload. NULL: none */
    bool to_group; /* the destination is a group: it goes out of `interface`, by no route */
    uint32_t interface; /* of to_group */
};

enum ip_status {
    IP_SENT,        /* handed to the link (it may wait for ARP there) */
    IP_UNROUTABLE,  /* no route to the destination */
    IP_TOO_BIG,     /* larger than the first link or the path takes, and not to be cut */
    IP_LINK_FAILED, /* no cable, interface down, queue full, or more than
                     * IP_FRAGMENTS_MAXIMUM fragments: RECORD_DROPPED says why */
};

/* Sends a packet of `node`: the frame, made by ip_new_packet(), holds `payload` octets at
 * IP_PAYLOAD (a short frame is longer than they are: its padding follows); here the Internet
 * header is written in front of them. What does not fit the link, or the path as far as it is
 * known (path.h), goes as fragments, unless `cutting` forbids it. Takes the frame's reference
 * in every case. */
enum ip_status ip_send(struct ip *ip, uint32_t node, const struct ip_request *request,
                       uint16_t payload, frame_id frame);

/* A frame with room for `payload` octets at IP_PAYLOAD (up to IP_PAYLOAD_MAXIMUM). NONE: no
 * room. */
frame_id ip_new_packet(struct ip *ip, uint32_t payload);

/* The route that a packet of this node would take: the source address it would carry and the
 * MTU of the outgoing interface. IP_UNROUTABLE when there is none. No record is written. */
enum ip_status ip_choose_source(const struct ip *ip, uint32_t node, ipv4_address destination,
                                ipv4_address *source, uint16_t *mtu);

/* Negative advice: what a transport protocol sends to this destination is not answered (RFC 1122
 * section 3.4, ADVISE_DELIVPROB; RFC 9293 section 3.8.3, (b)). */
void ip_advise(struct ip *ip, uint32_t node, ipv4_address destination);

/* A packet as it is handed up: views into the frame's octets. */
struct ip_packet {
    struct ipv4 header;
    frame_id frame;
    uint32_t node;
    uint32_t interface;     /* where it came in; NONE: looped back */
    const uint8_t *payload; /* after the Internet header */
    uint16_t payload_length;
    uint16_t payload_offset; /* in the frame */
};

enum ip_up {
    IP_UP_ICMP, /* for this node; the caller keeps the reference of the frame */
    IP_UP_UDP,
    IP_UP_TCP,
    IP_FORWARDED, /* sent on; the reference is used up, as below */
    IP_DROPPED,   /* a RECORD_DROPPED says why; an ICMP error may have gone out */
    IP_WAITS,     /* a fragment: kept until the others come, or dropped as above */
};

/* The IPv4 packet in a frame that came in at this interface. */
enum ip_up ip_receive(struct ip *ip, uint32_t interface, frame_id frame,
                      struct ip_packet *packet);

/* The timer of EVENT_REASSEMBLY, and what it does: fragments have waited long enough. */
struct timer *ip_reassembly_timer(const struct ip *ip, uint32_t row);
void ip_reassembly_timeout(struct ip *ip, uint32_t row);

/* Is the queue's EVENT_LOOPBACK entry still true? */
bool ip_loopback_is_due(const struct ip *ip, struct queue_entry entry);

/* The event EVENT_LOOPBACK: the first looped packet comes up again. */
enum ip_up ip_receive_looped(struct ip *ip, struct ip_packet *packet);

/* --- ICMP --- */

/* An ICMP error or an echo reply, as it is handed up. */
struct icmp_message {
    struct icmp header;
    ipv4_address from;    /* who sent it */
    ipv4_address to;      /* the address of ours it came to */
    uint8_t ttl;          /* of the packet that brought it */
    struct ipv4 about;    /* error: the Internet header of our packet that it quotes */
    const uint8_t *quote; /* error: the first octets after that header, at least 8 */
    uint16_t quote_length;
    const uint8_t *data; /* echo reply: after the ICMP header */
    uint16_t data_length;
};

enum icmp_up {
    ICMP_UP_ECHO_REPLY, /* for the program with this identifier */
    ICMP_UP_ERROR,      /* for the owner of the quoted packet */
    ICMP_CONSUMED,      /* a request: answered; a redirect: followed */
    ICMP_DROPPED,
};

/* An ICMP packet for this node. The caller keeps the reference; *message has views into it. */
enum icmp_up icmp_receive(struct ip *ip, const struct ip_packet *packet,
                          struct icmp_message *message);

/* Sends an ICMP error about a packet (RFC 1122 section 3.2.2 and RFC 1812 section 4.3.2: never
 * about an error, a broadcast, or a packet that was not the first fragment, and not too many at
 * a time). `packet` spans the Internet header and what follows. The packet's frame stays the
 * caller's. */
void icmp_send_error(struct ip *ip, uint32_t node, enum icmp_type type, uint8_t code,
                     uint16_t mtu, const uint8_t *packet, size_t length);

/* Sends an echo request with `length` octets of data. */
enum ip_status icmp_send_echo(struct ip *ip, uint32_t node, const struct ip_request *request,
                              uint16_t identifier, uint16_t sequence, const uint8_t *data,
                              uint16_t length);

/* Is this one of the node's own addresses? */
bool ip_is_mine(const struct ip *ip, uint32_t node, ipv4_address address);

/* Names this address nobody, or many? No ICMP error is sent to it (RFC 1122 section 3.2.2), and
 * no connection opened (RFC 9293 MUST-46). */
bool ip_is_group(const struct ip *ip, uint32_t node, ipv4_address a);

#endif
