/* cli/main.c: the program `netstage`: finds the command and hands over to it. What holds for
 * every command is done here: the language, --version, and --help without a command. */
#include <stdio.h>
#include <string.h>

#include "base/catalogue.h"
#include "base/suggest.h"
#include "base/version.h"
#include "cli/bench.h"
#include "cli/check.h"
#include "cli/decode.h"
#include "cli/judge.h"
#include "cli/live.h"
#include "cli/options.h"
#include "cli/run.h"
#include "cli/script.h"
#include "cli/shell.h"
#include "scenario/resource_path.h"

static const struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *help;
} commands[] = {
    {"run", cli_run, N_("play a lesson and tell what happens")},
    {"live", cli_live, N_("let the real world into a lesson")},
    {"shell", cli_shell, N_("type at the hosts of a lesson")},
    {"check", cli_check, N_("say all that is wrong with scenario files")},
    {"decode", cli_decode, N_("take a capture of anybody's apart")},
    {"judge", cli_judge, N_("say whether HTTP and DNS messages are well formed")},
    {"script", cli_script, N_("play packet scripts against a simulated host")},
    {"bench", cli_bench, N_("measure the simulator's speed")},
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

static void put_help(void)
{
    fputs(_("Usage: netstage COMMAND [options] [FILE...]\n"
            "A stage on which the Internet's protocols perform.\n"
            "\n"),
          stdout);
    for (size_t i = 0; i < COMMANDS; i++)
        printf("  netstage %-10s %s\n", commands[i].name, tr(commands[i].help));
    fputs(_("\n"
            "netstage COMMAND --help explains a command. All take --lang en|ko and --version.\n"
            "The window is netstage-gui.\n"),
          stdout);
}

/* Takes `--lang X` or `--lang=X` out of the words, wherever it stands; NULL: it is not there.
 */
static const char *take_language(int *argc, char **argv)
{
    const char *language = NULL;
    int kept = 0;
    for (int i = 0; i < *argc; i++) {
        if (strcmp(argv[i], "--") == 0) {
            while (i < *argc)
                argv[kept++] = argv[i++];
        } else if (strcmp(argv[i], "--lang") == 0 && i + 1 < *argc) {
            language = argv[++i];
        } else if (strncmp(argv[i], "--lang=", 7) == 0) {
            language = argv[i] + 7;
        } else {
            argv[kept++] = argv[i];
        }
    }
    argv[kept] = NULL;
    *argc = kept;
    return language;
}

static bool has_word(int argc, char **argv, const char *word)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], word) == 0)
            return true;
    return false;
}

static int unknown_command(const char *word)
{
    struct suggestion suggestion = suggest_begin(word, strlen(word));
    for (size_t i = 0; i < COMMANDS; i++)
        suggest_offer(&suggestion, commands[i].name);
    cli_complain(NULL, _("there is no command {word}"), word, suggestion.best);
    return CLI_WRONG;
}

/* What was printed must have reached its place: a full disk is no success. */
static int finish(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    fprintf(stderr, "netstage: %s\n", _("the output could not be written"));
    return status == CLI_GOOD ? CLI_FAILED : status;
}

int main(int argc, char **argv)
{
    const char *language = take_language(&argc, argv);
    const char *problem = resource_languages(language);
    if (problem != NULL)
        fprintf(stderr, "netstage: %s\n", tr(problem));
    if (has_word(argc, argv, "--version")) {
        puts("netstage " NETSTAGE_VERSION);
        return finish(CLI_GOOD);
    }
    if (argc < 2) {
        put_help();
        return finish(CLI_WRONG);
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        put_help();
        return finish(CLI_GOOD);
    }
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return finish(commands[i].run(argc - 1, argv + 1));
    return unknown_command(argv[1]);
}
