/* cli/run_capture.h: the capture files that `netstage run` was asked for. */
#ifndef NETSTAGE_CLI_RUN_CAPTURE_H
#define NETSTAGE_CLI_RUN_CAPTURE_H

#include "cli/run_options.h"
#include "watch/capture.h"
#include "watch/fan.h"

enum { RUN_CAPTURES_ALL = RUN_CAPTURES_MAX + 2 };

struct run_captures {
    struct capture *capture[RUN_CAPTURES_ALL];
    const char *path[RUN_CAPTURES_ALL]; /* for messages */
    uint32_t count;
    FILE **files; /* of all captures, one after the other; owned */
    uint32_t file_count;
};

/* Opens the files, writes their heads, and adds the captures to the fan. `title` is written
 * into each. False: a message has been printed; to be closed all the same. */
bool run_captures_open(struct run_captures *captures, const struct run_options *options,
                       const struct world *world, const char *title,
                       struct fan *fan) MUST_CHECK;

/* Writes what is held and closes. False: something could not be written; a message was printed.
 */
bool run_captures_close(struct run_captures *captures) MUST_CHECK;

#endif
