/* `routes: auto` on random networks, against a shortest path that is found by trying
 * everything: every packet gets to its network, by as few routers as possible. */
#include <stdio.h>

#include "small_worlds.h"
#include "world/constant.h"

enum { ROUTERS_MAX = 10, NETS_MAX = 24, FAR_AWAY = 1000 };

struct random_net {
    uint32_t routers;
    uint32_t nets;                  /* network n is 10.0.n.0/24 */
    bool on[ROUTERS_MAX][NETS_MAX]; /* which router has an interface on which network */
};

static ipv4_address address_on(uint32_t net, uint32_t host)
{
    return ip4(10, 0, net, host);
}

/* A tree of networks, so that all hang together, and some more interfaces at random. */
static struct random_net random_net(uint64_t seed)
{
    struct random_net r = {.routers =
                               2 + (uint32_t)(draw(seed, 0, DRAW_TEST, 0) % (ROUTERS_MAX - 1))};
    r.nets =
        r.routers + 1 + (uint32_t)(draw(seed, 0, DRAW_TEST, 1) % (NETS_MAX - ROUTERS_MAX - 1));
    r.on[0][0] = true;
    for (uint32_t i = 1; i < r.routers; i++) {
        uint32_t net =
            (uint32_t)(draw(seed, 1, DRAW_TEST, i) % i); /* networks 0 .. i-1 hang together */
        r.on[i][net] = r.on[i][i] = true;
    }
    for (uint32_t n = r.routers; n < r.nets; n++)
        r.on[draw(seed, 2, DRAW_TEST, n) % r.routers][n] = true;
    for (uint64_t k = 0; k < seed % 6; k++)
        r.on[draw(seed, 3, DRAW_TEST, k) % r.routers][draw(seed, 4, DRAW_TEST, k) % r.nets] =
            true;
    return r;
}

/* Every network is a switch; every router hangs on those it is on; every network has a host.
 * Nodes: routers first, then hosts, then switches. */
static void describe(const struct random_net *r, struct world_def *def)
{
    uint32_t plug[NETS_MAX][ROUTERS_MAX + 1], plugs[NETS_MAX] = {0};
    world_def_init(def);
    for (uint32_t i = 0; i < r->routers; i++) {
        uint32_t node = world_def_node(def, "r", NODE_ROUTER);
        def->nodes[node].auto_routes = true;
        for (uint32_t n = 0; n < r->nets; n++)
            if (r->on[i][n])
                plug[n][plugs[n]++] =
                    world_def_interface(def, node, "i", address_on(n, i + 1), 24);
    }
    for (uint32_t n = 0; n < r->nets; n++) {
        uint32_t node = world_def_node(def, "h", NODE_HOST);
        def->nodes[node].auto_routes = true;
        plug[n][plugs[n]++] = world_def_interface(def, node, "eth0", address_on(n, 100), 24);
    }
    for (uint32_t n = 0; n < r->nets; n++) {
        uint32_t node = world_def_node(def, "sw", NODE_SWITCH);
        for (uint32_t k = 0; k < plugs[n]; k++)
            (void)world_def_cable(def, plug[n][k], world_def_interface(def, node, "p", 0, 0));
    }
}

/* distance[i][n]: routers beyond router i on the shortest way to network n, by relaxing until
 * nothing changes any more. */
static void all_distances(const struct random_net *r, uint32_t distance[ROUTERS_MAX][NETS_MAX])
{
    for (uint32_t i = 0; i < r->routers; i++)
        for (uint32_t n = 0; n < r->nets; n++)
            distance[i][n] = r->on[i][n] ? 0 : FAR_AWAY;
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t i = 0; i < r->routers; i++)
            for (uint32_t k = 0; k < r->routers; k++)
                for (uint32_t via = 0; via < r->nets; via++)
                    for (uint32_t n = 0; r->on[i][via] && r->on[k][via] && n < r->nets; n++)
                        if (distance[k][n] + 1 < distance[i][n]) {
                            distance[i][n] = distance[k][n] + 1;
                            changed = true;
                        }
    }
}

/* Follows the tables from a node; gives the routers passed, the last one being on the network.
 */
static uint32_t follow(const struct world *w, uint32_t node, ipv4_address to)
{
    const struct routes *routes = &w->constant->routes;
    for (uint32_t passed = 0; passed < FAR_AWAY; passed++) {
        uint32_t row = route_find(routes, node, to);
        if (row == NONE)
            return FAR_AWAY;
        const struct route *route = &routes->row[row];
        if (route->kind == ROUTE_CONNECTED || route->kind == ROUTE_LOCAL)
            return passed;
        assert_int_equal(route->kind, ROUTE_VIA);
        assert_int_equal(w->constant->interfaces[route->interface].node, node);
        for (uint32_t i = 0; i < w->constant->interface_count; i++)
            if (w->constant->interfaces[i].address == route->gateway)
                node = w->constant->interfaces[i].node;
    }
    return FAR_AWAY;
}

static void every_way_is_a_shortest_one(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 150; seed++) {
        struct random_net r = random_net(seed);
        struct world_def def;
        uint32_t distance[ROUTERS_MAX][NETS_MAX];
        describe(&r, &def);
        struct world *w = built(&def);
        all_distances(&r, distance);
        for (uint32_t n = 0; n < r.nets; n++) {
            for (uint32_t i = 0; i < r.routers; i++)
                if (follow(w, i, address_on(n, 100)) != distance[i][n])
                    fail_msg("seed %u: from router %u to network %u", (unsigned)seed, i, n);
            for (uint32_t from = 0; from < r.nets; from++)
                if (follow(w, r.routers + from, address_on(n, 100)) >= FAR_AWAY)
                    fail_msg("seed %u: from host %u to network %u", (unsigned)seed, from, n);
        }
        world_free(w);
    }
}

/* Through all layers: every host of a random network reaches every other. */
static void everybody_reaches_everybody(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct random_net r = random_net(seed);
        struct world_def def;
        char line[NETS_MAX][64];
        describe(&r, &def);
        for (uint32_t n = 0; n < r.nets; n++) {
            (void)snprintf(line[n], sizeof line[n], "ping -c 1 10.0.%u.100", n);
            at(&def, (sim_time)n * SIM_SECOND, r.routers + (uint32_t)((n + seed) % r.nets),
               line[n]);
        }
        struct world *w = built(&def);
        struct trace t = trace_new();
        w->sim.observer = &t.observer;
        if (world_run(w, SIM_NEVER) != WORLD_ENDED ||
            t.by_rule[RULE_ICMP_ECHO_REPLY_RECEIVED] != r.nets)
            fail_msg("seed %u: %u of %u", (unsigned)seed,
                     (unsigned)t.by_rule[RULE_ICMP_ECHO_REPLY_RECEIVED], r.nets);
        world_free(w);
    }
}

static void a_broadcast_leaves_by_the_first_interface_with_an_address(void **state)
{
    (void)state;
    struct world_def def;
    bulk_line(&def, 1, 1000, 0);
    struct world *w = built(&def);
    for (uint32_t node = 0; node < 3; node++) {
        uint32_t row = route_find(&w->constant->routes, node, IPV4_BROADCAST);
        assert_int_not_equal(row, NONE);
        assert_int_equal(w->constant->routes.row[row].kind, ROUTE_BROADCAST);
        assert_int_equal(w->constant->routes.row[row].interface,
                         w->constant->nodes.row[node].first_interface);
    }
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_is_a_shortest_one),
        cmocka_unit_test(everybody_reaches_everybody),
        cmocka_unit_test(a_broadcast_leaves_by_the_first_interface_with_an_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
