/* link/link.c: interfaces: what comes in is checked, what goes out is addressed. See link.h. */
#include "link/link.h"

#include <assert.h>
#include <string.h>

#include "link/arp.h"
#include "link/switch.h"
#include "wire/ipv4.h"
#include "wire/llc.h"

enum { WAITING_SLACK = 256, ENTRY_SLACK = 256, CHECK_SLACK = 8, ENTRY_MAXIMUM = 1 << 22, BUCKETS_MINIMUM = 64 };

static uint32_t power_of_two(uint32_t at_least)
{
    uint32_t n = BUCKETS_MINIMUM;
    while (n < at_least)
        n *= 2;
    return n;
}

void link_add_pools(struct link *link, struct phy *phy, const struct nodes *nodes,
                    uint32_t interfaces)
{
    struct arena *arena = &phy->sim->arena;
    link->sim = phy->sim;
    link->phy = phy;
    link->nodes = nodes;
    link->interface_count = interfaces;
    link->buckets = power_of_two(interfaces * 2);
    link->interface_pool = arena_add(arena, "interfaces", sizeof(struct interface), interfaces,
                                     0, interfaces, (void **)&link->interfaces);
    link->arp_pool = arena_add(arena, "ARP tables", sizeof(struct arp_entry), interfaces,
                               ENTRY_SLACK, ENTRY_MAXIMUM, (void **)&link->arp);
    link->waiting_pool =
        arena_add(arena, "packets waiting for ARP", sizeof(struct arp_waiting), WAITING_SLACK,
                  WAITING_SLACK, ENTRY_MAXIMUM, (void **)&link->waiting);
    link->mac_pool = arena_add(arena, "MAC tables", sizeof(struct mac_entry), interfaces,
                               ENTRY_SLACK, ENTRY_MAXIMUM, (void **)&link->macs);
    link->check_pool =
        arena_add(arena, "addresses being checked", sizeof(struct arp_check),
                  link->checks_expected, CHECK_SLACK, ENTRY_MAXIMUM, (void **)&link->checks);
    link->arp_bucket_pool = arena_add(arena, "ARP index", sizeof(uint32_t), link->buckets, 0,
                                      link->buckets, (void **)&link->arp_buckets);
    link->mac_bucket_pool = arena_add(arena, "MAC index", sizeof(uint32_t), link->buckets, 0,
                                      link->buckets, (void **)&link->mac_buckets);
}

void link_start(struct link *link)
{
    struct arena *arena = &link->sim->arena;
    uint32_t row = arena_take_table(arena, link->interface_pool, link->interface_count);
    uint32_t arp = arena_take_table(arena, link->arp_bucket_pool, link->buckets);
    uint32_t mac = arena_take_table(arena, link->mac_bucket_pool, link->buckets);
    assert(row == 0 && arp == 0 && mac == 0);
    (void)row;
    (void)arp;
    (void)mac;
    for (uint32_t i = 0; i < link->interface_count; i++)
        link->interfaces[i] =
            (struct interface){.node = NONE, .direction = NONE, .mtu = ETHERNET_MTU, .up = 1};
}

void link_set_interface(struct link *link, uint32_t interface, uint32_t node, mac_address mac)
{
    link->interfaces[interface].node = node;
    link->interfaces[interface].mac = mac;
}

void link_set_address(struct link *link, uint32_t interface, ipv4_address address,
                      uint8_t prefix_length)
{
    link->interfaces[interface].address = address;
    link->interfaces[interface].prefix_length = prefix_length;
}

void link_set_cable(struct link *link, uint32_t interface, uint32_t direction)
{
    link->interfaces[interface].direction = direction;
}

void link_set_mtu(struct link *link, uint32_t interface, uint16_t mtu)
{
    link->interfaces[interface].mtu = mtu;
}

void link_set_up(struct link *link, uint32_t interface, bool up)
{
    link->interfaces[interface].up = up ? 1 : 0;
    stp_carrier_changed(link, interface);
}

void link_join(struct link *link, uint32_t interface, enum link_group group, bool member)
{
    struct interface *i = &link->interfaces[interface];
    i->groups = (uint16_t)(member ? i->groups | (unsigned)group : i->groups & ~(unsigned)group);
}

/* The address of the one group that there is so far. */
static const ipv4_address rip_group = UINT32_C(0xe0000009);

bool link_is_member(const struct link *link, uint32_t interface, ipv4_address group)
{
    return group == rip_group && (link->interfaces[interface].groups & LINK_GROUP_RIP) != 0;
}

void link_drop(struct link *link, uint32_t interface, frame_id id, enum rule rule, uint64_t a)
{
    (void)sim_aside_frame(link->sim,
                          (struct record){.kind = RECORD_DROPPED,
                                          .layer = LAYER_LINK,
                                          .rule = (uint16_t)rule,
                                          .node = link->interfaces[interface].node,
                                          .place = interface,
                                          .table = TABLE_INTERFACE,
                                          .a = a},
                          id);
    frame_release(&link->sim->frames, id);
}

/* A copy, for the cable may change the frame. */
static void keep_sent(struct link *link, uint32_t interface, frame_id id)
{
    struct link_outbox *box = link->outbox;
    if (box->count == LINK_OUTBOX) {
        box->lost++;
        return;
    }
    struct link_sent *sent = &box->frame[box->count];
    sent->interface = interface;
    sent->length = frame_at(&link->sim->frames, id)->length;
    memcpy(sent->octets, frame_octets(&link->sim->frames, id), sent->length);
    box->count++;
}

enum link_status link_transmit(struct link *link, uint32_t interface, frame_id id)
{
    const struct interface *i = &link->interfaces[interface];
    if (i->up == 0 || i->direction == NONE) {
        link_drop(link, interface, id, i->up == 0 ? RULE_INTERFACE_DOWN : RULE_NO_CABLE, 0);
        return LINK_FAILED;
    }
    bool captured = link->outbox != NULL && link->outbox->watched &&
                    link->nodes->row[i->node].kind != NODE_SWITCH;
    uint32_t before = captured ? link->outbox->count : 0;
    if (captured)
        keep_sent(link, interface, id);
    if (cable_offer(link->phy, i->direction, id, i->node) == CABLE_TAKEN)
        return LINK_SENT;
    if (captured)
        link->outbox->count = before; /* it never left */
    return LINK_FAILED;
}

void link_address_frame(struct link *link, uint32_t interface, frame_id id, mac_address to,
                        enum ethertype type)
{
    struct writer w = writer_over(frame_octets(&link->sim->frames, id), ETHERNET_HEADER);
    ethernet_write(&w, &(struct ethernet){.destination = to,
                                          .source = link->interfaces[interface].mac,
                                          .type = (uint16_t)type});
}

enum link_status link_send(struct link *link, uint32_t interface, ipv4_address next_hop,
                           frame_id frame)
{
    const struct interface *i = &link->interfaces[interface];
    if (i->up == 0 || i->direction == NONE)
        return link_transmit(link, interface, frame);
    if (i->address_state != ADDRESS_IN_USE) {
        link_drop(link, interface, frame, RULE_ADDRESS_NOT_IN_USE, i->address);
        return LINK_FAILED;
    }
    if (interface_is_broadcast(i, next_hop)) {
        link_address_frame(link, interface, frame, MAC_BROADCAST, ETHERTYPE_IPV4);
        return link_transmit(link, interface, frame);
    }
    if (ipv4_is_group(next_hop)) {
        link_address_frame(link, interface, frame, mac_of_group(next_hop), ETHERTYPE_IPV4);
        return link_transmit(link, interface, frame);
    }
    return arp_resolve_and_send(link, interface, next_hop, frame);
}

/* A frame for this host or router, from its own interface. */
static enum link_up receive_own(struct link *link, uint32_t interface, frame_id id,
                                const struct ethernet *header)
{
    struct interface *i = &link->interfaces[interface];
    bool joined = i->groups != 0 && header->destination == mac_of_group(rip_group);
    if (header->destination != i->mac && header->destination != MAC_BROADCAST && !joined) {
        link_drop(link, interface, id, RULE_NOT_FOR_ME, header->destination);
        return LINK_DROPPED;
    }
    switch ((enum ethertype)header->type) {
    case ETHERTYPE_IPV4:
        if (i->address_state == ADDRESS_IN_USE)
            return LINK_UP_IPV4;
        link_drop(link, interface, id, RULE_ADDRESS_NOT_IN_USE, i->address);
        return LINK_DROPPED;
    case ETHERTYPE_ARP:
        return arp_receive(link, interface, id);
    }
    link_drop(link, interface, id,
              llc_is_length(header->type) ? RULE_LLC_UNKNOWN : RULE_ETHERTYPE_UNKNOWN,
              header->type);
    return LINK_DROPPED;
}

enum link_up link_receive(struct link *link, uint32_t interface, frame_id id)
{
    const struct interface *i = &link->interfaces[interface];
    const struct frame *frame = frame_at(&link->sim->frames, id);
    struct reader r = reader_over(frame_octets(&link->sim->frames, id), frame->length);
    struct ethernet header;
    ethernet_read(&r, &header);
    assert(r.ok); /* frames are padded */
    enum rule problem = i->up == 0                            ? RULE_INTERFACE_DOWN
                        : (frame->flags & FRAME_BAD_FCS) != 0 ? RULE_FCS_WRONG
                                                              : RULE_NONE;
    if (problem != RULE_NONE) {
        link_drop(link, interface, id, problem, 0);
        return LINK_DROPPED;
    }
    if (link->nodes->row[i->node].kind == NODE_SWITCH)
        return switch_receive(link, interface, id, &header);
    return receive_own(link, interface, id, &header);
}
