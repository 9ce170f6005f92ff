/* transport/profile.c: see profile.h. */
#include "transport/profile.h"

#include "wire/ipv4.h"
#include "wire/tcp.h"

struct tcp_profile tcp_default_profile(void)
{
    return (struct tcp_profile){
        .rto_initial = 1 * SIM_SECOND,
        .rto_minimum = 1 * SIM_SECOND,
        .rto_maximum = 60 * SIM_SECOND,
        .delayed_ack = 200 * SIM_MILLISECOND,
        .msl = 30 * SIM_SECOND,
        .keep_idle = 7200 * SIM_SECOND, /* RFC 9293 MUST-28: at least two hours */
        .keep_interval = 75 * SIM_SECOND,
        .receive_buffer = 65535,
        .send_buffer = 131070,
        .initial_window = 10,
        .congestion = CONGESTION_NEWRENO,
        .nagle = 1,
        .window_scaling = 1,
        .limited_transmit = 1,
        .fast_retransmit = 1,
        .restart_after_idle = 1,
        .syn_retries = 7, /* 183 s: RFC 9293 MUST-23 asks for at least 3 minutes */
        .data_retries = 15,
        .warn_retries = 3, /* SHLD-10 */
        .keep_probes = 9,
        .window_shift = WINDOW_SHIFT_AUTOMATIC,
        .path_mtu = 1,
        .path_mtu_age = 600 * SIM_SECOND,
        .path_mtu_least = IPV4_MINIMUM_MTU,
        .path_mtu_check = 1,
    };
}

/* What both systems do. */
static struct tcp_profile modern_unix(void)
{
    struct tcp_profile p = tcp_default_profile();
    p.delayed_ack = 40 * SIM_MILLISECOND;
    p.congestion = CONGESTION_CUBIC;
    p.timestamps = 1;
    p.sack = 1;
    p.ecn = ECN_WHEN_ASKED;
    p.path_mtu_check = 0;
    return p;
}

/* The shifts are those of the largest windows that the buffers may grow to: 6 MiB and 2 MiB. */
static struct tcp_profile linux_profile(void)
{
    struct tcp_profile p = modern_unix();
    p.habits = HABITS_LINUX;
    p.option_order = TCP_ORDER_LINUX;
    p.rto_minimum = 200 * SIM_MILLISECOND;
    p.rto_maximum = 120 * SIM_SECOND;
    p.receive_buffer = 131072;
    p.window_shift = 7;
    p.quick_acks = 16;
    p.syn_retries = 6;
    p.path_mtu_datagrams = 1;
    p.path_mtu_least = 552;
    return p;
}

static struct tcp_profile freebsd_profile(void)
{
    struct tcp_profile p = modern_unix();
    p.habits = HABITS_FREEBSD;
    p.option_order = TCP_ORDER_FREEBSD;
    p.rto_minimum = 230 * SIM_MILLISECOND;
    p.rto_maximum = 64 * SIM_SECOND;
    p.receive_buffer = 65536;
    p.send_buffer = 32768;
    p.window_shift = 6;
    p.data_retries = 12;
    p.path_mtu_least = 256;
    p.keep_probes = 8;
    return p;
}

struct tcp_profile tcp_profile_of(enum tcp_habits habits)
{
    switch (habits) {
    case HABITS_TEXTBOOK:
    case HABITS:
        break;
    case HABITS_LINUX:
        return linux_profile();
    case HABITS_FREEBSD:
        return freebsd_profile();
    }
    return tcp_default_profile();
}
