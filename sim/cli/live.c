/* cli/live.c: see live.h.
 *
 * Order:  options and scenario; files are opened as the user; the device is opened, and the
 * rights that it took are given up; the world follows the clock until Ctrl+C; what happened is
 * summed up. */
#define _POSIX_C_SOURCE 200809L
#include "cli/live.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/catalogue.h"
#include "base/korean.h"
#include "base/suggest.h"
#include "cli/lesson_file.h"
#include "cli/live_options.h"
#include "cli/run_capture.h"
#include "live/loop.h"
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
    int tap;
    struct live_proxy *proxy;
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

static bool complain_of_switch(const struct world_def *def, const char *sentence,
                               const char *word)
{
    struct suggestion suggestion = suggest_begin(word, strlen(word));
    for (uint32_t i = 0; i < def->node_count; i++)
        if (def->nodes[i].kind == NODE_SWITCH)
            suggest_offer(&suggestion, def->nodes[i].name);
    cli_complain("live", sentence, word, suggestion.best);
    return false;
}

/* Where the device ends. */
static bool find_attachment(struct live_run *run, const struct world_def *def)
{
    const char *at = run->options.attach;
    if (run->options.tap == NULL)
        return true;
    if (at == NULL) {
        run->setup.attach = attach_only_switch(def);
        return run->setup.attach != NONE ||
               complain(_("at which switch does {word} end? --attach NODE"), run->options.tap);
    }
    for (uint32_t i = 0; i < def->node_count; i++)
        if (strcmp(def->nodes[i].name, at) == 0)
            run->setup.attach = i;
    if (run->setup.attach == NONE)
        return complain_of_switch(def, _("there is no switch {word}"), at);
    return def->nodes[run->setup.attach].kind == NODE_SWITCH ||
           complain_of_switch(
               def, _("{word} is no switch; put one in front of it for the device"), at);
}

static bool describe(struct live_run *run, struct world_def *def)
{
    struct live_setup *setup = &run->setup;
    if (!scenario_to_world(run->scenario, def))
        return complain(_("out of memory"), "");
    if (run->options.replay != NULL) {
        if (setup->attach != NONE &&
            (setup->attach >= def->node_count || def->nodes[setup->attach].kind != NODE_SWITCH))
            return complain(_("this recording is of another scenario"), "");
    } else {
        setup->seed = run->options.run.has_seed ? run->options.run.seed : def->seed;
        if (run->options.tap != NULL && strlen(run->options.tap) < LIVE_NAME_SIZE)
            memcpy(setup->name, run->options.tap, strlen(run->options.tap));
        if (!find_attachment(run, def))
            return false;
    }
    def->seed = setup->seed;
    def->until = SIM_NEVER; /* Ctrl+C is the end */
    return setup->attach == NONE ||
           attach_network(def, setup->attach, setup->name, &run->attachment) ||
           complain(_("out of memory"), "");
}

static bool build(struct live_run *run)
{
    struct world_def def;
    world_def_init(&def);
    bool ok = describe(run, &def);
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

static bool complain_of_device(enum tap_error error, const char *name)
{
    switch (error) {
    case TAP_OK:
        return true;
    case TAP_NOT_HERE:
        return complain(_("devices like {word} are Linux's; --proxy works everywhere"), name);
    case TAP_NO_TUN:
        return complain(_("{word} cannot be made: there is no /dev/net/tun. Load it: "
                          "sudo modprobe tun"),
                        name);
    case TAP_DENIED:
        return complain(
            _("{word} cannot be opened: the rights are missing. Begin with sudo, or "
              "make the device yours first: sudo ip tuntap add dev {word} mode tap "
              "user $USER"),
            name);
    case TAP_BUSY:
        return complain(_("{word} is in use by another program"), name);
    case TAP_BAD_NAME:
        return complain(
            _("{word} cannot be the name of a TAP device (15 characters at most; no "
              "device of another kind)"),
            name);
    case TAP_FAILED:
        break;
    }
    return complain(_("the device cannot be opened: {word}"), strerror(errno));
}

/* The host that carries for the proxy. */
static uint32_t find_carrier(const struct live_run *run)
{
    const struct nodes *nodes = world_nodes(run->world);
    const char *from = run->options.from;
    struct suggestion suggestion =
        suggest_begin(from != NULL ? from : "", from != NULL ? strlen(from) : 0);
    uint32_t found = NONE, hosts = 0;
    for (uint32_t i = 0; i < nodes->count; i++) {
        if (nodes->row[i].kind != NODE_HOST)
            continue;
        hosts++;
        suggest_offer(&suggestion, nodes->row[i].name);
        if (from == NULL || strcmp(nodes->row[i].name, from) == 0)
            found = i;
    }
    if (from == NULL && hosts != 1) {
        (void)complain(_("which host carries for {word}? --from HOST"), run->options.proxy);
        return NONE;
    }
    if (found == NONE)
        cli_complain("live", _("there is no host {word}"), from, suggestion.best);
    return found;
}

static bool complain_of_proxy(enum proxy_error error, const char *address)
{
    switch (error) {
    case PROXY_OK:
        return true;
    case PROXY_BAD_ADDRESS:
        return complain(_("{word} is no address to listen at; write 127.0.0.1:8080"), address);
    case PROXY_NOT_LOOPBACK:
        return complain(_("{word} could be reached by anybody; a proxy listens at 127.0.0.1"),
                        address);
    case PROXY_NO_MEMORY:
        return complain(_("out of memory"), "");
    case PROXY_CANNOT_LISTEN:
        break;
    }
    return complain(_("the proxy cannot listen there: {word}"), strerror(errno));
}

static bool open_proxy(struct live_run *run)
{
    if (run->options.proxy == NULL)
        return true;
    uint32_t node = find_carrier(run);
    return node != NONE &&
           complain_of_proxy(proxy_listen(run->options.proxy, node, &run->proxy),
                             run->options.proxy);
}

static bool open_device(struct live_run *run)
{
    if (run->options.tap != NULL) {
        rights_take_back();
        if (!complain_of_device(tap_open(run->options.tap, &run->tap), run->options.tap))
            return false;
    }
    return rights_drop() ||
           complain(_("the administrator's rights could not be given up: {word}"),
                    strerror(errno));
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
    const struct proxy_counts *proxied = run->proxy != NULL ? proxy_counted(run->proxy) : &none;
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
    if (run->proxy != NULL)
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

static int complain_of_end(const struct live_run *run, enum live_end end)
{
    if (end == LIVE_DEVICE_GONE)
        (void)complain(_("the device {word} is gone"), run->options.tap);
    else if (run->live.log_failed)
        (void)complain(_("{word} could not be written whole"), run->options.record);
    else if (end == LIVE_STOPPED && world_stopped(run->world) == WORLD_STORM)
        (void)complain(_("stopped: a packet goes round and round in a loop of switches"), "");
    else if (end == LIVE_STOPPED)
        (void)complain(_("stopped: the simulator has no more room"), "");
    else
        return CLI_GOOD;
    return CLI_FAILED;
}

static void greet(const struct live_run *run)
{
    char octets[SENTENCE_MAX], port[8];
    if (run->options.run.quiet || run->options.run.hash)
        return;
    puts(_("Live. Ctrl+C ends it."));
    if (run->proxy == NULL)
        return;
    struct text text = text_over(port, sizeof port);
    text_put_unsigned(&text, proxy_port(run->proxy));
    struct text_value value = {"port", port};
    (void)text_format(octets, sizeof octets, _("The proxy is http://127.0.0.1:{port}"), &value,
                      1);
    puts(octets);
}

static int perform(struct live_run *run)
{
    struct live_ports ports = {.tap = run->tap, .proxy = run->proxy};
    greet(run);
    live_begin(&run->live);
    enum live_end end = live_loop(&run->live, &ports, &interrupted, run->options.run.until);
    if (run->log != NULL && !live_log_end(run->log, run->world))
        run->live.log_failed = true;
    sum_up(run);
    return complain_of_end(run, end);
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
    proxy_free(run->proxy);
    if (run->tap >= 0)
        (void)close(run->tap);
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
    run.tap = -1;
    run.setup.attach = NONE;
    run.attachment = (struct attachment){.node = NONE, .interface = NONE, .towards = NONE};
    rights_lend();
    switch (live_options_read(argc, argv, &run.options)) {
    case RUN_GO:
        break;
    case RUN_HELP:
        return finish(&run, CLI_GOOD);
    case RUN_WRONG:
        return finish(&run, CLI_WRONG);
    }
    if (!load(&run) || !read_setup(&run) || !build(&run) || !start_observers(&run))
        return finish(&run, CLI_WRONG);
    if (run.options.replay != NULL)
        return finish(&run, replay(&run));
    if (!open_proxy(&run) || !open_device(&run))
        return finish(&run, CLI_FAILED);
    catch_signals();
    return finish(&run, perform(&run));
}
