/* transport/tcp_congestion.c: see tcp_congestion.h. Slow start and congestion avoidance (RFC
 * 5681 section 3.1), what a loss, a time-out, a mark and an idle time do to cwnd and ssthresh
 * (3.1, 3.2, 4.1; RFC 6582 section 3.2; RFC 3168 section 6.1.2). */
#include "transport/tcp_congestion.h"

#include "transport/profile.h"

bool congestion_recovers(const struct tcp_congestion *cc)
{
    return cc->algorithm != CONGESTION_TAHOE;
}

enum {
    SEGMENT_OF_ETHERNET = 1460, /* ten of them are RFC 6928's 14600 octets */
    LARGE = 2190,               /* RFC 5681 section 3.1, equation (1) */
    MEDIUM = 1095
};

uint32_t congestion_initial_window(uint32_t segments, uint32_t smss, bool uncut)
{
    if (segments == 0)
        return smss > LARGE ? 2 * smss : smss > MEDIUM ? 3 * smss : 4 * smss;
    uint32_t most = segments * SEGMENT_OF_ETHERNET;
    if (most < 2 * smss)
        most = 2 * smss;
    return uncut || segments * smss < most ? segments * smss : most;
}

void congestion_on_start(struct tcp_congestion *cc, uint8_t algorithm, uint32_t initial_window,
                         sim_time now)
{
    cc->algorithm = algorithm;
    cc->cwnd = algorithm == CONGESTION_NONE ? CONGESTION_WINDOW_MOST : initial_window;
    cc->ssthresh = CONGESTION_WINDOW_MOST; /* "arbitrarily high" */
    cc->last_sent = now;
}

/* --- growth --- */

/* RFC 5681 section 3.1: one SMSS for every cwnd of octets acknowledged. */
static uint32_t reno_growth(struct tcp_congestion *cc, const struct congestion_moment *m)
{
    cc->acked += m->octets;
    if (cc->acked < cc->cwnd)
        return 0;
    cc->acked -= cc->cwnd;
    return m->smss;
}

void congestion_on_ack(struct tcp_congestion *cc, const struct congestion_moment *m)
{
    uint32_t most = m->most > m->smss ? m->most : m->smss;
    if (cc->algorithm == CONGESTION_NONE || cc->cwnd >= most)
        return;
    if (cc->algorithm == CONGESTION_CUBIC && cubic_is_limited(cc, m))
        return;
    uint32_t by;
    if (cc->cwnd < cc->ssthresh)
        by = m->octets < m->smss ? m->octets : m->smss; /* equation (2) */
    else if (cc->algorithm == CONGESTION_CUBIC)
        by = cubic_growth(cc, m);
    else
        by = reno_growth(cc, m);
    cc->cwnd += by;
    if (cc->cwnd > most)
        cc->cwnd = most;
}

/* --- reduction --- */

/* RFC 5681 equation (4): ssthresh = max (FlightSize / 2, 2*SMSS). Gives the first of both. */
static uint32_t reduce_threshold(struct tcp_congestion *cc, const struct congestion_moment *m)
{
    uint32_t least = 2 * m->smss;
    uint32_t reduced =
        cc->algorithm == CONGESTION_CUBIC ? cubic_reduce(cc, m->flight) : m->flight / 2;
    cc->ssthresh = reduced > least ? reduced : least;
    return reduced;
}

void congestion_on_loss(struct tcp_congestion *cc, const struct congestion_moment *m,
                        bool reduced)
{
    if (!reduced)
        (void)reduce_threshold(cc, m);
    if (cc->algorithm == CONGESTION_NONE)
        return;
    cc->cwnd = congestion_recovers(cc) ? cc->ssthresh : m->smss;
    cc->acked = 0;
}

/* ssthresh is at least two segments, cwnd may be one (RFC 3168 section 6.1.2). */
void congestion_on_mark(struct tcp_congestion *cc, const struct congestion_moment *m)
{
    uint32_t reduced = reduce_threshold(cc, m);
    if (cc->algorithm == CONGESTION_NONE)
        return;
    if (reduced < m->smss)
        reduced = m->smss;
    if (cc->cwnd > reduced)
        cc->cwnd = reduced;
    cc->acked = 0;
}

/* RFC 5681 section 3.1: ssthresh is reduced once, however often the segment is sent again. */
void congestion_on_timeout(struct tcp_congestion *cc, const struct congestion_moment *m,
                           bool first, bool reduced)
{
    cc->acked = 0;
    if (cc->algorithm == CONGESTION_NONE)
        return;
    if (first && !reduced)
        (void)reduce_threshold(cc, m);
    if (cc->algorithm == CONGESTION_CUBIC)
        cubic_timeout(cc);
    cc->cwnd = m->smss; /* the loss window */
}

/* RFC 5681 section 4.1: RW = min(IW, cwnd). */
void congestion_on_idle(struct tcp_congestion *cc, uint32_t initial_window)
{
    cc->limited = 1;
    if (cc->algorithm == CONGESTION_NONE || cc->cwnd <= initial_window)
        return;
    cc->cwnd = initial_window;
    cc->acked = 0;
}

/* --- fast recovery without SACK --- */

void congestion_inflate(struct tcp_congestion *cc, uint32_t segments, uint32_t smss)
{
    if (cc->algorithm != CONGESTION_NONE)
        cc->cwnd += segments * smss;
}

/* RFC 6582 section 3.2, step 3, partial acknowledgments. */
void congestion_on_partial(struct tcp_congestion *cc, const struct congestion_moment *m)
{
    if (cc->algorithm == CONGESTION_NONE)
        return;
    cc->cwnd = cc->cwnd > m->octets ? cc->cwnd - m->octets : 0;
    if (m->octets >= m->smss || cc->cwnd < m->smss)
        cc->cwnd += m->smss;
}

/* The same, full acknowledgments, option 1. */
void congestion_on_recovered(struct tcp_congestion *cc, const struct congestion_moment *m,
                             bool sacked)
{
    uint32_t window = (m->flight > m->smss ? m->flight : m->smss) + m->smss;
    cc->acked = 0;
    if (cc->algorithm != CONGESTION_NONE && !sacked)
        cc->cwnd = window < cc->ssthresh ? window : cc->ssthresh;
}
