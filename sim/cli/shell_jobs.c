/* cli/shell_jobs.c: commands typed at hosts. Simulated time goes on while one runs; a line that
 * ends in & goes on beside the next ones. See shell_state.h. */
#include "cli/shell_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/tables.h"
#include "base/catalogue.h"
#include "cli/options.h"
#include "watch/said.h"

/* A command that has not ended after so long will hardly do so by itself. */
#define PATIENCE (3600 * SIM_SECOND)
/* A command that reads is given a line when nothing is about to happen for so long. */
#define QUIET SIM_SECOND

/* --- what the history tells --- */

static struct shell_job *running(struct shell *s, uint32_t job)
{
    for (uint32_t i = s->job_count; i-- > 0;)
        if (s->jobs[i].job == job && s->jobs[i].ended == NONE)
            return &s->jobs[i];
    return NULL;
}

static bool is_command(const struct record *r)
{
    return r->kind == RECORD_COMMAND && r->layer == LAYER_APP && r->node != NONE &&
           r->a == INPUT_COMMAND && r->table == TABLE_NONE;
}

static void add_job(struct shell *s, const struct record *r, uint32_t row)
{
    if (s->job_count == s->job_room) {
        uint32_t room = s->job_room * 2 + 16;
        struct shell_job *jobs = realloc(s->jobs, room * sizeof *jobs);
        if (jobs == NULL)
            return;
        s->jobs = jobs;
        s->job_room = room;
    }
    uint32_t number = 0;
    for (uint32_t i = 0; i < s->job_count && r->b == NONE; i++)
        number = s->jobs[i].number > number ? s->jobs[i].number : number;
    s->jobs[s->job_count++] = (struct shell_job){.number = r->b == NONE ? number + 1 : 0,
                                                 .node = r->node,
                                                 .row = row,
                                                 .job = NONE,
                                                 .ended = NONE};
}

static void learn_row(struct shell *s, const struct record *r, uint32_t row)
{
    struct shell_job *last = s->job_count > 0 ? &s->jobs[s->job_count - 1] : NULL;
    if (is_command(r)) {
        add_job(s, r, row);
    } else if (r->kind == RECORD_ROW && r->table == TABLE_JOB && r->a == ROW_ADDED &&
               last != NULL && last->job == NONE && last->ended == NONE) {
        last->job = r->place;
    } else if (r->kind == RECORD_DONE) {
        struct shell_job *job = running(s, (uint32_t)r->a);
        if (job != NULL)
            job->ended = row;
    }
}

void shell_learn(struct shell *s)
{
    const struct history *h = session_history(s->session);
    uint32_t position = session_position(s->session);
    if (position < s->seen) {
        while (s->job_count > 0 && s->jobs[s->job_count - 1].row >= position)
            s->job_count--;
        for (uint32_t i = 0; i < s->job_count; i++)
            if (s->jobs[i].ended != NONE && s->jobs[i].ended >= position)
                s->jobs[i].ended = NONE;
        s->seen = position;
    }
    for (; s->seen < position; s->seen++)
        learn_row(s, &h->rows[s->seen], s->seen);
}

struct shell_job *shell_job_find(struct shell *s, uint32_t number)
{
    for (uint32_t i = 0; i < s->job_count; i++)
        if (s->jobs[i].number == number && number != 0)
            return &s->jobs[i];
    return NULL;
}

void shell_job_words(const struct shell *s, const struct shell_job *job, struct growing *out)
{
    size_t length;
    const char *words = history_words(session_history(s->session), job->row, &length);
    growing_put_octets(out, words, length);
}

/* --- output --- */

/* The command that was the row `job` of the world when this row of the history was written. */
static uint32_t job_at(const struct shell *s, uint32_t job, uint32_t row)
{
    for (uint32_t i = s->job_count; i-- > 0;)
        if (s->jobs[i].job == job && s->jobs[i].row < row &&
            (s->jobs[i].ended == NONE || s->jobs[i].ended >= row))
            return i;
    return NONE;
}

static void put_done(struct shell *s, const struct shell_job *job, uint64_t status)
{
    s->out.length = 0;
    shell_job_words(s, job, &s->out);
    if (status == 0)
        printf("[%u] %s  %s\n", (unsigned)job->number, _("Done"), growing_text(&s->out));
    else
        printf("[%u] %s %u  %s\n", (unsigned)job->number, _("Exit"), (unsigned)status,
               growing_text(&s->out));
}

void shell_put_output(struct shell *s, uint32_t from, uint32_t to, uint32_t foreground)
{
    const struct history *h = session_history(s->session);
    for (uint32_t i = from; i < to; i++) {
        const struct record *r = &h->rows[i];
        if (r->kind != RECORD_SAY && r->kind != RECORD_DONE)
            continue;
        uint32_t which = job_at(s, (uint32_t)r->a, i);
        if (which == NONE || (which != foreground && s->jobs[which].number == 0))
            continue;
        const struct shell_job *job = &s->jobs[which];
        size_t length;
        const char *words = history_words(h, i, &length);
        if (r->kind == RECORD_DONE && which != foreground)
            put_done(s, job, r->b);
        if (r->kind != RECORD_SAY)
            continue;
        if (which != foreground)
            printf("[%u] ", (unsigned)job->number);
        const char *rest = said_sentence(r, words, &length, catalogue_selected());
        (void)fwrite(words, 1, length, stdout);
        puts(rest);
    }
}

/* --- time --- */

static void complain_problem(const struct shell *s)
{
    uint32_t packet, node;
    switch (session_problem(s->session, &packet, &node)) {
    case SESSION_FINE:
        return;
    case SESSION_STORM:
        shell_complain(s,
                       _("the run had to be stopped: a packet goes round and round in a "
                         "loop of switches"),
                       "", NULL);
        return;
    case SESSION_EXHAUSTED:
    case SESSION_NO_MEMORY:
        shell_complain(s, _("the run had to be stopped: there is no more room"), "", NULL);
        return;
    case SESSION_TOO_LONG:
        shell_complain(s, _("the run had to be stopped: it has become too long"), "", NULL);
        return;
    }
}

bool shell_step(struct shell *s, uint32_t foreground)
{
    uint32_t from = session_position(s->session);
    bool moved = session_step(s->session, STEP_EVENT);
    if (moved)
        s->now = session_time(s->session);
    else
        complain_problem(s);
    shell_learn(s);
    shell_put_output(s, from, session_position(s->session), foreground);
    if (s->terminal)
        (void)fflush(stdout);
    return moved;
}

/* --- input --- */

/* Applies an input at the cursor: at the end of what has happened the run just goes on from
 * there, before it a branch opens. */
static bool apply(struct shell *s, struct input *input)
{
    const struct history *h = session_history(s->session);
    input->time = s->now;
    if (session_position(s->session) == h->row_count && !session_inside_event(s->session)) {
        if (!session_feed(s->session, input) || !session_seek_event(s->session, input->event))
            return false;
    } else if (!session_intervene(s->session, input)) {
        return false;
    }
    s->now = session_time(s->session);
    shell_learn(s);
    return true;
}

bool shell_stop(struct shell *s, const struct shell_job *job)
{
    struct input input = {.kind = INPUT_CANCEL, .node = job->node, .row = job->job};
    uint32_t from = session_position(s->session), which = (uint32_t)(job - s->jobs);
    if (!apply(s, &input))
        return false;
    shell_put_output(s, from, session_position(s->session), which);
    return true;
}

/* Does it wait for somebody to type, and will nothing else happen soon? */
static bool wants_a_line(const struct shell *s, const struct shell_job *job)
{
    const struct world *world = session_view(s->session);
    struct queue_entry next;
    if (app_reader(world->app, job->node) != job->job ||
        world->app->jobs[job->job].typed.ended != 0)
        return false;
    return !world_next(world, &next) || next.time > s->now + QUIET;
}

/* Gives the command that reads what comes next on the input. */
static bool feed_line(struct shell *s, const struct shell_job *job)
{
    char line[SHELL_LINE];
    struct input input = {.kind = INPUT_TYPE, .node = job->node, .row = job->job};
    switch (shell_read(s, "", line, sizeof line)) {
    case LINE_READ:
        break;
    case LINE_END:
        input.kind = INPUT_END;
        break;
    case LINE_INTERRUPTED:
        return shell_stop(s, job);
    case LINE_TOO_LONG:
        shell_complain(s, _("this line is too long"), "", NULL);
        return true;
    }
    if (strcmp(line, "^C") == 0 && input.kind == INPUT_TYPE)
        return shell_stop(s, job);
    if (strcmp(line, "^D") == 0)
        input.kind = INPUT_END;
    input.text = input.kind == INPUT_TYPE ? line : NULL;
    input.length = input.kind == INPUT_TYPE ? strlen(line) : 0;
    uint32_t from = session_position(s->session), which = (uint32_t)(job - s->jobs);
    if (!apply(s, &input))
        return false;
    shell_put_output(s, from, session_position(s->session), which);
    return true;
}

static int status_of(const struct shell *s, const struct shell_job *job)
{
    return (int)session_history(s->session)->rows[job->ended].b;
}

/* Nothing will happen that could end the command: others have to be typed first. */
static int complain_waiting(const struct shell *s, const struct shell_job *job)
{
    char number[16];
    struct text text = text_over(number, sizeof number);
    text_put_unsigned(&text, job->number);
    return shell_complain(s, _("nothing more happens by itself; the command waits as [{word}]"),
                          number, NULL);
}

int shell_stay(struct shell *s, uint32_t which)
{
    sim_time begun = s->now;
    while (s->jobs[which].ended == NONE) {
        const struct shell_job *job = &s->jobs[which];
        if (shell_was_interrupted() || s->now - begun > PATIENCE) {
            if (s->now - begun > PATIENCE)
                shell_complain(s, _("the command does not come to an end and is stopped"), "",
                               NULL);
            if (!shell_stop(s, job))
                return CLI_FAILED;
        } else if (wants_a_line(s, job)) {
            if (!feed_line(s, job))
                return CLI_FAILED;
        } else if (!shell_step(s, which) && s->jobs[which].ended == NONE) {
            return complain_waiting(s, &s->jobs[which]);
        }
    }
    return status_of(s, &s->jobs[which]);
}

/* Without the & at its end. */
static bool take_ampersand(char *line)
{
    size_t length = strlen(line);
    while (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\t'))
        length--;
    if (length < 2 || line[length - 1] != '&' ||
        (line[length - 2] != ' ' && line[length - 2] != '\t'))
        return false;
    for (length--; length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\t');)
        length--;
    line[length] = '\0';
    return true;
}

int shell_run_line(struct shell *s, uint32_t node, const char *typed)
{
    char line[SHELL_LINE];
    struct text text = text_over(line, sizeof line);
    text_put(&text, typed);
    bool background = take_ampersand(line);
    struct input input = {
        .kind = INPUT_COMMAND, .node = node, .text = line, .length = strlen(line)};
    uint32_t from = session_position(s->session);
    if (!apply(s, &input) || s->job_count == 0)
        return shell_complain(s, _("nothing can be typed here: {word}"), line, NULL);
    uint32_t which = s->job_count - 1;
    if (background)
        printf("[%u] %s\n", (unsigned)s->jobs[which].number, line);
    shell_put_output(s, from, session_position(s->session), background ? NONE : which);
    return background ? 0 : shell_stay(s, which);
}
