/* app/tcpdump_print.h: a frame as a line of tcpdump (4.99), which with -v, -X and -A goes on
 * over further lines.
 *
 * Shape:  tcpdump_print.c writes the link, ARP and IP; tcpdump_transport.c ICMP, UDP and TCP;
 *         tcpdump_dns.c messages of DNS, tcpdump_stp.c spanning tree. All of them read what is there and no further: a
 * packet that ends early gives "[|tcp]". */
#ifndef NETSTAGE_APP_TCPDUMP_PRINT_H
#define NETSTAGE_APP_TCPDUMP_PRINT_H

#include "app/tables.h"
#include "wire/ipv4.h"

enum tcpdump_way { TCPDUMP_IN, TCPDUMP_OUT };

/* A packet that is being printed. */
struct tcpdump_packet {
    const struct tcpdump_options *options;
    struct tcpdump_state *state; /* remembers the connections */
    const uint8_t *octets;       /* of the frame, as it was on the cable */
    size_t length;
    uint32_t interface; /* its number on the node */
    enum tcpdump_way way;
};

/* From the link's header on; without the time. */
void tcpdump_put_packet(struct text *text, const struct tcpdump_packet *packet);

/* Within these files: what a frame carries that has a length, and what an IP packet does. */
void tcpdump_put_llc(struct text *text, const struct tcpdump_packet *packet,
                     const uint8_t *octets, size_t length);
void tcpdump_put_ip(struct text *text, const struct tcpdump_packet *packet,
                    const uint8_t *octets, size_t length);
void tcpdump_put_icmp(struct text *text, const struct tcpdump_packet *packet,
                      const struct ipv4 *ip, const uint8_t *octets, size_t length);
void tcpdump_put_udp(struct text *text, const struct tcpdump_packet *packet,
                     const struct ipv4 *ip, const uint8_t *octets, size_t length);
void tcpdump_put_tcp(struct text *text, const struct tcpdump_packet *packet,
                     const struct ipv4 *ip, const uint8_t *octets, size_t length);
void tcpdump_put_dns(struct text *text, const struct tcpdump_packet *packet,
                     const uint8_t *octets, size_t length);

#endif
