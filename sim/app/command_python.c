/* app/command_python.c: the words of python3, of which these hosts know one use:
 * python3 -m http.server. */
#include <string.h>

#include "app/tool.h"

static const char server_usage[] = "usage: server.py [-h] [-b ADDRESS] [-d DIRECTORY] [port]\n";

/* As Python's argparse: usage, what is wrong, status 2. */
static int complain(const char *what, const char *word, const char *after, struct text *error)
{
    text_put(error, server_usage);
    text_put(error, "server.py: error: ");
    text_put(error, what);
    text_put(error, word);
    text_put(error, after);
    return 2;
}

static int read_option(int letter, const struct command_scan *scan, struct python_options *o,
                       struct text *error)
{
    const char *word = scan->words->text + scan->argument;
    if (letter == 'd') {
        o->directory = scan->argument;
    } else if (letter == 'b' && !command_ipv4(word, &o->address)) {
        text_put(error, "socket.gaierror: [Errno -2] Name or service not known");
        return 1;
    }
    return 0;
}

static int read_port(const char *word, struct python_options *o, struct text *error)
{
    uint64_t port;
    if (!command_number(word, 0, INT64_MAX, &port))
        return complain("argument port: invalid int value: '", word, "'", error);
    if (port > UINT16_MAX) {
        text_put(error, "OverflowError: bind(): port must be 0-65535.");
        return 1;
    }
    if (port == 0)
        return complain("argument port: on these hosts 1 to 65535, not '", word, "'", error);
    o->port = (uint16_t)port;
    return 0;
}

/* The words behind "-m http.server". */
static int read_server(const struct tool *tool, struct command_words *words,
                       struct python_options *o, struct text *error)
{
    enum { PYTHON_WORDS = 2 };
    struct command_scan scan = command_scan_begin(words, tool->letters, tool->long_options);
    int letter;
    scan.next += PYTHON_WORDS;
    while ((letter = command_scan_next(&scan)) != SCAN_END) {
        const char *option = words->text + scan.option;
        if (letter == SCAN_NO_ARGUMENT)
            return complain(option[1] == 'b' || option[2] == 'b' ? "argument -b/--bind"
                                                                 : "argument -d/--directory",
                            "", ": expected one argument", error);
        if (letter == SCAN_UNKNOWN)
            return complain("unrecognized arguments: ", option, "", error);
        int status = read_option(letter, &scan, o, error);
        if (status != 0)
            return status;
    }
    if (scan.operand_count > 1)
        return complain("unrecognized arguments: ", words->text + scan.operands[1], "", error);
    return scan.operand_count == 1 ? read_port(words->text + scan.operands[0], o, error) : 0;
}

int python_parse(const struct tool *tool, struct command_words *words,
                 union command_options *options, struct text *error)
{
    struct python_options *o = &options->python;
    const char *text = words->text;
    *o = (struct python_options){.port = 8000};
    if (words->count >= 3 && strcmp(text + words->word[1], "-m") == 0 &&
        strcmp(text + words->word[2], "http.server") == 0)
        return read_server(tool, words, o, error);
    text_put(error, "python3: on these hosts there is only: python3 ");
    text_put(error, tool->usage);
    return 1;
}
