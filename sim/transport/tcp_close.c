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
        tcp_keep_alive_stop(t, c);
        stream_release(&c->stream, tcp_place(t), c->stream.end);
        tcp_sack_release(t, c);
    }
    sim_time msl = conn_profile(t, c)->msl;
    timer_set(t->sim, &c->time_wait, EVENT_TCP_TIME_WAIT, row, sim_now(t->sim) + 2 * msl);
}

void tcp_time_wait_timeout(struct transport *t, struct tcp_conn *c)
{
    tcp_note_time(t, c, RULE_TCP_TIME_WAIT_OVER, 2 * conn_profile(t, c)->msl, 0);
    tcp_end(t, c, 0);
}

/* Section 3.6.1, MAY-2: a SYN may reopen a connection from TIME-WAIT when it can be no old
 * duplicate: RFC 6191 section 2, in its order. That the timestamp is greater has to be asked
 * first: it tells more than the sequence number does, which begins anywhere. */
bool tcp_reopens(struct transport *t, const struct tcp_conn *c, const struct tcp_segment *s)
{
    const struct tcp_listener *l = tcp_find_listener(t, c->node, c->local_port);
    if ((s->header.flags & (TCP_SYN | TCP_ACK | TCP_RST)) != TCP_SYN || l == NULL ||
        (l->address != 0 && l->address != c->local))
        return false;
    bool stamped = s->options.has_timestamps && conn_profile(t, c)->timestamps != 0;
    bool higher = !seq_before(s->header.seq, c->rcv.nxt); /* than the last that was seen */
    if (!stamped)
        return higher;
    if (!conn_has(c, CONN_TIMESTAMPS))
        return true;
    int32_t later = (int32_t)(s->options.ts_value - c->ts_recent);
    return later > 0 || (later == 0 && higher);
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

/* Is the FIN at a place where it can be believed: inside the window, or right at its edge? "One
 * could" trim a FIN that lies outside; one at the edge is taken, since it needs no room, and
 * the peer need not send it again. */
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

/* A FIN although the peer's was there before: the state remains. RCV.NXT goes over one FIN
 * only. */
static void fin_again(struct transport *t, struct tcp_conn *c, const struct tcp_segment *s)
{
    if (!segment_has(s, TCP_FIN))
        return;
    tcp_ack_now(c);
    if (c->state == TCP_TIME_WAIT)
        tcp_start_time_wait(t, c);
}

/* The FIN takes a place in the sequence space: alone behind a gap it is pointed at like text
 * (RFC 5681 section 4.2), and a SACK block covers it. */
static void fin_is_early(struct transport *t, struct tcp_conn *c, const struct tcp_segment *s)
{
    tcp_aside(t, c,
              found(RULE_TCP_FIN_EARLY, FIELD_TCP_FLAGS_FIN, c->rcv.fin.raw, c->rcv.nxt.raw));
    if (s->text_length > 0)
        return;
    tcp_sack_came(t, c, c->rcv.fin);
    tcp_ack_now(c);
}

/* The states CLOSED, LISTEN and SYN-SENT do not come here: SEG.SEQ could not be validated. */
struct finding tcp_check_fin(struct transport *t, struct tcp_conn *c,
                             const struct tcp_segment *s)
{
    if (conn_has(c, CONN_FIN_RECEIVED)) {
        fin_again(t, c, s);
        return FINDING_NONE;
    }
    if (!remember_fin(c, s))
        return FINDING_NONE;
    if (!seq_equal(c->rcv.nxt, c->rcv.fin)) {
        if (segment_has(s, TCP_FIN))
            fin_is_early(t, c, s);
        return FINDING_NONE;
    }
    if (conn_has(c, CONN_URGENT_CAME))
        tcp_urgent_ends(c);
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
