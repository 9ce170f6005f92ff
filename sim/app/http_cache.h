/* app/http_cache.h: stored responses (RFC 9111): the private cache of a host's browser and the
 * shared one of its proxy. What may be done is decided by http_freshness.h; here it is done,
 * and each decision is noted with its rule.
 *
 * Shape:  rows of TABLE_HTTP_CACHE, a chain a node in the order of arrival; head, body and the
 * request's fields that Vary names are chains of slabs (web_store.h). The key is the target
 * URI; only responses to GET are stored, and used for GET and HEAD.
 * Bounds: all octets of a node's cache together are at most what its plan says; the row that
 * was not used for longest makes way. What does not fit is not stored.
 * Owner:  a row that is being sent has readers: it may leave the cache meanwhile, but is given
 * back only with its last reader. */
#ifndef NETSTAGE_APP_HTTP_CACHE_H
#define NETSTAGE_APP_HTTP_CACHE_H

#include "app/http_freshness.h"
#include "app/proxy_tables.h"

/* A request that a cache is asked about. */
struct http_cache_question {
    uint32_t node;
    bool shared;
    const char *uri; /* absolute: http_cache_uri() */
    const uint8_t *octets;
    const struct http_head *head;
};

enum http_cache_verdict {
    HTTP_CACHE_NOT_ASKED,   /* no cache here, or none for such a request */
    HTTP_CACHE_MISS,        /* nothing of use is stored */
    HTTP_CACHE_HIT,         /* *row answers, without asking anybody */
    HTTP_CACHE_ASK_FIRST,   /* *row answers if the origin says that it is still good */
    HTTP_CACHE_UNAVAILABLE, /* only-if-cached, and nothing may be used: 504 */
};

/* Looks a request up. *row is set with HIT and ASK_FIRST. */
enum http_cache_verdict http_cache_look(struct app *app, const struct http_cache_question *q,
                                        uint32_t *row);

/* If-None-Match and If-Modified-Since made of the row's validators; nothing without any. */
void http_cache_put_conditions(struct writer *w, const struct app *app, uint32_t row);

/* A response's head has come, to a request sent at `requested` (seconds since 1970): methods
 * that change something invalidate (section 4.4), HEAD updates (4.3.5), and a response that
 * may be kept gets a row. Gives that row, whose body is to follow, or NONE. */
uint32_t http_cache_begin(struct app *app, const struct http_cache_question *q,
                          const uint8_t *octets, const struct http_head *response,
                          int64_t requested);
/* More of its body. False: it does not fit, and is given up. */
bool http_cache_add(struct app *app, uint32_t row, const uint8_t *octets, size_t length);
/* All of it has come: the row takes the place of what it answers better. */
void http_cache_complete(struct app *app, uint32_t row, const struct http_cache_question *q);
/* The rest will never come. */
void http_cache_discard(struct app *app, uint32_t row);

/* 304: the row is still good; its fields become those of the response (section 3.2). */
void http_cache_freshen(struct app *app, uint32_t row, const uint8_t *octets,
                        const struct http_head *response, int64_t requested);
/* The origin failed: the stale row is used all the same. False: it may not be. */
bool http_cache_serve_stale(struct app *app, uint32_t row, const struct http_cache_question *q);

/* Readers. */
void http_cache_hold(struct app *app, uint32_t row);
void http_cache_let_go(struct app *app, uint32_t row);

/* The age of a stored response now. */
int64_t http_cache_age(const struct app *app, uint32_t row);
/* Its head into `octets` (HTTP_HEAD_MAX); false: never of a row that was completed. */
bool http_cache_read_head(const struct app *app, uint32_t row, uint8_t *octets,
                          struct http_head *head);
/* The fields of its head that go along with it: all but Age, Content-Length and those of one
 * connection; then Age and Content-Length as they are now. */
void http_cache_write_fields(struct writer *w, const struct app *app, uint32_t row);
/* The row is the state that a condition of the request asks about: 304 is enough (4.3.2). */
bool http_cache_client_has(const struct app *app, uint32_t row,
                           const struct http_cache_question *q);

/* "http://host[:port]/path": host in lower case, port 80 left out, an empty path "/". False: it
 * does not fit into HTTP_CACHE_URI. */
bool http_cache_uri(struct text *uri, const char *host, size_t host_length, const char *target,
                    size_t target_length);

/* Octets that a node's cache may hold; 0: it has none. */
uint32_t http_cache_limit(const struct app *app, uint32_t node, bool shared);

#endif
