/* tests/transport/test_urgent.c: urgent information (RFC 9293 section 3.8.5; RFC 6093): the
 * call, the pointer on the wire, and what the program is told. */
#include "transport/rules_shown.h"
#include "transport/tcp_values.h"

static uint8_t letters[100000];

static const struct tcp_conn *conn(const struct stage *s)
{
    return tcp_conn_at(&s->t, s->conn);
}

static void urge(struct stage *s, uint32_t n)
{
    size_t taken;
    assert_int_equal(tcp_send_urgent(&s->t, s->conn, letters, n, &taken), TCP_OK);
    assert_int_equal(taken, n);
    stage_flush(s);
}

static uint32_t read_most(struct stage *s, size_t room)
{
    size_t n;
    (void)!tcp_receive(&s->t, s->conn, NULL, room, &n);
    stage_flush(s);
    return (uint32_t)n;
}

/* MUST-62: behind the last octet, in each segment until it is acknowledged. */
static void pointer(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    urge(s, 2000);
    const struct caught *c = expect(s, TCP_ACK | TCP_URG, 1460);
    assert_int_equal(c->h.urgent, 2000);
    c = expect(s, TCP_ACK | TCP_PSH | TCP_URG, 540);
    assert_int_equal(c->h.urgent, 540);
    assert_int_equal(tcp_value_relative(&s->t, conn(s), TCP_VALUE_SND_UP), 2001);
    stage_after(s, 1500 * SIM_MILLISECOND); /* again */
    assert_int_equal(expect(s, TCP_ACK | TCP_URG, 1460)->h.urgent, 2000);
    inject(s, TCP_ACK, s->peer_seq, s->peer_ack, 0, NULL);
    assert_int_equal(conn(s)->flags & CONN_URGENT, 0);
    assert_int_equal(tcp_value_relative(&s->t, conn(s), TCP_VALUE_SND_UP), 2001);
    size_t taken;
    assert_int_equal(tcp_send(&s->t, s->conn, letters, 10, &taken), TCP_OK);
    stage_flush(s);
    expect(s, TCP_ACK | TCP_PSH, 10);
    stage_free(s);
}

/* By state: queued before ESTABLISHED, and never in a SYN; refused when closing. */
static void by_state(void **state)
{
    (void)state;
    size_t taken;
    struct stage *s = tcp_in(TCP_SYN_SENT);
    urge(s, 10);
    expect_nothing(s);
    stage_after(s, 1500 * SIM_MILLISECOND);
    expect(s, TCP_SYN, 0);
    peer_sends(s, TCP_SYN | TCP_ACK, 0);
    assert_int_equal(expect(s, TCP_ACK | TCP_PSH | TCP_URG, 10)->h.urgent, 10);
    tcp_abort(&s->t, s->conn);
    stage_flush(s);
    assert_int_equal(expect(s, TCP_RST, 0)->h.urgent, 0);
    expect_no_leak(s);
    stage_free(s);
    s = tcp_in(TCP_CLOSE_WAIT);
    urge(s, 10);
    expect(s, TCP_ACK | TCP_PSH | TCP_URG, 10);
    stage_free(s);
    for (enum tcp_state i = TCP_FIN_WAIT_1; i <= TCP_TIME_WAIT; i++) {
        if (i == TCP_CLOSE_WAIT)
            continue;
        s = tcp_in(i);
        assert_int_equal(tcp_send_urgent(&s->t, s->conn, letters, 1, &taken),
                         TCP_CONNECTION_CLOSING);
        stage_free(s);
    }
}

/* A closed window: the announcement goes ahead, and the probes carry it. */
static void ahead_of_the_window(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    s->peer_window = 0;
    peer_sends(s, TCP_ACK, 0);
    urge(s, 10);
    assert_int_equal(expect(s, TCP_ACK | TCP_URG, 0)->h.urgent, 10);
    stage_after(s, 1500 * SIM_MILLISECOND);
    assert_int_equal(expect(s, TCP_ACK | TCP_URG, 1)->h.urgent, 10);
    size_t taken = 1;
    assert_int_equal(tcp_send_urgent(&s->t, s->conn, letters, 0, &taken), TCP_OK);
    assert_int_equal(taken, 0); /* nothing is urgent without an octet */
    stage_free(s);
}

/* MUST-32, MUST-33, also around the wrap of the sequence numbers. */
static void received(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    for (int round = 0; round < 2; round++) {
        s->peer_urgent = 500;
        peer_sends(s, TCP_ACK | TCP_URG, 100);
        assert_int_equal(stage_told(s, 0), SOCKET_READABLE | SOCKET_URGENT);
        assert_int_equal(tcp_urgent(&s->t, s->conn), 500);
        s->peer_urgent = 400;
        peer_sends(s, TCP_ACK | TCP_URG, 100); /* the same place */
        assert_int_equal(stage_told(s, 0), SOCKET_READABLE);
        s->peer_urgent = 350;
        peer_sends(s, TCP_ACK | TCP_URG, 100); /* further */
        assert_int_equal(stage_told(s, 0), SOCKET_READABLE | SOCKET_URGENT);
        assert_int_equal(tcp_urgent(&s->t, s->conn), 550);
        peer_sends(s, TCP_ACK, 400);
        assert_int_equal(read_most(s, 1000), 550);
        assert_int_equal(tcp_urgent(&s->t, s->conn), 0);
        assert_int_equal(read_most(s, 1000), 150);
        stage_after(s, SIM_SECOND);
        stage_told(s, 0);
        if (round == 0) { /* to the end of the numbers */
            seq32 near = seq(UINT32_MAX - 250);
            struct tcp_conn *c = tcp_conn_at(&s->t, s->conn);
            c->rcv.nxt = c->rcv.acked = s->peer_seq = near;
            c->snd.wl1 = near;
        }
    }
    stage_free(s);
}

/* A pointer of nothing, and one behind the FIN. */
static void invalid(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    peer_sends(s, TCP_ACK | TCP_URG, 100);
    assert_int_equal(stage_told(s, 0), SOCKET_READABLE);
    assert_int_equal(read_most(s, 1000), 100);
    s->peer_urgent = 60000;
    peer_sends(s, TCP_ACK | TCP_URG | TCP_FIN, 10);
    assert_int_equal(tcp_urgent(&s->t, s->conn), 10);
    assert_int_equal(read_most(s, 1000), 10);
    assert_int_equal(tcp_urgent(&s->t, s->conn), 0);
    stage_told(s, 0);
    peer_sends(s, TCP_ACK | TCP_URG, 0); /* CLOSE-WAIT: ignored */
    assert_int_equal(stage_told(s, 0), 0);
    stage_free(s);
}

/* The last one: what the others have shown. */
static void rules_fired(void **state)
{
    (void)state;
    check_rules_shown("urgent");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pointer),  cmocka_unit_test(by_state),
        cmocka_unit_test(received), cmocka_unit_test(ahead_of_the_window),
        cmocka_unit_test(invalid),  cmocka_unit_test(rules_fired),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
