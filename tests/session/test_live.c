/* tests/session/test_live.c: a run that goes on and on keeps a bounded past, and what is left
 * of it is what it was: the same states, rows, frames and words as in a run that forgets
 * nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "scenario/scenario.h"
#include "session/session.h"

enum { KEPT = 1500, OCTETS = 400000, SLACK = 10000 /* one event */ };

static struct scenario *scenario;

static int load(void **state)
{
    (void)state;
    struct diagnostics diagnostics;
    const char *path = NETSTAGE_SOURCE_DIR "/tests/live/internet.yaml";
    diagnostics_init(&diagnostics, path);
    scenario = scenario_load(path, &diagnostics);
    diagnostics_release(&diagnostics);
    if (scenario != NULL)
        scenario->until = SIM_NEVER;
    return scenario == NULL;
}

static int unload(void **state)
{
    (void)state;
    scenario_free(scenario);
    return 0;
}

/* A live run in which laptop does something all the time. */
static struct session *begun(uint32_t events, size_t octets)
{
    static const char *const commands[] = {"ping -c 400 -i 0.01 10.3.0.80",
                                           "curl -o a http://www.example.test/long",
                                           "dig www.example.test"};
    struct session *s = session_open(scenario, 4 << 20);
    assert_non_null(s);
    session_go_live(s, &(struct session_keep){.events = events, .octets = octets}, NULL);
    uint32_t laptop = world_find_node(session_view(s), "laptop");
    for (size_t i = 0; i < 3; i++) {
        struct input input = {.kind = INPUT_COMMAND,
                              .node = laptop,
                              .text = commands[i],
                              .length = strlen(commands[i])};
        assert_true(session_feed(s, &input));
    }
    return s;
}

static void rows_are_the_same(const struct history *kept, const struct history *all)
{
    uint32_t less = all->row_count - kept->row_count;
    assert_int_equal(all->event_count, kept->event_count + kept->before);
    for (uint32_t i = 1; i < kept->row_count; i++) {
        struct record a = kept->rows[i], b = all->rows[i + less];
        size_t length, other;
        const char *words = history_words(kept, i, &length);
        assert_memory_equal(words, history_words(all, i + less, &other), length);
        assert_int_equal(length, other);
        assert_int_equal(history_world_id(kept, a.id), b.id);
        if (a.cause != 0)
            assert_int_equal(history_world_id(kept, a.cause), b.cause);
        a.id = b.id;
        a.cause = b.cause;
        assert_memory_equal(&a, &b, sizeof a);
    }
    for (uint32_t i = 1; i < kept->event_count; i++) {
        const struct history_event *a = &kept->events[i], *b = &all->events[i + kept->before];
        assert_int_equal(a->time, b->time);
        assert_int_equal(a->marks, b->marks);
        assert_int_equal(a->first_row + less, b->first_row);
    }
    assert_int_equal(kept->rows[0].kind, RECORD_BOOT);
    assert_int_equal(kept->events[0].time, all->events[kept->before].time);
}

static void frames_are_the_same(struct session *kept, struct session *all)
{
    const struct history *h = session_history(kept), *whole = session_history(all);
    uint32_t less = whole->frame_count - h->frame_count;
    for (uint32_t i = 0; i < h->frame_count; i++) {
        const struct history_frame *a = &h->frames[i], *b = &whole->frames[i + less];
        if (a->sent_row == 0) /* it was in flight when the past was cut off */
            continue;
        assert_int_equal(a->event + h->before, b->event);
        assert_int_equal(a->departs, b->departs);
        assert_int_equal(a->packet, b->packet);
        assert_int_equal(a->dropped, b->dropped);
        assert_int_equal(a->end_row == NONE, b->end_row == NONE);
        assert_int_equal(a->length, b->length);
        assert_memory_equal(session_frame_octets(kept, i), session_frame_octets(all, i + less),
                            a->length);
    }
}

static void states_are_the_same(struct session *kept, struct session *all)
{
    const struct history *h = session_history(kept);
    uint32_t flying[64], other[64];
    for (uint32_t i = 0; i < 8; i++) {
        uint64_t event = (uint64_t)(h->event_count - 1) * i / 7;
        assert_true(session_seek_event(kept, event));
        assert_true(session_seek_event(all, event + h->before));
        assert_true(session_hash(kept) == session_hash(all));
        assert_int_equal(session_time(kept), session_time(all));
        assert_int_equal(session_in_flight(kept, flying, 64),
                         session_in_flight(all, other, 64));
    }
    uint32_t rows[256];
    for (uint32_t row = 1; row < h->row_count; row += 97) {
        uint32_t count = session_why(kept, row, rows, 256);
        uint8_t last = h->rows[rows[count - 1]].kind;
        assert_true(count == 256 || last == RECORD_BOOT || last == RECORD_COMMAND);
    }
}

static void the_past_is_bounded(void **state)
{
    (void)state;
    static const struct session_keep keeps[] = {{KEPT, 0}, {0, OCTETS}};
    for (size_t k = 0; k < 2; k++) {
        struct session *kept = begun(keeps[k].events, keeps[k].octets);
        struct session *all = begun(0, 0);
        for (uint32_t i = 0; i < 12000 && session_advance(kept); i++) {
            const struct history *h = session_history(kept);
            assert_true(session_advance(all));
            assert_true(keeps[k].events == 0 || h->event_count <= KEPT);
            assert_true(keeps[k].octets == 0 || history_octets(h) <= OCTETS + SLACK);
            if (i % 3001 != 3000)
                continue;
            rows_are_the_same(h, session_history(all));
            frames_are_the_same(kept, all);
            states_are_the_same(kept, all);
            assert_true(session_seek_event(kept, i % 5 == 0 ? 0 : h->event_count - 1));
        }
        assert_true(session_cuts(kept) > 3);
        assert_int_equal(session_cuts(all), 0);
        session_close(kept);
        session_close(all);
    }
}

/* Who looks at what is being forgotten is moved to the oldest moment that is left. */
static void a_view_is_not_left_behind(void **state)
{
    (void)state;
    struct session *s = begun(KEPT, 0);
    while (session_cuts(s) == 0)
        assert_true(session_advance(s));
    assert_int_equal(session_event(s), 0);
    assert_int_equal(session_position(s), 1);
    assert_int_equal(world_events(session_view(s)), session_history(s)->before);
    assert_true(session_step(s, STEP_FRAME));
    assert_true(session_back(s, STEP_FRAME));
    assert_false(session_back(s, STEP_EVENT));
    session_close(s);
}

/* A live head is nobody else's: looking ahead does not run it. */
static void nothing_else_moves_the_head(void **state)
{
    (void)state;
    struct session *s = begun(0, 0);
    uint64_t events = world_events(session_head(s));
    struct input cut = {.kind = INPUT_CUT, .direction = 0};
    assert_true(session_seek_end(s));
    assert_false(session_step(s, STEP_EVENT));
    assert_false(session_at_end(s));
    assert_false(session_intervene(s, &cut));
    assert_int_equal(world_events(session_head(s)), events);
    session_end_live(s);
    assert_true(session_step(s, STEP_EVENT));
    session_close(s);
}

/* The inputs of a run, and its end, make the same run again; other inputs are noticed. */
static void a_recording_is_the_run(void **state)
{
    (void)state;
    struct session *s = begun(0, 0);
    for (uint32_t i = 0; i < 3000; i++)
        assert_true(session_advance(s));
    uint32_t count;
    const struct input *inputs = session_inputs(s, &count);
    uint64_t events = world_events(session_head(s)), hash = world_hash(session_head(s));
    for (int other = 0; other < 2; other++) {
        struct session *again = session_open(scenario, 0);
        for (uint32_t i = 0; i < count; i++)
            assert_true(session_expect(again, &inputs[i]));
        session_expect_end(again, events, hash + (uint64_t)other);
        assert_true(session_seek_end(again));
        assert_true(session_is_recorded(again));
        assert_true(other == 1 || session_hash(again) == hash);
        assert_int_equal(session_is_other_run(again), other);
        assert_int_equal(session_history(again)->row_count, session_history(s)->row_count);
        session_close(again);
    }
    session_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_past_is_bounded),
        cmocka_unit_test(a_view_is_not_left_behind),
        cmocka_unit_test(nothing_else_moves_the_head),
        cmocka_unit_test(a_recording_is_the_run),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
