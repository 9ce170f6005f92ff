/* transport/tcp_ecn.c: explicit congestion notification (RFC 3168 section 6): routers mark
 * packets instead of dropping them, the receiver echoes the mark, and the sender slows down as
 * if a packet had been lost, and says so.
 *
 *     sender    --- ECT(0) text --->  router, its queue long  --- CE text --->  receiver
 *     sender    <------------------------- ACK with ECE ----------------------  receiver
 *     sender    --------------------------- text with CWR ------------------->  receiver */
#include "transport/tcp_parts.h"

enum { ECN_MASK = 3 };

/* --- section 6.1.1: is it agreed on? --- */

/* Section 6.1.1.1: something on the way may throw away a SYN with these flags, so one that has
 * to be sent again goes without, as Linux has it; others, FreeBSD among them, ask once more
 * before. */
static bool asks_no_more(const struct transport *t, const struct tcp_conn *c)
{
    unsigned more = conn_profile(t, c)->habits == HABITS_LINUX ? 0 : 1;
    return c->rtt.retries > more;
}

uint8_t tcp_ecn_syn_flags(const struct transport *t, const struct tcp_conn *c)
{
    if (c->state != TCP_SYN_SENT)
        return conn_has(c, CONN_ECN) ? TCP_ECE : 0;
    if (conn_profile(t, c)->ecn != ECN_ON || asks_no_more(t, c))
        return 0;
    return TCP_ECE | TCP_CWR;
}

/* An ECN-setup SYN has both flags, an ECN-setup SYN,ACK only ECE: a host that mirrors flags
 * that it does not know is not taken for one that does. */
void tcp_ecn_accept(const struct transport *t, struct tcp_conn *c, const struct tcp_segment *s)
{
    uint8_t flags = s->header.flags & (TCP_ECE | TCP_CWR);
    uint8_t wanted = segment_has(s, TCP_ACK) ? TCP_ECE : TCP_ECE | TCP_CWR;
    uint8_t use = conn_profile(t, c)->ecn;
    bool asked = c->state != TCP_SYN_SENT; /* otherwise we have asked, or the SYNs cross */
    bool willing = asked ? use != ECN_OFF : use == ECN_ON && segment_has(s, TCP_ACK);
    if (!willing || flags != wanted)
        return;
    conn_set(c, CONN_ECN);
    if (!asked && asks_no_more(t, c)) /* marks are told of, but our packets may not be marked */
        conn_set(c, CONN_ECN_NO_ECT);
}

/* --- section 6.1.3: the receiver --- */

void tcp_ecn_came(struct transport *t, struct tcp_conn *c, const struct tcp_segment *s)
{
    if (segment_has(s, TCP_CWR) && conn_has(c, CONN_ECN_ECHO)) {
        conn_clear(c, CONN_ECN_ECHO);
        tcp_aside(t, c, found(RULE_TCP_ECN_ECHO_ENDS, FIELD_TCP_FLAGS_CWR, 0, 0));
    }
    if ((s->packet->header.tos & ECN_MASK) != IPV4_CE)
        return;
    c->cc.marks_came++;
    if (!conn_has(c, CONN_ECN_ECHO))
        tcp_note(t, c, found(RULE_TCP_ECN_MARKED, FIELD_IP_DSFIELD_ECN, 0, 0));
    conn_set(c, CONN_ECN_ECHO);
}

/* --- section 6.1.2: the sender --- */

bool tcp_ecn_has_reduced(const struct tcp_conn *c)
{
    return conn_has(c, CONN_ECN) && seq_before(c->snd.una, c->cc.marked);
}

void tcp_ecn_reduced(struct tcp_conn *c)
{
    if (conn_has(c, CONN_ECN))
        conn_set(c, CONN_ECN_CWR);
}

/* Once in a window of data, whether for a mark or for a loss. */
bool tcp_ecn_echoed(struct transport *t, struct tcp_conn *c, const struct tcp_segment *s)
{
    if (!segment_has(s, TCP_ECE) || segment_has(s, TCP_SYN))
        return false;
    c->cc.echoes_came++;
    if (conn_has(c, CONN_RECOVERY) || seq_before(c->snd.una, c->cc.recover) ||
        tcp_ecn_has_reduced(c))
        return true;
    bool least = c->cc.cwnd <= c->snd.mss;
    tcp_fast_mark(t, c);
    c->cc.mark_answers++;
    c->cc.marked = c->snd.max;
    tcp_note(t, c, found(RULE_TCP_ECN_REDUCES, FIELD_TCP_FLAGS_ECE, c->cc.cwnd, 0));
    if (least && c->cc.algorithm != CONGESTION_NONE) {
        conn_set(c, CONN_ECN_WAITS);
        tcp_note_time(t, c, RULE_TCP_ECN_WAITS, c->rtt.rto, c->cc.cwnd);
    }
    return true;
}

/* --- what goes out --- */

/* ECT is for text that goes out for the first time: not for ACKs, probes and what is sent again
 * (sections 6.1.4 to 6.1.6). */
static bool is_new_text(const struct tcp_emission *e)
{
    return e->length > 0 && (e->frame_flags & (FRAME_RETRANSMISSION | FRAME_WINDOW_PROBE)) == 0;
}

uint8_t tcp_ecn_flags(const struct tcp_conn *c, const struct tcp_emission *e)
{
    if ((e->flags & (TCP_SYN | TCP_RST)) != 0)
        return 0;
    unsigned echo = conn_has(c, CONN_ECN_ECHO) ? TCP_ECE : 0;
    unsigned reduced = conn_has(c, CONN_ECN_CWR) && is_new_text(e) ? TCP_CWR : 0;
    return (uint8_t)(echo | reduced);
}

uint8_t tcp_ecn_field(const struct tcp_conn *c, const struct tcp_emission *e)
{
    return is_new_text(e) && !conn_has(c, CONN_ECN_NO_ECT) ? IPV4_ECT_0 : IPV4_NOT_ECT;
}
