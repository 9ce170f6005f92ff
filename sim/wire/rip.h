/* wire/rip.h: a message of the Routing Information Protocol: version 2 (RFC 2453 sections 3.6
 * and 4), and version 1 (RFC 1058), whose entries have zeros where version 2 has more to say.
 *
 *      0                   1                   2                   3
 *     +---------------+---------------+-------------------------------+
 *     |  command (1)  |  version (1)  |       must be zero (2)        |
 *     +---------------+---------------+-------------------------------+
 *     |                  1 to 25 entries of 20 octets                 |
 *     +---------------------------------------------------------------+
 *
 * An entry:
 *
 *     +-------------------------------+-------------------------------+
 *     | address family identifier (2) |         route tag (2)         |
 *     +-------------------------------+-------------------------------+
 *     |                        IP address (4)                         |
 *     |                        subnet mask (4)                        |
 *     |                         next hop (4)                          |
 *     |                          metric (4)                           |
 *     +---------------------------------------------------------------+
 *
 * The first entry may be an authentication instead (section 4.1): family 0xffff, a type of two
 * octets, and sixteen octets. */
#ifndef NETSTAGE_WIRE_RIP_H
#define NETSTAGE_WIRE_RIP_H

#include "base/bytes.h"

enum {
    RIP_PORT = 520,
    RIP_HEADER = 4,
    RIP_ENTRY = 20,
    RIP_ENTRIES = 25, /* of one message, at most */
    RIP_MAXIMUM = RIP_HEADER + RIP_ENTRIES * RIP_ENTRY,
    RIP_INFINITY = 16, /* a metric: not to be reached */
    RIP_FAMILY_NONE = 0,
    RIP_FAMILY_IP = 2,
    RIP_FAMILY_AUTHENTICATION = 0xffff,
};

#define RIP_GROUP UINT32_C(0xe0000009) /* 224.0.0.9: all routers that speak version 2 */

enum rip_command { RIP_REQUEST = 1, RIP_RESPONSE = 2 };

struct rip_header {
    uint8_t command; /* enum rip_command, or what else was there */
    uint8_t version;
    uint16_t zero;
};

struct rip_entry {
    uint16_t family;
    uint16_t tag;
    ipv4_address address;
    uint32_t mask;
    ipv4_address next_hop;
    uint32_t metric;
};

static inline void rip_read_header(struct reader *r, struct rip_header *h)
{
    h->command = read_u8(r);
    h->version = read_u8(r);
    h->zero = read_u16(r);
}

static inline void rip_write_header(struct writer *w, const struct rip_header *h)
{
    write_u8(w, h->command);
    write_u8(w, h->version);
    write_u16(w, h->zero);
}

static inline void rip_read_entry(struct reader *r, struct rip_entry *e)
{
    e->family = read_u16(r);
    e->tag = read_u16(r);
    e->address = read_u32(r);
    e->mask = read_u32(r);
    e->next_hop = read_u32(r);
    e->metric = read_u32(r);
}

static inline void rip_write_entry(struct writer *w, const struct rip_entry *e)
{
    write_u16(w, e->family);
    write_u16(w, e->tag);
    write_u32(w, e->address);
    write_u32(w, e->mask);
    write_u32(w, e->next_hop);
    write_u32(w, e->metric);
}

/* Ones at the left of a mask; 33: it is none, for there are ones behind a zero. */
uint8_t rip_mask_length(uint32_t mask);

/* The length of the mask that an address without one has by its class (RFC 1058 section 3.2: A,
 * B, C), or 33: it is of no class of hosts. */
uint8_t rip_class_length(ipv4_address address);

/* Are all fields of a version 1 entry zero that must be (RFC 1058 section 3.4)? */
static inline bool rip_entry_is_version_1(const struct rip_entry *e)
{
    return e->tag == 0 && e->mask == 0 && e->next_hop == 0;
}

#endif
