/* The promises of time travel, held against every lesson: going back is exact, wherever one
 * comes from, whatever one changed in between. */
#include <stdlib.h>

#include "lessons.h"

enum { TINY_BUDGET = 300000 };

static void assert_fine(const struct session *s, unsigned lesson)
{
    uint32_t packet, node;
    if (session_problem(s, &packet, &node) != SESSION_FINE)
        fail_msg("%s: the run stops", lessons[lesson].path);
}

static void any_order_of_seeks_shows_the_same_states(void **state)
{
    (void)state;
    for (unsigned i = 0; i < lesson_count; i++) {
        struct session *s = opened(i, TINY_BUDGET);
        uint64_t events;
        uint64_t *hash = hashes_of(s, &events);
        assert_fine(s, i);
        assert_true(events > 10);
        for (uint64_t e = events; e-- > 0;) {
            assert_true(session_seek_event(s, e));
            assert_true(session_hash(s) == hash[e]);
        }
        for (uint64_t n = 0; n < 300; n++) {
            uint64_t e = draw(n, i, DRAW_TEST, 0) % events;
            assert_true(session_seek_event(s, e));
            assert_true(session_hash(s) == hash[e]);
        }
        free(hash);
        session_close(s);
    }
}

/* The world of the session is the world without a session. */
static void a_session_runs_the_same_world(void **state)
{
    (void)state;
    for (unsigned i = 0; i < lesson_count; i++) {
        struct world_def def;
        struct world *w = NULL;
        world_def_init(&def);
        assert_true(scenario_to_world(lessons[i].scenario, &def));
        assert_int_equal(world_build(&def, &w), WORLD_OK);
        world_def_release(&def);
        assert_int_equal(world_run(w, SIM_NEVER), WORLD_ENDED);
        struct session *s = opened(i, 0);
        assert_true(session_seek_end(s));
        assert_true(session_hash(s) == world_hash(w));
        session_close(s);
        world_free(w);
    }
}

static void step_kind_is_an_identity(struct session *s, enum session_step step)
{
    enum { STOPS_MAX = 100000 };
    uint32_t *position = malloc(STOPS_MAX * sizeof *position);
    uint64_t *hash = malloc(STOPS_MAX * sizeof *hash);
    assert_true(position != NULL && hash != NULL);
    uint32_t stops = 0;
    assert_true(session_seek(s, 0));
    do {
        assert_true(stops < STOPS_MAX);
        position[stops] = session_position(s);
        hash[stops++] = session_hash(s);
    } while (session_step(s, step));
    assert_true(session_seek(s, position[stops - 1]));
    for (uint32_t k = stops; k-- > 0;) {
        assert_int_equal(session_position(s), position[k]);
        assert_true(session_hash(s) == hash[k]);
        assert_true(session_back(s, step) == (k > 0));
    }
    for (uint32_t k = 1; k < stops && k < 50; k++) {
        assert_true(session_step(s, step));
        assert_int_equal(session_position(s), position[k]);
        assert_true(session_hash(s) == hash[k]);
    }
    free(position);
    free(hash);
}

static void stepping_back_and_forward_is_the_identity(void **state)
{
    (void)state;
    static const enum session_step steps[] = {STEP_LAYER,  STEP_EVENT,       STEP_FRAME,
                                              STEP_PACKET, STEP_INTERESTING, STEP_MATCH,
                                              STEP_GATE};
    for (unsigned i = 0; i < lesson_count; i++) {
        struct session *s = opened(i, 0);
        struct filter_error error;
        assert_true(
            session_set_filter(s, "arp || tcp.flags.syn == 1 || icmp.type == 11", &error));
        session_record_all(s, 0);
        for (unsigned k = 0; k < sizeof steps / sizeof steps[0]; k++)
            step_kind_is_an_identity(s, steps[k]);
        session_close(s);
    }
}

static void why_reaches_a_command_or_the_boot_from_every_frame(void **state)
{
    (void)state;
    enum { CHAIN_MAX = 100000 };
    static uint32_t chain[CHAIN_MAX];
    for (unsigned i = 0; i < lesson_count; i++) {
        struct session *s = opened(i, 0);
        session_record_all(s, 0);
        const struct history *h = session_history(s);
        assert_true(h->frame_count > 3);
        for (uint32_t f = 0; f < h->frame_count; f++) {
            uint32_t n = session_why(s, h->frames[f].sent_row, chain, CHAIN_MAX);
            const struct record *last = &h->rows[chain[n - 1]];
            assert_true(n > 1 && n < CHAIN_MAX);
            if (last->kind != RECORD_COMMAND && last->kind != RECORD_BOOT)
                fail_msg("%s: frame %u: the chain breaks at record kind %u", lessons[i].path, f,
                         last->kind);
        }
        session_close(s);
    }
}

static void every_narration_fires(void **state)
{
    (void)state;
    for (unsigned i = 0; i < lesson_count; i++) {
        struct session *s = opened(i, 0);
        session_record_all(s, 0);
        const struct history *h = session_history(s);
        for (uint32_t n = 0; n < lessons[i].scenario->narration_count; n++) {
            bool fired = false;
            for (uint32_t k = 0; k < h->say_count; k++)
                fired = fired || h->says[k].narration == n;
            if (!fired)
                fail_msg("%s:%u: this narration never fires", lessons[i].path,
                         lessons[i].scenario->narration[n].line);
        }
        session_close(s);
    }
}

/* Every question stops the run right before the event that it is about, once. */
static void gates_wait_and_open(void **state)
{
    (void)state;
    for (unsigned i = 0; i < lesson_count; i++) {
        struct session *s = opened(i, 0);
        session_record_all(s, 0);
        uint32_t asked = 0;
        assert_true(session_seek(s, 0));
        for (;;) {
            uint32_t gate;
            while ((gate = session_gate(s)) != NONE) {
                session_answer(s, gate);
                asked++;
            }
            if (!session_step(s, STEP_EVENT))
                break;
        }
        assert_int_equal(asked, scenario_questions(lessons[i].scenario));
        session_close(s);
    }
}

/* --- branches
 * -------------------------------------------------------------------------------------------
 */

static uint32_t last_frame_in_flight(const struct session *s)
{
    uint32_t frames[64];
    uint32_t n = session_in_flight(s, frames, 64);
    return n == 0 ? NONE : frames[n < 64 ? n - 1 : 63];
}

/* At many places: drop what flies there; the run differs; undo; the run is what it was. */
static void interventions_can_be_undone(void **state)
{
    (void)state;
    for (unsigned i = 0; i < lesson_count; i++) {
        struct session *s = opened(i, 0);
        assert_true(session_seek_end(s));
        uint64_t end = session_hash(s);
        uint64_t events = session_history(s)->event_count;
        unsigned dropped = 0;
        for (uint64_t e = 1; e < events && dropped < 12; e += 1 + events / 20) {
            assert_true(session_seek_event(s, e));
            uint64_t here = session_hash(s);
            uint32_t f = last_frame_in_flight(s);
            if (f == NONE)
                continue;
            const struct history_frame *frame = &session_history(s)->frames[f];
            struct input drop = {.kind = INPUT_DROP,
                                 .direction = frame->direction,
                                 .packet = frame->packet,
                                 .hop = frame->hop};
            assert_true(session_intervene(s, &drop));
            dropped++;
            assert_true(session_seek_end(s));
            assert_false(session_hash(s) == end);
            assert_true(session_undo(s));
            assert_int_equal(session_event(s), e);
            assert_true(session_hash(s) == here);
            assert_true(session_seek_end(s));
            assert_true(session_hash(s) == end);
        }
        assert_true(dropped > 0);
        session_close(s);
    }
}

/* In a branch, too, any order of seeks shows the same states. */
static void a_branch_is_replayed_exactly(void **state)
{
    (void)state;
    for (unsigned i = 0; i < lesson_count; i++) {
        struct session *s = opened(i, TINY_BUDGET);
        assert_true(session_seek_event(s, 5));
        struct input typed = {
            .kind = INPUT_COMMAND, .node = 0, .text = "ping -c 2 192.0.2.254", .length = 21};
        assert_true(session_intervene(s, &typed));
        uint32_t inputs;
        assert_int_equal(session_inputs(s, &inputs)[0].event, 6);
        assert_int_equal(inputs, 1);
        uint64_t events;
        uint64_t *hash = hashes_of(s, &events);
        for (uint64_t n = 0; n < 200; n++) {
            uint64_t e = draw(n, i, DRAW_TEST, 1) % events;
            assert_true(session_seek_event(s, e));
            assert_true(session_hash(s) == hash[e]);
        }
        free(hash);
        session_close(s);
    }
}

static void inside_an_event_the_view_is_what_it_was_then(void **state)
{
    (void)state;
    for (unsigned i = 0; i < lesson_count; i++) {
        struct session *s = opened(i, TINY_BUDGET);
        session_record_all(s, 0);
        uint32_t rows = session_history(s)->row_count;
        for (uint32_t n = 0; n < 100; n++) {
            uint32_t p = 1 + (uint32_t)(draw(n, i, DRAW_TEST, 2) % rows);
            assert_true(session_seek(s, p));
            uint64_t hash = session_hash(s);
            assert_true(session_seek(s, rows));
            assert_true(session_seek(s, p));
            assert_true(session_hash(s) == hash);
        }
        session_close(s);
    }
}

/* Time that is let pass behind the end of a lesson is part of the run: what lingers ends, and
 * all of it comes back by replay; a command typed then happens then. */
static void time_passes_behind_the_end(void **state)
{
    (void)state;
    for (unsigned i = 0; i < lesson_count; i++) {
        struct session *s = opened(i, TINY_BUDGET);
        if (lessons[i].scenario->until != SIM_NEVER) {
            session_close(s);
            continue;
        }
        assert_true(session_seek_end(s));
        sim_time late = session_time(s) + 600 * SIM_SECOND;
        uint64_t events = session_history(s)->event_count;
        assert_true(session_wait(s, late));
        assert_true(session_history(s)->event_count >= events);
        struct input input = {
            .kind = INPUT_COMMAND, .node = 0, .time = late, .text = "arp", .length = 3};
        assert_true(session_feed(s, &input));
        assert_true(session_seek_event(s, input.event));
        assert_true(session_time(s) == late);
        uint64_t hash = session_hash(s);
        assert_true(session_seek(s, 0));
        assert_true(session_seek_event(s, input.event));
        assert_true(session_hash(s) == hash);
        assert_fine(s, i);
        session_close(s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_passes_behind_the_end),
        cmocka_unit_test(any_order_of_seeks_shows_the_same_states),
        cmocka_unit_test(a_session_runs_the_same_world),
        cmocka_unit_test(stepping_back_and_forward_is_the_identity),
        cmocka_unit_test(why_reaches_a_command_or_the_boot_from_every_frame),
        cmocka_unit_test(every_narration_fires),
        cmocka_unit_test(gates_wait_and_open),
        cmocka_unit_test(interventions_can_be_undone),
        cmocka_unit_test(a_branch_is_replayed_exactly),
        cmocka_unit_test(inside_an_event_the_view_is_what_it_was_then),
    };
    return cmocka_run_group_tests(tests, load_lessons, free_lessons);
}
