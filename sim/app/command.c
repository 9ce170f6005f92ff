/* app/command.c: words, and which tool they are for. See command.h. */
#include "app/command.h"

#include <string.h>

#include "app/tool.h"
#include "base/suggest.h"

static bool is_operator(char c)
{
    return c != '\0' && strchr("<>|;&()", c) != NULL;
}

/* One word as the shell reads it, from *at on, appended to the words' text. */
static bool split_word(const char *line, size_t length, size_t *at, struct command_words *words,
                       struct text *error)
{
    char quote = 0;
    for (; *at < length; (*at)++) {
        char c = line[*at];
        if (quote == 0 && (c == ' ' || c == '\t' || is_operator(c)))
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

/* What only a real shell understands. */
static bool refuse_operator(const char *what, const char *why, struct text *error)
{
    text_put(error, "sh: `");
    text_put(error, what);
    text_put(error, "' ");
    text_put(error, why);
    return false;
}

static size_t skip_blanks(const char *line, size_t length, size_t at)
{
    while (at < length && (line[at] == ' ' || line[at] == '\t'))
        at++;
    return at;
}

/* The name behind an operator. */
static bool take_name(const char *line, size_t length, size_t *at, struct command_words *words,
                      word_offset *name, struct text *error)
{
    *at = skip_blanks(line, length, *at);
    if (*at == length || is_operator(line[*at])) {
        text_put(error, "sh: syntax error: the name of a file is missing");
        return false;
    }
    if (words->length == 0)
        words->length = 1; /* an offset of 0 would say that there is no name */
    *name = words->length;
    return split_word(line, length, at, words, error);
}

/* >, >>, <, 2>&1; each of them the last one counts. */
static bool take_redirection(const char *line, size_t length, size_t *at,
                             struct command_words *words, struct text *error)
{
    char digit = line[*at] == '1' || line[*at] == '2' ? line[*at] : '\0';
    *at += digit != '\0';
    bool out = line[*at] == '>';
    bool twice = *at + 1 < length && line[*at + 1] == line[*at];
    *at += twice ? 2 : 1;
    if (digit == '2' && length - *at >= 2 && memcmp(line + *at, "&1", 2) == 0 && !twice) {
        *at += 2;
        words->flags |= COMMAND_ERRORS_TOO;
        return true;
    }
    if (digit == '2')
        return refuse_operator("2>", "is not understood here, only 2>&1", error);
    if (*at < length && line[*at] == '&')
        return refuse_operator(">&", "is not understood here, only 2>&1", error);
    if (!out && twice)
        return refuse_operator("<<", "is not understood here", error);
    if (out)
        words->flags =
            (uint8_t)((words->flags & ~COMMAND_APPEND) | (twice ? COMMAND_APPEND : 0));
    return take_name(line, length, at, words, out ? &words->output : &words->input, error);
}

/* |, ;, &, &&, ||, ( and ). */
static bool take_operator(const char *line, size_t length, size_t *at,
                          struct command_words *words, struct text *error)
{
    char c = line[*at];
    bool twice = *at + 1 < length && line[*at + 1] == c;
    if (c == '|' && !twice)
        return refuse_operator(
            "|", "is not understood here: > FILE keeps what a command prints", error);
    if (c == '&' && !twice) {
        *at = skip_blanks(line, length, *at + 1);
        words->flags |= COMMAND_BACKGROUND;
        return *at == length ||
               refuse_operator("&", "within a line: put a URL that has one in quotation marks",
                               error);
    }
    char operator[3] = {c, twice ? c : '\0', '\0'};
    return refuse_operator(operator, "is not understood here: one command a line", error);
}

/* Is there a redirection, with or without a digit in front of it? */
static bool at_redirection(const char *line, size_t length, size_t at)
{
    bool digit = line[at] == '1' || line[at] == '2';
    if (digit)
        at++;
    return at < length && (line[at] == '>' || (line[at] == '<' && !digit));
}

bool command_split(const char *line, size_t length, struct command_words *words,
                   struct text *error)
{
    size_t at = 0;
    memset(words, 0, sizeof *words);
    /* Each word needs one octet more than it has, its terminator; a blank or an operator pays
     * for it. */
    if (length + 1 >= COMMAND_LINE_MAX || memchr(line, '\0', length) != NULL) {
        text_put(error, "sh: the line is too long, or holds a NUL character");
        return false;
    }
    while ((at = skip_blanks(line, length, at)) < length) {
        bool fine;
        if (at_redirection(line, length, at)) {
            fine = take_redirection(line, length, &at, words, error);
        } else if (is_operator(line[at])) {
            fine = take_operator(line, length, &at, words, error);
        } else if (words->count == COMMAND_WORDS_MAX) {
            text_put(error, "sh: too many words");
            return false;
        } else {
            words->word[words->count] = words->length;
            words->count++;
            fine = split_word(line, length, &at, words, error);
        }
        if (!fine)
            return false;
    }
    return true;
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
    command->flags = words.flags;
    command->output = words.output;
    command->input = words.input;
    memcpy(command->text, words.text, sizeof command->text);
    command->text_length = words.length;
    return status;
}
