/* app/curl_output.c: what curl prints: the body and heads of its output, its remarks, its error
 * line, its progress meter. See curl.h. */
#include <string.h>

#include "app/curl.h"
#include "app/host_file.h"

/* Gives out what is finished of the body's lines; the rest waits for its line feed. */
void curl_print(struct app *app, struct job *job, const uint8_t *octets, size_t length)
{
    struct curl_state *s = &job->state.curl;
    struct http_buffer *buffer = curl_buffer(app, job);
    if (job_is_redirected(job)) {
        job_write(app, job, octets, length);
        return;
    }
    for (size_t i = 0; i < length; i++) {
        bool full = s->line + 1U == sizeof buffer->line;
        if (octets[i] == '\n' || full) {
            buffer->line[s->line] = '\0';
            job_say_line(app, job, buffer->line);
            s->line = 0;
        }
        if (octets[i] != '\n') {
            buffer->line[s->line] = octets[i] != 0 ? (char)octets[i] : ' ';
            s->line++;
        }
    }
}

void curl_flush(struct app *app, struct job *job)
{
    static const uint8_t line_feed = '\n';
    if (job->state.curl.line > 0)
        curl_print(app, job, &line_feed, 1);
}

/* "* …" */
void curl_remark(struct app *app, struct job *job, const struct text *line)
{
    if (!curl_options_of(job)->verbose)
        return;
    curl_flush(app, job);
    job_complain(app, job, line);
}

/* Each line of a head with a mark in front: ">" or "<". */
void curl_print_head(struct app *app, struct job *job, char mark, const uint8_t *octets,
                     size_t length)
{
    size_t at = 0;
    while (at < length) {
        const uint8_t *end = memchr(octets + at, '\r', length - at);
        size_t n = end != NULL ? (size_t)(end - octets) - at : length - at;
        char buffer[HTTP_HEAD_MAX + 8];
        struct text line = text_over(buffer, sizeof buffer);
        if (mark != 0) {
            text_put_char(&line, mark);
            text_put_char(&line, ' ');
        }
        text_put_octets(&line, octets + at, n);
        if (mark != 0)
            job_complain_line(app, job, line.octets);
        else
            job_say_line(app, job, line.octets);
        at += n + 2;
    }
}

/* curl's error line; the job ends. */
void curl_fail(struct app *app, struct job *job, enum curl_status status, const char *before,
               const char *middle, const char *after)
{
    const struct curl_options *o = curl_options_of(job);
    char buffer[CURL_LINE + 2 * COMMAND_LINE_MAX];
    struct text line = text_over(buffer, sizeof buffer);
    if (job->state.curl.head != 0)
        curl_flush(app, job);
    text_put(&line, "curl: (");
    text_put_unsigned(&line, (uint64_t)status);
    text_put(&line, ") ");
    text_put(&line, before);
    text_put(&line, middle);
    text_put(&line, after);
    if (!o->silent || o->show_error)
        job_complain(app, job, &line);
    job_end(app, job, (uint8_t)status);
}

/* The last line of curl's progress meter, which it shows when the body goes to a file. */
void curl_print_meter(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    int64_t ms = (sim_now(app->sim) - s->started) / SIM_MILLISECOND;
    uint64_t speed = ms > 0 ? s->body * 1000 / (uint64_t)ms : s->body;
    char buffer[CURL_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    job_complain_line(app, job, "  % Total    % Received  Average Speed");
    text_put(&line, "100 ");
    text_put_unsigned(&line, s->body);
    text_put(&line, "  100 ");
    text_put_unsigned(&line, s->body);
    text_put(&line, "  ");
    text_put_unsigned(&line, speed);
    job_complain(app, job, &line);
}
