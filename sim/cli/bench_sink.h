/* cli/bench_sink.h: a file that keeps nothing: what is written to it is counted and forgotten.
 * So `netstage bench --capture` measures the writing of a capture, and not a disk. */
#ifndef NETSTAGE_CLI_BENCH_SINK_H
#define NETSTAGE_CLI_BENCH_SINK_H

#include <stdio.h>

#include "base/types.h"

struct sink {
    FILE *file; /* to be written to, and closed by sink_close() */
    uint64_t
        octets; /* that have come through the file's buffer; all of them after sink_close() */
};

/* The sink must stay where it is until sink_close(). False: out of memory. */
bool sink_open(struct sink *sink) MUST_CHECK;
void sink_close(struct sink *sink);

#endif
