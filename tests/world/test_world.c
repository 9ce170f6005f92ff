/* Promises of a world: the same run on every queue, with and without observers, and from every
 * saved state. */
#include "small_worlds.h"

static struct trace run_traced(struct world *w, bool plain)
{
    struct trace t = trace_new();
    if (plain)
        world_set_plain(w);
    w->sim.observer = &t.observer;
    assert_int_equal(world_run(w, SIM_NEVER), WORLD_ENDED);
    w->sim.observer = NULL;
    return t;
}

typedef void describe(struct world_def *def);

static void ping_world(struct world_def *def)
{
    two_hosts(def);
    at(def, 0, 0, "ping -c 3 10.0.0.2");
}

static void nobody_world(struct world_def *def)
{
    two_hosts(def);
    at(def, 0, 0, "ping -c 2 10.0.0.77");
    at(def, SIM_MILLISECOND, 1, "ping -c 1 10.0.0.1");
}

static void lossless_world(struct world_def *def)
{
    bulk_line(def, 2, 300000, 0);
}

static void lossy_world(struct world_def *def)
{
    bulk_line(def, 3, 400000, 30000000);
}

static void trace_route_world(struct world_def *def)
{
    bulk_line(def, 3, 1000, 0);
    at(def, SIM_SECOND, 0, "traceroute -n -q 2 10.0.3.2");
}

/* Large datagrams, cut by their senders and again by routers; some fragments are lost, and the
 * rest waits until its time is over. */
static void fragments_world(struct world_def *def)
{
    bulk_line(def, 3, 1000, 30000000);
    def->interfaces[3].mtu = def->interfaces[4].mtu = 576;
    for (sim_time i = 0; i < 6; i++)
        at(def, i * SIM_SECOND, 0, "ping -c 1 -s 8000 10.0.3.2");
    at(def, 7 * SIM_SECOND, 0, "ping -c 2 -s 65507 10.0.1.1");
}

static describe *const worlds[] = {ping_world,  nobody_world,      lossless_world,
                                   lossy_world, trace_route_world, fragments_world};
enum { WORLDS = sizeof worlds / sizeof worlds[0] };

static struct world *make(unsigned which)
{
    struct world_def def;
    worlds[which](&def);
    return built(&def);
}

static void the_trace_is_that_of_a_plain_queue(void **state)
{
    (void)state;
    for (unsigned i = 0; i < WORLDS; i++) {
        struct world *heap = make(i);
        struct world *plain = make(i);
        struct trace a = run_traced(heap, false);
        struct trace b = run_traced(plain, true);
        assert_true(a.records > 20);
        assert_int_equal(a.records, b.records);
        assert_true(a.hash == b.hash);
        assert_int_equal(world_events(heap), world_events(plain));
        world_free(heap);
        world_free(plain);
    }
}

static void observers_change_nothing(void **state)
{
    (void)state;
    for (unsigned i = 0; i < WORLDS; i++) {
        struct world *watched = make(i);
        struct world *alone = make(i);
        (void)run_traced(watched, false);
        assert_int_equal(world_run(alone, SIM_NEVER), WORLD_ENDED);
        assert_true(world_hash(watched) == world_hash(alone));
        world_free(watched);
        world_free(alone);
    }
}

/* Every saved state leads to the same next one. */
static void restore_and_replay_is_the_same_run(void **state)
{
    (void)state;
    for (unsigned i = 0; i < WORLDS; i++) {
        struct world *w = make(i);
        struct world *twin = world_twin(w);
        struct snapshot before = {0};
        assert_non_null(twin);
        assert_true(world_hash(w) == world_hash(twin));
        while (!world_ended(w)) {
            assert_true(world_save(w, &before));
            assert_int_equal(world_step(w), WORLD_STEPPED);
            assert_true(world_restore(twin, &before));
            assert_int_equal(world_step(twin), WORLD_STEPPED);
            assert_true(world_hash(w) == world_hash(twin));
        }
        snapshot_release(&before);
        world_free(w);
        world_free(twin);
    }
}

/* From the first state straight to the end of a run that had been at its end already. */
static void a_world_can_start_over(void **state)
{
    (void)state;
    for (unsigned i = 0; i < WORLDS; i++) {
        struct world *w = make(i);
        struct snapshot start = {0};
        assert_true(world_save(w, &start));
        assert_int_equal(world_run(w, SIM_NEVER), WORLD_ENDED);
        uint64_t end = world_hash(w);
        assert_true(world_restore(w, &start));
        assert_int_equal(world_run(w, SIM_NEVER), WORLD_ENDED);
        assert_true(world_hash(w) == end);
        snapshot_release(&start);
        world_free(w);
    }
}

static void the_seed_moves_only_what_is_random(void **state)
{
    (void)state;
    struct world_def def;
    bulk_line(&def, 1, 200000, 20000000);
    struct world *a = built(&def);
    bulk_line(&def, 1, 200000, 20000000);
    def.seed = 8;
    struct world *b = built(&def);
    assert_int_equal(world_run(a, SIM_NEVER), WORLD_ENDED);
    assert_int_equal(world_run(b, SIM_NEVER), WORLD_ENDED);
    assert_false(world_hash(a) == world_hash(b));
    assert_int_equal(a->bulk.totals->received, 200000);
    assert_int_equal(b->bulk.totals->received, 200000);
    world_free(a);
    world_free(b);
}

/* --- storms
 * -------------------------------------------------------------------------------------------
 */

static void a_loop_of_switches_ends_the_run_and_is_named(void **state)
{
    (void)state;
    struct world_def def;
    two_hosts(&def);
    uint32_t loop = world_def_node(&def, "loop", NODE_SWITCH);
    uint32_t l0 = world_def_interface(&def, loop, "p0", 0, 0);
    uint32_t l1 = world_def_interface(&def, loop, "p1", 0, 0);
    uint32_t far = world_def_node(&def, "far", NODE_SWITCH);
    uint32_t f0 = world_def_interface(&def, far, "p0", 0, 0);
    uint32_t f1 = world_def_interface(&def, far, "p1", 0, 0);
    uint32_t f2 = world_def_interface(&def, far, "p2", 0, 0);
    def.cables[1].end[0] = f2; /* b hangs on `far`; `sw` and `far` are joined twice */
    (void)world_def_cable(&def, 3, f0);
    (void)world_def_cable(&def, l0, f1);
    uint32_t third = world_def_node(&def, "third", NODE_SWITCH);
    uint32_t t0 = world_def_interface(&def, third, "p0", 0, 0);
    uint32_t t1 = world_def_interface(&def, third, "p1", 0, 0);
    uint32_t t2 = world_def_interface(&def, third, "p2", 0, 0);
    (void)world_def_cable(&def, l1, t0);
    def.cables[0].end[1] = t1; /* a hangs on `third` */
    (void)world_def_cable(&def, t2, 2);
    at(&def, 0, 0, "ping -c 1 10.0.0.2");
    struct world *w = built(&def);
    assert_int_equal(world_run(w, SIM_NEVER), WORLD_STORM);
    uint32_t packet, node;
    (void)world_problem(w, &packet, &node);
    assert_int_equal(packet, 2); /* the ARP request; packet 1 is the echo request that waits */
    assert_int_equal(world_nodes(w)->row[node].kind, NODE_SWITCH);
    assert_true(world_events(w) < 1000000);
    assert_int_equal(world_step(w), WORLD_STORM); /* and it stays stopped */
    world_free(w);
}

/* --- inputs
 * ---------------------------------------------------------------------------------------------
 */

/* The ping's first echo request is dropped by hand on its first cable. */
static void a_frame_can_be_taken_off_its_cable(void **state)
{
    (void)state;
    struct world_def def;
    two_hosts(&def);
    at(&def, 0, 0, "ping -c 1 10.0.0.2");
    struct world *w = built(&def);
    struct trace t = trace_new();
    while (w->phy.directions[0].first == NONE || w->sim.clock->packets < 3)
        assert_int_equal(world_step(w), WORLD_STEPPED);
    struct input drop = {
        .kind = INPUT_DROP, .time = world_now(w), .direction = 0, .packet = 2, .hop = 1};
    assert_false(world_apply(w, &drop)); /* packet 2, the ARP request, has long arrived */
    drop.packet =
        frame_at(&w->sim.frames, w->phy.flights[w->phy.directions[0].first].frame)->packet;
    w->sim.observer = &t.observer;
    uint64_t before = world_events(w);
    assert_true(world_apply(w, &drop));
    assert_int_equal(drop.event, before + 1);
    assert_int_equal(world_run(w, SIM_NEVER), WORLD_ENDED);
    assert_int_equal(t.by_rule[RULE_CABLE_DROPPED_BY_HAND], 1);
    assert_int_equal(t.by_rule[RULE_ICMP_ECHO_ANSWERED], 0);
    world_free(w);
}

static void a_cut_cable_loses_what_is_on_it_and_refuses_the_rest(void **state)
{
    (void)state;
    struct world_def def;
    two_hosts(&def);
    at(&def, 0, 0, "ping -c 2 10.0.0.2");
    struct world *w = built(&def);
    struct trace t = trace_new();
    w->sim.observer = &t.observer;
    assert_int_equal(world_run(w, 100 * SIM_MILLISECOND), WORLD_STEPPED);
    assert_int_equal(t.by_rule[RULE_ICMP_ECHO_REPLY_RECEIVED], 1);
    struct input cut = {.kind = INPUT_CUT, .time = world_now(w), .direction = 0};
    assert_true(world_apply(w, &cut));
    assert_int_equal(world_run(w, SIM_NEVER), WORLD_ENDED);
    assert_int_equal(t.by_rule[RULE_ICMP_ECHO_REPLY_RECEIVED], 1);
    assert_true(t.by_rule[RULE_CABLE_CUT] >= 1);
    world_free(w);
}

static void an_input_must_fit_in_time(void **state)
{
    (void)state;
    struct world_def def;
    two_hosts(&def);
    at(&def, SIM_SECOND, 0, "ping -c 1 10.0.0.2");
    struct world *w = built(&def);
    struct input late = {.kind = INPUT_CUT, .time = 2 * SIM_SECOND, .direction = 0};
    assert_false(world_apply(w, &late)); /* the ping comes first */
    struct input typed = {.kind = INPUT_COMMAND,
                          .time = SIM_MILLISECOND,
                          .node = 1,
                          .text = "ping -c 1 10.0.0.1",
                          .length = 18};
    assert_true(world_apply(w, &typed));
    struct input past = {.kind = INPUT_CUT, .time = 0, .direction = 0};
    assert_false(world_apply(w, &past));
    assert_int_equal(world_run(w, SIM_NEVER), WORLD_ENDED);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_trace_is_that_of_a_plain_queue),
        cmocka_unit_test(observers_change_nothing),
        cmocka_unit_test(restore_and_replay_is_the_same_run),
        cmocka_unit_test(a_world_can_start_over),
        cmocka_unit_test(the_seed_moves_only_what_is_random),
        cmocka_unit_test(a_loop_of_switches_ends_the_run_and_is_named),
        cmocka_unit_test(a_frame_can_be_taken_off_its_cable),
        cmocka_unit_test(a_cut_cable_loses_what_is_on_it_and_refuses_the_rest),
        cmocka_unit_test(an_input_must_fit_in_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
