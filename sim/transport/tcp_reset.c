/* transport/tcp_reset.c: RST: when it is sent (RFC 9293 section 3.5.2) and when one is believed
 * (section 3.5.3, and the second check of 3.10.7.4 with RFC 5961 section 3). That the side that
 * sends RST "should enter the TIME-WAIT state" (3.5.2) is not done: 3.10.5 and 3.10.7.4 say
 * that the TCB is deleted, and so do all systems. */
#include "transport/tcp_parts.h"

/* --- 3.5.2 Reset Generation --- */

/* Groups 1 and 2: there is no connection, or the segment acknowledges something never sent. */
void tcp_reset_stray(struct transport *t, const struct tcp_segment *s)
{
    struct tcp header = {.flags = TCP_RST};
    if (segment_has(s, TCP_ACK)) {
        header.seq = s->header.ack;
    } else {
        header.seq = seq(0);
        header.ack = seq_add(s->header.seq, s->length);
        header.flags = TCP_RST | TCP_ACK;
    }
    tcp_emit_stray(t, s, header);
}

/* Section 3.10.5: without ACK, since its sequence number alone makes it believable. */
void tcp_reset_conn(struct transport *t, struct tcp_conn *c)
{
    struct tcp_emission e = {.seq = c->snd.max, .flags = TCP_RST};
    (void)tcp_emit(t, c, &e);
}

/* --- 3.5.3 Reset Processing; 3.10.7.4, second: check the RST bit --- */

/* What a believed RST does, by state. Whatever text it carries is no part of the stream, and is
 * not looked at (SHLD-2). */
static struct finding believed(const struct tcp_conn *c)
{
    struct finding end = ends(RULE_TCP_RESET, FIELD_TCP_FLAGS_RESET, THEN_END);
    end.a = c->state;
    switch ((enum tcp_state)c->state) {
    case TCP_SYN_RECEIVED:
        if (!conn_has(c, CONN_ACTIVE))
            return ends(RULE_TCP_RESET_TO_LISTEN, FIELD_TCP_FLAGS_RESET, THEN_LISTEN);
        end.events = SOCKET_REFUSED;
        return end;
    case TCP_ESTABLISHED:
    case TCP_FIN_WAIT_1:
    case TCP_FIN_WAIT_2:
    case TCP_CLOSE_WAIT:
        end.events = SOCKET_RESET;
        return end;
    case TCP_CLOSING:
    case TCP_LAST_ACK:
        end.events = SOCKET_CLOSED;
        return end;
    case TCP_TIME_WAIT: /* the owner has been told before */
    case TCP_CLOSED:
    case TCP_LISTEN:
    case TCP_SYN_SENT:
        return end;
    }
    return end;
}

struct finding tcp_check_rst(struct transport *t, struct tcp_conn *c,
                             const struct tcp_segment *s)
{
    (void)t;
    if (!segment_has(s, TCP_RST))
        return FINDING_NONE;
    if (seq_equal(s->header.seq, c->rcv.nxt)) /* 2) */
        return believed(c);
    /* 1), of those that the first check let pass: it begins before the window, its text ends in
     * it. 3): it begins within. */
    struct finding doubt = tcp_in_window(c, s->header.seq)
                               ? ends(RULE_TCP_RESET_DOUBTED, FIELD_TCP_SEQ_RAW, THEN_CHALLENGE)
                               : ends(RULE_TCP_RESET_OUTSIDE, FIELD_TCP_SEQ_RAW, THEN_DROP);
    doubt.a = tcp_received_number(c, s->header.seq);
    doubt.b = tcp_received_number(c, c->rcv.nxt);
    return doubt;
}
