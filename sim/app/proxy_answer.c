/* app/proxy_answer.c: what goes back to a proxy's client: the origin's response, marked off
 * anew (RFC 9112 section 6), a stored one (RFC 9111), or a page of the proxy's own. */
#include <string.h>

#include "app/proxy_parts.h"
#include "app/web_store.h"
#include "wire/http_writer.h"

enum { RESPONSE_MAX = HTTP_HEAD_MAX + 1024 };

static const char *name_of(const struct app *app, const struct proxy_client *c)
{
    return app->plans[c->node]->name;
}

/* Can another request follow on this connection? What has not been read of this one cannot be
 * stepped over. */
static bool can_keep(const struct proxy_client *c)
{
    return c->keep_alive && (c->request_done || !c->has_body);
}

/* The last fields and the empty line; the head is on its way. */
static void send_head(struct app *app, struct proxy_client *c, struct writer *w,
                      unsigned status)
{
    c->keep_alive = can_keep(c) && c->framing != PROXY_UNTIL_CLOSE && w->ok;
    c->status = (uint16_t)status;
    if (!c->keep_alive)
        http_write_field(w, "Connection", "close");
    else if (c->minor == 0)
        http_write_field(w, "Connection", "keep-alive");
    http_write_end_of_fields(w);
    const uint8_t *end = memchr(w->bytes, '\r', w->at);
    app_note_message(app, c->node, MESSAGE_RESPONSE_SENT, (const char *)w->bytes,
                     end != NULL ? (size_t)(end - w->bytes) : 0);
    proxy_put(app, &c->out, w->bytes, w->at);
}

/* --- answers of its own --- */

static void begin_own(struct app *app, struct proxy_client *c, struct writer *w,
                      unsigned status)
{
    c->framing = PROXY_RAW;
    c->phase = PROXY_ANSWERS;
    http_write_status_line(w, 1, status);
    http_write_field_date(w, "Date", app_date(app));
    http_write_field(w, "Server", "netstage");
}

static void put_content(struct app *app, struct proxy_client *c, struct writer *w,
                        unsigned status, const char *type, const uint8_t *octets, size_t length)
{
    http_write_field(w, "Content-Type", type);
    http_write_field_number(w, "Content-Length", length);
    send_head(app, c, w, status);
    if (!c->bodyless)
        proxy_put(app, &c->out, octets, length);
}

void proxy_page(struct app *app, struct proxy_client *c, unsigned status, enum rule rule)
{
    uint8_t head[512];
    char page[256];
    struct writer w = writer_over(head, sizeof head);
    struct text text = text_over(page, sizeof page);
    for (int i = 0; i < 2; i++) {
        text_put(&text, i == 0 ? "<html><head><title>" : "</title></head><body><h1>");
        text_put_unsigned(&text, status);
        text_put_char(&text, ' ');
        text_put(&text, http_reason(status));
    }
    text_put(&text, "</h1></body></html>\n");
    if (rule != RULE_NONE)
        app_note_rule(app, c->node, rule, TABLE_NONE, 0, status, 0);
    begin_own(app, c, &w, status);
    put_content(app, c, &w, status, "text/html; charset=utf-8", (const uint8_t *)page,
                text.length);
}

void proxy_answer_itself(struct app *app, struct proxy_client *c)
{
    struct proxy_request r;
    uint8_t head[512];
    struct writer w = writer_over(head, sizeof head);
    proxy_read_request(app, c, &r);
    app_note_rule(app, c->node, RULE_PROXY_GOES_NO_FURTHER, TABLE_NONE, 0, 0, 0);
    begin_own(app, c, &w, 200);
    if (r.head.method_number == HTTP_TRACE) {
        put_content(app, c, &w, 200, "message/http", r.octets, c->reader.head_length);
        return;
    }
    http_write_field(&w, "Allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS, TRACE, PATCH");
    http_write_field_number(&w, "Content-Length", 0);
    send_head(app, c, &w, 200);
}

void proxy_open_tunnel(struct app *app, struct proxy_client *c)
{
    static const char line[] = "HTTP/1.1 200 Connection established";
    app_note_rule(app, c->node, RULE_PROXY_TUNNELS, TABLE_NONE, 0, c->to.address, c->to.port);
    app_note_message(app, c->node, MESSAGE_RESPONSE_SENT, line, sizeof line - 1);
    proxy_put(app, &c->out, (const uint8_t *)line, sizeof line - 1);
    proxy_put(app, &c->out, (const uint8_t *)"\r\n\r\n", 4);
    c->status = 200;
    c->phase = PROXY_TUNNELS;
}

/* --- a stored answer --- */

void proxy_answer_stored(struct app *app, struct proxy_client *c)
{
    struct proxy_request r;
    struct http_head stored;
    uint8_t octets[HTTP_HEAD_MAX];
    uint8_t head[RESPONSE_MAX];
    struct writer w = writer_over(head, sizeof head);
    uint32_t row = c->stored - 1;
    proxy_read_request(app, c, &r);
    unsigned status = app->stored[row].status;
    if (http_cache_client_has(app, row, &r.question)) {
        app_note_rule(app, c->node, RULE_CACHE_NOT_MODIFIED, TABLE_HTTP_CACHE, row, 0, 0);
        status = 304;
        c->bodyless = 1;
    }
    c->from_stored = 1;
    c->framing = PROXY_RAW;
    c->phase = PROXY_ANSWERS;
    http_write_status_line(&w, 1, status);
    http_cache_write_fields(&w, app, row);
    if (http_cache_read_head(app, row, octets, &stored))
        proxy_write_via(&w, name_of(app, c), stored.minor, octets, &stored.fields);
    send_head(app, c, &w, status);
}

/* --- the origin's answer --- */

/* How its content goes to the client. */
static enum proxy_framing framing_for(const struct proxy_client *c,
                                      const struct http_head *response)
{
    if (response->framing == HTTP_NO_BODY || response->framing == HTTP_BY_LENGTH)
        return PROXY_RAW;
    return c->minor >= 1 ? PROXY_CHUNKED : PROXY_UNTIL_CLOSE;
}

static void write_response(struct app *app, struct proxy_client *c, struct writer *w,
                           const uint8_t *octets, const struct http_head *response)
{
    proxy_write_response(w,
                         &(struct proxy_passage){.name = name_of(app, c),
                                                 .chunked = c->framing == PROXY_CHUNKED},
                         octets, response, app_date(app));
}

/* 1xx: it goes on to clients that know of such (RFC 9110 section 15.2). */
static void pass_interim(struct app *app, struct proxy_client *c, const uint8_t *octets,
                         const struct http_head *response)
{
    uint8_t head[RESPONSE_MAX];
    struct writer w = writer_over(head, sizeof head);
    if (c->minor == 0)
        return;
    c->framing = PROXY_RAW;
    write_response(app, c, &w, octets, response);
    http_write_end_of_fields(&w);
    proxy_put(app, &c->out, head, w.at);
}

/* The stored answer that was asked about: 304, or a failure that a stale one is better than. */
static bool stored_is_better(struct app *app, struct proxy_client *c,
                             const struct proxy_request *r, const uint8_t *octets,
                             const struct http_head *response)
{
    if (c->stored == 0)
        return false;
    uint32_t row = c->stored - 1;
    uint32_t etag = http_field_find(octets, &response->fields, "ETag", 0);
    bool same = etag != NONE && app->stored[row].etag[0] != '\0' &&
                http_span_is(octets, response->fields.row[etag].value, app->stored[row].etag);
    if (response->status == 304 && (c->validating || same))
        http_cache_freshen(app, row, octets, response, c->requested);
    if (response->status == 304)
        return c->validating;
    return response->status >= 500 && http_cache_serve_stale(app, row, &r->question);
}

static void response_head(struct app *app, struct proxy_client *c, struct proxy_origin *o)
{
    const uint8_t *octets = app->buffers[o->head - 1].octets;
    const uint8_t *end = memchr(octets, '\r', o->reader.head_length);
    uint8_t head[RESPONSE_MAX];
    struct writer w = writer_over(head, sizeof head);
    struct http_head response;
    struct proxy_request r;
    if (end == NULL ||
        http_head_read(octets, o->reader.head_length, HTTP_RESPONSE,
                       (enum http_method)o->reader.request, &response) != HTTP_FINE)
        return; /* the reader has judged it already */
    app_note_message(app, c->node, MESSAGE_RESPONSE, (const char *)octets,
                     (size_t)(end - octets));
    o->interim = response.status / 100 == 1;
    if (o->interim) {
        pass_interim(app, c, octets, &response);
        return;
    }
    proxy_read_request(app, c, &r);
    c->from_stored = stored_is_better(app, c, &r, octets, &response);
    if (c->from_stored)
        return;
    uint32_t filling = http_cache_begin(app, &r.question, octets, &response, c->requested);
    c->filling = filling != NONE ? filling + 1 : 0;
    c->framing = (uint8_t)framing_for(c, &response);
    write_response(app, c, &w, octets, &response);
    send_head(app, c, &w, response.status);
}

static void response_part(struct app *app, struct proxy_client *c, const struct http_part *part)
{
    if (c->from_stored)
        return;
    if (c->filling != 0 && !http_cache_add(app, c->filling - 1, part->octets, part->length))
        c->filling = 0;
    if (c->framing == PROXY_CHUNKED)
        proxy_put_chunk(app, &c->out, part->octets, part->length);
    else
        proxy_put(app, &c->out, part->octets, part->length);
}

/* Whole: the connection to the origin is free, unless it says otherwise. */
static void response_done(struct app *app, struct proxy_client *c, struct proxy_origin *o)
{
    struct proxy_request r;
    bool from_stored = c->from_stored;
    if (!from_stored && c->framing == PROXY_CHUNKED)
        proxy_put_last_chunk(app, &c->out, &o->reader, app->buffers[o->head - 1].octets);
    proxy_read_request(app, c, &r);
    if (c->filling != 0)
        http_cache_complete(app, c->filling - 1, &r.question);
    c->filling = 0;
    proxy_leave_origin(app, c, o->reader.keep_alive && can_keep(c));
    c->phase = PROXY_ANSWERS;
    if (from_stored)
        proxy_answer_stored(app, c);
}

void proxy_cut(struct app *app, struct proxy_client *c)
{
    struct proxy_origin *o = proxy_origin_of(app, c);
    app_note_rule(app, c->node, RULE_PROXY_CUTS, TABLE_NONE, 0, c->to.address, c->to.port);
    if (o != NULL)
        proxy_close_origin(app, o, true);
    if (c->filling != 0)
        http_cache_discard(app, c->filling - 1);
    c->filling = 0;
    if (c->framing == PROXY_UNTIL_CLOSE) { /* an orderly end would look like the whole */
        proxy_drop(app, c, true);
        return;
    }
    c->keep_alive = 0;
    c->phase = PROXY_ANSWERS;
}

/* What the origin sends is no HTTP, or ends in the middle of it. */
static void response_broken(struct app *app, struct proxy_client *c, bool closed)
{
    struct proxy_origin *o = proxy_origin_of(app, c);
    bool heard = o->heard;
    bool reused = o->reused;
    if (c->status != 0) {
        proxy_cut(app, c);
        return;
    }
    proxy_close_origin(app, o, true);
    c->from_stored = 0;
    proxy_origin_failed(app, c, true, heard || !closed, reused, false);
}

bool proxy_take_response(struct app *app, struct proxy_client *c, const uint8_t *octets,
                         size_t length)
{
    struct proxy_origin *o = proxy_origin_of(app, c);
    o->heard = 1;
    for (;;) {
        size_t taken;
        struct http_part part;
        switch (http_reader_feed(&o->reader, app->buffers[o->head - 1].octets, HTTP_HEAD_MAX,
                                 octets, length, &taken, &part)) {
        case HTTP_STEP_HEAD:
            response_head(app, c, o);
            break;
        case HTTP_STEP_BODY:
            response_part(app, c, &part);
            break;
        case HTTP_STEP_MORE:
            return true;
        case HTTP_STEP_END:
            if (!o->interim) {
                response_done(app, c, o);
                return false;
            }
            o->interim = 0;
            http_reader_next(&o->reader, (enum http_method)o->reader.request);
            break;
        case HTTP_STEP_REFUSED:
        case HTTP_STEP_TUNNEL: /* nobody asked for one */
            response_broken(app, c, false);
            return false;
        }
        octets += taken;
        length -= taken;
    }
}

void proxy_response_closed(struct app *app, struct proxy_client *c)
{
    struct proxy_origin *o = proxy_origin_of(app, c);
    o->ended = 1;
    if (http_reader_close(&o->reader) == HTTP_STEP_END)
        response_done(app, c, o);
    else
        response_broken(app, c, true);
}
