/* app/web_session.h: the session table of a web server (RFC 6265 section 8.4): what it knows
 * about visitors who show a session's random name in a cookie.
 *
 * Shape:  rows of TABLE_SESSION, a chain a node in the order of creation. A row that has not
 * been used for as long as the plan says is removed when the next request comes. Bounds: at
 * most SESSIONS_MOST a server; the one that was not used for longest makes way. */
#ifndef NETSTAGE_APP_WEB_SESSION_H
#define NETSTAGE_APP_WEB_SESSION_H

#include "app/tables.h"

/* The session that the request shows, and that is still good; NULL: none. Changes nothing. */
struct web_session *web_session_find(const struct app *app, uint32_t node,
                                     const uint8_t *octets, const struct http_head *head);

/* A request came: sessions whose time is over go, the one that it shows is used. Notes what
 * became of the cookie. Gives that session, or NULL. */
struct web_session *web_session_use(struct app *app, uint32_t node, const uint8_t *octets,
                                    const struct http_head *head);

/* A new session; `user` is "" for a visitor who has not logged in. NULL: no room in the
 * simulator.
 */
struct web_session *web_session_begin(struct app *app, uint32_t node, const char *user);
void web_session_end(struct app *app, struct web_session *session);
/* One more visit. */
void web_session_count(struct app *app, struct web_session *session);

uint32_t web_session_row(const struct app *app, const struct web_session *session);

#endif
