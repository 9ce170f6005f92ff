/* watch/verdict.h: an observer that judges a run: did what the scenario expects come true, did
 * every entry of the narration have its turn, and are the answers that its author stated the
 * right ones?
 *
 * Order:  verdict_init(), verdict_observe() for all that is to be told of records, the run,
 *         verdict_finish() once, verdict_put().
 * Owner:  verdict_release() frees. World and scenario must outlive it. */
#ifndef NETSTAGE_WATCH_VERDICT_H
#define NETSTAGE_WATCH_VERDICT_H

#include "scenario/expect.h"
#include "watch/fan.h"
#include "watch/responses.h"
#include "watch/sighting.h"

struct verdict {
    struct observer observer; /* first, so that a pointer to it is one to the verdict */
    const struct world *world;
    const struct scenario *scenario;
    struct witness *witness; /* owned */
    struct expectations expectations;
    struct responses responses;
    uint32_t failures; /* after verdict_finish() */
};

/* False: out of memory. */
bool verdict_init(struct verdict *verdict, const struct world *world,
                  const struct scenario *scenario) MUST_CHECK;
void verdict_release(struct verdict *verdict);

/* Puts the verdict's observers into a fan. False: it has no room. */
bool verdict_observe(struct verdict *verdict, struct fan *fan) MUST_CHECK;

/* The run is over; `ended` as for expect_finish(). Gives the number of things that are wrong.
 */
uint32_t verdict_finish(struct verdict *verdict, sim_time ended);

/* What is wrong, a few lines for each thing, in the selected language; `file` is the scenario's
 * name for people. */
void verdict_put(const struct verdict *verdict, const char *file, struct growing *out);

#endif
