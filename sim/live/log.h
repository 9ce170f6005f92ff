/* live/log.h: what came into a live run from outside, as a file, so that the run can be played
 * again octet by octet without the outside.
 *
 *     "netstage live 1\n"
 *     length:32 words          what the world was made of: seed:64, node behind which the real
 *                              network was or NONE:32, its name
 *     per input                event:64 time:64 kind:8 node:32 direction:32 packet:32 row:32
 *                              loss:32 hop:8 time_value:64 length:32 octets
 *     at the end               event:64 time:64 255:8 hash:64
 *
 * Units:  numbers in network order, times in nanoseconds; event and time of the last entry are
 *         those of the last event of the run, hash is world_hash() after it.
 * Errors: a file that was cut short has no last entry, and is played as far as it goes. */
#ifndef NETSTAGE_LIVE_LOG_H
#define NETSTAGE_LIVE_LOG_H

#include <stdio.h>

#include "world/world.h"

enum { LIVE_NAME_SIZE = 32 };

/* What a world has to be made of to be the one of the log. */
struct live_setup {
    uint64_t seed;
    uint32_t attach;           /* the switch; NONE: no real network */
    char name[LIVE_NAME_SIZE]; /* of the node that stands for it */
};

/* All functions: false when the file cannot be written or read, or is none of ours. */
bool live_log_begin(FILE *file, const struct live_setup *setup) MUST_CHECK;
bool live_log_add(FILE *file, const struct input *input) MUST_CHECK;
bool live_log_end(FILE *file, const struct world *world) MUST_CHECK;

enum live_entry {
    LIVE_INPUT, /* *input; its text is in `octets` until the next call */
    LIVE_END,   /* input->event, input->time, *hash */
    LIVE_CUT,   /* the file ends here, without an end of the run */
    LIVE_BAD,   /* this is no log */
};

struct live_reading {
    FILE *file;
    uint64_t hash;
    uint8_t octets[UINT16_MAX + 1];
};

bool live_log_open(struct live_reading *reading, FILE *file,
                   struct live_setup *setup) MUST_CHECK;
enum live_entry live_log_next(struct live_reading *reading, struct input *input);

#endif
