/* tests/world/test_rip.c: the routing daemon, rule by rule of RFC 2453: what it asks, tells and
 * believes, and when. */
#include "rip_worlds.h"

static uint64_t fired[RULES];

static void done(struct world *w)
{
    w->sim.observer = NULL;
    for (int rule = 0; rule < RULES; rule++)
        fired[rule] += kept.by_rule[rule];
    world_free(w);
}

static struct world *line(struct rip_plan plan)
{
    struct world_def def;
    line_of_routers(&def, plan);
    struct world *w = built(&def);
    listen_to(w);
    return w;
}

static const ipv4_address NET_01 = UINT32_C(0x0a000100), NET_12 = UINT32_C(0x0a000200),
                          LAN_0 = UINT32_C(0x0a010000), LAN_1 = UINT32_C(0x0a010100),
                          LAN_2 = UINT32_C(0x0a010200), STRANGE = UINT32_C(0x0ac80000);
/* A router that is not there, beside r1 on the network of r0 and r1. */
static const ipv4_address GHOST = UINT32_C(0x0a000163), GHOST_2 = UINT32_C(0x0a000164);

/* --- how tables come to be --- */

static void tables_come_to_be(void **state)
{
    (void)state;
    ipv4_address via = 0;
    struct world *w = line(usual_plan());
    pass(w, 12 * SIM_SECOND); /* long before the first regular update */
    assert_int_equal(metric_of(w, R0, NET_12, &via), 2);
    assert_int_equal(via, ip4(10, 0, 1, 2));
    assert_int_equal(metric_of(w, R0, LAN_1, NULL), 2);
    assert_int_equal(metric_of(w, R0, LAN_2, &via), 3);
    assert_int_equal(via, ip4(10, 0, 1, 2));
    assert_int_equal(metric_of(w, R2, LAN_0, NULL), 3);
    assert_int_equal(metric_of(w, R0, LAN_0, NULL), 0); /* its own needs no teaching */
    assert_int_equal(metric_of(w, R0, NET_01, NULL), 0);
    assert_int_equal(metric_of(w, H2, LAN_0, &via), 4); /* it listens */
    assert_int_equal(via, ip4(10, 1, 2, 1));
    assert_true(kept.by_rule[RULE_RIP_ASKS] ==
                8); /* 7 interfaces of routers, one of the host */
    assert_true(kept.by_rule[RULE_RIP_SILENT] > 0);
    for (uint32_t i = 0; i < message_count; i++)
        assert_true(messages[i].node != H2 || messages[i].header.command == RIP_REQUEST);
    pass(w, 100 * SIM_SECOND);
    assert_true(kept.by_rule[RULE_RIP_UPDATES] >= 6);
    assert_true(kept.by_rule[RULE_RIP_CONFIRMED] > 0);
    done(w);
}

/* Sections 3.6, 4.5: from port 520 to 520, to 224.0.0.9, for one hop; and nobody is asked by
 * ARP. */
static void messages_are_for_neighbours(void **state)
{
    (void)state;
    struct world *w = line(usual_plan());
    pass(w, 100 * SIM_SECOND);
    uint32_t to_all = 0;
    for (uint32_t i = 0; i < message_count; i++) {
        const struct message *m = &messages[i];
        assert_int_equal(m->header.version, 2);
        assert_int_equal(m->header.zero, 0);
        assert_int_equal(m->to_port, RIP_PORT);
        assert_int_equal(m->flood, m->to == RIP_GROUP);
        if (m->to == RIP_GROUP)
            assert_int_equal(m->ttl, 1);
        to_all += m->to == RIP_GROUP ? 1U : 0U;
    }
    assert_true(to_all > 20);
    done(w);
}

/* Section 3.8: every 30 s, 5 s more or less; section 3.10.1: 1 to 5 s between triggered ones.
 */
static void times_are_random_within_bounds(void **state)
{
    (void)state;
    struct world *w = line(usual_plan());
    pass(w, 2000 * SIM_SECOND);
    sim_time last[7] = {0}, least = SIM_NEVER, most = 0;
    for (uint32_t i = 0; i < message_count; i++) {
        const struct message *m = &messages[i];
        if (m->time < 60 * SIM_SECOND || m->header.command != RIP_RESPONSE || m->node > R2)
            continue;
        sim_time *before = &last[m->interface];
        if (*before > 0) {
            least = m->time - *before < least ? m->time - *before : least;
            most = m->time - *before > most ? m->time - *before : most;
        }
        *before = m->time;
    }
    assert_in_range(least, 25 * SIM_SECOND, 27 * SIM_SECOND);
    assert_in_range(most, 33 * SIM_SECOND, 35 * SIM_SECOND);
    done(w);
}

static void triggered_updates_keep_their_distance(void **state)
{
    (void)state;
    struct world *w = line(usual_plan());
    pass(w, 100 * SIM_SECOND);
    message_count = 0;
    for (uint32_t i = 0; i < 40; i++) { /* a route that changes every 300 ms */
        hear_route(w, R1_LEFT, GHOST, STRANGE, 1 + i % 3);
        pass(w, 300 * SIM_MILLISECOND);
    }
    sim_time last = 0;
    uint32_t count = 0;
    for (uint32_t i = 0; i < message_count; i++) {
        const struct message *m = &messages[i];
        if (m->interface != R1_RIGHT || m->count != 1)
            continue;
        assert_int_equal(m->entry[0].address, STRANGE); /* only what has changed */
        if (last > 0)
            assert_true(m->time - last >= SIM_SECOND);
        last = m->time;
        count++;
    }
    assert_in_range(count, 3, 12);
    assert_true(kept.by_rule[RULE_RIP_HOLDS_BACK] > 0);
    done(w);
}

static void without_triggers_changes_wait(void **state)
{
    (void)state;
    struct rip_plan plan = usual_plan();
    plan.triggered = false;
    struct world *w = line(plan);
    pass(w, 200 * SIM_SECOND);
    hear_route(w, R1_LEFT, GHOST, STRANGE, 1);
    pass(w, SIM_SECOND);
    assert_int_equal(metric_of(w, R1, STRANGE, NULL), 2);
    assert_int_equal(metric_of(w, R2, STRANGE, NULL), 0);
    pass(w, 40 * SIM_SECOND);
    assert_int_equal(metric_of(w, R2, STRANGE, NULL), 3);
    assert_int_equal(kept.by_rule[RULE_RIP_TRIGGERED], 0);
    done(w);
}

/* --- split horizon (section 3.4.3) --- */

/* What an interface was last told about a network; 0: nothing. */
static uint32_t told(uint32_t interface, ipv4_address network)
{
    uint32_t metric = 0;
    for (uint32_t i = 0; i < message_count; i++)
        for (uint32_t e = 0; messages[i].interface == interface && e < messages[i].count; e++)
            if (messages[i].header.command == RIP_RESPONSE &&
                messages[i].entry[e].address == network)
                metric = messages[i].entry[e].metric;
    return metric;
}

static void what_came_from_there(void **state)
{
    (void)state;
    static const struct {
        enum rip_horizon horizon;
        uint32_t reverse; /* of r0's LAN, at r0's side of r1 */
        uint32_t direct;  /* of the network between them */
    } rows[] = {
        {RIP_NO_HORIZON, 2, 1}, {RIP_SPLIT_HORIZON, 0, 0}, {RIP_POISONED_REVERSE, 16, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rip_plan plan = usual_plan();
        plan.horizon = rows[i].horizon;
        struct world *w = line(plan);
        pass(w, 100 * SIM_SECOND);
        assert_int_equal(told(R1_LEFT, LAN_0), rows[i].reverse);
        assert_int_equal(told(R1_LEFT, NET_01), rows[i].direct);
        assert_int_equal(told(R1_LEFT, LAN_2), 2);
        assert_int_equal(told(R1_RIGHT, LAN_0), 2);
        assert_int_equal(metric_of(w, R0, LAN_2, NULL), 3); /* the tables are the same */
        done(w);
    }
}

/* --- a cable is cut, and mended --- */

static void a_cut_is_seen_and_told(void **state)
{
    (void)state;
    struct world *w = line(usual_plan());
    pass(w, 100 * SIM_SECOND);
    cut(w, CABLE_12, true);
    assert_int_equal(known(w, R1, NET_12)->metric, RIP_INFINITY);
    assert_int_equal(metric_of(w, R1, LAN_2, NULL), 0);
    pass(w, 6 * SIM_SECOND); /* at most one hold */
    assert_int_equal(metric_of(w, R0, LAN_2, NULL), 0);
    assert_int_equal(known(w, R0, LAN_2)->metric, RIP_INFINITY);
    assert_int_equal(metric_of(w, R0, LAN_1, NULL), 2);
    pass(w, 130 * SIM_SECOND);
    assert_null(known(w, R0, LAN_2)); /* garbage is collected after 120 s */
    assert_null(known(w, R1, NET_12));
    assert_true(kept.by_rule[RULE_RIP_DIRECT_LOST] == 2 && kept.by_rule[RULE_RIP_WAY_LOST] > 0);
    assert_true(kept.by_rule[RULE_RIP_TOLD_UNREACHABLE] > 0 &&
                kept.by_rule[RULE_RIP_DELETES] > 0);
    cut(w, CABLE_12, false);
    pass(w, 10 * SIM_SECOND);
    assert_int_equal(metric_of(w, R0, LAN_2, NULL), 3);
    assert_int_equal(metric_of(w, R2, LAN_0, NULL), 3);
    done(w);
}

/* Mended before the garbage is collected, and taken back into use. */
static void a_short_cut_is_forgotten(void **state)
{
    (void)state;
    struct world *w = line(usual_plan());
    pass(w, 100 * SIM_SECOND);
    cut(w, CABLE_12, true);
    pass(w, 20 * SIM_SECOND);
    cut(w, CABLE_12, false);
    pass(w, 10 * SIM_SECOND);
    assert_int_equal(metric_of(w, R0, LAN_2, NULL), 3);
    assert_int_equal(known(w, R1, NET_12)->kind, RIP_DIRECT);
    assert_true(kept.by_rule[RULE_RIP_DIRECT_BACK] == 2 &&
                kept.by_rule[RULE_RIP_BETTER_FROM_SAME] > 0);
    pass(w, 300 * SIM_SECOND);
    assert_int_equal(metric_of(w, R0, LAN_2, NULL), 3);
    done(w);
}

static void an_interface_is_taken_down(void **state)
{
    (void)state;
    struct world *w = line(usual_plan());
    pass(w, 100 * SIM_SECOND);
    type_in(w, R1, "ip link set dev right down");
    pass(w, 6 * SIM_SECOND);
    assert_int_equal(metric_of(w, R0, LAN_2, NULL), 0);
    type_in(w, R1, "ip link set dev right up");
    pass(w, 10 * SIM_SECOND);
    assert_int_equal(metric_of(w, R0, LAN_2, NULL), 3);
    assert_int_equal(metric_of(w, R1, LAN_2, NULL), 2);
    done(w);
}

/* A daemon that stops says nothing more: the others wait for the timeout (section 3.8). */
static void silence_times_out(void **state)
{
    (void)state;
    struct world *w = line(usual_plan());
    pass(w, 100 * SIM_SECOND);
    type_in(w, R2, "systemctl stop ripd");
    assert_int_equal(metric_of(w, R2, LAN_0, NULL), 0); /* what it taught is gone */
    pass(w, 140 * SIM_SECOND);
    assert_int_equal(metric_of(w, R1, LAN_2, NULL), 2);
    pass(w, 50 * SIM_SECOND);
    assert_int_equal(metric_of(w, R1, LAN_2, NULL), 0);
    assert_true(kept.by_rule[RULE_RIP_TIMES_OUT] > 0);
    pass(w, 130 * SIM_SECOND);
    assert_null(known(w, R1, LAN_2));
    type_in(w, R2, "systemctl start ripd");
    pass(w, 10 * SIM_SECOND);
    assert_int_equal(metric_of(w, R0, LAN_2, NULL), 3);
    assert_int_equal(metric_of(w, R2, LAN_0, NULL), 3);
    done(w);
}

/* Without split horizon and triggered updates two routers count to 16 (section 3.4.2). */
static void they_count_to_infinity(void **state)
{
    (void)state;
    struct rip_plan plan = usual_plan();
    plan.horizon = RIP_NO_HORIZON;
    plan.triggered = false;
    struct world *w = line(plan);
    pass(w, 200 * SIM_SECOND);
    while (w->app->rip[R1].update.deadline > w->app->rip[R2].update.deadline)
        pass(w, SIM_SECOND);
    cut(w, CABLE_H2, true); /* and r1 is the first to speak: it still has the route */
    uint32_t seen = 0;
    for (uint32_t i = 0; i < 600; i++) {
        pass(w, SIM_SECOND);
        const struct rip_route *r = known(w, R2, LAN_2);
        seen |= r != NULL ? UINT32_C(1) << r->metric : 0;
    }
    assert_true(kept.by_rule[RULE_RIP_WORSE_FROM_SAME] > 8);
    assert_int_equal(seen >> 3 & 0x55, 0x55); /* 3, 5, 7, 9: step by step */
    assert_null(known(w, R2, LAN_2));
    assert_null(known(w, R1, LAN_2));
    done(w);
}

/* --- what is believed (section 3.9.2) --- */

static void what_is_believed(void **state)
{
    (void)state;
    ipv4_address via = 0;
    struct world *w = line(usual_plan());
    pass(w, 100 * SIM_SECOND);
    hear_route(w, R1_LEFT, GHOST, STRANGE, 16); /* nothing to lose */
    assert_null(known(w, R1, STRANGE));
    assert_int_equal(kept.by_rule[RULE_RIP_UNREACHABLE_ANYWAY], 1);
    hear_route(w, R1_LEFT, GHOST, STRANGE, 5);
    assert_int_equal(metric_of(w, R1, STRANGE, &via), 6);
    assert_int_equal(via, GHOST);
    hear_route(w, R1_LEFT, GHOST_2, STRANGE, 5); /* as good, from another */
    (void)metric_of(w, R1, STRANGE, &via);
    assert_int_equal(via, GHOST);
    hear_route(w, R1_LEFT, GHOST_2, STRANGE, 7); /* worse, from another */
    assert_int_equal(metric_of(w, R1, STRANGE, NULL), 6);
    hear_route(w, R1_LEFT, GHOST, STRANGE, 7); /* worse, from the same */
    assert_int_equal(metric_of(w, R1, STRANGE, NULL), 8);
    hear_route(w, R1_LEFT, GHOST, STRANGE, 3); /* better, from the same */
    assert_int_equal(metric_of(w, R1, STRANGE, NULL), 4);
    assert_int_equal(kept.by_rule[RULE_RIP_BETTER_FROM_SAME], 1);
    hear_route(w, R1_LEFT, GHOST_2, STRANGE, 2); /* better, from another */
    assert_int_equal(metric_of(w, R1, STRANGE, &via), 3);
    assert_int_equal(via, GHOST_2);
    hear_route(w, R1_LEFT, GHOST_2, STRANGE, 15); /* 15 and 1 are infinity */
    assert_int_equal(metric_of(w, R1, STRANGE, NULL), 0);
    assert_int_equal(known(w, R1, STRANGE)->metric, RIP_INFINITY);
    sim_time ends = known(w, R1, STRANGE)->timer.deadline;
    pass(w, 2 * SIM_SECOND);
    hear_route(w, R1_LEFT, GHOST_2, STRANGE, 16); /* no new deletion process */
    assert_int_equal(known(w, R1, STRANGE)->timer.deadline, ends);
    hear_route(w, R1_LEFT, GHOST, LAN_1, 1); /* its own network */
    assert_int_equal(known(w, R1, LAN_1)->kind, RIP_DIRECT);
    assert_int_equal(kept.by_rule[RULE_RIP_HAS_IT_ITSELF], 1);
    done(w);
}

/* The heuristic: an equal route is taken when more than half of the time has passed. */
static void a_fresher_route_is_taken(void **state)
{
    (void)state;
    ipv4_address via = 0;
    struct world *w = line(usual_plan());
    pass(w, 100 * SIM_SECOND);
    hear_route(w, R1_LEFT, GHOST, STRANGE, 3);
    pass(w, 80 * SIM_SECOND);
    hear_route(w, R1_LEFT, GHOST_2, STRANGE, 3);
    (void)metric_of(w, R1, STRANGE, &via);
    assert_int_equal(via, GHOST);
    pass(w, 15 * SIM_SECOND);
    hear_route(w, R1_LEFT, GHOST_2, STRANGE, 3);
    (void)metric_of(w, R1, STRANGE, &via);
    assert_int_equal(via, GHOST_2);
    assert_int_equal(kept.by_rule[RULE_RIP_FRESHER], 1);
    done(w);
}

/* Section 4.4: somebody else on the network, or else the sender. */
static void next_hops(void **state)
{
    (void)state;
    static const struct rip_header response = {.command = RIP_RESPONSE, .version = 2};
    ipv4_address via = 0;
    struct world *w = line(usual_plan());
    pass(w, 100 * SIM_SECOND);
    struct rip_entry e = entry_of(STRANGE, 24, 2);
    e.next_hop = GHOST_2;
    e.tag = 77;
    hear_message(w, R1_LEFT, GHOST, response, &e, 1);
    assert_int_equal(metric_of(w, R1, STRANGE, &via), 3);
    assert_int_equal(via, GHOST_2);
    e.next_hop = ip4(10, 9, 9, 9); /* not reachable directly: as if it were 0 */
    hear_message(w, R1_LEFT, GHOST, response, &e, 1);
    (void)metric_of(w, R1, STRANGE, &via);
    assert_int_equal(via, GHOST);
    e.address = ip4(10, 201, 0, 0);
    e.next_hop = ip4(10, 0, 1, 2); /* r1 itself */
    hear_message(w, R1_LEFT, GHOST, response, &e, 1);
    assert_int_equal(metric_of(w, R1, e.address, NULL), 0);
    assert_int_equal(kept.by_rule[RULE_RIP_NEXT_HOP_OWN], 1);
    message_count = 0;
    pass(w, 40 * SIM_SECOND);
    bool passed_on = false; /* section 4.2: a tag is passed on as it is */
    for (uint32_t i = 0; i < message_count; i++)
        for (uint32_t k = 0; k < messages[i].count; k++)
            passed_on |= messages[i].interface == R1_RIGHT &&
                         messages[i].entry[k].address == STRANGE &&
                         messages[i].entry[k].tag == 77;
    assert_true(passed_on);
    done(w);
}

/* --- what is ignored (sections 3.9.2 and 5) --- */

struct nonsense {
    enum rule rule;
    ipv4_address from;
    struct rip_header header;
    struct rip_entry entry;
};

static void messages_that_are_ignored(void **state)
{
    (void)state;
    struct rip_entry good = entry_of(STRANGE, 24, 1);
    struct rip_entry password = {.family = RIP_FAMILY_AUTHENTICATION, .tag = 2};
    const struct nonsense table[] = {
        {RULE_RIP_VERSION_0, GHOST, {2, 0, 0}, good},
        {RULE_RIP_NOT_ZERO, GHOST, {2, 1, 0}, good},
        {RULE_RIP_VERSION_1, GHOST, {2, 1, 0}, entry_of(ip4(11, 0, 0, 0), 0, 1)},
        {RULE_RIP_COMMAND_UNKNOWN, GHOST, {3, 2, 0}, good},
        {RULE_RIP_AUTHENTICATED, GHOST, {2, 2, 0}, password},
        {RULE_RIP_NOT_A_NEIGHBOUR, UINT32_C(0x0a090909), {2, 2, 0}, good},
    };
    struct world *w = line(usual_plan());
    pass(w, 100 * SIM_SECOND);
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        uint64_t before = kept.by_rule[table[i].rule];
        hear_message(w, R1_LEFT, table[i].from, table[i].header, &table[i].entry, 1);
        if (kept.by_rule[table[i].rule] != before + 1)
            fail_msg("%s has not fired", rule_text(table[i].rule)->id);
        assert_null(known(w, R1, STRANGE));
    }
    uint8_t octets[RIP_MAXIMUM + RIP_ENTRY] = {RIP_RESPONSE, 2};
    hear_datagram(w, R1_LEFT, GHOST, RIP_PORT, octets, 3);
    hear_datagram(w, R1_LEFT, GHOST, RIP_PORT, octets, RIP_HEADER + RIP_ENTRY - 1);
    hear_datagram(w, R1_LEFT, GHOST, RIP_PORT, octets, sizeof octets);
    assert_int_equal(kept.by_rule[RULE_RIP_BAD_LENGTH], 3);
    hear_datagram(w, R1_LEFT, GHOST, 5000, octets, RIP_HEADER + RIP_ENTRY);
    assert_int_equal(kept.by_rule[RULE_RIP_NOT_FROM_PORT], 1);
    hear_message(w, R1_LEFT, GHOST, (struct rip_header){2, 3, 9}, &good,
                 1); /* a later version */
    assert_int_equal(metric_of(w, R1, STRANGE, NULL), 2);
    done(w);
}

/* A node that asks itself; from outside IP lets nothing in that has an own address. */
static void its_own_messages_are_ignored(void **state)
{
    (void)state;
    uint8_t octets[RIP_HEADER + RIP_ENTRY];
    struct writer wr = writer_over(octets, sizeof octets);
    struct rip_entry all = {.metric = RIP_INFINITY};
    struct socket_id socket;
    struct world *w = line(usual_plan());
    pass(w, 100 * SIM_SECOND);
    rip_write_header(&wr, &(struct rip_header){.command = RIP_REQUEST, .version = 2});
    rip_write_entry(&wr, &all);
    assert_true(world_begin_outside(w, moment));
    assert_int_equal(udp_open(&w->transport, R1, 40001, app_owner(APP_OUTSIDE, 0), &socket),
                     UDP_OK);
    assert_int_equal(udp_send(&w->transport, socket,
                              (struct endpoint){.address = ip4(10, 0, 1, 2), .port = RIP_PORT},
                              0, octets, sizeof octets),
                     UDP_OK);
    world_end_outside(w);
    pass(w, SIM_SECOND);
    assert_int_equal(kept.by_rule[RULE_RIP_OWN_MESSAGE], 1);
    done(w);
}

static void entries_that_are_ignored(void **state)
{
    (void)state;
    static const struct {
        enum rule rule;
        struct rip_entry entry;
    } table[] = {
        {RULE_RIP_FAMILY_UNKNOWN, {.family = 10, .address = 0x0ac80000, .metric = 1}},
        {RULE_RIP_BAD_METRIC, {2, 0, 0x0ac80000, 0xffffff00, 0, 0}},
        {RULE_RIP_BAD_METRIC, {2, 0, 0x0ac80000, 0xffffff00, 0, 17}},
        {RULE_RIP_BAD_METRIC, {2, 0, 0x0ac80000, 0xffffff00, 0, 0x10001}},
        {RULE_RIP_BAD_DESTINATION, {2, 0, 0x0ac80001, 0xffffff00, 0, 1}}, /* host bits */
        {RULE_RIP_BAD_DESTINATION, {2, 0, 0x0ac80000, 0xff00ff00, 0, 1}}, /* no mask */
        {RULE_RIP_BAD_DESTINATION, {2, 0, 0x7f000000, 0xff000000, 0, 1}},
        {RULE_RIP_BAD_DESTINATION, {2, 0, 0xe0000000, 0xff000000, 0, 1}},
        {RULE_RIP_BAD_DESTINATION, {2, 0, 0xe0000009, 0, 0, 1}},
        {RULE_RIP_BAD_DESTINATION, {2, 0, 0xf0000000, 0xff000000, 0, 1}},
        {RULE_RIP_BAD_DESTINATION, {2, 0, 0, 0xff000000, 0, 1}},
        {RULE_RIP_BAD_DESTINATION, {2, 0, 0x00010000, 0xffff0000, 0, 1}},
    };
    struct world *w = line(usual_plan());
    pass(w, 100 * SIM_SECOND);
    uint32_t routes = w->app->rip[R1].count;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        uint64_t before = kept.by_rule[table[i].rule];
        struct rip_entry both[2] = {table[i].entry, entry_of(LAN_1, 24, 1)};
        hear_message(w, R1_LEFT, GHOST, (struct rip_header){2, 2, 0}, both, 2);
        assert_int_equal(kept.by_rule[table[i].rule], before + 1);
        assert_int_equal(kept.by_rule[RULE_RIP_HAS_IT_ITSELF],
                         i + 1); /* the next one is read */
    }
    assert_int_equal(w->app->rip[R1].count, routes);
    struct rip_entry any = entry_of(0, 0, 1);
    hear_message(w, R1_LEFT, GHOST, (struct rip_header){2, 2, 0}, &any, 1);
    assert_int_equal(w->app->rip[R1].count, routes + 1); /* the default route is one */
    done(w);
}

static void a_table_can_be_full(void **state)
{
    (void)state;
    struct world *w = line(usual_plan());
    pass(w, 100 * SIM_SECOND);
    for (uint32_t m = 0; kept.by_rule[RULE_RIP_TABLE_FULL] == 0; m++) {
        struct rip_entry e[RIP_ENTRIES];
        assert_true(m < 300);
        for (uint32_t i = 0; i < RIP_ENTRIES; i++)
            e[i] = entry_of(ip4(20, m, i, 0), 24, 1);
        hear_message(w, R1_LEFT, GHOST, (struct rip_header){2, 2, 0}, e, RIP_ENTRIES);
    }
    assert_int_equal(w->app->rip[R1].count, 200 / 3 * RIP_ENTRIES);
    message_count = 0;
    pass(w, 40 * SIM_SECOND); /* an update of all of it */
    uint32_t largest = 0;
    for (uint32_t i = 0; i < message_count; i++)
        largest = messages[i].count > largest ? messages[i].count : largest;
    assert_int_equal(largest, RIP_ENTRIES);
    done(w);
}

/* --- requests (section 3.9.1) --- */

static const struct message *last_to(ipv4_address to)
{
    for (uint32_t i = message_count; i-- > 0;)
        if (messages[i].to == to)
            return &messages[i];
    fail_msg("no message to %x", to);
    return NULL;
}

static void certain_networks_are_asked_for(void **state)
{
    (void)state;
    struct world *w = line(usual_plan());
    pass(w, 100 * SIM_SECOND);
    struct rip_entry e[3] = {entry_of(LAN_0, 24, 9), entry_of(LAN_2, 24, 9),
                             entry_of(STRANGE, 24, 9)};
    uint8_t octets[RIP_HEADER + 3 * RIP_ENTRY];
    struct writer wr = writer_over(octets, sizeof octets);
    rip_write_header(&wr, &(struct rip_header){.command = RIP_REQUEST, .version = 2});
    for (int i = 0; i < 3; i++)
        rip_write_entry(&wr, &e[i]);
    hear_datagram(w, R1_LAN, ip4(10, 1, 1, 10), 40000, octets, sizeof octets);
    pass(w, SIM_SECOND);
    const struct message *m = last_to(ip4(10, 1, 1, 10));
    assert_int_equal(m->to_port, 40000);
    assert_int_equal(m->header.command, RIP_RESPONSE);
    assert_int_equal(m->count, 3);
    assert_int_equal(m->entry[0].metric, 2);
    assert_int_equal(m->entry[1].metric, 2);
    assert_int_equal(m->entry[2].metric, RIP_INFINITY);
    assert_int_equal(m->entry[0].address, LAN_0);
    hear_datagram(w, R1_LEFT, ip4(10, 0, 1, 1), RIP_PORT, octets, sizeof octets);
    pass(w, SIM_SECOND);
    assert_int_equal(last_to(ip4(10, 0, 1, 1))->entry[0].metric, 2); /* no split horizon here */
    uint32_t before = message_count;
    hear_datagram(w, R1_LEFT, ip4(10, 0, 1, 1), RIP_PORT, octets, RIP_HEADER); /* no entries */
    pass(w, 10 * SIM_MILLISECOND);
    assert_int_equal(message_count, before);
    done(w);
}

/* Sections 4.3, 4.6: an answer in version 1 has only what that can say. */
static void version_1_is_spoken(void **state)
{
    (void)state;
    struct rip_plan plan = usual_plan();
    plan.version_1 = true;
    struct world *w = line(plan);
    pass(w, 100 * SIM_SECOND);
    hear_route(w, R1_LEFT, GHOST, ip4(192, 168, 5, 0), 1);
    hear_message(w, R1_LEFT, GHOST, (struct rip_header){2, 2, 0},
                 &(struct rip_entry){2, 0, ip4(192, 168, 6, 64), 0xffffffc0, 0, 1}, 1);
    struct rip_entry all = {.metric = RIP_INFINITY};
    uint8_t octets[RIP_HEADER + RIP_ENTRY];
    struct writer wr = writer_over(octets, sizeof octets);
    rip_write_header(&wr, &(struct rip_header){.command = RIP_REQUEST, .version = 1});
    rip_write_entry(&wr, &all);
    hear_datagram(w, R1_LAN, ip4(10, 1, 1, 10), 40000, octets, sizeof octets);
    pass(w, SIM_SECOND);
    const struct message *m = last_to(ip4(10, 1, 1, 10));
    bool natural = false, subnet = false;
    assert_int_equal(m->header.version, 1);
    for (uint32_t i = 0; i < m->count; i++) {
        assert_true(rip_entry_is_version_1(&m->entry[i]));
        assert_int_not_equal(m->entry[i].address, ip4(192, 168, 6, 64));
        natural |= m->entry[i].address == ip4(192, 168, 5, 0); /* a class C network */
        subnet |= m->entry[i].address == LAN_0; /* of the same net and length as this one */
    }
    assert_true(natural && subnet);
    struct rip_entry told[3] = {{.family = 2, .address = ip4(172, 16, 0, 0), .metric = 1},
                                {.family = 2, .address = ip4(10, 7, 7, 0), .metric = 1},
                                {.family = 2, .address = ip4(172, 17, 0, 9), .metric = 1}};
    hear_message(w, R1_LEFT, GHOST, (struct rip_header){2, 1, 0}, told, 3);
    assert_int_equal(known(w, R1, ip4(172, 16, 0, 0))->length, 16); /* by its class */
    assert_int_equal(known(w, R1, ip4(10, 7, 7, 0))->length,
                     24); /* the mask of the own subnet */
    assert_int_equal(known(w, R1, ip4(172, 17, 0, 9))->length, 32); /* a host */
    done(w);
}

/* --- routes that were written down --- */

static void static_routes_are_told(void **state)
{
    (void)state;
    enum { MANY = 30 };
    struct world_def def;
    struct rip_plan plan = usual_plan();
    line_of_routers(&def, plan);
    daemon_plan[R0].tells_static = true;
    for (uint32_t i = 0; i < MANY; i++)
        (void)world_def_route(&def, R0, ip4(30, 0, i, 0), 24, ip4(10, 1, 0, 99));
    (void)world_def_route(&def, R0, ip4(31, 0, 0, 0), 24,
                          GHOST); /* on the network of r0 and r1 */
    struct world *w = built(&def);
    listen_to(w);
    pass(w, 40 * SIM_SECOND);
    ipv4_address via = 0;
    assert_int_equal(metric_of(w, R2, ip4(30, 0, 29, 0), NULL), 3);
    assert_int_equal(metric_of(w, R1, ip4(30, 0, 29, 0), &via), 2);
    assert_int_equal(via, ip4(10, 0, 1, 1));
    assert_int_equal(metric_of(w, R1, ip4(31, 0, 0, 0), &via), 2);
    assert_int_equal(via, GHOST); /* next hop: no way round by r0 */
    uint32_t full = 0;
    for (uint32_t i = 0; i < message_count; i++)
        full += messages[i].interface == R0_RIGHT && messages[i].count == RIP_ENTRIES ? 1U : 0U;
    assert_true(full > 0); /* more than one datagram */
    done(w);
}

static void networks_can_cost_more(void **state)
{
    (void)state;
    static const uint8_t costs[3] = {1, 5, 1};
    struct world_def def;
    line_of_routers(&def, usual_plan());
    daemon_plan[R1].costs = costs;
    daemon_plan[R1].cost_count = 3;
    struct world *w = built(&def);
    listen_to(w);
    pass(w, 20 * SIM_SECOND);
    assert_int_equal(metric_of(w, R1, LAN_2, NULL), 6); /* over the right interface */
    assert_int_equal(metric_of(w, R0, LAN_2, NULL), 7);
    assert_int_equal(metric_of(w, R0, NET_12, NULL), 6);
    done(w);
}

/* --- the command vtysh --- */

static void prints(struct world *w, uint32_t node, const char *line, const char *expected)
{
    said_length = 0;
    said[0] = '\0';
    type_in(w, node, line);
    if (strstr(said, expected) == NULL)
        fail_msg("%s prints\n%snot\n%s", line, said, expected);
}

static void vtysh_shows_what_it_knows(void **state)
{
    (void)state;
    struct world *w = line(usual_plan());
    pass(w, 100 * SIM_SECOND);
    prints(w, R0, "vtysh -c \"show ip rip\"",
           "     Network            Next Hop         Metric From            Tag Time\n"
           "C(i) 10.0.1.0/24        0.0.0.0               1 self              0\n"
           "R(n) 10.0.2.0/24        10.0.1.2              2 10.0.1.2          0 02:");
    prints(w, R0, "vtysh -c 'sh ip rip'",
           "R(n) 10.1.2.0/24        10.0.1.2              3 10.0.1.2          0 02:");
    prints(w, R0, "vtysh -c 'show ip rip status'",
           "  Sending updates every 30 seconds with +/-50%, next due in ");
    prints(w, R0, "vtysh -c 'show ip rip status'",
           "  Timeout after 180 seconds, garbage collect after 120 seconds\n");
    hear_route(w, R0_RIGHT, ip4(10, 0, 1, 2), STRANGE, 17);
    prints(w, R0, "vtysh -c 'show ip rip status'",
           "    Gateway          BadPackets BadRoutes  Distance Last Update\n"
           "    10.0.1.2                 0         1       120   00:00:00\n");
    prints(w, R0, "vtysh -c 'show ip ospf'", "% Unknown command: show ip ospf\n");
    prints(w, R0, "vtysh", "Usage : vtysh -c \"show ip rip [status]\"\n");
    prints(w, H0, "vtysh -c 'show ip rip'", "sh: vtysh: command not found\n");
    prints(w, R0, "ip route", "10.1.2.0/24 via 10.0.1.2 dev right proto rip metric 3 \n");
    prints(w, R0, "ss -lunp", "users:((\"ripd\"");
    prints(w, R0, "systemctl status ripd", "ripd.service - RIP routing daemon\n");
    type_in(w, R0, "systemctl stop ripd");
    prints(w, R0, "vtysh -c 'show ip rip'", "ripd is not running\n");
    done(w);
}

/* --- time travel --- */

static void it_rewinds(void **state)
{
    (void)state;
    struct rip_plan plan = usual_plan();
    plan.update = 5 * SIM_SECOND;
    plan.timeout = 15 * SIM_SECOND;
    plan.garbage = 10 * SIM_SECOND;
    struct world *w = line(plan);
    w->sim.observer = NULL;
    struct snapshot copy[8] = {{0}};
    uint64_t hash[9];
    sim_time begin[8];
    for (int i = 0; i < 8; i++) {
        assert_true(world_save(w, &copy[i]));
        hash[i] = world_hash(w);
        begin[i] = moment;
        cut(w, CABLE_12, i % 2 == 0);
        pass(w, 9 * SIM_SECOND);
    }
    hash[8] = world_hash(w);
    for (int i = 7; i >= 0; i--) {
        assert_true(world_restore(w, &copy[i]));
        assert_int_equal(world_hash(w), hash[i]);
        struct world *twin = world_twin(w);
        assert_non_null(twin);
        moment = begin[i];
        cut(twin, CABLE_12, i % 2 == 0);
        pass(twin, 9 * SIM_SECOND);
        assert_int_equal(world_hash(twin), hash[i + 1]);
        world_free(twin);
        snapshot_release(&copy[i]);
    }
    world_free(w);
}

/* The same on a plain list of events, with eager timers. */
static void the_queue_does_not_matter(void **state)
{
    (void)state;
    uint64_t hash[2];
    for (int plain = 0; plain < 2; plain++) {
        struct world *w = line(usual_plan());
        if (plain == 1)
            world_set_plain(w);
        pass(w, 100 * SIM_SECOND);
        cut(w, CABLE_12, true);
        pass(w, 400 * SIM_SECOND);
        cut(w, CABLE_12, false);
        pass(w, 100 * SIM_SECOND);
        hash[plain] = kept.hash;
        done(w);
    }
    assert_int_equal(hash[0], hash[1]);
}

/* Without an end of its own a run ends when nothing but regular updates goes on, not before. */
static void a_run_ends_when_all_is_said(void **state)
{
    (void)state;
    struct world_def def;
    line_of_routers(&def, usual_plan());
    def.until = SIM_NEVER;
    struct timeline_def entry = {
        .at = 20 * SIM_SECOND, .action = TIMELINE_CUT, .cable = CABLE_12};
    (void)world_def_timeline(&def, &entry);
    struct world *w = built(&def);
    listen_to(w);
    assert_int_equal(world_run(w, SIM_HORIZON), WORLD_ENDED);
    assert_in_range(world_now(w), 140 * SIM_SECOND,
                    260 * SIM_SECOND); /* garbage is collected */
    assert_null(known(w, R0, LAN_2));
    done(w);
}

static void every_rule_has_fired(void **state)
{
    (void)state;
    unsigned missing = 0;
    for (enum rule rule = RULE_NONE + 1; rule < RULES; rule++) {
        const char *id = rule_text(rule)->id;
        if (fired[rule] > 0 || (strncmp(id, "RIP_", 4) != 0 && strcmp(id, "IP_TO_GROUP") != 0))
            continue;
        print_error("%s has never fired\n", id);
        missing++;
    }
    assert_int_equal(missing, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_come_to_be),
        cmocka_unit_test(messages_are_for_neighbours),
        cmocka_unit_test(times_are_random_within_bounds),
        cmocka_unit_test(triggered_updates_keep_their_distance),
        cmocka_unit_test(without_triggers_changes_wait),
        cmocka_unit_test(what_came_from_there),
        cmocka_unit_test(a_cut_is_seen_and_told),
        cmocka_unit_test(a_short_cut_is_forgotten),
        cmocka_unit_test(an_interface_is_taken_down),
        cmocka_unit_test(silence_times_out),
        cmocka_unit_test(they_count_to_infinity),
        cmocka_unit_test(what_is_believed),
        cmocka_unit_test(a_fresher_route_is_taken),
        cmocka_unit_test(next_hops),
        cmocka_unit_test(messages_that_are_ignored),
        cmocka_unit_test(its_own_messages_are_ignored),
        cmocka_unit_test(entries_that_are_ignored),
        cmocka_unit_test(a_table_can_be_full),
        cmocka_unit_test(certain_networks_are_asked_for),
        cmocka_unit_test(version_1_is_spoken),
        cmocka_unit_test(static_routes_are_told),
        cmocka_unit_test(networks_can_cost_more),
        cmocka_unit_test(vtysh_shows_what_it_knows),
        cmocka_unit_test(it_rewinds),
        cmocka_unit_test(the_queue_does_not_matter),
        cmocka_unit_test(a_run_ends_when_all_is_said),
        cmocka_unit_test(every_rule_has_fired),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
