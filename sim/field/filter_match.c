/* field/filter_match.c: a compiled filter held against a frame. Nothing is allocated.
 *
 * A field may be there several times (ip.addr always twice), so a part of a filter yields a
 * list of values, one after the other: list_next() steps through it. A sum of two fields pairs
 * every value of one with every value of the other. */
#include <string.h>

#include "field/filter_parts.h"

enum { SCRATCH = 1024, PAIRS_MAX = 64 };

/* Memory for values that are put together: slices of several ranges, string(). */
struct scratch {
    uint8_t octets[SCRATCH];
    size_t used;
};

struct match {
    const struct filter *filter;
    const struct field_tree *tree;
    struct scratch scratch;
};

/* Where stepping through the values of a part stands. */
struct list {
    uint32_t part;
    uint32_t at;    /* the node to look at next, or how many values were given */
    uint32_t inner; /* the same for the right side of a sum */
    bool done;
};

static bool test(struct match *m, uint32_t part);
static bool list_next(struct match *m, struct list *list, struct value *v);

static struct list list_of(uint32_t part)
{
    return (struct list){.part = part};
}

/* A number that does not fit in 63 bits compares as the largest one. */
static int64_t as_number(const struct field_info *info, uint64_t number)
{
    if (info->type == FIELD_TYPE_INT32)
        return (int32_t)(uint32_t)number;
    return number > (uint64_t)INT64_MAX ? INT64_MAX : (int64_t)number;
}

static void read_node(const struct field_tree *tree, const struct field_node *node,
                      struct value *v)
{
    const struct field_info *info = field_info((enum field_id)node->id);
    *v = (struct value){.class = filter_class_of(info->type), .prefix = 32};
    if (info->type == FIELD_TYPE_STRING) {
        v->octets = (const uint8_t *)field_string(tree, node, &v->size);
        return;
    }
    v->octets = field_octets(tree, node, &v->size);
    bool time = info->type == FIELD_TYPE_TIME || info->type == FIELD_TYPE_DOUBLE;
    v->number = time ? (int64_t)node->number : as_number(info, node->number);
}

static bool next_of_field(struct match *m, struct list *list, enum field_id id, struct value *v)
{
    const struct field_tree *tree = m->tree;
    for (uint32_t i = list->at; i < tree->count; i++) {
        if (tree->nodes[i].id == (uint16_t)id) {
            list->at = i + 1;
            read_node(tree, &tree->nodes[i], v);
            return true;
        }
    }
    list->at = tree->count;
    return false;
}

/* The octets that one range takes of `size`. False: it lies outside. */
static bool range_of(const struct slice_range *r, size_t size, size_t *from, size_t *length)
{
    int64_t all = (int64_t)size;
    int64_t start = r->offset < 0 ? all + r->offset : r->offset;
    int64_t last = r->last < 0 ? all + r->last : r->last;
    int64_t end = r->to_end ? all : r->has_last ? last + 1 : start + r->length;
    if (start < 0 || start >= all || end > all || end <= start)
        return false;
    *from = (size_t)start;
    *length = (size_t)(end - start);
    return true;
}

static bool cut(struct match *m, const struct part *part, struct value *v)
{
    size_t from;
    size_t length;
    v->class = CLASS_OCTETS;
    if (part->ranges == 1) {
        if (!range_of(&part->range[0], v->size, &from, &length))
            return false;
        v->octets += from;
        v->size = length;
        return true;
    }
    size_t start = m->scratch.used;
    for (uint32_t i = 0; i < part->ranges; i++) {
        if (!range_of(&part->range[i], v->size, &from, &length) ||
            SCRATCH - m->scratch.used < length)
            return false;
        memcpy(m->scratch.octets + m->scratch.used, v->octets + from, length);
        m->scratch.used += length;
    }
    v->octets = m->scratch.octets + start;
    v->size = m->scratch.used - start;
    return true;
}

/* a + b and the others; false where there is no result. Overflow wraps, as it does in hardware.
 */
static bool reckon(enum part_kind kind, int64_t a, int64_t b, int64_t *result)
{
    uint64_t x = (uint64_t)a;
    uint64_t y = (uint64_t)b;
    if ((kind == PART_DIVIDE || kind == PART_MODULO) && (b == 0 || (b == -1 && a == INT64_MIN)))
        return false;
    if (kind == PART_ADD)
        *result = (int64_t)(x + y);
    else if (kind == PART_SUBTRACT)
        *result = (int64_t)(x - y);
    else if (kind == PART_MULTIPLY)
        *result = (int64_t)(x * y);
    else if (kind == PART_DIVIDE)
        *result = a / b;
    else if (kind == PART_MODULO)
        *result = a % b;
    else
        *result = (int64_t)(x & y);
    return true;
}

/* The value number `n` of a part. False: it has no more than n. */
static bool value_number(struct match *m, uint32_t part, uint32_t n, struct value *v)
{
    struct list list = list_of(part);
    for (uint32_t i = 0; i <= n; i++) {
        if (!list_next(m, &list, v))
            return false;
    }
    return true;
}

static bool next_of_sum(struct match *m, struct list *list, const struct part *part,
                        struct value *v)
{
    struct value right;
    while (list->at < PAIRS_MAX && value_number(m, part->a, list->at, v)) {
        if (list->inner >= PAIRS_MAX || !value_number(m, part->b, list->inner, &right)) {
            list->at++;
            list->inner = 0;
            continue;
        }
        list->inner++;
        if (reckon(part->kind, v->number, right.number, &v->number))
            return true;
    }
    return false;
}

/* How many values a part yields. */
static int64_t count_values(struct match *m, uint32_t part)
{
    struct list list = list_of(part);
    struct value v;
    int64_t count = 0;
    while (list_next(m, &list, &v))
        count++;
    return count;
}

/* min() and max() of all values of all arguments. */
static bool extreme(struct match *m, const struct part *part, struct value *v)
{
    bool found = false;
    for (uint32_t i = part->a; i != 0; i = m->filter->parts[i].next) {
        struct list list = list_of(i);
        struct value one;
        while (list_next(m, &list, &one)) {
            bool better =
                part->kind == PART_MIN ? one.number < v->number : one.number > v->number;
            if (!found || better)
                *v = one;
            found = true;
        }
    }
    return found;
}

static bool as_string(struct match *m, const struct part *part, uint32_t nth, struct value *v)
{
    char octets[128];
    const struct part *field = &m->filter->parts[part->a];
    struct text text = text_over(octets, sizeof octets);
    const struct field_node *node = field_tree_find(m->tree, field->field, 0);
    for (; nth > 0 && node != NULL; nth--)
        node = field_tree_find(m->tree, field->field, (uint32_t)(node - m->tree->nodes) + 1);
    if (node == NULL)
        return false;
    field_put_show(m->tree, node, &text);
    if (SCRATCH - m->scratch.used < text.length)
        return false;
    memcpy(m->scratch.octets + m->scratch.used, octets, text.length);
    *v = (struct value){.class = CLASS_STRING,
                        .octets = m->scratch.octets + m->scratch.used,
                        .size = text.length};
    m->scratch.used += text.length;
    return true;
}

/* The values that there is one of for each value of the part below. */
static bool next_of_one(struct match *m, struct list *list, const struct part *part,
                        struct value *v)
{
    struct list below = {
        .part = part->a, .at = list->at, .inner = list->inner, .done = list->done};
    for (;;) {
        bool more = list_next(m, &below, v);
        list->at = below.at;
        list->inner = below.inner;
        list->done = below.done;
        if (!more)
            return false;
        if (part->kind != PART_SLICE || cut(m, part, v))
            break;
    }
    if (part->kind == PART_NEGATE || (part->kind == PART_ABS && v->number < 0))
        v->number = (int64_t)(0 - (uint64_t)v->number);
    else if (part->kind == PART_UPPER || part->kind == PART_LOWER)
        v->fold = part->kind == PART_UPPER ? FOLD_UPPER : FOLD_LOWER;
    else if (part->kind == PART_LEN)
        *v = (struct value){.class = CLASS_NUMBER, .number = (int64_t)v->size};
    return true;
}

/* The one value of parts that yield no more than one. */
static bool only_value(struct match *m, struct list *list, const struct part *part,
                       struct value *v)
{
    if (list->done)
        return false;
    list->done = true;
    if (part->kind == PART_LITERAL) {
        *v = part->value;
        return true;
    }
    if (part->kind == PART_COUNT) {
        *v = (struct value){.class = CLASS_NUMBER, .number = count_values(m, part->a)};
        return v->number > 0;
    }
    return extreme(m, part, v);
}

/* The next value of a part. False: there is none left. */
static bool list_next(struct match *m, struct list *list, struct value *v)
{
    const struct part *part = &m->filter->parts[list->part];
    switch (part->kind) {
    case PART_FIELD:
        return next_of_field(m, list, part->field, v);
    case PART_SLICE:
    case PART_NEGATE:
    case PART_ABS:
    case PART_UPPER:
    case PART_LOWER:
    case PART_LEN:
        return next_of_one(m, list, part, v);
    case PART_ADD:
    case PART_SUBTRACT:
    case PART_MULTIPLY:
    case PART_DIVIDE:
    case PART_MODULO:
    case PART_BITS:
        return next_of_sum(m, list, part, v);
    case PART_LITERAL:
    case PART_COUNT:
    case PART_MIN:
    case PART_MAX:
        return only_value(m, list, part, v);
    case PART_STRING:
        return as_string(m, part, list->at++, v);
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
        break;
    }
    return false;
}

static uint8_t folded(const struct value *v, size_t i)
{
    uint8_t c = v->octets[i];
    if (v->fold == FOLD_UPPER && c >= 'a' && c <= 'z')
        return (uint8_t)(c - 32);
    if (v->fold == FOLD_LOWER && c >= 'A' && c <= 'Z')
        return (uint8_t)(c + 32);
    return c;
}

static int order_octets(const struct value *a, const struct value *b, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        int difference = (int)folded(a, i) - (int)folded(b, i);
        if (difference != 0)
            return difference;
    }
    return 0;
}

static int order_numbers(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b;
}

/* Only the bits of the shorter prefix count: 10.1.2.3 == 10.0.0.0/8. */
static int order_ipv4(const struct value *a, const struct value *b)
{
    unsigned bits = a->prefix < b->prefix ? a->prefix : b->prefix;
    uint32_t mask = bits == 0 ? 0 : UINT32_MAX << (32 - bits);
    return order_numbers(a->number & mask, b->number & mask);
}

static int order_ipv6(const struct value *a, const struct value *b)
{
    unsigned bits = b->prefix < 128 && b->prefix > 32 ? b->prefix : 128;
    for (unsigned i = 0; i < bits; i++) {
        int x = a->octets[i / 8] >> (7 - i % 8) & 1;
        int y = b->octets[i / 8] >> (7 - i % 8) & 1;
        if (x != y)
            return x - y;
    }
    return 0;
}

/* Less than, equal to or greater than 0. Octets compare as text does; the longer of two that
 * begin alike is greater. */
static int order(const struct value *a, const struct value *b)
{
    switch (a->class) {
    case CLASS_NUMBER:
    case CLASS_TIME:
        return order_numbers(a->number, b->number);
    case CLASS_IPV4:
        return order_ipv4(a, b);
    case CLASS_IPV6:
        return order_ipv6(a, b);
    case CLASS_STRING:
    case CLASS_OCTETS: {
        size_t length = a->size < b->size ? a->size : b->size;
        int first = order_octets(a, b, length);
        return first != 0 ? first : order_numbers((int64_t)a->size, (int64_t)b->size);
    }
    case CLASS_ANY:
    case CLASS_NONE:
        break;
    }
    return 0;
}

static bool holds(enum relation relation, const struct value *a, const struct value *b)
{
    int o = order(a, b);
    switch (relation) {
    case REL_EQ:
        return o == 0;
    case REL_NE:
        return o != 0;
    case REL_GT:
        return o > 0;
    case REL_GE:
        return o >= 0;
    case REL_LT:
        return o < 0;
    case REL_LE:
        return o <= 0;
    }
    return false;
}

/* Any pair, or all pairs, and at least one. */
static bool compare(struct match *m, const struct part *part)
{
    bool all = part->quantifier == QUANTIFIER_ALL;
    struct list left = list_of(part->a);
    struct value a;
    struct value b;
    bool some = false;
    while (list_next(m, &left, &a)) {
        struct list right = list_of(part->b);
        while (list_next(m, &right, &b)) {
            bool good = holds(part->relation, &a, &b);
            if (good && !all)
                return true;
            if (!good && all)
                return false;
            some = true;
        }
    }
    return all && some;
}

static bool contains(const struct value *a, const struct value *b)
{
    for (size_t i = 0; b->size <= a->size && i <= a->size - b->size; i++) {
        struct value rest = *a;
        rest.octets += i;
        if (order_octets(&rest, b, b->size) == 0)
            return true;
    }
    return false;
}

static bool search(struct match *m, const struct part *part)
{
    struct list left = list_of(part->a);
    struct value a;
    struct value b;
    while (list_next(m, &left, &a)) {
        if (part->kind == PART_MATCHES) {
            if (filter_regex_match(part->regex, a.octets, a.size))
                return true;
            continue;
        }
        struct list right = list_of(part->b);
        while (list_next(m, &right, &b)) {
            if (contains(&a, &b))
                return true;
        }
    }
    return false;
}

static bool in_range(struct match *m, const struct part *range, const struct value *v)
{
    struct value low;
    struct value high;
    if (!value_number(m, range->a, 0, &low))
        return false;
    if (range->b == 0)
        return order(v, &low) == 0;
    return value_number(m, range->b, 0, &high) && order(v, &low) >= 0 && order(v, &high) <= 0;
}

static bool in_set(struct match *m, const struct part *part)
{
    struct list left = list_of(part->a);
    struct value v;
    while (list_next(m, &left, &v)) {
        for (uint32_t i = part->next; i != 0; i = m->filter->parts[i].next) {
            if (in_range(m, &m->filter->parts[i], &v))
                return true;
        }
    }
    return false;
}

static bool not_zero(struct match *m, const struct part *part)
{
    struct list list = list_of(part->a);
    struct value v;
    while (list_next(m, &list, &v)) {
        if (v.number != 0)
            return true;
    }
    return false;
}

static bool is_there(struct match *m, const struct part *part)
{
    struct list list = list_of(part->a);
    struct value v;
    return list_next(m, &list, &v);
}

static bool test(struct match *m, uint32_t index)
{
    const struct part *part = &m->filter->parts[index];
    m->scratch.used = 0;
    switch (part->kind) {
    case PART_AND:
        return test(m, part->a) && test(m, part->b);
    case PART_OR:
        return test(m, part->a) || test(m, part->b);
    case PART_XOR:
        return test(m, part->a) != test(m, part->b);
    case PART_NOT:
        return !test(m, part->a);
    case PART_PRESENT:
        return is_there(m, part);
    case PART_COMPARE:
        return compare(m, part);
    case PART_CONTAINS:
    case PART_MATCHES:
        return search(m, part);
    case PART_IN:
        return in_set(m, part);
    case PART_NOT_ZERO:
        return not_zero(m, part);
    case PART_NONE:
    case PART_RANGE:
    case PART_FIELD:
    case PART_LITERAL:
    case PART_SLICE:
    case PART_NEGATE:
    case PART_ADD:
    case PART_SUBTRACT:
    case PART_MULTIPLY:
    case PART_DIVIDE:
    case PART_MODULO:
    case PART_BITS:
    case PART_LEN:
    case PART_COUNT:
    case PART_UPPER:
    case PART_LOWER:
    case PART_MIN:
    case PART_MAX:
    case PART_ABS:
    case PART_STRING:
        break;
    }
    return false;
}

bool filter_match(const struct filter *filter, const struct field_tree *tree)
{
    struct match m;
    if (filter->root == 0)
        return true;
    m.filter = filter;
    m.tree = tree;
    m.scratch.used = 0;
    return test(&m, filter->root);
}
