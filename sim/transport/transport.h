/* transport/transport.h: what UDP and TCP share: sockets by number, their owner, and the words in
 * which they tell what came of a packet.
 *
 * Shape:  UDP sockets, TCP listeners and TCP connections are rows of pools of the world; all are
 *         found through one chained hash table keyed by (node, local port, remote endpoint).
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
    SOCKET_CONNECTED = 0x001,   /* active OPEN: the connection is ESTABLISHED */
    SOCKET_ACCEPTED = 0x002,    /* passive OPEN: a new connection, whose owner is the listener's */
    SOCKET_READABLE = 0x004,    /* octets (or a datagram) are there to be read */
    SOCKET_WRITABLE = 0x008,    /* there is room again in a send buffer that was full */
    SOCKET_PEER_CLOSED = 0x010, /* the peer's FIN was reached: after the readable octets, the end */
    SOCKET_ALL_ACKED = 0x020,   /* everything written has been acknowledged */
    SOCKET_CLOSED = 0x040,      /* closed in order; the id is not valid after this event */
    SOCKET_RESET = 0x080,       /* the peer reset it; likewise */
    SOCKET_REFUSED = 0x100,     /* RST in answer to our SYN; likewise */
    SOCKET_TIMED_OUT = 0x200,   /* R2 or the user time-out passed (RFC 9293 3.8.3); likewise */
    SOCKET_UNREACHABLE = 0x400, /* an ICMP error, or no route; a connection being opened ends */
};

struct socket_up {
    struct socket_id socket; /* serial 0: nobody to tell */
    uint32_t owner;          /* the job that opened it */
    uint32_t events;         /* enum socket_event */
    uint8_t icmp_type;       /* SOCKET_UNREACHABLE: what the error said */
    uint8_t icmp_code;
    uint16_t reserved;
    ipv4_address icmp_from;
};

struct tcp_conn;
struct tcp_listener;
struct udp_socket;

struct transport {
    struct sim *sim;
    struct ip *ip;
    struct tcp_conn *conns;
    struct tcp_listener *listeners;
    struct udp_socket *udp;
    struct transport_node *nodes;  /* a row a node: next ephemeral port, its profile */
    struct tcp_profile *profiles;  /* rows that nodes refer to; changed by commands */
    uint32_t *buckets;
    uint32_t bucket_count;
    struct stream_pools *streams;  /* where send buffers' octets lie */
    pool_id conn_pool, listener_pool, udp_pool, node_pool, profile_pool, bucket_pool;
};

#endif
