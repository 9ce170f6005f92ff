/* app/http_condition.c: see http_condition.h. */
#include "app/http_condition.h"

#include "wire/http_date.h"

/* The first field of this name. */
static bool find(const uint8_t *octets, const struct http_head *head, const char *name,
                 struct http_span *value)
{
    uint32_t row = http_field_find(octets, &head->fields, name, 0);
    if (row != NONE)
        *value = head->fields.row[row].value;
    return row != NONE;
}

/* --- entity tags --- */

/* The next entity-tag of a list from *at on; a weak one has its W/. False: there is none. */
static bool next_tag(const uint8_t *octets, size_t end, size_t *at, struct http_span *tag)
{
    while (*at < end && (octets[*at] == ' ' || octets[*at] == '\t' || octets[*at] == ','))
        *at += 1;
    size_t from = *at;
    size_t mark =
        from + (from + 2 < end && octets[from] == 'W' && octets[from + 1] == '/' ? 2 : 0);
    if (mark >= end || octets[mark] != '"')
        return false;
    size_t last = mark + 1;
    while (last < end && octets[last] != '"')
        last++;
    if (last == end)
        return false;
    *tag = (struct http_span){(uint16_t)from, (uint16_t)(last + 1 - from)};
    *at = last + 1;
    return true;
}

/* Ours is strong, so it equals a weak one only in the weak comparison (section 8.8.3.2). */
static bool same_tag(const uint8_t *octets, struct http_span tag, const char *etag, bool weakly)
{
    if (weakly && octets[tag.at] == 'W')
        tag = (struct http_span){(uint16_t)(tag.at + 2), (uint16_t)(tag.length - 2)};
    return http_span_is(octets, tag, etag);
}

/* The fields' list has the present state's tag, or is "*" and there is a state. */
static bool tags_match(const uint8_t *octets, const struct http_head *head, const char *name,
                       const struct http_validators *now, bool weakly)
{
    for (uint32_t row = http_field_find(octets, &head->fields, name, 0); row != NONE;
         row = http_field_find(octets, &head->fields, name, row + 1)) {
        struct http_span value = head->fields.row[row].value;
        size_t at = value.at;
        struct http_span tag;
        if (http_span_is(octets, value, "*"))
            return now->exists;
        while (next_tag(octets, (size_t)value.at + value.length, &at, &tag)) {
            if (now->exists && now->etag != NULL && same_tag(octets, tag, now->etag, weakly))
                return true;
        }
    }
    return false;
}

/* --- dates --- */

/* A date that can be compared with the present state's. */
static bool find_date(const uint8_t *octets, const struct http_head *head, const char *name,
                      const struct http_validators *now, int64_t *seconds)
{
    struct http_span value;
    return find(octets, head, name, &value) && now->exists && now->changed >= 0 &&
           http_date_read(octets + value.at, value.length, seconds);
}

uint16_t http_condition(const uint8_t *octets, const struct http_head *head,
                        const struct http_validators *now)
{
    struct http_span value;
    int64_t date;
    bool reads = head->method_number == HTTP_GET || head->method_number == HTTP_HEAD;
    if (find(octets, head, "If-Match", &value)) {
        if (!tags_match(octets, head, "If-Match", now, false))
            return 412;
    } else if (find_date(octets, head, "If-Unmodified-Since", now, &date) &&
               now->changed > date) {
        return 412;
    }
    if (find(octets, head, "If-None-Match", &value))
        return !tags_match(octets, head, "If-None-Match", now, true) ? 0 : reads ? 304 : 412;
    if (reads && find_date(octets, head, "If-Modified-Since", now, &date) &&
        now->changed <= date)
        return 304;
    return 0;
}

/* --- ranges --- */

static bool read_number(const uint8_t *octets, size_t end, size_t *at, uint64_t *number)
{
    size_t from = *at;
    *number = 0;
    while (*at < end && octets[*at] >= '0' && octets[*at] <= '9') {
        if (*number < UINT64_MAX / 20)
            *number = *number * 10 + (uint64_t)(octets[*at] - '0');
        *at += 1;
    }
    return *at > from;
}

/* If-Range: the part is wanted only of the state that the client has (section 13.1.5). A date
 * is not a strong validator here: resources may change twice in a second. */
static bool range_is_wanted(const uint8_t *octets, const struct http_head *head,
                            const struct http_validators *now)
{
    struct http_span value;
    if (!find(octets, head, "If-Range", &value))
        return true;
    return now->etag != NULL && http_span_is(octets, value, now->etag);
}

/* What a range-spec asks for (section 14.1.1). */
enum spec_result {
    SPEC_BAD,
    SPEC_PART,
    SPEC_OUTSIDE,
};

static enum spec_result read_spec(const uint8_t *octets, size_t at, size_t end, uint64_t total,
                                  struct http_piece *piece)
{
    uint64_t first = 0;
    uint64_t last = UINT64_MAX;
    bool has_first = read_number(octets, end, &at, &first);
    if (at == end || octets[at] != '-')
        return SPEC_BAD;
    at++;
    bool has_last = read_number(octets, end, &at, &last);
    if (at != end || (!has_first && !has_last) || (has_first && has_last && last < first))
        return SPEC_BAD;
    if (!has_first) { /* the last octets */
        if (last == 0 || total == 0)
            return SPEC_OUTSIDE;
        first = last < total ? total - last : 0;
        has_last = false;
    }
    if (first >= total)
        return SPEC_OUTSIDE;
    piece->first = first;
    piece->length = has_last && last < total - 1 ? last - first + 1 : total - first;
    return SPEC_PART;
}

/* The specs from `at` on, between commas. */
static enum http_range_result read_specs(const uint8_t *octets, size_t at, size_t end,
                                         uint64_t total, struct http_piece *pieces,
                                         uint32_t *count)
{
    uint64_t sum = 0;
    bool any = false;
    while (at < end) {
        size_t from = at;
        struct http_piece piece;
        while (at < end && octets[at] != ',')
            at++;
        size_t to = at++;
        while (from < to && (octets[from] == ' ' || octets[from] == '\t'))
            from++;
        while (to > from && (octets[to - 1] == ' ' || octets[to - 1] == '\t'))
            to--;
        if (from == to)
            continue; /* an empty element (section 5.6.1) */
        any = true;
        enum spec_result result = read_spec(octets, from, to, total, &piece);
        if (result == SPEC_BAD || (result == SPEC_PART && *count == HTTP_RANGES_MOST))
            return HTTP_RANGE_NONE;
        if (result == SPEC_PART) {
            pieces[*count] = piece;
            *count += 1;
            sum += piece.length;
        }
    }
    if (!any || sum > total)
        return HTTP_RANGE_NONE;
    return *count > 0 ? HTTP_RANGE_PART : HTTP_RANGE_OUTSIDE;
}

enum http_range_result http_ranges(const uint8_t *octets, const struct http_head *head,
                                   const struct http_validators *now, uint64_t total,
                                   struct http_piece pieces[HTTP_RANGES_MOST], uint32_t *count)
{
    struct http_span value;
    *count = 0;
    if (head->method_number != HTTP_GET || !find(octets, head, "Range", &value) ||
        !range_is_wanted(octets, head, now))
        return HTTP_RANGE_NONE;
    struct http_span unit = {value.at, value.length < 6 ? value.length : 6};
    if (!http_span_is_word(octets, unit, "bytes="))
        return HTTP_RANGE_NONE;
    return read_specs(octets, value.at + 6U, (size_t)value.at + value.length, total, pieces,
                      count);
}
