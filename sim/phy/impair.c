/* phy/impair.c: see impair.h. */
#include "phy/impair.h"

#include "base/hash.h"
#include "phy/fault_match.h"

#define PER_BILLION UINT32_C(1000000000)

static struct impairment *row_of(const struct phy *phy, uint32_t direction)
{
    uint32_t row = phy->directions[direction].impairment;
    return row != 0 ? &phy->impairments[row - 1] : NULL;
}

struct cable_quality direction_quality(const struct phy *phy, uint32_t direction)
{
    const struct direction *d = &phy->directions[direction];
    const struct impairment *i = row_of(phy, direction);
    return i != NULL ? i->cable
                     : (struct cable_quality){.rate_bps = d->rate_bps,
                                              .delay = d->delay,
                                              .loss = d->loss,
                                              .queue_limit = d->queue_limit};
}

sim_time direction_usual_delay(const struct phy *phy, uint32_t direction, sim_time *jitter)
{
    const struct impairment *i = row_of(phy, direction);
    *jitter = i != NULL ? sim_time_add(i->cable.jitter, i->netem.jitter) : 0;
    return i != NULL ? sim_time_add(i->cable.delay, i->netem.delay)
                     : phy->directions[direction].delay;
}

const struct impairment *direction_netem(const struct phy *phy, uint32_t direction)
{
    const struct impairment *i = row_of(phy, direction);
    return i != NULL && i->active != 0 ? i : NULL;
}

/* The row of a direction, made now when it has none. NULL: no room. */
static struct impairment *take_row(struct phy *phy, uint32_t direction)
{
    struct direction *d = &phy->directions[direction];
    if (d->impairment == 0) {
        struct cable_quality cable = direction_quality(phy, direction);
        uint32_t row = arena_take(&phy->sim->arena, phy->impairment_pool);
        if (row == NONE)
            return NULL;
        phy->impairments[row] = (struct impairment){.cable = cable};
        d->impairment = row + 1;
    }
    return row_of(phy, direction);
}

/* Of two independent chances at least one. */
static uint32_t either(uint32_t a, uint32_t b)
{
    return (uint32_t)(a + b - (uint64_t)a * b / PER_BILLION);
}

static sim_time shortest(const struct impairment *i)
{
    sim_time delay = sim_time_add(i->cable.delay, i->netem.delay);
    sim_time jitter = sim_time_add(i->cable.jitter, i->netem.jitter);
    return delay > jitter ? delay - jitter : 0;
}

/* A shorter delay must not let later frames overtake earlier ones: only jitter may. */
static void set_delay(struct phy *phy, struct direction *d, sim_time delay)
{
    if (delay < d->delay && d->last != NONE &&
        d->busy_until < phy->flights[d->last].arrives - delay)
        d->busy_until = phy->flights[d->last].arrives - delay;
    d->delay = delay;
}

/* Works what needs no draw into the row of the direction. */
static void work_in(struct phy *phy, uint32_t direction)
{
    struct direction *d = &phy->directions[direction];
    const struct impairment *i = row_of(phy, direction);
    bool slower = i->netem.rate_bps != 0 && i->netem.rate_bps < i->cable.rate_bps;
    d->rate_bps = slower ? i->netem.rate_bps : i->cable.rate_bps;
    d->loss = either(i->cable.loss, i->netem.loss);
    d->queue_limit = i->active != 0 ? i->netem.queue_limit : i->cable.queue_limit;
    set_delay(phy, d, shortest(i));
}

bool direction_set_netem(struct phy *phy, uint32_t direction, const struct cable_quality *netem)
{
    struct impairment *i = take_row(phy, direction);
    if (i == NULL)
        return false;
    i->handle += netem != NULL && i->active == 0 ? 1 : 0;
    i->active = netem != NULL ? 1 : 0;
    i->netem = netem != NULL ? *netem : (struct cable_quality){.delay = 0};
    work_in(phy, direction);
    return true;
}

bool direction_set_quality(struct phy *phy, uint32_t direction,
                           const struct cable_quality *cable)
{
    struct impairment *i = take_row(phy, direction);
    if (i == NULL)
        return false;
    i->cable = *cable;
    work_in(phy, direction);
    return true;
}

void direction_impair(struct phy *phy, uint32_t direction, uint32_t loss, sim_time delay)
{
    struct direction *d = &phy->directions[direction];
    struct impairment *i = row_of(phy, direction);
    if (i == NULL) {
        d->loss = loss;
        set_delay(phy, d, delay);
        return;
    }
    i->cable.loss = loss;
    i->cable.delay = delay;
    work_in(phy, direction);
}

/* --- frame by frame --- */

static uint64_t drawn(const struct phy *phy, uint32_t direction, enum draw_purpose purpose,
                      uint64_t ordinal)
{
    return draw(phy->sim->clock->seed, direction, purpose, ordinal);
}

static bool happens(const struct phy *phy, uint32_t direction, enum draw_purpose purpose,
                    uint64_t ordinal, uint32_t chance)
{
    return chance > 0 &&
           draw_below(drawn(phy, direction, purpose, ordinal), PER_BILLION) < chance;
}

static void tell(struct phy *phy, uint32_t direction, frame_id frame, enum rule rule)
{
    (void)sim_aside_frame(phy->sim,
                          (struct record){.kind = RECORD_FINDING,
                                          .layer = LAYER_PHY,
                                          .node = NONE,
                                          .rule = (uint16_t)rule,
                                          .table = TABLE_DIRECTION,
                                          .place = direction},
                          frame);
}

/* How much longer than the shortest time the frame takes. */
static sim_time drawn_jitter(const struct phy *phy, uint32_t direction, uint64_t ordinal,
                             const struct impairment *i)
{
    sim_time delay = sim_time_add(i->cable.delay, i->netem.delay);
    sim_time jitter = sim_time_add(i->cable.jitter, i->netem.jitter);
    uint64_t span = (uint64_t)jitter * 2 + 1;
    if (jitter == 0)
        return 0;
    sim_time takes =
        delay - jitter + (sim_time)(drawn(phy, direction, DRAW_JITTER, ordinal) % span);
    return (takes > 0 ? takes : 0) - shortest(i);
}

void impair_apply(struct phy *phy, uint32_t direction, uint64_t ordinal, frame_id frame,
                  struct fault_effect *effect)
{
    const struct impairment *i = row_of(phy, direction);
    uint32_t twice = either(i->cable.duplicate, i->netem.duplicate);
    effect->jitter = drawn_jitter(phy, direction, ordinal, i);
    if (happens(phy, direction, DRAW_DUPLICATE, ordinal, twice)) {
        effect->copies = 1;
        tell(phy, direction, frame, RULE_CABLE_DOUBLES);
    }
    bool on_cable = happens(phy, direction, DRAW_CORRUPT, ordinal, i->cable.corrupt);
    bool before = happens(phy, direction, DRAW_NETEM_CORRUPT, ordinal, i->netem.corrupt);
    if (effect->corrupts || (!on_cable && !before))
        return;
    effect->corrupts = true;
    effect->bad_fcs = on_cable;
    effect->bit = (uint32_t)(drawn(phy, direction, DRAW_CORRUPT_BIT, ordinal) >> 32);
    tell(phy, direction, frame, on_cable ? RULE_CABLE_FLIPS : RULE_NETEM_FLIPS);
}
