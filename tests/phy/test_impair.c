/* Ways of a cable that vary, double and damage, and netem before them: how often, within which
 * bounds, the same for the same seed, and gone when it is taken away. */
#include "line.h"
#include "phy/impair.h"

static struct line line; /* one at a time: pools are bound to its address */

enum { FRAMES = 1200 };

/* Sends frames 1 ms apart, lets all of them arrive, and gives how many did. */
static uint32_t send_some(uint32_t frames)
{
    uint32_t arrived = 0;
    struct queue_entry entry;
    for (uint32_t i = 0; i < frames; i++) {
        sim_time now = (sim_time)i * SIM_MILLISECOND;
        uint32_t packet;
        while (line_next(&line, &entry) && entry.time <= now) {
            bool due = line_step(&line, &packet);
            arrived += due && packet != 0;
        }
        line_event(&line, now);
        assert_int_equal(line_send(&line, 0, 60), CABLE_TAKEN);
    }
    return arrived + line_run(&line);
}

static struct cable_def uneven(sim_time jitter, uint32_t duplicate, uint32_t corrupt)
{
    struct cable_def def = cable_of(100000000, 5 * SIM_MILLISECOND);
    def.jitter[0] = jitter;
    def.duplicate[0] = duplicate;
    def.corrupt[0] = corrupt;
    return def;
}

static void jitter_stays_within_its_bounds(void **state)
{
    (void)state;
    struct cable_def def = uneven(3 * SIM_MILLISECOND, 0, 0);
    line_open(&line, &def, NULL, NULL);
    (void)send_some(FRAMES);
    sim_time least = SIM_NEVER, most = 0;
    uint32_t overtaken = 0, before = 0;
    for (uint32_t i = 0; i < line.count; i++) {
        const struct record *r = &line.records[i];
        if (r->kind == RECORD_SENT) {
            sim_time took = (sim_time)(r->b - r->a) - 5760; /* of the transmission */
            least = took < least ? took : least;
            most = took > most ? took : most;
        } else if (r->kind == RECORD_ARRIVED) {
            overtaken += r->packet < before;
            before = r->packet;
        }
    }
    assert_in_range(least, 2 * SIM_MILLISECOND, 2 * SIM_MILLISECOND + 50 * SIM_MICROSECOND);
    assert_in_range(most, 8 * SIM_MILLISECOND - 50 * SIM_MICROSECOND, 8 * SIM_MILLISECOND);
    assert_true(overtaken > FRAMES / 10);
    sim_time jitter;
    assert_int_equal(direction_usual_delay(&line.phy, 0, &jitter), 5 * SIM_MILLISECOND);
    assert_int_equal(jitter, 3 * SIM_MILLISECOND);
    assert_int_equal(direction_usual_delay(&line.phy, 1, &jitter), 5 * SIM_MILLISECOND);
    assert_int_equal(jitter, 0);
    assert_int_equal(line.phy.directions[1].impairment, 0); /* the other way is even */
    line_close(&line);
}

/* Records are what they were foretold: each frame arrives when RECORD_SENT said. */
static void what_is_drawn_is_what_happens(void **state)
{
    (void)state;
    static sim_time foretold[FRAMES + 1];
    struct cable_def def = uneven(4 * SIM_MILLISECOND, 0, 0);
    uint64_t hash = 0;
    for (int again = 0; again < 2; again++) {
        line_open(&line, &def, NULL, NULL);
        (void)send_some(FRAMES);
        for (uint32_t i = 0; i < line.count; i++) {
            const struct record *r = &line.records[i];
            if (r->kind == RECORD_SENT)
                foretold[r->packet] = (sim_time)r->b;
            else if (r->kind == RECORD_ARRIVED)
                assert_int_equal(r->time, foretold[r->packet]);
        }
        assert_true(again == 0 || line.hash == hash);
        hash = line.hash;
        line_close(&line);
    }
}

/* Expected n p, standard deviation sqrt(n p (1 - p)): 10; four of them are allowed. */
static void copies_and_damage_are_as_frequent_as_said(void **state)
{
    (void)state;
    struct cable_def def = uneven(0, 100000000, 100000000);
    line_open(&line, &def, NULL, NULL);
    (void)send_some(FRAMES);
    uint32_t copies = 0, damaged = 0;
    for (uint32_t i = 0; i < line.count; i++) {
        bool arrived = line.records[i].kind == RECORD_ARRIVED;
        copies += arrived && (line.flags[i] & FRAME_DUPLICATE) != 0;
        damaged += arrived && (line.flags[i] & FRAME_BAD_FCS) != 0 &&
                   (line.flags[i] & FRAME_DUPLICATE) == 0;
    }
    assert_in_range(line.by_rule[RULE_CABLE_DOUBLES], 120 - 42, 120 + 42);
    assert_int_equal(copies, line.by_rule[RULE_CABLE_DOUBLES]);
    assert_in_range(line.by_rule[RULE_CABLE_FLIPS], 120 - 42, 120 + 42);
    assert_int_equal(damaged, line.by_rule[RULE_CABLE_FLIPS]);
    line_close(&line);
}

static void netem_comes_and_goes(void **state)
{
    (void)state;
    struct cable_def def = cable_of(10000000, 5 * SIM_MILLISECOND);
    def.loss[0] = 500000000;
    def.queue_limit[0] = 7;
    line_open(&line, &def, NULL, NULL);
    const struct direction *d = &line.phy.directions[0];
    struct cable_quality netem = {.rate_bps = 1000000,
                                  .delay = 100 * SIM_MILLISECOND,
                                  .loss = 500000000,
                                  .corrupt = 1000000000,
                                  .queue_limit = 1000};
    assert_null(direction_netem(&line.phy, 0));
    assert_true(direction_set_netem(&line.phy, 0, &netem));
    assert_int_equal(d->rate_bps, 1000000);
    assert_int_equal(d->delay, 105 * SIM_MILLISECOND);
    assert_int_equal(d->loss, 750000000); /* either of two coins */
    assert_int_equal(d->queue_limit, 1000);
    direction_impair(&line.phy, 0, 0, 2 * SIM_MILLISECOND); /* the cable is another one now */
    assert_int_equal(d->delay, 102 * SIM_MILLISECOND);
    assert_int_equal(d->loss, 500000000);
    line_event(&line, 0);
    assert_int_equal(line_send(&line, 0, 60), CABLE_TAKEN);
    assert_int_equal(line.by_rule[RULE_NETEM_FLIPS], 1);
    (void)line_run(&line);
    assert_true(direction_set_netem(&line.phy, 0, NULL));
    assert_null(direction_netem(&line.phy, 0));
    assert_int_equal(d->rate_bps, 10000000);
    assert_int_equal(d->delay, 2 * SIM_MILLISECOND);
    assert_int_equal(d->loss, 0);
    assert_int_equal(d->queue_limit, 7);
    line_close(&line);
}

/* Frames that vary leave the FIFO, but they fill the queue all the same. */
static void the_queue_is_as_long_as_without_jitter(void **state)
{
    (void)state;
    struct cable_def def = uneven(SIM_MILLISECOND, 0, 0);
    def.queue_limit[0] = 3;
    line_open(&line, &def, NULL, NULL);
    line_event(&line, 0);
    for (int i = 0; i < 4; i++)
        assert_int_equal(line_send(&line, 0, 60), CABLE_TAKEN);
    assert_int_equal(direction_waiting(&line.phy, 0), 3);
    assert_int_equal(line_send(&line, 0, 60), CABLE_REFUSED_FULL);
    assert_int_equal(line_run(&line), 4);
    line_close(&line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jitter_stays_within_its_bounds),
        cmocka_unit_test(what_is_drawn_is_what_happens),
        cmocka_unit_test(copies_and_damage_are_as_frequent_as_said),
        cmocka_unit_test(netem_comes_and_goes),
        cmocka_unit_test(the_queue_is_as_long_as_without_jitter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
