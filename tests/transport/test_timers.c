/* tests/transport/test_timers.c: everything that waits: retransmission (RFC 6298), give-up
 * (RFC 9293 section 3.8.3), zero-window probes (3.8.6.1), delayed ACKs (3.8.6.3), TIME-WAIT. */
#include "transport/rules_shown.h"

static uint8_t letters[200000];

static void write_octets_to(struct stage *s, size_t n)
{
    size_t taken;
    assert_int_equal(tcp_send(&s->t, s->conn, letters, n, &taken), TCP_OK);
    assert_int_equal(taken, n);
    stage_flush(s);
}

static struct tcp_conn *conn(struct stage *s)
{
    return &s->t.conns[s->conn.row];
}

static sim_time near_second(sim_time t)
{
    return (t + SIM_SECOND / 2) / SIM_SECOND;
}

/* --- retransmission --- */

/* SYN: 1, 3, 7, 15, 31, 63, 123 s, each interval twice the last one, up to 60 s; then R2. */
static void syn_backs_off_and_gives_up(void **state)
{
    (void)state;
    static const int at[] = {0, 1, 3, 7, 15, 31, 63, 123};
    struct stage *s = tcp_in(TCP_SYN_SENT);
    stage_after(s, 1000 * SIM_SECOND);
    assert_int_equal(s->caught_count, 8);
    for (int i = 0; i < 8; i++) {
        assert_int_equal(near_second(s->caught[i].at), at[i]);
        assert_int_equal(s->caught[i].frame_flags & FRAME_RETRANSMISSION,
                         i > 0 ? FRAME_RETRANSMISSION : 0);
    }
    assert_int_equal(stage_told(s, 0), SOCKET_STALLED | SOCKET_TIMED_OUT);
    assert_int_equal(s->fired[RULE_TCP_GIVES_UP], 1);
    expect_no_leak(s);
    stage_free(s);
}

static void data_backs_off_and_gives_up(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    write_octets_to(s, 10);
    expect(s, TCP_ACK | TCP_PSH, 10);
    stage_after(s, 2000 * SIM_SECOND);
    assert_int_equal(s->caught_count - s->seen, 15);
    sim_time last = s->caught[s->seen - 1].at, interval = SIM_SECOND;
    while (s->seen < s->caught_count) {
        const struct caught *c = expect(s, TCP_ACK | TCP_PSH, 10);
        assert_int_equal(near_second(c->at - last), near_second(interval));
        last = c->at;
        interval = interval * 2 < 60 * SIM_SECOND ? interval * 2 : 60 * SIM_SECOND;
    }
    assert_int_equal(stage_told(s, 0), SOCKET_STALLED | SOCKET_TIMED_OUT);
    expect_no_leak(s);
    stage_free(s);
}

/* RFC 6298 (2.2), (2.3) on a connection whose SYN took 100 ms. */
static void round_trip_times(void **state)
{
    (void)state;
    struct tcp_profile profile = tcp_default_profile();
    profile.rto_minimum = SIM_MILLISECOND;
    struct stage *s = tcp_in_with(TCP_SYN_SENT, &profile);
    stage_after(s, 100 * SIM_MILLISECOND);
    peer_sends(s, TCP_SYN | TCP_ACK, 0);
    assert_int_equal(conn(s)->rtt.srtt / SIM_MILLISECOND, 100);
    assert_int_equal(conn(s)->rtt.rttvar / SIM_MILLISECOND, 50);
    assert_int_equal(conn(s)->rtt.rto / SIM_MILLISECOND, 300);
    expect(s, TCP_ACK, 0);
    write_octets_to(s, 10);
    expect(s, TCP_ACK | TCP_PSH, 10);
    stage_after(s, 180 * SIM_MILLISECOND);
    peer_sends(s, TCP_ACK, 0);
    assert_int_equal(conn(s)->rtt.rttvar / SIM_MILLISECOND, 57); /* 3/4 * 50 + 1/4 * 80 */
    assert_int_equal(conn(s)->rtt.srtt / SIM_MILLISECOND, 110);  /* 7/8 * 100 + 1/8 * 180 */
    stage_free(s);
}

/* Karn: an ACK of what was sent twice is no measurement, and the longer RTO stays. */
static void karn(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    sim_time srtt = conn(s)->rtt.srtt;
    write_octets_to(s, 10);
    expect(s, TCP_ACK | TCP_PSH, 10);
    stage_after(s, 1500 * SIM_MILLISECOND);
    expect(s, TCP_ACK | TCP_PSH, 10);
    peer_sends(s, TCP_ACK, 0);
    assert_int_equal(conn(s)->rtt.srtt, srtt);
    assert_int_equal(conn(s)->rtt.rto, 2 * SIM_SECOND);
    assert_false(timer_is_set(&conn(s)->retransmission));
    write_octets_to(s,
                    10); /* sent once and acknowledged: measured, and the RTO is short again */
    expect(s, TCP_ACK | TCP_PSH, 10);
    peer_sends(s, TCP_ACK, 0);
    assert_int_equal(conn(s)->rtt.rto, SIM_SECOND);
    stage_free(s);
}

/* RFC 6298 (5.7); RFC 6928 section 2 forgives one lost SYN, RFC 5681 section 3.1 none. */
static void after_a_lost_syn(void **state)
{
    (void)state;
    static const struct {
        uint32_t initial_window;
        int lost;
        uint32_t segments;
    } table[] = {{10, 1, 10}, {10, 2, 1}, {0, 1, 1}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct tcp_profile profile = tcp_default_profile();
        profile.initial_window = table[i].initial_window;
        struct stage *s = tcp_in_with(TCP_SYN_SENT, &profile);
        for (int n = 0; n < table[i].lost; n++) {
            stage_after(s, (sim_time)(1500 << n) * SIM_MILLISECOND);
            expect(s, TCP_SYN, 0);
        }
        peer_sends(s, TCP_SYN | TCP_ACK, 0);
        assert_in_range(conn(s)->rtt.rto, 3 * SIM_SECOND, 4 * SIM_SECOND);
        assert_int_equal(conn(s)->cc.cwnd, table[i].segments * conn(s)->snd.mss);
        stage_free(s);
    }
}

static void fin_is_sent_again(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_FIN_WAIT_1);
    stage_after(s, 1100 * SIM_MILLISECOND);
    assert_int_equal(expect(s, TCP_FIN | TCP_ACK, 0)->frame_flags, FRAME_RETRANSMISSION);
    peer_sends(s, TCP_ACK, 0);
    expect_state(s, TCP_FIN_WAIT_2);
    stage_after(s, 100 * SIM_SECOND);
    expect_nothing(s);
    stage_free(s);
}

/* --- the closed window --- */

static void probes_as_long_as_answered(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    s->peer_window = 0;
    peer_sends(s, TCP_ACK, 0);
    write_octets_to(s, 5000);
    expect_nothing(s);
    sim_time last = sim_now(&s->sim);
    seq32 una = s->peer_ack;
    for (int i = 0; i < 40; i++) { /* far more than R2 */
        while (s->seen == s->caught_count)
            assert_true(stage_step(s, sim_now(&s->sim) + 100 * SIM_SECOND));
        const struct caught *c = expect(s, TCP_ACK, 1);
        assert_int_equal(c->frame_flags, FRAME_WINDOW_PROBE);
        assert_int_equal(c->h.seq.raw, una.raw);
        int64_t waited = near_second(c->at - last);
        assert_int_equal(waited, i < 6 ? 1 << i : 60);
        last = c->at;
        s->peer_ack = una; /* the octet is not taken */
        peer_sends(s, TCP_ACK, 0);
    }
    s->peer_window = 65535;
    peer_sends(s, TCP_ACK, 0);
    for (int i = 0; i < 3; i++)
        expect(s, TCP_ACK, 1460);
    expect_nothing(s); /* the rest waits for Nagle */
    peer_sends(s, TCP_ACK, 0);
    expect(s, TCP_ACK | TCP_PSH, 620);
    stage_free(s);
}

static void unanswered_probes_end(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    s->peer_window = 0;
    peer_sends(s, TCP_ACK, 0);
    write_octets_to(s, 10);
    stage_after(s, 3000 * SIM_SECOND);
    assert_int_equal(stage_told(s, 0), SOCKET_STALLED | SOCKET_TIMED_OUT);
    assert_int_equal(s->caught_count - s->seen, 15);
    expect_no_leak(s);
    stage_free(s);
}

/* A probe that is taken moves everything by one octet. */
static void probe_is_taken(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    s->peer_window = 0;
    peer_sends(s, TCP_ACK, 0);
    write_octets_to(s, 3);
    stage_after(s, 1100 * SIM_MILLISECOND);
    expect(s, TCP_ACK, 1);
    s->peer_window = 100;
    peer_sends(s, TCP_ACK, 0);
    const struct caught *c = expect(s, TCP_ACK | TCP_PSH, 2);
    assert_int_equal(c->frame_flags, 0);
    peer_sends(s, TCP_ACK, 0);
    assert_int_equal(stage_told(s, 0) & SOCKET_ALL_ACKED, SOCKET_ALL_ACKED);
    assert_false(timer_is_set(&conn(s)->retransmission));
    stage_free(s);
}

/* The window shrinks to zero with data in flight: it is probed, and the connection stays. */
static void window_shrinks(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    write_octets_to(s, 3000);
    seq32 una = s->peer_ack;
    s->seen = s->caught_count;
    s->peer_window = 0;
    s->peer_ack = una;
    inject(s, TCP_ACK, s->peer_seq, una, 0, NULL);
    for (int i = 0; i < 30; i++) {
        while (s->seen == s->caught_count)
            assert_true(stage_step(s, sim_now(&s->sim) + 100 * SIM_SECOND));
        assert_int_equal(next_caught(s)->length, 1);
        inject(s, TCP_ACK, s->peer_seq, una, 0, NULL);
    }
    assert_true(tcp_exists(&s->t, s->conn));
    stage_free(s);
}

/* --- delayed ACKs --- */

static void ack_waits_or_is_carried(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    sim_time start = sim_now(&s->sim);
    peer_sends(s, TCP_ACK, 10);
    expect_nothing(s);
    stage_after(s, SIM_SECOND);
    assert_int_equal((expect(s, TCP_ACK, 0)->at - start) / SIM_MILLISECOND, 200);
    peer_sends(s, TCP_ACK, 10);
    write_octets_to(s, 4);
    assert_int_equal(expect(s, TCP_ACK | TCP_PSH, 4)->h.ack.raw, s->peer_seq.raw);
    peer_sends(s, TCP_ACK, 0);
    stage_after(s, SIM_SECOND);
    expect_nothing(s);
    stage_free(s);
}

static void every_second_full_segment(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    for (int i = 0; i < 10; i++)
        peer_sends(s, TCP_ACK, 1460);
    assert_int_equal(s->caught_count - s->seen, 5);
    stage_free(s);
    struct tcp_profile profile = tcp_default_profile();
    profile.delayed_ack = 0;
    s = tcp_in_with(TCP_ESTABLISHED, &profile);
    for (int i = 0; i < 10; i++)
        peer_sends(s, TCP_ACK, 1460);
    assert_int_equal(s->caught_count - s->seen, 10);
    stage_free(s);
}

/* The ACK waits until the owner has read, but not for ever. */
static void held_ack(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    for (int i = 0; i < 2; i++)
        peer_sends(s, TCP_ACK, 1460);
    const struct caught *c = expect(s, TCP_ACK, 0);
    assert_int_equal(c->h.window, 65535 - 2920); /* the stage settles, and nobody has read */
    size_t n;
    assert_int_equal(tcp_receive(&s->t, s->conn, NULL, 10000, &n), TCP_OK);
    assert_int_equal(n, 2920);
    stage_flush(s);
    assert_int_equal(expect(s, TCP_ACK, 0)->h.window, 65535); /* a window update */
    stage_free(s);
}

static void out_of_order_is_acknowledged_at_once(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    inject(s, TCP_ACK, seq_add(s->peer_seq, 10), s->peer_ack, 10, NULL);
    const struct caught *c = expect(s, TCP_ACK, 0);
    assert_int_equal(c->h.ack.raw, s->peer_seq.raw);
    assert_int_equal(c->frame_flags, FRAME_DUPLICATE_ACK);
    inject(s, TCP_ACK, s->peer_seq, s->peer_ack, 10, NULL);
    c = expect(s, TCP_ACK, 0); /* fills the gap */
    assert_int_equal(c->h.ack.raw, s->peer_seq.raw + 20);
    assert_int_equal(c->frame_flags, 0);
    stage_free(s);
}

/* --- TIME-WAIT --- */

static void time_wait(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_TIME_WAIT);
    stage_after(s, 50 * SIM_SECOND);
    inject(s, TCP_FIN | TCP_ACK, seq_add(s->peer_seq, (uint32_t)-1), s->peer_ack, 0, NULL);
    expect(s, TCP_ACK, 0); /* the last ACK was lost: 2 MSL begin again */
    stage_after(s, 59 * SIM_SECOND);
    expect_state(s, TCP_TIME_WAIT);
    stage_after(s, 2 * SIM_SECOND);
    assert_false(tcp_exists(&s->t, s->conn));
    assert_int_equal(s->told[0], 0);
    expect_no_leak(s);
    stage_free(s);
}

/* Section 3.6.1, MAY-2: the peer opens a new connection between the same ends: node 0 listens
 * where an old one of it is in TIME-WAIT. The answer's number lies behind all that the old one
 * has used. */
static struct stage *reopened(struct tcp_profile profile, uint32_t number, uint32_t ts)
{
    struct stage *s = tcp_in_with(TCP_TIME_WAIT, &profile);
    struct socket_id listener;
    assert_int_equal(tcp_listen(&s->t, 0, LOCAL_PORT, 5, 1, &listener), TCP_OK);
    struct tcp_options options = {.has_timestamps = ts != 0, .ts_value = ts};
    inject(s, TCP_SYN, seq(number), seq(0), 0, &options);
    return s;
}

static void time_wait_is_reopened(void **state)
{
    (void)state;
    struct tcp_profile profile = tcp_default_profile();
    profile.window_scaling = 0;
    for (int old = 0; old < 2; old++) {
        struct stage *s = reopened(profile, 100000, 0);
        seq32 used = conn(s)->snd.max;
        const struct caught *c = expect(s, TCP_SYN | TCP_ACK, 0);
        assert_true(seq_at_or_before(used, c->h.seq));
        expect_state(s, TCP_TIME_WAIT); /* still there, beside the new one */
        if (old != 0)
            inject(s, TCP_RST, seq(100001), seq(0), 0, NULL);
        else
            inject(s, TCP_ACK, seq(100001), seq_add(c->h.seq, 1), 0, NULL);
        assert_int_equal(tcp_exists(&s->t, s->conn), old);
        assert_int_equal(stage_told(s, 0), old != 0 ? 0 : SOCKET_ACCEPTED);
        if (old != 0)
            stage_after(s, 61 * SIM_SECOND);
        assert_int_equal(stage_live(s, s->t.conn_pool) - s->live[s->t.conn_pool], 1 - old);
        stage_free(s);
    }
    struct stage *s = reopened(profile, 9000, 0); /* a number that may be old */
    expect(s, TCP_ACK, 0);
    tcp_conn_at(&s->t, s->conn)->snd.max.raw +=
        1000000000; /* faster than the clock of the ISN */
    seq32 used = conn(s)->snd.max;
    inject(s, TCP_SYN, seq(100000), seq(0), 0, NULL);
    assert_true(seq_at_or_before(used, expect(s, TCP_SYN | TCP_ACK, 0)->h.seq));
    stage_free(s);
}

/* RFC 6191 section 2, with timestamps of our side. */
static void time_wait_and_timestamps(void **state)
{
    (void)state;
    struct tcp_profile profile = tcp_default_profile();
    profile.window_scaling = 0;
    profile.timestamps = 1;
    struct stage *s = reopened(profile, 9000, 5); /* the old connection had none */
    expect(s, TCP_SYN | TCP_ACK, 0);
    stage_free(s);
    for (uint32_t i = 0; i < 6; i++) {
        uint32_t ts = 99 + i % 3;
        bool higher = i >= 3; /* than the last number that was seen */
        s = tcp_in_with(TCP_TIME_WAIT, &profile);
        struct socket_id listener;
        struct tcp_options options = {.has_timestamps = true, .ts_value = ts};
        assert_int_equal(tcp_listen(&s->t, 0, LOCAL_PORT, 5, 1, &listener), TCP_OK);
        conn(s)->flags |= CONN_TIMESTAMPS;
        conn(s)->ts_recent = 100;
        inject(s, TCP_SYN, seq(higher ? 100000 : 9000), seq(0), 0, &options);
        expect(s, ts > 100 || (ts == 100 && higher) ? TCP_SYN | TCP_ACK : TCP_ACK, 0);
        stage_free(s);
    }
}

/* The last one: what the others have shown. */
static void rules_fired(void **state)
{
    (void)state;
    check_rules_shown("timers");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(syn_backs_off_and_gives_up),
        cmocka_unit_test(data_backs_off_and_gives_up),
        cmocka_unit_test(round_trip_times),
        cmocka_unit_test(karn),
        cmocka_unit_test(after_a_lost_syn),
        cmocka_unit_test(time_wait_is_reopened),
        cmocka_unit_test(time_wait_and_timestamps),
        cmocka_unit_test(fin_is_sent_again),
        cmocka_unit_test(probes_as_long_as_answered),
        cmocka_unit_test(unanswered_probes_end),
        cmocka_unit_test(probe_is_taken),
        cmocka_unit_test(window_shrinks),
        cmocka_unit_test(ack_waits_or_is_carried),
        cmocka_unit_test(every_second_full_segment),
        cmocka_unit_test(held_ack),
        cmocka_unit_test(out_of_order_is_acknowledged_at_once),
        cmocka_unit_test(time_wait),
        cmocka_unit_test(rules_fired),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
