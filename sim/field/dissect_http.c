/* field/dissect_http.c: the head of an HTTP/1.x message and what of its content is in the
 * segment (RFC 9112). Header lines are read by http_head.c, chunks by http_chunks.c. */
#include <string.h>

#include "field/http_layer.h"

static const char *const methods[] = {
    "GET",     "HEAD",      "POST",        "PUT",      "DELETE", "OPTIONS",
    "CONNECT", "TRACE",     "PATCH",       "LINK",     "UNLINK", "COPY",
    "MOVE",    "MKCOL",     "PROPFIND",    "LOCK",     "UNLOCK", "PROPPATCH",
    "NOTIFY",  "SUBSCRIBE", "UNSUBSCRIBE", "M-SEARCH", "SEARCH", "REPORT",
};

bool http_find_line(const struct dissection *d, uint32_t at, uint32_t end,
                    struct http_line *line)
{
    const uint8_t *start = d->tree->bytes + at;
    const uint8_t *newline = memchr(start, '\n', end - at);
    line->at = at;
    line->whole = newline != NULL;
    line->next = newline != NULL ? at + (uint32_t)(newline - start) + 1 : end;
    line->length = (newline != NULL ? line->next - 1 : end) - at;
    if (line->length > 0 && start[line->length - 1] == '\r')
        line->length--;
    return line->whole;
}

static bool starts(const struct dissection *d, uint32_t at, uint32_t end, const char *word)
{
    size_t length = strlen(word);
    return end - at >= length && memcmp(d->tree->bytes + at, word, length) == 0;
}

static bool starts_with_method(const struct dissection *d, uint32_t at, uint32_t end)
{
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        uint32_t length = (uint32_t)strlen(methods[i]);
        if (starts(d, at, end, methods[i]) && end - at > length &&
            d->tree->bytes[at + length] == ' ')
            return true;
    }
    return false;
}

bool http_begins(const struct dissection *d, uint32_t start, uint32_t end)
{
    return starts(d, start, end, "HTTP/") || starts_with_method(d, start, end);
}

bool http_looks_whole(const struct dissection *d, uint32_t start, uint32_t end)
{
    static const uint32_t version = 8; /* "HTTP/1.1" */
    struct http_line line;
    if (!http_find_line(d, start, end, &line) || line.length < version)
        return false;
    return starts(d, start, end, "HTTP/1.") ||
           starts(d, start + line.length - version, end, "HTTP/1.");
}

/* Where the next blank is, or the end. */
static uint32_t find_blank(const struct dissection *d, uint32_t at, uint32_t end)
{
    while (at < end && d->tree->bytes[at] != ' ')
        at++;
    return at;
}

static uint32_t skip_blanks(const struct dissection *d, uint32_t at, uint32_t end)
{
    while (at < end && d->tree->bytes[at] == ' ')
        at++;
    return at;
}

static void add_parameters(struct http_message *m, uint16_t parent, uint32_t at, uint32_t end)
{
    while (at < end) {
        const uint8_t *start = m->l.d->tree->bytes + at;
        const uint8_t *mark = memchr(start, '&', end - at);
        uint32_t length = mark != NULL ? (uint32_t)(mark - start) : end - at;
        add_string(m->l.d->tree, parent, FIELD_HTTP_REQUEST_URI_QUERY_PARAMETER, at, length, at,
                   length);
        at += length + 1;
    }
}

static void add_uri(struct http_message *m, uint32_t at, uint32_t end)
{
    struct field_tree *tree = m->l.d->tree;
    uint16_t node =
        add_string(tree, m->l.node, FIELD_HTTP_REQUEST_URI, at, end - at, at, end - at);
    const uint8_t *start = tree->bytes + at;
    const uint8_t *mark = memchr(start, '?', end - at);
    m->uri = at;
    m->uri_length = end - at;
    if (mark == NULL)
        return;
    uint32_t path = (uint32_t)(mark - start);
    uint32_t query = at + path + 1;
    add_string(tree, node, FIELD_HTTP_REQUEST_URI_PATH, at, path, at, path);
    node = add_string(tree, node, FIELD_HTTP_REQUEST_URI_QUERY, query, end - query, query,
                      end - query);
    add_parameters(m, node, query, end);
}

static void add_request_line(struct http_message *m, const struct http_line *line)
{
    struct field_tree *tree = m->l.d->tree;
    uint32_t end = line->at + line->length;
    uint32_t at = find_blank(m->l.d, line->at, end);
    add_string(tree, m->l.node, FIELD_HTTP_REQUEST_METHOD, line->at, at - line->at, line->at,
               at - line->at);
    at = skip_blanks(m->l.d, at, end);
    uint32_t stop = find_blank(m->l.d, at, end);
    add_uri(m, at, stop);
    at = skip_blanks(m->l.d, stop, end);
    add_string(tree, m->l.node, FIELD_HTTP_REQUEST_VERSION, at, end - at, at, end - at);
}

static uint32_t read_code(const struct dissection *d, uint32_t at, uint32_t end)
{
    uint32_t code = 0;
    if (end - at < 3)
        return 0;
    for (uint32_t i = 0; i < 3; i++) {
        uint8_t c = d->tree->bytes[at + i];
        if (c < '0' || c > '9')
            return 0;
        code = code * 10 + (uint32_t)(c - '0');
    }
    return code;
}

static void add_status_line(struct http_message *m, const struct http_line *line)
{
    struct field_tree *tree = m->l.d->tree;
    uint32_t end = line->at + line->length;
    uint32_t at = find_blank(m->l.d, line->at, end);
    add_string(tree, m->l.node, FIELD_HTTP_RESPONSE_VERSION, line->at, at - line->at, line->at,
               at - line->at);
    at = skip_blanks(m->l.d, at, end);
    m->code = read_code(m->l.d, at, end);
    if (m->code == 0)
        return;
    const char *name = http_code_name(m->code);
    add_node(tree, m->l.node, FIELD_HTTP_RESPONSE_CODE, at, 3, m->code);
    uint16_t node =
        add_text(tree, m->l.node, FIELD_HTTP_RESPONSE_CODE_DESC, at, 3, name, strlen(name));
    add_flags(tree, node, FIELD_GENERATED);
    at = skip_blanks(m->l.d, at + 3, end);
    if (at < end)
        add_string(tree, m->l.node, FIELD_HTTP_RESPONSE_PHRASE, at, end - at, at, end - at);
}

/* The whole address: the host of its header line and what was asked of it. */
static void add_full_uri(struct http_message *m)
{
    char octets[HTTP_URI_TEXT];
    struct text text = text_over(octets, sizeof octets);
    const char *bytes = (const char *)m->l.d->tree->bytes;
    if (m->response || !m->has_host ||
        !field_is_wanted(m->l.d->tree, FIELD_HTTP_REQUEST_FULL_URI))
        return;
    bool whole = m->uri_length >= 7 && memcmp(bytes + m->uri, "http://", 7) == 0;
    if (!whole) {
        text_put(&text, "http://");
        text_put_octets(&text, bytes + m->host, m->host_length);
    }
    text_put_octets(&text, bytes + m->uri, m->uri_length);
    uint16_t node = add_text(m->l.d->tree, m->l.node, FIELD_HTTP_REQUEST_FULL_URI, m->l.start,
                             0, octets, text.length);
    add_flags(m->l.d->tree, node, FIELD_GENERATED);
}

/* The content, as far as it is in this segment. Gives where it ends. */
static uint32_t take_content(struct http_message *m)
{
    struct layer *l = &m->l;
    uint32_t there = l->end - l->at;
    bool none = m->response && (m->code / 100 == 1 || m->code == 204 || m->code == 304);
    uint32_t at = l->at;
    if (none || there == 0)
        return at;
    if (m->chunked)
        return http_take_chunks(m);
    uint32_t length = m->response ? there : 0;
    if (m->has_length)
        length = m->content_length < there ? (uint32_t)m->content_length : there;
    if (length == 0)
        return at;
    add_string(l->d->tree, l->node, FIELD_HTTP_FILE_DATA, at, length, at, length);
    if (m->text_content)
        layer_open(l->d, FIELD_DATA_TEXT_LINES, "data-text-lines", at, at + length);
    else if (!m->typed)
        dissect_data(l->d, at, at + length);
    return at + length;
}

/* One message. Gives where it ends; the segment may hold the next one. */
static uint32_t dissect_message(struct dissection *d, uint32_t start, uint32_t end)
{
    struct http_message m = {.l = layer_open(d, FIELD_HTTP, "http", start, end)};
    struct http_line line;
    http_find_line(d, start, end, &line);
    m.response = starts(d, start, end, "HTTP/");
    add_expert(&m.l, m.l.node, FIELD_HTTP_CHAT, start, line.next - start);
    if (m.response)
        add_status_line(&m, &line);
    else
        add_request_line(&m, &line);
    m.l.at = line.next;
    if (!http_take_head(&m)) {
        m.l.at = end;
        layer_close(&m.l);
        return end;
    }
    add_full_uri(&m);
    add_hidden(&m.l, m.l.node, m.response ? FIELD_HTTP_RESPONSE : FIELD_HTTP_REQUEST, start, 0,
               1);
    layer_close(&m.l);
    return take_content(&m);
}

void dissect_http(struct dissection *d, uint32_t start, uint32_t end)
{
    if (d->tree->bytes[start] == '\r') { /* an empty line before the message (RFC 9112 2.2) */
        uint16_t node =
            add_node(d->tree, FIELD_NO_PARENT, FIELD_HTTP_LEADING_CRLF, start, 2, 1);
        add_flags(d->tree, node, FIELD_EXPERT | FIELD_GENERATED);
        start += 2;
    }
    do {
        start = dissect_message(d, start, end);
    } while (start < end && http_begins(d, start, end));
}
