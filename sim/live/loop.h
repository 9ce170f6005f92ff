/* live/loop.h: waits for whichever comes first: the time of the next event, or something from
 * outside; until a signal, or a time. */
#ifndef NETSTAGE_LIVE_LOOP_H
#define NETSTAGE_LIVE_LOOP_H

#include <signal.h>

#include "live/proxy.h"

enum live_end {
    LIVE_ENDED,       /* by the signal or the time */
    LIVE_STOPPED,     /* live_stopped() */
    LIVE_DEVICE_GONE, /* somebody has removed the device */
};

struct live_ports {
    int tap;                  /* -1: none */
    struct live_proxy *proxy; /* NULL: none */
};

/* Runs from live_begin() on. SIGINT and SIGTERM must be blocked and have handlers that set
 * *stop: they come through only while the loop waits. */
enum live_end live_loop(struct live *live, const struct live_ports *ports,
                        const volatile sig_atomic_t *stop, sim_time until);

#endif
