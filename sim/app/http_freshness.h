/* app/http_freshness.h: what a cache may do (RFC 9111): which responses it may store (section
 * 3), how long they are fresh (4.2), what of a stored one may be used for a request (4), and
 * which other request a stored one answers (Vary, 4.1). Pure functions over fields and numbers.
 *
 * Units:  seconds; dates since 1970. Below 0: not given. */
#ifndef NETSTAGE_APP_HTTP_FRESHNESS_H
#define NETSTAGE_APP_HTTP_FRESHNESS_H

#include "wire/http.h"

/* Longer times are counted as this (section 1.2.2). */
#define HTTP_DELTA_MOST INT64_C(2147483648)

/* The directives of Cache-Control (section 5.2), of a request or a response. A qualified form,
 * no-cache="name", counts as the whole one, as many caches have it. */
struct http_cache_control {
    int64_t max_age;
    int64_t s_maxage;
    int64_t max_stale; /* without a number HTTP_DELTA_MOST */
    int64_t min_fresh;
    bool no_store;
    bool no_cache;
    bool must_revalidate;
    bool proxy_revalidate;
    bool is_private;
    bool is_public;
    bool only_if_cached;
    bool must_understand;
};

/* Of several values of one directive the smallest counts; what is no number is 0: stale. */
struct http_cache_control http_cache_control_read(const uint8_t *octets,
                                                  const struct http_fields *fields);

/* The same of a request: without Cache-Control, "Pragma: no-cache" says no-cache (5.4). */
struct http_cache_control http_request_control_read(const uint8_t *octets,
                                                    const struct http_fields *fields);

/* --- storing: section 3 --- */

enum http_storing {
    HTTP_STORE,
    HTTP_STORE_METHOD,    /* only answers to GET are kept here */
    HTTP_STORE_STATUS,    /* a part, a 304, or a status that is not understood and had to be */
    HTTP_STORE_FORBIDDEN, /* no-store, of the request or the response */
    HTTP_STORE_PRIVATE,   /* and the cache is shared */
    HTTP_STORE_AUTHORIZATION, /* the request had it, the cache is shared (section 3.5) */
    HTTP_STORE_UNSAID,        /* nothing allows it */
    HTTP_STORE_VARIES,        /* "Vary: *": it would never be used */
};

/* May the response to this request be stored? */
enum http_storing http_may_store(const uint8_t *request_octets, const struct http_head *request,
                                 const uint8_t *octets, const struct http_head *response,
                                 bool shared);

/* --- how long: section 4.2 --- */

/* When a response came, and what it says of its time. */
struct http_cache_times {
    int64_t requested; /* when its request was sent */
    int64_t received;
    int64_t date;     /* of its Date; received when it has none */
    int64_t age;      /* of its Age; 0 when it has none */
    int64_t expires;  /* of its Expires: below 0: none; 0: one that is no date */
    int64_t modified; /* of its Last-Modified; below 0: none */
};

struct http_cache_times http_cache_times_read(const uint8_t *octets,
                                              const struct http_fields *fields,
                                              int64_t requested, int64_t received);

/* Section 4.2.1; without an explicit time a tenth of what has passed since Last-Modified
 * (4.2.2): then *heuristic is true. */
int64_t http_freshness_lifetime(const struct http_cache_times *times, unsigned status,
                                const struct http_cache_control *response, bool shared,
                                bool *heuristic);

/* Section 4.2.3: corrected_initial_age, its age when it was received. */
int64_t http_initial_age(const struct http_cache_times *times);

/* A status whose responses may be kept although they say nothing about it (RFC 9110 15.1). */
bool http_is_heuristically_cacheable(unsigned status);

/* --- using: section 4 --- */

/* What is known of a stored response when a request comes. */
struct http_stored {
    int64_t age; /* now */
    int64_t lifetime;
    bool no_cache;        /* never without asking */
    bool must_revalidate; /* never when stale: must-revalidate, or for a shared cache
                           * proxy-revalidate or s-maxage (5.2.2.10) */
};

enum http_reuse {
    HTTP_REUSE_FRESH,
    HTTP_REUSE_STALE,       /* the client takes a stale one: max-stale */
    HTTP_REUSE_AFTER_STALE, /* ask first: its time is over */
    HTTP_REUSE_AFTER_ASKED, /* ask first: the request wants it, or the stored no-cache */
};

enum http_reuse http_may_reuse(const struct http_cache_control *request,
                               const struct http_stored *stored);

/* When the origin cannot be asked or fails (5xx): is the stored one better than nothing
 * (section 4.2.4)? */
bool http_may_serve_stale(const struct http_cache_control *request,
                          const struct http_stored *stored);

/* --- Vary: section 4.1 --- */

/* Writes the request's fields that the response's Vary names, one line a name, in a form that
 * can be compared: name in lower case, values of all fields joined by a comma. */
void http_vary_write(struct writer *w, const uint8_t *octets, const struct http_head *response,
                     const uint8_t *request_octets, const struct http_fields *request);

/* The request has the same fields as that text. */
bool http_vary_matches(const uint8_t *text, size_t length, const uint8_t *request_octets,
                       const struct http_fields *request);

/* --- what belongs to one connection only (RFC 9110 section 7.6.1) --- */

/* The field may not be forwarded or stored: it is about this connection, or is named by
 * Connection, or for the next proxy only. */
bool http_is_hop_by_hop(const uint8_t *octets, const struct http_fields *fields, uint32_t row);

#endif
