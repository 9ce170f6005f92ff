/* tests/transport/test_sack.c: selective acknowledgments: what the receiver reports (RFC 2018,
 * 2883), and what the sender makes of it (RFC 6675), with a peer that the test plays. */
#include "transport/rules_shown.h"
#include "transport/tcp_sack.h"

enum { MSS = 1460 };

static uint8_t octets[400000];

static struct tcp_conn *conn(struct stage *s)
{
    return &s->t.conns[s->conn.row];
}

static const struct tcp_sack *board(struct stage *s)
{
    assert_int_not_equal(conn(s)->sack, 0);
    return &s->t.sacks[conn(s)->sack - 1];
}

static struct tcp_profile profile_with(enum congestion_control algorithm)
{
    struct tcp_profile profile = tcp_default_profile();
    profile.congestion = (uint8_t)algorithm;
    profile.sack = 1;
    profile.nagle = 0;
    profile.window_scaling = 0;
    profile.send_buffer = 400000;
    return profile;
}

/* ESTABLISHED with these options in the peer's SYN. */
static struct stage *established(const struct tcp_profile *profile, struct tcp_options options)
{
    struct stage *s = tcp_in_with(TCP_SYN_SENT, profile);
    options.has_mss = true;
    options.mss = MSS;
    options.ts_echo = s->caught[s->caught_count - 1].options.ts_value;
    inject(s, TCP_SYN | TCP_ACK, s->peer_seq, s->peer_ack, 0, &options);
    s->peer_seq = seq_add(s->peer_seq, 1);
    expect(s, TCP_ACK, 0);
    return s;
}

static struct stage *with_sack(const struct tcp_profile *profile)
{
    return established(profile, (struct tcp_options){.has_sack_permitted = true});
}

/* Text of the peer, whose numbers do not move: `at` octets behind what it has sent. */
static void peer_text(struct stage *s, uint32_t at, uint32_t length)
{
    inject(s, TCP_ACK, seq_add(s->peer_seq, at), s->peer_ack, length, NULL);
}

/* The last segment sent acknowledges `ack` octets and reports these blocks, as octets. */
static void expect_blocks(struct stage *s, uint32_t ack, unsigned count,
                          const uint32_t blocks[][2])
{
    const struct caught *c = &s->caught[s->caught_count - 1];
    assert_int_equal(seq_span(s->peer_seq, c->h.ack), ack);
    assert_int_equal(c->options.sack_count, count);
    for (unsigned i = 0; i < count; i++) {
        assert_int_equal(seq_span(s->peer_seq, c->options.sack[i].left), blocks[i][0]);
        assert_int_equal(seq_span(s->peer_seq, c->options.sack[i].right), blocks[i][1]);
    }
}

/* --- negotiation --- */

static void negotiation(void **state)
{
    (void)state;
    for (unsigned bits = 0; bits < 4; bits++) {
        bool ours = (bits & 1) != 0;
        bool theirs = (bits & 2) != 0;
        struct tcp_profile profile = profile_with(CONGESTION_NEWRENO);
        profile.sack = ours;
        struct stage *s =
            established(&profile, (struct tcp_options){.has_sack_permitted = theirs});
        assert_int_equal(s->caught[0].options.has_sack_permitted, ours);
        peer_text(s, 100, 100);
        assert_int_equal(s->caught[s->caught_count - 1].options.sack_count, ours && theirs);
        stage_free(s);
    }
}

/* A passive opener permits it only when it was permitted (RFC 2018 section 2: in a SYN). */
static void negotiation_of_a_listener(void **state)
{
    (void)state;
    for (int theirs = 0; theirs < 2; theirs++) {
        struct tcp_profile profile = profile_with(CONGESTION_NEWRENO);
        struct tcp_options options = {.has_sack_permitted = theirs != 0};
        struct stage *s = stage_with_peer(&profile);
        struct socket_id listener;
        assert_int_equal(tcp_listen(&s->t, 0, LOCAL_PORT, 4, 1, &listener), TCP_OK);
        inject(s, TCP_SYN, seq(9000), seq(0), 0, &options);
        assert_int_equal(s->caught[0].h.flags, TCP_SYN | TCP_ACK);
        assert_int_equal(s->caught[0].options.has_sack_permitted, theirs);
        stage_free(s);
    }
}

/* --- the receiver --- */

/* RFC 2018 section 4: first the block that the segment belongs to, then the ones reported most
 * recently; with timestamps there is room for three, otherwise for four. */
static void blocks_most_recent_first(void **state)
{
    (void)state;
    struct tcp_profile profile = profile_with(CONGESTION_NEWRENO);
    struct stage *s = with_sack(&profile);
    peer_text(s, 100, 100);
    expect_blocks(s, 0, 1, (const uint32_t[][2]){{100, 200}});
    peer_text(s, 500, 100);
    expect_blocks(s, 0, 2, (const uint32_t[][2]){{500, 600}, {100, 200}});
    peer_text(s, 300, 100);
    expect_blocks(s, 0, 3, (const uint32_t[][2]){{300, 400}, {500, 600}, {100, 200}});
    peer_text(s, 200, 50); /* makes a block longer, which comes first again */
    expect_blocks(s, 0, 3, (const uint32_t[][2]){{100, 250}, {300, 400}, {500, 600}});
    peer_text(s, 700, 100);
    peer_text(s, 900, 100);
    expect_blocks(s, 0, 4,
                  (const uint32_t[][2]){{900, 1000}, {700, 800}, {100, 250}, {300, 400}});
    peer_text(s, 400, 100); /* two blocks become one */
    expect_blocks(s, 0, 4,
                  (const uint32_t[][2]){{300, 600}, {900, 1000}, {700, 800}, {100, 250}});
    peer_text(s, 0, 100); /* the first gap is filled */
    expect_blocks(s, 250, 3, (const uint32_t[][2]){{300, 600}, {900, 1000}, {700, 800}});
    peer_text(s, 250, 650);
    expect_blocks(s, 1000, 1, (const uint32_t[][2]){{300, 600}}); /* that came twice */
    stage_free(s);
}

static void three_blocks_with_timestamps(void **state)
{
    (void)state;
    struct tcp_profile profile = profile_with(CONGESTION_NEWRENO);
    profile.timestamps = 1;
    struct stage *s = established(&profile, (struct tcp_options){.has_sack_permitted = true,
                                                                 .has_timestamps = true,
                                                                 .ts_value = 5});
    struct tcp_options stamp = {.has_timestamps = true, .ts_value = 6};
    for (uint32_t i = 1; i <= 5; i++)
        inject(s, TCP_ACK, seq_add(s->peer_seq, i * 200), s->peer_ack, 100, &stamp);
    expect_blocks(s, 0, 3, (const uint32_t[][2]){{1000, 1100}, {800, 900}, {600, 700}});
    assert_true(s->caught[s->caught_count - 1].options.has_timestamps);
    stage_free(s);
}

/* The examples of RFC 2883 section 4.1 and 4.2. */
static void octets_that_came_twice(void **state)
{
    (void)state;
    struct tcp_profile profile = profile_with(CONGESTION_NEWRENO);
    struct stage *s = with_sack(&profile);
    peer_text(s, 0, 1000);
    peer_text(s, 0, 500); /* 4.1.1 */
    expect_blocks(s, 1000, 1, (const uint32_t[][2]){{0, 500}});
    peer_text(s, 1500, 500);
    expect_blocks(s, 1000, 1, (const uint32_t[][2]){{1500, 2000}}); /* told once only */
    peer_text(s, 0, 500);                                           /* 4.1.2 */
    expect_blocks(s, 1000, 2, (const uint32_t[][2]){{0, 500}, {1500, 2000}});
    peer_text(s, 2000, 500);
    peer_text(s, 2000, 500); /* 4.1.3 */
    expect_blocks(s, 1000, 2, (const uint32_t[][2]){{2000, 2500}, {1500, 2500}});
    peer_text(s, 2200, 600); /* 4.2: only a part came before */
    expect_blocks(s, 1000, 2, (const uint32_t[][2]){{2200, 2500}, {1500, 2800}});
    assert_int_equal(s->fired[RULE_TCP_DSACK_SENT], 4);
    stage_free(s);
}

/* What the blocks take away from a segment, its text leaves free: nothing grows beyond the MTU.
 */
static void text_makes_room_for_blocks(void **state)
{
    (void)state;
    struct tcp_profile profile = profile_with(CONGESTION_NEWRENO);
    struct stage *s = with_sack(&profile);
    size_t taken;
    peer_text(s, 100, 100);
    peer_text(s, 300, 100);
    s->seen = s->caught_count;
    assert_int_equal(tcp_send(&s->t, s->conn, octets, 5000, &taken), TCP_OK);
    stage_flush(s);
    assert_int_equal(s->caught[s->seen].options.sack_count, 2);
    assert_int_equal(s->caught[s->seen].length, MSS - 4 - 2 * 8);
    stage_free(s);
}

/* --- the sender --- */

static struct stage *in_flight(const struct tcp_profile *profile, uint32_t segments,
                               seq32 *start)
{
    struct stage *s = with_sack(profile);
    *start = s->peer_ack;
    conn(s)->cc.cwnd = segments * MSS;
    size_t taken;
    assert_int_equal(tcp_send(&s->t, s->conn, octets, sizeof octets, &taken), TCP_OK);
    stage_flush(s);
    assert_int_equal(s->caught_count - s->seen, segments);
    s->seen = s->caught_count;
    return s;
}

/* An ACK up to segment `ack`, with one block of segments. */
static void sack(struct stage *s, seq32 start, uint32_t ack, uint32_t from, uint32_t upto)
{
    struct tcp_options options = {
        .sack_count = 1, .sack = {{seq_add(start, from * MSS), seq_add(start, upto * MSS)}}};
    inject(s, TCP_ACK, s->peer_seq, seq_add(start, ack * MSS), 0, &options);
}

/* Since last asked, exactly these segments were sent. */
static void expect_sent(struct stage *s, seq32 start, unsigned count, const uint32_t *segments)
{
    assert_int_equal(s->caught_count - s->seen, count);
    for (unsigned i = 0; i < count; i++)
        assert_int_equal(seq_span(start, s->caught[s->seen + i].h.seq), segments[i] * MSS);
    s->seen = s->caught_count;
}

/* Segments 0, 2 and 4 of ten are lost: each hole is sent again, once, and nothing else is. */
static void holes_are_filled(void **state)
{
    (void)state;
    struct tcp_profile profile = profile_with(CONGESTION_NEWRENO);
    seq32 start;
    struct stage *s = in_flight(&profile, 10, &start);
    sack(s, start, 0, 1, 2);
    expect_sent(s, start, 1, (const uint32_t[]){10}); /* limited transmit */
    sack(s, start, 0, 3, 4);
    expect_sent(s, start, 1, (const uint32_t[]){11});
    sack(s, start, 0, 5, 6); /* the third: segment 0 is lost */
    expect_sent(s, start, 1, (const uint32_t[]){0});
    assert_int_equal(conn(s)->cc.ssthresh, 5 * MSS); /* without limited transmit's two */
    assert_int_equal(conn(s)->cc.cwnd, 5 * MSS);
    assert_int_equal(s->fired[RULE_TCP_SACK_RECOVERY], 1);
    assert_int_equal(tcp_pipe(&s->t, conn(s)), 9 * MSS); /* 0 again, 2, 4, 6 to 11 */
    for (uint32_t i = 6; i < 9; i++) {
        sack(s, start, 0, 5, i + 1);
        assert_int_equal(s->caught_count - s->seen, i == 8 ? 1 : 0);
    }
    expect_sent(s, start, 1, (const uint32_t[]){2}); /* pipe has sunk below cwnd */
    assert_int_equal(s->fired[RULE_TCP_SACK_LOST], 1);
    sack(s, start, 0, 5, 10);
    expect_sent(s, start, 1, (const uint32_t[]){4});
    sack(s, start, 0, 5, 11);
    expect_sent(s, start, 1, (const uint32_t[]){12}); /* no hole is left: something new */
    sack(s, start, 2, 5, 12);
    assert_true((conn(s)->flags & CONN_RECOVERY) != 0);
    inject(s, TCP_ACK, s->peer_seq, seq_add(start, 12 * MSS), 0, NULL);
    assert_true((conn(s)->flags & CONN_RECOVERY) == 0);
    assert_int_equal(conn(s)->cc.cwnd, 5 * MSS);
    assert_int_equal(board(s)->count, 0);
    stage_free(s);
}

/* One ACK that tells of more than two segments is enough (IsLost(), step (2)). */
static void one_report_is_enough(void **state)
{
    (void)state;
    struct tcp_profile profile = profile_with(CONGESTION_CUBIC);
    seq32 start;
    struct stage *s = in_flight(&profile, 10, &start);
    sack(s, start, 0, 2, 5);
    assert_int_equal(s->caught[s->seen].h.seq.raw, start.raw);
    assert_int_equal(s->caught[s->seen].frame_flags, FRAME_RETRANSMISSION | FRAME_FAST);
    assert_int_equal(conn(s)->cc.ssthresh, 7 * MSS); /* beta of CUBIC */
    assert_int_equal(s->caught[s->seen].length, MSS);
    stage_free(s);
}

/* Rule (3) and (4) of NextSeg(): nothing new is there to be sent. */
static void last_resorts(void **state)
{
    (void)state;
    struct tcp_profile profile = profile_with(CONGESTION_NEWRENO);
    struct stage *s = with_sack(&profile);
    seq32 start = s->peer_ack;
    size_t taken;
    assert_int_equal(tcp_send(&s->t, s->conn, octets, 8 * MSS, &taken), TCP_OK);
    stage_flush(s);
    s->seen = s->caught_count;
    sack(s, start, 0, 1, 4); /* 0 is lost; 4 and 6 also, but that shows late */
    expect_sent(s, start, 1, (const uint32_t[]){0});
    conn(s)->cc.cwnd = 6 * MSS;
    sack(s, start, 0, 5, 6); /* behind 4 there is too little to be sure: rule (3) */
    expect_sent(s, start, 1, (const uint32_t[]){4});
    assert_int_equal(s->fired[RULE_TCP_SACK_DOUBTED], 1);
    sack(s, start, 4, 5, 6);                         /* 0 has come */
    expect_sent(s, start, 1, (const uint32_t[]){7}); /* the last one: rule (4) */
    assert_int_equal(s->fired[RULE_TCP_SACK_RESCUE], 1);
    sack(s, start, 6, 7, 8); /* not twice in one recovery */
    assert_int_equal(s->fired[RULE_TCP_SACK_RESCUE], 1);
    stage_free(s);
}

/* RFC 2018 section 5: after a time-out nothing counts as SACKed; what is reported then is left
 * out (RFC 6675 section 5.1), and no recovery begins before all of it is acknowledged. */
static void time_out(void **state)
{
    (void)state;
    struct tcp_profile profile = profile_with(CONGESTION_NEWRENO);
    seq32 start;
    struct stage *s = in_flight(&profile, 10, &start);
    sack(s, start, 0, 4, 6);
    assert_int_equal(board(s)->count, 1);
    s->seen = s->caught_count;
    stage_after(s, 1100 * SIM_MILLISECOND);
    assert_int_equal(s->fired[RULE_TCP_SACK_FORGOTTEN], 1);
    assert_int_equal(board(s)->count, 0);
    expect_sent(s, start, 1, (const uint32_t[]){0});
    conn(s)->cc.ssthresh = 100 * MSS;
    sack(s, start, 3, 4, 12); /* cwnd 2 */
    expect_sent(s, start, 2, (const uint32_t[]){3, 12});
    sack(s, start, 3, 4, 13);
    sack(s, start, 3, 4, 14);
    sack(s, start, 3, 4, 15);
    assert_int_equal(s->fired[RULE_TCP_SACK_RECOVERY], 0);
    stage_free(s);
}

static void tahoe_leaves_out_what_came(void **state)
{
    (void)state;
    struct tcp_profile profile = profile_with(CONGESTION_TAHOE);
    profile.limited_transmit = 0;
    seq32 start;
    struct stage *s = in_flight(&profile, 10, &start);
    sack(s, start, 0, 1, 4);
    expect_sent(s, start, 1, (const uint32_t[]){0});
    assert_int_equal(conn(s)->cc.cwnd, MSS);
    sack(s, start, 4, 5, 6);
    expect_sent(s, start, 2, (const uint32_t[]){4, 6});
    stage_free(s);
}

/* RFC 2018 section 8: the receiver may throw away what it has reported. */
static void reneging(void **state)
{
    (void)state;
    struct tcp_profile profile = profile_with(CONGESTION_NEWRENO);
    seq32 start;
    struct stage *s = in_flight(&profile, 10, &start);
    sack(s, start, 0, 2, 4);
    s->seen = s->caught_count;
    inject(s, TCP_ACK, s->peer_seq, seq_add(start, 3 * MSS), 0, NULL);
    assert_int_equal(s->fired[RULE_TCP_SACK_RENEGED], 1);
    assert_int_equal(board(s)->count, 0);
    assert_int_equal(s->caught[s->seen].h.seq.raw, start.raw + 3 * MSS);
    stage_free(s);
}

/* Blocks that cannot be true, and blocks of octets that came twice, mark nothing. */
static void odd_blocks(void **state)
{
    (void)state;
    struct tcp_profile profile = profile_with(CONGESTION_NEWRENO);
    seq32 start;
    struct stage *s = in_flight(&profile, 10, &start);
    sack(s, start, 0, 4, 4);
    sack(s, start, 0, 5, 3);
    sack(s, start, 0, 8, 20);
    sack(s, start, 0, 0, 2);
    assert_int_equal(board(s)->count, 0);
    assert_int_equal(conn(s)->cc.duplicates, 0);
    sack(s, start, 2, 0, 1);
    assert_int_equal(s->fired[RULE_TCP_DSACK_RECEIVED], 1);
    assert_int_equal(board(s)->count, 0);
    assert_int_equal(s->fired[RULE_TCP_SACK_RENEGED], 0);
    stage_free(s);
}

/* More gaps than the scoreboard has room for: the rest is as if it had not been told. */
static void scoreboard_is_bounded(void **state)
{
    (void)state;
    struct tcp_profile profile = profile_with(CONGESTION_NONE);
    profile.mss = 100;
    struct stage *s = with_sack(&profile);
    seq32 start = s->peer_ack;
    size_t taken;
    assert_int_equal(tcp_send(&s->t, s->conn, octets, 60000, &taken), TCP_OK);
    stage_flush(s);
    for (uint32_t i = 1; i < 100; i++) {
        struct tcp_options o = {
            .sack_count = 1,
            .sack = {{seq_add(start, i * 200), seq_add(start, i * 200 + 100)}}};
        inject(s, TCP_ACK, s->peer_seq, start, 0, &o);
    }
    assert_int_equal(board(s)->count, SACK_RANGES);
    inject(s, TCP_ACK, s->peer_seq, conn(s)->snd.max, 0, NULL);
    assert_int_equal(board(s)->count, 0);
    stage_free(s);
}

static void rules_fired(void **state)
{
    (void)state;
    check_rules_shown("sack");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(negotiation),
        cmocka_unit_test(negotiation_of_a_listener),
        cmocka_unit_test(blocks_most_recent_first),
        cmocka_unit_test(three_blocks_with_timestamps),
        cmocka_unit_test(octets_that_came_twice),
        cmocka_unit_test(text_makes_room_for_blocks),
        cmocka_unit_test(holes_are_filled),
        cmocka_unit_test(one_report_is_enough),
        cmocka_unit_test(last_resorts),
        cmocka_unit_test(time_out),
        cmocka_unit_test(tahoe_leaves_out_what_came),
        cmocka_unit_test(reneging),
        cmocka_unit_test(odd_blocks),
        cmocka_unit_test(scoreboard_is_bounded),
        cmocka_unit_test(rules_fired),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
