/* transport/transport.h: what UDP and TCP share: sockets by number, their owner, and the
 * words in which they tell what came of a packet.
 *
 * Shape:  UDP sockets, TCP listeners and TCP connections are rows of pools of the world; all
 *         are found through chained hash tables: connections by (node, local port, remote
 *         endpoint), listeners and UDP sockets by (node, port).
 * Up:     transport_…() calls return a struct socket_up; host/ carries it to the owner. */
#ifndef NETSTAGE_TRANSPORT_TRANSPORT_H
#define NETSTAGE_TRANSPORT_TRANSPORT_H

#include "ip/ip.h"
#include "transport/profile.h"
#include "wire/tcp.h"
#include "wire/udp.h"

/* A socket's name: the row, and the serial number that tells one use of a row from the next. */
struct socket_id {
    uint32_t row;
    uint32_t serial; /* 0: no socket */
};

struct endpoint {
    ipv4_address address;
    uint16_t port;
    uint16_t reserved;
};

/* What happened to a socket; several bits at once are possible. */
enum socket_event {
    SOCKET_CONNECTED = 0x001, /* active OPEN: the connection is ESTABLISHED */
    SOCKET_ACCEPTED = 0x002, /* passive OPEN: a new connection, whose owner is the listener's */
    SOCKET_READABLE = 0x004, /* octets (or a datagram) are there to be read */
    SOCKET_WRITABLE = 0x008, /* there is room again in a send buffer that was full */
    SOCKET_PEER_CLOSED =
        0x010, /* the peer's FIN was reached: after the readable octets, the end */
    SOCKET_ALL_ACKED = 0x020, /* everything written has been acknowledged */
    SOCKET_CLOSED = 0x040,    /* closed in order; the id is not valid after this event */
    SOCKET_RESET = 0x080,     /* the peer reset it; likewise */
    SOCKET_REFUSED = 0x100,   /* RST in answer to our SYN; likewise */
    /* R2 or the user time-out passed (RFC 9293 3.8.3); likewise. With SOCKET_UNREACHABLE: the
     * last that was heard of the way there was this soft error. */
    SOCKET_TIMED_OUT = 0x200,
    /* An ICMP error. A hard one ends a connection that is being opened: tcp_exists() is then
     * false. A soft one (net or host unreachable, time exceeded) ends nothing (RFC 9293
     * MUST-56): a program that does not want to wait calls tcp_abort(). */
    SOCKET_UNREACHABLE = 0x400,
    SOCKET_URGENT = 0x800, /* the peer's urgent pointer has moved: see tcp_urgent() */
    /* R1 has been reached (RFC 9293 SHLD-9): what was sent has not been acknowledged for a
     * while. Nothing ends; a program may tell its user. */
    SOCKET_STALLED = 0x1000,
};

struct socket_up {
    struct socket_id socket; /* serial 0: nobody to tell */
    uint32_t owner;          /* the job that opened it; 0: nobody any more */
    uint32_t events;         /* enum socket_event */
    uint8_t icmp_type;       /* SOCKET_UNREACHABLE: what the error said */
    uint8_t icmp_code;
    uint16_t reserved;
    ipv4_address icmp_from;
    struct endpoint about; /* UDP: where the datagram went that the error is about */
};

struct tcp_conn;
struct tcp_listener;
struct tcp_text;
struct tcp_sack;
struct tcp_segment;
struct udp_socket;
struct stream_block;

/* What a node has for its transport protocols. */
struct transport_node {
    uint32_t profile;       /* a row */
    uint16_t next_tcp_port; /* the next ephemeral port to try */
    uint16_t next_udp_port;
};

struct transport_counts {
    uint32_t serial; /* of the socket opened last */
    uint32_t reserved;
};

/* A profile, and how many nodes, listeners and connections refer to it: a row that somebody
 * else refers to as well is copied before it is changed, so that a connection keeps what was in
 * force when it was opened. */
struct profile_row {
    struct tcp_profile profile;
    uint32_t references;
    uint32_t reserved;
};

_Static_assert(sizeof(struct profile_row) == sizeof(struct tcp_profile) + 8 &&
                   sizeof(struct transport_node) == 8 && sizeof(struct transport_counts) == 8,
               "no padding in state");

struct transport {
    struct sim *sim;
    struct ip *ip;
    struct tcp_conn *conns;
    struct tcp_listener *listeners;
    struct tcp_text *texts; /* received segments that wait to be read */
    struct tcp_sack *sacks; /* of connections that have seen a gap */
    struct udp_socket *udp;
    struct transport_node *nodes; /* a row a node */
    struct profile_row *profiles;
    struct transport_counts *counts;
    uint32_t *buckets;           /* heads of hash chains, row plus one; three tables in a row */
    struct stream_block *blocks; /* where send buffers' octets lie */
    pool_id conn_pool, listener_pool, text_pool, udp_pool, node_pool, profile_pool, count_pool;
    pool_id bucket_pool, block_pool, sack_pool;
    uint32_t bucket_count; /* of one table; a power of two */
    uint32_t node_count;
    const struct tcp_segment *segment; /* scratch: what has arrived, while it is worked on */
    struct socket_up up;               /* scratch: what the owner must be told */
};

/* The room's pools; before arena_build(). `connections` is how many are expected at once;
 * there can be more. */
void transport_add_pools(struct transport *t, struct ip *ip, uint32_t nodes,
                         uint32_t connections);
/* After arena_build(): every node gets profile row 0, *profile. */
void transport_start(struct transport *t, const struct tcp_profile *profile);
/* The node's profile, to be changed for the connections that it opens from now on. The row
 * stays the transport's. NULL: no room. */
struct tcp_profile *transport_own_profile(struct transport *t, uint32_t node);

/* What connections of this node are opened with. */
static inline const struct tcp_profile *transport_profile(const struct transport *t,
                                                          uint32_t node)
{
    return &t->profiles[t->nodes[node].profile].profile;
}

/* An ICMP error has come about a packet of this node that was not TCP's: when it says that the
 * packet was too big, the path to its destination is known better now, as the node's profile
 * allows. The caller has checked that the packet may be the node's. */
void transport_learn_path(struct transport *t, uint32_t node,
                          const struct icmp_message *message);

/* How datagrams of this node are sent unless a program says otherwise: enum ip_cutting. */
uint8_t transport_cutting(const struct transport *t, uint32_t node);

/* --- within the room --- */

enum socket_table { SOCKETS_CONNECTED, SOCKETS_LISTENING, SOCKETS_UDP, SOCKET_TABLES };

/* The head of the chain for this key; chains are threaded through each row's `next`. */
uint32_t *socket_bucket(struct transport *t, enum socket_table table, uint32_t node,
                        uint16_t port, struct endpoint remote);

/* One more refers to the row; gives it. */
uint32_t profile_share(struct transport *t, uint32_t row);
/* One fewer does. */
void profile_release(struct transport *t, uint32_t row);
/* Makes *row one that nobody else refers to, and gives its profile, to be changed. NULL: no
 * room, and nothing has changed. */
struct tcp_profile *profile_own(struct transport *t, uint32_t *row);
/* A row with this profile for a socket of the node, shared where the node has the same. NONE:
 * no room. */
uint32_t profile_row_for(struct transport *t, uint32_t node, const struct tcp_profile *profile);

/* The serial number of a new socket. */
uint32_t socket_serial(struct transport *t);

/* First ephemeral port of a node, by the seed; and the port after this one (RFC 6335 section 6:
 * 49152 to 65535). */
uint16_t port_first(const struct transport *t, uint32_t node, uint64_t ordinal);
uint16_t port_after(uint16_t port);

enum { PORTS_FIRST = 49152, PORTS_COUNT = 16384 };

#endif
