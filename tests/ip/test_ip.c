/* IPv4 at a host and at a router: what is taken, what goes on, what is refused. RFC 791, RFC
 * 1122 section 3, RFC 1812 sections 4 and 5. */
#include "base/hash.h"
#include "ip_desk.h"

#define ME desk_address(0, 1)
#define PEER desk_address(0, 2)
#define FAR UINT32_C(0x0a080001) /* behind peer 1 */

static void check_dropped(uint32_t peer, const struct packet *p, enum rule rule)
{
    uint32_t before = desk->by_rule[rule], caught = desk->caught_count, up = table.delivered;
    send_packet(peer, p);
    if (table.result != IP_DROPPED || desk->by_rule[rule] != before + 1)
        fail_msg("not dropped for %s", rule_text(rule)->id);
    assert_int_equal(desk->caught_count, caught); /* without a word */
    assert_int_equal(table.delivered, up);
}

static void a_packet_for_this_host_goes_up(void **state)
{
    (void)state;
    ip_desk_open(NODE_HOST, 1);
    const ipv4_address mine[] = {ME, desk_address(0, 255), IPV4_BROADCAST};
    for (uint32_t i = 0; i < 3; i++) {
        struct packet p = packet_of(0, PEER, mine[i], IPV4_UDP, 1, 30);
        if (i > 0)
            memset(p.octets, 0xff, 6);
        send_packet(0, &p);
        assert_int_equal(table.result, IP_UP_UDP);
        assert_int_equal(table.delivered, i + 1);
        assert_true(table.header.destination == mine[i] && table.header.source == PEER);
    }
    struct packet tcp = packet_of(0, PEER, ME, IPV4_TCP, 64, 30);
    send_packet(0, &tcp);
    assert_int_equal(table.result, IP_UP_TCP);
    ip_desk_close();
}

static void a_host_does_not_forward(void **state)
{
    (void)state;
    ip_desk_open(NODE_HOST, 2);
    struct packet p = packet_of(0, PEER, FAR, IPV4_UDP, 64, 30);
    check_dropped(0, &p, RULE_IP_NOT_MINE);
    p = packet_of(0, PEER, desk_address(1, 255), IPV4_UDP, 64,
                  30); /* another network's broadcast */
    check_dropped(0, &p, RULE_IP_NOT_MINE);
    ip_desk_close();
}

/* --- bad headers --- */

static void every_kind_of_bad_header_is_dropped(void **state)
{
    (void)state;
    ip_desk_open(NODE_HOST, 1);
    struct packet good = packet_of(0, PEER, ME, IPV4_UDP, 64, 60), p;
    uint8_t *h = p.octets + ETHERNET_HEADER;
    static const uint8_t first[] = {0x55, 0x65, 0x05, 0xf5, 0x40, 0x44}; /* version, IHL */
    for (uint32_t i = 0; i < sizeof first; i++) {
        p = good;
        h[0] = first[i];
        resum(&p);
        check_dropped(0, &p, RULE_IP_BAD_HEADER);
    }
    static const uint16_t total[] = {0, 19, 81, 1500, 65535}; /* of 80 octets */
    for (uint32_t i = 0; i < 5; i++) {
        p = good;
        h[2] = (uint8_t)(total[i] >> 8);
        h[3] = (uint8_t)total[i];
        resum(&p);
        check_dropped(0, &p, RULE_IP_BAD_HEADER);
    }
    p = good; /* a header that is longer than the packet says to be */
    h[0] = 0x4f;
    h[2] = 0;
    h[3] = 56;
    resum(&p);
    check_dropped(0, &p, RULE_IP_BAD_HEADER);
    for (uint32_t bit = 32; bit < 160; bit += 5) { /* one bit anywhere but in the lengths */
        p = good;
        h[bit / 8] ^= (uint8_t)(1U << bit % 8);
        check_dropped(0, &p, RULE_IP_CHECKSUM_WRONG);
    }
    send_packet(0, &good);
    assert_int_equal(table.delivered, 1);
    ip_desk_close();
}

static void options_are_stepped_over(void **state)
{
    (void)state;
    ip_desk_open(NODE_HOST, 1);
    struct packet p = packet_of(0, PEER, ME, IPV4_UDP, 64, 60);
    memset(p.octets + IP_PAYLOAD, 1, 8); /* eight times "no operation" (RFC 791 section 3.1) */
    p.octets[ETHERNET_HEADER] = 0x47;
    resum(&p);
    send_packet(0, &p);
    assert_int_equal(table.result, IP_UP_UDP);
    assert_int_equal(table.header.header_length, 28);
    ip_desk_close();
}

static void padding_is_no_part_of_a_packet(void **state)
{
    (void)state;
    ip_desk_open(NODE_ROUTER, 2);
    struct packet p = packet_of(0, PEER, FAR, IPV4_UDP, 64, 3);
    send_packet(0, &p);
    assert_int_equal(table.result, IP_FORWARDED);
    assert_int_equal(caught_ip(0).total_length, 23);
    assert_int_equal(desk->caught[0].length, ETHERNET_MINIMUM);
    ip_desk_close();
}

/* --- martians --- */

static void impossible_addresses_are_refused(void **state)
{
    (void)state;
    static const ipv4_address sources[] = {0x7f000001, 0xe0000001, 0xefffffff, 0xf0000001,
                                           0xffffffff, 0x00000001, 0x0a0000ff};
    static const ipv4_address destinations[] = {0x7f000001, 0x7fffffff, 0x00000000,
                                                0x00000001, 0xf0000001, 0xfffffffe};
    for (int kind = NODE_HOST; kind <= NODE_ROUTER; kind++) {
        ip_desk_open((enum node_kind)kind, 2);
        for (uint32_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
            struct packet p = packet_of(0, sources[i], ME, IPV4_UDP, 64, 30);
            check_dropped(0, &p, RULE_IP_BAD_SOURCE);
        }
        for (uint32_t i = 0; i < sizeof destinations / sizeof destinations[0]; i++) {
            struct packet p = packet_of(0, PEER, destinations[i], IPV4_UDP, 64, 30);
            check_dropped(0, &p, RULE_IP_BAD_DESTINATION);
        }
        ip_desk_close();
    }
    ip_desk_open(NODE_ROUTER, 2);
    struct packet p =
        packet_of(0, 0, FAR, IPV4_UDP, 64, 30); /* who knows no address of its own */
    check_dropped(0, &p, RULE_IP_BAD_SOURCE);
    ip_desk_close();
}

/* RFC 1122 section 3.3.6. */
static void a_packet_for_one_in_a_frame_for_all_is_dropped(void **state)
{
    (void)state;
    ip_desk_open(NODE_ROUTER, 2);
    struct packet p = packet_of(0, PEER, ME, IPV4_UDP, 64, 30);
    memset(p.octets, 0xff, 6);
    check_dropped(0, &p, RULE_IP_SENT_TO_ALL);
    p = packet_of(0, PEER, FAR, IPV4_UDP, 64, 30);
    memset(p.octets, 0xff, 6);
    check_dropped(0, &p, RULE_IP_BROADCAST_NOT_FORWARDED);
    ip_desk_close();
}

static void broadcasts_and_groups_stay_on_their_network(void **state)
{
    (void)state;
    ip_desk_open(NODE_ROUTER, 2);
    struct packet p = packet_of(0, PEER, desk_address(1, 255), IPV4_UDP, 64, 30);
    check_dropped(0, &p, RULE_IP_BROADCAST_NOT_FORWARDED);
    p = packet_of(0, PEER, UINT32_C(0xe0000005), IPV4_UDP, 64, 30);
    check_dropped(0, &p, RULE_IP_BROADCAST_NOT_FORWARDED);
    p = packet_of(0, PEER, IPV4_BROADCAST, IPV4_UDP, 64, 30);
    memset(p.octets, 0xff, 6);
    send_packet(0, &p);
    assert_int_equal(table.result, IP_UP_UDP);
    assert_int_equal(desk->caught_count, 0);
    ip_desk_close();
}

/* --- forwarding --- */

/* For every TTL, with all kinds of headers: one less, and the checksum is what a new one would
 * be. */
static void a_router_takes_one_off_and_changes_nothing_else(void **state)
{
    (void)state;
    ip_desk_open(NODE_ROUTER, 2);
    for (uint32_t n = 0; n < 1000; n++) {
        uint64_t d = draw(3, 0, DRAW_TEST, n);
        struct packet p = packet_of(0, PEER, UINT32_C(0x0a080000) | (d & 0xfffe), IPV4_TCP,
                                    (uint8_t)(2 + n % 254), (uint16_t)(d >> 16 & 0xff));
        p.octets[ETHERNET_HEADER + 1] = (uint8_t)(d >> 24);
        p.octets[ETHERNET_HEADER + 4] = (uint8_t)(d >> 32);
        p.octets[ETHERNET_HEADER + 5] = (uint8_t)(d >> 40);
        p.octets[ETHERNET_HEADER + 9] = (uint8_t)(d >> 48);
        resum(&p);
        desk->caught_count = 0;
        send_packet(0, &p);
        assert_int_equal(table.result, IP_FORWARDED);
        assert_int_equal(desk->caught_count, 1);
        assert_int_equal(desk->caught[0].peer, 1);
        struct ethernet h = caught_ethernet(desk, 0);
        assert_true(h.destination == peer_mac(1) && h.source == device_mac(1));
        p.octets[ETHERNET_HEADER + IPV4_TTL_OFFSET]--;
        resum(&p);
        if (memcmp(desk->caught[0].octets + ETHERNET_HEADER, p.octets + ETHERNET_HEADER,
                   p.length - ETHERNET_HEADER) != 0)
            fail_msg("packet %u is forwarded wrongly", n);
    }
    ip_desk_close();
}

/* A frame that others hold as well must not change under them. */
static void a_shared_frame_is_copied_before_it_changes(void **state)
{
    (void)state;
    ip_desk_open(NODE_ROUTER, 2);
    struct packet p = packet_of(0, PEER, FAR, IPV4_UDP, 64, 30);
    desk_event(desk, desk->sim.clock->now);
    frame_id id = sim_new_packet(&desk->sim, p.length);
    memcpy(frame_octets(&desk->sim.frames, id), p.octets, p.length);
    frame_hold(&desk->sim.frames, id);
    struct ip_packet packet;
    assert_int_equal(ip_receive(&table.ip, 0, id, &packet), IP_FORWARDED);
    assert_memory_equal(frame_octets(&desk->sim.frames, id), p.octets, p.length);
    assert_int_equal(frame_at(&desk->sim.frames, id)->references, 1);
    frame_release(&desk->sim.frames, id);
    desk_wait(desk, SIM_MILLISECOND);
    assert_int_equal(caught_ip(0).ttl, 63);
    ip_desk_close();
}

/* --- sending --- */

static enum ip_status device_sends(const struct ip_request *request, uint16_t payload)
{
    desk_event(desk, desk->sim.clock->now);
    frame_id id = ip_new_packet(&table.ip, payload);
    enum ip_status status = ip_send(&table.ip, 0, request, payload, id);
    desk_wait(desk, SIM_MILLISECOND);
    return status;
}

static void what_is_sent_has_a_complete_header(void **state)
{
    (void)state;
    ip_desk_open(NODE_HOST, 2);
    for (uint32_t i = 0; i < 3; i++) {
        struct ip_request request = {.destination = i == 2 ? FAR : desk_address(i, 2),
                                     .protocol = IPV4_UDP,
                                     .ttl = i == 1 ? 7 : 0,
                                     .tos = (uint8_t)(4 * i),
                                     .cutting = i == 1 ? IP_CUT_NOWHERE : IP_CUT_ANYWHERE};
        assert_int_equal(device_sends(&request, 100), IP_SENT);
        struct ipv4 h = caught_ip(i);
        assert_int_equal(desk->caught[i].peer, i == 0 ? 0 : 1); /* FAR is behind peer 1 */
        assert_true(h.source ==
                    desk_address(i == 0 ? 0 : 1, 1)); /* of the interface it leaves by */
        assert_int_equal(h.ttl, i == 1 ? 7 : IPV4_DEFAULT_TTL);
        assert_int_equal(h.tos, 4 * i);
        assert_int_equal(h.dont_fragment, i == 1);
        assert_int_equal(h.total_length, 120);
        assert_int_equal(h.identification, i + 1);
    }
    ip_desk_close();
}

static void what_cannot_be_sent_is_refused(void **state)
{
    (void)state;
    ip_desk_open(NODE_HOST, 1);
    struct ip_request request = {.destination = UINT32_C(0x08080808), .protocol = IPV4_UDP};
    ipv4_address source;
    uint16_t mtu;
    assert_int_equal(device_sends(&request, 10), IP_UNROUTABLE);
    assert_int_equal(ip_choose_source(&table.ip, 0, request.destination, &source, &mtu),
                     IP_UNROUTABLE);
    request.destination = UINT32_C(0x0a070001); /* its gateway is nowhere */
    assert_int_equal(device_sends(&request, 10), IP_UNROUTABLE);
    request.destination = 0;
    assert_int_equal(device_sends(&request, 10), IP_UNROUTABLE);
    assert_int_equal(desk->by_rule[RULE_IP_NO_ROUTE], 3);
    request.destination = PEER;
    request.cutting = IP_CUT_NOWHERE;
    link_set_mtu(&desk->link, 0, 576);
    assert_int_equal(device_sends(&request, 557), IP_TOO_BIG);
    assert_int_equal(desk->last[RULE_IP_TOO_BIG_HERE].a, 577);
    assert_int_equal(desk->last[RULE_IP_TOO_BIG_HERE].b, 576);
    assert_int_equal(device_sends(&request, 556), IP_SENT);
    assert_int_equal(ip_choose_source(&table.ip, 0, PEER, &source, &mtu), IP_SENT);
    assert_true(source == ME && mtu == 576);
    link_set_up(&desk->link, 0, false);
    assert_int_equal(device_sends(&request, 10), IP_LINK_FAILED);
    assert_int_equal(desk->caught_count, 1);
    ip_desk_close();
}

static void a_broadcast_is_sent_to_all(void **state)
{
    (void)state;
    ip_desk_open(NODE_HOST, 2);
    struct ip_request request = {.destination = IPV4_BROADCAST, .protocol = IPV4_UDP};
    assert_int_equal(device_sends(&request, 10), IP_SENT);
    request.destination = desk_address(1, 255);
    assert_int_equal(device_sends(&request, 10), IP_SENT);
    assert_int_equal(desk->caught_count, 2);
    for (uint32_t i = 0; i < 2; i++) {
        assert_int_equal(desk->caught[i].peer, i);
        assert_true(caught_ethernet(desk, i).destination == MAC_BROADCAST);
        assert_true(caught_ip(i).source == desk_address(i, 1));
    }
    ip_desk_close();
}

static void a_host_can_talk_to_itself(void **state)
{
    (void)state;
    ip_desk_open(NODE_HOST, 2);
    static const ipv4_address own[] = {0x7f000001, 0x7f123456, 0x0a000001, 0x0a000101};
    for (uint32_t i = 0; i < 4; i++) {
        struct ip_request request = {.destination = own[i], .protocol = IPV4_UDP};
        sim_time before = desk->sim.clock->now;
        desk_event(desk, before);
        for (int twice = 0; twice < 2; twice++)
            assert_int_equal(ip_send(&table.ip, 0, &request, 20, ip_new_packet(&table.ip, 20)),
                             IP_SENT);
        desk_run(desk, before + IP_LOOPBACK_DELAY - 1);
        assert_int_equal(table.delivered, 2 * i);
        desk_run(desk, before + IP_LOOPBACK_DELAY);
        assert_int_equal(table.delivered, 2 * i + 2);
        assert_true(table.header.source == own[i] && table.header.destination == own[i]);
        assert_int_equal(table.header.identification, 2 * i + 2);
        assert_true(ip_is_mine(&table.ip, 0, own[i]));
    }
    assert_false(ip_is_mine(&table.ip, 0, PEER));
    assert_false(ip_is_mine(&table.ip, 0, desk_address(0, 255)));
    assert_int_equal(desk->caught_count, 0); /* nothing of it left the host */
    ip_desk_close();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_packet_for_this_host_goes_up),
        cmocka_unit_test(a_host_does_not_forward),
        cmocka_unit_test(every_kind_of_bad_header_is_dropped),
        cmocka_unit_test(options_are_stepped_over),
        cmocka_unit_test(padding_is_no_part_of_a_packet),
        cmocka_unit_test(impossible_addresses_are_refused),
        cmocka_unit_test(a_packet_for_one_in_a_frame_for_all_is_dropped),
        cmocka_unit_test(broadcasts_and_groups_stay_on_their_network),
        cmocka_unit_test(a_router_takes_one_off_and_changes_nothing_else),
        cmocka_unit_test(a_shared_frame_is_copied_before_it_changes),
        cmocka_unit_test(what_is_sent_has_a_complete_header),
        cmocka_unit_test(what_cannot_be_sent_is_refused),
        cmocka_unit_test(a_broadcast_is_sent_to_all),
        cmocka_unit_test(a_host_can_talk_to_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
