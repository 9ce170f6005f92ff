/* wire/http_cookie.h: cookies as they stand in fields (RFC 6265): what Set-Cookie says, what
 * Cookie brings, and which cookie belongs to which request.
 *
 *     Set-Cookie: sid=31d4; Path=/; Max-Age=1800; HttpOnly      Cookie: sid=31d4; theme=dark
 *
 * Shape:  spans into the field's value; nothing is allocated. What a user agent has to forgive
 * is forgiven: unknown attributes, bad dates (section 5.2). */
#ifndef NETSTAGE_WIRE_HTTP_COOKIE_H
#define NETSTAGE_WIRE_HTTP_COOKIE_H

#include "base/text.h"
#include "wire/http.h"

enum http_same_site {
    HTTP_SAME_SITE_UNSAID,
    HTTP_SAME_SITE_STRICT,
    HTTP_SAME_SITE_LAX,
    HTTP_SAME_SITE_NONE,
};

/* A Set-Cookie; spans are relative to its value. */
struct http_cookie {
    struct http_span name;
    struct http_span value;
    struct http_span domain; /* without a dot in front; length 0: not said */
    struct http_span path;   /* length 0: not said, or no path */
    int64_t expires;         /* seconds since 1970, when has_expires */
    int64_t max_age;         /* seconds, when has_max_age: counts before expires */
    bool has_expires;
    bool has_max_age;
    bool secure;
    bool http_only;
    enum http_same_site same_site;
};

/* Section 5.2. False: the cookie is to be ignored. */
bool http_cookie_read(const uint8_t *octets, size_t length, struct http_cookie *cookie);

/* A date in any of the forms that section 5.1.1 puts up with, as seconds since 1970. */
bool http_cookie_date(const uint8_t *octets, size_t length, int64_t *seconds);

/* The value of the cookie `name` in the Cookie fields of a request. */
bool http_cookie_find(const uint8_t *octets, const struct http_fields *fields, const char *name,
                      struct http_span *value);

/* Section 5.1.3: the host, which is no address unless the two are equal, lies in the domain. */
bool http_cookie_domain_matches(const char *host, const char *domain);
/* Section 5.1.4: the target's path lies below the cookie's; the query does not count. */
bool http_cookie_path_matches(const char *target, const char *path);
void http_cookie_default_path(const char *target, struct text *path);

#endif
