/* live/loop.c: see loop.h. pselect() and not poll(): its time is in nanoseconds, and a signal
 * cannot slip in between the look at *stop and the wait. */
#define _POSIX_C_SOURCE 200809L
#include "live/loop.h"

#include <sys/select.h>

#include "live/tap.h"

enum { FRAMES_AT_ONCE = 64 };

#define WAIT_MOST (1 * SIM_SECOND)

static void send_out(struct live *live, int tap)
{
    const struct live_frame *frame;
    while ((frame = live_next_out(live)) != NULL)
        live_sent(live, tap >= 0 && tap_write(tap, frame->octets, frame->length));
}

/* Frames that wait in the device. False: it is gone. */
static bool bring_in(struct live *live, int tap)
{
    uint8_t octets[FRAME_LONG_OCTETS];
    for (int i = 0; i < FRAMES_AT_ONCE && !live_stopped(live); i++) {
        int length = tap_read(tap, octets, sizeof octets);
        if (length <= 0)
            return length == 0;
        live_bring(live, octets, (size_t)length);
    }
    return true;
}

/* Waits for `span` at most; what is ready then is in *ready. */
static void wait_for(const struct live_ports *ports, sim_time span, fd_set *ready)
{
    fd_set writable;
    sigset_t none;
    struct timespec time = {.tv_sec = (time_t)(span / SIM_SECOND),
                            .tv_nsec = (long)(span % SIM_SECOND)};
    int highest = -1;
    FD_ZERO(ready);
    FD_ZERO(&writable);
    if (ports->proxy != NULL)
        proxy_watch(ports->proxy, ready, &writable, &highest);
    if (ports->tap >= 0) {
        FD_SET(ports->tap, ready);
        if (ports->tap > highest)
            highest = ports->tap;
    }
    (void)sigemptyset(&none);
    if (pselect(highest + 1, ready, &writable, NULL, &time, &none) < 0)
        FD_ZERO(ready);
}

static sim_time span_of(const struct live *live, bool behind, sim_time until)
{
    sim_time span = behind ? 0 : live_wait(live);
    sim_time left = until - live_now(live);
    if (span > WAIT_MOST)
        span = WAIT_MOST;
    if (span > left)
        span = left > 0 ? left : 0;
    return span;
}

enum live_end live_loop(struct live *live, const struct live_ports *ports,
                        const volatile sig_atomic_t *stop, sim_time until)
{
    fd_set ready;
    while (!live_stopped(live)) {
        bool behind = live_catch_up(live);
        if (ports->proxy != NULL)
            behind = proxy_carry(ports->proxy, live) || behind;
        send_out(live, ports->tap);
        if (*stop != 0 || live_now(live) >= until)
            return LIVE_ENDED;
        wait_for(ports, span_of(live, behind, until), &ready);
        if (ports->tap >= 0 && FD_ISSET(ports->tap, &ready) && !bring_in(live, ports->tap))
            return LIVE_DEVICE_GONE;
    }
    return LIVE_STOPPED;
}
