/* wire/http_target.c: the request-target (RFC 9112 section 3.2; characters: RFC 3986). */
#include "wire/http.h"

static bool is_alnum(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_hex(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* pchar or "/" (path), and with `query` also "?": RFC 3986 sections 3.3 and 3.4. */
static bool all_uri_characters(const uint8_t *p, size_t n, bool query)
{
    for (size_t i = 0; i < n; i++) {
        if (p[i] == '%' && n - i >= 3 && is_hex(p[i + 1]) && is_hex(p[i + 2])) {
            i += 2;
            continue;
        }
        bool fits = is_alnum(p[i]) ||
                    (p[i] != 0 && strchr("-._~!$&'()*+,;=:@/", p[i]) != NULL) ||
                    (query && p[i] == '?');
        if (!fits)
            return false;
    }
    return true;
}

/* Splits path and query at the first "?" and judges both. */
static enum http_refusal path_and_query_read(const uint8_t *octets, struct http_span part,
                                             struct http_target *result)
{
    const uint8_t *start = octets + part.at;
    const uint8_t *mark = part.length > 0 ? memchr(start, '?', part.length) : NULL;
    result->has_query = mark != NULL;
    result->path = part;
    if (mark != NULL) {
        result->path.length = (uint16_t)(mark - start);
        result->query.at = (uint16_t)(part.at + result->path.length + 1);
        result->query.length = (uint16_t)(part.length - result->path.length - 1);
    }
    bool valid = all_uri_characters(start, result->path.length, false) &&
                 all_uri_characters(octets + result->query.at, result->query.length, true);
    return valid ? HTTP_FINE : HTTP_BAD_TARGET;
}

/* The length of a scheme in front of ":"; 0: there is none. */
static uint16_t scheme_length(const uint8_t *p, size_t n)
{
    size_t i = 0;
    while (i < n && (is_alnum(p[i]) || (p[i] != 0 && strchr("+-.", p[i]) != NULL)))
        i++;
    bool letter = n > 0 && ((p[0] >= 'a' && p[0] <= 'z') || (p[0] >= 'A' && p[0] <= 'Z'));
    return letter && i < n && p[i] == ':' ? (uint16_t)i : 0;
}

/* absolute-URI. Of "http" and "https" an authority with a host and without user information is
 * required (RFC 9110 sections 4.2.1 and 4.2.4). */
static enum http_refusal absolute_form_read(const uint8_t *octets, struct http_span target,
                                            struct http_target *result)
{
    uint16_t scheme = scheme_length(octets + target.at, target.length);
    result->form = HTTP_ABSOLUTE_FORM;
    if (scheme == 0)
        return HTTP_BAD_TARGET;
    result->scheme = (struct http_span){target.at, scheme};
    struct http_span rest = {(uint16_t)(target.at + scheme + 1),
                             (uint16_t)(target.length - scheme - 1)};
    bool web = http_span_is_word(octets, result->scheme, "http") ||
               http_span_is_word(octets, result->scheme, "https");
    bool authority = rest.length >= 2 && memcmp(octets + rest.at, "//", 2) == 0;
    if (authority) {
        uint16_t n = 2;
        while (n < rest.length && octets[rest.at + n] != '/' && octets[rest.at + n] != '?')
            n++;
        result->authority = (struct http_span){(uint16_t)(rest.at + 2), (uint16_t)(n - 2)};
        rest.at = (uint16_t)(rest.at + n);
        rest.length = (uint16_t)(rest.length - n);
    }
    const uint8_t *host = octets + result->authority.at;
    bool valid = authority && http_host_is_valid(host, result->authority.length, false);
    bool named = authority && result->authority.length > 0 && host[0] != ':';
    if ((authority && !valid) || (web && !named))
        return HTTP_BAD_TARGET;
    return path_and_query_read(octets, rest, result);
}

enum http_refusal http_target_read(const uint8_t *octets, struct http_span target,
                                   enum http_method method, struct http_target *result)
{
    const uint8_t *p = octets + target.at;
    memset(result, 0, sizeof *result);
    if (target.length == 0)
        return HTTP_BAD_TARGET;
    if (method == HTTP_CONNECT) {
        result->form = HTTP_AUTHORITY_FORM;
        result->authority = target;
        if (p[0] == '/' || http_span_is(octets, target, "*"))
            return HTTP_TARGET_FORM;
        return http_host_is_valid(p, target.length, true) ? HTTP_FINE : HTTP_BAD_TARGET;
    }
    if (p[0] == '/')
        return path_and_query_read(octets, target, result);
    if (http_span_is(octets, target, "*")) {
        result->form = HTTP_ASTERISK_FORM;
        return method == HTTP_OPTIONS ? HTTP_FINE : HTTP_TARGET_FORM;
    }
    return absolute_form_read(octets, target, result);
}
