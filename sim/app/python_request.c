/* app/python_request.c: see python_request.h. */
#include "app/python_request.h"

#include <string.h>

/* What str.split() takes for white space, of the characters that one octet has. */
static bool is_blank(uint8_t octet)
{
    return (octet >= '\t' && octet <= '\r') || (octet >= 0x1c && octet <= ' ') ||
           octet == 0x85 || octet == 0xa0;
}

static uint8_t lower(uint8_t octet)
{
    return octet >= 'A' && octet <= 'Z' ? (uint8_t)(octet + 'a' - 'A') : octet;
}

/* Behind the line that begins at `at`: behind its LF, or where the octets end. */
static size_t line_end(const uint8_t *octets, size_t at, size_t length)
{
    const uint8_t *feed = at < length ? memchr(octets + at, '\n', length - at) : NULL;
    return feed != NULL ? (size_t)(feed - octets) + 1 : length;
}

static bool is_whole(const uint8_t *octets, size_t at, size_t end)
{
    return end > at && octets[end - 1] == '\n';
}

/* "\r\n" or "\n" alone, or nothing at all. */
static bool is_empty(const uint8_t *octets, size_t at, size_t end)
{
    return end == at || (end == at + 1 && octets[at] == '\n') ||
           (end == at + 2 && octets[at] == '\r' && octets[at + 1] == '\n');
}

/* The words of the request line: the first two, and the last. Gives how many there are. */
static unsigned split(struct python_request *r)
{
    unsigned count = 0;
    size_t at = 0;
    while (at < r->line.length) {
        size_t start = at;
        while (at < r->line.length && !is_blank(r->octets[at]))
            at++;
        const struct http_span word = {(uint16_t)start, (uint16_t)(at - start)};
        if (word.length == 0) {
            at++;
            continue;
        }
        if (count == 0)
            r->method = word;
        if (count == 1)
            r->path = word;
        r->version = word;
        count++;
    }
    return count;
}

/* Up to ten digits from *at on. */
static bool number(const uint8_t *octets, size_t *at, size_t end, uint64_t *value)
{
    enum { DIGITS = 10 };
    size_t start = *at;
    *value = 0;
    for (; *at < end && octets[*at] >= '0' && octets[*at] <= '9'; ++*at) {
        if (*at - start == DIGITS)
            return false;
        *value = *value * 10 + (uint64_t)(octets[*at] - '0');
    }
    return *at > start;
}

static enum python_verdict read_version(const struct python_request *r)
{
    static const char http[] = "HTTP/";
    uint64_t major;
    uint64_t minor;
    size_t at = r->version.at + sizeof http - 1U;
    size_t end = (size_t)r->version.at + r->version.length;
    if (r->version.length < sizeof http - 1 ||
        memcmp(r->octets + r->version.at, http, sizeof http - 1) != 0 ||
        !number(r->octets, &at, end, &major) || at == end || r->octets[at++] != '.' ||
        !number(r->octets, &at, end, &minor) || at != end)
        return PYTHON_BAD_VERSION;
    return major >= 2 ? PYTHON_WRONG_VERSION : PYTHON_REQUEST;
}

static enum python_verdict read_line(struct python_request *r)
{
    static const char oldest[] = "HTTP/0.9";
    unsigned words = split(r);
    if (words == 0)
        return PYTHON_NOTHING;
    r->old = true;
    if (words >= 3) {
        enum python_verdict verdict = read_version(r);
        if (verdict != PYTHON_REQUEST)
            return verdict;
        r->old = r->version.length == sizeof oldest - 1 &&
                 memcmp(r->octets + r->version.at, oldest, sizeof oldest - 1) == 0;
    }
    if (words != 2 && words != 3)
        return PYTHON_BAD_SYNTAX;
    if (words == 2 && !python_request_is(r, "GET"))
        return PYTHON_BAD_OLD;
    r->known = true;
    while (r->path.length > 1 && r->octets[r->path.at] == '/' &&
           r->octets[r->path.at + 1] == '/') {
        r->path.at++;
        r->path.length--;
    }
    return PYTHON_REQUEST;
}

static enum python_verdict read_fields(struct python_request *r, size_t length, bool ended,
                                       bool full)
{
    size_t at = r->fields;
    for (unsigned lines = 1;; lines++) {
        size_t end = line_end(r->octets, at, length);
        if (!is_whole(r->octets, at, end) && !ended)
            return full ? PYTHON_LONG_FIELD : PYTHON_MORE;
        if (lines > PYTHON_FIELDS)
            return PYTHON_MANY_FIELDS;
        if (is_empty(r->octets, at, end))
            break;
        at = end;
    }
    r->end = (uint16_t)at;
    return PYTHON_REQUEST;
}

enum python_verdict python_request_read(const uint8_t *octets, size_t length, bool ended,
                                        bool full, struct python_request *r)
{
    *r = (struct python_request){.octets = octets};
    size_t end = line_end(octets, 0, length);
    if (!is_whole(octets, 0, end) && !ended)
        return full ? PYTHON_LONG_LINE : PYTHON_MORE;
    r->fields = (uint16_t)end;
    while (end > 0 && (octets[end - 1] == '\n' || octets[end - 1] == '\r'))
        end--;
    r->line.length = (uint16_t)end;
    enum python_verdict verdict = read_line(r);
    return verdict == PYTHON_REQUEST ? read_fields(r, length, ended, full) : verdict;
}

bool python_request_is(const struct python_request *r, const char *method)
{
    return strlen(method) == r->method.length &&
           memcmp(r->octets + r->method.at, method, r->method.length) == 0;
}

/* Does the line at `at` begin with this name and a colon? */
static bool is_named(const struct python_request *r, size_t at, size_t end, const char *name)
{
    size_t length = strlen(name);
    if (end - at <= length || r->octets[at + length] != ':')
        return false;
    for (size_t i = 0; i < length; i++) {
        if (lower(r->octets[at + i]) != lower((uint8_t)name[i]))
            return false;
    }
    return true;
}

bool python_request_field(const struct python_request *r, const char *name,
                          struct http_span *value)
{
    for (size_t at = r->fields; at < r->end; at = line_end(r->octets, at, r->end)) {
        size_t end = line_end(r->octets, at, r->end);
        if (!is_named(r, at, end, name))
            continue;
        size_t start = at + strlen(name) + 1;
        while (start < end && is_blank(r->octets[start]))
            start++;
        while (end > start && is_blank(r->octets[end - 1]))
            end--;
        *value = (struct http_span){(uint16_t)start, (uint16_t)(end - start)};
        return true;
    }
    return false;
}
