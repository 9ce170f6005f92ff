/* Where a world could break: pools that run out at any moment, networks that are large or slow
 * beyond reason, runs that must end and runs that must not. */
#include <stdio.h>

#include "small_internet.h"

static struct internet net;

static struct world *internet_with(const char *const *commands, uint32_t count)
{
    struct world_def def;
    small_internet(&net, &def);
    for (uint32_t i = 0; i < count; i++)
        at(&def, (sim_time)i * SIM_SECOND, CLIENT, commands[i]);
    return built(&def);
}

static const char *const some_commands[] = {
    "curl http://www.example.com/big.txt",
    "ping -c 2 10.0.0.80",
    "ping -c 1 10.0.0.99",
    "dig away.example.com",
    "ping -c 1 127.0.0.1",
};
enum { SOME_COMMANDS = sizeof some_commands / sizeof some_commands[0] };

/* --- room --- */

static void nothing_is_left_behind(void **state)
{
    (void)state;
    struct world *w = internet_with(some_commands, SOME_COMMANDS);
    assert_int_equal(world_run(w, SIM_NEVER), WORLD_ENDED);
    assert_int_equal(world_run(w, SIM_NEVER), WORLD_ENDED);
    while (world_step(w) == WORLD_STEPPED) /* housekeeping, too */
        continue;
    static const char *const empty[] = {"short frames",
                                        "long frames",
                                        "frames in flight",
                                        "event queue",
                                        "packets waiting for ARP",
                                        "packets to oneself",
                                        "TCP connections",
                                        "TCP segments kept",
                                        "send buffers",
                                        "jobs",
                                        "DNS questions",
                                        "HTTP connections"};
    unsigned found = 0;
    for (pool_id i = 0; i < w->sim.arena.count; i++)
        for (uint32_t k = 0; k < sizeof empty / sizeof empty[0]; k++)
            if (strcmp(w->sim.arena.pools[i].name, empty[k]) == 0) {
                found++;
                if (w->sim.arena.marks[i].live != 0)
                    fail_msg("%u rows of \"%s\" are left", w->sim.arena.marks[i].live,
                             empty[k]);
            }
    assert_int_equal(found, sizeof empty / sizeof empty[0]);
    world_free(w);
}

/* Each pool gets so few rows that it runs out in the middle of an event: the run stops and says
 * which pool; the state before can be restored and goes on when there is room again. */
static void a_pool_that_runs_out_stops_the_run_by_name(void **state)
{
    (void)state;
    unsigned exhausted = 0;
    struct world *whole = internet_with(some_commands, SOME_COMMANDS);
    uint32_t pools = whole->sim.arena.count;
    assert_int_equal(world_run(whole, SIM_NEVER), WORLD_ENDED);
    uint64_t end = world_hash(whole);
    world_free(whole);
    for (pool_id i = 0; i < pools; i++)
        for (uint32_t more = 0; more < 5; more++) {
            struct world *w = internet_with(some_commands, SOME_COMMANDS);
            struct pool *pool = &w->sim.arena.pools[i];
            const struct pool before = *pool;
            struct snapshot start = {0};
            assert_true(world_save(w, &start));
            pool->capacity = pool->maximum = w->sim.arena.marks[i].high + more;
            enum world_result result = world_run(w, 100 * SIM_SECOND);
            if (result == WORLD_EXHAUSTED) {
                uint32_t packet, node;
                assert_string_equal(world_problem(w, &packet, &node), before.name);
                assert_int_equal(world_step(w), WORLD_EXHAUSTED);
                exhausted++;
            }
            struct world *again = internet_with(some_commands, SOME_COMMANDS);
            assert_true(world_restore(again, &start));
            assert_int_equal(world_run(again, SIM_NEVER), WORLD_ENDED);
            assert_true(world_hash(again) == end);
            world_free(again);
            snapshot_release(&start);
            world_free(w);
        }
    assert_true(exhausted > 20);
}

/* --- size --- */

/* One broadcast reaches 13 000 hosts through two switches: much, but no storm, and there is
 * room. */
static void a_large_network_is_no_storm(void **state)
{
    (void)state;
    enum { HOSTS = 13000 };
    struct world_def def;
    world_def_init(&def);
    for (uint32_t i = 0; i < HOSTS; i++)
        (void)world_def_interface(&def, world_def_node(&def, "h", NODE_HOST), "eth0",
                                  ip4(10, 0, i >> 8, i & 255) + 1, 16);
    uint32_t last = 0;
    for (uint32_t s = 0; s < 2; s++) {
        uint32_t sw = world_def_node(&def, "sw", NODE_SWITCH);
        for (uint32_t i = s; i < HOSTS; i += 2)
            (void)world_def_cable(&def, i, world_def_interface(&def, sw, "p", 0, 0));
        uint32_t up = world_def_interface(&def, sw, "up", 0, 0);
        if (s == 1)
            (void)world_def_cable(&def, last, up);
        last = up;
    }
    at(&def, 0, 0, "ping -c 1 10.0.50.1");
    struct world *w = built(&def);
    struct trace t = trace_new();
    w->sim.observer = &t.observer;
    assert_int_equal(world_run(w, SIM_NEVER), WORLD_ENDED);
    assert_int_equal(t.by_rule[RULE_ARP_NOT_MINE], HOSTS - 2);
    assert_int_equal(t.by_rule[RULE_ICMP_ECHO_REPLY_RECEIVED], 1);
    assert_int_equal(t.by_rule[RULE_CABLE_STORM], 0);
    world_free(w);
}

/* Services open their sockets before the first event, however many there are. */
static void many_servers_can_start(void **state)
{
    (void)state;
    enum { SERVERS = 3000 };
    struct world_def def;
    struct world *small = internet_with(NULL, 0); /* fills in the plans */
    world_free(small);
    world_def_init(&def);
    for (uint32_t i = 0; i < SERVERS; i++) {
        uint32_t node = world_def_node(&def, "s", NODE_HOST);
        (void)world_def_interface(&def, node, "eth0", ip4(10, 0, i >> 8, i & 255), 16);
        def.nodes[node].plan = &net.plans[i % 2 == 0 ? NS : WEB];
    }
    at(&def, 0, 1, "curl http://10.0.0.1/");
    struct world *w = built(&def);
    struct trace t = trace_new();
    w->sim.observer = &t.observer;
    assert_int_equal(world_run(w, SIM_NEVER), WORLD_ENDED);
    assert_int_equal(t.by_rule[RULE_HTTP_ANSWERS], 1);
    world_free(w);
}

/* --- time --- */

static void a_cable_of_a_hundred_years_breaks_nothing(void **state)
{
    (void)state;
    static const sim_time delays[] = {INT64_C(100) * 365 * 86400 * SIM_SECOND, SIM_HORIZON,
                                      SIM_NEVER - 1};
    for (int i = 0; i < 3; i++) {
        struct world_def def;
        two_hosts(&def);
        def.cables[0].delay[0] = def.cables[0].delay[1] = delays[i];
        def.cables[1].rate_bps[0] = 1;
        at(&def, 0, 0, "ping -c 2 -W 1 10.0.0.2");
        at(&def, 0, 1, "ping -c 1 10.0.0.1");
        struct world *w = built(&def);
        struct trace t = trace_new();
        w->sim.observer = &t.observer;
        assert_int_equal(world_run(w, SIM_NEVER), WORLD_ENDED);
        assert_int_equal(t.by_kind[RECORD_DONE], 2);
        assert_true(world_now(w) <= SIM_HORIZON);
        world_free(w);
    }
}

/* --- the end --- */

static void a_ping_without_a_count_goes_on_until_the_run_ends(void **state)
{
    (void)state;
    struct world_def def;
    two_hosts(&def);
    def.until = 100 * SIM_SECOND;
    at(&def, 0, 0, "ping 10.0.0.2");
    struct world *w = built(&def);
    struct trace t = trace_new();
    w->sim.observer = &t.observer;
    assert_int_equal(world_run(w, 50 * SIM_SECOND), WORLD_STEPPED);
    assert_false(world_ended(w));
    assert_int_equal(world_run(w, SIM_NEVER), WORLD_ENDED);
    assert_true(world_ended(w));
    assert_in_range(t.by_rule[RULE_ICMP_ECHO_REPLY_RECEIVED], 100, 101);
    assert_true(world_now(w) <= 100 * SIM_SECOND);
    world_free(w);
}

/* TIME-WAIT alone keeps no run alive; a command that comes later does. */
static void housekeeping_does_not_keep_a_run_alive(void **state)
{
    (void)state;
    static const char *const one[] = {"curl http://10.0.0.80/"};
    struct world *w = internet_with(one, 1);
    assert_int_equal(world_run(w, SIM_NEVER), WORLD_ENDED);
    assert_true(world_now(w) < 10 * SIM_SECOND);
    struct queue_entry entry;
    assert_true(world_next(w, &entry)); /* there is something left, though: */
    assert_int_equal(queue_kind(entry), EVENT_TCP_TIME_WAIT);
    world_free(w);
    struct world_def def;
    small_internet(&net, &def);
    at(&def, 0, CLIENT, one[0]);
    at(&def, 500 * SIM_SECOND, CLIENT, "ping -c 1 10.0.0.80");
    w = built(&def);
    struct trace t = trace_new();
    w->sim.observer = &t.observer;
    assert_int_equal(world_run(w, SIM_NEVER), WORLD_ENDED);
    assert_int_equal(t.by_rule[RULE_ICMP_ECHO_REPLY_RECEIVED], 1);
    assert_int_equal(t.by_rule[RULE_TCP_TIME_WAIT_OVER], 1);
    world_free(w);
}

/* Cut and mended again: what was on the cable is lost at once, the rest finds its way. */
static void a_mended_cable_carries_on(void **state)
{
    (void)state;
    struct world_def def;
    bulk_line(&def, 1, 2000000, 0);
    for (int i = 0; i < 2; i++)
        (void)world_def_timeline(
            &def, &(struct timeline_def){.at = (100 + 300 * i) * SIM_MILLISECOND,
                                         .action = i == 0 ? TIMELINE_CUT : TIMELINE_MEND,
                                         .cable = 1});
    struct world *w = built(&def);
    struct trace t = trace_new();
    w->sim.observer = &t.observer;
    assert_int_equal(world_run(w, 100 * SIM_MILLISECOND), WORLD_STEPPED);
    assert_true(t.by_rule[RULE_CABLE_CUT] > 1);
    assert_int_equal(world_run(w, SIM_NEVER), WORLD_ENDED);
    assert_int_equal(w->bulk.totals->received, 2000000);
    world_free(w);
}

static void inputs_that_make_no_sense_are_refused(void **state)
{
    (void)state;
    struct world_def def;
    two_hosts(&def);
    at(&def, SIM_SECOND, 0, "ping -c 1 10.0.0.2");
    struct world *w = built(&def);
    uint64_t before = world_hash(w);
    static const uint8_t octets[FRAME_LONG_OCTETS + 1];
    const struct input bad[] = {
        {.kind = INPUT_CUT, .direction = 4},
        {.kind = INPUT_IMPAIR, .direction = 0, .time_value = -1},
        {.kind = INPUT_COMMAND, .node = 3, .text = "arp", .length = 3},
        {.kind = INPUT_DROP, .direction = 0, .packet = 1, .hop = 1},
        {.kind = INPUT_DROP, .direction = 99, .packet = 1, .hop = 1},
        {.kind = INPUT_FRAME, .row = 4, .text = (const char *)octets, .length = 60},
        {.kind = INPUT_FRAME,
         .row = 0,
         .text = (const char *)octets,
         .length = ETHERNET_HEADER - 1},
        {.kind = INPUT_FRAME,
         .row = 0,
         .text = (const char *)octets,
         .length = FRAME_LONG_OCTETS + 1},
        {.kind = INPUT_CUT, .time = -1},
    };
    for (uint32_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct input input = bad[i];
        if (world_apply(w, &input))
            fail_msg("input %u is accepted", i);
        assert_true(world_hash(w) == before);
    }
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_left_behind),
        cmocka_unit_test(a_pool_that_runs_out_stops_the_run_by_name),
        cmocka_unit_test(a_large_network_is_no_storm),
        cmocka_unit_test(many_servers_can_start),
        cmocka_unit_test(a_cable_of_a_hundred_years_breaks_nothing),
        cmocka_unit_test(a_ping_without_a_count_goes_on_until_the_run_ends),
        cmocka_unit_test(housekeeping_does_not_keep_a_run_alive),
        cmocka_unit_test(a_mended_cable_carries_on),
        cmocka_unit_test(inputs_that_make_no_sense_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
