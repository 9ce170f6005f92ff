/* app/dns_reply.c: see dns_reply.h. */
#include "app/dns_reply.h"

#include "wire/dns_text.h"

void dns_put_question(struct text *text, const struct dns_question *question)
{
    dns_put_type(text, question->type);
    text_put_char(text, ' ');
    dns_name_put(text, &question->name);
}

uint16_t dns_udp_size(const struct app *app, uint32_t node)
{
    const struct app_node_plan *plan = app->plans[node];
    bool said = plan != NULL && plan->dns != NULL && plan->dns->udp_size > 0;
    return said ? plan->dns->udp_size : DNS_EDNS_SIZE;
}

/* RFC 6891 section 6.2.3: less than 512 means 512. */
static size_t room_for(const struct app *app, uint32_t node, const struct dns_client *client)
{
    uint16_t most = dns_udp_size(app, node);
    if (client->connection != 0)
        return DNS_MESSAGE_MAX;
    if (client->size < DNS_UDP_MAX)
        return DNS_UDP_MAX;
    return client->size < most ? client->size : most;
}

void dns_reply_begin(struct app *app, uint32_t node, struct dns_reply *reply,
                     const struct dns_question *question, const struct dns_client *client)
{
    struct dns_header header = {.id = client->id,
                                .response = true,
                                .opcode = client->opcode,
                                .recursion_desired = client->recursion_desired};
    size_t room = room_for(app, node, client);
    reply->edns = client->edns;
    reply->asked = false;
    reply->options = writer_over(reply->option_octets, sizeof reply->option_octets);
    dns_write_begin(&reply->w, app->scratch[APP_SCRATCH_ANSWER],
                    client->edns ? room - DNS_OPT_OCTETS : room, &header);
    if (question->name.length > 0 && !dns_write_question(&reply->w, question))
        reply->w.header.truncated = true;
}

void dns_reply_explain(struct dns_reply *reply, enum dns_extended_error code,
                       const struct text *text)
{
    struct writer w = reply->options;
    write_u16(&w, DNS_OPTION_EXTENDED_ERROR);
    write_u16(&w, (uint16_t)(text->length + 2));
    write_u16(&w, (uint16_t)code);
    write_octets(&w, (const uint8_t *)text->octets, text->length);
    if (w.ok)
        reply->options = w;
}

/* With its options, if there is room for them. */
static void write_opt(struct app *app, uint32_t node, struct dns_reply *reply,
                      enum dns_rcode rcode, const struct dns_client *client)
{
    struct dns_record opt = {.owner = dns_name_root(),
                             .type = DNS_OPT,
                             .klass = dns_udp_size(app, node),
                             .ttl = (uint32_t)rcode >> 4 << 24};
    opt.data.raw = (struct dns_octets){reply->option_octets, (uint16_t)reply->options.at};
    reply->w.out.capacity = room_for(app, node, client);
    if (dns_write_record(&reply->w, DNS_ADDITIONAL, &opt))
        return;
    opt.data.raw.length = 0;
    if (!dns_write_record(&reply->w, DNS_ADDITIONAL, &opt))
        reply->w.header.truncated = true;
}

static void note(struct app *app, uint32_t node, const uint8_t *octets, size_t length)
{
    struct dns_reader r;
    struct dns_header header;
    struct dns_question question;
    char buffer[DNS_NAME_TEXT + 60];
    struct text line = text_over(buffer, sizeof buffer);
    if (!dns_read_begin(&r, octets, length, &header) || !dns_read_question(&r, &question))
        return;
    text_put(&line, "DNS ");
    dns_put_question(&line, &question);
    text_put(&line, ": ");
    dns_put_rcode(&line, header.rcode);
    app_note_message(app, node, MESSAGE_RESPONSE_SENT, line.octets, line.length);
}

void dns_reply_send(struct app *app, uint32_t node, struct dns_reply *reply,
                    enum dns_rcode rcode, const struct dns_client *client)
{
    struct dns_connection *connection = dns_connection_of(app, client);
    const uint8_t *octets = app->scratch[APP_SCRATCH_ANSWER];
    reply->w.header.rcode = (uint8_t)(rcode & 15);
    if (reply->edns)
        write_opt(app, node, reply, rcode, client);
    if (client->connection == 0 && reply->w.header.truncated)
        app_note_rule(app, node, RULE_DNS_TRUNCATES, TABLE_NONE, 0, room_for(app, node, client),
                      0);
    size_t length = dns_write_end(&reply->w);
    note(app, node, octets, length);
    if (connection != NULL) {
        dns_connection_answer(app, connection, octets, length, reply->asked);
    } else if (client->connection == 0) {
        /* What cannot be sent is lost, as any datagram may be: the client asks again. */
        enum udp_status status =
            udp_answer(app->transport, app->services[node].dns, client->from, client->asked,
                       octets, (uint16_t)length);
        (void)status;
    }
}
