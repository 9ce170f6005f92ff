/* watch/capture.h: an observer that writes what a world's cables carry to capture files, seen
 * from one place as a capture program there would see it.
 *
 * Views:  CAPTURE_NODE   all interfaces of one node, as tcpdump on it: a frame that it sends,
 *                        when its transmission starts; one that arrives, when it is there
 *                        whole. What never leaves, and what the interface drops for a wrong
 *                        FCS, is not seen.
 *         CAPTURE_CABLE  both ways of one cable, when transmission starts; frames that are lost
 *                        on the way as well. "Outbound" is from its first end to its second.
 *         CAPTURE_ALL    the same for every cable, one interface each, in one file.
 *         CAPTURE_EACH   the same, one file for each cable.
 * Order:  frames are held until nothing earlier can come, for a queue may delay a departure.
 * Errors: a full disk or lack of memory is told by capture_end(). */
#ifndef NETSTAGE_WATCH_CAPTURE_H
#define NETSTAGE_WATCH_CAPTURE_H

#include "watch/capture_write.h"
#include "world/world.h"

enum capture_view { CAPTURE_NODE, CAPTURE_CABLE, CAPTURE_ALL, CAPTURE_EACH };

struct capture_plan {
    enum capture_view view;
    uint32_t row;         /* the node, or the cable */
    const char *language; /* of the explanations as packet comments; NULL: none */
    const char *title;    /* a comment on the whole file; NULL: none */
    FILE *const *files;   /* one; with CAPTURE_EACH one for each cable. Not owned */
};

struct capture;

/* Writes the head of each file. The world must outlive the capture. NULL: out of memory. */
struct capture *capture_begin(const struct world *world,
                              const struct capture_plan *plan) MUST_CHECK;

/* What is to be told of each record. */
struct observer *capture_observer(struct capture *capture);

/* Writes what is still held and frees the capture; the files stay open. False: not everything
 * could be written. */
bool capture_end(struct capture *capture) MUST_CHECK;

#endif
