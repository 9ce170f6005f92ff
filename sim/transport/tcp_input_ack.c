/* transport/tcp_input_ack.c: the fifth check of RFC 9293 section 3.10.7.4, of the ACK field:
 * is it acceptable (RFC 5961 section 5), what does it acknowledge, and which window does it
 * offer? */
#include "transport/tcp_parts.h"

/* (SND.UNA - MAX.SND.WND) =< SEG.ACK =< SND.NXT */
static bool is_acceptable(const struct tcp_conn *c, const struct tcp_segment *s)
{
    int32_t behind = seq_distance(s->header.ack, c->snd.una);
    return seq_at_or_before(s->header.ack, c->snd.max) &&
           (behind <= 0 || (uint32_t)behind <= c->snd.max_wnd);
}

/* RFC 5681 section 2. */
static bool is_duplicate(const struct tcp_conn *c, const struct tcp_segment *s)
{
    return s->length == 0 && tcp_flight(c) > 0 && seq_equal(s->header.ack, c->snd.una) &&
           s->window == c->snd.wnd && !conn_has(c, CONN_PROBING);
}

void tcp_update_window(struct tcp_conn *c, const struct tcp_segment *s)
{
    if (!seq_before(c->snd.wl1, s->header.seq) &&
        !(seq_equal(c->snd.wl1, s->header.seq) && seq_at_or_before(c->snd.wl2, s->header.ack)))
        return;
    c->snd.wnd = s->window;
    c->snd.wl1 = s->header.seq;
    c->snd.wl2 = s->header.ack;
    if (c->snd.max_wnd < s->window)
        c->snd.max_wnd = s->window;
}

/* Karn's algorithm is in when CONN_TIMING is set; a timestamp tells by itself (RFC 7323 section
 * 4.1). */
static void measure(struct transport *t, struct tcp_conn *c, seq32 ack,
                    const struct tcp_segment *s)
{
    if (conn_has(c, CONN_TIMESTAMPS) && s->options.has_timestamps && s->options.ts_echo != 0) {
        uint32_t ticks = tcp_timestamp(t, c) - s->options.ts_echo;
        if (ticks < INT32_MAX)
            tcp_rto_measured_often(t, c, ticks * SIM_MILLISECOND);
        conn_clear(c, CONN_TIMING);
    } else if (conn_has(c, CONN_TIMING) && seq_before(c->rtt.seq, ack)) {
        conn_clear(c, CONN_TIMING);
        tcp_rto_measured(t, c, sim_now(t->sim) - c->rtt.started);
    }
}

/* Octets of the stream that were acknowledged leave the send buffer. */
static uint32_t release_octets(struct transport *t, struct tcp_conn *c)
{
    uint32_t held = stream_length(&c->stream);
    uint32_t upto = seq_span(tcp_stream_start(c), c->snd.una);
    if (seq_before(tcp_stream_end(c), c->snd.una))
        upto = c->stream.end; /* the FIN too */
    stream_release(&c->stream, tcp_place(t), upto);
    return held - stream_length(&c->stream);
}

/* The owner may write again when a third of the buffer is free: small steps would make small
 * segments. */
static void tell_room(struct transport *t, struct tcp_conn *c, uint32_t octets)
{
    if (octets > 0 && stream_length(&c->stream) == 0)
        tcp_tell(t, c, SOCKET_ALL_ACKED);
    if (!conn_has(c, CONN_WANTS_ROOM) || conn_has(c, CONN_CLOSE_CALLED))
        return;
    if (c->snd.buff - stream_length(&c->stream) < c->snd.buff / 3)
        return;
    conn_clear(c, CONN_WANTS_ROOM);
    tcp_tell(t, c, SOCKET_WRITABLE);
}

void tcp_acked(struct transport *t, struct tcp_conn *c, seq32 ack, const struct tcp_segment *s)
{
    bool partial = conn_has(c, CONN_RECOVERY) && seq_before(ack, c->cc.recover);
    bool syn = seq_equal(c->snd.una, c->snd.iss);
    measure(t, c, ack, s);
    if (syn) {
        tcp_rto_after_syn(c);
        /* CLOSE was called in SYN-RECEIVED: now text that came with the peer's SYN is valid. */
        if (c->state == TCP_FIN_WAIT_1 && tcp_advance(c, t) > 0)
            tcp_ack_now(c);
    }
    c->cc.previous = c->snd.una;
    c->snd.una = ack;
    if (conn_has(c, CONN_URGENT))
        tcp_urgent_acked(c);
    if (seq_before(c->snd.nxt, ack))
        c->snd.nxt = ack;
    if (c->sack != 0)
        tcp_sack_acked(t, c);
    bool echoed = conn_has(c, CONN_ECN) && tcp_ecn_echoed(t, c, s);
    uint32_t octets = release_octets(t, c);
    tell_room(t, c, octets);
    /* RFC 6582 section 3.2, step 3: of the partial ACKs only the first restarts the timer. */
    if (!partial || !conn_has(c, CONN_PARTIAL) || conn_has(c, CONN_SACK))
        tcp_rto_restart(t, c);
    if (partial)
        conn_set(c, CONN_PARTIAL);
    tcp_fast_acked(t, c, echoed && !partial ? 0 : octets);
    if (conn_has(c, CONN_USER_TIMEOUT))
        tcp_user_served(t, c);
}

/* SYN-RECEIVED STATE: our SYN has to be acknowledged. */
static struct finding establish(struct transport *t, struct tcp_conn *c,
                                const struct tcp_segment *s)
{
    if (!seq_before(c->snd.una, s->header.ack) || !seq_at_or_before(s->header.ack, c->snd.max))
        return ends(RULE_TCP_ACK_OF_NOTHING, FIELD_TCP_ACK_RAW, THEN_RESET);
    bool passive = !conn_has(c, CONN_ACTIVE);
    struct tcp_conn *older = passive ? tcp_older(t, c) : NULL;
    struct tcp_listener *listener = tcp_listener_at(t, c->listener);
    if (passive && listener == NULL)
        return ends(RULE_TCP_NOBODY_LISTENS, FIELD_TCP_DSTPORT, THEN_RESET_END);
    if (older != NULL) /* the SYN was no old duplicate (section 3.6.1, MAY-2) */
        tcp_end(t, older, 0);
    if (passive) {
        listener->pending--;
        c->owner = listener->owner;
        c->listener = (struct socket_id){0, 0};
    }
    tcp_note(t, c, found(RULE_TCP_SYN_ACKED, FIELD_TCP_ACK_RAW, s->header.ack.raw, 0));
    tcp_enter(t, c, TCP_ESTABLISHED);
    tcp_keep_alive_choose(t, c);
    tcp_tell(t, c, passive ? SOCKET_ACCEPTED : SOCKET_CONNECTED);
    if (conn_has(c, CONN_URGENT_CAME)) /* with the SYN */
        tcp_tell_urgent(t, c);
    c->snd.wnd = s->window;
    c->snd.max_wnd = s->window;
    c->snd.wl1 = s->header.seq;
    c->snd.wl2 = s->header.ack;
    tcp_fast_start(t, c);
    if (tcp_advance(c, t) >
        0) /* text that came with the SYN is delivered now, and acknowledged */
        tcp_ack_now(c);
    return FINDING_NONE;
}

/* ESTABLISHED STATE, and what the states after it do besides. */
static void take_ack(struct transport *t, struct tcp_conn *c, const struct tcp_segment *s)
{
    if (c->snd.wnd == 0 || conn_has(c, CONN_PROBING))
        c->rtt.retries = 0; /* MUST-37: as long as probes are answered */
    uint32_t sacked = s->options.sack_count == 0 ? 0 : tcp_sack_update(t, c, s);
    if (seq_before(c->snd.una, s->header.ack)) {
        bool reneged = c->sack != 0 && tcp_sack_is_reneged(t, c, s->header.ack);
        tcp_aside(t, c,
                  found(RULE_TCP_ACK_NEW, FIELD_TCP_ACK_RAW,
                        seq_span(c->snd.una, s->header.ack), s->header.ack.raw));
        tcp_acked(t, c, s->header.ack, s);
        if (reneged)
            tcp_sack_reneged(t, c, s->header.ack);
    } else {
        if (conn_has(c, CONN_ECN) && tcp_flight(c) > 0 && seq_equal(c->snd.una, s->header.ack))
            (void)tcp_ecn_echoed(t, c, s);
        if (!conn_has(c, CONN_SACK) && is_duplicate(c, s))
            tcp_fast_duplicate(t, c);
    }
    if (sacked > 0)
        tcp_sacked(t, c, sacked);
    if (seq_at_or_before(c->snd.una, s->header.ack))
        tcp_update_window(c, s);
}

/* Our FIN has been acknowledged. */
static struct finding take_ack_of_fin(struct transport *t, struct tcp_conn *c)
{
    if (c->state == TCP_FIN_WAIT_1) {
        tcp_enter(t, c, TCP_FIN_WAIT_2);
    } else if (c->state == TCP_CLOSING) {
        tcp_start_time_wait(t, c);
        return ends(RULE_TCP_FIN_ACKED, FIELD_TCP_ACK_RAW, THEN_DONE);
    } else if (c->state == TCP_LAST_ACK) {
        struct finding end = ends(RULE_TCP_FIN_ACKED, FIELD_TCP_ACK_RAW, THEN_END);
        end.events = SOCKET_CLOSED;
        return end;
    }
    return FINDING_NONE;
}

struct finding tcp_check_ack(struct transport *t, struct tcp_conn *c,
                             const struct tcp_segment *s)
{
    if (!segment_has(s, TCP_ACK))
        return ends(RULE_TCP_NO_ACK, FIELD_TCP_FLAGS_ACK, THEN_DROP);
    if (c->state == TCP_SYN_RECEIVED) {
        struct finding finding = establish(t, c, s);
        if (finding.rule != RULE_NONE)
            return finding;
    } else if (!is_acceptable(c, s)) {
        return ends(RULE_TCP_ACK_UNACCEPTABLE, FIELD_TCP_ACK_RAW, THEN_CHALLENGE);
    }
    take_ack(t, c, s);
    return tcp_fin_acked(c) ? take_ack_of_fin(t, c) : FINDING_NONE;
}
