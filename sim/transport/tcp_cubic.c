/* transport/tcp_cubic.c: CUBIC (RFC 9438) in integers.
 *
 *     W_cubic(t) = C * (t - K)^3 + W_max         C = 0.4 segments a second^3, beta = 0.7
 *     K          = cubic_root((W_max - cwnd_epoch) / C)
 *
 * Units: windows in octets; times in ms inside, so that a cube fits into 64 bits. */
#include "transport/tcp_parts.h"

enum { MILLISECONDS_MOST = 200000 };

static uint32_t cube_root(uint64_t n)
{
    uint64_t root = 0;
    for (int bit = 20; bit >= 0; bit--) {
        uint64_t more = root | UINT64_C(1) << bit;
        if (more * more * more <= n)
            root = more;
    }
    return (uint32_t)root;
}

/* W_cubic at `ms` after the epoch, not below 0. */
static uint64_t cubic_window(const struct tcp_conn *c, int64_t ms)
{
    int64_t d = ms - c->cc.k / SIM_MILLISECOND;
    d = d > MILLISECONDS_MOST ? MILLISECONDS_MOST : d;
    d = d < -MILLISECONDS_MOST ? -MILLISECONDS_MOST : d;
    int64_t window =
        (int64_t)c->cc.w_max + d * d * d / 1000000 * (2 * (int64_t)c->snd.mss) / 5000;
    return window > 0 ? (uint64_t)window : 0;
}

/* Section 4.2: congestion avoidance begins. */
static void begin_epoch(struct transport *t, struct tcp_conn *c)
{
    c->cc.epoch = sim_now(t->sim) > 0 ? sim_now(t->sim) : 1;
    c->cc.w_est = c->cc.cwnd;
    if (c->cc.w_max < c->cc.cwnd)
        c->cc.w_max = c->cc.cwnd;
    uint64_t gap = c->cc.w_max - c->cc.cwnd;
    uint32_t ms = cube_root(gap * 5 * UINT64_C(500000000) / c->snd.mss); /* / 0.4, in ms^3 */
    c->cc.k = ms * SIM_MILLISECOND;
}

uint32_t cubic_growth(struct transport *t, struct tcp_conn *c, uint32_t octets)
{
    if (c->cc.epoch == 0)
        begin_epoch(t, c);
    uint64_t cwnd = c->cc.cwnd;
    /* Section 4.3: alpha = 3 * (1 - beta) / (1 + beta) = 9/17. */
    c->cc.w_est += (uint32_t)((uint64_t)octets * c->snd.mss * 9 / (17 * cwnd));
    int64_t ms = (sim_now(t->sim) - c->cc.epoch) / SIM_MILLISECOND;
    if (cubic_window(c, ms) < c->cc.w_est)
        return c->cc.w_est > cwnd ? c->cc.w_est - (uint32_t)cwnd : 0;
    uint64_t target = cubic_window(c, ms + c->rtt.srtt / SIM_MILLISECOND);
    target = target > cwnd + cwnd / 2 ? cwnd + cwnd / 2 : target;
    return target > cwnd ? (uint32_t)((target - cwnd) * octets / cwnd) : 0;
}

/* Sections 4.6 and 4.7: multiplicative decrease and fast convergence. */
uint32_t cubic_reduce(struct tcp_conn *c, uint32_t flight)
{
    uint32_t cwnd = c->cc.cwnd;
    c->cc.w_max = cwnd < c->cc.w_max ? (uint32_t)((uint64_t)cwnd * 17 / 20) : cwnd;
    c->cc.epoch = 0;
    return (uint32_t)((uint64_t)flight * 7 / 10);
}
