/* app/command_files.c: the options of the tools that read and show files (cat, echo, ls, rm,
 * head, tail, wc, grep, sha256sum), as coreutils and grep read them. */
#include <string.h>

#include "app/file_tools.h"

static int bad_option(const struct tool *tool, const struct command_scan *scan, int result,
                      struct text *error)
{
    text_put(error, tool->name);
    if (scan->letter == 0) {
        text_put(error, ": unrecognized option '");
        text_put(error, scan->words->text + scan->option);
    } else {
        text_put(error, result == SCAN_NO_ARGUMENT ? ": option requires an argument -- '"
                                                   : ": invalid option -- '");
        text_put_char(error, scan->letter);
    }
    text_put(error, "'\nTry 'man ");
    text_put(error, tool->name);
    text_put(error, "' for more information.");
    return strcmp(tool->name, "ls") == 0 || strcmp(tool->name, "grep") == 0 ? 2 : 1;
}

uint16_t file_letter(const char *letters, char letter)
{
    uint16_t bit = 1;
    for (const char *p = letters; *p != '\0' && *p != letter; p++) {
        if (*p != ':')
            bit = (uint16_t)(bit << 1);
    }
    return bit;
}

/* -n 3, -n +3 (tail), -c 100 of head and tail. */
static int take_number(const struct tool *tool, struct file_options *o, char letter,
                       const char *word, struct text *error)
{
    bool from = word[0] == '+' && strcmp(tool->name, "tail") == 0;
    o->from = from;
    if (command_number(word + from, 0, UINT32_MAX, &o->number))
        return 0;
    text_put(error, tool->name);
    text_put(error,
             letter == 'n' ? ": invalid number of lines: '" : ": invalid number of bytes: '");
    text_put(error, word);
    text_put(error, "'");
    return 1;
}

static int take_option(const struct tool *tool, struct file_options *o, char letter,
                       const char *word, struct text *error)
{
    bool digit = letter >= '0' && letter <= '9';
    bool numbers = strchr(tool->letters, '9') != NULL;
    if (digit) { /* head -5 */
        bool first = (o->letters & file_letter(tool->letters, 'n')) == 0;
        o->number = (first ? 0 : o->number * 10) + (uint64_t)(letter - '0');
        o->number = o->number > UINT32_MAX ? UINT32_MAX : o->number;
        letter = 'n';
    } else if (numbers && (letter == 'n' || letter == 'c')) {
        int status = take_number(tool, o, letter, word, error);
        if (status != 0)
            return status;
    }
    o->letters |= file_letter(tool->letters, letter);
    return 0;
}

/* What must be there besides options. */
static int check_names(const struct tool *tool, const struct command_words *words,
                       struct file_options *o, struct text *error)
{
    bool reads = tool->begin != ls_begin && tool->begin != rm_begin;
    if (tool->begin == grep_begin && o->pattern == 0) {
        text_put(error, "Usage: grep ");
        text_put(error, tool->usage);
        return 2;
    }
    if (reads && o->count == 0 && words->input == 0) {
        text_put(error, tool->name);
        text_put(error,
                 ": a file is needed here: nothing can be typed into a command that runs");
        return tool->begin == grep_begin ? 2 : 1;
    }
    if (tool->begin == rm_begin && o->count == 0 &&
        (o->letters & file_letter(tool->letters, 'f')) == 0) {
        text_put(error, "rm: missing operand");
        return 1;
    }
    return 0;
}

int file_parse(const struct tool *tool, struct command_words *words,
               union command_options *options, struct text *error)
{
    enum { LINES = 10 }; /* of head and tail */
    struct file_options *o = &options->file;
    struct command_scan scan = command_scan_begin(words, tool->letters, tool->long_options);
    *o = (struct file_options){.number = LINES};
    int letter;
    while ((letter = command_scan_next(&scan)) != SCAN_END) {
        if (letter <= SCAN_NO_ARGUMENT)
            return bad_option(tool, &scan, letter, error);
        int status = take_option(tool, o, (char)letter, words->text + scan.argument, error);
        if (status != 0)
            return status;
    }
    uint16_t first = 0;
    if (tool->begin == grep_begin && scan.operand_count > 0) {
        o->pattern = scan.operands[0];
        first = 1;
    }
    for (uint16_t i = first; i < scan.operand_count; i++) {
        if (o->count == COMMAND_FILES_MAX) {
            text_put(error, tool->name);
            text_put(error, ": too many files");
            return 1;
        }
        o->names[o->count++] = scan.operands[i];
    }
    return check_names(tool, words, o, error);
}

/* -n, -e, -E and clusters of these; any other word ends the options. */
static bool echo_options(const char *word, struct file_options *o)
{
    if (word[0] != '-' || word[1] == '\0' || word[1 + strspn(word + 1, "neE")] != '\0')
        return false;
    for (const char *p = word + 1; *p != '\0'; p++) {
        if (*p == 'n')
            o->letters |= ECHO_NO_NEWLINE;
        else if (*p == 'e')
            o->letters |= ECHO_ESCAPES;
        else
            o->letters &= (uint16_t)~ECHO_ESCAPES;
    }
    return true;
}

/* A word and its terminator; gives where it lies. */
static word_offset put_word(struct text *text, const char *word)
{
    word_offset at = (word_offset)text->length;
    text_put_octets(text, word, strlen(word) + 1);
    return at;
}

/* Words from `first` on become one, with blanks in between. Names of files that stood between
 * them come behind it, so that all of it takes no more room than before. */
static word_offset join_words(struct command_words *words, uint16_t first)
{
    char octets[COMMAND_LINE_MAX];
    struct text text = text_over(octets, sizeof octets);
    (void)put_word(&text, words->text + words->word[0]);
    word_offset joined = (word_offset)text.length;
    for (uint16_t i = first; i < words->count; i++) {
        text_put(&text, i > first ? " " : "");
        text_put(&text, words->text + words->word[i]);
    }
    text_put_char(&text, '\0');
    if (words->output != 0)
        words->output = put_word(&text, words->text + words->output);
    if (words->input != 0)
        words->input = put_word(&text, words->text + words->input);
    memcpy(words->text, octets, text.length);
    words->length = (uint16_t)text.length;
    return joined;
}

int echo_parse(const struct tool *tool, struct command_words *words,
               union command_options *options, struct text *error)
{
    struct file_options *o = &options->file;
    uint16_t i = 1;
    (void)tool;
    (void)error;
    *o = (struct file_options){.number = 0};
    while (i < words->count && echo_options(words->text + words->word[i], o))
        i++;
    if (i < words->count) {
        o->names[0] = join_words(words, i);
        o->count = 1;
    }
    return 0;
}
