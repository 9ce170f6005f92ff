/* field/dissect.c: the frame as a whole and its outermost layer, Ethernet (IEEE 802.3 3.2): the
 * type may be a length, and LLC follows.
 *
 *     +-----------------+-----------------+--------+---------------------+---------+
 *     | destination (6) |   source (6)    |type (2)|      payload        | padding |
 *     +-----------------+-----------------+--------+---------------------+---------+ */
#include <string.h>

#include "field/layer.h"
#include "wire/ethernet.h"
#include "wire/llc.h"

enum { SHORTEST_FRAME = 60, ADDRESS = 6, RAW_IPX = 0xffff };

void field_want(struct field_wanted *wanted, enum field_id id)
{
    wanted->bits[id / 64] |= UINT64_C(1) << (id % 64);
}

struct field_context field_context_default(void)
{
    return (struct field_context){.window_shift = FIELD_SHIFT_UNKNOWN, .stream = -1};
}

static void add_frame(struct dissection *d)
{
    const struct field_context *c = d->context;
    struct field_tree *tree = d->tree;
    uint32_t wire = c->wire_length > 0 ? c->wire_length : tree->length;
    struct layer l = {.d = d, .end = tree->length, .ok = true};
    l.node = add_node(tree, FIELD_NO_PARENT, FIELD_FRAME, 0, tree->length, 1);
    if (l.node != FIELD_NO_PARENT)
        tree->nodes[l.node].size = tree->length;
    if (c->number > 0)
        add_generated(&l, l.node, FIELD_FRAME_TIME_DELTA, 0, 0, (uint64_t)c->time_delta);
    if (c->number > 0 || c->timed)
        add_generated(&l, l.node, FIELD_FRAME_TIME_RELATIVE, 0, 0, (uint64_t)c->time);
    if (c->number > 0)
        add_generated(&l, l.node, FIELD_FRAME_NUMBER, 0, 0, c->number);
    add_generated(&l, l.node, FIELD_FRAME_LEN, 0, 0, wire);
    add_generated(&l, l.node, FIELD_FRAME_CAP_LEN, 0, 0, tree->length);
}

/* One of the two addresses, with everything that is known by its name. */
static void add_address(struct layer *l, bool destination)
{
    uint32_t at = l->at;
    enum field_id field = destination ? FIELD_ETH_DST : FIELD_ETH_SRC;
    uint64_t address = number_at(l, at, ADDRESS);
    uint64_t oui = address >> 24;
    uint16_t node = add_node(l->d->tree, l->node, field, at, ADDRESS, address);
    add_hidden(l, node, destination ? FIELD_ETH_DST_OUI : FIELD_ETH_SRC_OUI, at, 3, oui);
    add_hidden(l, node, FIELD_ETH_ADDR, at, ADDRESS, address);
    add_hidden(l, node, FIELD_ETH_ADDR_OUI, at, 3, oui);
    add_bits(l, node, destination ? FIELD_ETH_DST_LG : FIELD_ETH_SRC_LG, at, 3, 6, 1);
    add_hidden(l, node, FIELD_ETH_LG, at, 3, oui >> 17 & 1);
    add_bits(l, node, destination ? FIELD_ETH_DST_IG : FIELD_ETH_SRC_IG, at, 3, 7, 1);
    add_hidden(l, node, FIELD_ETH_IG, at, 3, oui >> 16 & 1);
    if (!destination && (oui >> 16 & 1) != 0)
        add_expert(l, node, FIELD_ETH_SRC_NOT_GROUP, at, ADDRESS);
    l->at += ADDRESS;
}

static bool all_zero(const struct layer *l, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++) {
        if (l->d->tree->bytes[i] != 0)
            return false;
    }
    return true;
}

/* What follows the payload: zeros up to the shortest frame are padding, the rest is trailer. */
static void add_trailer(const struct layer *l, uint32_t from)
{
    uint32_t end = l->d->tree->length;
    if (from < SHORTEST_FRAME && end >= SHORTEST_FRAME) {
        uint32_t to = SHORTEST_FRAME;
        if (all_zero(l, from, to)) {
            add_octets(l->d->tree, l->node, FIELD_ETH_PADDING, from, to - from);
            from = to;
        } else {
            add_expert(l, l->node, FIELD_ETH_PADDING_BAD, from, end - from);
        }
    }
    if (from < end)
        add_octets(l->d->tree, l->node, FIELD_ETH_TRAILER, from, end - from);
}

void dissect_ethertype(struct dissection *d, uint32_t type, uint32_t start, uint32_t end)
{
    if (type == ETHERTYPE_IPV4)
        dissect_ipv4(d, start, end);
    else if (type == ETHERTYPE_ARP)
        dissect_arp(d, start, end);
    else
        dissect_data(d, start, end);
}

/* A frame with a length: LLC follows, but for an old way of NetWare, whose first octets give it
 * away. */
static void dissect_length(struct layer *l, uint32_t at, uint32_t length)
{
    struct dissection *d = l->d;
    uint32_t end = d->tree->length;
    uint16_t node = add_node(d->tree, l->node, FIELD_ETH_LEN, at, 2, length);
    if (length < end - l->at)
        d->payload_end = l->at + length;
    else if (length > d->wire_end - l->at)
        add_expert(l, node, FIELD_ETH_LEN_PAST_END, at, 2);
    if (end - l->at >= 2 && number_at(l, l->at, 2) == RAW_IPX)
        dissect_data(d, l->at, d->payload_end);
    else if (l->at < d->payload_end)
        dissect_llc(d, l->at, d->payload_end);
}

/* The two octets after the addresses are a type, or (IEEE 802.3) a length. */
static void dissect_type(struct layer *l)
{
    struct dissection *d = l->d;
    uint32_t at = l->at;
    uint32_t type = (uint32_t)number_at(l, at, 2);
    uint32_t end = d->tree->length;
    l->at += 2;
    layer_close(l);
    d->payload_end = end;
    if (type >= LLC_TYPE_MINIMUM || type == 0) {
        text_put(&d->protocols_text, ":ethertype");
        add_node(d->tree, l->node, FIELD_ETH_TYPE, at, 2, type);
        if (d->depth > FIELD_TO_LINK)
            dissect_ethertype(d, type, l->at, end);
    } else if (type > LLC_LENGTH_MAXIMUM) {
        uint16_t node = add_node(d->tree, l->node, FIELD_ETH_INVALID_LENTYPE, at, 2, type);
        add_expert(l, node, FIELD_ETH_INVALID_LENTYPE_EXPERT, at, 2);
        dissect_data(d, l->at, end);
    } else {
        dissect_length(l, at, type);
    }
    add_trailer(l, d->payload_end);
}

static void dissect_ethernet(struct dissection *d)
{
    struct layer l = layer_open(d, FIELD_ETH, "eth", 0, d->tree->length);
    if (layer_need(&l, ETHERNET_HEADER)) {
        add_address(&l, true);
        add_address(&l, false);
        dissect_type(&l);
    }
}

void dissect_data(struct dissection *d, uint32_t start, uint32_t end)
{
    if (start >= end)
        return;
    struct layer l = layer_open(d, FIELD_DATA, "data", start, end);
    take_octets(&l, FIELD_DATA_DATA, end - start);
    add_generated(&l, l.node, FIELD_DATA_LEN, start, 0, end - start);
}

void field_dissect(struct field_tree *tree, const uint8_t *bytes, size_t length,
                   const struct field_context *context)
{
    static const struct field_context alone = {.window_shift = FIELD_SHIFT_UNKNOWN,
                                               .stream = -1};
    struct dissection d = {.tree = tree,
                           .context = context != NULL ? context : &alone,
                           .depth = FIELD_TO_APPLICATION};
    d.protocols_text = text_over(d.protocols, sizeof d.protocols);
    field_tree_begin(tree, bytes, length);
    d.wire_end = tree->length;
    if (d.context->wire_length > tree->length)
        d.wire_end = d.context->wire_length;
    if (d.context->wanted != NULL) {
        tree->wanted = d.context->wanted->bits;
        d.depth = d.context->wanted->depth;
    }
    add_frame(&d);
    dissect_ethernet(&d);
    uint16_t node = add_text(
        tree, tree->count > 0 && tree->nodes[0].id == FIELD_FRAME ? 0 : FIELD_NO_PARENT,
        FIELD_FRAME_PROTOCOLS, 0, 0, d.protocols, d.protocols_text.length);
    add_flags(tree, node, FIELD_GENERATED);
    tree->wanted = NULL;
}

const char *field_fault_text(enum field_fault fault)
{
    switch (fault) {
    case FAULT_NONE:
        break;
    case FAULT_CUT_SHORT:
        return N_("The octets end before the field does.");
    case FAULT_HEADER_LENGTH:
        return N_("The header length cannot be right.");
    case FAULT_TOTAL_LENGTH:
        return N_("The total length is smaller than the header.");
    case FAULT_VERSION:
        return N_("This is not version 4 of the Internet Protocol.");
    case FAULT_DATAGRAM_LENGTH:
        return N_("The length of the datagram cannot be right.");
    case FAULT_NAME_POINTER:
        return N_("A compressed name points forwards or in a circle.");
    case FAULT_NAME_LABEL:
        return N_(
            "A label of the name has a type that does not exist, or the name is too long.");
    case FAULT_RECORD_LENGTH:
        return N_("The record is longer than its data, or than the message.");
    case FAULT_NESTED_TOO_DEEP:
        return N_("Too many error messages inside error messages.");
    }
    return "";
}
