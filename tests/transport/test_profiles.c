/* tests/transport/test_profiles.c: hosts with the habits of real systems: what a SYN looks like
 * octet by octet, as captures of these systems show it, and how they acknowledge. */
#include "transport/rules_shown.h"

enum { MSS = 1460 };

/* The options of a SYN with these, as they are on the wire. */
static void expect_options(enum tcp_option_order order, struct tcp_options options,
                           const uint8_t *expected, size_t length)
{
    uint8_t octets[TCP_HEADER + TCP_OPTIONS_MAXIMUM];
    struct writer w = writer_over(octets, sizeof octets);
    struct tcp h = {.flags = TCP_SYN};
    options.order = (uint8_t)order;
    options.mss = MSS;
    options.has_mss = true;
    tcp_write(&w, &h, &options);
    assert_int_equal(w.at, TCP_HEADER + length);
    assert_int_equal(h.header_length, w.at);
    assert_memory_equal(octets + TCP_HEADER, expected, length);
    struct reader r = reader_over(octets, w.at);
    struct tcp_options read;
    tcp_read(&r, &h, &read);
    assert_true(r.ok);
    assert_int_equal(read.has_sack_permitted, options.has_sack_permitted);
    assert_int_equal(read.has_timestamps, options.has_timestamps);
    assert_int_equal(read.has_window_scale, options.has_window_scale);
}

#define EXPECT_OPTIONS(order, options, ...)                                                    \
    do {                                                                                       \
        static const uint8_t expected[] = {__VA_ARGS__};                                       \
        expect_options(order, options, expected, sizeof expected);                             \
    } while (0)

static const struct tcp_options all = {.has_sack_permitted = true,
                                       .has_timestamps = true,
                                       .has_window_scale = true,
                                       .window_scale = 7,
                                       .ts_value = 0x01020304};
static const struct tcp_options unstamped = {
    .has_sack_permitted = true, .has_window_scale = true, .window_scale = 7};
static const struct tcp_options stamped = {.has_timestamps = true, .ts_value = 0x01020304};

static void options_in_order(void **state)
{
    (void)state;
    /* mss 1460,sackOK,TS val ... ecr 0,nop,wscale 7 */
    EXPECT_OPTIONS(TCP_ORDER_LINUX, all, 2, 4, 5, 0xb4, 4, 2, 8, 10, 1, 2, 3, 4, 0, 0, 0, 0, 1,
                   3, 3, 7);
    EXPECT_OPTIONS(TCP_ORDER_LINUX, unstamped, 2, 4, 5, 0xb4, 1, 1, 4, 2, 1, 3, 3, 7);
    EXPECT_OPTIONS(TCP_ORDER_LINUX, stamped, 2, 4, 5, 0xb4, 1, 1, 8, 10, 1, 2, 3, 4, 0, 0, 0,
                   0);
    /* mss 1460,nop,wscale 7,sackOK,TS val ... ecr 0 */
    EXPECT_OPTIONS(TCP_ORDER_FREEBSD, all, 2, 4, 5, 0xb4, 1, 3, 3, 7, 4, 2, 8, 10, 1, 2, 3, 4,
                   0, 0, 0, 0);
    EXPECT_OPTIONS(TCP_ORDER_FREEBSD, unstamped, 2, 4, 5, 0xb4, 1, 3, 3, 7, 4, 2, 0, 0);
    EXPECT_OPTIONS(TCP_ORDER_FREEBSD, stamped, 2, 4, 5, 0xb4, 1, 1, 8, 10, 1, 2, 3, 4, 0, 0, 0,
                   0);
    EXPECT_OPTIONS(TCP_ORDER_TEXTBOOK, all, 2, 4, 5, 0xb4, 1, 3, 3, 7, 1, 1, 4, 2, 1, 1, 8, 10,
                   1, 2, 3, 4, 0, 0, 0, 0);
}

/* What a host of each kind offers. */
static void what_a_syn_offers(void **state)
{
    (void)state;
    static const struct {
        enum tcp_habits habits;
        bool more; /* SACK and timestamps */
        uint8_t shift;
        sim_time rto;
        uint8_t congestion;
    } table[] = {{HABITS_TEXTBOOK, false, 0, SIM_SECOND, CONGESTION_NEWRENO},
                 {HABITS_LINUX, true, 7, 200 * SIM_MILLISECOND, CONGESTION_CUBIC},
                 {HABITS_FREEBSD, true, 6, 230 * SIM_MILLISECOND, CONGESTION_CUBIC}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct tcp_profile profile = tcp_profile_of(table[i].habits);
        struct stage *s = tcp_in_with(TCP_SYN_SENT, &profile);
        const struct tcp_options *o = &s->caught[0].options;
        assert_int_equal(profile.habits, table[i].habits);
        assert_int_equal(o->has_sack_permitted, table[i].more);
        assert_int_equal(o->has_timestamps, table[i].more);
        assert_int_equal(o->window_scale, table[i].shift);
        assert_int_equal(profile.rto_minimum, table[i].rto);
        assert_int_equal(profile.congestion, table[i].congestion);
        assert_int_equal(profile.initial_window, 10);
        stage_free(s);
    }
}

/* The first segments of a connection are acknowledged one by one, then every second. */
static void quick_acks(void **state)
{
    (void)state;
    struct tcp_profile profile = tcp_default_profile();
    profile.quick_acks = 3;
    struct stage *s = tcp_in_with(TCP_ESTABLISHED, &profile);
    for (int i = 0; i < 3; i++) {
        peer_sends(s, TCP_ACK, MSS);
        expect(s, TCP_ACK, 0);
    }
    peer_sends(s, TCP_ACK, MSS);
    expect_nothing(s);
    peer_sends(s, TCP_ACK, MSS);
    expect(s, TCP_ACK, 0);
    stage_free(s);
}

/* RFC 3168 section 6.1.1 as these systems have it: they agree, but do not ask. */
static void ecn_when_asked(void **state)
{
    (void)state;
    struct tcp_profile profile = tcp_profile_of(HABITS_LINUX);
    struct stage *s = stage_with_peer(&profile);
    struct socket_id listener;
    assert_int_equal(tcp_listen(&s->t, 0, LOCAL_PORT, 4, 1, &listener), TCP_OK);
    inject(s, TCP_SYN | TCP_ECE | TCP_CWR, seq(9000), seq(0), 0, NULL);
    assert_int_equal(s->caught[0].h.flags, TCP_SYN | TCP_ACK | TCP_ECE);
    stage_free(s);
    s = tcp_in_with(TCP_SYN_SENT, &profile);
    assert_int_equal(s->caught[0].h.flags, TCP_SYN);
    inject(s, TCP_SYN | TCP_ACK | TCP_ECE, s->peer_seq, s->peer_ack, 0, NULL);
    assert_int_equal(s->t.conns[s->conn.row].flags & CONN_ECN, 0);
    stage_free(s);
}

static void rules_fired(void **state)
{
    (void)state;
    check_rules_shown("profiles");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_in_order), cmocka_unit_test(what_a_syn_offers),
        cmocka_unit_test(quick_acks), cmocka_unit_test(ecn_when_asked),
        cmocka_unit_test(rules_fired)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
