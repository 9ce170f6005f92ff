/* base/checksum.c: see checksum.h. */
#include "base/checksum.h"

#include <string.h>

enum {
    RUN_WORDS = 16384, /* so many 16-bit words can be added up in 32 bits */
    FEW_WORDS = 15,    /* the longest Internet header */
};

/* A header of five words: added up one by one, since starting a vector loop costs more. */
static uint64_t sum_few_words(const uint8_t *octets, size_t words)
{
    uint64_t sum = 0;
    for (const uint8_t *end = octets + 4 * words; octets != end; octets += 4) {
        uint32_t word;
        memcpy(&word, octets, sizeof word);
        sum += word;
    }
    return sum;
}

/* Adds up a run of 32-bit words as two 16-bit words each, in two sums: a shape that compilers turn
 * into vector instructions. */
static uint64_t sum_words(const uint8_t *octets, size_t words)
{
    uint32_t low = 0, high = 0;
    if (words <= FEW_WORDS)
        return sum_few_words(octets, words);
    for (size_t i = 0; i < words; i++) {
        uint32_t word;
        memcpy(&word, octets + 4 * i, sizeof word);
        low += word & 0xffff;
        high += word >> 16;
    }
    return (uint64_t)low + high;
}

/* The one's complement sum does not care about byte order (RFC 1071 section 2, B): the octets are
 * summed as they lie in memory, and swapped once at the end. */
static uint64_t sum_in_memory_order(const uint8_t *octets, size_t n)
{
    uint64_t sum = 0;
    while (n >= 4) {
        size_t words = n / 4 < RUN_WORDS ? n / 4 : RUN_WORDS;
        sum += sum_words(octets, words);
        octets += 4 * words;
        n -= 4 * words;
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
