/* world/world.h: a running world: build, step, save, restore, hash.
 *
 * Shape:  three segments. Constant: what world_build() made of the def (nodes, routes, faults,
 *         timeline, plans), shared by all twins of a world. State: the arena. Scratch: what does
 *         not outlive an event.
 * Events: world_step() runs one event to completion. Between events the first entry of the queue
 *         is always a true one (lazy entries are cleared away), so looking at what comes next
 *         changes nothing.
 * Errors: a run can stop by WORLD_STORM or WORLD_EXHAUSTED; world_problem() says which loop, or
 *         which pool. Nothing here prints, allocates inside an event, or reads a clock. */
#ifndef NETSTAGE_WORLD_WORLD_H
#define NETSTAGE_WORLD_WORLD_H

#include "host/host.h"
#include "world/def.h"

struct world_constant; /* world/constant.h */

/* The world's own state. */
struct world_state {
    uint32_t next_timeline; /* the first entry of the timeline that has not begun */
    uint32_t stopped;       /* enum world_result; WORLD_STEPPED while it can go on */
    uint32_t storm_packet;  /* after WORLD_STORM */
    uint32_t storm_node;
    uint32_t exhausted;     /* after WORLD_EXHAUSTED: the pool's row plus one; 0: memory */
    uint32_t reserved;
};

_Static_assert(sizeof(struct world_state) == 24, "no padding in state");

enum world_result {
    WORLD_STEPPED,
    WORLD_ENDED,     /* nothing but housekeeping is left; no event was run */
    WORLD_STORM,     /* a loop of switches */
    WORLD_EXHAUSTED, /* a pool of the simulator is at its limit */
};

struct world {
    struct sim sim;
    struct phy phy;
    struct link link;
    struct ip ip;
    struct transport transport;
    struct app *app;
    struct bulk bulk;
    struct host host;
    struct world_state *state;
    pool_id state_pool;
    struct world_constant *constant;
};

enum world_error {
    WORLD_OK,
    WORLD_NO_MEMORY,
};

/* Makes a world from a description, which is not needed afterwards (what it points at is). Gives
 * *world, to be freed by world_free(); NULL on failure. */
enum world_error world_build(const struct world_def *def, struct world **world) MUST_CHECK;

/* WORLD_STEPPED while the world can go on; else what stopped it for good. */
static inline enum world_result world_stopped(const struct world *world)
{
    return (enum world_result)world->state->stopped;
}

/* A second world over the same constants, in the same state. NULL: out of memory. */
struct world *world_twin(const struct world *world);
void world_free(struct world *world);

/* Runs the next event. */
enum world_result world_step(struct world *world);

/* When the next event will happen, and what it is. False: there is none. */
bool world_next(const struct world *world, struct queue_entry *entry);

/* Only housekeeping is left: no command, no transfer, no frame in flight. */
bool world_ended(const struct world *world);

/* Steps until the time has passed, the world ended or stopped. Gives what ended it. */
enum world_result world_run(struct world *world, sim_time until);

/* --- input from outside: interventions of the user, frames of the real world --- */

enum input_kind {
    INPUT_COMMAND,    /* text is a command line for `node` */
    INPUT_CANCEL,     /* Ctrl-C for job `row` */
    INPUT_TYPE,       /* text is a line (or several) for job `row` to read; its end is added */
    INPUT_END,        /* Ctrl-D for job `row`: the end of what it reads */
    INPUT_DROP,       /* the flight of packet.hop in this direction */
    INPUT_DELAY,      /* by `time_value` */
    INPUT_DUPLICATE,
    INPUT_CORRUPT,    /* bit `row`; on the cable */
    INPUT_CORRUPT_HIDDEN, /* the same under a new FCS */
    INPUT_CUT,        /* this direction */
    INPUT_MEND,
    INPUT_IMPAIR,     /* this direction: loss in 10^-9, delay `time_value` */
    INPUT_FRAME,      /* octets that came in from outside at interface `row` */
    INPUT_TRANSMIT,   /* octets that interface `row`, which stands for a real network, puts on its
                       * cable */
    /* A real program uses a host as its own (app/program.h): */
    INPUT_OPEN,  /* a connection of host `node` to text, "name:port"; fills in `row` */
    INPUT_WRITE, /* text, on connection `row`; not more than program_writable() */
    INPUT_READ,  /* `length` octets at most, of connection `row`; to `into` if that is not NULL */
    INPUT_SHUT,  /* nothing more will be written on connection `row` */
    INPUT_CLOSE, /* the program has left connection `row` */
};

enum { INPUT_KINDS = INPUT_CLOSE + 1 };

/* One input. It is an event of its own: the log is keyed by the number of that event, and replay
 * applies it when the run gets there. */
struct input {
    uint64_t event;       /* filled in by world_apply() */
    sim_time time;        /* not before the last event, not after the next one */
    enum input_kind kind;
    uint32_t node;
    uint32_t direction;
    uint32_t packet;
    uint32_t row;
    uint32_t loss;
    uint8_t hop;
    sim_time time_value;
    const char *text;     /* or octets; owned by the log */
    size_t length;
    uint8_t *into;        /* INPUT_READ; not logged. Afterwards length says how many came */
};

/* Runs an input as the next event. False: it does not apply (no such flight, a time out of order). */
bool world_apply(struct world *world, struct input *input) MUST_CHECK;

/* An event that a program beyond the simulation makes (host/host.h, struct outside): between the two
 * calls it may call the transport as an application would. False: the world has stopped, the time is
 * out of order, or memory is short; then there is no event. Such events are in no log. */
bool world_begin_outside(struct world *world, sim_time time) MUST_CHECK;
void world_end_outside(struct world *world);

/* --- time travel --- */

/* Copies the state out and back; see base/arena.h. False: out of memory. */
bool world_save(const struct world *world, struct snapshot *copy) MUST_CHECK;
bool world_restore(struct world *world, const struct snapshot *copy) MUST_CHECK;

/* A hash over the whole state. */
uint64_t world_hash(const struct world *world);

/* Octets of memory that the world takes: its constants and the used part of its state. */
uint64_t world_memory(const struct world *world);

/* Events run so far; the number of the last one. */
static inline uint64_t world_events(const struct world *world)
{
    return world->sim.clock->event;
}

static inline sim_time world_now(const struct world *world)
{
    return world->sim.clock->now;
}

/* --- reading --- */

const struct nodes *world_nodes(const struct world *world);
const struct timeline_def *world_timeline(const struct world *world, uint32_t *count);
const char *world_interface_name(const struct world *world, uint32_t interface);
/* The node with this name, or NONE. */
uint32_t world_find_node(const struct world *world, const char *name);
/* After WORLD_STORM: the packet and the switch; after WORLD_EXHAUSTED: the pool's name. */
const char *world_problem(const struct world *world, uint32_t *packet, uint32_t *node);

/* For the test of the queue: the same world with one entry per frame, eager timers and no heap.
 * Before the first event only. */
void world_set_plain(struct world *world);

#endif
