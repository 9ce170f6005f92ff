/* core/frame.h: frames by index in dense pools: short ones (ARP, ACKs, most requests),
 * full-size ones, and whole datagrams, which no cable carries: one that is to be cut into
 * fragments, or has been put together from them. A frame is never copied to be forwarded; who
 * keeps one holds a reference.
 *
 * Shape:  a frame_id is a row of the short pool, or a row of the long pool with FRAME_LONG set,
 * or a row of the pool of datagrams with FRAME_WHOLE set. Units:  octets, from the Ethernet
 * header to the end of the padding, without FCS. */
#ifndef NETSTAGE_CORE_FRAME_H
#define NETSTAGE_CORE_FRAME_H

#include "base/arena.h"
#include "core/record.h"

typedef uint32_t frame_id;

#define FRAME_LONG UINT32_C(0x80000000)
#define FRAME_WHOLE UINT32_C(0xc0000000)

enum {
    FRAME_SHORT_OCTETS = 96,
    FRAME_LONG_OCTETS = 1536,
    FRAME_WHOLE_OCTETS = 65568, /* an Ethernet header and 65535 octets of a datagram */
};

/* What a capture cannot know about a frame (the netstage.* fields). */
enum frame_flag {
    FRAME_BAD_FCS = 0x01,        /* damaged on a cable: the next interface drops it */
    FRAME_CORRUPTED = 0x02,      /* a bit was changed on the way */
    FRAME_DUPLICATE = 0x04,      /* a fault sent it twice */
    FRAME_RETRANSMISSION = 0x08, /* TCP sent these octets before */
    FRAME_DUPLICATE_ACK = 0x10,  /* TCP: RFC 5681 section 2 */
    FRAME_WINDOW_PROBE = 0x20,   /* TCP: RFC 9293 section 3.8.6.1 */
    FRAME_KEEP_ALIVE = 0x40,
    FRAME_FAST = 0x80, /* TCP: a fast retransmission (RFC 5681 section 3.2) */

    /* Of these, what happens to one flight: a frame that flies on several cables at once has
     * them as of the event that handles it, like its hop. */
    FRAME_FLIGHT_FLAGS = FRAME_BAD_FCS | FRAME_CORRUPTED | FRAME_DUPLICATE,
};

struct frame {
    record_id origin; /* the record that made it */
    uint32_t packet;  /* its number, in order of creation, from 1 */
    uint32_t references;
    uint32_t copies; /* times that a switch has flooded it: how a loop is found */
    uint32_t length;
    uint8_t hop;   /* cables it has been put on, as of the event that handles it */
    uint8_t flags; /* enum frame_flag */
    uint8_t reserved[6];
};

struct frame_short {
    struct frame frame;
    uint8_t octets[FRAME_SHORT_OCTETS];
};

struct frame_long {
    struct frame frame;
    uint8_t octets[FRAME_LONG_OCTETS];
};

struct frame_whole {
    struct frame frame;
    uint8_t octets[FRAME_WHOLE_OCTETS];
};

_Static_assert(sizeof(struct frame) == 32, "no padding in state");
_Static_assert(sizeof(struct frame_short) == 128 && sizeof(struct frame_long) == 1568 &&
                   sizeof(struct frame_whole) == 65600,
               "no padding in state");

struct frames {
    struct arena *arena;
    pool_id short_pool;
    pool_id long_pool;
    pool_id whole_pool;
    struct frame_short *shorts;
    struct frame_long *longs;
    struct frame_whole *wholes;
};

void frames_add_pools(struct frames *frames, struct arena *arena, uint32_t shorts,
                      uint32_t longs);

static inline struct frame *frame_at(const struct frames *frames, frame_id id)
{
    if ((id & FRAME_LONG) == 0)
        return &frames->shorts[id].frame;
    if ((id & FRAME_WHOLE) != FRAME_WHOLE)
        return &frames->longs[id & ~FRAME_LONG].frame;
    return &frames->wholes[id & ~FRAME_WHOLE].frame;
}

static inline uint8_t *frame_octets(const struct frames *frames, frame_id id)
{
    if ((id & FRAME_LONG) == 0)
        return frames->shorts[id].octets;
    if ((id & FRAME_WHOLE) != FRAME_WHOLE)
        return frames->longs[id & ~FRAME_LONG].octets;
    return frames->wholes[id & ~FRAME_WHOLE].octets;
}

/* A frame of `length` octets (at most FRAME_WHOLE_OCTETS; a cable takes FRAME_LONG_OCTETS),
 * zeroed up to the minimum size, with one reference and no packet number. NONE: the pool is
 * empty (arena->exhausted says so). */
frame_id frame_new(struct frames *frames, uint32_t length);

/* A second frame with the same octets, number, flags and hop, one reference. NONE: as above. */
frame_id frame_copy(struct frames *frames, frame_id id);

static inline void frame_hold(struct frames *frames, frame_id id)
{
    frame_at(frames, id)->references++;
}

/* Gives one reference back; the last one frees the frame. */
void frame_release(struct frames *frames, frame_id id);

#endif
