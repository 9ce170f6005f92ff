/* field/field_text.c: the value of a node as text. */
#include <string.h>

#include "field/layer.h"
#include "wire/dns_text.h"

enum { BASE_HEX_DIGIT_BITS = 4, NANOSECOND_DIGITS = 9 };

static void put_octets(const struct field_tree *tree, const struct field_node *node,
                       struct text *text)
{
    for (uint32_t i = 0; i < node->length; i++) {
        if (i > 0)
            text_put_char(text, ':');
        text_put_hex(text, tree->bytes[node->offset + i], 2);
    }
}

/* The length of the UTF-8 character at s, or 0 when it is none (RFC 3629 4). */
static size_t utf8_length(const uint8_t *s, size_t left)
{
    size_t length = s[0] < 0x80 ? 1 : s[0] >> 5 == 6 ? 2 : s[0] >> 4 == 14 ? 3 : 4;
    if (length > left || (s[0] >= 0x80 && s[0] < 0xc2) || s[0] > 0xf4)
        return 0;
    for (size_t i = 1; i < length; i++) {
        if (s[i] >> 6 != 2)
            return 0;
    }
    bool overlong = (s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xf0 && s[1] < 0x90);
    bool outside = (s[0] == 0xed && s[1] > 0x9f) || (s[0] == 0xf4 && s[1] > 0x8f);
    return overlong || outside ? 0 : length;
}

static void put_escaped(struct text *text, uint8_t c)
{
    if (c == '\r')
        text_put(text, "\\r");
    else if (c == '\n')
        text_put(text, "\\n");
    else if (c == '\t')
        text_put(text, "\\t");
    else {
        text_put(text, "\\x");
        text_put_hex(text, c, 2);
    }
}

static void put_string(const struct field_tree *tree, const struct field_node *node,
                       struct text *text)
{
    size_t size;
    const uint8_t *s = (const uint8_t *)field_string(tree, node, &size);
    size_t step;
    for (size_t i = 0; i < size; i += step) {
        step = utf8_length(s + i, size - i);
        if (step == 0 || s[i] < 0x20 || s[i] == 0x7f) {
            put_escaped(text, s[i]);
            step = 1;
        } else {
            text_put_octets(text, s + i, step);
        }
    }
}

static void put_time(struct text *text, sim_time time)
{
    uint64_t ns = time < 0 ? 0 - (uint64_t)time : (uint64_t)time;
    if (time < 0)
        text_put_char(text, '-');
    text_put_unsigned(text, ns / (uint64_t)SIM_SECOND);
    text_put_char(text, '.');
    text_put_digits(text, ns % (uint64_t)SIM_SECOND, NANOSECOND_DIGITS);
}

/* 15, 1.5: no zeros behind the last digit of the fraction. */
static void put_double(struct text *text, uint64_t number)
{
    uint64_t fraction = number % (uint64_t)SIM_SECOND;
    unsigned digits = NANOSECOND_DIGITS;
    for (; digits > 0 && fraction % 10 == 0; digits--)
        fraction /= 10;
    text_put_unsigned(text, number / (uint64_t)SIM_SECOND);
    if (digits > 0) {
        text_put_char(text, '.');
        text_put_digits(text, fraction, digits);
    }
}

static unsigned hex_digits(enum field_type type)
{
    switch (type) {
    case FIELD_TYPE_UINT8:
        return 2;
    case FIELD_TYPE_UINT16:
        return 4;
    case FIELD_TYPE_UINT24:
        return 6;
    case FIELD_TYPE_UINT32:
    case FIELD_TYPE_INT32:
        return 8;
    case FIELD_TYPE_UINT64:
        return 16;
    case FIELD_TYPE_NONE:
    case FIELD_TYPE_PROTOCOL:
    case FIELD_TYPE_BOOL:
    case FIELD_TYPE_BYTES:
    case FIELD_TYPE_ETHER:
    case FIELD_TYPE_IPV4:
    case FIELD_TYPE_IPV6:
    case FIELD_TYPE_STRING:
    case FIELD_TYPE_TIME:
    case FIELD_TYPE_DOUBLE:
        break;
    }
    return 1;
}

static void put_number(const struct field_info *info, uint64_t number, struct text *text)
{
    if (info->type == FIELD_TYPE_INT32) {
        text_put_signed(text, (int32_t)(uint32_t)number);
    } else if (info->base == FIELD_BASE_HEX) {
        text_put(text, "0x");
        text_put_hex(text, number, hex_digits(info->type));
    } else {
        text_put_unsigned(text, number);
    }
}

void field_put_show(const struct field_tree *tree, const struct field_node *node,
                    struct text *text)
{
    const struct field_info *info = field_info((enum field_id)node->id);
    switch (info->type) {
    case FIELD_TYPE_NONE:
    case FIELD_TYPE_PROTOCOL:
        break;
    case FIELD_TYPE_BOOL:
        text_put_unsigned(text, node->number);
        break;
    case FIELD_TYPE_UINT8:
    case FIELD_TYPE_UINT16:
    case FIELD_TYPE_UINT24:
    case FIELD_TYPE_UINT32:
    case FIELD_TYPE_UINT64:
    case FIELD_TYPE_INT32:
        put_number(info, node->number, text);
        break;
    case FIELD_TYPE_BYTES:
        put_octets(tree, node, text);
        break;
    case FIELD_TYPE_ETHER:
        text_put_mac(text, node->number);
        break;
    case FIELD_TYPE_IPV4:
        text_put_ipv4(text, (ipv4_address)node->number);
        break;
    case FIELD_TYPE_IPV6:
        dns_put_ipv6(text, tree->bytes + node->offset);
        break;
    case FIELD_TYPE_STRING:
        put_string(tree, node, text);
        break;
    case FIELD_TYPE_TIME:
        put_time(text, (sim_time)node->number);
        break;
    case FIELD_TYPE_DOUBLE:
        put_double(text, node->number);
        break;
    }
}

static void put_octets_short(const struct field_tree *tree, const struct field_node *node,
                             struct text *text)
{
    static const uint32_t most = 36;
    uint32_t n = node->length < most ? node->length : most;
    for (uint32_t i = 0; i < n; i++)
        text_put_hex(text, tree->bytes[node->offset + i], 2);
    if (n < node->length)
        text_put(text, "…");
}

static void put_named(const struct field_info *info, const struct field_node *node,
                      struct text *text)
{
    const char *name = field_value_name((enum field_id)node->id, node->number);
    if (name == NULL) {
        put_number(info, node->number, text);
        return;
    }
    text_put(text, tr(name));
    text_put(text, " (");
    put_number(info, node->number, text);
    text_put_char(text, ')');
}

void field_put_value(const struct field_tree *tree, const struct field_node *node,
                     struct text *text)
{
    const struct field_info *info = field_info((enum field_id)node->id);
    const char *name;
    switch (info->type) {
    case FIELD_TYPE_BOOL:
        name = field_value_name((enum field_id)node->id, node->number);
        if (name == NULL)
            name = node->number != 0 ? N_("Set") : N_("Not set");
        text_put(text, tr(name));
        break;
    case FIELD_TYPE_UINT8:
    case FIELD_TYPE_UINT16:
    case FIELD_TYPE_UINT24:
    case FIELD_TYPE_UINT32:
    case FIELD_TYPE_UINT64:
    case FIELD_TYPE_INT32:
        put_named(info, node, text);
        break;
    case FIELD_TYPE_BYTES:
        put_octets_short(tree, node, text);
        break;
    case FIELD_TYPE_TIME:
        put_time(text, (sim_time)node->number);
        text_put(text, " s");
        break;
    case FIELD_TYPE_NONE:
        if (node->id == FIELD_WS_MALFORMED)
            text_put(text, tr(field_fault_text((enum field_fault)node->number)));
        break;
    case FIELD_TYPE_PROTOCOL:
    case FIELD_TYPE_ETHER:
    case FIELD_TYPE_IPV4:
    case FIELD_TYPE_IPV6:
    case FIELD_TYPE_STRING:
    case FIELD_TYPE_DOUBLE:
        field_put_show(tree, node, text);
        break;
    }
}

void field_put_bits(const struct field_tree *tree, const struct field_node *node,
                    struct text *text)
{
    for (unsigned i = 0; node->bits > 0 && i < node->octets * 8u; i++) {
        if (i > 0 && i % BASE_HEX_DIGIT_BITS == 0)
            text_put_char(text, ' ');
        unsigned bit = tree->bytes[node->offset + i / 8] >> (7 - i % 8) & 1;
        if (i < node->bit || i >= (unsigned)node->bit + node->bits)
            text_put_char(text, '.');
        else
            text_put_char(text, bit != 0 ? '1' : '0');
    }
}

size_t field_format(const struct field_tree *tree, const struct field_node *node, char *buffer,
                    size_t size)
{
    struct text text = text_over(buffer, size);
    field_put_value(tree, node, &text);
    return text.length;
}
