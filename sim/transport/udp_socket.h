/* transport/udp_socket.h: a UDP socket as a row: a port of a node and whose it is. */
#ifndef NETSTAGE_TRANSPORT_UDP_SOCKET_H
#define NETSTAGE_TRANSPORT_UDP_SOCKET_H

#include "transport/udp.h"

struct udp_socket {
    uint32_t next;   /* in its hash chain, row plus one */
    uint32_t serial; /* 0: not in use */
    uint32_t node;
    uint32_t owner;
    uint32_t sent; /* datagrams */
    uint32_t received;
    uint16_t port;
    uint8_t cutting; /* enum ip_cutting */
    uint8_t reserved;
};

_Static_assert(sizeof(struct udp_socket) == 28, "no padding in state");

/* The next row in use at or after `row`, for tables; NONE: no more. */
uint32_t udp_socket_next(const struct transport *t, uint32_t row);

#endif
