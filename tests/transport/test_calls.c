/* tests/transport/test_calls.c: what programs ask of TCP (RFC 9293 section 3.10.1 to
 * 3.10.6), options, the Nagle algorithm, and ICMP errors. */
#include "transport/rules_shown.h"

static uint8_t octets[200000];

static struct tcp_conn *conn(struct stage *s)
{
    return &s->t.conns[s->conn.row];
}

static size_t send_now(struct stage *s, size_t n)
{
    size_t taken;
    (void)(tcp_send(&s->t, s->conn, octets, n, &taken) == TCP_OK);
    stage_flush(s);
    return taken;
}

/* --- OPEN --- */

static void open_fails(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_SYN_SENT);
    struct socket_id id = {7, 7};
    assert_int_equal(tcp_connect(&s->t, 0, LOCAL_PORT, peer_endpoint, 1, &id),
                     TCP_ADDRESS_IN_USE);
    struct endpoint far = {.address = UINT32_C(0xc0000201), .port = 80};
    assert_int_equal(tcp_connect(&s->t, 0, 0, far, 1, &id), TCP_NO_ROUTE);
    static const struct endpoint no_host[] = {
        {.address = 0, .port = 80},
        {.address = PEER_ADDRESS, .port = 0},
        {.address = UINT32_C(0xffffffff), .port = 80},
        {.address = UINT32_C(0xe0000001), .port = 80},
        {.address = UINT32_C(0x0a0000ff), .port = 80}, /* of our own network */
    };
    for (int i = 0; i < 5; i++)
        assert_int_equal(tcp_connect(&s->t, 0, 0, no_host[i], 1, &id), TCP_NO_REMOTE);
    assert_int_equal(id.row, 7);
    stage_free(s);
}

/* MUST-43, MUST-44, MUST-45: the program may say from which address; else IP does. */
static void open_from(void **state)
{
    (void)state;
    const struct tcp_profile profile = tcp_default_profile();
    struct stage *s = tcp_in(TCP_CLOSED);
    struct endpoint local = {.address = PEER_ADDRESS, .port = LOCAL_PORT};
    assert_int_equal(tcp_connect_as(&s->t, 0, local, peer_endpoint, 1, &profile, &s->conn),
                     TCP_NO_ADDRESS);
    local.address = OTHER_ADDRESS;
    assert_int_equal(tcp_connect_as(&s->t, 0, local, peer_endpoint, 1, &profile, &s->conn),
                     TCP_OK);
    assert_int_equal(tcp_local(&s->t, s->conn).address, OTHER_ADDRESS);
    stage_flush(s);
    assert_int_equal(next_caught(s)->from, OTHER_ADDRESS);
    local.address = 0;
    assert_int_equal(tcp_connect_as(&s->t, 0, local, peer_endpoint, 1, &profile, &s->conn),
                     TCP_OK);
    assert_int_equal(tcp_local(&s->t, s->conn).address, LOCAL_ADDRESS);
    stage_flush(s);
    assert_int_equal(next_caught(s)->from, LOCAL_ADDRESS);
    stage_free(s);
}

/* Ephemeral ports differ, lie above 49151, and skip those in use. */
static void ephemeral_ports(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_CLOSED);
    uint16_t last = 0;
    for (int i = 0; i < 50; i++) {
        assert_int_equal(tcp_connect(&s->t, 0, 0, peer_endpoint, 1, &s->conn), TCP_OK);
        uint16_t port = tcp_local(&s->t, s->conn).port;
        assert_true(port >= 49152 && port != last);
        last = port;
    }
    uint16_t next = last == UINT16_MAX ? 49152 : (uint16_t)(last + 1);
    struct socket_id listener;
    assert_int_equal(tcp_listen(&s->t, 0, next, 1, 1, &listener), TCP_OK);
    assert_int_equal(tcp_connect(&s->t, 0, 0, peer_endpoint, 1, &s->conn), TCP_OK);
    assert_int_not_equal(tcp_local(&s->t, s->conn).port, next);
    stage_free(s);
}

/* RFC 6528: by the seed and the four numbers, and rising by the clock of 4 microseconds. */
static void initial_sequence_numbers(void **state)
{
    (void)state;
    uint32_t first[2];
    for (int i = 0; i < 2; i++) {
        struct stage *s = tcp_in(TCP_SYN_SENT);
        first[i] = conn(s)->snd.iss.raw;
        stage_free(s);
    }
    assert_int_equal(first[0], first[1]);
    struct stage *s = tcp_in(TCP_CLOSED);
    stage_after(s, 4 * SIM_SECOND);
    assert_int_equal(tcp_connect(&s->t, 0, LOCAL_PORT, peer_endpoint, 1, &s->conn), TCP_OK);
    assert_int_equal(conn(s)->snd.iss.raw - first[0], 1000000);
    stage_free(s);
}

/* --- SEND --- */

static void send_by_state(void **state)
{
    (void)state;
    static const enum tcp_state closing[] = {TCP_FIN_WAIT_1, TCP_FIN_WAIT_2, TCP_CLOSING,
                                             TCP_LAST_ACK, TCP_TIME_WAIT};
    size_t taken;
    for (int i = 0; i < 5; i++) {
        struct stage *s = tcp_in(closing[i]);
        assert_int_equal(tcp_send(&s->t, s->conn, octets, 1, &taken), TCP_CONNECTION_CLOSING);
        assert_int_equal(tcp_close(&s->t, s->conn), TCP_CONNECTION_CLOSING);
        stage_free(s);
    }
    struct stage *s = tcp_in(TCP_SYN_SENT); /* queued until ESTABLISHED */
    assert_int_equal(send_now(s, 10), 10);
    expect_nothing(s);
    peer_sends(s, TCP_SYN | TCP_ACK, 0);
    expect(s, TCP_ACK | TCP_PSH, 10);
    stage_free(s);
    s = tcp_in(TCP_CLOSE_WAIT);
    assert_int_equal(send_now(s, 10), 10);
    expect(s, TCP_ACK | TCP_PSH, 10);
    stage_free(s);
}

static void send_buffer_fills(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    assert_int_equal(send_now(s, sizeof octets), 131070);
    size_t taken;
    assert_int_equal(tcp_send(&s->t, s->conn, octets, 1, &taken), TCP_WOULD_BLOCK);
    assert_int_equal(tcp_writable(&s->t, s->conn), 0);
    while (s->seen < s->caught_count) { /* the peer takes it in, segment by segment */
        (void)next_caught(s);
        peer_sends(s, TCP_ACK, 0);
        if (tcp_writable(&s->t, s->conn) < 43690)
            assert_int_equal(s->told[0] & SOCKET_WRITABLE, 0);
    }
    assert_int_equal(stage_told(s, 0), SOCKET_WRITABLE | SOCKET_ALL_ACKED);
    assert_int_equal(stage_live(s, s->t.block_pool), 0);
    stage_free(s);
}

/* PSH is on the last octet of what was written, and nowhere else. */
static void push_on_the_last(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    send_now(s, 3000);
    expect(s, TCP_ACK, 1460);
    expect(s, TCP_ACK, 1460);
    peer_sends(s, TCP_ACK, 0);
    expect(s, TCP_ACK | TCP_PSH, 80);
    stage_free(s);
}

static void nagle(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    send_now(s, 10);
    expect(s, TCP_ACK | TCP_PSH, 10);
    for (int i = 0; i < 3; i++)
        send_now(s, 20);
    expect_nothing(s);
    assert_true(s->fired[RULE_TCP_NAGLE_WAITS] > 0);
    peer_sends(s, TCP_ACK, 0);
    expect(s, TCP_ACK | TCP_PSH, 60);
    stage_free(s);
    struct tcp_profile profile = tcp_default_profile();
    profile.nagle = 0;
    s = tcp_in_with(TCP_ESTABLISHED, &profile);
    for (int i = 0; i < 3; i++) {
        send_now(s, 20);
        expect(s, TCP_ACK | TCP_PSH, 20);
    }
    stage_free(s);
}

/* The same for one connection: from the call on, and until it is taken back. */
static void nodelay(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    send_now(s, 10);
    expect(s, TCP_ACK | TCP_PSH, 10);
    send_now(s, 20);
    expect_nothing(s);
    tcp_set_nodelay(&s->t, s->conn, true);
    expect_nothing(s);
    send_now(s, 30);
    expect(s, TCP_ACK | TCP_PSH, 50);
    tcp_set_nodelay(&s->t, s->conn, false);
    send_now(s, 40);
    expect_nothing(s);
    peer_sends(s, TCP_ACK, 0);
    expect(s, TCP_ACK | TCP_PSH, 40);
    stage_free(s);
}

/* Silly window avoidance of the sender: a small window that opens is not used up at once. */
static void silly_window(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    s->peer_window = 100;
    peer_sends(s, TCP_ACK, 0);
    send_now(s, 5000);
    expect_nothing(s);
    stage_after(s, 1500 * SIM_MILLISECOND); /* the override timer */
    assert_int_equal(next_caught(s)->length, 100);
    assert_int_equal(s->fired[RULE_TCP_SENDS_WHAT_FITS], 1);
    stage_free(s);
}

/* --- RECEIVE --- */

static void receive_by_state(void **state)
{
    (void)state;
    uint8_t buffer[100];
    size_t n;
    struct stage *s = tcp_in(TCP_SYN_SENT);
    assert_int_equal(tcp_receive(&s->t, s->conn, buffer, 10, &n), TCP_WOULD_BLOCK);
    stage_free(s);
    s = tcp_in(TCP_ESTABLISHED);
    peer_sends(s, TCP_ACK | TCP_FIN, 50);
    assert_int_equal(stage_told(s, 0), SOCKET_READABLE | SOCKET_PEER_CLOSED);
    assert_int_equal(tcp_receive(&s->t, s->conn, buffer, 20, &n), TCP_OK);
    assert_int_equal(n, 20);
    assert_int_equal(buffer[19], (uint8_t)(9001 + 19));
    assert_int_equal(tcp_receive(&s->t, s->conn, buffer, 100, &n), TCP_OK);
    assert_int_equal(n, 30);
    assert_int_equal(buffer[0], (uint8_t)(9001 + 20));
    assert_int_equal(tcp_receive(&s->t, s->conn, buffer, 100, &n), TCP_END);
    s->conn.serial++;
    assert_int_equal(tcp_receive(&s->t, s->conn, buffer, 100, &n), TCP_NOT_CONNECTED);
    stage_free(s);
}

/* The receiver's window closes, and opens only when it pays (section 3.8.6.2.2). */
static void receive_window(void **state)
{
    (void)state;
    struct tcp_profile profile = tcp_default_profile();
    profile.receive_buffer = 4000;
    profile.window_scaling = 0;
    struct stage *s = tcp_in_with(TCP_ESTABLISHED, &profile);
    for (int i = 0; i < 3; i++)
        peer_sends(s, TCP_ACK, i < 2 ? 1460 : 1080);
    stage_after(s, SIM_SECOND);
    assert_int_equal(s->caught[s->caught_count - 1].h.window, 0);
    s->seen = s->caught_count;
    inject(s, TCP_ACK, s->peer_seq, s->peer_ack, 1, NULL); /* a probe: not taken */
    assert_int_equal(expect(s, TCP_ACK, 0)->h.ack.raw, s->peer_seq.raw);
    size_t n;
    for (int i = 0; i < 14; i++) {
        assert_int_equal(tcp_receive(&s->t, s->conn, NULL, 100, &n), TCP_OK);
        stage_flush(s);
        expect_nothing(s);
    }
    assert_int_equal(tcp_receive(&s->t, s->conn, NULL, 100, &n), TCP_OK);
    stage_flush(s);
    assert_int_equal(expect(s, TCP_ACK, 0)->h.window, 1500);
    stage_free(s);
}

/* --- CLOSE and ABORT --- */

static void close_by_state(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_SYN_SENT);
    assert_int_equal(tcp_close(&s->t, s->conn), TCP_OK);
    assert_false(tcp_exists(&s->t, s->conn));
    expect_no_leak(s);
    stage_free(s);
    s = tcp_in(TCP_SYN_RECEIVED);
    assert_int_equal(tcp_close(&s->t, s->conn), TCP_OK);
    stage_flush(s);
    expect_state(s, TCP_FIN_WAIT_1);
    expect(s, TCP_FIN | TCP_ACK, 0);
    inject(s, TCP_ACK, s->peer_seq, s->peer_ack, 0, NULL);
    expect_state(s, TCP_FIN_WAIT_2);
    stage_free(s);
    s = tcp_in(TCP_SYN_RECEIVED); /* with octets queued it waits for ESTABLISHED */
    send_now(s, 10);
    assert_int_equal(tcp_close(&s->t, s->conn), TCP_OK);
    expect_state(s, TCP_SYN_RECEIVED);
    inject(s, TCP_ACK, s->peer_seq, s->peer_ack, 0, NULL);
    expect_state(s, TCP_FIN_WAIT_1);
    expect(s, TCP_FIN | TCP_ACK | TCP_PSH, 10);
    stage_free(s);
    s = tcp_in(TCP_CLOSE_WAIT);
    assert_int_equal(tcp_close(&s->t, s->conn), TCP_OK);
    stage_flush(s);
    expect_state(s, TCP_LAST_ACK);
    expect(s, TCP_FIN | TCP_ACK, 0);
    stage_free(s);
}

/* SYN-RECEIVED, closed, and then our SYN,ACK has to be sent again. */
static void close_before_syn_is_acked(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_SYN_RECEIVED);
    assert_int_equal(tcp_close(&s->t, s->conn), TCP_OK);
    stage_flush(s);
    expect(s, TCP_FIN | TCP_ACK, 0);
    stage_after(s, 1500 * SIM_MILLISECOND);
    expect(s, TCP_SYN | TCP_ACK, 0);
    stage_free(s);
}

static void half_close(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_FIN_WAIT_2);
    size_t n;
    for (int i = 0; i < 10; i++) {
        peer_sends(s, TCP_ACK, 1000);
        assert_int_equal(tcp_receive(&s->t, s->conn, NULL, 2000, &n), TCP_OK);
        assert_int_equal(n, 1000);
    }
    peer_sends(s, TCP_ACK | TCP_FIN, 0);
    assert_int_equal(stage_told(s, 0) & (SOCKET_PEER_CLOSED | SOCKET_CLOSED),
                     SOCKET_PEER_CLOSED | SOCKET_CLOSED);
    stage_free(s);
}

/* RFC 1122 section 4.2.2.13: octets come, and nobody will ever read them. */
static void nobody_reads(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_FIN_WAIT_2);
    tcp_set_owner(&s->t, s->conn, 0);
    peer_sends(s, TCP_ACK, 100);
    assert_int_equal(next_caught(s)->h.flags & TCP_RST, TCP_RST);
    expect_no_leak(s);
    stage_free(s);
}

static void abort_by_state(void **state)
{
    (void)state;
    for (enum tcp_state i = TCP_SYN_SENT; i <= TCP_TIME_WAIT; i++) {
        struct stage *s = tcp_in(i);
        bool resets = i == TCP_SYN_RECEIVED || i == TCP_ESTABLISHED || i == TCP_FIN_WAIT_1 ||
                      i == TCP_FIN_WAIT_2 || i == TCP_CLOSE_WAIT;
        seq32 nxt = conn(s)->snd.max;
        tcp_abort(&s->t, s->conn);
        stage_flush(s);
        if (resets)
            assert_int_equal(expect(s, TCP_RST, 0)->h.seq.raw, nxt.raw);
        expect_nothing(s);
        assert_false(tcp_exists(&s->t, s->conn));
        stage_after(s, 1000 * SIM_SECOND);
        expect_no_leak(s);
        stage_free(s);
    }
}

static void unlisten(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_CLOSED);
    struct socket_id id;
    assert_int_equal(tcp_listen(&s->t, 0, LOCAL_PORT, 2, 5, &id), TCP_OK);
    peer_sends(s, TCP_SYN, 0);
    expect(s, TCP_SYN | TCP_ACK, 0);
    tcp_unlisten(&s->t, id);
    peer_sends(s, TCP_ACK, 0); /* nobody is there to accept it */
    assert_int_equal(next_caught(s)->h.flags & TCP_RST, TCP_RST);
    peer_sends(s, TCP_SYN, 0);
    assert_int_equal(next_caught(s)->h.flags & TCP_RST, TCP_RST);
    expect_no_leak(s);
    stage_free(s);
}

/* --- options --- */

static void window_scale(void **state)
{
    (void)state;
    struct tcp_profile profile = tcp_default_profile();
    profile.receive_buffer = 1000000;
    struct stage *s = tcp_in_with(TCP_SYN_SENT, &profile);
    assert_true(s->caught[0].options.has_window_scale);
    assert_int_equal(s->caught[0].options.window_scale, 4);
    assert_int_equal(s->caught[0].h.window, 65535); /* never scaled in a SYN */
    struct tcp_options options = {.has_window_scale = true, .window_scale = 3};
    inject(s, TCP_SYN | TCP_ACK, s->peer_seq, s->peer_ack, 0, &options);
    s->peer_seq = seq_add(s->peer_seq, 1);
    assert_int_equal(conn(s)->snd.wnd, 65535);
    assert_int_equal(expect(s, TCP_ACK, 0)->h.window, 1000000 >> 4);
    s->peer_window = 10000;
    peer_sends(s, TCP_ACK, 0);
    assert_int_equal(conn(s)->snd.wnd, 80000);
    stage_free(s);
    s = tcp_in_with(TCP_SYN_SENT, &profile); /* the peer does not know the option */
    peer_sends(s, TCP_SYN | TCP_ACK, 0);
    assert_int_equal(expect(s, TCP_ACK, 0)->h.window, 65535);
    stage_free(s);
}

static void timestamps(void **state)
{
    (void)state;
    struct tcp_profile profile = tcp_default_profile();
    profile.timestamps = 1;
    struct stage *s = tcp_in_with(TCP_SYN_SENT, &profile);
    assert_true(s->caught[0].options.has_timestamps);
    struct tcp_options options = {
        .has_timestamps = true, .ts_value = 500, .has_mss = true, .mss = 1460};
    inject(s, TCP_SYN | TCP_ACK, s->peer_seq, s->peer_ack, 0, &options);
    s->peer_seq = seq_add(s->peer_seq, 1);
    const struct caught *c = expect(s, TCP_ACK, 0);
    assert_int_equal(c->options.ts_echo, 500);
    assert_int_equal(conn(s)->snd.mss, 1448);
    options = (struct tcp_options){.has_timestamps = true, .ts_value = 499};
    inject(s, TCP_ACK, s->peer_seq, s->peer_ack, 10, &options); /* PAWS */
    expect(s, TCP_ACK, 0);
    assert_int_equal(s->fired[RULE_TCP_OLD_TIMESTAMP], 1);
    assert_int_equal(tcp_readable(&s->t, s->conn), 0);
    stage_free(s);
}

/* --- ICMP --- */

static void icmp(struct stage *s, uint8_t type, uint8_t code, uint16_t mtu, seq32 about)
{
    uint8_t quote[8] = {LOCAL_PORT >> 8, LOCAL_PORT & 0xff, 0, PEER_PORT};
    for (int i = 0; i < 4; i++)
        quote[4 + i] = (uint8_t)(about.raw >> (24 - 8 * i));
    struct icmp_message m = {.header = {.type = type, .code = code, .sequence = mtu},
                             .from = UINT32_C(0x0a0000fe),
                             .about = {.source = LOCAL_ADDRESS, .destination = PEER_ADDRESS},
                             .quote = quote,
                             .quote_length = sizeof quote};
    stage_event(s, sim_now(&s->sim));
    struct socket_up up = tcp_icmp_error(&s->t, 0, &m);
    stage_tell(s, 0, &up);
    stage_flush(s);
}

static void icmp_errors(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_SYN_SENT);
    seq32 iss = conn(s)->snd.iss;
    icmp(s, ICMP_UNREACHABLE, ICMP_PORT_UNREACHABLE, 0, seq_add(iss, 1000)); /* not ours */
    assert_int_equal(stage_told(s, 0), 0);
    icmp(s, ICMP_UNREACHABLE, ICMP_HOST_UNREACHABLE, 0, iss); /* soft */
    assert_int_equal(stage_told(s, 0), SOCKET_UNREACHABLE);
    assert_int_equal(s->last[0].icmp_code, ICMP_HOST_UNREACHABLE);
    expect_state(s, TCP_SYN_SENT);
    icmp(s, ICMP_SOURCE_QUENCH, 0, 0, iss);
    assert_int_equal(stage_told(s, 0), 0);
    icmp(s, ICMP_UNREACHABLE, ICMP_PORT_UNREACHABLE, 0, iss); /* hard */
    assert_int_equal(stage_told(s, 0), SOCKET_UNREACHABLE);
    assert_false(tcp_exists(&s->t, s->conn));
    expect_no_leak(s);
    stage_free(s);
    s = tcp_in(TCP_ESTABLISHED); /* there a hard one could be forged (RFC 5927) */
    icmp(s, ICMP_UNREACHABLE, ICMP_PORT_UNREACHABLE, 0, conn(s)->snd.una);
    expect_state(s, TCP_ESTABLISHED);
    stage_free(s);
}

/* The last one: what the others have shown. */
static void rules_fired(void **state)
{
    (void)state;
    check_rules_shown("calls");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(open_fails),       cmocka_unit_test(open_from),
        cmocka_unit_test(ephemeral_ports),  cmocka_unit_test(initial_sequence_numbers),
        cmocka_unit_test(send_by_state),    cmocka_unit_test(send_buffer_fills),
        cmocka_unit_test(push_on_the_last), cmocka_unit_test(nagle),
        cmocka_unit_test(nodelay),          cmocka_unit_test(silly_window),
        cmocka_unit_test(receive_by_state), cmocka_unit_test(receive_window),
        cmocka_unit_test(close_by_state),   cmocka_unit_test(close_before_syn_is_acked),
        cmocka_unit_test(half_close),       cmocka_unit_test(nobody_reads),
        cmocka_unit_test(abort_by_state),   cmocka_unit_test(unlisten),
        cmocka_unit_test(window_scale),     cmocka_unit_test(timestamps),
        cmocka_unit_test(icmp_errors),      cmocka_unit_test(rules_fired),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
