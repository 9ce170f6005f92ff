/* transport/tcp_cubic.c: CUBIC (RFC 9438) in integers.
 *
 *     W_cubic(t) = C * (t - K)^3 + W_max         C = 0.4 segments a second^3, beta = 0.7
 *     K          = cubic_root((W_max - cwnd_epoch) / C)
 *     W_est      = W_est + alpha * segments_acked / cwnd
 *
 * Section 4.1 lets windows be octets; then C is 0.4 SMSS, and where the RFC adds (target -
 * cwnd) / cwnd for an ACK of one segment, an ACK of n octets adds n / SMSS times as much, so
 * that after cwnd octets cwnd has reached the target whatever the ACKs cover.
 *
 * Units: windows in octets, W_est in 1/256 of them; times in ms inside. Every product is
 * bounded where it is formed; windows are at most 2^30 (CONGESTION_WINDOW_MOST), SMSS below
 * 2^16. */
#include "transport/tcp_congestion.h"

#define EST_PARTS UINT64_C(256)
#define MS_MOST ((INT64_C(1) << 21) - 1) /* 35 minutes; its cube is below 2^63 */

/* The largest whole number whose cube is at most n, for n < 2^63. */
static uint32_t cube_root(uint64_t n)
{
    uint64_t root = 0;
    for (int bit = 20; bit >= 0; bit--) {
        uint64_t more = root | UINT64_C(1) << bit; /* < 2^21 */
        if (more * more * more <= n)
            root = more;
    }
    return (uint32_t)root;
}

/* 0.4 * SMSS * d^3, d in ms: d^3 * 2 * SMSS / (5 * 10^9). A cube that would lead beyond 2^30 is
 * cut before it is multiplied, so the product stays below 2^30 * 5 * 10^9 < 2^63. */
static uint64_t cubic_term(uint64_t d, uint32_t smss)
{
    const uint64_t divisor = UINT64_C(5000000000);
    uint64_t cube = d * d * d;
    if (cube >= CONGESTION_WINDOW_MOST * divisor / (2 * (uint64_t)smss))
        return CONGESTION_WINDOW_MOST;
    return cube * 2 * smss / divisor;
}

/* W_cubic at `ms` after the epoch, between 0 and 2^31. */
static uint64_t cubic_window(const struct tcp_congestion *cc, int64_t ms, uint32_t smss)
{
    int64_t d = ms - cc->k / SIM_MILLISECOND;
    if (d >= 0)
        return cc->w_max + cubic_term((uint64_t)(d < MS_MOST ? d : MS_MOST), smss);
    uint64_t below = cubic_term((uint64_t)(d > -MS_MOST ? -d : MS_MOST), smss);
    return cc->w_max > below ? cc->w_max - below : 0;
}

/* Section 4.2: congestion avoidance begins. W_max below cwnd, or not known after a time-out or
 * the first slow start (sections 4.8, 4.10), gives K = 0. The gap is at most 2^30, times 2.5 *
 * 10^9 less than 2^62. */
static void begin_epoch(struct tcp_congestion *cc, const struct congestion_moment *m)
{
    cc->epoch = m->now > 0 ? m->now : 1;
    cc->limited = 0;
    cc->w_est = cc->cwnd * EST_PARTS;
    if (cc->w_max < cc->cwnd)
        cc->w_max = cc->cwnd;
    if (cc->cwnd_prior == 0)
        cc->cwnd_prior = cc->cwnd;
    uint64_t gap = cc->w_max - cc->cwnd;
    cc->k = cube_root(gap * UINT64_C(2500000000) / m->smss) * (sim_time)SIM_MILLISECOND;
}

/* Section 4.3, Figure 4, with alpha = 3 * (1 - beta) / (1 + beta) = 9/17 until W_est has
 * reached cwnd_prior, and 1 from then on. octets * SMSS * 256 * 9 < 2^30 * 2^16 * 2^12 = 2^58.
 */
static void grow_estimate(struct tcp_congestion *cc, const struct congestion_moment *m)
{
    uint64_t parts = (uint64_t)m->octets * m->smss * EST_PARTS;
    bool slow = cc->w_est < cc->cwnd_prior * EST_PARTS;
    cc->w_est += slow ? parts * 9 / (17 * (uint64_t)cc->cwnd) : parts / cc->cwnd;
    if (cc->w_est > CONGESTION_WINDOW_MOST * EST_PARTS)
        cc->w_est = CONGESTION_WINDOW_MOST * EST_PARTS;
}

/* Sections 4.4 and 4.5: towards W_cubic(t + RTT), between cwnd and 1.5 * cwnd. (target - cwnd)
 * * octets < 2^29 * 2^30. */
static uint32_t towards_target(const struct tcp_congestion *cc,
                               const struct congestion_moment *m, int64_t ms)
{
    uint64_t cwnd = cc->cwnd;
    uint64_t target = cubic_window(cc, ms + m->rtt / SIM_MILLISECOND, m->smss);
    target = target > cwnd + cwnd / 2 ? cwnd + cwnd / 2 : target;
    if (target <= cwnd)
        return 0;
    uint64_t octets = m->octets < cwnd ? m->octets : cwnd;
    return (uint32_t)((target - cwnd) * octets / cwnd);
}

uint32_t cubic_growth(struct tcp_congestion *cc, const struct congestion_moment *m)
{
    if (cc->epoch == 0)
        begin_epoch(cc, m);
    else if (cc->limited != 0) /* section 4.2: t does not count such periods */
        cc->epoch += m->now - cc->updated;
    cc->limited = 0;
    cc->updated = m->now;
    grow_estimate(cc, m);
    int64_t ms = (m->now - cc->epoch) / SIM_MILLISECOND;
    uint32_t reno = (uint32_t)(cc->w_est / EST_PARTS);
    if (cubic_window(cc, ms, m->smss) < reno)
        return reno > cc->cwnd ? reno - cc->cwnd : 0;
    return towards_target(cc, m, ms);
}

/* Before this ACK came there was room for a whole segment more in cwnd: nobody used it. */
bool cubic_is_limited(struct tcp_congestion *cc, const struct congestion_moment *m)
{
    if ((uint64_t)m->flight + m->octets + m->smss > cc->cwnd)
        return false;
    cc->limited = 1;
    return true;
}

/* Sections 4.6 and 4.7: multiplicative decrease, and fast convergence, 17/20 = (1 + beta) / 2.
 */
uint32_t cubic_reduce(struct tcp_congestion *cc, uint32_t flight)
{
    uint32_t cwnd = cc->cwnd;
    cc->w_max = cwnd < cc->w_max ? (uint32_t)((uint64_t)cwnd * 17 / 20) : cwnd;
    cc->cwnd_prior = cwnd;
    cc->epoch = 0;
    return (uint32_t)((uint64_t)flight * 7 / 10);
}

/* Section 4.8: W_max will be cwnd when congestion avoidance begins, and K is 0. */
void cubic_timeout(struct tcp_congestion *cc)
{
    cc->w_max = 0;
    cc->epoch = 0;
}
