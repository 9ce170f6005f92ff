/* core/frame.c: see frame.h. */
#include "core/frame.h"

#include <assert.h>
#include <string.h>

/* A freed frame keeps its octets (they are the same in every run); a new one is zeroed as far
 * as padding can reach, since whoever makes it writes the rest. */
enum { FRAMES_SLACK = 256, FRAMES_MAXIMUM = 1 << 22, FRAME_PADDED = 64 };

/* An event makes few whole datagrams: what it sends is cut up at once. */
enum { WHOLE_SLACK = 4, WHOLE_MAXIMUM = 1 << 12 };

void frames_add_pools(struct frames *frames, struct arena *arena, uint32_t shorts,
                      uint32_t longs)
{
    frames->arena = arena;
    frames->short_pool = arena_add(arena, "short frames", sizeof(struct frame_short), shorts,
                                   FRAMES_SLACK, FRAMES_MAXIMUM, (void **)&frames->shorts);
    frames->long_pool = arena_add(arena, "long frames", sizeof(struct frame_long), longs,
                                  FRAMES_SLACK, FRAMES_MAXIMUM, (void **)&frames->longs);
    frames->whole_pool = arena_add(arena, "whole datagrams", sizeof(struct frame_whole), 0,
                                   WHOLE_SLACK, WHOLE_MAXIMUM, (void **)&frames->wholes);
}

/* The pool of a frame of this length, and what its ids are marked with. */
static pool_id pool_for(const struct frames *frames, uint32_t length, frame_id *mark)
{
    if (length <= FRAME_SHORT_OCTETS) {
        *mark = 0;
        return frames->short_pool;
    }
    *mark = length <= FRAME_LONG_OCTETS ? FRAME_LONG : FRAME_WHOLE;
    return length <= FRAME_LONG_OCTETS ? frames->long_pool : frames->whole_pool;
}

frame_id frame_new(struct frames *frames, uint32_t length)
{
    assert(length <= FRAME_WHOLE_OCTETS);
    frame_id mark;
    uint32_t row = arena_take(frames->arena, pool_for(frames, length, &mark));
    if (row == NONE)
        return NONE;
    frame_id id = row | mark;
    struct frame *frame = frame_at(frames, id);
    frame->length = length;
    frame->references = 1;
    memset(frame_octets(frames, id), 0, FRAME_PADDED);
    return id;
}

frame_id frame_copy(struct frames *frames, frame_id id)
{
    uint32_t length = frame_at(frames, id)->length;
    frame_id copy = frame_new(frames, length);
    if (copy == NONE)
        return NONE;
    struct frame *to = frame_at(frames, copy);
    *to = *frame_at(frames, id);
    to->references = 1;
    memcpy(frame_octets(frames, copy), frame_octets(frames, id), length);
    return copy;
}

void frame_release(struct frames *frames, frame_id id)
{
    struct frame *frame = frame_at(frames, id);
    assert(frame->references > 0);
    if (--frame->references > 0)
        return;
    if ((id & FRAME_LONG) == 0)
        arena_give_used(frames->arena, frames->short_pool, id, sizeof *frame);
    else if ((id & FRAME_WHOLE) != FRAME_WHOLE)
        arena_give_used(frames->arena, frames->long_pool, id & ~FRAME_LONG, sizeof *frame);
    else
        arena_give_used(frames->arena, frames->whole_pool, id & ~FRAME_WHOLE, sizeof *frame);
}
