/* base/checksum.c: see checksum.h. */
#include "base/checksum.h"

#include <string.h>

/* A sum of 64-bit words, with the carries out of its top counted apart: two instructions a word
 * on most machines. */
struct wide_sum {
    uint64_t sum;
    uint64_t carries;
};

static inline void add_word(struct wide_sum *wide, const uint8_t *octets)
{
    uint64_t word;
    memcpy(&word, octets, sizeof word);
    wide->sum += word;
    wide->carries += wide->sum < word ? 1U : 0U;
}

/* The one's complement sum of two sums: a carry out of the top comes back in at the bottom,
 * since 2^64 is 1 modulo 2^16 - 1. */
static uint64_t add_around(uint64_t a, uint64_t b)
{
    uint64_t sum = a + b;
    return sum + (sum < b ? 1U : 0U);
}

/* The last up to seven octets; an odd one stands for a 16-bit word that ends in zeros. */
static uint64_t sum_rest(const uint8_t *octets, size_t n)
{
    uint64_t sum = 0;
    uint32_t four;
    uint16_t two;
    if ((n & 4) != 0) {
        memcpy(&four, octets, sizeof four);
        sum += four;
        octets += 4;
    }
    if ((n & 2) != 0) {
        memcpy(&two, octets, sizeof two);
        sum += two;
        octets += 2;
    }
    if ((n & 1) != 0) {
        uint8_t padded[2] = {octets[0], 0};
        memcpy(&two, padded, sizeof two);
        sum += two;
    }
    return sum;
}

/* The one's complement sum does not care about byte order (RFC 1071 section 2, B): the octets
 * are summed as they lie in memory, and swapped once at the end. Two sums do not wait for each
 * other's carries. */
static uint64_t sum_in_memory_order(const uint8_t *octets, size_t n)
{
    struct wide_sum a = {0, 0}, b = {0, 0};
    for (; n >= 64; n -= 64, octets += 64) {
        add_word(&a, octets);
        add_word(&b, octets + 8);
        add_word(&a, octets + 16);
        add_word(&b, octets + 24);
        add_word(&a, octets + 32);
        add_word(&b, octets + 40);
        add_word(&a, octets + 48);
        add_word(&b, octets + 56);
    }
    for (; n >= 8; n -= 8, octets += 8)
        add_word(&a, octets);
    uint64_t sum = add_around(a.sum, b.sum);
    return add_around(sum, a.carries + b.carries + sum_rest(octets, n));
}

/* 64 bits come down to 33, 18, 17 and 16. (A loop that stops early is slower: how often it goes
 * round is anybody's guess.) */
static uint16_t fold(uint64_t sum)
{
    sum = (sum & UINT32_MAX) + (sum >> 32);
    sum = (sum & UINT16_MAX) + (sum >> 16);
    sum = (sum & UINT16_MAX) + (sum >> 16);
    return (uint16_t)((sum & UINT16_MAX) + (sum >> 16));
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
