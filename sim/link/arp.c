/* link/arp.c: address resolution: who has this IPv4 address on this link? RFC 826; retries,
 * expiry and the queue of waiting packets: RFC 1122 section 2.3.2.
 *
 * Shape:  a row per (interface, address), INCOMPLETE while the question is open, REACHABLE
 * until it expires, then STALE (arp_is_stale()), FAILED when nobody answered. Rows are found
 * through chains hashed by (interface, address). An expired row counts as absent and is used
 * again for the next question. */
#include "link/arp.h"

#include "base/hash.h"
#include "wire/arp.h"

/* --- the table
 * ------------------------------------------------------------------------------------ */

/* A broadcast makes all neighbours look for one address, one after the other: their chains lie
 * side by side, so that they share cache lines. */
static uint32_t *bucket_of(const struct link *link, uint32_t interface, ipv4_address address)
{
    uint64_t h = hash_mix(0, address) + interface;
    return &link->arp_buckets[h & (link->buckets - 1)];
}

uint32_t arp_find(const struct link *link, uint32_t interface, ipv4_address address)
{
    uint32_t row = *bucket_of(link, interface, address) - 1;
    while (row != NONE &&
           (link->arp[row].address != address || link->arp[row].interface != interface))
        row = link->arp[row].next;
    return row;
}

/* A new row, INCOMPLETE, at the head of its chain. NONE: the simulator has no room. */
static uint32_t add_row(struct link *link, uint32_t interface, ipv4_address address)
{
    uint32_t row = arena_take(&link->sim->arena, link->arp_pool);
    if (row == NONE)
        return NONE;
    uint32_t *bucket = bucket_of(link, interface, address);
    struct arp_entry *e = &link->arp[row];
    e->address = address;
    e->interface = interface;
    e->next = *bucket - 1;
    e->first_waiting = NONE;
    e->state = ARP_INCOMPLETE;
    timer_clear(&e->retry);
    *bucket = row + 1;
    return row;
}

static void remove_row(struct link *link, uint32_t row)
{
    struct arp_entry *e = &link->arp[row];
    uint32_t *bucket = bucket_of(link, e->interface, e->address);
    if (*bucket == row + 1) {
        *bucket = e->next + 1;
    } else {
        uint32_t before = *bucket - 1;
        while (link->arp[before].next != row)
            before = link->arp[before].next;
        link->arp[before].next = e->next;
    }
    timer_cancel(link->sim, &e->retry, EVENT_ARP, row);
    arena_give(&link->sim->arena, link->arp_pool, row);
}

static void note_row(struct link *link, uint32_t row, enum row_change change)
{
    const struct arp_entry *e = &link->arp[row];
    sim_row(link->sim, link->interfaces[e->interface].node, TABLE_ARP, row, change, e->address);
}

static void note_finding(struct link *link, uint32_t row, enum rule rule, frame_id id,
                         uint64_t b)
{
    const struct arp_entry *e = &link->arp[row];
    const struct frame *frame = id == NONE ? NULL : frame_at(&link->sim->frames, id);
    (void)sim_note(link->sim, (struct record){.kind = RECORD_FINDING,
                                              .layer = LAYER_LINK,
                                              .rule = (uint16_t)rule,
                                              .node = link->interfaces[e->interface].node,
                                              .table = TABLE_ARP,
                                              .place = row,
                                              .packet = frame == NULL ? 0 : frame->packet,
                                              .hop = frame == NULL ? 0 : frame->hop,
                                              .a = e->address,
                                              .b = b});
}

static bool is_fresh(const struct link *link, uint32_t row)
{
    return link->arp[row].state == ARP_REACHABLE &&
           link->sim->clock->now < link->arp[row].expires;
}

/* --- the packets that wait
 * ------------------------------------------------------------------------ */

static uint32_t octets_of(const struct link *link, frame_id id)
{
    return frame_at(&link->sim->frames, id)->length;
}

/* Takes the oldest packet out of a row's queue. The queue must not be empty. */
static struct arp_waiting take_oldest(struct link *link, struct arp_entry *e)
{
    uint32_t oldest = e->first_waiting;
    struct arp_waiting packet = link->waiting[oldest];
    e->first_waiting = packet.next;
    e->waiting -= octets_of(link, packet.frame);
    arena_give(&link->sim->arena, link->waiting_pool, oldest);
    return packet;
}

static void append_waiting(struct link *link, struct arp_entry *e, uint32_t added)
{
    uint32_t *end = &e->first_waiting;
    while (*end != NONE)
        end = &link->waiting[*end].next;
    *end = added;
    e->waiting += octets_of(link, link->waiting[added].frame);
}

/* The packet waits for the answer; when too much does, the oldest gives way (RFC 1122 section
 * 2.3.2.2 asks to keep at least one, the latest; here all fragments of a datagram can wait). */
static enum link_status let_wait(struct link *link, uint32_t row, frame_id id)
{
    struct arp_entry *e = &link->arp[row];
    while (e->first_waiting != NONE && e->waiting + octets_of(link, id) > ARP_WAITING_ROOM) {
        struct arp_waiting oldest = take_oldest(link, e);
        link_drop(link, e->interface, oldest.frame, RULE_ARP_QUEUE_FULL, e->address);
    }
    uint32_t added = arena_take(&link->sim->arena, link->waiting_pool);
    if (added == NONE) { /* of the simulator; the run ends here */
        frame_release(&link->sim->frames, id);
        return LINK_FAILED;
    }
    link->waiting[added] =
        (struct arp_waiting){.cause = sim_cause(link->sim), .frame = id, .next = NONE};
    append_waiting(link, e, added);
    return LINK_WAITING;
}

frame_id arp_next_failed(struct link *link, struct arp_failure *failed)
{
    if (failed->first == NONE)
        return NONE;
    struct arp_waiting packet = link->waiting[failed->first];
    arena_give(&link->sim->arena, link->waiting_pool, failed->first);
    failed->first = packet.next;
    return packet.frame;
}

/* The answer is there: sends what waited, each for its own reason. */
static void release_waiting(struct link *link, uint32_t row)
{
    struct arp_entry *e = &link->arp[row];
    record_id cause = sim_cause(link->sim);
    while (e->first_waiting != NONE) {
        struct arp_waiting packet = take_oldest(link, e);
        sim_follow(link->sim, packet.cause);
        note_finding(link, row, RULE_ARP_HIT, packet.frame, e->mac);
        link_address_frame(link, e->interface, packet.frame, e->mac, ETHERTYPE_IPV4);
        (void)link_transmit(link, e->interface, packet.frame);
    }
    sim_follow(link->sim, cause);
}

/* --- packet generation
 * ------------------------------------------------------------------------------ */

void arp_say(struct link *link, uint32_t interface, mac_address to, enum arp_opcode opcode,
             ipv4_address sender, mac_address target_mac, ipv4_address target)
{
    frame_id id = sim_new_packet(link->sim, ETHERNET_MINIMUM);
    if (id == NONE)
        return;
    link_address_frame(link, interface, id, to, ETHERTYPE_ARP);
    struct writer w =
        writer_over(frame_octets(&link->sim->frames, id) + ETHERNET_HEADER, ARP_LENGTH);
    arp_write(&w, &(struct arp){.hardware = ARP_HARDWARE_ETHERNET,
                                .protocol = ETHERTYPE_IPV4,
                                .hardware_length = ARP_HLN,
                                .protocol_length = ARP_PLN,
                                .opcode = (uint16_t)opcode,
                                .sender_mac = link->interfaces[interface].mac,
                                .sender_ip = sender,
                                .target_mac = target_mac,
                                .target_ip = target});
    link->sim->clock->broadcasts += to == MAC_BROADCAST ? 1U : 0U;
    (void)link_transmit(link, interface, id);
}

/* Asks everybody, or the one that is polled; at most once a second (RFC 1122 section 2.3.2.1).
 */
static void send_request(struct link *link, uint32_t row)
{
    struct arp_entry *e = &link->arp[row];
    e->attempts++;
    timer_set(link->sim, &e->retry, EVENT_ARP, row, link->sim->clock->now + ARP_RETRY);
    arp_say(link, e->interface, e->state == ARP_PROBE ? e->mac : MAC_BROADCAST, ARP_REQUEST,
            link->interfaces[e->interface].address, 0, e->address);
}

/* RFC 1122 section 2.3.2.1 (2): who was heard of long ago is asked alone, and until it is clear
 * that nobody answers, what was known still counts. False: this is not such a row. */
static bool poll(struct link *link, uint32_t row)
{
    struct arp_entry *e = &link->arp[row];
    if (e->state == ARP_PROBE)
        return true;
    if (!arp_is_stale(e, sim_now(link->sim)) || link_arp_habits(link, e->interface).poll == 0)
        return false;
    record_id cause = sim_cause(link->sim);
    e->state = ARP_PROBE;
    e->attempts = 0;
    note_finding(link, row, RULE_ARP_POLLS, NONE, e->mac);
    note_row(link, row, ROW_CHANGED);
    send_request(link, row);
    sim_follow(link->sim, cause);
    return true;
}

/* Nobody has been asked yet, or what was known has expired. */
static enum link_status ask(struct link *link, uint32_t row, enum row_change change,
                            frame_id id)
{
    struct arp_entry *e = &link->arp[row];
    e->state = ARP_INCOMPLETE;
    e->attempts = 0;
    e->mac = 0;
    e->expires = 0;
    note_finding(link, row, RULE_ARP_MISS, id, 0);
    note_row(link, row, change);
    enum link_status status = let_wait(link, row, id);
    send_request(link, row);
    return status;
}

enum link_status arp_resolve_and_send(struct link *link, uint32_t interface,
                                      ipv4_address next_hop, frame_id id)
{
    uint32_t row = arp_find(link, interface, next_hop);
    if (row != NONE && (is_fresh(link, row) || poll(link, row))) {
        mac_address mac = link->arp[row].mac;
        note_finding(link, row, RULE_ARP_HIT, id, mac);
        link_address_frame(link, interface, id, mac, ETHERTYPE_IPV4);
        return link_transmit(link, interface, id);
    }
    if (row != NONE && link->arp[row].state == ARP_INCOMPLETE) {
        note_finding(link, row, RULE_ARP_WAITS, id, 0);
        return let_wait(link, row, id);
    }
    if (row != NONE)
        return ask(link, row, ROW_CHANGED, id);
    row = add_row(link, interface, next_hop);
    if (row == NONE) { /* as above */
        frame_release(&link->sim->frames, id);
        return LINK_FAILED;
    }
    return ask(link, row, ROW_ADDED, id);
}

/* --- packet reception
 * -------------------------------------------------------------------------------- */

/* Writes the sender's pair into a row, which is then REACHABLE. */
static void learn(struct link *link, uint32_t row, mac_address mac, enum rule rule,
                  enum row_change change, frame_id id)
{
    struct arp_entry *e = &link->arp[row];
    e->mac = mac;
    e->state = ARP_REACHABLE;
    e->expires = link->sim->clock->now + ARP_LIFETIME;
    e->attempts = 0;
    timer_cancel(link->sim, &e->retry, EVENT_ARP, row);
    note_finding(link, row, rule, id, mac);
    note_row(link, row, change);
    release_waiting(link, row);
}

static void note_arp(struct link *link, uint32_t interface, frame_id id, enum rule rule,
                     uint64_t a)
{
    const struct frame *frame = frame_at(&link->sim->frames, id);
    (void)sim_note(link->sim, (struct record){.kind = RECORD_FINDING,
                                              .layer = LAYER_LINK,
                                              .rule = (uint16_t)rule,
                                              .node = link->interfaces[interface].node,
                                              .packet = frame->packet,
                                              .hop = frame->hop,
                                              .a = a});
}

/* What it is that the packet tells about a neighbour that has a row already. */
static enum rule rule_of_merge(const struct link *link, uint32_t row, mac_address mac)
{
    const struct arp_entry *e = &link->arp[row];
    if (!is_fresh(link, row) && e->state != ARP_PROBE)
        return RULE_ARP_LEARNS;
    return e->mac == mac ? RULE_ARP_UPDATES : RULE_ARP_OVERWRITES;
}

/* "?Am I the target protocol address?" and what follows from it. A probe (RFC 5227) has no
 * sender address and teaches nothing; an address that may not be used is not answered for. */
static void merge_and_answer(struct link *link, uint32_t interface, frame_id id,
                             const struct arp *arp)
{
    const struct interface *i = &link->interfaces[interface];
    bool teaches = arp->sender_ip != 0 && arp->sender_ip != i->address;
    uint32_t row = teaches ? arp_find(link, interface, arp->sender_ip) : NONE;
    bool merged = row != NONE;
    bool fixed = merged && link->arp[row].expires == SIM_NEVER; /* arp_set() */
    if (merged && !fixed)
        learn(link, row, arp->sender_mac, rule_of_merge(link, row, arp->sender_mac),
              ROW_CHANGED, id);
    if (i->address == 0 || arp->target_ip != i->address || i->address_state != ADDRESS_IN_USE) {
        note_arp(link, interface, id, RULE_ARP_NOT_MINE, arp->target_ip);
        return;
    }
    if (!merged && teaches) {
        row = add_row(link, interface, arp->sender_ip);
        if (row != NONE)
            learn(link, row, arp->sender_mac, RULE_ARP_LEARNS, ROW_ADDED, id);
    }
    if (arp->opcode == ARP_REQUEST) {
        note_arp(link, interface, id, RULE_ARP_ANSWERS, arp->target_ip);
        arp_say(link, interface, arp->sender_mac, ARP_REPLY, i->address, arp->sender_mac,
                arp->sender_ip);
    }
}

bool arp_set(struct link *link, uint32_t interface, ipv4_address address, mac_address mac)
{
    uint32_t row = arp_find(link, interface, address);
    enum row_change change = row != NONE ? ROW_CHANGED : ROW_ADDED;
    if (row == NONE)
        row = add_row(link, interface, address);
    if (row == NONE)
        return false;
    struct arp_entry *e = &link->arp[row];
    e->mac = mac;
    e->state = ARP_REACHABLE;
    e->expires = SIM_NEVER;
    timer_cancel(link->sim, &e->retry, EVENT_ARP, row);
    note_row(link, row, change);
    release_waiting(link, row);
    return true;
}

enum link_up arp_receive(struct link *link, uint32_t interface, frame_id id)
{
    const struct frame *frame = frame_at(&link->sim->frames, id);
    struct reader r = reader_over(frame_octets(&link->sim->frames, id), frame->length);
    struct arp arp;
    (void)read_octets(&r, ETHERNET_HEADER);
    arp_read(&r, &arp);
    if (!r.ok || arp.hardware != ARP_HARDWARE_ETHERNET || arp.protocol != ETHERTYPE_IPV4 ||
        arp.hardware_length != ARP_HLN || arp.protocol_length != ARP_PLN) {
        link_drop(link, interface, id, RULE_ARP_BAD, 0);
        return LINK_DROPPED;
    }
    record_id cause = sim_cause(link->sim);
    if (arp_notice_conflict(link, interface, id, &arp))
        sim_follow(link->sim, cause);
    merge_and_answer(link, interface, id, &arp);
    frame_release(&link->sim->frames, id);
    return LINK_CONSUMED;
}

void arp_doubt(struct link *link, uint32_t interface, ipv4_address address)
{
    uint32_t row = arp_find(link, interface, address);
    if (row == NONE || !is_fresh(link, row) || link->arp[row].expires == SIM_NEVER)
        return;
    link->arp[row].expires = link->sim->clock->now;
    note_finding(link, row, RULE_ARP_DOUBTED, NONE, 0);
    note_row(link, row, ROW_CHANGED);
}

/* --- nobody answers
 * ------------------------------------------------------------------------------------ */

bool arp_timeout(struct link *link, uint32_t row, struct arp_failure *failed)
{
    struct arp_entry *e = &link->arp[row];
    if (e->attempts < (e->state == ARP_PROBE ? ARP_POLLS : ARP_ATTEMPTS)) {
        note_finding(link, row, RULE_ARP_ASKS_AGAIN, NONE, e->attempts);
        send_request(link, row);
        return false;
    }
    note_finding(link, row, e->state == ARP_PROBE ? RULE_ARP_POLLED_IN_VAIN : RULE_ARP_FAILED,
                 NONE, e->attempts);
    *failed = (struct arp_failure){.interface = e->interface, .first = e->first_waiting};
    e->first_waiting = NONE;
    e->waiting = 0;
    e->state = ARP_FAILED; /* remembered, for who asks; the next packet begins anew */
    note_row(link, row, ROW_CHANGED);
    return true;
}

bool arp_delete(struct link *link, uint32_t interface, ipv4_address address)
{
    uint32_t row = arp_find(link, interface, address);
    if (row == NONE)
        return false;
    while (link->arp[row].first_waiting != NONE)
        link_drop(link, interface, take_oldest(link, &link->arp[row]).frame, RULE_ARP_FAILED,
                  address);
    note_row(link, row, ROW_REMOVED);
    remove_row(link, row);
    return true;
}
