/* transport/tcp_urgent.c: the communication of urgent information (RFC 9293 section 3.8.5; RFC
 * 6093): SND.UP and RCV.UP, the URG flag and the pointer on the wire, and what the program
 * learns of them.
 *
 * Urgent octets are octets of the stream like all others and are read in their place (RFC 6093
 * section 3.1): there is no channel beside it, and the pointer points behind the last of them
 * (MUST-62). Nothing else is changed by it; new programs should not use it (SHLD-13). */
#include "transport/tcp_parts.h"

/* --- 3.10.2 SEND, with the URGENT flag --- */

void tcp_urge(struct transport *t, struct tcp_conn *c)
{
    conn_set(c, CONN_URGENT);
    c->snd.up = tcp_stream_end(c);
    tcp_note(t, c, found(RULE_TCP_URGENT_SENT, 0, tcp_sent_number(c, c->snd.up), 0));
}

/* The pointer needs no window: when the octets have to wait, a segment without text goes ahead.
 */
void tcp_announce_urgent(struct transport *t, struct tcp_conn *c)
{
    if ((c->state != TCP_ESTABLISHED && c->state != TCP_CLOSE_WAIT) ||
        !seq_before(c->snd.max, c->snd.up))
        return;
    tcp_note(t, c,
             found(RULE_TCP_URGENT_ALONE, FIELD_TCP_URGENT_POINTER,
                   seq_span(c->snd.max, c->snd.up), 0));
    tcp_send_ack(t, c);
}

/* In "all segments" before SND.UP, sent for the first time or again. One whose end lies too far
 * away for 16 bits points as far as it can (MUST-31); a later one points on. */
void tcp_put_urgent(const struct tcp_conn *c, struct tcp *header)
{
    if ((header->flags & (TCP_SYN | TCP_RST)) != 0 || !seq_before(header->seq, c->snd.up))
        return;
    uint32_t ahead = seq_span(header->seq, c->snd.up);
    header->flags |= TCP_URG;
    header->urgent = ahead < UINT16_MAX ? (uint16_t)ahead : UINT16_MAX;
}

void tcp_urgent_acked(struct tcp_conn *c)
{
    if (!seq_before(c->snd.una, c->snd.up))
        conn_clear(c, CONN_URGENT);
}

/* --- 3.10.7.4, sixth: check the URG bit --- */

/* The first octet that the program has not read yet. */
static seq32 unread(const struct tcp_conn *c)
{
    uint32_t fin = conn_has(c, CONN_FIN_RECEIVED) ? 1 : 0;
    return seq(c->rcv.nxt.raw - c->rcv.user - fin);
}

/* RCV.UP <- max(RCV.UP, SEG.SEQ + SEG.UP). True: it has moved, and lies before the program. A
 * pointer that goes back, or at what has been read, cannot be right and does nothing. */
static bool advance(struct tcp_conn *c, const struct tcp_segment *s)
{
    seq32 up = seq_add(s->header.seq, s->header.urgent);
    if (!seq_before(unread(c), up) ||
        (conn_has(c, CONN_URGENT_CAME) && !seq_before(c->rcv.up, up)))
        return false;
    conn_set(c, CONN_URGENT_CAME);
    c->rcv.up = up;
    return true;
}

void tcp_keep_urgent(struct tcp_conn *c, const struct tcp_segment *s)
{
    (void)advance(c, s);
}

void tcp_tell_urgent(struct transport *t, struct tcp_conn *c)
{
    tcp_note(t, c,
             found(RULE_TCP_URGENT_CAME, FIELD_TCP_URGENT_POINTER,
                   tcp_received_number(c, c->rcv.up), seq_span(unread(c), c->rcv.up)));
    tcp_tell(t, c, SOCKET_URGENT);
}

/* The user is told whenever the pointer advances (MUST-32), also when it is in "urgent mode"
 * already; what it asks is only how much is left. In CLOSE-WAIT and after it URG is ignored. */
struct finding tcp_check_urg(struct transport *t, struct tcp_conn *c,
                             const struct tcp_segment *s)
{
    if (tcp_can_receive(c) && advance(c, s))
        tcp_tell_urgent(t, c);
    else
        tcp_aside(t, c, found(RULE_TCP_URGENT_IGNORED, FIELD_TCP_URGENT_POINTER, 0, 0));
    return FINDING_NONE;
}

/* A pointer beyond the last octet of the peer cannot be right. */
void tcp_urgent_ends(struct tcp_conn *c)
{
    if (seq_before(c->rcv.fin, c->rcv.up))
        c->rcv.up = c->rcv.fin;
    if (!seq_before(unread(c), c->rcv.up))
        conn_clear(c, CONN_URGENT_CAME);
}

/* --- 3.10.3 RECEIVE --- */

uint32_t tcp_urgent_left(const struct tcp_conn *c)
{
    return conn_has(c, CONN_URGENT_CAME) ? seq_span(unread(c), c->rcv.up) : 0;
}

void tcp_urgent_read(struct transport *t, struct tcp_conn *c)
{
    if (seq_before(unread(c), c->rcv.up))
        return;
    conn_clear(c, CONN_URGENT_CAME);
    tcp_aside(t, c,
              found(RULE_TCP_URGENT_OVER, FIELD_TCP_URGENT_POINTER,
                    tcp_received_number(c, c->rcv.up), 0));
}
