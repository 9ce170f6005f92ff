/* cli/run_options.c: see run_options.h. */
#include "cli/run_options.h"

#include <stdio.h>
#include <string.h>

#include "base/catalogue.h"
#include "scenario/quantity.h"

enum run_option {
    RUN_UNTIL,
    RUN_SEED,
    RUN_FILTER,
    RUN_PCAP,
    RUN_AT,
    RUN_PCAP_DIR,
    RUN_PCAP_ALL,
    RUN_COMMENTS,
    RUN_JSON,
    RUN_SVG,
    RUN_TRANSCRIPT,
    RUN_HASH,
    RUN_WHY,
    RUN_QUIET,
    RUN_HELP_OPTION,
    RUN_OPTIONS,
};

static const struct cli_option table[RUN_OPTIONS] = {
    [RUN_UNTIL] = {"--until", "TIME", N_("stop at this simulated time (\"2 s\")")},
    [RUN_SEED] = {"--seed", "N", N_("another seed than the file's")},
    [RUN_FILTER] = {"--filter", "FILTER", N_("show only frames that match (\"tcp.len > 0\")")},
    [RUN_PCAP] = {"--pcap", "FILE",
                  N_("write a capture from one point of view (- for standard output)")},
    [RUN_AT] = {"--at", "PLACE", N_("that point: a node, or a cable (\"laptop - sw1\")")},
    [RUN_PCAP_DIR] = {"--pcap-dir", "FOLDER", N_("write a capture for each cable")},
    [RUN_PCAP_ALL] = {"--pcap-all", "FILE", N_("write one capture of all cables")},
    [RUN_COMMENTS] = {"--comments", "LANGUAGE",
                      N_("explanations as packet comments: en, ko, none")},
    [RUN_JSON] = {"--json", "FILE", N_("write JSON lines (- for standard output)")},
    [RUN_SVG] = {"--svg", "FILE", N_("draw all frames as a ladder (SVG)")},
    [RUN_TRANSCRIPT] = {"--transcript", NULL, N_("tell the lesson as prose")},
    [RUN_HASH] = {"--hash", NULL, N_("print only the hash of the world at the end")},
    [RUN_WHY] = {"--why", "PACKET", N_("print why this packet was sent (\"37\" or \"37.2\")")},
    [RUN_QUIET] = {"--quiet", NULL, N_("print nothing but what is wrong")},
    [RUN_HELP_OPTION] = {"--help", NULL, N_("show this help")},
};

static void put_help(void)
{
    fputs(_("Usage: netstage run LESSON [options]\n"
            "Plays a scenario file, or a lesson by its name, and tells what happens.\n"
            "\n"),
          stdout);
    cli_put_options(table, RUN_OPTIONS);
    fputs(_("\n"
            "Exit status: 0 when all that the scenario expects comes true, 1 when something "
            "does\n"
            "not or the run had to be stopped, 2 for a bad scenario or wrong usage.\n"),
          stdout);
}

static bool complain(const char *sentence, const char *word)
{
    cli_complain("run", sentence, word, NULL);
    return false;
}

/* A decimal number up to `most`, and where it ends. */
static bool read_number(const char **text, uint64_t most, uint64_t *value)
{
    const char *at = *text;
    *value = 0;
    while (*at >= '0' && *at <= '9') {
        uint64_t digit = (uint64_t)(*at - '0');
        if (*value > (most - digit) / 10)
            return false;
        *value = *value * 10 + digit;
        at++;
    }
    bool any = at != *text;
    *text = at;
    return any;
}

static bool read_until(struct run_options *o, const char *word)
{
    struct quantity quantity;
    if (quantity_read(word, strlen(word), QUANTITY_TIME, 0, (uint64_t)SIM_NEVER - 1,
                      &quantity) == QUANTITY_OK) {
        o->until = (sim_time)quantity.value;
        return true;
    }
    cli_complain("run", _("{word} is no time; write a number and a unit: ns, us, ms, s, min"),
                 word, quantity.suggestion[0] != '\0' ? quantity.suggestion : NULL);
    return false;
}

static bool read_seed(struct run_options *o, const char *word)
{
    const char *at = word;
    o->has_seed = true;
    return (read_number(&at, UINT64_MAX, &o->seed) && *at == '\0') ||
           complain(_("{word} is no seed; write a number"), word);
}

static bool read_why(struct run_options *o, const char *word)
{
    uint64_t packet, hop = 1;
    const char *at = word;
    bool ok = read_number(&at, UINT32_MAX, &packet) && packet > 0;
    if (ok && *at == '.') {
        at++;
        ok = read_number(&at, UINT8_MAX, &hop) && hop > 0;
    }
    o->why_packet = (uint32_t)packet;
    o->why_hop = (uint32_t)hop;
    return (ok && *at == '\0') ||
           complain(_("{word} is no packet; write its number, or number and hop: 37.2"), word);
}

/* The filter with a caret under what is wrong with it. */
static bool read_filter(struct run_options *o, const char *word)
{
    struct filter_error error;
    if (o->filter != NULL)
        return complain(_("there is one filter already; join them with &&"), word);
    o->filter = filter_compile(word, &error);
    if (o->filter != NULL)
        return true;
    (void)complain(error.sentence, word);
    fprintf(stderr, "  %s\n  %*s^%s%s\n", word, (int)error.at, "",
            error.suggestion != NULL ? " " : "",
            error.suggestion != NULL ? error.suggestion : "");
    return false;
}

static bool add_capture(struct run_options *o, const char *path)
{
    if (o->capture_count == RUN_CAPTURES_MAX)
        return complain(_("too many captures; --pcap-dir writes one for each cable"), path);
    o->captures[o->capture_count++] = (struct run_capture){.path = path};
    return true;
}

static bool place_capture(struct run_options *o, const char *place)
{
    if (o->capture_count == 0 || o->captures[o->capture_count - 1].at != NULL)
        return complain(_("--at {word} stands behind no --pcap FILE of its own"), place);
    o->captures[o->capture_count - 1].at = place;
    return true;
}

static bool is_language(const char *word)
{
    for (uint32_t i = 0; catalogue_language(i) != NULL; i++)
        if (strcmp(catalogue_language(i), word) == 0)
            return true;
    return false;
}

static bool read_comments(struct run_options *o, const char *word)
{
    o->comments = strcmp(word, "none") == 0 ? NULL : word;
    return o->comments == NULL || is_language(word) ||
           complain(_("there are no explanations in {word}; write en, ko or none"), word);
}

static bool take(struct run_options *o, enum run_option option, const char *value)
{
    switch (option) {
    case RUN_UNTIL:
        return read_until(o, value);
    case RUN_SEED:
        return read_seed(o, value);
    case RUN_FILTER:
        return read_filter(o, value);
    case RUN_PCAP:
        return add_capture(o, value);
    case RUN_AT:
        return place_capture(o, value);
    case RUN_PCAP_DIR:
        o->capture_folder = value;
        break;
    case RUN_PCAP_ALL:
        o->capture_all = value;
        break;
    case RUN_COMMENTS:
        return read_comments(o, value);
    case RUN_JSON:
        o->json = value;
        break;
    case RUN_SVG:
        o->svg = value;
        break;
    case RUN_TRANSCRIPT:
        o->transcript = true;
        break;
    case RUN_HASH:
        o->hash = true;
        break;
    case RUN_WHY:
        return read_why(o, value);
    case RUN_QUIET:
        o->quiet = true;
        break;
    case RUN_HELP_OPTION:
    case RUN_OPTIONS:
        break;
    }
    return true;
}

static bool take_file(struct run_options *o, const char *word)
{
    if (o->file != NULL)
        return complain(_("one scenario at a time; {word} is one too many"), word);
    o->file = word;
    return true;
}

enum run_usage run_options_read(int argc, char **argv, struct run_options *options)
{
    struct cli_scan scan = cli_scan_begin("run", table, RUN_OPTIONS, argc, argv);
    *options = (struct run_options){.until = SIM_NEVER};
    for (;;) {
        switch (cli_scan_next(&scan)) {
        case CLI_WORD:
            if (!take_file(options, scan.value))
                return RUN_WRONG;
            break;
        case CLI_OPTION:
            if (scan.option == RUN_HELP_OPTION) {
                put_help();
                return RUN_HELP;
            }
            if (!take(options, (enum run_option)scan.option, scan.value))
                return RUN_WRONG;
            break;
        case CLI_BAD:
            return RUN_WRONG;
        case CLI_END:
            if (options->file != NULL)
                return RUN_GO;
            cli_complain("run", _("which scenario? netstage run FILE, or the name of a lesson"),
                         "", NULL);
            return RUN_WRONG;
        }
    }
}

void run_options_release(struct run_options *options)
{
    filter_free(options->filter);
    options->filter = NULL;
}
