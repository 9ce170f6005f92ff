/* app/curl_body.h: the content that curl sends, and how it is framed (RFC 9112 section 6).
 *
 * Shape:  what -d and its kin say is put together once, in slabs, when the command begins. */
#ifndef NETSTAGE_APP_CURL_BODY_H
#define NETSTAGE_APP_CURL_BODY_H

#include "app/curl.h"

enum { CURL_CHUNK = 4096 }; /* octets of the content in one chunk */

/* Puts the data together. */
void curl_body_begin(struct app *app, struct job *job);

/* What the data does to the URL: -G appends it to the query. False: it becomes too long. */
bool curl_body_adapt_url(struct app *app, struct job *job);

/* This request has content: a redirect may have taken it away. */
bool curl_has_content(const struct job *job);
/* The content is sent in chunks, because a header says so. */
bool curl_is_chunked(const struct job *job);
/* The word behind -H "NAME: …", "" for "NAME:" and "NAME;"; NULL: no -H names it. */
const char *curl_given_header(const struct job *job, const char *name);

/* Octets of the content, and what they take when they are framed. */
uint64_t curl_content_length(const struct app *app, const struct job *job);
uint64_t curl_framed_length(const struct app *app, const struct job *job);
/* At most n octets of the framed content from `at` on; gives how many. */
size_t curl_framed_read(const struct app *app, const struct job *job, uint64_t at, uint8_t *to,
                        size_t n);

#endif
