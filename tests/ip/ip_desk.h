/* tests/ip/ip_desk.h: the desk of tests/link with IP on it: a host or a router with two or
 * three networks, 10.0.0.0/24, 10.0.1.0/24, ...; peers send packets of any kind, and what comes
 * out is taken apart. */
#ifndef NETSTAGE_TESTS_IP_DESK_H
#define NETSTAGE_TESTS_IP_DESK_H

#include "ip/ip.h"
#include "link/desk.h"

struct ip_desk {
    struct desk desk; /* must be first */
    struct ip ip;
    struct routes routes;
    enum ip_up result; /* of the last ip_receive() */
    enum icmp_up icmp; /* of the last icmp_receive(), ICMP_DROPPED at first */
    struct icmp_message message;
    uint32_t delivered; /* packets that went up */
    struct ipv4 header; /* of the last one */
    uint8_t payload[IPV4_MAXIMUM];
    uint16_t payload_length;
};

static struct ip_desk table; /* one at a time: pools are bound to its address */
static struct desk *const desk = &table.desk;

static void ip_desk_add_pools(struct desk *d)
{
    (void)d;
    ip_add_pools(&table.ip, &desk->link, &table.routes);
}

static void climb(enum ip_up up, const struct ip_packet *packet)
{
    table.result = up;
    if (up == IP_FORWARDED || up == IP_DROPPED || up == IP_WAITS)
        return;
    table.delivered++;
    table.header = packet->header;
    table.payload_length = packet->payload_length;
    memcpy(table.payload, packet->payload, packet->payload_length);
    if (up == IP_UP_ICMP)
        table.icmp = icmp_receive(&table.ip, packet, &table.message);
    frame_release(&desk->sim.frames, packet->frame);
}

static void ip_desk_up(struct desk *d, uint32_t interface, frame_id frame)
{
    struct ip_packet packet;
    (void)d;
    climb(ip_receive(&table.ip, interface, frame, &packet), &packet);
}

static bool ip_desk_event(struct desk *d, struct queue_entry entry)
{
    struct ip_packet packet;
    (void)d;
    if (queue_kind(entry) == EVENT_REASSEMBLY) {
        uint32_t row = queue_entity(entry);
        struct timer *timer = ip_reassembly_timer(&table.ip, row);
        if (timer->deadline == entry.time) {
            timer_fired(&desk->sim, timer);
            ip_reassembly_timeout(&table.ip, row);
        }
        return true;
    }
    if (queue_kind(entry) != EVENT_LOOPBACK || !ip_loopback_is_due(&table.ip, entry))
        return false;
    climb(ip_receive_looped(&table.ip, &packet), &packet);
    return true;
}

static inline void add_route(uint32_t interface, ipv4_address prefix, uint8_t length,
                             enum route_kind kind, ipv4_address gateway)
{
    assert_true(routes_add(&table.routes, (struct route){.prefix = prefix,
                                                         .gateway = gateway,
                                                         .interface = interface,
                                                         .prefix_length = length,
                                                         .kind = (uint8_t)kind}));
}

/* Besides its own networks the device has 10.9.0.0/16 behind peer 0 and 10.8.0.0/16 behind
 * peer 1. */
static inline void ip_desk_open(enum node_kind kind, uint32_t n)
{
    memset(&table, 0, sizeof table);
    table.icmp = ICMP_DROPPED;
    assert_true(routes_init(&table.routes, 1 + n));
    add_route(0, UINT32_C(127) << 24, 8, ROUTE_LOCAL, 0);
    add_route(0, IPV4_BROADCAST, 32, ROUTE_BROADCAST, 0);
    for (uint32_t i = 0; i < n; i++) {
        add_route(i, desk_address(i, 1), 32, ROUTE_LOCAL, 0);
        add_route(i, desk_address(i, 0), 24, ROUTE_CONNECTED, 0);
        add_route(i, desk_address(i, 255), 32, ROUTE_BROADCAST, 0);
    }
    add_route(0, UINT32_C(0x0a090000), 16, ROUTE_VIA, desk_address(0, 2));
    if (n > 1)
        add_route(1, UINT32_C(0x0a080000), 16, ROUTE_VIA, desk_address(1, 2));
    add_route(0, UINT32_C(0x0a070000), 16, ROUTE_UNREACHABLE, 0);
    assert_true(routes_finish(&table.routes));
    desk->add_pools = ip_desk_add_pools;
    desk->up = ip_desk_up;
    desk->other_event = ip_desk_event;
    desk_open(desk, kind, n);
    ip_start(&table.ip);
    for (uint32_t i = 0; i < n; i++)
        peer_introduces_itself(desk, i);
}

static inline void ip_desk_close(void)
{
    routes_release(&table.routes);
    assert_int_equal(arena_marks(&desk->sim.arena, table.ip.looped_pool)->live, 0);
    assert_int_equal(arena_marks(&desk->sim.arena, table.ip.datagram_pool)->live, 0);
    assert_int_equal(arena_marks(&desk->sim.arena, desk->sim.frames.whole_pool)->live, 0);
    assert_int_equal(table.ip.nodes[0].held, 0);
    desk_close(desk);
}

/* A packet that a test makes and spoils as it likes. */
struct packet {
    uint8_t octets[FRAME_LONG_OCTETS];
    uint32_t length;
};

static inline struct packet packet_of(uint32_t peer, ipv4_address source,
                                      ipv4_address destination, uint8_t protocol, uint8_t ttl,
                                      uint16_t payload)
{
    struct packet p = {.length = (uint32_t)IP_PAYLOAD + payload};
    struct writer w = writer_over(p.octets, sizeof p.octets);
    ethernet_write(&w, &(struct ethernet){device_mac(peer), peer_mac(peer), ETHERTYPE_IPV4});
    ipv4_write(&w, &(struct ipv4){.version = 4,
                                  .ttl = ttl,
                                  .total_length = (uint16_t)(IPV4_HEADER + payload),
                                  .identification = 0x1234,
                                  .protocol = protocol,
                                  .source = source,
                                  .destination = destination});
    for (uint32_t i = 0; i < payload; i++)
        p.octets[IP_PAYLOAD + i] = (uint8_t)(i * 7 + 1);
    return p;
}

/* The header has been changed: its checksum is made right again. */
static inline void resum(struct packet *p)
{
    uint8_t *h = p->octets + ETHERNET_HEADER;
    h[IPV4_CHECKSUM_OFFSET] = h[IPV4_CHECKSUM_OFFSET + 1] = 0;
    uint16_t sum = checksum(h, (h[0] & 15) * 4U);
    h[IPV4_CHECKSUM_OFFSET] = (uint8_t)(sum >> 8);
    h[IPV4_CHECKSUM_OFFSET + 1] = (uint8_t)sum;
}

static inline void resum_icmp(struct packet *p)
{
    uint8_t *m = p->octets + IP_PAYLOAD;
    m[2] = m[3] = 0;
    uint16_t sum = checksum(m, p->length - IP_PAYLOAD);
    m[2] = (uint8_t)(sum >> 8);
    m[3] = (uint8_t)sum;
}

static inline void send_packet(uint32_t peer, const struct packet *p)
{
    peer_sends(desk, peer, p->octets, p->length);
}

static inline struct ipv4 caught_ip(uint32_t i)
{
    struct ipv4 h;
    assert_int_equal(caught_ethernet(desk, i).type, ETHERTYPE_IPV4);
    struct reader r = reader_over(desk->caught[i].octets, desk->caught[i].length);
    (void)read_octets(&r, ETHERNET_HEADER);
    ipv4_read(&r, &h);
    assert_true(r.ok);
    assert_int_equal(checksum(desk->caught[i].octets + ETHERNET_HEADER, h.header_length), 0);
    return h;
}

static inline struct icmp caught_icmp(uint32_t i)
{
    struct icmp m;
    struct ipv4 h = caught_ip(i);
    assert_int_equal(h.protocol, IPV4_ICMP);
    const uint8_t *start = desk->caught[i].octets + IP_PAYLOAD;
    assert_int_equal(checksum(start, h.total_length - IPV4_HEADER), 0);
    struct reader r = reader_over(start, h.total_length - IPV4_HEADER);
    icmp_read(&r, &m);
    return m;
}

#endif
