/* cli/shell.h: `netstage shell LESSON [--on HOST]`: the window's console in a terminal or a
 * pipe. */
#ifndef NETSTAGE_CLI_SHELL_H
#define NETSTAGE_CLI_SHELL_H

int cli_shell(int argc, char **argv);

#endif
