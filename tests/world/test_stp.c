/* tests/world/test_stp.c: spanning tree in worlds: election, agreement, failure and mending,
 * the old protocol, what must be refused; every rule of it fires here. */
#include "bridges.h"

static uint64_t fired[RULES];
static struct trace trace;

static struct world *observed(struct bridges *n)
{
    struct world *w = built(&n->def);
    trace = trace_new();
    w->sim.observer = &trace.observer;
    return w;
}

static void done(struct world *w)
{
    for (int rule = 0; rule < RULES; rule++)
        fired[rule] += trace.by_rule[rule];
    w->sim.observer = NULL;
    world_free(w);
}

/* Cables 0: a-b, 1: b-c, 2: c-a. */
static const struct edge ring[] = {{0, 1}, {1, 2}, {2, 0}};

static void lay_ring(struct bridges *n)
{
    lay_bridges(n, 3, ring, 3);
}

static void assert_port(const struct world *w, uint32_t cable, uint32_t end, enum stp_role role,
                        bool forwards)
{
    const struct stp_port *p = port_of(w, cable, end);
    if (p->role != (uint8_t)role || (p->forwarding != 0) != forwards)
        fail_msg("cable %u end %u: role %u, forwarding %u", cable, end, p->role, p->forwarding);
}

/* The switch with the least address is the root; the far cable is shut at the end of the switch
 * with the larger identifier; all that within milliseconds, but for the ports with hosts. */
static void a_ring_becomes_a_tree(void **state)
{
    (void)state;
    struct bridges n;
    lay_ring(&n);
    at(&n.def, 5 * SIM_SECOND, 3, "ping -c 3 10.0.0.3");
    struct world *w = observed(&n);
    run_until(w, 50 * SIM_MILLISECOND);
    assert_int_equal(bridge_of(w, 0)->root_port, NONE);
    assert_true(bridge_of(w, 2)->root.root == bridge_of(w, 0)->id);
    assert_int_equal(bridge_of(w, 2)->root.cost, 200000);
    assert_port(w, 0, 0, STP_ROLE_DESIGNATED, true);
    assert_port(w, 0, 1, STP_ROLE_ROOT, true);
    assert_port(w, 2, 1, STP_ROLE_DESIGNATED, true);
    assert_port(w, 2, 0, STP_ROLE_ROOT, true);
    assert_port(w, 1, 1, STP_ROLE_ALTERNATE, false);
    assert_port(w, 1, 0, STP_ROLE_DESIGNATED, true); /* an alternate port agrees as well */
    assert_port(w, 3, 0, STP_ROLE_DESIGNATED, false);
    run_until(w, 3 * SIM_SECOND + 1);
    assert_port(w, 3, 0, STP_ROLE_DESIGNATED, true);
    assert_int_equal(port_of(w, 3, 0)->oper_edge, 1);
    assert_int_equal(world_run(w, 60 * SIM_SECOND), WORLD_ENDED);
    assert_int_equal(trace.by_rule[RULE_ICMP_ECHO_REPLY_RECEIVED], 3);
    done(w);
}

/* The cable from c to the root is cut: its alternate port takes over at once; mended, all is as
 * it was. */
static void an_alternate_takes_over(void **state)
{
    (void)state;
    struct bridges n;
    lay_ring(&n);
    struct world *w = observed(&n);
    run_until(w, 10 * SIM_SECOND);
    put_cable(w, 2, true, 10 * SIM_SECOND);
    assert_port(w, 1, 1, STP_ROLE_ROOT, true); /* in the same event: it knew another way */
    assert_int_equal(bridge_of(w, 2)->root.cost, 400000);
    run_until(w, 10 * SIM_SECOND + 5 * SIM_MILLISECOND);
    assert_port(w, 1, 0, STP_ROLE_DESIGNATED, true);
    assert_port(w, 2, 0, STP_ROLE_DISABLED, false);
    run_until(w, 20 * SIM_SECOND);
    put_cable(w, 2, false, 20 * SIM_SECOND);
    run_until(w, 20 * SIM_SECOND + 20 * SIM_MILLISECOND);
    assert_port(w, 2, 0, STP_ROLE_ROOT, true);
    assert_port(w, 2, 1, STP_ROLE_DESIGNATED, true);
    assert_port(w, 1, 1, STP_ROLE_ALTERNATE, false);
    assert_true(trace.by_rule[RULE_STP_PORT_DOWN] > 0 && trace.by_rule[RULE_STP_PORT_UP] > 0);
    done(w);
}

/* Addresses learnt the old way are forgotten when the tree changes, so that a ping goes on. */
static void a_change_is_told_and_addresses_forgotten(void **state)
{
    (void)state;
    struct bridges n;
    lay_ring(&n);
    at(&n.def, 5 * SIM_SECOND, 5, "ping -c 10 -i 0.1 10.0.0.1");
    struct world *w = observed(&n);
    run_until(w, 5 * SIM_SECOND + 450 * SIM_MILLISECOND);
    put_cable(w, 2, true, world_now(w));
    assert_int_equal(world_run(w, 60 * SIM_SECOND), WORLD_ENDED);
    assert_true(trace.by_rule[RULE_STP_FORGETS] > 0);
    assert_true(trace.by_rule[RULE_STP_CHANGE_HEARD] > 0);
    assert_int_equal(trace.by_rule[RULE_ICMP_ECHO_REPLY_RECEIVED], 10);
    done(w);
}

static void a_priority_makes_the_root(void **state)
{
    (void)state;
    struct bridges n;
    lay_ring(&n);
    n.def.nodes[2].bridge.priority = 4096;
    struct world *w = observed(&n);
    run_until(w, SIM_SECOND);
    assert_true(bridge_of(w, 0)->root.root == bridge_of(w, 2)->id);
    assert_port(w, 0, 1, STP_ROLE_ALTERNATE, false);
    stp_set_priority(&w->link, 0, 0); /* between events, as nobody but a test does it */
    run_until(w, 2 * SIM_SECOND);
    assert_true(bridge_of(w, 2)->root.root == bridge_of(w, 0)->id);
    stp_set_port_cost(&w->link, stp_port_at(&w->link, port_of(w, 2, 0)->interface), 1000000);
    run_until(w, 6 * SIM_SECOND);
    assert_port(w, 1, 1, STP_ROLE_ROOT, true);
    assert_port(w, 2, 0, STP_ROLE_ALTERNATE, false);
    done(w);
}

/* Two cables to a switch that runs none: one port hears the other. */
static void a_switch_that_hears_itself(void **state)
{
    (void)state;
    static const struct edge twice[] = {{0, 1}, {0, 1}};
    struct bridges n;
    lay_bridges(&n, 2, twice, 2);
    n.def.nodes[1].spanning_tree = false;
    at(&n.def, 40 * SIM_SECOND, 2, "ping -c 1 10.0.0.2");
    struct world *w = observed(&n);
    run_until(w, 30 * SIM_SECOND);
    uint32_t roles = 1U << port_of(w, 0, 0)->role | 1U << port_of(w, 1, 0)->role;
    assert_int_equal(roles, 1U << STP_ROLE_DESIGNATED | 1U << STP_ROLE_BACKUP);
    assert_int_equal(world_run(w, 100 * SIM_SECOND), WORLD_ENDED);
    assert_int_equal(trace.by_rule[RULE_ICMP_ECHO_REPLY_RECEIVED], 1);
    done(w);
}

/* c speaks the old protocol: the others do so with it alone, and all takes its time. */
static void the_old_protocol(void **state)
{
    (void)state;
    struct bridges n;
    lay_ring(&n);
    n.def.nodes[2].bridge.version = BPDU_VERSION_STP;
    struct world *w = observed(&n);
    run_until(w, 10 * SIM_SECOND);
    assert_port(w, 0, 1, STP_ROLE_ROOT, true);
    assert_port(w, 2, 1, STP_ROLE_DESIGNATED, false);
    assert_int_equal(port_of(w, 2, 1)->send_rstp, 0);
    run_until(w, 60 * SIM_SECOND);
    assert_port(w, 2, 0, STP_ROLE_ROOT, true);
    assert_port(w, 2, 1, STP_ROLE_DESIGNATED, true);
    assert_port(w, 1, 1, STP_ROLE_ALTERNATE, false);
    put_cable(w, 2, true, world_now(w));
    run_until(w, 80 * SIM_SECOND);
    assert_port(w, 1, 1, STP_ROLE_ROOT, false); /* 15 s of listening, 15 s of learning */
    run_until(w, 100 * SIM_SECOND);
    assert_port(w, 1, 1, STP_ROLE_ROOT, true);
    assert_true(trace.by_rule[RULE_STP_TELLS_CHANGE] > 0);
    done(w);
}

/* a, an old b and a rapid c on one switch that runs none; when b leaves, a and c are rapid
 * again. */
static void rapid_again(void **state)
{
    (void)state;
    static const struct edge star[] = {{0, 3}, {1, 3}, {2, 3}};
    struct bridges n;
    lay_bridges(&n, 4, star, 3);
    n.def.nodes[3].spanning_tree = false;
    n.def.nodes[1].bridge.version = BPDU_VERSION_STP;
    n.def.nodes[1].bridge.priority = 0;
    struct world *w = observed(&n);
    run_until(w, 70 * SIM_SECOND);
    assert_int_equal(port_of(w, 0, 0)->send_rstp, 0);
    put_cable(w, 1, true, world_now(w));
    struct bpdu b = {.version = 2,
                     .type = BPDU_RAPID,
                     .flags = BPDU_ROLE,
                     .root = 1,
                     .bridge = 1,
                     .max_age = 20 * 256,
                     .hello_time = 512,
                     .forward_delay = 15 * 256};
    uint8_t octets[64];
    bring(w, port_of(w, 0, 0)->interface, octets, frame_bpdu(octets, &b));
    assert_int_equal(port_of(w, 0, 0)->send_rstp, 1);
    done(w);
}

/* Nobody agrees for all on a shared network: waiting takes the place of asking. */
static void a_shared_network_is_slow(void **state)
{
    (void)state;
    static const struct edge line[] = {{0, 1}};
    struct bridges n;
    lay_bridges(&n, 2, line, 1);
    for (uint32_t i = 0; i < n.def.interface_count; i++)
        n.def.interfaces[i].port.shared = 1;
    struct world *w = observed(&n);
    run_until(w, 15 * SIM_SECOND);
    assert_port(w, 0, 0, STP_ROLE_DESIGNATED, false);
    run_until(w, 40 * SIM_SECOND);
    assert_port(w, 0, 0, STP_ROLE_DESIGNATED, true);
    assert_int_equal(trace.by_rule[RULE_STP_AGREED], 0);
    done(w);
}

/* What a says to c is lost, what c says arrives: c makes itself known as designated, and a
 * shuts. */
static void one_way_is_dead(void **state)
{
    (void)state;
    struct bridges n;
    lay_ring(&n);
    struct world *w = observed(&n);
    run_until(w, 5 * SIM_SECOND);
    struct input input = {.kind = INPUT_IMPAIR,
                          .time = world_now(w),
                          .direction = 2 * 2 + 1, /* from a, the far end of cable 2 */
                          .loss = 1000000000,
                          .time_value = SIM_MILLISECOND};
    assert_true(world_apply(w, &input));
    run_until(w, 20 * SIM_SECOND);
    assert_true(trace.by_rule[RULE_STP_AGED] > 0);
    assert_port(w, 1, 1, STP_ROLE_ROOT, true);
    assert_true(trace.by_rule[RULE_STP_DISPUTED] > 0);
    assert_int_equal(port_of(w, 2, 1)->forwarding, 0);
    done(w);
}

/* A port that was said to have hosts only, and has a switch. */
static void an_edge_that_is_none(void **state)
{
    (void)state;
    struct bridges n;
    lay_ring(&n);
    for (uint32_t i = 0; i < n.def.interface_count; i++)
        n.def.interfaces[i].port.edge = STP_EDGE_YES;
    struct world *w = observed(&n);
    run_until(w, SIM_SECOND);
    assert_int_equal(port_of(w, 0, 0)->oper_edge, 0);
    assert_int_equal(port_of(w, 3, 0)->oper_edge, 1);
    assert_port(w, 1, 1, STP_ROLE_ALTERNATE, false);
    done(w);
}

static void frames_that_end_at_a_switch(void **state)
{
    (void)state;
    struct bridges n;
    uint8_t octets[64] = {0};
    lay_ring(&n);
    struct world *w = observed(&n);
    run_until(w, 5 * SIM_SECOND);
    uint32_t open = port_of(w, 0, 0)->interface, shut = port_of(w, 1, 1)->interface;
    struct bpdu b = {.version = 0, .type = BPDU_RAPID};
    size_t length = frame_bpdu(octets, &b);
    bring(w, open, octets, length); /* rapid, of version 0 */
    assert_int_equal(trace.by_rule[RULE_STP_INVALID], 1);
    octets[5] = 3; /* 01:80:c2:00:00:03 */
    bring(w, open, octets, length);
    assert_int_equal(trace.by_rule[RULE_SWITCH_RESERVED], 1);
    octets[0] = 0xff;
    bring(w, shut, octets, length);
    assert_int_equal(trace.by_rule[RULE_STP_BLOCKED], 1);
    done(w);
}

/* A switch without spanning tree sends BPDUs on, and nothing else to neighbours' addresses. */
static void a_switch_without(void **state)
{
    (void)state;
    struct bridges n;
    uint8_t octets[64];
    static const struct edge line[] = {{0, 1}};
    lay_bridges(&n, 2, line, 1);
    n.def.nodes[0].spanning_tree = n.def.nodes[1].spanning_tree = false;
    struct world *w = observed(&n);
    assert_null(w->link.stp.plan);
    size_t length = frame_bpdu(octets, &(struct bpdu){.type = BPDU_TOPOLOGY_CHANGE});
    bring(w, 0, octets, length);
    assert_int_equal(trace.by_rule[RULE_SWITCH_FLOODS_GROUP], 1);
    octets[5] = 0xe;
    bring(w, 0, octets, length);
    assert_int_equal(trace.by_rule[RULE_SWITCH_RESERVED], 1);
    done(w);
}

/* The same run on a plain queue, in a twin, and after going back: the same to the last bit. */
static void time_goes_both_ways(void **state)
{
    (void)state;
    struct bridges n;
    uint64_t hash[2];
    for (int plain = 0; plain < 2; plain++) {
        lay_ring(&n);
        at(&n.def, 4 * SIM_SECOND, 5, "ping -c 4 10.0.0.1");
        (void)world_def_timeline(
            &n.def,
            &(struct timeline_def){.at = 5 * SIM_SECOND, .action = TIMELINE_CUT, .cable = 2});
        (void)world_def_timeline(&n.def, &(struct timeline_def){.at = 6500 * SIM_MILLISECOND,
                                                                .action = TIMELINE_MEND,
                                                                .cable = 2});
        struct world *w = built(&n.def);
        trace = trace_new();
        if (plain != 0)
            world_set_plain(w);
        w->sim.observer = &trace.observer;
        run_until(w, 30 * SIM_SECOND);
        hash[plain] = trace.hash;
        done(w);
    }
    assert_true(hash[0] == hash[1]);
    lay_ring(&n);
    struct world *w = observed(&n);
    struct snapshot copy = {0};
    run_until(w, 4 * SIM_SECOND);
    assert_true(world_save(w, &copy));
    put_cable(w, 0, true, world_now(w));
    run_until(w, 8 * SIM_SECOND);
    uint64_t later = world_hash(w);
    w->sim.observer = NULL;
    assert_true(world_restore(w, &copy));
    struct world *twin = world_twin(w);
    assert_non_null(twin);
    put_cable(twin, 0, true, world_now(twin));
    run_until(twin, 8 * SIM_SECOND);
    assert_true(world_hash(twin) == later);
    snapshot_release(&copy);
    world_free(twin);
    world_free(w);
}

static void costs_of_the_table(void **state)
{
    (void)state;
    assert_int_equal(stp_cost_of_rate(100000), 200000000);
    assert_int_equal(stp_cost_of_rate(1000), 200000000);
    assert_int_equal(stp_cost_of_rate(10000000), 2000000);
    assert_int_equal(stp_cost_of_rate(100000000), 200000);
    assert_int_equal(stp_cost_of_rate(UINT64_C(10000000000)), 2000);
    assert_int_equal(stp_cost_of_rate(UINT64_C(10000000000000)), 2);
    assert_int_equal(stp_cost_of_rate(UINT64_MAX), 1);
}

static void every_rule_has_fired(void **state)
{
    (void)state;
    for (enum rule rule = RULE_SWITCH_RESERVED; rule <= RULE_STP_TELLS_CHANGE; rule++)
        if (fired[rule] == 0)
            fail_msg("%s has never fired", rule_text(rule)->id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ring_becomes_a_tree),
        cmocka_unit_test(an_alternate_takes_over),
        cmocka_unit_test(a_change_is_told_and_addresses_forgotten),
        cmocka_unit_test(a_priority_makes_the_root),
        cmocka_unit_test(a_switch_that_hears_itself),
        cmocka_unit_test(the_old_protocol),
        cmocka_unit_test(rapid_again),
        cmocka_unit_test(a_shared_network_is_slow),
        cmocka_unit_test(one_way_is_dead),
        cmocka_unit_test(an_edge_that_is_none),
        cmocka_unit_test(frames_that_end_at_a_switch),
        cmocka_unit_test(a_switch_without),
        cmocka_unit_test(time_goes_both_ways),
        cmocka_unit_test(costs_of_the_table),
        cmocka_unit_test(every_rule_has_fired),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
