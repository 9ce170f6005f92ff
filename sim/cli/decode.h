/* cli/decode.h: `netstage decode`: the dissector on anybody's capture. */
#ifndef NETSTAGE_CLI_DECODE_H
#define NETSTAGE_CLI_DECODE_H

/* argv[0] is "decode". Gives the exit code: 0; 1 when the file breaks off or is no capture
 * (what could be read has been shown); 2 for wrong usage or a wrong filter. */
int cli_decode(int argc, char **argv);

#endif
