/* transport/tcp_rto.c: the retransmission timer (RFC 6298; RFC 9293 section 3.8.1 and 3.8.3)
 * and the probes of a closed window (section 3.8.6.1), which share it: probes are only sent
 * while nothing else is in flight. */
#include "transport/tcp_parts.h"

#define RTO_AFTER_LOST_SYN (3 * SIM_SECOND) /* RFC 6298 section 5, (5.7) */
#define CLOCK_GRANULARITY SIM_MICROSECOND   /* G */
#define TIMESTAMP_GRANULARITY SIM_MILLISECOND

static sim_time within(const struct tcp_profile *profile, sim_time rto)
{
    if (rto < profile->rto_minimum)
        rto = profile->rto_minimum;
    return rto < profile->rto_maximum ? rto : profile->rto_maximum;
}

void tcp_rto_start(const struct transport *t, struct tcp_conn *c)
{
    c->rtt.rto = conn_profile(t, c)->rto_initial;
}

/* RFC 6298 (2.2) and (2.3), with alpha = 1/8, beta = 1/4, K = 4; of several samples in a round
 * trip each counts the less (RFC 7323 appendix G). */
static void estimate(struct transport *t, struct tcp_conn *c, sim_time measured,
                     sim_time samples, sim_time granularity)
{
    struct tcp_rtt *r = &c->rtt;
    if (measured < 1)
        measured = 1;
    if (r->srtt == 0) {
        r->srtt = measured;
        r->rttvar = measured / 2;
    } else {
        sim_time error = r->srtt > measured ? r->srtt - measured : measured - r->srtt;
        r->rttvar = ((4 * samples - 1) * r->rttvar + error) / (4 * samples);
        r->srtt = ((8 * samples - 1) * r->srtt + measured) / (8 * samples);
        if (r->srtt < 1)
            r->srtt = 1;
    }
    sim_time spread = 4 * r->rttvar > granularity ? 4 * r->rttvar : granularity;
    r->rto = within(conn_profile(t, c), r->srtt + spread);
    tcp_aside_time(t, c, RULE_TCP_RTT_MEASURED, measured, (uint64_t)r->rto);
}

void tcp_rto_measured(struct transport *t, struct tcp_conn *c, sim_time measured)
{
    estimate(t, c, measured, 1, CLOCK_GRANULARITY);
}

/* ExpectedSamples = ceiling(FlightSize / (SMSS * 2)) */
void tcp_rto_measured_often(struct transport *t, struct tcp_conn *c, sim_time measured)
{
    uint32_t two = 2 * (uint32_t)c->snd.mss;
    uint32_t samples = (tcp_flight(c) + two - 1) / two;
    estimate(t, c, measured, samples > 0 ? samples : 1, TIMESTAMP_GRANULARITY);
}

/* With timestamps the SYN that was sent again has been measured, and (2.2) holds. */
void tcp_rto_after_syn(struct tcp_conn *c)
{
    if (conn_has(c, CONN_SYN_RESENT) && c->rtt.srtt == 0 && c->rtt.rto < RTO_AFTER_LOST_SYN)
        c->rtt.rto = RTO_AFTER_LOST_SYN;
}

static void set_timer(struct transport *t, struct tcp_conn *c, sim_time after)
{
    timer_set(t->sim, &c->retransmission, EVENT_TCP_RETRANSMISSION, tcp_row(t, c),
              sim_now(t->sim) + after);
}

/* (5.1) */
void tcp_rto_arm(struct transport *t, struct tcp_conn *c)
{
    if (timer_is_set(&c->retransmission) && !conn_has(c, CONN_PROBING))
        return;
    conn_clear(c, CONN_PROBING);
    c->rtt.probes = 0;
    set_timer(t, c, c->rtt.rto);
}

/* (5.2), (5.3) */
void tcp_rto_restart(struct transport *t, struct tcp_conn *c)
{
    c->rtt.retries = 0;
    c->soft_type = 0;
    if (conn_has(c, CONN_PROBING))
        return;
    if (tcp_flight(c) > 0 || conn_has(c, CONN_ECN_WAITS))
        set_timer(t, c, c->rtt.rto);
    else
        timer_cancel(t->sim, &c->retransmission, EVENT_TCP_RETRANSMISSION, tcp_row(t, c));
}

/* --- the timer fires --- */

static bool is_opening(const struct tcp_conn *c)
{
    return c->state == TCP_SYN_SENT || c->state == TCP_SYN_RECEIVED;
}

void tcp_give_up(struct transport *t, struct tcp_conn *c)
{
    if (c->state == TCP_SYN_RECEIVED && !conn_has(c, CONN_ACTIVE)) {
        tcp_enter(t, c, TCP_LISTEN);
        tcp_delete(t, c);
    } else {
        t->up.icmp_type = c->soft_type;
        t->up.icmp_code = c->soft_code;
        t->up.icmp_from = c->soft_from;
        tcp_end(t, c, SOCKET_TIMED_OUT | (c->soft_type != 0 ? SOCKET_UNREACHABLE : 0));
    }
}

/* R2 has been reached (section 3.8.3): the connection is given up. */
static bool gives_up(struct transport *t, struct tcp_conn *c)
{
    const struct tcp_profile *profile = conn_profile(t, c);
    if (!is_opening(c) && conn_has(c, CONN_USER_TIMEOUT))
        return false; /* the program has said how long: that is R2 then */
    if (c->rtt.retries < (is_opening(c) ? profile->syn_retries : profile->data_retries))
        return false;
    tcp_note(t, c, found(RULE_TCP_GIVES_UP, 0, c->rtt.retries, 0));
    tcp_give_up(t, c);
    return true;
}

/* One more retransmission without an answer; with R1 of them the program is told, and goes on
 * to decide whether it wants to wait; and IP, that what it knows of the next hop may be wrong.
 */
static void count_retry(struct transport *t, struct tcp_conn *c)
{
    if (c->rtt.retries < UINT8_MAX)
        c->rtt.retries++;
    if (c->rtt.retries != conn_profile(t, c)->warn_retries)
        return;
    tcp_aside(t, c, found(RULE_TCP_STALLED, 0, c->rtt.retries, 0));
    ip_advise(t->ip, c->node, c->remote);
    if (c->owner != 0)
        tcp_tell(t, c, SOCKET_STALLED);
}

/* One octet at SND.UNA, whatever the window says; SND.NXT stays. */
static void send_probe(struct transport *t, struct tcp_conn *c)
{
    struct tcp_emission e = {.seq = c->snd.una,
                             .ack = c->rcv.nxt,
                             .length = stream_length(&c->stream) > 0 ? 1 : 0,
                             .flags = TCP_ACK,
                             .frame_flags = FRAME_WINDOW_PROBE};
    if (e.length == 0 && tcp_fin_sent(c))
        e.flags = TCP_ACK | TCP_FIN;
    if (tcp_emit(t, c, &e))
        c->snd.max = seq_later(c->snd.max, seq_add(c->snd.una, e.length));
}

/* The override timer of section 3.8.6.2.1 (4): the window is open, but less than would be sent
 * otherwise. True: it was sent. */
static bool send_what_fits(struct transport *t, struct tcp_conn *c)
{
    uint32_t most = tcp_text_most(t, c);
    uint32_t length = c->snd.wnd < most ? c->snd.wnd : most;
    if (length > stream_length(&c->stream))
        length = stream_length(&c->stream);
    if (length == 0)
        return false;
    tcp_note(t, c, found(RULE_TCP_SENDS_WHAT_FITS, 0, length, c->snd.wnd));
    struct tcp_emission e = {
        .seq = c->snd.una, .ack = c->rcv.nxt, .length = length, .flags = TCP_ACK | TCP_PSH};
    if (!tcp_emit(t, c, &e))
        return false;
    c->snd.nxt = seq_add(c->snd.una, length);
    c->snd.max = seq_later(c->snd.max, c->snd.nxt);
    tcp_rto_arm(t, c);
    return true;
}

/* SHLD-29, SHLD-30: the interval doubles up to the largest RTO. */
static sim_time probe_interval(const struct transport *t, const struct tcp_conn *c)
{
    sim_time interval = c->rtt.rto;
    for (unsigned i = 0; i < c->rtt.probes && interval < 60 * SIM_SECOND; i++)
        interval *= 2;
    return within(conn_profile(t, c), interval);
}

static void probe(struct transport *t, struct tcp_conn *c)
{
    count_retry(t, c);
    if (c->rtt.probes < UINT8_MAX)
        c->rtt.probes++;
    if (send_what_fits(t, c))
        return;
    tcp_note(t, c, found(RULE_TCP_PROBES, 0, c->rtt.probes, 0));
    send_probe(t, c);
    set_timer(t, c, probe_interval(t, c));
}

void tcp_probe_later(struct transport *t, struct tcp_conn *c)
{
    if (conn_has(c, CONN_PROBING) && timer_is_set(&c->retransmission))
        return;
    conn_set(c, CONN_PROBING);
    conn_clear(c, CONN_TIMING);
    c->rtt.probes = 0;
    set_timer(t, c, probe_interval(t, c));
    tcp_aside(t, c,
              found(RULE_TCP_WINDOW_CLOSED, FIELD_TCP_WINDOW_SIZE_VALUE, c->snd.wnd,
                    stream_length(&c->stream)));
}

/* Back to the first octet that is not acknowledged (RFC 6298 (5.4); RFC 5681 section 3.1). */
static void send_again(struct transport *t, struct tcp_conn *c)
{
    tcp_fast_timeout(t, c);
    if (c->snd.wnd == 0) {
        send_probe(t, c);
        set_timer(t, c, c->rtt.rto);
        return;
    }
    c->snd.nxt = c->snd.una;
    stream_rewind(&c->stream);
    tcp_output(t, c);
    if (!timer_is_set(&c->retransmission))
        set_timer(t, c, c->rtt.rto);
}

/* RFC 3168 section 6.1.2: cwnd cannot become less than one segment, so the next one waited for
 * the timer. True: nothing was on its way, and there is nothing to be sent again. */
static bool ecn_wait_ends(struct transport *t, struct tcp_conn *c)
{
    conn_clear(c, CONN_ECN_WAITS);
    if (tcp_flight(c) > 0)
        return false;
    c->rtt.rto = within(conn_profile(t, c), 2 * c->rtt.rto);
    tcp_note(t, c, found(RULE_TCP_ECN_WAIT_ENDS, 0, c->cc.cwnd, 0));
    tcp_output(t, c);
    return true;
}

void tcp_retransmission_timeout(struct transport *t, struct tcp_conn *c)
{
    if (conn_has(c, CONN_ECN_WAITS) && ecn_wait_ends(t, c))
        return;
    if (gives_up(t, c))
        return;
    if (conn_has(c, CONN_PROBING)) {
        probe(t, c);
        return;
    }
    sim_time waited = c->rtt.rto;
    c->rtt.rto = within(conn_profile(t, c), 2 * waited); /* (5.5) */
    conn_clear(c, CONN_TIMING);
    tcp_note_time(t, c, RULE_TCP_RETRANSMISSION_TIMEOUT, waited, c->rtt.retries + 1U);
    count_retry(t, c);
    if (seq_equal(c->snd.una, c->snd.iss)) {
        tcp_send_syn(t, c);
    } else {
        tcp_path_timeout(t, c);
        send_again(t, c);
    }
}
