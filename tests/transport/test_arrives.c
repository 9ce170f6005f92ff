/* tests/transport/test_arrives.c: SEGMENT ARRIVES (RFC 9293 section 3.10.7), state by state
 * and check by check, with a peer that the test plays. */
#include "transport/rules_shown.h"

/* The states of section 3.10.7.4. */
static const enum tcp_state synchronized[] = {TCP_ESTABLISHED, TCP_FIN_WAIT_1, TCP_FIN_WAIT_2,
                                              TCP_CLOSE_WAIT,  TCP_CLOSING,    TCP_LAST_ACK,
                                              TCP_TIME_WAIT};
enum { SYNCHRONIZED = sizeof synchronized / sizeof synchronized[0] };

/* --- 3.10.7.1 CLOSED --- */

static void closed_answers_with_reset(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_CLOSED);
    inject(s, TCP_SYN, seq(100), seq(0), 0, NULL);
    const struct caught *c = expect(s, TCP_RST | TCP_ACK, 0);
    assert_int_equal(c->h.seq.raw, 0);
    assert_int_equal(c->h.ack.raw, 101);
    inject(s, TCP_ACK, seq(100), seq(777), 10, NULL);
    c = expect(s, TCP_RST, 0);
    assert_int_equal(c->h.seq.raw, 777);
    inject(s, TCP_RST, seq(100), seq(0), 0, NULL);
    expect_nothing(s);
    expect_no_leak(s);
    stage_free(s);
}

/* --- 3.10.7.2 LISTEN --- */

static struct stage *listening(uint32_t backlog)
{
    struct stage *s = tcp_in(TCP_CLOSED);
    struct socket_id id;
    assert_int_equal(tcp_listen(&s->t, 0, LOCAL_PORT, backlog, 5, &id), TCP_OK);
    assert_int_equal(tcp_listen(&s->t, 0, LOCAL_PORT, backlog, 5, &id), TCP_ADDRESS_IN_USE);
    return s;
}

static void listen_ignores_reset_and_refuses_ack(void **state)
{
    (void)state;
    struct stage *s = listening(4);
    inject(s, TCP_RST, seq(100), seq(0), 0, NULL);
    expect_nothing(s);
    inject(s, TCP_SYN | TCP_ACK, seq(100), seq(555), 0, NULL);
    assert_int_equal(expect(s, TCP_RST, 0)->h.seq.raw, 555);
    inject(s, TCP_FIN, seq(100), seq(0), 0, NULL);
    expect_nothing(s);
    stage_free(s);
}

static void listen_accepts(void **state)
{
    (void)state;
    struct stage *s = listening(4);
    s->peer_seq = seq(UINT32_MAX); /* the sequence numbers wrap in the handshake */
    peer_sends(s, TCP_SYN, 0);
    const struct caught *c = expect(s, TCP_SYN | TCP_ACK, 0);
    assert_int_equal(c->h.ack.raw, 0);
    assert_true(c->options.has_mss);
    assert_int_equal(c->options.mss, 1460);
    assert_int_equal(s->told[0], 0);
    peer_sends(s, TCP_ACK, 12);
    assert_int_equal(stage_told(s, 0), SOCKET_ACCEPTED | SOCKET_READABLE);
    assert_int_equal(s->last[0].owner, 5);
    s->conn = s->accepted;
    expect_state(s, TCP_ESTABLISHED);
    assert_int_equal(tcp_readable(&s->t, s->conn), 12);
    assert_int_equal(tcp_remote(&s->t, s->conn).port, PEER_PORT);
    stage_free(s);
}

/* Text in a SYN is kept until the connection is established. */
static void listen_keeps_text_of_syn(void **state)
{
    (void)state;
    struct stage *s = listening(4);
    peer_sends(s, TCP_SYN, 20);
    const struct caught *c = expect(s, TCP_SYN | TCP_ACK, 0);
    assert_int_equal(c->h.ack.raw, 9001);
    s->peer_ack = seq_add(c->h.seq, 1);
    peer_sends(s, TCP_ACK, 0);
    assert_int_equal(stage_told(s, 0) & SOCKET_READABLE, SOCKET_READABLE);
    assert_int_equal(tcp_readable(&s->t, s->accepted), 20);
    stage_free(s);
}

static void listen_backlog(void **state)
{
    (void)state;
    struct stage *s = listening(1);
    peer_sends(s, TCP_SYN, 0);
    expect(s, TCP_SYN | TCP_ACK, 0);
    struct tcp_conn *first = &s->t.conns[tcp_conn_next(&s->t, 0)];
    first->remote_port = 81; /* as if from another port: only the backlog counts */
    inject(s, TCP_SYN, seq(5), seq(0), 0, NULL);
    expect_nothing(s);
    assert_int_equal(s->fired[RULE_TCP_BACKLOG_FULL], 1);
    stage_free(s);
}

/* SYN-RECEIVED from LISTEN: RST leads back, and the user is not told. */
static void passive_returns_to_listen(void **state)
{
    (void)state;
    struct stage *s = listening(1);
    for (int i = 0; i < 3; i++) { /* the backlog of 1 must be free again each time */
        s->peer_seq = seq(100);
        peer_sends(s, TCP_SYN, 0);
        expect(s, TCP_SYN | TCP_ACK, 0);
        peer_sends(s, TCP_RST, 0);
        expect_nothing(s);
        assert_int_equal(s->told[0], 0);
    }
    peer_sends(s, TCP_SYN, 0);
    expect(s, TCP_SYN | TCP_ACK, 0);
    peer_sends(s, TCP_SYN, 0); /* in the window: fourth check */
    expect_nothing(s);
    assert_int_equal(s->fired[RULE_TCP_SYN_AGAIN], 1);
    expect_no_leak(s);
    stage_free(s);
}

static void passive_gives_up_silently(void **state)
{
    (void)state;
    struct stage *s = listening(1);
    peer_sends(s, TCP_SYN, 0);
    stage_after(s, 1000 * SIM_SECOND);
    assert_int_equal(s->caught_count, 8); /* once, and seven times again */
    assert_int_equal(s->told[0], 0);
    expect_no_leak(s);
    stage_free(s);
}

/* --- 3.10.7.3 SYN-SENT --- */

static void syn_sent_wrong_ack(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_SYN_SENT);
    seq32 good = s->peer_ack;
    inject(s, TCP_ACK | TCP_SYN, seq(1), seq_add(good, 1), 0, NULL); /* > SND.NXT */
    assert_int_equal(expect(s, TCP_RST, 0)->h.seq.raw, good.raw + 1);
    inject(s, TCP_ACK | TCP_SYN, seq(1), seq_add(good, (uint32_t)-1), 0, NULL); /* =< ISS */
    expect(s, TCP_RST, 0);
    inject(s, TCP_ACK | TCP_RST, seq(1), seq_add(good, 1), 0, NULL);
    inject(s, TCP_RST, seq(1), seq(0), 0, NULL); /* no ACK: not believed */
    inject(s, TCP_ACK, seq(1), good, 0, NULL);   /* good ACK, no SYN: dropped */
    inject(s, 0, seq(1), seq(0), 0, NULL);
    expect_nothing(s);
    expect_state(s, TCP_SYN_SENT);
    stage_free(s);
}

static void syn_sent_refused(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_SYN_SENT);
    inject(s, TCP_ACK | TCP_RST, seq(0), s->peer_ack, 0, NULL);
    assert_int_equal(stage_told(s, 0), SOCKET_REFUSED);
    assert_int_equal(s->last[0].owner, 1);
    assert_false(tcp_exists(&s->t, s->conn));
    stage_after(s, 1000 * SIM_SECOND);
    expect_nothing(s);
    expect_no_leak(s);
    stage_free(s);
}

static void syn_sent_established(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_SYN_SENT);
    peer_sends(s, TCP_SYN | TCP_ACK, 0);
    const struct caught *c = expect(s, TCP_ACK, 0);
    assert_int_equal(c->h.ack.raw, 9001);
    assert_int_equal(stage_told(s, 0), SOCKET_CONNECTED);
    expect_state(s, TCP_ESTABLISHED);
    assert_int_equal(s->t.conns[s->conn.row].snd.mss, TCP_DEFAULT_MSS); /* MUST-15: no option */
    stage_free(s);
}

/* Text and FIN may come with SYN,ACK. */
static void syn_sent_text_and_fin(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_SYN_SENT);
    peer_sends(s, TCP_SYN | TCP_ACK | TCP_FIN, 5);
    assert_int_equal(expect(s, TCP_ACK, 0)->h.ack.raw, 9007);
    assert_int_equal(stage_told(s, 0), SOCKET_CONNECTED | SOCKET_READABLE | SOCKET_PEER_CLOSED);
    expect_state(s, TCP_CLOSE_WAIT);
    stage_free(s);
}

/* Figure 8: simultaneous open. */
static void simultaneous_open(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_SYN_RECEIVED);
    expect_state(s, TCP_SYN_RECEIVED);
    inject(s, TCP_SYN | TCP_ACK, seq(9000), s->peer_ack, 0, NULL);
    assert_int_equal(stage_told(s, 0), SOCKET_CONNECTED);
    expect_state(s, TCP_ESTABLISHED);
    stage_free(s);
    s = tcp_in(TCP_SYN_RECEIVED);
    peer_sends(s, TCP_RST, 0);
    assert_int_equal(stage_told(s, 0), SOCKET_REFUSED);
    expect_no_leak(s);
    stage_free(s);
    s = tcp_in(TCP_SYN_RECEIVED);
    inject(s, TCP_ACK, s->peer_seq, seq_add(s->peer_ack, 1), 0, NULL);
    assert_int_equal(expect(s, TCP_RST, 0)->h.seq.raw, s->peer_ack.raw + 1);
    expect_state(s, TCP_SYN_RECEIVED);
    stage_free(s);
}

/* --- 3.10.7.4, first: sequence number (Table 6) --- */

static bool accepted_at(struct stage *s, int32_t offset, uint32_t length)
{
    uint32_t before = s->fired[RULE_TCP_UNACCEPTABLE];
    inject(s, TCP_ACK, seq_add(s->peer_seq, (uint32_t)offset), s->peer_ack, length, NULL);
    return s->fired[RULE_TCP_UNACCEPTABLE] == before;
}

static void acceptability(void **state)
{
    (void)state;
    static const struct {
        int32_t offset;
        uint32_t length;
        bool open, closed; /* acceptable with a window of 65535, and of 0 */
    } table[] = {
        {0, 0, true, true},       {-1, 0, false, false},    {65534, 0, true, false},
        {65535, 0, false, false}, {-10, 10, false, false},  {-10, 11, true, false},
        {65534, 5, true, false},  {65535, 5, false, false}, {-70000, 5, false, false},
        {-1, 1, false, false},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct stage *s = tcp_in(TCP_ESTABLISHED);
        assert_int_equal(accepted_at(s, table[i].offset, table[i].length), table[i].open);
        if (!table[i].open) /* answered with an ACK that tells what is expected */
            assert_int_equal(expect(s, TCP_ACK, 0)->h.ack.raw, s->peer_seq.raw);
        stage_free(s);
        s = tcp_in(TCP_ESTABLISHED);
        s->t.conns[s->conn.row].rcv.wnd = 0;
        s->t.conns[s->conn.row].rcv.user = 65535;
        s->t.conns[s->conn.row].rcv.buff = 65535;
        assert_int_equal(accepted_at(s, table[i].offset, table[i].length), table[i].closed);
        s->t.conns[s->conn.row].rcv.user = 0;
        stage_free(s);
    }
}

static void unacceptable_in_every_state(void **state)
{
    (void)state;
    for (int i = 0; i < SYNCHRONIZED; i++) {
        struct stage *s = tcp_in(synchronized[i]);
        inject(s, TCP_ACK, seq_add(s->peer_seq, 100000), s->peer_ack, 3, NULL);
        const struct caught *c = expect(s, TCP_ACK, 0);
        assert_int_equal(c->h.ack.raw, s->peer_seq.raw);
        inject(s, TCP_ACK | TCP_RST, seq_add(s->peer_seq, 100000), s->peer_ack, 0, NULL);
        expect_nothing(s);
        expect_state(s, synchronized[i]);
        stage_free(s);
    }
}

/* --- second: RST --- */

static void reset_in_every_state(void **state)
{
    (void)state;
    static const uint32_t told[SYNCHRONIZED] = {SOCKET_RESET,
                                                SOCKET_RESET,
                                                SOCKET_RESET,
                                                SOCKET_RESET,
                                                SOCKET_CLOSED,
                                                SOCKET_CLOSED,
                                                0};
    for (int i = 0; i < SYNCHRONIZED; i++) {
        struct stage *s = tcp_in(synchronized[i]);
        inject(s, TCP_RST, seq_add(s->peer_seq, 1), seq(0), 0,
               NULL); /* in the window, not exact */
        expect(s, TCP_ACK, 0);
        expect_state(s, synchronized[i]);
        inject(s, TCP_RST, s->peer_seq, seq(0), 0, NULL);
        expect_nothing(s);
        assert_int_equal(stage_told(s, 0), told[i]);
        assert_false(tcp_exists(&s->t, s->conn));
        expect_no_leak(s);
        stage_free(s);
    }
}

/* --- fourth: SYN --- */

static void syn_in_every_state(void **state)
{
    (void)state;
    for (int i = 0; i < SYNCHRONIZED; i++) {
        struct stage *s = tcp_in(synchronized[i]);
        inject(s, TCP_SYN, seq_add(s->peer_seq, 5), seq(0), 0, NULL);
        assert_int_equal(expect(s, TCP_ACK, 0)->h.ack.raw, s->peer_seq.raw);
        expect_state(s, synchronized[i]);
        assert_int_equal(s->fired[RULE_TCP_SYN_DOUBTED], 1);
        stage_free(s);
    }
}

static void challenges_are_limited(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    for (int i = 0; i < 30; i++)
        inject(s, TCP_SYN, seq_add(s->peer_seq, 5), seq(0), 0, NULL);
    assert_int_equal(s->caught_count - s->seen, 10);
    stage_after(s, SIM_SECOND);
    inject(s, TCP_SYN, seq_add(s->peer_seq, 5), seq(0), 0, NULL);
    assert_int_equal(s->caught_count - s->seen, 11);
    stage_free(s);
}

/* --- fifth: ACK --- */

static void ack_in_every_state(void **state)
{
    (void)state;
    for (int i = 0; i < SYNCHRONIZED; i++) {
        struct stage *s = tcp_in(synchronized[i]);
        inject(s, 0, s->peer_seq, seq(0), 0, NULL); /* no ACK bit: dropped */
        expect_nothing(s);
        inject(s, TCP_ACK, s->peer_seq, seq_add(s->peer_ack, 10), 0, NULL); /* not sent yet */
        expect(s, TCP_ACK, 0);
        inject(s, TCP_ACK, s->peer_seq, seq_add(s->peer_ack, (uint32_t)-200000), 0, NULL);
        expect(s, TCP_ACK, 0); /* older than any window (RFC 5961) */
        expect_state(s, synchronized[i]);
        stage_free(s);
    }
}

static void ack_of_fin(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_FIN_WAIT_1);
    peer_sends(s, TCP_ACK, 0);
    expect_state(s, TCP_FIN_WAIT_2);
    stage_free(s);
    s = tcp_in(TCP_CLOSING);
    peer_sends(s, TCP_ACK, 0);
    expect_state(s, TCP_TIME_WAIT);
    assert_int_equal(stage_told(s, 0), SOCKET_CLOSED);
    stage_free(s);
    s = tcp_in(TCP_LAST_ACK);
    peer_sends(s, TCP_ACK, 0);
    assert_int_equal(stage_told(s, 0), SOCKET_CLOSED);
    assert_false(tcp_exists(&s->t, s->conn));
    expect_no_leak(s);
    stage_free(s);
}

/* An old segment does not change the send window (SND.WL1, SND.WL2). */
static void window_from_old_segment(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    peer_sends(s, TCP_ACK, 10);
    peer_sends(s, TCP_ACK, 10);
    s->peer_window = 7;
    inject(s, TCP_ACK, seq_add(s->peer_seq, (uint32_t)-20), s->peer_ack, 21, NULL);
    assert_int_equal(s->t.conns[s->conn.row].snd.wnd, 65535);
    inject(s, TCP_ACK, seq_add(s->peer_seq, 1), s->peer_ack, 0, NULL);
    assert_int_equal(s->t.conns[s->conn.row].snd.wnd, 7);
    stage_free(s);
}

/* --- seventh: text --- */

static void text_in_every_state(void **state)
{
    (void)state;
    for (int i = 0; i < SYNCHRONIZED; i++) {
        struct stage *s = tcp_in(synchronized[i]);
        bool takes = synchronized[i] == TCP_ESTABLISHED || synchronized[i] == TCP_FIN_WAIT_1 ||
                     synchronized[i] == TCP_FIN_WAIT_2;
        inject(s, TCP_ACK, s->peer_seq, s->peer_ack, 100, NULL);
        assert_int_equal(tcp_readable(&s->t, s->conn), takes ? 100 : 0);
        assert_int_equal((stage_told(s, 0) & SOCKET_READABLE) != 0, takes);
        stage_free(s);
    }
}

/* Straddling segments, gaps and overlaps: every octet once. The octet at sequence number n
 * is n. */
static void reassembly(void **state)
{
    (void)state;
    static const uint16_t order[][2] = {{50, 10}, {30, 10}, {70, 10}, {35, 30}, {10, 5},
                                        {12, 80}, {0, 3},   {95, 5},  {2, 200}, {0, 10}};
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    seq32 base = s->peer_seq;
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        inject(s, TCP_ACK, seq_add(base, order[i][0]), s->peer_ack, order[i][1], NULL);
    uint8_t octets[300];
    size_t n;
    assert_int_equal(tcp_receive(&s->t, s->conn, octets, sizeof octets, &n), TCP_OK);
    assert_int_equal(n, 202);
    for (uint32_t i = 0; i < n; i++)
        assert_int_equal(octets[i], (uint8_t)(base.raw + i));
    assert_int_equal(tcp_receive(&s->t, s->conn, octets, sizeof octets, &n), TCP_WOULD_BLOCK);
    assert_int_equal(stage_live(s, s->t.text_pool), 0);
    stage_free(s);
}

/* A peer that sends single octets with holes between them: what is kept is bounded in rows too,
 * and what fills the first hole is taken all the same. */
static void crumbs_are_bounded(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    for (uint32_t i = 1; i < 3000; i++)
        inject(s, TCP_ACK, seq_add(s->peer_seq, 2 * i), s->peer_ack, 1, NULL);
    uint32_t kept = s->t.conns[s->conn.row].text.rows;
    assert_in_range(kept, 64, 2000);
    assert_true(s->fired[RULE_TCP_NO_ROOM] > 0);
    inject(s, TCP_ACK, s->peer_seq, s->peer_ack, 2, NULL);
    const struct tcp_conn *c = &s->t.conns[s->conn.row];
    assert_true(seq_equal(c->rcv.nxt, seq_add(s->peer_seq, 3)));
    stage_free(s);
}

/* In order they are never refused, however small, as long as the window is open: short ones are
 * folded into one. Also when some of the first has been read. */
static void crumbs_in_order_are_taken(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    seq32 base = s->peer_seq;
    uint8_t octets[8000];
    size_t n;
    enum { CRUMBS = 7000, READ_FIRST = 3 };
    for (uint32_t i = 0; i < CRUMBS; i++) {
        inject(s, TCP_ACK, seq_add(base, i), s->peer_ack, 1, NULL);
        if (i == 1000)
            assert_int_equal(tcp_receive(&s->t, s->conn, octets, READ_FIRST, &n), TCP_OK);
        if (i == 6000) /* a hole, whose text is kept behind what is folded */
            inject(s, TCP_ACK, seq_add(base, i + 3), s->peer_ack, 2, NULL);
    }
    assert_true(seq_equal(tcp_conn_at(&s->t, s->conn)->rcv.nxt, seq_add(base, CRUMBS)));
    assert_int_equal(tcp_readable(&s->t, s->conn), CRUMBS - READ_FIRST);
    assert_int_equal(tcp_receive(&s->t, s->conn, octets, sizeof octets, &n), TCP_OK);
    assert_int_equal(n, CRUMBS - READ_FIRST);
    for (uint32_t i = 0; i < n; i++)
        assert_int_equal(octets[i], (uint8_t)(base.raw + READ_FIRST + i));
    assert_int_equal(stage_live(s, s->t.text_pool), 0);
    stage_free(s);
}

static void window_trims(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    struct tcp_conn *c = &s->t.conns[s->conn.row];
    c->rcv.buff = c->rcv.wnd = 100;
    inject(s, TCP_ACK | TCP_FIN, s->peer_seq, s->peer_ack, 150, NULL);
    assert_int_equal(tcp_readable(&s->t, s->conn), 100);
    expect_state(s, TCP_ESTABLISHED); /* the FIN lies outside of the window */
    stage_free(s);
}

/* --- eighth: FIN --- */

static void fin_in_every_state(void **state)
{
    (void)state;
    static const enum tcp_state after[SYNCHRONIZED] = {
        TCP_CLOSE_WAIT, TCP_CLOSING,  TCP_TIME_WAIT, TCP_CLOSE_WAIT,
        TCP_CLOSING,    TCP_LAST_ACK, TCP_TIME_WAIT};
    for (int i = 0; i < SYNCHRONIZED; i++) {
        struct stage *s = tcp_in(synchronized[i]);
        bool first = i < 3;
        seq32 at = first ? s->peer_seq : seq_add(s->peer_seq, (uint32_t)-1);
        seq32 ack = synchronized[i] == TCP_FIN_WAIT_1 || synchronized[i] == TCP_CLOSING ||
                            synchronized[i] == TCP_LAST_ACK
                        ? seq_add(s->peer_ack, (uint32_t)-1)
                        : s->peer_ack;
        inject(s, TCP_FIN | TCP_ACK, at, ack, 0, NULL);
        expect(s, TCP_ACK, 0);
        expect_state(s, after[i]);
        stage_free(s);
    }
}

static void fin_with_ack_of_ours(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_FIN_WAIT_1);
    peer_sends(s, TCP_FIN | TCP_ACK, 0);
    expect(s, TCP_ACK, 0);
    expect_state(s, TCP_TIME_WAIT);
    stage_free(s);
}

static void fin_before_its_text(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    inject(s, TCP_FIN | TCP_ACK, seq_add(s->peer_seq, 10), s->peer_ack, 10, NULL);
    expect_state(s, TCP_ESTABLISHED);
    assert_int_equal(s->fired[RULE_TCP_FIN_EARLY], 1);
    expect(s, TCP_ACK, 0);
    inject(s, TCP_ACK, s->peer_seq, s->peer_ack, 10, NULL);
    expect_state(s, TCP_CLOSE_WAIT);
    assert_int_equal(expect(s, TCP_ACK, 0)->h.ack.raw, s->peer_seq.raw + 21);
    stage_free(s);
}

/* --- what is no good segment at all --- */

static void broken_segments(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    for (uint16_t length = 0; length < TCP_HEADER; length++) {
        frame_id frame = ip_new_packet(&s->ip, 40);
        uint8_t *start = frame_octets(&s->sim.frames, frame) + IP_PAYLOAD;
        memset(start, 0, 40);
        uint64_t sum = ipv4_pseudo_header_sum(PEER_ADDRESS, LOCAL_ADDRESS, IPV4_TCP, length);
        uint16_t checksum = checksum_finish(sum);
        if (length >= 2) {
            start[0] = (uint8_t)(checksum >> 8);
            start[1] = (uint8_t)checksum;
        }
        struct ip_packet packet = {.header = {.source = PEER_ADDRESS,
                                              .destination = LOCAL_ADDRESS,
                                              .header_length = IPV4_HEADER},
                                   .frame = frame,
                                   .payload = start,
                                   .payload_length = length,
                                   .payload_offset = IP_PAYLOAD};
        struct socket_up up = tcp_segment_arrives(&s->t, &packet);
        assert_int_equal(up.events, 0);
        frame_release(&s->sim.frames, frame);
    }
    assert_int_equal(s->fired[RULE_TCP_BAD_HEADER] + s->fired[RULE_TCP_CHECKSUM_WRONG],
                     TCP_HEADER);
    assert_true(s->fired[RULE_TCP_BAD_HEADER] >= TCP_HEADER - 2);
    stage_free(s);
}

/* MUST-57: a SYN to a broadcast address is not for TCP. */
static void broadcast_is_ignored(void **state)
{
    (void)state;
    struct stage *s = listening(1);
    frame_id frame = ip_new_packet(&s->ip, TCP_HEADER);
    uint8_t *start = frame_octets(&s->sim.frames, frame) + IP_PAYLOAD;
    ipv4_address everybody = UINT32_C(0x0a0000ff);
    struct writer w = writer_over(start, TCP_HEADER);
    struct tcp h = {.source_port = PEER_PORT, .destination_port = LOCAL_PORT, .flags = TCP_SYN};
    tcp_write(&w, &h, &(struct tcp_options){.has_mss = false});
    uint64_t sum = ipv4_pseudo_header_sum(PEER_ADDRESS, everybody, IPV4_TCP, TCP_HEADER);
    uint16_t checksum = checksum_finish(checksum_add(sum, start, TCP_HEADER));
    start[TCP_CHECKSUM_OFFSET] = (uint8_t)(checksum >> 8);
    start[TCP_CHECKSUM_OFFSET + 1] = (uint8_t)checksum;
    struct ip_packet packet = {.header = {.source = PEER_ADDRESS,
                                          .destination = everybody,
                                          .header_length = IPV4_HEADER},
                               .frame = frame,
                               .payload = start,
                               .payload_length = TCP_HEADER,
                               .payload_offset = IP_PAYLOAD};
    struct socket_up up = tcp_segment_arrives(&s->t, &packet);
    assert_int_equal(up.events, 0);
    frame_release(&s->sim.frames, frame);
    stage_flush(s);
    expect_nothing(s);
    assert_int_equal(s->fired[RULE_TCP_BROADCAST], 1);
    expect_no_leak(s);
    stage_free(s);
}

/* The last one: what the others have shown. */
static void rules_fired(void **state)
{
    (void)state;
    check_rules_shown("arrives");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(closed_answers_with_reset),
        cmocka_unit_test(listen_ignores_reset_and_refuses_ack),
        cmocka_unit_test(listen_accepts),
        cmocka_unit_test(listen_keeps_text_of_syn),
        cmocka_unit_test(listen_backlog),
        cmocka_unit_test(passive_returns_to_listen),
        cmocka_unit_test(passive_gives_up_silently),
        cmocka_unit_test(syn_sent_wrong_ack),
        cmocka_unit_test(syn_sent_refused),
        cmocka_unit_test(syn_sent_established),
        cmocka_unit_test(syn_sent_text_and_fin),
        cmocka_unit_test(simultaneous_open),
        cmocka_unit_test(acceptability),
        cmocka_unit_test(unacceptable_in_every_state),
        cmocka_unit_test(reset_in_every_state),
        cmocka_unit_test(syn_in_every_state),
        cmocka_unit_test(challenges_are_limited),
        cmocka_unit_test(ack_in_every_state),
        cmocka_unit_test(ack_of_fin),
        cmocka_unit_test(window_from_old_segment),
        cmocka_unit_test(text_in_every_state),
        cmocka_unit_test(reassembly),
        cmocka_unit_test(crumbs_are_bounded),
        cmocka_unit_test(crumbs_in_order_are_taken),
        cmocka_unit_test(window_trims),
        cmocka_unit_test(fin_in_every_state),
        cmocka_unit_test(fin_with_ack_of_ours),
        cmocka_unit_test(fin_before_its_text),
        cmocka_unit_test(broken_segments),
        cmocka_unit_test(broadcast_is_ignored),
        cmocka_unit_test(rules_fired),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
