/* app/curl_file.c: the files of a curl: where the body goes (-o, -O, -C), where heads are
 * dumped
 * (-D), what is uploaded (-T). See curl.h. */
#include <string.h>

#include "app/curl.h"
#include "app/host_file.h"

/* --- names --- */

/* The last part of the URL's path; "": it has none. */
static void put_remote_name(struct text *name, const struct app *app, const struct job *job)
{
    const struct curl_url url = curl_url_of(app, job);
    size_t end = strcspn(url.target, "?#");
    size_t begin = end;
    while (begin > 0 && url.target[begin - 1] != '/')
        begin--;
    text_put_octets(name, url.target + begin, end - begin);
}

void curl_put_file(struct text *name, const struct app *app, const struct job *job)
{
    const struct curl_options *o = curl_options_of(job);
    if (!curl_writes_file(job))
        return;
    word_offset word = o->outputs[job->state.curl.url];
    if (word == CURL_REMOTE_NAME)
        put_remote_name(name, app, job);
    else
        text_put(name, command_word(&job->command, word));
}

bool curl_writes_file(const struct job *job)
{
    const struct curl_options *o = curl_options_of(job);
    uint8_t url = job->state.curl.url;
    if (url >= o->output_count)
        return false;
    return o->outputs[url] == CURL_REMOTE_NAME ||
           strcmp(command_word(&job->command, o->outputs[url]), "-") != 0;
}

/* --- the body's file --- */

static bool open_output(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    char buffer[COMMAND_LINE_MAX];
    char words[CURL_LINE + COMMAND_LINE_MAX];
    struct text name = text_over(buffer, sizeof buffer);
    struct text line = text_over(words, sizeof words);
    curl_put_file(&name, app, job);
    enum host_file_error error = host_file_open(
        app, job->node, buffer, s->resumed > 0 ? HOST_FILE_APPEND : HOST_FILE_REWRITE, &s->out);
    s->writes = 1;
    if (error == HOST_FILE_FINE)
        return true;
    text_put(&line, "Failed to open the file ");
    text_put(&line, buffer);
    text_put(&line, ": ");
    text_put(&line, host_file_reason(error));
    curl_warn(app, job, words);
    return false;
}

bool curl_write(struct app *app, struct job *job, const uint8_t *octets, size_t n)
{
    struct curl_state *s = &job->state.curl;
    if (!curl_writes_file(job)) {
        curl_print(app, job, octets, n);
        return true;
    }
    if (!s->writes && !open_output(app, job))
        return false;
    return host_file_append(app, s->out, octets, n) == HOST_FILE_FINE;
}

/* -C: how much of the file is there. */
static void begin_resume(struct app *app, struct job *job)
{
    const struct curl_options *o = curl_options_of(job);
    char buffer[COMMAND_LINE_MAX];
    struct text name = text_over(buffer, sizeof buffer);
    const struct host_file *file;
    job->state.curl.resumed = o->resume == CURL_RESUME_AT ? o->resume_at : 0;
    if (o->resume != CURL_RESUME_FILE || !curl_writes_file(job))
        return;
    curl_put_file(&name, app, job);
    file = host_file_find(app, job->node, buffer);
    job->state.curl.resumed = file != NULL ? host_file_length(file) : 0;
}

/* -T: the file is there. */
static bool begin_upload(struct app *app, struct job *job)
{
    const struct curl_options *o = curl_options_of(job);
    struct curl_state *s = &job->state.curl;
    char buffer[CURL_LINE + COMMAND_LINE_MAX];
    struct text line = text_over(buffer, sizeof buffer);
    s->uploads = s->url < o->upload_count;
    if (!s->uploads)
        return true;
    const char *name = command_word(&job->command, o->uploads[s->url]);
    if (host_file_open(app, job->node, name, HOST_FILE_READ, &s->upload) == HOST_FILE_FINE)
        return true;
    text_put(&line, "curl: Can't open '");
    text_put(&line, name);
    text_put(&line, "'!\ncurl: try 'curl --help' or 'curl --manual' for more information");
    job_complain(app, job, &line);
    return false;
}

bool curl_files_begin_attempt(struct app *app, struct job *job)
{
    char buffer[COMMAND_LINE_MAX];
    struct text name = text_over(buffer, sizeof buffer);
    job->state.curl.writes = 0;
    begin_resume(app, job);
    curl_put_file(&name, app, job);
    if (curl_writes_file(job) && name.length == 0) {
        job_complain_line(app, job, "curl: Remote file name has no length!");
        curl_fail(app, job, CURL_WRITE_ERROR,
                  "Failed writing received data to disk/application", "", "");
        return false;
    }
    if (begin_upload(app, job))
        return true;
    curl_fail(app, job, CURL_READ_ERROR, "Failed to open/read local data from file/application",
              "", "");
    return false;
}

void curl_files_end_attempt(struct app *app, struct job *job)
{
    if (curl_writes_file(job) && !job->state.curl.writes)
        (void)open_output(app, job);
}

/* --- the heads' file --- */

static bool dumps_to_output(const struct job *job)
{
    return strcmp(command_word(&job->command, curl_options_of(job)->dump), "-") == 0;
}

void curl_dump_begin(struct app *app, struct job *job)
{
    const struct curl_options *o = curl_options_of(job);
    if (o->dump == 0 || dumps_to_output(job))
        return;
    const char *name = command_word(&job->command, o->dump);
    char buffer[CURL_LINE + COMMAND_LINE_MAX];
    struct text line = text_over(buffer, sizeof buffer);
    enum host_file_error error =
        host_file_open(app, job->node, name, HOST_FILE_REWRITE, &job->state.curl.dump);
    if (error == HOST_FILE_FINE)
        return;
    text_put(&line, "Failed to open ");
    text_put(&line, name);
    curl_warn(app, job, buffer);
}

void curl_dump(struct app *app, struct job *job, const uint8_t *octets, size_t n)
{
    static const uint8_t end[] = "\r\n";
    if (curl_options_of(job)->dump == 0)
        return;
    if (dumps_to_output(job)) {
        curl_print(app, job, octets, n);
        curl_print(app, job, end + 1, 1);
    } else {
        (void)host_file_append(app, job->state.curl.dump, octets, n);
        (void)host_file_append(app, job->state.curl.dump, end, 2);
    }
}
