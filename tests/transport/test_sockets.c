/* tests/transport/test_sockets.c: what a program chooses for one connection: settings of its
 * own and whom they concern, keep-alives and the user time-out by the clock, and how long each
 * lasts. Properties, over seeds: with keep-alives a connection to a peer that has vanished
 * ends, one to a peer that is there never does, whatever is lost. */
#include "transport/rules_shown.h"

enum { SEEDS = 40 };

static void set(struct stage *s, struct socket_id id, enum tcp_knob knob, int64_t value)
{
    assert_true(tcp_knob_info(knob)->of_sockets && tcp_knob_allows(knob, value));
    stage_event(s, sim_now(&s->sim));
    assert_int_equal(tcp_set_knob(&s->t, id, knob, value), TCP_OK);
    stage_flush(s);
}

static void write_some(struct stage *s)
{
    static const uint8_t octets[10] = {0};
    size_t taken;
    stage_event(s, sim_now(&s->sim));
    assert_int_equal(tcp_send(&s->t, s->conn, octets, sizeof octets, &taken), TCP_OK);
    stage_flush(s);
}

static int64_t get(const struct stage *s, struct socket_id id, enum tcp_knob knob)
{
    int64_t value;
    assert_int_equal(tcp_get_knob(&s->t, id, knob, &value), TCP_OK);
    return value;
}

/* --- rows of profiles --- */

/* A connection keeps what was in force when it was opened; a change for it concerns no other;
 * and when it ends its row is free again. */
static void settings_are_apart(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    uint32_t rows = stage_live(s, s->t.profile_pool);
    transport_own_profile(&s->t, 0)->syn_retries = 3;
    assert_int_equal(get(s, s->conn, TCP_KNOB_SYN_RETRIES), 7);
    assert_int_equal(transport_profile(&s->t, 1)->syn_retries, 7);
    assert_int_equal(stage_live(s, s->t.profile_pool), rows + 1);
    set(s, s->conn, TCP_KNOB_SYN_RETRIES, 5);
    set(s, s->conn, TCP_KNOB_DATA_RETRIES, 6);
    assert_int_equal(get(s, s->conn, TCP_KNOB_SYN_RETRIES), 5);
    assert_int_equal(transport_profile(&s->t, 0)->syn_retries, 3);
    assert_int_equal(transport_profile(&s->t, 1)->syn_retries, 7);
    assert_int_equal(stage_live(s, s->t.profile_pool), rows + 2);
    tcp_abort(&s->t, s->conn);
    assert_int_equal(stage_live(s, s->t.profile_pool), rows + 1);
    int64_t value;
    assert_int_equal(tcp_get_knob(&s->t, s->conn, TCP_KNOB_MSS, &value), TCP_NOT_CONNECTED);
    assert_int_equal(tcp_set_knob(&s->t, s->conn, TCP_KNOB_MSS, 500), TCP_NOT_CONNECTED);
    stage_free(s);
}

static void listener_hands_on(void **state)
{
    (void)state;
    struct tcp_profile profile = tcp_default_profile();
    struct stage *s = stage_with_peer(&profile);
    struct socket_id listener;
    assert_int_equal(tcp_listen(&s->t, 0, LOCAL_PORT, 4, 1, &listener), TCP_OK);
    uint32_t rows = stage_live(s, s->t.profile_pool);
    set(s, listener, TCP_KNOB_RECEIVE_BUFFER, 3000);
    set(s, listener, TCP_KNOB_TTL, 5);
    s->peer_seq = seq(9000);
    peer_sends(s, TCP_SYN, 0);
    const struct caught *answer = expect(s, TCP_SYN | TCP_ACK, 0);
    assert_int_equal(answer->h.window, 3000);
    peer_sends(s, TCP_ACK, 0);
    assert_int_equal(get(s, s->accepted, TCP_KNOB_TTL), 5);
    tcp_unlisten(&s->t, listener);
    assert_int_equal(get(s, s->accepted, TCP_KNOB_TTL), 5);
    tcp_abort(&s->t, s->accepted);
    assert_int_equal(stage_live(s, s->t.profile_pool), rows);
    stage_free(s);
}

/* A profile of its own from the SYN on; one that is the host's takes no row. */
static void connect_as(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_CLOSED);
    uint32_t rows = stage_live(s, s->t.profile_pool);
    struct tcp_profile profile = *transport_profile(&s->t, 0);
    assert_int_equal(tcp_connect_as(&s->t, 0, (struct endpoint){.port = LOCAL_PORT},
                                    peer_endpoint, 1, &profile, &s->conn),
                     TCP_OK);
    assert_int_equal(stage_live(s, s->t.profile_pool), rows);
    tcp_abort(&s->t, s->conn);
    profile.mss = 700;
    assert_int_equal(tcp_connect_as(&s->t, 0, (struct endpoint){.port = LOCAL_PORT},
                                    peer_endpoint, 1, &profile, &s->conn),
                     TCP_OK);
    stage_flush(s);
    assert_int_equal(s->caught[s->caught_count - 1].options.mss, 700);
    assert_int_equal(stage_live(s, s->t.profile_pool), rows + 1);
    tcp_abort(&s->t, s->conn);
    assert_int_equal(stage_live(s, s->t.profile_pool), rows);
    stage_free(s);
}

/* --- keep-alives --- */

static sim_time near_second(sim_time t)
{
    return (t + SIM_SECOND / 2) / SIM_SECOND;
}

static struct stage *kept_alive(sim_time idle, sim_time interval, int64_t probes)
{
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    set(s, s->conn, TCP_KNOB_KEEP_IDLE, idle);
    set(s, s->conn, TCP_KNOB_KEEP_INTERVAL, interval);
    set(s, s->conn, TCP_KNOB_KEEP_PROBES, probes);
    set(s, s->conn, TCP_KNOB_KEEP_ALIVE, 1);
    return s;
}

static const struct caught *expect_probe(struct stage *s)
{
    const struct caught *c = expect(s, TCP_ACK, 0);
    assert_int_equal(seq_distance(s->peer_ack, c->h.seq), -1);
    assert_int_equal(c->frame_flags, FRAME_KEEP_ALIVE);
    return c;
}

static void silence_ends(void **state)
{
    (void)state;
    struct stage *s = kept_alive(100 * SIM_SECOND, 10 * SIM_SECOND, 4);
    sim_time start = sim_now(&s->sim);
    stage_after(s, 1000 * SIM_SECOND);
    for (int i = 0; i < 4; i++)
        assert_int_equal(near_second(expect_probe(s)->at - start), 100 + 10 * i);
    const struct caught *reset = expect(s, TCP_RST, 0);
    assert_int_equal(near_second(reset->at - start), 140);
    assert_int_equal(stage_told(s, 0), SOCKET_TIMED_OUT);
    assert_int_equal(s->fired[RULE_TCP_KEEP_ALIVE], 4);
    assert_int_equal(s->fired[RULE_TCP_KEEP_ALIVE_ENDS], 1);
    expect_no_leak(s);
    stage_free(s);
}

static void answers_keep(void **state)
{
    (void)state;
    struct stage *s = kept_alive(100 * SIM_SECOND, 10 * SIM_SECOND, 2);
    for (int i = 0; i < 5; i++) {
        stage_after(s, 115 * SIM_SECOND); /* the first of each pair is not answered */
        (void)expect_probe(s);
        (void)expect_probe(s);
        expect_nothing(s);
        peer_sends(s, TCP_ACK, 0);
    }
    assert_int_equal(s->fired[RULE_TCP_KEEP_ALIVE_ANSWERED], 5);
    expect_state(s, TCP_ESTABLISHED);
    stage_free(s);
}

/* In FIN-WAIT-2, where nothing else would ever end a connection to a peer that has vanished. */
static void half_closed_too(void **state)
{
    (void)state;
    struct stage *s = kept_alive(100 * SIM_SECOND, 10 * SIM_SECOND, 1);
    stage_event(s, sim_now(&s->sim));
    assert_int_equal(tcp_close(&s->t, s->conn), TCP_OK);
    stage_flush(s);
    expect(s, TCP_FIN | TCP_ACK, 0);
    peer_sends(s, TCP_ACK, 0);
    expect_state(s, TCP_FIN_WAIT_2);
    stage_after(s, 200 * SIM_SECOND);
    (void)expect_probe(s);
    expect(s, TCP_RST, 0);
    expect_no_leak(s);
    stage_free(s);
}

static void retransmissions_do_its_work(void **state)
{
    (void)state;
    struct stage *s = kept_alive(5 * SIM_SECOND, SIM_SECOND, 1);
    write_some(s);
    stage_after(s, 10 * SIM_SECOND);
    while (s->seen < s->caught_count)
        expect(s, TCP_ACK | TCP_PSH, 10);
    assert_true(s->fired[RULE_TCP_KEEP_ALIVE_BUSY] >= 1);
    assert_int_equal(s->fired[RULE_TCP_KEEP_ALIVE], 0);
    assert_int_equal(s->fired[RULE_TCP_STALLED], 1);
    assert_int_equal(stage_told(s, 0), SOCKET_STALLED);
    stage_free(s);
}

/* --- the user time-out --- */

static void user_timeout(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    set(s, s->conn, TCP_KNOB_USER_TIMEOUT, 10 * SIM_SECOND);
    stage_after(s, 100 * SIM_SECOND); /* nothing is owed */
    expect_state(s, TCP_ESTABLISHED);
    write_some(s);
    sim_time start = sim_now(&s->sim);
    stage_run(s, start + 9 * SIM_SECOND);
    expect_state(s, TCP_ESTABLISHED);
    stage_run(s, start + 10 * SIM_SECOND);
    assert_int_equal(stage_told(s, 0), SOCKET_STALLED | SOCKET_TIMED_OUT);
    assert_int_equal(s->fired[RULE_TCP_USER_TIMEOUT], 1);
    while (s->seen < s->caught_count)
        expect(s, TCP_ACK | TCP_PSH, 10); /* no RST (section 3.10.8) */
    expect_no_leak(s);
    stage_free(s);
}

static void user_timeout_taken_back(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    write_some(s);
    set(s, s->conn, TCP_KNOB_USER_TIMEOUT, 10 * SIM_SECOND);
    stage_after(s, 5 * SIM_SECOND);
    set(s, s->conn, TCP_KNOB_USER_TIMEOUT, 0);
    stage_after(s, 20 * SIM_SECOND);
    expect_state(s, TCP_ESTABLISHED);
    stage_free(s);
}

/* A listener's time-out counts for the SYN,ACK of its connections, and nobody is told. */
static void user_timeout_of_a_listener(void **state)
{
    (void)state;
    struct tcp_profile profile = tcp_default_profile();
    struct stage *s = stage_with_peer(&profile);
    struct socket_id listener;
    stage_remember_live(s);
    assert_int_equal(tcp_listen(&s->t, 0, LOCAL_PORT, 4, 1, &listener), TCP_OK);
    set(s, listener, TCP_KNOB_USER_TIMEOUT, 2 * SIM_SECOND);
    s->peer_seq = seq(9000);
    peer_sends(s, TCP_SYN, 0);
    expect(s, TCP_SYN | TCP_ACK, 0);
    stage_after(s, 3 * SIM_SECOND);
    assert_int_equal(stage_told(s, 0), 0);
    expect_no_leak(s);
    stage_free(s);
}

/* --- properties --- */

/* Two hosts, a connection from node 0 to node 1 with keep-alives on one end. */
static struct stage *two_ends(uint64_t seed, uint32_t drop)
{
    struct tcp_profile profile = tcp_default_profile();
    struct stage *s = stage_new(&profile, UINT64_C(100000000), SIM_MILLISECOND);
    struct socket_id listener;
    s->peer_is_host = true;
    assert_int_equal(tcp_listen(&s->t, 1, PEER_PORT, 4, 1, &listener), TCP_OK);
    assert_int_equal(tcp_connect(&s->t, 0, 0, peer_endpoint, 1, &s->conn), TCP_OK);
    stage_after(s, SIM_SECOND);
    expect_state(s, TCP_ESTABLISHED);
    s->seed = seed;
    s->drop = drop;
    int64_t idle = 1 + (int64_t)draw_below(draw(seed, 0, DRAW_TEST, 1), 300);
    int64_t interval = 1 + (int64_t)draw_below(draw(seed, 0, DRAW_TEST, 2), 60);
    set(s, s->conn, TCP_KNOB_KEEP_IDLE, idle * SIM_SECOND);
    set(s, s->conn, TCP_KNOB_KEEP_INTERVAL, interval * SIM_SECOND);
    set(s, s->conn, TCP_KNOB_KEEP_PROBES, 40);
    set(s, s->conn, TCP_KNOB_KEEP_ALIVE, 1);
    return s;
}

/* 30 in a hundred are lost: a round trip fails half the time, 40 in a row never. */
static void a_living_peer_keeps_it(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct stage *s =
            two_ends(seed, (uint32_t)draw_below(draw(seed, 0, DRAW_TEST, 3), 300));
        stage_after(s, 20000 * SIM_SECOND);
        if (tcp_state(&s->t, s->conn) != TCP_ESTABLISHED)
            fail_msg("seed %u: the connection has ended", (unsigned)seed);
        assert_true(s->fired[RULE_TCP_KEEP_ALIVE_ANSWERED] > 10);
        stage_free(s);
    }
}

static void a_vanished_peer_ends_it(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct stage *s = two_ends(seed, 1000);
        sim_time silence = (sim_time)get(s, s->conn, TCP_KNOB_KEEP_IDLE) +
                           40 * get(s, s->conn, TCP_KNOB_KEEP_INTERVAL);
        (void)stage_told(s, 0);
        stage_after(s, silence - SIM_SECOND);
        expect_state(s, TCP_ESTABLISHED);
        stage_after(s, 2 * SIM_SECOND);
        assert_false(tcp_exists(&s->t, s->conn));
        assert_int_equal(stage_told(s, 0), SOCKET_TIMED_OUT);
        stage_free(s);
    }
}

static void rules_fired(void **state)
{
    (void)state;
    check_rules_shown("sockets");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(settings_are_apart),
        cmocka_unit_test(listener_hands_on),
        cmocka_unit_test(connect_as),
        cmocka_unit_test(silence_ends),
        cmocka_unit_test(answers_keep),
        cmocka_unit_test(half_closed_too),
        cmocka_unit_test(retransmissions_do_its_work),
        cmocka_unit_test(user_timeout),
        cmocka_unit_test(user_timeout_taken_back),
        cmocka_unit_test(user_timeout_of_a_listener),
        cmocka_unit_test(a_living_peer_keeps_it),
        cmocka_unit_test(a_vanished_peer_ends_it),
        cmocka_unit_test(rules_fired),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
