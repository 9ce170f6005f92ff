/* wire/bpdu.h: bridge protocol data units, what switches tell each other so that their cables
 * make a tree (IEEE 802.1D-2004 clause 9.3). They travel in LLC frames with both SAPs 0x42.
 *
 *     Configuration and RST BPDU                        Topology Change Notification
 *     +-----------------------------------+             +-----------------------------------+
 *     | protocol identifier (2): 0        |  1          | protocol identifier (2): 0        |
 *     | protocol version (1): 0; RST: 2   |  3          | protocol version (1): 0           |
 *     | BPDU type (1): 0; RST: 2          |  4          | BPDU type (1): 0x80               |
 *     | flags (1)                         |  5          +-----------------------------------+
 *     | root identifier (8)               |  6
 *     | root path cost (4)                | 14          flags
 *     | bridge identifier (8)             | 18           7   6   5   4   3   2   1   0
 *     | port identifier (2)               | 26          +---+---+---+---+-------+---+---+
 *     | message age (2)                   | 28          |TCA|AGR|FWD|LRN| role  |PRO|TC |
 *     | max age (2)                       | 30          +---+---+---+---+-------+---+---+
 *     | hello time (2)                    | 32          role: 1 alternate or backup, 2 root,
 *     | forward delay (2)                 | 34                3 designated
 *     | RST: version 1 length (1): 0      | 36
 *     +-----------------------------------+
 *
 * Identifier of a bridge: priority (4 bits), system ID extension (12), MAC address (48): as one
 * number, of which less is better. Of a port: priority (4 bits), number (12).
 * Units:  times in 1/256 s. */
#ifndef NETSTAGE_WIRE_BPDU_H
#define NETSTAGE_WIRE_BPDU_H

#include "base/bytes.h"

enum bpdu_type {
    BPDU_CONFIGURATION = 0x00,
    BPDU_RAPID = 0x02,
    BPDU_TOPOLOGY_CHANGE = 0x80,
};

enum {
    BPDU_CONFIGURATION_LENGTH = 35,
    BPDU_RAPID_LENGTH = 36,
    BPDU_TOPOLOGY_CHANGE_LENGTH = 4,
    BPDU_VERSION_STP = 0,
    BPDU_VERSION_RSTP = 2,
    BPDU_SECOND = 256,
    BPDU_MAC_BITS = 48,
};

enum bpdu_flag {
    BPDU_TC = 0x01,
    BPDU_PROPOSAL = 0x02,
    BPDU_ROLE = 0x0c,
    BPDU_LEARNING = 0x10,
    BPDU_FORWARDING = 0x20,
    BPDU_AGREEMENT = 0x40,
    BPDU_TC_ACK = 0x80,
};

enum { BPDU_ROLE_SHIFT = 2 };

enum bpdu_role {
    BPDU_ROLE_UNKNOWN,
    BPDU_ROLE_ALTERNATE_BACKUP,
    BPDU_ROLE_ROOT,
    BPDU_ROLE_DESIGNATED,
};

struct bpdu {
    uint64_t root;
    uint64_t bridge;
    uint32_t cost;
    uint16_t port;
    uint16_t message_age;
    uint16_t max_age;
    uint16_t hello_time;
    uint16_t forward_delay;
    uint8_t version;
    uint8_t type; /* enum bpdu_type */
    uint8_t flags;
};

/* Reads what an LLC frame carries. False: it is none of the three, or is too short to be one
 * (clause 9.3.4): whoever receives it discards it. Octets beyond are not looked at. */
bool bpdu_read(struct reader *r, struct bpdu *b) MUST_CHECK;

/* Writes the octets of the type that it has. */
void bpdu_write(struct writer *w, const struct bpdu *b);

/* The length that bpdu_write() takes. */
uint32_t bpdu_length(const struct bpdu *b);

static inline enum bpdu_role bpdu_role(const struct bpdu *b)
{
    return (enum bpdu_role)((b->flags & BPDU_ROLE) >> BPDU_ROLE_SHIFT);
}

#endif
