/* phy/fault.c: see fault_match.h and fault.h. */
#include "phy/fault_match.h"

#include "wire/ethernet.h"
#include "wire/ipv4.h"

static bool matches(const struct phy *phy, const struct fault *fault, frame_id id)
{
    sim_time now = phy->sim->clock->now;
    if (now < fault->from || now >= fault->until)
        return false;
    struct field_tree *tree = &phy->scratch->tree;
    struct field_context context = field_context_default();
    context.wanted = filter_wanted(fault->when);
    const struct frame *frame = frame_at(&phy->sim->frames, id);
    field_dissect(tree, frame_octets(&phy->sim->frames, id), frame->length, &context);
    return filter_match(fault->when, tree);
}

static void note(struct phy *phy, const struct fault *fault, frame_id frame, enum rule rule,
                 uint64_t a)
{
    (void)sim_aside_frame(phy->sim,
                          (struct record){.kind = RECORD_FINDING,
                                          .layer = LAYER_PHY,
                                          .node = NONE,
                                          .rule = (uint16_t)rule,
                                          .table = TABLE_DIRECTION,
                                          .place = fault->direction,
                                          .a = a},
                          frame);
}

static void take_effect(struct phy *phy, const struct fault *fault, frame_id frame,
                        struct fault_effect *effect)
{
    switch (fault->action) {
    case FAULT_DROP:
        effect->fate = FATE_FAULT;
        break;
    case FAULT_DUPLICATE:
        effect->copies = 1;
        note(phy, fault, frame, RULE_CABLE_DUPLICATED, 0);
        break;
    case FAULT_DELAY:
        effect->delay = fault->delay;
        note(phy, fault, frame, RULE_CABLE_DELAYED, (uint64_t)fault->delay);
        break;
    case FAULT_CORRUPT_CABLE:
    case FAULT_CORRUPT_ROUTER:
        effect->corrupts = true;
        effect->bit = fault->bit;
        effect->bad_fcs = fault->action == FAULT_CORRUPT_CABLE;
        note(phy, fault, frame, RULE_CABLE_CORRUPTED, 0);
        break;
    }
}

/* First fault of the direction, by halving: the table is sorted by direction. */
static uint32_t first_of(const struct fault_table *faults, uint32_t direction)
{
    uint32_t low = 0, high = faults->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (faults->row[middle].direction < direction)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void fault_apply(struct phy *phy, uint32_t direction, frame_id frame,
                 struct fault_effect *effect)
{
    const struct fault_table *faults = phy->faults;
    for (uint32_t i = first_of(faults, direction);
         i < faults->count && faults->row[i].direction == direction; i++) {
        const struct fault *fault = &faults->row[i];
        struct fault_counter *counter = &phy->fault_counters[i];
        if (!matches(phy, fault, frame))
            continue;
        counter->matched++;
        if (counter->matched < fault->first || counter->matched > fault->last)
            continue;
        counter->hit++;
        take_effect(phy, fault, frame, effect);
    }
}

/* Where a corruption may start: behind the Internet header, or behind the Ethernet header. */
static uint32_t damage_starts(const uint8_t *octets, uint32_t length)
{
    struct reader r = reader_over(octets, length);
    struct ethernet ethernet;
    ethernet_read(&r, &ethernet);
    if (r.ok && ethernet.type == ETHERTYPE_IPV4) {
        struct ipv4 ipv4;
        ipv4_read(&r, &ipv4);
        if (r.ok && r.at < length)
            return (uint32_t)r.at;
    }
    return length > ETHERNET_HEADER ? ETHERNET_HEADER : 0;
}

bool fault_unshare(struct phy *phy, frame_id *id)
{
    struct frames *frames = &phy->sim->frames;
    if (frame_at(frames, *id)->references == 1)
        return true;
    frame_id copy = frame_copy(frames, *id);
    if (copy == NONE)
        return false;
    frame_release(frames, *id);
    *id = copy;
    return true;
}

bool fault_corrupt(struct phy *phy, frame_id *id, struct fault_effect *effect)
{
    struct frames *frames = &phy->sim->frames;
    if (!fault_unshare(phy, id))
        return false;
    uint8_t *octets = frame_octets(frames, *id);
    uint32_t length = frame_at(frames, *id)->length;
    uint32_t start = damage_starts(octets, length);
    uint32_t bit = effect->bit % ((length - start) * 8);
    octets[start + bit / 8] ^= (uint8_t)(0x80 >> bit % 8);
    effect->flags |= FRAME_CORRUPTED;
    if (effect->bad_fcs)
        effect->flags |= FRAME_BAD_FCS;
    return true;
}
