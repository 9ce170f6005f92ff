/* field/dissect_icmp.c: an ICMP message (RFC 792; mask: RFC 950; next-hop MTU: RFC 1191;
 * length: RFC 4884; router discovery: RFC 1256). An error quotes the start of the datagram it
 * is about. */
#include "base/checksum.h"
#include "field/layer.h"
#include "wire/icmp.h"

enum icmp_kind {
    ECHO_REPLY = 0,
    UNREACHABLE = 3,
    SOURCE_QUENCH = 4,
    REDIRECT = 5,
    ECHO = 8,
    ADVERTISEMENT = 9,
    TIME_EXCEEDED = 11,
    PARAMETER_PROBLEM = 12,
    TIMESTAMP = 13,
    TIMESTAMP_REPLY = 14,
    INFORMATION = 15,
    INFORMATION_REPLY = 16,
    MASK = 17,
    MASK_REPLY = 18,
};

enum { CODE_FRAGMENTATION_NEEDED = 4, ENTRY_WORDS = 2, TIMED_HEADER = 8 };

static void take_icmp_checksum(struct layer *l)
{
    if (!layer_need(l, 2))
        return;
    uint32_t at = l->at;
    uint16_t node =
        add_node(l->d->tree, l->node, FIELD_ICMP_CHECKSUM, at, 2, number_at(l, at, 2));
    l->at += 2;
    if (l->d->fragment || layer_is_snapped(l) || l->d->quotes > 0) {
        add_generated(l, l->node, FIELD_ICMP_CHECKSUM_STATUS, at, 0, CHECKSUM_UNVERIFIED);
        return;
    }
    if (!field_is_wanted(l->d->tree, FIELD_ICMP_CHECKSUM_STATUS) &&
        !field_is_wanted(l->d->tree, FIELD_ICMP_CHECKSUM_BAD))
        return;
    uint16_t sum = checksum(l->d->tree->bytes + l->start, l->end - l->start);
    if (sum != 0)
        add_expert(l, node, FIELD_ICMP_CHECKSUM_BAD, at, 2);
    add_generated(l, l->node, FIELD_ICMP_CHECKSUM_STATUS, at, 0,
                  sum == 0 ? CHECKSUM_GOOD : CHECKSUM_BAD);
}

/* Identifier and sequence number, also read the other way round. */
static void take_identity(struct layer *l)
{
    static const enum field_id straight[2] = {FIELD_ICMP_IDENT, FIELD_ICMP_SEQ};
    static const enum field_id swapped[2] = {FIELD_ICMP_IDENT_LE, FIELD_ICMP_SEQ_LE};
    for (int i = 0; i < 2; i++) {
        uint32_t at = l->at;
        uint64_t value = take_number(l, straight[i], 2);
        if (l->ok)
            add_node(l->d->tree, l->node, swapped[i], at, 2, (value & 0xff) << 8 | value >> 8);
    }
}

static void take_quotation(struct layer *l)
{
    uint32_t at = l->at;
    if (!l->ok || at >= l->end)
        return;
    l->at = l->end;
    if (l->d->quotes >= QUOTES_MAX) {
        layer_fail(l, FAULT_NESTED_TOO_DEEP);
        return;
    }
    l->d->quotes++;
    dissect_ipv4(l->d, at, l->end);
    l->d->quotes--;
}

/* The second word of an error whose original datagram may be followed by extensions. */
static void take_length_word(struct layer *l, uint32_t code, bool unreachable)
{
    if (!layer_need(l, 4))
        return;
    uint32_t words = (uint32_t)number_at(l, l->at + 1, 1);
    bool mtu = unreachable && code == CODE_FRAGMENTATION_NEEDED;
    if (words == 0) {
        take_octets(l, FIELD_ICMP_UNUSED, mtu ? 2 : 4);
    } else {
        take_octets(l, FIELD_ICMP_UNUSED, 1);
        uint32_t at = l->at;
        take_number(l, FIELD_ICMP_LENGTH, 1);
        add_generated(l, l->node, FIELD_ICMP_LENGTH_ORIGINAL_DATAGRAM, at, 1, words * 4);
        if (!mtu)
            take_octets(l, FIELD_ICMP_UNUSED, 2);
    }
    if (mtu)
        take_number(l, FIELD_ICMP_MTU, 2);
}

static void take_routers(struct layer *l)
{
    uint32_t count = (uint32_t)take_number(l, FIELD_ICMP_NUM_ADDRS, 1);
    uint32_t words = (uint32_t)take_number(l, FIELD_ICMP_ADDR_ENTRY_SIZE, 1);
    take_number(l, FIELD_ICMP_LIFETIME, 2);
    for (uint32_t i = 0; i < count && words == ENTRY_WORDS && l->ok; i++) {
        take_number(l, FIELD_ICMP_ROUTER_ADDRESS, 4);
        take_number(l, FIELD_ICMP_PREF_LEVEL, 4);
    }
}

/* What stands behind the checksum. */
static void take_body(struct layer *l, uint32_t type, uint32_t code)
{
    switch (type) {
    case UNREACHABLE:
    case TIME_EXCEEDED:
        take_length_word(l, code, type == UNREACHABLE);
        take_quotation(l);
        break;
    case SOURCE_QUENCH:
        if (layer_need(l, 4))
            l->at += 4;
        take_quotation(l);
        break;
    case REDIRECT:
        take_number(l, FIELD_ICMP_REDIR_GW, 4);
        take_quotation(l);
        break;
    case PARAMETER_PROBLEM:
        take_number(l, FIELD_ICMP_POINTER, 1);
        take_octets(l, FIELD_ICMP_UNUSED, 3);
        take_quotation(l);
        break;
    case ADVERTISEMENT:
        take_routers(l);
        break;
    case TIMESTAMP:
    case TIMESTAMP_REPLY:
        take_identity(l);
        take_number(l, FIELD_ICMP_ORIGINATE_TIMESTAMP, 4);
        take_number(l, FIELD_ICMP_RECEIVE_TIMESTAMP, 4);
        take_number(l, FIELD_ICMP_TRANSMIT_TIMESTAMP, 4);
        break;
    case INFORMATION:
    case INFORMATION_REPLY:
        take_identity(l);
        break;
    case MASK:
    case MASK_REPLY:
        take_identity(l);
        take_number(l, FIELD_ICMP_ADDRESS_MASK, 4);
        break;
    default: /* an octet of the frame, of a type that is not known */
        break;
    }
}

void dissect_icmp(struct dissection *d, uint32_t start, uint32_t end)
{
    struct layer l = layer_open(d, FIELD_ICMP, "icmp", start, end);
    uint32_t type = (uint32_t)take_number(&l, FIELD_ICMP_TYPE, 1);
    uint32_t code = (uint32_t)take_number(&l, FIELD_ICMP_CODE, 1);
    take_icmp_checksum(&l);
    if (type == ECHO || type == ECHO_REPLY) {
        take_identity(&l);
        if (l.ok)
            dissect_data(d, l.at, end);
    } else {
        take_body(&l, type, code);
    }
    if (l.ok)
        l.at = end;
    layer_close(&l);
}
