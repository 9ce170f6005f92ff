/* app/command_dig.c: what dig (BIND 9) takes: @server, -options, +options, name, type, class in
 * any order. */
#include <string.h>

#include "app/command_scan.h"
#include "base/suggest.h"
#include "wire/dns_text.h"

/* +word and +noword; the word may be shortened only as far as here. */
struct plus_option {
    const char *word;
    uint8_t print; /* bits of enum dig_print, or 0 */
    uint8_t dig_flag;
};

enum dig_flag { FLAG_NONE, FLAG_SHORT, FLAG_TRACE, FLAG_RECURSE, FLAG_EDNS };

static const struct plus_option plus_options[] = {
    {"all", DIG_ALL, FLAG_NONE},
    {"cmd", DIG_CMD, FLAG_NONE},
    {"comments", DIG_COMMENTS, FLAG_NONE},
    {"question", DIG_QUESTION, FLAG_NONE},
    {"answer", DIG_ANSWER, FLAG_NONE},
    {"authority", DIG_AUTHORITY, FLAG_NONE},
    {"additional", DIG_ADDITIONAL, FLAG_NONE},
    {"stats", DIG_STATS, FLAG_NONE},
    {"short", 0, FLAG_SHORT},
    {"trace", 0, FLAG_TRACE},
    {"recurse", 0, FLAG_RECURSE},
    {"rec", 0, FLAG_RECURSE},
    {"edns", 0, FLAG_EDNS},
};

enum { PLUS_OPTIONS = sizeof plus_options / sizeof plus_options[0] };

static int refuse(const char *before, const char *word, const char *after, struct text *error)
{
    text_put(error, before);
    text_put(error, word);
    text_put(error, after);
    return 1;
}

static int unknown_plus(const char *word, struct text *error)
{
    const char *plain = strncmp(word, "no", 2) == 0 ? word + 2 : word;
    struct suggestion suggestion = suggest_begin(plain, strlen(plain));
    for (int i = 0; i < PLUS_OPTIONS; i++)
        suggest_offer(&suggestion, plus_options[i].word);
    suggest_offer(&suggestion, "time");
    suggest_offer(&suggestion, "tries");
    (void)refuse("Invalid option: +", word, "", error);
    if (suggestion.best != NULL)
        return refuse("; did you mean `+", suggestion.best, "`?", error);
    return 1;
}

static void set_flag(struct dig_options *o, enum dig_flag flag, bool set)
{
    switch (flag) {
    case FLAG_NONE:
        break;
    case FLAG_SHORT:
        o->terse = set;
        break;
    case FLAG_TRACE:
        o->trace = set;
        break;
    case FLAG_RECURSE:
        o->recurse = set;
        break;
    case FLAG_EDNS:
        o->edns = set;
        break;
    }
}

static int parse_plus(const char *word, struct dig_options *o, struct text *error)
{
    uint64_t number;
    if (strncmp(word, "time=", 5) == 0 && command_number(word + 5, 1, 3600, &number)) {
        o->wait_ns = (int64_t)number * SIM_SECOND;
        return 0;
    }
    if (strncmp(word, "tries=", 6) == 0 && command_number(word + 6, 1, 20, &number)) {
        o->tries = (uint8_t)number;
        return 0;
    }
    bool set = strncmp(word, "no", 2) != 0;
    const char *plain = set ? word : word + 2;
    for (int i = 0; i < PLUS_OPTIONS; i++) {
        if (strcmp(plus_options[i].word, plain) != 0)
            continue;
        o->print = (uint8_t)(set ? o->print | plus_options[i].print
                                 : o->print & ~plus_options[i].print);
        set_flag(o, (enum dig_flag)plus_options[i].dig_flag, set);
        return 0;
    }
    return unknown_plus(word, error);
}

/* An option letter with its value. */
static int parse_letter(char letter, const struct command_words *words, word_offset value,
                        struct dig_options *o, struct text *error)
{
    const char *word = words->text + value;
    uint64_t number;
    ipv4_address address;
    switch (letter) {
    case 't':
        return dns_type_parse(word, strlen(word), &o->type)
                   ? 0
                   : refuse(";; Warning, ignoring invalid type ", word, "", error);
    case 'c':
        return dns_class_parse(word, strlen(word), &o->klass)
                   ? 0
                   : refuse(";; Warning, ignoring invalid class ", word, "", error);
    case 'p':
        if (!command_number(word, 1, UINT16_MAX, &number))
            return refuse("Couldn't parse port number '", word, "'", error);
        o->port = (uint16_t)number;
        return 0;
    case 'x':
        if (!command_ipv4(word, &address))
            return refuse("Invalid IP address ", word, "", error);
        o->reverse = 1;
        o->type = DNS_PTR;
        o->name = value;
        return 0;
    default: /* 'q': a letter of the list below */
        o->name = value;
        return 0;
    }
}

/* A bare word: a type, a class, or the name. */
static int parse_word(const struct command_words *words, word_offset offset,
                      struct dig_options *o, struct text *error)
{
    const char *word = words->text + offset;
    uint16_t number;
    struct dns_name name;
    if (o->name != 0 || o->type == 0) {
        if (dns_type_parse(word, strlen(word), &number)) {
            o->type = number;
            return 0;
        }
        if (dns_class_parse(word, strlen(word), &number)) {
            o->klass = number;
            return 0;
        }
    }
    if (o->name != 0)
        return refuse("dig: only one name at a time is understood: '", word, "'", error);
    enum dns_text_error wrong = dns_name_parse(word, strlen(word), &name, NULL);
    o->name = offset;
    if (wrong == DNS_TEXT_FINE)
        return 0;
    (void)refuse("dig: '", word, "' is not a legal name (", error);
    return refuse(dns_text_error_text(wrong), ")", "", error);
}

int dig_parse(const struct tool *tool, struct command_words *words,
              union command_options *options, struct text *error)
{
    struct dig_options *o = &options->dig;
    (void)tool;
    *o = (struct dig_options){.wait_ns = 5 * SIM_SECOND,
                              .klass = DNS_IN,
                              .port = 53,
                              .print = DIG_ALL,
                              .tries = 3,
                              .recurse = 1,
                              .edns = 1};
    int status = 0;
    for (uint16_t i = 1; i < words->count && status == 0; i++) {
        word_offset offset = words->word[i];
        const char *word = words->text + offset;
        if (word[0] == '@') {
            o->server = (word_offset)(offset + 1);
            if (word[1] == '\0')
                status = refuse("dig: couldn't get address for '", "", "': no server", error);
        } else if (word[0] == '+') {
            status = parse_plus(word + 1, o, error);
        } else if (word[0] == '-' && word[1] != '\0' && strchr("tcpxq", word[1]) != NULL) {
            bool joined = word[2] != '\0';
            if (!joined && i + 1 == words->count)
                return refuse("dig: option ", word, " needs a value", error);
            i = (uint16_t)(joined ? i : i + 1);
            word_offset value = joined ? (word_offset)(offset + 2) : words->word[i];
            status = parse_letter(word[1], words, value, o, error);
        } else if (word[0] == '-') {
            status = refuse("Invalid option: ", word, "", error);
        } else {
            status = parse_word(words, offset, o, error);
        }
    }
    if (o->type == 0)
        o->type = o->name == 0 ? DNS_NS : DNS_A;
    return status;
}
