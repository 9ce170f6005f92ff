/* app/dns_service.c: a name server on port 53: what it answers itself (RFC 1034 section 4.3.2),
 * what it hands to its resolver, and what it refuses (RFC 1035 section 4.1.1; EDNS: RFC 6891).
 */
#include "app/dns_cache.h"
#include "app/dns_reply.h"

enum { DNS_BACKLOG = 10, LEARNT_MOST = 12 };

static void note(struct app *app, uint32_t node, const struct dns_question *question)
{
    char buffer[DNS_NAME_TEXT + 60];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, "DNS ");
    dns_put_question(&line, question);
    app_note_message(app, node, MESSAGE_REQUEST, line.octets, line.length);
}

bool dns_service_start(struct app *app, uint32_t node)
{
    struct service *service = &app->services[node];
    uint32_t owner = app_owner(APP_DNS_SERVICE, node);
    bool udp = udp_open(app->transport, node, PLAN_DNS_PORT, owner, &service->dns) == UDP_OK;
    bool tcp = udp && tcp_listen(app->transport, node, PLAN_DNS_PORT, DNS_BACKLOG, owner,
                                 &service->dns_tcp) == TCP_OK;
    if (udp && !tcp)
        udp_close(app->transport, service->dns);
    if (!tcp)
        service->dns = service->dns_tcp = (struct socket_id){0, 0};
    return tcp;
}

void dns_service_stop(struct app *app, uint32_t node)
{
    struct service *service = &app->services[node];
    udp_close(app->transport, service->dns);
    tcp_unlisten(app->transport, service->dns_tcp);
    service->dns = service->dns_tcp = (struct socket_id){0, 0};
    dns_connections_stop(app, node);
    resolver_stop(app, node);
    dns_cache_clear(app, node);
}

/* What the client says about itself in OPT. False: the message is not well formed. */
static bool read_client(struct dns_reader *r, struct dns_client *client, uint8_t *version)
{
    struct dns_record record;
    client->edns = 0;
    client->size = DNS_UDP_MAX;
    *version = 0;
    while (dns_read_record(r, &record)) {
        if (record.type != DNS_OPT)
            continue;
        client->edns = 1;
        client->size = record.klass;
        *version = dns_opt_version(&record);
    }
    return r->refusal == DNS_FINE;
}

static void refuse(struct app *app, uint32_t node, const struct dns_question *question,
                   enum dns_rcode rcode, enum rule rule, const struct dns_client *client)
{
    struct dns_reply reply;
    app_note_rule(app, node, rule, TABLE_NONE, 0, question->type, rcode);
    dns_reply_begin(app, node, &reply, question, client);
    if (rcode == DNS_NOTIMP) {
        struct text nothing = {.octets = ""};
        dns_reply_explain(&reply, EDE_NOT_SUPPORTED, &nothing);
    }
    dns_reply_send(app, node, &reply, rcode, client);
}

/* FORMERR, and which rule the message breaks. */
static void refuse_malformed(struct app *app, uint32_t node, const struct dns_reader *r,
                             const struct dns_question *question,
                             const struct dns_client *client)
{
    struct dns_reply reply;
    uint16_t questions = r->header.counts[DNS_QUESTION];
    if (r->refusal != DNS_FINE)
        app_note_rule(app, node, RULE_DNS_MALFORMED, TABLE_NONE, 0, r->refusal, 0);
    else if (questions != 1)
        app_note_rule(app, node, RULE_DNS_NOT_ONE_QUESTION, TABLE_NONE, 0, questions, 0);
    else
        app_note_rule(app, node, RULE_DNS_KNOWS_NO_EDNS, TABLE_NONE, 0, 0, 0);
    dns_reply_begin(app, node, &reply, question, client);
    dns_reply_send(app, node, &reply, DNS_FORMERR, client);
}

/* Why this is the answer. */
static enum rule rule_of(enum zone_answer found)
{
    switch (found) {
    case ZONE_DATA:
        return RULE_DNS_AUTHORITATIVE;
    case ZONE_WILDCARD:
        return RULE_DNS_WILDCARD;
    case ZONE_ALIAS:
        return RULE_DNS_ALIAS;
    case ZONE_REFERRAL:
        return RULE_DNS_REFERS;
    case ZONE_NO_DATA:
        return RULE_DNS_NO_DATA;
    case ZONE_NO_NAME:
        return RULE_DNS_NO_NAME;
    case ZONE_LOOP:
        return RULE_DNS_LOOP;
    case ZONE_NOT_OURS:
        break;
    }
    return RULE_DNS_REFUSES;
}

/* Nobody is asked: what a resolver knows, or nothing. */
static void answer_without_asking(struct app *app, uint32_t node,
                                  const struct dns_question *question, struct dns_reply *reply,
                                  const struct dns_client *client)
{
    struct text nothing = {.octets = ""};
    struct dns_name last;
    unsigned aliases;
    bool cached = app->plans[node]->dns->recursive &&
                  dns_cache_answer(app, node, question, SIM_NEVER, &reply->w, &last,
                                   &aliases) == CACHE_ANSWERS;
    if (!cached) {
        dns_reply_begin(app, node, reply, question, client);
        reply->w.header.recursion_available = app->plans[node]->dns->recursive;
        reply->w.header.rcode = DNS_REFUSED;
        dns_reply_explain(reply, EDE_NOT_AUTHORITATIVE, &nothing);
    }
    app_note_rule(app, node, cached ? RULE_DNS_CACHE_HIT : RULE_DNS_REFUSES, TABLE_NONE, 0,
                  question->type, 0);
}

/* What this node's own zones say about a name that leads out of them is where its resolver
 * begins: aliases, and servers further down. */
static void learn_own(struct app *app, uint32_t node, const struct dns_writer *w)
{
    struct dns_reader r;
    struct dns_header header;
    struct dns_record record;
    uint8_t copy[DNS_EDNS_SIZE];
    struct dns_writer finished = *w;
    size_t length = dns_write_end(&finished);
    unsigned learnt = 0;
    if (length > sizeof copy)
        return; /* it asks from the root on */
    memcpy(copy, w->out.bytes, length);
    if (!dns_read_begin(&r, copy, length, &header))
        return;
    while (learnt++ < LEARNT_MOST && dns_read_record(&r, &record)) {
        if (record.type == DNS_CNAME)
            dns_cache_put(app, node, &record, RANK_AUTHORITATIVE);
        else if (record.type == DNS_NS)
            dns_cache_put(app, node, &record, RANK_REFERRAL);
        else if (record.type == DNS_A && r.section == DNS_ADDITIONAL)
            dns_cache_put(app, node, &record, RANK_GLUE);
    }
}

/* A well-formed question of class IN. */
static void answer(struct app *app, uint32_t node, const struct dns_question *question,
                   const struct dns_client *client)
{
    const struct dns_service_plan *plan = app->plans[node]->dns;
    static char loop[] = "CNAME loop";
    bool recurse = plan->recursive && client->recursion_desired;
    struct dns_reply reply;
    dns_reply_begin(app, node, &reply, question, client);
    reply.w.header.recursion_available = plan->recursive;
    enum zone_answer found = dns_zone_answer(plan->zones, plan->zone_count, question, &reply.w);
    bool leads_away = found == ZONE_NOT_OURS || found == ZONE_REFERRAL || found == ZONE_ALIAS;
    if (leads_away && recurse) {
        learn_own(app, node, &reply.w);
        resolver_ask(app, node, question, client);
        return;
    }
    if (found == ZONE_NOT_OURS)
        answer_without_asking(app, node, question, &reply, client);
    else
        app_note_rule(app, node, rule_of(found), TABLE_NONE, 0, question->type, 0);
    if (found == ZONE_LOOP) {
        struct text why = {.octets = loop, .length = sizeof loop - 1};
        dns_reply_explain(&reply, EDE_OTHER, &why);
    }
    dns_reply_send(app, node, &reply, (enum dns_rcode)reply.w.header.rcode, client);
}

/* version.bind, class CH: what server this is. */
static bool asks_for_version(const struct dns_question *q)
{
    static const struct dns_name bind = {
        .length = 14,
        .octets = {7, 'v', 'e', 'r', 's', 'i', 'o', 'n', 4, 'b', 'i', 'n', 'd', 0}};
    return q->klass == DNS_CH && q->type == DNS_TXT && dns_name_equal(&q->name, &bind);
}

static void answer_version(struct app *app, uint32_t node, const struct dns_question *q,
                           const struct dns_client *client)
{
    static const uint8_t version[] = {8, 'n', 'e', 't', 's', 't', 'a', 'g', 'e'};
    struct dns_record txt = {.owner = q->name, .type = DNS_TXT, .klass = DNS_CH};
    struct dns_reply reply;
    txt.data.raw = (struct dns_octets){version, sizeof version};
    dns_reply_begin(app, node, &reply, q, client);
    reply.w.header.authoritative = true;
    if (!dns_write_record(&reply.w, DNS_ANSWER, &txt))
        reply.w.header.truncated = true;
    app_note_rule(app, node, RULE_DNS_AUTHORITATIVE, TABLE_NONE, 0, q->type, 0);
    dns_reply_send(app, node, &reply, DNS_NOERROR, client);
}

/* Types that are no data: OPT and what is reserved (RFC 6895 section 3.1), and those that ask
 * for other things than data (transfers, mail agents). */
static bool is_no_data_type(uint16_t type)
{
    return type == DNS_OPT || (type >= 128 && type <= 254);
}

void dns_service_message(struct app *app, uint32_t node, const uint8_t *octets, size_t length,
                         struct dns_client *client)
{
    struct dns_reader r;
    struct dns_header header;
    struct dns_question q = {.name = {.length = 0, .octets = {0}}};
    uint8_t version = 0;
    if (!dns_read_begin(&r, octets, length, &header) || header.response)
        return; /* nothing to answer: no header, or an answer to nobody */
    client->id = header.id;
    client->opcode = header.opcode;
    client->recursion_desired = header.recursion_desired;
    bool asked = dns_read_question(&r, &q);
    bool formed =
        read_client(&r, client, &version) && asked && header.counts[DNS_QUESTION] == 1;
    if (app->plans[node]->dns->no_edns && client->edns) { /* it takes OPT for nonsense */
        client->edns = 0;
        formed = false;
    }
    if (asked)
        note(app, node, &q);
    if (header.opcode != DNS_QUERY)
        refuse(app, node, &q, DNS_NOTIMP, RULE_DNS_NOT_IMPLEMENTED, client);
    else if (!formed)
        refuse_malformed(app, node, &r, &q, client);
    else if (client->edns && version != 0)
        refuse(app, node, &q, DNS_BADVERS, RULE_DNS_BAD_VERSION, client);
    else if (is_no_data_type(q.type))
        refuse(app, node, &q, DNS_NOTIMP, RULE_DNS_NOT_IMPLEMENTED, client);
    else if (asks_for_version(&q))
        answer_version(app, node, &q, client);
    else if (q.klass != DNS_IN && q.klass != DNS_CLASS_ANY)
        refuse(app, node, &q, DNS_REFUSED, RULE_DNS_REFUSES, client);
    else
        answer(app, node, &q, client);
}

void dns_service_datagram(struct app *app, uint32_t node, const struct udp_datagram *datagram)
{
    struct dns_client client = {.from = datagram->from, .asked = datagram->to.address};
    dns_service_message(app, node, datagram->octets, datagram->length, &client);
}
