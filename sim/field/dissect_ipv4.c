/* field/dissect_ipv4.c: an Internet datagram (RFC 791 3.1; the diagram is in wire/ipv4.h). */
#include "base/checksum.h"
#include "field/layer.h"
#include "wire/ipv4.h"

enum { FEW_HOPS = 5, PROTOCOL_PIM = 103, PROTOCOL_OSPF = 89, ROUTE_LEAST = 7 };

enum { OPTION_END = 0, OPTION_NOP = 1, OPTION_LOOSE_ROUTE = 131, OPTION_STRICT_ROUTE = 137 };

#define LOCAL_CONTROL_BLOCK UINT32_C(0xe0000000) /* 224.0.0.0/24 (RFC 5771 4) */

struct datagram {
    uint32_t header_length;
    uint32_t length; /* of the datagram, as it says */
    uint32_t end;    /* of it in the frame: cut or not */
    uint8_t protocol;
    uint16_t offset; /* of the fragment, in octets */
    bool more;
};

/* Version and header length. False: reading ends here. */
static bool take_first_octet(struct layer *l, struct datagram *g)
{
    if (!layer_need(l, 1))
        return false;
    uint64_t version = add_bits(l, l->node, FIELD_IP_VERSION, l->at, 1, 0, 4);
    if (version != 4) {
        add_expert(l, l->node, FIELD_IP_BOGUS_IP_VERSION, l->at, 1);
        layer_fail(l, FAULT_VERSION);
        return false;
    }
    g->header_length = (uint32_t)(number_at(l, l->at, 1) & 0xf) * 4;
    uint16_t node =
        add_scaled_bits(l, l->node, FIELD_IP_HDR_LEN, l->at, 1, 4, 4, g->header_length);
    if (g->header_length < IPV4_HEADER) {
        l->at += 1;
        add_expert(l, node, FIELD_IP_BOGUS_HEADER_LENGTH, l->at - 1, 1);
        layer_fail(l, FAULT_HEADER_LENGTH);
        return false;
    }
    l->at += 1;
    return true;
}

static void take_service(struct layer *l)
{
    if (!layer_need(l, 1))
        return;
    uint16_t node =
        add_node(l->d->tree, l->node, FIELD_IP_DSFIELD, l->at, 1, number_at(l, l->at, 1));
    add_bits(l, node, FIELD_IP_DSFIELD_DSCP, l->at, 1, 0, 6);
    add_bits(l, node, FIELD_IP_DSFIELD_ECN, l->at, 1, 6, 2);
    l->at += 1;
}

/* The total length, and with it where the payload ends. A length of 0 is what a capture on a
 * sending machine holds when the network card cuts segments: all that is there counts. */
static void take_length(struct layer *l, struct datagram *g)
{
    if (!layer_need(l, 2))
        return;
    uint32_t there = l->d->wire_end - l->start;
    g->length = (uint32_t)number_at(l, l->at, 2);
    uint16_t node = add_node(l->d->tree, l->node, FIELD_IP_LEN, l->at, 2, g->length);
    uint32_t at = l->at;
    l->at += 2;
    if (g->length == 0)
        g->length = there;
    if (g->length < g->header_length) {
        add_expert(l, node, FIELD_IP_BOGUS_IP_LENGTH, at, 2);
        layer_fail(l, FAULT_TOTAL_LENGTH);
        return;
    }
    if (g->length > there) {
        l->d->cut = true;
        if (l->d->quotes == 0)
            add_expert(l, node, FIELD_IP_BOGUS_IP_LENGTH, at, 2);
    }
    if (g->length < there)
        l->d->wire_end = l->start + g->length;
    g->end = l->d->wire_end < l->end ? l->d->wire_end : l->end;
    if (l->node != FIELD_NO_PARENT)
        l->d->tree->nodes[l->node].size = g->end - l->start;
    if (l->d->quotes == 0)
        l->d->payload_end = g->end;
}

static void take_fragment(struct layer *l, struct datagram *g)
{
    take_number(l, FIELD_IP_ID, 2);
    if (!layer_need(l, 2))
        return;
    uint64_t flags = number_at(l, l->at, 1) >> 5;
    uint16_t node = add_bits_node(l, l->node, FIELD_IP_FLAGS, l->at, 1, 0, 3);
    add_bits(l, node, FIELD_IP_FLAGS_RB, l->at, 1, 0, 1);
    add_bits(l, node, FIELD_IP_FLAGS_DF, l->at, 1, 1, 1);
    add_bits(l, node, FIELD_IP_FLAGS_MF, l->at, 1, 2, 1);
    g->more = (flags & 1) != 0;
    g->offset = (uint16_t)((number_at(l, l->at, 2) & 0x1fff) * 8);
    add_bits(l, l->node, FIELD_IP_FRAG_OFFSET, l->at, 2, 3, 13);
    l->at += 2;
}

/* The time to live; whether it is worth a remark depends on the destination, 8 octets on. */
static void take_time_to_live(struct layer *l)
{
    if (!layer_need(l, 1))
        return;
    uint32_t ttl = (uint32_t)number_at(l, l->at, 1);
    uint16_t node = add_node(l->d->tree, l->node, FIELD_IP_TTL, l->at, 1, ttl);
    if (l->end - l->at >= 12) {
        uint32_t to = (uint32_t)number_at(l, l->at + 8, 4);
        uint32_t protocol = (uint32_t)number_at(l, l->at + 1, 1);
        bool multicast = to >> 28 == 0xe;
        if ((to & 0xffffff00) == LOCAL_CONTROL_BLOCK) {
            if (ttl != 1)
                add_expert(l, node, FIELD_IP_TTL_LNCB, l->at, 1);
        } else if (ttl < FEW_HOPS && !multicast && protocol != PROTOCOL_PIM &&
                   protocol != PROTOCOL_OSPF) {
            add_expert(l, node, FIELD_IP_TTL_TOO_SMALL, l->at, 1);
        }
    }
    l->at += 1;
}

/* The header checksum, and whether it is right. */
static void take_checksum(struct layer *l, const struct datagram *g)
{
    if (!layer_need(l, 2))
        return;
    uint32_t at = l->at;
    uint16_t node =
        add_node(l->d->tree, l->node, FIELD_IP_CHECKSUM, at, 2, number_at(l, at, 2));
    l->at += 2;
    if (!checksum_is_wanted(l, FIELD_IP_CHECKSUM_STATUS, FIELD_IP_CHECKSUM_CALCULATED,
                            FIELD_IP_CHECKSUM_BAD_EXPERT))
        return;
    if (l->end - l->start < g->header_length) {
        add_generated(l, l->node, FIELD_IP_CHECKSUM_STATUS, at, 0, CHECKSUM_UNVERIFIED);
        return;
    }
    uint16_t sum = checksum(l->d->tree->bytes + l->start, g->header_length);
    if (sum != 0)
        add_expert(l, node, FIELD_IP_CHECKSUM_BAD_EXPERT, at, 2);
    add_generated(l, l->node, FIELD_IP_CHECKSUM_STATUS, at, 0,
                  sum == 0 ? CHECKSUM_GOOD : CHECKSUM_BAD);
    add_generated(l, l->node, FIELD_IP_CHECKSUM_CALCULATED, at, 2,
                  checksum_expected(l, sum, at));
}

/* A source route that is not used up yet holds the true destination in its last address, and
 * the header that of the next router (RFC 791 3.1). Gives the offset of it, or 0. */
static uint32_t find_true_destination(const struct layer *l, const struct datagram *g)
{
    uint32_t at = l->start + IPV4_HEADER;
    uint32_t end = l->start + g->header_length;
    if (end > l->end)
        return 0;
    while (end - at >= ROUTE_LEAST) {
        uint32_t type = (uint32_t)number_at(l, at, 1);
        uint32_t length = type == OPTION_NOP ? 1 : (uint32_t)number_at(l, at + 1, 1);
        if (type == OPTION_END || length == 0 || length > end - at)
            break;
        bool route = type == OPTION_LOOSE_ROUTE || type == OPTION_STRICT_ROUTE;
        if (route && length >= ROUTE_LEAST && number_at(l, at + 2, 1) < length)
            return at + length - 4;
        at += length;
    }
    return 0;
}

static void take_addresses(struct layer *l, const struct datagram *g)
{
    struct field_tree *tree = l->d->tree;
    uint32_t at = l->at;
    l->d->source = (uint32_t)take_number(l, FIELD_IP_SRC, 4);
    if (!layer_need(l, 4))
        return;
    add_hidden(l, l->node, FIELD_IP_ADDR, at, 4, l->d->source);
    at = l->at;
    uint32_t routed = find_true_destination(l, g);
    if (routed != 0) {
        add_node(tree, l->node, FIELD_IP_CUR_RT, at, 4, number_at(l, at, 4));
        at = routed;
    }
    l->d->destination = (uint32_t)number_at(l, at, 4);
    add_node(tree, l->node, FIELD_IP_DST, at, 4, l->d->destination);
    add_hidden(l, l->node, FIELD_IP_ADDR, at, 4, l->d->destination);
    l->at += 4;
}

static void dissect_carried(struct dissection *d, const struct datagram *g, uint32_t start)
{
    if (g->offset > 0) {
        dissect_data(d, start, g->end);
        return;
    }
    d->fragment = g->more;
    if (g->protocol == IPV4_ICMP)
        dissect_icmp(d, start, g->end);
    else if (g->protocol == IPV4_TCP)
        dissect_tcp(d, start, g->end);
    else if (g->protocol == IPV4_UDP)
        dissect_udp(d, start, g->end);
    else
        dissect_data(d, start, g->end);
}

void dissect_ipv4(struct dissection *d, uint32_t start, uint32_t end)
{
    struct layer l = layer_open(d, FIELD_IP, "ip", start, end);
    struct datagram g = {.end = end};
    d->cut = false;
    d->fragment = false;
    if (take_first_octet(&l, &g)) {
        take_service(&l);
        take_length(&l, &g);
        take_fragment(&l, &g);
        take_time_to_live(&l);
        g.protocol = (uint8_t)take_number(&l, FIELD_IP_PROTO, 1);
        take_checksum(&l, &g);
        take_addresses(&l, &g);
        if (l.ok && g.header_length > IPV4_HEADER)
            dissect_ipv4_options(&l, start + g.header_length);
    }
    layer_close(&l);
    if (l.ok && d->depth > FIELD_TO_NETWORK)
        dissect_carried(d, &g, l.at);
}
