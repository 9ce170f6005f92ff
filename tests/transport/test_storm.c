/* tests/transport/test_storm.c: a property of TCP, over thousands of seeded cases: whatever a
 * cable does to frames (up to 30 % lost, doubled or late, each way), and whatever combination
 * of options and algorithms the two hosts use, the octets that arrive are those that were sent,
 * in order, once; the connection ends; nothing leaks; and after every event the control blocks
 * and scoreboards are as they must be.
 *
 * The seed of a case decides everything in it. A failure names it: test_storm SEED runs it
 * alone. */
#include "transport/rules_shown.h"
#include "transport/tcp_sack.h"

enum { CASES = 6000, MOST_OCTETS = 150000, OWN_PROFILES = 2 };

struct side {
    uint32_t to_send, sent, received;
    uint32_t urgent; /* how many octets there are up to the end of the last urgent ones */
    bool told;       /* that the other side's are urgent */
    struct socket_id id;
    bool closed, ended;
};

struct storm {
    struct side side[2];
    uint64_t seed;
    uint32_t at_once;
    bool slow;
    bool urges; /* now and then what is written is urgent */
};

static uint64_t alone; /* a seed of the command line; 0: all */

static uint32_t pick(const struct storm *p, uint32_t what, uint32_t below)
{
    return draw_below(draw(p->seed, 99, DRAW_TEST, what), below);
}

static uint8_t octet_at(uint32_t node, uint32_t at)
{
    return (uint8_t)(hash_mix(node + 7, at >> 3) >> (at & 7) * 8);
}

static void write_more(struct stage *s, uint32_t node)
{
    struct storm *p = s->user;
    struct side *side = &p->side[node];
    uint8_t octets[9000];
    while (side->sent < side->to_send) {
        uint32_t n = side->to_send - side->sent;
        n = n < p->at_once ? n : p->at_once;
        for (uint32_t i = 0; i < n; i++)
            octets[i] = octet_at(node, side->sent + i);
        size_t taken;
        bool urgent = p->urges && pick(p, 100 + side->sent, 5) == 0;
        enum tcp_status status = urgent ? tcp_send_urgent(&s->t, side->id, octets, n, &taken)
                                        : tcp_send(&s->t, side->id, octets, n, &taken);
        side->sent += (uint32_t)taken;
        if (urgent && taken > 0)
            side->urgent = side->sent;
        if (status != TCP_OK)
            return;
    }
    if (!side->closed)
        assert_int_equal(tcp_close(&s->t, side->id), TCP_OK);
    side->closed = true;
}

static void check(bool holds, const struct storm *p, const char *what)
{
    if (!holds)
        fail_msg("seed %llu: %s does not hold", (unsigned long long)p->seed, what);
}

/* One read: what is urgent is what the other side has called so, and is read for itself. */
static bool read_once(struct stage *s, uint32_t node, uint8_t *octets, size_t most, size_t *n)
{
    struct storm *p = s->user;
    struct side *side = &p->side[node];
    size_t urgent = tcp_urgent(&s->t, side->id);
    if (tcp_receive(&s->t, side->id, octets, most, n) != TCP_OK)
        return false;
    check(urgent == 0 || (*n <= urgent && side->told), p, "that urgent octets are told of");
    check(urgent == 0 || side->received + urgent <= p->side[1 - node].urgent, p,
          "that urgent octets end where they were sent");
    return true;
}

static void read_up_to(struct stage *s, uint32_t node, size_t most)
{
    struct storm *p = s->user;
    struct side *side = &p->side[node];
    uint8_t octets[9000];
    size_t n;
    if (most > sizeof octets)
        most = sizeof octets;
    while (read_once(s, node, octets, most, &n)) {
        for (size_t i = 0; i < n; i++)
            if (octets[i] != octet_at(1 - node, side->received++))
                fail_msg("seed %llu: octet %u at node %u is wrong", (unsigned long long)p->seed,
                         side->received - 1, node);
        if (p->slow)
            return;
    }
}

static void on_up(struct stage *s, uint32_t node, const struct socket_up *up)
{
    struct storm *p = s->user;
    struct side *side = &p->side[node];
    if ((up->events & (SOCKET_ACCEPTED | SOCKET_CONNECTED)) != 0)
        side->id = up->socket;
    if ((up->events & SOCKET_URGENT) != 0)
        side->told = true;
    if ((up->events & SOCKET_READABLE) != 0 && !p->slow)
        read_up_to(s, node, SIZE_MAX);
    while ((up->events & SOCKET_PEER_CLOSED) != 0 && tcp_readable(&s->t, up->socket) > 0)
        read_up_to(s, node, SIZE_MAX);
    if ((up->events & (SOCKET_ACCEPTED | SOCKET_CONNECTED | SOCKET_WRITABLE)) != 0)
        write_more(s, node);
    if ((up->events & SOCKET_CLOSED) != 0)
        side->ended = true;
}

/* --- what must hold after every event --- */

static void check_scoreboard(const struct stage *s, const struct tcp_conn *c)
{
    const struct storm *p = s->user;
    const struct tcp_sack *k = &s->t.sacks[c->sack - 1];
    seq32 at = c->snd.una;
    check(k->count <= SACK_RANGES && k->recents <= SACK_RECENT, p, "the scoreboard's bound");
    for (uint32_t i = 0; i < k->count; i++) {
        check(seq_before(at, k->range[i].left), p, "order of the scoreboard");
        check(seq_before(k->range[i].left, k->range[i].right), p, "a range's length");
        at = k->range[i].right;
    }
    check(seq_at_or_before(at, c->snd.max), p, "the scoreboard within SND.MAX");
    check(tcp_pipe(&s->t, c) <= 2 * tcp_flight(c), p, "pipe's bound");
    if ((c->flags & CONN_RECOVERY) == 0)
        check(tcp_pipe(&s->t, c) <= tcp_flight(c), p, "pipe within FlightSize");
}

static void check_conn(const struct stage *s, const struct tcp_conn *c)
{
    const struct storm *p = s->user;
    check(seq_at_or_before(c->snd.una, c->snd.nxt), p, "SND.UNA =< SND.NXT");
    check(seq_at_or_before(c->snd.nxt, c->snd.max), p, "SND.NXT =< SND.MAX");
    check(stream_length(&c->stream) <= c->snd.buff, p, "the send buffer's bound");
    check(c->rcv.user <= c->rcv.buff, p, "the receive buffer's bound");
    check(tcp_flight(c) <= c->snd.max_wnd + 2, p, "FlightSize within the largest window");
    check(tcp_flight(c) == 0 || timer_is_set(&c->retransmission) || c->state == TCP_TIME_WAIT,
          p, "a timer while octets are in flight");
    if (c->sack != 0)
        check_scoreboard(s, c);
}

static void check_all(const struct stage *s)
{
    for (uint32_t i = tcp_conn_next(&s->t, 0); i != NONE; i = tcp_conn_next(&s->t, i + 1))
        check_conn(s, &s->t.conns[i]);
}

/* --- a case --- */

/* Each host has a set-up of its own: options that only one of them knows must not be used. */
static void choose_profile(const struct storm *p, uint32_t node, struct tcp_profile *profile)
{
    uint32_t bits = pick(p, 10 + node, 1 << 8);
    static const uint32_t buffers[] = {1500, 8000, 65535, 400000};
    profile->sack = pick(p, 80 + node, 4) != 0;
    profile->timestamps = bits >> 1 & 1;
    profile->ecn = (uint8_t)pick(p, 82 + node, 3);
    profile->option_order = (uint8_t)pick(p, 84 + node, 3);
    profile->quick_acks = (bits >> 2 & 1) != 0 ? 16 : 0;
    profile->window_scaling = bits >> 3 & 1;
    profile->nagle = bits >> 4 & 1;
    profile->limited_transmit = bits >> 5 & 1;
    profile->fast_retransmit = (bits >> 6) != 0;
    profile->delayed_ack = (sim_time)pick(p, 20 + node, 3) * 100 * SIM_MILLISECOND;
    profile->congestion = (uint8_t)pick(p, 30 + node, CONGESTION_CUBIC + 1);
    profile->receive_buffer = buffers[pick(p, 40 + node, 4)];
    profile->initial_window = pick(p, 50 + node, 12);
    profile->mss = pick(p, 60 + node, 3) == 0 ? (uint16_t)(64 + pick(p, 61 + node, 900)) : 0;
    profile->rto_minimum = (sim_time)(1 + pick(p, 70 + node, 10)) * 100 * SIM_MILLISECOND;
    profile->rto_maximum = 4 * SIM_SECOND;
    profile->syn_retries = 100;
    profile->data_retries = 200;
    if (profile->mss != 0 && profile->receive_buffer > 65535)
        profile->receive_buffer = 65535;
}

static struct stage *stage_of(struct storm *p)
{
    struct tcp_profile profile = tcp_default_profile();
    static const uint64_t rates[] = {2000000, 20000000, 1000000000};
    uint32_t weather = pick(p, 1, 4); /* a quarter without faults */
    struct stage *s =
        stage_new(&profile, rates[pick(p, 2, 3)], (sim_time)pick(p, 3, 30) * SIM_MILLISECOND);
    s->peer_is_host = true;
    s->seed = p->seed;
    s->on_up = on_up;
    s->user = p;
    s->drop = weather == 0 ? 0 : pick(p, 4, 301);
    s->duplicate = weather == 0 ? 0 : pick(p, 5, 301);
    s->delay = weather == 0 ? 0 : pick(p, 6, 301);
    for (uint32_t node = 0; node < OWN_PROFILES; node++)
        choose_profile(p, node, transport_own_profile(&s->t, node));
    p->at_once = 1 + pick(p, 7, 9000);
    p->slow = pick(p, 8, 4) == 0;
    p->urges = pick(p, 94, 4) == 0;
    p->side[0].to_send = pick(p, 9, 3) == 0 ? 0 : pick(p, 91, MOST_OCTETS);
    p->side[1].to_send = pick(p, 92, 3) == 0 ? 0 : pick(p, 93, MOST_OCTETS);
    if (s->drop > 150 || p->at_once < 100) {
        p->side[0].to_send /= 4;
        p->side[1].to_send /= 4;
    }
    return s;
}

static bool unread(const struct stage *s, const struct storm *p)
{
    return tcp_readable(&s->t, p->side[0].id) > 0 || tcp_readable(&s->t, p->side[1].id) > 0;
}

static void read_slowly(struct stage *s, bool idle)
{
    for (uint32_t node = 0; node < 2; node++)
        if (idle || stage_draw(s) < 50)
            read_up_to(s, node, 1 + 4 * stage_draw(s));
}

static void run_to_the_end(struct stage *s, struct storm *p)
{
    sim_time limit = 360000 * SIM_SECOND;
    while (!(p->side[0].ended && p->side[1].ended)) {
        bool stepped = stage_step(s, limit);
        if (p->slow)
            read_slowly(s, !stepped);
        if (!stepped && !unread(s, p) && queue_length(&s->sim.queue) == 0)
            break;
        check_all(s);
    }
    while (unread(s, p))
        read_up_to(s, tcp_readable(&s->t, p->side[0].id) > 0 ? 0 : 1, SIZE_MAX);
}

static void one_case(uint64_t seed)
{
    struct storm p = {.seed = seed};
    struct stage *s = stage_of(&p);
    struct socket_id listener;
    assert_int_equal(tcp_listen(&s->t, 1, PEER_PORT, 4, 2, &listener), TCP_OK);
    stage_remember_live(s);
    assert_int_equal(tcp_connect(&s->t, 0, 0, peer_endpoint, 1, &p.side[0].id), TCP_OK);
    run_to_the_end(s, &p);
    check(p.side[0].ended && p.side[1].ended, &p, "that the connection ends");
    check(p.side[0].received == p.side[1].to_send, &p, "that host0 has everything");
    check(p.side[1].received == p.side[0].to_send, &p, "that host1 has everything");
    for (uint32_t node = 0; node < 2; node++)
        check(p.side[node].told == (p.side[1 - node].urgent > 0), &p,
              "that urgency is told of");
    stage_run(s, sim_now(&s->sim) + 1000 * SIM_SECOND);
    expect_no_leak(s);
    check(stage_live(s, s->t.sack_pool) == 0, &p, "that no scoreboard is left");
    stage_free(s);
}

static void storms(void **state)
{
    (void)state;
    if (alone != 0) {
        one_case(alone);
        return;
    }
    print_message("seeds 1 to %d\n", CASES);
    for (uint64_t seed = 1; seed <= CASES; seed++)
        one_case(seed);
}

static void rules_fired(void **state)
{
    (void)state;
    if (alone == 0)
        check_rules_shown("storm");
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(storms),
                                              cmocka_unit_test(rules_fired)};
    alone = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
