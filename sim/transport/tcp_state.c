/* transport/tcp_state.c: the states of a connection and the steps between them: Figure 5 of
 * RFC 9293 section 3.3.2, with the steps that its text adds (RST and ABORT lead from
 * everywhere to CLOSED). Every change of a state goes through tcp_enter(). */
#include "transport/tcp_parts.h"

#include <assert.h>

#define TO(state) (1U << (state))

/* From each state, where a connection may go. */
static const uint16_t legal_steps[] = {
    [TCP_CLOSED] = TO(TCP_LISTEN) | TO(TCP_SYN_SENT),
    [TCP_LISTEN] = TO(TCP_SYN_RECEIVED) | TO(TCP_SYN_SENT) | TO(TCP_CLOSED),
    [TCP_SYN_SENT] = TO(TCP_SYN_RECEIVED) | TO(TCP_ESTABLISHED) | TO(TCP_CLOSED),
    [TCP_SYN_RECEIVED] =
        TO(TCP_LISTEN) | TO(TCP_ESTABLISHED) | TO(TCP_FIN_WAIT_1) | TO(TCP_CLOSED),
    [TCP_ESTABLISHED] = TO(TCP_FIN_WAIT_1) | TO(TCP_CLOSE_WAIT) | TO(TCP_CLOSED),
    [TCP_FIN_WAIT_1] =
        TO(TCP_FIN_WAIT_2) | TO(TCP_CLOSING) | TO(TCP_TIME_WAIT) | TO(TCP_CLOSED),
    [TCP_FIN_WAIT_2] = TO(TCP_TIME_WAIT) | TO(TCP_CLOSED),
    [TCP_CLOSE_WAIT] = TO(TCP_LAST_ACK) | TO(TCP_CLOSED),
    [TCP_CLOSING] = TO(TCP_TIME_WAIT) | TO(TCP_CLOSED),
    [TCP_LAST_ACK] = TO(TCP_CLOSED),
    [TCP_TIME_WAIT] = TO(TCP_CLOSED),
};

static const char *const names[] = {
    [TCP_CLOSED] = "CLOSED",           [TCP_LISTEN] = "LISTEN",
    [TCP_SYN_SENT] = "SYN-SENT",       [TCP_SYN_RECEIVED] = "SYN-RECEIVED",
    [TCP_ESTABLISHED] = "ESTABLISHED", [TCP_FIN_WAIT_1] = "FIN-WAIT-1",
    [TCP_FIN_WAIT_2] = "FIN-WAIT-2",   [TCP_CLOSE_WAIT] = "CLOSE-WAIT",
    [TCP_CLOSING] = "CLOSING",         [TCP_LAST_ACK] = "LAST-ACK",
    [TCP_TIME_WAIT] = "TIME-WAIT",
};

const char *tcp_state_name(enum tcp_state state)
{
    return names[state];
}

void tcp_enter(struct transport *t, struct tcp_conn *c, enum tcp_state state)
{
    assert((legal_steps[c->state] & TO(state)) != 0);
    (void)sim_aside(t->sim, (struct record){.kind = RECORD_STATE,
                                            .node = c->node,
                                            .layer = LAYER_TRANSPORT,
                                            .table = TABLE_TCP,
                                            .place = tcp_row(t, c),
                                            .a = c->state,
                                            .b = (uint64_t)state});
    sim_touch(t->sim, TABLE_TCP, tcp_row(t, c));
    c->state = (uint8_t)state;
}

void tcp_end(struct transport *t, struct tcp_conn *c, unsigned events)
{
    tcp_enter(t, c, TCP_CLOSED);
    if (events != 0)
        tcp_tell(t, c, events);
    tcp_delete(t, c);
}

bool tcp_can_receive(const struct tcp_conn *c)
{
    return c->state == TCP_ESTABLISHED || c->state == TCP_FIN_WAIT_1 ||
           c->state == TCP_FIN_WAIT_2;
}
