/* app/curl_request.c: see curl_request.h. */
#include "app/curl_request.h"

#include <string.h>

#include "app/cookie_jar.h"
#include "app/curl_body.h"
#include "wire/base64.h"
#include "wire/http_writer.h"

static const char agent_name[] = "curl/7.88.1";

enum { EXPECT_FROM = 1024 * 1024, CREDENTIALS = 1024 };

/* --- the method --- */

const char *curl_kind(const struct job *job)
{
    const struct curl_options *o = curl_options_of(job);
    if (o->head)
        return "HEAD";
    if (!curl_has_content(job))
        return "GET";
    return job->state.curl.uploads ? "PUT" : "POST";
}

const char *curl_method(const struct job *job)
{
    const struct curl_options *o = curl_options_of(job);
    return o->method != 0 ? command_word(&job->command, o->method) : curl_kind(job);
}

/* --- who asks --- */

/* "Basic YWRh…" of "name:password" (RFC 7617 section 2). */
static void put_basic(struct text *value, const char *user)
{
    char buffer[CREDENTIALS];
    struct text pair = text_over(buffer, sizeof buffer);
    text_put(&pair, user);
    if (strchr(user, ':') == NULL)
        text_put_char(&pair, ':');
    text_put(value, "Basic ");
    base64_put(value, buffer, pair.length);
}

/* "* Server auth using Basic with user 'ada'" */
static void remark_auth(struct app *app, struct job *job, const char *before, const char *user)
{
    char buffer[CREDENTIALS + CURL_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, before);
    text_put_octets(&line, user, strcspn(user, ":"));
    text_put_char(&line, '\'');
    curl_remark(app, job, &line);
}

/* The request goes where the first one went: only there may the password be told (RFC 9110
 * section 15.4). */
static bool is_at_home(const struct job *job, const struct curl_url *url)
{
    return curl_options_of(job)->trusted ||
           job->state.curl.home == curl_origin(url->host, url->port);
}

/* The credentials for the server: --oauth2-bearer, -u, or those in the URL. NULL: none. */
static const char *credentials_of(const struct job *job, const struct curl_url *url)
{
    const struct curl_options *o = curl_options_of(job);
    if (o->bearer != 0)
        return command_word(&job->command, o->bearer);
    if (o->user != 0)
        return command_word(&job->command, o->user);
    return url->user[0] != '\0' ? url->user : NULL;
}

static void put_authorization(struct writer *w, struct app *app, struct job *job,
                              const struct curl_url *url)
{
    const struct curl_options *o = curl_options_of(job);
    const char *given = credentials_of(job, url);
    char buffer[2 * CREDENTIALS];
    struct text value = text_over(buffer, sizeof buffer);
    bool from_url = o->bearer == 0 && o->user == 0;
    job->state.curl.authorized = 0;
    if (given == NULL || curl_given_header(job, "Authorization") != NULL)
        return;
    if (!from_url && !is_at_home(job, url)) {
        app_note_rule(app, job->node, RULE_HTTP_KEEPS_PASSWORD, TABLE_NONE, 0, 0, 0);
        return;
    }
    if (o->bearer != 0) {
        remark_auth(app, job, "* Server auth using Bearer with user '", "");
        text_put(&value, "Bearer ");
        text_put(&value, given);
    } else {
        remark_auth(app, job, "* Server auth using Basic with user '", given);
        put_basic(&value, given);
    }
    app_note_rule(app, job->node,
                  o->bearer != 0 ? RULE_HTTP_SENDS_TOKEN : RULE_HTTP_SENDS_PASSWORD, TABLE_NONE,
                  0, 0, 0);
    job->state.curl.authorized = 1;
    http_write_field(w, "Authorization", buffer);
}

static void put_proxy_authorization(struct writer *w, struct app *app, struct job *job,
                                    const struct curl_peer *peer)
{
    const struct curl_options *o = curl_options_of(job);
    char buffer[2 * CREDENTIALS];
    struct text value = text_over(buffer, sizeof buffer);
    const char *user =
        o->proxy_user != 0 ? command_word(&job->command, o->proxy_user) : peer->user;
    if (!peer->proxy || user[0] == '\0' ||
        curl_given_header(job, "Proxy-Authorization") != NULL)
        return;
    remark_auth(app, job, "* Proxy auth using Basic with user '", user);
    put_basic(&value, user);
    http_write_field(w, "Proxy-Authorization", buffer);
}

/* --- fields --- */

static void put_default(struct writer *w, const struct job *job, const char *name,
                        const char *value)
{
    if (curl_given_header(job, name) == NULL)
        http_write_field(w, name, value);
}

/* A header that says who asks does not go to another host either. */
static bool is_secret(const char *header, size_t n)
{
    struct http_span name = {0, (uint16_t)n};
    const uint8_t *octets = (const uint8_t *)header;
    return http_span_is_word(octets, name, "Authorization") ||
           http_span_is_word(octets, name, "Cookie");
}

/* "Name: value" is sent, "Name:" is a header left out, "Name;" one without a value. */
static void put_given_headers(struct writer *w, struct app *app, const struct job *job,
                              const struct curl_url *url)
{
    const struct curl_options *o = curl_options_of(job);
    for (uint8_t i = 0; i < o->header_count; i++) {
        const char *header = command_word(&job->command, o->headers[i]);
        char name[COMMAND_LINE_MAX];
        size_t n = strcspn(header, ":;");
        const char *value = header + n + 1;
        struct http_span span = {0, (uint16_t)n};
        bool elsewhere =
            http_span_is_word((const uint8_t *)header, span, "Transfer-Encoding") ||
            http_span_is_word((const uint8_t *)header, span, "Host") ||
            (job->state.curl.unexpected &&
             http_span_is_word((const uint8_t *)header, span, "Expect"));
        memcpy(name, header, n);
        name[n] = '\0';
        while (*value == ' ' || *value == '\t')
            value++;
        if (elsewhere || (header[n] == ':' && *value == '\0'))
            continue;
        if (is_secret(header, n) && !is_at_home(job, url)) {
            app_note_rule(app, job->node, RULE_HTTP_KEEPS_PASSWORD, TABLE_NONE, 0, 0, 0);
            continue;
        }
        http_write_field(w, name, value);
    }
}

static void put_range(struct writer *w, const struct job *job)
{
    char buffer[COMMAND_LINE_MAX + 8];
    struct text range = text_over(buffer, sizeof buffer);
    const struct curl_options *o = curl_options_of(job);
    const bool resumes = o->resume != CURL_NO_RESUME && job->state.curl.resumed > 0;
    if (o->range == 0 && !resumes)
        return;
    text_put(&range, "bytes=");
    if (resumes)
        text_put_unsigned(&range, job->state.curl.resumed);
    text_put(&range, resumes ? "-" : command_word(&job->command, o->range));
    put_default(w, job, "Range", range.octets);
}

static void put_cookies(struct writer *w, struct app *app, const struct job *job,
                        const struct curl_url *url)
{
    char buffer[COOKIES_TEXT];
    struct text cookies = text_over(buffer, sizeof buffer);
    cookie_jar_collect(app, job, url->host, url->target, &cookies);
    if (cookies.length > 0)
        http_write_field(w, "Cookie", cookies.octets);
}

static void put_authority(struct text *text, const struct curl_url *url)
{
    text_put(text, url->host);
    if (url->port != 80) {
        text_put_char(text, ':');
        text_put_unsigned(text, url->port);
    }
}

static bool is_json(const struct job *job)
{
    const struct curl_options *o = curl_options_of(job);
    return o->data_count > 0 && o->data[0].kind == CURL_DATUM_JSON;
}

/* Host, and what says what the client is and wants. */
static void put_wishes(struct writer *w, struct app *app, struct job *job,
                       const struct curl_url *url, const struct curl_peer *peer)
{
    const struct curl_options *o = curl_options_of(job);
    char buffer[sizeof url->host + 8];
    struct text host = text_over(buffer, sizeof buffer);
    const char *given = curl_given_header(job, "Host");
    const char *agent = o->agent != 0 ? command_word(&job->command, o->agent) : agent_name;
    put_authority(&host, url);
    if (given == NULL || given[0] != '\0')
        http_write_field(w, "Host", given != NULL ? given : buffer);
    put_proxy_authorization(w, app, job, peer);
    put_authorization(w, app, job, url);
    put_range(w, job);
    if (agent[0] != '\0')
        put_default(w, job, "User-Agent", agent);
    if (is_json(job))
        put_default(w, job, "Content-Type", "application/json");
    put_default(w, job, "Accept", is_json(job) ? "application/json" : "*/*");
    if (o->referer != 0)
        put_default(w, job, "Referer", command_word(&job->command, o->referer));
    if (peer->proxy)
        put_default(w, job, "Proxy-Connection", "Keep-Alive");
}

/* How long the content is, of what kind, and whether it waits for a 100 (RFC 9110 section
 * 10.1.1). */
static void put_content_fields(struct writer *w, const struct app *app, struct job *job)
{
    const char *expected = curl_given_header(job, "Expect");
    uint64_t length = curl_content_length(app, job);
    bool large = length > EXPECT_FROM || (job->state.curl.uploads && length > 0);
    struct curl_state *s = &job->state.curl;
    s->expects = 0;
    if (!curl_has_content(job))
        return;
    if (!curl_is_chunked(job) && curl_given_header(job, "Content-Length") == NULL)
        http_write_field_number(w, "Content-Length", length);
    if (!is_json(job) && !s->uploads)
        put_default(w, job, "Content-Type", "application/x-www-form-urlencoded");
    bool may = curl_options_of(job)->minor == 1 && !s->unexpected;
    if (may && expected == NULL && large)
        http_write_field(w, "Expect", "100-continue");
    s->expects = may && (expected != NULL ? strcmp(expected, "100-continue") == 0 : large);
}

static void put_target(struct writer *w, const struct job *job, const struct curl_url *url,
                       const struct curl_peer *peer)
{
    char buffer[sizeof url->target + sizeof url->host + 16];
    struct text target = text_over(buffer, sizeof buffer);
    if (peer->proxy) { /* absolute-form: RFC 9112 section 3.2.2 */
        text_put(&target, "http://");
        put_authority(&target, url);
    }
    text_put(&target, url->target);
    http_write_request_line(w, curl_method(job), buffer, curl_options_of(job)->minor);
}

void curl_request_write(struct writer *w, struct app *app, struct job *job,
                        const struct curl_url *url)
{
    const struct curl_peer peer = curl_peer_of(app, job);
    put_target(w, job, url, &peer);
    put_wishes(w, app, job, url, &peer);
    const char *coding = curl_given_header(job, "Transfer-Encoding");
    if (coding != NULL && coding[0] != '\0' && curl_has_content(job))
        http_write_field(w, "Transfer-Encoding", coding);
    put_cookies(w, app, job, url);
    put_given_headers(w, app, job, url);
    put_content_fields(w, app, job);
    http_write_end_of_fields(w);
}
