/* wire/udp.h: the User Datagram Protocol header (RFC 768).
 *
 *      0                   1                   2                   3
 *     +-------------------------------+-------------------------------+
 *     |          Source Port          |       Destination Port        |
 *     +-------------------------------+-------------------------------+
 *     |            Length             |           Checksum            |
 *     +-------------------------------+-------------------------------+ */
#ifndef NETSTAGE_WIRE_UDP_H
#define NETSTAGE_WIRE_UDP_H

#include "base/bytes.h"

enum { UDP_HEADER = 8, UDP_CHECKSUM_OFFSET = 6 };

struct udp {
    uint16_t source_port;
    uint16_t destination_port;
    uint16_t length;   /* header and data */
    uint16_t checksum; /* 0: the sender computed none */
};

static inline void udp_read(struct reader *r, struct udp *h)
{
    h->source_port = read_u16(r);
    h->destination_port = read_u16(r);
    h->length = read_u16(r);
    h->checksum = read_u16(r);
}

static inline void udp_write(struct writer *w, const struct udp *h)
{
    write_u16(w, h->source_port);
    write_u16(w, h->destination_port);
    write_u16(w, h->length);
    write_u16(w, h->checksum);
}

#endif
