/* base/hash.c: see hash.h. */
#include "base/hash.h"

#include <string.h>

static uint64_t little_endian(const uint8_t *p, size_t n)
{
    uint64_t word = 0;
    for (size_t i = 0; i < n; i++)
        word |= (uint64_t)p[i] << (8 * i);
    return word;
}

uint64_t hash_octets(uint64_t hash, const void *octets, size_t n)
{
    const uint8_t *p = octets;
    size_t left = n;
    for (; left >= 8; left -= 8, p += 8)
        hash = hash_mix(hash, little_endian(p, 8));
    if (left > 0)
        hash = hash_mix(hash, little_endian(p, left));
    return hash_mix(hash, n);
}
