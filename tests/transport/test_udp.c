/* tests/transport/test_udp.c: UDP (RFC 768, RFC 1122 section 4.1) between two hosts on a
 * cable. */
#include "transport/rules_shown.h"

static struct stage *two_hosts(void)
{
    struct tcp_profile profile = tcp_default_profile();
    struct stage *s = stage_new(&profile, 100000000, SIM_MILLISECOND);
    s->peer_is_host = true;
    stage_remember_live(s);
    return s;
}

static void datagrams_arrive(void **state)
{
    (void)state;
    struct stage *s = two_hosts();
    struct socket_id client, server;
    static uint8_t octets[65508];
    memset(octets, 7, sizeof octets);
    assert_int_equal(udp_open(&s->t, 1, 53, 22, &server), UDP_OK);
    assert_int_equal(udp_open(&s->t, 1, 53, 22, &client), UDP_PORT_IN_USE);
    assert_int_equal(udp_open(&s->t, 0, 0, 11, &client), UDP_OK);
    assert_true(udp_port(&s->t, client) >= 49152);
    struct endpoint to = {.address = PEER_ADDRESS, .port = 53};
    static const uint16_t lengths[] = {0, 1, 17, 512, 1472, 1473, 9000, 65507};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        assert_int_equal(udp_send(&s->t, client, to, 0, octets, lengths[i]), UDP_OK);
        stage_after(s, SIM_SECOND);
        assert_int_equal(stage_told(s, 1), SOCKET_READABLE);
        assert_int_equal(s->last[1].owner, 22);
        assert_int_equal((uintptr_t)s->user, lengths[i]);
    }
    assert_int_equal(udp_send(&s->t, client, to, 0, octets, 65508), UDP_TOO_BIG);
    udp_close(&s->t, client);
    udp_close(&s->t, client);
    assert_int_equal(udp_port(&s->t, client), 0);
    assert_int_equal(udp_send(&s->t, client, to, 0, octets, 1), UDP_UNREACHABLE);
    udp_close(&s->t, server);
    assert_int_equal(stage_live(s, s->t.udp_pool), 0);
    stage_free(s);
}

/* Nobody has opened the port: the sender's socket is told (RFC 1122 sections 4.1.3.1 and
 * 4.1.3.3). */
static void port_unreachable(void **state)
{
    (void)state;
    struct stage *s = two_hosts();
    struct socket_id client;
    struct endpoint to = {.address = PEER_ADDRESS, .port = 99};
    assert_int_equal(udp_open(&s->t, 0, 4000, 11, &client), UDP_OK);
    assert_int_equal(udp_send(&s->t, client, to, 0, (const uint8_t *)"hello", 5), UDP_OK);
    stage_after(s, SIM_SECOND);
    assert_int_equal(stage_told(s, 0), SOCKET_UNREACHABLE);
    assert_int_equal(s->last[0].icmp_code, ICMP_PORT_UNREACHABLE);
    assert_int_equal(s->last[0].icmp_from, PEER_ADDRESS);
    assert_int_equal(s->last[0].about.address, PEER_ADDRESS);
    assert_int_equal(s->last[0].about.port, 99);
    assert_int_equal(s->fired[RULE_UDP_PORT_UNREACHABLE], 1);
    struct endpoint far = {.address = UINT32_C(0xc0000201), .port = 99};
    assert_int_equal(udp_send(&s->t, client, far, 0, NULL, 0), UDP_UNREACHABLE);
    stage_free(s);
}

/* A datagram straight into udp_receive(). */
static struct socket_up receive(struct stage *s, const uint8_t *octets, uint16_t length,
                                struct udp_datagram *d)
{
    frame_id frame = ip_new_packet(&s->ip, 100);
    uint8_t *start = frame_octets(&s->sim.frames, frame) + IP_PAYLOAD;
    memcpy(start, octets, length);
    struct ip_packet packet = {.header = {.source = PEER_ADDRESS,
                                          .destination = LOCAL_ADDRESS,
                                          .header_length = IPV4_HEADER},
                               .frame = frame,
                               .payload = start,
                               .payload_length = length,
                               .payload_offset = IP_PAYLOAD};
    struct socket_up up = udp_receive(&s->t, &packet, d);
    frame_release(&s->sim.frames, frame);
    return up;
}

static void checksums_and_lengths(void **state)
{
    (void)state;
    struct stage *s = two_hosts();
    struct socket_id id;
    struct udp_datagram d;
    assert_int_equal(udp_open(&s->t, 0, 53, 11, &id), UDP_OK);
    /* ports 9 and 53, length 10, text "ab"; the sum is 0x6aec + pseudo-header */
    uint8_t octets[12] = {0, 9, 0, 53, 0, 10, 0, 0, 'a', 'b', 0, 0};
    assert_int_equal(receive(s, octets, 10, &d).events, SOCKET_READABLE); /* 0: no checksum */
    assert_int_equal(d.length, 2);
    assert_int_equal(d.from.port, 9);
    uint64_t sum = ipv4_pseudo_header_sum(PEER_ADDRESS, LOCAL_ADDRESS, IPV4_UDP, 10);
    uint16_t checksum = checksum_finish(checksum_add(sum, octets, 10));
    octets[6] = (uint8_t)(checksum >> 8);
    octets[7] = (uint8_t)checksum;
    assert_int_equal(receive(s, octets, 10, &d).events, SOCKET_READABLE);
    assert_int_equal(receive(s, octets, 12, &d).events,
                     SOCKET_READABLE); /* padding of the packet */
    octets[7] ^= 1;
    assert_int_equal(receive(s, octets, 10, &d).events, 0);
    assert_int_equal(s->fired[RULE_UDP_CHECKSUM_WRONG], 1);
    octets[7] ^= 1;
    for (uint16_t length = 0; length < 10; length++) /* every truncation */
        assert_int_equal(receive(s, octets, length, &d).events, 0);
    octets[5] = 7; /* less than the header */
    assert_int_equal(receive(s, octets, 10, &d).events, 0);
    assert_int_equal(s->fired[RULE_UDP_BAD_LENGTH], 11);
    stage_free(s);
}

/* A checksum that comes out as 0 is sent as all ones (RFC 768, Fields). */
static void checksum_of_zero(void **state)
{
    (void)state;
    struct stage *s = two_hosts();
    struct socket_id client, server;
    assert_int_equal(udp_open(&s->t, 0, 4000, 11, &client), UDP_OK);
    assert_int_equal(udp_open(&s->t, 1, 53, 22, &server), UDP_OK);
    struct endpoint to = {.address = PEER_ADDRESS, .port = 53};
    uint8_t octets[2] = {0, 0};
    const uint8_t header[8] = {4000 >> 8, 4000 & 0xff, 0, 53, 0, 10, 0, 0};
    uint64_t sum = ipv4_pseudo_header_sum(LOCAL_ADDRESS, PEER_ADDRESS, IPV4_UDP, 10);
    uint16_t rest = checksum_finish(checksum_add(sum, header, 8));
    octets[0] = (uint8_t)(rest >> 8);
    octets[1] = (uint8_t)rest; /* now everything sums up to all ones */
    assert_int_equal(udp_send(&s->t, client, to, 0, octets, 2), UDP_OK);
    frame_id frame = 0; /* the only short frame alive that is UDP */
    bool seen = false;
    for (; frame < s->sim.arena.marks[s->sim.frames.short_pool].high; frame++) {
        const uint8_t *o = frame_octets(&s->sim.frames, frame);
        if (frame_at(&s->sim.frames, frame)->references > 0 &&
            o[ETHERNET_HEADER + 9] == IPV4_UDP && o[IP_PAYLOAD + 5] == 10) {
            assert_int_equal(o[IP_PAYLOAD + 6], 0xff);
            assert_int_equal(o[IP_PAYLOAD + 7], 0xff);
            seen = true;
        }
    }
    assert_true(seen);
    stage_after(s, SIM_SECOND);
    assert_int_equal(stage_told(s, 1), SOCKET_READABLE);
    stage_free(s);
}

/* The last one: what the others have shown. */
static void rules_fired(void **state)
{
    (void)state;
    check_no_rule_is_missing();
    check_rules_shown("udp");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(datagrams_arrive),      cmocka_unit_test(port_unreachable),
        cmocka_unit_test(checksums_and_lengths), cmocka_unit_test(checksum_of_zero),
        cmocka_unit_test(rules_fired),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
