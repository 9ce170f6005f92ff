/* scenario/memory.h: memory for what is read from a file: many small things that live and die
 * together, and texts that grow.
 *
 * Shape:  a struct memory is a list of blocks from which pieces are cut; nothing is given back
 *         before memory_release(). So an error in the middle of a file leaks nothing. */
#ifndef NETSTAGE_SCENARIO_MEMORY_H
#define NETSTAGE_SCENARIO_MEMORY_H

#include "base/types.h"

struct memory_block;

struct memory {
    struct memory_block *blocks;
    size_t used; /* of the newest block */
    bool failed; /* sticky: some piece could not be had */
};

/* An empty memory is all zero. */
void memory_release(struct memory *memory);

/* `size` zeroed octets, aligned for everything. NULL: out of memory. */
void *memory_take(struct memory *memory, size_t size) MUST_CHECK;

/* A copy of `length` octets with a NUL behind them. NULL: out of memory. */
char *memory_text(struct memory *memory, const char *text, size_t length) MUST_CHECK;

/* A table that grows: makes room for one more row of `row_size` behind `count` rows. Gives the
 * table, perhaps at a new place (the old one stays readable), or NULL: out of memory, nothing
 * changed. The room doubles at powers of two. */
void *memory_grow(struct memory *memory, void *table, uint32_t count,
                  size_t row_size) MUST_CHECK;

/* A text that grows at its end. All zero: empty. Owned; growing_release() frees. */
struct growing {
    char *octets; /* NUL-terminated; NULL while nothing was put */
    size_t length;
    size_t capacity;
    bool failed; /* sticky: memory ran out, something is missing */
};

void growing_put(struct growing *text, const char *string);
void growing_put_octets(struct growing *text, const char *octets, size_t n);
void growing_put_unsigned(struct growing *text, uint64_t v);
/* As a JSON string, with its quotation marks (RFC 8259 section 7). */
void growing_put_json(struct growing *text, const char *octets, size_t n);
/* What is there so far, never NULL. */
const char *growing_text(const struct growing *text);
void growing_release(struct growing *text);

#endif
