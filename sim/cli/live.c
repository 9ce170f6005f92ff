/* cli/live.c: see live.h.
 *
 * Order:  options and scenario; files are opened as the user; the device is opened, and the
 * rights that it took are given up; the world follows the clock until Ctrl+C; what happened is
 * summed up. */
#define _POSIX_C_SOURCE 200809L
#include "cli/live.h"

#include <stdlib.h>
#include <string.h>

#include "base/catalogue.h"
#include "base/korean.h"
#include "cli/lesson_file.h"
#include "cli/live_options.h"
#include "cli/run_capture.h"
#include "live/open.h"
#include "live/tap.h"
#include "scenario/resource_path.h"
#include "watch/event_line.h"

enum { SENTENCE_MAX = 1024 };

struct live_run {
    struct live_options options;
    struct scenario *scenario;
    struct live_setup setup;
    struct attachment attachment;
    struct world *world;
    struct live live;
    struct fan fan;
    struct run_captures captures;
    struct event_lines lines;
    FILE *log;
    struct live_ports ports;
    struct live_reading reading;
};

static volatile sig_atomic_t interrupted;

static void interrupt(int signal)
{
    (void)signal;
    interrupted = 1;
}

static bool complain(const char *sentence, const char *word)
{
    cli_complain("live", sentence, word, NULL);
    return false;
}

/* --- the scenario and its world --- */

static bool load(struct live_run *run)
{
    char path[RESOURCE_PATH_SIZE];
    struct diagnostics diagnostics;
    struct growing out = {0};
    if (!lesson_file_find("live", run->options.run.file, path, sizeof path))
        return false;
    diagnostics_init(&diagnostics, path);
    run->scenario = scenario_load(path, &diagnostics);
    diagnostics_put(&diagnostics, &out);
    if (run->scenario == NULL || !run->options.run.quiet)
        fputs(growing_text(&out), stderr);
    growing_release(&out);
    diagnostics_release(&diagnostics);
    return run->scenario != NULL;
}

/* The log to be played says what the world is made of. */
static bool read_setup(struct live_run *run)
{
    const char *path = run->options.replay;
    if (path == NULL)
        return true;
    run->log = fopen(path, "rb");
    if (run->log == NULL)
        return complain(_("{word} cannot be read"), path);
    return live_log_open(&run->reading, run->log, &run->setup) ||
           complain(_("{word} is no recording of netstage live"), path);
}

static bool complain_of(const struct live_complaint *complaint)
{
    char octets[SENTENCE_MAX];
    live_complaint_put(complaint, octets, sizeof octets);
    fprintf(stderr, "netstage live: %s\n", octets);
    return false;
}

static struct live_wish wish_of(const struct live_options *o)
{
    return (struct live_wish){
        .tap = o->tap, .attach = o->attach, .proxy = o->proxy, .from = o->from};
}

/* Where the device ends, or did when it was recorded. */
static bool find_place(struct live_run *run)
{
    struct live_complaint complaint;
    struct live_wish wish = wish_of(&run->options);
    struct live_setup *setup = &run->setup;
    if (run->options.replay == NULL)
        setup->seed = run->options.run.has_seed ? run->options.run.seed : run->scenario->seed;
    bool found = run->options.replay != NULL
                     ? live_place_again(run->scenario, setup, &run->attachment, &complaint)
                     : live_place(run->scenario, &wish, setup, &run->attachment, &complaint);
    return found || complain_of(&complaint);
}

static bool build(struct live_run *run)
{
    struct world_def def;
    world_def_init(&def);
    bool ok = scenario_to_world(run->scenario, &def) || complain(_("out of memory"), "");
    if (ok && world_build(&def, &run->world) != WORLD_OK)
        ok = complain(_("out of memory"), "");
    world_def_release(&def);
    return ok;
}

/* --- files, lines, the device --- */

static bool start_log(struct live_run *run)
{
    const char *path = run->options.record;
    if (path == NULL)
        return true;
    run->log = fopen(path, "wb");
    return (run->log != NULL && live_log_begin(run->log, &run->setup)) ||
           complain(_("{word} cannot be written"), path);
}

static bool start_observers(struct live_run *run)
{
    const struct run_options *o = &run->options.run;
    const char *title = lesson_text_in(&run->scenario->title, catalogue_selected());
    bool recording = run->options.replay == NULL;
    fan_init(&run->fan);
    if (!run_captures_open(&run->captures, o, run->world, title, &run->fan) ||
        (recording && !start_log(run)))
        return false;
    if (!live_init(&run->live, run->world, &run->attachment, recording ? run->log : NULL) ||
        (recording && run->attachment.node != NONE && !fan_add(&run->fan, &run->live.observer)))
        return complain(_("out of memory"), "");
    if (!o->quiet && !o->hash) {
        (void)setvbuf(stdout, NULL, _IOLBF, 0);
        if (!event_lines_init(&run->lines, run->world, stdout, catalogue_selected(),
                              o->filter) ||
            !fan_add(&run->fan, &run->lines.observer))
            return complain(_("out of memory"), "");
    }
    run->world->sim.observer = &run->fan.observer;
    return true;
}

static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = interrupt};
    sigset_t both;
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigemptyset(&both);
    (void)sigaddset(&both, SIGINT);
    (void)sigaddset(&both, SIGTERM);
    (void)sigprocmask(SIG_BLOCK, &both, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
}

/* --- the end --- */

static void put_counts(const char *sentence, const struct live_run *run)
{
    static const char *const names[] = {"events",   "packets", "in",    "out",
                                        "refused",  "late",    "worst", "connections",
                                        "requests", "failed"};
    static const struct proxy_counts none;
    const struct proxy_counts *proxied =
        run->ports.proxy != NULL ? proxy_counted(run->ports.proxy) : &none;
    const struct live_counts *c = &run->live.counts;
    uint64_t numbers[] = {world_events(run->world),
                          run->world->sim.clock->packets,
                          c->frames_in,
                          c->frames_out,
                          c->frames_refused,
                          c->late,
                          (uint64_t)(c->latest / SIM_MILLISECOND),
                          proxied->connections,
                          proxied->requests,
                          proxied->failed};
    enum { COUNTS = sizeof names / sizeof names[0] };
    char octets[SENTENCE_MAX], digits[COUNTS][24];
    struct text_value values[COUNTS];
    for (size_t i = 0; i < COUNTS; i++) {
        struct text text = text_over(digits[i], sizeof digits[i]);
        text_put_unsigned(&text, numbers[i]);
        values[i] = (struct text_value){names[i], digits[i]};
    }
    (void)text_format(octets, sizeof octets, sentence, values, COUNTS);
    puts(octets);
}

static void sum_up(const struct live_run *run)
{
    const struct live_counts *c = &run->live.counts;
    if (run->options.run.hash)
        printf("hash=%016llx\n", (unsigned long long)world_hash(run->world));
    if (run->options.run.quiet || run->options.run.hash)
        return;
    put_counts(_("{events} events, {packets} packets."), run);
    if (run->attachment.node != NONE && run->options.replay == NULL)
        put_counts(_("{in} frames came in, {out} went out."), run);
    if (run->ports.proxy != NULL)
        put_counts(_("The proxy had {connections} connections and {requests} requests; "
                     "{failed} of them "
                     "it could not carry."),
                   run);
    if (c->frames_refused > 0)
        put_counts(_("{refused} frames were not taken by the device."), run);
    if (c->late > 0)
        put_counts(
            _("{late} events were late, the worst by {worst} ms: this machine could not keep "
              "up with the clock."),
            run);
}

/* What to type at the real machine. */
static void put_advice(const struct live_run *run)
{
    struct address_plan plan;
    char line[128];
    if (run->attachment.node == NONE)
        return;
    attach_plan(run->scenario, &run->attachment, &plan);
    for (uint32_t i = 0; attach_advice(&plan, run->options.tap, i, line, sizeof line); i++)
        printf("  %s\n", line);
}

static void greet(const struct live_run *run)
{
    char octets[SENTENCE_MAX], port[8];
    if (run->options.run.quiet || run->options.run.hash)
        return;
    puts(_("Live. Ctrl+C ends it."));
    put_advice(run);
    if (run->ports.proxy == NULL)
        return;
    struct text text = text_over(port, sizeof port);
    text_put_unsigned(&text, proxy_port(run->ports.proxy));
    struct text_value value = {"port", port};
    (void)text_format(octets, sizeof octets, _("The proxy is http://127.0.0.1:{port}"), &value,
                      1);
    puts(octets);
}

static int perform(struct live_run *run)
{
    struct live_complaint complaint;
    greet(run);
    run->live.pace = run->options.pace;
    live_begin(&run->live);
    enum live_end end =
        live_loop(&run->live, &run->ports, &interrupted, run->options.run.until);
    if (run->log != NULL && !live_log_end(run->log, run->world))
        run->live.log_failed = true;
    sum_up(run);
    if (!live_ended_badly(&run->live, end, run->options.tap, &complaint))
        return CLI_GOOD;
    (void)complain_of(&complaint);
    return CLI_FAILED;
}

static int replay(struct live_run *run)
{
    enum live_replay result = live_replay(run->world, &run->reading);
    sum_up(run);
    switch (result) {
    case REPLAY_SAME:
        return CLI_GOOD;
    case REPLAY_CUT:
        (void)complain(_("the recording {word} has no end; it was played as far as it goes"),
                       run->options.replay);
        break;
    case REPLAY_DIFFERENT:
        (void)complain(
            _("what happened is not what was recorded: {word} is of another scenario, or "
              "of another version of netstage"),
            run->options.replay);
        break;
    case REPLAY_BAD_FILE:
        (void)complain(_("{word} is damaged"), run->options.replay);
        break;
    }
    return CLI_FAILED;
}

static int finish(struct live_run *run, int status)
{
    if (run->world != NULL)
        run->world->sim.observer = NULL;
    if (!run_captures_close(&run->captures) && status == CLI_GOOD)
        status = CLI_FAILED;
    if (run->log != NULL && fclose(run->log) != 0 && status == CLI_GOOD) {
        (void)complain(_("{word} could not be written whole"), run->options.record);
        status = CLI_FAILED;
    }
    live_close(&run->ports);
    event_lines_release(&run->lines);
    live_release(&run->live);
    world_free(run->world);
    scenario_free(run->scenario);
    live_options_release(&run->options);
    return status;
}

int cli_live(int argc, char **argv)
{
    static struct live_run run;
    memset(&run, 0, sizeof run);
    run.ports = (struct live_ports){.tap = -1, .wake = -1};
    rights_lend();
    switch (live_options_read(argc, argv, &run.options)) {
    case RUN_GO:
        break;
    case RUN_HELP:
        return finish(&run, CLI_GOOD);
    case RUN_WRONG:
        return finish(&run, CLI_WRONG);
    }
    if (!load(&run) || !read_setup(&run) || !find_place(&run) || !build(&run) ||
        !start_observers(&run))
        return finish(&run, CLI_WRONG);
    if (run.options.replay != NULL)
        return finish(&run, replay(&run));
    struct live_complaint complaint;
    struct live_wish wish = wish_of(&run.options);
    if (!live_open(run.scenario, &wish, &run.ports, &complaint)) {
        (void)complain_of(&complaint);
        return finish(&run, CLI_FAILED);
    }
    catch_signals();
    return finish(&run, perform(&run));
}
