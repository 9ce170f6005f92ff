/* tests/lab/test_bench.c: one host on the bench, by the calls of lab/netstage.h alone. */
#include "lab/wire.h"

#define MS INT64_C(1000000)

enum { HTTP = 80, CLIENT = 40000, CLIENT_ISN = 1000 };

static struct netstage_host *switch_on(void)
{
    struct netstage_setup setup = netstage_default_setup();
    struct netstage_host *host = netstage_open(&setup);
    assert_non_null(host);
    return host;
}

static struct tcp segment(uint32_t seq, uint32_t ack, uint8_t flags)
{
    return (struct tcp){.source_port = CLIENT,
                        .destination_port = HTTP,
                        .seq = {seq},
                        .ack = {ack},
                        .flags = flags,
                        .window = 65535};
}

static int listener(struct netstage_host *host)
{
    int fd = netstage_socket(host, NETSTAGE_STREAM);
    assert_int_equal(fd, 3);
    assert_int_equal(netstage_bind(host, fd, 0, HTTP), 0);
    assert_int_equal(netstage_listen(host, fd, 5), 0);
    return fd;
}

/* A connection from the peer; *iss is the host's. Gives the accepted descriptor. */
static int accepted(struct netstage_host *host, uint32_t *iss)
{
    struct seen seen;
    uint32_t address;
    uint16_t port;
    int fd = listener(host);
    assert_int_equal(netstage_accept(host, fd, NULL, NULL), -NETSTAGE_EAGAIN);
    put_segment(host, segment(CLIENT_ISN, 0, TCP_SYN), NULL, 0);
    assert_true(take(host, &seen));
    assert_int_equal(seen.tcp.flags, TCP_SYN | TCP_ACK);
    assert_int_equal(seen.tcp.ack.raw, CLIENT_ISN + 1);
    assert_int_equal(seen.ip.destination, PEER);
    assert_int_equal(netstage_poll(host, fd), 0);
    *iss = seen.tcp.seq.raw;
    put_segment(host, segment(CLIENT_ISN + 1, *iss + 1, TCP_ACK), NULL, 0);
    assert_int_equal(netstage_poll(host, fd), NETSTAGE_POLLIN);
    int connection = netstage_accept(host, fd, &address, &port);
    assert_int_equal(connection, 4);
    assert_int_equal(address, PEER);
    assert_int_equal(port, CLIENT);
    assert_false(take(host, &seen));
    return connection;
}

static void octets_both_ways_and_an_orderly_end(void **state)
{
    (void)state;
    struct netstage_host *host = switch_on();
    struct netstage_tcp_info info;
    struct seen seen;
    char read[64];
    uint32_t iss;
    int fd = accepted(host, &iss);
    put_segment(host, segment(CLIENT_ISN + 1, iss + 1, TCP_ACK | TCP_PSH), "hello", 5);
    assert_int_equal(netstage_readable(host, fd), 5);
    assert_int_equal(netstage_poll(host, fd), NETSTAGE_POLLIN | NETSTAGE_POLLOUT);
    assert_int_equal(netstage_read(host, fd, read, sizeof read), 5);
    assert_memory_equal(read, "hello", 5);
    assert_int_equal(netstage_read(host, fd, read, sizeof read), -NETSTAGE_EAGAIN);
    assert_int_equal(netstage_advance_to_packet(host, 1000 * MS), 1); /* the delayed ACK */
    assert_int_equal(netstage_now(host), 200 * MS);
    assert_true(take(host, &seen));
    assert_int_equal(seen.tcp.ack.raw, CLIENT_ISN + 6);
    assert_int_equal(seen.time, 200 * MS);

    assert_int_equal(netstage_write(host, fd, "world", 5), 5);
    assert_true(take(host, &seen));
    assert_int_equal(seen.text, 5);
    assert_int_equal(netstage_tcp_info(host, fd, &info), 0);
    assert_int_equal(info.state, NETSTAGE_ESTABLISHED);
    assert_int_equal(info.flight, 5);
    put_segment(host, segment(CLIENT_ISN + 6, iss + 6, TCP_ACK | TCP_FIN), NULL, 0);
    assert_true(take(host, &seen));
    assert_int_equal(seen.tcp.ack.raw, CLIENT_ISN + 7);
    assert_int_equal(netstage_read(host, fd, read, sizeof read), 0);
    assert_true((netstage_poll(host, fd) & NETSTAGE_POLLRDHUP) != 0);
    assert_int_equal(netstage_close_socket(host, fd), 0);
    assert_true(take(host, &seen));
    assert_int_equal(seen.tcp.flags & TCP_FIN, TCP_FIN);
    put_segment(host, segment(CLIENT_ISN + 7, iss + 7, TCP_ACK), NULL, 0);
    assert_false(take(host, &seen));
    assert_int_equal(netstage_next(host), -1);
    assert_int_equal(netstage_read(host, fd, read, sizeof read), -NETSTAGE_EBADF);
    netstage_close(host);
}

/* RFC 9293 MUST-23: for three minutes at least; RFC 6298: later and later. */
static void a_syn_is_repeated_until_r2(void **state)
{
    (void)state;
    int64_t expected = 0;
    int64_t gap = 1000 * MS;
    struct netstage_host *host = switch_on();
    struct seen seen;
    int64_t error;
    int fd = netstage_socket(host, NETSTAGE_STREAM);
    assert_int_equal(netstage_connect(host, fd, PEER, HTTP), -NETSTAGE_EINPROGRESS);
    assert_int_equal(netstage_connect(host, fd, PEER, HTTP), -NETSTAGE_EALREADY);
    assert_int_equal(netstage_write(host, fd, "x", 1), -NETSTAGE_EAGAIN);
    while (netstage_advance_to_packet(host, INT64_C(600000) * MS) == 1) {
        assert_true(take(host, &seen));
        assert_int_equal(seen.tcp.flags, TCP_SYN);
        assert_int_equal(seen.time, expected);
        expected += gap;
        gap = 2 * gap < 60000 * MS ? 2 * gap : 60000 * MS;
    }
    assert_true(expected >= 180000 * MS);
    assert_int_equal(netstage_poll(host, fd) & NETSTAGE_POLLERR, NETSTAGE_POLLERR);
    assert_int_equal(netstage_getsockopt(host, fd, NETSTAGE_ERROR, &error), 0);
    assert_int_equal(error, NETSTAGE_ETIMEDOUT);
    assert_int_equal(netstage_poll(host, fd) & NETSTAGE_POLLERR, 0);
    netstage_close(host);
}

static void a_refused_connection(void **state)
{
    (void)state;
    struct netstage_host *host = switch_on();
    struct seen seen;
    int fd = netstage_socket(host, NETSTAGE_STREAM);
    assert_int_equal(netstage_connect(host, fd, PEER, HTTP), -NETSTAGE_EINPROGRESS);
    assert_true(take(host, &seen));
    struct tcp reset = {.source_port = HTTP,
                        .destination_port = seen.tcp.source_port,
                        .ack = {seen.tcp.seq.raw + 1},
                        .flags = TCP_RST | TCP_ACK};
    put_segment(host, reset, NULL, 0);
    assert_int_equal(netstage_connect(host, fd, PEER, HTTP), -NETSTAGE_ECONNREFUSED);
    netstage_close(host);
}

/* RFC 1122 section 4.2.2.13. */
static void closing_with_unread_octets_resets(void **state)
{
    (void)state;
    struct netstage_host *host = switch_on();
    struct seen seen;
    uint32_t iss;
    int fd = accepted(host, &iss);
    put_segment(host, segment(CLIENT_ISN + 1, iss + 1, TCP_ACK | TCP_PSH), "hello", 5);
    assert_int_equal(netstage_close_socket(host, fd), 0);
    assert_true(take(host, &seen));
    assert_int_equal(seen.tcp.flags & TCP_RST, TCP_RST);
    assert_int_equal(seen.tcp.seq.raw, iss + 1);
    assert_false(take(host, &seen));
    netstage_close(host);
}

/* Both ends are shut, the connection is gone: what it brought can be read all the same. */
static void octets_outlive_their_connection(void **state)
{
    (void)state;
    struct netstage_host *host = switch_on();
    struct seen seen;
    char read[64];
    uint32_t iss;
    int fd = accepted(host, &iss);
    put_segment(host, segment(CLIENT_ISN + 1, iss + 1, TCP_ACK | TCP_FIN), "hello", 5);
    assert_int_equal(netstage_shutdown(host, fd, NETSTAGE_SHUT_WR), 0);
    while (take(host, &seen))
        continue;
    put_segment(host, segment(CLIENT_ISN + 7, iss + 2, TCP_ACK), NULL, 0);
    assert_int_equal(netstage_next(host), -1);
    assert_int_equal(netstage_readable(host, fd), 5);
    assert_int_equal(netstage_read(host, fd, read, 2), 2);
    assert_int_equal(netstage_read(host, fd, read, sizeof read), 3);
    assert_int_equal(netstage_read(host, fd, read, sizeof read), 0);
    assert_int_equal(netstage_write(host, fd, "x", 1), -NETSTAGE_EPIPE);
    netstage_close(host);
}

static void datagrams(void **state)
{
    (void)state;
    struct netstage_host *host = switch_on();
    struct seen seen;
    uint8_t packet[IPV4_HEADER + UDP_HEADER + 3];
    char read[64];
    uint32_t address;
    uint16_t port;
    int fd = netstage_socket(host, NETSTAGE_DGRAM);
    assert_int_equal(netstage_bind(host, fd, HOST, 5353), 0);
    assert_int_equal(netstage_write(host, fd, "abc", 3), -NETSTAGE_EDESTADDRREQ);
    assert_int_equal(netstage_sendto(host, fd, "abc", 3, PEER, 9), 3);
    assert_true(take(host, &seen));
    assert_int_equal(seen.ip.protocol, IPV4_UDP);
    assert_int_equal(seen.length, IPV4_HEADER + UDP_HEADER + 3);
    struct writer w = writer_over(packet + IPV4_HEADER, UDP_HEADER + 3);
    udp_write(&w, &(struct udp){.source_port = 9, .destination_port = 5353, .length = 11});
    write_octets(&w, "xyz", 3);
    put_packet(host, packet, w.at, IPV4_UDP, PEER);
    assert_int_equal(netstage_recvfrom(host, fd, read, sizeof read, &address, &port), 3);
    assert_memory_equal(read, "xyz", 3);
    assert_int_equal(address, PEER);
    assert_int_equal(port, 9);
    assert_int_equal(netstage_read(host, fd, read, sizeof read), -NETSTAGE_EAGAIN);
    assert_int_equal(netstage_close_socket(host, fd), 0);
    netstage_close(host);
}

/* 65507 octets go out as fragments that, brought back in any order, are one datagram again; so
 * does 65508 not. */
static void the_largest_datagram(void **state)
{
    (void)state;
    static uint8_t data[65508], read[65508];
    static struct seen seen[64];
    struct netstage_host *host = switch_on();
    int fd = netstage_socket(host, NETSTAGE_DGRAM);
    uint32_t n = 0;
    for (uint32_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)(i * 13 + i / 256);
    assert_int_equal(netstage_bind(host, fd, HOST, 5353), 0);
    assert_int_equal(netstage_sendto(host, fd, data, 65508, PEER, 5353), -NETSTAGE_EMSGSIZE);
    assert_int_equal(netstage_sendto(host, fd, data, 65507, PEER, 5353), 65507);
    while (take(host, &seen[0])) /* whose first fragments had no room while ARP asked */
        continue;
    assert_int_equal(netstage_sendto(host, fd, data, 65507, PEER, 5353), 65507);
    while (n < 64 && take(host, &seen[n]))
        n++;
    assert_int_equal(n, 45);
    for (uint32_t i = 0; i < n;
         i++) { /* from the other end, every seventh, and as if from the peer */
        struct seen *s = &seen[(i * 7 + 3) % n];
        uint8_t *from = s->octets + 12;
        uint8_t swapped[8];
        memcpy(swapped, from + 4, 4);
        memcpy(swapped + 4, from, 4);
        memcpy(from, swapped, 8); /* the sums stay as they are */
        assert_int_equal(netstage_recvfrom(host, fd, read, sizeof read, NULL, NULL),
                         -NETSTAGE_EAGAIN);
        assert_int_equal(netstage_inject(host, s->octets, s->length), 0);
    }
    assert_int_equal(netstage_recvfrom(host, fd, read, sizeof read, NULL, NULL), 65507);
    assert_memory_equal(read, data, 65507);
    netstage_close(host);
}

/* The peer has nobody at the port that this datagram went to. */
static void put_port_unreachable(struct netstage_host *host, const struct seen *seen)
{
    uint8_t packet[IPV4_HEADER + 8 + 28] = {0};
    packet[IPV4_HEADER] = 3;
    packet[IPV4_HEADER + 1] = 3;
    memcpy(packet + IPV4_HEADER + 8, seen->octets, 28);
    uint16_t sum = checksum(packet + IPV4_HEADER, 36);
    packet[IPV4_HEADER + 2] = (uint8_t)(sum >> 8);
    packet[IPV4_HEADER + 3] = (uint8_t)sum;
    put_packet(host, packet, 36, IPV4_ICMP, PEER);
}

/* A port that nobody has, told to a socket that is connected to it; not to one that is
 * connected elsewhere and has sent only this datagram there. */
static void a_port_unreachable_reaches_the_socket(void **state)
{
    (void)state;
    struct netstage_host *host = switch_on();
    struct seen seen;
    int64_t error;
    int fd = netstage_socket(host, NETSTAGE_DGRAM);
    assert_int_equal(netstage_connect(host, fd, PEER, 9), 0);
    assert_int_equal(netstage_sendto(host, fd, "abc", 3, PEER, 10), 3);
    assert_true(take(host, &seen));
    put_port_unreachable(host, &seen);
    assert_int_equal(netstage_getsockopt(host, fd, NETSTAGE_ERROR, &error), 0);
    assert_int_equal(error, 0);
    assert_int_equal(netstage_write(host, fd, "abc", 3), 3);
    assert_true(take(host, &seen));
    put_port_unreachable(host, &seen);
    assert_int_equal(netstage_getsockopt(host, fd, NETSTAGE_ERROR, &error), 0);
    assert_int_equal(error, NETSTAGE_ECONNREFUSED);
    netstage_close(host);
}

static void what_cannot_be(void **state)
{
    (void)state;
    struct netstage_setup setup = netstage_default_setup();
    setup.gateway = setup.address;
    assert_null(netstage_open(&setup));
    setup = netstage_default_setup();
    setup.mtu = 20;
    assert_null(netstage_open(&setup));
    struct netstage_host *host = switch_on();
    uint8_t octets[1501] = {0};
    int fd = listener(host);
    int other = netstage_socket(host, NETSTAGE_STREAM);
    assert_int_equal(netstage_socket(host, (enum netstage_type)7), -NETSTAGE_EPROTONOSUPPORT);
    assert_int_equal(netstage_bind(host, other, 0, HTTP), -NETSTAGE_EADDRINUSE);
    assert_int_equal(netstage_bind(host, other, PEER, 81), -NETSTAGE_EADDRNOTAVAIL);
    assert_int_equal(netstage_listen(host, other, 1), -NETSTAGE_EDESTADDRREQ);
    assert_int_equal(netstage_accept(host, other, NULL, NULL), -NETSTAGE_EINVAL);
    assert_int_equal(netstage_connect(host, fd, PEER, 80), -NETSTAGE_EOPNOTSUPP);
    assert_int_equal(netstage_read(host, other, octets, 1), -NETSTAGE_ENOTCONN);
    assert_int_equal(netstage_shutdown(host, other, NETSTAGE_SHUT_WR), -NETSTAGE_ENOTCONN);
    assert_int_equal(netstage_poll(host, 99), NETSTAGE_POLLNVAL);
    assert_int_equal(netstage_inject(host, octets, 0), -NETSTAGE_EMSGSIZE);
    assert_int_equal(netstage_inject(host, octets, sizeof octets), -NETSTAGE_EMSGSIZE);
    assert_int_equal(netstage_inject(host, octets, 1), 0); /* no packet: dropped */
    assert_int_equal(netstage_set(host, NETSTAGE_NAGLE, 2), -NETSTAGE_EINVAL);
    assert_int_equal(netstage_set(host, NETSTAGE_MSS, 536), 0);
    assert_int_equal(netstage_get(host, NETSTAGE_MSS), 536);
    assert_int_equal(netstage_get(host, NETSTAGE_MSL), INT64_C(30000) * MS);
    netstage_close(host);
}

/* The host keeps its ARP table fresh behind the caller's back, for as long as a day. */
static void arp_is_looked_after(void **state)
{
    (void)state;
    struct netstage_host *host = switch_on();
    struct seen seen;
    int fd = netstage_socket(host, NETSTAGE_DGRAM);
    for (int hour = 0; hour < 24; hour++) {
        assert_int_equal(netstage_advance(host, hour * INT64_C(3600000) * MS), 0);
        assert_int_equal(netstage_sendto(host, fd, "abc", 3, PEER, 9), 3);
        assert_true(take(host, &seen));
        assert_int_equal(seen.time, hour * INT64_C(3600000) * MS);
        assert_false(take(host, &seen));
    }
    netstage_close(host);
}

static void it_says_why(void **state)
{
    (void)state;
    struct netstage_setup setup = netstage_default_setup();
    setup.records = true;
    struct netstage_host *host = netstage_open(&setup);
    const char *why;
    int64_t time;
    bool told = false;
    put_segment(host, segment(CLIENT_ISN, 0, TCP_SYN), NULL, 0);
    while ((why = netstage_why(host, &time)) != NULL)
        told = told || (strstr(why, "RFC 9293, 3.10.7.1") != NULL && time == 0);
    assert_true(told);
    netstage_close(host);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(octets_both_ways_and_an_orderly_end),
        cmocka_unit_test(a_syn_is_repeated_until_r2),
        cmocka_unit_test(a_refused_connection),
        cmocka_unit_test(closing_with_unread_octets_resets),
        cmocka_unit_test(octets_outlive_their_connection),
        cmocka_unit_test(datagrams),
        cmocka_unit_test(the_largest_datagram),
        cmocka_unit_test(a_port_unreachable_reaches_the_socket),
        cmocka_unit_test(what_cannot_be),
        cmocka_unit_test(arp_is_looked_after),
        cmocka_unit_test(it_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
