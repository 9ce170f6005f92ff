/* app/dns_cache.h: what a resolver remembers (RFC 1034 section 5.3.1; negative answers: RFC
 * 2308; which data are trusted more: RFC 2181 section 5.4.1).
 *
 * Shape:  rows of the world's pool, chained per node in the order of storing, at most as many
 * as the node's plan says; when it is full, the row that expires first makes room. */
#ifndef NETSTAGE_APP_DNS_CACHE_H
#define NETSTAGE_APP_DNS_CACHE_H

#include "app/tables.h"

enum cache_rank {
    RANK_GLUE = 1,      /* from the additional section: only good for finding servers */
    RANK_REFERRAL,      /* NS records of a referral: likewise */
    RANK_ANSWER,        /* from an answer without AA */
    RANK_AUTHORITATIVE, /* from an answer with AA */
};

/* Stores a record; it takes the place of an older set of the same name and type, unless that is
 * ranked higher and still valid. */
void dns_cache_put(struct app *app, uint32_t node, const struct dns_record *record,
                   enum cache_rank rank);

/* Forgets everything: the server was stopped. */
void dns_cache_clear(struct app *app, uint32_t node);

/* Stores that a name, or this type at it, does not exist. `soa`: that came with the answer;
 * NULL: none did, and it is good for the question of this moment only (RFC 2308 section 5). */
void dns_cache_put_negative(struct app *app, uint32_t node, enum cache_kind kind,
                            const struct dns_name *name, uint16_t type,
                            const struct dns_record *soa);

/* The next row for this name and type after row `after` (NONE: the first), of at least this
 * rank, that is valid now or was stored since `since`. For CACHE_NO_NAME the type plays no
 * role; DNS_ANY is any type. NONE: there is none. */
uint32_t dns_cache_find(const struct app *app, uint32_t node, enum cache_kind kind,
                        const struct dns_name *name, uint16_t type, enum cache_rank rank,
                        sim_time since, uint32_t after);

/* The row as a record; its TTL is what is left. Raw RDATA points into the row. */
bool dns_cache_record(const struct app *app, uint32_t row,
                      struct dns_record *record) MUST_CHECK;

/* Writes an answer for the question from the cache, *aliases of them followed, and sets RCODE.
 * `since`: see above; SIM_NEVER: only what is valid now. */
enum cache_answer {
    CACHE_MISS,    /* nothing, or only aliases: *last is the name that is missing */
    CACHE_ANSWERS, /* the whole answer, positive or negative, was written */
};
enum cache_answer dns_cache_answer(const struct app *app, uint32_t node,
                                   const struct dns_question *question, sim_time since,
                                   struct dns_writer *w, struct dns_name *last,
                                   unsigned *aliases);

#endif
