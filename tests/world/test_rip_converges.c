/* tests/world/test_rip_converges.c: routing daemons on random networks of up to 12 routers,
 * whose cables are cut and mended at random: some time after the last change every table is
 * that of the shortest paths, found by a breadth-first search, and no packet can go round in a
 * circle. */
#include "rip_worlds.h"

#include <stdio.h>

enum { ROUTERS_MOST = 12, CABLES_MOST = 40, CASES = 60, UNREACHABLE = 1000 };

/* How long the routers may need. Updates come every second; without triggered ones bad news
 * takes one of them a hop, and if they count to infinity, 16 times round. */
#define BOUND (45 * SIM_SECOND)

/* Cable k is network 10.k/16.0.0/24 between two routers; or, with `other` NONE, the LAN of one.
 */
struct random_cables {
    uint32_t routers;
    uint32_t cables;
    uint32_t router[CABLES_MOST];
    uint32_t other[CABLES_MOST];
    bool is_cut[CABLES_MOST];
};

static uint64_t seed_of_case;

static uint32_t below(uint32_t purpose, uint32_t ordinal, uint32_t bound)
{
    return draw_below(draw(seed_of_case, purpose, DRAW_TEST, ordinal), bound);
}

static ipv4_address network_of(uint32_t cable)
{
    return ip4(10, cable, 0, 0);
}

static void join(struct random_cables *c, uint32_t router, uint32_t other)
{
    c->router[c->cables] = router;
    c->other[c->cables++] = other;
}

/* A tree, so that all hang together, some more cables, and a LAN at every second router. */
static struct random_cables random_cables(void)
{
    struct random_cables c = {.routers = 2 + below(0, 0, ROUTERS_MOST - 1)};
    for (uint32_t r = 1; r < c.routers; r++)
        join(&c, r, below(1, r, r));
    for (uint32_t k = below(2, 0, 8); k > 0; k--) {
        uint32_t a = below(3, k, c.routers);
        uint32_t b = below(4, k, c.routers);
        if (a != b)
            join(&c, a, b);
    }
    for (uint32_t r = 0; r < c.routers; r += 2)
        join(&c, r, NONE);
    return c;
}

static struct rip_plan random_plan(void)
{
    return (struct rip_plan){.update = SIM_SECOND,
                             .timeout = 6 * SIM_SECOND,
                             .garbage = 4 * SIM_SECOND,
                             .horizon = (enum rip_horizon)below(5, 0, 3),
                             .triggered = below(5, 1, 3) > 0};
}

static struct app_node_plan router_plan;
static struct rip_plan plan_of_all;

/* Nodes: the routers, then the hosts of their LANs. */
static struct world *build(const struct random_cables *c)
{
    struct world_def def;
    uint32_t end[CABLES_MOST][2];
    uint32_t hosts = c->routers;
    world_def_init(&def);
    def.seed = seed_of_case;
    def.until = SIM_HORIZON - 1;
    plan_of_all = random_plan();
    router_plan = (struct app_node_plan){.name = "r", .rip = &plan_of_all};
    for (uint32_t r = 0; r < c->routers; r++) {
        char name[8];
        (void)snprintf(name, sizeof name, "r%u", r % 100);
        assert_int_equal(world_def_node(&def, name, NODE_ROUTER), r);
        def.nodes[r].plan = &router_plan;
        for (uint32_t k = 0; k < c->cables; k++) {
            if (c->router[k] == r)
                end[k][0] = world_def_interface(&def, r, "i", network_of(k) + 1, 24);
            if (c->other[k] == r)
                end[k][1] = world_def_interface(&def, r, "i", network_of(k) + 2, 24);
        }
    }
    for (uint32_t k = 0; k < c->cables; k++) {
        if (c->other[k] != NONE)
            continue;
        assert_int_equal(world_def_node(&def, "h", NODE_HOST), hosts);
        end[k][1] = world_def_interface(&def, hosts++, "eth0", network_of(k) + 2, 24);
    }
    for (uint32_t k = 0; k < c->cables; k++)
        assert_int_equal(world_def_cable(&def, end[k][0], end[k][1]), k);
    return built(&def);
}

/* The metrics of all routers to the network of a cable: how many networks a packet crosses. */
static void search(const struct random_cables *c, uint32_t network, uint32_t *metric)
{
    bool again = true;
    for (uint32_t r = 0; r < c->routers; r++)
        metric[r] = UNREACHABLE;
    if (c->is_cut[network])
        return;
    metric[c->router[network]] = 1;
    if (c->other[network] != NONE)
        metric[c->other[network]] = 1;
    while (again) {
        again = false;
        for (uint32_t k = 0; k < c->cables; k++) {
            if (c->is_cut[k] || c->other[k] == NONE)
                continue;
            for (int way = 0; way < 2; way++) {
                uint32_t from = way == 0 ? c->router[k] : c->other[k];
                uint32_t to = way == 0 ? c->other[k] : c->router[k];
                if (metric[from] + 1 < metric[to]) {
                    metric[to] = metric[from] + 1;
                    again = true;
                }
            }
        }
    }
}

/* The router that has this address. */
static uint32_t router_at(const struct random_cables *c, ipv4_address address)
{
    uint32_t k = address >> 16 & 0xff;
    assert_true(k < c->cables && !c->is_cut[k]);
    return (address & 0xff) == 1 ? c->router[k] : c->other[k];
}

/* The way of a route gets shorter with every hop, so it cannot lead round. */
static bool is_right(const struct world *w, const struct random_cables *c, uint32_t router,
                     uint32_t network, const uint32_t *metric)
{
    ipv4_address gateway = 0;
    uint32_t found = metric_of(w, router, network_of(network), &gateway);
    const struct rip_route *r = known(w, router, network_of(network));
    if (metric[router] == UNREACHABLE)
        return found == 0 && (r == NULL || r->metric == RIP_INFINITY);
    if (metric[router] == 1)
        return found == 0 && r != NULL && r->kind == RIP_DIRECT && r->metric == 1;
    return found == metric[router] && metric[router_at(c, gateway)] == found - 1;
}

static uint32_t wrong_tables(const struct world *w, const struct random_cables *c)
{
    uint32_t metric[ROUTERS_MOST];
    uint32_t wrong = 0;
    for (uint32_t network = 0; network < c->cables; network++) {
        search(c, network, metric);
        for (uint32_t r = 0; r < c->routers; r++)
            wrong += is_right(w, c, r, network, metric) ? 0U : 1U;
    }
    return wrong;
}

static void change_cables(struct world *w, struct random_cables *c, uint32_t round)
{
    for (uint32_t n = 1 + below(6, round, 4); n > 0; n--) {
        uint32_t k = below(7, round * 8 + n, c->cables);
        c->is_cut[k] = !c->is_cut[k];
        cut(w, k, c->is_cut[k]);
        pass(w, (sim_time)below(8, round * 8 + n, 3000) * SIM_MILLISECOND);
    }
}

static void tables_are_those_of_shortest_paths(void **state)
{
    (void)state;
    enum { ROUNDS = 3 };
    for (seed_of_case = 1; seed_of_case <= CASES; seed_of_case++) {
        struct random_cables c = random_cables();
        struct world *w = build(&c);
        moment = 0;
        for (uint32_t round = 0; round <= ROUNDS; round++) {
            if (round > 0)
                change_cables(w, &c, round);
            pass(w, BOUND);
            for (int later = 0; later < 3; later++) { /* and they stay so */
                uint32_t wrong = wrong_tables(w, &c);
                if (wrong > 0)
                    fail_msg("seed %u, round %u: %u tables are wrong", (unsigned)seed_of_case,
                             round, wrong);
                pass(w, SIM_SECOND);
            }
        }
        world_free(w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_those_of_shortest_paths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
