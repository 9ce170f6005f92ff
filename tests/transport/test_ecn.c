/* tests/transport/test_ecn.c: explicit congestion notification (RFC 3168): with a peer that the
 * test plays, and between two hosts whose cable marks. */
#include "transport/rules_shown.h"

enum { MSS = 1460 };

static uint8_t octets[400000];

static struct tcp_conn *conn(struct stage *s)
{
    return &s->t.conns[s->conn.row];
}

static struct tcp_profile profile_with_ecn(void)
{
    struct tcp_profile profile = tcp_default_profile();
    profile.ecn = 1;
    profile.window_scaling = 0;
    profile.send_buffer = 400000;
    return profile;
}

static const struct caught *last_sent(const struct stage *s)
{
    return &s->caught[s->caught_count - 1];
}

/* The peer's SYN,ACK has these flags besides. */
static struct stage *established(const struct tcp_profile *profile, uint8_t flags)
{
    struct stage *s = stage_with_peer(profile);
    struct tcp_options options = {.has_mss = true, .mss = MSS};
    s->peer_seq = seq(9000);
    assert_int_equal(tcp_connect(&s->t, 0, LOCAL_PORT, peer_endpoint, 1, &s->conn), TCP_OK);
    stage_flush(s);
    (void)next_caught(s);
    inject(s, (uint8_t)(TCP_SYN | TCP_ACK | flags), s->peer_seq, s->peer_ack, 0, &options);
    s->peer_seq = seq_add(s->peer_seq, 1);
    expect(s, TCP_ACK, 0);
    return s;
}

/* Section 6.1.1: only ECE in the SYN,ACK is a yes. */
static void negotiation(void **state)
{
    (void)state;
    static const struct {
        uint8_t ours, flags;
        bool agreed;
    } table[] = {
        {1, TCP_ECE, true}, {1, 0, false}, {1, TCP_ECE | TCP_CWR, false}, {0, TCP_ECE, false}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct tcp_profile profile = profile_with_ecn();
        profile.ecn = table[i].ours;
        struct stage *s = established(&profile, table[i].flags);
        assert_int_equal(s->caught[0].h.flags,
                         table[i].ours != 0 ? TCP_SYN | TCP_ECE | TCP_CWR : TCP_SYN);
        assert_int_equal(s->caught[0].tos, IPV4_NOT_ECT);
        size_t taken;
        assert_int_equal(tcp_send(&s->t, s->conn, octets, 100, &taken), TCP_OK);
        stage_flush(s);
        assert_int_equal(last_sent(s)->tos, table[i].agreed ? IPV4_ECT_0 : IPV4_NOT_ECT);
        stage_free(s);
    }
}

static void negotiation_of_a_listener(void **state)
{
    (void)state;
    static const uint8_t answers[][2] = {{TCP_ECE | TCP_CWR, TCP_ECE}, {TCP_ECE, 0}, {0, 0}};
    for (int i = 0; i < 3; i++) {
        struct tcp_profile profile = profile_with_ecn();
        struct stage *s = stage_with_peer(&profile);
        struct socket_id listener;
        assert_int_equal(tcp_listen(&s->t, 0, LOCAL_PORT, 4, 1, &listener), TCP_OK);
        inject(s, TCP_SYN | answers[i][0], seq(9000), seq(0), 0, NULL);
        assert_int_equal(last_sent(s)->h.flags, TCP_SYN | TCP_ACK | answers[i][1]);
        stage_free(s);
    }
}

/* Section 6.1.3: a mark is echoed until CWR comes. */
static void receiver(void **state)
{
    (void)state;
    struct tcp_profile profile = profile_with_ecn();
    profile.delayed_ack = 0;
    struct stage *s = established(&profile, TCP_ECE);
    s->peer_tos = IPV4_ECT_0;
    peer_sends(s, TCP_ACK, 100);
    expect(s, TCP_ACK, 0);
    s->peer_tos = IPV4_CE;
    peer_sends(s, TCP_ACK, 100);
    expect(s, TCP_ACK | TCP_ECE, 0);
    s->peer_tos = IPV4_ECT_0;
    peer_sends(s, TCP_ACK, 100);
    expect(s, TCP_ACK | TCP_ECE, 0);
    peer_sends(s, TCP_ACK | TCP_CWR, 100);
    expect(s, TCP_ACK, 0);
    s->peer_tos = IPV4_CE; /* marked again on the way, with CWR in it */
    peer_sends(s, TCP_ACK | TCP_CWR, 100);
    expect(s, TCP_ACK | TCP_ECE, 0);
    assert_int_equal(s->fired[RULE_TCP_ECN_ECHO_ENDS], 1);
    stage_free(s);
}

/* Section 6.1.5: a mark outside of the window says nothing. */
static void marks_outside(void **state)
{
    (void)state;
    struct tcp_profile profile = profile_with_ecn();
    struct stage *s = established(&profile, TCP_ECE);
    s->peer_tos = IPV4_CE;
    inject(s, TCP_ACK, seq_add(s->peer_seq, 200000), s->peer_ack, 100, NULL);
    expect(s, TCP_ACK, 0);
    stage_free(s);
}

/* Section 6.1.2: cwnd is halved once in a window, and the next new text says so. */
static void sender(void **state)
{
    (void)state;
    struct tcp_profile profile = profile_with_ecn();
    struct stage *s = established(&profile, TCP_ECE);
    seq32 start = s->peer_ack;
    size_t taken;
    assert_int_equal(tcp_send(&s->t, s->conn, octets, sizeof octets, &taken), TCP_OK);
    stage_flush(s);
    s->seen = s->caught_count; /* ten segments */
    inject(s, TCP_ACK | TCP_ECE, s->peer_seq, seq_add(start, MSS), 0, NULL);
    assert_int_equal(conn(s)->cc.cwnd, 9 * MSS / 2);
    assert_int_equal(conn(s)->cc.ssthresh, 9 * MSS / 2);
    expect_nothing(s); /* more is in flight than cwnd allows */
    inject(s, TCP_ACK | TCP_ECE, s->peer_seq, seq_add(start, 5 * MSS), 0, NULL);
    assert_int_equal(conn(s)->cc.cwnd, 9 * MSS / 2); /* not twice, and no growth */
    inject(s, TCP_ACK, s->peer_seq, seq_add(start, 8 * MSS), 0, NULL);
    assert_int_equal(s->caught[s->seen].h.flags, TCP_ACK | TCP_CWR);
    assert_int_equal(s->caught[s->seen].tos, IPV4_ECT_0);
    assert_int_equal(s->caught[s->seen + 1].h.flags, TCP_ACK);
    assert_int_equal(s->fired[RULE_TCP_ECN_REDUCES], 1);
    inject(s, TCP_ACK | TCP_ECE, s->peer_seq, conn(s)->snd.max, 0, NULL);
    assert_int_equal(s->fired[RULE_TCP_ECN_REDUCES], 2); /* another window */
    stage_free(s);
}

/* Section 6.1.5: what is sent again is not ECT. And one loss in a window that was reduced for a
 * mark does not reduce it again. */
static void retransmissions(void **state)
{
    (void)state;
    struct tcp_profile profile = profile_with_ecn();
    struct stage *s = established(&profile, TCP_ECE);
    seq32 start = s->peer_ack;
    size_t taken;
    assert_int_equal(tcp_send(&s->t, s->conn, octets, sizeof octets, &taken), TCP_OK);
    stage_flush(s);
    inject(s, TCP_ACK | TCP_ECE, s->peer_seq, seq_add(start, MSS), 0, NULL);
    uint32_t ssthresh = conn(s)->cc.ssthresh;
    for (int i = 0; i < 3; i++)
        inject(s, TCP_ACK, s->peer_seq, seq_add(start, MSS), 0, NULL);
    assert_int_equal(last_sent(s)->h.seq.raw, start.raw + MSS);
    assert_int_equal(last_sent(s)->tos, IPV4_NOT_ECT);
    assert_int_equal(last_sent(s)->h.flags & TCP_CWR, 0);
    assert_int_equal(conn(s)->cc.ssthresh, ssthresh);
    stage_free(s);
}

/* Section 6.1.2: with a cwnd of one segment a mark stops the sender until the timer runs out.
 */
static void one_segment(void **state)
{
    (void)state;
    struct tcp_profile profile = profile_with_ecn();
    profile.initial_window = 1;
    struct stage *s = established(&profile, TCP_ECE);
    seq32 start = s->peer_ack;
    size_t taken;
    assert_int_equal(tcp_send(&s->t, s->conn, octets, 10 * MSS, &taken), TCP_OK);
    stage_flush(s);
    assert_int_equal(last_sent(s)->h.seq.raw, start.raw);
    s->seen = s->caught_count;
    inject(s, TCP_ACK | TCP_ECE, s->peer_seq, seq_add(start, MSS), 0, NULL);
    assert_int_equal(conn(s)->cc.cwnd, MSS);
    stage_after(s, 900 * SIM_MILLISECOND);
    expect_nothing(s);
    stage_after(s, 200 * SIM_MILLISECOND); /* the RTO is 1 s */
    assert_int_equal(s->caught_count - s->seen, 1);
    assert_int_equal(last_sent(s)->h.seq.raw, start.raw + MSS);
    assert_int_equal(last_sent(s)->h.flags & TCP_CWR, TCP_CWR);
    assert_int_equal(conn(s)->rtt.rto, 2 * SIM_SECOND); /* backed off */
    inject(s, TCP_ACK, s->peer_seq, seq_add(start, 2 * MSS), 0, NULL);
    assert_int_equal(s->caught_count - s->seen, 3); /* and on, in slow start */
    stage_free(s);
}

/* Section 6.1.1.1: a SYN that is sent again and again goes without the flags in the end. */
static void syn_without(void **state)
{
    (void)state;
    for (uint8_t habits = HABITS_TEXTBOOK; habits < HABITS; habits++) {
        struct tcp_profile profile = profile_with_ecn();
        profile.habits = habits;
        profile.delayed_ack = 0;
        struct stage *s = stage_with_peer(&profile);
        s->peer_seq = seq(9000);
        assert_int_equal(tcp_connect(&s->t, 0, LOCAL_PORT, peer_endpoint, 1, &s->conn), TCP_OK);
        stage_after(s, 8 * SIM_SECOND); /* at 0, 1, 3 and 7 s */
        unsigned asking = habits == HABITS_LINUX ? 1 : 2;
        for (unsigned i = 0; i < 4; i++)
            assert_int_equal(s->caught[i].h.flags,
                             i < asking ? TCP_SYN | TCP_ECE | TCP_CWR : TCP_SYN);
        /* An answer to the first: marks are told of, but our text may not be marked. */
        s->peer_ack = seq_add(conn(s)->snd.iss, 1);
        inject(s, TCP_SYN | TCP_ACK | TCP_ECE, s->peer_seq, s->peer_ack, 0, NULL);
        s->peer_seq = seq_add(s->peer_seq, 1);
        size_t taken;
        assert_int_equal(tcp_send(&s->t, s->conn, octets, 100, &taken), TCP_OK);
        stage_flush(s);
        assert_int_equal(last_sent(s)->tos, IPV4_NOT_ECT);
        s->peer_tos = IPV4_CE;
        peer_sends(s, TCP_ACK, 100);
        assert_int_equal(last_sent(s)->h.flags, TCP_ACK | TCP_ECE);
        stage_free(s);
    }
}

static void rules_fired(void **state)
{
    (void)state;
    check_rules_shown("ecn");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(negotiation), cmocka_unit_test(negotiation_of_a_listener),
        cmocka_unit_test(receiver),    cmocka_unit_test(marks_outside),
        cmocka_unit_test(sender),      cmocka_unit_test(retransmissions),
        cmocka_unit_test(one_segment), cmocka_unit_test(syn_without),
        cmocka_unit_test(rules_fired),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
