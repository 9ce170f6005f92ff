/* ICMP: echo, every error, and when none may be sent. RFC 792, RFC 1122 section 3.2.2, RFC 1812
 * sections 4.3 and 5.2.7. */
#include "ip/route_change.h"
#include "ip_desk.h"

#define ME desk_address(0, 1)
#define PEER desk_address(0, 2)
#define FAR UINT32_C(0x0a080001)

/* The last packet caught is this error about p, told to its sender. */
static void check_error(const struct packet *p, enum icmp_type type, uint8_t code, uint16_t mtu)
{
    assert_int_equal(desk->caught_count, 1);
    struct ipv4 h = caught_ip(0);
    struct icmp m = caught_icmp(0);
    assert_int_equal(desk->caught[0].peer, 0);
    assert_true(h.destination == PEER && h.source == ME);
    assert_int_equal(m.type, type);
    assert_int_equal(m.code, code);
    assert_int_equal(m.identifier, 0);
    assert_int_equal(m.sequence, mtu);
    uint32_t quoted = h.total_length - IPV4_HEADER - ICMP_HEADER;
    uint32_t all = p->length - ETHERNET_HEADER;
    assert_int_equal(quoted, all < 548 ? all : 548); /* 576 octets in all */
    assert_memory_equal(desk->caught[0].octets + IP_PAYLOAD + ICMP_HEADER,
                        p->octets + ETHERNET_HEADER, quoted);
    assert_int_equal(desk->by_rule[RULE_ICMP_ERROR_SENT], 1);
}

static void each_error_is_told_to_the_sender(void **state)
{
    (void)state;
    static const uint16_t payloads[] = {8, 100, 1480};
    for (uint32_t i = 0; i < 3; i++)
        for (int which = 0; which < 5; which++) {
            ip_desk_open(NODE_ROUTER, 2);
            ipv4_address to = which == 0   ? FAR
                              : which == 1 ? UINT32_C(0x08080808)
                              : which == 2 ? UINT32_C(0x0a070001)
                              : which == 3 ? ME
                                           : FAR;
            struct packet p = packet_of(0, PEER, to, which == 3 ? 200 : IPV4_UDP,
                                        which == 0 ? 1 : 9, payloads[i]);
            if (which == 4) {
                link_set_mtu(&desk->link, 1, 27);
                p.octets[ETHERNET_HEADER + 6] = 0x40; /* do not fragment */
                resum(&p);
            }
            send_packet(0, &p);
            assert_int_equal(table.result, IP_DROPPED);
            if (which == 0)
                check_error(&p, ICMP_TIME_EXCEEDED, ICMP_TTL_EXCEEDED, 0);
            else if (which <= 2)
                check_error(&p, ICMP_UNREACHABLE, ICMP_NET_UNREACHABLE, 0);
            else if (which == 3)
                check_error(&p, ICMP_UNREACHABLE, ICMP_PROTOCOL_UNREACHABLE, 0);
            else
                check_error(&p, ICMP_UNREACHABLE, ICMP_FRAGMENTATION_NEEDED, 27);
            ip_desk_close();
        }
}

static void a_packet_that_just_fits_goes_on(void **state)
{
    (void)state;
    ip_desk_open(NODE_ROUTER, 2);
    link_set_mtu(&desk->link, 1, 300);
    struct packet p = packet_of(0, PEER, FAR, IPV4_UDP, 2, 280);
    send_packet(0, &p);
    assert_int_equal(table.result, IP_FORWARDED);
    p = packet_of(0, PEER, FAR, IPV4_UDP, 2, 281);
    p.octets[ETHERNET_HEADER + 6] = 0x40; /* do not fragment */
    resum(&p);
    send_packet(0, &p);
    assert_int_equal(table.result, IP_DROPPED);
    ip_desk_close();
}

/* RFC 1122 section 3.2.2: the packets about which no error is sent. All end at a TTL of 1. */
static void no_error_is_sent_about(struct packet p, enum rule rule)
{
    ip_desk_open(NODE_ROUTER, 2);
    send_packet(0, &p);
    assert_int_equal(table.result, IP_DROPPED);
    assert_int_equal(desk->by_rule[RULE_IP_TTL_EXCEEDED], 1);
    assert_int_equal(desk->by_rule[rule], 1);
    assert_int_equal(desk->caught_count, 0);
    ip_desk_close();
}

static void when_no_error_may_be_sent(void **state)
{
    (void)state;
    static const uint8_t errors[] = {ICMP_UNREACHABLE, ICMP_SOURCE_QUENCH, ICMP_REDIRECT,
                                     ICMP_TIME_EXCEEDED, ICMP_PARAMETER_PROBLEM};
    for (uint32_t i = 0; i < sizeof errors; i++) {
        struct packet p = packet_of(0, PEER, FAR, IPV4_ICMP, 1, 40);
        p.octets[IP_PAYLOAD] = errors[i];
        no_error_is_sent_about(p, RULE_ICMP_NO_ERROR_ABOUT_ERROR);
    }
    struct packet fragment = packet_of(0, PEER, FAR, IPV4_UDP, 1, 40);
    fragment.octets[ETHERNET_HEADER + 7] = 9; /* not the first one */
    resum(&fragment);
    no_error_is_sent_about(fragment, RULE_ICMP_NO_ERROR_ABOUT_GROUP);
    struct packet smurf = packet_of(0, desk_address(1, 255), FAR, IPV4_UDP, 1, 40);
    no_error_is_sent_about(smurf, RULE_ICMP_NO_ERROR_ABOUT_GROUP);
}

static void about_an_echo_request_and_a_first_fragment_it_is_sent(void **state)
{
    (void)state;
    for (int which = 0; which < 2; which++) {
        ip_desk_open(NODE_ROUTER, 2);
        struct packet p = packet_of(0, PEER, FAR, IPV4_ICMP, 1, 40);
        p.octets[IP_PAYLOAD] = ICMP_ECHO;
        p.octets[ETHERNET_HEADER + 6] = which == 0 ? 0 : 0x20; /* more fragments */
        resum(&p);
        send_packet(0, &p);
        check_error(&p, ICMP_TIME_EXCEEDED, ICMP_TTL_EXCEEDED, 0);
        ip_desk_close();
    }
}

static void a_broadcast_for_nobody_is_not_answered(void **state)
{
    (void)state;
    static const ipv4_address all[] = {IPV4_BROADCAST, 0x0a0000ff};
    for (uint32_t i = 0; i < 2; i++) {
        ip_desk_open(NODE_HOST, 1);
        struct packet p = packet_of(0, PEER, all[i], 200, 9, 40);
        memset(p.octets, 0xff, 6);
        send_packet(0, &p);
        assert_int_equal(desk->by_rule[RULE_IP_PROTOCOL_UNKNOWN], 1);
        assert_int_equal(desk->by_rule[RULE_ICMP_NO_ERROR_ABOUT_GROUP], 1);
        assert_int_equal(desk->caught_count, 0);
        ip_desk_close();
    }
}

/* --- limits, options, redirects --- */

/* RFC 1812 section 4.3.2.8: fifty at once, then one a millisecond. */
static void errors_are_not_sent_without_end(void **state)
{
    (void)state;
    ip_desk_open(NODE_ROUTER, 2);
    desk->phy.directions[0].queue_limit = 1000;
    struct packet p = packet_of(0, PEER, FAR, IPV4_UDP, 1, 8);
    for (int i = 0; i < 60; i++) {
        desk_event(desk, desk->sim.clock->now);
        icmp_send_error(&table.ip, 0, ICMP_TIME_EXCEEDED, 0, 0, p.octets + ETHERNET_HEADER, 28);
    }
    assert_int_equal(desk->by_rule[RULE_ICMP_ERROR_SENT], ICMP_ERRORS_AT_ONCE);
    assert_int_equal(desk->by_rule[RULE_ICMP_ERROR_LIMIT], 60 - ICMP_ERRORS_AT_ONCE);
    desk_wait(desk, 3 * SIM_MILLISECOND);
    for (int i = 0; i < 10; i++)
        icmp_send_error(&table.ip, 0, ICMP_TIME_EXCEEDED, 0, 0, p.octets + ETHERNET_HEADER, 28);
    assert_in_range(desk->by_rule[RULE_ICMP_ERROR_SENT], ICMP_ERRORS_AT_ONCE + 3,
                    ICMP_ERRORS_AT_ONCE + 4);
    desk_wait(desk, SIM_SECOND);
    ip_desk_close();
}

static void an_option_list_that_cannot_be_read(void **state)
{
    (void)state;
    static const struct {
        uint8_t octets[8];
        uint8_t wrong; /* 0: nothing is */
    } lists[] = {
        {{7, 7, 4, 0, 0, 0, 0, 0}, 0},    /* record route */
        {{1, 1, 148, 4, 0, 0, 0, 0}, 0},  /* router alert, which is not known */
        {{0, 9, 9, 9, 9, 9, 9, 9}, 0},    /* nothing counts behind the end */
        {{131, 7, 8, 1, 2, 3, 4, 0}, 0},  /* a source route at its end */
        {{1, 7, 0, 0, 0, 0, 0, 0}, 22},   /* a length of 0 */
        {{1, 200, 8, 0, 0, 0, 0, 0}, 22}, /* longer than the header */
        {{1, 1, 1, 1, 1, 1, 1, 7}, 27},   /* no length at all */
        {{7, 7, 3, 0, 0, 0, 0, 0}, 22},   /* a pointer into the option's head */
        {{68, 8, 4, 0, 0, 0, 0, 0}, 22},  {{68, 2, 1, 1, 1, 1, 1, 1}, 21},
    };
    for (uint32_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        ip_desk_open(NODE_HOST, 1);
        struct packet p = packet_of(0, PEER, ME, IPV4_UDP, 9, 40);
        memcpy(p.octets + IP_PAYLOAD, lists[i].octets, 8);
        p.octets[ETHERNET_HEADER] = 0x47;
        resum(&p);
        send_packet(0, &p);
        assert_int_equal(table.delivered, lists[i].wrong == 0);
        assert_int_equal(desk->by_rule[RULE_IP_OPTION_BAD], lists[i].wrong != 0);
        assert_int_equal(desk->caught_count, lists[i].wrong != 0);
        if (lists[i].wrong != 0) {
            assert_int_equal(caught_icmp(0).type, ICMP_PARAMETER_PROBLEM);
            assert_int_equal(caught_icmp(0).identifier, lists[i].wrong << 8);
        }
        ip_desk_close();
    }
}

static void source_routes_are_refused(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) {
        ip_desk_open(i < 2 ? NODE_HOST : NODE_ROUTER, 2);
        struct packet p = packet_of(0, PEER, i < 2 ? ME : FAR, IPV4_UDP, 9, 40);
        uint8_t route[8] = {i % 2 == 0 ? 131 : 137, 7, 4, 10, 8, 0, 1, 0};
        memcpy(p.octets + IP_PAYLOAD, route, 8);
        p.octets[ETHERNET_HEADER] = 0x47;
        resum(&p);
        send_packet(0, &p);
        assert_int_equal(desk->by_rule[RULE_IP_SOURCE_ROUTE], 1);
        check_error(&p, ICMP_UNREACHABLE, ICMP_SOURCE_ROUTE_FAILED, 0);
        ip_desk_close();
    }
}

static struct packet redirect_to(ipv4_address gateway, ipv4_address about, ipv4_address from)
{
    struct packet mine = packet_of(0, ME, about, IPV4_UDP, 60, 8);
    struct packet p = packet_of(0, from, ME, IPV4_ICMP, 9, 36);
    uint8_t *m = p.octets + IP_PAYLOAD;
    m[0] = ICMP_REDIRECT;
    m[1] = ICMP_REDIRECT_HOST;
    for (int i = 0; i < 4; i++)
        m[4 + i] = (uint8_t)(gateway >> (24 - 8 * i));
    memcpy(m + ICMP_HEADER, mine.octets + ETHERNET_HEADER, 28);
    resum_icmp(&p);
    return p;
}

/* RFC 1122 section 3.2.2.2. 10.9.0.0/16 is behind 10.0.0.2, which is PEER. */
static void a_host_follows_its_router_only(void **state)
{
    (void)state;
    const ipv4_address about = UINT32_C(0x0a090001), better = desk_address(0, 77);
    ip_desk_open(NODE_HOST, 2);
    const struct packet bad[] = {
        redirect_to(desk_address(1, 9), about, PEER),   /* on another network */
        redirect_to(ME, about, PEER),                   /* itself */
        redirect_to(PEER, about, PEER),                 /* the same again */
        redirect_to(desk_address(0, 255), about, PEER), /* nobody's address */
        redirect_to(better, about, desk_address(0, 3)), /* from somebody else */
        redirect_to(better, desk_address(0, 4), PEER),  /* about a neighbour */
    };
    for (uint32_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        send_packet(0, &bad[i]);
        assert_int_equal(desk->by_rule[RULE_ICMP_REDIRECT_IGNORED], i + 1);
        assert_int_equal(table.ip.nodes[0].changes, 0);
    }
    struct packet good = redirect_to(better, about, PEER);
    send_packet(0, &good);
    assert_int_equal(desk->by_rule[RULE_ICMP_REDIRECT_FOLLOWED], 1);
    uint32_t row = ip_route_find(&table.ip, 0, about);
    assert_true(ip_route(&table.ip, row)->gateway == better);
    assert_true(ip_route(&table.ip, ip_route_find(&table.ip, 0, about + 1))->gateway == PEER);
    good =
        redirect_to(desk_address(0, 78), about, better); /* and from there on to a third one */
    send_packet(0, &good);
    row = ip_route_find(&table.ip, 0, about);
    assert_true(ip_route(&table.ip, row)->gateway == desk_address(0, 78));
    assert_int_equal(arena_marks(&desk->sim.arena, table.ip.change_pool)->live, 1);
    ip_desk_close();
}

static void a_router_redirects_and_forwards(void **state)
{
    (void)state;
    ip_desk_open(NODE_ROUTER, 2);
    struct packet p = packet_of(0, desk_address(0, 50), UINT32_C(0x0a090001), IPV4_UDP, 9, 40);
    send_packet(0, &p);
    assert_int_equal(table.result, IP_FORWARDED);
    assert_int_equal(desk->by_rule[RULE_ICMP_REDIRECTS], 1);
    p = packet_of(0, UINT32_C(0x0a0a0001), UINT32_C(0x0a090001), IPV4_UDP, 9, 40);
    send_packet(0, &p); /* from further away: it could not use the advice */
    p = packet_of(0, PEER, FAR, IPV4_UDP, 9, 40);
    send_packet(0, &p); /* to another network */
    assert_int_equal(desk->by_rule[RULE_ICMP_REDIRECTS], 1);
    desk_wait(desk, 10 * SIM_SECOND);
    ip_desk_close();
}

/* --- receiving --- */

static struct packet icmp_packet(ipv4_address to, uint8_t type, uint16_t payload)
{
    struct packet p = packet_of(0, PEER, to, IPV4_ICMP, 9, payload);
    p.octets[IP_PAYLOAD] = type;
    p.octets[IP_PAYLOAD + 1] = 0;
    resum_icmp(&p);
    return p;
}

static void an_echo_is_answered_with_the_same_data(void **state)
{
    (void)state;
    static const uint16_t sizes[] = {8, 9, 64, 1480};
    for (uint32_t i = 0; i < 4; i++) {
        ip_desk_open(NODE_HOST, 1);
        struct packet p = icmp_packet(ME, ICMP_ECHO, sizes[i]);
        p.octets[ETHERNET_HEADER + 1] = 0x28; /* RFC 1122 section 3.2.2.6: the same TOS */
        resum(&p);
        send_packet(0, &p);
        assert_int_equal(table.icmp, ICMP_CONSUMED);
        assert_int_equal(caught_icmp(0).type, ICMP_ECHO_REPLY);
        assert_int_equal(caught_ip(0).tos, 0x28);
        assert_true(caught_ip(0).source == ME && caught_ip(0).destination == PEER);
        assert_int_equal(caught_ip(0).total_length, IPV4_HEADER + sizes[i]);
        assert_memory_equal(desk->caught[0].octets + IP_PAYLOAD + 4, p.octets + IP_PAYLOAD + 4,
                            sizes[i] - 4U);
        ip_desk_close();
    }
    ip_desk_open(NODE_HOST,
                 2); /* asked at another address of its own, it answers from that one */
    struct packet p = icmp_packet(desk_address(1, 1), ICMP_ECHO, 30);
    send_packet(0, &p);
    assert_true(caught_ip(0).source == desk_address(1, 1));
    p = icmp_packet(desk_address(0, 255), ICMP_ECHO, 30); /* asked as one of all */
    memset(p.octets, 0xff, 6);
    send_packet(0, &p); /* by default not answered */
    assert_int_equal(desk->by_rule[RULE_ICMP_ECHO_TO_ALL], 1);
    assert_int_equal(desk->caught_count, 1);
    table.ip.nodes[0].silent_to_all = 0;
    send_packet(0, &p);
    assert_true(caught_ip(1).source == ME);
    ip_desk_close();
}

static void an_echo_from_nobody_is_not_answered(void **state)
{
    (void)state;
    ip_desk_open(NODE_HOST, 1);
    struct packet p = packet_of(0, 0, ME, IPV4_ICMP, 9, 30);
    p.octets[IP_PAYLOAD] = ICMP_ECHO;
    resum_icmp(&p);
    send_packet(0, &p);
    assert_int_equal(desk->caught_count, 0);
    assert_int_equal(desk->by_rule[RULE_IP_NO_ROUTE], 1);
    ip_desk_close();
}

static void replies_and_errors_go_up(void **state)
{
    (void)state;
    ip_desk_open(NODE_HOST, 1);
    struct packet p = icmp_packet(ME, ICMP_ECHO_REPLY, 30);
    send_packet(0, &p);
    assert_int_equal(table.icmp, ICMP_UP_ECHO_REPLY);
    assert_true(table.message.from == PEER && table.message.to == ME);
    assert_int_equal(table.message.ttl, 9);
    assert_int_equal(table.message.data_length, 22);
    struct packet mine = packet_of(0, ME, FAR, IPV4_UDP, 1, 8);
    p = icmp_packet(ME, ICMP_TIME_EXCEEDED, 36);
    memcpy(p.octets + IP_PAYLOAD + ICMP_HEADER, mine.octets + ETHERNET_HEADER, 28);
    resum_icmp(&p);
    send_packet(0, &p);
    assert_int_equal(table.icmp, ICMP_UP_ERROR);
    assert_true(table.message.about.destination == FAR && table.message.about.source == ME);
    assert_int_equal(table.message.quote_length, 8);
    assert_int_equal(desk->by_rule[RULE_ICMP_ERROR_RECEIVED], 1);
    p.length -= 1; /* one octet of the quote is missing */
    p.octets[ETHERNET_HEADER + 3]--;
    resum(&p);
    resum_icmp(&p);
    send_packet(0, &p);
    assert_int_equal(table.icmp, ICMP_DROPPED);
    assert_int_equal(desk->by_rule[RULE_IP_BAD_HEADER], 1);
    ip_desk_close();
}

static void what_is_not_understood_is_dropped(void **state)
{
    (void)state;
    ip_desk_open(NODE_HOST, 1);
    struct packet p = icmp_packet(ME, 42, 30);
    send_packet(0, &p);
    assert_int_equal(table.icmp, ICMP_DROPPED);
    assert_int_equal(desk->by_rule[RULE_ICMP_UNKNOWN_TYPE], 1);
    p = icmp_packet(ME, ICMP_ECHO, 30);
    p.octets[IP_PAYLOAD + 20] ^= 4;
    send_packet(0, &p);
    assert_int_equal(desk->by_rule[RULE_ICMP_CHECKSUM_WRONG], 1);
    p = icmp_packet(ME, ICMP_ECHO, 4); /* shorter than a header */
    send_packet(0, &p);
    assert_int_equal(table.icmp, ICMP_DROPPED);
    assert_int_equal(desk->caught_count, 0);
    ip_desk_close();
}

static void an_echo_request_is_sent(void **state)
{
    (void)state;
    ip_desk_open(NODE_HOST, 1);
    static const uint8_t data[65508] = "0123456789";
    struct ip_request request = {.destination = PEER, .ttl = 3};
    desk_event(desk, desk->sim.clock->now);
    assert_int_equal(icmp_send_echo(&table.ip, 0, &request, 77, 5, data, 10), IP_SENT);
    assert_int_equal(icmp_send_echo(&table.ip, 0, &request, 77, 5, data, 65508), IP_TOO_BIG);
    desk_wait(desk, SIM_MILLISECOND);
    assert_int_equal(desk->caught_count, 1);
    struct icmp m = caught_icmp(0);
    assert_int_equal(m.type, ICMP_ECHO);
    assert_int_equal(m.identifier, 77);
    assert_int_equal(m.sequence, 5);
    assert_int_equal(caught_ip(0).ttl, 3);
    assert_memory_equal(desk->caught[0].octets + IP_PAYLOAD + ICMP_HEADER, data, 10);
    ip_desk_close();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_error_is_told_to_the_sender),
        cmocka_unit_test(a_packet_that_just_fits_goes_on),
        cmocka_unit_test(when_no_error_may_be_sent),
        cmocka_unit_test(about_an_echo_request_and_a_first_fragment_it_is_sent),
        cmocka_unit_test(a_broadcast_for_nobody_is_not_answered),
        cmocka_unit_test(errors_are_not_sent_without_end),
        cmocka_unit_test(an_option_list_that_cannot_be_read),
        cmocka_unit_test(source_routes_are_refused),
        cmocka_unit_test(a_host_follows_its_router_only),
        cmocka_unit_test(a_router_redirects_and_forwards),
        cmocka_unit_test(an_echo_is_answered_with_the_same_data),
        cmocka_unit_test(an_echo_from_nobody_is_not_answered),
        cmocka_unit_test(replies_and_errors_go_up),
        cmocka_unit_test(what_is_not_understood_is_dropped),
        cmocka_unit_test(an_echo_request_is_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
