/* Frames by reference, and records: ids that only grow, causes that chain. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "core/sim.h"

struct seen {
    struct observer observer; /* must be first */
    struct record record[16];
    char text[16][32];
    uint32_t count;
};

static struct sim sim;
static struct seen seen;

static void on_record(struct observer *self, const struct sim *s, const struct record *r,
                      const char *text, size_t length)
{
    struct seen *all = (struct seen *)(void *)self;
    (void)s;
    assert_true(length < sizeof all->text[0]);
    if (length > 0)
        memcpy(all->text[all->count], text, length);
    all->record[all->count++] = *r;
}

static int open_sim(void **state)
{
    (void)state;
    memset(&sim, 0, sizeof sim);
    memset(&seen, 0, sizeof seen);
    seen.observer.record = on_record;
    sim_add_pools(&sim, 16, 0);
    assert_true(arena_build(&sim.arena));
    sim_start(&sim, 1);
    return 0;
}

static int close_sim(void **state)
{
    (void)state;
    arena_release(&sim.arena);
    return 0;
}

static uint32_t live_frames(void)
{
    return arena_marks(&sim.arena, sim.frames.short_pool)->live +
           arena_marks(&sim.arena, sim.frames.long_pool)->live;
}

static void a_frame_lives_as_long_as_somebody_holds_it(void **state)
{
    (void)state;
    static const uint32_t lengths[] = {60, FRAME_SHORT_OCTETS, FRAME_SHORT_OCTETS + 1,
                                       FRAME_LONG_OCTETS};
    for (int i = 0; i < 4; i++) {
        frame_id id = sim_new_packet(&sim, lengths[i]);
        assert_int_equal((id & FRAME_LONG) != 0, lengths[i] > FRAME_SHORT_OCTETS);
        struct frame *f = frame_at(&sim.frames, id);
        assert_int_equal(f->packet, i + 1);
        assert_int_equal(f->length, lengths[i]);
        assert_int_equal(f->references, 1);
        memset(frame_octets(&sim.frames, id), 0xee, lengths[i]);
        for (int k = 0; k < 70000; k++) /* more than sixteen bits can count */
            frame_hold(&sim.frames, id);
        for (int k = 0; k < 70000; k++)
            frame_release(&sim.frames, id);
        assert_int_equal(live_frames(), 1);
        frame_release(&sim.frames, id);
        assert_int_equal(live_frames(), 0);
    }
}

static void a_new_frame_begins_with_zeros(void **state)
{
    (void)state;
    for (uint32_t length = 60; length < 200; length += 100) {
        frame_id id = frame_new(&sim.frames, length);
        memset(frame_octets(&sim.frames, id), 0xee, length);
        frame_at(&sim.frames, id)->flags = FRAME_FAST;
        frame_release(&sim.frames, id);
        assert_int_equal(frame_new(&sim.frames, length), id); /* the same row */
        for (uint32_t i = 0; i < 60; i++)
            assert_int_equal(frame_octets(&sim.frames, id)[i], 0);
        assert_int_equal(frame_at(&sim.frames, id)->flags, 0);
        frame_release(&sim.frames, id);
    }
}

static void a_copy_has_everything_but_the_references(void **state)
{
    (void)state;
    sim_follow(&sim, 99);
    frame_id id = sim_new_packet(&sim, 80);
    struct frame *f = frame_at(&sim.frames, id);
    memset(frame_octets(&sim.frames, id), 0x5a, 80);
    f->hop = 3;
    f->flags = FRAME_RETRANSMISSION;
    f->copies = 7;
    frame_hold(&sim.frames, id);
    frame_id copy = frame_copy(&sim.frames, id);
    const struct frame *c = frame_at(&sim.frames, copy);
    assert_int_not_equal(copy, id);
    assert_true(c->packet == 1 && c->hop == 3 && c->copies == 7 && c->origin == 99);
    assert_int_equal(c->flags, FRAME_RETRANSMISSION);
    assert_int_equal(c->references, 1);
    assert_memory_equal(frame_octets(&sim.frames, copy), frame_octets(&sim.frames, id), 80);
}

/* --- records --- */

static void causes_chain_within_an_event(void **state)
{
    (void)state;
    sim.observer = &seen.observer;
    sim.clock->event = 5;
    sim.clock->now = 123;
    sim_follow(&sim, record_name(3, 1));
    record_id a = sim_note(&sim, (struct record){.kind = RECORD_ARRIVED});
    record_id b = sim_aside(&sim, (struct record){.kind = RECORD_ROW});
    record_id c = sim_note(&sim, (struct record){.kind = RECORD_UP});
    record_id d = sim_say(&sim, (struct record){.kind = RECORD_SAY}, "hello", 5);
    record_id e = sim_note(&sim, (struct record){.kind = RECORD_DOWN});
    const record_id ids[] = {a, b, c, d, e};
    const record_id causes[] = {record_name(3, 1), a, a, c, c};
    assert_int_equal(seen.count, 5);
    for (uint32_t i = 0; i < 5; i++) {
        assert_true(ids[i] == record_name(5, i) && seen.record[i].id == ids[i]);
        assert_true(seen.record[i].cause == causes[i]);
        assert_int_equal(seen.record[i].time, 123);
    }
    assert_string_equal(seen.text[3], "hello");
}

/* Ids are counted also when nobody watches: whether somebody does must not matter. */
static void unwatched_records_are_counted(void **state)
{
    (void)state;
    sim.clock->event = 5;
    (void)sim_note(&sim, (struct record){.kind = RECORD_ARRIVED});
    (void)sim_say(&sim, (struct record){.kind = RECORD_SAY}, "x", 1);
    sim_row(&sim, 0, TABLE_ARP, 1, ROW_ADDED, 0);
    sim.observer = &seen.observer;
    assert_true(sim_aside(&sim, (struct record){.kind = RECORD_UP}) == record_name(5, 3));
    assert_true(seen.record[0].cause == record_name(5, 0));
    assert_int_equal(sim.touched_count, 0);
}

static void a_record_about_a_frame_names_it(void **state)
{
    (void)state;
    sim.observer = &seen.observer;
    (void)sim_new_packet(&sim, 60);
    frame_id id = sim_new_packet(&sim, 70);
    frame_at(&sim.frames, id)->hop = 4;
    (void)sim_note_frame(&sim, (struct record){.kind = RECORD_UP}, id);
    (void)sim_aside_frame(&sim, (struct record){.kind = RECORD_DOWN, .hop = 5, .length = 9},
                          id);
    assert_true(seen.record[0].packet == 2 && seen.record[0].hop == 4 &&
                seen.record[0].length == 70);
    assert_true(seen.record[1].packet == 2 && seen.record[1].hop == 5 &&
                seen.record[1].length == 9);
    assert_int_equal(sim.subject, id);
}

static void names_of_records_hold_event_and_ordinal(void **state)
{
    (void)state;
    static const uint64_t events[] = {0, 1, 65536, UINT64_C(1) << 39};
    static const uint32_t ordinals[] = {0, 1, 65535, 65536, (1U << RECORD_ORDINAL_BITS) - 1};
    for (int i = 0; i < 4; i++)
        for (int k = 0; k < 5; k++) {
            record_id id = record_name(events[i], ordinals[k]);
            assert_true(record_event(id) == events[i] && record_ordinal(id) == ordinals[k]);
            assert_true(id < record_name(events[i] + 1, 0));
        }
}

static void a_row_is_remembered_once_an_event(void **state)
{
    (void)state;
    sim.observer = &seen.observer;
    for (uint32_t i = 0; i < 3 * SIM_TOUCHED_MAX; i++)
        sim_touch(&sim, TABLE_TCP, i % 3);
    sim_touch(&sim, TABLE_ARP, 2);
    assert_int_equal(sim.touched_count, 4);
    assert_int_equal(sim.touched[3].table, TABLE_ARP);
}

static void every_rule_has_its_texts(void **state)
{
    (void)state;
    for (enum rule rule = RULE_NONE + 1; rule < RULES; rule++) {
        const struct rule_text *t = rule_text(rule);
        size_t n = strlen(t->sentence);
        if (n < 15 || t->sentence[n - 1] != '.' || strlen(t->id) < 4)
            fail_msg("%s: \"%s\"", t->id, t->sentence);
        if ((t->rfc[0] == '\0') != (t->section[0] == '\0') && t->rfc[0] == '\0')
            fail_msg("%s: a section of no RFC", t->id);
        for (enum rule other = RULE_NONE + 1; other < rule; other++)
            if (strcmp(t->sentence, rule_text(other)->sentence) == 0)
                fail_msg("%s says what %s says", t->id, rule_text(other)->id);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_frame_lives_as_long_as_somebody_holds_it, open_sim,
                                        close_sim),
        cmocka_unit_test_setup_teardown(a_new_frame_begins_with_zeros, open_sim, close_sim),
        cmocka_unit_test_setup_teardown(a_copy_has_everything_but_the_references, open_sim,
                                        close_sim),
        cmocka_unit_test_setup_teardown(causes_chain_within_an_event, open_sim, close_sim),
        cmocka_unit_test_setup_teardown(unwatched_records_are_counted, open_sim, close_sim),
        cmocka_unit_test_setup_teardown(a_record_about_a_frame_names_it, open_sim, close_sim),
        cmocka_unit_test_setup_teardown(names_of_records_hold_event_and_ordinal, open_sim,
                                        close_sim),
        cmocka_unit_test_setup_teardown(a_row_is_remembered_once_an_event, open_sim, close_sim),
        cmocka_unit_test_setup_teardown(every_rule_has_its_texts, open_sim, close_sim),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
