/* cli/bench.h: `netstage bench`: see bench.c. */
#ifndef NETSTAGE_CLI_BENCH_H
#define NETSTAGE_CLI_BENCH_H

#include <stdint.h>

/* argv[0] is "bench". Gives the exit status: 0, 1 when the run stopped, 2 for bad usage. */
int cli_bench(int argc, char **argv);

/* bench_travel.c: a session of a download of so many megabytes over so many routers. */
int bench_travel(unsigned routers, unsigned megabytes);

/* bench_routes.c: a table of so many prefixes. Gives the exit status. */
int bench_routes(uint32_t prefixes, uint64_t seed);

#endif
