/* wire/http_line.c: one line of a head at a time: request-line (RFC 9112 section 3),
 * status-line (section 4), field line (section 5). */
#include "wire/http.h"

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

/* HTTP-version = "HTTP/" DIGIT "." DIGIT (section 2.3); its letters are case-sensitive. */
static enum http_refusal version_read(const uint8_t *p, size_t n, struct http_head *head)
{
    if (n != 8 || memcmp(p, "HTTP/", 5) != 0 || !is_digit(p[5]) || p[6] != '.' ||
        !is_digit(p[7]))
        return HTTP_BAD_VERSION;
    head->major = (uint8_t)(p[5] - '0');
    head->minor = (uint8_t)(p[7] - '0');
    return head->major == 1 ? HTTP_FINE : HTTP_VERSION_UNSUPPORTED;
}

enum http_refusal http_request_line_read(const uint8_t *octets, struct http_span line,
                                         struct http_head *head)
{
    const uint8_t *p = octets + line.at;
    const uint8_t *first = line.length > 0 ? memchr(p, ' ', line.length) : NULL;
    size_t method = first != NULL ? (size_t)(first - p) : line.length;
    if (method > HTTP_METHOD_MAX && http_is_token(p, method))
        return HTTP_METHOD_TOO_LONG;
    if (first == NULL || method == 0)
        return HTTP_BAD_REQUEST_LINE;
    if (!http_is_token(p, method))
        return HTTP_BAD_METHOD;
    const uint8_t *rest = first + 1;
    size_t left = line.length - method - 1;
    const uint8_t *second = left > 0 ? memchr(rest, ' ', left) : NULL;
    if (second == NULL || second == rest)
        return HTTP_BAD_REQUEST_LINE;
    head->kind = HTTP_REQUEST;
    head->method = (struct http_span){line.at, (uint16_t)method};
    head->method_number = http_method_number(p, method);
    head->raw_target = (struct http_span){(uint16_t)(rest - octets), (uint16_t)(second - rest)};
    size_t version = left - head->raw_target.length - 1U;
    if (version == 0 || memchr(second + 1, ' ', version) != NULL)
        return HTTP_BAD_REQUEST_LINE;
    enum http_refusal refusal = version_read(second + 1, version, head);
    if (refusal != HTTP_FINE)
        return refusal;
    return http_target_read(octets, head->raw_target, head->method_number, &head->target);
}

/* status-line = HTTP-version SP status-code SP [ reason-phrase ]. The last SP must be there; a
 * status-line that ends behind the code is common enough that a client takes it. A code above
 * 599 is read: a client treats it as a 5xx (RFC 9110 section 15). */
enum http_refusal http_status_line_read(const uint8_t *octets, struct http_span line,
                                        struct http_head *head)
{
    const uint8_t *p = octets + line.at;
    head->kind = HTTP_RESPONSE;
    if (line.length < 9 || p[8] != ' ')
        return HTTP_BAD_STATUS_LINE;
    enum http_refusal refusal = version_read(p, 8, head);
    if (refusal != HTTP_FINE)
        return refusal;
    bool digits = line.length >= 12 && is_digit(p[9]) && is_digit(p[10]) && is_digit(p[11]);
    if (!digits)
        return HTTP_BAD_STATUS_CODE;
    if (line.length > 12 && p[12] != ' ')
        return is_digit(p[12]) ? HTTP_BAD_STATUS_CODE : HTTP_BAD_STATUS_LINE;
    head->status = (uint16_t)((p[9] - '0') * 100 + (p[10] - '0') * 10 + (p[11] - '0'));
    uint16_t reason = line.length > 13 ? 13 : line.length;
    head->reason =
        (struct http_span){(uint16_t)(line.at + reason), (uint16_t)(line.length - reason)};
    for (uint16_t i = reason; i < line.length; i++) {
        if (!http_is_field_octet(p[i]))
            return HTTP_BAD_REASON;
    }
    return HTTP_FINE;
}

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t';
}

/* field-line = field-name ":" OWS field-value OWS */
enum http_refusal http_field_line_read(const uint8_t *octets, struct http_span line,
                                       struct http_field *field)
{
    const uint8_t *p = octets + line.at;
    if (line.length > 0 && is_space(p[0]))
        return HTTP_FOLDED_LINE;
    const uint8_t *colon = line.length > 0 ? memchr(p, ':', line.length) : NULL;
    if (colon == NULL)
        return HTTP_NO_COLON;
    size_t name = (size_t)(colon - p);
    if (name > 0 && is_space(p[name - 1]))
        return HTTP_SPACE_BEFORE_COLON;
    if (!http_is_token(p, name))
        return HTTP_BAD_FIELD_NAME;
    size_t start = name + 1;
    size_t end = line.length;
    while (start < end && is_space(p[start]))
        start++;
    while (end > start && is_space(p[end - 1]))
        end--;
    field->name = (struct http_span){line.at, (uint16_t)name};
    field->value = (struct http_span){(uint16_t)(line.at + start), (uint16_t)(end - start)};
    for (size_t i = start; i < end; i++) {
        if (!http_is_field_octet(p[i]))
            return HTTP_BAD_FIELD_VALUE;
    }
    return HTTP_FINE;
}
