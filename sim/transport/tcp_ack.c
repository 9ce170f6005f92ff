/* transport/tcp_ack.c: acknowledgments: when one is sent (RFC 9293 section 3.8.6.3; RFC 5681
 * section 4.2), and which window it offers (section 3.8.6.2.2). */
#include "transport/tcp_parts.h"

enum {
    CHALLENGES_A_SECOND = 10, /* RFC 5961 section 7 */
    TIMESTAMPS_OPTION = 12    /* octets, with padding */
};

#define HELD_AT_MOST (200 * SIM_MILLISECOND)

/* Before the window scale is agreed on, and without it, 16 bits are all there is. */
static uint32_t largest_window(const struct tcp_conn *c)
{
    return (uint32_t)UINT16_MAX << (conn_has(c, CONN_SCALING) ? c->rcv.shift : 0);
}

/* RCV.BUFF - RCV.USER: the window that could be offered. */
static uint32_t free_window(const struct tcp_conn *c)
{
    uint32_t room = c->rcv.buff > c->rcv.user ? c->rcv.buff - c->rcv.user : 0;
    return room < largest_window(c) ? room : largest_window(c);
}

/* 16 bits, as a SYN has them; Linux rounds down to whole segments. */
void tcp_first_window(const struct transport *t, struct tcp_conn *c)
{
    uint32_t window = c->rcv.buff < UINT16_MAX ? c->rcv.buff : UINT16_MAX;
    uint32_t segment = tcp_own_mss(t, c);
    if (conn_has(c, CONN_TIMESTAMPS) && segment > 2 * TIMESTAMPS_OPTION)
        segment -= TIMESTAMPS_OPTION;
    if (transport_profile(t, c->node)->habits == HABITS_LINUX && window > segment)
        window -= window % segment;
    c->rcv.wnd = window;
}

/* By how much the right edge could move. */
static uint32_t reduction(const struct tcp_conn *c)
{
    uint32_t room = free_window(c);
    return room > c->rcv.wnd ? room - c->rcv.wnd : 0;
}

/* min(Fr * RCV.BUFF, Eff.snd.MSS), with Fr = 1/2. */
static uint32_t worthwhile(const struct tcp_conn *c)
{
    return c->rcv.buff / 2 < c->rcv.mss ? c->rcv.buff / 2 : c->rcv.mss;
}

/* FreeBSD offers all the room there is in every segment, unless it is less than one segment and
 * less than a quarter of the buffer. */
static bool offers_all(const struct transport *t, const struct tcp_conn *c)
{
    return conn_profile(t, c)->habits == HABITS_FREEBSD &&
           (free_window(c) >= c->rcv.mss || free_window(c) >= c->rcv.buff / 4);
}

void tcp_open_window(const struct transport *t, struct tcp_conn *c)
{
    uint32_t gain = reduction(c);
    if (gain > 0 && (gain >= worthwhile(c) || offers_all(t, c)))
        c->rcv.wnd += gain;
}

void tcp_window_update(struct transport *t, struct tcp_conn *c)
{
    uint32_t gain = reduction(c);
    bool was_closed = c->rcv.wnd < c->rcv.mss && gain >= worthwhile(c);
    bool much = gain >= 2 * (uint32_t)c->rcv.mss || gain >= c->rcv.buff / 2;
    if (!tcp_can_receive(c) || gain == 0 || !(was_closed || much))
        return;
    tcp_note(t, c, found(RULE_TCP_WINDOW_UPDATE, 0, c->rcv.wnd, c->rcv.wnd + gain));
    tcp_send_ack(t, c);
}

void tcp_send_ack(struct transport *t, struct tcp_conn *c)
{
    struct tcp_emission e = {.seq = c->snd.max, .ack = c->rcv.nxt, .flags = TCP_ACK};
    if (conn_has(c, CONN_ACK_DUPLICATE))
        e.frame_flags = FRAME_DUPLICATE_ACK;
    if (tcp_emit(t, c, &e))
        return;
    conn_set(c, CONN_ACK_NOW);
    tcp_continue_later(t, c);
}

void tcp_ack_now(struct tcp_conn *c)
{
    conn_set(c, CONN_ACK_NOW);
}

void tcp_ack_text(struct transport *t, struct tcp_conn *c)
{
    const struct tcp_profile *profile = conn_profile(t, c);
    uint32_t waiting = seq_span(c->rcv.acked, c->rcv.nxt);
    if (conn_has(c, CONN_ACK_NOW))
        return;
    if (c->rcv.quick > 0) {
        c->rcv.quick--;
        tcp_aside(t, c, found(RULE_TCP_ACK_QUICK, 0, c->rcv.quick, 0));
        tcp_ack_now(c);
    } else if (waiting >= 2 * (uint32_t)c->rcv.mss) {
        tcp_aside(t, c, found(RULE_TCP_ACK_EVERY_SECOND, 0, waiting, c->rcv.mss));
        tcp_ack_now(c);
    } else if (profile->delayed_ack == 0) {
        tcp_ack_now(c);
    } else if (!timer_is_set(&c->delayed_ack)) {
        tcp_aside_time(t, c, RULE_TCP_ACK_DELAYED, profile->delayed_ack, 0);
        timer_set(t->sim, &c->delayed_ack, EVENT_TCP_DELAYED_ACK, tcp_row(t, c),
                  sim_now(t->sim) + profile->delayed_ack);
    }
}

/* The owner reads first; should it not, the ACK goes out in the delayed ACK's time. */
void tcp_hold_ack(struct transport *t, struct tcp_conn *c)
{
    const struct tcp_profile *profile = conn_profile(t, c);
    sim_time most = profile->delayed_ack > 0 ? profile->delayed_ack : HELD_AT_MOST;
    conn_set(c, CONN_ACK_HELD);
    if (!timer_is_set(&c->delayed_ack))
        timer_set(t->sim, &c->delayed_ack, EVENT_TCP_DELAYED_ACK, tcp_row(t, c),
                  sim_now(t->sim) + most);
}

void tcp_challenge_ack(struct transport *t, struct tcp_conn *c)
{
    sim_time second = sim_now(t->sim) / SIM_SECOND;
    if (c->challenge_second != second) {
        c->challenge_second = second;
        c->challenge_acks = 0;
    }
    if (c->challenge_acks == CHALLENGES_A_SECOND) {
        tcp_aside(t, c, found(RULE_TCP_CHALLENGE_LIMIT, 0, CHALLENGES_A_SECOND, 0));
        return;
    }
    c->challenge_acks++;
    tcp_send_ack(t, c);
}

void tcp_delayed_ack_timeout(struct transport *t, struct tcp_conn *c)
{
    bool more = conn_has(c, CONN_MORE);
    conn_clear(c, CONN_MORE);
    conn_clear(c, CONN_ACK_HELD);
    if (more && conn_has(c, CONN_WANTS_ROOM) && stream_length(&c->stream) == 0) {
        conn_clear(c, CONN_WANTS_ROOM);
        tcp_tell(t, c, SOCKET_WRITABLE);
    }
    if (!seq_equal(c->rcv.acked, c->rcv.nxt)) {
        if (!more)
            tcp_note(t, c, found(RULE_TCP_ACK_DELAY_ENDS, 0, c->rcv.nxt.raw, 0));
        tcp_ack_now(c);
    }
    tcp_output(t, c);
}
