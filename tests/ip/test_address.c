/* Addresses that no packet may have, ways back that do not fit, options that are filled in, and
 * what of it is a setting. RFC 1122 sections 3.2.1.3, 3.2.1.8, 3.2.2 and 3.3.6, RFC 1812
 * sections 4.2.3.1, 4.3.2.5, 4.3.3.6, 5.3.5, 5.3.7 and 5.3.13, RFC 2644, RFC 3704. */
#include "ip_desk.h"

#define ME desk_address(0, 1)
#define PEER desk_address(0, 2)
#define FAR UINT32_C(0x0a080001) /* behind peer 1 */

static void to_everybody(struct packet *p)
{
    memset(p->octets, 0xff, 6);
}

/* Sends it, and expects that this rule ends it without a word. */
static void check_silence(uint32_t peer, const struct packet *p, enum rule rule)
{
    uint32_t before = desk->by_rule[rule];
    desk->caught_count = 0;
    send_packet(peer, p);
    if (table.result != IP_DROPPED || desk->by_rule[rule] != before + 1)
        fail_msg("not dropped for %s", rule_text(rule)->id);
    assert_int_equal(desk->caught_count, 0);
}

static void sources_that_are_no_host(void **state)
{
    (void)state;
    static const ipv4_address bad[] = {0x00000001, 0x7f000001, 0xe0000001, 0xf0000001,
                                       0xffffffff, 0x0a0000ff, 0x0a000000};
    for (int router = 0; router < 2; router++)
        for (uint32_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
            ip_desk_open(router ? NODE_ROUTER : NODE_HOST, 2);
            struct packet p = packet_of(0, bad[i], router ? FAR : ME, IPV4_UDP, 9, 30);
            check_silence(0, &p, RULE_IP_BAD_SOURCE);
            ip_desk_close();
        }
}

static void ones_own_address_from_outside(void **state)
{
    (void)state;
    for (int router = 0; router < 2; router++) {
        ip_desk_open(router ? NODE_ROUTER : NODE_HOST, 2);
        struct packet p = packet_of(0, ME, router ? FAR : ME, IPV4_UDP, 9, 30);
        check_silence(0, &p, RULE_IP_SOURCE_IS_MINE);
        ip_desk_close();
    }
}

static void destinations_that_are_no_host(void **state)
{
    (void)state;
    static const ipv4_address bad[] = {0, 1, 0x7f000001, 0xf0000001};
    ip_desk_open(NODE_ROUTER, 2);
    for (uint32_t i = 0; i < 4; i++) {
        struct packet p = packet_of(0, PEER, bad[i], IPV4_UDP, 9, 30);
        check_silence(0, &p, RULE_IP_BAD_DESTINATION);
    }
    struct packet p = packet_of(0, PEER, desk_address(1, 0), IPV4_UDP, 9, 30);
    check_silence(0, &p, RULE_IP_TO_NETWORK);
    ip_desk_close();
}

/* RFC 1122 section 3.3.6: zeros for ones, but only from a frame to everybody. */
static void the_old_forms_of_a_broadcast(void **state)
{
    (void)state;
    const ipv4_address old[] = {0, desk_address(0, 0)};
    for (uint32_t i = 0; i < 2; i++) {
        ip_desk_open(NODE_HOST, 1);
        struct packet p = packet_of(0, PEER, old[i], IPV4_UDP, 9, 30);
        check_silence(0, &p, i == 0 ? RULE_IP_BAD_DESTINATION : RULE_IP_NOT_MINE);
        to_everybody(&p);
        send_packet(0, &p);
        assert_int_equal(table.result, IP_UP_UDP);
        p = packet_of(0, PEER, old[i], 200, 9, 30); /* and no error about it */
        to_everybody(&p);
        check_silence(0, &p, RULE_IP_PROTOCOL_UNKNOWN);
        ip_desk_close();
        ip_desk_open(NODE_ROUTER, 1);
        check_silence(0, &p,
                      i == 0 ? RULE_IP_BAD_DESTINATION : RULE_IP_BROADCAST_NOT_FORWARDED);
        ip_desk_close();
    }
}

/* 10.9.0.0/16 is behind interface 0, 10.8.0.0/16 behind 1, 192.0.2.0 behind none. */
static void the_way_back(void **state)
{
    (void)state;
    const ipv4_address from[] = {UINT32_C(0x0a090001), UINT32_C(0x0a080001),
                                 UINT32_C(0xc0000201), 0};
    static const bool good[3][4] = {
        {true, true, true, true}, {true, false, false, true}, {true, true, false, true}};
    for (uint8_t mode = REVERSE_PATH_FREE; mode <= REVERSE_PATH_LOOSE; mode++)
        for (uint32_t i = 0; i < 4; i++) {
            ip_desk_open(NODE_HOST, 2);
            table.ip.nodes[0].reverse_path = mode;
            struct packet p = packet_of(0, from[i], IPV4_BROADCAST, IPV4_UDP, 9, 30);
            to_everybody(&p);
            if (good[mode][i]) {
                send_packet(0, &p);
                assert_int_equal(table.result, IP_UP_UDP);
            } else {
                check_silence(0, &p, RULE_IP_REVERSE_PATH);
            }
            ip_desk_close();
        }
}

/* RFC 2644: only when it is switched on. */
static void a_directed_broadcast(void **state)
{
    (void)state;
    ip_desk_open(NODE_ROUTER, 2);
    struct packet p = packet_of(0, PEER, desk_address(1, 255), IPV4_UDP, 9, 30);
    check_silence(0, &p, RULE_IP_BROADCAST_NOT_FORWARDED);
    table.ip.nodes[0].directed_broadcasts = 1;
    send_packet(0, &p);
    assert_int_equal(table.result, IP_FORWARDED);
    assert_int_equal(desk->caught_count, 1);
    assert_int_equal(desk->caught[0].peer, 1);
    assert_true(caught_ethernet(desk, 0).destination == MAC_BROADCAST);
    assert_int_equal(caught_ip(0).ttl, 8);
    to_everybody(&p); /* section 5.3.4: but never what came in a frame to everybody */
    check_silence(0, &p, RULE_IP_BROADCAST_NOT_FORWARDED);
    ip_desk_close();
}

/* RFC 1122 section 3.2.2: nor about what came in such a frame, whoever it is for. */
static void no_error_about_a_frame_to_everybody(void **state)
{
    (void)state;
    ip_desk_open(NODE_HOST, 1);
    struct packet p = packet_of(0, PEER, ME, IPV4_UDP, 9, 30);
    p.octets[ETHERNET_HEADER] = 0x46;
    memset(p.octets + IP_PAYLOAD, 0, 4);
    p.octets[IP_PAYLOAD] = IPV4_OPTION_RECORD_ROUTE;
    resum(&p);
    to_everybody(&p);
    check_silence(0, &p, RULE_IP_OPTION_BAD);
    ip_desk_close();
}

/* --- what an ICMP message says about itself --- */

static void the_type_of_service_of_an_error(void **state)
{
    (void)state;
    for (int router = 0; router < 2; router++) {
        ip_desk_open(router ? NODE_ROUTER : NODE_HOST, 1);
        struct packet p = packet_of(0, PEER, ME, 200, 9, 30);
        p.octets[ETHERNET_HEADER + 1] = 0x3b; /* a precedence, TOS bits and CE */
        resum(&p);
        send_packet(0, &p);
        assert_int_equal(desk->caught_count, 1);
        assert_int_equal(caught_ip(0).tos, router ? 0xd8 : 0);
        ip_desk_close();
    }
}

static void the_time_of_day(void **state)
{
    (void)state;
    ip_desk_open(NODE_HOST, 1);
    desk_wait(desk, 5 * SIM_SECOND);
    struct packet p = packet_of(0, PEER, ME, IPV4_ICMP, 9, 20);
    memset(p.octets + IP_PAYLOAD, 0, 20);
    p.octets[IP_PAYLOAD] = ICMP_TIMESTAMP;
    p.octets[IP_PAYLOAD + 5] = 7;
    p.octets[IP_PAYLOAD + 10] = 42;
    resum_icmp(&p);
    desk->caught_count = 0;
    send_packet(0, &p);
    assert_int_equal(caught_icmp(0).type, ICMP_TIMESTAMP_REPLY);
    assert_int_equal(caught_icmp(0).identifier, 7);
    struct reader r = reader_over(desk->caught[0].octets + IP_PAYLOAD + ICMP_HEADER, 12);
    assert_int_equal(read_u32(&r), 42 << 8);
    uint32_t received = read_u32(&r);
    assert_in_range(received, 5000, 5100);
    assert_int_equal(read_u32(&r), received);
    p.length -= 1; /* cut short */
    p.octets[ETHERNET_HEADER + 3]--;
    resum(&p);
    resum_icmp(&p);
    send_packet(0, &p);
    assert_int_equal(desk->caught_count, 1);
    assert_int_equal(desk->by_rule[RULE_ICMP_TIMESTAMP_ANSWERED], 1);
    ip_desk_close();
}

/* --- options that are filled in --- */

static struct packet with_options(ipv4_address to, const uint8_t *options, uint8_t n)
{
    struct packet p = packet_of(0, PEER, to, IPV4_ICMP, 9, (uint16_t)(n + 16));
    p.octets[ETHERNET_HEADER] = (uint8_t)(0x45 + n / 4);
    memcpy(p.octets + IP_PAYLOAD, options, n);
    uint8_t *m = p.octets + IP_PAYLOAD + n;
    memset(m, 0, 16);
    m[0] = ICMP_ECHO;
    m[2] = 0xf7;
    m[3] = 0xff;
    resum(&p);
    return p;
}

static void check_filled(enum node_kind kind, const uint8_t *options, const uint8_t *expected,
                         uint8_t n)
{
    ip_desk_open(kind, 2);
    struct packet p = with_options(kind == NODE_ROUTER ? FAR : ME, options, n);
    send_packet(0, &p);
    assert_int_equal(desk->caught_count, 1);
    assert_int_equal(caught_ip(0).header_length, IPV4_HEADER + n);
    assert_memory_equal(desk->caught[0].octets + IP_PAYLOAD, expected, n);
    assert_int_equal(desk->caught[0].octets[IP_PAYLOAD + n],
                     kind == NODE_ROUTER ? ICMP_ECHO : ICMP_ECHO_REPLY);
    ip_desk_close();
}

/* By a router its way out, by who answers the address that was asked. */
static void record_route(void **state)
{
    (void)state;
    static const uint8_t asked[] = {7, 11, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    static const uint8_t routed[] = {7, 11, 8, 10, 0, 1, 1, 0, 0, 0, 0, 0};
    static const uint8_t answered[] = {7, 11, 8, 10, 0, 0, 1, 0, 0, 0, 0, 0};
    static const uint8_t second[] = {7, 11, 8, 1, 2, 3, 4, 0, 0, 0, 0, 0};
    static const uint8_t filled[] = {7, 11, 12, 1, 2, 3, 4, 10, 0, 1, 1, 0};
    check_filled(NODE_ROUTER, asked, routed, 12);
    check_filled(NODE_HOST, asked, answered, 12);
    check_filled(NODE_ROUTER, second, filled, 12);
    check_filled(NODE_ROUTER, filled, filled, 12); /* no place is left */
}

/* Before a second has passed; of who finds no place the option counts how many. */
static void timestamps(void **state)
{
    (void)state;
    static const uint8_t times[] = {68, 8, 5, 0x00, 0, 0, 0, 0};
    static const uint8_t full[] = {68, 8, 9, 0x10, 0, 0, 0, 5};
    static const uint8_t fuller[] = {68, 8, 9, 0x20, 0, 0, 0, 5};
    static const uint8_t given[] = {68, 12, 5, 0x03, 1, 2, 3, 4, 0, 0, 0, 0};
    check_filled(NODE_ROUTER, full, fuller, 8);
    check_filled(NODE_ROUTER, given, given, 12); /* another's address */
    ip_desk_open(NODE_ROUTER, 2);
    struct packet p = with_options(FAR, times, 8);
    desk_wait(desk, SIM_SECOND);
    desk->caught_count = 0;
    send_packet(0, &p);
    const uint8_t *o = desk->caught[0].octets + IP_PAYLOAD;
    assert_int_equal(o[2], 9);
    assert_in_range(o[6] << 8 | o[7], 1000, 1100);
    static const uint8_t both[] = {68, 12, 5, 0x01, 0, 0, 0, 0, 0, 0, 0, 0};
    p = with_options(FAR, both, 12);
    desk->caught_count = 0;
    send_packet(0, &p);
    o = desk->caught[0].octets + IP_PAYLOAD;
    static const uint8_t out[] = {10, 0, 1, 1};
    assert_int_equal(o[2], 13);
    assert_memory_equal(o + 4, out, 4);
    ip_desk_close();
}

/* Half a place, or a count that would overflow, is told to the sender with the octet. */
static void options_that_contradict_themselves(void **state)
{
    (void)state;
    static const uint8_t odd[][8] = {{7, 8, 6, 0, 0, 0, 0, 0},
                                     {7, 7, 3, 0, 0, 0, 0, 0},
                                     {68, 8, 5, 0x01, 0, 0, 0, 0},
                                     {68, 8, 9, 0xf0, 0, 0, 0, 0},
                                     {68, 3, 5, 0, 0, 0, 0, 0}};
    static const uint8_t wrong[] = {22, 22, 22, 23, 21};
    for (uint32_t i = 0; i < 5; i++) {
        ip_desk_open(NODE_HOST, 1);
        struct packet p = with_options(ME, odd[i], 8);
        send_packet(0, &p);
        assert_int_equal(desk->by_rule[RULE_IP_OPTION_BAD], 1);
        assert_int_equal(caught_icmp(0).type, ICMP_PARAMETER_PROBLEM);
        assert_int_equal(caught_icmp(0).identifier, wrong[i] << 8);
        ip_desk_close();
    }
}

/* --- sending --- */

static void what_must_not_leave(void **state)
{
    (void)state;
    static const struct ip_request requests[] = {
        {.destination = 0x0a000002, .source = 0x7f000001, .protocol = IPV4_UDP},
        {.destination = 0x0a000002, .source = 0xe0000001, .protocol = IPV4_UDP},
        {.destination = 0xf0000001, .protocol = IPV4_UDP},
        {.destination = 0x00000005, .protocol = IPV4_UDP},
    };
    for (uint32_t i = 0; i < 4; i++) {
        ip_desk_open(NODE_HOST, 1);
        routes_release(&table.routes);
        assert_true(routes_init(&table.routes, 2));
        add_route(0, 0, 0, ROUTE_VIA, PEER);
        assert_true(routes_finish(&table.routes));
        desk_event(desk, desk->sim.clock->now);
        frame_id id = ip_new_packet(&table.ip, 30);
        assert_int_equal(ip_send(&table.ip, 0, &requests[i], 30, id), IP_UNROUTABLE);
        assert_int_equal(desk->by_rule[RULE_IP_STAYS_INSIDE], 1);
        desk_wait(desk, SIM_SECOND);
        assert_int_equal(desk->caught_count, 0);
        ip_desk_close();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sources_that_are_no_host),
        cmocka_unit_test(ones_own_address_from_outside),
        cmocka_unit_test(destinations_that_are_no_host),
        cmocka_unit_test(the_old_forms_of_a_broadcast),
        cmocka_unit_test(the_way_back),
        cmocka_unit_test(a_directed_broadcast),
        cmocka_unit_test(no_error_about_a_frame_to_everybody),
        cmocka_unit_test(the_type_of_service_of_an_error),
        cmocka_unit_test(the_time_of_day),
        cmocka_unit_test(record_route),
        cmocka_unit_test(timestamps),
        cmocka_unit_test(options_that_contradict_themselves),
        cmocka_unit_test(what_must_not_leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
