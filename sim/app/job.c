/* app/job.c: what all commands share: output, one timer, the end. */
#include <string.h>

#include "app/job_input.h"
#include "app/tool.h"

static void say(struct app *app, const struct job *job, const char *line, size_t length)
{
    (void)sim_say(app->sim,
                  (struct record){.kind = RECORD_SAY,
                                  .layer = LAYER_APP,
                                  .node = job->node,
                                  .table = TABLE_JOB,
                                  .place = job_row(app, job),
                                  .a = job_row(app, job)},
                  line, length);
}

void job_say(struct app *app, const struct job *job, const struct text *text)
{
    const char *line = text->octets;
    const char *end;
    while ((end = strchr(line, '\n')) != NULL) {
        say(app, job, line, (size_t)(end - line));
        line = end + 1;
    }
    say(app, job, line, strlen(line));
}

void job_say_line(struct app *app, const struct job *job, const char *line)
{
    say(app, job, line, strlen(line));
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
