/* watch/diary.h: an observer that keeps every record of a run, with its words, in the order in
 * which they were written. For questions that are asked when the run is over: why, and by which
 * way.
 *
 * Shape:  two tables that grow; record ids grow with the rows, so a record is found by halving.
 *         A run of a million records takes some 70 MB.
 * Owner:  the diary; diary_release() frees. */
#ifndef NETSTAGE_WATCH_DIARY_H
#define NETSTAGE_WATCH_DIARY_H

#include "core/sim.h"

struct diary_words {
    uint32_t row;
    uint32_t length;
    size_t start;
};

struct diary {
    struct observer observer; /* first, so that a pointer to it is one to the diary */
    struct record *records;
    struct diary_words *words;
    char *text;
    uint32_t count;
    uint32_t capacity;
    uint32_t word_count;
    uint32_t word_capacity;
    size_t text_length;
    size_t text_capacity;
    bool out_of_memory; /* sticky: what came later is missing */
};

void diary_init(struct diary *diary);
void diary_release(struct diary *diary);

/* The record of that name, or NULL. */
const struct record *diary_find(const struct diary *diary, record_id id);

/* The words of a record of this diary; *length of them. NULL: it has none. */
const char *diary_words(const struct diary *diary, const struct record *record, size_t *length);

#endif
