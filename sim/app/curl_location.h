/* app/curl_location.h: what a client does when it is sent elsewhere (RFC 9110 sections 10.2.2
 * and 15.4): the next URL, and whether the next request is a GET. Pure functions. */
#ifndef NETSTAGE_APP_CURL_LOCATION_H
#define NETSTAGE_APP_CURL_LOCATION_H

#include "app/curl_url.h"

/* Is this a status that leads to Location? */
bool curl_is_redirect(unsigned status);

/* After 301 and 302 a POST becomes a GET, as everybody does; after 303 every method but HEAD;
 * after 307 and 308 nothing changes. */
bool curl_becomes_get(unsigned status, const char *method);

/* The URL that Location means when it came from `base` (RFC 3986 section 5.2). False: it does
 * not fit.
 */
bool curl_location_resolve(const struct curl_url *base, const uint8_t *location, size_t length,
                           struct text *url);

#endif
