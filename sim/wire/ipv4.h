/* wire/ipv4.h: the Internet header (RFC 791 section 3.1; DSCP and ECN: RFC 3168 section 5).
 *
 *      0                   1                   2                   3
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *     +-------+-------+---------------+-------------------------------+
 *     |Version|  IHL  |Type of Service|          Total Length         |
 *     +-------+-------+---------------+-----+-------------------------+
 *     |         Identification        |Flags|     Fragment Offset     |
 *     +---------------+---------------+-----+-------------------------+
 *     |  Time to Live |    Protocol   |         Header Checksum       |
 *     +---------------+---------------+-------------------------------+
 *     |                       Source Address                          |
 *     +---------------------------------------------------------------+
 *     |                    Destination Address                        |
 *     +---------------------------------------------------------------+
 *     |                    Options                    |    Padding    |
 *     +---------------------------------------------------------------+ */
#ifndef NETSTAGE_WIRE_IPV4_H
#define NETSTAGE_WIRE_IPV4_H

#include "base/bytes.h"
#include "base/checksum.h"

enum {
    IPV4_HEADER = 20,
    IPV4_TTL_OFFSET = 8,
    IPV4_CHECKSUM_OFFSET = 10,
    IPV4_DEFAULT_TTL =
        64, /* RFC 1122 section 3.2.1.7: configurable; 64 is the assigned number */
    IPV4_MINIMUM_MTU = 68, /* RFC 791 section 3.2 */
    IPV4_OPTIONS_MAXIMUM = 40,
    IPV4_MAXIMUM = 65535, /* octets of a datagram: what total_length can say */
};

/* Options (RFC 791 section 3.1; 148: RFC 2113). All but the first two have a length octet,
 * which counts the type and itself. */
enum ipv4_option {
    IPV4_OPTION_END = 0,
    IPV4_OPTION_NOP = 1,
    IPV4_OPTION_RECORD_ROUTE = 7,
    IPV4_OPTION_TIMESTAMP = 68,
    IPV4_OPTION_LOOSE_ROUTE = 131,
    IPV4_OPTION_STRICT_ROUTE = 137,
    IPV4_OPTION_COPIED = 0x80, /* the flag in the type: into every fragment */
};

enum ipv4_protocol {
    IPV4_ICMP = 1,
    IPV4_TCP = 6,
    IPV4_UDP = 17,
};

/* `tos` (RFC 791 section 3.1, RFC 1349): a precedence, and bits that say what matters. */
enum ipv4_tos {
    IPV4_TOS_BITS = 0x1c,
    IPV4_INTERNETWORK_CONTROL = 0xc0, /* precedence 6 */
};

/* The last two bits of `tos` (RFC 3168 section 5). */
enum ipv4_ecn { IPV4_NOT_ECT, IPV4_ECT_1, IPV4_ECT_0, IPV4_CE };

#define IPV4_BROADCAST UINT32_C(0xffffffff)

struct ipv4 {
    uint8_t version;
    uint8_t header_length; /* octets: IHL times 4 */
    uint8_t tos;
    uint8_t ttl;
    uint16_t total_length;
    uint16_t identification;
    bool dont_fragment;
    bool more_fragments;
    uint16_t fragment_offset; /* octets */
    uint8_t protocol;
    uint16_t checksum;
    ipv4_address source;
    ipv4_address destination;
};

/* Reads the fixed part and steps over the options. When the header does not fit or IHL is below
 * 5, r->ok is cleared. Neither checksum nor total_length is judged here. */
void ipv4_read(struct reader *r, struct ipv4 *h);

/* Writes a header without options, with its checksum computed; header_length and checksum of *h
 * are not looked at. */
void ipv4_write(struct writer *w, const struct ipv4 *h);

/* Octets of the option that starts here, of `left` that are left of the header; 0: its length
 * is impossible. */
uint32_t ipv4_option_size(const uint8_t *option, uint32_t left);

/* Writes length, MF and offset (octets, a multiple of eight) into a header; the checksum must
 * then be made new. */
void ipv4_set_extent(uint8_t *header, uint16_t total_length, bool more_fragments,
                     uint32_t fragment_offset);

/* Sets CE in a written header and mends its checksum. */
static inline void ipv4_mark(uint8_t *header)
{
    uint16_t before = (uint16_t)(header[0] << 8 | header[1]);
    uint16_t sum =
        (uint16_t)(header[IPV4_CHECKSUM_OFFSET] << 8 | header[IPV4_CHECKSUM_OFFSET + 1]);
    header[1] |= IPV4_CE;
    sum = checksum_update(sum, before, (uint16_t)(before | IPV4_CE));
    header[IPV4_CHECKSUM_OFFSET] = (uint8_t)(sum >> 8);
    header[IPV4_CHECKSUM_OFFSET + 1] = (uint8_t)sum;
}

/* The mask of a prefix of 0 to 32 bits. */
static inline ipv4_address ipv4_mask(unsigned prefix_length)
{
    return prefix_length == 0 ? 0 : UINT32_MAX << (32 - prefix_length);
}

/* RFC 1112 section 4: class D. */
static inline bool ipv4_is_group(ipv4_address a)
{
    return a >> 28 == 0xe;
}

static inline bool ipv4_in_prefix(ipv4_address a, ipv4_address prefix, unsigned length)
{
    return ((a ^ prefix) & ipv4_mask(length)) == 0;
}

/* The sum of the pseudo-header of UDP and TCP (RFC 768; RFC 9293 section 3.1). */
static inline uint64_t ipv4_pseudo_header_sum(ipv4_address source, ipv4_address destination,
                                              uint8_t protocol, uint16_t length)
{
    return (uint64_t)(source >> 16) + (source & 0xffff) + (destination >> 16) +
           (destination & 0xffff) + protocol + length;
}

#endif
