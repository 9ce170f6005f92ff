/* wire/ethernet.h: the Ethernet II frame (IEEE 802.3 clause 3; IP over it: RFC 894).
 *
 *      0                   1                   2                   3
 *     +---------------+---------------+---------------+---------------+
 *     |                 destination address (6 octets)                |
 *     |               +---------------+-------------------------------+
 *     |               |           source address (6 octets)           |
 *     +---------------+---------------+---------------+---------------+
 *     |     EtherType (2)             |  data, 46 to 1500 octets ...  |
 *     +-------------------------------+-------------------------------+
 *     | ... and, on the cable only, the frame check sequence (4)      |
 *     +---------------------------------------------------------------+
 *
 * Units: octets. A frame in memory has no FCS, as in a capture; on the cable it takes
 * ethernet_wire_octets(). */
#ifndef NETSTAGE_WIRE_ETHERNET_H
#define NETSTAGE_WIRE_ETHERNET_H

#include "base/bytes.h"

enum {
    ETHERNET_HEADER = 14,
    ETHERNET_MINIMUM = 60,   /* without FCS; shorter frames are padded with zeros */
    ETHERNET_MTU = 1500,
    ETHERNET_MAXIMUM = ETHERNET_HEADER + ETHERNET_MTU,
    ETHERNET_FCS = 4,
    ETHERNET_PREAMBLE = 8,   /* preamble and start-of-frame delimiter */
    ETHERNET_GAP = 12,       /* the silence that must follow a frame */
};

enum ethertype {
    ETHERTYPE_IPV4 = 0x0800,
    ETHERTYPE_ARP = 0x0806,
};

struct ethernet {
    mac_address destination;
    mac_address source;
    uint16_t type;
};

static inline void ethernet_read(struct reader *r, struct ethernet *h)
{
    static const uint8_t nothing[ETHERNET_HEADER];
    const uint8_t *start = read_octets(r, ETHERNET_HEADER);
    struct reader header = reader_over(start != NULL ? start : nothing, ETHERNET_HEADER);
    h->destination = read_mac(&header);
    h->source = read_mac(&header);
    h->type = read_u16(&header);
}

static inline void ethernet_write(struct writer *w, const struct ethernet *h)
{
    write_mac(w, h->destination);
    write_mac(w, h->source);
    write_u16(w, h->type);
}

/* The I/G bit: the address names a group, not one interface (IEEE 802 section 8.2). */
static inline bool mac_is_group(mac_address mac)
{
    return (mac >> 40 & 1) != 0;
}

/* IEEE 802.1D-2004 7.12.6: the group of all bridges, first of sixteen groups that none of them forwards. */
#define MAC_BRIDGES UINT64_C(0x0180c2000000)

static inline bool mac_is_reserved(mac_address mac)
{
    return (mac & ~UINT64_C(0xf)) == MAC_BRIDGES;
}

/* RFC 1112 section 6.4: 01:00:5e and the low 23 bits of the group's address. */
static inline mac_address mac_of_group(ipv4_address group)
{
    return UINT64_C(0x01005e000000) | (group & 0x7fffff);
}

/* Octets that a frame of n octets occupies a cable for: FCS, preamble and gap included. */
static inline uint32_t ethernet_wire_octets(uint32_t n)
{
    return n + ETHERNET_FCS + ETHERNET_PREAMBLE + ETHERNET_GAP;
}

#endif
