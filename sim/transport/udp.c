/* transport/udp.c: see udp.h. */
#include "transport/udp_socket.h"

#include "field/field.h"

enum { UDP_DATA_MAXIMUM = IP_PAYLOAD_MAXIMUM - UDP_HEADER }; /* 65507 */

static const struct endpoint anywhere;

static uint32_t *bucket_of(struct transport *t, uint32_t node, uint16_t port)
{
    return socket_bucket(t, SOCKETS_UDP, node, port, anywhere);
}

/* The row of the socket on this port, or NONE. */
static uint32_t find_port(struct transport *t, uint32_t node, uint16_t port)
{
    uint32_t row = *bucket_of(t, node, port);
    while (row != 0 && (t->udp[row - 1].node != node || t->udp[row - 1].port != port))
        row = t->udp[row - 1].next;
    return row == 0 ? NONE : row - 1;
}

static struct udp_socket *socket_at(const struct transport *t, struct socket_id id)
{
    if (id.serial == 0 || id.row >= arena_marks(&t->sim->arena, t->udp_pool)->high)
        return NULL;
    struct udp_socket *s = &t->udp[id.row];
    return s->serial == id.serial ? s : NULL;
}

uint32_t udp_socket_next(const struct transport *t, uint32_t row)
{
    uint32_t high = arena_marks(&t->sim->arena, t->udp_pool)->high;
    while (row < high && t->udp[row].serial == 0)
        row++;
    return row < high ? row : NONE;
}

/* 0: every ephemeral port is in use. */
static uint16_t choose_port(struct transport *t, uint32_t node)
{
    struct transport_node *n = &t->nodes[node];
    for (int i = 0; i < PORTS_COUNT; i++) {
        uint16_t port = n->next_udp_port;
        n->next_udp_port = port_after(port);
        if (find_port(t, node, port) == NONE)
            return port;
    }
    return 0;
}

enum udp_status udp_open(struct transport *t, uint32_t node, uint16_t port, uint32_t owner,
                         struct socket_id *id)
{
    if (port == 0)
        port = choose_port(t, node);
    if (port == 0 || find_port(t, node, port) != NONE)
        return UDP_PORT_IN_USE;
    uint32_t row = arena_take(&t->sim->arena, t->udp_pool);
    if (row == NONE)
        return UDP_NO_SLOT;
    uint32_t *bucket = bucket_of(t, node, port);
    t->udp[row] = (struct udp_socket){.next = *bucket,
                                      .serial = socket_serial(t),
                                      .node = node,
                                      .owner = owner,
                                      .port = port,
                                      .cutting = transport_cutting(t, node)};
    *bucket = row + 1;
    *id = (struct socket_id){row, t->udp[row].serial};
    sim_row(t->sim, node, TABLE_UDP, row, ROW_ADDED, port);
    return UDP_OK;
}

void udp_close(struct transport *t, struct socket_id id)
{
    struct udp_socket *s = socket_at(t, id);
    if (s == NULL)
        return;
    uint32_t *link = bucket_of(t, s->node, s->port);
    while (*link != id.row + 1)
        link = &t->udp[*link - 1].next;
    *link = s->next;
    sim_row(t->sim, s->node, TABLE_UDP, id.row, ROW_REMOVED, s->port);
    arena_give(&t->sim->arena, t->udp_pool, id.row);
}

void udp_set_cutting(struct transport *t, struct socket_id id, enum ip_cutting cutting)
{
    struct udp_socket *s = socket_at(t, id);
    if (s != NULL)
        s->cutting = (uint8_t)cutting;
}

uint16_t udp_port(const struct transport *t, struct socket_id id)
{
    const struct udp_socket *s = socket_at(t, id);
    return s == NULL ? 0 : s->port;
}

/* The checksum over pseudo-header and datagram; one that comes out as 0 is sent as all ones,
 * since 0 means that there is none (RFC 768, Fields). */
static uint16_t udp_checksum(ipv4_address source, ipv4_address destination,
                             const uint8_t *octets, uint16_t length)
{
    uint64_t sum = ipv4_pseudo_header_sum(source, destination, IPV4_UDP, length);
    uint16_t result = checksum_finish(checksum_add(sum, octets, length));
    return result == 0 ? UINT16_MAX : result;
}

/* A frame with the datagram in it, whose header is complete; NONE: no room. */
static frame_id make_datagram(struct transport *t, const struct udp_socket *s,
                              struct endpoint to, ipv4_address source, const uint8_t *octets,
                              uint16_t length)
{
    uint16_t total = (uint16_t)(UDP_HEADER + length);
    frame_id frame = ip_new_packet(t->ip, total);
    if (frame == NONE)
        return NONE;
    uint8_t *start = frame_octets(&t->sim->frames, frame) + IP_PAYLOAD;
    struct writer w = writer_over(start, total);
    struct udp h = {.source_port = s->port, .destination_port = to.port, .length = total};
    udp_write(&w, &h);
    write_octets(&w, octets, length);
    h.checksum = udp_checksum(source, to.address, start, total);
    start[UDP_CHECKSUM_OFFSET] = (uint8_t)(h.checksum >> 8);
    start[UDP_CHECKSUM_OFFSET + 1] = (uint8_t)h.checksum;
    return frame;
}

static enum udp_status send_datagram(struct transport *t, struct udp_socket *s,
                                     struct endpoint to, const struct ip_request *request,
                                     const uint8_t *octets, uint16_t length)
{
    frame_id frame = make_datagram(t, s, to, request->source, octets, length);
    if (frame == NONE)
        return UDP_NO_SLOT;
    s->sent++;
    enum ip_status sent =
        ip_send(t->ip, s->node, request, (uint16_t)(UDP_HEADER + length), frame);
    if (sent == IP_TOO_BIG)
        return UDP_TOO_BIG;
    return sent == IP_SENT ? UDP_OK : UDP_UNREACHABLE;
}

/* `from` 0: the address that the way out has. */
static enum udp_status send_one(struct transport *t, struct socket_id id, struct endpoint to,
                                ipv4_address from, uint8_t ttl, const uint8_t *octets,
                                uint16_t length)
{
    struct udp_socket *s = socket_at(t, id);
    if (s == NULL)
        return UDP_UNREACHABLE;
    ipv4_address source;
    uint16_t mtu;
    if (length > UDP_DATA_MAXIMUM)
        return UDP_TOO_BIG;
    if (ip_choose_source(t->ip, s->node, to.address, &source, &mtu) != IP_SENT)
        return UDP_UNREACHABLE;
    struct ip_request request = {.source = from != 0 ? from : source,
                                 .destination = to.address,
                                 .protocol = IPV4_UDP,
                                 .ttl = ttl,
                                 .cutting = s->cutting};
    return send_datagram(t, s, to, &request, octets, length);
}

enum udp_status udp_send(struct transport *t, struct socket_id id, struct endpoint to,
                         uint8_t ttl, const uint8_t *octets, uint16_t length)
{
    return send_one(t, id, to, 0, ttl, octets, length);
}

enum udp_status udp_answer(struct transport *t, struct socket_id id, struct endpoint to,
                           ipv4_address asked, const uint8_t *octets, uint16_t length)
{
    const struct udp_socket *s = socket_at(t, id);
    bool one = s != NULL && asked != 0 && !ip_is_group(t->ip, s->node, asked) &&
               ip_is_mine(t->ip, s->node, asked);
    return send_one(t, id, to, one ? asked : 0, 0, octets, length);
}

enum udp_status udp_send_group(struct transport *t, struct socket_id id, uint32_t interface,
                               struct endpoint to, uint8_t ttl, const uint8_t *octets,
                               uint16_t length)
{
    struct udp_socket *s = socket_at(t, id);
    if (s == NULL)
        return UDP_UNREACHABLE;
    if (length > UDP_DATA_MAXIMUM)
        return UDP_TOO_BIG;
    struct ip_request request = {.source = t->ip->link->interfaces[interface].address,
                                 .destination = to.address,
                                 .protocol = IPV4_UDP,
                                 .ttl = ttl,
                                 .to_group = true,
                                 .interface = interface};
    return send_datagram(t, s, to, &request, octets, length);
}

static struct record about(const struct transport *t, const struct ip_packet *packet,
                           enum record_kind kind, enum rule rule)
{
    const struct frame *frame = frame_at(&t->sim->frames, packet->frame);
    return (struct record){.kind = (uint8_t)kind,
                           .rule = (uint16_t)rule,
                           .layer = LAYER_TRANSPORT,
                           .node = packet->node,
                           .packet = frame->packet,
                           .hop = frame->hop,
                           .place = NONE,
                           .offset = packet->payload_offset,
                           .length = packet->payload_length};
}

/* Reads and judges the header; on failure the drop is recorded. */
static bool read_header(struct transport *t, const struct ip_packet *packet, struct udp *h)
{
    struct reader r = reader_over(packet->payload, packet->payload_length);
    udp_read(&r, h);
    if (!r.ok || h->length < UDP_HEADER || h->length > packet->payload_length) {
        struct record record = about(t, packet, RECORD_DROPPED, RULE_UDP_BAD_LENGTH);
        record.field = FIELD_UDP_LENGTH;
        (void)sim_aside(t->sim, record);
        return false;
    }
    uint64_t sum = ipv4_pseudo_header_sum(packet->header.source, packet->header.destination,
                                          IPV4_UDP, h->length);
    if (h->checksum != 0 &&
        checksum_finish(checksum_add(sum, packet->payload, h->length)) != 0) {
        struct record record = about(t, packet, RECORD_DROPPED, RULE_UDP_CHECKSUM_WRONG);
        record.field = FIELD_UDP_CHECKSUM;
        (void)sim_aside(t->sim, record);
        return false;
    }
    return true;
}

/* Nobody has opened the port: the sender is told (RFC 1122 section 4.1.3.1). */
static void refuse(struct transport *t, const struct ip_packet *packet, uint16_t port)
{
    struct record record = about(t, packet, RECORD_DROPPED, RULE_UDP_PORT_UNREACHABLE);
    record.field = FIELD_UDP_DSTPORT;
    record.a = port;
    (void)sim_note(t->sim, record);
    const uint8_t *start = packet->payload - packet->header.header_length;
    icmp_send_error(t->ip, packet->node, ICMP_UNREACHABLE, ICMP_PORT_UNREACHABLE, 0, start,
                    (size_t)packet->header.header_length + packet->payload_length);
}

struct socket_up udp_receive(struct transport *t, const struct ip_packet *packet,
                             struct udp_datagram *datagram)
{
    struct socket_up up = {.socket = {0, 0}};
    struct udp h;
    if (!read_header(t, packet, &h))
        return up;
    uint32_t row = find_port(t, packet->node, h.destination_port);
    if (row == NONE) {
        refuse(t, packet, h.destination_port);
        return up;
    }
    t->udp[row].received++;
    sim_touch(t->sim, TABLE_UDP, row);
    struct record record = about(t, packet, RECORD_FINDING, RULE_UDP_DELIVERED);
    record.field = FIELD_UDP_DSTPORT;
    record.table = TABLE_UDP;
    record.place = row;
    record.a = h.destination_port;
    (void)sim_aside(t->sim, record);
    *datagram = (struct udp_datagram){
        .from = {.address = packet->header.source, .port = h.source_port},
        .to = {.address = packet->header.destination, .port = h.destination_port},
        .octets = packet->payload + UDP_HEADER,
        .length = (uint16_t)(h.length - UDP_HEADER),
        .interface = packet->interface};
    up.socket = (struct socket_id){row, t->udp[row].serial};
    up.owner = t->udp[row].owner;
    up.events = SOCKET_READABLE;
    return up;
}

struct socket_up udp_icmp_error(struct transport *t, uint32_t node,
                                const struct icmp_message *message)
{
    struct socket_up up = {.socket = {0, 0}};
    struct reader r = reader_over(message->quote, message->quote_length);
    struct udp h;
    udp_read(&r, &h);
    uint32_t row = r.ok ? find_port(t, node, h.source_port) : NONE;
    if (row == NONE || message->header.type == ICMP_SOURCE_QUENCH ||
        !ip_is_mine(t->ip, node, message->about.source))
        return up;
    transport_learn_path(t, node, message);
    up.socket = (struct socket_id){row, t->udp[row].serial};
    up.owner = t->udp[row].owner;
    up.events = SOCKET_UNREACHABLE;
    up.icmp_type = message->header.type;
    up.icmp_code = message->header.code;
    up.icmp_from = message->from;
    up.about =
        (struct endpoint){.address = message->about.destination, .port = h.destination_port};
    return up;
}
