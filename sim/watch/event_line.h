/* watch/event_line.h: an observer that writes a run as people read it in a terminal, one line
 * for each frame that is put on a cable or lost, for each command, timer, change of a TCP
 * state, and line of output:
 *
 *      0.001006720  sw1 → server             1.2  ARP   Who has 10.0.0.2? Tell 10.0.0.1
 *
 * Units:  the time is seconds with nine decimals; the number is packet.hop. */
#ifndef NETSTAGE_WATCH_EVENT_LINE_H
#define NETSTAGE_WATCH_EVENT_LINE_H

#include <stdio.h>

#include "scenario/memory.h"
#include "watch/frame_view.h"
#include "watch/narrator.h"
#include "watch/sighting.h"

struct event_lines {
    struct observer observer; /* first, so that a pointer to it is one to the lines */
    const struct world *world;
    FILE *file;                  /* not owned */
    const char *language;        /* of the sentences */
    const struct filter *filter; /* only frames for which it holds, and nothing else; or NULL */
    struct narrator narrator;
    struct frame_view *view; /* owned */
    struct witness *witness; /* owned */
    struct growing line;
};

/* False: out of memory. */
bool event_lines_init(struct event_lines *lines, const struct world *world, FILE *file,
                      const char *language, const struct filter *filter) MUST_CHECK;
void event_lines_release(struct event_lines *lines);

/* "0.001006720". */
void put_seconds(struct growing *line, sim_time time);

#endif
