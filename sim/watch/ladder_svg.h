/* watch/ladder_svg.h: an observer that draws a run as a ladder, for paper and for slides: a
 * line for each node, and for each frame an arrow from the node that sends it to the one at the
 * other end of the cable; SVG 1.1. What a frame is stands beside its arrow as words, and its
 * whole summary in the arrow's title.
 *
 * Shape:  one row for each frame, at most LADDER_ARROWS_MAX; how many more there were is
 * written below. Nodes that neither send nor receive are left out. Order:  ladder_init(), the
 * run, ladder_write(). Owner:  ladder_release() frees. */
#ifndef NETSTAGE_WATCH_LADDER_SVG_H
#define NETSTAGE_WATCH_LADDER_SVG_H

#include <stdio.h>

#include "watch/frame_view.h"
#include "watch/sighting.h"

enum { LADDER_ARROWS_MAX = 2000, LADDER_SUMMARY_SIZE = 160 };

struct ladder_arrow {
    sim_time time;
    uint32_t direction; /* of which cable */
    uint32_t packet;
    uint32_t hop;
    uint32_t octets; /* of TCP text */
    enum frame_kind kind;
    uint8_t flags; /* enum frame_flag */
    bool lost;     /* it ends on the cable */
    char summary[LADDER_SUMMARY_SIZE];
};

struct ladder {
    struct observer observer; /* first, so that a pointer to it is one to the ladder */
    const struct world *world;
    const struct filter *filter; /* only frames for which it holds; NULL: all */
    struct frame_view *view;     /* owned */
    struct witness *witness;     /* owned */
    struct ladder_arrow *arrows; /* owned */
    uint32_t count;
    uint32_t capacity;
    uint32_t more;      /* frames beyond the limit */
    bool out_of_memory; /* sticky: arrows are missing */
};

/* False: out of memory. */
bool ladder_init(struct ladder *ladder, const struct world *world,
                 const struct filter *filter) MUST_CHECK;
void ladder_release(struct ladder *ladder);

/* Writes the picture, with words in a language. False: it could not be written whole, or memory
 * had run out. */
bool ladder_write(const struct ladder *ladder, FILE *file, const char *title,
                  const char *language) MUST_CHECK;

#endif
