/* app/curl_request.h: the request that curl sends for its options, its URL and its cookies. */
#ifndef NETSTAGE_APP_CURL_REQUEST_H
#define NETSTAGE_APP_CURL_REQUEST_H

#include "app/curl_url.h"
#include "app/tables.h"

/* What the options mean, -X aside: "GET", "HEAD" or "POST". */
const char *curl_kind(const struct job *job);
/* The method that is sent: -X, which also survives every redirect, else curl_kind(). */
const char *curl_method(const struct job *job);

/* The whole request; *head is the length of its head. Cookies whose time is over are thrown
 * away on the way. */
void curl_request_write(struct writer *w, struct app *app, const struct job *job,
                        const struct curl_url *url, size_t *head);

#endif
