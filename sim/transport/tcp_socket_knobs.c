/* transport/tcp_socket_knobs.c: settings of a single socket. A connection or a listener refers
 * to a row of the profile pool; a change gives it a row of its own, which goes with it. What a
 * connection has copied from its profile, or what a change must set going, follows here. */
#include "transport/tcp_parts.h"

/* TCP_QUICKACK: an acknowledgment that waits goes out now. */
static void choose_quick(struct transport *t, struct tcp_conn *c, uint8_t count)
{
    c->rcv.quick = count;
    if (count > 0 && timer_is_set(&c->delayed_ack) && !seq_equal(c->rcv.acked, c->rcv.nxt))
        tcp_send_ack(t, c);
}

static bool is_synchronized(const struct tcp_conn *c)
{
    return c->state >= TCP_ESTABLISHED;
}

/* Switches that count in an established connection at once. */
static void follow(struct transport *t, struct tcp_conn *c, enum tcp_knob knob)
{
    const struct tcp_profile *profile = conn_profile(t, c);
    if (knob == TCP_KNOB_CONGESTION && is_synchronized(c))
        tcp_fast_choose(t, c, (enum congestion_control)profile->congestion);
    else if (knob == TCP_KNOB_SEND_BUFFER)
        c->snd.buff = profile->send_buffer;
    else if (knob == TCP_KNOB_RECEIVE_BUFFER)
        c->rcv.buff = profile->receive_buffer;
    else if (knob == TCP_KNOB_QUICK_ACKS && is_synchronized(c))
        choose_quick(t, c, profile->quick_acks);
    else if (knob == TCP_KNOB_KEEP_ALIVE || knob == TCP_KNOB_KEEP_IDLE)
        tcp_keep_alive_choose(t, c);
    else if (knob == TCP_KNOB_USER_TIMEOUT)
        tcp_user_choose(t, c);
    if (knob == TCP_KNOB_NAGLE && is_synchronized(c))
        tcp_output(t, c);
    if (knob == TCP_KNOB_RECEIVE_BUFFER && is_synchronized(c))
        tcp_window_update(t, c);
}

enum tcp_status tcp_set_knob(struct transport *t, struct socket_id id, enum tcp_knob knob,
                             int64_t value)
{
    struct tcp_conn *c = tcp_conn_at(t, id);
    struct tcp_listener *l = tcp_listener_at(t, id);
    if (c == NULL && l == NULL)
        return TCP_NOT_CONNECTED;
    struct tcp_profile *profile = profile_own(t, c != NULL ? &c->profile : &l->profile);
    if (profile == NULL)
        return TCP_NO_SLOT;
    tcp_knob_set(profile, knob, value);
    if (c == NULL)
        return TCP_OK;
    tcp_note(t, c, found(RULE_TCP_SOCKET_OPTION, 0, (uint32_t)knob, 0));
    sim_touch(t->sim, TABLE_TCP, id.row);
    follow(t, c, knob);
    return TCP_OK;
}

enum tcp_status tcp_get_knob(const struct transport *t, struct socket_id id, enum tcp_knob knob,
                             int64_t *value)
{
    const struct tcp_conn *c = tcp_conn_at(t, id);
    const struct tcp_listener *l = tcp_listener_at(t, id);
    if (c == NULL && l == NULL)
        return TCP_NOT_CONNECTED;
    *value = tcp_knob_get(&t->profiles[c != NULL ? c->profile : l->profile].profile, knob);
    if (c != NULL && knob == TCP_KNOB_MSS && is_synchronized(c))
        *value = c->snd.mss;
    else if (c != NULL && knob == TCP_KNOB_SEND_BUFFER)
        *value = c->snd.buff;
    else if (c != NULL && knob == TCP_KNOB_RECEIVE_BUFFER)
        *value = c->rcv.buff;
    else if (c != NULL && knob == TCP_KNOB_QUICK_ACKS && is_synchronized(c))
        *value = c->rcv.quick;
    return TCP_OK;
}
