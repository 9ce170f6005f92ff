/* cli/check.h: the command `netstage check`. */
#ifndef NETSTAGE_CLI_CHECK_H
#define NETSTAGE_CLI_CHECK_H

/* argv[0] is "check". Prints to standard output; errors of usage to standard error. Gives the
 * exit status: 0 when every file is good, 2 otherwise. The words of argv may be reordered. */
int cli_check(int argc, char **argv);

#endif
