/* cli/script.h: `netstage script`: plays packet scripts (script/script.h) and says which are
 * kept. */
#ifndef NETSTAGE_CLI_SCRIPT_H
#define NETSTAGE_CLI_SCRIPT_H

/* Runs the command; argv[0] is "script". Gives the exit status. */
int cli_script(int argc, char **argv);

#endif
