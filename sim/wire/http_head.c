/* wire/http_head.c: a whole head: its lines in turn, then what its fields mean together: Host
 * (RFC 9112 section 3.2), the length of the body (sections 6.1 to 6.3), persistence (9.3). */
#include "wire/http.h"

/* The line at `at`, without its CRLF. False: no CRLF, or a CR or LF alone before it. */
static enum http_refusal line_at(const uint8_t *octets, size_t at, size_t length,
                                 struct http_span *line)
{
    for (size_t i = at; i < length; i++) {
        if (octets[i] == '\n')
            return HTTP_BARE_LF;
        if (octets[i] != '\r')
            continue;
        if (i + 1 < length && octets[i + 1] != '\n')
            return HTTP_BARE_CR;
        *line = (struct http_span){(uint16_t)at, (uint16_t)(i - at)};
        return i + 1 < length ? HTTP_FINE : HTTP_INCOMPLETE;
    }
    return HTTP_INCOMPLETE;
}

enum http_refusal http_fields_read(const uint8_t *octets, size_t at, size_t length,
                                   struct http_fields *fields)
{
    fields->count = 0;
    for (;;) {
        struct http_span line;
        enum http_refusal refusal = line_at(octets, at, length, &line);
        if (refusal != HTTP_FINE)
            return refusal;
        if (line.length == 0)
            return HTTP_FINE;
        if (fields->count == HTTP_FIELDS_MAX)
            return HTTP_TOO_MANY_FIELDS;
        refusal = http_field_line_read(octets, line, &fields->row[fields->count]);
        if (refusal == HTTP_FOLDED_LINE && fields->count == 0)
            refusal = HTTP_SPACE_BEFORE_FIELDS;
        if (refusal != HTTP_FINE)
            return refusal;
        fields->count++;
        at = (size_t)line.at + line.length + 2U;
    }
}

enum http_refusal http_head_read(const uint8_t *octets, size_t length, enum http_kind kind,
                                 enum http_method request, struct http_head *head)
{
    memset(head, 0, sizeof *head);
    if (length > HTTP_HEAD_MAX)
        return HTTP_HEAD_TOO_LARGE;
    struct http_span line;
    enum http_refusal refusal = line_at(octets, 0, length, &line);
    if (refusal != HTTP_FINE)
        return refusal;
    refusal = kind == HTTP_REQUEST ? http_request_line_read(octets, line, head)
                                   : http_status_line_read(octets, line, head);
    if (refusal != HTTP_FINE)
        return refusal;
    refusal = http_fields_read(octets, line.length + 2U, length, &head->fields);
    if (refusal != HTTP_FINE)
        return refusal;
    return http_head_judge(octets, request, head);
}

uint32_t http_field_find(const uint8_t *octets, const struct http_fields *fields,
                         const char *name, uint32_t from)
{
    for (uint32_t i = from; i < fields->count; i++) {
        if (http_span_is_word(octets, fields->row[i].name, name))
            return i;
    }
    return NONE;
}

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t';
}

/* The element from *at of one value up to a comma outside a quoted string; *at is stepped past
 * the comma. */
static struct http_span element_at(const uint8_t *octets, struct http_span value, uint16_t *at)
{
    const uint8_t *p = octets + value.at;
    uint16_t start = *at;
    uint16_t end = start;
    bool quoted = false;
    for (; end < value.length && (quoted || p[end] != ','); end++) {
        if (quoted && p[end] == '\\' && end + 1 < value.length)
            end++;
        else if (p[end] == '"')
            quoted = !quoted;
    }
    *at = end < value.length ? (uint16_t)(end + 1) : value.length;
    while (start < end && is_space(p[start]))
        start++;
    while (end > start && is_space(p[end - 1]))
        end--;
    return (struct http_span){(uint16_t)(value.at + start), (uint16_t)(end - start)};
}

bool http_list_next(const uint8_t *octets, const struct http_fields *fields, const char *name,
                    uint32_t *row, uint16_t *at, struct http_span *element)
{
    for (;;) {
        uint32_t i = http_field_find(octets, fields, name, *row);
        if (i == NONE)
            return false;
        if (i != *row) {
            *row = i;
            *at = 0;
        }
        while (*at < fields->row[i].value.length) {
            *element = element_at(octets, fields->row[i].value, at);
            if (element->length > 0)
                return true;
        }
        *row = i + 1;
        *at = 0;
    }
}

/* Section 3.2: exactly one valid Host in an HTTP/1.1 request, at most one in any. */
static enum http_refusal host_judge(const uint8_t *octets, struct http_head *head)
{
    uint32_t row = http_field_find(octets, &head->fields, "Host", 0);
    if (row == NONE)
        return head->minor >= 1 ? HTTP_HOST_MISSING : HTTP_FINE;
    if (http_field_find(octets, &head->fields, "Host", row + 1) != NONE)
        return HTTP_HOST_TWICE;
    head->has_host = true;
    head->host = head->fields.row[row].value;
    return http_host_is_valid(octets + head->host.at, head->host.length, false) ? HTTP_FINE
                                                                                : HTTP_BAD_HOST;
}

static enum http_refusal decimal_read(const uint8_t *p, size_t n, uint64_t *value)
{
    *value = 0;
    bool overflow = false;
    for (size_t i = 0; i < n; i++) {
        if (p[i] < '0' || p[i] > '9')
            return HTTP_BAD_CONTENT_LENGTH;
        uint64_t digit = (uint64_t)(p[i] - '0');
        overflow = overflow || *value > ((uint64_t)INT64_MAX - digit) / 10;
        *value = overflow ? 0 : *value * 10 + digit;
    }
    if (n == 0)
        return HTTP_BAD_CONTENT_LENGTH;
    return overflow ? HTTP_CONTENT_LENGTH_OVERFLOW : HTTP_FINE;
}

/* One value, which may be a list of equal numbers (section 6.3, item 5). */
static enum http_refusal length_value_judge(const uint8_t *octets, struct http_span value,
                                            struct http_head *head)
{
    uint16_t at = 0;
    bool comma = true;
    while (comma) {
        uint64_t number;
        struct http_span element = element_at(octets, value, &at);
        enum http_refusal refusal = decimal_read(octets + element.at, element.length, &number);
        if (refusal != HTTP_FINE)
            return refusal;
        if (head->has_content_length && head->content_length != number)
            return HTTP_CONTENT_LENGTHS_DIFFER;
        head->has_content_length = true;
        head->content_length = number;
        comma = at > 0 && octets[value.at + at - 1] == ',';
    }
    return HTTP_FINE;
}

static enum http_refusal content_length_judge(const uint8_t *octets, struct http_head *head)
{
    enum http_refusal refusal = HTTP_FINE;
    uint32_t row = http_field_find(octets, &head->fields, "Content-Length", 0);
    while (row != NONE && refusal == HTTP_FINE) {
        refusal = length_value_judge(octets, head->fields.row[row].value, head);
        row = http_field_find(octets, &head->fields, "Content-Length", row + 1);
    }
    if (refusal != HTTP_FINE)
        head->has_content_length = false;
    return refusal;
}

struct codings {
    bool present;
    bool unknown;       /* one that is not chunked */
    bool chunked;       /* chunked is among them */
    bool chunked_last;  /* and it is the last */
    bool beside_length; /* there is a Content-Length too */
};

/* The name of a coding and whether parameters follow; false: neither. */
static bool coding_name(const uint8_t *octets, struct http_span element, struct http_span *name,
                        bool *parameters)
{
    uint16_t n = 0;
    while (n < element.length && http_is_tchar(octets[element.at + n]))
        n++;
    *name = (struct http_span){element.at, n};
    *parameters = n < element.length;
    while (n < element.length && is_space(octets[element.at + n]))
        n++;
    return name->length > 0 && (n == element.length || octets[element.at + n] == ';');
}

/* Transfer-Encoding = #transfer-coding (sections 6.1 and 7). */
static enum http_refusal codings_read(const uint8_t *octets, const struct http_head *head,
                                      struct codings *codings)
{
    uint32_t row = 0;
    uint16_t at = 0;
    struct http_span element;
    memset(codings, 0, sizeof *codings);
    codings->present = http_field_find(octets, &head->fields, "Transfer-Encoding", 0) != NONE;
    codings->beside_length =
        http_field_find(octets, &head->fields, "Content-Length", 0) != NONE;
    while (http_list_next(octets, &head->fields, "Transfer-Encoding", &row, &at, &element)) {
        struct http_span name;
        bool parameters;
        if (!coding_name(octets, element, &name, &parameters))
            return HTTP_BAD_TRANSFER_ENCODING;
        bool chunked = http_span_is_word(octets, name, "chunked");
        if (chunked && parameters)
            return HTTP_BAD_TRANSFER_ENCODING;
        if (chunked && codings->chunked)
            return HTTP_CHUNKED_TWICE;
        codings->chunked = codings->chunked || chunked;
        codings->unknown = codings->unknown || !chunked;
        codings->chunked_last = chunked;
    }
    return HTTP_FINE;
}

/* Section 6.3 for requests: items 3 to 7. */
static enum http_refusal request_framing(const struct codings *codings, struct http_head *head)
{
    head->framing = HTTP_NO_BODY;
    if (codings->present) {
        if (head->minor == 0)
            return HTTP_CODING_BEFORE_1_1;
        if (codings->beside_length)
            return HTTP_LENGTH_AND_CODING;
        if (!codings->chunked_last)
            return HTTP_CHUNKED_NOT_LAST;
        if (codings->unknown)
            return HTTP_CODING_UNKNOWN;
        head->framing = HTTP_CHUNKED;
    } else if (head->has_content_length) {
        head->framing = head->content_length > 0 ? HTTP_BY_LENGTH : HTTP_NO_BODY;
    }
    return HTTP_FINE;
}

/* Section 6.3 for responses: items 3, 4, 6 and 8. */
static enum http_refusal response_framing(const struct codings *codings, struct http_head *head)
{
    head->framing = HTTP_UNTIL_CLOSE;
    if (codings->present) {
        if (codings->chunked_last && codings->unknown)
            return HTTP_CODING_UNKNOWN;
        head->framing = codings->chunked_last ? HTTP_CHUNKED : HTTP_UNTIL_CLOSE;
        /* A faulty framing ends the connection (section 6.1). */
        if (head->minor == 0 || codings->beside_length)
            head->keep_alive = false;
    } else if (head->has_content_length) {
        head->framing = head->content_length > 0 ? HTTP_BY_LENGTH : HTTP_NO_BODY;
    }
    if (head->framing == HTTP_UNTIL_CLOSE)
        head->keep_alive = false;
    return HTTP_FINE;
}

/* Section 9.3: does the connection persist? */
static void connection_judge(const uint8_t *octets, struct http_head *head)
{
    uint32_t row = 0;
    uint16_t at = 0;
    struct http_span option;
    bool close = false;
    bool keep_alive = false;
    while (http_list_next(octets, &head->fields, "Connection", &row, &at, &option)) {
        close = close || http_span_is_word(octets, option, "close");
        keep_alive = keep_alive || http_span_is_word(octets, option, "keep-alive");
    }
    head->keep_alive = !close && (head->minor >= 1 || keep_alive);
}

static void expect_judge(const uint8_t *octets, struct http_head *head)
{
    uint32_t row = 0;
    uint16_t at = 0;
    struct http_span expectation;
    while (http_list_next(octets, &head->fields, "Expect", &row, &at, &expectation)) {
        if (http_span_is_word(octets, expectation, "100-continue"))
            head->expect_continue = head->minor >= 1;
        else
            head->expect_other = true;
    }
}

enum http_refusal http_head_judge(const uint8_t *octets, enum http_method request,
                                  struct http_head *head)
{
    struct codings codings;
    connection_judge(octets, head);
    if (head->kind == HTTP_REQUEST) {
        enum http_refusal refusal = host_judge(octets, head);
        if (refusal != HTTP_FINE)
            return refusal;
        expect_judge(octets, head);
    }
    enum http_refusal coding_refusal = codings_read(octets, head, &codings);
    enum http_refusal length_refusal = content_length_judge(octets, head);
    if (head->kind == HTTP_RESPONSE) {
        /* Section 6.3, items 1 and 2, come before every field. */
        bool no_body = request == HTTP_HEAD || head->status / 100 == 1 || head->status == 204 ||
                       head->status == 304;
        bool tunnel = request == HTTP_CONNECT && head->status / 100 == 2;
        head->framing = tunnel ? HTTP_TUNNEL : HTTP_NO_BODY;
        if (no_body || tunnel)
            return HTTP_FINE;
    }
    if (coding_refusal != HTTP_FINE)
        return coding_refusal;
    /* Transfer-Encoding overrides Content-Length in a response, valid or not (item 3). */
    if (length_refusal != HTTP_FINE && (head->kind == HTTP_REQUEST || !codings.present))
        return length_refusal;
    return head->kind == HTTP_REQUEST ? request_framing(&codings, head)
                                      : response_framing(&codings, head);
}
