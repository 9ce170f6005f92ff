/* field/filter_literal.c: words become values of the type of the field they are compared with.
 */
#include <string.h>

#include "field/filter_parts.h"

enum { IPV4_BITS = 32, IPV6_BITS = 128, MAC_OCTETS = 6 };

enum value_class filter_class_of(enum field_type type)
{
    switch (type) {
    case FIELD_TYPE_NONE:
        return CLASS_NONE;
    case FIELD_TYPE_BOOL:
    case FIELD_TYPE_UINT8:
    case FIELD_TYPE_UINT16:
    case FIELD_TYPE_UINT24:
    case FIELD_TYPE_UINT32:
    case FIELD_TYPE_UINT64:
    case FIELD_TYPE_INT32:
        return CLASS_NUMBER;
    case FIELD_TYPE_PROTOCOL:
    case FIELD_TYPE_BYTES:
    case FIELD_TYPE_ETHER:
        return CLASS_OCTETS;
    case FIELD_TYPE_IPV4:
        return CLASS_IPV4;
    case FIELD_TYPE_IPV6:
        return CLASS_IPV6;
    case FIELD_TYPE_STRING:
        return CLASS_STRING;
    case FIELD_TYPE_TIME:
    case FIELD_TYPE_DOUBLE:
        return CLASS_TIME;
    }
    return CLASS_NONE;
}

const char *filter_class_name(enum value_class class)
{
    switch (class) {
    case CLASS_ANY:
        return "a value";
    case CLASS_NUMBER:
        return "a number";
    case CLASS_TIME:
        return "a time";
    case CLASS_STRING:
        return "text";
    case CLASS_OCTETS:
        return "octets";
    case CLASS_IPV4:
        return "an IPv4 address";
    case CLASS_IPV6:
        return "an IPv6 address";
    case CLASS_NONE:
        break;
    }
    return "no value";
}

enum value_class filter_class(const struct filter *f, uint32_t index)
{
    const struct part *part = &f->parts[index];
    enum value_class class;
    switch (part->kind) {
    case PART_FIELD:
        return filter_class_of(field_info(part->field)->type);
    case PART_SLICE:
        return CLASS_OCTETS;
    case PART_LEN:
    case PART_COUNT:
        return CLASS_NUMBER;
    case PART_UPPER:
    case PART_LOWER:
    case PART_STRING:
        return CLASS_STRING;
    case PART_NEGATE:
    case PART_MIN:
    case PART_MAX:
    case PART_ABS:
        return filter_class(f, part->a);
    case PART_ADD:
    case PART_SUBTRACT:
    case PART_MULTIPLY:
    case PART_DIVIDE:
    case PART_MODULO:
    case PART_BITS:
        class = filter_class(f, part->a);
        return class != CLASS_ANY ? class : filter_class(f, part->b);
    case PART_NONE:
    case PART_AND:
    case PART_OR:
    case PART_XOR:
    case PART_NOT:
    case PART_PRESENT:
    case PART_COMPARE:
    case PART_CONTAINS:
    case PART_MATCHES:
    case PART_IN:
    case PART_NOT_ZERO:
    case PART_RANGE:
    case PART_LITERAL:
        break;
    }
    return CLASS_ANY;
}

enum field_id filter_guide(const struct filter *f, uint32_t index)
{
    const struct part *part = &f->parts[index];
    return part->kind == PART_FIELD ? part->field : FIELD_COUNT;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* 80, 0x50, 0b1010000, 0120, -5. */
static bool read_number(const char *s, size_t length, int64_t *number)
{
    bool negative = length > 0 && s[0] == '-';
    size_t i = negative ? 1 : 0;
    int base = 10;
    uint64_t value = 0;
    if (length - i > 2 && s[i] == '0' && (s[i + 1] == 'x' || s[i + 1] == 'X')) {
        base = 16;
        i += 2;
    } else if (length - i > 2 && s[i] == '0' && (s[i + 1] == 'b' || s[i + 1] == 'B')) {
        base = 2;
        i += 2;
    } else if (length - i > 1 && s[i] == '0') {
        base = 8;
        i += 1;
    }
    if (i >= length)
        return false;
    for (; i < length; i++) {
        int digit = hex_digit(s[i]);
        if (digit < 0 || digit >= base || value > (uint64_t)INT64_MAX / 16 - 16)
            return false;
        value = value * (uint64_t)base + (uint64_t)digit;
    }
    *number = negative ? -(int64_t)value : (int64_t)value;
    return true;
}

static bool same_letters(const char *a, size_t length, const char *b)
{
    if (strlen(b) != length)
        return false;
    for (size_t i = 0; i < length; i++) {
        char x = a[i] >= 'A' && a[i] <= 'Z' ? (char)(a[i] + 32) : a[i];
        char y = b[i] >= 'A' && b[i] <= 'Z' ? (char)(b[i] + 32) : b[i];
        if (x != y)
            return false;
    }
    return true;
}

/* The number that a field's word stands for: "request", "true". Words are few and values small,
 * except for Ethernet types, so all 16-bit values are tried. */
static bool read_name(const char *s, size_t length, enum field_id guide, int64_t *number)
{
    if (guide == FIELD_COUNT)
        return false;
    if (field_info(guide)->type == FIELD_TYPE_BOOL) {
        bool yes = same_letters(s, length, "true") || same_letters(s, length, "set");
        bool no = same_letters(s, length, "false") || same_letters(s, length, "not set");
        *number = yes ? 1 : 0;
        if (yes || no)
            return true;
    }
    for (uint64_t v = 0; v <= UINT16_MAX; v++) {
        const char *name = field_value_name(guide, v);
        if (name != NULL && same_letters(s, length, name)) {
            *number = (int64_t)v;
            return true;
        }
    }
    return false;
}

static int64_t largest(enum field_type type)
{
    switch (type) {
    case FIELD_TYPE_UINT8:
        return UINT8_MAX;
    case FIELD_TYPE_UINT16:
        return UINT16_MAX;
    case FIELD_TYPE_UINT24:
        return 0xffffff;
    case FIELD_TYPE_UINT32:
        return UINT32_MAX;
    case FIELD_TYPE_INT32:
        return INT32_MAX;
    case FIELD_TYPE_NONE:
    case FIELD_TYPE_PROTOCOL:
    case FIELD_TYPE_BOOL:
    case FIELD_TYPE_UINT64:
    case FIELD_TYPE_BYTES:
    case FIELD_TYPE_ETHER:
    case FIELD_TYPE_IPV4:
    case FIELD_TYPE_IPV6:
    case FIELD_TYPE_STRING:
    case FIELD_TYPE_TIME:
    case FIELD_TYPE_DOUBLE:
        break;
    }
    return INT64_MAX;
}

/* 10.0.0.1 or 10.0.0.0/8. */
static bool read_ipv4(const char *s, size_t length, struct value *v)
{
    uint32_t address = 0;
    size_t i = 0;
    for (int part = 0; part < 4; part++) {
        uint32_t octet = 0;
        size_t start = i;
        while (i < length && s[i] >= '0' && s[i] <= '9' && i - start < 3)
            octet = octet * 10 + (uint32_t)(s[i++] - '0');
        if (i == start || octet > 255)
            return false;
        address = address << 8 | octet;
        if (part < 3 && (i >= length || s[i++] != '.'))
            return false;
    }
    int64_t prefix = IPV4_BITS;
    if (i < length && s[i] == '/' && !read_number(s + i + 1, length - i - 1, &prefix))
        return false;
    if (i < length && s[i] != '/')
        return false;
    v->number = address;
    v->prefix = (unsigned)prefix;
    return prefix >= 0 && prefix <= IPV4_BITS;
}

/* RFC 4291 2.2, without the form that ends in an IPv4 address. */
static bool read_ipv6(const char *s, size_t length, uint8_t octets[16], unsigned *prefix)
{
    uint16_t groups[8] = {0};
    size_t count = 0;
    size_t gap = SIZE_MAX;
    size_t i = 0;
    while (i < length && s[i] != '/') {
        if (length - i >= 2 && s[i] == ':' && s[i + 1] == ':') {
            if (gap != SIZE_MAX)
                return false;
            gap = count;
            i += 2;
            continue;
        }
        if (count > 0 && gap != count) {
            if (s[i] != ':')
                return false;
            i++;
        }
        size_t start = i;
        unsigned value = 0;
        while (i < length && hex_digit(s[i]) >= 0 && i - start < 4)
            value = value << 4 | (unsigned)hex_digit(s[i++]);
        if (i == start || count >= 8)
            return false;
        groups[count++] = (uint16_t)value;
    }
    int64_t bits = IPV6_BITS;
    if (i < length && !read_number(s + i + 1, length - i - 1, &bits))
        return false;
    if ((gap == SIZE_MAX && count != 8) || (gap != SIZE_MAX && count > 7))
        return false;
    memset(octets, 0, 16);
    for (size_t g = 0; g < count; g++) {
        size_t to = gap != SIZE_MAX && g >= gap ? 8 - count + g : g;
        octets[to * 2] = (uint8_t)(groups[g] >> 8);
        octets[to * 2 + 1] = (uint8_t)groups[g];
    }
    *prefix = (unsigned)bits;
    return bits >= 0 && bits <= IPV6_BITS;
}

/* 0a:00:00:01, 0a-00, 0a000001, 8. Gives the number of octets, 0 when it is none. */
static size_t read_octet_word(const char *s, size_t length, uint8_t *octets)
{
    size_t count = 0;
    size_t i = 0;
    while (i < length) {
        int high = hex_digit(s[i]);
        int low = i + 1 < length ? hex_digit(s[i + 1]) : -1;
        if (high < 0 || (low < 0 && length > 1 && i + 1 < length && count == 0 && s[1] != ':' &&
                         s[1] != '-' && s[1] != '.'))
            return 0;
        octets[count++] = (uint8_t)(low >= 0 ? high * 16 + low : high);
        i += low >= 0 ? 2 : 1;
        if (i < length && (s[i] == ':' || s[i] == '-' || s[i] == '.')) {
            i++;
            if (i == length)
                return 0;
        } else if (i < length && low < 0) {
            return 0;
        }
    }
    return count;
}

/* 1.5, 0.002, -3: seconds. */
static bool read_time(const char *s, size_t length, int64_t *ns)
{
    bool negative = length > 0 && s[0] == '-';
    size_t i = negative ? 1 : 0;
    int64_t whole = 0;
    int64_t fraction = 0;
    int64_t scale = SIM_SECOND;
    if (i >= length)
        return false;
    for (; i < length && s[i] != '.'; i++) {
        if (s[i] < '0' || s[i] > '9' || whole > INT32_MAX)
            return false;
        whole = whole * 10 + (s[i] - '0');
    }
    for (i++; i < length; i++) {
        if (s[i] < '0' || s[i] > '9' || scale < 10)
            return false;
        scale /= 10;
        fraction += (s[i] - '0') * scale;
    }
    *ns = whole * SIM_SECOND + fraction;
    if (negative)
        *ns = -*ns;
    return true;
}

static void fail_literal(struct filter_parser *p, const struct part *part, const char *what)
{
    const char *word = p->filter->text + part->at;
    filter_fail_about(p, part->at, part->length, N_("This is not "), what, strlen(what), ".");
    if (!part->quoted && memchr(word, '.', part->length) != NULL)
        p->error->suggestion = field_nearest(word, part->length);
}

static void resolve_number(struct filter_parser *p, struct part *part, const char *s,
                           size_t size, enum field_id guide)
{
    if (part->character) {
        part->value.number = (uint8_t)s[0];
        return;
    }
    bool good = !part->quoted && read_number(s, size, &part->value.number);
    if (!good)
        good = read_name(s, size, guide, &part->value.number);
    if (!good)
        fail_literal(p, part, part->quoted ? "a word for a value of this field" : "a number");
    else if (guide != FIELD_COUNT && part->value.number > largest(field_info(guide)->type))
        filter_fail(p, part->at, part->length, N_("This is more than the field can hold."));
}

static void resolve_octets(struct filter_parser *p, struct part *part, const char *s,
                           size_t size, enum field_id guide)
{
    struct filter *f = p->filter;
    bool address = guide != FIELD_COUNT && field_info(guide)->type == FIELD_TYPE_ETHER;
    if (part->quoted || part->character) {
        part->value.octets = (const uint8_t *)s;
        part->value.size = size;
        return;
    }
    uint8_t *to = f->store + f->store_used;
    part->value.size = read_octet_word(s, size, to);
    part->value.octets = to;
    f->store_used += (uint32_t)part->value.size;
    if (address && part->value.size != MAC_OCTETS)
        fail_literal(p, part, "a MAC address");
    else if (part->value.size == 0)
        fail_literal(p, part, "a row of octets such as 0a:00:ff, nor quoted text");
}

static void resolve_ipv6(struct filter_parser *p, struct part *part, const char *s, size_t size)
{
    uint8_t *to = p->filter->store + p->filter->store_used;
    part->value.octets = to;
    part->value.size = 16;
    p->filter->store_used += 16;
    if (!read_ipv6(s, size, to, &part->value.prefix))
        fail_literal(p, part, "an IPv6 address");
}

static void resolve_literal(struct filter_parser *p, struct part *part, enum value_class class,
                            enum field_id guide)
{
    bool stored = part->quoted || part->character;
    const char *s =
        stored ? (const char *)p->filter->store + part->word : p->filter->text + part->at;
    size_t size = stored ? part->word_size : part->length;
    part->value = (struct value){.class = class};
    switch (class) {
    case CLASS_NUMBER:
        resolve_number(p, part, s, size, guide);
        break;
    case CLASS_TIME:
        if (!read_time(s, size, &part->value.number))
            fail_literal(p, part, "a time in seconds");
        break;
    case CLASS_STRING:
        part->value.octets = (const uint8_t *)s;
        part->value.size = size;
        break;
    case CLASS_OCTETS:
        resolve_octets(p, part, s, size, guide);
        break;
    case CLASS_IPV4:
        if (!read_ipv4(s, size, &part->value))
            fail_literal(p, part, "an IPv4 address");
        break;
    case CLASS_IPV6:
        resolve_ipv6(p, part, s, size);
        break;
    case CLASS_ANY:
    case CLASS_NONE:
        fail_literal(p, part, "comparable");
        break;
    }
}

void filter_resolve(struct filter_parser *p, uint32_t index, enum value_class class,
                    enum field_id guide)
{
    struct part *part = &p->filter->parts[index];
    if (index == 0 || p->failed)
        return;
    if (part->kind == PART_LITERAL) {
        resolve_literal(p, part, class, guide);
        return;
    }
    bool sum = part->kind >= PART_NEGATE && part->kind <= PART_BITS;
    bool several = part->kind == PART_MIN || part->kind == PART_MAX;
    if (sum) {
        filter_resolve(p, part->a, class, FIELD_COUNT);
        filter_resolve(p, part->b, class, FIELD_COUNT);
    }
    for (uint32_t i = several ? part->a : 0; i != 0; i = p->filter->parts[i].next)
        filter_resolve(p, i, class, FIELD_COUNT);
}
