/* base/arena.c: see arena.h. */
#include "base/arena.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

enum { ROW_ALIGNMENT = 64 };

static size_t aligned(size_t n)
{
    return (n + ROW_ALIGNMENT - 1) / ROW_ALIGNMENT * ROW_ALIGNMENT;
}

static size_t marks_size(const struct arena *arena)
{
    return aligned(arena->count * sizeof(struct pool_marks));
}

static size_t used_size(const struct arena *arena, pool_id pool)
{
    return (size_t)arena->marks[pool].high * arena->pools[pool].row_size;
}

pool_id arena_add(struct arena *arena, const char *name, uint32_t row_size, uint32_t rows,
                  uint32_t slack, uint32_t maximum, void **bind)
{
    assert(arena->block == NULL && arena->count < ARENA_POOLS_MAX &&
           row_size >= ARENA_LINK_SIZE);
    uint32_t needed = rows > slack ? rows : slack;
    uint32_t wanted = slack + (rows > slack / 4 ? rows : slack / 4 + 1);
    uint32_t capacity = wanted < maximum ? wanted : needed > maximum ? needed : maximum;
    if (capacity == 0)
        capacity = 1;
    arena->pools[arena->count] =
        (struct pool){.name = name,
                      .row_size = row_size,
                      .capacity = capacity,
                      .slack = slack,
                      .maximum = maximum > capacity ? maximum : capacity,
                      .bind = bind};
    return arena->count++;
}

static uint8_t *align(uint8_t *memory)
{
    return memory + (ROW_ALIGNMENT - (uintptr_t)memory % ROW_ALIGNMENT) % ROW_ALIGNMENT;
}

/* Lays the pools out in a fresh zeroed block (zeroed by the system, so that what is never used
 * takes no memory); the old block, if any, is copied over and freed.
 */
static bool lay_out(struct arena *arena, const uint32_t capacity[])
{
    struct arena moved = *arena;
    size_t size = marks_size(arena);
    for (pool_id i = 0; i < arena->count; i++) {
        moved.pools[i].capacity = capacity[i];
        moved.pools[i].offset = size;
        size += aligned((size_t)capacity[i] * arena->pools[i].row_size);
    }
    moved.memory = calloc(1, size + ROW_ALIGNMENT);
    if (moved.memory == NULL)
        return false;
    moved.block = align(moved.memory);
    moved.block_size = size;
    moved.marks = (struct pool_marks *)(void *)moved.block;
    if (arena->block != NULL) {
        memcpy(moved.block, arena->block, marks_size(arena));
        for (pool_id i = 0; i < arena->count; i++)
            memcpy(arena_row(&moved, i, 0), arena_row(arena, i, 0), used_size(arena, i));
        free(arena->memory);
    }
    *arena = moved;
    for (pool_id i = 0; i < arena->count; i++)
        *arena->pools[i].bind = arena_row(arena, i, 0);
    return true;
}

bool arena_build(struct arena *arena)
{
    uint32_t capacity[ARENA_POOLS_MAX];
    for (pool_id i = 0; i < arena->count; i++)
        capacity[i] = arena->pools[i].capacity;
    return lay_out(arena, capacity);
}

void arena_release(struct arena *arena)
{
    free(arena->memory);
    memset(arena, 0, sizeof *arena);
}

uint32_t arena_take_table(struct arena *arena, pool_id pool, uint32_t n)
{
    struct pool_marks *marks = &arena->marks[pool];
    if (arena->pools[pool].capacity - marks->high < n)
        return NONE;
    uint32_t first = marks->high;
    marks->high += n;
    marks->live += n;
    arena_note_taken(arena, pool);
    return first;
}

static uint32_t free_rows(const struct arena *arena, pool_id pool)
{
    return arena->pools[pool].capacity - arena->marks[pool].live;
}

/* Twice the capacity, at least the live rows and the slack, at most the maximum. */
static uint32_t grown_capacity(const struct arena *arena, pool_id pool)
{
    const struct pool *p = &arena->pools[pool];
    uint64_t wanted = (uint64_t)p->capacity * 2;
    uint64_t needed = (uint64_t)arena->marks[pool].live + p->slack;
    if (wanted < needed)
        wanted = needed;
    return wanted < p->maximum ? (uint32_t)wanted : p->maximum;
}

/* Is there still a pool with less than its slack, because it is near its maximum? */
static bool is_tight(const struct arena *arena)
{
    for (pool_id i = 0; i < arena->count; i++)
        if (free_rows(arena, i) < arena->pools[i].slack)
            return true;
    return false;
}

bool arena_make_ready(struct arena *arena)
{
    uint32_t capacity[ARENA_POOLS_MAX];
    bool grow = false;
    for (pool_id i = 0; i < arena->count; i++) {
        capacity[i] = arena->pools[i].capacity;
        if (free_rows(arena, i) < arena->pools[i].slack &&
            capacity[i] < arena->pools[i].maximum) {
            capacity[i] = grown_capacity(arena, i);
            grow = true;
        }
        if (arena->pools[i].slack > 0 && arena->marks[i].live == arena->pools[i].maximum) {
            arena->exhausted = arena->pools[i].name;
            return false;
        }
    }
    if (grow && !lay_out(arena, capacity)) {
        arena->exhausted = "memory";
        return false;
    }
    arena->tight = is_tight(arena);
    return true;
}

bool arena_save(const struct arena *arena, struct snapshot *copy)
{
    size_t size = marks_size(arena);
    for (pool_id i = 0; i < arena->count; i++)
        size += used_size(arena, i);
    if (size > copy->capacity) {
        free(copy->bytes);
        copy->capacity = size + size / 4;
        copy->bytes = malloc(copy->capacity);
        if (copy->bytes == NULL) {
            copy->capacity = copy->size = 0;
            return false;
        }
    }
    copy->size = size;
    uint8_t *to = copy->bytes;
    memcpy(to, arena->block, marks_size(arena));
    to += marks_size(arena);
    for (pool_id i = 0; i < arena->count; i++) {
        memcpy(to, arena_row(arena, i, 0), used_size(arena, i));
        to += used_size(arena, i);
    }
    return true;
}

bool arena_restore(struct arena *arena, const struct snapshot *copy)
{
    const struct pool_marks *marks = (const struct pool_marks *)(const void *)copy->bytes;
    uint32_t capacity[ARENA_POOLS_MAX];
    bool grow = false;
    for (pool_id i = 0; i < arena->count; i++) {
        capacity[i] = arena->pools[i].capacity;
        if (marks[i].high > capacity[i]) {
            capacity[i] = marks[i].high;
            grow = true;
        }
    }
    if (grow && !lay_out(arena, capacity))
        return false;
    const uint8_t *from = copy->bytes + marks_size(arena);
    for (pool_id i = 0; i < arena->count; i++) {
        size_t old = used_size(arena, i);
        size_t size = (size_t)marks[i].high * arena->pools[i].row_size;
        uint8_t *rows = arena_row(arena, i, 0);
        memcpy(rows, from, size);
        if (old > size)
            memset(rows + size, 0, old - size);
        from += size;
    }
    memcpy(arena->block, copy->bytes, marks_size(arena));
    arena->exhausted = NULL;
    arena->tight = true;
    return true;
}

void snapshot_release(struct snapshot *copy)
{
    free(copy->bytes);
    memset(copy, 0, sizeof *copy);
}

size_t arena_used(const struct arena *arena)
{
    size_t size = marks_size(arena);
    for (pool_id i = 0; i < arena->count; i++)
        size += used_size(arena, i);
    return size;
}

uint64_t arena_hash(const struct arena *arena)
{
    uint64_t hash = 0;
    for (pool_id i = 0; i < arena->count; i++) {
        hash = hash_octets(hash, &arena->marks[i], sizeof arena->marks[i]);
        hash = hash_octets(hash, arena_row(arena, i, 0), used_size(arena, i));
    }
    return hash;
}
