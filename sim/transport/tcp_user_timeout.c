/* transport/tcp_user_timeout.c: the user time-out (RFC 9293 sections 3.8.3, 3.9.1.1
 * and 3.10.8): how long what the program has given to TCP, a SYN, text or FIN, may stay
 * unacknowledged. It is the "local" time-out of RFC 5482, which is not told to the peer: that
 * option (kind 28) is skipped when it comes. As long as a connection has one, it stands in the
 * place of R2 for text, longer or shorter; for a SYN, whichever comes first.
 *
 * Time: begins when something is given and nothing waited before, and again with every
 *       acknowledgment of something new: progress, however slow, keeps the connection. What
 * waits before a closed window makes none, even while probes are answered. */
#include "transport/tcp_parts.h"

void tcp_user_start(struct transport *t, struct tcp_conn *c)
{
    timer_set(t->sim, &c->user, EVENT_TCP_USER, tcp_row(t, c),
              sim_now(t->sim) + conn_profile(t, c)->user_timeout);
}

/* Something of the program's waits for its acknowledgment. */
static bool is_owed(const struct tcp_conn *c)
{
    return tcp_flight(c) > 0 || stream_length(&c->stream) > 0 ||
           (conn_has(c, CONN_CLOSE_CALLED) && !tcp_fin_acked(c));
}

void tcp_user_served(struct transport *t, struct tcp_conn *c)
{
    if (is_owed(c))
        tcp_user_start(t, c);
    else
        timer_cancel(t->sim, &c->user, EVENT_TCP_USER, tcp_row(t, c));
}

void tcp_user_choose(struct transport *t, struct tcp_conn *c)
{
    if (conn_profile(t, c)->user_timeout != 0) {
        conn_set(c, CONN_USER_TIMEOUT);
        tcp_user_served(t, c);
    } else {
        conn_clear(c, CONN_USER_TIMEOUT);
        timer_cancel(t->sim, &c->user, EVENT_TCP_USER, tcp_row(t, c));
    }
}

void tcp_user_timeout(struct transport *t, struct tcp_conn *c)
{
    tcp_note_time(t, c, RULE_TCP_USER_TIMEOUT, conn_profile(t, c)->user_timeout, 0);
    tcp_give_up(t, c);
}
