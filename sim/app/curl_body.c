/* app/curl_body.c: see curl_body.h. */
#include "app/curl_body.h"

#include <string.h>

#include "app/host_file.h"
#include "app/web_store.h"
#include "wire/http_writer.h"

enum { PIECE = 4096 };

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
    bool posts = o->data_count > 0 && !o->get;
    return (posts || job->state.curl.uploads) && !job->state.curl.as_get;
}

bool curl_is_chunked(const struct job *job)
{
    const char *coding = curl_given_header(job, "Transfer-Encoding");
    return coding != NULL && strstr(coding, "chunked") != NULL;
}

/* --- the data --- */

/* What is put together; a chain of slabs is not walked for every octet. */
struct filler {
    struct app *app;
    struct job *job;
    bool cut; /* there was too much */
    size_t length;
    uint8_t octets[WEB_SLAB];
};

static void flush(struct filler *f)
{
    struct curl_state *s = &f->job->state.curl;
    if (s->data_length + f->length <= HOST_FILE_MOST)
        (void)web_text_add(f->app, &s->data, &s->data_length, f->octets, f->length);
    else
        f->cut = true;
    f->length = 0;
}

static void add(struct filler *f, uint8_t c)
{
    f->octets[f->length] = c;
    f->length++;
    if (f->length == sizeof f->octets)
        flush(f);
}

/* As a browser encodes a field of a form. */
static void add_encoded(struct filler *f, uint8_t c)
{
    static const char digits[] = "0123456789ABCDEF";
    bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                 (c != 0 && strchr("-._~", c) != NULL);
    if (plain || c == ' ') {
        add(f, plain ? c : '+');
        return;
    }
    add(f, '%');
    add(f, (uint8_t)digits[c >> 4]);
    add(f, (uint8_t)digits[c & 15]);
}

static void add_octets(struct filler *f, enum curl_datum_kind kind, bool from_file,
                       const uint8_t *octets, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint8_t c = octets[i];
        bool cut = from_file && kind == CURL_DATUM_PLAIN && (c == '\r' || c == '\n' || c == 0);
        if (kind == CURL_DATUM_URLENCODE)
            add_encoded(f, c);
        else if (!cut)
            add(f, c);
    }
}

static void add_file(struct filler *f, enum curl_datum_kind kind, const char *name)
{
    const struct host_file *file = host_file_find(f->app, f->job->node, name);
    uint8_t piece[PIECE];
    char buffer[CURL_LINE + COMMAND_LINE_MAX];
    struct text line = text_over(buffer, sizeof buffer);
    uint32_t at = 0;
    size_t n;
    if (file == NULL) {
        text_put(&line, "Couldn't read data from file \"");
        text_put(&line, name);
        text_put(&line, "\", this makes an empty POST.");
        curl_warn(f->app, f->job, buffer);
        return;
    }
    while ((n = host_file_read(f->app, file, at, piece, sizeof piece)) > 0) {
        add_octets(f, kind, true, piece, n);
        at += (uint32_t)n;
    }
}

/* --data-urlencode: [name]=text, [name]@file, or text; gives where the text begins. */
static const char *field_text(struct filler *f, const char *word)
{
    const char *mark = strchr(word, '=');
    if (mark == NULL)
        mark = strchr(word, '@');
    if (mark == NULL)
        return word;
    for (const char *p = word; p < mark; p++)
        add(f, (uint8_t)*p);
    if (mark > word)
        add(f, '=');
    return *mark == '=' ? mark + 1 : mark;
}

static void add_datum(struct filler *f, const struct curl_datum *datum)
{
    enum curl_datum_kind kind = (enum curl_datum_kind)datum->kind;
    const char *word = command_word(&f->job->command, datum->word);
    const char *text = kind == CURL_DATUM_URLENCODE ? field_text(f, word) : word;
    bool encoded = kind == CURL_DATUM_URLENCODE && strchr(word, '=') != NULL;
    if (text[0] == '@' && kind != CURL_DATUM_RAW && !encoded)
        add_file(f, kind, text + 1);
    else
        add_octets(f, kind, false, (const uint8_t *)text, strlen(text));
}

void curl_body_begin(struct app *app, struct job *job)
{
    const struct curl_options *o = curl_options_of(job);
    struct filler f = {.app = app, .job = job};
    for (uint8_t i = 0; i < o->data_count; i++) {
        if (i > 0 && o->data[i].kind != CURL_DATUM_JSON)
            add(&f, '&');
        add_datum(&f, &o->data[i]);
    }
    flush(&f);
    if (f.cut)
        curl_warn(app, job, "The data is longer than 1 MiB: the rest is left out.");
}

/* A file that is sent to a folder is called there as it is here. */
static bool name_upload(struct app *app, struct job *job)
{
    const struct curl_options *o = curl_options_of(job);
    const char *typed = command_word(&job->command, o->urls[job->state.curl.url]);
    const char *name = command_word(&job->command, o->uploads[job->state.curl.url]);
    char buffer[WEB_SLAB];
    struct text url = text_over(buffer, sizeof buffer);
    const char *host = strstr(typed, "://") != NULL ? strstr(typed, "://") + 3 : typed;
    size_t n = strlen(typed);
    bool bare = strchr(host, '/') == NULL;
    if (!bare && typed[n - 1] != '/')
        return true;
    text_put(&url, typed);
    text_put(&url, bare ? "/" : "");
    text_put(&url, strrchr(name, '/') != NULL ? strrchr(name, '/') + 1 : name);
    return url.ok && curl_set_url(app, job, buffer);
}

bool curl_body_adapt_url(struct app *app, struct job *job)
{
    const struct curl_options *o = curl_options_of(job);
    const struct curl_state *s = &job->state.curl;
    const char *typed = command_word(&job->command, o->urls[s->url]);
    char buffer[WEB_SLAB];
    char data[WEB_SLAB];
    struct text url = text_over(buffer, sizeof buffer);
    if (s->uploads)
        return name_upload(app, job);
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
    const struct curl_state *s = &job->state.curl;
    const struct host_file *file = s->uploads ? host_file_of(app, s->upload) : NULL;
    if (s->uploads)
        return file != NULL ? host_file_length(file) : 0;
    return s->data_length;
}

static size_t read_content(const struct app *app, const struct job *job, uint64_t at,
                           uint8_t *to, size_t n)
{
    const struct curl_state *s = &job->state.curl;
    const struct host_file *file = s->uploads ? host_file_of(app, s->upload) : NULL;
    if (at >= curl_content_length(app, job))
        return 0;
    if (s->uploads)
        return host_file_read(app, file, (uint32_t)at, to, n);
    return web_text_read(app, s->data, s->data_length, (uint32_t)at, to, n);
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
