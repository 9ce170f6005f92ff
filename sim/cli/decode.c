/* cli/decode.c: `netstage decode FILE [--filter F] [--absolute] [--json] [-v]`: one line per
 * frame, or the tree of its fields, or one JSON object. Malformed frames are shown like all
 * others. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "cli/decode.h"
#include "cli/field_tree_print.h"
#include "field/dissect.h"
#include "field/filter.h"
#include "watch/capture_read.h"
#include "watch/conversations.h"

enum { LINE_MAX_OCTETS = 4096, EXIT_INPUT = 1, EXIT_USAGE = 2, VALUE_OCTETS = 262144 * 4 };

struct decode {
    const char *path;
    const char *filter_text;
    bool absolute, json, verbose;
    struct filter *filter;
    struct capture_reader capture;
    struct field_tree tree;
    struct field_storage *storage;
    char *value; /* room for one value as text */
    sim_time first, previous;
    struct all_conversations conversations;
};

static void put_help(void)
{
    puts(_("usage: netstage decode FILE [--filter FILTER] [--absolute] [--json] [-v]\n"
           "\n"
           "Shows the frames of a pcap or pcapng file.\n"
           "\n"
           "  -Y, --filter FILTER  only the frames that match a display filter\n"
           "  --absolute           sequence numbers as they are on the wire, not counted from "
           "the\n"
           "                       start of each connection\n"
           "  --json               one JSON object per line, with every field\n"
           "  -v, --verbose        every field of every frame\n"
           "  -h, --help           this text"));
}

static int fail_usage(const char *sentence, const char *word, const char *suggestion)
{
    fprintf(stderr, "netstage decode: %s %s\n", sentence, word);
    if (suggestion != NULL)
        fprintf(stderr, "%s %s?\n", _("Did you mean"), suggestion);
    return EXIT_USAGE;
}

static int fail_option(const char *word)
{
    static const char *const known[] = {"--absolute", "--filter", "--json", "--verbose",
                                        "--help"};
    return fail_usage(_("unknown option"), word,
                      suggest_word(word, strlen(word), known, sizeof known / sizeof known[0]));
}

/* Reads the command line. Gives 0, EXIT_USAGE, or -1 when the help was asked for. */
static int read_arguments(struct decode *d, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];
        if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
            return -1;
        } else if (strcmp(word, "--absolute") == 0) {
            d->absolute = true;
        } else if (strcmp(word, "--json") == 0) {
            d->json = true;
        } else if (strcmp(word, "-v") == 0 || strcmp(word, "--verbose") == 0) {
            d->verbose = true;
        } else if (strcmp(word, "--filter") == 0 || strcmp(word, "-Y") == 0) {
            if (i + 1 == argc)
                return fail_usage(_("a filter is missing behind"), word, NULL);
            d->filter_text = argv[++i];
        } else if (strncmp(word, "--filter=", 9) == 0) {
            d->filter_text = word + 9;
        } else if (word[0] == '-' && word[1] != '\0') {
            return fail_option(word);
        } else if (d->path != NULL) {
            return fail_usage(_("one file at a time; this is too much:"), word, NULL);
        } else {
            d->path = word;
        }
    }
    if (d->path == NULL)
        return fail_usage(_("which file?"), _("Try --help."), NULL);
    return 0;
}

/* Says where a filter is wrong, with a mark under the place. */
static int fail_filter(const struct decode *d, const struct filter_error *error)
{
    fprintf(stderr, "netstage decode: %s\n    %s\n    ", error->sentence, d->filter_text);
    for (size_t i = 0; i < error->at; i++)
        fputc(((unsigned char)d->filter_text[i] & 0xc0) == 0x80 ? '\0' : ' ', stderr);
    fputc('^', stderr);
    for (size_t i = 1; i < error->length; i++)
        fputc('~', stderr);
    fputc('\n', stderr);
    if (error->suggestion != NULL)
        fprintf(stderr, "%s %s?\n", _("Did you mean"), error->suggestion);
    return EXIT_USAGE;
}

static void put_json_string(const char *s)
{
    putchar('"');
    for (; *s != '\0'; s++) {
        unsigned char c = (unsigned char)*s;
        if (c == '"' || c == '\\')
            putchar('\\');
        if (c < 0x20)
            printf("\\u%04x", c);
        else
            putchar(c);
    }
    putchar('"');
}

static void put_json_node(const struct decode *d, const struct field_node *node)
{
    struct text text = text_over(d->value, VALUE_OCTETS);
    field_put_show(&d->tree, node, &text);
    printf("{\"name\":\"%s\",\"value\":", field_info((enum field_id)node->id)->name);
    put_json_string(d->value);
    printf(",\"offset\":%u,\"length\":%u}", node->offset, node->length);
}

static void put_json(const struct decode *d, const struct captured_frame *frame)
{
    const struct field_node *bad = field_tree_find(&d->tree, FIELD_WS_MALFORMED, 0);
    char time[32];
    struct text text = text_over(time, sizeof time);
    sim_time relative = frame->time - d->first;
    text_put_signed(&text, relative);
    printf("{\"number\":%llu,\"time_ns\":%s,\"length\":%u,\"captured\":%u,\"kind\":\"%s\","
           "\"protocol\":\"%s\",\"summary\":",
           (unsigned long long)frame->number, time, frame->wire_length, frame->length,
           frame_kind_name(field_frame_kind(&d->tree)), field_protocol(&d->tree));
    field_summary(&d->tree, d->value, LINE_MAX_OCTETS);
    put_json_string(d->value);
    printf(",\"malformed\":");
    if (bad != NULL)
        printf("{\"offset\":%u,\"why\":\"%s\"}", bad->offset,
               field_fault_text((enum field_fault)bad->number));
    else
        printf("null");
    printf(",\"octets\":\"");
    for (uint32_t i = 0; i < frame->length; i++)
        printf("%02x", frame->octets[i]);
    printf("\",\"fields\":[");
    for (uint32_t i = 0; i < d->tree.count; i++) {
        if (i > 0)
            putchar(',');
        put_json_node(d, &d->tree.nodes[i]);
    }
    puts("]}");
}

static void put_address(const struct decode *d, bool source, struct text *text)
{
    const struct field_node *node =
        field_tree_find(&d->tree, source ? FIELD_IP_SRC : FIELD_IP_DST, 0);
    if (node == NULL)
        node = field_tree_find(&d->tree, source ? FIELD_ETH_SRC : FIELD_ETH_DST, 0);
    if (node != NULL)
        field_put_show(&d->tree, node, text);
}

static void put_line(const struct decode *d, const struct captured_frame *frame)
{
    struct text text = text_over(d->value, LINE_MAX_OCTETS);
    sim_time relative = frame->time - d->first;
    uint64_t ns = relative < 0 ? 0 - (uint64_t)relative : (uint64_t)relative;
    printf("%5llu %s%3llu.%09llu ", (unsigned long long)frame->number, relative < 0 ? "-" : "",
           (unsigned long long)(ns / (uint64_t)SIM_SECOND),
           (unsigned long long)(ns % (uint64_t)SIM_SECOND));
    put_address(d, true, &text);
    text_put(&text, " → ");
    put_address(d, false, &text);
    text_put_char(&text, ' ');
    text_pad_to(&text, 40);
    text_put(&text, field_protocol(&d->tree));
    text_put_char(&text, ' ');
    text_put_unsigned(&text, frame->wire_length);
    text_put_char(&text, ' ');
    field_put_summary(&d->tree, &text);
    puts(d->value);
}

static void show_frame(struct decode *d, const struct captured_frame *frame)
{
    struct field_context context = field_context_default();
    if (frame->number == 1)
        d->first = d->previous = frame->time;
    context.number = frame->number;
    context.time = frame->time - d->first;
    context.time_delta = frame->time - d->previous;
    context.wire_length = frame->wire_length;
    d->previous = frame->time;
    if (frame->link_type != CAPTURE_LINK_ETHERNET) {
        fprintf(stderr, "netstage decode: %s: %llu (%s %u)\n", _("a frame not of an Ethernet"),
                (unsigned long long)frame->number, _("link type"), frame->link_type);
        return;
    }
    all_conversations_see(&d->conversations, frame->octets, frame->length, &context);
    if (d->absolute)
        context.relative_numbers = false;
    if (d->filter != NULL) {
        context.wanted = filter_wanted(d->filter);
        field_dissect(&d->tree, frame->octets, frame->length, &context);
        if (!filter_match(d->filter, &d->tree))
            return;
        context.wanted = NULL;
    }
    field_dissect(&d->tree, frame->octets, frame->length, &context);
    if (d->json) {
        put_json(d, frame);
        return;
    }
    put_line(d, frame);
    if (d->verbose)
        field_tree_print(&d->tree);
}

static int show_capture(struct decode *d)
{
    struct captured_frame frame;
    enum capture_read_status status = CAPTURE_READ_ERROR;
    if (capture_open(&d->capture, d->path)) {
        status = capture_read(&d->capture, &frame);
        while (status == CAPTURE_READ_FRAME) {
            show_frame(d, &frame);
            status = capture_read(&d->capture, &frame);
        }
    }
    if (status == CAPTURE_READ_ERROR)
        fprintf(stderr, "netstage decode: %s: %s (%s %llu)\n", d->path, tr(d->capture.sentence),
                _("at octet"), (unsigned long long)d->capture.error_offset);
    capture_close(&d->capture);
    return status == CAPTURE_READ_ERROR ? EXIT_INPUT : 0;
}

int cli_decode(int argc, char **argv)
{
    struct decode d = {0};
    struct filter_error error;
    int status = read_arguments(&d, argc, argv);
    if (status != 0) {
        if (status < 0)
            put_help();
        return status < 0 ? 0 : status;
    }
    if (d.filter_text != NULL) {
        d.filter = filter_compile(d.filter_text, &error);
        if (d.filter == NULL)
            return fail_filter(&d, &error);
    }
    d.storage = malloc(sizeof *d.storage);
    d.value = malloc(VALUE_OCTETS);
    bool remembers = all_conversations_init(&d.conversations);
    if (d.storage == NULL || d.value == NULL || !remembers) {
        fputs(_("netstage decode: there is not enough memory\n"), stderr);
        status = EXIT_INPUT;
    } else {
        field_tree_init(&d.tree, d.storage);
        status = show_capture(&d);
    }
    filter_free(d.filter);
    all_conversations_free(&d.conversations);
    free(d.storage);
    free(d.value);
    return status;
}
