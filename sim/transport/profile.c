/* transport/profile.c: see profile.h. */
#include "transport/profile.h"

struct tcp_profile tcp_default_profile(void)
{
    return (struct tcp_profile){
        .rto_initial = 1 * SIM_SECOND,
        .rto_minimum = 1 * SIM_SECOND,
        .rto_maximum = 60 * SIM_SECOND,
        .delayed_ack = 200 * SIM_MILLISECOND,
        .msl = 30 * SIM_SECOND,
        .receive_buffer = 65535,
        .send_buffer = 131070,
        .initial_window = 10,
        .congestion = CONGESTION_NEWRENO,
        .nagle = 1,
        .window_scaling = 1,
        .limited_transmit = 1,
        .fast_retransmit = 1,
        .syn_retries = 7, /* 183 s: RFC 9293 MUST-23 asks for at least 3 minutes */
        .data_retries = 15,
    };
}
