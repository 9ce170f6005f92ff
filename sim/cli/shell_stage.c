/* cli/shell_stage.c: the stage's own commands, beside those of the hosts: moving in time,
 * looking, going from host to host. Where a host knows a command of the same name, the stage's
 * is meant; a line that begins with ! is always the host's. See shell_state.h. */
#include "cli/shell_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/tool.h"
#include "base/catalogue.h"
#include "base/suggest.h"
#include "cli/options.h"
#include "scenario/quantity.h"
#include "watch/event_line.h"
#include "watch/node_tables.h"

/* What stands behind the command's name: as it is, and as words. */
struct stage_words {
    const char *rest;
    uint32_t count;
    const char *word[SHELL_WORDS];
};

struct stage_command {
    const char *name;
    const char *takes; /* for the help: "[N]"; "" when nothing */
    const char *help;  /* English, a catalogue key */
    int (*run)(struct shell *shell, const struct stage_words *words);
};

static int usage(const struct shell *s, const char *sentence, const char *word)
{
    shell_complain(s, sentence, word, NULL);
    return CLI_WRONG;
}

/* --- time --- */

/* "N", 1 when it is not there. */
static bool read_count(const struct stage_words *w, uint32_t *count)
{
    uint64_t value = 1;
    if (w->count > 1 || (w->count == 1 && !command_number(w->word[0], 1, UINT32_MAX, &value)))
        return false;
    *count = (uint32_t)value;
    return true;
}

static int stage_step(struct shell *s, const struct stage_words *w)
{
    uint32_t count;
    if (!read_count(w, &count))
        return usage(s, _("{word} is no number of steps"), w->rest);
    for (; count > 0; count--) {
        uint32_t from = session_position(s->session);
        bool moved = session_step(s->session, STEP_FRAME);
        s->now = session_time(s->session);
        shell_learn(s);
        shell_put_rows(s, from, session_position(s->session));
        if (!moved)
            return shell_complain(s, _("nothing more happens by itself"), "", NULL);
    }
    return CLI_GOOD;
}

static void put_moment(const struct shell *s)
{
    struct growing time = {0};
    put_seconds(&time, s->now);
    printf("%s s  %s %llu  %s\n", growing_text(&time), _("event"),
           (unsigned long long)session_event(s->session), s->scenario->nodes[s->node].name);
    growing_release(&time);
}

static int stage_back(struct shell *s, const struct stage_words *w)
{
    uint32_t count;
    int status = CLI_GOOD;
    if (!read_count(w, &count))
        return usage(s, _("{word} is no number of steps"), w->rest);
    for (; count > 0 && status == CLI_GOOD; count--)
        if (!session_back(s->session, STEP_FRAME))
            status = shell_complain(s, _("this is the start"), "", NULL);
    s->now = session_time(s->session);
    shell_learn(s);
    put_moment(s);
    return status;
}

/* Goes on to a moment; stops when somebody presses Ctrl-C. */
static int run_to(struct shell *s, sim_time moment)
{
    struct queue_entry next;
    while (world_next(session_view(s->session), &next) && next.time <= moment) {
        uint32_t from = session_position(s->session);
        if (shell_was_interrupted())
            return CLI_FAILED;
        if (!session_wait(s->session, next.time))
            return shell_complain(s, _("the run had to be stopped"), "", NULL);
        s->now = session_time(s->session);
        shell_learn(s);
        shell_put_output(s, from, session_position(s->session), NONE);
        if (session_position(s->session) == from)
            break;
    }
    s->now = moment > s->now ? moment : s->now;
    return CLI_GOOD;
}

static int run_to_end(struct shell *s)
{
    sim_time begun = s->now;
    while (shell_step(s, NONE)) {
        if (shell_was_interrupted())
            return CLI_FAILED;
        if (s->now - begun > 3600 * SIM_SECOND)
            return shell_complain(s, _("the run does not come to an end"), "", NULL);
    }
    uint32_t packet, node;
    return session_problem(s->session, &packet, &node) == SESSION_FINE ? CLI_GOOD : CLI_FAILED;
}

static int run_to_match(struct shell *s, const char *filter)
{
    struct filter_error error;
    uint32_t from = session_position(s->session);
    if (!session_set_filter(s->session, filter, &error)) {
        shell_complain(s, error.sentence, filter, error.suggestion);
        return CLI_WRONG;
    }
    bool found = session_step(s->session, STEP_MATCH);
    (void)session_set_filter(s->session, "", &error);
    s->now = session_time(s->session);
    shell_learn(s);
    uint32_t to = session_position(s->session);
    shell_put_output(s, from, to, NONE);
    if (!found)
        return shell_complain(s, _("no more frame matches {word}"), filter, NULL);
    shell_put_rows(s, session_history(s->session)->events[session_event(s->session)].first_row,
                   to);
    return CLI_GOOD;
}

static bool read_time(const char *text, sim_time *time)
{
    struct quantity quantity;
    bool ok = quantity_read(text, strlen(text), QUANTITY_MOMENT, 0, (uint64_t)SIM_NEVER / 2,
                            &quantity) == QUANTITY_OK;
    *time = ok ? (sim_time)quantity.value : 0;
    return ok;
}

static int stage_run(struct shell *s, const struct stage_words *w)
{
    sim_time time;
    if (w->count == 0)
        return run_to_end(s);
    if (strcmp(w->word[0], "until") == 0) {
        const char *what = w->rest + strlen("until");
        what += strspn(what, " \t");
        if (what[0] == '\0')
            return usage(s, _("until what? A time (2 s) or a filter (tcp.flags.syn == 1)"), "");
        if (!read_time(what, &time))
            return run_to_match(s, what);
        return time >= s->now ? run_to(s, time)
                              : usage(s, _("{word} is over; `back` goes there"), what);
    }
    if (!read_time(w->rest, &time))
        return usage(s, _("{word} is no time; write a number and a unit: ns, us, ms, s, min"),
                     w->rest);
    return run_to(s, s->now + time);
}

static int stage_time(struct shell *s, const struct stage_words *w)
{
    (void)w;
    put_moment(s);
    return CLI_GOOD;
}

/* --- looking --- */

static int stage_log(struct shell *s, const struct stage_words *w)
{
    return shell_log(s, w->rest);
}

/* `why 12`, `why 37.2`, and as people say it, `why of 37.2`. */
static int stage_why(struct shell *s, const struct stage_words *w)
{
    uint32_t at = w->count > 1 && strcmp(w->word[0], "of") == 0 ? 1 : 0;
    return shell_why(s, w->count > at ? w->word[at] : "");
}

static int stage_frame(struct shell *s, const struct stage_words *w)
{
    if (w->count != 1)
        return usage(s, _("which frame? It is packet and hop: frame 37.2"), "");
    return shell_frame(s, w->word[0]);
}

static int stage_show(struct shell *s, const struct stage_words *w)
{
    if (w->count > 2)
        return usage(s, _("show TABLE, or show TABLE HOST"), "");
    return shell_show(s, w->count > 0 ? w->word[0] : NULL, w->count > 1 ? w->word[1] : NULL);
}

/* --- hosts and their commands --- */

static int stage_hosts(struct shell *s, const struct stage_words *w)
{
    (void)w;
    return shell_hosts(s);
}

static uint32_t find_host(const struct shell *s, const char *name)
{
    struct suggestion suggestion = suggest_begin(name, strlen(name));
    uint32_t node = scenario_find_node(s->scenario, name, strlen(name));
    if (node != NONE && s->scenario->nodes[node].kind != NODE_SWITCH)
        return node;
    for (uint32_t i = 0; i < s->scenario->node_count; i++)
        if (s->scenario->nodes[i].kind != NODE_SWITCH)
            suggest_offer(&suggestion, s->scenario->nodes[i].name);
    shell_complain(s,
                   node == NONE ? _("there is no host {word}")
                                : _("{word} is a switch: nobody can type there"),
                   name, node == NONE ? suggestion.best : NULL);
    return NONE;
}

static int run_on_host(struct shell *s, uint32_t node, const char *line)
{
    char name[COMPLETION_WORD];
    struct text text = text_over(name, sizeof name);
    text_put_octets(&text, line, strcspn(line, " \t"));
    if (tool_find(name) != COMMAND_NONE || strpbrk(name, "'\"\\") != NULL)
        return shell_run_line(s, node, line);
    struct suggestion suggestion = suggest_begin(name, strlen(name));
    for (int kind = COMMAND_NONE + 1; kind < COMMAND_KINDS; kind++)
        suggest_offer(&suggestion, tools[kind].name);
    for (const char *const *own = shell_commands(); *own != NULL; own++)
        suggest_offer(&suggestion, *own);
    shell_complain(s, _("there is no command {word}"), name, suggestion.best);
    return 127;
}

/* `on HOST` goes there, `on HOST COMMAND` runs one command there. */
static int stage_on(struct shell *s, const struct stage_words *w)
{
    if (w->count == 0)
        return usage(s, _("on which host? `hosts` lists them"), "");
    uint32_t node = find_host(s, w->word[0]);
    if (node == NONE)
        return CLI_FAILED;
    const char *line = w->rest + strlen(w->word[0]);
    line += strspn(line, " \t");
    if (line[0] != '\0')
        return run_on_host(s, node, line);
    s->node = node;
    return CLI_GOOD;
}

static int stage_jobs(struct shell *s, const struct stage_words *w)
{
    (void)w;
    for (uint32_t i = 0; i < s->job_count; i++) {
        const struct shell_job *job = &s->jobs[i];
        if (job->ended != NONE || job->job == NONE)
            continue;
        s->out.length = 0;
        shell_job_words(s, job, &s->out);
        if (job->number > 0)
            printf("[%u] ", (unsigned)job->number);
        else
            fputs("[-] ", stdout);
        printf("%s: %s\n", s->scenario->nodes[job->node].name, growing_text(&s->out));
    }
    return CLI_GOOD;
}

/* The running command that is meant: by its number, or the last one that was typed. */
static struct shell_job *job_meant(struct shell *s, const struct stage_words *w)
{
    struct shell_job *found = NULL;
    uint64_t number = 0;
    const char *word = w->count > 0 ? w->word[0] : "";
    word += word[0] == '%' ? 1 : 0;
    if (w->count > 0 && command_number(word, 1, UINT32_MAX, &number))
        found = shell_job_find(s, (uint32_t)number);
    for (uint32_t i = s->job_count; w->count == 0 && found == NULL && i-- > 0;)
        if (s->jobs[i].number > 0 && s->jobs[i].ended == NONE)
            found = &s->jobs[i];
    if (found != NULL && found->ended == NONE)
        return found;
    shell_complain(s, _("no such command runs; `jobs` lists them"), "", NULL);
    return NULL;
}

static int stage_stop(struct shell *s, const struct stage_words *w)
{
    const struct shell_job *job = job_meant(s, w);
    return job != NULL && shell_stop(s, job) ? CLI_GOOD : CLI_FAILED;
}

static int stage_fg(struct shell *s, const struct stage_words *w)
{
    const struct shell_job *job = job_meant(s, w);
    return job == NULL ? CLI_FAILED : shell_stay(s, (uint32_t)(job - s->jobs));
}

static int stage_quit(struct shell *s, const struct stage_words *w)
{
    (void)w;
    s->quits = true;
    return s->status;
}

/* --- the table --- */

static int stage_help(struct shell *s, const struct stage_words *w);

static const struct stage_command stage_table[] = {
    {"step", "[N]", N_("the next frame is put on a cable, arrives or is lost"), stage_step},
    {"back", "[N]", N_("one step back in time; what is typed then takes its own way"),
     stage_back},
    {"run", "[TIME | until TIME | until FILTER]", N_("time passes; to the end, when alone"),
     stage_run},
    {"time", "", N_("which moment this is"), stage_time},
    {"log", "[FILTER]", N_("what has happened so far, with numbers"), stage_log},
    {"why", "[N | PACKET.HOP]", N_("the chain of causes of a line of the log, or of a frame"),
     stage_why},
    {"frame", "PACKET.HOP", N_("a frame with all its fields"), stage_frame},
    {"show", "[TABLE [HOST]]", N_("a table of a host; alone: which ones there are"),
     stage_show},
    {"hosts", "", N_("all hosts, routers and switches"), stage_hosts},
    {"on", "HOST [COMMAND]", N_("goes to another host, or runs one command there"), stage_on},
    {"jobs", "", N_("the commands that run"), stage_jobs},
    {"fg", "[N]", N_("stays with a command until it ends"), stage_fg},
    {"stop", "[N]", N_("Ctrl-C for a command that runs"), stage_stop},
    {"help", "[COMMAND]", N_("this list, or how a command of the hosts is used"), stage_help},
    {"quit", "", N_("ends the shell; so does the end of the input"), stage_quit},
};

enum { STAGE_COMMANDS = sizeof stage_table / sizeof stage_table[0] };

const char *const *shell_commands(void)
{
    static const char *names[STAGE_COMMANDS + 1];
    for (size_t i = 0; i < STAGE_COMMANDS; i++)
        names[i] = stage_table[i].name;
    return names;
}

static int stage_help(struct shell *s, const struct stage_words *w)
{
    if (w->count > 0) {
        char line[SHELL_LINE];
        struct text text = text_over(line, sizeof line);
        for (size_t i = 0; i < STAGE_COMMANDS; i++)
            if (strcmp(stage_table[i].name, w->word[0]) == 0) {
                printf("%s %s\n  %s\n", stage_table[i].name, stage_table[i].takes,
                       tr(stage_table[i].help));
                return CLI_GOOD;
            }
        text_put(&text, "help ");
        text_put(&text, w->word[0]);
        return shell_run_line(s, s->node, line);
    }
    puts(_("Commands of the stage:"));
    for (size_t i = 0; i < STAGE_COMMANDS; i++) {
        s->out.length = 0;
        growing_put(&s->out, stage_table[i].name);
        growing_put(&s->out, " ");
        growing_put(&s->out, stage_table[i].takes);
        printf("  %-40s %s\n", growing_text(&s->out), tr(stage_table[i].help));
    }
    puts(_("Commands of hosts (COMMAND & goes on beside the next ones; !COMMAND is always the "
           "host's):"));
    for (int kind = COMMAND_NONE + 1; kind < COMMAND_KINDS; kind++)
        printf("  %-40s %s\n", tools[kind].name, tr(tools[kind].about));
    return CLI_GOOD;
}

/* Cuts the rest of a line into words, which stand in `octets`. */
static void cut_words(const char *rest, char octets[SHELL_LINE], struct stage_words *w)
{
    struct text text = text_over(octets, SHELL_LINE);
    *w = (struct stage_words){.rest = rest};
    text_put(&text, rest);
    for (char *at = octets; w->count < SHELL_WORDS;) {
        at += strspn(at, " \t");
        if (*at == '\0')
            return;
        w->word[w->count++] = at;
        at += strcspn(at, " \t");
        if (*at == '\0')
            return;
        *at++ = '\0';
    }
}

enum shell_found shell_stage(struct shell *s, const char *line, int *status)
{
    size_t length = strcspn(line, " \t");
    char octets[SHELL_LINE];
    struct stage_words words;
    for (size_t i = 0; i < STAGE_COMMANDS; i++) {
        const char *name = stage_table[i].name;
        if (strlen(name) != length || memcmp(name, line, length) != 0)
            continue;
        const char *rest = line + length;
        cut_words(rest + strspn(rest, " \t"), octets, &words);
        *status = stage_table[i].run(s, &words);
        return SHELL_STAGE;
    }
    *status = run_on_host(s, s->node, line + (line[0] == '!' ? 1 : 0));
    return SHELL_HOST;
}

/* --- completion --- */

/* How many octets of the line are `on HOST `, and which host that is. */
static size_t skip_on(const struct shell *s, const char *line, uint32_t *node)
{
    size_t at = strspn(line, " \t");
    if (strncmp(line + at, "on ", 3) != 0)
        return 0;
    at += 2 + strspn(line + at + 2, " \t");
    size_t length = strcspn(line + at, " \t");
    uint32_t found = scenario_find_node(s->scenario, line + at, length);
    if (found == NONE || line[at + length] == '\0')
        return 0;
    *node = found;
    return at + length + strspn(line + at + length, " \t");
}

static void offer_nodes(const struct shell *s, const char *line, size_t cursor,
                        struct completion *out)
{
    for (uint32_t i = 0; i < s->scenario->node_count; i++)
        completion_offer(out, line, cursor, s->scenario->nodes[i].name);
}

/* The words of the stage's own commands. False: the line is a host's. */
static bool complete_stage(const struct shell *s, const char *line, size_t cursor,
                           struct completion *out)
{
    const char *first = line + strspn(line, " \t");
    completion_begin(out, line, cursor);
    if (line + out->start <= first)
        return false;
    if (strncmp(first, "on ", 3) == 0) {
        offer_nodes(s, line, cursor, out);
    } else if (strncmp(first, "show ", 5) == 0) {
        bool second = memchr(first + 5, ' ', (size_t)(line + out->start - first) - 5) != NULL;
        for (uint32_t i = 0; !second && i < NODE_TABLES; i++)
            completion_offer(out, line, cursor, node_tables[i].name);
        if (second)
            offer_nodes(s, line, cursor, out);
    } else if (strncmp(first, "help ", 5) == 0) {
        for (int kind = COMMAND_NONE + 1; kind < COMMAND_KINDS; kind++)
            completion_offer(out, line, cursor, tools[kind].name);
    } else {
        return false;
    }
    out->whole = out->count == 1;
    return true;
}

void shell_complete(void *context, const char *line, size_t cursor, struct completion *out)
{
    const struct shell *s = context;
    struct completion_place place = {.world = session_view(s->session),
                                     .scenario = s->scenario,
                                     .node = s->node,
                                     .commands = shell_commands()};
    size_t skipped = skip_on(s, line, &place.node);
    if (skipped > cursor)
        skipped = 0;
    if (skipped > 0)
        place.commands = NULL;
    if (skipped == 0 && complete_stage(s, line, cursor, out))
        return;
    completion_find(&place, line + skipped, cursor - skipped, out);
    out->start += skipped;
}
