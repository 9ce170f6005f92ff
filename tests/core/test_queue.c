/* The queue: ordered by time and content, whatever the order of pushing; and timers on it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "base/hash.h"
#include "core/sim.h"

static struct sim sim;

static void open_sim(bool plain)
{
    sim = (struct sim){.queue = {.plain = plain}};
    sim_add_pools(&sim, 16, 0);
    assert_true(arena_build(&sim.arena));
    sim_start(&sim, 1);
}

static void close_sim(void)
{
    arena_release(&sim.arena);
}

static int by_time_and_key(const void *left, const void *right)
{
    const struct queue_entry *a = left, *b = right;
    if (a->time != b->time)
        return a->time < b->time ? -1 : 1;
    return a->key < b->key ? -1 : a->key > b->key;
}

enum { PUSHES = 3000 };

static struct queue_entry model[PUSHES];
static uint32_t modelled;

static void push(sim_time time, enum event_kind kind, uint32_t entity)
{
    assert_true(arena_ready(&sim.arena));
    assert_true(queue_push(&sim.queue, time, kind, entity));
    model[modelled++] = (struct queue_entry){time, (uint64_t)kind << 32 | entity};
}

static void pop(uint64_t seed)
{
    struct queue_entry first = {0};
    qsort(model, modelled, sizeof *model, by_time_and_key);
    assert_true(queue_first(&sim.queue, &first));
    if (first.time != model[0].time || first.key != model[0].key)
        fail_msg("seed %u: not the first of %u", (unsigned)seed, modelled);
    assert_int_equal(queue_kind(first), model[0].key >> 32);
    assert_int_equal(queue_entity(first), (uint32_t)model[0].key);
    queue_pop(&sim.queue);
    for (uint32_t i = 1; i < modelled; i++)
        model[i - 1] = model[i];
    modelled--;
}

/* Few times, kinds and entities, so that much is equal. */
static void pushes_and_pops(uint64_t seed, bool plain)
{
    open_sim(plain);
    modelled = 0;
    for (uint64_t n = 0; n < 700; n++) {
        uint64_t d = draw(seed, 0, DRAW_TEST, n);
        if (modelled > 0 && d % 5 < 2)
            pop(seed);
        else
            push((sim_time)(d >> 8 & 15), (enum event_kind)((d >> 16) % EVENT_KINDS),
                 (uint32_t)(d >> 24 & 3));
        assert_int_equal(queue_length(&sim.queue), modelled);
    }
    while (modelled > 0)
        pop(seed);
    struct queue_entry none;
    assert_false(queue_first(&sim.queue, &none));
    close_sim();
}

static void the_queue_is_a_sorted_list(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++)
        for (int plain = 0; plain < 2; plain++)
            pushes_and_pops(seed, plain != 0);
}

/* Large entity numbers and late times do not spill into each other. */
static void the_ends_of_the_ranges_are_in_order(void **state)
{
    (void)state;
    for (int plain = 0; plain < 2; plain++) {
        open_sim(plain != 0);
        modelled = 0;
        static const uint32_t entities[] = {UINT32_MAX, 0, 1, 0x80000000};
        static const sim_time times[] = {SIM_NEVER, 0, SIM_HORIZON, SIM_NEVER - 1};
        for (int i = 0; i < 4; i++)
            for (int k = 0; k < 4; k++) {
                push(times[i], EVENT_CABLE, entities[k]);
                push(times[i], EVENT_TIMELINE, entities[k]);
            }
        while (modelled > 0)
            pop(0);
        close_sim();
    }
}

static void entries_can_be_taken_out_of_a_plain_queue(void **state)
{
    (void)state;
    open_sim(true);
    for (uint32_t i = 0; i < 12; i++)
        assert_true(queue_push(&sim.queue, i / 2, EVENT_CABLE, i % 3));
    queue_remove(&sim.queue, EVENT_CABLE, 1);
    assert_int_equal(queue_length(&sim.queue), 8);
    queue_remove_at(&sim.queue, 0, EVENT_CABLE, 0);
    queue_remove_at(&sim.queue, 0, EVENT_CABLE, 1); /* there is none */
    queue_remove_at(&sim.queue, 0, EVENT_STRAY, 2); /* nor this one */
    assert_int_equal(queue_length(&sim.queue), 7);
    struct queue_entry e = {0};
    assert_true(queue_first(&sim.queue, &e));
    assert_int_equal(queue_entity(e), 0);
    assert_int_equal(e.time, 1);
    close_sim();
}

/* --- timers --- */

enum { TIMERS = 5 };

static struct timer timers[TIMERS];

/* Runs what fires up to `until`, into a hash of (time, entity). */
static uint64_t fire_until(sim_time until, uint64_t hash)
{
    struct queue_entry e = {0};
    while (queue_first(&sim.queue, &e) && e.time <= until) {
        struct timer *t = &timers[queue_entity(e)];
        if (timer_judge(&sim, t, e) != TIMER_FIRES)
            continue;
        queue_pop(&sim.queue);
        sim.clock->now = e.time;
        record_id cause = t->cause;
        timer_fired(&sim, t);
        assert_true(sim_cause(&sim) == cause && !timer_is_set(t));
        hash = hash_mix(hash_mix(hash, (uint64_t)e.time), queue_entity(e));
    }
    sim.clock->now = until;
    return hash;
}

/* Set, moved and cancelled at random; against a list of deadlines. */
static uint64_t meddle(uint64_t seed, bool plain, uint32_t *most)
{
    uint64_t hash = 0;
    uint64_t wanted = 0;
    sim_time deadline[TIMERS];
    open_sim(plain);
    for (uint32_t i = 0; i < TIMERS; i++) {
        timer_clear(&timers[i]);
        deadline[i] = SIM_NEVER;
    }
    for (uint64_t n = 0; n < 2000; n++) {
        uint64_t d = draw(seed, 1, DRAW_TEST, n);
        uint32_t i = (uint32_t)(d % TIMERS);
        sim_time now = sim.clock->now + (sim_time)(d >> 8 & 3);
        for (sim_time t = sim.clock->now; t <= now; t++) /* what the list says will fire */
            for (uint32_t k = 0; k < TIMERS; k++)
                if (deadline[k] == t) {
                    wanted = hash_mix(hash_mix(wanted, (uint64_t)t), k);
                    deadline[k] = SIM_NEVER;
                }
        hash = fire_until(now, hash);
        assert_true(arena_ready(&sim.arena));
        sim_follow(&sim, n + 1);
        if (d >> 16 & 3) {
            deadline[i] = now + 1 + (sim_time)(d >> 20 & 15);
            timer_set(&sim, &timers[i], EVENT_JOB, i, deadline[i]);
            assert_int_equal(timers[i].cause, n + 1);
        } else {
            deadline[i] = SIM_NEVER;
            timer_cancel(&sim, &timers[i], EVENT_JOB, i);
        }
        if (queue_length(&sim.queue) > *most)
            *most = queue_length(&sim.queue);
    }
    if (hash != wanted)
        fail_msg("seed %u%s: other timers fire", (unsigned)seed, plain ? ", plain" : "");
    close_sim();
    return hash;
}

static void timers_fire_when_they_should(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        uint32_t lazy = 0, eager = 0;
        assert_true(meddle(seed, false, &lazy) == meddle(seed, true, &eager));
        assert_true(eager <= TIMERS); /* one entry a timer */
    }
}

static void a_deadline_that_moves_later_costs_nothing(void **state)
{
    (void)state;
    open_sim(false);
    timer_clear(&timers[0]);
    for (sim_time t = 10; t < 1000; t++)
        timer_set(&sim, &timers[0], EVENT_JOB, 0, t);
    assert_int_equal(queue_length(&sim.queue), 1);
    uint64_t hash = fire_until(998, 0);
    assert_int_equal(hash, 0);
    assert_int_equal(queue_length(&sim.queue), 1);
    hash = fire_until(999, 0);
    assert_true(hash == hash_mix(hash_mix(0, 999), 0));
    assert_int_equal(queue_length(&sim.queue), 0);
    close_sim();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_queue_is_a_sorted_list),
        cmocka_unit_test(the_ends_of_the_ranges_are_in_order),
        cmocka_unit_test(entries_can_be_taken_out_of_a_plain_queue),
        cmocka_unit_test(timers_fire_when_they_should),
        cmocka_unit_test(a_deadline_that_moves_later_costs_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
