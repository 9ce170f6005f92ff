/* tests/transport/test_congestion.c: congestion control (RFC 5681, 6582, 3042, 6928, 9438),
 * with a peer that the test plays and that loses what the test wants lost. */
#include "transport/rules_shown.h"

enum { MSS = 1460 };

static uint8_t octets[400000];

static struct tcp_conn *conn(struct stage *s)
{
    return &s->t.conns[s->conn.row];
}

static struct tcp_profile profile_with(enum congestion_control algorithm)
{
    struct tcp_profile profile = tcp_default_profile();
    profile.congestion = (uint8_t)algorithm;
    profile.nagle = 0;
    profile.window_scaling = 0;
    profile.send_buffer = 400000;
    return profile;
}

/* ESTABLISHED, with `segments` full ones in flight of very many. */
static struct stage *in_flight(const struct tcp_profile *profile, uint32_t segments,
                               seq32 *start)
{
    struct stage *s = tcp_in_with(TCP_ESTABLISHED, profile);
    *start = s->peer_ack;
    conn(s)->cc.cwnd = segments * MSS;
    size_t taken;
    assert_int_equal(tcp_send(&s->t, s->conn, octets, sizeof octets, &taken), TCP_OK);
    stage_flush(s);
    assert_int_equal(s->caught_count - s->seen, segments);
    s->seen = s->caught_count;
    return s;
}

static void ack_upto(struct stage *s, seq32 start, uint32_t segments)
{
    inject(s, TCP_ACK, s->peer_seq, seq_add(start, segments * MSS), 0, NULL);
}

static uint32_t sent_now(struct stage *s)
{
    uint32_t n = s->caught_count - s->seen;
    s->seen = s->caught_count;
    return n;
}

static const struct caught *last_sent(const struct stage *s)
{
    return &s->caught[s->caught_count - 1];
}

static void initial_window(void **state)
{
    (void)state;
    static const struct {
        uint32_t profile;
        uint16_t mss;
        uint32_t expected;
    } table[] = {
        {10, 1460, 10 * 1460}, {0, 1460, 3 * 1460}, {0, 536, 4 * 536}, {4, 1000, 4000}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct tcp_profile profile = profile_with(CONGESTION_NEWRENO);
        profile.initial_window = table[i].profile;
        profile.mss = table[i].mss;
        struct stage *s = tcp_in_with(TCP_ESTABLISHED, &profile);
        assert_int_equal(conn(s)->cc.cwnd, table[i].expected);
        stage_free(s);
    }
}

/* Slow start: every ACK of new data adds one segment, so two go out for one, three for two. */
static void slow_start(void **state)
{
    (void)state;
    struct tcp_profile profile = profile_with(CONGESTION_NEWRENO);
    seq32 start;
    struct stage *s = in_flight(&profile, 10, &start);
    ack_upto(s, start, 1);
    assert_int_equal(sent_now(s), 2);
    ack_upto(s, start, 3);
    assert_int_equal(sent_now(s), 3);
    assert_int_equal(conn(s)->cc.cwnd, 12 * MSS);
    stage_free(s);
}

/* Congestion avoidance: one segment for every window of octets acknowledged. */
static void congestion_avoidance(void **state)
{
    (void)state;
    struct tcp_profile profile = profile_with(CONGESTION_NEWRENO);
    seq32 start;
    struct stage *s = in_flight(&profile, 10, &start);
    conn(s)->cc.ssthresh = 5 * MSS;
    for (uint32_t i = 1; i <= 9; i++)
        ack_upto(s, start, i);
    assert_int_equal(conn(s)->cc.cwnd, 10 * MSS);
    ack_upto(s, start, 10);
    assert_int_equal(conn(s)->cc.cwnd, 11 * MSS);
    stage_free(s);
}

/* The first segment of ten is lost. RFC 3042: the first two duplicate ACKs let one new
 * segment out each; RFC 5681: the third sends the lost one again; RFC 6582: the full ACK
 * ends the recovery. */
static void fast_retransmit_and_recovery(void **state)
{
    (void)state;
    struct tcp_profile profile = profile_with(CONGESTION_NEWRENO);
    seq32 start;
    struct stage *s = in_flight(&profile, 10, &start);
    for (int i = 0; i < 2; i++) {
        ack_upto(s, start, 0);
        assert_int_equal(sent_now(s), 1);
        assert_int_equal(last_sent(s)->frame_flags, 0);
    }
    ack_upto(s, start, 0);
    assert_int_equal(sent_now(s), 1);
    assert_int_equal(last_sent(s)->h.seq.raw, start.raw);
    assert_int_equal(last_sent(s)->frame_flags, FRAME_RETRANSMISSION | FRAME_FAST);
    assert_int_equal(conn(s)->cc.ssthresh, 5 * MSS); /* without the two of limited transmit */
    assert_int_equal(conn(s)->cc.cwnd, 8 * MSS);
    for (int i = 0; i < 4; i++) /* cwnd 12: as much as is in flight */
        ack_upto(s, start, 0);
    assert_int_equal(sent_now(s), 0);
    ack_upto(s, start, 0); /* cwnd 13 */
    assert_int_equal(sent_now(s), 1);
    ack_upto(s, start, 12);
    assert_int_equal(conn(s)->cc.cwnd,
                     2 * MSS); /* min(ssthresh, max(FlightSize, SMSS) + SMSS) */
    assert_false((conn(s)->flags & CONN_RECOVERY) != 0);
    assert_int_equal(s->fired[RULE_TCP_RECOVERED], 1);
    stage_free(s);
}

/* Two of ten are lost: the ACK of the first retransmission is partial and brings the second. */
static void partial_ack(void **state)
{
    (void)state;
    struct tcp_profile profile = profile_with(CONGESTION_NEWRENO);
    profile.limited_transmit = 0;
    seq32 start;
    struct stage *s = in_flight(&profile, 10, &start);
    for (int i = 0; i < 2; i++)
        ack_upto(s, start, 0);
    assert_int_equal(sent_now(s), 0); /* without limited transmit */
    ack_upto(s, start, 0);
    assert_int_equal(sent_now(s), 1);
    uint32_t cwnd = conn(s)->cc.cwnd;
    ack_upto(s, start, 5);
    assert_int_equal(s->fired[RULE_TCP_PARTIAL_ACK], 1);
    assert_int_equal(s->caught[s->seen].h.seq.raw, start.raw + 5 * MSS);
    assert_int_equal(s->caught[s->seen].frame_flags, FRAME_RETRANSMISSION | FRAME_FAST);
    assert_int_equal(conn(s)->cc.cwnd, cwnd - 5 * MSS + MSS);
    assert_true((conn(s)->flags & CONN_RECOVERY) != 0);
    ack_upto(s, start, 10);
    assert_false((conn(s)->flags & CONN_RECOVERY) != 0);
    stage_free(s);
}

/* RFC 6582 section 3.2, step 2: duplicate ACKs of what was sent before the last recovery or
 * time-out do not start another one. */
static void no_second_fast_retransmit(void **state)
{
    (void)state;
    struct tcp_profile profile = profile_with(CONGESTION_NEWRENO);
    seq32 start;
    struct stage *s = in_flight(&profile, 10, &start);
    stage_after(s, 1100 * SIM_MILLISECOND); /* time-out: sent again from the start */
    assert_int_equal(sent_now(s), 1);
    assert_int_equal(conn(s)->cc.ssthresh, 5 * MSS);
    assert_int_equal(conn(s)->cc.cwnd, MSS);
    for (int i = 0; i < 5; i++)
        ack_upto(s, start, 0);
    assert_int_equal(s->fired[RULE_TCP_FAST_RETRANSMIT], 0);
    stage_free(s);
}

/* ssthresh is halved once, however often the same segment is sent again. */
static void repeated_timeouts(void **state)
{
    (void)state;
    struct tcp_profile profile = profile_with(CONGESTION_NEWRENO);
    seq32 start;
    struct stage *s = in_flight(&profile, 20, &start);
    stage_after(s, 8 * SIM_SECOND);
    assert_int_equal(sent_now(s), 3);
    assert_int_equal(conn(s)->cc.ssthresh, 10 * MSS);
    ack_upto(s, start, 1); /* slow start again, from what is not acknowledged */
    assert_int_equal(sent_now(s), 2);
    assert_int_equal(s->caught[s->seen - 2].h.seq.raw, start.raw + MSS);
    ack_upto(s, start, 20); /* everything had arrived: on with new octets */
    assert_true(sent_now(s) > 0);
    assert_int_equal(last_sent(s)->frame_flags, 0);
    stage_free(s);
}

static void tahoe(void **state)
{
    (void)state;
    struct tcp_profile profile = profile_with(CONGESTION_TAHOE);
    seq32 start;
    struct stage *s = in_flight(&profile, 10, &start);
    for (int i = 0; i < 3; i++)
        ack_upto(s, start, 0);
    assert_int_equal(last_sent(s)->h.seq.raw, start.raw);
    assert_int_equal(conn(s)->cc.cwnd, MSS);
    assert_int_equal(conn(s)->cc.ssthresh, 5 * MSS);
    (void)sent_now(s);
    for (int i = 0; i < 5; i++)
        ack_upto(s, start, 0);
    assert_int_equal(sent_now(s), 0); /* no fast recovery */
    stage_free(s);
}

static void no_congestion_control(void **state)
{
    (void)state;
    struct tcp_profile profile = profile_with(CONGESTION_NONE);
    struct stage *s = tcp_in_with(TCP_ESTABLISHED, &profile);
    seq32 start = s->peer_ack;
    size_t taken;
    assert_int_equal(tcp_send(&s->t, s->conn, octets, sizeof octets, &taken), TCP_OK);
    stage_flush(s);
    assert_int_equal(sent_now(s), 65535 / MSS); /* the window is all that counts */
    for (int i = 0; i < 3; i++)
        ack_upto(s, start, 0);
    assert_int_equal(sent_now(s), 1);
    stage_free(s);
}

/* CUBIC: beta is 0.7, and the window grows back to W_max within K. */
static void cubic(void **state)
{
    (void)state;
    struct tcp_profile profile = profile_with(CONGESTION_CUBIC);
    seq32 start;
    struct stage *s = in_flight(&profile, 40, &start);
    for (int i = 0; i < 3; i++)
        ack_upto(s, start, 0);
    assert_int_equal(conn(s)->cc.ssthresh, 28 * MSS);
    assert_int_equal(conn(s)->cc.w_max, 40 * MSS);
    uint32_t acked = 40;
    while (conn(s)->cc.cwnd < conn(s)->cc.ssthresh || (conn(s)->flags & CONN_RECOVERY) != 0)
        ack_upto(s, start, acked += 2);
    uint32_t before = conn(s)->cc.cwnd;
    for (int i = 0; i < 30; i++) { /* K = cbrt(12 / 0.4) = 3.1 s */
        stage_after(s, 100 * SIM_MILLISECOND);
        ack_upto(s, start, acked += 4);
        assert_true(conn(s)->cc.cwnd >= before);
        before = conn(s)->cc.cwnd;
    }
    assert_in_range(conn(s)->cc.cwnd / MSS, 34, 41);
    assert_in_range(conn(s)->cc.k / SIM_MILLISECOND, 2900, 3200);
    stage_free(s);
}

/* Without fast retransmit only the timer helps. */
static void fast_retransmit_off(void **state)
{
    (void)state;
    struct tcp_profile profile = profile_with(CONGESTION_NEWRENO);
    profile.fast_retransmit = 0;
    profile.limited_transmit = 0;
    seq32 start;
    struct stage *s = in_flight(&profile, 10, &start);
    for (int i = 0; i < 9; i++)
        ack_upto(s, start, 0);
    assert_int_equal(sent_now(s), 0);
    stage_after(s, 1100 * SIM_MILLISECOND);
    assert_int_equal(sent_now(s), 1);
    assert_int_equal(last_sent(s)->frame_flags, FRAME_RETRANSMISSION);
    stage_free(s);
}

/* A window that changes, text, or nothing in flight: no duplicate ACK (RFC 5681 section 2). */
static void what_is_no_duplicate(void **state)
{
    (void)state;
    struct tcp_profile profile = profile_with(CONGESTION_NEWRENO);
    seq32 start;
    struct stage *s = in_flight(&profile, 10, &start);
    for (int i = 0; i < 5; i++) {
        s->peer_window--;
        ack_upto(s, start, 0);
        inject(s, TCP_ACK, s->peer_seq, start, 10, NULL);
        s->peer_seq = seq_add(s->peer_seq, 10);
    }
    assert_int_equal(s->fired[RULE_TCP_DUPLICATE_ACK], 0);
    stage_free(s);
}

/* One event sends a bounded number of segments; the rest follows at the same time. */
static void many_segments_at_once(void **state)
{
    (void)state;
    struct tcp_profile profile = profile_with(CONGESTION_NONE);
    profile.window_scaling = 1;
    profile.mss = 1000;
    struct stage *s = tcp_in_with(TCP_SYN_SENT, &profile);
    struct tcp_options options = {
        .has_mss = true, .mss = 1000, .has_window_scale = true, .window_scale = 7};
    inject(s, TCP_SYN | TCP_ACK, s->peer_seq, s->peer_ack, 0, &options);
    s->peer_seq = seq_add(s->peer_seq, 1);
    peer_sends(s, TCP_ACK, 0); /* a window of 65535 << 7 */
    (void)sent_now(s);
    size_t taken;
    assert_int_equal(tcp_send(&s->t, s->conn, octets, 200000, &taken), TCP_OK);
    assert_int_equal(taken, 200000);
    assert_in_range(stage_live(s, s->phy.flight_pool), 1, 64);
    stage_after(s, SIM_MILLISECOND);
    assert_int_equal(sent_now(s), 200);
    stage_free(s);
}

/* RFC 5681 section 4.1: after an idle time longer than the RTO cwnd is the restart window. */
static void restart_after_idle(void **state)
{
    (void)state;
    for (uint8_t on = 0; on <= 1; on++) {
        struct tcp_profile profile = profile_with(CONGESTION_NEWRENO);
        profile.restart_after_idle = on;
        seq32 start;
        struct stage *s = in_flight(&profile, 20, &start);
        ack_upto(s, start, 20);
        uint32_t acked = seq_span(start, conn(s)->snd.max) / MSS;
        ack_upto(s, start, acked);
        while (conn(s)->snd.max.raw != conn(s)->snd.una.raw)
            inject(s, TCP_ACK, s->peer_seq, conn(s)->snd.max, 0, NULL);
        uint32_t before = conn(s)->cc.cwnd;
        assert_true(before > 10 * MSS);
        stage_after(s, 5 * SIM_SECOND);
        assert_int_equal(conn(s)->cc.cwnd, before); /* only what is sent next matters */
        size_t taken;
        assert_int_equal(tcp_send(&s->t, s->conn, octets, 100, &taken), TCP_OK);
        assert_int_equal(conn(s)->cc.cwnd, on ? 10 * MSS : before);
        assert_int_equal(s->fired[RULE_TCP_RESTARTS_AFTER_IDLE], on);
        stage_free(s);
    }
}

/* The last one: what the others have shown. */
static void rules_fired(void **state)
{
    (void)state;
    check_rules_shown("congestion");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(initial_window),        cmocka_unit_test(slow_start),
        cmocka_unit_test(congestion_avoidance),  cmocka_unit_test(fast_retransmit_and_recovery),
        cmocka_unit_test(partial_ack),           cmocka_unit_test(no_second_fast_retransmit),
        cmocka_unit_test(repeated_timeouts),     cmocka_unit_test(tahoe),
        cmocka_unit_test(no_congestion_control), cmocka_unit_test(cubic),
        cmocka_unit_test(fast_retransmit_off),   cmocka_unit_test(what_is_no_duplicate),
        cmocka_unit_test(many_segments_at_once), cmocka_unit_test(restart_after_idle),
        cmocka_unit_test(rules_fired),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
