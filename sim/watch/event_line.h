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
    struct frame_view *view;     /* owned */
    struct witness *witness;     /* owned */
    struct growing line;
};

/* False: out of memory. */
bool event_lines_init(struct event_lines *lines, const struct world *world, FILE *file,
                      const char *language, const struct filter *filter) MUST_CHECK;
void event_lines_release(struct event_lines *lines);

/* Is a line written about such a record? */
bool event_line_tells(const struct record *record);

/* What a line is made of, for those who have it from somewhere else than a running world. */
struct event_line_source {
    const struct world *world; /* for names; any twin of it will do as well */
    const char *language;
    const struct record *record;
    const char *words; /* that came with the record; NULL: none */
    size_t length;
    const struct field_tree *tree; /* of its frame; NULL: none */
    uint8_t flags;                 /* of the frame: enum frame_flag */
};

/* Puts the line, without its end. */
void event_line_put(struct growing *line, const struct event_line_source *source);

/* "0.001006720". */
void put_seconds(struct growing *line, sim_time time);

#endif
