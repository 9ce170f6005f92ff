/* app/command_host.c: what host and nslookup (BIND 9) take. */
#include <string.h>

#include "app/tool.h"
#include "wire/dns_text.h"

static int say(struct text *error, const char *before, const char *word, const char *after)
{
    text_put(error, before);
    text_put(error, word);
    text_put(error, after);
    return 1;
}

static int set_type(struct host_options *o, const char *word, const char *complaint,
                    struct text *error)
{
    o->typed = 1;
    if (!dns_type_parse(word, strlen(word), &o->type))
        return say(error, complaint, word, "");
    o->tcp |= o->type == DNS_ANY;
    return 0;
}

static int take_number(struct host_options *o, int letter, const char *value,
                       struct text *error)
{
    uint64_t number = 0;
    if (!command_number(value, letter == 'R' ? 0 : 1, letter == 'R' ? 19 : UINT16_MAX, &number))
        return say(error, "bad number '", value, "'");
    if (letter == 'p')
        o->port = (uint16_t)number;
    else if (letter == 'W')
        o->wait_s = (uint16_t)number;
    else
        o->tries = (uint8_t)(number + 1);
    return 0;
}

static struct host_options usual(uint8_t tries)
{
    return (struct host_options){
        .type = DNS_A, .port = 53, .wait_s = 5, .tries = tries, .recurse = 1};
}

/* The name, and perhaps the server. */
static int take_operands(const struct tool *tool, const struct command_words *words,
                         const word_offset *operands, unsigned count, struct host_options *o,
                         struct text *error)
{
    struct dns_name name;
    if (count == 0 || count > 2) {
        text_put(error, "Usage: ");
        text_put(error, tool->name);
        return say(error, " ", tool->usage, "");
    }
    o->name = operands[0];
    o->server = count == 2 ? operands[1] : 0;
    const char *word = words->text + o->name;
    if (dns_name_parse(word, strlen(word), &name, NULL) == DNS_TEXT_FINE)
        return 0;
    text_put(error, tool->name);
    return say(error, ": '", word, "' is not a legal name");
}

static int host_option(struct host_options *o, int letter, const char *value,
                       struct text *error)
{
    switch (letter) {
    case 't':
        return set_type(o, value, "host: invalid type: ", error);
    case 'T':
        o->tcp = 1;
        return 0;
    case 'r':
        o->recurse = 0;
        return 0;
    case '4':
        return 0;
    default: /* p, R, W: letters of the table */
        return take_number(o, letter, value, error);
    }
}

int host_parse(const struct tool *tool, struct command_words *words,
               union command_options *options, struct text *error)
{
    struct host_options *o = &options->host;
    struct command_scan scan = command_scan_begin(words, tool->letters, NULL);
    int letter;
    *o = usual(2);
    while ((letter = command_scan_next(&scan)) != SCAN_END) {
        if (letter == SCAN_UNKNOWN)
            return say(error, "host: illegal option -- ", words->text + scan.option, "");
        if (letter == SCAN_NO_ARGUMENT)
            return say(error, "host: option requires an argument -- ",
                       words->text + scan.option, "");
        int status = host_option(o, letter, words->text + scan.argument, error);
        if (status != 0)
            return status;
    }
    return take_operands(tool, words, scan.operands, scan.operand_count, o, error);
}

/* nslookup's options are words: -type=MX, -port=53, -vc. */
static int nslookup_option(struct host_options *o, const char *word, struct text *error)
{
    static const struct {
        const char *word;
        int letter;
    } table[] = {{"type=", 't'}, {"query=", 't'},   {"querytype=", 't'}, {"q=", 't'},
                 {"port=", 'p'}, {"timeout=", 'W'}, {"retry=", 'R'}};
    bool no = strncmp(word, "no", 2) == 0;
    if (strcmp(no ? word + 2 : word, "vc") == 0) {
        o->tcp = !no;
        return 0;
    }
    if (strcmp(no ? word + 2 : word, "recurse") == 0) {
        o->recurse = !no;
        return 0;
    }
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        size_t length = strlen(table[i].word);
        if (strncmp(word, table[i].word, length) != 0)
            continue;
        if (table[i].letter == 't')
            return set_type(o, word + length, "unknown query type: ", error);
        return take_number(o, table[i].letter, word + length, error);
    }
    return say(error, "*** Invalid option: ", word, "");
}

int nslookup_parse(const struct tool *tool, struct command_words *words,
                   union command_options *options, struct text *error)
{
    word_offset operands[COMMAND_WORDS_MAX];
    unsigned count = 0;
    options->host = usual(3);
    for (uint16_t i = 1; i < words->count; i++) {
        const char *word = words->text + words->word[i];
        int status = 0;
        if (word[0] == '-')
            status = nslookup_option(&options->host, word + 1, error);
        else
            operands[count++] = words->word[i];
        if (status != 0)
            return status;
    }
    return take_operands(tool, words, operands, count, &options->host, error);
}
