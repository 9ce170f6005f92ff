/* app/http_auth.h: who asks, and may they? (RFC 9110 section 11; Basic: RFC 7617; Bearer: RFC
 * 6750). Pure functions over the request and the constant users of a site.
 *
 *     401  who are you?   nothing was shown, or what was shown is wrong; WWW-Authenticate asks
 *     403  you may not    the user is known, and lacks the role (or, for pages that need a
 *                         login, there is no session: HTTP has nothing to ask for then)
 *     400                 what was shown cannot be understood (RFC 6750 section 3.1) */
#ifndef NETSTAGE_APP_HTTP_AUTH_H
#define NETSTAGE_APP_HTTP_AUTH_H

#include "app/http_site.h"

struct http_verdict {
    uint16_t status;              /* 0: go on */
    enum rule rule;               /* why; RULE_NONE when nothing was needed */
    const char *challenge;        /* of WWW-Authenticate, or NULL */
    const struct http_user *user; /* who it is, or NULL */
};

/* What this request needs: the resource's own needs (NULL: there is no resource), else those of
 * the longest protected prefix of its path. NULL: nothing. */
const struct http_needs *http_needs_find(const struct http_site *site,
                                         const struct http_resource *resource,
                                         const uint8_t *octets, const struct http_head *head);

/* Judges a request; needs may be NULL. `session_user` is the user of the session that it shows;
 * "" or NULL: none. */
struct http_verdict http_auth_judge(const struct http_site *site,
                                    const struct http_needs *needs, const uint8_t *octets,
                                    const struct http_head *head, const char *session_user);

/* The user of that name; NULL: there is none. */
const struct http_user *http_user_find(const struct http_site *site, const char *name);

#endif
