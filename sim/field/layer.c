/* field/layer.c: the cursor that the dissectors share. */
#include <string.h>

#include "base/checksum.h"
#include "field/layer.h"

struct layer layer_open(struct dissection *d, enum field_id id, const char *name,
                        uint32_t start, uint32_t end)
{
    if (d->protocols_text.length > 0)
        text_put_char(&d->protocols_text, ':');
    text_put(&d->protocols_text, name);
    uint16_t node = add_node(d->tree, FIELD_NO_PARENT, id, start, end - start, 1);
    if (node != FIELD_NO_PARENT)
        d->tree->nodes[node].size = end - start;
    return (struct layer){
        .d = d, .start = start, .at = start, .end = end, .node = node, .ok = true};
}

void layer_close(struct layer *l)
{
    if (l->node != FIELD_NO_PARENT)
        l->d->tree->nodes[l->node].length = l->at - l->start;
}

void layer_fail(struct layer *l, enum field_fault fault)
{
    if (!l->ok)
        return;
    l->ok = false;
    if (l->d->quotes > 0 && fault == FAULT_CUT_SHORT)
        return;
    if (!l->d->malformed)
        add_node(l->d->tree, FIELD_NO_PARENT, FIELD_WS_MALFORMED, l->at, l->end - l->at,
                 (uint64_t)fault);
    l->d->malformed = true;
}

bool layer_need(struct layer *l, uint32_t n)
{
    if (l->ok && l->end - l->at < n)
        layer_fail(l, FAULT_CUT_SHORT);
    return l->ok;
}

uint64_t number_at(const struct layer *l, uint32_t offset, unsigned octets)
{
    const uint8_t *p = l->d->tree->bytes + offset;
    uint64_t value = 0;
    for (unsigned i = 0; i < octets; i++)
        value = value << 8 | p[i];
    return value;
}

uint64_t take_number_under(struct layer *l, uint16_t parent, enum field_id id, unsigned octets)
{
    if (!layer_need(l, octets))
        return 0;
    uint64_t value = number_at(l, l->at, octets);
    add_node(l->d->tree, parent, id, l->at, octets, value);
    l->at += octets;
    return value;
}

uint64_t take_number(struct layer *l, enum field_id id, unsigned octets)
{
    return take_number_under(l, l->node, id, octets);
}

void take_octets_under(struct layer *l, uint16_t parent, enum field_id id, uint32_t length)
{
    if (!layer_need(l, length))
        return;
    add_octets(l->d->tree, parent, id, l->at, length);
    l->at += length;
}

void take_octets(struct layer *l, enum field_id id, uint32_t length)
{
    take_octets_under(l, l->node, id, length);
}

uint16_t add_scaled_bits(const struct layer *l, uint16_t parent, enum field_id id,
                         uint32_t offset, unsigned octets, unsigned bit, unsigned width,
                         uint64_t value)
{
    uint16_t node = add_node(l->d->tree, parent, id, offset, octets, value);
    if (node != FIELD_NO_PARENT) {
        struct field_node *n = &l->d->tree->nodes[node];
        n->bit = (uint8_t)bit;
        n->bits = (uint8_t)width;
        n->octets = (uint8_t)octets;
    }
    return node;
}

static uint64_t bits_at(const struct layer *l, uint32_t offset, unsigned octets, unsigned bit,
                        unsigned width)
{
    uint64_t all = number_at(l, offset, octets);
    return all >> (octets * 8 - bit - width) & ((UINT64_C(1) << width) - 1);
}

uint16_t add_bits_node(const struct layer *l, uint16_t parent, enum field_id id,
                       uint32_t offset, unsigned octets, unsigned bit, unsigned width)
{
    return add_scaled_bits(l, parent, id, offset, octets, bit, width,
                           bits_at(l, offset, octets, bit, width));
}

uint64_t add_bits(const struct layer *l, uint16_t parent, enum field_id id, uint32_t offset,
                  unsigned octets, unsigned bit, unsigned width)
{
    uint64_t value = bits_at(l, offset, octets, bit, width);
    add_scaled_bits(l, parent, id, offset, octets, bit, width, value);
    return value;
}

void add_expert(const struct layer *l, uint16_t parent, enum field_id id, uint32_t offset,
                uint32_t length)
{
    uint16_t node = add_node(l->d->tree, parent, id, offset, length, 1);
    add_flags(l->d->tree, node, FIELD_EXPERT | FIELD_GENERATED);
}

void add_hidden(const struct layer *l, uint16_t parent, enum field_id id, uint32_t offset,
                uint32_t length, uint64_t number)
{
    uint16_t node = add_node(l->d->tree, parent, id, offset, length, number);
    add_flags(l->d->tree, node, FIELD_HIDDEN);
}

uint16_t add_generated(const struct layer *l, uint16_t parent, enum field_id id,
                       uint32_t offset, uint32_t length, uint64_t number)
{
    uint16_t node = add_node(l->d->tree, parent, id, offset, length, number);
    add_flags(l->d->tree, node, FIELD_GENERATED);
    return node;
}

bool checksum_is_wanted(const struct layer *l, enum field_id status, enum field_id calculated,
                        enum field_id bad)
{
    const struct field_tree *tree = l->d->tree;
    return field_is_wanted(tree, status) || field_is_wanted(tree, calculated) ||
           field_is_wanted(tree, bad);
}

uint16_t transport_checksum(const struct layer *l, uint8_t protocol, uint32_t start,
                            uint32_t length)
{
    uint64_t sum = 0;
    sum = checksum_add_word(sum, (uint16_t)(l->d->source >> 16));
    sum = checksum_add_word(sum, (uint16_t)l->d->source);
    sum = checksum_add_word(sum, (uint16_t)(l->d->destination >> 16));
    sum = checksum_add_word(sum, (uint16_t)l->d->destination);
    sum = checksum_add_word(sum, protocol);
    sum = checksum_add_word(sum, (uint16_t)length);
    return checksum_finish(checksum_add(sum, l->d->tree->bytes + start, length));
}

uint16_t checksum_expected(const struct layer *l, uint16_t sum, uint32_t field)
{
    uint32_t there = (uint32_t)number_at(l, field, 2);
    uint32_t expected = (uint32_t)sum + there;
    expected = (expected & 0xffff) + (expected >> 16);
    return (uint16_t)expected;
}
