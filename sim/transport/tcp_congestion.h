/* transport/tcp_congestion.h: congestion control as a small interface of integers. It knows
 * neither connections nor segments: whoever finds out what happened tells it, and reads from
 * cwnd how much may be in flight. tcp_fast.c, tcp_recovery.c, tcp_rto.c and tcp_ecn.c find out;
 * tcp_congestion.c answers for Tahoe and NewReno, tcp_cubic.c for CUBIC.
 *
 *     event             none     Tahoe            NewReno              CUBIC
 *     on_start          no window   IW            IW                   IW
 *     on_ack            -        slow start, + SMSS a window           a cubic of time
 *     on_loss           -        1/2, slow start  1/2                  0.7
 *     on_duplicate      -        (no recovery)    + SMSS               + SMSS
 *     on_partial        -        (no recovery)    deflates             deflates
 *     on_recovered      -        (no recovery)    ssthresh             ssthresh
 *     on_mark           -        1/2              1/2                  0.7
 *     on_timeout        -        1/2, one SMSS    1/2, one SMSS        0.7, one SMSS
 *     on_idle           -        the restart window (RFC 5681 section 4.1)
 *
 * Units:  windows in octets, times in ns. No floating point. CONGESTION_WINDOW_MOST bounds
 * every window: it is the largest window that TCP can offer (RFC 7323 section 2.3). */
#ifndef NETSTAGE_TRANSPORT_TCP_CONGESTION_H
#define NETSTAGE_TRANSPORT_TCP_CONGESTION_H

#include "base/seq32.h"
#include "base/types.h"

#define CONGESTION_WINDOW_MOST UINT32_C(0x40000000)

enum { DUPLICATE_THRESHOLD = 3 }; /* RFC 5681 section 3.2, RFC 6675 section 2: DupThresh */

struct tcp_congestion {
    uint32_t cwnd;
    uint32_t ssthresh;
    seq32 recover;       /* RFC 6582; RecoveryPoint of RFC 6675 */
    uint32_t acked;      /* octets acknowledged since cwnd grew last */
    uint32_t w_max;      /* CUBIC: octets; 0: not known, so cwnd when the epoch begins */
    uint32_t cwnd_prior; /* CUBIC: cwnd when ssthresh was set last */
    uint64_t w_est;      /* CUBIC: what Reno would have, in 1/256 octets */
    sim_time epoch;      /* CUBIC: when this congestion avoidance began; 0: not yet */
    sim_time k;          /* CUBIC: ns from the epoch to w_max */
    sim_time updated;    /* CUBIC: when cwnd was updated last */
    sim_time last_sent;  /* when new text went out last (RFC 5681 section 4.1) */
    uint8_t algorithm;   /* enum congestion_control */
    uint8_t limited;     /* CUBIC: the application, not cwnd, has bounded the flight since */
    uint16_t duplicates; /* duplicate ACKs in a row */
    seq32 before;        /* SND.MAX when the first of them came */
    seq32 previous;      /* SND.UNA before it moved last: prev_highest_ack (RFC 6582 4.1) */
    seq32 marked;        /* SND.MAX when cwnd was reduced for a mark last (RFC 3168 6.1.2) */
    /* Counted for those who look: */
    uint32_t resent;        /* segments sent again */
    uint32_t resent_octets; /* and their text */
    uint32_t twice;         /* D-SACKs that have come (RFC 2883) */
    uint32_t marks_came;    /* CE on packets that have come */
    uint32_t echoes_came;   /* ECE on ACKs that have come */
    uint32_t mark_answers;  /* reductions for them */
};

/* What the events are about. */
struct congestion_moment {
    sim_time now;
    sim_time rtt;    /* SRTT; 0: not known */
    uint32_t octets; /* newly acknowledged */
    uint32_t flight; /* FlightSize (RFC 5681 section 2), without what limited transmit added */
    uint32_t smss;
    uint32_t most; /* the largest window that the peer has offered: nothing can test a larger */
};

/* RFC 6928 section 2: min (10*MSS, max (2*MSS, 14600)), for any number of segments; `uncut`: so
 * many whatever their size, as Linux counts. 0 segments: the formula of RFC 5681 section 3.1.
 */
uint32_t congestion_initial_window(uint32_t segments, uint32_t smss, bool uncut);
/* The three-way handshake is over. */
void congestion_on_start(struct tcp_congestion *cc, uint8_t algorithm, uint32_t initial_window,
                         sim_time now);
/* An ACK of something new, outside of recovery; m->flight is what is still on its way. */
void congestion_on_ack(struct tcp_congestion *cc, const struct congestion_moment *m);
/* A segment was lost, as duplicate ACKs or SACK tell. `reduced`: in this window of data
 * ssthresh was reduced already, for a mark (RFC 3168 section 6.1.2). */
void congestion_on_loss(struct tcp_congestion *cc, const struct congestion_moment *m,
                        bool reduced);
/* Fast recovery without SACK: its beginning, one more duplicate ACK, a partial ACK, its end
 * (RFC 5681 section 3.2, steps 3 and 4; RFC 6582 section 3.2). */
void congestion_inflate(struct tcp_congestion *cc, uint32_t segments, uint32_t smss);
void congestion_on_partial(struct tcp_congestion *cc, const struct congestion_moment *m);
/* `sacked`: recovery was RFC 6675's, which leaves cwnd alone. */
void congestion_on_recovered(struct tcp_congestion *cc, const struct congestion_moment *m,
                             bool sacked);
/* The peer tells of a mark. */
void congestion_on_mark(struct tcp_congestion *cc, const struct congestion_moment *m);
/* The retransmission timer fired; `first`: for this segment for the first time. */
void congestion_on_timeout(struct tcp_congestion *cc, const struct congestion_moment *m,
                           bool first, bool reduced);
/* Nothing was sent for longer than an RTO. */
void congestion_on_idle(struct tcp_congestion *cc, uint32_t initial_window);

/* Does a loss lead to fast recovery? Tahoe starts slowly at once. */
bool congestion_recovers(const struct tcp_congestion *cc);

/* --- tcp_cubic.c --- */
/* By how many octets cwnd grows for an ACK in congestion avoidance. */
uint32_t cubic_growth(struct tcp_congestion *cc, const struct congestion_moment *m);
/* A congestion event: W_max, cwnd_prior; gives flight * 0.7. */
uint32_t cubic_reduce(struct tcp_congestion *cc, uint32_t flight);
void cubic_timeout(struct tcp_congestion *cc);
/* Is the flight bounded by something else than cwnd (RFC 9438 section 5.8)? */
bool cubic_is_limited(struct tcp_congestion *cc, const struct congestion_moment *m);

#endif
