/* tests/transport/stage.h: two hosts on one cable, driven through phy, link and ip without
 * host/ and world/. Node 0 is always the one that is tested. Node 1 is either a host like it
 * (both run TCP), or a peer played by the test: what arrives there is caught, and segments
 * are injected by hand at node 0. */
#ifndef NETSTAGE_TESTS_TRANSPORT_STAGE_H
#define NETSTAGE_TESTS_TRANSPORT_STAGE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/hash.h"
#include "transport/tcp_conn.h"
#include "transport/udp.h"

#define LOCAL_ADDRESS UINT32_C(0x0a000001)
#define PEER_ADDRESS UINT32_C(0x0a000002)
#define OTHER_ADDRESS UINT32_C(0x0a000065) /* of node 0 too */

enum {
    CAUGHT_MAXIMUM = 4096,
    STAGE_MARKS = 20,
    TEXT_CAUGHT = 64,
    LOCAL_PORT = 50000,
    PEER_PORT = 80
};

/* A segment that node 0 has sent to a peer played by the test. */
struct caught {
    struct tcp h;
    struct tcp_options options;
    uint32_t length; /* of text */
    uint8_t text[TEXT_CAUGHT];
    uint8_t frame_flags;
    uint8_t tos;
    ipv4_address from;
    sim_time at;
};

struct stage {
    struct sim sim;
    struct phy phy;
    struct link link;
    struct ip ip;
    struct routes routes;
    struct nodes nodes;
    struct node node[2];
    struct transport t;
    struct fault_table faults;
    struct observer observer;
    uint32_t fired[RULES]; /* how often each rule was named by a record */
    bool peer_is_host;
    uint32_t told[2]; /* socket events of each node, since last asked */
    struct socket_up last[2];
    struct socket_id accepted; /* on node 1 or node 0 */
    struct caught caught[CAUGHT_MAXIMUM];
    uint32_t caught_count;
    uint32_t seen;  /* of these, looked at */
    seq32 peer_seq; /* what the played peer sends next */
    seq32 peer_ack; /* and expects next */
    uint16_t peer_window;
    uint8_t peer_tos;
    uint16_t peer_urgent;            /* its urgent pointer */
    struct socket_id conn;           /* of node 0 */
    uint32_t drop, duplicate, delay; /* per thousand, of frames that arrive */
    uint64_t seed;
    uint64_t ordinal;
    uint32_t frames_sent[2];
    uint32_t live[ARENA_POOLS_MAX];
    void (*on_up)(struct stage *s, uint32_t node, const struct socket_up *up);
    void *user;
};

static void stage_record(struct observer *self, const struct sim *sim,
                         const struct record *record, const char *text, size_t length)
{
    struct stage *s = (struct stage *)(void *)((char *)self - offsetof(struct stage, observer));
    (void)sim;
    (void)text;
    (void)length;
    s->fired[record->rule]++;
}

static inline void stage_route(struct stage *s, uint32_t node, ipv4_address prefix,
                               uint8_t length, enum route_kind kind)
{
    assert_true(routes_add(&s->routes, (struct route){.prefix = prefix,
                                                      .node = node,
                                                      .interface = node,
                                                      .prefix_length = length,
                                                      .kind = (uint8_t)kind}));
}

static inline void stage_hosts(struct stage *s)
{
    assert_true(routes_init(&s->routes, 2));
    for (uint32_t n = 0; n < 2; n++) {
        s->node[n] = (struct node){.kind = NODE_HOST, .first_interface = n, .interfaces = 1};
        snprintf(s->node[n].name, sizeof s->node[n].name, "host%u", n);
        stage_route(s, n, LOCAL_ADDRESS + n, 32, ROUTE_LOCAL);
        stage_route(s, n, UINT32_C(0x0a000000), 24, ROUTE_CONNECTED);
        stage_route(s, n, UINT32_C(0x0a0000ff), 32, ROUTE_BROADCAST);
    }
    stage_route(s, 0, OTHER_ADDRESS, 32, ROUTE_LOCAL);
    assert_true(routes_finish(&s->routes));
    s->nodes = (struct nodes){.row = s->node, .count = 2};
}

static inline void stage_event(struct stage *s, sim_time time)
{
    struct clock *clock = s->sim.clock;
    assert_true(arena_ready(&s->sim.arena));
    clock = s->sim.clock;
    clock->now = time;
    clock->event++;
    clock->ordinal = 0;
    clock->cause = 0;
    s->sim.touched_count = 0;
}

static inline void stage_remember_live(struct stage *s)
{
    for (pool_id i = 0; i < s->sim.arena.count; i++)
        s->live[i] = s->sim.arena.marks[i].live;
}

static inline uint32_t stage_live(const struct stage *s, pool_id pool)
{
    return s->sim.arena.marks[pool].live;
}

/* rate and delay of the cable, both ways */
static inline struct stage *stage_new(const struct tcp_profile *profile, uint64_t rate,
                                      sim_time delay)
{
    struct stage *s = calloc(1, sizeof *s);
    stage_hosts(s);
    sim_add_pools(&s->sim, 256, 1);
    phy_add_pools(&s->phy, &s->sim, 1, 0);
    link_add_pools(&s->link, &s->phy, &s->nodes, 2);
    ip_add_pools(&s->ip, &s->link, &s->routes);
    transport_add_pools(&s->t, &s->ip, 2, 16);
    s->phy.faults = &s->faults;
    s->seed = 1;
    s->peer_window = 65535;
    assert_true(arena_build(&s->sim.arena));
    sim_start(&s->sim, s->seed);
    link_start(&s->link);
    for (uint32_t n = 0; n < 2; n++) {
        link_set_interface(&s->link, n, n, UINT64_C(0x020000000001) + n);
        link_set_address(&s->link, n, LOCAL_ADDRESS + n, 24);
        link_set_mtu(&s->link, n, 1500);
        link_set_up(&s->link, n, true);
    }
    struct cable_def cable = {.end = {0, 1},
                              .rate_bps = {rate, rate},
                              .delay = {delay, delay},
                              .queue_limit = {100000, 100000},
                              .mark_limit = {STAGE_MARKS, STAGE_MARKS}};
    uint32_t row = phy_add_cable(&s->phy, &cable);
    link_set_cable(&s->link, 0, row * 2);
    link_set_cable(&s->link, 1, row * 2 + 1);
    ip_start(&s->ip);
    transport_start(&s->t, profile);
    s->observer.record = stage_record;
    s->sim.observer = &s->observer;
    stage_event(s, 0);
    return s;
}

/* What all stages of this program have shown. */
static uint32_t stage_shown[RULES];

static inline void stage_free(struct stage *s)
{
    for (int i = 0; i < RULES; i++)
        stage_shown[i] += s->fired[i];
    routes_release(&s->routes);
    arena_release(&s->sim.arena);
    free(s);
}

/* --- events --- */

static inline void stage_tell(struct stage *s, uint32_t node, const struct socket_up *up)
{
    if (up->events == 0)
        return;
    s->told[node] |= up->events;
    s->last[node] = *up;
    if ((up->events & SOCKET_ACCEPTED) != 0)
        s->accepted = up->socket;
    if (s->on_up != NULL)
        s->on_up(s, node, up);
    tcp_settle(&s->t, up->socket);
}

static inline void stage_catch(struct stage *s, const struct ip_packet *packet)
{
    assert_true(s->caught_count < CAUGHT_MAXIMUM);
    struct caught *c = &s->caught[s->caught_count++];
    struct reader r = reader_over(packet->payload, packet->payload_length);
    tcp_read(&r, &c->h, &c->options);
    assert_true(r.ok);
    uint64_t sum = ipv4_pseudo_header_sum(packet->header.source, packet->header.destination,
                                          IPV4_TCP, packet->payload_length);
    assert_int_equal(
        checksum_finish(checksum_add(sum, packet->payload, packet->payload_length)), 0);
    c->length = (uint32_t)(packet->payload_length - c->h.header_length);
    memcpy(c->text, packet->payload + c->h.header_length,
           c->length < TEXT_CAUGHT ? c->length : TEXT_CAUGHT);
    c->frame_flags = frame_at(&s->sim.frames, packet->frame)->flags;
    c->at = sim_now(&s->sim);
    c->tos = packet->header.tos;
    c->from = packet->header.source;
}

static inline void stage_climb(struct stage *s, uint32_t interface, frame_id frame)
{
    struct ip_packet packet;
    if (link_receive(&s->link, interface, frame) != LINK_UP_IPV4)
        return;
    enum ip_up up = ip_receive(&s->ip, interface, frame, &packet);
    if (up == IP_FORWARDED || up == IP_DROPPED || up == IP_WAITS)
        return;
    if (up == IP_UP_TCP && (interface == 0 || s->peer_is_host)) {
        struct socket_up what = tcp_segment_arrives(&s->t, &packet);
        stage_tell(s, interface, &what);
    } else if (up == IP_UP_TCP) {
        stage_catch(s, &packet);
    } else if (up == IP_UP_ICMP) {
        struct icmp_message message;
        if (icmp_receive(&s->ip, &packet, &message) == ICMP_UP_ERROR) {
            struct socket_up what = message.about.protocol == IPV4_TCP
                                        ? tcp_icmp_error(&s->t, interface, &message)
                                        : udp_icmp_error(&s->t, interface, &message);
            stage_tell(s, interface, &what);
        }
    } else {
        struct udp_datagram datagram;
        struct socket_up what = udp_receive(&s->t, &packet, &datagram);
        s->user = what.events != 0 ? (void *)(uintptr_t)datagram.length : s->user;
        stage_tell(s, interface, &what);
    }
    frame_release(&s->sim.frames, packet.frame);
}

static inline uint32_t stage_draw(struct stage *s)
{
    return draw_below(draw(s->seed, 7, DRAW_TEST, s->ordinal++), 1000);
}

/* The random faults of the stage, before a frame arrives. True: it is not to arrive now. */
static inline bool stage_impair(struct stage *s, struct queue_entry entry)
{
    struct direction *d = &s->phy.directions[queue_entity(entry)];
    uint32_t flight = d->first;
    if (queue_kind(entry) != EVENT_CABLE)
        return false;
    if (stage_draw(s) < s->drop)
        flight_drop(&s->phy, flight);
    if (stage_draw(s) < s->duplicate)
        (void)flight_duplicate(&s->phy, flight, s->link.interfaces[d->from].node);
    if (stage_draw(s) < s->delay)
        return flight_delay(&s->phy, flight, (sim_time)(stage_draw(s) + 1) * 20000);
    return false;
}

static inline void stage_arrive(struct stage *s, struct queue_entry entry)
{
    if ((s->drop | s->duplicate | s->delay) != 0 && stage_impair(s, entry))
        return;
    queue_pop(&s->sim.queue);
    stage_event(s, entry.time);
    uint32_t direction = queue_kind(entry) == EVENT_STRAY
                             ? s->phy.flights[queue_entity(entry)].direction
                             : queue_entity(entry);
    uint32_t interface = s->phy.directions[direction].to;
    s->frames_sent[1 - interface]++;
    struct arrival arrival = cable_arrive(&s->phy, entry, interface);
    if (arrival.frame != NONE)
        stage_climb(s, interface, arrival.frame);
}

static inline void stage_timer(struct stage *s, struct queue_entry entry)
{
    if (queue_kind(entry) == EVENT_ARP) {
        struct timer *retry = &s->link.arp[queue_entity(entry)].retry;
        if (timer_judge(&s->sim, retry, entry) != TIMER_FIRES)
            return;
        queue_pop(&s->sim.queue);
        stage_event(s, entry.time);
        timer_fired(&s->sim, retry);
        struct arp_failure failed;
        if (arp_timeout(&s->link, queue_entity(entry), &failed))
            for (frame_id id; (id = arp_next_failed(&s->link, &failed)) != NONE;)
                frame_release(&s->sim.frames, id);
        return;
    }
    struct timer *timer = tcp_timer(&s->t, queue_kind(entry), queue_entity(entry));
    if (timer == NULL) {
        queue_pop(&s->sim.queue);
        return;
    }
    if (timer_judge(&s->sim, timer, entry) != TIMER_FIRES)
        return;
    queue_pop(&s->sim.queue);
    stage_event(s, entry.time);
    uint32_t node = tcp_row_node(&s->t, queue_entity(entry));
    timer_fired(&s->sim, tcp_timer(&s->t, queue_kind(entry), queue_entity(entry)));
    struct socket_up up = tcp_timer_fires(&s->t, queue_kind(entry), queue_entity(entry));
    stage_tell(s, node, &up);
}

/* One event, when there is one up to `until`. */
static inline bool stage_step(struct stage *s, sim_time until)
{
    struct queue_entry entry;
    if (!queue_first(&s->sim.queue, &entry) || entry.time > until)
        return false;
    if (queue_kind(entry) == EVENT_CABLE || queue_kind(entry) == EVENT_STRAY) {
        if (cable_is_due(&s->phy, entry))
            stage_arrive(s, entry);
        else
            queue_pop(&s->sim.queue);
    } else {
        stage_timer(s, entry);
    }
    assert_null(s->sim.arena.exhausted);
    return true;
}

static inline void stage_run(struct stage *s, sim_time until)
{
    while (stage_step(s, until))
        ;
    if (sim_now(&s->sim) < until)
        stage_event(s, until);
}

/* Lets what has been sent arrive; the stage of a played peer has a cable without delay. */
static inline void stage_flush(struct stage *s)
{
    stage_run(s, sim_now(&s->sim) + SIM_MICROSECOND);
}

static inline void stage_after(struct stage *s, sim_time time)
{
    stage_run(s, sim_now(&s->sim) + time);
}

static inline uint32_t stage_told(struct stage *s, uint32_t node)
{
    uint32_t told = s->told[node];
    s->told[node] = 0;
    return told;
}

/* --- a peer played by the test --- */

static inline struct stage *stage_with_peer(const struct tcp_profile *profile)
{
    return stage_new(profile, UINT64_C(1000000000000), 0);
}

/* A segment of the peer, as it is; its numbers do not move. */
static inline void inject(struct stage *s, uint8_t flags, seq32 at, seq32 ack, uint32_t length,
                          const struct tcp_options *options)
{
    static const struct tcp_options none;
    uint8_t octets[1500];
    const struct tcp_conn *c = tcp_conn_at(&s->t, s->conn);
    struct tcp h = {.source_port = c != NULL ? c->remote_port : PEER_PORT,
                    .destination_port = c != NULL ? c->local_port : LOCAL_PORT,
                    .seq = at,
                    .ack = ack,
                    .flags = flags,
                    .window = s->peer_window,
                    .urgent = s->peer_urgent};
    stage_event(s, sim_now(&s->sim));
    struct writer w = writer_over(octets, sizeof octets);
    tcp_write(&w, &h, options != NULL ? options : &none);
    for (uint32_t i = 0; i < length; i++)
        write_u8(&w, (uint8_t)(at.raw + i));
    uint32_t total = (uint32_t)w.at;
    frame_id frame = ip_new_packet(&s->ip, total);
    uint8_t *start = frame_octets(&s->sim.frames, frame) + IP_PAYLOAD;
    memcpy(start, octets, total);
    uint64_t sum =
        ipv4_pseudo_header_sum(PEER_ADDRESS, LOCAL_ADDRESS, IPV4_TCP, (uint16_t)total);
    uint16_t checksum = checksum_finish(checksum_add(sum, start, total));
    start[TCP_CHECKSUM_OFFSET] = (uint8_t)(checksum >> 8);
    start[TCP_CHECKSUM_OFFSET + 1] = (uint8_t)checksum;
    struct ip_packet packet = {.header = {.source = PEER_ADDRESS,
                                          .destination = LOCAL_ADDRESS,
                                          .header_length = IPV4_HEADER,
                                          .tos = s->peer_tos,
                                          .protocol = IPV4_TCP},
                               .frame = frame,
                               .node = 0,
                               .payload = start,
                               .payload_length = (uint16_t)total,
                               .payload_offset = IP_PAYLOAD};
    struct socket_up up = tcp_segment_arrives(&s->t, &packet);
    stage_tell(s, 0, &up);
    frame_release(&s->sim.frames, frame);
    stage_flush(s);
}

/* The peer sends what its numbers say, and they move. */
static inline void peer_sends(struct stage *s, uint8_t flags, uint32_t length)
{
    seq32 at = s->peer_seq;
    s->peer_seq = seq_add(at, length + ((flags & TCP_SYN) != 0) + ((flags & TCP_FIN) != 0));
    inject(s, flags, at, s->peer_ack, length, NULL);
}

/* The next segment that node 0 has sent; it must be there. The peer takes it in: its
 * acknowledgment number moves. */
static inline const struct caught *next_caught(struct stage *s)
{
    if (s->seen == s->caught_count)
        fail_msg("a segment was expected, but none was sent");
    const struct caught *c = &s->caught[s->seen++];
    seq32 end = seq_add(c->h.seq, c->length + ((c->h.flags & TCP_SYN) != 0) +
                                      ((c->h.flags & TCP_FIN) != 0));
    if ((c->h.flags & TCP_SYN) != 0)
        s->peer_ack = end;
    else if (seq_equal(c->h.seq, s->peer_ack))
        s->peer_ack = end;
    return c;
}

static inline const struct caught *expect(struct stage *s, uint8_t flags, uint32_t length)
{
    const struct caught *c = next_caught(s);
    if (c->h.flags != flags || c->length != length)
        fail_msg("expected flags %02x and %u octets, sent were flags %02x and %u octets", flags,
                 length, c->h.flags, c->length);
    return c;
}

static inline void expect_nothing(struct stage *s)
{
    if (s->seen != s->caught_count)
        fail_msg("nothing was expected, sent were flags %02x and %u octets",
                 s->caught[s->seen].h.flags, s->caught[s->seen].length);
}

static inline void expect_state(const struct stage *s, enum tcp_state state)
{
    assert_string_equal(tcp_state_name(tcp_state(&s->t, s->conn)), tcp_state_name(state));
}

static const struct endpoint peer_endpoint = {.address = PEER_ADDRESS, .port = PEER_PORT};

/* Node 0 in the given state, by the shortest way. Everything sent so far has been looked at. */
static inline struct stage *tcp_in_with(enum tcp_state state, const struct tcp_profile *profile)
{
    struct stage *s = stage_with_peer(profile);
    stage_remember_live(s);
    s->peer_seq = seq(9000);
    if (state == TCP_CLOSED)
        return s;
    assert_int_equal(tcp_connect(&s->t, 0, LOCAL_PORT, peer_endpoint, 1, &s->conn), TCP_OK);
    stage_flush(s);
    expect(s, TCP_SYN, 0);
    if (state == TCP_SYN_SENT)
        return s;
    if (state == TCP_SYN_RECEIVED) {
        peer_sends(s, TCP_SYN, 0);
        expect(s, TCP_SYN | TCP_ACK, 0);
        return s;
    }
    struct tcp_options options = {.has_mss = true, .mss = 1460};
    inject(s, TCP_SYN | TCP_ACK, s->peer_seq, s->peer_ack, 0, &options);
    s->peer_seq = seq_add(s->peer_seq, 1);
    expect(s, TCP_ACK, 0);
    if (state == TCP_CLOSE_WAIT || state == TCP_LAST_ACK) {
        peer_sends(s, TCP_FIN | TCP_ACK, 0);
        expect(s, TCP_ACK, 0);
    }
    if (state != TCP_ESTABLISHED && state != TCP_CLOSE_WAIT) {
        assert_int_equal(tcp_close(&s->t, s->conn), TCP_OK);
        stage_flush(s);
        seq32 before = s->peer_ack;
        expect(s, TCP_FIN | TCP_ACK, 0);
        if (state == TCP_CLOSING) {
            s->peer_ack = before;
            peer_sends(s, TCP_FIN | TCP_ACK, 0);
            expect(s, TCP_ACK, 0);
            s->peer_ack = seq_add(before, 1);
        }
    }
    if (state == TCP_FIN_WAIT_2 || state == TCP_TIME_WAIT)
        peer_sends(s, TCP_ACK, 0);
    if (state == TCP_TIME_WAIT) {
        peer_sends(s, TCP_FIN | TCP_ACK, 0);
        expect(s, TCP_ACK, 0);
    }
    stage_told(s, 0);
    expect_state(s, state);
    expect_nothing(s);
    return s;
}

static inline struct stage *tcp_in(enum tcp_state state)
{
    struct tcp_profile profile = tcp_default_profile();
    profile.window_scaling = 0;
    return tcp_in_with(state, &profile);
}

/* Nothing may be left of a connection that has ended. */
static inline void expect_no_leak(const struct stage *s)
{
    assert_int_equal(stage_live(s, s->t.conn_pool), s->live[s->t.conn_pool]);
    assert_int_equal(stage_live(s, s->t.text_pool), s->live[s->t.text_pool]);
    assert_int_equal(stage_live(s, s->t.block_pool), s->live[s->t.block_pool]);
    assert_int_equal(stage_live(s, s->sim.frames.long_pool), s->live[s->sim.frames.long_pool]);
    assert_int_equal(stage_live(s, s->sim.frames.short_pool),
                     s->live[s->sim.frames.short_pool]);
}

#endif
