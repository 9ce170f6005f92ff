/* transport/tcp_timers.c: the timers of a connection, by the kind of their event (RFC 9293
 * section 3.10.8). */
#include "transport/tcp_parts.h"

static struct tcp_conn *conn_of_row(const struct transport *t, uint32_t row)
{
    if (row >= arena_marks(&t->sim->arena, t->conn_pool)->high || t->conns[row].serial == 0)
        return NULL;
    return &t->conns[row];
}

struct timer *tcp_timer(const struct transport *t, enum event_kind kind, uint32_t row)
{
    struct tcp_conn *c = conn_of_row(t, row);
    if (c == NULL)
        return NULL;
    switch (kind) {
    case EVENT_TCP_RETRANSMISSION:
        return &c->retransmission;
    case EVENT_TCP_DELAYED_ACK:
        return &c->delayed_ack;
    case EVENT_TCP_TIME_WAIT:
        return &c->time_wait;
    case EVENT_TCP_KEEP_ALIVE:
        return &c->keep_alive;
    case EVENT_TCP_USER:
        return &c->user;
    case EVENT_CABLE:
    case EVENT_STRAY:
    case EVENT_LOOPBACK:
    case EVENT_ARP:
    case EVENT_STP:
    case EVENT_ARP_CHECK:
    case EVENT_REASSEMBLY:
    case EVENT_JOB:
    case EVENT_TIMELINE:
    case EVENT_KINDS:
        return NULL;
    }
    return NULL;
}

uint32_t tcp_row_node(const struct transport *t, uint32_t row)
{
    const struct tcp_conn *c = conn_of_row(t, row);
    return c == NULL ? NONE : c->node;
}

struct socket_up tcp_timer_fires(struct transport *t, enum event_kind kind, uint32_t row)
{
    struct tcp_conn *c = conn_of_row(t, row);
    t->up = (struct socket_up){.socket = {0, 0}};
    if (c == NULL)
        return t->up;
    sim_touch(t->sim, TABLE_TCP, row);
    if (kind == EVENT_TCP_RETRANSMISSION)
        tcp_retransmission_timeout(t, c);
    else if (kind == EVENT_TCP_DELAYED_ACK)
        tcp_delayed_ack_timeout(t, c);
    else if (kind == EVENT_TCP_TIME_WAIT)
        tcp_time_wait_timeout(t, c);
    else if (kind == EVENT_TCP_KEEP_ALIVE)
        tcp_keep_alive_timeout(t, c);
    else if (kind == EVENT_TCP_USER)
        tcp_user_timeout(t, c);
    return t->up;
}
