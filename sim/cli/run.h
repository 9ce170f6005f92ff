/* cli/run.h: `netstage run`: a scenario from its start to its end, told and judged. */
#ifndef NETSTAGE_CLI_RUN_H
#define NETSTAGE_CLI_RUN_H

/* argv[0] is "run". Gives the exit status: 0 when all expectations hold; 1 when one does not,
 * when a trigger never fired, or when the run had to be stopped; 2 for wrong usage or a bad
 * scenario. */
int cli_run(int argc, char **argv);

#endif
