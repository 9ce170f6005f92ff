/* field/dissect_udp.c: a UDP datagram (RFC 768).
 *
 *     +-----------------+-----------------+-----------------+-----------------+
 *     |   source port   |destination port |     length      |    checksum     |
 *     +-----------------+-----------------+-----------------+-----------------+ */
#include "field/layer.h"
#include "wire/ipv4.h"
#include "wire/rip.h"

enum { UDP_FIXED = 8, PORT_DNS = 53, TRACEROUTE_PORT = 33435, TRACEROUTE_PORTS = 30 };

static void take_udp_ports(struct layer *l, uint32_t *source, uint32_t *destination)
{
    if (!layer_need(l, 4))
        return;
    uint32_t at = l->at;
    *source = (uint32_t)take_number(l, FIELD_UDP_SRCPORT, 2);
    *destination = (uint32_t)take_number(l, FIELD_UDP_DSTPORT, 2);
    uint32_t hop = *destination - TRACEROUTE_PORT;
    if (hop < TRACEROUTE_PORTS)
        add_expert(l, l->node, FIELD_UDP_POSSIBLE_TRACEROUTE, at + 2, 2);
    add_hidden(l, l->node, FIELD_UDP_PORT, at, 2, *source);
    add_hidden(l, l->node, FIELD_UDP_PORT, at + 2, 2, *destination);
}

/* The length; a wrong one is told, and reading goes on with what is there. */
static void take_udp_length(struct layer *l, uint32_t *length)
{
    if (!layer_need(l, 2))
        return;
    uint32_t at = l->at;
    *length = (uint32_t)number_at(l, at, 2);
    uint16_t node = add_node(l->d->tree, l->node, FIELD_UDP_LENGTH, at, 2, *length);
    bool too_long = *length > l->d->wire_end - l->start && l->d->quotes == 0 && !l->d->fragment;
    l->at += 2;
    if (*length < UDP_FIXED || too_long)
        add_expert(l, node, FIELD_UDP_LENGTH_BAD, at, 2);
    if (*length < UDP_FIXED) {
        layer_fail(l, FAULT_DATAGRAM_LENGTH);
    } else if (too_long && !l->d->malformed) {
        l->d->malformed = true;
        add_node(l->d->tree, FIELD_NO_PARENT, FIELD_WS_MALFORMED, at, 2, FAULT_DATAGRAM_LENGTH);
    }
}

static void take_udp_checksum(struct layer *l, uint32_t length)
{
    if (!layer_need(l, 2))
        return;
    uint32_t at = l->at;
    uint32_t there = (uint32_t)number_at(l, at, 2);
    uint16_t node = add_node(l->d->tree, l->node, FIELD_UDP_CHECKSUM, at, 2, there);
    l->at += 2;
    if (there == 0) {
        add_generated(l, node, FIELD_UDP_CHECKSUM_STATUS, at, 2, CHECKSUM_NOT_PRESENT);
        return;
    }
    if (l->d->fragment || layer_is_snapped(l) || length > l->end - l->start) {
        add_generated(l, l->node, FIELD_UDP_CHECKSUM_STATUS, at, 0, CHECKSUM_UNVERIFIED);
        return;
    }
    if (!checksum_is_wanted(l, FIELD_UDP_CHECKSUM_STATUS, FIELD_UDP_CHECKSUM_CALCULATED,
                            FIELD_UDP_CHECKSUM_BAD))
        return;
    uint16_t sum = transport_checksum(l, IPV4_UDP, l->start, length);
    uint32_t expected = checksum_expected(l, sum, at);
    if (sum != 0)
        add_expert(l, node, FIELD_UDP_CHECKSUM_BAD, at, 2);
    add_generated(l, node, FIELD_UDP_CHECKSUM_CALCULATED, at, 2, expected);
    add_generated(l, l->node, FIELD_UDP_CHECKSUM_STATUS, at, 0,
                  sum == 0 ? CHECKSUM_GOOD : CHECKSUM_BAD);
}

/* What earlier frames tell; as in Wireshark, the times between messages that hold something. */
static void add_udp_conversation(const struct layer *l, bool empty)
{
    const struct field_context *c = l->d->context;
    if (!l->ok || c->stream < 0)
        return;
    add_generated(l, l->node, FIELD_UDP_STREAM, l->at, 0, (uint64_t)c->stream);
    if (c->stream_times && l->d->quotes == 0 && !empty) {
        add_generated(l, l->node, FIELD_UDP_TIME_RELATIVE, l->at, 0, (uint64_t)c->stream_time);
        add_generated(l, l->node, FIELD_UDP_TIME_DELTA, l->at, 0, (uint64_t)c->stream_delta);
    }
}

void dissect_udp(struct dissection *d, uint32_t start, uint32_t end)
{
    struct layer l = layer_open(d, FIELD_UDP, "udp", start, end);
    uint32_t source = 0;
    uint32_t destination = 0;
    uint32_t length = 0;
    take_udp_ports(&l, &source, &destination);
    take_udp_length(&l, &length);
    take_udp_checksum(&l, length);
    add_udp_conversation(&l, length == UDP_FIXED);
    layer_close(&l);
    if (!l.ok)
        return;
    uint32_t payload_end = length < end - start ? start + length : end;
    if (l.at >= payload_end)
        return;
    add_octets(d->tree, l.node, FIELD_UDP_PAYLOAD, l.at, payload_end - l.at);
    if (d->depth < FIELD_TO_APPLICATION)
        return;
    if (source == PORT_DNS || destination == PORT_DNS)
        dissect_dns(d, l.at, payload_end, false);
    else if (source == RIP_PORT || destination == RIP_PORT)
        dissect_rip(d, l.at, payload_end);
    else
        dissect_data(d, l.at, payload_end);
}
