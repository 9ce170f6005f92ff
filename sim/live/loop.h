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
    int wake;                 /* what is written here ends a wait; -1: none */
    bool mask_stays;          /* signals that are blocked stay so, also while it waits */
};

/* Runs from live_begin() on. SIGINT and SIGTERM must be blocked and have handlers that set
 * *stop: they come through only while the loop waits. */
enum live_end live_loop(struct live *live, const struct live_ports *ports,
                        const volatile sig_atomic_t *stop, sim_time until);

/* --- the loop in pieces, for who has to share the world with others --- */

struct live_wait {
    sim_time span; /* from live_turn(): how long nothing is due */
    bool tap;      /* from live_await(): frames wait in the device */
};

/* Runs what is due, carries, sends. Nothing in here waits. */
void live_turn(struct live *live, const struct live_ports *ports, struct live_wait *wait);
/* Waits for as long, or for something from outside; nothing of the world is touched. */
void live_await(const struct live_ports *ports, struct live_wait *wait);
/* Takes in what the wait was ended by. False: the device is gone. */
bool live_take(struct live *live, const struct live_ports *ports, const struct live_wait *wait);

#endif
