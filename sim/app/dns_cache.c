/* app/dns_cache.c: see dns_cache.h. */
#include "app/dns_cache.h"

enum {
    CACHE_ROWS = 128,        /* when the plan does not say */
    CACHE_TTL_MAX = 604800,  /* RFC 1035 section 7.3: a week is a sensible bound */
    NEGATIVE_TTL_MAX = 10800 /* RFC 2308 section 5: one to three hours */
};

static uint32_t bound_of(const struct app *app, uint32_t node)
{
    const struct app_node_plan *plan = app->plans[node];
    bool said = plan != NULL && plan->dns != NULL && plan->dns->cache_rows > 0;
    return said ? plan->dns->cache_rows : CACHE_ROWS;
}

static bool is_valid(const struct app *app, const struct cache_row *row, sim_time since)
{
    return row->expires > sim_now(app->sim) || row->stored >= since;
}

/* Chains hold rows plus one. */
static void remove_row(struct app *app, uint32_t node, uint32_t row)
{
    struct service *service = &app->services[node];
    uint32_t *link = &service->cache;
    while (*link != row + 1)
        link = &app->cache[*link - 1].next;
    *link = app->cache[row].next;
    service->cached--;
    sim_row(app->sim, node, TABLE_DNS_CACHE, row, ROW_REMOVED, app->cache[row].type);
    arena_give(&app->sim->arena, app->cache_pool, row);
}

void dns_cache_clear(struct app *app, uint32_t node)
{
    while (app->services[node].cache != 0)
        remove_row(app, node, app->services[node].cache - 1);
}

static void make_room(struct app *app, uint32_t node)
{
    struct service *service = &app->services[node];
    if (service->cached < bound_of(app, node))
        return;
    uint32_t first = service->cache;
    for (uint32_t i = first; i != 0; i = app->cache[i - 1].next) {
        if (app->cache[i - 1].expires < app->cache[first - 1].expires)
            first = i;
    }
    remove_row(app, node, first - 1);
}

/* A new row at the end of the node's chain. NULL: the pool is empty. */
static struct cache_row *append(struct app *app, uint32_t node, const struct dns_name *name,
                                uint16_t type, uint32_t ttl)
{
    make_room(app, node);
    uint32_t row = arena_take(&app->sim->arena, app->cache_pool);
    if (row == NONE)
        return NULL;
    struct service *service = &app->services[node];
    uint32_t *link = &service->cache;
    while (*link != 0)
        link = &app->cache[*link - 1].next;
    *link = row + 1;
    service->cached++;
    struct cache_row *r = &app->cache[row];
    r->node = node;
    r->stored = sim_now(app->sim);
    r->expires = r->stored + (sim_time)ttl * SIM_SECOND;
    r->ttl = ttl;
    r->type = type;
    r->name = *name;
    sim_row(app->sim, node, TABLE_DNS_CACHE, row, ROW_ADDED, type);
    return r;
}

static bool same_data(const struct cache_row *row, const struct dns_record *record)
{
    uint8_t rdata[CACHE_RDATA];
    struct writer w = writer_over(rdata, sizeof rdata);
    dns_rdata_write(&w, record);
    return w.ok && w.at == row->rdata_length && memcmp(rdata, row->rdata, w.at) == 0;
}

/* Makes way for a new set. False: what is there is better, or the very same record of this
 * moment. */
static bool give_way(struct app *app, uint32_t node, const struct dns_record *record,
                     enum cache_rank rank)
{
    sim_time now = sim_now(app->sim);
    uint32_t next;
    for (uint32_t i = app->services[node].cache; i != 0; i = next) {
        const struct cache_row *row = &app->cache[i - 1];
        next = row->next;
        bool positive = row->kind == CACHE_RECORD && row->type == record->type;
        bool negative = row->kind == CACHE_NO_NAME ||
                        (row->kind == CACHE_NO_DATA && row->type == record->type);
        if (!(positive || negative) || !dns_name_equal(&row->name, &record->owner))
            continue;
        bool better = positive && row->rank > rank && row->expires > now;
        if (better ||
            (positive && row->stored == now && row->rank == rank && same_data(row, record)))
            return false;
        if (negative || row->stored < now || row->rank < rank)
            remove_row(app, node, i - 1);
    }
    return true;
}

void dns_cache_put(struct app *app, uint32_t node, const struct dns_record *record,
                   enum cache_rank rank)
{
    uint8_t rdata[CACHE_RDATA];
    struct writer w = writer_over(rdata, sizeof rdata);
    uint32_t ttl = record->ttl > INT32_MAX ? 0 : record->ttl; /* RFC 2181 section 8 */
    dns_rdata_write(&w, record);
    if (!w.ok || !give_way(app, node, record, rank))
        return;
    struct cache_row *row = append(app, node, &record->owner, record->type,
                                   ttl < CACHE_TTL_MAX ? ttl : CACHE_TTL_MAX);
    if (row == NULL)
        return;
    row->kind = CACHE_RECORD;
    row->rank = (uint8_t)rank;
    row->rdata_length = (uint16_t)w.at;
    memcpy(row->rdata, rdata, w.at);
}

void dns_cache_put_negative(struct app *app, uint32_t node, enum cache_kind kind,
                            const struct dns_name *name, uint16_t type,
                            const struct dns_record *soa)
{
    uint32_t ttl = 0;
    if (soa != NULL)
        ttl = soa->data.soa.minimum < soa->ttl ? soa->data.soa.minimum : soa->ttl;
    uint32_t old = dns_cache_find(app, node, kind, name, type, RANK_ANSWER, 0, NONE);
    if (old != NONE)
        remove_row(app, node, old);
    struct cache_row *row =
        append(app, node, name, type, ttl < NEGATIVE_TTL_MAX ? ttl : NEGATIVE_TTL_MAX);
    if (row == NULL)
        return;
    struct writer w = writer_over(row->rdata, sizeof row->rdata);
    if (soa != NULL) {
        dns_name_write(&w, &soa->owner);
        dns_rdata_write(&w, soa);
    }
    row->kind = (uint8_t)kind;
    row->rank = RANK_AUTHORITATIVE;
    row->rdata_length = (uint16_t)w.at;
}

uint32_t dns_cache_find(const struct app *app, uint32_t node, enum cache_kind kind,
                        const struct dns_name *name, uint16_t type, enum cache_rank rank,
                        sim_time since, uint32_t after)
{
    uint32_t i = after == NONE ? app->services[node].cache : app->cache[after].next;
    for (; i != 0; i = app->cache[i - 1].next) {
        const struct cache_row *row = &app->cache[i - 1];
        bool fits = row->kind == kind && row->rank >= rank &&
                    (kind == CACHE_NO_NAME || row->type == type ||
                     (type == DNS_ANY && kind == CACHE_RECORD));
        if (fits && is_valid(app, row, since) && dns_name_equal(&row->name, name))
            return i - 1;
    }
    return NONE;
}

bool dns_cache_record(const struct app *app, uint32_t row, struct dns_record *record)
{
    const struct cache_row *r = &app->cache[row];
    struct reader in = reader_over(r->rdata, r->rdata_length);
    sim_time left = (r->expires - sim_now(app->sim)) / SIM_SECOND;
    memset(record, 0, sizeof *record);
    record->owner = r->name;
    record->type = r->type;
    record->klass = DNS_IN;
    record->ttl = left > 0 ? (uint32_t)left : 0;
    if (r->kind != CACHE_RECORD) {
        record->type = DNS_SOA;
        if (dns_name_read(&in, &record->owner) != DNS_FINE)
            return false;
    }
    return dns_rdata_read(&in, (uint16_t)reader_left(&in), record) == DNS_FINE;
}

/* What must be there: without it the message is truncated, and what would follow left out. */
static void put_row(const struct app *app, uint32_t row, enum dns_section section,
                    struct dns_writer *w)
{
    struct dns_record record;
    if (w->header.truncated)
        return;
    if (!dns_cache_record(app, row, &record) || !dns_write_record(w, section, &record))
        w->header.truncated = true;
}

/* All records of a name and type, from `row` on: a set is whole or not there at all. */
static void put_set(const struct app *app, uint32_t node, const struct dns_name *name,
                    uint16_t type, sim_time since, uint32_t row, struct dns_writer *w)
{
    const struct dns_mark mark = dns_write_mark(w);
    for (; row != NONE;
         row = dns_cache_find(app, node, CACHE_RECORD, name, type, RANK_ANSWER, since, row))
        put_row(app, row, DNS_ANSWER, w);
    if (w->header.truncated)
        dns_write_back(w, &mark);
}

/* The SOA of a negative row goes into the authority section (RFC 2308 section 6). */
static bool put_negative(const struct app *app, uint32_t node, const struct dns_name *name,
                         uint16_t type, sim_time since, struct dns_writer *w)
{
    uint32_t row =
        dns_cache_find(app, node, CACHE_NO_NAME, name, type, RANK_ANSWER, since, NONE);
    if (row != NONE)
        w->header.rcode = DNS_NXDOMAIN;
    else
        row = dns_cache_find(app, node, CACHE_NO_DATA, name, type, RANK_ANSWER, since, NONE);
    if (row != NONE && app->cache[row].rdata_length > 0)
        put_row(app, row, DNS_AUTHORITY, w);
    return row != NONE;
}

enum cache_answer dns_cache_answer(const struct app *app, uint32_t node,
                                   const struct dns_question *question, sim_time since,
                                   struct dns_writer *w, struct dns_name *last,
                                   unsigned *aliases)
{
    *last = question->name;
    for (*aliases = 0; *aliases <= DNS_CHAIN_MAX; (*aliases)++) {
        uint32_t row = dns_cache_find(app, node, CACHE_RECORD, last, question->type,
                                      RANK_ANSWER, since, NONE);
        if (row != NONE) {
            put_set(app, node, last, question->type, since, row, w);
            return CACHE_ANSWERS;
        }
        if (put_negative(app, node, last, question->type, since, w))
            return CACHE_ANSWERS;
        struct dns_record alias;
        row =
            dns_cache_find(app, node, CACHE_RECORD, last, DNS_CNAME, RANK_ANSWER, since, NONE);
        if (row == NONE || !dns_cache_record(app, row, &alias))
            return CACHE_MISS;
        put_row(app, row, DNS_ANSWER, w);
        *last = alias.data.name;
    }
    return CACHE_MISS;
}
