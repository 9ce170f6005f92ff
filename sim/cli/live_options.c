/* cli/live_options.c: see live_options.h. */
#include "cli/live_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalogue.h"
#include "live/live.h"
#include "scenario/quantity.h"

enum live_option {
    LIVE_TAP,
    LIVE_ATTACH,
    LIVE_PROXY,
    LIVE_FROM,
    LIVE_SPEED,
    LIVE_RECORD,
    LIVE_REPLAY,
    LIVE_UNTIL,
    LIVE_SEED,
    LIVE_FILTER,
    LIVE_PCAP,
    LIVE_AT,
    LIVE_PCAP_ALL,
    LIVE_HASH,
    LIVE_QUIET,
    LIVE_HELP,
    LIVE_OPTIONS,
};

static const struct cli_option table[LIVE_OPTIONS] = {
    [LIVE_TAP] = {"--tap", "NAME", N_("a network device of this machine ends in the scenario")},
    [LIVE_ATTACH] = {"--attach", "NODE",
                     N_("at this switch or outside (needed when there are several)")},
    [LIVE_PROXY] = {"--proxy", "127.0.0.1:PORT",
                    N_("browsers and curl -x of this machine use the scenario's servers")},
    [LIVE_FROM] = {"--from", "HOST", N_("through this host (needed when there are several)")},
    [LIVE_SPEED] = {"--speed", "N",
                    N_("so many times as fast as the clock, 0.001 to 1000; not with --tap")},
    [LIVE_RECORD] = {"--record", "FILE", N_("keep what comes in, to be played again")},
    [LIVE_REPLAY] = {"--replay", "FILE",
                     N_("play what was recorded, at once and without devices")},
    [LIVE_UNTIL] = {"--until", "TIME", N_("stop after this time (\"30 s\")")},
    [LIVE_SEED] = {"--seed", "N", N_("another seed than the file's")},
    [LIVE_FILTER] = {"--filter", "FILTER", N_("show only frames that match (\"tcp.len > 0\")")},
    [LIVE_PCAP] = {"--pcap", "FILE",
                   N_("write a capture from one point of view (- for standard output)")},
    [LIVE_AT] = {"--at", "PLACE", N_("that point: a node, or a cable (\"laptop - sw1\")")},
    [LIVE_PCAP_ALL] = {"--pcap-all", "FILE", N_("write one capture of all cables")},
    [LIVE_HASH] = {"--hash", NULL, N_("print only the hash of the world at the end")},
    [LIVE_QUIET] = {"--quiet", NULL, N_("print nothing but what is wrong")},
    [LIVE_HELP] = {"--help", NULL, N_("show this help")},
};

static void put_help(void)
{
    fputs(
        _("Usage: netstage live LESSON [options]\n"
          "Plays a lesson by the clock on the wall, and lets the real world in, until Ctrl+C.\n"
          "\n"),
        stdout);
    cli_put_options(table, LIVE_OPTIONS);
    fputs(_("\n"
            "A device takes the administrator's rights: sudo netstage live ... They are given "
            "up\n"
            "as soon as the device is open.\n"),
          stdout);
}

static bool complain(const char *sentence, const char *word)
{
    cli_complain("live", sentence, word, NULL);
    return false;
}

static bool read_until(struct live_options *o, const char *word)
{
    struct quantity quantity;
    if (quantity_read(word, strlen(word), QUANTITY_TIME, 0, (uint64_t)SIM_NEVER - 1,
                      &quantity) == QUANTITY_OK) {
        o->run.until = (sim_time)quantity.value;
        return true;
    }
    cli_complain("live", _("{word} is no time; write a number and a unit: ns, us, ms, s, min"),
                 word, quantity.suggestion[0] != '\0' ? quantity.suggestion : NULL);
    return false;
}

static bool read_seed(struct live_options *o, const char *word)
{
    char *end = NULL;
    bool digits =
        *word != '\0' && strspn(word, "0123456789") == strlen(word) && strlen(word) < 20;
    o->run.has_seed = true;
    o->run.seed = digits ? strtoull(word, &end, 10) : 0;
    return digits || complain(_("{word} is no seed; write a number"), word);
}

static bool read_filter(struct live_options *o, const char *word)
{
    struct filter_error error;
    filter_free(o->run.filter);
    o->run.filter = filter_compile(word, &error);
    if (o->run.filter != NULL)
        return true;
    (void)complain(error.sentence, word);
    fprintf(stderr, "  %s\n  %*s^\n", word, (int)error.at, "");
    return false;
}

static bool add_capture(struct live_options *o, const char *path)
{
    if (o->run.capture_count == RUN_CAPTURES_MAX)
        return complain(_("too many captures; --pcap-all writes one of all cables"), path);
    o->run.captures[o->run.capture_count++] = (struct run_capture){.path = path};
    return true;
}

static bool place_capture(struct live_options *o, const char *place)
{
    struct run_options *r = &o->run;
    if (r->capture_count == 0 || r->captures[r->capture_count - 1].at != NULL)
        return complain(_("--at {word} stands behind no --pcap FILE of its own"), place);
    r->captures[r->capture_count - 1].at = place;
    return true;
}

static bool take(struct live_options *o, enum live_option option, const char *value)
{
    switch (option) {
    case LIVE_TAP:
        o->tap = value;
        break;
    case LIVE_ATTACH:
        o->attach = value;
        break;
    case LIVE_PROXY:
        o->proxy = value;
        break;
    case LIVE_FROM:
        o->from = value;
        break;
    case LIVE_SPEED:
        return live_read_pace(value, &o->pace) ||
               complain(_("{word} is no speed; write a number from 0.001 to 1000"), value);
    case LIVE_RECORD:
        o->record = value;
        break;
    case LIVE_REPLAY:
        o->replay = value;
        break;
    case LIVE_UNTIL:
        return read_until(o, value);
    case LIVE_SEED:
        return read_seed(o, value);
    case LIVE_FILTER:
        return read_filter(o, value);
    case LIVE_PCAP:
        return add_capture(o, value);
    case LIVE_AT:
        return place_capture(o, value);
    case LIVE_PCAP_ALL:
        o->run.capture_all = value;
        break;
    case LIVE_HASH:
        o->run.hash = true;
        break;
    case LIVE_QUIET:
        o->run.quiet = true;
        break;
    case LIVE_HELP:
    case LIVE_OPTIONS:
        break;
    }
    return true;
}

/* What does not go together. */
static enum run_usage judge(const struct live_options *o)
{
    if (o->run.file == NULL)
        (void)complain(_("which scenario? netstage live FILE, or the name of a lesson"), "");
    else if (o->replay != NULL &&
             (o->tap != NULL || o->proxy != NULL || o->record != NULL || o->run.has_seed))
        (void)complain(
            _("--replay plays what was recorded, without --tap, --proxy, --record and --seed"),
            "");
    else if (o->attach != NULL && o->tap == NULL)
        (void)complain(_("--attach {word} says where a device ends; which one? --tap NAME"),
                       o->attach);
    else if (o->from != NULL && o->proxy == NULL)
        (void)complain(_("--from {word} says which host carries; what? --proxy 127.0.0.1:8080"),
                       o->from);
    else if (o->pace != LIVE_PACE && o->tap != NULL)
        (void)complain(_("the real machine behind {word} has the clock on the wall; --speed "
                         "goes with --proxy alone"),
                       o->tap);
    else
        return RUN_GO;
    return RUN_WRONG;
}

enum run_usage live_options_read(int argc, char **argv, struct live_options *options)
{
    struct cli_scan scan = cli_scan_begin("live", table, LIVE_OPTIONS, argc, argv);
    *options = (struct live_options){.run.until = SIM_NEVER, .pace = LIVE_PACE};
    for (;;) {
        switch (cli_scan_next(&scan)) {
        case CLI_WORD:
            if (options->run.file != NULL) {
                (void)complain(_("one scenario at a time; {word} is one too many"), scan.value);
                return RUN_WRONG;
            }
            options->run.file = scan.value;
            break;
        case CLI_OPTION:
            if (scan.option == LIVE_HELP) {
                put_help();
                return RUN_HELP;
            }
            if (!take(options, (enum live_option)scan.option, scan.value))
                return RUN_WRONG;
            break;
        case CLI_BAD:
            return RUN_WRONG;
        case CLI_END:
            return judge(options);
        }
    }
}

void live_options_release(struct live_options *options)
{
    filter_free(options->run.filter);
    options->run.filter = NULL;
}
