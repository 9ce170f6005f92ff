/* tests/lab/wire.h: segments to put on the bench and to look at. */
#ifndef TESTS_LAB_WIRE_H
#define TESTS_LAB_WIRE_H

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/checksum.h"
#include "lab/netstage.h"
#include "wire/ipv4.h"
#include "wire/tcp.h"
#include "wire/udp.h"

#define HOST UINT32_C(0xc0a80001)
#define PEER UINT32_C(0xc0000201) /* 192.0.2.1: beyond the gateway */

/* A packet of the caller's, or one that was taken. */
struct seen {
    int64_t time;
    struct ipv4 ip;
    struct tcp tcp;
    struct tcp_options options;
    size_t text;
    uint8_t octets[1500];
    size_t length;
};

/* Writes an Internet header in front of `payload` octets and puts the packet on the wire. */
static inline void put_packet(struct netstage_host *host, uint8_t *packet, size_t payload,
                              uint8_t protocol, uint32_t from)
{
    struct writer w = writer_over(packet, IPV4_HEADER);
    ipv4_write(&w, &(struct ipv4){.version = 4,
                                  .header_length = IPV4_HEADER,
                                  .total_length = (uint16_t)(IPV4_HEADER + payload),
                                  .ttl = 64,
                                  .protocol = protocol,
                                  .source = from,
                                  .destination = HOST});
    assert_int_equal(netstage_inject(host, packet, IPV4_HEADER + payload), 0);
}

static inline void put_segment(struct netstage_host *host, struct tcp h, const void *text,
                               size_t length)
{
    uint8_t packet[1500];
    struct tcp_options none = {0};
    struct writer w = writer_over(packet + IPV4_HEADER, sizeof packet - IPV4_HEADER);
    h.header_length = TCP_HEADER;
    tcp_write(&w, &h, &none);
    write_octets(&w, text, length);
    uint64_t sum = ipv4_pseudo_header_sum(PEER, HOST, IPV4_TCP, (uint16_t)w.at);
    uint16_t checksum = checksum_finish(checksum_add(sum, packet + IPV4_HEADER, w.at));
    packet[IPV4_HEADER + TCP_CHECKSUM_OFFSET] = (uint8_t)(checksum >> 8);
    packet[IPV4_HEADER + TCP_CHECKSUM_OFFSET + 1] = (uint8_t)checksum;
    put_packet(host, packet, w.at, IPV4_TCP, PEER);
}

/* The next packet; false: none. */
static inline bool take(struct netstage_host *host, struct seen *seen)
{
    memset(seen, 0, sizeof *seen);
    seen->length = netstage_take(host, seen->octets, sizeof seen->octets, &seen->time);
    if (seen->length == 0)
        return false;
    struct reader r = reader_over(seen->octets, seen->length);
    ipv4_read(&r, &seen->ip);
    if (seen->ip.protocol == IPV4_TCP) {
        tcp_read(&r, &seen->tcp, &seen->options);
        seen->text = seen->length - seen->ip.header_length - seen->tcp.header_length;
    }
    return true;
}

#endif
