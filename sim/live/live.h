/* live/live.h: a world that follows the clock on the wall: one of its own, or the head of a
 * session, whose view rewinds meanwhile.
 *
 * Time:   simulated time is the wall clock's since live_begin(). An event runs when its time
 * has come; one that runs more than LIVE_LATE (on the clock) after its time (the machine is too
 * slow, or slept) is counted as late, and still runs, in its order and with its own time, so
 * that the world is the same as if it had been in time. Input:  what comes from outside is an
 * event of the world at the moment it comes (world_apply()), and is written to the log
 * (live/log.h) if there is one. Output: frames that reach the node of the attachment wait in
 * `out` for the device. Errors: live_stopped() when the world stopped, the log cannot be
 * written or memory ran out. */
#ifndef NETSTAGE_LIVE_LIVE_H
#define NETSTAGE_LIVE_LIVE_H

#include "live/attach.h"
#include "live/log.h"
#include "session/session.h"

#define LIVE_LATE (1 * SIM_MILLISECOND)

enum { LIVE_OUT_MAX = 1024, LIVE_PACE = 1000 };

/* A frame on its way out. */
struct live_frame {
    uint32_t length;
    uint8_t octets[FRAME_LONG_OCTETS];
};

struct live_counts {
    uint64_t late;   /* events */
    sim_time latest; /* by so much the worst of them */
    uint64_t inputs;
    uint64_t frames_in;
    uint64_t frames_out;
    uint64_t frames_refused; /* that the device did not take, or that found no room here */
};

struct live {
    struct observer observer;     /* must be first; to be added to the fan of the world */
    struct world *world;          /* of the session, if there is one */
    struct session *session;      /* NULL: the world is nobody else's */
    struct attachment attachment; /* node NONE: no real network */
    FILE *log;                    /* NULL: nothing is recorded */
    bool log_failed;
    sim_time began; /* on the wall clock */
    uint64_t pace;  /* simulated time runs so many thousandths as fast; 1000: like the clock */
    struct live_counts counts;
    struct live_frame *out; /* a ring of LIVE_OUT_MAX; owned */
    uint32_t out_first;
    uint32_t out_count;
};

/* False: out of memory. live_release() in every case. */
bool live_init(struct live *live, struct world *world, const struct attachment *attachment,
               FILE *log) MUST_CHECK;
/* The same for the head of a session, which goes live with that; its past is kept as `keep`
 * says. */
bool live_init_session(struct live *live, struct session *session,
                       const struct session_keep *keep, const struct attachment *attachment,
                       FILE *log) MUST_CHECK;
void live_release(struct live *live);

/* Reads "0.01" or "20": thousandths, 1 to 1,000,000. */
bool live_read_pace(const char *word, uint64_t *pace) MUST_CHECK;

/* The wall clock, which nobody sets back; ns. */
sim_time live_clock(void);
/* How long a span of simulated time takes on the clock, rounded up; what is long is shorter. */
sim_time live_on_clock(const struct live *live, sim_time span);
/* Simulated time is 0 now. */
void live_begin(struct live *live);
sim_time live_now(const struct live *live);

/* Runs what is due, at most a good many events. True: there is more that is due. */
bool live_catch_up(struct live *live);
/* How long until something is due: 0: it is; SIM_NEVER: nothing will be. */
sim_time live_wait(const struct live *live);

/* Applies an input now, with what is due before it, and logs it. False: it does not apply. */
bool live_input(struct live *live, struct input *input);

/* A frame of the real network. */
void live_bring(struct live *live, const uint8_t *octets, size_t length);
/* The next frame for the real network, or NULL; live_sent() when it has been dealt with. */
const struct live_frame *live_next_out(const struct live *live);
void live_sent(struct live *live, bool taken);

bool live_stopped(const struct live *live);

/* Plays a log on a world made of the same setup: its inputs by the number of their event. */
enum live_replay {
    REPLAY_SAME,      /* it ended as it was recorded, with the same hash */
    REPLAY_CUT,       /* the log has no end: the recording was interrupted */
    REPLAY_DIFFERENT, /* an input does not apply, or the hash is another: not the same scenario
                       */
    REPLAY_BAD_FILE,
};
enum live_replay live_replay(struct world *world, struct live_reading *reading);

#endif
