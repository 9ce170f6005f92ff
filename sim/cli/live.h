/* cli/live.h: `netstage live`: a lesson that follows the clock, with the real world at one of
 * its switches or in front of one of its hosts. */
#ifndef NETSTAGE_CLI_LIVE_H
#define NETSTAGE_CLI_LIVE_H

int cli_live(int argc, char **argv);

#endif
