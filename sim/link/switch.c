/* link/switch.c: see switch.h.
 *
 * Shape:  a row per (switch, MAC address), found through chains hashed by both; an expired row
 *         counts as absent. A flooded frame is not copied: it flies on all cables at once. */
#include "link/switch.h"

#include "base/hash.h"
#include "link/arp.h"

static uint32_t *bucket_of(const struct link *link, uint32_t node, mac_address mac)
{
    return &link->mac_buckets[hash_mix(node, mac) & (link->buckets - 1)];
}

uint32_t mac_find(const struct link *link, uint32_t node, mac_address mac)
{
    uint32_t row = *bucket_of(link, node, mac) - 1;
    while (row != NONE && (link->macs[row].mac != mac || link->macs[row].node != node))
        row = link->macs[row].next;
    return row;
}

static void note(struct link *link, uint32_t node, enum rule rule, uint32_t row, frame_id id,
                 mac_address a, mac_address b)
{
    const struct frame *frame = frame_at(&link->sim->frames, id);
    (void)sim_note(link->sim, (struct record){.kind = RECORD_FINDING,
                                              .layer = LAYER_LINK,
                                              .rule = (uint16_t)rule,
                                              .node = node,
                                              .table = row == NONE ? TABLE_NONE : TABLE_MAC,
                                              .place = row,
                                              .packet = frame->packet,
                                              .hop = frame->hop,
                                              .a = a,
                                              .b = b});
}

static void learn(struct link *link, uint32_t port, frame_id id, mac_address source)
{
    uint32_t node = link->interfaces[port].node;
    sim_time expires = link->sim->clock->now + MAC_LIFETIME;
    uint32_t row = mac_find(link, node, source);
    if (row != NONE && link->macs[row].interface == port &&
        link->sim->clock->now < link->macs[row].expires) {
        link->macs[row].expires = expires;
        return;
    }
    enum row_change change =
        row == NONE || link->macs[row].expires == 0 ? ROW_ADDED : ROW_CHANGED;
    if (row == NONE) {
        row = arena_take(&link->sim->arena, link->mac_pool);
        if (row == NONE)
            return;
        uint32_t *bucket = bucket_of(link, node, source);
        link->macs[row] = (struct mac_entry){.mac = source, .node = node, .next = *bucket - 1};
        *bucket = row + 1;
    }
    link->macs[row].interface = port;
    link->macs[row].expires = expires;
    note(link, node, RULE_SWITCH_LEARNS, row, id, 0, source);
    sim_row(link->sim, node, TABLE_MAC, row, change, source);
}

uint32_t switch_forget(struct link *link, uint32_t port, sim_time latest)
{
    sim_time now = link->sim->clock->now;
    uint32_t node = link->interfaces[port].node;
    uint32_t count = 0;
    for (uint32_t bucket = 0; bucket < link->buckets; bucket++) {
        for (uint32_t row = link->mac_buckets[bucket] - 1; row != NONE;
             row = link->macs[row].next) {
            struct mac_entry *e = &link->macs[row];
            if (e->node != node || e->interface != port || e->expires <= latest ||
                e->expires <= now)
                continue;
            e->expires = latest <= now ? 0 : latest;
            count++;
            if (latest <= now)
                sim_row(link->sim, node, TABLE_MAC, row, ROW_REMOVED, e->mac);
        }
    }
    return count;
}

/* May frames come in and go out at this port? Always, unless a spanning tree keeps it shut. */
static bool forwards(const struct link *link, uint32_t port)
{
    uint32_t row = link->stp.plan == NULL ? NONE : stp_port_at(link, port);
    return row == NONE || link->stp.ports[row].forwarding != 0;
}

/* Sends the frame out of every port but the one it came from. */
static enum link_up flood(struct link *link, uint32_t port, frame_id id,
                          const struct ethernet *header)
{
    uint32_t node = link->interfaces[port].node;
    const struct node *n = &link->nodes->row[node];
    struct frames *frames = &link->sim->frames;
    struct frame *frame = frame_at(frames, id);
    if (frame->copies >= STORM_COPIES + link->interface_count) {
        note(link, node, RULE_CABLE_STORM, NONE, id, frame->copies, 0);
        link->storm_packet = frame->packet;
        link->storm_node = node;
        frame_release(frames, id);
        return LINK_STORM;
    }
    enum rule rule = n->interfaces == 1                  ? RULE_SWITCH_ONLY_PORT
                     : mac_is_group(header->destination) ? RULE_SWITCH_FLOODS_GROUP
                                                         : RULE_SWITCH_FLOODS;
    note(link, node, rule, NONE, id, header->destination, 0);
    for (uint32_t i = n->first_interface; i < n->first_interface + n->interfaces; i++) {
        if (i == port || link->interfaces[i].direction == NONE || link->interfaces[i].up == 0 ||
            !forwards(link, i))
            continue;
        frame_hold(frames, id);
        frame_at(frames, id)->copies++;
        link->sim->clock->broadcasts += mac_is_group(header->destination) ? 1U : 0U;
        (void)link_transmit(link, i, id);
    }
    frame_release(frames, id);
    return LINK_SWITCHED;
}

/* IEEE 802.1D-2004 7.12.6. A switch without spanning tree sends BPDUs on as any group's frames,
 * as Linux does with stp_state 0: then switches on both sides still find the circle through it.
 */
static enum link_up receive_reserved(struct link *link, uint32_t port, frame_id id,
                                     const struct ethernet *header)
{
    uint32_t row = stp_port_at(link, port);
    if (header->destination == MAC_BRIDGES && row != NONE)
        return stp_receive(link, row, id) ? LINK_CONSUMED : LINK_DROPPED;
    if (header->destination == MAC_BRIDGES)
        return flood(link, port, id, header);
    link_drop(link, port, id, RULE_SWITCH_RESERVED, header->destination);
    return LINK_DROPPED;
}

/* 7.7.1: a port that does not forward takes nothing in; one that learns looks at the source. */
static enum link_up refuse(struct link *link, uint32_t port, frame_id id,
                           const struct ethernet *header)
{
    if (link->stp.ports[stp_port_at(link, port)].learning != 0 && !mac_is_group(header->source))
        learn(link, port, id, header->source);
    link_drop(link, port, id, RULE_STP_BLOCKED, 0);
    return LINK_DROPPED;
}

enum link_up switch_receive(struct link *link, uint32_t port, frame_id id,
                            const struct ethernet *header)
{
    uint32_t node = link->interfaces[port].node;
    if (mac_is_reserved(header->destination))
        return receive_reserved(link, port, id, header);
    if (!forwards(link, port))
        return refuse(link, port, id, header);
    if (!mac_is_group(header->source))
        learn(link, port, id, header->source);
    if (mac_is_group(header->destination))
        return flood(link, port, id, header);
    uint32_t row = mac_find(link, node, header->destination);
    if (row == NONE || link->sim->clock->now >= link->macs[row].expires)
        return flood(link, port, id, header);
    if (link->macs[row].interface == port) {
        link_drop(link, port, id, RULE_SWITCH_FILTERS, header->destination);
        return LINK_DROPPED;
    }
    if (!forwards(link, link->macs[row].interface)) {
        link_drop(link, link->macs[row].interface, id, RULE_STP_BLOCKED, 0);
        return LINK_DROPPED;
    }
    note(link, node, RULE_SWITCH_FORWARDS, row, id, header->destination, 0);
    (void)link_transmit(link, link->macs[row].interface, id);
    return LINK_SWITCHED;
}
