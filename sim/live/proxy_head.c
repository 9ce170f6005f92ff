/* live/proxy_head.c: see proxy_head.h. */
#include "live/proxy_head.h"

#include <string.h>

#include "base/text.h"

enum { HTTP_PORT = 80 };

static const char via[] = "Via: 1.1 netstage\r\n";

static bool has_port(const uint8_t *octets, struct http_span authority)
{
    for (size_t i = authority.length; i > 0; i--) {
        uint8_t c = octets[authority.at + i - 1];
        if (c == ':')
            return i < authority.length;
        if (c < '0' || c > '9')
            return false;
    }
    return false;
}

bool proxy_destination(const uint8_t *octets, const struct http_head *head, char to[PROXY_TO])
{
    struct text text = text_over(to, PROXY_TO);
    const struct http_target *t = &head->target;
    struct http_span authority = t->authority;
    bool connect = head->method_number == HTTP_CONNECT;
    if (!connect &&
        (t->form != HTTP_ABSOLUTE_FORM || !http_span_is_word(octets, t->scheme, "http")))
        return false;
    bool named = has_port(octets, authority);
    if (!named && authority.length > 0 && octets[authority.at + authority.length - 1] == ':')
        authority.length--;
    text_put_octets(&text, octets + authority.at, authority.length);
    if (!named) {
        text_put_char(&text, ':');
        text_put_unsigned(&text, HTTP_PORT);
    }
    return text.ok && authority.length > 0 && (named || !connect);
}

static void write_text(struct writer *w, const char *text)
{
    write_octets(w, text, strlen(text));
}

static void write_span(struct writer *w, const uint8_t *octets, struct http_span span)
{
    write_octets(w, octets + span.at, span.length);
}

static void write_request_line(struct writer *w, const uint8_t *octets,
                               const struct http_head *head)
{
    const struct http_target *t = &head->target;
    write_span(w, octets, head->method);
    write_text(w, " ");
    if (t->path.length > 0)
        write_span(w, octets, t->path);
    else
        write_text(w, head->method_number == HTTP_OPTIONS && !t->has_query ? "*" : "/");
    if (t->has_query) {
        write_text(w, "?");
        write_span(w, octets, t->query);
    }
    write_text(w, head->minor == 0 ? " HTTP/1.0\r\nHost: " : " HTTP/1.1\r\nHost: ");
    write_span(w, octets, t->authority);
    write_text(w, "\r\n");
}

/* Is the field for the connection between the program and the proxy alone? */
static bool is_for_us(const uint8_t *octets, const struct http_fields *fields,
                      struct http_span name)
{
    static const char *const ours[] = {
        "Connection", "Proxy-Connection", "Keep-Alive", "Proxy-Authorization",
        "TE",         "Upgrade",          "Host"};
    uint32_t row = 0;
    uint16_t at = 0;
    struct http_span named;
    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
        if (http_span_is_word(octets, name, ours[i]))
            return true;
    while (http_list_next(octets, fields, "Connection", &row, &at, &named)) {
        char word[64];
        struct text text = text_over(word, sizeof word);
        text_put_octets(&text, octets + named.at, named.length);
        if (text.ok && http_span_is_word(octets, name, word))
            return true;
    }
    return false;
}

void proxy_write_head(struct writer *w, const uint8_t *octets, const struct http_head *head)
{
    write_request_line(w, octets, head);
    for (uint32_t i = 0; i < head->fields.count; i++) {
        const struct http_field *f = &head->fields.row[i];
        if (is_for_us(octets, &head->fields, f->name))
            continue;
        write_span(w, octets, f->name);
        write_text(w, ": ");
        write_span(w, octets, f->value);
        write_text(w, "\r\n");
    }
    write_text(w, via);
    if (!head->keep_alive)
        write_text(w, "Connection: close\r\n");
    else if (head->minor == 0)
        write_text(w, "Connection: keep-alive\r\n");
    write_text(w, "\r\n");
}

void proxy_write_answer_head(struct writer *w, const uint8_t *octets, size_t length)
{
    size_t end = length; /* where the empty line begins: CRLF, or a bare LF */
    if (end > 0 && octets[end - 1] == '\n')
        end--;
    if (end > 0 && octets[end - 1] == '\r')
        end--;
    write_octets(w, octets, end);
    write_text(w, via);
    write_text(w, "\r\n");
}
