/* live/live.c: see live.h. */
#define _POSIX_C_SOURCE 200809L
#include "live/live.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    BURST = 1024,   /* events before the outside is looked after again */
    LOOK_AGAIN = 64 /* events for which one look at the clock is good */
};

#define LIVE_WAIT_MOST (100 * SIM_SECOND)

/* --- frames for the outside --- */

/* A frame has come to the node behind which the real network is. */
static void observe(struct observer *self, const struct sim *sim, const struct record *record,
                    const char *text, size_t length)
{
    struct live *live = (struct live *)(void *)self;
    (void)text;
    (void)length;
    if (record->kind != RECORD_ARRIVED || live->attachment.node == NONE ||
        record->place != live->attachment.towards)
        return;
    const struct frame *frame = frame_at(&sim->frames, sim->subject);
    if ((frame->flags & FRAME_BAD_FCS) != 0)
        return; /* a real device would not show it either */
    if (live->out_count == LIVE_OUT_MAX) {
        live->counts.frames_refused++;
        return;
    }
    struct live_frame *out = &live->out[(live->out_first + live->out_count++) % LIVE_OUT_MAX];
    out->length = frame->length;
    memcpy(out->octets, frame_octets(&sim->frames, sim->subject), frame->length);
}

const struct live_frame *live_next_out(const struct live *live)
{
    return live->out_count > 0 ? &live->out[live->out_first] : NULL;
}

void live_sent(struct live *live, bool taken)
{
    live->out_first = (live->out_first + 1) % LIVE_OUT_MAX;
    live->out_count--;
    if (taken)
        live->counts.frames_out++;
    else
        live->counts.frames_refused++;
}

/* --- making one --- */

bool live_init(struct live *live, struct world *world, const struct attachment *attachment,
               FILE *log)
{
    *live = (struct live){.observer = {.record = observe},
                          .world = world,
                          .attachment = *attachment,
                          .log = log,
                          .pace = LIVE_PACE,
                          .out = malloc(LIVE_OUT_MAX * sizeof *live->out)};
    return live->out != NULL;
}

bool live_init_session(struct live *live, struct session *session,
                       const struct session_keep *keep, const struct attachment *attachment,
                       FILE *log)
{
    if (!live_init(live, session_head(session), attachment, log))
        return false;
    live->session = session;
    session_go_live(session, keep, &live->observer);
    return true;
}

void live_release(struct live *live)
{
    free(live->out);
    live->out = NULL;
}

/* --- time --- */

bool live_read_pace(const char *word, uint64_t *pace)
{
    uint64_t whole = 0, part = 0;
    size_t digits = 0, places = 0;
    for (; *word >= '0' && *word <= '9' && digits < 6; word++, digits++)
        whole = whole * 10 + (uint64_t)(*word - '0');
    if (*word == '.')
        for (word++; *word >= '0' && *word <= '9' && places < 3; word++, places++)
            part = part * 10 + (uint64_t)(*word - '0');
    for (size_t i = places; i < 3; i++)
        part *= 10;
    *pace = whole * LIVE_PACE + part;
    return *word == '\0' && digits + places > 0 && *pace > 0 && *pace <= LIVE_PACE * LIVE_PACE;
}

sim_time live_clock(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (sim_time)now.tv_sec * SIM_SECOND + now.tv_nsec;
}

void live_begin(struct live *live)
{
    live->began = live_clock();
}

sim_time live_now(const struct live *live)
{
    sim_time past = live_clock() - live->began;
    if (live->pace == LIVE_PACE)
        return past;
    return past / LIVE_PACE * (sim_time)live->pace +
           past % LIVE_PACE * (sim_time)live->pace / LIVE_PACE;
}

sim_time live_on_clock(const struct live *live, sim_time span)
{
    if (live->pace == LIVE_PACE)
        return span;
    if (span > LIVE_WAIT_MOST)
        span = LIVE_WAIT_MOST;
    return (span * LIVE_PACE + (sim_time)live->pace - 1) / (sim_time)live->pace;
}

bool live_stopped(const struct live *live)
{
    uint32_t packet, node;
    return live->log_failed || world_stopped(live->world) != WORLD_STEPPED ||
           (live->session != NULL &&
            session_problem(live->session, &packet, &node) != SESSION_FINE);
}

/* Runs the next event if its time has come at `now`. */
static bool run_due(struct live *live, sim_time now)
{
    struct queue_entry next;
    if (live_stopped(live) || !world_next(live->world, &next) || next.time > now)
        return false;
    sim_time late = live_on_clock(live, now - next.time);
    if (late > LIVE_LATE) {
        live->counts.late++;
        if (late > live->counts.latest)
            live->counts.latest = late;
    }
    if (live->session != NULL)
        return session_advance(live->session);
    return world_step(live->world) == WORLD_STEPPED;
}

bool live_catch_up(struct live *live)
{
    for (int round = 0; round < BURST / LOOK_AGAIN; round++) {
        sim_time now = live_now(live);
        for (int n = 0; n < LOOK_AGAIN; n++)
            if (!run_due(live, now))
                return false;
    }
    return true;
}

sim_time live_wait(const struct live *live)
{
    struct queue_entry next;
    if (live_stopped(live) || !world_next(live->world, &next))
        return SIM_NEVER;
    sim_time now = live_now(live);
    return next.time > now ? live_on_clock(live, next.time - now) : 0;
}

/* --- input --- */

bool live_input(struct live *live, struct input *input)
{
    sim_time now = live_now(live);
    while (run_due(live, now))
        continue;
    input->time = now > world_now(live->world) ? now : world_now(live->world);
    if (live_stopped(live))
        return false;
    if (live->session != NULL ? !session_feed(live->session, input)
                              : !world_apply(live->world, input))
        return false;
    live->counts.inputs++;
    if (live->log != NULL && !live_log_add(live->log, input))
        live->log_failed = true;
    return true;
}

void live_bring(struct live *live, const uint8_t *octets, size_t length)
{
    struct input input = {.kind = INPUT_TRANSMIT,
                          .row = live->attachment.interface,
                          .text = (const char *)octets,
                          .length = length};
    if (live_input(live, &input))
        live->counts.frames_in++;
}

/* --- once more --- */

/* Runs the world until the event before `event` is done. */
static bool run_up_to(struct world *world, uint64_t event)
{
    while (world_events(world) + 1 < event)
        if (world_step(world) != WORLD_STEPPED)
            return false;
    return world_events(world) + 1 == event;
}

enum live_replay live_replay(struct world *world, struct live_reading *reading)
{
    struct input input;
    for (;;) {
        enum live_entry entry = live_log_next(reading, &input);
        uint64_t event = input.event;
        switch (entry) {
        case LIVE_INPUT:
            if (!run_up_to(world, event) || !world_apply(world, &input))
                return REPLAY_DIFFERENT;
            break;
        case LIVE_END:
            if (event != world_events(world) && !run_up_to(world, event + 1))
                return REPLAY_DIFFERENT;
            return world_hash(world) == reading->hash ? REPLAY_SAME : REPLAY_DIFFERENT;
        case LIVE_CUT:
            return REPLAY_CUT;
        case LIVE_BAD:
            return REPLAY_BAD_FILE;
        }
    }
}
