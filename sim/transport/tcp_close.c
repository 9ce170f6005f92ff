/* transport/tcp_close.c: the end of a connection (RFC 9293 section 3.6): the eighth check of
 * section 3.10.7.4, of the FIN bit, and TIME-WAIT. CLOSE, the call, is in tcp_calls.c. */
#include "transport/tcp_parts.h"

/* 2 MSL, in which the last ACK can be repeated and old segments die out (section 3.6.1).
 * Everything but the control block is given back. */
void tcp_start_time_wait(struct transport *t, struct tcp_conn *c)
{
    uint32_t row = tcp_row(t, c);
    if (c->state != TCP_TIME_WAIT) {
        tcp_enter(t, c, TCP_TIME_WAIT);
        tcp_tell(t, c, SOCKET_CLOSED);
        timer_cancel(t->sim, &c->retransmission, EVENT_TCP_RETRANSMISSION, row);
        stream_release(&c->stream, tcp_place(t), c->stream.end);
        tcp_sack_release(t, c);
    }
    sim_time msl = transport_profile(t, c->node)->msl;
    timer_set(t->sim, &c->time_wait, EVENT_TCP_TIME_WAIT, row, sim_now(t->sim) + 2 * msl);
}

void tcp_time_wait_timeout(struct transport *t, struct tcp_conn *c)
{
    tcp_note_time(t, c, RULE_TCP_TIME_WAIT_OVER, 2 * transport_profile(t, c->node)->msl, 0);
    tcp_end(t, c, 0);
}

/* The step that the peer's FIN makes. */
static void step(struct transport *t, struct tcp_conn *c)
{
    switch ((enum tcp_state)c->state) {
    case TCP_SYN_RECEIVED:
    case TCP_ESTABLISHED:
        tcp_enter(t, c, TCP_CLOSE_WAIT);
        return;
    case TCP_FIN_WAIT_1: /* our FIN is not acknowledged yet: the fifth check would have seen it
                          */
        tcp_enter(t, c, TCP_CLOSING);
        return;
    case TCP_FIN_WAIT_2:
        tcp_start_time_wait(t, c);
        return;
    case TCP_CLOSED:
    case TCP_LISTEN:
    case TCP_SYN_SENT:
    case TCP_CLOSE_WAIT:
    case TCP_CLOSING:
    case TCP_LAST_ACK:
    case TCP_TIME_WAIT:
        return;
    }
}

/* Is the FIN at a place where it can be believed: inside the window, or right at its edge? */
static bool remember_fin(struct tcp_conn *c, const struct tcp_segment *s)
{
    seq32 right = seq_add(c->rcv.nxt, c->rcv.wnd);
    if (segment_has(s, TCP_FIN) && !conn_has(c, CONN_FIN_SEEN) &&
        seq_at_or_before(segment_fin_seq(s), right)) {
        conn_set(c, CONN_FIN_SEEN);
        c->rcv.fin = segment_fin_seq(s);
    }
    return conn_has(c, CONN_FIN_SEEN);
}

struct finding tcp_check_fin(struct transport *t, struct tcp_conn *c,
                             const struct tcp_segment *s)
{
    if (!remember_fin(c, s) || conn_has(c, CONN_FIN_RECEIVED))
        return FINDING_NONE;
    if (!seq_equal(c->rcv.nxt, c->rcv.fin)) {
        if (segment_has(s, TCP_FIN))
            tcp_aside(
                t, c,
                found(RULE_TCP_FIN_EARLY, FIELD_TCP_FLAGS_FIN, c->rcv.fin.raw, c->rcv.nxt.raw));
        return FINDING_NONE;
    }
    conn_set(c, CONN_FIN_RECEIVED);
    c->rcv.nxt = seq_add(c->rcv.nxt, 1);
    tcp_note(t, c, found(RULE_TCP_FIN_RECEIVED, FIELD_TCP_FLAGS_FIN, c->state, 0));
    tcp_tell(t, c, SOCKET_PEER_CLOSED);
    tcp_ack_now(c);
    step(t, c);
    return FINDING_NONE;
}

/* CLOSE was called before the connection was ESTABLISHED (section 3.10.4): now it is. */
void tcp_continue_close(struct transport *t, struct tcp_conn *c)
{
    if (conn_has(c, CONN_CLOSE_CALLED) && c->state == TCP_ESTABLISHED)
        tcp_enter(t, c, TCP_FIN_WAIT_1);
}
