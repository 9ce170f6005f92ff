/* transport/udp.h: the User Datagram Protocol (RFC 768, RFC 1122 section 4.1). */
#ifndef NETSTAGE_TRANSPORT_UDP_H
#define NETSTAGE_TRANSPORT_UDP_H

#include "transport/transport.h"

enum udp_status {
    UDP_OK,
    UDP_PORT_IN_USE,
    UDP_NO_SLOT,     /* the simulator's pool is full */
    UDP_UNREACHABLE, /* no route, or the link failed */
    UDP_TOO_BIG,     /* longer than a datagram can be, or than the path takes (EMSGSIZE) */
};

/* Opens a socket on a port (0: an ephemeral one) for all addresses of the node.
 * Gives *id, valid until udp_close(); untouched on failure. */
enum udp_status udp_open(struct transport *t, uint32_t node, uint16_t port, uint32_t owner,
                         struct socket_id *id) MUST_CHECK;
void udp_close(struct transport *t, struct socket_id id);
/* May its datagrams be cut? At first as the node's profile has it. */
void udp_set_cutting(struct transport *t, struct socket_id id, enum ip_cutting cutting);
uint16_t udp_port(const struct transport *t, struct socket_id id);

/* Sends one datagram; ttl 0: the node's default. */
enum udp_status udp_send(struct transport *t, struct socket_id id, struct endpoint to,
                         uint8_t ttl, const uint8_t *octets, uint16_t length) MUST_CHECK;

/* An answer to a datagram: to its sender, from the address that it was sent to (RFC 1122
 * section 4.1.3.5). Had it been sent to many, or is that address ours no more, the way out
 * decides. */
enum udp_status udp_answer(struct transport *t, struct socket_id id, struct endpoint to,
                           ipv4_address asked, const uint8_t *octets,
                           uint16_t length) MUST_CHECK;

/* The same to a group, out of an interface of the caller's choice, with the address that this
 * interface has. */
enum udp_status udp_send_group(struct transport *t, struct socket_id id, uint32_t interface,
                               struct endpoint to, uint8_t ttl, const uint8_t *octets,
                               uint16_t length) MUST_CHECK;

/* A datagram as it is handed up: views into the packet. */
struct udp_datagram {
    struct endpoint from;
    struct endpoint to;
    const uint8_t *octets;
    uint16_t length;
    uint32_t interface; /* where it came in; NONE: looped back */
};

/* A UDP packet for this node. SOCKET_READABLE and *datagram: for the owner, now or never (a
 * simulated program is never too busy). serial 0: it was dropped, and an ICMP error may have
 * gone out. The caller keeps the packet's reference. */
struct socket_up udp_receive(struct transport *t, const struct ip_packet *packet,
                             struct udp_datagram *datagram);

/* An ICMP error about a datagram of ours: SOCKET_UNREACHABLE for the owner. */
struct socket_up udp_icmp_error(struct transport *t, uint32_t node,
                                const struct icmp_message *message);

#endif
