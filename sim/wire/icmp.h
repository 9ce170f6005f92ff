/* wire/icmp.h: the Internet Control Message Protocol (RFC 792; codes: RFC 1122 section 3.2.2.1,
 * RFC 1812 section 5.2.7.1; next-hop MTU: RFC 1191 section 4).
 *
 *      0                   1                   2                   3
 *     +---------------+---------------+-------------------------------+
 *     |     Type      |     Code      |          Checksum             |
 *     +---------------+---------------+-------------------------------+
 *     |  echo: Identifier | Sequence Number;  error: unused | MTU     |
 *     +---------------------------------------------------------------+
 *     |  echo: data;  error: Internet header + 64 bits of the datagram|
 *     +---------------------------------------------------------------+ */
#ifndef NETSTAGE_WIRE_ICMP_H
#define NETSTAGE_WIRE_ICMP_H

#include "base/bytes.h"

enum {
    ICMP_HEADER = 8,
    ICMP_QUOTE = 8,           /* octets quoted at least after the datagram's header (RFC 792) */
    ICMP_TIMESTAMPS = 12,     /* octets of the three times of a timestamp message (RFC 792) */
    ICMP_ERROR_MAXIMUM = 576, /* octets of the whole error datagram (RFC 1812 4.3.2.3) */
};

enum icmp_type {
    ICMP_ECHO_REPLY = 0,
    ICMP_UNREACHABLE = 3,
    ICMP_SOURCE_QUENCH = 4,
    ICMP_REDIRECT = 5,
    ICMP_ECHO = 8,
    ICMP_TIME_EXCEEDED = 11,
    ICMP_PARAMETER_PROBLEM = 12,
    ICMP_TIMESTAMP = 13,
    ICMP_TIMESTAMP_REPLY = 14,
};

enum icmp_unreachable_code {
    ICMP_NET_UNREACHABLE = 0,
    ICMP_HOST_UNREACHABLE = 1,
    ICMP_PROTOCOL_UNREACHABLE = 2,
    ICMP_PORT_UNREACHABLE = 3,
    ICMP_FRAGMENTATION_NEEDED = 4,
    ICMP_SOURCE_ROUTE_FAILED = 5,
    ICMP_NET_UNKNOWN = 6,
    ICMP_HOST_UNKNOWN = 7,
    ICMP_SOURCE_ISOLATED = 8,
    ICMP_NET_PROHIBITED = 9,
    ICMP_HOST_PROHIBITED = 10,
    ICMP_NET_NOT_FOR_TOS = 11,
    ICMP_HOST_NOT_FOR_TOS = 12,
    ICMP_PROHIBITED = 13,
    ICMP_PRECEDENCE_VIOLATION = 14,
    ICMP_PRECEDENCE_CUTOFF = 15,
};

enum icmp_redirect_code {
    ICMP_REDIRECT_NET = 0,
    ICMP_REDIRECT_HOST = 1,
    ICMP_REDIRECT_TOS_AND_HOST = 3,
};

enum icmp_time_exceeded_code {
    ICMP_TTL_EXCEEDED = 0,
    ICMP_REASSEMBLY_TIME_EXCEEDED = 1,
};

struct icmp {
    uint8_t type;
    uint8_t code;
    uint16_t checksum;
    uint16_t identifier; /* echo; parameter problem: pointer << 8; redirect: the address's first
                            half */
    uint16_t
        sequence; /* echo; in "fragmentation needed": next-hop MTU; redirect: second half */
};

static inline void icmp_read(struct reader *r, struct icmp *h)
{
    h->type = read_u8(r);
    h->code = read_u8(r);
    h->checksum = read_u16(r);
    h->identifier = read_u16(r);
    h->sequence = read_u16(r);
}

/* Writes the header with h->checksum as it is. */
static inline void icmp_write(struct writer *w, const struct icmp *h)
{
    write_u8(w, h->type);
    write_u8(w, h->code);
    write_u16(w, h->checksum);
    write_u16(w, h->identifier);
    write_u16(w, h->sequence);
}

/* An error message, about which no further error may be sent (RFC 1122 section 3.2.2). */
static inline bool icmp_is_error(uint8_t type)
{
    return type == ICMP_UNREACHABLE || type == ICMP_SOURCE_QUENCH || type == ICMP_REDIRECT ||
           type == ICMP_TIME_EXCEEDED || type == ICMP_PARAMETER_PROBLEM;
}

#endif
