/* ip/ip.c: the Internet Protocol: sending, receiving, forwarding. See ip.h. */
#include "ip/ip_parts.h"
#include "ip/path.h"
#include "ip/route_change.h"

#include <assert.h>
#include <string.h>

enum { FRAGMENT_SLACK = 64, FRAGMENTS_MOST = 1 << 20 };
enum { CHANGES_SLACK = 64 }; /* a message of a routing daemon has 25 routes */
enum { LOOPED_SLACK = 256, LOOPED_MAXIMUM = 1 << 16, CLASS_D_AND_UP = 0xe };

void ip_add_pools(struct ip *ip, struct link *link, const struct routes *routes)
{
    struct arena *arena = &link->sim->arena;
    uint32_t nodes = link->nodes->count;
    ip->sim = link->sim;
    ip->link = link;
    ip->routes = routes;
    ip->node_pool =
        arena_add(arena, "IP", sizeof(struct ip_node), nodes, 0, nodes, (void **)&ip->nodes);
    ip->looped_pool =
        arena_add(arena, "packets to oneself", sizeof(struct looped), LOOPED_SLACK,
                  LOOPED_SLACK, LOOPED_MAXIMUM, (void **)&ip->looped);
    ip->change_pool = arena_add(arena, "changed routes", sizeof(struct route_change), 8,
                                CHANGES_SLACK, LOOPED_MAXIMUM, (void **)&ip->changes);
    ip->datagram_pool = arena_add(arena, "datagrams in fragments", sizeof(struct reassembly), 0,
                                  FRAGMENT_SLACK, FRAGMENTS_MOST, (void **)&ip->datagrams);
    ip->piece_pool = arena_add(arena, "fragments waiting", sizeof(struct fragment), 0,
                               FRAGMENT_SLACK, FRAGMENTS_MOST, (void **)&ip->pieces);
    path_add_pools(ip, arena, nodes);
    ip->loopback_pool =
        arena_add(arena, "loopback", sizeof(struct loopback), 1, 0, 1, (void **)&ip->loopback);
}

void ip_start(struct ip *ip)
{
    const struct nodes *nodes = ip->link->nodes;
    uint32_t row = arena_take_table(&ip->sim->arena, ip->node_pool, nodes->count);
    uint32_t fifo = arena_take_table(&ip->sim->arena, ip->loopback_pool, 1);
    assert(row == 0 && fifo == 0);
    (void)row;
    (void)fifo;
    path_start(ip);
    *ip->loopback = (struct loopback){.first = NONE, .last = NONE};
    for (uint32_t i = 0; i < nodes->count; i++)
        ip->nodes[i] = (struct ip_node){.errors_left = ICMP_ERRORS_AT_ONCE,
                                        .default_ttl = IPV4_DEFAULT_TTL,
                                        .hides_errors = nodes->row[i].hides_errors ? 1 : 0,
                                        .silent_to_all = 1,
                                        .forwards = nodes->row[i].kind == NODE_ROUTER ? 1 : 0};
}

/* --- records
 * ---------------------------------------------------------------------------------------- */

void ip_note_drop(struct ip *ip, uint32_t node, frame_id id, enum rule rule, uint64_t a,
                  uint64_t b)
{
    (void)sim_note_frame(ip->sim,
                         (struct record){.kind = RECORD_DROPPED,
                                         .layer = LAYER_IP,
                                         .rule = (uint16_t)rule,
                                         .node = node,
                                         .a = a,
                                         .b = b},
                         id);
}

void ip_note_finding(struct ip *ip, uint32_t node, frame_id id, enum rule rule, uint64_t a,
                     uint64_t b)
{
    const struct frame *frame = frame_at(&ip->sim->frames, id);
    (void)sim_note(ip->sim, (struct record){.kind = RECORD_FINDING,
                                            .layer = LAYER_IP,
                                            .rule = (uint16_t)rule,
                                            .node = node,
                                            .packet = frame->packet,
                                            .hop = frame->hop,
                                            .a = a,
                                            .b = b});
}

static void note_route(struct ip *ip, uint32_t node, uint32_t row, frame_id id,
                       ipv4_address destination)
{
    const struct route *route = ip_route(ip, row);
    const struct frame *frame = frame_at(&ip->sim->frames, id);
    enum rule rule = route->kind == ROUTE_VIA ? RULE_IP_ROUTE_VIA : RULE_IP_ROUTE_CONNECTED;
    (void)sim_note(ip->sim, (struct record){.kind = RECORD_FINDING,
                                            .layer = LAYER_IP,
                                            .rule = (uint16_t)rule,
                                            .node = node,
                                            .table = TABLE_ROUTE,
                                            .place = row,
                                            .packet = frame->packet,
                                            .hop = frame->hop,
                                            .a = destination,
                                            .b = route->gateway});
}

static void note_down(struct ip *ip, uint32_t node, frame_id id, enum layer layer,
                      uint16_t offset)
{
    uint16_t length = (uint16_t)(frame_at(&ip->sim->frames, id)->length - offset);
    (void)sim_note_frame(ip->sim,
                         (struct record){.kind = RECORD_DOWN,
                                         .layer = (uint8_t)layer,
                                         .node = node,
                                         .offset = offset,
                                         .length = length},
                         id);
}

/* --- sending
 * ---------------------------------------------------------------------------------------- */

frame_id ip_new_packet(struct ip *ip, uint32_t payload)
{
    uint32_t length = IP_PAYLOAD + payload;
    return sim_new_packet(ip->sim, length < ETHERNET_MINIMUM ? ETHERNET_MINIMUM : length);
}

static ipv4_address source_for(const struct ip *ip, const struct route *route,
                               ipv4_address destination)
{
    if (route->kind == ROUTE_LOCAL)
        return destination;
    return ip->link->interfaces[route->interface].address;
}

enum ip_status ip_choose_source(const struct ip *ip, uint32_t node, ipv4_address destination,
                                ipv4_address *source, uint16_t *mtu)
{
    uint32_t row = ip_route_find(ip, node, destination);
    if (row == NONE || ip_route(ip, row)->kind == ROUTE_UNREACHABLE)
        return IP_UNROUTABLE;
    const struct route *route = ip_route(ip, row);
    if (route->kind != ROUTE_LOCAL &&
        ip->link->interfaces[route->interface].address_state != ADDRESS_IN_USE)
        return IP_UNROUTABLE; /* RFC 5227: there is no address to send from */
    *source = source_for(ip, route, destination);
    *mtu =
        route->kind == ROUTE_LOCAL ? ETHERNET_MTU : ip->link->interfaces[route->interface].mtu;
    return IP_SENT;
}

/* The next hop may be dead, or another machine may have its address by now. A host with one
 * gateway has no other to choose (RFC 1122 section 3.3.1.4), but it can ask again who that is. */
void ip_advise(struct ip *ip, uint32_t node, ipv4_address destination)
{
    uint32_t row = ip_route_find(ip, node, destination);
    if (row == NONE)
        return;
    const struct route *route = ip_route(ip, row);
    if (route->kind == ROUTE_VIA || route->kind == ROUTE_CONNECTED)
        arp_doubt(ip->link, route->interface,
                  route->kind == ROUTE_VIA ? route->gateway : destination);
}

static void loop_back(struct ip *ip, uint32_t node, frame_id id)
{
    uint32_t row = arena_take(&ip->sim->arena, ip->looped_pool);
    if (row == NONE) {
        frame_release(&ip->sim->frames, id);
        return;
    }
    ip->looped[row] = (struct looped){.arrives = ip->sim->clock->now + IP_LOOPBACK_DELAY,
                                      .cause = sim_cause(ip->sim),
                                      .frame = id,
                                      .node = node,
                                      .next = NONE};
    if (ip->loopback->last == NONE)
        ip->loopback->first = row;
    else
        ip->looped[ip->loopback->last].next = row;
    ip->loopback->last = row;
    (void)queue_push(&ip->sim->queue, ip->looped[row].arrives, EVENT_LOOPBACK, 0);
}

/* Sends a finished packet by its route. */
enum ip_status ip_send_by_route(struct ip *ip, uint32_t node, uint32_t row,
                                ipv4_address destination, frame_id id)
{
    const struct route *route = ip_route(ip, row);
    if (route->kind == ROUTE_LOCAL) {
        loop_back(ip, node, id);
        return IP_SENT;
    }
    note_route(ip, node, row, id, destination);
    note_down(ip, node, id, LAYER_LINK, ETHERNET_HEADER);
    ipv4_address next_hop = route->kind == ROUTE_VIA ? route->gateway : destination;
    return link_send(ip->link, route->interface, next_hop, id) == LINK_FAILED ? IP_LINK_FAILED
                                                                              : IP_SENT;
}

static enum ip_status refuse(struct ip *ip, uint32_t node, frame_id id, enum rule rule,
                             uint64_t a, uint64_t b, enum ip_status status)
{
    ip_note_drop(ip, node, id, rule, a, b);
    frame_release(&ip->sim->frames, id);
    return status;
}

static void write_header(struct ip *ip, uint32_t node, const struct ip_request *request,
                         ipv4_address source, uint16_t payload, bool whole, frame_id id)
{
    uint8_t *header = frame_octets(&ip->sim->frames, id) + ETHERNET_HEADER;
    struct writer w = writer_over(header, IPV4_HEADER);
    struct ip_node *n = &ip->nodes[node];
    uint32_t options = request->options != NULL ? request->options_length : 0;
    n->identification++;
    ipv4_write(&w, &(struct ipv4){.version = 4,
                                  .tos = request->tos,
                                  .ttl = request->ttl != 0 ? request->ttl : n->default_ttl,
                                  .total_length = (uint16_t)(IPV4_HEADER + options + payload),
                                  .identification = n->identification,
                                  .dont_fragment = whole,
                                  .protocol = request->protocol,
                                  .source = source,
                                  .destination = request->destination});
    if (options == 0)
        return;
    memmove(header + IPV4_HEADER + options, header + IPV4_HEADER, payload);
    memcpy(header + IPV4_HEADER, request->options, options);
    header[0] = (uint8_t)(4 << 4 | (IPV4_HEADER + options) / 4);
    ip_sum_header(header);
}

/* RFC 1122 section 3.2.1.3: what must not appear outside a host. */
static bool is_for_inside(const struct ip_request *request, const struct route *route)
{
    bool leaves = route->kind != ROUTE_LOCAL && request->destination != IPV4_BROADCAST;
    return (leaves && ip_cannot_be_destination(request->destination)) ||
           (route->kind != ROUTE_LOCAL && ip_cannot_be_source(request->source));
}

/* RFC 1191 section 6.1: the Internet layer knows how much a path takes. */
static uint16_t mtu_for(struct ip *ip, uint32_t node, const struct route *route,
                        const struct ip_request *request, bool *may_cut)
{
    *may_cut = false;
    if (ip->path_lists[node].first != 0 && request->cutting != IP_CUT_UNASKED)
        return ip_path_mtu_now(ip, node, request->destination, may_cut);
    return route->kind == ROUTE_LOCAL ? ETHERNET_MTU
                                      : ip->link->interfaces[route->interface].mtu;
}

static bool sets_df(const struct ip_request *request, bool fits, bool may_cut)
{
    switch ((enum ip_cutting)request->cutting) {
    case IP_CUT_ANYWHERE:
        return false;
    case IP_CUT_HERE:
        return fits && !may_cut;
    case IP_CUT_NOWHERE:
    case IP_CUT_UNASKED:
        return true;
    }
    return false;
}

/* RFC 1112 section 6.1: to a group, out of an interface that the sender has chosen. */
static enum ip_status send_to_group(struct ip *ip, uint32_t node,
                                    const struct ip_request *request, uint16_t payload,
                                    frame_id id)
{
    const struct interface *i = &ip->link->interfaces[request->interface];
    if (IPV4_HEADER + payload > i->mtu)
        return refuse(ip, node, id, RULE_IP_TOO_BIG, IPV4_HEADER + payload, i->mtu, IP_TOO_BIG);
    write_header(ip, node, request, request->source != 0 ? request->source : i->address,
                 payload, false, id);
    ip_note_finding(ip, node, id, RULE_IP_TO_GROUP, request->destination, request->ttl);
    note_down(ip, node, id, LAYER_LINK, ETHERNET_HEADER);
    return link_send(ip->link, request->interface, request->destination, id) == LINK_FAILED
               ? IP_LINK_FAILED
               : IP_SENT;
}

enum ip_status ip_send(struct ip *ip, uint32_t node, const struct ip_request *request,
                       uint16_t payload, frame_id id)
{
    note_down(ip, node, id, LAYER_IP, IP_PAYLOAD);
    if (request->to_group)
        return send_to_group(ip, node, request, payload, id);
    uint32_t row = ip_route_find(ip, node, request->destination);
    if (row == NONE || ip_route(ip, row)->kind == ROUTE_UNREACHABLE ||
        request->destination == 0)
        return refuse(ip, node, id, RULE_IP_NO_ROUTE, request->destination, 0, IP_UNROUTABLE);
    const struct route *route = ip_route(ip, row);
    if (is_for_inside(request, route))
        return refuse(ip, node, id, RULE_IP_STAYS_INSIDE, request->destination, request->source,
                      IP_UNROUTABLE);
    bool may_cut;
    uint16_t mtu = mtu_for(ip, node, route, request, &may_cut);
    uint32_t options = request->options != NULL ? request->options_length : 0;
    bool fits = IPV4_HEADER + options + payload <= mtu;
    bool whole = sets_df(request, fits, may_cut);
    if (!fits && (whole || mtu < IPV4_MINIMUM_MTU))
        return refuse(ip, node, id, RULE_IP_TOO_BIG_HERE, IPV4_HEADER + payload, mtu,
                      IP_TOO_BIG);
    ipv4_address source =
        request->source != 0 ? request->source : source_for(ip, route, request->destination);
    write_header(ip, node, request, source, payload, whole, id);
    if (!fits)
        return ip_send_fragments(ip, node, row, mtu, id);
    return ip_send_by_route(ip, node, row, request->destination, id);
}

/* --- receiving
 * -------------------------------------------------------------------------------------- */

enum rule ip_read_packet(struct ip *ip, frame_id id, struct ip_packet *packet, bool own)
{
    const struct frame *frame = frame_at(&ip->sim->frames, id);
    const uint8_t *octets = frame_octets(&ip->sim->frames, id);
    struct reader r = reader_over(octets, frame->length);
    (void)read_octets(&r, ETHERNET_HEADER);
    struct ipv4 *h = &packet->header;
    ipv4_read(&r, h);
    if (!r.ok || h->version != 4 || h->total_length < h->header_length ||
        (uint32_t)ETHERNET_HEADER + h->total_length > frame->length)
        return RULE_IP_BAD_HEADER;
    if (checksum(octets + ETHERNET_HEADER, h->header_length) != 0)
        return RULE_IP_CHECKSUM_WRONG;
    if (!own && ip_cannot_be_source(h->source))
        return RULE_IP_BAD_SOURCE;
    packet->frame = id;
    packet->payload_offset = (uint16_t)(ETHERNET_HEADER + h->header_length);
    packet->payload = octets + packet->payload_offset;
    packet->payload_length = (uint16_t)(h->total_length - h->header_length);
    return RULE_NONE;
}

static enum ip_up drop(struct ip *ip, uint32_t node, frame_id id, enum rule rule, uint64_t a,
                       uint64_t b)
{
    ip_note_drop(ip, node, id, rule, a, b);
    frame_release(&ip->sim->frames, id);
    return IP_DROPPED;
}

/* Was the frame sent to everybody on the link? */
static bool came_to_all(const struct ip *ip, const struct ip_packet *packet)
{
    return (frame_octets(&ip->sim->frames, packet->frame)[0] & 1) != 0;
}

/* Drops a packet and tells its sender why. */
static enum ip_up drop_and_tell(struct ip *ip, const struct ip_packet *packet, enum rule rule,
                                uint64_t a, uint64_t b, struct icmp error)
{
    ip_note_drop(ip, packet->node, packet->frame, rule, a, b);
    const uint8_t *start = packet->payload - packet->header.header_length;
    if (packet->interface != NONE && came_to_all(ip, packet)) /* RFC 1122 section 3.2.2 */
        ip_note_finding(ip, packet->node, packet->frame, RULE_ICMP_NO_ERROR_ABOUT_GROUP, 0, 0);
    else
        icmp_tell(ip, packet->node, &error, start, packet->header.total_length);
    frame_release(&ip->sim->frames, packet->frame);
    return IP_DROPPED;
}

/* The packet is for this node. */
static enum ip_up deliver(struct ip *ip, struct ip_packet *packet)
{
    const struct ipv4 *h = &packet->header;
    enum rule problem = ip_judge_source(ip, packet);
    if (problem != RULE_NONE)
        return drop(ip, packet->node, packet->frame, problem, h->source, 0);
    if ((h->more_fragments || h->fragment_offset > 0) && !ip_reassemble(ip, packet))
        return IP_WAITS;
    ip_note_finding(ip, packet->node, packet->frame, RULE_IP_DELIVERS, h->destination, 0);
    switch ((enum ipv4_protocol)h->protocol) {
    case IPV4_ICMP:
        return IP_UP_ICMP;
    case IPV4_UDP:
        return IP_UP_UDP;
    case IPV4_TCP:
        return IP_UP_TCP;
    }
    return drop_and_tell(
        ip, packet, RULE_IP_PROTOCOL_UNKNOWN, h->protocol, 0,
        (struct icmp){.type = ICMP_UNREACHABLE, .code = ICMP_PROTOCOL_UNREACHABLE});
}

/* RFC 1812 section 5.3.1: TTL, with the checksum updated by the difference (RFC 1624). */
static void decrement_ttl(uint8_t *header)
{
    uint16_t before = (uint16_t)(header[IPV4_TTL_OFFSET] << 8 | header[IPV4_TTL_OFFSET + 1]);
    uint16_t sum =
        (uint16_t)(header[IPV4_CHECKSUM_OFFSET] << 8 | header[IPV4_CHECKSUM_OFFSET + 1]);
    header[IPV4_TTL_OFFSET]--;
    sum = checksum_update(sum, before, (uint16_t)(before - 0x100));
    header[IPV4_CHECKSUM_OFFSET] = (uint8_t)(sum >> 8);
    header[IPV4_CHECKSUM_OFFSET + 1] = (uint8_t)sum;
}

/* RFC 1812 section 5.2.7.2: the sender could have gone to the next hop itself, for it is on the
 * same network; it is told so, and this packet goes on all the same. */
static void redirect(struct ip *ip, const struct ip_packet *packet, const struct route *route)
{
    const struct interface *i = &ip->link->interfaces[route->interface];
    ipv4_address next_hop =
        route->kind == ROUTE_VIA ? route->gateway : packet->header.destination;
    if (!ipv4_in_prefix(packet->header.source, i->address, i->prefix_length) ||
        !ipv4_in_prefix(next_hop, i->address, i->prefix_length) ||
        packet->header.source == next_hop)
        return;
    record_id cause = sim_cause(ip->sim);
    ip_note_finding(ip, packet->node, packet->frame, RULE_ICMP_REDIRECTS, packet->header.source,
                    next_hop);
    struct icmp error = {.type = ICMP_REDIRECT,
                         .code = ICMP_REDIRECT_HOST,
                         .identifier = (uint16_t)(next_hop >> 16),
                         .sequence = (uint16_t)next_hop};
    icmp_tell(ip, packet->node, &error, packet->payload - packet->header.header_length,
              packet->header.total_length);
    sim_follow(ip->sim, cause);
}

/* RFC 1812 section 5.2.1: the packet is for somebody else, and this is a router. */
static enum ip_up forward(struct ip *ip, struct ip_packet *packet, uint32_t row)
{
    const struct ipv4 *h = &packet->header;
    enum rule problem = ip_judge_transit(ip, packet);
    if (problem != RULE_NONE)
        return drop(ip, packet->node, packet->frame, problem, h->source, 0);
    if (h->ttl <= 1)
        return drop_and_tell(
            ip, packet, RULE_IP_TTL_EXCEEDED, h->ttl, 0,
            (struct icmp){.type = ICMP_TIME_EXCEEDED, .code = ICMP_TTL_EXCEEDED});
    if (row == NONE || ip_route(ip, row)->kind == ROUTE_UNREACHABLE)
        return drop_and_tell(
            ip, packet, RULE_IP_NO_ROUTE, h->destination, 0,
            (struct icmp){.type = ICMP_UNREACHABLE, .code = ICMP_NET_UNREACHABLE});
    uint16_t mtu = ip->link->interfaces[ip_route(ip, row)->interface].mtu;
    if (h->total_length > mtu && (h->dont_fragment || mtu < IPV4_MINIMUM_MTU))
        return drop_and_tell(ip, packet, RULE_IP_TOO_BIG, h->total_length, mtu,
                             (struct icmp){.type = ICMP_UNREACHABLE,
                                           .code = ICMP_FRAGMENTATION_NEEDED,
                                           .sequence = mtu});
    if (ip_route(ip, row)->interface == packet->interface)
        redirect(ip, packet, ip_route(ip, row));
    frame_id id = packet->frame;
    struct frames *frames = &ip->sim->frames;
    if (frame_at(frames, id)->references > 1) {
        id = frame_copy(frames, packet->frame);
        frame_release(frames, packet->frame);
        if (id == NONE)
            return IP_DROPPED;
    }
    uint8_t *header = frame_octets(frames, id) + ETHERNET_HEADER;
    decrement_ttl(header);
    if (h->header_length > IPV4_HEADER) {
        ip_record_options(ip, packet->node,
                          ip->link->interfaces[ip_route(ip, row)->interface].address,
                          header + IPV4_HEADER, h->header_length - IPV4_HEADER);
        ip_sum_header(header);
    }
    if (h->total_length > mtu)
        (void)ip_send_fragments(ip, packet->node, row, mtu, id);
    else
        (void)ip_send_by_route(ip, packet->node, row, h->destination, id);
    return IP_FORWARDED;
}

/* A packet that is not for this host: RFC 1812 sections 4.2.3.1, 5.3.4 and 5.3.5 say what a
 * router does not send on. */
static enum ip_up pass_on(struct ip *ip, struct ip_packet *packet, uint32_t row, bool to_all)
{
    const struct ip_node *n = &ip->nodes[packet->node];
    ipv4_address destination = packet->header.destination;
    const struct route *r = row != NONE ? ip_route(ip, row) : NULL;
    if (n->forwards == 0)
        return drop(ip, packet->node, packet->frame, RULE_IP_NOT_MINE, destination, 0);
    bool broadcast = r != NULL && r->kind == ROUTE_BROADCAST;
    if ((broadcast && n->directed_broadcasts == 0) || to_all ||
        destination >> 28 >= CLASS_D_AND_UP)
        return drop(ip, packet->node, packet->frame, RULE_IP_BROADCAST_NOT_FORWARDED,
                    destination, 0);
    if (r != NULL && r->kind == ROUTE_CONNECTED && r->prefix == destination &&
        r->prefix_length < 31)
        return drop(ip, packet->node, packet->frame, RULE_IP_TO_NETWORK, destination, 0);
    return forward(ip, packet, row);
}

/* RFC 1122 section 3.2.1.3, RFC 1812 section 5.2.3: for this node, or not? */
static enum ip_up route_packet(struct ip *ip, struct ip_packet *packet)
{
    ipv4_address destination = packet->header.destination;
    bool to_all = came_to_all(ip, packet);
    if (destination == IPV4_BROADCAST ||
        (ipv4_is_group(destination) &&
         link_is_member(ip->link, packet->interface, destination)) ||
        (to_all && ip_is_old_broadcast(ip, packet)))
        return deliver(ip, packet);
    if (ip_cannot_be_destination(destination))
        return drop(ip, packet->node, packet->frame, RULE_IP_BAD_DESTINATION, destination, 0);
    uint32_t row = ip_route_find(ip, packet->node, destination);
    enum route_kind kind =
        row == NONE ? ROUTE_UNREACHABLE : (enum route_kind)ip_route(ip, row)->kind;
    if (kind == ROUTE_BROADCAST && ip_route(ip, row)->interface == packet->interface)
        return deliver(ip, packet);
    if (kind == ROUTE_LOCAL && to_all)
        return drop(ip, packet->node, packet->frame, RULE_IP_SENT_TO_ALL, destination, 0);
    return kind == ROUTE_LOCAL ? deliver(ip, packet) : pass_on(ip, packet, row, to_all);
}

static enum ip_up route_with_options(struct ip *ip, struct ip_packet *packet)
{
    const uint8_t *header = packet->payload - packet->header.header_length;
    uint8_t wrong = 0;
    enum rule problem = ip_judge_options(header, packet->header.header_length, &wrong);
    if (problem == RULE_IP_OPTION_BAD)
        return drop_and_tell(ip, packet, problem, packet->header.source, wrong,
                             (struct icmp){.type = ICMP_PARAMETER_PROBLEM,
                                           .identifier = (uint16_t)(wrong << 8)});
    if (problem == RULE_IP_SOURCE_ROUTE)
        return drop_and_tell(
            ip, packet, problem, packet->header.source, 0,
            (struct icmp){.type = ICMP_UNREACHABLE, .code = ICMP_SOURCE_ROUTE_FAILED});
    return route_packet(ip, packet);
}

enum ip_up ip_receive(struct ip *ip, uint32_t interface, frame_id frame,
                      struct ip_packet *packet)
{
    packet->node = ip->link->interfaces[interface].node;
    packet->interface = interface;
    enum rule problem = ip_read_packet(ip, frame, packet, false);
    if (problem != RULE_NONE)
        return drop(ip, packet->node, frame, problem,
                    problem == RULE_IP_BAD_SOURCE ? packet->header.source : 0, 0);
    if (ip->nodes[packet->node].reverse_path != REVERSE_PATH_FREE &&
        !ip_path_is_good(ip, packet))
        return drop(ip, packet->node, frame, RULE_IP_REVERSE_PATH, packet->header.source, 0);
    return packet->header.header_length > IPV4_HEADER ? route_with_options(ip, packet)
                                                      : route_packet(ip, packet);
}

bool ip_loopback_is_due(const struct ip *ip, struct queue_entry entry)
{
    uint32_t first = ip->loopback->first;
    return first != NONE && ip->looped[first].arrives == entry.time;
}

enum ip_up ip_receive_looped(struct ip *ip, struct ip_packet *packet)
{
    uint32_t row = ip->loopback->first;
    struct looped looped = ip->looped[row];
    ip->loopback->first = looped.next;
    if (looped.next == NONE)
        ip->loopback->last = NONE;
    arena_give(&ip->sim->arena, ip->looped_pool, row);
    sim_follow(ip->sim, looped.cause);
    packet->node = looped.node;
    packet->interface = NONE;
    enum rule problem = ip_read_packet(ip, looped.frame, packet, true);
    if (problem != RULE_NONE)
        return drop(ip, looped.node, looped.frame, problem, 0, 0);
    return deliver(ip, packet);
}

bool ip_is_mine(const struct ip *ip, uint32_t node, ipv4_address address)
{
    uint32_t row = ip_route_find(ip, node, address);
    return row != NONE && ip_route(ip, row)->kind == ROUTE_LOCAL;
}
