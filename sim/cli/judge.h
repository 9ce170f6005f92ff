/* cli/judge.h: `netstage judge`: is this an HTTP/1.1 message, or a DNS message, as the RFCs
 * have it? The parsers of the simulated hosts, on anybody's octets. */
#ifndef NETSTAGE_CLI_JUDGE_H
#define NETSTAGE_CLI_JUDGE_H

/* argv[0] is "judge". Gives the exit code: 0 when every message of every file is accepted; 1
 * when one is refused, incomplete, or a file cannot be read; 2 for wrong usage. */
int cli_judge(int argc, char **argv);

#endif
