/* app/web_stream.c: see web_stream.h. */
#include "app/web_stream.h"

#include <string.h>

#include "app/web_store.h"
#include "wire/http_writer.h"

enum { CHUNK_SIZE_LINE = 20, TAIL_MOST = 1200 };

static const struct http_site *site_of(const struct app *app, const struct web_connection *c)
{
    return app->plans[c->node]->http->site;
}

static const struct http_resource *target_of(const struct app *app,
                                             const struct web_connection *c)
{
    return &site_of(app, c)->resources[c->target - 1];
}

/* --- chunks --- */

/* What stands before n octets of data. */
static size_t size_line(uint64_t n, uint8_t line[CHUNK_SIZE_LINE])
{
    char buffer[CHUNK_SIZE_LINE];
    struct text text = text_over(buffer, sizeof buffer);
    text_put_hex(&text, n, 1);
    text_put(&text, "\r\n");
    memcpy(line, buffer, text.length);
    return text.length;
}

/* The last chunk, the trailers, and the end. */
static size_t tail_of(const struct http_resource *resource, uint8_t tail[TAIL_MOST])
{
    struct writer w = writer_over(tail, TAIL_MOST);
    http_write_last_chunk(&w);
    for (uint32_t i = 0; i < resource->trailer_count; i++)
        http_write_field(&w, resource->trailers[i].name, resource->trailers[i].value);
    http_write_end_of_fields(&w);
    return w.at;
}

/* Octets of a chunk with n octets of data. */
static uint64_t chunk_length(uint64_t n)
{
    uint8_t line[CHUNK_SIZE_LINE];
    return n > 0 ? size_line(n, line) + n + 2 : 0;
}

static uint64_t stream_length(const struct app *app, const struct web_connection *c)
{
    uint8_t tail[TAIL_MOST];
    if (c->chunk == 0 || c->page == 0)
        return c->page;
    return c->page / c->chunk * chunk_length(c->chunk) + chunk_length(c->page % c->chunk) +
           tail_of(target_of(app, c), tail);
}

uint64_t web_stream_total(const struct app *app, const struct web_connection *c)
{
    return c->out_length + stream_length(app, c);
}

/* Copies what lies at `at` of a part that begins at *from, as far as `want` goes. */
static size_t copy_part(const uint8_t *part, uint64_t length, uint64_t *from, uint64_t at,
                        uint8_t *to, size_t want)
{
    uint64_t begins = *from;
    *from += length;
    if (at < begins || at >= begins + length)
        return 0;
    uint64_t left = begins + length - at;
    size_t n = left < want ? (size_t)left : want;
    memcpy(to, part + (at - begins), n);
    return n;
}

/* Octets of one part (a size line, data, a line end, or the tail) at `at` of the chunked page;
 * at least one, as long as `at` is before its end. */
static size_t chunked_part(const struct app *app, const struct web_connection *c,
                           const uint8_t *page, uint64_t at, uint8_t *to, size_t want)
{
    uint8_t line[CHUNK_SIZE_LINE];
    uint8_t tail[TAIL_MOST];
    uint64_t unit = chunk_length(c->chunk);
    uint64_t whole = c->page / c->chunk;
    uint64_t row = at / unit < whole ? at / unit : whole;
    uint64_t data = row < whole ? c->chunk : c->page % c->chunk;
    uint64_t from = row * unit;
    size_t n = 0;
    if (data > 0) {
        n = copy_part(line, size_line(data, line), &from, at, to, want);
        if (n == 0)
            n = copy_part(page + row * c->chunk, data, &from, at, to, want);
        if (n == 0)
            n = copy_part((const uint8_t *)"\r\n", 2, &from, at, to, want);
    }
    if (n == 0 && row == whole)
        n = copy_part(tail, tail_of(target_of(app, c), tail), &from, at, to, want);
    return n;
}

/* --- the response --- */

static const uint8_t *page_of(const struct app *app, const struct web_connection *c)
{
    const struct http_resource *resource = &site_of(app, c)->resources[c->resource - 1];
    const uint8_t *body =
        c->variant != 0 ? resource->variants[c->variant - 1].body : resource->body;
    return body + c->page_from;
}

/* Copies octets of the stream. */
static void read_stream(const struct app *app, const struct web_connection *c, uint64_t at,
                        uint8_t *to, size_t want)
{
    const uint8_t *page = page_of(app, c);
    while (want > 0) {
        size_t n = want;
        if (c->chunk == 0)
            memcpy(to, page + at, want);
        else
            n = chunked_part(app, c, page, at, to, want);
        to += n;
        at += n;
        want -= n;
    }
}

const uint8_t *web_stream_next(const struct app *app, const struct web_connection *c,
                               uint8_t *piece, size_t *length)
{
    uint64_t total = web_stream_total(app, c);
    if (c->sent >= c->out_length && c->chunk == 0) {
        uint64_t left = total - c->sent;
        *length = left < SIZE_MAX ? (size_t)left : SIZE_MAX;
        return page_of(app, c) + (c->sent - c->out_length);
    }
    uint64_t until = (uint64_t)c->out_head + WEB_FIRST_BODY;
    if (c->sent >= until)
        until = c->sent + WEB_PIECE;
    size_t want = (size_t)((until < total ? until : total) - c->sent);
    size_t n = 0;
    if (c->sent < c->out_length)
        n = web_text_read(app, c->out, c->out_length, (uint32_t)c->sent, piece, want);
    if (n < want)
        read_stream(app, c, c->sent + n - c->out_length, piece + n, want - n);
    *length = want;
    return piece;
}

/* A body that was made for this answer, as it goes over the connection. */
static void add_body(struct app *app, struct web_connection *c, const struct http_plan *plan)
{
    uint8_t line[CHUNK_SIZE_LINE];
    uint8_t tail[TAIL_MOST];
    if (plan->chunk == 0) {
        (void)web_text_add(app, &c->out, &c->out_length, plan->body, (size_t)plan->length);
        return;
    }
    for (uint64_t at = 0; at < plan->length; at += plan->chunk) {
        uint64_t left = plan->length - at;
        size_t n = (size_t)(left < plan->chunk ? left : plan->chunk);
        (void)web_text_add(app, &c->out, &c->out_length, line, size_line(n, line));
        (void)web_text_add(app, &c->out, &c->out_length, plan->body + at, n);
        (void)web_text_add(app, &c->out, &c->out_length, (const uint8_t *)"\r\n", 2);
    }
    (void)web_text_add(app, &c->out, &c->out_length, tail, tail_of(plan->place.resource, tail));
}

void web_stream_begin(struct app *app, struct web_connection *c,
                      const struct web_answer *answer, unsigned minor)
{
    const struct http_site *site = site_of(app, c);
    const struct http_plan *plan = &answer->plan;
    const struct http_resource *page = plan->place.resource;
    uint8_t head[WEB_HEAD];
    struct writer w = writer_over(head, sizeof head);
    bool is_page = plan->is_page && plan->length > 0;
    http_plan_write(&w, site, plan, minor, app_date(app));
    web_text_free(app, &c->in, &c->in_length);
    c->status = plan->status;
    c->sent = 0;
    c->keep_alive = plan->keep_alive;
    c->out_head = (uint32_t)w.at;
    c->resource = is_page ? (uint32_t)(page - site->resources) + 1 : 0;
    c->variant = is_page ? plan->variant : 0;
    c->chunk = plan->chunk;
    c->page = is_page && plan->send_body ? plan->length : 0;
    c->page_from = is_page ? plan->page_from : 0;
    (void)web_text_add(app, &c->out, &c->out_length, head, w.at);
    if (plan->send_body && !is_page)
        add_body(app, c, plan);
}
