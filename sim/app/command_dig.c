/* app/command_dig.c: what dig (BIND 9) takes: @server, -options, +options, name, type, class in
 * any order. What stands before the first name is for all questions of the line, what follows a
 * name for that one. */
#include <string.h>

#include "app/command_scan.h"
#include "base/suggest.h"
#include "wire/dns_text.h"

enum { PLUS_WORDS = 3 };

enum dig_flag {
    FLAG_NONE,
    FLAG_SHORT,
    FLAG_TRACE,
    FLAG_RECURSE,
    FLAG_EDNS,
    FLAG_NEGOTIATE,
    FLAG_TCP,
    FLAG_IGNORE,
    FLAG_EMPTY,
};

/* +word and +noword. */
struct plus_option {
    const char *word;
    uint8_t print; /* bits of enum dig_print, or 0 */
    uint8_t dig_flag;
};

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
    {"ednsnegotiation", 0, FLAG_NEGOTIATE},
    {"ednsneg", 0, FLAG_NEGOTIATE},
    {"tcp", 0, FLAG_TCP},
    {"vc", 0, FLAG_TCP},
    {"ignore", 0, FLAG_IGNORE},
    {"header-only", 0, FLAG_EMPTY},
};

enum { PLUS_OPTIONS = sizeof plus_options / sizeof plus_options[0] };

/* +word=NUMBER */
enum dig_number {
    NUMBER_TIME,
    NUMBER_TRIES,
    NUMBER_RETRY,
    NUMBER_SIZE,
    NUMBER_EDNS,
    NUMBER_OPCODE
};

static const struct {
    const char *word;
    uint16_t least;
    uint16_t most;
} plus_numbers[] = {
    [NUMBER_TIME] = {"time=", 1, 3600}, [NUMBER_TRIES] = {"tries=", 1, 20},
    [NUMBER_RETRY] = {"retry=", 0, 19}, [NUMBER_SIZE] = {"bufsize=", 0, 65535},
    [NUMBER_EDNS] = {"edns=", 0, 254},  [NUMBER_OPCODE] = {"opcode=", 0, 15},
};

enum { PLUS_NUMBERS = sizeof plus_numbers / sizeof plus_numbers[0] };

static int refuse(const char *before, const char *word, const char *after, struct text *error)
{
    text_put(error, before);
    text_put(error, word);
    text_put(error, after);
    return 1;
}

/* What dig knows and this network does not have. */
static bool is_of_dnssec(const char *plain)
{
    static const char *const words[PLUS_WORDS] = {"dnssec", "do", "sigchase"};
    for (int i = 0; i < PLUS_WORDS; i++) {
        if (strcmp(words[i], plain) == 0)
            return true;
    }
    return false;
}

static int unknown_plus(const char *word, struct text *error)
{
    const char *plain = strncmp(word, "no", 2) == 0 ? word + 2 : word;
    struct suggestion suggestion = suggest_begin(plain, strlen(plain));
    if (is_of_dnssec(plain))
        return refuse("dig: +", word, ": there is no DNSSEC here, zones are not signed", error);
    for (int i = 0; i < PLUS_OPTIONS; i++)
        suggest_offer(&suggestion, plus_options[i].word);
    for (int i = 0; i < PLUS_NUMBERS; i++)
        suggest_offer(&suggestion, plus_numbers[i].word);
    (void)refuse("Invalid option: +", word, "", error);
    if (suggestion.best != NULL)
        return refuse("; did you mean `+", suggestion.best, "`?", error);
    return 1;
}

static void set_flag(struct dig_query *q, enum dig_flag flag, bool set)
{
    switch (flag) {
    case FLAG_NONE:
        break;
    case FLAG_SHORT:
        q->terse = set;
        break;
    case FLAG_TRACE:
        q->trace = set;
        break;
    case FLAG_RECURSE:
        q->recurse = set;
        break;
    case FLAG_EDNS:
        q->edns = set;
        break;
    case FLAG_NEGOTIATE:
        q->negotiate = set;
        break;
    case FLAG_TCP:
        q->tcp = set;
        break;
    case FLAG_IGNORE:
        q->ignore = set;
        break;
    case FLAG_EMPTY:
        q->empty = set;
        break;
    }
}

static void set_number(struct dig_query *q, enum dig_number which, uint64_t number)
{
    switch (which) {
    case NUMBER_TIME:
        q->wait_s = (uint16_t)number;
        break;
    case NUMBER_TRIES:
        q->tries = (uint8_t)number;
        break;
    case NUMBER_RETRY:
        q->tries = (uint8_t)(number + 1);
        break;
    case NUMBER_SIZE:
        q->size = (uint16_t)number;
        break;
    case NUMBER_EDNS:
        q->edns = (uint8_t)(number + 1);
        break;
    case NUMBER_OPCODE:
        q->opcode = (uint8_t)number;
        break;
    }
}

static int parse_plus(const char *word, struct dig_query *q, struct text *error)
{
    for (int i = 0; i < PLUS_NUMBERS; i++) {
        uint64_t number;
        size_t length = strlen(plus_numbers[i].word);
        if (strncmp(word, plus_numbers[i].word, length) != 0)
            continue;
        if (!command_number(word + length, plus_numbers[i].least, plus_numbers[i].most,
                            &number))
            return refuse("Couldn't parse +", word, "", error);
        set_number(q, (enum dig_number)i, number);
        return 0;
    }
    for (int i = 0; i < PLUS_OPTIONS; i++) {
        bool yes = strcmp(plus_options[i].word, word) == 0;
        bool no = strncmp(word, "no", 2) == 0 && strcmp(plus_options[i].word, word + 2) == 0;
        if (!yes && !no)
            continue;
        q->print = (uint8_t)(yes ? q->print | plus_options[i].print
                                 : q->print & ~plus_options[i].print);
        set_flag(q, (enum dig_flag)plus_options[i].dig_flag, yes);
        return 0;
    }
    return unknown_plus(word, error);
}

struct dig_parsing {
    const struct command_words *words;
    struct dig_options *o;
    struct dig_query all;   /* what stands before the first name */
    struct dig_query *here; /* what is being described */
    struct text *error;
    bool open_type; /* a bare word may be a type or class */
};

/* A name begins the next question. */
static int begin_query(struct dig_parsing *p, word_offset name)
{
    if (p->o->count == DIG_QUERIES_MAX)
        return refuse("dig: too many names: '", p->words->text + name, "'", p->error);
    p->here = &p->o->query[p->o->count];
    p->o->count++;
    *p->here = p->all;
    p->here->name = name;
    return 0;
}

static void set_type(struct dig_query *q, uint16_t type)
{
    q->type = type;
    q->typed = 1;
    q->tcp |= type == DNS_ANY; /* as dig: such answers are large */
}

static int parse_type(struct dig_parsing *p, const char *word)
{
    uint16_t type;
    p->open_type = false;
    if (!dns_type_parse(word, strlen(word), &type))
        return refuse(";; Warning, ignoring invalid type ", word, "", p->error);
    set_type(p->here, type);
    return 0;
}

static int parse_reverse(struct dig_parsing *p, word_offset value)
{
    ipv4_address address;
    if (!command_ipv4(p->words->text + value, &address))
        return refuse("Invalid IP address ", p->words->text + value, "", p->error);
    int status = begin_query(p, value);
    if (status != 0)
        return status;
    p->here->reverse = 1;
    if (!p->here->typed)
        set_type(p->here, DNS_PTR);
    return 0;
}

/* A bare word that names a host. */
static int parse_name(struct dig_parsing *p, word_offset offset)
{
    const char *word = p->words->text + offset;
    struct dns_name name;
    enum dns_text_error wrong = dns_name_parse(word, strlen(word), &name, NULL);
    if (wrong == DNS_TEXT_FINE)
        return begin_query(p, offset);
    (void)refuse("dig: '", word, "' is not a legal name (", p->error);
    return refuse(dns_text_error_text(wrong), ")", "", p->error);
}

/* An option letter with its value. */
static int parse_letter(struct dig_parsing *p, char letter, word_offset value)
{
    const char *word = p->words->text + value;
    uint64_t number;
    switch (letter) {
    case 't':
        return parse_type(p, word);
    case 'c':
        p->open_type = false;
        return dns_class_parse(word, strlen(word), &p->here->klass)
                   ? 0
                   : refuse(";; Warning, ignoring invalid class ", word, "", p->error);
    case 'p':
        if (!command_number(word, 1, UINT16_MAX, &number))
            return refuse("Couldn't parse port number '", word, "'", p->error);
        p->here->port = (uint16_t)number;
        return 0;
    case 'x':
        return parse_reverse(p, value);
    default: /* 'q': a letter of the list below */
        return parse_name(p, value);
    }
}

/* A bare word: a type, a class, or a name. */
static int parse_word(struct dig_parsing *p, word_offset offset)
{
    const char *word = p->words->text + offset;
    uint16_t number;
    if (p->open_type && dns_type_parse(word, strlen(word), &number)) {
        set_type(p->here, number);
        return 0;
    }
    if (p->open_type && dns_class_parse(word, strlen(word), &number)) {
        p->here->klass = number;
        return 0;
    }
    return parse_name(p, offset);
}

static int parse_option(struct dig_parsing *p, uint16_t *i)
{
    word_offset offset = p->words->word[*i];
    const char *word = p->words->text + offset;
    if (strcmp(word, "-4") == 0)
        return 0;
    if (strcmp(word, "-6") == 0)
        return refuse("can't find IPv6 networking", "", "", p->error);
    if (word[1] == '\0' || strchr("tcpxq", word[1]) == NULL)
        return refuse("Invalid option: ", word, "", p->error);
    bool joined = word[2] != '\0';
    if (!joined && *i + 1 == p->words->count)
        return refuse("dig: option ", word, " needs a value", p->error);
    *i = (uint16_t)(joined ? *i : *i + 1);
    return parse_letter(p, word[1], joined ? (word_offset)(offset + 2) : p->words->word[*i]);
}

int dig_parse(const struct tool *tool, struct command_words *words,
              union command_options *options, struct text *error)
{
    struct dig_options *o = &options->dig;
    struct dig_parsing p = {.words = words, .o = o, .error = error, .open_type = true};
    int status = 0;
    (void)tool;
    memset(o, 0, sizeof *o);
    p.all = (struct dig_query){.wait_s = 5,
                               .type = DNS_A,
                               .klass = DNS_IN,
                               .port = 53,
                               .size = 1232,
                               .print = DIG_ALL,
                               .tries = 3,
                               .recurse = 1,
                               .edns = 1,
                               .negotiate = 1};
    p.here = &p.all;
    for (uint16_t i = 1; i < words->count && status == 0; i++) {
        word_offset offset = words->word[i];
        const char *word = words->text + offset;
        if (word[0] == '@' && word[1] == '\0')
            status = refuse("dig: couldn't get address for '", "", "': no server", error);
        else if (word[0] == '@')
            p.here->server = (word_offset)(offset + 1);
        else if (word[0] == '+')
            status = parse_plus(word + 1, p.here, error);
        else if (word[0] == '-')
            status = parse_option(&p, &i);
        else
            status = parse_word(&p, offset);
    }
    if (o->count == 0) { /* the servers of the root */
        o->query[0] = p.all;
        o->count = 1;
        if (!p.all.typed)
            o->query[0].type = DNS_NS;
    }
    return status;
}
