/* cli/check.c: `netstage check FILE...`: every error of every file, and exit status 2 when
 * there is one. */
#include <stdio.h>
#include <string.h>

#include "base/catalogue.h"
#include "base/suggest.h"
#include "cli/check.h"
#include "scenario/scenario.h"

enum { EXIT_GOOD = 0, EXIT_BAD = 2 };

struct check_options {
    bool json;
    bool quiet;
    int first_file; /* in argv */
};

static const char *const option_words[] = {"--json", "--quiet", "--help"};

static void put_help(void)
{
    fputs(_("Usage: netstage check [--json] [--quiet] FILE...\n"
            "Reads scenario files and says all that is wrong with them.\n"
            "\n"
            "  --json     one JSON object a line for every problem\n"
            "  --quiet    say nothing, only set the exit status\n"
            "  --help     show this help\n"
            "\n"
            "Exit status: 0 when all files are good (there may be warnings), 2 otherwise.\n"),
          stdout);
}

static int unknown_option(const char *word)
{
    const char *near = suggest_word(word, strlen(word), option_words,
                                    sizeof option_words / sizeof option_words[0]);
    char sentence[512];
    struct text_value values[] = {{"option", word}, {"near", near == NULL ? "" : near}};
    (void)text_format(sentence, sizeof sentence,
                      near == NULL ? _("netstage check: unknown option {option}\n")
                                   : _("netstage check: unknown option {option}; did you mean "
                                       "{near}?\n"),
                      values, 2);
    fputs(sentence, stderr);
    return EXIT_BAD;
}

/* Prints what is wrong with one file. Gives whether it is good. */
static bool check_file(const char *path, const struct check_options *options)
{
    struct diagnostics diagnostics;
    struct growing out = {0};
    diagnostics_init(&diagnostics, path);
    struct scenario *scenario = scenario_load(path, &diagnostics);
    if (options->json)
        diagnostics_put_json(&diagnostics, &out);
    else
        diagnostics_put(&diagnostics, &out);
    if (!options->quiet)
        fputs(growing_text(&out), stdout);
    bool good = scenario != NULL;
    growing_release(&out);
    scenario_free(scenario);
    diagnostics_release(&diagnostics);
    return good;
}

static void put_summary(int files, int bad)
{
    char sentence[256];
    char number[2][16];
    (void)snprintf(number[0], sizeof number[0], "%d", files);
    (void)snprintf(number[1], sizeof number[1], "%d", bad);
    struct text_value values[] = {{"files", number[0]}, {"bad", number[1]}};
    (void)text_format(sentence, sizeof sentence,
                      bad == 0 ? _("Files checked: {files}, all good\n")
                               : _("Files checked: {files}, with errors: {bad}\n"),
                      values, 2);
    fputs(sentence, stdout);
}

/* Options may stand anywhere; after -- all are files. Gives an exit status, or -1 to go on. */
static int read_options(int argc, char **argv, struct check_options *options, int *files)
{
    bool only_files = false;
    *files = 0;
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];
        if (only_files || word[0] != '-' || word[1] == '\0') {
            argv[1 + (*files)++] = argv[i];
        } else if (strcmp(word, "--") == 0) {
            only_files = true;
        } else if (strcmp(word, "--json") == 0) {
            options->json = true;
        } else if (strcmp(word, "--quiet") == 0) {
            options->quiet = true;
        } else if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
            put_help();
            return EXIT_GOOD;
        } else {
            return unknown_option(word);
        }
    }
    if (*files > 0)
        return -1;
    fputs(_("netstage check: which files? Write netstage check FILE...\n"), stderr);
    return EXIT_BAD;
}

int cli_check(int argc, char **argv)
{
    struct check_options options = {0};
    int files;
    int bad = 0;
    int status = read_options(argc, argv, &options, &files);
    if (status >= 0)
        return status;
    for (int i = 1; i <= files; i++)
        bad += !check_file(argv[i], &options);
    if (!options.json && !options.quiet)
        put_summary(files, bad);
    return bad == 0 ? EXIT_GOOD : EXIT_BAD;
}
