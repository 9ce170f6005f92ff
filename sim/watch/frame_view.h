/* watch/frame_view.h: frames of a run as lists show them: dissected whole, with sequence
 * numbers that count from the start of each connection, as Wireshark has them.
 *
 * Shape:  a view learns a connection's first sequence numbers from its SYN segments; it
 * remembers the last FRAME_VIEW_FLOWS ways. It is some 140 kB: static memory or the heap. */
#ifndef NETSTAGE_WATCH_FRAME_VIEW_H
#define NETSTAGE_WATCH_FRAME_VIEW_H

#include "field/dissect.h"

enum { FRAME_VIEW_FLOWS = 256, FRAME_LINE_MAX = 512 };

/* One way of a connection. */
struct flow {
    ipv4_address source;
    ipv4_address destination;
    uint16_t source_port;
    uint16_t destination_port;
    uint32_t isn;    /* of its sender */
    int32_t shift;   /* window scale of its sender; FIELD_SHIFT_NONE */
    uint32_t stream; /* number of the connection, from 0 */
};

struct frame_view {
    struct field_tree tree; /* of the frame read last */
    struct field_storage storage;
    struct flow flows[FRAME_VIEW_FLOWS];
    uint32_t flow_count; /* ever seen; the row is this modulo FRAME_VIEW_FLOWS */
    uint32_t streams;
};

void frame_view_init(struct frame_view *view);

/* Dissects a frame into view->tree, which points into `octets`. Frames are to be read in the
 * order of the run. */
void frame_view_read(struct frame_view *view, const uint8_t *octets, size_t length);

#endif
