/* base/seq32.h: a 32-bit sequence number, compared modulo 2^32 (RFC 9293 section 3.4).
 * It is a struct of one field so that `a < b`, which is wrong near the wrap, does not compile. */
#ifndef NETSTAGE_BASE_SEQ32_H
#define NETSTAGE_BASE_SEQ32_H

#include "base/types.h"

typedef struct {
    uint32_t raw;
} seq32;

static inline seq32 seq(uint32_t raw)
{
    return (seq32){raw};
}

static inline seq32 seq_add(seq32 a, uint32_t n)
{
    return (seq32){a.raw + n};
}

/* How far a is behind b: b - a, negative when a is ahead. Meaningful within 2^31. */
static inline int32_t seq_distance(seq32 a, seq32 b)
{
    return (int32_t)(b.raw - a.raw);
}

static inline bool seq_equal(seq32 a, seq32 b)
{
    return a.raw == b.raw;
}

static inline bool seq_before(seq32 a, seq32 b)
{
    return seq_distance(a, b) > 0;
}

static inline bool seq_at_or_before(seq32 a, seq32 b)
{
    return seq_distance(a, b) >= 0;
}

static inline seq32 seq_later(seq32 a, seq32 b)
{
    return seq_before(a, b) ? b : a;
}

/* Octets from a up to b; a must not be after b. */
static inline uint32_t seq_span(seq32 a, seq32 b)
{
    return b.raw - a.raw;
}

#endif
