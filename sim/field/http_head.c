/* field/http_head.c: the header lines of an HTTP message (RFC 9112 5). */
#include <string.h>

#include "field/http_layer.h"

struct header_row {
    const char *name; /* in lower case */
    enum field_id field;
};

static const struct header_row rows[] = {
    {"host", FIELD_HTTP_HOST},
    {"connection", FIELD_HTTP_CONNECTION},
    {"user-agent", FIELD_HTTP_USER_AGENT},
    {"accept", FIELD_HTTP_ACCEPT},
    {"accept-language", FIELD_HTTP_ACCEPT_LANGUAGE},
    {"accept-encoding", FIELD_HTTP_ACCEPT_ENCODING},
    {"referer", FIELD_HTTP_REFERER},
    {"cookie", FIELD_HTTP_COOKIE},
    {"set-cookie", FIELD_HTTP_SET_COOKIE},
    {"authorization", FIELD_HTTP_AUTHORIZATION},
    {"www-authenticate", FIELD_HTTP_WWW_AUTHENTICATE},
    {"proxy-authenticate", FIELD_HTTP_PROXY_AUTHENTICATE},
    {"proxy-authorization", FIELD_HTTP_PROXY_AUTHORIZATION},
    {"content-type", FIELD_HTTP_CONTENT_TYPE},
    {"content-length", FIELD_HTTP_CONTENT_LENGTH_HEADER},
    {"content-encoding", FIELD_HTTP_CONTENT_ENCODING},
    {"transfer-encoding", FIELD_HTTP_TRANSFER_ENCODING},
    {"upgrade", FIELD_HTTP_UPGRADE},
    {"date", FIELD_HTTP_DATE},
    {"cache-control", FIELD_HTTP_CACHE_CONTROL},
    {"server", FIELD_HTTP_SERVER},
    {"location", FIELD_HTTP_LOCATION},
    {"last-modified", FIELD_HTTP_LAST_MODIFIED},
    {"x-forwarded-for", FIELD_HTTP_X_FORWARDED_FOR},
};

/* A header line: where its name and its value are. */
struct header {
    struct http_line line;
    uint32_t name_length;
    uint32_t value, value_length;
};

static uint8_t lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c;
}

static bool same_word(const uint8_t *octets, uint32_t length, const char *word)
{
    if (strlen(word) != length)
        return false;
    for (uint32_t i = 0; i < length; i++) {
        if (lower(octets[i]) != (uint8_t)word[i])
            return false;
    }
    return true;
}

static enum field_id find_field(const uint8_t *name, uint32_t length)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (same_word(name, length, rows[i].name))
            return rows[i].field;
    }
    return FIELD_COUNT;
}

/* RFC 9110 5.6.2: what a name may consist of. */
static bool is_token(const uint8_t *octets, uint32_t length)
{
    static const char others[] = "!#$%&'*+-.^_`|~";
    for (uint32_t i = 0; i < length; i++) {
        uint8_t c = lower(octets[i]);
        bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!letter && (c == 0 || strchr(others, c) == NULL))
            return false;
    }
    return true;
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t';
}

/* Splits a line at its colon. False: it has none. */
static bool split(const struct dissection *d, struct header *h)
{
    const uint8_t *start = d->tree->bytes + h->line.at;
    const uint8_t *colon = memchr(start, ':', h->line.length);
    if (colon == NULL)
        return false;
    h->name_length = (uint32_t)(colon - start);
    uint32_t at = h->name_length + 1;
    uint32_t end = h->line.length;
    while (at < end && is_blank(start[at]))
        at++;
    while (end > at && is_blank(start[end - 1]))
        end--;
    h->value = h->line.at + at;
    h->value_length = end - at;
    return true;
}

static void add_cookies(struct http_message *m, uint16_t parent, const struct header *h)
{
    const uint8_t *bytes = m->l.d->tree->bytes;
    uint32_t at = h->value;
    uint32_t end = h->value + h->value_length;
    while (at < end) {
        while (at < end && is_blank(bytes[at]))
            at++;
        const uint8_t *mark = memchr(bytes + at, ';', end - at);
        uint32_t length = mark != NULL ? (uint32_t)(mark - (bytes + at)) : end - at;
        if (length > 0)
            add_string(m->l.d->tree, parent, FIELD_HTTP_COOKIE_PAIR, at, length, at, length);
        at += length + 1;
    }
}

static void add_content_length(struct http_message *m, uint16_t parent, const struct header *h)
{
    uint64_t value = 0;
    if (h->value_length == 0 || h->value_length > 18)
        return;
    for (uint32_t i = 0; i < h->value_length; i++) {
        uint8_t c = m->l.d->tree->bytes[h->value + i];
        if (c < '0' || c > '9')
            return;
        value = value * 10 + (uint64_t)(c - '0');
    }
    m->has_length = true;
    m->content_length = value;
    add_generated(&m->l, parent, FIELD_HTTP_CONTENT_LENGTH, h->line.at,
                  h->line.next - h->line.at, value);
}

static int sextet(uint8_t c)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *found = c != 0 ? strchr(alphabet, c) : NULL;
    return found != NULL ? (int)(found - alphabet) : -1;
}

/* Name and password of Basic (RFC 7617), which are only written differently (RFC 4648 4). */
static void add_credentials(struct http_message *m, uint16_t parent, const struct header *h)
{
    char octets[HTTP_CREDENTIALS_TEXT];
    struct text text = text_over(octets, sizeof octets);
    const uint8_t *bytes = m->l.d->tree->bytes + h->value;
    uint32_t bits = 0;
    unsigned held = 0;
    if (h->value_length < 6 || !same_word(bytes, 6, "basic "))
        return;
    for (uint32_t i = 6; i < h->value_length && sextet(bytes[i]) >= 0; i++) {
        bits = bits << 6 | (uint32_t)sextet(bytes[i]);
        held += 6;
        if (held >= 8) {
            held -= 8;
            text_put_char(&text, (char)(bits >> held & 0xff));
        }
    }
    uint16_t node =
        add_text(m->l.d->tree, parent, FIELD_HTTP_AUTHBASIC, h->value, 0, octets, text.length);
    add_flags(m->l.d->tree, node, FIELD_GENERATED);
}

/* True when a list of codings ends in `chunked`. */
static bool ends_in_chunked(const uint8_t *value, uint32_t length)
{
    static const uint32_t chunked = 7;
    return length >= chunked && same_word(value + length - chunked, chunked, "chunked");
}

/* What a header line means for the rest of the message. */
static void note_meaning(struct http_message *m, enum field_id field, uint16_t node,
                         const struct header *h)
{
    const uint8_t *value = m->l.d->tree->bytes + h->value;
    if (field == FIELD_HTTP_HOST) {
        m->has_host = true;
        m->host = h->value;
        m->host_length = h->value_length;
    } else if (field == FIELD_HTTP_COOKIE) {
        add_cookies(m, node, h);
    } else if (field == FIELD_HTTP_CONTENT_LENGTH_HEADER) {
        add_content_length(m, node, h);
    } else if (field == FIELD_HTTP_AUTHORIZATION || field == FIELD_HTTP_PROXY_AUTHORIZATION) {
        add_credentials(m, node, h);
    } else if (field == FIELD_HTTP_TRANSFER_ENCODING) {
        m->chunked = ends_in_chunked(value, h->value_length);
    } else if (field == FIELD_HTTP_CONTENT_TYPE) {
        m->typed = true;
        m->text_content = h->value_length >= 5 && same_word(value, 5, "text/");
    }
}

static void add_header(struct http_message *m, const struct header *h)
{
    struct field_tree *tree = m->l.d->tree;
    uint32_t at = h->line.at;
    uint32_t length = h->line.next - at;
    enum field_id field = find_field(tree->bytes + at, h->name_length);
    if (field != FIELD_COUNT) {
        uint16_t node =
            add_string(tree, m->l.node, field, at, length, h->value, h->value_length);
        note_meaning(m, field, node, h);
    }
    uint16_t line = add_string(tree, m->l.node,
                               m->response ? FIELD_HTTP_RESPONSE_LINE : FIELD_HTTP_REQUEST_LINE,
                               at, length, at, length);
    if (field != FIELD_COUNT)
        add_flags(tree, line, FIELD_HIDDEN);
    if (!is_token(tree->bytes + at, h->name_length))
        add_expert(&m->l, line, FIELD_HTTP_BAD_HEADER_NAME, at, h->name_length);
}

bool http_take_head(struct http_message *m)
{
    struct header h;
    while (m->l.at < m->l.end) {
        if (!http_find_line(m->l.d, m->l.at, m->l.end, &h.line))
            return false;
        if (h.line.length == 0) {
            m->l.at = h.line.next;
            break;
        }
        if (!split(m->l.d, &h))
            break;
        add_header(m, &h);
        m->l.at = h.line.next;
    }
    return true;
}
