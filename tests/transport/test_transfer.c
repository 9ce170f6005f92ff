/* tests/transport/test_transfer.c: two hosts, both with TCP: octets go both ways, whatever the cable
 * does to them, arrive once and in order, every connection ends, and nothing is left. */
#include "transport/stage.h"

struct side {
    uint32_t to_send, sent, received;
    struct socket_id id;
    bool closed, ended;
};

struct pair {
    struct side side[2];
    uint32_t write_at_once;
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

static void read_all(struct stage *s, uint32_t node)
{
    struct pair *p = s->user;
    struct side *side = &p->side[node];
    uint8_t octets[3000];
    size_t n;
    while (tcp_receive(&s->t, side->id, octets, sizeof octets, &n) == TCP_OK)
        for (size_t i = 0; i < n; i++)
            if (octets[i] != octet_at(1 - node, side->received++))
                fail_msg("octet %u at node %u is wrong", side->received - 1, node);
}

static void on_up(struct stage *s, uint32_t node, const struct socket_up *up)
{
    struct pair *p = s->user;
    struct side *side = &p->side[node];
    if ((up->events & (SOCKET_ACCEPTED | SOCKET_CONNECTED)) != 0)
        side->id = up->socket;
    if ((up->events & (SOCKET_READABLE | SOCKET_PEER_CLOSED)) != 0)
        read_all(s, node);
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

static void transfer(const struct tcp_profile *profile, struct pair *p, uint64_t seed,
                     const uint32_t faults[3], const char *what)
{
    struct stage *s = stage_new(profile, 100000000, SIM_MILLISECOND);
    s->peer_is_host = true;
    s->seed = seed;
    s->on_up = on_up;
    s->user = p;
    s->drop = faults[0];
    s->duplicate = faults[1];
    s->delay = faults[2];
    struct socket_id listener;
    assert_int_equal(tcp_listen(&s->t, 1, PEER_PORT, 4, 2, &listener), TCP_OK);
    stage_remember_live(s);
    assert_int_equal(tcp_connect(&s->t, 0, 0, peer_endpoint, 1, &s->conn), TCP_OK);
    p->side[0].id = s->conn;
    sim_time limit = 36000 * SIM_SECOND;
    while (!(p->side[0].ended && p->side[1].ended) && stage_step(s, limit))
        check_invariants(s);
    if (!p->side[0].ended || !p->side[1].ended ||
        p->side[0].received != p->side[1].to_send || p->side[1].received != p->side[0].to_send)
        fail_msg("%s, seed %llu: %u of %u octets, %u of %u; ended %d %d", what,
                 (unsigned long long)seed, p->side[1].received, p->side[0].to_send,
                 p->side[0].received, p->side[1].to_send, p->side[0].ended, p->side[1].ended);
    stage_run(s, sim_now(&s->sim) + 1000 * SIM_SECOND);
    expect_no_leak(s);
    stage_free(s);
}

static void small_and_large(void **state)
{
    (void)state;
    static const uint32_t sizes[][2] = {{0, 0},      {1, 0},         {0, 1},
                                        {1460, 7},   {1461, 100000}, {300000, 0},
                                        {65535, 65535}, {1000000, 20000}};
    struct tcp_profile profile = tcp_default_profile();
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct pair p = {.side = {{.to_send = sizes[i][0]}, {.to_send = sizes[i][1]}},
                         .write_at_once = 5000};
        transfer(&profile, &p, i, (const uint32_t[3]){0, 0, 0}, "no faults");
    }
}

/* Faults up to 30 %, small windows, all options: the seed is printed when something is wrong. */
static void random_faults(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 150; seed++) {
        struct tcp_profile profile = tcp_default_profile();
        uint64_t r = draw(seed, 0, DRAW_TEST, 0);
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
        uint32_t scale = (uint32_t)(r >> 10 & 3);
        uint32_t faults[3] = {scale * (uint32_t)(r >> 12 & 63), scale * (uint32_t)(r >> 18 & 63),
                              scale * (uint32_t)(r >> 24 & 63)};
        struct pair p = {.side = {{.to_send = (uint32_t)(r >> 32 & 0xffff)},
                                  {.to_send = (uint32_t)(r >> 48 & 0x3fff)}},
                         .write_at_once = 1 + (uint32_t)(r >> 40 & 0xfff)};
        transfer(&profile, &p, seed, faults, "random faults");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_and_large),
        cmocka_unit_test(random_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
