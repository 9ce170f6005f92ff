/* link/link.h: network interfaces, what a switch does, and the address resolution protocol.
 *
 * Shape:  a table of interfaces, each at one end of at most one cable; the ARP tables of all
 *         interfaces and the MAC tables of all switches as chained hash tables in pools of the
 *         world.
 * Up:     link_receive() tells what to do with a frame that arrived; it never calls upwards.
 * Source: RFC 826, RFC 1122 section 2.3; IEEE 802.1D-2004 section 7 (learning, ageing). */
#ifndef NETSTAGE_LINK_LINK_H
#define NETSTAGE_LINK_LINK_H

#include "core/node.h"
#include "link/stp.h"
#include "phy/cable.h"
#include "wire/ethernet.h"

enum {
    ARP_WAITING_ROOM = 212992,  /* octets of frames that wait for one answer: as Linux has it
                                 * (unres_qlen_bytes), so three whole datagrams */
    ARP_ATTEMPTS = 3,           /* requests before giving up */
    ARP_POLLS = 2,              /* of who is STALE: RFC 1122 section 2.3.2.1 (2) */
    LINK_OUTBOX = 128,          /* frames sent in one event that can be captured */
    STORM_COPIES = 10000,       /* copies of one packet, beyond one for each interface, that end a
                                 * run: without a loop there is at most one a cable */
};

#define ARP_RETRY (1 * SIM_SECOND)        /* RFC 1122 section 2.3.2.1: at most one a second */
#define ARP_LIFETIME (60 * SIM_SECOND)    /* RFC 1122 section 2.3.2.1: "on the order of a minute" */
#define MAC_LIFETIME (300 * SIM_SECOND)   /* IEEE 802.1D table 7-5: ageing time */

struct interface {
    mac_address mac;
    uint32_t node;
    uint32_t direction;         /* the way out; NONE: no cable */
    ipv4_address address;       /* 0: none */
    uint16_t mtu;
    uint8_t prefix_length;
    uint8_t up;
    uint32_t check;             /* of struct arp_check, row plus one; 0: it does as RFC 826 */
    uint8_t address_state;      /* enum address_state */
    uint8_t reserved;
    uint16_t groups;            /* that its node has joined there: enum link_group */
};

/* May the address be used? (RFC 5227) */
enum address_state {
    ADDRESS_IN_USE,
    ADDRESS_TENTATIVE,          /* it is being asked whether anybody has it */
    ADDRESS_ANOTHERS,           /* somebody has: not before the interface is set up again */
};

/* What a host does when another one uses its address (RFC 5227 section 2.4, but for a). */
enum arp_defence { ARP_DEFENDS_NOT, ARP_DEFENDS_ONCE, ARP_DEFENDS_ALWAYS };

/* What ARP does beyond RFC 826 at an interface. All zero: nothing. */
struct arp_habits {
    uint8_t probe;              /* 1: RFC 5227 sections 2.1 and 2.3 before an address is used */
    uint8_t defend;             /* enum arp_defence */
    uint8_t poll;               /* 1: who is STALE is asked alone before it counts as gone (RFC
                                 * 1122 section 2.3.2.1 (2)) */
    uint8_t reserved;
};

/* An interface with such habits. */
struct arp_check {
    struct timer timer;         /* EVENT_ARP_CHECK: the next probe or announcement */
    sim_time defended;          /* when it did last, plus one; 0: never */
    uint32_t interface;
    uint32_t draws;             /* of random times so far */
    struct arp_habits habits;
    uint8_t said;               /* probes or announcements of this round */
    uint8_t reserved[3];
};

/* The groups that a node may join at an interface. Nobody is told so (IGMP): they stay on the link. */
enum link_group { LINK_GROUP_RIP = 1 /* 224.0.0.9: RFC 2453 section 4.5 */ };

/* What is known of a neighbour: its MAC address (REACHABLE, and with time STALE: arp_is_stale()),
 * not yet, that nobody answered, or that it is asked whether it is still there (PROBE). RFC 4861
 * section 7.3.2 has these names for IPv6. */
enum arp_state { ARP_INCOMPLETE = 1, ARP_REACHABLE, ARP_FAILED, ARP_PROBE };

struct arp_entry {
    mac_address mac;
    sim_time expires;           /* REACHABLE: the row no longer counts from here on */
    struct timer retry;         /* INCOMPLETE */
    ipv4_address address;
    uint32_t interface;
    uint32_t next;              /* in its hash chain */
    uint32_t first_waiting;     /* of struct arp_waiting, or NONE */
    uint32_t waiting;           /* octets of these frames */
    uint8_t state;              /* enum arp_state */
    uint8_t attempts;
    uint8_t reserved[2];
};

/* A packet that waits for an answer. */
struct arp_waiting {
    record_id cause;            /* why the packet exists */
    frame_id frame;
    uint32_t next;
};

struct mac_entry {
    mac_address mac;
    sim_time expires;
    uint32_t node;              /* the switch */
    uint32_t interface;         /* the port it was seen on */
    uint32_t next;              /* in its hash chain */
    uint32_t reserved;
};

_Static_assert(sizeof(struct interface) == 32 && sizeof(struct arp_check) == 48 &&
                   sizeof(struct arp_entry) == 64 &&
                   sizeof(struct arp_waiting) == 16 && sizeof(struct mac_entry) == 32,
               "no padding in state");

/* Scratch: the frames that hosts and routers have sent in this event, for whoever captures there;
 * kept only while `watched`. */
struct link_outbox {
    bool watched;
    uint32_t count;
    uint32_t lost; /* frames beyond LINK_OUTBOX */
    struct link_sent {
        uint32_t interface;
        uint32_t length;
        uint8_t octets[FRAME_LONG_OCTETS];
    } frame[LINK_OUTBOX];
};

struct link {
    struct sim *sim;
    struct phy *phy;
    const struct nodes *nodes;  /* constant */
    struct interface *interfaces;
    struct arp_entry *arp;
    struct arp_waiting *waiting;
    struct mac_entry *macs;
    struct arp_check *checks;
    uint32_t *arp_buckets;      /* heads of the hash chains, row plus one */
    uint32_t *mac_buckets;
    uint32_t buckets;           /* of each; a power of two */
    uint32_t interface_count;
    uint32_t checks_expected;   /* set before link_add_pools() */
    pool_id check_pool;
    pool_id interface_pool, arp_pool, waiting_pool, mac_pool, arp_bucket_pool, mac_bucket_pool;
    uint32_t storm_packet;      /* scratch: the packet that loops, when a storm was found; else 0 */
    uint32_t storm_node;        /* the switch that made the last copy */
    struct stp stp;             /* link/stp.h */
    struct link_outbox *outbox; /* its owner's; NULL: nobody ever captures */
};

void link_add_pools(struct link *link, struct phy *phy, const struct nodes *nodes,
                    uint32_t interfaces);

/* After arena_build(): lays the interface table; rows are filled by link_set_…(). */
void link_start(struct link *link);
void link_set_interface(struct link *link, uint32_t interface, uint32_t node, mac_address mac);
void link_set_address(struct link *link, uint32_t interface, ipv4_address address,
                      uint8_t prefix_length);
void link_set_cable(struct link *link, uint32_t interface, uint32_t direction);
void link_set_mtu(struct link *link, uint32_t interface, uint16_t mtu);
void link_set_up(struct link *link, uint32_t interface, bool up);

/* Takes frames to a group from now on, or no longer. */
void link_join(struct link *link, uint32_t interface, enum link_group group, bool member);
/* Is this the address of a group that the interface has joined? */
bool link_is_member(const struct link *link, uint32_t interface, ipv4_address group);

/* What came of a frame that arrived. */
enum link_up {
    LINK_UP_IPV4,     /* an IPv4 packet for this node: hand it up; the caller keeps the reference */
    LINK_SWITCHED,    /* a switch sent it on; the reference is used up, as in all cases below */
    LINK_CONSUMED,    /* ARP: handled here */
    LINK_DROPPED,     /* a RECORD_DROPPED says why */
    LINK_STORM,       /* a loop of switches: STORM_COPIES reached */
};

enum link_up link_receive(struct link *link, uint32_t interface, frame_id frame);

enum link_status {
    LINK_SENT,
    LINK_WAITING,     /* for an ARP reply */
    LINK_FAILED,      /* no cable, interface down, queue full: a RECORD_DROPPED says why */
};

/* Sends an IPv4 packet, whose octets start at ETHERNET_HEADER of the frame, to a neighbour on this
 * link (IPV4_BROADCAST or the network's broadcast: to all; a group: to its members). Takes the reference over. */
enum link_status link_send(struct link *link, uint32_t interface, ipv4_address next_hop,
                           frame_id frame);

/* The timer of an ARP entry fired. False: another request went out, or nothing is left to do.
 * True: nobody answers; *failed is what waited, for the caller to take out with
 * arp_next_failed(), to report and to release. */
struct arp_failure {
    uint32_t interface;
    uint32_t first; /* of struct arp_waiting, or NONE */
};
bool arp_timeout(struct link *link, uint32_t entry, struct arp_failure *failed) MUST_CHECK;
/* The oldest that is left, whose reference goes to the caller; NONE: that was all. */
frame_id arp_next_failed(struct link *link, struct arp_failure *failed);

/* What ARP does at an interface from now on. False: the simulator has no room. */
bool link_configure_arp(struct link *link, uint32_t interface, struct arp_habits habits) MUST_CHECK;
struct arp_habits link_arp_habits(const struct link *link, uint32_t interface);
/* The interface has got its address, or is up again: where the habit is, the address is probed
 * before it is used. */
void link_check_address(struct link *link, uint32_t interface);
/* The event EVENT_ARP_CHECK. */
void arp_check_timeout(struct link *link, uint32_t check);

/* Was the neighbour's MAC address confirmed so long ago that it does not count any more? (RFC
 * 1122 section 2.3.2.1) */
static inline bool arp_is_stale(const struct arp_entry *e, sim_time now)
{
    return e->state == ARP_REACHABLE && e->expires <= now;
}

/* Somebody above has heard nothing over this neighbour for a while: what is known of it counts no
 * longer, and the next packet asks again (RFC 1122 section 2.3.2.1, (4)). A row that was written
 * by hand stays. */
void arp_doubt(struct link *link, uint32_t interface, ipv4_address address);

/* The row for this neighbour, expired or not; NONE: there is none. */
uint32_t arp_find(const struct link *link, uint32_t interface, ipv4_address address);
/* Writes a row that stays as it is until it is removed (the command `ip neigh add`). False: the
 * simulator has no room. */
bool arp_set(struct link *link, uint32_t interface, ipv4_address address, mac_address mac) MUST_CHECK;
/* Removes a row (the command `arp -d`); what waits is dropped. False: there is none. */
bool arp_delete(struct link *link, uint32_t interface, ipv4_address address);

/* The row that a switch has for this address, expired or not; NONE: there is none. */
uint32_t mac_find(const struct link *link, uint32_t node, mac_address mac);

static inline bool interface_is_broadcast(const struct interface *i, ipv4_address a)
{
    return a == UINT32_MAX ||
           (i->prefix_length < 31 && a == (i->address | (UINT32_MAX >> i->prefix_length)));
}

#endif
