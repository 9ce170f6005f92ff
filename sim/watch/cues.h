/* watch/cues.h: which entries of a lesson's narration have their turn: triggers and their
 * occurrences, counted while a run is watched.
 *
 * Shape:  one row for each entry of the scenario's narration; nothing is allocated after
 *         cues_init(). For questions about a field of the frame the run's own answer is kept.
 */
#ifndef NETSTAGE_WATCH_CUES_H
#define NETSTAGE_WATCH_CUES_H

#include "scenario/scenario.h"

enum { CUE_SHOWN_SIZE = 128 };

struct cue {
    uint32_t matches;           /* how often its trigger held */
    uint32_t fired;             /* how often that counted */
    char shown[CUE_SHOWN_SIZE]; /* QUESTION_FIELD: what the frame has */
};

struct cues {
    const struct scenario *scenario;
    struct cue *row; /* one for each of scenario->narration */
};

/* False: out of memory. */
bool cues_init(struct cues *cues, const struct scenario *scenario) MUST_CHECK;
void cues_release(struct cues *cues);

/* The fields that triggers and questions look at. */
void cues_wanted(const struct scenario *scenario, struct field_wanted *wanted);

/* The entries that this sighting calls, one after the other: begin with `from` 0, then with the
 * row after the last one given. NONE: no more. Each row is counted when it is passed. */
uint32_t cues_next(struct cues *cues, const struct sighting *sighting, uint32_t from);

/* The same for TRIGGER_START and TRIGGER_END. */
uint32_t cues_next_at(struct cues *cues, enum trigger_place at, uint32_t from);

#endif
