/* app/browse.c: see browse.h. */
#include "app/browse.h"

#include <string.h>

#include "app/curl_request.h"
#include "app/http_cache.h"
#include "app/web_store.h"
#include "wire/http_writer.h"

enum { BROWSE_REQUEST = 12288, BROWSE_PIECE = 4096 };

/* The present request, read from the state. */
struct browse_request {
    uint8_t octets[BROWSE_REQUEST];
    struct http_head head;
    char uri[HTTP_CACHE_URI];
    struct http_cache_question question;
};

static void read_request(struct app *app, const struct job *job, struct browse_request *r)
{
    const struct curl_state *s = &job->state.curl;
    const struct curl_url url = curl_url_of(app, job);
    char buffer[sizeof url.host + 8];
    struct text host = text_over(buffer, sizeof buffer);
    struct text uri = text_over(r->uri, sizeof r->uri);
    size_t n = web_text_read(app, s->request, s->request_length, 0, r->octets, BROWSE_REQUEST);
    text_put(&host, url.host);
    if (url.port != 80) {
        text_put_char(&host, ':');
        text_put_unsigned(&host, url.port);
    }
    bool read = http_head_read(r->octets, n, HTTP_REQUEST, HTTP_GET, &r->head) == HTTP_FINE &&
                http_cache_uri(&uri, buffer, host.length, url.target, strlen(url.target));
    if (!read)
        r->uri[0] = '\0'; /* not for the cache */
    r->question = (struct http_cache_question){.node = job->node,
                                               .shared = false,
                                               .uri = r->uri,
                                               .octets = r->octets,
                                               .head = &r->head};
}

void browse_release(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    if (s->stored != 0)
        http_cache_let_go(app, s->stored - 1);
    if (s->filling != 0)
        http_cache_discard(app, s->filling - 1);
    s->stored = 0;
    s->filling = 0;
    s->validating = 0;
    s->replaced = 0;
}

/* --- the screen --- */

/* "200 OK, 7 bytes, from cache (age 3 s)" */
static void say_result(struct app *app, struct job *job, unsigned status, bool has_length,
                       uint64_t length, const char *remark)
{
    char buffer[CURL_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    text_put_unsigned(&line, status);
    text_put_char(&line, ' ');
    text_put(&line, http_reason(status));
    if (has_length) {
        text_put(&line, ", ");
        text_put_unsigned(&line, length);
        text_put(&line, length == 1 ? " byte" : " bytes");
    }
    text_put(&line, remark);
    curl_flush(app, job);
    job_complain(app, job, &line);
}

/* The stored response takes the place of one that came: its head in the buffer, its body on the
 * screen, unless it leads elsewhere. */
static void show_stored(struct app *app, struct job *job, const char *why)
{
    struct curl_state *s = &job->state.curl;
    const struct http_cache_row *r = &app->stored[s->stored - 1];
    uint8_t piece[BROWSE_PIECE];
    char buffer[CURL_LINE];
    struct text remark = text_over(buffer, sizeof buffer);
    struct http_span location;
    size_t n;
    s->reader.head_length = (uint32_t)web_text_read(
        app, r->head, r->head_length, 0, curl_buffer(app, job)->octets, HTTP_HEAD_MAX);
    s->reader.request = HTTP_GET;
    s->status = r->status;
    text_put(&remark, ", from cache (");
    text_put(&remark, why);
    text_put(&remark, "age ");
    text_put_signed(&remark, http_cache_age(app, s->stored - 1));
    text_put(&remark, " s)");
    say_result(app, job, r->status, true, r->body_length, buffer);
    if (curl_is_sent_elsewhere(app, job, &location))
        return;
    for (uint32_t at = 0; at < r->body_length; at += (uint32_t)n) {
        n = web_text_read(app, r->body, r->body_length, at, piece, sizeof piece);
        curl_print(app, job, piece, n);
    }
}

/* --- before the request --- */

static void answer_at_once(struct app *app, struct job *job)
{
    struct http_span location;
    job->phase = JOB_RUNNING;
    show_stored(app, job, "");
    if (curl_is_sent_elsewhere(app, job, &location))
        curl_follow(app, job, location);
    else
        curl_attempt_done(app, job, CURL_FINE, "");
}

/* The request, without its empty line when conditions are to follow. */
static void keep_request(struct app *app, struct job *job, const struct writer *w)
{
    struct curl_state *s = &job->state.curl;
    web_text_free(app, &s->request, &s->request_length);
    (void)web_text_add(app, &s->request, &s->request_length, w->bytes, w->at);
}

bool browse_begin(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    const struct curl_url url = curl_url_of(app, job);
    struct browse_request r;
    uint8_t octets[BROWSE_REQUEST];
    struct writer w = writer_over(octets, sizeof octets);
    uint32_t row;
    browse_release(app, job);
    curl_request_write(&w, app, job, &url);
    if (!w.ok) {
        curl_fail(app, job, CURL_MALFORMED_URL, "URL using bad/illegal format or missing URL",
                  "", "");
        return true;
    }
    keep_request(app, job, &w);
    read_request(app, job, &r);
    s->requested = app_date(app);
    switch (http_cache_look(app, &r.question, &row)) {
    case HTTP_CACHE_NOT_ASKED:
    case HTTP_CACHE_MISS:
        return false;
    case HTTP_CACHE_UNAVAILABLE:
        say_result(app, job, 504, false, 0, ", nothing in the cache");
        curl_attempt_done(app, job, CURL_HTTP_ERROR, "");
        return true;
    case HTTP_CACHE_HIT:
        http_cache_hold(app, row);
        s->stored = row + 1;
        answer_at_once(app, job);
        return true;
    case HTTP_CACHE_ASK_FIRST:
        http_cache_hold(app, row);
        s->stored = row + 1;
        s->validating = 1;
        w.at -= 2; /* the empty line */
        http_cache_put_conditions(&w, app, row);
        http_write_end_of_fields(&w);
        keep_request(app, job, &w);
        return false;
    }
    return false;
}

/* --- the response --- */

void browse_head(struct app *app, struct job *job, const uint8_t *octets,
                 const struct http_head *head)
{
    struct curl_state *s = &job->state.curl;
    struct browse_request r;
    if (head->status < 200)
        return;
    read_request(app, job, &r);
    if (s->validating && head->status == 304) {
        http_cache_freshen(app, s->stored - 1, octets, head, s->requested);
        s->replaced = 1;
        return;
    }
    s->replaced = s->stored != 0 && head->status >= 500 &&
                  http_cache_serve_stale(app, s->stored - 1, &r.question);
    if (s->replaced)
        return;
    uint32_t row = http_cache_begin(app, &r.question, octets, head, s->requested);
    s->filling = row != NONE ? row + 1 : 0;
    say_result(app, job, head->status, head->has_content_length, head->content_length, "");
}

bool browse_part(struct app *app, struct job *job, const struct http_part *part)
{
    struct curl_state *s = &job->state.curl;
    if (s->filling != 0 && !http_cache_add(app, s->filling - 1, part->octets, part->length))
        s->filling = 0;
    return s->replaced;
}

void browse_done(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    struct browse_request r;
    if (s->replaced)
        show_stored(app, job, s->status == 304 ? "still good, " : "stale, the server fails, ");
    if (s->filling == 0)
        return;
    read_request(app, job, &r);
    uint32_t row = s->filling - 1;
    s->filling = 0;
    http_cache_complete(app, row, &r.question);
}

bool browse_failed(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    struct browse_request r;
    bool saved = false;
    if (s->stored != 0 && s->status == 0) {
        read_request(app, job, &r);
        saved = http_cache_serve_stale(app, s->stored - 1, &r.question);
    }
    if (saved)
        show_stored(app, job, "stale, the server cannot be reached, ");
    browse_release(app, job);
    return saved;
}
