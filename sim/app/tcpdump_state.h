/* app/tcpdump_state.h: what a tcpdump that runs remembers: a part of struct job, tables.h. */
#ifndef NETSTAGE_APP_TCPDUMP_STATE_H
#define NETSTAGE_APP_TCPDUMP_STATE_H

#include "app/file_ref.h"
#include "base/types.h"

enum { TCPDUMP_FLOWS = 16 };

/* A TCP connection that tcpdump has seen: what its numbers are counted from. */
struct tcpdump_flow {
    ipv4_address address[2];
    uint32_t base[2];
    uint16_t port[2];
    uint32_t reserved;
};

struct tcpdump_state {
    sim_time last;     /* when a packet was shown; -ttt */
    sim_time first;    /* -ttttt */
    uint32_t captured; /* packets shown */
    uint32_t received; /* that the filter let pass */
    uint32_t lost;     /* that there was no room for */
    uint8_t running;   /* it listens */
    uint8_t next_flow;
    uint8_t reserved[2];
    struct file_ref file; /* -w */
    struct tcpdump_flow flows[TCPDUMP_FLOWS];
};

#endif
