/* cli/judge.c: `netstage judge [--response METHOD | --dns] [--pieces N] [--json] FILE...`. See
 * judge.h.
 *
 * Shape:  a file holds messages one behind the other, as they would come over one connection,
 *         and its end is the end of the connection. With --dns it holds one message. A line (or
 *         a JSON object) a message; reading stops at the first that is refused. */
#include "cli/judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalogue.h"
#include "base/korean.h"
#include "base/sha256.h"
#include "cli/options.h"
#include "wire/dns.h"
#include "wire/dns_text.h"
#include "wire/http_reader.h"

enum { FILE_MOST = 64 << 20 };

enum { OPTION_RESPONSE, OPTION_DNS, OPTION_LENIENT, OPTION_PIECES, OPTION_JSON, OPTION_HELP };

static const struct cli_option options[] = {
    {"--response", "METHOD", N_("the messages are responses to this method, not requests")},
    {"--dns", NULL, N_("the file is one DNS message, as in a datagram")},
    {"--lenient", NULL,
     N_("a line of an HTTP head may end with LF alone (RFC 9112 section 2.2)")},
    {"--pieces", "N", N_("feed it to the parser in pieces of N octets")},
    {"--json", NULL, N_("one JSON object a line for every message")},
    {"--help", NULL, N_("show this help")},
};

enum { OPTIONS = sizeof options / sizeof options[0] };

struct judge {
    const char *path;
    bool json;
    bool dns;
    size_t piece;
    enum http_kind kind;
    enum http_policy policy;
    enum http_method method; /* that responses answer */
    uint8_t *octets;
    size_t length;
    size_t start; /* of the present message */
    uint32_t number;
    struct http_reader reader;
    uint8_t head[HTTP_HEAD_MAX];
    struct sha256 body_sum;
    uint64_t body;
    bool all_good;
};

/* --- words --- */

/* As a JSON string in which each octet is one character: \u0080 to \u00ff for those of
 * obs-text.
 */
static void put_string(const char *octets, size_t length)
{
    putchar('"');
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)octets[i];
        if (c == '"' || c == '\\')
            printf("\\%c", c);
        else if (c < 0x20 || c >= 0x7f)
            printf("\\u%04x", c);
        else
            putchar(c);
    }
    putchar('"');
}

static void put_span(const struct judge *j, struct http_span span)
{
    put_string((const char *)j->head + span.at, span.length);
}

static void put_fields(const struct judge *j, const char *name,
                       const struct http_fields *fields)
{
    printf(",\"%s\":[", name);
    for (uint16_t i = 0; i < fields->count; i++) {
        fputs(i > 0 ? ",[" : "[", stdout);
        put_span(j, fields->row[i].name);
        putchar(',');
        put_span(j, fields->row[i].value);
        putchar(']');
    }
    putchar(']');
}

static const char *form_word(enum http_target_form form)
{
    switch (form) {
    case HTTP_ORIGIN_FORM:
        return "origin";
    case HTTP_ABSOLUTE_FORM:
        return "absolute";
    case HTTP_AUTHORITY_FORM:
        return "authority";
    case HTTP_ASTERISK_FORM:
        return "asterisk";
    }
    return "";
}

static const char *framing_word(enum http_framing framing)
{
    switch (framing) {
    case HTTP_NO_BODY:
        return "none";
    case HTTP_BY_LENGTH:
        return "length";
    case HTTP_CHUNKED:
        return "chunked";
    case HTTP_UNTIL_CLOSE:
        return "close";
    case HTTP_TUNNEL:
        return "tunnel";
    }
    return "";
}

static void begin_json(const struct judge *j, const char *verdict)
{
    fputs("{\"file\":", stdout);
    put_string(j->path, strlen(j->path));
    printf(",\"message\":%u,\"offset\":%zu,\"verdict\":\"%s\"", j->number, j->start, verdict);
}

/* "FILE: message N: SENTENCE", its placeholders filled in; {octets} is the body's length. */
static void say(const struct judge *j, const char *sentence, const struct text_value *values,
                size_t count)
{
    static char room[2 * HTTP_HEAD_MAX];
    char numbers[2][24];
    struct text_value all[8] = {{"octets", numbers[0]}};
    (void)snprintf(numbers[0], sizeof numbers[0], "%llu", (unsigned long long)j->body);
    (void)snprintf(numbers[1], sizeof numbers[1], "%u", j->number);
    for (size_t i = 0; i < count; i++)
        all[1 + i] = values[i];
    (void)text_format(room, sizeof room, sentence, all, 1 + count);
    printf("%s:%s: %s\n", j->path, numbers[1], room);
}

/* Octets of the start-line. */
static size_t line_length(const struct judge *j)
{
    size_t n = 0;
    while (n < j->reader.head_length && j->head[n] != '\r' && j->head[n] != '\n')
        n++;
    return n;
}

/* --- HTTP --- */

static void put_accepted_json(struct judge *j, const struct http_head *head)
{
    uint8_t sum[SHA256_SUM];
    struct http_fields trailers;
    begin_json(j, "accepted");
    if (j->kind == HTTP_REQUEST) {
        fputs(",\"method\":", stdout);
        put_span(j, head->method);
        fputs(",\"target\":", stdout);
        put_span(j, head->raw_target);
        printf(",\"form\":\"%s\"", form_word(head->target.form));
    } else {
        printf(",\"status\":%u,\"reason\":", head->status);
        put_span(j, head->reason);
    }
    printf(",\"version\":\"%u.%u\"", head->major, head->minor);
    put_fields(j, "fields", &head->fields);
    printf(",\"framing\":\"%s\",\"body_length\":%llu,\"body_sha256\":\"",
           framing_word(head->framing), (unsigned long long)j->body);
    sha256_end(&j->body_sum, sum);
    for (size_t i = 0; i < sizeof sum; i++)
        printf("%02x", sum[i]);
    putchar('"');
    if (http_reader_trailers(&j->reader, j->head, &trailers) == HTTP_FINE)
        put_fields(j, "trailers", &trailers);
    printf(",\"keep_alive\":%s}\n", head->keep_alive ? "true" : "false");
}

static void put_accepted(struct judge *j)
{
    struct http_head head;
    if (http_head_read(j->head, j->reader.head_length, j->kind, j->method, &head) != HTTP_FINE)
        return; /* the reader has judged it already */
    if (j->json) {
        put_accepted_json(j, &head);
        return;
    }
    char line[HTTP_REQUEST_LINE_MAX + 64];
    struct text first = text_over(line, sizeof line);
    text_put_octets(&first, j->head, line_length(j));
    const struct text_value values[] = {{"line", line},
                                        {"framing", framing_word(head.framing)}};
    say(j, _("accepted: {line} (body: {framing}, {octets} octets)"), values, 2);
}

static void put_refused(struct judge *j, enum http_refusal refusal, size_t at)
{
    const struct http_refusal_text *text = http_refusal_text(refusal);
    j->all_good = false;
    if (!j->json) {
        char status[16];
        (void)snprintf(status, sizeof status, "%u", text->status);
        const struct text_value values[] = {{"status", status},
                                            {"rfc", text->rfc},
                                            {"section", text->section},
                                            {"why", tr(text->sentence)}};
        say(j, _("refused with {status} (RFC {rfc}, section {section}): {why}"), values, 4);
        return;
    }
    begin_json(j, refusal == HTTP_INCOMPLETE ? "incomplete" : "refused");
    printf(",\"status\":%u,\"refusal\":\"%s\",\"rfc\":\"%s\",\"section\":\"%s\",\"before\":%zu,"
           "\"sentence\":",
           text->status, text->id, text->rfc, text->section, at);
    put_string(text->sentence, strlen(text->sentence));
    puts("}");
}

static void begin_message(struct judge *j, size_t at)
{
    j->start = at;
    j->number++;
    j->body = 0;
    sha256_begin(&j->body_sum);
}

/* What came of some octets; at: octets of the file that were taken. True: go on. */
static bool take_step(struct judge *j, enum http_step step, const struct http_part *part,
                      size_t at)
{
    switch (step) {
    case HTTP_STEP_MORE:
    case HTTP_STEP_HEAD:
        return true;
    case HTTP_STEP_BODY:
        j->body += part->length;
        sha256_add(&j->body_sum, part->octets, part->length);
        return true;
    case HTTP_STEP_END:
        put_accepted(j);
        http_reader_next(&j->reader, j->method);
        begin_message(j, at);
        return true;
    case HTTP_STEP_TUNNEL:
        put_accepted(j);
        return false;
    case HTTP_STEP_REFUSED:
        put_refused(j, (enum http_refusal)j->reader.refusal, at);
        return false;
    }
    return false;
}

/* The file's end is the end of the connection. */
static void end_input(struct judge *j)
{
    switch (http_reader_close(&j->reader)) {
    case HTTP_STEP_END:
        put_accepted(j);
        return;
    case HTTP_STEP_REFUSED:
        put_refused(j, (enum http_refusal)j->reader.refusal, j->length);
        return;
    case HTTP_STEP_MORE: /* nothing at all, or only empty lines */
        if (j->number == 1)
            put_refused(j, HTTP_INCOMPLETE, j->length);
        return;
    case HTTP_STEP_HEAD:
    case HTTP_STEP_BODY:
    case HTTP_STEP_TUNNEL:
        return;
    }
}

/* One message after the other, in pieces. */
static void judge_http(struct judge *j)
{
    size_t at = 0;
    http_reader_begin(&j->reader, j->kind, j->policy, j->method);
    j->number = 0;
    begin_message(j, 0);
    while (at < j->length) {
        size_t end = j->length - at < j->piece ? j->length : at + j->piece;
        enum http_step step;
        do {
            size_t taken;
            struct http_part part = {NULL, 0};
            step = http_reader_feed(&j->reader, j->head, sizeof j->head, j->octets + at,
                                    end - at, &taken, &part);
            at += taken;
            if (!take_step(j, step, &part, at))
                return;
        } while (step != HTTP_STEP_MORE);
    }
    end_input(j);
}

/* --- DNS --- */

static void put_dns(const struct judge *j, const struct dns_header *header,
                    enum dns_refusal refusal)
{
    if (!j->json) {
        const struct text_value why = {"why", tr(dns_refusal_text(refusal))};
        say(j, refusal == DNS_FINE ? _("accepted") : _("refused: {why}"), &why, 1);
        return;
    }
    begin_json(j, refusal == DNS_FINE ? "accepted" : "refused");
    if (refusal != DNS_FINE) {
        fputs(",\"sentence\":", stdout);
        put_string(dns_refusal_text(refusal), strlen(dns_refusal_text(refusal)));
    }
    if (refusal == DNS_FINE)
        printf(",\"id\":%u,\"response\":%s,\"opcode\":%u,\"rcode\":%u,\"counts\":[%u,%u,%u,%u]",
               header->id, header->response ? "true" : "false", header->opcode, header->rcode,
               header->counts[DNS_QUESTION], header->counts[DNS_ANSWER],
               header->counts[DNS_AUTHORITY], header->counts[DNS_ADDITIONAL]);
    puts("}");
}

static void judge_dns(struct judge *j)
{
    struct dns_reader reader;
    struct dns_header header = {0};
    enum dns_refusal refusal;
    j->number = 1;
    j->start = 0;
    if (dns_read_begin(&reader, j->octets, j->length, &header))
        refusal = dns_read_end(&reader);
    else
        refusal = reader.refusal;
    put_dns(j, &header, refusal);
    j->all_good = j->all_good && refusal == DNS_FINE;
}

/* --- files and options --- */

static bool complain_file(struct judge *j, const char *sentence)
{
    cli_complain("judge", sentence, j->path, NULL);
    j->all_good = false;
    return false;
}

static bool read_file(struct judge *j)
{
    FILE *file = fopen(j->path, "rb");
    if (file == NULL)
        return complain_file(j, _("the file {word} cannot be opened"));
    j->length = fread(j->octets, 1, FILE_MOST + 1, file);
    bool bad = ferror(file) != 0;
    (void)fclose(file);
    if (bad)
        return complain_file(j, _("the file {word} cannot be read"));
    return j->length <= FILE_MOST ||
           complain_file(j, _("the file {word} is larger than 64 MiB: give it in parts"));
}

static void put_help(void)
{
    fputs(_("Usage: netstage judge [options] FILE...\n"
            "Says whether HTTP/1.1 messages (RFC 9112) or a DNS message (RFC 1035) are well "
            "formed,\n"
            "by the parsers of the simulated hosts. A file holds messages one behind the "
            "other, as on\n"
            "one connection; its end is the end of the connection.\n"
            "\n"),
          stdout);
    cli_put_options(options, OPTIONS);
    fputs(_("\n"
            "Exit status: 0 when all are accepted, 1 when one is refused or incomplete, 2 for "
            "wrong usage.\n"),
          stdout);
}

static bool read_pieces(struct judge *j, const char *word)
{
    char *end;
    unsigned long n = strtoul(word, &end, 10);
    bool fine = word[0] >= '1' && word[0] <= '9' && *end == '\0' && n <= FILE_MOST;
    j->piece = n;
    if (!fine)
        cli_complain("judge", _("{word} is no number of octets, 1 to 67108864"), word, NULL);
    return fine;
}

/* False: a message has been printed. */
static bool take_option(struct judge *j, const struct cli_scan *scan)
{
    switch (scan->option) {
    case OPTION_RESPONSE:
        j->kind = HTTP_RESPONSE;
        j->method = http_method_number((const uint8_t *)scan->value, strlen(scan->value));
        return true;
    case OPTION_DNS:
        j->dns = true;
        return true;
    case OPTION_LENIENT:
        j->policy = HTTP_TAKE_BARE_LF;
        return true;
    case OPTION_PIECES:
        return read_pieces(j, scan->value);
    case OPTION_JSON:
        j->json = true;
        return true;
    }
    return true;
}

/* Reads the options; the files stay in argv from 1 on. Gives an exit status, or -1 to go on. */
static int read_options(struct judge *j, int argc, char **argv, int *files)
{
    struct cli_scan scan = cli_scan_begin("judge", options, OPTIONS, argc, argv);
    enum cli_token token;
    *files = 0;
    while ((token = cli_scan_next(&scan)) != CLI_END) {
        if (token == CLI_BAD || (token == CLI_OPTION && !take_option(j, &scan)))
            return CLI_WRONG;
        if (token == CLI_OPTION && scan.option == OPTION_HELP) {
            put_help();
            return CLI_GOOD;
        }
        if (token == CLI_WORD)
            argv[++*files] = argv[scan.at - 1];
    }
    if (*files > 0)
        return -1;
    cli_complain("judge", _("which files? Write netstage judge FILE..."), "", NULL);
    return CLI_WRONG;
}

int cli_judge(int argc, char **argv)
{
    struct judge j = {.kind = HTTP_REQUEST,
                      .policy = HTTP_STRICT,
                      .method = HTTP_GET,
                      .piece = FILE_MOST,
                      .all_good = true};
    int files;
    int status = read_options(&j, argc, argv, &files);
    if (status >= 0)
        return status;
    j.octets = malloc(FILE_MOST + 1);
    if (j.octets == NULL) {
        cli_complain("judge", _("there is not enough memory"), "", NULL);
        return CLI_FAILED;
    }
    for (int i = 1; i <= files; i++) {
        j.path = argv[i];
        if (!read_file(&j))
            continue;
        if (j.dns)
            judge_dns(&j);
        else
            judge_http(&j);
    }
    free(j.octets);
    return j.all_good ? CLI_GOOD : CLI_FAILED;
}
