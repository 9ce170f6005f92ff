/* session/parts.h: what a session is made of. Inside session/. */
#ifndef NETSTAGE_SESSION_PARTS_H
#define NETSTAGE_SESSION_PARTS_H

#include "session/session.h"
#include "watch/sighting.h"

/* --- keyframes
 * ---------------------------------------------------------------------------------------- */

/* A copy of the state after an event; shared by the branches that have this event in common. */
struct keyframe {
    uint64_t event;
    uint32_t shares;
    struct snapshot copy;
};

/* Keyframes of a branch, by event as the world counts (history.h, `before`), evenly spaced;
 * when their budget is full, every second one goes and the spacing doubles. */
struct keyframes {
    struct keyframe **row;
    uint32_t count;
    uint32_t capacity;
    uint64_t spacing; /* events */
    size_t octets;
    size_t budget;
};

void keyframes_init(struct keyframes *keyframes, size_t budget);
void keyframes_release(struct keyframes *keyframes);
/* The world stands after an event: keeps its state when it is time to. False: out of memory. */
bool keyframes_offer(struct keyframes *keyframes, const struct world *world) MUST_CHECK;
/* Keeps its state now. */
bool keyframes_take(struct keyframes *keyframes, const struct world *world) MUST_CHECK;
/* The last one at or before this event. */
const struct keyframe *keyframes_before(const struct keyframes *keyframes, uint64_t event);
/* Forgets those before this one, which stays. */
void keyframes_forget(struct keyframes *keyframes, const struct keyframe *first);
/* Shares of all keyframes up to this event. */
bool keyframes_share(struct keyframes *to, const struct keyframes *from,
                     uint64_t event) MUST_CHECK;

/* --- branches
 * -------------------------------------------------------------------------------------------
 */

struct input_log {
    struct input *row; /* the texts are the log's own */
    uint32_t count;
    uint32_t capacity;
    size_t octets; /* of their texts */
};

bool input_log_add(struct input_log *log, const struct input *input) MUST_CHECK;
bool input_log_copy(struct input_log *to, const struct input_log *from,
                    uint64_t event) MUST_CHECK;
/* Forgets inputs up to this event. */
void input_log_forget(struct input_log *log, uint64_t event);
void input_log_release(struct input_log *log);
/* The input that is event number `event`, or NULL. */
struct input *input_log_find(const struct input_log *log, uint64_t event);

struct branch {
    uint32_t parent;
    uint64_t forked; /* the event that the intervention is */
    struct history history;
    struct keyframes keyframes;
    struct input_log inputs;
    struct snapshot head; /* the head's state while another branch is current */
    uint8_t *answered;    /* a row a say */
    uint32_t answered_capacity;
    bool ended;        /* the head has run to the end */
    uint64_t recorded; /* branch 0 of a recording: its inputs are there until this event */
    uint64_t hash;     /* … and the world's hash then */
    bool other_run;    /* it was another: the recording is of something else */
    enum world_result stopped;
};

enum { SESSION_BRANCHES_MAX = 256 };

/* --- the session
 * ------------------------------------------------------------------------------------------ */

struct recorder {
    struct observer observer; /* must be first */
    struct session *session;
    struct observer *listener; /* is told as well; NULL: nobody */
};

/* Catches the state inside an event, when a given row has been written. */
struct catcher {
    struct observer observer; /* must be first */
    record_id after;
    struct world *world;
    struct snapshot copy;
    uint8_t *octets; /* or the octets of the subject, when these are wanted */
    size_t length;
    bool caught;
};

struct session {
    const struct scenario *scenario;
    struct world *head;
    struct world *view;
    bool view_inside; /* the view stands inside an event: it can be read, not run */
    uint32_t position;
    struct recorder recorder;
    struct catcher catcher;
    struct witness witness;
    struct conversations conversations;
    struct branch *branches[SESSION_BRANCHES_MAX];
    uint32_t branch_count;
    uint32_t current;
    struct filter *filter;
    uint8_t *verdicts; /* a row a frame: what the filter said, or not asked yet */
    uint32_t verdict_count;
    struct field_tree *tree;
    struct field_storage *tree_storage;
    uint8_t *octets; /* for session_frame_octets() by replay */
    bool no_memory;
    bool live; /* the head is moved by its owner alone (live.c) */
    struct session_keep keep;
    uint64_t cuts;              /* how often the past was cut off … */
    struct history_shift shift; /* … and what that shifted, the last time */
};

static inline struct branch *session_current(const struct session *s)
{
    return s->branches[s->current];
}

/* --- the parts' functions
 * ----------------------------------------------------------------------------------- */

/* Runs the head one event further and records it. False: it is at its end. */
bool head_step(struct session *session);
/* The same also when only housekeeping is left. */
bool head_pass(struct session *session);
/* Runs the head's next event from an input. False: it does not apply. */
bool head_apply(struct session *session, struct input *input);
void recorder_start(struct session *session);
/* After a change of the branch: what its frames tell of connections, and nothing else. */
void recorder_relearn(struct session *session);

/* Live: forgets the oldest events when there are more than are to be kept. */
void keep_to_limits(struct session *session);

/* Brings the view to a position. */
bool view_show(struct session *session, uint32_t position);
/* Runs a world, unobserved, with the inputs of the current branch until after this event of the
 * history. */
bool replay_to(const struct session *session, struct world *world, uint64_t event);
/* Brings a world to the state after this event from the nearest keyframe. */
bool replay_from_keyframe(const struct session *session, struct world *world, uint64_t event);

struct branch *branch_new(size_t budget);
void branch_free(struct branch *branch);

/* Forgets what the filter said about frames. */
void filter_forget(struct session *session);

#endif
