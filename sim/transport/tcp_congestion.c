/* transport/tcp_congestion.c: congestion control as a small interface of integers: slow
 * start and congestion avoidance (RFC 5681 section 3.1), fast retransmit and recovery (RFC
 * 5681 section 3.2 with RFC 6582), limited transmit (RFC 3042), initial window (RFC 6928).
 * What differs between the algorithms:
 *
 *              third duplicate ACK           time-out       growth
 *     none     sends again                   sends again    no window at all
 *     Tahoe    ssthresh, slow start          the same       Reno's
 *     NewReno  ssthresh, fast recovery       slow start     Reno's
 *     CUBIC    beta 0.7, fast recovery       slow start     a cubic of time (tcp_cubic.c)
 *
 * Units: octets. cwnd never grows beyond the largest window that the peer has offered, since
 *        nothing could test it. */
#include "transport/tcp_parts.h"

enum { DUPLICATE_THRESHOLD = 3, LIMITED_SEGMENTS = 2 };

#define UNBOUNDED UINT32_C(0x40000000)

static const struct tcp_profile *profile_of(const struct transport *t, const struct tcp_conn *c)
{
    return transport_profile(t, c->node);
}

/* RFC 6928 section 2; 0 segments: the formula of RFC 5681 section 3.1. */
static uint32_t initial_window(const struct transport *t, const struct tcp_conn *c)
{
    uint32_t segments = profile_of(t, c)->initial_window;
    if (conn_has(c, CONN_SYN_RESENT))
        segments = 1;
    else if (segments == 0)
        segments = c->snd.mss > 2190 ? 2 : c->snd.mss > 1095 ? 3 : 4;
    return segments * c->snd.mss;
}

void congestion_start(struct transport *t, struct tcp_conn *c)
{
    c->cc.algorithm = profile_of(t, c)->congestion;
    c->cc.cwnd = c->cc.algorithm == CONGESTION_NONE ? UNBOUNDED : initial_window(t, c);
    c->cc.ssthresh = UNBOUNDED;
    c->cc.recover = c->snd.iss;
    c->cc.marked = c->snd.iss;
}

uint32_t congestion_window(const struct transport *t, const struct tcp_conn *c)
{
    uint32_t window = c->cc.cwnd;
    unsigned duplicates = c->cc.duplicates;
    if (duplicates > 0 && duplicates <= LIMITED_SEGMENTS && !conn_has(c, CONN_SACK) &&
        profile_of(t, c)->limited_transmit)
        window += duplicates * c->snd.mss;
    return window;
}

/* FlightSize without what limited transmit added (RFC 5681 section 3.2, step 2). */
static uint32_t flight_before(const struct tcp_conn *c)
{
    return c->cc.duplicates > 0 && seq_before(c->snd.una, c->cc.before)
               ? seq_span(c->snd.una, c->cc.before)
               : tcp_flight(c);
}

/* RFC 5681 equation (4): ssthresh = max (FlightSize / 2, 2*SMSS). */
static void reduce_threshold(struct tcp_conn *c)
{
    uint32_t least = 2 * (uint32_t)c->snd.mss;
    if (tcp_ecn_has_reduced(c))
        return;
    tcp_ecn_reduced(c);
    uint32_t reduced = c->cc.algorithm == CONGESTION_CUBIC ? cubic_reduce(c, flight_before(c))
                                                           : flight_before(c) / 2;
    c->cc.ssthresh = reduced > least ? reduced : least;
}

/* --- growth --- */

/* RFC 5681 section 3.1: one SMSS for every cwnd of octets acknowledged. */
static uint32_t reno_growth(struct tcp_conn *c, uint32_t octets)
{
    c->cc.acked += octets;
    if (c->cc.acked < c->cc.cwnd)
        return 0;
    c->cc.acked -= c->cc.cwnd;
    return c->snd.mss;
}

static void grow(struct transport *t, struct tcp_conn *c, uint32_t octets)
{
    uint32_t most = c->snd.max_wnd > c->snd.mss ? c->snd.max_wnd : c->snd.mss;
    if (c->cc.algorithm == CONGESTION_NONE || c->cc.cwnd >= most)
        return;
    uint32_t by;
    if (c->cc.cwnd < c->cc.ssthresh)
        by = octets < c->snd.mss ? octets : c->snd.mss; /* equation (2) */
    else if (c->cc.algorithm == CONGESTION_CUBIC)
        by = cubic_growth(t, c, octets);
    else
        by = reno_growth(c, octets);
    c->cc.cwnd += by;
    if (c->cc.cwnd > most)
        c->cc.cwnd = most;
}

/* --- recovery --- */

/* RFC 6582 section 3.2, step 3, full acknowledgment, option 1. */
static void leave_recovery(struct transport *t, struct tcp_conn *c)
{
    uint32_t flight = tcp_flight(c) > c->snd.mss ? tcp_flight(c) : c->snd.mss;
    uint32_t window = flight + c->snd.mss;
    conn_clear(c, CONN_RECOVERY);
    conn_clear(c, CONN_PARTIAL);
    if (c->cc.algorithm != CONGESTION_NONE && !conn_has(c, CONN_SACK))
        c->cc.cwnd = window < c->cc.ssthresh ? window : c->cc.ssthresh;
    c->cc.acked = 0;
    tcp_aside(t, c, found(RULE_TCP_RECOVERED, FIELD_TCP_ACK_RAW, c->snd.una.raw, c->cc.cwnd));
}

/* The same, partial acknowledgment. */
static void partial_ack(struct transport *t, struct tcp_conn *c, uint32_t octets)
{
    tcp_note(t, c,
             found(RULE_TCP_PARTIAL_ACK, FIELD_TCP_ACK_RAW, tcp_sent_number(c, c->snd.una), 0));
    (void)tcp_resend_first(t, c, FRAME_FAST);
    if (c->cc.algorithm == CONGESTION_NONE)
        return;
    c->cc.cwnd = c->cc.cwnd > octets ? c->cc.cwnd - octets : 0;
    if (octets >= c->snd.mss || c->cc.cwnd < c->snd.mss)
        c->cc.cwnd += c->snd.mss;
}

void congestion_acked(struct transport *t, struct tcp_conn *c, uint32_t octets)
{
    bool recovering = conn_has(c, CONN_RECOVERY);
    c->cc.duplicates = 0;
    if (!recovering)
        grow(t, c, octets);
    else if (seq_at_or_before(c->cc.recover, c->snd.una))
        leave_recovery(t, c);
    else if (!conn_has(c, CONN_SACK))
        partial_ack(t, c, octets);
}

void congestion_reduce(struct transport *t, struct tcp_conn *c)
{
    (void)t;
    reduce_threshold(c);
    if (c->cc.algorithm != CONGESTION_NONE)
        c->cc.cwnd = c->cc.ssthresh;
}

void congestion_marked(struct transport *t, struct tcp_conn *c)
{
    uint32_t before = c->cc.cwnd;
    congestion_reduce(t, c);
    if (c->cc.cwnd > before) /* ssthresh is at least two segments, cwnd may be one */
        c->cc.cwnd = before;
    c->cc.acked = 0;
    c->cc.epoch = 0;
}

void congestion_restart(struct tcp_conn *c)
{
    c->cc.cwnd = c->snd.mss;
    c->cc.acked = 0;
    c->snd.nxt = c->snd.una;
    stream_rewind(&c->stream);
    conn_clear(c, CONN_TIMING);
}

/* The third duplicate ACK (RFC 5681 section 3.2; RFC 6582 section 3.2, step 2). */
static void fast_retransmit(struct transport *t, struct tcp_conn *c)
{
    tcp_note(t, c,
             found(RULE_TCP_FAST_RETRANSMIT, FIELD_TCP_ACK_RAW, tcp_sent_number(c, c->snd.una),
                   DUPLICATE_THRESHOLD));
    reduce_threshold(c);
    c->cc.recover = c->snd.max;
    if (c->cc.algorithm == CONGESTION_TAHOE) {
        congestion_restart(c);
        return;
    }
    conn_set(c, CONN_RECOVERY);
    conn_clear(c, CONN_PARTIAL);
    (void)tcp_resend_first(t, c, FRAME_FAST);
    if (c->cc.algorithm != CONGESTION_NONE)
        c->cc.cwnd = c->cc.ssthresh + DUPLICATE_THRESHOLD * c->snd.mss;
}

/* RFC 6582 section 3.2, step 2: is this a loss after the last recovery? What comes from before
 * it may be an echo of our own retransmissions; but those would have let SND.UNA leap
 * (section 4.1, the ACK heuristic). */
static bool is_new_loss(const struct tcp_conn *c)
{
    if (seq_before(c->cc.recover, c->snd.una))
        return true;
    return c->cc.cwnd > c->snd.mss &&
           seq_span(c->cc.previous, c->snd.una) <= 4 * (uint32_t)c->snd.mss;
}

/* RFC 5681 section 3.2, step 4: no more duplicate ACKs may inflate cwnd than segments were
 * outstanding. Otherwise a sender whose retransmission is lost would go on for ever. */
static bool may_inflate(const struct tcp_conn *c)
{
    return seq_before(c->snd.una, c->cc.recover) &&
           (uint32_t)c->cc.duplicates * c->snd.mss <
               seq_span(c->snd.una, c->cc.recover) + c->snd.mss;
}

void congestion_duplicate(struct transport *t, struct tcp_conn *c)
{
    if (c->cc.duplicates == 0)
        c->cc.before = c->snd.max;
    if (c->cc.duplicates < UINT16_MAX)
        c->cc.duplicates++;
    tcp_aside(t, c,
              found(RULE_TCP_DUPLICATE_ACK, FIELD_TCP_ACK_RAW, tcp_sent_number(c, c->snd.una),
                    c->cc.duplicates));
    if (conn_has(c, CONN_RECOVERY)) {
        if (c->cc.algorithm != CONGESTION_NONE && may_inflate(c))
            c->cc.cwnd += c->snd.mss; /* step 4: one more segment has left the network */
    } else if (c->cc.duplicates == DUPLICATE_THRESHOLD && profile_of(t, c)->fast_retransmit &&
               is_new_loss(c)) {
        fast_retransmit(t, c);
    }
}

/* RFC 5681 section 3.1: ssthresh is halved once, however often the segment is sent again;
 * RFC 6582 section 3.2, step 4. */
void congestion_timeout(struct transport *t, struct tcp_conn *c)
{
    if (c->cc.algorithm != CONGESTION_NONE) {
        if (c->rtt.retries == 1)
            reduce_threshold(c);
        c->cc.cwnd = c->snd.mss;
    }
    c->cc.recover = c->snd.max;
    c->cc.duplicates = 0;
    c->cc.acked = 0;
    c->cc.epoch = 0;
    conn_clear(c, CONN_RECOVERY);
    conn_clear(c, CONN_PARTIAL);
    tcp_sack_forget(t, c);
}
