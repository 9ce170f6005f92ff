/* tests/transport/test_timestamps.c: the timestamps option and what protects against wrapped
 * sequence numbers, and the limits of window scaling (RFC 7323), with a peer that the test
 * plays. */
#include "transport/rules_shown.h"

static struct tcp_conn *conn(struct stage *s)
{
    return &s->t.conns[s->conn.row];
}

/* ESTABLISHED with timestamps; the peer's clock stands at 1000. */
static struct stage *with_timestamps(void)
{
    struct tcp_profile profile = tcp_default_profile();
    profile.timestamps = 1;
    struct stage *s = tcp_in_with(TCP_SYN_SENT, &profile);
    struct tcp_options options = {.has_mss = true,
                                  .mss = 1460,
                                  .has_timestamps = true,
                                  .ts_value = 1000,
                                  .ts_echo = s->caught[0].options.ts_value};
    inject(s, TCP_SYN | TCP_ACK, s->peer_seq, s->peer_ack, 0, &options);
    s->peer_seq = seq_add(s->peer_seq, 1);
    expect(s, TCP_ACK, 0);
    return s;
}

static const struct caught *last_sent(const struct stage *s)
{
    return &s->caught[s->caught_count - 1];
}

/* Text of the peer at `at` behind its numbers, stamped. */
static void stamped(struct stage *s, uint8_t flags, uint32_t at, uint32_t length,
                    uint32_t value)
{
    struct tcp_options options = {.has_timestamps = true, .ts_value = value};
    inject(s, flags, seq_add(s->peer_seq, at), s->peer_ack, length, &options);
}

static void negotiation(void **state)
{
    (void)state;
    for (unsigned bits = 0; bits < 4; bits++) {
        struct tcp_profile profile = tcp_default_profile();
        profile.timestamps = bits & 1;
        struct stage *s = tcp_in_with(TCP_SYN_SENT, &profile);
        struct tcp_options options = {
            .has_mss = true, .mss = 1460, .has_timestamps = bits >> 1 != 0, .ts_value = 7};
        assert_int_equal(s->caught[0].options.has_timestamps, bits & 1);
        assert_int_equal(s->caught[0].options.ts_echo, 0);
        inject(s, TCP_SYN | TCP_ACK, s->peer_seq, s->peer_ack, 0, &options);
        assert_int_equal(last_sent(s)->options.has_timestamps, bits == 3);
        assert_int_equal(last_sent(s)->options.ts_echo, bits == 3 ? 7 : 0);
        assert_int_equal(conn(s)->snd.mss, bits == 3 ? 1448 : 1460);
        stage_free(s);
    }
}

/* R1: older than what has come: dropped, and answered; RST is not judged so (section 5.2). */
static void old_segments(void **state)
{
    (void)state;
    struct stage *s = with_timestamps();
    stamped(s, TCP_ACK, 0, 100, 999);
    assert_int_equal(s->fired[RULE_TCP_OLD_TIMESTAMP], 1);
    expect(s, TCP_ACK, 0);
    assert_int_equal(tcp_readable(&s->t, s->conn), 0);
    stamped(s, TCP_ACK, 0, 100, 1000);
    assert_int_equal(tcp_readable(&s->t, s->conn), 100);
    stamped(s, TCP_RST, 100, 0, 1);
    assert_false(tcp_exists(&s->t, s->conn));
    stage_free(s);
}

/* R3: TS.Recent is taken from what the last ACK waited for, so that a delayed ACK echoes the
 * first of two; never from what lies outside of the window, is out of order, or is RST. */
static void recent(void **state)
{
    (void)state;
    struct stage *s = with_timestamps();
    stamped(s, TCP_ACK, 0, 100, 1001);
    assert_int_equal(conn(s)->ts_recent, 1001);
    stamped(s, TCP_ACK, 100, 100, 1002); /* the first is not acknowledged yet */
    assert_int_equal(conn(s)->ts_recent, 1001);
    stage_after(s, 300 * SIM_MILLISECOND);
    assert_int_equal(last_sent(s)->options.ts_echo, 1001);
    stamped(s, TCP_ACK, 300, 100, 1003); /* behind a gap */
    assert_int_equal(conn(s)->ts_recent, 1001);
    stamped(s, TCP_ACK, 200000, 100, 1004); /* outside */
    assert_int_equal(conn(s)->ts_recent, 1001);
    stamped(s, TCP_RST, 250, 0, 1005); /* not believed, and says nothing about time */
    assert_int_equal(conn(s)->ts_recent, 1001);
    stamped(s, TCP_ACK, 200, 100, 1006);
    assert_int_equal(conn(s)->ts_recent, 1006);
    stage_free(s);
}

/* Section 3.2: once agreed on, every segment but RST carries them. */
static void missing(void **state)
{
    (void)state;
    struct stage *s = with_timestamps();
    inject(s, TCP_ACK, s->peer_seq, s->peer_ack, 100, NULL);
    assert_int_equal(s->fired[RULE_TCP_NO_TIMESTAMP], 1);
    expect_nothing(s);
    assert_int_equal(tcp_readable(&s->t, s->conn), 0);
    inject(s, TCP_RST, s->peer_seq, s->peer_ack, 0, NULL);
    assert_false(tcp_exists(&s->t, s->conn));
    stage_free(s);
}

/* Section 3.2: not agreed on, they are ignored. */
static void unasked(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    stamped(s, TCP_ACK, 0, 100, 5);
    stamped(s, TCP_ACK, 100, 100, 4);
    assert_int_equal(tcp_readable(&s->t, s->conn), 200);
    stage_free(s);
}

/* Section 5.5: after 24 days TS.Recent is no longer valid. */
static void outdated(void **state)
{
    (void)state;
    const sim_time day = 24 * 3600 * SIM_SECOND;
    struct stage *s = with_timestamps();
    stage_after(s, 23 * day);
    stamped(s, TCP_ACK, 0, 100, 900);
    assert_int_equal(tcp_readable(&s->t, s->conn), 0);
    stage_after(s, 2 * day);
    stamped(s, TCP_ACK, 0, 100, 900);
    assert_int_equal(tcp_readable(&s->t, s->conn), 100);
    assert_int_equal(conn(s)->ts_recent, 900);
    assert_int_equal(s->fired[RULE_TCP_TIMESTAMP_OUTDATED], 1);
    stage_free(s);
}

/* RTTM (section 4): a retransmission can be measured; an ACK of nothing new is not. */
static void round_trips(void **state)
{
    (void)state;
    struct stage *s = with_timestamps();
    uint8_t text[100] = {0};
    size_t taken;
    stage_after(s, SIM_SECOND);
    assert_int_equal(tcp_send(&s->t, s->conn, text, sizeof text, &taken), TCP_OK);
    stage_after(s, 1500 * SIM_MILLISECOND); /* the timer has sent it again at 1 s */
    uint32_t measured = s->fired[RULE_TCP_RTT_MEASURED];
    struct tcp_options options = {
        .has_timestamps = true, .ts_value = 1001, .ts_echo = last_sent(s)->options.ts_value};
    inject(s, TCP_ACK, s->peer_seq, s->peer_ack, 0, &options);
    assert_int_equal(s->fired[RULE_TCP_RTT_MEASURED], measured);
    inject(s, TCP_ACK, s->peer_seq, seq_add(s->peer_ack, 100), 0, &options);
    assert_int_equal(s->fired[RULE_TCP_RTT_MEASURED], measured + 1);
    assert_true(conn(s)->rtt.srtt < SIM_SECOND); /* of the second sending, not of the first */
    stage_free(s);
}

/* A connection that is not there: the timestamp comes back in RST (section 5.2). */
static void stray(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_CLOSED);
    struct tcp_options options = {.has_timestamps = true, .ts_value = 77, .ts_echo = 5};
    inject(s, TCP_ACK, seq(1), seq(2), 0, &options);
    assert_int_equal(last_sent(s)->h.flags, TCP_RST);
    assert_true(last_sent(s)->options.has_timestamps);
    assert_int_equal(last_sent(s)->options.ts_value, 0);
    assert_int_equal(last_sent(s)->options.ts_echo, 77);
    stage_free(s);
}

/* RFC 7323 section 2.3: a shift above 14 is taken as 14. */
static void shift_is_limited(void **state)
{
    (void)state;
    struct tcp_profile profile = tcp_default_profile();
    struct stage *s = tcp_in_with(TCP_SYN_SENT, &profile);
    struct tcp_options options = {.has_window_scale = true, .window_scale = 15};
    inject(s, TCP_SYN | TCP_ACK, s->peer_seq, s->peer_ack, 0, &options);
    assert_int_equal(conn(s)->snd.shift, 14);
    assert_int_equal(s->fired[RULE_TCP_SHIFT_LIMITED], 1);
    stage_free(s);
}

static void rules_fired(void **state)
{
    (void)state;
    check_rules_shown("timestamps");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(negotiation),      cmocka_unit_test(old_segments),
        cmocka_unit_test(recent),           cmocka_unit_test(missing),
        cmocka_unit_test(unasked),          cmocka_unit_test(outdated),
        cmocka_unit_test(round_trips),      cmocka_unit_test(stray),
        cmocka_unit_test(shift_is_limited), cmocka_unit_test(rules_fired),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
