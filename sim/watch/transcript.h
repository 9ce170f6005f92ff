/* watch/transcript.h: a lesson as prose, for a terminal without a window, for paper, and for a
 * screen reader: title and goal, what the narration says and asks, the answers, every frame as
 * a sentence, and what the commands print.
 *
 * Order:  transcript_begin(); then the world runs with the transcript as its observer; then
 *         transcript_end(). A question comes before the sentence of its frame, its answer
 *         behind. */
#ifndef NETSTAGE_WATCH_TRANSCRIPT_H
#define NETSTAGE_WATCH_TRANSCRIPT_H

#include <stdio.h>

#include "watch/cues.h"
#include "watch/frame_view.h"
#include "watch/narrator.h"
#include "watch/sighting.h"

struct transcript {
    struct observer observer; /* first, so that a pointer to it is one to the transcript */
    const struct world *world;
    const struct scenario *scenario;
    FILE *file; /* not owned */
    const char *language;
    struct narrator narrator;
    struct frame_view *view; /* owned */
    struct witness *witness; /* owned */
    struct cues cues;
    bool blank; /* the last line is empty */
};

/* False: out of memory. */
bool transcript_init(struct transcript *transcript, const struct world *world,
                     const struct scenario *scenario, FILE *file,
                     const char *language) MUST_CHECK;
void transcript_release(struct transcript *transcript);

void transcript_begin(struct transcript *transcript);
void transcript_end(struct transcript *transcript);

#endif
