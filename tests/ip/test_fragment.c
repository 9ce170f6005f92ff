/* Fragments: how they are cut by a sender and by a router, in whatever order they are put
 * together, and what is refused. RFC 791 section 3.2, RFC 815, RFC 1122 section 3.3.2, RFC
 * 5722. */
#include "base/hash.h"
#include "ip_desk.h"

#define ME desk_address(0, 1)
#define PEER desk_address(0, 2)
#define FAR UINT32_C(0x0a080001) /* behind peer 1 */

enum { MORE = 0x20, DONT = 0x40 };

static uint8_t octet_of(uint32_t i)
{
    return (uint8_t)(i * 31 + (i >> 8) * 7);
}

/* Octets from..to of a datagram, as its fragment. */
static struct packet piece_of(uint16_t id, uint32_t from, uint32_t to, bool more)
{
    struct packet p = packet_of(0, PEER, ME, IPV4_UDP, 64, (uint16_t)(to - from));
    uint8_t *h = p.octets + ETHERNET_HEADER;
    h[4] = (uint8_t)(id >> 8);
    h[5] = (uint8_t)id;
    ipv4_set_extent(h, (uint16_t)(IPV4_HEADER + to - from), more, from);
    resum(&p);
    for (uint32_t i = from; i < to; i++)
        p.octets[IP_PAYLOAD + i - from] = octet_of(i);
    return p;
}

static void send_piece(uint16_t id, uint32_t from, uint32_t to, bool more)
{
    struct packet p = piece_of(id, from, to, more);
    send_packet(0, &p);
}

static void check_whole(uint32_t length)
{
    assert_int_equal(table.payload_length, length);
    assert_int_equal(table.header.total_length, table.header.header_length + length);
    assert_false(table.header.more_fragments);
    assert_int_equal(table.header.fragment_offset, 0);
    for (uint32_t i = 0; i < length; i++)
        if (table.payload[i] != octet_of(i))
            fail_msg("octet %u is wrong", i);
}

/* --- putting together --- */

/* Five fragments in each of their 120 orders, every fragment once more before the last one. */
static void every_order_gives_the_same_datagram(void **state)
{
    (void)state;
    static const uint16_t cut[] = {0, 800, 816, 1600, 2400, 3001};
    ip_desk_open(NODE_HOST, 1);
    for (uint32_t order = 0; order < 120; order++) {
        uint32_t left[5] = {0, 1, 2, 3, 4}, code = order;
        for (uint32_t n = 5; n > 0; code /= n, n--) {
            uint32_t i = left[code % n];
            left[code % n] = left[n - 1];
            assert_int_equal(table.delivered, order);
            if (n > 1)
                send_piece((uint16_t)order, cut[i], cut[i + 1], i < 4);
            send_piece((uint16_t)order, cut[i], cut[i + 1], i < 4);
        }
        assert_int_equal(table.delivered, order + 1);
        assert_int_equal(table.result, IP_UP_UDP);
        check_whole(3001);
    }
    assert_int_equal(desk->by_rule[RULE_IP_REASSEMBLED], 120);
    assert_int_equal(desk->by_rule[RULE_IP_FRAGMENT_DUPLICATE], 480);
    assert_int_equal(desk->by_rule[RULE_IP_REASSEMBLY_TIMEOUT], 0);
    ip_desk_close();
}

static void datagrams_are_told_apart(void **state)
{
    (void)state;
    ip_desk_open(NODE_HOST, 1);
    send_piece(1, 0, 80, true);
    send_piece(2, 80, 100, false);
    struct packet p = piece_of(1, 80, 100, false);
    p.octets[ETHERNET_HEADER + 9] = IPV4_ICMP; /* another protocol */
    resum(&p);
    send_packet(0, &p);
    p = piece_of(1, 80, 100, false);
    p.octets[ETHERNET_HEADER + 15] = 7; /* another source */
    resum(&p);
    send_packet(0, &p);
    assert_int_equal(table.delivered, 0);
    send_piece(1, 80, 100, false);
    assert_int_equal(table.delivered, 1);
    check_whole(100);
    desk_wait(desk, 31 * SIM_SECOND);
    assert_int_equal(desk->by_rule[RULE_IP_REASSEMBLY_TIMEOUT], 3);
    assert_int_equal(desk->caught_count, 0); /* none of the three had its first fragment */
    ip_desk_close();
}

/* The largest that there is, in fragments of 8 octets at its end. */
static void the_largest_datagram(void **state)
{
    (void)state;
    ip_desk_open(NODE_HOST, 1);
    for (uint32_t from = 0; from < IP_PAYLOAD_MAXIMUM; from += 1480)
        send_piece(9, from, from + 1480 < IP_PAYLOAD_MAXIMUM ? from + 1480 : IP_PAYLOAD_MAXIMUM,
                   from + 1480 < IP_PAYLOAD_MAXIMUM);
    assert_int_equal(table.delivered, 1);
    check_whole(IP_PAYLOAD_MAXIMUM);
    send_piece(10, 65512, 65516, false); /* with its header it would be 65536 octets */
    assert_int_equal(desk->by_rule[RULE_IP_FRAGMENT_TOO_FAR], 1);
    assert_int_equal(table.delivered, 1);
    ip_desk_close();
}

/* Congestion that one fragment met is what the datagram met: RFC 3168 section 5.3. */
static void congestion_is_not_forgotten(void **state)
{
    (void)state;
    ip_desk_open(NODE_HOST, 1);
    for (uint32_t i = 0; i < 3; i++) {
        struct packet p = piece_of(1, i * 80, i * 80 + 80, i < 2);
        p.octets[ETHERNET_HEADER + 1] = i == 1 ? 3 : 2;
        resum(&p);
        send_packet(0, &p);
    }
    assert_int_equal(table.delivered, 1);
    assert_int_equal(table.header.tos, 3);
    ip_desk_close();
}

/* --- what is refused --- */

static void overlaps_end_the_whole_datagram(void **state)
{
    (void)state;
    static const struct {
        uint32_t from, to;
        bool more;
    } second[] = {
        {72, 100, false}, /* over the end of the first */
        {0, 160, true},   /* over all of it */
        {8, 16, true},    /* within it */
        {40, 48, false},  /* an end before what is there */
    };
    for (uint32_t i = 0; i < sizeof second / sizeof second[0]; i++) {
        ip_desk_open(NODE_HOST, 1);
        send_piece(1, 0, 80, true);
        send_piece(1, second[i].from, second[i].to, second[i].more);
        assert_int_equal(desk->by_rule[RULE_IP_FRAGMENT_OVERLAPS], 2);
        assert_int_equal(table.ip.nodes[0].held, 0);
        send_piece(1, 0, 80, true);
        send_piece(1, 80, 100, false);
        assert_int_equal(desk->by_rule[RULE_IP_FRAGMENT_OF_RUINED], 2);
        desk_wait(desk, 31 * SIM_SECOND);
        assert_int_equal(table.delivered, 0);
        assert_int_equal(desk->caught_count, 0); /* silently */
        send_piece(1, 0, 80, true);              /* much later the number means another one */
        send_piece(1, 80, 100, false);
        assert_int_equal(table.delivered, 1);
        ip_desk_close();
    }
}

static void two_ends_do_not_agree(void **state)
{
    (void)state;
    ip_desk_open(NODE_HOST, 1);
    send_piece(1, 160, 200, false);
    send_piece(1, 208, 240, false);
    assert_int_equal(desk->by_rule[RULE_IP_FRAGMENT_OVERLAPS], 2);
    send_piece(2, 160, 200, false);
    send_piece(2, 200, 240, true); /* behind the end */
    assert_int_equal(desk->by_rule[RULE_IP_FRAGMENT_OVERLAPS], 4);
    send_piece(3, 80, 160, true);
    send_piece(3, 80, 160, false); /* the same octets, but now they are the last */
    assert_int_equal(desk->by_rule[RULE_IP_FRAGMENT_OVERLAPS], 6);
    desk_wait(desk, 31 * SIM_SECOND);
    ip_desk_close();
}

static void fragments_that_nobody_can_have_cut(void **state)
{
    (void)state;
    ip_desk_open(NODE_HOST, 1);
    send_piece(1, 0, 81, true);   /* no multiple of eight */
    send_piece(1, 80, 80, false); /* empty */
    assert_int_equal(desk->by_rule[RULE_IP_FRAGMENT_LENGTH], 2);
    send_piece(1, 65528, 65536, false); /* the "ping of death" */
    assert_int_equal(desk->by_rule[RULE_IP_FRAGMENT_TOO_FAR], 1);
    struct packet p = piece_of(1, 8, 100, false);
    p.octets[ETHERNET_HEADER + 9] = IPV4_TCP;
    resum(&p);
    send_packet(0, &p);
    assert_int_equal(desk->by_rule[RULE_IP_FRAGMENT_TINY], 1);
    assert_int_equal(arena_marks(&desk->sim.arena, table.ip.datagram_pool)->live, 0);
    ip_desk_close();
}

/* The oldest make way, and what there is never is more than the limit. */
static void a_host_keeps_only_so_much(void **state)
{
    (void)state;
    ip_desk_open(NODE_HOST, 1);
    for (uint16_t id = 1; id <= 500; id++) {
        send_piece(id, 0, 1480, true);
        assert_in_range(table.ip.nodes[0].held, 1, IP_REASSEMBLY_ROOM);
    }
    uint32_t kept = IP_REASSEMBLY_ROOM / sizeof(struct frame_long);
    assert_int_equal(desk->by_rule[RULE_IP_REASSEMBLY_FULL], 500 - kept);
    send_piece(500, 1480, 1500, false); /* the youngest can be completed */
    assert_int_equal(table.delivered, 1);
    send_piece(1, 1480, 1500, false); /* the first cannot */
    assert_int_equal(table.delivered, 1);
    for (uint32_t i = 0; i < 4000; i++) /* one that is nothing but crumbs ends by itself */
        send_piece(700, 16 + i * 16, 24 + i * 16, true);
    assert_in_range(table.ip.nodes[0].held, 0, IP_REASSEMBLY_ROOM);
    desk_wait(desk, 40 * SIM_SECOND);
    ip_desk_close();
}

/* --- time --- */

static void after_thirty_seconds_the_sender_is_told(void **state)
{
    (void)state;
    ip_desk_open(NODE_HOST, 1);
    sim_time start = desk->sim.clock->now;
    send_piece(1, 80, 160, true);
    desk_run(desk, start + 29 * SIM_SECOND);
    send_piece(1, 0, 80, true); /* does not wind the clock up again */
    assert_int_equal(desk->caught_count, 0);
    desk_run(desk, start + 31 * SIM_SECOND);
    assert_int_equal(desk->by_rule[RULE_IP_REASSEMBLY_TIMEOUT], 2);
    assert_int_equal(desk->caught_count, 1);
    struct icmp m = caught_icmp(0);
    assert_int_equal(m.type, ICMP_TIME_EXCEEDED);
    assert_int_equal(m.code, ICMP_REASSEMBLY_TIME_EXCEEDED);
    struct packet first = piece_of(1, 0, 80, true);
    assert_memory_equal(desk->caught[0].octets + IP_PAYLOAD + ICMP_HEADER,
                        first.octets + ETHERNET_HEADER, 100);
    ip_desk_close();
}

/* --- cutting --- */

/* All that peer 1 has caught, put together by hand; gives the octets, and how many fragments.
 */
static uint32_t glue(uint8_t *data, uint32_t mtu)
{
    uint32_t length = 0;
    for (uint32_t i = 0; i < desk->caught_count; i++) {
        struct ipv4 h = caught_ip(i);
        assert_in_range(h.total_length, 21, mtu);
        assert_int_equal(h.fragment_offset, length);
        assert_int_equal(h.more_fragments, i + 1 < desk->caught_count);
        assert_int_equal(h.identification, caught_ip(0).identification);
        if (h.more_fragments) /* as full as it may be */
            assert_int_equal(h.total_length, h.header_length + (mtu - h.header_length) / 8 * 8);
        memcpy(data + length, desk->caught[i].octets + ETHERNET_HEADER + h.header_length,
               (size_t)h.total_length - h.header_length);
        length += h.total_length - h.header_length;
    }
    return length;
}

static void a_sender_cuts_what_does_not_fit(void **state)
{
    (void)state;
    static const uint16_t mtus[] = {576, 577, 583, 1006, 1500};
    static uint8_t data[IPV4_MAXIMUM];
    for (uint32_t m = 0; m < 5; m++)
        for (uint32_t n = 0; n < 40; n++) {
            ip_desk_open(NODE_HOST, 2);
            link_set_mtu(&desk->link, 1, mtus[m]);
            uint32_t length = mtus[m] - 20U + (uint32_t)draw(1, m, DRAW_TEST, n) % 9000;
            struct ip_request request = {.destination = FAR, .protocol = IPV4_UDP};
            desk_event(desk, desk->sim.clock->now);
            frame_id id = ip_new_packet(&table.ip, length);
            for (uint32_t i = 0; i < length; i++)
                frame_octets(&desk->sim.frames, id)[IP_PAYLOAD + i] = octet_of(i);
            assert_int_equal(ip_send(&table.ip, 0, &request, (uint16_t)length, id), IP_SENT);
            desk_wait(desk, SIM_SECOND);
            assert_int_equal(glue(data, mtus[m]), length);
            for (uint32_t i = 0; i < length; i++)
                assert_int_equal(data[i], octet_of(i));
            ip_desk_close();
        }
}

static void too_many_fragments_are_not_sent(void **state)
{
    (void)state;
    ip_desk_open(NODE_HOST, 1);
    link_set_mtu(&desk->link, 0, 68);
    struct ip_request request = {.destination = PEER, .protocol = IPV4_UDP};
    desk->phy.directions[0].queue_limit = 2 * IP_FRAGMENTS_MAXIMUM;
    for (uint32_t over = 0; over < 2; over++) {
        desk_event(desk, desk->sim.clock->now);
        frame_id id = ip_new_packet(&table.ip, 48 * IP_FRAGMENTS_MAXIMUM + over);
        assert_int_equal(
            ip_send(&table.ip, 0, &request, (uint16_t)(48 * IP_FRAGMENTS_MAXIMUM + over), id),
            over == 0 ? IP_SENT : IP_LINK_FAILED);
        assert_int_equal(desk->by_rule[RULE_IP_TOO_MANY_FRAGMENTS], over);
        desk_wait(desk, SIM_SECOND);
        desk->caught_count = 0;
    }
    ip_desk_close();
}

/* A router cuts again what comes as a fragment: places and the mark of the last are kept, the
 * TTL is one less in all. */
static void a_router_cuts_fragments_again(void **state)
{
    (void)state;
    static uint8_t data[IPV4_MAXIMUM];
    ip_desk_open(NODE_ROUTER, 2);
    link_set_mtu(&desk->link, 1, 100);
    for (uint32_t i = 0; i < 3; i++) {
        struct packet p = piece_of(5, i * 480, i < 2 ? i * 480 + 480 : 1100, i < 2);
        uint8_t to[4] = {10, 8, 0, 1};
        memcpy(p.octets + ETHERNET_HEADER + 16, to, 4);
        resum(&p);
        send_packet(0, &p);
        assert_int_equal(table.result, IP_FORWARDED);
    }
    assert_int_equal(glue(data, 100), 1100);
    for (uint32_t i = 0; i < desk->caught_count; i++)
        assert_int_equal(caught_ip(i).ttl, 63);
    for (uint32_t i = 0; i < 1100; i++)
        assert_int_equal(data[i], octet_of(i));
    ip_desk_close();
}

/* RFC 791 section 3.1: record route stays in the first, a security option is in all. */
static void options_are_copied_by_their_flag(void **state)
{
    (void)state;
    ip_desk_open(NODE_ROUTER, 2);
    link_set_mtu(&desk->link, 1, 200);
    struct packet p = packet_of(0, PEER, FAR, IPV4_UDP, 64, 500);
    static const uint8_t options[] = {1, 7, 7, 4, 0, 0, 0, 0, 130, 5, 1, 2, 3, 0, 0, 0};
    memcpy(p.octets + IP_PAYLOAD, options, sizeof options);
    p.octets[ETHERNET_HEADER] = 0x49;
    resum(&p);
    send_packet(0, &p);
    assert_int_equal(table.result, IP_FORWARDED);
    assert_int_equal(desk->caught_count, 3);
    assert_int_equal(caught_ip(0).header_length, 36);
    static const uint8_t recorded[] = {1, 7, 7, 8, 10, 0, 1, 1, 130, 5, 1, 2, 3, 0, 0, 0};
    assert_memory_equal(desk->caught[0].octets + IP_PAYLOAD, recorded, sizeof recorded);
    static const uint8_t copied[] = {130, 5, 1, 2, 3, 0, 0, 0};
    for (uint32_t i = 1; i < 3; i++) {
        assert_int_equal(caught_ip(i).header_length, 28);
        assert_memory_equal(desk->caught[i].octets + IP_PAYLOAD, copied, sizeof copied);
    }
    ip_desk_close();
}

/* To oneself, too: what is looped back is cut and put together. */
static void to_oneself(void **state)
{
    (void)state;
    ip_desk_open(NODE_HOST, 1);
    struct ip_request request = {.destination = ME, .protocol = IPV4_UDP};
    desk_event(desk, desk->sim.clock->now);
    frame_id id = ip_new_packet(&table.ip, 5000);
    for (uint32_t i = 0; i < 5000; i++)
        frame_octets(&desk->sim.frames, id)[IP_PAYLOAD + i] = octet_of(i);
    assert_int_equal(ip_send(&table.ip, 0, &request, 5000, id), IP_SENT);
    desk_wait(desk, SIM_MILLISECOND);
    assert_int_equal(table.delivered, 1);
    check_whole(5000);
    ip_desk_close();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_order_gives_the_same_datagram),
        cmocka_unit_test(datagrams_are_told_apart),
        cmocka_unit_test(the_largest_datagram),
        cmocka_unit_test(congestion_is_not_forgotten),
        cmocka_unit_test(overlaps_end_the_whole_datagram),
        cmocka_unit_test(two_ends_do_not_agree),
        cmocka_unit_test(fragments_that_nobody_can_have_cut),
        cmocka_unit_test(a_host_keeps_only_so_much),
        cmocka_unit_test(after_thirty_seconds_the_sender_is_told),
        cmocka_unit_test(a_sender_cuts_what_does_not_fit),
        cmocka_unit_test(too_many_fragments_are_not_sent),
        cmocka_unit_test(a_router_cuts_fragments_again),
        cmocka_unit_test(options_are_copied_by_their_flag),
        cmocka_unit_test(to_oneself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
