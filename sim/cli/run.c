/* cli/run.c: see run.h.
 *
 * Order:  options, scenario, world; the observers are put into one fan; the world runs to its
 * end; what was expected is judged. */
#include "cli/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalogue.h"
#include "base/korean.h"
#include "cli/lesson_file.h"
#include "cli/run_capture.h"
#include "scenario/resource_path.h"
#include "watch/diary.h"
#include "watch/event_line.h"
#include "watch/json_lines.h"
#include "watch/state_lines.h"
#include "watch/ladder_svg.h"
#include "watch/transcript.h"
#include "watch/verdict.h"
#include "watch/why.h"

enum { RUN_EVENTS_MAX = 100000000, WHY_ROOM = 200, SENTENCE_MAX = 1024 };

/* A run that nobody has given an end, and that goes on longer than this, will hardly have one.
 */
#define RUN_TIME_MAX (3600 * SIM_SECOND)

struct run {
    struct run_options options;
    char path[RESOURCE_PATH_SIZE];
    struct scenario *scenario;
    struct world *world;
    struct fan fan;
    struct verdict verdict;
    struct run_captures captures;
    struct event_lines lines;
    struct json_lines json;
    struct transcript transcript;
    struct diary diary;
    struct ladder ladder;
    FILE *json_file;
    FILE *svg_file;
    bool prints_lines;
    sim_time ended; /* SIM_NEVER: it did not come to its end */
};

static bool no_memory(void)
{
    cli_complain("run", _("out of memory"), "", NULL);
    return false;
}

/* --- before --- */

static bool load(struct run *run)
{
    struct diagnostics diagnostics;
    struct growing out = {0};
    if (!lesson_file_find("run", run->options.file, run->path, sizeof run->path))
        return false;
    diagnostics_init(&diagnostics, run->path);
    run->scenario = scenario_load(run->path, &diagnostics);
    diagnostics_put(&diagnostics, &out);
    if (run->scenario == NULL || !run->options.quiet)
        fputs(growing_text(&out), stderr);
    growing_release(&out);
    diagnostics_release(&diagnostics);
    return run->scenario != NULL;
}

static bool build(struct run *run)
{
    struct world_def def;
    world_def_init(&def);
    bool ok = scenario_to_world(run->scenario, &def);
    if (run->options.has_seed)
        def.seed = run->options.seed;
    ok = ok && world_build(&def, &run->world) == WORLD_OK;
    world_def_release(&def);
    return ok || no_memory();
}

static bool add(struct run *run, struct observer *observer)
{
    return fan_add(&run->fan, observer) || no_memory();
}

static bool is_standard_output(const char *path)
{
    return path != NULL && strcmp(path, "-") == 0;
}

static bool start_json(struct run *run)
{
    const char *path = run->options.json;
    if (path == NULL)
        return true;
    run->json_file = is_standard_output(path) ? stdout : fopen(path, "wb");
    if (run->json_file == NULL) {
        cli_complain("run", _("{word} cannot be written"), path, NULL);
        return false;
    }
    if (!json_lines_init(&run->json, run->world, run->json_file, catalogue_selected()))
        return no_memory();
    run->json.filter = run->options.filter;
    return add(run, &run->json.observer);
}

static bool start_ladder(struct run *run)
{
    const char *path = run->options.svg;
    if (path == NULL)
        return true;
    run->svg_file = is_standard_output(path) ? stdout : fopen(path, "wb");
    if (run->svg_file == NULL) {
        cli_complain("run", _("{word} cannot be written"), path, NULL);
        return false;
    }
    return ladder_init(&run->ladder, run->world, run->options.filter)
               ? add(run, &run->ladder.observer)
               : no_memory();
}

/* Does a file that was asked for go to standard output? */
static bool output_is_taken(const struct run_options *o)
{
    bool taken = is_standard_output(o->json) || is_standard_output(o->capture_all) ||
                 is_standard_output(o->svg);
    for (uint32_t i = 0; i < o->capture_count; i++)
        taken = taken || is_standard_output(o->captures[i].path);
    return taken;
}

/* What is shown on standard output: lines, unless something else was asked for. */
static bool start_telling(struct run *run)
{
    const struct run_options *o = &run->options;
    run->prints_lines =
        !o->transcript && !o->hash && !o->quiet && o->why_packet == 0 && !output_is_taken(o);
    if (run->prints_lines) {
        if (!event_lines_init(&run->lines, run->world, stdout, catalogue_selected(), o->filter))
            return no_memory();
        return add(run, &run->lines.observer);
    }
    if (o->transcript) {
        if (!transcript_init(&run->transcript, run->world, run->scenario, stdout,
                             catalogue_selected()))
            return no_memory();
        return add(run, &run->transcript.observer);
    }
    return true;
}

static bool start(struct run *run)
{
    const char *title = lesson_text_in(&run->scenario->title, catalogue_selected());
    fan_init(&run->fan);
    diary_init(&run->diary);
    if (!verdict_init(&run->verdict, run->world, run->scenario) ||
        !verdict_observe(&run->verdict, &run->fan))
        return no_memory();
    if (!run_captures_open(&run->captures, &run->options, run->world, title, &run->fan) ||
        !start_json(run) || !start_ladder(run) || !start_telling(run))
        return false;
    if (run->options.why_packet != 0 && !add(run, &run->diary.observer))
        return false;
    run->world->sim.observer = &run->fan.observer;
    return true;
}

/* --- the run --- */

static void complain_stopped(const struct run *run, const char *sentence)
{
    char octets[SENTENCE_MAX], number[16];
    uint32_t packet, node;
    const char *pool = world_problem(run->world, &packet, &node);
    const struct nodes *nodes = world_nodes(run->world);
    struct text text = text_over(number, sizeof number);
    text_put_unsigned(&text, packet);
    struct text_value values[] = {{"packet", number},
                                  {"node", node < nodes->count ? nodes->row[node].name : ""},
                                  {"pool", pool != NULL ? pool : ""}};
    (void)text_format(octets, sizeof octets, sentence, values, 3);
    (void)fflush(stdout);
    fprintf(stderr, "%s: %s\n", run->path, octets);
}

/* How far the run may go before it counts as one without an end. */
static sim_time patience(const struct run *run)
{
    bool ends = run->scenario->until != SIM_NEVER || run->options.until != SIM_NEVER;
    return ends ? SIM_NEVER : RUN_TIME_MAX;
}

/* True: the run came to an end of its own, or as far as it was asked for. */
static bool play(struct run *run)
{
    struct queue_entry next;
    struct world *world = run->world;
    run->ended = SIM_NEVER;
    while (!world_ended(world) && world_events(world) < RUN_EVENTS_MAX &&
           world_now(world) < patience(run)) {
        if (world_next(world, &next) && next.time > run->options.until)
            return true;
        if (world_step(world) != WORLD_STEPPED)
            break;
    }
    switch (world_stopped(world)) {
    case WORLD_STORM:
        complain_stopped(run, _("stopped: packet {packet} goes round and round in a loop of "
                                "switches; {node} is one of them. Take one cable of the loop "
                                "away."));
        return false;
    case WORLD_EXHAUSTED:
        complain_stopped(run,
                         _("stopped: there is no more room for \"{pool}\". Make the network "
                           "smaller, or end the run earlier with until:."));
        return false;
    case WORLD_STEPPED:
    case WORLD_ENDED:
        break;
    }
    if (!world_ended(world)) {
        complain_stopped(run, _("stopped: the run does not come to an end. Give it one with "
                                "until:, or end its commands (ping -c 3)."));
        return false;
    }
    if (app_busy(world->app) == 0)
        run->ended = world_now(world);
    return true;
}

/* --- after --- */

/* The first time that the packet was put on its hop's cable. */
static const struct record *find_sent(const struct run *run)
{
    for (uint32_t i = 0; i < run->diary.count; i++) {
        const struct record *r = &run->diary.records[i];
        if (r->kind == RECORD_SENT && r->packet == run->options.why_packet &&
            r->hop == run->options.why_hop)
            return r;
    }
    return NULL;
}

static void put_reason(const struct run *run, const struct record *record)
{
    char sentence[NARRATOR_SENTENCE_MAX], time[64];
    const struct narrator narrator = {.world = run->world};
    const struct record *own = diary_find(&run->diary, record->id);
    size_t length = 0;
    const char *words = own != NULL ? diary_words(&run->diary, own, &length) : NULL;
    struct text text = text_over(time, sizeof time);
    narrator_put_time(&text, record->time);
    (void)narrator_sentence(&narrator, record, words, length, catalogue_selected(), sentence,
                            sizeof sentence);
    printf("%12s  %s\n", time, sentence);
}

/* The chain of causes, from its beginning down to the packet. */
static bool explain(struct run *run)
{
    static struct record chain[WHY_ROOM];
    const struct record *sent = run->options.why_packet != 0 ? find_sent(run) : NULL;
    if (run->options.why_packet == 0)
        return true;
    if (sent == NULL) {
        cli_complain("run", _("that packet was never sent on such a hop"), "", NULL);
        return false;
    }
    struct why why = why_chain(why_in_diary, &run->diary, sent->id, chain, WHY_ROOM);
    if (why.length > why.kept) {
        const struct record *first = diary_find(&run->diary, why.last);
        if (first != NULL)
            put_reason(run, first);
        printf("%12s  …\n", "");
    }
    for (uint32_t i = why.kept; i > 0; i--)
        put_reason(run, &chain[i - 1]);
    return true;
}

static void put_summary(const struct run *run)
{
    char octets[SENTENCE_MAX], expected[16], events[32], packets[16];
    struct text text = text_over(expected, sizeof expected);
    text_put_unsigned(&text, run->verdict.expectations.count);
    text = text_over(events, sizeof events);
    text_put_unsigned(&text, world_events(run->world));
    text = text_over(packets, sizeof packets);
    text_put_unsigned(&text, run->world->sim.clock->packets);
    struct text_value values[] = {
        {"expected", expected}, {"events", events}, {"packets", packets}};
    (void)text_format(octets, sizeof octets,
                      run->verdict.expectations.count == 0
                          ? _("{events} events, {packets} packets.")
                          : _("{events} events, {packets} packets; all {expected} expectations "
                              "hold."),
                      values, 3);
    puts(octets);
}

static int judge(struct run *run)
{
    struct growing out = {0};
    if (verdict_finish(&run->verdict, run->ended) == 0) {
        if (run->prints_lines || run->options.transcript)
            put_summary(run);
        return CLI_GOOD;
    }
    verdict_put(&run->verdict, run->path, &out);
    (void)fflush(stdout);
    fputs(growing_text(&out), stderr);
    growing_release(&out);
    return CLI_FAILED;
}

static int perform(struct run *run)
{
    if (run->options.transcript)
        transcript_begin(&run->transcript);
    bool whole = play(run);
    run->world->sim.observer = NULL;
    if (run->options.transcript) {
        transcript_end(&run->transcript);
        putchar('\n');
    }
    int status = whole ? judge(run) : CLI_FAILED;
    if (!explain(run))
        status = CLI_FAILED;
    if (run->options.hash)
        printf("hash=%016llx\n", (unsigned long long)world_hash(run->world));
    return status;
}

/* The picture is drawn when the run is over. */
static bool finish_ladder(struct run *run)
{
    if (run->svg_file == NULL)
        return true;
    const char *title = lesson_text_in(&run->scenario->title, catalogue_selected());
    bool ok = run->ladder.view != NULL &&
              ladder_write(&run->ladder, run->svg_file, title != NULL ? title : run->path,
                           catalogue_selected());
    ok = (run->svg_file == stdout || fclose(run->svg_file) == 0) && ok;
    if (!ok)
        cli_complain("run", _("{word} could not be written whole"), run->options.svg, NULL);
    ladder_release(&run->ladder);
    return ok;
}

static int finish(struct run *run, int status)
{
    bool written = run_captures_close(&run->captures);
    written = finish_ladder(run) && written;
    if (!written)
        status = status == CLI_GOOD ? CLI_FAILED : status;
    if (run->json_file != NULL) {
        bool failed = json_lines_failed(&run->json);
        if (run->options.filter == NULL && run->world != NULL)
            failed = !state_lines_write(run->world, run->json_file) || failed;
        failed =
            (run->json_file == stdout ? fflush(stdout) : fclose(run->json_file)) != 0 || failed;
        if (failed) {
            cli_complain("run", _("{word} could not be written whole"), run->options.json,
                         NULL);
            status = status == CLI_GOOD ? CLI_FAILED : status;
        }
    }
    json_lines_release(&run->json);
    event_lines_release(&run->lines);
    transcript_release(&run->transcript);
    diary_release(&run->diary);
    verdict_release(&run->verdict);
    world_free(run->world);
    scenario_free(run->scenario);
    run_options_release(&run->options);
    return status;
}

int cli_run(int argc, char **argv)
{
    static struct run run;
    memset(&run, 0, sizeof run);
    switch (run_options_read(argc, argv, &run.options)) {
    case RUN_GO:
        break;
    case RUN_HELP:
        return finish(&run, CLI_GOOD);
    case RUN_WRONG:
        return finish(&run, CLI_WRONG);
    }
    if (!load(&run) || !build(&run) || !start(&run))
        return finish(&run, CLI_WRONG);
    return finish(&run, perform(&run));
}
