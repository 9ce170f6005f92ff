/* watch/traffic.h: who speaks to whom in a frame: the addresses, ports and numbers of the UDP
 * datagram or TCP segment in it (RFC 768, RFC 9293 3.1), or of the one that an ICMP error in it
 * quotes (RFC 792).
 *
 * It reads as much as there is, as Wireshark does, so that also a segment that is cut counts
 * for its conversation. */
#ifndef NETSTAGE_WATCH_TRAFFIC_H
#define NETSTAGE_WATCH_TRAFFIC_H

#include "base/bytes.h"

enum { TRAFFIC_NO_SHIFT = -1 };

struct traffic {
    ipv4_address source;
    ipv4_address destination; /* behind a source route the last one */
    uint16_t source_port;
    uint16_t destination_port;
    uint8_t protocol; /* IPV4_UDP or IPV4_TCP */
    bool quoted;      /* by an ICMP error */
    bool sound;       /* TCP: the header is as long as it must be, */
    bool whole;       /* and is there to its end */
    bool measured;    /* TCP: it is known how much data follows: not quoted, no fragment */
    uint16_t flags;
    uint32_t seq;
    uint32_t ack;
    uint32_t length;     /* of the data, in octets; TCP: 0 when not measured */
    const uint8_t *data; /* TCP: the data of a measured segment, as far as it is there: */
    uint32_t data_there;
    int8_t shift; /* of a window scale option, at most 14; TRAFFIC_NO_SHIFT */
};

/* `wire_length` is that of the frame before a capture cut it. False: the frame has neither, or
 * too little of it: UDP needs its 8 octets, TCP its first 16. */
bool traffic_read(const uint8_t *octets, size_t length, size_t wire_length,
                  struct traffic *traffic);

#endif
