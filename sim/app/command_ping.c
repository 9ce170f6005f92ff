/* app/command_ping.c: the options of ping and arping (iputils), traceroute (Dmitry Butskoy's)
 * and arp (net-tools), with their words for what is wrong. */
#include <string.h>

#include "app/tool.h"
#include "ip/ip.h"

static int bad_option(const struct command_scan *scan, int result, const struct tool *tool,
                      int status, struct text *error)
{
    text_put(error, tool->name);
    if (result == SCAN_NO_ARGUMENT)
        text_put(error, ": option requires an argument -- '");
    else if (scan->letter != 0)
        text_put(error, ": invalid option -- '");
    else
        text_put(error, ": unrecognized option '");
    if (scan->letter != 0)
        text_put_char(error, scan->letter);
    else
        text_put(error, scan->words->text + scan->option);
    text_put(error, "'\nUsage: ");
    text_put(error, tool->name);
    text_put_char(error, ' ');
    text_put(error, tool->usage);
    return status;
}

#define PING_INTERVAL_LEAST (2 * SIM_MILLISECOND)

static int ping_bad_argument(const char *word, struct text *error)
{
    text_put(error, "ping: invalid argument: '");
    text_put(error, word);
    text_put(error, "'");
    return 1;
}

static int ping_out_of_range(const char *word, uint64_t least, uint64_t most,
                             struct text *error)
{
    (void)ping_bad_argument(word, error);
    text_put(error, ": out of range: ");
    text_put_unsigned(error, least);
    text_put(error, " <= value <= ");
    text_put_unsigned(error, most);
    return 1;
}

/* A number of ping's, refused in its words. */
static int ping_number(const char *word, uint64_t least, uint64_t most, uint64_t *value,
                       struct text *error)
{
    if (command_number(word, least, most, value))
        return 0;
    if (command_number(word, 0, UINT64_MAX, value))
        return ping_out_of_range(word, least, most, error);
    return ping_bad_argument(word, error);
}

static int ping_seconds(const char *word, int64_t least, int64_t *value, struct text *error)
{
    if (!command_seconds(word, value))
        return ping_bad_argument(word, error);
    if (*value >= least)
        return 0;
    if (least == PING_INTERVAL_LEAST) {
        text_put(error, "ping: cannot flood, minimal interval for user must be >= 2 ms, use "
                        "-i 0.002 (or higher)");
        return 2;
    }
    return ping_bad_argument(word, error);
}

/* -M: what may become of a packet that is too long for a link. */
static int ping_hint(struct ping_options *o, const char *word, struct text *error)
{
    static const char *const hints[] = {[IP_CUT_ANYWHERE] = "dont",
                                        [IP_CUT_HERE] = "want",
                                        [IP_CUT_NOWHERE] = "do",
                                        [IP_CUT_UNASKED] = "probe"};
    for (uint8_t i = 0; i < sizeof hints / sizeof hints[0]; i++) {
        if (strcmp(word, hints[i]) == 0) {
            o->cutting = i;
            return 0;
        }
    }
    text_put(error, "ping: invalid -M argument: ");
    text_put(error, word);
    return 2;
}

static int ping_option(struct ping_options *o, int letter, const char *word, struct text *error)
{
    enum { SIZE_MAX_DATA = IP_PAYLOAD_MAXIMUM - ICMP_HEADER }; /* 65507 */
    uint64_t number = 0;
    int status = 0;
    switch (letter) {
    case 'c':
        status = ping_number(word, 1, UINT32_MAX, &number, error);
        o->count = (uint32_t)number;
        break;
    case 'i':
        return ping_seconds(word, PING_INTERVAL_LEAST, &o->interval_ns, error);
    case 'W':
        return ping_seconds(word, SIM_MILLISECOND, &o->wait_ns, error);
    case 'w':
        return ping_seconds(word, SIM_MILLISECOND, &o->deadline_ns, error);
    case 's':
        status = ping_number(word, 0, SIZE_MAX_DATA, &number, error);
        o->size = (uint16_t)number;
        break;
    case 't':
        status = ping_number(word, 1, 255, &number, error);
        o->ttl = (uint8_t)number;
        break;
    case 'Q':
        status = ping_number(word, 0, 255, &number, error);
        o->tos = (uint8_t)number;
        break;
    case 'M':
        return ping_hint(o, word, error);
    default: /* n, q, D, v: letters of ping_parse()'s list */
        o->numeric |= letter == 'n';
        o->quiet |= letter == 'q';
        o->stamps |= letter == 'D';
        break;
    }
    return status;
}

int ping_parse(const struct tool *tool, struct command_words *words,
               union command_options *options, struct text *error)
{
    struct ping_options *o = &options->ping;
    struct command_scan scan = command_scan_begin(words, tool->letters, tool->long_options);
    *o = (struct ping_options){.interval_ns = SIM_SECOND,
                               .wait_ns = 10 * SIM_SECOND,
                               .size = 56,
                               .cutting = PING_USUAL};
    int letter;
    while ((letter = command_scan_next(&scan)) != SCAN_END) {
        if (letter <= SCAN_NO_ARGUMENT)
            return bad_option(&scan, letter, tool, 2, error);
        int status = 0;
        if (letter == 'I')
            o->source = scan.argument;
        else if (letter != '4')
            status = ping_option(o, letter, words->text + scan.argument, error);
        if (status != 0)
            return status;
    }
    if (scan.operand_count != 1) {
        text_put(error, scan.operand_count == 0
                            ? "ping: usage error: Destination address required"
                            : "ping: usage error: only one destination is understood");
        return 1;
    }
    o->destination = scan.operands[0];
    return 0;
}

static int traceroute_bad(const char *what, const char *word, struct text *error)
{
    text_put(error, what);
    text_put(error, word);
    text_put(error, "'");
    return 2;
}

static int traceroute_option(struct traceroute_options *o, int letter, const char *word,
                             struct text *error)
{
    uint64_t number = 0;
    bool fits = true;
    switch (letter) {
    case 'f':
        fits = command_number(word, 1, 255, &number);
        o->first_hop = (uint8_t)number;
        break;
    case 'm':
        fits = command_number(word, 1, 255, &number);
        o->max_hops = (uint8_t)number;
        break;
    case 'q':
        fits = command_number(word, 1, 10, &number);
        o->queries = (uint8_t)number;
        break;
    case 'p':
        fits = command_number(word, 1, UINT16_MAX, &number);
        o->port = (uint16_t)number;
        break;
    case 'w':
        fits = command_seconds(word, &o->wait_ns) && o->wait_ns > 0;
        break;
    case 'n':
        o->numeric = 1;
        break;
    default: /* 'I': a letter of traceroute_parse()'s list */
        o->icmp = 1;
        break;
    }
    return fits ? 0 : traceroute_bad("Cannot handle the argument of an option: `", word, error);
}

int traceroute_parse(const struct tool *tool, struct command_words *words,
                     union command_options *options, struct text *error)
{
    struct traceroute_options *o = &options->traceroute;
    struct command_scan scan = command_scan_begin(words, tool->letters, tool->long_options);
    *o = (struct traceroute_options){
        .wait_ns = 5 * SIM_SECOND, .port = 33434, .first_hop = 1, .max_hops = 30, .queries = 3};
    int letter;
    while ((letter = command_scan_next(&scan)) != SCAN_END) {
        const char *option = words->text + scan.option;
        if (letter == SCAN_UNKNOWN)
            return traceroute_bad("Bad option `", option, error);
        if (letter == SCAN_NO_ARGUMENT)
            return traceroute_bad("Option needs an argument: `", option, error);
        int status = traceroute_option(o, letter, words->text + scan.argument, error);
        if (status != 0)
            return status;
    }
    if (scan.operand_count == 0 || scan.operand_count > 1) {
        text_put(error, scan.operand_count == 0 ? "Specify \"host\" missing argument."
                                                : "Extra arguments after the host.");
        return 2;
    }
    if (o->first_hop > o->max_hops) {
        text_put(error, "first hop out of range");
        return 2;
    }
    o->destination = scan.operands[0];
    return 0;
}

/* -d and -s take what follows as operands: `arp -d host`, `arp -s host hw_addr`. */
static int arp_operands(struct arp_options *o, const struct command_scan *scan, bool set,
                        struct text *error)
{
    unsigned needed = set ? 2 : o->remove ? 1 : 0;
    if (scan->operand_count < needed) {
        text_put(error, scan->operand_count == 0 ? "arp: need host name"
                                                 : "arp: need hardware address");
        return 255;
    }
    if (scan->operand_count > (set ? 2 : 1)) {
        text_put(error, "arp: too many hosts");
        return 3;
    }
    if (scan->operand_count > 0)
        o->host = scan->operands[0];
    if (set)
        o->set = scan->operands[1];
    return 0;
}

int arp_parse(const struct tool *tool, struct command_words *words,
              union command_options *options, struct text *error)
{
    struct arp_options *o = &options->arp;
    struct command_scan scan = command_scan_begin(words, tool->letters, tool->long_options);
    bool set = false;
    *o = (struct arp_options){.host = 0};
    int letter;
    while ((letter = command_scan_next(&scan)) != SCAN_END) {
        if (letter <= SCAN_NO_ARGUMENT)
            return bad_option(&scan, letter, tool, 3, error);
        o->all |= letter == 'a';
        o->numeric |= letter == 'n';
        o->remove |= letter == 'd';
        o->verbose |= letter == 'v';
        set |= letter == 's';
    }
    return arp_operands(o, &scan, set, error);
}

static int arping_bad(const char *word, struct text *error)
{
    text_put(error, "arping: invalid argument: '");
    text_put(error, word);
    text_put(error, "'");
    return 1;
}

/* Those with an argument. */
static int arping_option(struct arping_options *o, int letter, word_offset at, const char *word,
                         struct text *error)
{
    uint64_t number = 0;
    switch (letter) {
    case 'c':
        if (!command_number(word, 1, UINT32_MAX, &number))
            return arping_bad(word, error);
        o->count = (uint32_t)number;
        break;
    case 'w':
        return command_seconds(word, &o->deadline_ns) && o->deadline_ns >= 0
                   ? 0
                   : arping_bad(word, error);
    case 'i':
        return command_seconds(word, &o->interval_ns) && o->interval_ns >= SIM_MILLISECOND
                   ? 0
                   : arping_bad(word, error);
    case 'I':
        o->device = at;
        break;
    default: /* 's': a letter of arping_parse()'s list */
        o->source = at;
        break;
    }
    return 0;
}

static void arping_flag(struct arping_options *o, int letter)
{
    o->mode = letter == 'D'   ? ARPING_DUPLICATE
              : letter == 'U' ? ARPING_UNSOLICITED
              : letter == 'A' ? ARPING_ANSWERS
                              : o->mode;
    o->broadcast_only |= letter == 'b';
    o->first_only |= letter == 'f' || letter == 'D';
    o->quiet |= letter == 'q';
}

int arping_parse(const struct tool *tool, struct command_words *words,
                 union command_options *options, struct text *error)
{
    struct arping_options *o = &options->arping;
    struct command_scan scan = command_scan_begin(words, tool->letters, tool->long_options);
    *o = (struct arping_options){.interval_ns = SIM_SECOND};
    int letter;
    while ((letter = command_scan_next(&scan)) != SCAN_END) {
        if (letter <= SCAN_NO_ARGUMENT)
            return bad_option(&scan, letter, tool, 2, error);
        int status = 0;
        if (strchr("cwiIs", letter) != NULL)
            status =
                arping_option(o, letter, scan.argument, words->text + scan.argument, error);
        else
            arping_flag(o, letter);
        if (status != 0)
            return status;
    }
    if (scan.operand_count != 1) {
        text_put(error, "Usage: arping ");
        text_put(error, tool->usage);
        return 2;
    }
    o->destination = scan.operands[0];
    return 0;
}
