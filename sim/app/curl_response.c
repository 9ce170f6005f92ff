/* app/curl_response.c: what comes back: interim responses, the head with its cookies, the body.
 * See curl.h. */
#include <string.h>

#include "app/browse.h"
#include "app/command_scan.h"
#include "app/cookie_jar.h"
#include "app/curl.h"
#include "wire/http_date.h"

enum { PIECE = 4096 };

/* --- the head --- */

/* "* Added cookie …" */
static void remark_cookie(struct app *app, struct job *job, const struct cookie_row *cookie,
                          bool replaced)
{
    char buffer[CURL_LINE + sizeof *cookie];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, replaced ? "* Replaced cookie " : "* Added cookie ");
    text_put(&line, cookie->name);
    text_put(&line, "=\"");
    text_put(&line, cookie->value);
    text_put(&line, "\" for domain ");
    text_put(&line, cookie->domain);
    text_put(&line, ", path ");
    text_put(&line, cookie->path);
    text_put(&line, ", expire ");
    text_put_signed(&line, cookie->expires == INT64_MAX ? 0 : cookie->expires);
    curl_remark(app, job, &line);
}

static void take_cookie(struct app *app, struct job *job, const uint8_t *octets,
                        struct http_span value)
{
    const struct curl_url url = curl_url_of(app, job);
    bool replaced;
    const struct cookie_row *cookie = cookie_jar_put(
        app, job, url.host, url.target, octets + value.at, value.length, &replaced);
    if (cookie != NULL)
        remark_cookie(app, job, cookie, replaced);
}

/* Retry-After: seconds, or a date (RFC 9110 section 10.2.3). */
static void take_retry_after(const struct app *app, struct job *job, const uint8_t *octets,
                             struct http_span value)
{
    char word[32];
    struct text text = text_over(word, sizeof word);
    uint64_t seconds;
    int64_t date;
    text_put_octets(&text, octets + value.at, value.length);
    if (text.ok && command_number(word, 0, UINT32_MAX, &seconds))
        job->state.curl.retry_after = (uint32_t)seconds;
    else if (http_date_read(octets + value.at, value.length, &date) && date > app_date(app) &&
             date - app_date(app) < UINT32_MAX)
        job->state.curl.retry_after = (uint32_t)(date - app_date(app));
}

/* What is remarked and done at a field, before its line is shown. */
static void take_field(struct app *app, struct job *job, const uint8_t *octets,
                       const struct http_field *field)
{
    const struct curl_state *s = &job->state.curl;
    if (http_span_is_word(octets, field->name, "Set-Cookie"))
        take_cookie(app, job, octets, field->value);
    if (http_span_is_word(octets, field->name, "Retry-After"))
        take_retry_after(app, job, octets, field->value);
    if (http_span_is_word(octets, field->name, "WWW-Authenticate") && s->status == 401 &&
        s->authorized)
        curl_remark_words(app, job, "* Authentication problem. Ignoring this.");
}

/* The server has judged before it has seen all of the content: then the rest is not sent. */
static void judge_unsent(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    if (curl_is_sent(job) || s->status < 200)
        return;
    if (s->status < 300) {
        curl_release_content(app, job);
        return;
    }
    s->hold_until = 0;
    s->stopped = 1; /* and the connection cannot be used again */
    if (s->status == 417 && s->expects) {
        curl_remark_words(app, job, "* Got 417 while waiting for a 100");
        return;
    }
    curl_remark_words(app, job, "* HTTP error before end of send, stop sending");
    app_note_rule(app, job->node, RULE_HTTP_STOPS_SENDING, TABLE_NONE, 0, s->status,
                  s->length - s->sent);
}

/* A line of the head: to the output with -i, as a remark with -v. */
static void show_line(struct app *app, struct job *job, const uint8_t *octets, size_t length)
{
    static const uint8_t line_feed = '\n';
    const struct curl_options *o = curl_options_of(job);
    if (o->verbose && (length > 0 || job->state.curl.status / 100 != 1))
        curl_print_marked(app, job, '<', octets, length);
    curl_dump(app, job, octets, length);
    if (o->include || o->head) { /* a file that takes nothing will say so at the body */
        bool taken =
            curl_write(app, job, octets, length) && curl_write(app, job, &line_feed, 1);
        (void)taken;
    }
}

static bool fails_at_once(const struct job *job)
{
    const struct curl_state *s = &job->state.curl;
    return curl_options_of(job)->fails == CURL_FAILS && s->status >= 400;
}

/* Shows the head line by line, and does what each asks for. */
static void walk_head(struct app *app, struct job *job, const uint8_t *octets,
                      const struct http_head *head)
{
    struct curl_state *s = &job->state.curl;
    const uint32_t length = s->reader.head_length;
    uint32_t field = 0;
    size_t at = 0;
    while (at < length) {
        const uint8_t *end = memchr(octets + at, '\n', length - at);
        size_t next = end != NULL ? (size_t)(end - octets) + 1 : length;
        size_t n = next - at - (end != NULL ? 1 : 0);
        if (n > 0 && octets[at + n - 1] == '\r')
            n--;
        if (field < head->fields.count && head->fields.row[field].name.at == at) {
            take_field(app, job, octets, &head->fields.row[field]);
            field++;
        }
        if (n == 0 && fails_at_once(job))
            return; /* curl_fail() has the last word */
        if (n == 0)
            judge_unsent(app, job);
        show_line(app, job, octets + at, n);
        at = next;
    }
}

/* -C: the server must send the rest, not the whole. */
static bool cannot_resume(const struct job *job)
{
    const struct curl_state *s = &job->state.curl;
    return s->resumed > 0 && s->status == 200 && curl_options_of(job)->resume != CURL_NO_RESUME;
}

/* True: go on reading. */
static bool head_read(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    const uint8_t *octets = curl_buffer(app, job)->octets;
    const uint8_t *end = memchr(octets, '\n', s->reader.head_length);
    struct http_head head;
    struct http_span location;
    char buffer[CURL_LINE];
    struct text text = text_over(buffer, sizeof buffer);
    if (end == NULL || http_head_read(octets, s->reader.head_length, HTTP_RESPONSE,
                                      (enum http_method)s->reader.request, &head) != HTTP_FINE)
        return true; /* the reader has judged it already */
    s->status = head.status;
    s->lines = head.fields.count;
    s->heads += s->reader.head_length;
    s->declared = head.has_content_length ? head.content_length : UINT64_MAX;
    size_t n = (size_t)(end - octets);
    app_note_message(app, job->node, MESSAGE_RESPONSE, (const char *)octets,
                     n > 0 && octets[n - 1] == '\r' ? n - 1 : n);
    walk_head(app, job, octets, &head);
    if (curl_options_of(job)->browser)
        browse_head(app, job, octets, &head);
    if (curl_is_sent(job) || s->stopped)
        curl_pace_begin(app, job);
    if (fails_at_once(job)) {
        text_put_unsigned(&text, s->status);
        curl_fail(app, job, CURL_HTTP_ERROR, "The requested URL returned error: ", text.octets,
                  "");
        return false;
    }
    if (cannot_resume(job)) {
        curl_fail(app, job, CURL_NO_RANGES,
                  "HTTP server doesn't seem to support byte ranges. Cannot resume.", "", "");
        return false;
    }
    bool unwanted = curl_is_sent_elsewhere(app, job, &location) ||
                    (s->status == 417 && s->expects && !s->unexpected);
    if (unwanted && s->declared > 0)
        curl_remark_words(app, job, "* Ignoring the response-body");
    return true;
}

/* --- the body --- */

/* True: go on reading. */
static bool body_part(struct app *app, struct job *job, const struct http_part *part)
{
    struct curl_state *s = &job->state.curl;
    struct http_span location;
    s->body += part->length;
    bool stored = curl_options_of(job)->browser && browse_part(app, job, part);
    bool hidden = stored || (s->status == 417 && s->expects && !s->unexpected) ||
                  curl_is_sent_elsewhere(app, job, &location);
    if (hidden || curl_write(app, job, part->octets, part->length))
        return true;
    curl_fail(app, job, CURL_WRITE_ERROR, "Failure writing output to destination", "", "");
    return false;
}

static void refused(struct app *app, struct job *job)
{
    const struct curl_state *s = &job->state.curl;
    if (s->status == 0 && s->reader.head_length == 0 &&
        (s->reader.refusal == HTTP_BAD_STATUS_LINE || s->reader.refusal == HTTP_BAD_VERSION)) {
        curl_fail(app, job, CURL_UNSUPPORTED, "Received HTTP/0.9 when not allowed", "", "");
        return;
    }
    curl_fail(app, job, CURL_WEIRD_REPLY, "Weird server reply: ",
              http_refusal_text((enum http_refusal)s->reader.refusal)->sentence, "");
}

/* What came of some octets. True: go on reading. */
static bool take_step(struct app *app, struct job *job, enum http_step step,
                      const struct http_part *part)
{
    struct curl_state *s = &job->state.curl;
    switch (step) {
    case HTTP_STEP_MORE:
        return true;
    case HTTP_STEP_HEAD:
        return head_read(app, job);
    case HTTP_STEP_BODY:
        return body_part(app, job, part);
    case HTTP_STEP_END:
        if (s->status / 100 == 1) { /* an interim response: the real one follows */
            bool goes_on = s->status == 100;
            http_reader_next(&s->reader, (enum http_method)s->reader.request);
            if (goes_on)
                curl_release_content(app, job);
            return true;
        }
        curl_request_done(app, job);
        return false;
    case HTTP_STEP_REFUSED:
        refused(app, job);
        return false;
    case HTTP_STEP_TUNNEL: /* never: no CONNECT is sent */
        return false;
    }
    return false;
}

/* Feeds one piece. False: the transfer, and perhaps the job, has ended. */
static bool feed(struct app *app, struct job *job, const uint8_t *octets, size_t length)
{
    enum http_step step;
    do {
        size_t taken;
        struct http_part part;
        step = http_reader_feed(&job->state.curl.reader, curl_buffer(app, job)->octets,
                                HTTP_HEAD_MAX, octets, length, &taken, &part);
        octets += taken;
        length -= taken;
        if (!take_step(app, job, step, &part))
            return false;
    } while (step != HTTP_STEP_MORE);
    return true;
}

/* --- the end --- */

static void cut_short(struct app *app, struct job *job)
{
    const struct curl_state *s = &job->state.curl;
    char buffer[CURL_LINE];
    struct text text = text_over(buffer, sizeof buffer);
    bool counted = s->declared != UINT64_MAX && s->status != 0;
    if (counted)
        text_put_unsigned(&text, s->declared - s->body);
    curl_fail(app, job, CURL_PARTIAL, "transfer closed with ",
              counted ? text.octets : "outstanding read data",
              counted ? " bytes remaining to read" : " remaining");
}

/* The server has closed: an end, or too early. */
static void input_ended(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    bool silent = s->reader.used == 0 && s->status == 0;
    enum http_step step = http_reader_close(&s->reader);
    if (step == HTTP_STEP_END)
        curl_request_done(app, job);
    else if (silent && curl_sends_again(app, job))
        return;
    else if (s->status == 0 || step != HTTP_STEP_REFUSED)
        curl_fail(app, job, CURL_EMPTY_REPLY, "Empty reply from server", "", "");
    else
        cut_short(app, job);
}

/* How much may be read now: all that belongs to this response, when no pace is kept. */
static size_t readable(const struct app *app, const struct job *job)
{
    const struct curl_state *s = &job->state.curl;
    uint64_t wants = http_reader_wants(&s->reader);
    uint64_t room = wants < PIECE ? wants : PIECE;
    if (curl_options_of(job)->rate == 0 || s->status < 200)
        return (size_t)room;
    uint64_t allowed = curl_pace(app, job);
    uint64_t left = allowed > s->paced ? allowed - s->paced : 0;
    return (size_t)(left < room ? left : room);
}

void curl_receive(struct app *app, struct job *job)
{
    uint8_t piece[PIECE];
    struct curl_state *s = &job->state.curl;
    for (;;) {
        size_t room = readable(app, job);
        size_t length;
        if (room == 0 && http_reader_wants(&s->reader) > 0) {
            curl_pause(app, job);
            return;
        }
        enum tcp_status status = tcp_receive(app->transport, job->socket, piece, room, &length);
        if (status == TCP_OK && s->answered == 0)
            s->answered = sim_now(app->sim);
        if (status == TCP_OK && s->status >= 200)
            s->paced += length;
        if (status == TCP_END)
            input_ended(app, job);
        if (status != TCP_OK || !feed(app, job, piece, length))
            return;
    }
}
