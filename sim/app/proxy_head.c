/* app/proxy_head.c: see proxy_head.h. */
#include "app/proxy_head.h"

#include <string.h>

#include "app/command_scan.h"
#include "wire/http_writer.h"

static const char *const conditions[] = {"If-Match", "If-None-Match", "If-Modified-Since",
                                         "If-Unmodified-Since", "If-Range"};

static bool is_one_of(const uint8_t *octets, struct http_span name, const char *const *names,
                      size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (http_span_is_word(octets, name, names[i]))
            return true;
    }
    return false;
}

static void copy_field(struct writer *w, const uint8_t *octets, const struct http_field *field)
{
    write_octets(w, octets + field->name.at, field->name.length);
    write_octets(w, ": ", 2);
    write_octets(w, octets + field->value.at, field->value.length);
    write_octets(w, "\r\n", 2);
}

/* One field of a list: the elements that are there, and one more. */
static void write_list(struct writer *w, const char *name, const uint8_t *octets,
                       const struct http_fields *fields, const char *last)
{
    uint32_t row = 0;
    uint16_t at = 0;
    struct http_span element;
    write_octets(w, name, strlen(name));
    write_octets(w, ": ", 2);
    while (http_list_next(octets, fields, name, &row, &at, &element)) {
        write_octets(w, octets + element.at, element.length);
        write_octets(w, ", ", 2);
    }
    write_octets(w, last, strlen(last));
    write_octets(w, "\r\n", 2);
}

void proxy_write_via(struct writer *w, const char *name, unsigned minor, const uint8_t *octets,
                     const struct http_fields *fields)
{
    char buffer[96];
    struct text via = text_over(buffer, sizeof buffer);
    text_put(&via, minor == 0 ? "1.0 " : "1.1 ");
    text_put(&via, name);
    write_list(w, "Via", octets, fields, buffer);
}

static void write_forwarded(struct writer *w, const struct proxy_passage *p,
                            const uint8_t *octets, const struct http_fields *fields)
{
    char buffer[48];
    struct text text = text_over(buffer, sizeof buffer);
    switch (p->forwarded) {
    case PROXY_X_FORWARDED_FOR:
        text_put_ipv4(&text, p->client);
        write_list(w, "X-Forwarded-For", octets, fields, buffer);
        return;
    case PROXY_FORWARDED: /* RFC 7239 */
        text_put(&text, "for=");
        text_put_ipv4(&text, p->client);
        text_put(&text, ";proto=http");
        write_list(w, "Forwarded", octets, fields, buffer);
        return;
    case PROXY_TELLS_NOTHING:
        return;
    }
}

/* "/path?query"; for OPTIONS of a whole server "*" (RFC 9112 section 3.2.4). */
static void write_request_line(struct writer *w, const uint8_t *octets,
                               const struct http_head *head)
{
    const struct http_target *t = &head->target;
    bool whole = t->form == HTTP_ASTERISK_FORM ||
                 (t->form == HTTP_ABSOLUTE_FORM && head->method_number == HTTP_OPTIONS &&
                  t->path.length == 0 && !t->has_query);
    write_octets(w, octets + head->method.at, head->method.length);
    write_u8(w, ' ');
    if (whole)
        write_u8(w, '*');
    else if (t->path.length == 0)
        write_u8(w, '/');
    if (!whole)
        write_octets(w, octets + t->path.at, t->path.length);
    if (t->has_query) {
        write_u8(w, '?');
        write_octets(w, octets + t->query.at, t->query.length);
    }
    write_octets(w, " HTTP/1.1\r\n", 11);
}

void proxy_write_request(struct writer *w, const struct proxy_passage *p, const uint8_t *octets,
                         const struct http_head *head)
{
    static const char *const own[] = {"Via", "Max-Forwards"};
    const char *list = p->forwarded == PROXY_FORWARDED ? "Forwarded" : "X-Forwarded-For";
    write_request_line(w, octets, head);
    if (p->host != NULL)
        http_write_field(w, "Host", p->host);
    for (uint32_t i = 0; i < head->fields.count; i++) {
        struct http_span name = head->fields.row[i].name;
        bool left_out =
            http_is_hop_by_hop(octets, &head->fields, i) || is_one_of(octets, name, own, 2) ||
            (p->host != NULL && http_span_is_word(octets, name, "Host")) ||
            (p->forwarded != PROXY_TELLS_NOTHING && http_span_is_word(octets, name, list)) ||
            (p->drop_conditions && is_one_of(octets, name, conditions, 5));
        if (!left_out)
            copy_field(w, octets, &head->fields.row[i]);
    }
    if (p->chunked)
        http_write_field(w, "Transfer-Encoding", "chunked");
    if (p->max_forwards >= 0)
        http_write_field_number(w, "Max-Forwards", (uint64_t)p->max_forwards);
    proxy_write_via(w, p->name, head->minor, octets, &head->fields);
    write_forwarded(w, p, octets, &head->fields);
}

void proxy_write_response(struct writer *w, const struct proxy_passage *p,
                          const uint8_t *octets, const struct http_head *head, int64_t date)
{
    char buffer[16];
    struct text digits = text_over(buffer, sizeof buffer);
    text_put_digits(&digits, head->status, 3);
    text_put_char(&digits, ' ');
    write_octets(w, "HTTP/1.1 ", 9);
    write_octets(w, digits.octets, digits.length);
    write_octets(w, octets + head->reason.at, head->reason.length);
    write_octets(w, "\r\n", 2);
    for (uint32_t i = 0; i < head->fields.count; i++) {
        struct http_span name = head->fields.row[i].name;
        bool left_out = http_is_hop_by_hop(octets, &head->fields, i) ||
                        http_span_is_word(octets, name, "Via") ||
                        (p->chunked && http_span_is_word(octets, name, "Content-Length"));
        if (!left_out)
            copy_field(w, octets, &head->fields.row[i]);
    }
    if (head->status >= 200 && http_field_find(octets, &head->fields, "Date", 0) == NONE)
        http_write_field_date(w, "Date", date);
    proxy_write_via(w, p->name, head->minor, octets, &head->fields);
    if (p->chunked)
        http_write_field(w, "Transfer-Encoding", "chunked");
}

bool proxy_has_passed(const char *name, const uint8_t *octets, const struct http_fields *fields)
{
    uint32_t row = 0;
    uint16_t at = 0;
    struct http_span element;
    size_t n = strlen(name);
    while (http_list_next(octets, fields, "Via", &row, &at, &element)) {
        const char *text = (const char *)octets + element.at;
        const char *blank = memchr(text, ' ', element.length);
        size_t left = blank != NULL ? element.length - (size_t)(blank + 1 - text) : 0;
        if (blank != NULL && left >= n && memcmp(blank + 1, name, n) == 0 &&
            (left == n || blank[1 + n] == ' '))
            return true;
    }
    return false;
}

int64_t proxy_max_forwards(const uint8_t *octets, const struct http_head *head)
{
    char digits[12];
    uint64_t number;
    uint32_t row = http_field_find(octets, &head->fields, "Max-Forwards", 0);
    bool counts = head->method_number == HTTP_OPTIONS || head->method_number == HTTP_TRACE;
    if (row == NONE || !counts)
        return -1;
    struct text text = text_over(digits, sizeof digits);
    text_put_octets(&text, octets + head->fields.row[row].value.at,
                    head->fields.row[row].value.length);
    return text.ok && command_number(digits, 0, UINT32_MAX, &number) ? (int64_t)number : -1;
}

bool proxy_read_authority(const uint8_t *octets, struct http_span authority, uint16_t otherwise,
                          char host[PROXY_HOST], uint16_t *port)
{
    struct text text = text_over(host, PROXY_HOST);
    const char *first = (const char *)octets + authority.at;
    const char *colon = memchr(first, ':', authority.length);
    size_t n = colon != NULL ? (size_t)(colon - first) : authority.length;
    char digits[8];
    struct text number = text_over(digits, sizeof digits);
    uint64_t value = otherwise;
    text_put_octets(&text, first, n);
    if (colon != NULL)
        text_put_octets(&number, colon + 1, authority.length - n - 1);
    *port = otherwise;
    if (!text.ok || !number.ok || n == 0)
        return false;
    if (number.length > 0 && !command_number(digits, 1, UINT16_MAX, &value))
        return false;
    *port = (uint16_t)value;
    return true;
}

bool proxy_has_conditions(const uint8_t *octets, const struct http_fields *fields)
{
    for (size_t i = 0; i < sizeof conditions / sizeof conditions[0]; i++) {
        if (http_field_find(octets, fields, conditions[i], 0) != NONE)
            return true;
    }
    return false;
}

bool proxy_is_idempotent(enum http_method method)
{
    return method == HTTP_GET || method == HTTP_HEAD || method == HTTP_PUT ||
           method == HTTP_DELETE || method == HTTP_OPTIONS || method == HTTP_TRACE;
}
