/* cli/script.c: `netstage script [--json] [--quiet] [--verbose] [--pcap FILE] FILE...`. See
 * script.h. A line a script; for one that fails, where and why, what was expected, what came,
 * and the ladder up to there. */
#include "cli/script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalogue.h"
#include "base/korean.h"
#include "cli/options.h"
#include "script/script.h"
#include "watch/capture_write.h"
#include "wire/ethernet.h"

enum { FILE_MOST = 2 << 20, PACKET_MOST = 1500 };

/* On the cable of a capture: locally administered addresses. */
#define MAC_OF_HOST UINT64_C(0x020000000001)
#define MAC_OF_PEER UINT64_C(0x020000000002)

enum { OPTION_JSON, OPTION_QUIET, OPTION_VERBOSE, OPTION_PCAP, OPTION_HELP };

static const struct cli_option options[] = {
    {"--json", NULL, N_("one JSON object a line for every script")},
    {"--quiet", NULL, N_("say nothing, only set the exit status")},
    {"--verbose", NULL, N_("the ladder of every script, also when it passes")},
    {"--pcap", "FILE", N_("write the packets of one script to a capture")},
    {"--help", NULL, N_("show this help")},
};

enum { OPTIONS = sizeof options / sizeof options[0] };

struct scripts {
    bool json;
    bool quiet;
    bool verbose;
    const char *pcap;
    int files; /* of the words, which stand at the head of argv from 1 on */
    int failed;
    int unreadable;
};

struct capture_of_script {
    struct pcapng pcapng;
    uint32_t interface;
};

static void put_help(void)
{
    fputs(_("Usage: netstage script [options] FILE...\n"
            "Plays packet scripts: socket calls, packets that arrive, and those that the host "
            "must "
            "send.\n"
            "\n"),
          stdout);
    cli_put_options(options, OPTIONS);
    fputs(_("\n"
            "Exit status: 0 when all scripts pass, 1 when one fails, 2 when one cannot be "
            "read.\n"),
          stdout);
}

/* The whole file, to be freed; NULL: it cannot be read. */
static char *read_whole(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    char *text = file != NULL ? malloc(FILE_MOST) : NULL;
    *length = text != NULL ? fread(text, 1, FILE_MOST, file) : 0;
    bool good = text != NULL && !ferror(file);
    if (file != NULL)
        (void)fclose(file);
    if (good)
        return text;
    free(text);
    return NULL;
}

/* --- the capture --- */

static void see_packet(void *self, int64_t time, bool to_host, const uint8_t *octets,
                       size_t length)
{
    struct capture_of_script *c = self;
    uint8_t frame[ETHERNET_HEADER + PACKET_MOST];
    struct writer w = writer_over(frame, sizeof frame);
    ethernet_write(&w, &(struct ethernet){.destination = to_host ? MAC_OF_HOST : MAC_OF_PEER,
                                          .source = to_host ? MAC_OF_PEER : MAC_OF_HOST,
                                          .type = ETHERTYPE_IPV4});
    write_octets(&w, octets, length);
    struct capture_frame f = {.time = time,
                              .interface = c->interface,
                              .flags = to_host ? CAPTURE_INBOUND : CAPTURE_OUTBOUND,
                              .octets = frame,
                              .length = (uint32_t)w.at};
    if (w.ok)
        pcapng_frame(&c->pcapng, &f);
}

/* Plays it, and writes the capture if one is wanted. False: that could not be written. */
static bool play(const struct scripts *s, const char *path, const struct script *script,
                 struct script_result *result)
{
    struct capture_of_script capture = {0};
    struct script_watch watch = {.self = &capture, .packet = see_packet};
    FILE *file = s->pcap != NULL ? fopen(s->pcap, "wb") : NULL;
    if (s->pcap == NULL || file == NULL) {
        script_play(script, NULL, result);
        return s->pcap == NULL;
    }
    pcapng_begin(&capture.pcapng, file, path);
    capture.interface = pcapng_interface(&capture.pcapng, "host", NULL, 0);
    script_play(script, &watch, result);
    bool closed = fclose(file) == 0;
    return closed && !capture.pcapng.failed;
}

/* --- what is said --- */

static void put_member(struct growing *out, const char *name, const char *text)
{
    growing_put(out, ",\"");
    growing_put(out, name);
    growing_put(out, "\":");
    growing_put_json(out, text, strlen(text));
}

static void put_number(struct growing *out, const char *name, uint64_t number)
{
    growing_put(out, ",\"");
    growing_put(out, name);
    growing_put(out, "\":");
    growing_put_unsigned(out, number);
}

static void put_trouble(const struct scripts *s, const char *path,
                        const struct script_trouble *trouble)
{
    struct growing out = {0};
    if (s->json) {
        growing_put(&out, "{\"file\":");
        growing_put_json(&out, path, strlen(path));
        growing_put(&out, ",\"readable\":false");
        put_number(&out, "line", trouble->line);
        put_number(&out, "column", trouble->column);
        put_member(&out, "message", trouble->sentence);
        put_member(&out, "help", trouble->help);
        growing_put(&out, "}\n");
        fputs(growing_text(&out), stdout);
        growing_release(&out);
    } else if (!s->quiet) {
        fprintf(stderr, "%s:%u:%u: %s\n", path, (unsigned)trouble->line,
                (unsigned)trouble->column, trouble->sentence);
        if (trouble->help[0] != '\0')
            fprintf(stderr, "    %s\n", trouble->help);
    }
}

/* What was passed over is said on the side, so that nobody takes it for played. */
static void put_notes(const char *path, const struct script *script)
{
    for (const struct script_note *n = script_notes(script); n != NULL; n = n->next)
        fprintf(stderr, "%s:%u: %s %s\n", path, (unsigned)n->line,
                _("passed over, it means nothing in a simulator:"), n->passed_over);
}

static void put_json_notes(struct growing *out, const struct script *script)
{
    const char *before = "";
    growing_put(out, ",\"passed_over\":[");
    for (const struct script_note *n = script_notes(script); n != NULL; n = n->next) {
        growing_put(out, before);
        growing_put_json(out, n->passed_over, strlen(n->passed_over));
        before = ",";
    }
    growing_put(out, "]");
}

static void put_json_rules(struct growing *out, const struct script_result *r)
{
    const char *before = "\"";
    growing_put(out, ",\"rules\":[");
    for (enum rule rule = RULE_NONE + 1; rule < RULES; rule++) {
        if (!r->fired[rule])
            continue;
        growing_put(out, before);
        growing_put(out, rule_text(rule)->id);
        before = "\",\"";
    }
    growing_put(out, before[1] == ',' ? "\"]" : "]");
}

static void put_json(const char *path, const struct script *script,
                     const struct script_result *r)
{
    struct growing out = {0};
    growing_put(&out, "{\"file\":");
    growing_put_json(&out, path, strlen(path));
    growing_put(&out, r->passed ? ",\"readable\":true,\"passed\":true"
                                : ",\"readable\":true,\"passed\":false");
    put_number(&out, "events", r->events);
    put_json_notes(&out, script);
    if (!r->passed) {
        put_number(&out, "line", r->line);
        put_number(&out, "time_ns", (uint64_t)r->time);
        put_member(&out, "message", r->sentence);
        put_member(&out, "expected", r->expected);
        put_member(&out, "came", r->came);
    }
    put_json_rules(&out, r);
    put_member(&out, "ladder", growing_text(&r->ladder));
    growing_put(&out, "}\n");
    fputs(growing_text(&out), stdout);
    growing_release(&out);
}

static void put_result(const struct scripts *s, const char *path, const struct script_result *r)
{
    char number[16];
    char sentence[256];
    (void)snprintf(number, sizeof number, "%u", (unsigned)r->events);
    struct text_value values[] = {{"events", number}};
    (void)text_format(sentence, sizeof sentence, _("passed ({events} events)"), values, 1);
    if (r->passed)
        printf("%s: %s\n", path, sentence);
    else
        printf("%s:%u: %s\n", path, (unsigned)r->line, r->sentence);
    if (r->expected[0] != '\0')
        printf("    %s %s\n", _("expected:"), r->expected);
    if (r->came[0] != '\0')
        printf("    %s %s\n", _("came:"), r->came);
    if (s->verbose || !r->passed)
        printf("%s", growing_text(&r->ladder));
}

/* --- the files --- */

static void play_file(struct scripts *s, const char *path)
{
    struct script_trouble trouble = {.line = 1, .column = 1};
    struct script_result result;
    size_t length;
    char *text = read_whole(path, &length);
    struct script *script = text != NULL ? script_read(text, length, &trouble) : NULL;
    if (text == NULL)
        (void)text_format(trouble.sentence, sizeof trouble.sentence,
                          _("This file cannot be read."), NULL, 0);
    if (script == NULL) {
        put_trouble(s, path, &trouble);
        s->unreadable++;
        free(text);
        return;
    }
    if (!play(s, path, script, &result)) {
        cli_complain("script", _("the capture {word} could not be written"), s->pcap, NULL);
        s->failed++;
    }
    s->failed += !result.passed;
    if (s->json) {
        put_json(path, script, &result);
    } else if (!s->quiet) {
        put_notes(path, script);
        put_result(s, path, &result);
    }
    script_result_release(&result);
    script_free(script);
    free(text);
}

/* Gives an exit status, or -1 to go on. */
static int read_words(struct scripts *s, int argc, char **argv)
{
    struct cli_scan scan = cli_scan_begin("script", options, OPTIONS, argc, argv);
    enum cli_token token;
    while ((token = cli_scan_next(&scan)) != CLI_END) {
        if (token == CLI_BAD)
            return CLI_WRONG;
        if (token == CLI_WORD) {
            argv[1 + s->files++] = scan.argv[scan.at - 1];
        } else if (scan.option == OPTION_HELP) {
            put_help();
            return CLI_GOOD;
        } else if (scan.option == OPTION_PCAP) {
            s->pcap = scan.value;
        } else {
            s->json |= scan.option == OPTION_JSON;
            s->quiet |= scan.option == OPTION_QUIET;
            s->verbose |= scan.option == OPTION_VERBOSE;
        }
    }
    if (s->files == 0) {
        cli_complain("script", _("which scripts? Write netstage script FILE..."), "", NULL);
        return CLI_WRONG;
    }
    if (s->pcap != NULL && s->files > 1) {
        cli_complain("script", _("{word} takes the packets of one script"), "--pcap", NULL);
        return CLI_WRONG;
    }
    return -1;
}

int cli_script(int argc, char **argv)
{
    struct scripts s = {0};
    int status = read_words(&s, argc, argv);
    if (status >= 0)
        return status;
    for (int i = 1; i <= s.files; i++)
        play_file(&s, argv[i]);
    if (s.unreadable > 0)
        return CLI_WRONG;
    return s.failed > 0 ? CLI_FAILED : CLI_GOOD;
}
