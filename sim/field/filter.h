/* field/filter.h: display filters, in Wireshark 4.0's language, over a tree of fields.
 *
 *     filter   := or ; or := xor { ("||" | "or") xor } ; xor := and { ("^^" | "xor") and }
 *     and      := not { ("&&" | "and") not } ; not := ("!" | "not") not | "(" filter ")" | test
 *     test     := value { relation value } | value ("contains" | "matches") value
 *               | value ["not"] "in" "{" element { "," element } "}" | value
 *     relation := == eq != ne ~= any_ne !== all_ne === all_eq any_eq > gt < lt >= ge <= le
 *                 ~ matches
 *     value    := field | literal | value "[" slices "]" | function "(" ... ")" | arithmetic
 *
 * A bare field means that it is there. `a != b` holds when all values differ, `a ~= b` when any
 * does; `any` and `all` before a comparison say which one is meant.
 *
 * A filter allocates when compiled and never afterwards. */
#ifndef NETSTAGE_FIELD_FILTER_H
#define NETSTAGE_FIELD_FILTER_H

#include "field/dissect.h"

struct filter;

enum { FILTER_TEXT_MAX = 4096, FILTER_SENTENCE_MAX = 240 };

/* What is wrong with a filter, and where: octets of the text that was given. */
struct filter_error {
    size_t at;
    size_t length;                      /* of the offending token; 0 at the end of the text */
    char sentence[FILTER_SENTENCE_MAX]; /* English: "There is no field \"tcp.flag.syn\"." */
    const char *suggestion;             /* a name that does exist, or NULL */
};

/* Compiles a filter; empty text matches every frame. NULL: *error says why (bad filter, a text
 * longer than FILTER_TEXT_MAX, nested too deeply, or out of memory). `error` may be NULL. */
struct filter *filter_compile(const char *text, struct filter_error *error) MUST_CHECK;
void filter_free(struct filter *filter);

/* True when the filter holds for the frame. The tree must hold the fields that the filter
 * wants, and, when it asks for netstage.*, the facts. */
bool filter_match(const struct filter *filter, const struct field_tree *tree);

/* The fields that the filter looks at: give it to field_dissect() in the context, and only
 * these are collected. Lives as long as the filter. */
const struct field_wanted *filter_wanted(const struct filter *filter);

/* True when nothing but the bytes of the frame is asked for: no netstage.*, no frame number or
 * time. Only such filters may be used by faults on a cable. */
bool filter_uses_only_stateless(const struct filter *filter);

/* The text it was compiled from. */
const char *filter_text(const struct filter *filter);

#endif
