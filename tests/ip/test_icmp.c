/* ICMP: echo, every error, and when none may be sent. RFC 792, RFC 1122 section 3.2.2, RFC 1812
 * sections 4.3 and 5.2.7. */
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
        cmocka_unit_test(an_echo_is_answered_with_the_same_data),
        cmocka_unit_test(an_echo_from_nobody_is_not_answered),
        cmocka_unit_test(replies_and_errors_go_up),
        cmocka_unit_test(what_is_not_understood_is_dropped),
        cmocka_unit_test(an_echo_request_is_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
