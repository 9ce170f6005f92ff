/* app/curl_location.c: see curl_location.h. */
#include "app/curl_location.h"

#include <string.h>

bool curl_is_redirect(unsigned status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool curl_becomes_get(unsigned status, const char *method)
{
    if (status == 303)
        return strcmp(method, "HEAD") != 0;
    return (status == 301 || status == 302) && strcmp(method, "POST") == 0;
}

/* Cuts off the last segment of a path, from "/" on. */
static void drop_segment(struct text *path, size_t begin)
{
    while (path->length > begin && path->octets[path->length - 1] != '/')
        path->length--;
    if (path->length > begin)
        path->length--;
    path->octets[path->length] = '\0';
}

static bool is_segment(const char *segment, size_t n, const char *word)
{
    return n == strlen(word) && memcmp(segment, word, n) == 0;
}

/* A path without its "." and ".." (section 5.2.4), then its query. */
static void put_path(struct text *url, const char *path)
{
    size_t begin = url->length;
    size_t end = strcspn(path, "?#");
    size_t at = 0;
    while (at < end) {
        size_t n = 0; /* of the segment behind the "/" */
        while (at + 1 + n < end && path[at + 1 + n] != '/')
            n++;
        const char *segment = path + at + 1;
        bool last = at + 1 + n == end;
        if (is_segment(segment, n, ".."))
            drop_segment(url, begin);
        else if (!is_segment(segment, n, "."))
            text_put_octets(url, path + at, n + 1);
        if (last && (is_segment(segment, n, ".") || is_segment(segment, n, "..")))
            text_put_char(url, '/');
        at += n + 1;
    }
    text_put(url, path + end);
}

static void put_authority(const struct curl_url *base, struct text *url)
{
    text_put(url, "http://");
    text_put(url, base->host);
    if (base->port != 80) {
        text_put_char(url, ':');
        text_put_unsigned(url, base->port);
    }
}

bool curl_location_resolve(const struct curl_url *base, const uint8_t *location, size_t length,
                           struct text *url)
{
    char reference[COMMAND_LINE_MAX];
    char path[2 * COMMAND_LINE_MAX];
    struct text given = text_over(reference, sizeof reference);
    struct text merged = text_over(path, sizeof path);
    text_put_octets(&given, location, length);
    size_t scheme = strcspn(reference, ":/?#");
    if (reference[scheme] == ':' && scheme > 0) {
        text_put(url, reference);
        return given.ok && url->ok;
    }
    if (strncmp(reference, "//", 2) == 0) {
        text_put(url, "http:");
        text_put(url, reference);
        return given.ok && url->ok;
    }
    size_t end = strcspn(base->target, "?#");
    size_t slash = end;
    while (slash > 1 && base->target[slash - 1] != '/')
        slash--;
    if (reference[0] == '?' || reference[0] == '\0')
        text_put_octets(&merged, base->target, end);
    else if (reference[0] != '/')
        text_put_octets(&merged, base->target, slash);
    text_put(&merged, reference);
    put_authority(base, url);
    put_path(url, merged.octets);
    return given.ok && merged.ok && url->ok;
}
