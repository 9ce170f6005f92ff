/* app/http_condition.h: conditional requests and ranges (RFC 9110 sections 13 and 14). Pure
 * functions over the request's fields and what is there now. */
#ifndef NETSTAGE_APP_HTTP_CONDITION_H
#define NETSTAGE_APP_HTTP_CONDITION_H

#include "wire/http.h"

/* What is known about a resource's present state. */
struct http_validators {
    const char *etag; /* strong, with its quotation marks; NULL: none */
    int64_t changed;  /* seconds since 1970; below 0: unknown */
    bool exists;
};

/* The preconditions in the order of section 13.2.2. Gives 0 (go on), 304 or 412. */
uint16_t http_condition(const uint8_t *octets, const struct http_head *head,
                        const struct http_validators *now);

enum { HTTP_RANGES_MOST = 8 };

/* One part of a representation. */
struct http_piece {
    uint64_t first;
    uint64_t length;
};

enum http_range_result {
    HTTP_RANGE_NONE,    /* the whole: no range, or one that is not understood, or too much */
    HTTP_RANGE_PART,    /* *count parts: 206 */
    HTTP_RANGE_OUTSIDE, /* 416 */
};

/* Range and If-Range of a GET for a representation of `total` octets. Parts that lie behind the
 * end are left out. More than HTTP_RANGES_MOST parts, or together more than the whole, are
 * ignored (section 14.2). */
enum http_range_result http_ranges(const uint8_t *octets, const struct http_head *head,
                                   const struct http_validators *now, uint64_t total,
                                   struct http_piece pieces[HTTP_RANGES_MOST], uint32_t *count);

#endif
