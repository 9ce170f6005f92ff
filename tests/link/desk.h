/* tests/link/desk.h: one device on the desk, node 0, with a cable from each of its interfaces
 * to a peer that the test plays: whatever comes out is caught, and frames are put in by hand.
 *
 *     node 0, interface i  <-- cable i -->  interface n + i of node 1 + i, the peer
 *
 * The device may be a host, a router or a switch. Interface i has the address 10.0.i.1/24 and
 * the MAC address 02:00:00:00:00:0i+1 unless the test says otherwise; the peer on it 10.0.i.2,
 * 02:...:1i+1. */
#ifndef NETSTAGE_TESTS_LINK_DESK_H
#define NETSTAGE_TESTS_LINK_DESK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "link/link.h"
#include "wire/arp.h"
#include "wire/ipv4.h"

enum { DESK_INTERFACES = 8, DESK_CAUGHT = 512, DESK_RECORDS = 16384 };

struct caught {
    uint32_t peer;
    uint32_t length;
    sim_time at;
    uint8_t octets[FRAME_LONG_OCTETS];
};

struct desk {
    struct observer observer; /* must be first */
    struct sim sim;
    struct phy phy;
    struct link link;
    struct nodes nodes;
    struct node node[1 + DESK_INTERFACES];
    uint32_t n;
    struct caught caught[DESK_CAUGHT];
    uint32_t caught_count;
    uint32_t by_rule[RULES];
    struct record last[RULES]; /* the last record of each rule */
    uint32_t ups;              /* IPv4 packets that the device was handed */
    enum link_up result;       /* of the last link_receive() */
    uint32_t failures;         /* packets that arp_timeout() gave up */
    ipv4_address failed;       /* for whom */
    /* What is above the link, if anything: takes the frame. */
    void (*up)(struct desk *desk, uint32_t interface, frame_id frame);
    void (*add_pools)(struct desk *desk);
    bool (*other_event)(struct desk *desk, struct queue_entry entry);
};

static void desk_record(struct observer *self, const struct sim *sim, const struct record *r,
                        const char *text, size_t length)
{
    struct desk *desk = (struct desk *)(void *)self;
    (void)sim;
    (void)text;
    (void)length;
    desk->by_rule[r->rule]++;
    desk->last[r->rule] = *r;
}

static inline ipv4_address desk_address(uint32_t interface, uint32_t host)
{
    return UINT32_C(0x0a000000) | interface << 8 | host;
}

static inline mac_address device_mac(uint32_t interface)
{
    return UINT64_C(0x020000000001) + interface;
}

static inline mac_address peer_mac(uint32_t interface)
{
    return UINT64_C(0x020000000011) + interface;
}

static inline void desk_nodes(struct desk *desk, enum node_kind kind, uint32_t n)
{
    desk->n = n;
    desk->node[0] =
        (struct node){.name = "device", .kind = kind, .first_interface = 0, .interfaces = n};
    for (uint32_t i = 0; i < n; i++)
        desk->node[1 + i] = (struct node){
            .name = "peer", .kind = NODE_HOST, .first_interface = n + i, .interfaces = 1};
    desk->nodes = (struct nodes){.row = desk->node, .count = 1 + n};
}

static inline void desk_plug(struct desk *desk)
{
    for (uint32_t i = 0; i < desk->n; i++) {
        struct cable_def def = {.end = {i, desk->n + i},
                                .rate_bps = {100000000, 100000000},
                                .delay = {1000, 1000},
                                .queue_limit = {100, 100}};
        assert_int_equal(phy_add_cable(&desk->phy, &def), i);
        link_set_interface(&desk->link, i, 0, device_mac(i));
        link_set_interface(&desk->link, desk->n + i, 1 + i, peer_mac(i));
        link_set_address(&desk->link, desk->n + i, desk_address(i, 2), 24);
        link_set_cable(&desk->link, i, 2 * i);
        link_set_cable(&desk->link, desk->n + i, 2 * i + 1);
        if (desk->node[0].kind != NODE_SWITCH)
            link_set_address(&desk->link, i, desk_address(i, 1), 24);
    }
}

/* The hooks of *desk are set before, or zero. */
static inline void desk_open(struct desk *desk, enum node_kind kind, uint32_t n)
{
    desk_nodes(desk, kind, n);
    sim_add_pools(&desk->sim, 64, n);
    phy_add_pools(&desk->phy, &desk->sim, n, 0);
    link_add_pools(&desk->link, &desk->phy, &desk->nodes, 2 * n);
    if (desk->add_pools != NULL)
        desk->add_pools(desk);
    assert_true(arena_build(&desk->sim.arena));
    sim_start(&desk->sim, 5);
    phy_start(&desk->phy);
    link_start(&desk->link);
    desk_plug(desk);
    desk->observer.record = desk_record;
    desk->sim.observer = &desk->observer;
}

/* Nothing may be left behind. */
static inline void desk_close(struct desk *desk)
{
    struct arena *arena = &desk->sim.arena;
    for (pool_id i = 0; i < arena->count; i++) {
        const char *name = arena->pools[i].name;
        if (strstr(name, "frames") != NULL || strstr(name, "waiting") != NULL)
            assert_int_equal(arena->marks[i].live, 0);
    }
    arena_release(arena);
    memset(desk, 0, sizeof *desk);
}

static inline void desk_event(struct desk *desk, sim_time now)
{
    assert_true(now >= desk->sim.clock->now && arena_ready(&desk->sim.arena));
    struct clock *clock = desk->sim.clock;
    clock->now = now;
    clock->event++;
    clock->ordinal = 0;
    clock->cause = 0;
}

static inline void desk_arrive(struct desk *desk, struct queue_entry entry)
{
    struct arrival a = cable_arrive(&desk->phy, entry, 0);
    if (a.frame == NONE)
        return;
    if (a.interface >= desk->n) {
        assert_true(desk->caught_count < DESK_CAUGHT);
        struct caught *c = &desk->caught[desk->caught_count++];
        c->peer = a.interface - desk->n;
        c->at = desk->sim.clock->now;
        c->length = frame_at(&desk->sim.frames, a.frame)->length;
        memcpy(c->octets, frame_octets(&desk->sim.frames, a.frame), c->length);
        frame_release(&desk->sim.frames, a.frame);
        return;
    }
    desk->result = link_receive(&desk->link, a.interface, a.frame);
    if (desk->result != LINK_UP_IPV4)
        return;
    desk->ups++;
    if (desk->up != NULL)
        desk->up(desk, a.interface, a.frame);
    else
        frame_release(&desk->sim.frames, a.frame);
}

static inline void desk_arp(struct desk *desk, uint32_t entry)
{
    struct arp_failure failed;
    timer_fired(&desk->sim, &desk->link.arp[entry].retry);
    if (!arp_timeout(&desk->link, entry, &failed))
        return;
    desk->failed = desk->link.arp[entry].address;
    for (frame_id id; (id = arp_next_failed(&desk->link, &failed)) != NONE;) {
        desk->failures++;
        frame_release(&desk->sim.frames, id);
    }
}

/* Is the first entry true? False entries are taken out. */
static inline bool desk_is_true(struct desk *desk, struct queue_entry entry)
{
    if (queue_kind(entry) == EVENT_ARP)
        return timer_judge(&desk->sim, &desk->link.arp[queue_entity(entry)].retry, entry) ==
               TIMER_FIRES;
    if (queue_kind(entry) != EVENT_CABLE || cable_is_due(&desk->phy, entry))
        return true;
    queue_pop(&desk->sim.queue);
    return false;
}

/* Runs what is due up to this moment; the clock then stands there. */
static inline void desk_run(struct desk *desk, sim_time until)
{
    struct queue_entry entry;
    while (queue_first(&desk->sim.queue, &entry) && entry.time <= until) {
        if (!desk_is_true(desk, entry))
            continue;
        queue_pop(&desk->sim.queue);
        desk_event(desk, entry.time);
        if (queue_kind(entry) == EVENT_CABLE)
            desk_arrive(desk, entry);
        else if (queue_kind(entry) == EVENT_ARP)
            desk_arp(desk, queue_entity(entry));
        else
            assert_true(desk->other_event != NULL && desk->other_event(desk, entry));
    }
    desk_event(desk, until);
}

static inline void desk_wait(struct desk *desk, sim_time span)
{
    desk_run(desk, desk->sim.clock->now + span);
}

/* The peer sends these octets, which are padded. */
static inline void peer_sends(struct desk *desk, uint32_t peer, const uint8_t *octets,
                              uint32_t length)
{
    desk_event(desk, desk->sim.clock->now);
    frame_id id =
        sim_new_packet(&desk->sim, length < ETHERNET_MINIMUM ? ETHERNET_MINIMUM : length);
    memcpy(frame_octets(&desk->sim.frames, id), octets, length);
    assert_int_equal(cable_offer(&desk->phy, 2 * peer + 1, id, 1 + peer), CABLE_TAKEN);
    desk_wait(desk, SIM_MILLISECOND);
}

static inline void peer_sends_ethernet(struct desk *desk, uint32_t peer, mac_address to,
                                       mac_address from, uint16_t type)
{
    uint8_t octets[ETHERNET_MINIMUM] = {0};
    struct writer w = writer_over(octets, sizeof octets);
    ethernet_write(&w, &(struct ethernet){.destination = to, .source = from, .type = type});
    peer_sends(desk, peer, octets, sizeof octets);
}

static inline void peer_sends_arp(struct desk *desk, uint32_t peer, mac_address to,
                                  const struct arp *arp)
{
    uint8_t octets[ETHERNET_MINIMUM] = {0};
    struct writer w = writer_over(octets, sizeof octets);
    ethernet_write(&w, &(struct ethernet){.destination = to,
                                          .source = arp->sender_mac,
                                          .type = ETHERTYPE_ARP});
    arp_write(&w, arp);
    peer_sends(desk, peer, octets, sizeof octets);
}

static inline struct arp arp_of(enum arp_opcode opcode, mac_address sender_mac,
                                ipv4_address sender, mac_address target_mac,
                                ipv4_address target)
{
    return (struct arp){.hardware = ARP_HARDWARE_ETHERNET,
                        .protocol = ETHERTYPE_IPV4,
                        .hardware_length = ARP_HLN,
                        .protocol_length = ARP_PLN,
                        .opcode = (uint16_t)opcode,
                        .sender_mac = sender_mac,
                        .sender_ip = sender,
                        .target_mac = target_mac,
                        .target_ip = target};
}

/* The device learns the peer of this interface, as by a request of the peer's; its answer is
 * forgotten. */
static inline void peer_introduces_itself(struct desk *desk, uint32_t i)
{
    struct arp arp =
        arp_of(ARP_REQUEST, peer_mac(i), desk_address(i, 2), 0, desk_address(i, 1));
    uint32_t before = desk->caught_count;
    peer_sends_arp(desk, i, MAC_BROADCAST, &arp);
    assert_int_equal(desk->caught_count, before + 1);
    desk->caught_count = before;
}

static inline struct ethernet caught_ethernet(const struct desk *desk, uint32_t i)
{
    struct ethernet h;
    assert_true(i < desk->caught_count);
    struct reader r = reader_over(desk->caught[i].octets, desk->caught[i].length);
    ethernet_read(&r, &h);
    return h;
}

/* The frame holds exactly this ARP packet, padded with zeros. */
static inline void assert_caught_arp(const struct desk *desk, uint32_t i, struct arp wanted)
{
    uint8_t octets[ETHERNET_MINIMUM - ETHERNET_HEADER] = {0};
    struct writer w = writer_over(octets, sizeof octets);
    arp_write(&w, &wanted);
    assert_int_equal(caught_ethernet(desk, i).type, ETHERTYPE_ARP);
    assert_int_equal(desk->caught[i].length, ETHERNET_MINIMUM);
    assert_memory_equal(desk->caught[i].octets + ETHERNET_HEADER, octets, sizeof octets);
}

#endif
