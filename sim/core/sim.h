/* core/sim.h: what every room works in: the arena, the clock, the queue, the frames, and the
 * counting and writing of records.
 *
 * Shape:  one struct sim a world. Its state (struct clock) is a pool of one row in the arena.
 * Owner:  world/ makes it; the rooms add their pools to sim->arena before arena_build().
 * Causes: within an event the records form a chain: each names as its cause what sim_follow()
 * set last, first of all the cause that the event itself was stored with. Whatever is stored
 *         for later (a flight, a timer, a waiting packet) keeps sim_cause() with it. */
#ifndef NETSTAGE_CORE_SIM_H
#define NETSTAGE_CORE_SIM_H

#include "base/arena.h"
#include "core/frame.h"
#include "core/queue.h"
#include "core/record.h"

struct clock {
    sim_time now;
    uint64_t seed;
    uint64_t event;      /* events begun; the first is 1; 0: the world is being built */
    record_id cause;     /* what the next record follows from */
    uint64_t hops;       /* packet-hops: frames put on cables */
    uint64_t broadcasts; /* of these, ARP frames put on cables by flooding or request */
    uint32_t ordinal;    /* the next record's ordinal in this event */
    uint32_t packets;    /* packets created */
};

_Static_assert(sizeof(struct clock) == 56, "no padding in state");

/* A timer as state: it fires when the clock reaches `deadline`. An entry of the queue counts
 * only if its time is `queued_at`; moving a deadline later costs nothing. */
struct timer {
    sim_time deadline;
    sim_time queued_at;
    record_id cause;
};

/* Who watches: called for every record as it is written, with the words of RECORD_SAY and
 * RECORD_MESSAGE. An observer reads the world and never changes it. */
struct sim;
struct observer {
    void (*record)(struct observer *self, const struct sim *sim, const struct record *record,
                   const char *text, size_t length);
};

/* A table row that changed in this event; observers compare it before and after. */
struct touched_row {
    uint32_t table;
    uint32_t row;
};

enum { SIM_TOUCHED_MAX = 256 };

struct sim {
    struct arena arena;
    struct queue queue;
    struct frames frames;
    struct clock *clock;
    struct observer *observer; /* NULL: nobody watches */
    frame_id subject;          /* the frame that the record being written is about, when
                                * its kind is SENT, ARRIVED, DROPPED, UP or DOWN */
    struct touched_row touched[SIM_TOUCHED_MAX]; /* only while somebody watches */
    uint32_t touched_count;
};

/* Adds the pools of this room: clock, queue, frames. `cables`: a frame may be flooded to all of
 * them in one event. */
void sim_add_pools(struct sim *sim, uint32_t frames_expected, uint32_t cables);

/* After arena_build(): sets the seed; the clock stands at 0, before the first event. */
void sim_start(struct sim *sim, uint64_t seed);

static inline sim_time sim_now(const struct sim *sim)
{
    return sim->clock->now;
}

/* What the next record would follow from: to be stored with whatever is to happen later. */
static inline record_id sim_cause(const struct sim *sim)
{
    return sim->clock->cause;
}

/* From here on records follow from `cause`. */
static inline void sim_follow(struct sim *sim, record_id cause)
{
    sim->clock->cause = cause;
}

/* Out of line, when somebody watches: counts the record, completes it and hands it to the
 * observer. */
record_id sim_write(struct sim *sim, struct record record);
record_id sim_write_frame(struct sim *sim, struct record record, frame_id frame);

/* The next record's id, which is used up whether or not it is written. */
static inline record_id sim_next_id(struct sim *sim)
{
    return record_name(sim->clock->event, sim->clock->ordinal++);
}

/* Counts a record and, when somebody watches, writes it. Fills in id, cause and time. The cause
 * of later records in this event stays what it was. A macro, as are the three below, so that
 * the record is put together only when somebody watches:
 *
 *     record_id sim_aside(struct sim *sim, struct record record); */
#define sim_aside(sim, ...)                                                                    \
    ((sim)->observer != NULL ? sim_write((sim), __VA_ARGS__) : sim_next_id(sim))

/* The same for a record about a frame: packet, hop and, unless given, length are filled in from
 * it.
 *
 *     record_id sim_aside_frame(struct sim *sim, struct record record, frame_id frame); */
#define sim_aside_frame(sim, ...)                                                              \
    ((sim)->observer != NULL ? sim_write_frame((sim), __VA_ARGS__) : sim_next_id(sim))

/* The same two, and later records follow from this one. */
#define sim_note(sim, ...) ((sim)->clock->cause = sim_aside((sim), __VA_ARGS__))
#define sim_note_frame(sim, ...) ((sim)->clock->cause = sim_aside_frame((sim), __VA_ARGS__))

/* A record that carries words (RECORD_SAY, RECORD_MESSAGE); later records keep their cause. */
record_id sim_say(struct sim *sim, struct record record, const char *text, size_t length);

/* Out of line: see sim_touch(). */
void sim_remember(struct sim *sim, enum table table, uint32_t row);

/* Remembers, while somebody watches, that this row changes in this event. An event touches a few rows
 * of a few tables; of one that touched more than SIM_TOUCHED_MAX, the rest is not remembered. */
static inline void sim_touch(struct sim *sim, enum table table, uint32_t row)
{
    if (sim->observer != NULL)
        sim_remember(sim, table, row);
}

/* A row of a table was added, changed or removed: record and touch in one. */
static inline void sim_row(struct sim *sim, uint32_t node, enum table table, uint32_t row,
                           enum row_change change, uint64_t key)
{
    sim_touch(sim, table, row);
    (void)sim_aside(sim, (struct record){.kind = RECORD_ROW,
                                         .node = node,
                                         .table = (uint8_t)table,
                                         .place = row,
                                         .a = (uint64_t)change,
                                         .b = key});
}

/* A new frame that starts a new packet: it gets the next number, and sim_cause() as its origin.
 * NONE: the pool is empty. */
frame_id sim_new_packet(struct sim *sim, uint32_t length);

void timer_clear(struct timer *timer);

static inline bool timer_is_set(const struct timer *timer)
{
    return timer->deadline != SIM_NEVER;
}

/* Sets the timer to fire at `deadline`, which is not before now; a later call moves it. The
 * cause is sim_cause(). */
void timer_set(struct sim *sim, struct timer *timer, enum event_kind kind, uint32_t entity,
               sim_time deadline);
void timer_cancel(struct sim *sim, struct timer *timer, enum event_kind kind, uint32_t entity);

/* What an entry of the queue for this timer means now. */
enum timer_due {
    TIMER_STALE, /* nothing: take it out */
    TIMER_MOVED, /* the deadline is later: the entry was put there */
    TIMER_FIRES,
};

/* Judges the first entry of the queue, which is this timer's. TIMER_STALE and TIMER_MOVED: the
 * entry has been popped. TIMER_FIRES: it has not. */
enum timer_due timer_judge(struct sim *sim, struct timer *timer, struct queue_entry entry);

/* Marks the timer as fired; the event follows from its cause. */
void timer_fired(struct sim *sim, struct timer *timer);

#endif
