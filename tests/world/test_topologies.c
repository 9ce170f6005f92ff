/* tests/world/test_topologies.c: a property of the whole stack, over seeded cases: networks of
 * up to six routers in any shape, with switches, narrow links and small queues, on which frames
 * are lost, doubled, late, overtaken, damaged so that the FCS tells, and damaged so that only
 * the checksums of IP and TCP can tell; several connections at once between any hosts, each
 * host with another set of options. Whatever happens, the octets that arrive are those that
 * were sent, in order, once; every connection ends; nothing leaks; the same seed gives the same
 * state; and after every event each control block is as it must be, and has taken a way that
 * RFC 9293, Figure 5, has.
 *
 * The seed of a case decides everything in it. A failure names it: test_topologies SEED runs it
 * alone. */
#include "world/small_worlds.h"

#include <stdio.h>
#include <stdlib.h>

#include "phy/impair.h"
#include "transport/tcp_conn.h"

enum {
    CASES = 2500,
    ROUTERS_MOST = 6,
    LANS_MOST = 4,
    LINKS_MOST = 16,
    HOSTS_MOST = 10,
    TALKS_MOST = 4,
    OCTETS_MOST = 60000,
    ROWS_SEEN = 4096,
    EVENTS_MOST = 3000000,
    FIRST_PORT = 7000,
};

struct side {
    uint32_t node;
    uint32_t to_send, sent, received;
    struct socket_id id;
    bool closed, ended;
};

struct talk {
    struct side side[2]; /* the one that connects, the one that listens */
};

/* What a row of the pool held after the last event. */
struct seen {
    uint32_t serial;
    uint8_t state;
};

struct storm {
    uint64_t seed;
    struct world *world;
    struct talk talks[TALKS_MOST];
    uint32_t talk_count;
    uint32_t at_once;
    bool slow;
    struct seen seen[ROWS_SEEN];
};

static uint64_t alone; /* a seed of the command line; 0: all */

static uint32_t pick(uint64_t seed, uint32_t what, uint32_t below)
{
    return draw_below(draw(seed, 98, DRAW_TEST, what), below);
}

static void check(bool holds, const struct storm *p, const char *what)
{
    if (!holds)
        fail_msg("seed %llu, event %llu: %s does not hold", (unsigned long long)p->seed,
                 (unsigned long long)world_events(p->world), what);
}

/* --- programs --- */

static uint8_t octet_at(uint32_t row, uint32_t at)
{
    return (uint8_t)(hash_mix(row + 7, at >> 3) >> (at & 7) * 8);
}

static void write_more(struct storm *p, uint32_t row)
{
    struct side *side = &p->talks[row / 2].side[row % 2];
    struct transport *t = &p->world->transport;
    uint8_t octets[4000];
    while (side->sent < side->to_send) {
        uint32_t n = side->to_send - side->sent;
        n = n < p->at_once ? n : p->at_once;
        for (uint32_t i = 0; i < n; i++)
            octets[i] = octet_at(row, side->sent + i);
        size_t taken = 0;
        enum tcp_status status = tcp_send(t, side->id, octets, n, &taken);
        side->sent += (uint32_t)taken;
        if (status != TCP_OK)
            return;
    }
    if (!side->closed)
        check(tcp_close(t, side->id) == TCP_OK, p, "CLOSE");
    side->closed = true;
}

static void read_some(struct storm *p, uint32_t row, size_t most)
{
    struct side *side = &p->talks[row / 2].side[row % 2];
    struct transport *t = &p->world->transport;
    uint8_t octets[4000];
    size_t n;
    size_t room = most < sizeof octets ? most : sizeof octets;
    while (most > 0 && tcp_receive(t, side->id, octets, room, &n) == TCP_OK) {
        for (size_t i = 0; i < n; i++)
            check(octets[i] == octet_at(row ^ 1, side->received++), p, "an octet that arrives");
        most -= n < most ? n : most;
    }
}

static void on_tcp(void *self, uint32_t row, const struct socket_up *up)
{
    struct storm *p = self;
    struct side *side = &p->talks[row / 2].side[row % 2];
    if ((up->events & (SOCKET_ACCEPTED | SOCKET_CONNECTED)) != 0)
        side->id = up->socket;
    if ((up->events & SOCKET_PEER_CLOSED) != 0 || !p->slow)
        read_some(p, row, SIZE_MAX);
    if ((up->events & (SOCKET_ACCEPTED | SOCKET_CONNECTED | SOCKET_WRITABLE)) != 0)
        write_more(p, row);
    side->ended |= (up->events & SOCKET_CLOSED) != 0;
    check((up->events & (SOCKET_RESET | SOCKET_REFUSED | SOCKET_TIMED_OUT)) == 0, p,
          "that no connection breaks");
    tcp_settle(&p->world->transport, up->socket);
}

static void on_datagram(void *self, uint32_t row, const struct udp_datagram *datagram)
{
    (void)row;
    (void)datagram;
    check(false, self, "that there are no datagrams");
}

static void on_error(void *self, uint32_t row, const struct socket_up *up)
{
    (void)row;
    (void)up;
    check(false, self, "that there are no datagrams");
}

/* --- what must hold after every event --- */

#define TO(state) (1U << (state))

/* From each state, where one event may lead (Figure 5; a segment with FIN, and a program that
 * closes when it is told, may take several of its steps at once). */
static const unsigned ways[] = {
    [TCP_CLOSED] = 0,
    [TCP_LISTEN] = 0,
    [TCP_SYN_SENT] = TO(TCP_SYN_RECEIVED) | TO(TCP_ESTABLISHED) | TO(TCP_FIN_WAIT_1) |
                     TO(TCP_CLOSE_WAIT) | TO(TCP_LAST_ACK),
    [TCP_SYN_RECEIVED] = TO(TCP_ESTABLISHED) | TO(TCP_FIN_WAIT_1) | TO(TCP_CLOSE_WAIT) |
                         TO(TCP_LAST_ACK) | TO(TCP_CLOSING),
    [TCP_ESTABLISHED] = TO(TCP_FIN_WAIT_1) | TO(TCP_CLOSE_WAIT) | TO(TCP_LAST_ACK),
    [TCP_FIN_WAIT_1] = TO(TCP_FIN_WAIT_2) | TO(TCP_CLOSING) | TO(TCP_TIME_WAIT),
    [TCP_FIN_WAIT_2] = TO(TCP_TIME_WAIT),
    [TCP_CLOSE_WAIT] = TO(TCP_LAST_ACK),
    [TCP_CLOSING] = TO(TCP_TIME_WAIT),
    [TCP_LAST_ACK] = 0,
    [TCP_TIME_WAIT] = 0,
};

static void check_way(struct storm *p, uint32_t row, const struct tcp_conn *c)
{
    struct seen *s = &p->seen[row % ROWS_SEEN];
    if (s->serial == c->serial && s->state != c->state)
        check((ways[s->state] & TO(c->state)) != 0, p, "a way of Figure 5");
    *s = (struct seen){c->serial, c->state};
}

static void check_conn(struct storm *p, uint32_t row)
{
    const struct transport *t = &p->world->transport;
    const struct tcp_conn *c = &t->conns[row];
    check(seq_at_or_before(c->snd.una, c->snd.nxt), p, "SND.UNA =< SND.NXT");
    check(seq_at_or_before(c->snd.nxt, c->snd.max), p, "SND.NXT =< SND.MAX");
    check(stream_length(&c->stream) <= c->snd.buff, p, "the send buffer's bound");
    check(c->rcv.user < c->rcv.buff + (UINT32_C(1) << c->rcv.shift), p,
          "the receive buffer's bound");
    check(tcp_flight(c) <= c->snd.max_wnd + 2, p, "FlightSize within the largest window");
    check(tcp_pipe(t, c) <= 2 * tcp_flight(c), p, "pipe's bound");
    check(tcp_flight(c) == 0 || timer_is_set(&c->retransmission) || c->state == TCP_TIME_WAIT,
          p, "a timer while octets are in flight");
    check_way(p, row, c);
}

static void check_all(struct storm *p)
{
    const struct transport *t = &p->world->transport;
    for (uint32_t i = tcp_conn_next(t, 0); i != NONE; i = tcp_conn_next(t, i + 1))
        check_conn(p, i);
}

/* --- the network --- */

/* A network before it has rows: routers, links between them, LANs, hosts. */
struct plan {
    uint64_t seed;
    struct world_def def;
    uint32_t routers, lans, links;
    uint32_t link[LINKS_MOST][2]; /* routers */
    uint32_t lan_router[LANS_MOST];
    uint32_t lan_hosts[LANS_MOST]; /* 1: no switch between */
    uint32_t hosts;
    uint32_t host_node[HOSTS_MOST];
    ipv4_address host_address[HOSTS_MOST];
    uint32_t router_end[LINKS_MOST + LANS_MOST][2]; /* interfaces */
};

static void choose_shape(struct plan *n)
{
    n->routers = 1 + pick(n->seed, 1, ROUTERS_MOST);
    for (uint32_t i = 1; i < n->routers; i++) {
        n->link[n->links][0] = i;
        n->link[n->links++][1] = pick(n->seed, 100 + i, i);
    }
    for (uint32_t i = 0; n->routers > 2 && i < pick(n->seed, 2, 4); i++) {
        uint32_t a = pick(n->seed, 120 + i, n->routers);
        n->link[n->links][0] = a;
        n->link[n->links++][1] = (a + 1 + pick(n->seed, 130 + i, n->routers - 1)) % n->routers;
    }
    n->lans = 2 + pick(n->seed, 3, LANS_MOST - 1);
    for (uint32_t i = 0; i < n->lans; i++) {
        n->lan_router[i] = pick(n->seed, 140 + i, n->routers);
        n->lan_hosts[i] = 1 + pick(n->seed, 150 + i, 2);
    }
}

static uint32_t up_to(uint64_t seed, uint32_t what, uint32_t least, uint32_t most)
{
    return least + pick(seed, what, most - least + 1);
}

/* Damage is in 10^-9; the storm of a case is on one cable, the others have a breeze. */
static void choose_weather(struct plan *n, uint32_t cable)
{
    static const uint64_t rates[] = {2000000, 10000000, 100000000, 1000000000};
    bool calm = pick(n->seed, 4, 5) == 0;
    bool stormy = cable == pick(n->seed, 5, n->links + n->lans);
    uint32_t most = calm ? 0 : stormy ? 300 : 10; /* per thousand */
    for (int way = 0; way < 2; way++) {
        struct cable_def *c = &n->def.cables[cable];
        uint32_t w = 200 + 20 * cable + 10 * (uint32_t)way;
        c->rate_bps[way] = rates[pick(n->seed, w, 4)];
        c->delay[way] = (sim_time)up_to(n->seed, w + 1, 0, 20) * SIM_MILLISECOND;
        c->queue_limit[way] = up_to(n->seed, w + 2, 8, 100);
        c->loss[way] = up_to(n->seed, w + 3, 0, most) * 1000000;
        c->duplicate[way] = up_to(n->seed, w + 4, 0, most) * 1000000;
        c->corrupt[way] = up_to(n->seed, w + 5, 0, most) * 1000000;
        c->jitter[way] = calm ? 0 : c->delay[way] / (sim_time)up_to(n->seed, w + 6, 1, 8);
        if (pick(n->seed, w + 7, 4) == 0)
            c->mark_limit[way] = (uint16_t)up_to(n->seed, w + 8, 1, 10);
    }
}

/* Each router with its interfaces: one for every link and LAN that it has. */
static void add_router(struct plan *n, uint32_t router)
{
    char name[NODE_NAME_SIZE];
    (void)snprintf(name, sizeof name, "r%u", (unsigned)router);
    uint32_t node = world_def_node(&n->def, name, NODE_ROUTER);
    n->def.nodes[node].auto_routes = true;
    for (uint32_t i = 0; i < n->links; i++) {
        for (uint32_t end = 0; end < 2; end++) {
            if (n->link[i][end] != router)
                continue;
            (void)snprintf(name, sizeof name, "l%u", (unsigned)i);
            n->router_end[i][end] =
                world_def_interface(&n->def, node, name, ip4(10, 1, i, 1 + end), 24);
        }
    }
    for (uint32_t i = 0; i < n->lans; i++) {
        if (n->lan_router[i] != router)
            continue;
        (void)snprintf(name, sizeof name, "lan%u", (unsigned)i);
        n->router_end[n->links + i][0] =
            world_def_interface(&n->def, node, name, ip4(10, 2, i, 254), 24);
    }
}

static void choose_profile(const struct plan *n, uint32_t host, struct tcp_profile *profile)
{
    uint32_t w = 1000 + 30 * host;
    static const uint32_t buffers[] = {1500, 8000, 65535, 300000};
    *profile = tcp_profile_of((enum tcp_habits)pick(n->seed, w, HABITS));
    profile->sack = pick(n->seed, w + 1, 4) != 0;
    profile->timestamps = pick(n->seed, w + 2, 2) != 0;
    profile->ecn = (uint8_t)pick(n->seed, w + 3, 3);
    profile->window_scaling = pick(n->seed, w + 4, 2) != 0;
    profile->nagle = pick(n->seed, w + 5, 2) != 0;
    profile->limited_transmit = pick(n->seed, w + 6, 2) != 0;
    profile->fast_retransmit = pick(n->seed, w + 7, 4) != 0;
    profile->delayed_ack = (sim_time)pick(n->seed, w + 8, 3) * 100 * SIM_MILLISECOND;
    profile->congestion = (uint8_t)pick(n->seed, w + 9, CONGESTION_CUBIC + 1);
    profile->receive_buffer = buffers[pick(n->seed, w + 10, 4)];
    profile->initial_window = pick(n->seed, w + 11, 12);
    if (pick(n->seed, w + 12, 4) == 0)
        profile->mss = (uint16_t)up_to(n->seed, w + 13, 100, 1000);
    profile->rto_maximum = 4 * SIM_SECOND;
    profile->syn_retries = 120;
    profile->data_retries = 250;
}

static void add_host(struct plan *n, uint32_t lan, uint32_t place)
{
    char name[NODE_NAME_SIZE];
    struct tcp_profile profile;
    uint32_t i = n->hosts++;
    (void)snprintf(name, sizeof name, "h%u", (unsigned)i);
    n->host_node[i] = world_def_node(&n->def, name, NODE_HOST);
    n->host_address[i] = ip4(10, 2, lan, 1 + place);
    (void)world_def_interface(&n->def, n->host_node[i], "eth0", n->host_address[i], 24);
    (void)world_def_route(&n->def, n->host_node[i], 0, 0, ip4(10, 2, lan, 254));
    choose_profile(n, i, &profile);
    n->def.nodes[n->host_node[i]].profile = world_def_profile(&n->def, &profile);
}

static uint32_t interface_of(const struct plan *n, uint32_t node, uint32_t index)
{
    return n->def.nodes[node].first_interface + index;
}

static void add_lan(struct plan *n, uint32_t lan)
{
    uint32_t first = n->hosts;
    char name[NODE_NAME_SIZE];
    for (uint32_t i = 0; i < n->lan_hosts[lan]; i++)
        add_host(n, lan, i);
    if (n->lan_hosts[lan] == 1) {
        (void)world_def_cable(&n->def, interface_of(n, n->host_node[first], 0),
                              n->router_end[n->links + lan][0]);
        return;
    }
    (void)snprintf(name, sizeof name, "sw%u", (unsigned)lan);
    uint32_t node = world_def_node(&n->def, name, NODE_SWITCH);
    for (uint32_t i = 0; i <= n->lan_hosts[lan]; i++) {
        (void)snprintf(name, sizeof name, "p%u", (unsigned)i);
        (void)world_def_interface(&n->def, node, name, 0, 0);
    }
    (void)world_def_cable(&n->def, interface_of(n, node, 0), n->router_end[n->links + lan][0]);
    for (uint32_t i = 0; i < n->lan_hosts[lan]; i++)
        (void)world_def_cable(&n->def, interface_of(n, node, 1 + i),
                              interface_of(n, n->host_node[first + i], 0));
}

static bool has_hidden_damage(const struct plan *n)
{
    return pick(n->seed, 6, 3) == 0;
}

static void narrow_some(struct plan *n)
{
    static const uint16_t mtus[] = {1500, 1500, 1400, 1006, 576, 296};
    if (has_hidden_damage(n))
        return; /* every fragment of a segment might be damaged once, and two flips can cancel
                 */
    for (uint32_t i = 0; i < n->links; i++) {
        uint16_t mtu = mtus[pick(n->seed, 160 + i, 6)];
        for (uint32_t end = 0; end < 2; end++)
            n->def.interfaces[n->router_end[i][end]].mtu = mtu;
    }
}

static struct world *build(struct plan *n)
{
    struct world *world = NULL;
    world_def_init(&n->def);
    n->def.seed = n->seed;
    n->def.until = SIM_NEVER;
    struct tcp_profile profile = tcp_default_profile();
    if (n->def.profile_count == 0)
        (void)world_def_profile(&n->def, &profile);
    choose_shape(n);
    for (uint32_t i = 0; i < n->routers; i++)
        add_router(n, i);
    for (uint32_t i = 0; i < n->links; i++)
        (void)world_def_cable(&n->def, n->router_end[i][0], n->router_end[i][1]);
    for (uint32_t i = 0; i < n->lans; i++)
        add_lan(n, i);
    narrow_some(n);
    for (uint32_t i = 0; i < n->def.cable_count; i++)
        choose_weather(n, i);
    assert_int_equal(world_build(&n->def, &world), WORLD_OK);
    return world;
}

/* Damage that the FCS does not tell, on one direction of a case in three: one flip a segment,
 * which the Internet checksum always finds. */
static void hide_damage(struct plan *n, struct world *world)
{
    if (!has_hidden_damage(n))
        return;
    uint32_t direction = pick(n->seed, 7, 2 * n->def.cable_count);
    struct cable_quality netem = direction_quality(&world->phy, direction);
    netem.corrupt = up_to(n->seed, 8, 1, 150) * 1000000;
    assert_true(direction_set_netem(&world->phy, direction, &netem));
}

/* --- a case --- */

static uint32_t pool_used(const struct world *world, pool_id pool)
{
    return arena_marks(&world->sim.arena, pool)->live;
}

struct pools {
    uint32_t conns, texts, blocks, sacks, shorts, longs;
};

static struct pools pools_of(const struct world *w)
{
    const struct transport *t = &w->transport;
    return (struct pools){pool_used(w, t->conn_pool),
                          pool_used(w, t->text_pool),
                          pool_used(w, t->block_pool),
                          pool_used(w, t->sack_pool),
                          pool_used(w, w->sim.frames.short_pool),
                          pool_used(w, w->sim.frames.long_pool)};
}

static void begin_talks(struct storm *p, const struct plan *n)
{
    p->talk_count = 1 + pick(p->seed, 9, TALKS_MOST);
    for (uint32_t i = 0; i < p->talk_count; i++) {
        struct talk *talk = &p->talks[i];
        uint32_t from = pick(p->seed, 10 + i, n->hosts);
        uint32_t to = (from + 1 + pick(p->seed, 20 + i, n->hosts - 1)) % n->hosts;
        struct socket_id listener;
        struct endpoint peer = {.address = n->host_address[to],
                                .port = (uint16_t)(FIRST_PORT + i)};
        for (uint32_t side = 0; side < 2; side++)
            talk->side[side].to_send = pick(p->seed, 30 + 2 * i + side, 3) == 0
                                           ? 0
                                           : pick(p->seed, 40 + 2 * i + side, OCTETS_MOST);
        assert_true(world_begin_outside(p->world, world_now(p->world)));
        assert_int_equal(tcp_listen(&p->world->transport, n->host_node[to], peer.port, 4,
                                    app_owner(APP_OUTSIDE, 2 * i + 1), &listener),
                         TCP_OK);
        assert_int_equal(tcp_connect(&p->world->transport, n->host_node[from], 0, peer,
                                     app_owner(APP_OUTSIDE, 2 * i), &talk->side[0].id),
                         TCP_OK);
        world_end_outside(p->world);
    }
}

/* Programs that do not read when they are told, but when they come round to it. */
static bool read_slowly(struct storm *p, bool all)
{
    bool any = false;
    for (uint32_t row = 0; row < 2 * p->talk_count; row++) {
        struct side *side = &p->talks[row / 2].side[row % 2];
        if (side->id.serial == 0 || tcp_readable(&p->world->transport, side->id) == 0 ||
            !world_begin_outside(p->world, world_now(p->world)))
            continue;
        any = true;
        read_some(p, row, all ? SIZE_MAX : 1 + pick(p->seed + row, 50, 3000));
        world_end_outside(p->world);
    }
    return any;
}

static void run_to_the_end(struct storm *p)
{
    for (uint32_t steps = 0; steps < EVENTS_MOST; steps++) {
        if (world_ended(p->world) && !read_slowly(p, true))
            return;
        if (p->slow && steps % 64 == 0)
            (void)read_slowly(p, false);
        enum world_result result = world_step(p->world);
        check(result == WORLD_STEPPED || result == WORLD_ENDED, p, "that the world goes on");
        check_all(p);
    }
    check(false, p, "that it ends");
}

static uint64_t one_case(uint64_t seed)
{
    struct storm p = {.seed = seed, .at_once = 1 + pick(seed, 51, 4000)};
    struct plan n = {.seed = seed};
    p.world = build(&n);
    p.slow = pick(seed, 52, 4) == 0;
    hide_damage(&n, p.world);
    p.world->host.outside = (struct outside){
        .self = &p, .tcp_event = on_tcp, .datagram = on_datagram, .error = on_error};
    struct pools before = pools_of(p.world);
    begin_talks(&p, &n);
    run_to_the_end(&p);
    for (uint32_t row = 0; row < 2 * p.talk_count; row++) {
        const struct side *side = &p.talks[row / 2].side[row % 2];
        const struct side *other = &p.talks[row / 2].side[1 - row % 2];
        check(side->ended, &p, "that every connection ends");
        check(side->received == other->to_send, &p, "that everything has arrived");
    }
    struct pools after = pools_of(p.world);
    check(after.texts == before.texts && after.blocks == before.blocks, &p,
          "that no buffer is left");
    check(after.sacks - before.sacks <= after.conns - before.conns, &p,
          "that scoreboards go with their connections"); /* some are in TIME-WAIT still */
    check(after.shorts == before.shorts && after.longs == before.longs, &p,
          "that no frame is left");
    uint64_t hash = world_hash(p.world);
    world_free(p.world);
    world_def_release(&n.def);
    return hash;
}

static void storms(void **state)
{
    (void)state;
    if (alone != 0) {
        (void)one_case(alone);
        return;
    }
    print_message("seeds 1 to %d\n", CASES);
    for (uint64_t seed = 1; seed <= CASES; seed++)
        (void)one_case(seed);
}

static void same_seed_same_state(void **state)
{
    (void)state;
    for (uint64_t seed = 1; alone == 0 && seed <= 10; seed++)
        assert_int_equal(one_case(seed), one_case(seed));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(storms),
                                       cmocka_unit_test(same_seed_same_state)};
    alone = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
