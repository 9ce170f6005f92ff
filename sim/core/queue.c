/* core/queue.c: see queue.h. */
#include "core/queue.h"

enum { CHILDREN = 4, QUEUE_SLACK = 4096, QUEUE_MAXIMUM = 1 << 26 };

static inline bool before(struct queue_entry a, struct queue_entry b)
{
    return a.time < b.time || (a.time == b.time && a.key < b.key);
}

void queue_add_pool(struct queue *queue, struct arena *arena, uint32_t rows, uint32_t at_once)
{
    queue->arena = arena;
    queue->pool = arena_add(arena, "event queue", sizeof(struct queue_entry), rows,
                            QUEUE_SLACK + at_once, QUEUE_MAXIMUM, (void **)&queue->entries);
}

static void sift_up(struct queue_entry *heap, uint32_t at, struct queue_entry entry)
{
    while (at > 0) {
        uint32_t parent = (at - 1) / CHILDREN;
        if (!before(entry, heap[parent]))
            break;
        heap[at] = heap[parent];
        at = parent;
    }
    heap[at] = entry;
}

static void sift_down(struct queue_entry *heap, uint32_t n, struct queue_entry entry)
{
    uint32_t at = 0;
    for (;;) {
        uint32_t first = at * CHILDREN + 1;
        if (first >= n)
            break;
        uint32_t last = first + CHILDREN < n ? first + CHILDREN : n;
        uint32_t least = first;
        for (uint32_t child = first + 1; child < last; child++)
            least = before(heap[child], heap[least]) ? child : least;
        if (!before(heap[least], entry))
            break;
        heap[at] = heap[least];
        at = least;
    }
    heap[at] = entry;
}

bool queue_push(struct queue *queue, sim_time time, enum event_kind kind, uint32_t entity)
{
    uint32_t at = arena_extend(queue->arena, queue->pool);
    if (at == NONE)
        return false;
    struct queue_entry entry = {.time = time, .key = (uint64_t)kind << 32 | entity};
    if (queue->plain)
        queue->entries[at] = entry;
    else
        sift_up(queue->entries, at, entry);
    return true;
}

uint32_t queue_search_first(const struct queue *queue)
{
    uint32_t least = 0;
    for (uint32_t i = 1; i < queue_length(queue); i++)
        least = before(queue->entries[i], queue->entries[least]) ? i : least;
    return least;
}

void queue_pop(struct queue *queue)
{
    uint32_t last = queue_length(queue) - 1;
    struct queue_entry moved = queue->entries[last];
    uint32_t hole = queue->plain ? queue_search_first(queue) : 0;
    arena_shorten(queue->arena, queue->pool);
    if (hole == last)
        return;
    if (queue->plain)
        queue->entries[hole] = moved;
    else
        sift_down(queue->entries, last, moved);
}

void queue_remove(struct queue *queue, enum event_kind kind, uint32_t entity)
{
    uint64_t key = (uint64_t)kind << 32 | entity;
    for (uint32_t i = 0; i < queue_length(queue);) {
        if (queue->entries[i].key != key) {
            i++;
            continue;
        }
        queue->entries[i] = queue->entries[queue_length(queue) - 1];
        arena_shorten(queue->arena, queue->pool);
    }
}

void queue_remove_at(struct queue *queue, sim_time time, enum event_kind kind, uint32_t entity)
{
    uint64_t key = (uint64_t)kind << 32 | entity;
    for (uint32_t i = 0; i < queue_length(queue); i++) {
        if (queue->entries[i].key != key || queue->entries[i].time != time)
            continue;
        queue->entries[i] = queue->entries[queue_length(queue) - 1];
        arena_shorten(queue->arena, queue->pool);
        return;
    }
}
