/* app/http_freshness.c: see http_freshness.h. */
#include "app/http_freshness.h"

#include <string.h>

#include "wire/http_date.h"

/* --- Cache-Control --- */

static char lower(uint8_t c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* delta-seconds, also in quotation marks (section 5.2: recipients take both). */
static int64_t delta_seconds(const uint8_t *octets, struct http_span value)
{
    int64_t sum = 0;
    if (value.length >= 2 && octets[value.at] == '"' &&
        octets[value.at + value.length - 1] == '"') {
        value.at++;
        value.length = (uint16_t)(value.length - 2);
    }
    for (uint16_t i = 0; i < value.length; i++) {
        uint8_t c = octets[value.at + i];
        if (c < '0' || c > '9')
            return 0;
        if (sum < HTTP_DELTA_MOST)
            sum = sum * 10 + (c - '0');
    }
    return sum < HTTP_DELTA_MOST ? sum : HTTP_DELTA_MOST;
}

static void take_smallest(int64_t *to, int64_t value)
{
    if (*to < 0 || value < *to)
        *to = value;
}

/* name, or name=value */
static void take_directive(struct http_cache_control *c, const uint8_t *octets,
                           struct http_span directive)
{
    const uint8_t *first = octets + directive.at;
    const uint8_t *equals = memchr(first, '=', directive.length);
    uint16_t n = equals != NULL ? (uint16_t)(equals - first) : directive.length;
    struct http_span name = {directive.at, n};
    struct http_span value = {(uint16_t)(directive.at + n + (equals != NULL)),
                              (uint16_t)(directive.length - n - (equals != NULL))};
    int64_t number = delta_seconds(octets, value);
    if (http_span_is_word(octets, name, "max-age"))
        take_smallest(&c->max_age, number);
    else if (http_span_is_word(octets, name, "s-maxage"))
        take_smallest(&c->s_maxage, number);
    else if (http_span_is_word(octets, name, "max-stale"))
        take_smallest(&c->max_stale, value.length > 0 ? number : HTTP_DELTA_MOST);
    else if (http_span_is_word(octets, name, "min-fresh"))
        c->min_fresh = number > c->min_fresh ? number : c->min_fresh;
    c->no_store |= http_span_is_word(octets, name, "no-store");
    c->no_cache |= http_span_is_word(octets, name, "no-cache");
    c->must_revalidate |= http_span_is_word(octets, name, "must-revalidate");
    c->proxy_revalidate |= http_span_is_word(octets, name, "proxy-revalidate");
    c->is_private |= http_span_is_word(octets, name, "private");
    c->is_public |= http_span_is_word(octets, name, "public");
    c->only_if_cached |= http_span_is_word(octets, name, "only-if-cached");
    c->must_understand |= http_span_is_word(octets, name, "must-understand");
}

struct http_cache_control http_cache_control_read(const uint8_t *octets,
                                                  const struct http_fields *fields)
{
    struct http_cache_control control = {
        .max_age = -1, .s_maxage = -1, .max_stale = -1, .min_fresh = -1};
    uint32_t row = 0;
    uint16_t at = 0;
    struct http_span directive;
    while (http_list_next(octets, fields, "Cache-Control", &row, &at, &directive))
        take_directive(&control, octets, directive);
    return control;
}

struct http_cache_control http_request_control_read(const uint8_t *octets,
                                                    const struct http_fields *fields)
{
    struct http_cache_control control = http_cache_control_read(octets, fields);
    uint32_t row = 0;
    uint16_t at = 0;
    struct http_span word;
    if (http_field_find(octets, fields, "Cache-Control", 0) != NONE)
        return control;
    while (http_list_next(octets, fields, "Pragma", &row, &at, &word))
        control.no_cache |= http_span_is_word(octets, word, "no-cache");
    return control;
}

/* --- storing --- */

bool http_is_heuristically_cacheable(unsigned status)
{
    static const uint16_t statuses[] = {200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501};
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        if (statuses[i] == status)
            return true;
    }
    return false;
}

/* Statuses whose meaning for a cache is implemented here. */
static bool is_understood(unsigned status)
{
    return http_is_heuristically_cacheable(status) || status == 302 || status == 303 ||
           status == 307;
}

static bool varies_in_everything(const uint8_t *octets, const struct http_fields *fields)
{
    uint32_t row = 0;
    uint16_t at = 0;
    struct http_span name;
    while (http_list_next(octets, fields, "Vary", &row, &at, &name)) {
        if (http_span_is(octets, name, "*"))
            return true;
    }
    return false;
}

/* Section 3's last point: something allows it. */
static bool is_allowed(const uint8_t *octets, const struct http_head *response,
                       const struct http_cache_control *control, bool shared)
{
    return control->is_public || (!shared && control->is_private) || control->max_age >= 0 ||
           (shared && control->s_maxage >= 0) ||
           http_field_find(octets, &response->fields, "Expires", 0) != NONE ||
           http_is_heuristically_cacheable(response->status);
}

enum http_storing http_may_store(const uint8_t *request_octets, const struct http_head *request,
                                 const uint8_t *octets, const struct http_head *response,
                                 bool shared)
{
    struct http_cache_control of_request =
        http_cache_control_read(request_octets, &request->fields);
    struct http_cache_control c = http_cache_control_read(octets, &response->fields);
    unsigned status = response->status;
    bool understood = is_understood(status);
    bool authorized =
        http_field_find(request_octets, &request->fields, "Authorization", 0) != NONE;
    if (request->method_number != HTTP_GET)
        return HTTP_STORE_METHOD;
    if (status < 200 || status == 206 || status == 304 || (c.must_understand && !understood))
        return HTTP_STORE_STATUS;
    if (of_request.no_store || (c.no_store && !c.must_understand))
        return HTTP_STORE_FORBIDDEN;
    if (shared && c.is_private)
        return HTTP_STORE_PRIVATE;
    if (shared && authorized && !c.must_revalidate && !c.is_public && c.s_maxage < 0)
        return HTTP_STORE_AUTHORIZATION;
    if (!is_allowed(octets, response, &c, shared))
        return HTTP_STORE_UNSAID;
    return varies_in_everything(octets, &response->fields) ? HTTP_STORE_VARIES : HTTP_STORE;
}

/* --- how long --- */

/* The date in the first field of this name; `otherwise` when there is none, `bad` when it is
 * no date. */
static int64_t date_of(const uint8_t *octets, const struct http_fields *fields,
                       const char *name, int64_t otherwise, int64_t bad)
{
    uint32_t row = http_field_find(octets, fields, name, 0);
    int64_t seconds;
    if (row == NONE)
        return otherwise;
    struct http_span value = fields->row[row].value;
    return http_date_read(octets + value.at, value.length, &seconds) ? seconds : bad;
}

struct http_cache_times http_cache_times_read(const uint8_t *octets,
                                              const struct http_fields *fields,
                                              int64_t requested, int64_t received)
{
    uint32_t age = http_field_find(octets, fields, "Age", 0);
    struct http_cache_times times = {.requested = requested, .received = received};
    times.date = date_of(octets, fields, "Date", received, received);
    times.expires = date_of(octets, fields, "Expires", -1, 0);
    times.modified = date_of(octets, fields, "Last-Modified", -1, -1);
    if (age != NONE)
        times.age = delta_seconds(octets, fields->row[age].value);
    return times;
}

int64_t http_freshness_lifetime(const struct http_cache_times *times, unsigned status,
                                const struct http_cache_control *response, bool shared,
                                bool *heuristic)
{
    *heuristic = false;
    if (shared && response->s_maxage >= 0)
        return response->s_maxage;
    if (response->max_age >= 0)
        return response->max_age;
    if (times->expires >= 0)
        return times->expires > times->date ? times->expires - times->date : 0;
    bool guessed = http_is_heuristically_cacheable(status) || response->is_public;
    if (!guessed || times->modified < 0 || times->modified >= times->date)
        return 0;
    *heuristic = true;
    return (times->date - times->modified) / 10;
}

int64_t http_initial_age(const struct http_cache_times *times)
{
    int64_t apparent = times->received > times->date ? times->received - times->date : 0;
    int64_t corrected = times->age + (times->received - times->requested);
    return apparent > corrected ? apparent : corrected;
}

/* --- using --- */

enum http_reuse http_may_reuse(const struct http_cache_control *request,
                               const struct http_stored *stored)
{
    if (request->no_cache || stored->no_cache)
        return HTTP_REUSE_AFTER_ASKED;
    if (request->max_age >= 0 && stored->age > request->max_age)
        return HTTP_REUSE_AFTER_ASKED;
    if (request->min_fresh >= 0 && stored->lifetime - stored->age < request->min_fresh)
        return HTTP_REUSE_AFTER_ASKED;
    if (stored->lifetime > stored->age)
        return HTTP_REUSE_FRESH;
    bool taken = request->max_stale >= 0 && !stored->must_revalidate &&
                 stored->age - stored->lifetime <= request->max_stale;
    return taken ? HTTP_REUSE_STALE : HTTP_REUSE_AFTER_STALE;
}

bool http_may_serve_stale(const struct http_cache_control *request,
                          const struct http_stored *stored)
{
    bool fresh_enough = request->max_age < 0 || stored->age <= request->max_age;
    return !request->no_cache && !stored->no_cache && !stored->must_revalidate &&
           request->min_fresh < 0 && fresh_enough;
}

/* --- Vary --- */

/* "name: value, value\n"; nothing behind the colon when the request has no such field. */
static void write_line(struct writer *w, const uint8_t *name, size_t length,
                       const uint8_t *octets, const struct http_fields *fields)
{
    const char *between = "";
    char word[64];
    if (length >= sizeof word) {
        w->ok = false;
        return;
    }
    for (size_t i = 0; i < length; i++)
        word[i] = lower(name[i]);
    word[length] = '\0';
    write_octets(w, word, length);
    write_u8(w, ':');
    for (uint32_t row = http_field_find(octets, fields, word, 0); row != NONE;
         row = http_field_find(octets, fields, word, row + 1)) {
        write_octets(w, between, strlen(between));
        write_octets(w, octets + fields->row[row].value.at, fields->row[row].value.length);
        between = ", ";
    }
    write_u8(w, '\n');
}

void http_vary_write(struct writer *w, const uint8_t *octets, const struct http_head *response,
                     const uint8_t *request_octets, const struct http_fields *request)
{
    uint32_t row = 0;
    uint16_t at = 0;
    struct http_span name;
    while (http_list_next(octets, &response->fields, "Vary", &row, &at, &name))
        write_line(w, octets + name.at, name.length, request_octets, request);
}

bool http_vary_matches(const uint8_t *text, size_t length, const uint8_t *request_octets,
                       const struct http_fields *request)
{
    uint8_t line[HTTP_HEAD_MAX];
    size_t at = 0;
    while (at < length) {
        const uint8_t *end = memchr(text + at, '\n', length - at);
        const uint8_t *colon = memchr(text + at, ':', length - at);
        if (end == NULL || colon == NULL)
            return false;
        size_t n = (size_t)(end - (text + at)) + 1;
        struct writer w = writer_over(line, sizeof line);
        write_line(&w, text + at, (size_t)(colon - (text + at)), request_octets, request);
        if (!w.ok || w.at != n || memcmp(line, text + at, n) != 0)
            return false;
        at += n;
    }
    return true;
}

/* --- fields of one connection --- */

bool http_is_hop_by_hop(const uint8_t *octets, const struct http_fields *fields, uint32_t row)
{
    static const char *const names[] = {"Connection",
                                        "Keep-Alive",
                                        "Proxy-Connection",
                                        "TE",
                                        "Transfer-Encoding",
                                        "Upgrade",
                                        "Proxy-Authorization",
                                        "Proxy-Authenticate",
                                        "Proxy-Authentication-Info"};
    struct http_span name = fields->row[row].name;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (http_span_is_word(octets, name, names[i]))
            return true;
    }
    uint32_t list = 0;
    uint16_t at = 0;
    struct http_span option;
    while (http_list_next(octets, fields, "Connection", &list, &at, &option)) {
        bool same = option.length == name.length;
        for (uint16_t i = 0; same && i < name.length; i++)
            same = lower(octets[option.at + i]) == lower(octets[name.at + i]);
        if (same)
            return true;
    }
    return false;
}
