/* ip/icmp.c: the Internet Control Message Protocol: echo, and errors about packets. RFC 792,
 * RFC 1122 section 3.2.2, RFC 1812 section 4.3. */
#include <string.h>

#include "ip/ip_parts.h"
#include "ip/route_change.h"

static void note(struct ip *ip, enum record_kind kind, uint32_t node, frame_id id,
                 enum rule rule, uint64_t a)
{
    const struct frame *frame = id == NONE ? NULL : frame_at(&ip->sim->frames, id);
    (void)sim_note(ip->sim, (struct record){.kind = (uint8_t)kind,
                                            .layer = LAYER_IP,
                                            .rule = (uint16_t)rule,
                                            .node = node,
                                            .packet = frame == NULL ? 0 : frame->packet,
                                            .hop = frame == NULL ? 0 : frame->hop,
                                            .a = a});
}

/* Writes header and data at the payload's place and the checksum over both. */
static void write_message(struct ip *ip, frame_id id, const struct icmp *header,
                          const uint8_t *data, uint16_t length)
{
    uint8_t *start = frame_octets(&ip->sim->frames, id) + IP_PAYLOAD;
    struct writer w = writer_over(start, (size_t)ICMP_HEADER + length);
    struct icmp summed = *header;
    summed.checksum = 0;
    icmp_write(&w, &summed);
    write_octets(&w, data, length);
    summed.checksum = checksum(start, (size_t)ICMP_HEADER + length);
    w.at = 0;
    icmp_write(&w, &summed);
}

static enum ip_status send_message(struct ip *ip, uint32_t node,
                                   const struct ip_request *request, const struct icmp *header,
                                   const uint8_t *data, uint16_t length)
{
    if (length > IP_PAYLOAD_MAXIMUM - ICMP_HEADER - request->options_length)
        return IP_TOO_BIG;
    uint16_t payload = (uint16_t)(ICMP_HEADER + length);
    frame_id id = ip_new_packet(ip, (uint32_t)payload + request->options_length);
    if (id == NONE)
        return IP_LINK_FAILED;
    write_message(ip, id, header, data, length);
    return ip_send(ip, node, request, payload, id);
}

enum ip_status icmp_send_echo(struct ip *ip, uint32_t node, const struct ip_request *request,
                              uint16_t identifier, uint16_t sequence, const uint8_t *data,
                              uint16_t length)
{
    struct ip_request echo = *request;
    echo.protocol = IPV4_ICMP;
    struct icmp header = {.type = ICMP_ECHO, .identifier = identifier, .sequence = sequence};
    return send_message(ip, node, &echo, &header, data, length);
}

/* --- errors: sending
 * ------------------------------------------------------------------------------- */

/* RFC 1122 section 3.2.2: about which packets no error may be sent. */
static enum rule forbids_error(const struct ip *ip, uint32_t node, const struct ipv4 *h,
                               struct reader *after)
{
    uint8_t icmp_type = h->protocol == IPV4_ICMP ? read_u8(after) : ICMP_ECHO;
    if (icmp_is_error(icmp_type))
        return RULE_ICMP_NO_ERROR_ABOUT_ERROR;
    if (ip_is_group(ip, node, h->destination) || ip_is_group(ip, node, h->source) ||
        h->fragment_offset > 0)
        return RULE_ICMP_NO_ERROR_ABOUT_GROUP;
    return RULE_NONE;
}

/* May this node send one more error now? (RFC 1812 section 4.3.2.8) */
static bool take_token(struct ip *ip, uint32_t node)
{
    struct ip_node *n = &ip->nodes[node];
    int64_t gained = (sim_now(ip->sim) - n->errors_filled) / ICMP_ERROR_INTERVAL;
    n->errors_filled += gained * ICMP_ERROR_INTERVAL;
    if (gained >= ICMP_ERRORS_AT_ONCE - (int64_t)n->errors_left)
        n->errors_left = ICMP_ERRORS_AT_ONCE;
    else
        n->errors_left += (uint32_t)gained;
    if (n->errors_left == 0)
        return false;
    n->errors_left--;
    return true;
}

void icmp_send_error(struct ip *ip, uint32_t node, enum icmp_type type, uint8_t code,
                     uint16_t mtu, const uint8_t *packet, size_t length)
{
    struct icmp error = {.type = (uint8_t)type, .code = code, .sequence = mtu};
    icmp_tell(ip, node, &error, packet, length);
}

void icmp_tell(struct ip *ip, uint32_t node, const struct icmp *error, const uint8_t *packet,
               size_t length)
{
    struct reader r = reader_over(packet, length);
    struct ipv4 h;
    ipv4_read(&r, &h);
    if (!r.ok)
        return;
    enum rule forbidden = forbids_error(ip, node, &h, &r);
    if (forbidden == RULE_NONE && ip->nodes[node].hides_errors != 0)
        forbidden = RULE_ICMP_ERROR_HIDDEN;
    if (forbidden == RULE_NONE && !take_token(ip, node))
        forbidden = RULE_ICMP_ERROR_LIMIT;
    if (forbidden != RULE_NONE) {
        note(ip, RECORD_FINDING, node, NONE, forbidden, 0);
        return;
    }
    note(ip, RECORD_FINDING, node, NONE, RULE_ICMP_ERROR_SENT, h.source);
    size_t quoted = length < ICMP_ERROR_MAXIMUM - IPV4_HEADER - ICMP_HEADER
                        ? length
                        : ICMP_ERROR_MAXIMUM - IPV4_HEADER - ICMP_HEADER;
    /* RFC 1122 section 3.2.2: a host's errors have TOS 0; RFC 1812 section 4.3.2.5: a router's
     * the TOS of the packet, and the precedence of what keeps networks going. */
    struct ip_request request = {
        .destination = h.source,
        .protocol = IPV4_ICMP,
        .tos = ip->nodes[node].forwards == 0
                   ? 0
                   : (uint8_t)((h.tos & IPV4_TOS_BITS) | IPV4_INTERNETWORK_CONTROL)};
    (void)send_message(ip, node, &request, error, packet, (uint16_t)quoted);
}

/* --- receiving
 * --------------------------------------------------------------------------------------- */

static enum icmp_up discard(struct ip *ip, const struct ip_packet *packet, enum rule rule,
                            uint64_t a)
{
    note(ip, RECORD_DROPPED, packet->node, packet->frame, rule, a);
    return ICMP_DROPPED;
}

/* Sends the answer to a request: from the address that was asked, with the same TOS, and with
 * the options that are to show the whole way (RFC 1122 section 3.2.2.6, RFC 1812 section
 * 4.3.3.6). */
static void send_reply(struct ip *ip, const struct ip_packet *packet, const struct icmp *reply,
                       const uint8_t *data, uint16_t length)
{
    uint8_t options[IPV4_OPTIONS_MAXIMUM];
    const struct ipv4 *h = &packet->header;
    bool to_one = ip_is_mine(ip, packet->node, h->destination);
    struct ip_request back = {.source = to_one ? h->destination : 0,
                              .destination = h->source,
                              .protocol = IPV4_ICMP,
                              .tos = h->tos,
                              .options = options};
    if (h->header_length > IPV4_HEADER) {
        back.options_length =
            ip_options_to_return(packet->payload - h->header_length, h->header_length, options);
        ip_record_options(ip, packet->node, h->destination, options, back.options_length);
    }
    (void)send_message(ip, packet->node, &back, reply, data, length);
}

/* Sections 3.2.2.6 and 3.2.2.8: what was sent to everybody may be left unanswered. */
static bool is_to_be_ignored(const struct ip *ip, const struct ip_packet *packet)
{
    return ip->nodes[packet->node].silent_to_all != 0 &&
           !ip_is_mine(ip, packet->node, packet->header.destination);
}

/* RFC 1122 section 3.2.2.6: the same data back, from the address that was asked. */
static enum icmp_up answer_echo(struct ip *ip, const struct ip_packet *packet,
                                const struct icmp *request)
{
    if (is_to_be_ignored(ip, packet))
        return discard(ip, packet, RULE_ICMP_ECHO_TO_ALL, packet->header.destination);
    note(ip, RECORD_FINDING, packet->node, packet->frame, RULE_ICMP_ECHO_ANSWERED, 0);
    struct icmp reply = {.type = ICMP_ECHO_REPLY,
                         .identifier = request->identifier,
                         .sequence = request->sequence};
    send_reply(ip, packet, &reply, packet->payload + ICMP_HEADER,
               (uint16_t)(packet->payload_length - ICMP_HEADER));
    return ICMP_CONSUMED;
}

/* RFC 1122 section 3.2.2.8: milliseconds since midnight UT, when the request came and when the
 * reply leaves; a run begins at midnight. */
static enum icmp_up answer_timestamp(struct ip *ip, const struct ip_packet *packet,
                                     const struct icmp *request)
{
    uint8_t times[ICMP_TIMESTAMPS];
    if (packet->payload_length < ICMP_HEADER + ICMP_TIMESTAMPS)
        return discard(ip, packet, RULE_IP_BAD_HEADER, 0);
    if (is_to_be_ignored(ip, packet))
        return discard(ip, packet, RULE_ICMP_ECHO_TO_ALL, packet->header.destination);
    uint32_t now = ip_time_of_day(ip);
    note(ip, RECORD_FINDING, packet->node, packet->frame, RULE_ICMP_TIMESTAMP_ANSWERED, now);
    struct icmp reply = {.type = ICMP_TIMESTAMP_REPLY,
                         .identifier = request->identifier,
                         .sequence = request->sequence};
    struct writer w = writer_over(times, sizeof times);
    write_octets(&w, packet->payload + ICMP_HEADER, 4); /* originate, as it came */
    write_u32(&w, now);
    write_u32(&w, now);
    send_reply(ip, packet, &reply, times, sizeof times);
    return ICMP_CONSUMED;
}

/* RFC 1122 section 3.2.2.2: a host believes a redirect only from the router that it uses for
 * this destination, and only when it names another one on the same network. */
static bool is_to_be_followed(const struct ip *ip, const struct ip_packet *packet,
                              const struct icmp_message *m, uint32_t row, ipv4_address gateway)
{
    if (packet->interface == NONE || row == NONE || ip->nodes[packet->node].forwards != 0)
        return false;
    const struct interface *i = &ip->link->interfaces[packet->interface];
    const struct route *route = ip_route(ip, row);
    return route->kind == ROUTE_VIA && route->gateway == m->from &&
           route->interface == packet->interface && gateway != m->from &&
           ipv4_in_prefix(gateway, i->address, i->prefix_length) &&
           !ip_is_mine(ip, packet->node, gateway) && !ip_is_group(ip, packet->node, gateway) &&
           ip_is_mine(ip, packet->node, m->about.source);
}

static enum icmp_up take_redirect(struct ip *ip, const struct ip_packet *packet,
                                  const struct icmp_message *m)
{
    ipv4_address gateway = (ipv4_address)m->header.identifier << 16 | m->header.sequence;
    uint32_t row = ip_route_find(ip, packet->node, m->about.destination);
    if (!is_to_be_followed(ip, packet, m, row, gateway))
        return discard(ip, packet, RULE_ICMP_REDIRECT_IGNORED, gateway);
    ip_note_finding(ip, packet->node, packet->frame, RULE_ICMP_REDIRECT_FOLLOWED,
                    m->about.destination, gateway);
    if (row >= ip->routes->count && ip_route(ip, row)->prefix_length == 32)
        ip_route_remove(ip, packet->node, row);
    struct route better = {.prefix = m->about.destination,
                           .prefix_length = 32,
                           .gateway = gateway,
                           .node = packet->node,
                           .interface = packet->interface,
                           .kind = ROUTE_VIA};
    if (!ip_route_add(ip, better)) /* there is one for it alone, or no room */
        return ICMP_DROPPED;
    return ICMP_CONSUMED;
}

/* The packet that an error is about: its header and what follows. */
static bool read_quote(const struct ip_packet *packet, struct icmp_message *m)
{
    struct reader r = reader_over(packet->payload, packet->payload_length);
    (void)read_octets(&r, ICMP_HEADER);
    ipv4_read(&r, &m->about);
    m->quote_length = (uint16_t)reader_left(&r);
    m->quote = read_octets(&r, m->quote_length);
    return r.ok && m->quote_length >= ICMP_QUOTE;
}

enum icmp_up icmp_receive(struct ip *ip, const struct ip_packet *packet, struct icmp_message *m)
{
    struct reader r = reader_over(packet->payload, packet->payload_length);
    memset(m, 0, sizeof *m);
    icmp_read(&r, &m->header);
    if (!r.ok)
        return discard(ip, packet, RULE_IP_BAD_HEADER, 0);
    if (checksum(packet->payload, packet->payload_length) != 0)
        return discard(ip, packet, RULE_ICMP_CHECKSUM_WRONG, 0);
    m->from = packet->header.source;
    m->to = packet->header.destination;
    m->ttl = packet->header.ttl;
    m->data = packet->payload + ICMP_HEADER;
    m->data_length = (uint16_t)(packet->payload_length - ICMP_HEADER);
    if (m->header.type == ICMP_ECHO)
        return answer_echo(ip, packet, &m->header);
    if (m->header.type == ICMP_TIMESTAMP)
        return answer_timestamp(ip, packet, &m->header);
    if (m->header.type == ICMP_ECHO_REPLY) {
        note(ip, RECORD_FINDING, packet->node, packet->frame, RULE_ICMP_ECHO_REPLY_RECEIVED, 0);
        return ICMP_UP_ECHO_REPLY;
    }
    if (!icmp_is_error(m->header.type))
        return discard(ip, packet, RULE_ICMP_UNKNOWN_TYPE, m->header.type);
    if (!read_quote(packet, m))
        return discard(ip, packet, RULE_IP_BAD_HEADER, 0);
    if (m->header.type == ICMP_REDIRECT)
        return take_redirect(ip, packet, m);
    note(ip, RECORD_FINDING, packet->node, packet->frame, RULE_ICMP_ERROR_RECEIVED, m->from);
    return ICMP_UP_ERROR;
}
