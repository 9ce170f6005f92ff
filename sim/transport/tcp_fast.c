/* transport/tcp_fast.c: what a connection tells its congestion control (tcp_congestion.h), and
 * what it sends on its behalf: the initial and the restart window (RFC 5681 sections 3.1
 * and 4.1, RFC 6928), fast retransmit (RFC 5681 section 3.2), NewReno's fast recovery for
 * connections without SACK (RFC 6582), limited transmit (RFC 3042), time-outs. With SACK,
 * recovery is RFC 6675 and in tcp_recovery.c. */
#include "transport/tcp_parts.h"

enum { LIMITED_SEGMENTS = 2 }; /* RFC 3042 section 2 */

static const struct tcp_profile *profile_of(const struct transport *t, const struct tcp_conn *c)
{
    return conn_profile(t, c);
}

static struct congestion_moment moment(const struct transport *t, const struct tcp_conn *c,
                                       uint32_t octets, uint32_t flight)
{
    return (struct congestion_moment){.now = sim_now(t->sim),
                                      .rtt = c->rtt.srtt,
                                      .octets = octets,
                                      .flight = flight,
                                      .smss = c->snd.mss,
                                      .most = c->snd.max_wnd};
}

/* --- windows to begin with --- */

static uint32_t full_window(const struct transport *t, const struct tcp_conn *c)
{
    const struct tcp_profile *profile = profile_of(t, c);
    return congestion_initial_window(profile->initial_window, c->snd.mss,
                                     profile->habits == HABITS_LINUX);
}

/* A SYN that had to be sent again leaves one segment; RFC 6928 section 2 forgives the first. */
static uint32_t initial_window(const struct transport *t, const struct tcp_conn *c)
{
    unsigned forgiven = profile_of(t, c)->initial_window == 0 ? 0 : 1;
    return c->rtt.retries > forgiven ? c->snd.mss : full_window(t, c);
}

void tcp_fast_start(struct transport *t, struct tcp_conn *c)
{
    congestion_on_start(&c->cc, profile_of(t, c)->congestion, initial_window(t, c),
                        sim_now(t->sim));
    c->cc.recover = c->snd.iss;
    c->cc.marked = c->snd.iss;
}

void tcp_fast_choose(struct transport *t, struct tcp_conn *c, enum congestion_control algorithm)
{
    struct tcp_congestion *cc = &c->cc;
    bool begins = cc->algorithm == CONGESTION_NONE || algorithm == CONGESTION_NONE;
    if (cc->algorithm == (uint8_t)algorithm)
        return;
    if (begins) {
        congestion_on_start(cc, (uint8_t)algorithm, full_window(t, c), sim_now(t->sim));
        return;
    }
    cc->algorithm = (uint8_t)algorithm;
    cc->w_max = 0; /* what CUBIC has learnt is of its own growth */
    cc->epoch = 0;
    cc->limited = 0;
    if (conn_has(c, CONN_RECOVERY) && !congestion_recovers(cc)) {
        conn_clear(c, CONN_RECOVERY);
        conn_clear(c, CONN_PARTIAL);
        cc->cwnd = cc->ssthresh;
    }
}

/* RFC 5681 section 4.1 */
bool tcp_fast_idle(struct transport *t, struct tcp_conn *c)
{
    sim_time idle = sim_now(t->sim) - c->cc.last_sent;
    uint32_t before = c->cc.cwnd;
    if (idle <= c->rtt.rto || profile_of(t, c)->restart_after_idle == 0)
        return false;
    congestion_on_idle(&c->cc, full_window(t, c));
    if (c->cc.cwnd < before)
        tcp_note_time(t, c, RULE_TCP_RESTARTS_AFTER_IDLE, idle, c->cc.cwnd);
    return c->cc.cwnd < before;
}

/* RFC 3042: two segments beyond cwnd, for the first two duplicate ACKs. */
uint32_t tcp_congestion_window(const struct transport *t, const struct tcp_conn *c)
{
    uint32_t window = c->cc.cwnd;
    unsigned duplicates = c->cc.duplicates;
    if (duplicates > 0 && duplicates <= LIMITED_SEGMENTS && !conn_has(c, CONN_SACK) &&
        profile_of(t, c)->limited_transmit)
        window += duplicates * c->snd.mss;
    return window;
}

/* --- reductions --- */

/* FlightSize without what limited transmit added (RFC 5681 section 3.2, step 2; RFC 6675
 * section 5, (4.2)): that is what went beyond cwnd since the first duplicate ACK. */
static uint32_t flight_before(const struct tcp_conn *c)
{
    uint32_t flight = tcp_flight(c);
    if (c->cc.duplicates == 0 || !seq_before(c->snd.una, c->cc.before))
        return flight;
    uint32_t before = seq_span(c->snd.una, c->cc.before);
    uint32_t within = flight < c->cc.cwnd ? flight : c->cc.cwnd;
    return before > within ? before : within;
}

void tcp_fast_loss(struct transport *t, struct tcp_conn *c)
{
    struct congestion_moment m = moment(t, c, 0, flight_before(c));
    bool reduced = tcp_ecn_has_reduced(c);
    congestion_on_loss(&c->cc, &m, reduced);
    if (!reduced)
        tcp_ecn_reduced(c);
    c->cc.recover = c->snd.max;
}

void tcp_fast_mark(struct transport *t, struct tcp_conn *c)
{
    struct congestion_moment m = moment(t, c, 0, flight_before(c));
    congestion_on_mark(&c->cc, &m);
    tcp_ecn_reduced(c);
}

/* Tahoe: slow start from SND.UNA. */
void tcp_fast_restart(struct tcp_conn *c)
{
    c->snd.nxt = c->snd.una;
    stream_rewind(&c->stream);
    conn_clear(c, CONN_TIMING);
}

/* RFC 6582 section 3.2, step 4; and RFC 2018 section 5: what was SACKed is forgotten. */
void tcp_fast_timeout(struct transport *t, struct tcp_conn *c)
{
    struct congestion_moment m = moment(t, c, 0, tcp_flight(c));
    bool reduced = tcp_ecn_has_reduced(c);
    congestion_on_timeout(&c->cc, &m, c->rtt.retries == 1, reduced);
    if (!reduced)
        tcp_ecn_reduced(c);
    c->cc.recover = c->snd.max;
    c->cc.duplicates = 0;
    conn_clear(c, CONN_RECOVERY);
    conn_clear(c, CONN_PARTIAL);
    tcp_sack_forget(t, c);
}

/* --- fast recovery --- */

static void leave_recovery(struct transport *t, struct tcp_conn *c)
{
    struct congestion_moment m = moment(t, c, 0, tcp_flight(c));
    conn_clear(c, CONN_RECOVERY);
    conn_clear(c, CONN_PARTIAL);
    congestion_on_recovered(&c->cc, &m, conn_has(c, CONN_SACK));
    tcp_aside(t, c, found(RULE_TCP_RECOVERED, FIELD_TCP_ACK_RAW, c->snd.una.raw, c->cc.cwnd));
}

static void partial_ack(struct transport *t, struct tcp_conn *c, uint32_t octets)
{
    struct congestion_moment m = moment(t, c, octets, tcp_flight(c));
    tcp_note(t, c,
             found(RULE_TCP_PARTIAL_ACK, FIELD_TCP_ACK_RAW, tcp_sent_number(c, c->snd.una), 0));
    (void)tcp_resend_first(t, c, FRAME_FAST);
    congestion_on_partial(&c->cc, &m);
}

void tcp_fast_acked(struct transport *t, struct tcp_conn *c, uint32_t octets)
{
    c->cc.duplicates = 0;
    if (!conn_has(c, CONN_RECOVERY)) {
        struct congestion_moment m = moment(t, c, octets, tcp_flight(c));
        if (octets > 0)
            congestion_on_ack(&c->cc, &m);
    } else if (seq_at_or_before(c->cc.recover, c->snd.una)) {
        leave_recovery(t, c);
    } else if (!conn_has(c, CONN_SACK)) {
        partial_ack(t, c, octets);
    }
}

/* The third duplicate ACK (RFC 5681 section 3.2; RFC 6582 section 3.2, step 2). */
static void fast_retransmit(struct transport *t, struct tcp_conn *c)
{
    tcp_note(t, c,
             found(RULE_TCP_FAST_RETRANSMIT, FIELD_TCP_ACK_RAW, tcp_sent_number(c, c->snd.una),
                   DUPLICATE_THRESHOLD));
    tcp_fast_loss(t, c);
    if (!congestion_recovers(&c->cc)) {
        tcp_fast_restart(c);
        return;
    }
    conn_set(c, CONN_RECOVERY);
    conn_clear(c, CONN_PARTIAL);
    (void)tcp_resend_first(t, c, FRAME_FAST);
    congestion_inflate(&c->cc, DUPLICATE_THRESHOLD,
                       c->snd.mss); /* they have left the network */
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

void tcp_fast_duplicate(struct transport *t, struct tcp_conn *c)
{
    if (c->cc.duplicates == 0)
        c->cc.before = c->snd.max;
    if (c->cc.duplicates < UINT16_MAX)
        c->cc.duplicates++;
    tcp_aside(t, c,
              found(RULE_TCP_DUPLICATE_ACK, FIELD_TCP_ACK_RAW, tcp_sent_number(c, c->snd.una),
                    c->cc.duplicates));
    if (conn_has(c, CONN_RECOVERY)) {
        if (may_inflate(c))
            congestion_inflate(&c->cc, 1, c->snd.mss); /* step 4: one more has left */
    } else if (c->cc.duplicates == DUPLICATE_THRESHOLD && profile_of(t, c)->fast_retransmit &&
               is_new_loss(c)) {
        fast_retransmit(t, c);
    }
}
