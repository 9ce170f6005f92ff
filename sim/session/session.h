/* session/session.h: a lesson being played: forwards, backwards, anywhere, and changed by the
 * user.
 *
 * Shape:  two worlds over the same constants. The *head* runs ahead and is observed: what
 * happens in it becomes the history (session/history.h). The *view* stands at the cursor; it is
 *         what tables and pictures are read from. Keyframes (copies of the state) and replay
 * bring the view to any place. Cursor: a position in the rows of the history: how many have
 * happened. So it can stand between two events or inside one (a message half-way down the
 * layers). Input:  whatever comes from outside is logged by the number of the event that it
 * became; replay plays the log. An intervention at the cursor opens a branch; what had been
 * recorded beyond it stays with the branch that was left, and undo goes back to it. Errors: a
 * run that stops (storm, exhaustion, no memory) is told by session_problem(). */
#ifndef NETSTAGE_SESSION_SESSION_H
#define NETSTAGE_SESSION_SESSION_H

#include "scenario/scenario.h"
#include "session/history.h"

struct session;

/* Opens a lesson at its start. The scenario stays the caller's and must outlive the session.
 * NULL: out of memory. `budget`: octets of memory for keyframes; 0: the default, 256 MB. */
struct session *session_open(const struct scenario *scenario, size_t budget);
void session_close(struct session *session);

/* Runs the head ahead by at most so many events, so that the window never blocks: true while
 * there is more to do. Does not move the cursor. */
bool session_work(struct session *session, uint32_t events);
/* Runs the head to the end of the run (or `events` at most; 0: no limit). */
void session_record_all(struct session *session, uint64_t events);
bool session_is_recorded(const struct session *session); /* the head is at the end */

enum session_problem {
    SESSION_FINE,
    SESSION_STORM,     /* a loop of switches */
    SESSION_EXHAUSTED, /* a pool of the simulator is at its limit */
    SESSION_NO_MEMORY,
    SESSION_TOO_LONG, /* SESSION_EVENTS_MAX events have been recorded, and no end is in sight */
};

enum { SESSION_EVENTS_MAX = 1000000 };
/* What stopped the run, if anything did; for a storm the packet and the switch. */
enum session_problem session_problem(const struct session *session, uint32_t *packet,
                                     uint32_t *node);

/* --- reading --- */

const struct scenario *session_scenario(const struct session *session);
const struct history *session_history(const struct session *session);
/* The world as it is at the cursor. Valid until the cursor moves. */
const struct world *session_view(const struct session *session);
uint32_t session_position(const struct session *session); /* rows that have happened */
uint64_t session_event(const struct session *session);    /* the last event that has begun */
bool session_inside_event(
    const struct session *session);                   /* some of its rows are still to come */
sim_time session_time(const struct session *session); /* of that event */
sim_time session_next_time(struct session *session);  /* of the next event, or SIM_NEVER */
sim_time
session_end_time(const struct session *session); /* of the last event recorded so far */
bool session_at_end(struct session *session);
uint64_t session_hash(const struct session *session); /* of the view */

/* Frames on their way at this moment: sent at or before the cursor, not yet ended. Writes up to
 * `room` frame numbers (rows of history->frames), oldest first; gives how many there are. */
uint32_t session_in_flight(const struct session *session, uint32_t *frames, uint32_t room);

/* The octets of a frame, by replay where the history does not keep them. NULL: out of memory.
 * Valid until the next call. */
const uint8_t *session_frame_octets(struct session *session, uint32_t frame);

/* Takes a frame apart, with its netstage.* facts as known at the end of its flight. */
void session_dissect(struct session *session, uint32_t frame, struct field_tree *tree);

/* The chain of causes of a row, itself first, down to the boot or a command; rows of the
 * history. Gives how many were written. */
uint32_t session_why(const struct session *session, uint32_t row, uint32_t *rows,
                     uint32_t room);

/* --- moving the cursor --- */

enum session_step {
    STEP_LAYER, /* the next thing between two layers or on a cable, inside events too */
    STEP_EVENT,
    STEP_FRAME,       /* the next event in which a frame is put on a cable or reaches its end */
    STEP_PACKET,      /* the next event in which a packet is created */
    STEP_INTERESTING, /* state change, drop, timer, application message, command, narration */
    STEP_MATCH,       /* the next event with a frame that the filter matches */
    STEP_GATE,        /* right before the next event that a question is about */
};

/* Moves to the next stop of this kind. False: there is none, the cursor is at the end. */
bool session_step(struct session *session, enum session_step step);
/* Moves to the stop of this kind before the cursor. False: there is none, the cursor is at the
 * start. */
bool session_back(struct session *session, enum session_step step);

/* Moves to a position in the rows (0: the start, which is after the boot). */
bool session_seek(struct session *session, uint32_t position);
/* Moves behind the last event at or before this time. */
bool session_seek_time(struct session *session, sim_time time);
bool session_seek_event(struct session *session, uint64_t event);
bool session_seek_end(struct session *session);
/* Lets time pass: everything happens that happens until then, also what a run that has ended
 * keeps in store (connections that linger), and the cursor stands behind the last of it. False:
 * the run had to be stopped, see session_problem(). */
bool session_wait(struct session *session, sim_time time);

/* The question that waits right at the cursor (row of history->says), or NONE; `answered` ones
 * do not wait any more. */
uint32_t session_gate(const struct session *session);
void session_answer(struct session *session, uint32_t say);

/* The filter of STEP_MATCH. False: *error says what is wrong with it, and the old one stays. An
 * empty text takes the filter away. */
bool session_set_filter(struct session *session, const char *text, struct filter_error *error);
const char *session_filter(const struct session *session); /* "" when there is none */
/* Does this frame match? True when there is no filter. */
bool session_matches(struct session *session, uint32_t frame);

/* --- changing the run --- */

/* Applies an input at the cursor (its event is filled in, and its time unless that is a later
 * one, before the next event), which opens a branch. A cursor inside an event first moves
 * behind it. False: it does not apply here, or memory ran out. */
bool session_intervene(struct session *session, const struct input *input);

/* Live: an input at the head, with its time. The view stays where it is. */
bool session_feed(struct session *session, struct input *input);

/* --- a head that follows the wall clock (live/live.h), and what was recorded of one --- */

/* What is kept of a live run: of the past so many events, and so many octets for them and the
 * inputs; a quarter of the events goes when one of them is exceeded. 0: no limit. */
struct session_keep {
    uint32_t events;
    size_t octets;
};

/* From now on the head moves by session_advance() and session_feed() alone: nothing else runs
 * it, questions wait nowhere, and there are no branches. `listener` (or NULL) is told all
 * records of the head, before the history is. */
void session_go_live(struct session *session, const struct session_keep *keep,
                     struct observer *listener);
/* It is a lesson again, as far as it was recorded: the head goes on by itself. */
void session_end_live(struct session *session);
bool session_is_live(const struct session *session);
struct world *session_head(const struct session *session);
/* Runs the head's next event. False: there is none, or the run had to be stopped. */
bool session_advance(struct session *session);
/* How often the past was cut off so far. What had been numbered before is to be shifted, or
 * forgotten: session_shift() tells how, of the last time. */
uint64_t session_cuts(const struct session *session);
struct history_shift session_shift(const struct session *session);

/* Puts an input of a recording on the way: the head takes it up when it gets to its event.
 * False: out of memory. In the order of the recording, before the head has run. */
bool session_expect(struct session *session, const struct input *input) MUST_CHECK;
/* The recording ends with this event, and the world has this hash then (0: not known). */
void session_expect_end(struct session *session, uint64_t event, uint64_t hash);
/* The head has got there, and it was not what was recorded. */
bool session_is_other_run(const struct session *session);

/* Takes the last intervention back: the branch that was left is the current one again, and the
 * cursor is where the intervention was made. False: there is none. */
bool session_undo(struct session *session);

/* The log of the current branch. */
const struct input *session_inputs(const struct session *session, uint32_t *count);

/* Branches: 0 is the run as the scenario has it. */
uint32_t session_branches(const struct session *session);
uint32_t session_branch(const struct session *session);
/* The history of any branch, for comparing; *forked is the event before which it left its
 * parent. */
const struct history *session_branch_history(const struct session *session, uint32_t branch,
                                             uint32_t *parent, uint64_t *forked);
/* Goes to a branch; the cursor stays at the same event where that exists. */
bool session_go_to_branch(struct session *session, uint32_t branch);

#endif
