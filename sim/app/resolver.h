/* app/resolver.h: what the files of the recursive resolver share: the machine (resolver.c),
 * what it takes from a message (resolver_read.c), and the answer to its client
 * (resolver_reply.c). */
#ifndef NETSTAGE_APP_RESOLVER_H
#define NETSTAGE_APP_RESOLVER_H

#include "app/tables.h"

/* So many records may one message bring into the cache: what one event takes is bounded. (BIND
 * takes no larger sets, either.) */
enum { RESOLVER_RECORDS_MOST = 100 };

/* What a server's message is good for (RFC 1034 section 5.3.3, step 4). */
enum reading {
    READING_ANSWER,    /* a, b: the answer, a name error, or an alias: the cache has it now */
    READING_REFERRAL,  /* c: servers closer to the name: likewise */
    READING_LAME,      /* d: neither */
    READING_MALFORMED, /* it cannot be read to its end: r->refusal says why */
    READING_TOO_MUCH,  /* more records than RESOLVER_RECORDS_MOST */
};

/* Reads the records of a message that answers q's present question into the cache. */
enum reading resolver_read(struct app *app, struct dns_query *q, struct dns_reader *r);

/* Answers q's client: from the cache, or, when q->failure says so, with SERVFAIL and why. */
void resolver_reply(struct app *app, const struct dns_query *q);

static inline uint32_t query_node(const struct dns_query *q)
{
    return q->node_plus_one - 1;
}

#endif
