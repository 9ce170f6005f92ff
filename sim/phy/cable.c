/* phy/cable.c: a frame is put on a cable, flies, and arrives. See cable.h. */
#include "phy/cable.h"

#include <assert.h>
#include <string.h>

#include "base/hash.h"
#include "phy/fault_match.h"
#include "phy/impair.h"
#include "wire/ethernet.h"
#include "wire/ipv4.h"

enum { FLIGHT_SLACK = 4096, FLIGHT_MAXIMUM = 1 << 24, ETHERNET_TYPE_OFFSET = 12 };

#define PER_BILLION UINT32_C(1000000000)

void phy_add_pools(struct phy *phy, struct sim *sim, uint32_t cables, uint32_t faults)
{
    phy->sim = sim;
    phy->cables = cables;
    phy->fault_count = faults;
    uint32_t ways = cables * 2;
    phy->direction_pool = arena_add(&sim->arena, "cables", sizeof(struct direction), ways, 0,
                                    ways, (void **)&phy->directions);
    phy->flight_pool = arena_add(&sim->arena, "frames in flight", sizeof(struct flight), ways,
                                 FLIGHT_SLACK, FLIGHT_MAXIMUM, (void **)&phy->flights);
    phy->impairment_pool = arena_add(&sim->arena, "impairments", sizeof(struct impairment),
                                     ways, 0, ways, (void **)&phy->impairments);
    phy->fault_pool = arena_add(&sim->arena, "faults", sizeof(struct fault_counter), faults, 0,
                                faults, (void **)&phy->fault_counters);
}

void phy_start(struct phy *phy)
{
    uint32_t row = arena_take_table(&phy->sim->arena, phy->fault_pool, phy->fault_count);
    assert(row == 0);
    (void)row;
}

uint32_t phy_add_cable(struct phy *phy, const struct cable_def *def)
{
    uint32_t row = arena_take_table(&phy->sim->arena, phy->direction_pool, 2);
    assert(row != NONE && def->rate_bps[0] > 0 && def->rate_bps[1] > 0);
    for (unsigned way = 0; way < 2; way++)
        phy->directions[row + way] = (struct direction){.rate_bps = def->rate_bps[way],
                                                        .delay = def->delay[way],
                                                        .loss = def->loss[way],
                                                        .queue_limit = def->queue_limit[way],
                                                        .mark_limit = def->mark_limit[way],
                                                        .first = NONE,
                                                        .last = NONE,
                                                        .first_waiting = NONE,
                                                        .from = def->end[way],
                                                        .to = def->end[1 - way]};
    for (unsigned way = 0; way < 2; way++) {
        struct cable_quality quality = direction_quality(phy, row + way);
        quality.jitter = def->jitter[way];
        quality.duplicate = def->duplicate[way];
        quality.corrupt = def->corrupt[way];
        bool uneven = quality.jitter > 0 || quality.duplicate > 0 || quality.corrupt > 0;
        bool room = !uneven || direction_set_quality(phy, row + way, &quality);
        assert(room); /* there is a row for every direction */
        (void)room;
    }
    return row / 2;
}

/* --- the FIFO of a direction
 * ------------------------------------------------------------------ */

static void append(struct phy *phy, struct direction *d, uint32_t row)
{
    phy->flights[row].next = NONE;
    if (d->last == NONE)
        d->first = row;
    else
        phy->flights[d->last].next = row;
    d->last = row;
    if (d->first_waiting == NONE)
        d->first_waiting = row;
    d->waiting++;
}

/* Forgets, as waiting, the flights whose transmission has started by now. */
static void start_transmissions(struct phy *phy, struct direction *d)
{
    while (d->first_waiting != NONE &&
           phy->flights[d->first_waiting].departs <= phy->sim->clock->now) {
        d->first_waiting = phy->flights[d->first_waiting].next;
        d->waiting--;
    }
}

/* Where the delay varies, frames leave the FIFO at once; those that wait are looked for. */
static uint32_t strays_waiting(const struct phy *phy, uint32_t direction)
{
    uint32_t rows = arena_marks(&phy->sim->arena, phy->flight_pool)->high;
    uint32_t waiting = 0;
    for (uint32_t f = 0; f < rows; f++)
        waiting += phy->flights[f].stray == 1 && phy->flights[f].direction == direction &&
                   phy->flights[f].departs > phy->sim->clock->now;
    return waiting;
}

uint32_t direction_waiting(const struct phy *phy, uint32_t direction)
{
    bool uneven = phy->directions[direction].impairment != 0;
    uint32_t waiting = uneven ? strays_waiting(phy, direction) : 0;
    for (uint32_t f = phy->directions[direction].first; f != NONE; f = phy->flights[f].next)
        waiting += phy->flights[f].departs > phy->sim->clock->now ? 1U : 0U;
    return waiting;
}

static void remove_first(struct phy *phy, struct direction *d)
{
    uint32_t row = d->first;
    if (d->first_waiting == row) {
        d->first_waiting = phy->flights[row].next;
        d->waiting--;
    }
    d->first = phy->flights[row].next;
    if (d->first == NONE)
        d->last = NONE;
}

static bool counts_as_waiting(const struct phy *phy, const struct direction *d, uint32_t row)
{
    uint32_t f = d->first_waiting;
    while (f != NONE && f != row)
        f = phy->flights[f].next;
    return f == row;
}

static void unlink_flight(struct phy *phy, struct direction *d, uint32_t row)
{
    if (d->first == row) {
        remove_first(phy, d);
        return;
    }
    uint32_t before = d->first;
    while (phy->flights[before].next != row)
        before = phy->flights[before].next;
    if (counts_as_waiting(phy, d, row))
        d->waiting--;
    if (d->first_waiting == row)
        d->first_waiting = phy->flights[row].next;
    phy->flights[before].next = phy->flights[row].next;
    if (d->last == row)
        d->last = before;
}

/* The entry for a flight: one a direction, or, in plain mode, one a flight. */
static void queue_flight(struct phy *phy, uint32_t direction, uint32_t row)
{
    struct sim *sim = phy->sim;
    if (sim->queue.plain || phy->directions[direction].first == row)
        (void)queue_push(&sim->queue, phy->flights[row].arrives, EVENT_CABLE, direction);
}

/* --- transmission
 * -------------------------------------------------------------------------------- */

static sim_time transmission_time(const struct direction *d, uint32_t octets)
{
    return (sim_time)((uint64_t)octets * 8 * PER_BILLION / d->rate_bps);
}

static record_id note_sent(struct phy *phy, const struct flight *f, sim_time later,
                           uint32_t node)
{
    return sim_aside_frame(phy->sim,
                           (struct record){.kind = RECORD_SENT,
                                           .layer = LAYER_PHY,
                                           .node = node,
                                           .place = f->direction,
                                           .hop = f->hop,
                                           .a = (uint64_t)f->departs,
                                           .b = (uint64_t)sim_time_add(f->arrives, later)},
                           f->frame);
}

static void note_dropped(struct phy *phy, uint32_t direction, frame_id id, uint8_t hop,
                         uint32_t node, enum rule rule, uint64_t a)
{
    phy->directions[direction].dropped++;
    (void)sim_aside_frame(phy->sim,
                          (struct record){.kind = RECORD_DROPPED,
                                          .layer = LAYER_PHY,
                                          .rule = (uint16_t)rule,
                                          .node = node,
                                          .place = direction,
                                          .table = TABLE_DIRECTION,
                                          .hop = hop,
                                          .a = a},
                          id);
}

/* A frame that others hold as well is, in this event, as this flight has it. */
static void handle_as(struct frame *frame, uint8_t hop, uint8_t flags)
{
    frame->hop = hop;
    frame->flags = (uint8_t)((frame->flags & ~FRAME_FLIGHT_FLAGS) | flags);
}

/* Appends a flight for the frame, whose reference it takes; it has the flags of the flight that
 * brought the frame here, and `flags`. What is drawn of its delay is told, but left to the
 * caller. NONE: no room, the reference is the caller's. */
static uint32_t transmit(struct phy *phy, uint32_t direction, frame_id id,
                         const struct fault_effect *effect, uint8_t flags, uint32_t node)
{
    struct sim *sim = phy->sim;
    uint32_t row = arena_take(&sim->arena, phy->flight_pool);
    if (row == NONE)
        return NONE;
    struct direction *d = &phy->directions[direction];
    const struct frame *frame = frame_at(&sim->frames, id);
    sim_time now = sim->clock->now;
    uint32_t octets = ethernet_wire_octets(frame->length);
    struct flight *f = &phy->flights[row];
    f->frame = id;
    f->direction = direction;
    f->departs = d->busy_until > now ? d->busy_until : now;
    f->arrives = sim_time_add(
        sim_time_add(f->departs, transmission_time(d, octets - ETHERNET_GAP)), d->delay);
    f->fate = (uint8_t)effect->fate;
    f->flags = (uint8_t)(flags | (frame->flags & FRAME_FLIGHT_FLAGS));
    f->hop = (uint8_t)(frame->hop < UINT8_MAX ? frame->hop + 1 : UINT8_MAX);
    d->busy_until = sim_time_add(f->departs, transmission_time(d, octets));
    append(phy, d, row);
    f->sent = note_sent(phy, f, effect->jitter, node);
    sim->clock->hops++;
    queue_flight(phy, direction, row);
    return row;
}

static bool is_lost(const struct phy *phy, uint32_t direction, uint64_t ordinal)
{
    uint32_t loss = phy->directions[direction].loss;
    return loss > 0 && draw_below(draw(phy->sim->clock->seed, direction, DRAW_LOSS, ordinal),
                                  PER_BILLION) < loss;
}

static enum cable_status refuse(struct phy *phy, uint32_t direction, frame_id id, uint32_t node,
                                enum rule rule, enum cable_status status)
{
    struct direction *d = &phy->directions[direction];
    uint8_t hop = frame_at(&phy->sim->frames, id)->hop;
    uint32_t waiting = d->impairment != 0 ? direction_waiting(phy, direction) : d->waiting;
    note_dropped(phy, direction, id, hop, node, rule, waiting);
    frame_release(&phy->sim->frames, id);
    return status;
}

static bool delay_by(struct phy *phy, uint32_t row, sim_time by)
{
    return by == 0 || flight_delay(phy, row, by);
}

/* Puts the frame, and a second time when a fault says so, on the cable. */
static enum cable_status take(struct phy *phy, uint32_t direction, frame_id id,
                              const struct fault_effect *effect, uint32_t node)
{
    enum cable_status status = CABLE_TAKEN;
    if (effect->copies > 0)
        frame_hold(&phy->sim->frames, id);
    uint32_t row = transmit(phy, direction, id, effect, effect->flags, node);
    if (row == NONE)
        frame_release(&phy->sim->frames, id);
    if (row == NONE || !delay_by(phy, row, sim_time_add(effect->delay, effect->jitter)))
        status = CABLE_NO_ROOM;
    if (effect->copies == 0)
        return status;
    row = transmit(phy, direction, id, effect, effect->flags | FRAME_DUPLICATE, node);
    if (row == NONE)
        frame_release(&phy->sim->frames, id);
    if (row == NONE || !delay_by(phy, row, effect->jitter))
        status = CABLE_NO_ROOM;
    return status;
}

static uint32_t waiting_on(const struct phy *phy, uint32_t direction)
{
    const struct direction *d = &phy->directions[direction];
    return d->impairment != 0 ? direction_waiting(phy, direction) : d->waiting;
}

static bool is_full(const struct phy *phy, uint32_t direction)
{
    return waiting_on(phy, direction) >= phy->directions[direction].queue_limit;
}

/* Is it a packet whose transport understands marks (ECT), not marked yet? */
static bool is_capable(const uint8_t *octets, uint32_t length)
{
    if (length < ETHERNET_HEADER + IPV4_HEADER ||
        (octets[ETHERNET_TYPE_OFFSET] << 8 | octets[ETHERNET_TYPE_OFFSET + 1]) !=
            ETHERTYPE_IPV4)
        return false;
    unsigned field = octets[ETHERNET_HEADER + 1] & IPV4_CE;
    return field == IPV4_ECT_0 || field == IPV4_ECT_1;
}

/* RFC 3168 section 5: a packet of a transport that understands it is marked (CE) when the queue
 * is long, long before one would have to be dropped. Others hold the frame too: it is copied
 * first. False: no room for the copy; nothing has changed. */
static bool mark(struct phy *phy, uint32_t direction, frame_id *id, uint32_t node)
{
    struct frames *frames = &phy->sim->frames;
    if (!is_capable(frame_octets(frames, *id), frame_at(frames, *id)->length))
        return true;
    if (!fault_unshare(phy, id))
        return false;
    ipv4_mark(frame_octets(frames, *id) + ETHERNET_HEADER);
    (void)sim_aside_frame(phy->sim,
                          (struct record){.kind = RECORD_FINDING,
                                          .layer = LAYER_PHY,
                                          .rule = RULE_CABLE_MARKED,
                                          .field = FIELD_IP_DSFIELD_ECN,
                                          .node = node,
                                          .place = direction,
                                          .table = TABLE_DIRECTION,
                                          .hop = frame_at(frames, *id)->hop,
                                          .a = phy->directions[direction].waiting},
                          *id);
    return true;
}

enum cable_status cable_offer(struct phy *phy, uint32_t direction, frame_id id, uint32_t node)
{
    struct direction *d = &phy->directions[direction];
    uint64_t ordinal = d->offered++;
    bool lost = is_lost(phy, direction, ordinal);
    struct fault_effect effect = {.fate = FATE_ARRIVES};
    if (phy->faults != NULL && phy->faults->count > 0)
        fault_apply(phy, direction, id, &effect);
    if (d->cut != 0)
        return refuse(phy, direction, id, node, RULE_CABLE_CUT, CABLE_REFUSED_CUT);
    start_transmissions(phy, d);
    if (d->busy_until > phy->sim->clock->now && is_full(phy, direction))
        return refuse(phy, direction, id, node, RULE_CABLE_QUEUE_FULL, CABLE_REFUSED_FULL);
    if (d->mark_limit != 0 && waiting_on(phy, direction) >= d->mark_limit &&
        !mark(phy, direction, &id, node)) {
        frame_release(&phy->sim->frames, id);
        return CABLE_NO_ROOM;
    }
    if (d->impairment != 0)
        impair_apply(phy, direction, ordinal, id, &effect);
    if (effect.corrupts && !fault_corrupt(phy, &id, &effect)) {
        frame_release(&phy->sim->frames, id);
        return CABLE_NO_ROOM;
    }
    if (effect.fate == FATE_ARRIVES && lost)
        effect.fate = FATE_LOST;
    return take(phy, direction, id, &effect, node);
}

/* --- arrival
 * ---------------------------------------------------------------------------------------- */

bool cable_is_due(const struct phy *phy, struct queue_entry entry)
{
    uint32_t row = queue_entity(entry);
    if (queue_kind(entry) == EVENT_STRAY)
        return phy->flights[row].stray == 1 && phy->flights[row].arrives == entry.time;
    row = phy->directions[row].first;
    return row != NONE && phy->flights[row].arrives == entry.time;
}

static enum rule rule_of(enum flight_fate fate)
{
    switch (fate) {
    case FATE_ARRIVES:
        return RULE_NONE;
    case FATE_LOST:
        return RULE_CABLE_LOST;
    case FATE_FAULT:
        return RULE_CABLE_DROPPED_BY_FAULT;
    case FATE_HAND:
        return RULE_CABLE_DROPPED_BY_HAND;
    }
    return RULE_NONE;
}

/* Takes the flight out of its direction; its successor gets the direction's entry. */
static struct flight take_flight(struct phy *phy, struct queue_entry entry)
{
    struct sim *sim = phy->sim;
    uint32_t row = queue_entity(entry);
    if (queue_kind(entry) == EVENT_CABLE) {
        struct direction *d = &phy->directions[row];
        row = d->first;
        remove_first(phy, d);
        if (d->first != NONE && !sim->queue.plain)
            (void)queue_push(&sim->queue, phy->flights[d->first].arrives, EVENT_CABLE,
                             queue_entity(entry));
    }
    struct flight f = phy->flights[row];
    arena_give_used(&sim->arena, phy->flight_pool, row, sizeof(struct flight));
    return f;
}

struct arrival cable_arrive(struct phy *phy, struct queue_entry entry, uint32_t node)
{
    struct sim *sim = phy->sim;
    struct flight f = take_flight(phy, entry);
    struct arrival arrival = {.frame = f.frame,
                              .direction = f.direction,
                              .interface = phy->directions[f.direction].to};
    sim_follow(sim, f.sent);
    handle_as(frame_at(&sim->frames, f.frame), f.hop, f.flags);
    if (f.fate != FATE_ARRIVES) {
        note_dropped(phy, f.direction, f.frame, f.hop, node, rule_of((enum flight_fate)f.fate),
                     0);
        frame_release(&sim->frames, f.frame);
        arrival.frame = NONE;
        return arrival;
    }
    (void)sim_note_frame(
        sim,
        (struct record){
            .kind = RECORD_ARRIVED, .layer = LAYER_PHY, .node = node, .place = f.direction},
        f.frame);
    return arrival;
}

/* --- interventions
 * ------------------------------------------------------------------------------------ */

uint32_t cable_find_flight(const struct phy *phy, uint32_t direction, uint32_t packet,
                           uint8_t hop)
{
    uint32_t rows = arena_marks(&phy->sim->arena, phy->flight_pool)->high;
    for (uint32_t f = phy->directions[direction].first; f != NONE; f = phy->flights[f].next)
        if (phy->flights[f].hop == hop &&
            frame_at(&phy->sim->frames, phy->flights[f].frame)->packet == packet)
            return f;
    for (uint32_t f = 0; f < rows; f++)
        if (phy->flights[f].stray == 1 && phy->flights[f].direction == direction &&
            phy->flights[f].hop == hop &&
            frame_at(&phy->sim->frames, phy->flights[f].frame)->packet == packet)
            return f;
    return NONE;
}

void flight_drop(struct phy *phy, uint32_t flight)
{
    phy->flights[flight].fate = FATE_HAND;
}

bool flight_delay(struct phy *phy, uint32_t flight, sim_time by)
{
    struct flight *f = &phy->flights[flight];
    struct direction *d = &phy->directions[f->direction];
    if (f->stray == 0) {
        bool was_first = d->first == flight;
        if (phy->sim->queue.plain)
            queue_remove_at(&phy->sim->queue, f->arrives, EVENT_CABLE, f->direction);
        unlink_flight(phy, d, flight);
        if (was_first && d->first != NONE && !phy->sim->queue.plain)
            (void)queue_push(&phy->sim->queue, phy->flights[d->first].arrives, EVENT_CABLE,
                             f->direction);
        f->stray = 1;
        f->next = NONE;
    }
    f->arrives = sim_time_add(f->arrives, by);
    return queue_push(&phy->sim->queue, f->arrives, EVENT_STRAY, flight);
}

bool flight_duplicate(struct phy *phy, uint32_t flight, uint32_t node)
{
    struct flight f = phy->flights[flight];
    struct sim *sim = phy->sim;
    record_id cause = sim_cause(sim);
    frame_hold(&sim->frames, f.frame);
    handle_as(frame_at(&sim->frames, f.frame), (uint8_t)(f.hop - 1), f.flags);
    sim_follow(sim, f.sent);
    struct fault_effect again = {.fate = FATE_ARRIVES};
    uint32_t row = transmit(phy, f.direction, f.frame, &again, FRAME_DUPLICATE, node);
    sim_follow(sim, cause);
    if (row == NONE)
        frame_release(&sim->frames, f.frame);
    return row != NONE;
}

bool flight_corrupt(struct phy *phy, uint32_t flight, uint32_t bit, bool on_cable)
{
    struct flight *f = &phy->flights[flight];
    struct fault_effect effect = {.corrupts = true, .bit = bit, .bad_fcs = on_cable};
    if (!fault_corrupt(phy, &f->frame, &effect))
        return false;
    f->flags |= effect.flags;
    return true;
}

/* The flight, out of its direction already, ends here and now. */
static void lose(struct phy *phy, uint32_t row, uint32_t node)
{
    struct sim *sim = phy->sim;
    struct flight f = phy->flights[row];
    record_id cause = sim_cause(sim);
    arena_give_used(&sim->arena, phy->flight_pool, row, sizeof(struct flight));
    sim_follow(sim, f.sent);
    handle_as(frame_at(&sim->frames, f.frame), f.hop, f.flags);
    note_dropped(phy, f.direction, f.frame, f.hop, node, RULE_CABLE_CUT, 0);
    frame_release(&sim->frames, f.frame);
    sim_follow(sim, cause);
}

static void lose_all(struct phy *phy, uint32_t direction, uint32_t node)
{
    struct sim *sim = phy->sim;
    struct direction *d = &phy->directions[direction];
    uint32_t rows = arena_marks(&sim->arena, phy->flight_pool)->high;
    while (d->first != NONE) {
        uint32_t row = d->first;
        remove_first(phy, d);
        lose(phy, row, node);
    }
    for (uint32_t row = 0; row < rows; row++) {
        if (phy->flights[row].stray == 0 || phy->flights[row].direction != direction)
            continue;
        if (sim->queue.plain)
            queue_remove(&sim->queue, EVENT_STRAY, row);
        lose(phy, row, node);
    }
    if (sim->queue.plain)
        queue_remove(&sim->queue, EVENT_CABLE, direction);
    if (d->busy_until > sim->clock->now)
        d->busy_until = sim->clock->now;
}

void direction_cut(struct phy *phy, uint32_t direction, bool cut, uint32_t node)
{
    phy->directions[direction].cut = cut ? 1 : 0;
    if (cut)
        lose_all(phy, direction, node);
}
