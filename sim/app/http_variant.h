/* app/http_variant.h: one resource with several representations, and which of them a client
 * gets (RFC 9110 section 12; language ranges: RFC 4647 section 3.3.1). Pure functions.
 *
 *     Accept: text/html, application/json;q=0.5        Accept-Language: ko, en;q=0.7
 *
 * Rules:  the quality of a representation is that of its media type times that of its language;
 *         each is given by the most specific range that matches. The first of the best is sent.
 *         No type that the client takes: 406. A language that it does not name is worth little,
 *         but better than nothing (section 12.5.4); only q=0 excludes one. */
#ifndef NETSTAGE_APP_HTTP_VARIANT_H
#define NETSTAGE_APP_HTTP_VARIANT_H

#include "wire/http.h"

struct http_variant {
    const char *type;     /* its Content-Type */
    const char *language; /* its Content-Language, or NULL */
    const uint8_t *body;
    uint64_t length;
    const char *etag; /* for a resource that has validators */
};

/* The row of the best one; NONE: the client takes none of them. */
uint32_t http_variant_choose(const struct http_variant *variants, uint32_t count,
                             const uint8_t *octets, const struct http_head *head);

#endif
