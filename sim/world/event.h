/* world/event.h: the frame of every event, whether the queue or an input brings it. Inside
 * world/. */
#ifndef NETSTAGE_WORLD_EVENT_H
#define NETSTAGE_WORLD_EVENT_H

#include "world/world.h"

/* Before an event: there is room for all that it may take. False: out of memory. */
bool world_ready(struct world *world) MUST_CHECK;

/* A new event at this time: the clock and the count move on, records follow from the boot. */
void world_begin_event(struct world *world, sim_time time);

/* A command line starts on a node; `timeline` is its entry, or NONE when it was typed in. */
void world_run_command(struct world *world, uint32_t node, uint64_t timeline, const char *line,
                       size_t length);

/* Something is pressed at the keyboard of a node, for the command in row `job` (NONE: nothing
 * is there that it could be for): INPUT_CANCEL, INPUT_TYPE with the words, INPUT_END. */
void world_keyboard(struct world *world, uint32_t node, uint64_t timeline, enum input_kind kind,
                    uint32_t job, const char *words, size_t length);

/* A cable was cut or mended, one way or both: those at its ends see it at once. */
void world_cable_changed(struct world *world, uint32_t cable);

/* The nodes at the two ends of one way of a cable. */
static inline uint32_t direction_sender(const struct world *world, uint32_t direction)
{
    return world->link.interfaces[world->phy.directions[direction].from].node;
}

static inline uint32_t direction_receiver(const struct world *world, uint32_t direction)
{
    return world->link.interfaces[world->phy.directions[direction].to].node;
}

/* What came of an event; a pool that ran out in it outweighs the rest. The state remembers. */
enum world_result world_conclude(struct world *world, enum world_result result);

/* Clears false entries away from the head of the queue. */
void world_finish_event(struct world *world);

#endif
