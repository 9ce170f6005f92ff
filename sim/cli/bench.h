/* cli/bench.h: `netstage bench`: see bench.c. */
#ifndef NETSTAGE_CLI_BENCH_H
#define NETSTAGE_CLI_BENCH_H

/* argv[0] is "bench". Gives the exit status: 0, 1 when the run stopped, 2 for bad usage. */
int cli_bench(int argc, char **argv);

#endif
