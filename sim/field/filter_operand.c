/* field/filter_operand.c: the values of a filter: fields, literals, slices, functions, sums. */
#include <string.h>

#include "base/suggest.h"
#include "field/filter_parts.h"

struct function_row {
    const char *name;
    enum part_kind kind;
    bool several; /* takes more than one argument */
};

static const struct function_row functions[] = {
    {"len", PART_LEN, false},     {"count", PART_COUNT, false},   {"upper", PART_UPPER, false},
    {"lower", PART_LOWER, false}, {"min", PART_MIN, true},        {"max", PART_MAX, true},
    {"abs", PART_ABS, false},     {"string", PART_STRING, false},
};

static uint32_t set_below(struct filter_parser *p, enum part_kind kind, uint32_t a, uint32_t b)
{
    if (p->failed)
        return 0;
    const struct part *left = &p->filter->parts[a];
    size_t at = left->at;
    size_t end =
        b != 0 ? p->filter->parts[b].at + p->filter->parts[b].length : left->at + left->length;
    uint32_t part = filter_part(p, kind, at, end - at);
    p->filter->parts[part].a = a;
    p->filter->parts[part].b = b;
    return part;
}

/* Text goes with upper and lower, numbers with abs; len and count take any field. */
static void check_arguments(struct filter_parser *p, enum part_kind kind, uint32_t argument)
{
    const struct part *part = &p->filter->parts[argument];
    enum value_class class = filter_class(p->filter, argument);
    bool text = kind == PART_UPPER || kind == PART_LOWER;
    if (class == CLASS_ANY && kind != PART_MIN && kind != PART_MAX)
        filter_fail(p, part->at, part->length,
                    N_("The argument of a function must be a field."));
    else if (text && class != CLASS_STRING)
        filter_fail(p, part->at, part->length, N_("This function takes a field that is text."));
    else if (kind == PART_STRING && part->kind != PART_FIELD)
        filter_fail(p, part->at, part->length, N_("This function takes a field."));
    else if (kind == PART_ABS && class != CLASS_NUMBER)
        filter_fail(p, part->at, part->length, N_("This function takes a number."));
    else if (kind == PART_LEN && class != CLASS_STRING && class != CLASS_OCTETS &&
             class != CLASS_IPV4 && class != CLASS_IPV6 && part->kind != PART_FIELD)
        filter_fail(p, part->at, part->length, N_("This function takes a field."));
}

static uint32_t parse_function(struct filter_parser *p, const struct function_row *row)
{
    uint32_t function = filter_part(p, row->kind, p->token.at, p->token.length);
    uint32_t last = 0;
    filter_next(p); /* the name */
    do {
        filter_next(p); /* the parenthesis or the comma */
        uint32_t argument = filter_parse_operand(p);
        if (!p->failed)
            check_arguments(p, row->kind, argument);
        if (p->failed)
            return 0;
        if (last == 0)
            p->filter->parts[function].a = argument;
        else
            p->filter->parts[last].next = argument;
        last = argument;
    } while (row->several && filter_sign(p, ","));
    if (!filter_sign(p, ")")) {
        filter_fail(p, p->token.at, p->token.length, N_("Expected ) behind the arguments."));
        return 0;
    }
    struct part *part = &p->filter->parts[function];
    part->length = p->token.at + 1 - part->at;
    filter_next(p);
    return function;
}

static uint32_t take_literal(struct filter_parser *p)
{
    uint32_t literal = filter_part(p, PART_LITERAL, p->token.at, p->token.length);
    struct part *part = &p->filter->parts[literal];
    part->quoted = p->token.kind == TOKEN_STRING;
    part->character = p->token.kind == TOKEN_CHARACTER;
    part->word = p->token.store;
    part->word_size = p->token.size;
    filter_next(p);
    return p->failed ? 0 : literal;
}

/* A word: a function, a field, or a value as it is. */
static uint32_t take_word(struct filter_parser *p)
{
    const char *word = p->filter->text + p->token.at;
    const char *behind = word + p->token.length;
    while (*behind == ' ')
        behind++;
    for (size_t i = 0; *behind == '(' && i < sizeof functions / sizeof functions[0]; i++) {
        if (filter_word(p, functions[i].name))
            return parse_function(p, &functions[i]);
    }
    if (*behind == '(') {
        const char *known[sizeof functions / sizeof functions[0]];
        for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
            known[i] = functions[i].name;
        filter_fail_about(p, p->token.at, p->token.length, N_("There is no function \""), word,
                          p->token.length, "\".");
        p->error->suggestion =
            suggest_word(word, p->token.length, known, sizeof functions / sizeof functions[0]);
        return 0;
    }
    enum field_id id = field_find(word, p->token.length);
    if (id == FIELD_COUNT)
        return take_literal(p);
    uint32_t field = filter_part(p, PART_FIELD, p->token.at, p->token.length);
    p->filter->parts[field].field = id;
    filter_next(p);
    return p->failed ? 0 : field;
}

/* A number in a slice. Gives how many characters it has; 0: none is there. */
static size_t read_index(const char *s, int32_t *value)
{
    size_t n = s[0] == '-' ? 1 : 0;
    size_t digits = n;
    int32_t v = 0;
    while (s[digits] >= '0' && s[digits] <= '9' && digits < n + 6)
        v = v * 10 + (s[digits++] - '0');
    *value = n == 1 ? -v : v;
    return digits > n ? digits : 0;
}

/* One of i:j (offset and length), i-j (first and last), i, :j, i: (to the end). */
static size_t read_range(const char *s, struct slice_range *r)
{
    size_t n = read_index(s, &r->offset);
    if (n == 0 && s[0] != ':')
        return 0;
    if (s[n] == ':') {
        size_t digits = read_index(s + n + 1, &r->length);
        r->to_end = digits == 0;
        return r->length < 0 ? 0 : n + 1 + digits;
    }
    if (s[n] == '-') {
        size_t digits = read_index(s + n + 1, &r->last);
        r->has_last = true;
        return digits == 0 ? 0 : n + 1 + digits;
    }
    r->length = 1;
    return n;
}

/* What stands between brackets, read as characters: its words are not those of the rest. */
static uint32_t parse_slice(struct filter_parser *p, uint32_t of)
{
    enum value_class class = filter_class(p->filter, of);
    const struct part *sliced = &p->filter->parts[of];
    const char *text = p->filter->text;
    size_t at = p->token.at;
    bool octets = class == CLASS_STRING || class == CLASS_OCTETS || class == CLASS_IPV4 ||
                  class == CLASS_IPV6;
    if (!octets) {
        filter_fail(p, sliced->at, sliced->length, N_("This cannot be cut into octets."));
        return 0;
    }
    uint32_t slice = set_below(p, PART_SLICE, of, 0);
    struct part *part = &p->filter->parts[slice];
    size_t n = at + 1;
    do {
        size_t start = n;
        while (text[n] == ' ' || (part->ranges > 0 && n == start && text[n] == ','))
            n++;
        size_t read = part->ranges < FILTER_RANGES_MAX
                          ? read_range(text + n, &part->range[part->ranges])
                          : 0;
        if (read == 0) {
            filter_fail(p, n, text[n] != '\0' ? 1 : 0,
                        N_("A slice is written [offset:length], [first-last] or [offset]."));
            return 0;
        }
        part->ranges++;
        n += read;
        while (text[n] == ' ')
            n++;
    } while (text[n] == ',');
    if (text[n] != ']') {
        filter_fail(p, n, text[n] != '\0' ? 1 : 0, N_("Expected ] at the end of the slice."));
        return 0;
    }
    part->length = n + 1 - part->at;
    p->at = n + 1;
    filter_next(p);
    return p->failed ? 0 : slice;
}

static uint32_t parse_primary(struct filter_parser *p)
{
    uint32_t part = 0;
    if (p->failed)
        return 0;
    if (p->token.kind == TOKEN_WORD) {
        part = take_word(p);
    } else if (p->token.kind == TOKEN_STRING || p->token.kind == TOKEN_CHARACTER) {
        part = take_literal(p);
    } else if (filter_sign(p, "{")) {
        filter_next(p);
        part = filter_parse_operand(p);
        if (!p->failed && !filter_sign(p, "}"))
            filter_fail(p, p->token.at, p->token.length, N_("Expected } behind the sum."));
        else if (!p->failed)
            filter_next(p);
    } else if (p->token.kind == TOKEN_END) {
        filter_fail(p, p->token.at, 0, N_("The filter ends here, but something is missing."));
    } else {
        filter_fail_about(p, p->token.at, p->token.length,
                          N_("A field or a value is expected here, not "),
                          p->filter->text + p->token.at, p->token.length, "");
    }
    while (!p->failed && filter_sign(p, "["))
        part = parse_slice(p, part);
    return p->failed ? 0 : part;
}

static uint32_t parse_unary(struct filter_parser *p)
{
    if (++p->depth > FILTER_DEPTH_MAX) {
        filter_fail(p, p->token.at, p->token.length, N_("The filter is nested too deeply."));
        return 0;
    }
    uint32_t part;
    if (filter_sign(p, "-")) {
        filter_next(p);
        part = set_below(p, PART_NEGATE, parse_unary(p), 0);
    } else {
        part = parse_primary(p);
    }
    p->depth--;
    return part;
}

/* Sums count with numbers (and times). */
static uint32_t add_sum(struct filter_parser *p, enum part_kind kind, uint32_t a, uint32_t b)
{
    for (int i = 0; i < 2 && !p->failed; i++) {
        const struct part *part = &p->filter->parts[i == 0 ? a : b];
        enum value_class class = filter_class(p->filter, i == 0 ? a : b);
        if (class != CLASS_ANY && class != CLASS_NUMBER && class != CLASS_TIME)
            filter_fail(p, part->at, part->length, N_("Only numbers can be reckoned with."));
    }
    return set_below(p, kind, a, b);
}

static uint32_t parse_product(struct filter_parser *p)
{
    uint32_t part = parse_unary(p);
    while (!p->failed) {
        enum part_kind kind = filter_sign(p, "*")   ? PART_MULTIPLY
                              : filter_sign(p, "/") ? PART_DIVIDE
                              : filter_sign(p, "%") ? PART_MODULO
                                                    : PART_NONE;
        if (kind == PART_NONE)
            break;
        filter_next(p);
        uint32_t right = parse_unary(p);
        part = add_sum(p, kind, part, right);
    }
    return part;
}

/* `ip.len -20`: the lexer takes -20 for one word, so this is the sum of two values. */
static bool negative_word(const struct filter_parser *p)
{
    return p->token.kind == TOKEN_WORD && p->filter->text[p->token.at] == '-';
}

static uint32_t parse_sum(struct filter_parser *p)
{
    uint32_t part = parse_product(p);
    while (!p->failed) {
        bool sign = filter_sign(p, "+") || filter_sign(p, "-");
        enum part_kind kind = filter_sign(p, "-") ? PART_SUBTRACT : PART_ADD;
        if (!sign && !negative_word(p))
            break;
        if (sign)
            filter_next(p);
        uint32_t right = parse_product(p);
        part = add_sum(p, kind, part, right);
    }
    return part;
}

uint32_t filter_parse_operand(struct filter_parser *p)
{
    uint32_t part = parse_sum(p);
    while (!p->failed && (filter_sign(p, "&") || filter_word(p, "bitwise_and"))) {
        filter_next(p);
        uint32_t right = parse_sum(p);
        part = add_sum(p, PART_BITS, part, right);
    }
    return part;
}
