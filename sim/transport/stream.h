/* transport/stream.h: the octets that a user has written, until the peer has acknowledged
 * them.
 *
 * Shape:  a chain of blocks of the world's pool. Octets have positions, counted from 0
 *         modulo 2^32; a position's low bits are its place in its block. A cursor remembers
 *         the block of the octets to be sent next, so that appending at the end, releasing
 *         from the front and reading in order are all O(1).
 *
 *              front            cursor                    end
 *           ----|---[block]-[block]-[block]-[block]---------|   */
#ifndef NETSTAGE_TRANSPORT_STREAM_H
#define NETSTAGE_TRANSPORT_STREAM_H

#include "base/arena.h"

enum {
    STREAM_BLOCK = 2048,
    STREAM_BLOCKS_AN_EVENT = 128, /* so many blocks may one stream take in one event */
};

struct stream_block {
    uint32_t next; /* row plus one, as below */
    uint32_t reserved;
    uint8_t octets[STREAM_BLOCK];
};

struct stream {
    uint32_t front;       /* position of the first octet held */
    uint32_t end;         /* position after the last */
    uint32_t first;       /* block of `front` */
    uint32_t last;        /* block of the octet before `end` */
    uint32_t cursor;      /* a block of the chain */
    uint32_t cursor_base; /* the position of its first octet */
    uint32_t event;       /* the event (modulo 2^32) in which it took a block last */
    uint32_t taken;       /* blocks taken in that event */
};

_Static_assert(sizeof(struct stream) == 32 && sizeof(struct stream_block) == 2056,
               "no padding in state");

/* Where the blocks are. */
struct stream_place {
    struct arena *arena;
    struct stream_block *blocks;
    pool_id pool;
    uint32_t event; /* the event that is happening, modulo 2^32 */
};

static inline uint32_t stream_length(const struct stream *s)
{
    return s->end - s->front;
}

/* Adds octets at the end. Gives how many were taken: fewer when the stream has had its blocks for
 * this event (what one event may take from a pool is bounded, and the bound is the same in every
 * twin of a world), or when the pool is at its limit. */
uint32_t stream_append(struct stream *s, struct stream_place place, const uint8_t *octets,
                       uint32_t n);

/* Copies n octets from position `from` on; they must be there. Reading at or after the
 * cursor moves it; reading before it leaves it. */
void stream_read(struct stream *s, struct stream_place place, uint32_t from, uint8_t *octets,
                 uint32_t n);

/* The octets before position `upto` are no longer needed. */
void stream_release(struct stream *s, struct stream_place place, uint32_t upto);

/* Reading starts again at the front: sets the cursor there. */
void stream_rewind(struct stream *s);

#endif
