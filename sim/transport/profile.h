/* transport/profile.h: how a host's TCP is set up; every choice can differ from host to
 * host, since comparing them is a lesson.
 *
 * Units: octets; times in ns. A profile is a row of state: a command may change it in a run. */
#ifndef NETSTAGE_TRANSPORT_PROFILE_H
#define NETSTAGE_TRANSPORT_PROFILE_H

#include "base/types.h"

enum congestion_control {
    CONGESTION_NONE,
    CONGESTION_TAHOE,
    CONGESTION_NEWRENO,
    CONGESTION_CUBIC
};

/* Whose habits a profile has. */
enum tcp_habits { HABITS_TEXTBOOK, HABITS_LINUX, HABITS_FREEBSD, HABITS };

/* RFC 3168: a host may ask for it, or only agree when it is asked. */
enum ecn_use { ECN_OFF, ECN_ON, ECN_WHEN_ASKED };

enum { WINDOW_SHIFT_AUTOMATIC = UINT8_MAX };

struct tcp_profile {
    sim_time rto_initial;  /* RFC 6298 section 2.1: 1 s */
    sim_time rto_minimum;  /* RFC 6298 section 2.4: 1 s */
    sim_time rto_maximum;  /* RFC 6298 section 2.5: at least 60 s */
    sim_time delayed_ack;  /* RFC 1122 section 4.2.3.2: below 500 ms; 0: off */
    sim_time msl;          /* RFC 9293 section 3.4.2; TIME-WAIT lasts twice as long */
    sim_time path_mtu_age; /* RFC 1191 section 6.3: 10 minutes; 0: for ever */
    sim_time keep_idle; /* RFC 9293 section 3.8.4: 2 h; silence before the first keep-alive */
    sim_time keep_interval; /* between keep-alives that nobody answers */
    sim_time user_timeout;  /* RFC 9293 section 3.8.3, RFC 5482: 0: off */
    uint32_t receive_buffer;
    uint32_t send_buffer;
    uint32_t initial_window; /* segments (RFC 6928: 10); 0: the formula of RFC 5681 */
    uint16_t mss;            /* 0: from the MTU */
    uint8_t congestion;      /* enum congestion_control */
    uint8_t nagle;           /* RFC 9293 section 3.7.4 */
    uint8_t window_scaling;  /* RFC 7323 section 2 */
    uint8_t timestamps;
    uint8_t sack;
    uint8_t ecn;              /* enum ecn_use */
    uint8_t limited_transmit; /* RFC 3042 */
    uint8_t fast_retransmit;  /* RFC 5681 section 3.2 */
    uint8_t syn_retries;      /* R2 for SYN, in retransmissions (RFC 9293 section 3.8.3) */
    uint8_t data_retries;     /* R2 */
    uint8_t habits;           /* enum tcp_habits: what it was before single values were set */
    uint8_t option_order;     /* enum tcp_option_order: in a SYN */
    uint8_t window_shift; /* asked for; automatic: the least that the receive buffer needs */
    uint8_t quick_acks;   /* so many segments are acknowledged at once at first */
    uint8_t restart_after_idle; /* RFC 5681 section 4.1: the restart window */
    uint8_t path_mtu;           /* RFC 1191: TCP sets DF */
    uint16_t path_mtu_least;    /* less is not believed; RFC 1191 section 3: 68 */
    uint8_t path_mtu_datagrams; /* and so do UDP and ping */
    uint8_t path_mtu_check;     /* RFC 5927 section 7.2 */
    uint8_t black_hole;         /* RFC 2923 section 2.1: search when errors never come */
    uint8_t warn_retries;       /* R1 (RFC 9293 section 3.8.3) */
    uint8_t keep_alive;
    uint8_t keep_probes; /* so many unanswered keep-alives end a connection */
    uint8_t tos;         /* Diffserv field; the two bits of ECN are not the program's */
    uint8_t ttl;         /* 0: the host's */
};

_Static_assert(sizeof(struct tcp_profile) == 112, "no padding in state");

/* A modern textbook host: NewReno, initial window 10, window scaling, delayed ACK of 200 ms at
 * most, Nagle on, buffers of 65,535 (receive) and 131,070 (send) octets, MSL 30 s. */
struct tcp_profile tcp_default_profile(void);

/* The defaults of a system, as far as its TCP can be told from outside: Linux 6 and FreeBSD 14.
 * Their buffers grow by themselves; ours stay as they are. */
struct tcp_profile tcp_profile_of(enum tcp_habits habits);

#endif
