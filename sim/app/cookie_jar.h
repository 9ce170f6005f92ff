/* app/cookie_jar.h: the cookies of a client (RFC 6265 section 5): which ones are kept, for how
 * long, and which of them go along with a request.
 *
 * Shape:  a jar is the rows of TABLE_COOKIE of one node that have one name, that of the file.
 * The file shows the rows (cookie_file.h). `curl -b FILE -c FILE` works on that jar; -c alone
 * begins an empty one; -b FILE alone works on a copy, which ends with the command; -b "a=b"
 * brings cookies and keeps none. Bounds: a node keeps at most COOKIES_MOST; the oldest one
 * makes way. */
#ifndef NETSTAGE_APP_COOKIE_JAR_H
#define NETSTAGE_APP_COOKIE_JAR_H

#include "app/tables.h"

enum { COOKIES_TEXT = 4096 }; /* octets of a Cookie field */

void cookie_jar_begin(struct app *app, struct job *job);
void cookie_jar_end(struct app *app, struct job *job);

/* What Set-Cookie says, in the answer of `host` to a request for `target`. Gives the row, NULL
 * when nothing was stored. */
const struct cookie_row *cookie_jar_put(struct app *app, const struct job *job,
                                        const char *host, const char *target,
                                        const uint8_t *octets, size_t length, bool *replaced);

/* The value of Cookie for a request, "" when there is nothing to send (section 5.4). */
void cookie_jar_collect(struct app *app, const struct job *job, const char *host,
                        const char *target, struct text *value);

#endif
