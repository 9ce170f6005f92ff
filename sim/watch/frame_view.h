/* watch/frame_view.h: frames of a run as lists show them: dissected whole, with sequence
 * numbers that count from the start of each connection, as Wireshark has them.
 *
 * Shape:  some 140 kB: static memory or the heap. */
#ifndef NETSTAGE_WATCH_FRAME_VIEW_H
#define NETSTAGE_WATCH_FRAME_VIEW_H

#include "watch/conversations.h"

enum { FRAME_LINE_MAX = 512 };

struct frame_view {
    struct field_tree tree; /* of the frame read last */
    struct field_storage storage;
    struct conversations conversations;
};

void frame_view_init(struct frame_view *view);

/* Dissects a frame into view->tree, which points into `octets`. Frames are to be read in the
 * order of the run. */
void frame_view_read(struct frame_view *view, const uint8_t *octets, size_t length);

/* Only learns what a frame tells about its connection: for frames that are not shown. */
void frame_view_learn(struct frame_view *view, const uint8_t *octets, size_t length);

#endif
