/* app/curl_transfer.c: one request and its response over a connection that is open (RFC 9112).
 * See curl.h. */
#include <string.h>

#include "app/cookie_jar.h"
#include "app/curl.h"
#include "app/curl_request.h"
#include "app/web_store.h"
#include "wire/http_writer.h"

enum { REQUEST_MAX = 12288, PIECE = 4096 };

/* --- the request --- */

/* Gives TCP what is left of the request. */
void curl_send(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    uint8_t piece[PIECE];
    size_t taken;
    while (s->sent < s->request_length) {
        size_t n = web_text_read(app, s->request, s->request_length, s->sent, piece, PIECE);
        if (tcp_send(app->transport, job->socket, piece, n, &taken) != TCP_OK)
            return;
        s->sent += (uint32_t)taken;
    }
}

/* Writes the request once; it is sent as TCP takes it. */
static void begin_request(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    const struct curl_url url = curl_url_of(app, job);
    uint8_t octets[REQUEST_MAX];
    struct writer w = writer_over(octets, sizeof octets);
    size_t head;
    curl_request_write(&w, app, job, &url, &head);
    if (!w.ok) {
        curl_fail(app, job, CURL_MALFORMED_URL, "URL using bad/illegal format or missing URL",
                  "", "");
        return;
    }
    web_text_free(app, &s->request, &s->request_length);
    (void)web_text_add(app, &s->request, &s->request_length, octets, w.at);
    const uint8_t *end = memchr(octets, '\r', head);
    app_note_message(app, job->node, MESSAGE_REQUEST_SENT, (const char *)octets,
                     (size_t)(end - octets));
    if (curl_options_of(job)->verbose)
        curl_print_head(app, job, '>', octets, head);
    curl_send(app, job);
}

void curl_transfer_begin(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    const struct curl_options *o = curl_options_of(job);
    bool head = strcmp(curl_method(job), "HEAD") == 0;
    s->sent = 0;
    s->body = 0;
    s->status = 0;
    s->declared = UINT64_MAX;
    http_reader_begin(&s->reader, HTTP_RESPONSE, HTTP_TAKE_BARE_LF,
                      head || o->head ? HTTP_HEAD : HTTP_GET);
    begin_request(app, job);
}

/* --- the response --- */

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

static void take_cookies(struct app *app, struct job *job, const uint8_t *octets,
                         const struct http_fields *fields)
{
    const struct curl_url url = curl_url_of(app, job);
    for (uint32_t row = http_field_find(octets, fields, "Set-Cookie", 0); row != NONE;
         row = http_field_find(octets, fields, "Set-Cookie", row + 1)) {
        struct http_span value = fields->row[row].value;
        bool replaced;
        const struct cookie_row *cookie = cookie_jar_put(
            app, job, url.host, url.target, octets + value.at, value.length, &replaced);
        if (cookie != NULL)
            remark_cookie(app, job, cookie, replaced);
    }
}

static void head_read(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    const struct curl_options *o = curl_options_of(job);
    const uint8_t *octets = curl_buffer(app, job)->octets;
    const uint8_t *end = memchr(octets, '\r', s->reader.head_length);
    struct http_head head;
    if (end == NULL || http_head_read(octets, s->reader.head_length, HTTP_RESPONSE,
                                      (enum http_method)s->reader.request, &head) != HTTP_FINE)
        return; /* the reader has judged it already */
    s->status = head.status;
    s->declared = head.has_content_length ? head.content_length : UINT64_MAX;
    app_note_message(app, job->node, MESSAGE_RESPONSE, (const char *)octets,
                     (size_t)(end - octets));
    if (o->verbose)
        curl_print_head(app, job, '<', octets, s->reader.head_length);
    take_cookies(app, job, octets, &head.fields);
    if (o->include || o->head)
        curl_print_head(app, job, 0, octets, s->reader.head_length);
}

static void body_part(struct app *app, struct job *job, const struct http_part *part)
{
    const struct curl_options *o = curl_options_of(job);
    job->state.curl.body += part->length;
    struct http_span location;
    bool hidden = o->output != 0 || (o->fail && job->state.curl.status >= 400) ||
                  curl_is_sent_elsewhere(app, job, &location);
    if (!hidden)
        curl_print(app, job, part->octets, part->length);
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
        head_read(app, job);
        return true;
    case HTTP_STEP_BODY:
        body_part(app, job, part);
        return true;
    case HTTP_STEP_END:
        if (s->status / 100 == 1) { /* an interim response: the real one follows */
            http_reader_next(&s->reader, (enum http_method)s->reader.request);
            return true;
        }
        curl_transfer_done(app, job);
        return false;
    case HTTP_STEP_REFUSED:
        curl_fail(app, job, CURL_WEIRD_REPLY, "Weird server reply: ",
                  http_refusal_text((enum http_refusal)s->reader.refusal)->sentence, "");
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

/* The server has closed: an end, or too early. */
static void input_ended(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    char buffer[CURL_LINE];
    struct text text = text_over(buffer, sizeof buffer);
    switch (http_reader_close(&s->reader)) {
    case HTTP_STEP_END:
        curl_transfer_done(app, job);
        return;
    case HTTP_STEP_REFUSED:
        if (s->status == 0) {
            curl_fail(app, job, CURL_EMPTY_REPLY, "Empty reply from server", "", "");
            return;
        }
        if (s->declared != UINT64_MAX)
            text_put_unsigned(&text, s->declared - s->body);
        curl_fail(app, job, CURL_PARTIAL, "transfer closed with ",
                  s->declared != UINT64_MAX ? text.octets : "outstanding read data",
                  s->declared != UINT64_MAX ? " bytes remaining to read" : " remaining");
        return;
    case HTTP_STEP_MORE:
    case HTTP_STEP_HEAD:
    case HTTP_STEP_BODY:
    case HTTP_STEP_TUNNEL:
        curl_fail(app, job, CURL_EMPTY_REPLY, "Empty reply from server", "", "");
        return;
    }
}

/* Reads as long as the transfer goes on. */
void curl_receive(struct app *app, struct job *job)
{
    uint8_t piece[PIECE];
    for (;;) {
        uint64_t wants = http_reader_wants(&job->state.curl.reader);
        size_t room = wants < PIECE ? (size_t)wants : PIECE;
        size_t length;
        enum tcp_status status = tcp_receive(app->transport, job->socket, piece, room, &length);
        if (status == TCP_END)
            input_ended(app, job);
        if (status != TCP_OK || !feed(app, job, piece, length))
            return;
    }
}
