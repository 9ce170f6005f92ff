/* tests/phy/line.h: one cable and nothing else: frames are put on it by hand, events are run
 * one by one, and all records are kept. The two ways are directions 0 and 1; interface rows are
 * 0 and 1. */
#ifndef NETSTAGE_TESTS_PHY_LINE_H
#define NETSTAGE_TESTS_PHY_LINE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/hash.h"
#include "phy/cable.h"
#include "wire/ethernet.h"

enum { LINE_RECORDS = 4096, SENDER = 0, RECEIVER = 1 };

struct line {
    struct observer observer; /* must be first */
    struct sim sim;
    struct phy phy;
    struct record records[LINE_RECORDS];
    uint8_t flags[LINE_RECORDS]; /* of the frame that the record is about */
    uint32_t count;
    uint32_t by_rule[RULES];
    uint64_t hash; /* over all records */
};

static void line_record(struct observer *self, const struct sim *sim, const struct record *r,
                        const char *text, size_t length)
{
    struct line *line = (struct line *)(void *)self;
    (void)text;
    (void)length;
    assert_true(line->count < LINE_RECORDS);
    bool about_frame =
        r->kind == RECORD_SENT || r->kind == RECORD_ARRIVED || r->kind == RECORD_DROPPED;
    line->flags[line->count] = about_frame ? frame_at(&sim->frames, sim->subject)->flags : 0;
    line->records[line->count++] = *r;
    line->by_rule[r->rule]++;
    line->hash = hash_octets(line->hash, r, sizeof *r);
}

/* A cable of this rate and delay both ways. *line must outlive the test: it is not moved. */
static inline void line_open(struct line *line, const struct cable_def *def,
                             const struct fault_table *faults, struct fault_scratch *scratch)
{
    memset(line, 0, sizeof *line);
    sim_add_pools(&line->sim, 16, 1);
    phy_add_pools(&line->phy, &line->sim, 1, faults == NULL ? 0 : faults->count);
    assert_true(arena_build(&line->sim.arena));
    sim_start(&line->sim, 77);
    phy_start(&line->phy);
    assert_int_equal(phy_add_cable(&line->phy, def), 0);
    line->phy.faults = faults;
    line->phy.scratch = scratch;
    line->observer.record = line_record;
    line->sim.observer = &line->observer;
}

static inline void line_close(struct line *line)
{
    arena_release(&line->sim.arena);
}

static inline struct cable_def cable_of(uint64_t rate_bps, sim_time delay)
{
    return (struct cable_def){.end = {0, 1},
                              .rate_bps = {rate_bps, rate_bps},
                              .delay = {delay, delay},
                              .queue_limit = {100, 100}};
}

static inline void line_event(struct line *line, sim_time now)
{
    struct clock *clock = line->sim.clock;
    assert_true(now >= clock->now && arena_ready(&line->sim.arena));
    clock = line->sim.clock;
    clock->now = now;
    clock->event++;
    clock->ordinal = 0;
    clock->cause = 0;
}

/* A new frame; its first octets after the header tell its number. */
static inline frame_id line_frame(struct line *line, uint32_t length)
{
    frame_id id = sim_new_packet(&line->sim, length);
    assert_int_not_equal(id, NONE);
    uint8_t *octets = frame_octets(&line->sim.frames, id);
    octets[12] = 0x88;
    octets[13] = 0xb5; /* EtherType for experiments (IEEE 802 section 9.2.3) */
    octets[14] = (uint8_t)line->sim.clock->packets;
    return id;
}

static inline enum cable_status line_send(struct line *line, uint32_t direction,
                                          uint32_t length)
{
    return cable_offer(&line->phy, direction, line_frame(line, length), SENDER);
}

/* The next true entry of the queue; false ones are cleared away. */
static inline bool line_next(struct line *line, struct queue_entry *entry)
{
    while (queue_first(&line->sim.queue, entry)) {
        if (cable_is_due(&line->phy, *entry))
            return true;
        queue_pop(&line->sim.queue);
    }
    return false;
}

/* The next arrival. False: nothing flies. Gives the packet's number, 0 when it was lost. */
static inline bool line_step(struct line *line, uint32_t *packet)
{
    struct queue_entry entry;
    if (!line_next(line, &entry))
        return false;
    queue_pop(&line->sim.queue);
    line_event(line, entry.time);
    struct arrival a = cable_arrive(&line->phy, entry, RECEIVER);
    *packet = a.frame == NONE ? 0 : frame_at(&line->sim.frames, a.frame)->packet;
    if (a.frame != NONE)
        frame_release(&line->sim.frames, a.frame);
    return true;
}

/* Runs until nothing flies; everything must have been given back. */
static inline uint32_t line_run(struct line *line)
{
    uint32_t arrived = 0;
    uint32_t packet;
    while (line_step(line, &packet))
        arrived += packet != 0 ? 1U : 0U;
    for (pool_id i = 0; i < line->sim.arena.count; i++) {
        const char *name = line->sim.arena.pools[i].name;
        if (strstr(name, "frames") != NULL || strstr(name, "queue") != NULL)
            assert_int_equal(line->sim.arena.marks[i].live, 0);
    }
    for (uint32_t d = 0; d < 2; d++) {
        assert_int_equal(line->phy.directions[d].first, NONE);
        assert_int_equal(line->phy.directions[d].last, NONE);
        assert_int_equal(line->phy.directions[d].first_waiting, NONE);
        assert_int_equal(line->phy.directions[d].waiting, 0);
    }
    return arrived;
}

/* The nth record of this kind, from 1. */
static inline const struct record *line_found(const struct line *line, enum record_kind kind,
                                              uint32_t nth)
{
    for (uint32_t i = 0; i < line->count; i++)
        if (line->records[i].kind == (uint8_t)kind && --nth == 0)
            return &line->records[i];
    fail_msg("no such record: kind %d", (int)kind);
    return NULL;
}

#endif
