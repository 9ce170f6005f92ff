/* core/frame.c: see frame.h. */
#include "core/frame.h"

#include <assert.h>
#include <string.h>

/* A freed frame keeps its octets (they are the same in every run); a new one is zeroed as far
 * as padding can reach, since whoever makes it writes the rest. */
enum { FRAMES_SLACK = 256, FRAMES_MAXIMUM = 1 << 22, FRAME_PADDED = 64 };

void frames_add_pools(struct frames *frames, struct arena *arena, uint32_t shorts,
                      uint32_t longs)
{
    frames->arena = arena;
    frames->short_pool = arena_add(arena, "short frames", sizeof(struct frame_short), shorts,
                                   FRAMES_SLACK, FRAMES_MAXIMUM, (void **)&frames->shorts);
    frames->long_pool = arena_add(arena, "long frames", sizeof(struct frame_long), longs,
                                  FRAMES_SLACK, FRAMES_MAXIMUM, (void **)&frames->longs);
}

frame_id frame_new(struct frames *frames, uint32_t length)
{
    assert(length <= FRAME_LONG_OCTETS);
    bool is_long = length > FRAME_SHORT_OCTETS;
    uint32_t row = arena_take(frames->arena, is_long ? frames->long_pool : frames->short_pool);
    if (row == NONE)
        return NONE;
    frame_id id = is_long ? row | FRAME_LONG : row;
    struct frame *frame = frame_at(frames, id);
    frame->length = (uint16_t)length;
    frame->references = 1;
    memset(frame_octets(frames, id), 0, FRAME_PADDED);
    return id;
}

frame_id frame_copy(struct frames *frames, frame_id id)
{
    uint16_t length = frame_at(frames, id)->length;
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
    if ((id & FRAME_LONG) != 0)
        arena_give_used(frames->arena, frames->long_pool, id & ~FRAME_LONG, sizeof *frame);
    else
        arena_give_used(frames->arena, frames->short_pool, id, sizeof *frame);
}
