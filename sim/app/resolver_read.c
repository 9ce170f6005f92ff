/* app/resolver_read.c: which records of a message a resolver believes, and how much (RFC 2181
 * section 5.4.1; negative answers: RFC 2308 section 2). A server may speak about the zone that
 * it was asked for and what lies under it ("in bailiwick"), and in the additional section only
 * of servers that it has just named. */
#include "app/dns_cache.h"
#include "app/resolver.h"

/* What a message brings for the name that is looked for. */
struct findings {
    bool answered; /* records of the type */
    bool aliased;  /* a CNAME */
    bool referred; /* NS records of a zone closer to the name than the one asked */
    bool outside;  /* something that is not the server's business */
    bool has_soa;
    struct dns_record soa;
    struct dns_name last; /* the end of the chain of aliases */
    struct dns_name cut;  /* whose servers the referral names */
};

static void put(struct app *app, const struct dns_query *q, const struct dns_record *record,
                enum cache_rank rank)
{
    dns_cache_put(app, query_node(q), record, rank);
}

/* Records of the answer section that belong to the chain from sname on, in its order. */
static void take_answer(struct app *app, struct dns_query *q, const struct dns_record *record,
                        bool authoritative, struct findings *f)
{
    enum cache_rank rank = authoritative ? RANK_AUTHORITATIVE : RANK_ANSWER;
    if (!dns_name_equal(&record->owner, &f->last))
        return;
    if (!dns_name_within(&f->last, &q->zone)) {
        f->outside = true;
    } else if (record->type == q->type || q->type == DNS_ANY) {
        f->answered = true;
        put(app, q, record, rank);
    } else if (record->type == DNS_CNAME) {
        f->aliased = true;
        f->last = record->data.name;
        put(app, q, record, rank);
    }
}

static void take_authority(struct app *app, struct dns_query *q,
                           const struct dns_record *record, struct findings *f)
{
    bool inside = dns_name_within(&record->owner, &q->zone);
    f->outside |= !inside;
    if (record->type == DNS_SOA && inside && dns_name_within(&f->last, &record->owner)) {
        f->has_soa = true;
        f->soa = *record;
    }
    bool closer = record->type == DNS_NS && inside && record->owner.length > q->zone.length &&
                  dns_name_within(&q->sname, &record->owner);
    if (closer && (!f->referred || dns_name_equal(&record->owner, &f->cut))) {
        f->referred = true;
        f->cut = record->owner;
        put(app, q, record, RANK_REFERRAL);
    }
}

/* One of the servers that this referral names. */
static bool is_server(const struct app *app, const struct dns_query *q,
                      const struct findings *f, const struct dns_name *name)
{
    const uint32_t node = query_node(q);
    uint32_t row = NONE;
    do {
        row = dns_cache_find(app, node, CACHE_RECORD, &f->cut, DNS_NS, RANK_GLUE, q->started,
                             row);
        struct dns_record ns;
        if (row != NONE && dns_cache_record(app, row, &ns) &&
            dns_name_equal(&ns.data.name, name))
            return true;
    } while (row != NONE);
    return false;
}

static void take_additional(struct app *app, struct dns_query *q,
                            const struct dns_record *record, struct findings *f)
{
    if (record->type != DNS_A || !f->referred)
        return;
    if (!dns_name_within(&record->owner, &q->zone))
        f->outside = true;
    else if (is_server(app, q, f, &record->owner))
        put(app, q, record, RANK_GLUE);
}

/* Reads the whole message, before any of it is believed. */
static enum reading judge(struct dns_reader *r)
{
    struct dns_record record;
    unsigned records = 0;
    while (dns_read_record(r, &record))
        records += record.type != DNS_OPT;
    if (r->refusal != DNS_FINE)
        return READING_MALFORMED;
    return records > RESOLVER_RECORDS_MOST ? READING_TOO_MUCH : READING_ANSWER;
}

static void read_findings(struct app *app, struct dns_query *q, struct dns_reader *r,
                          struct findings *f)
{
    struct dns_record record;
    memset(f, 0, sizeof *f);
    f->last = q->sname;
    while (dns_read_record(r, &record)) {
        if (record.klass != DNS_IN || record.type == DNS_OPT)
            continue;
        if (r->section == DNS_ANSWER)
            take_answer(app, q, &record, r->header.authoritative, f);
        else if (r->section == DNS_AUTHORITY)
            take_authority(app, q, &record, f);
        else
            take_additional(app, q, &record, f);
    }
}

enum reading resolver_read(struct app *app, struct dns_query *q, struct dns_reader *r)
{
    struct findings f;
    const uint32_t node = query_node(q);
    const bool no_name = r->header.rcode == DNS_NXDOMAIN;
    struct dns_reader again = *r;
    enum reading verdict = judge(r);
    if (verdict != READING_ANSWER)
        return verdict;
    read_findings(app, q, &again, &f);
    if (f.outside)
        app_note_rule(app, node, RULE_DNS_OUT_OF_BAILIWICK, TABLE_NONE, 0,
                      q->servers[q->server], q->type);
    if (f.answered)
        return READING_ANSWER;
    const struct dns_record *soa = f.has_soa ? &f.soa : NULL;
    /* Without SOA it is an answer only from who is responsible (RFC 2308 section 2.2.1). */
    bool denies = soa != NULL || (r->header.authoritative && !f.aliased);
    if (no_name && denies) {
        dns_cache_put_negative(app, node, CACHE_NO_NAME, &f.last, q->type, soa);
        return READING_ANSWER;
    }
    if (f.aliased)
        return READING_ANSWER;
    if (f.referred)
        return READING_REFERRAL;
    if (!denies)
        return READING_LAME;
    dns_cache_put_negative(app, node, CACHE_NO_DATA, &q->sname, q->type, soa);
    return READING_ANSWER;
}
