/* app/curl_write_out.c: -w FORMAT: what is said about a transfer that is over. See curl.h. */
#include <string.h>

#include "app/curl.h"
#include "app/curl_location.h"
#include "app/curl_request.h"
#include "wire/http.h"

/* What a variable is worth. */
struct report {
    const struct app *app;
    const struct job *job;
    const struct curl_url *url;
    enum curl_status status;
    const char *error;
    struct text *out;
};

/* Seconds with six decimals; 0 when it never came to that. */
static void put_seconds(struct text *out, sim_time time)
{
    uint64_t microseconds = time > 0 ? (uint64_t)(time / SIM_MICROSECOND) : 0;
    text_put_unsigned(out, microseconds / 1000000);
    text_put_char(out, '.');
    text_put_digits(out, microseconds % 1000000, 6);
}

/* A field of the last response; "" when it has none. */
static void put_field(const struct report *r, const char *name)
{
    const struct curl_state *s = &r->job->state.curl;
    const uint8_t *octets = curl_buffer(r->app, r->job)->octets;
    struct http_head head;
    if (s->status == 0 ||
        http_head_read(octets, s->reader.head_length, HTTP_RESPONSE,
                       (enum http_method)s->reader.request, &head) != HTTP_FINE)
        return;
    uint32_t row = http_field_find(octets, &head.fields, name, 0);
    if (row != NONE)
        text_put_octets(r->out, octets + head.fields.row[row].value.at,
                        head.fields.row[row].value.length);
}

static uint64_t speed(const struct report *r, uint64_t octets)
{
    sim_time spent = sim_now(r->app->sim) - r->job->state.curl.begun;
    uint64_t microseconds = (uint64_t)(spent / SIM_MICROSECOND);
    return microseconds > 0 ? octets * 1000000 / microseconds : octets;
}

static uint64_t uploaded(const struct curl_state *s)
{
    return s->sent > s->request_length ? s->sent - s->request_length : 0;
}

/* Numbers. False: it is none of these. */
static bool put_number(const struct report *r, const char *name)
{
    const struct curl_state *s = &r->job->state.curl;
    const struct {
        const char *name;
        uint64_t value;
    } numbers[] = {
        {"size_download", s->body},
        {"size_upload", uploaded(s)},
        {"size_header", s->heads},
        {"size_request", s->requests},
        {"speed_download", speed(r, s->body)},
        {"speed_upload", speed(r, uploaded(s))},
        {"num_connects", s->connects},
        {"num_redirects", s->redirects},
        {"num_headers", s->lines},
        {"remote_port", s->peer_port},
        {"urlnum", s->url},
        {"exitcode", (uint64_t)r->status},
        {"ssl_verify_result", 0},
        {"proxy_ssl_verify_result", 0},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if (strcmp(numbers[i].name, name) == 0) {
            text_put_unsigned(r->out, numbers[i].value);
            return true;
        }
    }
    if (strcmp(name, "http_code") != 0 && strcmp(name, "response_code") != 0)
        return false;
    text_put_digits(r->out, s->status, 3);
    return true;
}

static sim_time since(const struct curl_state *s, sim_time time)
{
    return time > s->begun ? time - s->begun : 0;
}

/* Times since the begin of the transfer. */
static bool put_time(const struct report *r, const char *name)
{
    const struct curl_state *s = &r->job->state.curl;
    const struct {
        const char *name;
        sim_time value;
    } times[] = {
        {"time_total", since(s, sim_now(r->app->sim))},
        {"time_namelookup", since(s, s->named)},
        {"time_connect", since(s, s->joined)},
        {"time_appconnect", 0},
        {"time_pretransfer", since(s, s->asked)},
        {"time_starttransfer", since(s, s->answered)},
        {"time_redirect", since(s, s->led)},
    };
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        if (strcmp(times[i].name, name) == 0) {
            put_seconds(r->out, times[i].value);
            return true;
        }
    }
    return false;
}

static void put_url(const struct report *r)
{
    text_put(r->out, "http://");
    text_put(r->out, r->url->host);
    if (r->url->port_given) {
        text_put_char(r->out, ':');
        text_put_unsigned(r->out, r->url->port);
    }
    text_put(r->out, r->url->target);
}

static void put_endpoint(const struct report *r, bool remote, bool port)
{
    const struct curl_state *s = &r->job->state.curl;
    bool there = tcp_exists(r->app->transport, r->job->socket);
    struct endpoint local = {.address = 0, .port = 0};
    if (there && r->job->stream)
        local = tcp_local(r->app->transport, r->job->socket);
    if (port)
        text_put_unsigned(r->out, local.port);
    else if (remote || local.port != 0)
        text_put_ipv4(r->out, remote ? s->peer : local.address);
}

/* Where -L would have gone. */
static void put_redirect(const struct report *r)
{
    char buffer[COMMAND_LINE_MAX];
    char words[2 * COMMAND_LINE_MAX];
    struct text url = text_over(words, sizeof words);
    struct report given = *r;
    struct text location = text_over(buffer, sizeof buffer);
    if (curl_options_of(r->job)->location || !curl_is_redirect(r->job->state.curl.status))
        return;
    given.out = &location;
    put_field(&given, "Location");
    if (location.length > 0 &&
        curl_location_resolve(r->url, (const uint8_t *)buffer, location.length, &url))
        text_put(r->out, words);
}

/* Words. False: it is none of these. */
static bool put_words(const struct report *r, const char *name)
{
    const struct curl_options *o = curl_options_of(r->job);
    if (strcmp(name, "url_effective") == 0)
        put_url(r);
    else if (strcmp(name, "url") == 0)
        text_put(r->out, command_word(&r->job->command, o->urls[r->job->state.curl.url]));
    else if (strcmp(name, "content_type") == 0)
        put_field(r, "Content-Type");
    else if (strcmp(name, "redirect_url") == 0)
        put_redirect(r);
    else if (strcmp(name, "filename_effective") == 0)
        curl_put_file(r->out, r->app, r->job);
    else if (strcmp(name, "method") == 0)
        text_put(r->out, curl_method(r->job));
    else if (strcmp(name, "scheme") == 0)
        text_put(r->out, "HTTP");
    else if (strcmp(name, "http_version") == 0)
        text_put(r->out, r->job->state.curl.status == 0 ? "0" : o->minor == 1 ? "1.1" : "1");
    else if (strcmp(name, "errormsg") == 0)
        text_put(r->out, r->error);
    else if (strcmp(name, "remote_ip") == 0)
        put_endpoint(r, true, false);
    else if (strcmp(name, "local_ip") == 0)
        put_endpoint(r, false, false);
    else if (strcmp(name, "local_port") == 0)
        put_endpoint(r, false, true);
    else
        return false;
    return true;
}

static void put_variable(struct app *app, struct job *job, const struct report *r,
                         const char *name)
{
    char buffer[CURL_LINE + COMMAND_LINE_MAX];
    struct text line = text_over(buffer, sizeof buffer);
    if (put_number(r, name) || put_time(r, name) || put_words(r, name))
        return;
    text_put(&line, "curl: unknown --write-out variable: '");
    text_put(&line, name);
    text_put_char(&line, '\'');
    job_complain(app, job, &line);
}

/* What "\n" and its kin mean; the character itself, when it is none of them. */
static char escaped(char c)
{
    return c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
}

/* One step through the format: a character, an escape, %{variable}, %header{name}, %%. Gives
 * how many octets it took. */
static size_t step(struct app *app, struct job *job, const struct report *r, const char *p)
{
    char name[COMMAND_LINE_MAX];
    struct text word = text_over(name, sizeof name);
    bool header = strncmp(p, "%header{", 8) == 0;
    bool variable = strncmp(p, "%{", 2) == 0;
    if ((header || variable) && strchr(p, '}') != NULL) {
        const char *begin = p + (header ? 8 : 2);
        size_t n = strcspn(begin, "}");
        text_put_octets(&word, begin, n);
        if (header)
            put_field(r, name);
        else
            put_variable(app, job, r, name);
        return (size_t)(begin - p) + n + 1;
    }
    if (p[0] == '%' && p[1] == '%') {
        text_put_char(r->out, '%');
        return 2;
    }
    if (p[0] == '\\' && p[1] != '\0' && strchr("ntr\\", p[1]) != NULL) {
        text_put_char(r->out, escaped(p[1]));
        return 2;
    }
    text_put_char(r->out, p[0]);
    return 1;
}

void curl_write_out(struct app *app, struct job *job, enum curl_status status,
                    const char *error)
{
    const struct curl_options *o = curl_options_of(job);
    const struct curl_url url = curl_url_of(app, job);
    char buffer[4 * COMMAND_LINE_MAX];
    struct text out = text_over(buffer, sizeof buffer);
    const struct report report = {app, job, &url, status, error, &out};
    if (o->write_out == 0)
        return;
    const char *p = command_word(&job->command, o->write_out);
    while (*p != '\0')
        p += step(app, job, &report, p);
    curl_print(app, job, (const uint8_t *)buffer, out.length);
}
