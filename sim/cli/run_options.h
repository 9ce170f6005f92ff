/* cli/run_options.h: what `netstage run` is asked to do. */
#ifndef NETSTAGE_CLI_RUN_OPTIONS_H
#define NETSTAGE_CLI_RUN_OPTIONS_H

#include "cli/options.h"
#include "field/filter.h"

enum { RUN_CAPTURES_MAX = 4 };

struct run_capture {
    const char *path;
    const char *at; /* a node or a cable; NULL: the host of the first command */
};

struct run_options {
    const char *file;
    sim_time until; /* SIM_NEVER: to the end */
    uint64_t seed;
    bool has_seed;
    struct filter *filter; /* owned; NULL: none */
    struct run_capture captures[RUN_CAPTURES_MAX];
    uint32_t capture_count;
    const char *capture_folder; /* one file for each cable; NULL: none */
    const char *capture_all;    /* one file for all cables; NULL: none */
    const char *comments;       /* language of the packet comments; NULL: none */
    const char *json;           /* "-": standard output; NULL: none */
    const char *svg;            /* "-": standard output; NULL: none */
    bool transcript;
    bool hash;
    bool quiet;
    uint32_t why_packet; /* 0: nobody asked */
    uint32_t why_hop;
};

enum run_usage {
    RUN_GO,    /* *options are good */
    RUN_HELP,  /* the help was printed */
    RUN_WRONG, /* a message was printed */
};

/* Reads the words of the command line; the caller releases the options in every case. */
enum run_usage run_options_read(int argc, char **argv, struct run_options *options) MUST_CHECK;
void run_options_release(struct run_options *options);

#endif
