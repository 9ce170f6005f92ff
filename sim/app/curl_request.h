/* app/curl_request.h: the head of the request that curl sends for its options, its URL and its
 * cookies. */
#ifndef NETSTAGE_APP_CURL_REQUEST_H
#define NETSTAGE_APP_CURL_REQUEST_H

#include "app/curl.h"

/* What the options mean, -X aside: "GET", "HEAD", "POST" or "PUT". */
const char *curl_kind(const struct job *job);
/* The method that is sent: -X, which also survives every redirect, else curl_kind(). */
const char *curl_method(const struct job *job);

/* Writes the head. Cookies whose time is over are thrown away on the way. */
void curl_request_write(struct writer *w, struct app *app, struct job *job,
                        const struct curl_url *url);

#endif
