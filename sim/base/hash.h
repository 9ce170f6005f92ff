/* base/hash.h: one hash for everything that must be the same on every machine: the hash of the
 * world, the keys of tables, and the keyed random draws.
 *
 * Nothing here is cryptographic. All arithmetic is on unsigned 64-bit integers, so every
 * compiler gives the same result. */
#ifndef NETSTAGE_BASE_HASH_H
#define NETSTAGE_BASE_HASH_H

#include "base/types.h"

/* Mixes one word into a hash (the finalizer of SplitMix64, Steele et al. 2014). */
static inline uint64_t hash_mix(uint64_t hash, uint64_t word)
{
    uint64_t z = (hash ^ word) + UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* Mixes n octets into a hash; words are read little-endian on every machine. */
uint64_t hash_octets(uint64_t hash, const void *octets, size_t n);

/* What a random draw is for: part of its key, so that draws never shift each other. */
enum draw_purpose {
    DRAW_LOSS = 1,
    DRAW_INITIAL_SEQUENCE,
    DRAW_EPHEMERAL_PORT,
    DRAW_DNS_ID,
    DRAW_START_TIME,
    DRAW_CORRUPT_BIT,
    DRAW_TEST,
    DRAW_SESSION_ID,
    DRAW_JITTER,
    DRAW_DUPLICATE,
    DRAW_CORRUPT,
    DRAW_NETEM_CORRUPT,
    DRAW_TIMESTAMP,
    DRAW_ROUTING,
    DRAW_ARP_PROBE,
};

/* A random 64-bit number that depends on nothing but its key: the seed of the run, the entity
 * that draws, what for, and which of its draws this is. */
static inline uint64_t draw(uint64_t seed, uint32_t entity, enum draw_purpose purpose,
                            uint64_t ordinal)
{
    uint64_t h = hash_mix(seed, (uint64_t)entity << 8 | (uint64_t)purpose);
    return hash_mix(h, ordinal);
}

/* A draw scaled to 0 .. bound-1; bound must not be 0. */
static inline uint32_t draw_below(uint64_t drawn, uint32_t bound)
{
    return (uint32_t)(((drawn >> 32) * bound) >> 32);
}

#endif
