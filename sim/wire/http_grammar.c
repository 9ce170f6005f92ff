/* wire/http_grammar.c: the characters and words of HTTP (RFC 9110 section 5.6) and what names a
 * host (RFC 3986 section 3.2.2). */
#include "wire/http.h"

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_alpha(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_hex(uint8_t c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static uint8_t lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c;
}

static bool is_one_of(uint8_t c, const char *set)
{
    return c != 0 && strchr(set, c) != NULL;
}

bool http_is_tchar(uint8_t c)
{
    return is_digit(c) || is_alpha(c) || is_one_of(c, "!#$%&'*+-.^_`|~");
}

bool http_is_field_octet(uint8_t c)
{
    return c == '\t' || (c >= ' ' && c != 0x7f);
}

bool http_is_token(const uint8_t *octets, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (!http_is_tchar(octets[i]))
            return false;
    }
    return length > 0;
}

bool http_span_is(const uint8_t *octets, struct http_span span, const char *word)
{
    return strlen(word) == span.length && memcmp(octets + span.at, word, span.length) == 0;
}

bool http_span_is_word(const uint8_t *octets, struct http_span span, const char *word)
{
    if (strlen(word) != span.length)
        return false;
    for (size_t i = 0; i < span.length; i++) {
        if (lower(octets[span.at + i]) != lower((uint8_t)word[i]))
            return false;
    }
    return true;
}

/* dec-octet "." dec-octet "." dec-octet "." dec-octet, no leading zeros. */
static bool is_ipv4(const uint8_t *octets, size_t length)
{
    size_t at = 0;
    for (int part = 0; part < 4; part++) {
        unsigned value = 0;
        size_t start = at;
        while (at < length && is_digit(octets[at]) && at - start < 3) {
            value = value * 10 + (unsigned)(octets[at] - '0');
            at++;
        }
        bool leading_zero = at - start > 1 && octets[start] == '0';
        if (at == start || value > 255 || leading_zero)
            return false;
        if (part < 3 && (at >= length || octets[at] != '.'))
            return false;
        at += part < 3 ? 1 : 0;
    }
    return at == length;
}

/* IPv6address: groups of one to four digits, at most one "::", the last two may be IPv4. */
static bool is_ipv6(const uint8_t *octets, size_t length)
{
    unsigned groups = 0;
    bool gap = false;
    size_t at = 0;
    if (length >= 2 && octets[0] == ':' && octets[1] == ':') {
        gap = true;
        at = 2;
    }
    while (at < length) {
        size_t start = at;
        while (at < length && is_hex(octets[at]) && at - start < 4)
            at++;
        if (at < length && octets[at] == '.') {
            groups += 2;
            return is_ipv4(octets + start, length - start) && (gap ? groups < 8 : groups == 8);
        }
        groups++;
        if (at == start)
            return false;
        if (at == length)
            break;
        if (octets[at] != ':' || at + 1 == length)
            return false;
        at++;
        if (octets[at] == ':') {
            if (gap)
                return false;
            gap = true;
            at++;
        }
    }
    return gap ? groups < 8 : groups == 8;
}

/* "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" ) */
static bool is_ip_future(const uint8_t *octets, size_t length)
{
    size_t at = 1;
    if (length < 4 || lower(octets[0]) != 'v')
        return false;
    while (at < length && is_hex(octets[at]))
        at++;
    if (at == 1 || at + 1 >= length || octets[at] != '.')
        return false;
    for (at++; at < length; at++) {
        if (!is_alpha(octets[at]) && !is_digit(octets[at]) &&
            !is_one_of(octets[at], "-._~!$&'()*+,;=:"))
            return false;
    }
    return true;
}

/* reg-name, to which an IPv4 address belongs too: unreserved / pct-encoded / sub-delims. */
static size_t reg_name_length(const uint8_t *octets, size_t length)
{
    size_t at = 0;
    while (at < length) {
        uint8_t c = octets[at];
        if (is_alpha(c) || is_digit(c) || is_one_of(c, "-._~!$&'()*+,;="))
            at++;
        else if (c == '%' && length - at >= 3 && is_hex(octets[at + 1]) &&
                 is_hex(octets[at + 2]))
            at += 3;
        else
            break;
    }
    return at;
}

/* The length of a valid host at the start; SIZE_MAX: there is none. */
static size_t host_length(const uint8_t *octets, size_t length)
{
    if (length == 0 || octets[0] != '[')
        return reg_name_length(octets, length);
    const uint8_t *end = memchr(octets, ']', length);
    if (end == NULL)
        return SIZE_MAX;
    size_t inside = (size_t)(end - octets) - 1;
    bool valid = is_ipv6(octets + 1, inside) || is_ip_future(octets + 1, inside);
    return valid ? inside + 2 : SIZE_MAX;
}

bool http_host_is_valid(const uint8_t *octets, size_t length, bool port_needed)
{
    size_t at = host_length(octets, length);
    if (at == SIZE_MAX || (port_needed && at == 0))
        return false;
    if (at == length)
        return !port_needed;
    if (octets[at] != ':')
        return false;
    uint32_t port = 0;
    for (size_t i = at + 1; i < length; i++) {
        if (!is_digit(octets[i]))
            return false;
        port = port > UINT16_MAX ? port : port * 10 + (uint32_t)(octets[i] - '0');
    }
    return !port_needed || (port > 0 && port <= UINT16_MAX);
}

static const char *const methods[HTTP_METHODS] = {
    "", "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"};

enum http_method http_method_number(const uint8_t *octets, size_t length)
{
    for (int i = HTTP_GET; i < HTTP_METHODS; i++) {
        if (strlen(methods[i]) == length && memcmp(methods[i], octets, length) == 0)
            return (enum http_method)i;
    }
    return HTTP_METHOD_OTHER;
}

const char *http_method_word(enum http_method method)
{
    return methods[method];
}

/* The status codes of RFC 9110 section 15 and RFC 6585, by number. */
static const struct {
    uint16_t status;
    const char *reason;
} reasons[] = {
    {100, "Continue"},
    {101, "Switching Protocols"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {203, "Non-Authoritative Information"},
    {204, "No Content"},
    {205, "Reset Content"},
    {206, "Partial Content"},
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {305, "Use Proxy"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {407, "Proxy Authentication Required"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {511, "Network Authentication Required"},
};

const char *http_reason(unsigned status)
{
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        if (reasons[i].status == status)
            return reasons[i].reason;
    }
    return "";
}

static const struct http_refusal_text refusal_texts[HTTP_REFUSALS] = {
    [HTTP_FINE] = {"FINE", "", "", 0, ""},
#define REFUSAL(id, rfc, section, status, sentence)                                            \
    [HTTP_##id] = {#id, rfc, section, status, sentence},
#include "wire/http_refusals.def"
#undef REFUSAL
};

const struct http_refusal_text *http_refusal_text(enum http_refusal refusal)
{
    return &refusal_texts[refusal];
}
