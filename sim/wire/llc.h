/* wire/llc.h: the logical link control header (ISO/IEC 8802-2) in an IEEE 802.3 frame, which
 * has a length where an Ethernet II frame has a type.
 *
 *      0                   1                   2                   3
 *     +---------------+---------------+---------------+---------------+
 *     |  destination address (6), source address (6) ...              |
 *     +---------------+---------------+---------------+---------------+
 *     |   length (2): 0 to 1500       |     DSAP      |     SSAP      |
 *     +---------------+---------------+---------------+---------------+
 *     | control (1 or 2) | information, as long as the length says, then padding ...
 *     +---------------------------------------------------------------+
 *
 * DSAP, SSAP: destination and source service access point, who the frame is for inside a
 * station. Their lowest bit is not part of the address: group in a DSAP, response in an SSAP.
 * Units:      octets. The length counts from the DSAP on, without padding. */
#ifndef NETSTAGE_WIRE_LLC_H
#define NETSTAGE_WIRE_LLC_H

#include "base/bytes.h"

enum {
    LLC_HEADER = 3,
    LLC_LENGTH_MAXIMUM = 1500, /* IEEE 802.3 3.2.6: up to here it is a length ... */
    LLC_TYPE_MINIMUM = 1536,   /* ... and from here on a type */
};

enum llc_sap {
    LLC_SAP_IP = 0x06,
    LLC_SAP_BPDU = 0x42,
    LLC_SAP_SNAP = 0xaa,
};

enum { LLC_UI = 0x03 }; /* control: unnumbered information, a frame that needs no connection */

struct llc {
    uint8_t dsap;
    uint8_t ssap;
    uint8_t control;
};

static inline void llc_read(struct reader *r, struct llc *h)
{
    h->dsap = read_u8(r);
    h->ssap = read_u8(r);
    h->control = read_u8(r);
}

static inline void llc_write(struct writer *w, const struct llc *h)
{
    write_u8(w, h->dsap);
    write_u8(w, h->ssap);
    write_u8(w, h->control);
}

/* Are the two octets behind the addresses a length? (0 is a type that nobody has.) */
static inline bool llc_is_length(uint16_t length_or_type)
{
    return length_or_type > 0 && length_or_type <= LLC_LENGTH_MAXIMUM;
}

#endif
