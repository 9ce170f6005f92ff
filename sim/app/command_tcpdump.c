/* app/command_tcpdump.c: the options of tcpdump (4.99), and its filter: all operands, joined by
 * blanks. The filter is checked when the command begins, see capture.h. */
#include <string.h>

#include "app/tool.h"

static int complain(const char *what, const char *word, struct text *error)
{
    text_put(error, what);
    text_put(error, word);
    return 1;
}

static int bad_option(const struct command_scan *scan, int result, const struct tool *tool,
                      struct text *error)
{
    text_put(error, tool->name);
    text_put(error, result == SCAN_NO_ARGUMENT ? ": option requires an argument -- '"
                                               : ": invalid option -- '");
    text_put_char(error, scan->letter != 0 ? scan->letter : '-');
    text_put(error, "'\nUsage: ");
    text_put(error, tool->name);
    text_put_char(error, ' ');
    text_put(error, tool->usage);
    return 1;
}

/* "eth1", or "any"; a name that no node has is found out when the command begins. */
static void set_device(struct tcpdump_options *o, const char *word, word_offset offset)
{
    uint64_t number = UINT8_MAX;
    o->device = offset;
    o->any = strcmp(word, "any") == 0;
    if (strncmp(word, "eth", 3) != 0 || !command_number(word + 3, 0, UINT8_MAX - 1, &number))
        number = UINT8_MAX;
    o->interface = (uint8_t)number;
}

static void count_switch(struct tcpdump_options *o, int letter)
{
    uint8_t *const all[] = {&o->ascii, &o->list,    &o->link, &o->numeric,   &o->absolute,
                            &o->time,  &o->verbose, &o->hex,  &o->hex_ascii, &o->number};
    static const char letters[] = "ADenStvxX#";
    const char *at = strchr(letters, letter);
    if (at != NULL && *all[at - letters] < UINT8_MAX)
        ++*all[at - letters];
}

static int set_option(struct tcpdump_options *o, int letter, const char *word,
                      word_offset offset, struct text *error)
{
    uint64_t number = 0;
    if (letter == 'c') {
        if (!command_number(word, 1, INT32_MAX, &number))
            return complain("tcpdump: invalid packet count ", word, error);
        o->count = (uint32_t)number;
    } else if (letter == 's') {
        if (!command_number(word, 0, 262144, &number))
            return complain("tcpdump: invalid snaplen ", word, error);
    } else if (letter == 'i') {
        set_device(o, word, offset);
    } else if (letter == 'w') {
        o->file = offset;
    } else {
        count_switch(o, letter);
    }
    return 0;
}

/* The operands as one word behind the others. */
static bool join_operands(struct command_words *words, const struct command_scan *scan,
                          word_offset *joined)
{
    uint16_t from = words->length;
    for (uint16_t i = 0; i < scan->operand_count; i++) {
        const char *operand = words->text + scan->operands[i];
        size_t n = strlen(operand);
        if (words->length + n + 1 > COMMAND_LINE_MAX)
            return false;
        memmove(words->text + words->length, operand, n);
        words->length = (uint16_t)(words->length + n);
        words->text[words->length++] = i + 1 < scan->operand_count ? ' ' : '\0';
    }
    *joined = from;
    return true;
}

int tcpdump_parse(const struct tool *tool, struct command_words *words,
                  union command_options *options, struct text *error)
{
    struct tcpdump_options *o = &options->tcpdump;
    struct command_scan scan = command_scan_begin(words, tool->letters, tool->long_options);
    int letter;
    *o = (struct tcpdump_options){.count = 0};
    while ((letter = command_scan_next(&scan)) != SCAN_END) {
        if (letter <= SCAN_NO_ARGUMENT)
            return bad_option(&scan, letter, tool, error);
        int status = set_option(o, letter, words->text + scan.argument, scan.argument, error);
        if (status != 0)
            return status;
    }
    if (scan.operand_count == 1)
        o->filter = scan.operands[0];
    else if (scan.operand_count > 1 && !join_operands(words, &scan, &o->filter))
        return complain("tcpdump: the expression is too long", "", error);
    return 0;
}
