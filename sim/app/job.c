/* app/job.c: what all commands share: output, on the screen or in a file; one timer; the end.
 */
#include <string.h>

#include "app/host_file.h"
#include "app/job_input.h"
#include "app/printer.h"
#include "app/tool.h"

/* --- output --- */

/* `sentence` is where a sentence of the catalogue begins in the line, plus one; 0: nowhere. */
static void show_line(struct app *app, const struct job *job, const char *line, size_t length,
                      size_t sentence)
{
    (void)sim_say(app->sim,
                  (struct record){.kind = RECORD_SAY,
                                  .layer = LAYER_APP,
                                  .node = job->node,
                                  .table = TABLE_JOB,
                                  .place = job_row(app, job),
                                  .a = job_row(app, job),
                                  .b = sentence},
                  line, length);
}

static void show(struct app *app, const struct job *job, const char *line, size_t length)
{
    show_line(app, job, line, length, 0);
}

bool job_is_redirected(const struct job *job)
{
    return job->command.output != 0;
}

/* The file takes no more: said once, and the status that the command ends with is not 0. */
static void write_failed(struct app *app, struct job *job, enum host_file_error error)
{
    char buffer[COMMAND_LINE_MAX + 100];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, command_name((enum command_kind)job->command.kind));
    text_put(&line, ": write error: ");
    text_put(&line, host_file_reason(error));
    show(app, job, line.octets, line.length);
    job->output = (struct file_ref){0, 0};
    job->output_failed = 1;
}

void job_write(struct app *app, const struct job *job, const void *octets, size_t n)
{
    enum host_file_error error = host_file_append(app, job->output, octets, n);
    if (error != HOST_FILE_FINE)
        write_failed(app, &app->jobs[job_row(app, job)], error);
}

static void say(struct app *app, const struct job *job, const char *line, size_t length)
{
    if (!job_is_redirected(job)) {
        show(app, job, line, length);
        return;
    }
    char octets[PRINTER_LINE];
    if (length >= sizeof octets) {
        job_write(app, job, line, length);
        length = 0;
    }
    memcpy(octets, line, length);
    octets[length] = '\n';
    job_write(app, job, octets, length + 1);
}

static void complain(struct app *app, const struct job *job, const char *line, size_t length)
{
    if ((job->command.flags & COMMAND_ERRORS_TOO) != 0)
        say(app, job, line, length);
    else
        show(app, job, line, length);
}

typedef void (*line_taker)(struct app *app, const struct job *job, const char *line,
                           size_t length);

/* Each \n ends a line, and what is left is one too. */
static void each_line(struct app *app, const struct job *job, const struct text *text,
                      line_taker take)
{
    const char *line = text->octets;
    const char *end;
    while ((end = strchr(line, '\n')) != NULL) {
        take(app, job, line, (size_t)(end - line));
        line = end + 1;
    }
    take(app, job, line, strlen(line));
}

void job_say(struct app *app, const struct job *job, const struct text *text)
{
    each_line(app, job, text, say);
}

void job_say_line(struct app *app, const struct job *job, const char *line)
{
    say(app, job, line, strlen(line));
}

void job_say_sentence(struct app *app, const struct job *job, const char *before,
                      const char *sentence)
{
    char buffer[COMMAND_LINE_MAX];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, before);
    text_put(&line, sentence);
    if (job_is_redirected(job))
        say(app, job, line.octets, line.length);
    else
        show_line(app, job, line.octets, line.length, strlen(before) + 1);
}

void job_complain(struct app *app, const struct job *job, const struct text *text)
{
    each_line(app, job, text, complain);
}

void job_complain_line(struct app *app, const struct job *job, const char *line)
{
    complain(app, job, line, strlen(line));
}

void job_show(struct app *app, const struct job *job, const struct text *text)
{
    each_line(app, job, text, show);
}

/* --- files --- */

static bool open_file(struct app *app, struct job *job, word_offset name,
                      enum host_file_mode mode, struct file_ref *ref, struct text *error)
{
    if (name == 0)
        return true;
    const char *word = command_word(&job->command, name);
    enum host_file_error problem = host_file_open(app, job->node, word, mode, ref);
    if (problem == HOST_FILE_FINE)
        return true;
    text_put(error, "sh: ");
    text_put(error, word);
    text_put(error, ": ");
    text_put(error, host_file_reason(problem));
    return false;
}

/* A tool that reads while it runs gets all of the file at once, and its end. */
static void feed(struct app *app, struct job *job)
{
    uint8_t piece[WEB_SLAB];
    size_t n;
    for (uint32_t at = 0; (n = job_read(app, job, at, piece, sizeof piece)) > 0;
         at += (uint32_t)n)
        (void)job_input_add(app, job, piece, n);
    job->typed.ended = 1;
}

bool job_open_files(struct app *app, struct job *job, struct text *error)
{
    const struct command *c = &job->command;
    bool append = (c->flags & COMMAND_APPEND) != 0;
    bool opened = open_file(app, job, c->input, HOST_FILE_READ, &job->input, error) &&
                  open_file(app, job, c->output, append ? HOST_FILE_APPEND : HOST_FILE_REWRITE,
                            &job->output, error);
    if (!opened)
        job->command.output = 0; /* what the shell says is seen */
    if (opened && c->input != 0 && tools[c->kind].typed != NULL)
        feed(app, job);
    return opened;
}

bool job_has_input(const struct job *job)
{
    return job->command.input != 0;
}

size_t job_read(const struct app *app, const struct job *job, uint32_t at, void *to, size_t n)
{
    const struct host_file *file = host_file_of(app, job->input);
    return file != NULL ? host_file_read(app, file, at, to, n) : 0;
}

/* --- the life of a job --- */

void job_greet(struct app *app, const struct job *job)
{
    char buffer[32];
    struct text line = text_over(buffer, sizeof buffer);
    if ((job->command.flags & COMMAND_BACKGROUND) == 0)
        return;
    text_put_char(&line, '[');
    text_put_unsigned(&line, job_row(app, job) + 1U);
    text_put_char(&line, ']');
    show(app, job, line.octets, line.length);
}

void job_wake(struct app *app, struct job *job, sim_time deadline)
{
    timer_set(app->sim, &job->timer, EVENT_JOB, app_owner(APP_JOB, job_row(app, job)),
              deadline);
}

void job_close_socket(struct app *app, struct job *job)
{
    if (job->socket.serial != 0 && !job->stream) {
        udp_close(app->transport, job->socket);
    } else if (job->socket.serial != 0 && tcp_exists(app->transport, job->socket)) {
        (void)tcp_close(app->transport, job->socket);
        tcp_set_owner(app->transport, job->socket, 0);
    }
    job->socket = (struct socket_id){0, 0};
    job->stream = 0;
}

void job_end(struct app *app, struct job *job, uint8_t status)
{
    uint32_t row = job_row(app, job);
    if (job->output_failed && status == 0)
        status = 1;
    job_close_socket(app, job);
    lookup_release(app, job);
    if (tool_of(job)->release != NULL)
        tool_of(job)->release(app, job);
    job_input_release(app, job);
    timer_cancel(app->sim, &job->timer, EVENT_JOB, app_owner(APP_JOB, row));
    (void)sim_aside(app->sim, (struct record){.kind = RECORD_DONE,
                                              .layer = LAYER_APP,
                                              .node = job->node,
                                              .table = TABLE_JOB,
                                              .place = row,
                                              .a = row,
                                              .b = status});
    sim_row(app->sim, job->node, TABLE_JOB, row, ROW_REMOVED, status);
    arena_give(&app->sim->arena, app->job_pool, row);
}
