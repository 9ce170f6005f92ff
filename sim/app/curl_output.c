/* app/curl_output.c: what curl prints: its output, its remarks, its warnings, its progress
 * meter. See curl.h. */
#include <string.h>

#include "app/curl.h"
#include "app/host_file.h"

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

void curl_remark(struct app *app, struct job *job, const struct text *line)
{
    if (!curl_options_of(job)->verbose)
        return;
    curl_flush(app, job);
    job_complain(app, job, line);
}

void curl_remark_words(struct app *app, struct job *job, const char *words)
{
    if (!curl_options_of(job)->verbose)
        return;
    curl_flush(app, job);
    job_complain_line(app, job, words);
}

void curl_print_marked(struct app *app, struct job *job, char mark, const uint8_t *octets,
                       size_t length)
{
    char buffer[HTTP_HEAD_MAX + 8];
    struct text line = text_over(buffer, sizeof buffer);
    text_put_char(&line, mark);
    text_put_char(&line, ' ');
    text_put_octets(&line, octets, length);
    curl_flush(app, job);
    job_complain_line(app, job, line.octets);
}

/* A line is broken behind the last blank that fits. */
void curl_warn(struct app *app, struct job *job, const char *words)
{
    enum { WIDTH = 70 };
    size_t length = strlen(words);
    if (curl_options_of(job)->silent)
        return;
    while (length > 0) {
        char buffer[WIDTH + 16];
        struct text line = text_over(buffer, sizeof buffer);
        size_t n = length;
        if (length > WIDTH) {
            n = WIDTH - 1;
            while (n > 0 && words[n] != ' ')
                n--;
            n = n > 0 ? n + 1 : WIDTH;
        }
        text_put(&line, "Warning: ");
        text_put_octets(&line, words, n);
        job_complain(app, job, &line);
        words += n;
        length -= n;
    }
}
