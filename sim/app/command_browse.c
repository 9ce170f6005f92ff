/* app/command_browse.c: the options of browse, which are put into those of curl. */
#include <string.h>

#include "app/tool.h"

enum { BROWSE_USAGE = 2 };

static bool add_word(struct command_words *words, const char *word)
{
    size_t n = strlen(word) + 1;
    if (words->count == COMMAND_WORDS_MAX || words->length + n > COMMAND_LINE_MAX)
        return false;
    memcpy(words->text + words->length, word, n);
    words->word[words->count++] = words->length;
    words->length = (uint16_t)(words->length + n);
    return true;
}

static bool add_option(struct command_words *words, const char *option, const char *value)
{
    return add_word(words, option) && add_word(words, value);
}

/* What a browser does without being told. */
static bool add_habits(struct command_words *words)
{
    return add_word(words, "browse") && add_word(words, "-sSL") &&
           add_option(words, "--max-redirs", "20") && add_option(words, "-b", "browser") &&
           add_option(words, "-c", "browser") && add_option(words, "-A", "netstage-browse/1.0");
}

static int misuse(const struct tool *tool, struct text *error)
{
    text_put(error, "usage: browse ");
    text_put(error, tool->usage);
    return BROWSE_USAGE;
}

int browse_parse(const struct tool *tool, struct command_words *words,
                 union command_options *options, struct text *error)
{
    struct command_words for_curl = {.count = 0};
    struct command_scan scan = command_scan_begin(words, tool->letters, tool->long_options);
    bool fits = add_habits(&for_curl);
    int letter;
    while ((letter = command_scan_next(&scan)) != SCAN_END) {
        char option[3] = {'-', (char)letter, '\0'};
        if (letter <= SCAN_NO_ARGUMENT)
            return misuse(tool, error);
        if (letter == 'r')
            fits = fits && add_option(&for_curl, "-H", "Cache-Control: no-cache");
        else
            fits = fits && add_option(&for_curl, option, words->text + scan.argument);
    }
    for (uint16_t i = 0; i < scan.operand_count; i++)
        fits = fits && add_word(&for_curl, words->text + scan.operands[i]);
    if (scan.operand_count == 0)
        return misuse(tool, error);
    if (!fits) {
        text_put(error, "browse: the line is too long");
        return BROWSE_USAGE;
    }
    *words = for_curl;
    int status = curl_parse(&tools[COMMAND_CURL], words, options, error);
    options->curl.browser = 1;
    return status;
}
