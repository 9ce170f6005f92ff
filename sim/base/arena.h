/* base/arena.h: everything that changes in a world, in one contiguous block of pools.
 *
 * Shape:  an arena is a block of memory cut into pools; a pool is an array of rows of one size.
 *         A row is named by its index, never by a pointer, so a copy of the block is a copy of
 *         the world. Free rows are zero except for their first four octets, the free list's
 * link.
 *
 *             +--------------+-----------+-----------------+-----------------+----
 *             | marks of all | pool 0    | pool 1          | pool 2          | ...
 *             | pools        | used|free | used      |free | used      |free |
 *             +--------------+-----------+-----------------+-----------------+----
 *
 * Owner:  a room adds its pools before arena_build() and leaves the address of its own typed
 *         pointer; the arena keeps that pointer right when the block moves. So a room writes
 *         `phy->flights[i]` and never asks the arena where a row is.
 * Growth: between events arena_ready() doubles every pool that has fewer free rows than its
 * slack. Inside an event nothing moves: when a pool is empty arena_take() gives NONE, and the
 *         pool's name is kept in `exhausted` for the error message. */
#ifndef NETSTAGE_BASE_ARENA_H
#define NETSTAGE_BASE_ARENA_H

#include <assert.h>
#include <string.h>

#include "base/types.h"

enum { ARENA_POOLS_MAX = 64, ARENA_LINK_SIZE = sizeof(uint32_t) };

typedef uint32_t pool_id;

struct pool_marks { /* part of the state */
    uint32_t high;  /* rows ever used: what a snapshot copies */
    uint32_t live;  /* rows in use now */
    uint32_t free;  /* first free row below `high` plus one; 0: none */
    uint32_t reserved;
};

struct pool { /* not part of the state */
    const char *name;
    uint32_t row_size;
    uint32_t capacity;
    uint32_t slack;   /* free rows that an event may count on */
    uint32_t maximum; /* the stated limit of rows */
    size_t offset;    /* of row 0 in the block */
    void **bind;      /* the owner's pointer to row 0 */
};

struct arena {
    void *memory;   /* as allocated */
    uint8_t *block; /* in it, aligned */
    size_t block_size;
    struct pool_marks *marks;
    struct pool pools[ARENA_POOLS_MAX];
    uint32_t count;
    bool tight;            /* a pool may have less than its slack: arena_ready() must look */
    const char *exhausted; /* name of the pool that ran out, or NULL */
};

/* A copy of the used part of every pool. Its buffer is kept and reused. */
struct snapshot {
    uint8_t *bytes;
    size_t size;
    size_t capacity;
};

/* Adds a pool; before arena_build(). `rows` is the first capacity, `slack` the free rows that
 * must be there at the start of an event, `maximum` the limit of growth. `bind` is where the
 * owner keeps its pointer to row 0. */
pool_id arena_add(struct arena *arena, const char *name, uint32_t row_size, uint32_t rows,
                  uint32_t slack, uint32_t maximum, void **bind);

/* Allocates the block, all zero. False: out of memory. */
bool arena_build(struct arena *arena) MUST_CHECK;
void arena_release(struct arena *arena);

/* Takes n rows at once, contiguous, at build time (a fixed table). NONE: they do not fit. */
uint32_t arena_take_table(struct arena *arena, pool_id pool, uint32_t n);

/* A row was taken: is the slack of the pool used up? */
static inline void arena_note_taken(struct arena *arena, pool_id pool)
{
    const struct pool *p = &arena->pools[pool];
    if (p->capacity - arena->marks[pool].live < p->slack)
        arena->tight = true;
}

static inline uint8_t *arena_row(const struct arena *arena, pool_id pool, uint32_t row)
{
    const struct pool *p = &arena->pools[pool];
    return arena->block + p->offset + (size_t)row * p->row_size;
}

/* A free row, zeroed; NONE when the pool is empty. */
static inline uint32_t arena_take(struct arena *arena, pool_id pool)
{
    struct pool_marks *marks = &arena->marks[pool];
    uint32_t row;
    if (marks->free != 0) {
        row = marks->free - 1;
        uint8_t *p = arena_row(arena, pool, row);
        memcpy(&marks->free, p, ARENA_LINK_SIZE);
        memset(p, 0, ARENA_LINK_SIZE);
    } else if (marks->high < arena->pools[pool].capacity) {
        row = marks->high++;
    } else {
        arena->exhausted = arena->pools[pool].name;
        return NONE;
    }
    marks->live++;
    arena_note_taken(arena, pool);
    return row;
}

/* Gives a row back of which only the first `used` octets were ever written; they are zeroed. */
static inline void arena_give_used(struct arena *arena, pool_id pool, uint32_t row,
                                   uint32_t used)
{
    struct pool_marks *marks = &arena->marks[pool];
    assert(row < marks->high && marks->live > 0 && used <= arena->pools[pool].row_size);
    uint8_t *p = arena_row(arena, pool, row);
    memset(p, 0, used);
    memcpy(p, &marks->free, ARENA_LINK_SIZE);
    marks->free = row + 1;
    marks->live--;
}

/* Gives a whole row back. */
static inline void arena_give(struct arena *arena, pool_id pool, uint32_t row)
{
    arena_give_used(arena, pool, row, arena->pools[pool].row_size);
}

/* A pool used as a stack: one more row at the end, not zeroed (NONE: full), and one fewer. Such
 * a pool knows neither arena_take() nor arena_give(). */
static inline uint32_t arena_extend(struct arena *arena, pool_id pool)
{
    struct pool_marks *marks = &arena->marks[pool];
    if (marks->high == arena->pools[pool].capacity) {
        arena->exhausted = arena->pools[pool].name;
        return NONE;
    }
    marks->live = marks->high + 1;
    arena_note_taken(arena, pool);
    return marks->high++;
}

static inline void arena_shorten(struct arena *arena, pool_id pool)
{
    arena->marks[pool].live = --arena->marks[pool].high;
}

/* Between events: makes sure that every pool has its slack. False: a pool is at its maximum and
 * has no free row at all, or memory ran out; `exhausted` names the pool. */
bool arena_make_ready(struct arena *arena) MUST_CHECK;

MUST_CHECK static inline bool arena_ready(struct arena *arena)
{
    return !arena->tight || arena_make_ready(arena);
}

static inline const struct pool_marks *arena_marks(const struct arena *arena, pool_id pool)
{
    return &arena->marks[pool];
}

/* Copies the state out. False: out of memory; the old copy is then lost. */
bool arena_save(const struct arena *arena, struct snapshot *copy) MUST_CHECK;

/* Puts a saved state back; pools grow when the copy needs it. False: out of memory. */
bool arena_restore(struct arena *arena, const struct snapshot *copy) MUST_CHECK;
void snapshot_release(struct snapshot *copy);

/* Octets in the used part of all pools. */
size_t arena_used(const struct arena *arena);

/* A hash over the used part of every pool and its marks. It does not depend on capacities. */
uint64_t arena_hash(const struct arena *arena);

#endif
