/* live/loop.c: see loop.h. pselect() and not poll(): its time is in nanoseconds, and a signal
 * cannot slip in between the look at *stop and the wait. */
#define _POSIX_C_SOURCE 200809L
#include "live/loop.h"

#include <sys/select.h>
#include <unistd.h>

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

/* What was written there is of no interest. */
static void drain(int wake)
{
    char octets[64];
    while (read(wake, octets, sizeof octets) == (ssize_t)sizeof octets)
        continue;
}

static void watch(int fd, fd_set *readable, int *highest)
{
    if (fd < 0)
        return;
    FD_SET(fd, readable);
    if (fd > *highest)
        *highest = fd;
}

void live_turn(struct live *live, const struct live_ports *ports, struct live_wait *wait)
{
    bool behind = live_catch_up(live);
    if (ports->proxy != NULL)
        behind = proxy_carry(ports->proxy, live) || behind;
    send_out(live, ports->tap);
    wait->span = behind ? 0 : live_wait(live);
    if (wait->span > WAIT_MOST)
        wait->span = WAIT_MOST;
}

void live_await(const struct live_ports *ports, struct live_wait *wait)
{
    fd_set readable, writable;
    sigset_t none;
    struct timespec time = {.tv_sec = (time_t)(wait->span / SIM_SECOND),
                            .tv_nsec = (long)(wait->span % SIM_SECOND)};
    int highest = -1;
    FD_ZERO(&readable);
    FD_ZERO(&writable);
    if (ports->proxy != NULL)
        proxy_watch(ports->proxy, &readable, &writable, &highest);
    watch(ports->tap, &readable, &highest);
    watch(ports->wake, &readable, &highest);
    (void)sigemptyset(&none);
    if (pselect(highest + 1, &readable, &writable, NULL, &time,
                ports->mask_stays ? NULL : &none) < 0)
        FD_ZERO(&readable); /* a signal: nothing is known to be ready */
    wait->tap = ports->tap >= 0 && FD_ISSET(ports->tap, &readable);
    if (ports->wake >= 0 && FD_ISSET(ports->wake, &readable))
        drain(ports->wake);
}

bool live_take(struct live *live, const struct live_ports *ports, const struct live_wait *wait)
{
    return !wait->tap || bring_in(live, ports->tap);
}

enum live_end live_loop(struct live *live, const struct live_ports *ports,
                        const volatile sig_atomic_t *stop, sim_time until)
{
    struct live_wait wait;
    while (!live_stopped(live)) {
        live_turn(live, ports, &wait);
        sim_time left = until - live_now(live);
        if (*stop != 0 || left <= 0)
            return LIVE_ENDED;
        left = live_on_clock(live, left);
        if (wait.span > left)
            wait.span = left;
        live_await(ports, &wait);
        if (!live_take(live, ports, &wait))
            return LIVE_DEVICE_GONE;
    }
    return LIVE_STOPPED;
}
