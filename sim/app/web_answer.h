/* app/web_answer.h: what a web server answers to a request, and what it remembers because of it
 * (RFC 9110 section 9; merge patches: RFC 7396). The one place where a request changes state.
 *
 * Shape:  http_site_plan() first decides what the head alone decides; the rest is done here, at
 *         the end of the request, all in one go. */
#ifndef NETSTAGE_APP_WEB_ANSWER_H
#define NETSTAGE_APP_WEB_ANSWER_H

#include "app/tables.h"

enum {
    WEB_ANSWER_LOCATION = HTTP_COLLECTION_PATH + HTTP_MEMBER_NAME + 2,
    WEB_ANSWER_COOKIE = 512,
    WEB_ANSWER_ETAG = 16,
    WEB_ANSWER_DATE = 32,
    WEB_ANSWER_RANGE = 72,
    WEB_ANSWER_RETRY = 16,
    WEB_ANSWER_MULTIPART = 72
};

struct web_answer {
    struct http_plan
        plan;         /* its texts are of static storage, the site's, app's or this one's */
    enum table table; /* what the rule looked at */
    uint32_t row;
    char location[WEB_ANSWER_LOCATION];
    char type[HTTP_MEMBER_TYPE];
    char cookie[WEB_ANSWER_COOKIE];
    char etag[WEB_ANSWER_ETAG];
    char modified[WEB_ANSWER_DATE];
    char range[WEB_ANSWER_RANGE];
    char retry[WEB_ANSWER_RETRY];
    char multipart[WEB_ANSWER_MULTIPART];
    uint64_t number; /* {b} of the rule */
};

/* Retry-After: `seconds` (RFC 9110 section 10.2.3). */
void web_answer_retry(struct web_answer *answer, uint32_t seconds);

/* Answers a complete request whose body is in c->in, and whose gate has been judged. */
void web_answer_make(struct app *app, const struct web_connection *c, const uint8_t *octets,
                     const struct http_head *head, struct web_answer *answer);

#endif
