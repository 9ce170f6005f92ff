/* wire/http_cookie.c: see http_cookie.h. */
#include "wire/http_cookie.h"

#include "base/calendar.h"

static uint8_t lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c;
}

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static struct http_span trimmed(const uint8_t *octets, size_t from, size_t to)
{
    while (from < to && (octets[from] == ' ' || octets[from] == '\t'))
        from++;
    while (to > from && (octets[to - 1] == ' ' || octets[to - 1] == '\t'))
        to--;
    return (struct http_span){(uint16_t)from, (uint16_t)(to - from)};
}

/* --- dates --- */

struct date_parts {
    struct calendar date;
    bool time;
    bool day;
    bool month;
    bool year;
};

static bool is_delimiter(uint8_t c)
{
    return c == 0x09 || (c >= 0x20 && c <= 0x2f) || (c >= 0x3b && c <= 0x40) ||
           (c >= 0x5b && c <= 0x60) || (c >= 0x7b && c <= 0x7e);
}

/* Digits at *at, `least` to `most` of them, no digit behind; *at is stepped on. -1: not so. */
static int number_at(const uint8_t *token, size_t length, size_t *at, size_t least, size_t most)
{
    size_t n = 0;
    int value = 0;
    while (*at + n < length && is_digit(token[*at + n]) && n <= most) {
        value = value * 10 + (token[*at + n] - '0');
        n++;
    }
    *at += n;
    return n >= least && n <= most ? value : -1;
}

static bool take_time(struct date_parts *p, const uint8_t *token, size_t length)
{
    int part[3];
    size_t at = 0;
    for (unsigned i = 0; i < 3; i++) {
        part[i] = number_at(token, length, &at, 1, 2);
        bool colon = i == 2 || (at < length && token[at] == ':');
        if (part[i] < 0 || !colon)
            return false;
        at++;
    }
    p->date.hour = (uint8_t)part[0];
    p->date.minute = (uint8_t)part[1];
    p->date.second = (uint8_t)part[2];
    return true;
}

static bool take_month(struct date_parts *p, const uint8_t *token, size_t length)
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    for (unsigned i = 0; length >= 3 && i < 12; i++) {
        const char *name = names + 3 * i;
        if (lower(token[0]) == (uint8_t)name[0] && lower(token[1]) == (uint8_t)name[1] &&
            lower(token[2]) == (uint8_t)name[2]) {
            p->date.month = (uint8_t)(i + 1);
            return true;
        }
    }
    return false;
}

/* A token is the first thing that is still missing and that it can be. */
static void take_token(struct date_parts *p, const uint8_t *token, size_t length)
{
    size_t at = 0;
    int number = number_at(token, length, &at, 1, 4);
    if (!p->time && take_time(p, token, length)) {
        p->time = true;
    } else if (!p->day && number >= 0 && at <= 2) {
        p->date.day = (uint8_t)number;
        p->day = true;
    } else if (!p->month && take_month(p, token, length)) {
        p->month = true;
    } else if (!p->year && number >= 0 && (at == 2 || at == 4)) {
        p->date.year = number < 70 ? number + 2000 : number < 100 ? number + 1900 : number;
        p->year = true;
    }
}

bool http_cookie_date(const uint8_t *octets, size_t length, int64_t *seconds)
{
    struct date_parts p = {.time = false};
    size_t at = 0;
    while (at < length) {
        size_t from = at;
        while (at < length && !is_delimiter(octets[at]))
            at++;
        if (at > from)
            take_token(&p, octets + from, at - from);
        at++;
    }
    bool good = p.time && p.day && p.month && p.year && p.date.year >= 1601 &&
                p.date.second < 60 && calendar_is_valid(&p.date);
    if (good)
        *seconds = calendar_to_seconds(&p.date);
    return good;
}

/* --- Set-Cookie --- */

static void take_max_age(const uint8_t *octets, struct http_span value,
                         struct http_cookie *cookie)
{
    bool minus = value.length > 0 && octets[value.at] == '-';
    int64_t age = 0;
    for (size_t i = minus ? 1 : 0; i < value.length; i++) {
        uint8_t c = octets[value.at + i];
        if (!is_digit(c))
            return;
        if (age < INT32_MAX)
            age = age * 10 + (c - '0');
    }
    if (value.length == (minus ? 1 : 0))
        return;
    cookie->has_max_age = true;
    cookie->max_age = minus ? 0 : age;
}

static void take_same_site(const uint8_t *octets, struct http_span value,
                           struct http_cookie *cookie)
{
    if (http_span_is_word(octets, value, "Strict"))
        cookie->same_site = HTTP_SAME_SITE_STRICT;
    else if (http_span_is_word(octets, value, "Lax"))
        cookie->same_site = HTTP_SAME_SITE_LAX;
    else if (http_span_is_word(octets, value, "None"))
        cookie->same_site = HTTP_SAME_SITE_NONE;
}

/* Sections 5.2.1 to 5.2.6; the last attribute of a name counts. */
static void take_attribute(const uint8_t *octets, struct http_span name, struct http_span value,
                           struct http_cookie *cookie)
{
    if (http_span_is_word(octets, name, "Expires")) {
        if (http_cookie_date(octets + value.at, value.length, &cookie->expires))
            cookie->has_expires = true;
    } else if (http_span_is_word(octets, name, "Max-Age")) {
        take_max_age(octets, value, cookie);
    } else if (http_span_is_word(octets, name, "Domain")) {
        if (value.length > 0 && octets[value.at] == '.')
            value = (struct http_span){(uint16_t)(value.at + 1), (uint16_t)(value.length - 1)};
        if (value.length > 0)
            cookie->domain = value;
    } else if (http_span_is_word(octets, name, "Path")) {
        bool good = value.length > 0 && octets[value.at] == '/';
        cookie->path = good ? value : (struct http_span){0, 0};
    } else if (http_span_is_word(octets, name, "Secure")) {
        cookie->secure = true;
    } else if (http_span_is_word(octets, name, "HttpOnly")) {
        cookie->http_only = true;
    } else if (http_span_is_word(octets, name, "SameSite")) {
        take_same_site(octets, value, cookie);
    }
}

static size_t find(const uint8_t *octets, size_t from, size_t to, uint8_t wanted)
{
    while (from < to && octets[from] != wanted)
        from++;
    return from;
}

bool http_cookie_read(const uint8_t *octets, size_t length, struct http_cookie *cookie)
{
    size_t end = find(octets, 0, length, ';');
    size_t equals = find(octets, 0, end, '=');
    *cookie = (struct http_cookie){.has_expires = false};
    if (equals == end)
        return false;
    cookie->name = trimmed(octets, 0, equals);
    cookie->value = trimmed(octets, equals + 1, end);
    while (end < length) {
        size_t from = end + 1;
        end = find(octets, from, length, ';');
        equals = find(octets, from, end, '=');
        struct http_span value = {0, 0};
        if (equals < end)
            value = trimmed(octets, equals + 1, end);
        take_attribute(octets, trimmed(octets, from, equals), value, cookie);
    }
    return cookie->name.length > 0;
}

/* --- Cookie --- */

bool http_cookie_find(const uint8_t *octets, const struct http_fields *fields, const char *name,
                      struct http_span *value)
{
    for (uint32_t row = http_field_find(octets, fields, "Cookie", 0); row != NONE;
         row = http_field_find(octets, fields, "Cookie", row + 1)) {
        struct http_span field = fields->row[row].value;
        size_t at = field.at;
        size_t last = (size_t)field.at + field.length;
        while (at < last) {
            size_t end = find(octets, at, last, ';');
            size_t equals = find(octets, at, end, '=');
            if (equals < end && http_span_is(octets, trimmed(octets, at, equals), name)) {
                *value = trimmed(octets, equals + 1, end);
                return true;
            }
            at = end + 1;
        }
    }
    return false;
}

/* --- which cookie belongs to which request --- */

static bool same_words(const char *a, const char *b)
{
    while (*a != '\0' && lower((uint8_t)*a) == lower((uint8_t)*b)) {
        a++;
        b++;
    }
    return *a == *b;
}

static bool is_address(const char *host)
{
    return strspn(host, "0123456789.") == strlen(host);
}

bool http_cookie_domain_matches(const char *host, const char *domain)
{
    size_t h = strlen(host);
    size_t d = strlen(domain);
    if (h <= d || d == 0)
        return h == d && same_words(host, domain);
    return host[h - d - 1] == '.' && same_words(host + (h - d), domain) && !is_address(host);
}

bool http_cookie_path_matches(const char *target, const char *path)
{
    size_t t = strcspn(target, "?#");
    size_t p = strlen(path);
    if (t < p || strncmp(target, path, p) != 0)
        return false;
    return t == p || (p > 0 && path[p - 1] == '/') || target[p] == '/';
}

void http_cookie_default_path(const char *target, struct text *path)
{
    size_t end = strcspn(target, "?#");
    while (end > 0 && target[end - 1] != '/')
        end--;
    if (end <= 1 || target[0] != '/')
        text_put_char(path, '/');
    else
        text_put_octets(path, target, end - 1);
}
