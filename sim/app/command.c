/* app/command.c: words, and which tool they are for. See command.h. */
#include "app/command.h"

#include <string.h>

#include "app/tool.h"
#include "base/suggest.h"

/* One word as the shell reads it, from *at on, appended to the words' text. */
static bool split_word(const char *line, size_t length, size_t *at, struct command_words *words,
                       struct text *error)
{
    char quote = 0;
    for (; *at < length; (*at)++) {
        char c = line[*at];
        if (quote == 0 && (c == ' ' || c == '\t'))
            break;
        if (c == quote) {
            quote = 0;
            continue;
        }
        if (quote == 0 && (c == '\'' || c == '"')) {
            quote = c;
            continue;
        }
        bool escapes = quote == 0 || (quote == '"' && *at + 1 < length &&
                                      (line[*at + 1] == '"' || line[*at + 1] == '\\'));
        if (c == '\\' && escapes && *at + 1 < length) {
            (*at)++;
            c = line[*at];
        }
        words->text[words->length] = c;
        words->length++;
    }
    words->text[words->length] = '\0';
    words->length++;
    if (quote != 0) {
        text_put(error, "sh: unexpected end of line while looking for the closing ");
        text_put_char(error, quote);
    }
    return quote == 0;
}

bool command_split(const char *line, size_t length, struct command_words *words,
                   struct text *error)
{
    size_t at = 0;
    memset(words, 0, sizeof *words);
    /* Each word needs one octet more than it has, its terminator; a blank pays for it. */
    if (length + 1 >= COMMAND_LINE_MAX || memchr(line, '\0', length) != NULL) {
        text_put(error, "sh: the line is too long, or holds a NUL character");
        return false;
    }
    for (;;) {
        while (at < length && (line[at] == ' ' || line[at] == '\t'))
            at++;
        if (at == length)
            return true;
        if (words->count == COMMAND_WORDS_MAX) {
            text_put(error, "sh: too many words");
            return false;
        }
        words->word[words->count] = words->length;
        words->count++;
        if (!split_word(line, length, &at, words, error))
            return false;
    }
}

static int unknown_command(const char *name, struct text *error)
{
    struct suggestion suggestion = suggest_begin(name, strlen(name));
    for (int kind = COMMAND_NONE + 1; kind < COMMAND_KINDS; kind++)
        suggest_offer(&suggestion, tools[kind].name);
    text_put(error, name);
    text_put(error, ": command not found");
    if (suggestion.best != NULL) {
        text_put(error, "; did you mean `");
        text_put(error, suggestion.best);
        text_put(error, "`?");
    }
    return 127;
}

int command_parse(const char *line, size_t length, struct command *command, struct text *error)
{
    struct command_words words;
    memset(command, 0, sizeof *command);
    if (!command_split(line, length, &words, error))
        return 2;
    if (words.count == 0) {
        text_put(error, "sh: the line holds no command");
        return 2;
    }
    const char *name = words.text + words.word[0];
    enum command_kind kind = tool_find(name);
    if (kind == COMMAND_NONE)
        return unknown_command(name, error);
    const struct tool *tool = &tools[kind];
    int status = tool->parse(tool, &words, &command->options, error);
    command->kind = (uint8_t)kind;
    memcpy(command->text, words.text, sizeof command->text);
    command->text_length = words.length;
    return status;
}
