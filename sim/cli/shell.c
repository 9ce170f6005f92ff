/* cli/shell.c: see shell.h. Reads lines, gives each to the stage or to a host, and ends with
 * the status of the last one. */
#define _POSIX_C_SOURCE 200809L
#include "cli/shell.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalogue.h"
#include "base/suggest.h"
#include "cli/lesson_file.h"
#include "cli/options.h"
#include "cli/shell_state.h"
#include "scenario/resource_path.h"

enum shell_option { SHELL_ON, SHELL_STRICT, SHELL_HELP, SHELL_OPTIONS };

static const struct cli_option table[SHELL_OPTIONS] = {
    [SHELL_ON] = {"--on", "HOST", N_("where one types at first")},
    [SHELL_STRICT] = {"--strict", NULL, N_("end with the first command that fails")},
    [SHELL_HELP] = {"--help", NULL, N_("show this help")},
};

struct shell_arguments {
    const char *file;
    const char *host; /* NULL: the first one */
    bool strict;
};

static volatile sig_atomic_t interrupted;

static void on_interrupt(int signal)
{
    (void)signal;
    interrupted = 1;
}

bool shell_was_interrupted(void)
{
    bool was = interrupted != 0;
    interrupted = 0;
    return was;
}

int shell_complain(const struct shell *s, const char *sentence, const char *word,
                   const char *near)
{
    char place[32];
    struct text text = text_over(place, sizeof place);
    text_put(&text, "shell");
    if (!s->terminal && s->line > 0) {
        text_put(&text, ":");
        text_put_unsigned(&text, s->line);
    }
    (void)fflush(stdout);
    cli_complain(place, sentence, word, near);
    return CLI_FAILED;
}

/* --- arguments --- */

static void put_help(void)
{
    fputs(_("Usage: netstage shell LESSON [options]\n"
            "Types at the hosts of a scenario, or of a lesson by its name: in a terminal, or "
            "from\n"
            "a pipe, a command a line. `help` lists the commands.\n"
            "\n"),
          stdout);
    cli_put_options(table, SHELL_OPTIONS);
    fputs(_("\n"
            "Exit status: that of the last command; 2 for a bad scenario or wrong usage.\n"),
          stdout);
}

/* CLI_GOOD, CLI_WRONG, or -1 when the help was printed. */
static int read_arguments(int argc, char **argv, struct shell_arguments *a)
{
    struct cli_scan scan = cli_scan_begin("shell", table, SHELL_OPTIONS, argc, argv);
    for (;;) {
        switch (cli_scan_next(&scan)) {
        case CLI_WORD:
            if (a->file != NULL) {
                cli_complain("shell", _("one scenario at a time; {word} is one too many"),
                             scan.value, NULL);
                return CLI_WRONG;
            }
            a->file = scan.value;
            break;
        case CLI_OPTION:
            if (scan.option == SHELL_HELP) {
                put_help();
                return -1;
            }
            if (scan.option == SHELL_ON)
                a->host = scan.value;
            else
                a->strict = true;
            break;
        case CLI_BAD:
            return CLI_WRONG;
        case CLI_END:
            if (a->file != NULL)
                return CLI_GOOD;
            cli_complain("shell",
                         _("which scenario? netstage shell FILE, or the name of a lesson"), "",
                         NULL);
            return CLI_WRONG;
        }
    }
}

/* --- before --- */

static bool load(struct shell *s, const char *file)
{
    struct diagnostics diagnostics;
    struct growing out = {0};
    char path[RESOURCE_PATH_SIZE];
    if (!lesson_file_find("shell", file, path, sizeof path))
        return false;
    diagnostics_init(&diagnostics, path);
    s->scenario = scenario_load(path, &diagnostics);
    diagnostics_put(&diagnostics, &out);
    fputs(growing_text(&out), stderr);
    growing_release(&out);
    diagnostics_release(&diagnostics);
    return s->scenario != NULL;
}

static bool no_memory(void)
{
    cli_complain("shell", _("out of memory"), "", NULL);
    return false;
}

static bool open_session(struct shell *s)
{
    s->session = session_open(s->scenario, 0);
    s->tree = malloc(sizeof *s->tree);
    s->storage = malloc(sizeof *s->storage);
    if (s->session == NULL || s->tree == NULL || s->storage == NULL)
        return no_memory();
    field_tree_init(s->tree, s->storage);
    s->now = session_time(s->session);
    shell_learn(s);
    return true;
}

/* The host of the lesson's first command, or the first host. */
static uint32_t first_host(const struct scenario *scenario)
{
    for (uint32_t i = 0; i < scenario->timeline_count; i++)
        if (scenario->timeline[i].action == TIMELINE_COMMAND)
            return scenario->timeline[i].node;
    for (uint32_t i = 0; i < scenario->node_count; i++)
        if (scenario->nodes[i].kind == NODE_HOST)
            return i;
    return 0;
}

static bool choose_host(struct shell *s, const char *host)
{
    if (host == NULL) {
        s->node = first_host(s->scenario);
        return true;
    }
    s->node = scenario_find_node(s->scenario, host, strlen(host));
    if (s->node != NONE && s->scenario->nodes[s->node].kind != NODE_SWITCH)
        return true;
    struct suggestion suggestion = suggest_begin(host, strlen(host));
    for (uint32_t i = 0; i < s->scenario->node_count; i++)
        if (s->scenario->nodes[i].kind != NODE_SWITCH)
            suggest_offer(&suggestion, s->scenario->nodes[i].name);
    cli_complain("shell", _("there is no host {word}"), host, suggestion.best);
    return false;
}

static bool start_reading(struct shell *s)
{
    struct sigaction action = {.sa_handler = on_interrupt, .sa_flags = SA_RESTART};
    s->reader = line_reader_open(shell_complete, s);
    if (s->reader == NULL)
        return no_memory();
    s->terminal = line_reader_is_terminal(s->reader);
    (void)sigaction(SIGINT, &action, NULL);
    return true;
}

/* --- lines --- */

enum line_result shell_read(struct shell *s, const char *prompt, char *line, size_t size)
{
    enum line_result result = line_reader_read(s->reader, prompt, line, size);
    if (result == LINE_READ || result == LINE_TOO_LONG)
        s->line++;
    return result;
}

/* "laptop:0.0123s$ ". */
static void put_prompt(const struct shell *s, struct text *text)
{
    sim_time tenths = s->now / (SIM_SECOND / 10000);
    text_put(text, s->scenario->nodes[s->node].name);
    text_put_char(text, ':');
    text_put_unsigned(text, (uint64_t)tenths / 10000);
    text_put_char(text, '.');
    text_put_digits(text, (uint64_t)tenths % 10000, 4);
    text_put(text, "s$ ");
}

static void take_line(struct shell *s, const char *line)
{
    line += strspn(line, " \t");
    if (line[0] == '\0' || line[0] == '#')
        return;
    (void)shell_was_interrupted(); /* what was pressed before is not for this one */
    (void)shell_stage(s, line, &s->status);
    if (s->strict && s->status != 0)
        s->quits = true;
}

static void talk(struct shell *s)
{
    char line[SHELL_LINE], prompt[NODE_NAME_SIZE + 32];
    while (!s->quits) {
        struct text text = text_over(prompt, sizeof prompt);
        put_prompt(s, &text);
        switch (shell_read(s, prompt, line, sizeof line)) {
        case LINE_READ:
            take_line(s, line);
            break;
        case LINE_TOO_LONG:
            s->status = shell_complain(s, _("this line is too long"), "", NULL);
            s->quits = s->strict;
            break;
        case LINE_INTERRUPTED:
            s->status = 130;
            s->quits = !s->terminal;
            break;
        case LINE_END:
            if (s->terminal)
                putchar('\n');
            return;
        }
    }
}

static void release(struct shell *s)
{
    line_reader_close(s->reader);
    session_close(s->session);
    scenario_free(s->scenario);
    growing_release(&s->out);
    free(s->jobs);
    free(s->tree);
    free(s->storage);
}

int cli_shell(int argc, char **argv)
{
    struct shell_arguments arguments = {0};
    struct shell s = {0};
    int status = read_arguments(argc, argv, &arguments);
    if (status != CLI_GOOD)
        return status < 0 ? CLI_GOOD : status;
    s.strict = arguments.strict;
    if (!load(&s, arguments.file) || !open_session(&s) || !choose_host(&s, arguments.host) ||
        !start_reading(&s)) {
        release(&s);
        return CLI_WRONG;
    }
    if (s.terminal)
        puts(_("`help` lists the commands; Ctrl-C stops one, Ctrl-D ends the shell."));
    talk(&s);
    release(&s);
    return s.status;
}
