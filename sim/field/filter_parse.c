/* field/filter_parse.c: the logic and the comparisons of a filter; the grammar is in filter.h.
 */
#include <stdlib.h>
#include <string.h>

#include "field/filter_parts.h"

static uint32_t parse_or(struct filter_parser *p);

uint32_t filter_part(struct filter_parser *p, enum part_kind kind, size_t at, size_t length)
{
    struct filter *f = p->filter;
    if (p->failed)
        return 0;
    if (f->count >= FILTER_PARTS_MAX) {
        filter_fail(p, at, length, N_("The filter has too many parts."));
        return 0;
    }
    if (f->count == f->capacity) {
        uint32_t capacity = f->capacity * 2;
        struct part *parts = realloc(f->parts, capacity * sizeof *parts);
        if (parts == NULL) {
            filter_fail(p, at, length, N_("There is not enough memory."));
            return 0;
        }
        f->parts = parts;
        f->capacity = capacity;
    }
    f->parts[f->count] =
        (struct part){.kind = kind, .at = at, .length = length, .field = FIELD_COUNT};
    return f->count++;
}

static uint32_t join(struct filter_parser *p, enum part_kind kind, uint32_t a, uint32_t b)
{
    uint32_t part = filter_part(p, kind, p->filter->parts[a].at, 0);
    p->filter->parts[part].a = a;
    p->filter->parts[part].b = b;
    return part;
}

struct relation_row {
    const char *sign;
    enum relation relation;
    bool quantified; /* it says itself whether any or all is meant */
    enum quantifier quantifier;
};

static const struct relation_row relation_rows[] = {
    {"==", REL_EQ, false, QUANTIFIER_ANY},    {"eq", REL_EQ, false, QUANTIFIER_ANY},
    {"any_eq", REL_EQ, true, QUANTIFIER_ANY}, {"!=", REL_NE, false, QUANTIFIER_ALL},
    {"ne", REL_NE, false, QUANTIFIER_ALL},    {"all_ne", REL_NE, true, QUANTIFIER_ALL},
    {"===", REL_EQ, true, QUANTIFIER_ALL},    {"all_eq", REL_EQ, true, QUANTIFIER_ALL},
    {"!==", REL_NE, true, QUANTIFIER_ANY},    {"~=", REL_NE, true, QUANTIFIER_ANY},
    {"any_ne", REL_NE, true, QUANTIFIER_ANY}, {">", REL_GT, false, QUANTIFIER_ANY},
    {"gt", REL_GT, false, QUANTIFIER_ANY},    {">=", REL_GE, false, QUANTIFIER_ANY},
    {"ge", REL_GE, false, QUANTIFIER_ANY},    {"<", REL_LT, false, QUANTIFIER_ANY},
    {"lt", REL_LT, false, QUANTIFIER_ANY},    {"<=", REL_LE, false, QUANTIFIER_ANY},
    {"le", REL_LE, false, QUANTIFIER_ANY},
};

static const struct relation_row *find_relation(const struct filter_parser *p)
{
    for (size_t i = 0; i < sizeof relation_rows / sizeof relation_rows[0]; i++) {
        if (filter_sign(p, relation_rows[i].sign) || filter_word(p, relation_rows[i].sign))
            return &relation_rows[i];
    }
    return NULL;
}

/* A word where a field should be. False: it does not look like a name. */
static bool fail_no_field(struct filter_parser *p, uint32_t index)
{
    const struct part *part = &p->filter->parts[index];
    const char *word = p->filter->text + part->at;
    bool letter = (word[0] >= 'a' && word[0] <= 'z') || (word[0] >= 'A' && word[0] <= 'Z');
    if (part->kind != PART_LITERAL || part->quoted || part->character || !letter)
        return false;
    filter_fail_about(p, part->at, part->length, N_("There is no field \""), word, part->length,
                      "\".");
    p->error->suggestion = field_nearest(word, part->length);
    return true;
}

/* Makes both sides the same class, or says why they cannot be compared. */
static void agree(struct filter_parser *p, uint32_t a, uint32_t b, bool contains)
{
    const struct part *parts = p->filter->parts;
    enum value_class left = filter_class(p->filter, a);
    enum value_class right = filter_class(p->filter, b);
    if (left == CLASS_ANY && right == CLASS_ANY) {
        if (fail_no_field(p, a))
            return;
        filter_fail(p, parts[a].at, parts[a].length,
                    N_("One side of a comparison must be a field; these are two values."));
        return;
    }
    if (left == CLASS_NONE || right == CLASS_NONE) {
        const struct part *bad = &parts[left == CLASS_NONE ? a : b];
        filter_fail(p, bad->at, bad->length,
                    N_("This field is there or not; it has no value to compare."));
        return;
    }
    if (contains && left == CLASS_IPV4)
        left = CLASS_OCTETS;
    if (left != CLASS_ANY && right != CLASS_ANY && left != right) {
        filter_fail_about(p, parts[b].at, parts[b].length, N_("The two sides do not compare: "),
                          filter_class_name(left), strlen(filter_class_name(left)),
                          filter_class_name(right));
        return;
    }
    enum field_id guide = filter_guide(p->filter, left != CLASS_ANY ? a : b);
    if (left == CLASS_ANY)
        filter_resolve(p, a, right, guide);
    else
        filter_resolve(p, a, left, filter_guide(p->filter, a));
    filter_resolve(p, b, left != CLASS_ANY ? left : right, contains ? FIELD_COUNT : guide);
}

static uint32_t parse_set(struct filter_parser *p, uint32_t left)
{
    if (filter_class(p->filter, left) == CLASS_ANY && fail_no_field(p, left))
        return 0;
    uint32_t set = filter_part(p, PART_IN, p->token.at, 0);
    uint32_t last = 0;
    if (!filter_sign(p, "{")) {
        filter_fail(p, p->token.at, p->token.length,
                    N_("Behind \"in\" stands a set: {80, 443, 8000..8100}."));
        return 0;
    }
    do {
        filter_next(p);
        uint32_t element = filter_part(p, PART_RANGE, p->token.at, p->token.length);
        uint32_t low = filter_parse_operand(p);
        uint32_t high = 0;
        if (!p->failed && filter_sign(p, "..")) {
            filter_next(p);
            high = filter_parse_operand(p);
        }
        if (p->failed)
            return 0;
        agree(p, left, low, false);
        if (high != 0)
            agree(p, left, high, false);
        if (p->failed)
            return 0;
        p->filter->parts[element].a = low;
        p->filter->parts[element].b = high;
        p->filter->parts[last != 0 ? last : set].next = element;
        last = element;
    } while (filter_sign(p, ","));
    if (!filter_sign(p, "}")) {
        filter_fail(p, p->token.at, p->token.length,
                    N_("In a set stand values with commas between them, and } ends it."));
        return 0;
    }
    filter_next(p);
    p->filter->parts[set].a = left;
    return set;
}

static uint32_t parse_contains(struct filter_parser *p, uint32_t left)
{
    const struct part *part = &p->filter->parts[left];
    enum value_class class = filter_class(p->filter, left);
    if (class == CLASS_ANY && fail_no_field(p, left))
        return 0;
    if (class != CLASS_STRING && class != CLASS_OCTETS) {
        filter_fail(p, part->at, part->length,
                    N_("Only text and octets can be searched: this is neither."));
        return 0;
    }
    bool matches = !filter_word(p, "contains");
    filter_next(p);
    uint32_t right = filter_parse_operand(p);
    if (p->failed)
        return 0;
    uint32_t test = join(p, matches ? PART_MATCHES : PART_CONTAINS, left, right);
    if (matches)
        filter_resolve_regex(p, test, right);
    else
        agree(p, left, right, true);
    return p->failed ? 0 : test;
}

static uint32_t parse_relation(struct filter_parser *p, uint32_t left,
                               const struct relation_row *row, bool quantified,
                               enum quantifier quantifier)
{
    size_t at = p->token.at;
    size_t length = p->token.length;
    filter_next(p);
    uint32_t right = filter_parse_operand(p);
    if (p->failed)
        return 0;
    agree(p, left, right, false);
    if (p->failed)
        return 0;
    if (quantified && row->quantified) {
        filter_fail(p, at, length, N_("This sign says itself whether any or all is meant."));
        return 0;
    }
    uint32_t test = join(p, PART_COMPARE, left, right);
    p->filter->parts[test].relation = row->relation;
    p->filter->parts[test].quantifier = quantified ? quantifier : row->quantifier;
    return test;
}

/* A value alone: presence of a field, or bits that are not all zero. */
static uint32_t parse_alone(struct filter_parser *p, uint32_t left)
{
    const struct part *part = &p->filter->parts[left];
    if (part->kind == PART_FIELD || part->kind == PART_SLICE)
        return join(p, PART_PRESENT, left, 0);
    if (part->kind == PART_BITS) {
        agree(p, part->a, part->b, false);
        return p->failed ? 0 : join(p, PART_NOT_ZERO, left, 0);
    }
    if (fail_no_field(p, left))
        return 0;
    filter_fail(p, part->at, part->length,
                N_("This is a value; a comparison such as == is missing."));
    return 0;
}

/* Is the next token a comparison of what stands before it? */
static uint32_t parse_test(struct filter_parser *p)
{
    bool any = filter_word(p, "any");
    bool quantified = any || filter_word(p, "all");
    if (quantified)
        filter_next(p);
    uint32_t left = filter_parse_operand(p);
    if (p->failed)
        return 0;
    if (filter_word(p, "contains") || filter_word(p, "matches") || filter_sign(p, "~"))
        return parse_contains(p, left);
    if (filter_word(p, "in")) {
        filter_next(p);
        return parse_set(p, left);
    }
    const struct relation_row *row = find_relation(p);
    if (row == NULL && filter_word(p, "not")) {
        filter_next(p);
        if (!filter_word(p, "in")) {
            filter_fail(p, p->token.at, p->token.length, N_("Expected \"in\" behind \"not\"."));
            return 0;
        }
        filter_next(p);
        uint32_t set = parse_set(p, left);
        return p->failed ? 0 : join(p, PART_NOT, set, 0);
    }
    if (row == NULL)
        return parse_alone(p, left);
    uint32_t test = 0;
    while (row != NULL && !p->failed) { /* a < b < c: each pair must hold */
        uint32_t one =
            parse_relation(p, left, row, quantified, any ? QUANTIFIER_ANY : QUANTIFIER_ALL);
        if (p->failed)
            return 0;
        left = p->filter->parts[one].b;
        test = test == 0 ? one : join(p, PART_AND, test, one);
        row = find_relation(p);
    }
    return test;
}

static uint32_t parse_not(struct filter_parser *p)
{
    uint32_t part;
    if (++p->depth > FILTER_DEPTH_MAX) {
        filter_fail(p, p->token.at, p->token.length, N_("The filter is nested too deeply."));
        return 0;
    }
    if (filter_sign(p, "!") || filter_word(p, "not")) {
        filter_next(p);
        part = parse_not(p);
        part = p->failed ? 0 : join(p, PART_NOT, part, 0);
    } else if (filter_sign(p, "(")) {
        size_t at = p->token.at;
        filter_next(p);
        part = parse_or(p);
        if (!p->failed && !filter_sign(p, ")"))
            filter_fail(p, at, 1, N_("This parenthesis is never closed."));
        else if (!p->failed)
            filter_next(p);
    } else {
        part = parse_test(p);
    }
    p->depth--;
    return p->failed ? 0 : part;
}

static bool take_either(struct filter_parser *p, const char *sign, const char *word)
{
    if (!filter_sign(p, sign) && !filter_word(p, word))
        return false;
    filter_next(p);
    return true;
}

static uint32_t parse_and(struct filter_parser *p)
{
    uint32_t part = parse_not(p);
    while (!p->failed && take_either(p, "&&", "and")) {
        uint32_t right = parse_not(p);
        part = p->failed ? 0 : join(p, PART_AND, part, right);
    }
    return part;
}

static uint32_t parse_xor(struct filter_parser *p)
{
    uint32_t part = parse_and(p);
    while (!p->failed && take_either(p, "^^", "xor")) {
        uint32_t right = parse_and(p);
        part = p->failed ? 0 : join(p, PART_XOR, part, right);
    }
    return part;
}

static uint32_t parse_or(struct filter_parser *p)
{
    uint32_t part = parse_xor(p);
    while (!p->failed && take_either(p, "||", "or")) {
        uint32_t right = parse_xor(p);
        part = p->failed ? 0 : join(p, PART_OR, part, right);
    }
    return part;
}

/* What stands where nothing more was expected. */
static void fail_unexpected(struct filter_parser *p)
{
    const char *word = p->filter->text + p->token.at;
    if (filter_sign(p, ")"))
        filter_fail(p, p->token.at, 1, N_("This parenthesis was never opened."));
    else
        filter_fail_about(p, p->token.at, p->token.length,
                          N_("The filter is complete before this: "), word, p->token.length,
                          "");
}

/* How far down a frame must be read for a field. Datagrams quoted by ICMP hold ip, udp and tcp
 * fields too. */
static enum field_depth depth_of(enum field_id id)
{
    if (id >= FIELD_NETSTAGE)
        return FIELD_TO_LINK;
    if (id == FIELD_FRAME_PROTOCOLS || id == FIELD_WS_MALFORMED || id == FIELD_TCP_PDU_SIZE)
        return FIELD_TO_APPLICATION;
    if (id == FIELD_ETH_PADDING || id == FIELD_ETH_TRAILER || id == FIELD_ETH_PADDING_BAD)
        return FIELD_TO_NETWORK;
    if (id < FIELD_STP)
        return FIELD_TO_LINK;
    if (id < FIELD_IP)
        return FIELD_TO_NETWORK;
    return id < FIELD_DNS ? FIELD_TO_TRANSPORT : FIELD_TO_APPLICATION;
}

/* The fields that are looked at, how deep they lie, and whether a cable may use the filter. */
static void note_fields(struct filter *f)
{
    f->stateless = true;
    for (uint32_t i = 1; i < f->count; i++) {
        enum field_id id = f->parts[i].field;
        if (f->parts[i].kind != PART_FIELD)
            continue;
        enum field_depth depth = depth_of(id);
        if (depth > f->wanted.depth)
            f->wanted.depth = depth;
        bool of_capture = id == FIELD_FRAME_NUMBER || id == FIELD_FRAME_TIME_RELATIVE ||
                          id == FIELD_FRAME_TIME_DELTA || id == FIELD_TCP_STREAM ||
                          id == FIELD_TCP_TIME_RELATIVE || id == FIELD_TCP_TIME_DELTA ||
                          id == FIELD_TCP_COMPLETENESS || id == FIELD_UDP_STREAM ||
                          id == FIELD_UDP_TIME_RELATIVE || id == FIELD_UDP_TIME_DELTA;
        if (field_is_fact(id) || of_capture)
            f->stateless = false;
        field_want(&f->wanted, id);
    }
}

static void parse_filter(struct filter_parser *p)
{
    struct filter *f = p->filter;
    filter_next(p);
    if (p->failed || p->token.kind == TOKEN_END)
        return;
    f->root = parse_or(p);
    if (!p->failed && p->token.kind != TOKEN_END)
        fail_unexpected(p);
    note_fields(f);
}

static struct filter *make_filter(const char *text, size_t length)
{
    struct filter *f = calloc(1, sizeof *f);
    if (f == NULL)
        return NULL;
    f->capacity = 16;
    f->count = 1;
    f->parts = calloc(f->capacity, sizeof *f->parts);
    f->text = malloc(length + 1);
    f->store = malloc(length * FILTER_STORE_PER_CHARACTER + 32);
    if (f->parts == NULL || f->text == NULL || f->store == NULL) {
        filter_free(f);
        return NULL;
    }
    memcpy(f->text, text, length + 1);
    return f;
}

struct filter *filter_compile(const char *text, struct filter_error *error)
{
    struct filter_error own;
    struct filter_parser p = {.error = error != NULL ? error : &own};
    size_t length = strlen(text);
    *p.error = (struct filter_error){0};
    if (length > FILTER_TEXT_MAX) {
        filter_fail(&p, FILTER_TEXT_MAX, length - FILTER_TEXT_MAX,
                    N_("The filter is too long."));
        return NULL;
    }
    p.filter = make_filter(text, length);
    if (p.filter == NULL) {
        filter_fail(&p, 0, 0, N_("There is not enough memory."));
        return NULL;
    }
    parse_filter(&p);
    if (!p.failed)
        return p.filter;
    filter_free(p.filter);
    return NULL;
}

void filter_free(struct filter *filter)
{
    if (filter == NULL)
        return;
    for (uint32_t i = 1; filter->parts != NULL && i < filter->count; i++) {
        filter_regex_free(filter->parts[i].regex);
    }
    free(filter->parts);
    free(filter->text);
    free(filter->store);
    free(filter);
}

const struct field_wanted *filter_wanted(const struct filter *filter)
{
    return &filter->wanted;
}

bool filter_uses_only_stateless(const struct filter *filter)
{
    return filter->stateless;
}

const char *filter_text(const struct filter *filter)
{
    return filter->text;
}
