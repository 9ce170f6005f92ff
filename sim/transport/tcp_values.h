/* transport/tcp_values.h: the control block for those who show it: every value by its name in
 * the RFC, so that tables, plots and comparisons need not know struct tcp_conn. */
#ifndef NETSTAGE_TRANSPORT_TCP_VALUES_H
#define NETSTAGE_TRANSPORT_TCP_VALUES_H

#include "transport/tcp_conn.h"

enum tcp_value {
#define TCP_VALUE(id, name, kind, value, explanation) TCP_VALUE_##id,
#include "transport/tcp_values.def"
#undef TCP_VALUE
    TCP_VALUES
};

enum tcp_value_kind {
    TCP_KIND_STATE,   /* enum tcp_state */
    TCP_KIND_ADDRESS, /* IPv4 */
    TCP_KIND_PORT,
    TCP_KIND_SEQ_SENT,     /* in our sequence space: subtract ISS to show it relative */
    TCP_KIND_SEQ_RECEIVED, /* in the other side's: subtract IRS */
    TCP_KIND_SEQ_RAW,
    TCP_KIND_OCTETS,
    TCP_KIND_NUMBER,
    TCP_KIND_TIME,     /* ns; 0: not measured yet */
    TCP_KIND_DEADLINE, /* a moment in ns; SIM_NEVER: not set */
};

struct tcp_value_info {
    const char *name;        /* "SND.UNA" */
    const char *explanation; /* one English sentence; a catalogue key */
    enum tcp_value_kind kind;
};

const struct tcp_value_info *tcp_value_info(enum tcp_value value);

/* The value in this control block. */
uint64_t tcp_value_of(const struct transport *t, const struct tcp_conn *c,
                      enum tcp_value value);

/* The same, with sequence numbers relative to ISS and IRS, as a learner reads them. */
uint64_t tcp_value_relative(const struct transport *t, const struct tcp_conn *c,
                            enum tcp_value value);

/* Block i of the sender's scoreboard: what the peer has from *left to before *right, relative
 * to ISS, lowest first. False: there are not so many. */
bool tcp_scoreboard(const struct transport *t, const struct tcp_conn *c, uint32_t i,
                    uint32_t *left, uint32_t *right);

/* What is right now decided by flags: "fast recovery", "slow start after a loss", "slow
 * start" or "congestion avoidance".
 */
const char *tcp_congestion_phase(const struct tcp_conn *c);

#endif
