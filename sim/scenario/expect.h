/* scenario/expect.h: whether the run did what the scenario expects. A pure accumulator: whoever
 * watches the run (the command line, the session, the tests) tells it what happened.
 *
 * Shape:  one count per expectation of the scenario, and the first proof against or for it. A
 * copy of the struct expectations with its rows is a copy of the state. Nothing is allocated
 *         after expectations_init().
 * Order:  expect_frame(), expect_response() and expect_output() in the order of the run, then
 *         expect_finish() once. */
#ifndef NETSTAGE_SCENARIO_EXPECT_H
#define NETSTAGE_SCENARIO_EXPECT_H

#include "scenario/scenario.h"

/* One expectation's state, and its result after expect_finish(). */
struct expect_row {
    uint64_t count;        /* of frames, responses or output lines that fit */
    uint64_t other;        /* EXPECT_RESPONSE: responses at the host that do not fit */
    uint32_t other_status; /* the status of the last of these */
    bool other_body;       /* it had the right status, but another body */
    bool held;
    uint8_t other_sha256[32];
};

/* One narration entry's state: did its trigger fire, and is the answer that the author stated
 * the one that the frame shows? */
struct narration_row {
    uint64_t matched; /* frames for which the trigger held, whichever occurrence */
    bool fired;
    bool contradicted; /* the stated answer of a `fill:` is not what the frame has */
    char shown[64];    /* what the frame has */
};

struct expectations {
    const struct scenario *scenario;
    struct narration_row *narration; /* one per scenario->narration */
    struct expect_row *row;          /* one per scenario->expectations */
    uint32_t count;
    sim_time ended;
};

/* False: out of memory. */
bool expectations_init(struct expectations *expectations,
                       const struct scenario *scenario) MUST_CHECK;
void expectations_release(struct expectations *expectations);

/* A frame was sent, arrived or was dropped. */
void expect_frame(struct expectations *expectations, const struct sighting *sighting);

/* The fields that expect_frame() wants to see in the tree: give them to the dissector. */
void expect_wanted(const struct scenario *scenario, struct field_wanted *wanted);

/* A client on `node` has received a whole HTTP response: its status and the octets of its body,
 * transfer coding removed. */
void expect_response(struct expectations *expectations, uint32_t node, uint32_t status,
                     const uint8_t *body, size_t length);

/* The same when the body was hashed piece by piece (base/sha256.h). */
void expect_response_hash(struct expectations *expectations, uint32_t node, uint32_t status,
                          const uint8_t sha256[32]);

/* A command on `node` has printed a line (without its end). */
void expect_output(struct expectations *expectations, uint32_t node, const char *line,
                   size_t length);

/* The run ended at `ended` (SIM_NEVER: it did not end before a limit). Fills in `held`; gives
 * the number of expectations that do not hold, of narration entries whose trigger never fired,
 * and of stated answers that the run contradicts. */
uint32_t expect_finish(struct expectations *expectations, sim_time ended);

/* What was expected, and what came, in the selected language: "exactly 1 frame", "3 frames". */
size_t expect_put_expected(const struct expectations *expectations, uint32_t row, char *out,
                           size_t size);
size_t expect_put_came(const struct expectations *expectations, uint32_t row, char *out,
                       size_t size);

#endif
