/* tests/transport/test_path.c: path MTU discovery of a connection (RFC 1191), which errors it
 * believes (RFC 5927 section 7.2), black holes (RFC 2923), and what is told of soft errors when
 * a connection is given up (RFC 9293 section 3.9.2.2). */
#include "ip/path.h"
#include "transport/rules_shown.h"

enum { FULL = 1460 };

static uint8_t letters[65536];

static struct tcp_conn *conn(struct stage *s)
{
    return &s->t.conns[s->conn.row];
}

static void send_now(struct stage *s, size_t n)
{
    size_t taken;
    assert_int_equal(tcp_send(&s->t, s->conn, letters, n, &taken), TCP_OK);
    assert_int_equal(taken, n);
    stage_flush(s);
}

/* An error about the segment with this number and so much text. */
static void icmp(struct stage *s, uint8_t type, uint8_t code, uint16_t mtu, seq32 about,
                 uint16_t text)
{
    uint8_t quote[8] = {LOCAL_PORT >> 8, LOCAL_PORT & 0xff, 0, PEER_PORT};
    for (int i = 0; i < 4; i++)
        quote[4 + i] = (uint8_t)(about.raw >> (24 - 8 * i));
    struct icmp_message m = {
        .header = {.type = type, .code = code, .sequence = mtu},
        .from = UINT32_C(0x0a0000fe),
        .about = {.source = LOCAL_ADDRESS,
                  .destination = PEER_ADDRESS,
                  .header_length = IPV4_HEADER,
                  .total_length = (uint16_t)(IPV4_HEADER + TCP_HEADER + text)},
        .quote = quote,
        .quote_length = sizeof quote};
    stage_event(s, sim_now(&s->sim));
    struct socket_up up = tcp_icmp_error(&s->t, 0, &m);
    stage_tell(s, 0, &up);
    stage_flush(s);
}

static void too_big(struct stage *s, uint16_t mtu, seq32 about, uint16_t text)
{
    icmp(s, ICMP_UNREACHABLE, ICMP_FRAGMENTATION_NEEDED, mtu, about, text);
}

static void acknowledge(struct stage *s, seq32 ack)
{
    inject(s, TCP_ACK, s->peer_seq, ack, 0, NULL);
}

/* Section 6.4: one segment at once, the others when it is acknowledged, and cwnd as before; the
 * errors about the others change nothing. */
static void one_segment_at_once(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    seq32 una = conn(s)->snd.una;
    send_now(s, 3 * FULL);
    for (int i = 0; i < 3; i++)
        assert_int_equal(next_caught(s)->length, FULL);
    uint32_t cwnd = conn(s)->cc.cwnd, ssthresh = conn(s)->cc.ssthresh;
    too_big(s, 1000, una, FULL);
    expect(s, TCP_ACK, 960);
    too_big(s, 1000, seq_add(una, FULL), FULL);
    too_big(s, 1000, seq_add(una, 2 * FULL), FULL);
    expect_nothing(s);
    assert_int_equal(conn(s)->cc.cwnd, cwnd);
    assert_int_equal(conn(s)->cc.ssthresh, ssthresh);
    assert_int_equal(conn(s)->snd.mss, 960);
    acknowledge(s, seq_add(una, 960));
    for (int i = 0; i < 3; i++)
        expect(s, TCP_ACK, 960);
    expect(s, TCP_ACK | TCP_PSH, 3 * FULL - 4 * 960);
    assert_int_equal(s->fired[RULE_TCP_PATH_MTU], 1);
    assert_int_equal(s->fired[RULE_TCP_RETRANSMISSION_TIMEOUT], 0);
    stage_free(s);
}

/* Section 5: a router that does not say how much fits; the length that it quotes counts, less a
 * header, for it may have added one. */
static void old_routers(void **state)
{
    (void)state;
    static const uint16_t plateaus[] = {1006, 508, 296, 68};
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    seq32 una = conn(s)->snd.una;
    send_now(s, FULL);
    uint16_t length = (uint16_t)next_caught(s)->length;
    for (unsigned i = 0; i < sizeof plateaus / sizeof plateaus[0]; i++) {
        too_big(s, 0, una, length);
        too_big(s, 0, una, length); /* a late one about the same size */
        length = (uint16_t)(plateaus[i] - IPV4_HEADER - TCP_HEADER);
        assert_int_equal(expect(s, TCP_ACK, length)->length, length);
        expect_nothing(s);
    }
    assert_int_equal(s->fired[RULE_PATH_MTU_PLATEAU], 8);
    too_big(s, 0, una, length); /* nothing is smaller: it may be cut instead */
    assert_int_equal(s->fired[RULE_PATH_MTU_LEAST], 0);
    assert_int_equal(conn(s)->snd.mss, 28);
    stage_free(s);
}

/* Section 3: never larger by an error, never below 68. */
static void what_is_not_believed(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    seq32 una = conn(s)->snd.una;
    send_now(s, FULL);
    expect(s, TCP_ACK | TCP_PSH, FULL);
    too_big(s, 1500, una, FULL);
    too_big(s, 9000, una, FULL);
    expect_nothing(s);
    assert_int_equal(s->fired[RULE_PATH_MTU_IMPLAUSIBLE], 2);
    too_big(s, 20, una, FULL);
    expect(s, TCP_ACK, 28);
    assert_int_equal(s->fired[RULE_PATH_MTU_LEAST], 1);
    bool may_cut;
    assert_int_equal(ip_path_mtu(&s->ip, 0, PEER_ADDRESS, &may_cut), 68);
    assert_true(may_cut);
    too_big(s, 1400, una, FULL);
    assert_int_equal(conn(s)->snd.mss, 28);
    stage_free(s);
}

/* RFC 5927 section 7.2: a full segment has been acknowledged, so somebody may be lying. */
static void doubted(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    send_now(s, FULL);
    expect(s, TCP_ACK | TCP_PSH, FULL);
    acknowledge(s, s->peer_ack);
    seq32 una = conn(s)->snd.una;
    send_now(s, FULL);
    expect(s, TCP_ACK | TCP_PSH, FULL);
    too_big(s, 600, una, FULL);
    expect_nothing(s);
    assert_int_equal(conn(s)->snd.mss, FULL);
    acknowledge(s, s->peer_ack); /* it was a lie: the segment has arrived */
    una = conn(s)->snd.una;
    send_now(s, FULL);
    expect(s, TCP_ACK | TCP_PSH, FULL);
    stage_after(s, 3 * SIM_SECOND / 2);
    expect(s, TCP_ACK | TCP_PSH, FULL); /* lost by chance: the size stays */
    too_big(s, 600, una, FULL);
    stage_after(s, 2 * SIM_SECOND);
    expect(s, TCP_ACK, 560); /* lost again: now it is believed */
    assert_int_equal(s->fired[RULE_TCP_PATH_DOUBTED], 2);
    stage_free(s);
}

/* Section 6.2: what another program has found out counts for all; an error about a segment that
 * was on its way before still lets it go out again. */
static void known_already(void **state)
{
    (void)state;
    static const struct path_policy policy = {.age = 600 * SIM_SECOND, .least = 68};
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    seq32 una = conn(s)->snd.una;
    send_now(s, FULL);
    expect(s, TCP_ACK | TCP_PSH, FULL);
    assert_true(ip_path_shrink(&s->ip, 0, PEER_ADDRESS, 1000, &policy));
    assert_false(ip_path_shrink(&s->ip, 0, PEER_ADDRESS, 1000, &policy));
    assert_false(ip_path_shrink(&s->ip, 0, PEER_ADDRESS, 1200, &policy));
    send_now(s, 960);
    expect(s, TCP_ACK | TCP_PSH, 960);
    assert_int_equal(s->fired[RULE_TCP_PATH_KNOWN], 1);
    too_big(s, 1000, una, FULL);
    expect(s, TCP_ACK, 960);
    stage_free(s);
}

/* Section 6.3: it grows old; nothing is sent again when segments grow. */
static void old_news(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    seq32 una = conn(s)->snd.una;
    send_now(s, FULL);
    expect(s, TCP_ACK | TCP_PSH, FULL);
    too_big(s, 1000, una, FULL);
    expect(s, TCP_ACK, 960);
    acknowledge(s, s->peer_ack);
    stage_after(s, 599 * SIM_SECOND);
    send_now(s, 960);
    expect(s, TCP_ACK | TCP_PSH, 960);
    acknowledge(s, s->peer_ack);
    stage_after(s, 2 * SIM_SECOND);
    send_now(s, FULL);
    expect(s, TCP_ACK | TCP_PSH, FULL);
    assert_int_equal(s->fired[RULE_PATH_MTU_FORGOTTEN], 1);
    assert_int_equal(s->fired[RULE_TCP_PATH_RAISED], 1);
    assert_null(ip_path_known(&s->ip, 0, PEER_ADDRESS));
    stage_free(s);
}

static void switched_off(void **state)
{
    (void)state;
    struct tcp_profile profile = tcp_default_profile();
    profile.path_mtu = 0;
    profile.window_scaling = 0;
    struct stage *s = tcp_in_with(TCP_ESTABLISHED, &profile);
    send_now(s, FULL);
    expect(s, TCP_ACK | TCP_PSH, FULL);
    too_big(s, 1000, conn(s)->snd.una, FULL);
    expect_nothing(s);
    assert_int_equal(s->fired[RULE_TCP_PATH_IGNORED], 1);
    stage_free(s);
}

/* --- black holes --- */

static struct stage *in_a_black_hole(bool searches)
{
    struct tcp_profile profile = tcp_default_profile();
    profile.black_hole = searches ? 1 : 0;
    profile.window_scaling = 0;
    struct stage *s = tcp_in_with(TCP_ESTABLISHED, &profile);
    send_now(s, FULL);
    expect(s, TCP_ACK | TCP_PSH, FULL);
    return s;
}

/* 1, 3, 7 s: the third time-out; then each tries less, and the last lets routers cut. */
static void search(void **state)
{
    (void)state;
    struct stage *s = in_a_black_hole(true);
    stage_after(s, 6 * SIM_SECOND);
    expect(s, TCP_ACK | TCP_PSH, FULL);
    expect(s, TCP_ACK | TCP_PSH, FULL);
    stage_after(s, 2 * SIM_SECOND);
    expect(s, TCP_ACK, 1024);
    stage_after(s, 8 * SIM_SECOND);
    expect(s, TCP_ACK, 536);
    assert_int_equal(s->fired[RULE_TCP_BLACK_HOLE], 2);
    assert_int_equal(s->fired[RULE_TCP_BLACK_HOLE_CUT], 0);
    stage_after(s, 16 * SIM_SECOND);
    expect(s, TCP_ACK, 536);
    assert_int_equal(s->fired[RULE_TCP_BLACK_HOLE_CUT], 1);
    bool may_cut;
    assert_int_equal(ip_path_mtu(&s->ip, 0, PEER_ADDRESS, &may_cut), 576);
    assert_true(may_cut);
    stage_after(s, 32 * SIM_SECOND);
    assert_int_equal(s->fired[RULE_TCP_BLACK_HOLE_CUT], 1);
    stage_free(s);
}

static void no_search(void **state)
{
    (void)state;
    struct stage *s = in_a_black_hole(false);
    stage_after(s, 100 * SIM_SECOND);
    while (s->seen < s->caught_count)
        expect(s, TCP_ACK | TCP_PSH, FULL);
    assert_int_equal(s->fired[RULE_TCP_BLACK_HOLE], 0);
    stage_free(s);
}

/* Small segments vanish for other reasons. */
static void small_ones(void **state)
{
    (void)state;
    struct tcp_profile profile = tcp_default_profile();
    profile.black_hole = 1;
    struct stage *s = tcp_in_with(TCP_ESTABLISHED, &profile);
    send_now(s, 500);
    stage_after(s, 100 * SIM_SECOND);
    assert_int_equal(s->fired[RULE_TCP_BLACK_HOLE], 0);
    assert_int_equal(s->fired[RULE_TCP_BLACK_HOLE_CUT], 0);
    stage_free(s);
}

/* --- errors that are remembered --- */

static void reason_of_the_end(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    seq32 una = conn(s)->snd.una;
    send_now(s, 10);
    icmp(s, ICMP_UNREACHABLE, ICMP_HOST_UNREACHABLE, 0, una, 10);
    assert_int_equal(stage_told(s, 0), SOCKET_UNREACHABLE);
    stage_after(s, 2000 * SIM_SECOND);
    assert_int_equal(stage_told(s, 0), SOCKET_STALLED | SOCKET_TIMED_OUT | SOCKET_UNREACHABLE);
    assert_int_equal(s->last[0].icmp_type, ICMP_UNREACHABLE);
    assert_int_equal(s->last[0].icmp_code, ICMP_HOST_UNREACHABLE);
    stage_free(s);
    s = tcp_in(TCP_ESTABLISHED); /* text that was acknowledged since proves that it passed */
    una = conn(s)->snd.una;
    send_now(s, 10);
    icmp(s, ICMP_UNREACHABLE, ICMP_HOST_UNREACHABLE, 0, una, 10);
    acknowledge(s, seq_add(una, 10));
    stage_told(s, 0);
    send_now(s, 10);
    stage_after(s, 2000 * SIM_SECOND);
    assert_int_equal(stage_told(s, 0), SOCKET_STALLED | SOCKET_TIMED_OUT);
    stage_free(s);
}

/* RFC 5461: hard errors count while the connection is being opened, from either side. */
static void hard_in_syn_received(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_SYN_RECEIVED); /* by a simultaneous open */
    icmp(s, ICMP_UNREACHABLE, ICMP_PROTOCOL_UNREACHABLE, 0, conn(s)->snd.una, 0);
    assert_int_equal(stage_told(s, 0), SOCKET_UNREACHABLE);
    assert_false(tcp_exists(&s->t, s->conn));
    expect_no_leak(s);
    stage_free(s);
}

/* The last one: what the others have shown. */
static void rules_fired(void **state)
{
    (void)state;
    check_rules_shown("path");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_segment_at_once),
        cmocka_unit_test(old_routers),
        cmocka_unit_test(what_is_not_believed),
        cmocka_unit_test(doubted),
        cmocka_unit_test(known_already),
        cmocka_unit_test(old_news),
        cmocka_unit_test(switched_off),
        cmocka_unit_test(search),
        cmocka_unit_test(no_search),
        cmocka_unit_test(small_ones),
        cmocka_unit_test(reason_of_the_end),
        cmocka_unit_test(hard_in_syn_received),
        cmocka_unit_test(rules_fired),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
