/* session/completion.h: what a line that is being typed at a host can become: commands, their
 * options, names and addresses of hosts, URLs and the paths that servers have.
 *
 * Shape:  the word before the cursor is completed; what it can become stands in `word`, in the
 *         order in which it was found. Pure: the world is read, nothing is changed. */
#ifndef NETSTAGE_SESSION_COMPLETION_H
#define NETSTAGE_SESSION_COMPLETION_H

#include "scenario/scenario.h"
#include "world/world.h"

enum { COMPLETION_LINE = 1024, COMPLETION_WORDS = 64, COMPLETION_WORD = 128 };

struct completion {
    size_t start;                 /* octet of the line where the word begins */
    uint32_t count;               /* words that are kept */
    uint32_t total;               /* words that were found */
    bool whole;                   /* the only one is complete: a blank may follow */
    char common[COMPLETION_WORD]; /* what all of them begin with; replaces the word */
    char word[COMPLETION_WORDS][COMPLETION_WORD];
};

/* Where a line is typed. */
struct completion_place {
    const struct world *world;
    const struct scenario *scenario;
    uint32_t node;
    const char *const *commands; /* besides those of hosts, ends with NULL; or NULL */
};

/* Completes the word of the line that ends at the cursor. */
void completion_find(const struct completion_place *place, const char *line, size_t cursor,
                     struct completion *completion);

/* Offers one word: it is kept when it begins with what is there. For those who know more words
 * than this file: completion_begin() first. */
void completion_begin(struct completion *completion, const char *line, size_t cursor);
void completion_offer(struct completion *completion, const char *line, size_t cursor,
                      const char *word);

#endif
