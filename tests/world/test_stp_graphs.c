/* tests/world/test_stp_graphs.c: random networks of up to 16 switches, with random priorities
 * and costs, cut and mended at random: when they have come to rest, what forwards is a tree in
 * every piece, its root has the best identifier there, every switch has the cheapest way to it
 * (Dijkstra), and no broadcast ever went round for longer than it
 * takes to get through all of them once. Rubbish BPDUs in between change nothing of
 * that. */
#include "bridges.h"

enum { CASES = 150, ROUNDS = 4, SLOWEST_MICROSECONDS = 4000 };

/* Once through all switches, over the slowest cables. */
#define LONGEST (MOST_SWITCHES * SLOWEST_MICROSECONDS * SIM_MICROSECOND)

static uint64_t drawn, seed;

static uint32_t random_below(uint32_t n)
{
    seed = hash_mix(seed, ++drawn);
    return (uint32_t)(seed >> 20) % n;
}

static bool is_cut[MOST_EDGES];

static struct world *random_network(struct bridges *n)
{
    struct edge edge[MOST_EDGES];
    uint32_t switches = 2 + random_below(MOST_SWITCHES - 1);
    uint32_t edges = switches - 1 + random_below(switches);
    for (uint32_t e = 0; e < edges; e++) {
        edge[e].a = e + 1 < switches ? e + 1 : random_below(switches);
        edge[e].b = e + 1 < switches ? random_below(e + 1) : random_below(switches);
        if (edge[e].a == edge[e].b)
            edge[e].b = (edge[e].a + 1) % switches;
        is_cut[e] = false;
    }
    lay_bridges(n, switches, edge, edges);
    for (uint32_t s = 0; s < switches; s++)
        n->def.nodes[s].bridge.priority = (uint16_t)(random_below(4) * STP_PRIORITY_STEP);
    for (uint32_t i = 0; i < n->def.interface_count; i++) {
        n->def.interfaces[i].port.cost = 1 + random_below(5);
        n->def.interfaces[i].port.priority =
            (uint16_t)(random_below(3) * STP_PORT_PRIORITY_STEP);
    }
    for (uint32_t e = 0; e < edges; e++)
        for (int way = 0; way < 2; way++) {
            n->def.cables[e].delay[way] =
                (1 + random_below(SLOWEST_MICROSECONDS)) * SIM_MICROSECOND;
            n->def.cables[e].rate_bps[way] = UINT64_C(1000000000);
        }
    return built(&n->def);
}

/* --- what it should be
 * ------------------------------------------------------------------------ */

struct expected {
    uint32_t piece[MOST_SWITCHES]; /* the switch that is the root of its piece */
    uint32_t cost[MOST_SWITCHES];
};

static uint32_t other_end(const struct bridges *n, uint32_t e, uint32_t s)
{
    return n->edge[e].a == s ? n->edge[e].b : n->edge[e].a;
}

static bool reaches(const struct bridges *n, uint32_t e, uint32_t s)
{
    return !is_cut[e] && (n->edge[e].a == s || n->edge[e].b == s);
}

/* Dijkstra from one switch: a way costs what the ports that receive the root's word cost. */
static void spread(const struct world *w, const struct bridges *n, uint32_t root,
                   uint32_t cost[])
{
    bool done[MOST_SWITCHES] = {false};
    for (uint32_t s = 0; s < n->switches; s++)
        cost[s] = UINT32_MAX;
    cost[root] = 0;
    for (;;) {
        uint32_t next = NONE;
        for (uint32_t s = 0; s < n->switches; s++)
            if (!done[s] && cost[s] != UINT32_MAX && (next == NONE || cost[s] < cost[next]))
                next = s;
        if (next == NONE)
            return;
        done[next] = true;
        for (uint32_t e = 0; e < n->edges; e++) {
            if (!reaches(n, e, next))
                continue;
            uint32_t there = other_end(n, e, next);
            uint32_t sum = cost[next] + port_of(w, e, n->edge[e].a == there ? 0 : 1)->cost;
            if (sum < cost[there])
                cost[there] = sum;
        }
    }
}

static void expect(const struct world *w, const struct bridges *n, struct expected *x)
{
    uint32_t cost[MOST_SWITCHES];
    for (uint32_t s = 0; s < n->switches; s++)
        x->piece[s] = NONE;
    for (uint32_t round = 0; round < n->switches; round++) {
        uint32_t best = NONE;
        for (uint32_t s = 0; s < n->switches; s++)
            if (x->piece[s] == NONE &&
                (best == NONE || bridge_of(w, s)->id < bridge_of(w, best)->id))
                best = s;
        if (best == NONE)
            return;
        spread(w, n, best, cost);
        for (uint32_t s = 0; s < n->switches; s++)
            if (cost[s] != UINT32_MAX && x->piece[s] == NONE) {
                x->piece[s] = best;
                x->cost[s] = cost[s];
            }
    }
}

static uint32_t top_of(const uint32_t up[], uint32_t s)
{
    while (up[s] != s)
        s = up[s];
    return s;
}

/* What forwards at both ends joins two parts that were apart: so there is no circle; and in the
 * end each piece is one part. */
static void check_tree(const struct world *w, const struct bridges *n, const struct expected *x)
{
    uint32_t up[MOST_SWITCHES];
    for (uint32_t s = 0; s < n->switches; s++)
        up[s] = s;
    for (uint32_t e = 0; e < n->edges; e++) {
        if (is_cut[e] || port_of(w, e, 0)->forwarding == 0 || port_of(w, e, 1)->forwarding == 0)
            continue;
        uint32_t a = top_of(up, n->edge[e].a), b = top_of(up, n->edge[e].b);
        assert_int_not_equal(a, b);
        up[a] = b;
    }
    for (uint32_t s = 0; s < n->switches; s++)
        assert_int_equal(top_of(up, s), top_of(up, x->piece[s]));
}

static void check(const struct world *w, const struct bridges *n)
{
    struct expected x;
    expect(w, n, &x);
    for (uint32_t s = 0; s < n->switches; s++) {
        const struct stp_bridge *b = bridge_of(w, s);
        assert_true(b->root.root == bridge_of(w, x.piece[s])->id);
        assert_int_equal(b->root.cost, x.cost[s]);
        assert_true(stp_is_settled(&w->link, stp_bridge_at(&w->link, s)));
        assert_int_equal(port_of(w, n->edges + s, 0)->forwarding, 1); /* hosts are reached */
    }
    check_tree(w, n, &x);
}

/* --- broadcasts
 * ----------------------------------------------------------------------------------- */

/* Counts on how many cables each broadcast flew. */
struct watcher {
    struct observer observer; /* must be first */
    uint32_t packet;
    uint32_t flights;
    uint32_t most;
    sim_time born;
    sim_time longest; /* from its first cable to its last one */
};

static void watch_record(struct observer *self, const struct sim *sim, const struct record *r,
                         const char *text, size_t length)
{
    struct watcher *o = (struct watcher *)(void *)self;
    (void)text;
    (void)length;
    if (r->kind != RECORD_SENT || frame_octets(&sim->frames, sim->subject)[0] != 0xff)
        return;
    if (r->packet != o->packet) {
        o->packet = r->packet;
        o->flights = 0;
        o->born = r->time;
    }
    o->flights++;
    o->longest = r->time - o->born > o->longest ? r->time - o->born : o->longest;
    o->most = o->flights > o->most ? o->flights : o->most;
}

static void broadcast(struct world *w, const struct bridges *n)
{
    uint8_t octets[60] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 7, 7, 7, 0x88, 0xb5};
    uint32_t s = random_below(n->switches);
    bring(w, port_of(w, n->edges + s, 0)->interface, octets, sizeof octets);
}

static void rubbish(struct world *w)
{
    uint8_t octets[64];
    struct bpdu b = {
        .version = (uint8_t)(random_below(3)),
        .type = (uint8_t)(random_below(3) == 0 ? 0x80 : random_below(2) * 2),
        .flags = (uint8_t)random_below(256),
        .root = (uint64_t)random_below(65536) << 48 | random_below(100),
        .bridge = (uint64_t)random_below(65536) << 48 | random_below(100),
        .cost = random_below(4) == 0 ? UINT32_MAX : random_below(1000),
        .port = (uint16_t)random_below(65536),
        .message_age = (uint16_t)random_below(random_below(2) == 0 ? 65536 : 20 * 256),
        .max_age = (uint16_t)random_below(random_below(2) == 0 ? 65536 : 40 * 256),
        .hello_time = (uint16_t)random_below(random_below(2) == 0 ? 65536 : 600),
        .forward_delay = (uint16_t)random_below(random_below(2) == 0 ? 65536 : 600)};
    b.hello_time %= 10 * 256; /* so that it is forgotten within half a minute */
    size_t length = frame_bpdu(octets, &b);
    if (random_below(4) == 0)
        octets[14 + random_below((uint32_t)length - 14)] ^= (uint8_t)(1U << random_below(8));
    bring(w, random_below(w->link.interface_count), octets, length);
}

/* --- together
 * --------------------------------------------------------------------------------------- */

static void change(struct world *w, const struct bridges *n, bool with_rubbish)
{
    for (uint32_t i = random_below(6); i > 0; i--) {
        uint32_t e = random_below(n->edges);
        is_cut[e] = !is_cut[e];
        put_cable(w, e, is_cut[e], world_now(w));
        broadcast(w, n);
        run_until(w, world_now(w) + random_below(3000) * SIM_MILLISECOND / 100);
        broadcast(w, n);
        if (with_rubbish)
            for (int k = 0; k < 5; k++)
                rubbish(w);
    }
}

static void play(uint64_t number, bool with_rubbish)
{
    struct bridges n;
    seed = number;
    struct world *w = random_network(&n);
    struct watcher o = {.observer = {.record = watch_record}};
    w->sim.observer = &o.observer;
    run_until(w, 30 * SIM_SECOND);
    check(w, &n);
    for (int round = 0; round < ROUNDS; round++) {
        change(w, &n, with_rubbish);
        run_until(w, world_now(w) + (with_rubbish ? 400 : 60) * SIM_SECOND);
        check(w, &n);
        broadcast(w, &n);
        run_until(w, world_now(w) + SIM_SECOND);
    }
    /* one that flies while the tree changes may cross a cable of the old tree and one of the
     * new */
    if (!with_rubbish && (o.most > 2 * (n.edges + n.switches) || o.longest > LONGEST))
        fail_msg("a broadcast flew on %u cables of %u for %lld ns", o.most,
                 n.edges + n.switches, (long long)o.longest);
    w->sim.observer = NULL;
    world_free(w);
}

static void every_network_becomes_a_forest(void **state)
{
    (void)state;
    for (uint64_t number = 1; number <= CASES; number++) {
        print_message("seed %u\n", (unsigned)number);
        play(number, false);
    }
}

static void rubbish_is_survived(void **state)
{
    (void)state;
    for (uint64_t number = 1001; number <= 1000 + CASES / 5; number++) {
        print_message("seed %u\n", (unsigned)number);
        play(number, true);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_network_becomes_a_forest),
        cmocka_unit_test(rubbish_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
