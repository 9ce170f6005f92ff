/* transport/tcp_output.c: which octets go out now: segmentation, the Nagle algorithm (RFC
 * 9293 section 3.7.4), silly window avoidance of the sender (3.8.6.2.1), PSH on the last
 * octet of what was written (3.9.1.2), and the FIN behind it.
 *
 * Bounds: at most SEGMENTS_AN_EVENT segments go out in one event; the rest follows in an
 *         event of its own at the same time. */
#include "ip/path.h"
#include "transport/tcp_parts.h"

enum { SEGMENTS_AN_EVENT = 64 };

struct piece {
    uint32_t length;
    uint32_t most; /* what one segment can carry now */
    bool fin;
};

/* In these states text and FIN may go out, for the first time or again. */
static bool sends_text(const struct tcp_conn *c)
{
    switch ((enum tcp_state)c->state) {
    case TCP_ESTABLISHED:
    case TCP_CLOSE_WAIT:
    case TCP_FIN_WAIT_1:
    case TCP_CLOSING:
    case TCP_LAST_ACK:
        return true;
    case TCP_CLOSED:
    case TCP_LISTEN:
    case TCP_SYN_SENT:
    case TCP_SYN_RECEIVED:
    case TCP_FIN_WAIT_2:
    case TCP_TIME_WAIT:
        return false;
    }
    return false;
}

/* What counts against cwnd: all that is not acknowledged up to SND.NXT, or with SACK what RFC
 * 6675 leaves of it. */
static uint32_t outstanding(const struct transport *t, const struct tcp_conn *c)
{
    uint32_t used = seq_span(c->snd.una, c->snd.nxt);
    if (c->sack == 0)
        return used;
    if (tcp_recovers_by_sack(c))
        return tcp_pipe(t, c);
    bool limited = conn_profile(t, c)->limited_transmit != 0; /* section 5, (3.3) */
    return limited || seq_before(c->snd.nxt, c->snd.max)
               ? used - tcp_sack_below(t, c, c->snd.nxt)
               : used;
}

static uint32_t minus(uint32_t a, uint32_t b)
{
    return a > b ? a - b : 0;
}

/* U = SND.UNA + SND.WND - SND.NXT, here also bounded by cwnd; a shrunk window makes it 0. */
static uint32_t usable_window(const struct transport *t, const struct tcp_conn *c)
{
    uint32_t congestion = minus(tcp_congestion_window(t, c), outstanding(t, c));
    if (conn_has(c, CONN_ECN_WAITS))
        return 0;
    uint32_t window = minus(c->snd.wnd, seq_span(c->snd.una, c->snd.nxt));
    return window < congestion ? window : congestion;
}

/* Sending again after a time-out leaves out what has arrived (RFC 6675 section 5.1). Gives how
 * many octets there are up to the next that has. */
static uint32_t skip_sacked(const struct transport *t, struct tcp_conn *c)
{
    if (c->sack == 0 || !seq_before(c->snd.nxt, c->snd.max))
        return UINT32_MAX;
    seq32 end;
    c->snd.nxt = tcp_sack_skip(t, c, c->snd.nxt, &end);
    return seq_span(c->snd.nxt, end);
}

/* The largest piece at SND.NXT that the windows allow. False: there is nothing to be sent. */
static bool cut_piece(struct transport *t, struct tcp_conn *c, struct piece *p)
{
    seq32 end = tcp_stream_end(c);
    uint32_t hole = skip_sacked(t, c);
    p->most = tcp_text_most(t, c);
    if (seq_before(end, c->snd.nxt))
        return false;
    uint32_t queued = seq_span(c->snd.nxt, end);
    if (queued == 0 && !conn_has(c, CONN_CLOSE_CALLED))
        return false;
    uint32_t usable = usable_window(t, c);
    p->length = queued < usable ? queued : usable;
    if (p->length > p->most)
        p->length = p->most;
    if (p->length > hole)
        p->length = hole;
    p->fin = conn_has(c, CONN_CLOSE_CALLED) && p->length == queued;
    return true;
}

/* The rules of section 3.8.6.2.1 with the Nagle algorithm's condition in (2) and (3). */
static bool worth_sending(const struct transport *t, const struct tcp_conn *c,
                          const struct piece *p)
{
    if (p->length == p->most || p->fin)
        return true;
    if (p->length == 0)
        return false;
    if (seq_before(c->snd.nxt, c->snd.max))
        return true;
    bool nagle = !c->snd.nodelay && conn_profile(t, c)->nagle != 0 && !conn_has(c, CONN_URGENT);
    if (nagle && !seq_equal(c->snd.nxt, c->snd.una))
        return false;
    return seq_equal(seq_add(c->snd.nxt, p->length), tcp_stream_end(c)) ||
           p->length >= c->snd.max_wnd / 2;
}

static struct tcp_emission emission_at(const struct tcp_conn *c, seq32 at, uint32_t length,
                                       bool fin)
{
    bool last = length > 0 && seq_equal(seq_add(at, length), tcp_stream_end(c));
    return (struct tcp_emission){
        .seq = at,
        .ack = c->rcv.nxt,
        .length = length,
        .flags = (uint8_t)(TCP_ACK | (last ? TCP_PSH : 0) | (fin ? TCP_FIN : 0))};
}

/* SND.NXT goes over what has just been sent. */
static void sent_upto(struct transport *t, struct tcp_conn *c, seq32 from, seq32 upto)
{
    c->snd.nxt = upto;
    if (!seq_before(c->snd.max, upto))
        return;
    if (!conn_has(c, CONN_TIMING) && seq_equal(from, c->snd.max)) {
        conn_set(c, CONN_TIMING);
        c->rtt.seq = from;
        c->rtt.started = sim_now(t->sim);
    }
    c->snd.max = upto;
    c->cc.last_sent = sim_now(t->sim);
}

static void count_resent(struct tcp_conn *c, uint32_t octets)
{
    c->cc.resent++;
    c->cc.resent_octets += octets;
}

static bool send_piece(struct transport *t, struct tcp_conn *c, const struct piece *p)
{
    struct tcp_emission e = emission_at(c, c->snd.nxt, p->length, p->fin);
    seq32 upto = seq_add(e.seq, p->length + (p->fin ? 1 : 0));
    if (seq_before(e.seq, c->snd.max)) { /* with new octets behind them, or without */
        e.frame_flags = FRAME_RETRANSMISSION;
        tcp_note(t, c,
                 found(RULE_TCP_SENDS_AGAIN, FIELD_TCP_SEQ_RAW, tcp_sent_number(c, e.seq),
                       p->length));
    }
    if (!tcp_emit(t, c, &e))
        return false;
    if (e.frame_flags != 0)
        count_resent(c, p->length);
    sent_upto(t, c, e.seq, upto);
    tcp_rto_arm(t, c);
    if (p->fin && c->state == TCP_CLOSE_WAIT)
        tcp_enter(t, c, TCP_LAST_ACK);
    return true;
}

void tcp_continue_later(struct transport *t, struct tcp_conn *c)
{
    conn_set(c, CONN_MORE);
    timer_set(t->sim, &c->delayed_ack, EVENT_TCP_DELAYED_ACK, tcp_row(t, c), sim_now(t->sim));
}

/* Why the piece that waits was not sent, where a learner would ask. */
static void explain_waiting(struct transport *t, struct tcp_conn *c, const struct piece *p)
{
    if (conn_has(c, CONN_MORE) || conn_has(c, CONN_ECN_WAITS))
        return;
    if (seq_equal(c->snd.nxt, c->snd.una))
        tcp_probe_later(t, c);
    else if (p->length > 0 && seq_equal(seq_add(c->snd.nxt, p->length), tcp_stream_end(c)))
        tcp_aside(t, c, found(RULE_TCP_NAGLE_WAITS, 0, p->length, c->snd.mss));
}

static void send_text(struct transport *t, struct tcp_conn *c)
{
    struct piece p;
    unsigned sent = 0;
    if (tcp_recovers_by_sack(c)) {
        if (!tcp_recover(t, c, SEGMENTS_AN_EVENT))
            tcp_continue_later(t, c);
        return;
    }
    bool waits = cut_piece(t, c, &p);
    for (; waits && worth_sending(t, c, &p); waits = cut_piece(t, c, &p)) {
        if (seq_equal(c->snd.una, c->snd.max) && tcp_fast_idle(t, c))
            continue; /* less may go out now */
        if (sent == SEGMENTS_AN_EVENT || !send_piece(t, c, &p)) {
            tcp_continue_later(t, c);
            return;
        }
        sent++;
    }
    if (waits && sent == 0)
        explain_waiting(t, c, &p);
}

void tcp_output(struct transport *t, struct tcp_conn *c)
{
    if (sends_text(c)) {
        if (c->path.seen != t->ip->path_changes->number)
            tcp_path_look(t, c);
        send_text(t, c);
    }
    if (conn_has(c, CONN_ACK_NOW) && !conn_has(c, CONN_ACK_HELD))
        tcp_send_ack(t, c);
}

uint32_t tcp_resend(struct transport *t, struct tcp_conn *c, struct sack_block part,
                    enum frame_flag why)
{
    conn_clear(c, CONN_TIMING); /* Karn (RFC 6298 section 3): an ACK would not tell of which */
    uint32_t sent = seq_span(part.left, part.right);
    uint32_t text = seq_span(part.left, tcp_stream_end(c));
    uint32_t most = tcp_text_most(t, c);
    uint32_t length = text < most ? text : most;
    if (length > sent)
        length = sent;
    bool fin = tcp_fin_sent(c) && length == text && sent > text;
    struct tcp_emission e = emission_at(c, part.left, length, fin);
    e.frame_flags = (uint8_t)(FRAME_RETRANSMISSION | (unsigned)why);
    if (!tcp_emit(t, c, &e))
        return 0;
    count_resent(c, length);
    tcp_rto_arm(t, c);
    return length + (fin ? 1 : 0);
}

uint32_t tcp_resend_first(struct transport *t, struct tcp_conn *c, enum frame_flag why)
{
    conn_clear(c, CONN_TIMING);
    struct sack_block part = {.left = c->snd.una};
    if (tcp_fin_acked(c))
        return 0;
    (void)tcp_sack_skip(t, c, c->snd.una, &part.right);
    if (seq_before(c->snd.max, part.right))
        part.right = c->snd.max;
    uint32_t length = tcp_resend(t, c, part, why);
    if (length == 0)
        tcp_continue_later(t, c);
    return length;
}

bool tcp_new_waits(struct transport *t, struct tcp_conn *c)
{
    struct piece p;
    return seq_equal(c->snd.nxt, c->snd.max) && cut_piece(t, c, &p) && worth_sending(t, c, &p);
}

bool tcp_send_new(struct transport *t, struct tcp_conn *c)
{
    struct piece p;
    return cut_piece(t, c, &p) && send_piece(t, c, &p);
}

void tcp_send_syn(struct transport *t, struct tcp_conn *c)
{
    bool again = !seq_equal(c->snd.max, c->snd.iss);
    struct tcp_emission e = {.seq = c->snd.iss, .ack = c->rcv.nxt, .flags = TCP_SYN};
    if (c->state != TCP_SYN_SENT)
        e.flags = TCP_SYN | TCP_ACK;
    e.flags = (uint8_t)(e.flags | tcp_ecn_syn_flags(t, c));
    if (again) {
        e.frame_flags = FRAME_RETRANSMISSION;
        conn_set(c, CONN_SYN_RESENT);
        count_resent(c, 0);
        conn_clear(c, CONN_TIMING);
    } else {
        sent_upto(t, c, c->snd.iss, seq_add(c->snd.iss, 1));
    }
    (void)tcp_emit(t, c, &e); /* without a frame it is as if lost: the timer repeats it */
    tcp_rto_arm(t, c);
    tcp_user_waits(t, c);
}
