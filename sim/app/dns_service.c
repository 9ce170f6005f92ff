/* app/dns_service.c: a name server on port 53: what it answers itself (RFC 1034 section 4.3.2),
 * what it hands to its resolver, and what it refuses (RFC 1035 section 4.1.1; EDNS: RFC 6891).
 */
#include "app/dns_cache.h"
#include "app/dns_reply.h"
#include "wire/dns_text.h"

void dns_put_question(struct text *text, const struct dns_question *question)
{
    dns_put_type(text, question->type);
    text_put_char(text, ' ');
    dns_name_put(text, &question->name);
}

static void note(struct app *app, uint32_t node, enum message_kind kind,
                 const struct dns_question *question, const struct dns_header *header)
{
    char buffer[DNS_NAME_TEXT + 60];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, "DNS ");
    dns_put_question(&line, question);
    if (header->response) {
        text_put(&line, ": ");
        dns_put_rcode(&line, header->rcode);
    }
    app_note_message(app, node, kind, line.octets, line.length);
}

void dns_reply_begin(struct dns_reply *reply, const struct dns_header *request,
                     const struct dns_question *question, bool edns, uint16_t size)
{
    struct dns_header header = {.id = request->id,
                                .response = true,
                                .opcode = request->opcode,
                                .recursion_desired = request->recursion_desired};
    size_t limit = size < DNS_UDP_MAX ? DNS_UDP_MAX : size;
    limit = limit > DNS_EDNS_SIZE ? DNS_EDNS_SIZE : limit;
    reply->edns = edns;
    dns_write_begin(&reply->w, reply->octets, edns ? limit - DNS_OPT_OCTETS : limit, &header);
    if (question->name.length > 0 && !dns_write_question(&reply->w, question))
        reply->w.header.truncated = true;
}

void dns_reply_send(struct app *app, uint32_t node, struct dns_reply *reply,
                    enum dns_rcode rcode, struct endpoint client)
{
    struct dns_record opt = {.owner = dns_name_root(),
                             .type = DNS_OPT,
                             .klass = DNS_EDNS_SIZE,
                             .ttl = (uint32_t)rcode >> 4 << 24};
    reply->w.header.rcode = (uint8_t)(rcode & 15);
    if (reply->edns) {
        reply->w.out.capacity += DNS_OPT_OCTETS;
        if (!dns_write_record(&reply->w, DNS_ADDITIONAL, &opt))
            reply->w.header.truncated = true;
    }
    size_t length = dns_write_end(&reply->w);
    struct dns_reader r;
    struct dns_header header;
    struct dns_question question;
    if (dns_read_begin(&r, reply->octets, length, &header) && dns_read_question(&r, &question))
        note(app, node, MESSAGE_RESPONSE_SENT, &question, &header);
    enum udp_status status = udp_send(app->transport, app->services[node].dns, client, 0,
                                      reply->octets, (uint16_t)length);
    (void)
        status; /* what cannot be sent is lost, as any datagram may be: the client asks again */
}

void dns_service_start(struct app *app, uint32_t node)
{
    struct service *service = &app->services[node];
    if (udp_open(app->transport, node, PLAN_DNS_PORT, app_owner(APP_DNS_SERVICE, node),
                 &service->dns) != UDP_OK)
        service->dns = (struct socket_id){0, 0};
}

/* What the client says about itself in OPT. False: the message is not well formed. */
struct client {
    bool edns;
    uint8_t version;
    uint16_t size;
};

static bool read_client(struct dns_reader *r, struct client *client)
{
    struct dns_record record;
    *client = (struct client){.size = DNS_UDP_MAX};
    while (dns_read_record(r, &record)) {
        if (record.type != DNS_OPT)
            continue;
        client->edns = true;
        client->version = dns_opt_version(&record);
        client->size = record.klass;
    }
    return r->refusal == DNS_FINE;
}

static void refuse(struct app *app, uint32_t node, const struct dns_header *header,
                   const struct dns_question *question, const struct client *client,
                   enum dns_rcode rcode, struct endpoint from)
{
    struct dns_reply reply;
    dns_reply_begin(&reply, header, question, client->edns, client->size);
    dns_reply_send(app, node, &reply, rcode, from);
}

/* Why this is the answer. */
static enum rule rule_of(enum zone_answer found)
{
    switch (found) {
    case ZONE_DATA:
        return RULE_DNS_AUTHORITATIVE;
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

/* A well-formed question of class IN. */
static void answer(struct app *app, uint32_t node, const struct dns_header *header,
                   const struct dns_question *question, const struct client *client,
                   struct endpoint from)
{
    const struct dns_service_plan *plan = app->plans[node]->dns;
    bool recurse = plan->recursive && header->recursion_desired;
    struct dns_reply reply;
    dns_reply_begin(&reply, header, question, client->edns, client->size);
    reply.w.header.recursion_available = plan->recursive;
    enum zone_answer found = dns_zone_answer(plan->zones, plan->zone_count, question, &reply.w);
    bool leads_away = found == ZONE_NOT_OURS || found == ZONE_REFERRAL || found == ZONE_ALIAS;
    if (leads_away && recurse) {
        resolver_ask(app, node, header, question, from, client->edns, client->size);
        return;
    }
    struct dns_name last;
    bool cached =
        found == ZONE_NOT_OURS && plan->recursive &&
        dns_cache_answer(app, node, question, SIM_NEVER, &reply.w, &last) == CACHE_ANSWERS;
    if (found == ZONE_NOT_OURS && !cached)
        reply.w.header.rcode = DNS_REFUSED;
    app_note_rule(app, node, cached ? RULE_DNS_CACHE_HIT : rule_of(found), TABLE_NONE, 0,
                  question->type, 0);
    dns_reply_send(app, node, &reply, (enum dns_rcode)reply.w.header.rcode, from);
}

void dns_service_datagram(struct app *app, uint32_t node, const struct udp_datagram *datagram)
{
    struct dns_reader r;
    struct dns_header header;
    struct dns_question question = {.name = {.length = 0, .octets = {0}}};
    struct client client;
    if (!dns_read_begin(&r, datagram->octets, datagram->length, &header) || header.response)
        return; /* nothing to answer: no header, or an answer to nobody */
    bool asked = dns_read_question(&r, &question);
    bool formed = read_client(&r, &client) && asked && header.counts[DNS_QUESTION] == 1;
    if (asked)
        note(app, node, MESSAGE_REQUEST, &question, &header);
    if (header.opcode != DNS_QUERY)
        refuse(app, node, &header, &question, &client, DNS_NOTIMP, datagram->from);
    else if (!formed)
        refuse(app, node, &header, &question, &client, DNS_FORMERR, datagram->from);
    else if (client.edns && client.version != 0)
        refuse(app, node, &header, &question, &client, DNS_BADVERS, datagram->from);
    else if (question.klass != DNS_IN && question.klass != DNS_CLASS_ANY)
        refuse(app, node, &header, &question, &client, DNS_REFUSED, datagram->from);
    else
        answer(app, node, &header, &question, &client, datagram->from);
}
