/* base/suggest.h: "did you mean ...?": the nearest known word to a misspelt one.
 *
 * Shape:  a suggestion is begun with the misspelt word, is offered every known word in turn, and
 *         keeps the nearest; so the known words may be in any table, in any order. Nothing is
 *         allocated; the words must outlive the suggestion.
 * Units:  the distance counts insertions, deletions, replacements and exchanges of neighbours
 *         (optimal string alignment, after Damerau 1964), case ignored. Words longer than
 *         SUGGEST_WORD_MAX octets are never suggested. */
#ifndef NETSTAGE_BASE_SUGGEST_H
#define NETSTAGE_BASE_SUGGEST_H

#include "base/types.h"

enum { SUGGEST_WORD_MAX = 63 };

struct suggestion {
    const char *word; /* what was written; not necessarily terminated */
    size_t length;
    const char *best; /* the nearest word so far; NULL: none is near */
    size_t distance;  /* of `best` */
};

/* The edit distance of two words. SIZE_MAX: one of them is longer than SUGGEST_WORD_MAX. */
size_t suggest_distance(const char *a, size_t a_length, const char *b, size_t b_length);

struct suggestion suggest_begin(const char *word, size_t length);

/* Considers one known word. On a tie the word offered first stays. A word further away than a
 * third of the length of what was written (at least 1, at most 4) is never taken; one that
 * continues what was written ("tcp.flag" and "tcp.flags") counts as near by 2. */
void suggest_offer(struct suggestion *suggestion, const char *known);

/* The nearest of `count` words, or NULL when none is near. */
const char *suggest_word(const char *word, size_t length, const char *const *known,
                         size_t count);

#endif
