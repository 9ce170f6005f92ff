/* field/filter_parts.h: what a compiled filter is made of. Private to this room.
 *
 * Shape:  a tree of parts in one array, named by index; part 0 is no part. The lexer
 * (filter_lex.c) cuts words, the parser (filter_parse.c) builds the parts of the logic and the
 *         comparisons, filter_operand.c those of values; filter_literal.c turns words into
 *         values of the type they are compared with; filter_match.c evaluates. */
#ifndef NETSTAGE_FIELD_FILTER_PARTS_H
#define NETSTAGE_FIELD_FILTER_PARTS_H

#include "field/filter.h"

enum {
    FILTER_PARTS_MAX = 2048,
    FILTER_DEPTH_MAX = 64,
    FILTER_RANGES_MAX = 8,
    FILTER_STORE_PER_CHARACTER = 16, /* the address :: has two, and becomes 16 octets */
};

/* What kind of thing a value is: only values of one class compare. */
enum value_class {
    CLASS_ANY, /* a word that has not been given a class yet */
    CLASS_NUMBER,
    CLASS_TIME,
    CLASS_STRING,
    CLASS_OCTETS,
    CLASS_IPV4,
    CLASS_IPV6,
    CLASS_NONE, /* fields that are there or not, and have no value */
};

enum value_fold { FOLD_NONE, FOLD_UPPER, FOLD_LOWER };

struct value {
    enum value_class class;
    enum value_fold fold; /* how the letters of a string are to be read */
    int64_t number;       /* numbers, times, IPv4 addresses */
    const uint8_t *octets;
    size_t size;
    unsigned prefix; /* of an address: how many bits count */
};

enum part_kind {
    PART_NONE,
    PART_AND,
    PART_OR,
    PART_XOR,
    PART_NOT,
    PART_PRESENT,
    PART_COMPARE,
    PART_CONTAINS,
    PART_MATCHES,
    PART_IN,
    PART_NOT_ZERO, /* a & b alone */
    PART_RANGE,    /* an element of a set: a .. b, or a alone */
    PART_FIELD,
    PART_LITERAL,
    PART_SLICE,
    PART_NEGATE,
    PART_ADD,
    PART_SUBTRACT,
    PART_MULTIPLY,
    PART_DIVIDE,
    PART_MODULO,
    PART_BITS,
    PART_LEN,
    PART_COUNT,
    PART_UPPER,
    PART_LOWER,
    PART_MIN,
    PART_MAX,
    PART_ABS,
    PART_STRING,
};

enum relation { REL_EQ, REL_NE, REL_GT, REL_GE, REL_LT, REL_LE };
enum quantifier { QUANTIFIER_ANY, QUANTIFIER_ALL };

struct slice_range {
    int32_t offset; /* negative: from the end */
    int32_t length; /* when `to_end` and `last` are false */
    int32_t last;   /* of [4-5]; used when has_last */
    bool has_last, to_end;
};

struct part {
    enum part_kind kind;
    uint32_t a, b; /* parts below */
    uint32_t next; /* of the elements of a set, of the arguments of a function */
    enum relation relation;
    enum quantifier quantifier;
    enum field_id field;
    struct value value;       /* of a literal; its octets are in the filter's text store */
    uint32_t word, word_size; /* a literal as written, in the filter's text store */
    bool quoted, character;
    size_t at, length; /* where it stands in the filter's text */
    uint32_t ranges;   /* of a slice: how many of `range` */
    struct slice_range range[FILTER_RANGES_MAX];
    struct filter_regex *regex; /* of PART_MATCHES; owned */
};

struct filter {
    struct part *parts;
    uint32_t count, capacity;
    uint32_t root; /* 0: everything matches */
    char *text;
    uint8_t *store; /* the octets of literals */
    uint32_t store_used;
    struct field_wanted wanted;
    bool stateless;
};

enum token_kind {
    TOKEN_END,
    TOKEN_WORD,   /* a field, a literal, or the word form of an operator */
    TOKEN_STRING, /* "..." or r"..." */
    TOKEN_CHARACTER,
    TOKEN_SIGN, /* == && ( { ... */
    TOKEN_BAD,
};

struct token {
    enum token_kind kind;
    size_t at, length;
    uint32_t store, size; /* of strings: what they stand for */
};

struct filter_parser {
    struct filter *filter;
    struct filter_error *error;
    struct token token; /* the next one, not taken yet */
    size_t at;          /* behind it */
    unsigned depth;
    bool failed;
};

/* Moves on to the next token. */
void filter_next(struct filter_parser *p);
bool filter_sign(const struct filter_parser *p, const char *sign);
bool filter_word(const struct filter_parser *p, const char *word);

/* The first error stays. `format` holds at most one %.*s, for the text at the place. */
void filter_fail(struct filter_parser *p, size_t at, size_t length, const char *sentence);
void filter_fail_about(struct filter_parser *p, size_t at, size_t length, const char *before,
                       const char *about, size_t about_size, const char *after);

/* A new part, or 0 (and the parser has failed). */
uint32_t filter_part(struct filter_parser *p, enum part_kind kind, size_t at, size_t length);

/* A value: field, literal, slice, function, arithmetic. */
uint32_t filter_parse_operand(struct filter_parser *p);

/* The class of what a part yields, and of a field type. */
enum value_class filter_class(const struct filter *f, uint32_t part);
enum value_class filter_class_of(enum field_type type);

/* A field that gives a literal its type, or FIELD_COUNT. */
enum field_id filter_guide(const struct filter *f, uint32_t part);

/* Gives every literal under the part its class. `guide` may be FIELD_COUNT. */
void filter_resolve(struct filter_parser *p, uint32_t part, enum value_class class,
                    enum field_id guide);

/* A regular expression, with the memory that matching needs, so that a match allocates nothing.
 */
struct filter_regex;
bool filter_regex_match(struct filter_regex *regex, const uint8_t *octets, size_t size);
void filter_regex_free(struct filter_regex *regex);

/* Compiles the literal as a regular expression. */
void filter_resolve_regex(struct filter_parser *p, uint32_t matches, uint32_t literal);

const char *filter_class_name(enum value_class class);

#endif
