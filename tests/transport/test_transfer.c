/* tests/transport/test_transfer.c: two hosts, both with TCP: octets go both ways, whatever
 * the cable does to them, arrive once and in order, every connection ends, and nothing is
 * left. */
#include "transport/rules_shown.h"

struct side {
    uint32_t to_send, sent, received;
    struct socket_id id;
    bool closed, ended;
};

struct pair {
    struct side side[2];
    uint32_t write_at_once;
    bool slow;  /* reads little by little, whenever it likes */
    bool plain; /* the queue's plain mode */
    bool unobserved;
    bool both_open; /* simultaneous open */
    sim_time start;
    seq32 iss[2];
    struct clock end;
};

static uint8_t octet_at(uint32_t node, uint32_t at)
{
    return (uint8_t)(hash_mix(node, at >> 3) >> (at & 7) * 8);
}

static void write_more(struct stage *s, uint32_t node)
{
    struct pair *p = s->user;
    struct side *side = &p->side[node];
    uint8_t octets[5000];
    while (side->sent < side->to_send) {
        uint32_t n = side->to_send - side->sent;
        n = n < p->write_at_once ? n : p->write_at_once;
        for (uint32_t i = 0; i < n; i++)
            octets[i] = octet_at(node, side->sent + i);
        size_t taken;
        enum tcp_status status = tcp_send(&s->t, side->id, octets, n, &taken);
        side->sent += (uint32_t)taken;
        if (status != TCP_OK)
            return;
    }
    if (!side->closed)
        assert_int_equal(tcp_close(&s->t, side->id), TCP_OK);
    side->closed = true;
}

static void read_up_to(struct stage *s, uint32_t node, size_t most)
{
    struct pair *p = s->user;
    struct side *side = &p->side[node];
    uint8_t octets[3000];
    size_t n;
    if (most > sizeof octets)
        most = sizeof octets;
    while (tcp_receive(&s->t, side->id, octets, most, &n) == TCP_OK) {
        for (size_t i = 0; i < n; i++)
            if (octets[i] != octet_at(1 - node, side->received++))
                fail_msg("octet %u at node %u is wrong", side->received - 1, node);
        if (p->slow)
            return;
    }
}

/* A slow reader: now and then, and whenever nothing else happens. */
static void read_slowly(struct stage *s, bool idle)
{
    for (uint32_t node = 0; node < 2; node++)
        if (idle || stage_draw(s) < 20)
            read_up_to(s, node, 1 + stage_draw(s));
}

static void on_up(struct stage *s, uint32_t node, const struct socket_up *up)
{
    struct pair *p = s->user;
    struct side *side = &p->side[node];
    if ((up->events & (SOCKET_ACCEPTED | SOCKET_CONNECTED)) != 0) {
        side->id = up->socket;
        p->iss[node] = tcp_conn_at(&s->t, up->socket)->snd.iss;
    }
    if ((up->events & SOCKET_READABLE) != 0 && !p->slow)
        read_up_to(s, node, SIZE_MAX);
    while ((up->events & SOCKET_PEER_CLOSED) != 0 && tcp_readable(&s->t, up->socket) > 0)
        read_up_to(s, node, SIZE_MAX); /* nothing is kept beyond SOCKET_CLOSED */
    if ((up->events & (SOCKET_ACCEPTED | SOCKET_CONNECTED | SOCKET_WRITABLE)) != 0)
        write_more(s, node);
    if ((up->events & SOCKET_CLOSED) != 0)
        side->ended = true;
}

static void check_invariants(const struct stage *s)
{
    for (uint32_t i = tcp_conn_next(&s->t, 0); i != NONE; i = tcp_conn_next(&s->t, i + 1)) {
        const struct tcp_conn *c = &s->t.conns[i];
        assert_true(seq_at_or_before(c->snd.una, c->snd.nxt));
        assert_true(seq_at_or_before(c->snd.nxt, c->snd.max));
        assert_true(stream_length(&c->stream) <= c->snd.buff);
        assert_true(c->rcv.user <= c->rcv.buff);
    }
}

static bool unread(const struct stage *s, const struct pair *p)
{
    return tcp_readable(&s->t, p->side[0].id) > 0 || tcp_readable(&s->t, p->side[1].id) > 0;
}

/* Until both have been told that it is over. */
static void run_to_the_end(struct stage *s, struct pair *p)
{
    sim_time limit = 360000 * SIM_SECOND;
    while (!(p->side[0].ended && p->side[1].ended)) {
        bool stepped = stage_step(s, limit);
        if (p->slow)
            read_slowly(s, !stepped);
        else if (!stepped)
            break;
        if (!stepped && !unread(s, p) && queue_length(&s->sim.queue) == 0)
            break;
        check_invariants(s);
    }
    while (unread(s, p))
        read_slowly(s, true);
}

static void open_pair(struct stage *s, struct pair *p)
{
    struct socket_id listener;
    uint16_t port = p->both_open ? LOCAL_PORT : 0;
    if (!p->both_open)
        assert_int_equal(tcp_listen(&s->t, 1, PEER_PORT, 4, 2, &listener), TCP_OK);
    stage_remember_live(s);
    assert_int_equal(tcp_connect(&s->t, 0, port, peer_endpoint, 1, &p->side[0].id), TCP_OK);
    struct endpoint back = {.address = LOCAL_ADDRESS, .port = LOCAL_PORT};
    if (p->both_open)
        assert_int_equal(tcp_connect(&s->t, 1, PEER_PORT, back, 2, &p->side[1].id), TCP_OK);
}

static void transfer(const struct tcp_profile *profile, struct pair *p, uint64_t seed,
                     const uint32_t faults[3], const char *what)
{
    struct stage *s = stage_new(profile, 100000000, SIM_MILLISECOND);
    s->sim.queue.plain = p->plain;
    s->sim.observer = p->unobserved ? NULL : &s->observer;
    s->peer_is_host = true;
    s->seed = seed;
    s->on_up = on_up;
    s->user = p;
    s->drop = faults[0];
    s->duplicate = faults[1];
    s->delay = faults[2];
    stage_event(s, p->start);
    open_pair(s, p);
    run_to_the_end(s, p);
    if (!p->side[0].ended || !p->side[1].ended || p->side[0].received != p->side[1].to_send ||
        p->side[1].received != p->side[0].to_send)
        fail_msg("%s, seed %llu: %u of %u octets, %u of %u; ended %d %d", what,
                 (unsigned long long)seed, p->side[1].received, p->side[0].to_send,
                 p->side[0].received, p->side[1].to_send, p->side[0].ended, p->side[1].ended);
    stage_run(s, sim_now(&s->sim) + 1000 * SIM_SECOND);
    p->end = *s->sim.clock;
    expect_no_leak(s);
    stage_free(s);
}

static void small_and_large(void **state)
{
    (void)state;
    static const uint32_t sizes[][2] = {{0, 0},         {1, 0},          {0, 1},
                                        {1460, 7},      {1461, 100000},  {300000, 0},
                                        {65535, 65535}, {1000000, 20000}};
    struct tcp_profile profile = tcp_default_profile();
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct pair p = {.side = {{.to_send = sizes[i][0]}, {.to_send = sizes[i][1]}},
                         .write_at_once = 5000};
        transfer(&profile, &p, i, (const uint32_t[3]){0, 0, 0}, "no faults");
    }
}

/* A profile, sizes and faults (up to 30 % of the frames) by the seed. */
static struct tcp_profile profile_of(uint64_t r)
{
    struct tcp_profile profile = tcp_default_profile();
    profile.congestion = (uint8_t)(r & 3);
    profile.nagle = (r >> 2) & 1;
    profile.timestamps = (r >> 3) & 1;
    profile.window_scaling = (r >> 4) & 1;
    profile.limited_transmit = (r >> 5) & 1;
    profile.delayed_ack = ((r >> 6) & 1) != 0 ? 0 : 200 * SIM_MILLISECOND;
    profile.data_retries = 100;
    profile.syn_retries = 100;
    profile.mss = (r >> 7 & 1) != 0 ? 300 : 0;
    profile.receive_buffer = (r >> 8 & 3) == 0 ? 2000 : (r >> 8 & 3) == 1 ? 200000 : 20000;
    profile.send_buffer = profile.receive_buffer * 2;
    profile.fast_retransmit = (r >> 11 & 3) != 0;
    return profile;
}

static struct pair pair_of(uint64_t r)
{
    return (struct pair){.side = {{.to_send = (uint32_t)(r >> 32 & 0xffff)},
                                  {.to_send = (uint32_t)(r >> 48 & 0x3fff)}},
                         .write_at_once = 1 + (uint32_t)(r >> 40 & 0xfff)};
}

static void by_seed(uint64_t seed, struct pair *p, bool slow)
{
    uint64_t r = draw(seed, 0, DRAW_TEST, 0);
    uint64_t q = draw(seed, 1, DRAW_TEST, 0);
    struct tcp_profile profile = profile_of(r);
    uint32_t scale = (uint32_t)(q & 7);
    uint32_t faults[3] = {scale * (uint32_t)(q >> 12 & 31), scale * (uint32_t)(q >> 18 & 31),
                          scale * (uint32_t)(q >> 24 & 31)};
    p->slow = slow;
    transfer(&profile, p, seed, faults, slow ? "slow reader" : "random faults");
}

static void random_faults(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 2000; seed++) {
        struct pair p = pair_of(draw(seed, 0, DRAW_TEST, 0));
        by_seed(seed, &p, false);
    }
}

static void random_faults_slow_reader(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 500; seed++) {
        struct pair p = pair_of(draw(seed, 0, DRAW_TEST, 0));
        by_seed(seed, &p, true);
    }
}

static void simultaneous_open(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 500; seed++) {
        struct pair p = pair_of(draw(seed, 0, DRAW_TEST, 0));
        p.both_open = true;
        by_seed(seed, &p, false);
    }
}

/* Sequence numbers go over 2^32 in the middle of the transfer: first ours, then the other's. */
static void sequence_numbers_wrap(void **state)
{
    (void)state;
    for (int node = 0; node < 2; node++) {
        struct tcp_profile profile = tcp_default_profile();
        struct pair p = {.side = {{.to_send = 1}, {.to_send = 1}}, .write_at_once = 5000};
        transfer(&profile, &p, 1, (const uint32_t[3]){0, 0, 0}, "before the wrap");
        uint32_t ticks = UINT32_MAX - p.iss[node].raw - 50000;
        struct pair q = {.side = {{.to_send = 200000}, {.to_send = 200000}},
                         .write_at_once = 5000,
                         .start = (sim_time)ticks * 4 * SIM_MICROSECOND};
        transfer(&profile, &q, 1, (const uint32_t[3]){0, 20, 20}, "over the wrap");
        assert_in_range(q.iss[node].raw, UINT32_MAX - 100000, UINT32_MAX);
    }
}

/* The same run, watched or not, and with the plain queue, ends the same. */
static void same_run(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        struct clock end[3];
        for (int i = 0; i < 3; i++) {
            struct pair p = pair_of(draw(seed, 0, DRAW_TEST, 0));
            p.unobserved = i == 1;
            p.plain = i == 2;
            by_seed(seed, &p, false);
            end[i] = p.end;
        }
        assert_memory_equal(&end[0], &end[1], sizeof end[0]);
        assert_memory_equal(&end[0], &end[2], sizeof end[0]);
    }
}

/* The last one: what the others have shown. */
static void rules_fired(void **state)
{
    (void)state;
    check_rules_shown("transfer");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_and_large),
        cmocka_unit_test(random_faults),
        cmocka_unit_test(random_faults_slow_reader),
        cmocka_unit_test(simultaneous_open),
        cmocka_unit_test(sequence_numbers_wrap),
        cmocka_unit_test(same_run),
        cmocka_unit_test(rules_fired),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
