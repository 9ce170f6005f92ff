/* cli/live_options.h: what `netstage live` is asked to do. */
#ifndef NETSTAGE_CLI_LIVE_OPTIONS_H
#define NETSTAGE_CLI_LIVE_OPTIONS_H

#include "cli/run_options.h"

struct live_options {
    struct run_options
        run;         /* what it has in common with `run`: file, until, seed, captures, quiet */
    const char *tap; /* the name of the device; NULL: none */
    const char *attach; /* the switch; NULL: the only one */
    const char *proxy;  /* where it listens; NULL: nowhere */
    const char *from;   /* the host that carries; NULL: the only one */
    uint64_t pace;      /* live.h */
    const char *record; /* file to be written; NULL: none */
    const char *replay; /* file to be played; NULL: none */
};

enum run_usage live_options_read(int argc, char **argv,
                                 struct live_options *options) MUST_CHECK;
void live_options_release(struct live_options *options);

#endif
