/* app/curl_request.c: see curl_request.h. */
#include "app/curl_request.h"

#include <string.h>

#include "app/cookie_jar.h"
#include "wire/http_writer.h"

static const char agent_name[] = "curl/7.88.1";

static const struct curl_options *options_of(const struct job *job)
{
    return &job->command.options.curl;
}

/* -d, unless a redirect has made it a GET. */
static bool sends_data(const struct job *job)
{
    return options_of(job)->has_data && !job->state.curl.as_get;
}

/* A header of -H takes the place of the one that curl would send. */
static const char *given_header(const struct job *job, const char *name)
{
    const struct curl_options *o = options_of(job);
    size_t n = strlen(name);
    for (uint8_t i = 0; i < o->header_count; i++) {
        const char *header = command_word(&job->command, o->headers[i]);
        struct http_span span = {0, (uint16_t)n};
        bool long_enough = strlen(header) > n && (header[n] == ':' || header[n] == ';');
        if (long_enough && http_span_is_word((const uint8_t *)header, span, name))
            return header;
    }
    return NULL;
}

static void put_default(struct writer *w, const struct job *job, const char *name,
                        const char *value)
{
    if (given_header(job, name) == NULL)
        http_write_field(w, name, value);
}

/* "Name: value" is sent, "Name:" is a header left out, "Name;" one without a value. */
static void put_given_headers(struct writer *w, const struct job *job)
{
    const struct curl_options *o = options_of(job);
    for (uint8_t i = 0; i < o->header_count; i++) {
        const char *header = command_word(&job->command, o->headers[i]);
        char name[COMMAND_LINE_MAX];
        size_t n = strcspn(header, ":;");
        const char *value = header + n + 1;
        memcpy(name, header, n);
        name[n] = '\0';
        while (*value == ' ' || *value == '\t')
            value++;
        if (header[n] == ';' || *value != '\0')
            http_write_field(w, name, value);
    }
}

const char *curl_kind(const struct job *job)
{
    if (job->state.curl.as_get && !options_of(job)->head)
        return "GET";
    if (options_of(job)->head)
        return "HEAD";
    return sends_data(job) ? "POST" : "GET";
}

const char *curl_method(const struct job *job)
{
    const struct curl_options *o = options_of(job);
    return o->method != 0 ? command_word(&job->command, o->method) : curl_kind(job);
}

/* -H "Transfer-Encoding: chunked": curl then sends its data in chunks, without Content-Length.
 */
static bool sends_chunks(const struct job *job)
{
    const char *given = given_header(job, "Transfer-Encoding");
    const char *value = given != NULL ? strchr(given, ':') : NULL;
    return value != NULL && strstr(value, "chunked") != NULL && options_of(job)->minor == 1;
}

static void write_chunks(struct writer *w, const char *data)
{
    if (data[0] != '\0')
        http_write_chunk(w, data, strlen(data));
    http_write_last_chunk(w);
    http_write_end_of_fields(w);
}

static void put_range(struct writer *w, const struct job *job)
{
    char buffer[COMMAND_LINE_MAX + 8];
    struct text range = text_over(buffer, sizeof buffer);
    if (options_of(job)->range == 0)
        return;
    text_put(&range, "bytes=");
    text_put(&range, command_word(&job->command, options_of(job)->range));
    put_default(w, job, "Range", range.octets);
}

static void put_cookies(struct writer *w, struct app *app, const struct job *job,
                        const struct curl_url *url)
{
    char buffer[COOKIES_TEXT];
    struct text cookies = text_over(buffer, sizeof buffer);
    cookie_jar_collect(app, job, url->host, url->target, &cookies);
    if (cookies.length > 0)
        put_default(w, job, "Cookie", cookies.octets);
}

/* The whole request; *head is the length of its head. */
void curl_request_write(struct writer *w, struct app *app, const struct job *job,
                        const struct curl_url *url, size_t *head)
{
    const struct curl_options *o = options_of(job);
    const char *data = command_word(&job->command, o->data);
    char buffer[sizeof url->host + 8];
    struct text host = text_over(buffer, sizeof buffer);
    text_put(&host, url->host);
    if (url->port != 80) {
        text_put_char(&host, ':');
        text_put_unsigned(&host, url->port);
    }
    http_write_request_line(w, curl_method(job), url->target, o->minor);
    put_default(w, job, "Host", host.octets);
    put_default(w, job, "User-Agent",
                o->agent != 0 ? command_word(&job->command, o->agent) : agent_name);
    put_default(w, job, "Accept", "*/*");
    put_range(w, job);
    put_cookies(w, app, job, url);
    put_given_headers(w, job);
    bool chunked = sends_chunks(job);
    if (sends_data(job)) {
        if (!chunked && given_header(job, "Content-Length") == NULL)
            http_write_field_number(w, "Content-Length", strlen(data));
        put_default(w, job, "Content-Type", "application/x-www-form-urlencoded");
    }
    http_write_end_of_fields(w);
    *head = w->at;
    if (sends_data(job) && !chunked)
        write_octets(w, data, strlen(data));
    if (sends_data(job) && chunked)
        write_chunks(w, data);
}
