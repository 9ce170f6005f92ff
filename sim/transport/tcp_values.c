/* transport/tcp_values.c: see tcp_values.h. */
#include "transport/tcp_values.h"

#include <assert.h>

#include "base/catalogue.h"
#include "transport/tcp_parts.h"

static const struct tcp_value_info infos[TCP_VALUES] = {
#define TCP_VALUE(id, name, kind, value, explanation)                                          \
    [TCP_VALUE_##id] = {name, explanation, TCP_KIND_##kind},
#include "transport/tcp_values.def"
#undef TCP_VALUE
};

const struct tcp_value_info *tcp_value_info(enum tcp_value value)
{
    assert(value < TCP_VALUES);
    return &infos[value];
}

/* In a recovery what lies before HighRxt, without SACK one segment at a time; after a time-out
 * what lies before SND.NXT. */
static uint32_t resent_travels(const struct transport *t, const struct tcp_conn *c)
{
    const struct tcp_sack *k = tcp_sack_of(t, c);
    seq32 upto = c->snd.una;
    if (tcp_recovers_by_sack(c) && k != NULL)
        upto = k->high_rxt;
    else if (conn_has(c, CONN_RECOVERY))
        return tcp_flight(c) < c->snd.mss ? tcp_flight(c) : c->snd.mss;
    else if (seq_before(c->snd.nxt, c->snd.max))
        upto = c->snd.nxt;
    return seq_span(c->snd.una, upto) - tcp_sack_below(t, c, upto);
}

uint64_t tcp_value_of(const struct transport *t, const struct tcp_conn *c, enum tcp_value value)
{
    const struct tcp_sack *k = tcp_sack_of(t, c);
    switch (value) {
#define TCP_VALUE(id, name, kind, expression, explanation)                                     \
    case TCP_VALUE_##id:                                                                       \
        return expression;
#include "transport/tcp_values.def"
#undef TCP_VALUE
    case TCP_VALUES:
        break;
    }
    return 0;
}

uint64_t tcp_value_relative(const struct transport *t, const struct tcp_conn *c,
                            enum tcp_value value)
{
    uint32_t raw = (uint32_t)tcp_value_of(t, c, value);
    if (tcp_value_info(value)->kind == TCP_KIND_SEQ_SENT)
        return raw - c->snd.iss.raw;
    if (tcp_value_info(value)->kind == TCP_KIND_SEQ_RECEIVED)
        return raw - c->rcv.irs.raw;
    return tcp_value_of(t, c, value);
}

const char *tcp_congestion_phase(const struct tcp_conn *c)
{
    if ((c->flags & CONN_RECOVERY) != 0)
        return N_("fast recovery");
    if (seq_before(c->snd.una, c->cc.recover) && c->cc.cwnd < c->cc.ssthresh)
        return N_("slow start after a loss");
    return c->cc.cwnd < c->cc.ssthresh ? N_("slow start") : N_("congestion avoidance");
}

bool tcp_scoreboard(const struct transport *t, const struct tcp_conn *c, uint32_t i,
                    uint32_t *left, uint32_t *right)
{
    const struct tcp_sack *k = tcp_sack_of(t, c);
    if (k == NULL || i >= k->count)
        return false;
    *left = tcp_sent_number(c, k->range[i].left);
    *right = tcp_sent_number(c, k->range[i].right);
    return true;
}
