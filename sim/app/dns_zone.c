/* app/dns_zone.c: the steps of RFC 1034 section 4.3.2, in its order. See dns_zone.h. */
#include "app/dns_zone.h"

const struct dns_zone *dns_zone_find(const struct dns_zone *zones, uint32_t count,
                                     const struct dns_name *name)
{
    const struct dns_zone *best = NULL;
    for (uint32_t i = 0; i < count; i++) {
        bool longer = best == NULL || zones[i].origin.length > best->origin.length;
        if (longer && dns_name_within(name, &zones[i].origin))
            best = &zones[i];
    }
    return best;
}

/* The record after `from` (NULL: the first) with this owner and type. */
static const struct dns_record *record_after(const struct dns_zone *zone,
                                             const struct dns_record *from,
                                             const struct dns_name *owner, uint16_t type)
{
    const struct dns_record *end = zone->records + zone->count;
    const struct dns_record *r = from == NULL ? zone->records : from + 1;
    for (; r < end; r++) {
        if ((type == DNS_ANY || r->type == type) && dns_name_equal(&r->owner, owner))
            return r;
    }
    return NULL;
}

/* The name exists in the zone: something is at it or under it (an "empty non-terminal"). */
static bool name_exists(const struct dns_zone *zone, const struct dns_name *name)
{
    for (uint32_t i = 0; i < zone->count; i++) {
        if (dns_name_within(&zone->records[i].owner, name))
            return true;
    }
    return false;
}

/* The records from `first` on that have its owner and this type (DNS_ANY: all), under the name
 * `owner` (NULL: their own). A set is whole or not there at all. False: it does not fit. */
static bool put_set(const struct dns_zone *zone, const struct dns_record *first, uint16_t type,
                    const struct dns_name *owner, enum dns_section section,
                    struct dns_writer *w)
{
    const struct dns_mark mark = dns_write_mark(w);
    for (const struct dns_record *r = first; r != NULL;
         r = record_after(zone, r, &first->owner, type)) {
        struct dns_record copy = *r;
        if (owner != NULL)
            copy.owner = *owner;
        if (!dns_write_record(w, section, &copy)) {
            dns_write_back(w, &mark);
            return false;
        }
    }
    return true;
}

/* What must be there: without it the message is truncated (RFC 2181 section 9), and what would
 * follow is left out. */
static void put_needed(const struct dns_zone *zone, const struct dns_record *first,
                       uint16_t type, const struct dns_name *owner, enum dns_section section,
                       struct dns_writer *w)
{
    if (!w->header.truncated && !put_set(zone, first, type, owner, section, w))
        w->header.truncated = true;
}

/* Step 6: addresses of the servers and hosts just named, as far as some zone here has them.
 * False: there are some that do not fit, which is no truncation by itself. */
static bool put_addresses(const struct dns_zone *zones, uint32_t count,
                          const struct dns_name *name, struct dns_writer *w)
{
    const struct dns_zone *zone = dns_zone_find(zones, count, name);
    const uint16_t types[2] = {DNS_A, DNS_AAAA};
    for (int i = 0; zone != NULL && i < 2 && !w->header.truncated; i++) {
        const struct dns_record *r = record_after(zone, NULL, name, types[i]);
        if (r != NULL && !put_set(zone, r, types[i], NULL, DNS_ADDITIONAL, w))
            return false;
    }
    return true;
}

/* The NS records at a cut on the way down to `name`; NULL: there is no cut. The origin's own NS
 * records are no cut. */
static const struct dns_record *find_cut(const struct dns_zone *zone,
                                         const struct dns_name *name)
{
    unsigned down = dns_name_labels(name) - dns_name_labels(&zone->origin);
    for (unsigned i = down; i > 0; i--) {
        struct dns_name at = dns_name_parent(name, i - 1);
        const struct dns_record *ns = record_after(zone, NULL, &at, DNS_NS);
        if (ns != NULL)
            return ns;
    }
    return NULL;
}

/* Step 3b: a referral. */
static enum zone_answer refer(const struct dns_zone *zone, const struct dns_record *cut,
                              struct dns_writer *w)
{
    const struct dns_name *at = &cut->owner;
    put_needed(zone, cut, DNS_NS, NULL, DNS_AUTHORITY, w);
    for (const struct dns_record *r = cut; r != NULL; r = record_after(zone, r, at, DNS_NS)) {
        /* Without the address of a server that lies below the cut nobody could go on: then the
         * message is truncated (RFC 9471 section 3). */
        if (!put_addresses(zone, 1, &r->data.name, w) && dns_name_within(&r->data.name, at))
            w->header.truncated = true;
    }
    return ZONE_REFERRAL;
}

/* A negative answer carries the SOA, whose TTL is the lesser of its own and MINIMUM (RFC 2308
 * section 3). */
static enum zone_answer deny(const struct dns_zone *zone, struct dns_writer *w,
                             enum zone_answer answer)
{
    const struct dns_record *soa = record_after(zone, NULL, &zone->origin, DNS_SOA);
    if (soa != NULL && !w->header.truncated) {
        struct dns_record copy = *soa;
        if (copy.data.soa.minimum < copy.ttl)
            copy.ttl = copy.data.soa.minimum;
        if (!dns_write_record(w, DNS_AUTHORITY, &copy))
            w->header.truncated = true;
    }
    return answer;
}

/* The owner in the zone that answers for `name`: itself, or the wildcard that covers it (RFC
 * 1034 section 4.3.3, RFC 4592). False: neither exists. */
static bool find_source(const struct dns_zone *zone, const struct dns_name *name,
                        struct dns_name *source)
{
    *source = *name;
    if (name_exists(zone, name))
        return true;
    struct dns_name encloser = *name;
    while (!name_exists(zone, &encloser) && encloser.length > zone->origin.length)
        encloser = dns_name_parent(&encloser, 1);
    static const struct dns_name star = {.length = 3, .octets = {1, '*', 0}};
    return dns_name_join(&star, &encloser, source) && name_exists(zone, source);
}

/* The host whose addresses help whoever reads the record; NULL: none. */
static const struct dns_name *host_named_by(const struct dns_record *record)
{
    if (record->type == DNS_MX)
        return &record->data.mx.exchange;
    return record->type == DNS_NS ? &record->data.name : NULL;
}

/* An earlier record of the answer names the same host. */
static bool is_named_before(const struct dns_zone *zone, const struct dns_name *source,
                            uint16_t type, const struct dns_record *record)
{
    const struct dns_name *host = host_named_by(record);
    const struct dns_record *r = record_after(zone, NULL, source, type);
    for (; r != record; r = record_after(zone, r, source, type)) {
        const struct dns_name *earlier = host_named_by(r);
        if (earlier != NULL && dns_name_equal(earlier, host))
            return true;
    }
    return false;
}

/* Step 3a at one name: its records, or its alias in *next. */
static enum zone_answer answer_at(const struct dns_zone *zone, const struct dns_name *name,
                                  uint16_t type, struct dns_writer *w, struct dns_name *next)
{
    struct dns_name source;
    if (!find_source(zone, name, &source))
        return ZONE_NO_NAME;
    const struct dns_record *alias = record_after(zone, NULL, &source, DNS_CNAME);
    if (alias != NULL && type != DNS_CNAME && type != DNS_ANY) {
        put_needed(zone, alias, DNS_CNAME, name, DNS_ANSWER, w);
        *next = alias->data.name;
        return ZONE_ALIAS;
    }
    const struct dns_record *r = record_after(zone, NULL, &source, type);
    if (r == NULL)
        return ZONE_NO_DATA;
    put_needed(zone, r, type, name, DNS_ANSWER, w);
    return dns_name_equal(&source, name) ? ZONE_DATA : ZONE_WILDCARD;
}

/* The additional section of an answer that was found at `name`. */
static void add_addresses(const struct dns_zone *zones, uint32_t count,
                          const struct dns_zone *zone, const struct dns_name *name,
                          uint16_t type, struct dns_writer *w)
{
    struct dns_name source;
    if (!find_source(zone, name, &source))
        return;
    const struct dns_record *r = record_after(zone, NULL, &source, type);
    for (; r != NULL; r = record_after(zone, r, &source, type)) {
        const struct dns_name *host = host_named_by(r);
        if (host != NULL && !is_named_before(zone, &source, type, r))
            (void)put_addresses(zones, count, host, w);
    }
}

/* What is found for one name of the chain; ZONE_ALIAS goes on at *next. */
static enum zone_answer step(const struct dns_zone *zones, uint32_t count,
                             const struct dns_name *name, uint16_t type, struct dns_writer *w,
                             struct dns_name *next)
{
    const struct dns_zone *zone = dns_zone_find(zones, count, name);
    if (zone == NULL)
        return ZONE_NOT_OURS;
    const struct dns_record *cut = find_cut(zone, name);
    if (cut != NULL)
        return refer(zone, cut, w);
    enum zone_answer answer = answer_at(zone, name, type, w, next);
    if (answer == ZONE_NO_DATA || answer == ZONE_NO_NAME)
        return deny(zone, w, answer);
    if (answer == ZONE_DATA || answer == ZONE_WILDCARD)
        add_addresses(zones, count, zone, name, type, w);
    return answer;
}

enum zone_answer dns_zone_answer(const struct dns_zone *zones, uint32_t count,
                                 const struct dns_question *question, struct dns_writer *w)
{
    struct dns_name name = question->name;
    bool aliased = false;
    for (int i = 0; i <= DNS_CHAIN_MAX; i++) {
        struct dns_name next = {.length = 0, .octets = {0}};
        enum zone_answer answer = step(zones, count, &name, question->type, w, &next);
        if (i == 0)
            w->header.authoritative = answer != ZONE_NOT_OURS && answer != ZONE_REFERRAL;
        switch (answer) {
        case ZONE_ALIAS:
            aliased = true;
            name = next;
            continue;
        case ZONE_NO_NAME:
            w->header.rcode =
                DNS_NXDOMAIN; /* of the last name of the chain, RFC 6604 section 3 */
            return answer;
        case ZONE_NOT_OURS:
        case ZONE_REFERRAL:
            return aliased ? ZONE_ALIAS : answer;
        case ZONE_DATA:
        case ZONE_WILDCARD:
        case ZONE_NO_DATA:
        case ZONE_LOOP:
            return answer;
        }
    }
    w->header.rcode = DNS_SERVFAIL;
    return ZONE_LOOP;
}
