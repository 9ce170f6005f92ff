/* app/curl_body.c: see curl_body.h. */
#include "app/curl_body.h"

#include <string.h>

#include "app/web_store.h"
#include "wire/http_writer.h"

/* --- what is said about it --- */

const char *curl_given_header(const struct job *job, const char *name)
{
    const struct curl_options *o = curl_options_of(job);
    size_t n = strlen(name);
    for (uint8_t i = 0; i < o->header_count; i++) {
        const char *header = command_word(&job->command, o->headers[i]);
        struct http_span span = {0, (uint16_t)n};
        bool long_enough = strlen(header) > n && (header[n] == ':' || header[n] == ';');
        if (!long_enough || !http_span_is_word((const uint8_t *)header, span, name))
            continue;
        const char *value = header + n + 1;
        while (*value == ' ' || *value == '\t')
            value++;
        return header[n] == ';' ? "" : value;
    }
    return NULL;
}

bool curl_has_content(const struct job *job)
{
    const struct curl_options *o = curl_options_of(job);
    return o->data_count > 0 && !o->get && !job->state.curl.as_get;
}

bool curl_is_chunked(const struct job *job)
{
    const char *coding = curl_given_header(job, "Transfer-Encoding");
    return coding != NULL && strstr(coding, "chunked") != NULL;
}

/* --- the data --- */

static void add(struct app *app, struct job *job, const void *octets, size_t n)
{
    struct curl_state *s = &job->state.curl;
    (void)web_text_add(app, &s->data, &s->data_length, octets, n);
}

/* As a browser encodes a field of a form. */
static void add_encoded(struct app *app, struct job *job, const char *word)
{
    static const char digits[] = "0123456789ABCDEF";
    for (const char *p = word; *p != '\0'; p++) {
        uint8_t c = (uint8_t)*p;
        bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                     (c >= '0' && c <= '9') || strchr("-._~", c) != NULL;
        const char escape[3] = {'%', digits[c >> 4], digits[c & 15]};
        if (plain)
            add(app, job, p, 1);
        else if (c == ' ')
            add(app, job, "+", 1);
        else
            add(app, job, escape, sizeof escape);
    }
}

/* --data-urlencode: [name]=text, or text. */
static void add_field(struct app *app, struct job *job, const char *word)
{
    const char *equals = strchr(word, '=');
    if (equals == NULL) {
        add_encoded(app, job, word);
        return;
    }
    if (equals > word)
        add(app, job, word, (size_t)(equals + 1 - word));
    add_encoded(app, job, equals + 1);
}

void curl_body_begin(struct app *app, struct job *job)
{
    const struct curl_options *o = curl_options_of(job);
    for (uint8_t i = 0; i < o->data_count; i++) {
        const char *word = command_word(&job->command, o->data[i].word);
        if (i > 0 && o->data[i].kind != CURL_DATUM_JSON)
            add(app, job, "&", 1);
        if (o->data[i].kind == CURL_DATUM_URLENCODE)
            add_field(app, job, word);
        else
            add(app, job, word, strlen(word));
    }
}

bool curl_body_adapt_url(struct app *app, struct job *job)
{
    const struct curl_options *o = curl_options_of(job);
    const struct curl_state *s = &job->state.curl;
    const char *typed = command_word(&job->command, o->urls[s->url]);
    char buffer[WEB_SLAB];
    char data[WEB_SLAB];
    struct text url = text_over(buffer, sizeof buffer);
    if (!o->get || o->data_count == 0)
        return true;
    if (s->data_length >= sizeof data)
        return false;
    size_t fragment = strcspn(typed, "#");
    size_t query = strcspn(typed, "?");
    size_t n = web_text_read(app, s->data, s->data_length, 0, (uint8_t *)data, sizeof data);
    text_put_octets(&url, typed, fragment);
    text_put_char(&url, query < fragment ? '&' : '?');
    text_put_octets(&url, data, n);
    return url.ok && curl_set_url(app, job, buffer);
}

/* --- as it is sent --- */

uint64_t curl_content_length(const struct app *app, const struct job *job)
{
    (void)app;
    return job->state.curl.data_length;
}

static size_t read_content(const struct app *app, const struct job *job, uint64_t at,
                           uint8_t *to, size_t n)
{
    const struct curl_state *s = &job->state.curl;
    return at < s->data_length
               ? web_text_read(app, s->data, s->data_length, (uint32_t)at, to, n)
               : 0;
}

/* Chunk number `number` as it is sent, or the last one, which is empty. */
static void write_chunk(const struct app *app, const struct job *job, uint64_t number,
                        struct writer *w)
{
    uint8_t octets[CURL_CHUNK];
    size_t n = read_content(app, job, number * CURL_CHUNK, octets, sizeof octets);
    if (n > 0) {
        http_write_chunk(w, octets, n);
    } else {
        http_write_last_chunk(w);
        http_write_end_of_fields(w);
    }
}

enum { CHUNK_FRAME = 16, CHUNK_SENT = CURL_CHUNK + 4 + 4 }; /* "1000" CR LF … CR LF */

uint64_t curl_framed_length(const struct app *app, const struct job *job)
{
    uint64_t length = curl_content_length(app, job);
    uint8_t octets[CURL_CHUNK + CHUNK_FRAME];
    struct writer last = writer_over(octets, sizeof octets);
    uint64_t whole = length / CURL_CHUNK;
    if (!curl_is_chunked(job))
        return length;
    write_chunk(app, job, whole, &last);
    if (length % CURL_CHUNK == 0)
        return whole * CHUNK_SENT + last.at;
    struct writer end = writer_over(octets, sizeof octets);
    write_chunk(app, job, whole + 1, &end);
    return whole * CHUNK_SENT + last.at + end.at;
}

size_t curl_framed_read(const struct app *app, const struct job *job, uint64_t at, uint8_t *to,
                        size_t n)
{
    uint8_t octets[CURL_CHUNK + CHUNK_FRAME];
    size_t done = 0;
    if (!curl_is_chunked(job))
        return read_content(app, job, at, to, n);
    uint64_t whole = curl_content_length(app, job) / CURL_CHUNK;
    uint64_t number = at / CHUNK_SENT < whole ? at / CHUNK_SENT : whole;
    uint64_t begins = number * CHUNK_SENT; /* of that chunk */
    for (; done < n; number++) {
        struct writer w = writer_over(octets, sizeof octets);
        write_chunk(app, job, number, &w);
        uint64_t ends = begins + w.at;
        if (at < ends) {
            size_t from = (size_t)(at - begins);
            size_t piece = w.at - from < n - done ? w.at - from : n - done;
            memcpy(to + done, octets + from, piece);
            done += piece;
            at += piece;
        }
        begins = ends;
        if (number * CURL_CHUNK >= curl_content_length(app, job))
            break; /* that was the last one */
    }
    return done;
}
