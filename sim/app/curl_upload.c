/* app/curl_upload.c: a request on its way: its head, then its content as TCP takes it, perhaps
 * after a 100 (RFC 9110 section 10.1.1). See curl.h. */
#include <string.h>

#include "app/curl_body.h"
#include "app/curl_request.h"
#include "app/send.h"
#include "app/web_store.h"
#include "wire/http_reader.h"

enum { REQUEST_MAX = 12288, PIECE = 16384, IN_ONE_GO = 65536 };

bool curl_is_sent(const struct job *job)
{
    return job->state.curl.sent == job->state.curl.length;
}

/* How many octets may be sent so far: the content may have to wait, or to keep a pace. */
static uint64_t sendable(const struct app *app, const struct job *job)
{
    const struct curl_state *s = &job->state.curl;
    if (s->stopped)
        return s->sent;
    if (s->hold_until != 0)
        return s->request_length;
    uint64_t content = s->length - s->request_length;
    uint64_t allowed = curl_pace(app, job);
    return s->request_length + (allowed < content ? allowed : content);
}

/* Head and content together: what fits into one segment goes as one. */
static size_t read_request(const struct app *app, const struct job *job, uint8_t *to, size_t n)
{
    const struct curl_state *s = &job->state.curl;
    size_t head = 0;
    if (s->sent < s->request_length)
        head = web_text_read(app, s->request, s->request_length, (uint32_t)s->sent, to, n);
    if (s->sent + head < s->request_length || head == n)
        return head;
    return head +
           curl_framed_read(app, job, s->sent + head - s->request_length, to + head, n - head);
}

/* "* We are completely uploaded and fine", unless it went along with the head. */
static void remark_sent(struct app *app, struct job *job)
{
    const struct curl_state *s = &job->state.curl;
    bool apart = s->expects || s->length - s->request_length > IN_ONE_GO;
    if (!curl_has_content(job) || !apart)
        return;
    curl_remark_words(app, job,
                      curl_is_chunked(job)
                          ? "* Signaling end of chunked upload via terminating chunk."
                          : "* We are completely uploaded and fine");
}

void curl_send(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    uint8_t piece[PIECE];
    uint64_t before = s->sent;
    uint64_t most = sendable(app, job);
    while (s->sent < most) {
        uint64_t left = most - s->sent;
        size_t taken;
        size_t n = read_request(app, job, piece, left < PIECE ? (size_t)left : PIECE);
        if (n == 0 || !app_send(app, job->socket, piece, n, left, &taken))
            break;
        s->sent += taken;
    }
    if (s->sent > before && curl_is_sent(job))
        remark_sent(app, job);
    if (s->sent == most && s->sent < s->length && s->hold_until == 0 && !s->stopped)
        curl_pause(app, job);
}

void curl_release_content(struct app *app, struct job *job)
{
    if (job->state.curl.hold_until == 0)
        return;
    job->state.curl.hold_until = 0;
    curl_pace_begin(app, job);
    curl_wake(app, job);
    curl_send(app, job);
}

/* Each line of a request's head. */
static void print_head(struct app *app, struct job *job, const uint8_t *octets, size_t length)
{
    size_t at = 0;
    while (at < length) {
        const uint8_t *end = memchr(octets + at, '\r', length - at);
        size_t n = end != NULL ? (size_t)(end - octets) - at : length - at;
        curl_print_marked(app, job, '>', octets + at, n);
        at += n + 2;
    }
}

static void begin_response(struct job *job)
{
    struct curl_state *s = &job->state.curl;
    bool head = strcmp(curl_method(job), "HEAD") == 0 || curl_options_of(job)->head;
    s->status = 0;
    s->body = 0;
    s->lines = 0;
    s->retry_after = 0;
    s->declared = UINT64_MAX;
    http_reader_begin(&s->reader, HTTP_RESPONSE, HTTP_TAKE_BARE_LF,
                      head ? HTTP_HEAD : HTTP_GET);
}

void curl_send_begin(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    const struct curl_url url = curl_url_of(app, job);
    uint8_t octets[REQUEST_MAX];
    struct writer w = writer_over(octets, sizeof octets);
    begin_response(job);
    s->stage = CURL_TRANSFERRING;
    s->sent = 0;
    s->stopped = 0;
    if (s->asked == 0)
        s->asked = sim_now(app->sim);
    if (curl_options_of(job)->browser) /* it has been written: browse_begin() */
        w.at = web_text_read(app, s->request, s->request_length, 0, octets, sizeof octets);
    else
        curl_request_write(&w, app, job, &url);
    if (!w.ok) {
        curl_fail(app, job, CURL_MALFORMED_URL, "URL using bad/illegal format or missing URL",
                  "", "");
        return;
    }
    web_text_free(app, &s->request, &s->request_length);
    (void)web_text_add(app, &s->request, &s->request_length, octets, w.at);
    s->length = w.at + (curl_has_content(job) ? curl_framed_length(app, job) : 0);
    s->requests += w.at;
    const uint8_t *end = memchr(octets, '\r', w.at);
    app_note_message(app, job->node, MESSAGE_REQUEST_SENT, (const char *)octets,
                     (size_t)(end - octets));
    if (curl_options_of(job)->verbose)
        print_head(app, job, octets, w.at);
    if (s->expects) {
        s->hold_until = sim_now(app->sim) + curl_options_of(job)->expect_ns;
        app_note_rule(app, job->node, RULE_HTTP_WAITS_FOR_CONTINUE, TABLE_NONE, 0,
                      s->length - s->request_length, 0);
    }
    curl_pace_begin(app, job);
    if (curl_options_of(job)->rate > 0)
        app_note_rule(app, job->node, RULE_HTTP_KEEPS_PACE, TABLE_NONE, 0,
                      curl_options_of(job)->rate, 0);
    curl_wake(app, job);
    curl_send(app, job);
}
