/* app/tcpdump_file.h: tcpdump -w: a capture in a file of the host, in the classic format of
 * libpcap (https://www.tcpdump.org/manpages/pcap-savefile.5.html): little-endian, microseconds;
 * link type Ethernet, or LINUX_SLL2 for -i any. */
#ifndef NETSTAGE_APP_TCPDUMP_FILE_H
#define NETSTAGE_APP_TCPDUMP_FILE_H

#include "app/tcpdump_print.h"

/* Both: false: it cannot be written, which was said, and the command has ended. */
bool tcpdump_file_open(struct app *app, struct job *job) MUST_CHECK;
bool tcpdump_file_put(struct app *app, struct job *job,
                      const struct tcpdump_packet *packet) MUST_CHECK;

#endif
