/* watch/capture_write.h: a capture file in the pcapng format, block by block
 * (draft-ietf-opsawg-pcapng, sections 4.1 to 4.3).
 *
 *     +---------------+----------------+-----------+----------------+----------------+
 *     | block type 4  | total length 4 | body ...  | options ...    | total length 4 |
 *     +---------------+----------------+-----------+----------------+----------------+
 *
 *     section header (0x0a0d0d0a), one interface description (1) for each interface, then one
 *     enhanced packet block (6) for each frame; options are {code 2, length 2, value, padding}
 *
 * Shape:  everything is written in little-endian order, whatever the machine, so that one run
 *         gives one file. A struct pcapng has a sticky `failed`.
 * Units:  nanoseconds (if_tsresol 9) since the start of the run, which stands at the epoch. */
#ifndef NETSTAGE_WATCH_CAPTURE_WRITE_H
#define NETSTAGE_WATCH_CAPTURE_WRITE_H

#include <stdio.h>

#include "base/types.h"

enum { CAPTURE_COMMENT_MAX = 8192 }; /* octets of one packet comment */

/* epb_flags, section 4.3.1 */
enum capture_flags {
    CAPTURE_INBOUND = 0x1,
    CAPTURE_OUTBOUND = 0x2,
    CAPTURE_CRC_ERROR = 0x01000000,
};

struct pcapng {
    FILE *file; /* not owned */
    uint32_t interfaces;
    bool failed; /* something could not be written */
};

struct capture_frame {
    sim_time time;
    uint32_t interface; /* as pcapng_interface() gave it */
    uint32_t flags;     /* enum capture_flags */
    uint64_t packet;    /* epb_packetid; 0: none */
    const uint8_t *octets;
    uint32_t length;
    const char *comment; /* UTF-8; NULL or "": none */
};

/* Writes the section header. `comment`: about the whole file; NULL: none. */
void pcapng_begin(struct pcapng *pcapng, FILE *file, const char *comment);

/* Describes the next Ethernet interface; gives its number. `rate_bps` 0: not known. */
uint32_t pcapng_interface(struct pcapng *pcapng, const char *name, const char *description,
                          uint64_t rate_bps);

/* Frames are to be written in the order of their times. */
void pcapng_frame(struct pcapng *pcapng, const struct capture_frame *frame);

#endif
