/* transport/stream.c: see stream.h. */
#include "transport/stream.h"

#include <assert.h>

#include "base/bytes.h"

enum { BLOCK_MASK = STREAM_BLOCK - 1 };

static struct stream_block *block_at(struct stream_place place, uint32_t row)
{
    return &place.blocks[row - 1];
}

static uint32_t base_of(uint32_t position)
{
    return position & ~(uint32_t)BLOCK_MASK;
}

/* May the stream take one more block in this event? Then it is counted. */
static bool count_block(struct stream *s, struct stream_place place)
{
    if (s->event != place.event) {
        s->event = place.event;
        s->taken = 0;
    }
    if (s->taken == STREAM_BLOCKS_AN_EVENT)
        return false;
    s->taken++;
    return true;
}

/* One more block at the end of the chain. */
static bool add_block(struct stream *s, struct stream_place place)
{
    uint32_t row = count_block(s, place) ? arena_take(place.arena, place.pool) + 1 : 0;
    if (row == 0)
        return false;
    block_at(place, row)->next = 0;
    if (s->first == 0) {
        s->first = row;
        s->cursor = row;
        s->cursor_base = base_of(s->end);
    } else {
        block_at(place, s->last)->next = row;
    }
    s->last = row;
    return true;
}

uint32_t stream_append(struct stream *s, struct stream_place place, const uint8_t *octets,
                       uint32_t n)
{
    uint32_t taken = 0;
    while (taken < n) {
        uint32_t at = s->end & BLOCK_MASK;
        if ((at == 0 || s->first == 0) && !add_block(s, place))
            break;
        uint32_t room = STREAM_BLOCK - at;
        uint32_t part = n - taken < room ? n - taken : room;
        octets_copy(block_at(place, s->last)->octets + at, octets + taken, part);
        s->end += part;
        taken += part;
    }
    return taken;
}

/* Is this position in the cursor's block or behind it? */
static bool from_cursor(const struct stream *s, uint32_t position)
{
    return s->cursor == s->first || position - s->front >= s->cursor_base - s->front;
}

void stream_read(struct stream *s, struct stream_place place, uint32_t from, uint8_t *octets,
                 uint32_t n)
{
    assert(from - s->front + n <= stream_length(s));
    if (n == 0)
        return;
    bool ahead = from_cursor(s, from);
    uint32_t row = ahead ? s->cursor : s->first;
    uint32_t base = ahead ? s->cursor_base : base_of(s->front);
    for (; from - base >= STREAM_BLOCK; base += STREAM_BLOCK)
        row = block_at(place, row)->next;
    uint32_t copied = 0;
    for (;;) {
        uint32_t at = (from + copied) & BLOCK_MASK;
        uint32_t room = STREAM_BLOCK - at;
        uint32_t part = n - copied < room ? n - copied : room;
        octets_copy(octets + copied, block_at(place, row)->octets + at, part);
        copied += part;
        if (copied == n)
            break;
        row = block_at(place, row)->next;
        base += STREAM_BLOCK;
    }
    if (ahead) {
        s->cursor = row;
        s->cursor_base = base;
    }
}

/* Takes the first block off the chain. Its octets stay as they are: the next to use it
 * writes what will be read. */
static void drop_first(struct stream *s, struct stream_place place)
{
    uint32_t row = s->first;
    s->first = block_at(place, row)->next;
    if (s->cursor == row) {
        s->cursor = s->first;
        s->cursor_base += STREAM_BLOCK;
    }
    if (s->first == 0) {
        s->last = 0;
        s->cursor = 0;
        s->cursor_base = 0;
    }
    arena_give_used(place.arena, place.pool, row - 1, sizeof(uint32_t));
}

void stream_release(struct stream *s, struct stream_place place, uint32_t upto)
{
    assert(upto - s->front <= stream_length(s));
    while (s->first != 0 && upto - base_of(s->front) >= STREAM_BLOCK) {
        s->front = base_of(s->front) + STREAM_BLOCK;
        drop_first(s, place);
    }
    s->front = upto;
    if (s->front == s->end && s->first != 0)
        drop_first(s, place);
}

void stream_rewind(struct stream *s)
{
    s->cursor = s->first;
    s->cursor_base = base_of(s->front);
}
