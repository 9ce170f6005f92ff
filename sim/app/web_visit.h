/* app/web_visit.h: what a web server does for visitors rather than for resources: logins,
 * logouts, counters, the echo and the sink. Shared with web_answer.c: the request that is being
 * answered. */
#ifndef NETSTAGE_APP_WEB_VISIT_H
#define NETSTAGE_APP_WEB_VISIT_H

#include "app/web_answer.h"

/* A request that is being answered. */
struct web_deed {
    struct app *app;
    uint32_t node;
    uint32_t resource; /* row of the site */
    const struct http_site *site;
    const struct http_collection *collection;
    const struct http_place *place;
    const uint8_t *octets; /* of the head */
    const struct http_head *head;
    struct web_session *session; /* that the request shows, or NULL */
    struct web_item *item;       /* the member that the target names, or NULL */
    const uint8_t *body;         /* of the request */
    uint32_t length;
    const struct sha256 *sunk; /* the body of a request to a sink, which is nowhere */
    struct web_answer *answer;
};

/* The answer is a short page about this status. */
void web_deed_page(struct web_deed *d, uint16_t status, enum rule rule);

void web_visit_login(struct web_deed *d);
void web_visit_logout(struct web_deed *d);
void web_visit_count(struct web_deed *d);
void web_visit_echo(struct web_deed *d);
void web_visit_sink(struct web_deed *d);

#endif
