/* base/checksum.c: see checksum.h. */
#include "base/checksum.h"

#include <string.h>

/* One 64-bit word into a sum with its carries counted apart: two instructions on most machines. */
static inline void add_with_carry(uint64_t *sum, uint64_t *carries, const uint8_t *octets)
{
    uint64_t word;
    memcpy(&word, octets, sizeof word);
    *sum += word;
    *carries += *sum < word ? 1U : 0U;
}

/* The one's complement sum of two sums: a carry out of the top comes back in at the bottom, since
 * 2^64 is 1 modulo 2^16 - 1. */
static uint64_t add_around(uint64_t a, uint64_t b)
{
    uint64_t sum = a + b;
    return sum + (sum < b ? 1U : 0U);
}

/* Sums blocks of 32 octets in four chains that do not wait for each other. */
static uint64_t sum_blocks(const uint8_t *octets, size_t blocks)
{
    uint64_t a = 0, b = 0, c = 0, d = 0, carries = 0;
    for (; blocks > 0; blocks--, octets += 32) {
        add_with_carry(&a, &carries, octets);
        add_with_carry(&b, &carries, octets + 8);
        add_with_carry(&c, &carries, octets + 16);
        add_with_carry(&d, &carries, octets + 24);
    }
    return add_around(add_around(add_around(a, b), add_around(c, d)), carries);
}

/* The one's complement sum does not care about byte order (RFC 1071 section 2, B): the octets are
 * summed as they lie in memory, and swapped once at the end. */
static uint64_t sum_in_memory_order(const uint8_t *octets, size_t n)
{
    uint64_t sum = n >= 32 ? sum_blocks(octets, n / 32) : 0;
    sum = (sum & UINT32_MAX) + (sum >> 32);
    octets += n & ~(size_t)31;
    for (n &= 31; n >= 4; n -= 4, octets += 4) {
        uint32_t word;
        memcpy(&word, octets, sizeof word);
        sum += word;
    }
    if (n >= 2) {
        uint16_t word;
        memcpy(&word, octets, sizeof word);
        sum += word;
        octets += 2;
        n -= 2;
    }
    if (n == 1) {
        uint8_t padded[2] = {octets[0], 0};
        uint16_t word;
        memcpy(&word, padded, sizeof word);
        sum += word;
    }
    return sum;
}

static uint16_t fold(uint64_t sum)
{
    while (sum >> 16 != 0)
        sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t)sum;
}

/* A 16-bit word as it lies in memory, in network order. */
static uint16_t from_memory_order(uint16_t word)
{
    uint8_t octets[2];
    memcpy(octets, &word, sizeof octets);
    return (uint16_t)((unsigned)octets[0] << 8 | octets[1]);
}

uint64_t checksum_add(uint64_t sum, const uint8_t *octets, size_t n)
{
    return sum + from_memory_order(fold(sum_in_memory_order(octets, n)));
}

uint16_t checksum_finish(uint64_t sum)
{
    return (uint16_t)~fold(sum);
}

uint16_t checksum(const uint8_t *octets, size_t n)
{
    return checksum_finish(checksum_add(0, octets, n));
}

uint16_t checksum_update(uint16_t sum, uint16_t before, uint16_t after)
{
    return (uint16_t)~fold((uint64_t)(uint16_t)~sum + (uint16_t)~before + after);
}

uint32_t frame_check_sequence(const uint8_t *octets, size_t n)
{
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < n; i++) {
        crc ^= octets[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (UINT32_C(0xedb88320) & (0U - (crc & 1U)));
    }
    return ~crc;
}
