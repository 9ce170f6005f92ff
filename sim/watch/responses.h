/* watch/responses.h: an observer that puts HTTP responses together from the segments that
 * arrive at hosts, independently of what the hosts' own programs make of them.
 *
 * Shape:  a list of the ways of TCP connections towards hosts, newest first; segments that come
 *         early wait in a list of each. Segments whose checksums are wrong are left out.
 * Bounds: a body is collected up to SCENARIO_BODY_MAX octets; a longer one is not reported.
 * Owner:  responses_release() frees everything. */
#ifndef NETSTAGE_WATCH_RESPONSES_H
#define NETSTAGE_WATCH_RESPONSES_H

#include "scenario/scenario.h"
#include "world/world.h"

/* A whole response has come to a node: its status, and its body without transfer coding. */
typedef void responses_told(void *context, uint32_t node, uint32_t status, const uint8_t *body,
                            size_t length);

struct response_way;

struct responses {
    struct observer observer; /* first, so that a pointer to it is one to the responses */
    const struct world *world;
    responses_told *told;
    void *context;
    struct response_way *newest; /* of a list */
    bool out_of_memory;          /* sticky: responses may be missing */
};

/* Does an expectation of the scenario ask for whole responses? */
bool responses_are_wanted(const struct scenario *scenario);

void responses_init(struct responses *responses, const struct world *world,
                    responses_told *told, void *context);
void responses_release(struct responses *responses);

#endif
