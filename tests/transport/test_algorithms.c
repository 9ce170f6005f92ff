/* tests/transport/test_algorithms.c: congestion control by itself (transport/tcp_congestion.h):
 * no connection, only events and integers. CUBIC is held against the RFC's formulas in floating
 * point. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "transport/profile.h"
#include "transport/tcp_congestion.h"

enum { SMSS = 1000 };

static struct tcp_congestion begun(uint8_t algorithm, uint32_t segments)
{
    struct tcp_congestion cc = {.cwnd = 0};
    congestion_on_start(&cc, algorithm, segments * SMSS, SIM_SECOND);
    return cc;
}

/* An ACK of `octets` while the flight fills cwnd. */
static void ack(struct tcp_congestion *cc, sim_time now, sim_time rtt, uint32_t octets)
{
    struct congestion_moment m = {.now = now,
                                  .rtt = rtt,
                                  .octets = octets,
                                  .flight = cc->cwnd > octets ? cc->cwnd - octets : 0,
                                  .smss = SMSS,
                                  .most = CONGESTION_WINDOW_MOST};
    congestion_on_ack(cc, &m);
}

static struct congestion_moment flight_of(uint32_t segments)
{
    return (struct congestion_moment){
        .flight = segments * SMSS, .smss = SMSS, .most = CONGESTION_WINDOW_MOST};
}

/* RFC 5681 section 3.1's three classes of segments; RFC 6928's bound for large ones. */
static void initial_windows(void **state)
{
    (void)state;
    static const struct {
        uint32_t segments, smss, window, uncut;
    } table[] = {{0, 536, 4 * 536, 4 * 536},      {0, 1095, 4 * 1095, 4 * 1095},
                 {0, 1096, 3 * 1096, 3 * 1096},   {0, 2190, 3 * 2190, 3 * 2190},
                 {0, 2191, 2 * 2191, 2 * 2191},   {10, 536, 10 * 536, 10 * 536},
                 {10, 1460, 14600, 14600},        {10, 4000, 14600, 40000},
                 {10, 8960, 2 * 8960, 10 * 8960}, {4, 1000, 4000, 4000}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        assert_int_equal(congestion_initial_window(table[i].segments, table[i].smss, false),
                         table[i].window);
        assert_int_equal(congestion_initial_window(table[i].segments, table[i].smss, true),
                         table[i].uncut);
    }
}

/* RFC 5681 sections 3.1, 3.2 and 4.1, event by event. */
static void what_each_event_does(void **state)
{
    (void)state;
    static const struct {
        uint8_t algorithm;
        uint32_t loss_cwnd, loss_ssthresh, mark_cwnd, timeout_ssthresh;
    } table[] = {{CONGESTION_TAHOE, 1, 10, 10, 10},
                 {CONGESTION_NEWRENO, 10, 10, 10, 10},
                 {CONGESTION_CUBIC, 14, 14, 14, 14}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct congestion_moment m = flight_of(20);
        struct tcp_congestion cc = begun(table[i].algorithm, 20);
        congestion_on_loss(&cc, &m, false);
        assert_int_equal(cc.cwnd, table[i].loss_cwnd * SMSS);
        assert_int_equal(cc.ssthresh, table[i].loss_ssthresh * SMSS);
        cc = begun(table[i].algorithm, 20);
        congestion_on_mark(&cc, &m);
        assert_int_equal(cc.cwnd, table[i].mark_cwnd * SMSS);
        cc = begun(table[i].algorithm, 20);
        congestion_on_timeout(&cc, &m, true, false);
        assert_int_equal(cc.cwnd, SMSS);
        assert_int_equal(cc.ssthresh, table[i].timeout_ssthresh * SMSS);
        m = flight_of(1);
        congestion_on_timeout(&cc, &m, false, false); /* the same segment again */
        assert_int_equal(cc.ssthresh, table[i].timeout_ssthresh * SMSS);
        congestion_on_mark(&cc, &m); /* cwnd stays at one segment, ssthresh at two */
        assert_int_equal(cc.cwnd, SMSS);
        assert_int_equal(cc.ssthresh, 2 * SMSS);
        cc = begun(table[i].algorithm, 20);
        congestion_on_idle(&cc, 10 * SMSS);
        assert_int_equal(cc.cwnd, 10 * SMSS);
        cc = begun(table[i].algorithm, 5);
        congestion_on_idle(&cc, 10 * SMSS); /* min(IW, cwnd) */
        assert_int_equal(cc.cwnd, 5 * SMSS);
    }
}

/* Without congestion control nothing moves the window. */
static void none(void **state)
{
    (void)state;
    struct tcp_congestion cc = begun(CONGESTION_NONE, 10);
    struct congestion_moment m = flight_of(20);
    congestion_on_loss(&cc, &m, false);
    congestion_on_timeout(&cc, &m, true, false);
    congestion_on_mark(&cc, &m);
    congestion_on_idle(&cc, SMSS);
    congestion_inflate(&cc, 3, SMSS);
    congestion_on_partial(&cc, &m);
    congestion_on_recovered(&cc, &m, false);
    ack(&cc, 0, 0, SMSS);
    assert_int_equal(cc.cwnd, CONGESTION_WINDOW_MOST);
}

/* RFC 6582 section 3.2: 20 in flight, three duplicate ACKs, a partial ACK of five, the end. */
static void fast_recovery(void **state)
{
    (void)state;
    struct tcp_congestion cc = begun(CONGESTION_NEWRENO, 20);
    struct congestion_moment m = flight_of(20);
    congestion_on_loss(&cc, &m, false);
    congestion_inflate(&cc, 3, SMSS);
    assert_int_equal(cc.cwnd, 13 * SMSS);
    m.octets = 5 * SMSS;
    congestion_on_partial(&cc, &m);
    assert_int_equal(cc.cwnd, (13 - 5 + 1) * SMSS);
    m = flight_of(4);
    congestion_on_recovered(&cc, &m, false);
    assert_int_equal(cc.cwnd, 5 * SMSS); /* min (ssthresh, max (FlightSize, SMSS) + SMSS) */
    m = flight_of(40);
    congestion_on_recovered(&cc, &m, false);
    assert_int_equal(cc.cwnd, 10 * SMSS);
}

/* --- CUBIC against floating point --- */

static double root3(double n)
{
    double x = n > 1 ? n : 1;
    for (int i = 0; i < 200; i++)
        x = (2 * x + n / (x * x)) / 3;
    return n <= 0 ? 0 : x;
}

struct reference {
    double cwnd, w_max, w_est, prior, k, t;
};

static double cubic_at(const struct reference *r, double t)
{
    return 0.4 * (t - r->k) * (t - r->k) * (t - r->k) + r->w_max;
}

/* RFC 9438 sections 4.2 to 4.5 for an ACK of `acked` segments. */
static void reference_ack(struct reference *r, double rtt, double acked)
{
    double alpha = r->w_est < r->prior ? 3 * 0.3 / 1.7 : 1;
    r->w_est += alpha * acked / r->cwnd;
    if (cubic_at(r, r->t) < r->w_est) {
        r->cwnd = r->w_est > r->cwnd ? r->w_est : r->cwnd;
        return;
    }
    double target = cubic_at(r, r->t + rtt);
    target = target > 1.5 * r->cwnd ? 1.5 * r->cwnd : target;
    if (target > r->cwnd)
        r->cwnd += (target - r->cwnd) * acked / r->cwnd;
}

/* A window of `segments` loses one; then ACKs of two segments, evenly over each round trip. The
 * windows may differ by 1 % or half a segment: the integers are cut, never rounded. */
static void cubic_grows_as_the_formulas(void **state)
{
    (void)state;
    static const struct {
        uint32_t segments;
        sim_time rtt;
        int seconds;
    } table[] = {{40, 100 * SIM_MILLISECOND, 12},
                 {1000, 100 * SIM_MILLISECOND, 20},
                 {1000, 10 * SIM_MILLISECOND, 12},
                 {20, 20 * SIM_MILLISECOND, 10},
                 {8000, 200 * SIM_MILLISECOND, 40}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        double rtt = (double)table[i].rtt / 1e9;
        struct tcp_congestion cc = begun(CONGESTION_CUBIC, table[i].segments);
        struct congestion_moment m = flight_of(table[i].segments);
        congestion_on_loss(&cc, &m, false);
        double n = table[i].segments;
        struct reference r = {0.7 * n, n, 0.7 * n, n, root3(0.3 * n / 0.4), 0};
        sim_time start = 5 * SIM_SECOND;
        for (sim_time now = start; now < start + table[i].seconds * SIM_SECOND;) {
            r.t = (double)(now - start) / 1e9;
            reference_ack(&r, rtt, 2);
            ack(&cc, now, table[i].rtt, 2 * SMSS);
            double off = (double)cc.cwnd / SMSS - r.cwnd;
            off = off < 0 ? -off : off;
            if (off > 0.5 && off > r.cwnd / 100)
                fail_msg("%u segments, at %.3f s: %.3f, the formula has %.3f",
                         (unsigned)table[i].segments, r.t, (double)cc.cwnd / SMSS, r.cwnd);
            now += table[i].rtt * 2 * SMSS / cc.cwnd;
        }
        assert_true((double)cc.k / 1e9 > r.k - 0.002 && (double)cc.k / 1e9 <= r.k);
    }
}

/* Section 4.7: a second loss below W_max lowers W_max to cwnd * (1 + 0.7) / 2. Section 4.8:
 * after a time-out K is 0. */
static void fast_convergence_and_timeout(void **state)
{
    (void)state;
    struct tcp_congestion cc = begun(CONGESTION_CUBIC, 100);
    struct congestion_moment m = flight_of(100);
    congestion_on_loss(&cc, &m, false);
    assert_int_equal(cc.w_max, 100 * SMSS);
    m = flight_of(70);
    congestion_on_loss(&cc, &m, false);
    assert_int_equal(cc.w_max, 70 * SMSS * 85 / 100);
    assert_int_equal(cc.cwnd, 49 * SMSS);
    m = flight_of(49);
    congestion_on_timeout(&cc, &m, true, false);
    cc.cwnd = cc.ssthresh; /* slow start has led there */
    ack(&cc, SIM_SECOND, SIM_MILLISECOND, SMSS);
    assert_int_equal(cc.k, 0);
    assert_int_equal(cc.w_max, cc.ssthresh);
}

/* Section 5.8: who does not use cwnd does not get more, and t leaves such times out. */
static void application_limited(void **state)
{
    (void)state;
    struct tcp_congestion busy = begun(CONGESTION_CUBIC, 100);
    struct congestion_moment m = flight_of(100);
    congestion_on_loss(&busy, &m, false);
    ack(&busy, SIM_SECOND, SIM_MILLISECOND, SMSS);
    struct tcp_congestion idle = busy;
    m = (struct congestion_moment){.now = 2 * SIM_SECOND,
                                   .octets = SMSS,
                                   .flight = 10 * SMSS,
                                   .smss = SMSS,
                                   .most = CONGESTION_WINDOW_MOST};
    congestion_on_ack(&idle, &m);
    assert_int_equal(idle.cwnd, busy.cwnd);
    ack(&idle, 61 * SIM_SECOND, SIM_MILLISECOND, SMSS); /* a minute later it is busy again */
    ack(&busy, SIM_SECOND, SIM_MILLISECOND, SMSS);
    assert_int_equal(idle.cwnd, busy.cwnd);
}

/* The ends of all ranges: nothing overflows (the sanitizers look on), windows stay bounded. */
static void extremes(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {1, 536, 65495};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct tcp_congestion cc = {.cwnd = 0};
        struct congestion_moment m = {.now = 1,
                                      .rtt = 1,
                                      .octets = CONGESTION_WINDOW_MOST,
                                      .flight = CONGESTION_WINDOW_MOST,
                                      .smss = sizes[i],
                                      .most = CONGESTION_WINDOW_MOST};
        congestion_on_start(&cc, CONGESTION_CUBIC, CONGESTION_WINDOW_MOST, 0);
        congestion_on_loss(&cc, &m, false);
        congestion_on_ack(&cc, &m);
        m.now = INT64_C(146) * 365 * 24 * 3600 * SIM_SECOND;
        for (int n = 0; n < 3; n++)
            congestion_on_ack(&cc, &m);
        assert_true(cc.cwnd <= CONGESTION_WINDOW_MOST && cc.cwnd > cc.ssthresh);
        congestion_on_timeout(&cc, &m, true, false);
        cc.ssthresh = sizes[i];
        congestion_on_ack(&cc, &m);
        assert_true(cc.cwnd >= sizes[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(initial_windows),
        cmocka_unit_test(what_each_event_does),
        cmocka_unit_test(none),
        cmocka_unit_test(fast_recovery),
        cmocka_unit_test(cubic_grows_as_the_formulas),
        cmocka_unit_test(fast_convergence_and_timeout),
        cmocka_unit_test(application_limited),
        cmocka_unit_test(extremes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
