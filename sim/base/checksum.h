/* base/checksum.h: the Internet checksum (RFC 1071), its incremental update (RFC 1624) and the
 * frame check sequence of Ethernet (IEEE 802.3, CRC-32). */
#ifndef NETSTAGE_BASE_CHECKSUM_H
#define NETSTAGE_BASE_CHECKSUM_H

#include "base/types.h"

/* Adds octets to a running sum. A sum starts at 0; an odd number of octets may only come last. */
uint64_t checksum_add(uint64_t sum, const uint8_t *octets, size_t n);

/* Adds one 16-bit word in host order (a pseudo-header field, for example). */
static inline uint64_t checksum_add_word(uint64_t sum, uint16_t word)
{
    return sum + word;
}

/* The one's complement of the folded sum: what goes into a header's checksum field. */
uint16_t checksum_finish(uint64_t sum);

/* The checksum of n octets. Over a header that carries its checksum, 0 means correct. */
uint16_t checksum(const uint8_t *octets, size_t n);

/* The checksum of a header in which one 16-bit word changed from `before` to `after`
 * (RFC 1624 equation 3). */
uint16_t checksum_update(uint16_t sum, uint16_t before, uint16_t after);

/* CRC-32 of IEEE 802.3 over a frame without its FCS. */
uint32_t frame_check_sequence(const uint8_t *octets, size_t n);

#endif
