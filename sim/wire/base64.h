/* wire/base64.h: octets as text of 64 characters (RFC 4648 section 4), as Basic authentication
 * carries a user and a password (RFC 7617 section 2).
 *
 *     octets  |  3 x 8 bits  |   "Man" -> "TWFu",  "Ma" -> "TWE=",  "M" -> "TQ=="
 *     text    |  4 x 6 bits  |
 *
 * Strict: what is read must be exactly what would be written: whole groups of four, "=" only at
 * the end, no bits behind the last octet (section 3.5), no line ends and no other characters.
 */
#ifndef NETSTAGE_WIRE_BASE64_H
#define NETSTAGE_WIRE_BASE64_H

#include "base/text.h"

/* Octets that n octets take as text. */
static inline size_t base64_length(size_t n)
{
    return (n + 2) / 3 * 4;
}

void base64_put(struct text *text, const void *octets, size_t n);

/* Reads `length` octets of text. False: it is no base64, or more than `capacity` octets; then
 * *n is 0. */
bool base64_read(const uint8_t *text, size_t length, uint8_t *octets, size_t capacity,
                 size_t *n);

#endif
