/* app/browse.h: the command browse: curl's machine (curl.h) with a browser's habits: it follows
 * redirects, keeps the cookies of the jar "browser", and has a private cache (http_cache.h). It
 * prints what became of each request in one line, and then the body. */
#ifndef NETSTAGE_APP_BROWSE_H
#define NETSTAGE_APP_BROWSE_H

#include "app/curl.h"

/* The URL is known, nothing has been sent: asks the cache, and writes the request (curl_state's
 * `request`). True: the cache has answered, and the job goes on from there; it may have ended.
 */
bool browse_begin(struct app *app, struct job *job);

/* The response's head is there: stored, or what is stored is better. */
void browse_head(struct app *app, struct job *job, const uint8_t *octets,
                 const struct http_head *head);
/* A part of its body. True: it is not for the screen. */
bool browse_part(struct app *app, struct job *job, const struct http_part *part);
/* The response is complete. */
void browse_done(struct app *app, struct job *job);
/* It failed. True: a stale answer will do, and has been printed. */
bool browse_failed(struct app *app, struct job *job);
/* Gives back what is held of the cache. */
void browse_release(struct app *app, struct job *job);

#endif
