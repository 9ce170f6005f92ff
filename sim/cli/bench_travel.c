/* cli/bench_travel.c: `netstage bench travel`: how long a step back, a step forward and a jump to
 * any place take in a long lesson: a download over a line of routers, played by a session. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/hash.h"
#include "cli/bench.h"
#include "session/session.h"

enum { TRIALS = 200, LESSON_TEXT = 16384 };

/* --- the lesson ------------------------------------------------------------------------------------------ */

static void write_lesson(struct text *t, unsigned routers, unsigned megabytes)
{
    text_put(t, "netstage: 1\ntitle: { en: \"A long download\" }\nnodes:\n");
    text_put(t, "  client: { kind: host, address: 10.0.0.1/24, routes: auto }\n");
    for (unsigned r = 0; r < routers; r++) {
        text_put(t, "  r");
        text_put_unsigned(t, r);
        text_put(t, ": { kind: router, interfaces: { in: 10.0.");
        text_put_unsigned(t, r);
        text_put(t, ".2/24, out: 10.0.");
        text_put_unsigned(t, r + 1);
        text_put(t, ".1/24 }, routes: auto }\n");
    }
    text_put(t, "  server: { kind: host, address: 10.0.");
    text_put_unsigned(t, routers);
    text_put(t, ".9/24, routes: auto, http: { resources: { \"/\": { size: ");
    text_put_unsigned(t, megabytes);
    text_put(t, " MB } } } }\nlinks:\n");
    for (unsigned r = 0; r <= routers; r++) {
        text_put(t, "  - [");
        if (r == 0) {
            text_put(t, "client");
        } else {
            text_put(t, "\"r");
            text_put_unsigned(t, r - 1);
            text_put(t, ":out\"");
        }
        if (r == routers) {
            text_put(t, ", server]\n");
        } else {
            text_put(t, ", \"r");
            text_put_unsigned(t, r);
            text_put(t, ":in\"]\n");
        }
    }
    text_put(t, "timeline:\n  - { at: 0 s, host: client, run: \"curl -s -o page http://10.0.");
    text_put_unsigned(t, routers);
    text_put(t, ".9/\" }\n");
}

static struct scenario *make_lesson(unsigned routers, unsigned megabytes)
{
    char octets[LESSON_TEXT];
    struct text t = text_over(octets, sizeof octets);
    struct diagnostics diagnostics;
    write_lesson(&t, routers, megabytes);
    diagnostics_init(&diagnostics, "long download");
    struct scenario *scenario = scenario_load_text(t.octets, t.length, "long download", &diagnostics);
    diagnostics_release(&diagnostics);
    return scenario;
}

/* --- measuring --------------------------------------------------------------------------------------------- */

static double milliseconds(void)
{
    struct timespec t;
    (void)timespec_get(&t, TIME_UTC);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return a < b ? -1 : a > b;
}

struct timing {
    double median;
    double worst;
};

static struct timing summary(double *ms, unsigned n)
{
    qsort(ms, n, sizeof *ms, compare);
    return (struct timing){ms[n / 2], ms[n - 1]};
}

static struct timing time_jumps(struct session *s)
{
    double ms[TRIALS];
    uint64_t events = session_history(s)->event_count;
    for (unsigned i = 0; i < TRIALS; i++) {
        double start = milliseconds();
        (void)session_seek_event(s, draw(i, 0, DRAW_TEST, 3) % events);
        ms[i] = milliseconds() - start;
    }
    return summary(ms, TRIALS);
}

/* From many places: so many steps back, one after the other. */
static struct timing time_steps(struct session *s, bool back)
{
    double ms[TRIALS];
    uint64_t events = session_history(s)->event_count;
    for (unsigned i = 0; i < TRIALS; i++) {
        if (i % 20 == 0)
            (void)session_seek_event(s, draw(i, 0, DRAW_TEST, 4) % events);
        double start = milliseconds();
        (void)(back ? session_back(s, STEP_EVENT) : session_step(s, STEP_EVENT));
        ms[i] = milliseconds() - start;
    }
    return summary(ms, TRIALS);
}

int bench_travel(unsigned routers, unsigned megabytes)
{
    struct scenario *scenario = make_lesson(routers, megabytes);
    struct session *s = scenario == NULL ? NULL : session_open(scenario, 0);
    if (s == NULL) {
        fputs("netstage: bench: out of memory\n", stderr);
        scenario_free(scenario);
        return 1;
    }
    double start = milliseconds();
    session_record_all(s, 0);
    double recorded = milliseconds() - start;
    (void)session_seek_end(s);
    struct timing back = time_steps(s, true);
    struct timing forward = time_steps(s, false);
    struct timing jump = time_jumps(s);
    const struct history *h = session_history(s);
    printf("job=travel events=%" PRIu32 " rows=%" PRIu32 " state_kb=%" PRIu64 " record_s=%.3f"
           " back_ms=%.3f back_worst_ms=%.3f forward_ms=%.3f forward_worst_ms=%.3f"
           " jump_ms=%.3f jump_worst_ms=%.3f\n",
           h->event_count, h->row_count, (uint64_t)arena_used(&session_view(s)->sim.arena) / 1024,
           recorded / 1e3, back.median, back.worst, forward.median, forward.worst, jump.median,
           jump.worst);
    session_close(s);
    scenario_free(scenario);
    return 0;
}
