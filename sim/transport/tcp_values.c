/* transport/tcp_values.c: see tcp_values.h. */
#include "transport/tcp_values.h"

#include <assert.h>

#include "base/catalogue.h"

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

uint64_t tcp_value_of(const struct tcp_conn *c, enum tcp_value value)
{
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

uint64_t tcp_value_relative(const struct tcp_conn *c, enum tcp_value value)
{
    uint32_t raw = (uint32_t)tcp_value_of(c, value);
    if (tcp_value_info(value)->kind == TCP_KIND_SEQ_SENT)
        return raw - c->snd.iss.raw;
    if (tcp_value_info(value)->kind == TCP_KIND_SEQ_RECEIVED)
        return raw - c->rcv.irs.raw;
    return tcp_value_of(c, value);
}

const char *tcp_congestion_phase(const struct tcp_conn *c)
{
    if ((c->flags & CONN_RECOVERY) != 0)
        return N_("fast recovery");
    return c->cc.cwnd < c->cc.ssthresh ? N_("slow start") : N_("congestion avoidance");
}
