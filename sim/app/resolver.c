/* app/resolver.c: the recursive resolver (RFC 1034 section 5.3.3), a machine driven by
 * datagrams and one timer a question:
 *
 *     1. See if the answer is in the cache, and if so give it to the client.
 *     2. Find the best servers to ask: those of the closest zone that the cache knows, or the
 * root.
 *     3. Send them the question until one answers.
 *     4. Analyse the answer: an answer or a name error; a better delegation; an alias; or
 * nonsense.
 *
 * The work for one question is bounded (section 5.3.3: "bound the amount of work"). */
#include "app/dns_cache.h"
#include "app/dns_reply.h"
#include "base/hash.h"

#define RESOLVER_WAIT (2 * SIM_SECOND)

enum {
    RESOLVER_ROUNDS = 2,    /* each server of a zone is asked so often */
    RESOLVER_SENT_MAX = 32, /* questions sent for one question */
    RESOLVER_DEPTH_MAX = 4, /* a server's address needs a server's address needs … */
};

static uint32_t node_of(const struct dns_query *q)
{
    return q->node_plus_one - 1;
}

static uint32_t row_of(const struct app *app, const struct dns_query *q)
{
    return (uint32_t)(q - app->queries);
}

static void step(struct app *app, struct dns_query *q);

/* --- the end --- */

static void release(struct app *app, struct dns_query *q)
{
    uint32_t row = row_of(app, q);
    timer_cancel(app->sim, &q->timer, EVENT_JOB, app_owner(APP_DNS_QUERY, row));
    if (q->socket.serial != 0)
        udp_close(app->transport, q->socket);
    arena_give(&app->sim->arena, app->query_pool, row);
}

static void reply(struct app *app, const struct dns_query *q, bool failed)
{
    struct dns_reply out;
    struct dns_name last;
    struct dns_header request = {.id = q->client_id, .recursion_desired = q->client_rd};
    struct dns_question question = {.name = q->question, .type = q->type, .klass = q->klass};
    dns_reply_begin(&out, &request, &question, q->client_edns, q->client_size);
    out.w.header.recursion_available = true;
    bool answered = !failed && dns_cache_answer(app, node_of(q), &question, q->started, &out.w,
                                                &last) == CACHE_ANSWERS;
    if (!answered) {
        dns_reply_begin(&out, &request, &question, q->client_edns, q->client_size);
        out.w.header.recursion_available = true;
        out.w.header.rcode = DNS_SERVFAIL;
    }
    dns_reply_send(app, node_of(q), &out, (enum dns_rcode)out.w.header.rcode, q->client);
}

static void finish(struct app *app, struct dns_query *q, bool failed)
{
    uint32_t parent = q->parent;
    if (failed)
        app_note_rule(app, node_of(q), RULE_DNS_GIVES_UP, TABLE_NONE, 0, q->type, q->sent);
    else if (q->sent == 0)
        app_note_rule(app, node_of(q), RULE_DNS_CACHE_HIT, TABLE_NONE, 0, q->type, 0);
    if (q->client.port != 0)
        reply(app, q, failed);
    release(app, q);
    if (parent == 0)
        return;
    struct dns_query *waiting = &app->queries[parent - 1];
    if (failed)
        finish(app, waiting, true); /* bounded by RESOLVER_DEPTH_MAX */
    else
        step(app, waiting);
}

/* --- step 2: servers --- */

/* The addresses in the cache of the servers of `zone`, into SLIST. *unknown: a server whose
 * address is not known and could be asked for (it does not lie in the zone itself). */
static bool servers_of(struct app *app, struct dns_query *q, const struct dns_name *zone,
                       struct dns_name *unknown)
{
    const uint32_t node = node_of(q);
    bool any = false;
    q->server_count = 0;
    unknown->length = 0;
    uint32_t ns =
        dns_cache_find(app, node, CACHE_RECORD, zone, DNS_NS, RANK_GLUE, q->started, NONE);
    for (; ns != NONE; ns = dns_cache_find(app, node, CACHE_RECORD, zone, DNS_NS, RANK_GLUE,
                                           q->started, ns)) {
        struct dns_record server;
        struct dns_record address;
        if (!dns_cache_record(app, ns, &server))
            continue;
        any = true;
        uint32_t a = dns_cache_find(app, node, CACHE_RECORD, &server.data.name, DNS_A,
                                    RANK_GLUE, q->started, NONE);
        if (a == NONE && !dns_name_within(&server.data.name, zone))
            *unknown = server.data.name;
        for (; a != NONE && q->server_count < QUERY_SERVERS;
             a = dns_cache_find(app, node, CACHE_RECORD, &server.data.name, DNS_A, RANK_GLUE,
                                q->started, a)) {
            if (dns_cache_record(app, a, &address))
                q->servers[q->server_count++] = address.data.a;
        }
    }
    return any && (q->server_count > 0 || unknown->length > 0);
}

/* The closest zone above sname with servers; the root hints when the cache knows none. */
static void find_servers(struct app *app, struct dns_query *q, struct dns_name *unknown)
{
    const struct dns_service_plan *plan = app->plans[node_of(q)]->dns;
    unsigned labels = dns_name_labels(&q->sname);
    for (unsigned up = 0; up <= labels; up++) {
        struct dns_name zone = dns_name_parent(&q->sname, up);
        if (servers_of(app, q, &zone, unknown)) {
            q->zone = zone;
            return;
        }
    }
    q->zone = dns_name_root();
    q->server_count = 0;
    unknown->length = 0;
    for (uint32_t i = 0; i < plan->hint_count && i < QUERY_SERVERS; i++)
        q->servers[q->server_count++] = plan->hints[i].address;
}

/* --- step 3: asking --- */

static bool send_question(struct app *app, struct dns_query *q)
{
    uint8_t octets[DNS_UDP_MAX];
    struct dns_writer w;
    struct service *service = &app->services[node_of(q)];
    struct dns_header header = {.id = 0};
    struct dns_question question = {.name = q->sname, .type = q->type, .klass = q->klass};
    struct dns_record opt = {.owner = dns_name_root(), .type = DNS_OPT, .klass = DNS_EDNS_SIZE};
    struct endpoint server = {.address = q->servers[q->server], .port = PLAN_DNS_PORT};
    q->id = (uint16_t)draw(app->sim->clock->seed, node_of(q), DRAW_DNS_ID, service->questions);
    service->questions++;
    header.id = q->id;
    dns_write_begin(&w, octets, sizeof octets, &header);
    bool fits = dns_write_question(&w, &question) && dns_write_record(&w, DNS_ADDITIONAL, &opt);
    return fits && udp_send(app->transport, q->socket, server, 0, octets,
                            (uint16_t)dns_write_end(&w)) == UDP_OK;
}

/* The next server whose turn it is. */
static void ask(struct app *app, struct dns_query *q)
{
    while (q->tries < RESOLVER_ROUNDS * q->server_count && q->sent < RESOLVER_SENT_MAX) {
        q->server = (uint8_t)(q->tries % q->server_count);
        q->tries++;
        q->sent++;
        app_note_rule(app, node_of(q), RULE_DNS_ASKS, TABLE_NONE, 0, q->servers[q->server],
                      q->type);
        if (send_question(app, q)) {
            timer_set(app->sim, &q->timer, EVENT_JOB, app_owner(APP_DNS_QUERY, row_of(app, q)),
                      sim_now(app->sim) + RESOLVER_WAIT);
            return;
        }
    }
    finish(app, q, true);
}

static struct dns_query *new_query(struct app *app, uint32_t node, const struct dns_name *name,
                                   uint16_t type, uint16_t klass)
{
    uint32_t row = arena_take(&app->sim->arena, app->query_pool);
    if (row == NONE)
        return NULL;
    struct dns_query *q = &app->queries[row];
    q->node_plus_one = node + 1;
    q->started = sim_now(app->sim);
    q->cause = sim_cause(app->sim);
    q->type = type;
    q->klass = klass;
    q->question = *name;
    q->sname = *name;
    timer_clear(&q->timer);
    if (udp_open(app->transport, node, 0, app_owner(APP_DNS_QUERY, row), &q->socket) != UDP_OK)
        q->socket = (struct socket_id){0, 0};
    return q;
}

/* A server's name is known, but not its address: that is a question of its own. */
static void ask_for_server(struct app *app, struct dns_query *q, const struct dns_name *server)
{
    struct dns_query *child = NULL;
    timer_cancel(app->sim, &q->timer, EVENT_JOB, app_owner(APP_DNS_QUERY, row_of(app, q)));
    if (q->depth < RESOLVER_DEPTH_MAX && q->sent < RESOLVER_SENT_MAX)
        child = new_query(app, node_of(q), server, DNS_A, DNS_IN);
    if (child == NULL) {
        finish(app, q, true);
        return;
    }
    q->sent++; /* so that asking for servers again and again ends too */
    child->parent = row_of(app, q) + 1;
    child->depth = (uint8_t)(q->depth + 1);
    step(app, child);
}

/* Steps 1 to 3, for the name that is looked for now. */
static void step(struct app *app, struct dns_query *q)
{
    struct dns_reply scratch;
    struct dns_header request = {.id = 0};
    struct dns_question question = {.name = q->sname, .type = q->type, .klass = q->klass};
    struct dns_name unknown;
    dns_reply_begin(&scratch, &request, &question, false, DNS_EDNS_SIZE);
    if (dns_cache_answer(app, node_of(q), &question, q->started, &scratch.w, &q->sname) ==
        CACHE_ANSWERS) {
        finish(app, q, false);
        return;
    }
    if (scratch.w.header.counts[DNS_ANSWER] > 0)
        q->aliases = (uint8_t)(q->aliases + scratch.w.header.counts[DNS_ANSWER]);
    if (q->aliases > DNS_CHAIN_MAX || q->socket.serial == 0) {
        finish(app, q, true);
        return;
    }
    find_servers(app, q, &unknown);
    q->tries = 0;
    if (q->server_count == 0 && unknown.length > 0)
        ask_for_server(app, q, &unknown);
    else
        ask(app, q);
}

void resolver_ask(struct app *app, uint32_t node, const struct dns_header *header,
                  const struct dns_question *question, struct endpoint client, bool edns,
                  uint16_t size)
{
    struct dns_query *q =
        new_query(app, node, &question->name, question->type, question->klass);
    if (q == NULL)
        return; /* the simulator has no room: the run stops and says so */
    q->client = client;
    q->client_id = header->id;
    q->client_rd = header->recursion_desired;
    q->client_edns = edns;
    q->client_size = size;
    step(app, q);
}

/* --- step 4: analysing --- */

/* What a message brings for the name that is looked for. */
struct findings {
    bool answered; /* records of the type */
    bool aliased;  /* a CNAME */
    bool referred; /* NS records of a zone closer to the name than the one asked */
    bool has_soa;
    struct dns_record soa;
    struct dns_name last; /* the end of the chain of aliases */
};

/* Records of the answer section that belong to the chain from sname on, in its order. Only what
 * lies in the zone that was asked is believed (RFC 2181 section 5.4.1). */
static void take_answer(struct app *app, struct dns_query *q, const struct dns_record *record,
                        bool authoritative, struct findings *f)
{
    enum cache_rank rank = authoritative ? RANK_AUTHORITATIVE : RANK_ANSWER;
    if (!dns_name_equal(&record->owner, &f->last) || !dns_name_within(&f->last, &q->zone))
        return;
    if (record->type == q->type) {
        f->answered = true;
        dns_cache_put(app, node_of(q), record, rank);
    } else if (record->type == DNS_CNAME) {
        f->aliased = true;
        f->last = record->data.name;
        dns_cache_put(app, node_of(q), record, rank);
    }
}

static void take_authority(struct app *app, struct dns_query *q,
                           const struct dns_record *record, struct findings *f)
{
    if (record->type == DNS_SOA && dns_name_within(&f->last, &record->owner) &&
        dns_name_within(&record->owner, &q->zone)) {
        f->has_soa = true;
        f->soa = *record;
    }
    bool closer = record->type == DNS_NS && record->owner.length > q->zone.length &&
                  dns_name_within(&record->owner, &q->zone) &&
                  dns_name_within(&q->sname, &record->owner);
    if (closer) {
        f->referred = true;
        dns_cache_put(app, node_of(q), record, RANK_REFERRAL);
    }
}

/* Reads the whole message. False: it is not well formed. */
static bool read_findings(struct app *app, struct dns_query *q, struct dns_reader *r,
                          struct findings *f)
{
    struct dns_record record;
    memset(f, 0, sizeof *f);
    f->last = q->sname;
    while (dns_read_record(r, &record)) {
        if (record.klass != DNS_IN)
            continue;
        if (r->section == DNS_ANSWER)
            take_answer(app, q, &record, r->header.authoritative, f);
        else if (r->section == DNS_AUTHORITY)
            take_authority(app, q, &record, f);
        else if (record.type == DNS_A && f->referred &&
                 dns_name_within(&record.owner, &q->zone))
            dns_cache_put(app, node_of(q), &record, RANK_GLUE);
    }
    return r->refusal == DNS_FINE;
}

static void analyse(struct app *app, struct dns_query *q, struct dns_reader *r)
{
    struct findings f;
    const bool no_name = r->header.rcode == DNS_NXDOMAIN;
    if (!read_findings(app, q, r, &f)) {
        ask(app, q);
        return;
    }
    if (f.answered || f.aliased) {
        if (!f.answered && no_name && f.has_soa)
            dns_cache_put_negative(app, node_of(q), CACHE_NO_NAME, &f.last, q->type, &f.soa);
        step(app, q);
    } else if (no_name && f.has_soa) {
        dns_cache_put_negative(app, node_of(q), CACHE_NO_NAME, &q->sname, q->type, &f.soa);
        step(app, q);
    } else if (f.has_soa && !f.referred) {
        dns_cache_put_negative(app, node_of(q), CACHE_NO_DATA, &q->sname, q->type, &f.soa);
        step(app, q);
    } else if (f.referred) {
        app_note_rule(app, node_of(q), RULE_DNS_FOLLOWS_REFERRAL, TABLE_NONE, 0,
                      q->servers[q->server], q->type);
        step(app, q);
    } else {
        app_note_rule(app, node_of(q), RULE_DNS_LAME, TABLE_NONE, 0, q->servers[q->server],
                      q->type);
        ask(app, q); /* a lame server: it neither knows nor leads on */
    }
}

void resolver_datagram(struct app *app, struct dns_query *q,
                       const struct udp_datagram *datagram)
{
    struct dns_reader r;
    struct dns_header header;
    struct dns_question question;
    bool mine = dns_read_begin(&r, datagram->octets, datagram->length, &header) &&
                header.response && header.id == q->id && q->server < q->server_count &&
                datagram->from.address == q->servers[q->server] &&
                datagram->from.port == PLAN_DNS_PORT && dns_read_question(&r, &question) &&
                dns_name_equal(&question.name, &q->sname) && question.type == q->type;
    if (!mine)
        return; /* not the answer that is waited for: RFC 5452 section 9.1 */
    if (header.rcode != DNS_NOERROR && header.rcode != DNS_NXDOMAIN)
        ask(app, q);
    else
        analyse(app, q, &r);
}

void resolver_timer(struct app *app, struct dns_query *q)
{
    app_note_rule(app, node_of(q), RULE_DNS_NO_ANSWER, TABLE_NONE, 0, q->servers[q->server],
                  q->type);
    ask(app, q);
}

void resolver_error(struct app *app, struct dns_query *q)
{
    ask(app, q);
}
