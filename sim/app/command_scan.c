/* app/command_scan.c: see command_scan.h. */
#include <string.h>

#include "app/command_scan.h"

struct command_scan command_scan_begin(const struct command_words *words, const char *letters,
                                       const struct long_option *long_options)
{
    return (struct command_scan){
        .words = words, .letters = letters, .long_options = long_options, .next = 1};
}

/* 0: unknown; 1: stands alone; 2: takes an argument. */
static int option_arity(const char *letters, uint8_t letter)
{
    if (letter >= SCAN_CODES)
        return letter >= SCAN_CODES_WITH_ARGUMENT ? 2 : 1;
    const char *p = letter != ':' ? strchr(letters, letter) : NULL;
    if (p == NULL || letter == '\0')
        return 0;
    return p[1] == ':' ? 2 : 1;
}

static int take_argument(struct command_scan *scan, uint8_t letter)
{
    if (scan->next >= scan->words->count)
        return SCAN_NO_ARGUMENT;
    scan->argument = scan->words->word[scan->next];
    scan->next++;
    return letter;
}

/* The next letter of a cluster, "-nc3". */
static int cluster_letter(struct command_scan *scan)
{
    const char *text = scan->words->text;
    uint8_t letter = (uint8_t)text[scan->inside];
    int arity = letter < SCAN_CODES ? option_arity(scan->letters, letter) : 0;
    scan->letter = (char)letter;
    scan->inside++;
    bool last = text[scan->inside] == '\0';
    word_offset rest = scan->inside;
    if (last || arity == 2)
        scan->inside = 0;
    if (arity == 0)
        return SCAN_UNKNOWN;
    if (arity == 1)
        return letter;
    if (last)
        return take_argument(scan, letter);
    scan->argument = rest;
    return letter;
}

static int long_letter(struct command_scan *scan, word_offset word)
{
    const char *name = scan->words->text + word + 2;
    size_t length = strcspn(name, "=");
    scan->letter = 0;
    for (const struct long_option *o = scan->long_options; o != NULL && o->name != NULL; o++) {
        if (strlen(o->name) != length || strncmp(o->name, name, length) != 0)
            continue;
        int arity = option_arity(scan->letters, o->letter);
        bool given = name[length] == '=';
        scan->argument = (word_offset)(word + 2 + length + 1);
        if (arity == 2)
            return given ? o->letter : take_argument(scan, o->letter);
        return given ? SCAN_UNKNOWN : o->letter;
    }
    return SCAN_UNKNOWN;
}

int command_scan_next(struct command_scan *scan)
{
    if (scan->inside != 0)
        return cluster_letter(scan);
    while (scan->next < scan->words->count) {
        word_offset word = scan->words->word[scan->next];
        const char *text = scan->words->text + word;
        scan->next++;
        if (scan->only_operands || text[0] != '-' || text[1] == '\0') {
            scan->operands[scan->operand_count] = word;
            scan->operand_count++;
        } else if (strcmp(text, "--") == 0) {
            scan->only_operands = true;
        } else {
            scan->option = word;
            if (text[1] == '-')
                return long_letter(scan, word);
            scan->inside = (uint16_t)(word + 1);
            return cluster_letter(scan);
        }
    }
    return SCAN_END;
}

bool command_number(const char *word, uint64_t least, uint64_t most, uint64_t *value)
{
    uint64_t v = 0;
    const char *p = word;
    for (; *p >= '0' && *p <= '9'; p++) {
        if (v > (UINT64_MAX - 9) / 10)
            return false;
        v = v * 10 + (uint64_t)(*p - '0');
    }
    *value = v;
    return p != word && *p == '\0' && v >= least && v <= most;
}

bool command_seconds(const char *word, int64_t *nanoseconds)
{
    enum { SECONDS_MAX = 1000000 };
    int64_t whole = 0;
    int64_t fraction = 0;
    int64_t unit = SIM_SECOND;
    bool digits = false;
    const char *p = word;
    for (; *p >= '0' && *p <= '9' && whole <= SECONDS_MAX; p++, digits = true)
        whole = whole * 10 + (*p - '0');
    if (*p == '.') {
        for (p++; *p >= '0' && *p <= '9' && unit > 1; p++, digits = true) {
            unit /= 10;
            fraction += (*p - '0') * unit;
        }
    }
    *nanoseconds = whole * SIM_SECOND + fraction;
    return digits && *p == '\0' && whole <= SECONDS_MAX;
}

bool command_ipv4(const char *word, ipv4_address *address)
{
    ipv4_address a = 0;
    const char *p = word;
    for (int part = 0; part < 4; part++) {
        uint32_t value = 0;
        const char *start = p;
        for (; *p >= '0' && *p <= '9' && p - start < 3; p++)
            value = value * 10 + (uint32_t)(*p - '0');
        if (p == start || value > 255 || *p != (part < 3 ? '.' : '\0'))
            return false;
        a = a << 8 | value;
        p += part < 3 ? 1 : 0;
    }
    *address = a;
    return true;
}
