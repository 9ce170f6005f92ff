/* cli/options.h: the options of a command, read one after the other: `--name`, `--name VALUE`
 * or
 * `--name=VALUE`; `--` ends them; all else is a word. A misspelt one gets a suggestion. */
#ifndef NETSTAGE_CLI_OPTIONS_H
#define NETSTAGE_CLI_OPTIONS_H

#include "base/types.h"

struct cli_option {
    const char *name;  /* "--until" */
    const char *value; /* what it takes, for the help: "TIME"; NULL: nothing */
    const char *help;  /* English, a catalogue key */
};

enum cli_token {
    CLI_OPTION, /* scan->option is its row, scan->value its value */
    CLI_WORD,   /* scan->value */
    CLI_END,
    CLI_BAD, /* a message has been printed: exit 2 */
};

struct cli_scan {
    const char *command; /* "run" */
    const struct cli_option *options;
    size_t count;
    int argc;
    char **argv; /* argv[0] is the command */
    int at;
    size_t option;
    const char *value;
    bool words_only;
};

struct cli_scan cli_scan_begin(const char *command, const struct cli_option *options,
                               size_t count, int argc, char **argv);
enum cli_token cli_scan_next(struct cli_scan *scan);

/* Prints the options with their explanations to standard output, in columns. */
void cli_put_options(const struct cli_option *options, size_t count);

/* Prints "netstage COMMAND: SENTENCE" to standard error, with {word} and {near} filled in;
 * without a command, "netstage: SENTENCE". `near` NULL: no suggestion; else "did you mean
 * NEAR?" follows. */
void cli_complain(const char *command, const char *sentence, const char *word,
                  const char *near);

/* Exit statuses. */
enum { CLI_GOOD = 0, CLI_FAILED = 1, CLI_WRONG = 2 };

#endif
