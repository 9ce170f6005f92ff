/* transport/tcp_keep_alive.c: keep-alives (RFC 9293 section 3.8.4): after a long silence a
 * segment with SEG.SEQ = SND.NXT-1 is sent. That octet has been acknowledged, so the segment is
 * not acceptable, and a peer that is there answers with an ACK (section 3.10.7.4, first check);
 * one that has forgotten the connection answers with RST. It carries no octet (SHLD-12): the
 * one that some old systems needed would be garbage in place of one that has been delivered,
 * and nothing is won by it today.
 *
 * Time: the timer is moved by whatever comes from the peer, so it fires after true silence
 * only. While something is in flight retransmissions do its work (MUST-26). */
#include "transport/tcp_parts.h"

static void wait(struct transport *t, struct tcp_conn *c, sim_time length)
{
    timer_set(t->sim, &c->keep_alive, EVENT_TCP_KEEP_ALIVE, tcp_row(t, c),
              sim_now(t->sim) + length);
}

void tcp_keep_alive_stop(struct transport *t, struct tcp_conn *c)
{
    conn_clear(c, CONN_KEEP_ALIVE);
    timer_cancel(t->sim, &c->keep_alive, EVENT_TCP_KEEP_ALIVE, tcp_row(t, c));
}

/* In these states something can still come from a peer that is there. */
static bool listens_to_peer(const struct tcp_conn *c)
{
    switch ((enum tcp_state)c->state) {
    case TCP_ESTABLISHED:
    case TCP_FIN_WAIT_1:
    case TCP_FIN_WAIT_2:
    case TCP_CLOSE_WAIT:
    case TCP_CLOSING:
    case TCP_LAST_ACK:
        return true;
    case TCP_CLOSED:
    case TCP_LISTEN:
    case TCP_SYN_SENT:
    case TCP_SYN_RECEIVED:
    case TCP_TIME_WAIT:
        return false;
    }
    return false;
}

void tcp_keep_alive_choose(struct transport *t, struct tcp_conn *c)
{
    const struct tcp_profile *profile = conn_profile(t, c);
    if (profile->keep_alive == 0) {
        if (conn_has(c, CONN_KEEP_ALIVE))
            tcp_keep_alive_stop(t, c);
        return;
    }
    if (!listens_to_peer(c))
        return;
    conn_set(c, CONN_KEEP_ALIVE);
    c->rtt.keep_alives = 0;
    wait(t, c, profile->keep_idle);
}

void tcp_keep_alive_heard(struct transport *t, struct tcp_conn *c)
{
    if (c->rtt.keep_alives > 0)
        tcp_aside(t, c, found(RULE_TCP_KEEP_ALIVE_ANSWERED, 0, c->rtt.keep_alives, 0));
    c->rtt.keep_alives = 0;
    wait(t, c, conn_profile(t, c)->keep_idle);
}

/* How long the peer has been silent. */
static sim_time silence(const struct tcp_profile *profile, const struct tcp_conn *c)
{
    return profile->keep_idle + c->rtt.keep_alives * profile->keep_interval;
}

/* Enough of them have gone unanswered; with a user time-out that says when (as RFC 5482 means
 * it: how long a peer may be out of reach). */
static bool is_gone(const struct tcp_profile *profile, const struct tcp_conn *c)
{
    if (c->rtt.keep_alives == 0)
        return false;
    return profile->user_timeout != 0 ? silence(profile, c) >= profile->user_timeout
                                      : c->rtt.keep_alives >= profile->keep_probes;
}

static void send_probe(struct transport *t, struct tcp_conn *c)
{
    const struct tcp_profile *profile = conn_profile(t, c);
    struct tcp_emission e = {.seq = seq_add(c->snd.max, UINT32_MAX),
                             .ack = c->rcv.nxt,
                             .flags = TCP_ACK,
                             .frame_flags = FRAME_KEEP_ALIVE};
    tcp_note_time(t, c, RULE_TCP_KEEP_ALIVE, c->rtt.keep_alives + 1,
                  (uint64_t)silence(profile, c));
    if (c->rtt.keep_alives < UINT8_MAX)
        c->rtt.keep_alives++;
    (void)tcp_emit(t, c, &e); /* without a frame it is as if lost */
    wait(t, c, profile->keep_interval);
}

void tcp_keep_alive_timeout(struct transport *t, struct tcp_conn *c)
{
    const struct tcp_profile *profile = conn_profile(t, c);
    if (tcp_flight(c) > 0 || stream_length(&c->stream) > 0) {
        tcp_note(t, c, found(RULE_TCP_KEEP_ALIVE_BUSY, 0, 0, 0));
        wait(t, c, profile->keep_idle);
    } else if (is_gone(profile, c)) {
        tcp_note(t, c, found(RULE_TCP_KEEP_ALIVE_ENDS, 0, c->rtt.keep_alives, 0));
        tcp_reset_conn(t, c);
        tcp_end(t, c, SOCKET_TIMED_OUT);
    } else {
        send_probe(t, c);
    }
}
