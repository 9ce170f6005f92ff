/* app/curl_url.c: see curl_url.h. */
#include <string.h>

#include "app/command_scan.h"
#include "app/curl_url.h"

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* What may stand in a host that is looked up. */
static bool is_host(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char c = lower(p[i]);
        bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
                    c == '_';
        if (!fits)
            return false;
    }
    return n > 0;
}

static int hex_digit(char c)
{
    char l = lower(c);
    return l >= '0' && l <= '9' ? l - '0' : l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

/* "name:password" with its %-escapes read; what is no text is refused. */
static bool read_user(const char *p, size_t n, struct curl_url *url)
{
    struct text user = text_over(url->user, sizeof url->user);
    for (size_t i = 0; i < n; i++) {
        char c = p[i];
        if (c == '%' && i + 2 < n && hex_digit(p[i + 1]) >= 0 && hex_digit(p[i + 2]) >= 0) {
            c = (char)(hex_digit(p[i + 1]) << 4 | hex_digit(p[i + 2]));
            i += 2;
        }
        if ((uint8_t)c < ' ')
            return false;
        text_put_char(&user, c);
    }
    if (n > 0 && memchr(p, ':', n) == NULL)
        text_put_char(&user, ':');
    return user.ok;
}

static bool read_authority(const char *text, size_t length, struct curl_url *url)
{
    const char *colon = memchr(text, ':', length);
    size_t host = colon != NULL ? (size_t)(colon - text) : length;
    char digits[8] = {0};
    uint64_t port;
    if (!is_host(text, host) || host >= sizeof url->host)
        return false;
    memcpy(url->host, text, host);
    url->host[host] = '\0';
    if (colon == NULL)
        return true;
    size_t n = length - host - 1;
    if (n == 0)
        return true;
    if (n >= sizeof digits)
        return false;
    memcpy(digits, colon + 1, n);
    if (!command_number(digits, 1, UINT16_MAX, &port))
        return false;
    url->port = (uint16_t)port;
    url->port_given = true;
    return true;
}

/* Path and query up to a fragment, which is never sent (RFC 9110 section 7.1). */
static bool read_target(const char *text, struct curl_url *url)
{
    struct text target = text_over(url->target, sizeof url->target);
    if (text[0] != '/')
        text_put_char(&target, '/');
    for (const char *p = text; *p != '\0' && *p != '#'; p++) {
        uint8_t c = (uint8_t)*p;
        if (c < ' ' || c == 0x7f)
            return false;
        if (c == ' ' || c > 0x7f) {
            text_put_char(&target, '%');
            text_put_hex(&target, c, 2);
        } else {
            text_put_char(&target, *p);
        }
    }
    return target.ok;
}

enum curl_url_error curl_url_read(const char *text, struct curl_url *url)
{
    const char *mark = strstr(text, "://");
    memset(url, 0, sizeof *url);
    strcpy(url->scheme, "http");
    url->port = 80;
    if (mark != NULL) {
        size_t n = (size_t)(mark - text);
        if (n == 0 || n >= sizeof url->scheme)
            return CURL_URL_BAD;
        for (size_t i = 0; i <= n; i++)
            url->scheme[i] = i < n ? lower(text[i]) : '\0';
        if (strcmp(url->scheme, "http") != 0)
            return CURL_URL_SCHEME;
        text = mark + 3;
    }
    size_t authority = strcspn(text, "/?#");
    size_t at = authority; /* the last "@": what is before it says who asks */
    while (at > 0 && text[at - 1] != '@')
        at--;
    bool fine = read_user(text, at > 0 ? at - 1 : 0, url) &&
                read_authority(text + at, authority - at, url) &&
                read_target(text + authority, url);
    return fine ? CURL_URL_FINE : CURL_URL_BAD;
}
