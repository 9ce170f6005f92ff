/* tests/world/rip_worlds.h: a line of three routers with routing daemons, an observer that
 * keeps the messages that they send, and messages that nobody sent. */
#ifndef NETSTAGE_TESTS_RIP_WORLDS_H
#define NETSTAGE_TESTS_RIP_WORLDS_H

#include "small_worlds.h"

#include "app/tables.h"
#include "base/checksum.h"
#include "ip/route_change.h"
#include "wire/rip.h"

/* r0 - r1 - r2, with a host at each; that of r2 listens. Network 10.0.1.0/24 is between r0 and
 * r1, 10.0.2.0/24 between r1 and r2; the hosts are on 10.1.0.0/24, 10.1.1.0/24 and 10.1.2.0/24.
 */
enum { R0, R1, R2, H0, H1, H2 };
enum { R0_LAN, R0_RIGHT, R1_LEFT, R1_RIGHT, R1_LAN, R2_LEFT, R2_LAN, H0_ETH, H1_ETH, H2_ETH };
enum { CABLE_01, CABLE_12, CABLE_H0, CABLE_H1, CABLE_H2 };

enum { MESSAGES_KEPT = 8192 };

struct message {
    sim_time time;
    uint32_t node; /* that sent it */
    uint32_t interface;
    ipv4_address to;
    uint16_t to_port;
    uint8_t ttl;
    uint8_t flood; /* to a group's Ethernet address */
    struct rip_header header;
    uint32_t count;
    struct rip_entry entry[RIP_ENTRIES];
};

static struct message messages[MESSAGES_KEPT];
static uint32_t message_count;

/* Keeps what is a RIP message, as it leaves its sender. */
static void keep_message(const struct sim *sim, const struct record *r, const struct world *w)
{
    const struct frame *frame = frame_at(&sim->frames, sim->subject);
    struct reader reader = reader_over(frame_octets(&sim->frames, sim->subject), frame->length);
    struct ethernet eth;
    struct ipv4 ip;
    struct udp udp;
    ethernet_read(&reader, &eth);
    if (eth.type != ETHERTYPE_IPV4)
        return;
    ipv4_read(&reader, &ip);
    udp_read(&reader, &udp);
    if (!reader.ok || ip.protocol != IPV4_UDP ||
        (udp.source_port != RIP_PORT && udp.destination_port != RIP_PORT))
        return;
    assert_true(message_count < MESSAGES_KEPT);
    struct message *m = &messages[message_count++];
    *m = (struct message){.time = r->time,
                          .node = r->node,
                          .interface = w->phy.directions[r->place].from,
                          .to = ip.destination,
                          .to_port = udp.destination_port,
                          .ttl = ip.ttl,
                          .flood = eth.destination == mac_of_group(RIP_GROUP) ? 1 : 0};
    rip_read_header(&reader, &m->header);
    m->count = (uint32_t)(udp.length - UDP_HEADER - RIP_HEADER) / RIP_ENTRY;
    for (uint32_t i = 0; i < m->count; i++)
        rip_read_entry(&reader, &m->entry[i]);
    assert_true(reader.ok);
}

/* A trace that keeps messages, too; one at a time. */
static struct trace kept;
static const struct world *kept_of;

/* What commands have printed. */
static char said[16384];
static size_t said_length;

static void kept_record(struct observer *self, const struct sim *sim, const struct record *r,
                        const char *text, size_t length)
{
    trace_record(self, sim, r, text, length);
    if (r->kind == RECORD_SENT)
        keep_message(sim, r, kept_of);
    if (r->kind == RECORD_SAY && said_length + length + 2 < sizeof said) {
        memcpy(said + said_length, text, length);
        said_length += length;
        said[said_length++] = '\n';
        said[said_length] = '\0';
    }
}

/* What time it is for whoever looks on: the world's own clock stands at its last event. */
static sim_time moment;

static inline void listen_to(struct world *w)
{
    kept = trace_new();
    kept.observer.record = kept_record;
    kept_of = w;
    message_count = 0;
    moment = 0;
    w->sim.observer = &kept.observer;
}

static inline struct rip_plan usual_plan(void)
{
    return (struct rip_plan){.update = 30 * SIM_SECOND,
                             .timeout = 180 * SIM_SECOND,
                             .garbage = 120 * SIM_SECOND,
                             .horizon = RIP_SPLIT_HORIZON,
                             .triggered = true};
}

/* The plans outlive the worlds of a test. */
static struct rip_plan daemon_plan[3], listener_plan;
static struct app_node_plan node_plan[3], listener_node;

static inline void line_of_routers(struct world_def *def, struct rip_plan plan)
{
    static const char *const names[] = {"r0", "r1", "r2", "h0", "h1", "h2"};
    world_def_init(def);
    def->seed = 5;
    def->until = 3600 * SIM_SECOND;
    for (uint32_t r = R0; r <= R2; r++) {
        daemon_plan[r] = plan;
        node_plan[r] = (struct app_node_plan){.name = names[r], .rip = &daemon_plan[r]};
        assert_int_equal(world_def_node(def, names[r], NODE_ROUTER), r);
        def->nodes[r].plan = &node_plan[r];
        if (r > R0)
            (void)world_def_interface(def, r, "left", ip4(10, 0, r, r + 1), 24);
        if (r == R0)
            (void)world_def_interface(def, r, "lan", ip4(10, 1, r, 1), 24);
        if (r < R2)
            (void)world_def_interface(def, r, "right", ip4(10, 0, r + 1, r + 1), 24);
        if (r > R0)
            (void)world_def_interface(def, r, "lan", ip4(10, 1, r, 1), 24);
    }
    for (uint32_t h = 0; h < 3; h++) {
        assert_int_equal(world_def_node(def, names[H0 + h], NODE_HOST), H0 + h);
        assert_int_equal(world_def_interface(def, H0 + h, "eth0", ip4(10, 1, h, 10), 24),
                         H0_ETH + h);
    }
    listener_plan = plan;
    listener_plan.silent = true;
    listener_node = (struct app_node_plan){.name = "h2", .rip = &listener_plan};
    def->nodes[H2].plan = &listener_node;
    (void)world_def_cable(def, R0_RIGHT, R1_LEFT);
    (void)world_def_cable(def, R1_RIGHT, R2_LEFT);
    (void)world_def_cable(def, R0_LAN, H0_ETH);
    (void)world_def_cable(def, R1_LAN, H1_ETH);
    (void)world_def_cable(def, R2_LAN, H2_ETH);
}

static inline void pass(struct world *w, sim_time duration)
{
    moment += duration;
    assert_int_equal(world_run(w, moment), WORLD_STEPPED);
}

static inline void type_in(struct world *w, uint32_t node, const char *line)
{
    struct input input = {.kind = INPUT_COMMAND,
                          .time = moment,
                          .node = node,
                          .text = line,
                          .length = strlen(line)};
    assert_true(world_apply(w, &input));
}

static inline void cut(struct world *w, uint32_t cable, bool cut)
{
    for (uint32_t way = 0; way < 2; way++) {
        struct input input = {
            .kind = cut ? INPUT_CUT : INPUT_MEND, .time = moment, .direction = cable * 2 + way};
        assert_true(world_apply(w, &input));
    }
}

/* A datagram that a stranger put on the wire, seen at an interface. */
static inline void hear_datagram(struct world *w, uint32_t interface, ipv4_address from,
                                 uint16_t port, const uint8_t *octets, uint16_t length)
{
    uint8_t frame[ETHERNET_HEADER + ETHERNET_MTU] = {0};
    struct writer wr = writer_over(frame, sizeof frame);
    uint16_t total = (uint16_t)(UDP_HEADER + length);
    ethernet_write(&wr, &(struct ethernet){.destination = mac_of_group(RIP_GROUP),
                                           .source = UINT64_C(0x020000abcdef),
                                           .type = ETHERTYPE_IPV4});
    ipv4_write(&wr, &(struct ipv4){.version = 4,
                                   .ttl = 1,
                                   .total_length = (uint16_t)(IPV4_HEADER + total),
                                   .protocol = IPV4_UDP,
                                   .source = from,
                                   .destination = RIP_GROUP});
    udp_write(
        &wr, &(struct udp){.source_port = port, .destination_port = RIP_PORT, .length = total});
    write_octets(&wr, octets, length);
    struct input input = {.kind = INPUT_FRAME,
                          .time = moment,
                          .row = interface,
                          .text = (const char *)frame,
                          .length = wr.at};
    assert_true(wr.ok);
    assert_true(world_apply(w, &input));
}

static inline void hear_message(struct world *w, uint32_t interface, ipv4_address from,
                                struct rip_header header, const struct rip_entry *entry,
                                uint32_t count)
{
    uint8_t octets[RIP_HEADER + 60 * RIP_ENTRY];
    struct writer wr = writer_over(octets, sizeof octets);
    rip_write_header(&wr, &header);
    for (uint32_t i = 0; i < count; i++)
        rip_write_entry(&wr, &entry[i]);
    assert_true(wr.ok);
    hear_datagram(w, interface, from, RIP_PORT, octets, (uint16_t)wr.at);
}

static inline struct rip_entry entry_of(ipv4_address network, uint8_t length, uint32_t metric)
{
    return (struct rip_entry){.family = RIP_FAMILY_IP,
                              .address = network,
                              .mask = ipv4_mask(length),
                              .metric = metric};
}

/* One route, told by somebody. */
static inline void hear_route(struct world *w, uint32_t interface, ipv4_address from,
                              ipv4_address network, uint32_t metric)
{
    struct rip_entry e = entry_of(network, 24, metric);
    hear_message(w, interface, from, (struct rip_header){.command = RIP_RESPONSE, .version = 2},
                 &e, 1);
}

/* The metric of the route that a daemon taught IP, or 0: there is none. */
static inline uint32_t metric_of(const struct world *w, uint32_t node, ipv4_address network,
                                 ipv4_address *gateway)
{
    uint32_t row = ip_route_learnt(&w->ip, node, network, 24, ROUTE_FROM_RIP);
    if (row == NONE)
        return 0;
    if (gateway != NULL)
        *gateway = ip_route(&w->ip, row)->gateway;
    return ip_route(&w->ip, row)->metric;
}

/* What the daemon itself knows; NULL: nothing. */
static inline const struct rip_route *known(const struct world *w, uint32_t node,
                                            ipv4_address network)
{
    for (uint32_t i = w->app->rip[node].routes; i != 0; i = w->app->rip_routes[i - 1].next)
        if (w->app->rip_routes[i - 1].prefix == network)
            return &w->app->rip_routes[i - 1];
    return NULL;
}

#endif
