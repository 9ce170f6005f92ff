/* core/queue.h: what is to happen, ordered by time and, at the same time, by content.
 *
 * Shape:  entries {time, kind, entity} in a 4-ary heap that lies in the arena. Entries at the
 * same time are ordered by (kind, entity), never by insertion, so the order of a run does not
 *         depend on how the queue is built.
 *         In plain mode (for the test of that promise) it is an unordered list, searched. */
#ifndef NETSTAGE_CORE_QUEUE_H
#define NETSTAGE_CORE_QUEUE_H

#include "base/arena.h"

/* In the order in which simultaneous events happen. */
enum event_kind {
    EVENT_CABLE,              /* entity: direction; its first flight arrives */
    EVENT_STRAY,              /* entity: stray flight; a frame delayed by hand arrives */
    EVENT_LOOPBACK,           /* entity: 0; a packet to oneself arrives */
    EVENT_ARP,                /* entity: ARP entry; nobody answered yet */
    EVENT_STP,                /* entity: switch; a second of its spanning tree has passed */
    EVENT_ARP_CHECK,          /* entity: address; the next probe or announcement */
    EVENT_REASSEMBLY,         /* entity: datagram; the rest of its fragments has not come */
    EVENT_TCP_RETRANSMISSION, /* entity: connection; RFC 9293 3.8.1, and zero-window probes */
    EVENT_TCP_DELAYED_ACK,    /* entity: connection */
    EVENT_TCP_TIME_WAIT,      /* entity: connection; 2 MSL have passed */
    EVENT_TCP_KEEP_ALIVE,     /* entity: connection */
    EVENT_TCP_USER,           /* entity: connection; user time-out */
    EVENT_JOB,                /* entity: job; an application's timer */
    EVENT_TIMELINE,           /* entity: 0; the next entry of the timeline */
    EVENT_KINDS,
};

struct queue_entry {
    sim_time time;
    uint64_t key; /* kind << 32 | entity */
};

struct queue {
    struct arena *arena;
    pool_id pool;
    struct queue_entry *entries;
    bool plain; /* one entry per frame, eager timers, no heap */
};

static inline enum event_kind queue_kind(struct queue_entry e)
{
    return (enum event_kind)(e.key >> 32);
}

static inline uint32_t queue_entity(struct queue_entry e)
{
    return (uint32_t)e.key;
}

/* Adds the queue's pool; before arena_build(). `rows`: entries expected; `at_once`: that one
 * event may add besides the usual few. */
void queue_add_pool(struct queue *queue, struct arena *arena, uint32_t rows, uint32_t at_once);

/* False: the pool is full; arena->exhausted names it. */
bool queue_push(struct queue *queue, sim_time time, enum event_kind kind, uint32_t entity);

void queue_pop(struct queue *queue);

/* Takes every entry of this kind and entity out. Plain mode only: elsewhere entries are lazy.
 */
void queue_remove(struct queue *queue, enum event_kind kind, uint32_t entity);

/* Takes the entry of this time, kind and entity out. Plain mode only. */
void queue_remove_at(struct queue *queue, sim_time time, enum event_kind kind, uint32_t entity);

static inline uint32_t queue_length(const struct queue *queue)
{
    return arena_marks(queue->arena, queue->pool)->high;
}

/* Plain mode: where the first entry stands. */
uint32_t queue_search_first(const struct queue *queue);

/* The first entry, which stays. False: the queue is empty. */
static inline bool queue_first(const struct queue *queue, struct queue_entry *entry)
{
    if (queue_length(queue) == 0)
        return false;
    *entry = queue->entries[queue->plain ? queue_search_first(queue) : 0];
    return true;
}

#endif
