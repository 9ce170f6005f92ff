/* base/sha256.h: SHA-256 (FIPS 180-4 section 6.2), by which a scenario says which body it
 * expects. */
#ifndef NETSTAGE_BASE_SHA256_H
#define NETSTAGE_BASE_SHA256_H

#include "base/types.h"

enum { SHA256_SUM = 32, SHA256_BLOCK = 64 };

struct sha256 {
    uint32_t h[8];
    uint64_t length; /* octets so far */
    uint8_t block[SHA256_BLOCK];
};

void sha256_begin(struct sha256 *hash);
void sha256_add(struct sha256 *hash, const void *octets, size_t length);
void sha256_end(struct sha256 *hash, uint8_t sum[SHA256_SUM]);

/* All at once. */
void sha256_of(const void *octets, size_t length, uint8_t sum[SHA256_SUM]);

#endif
