/* base/bytes.c: see bytes.h. */
#include "base/bytes.h"

void octets_copy(uint8_t *to, const uint8_t *from, size_t n)
{
    memcpy(to, from, n);
}
