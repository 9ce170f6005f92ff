/* wire/rip.c: the masks of a RIP message. See rip.h. */
#include "wire/rip.h"

enum { NO_LENGTH = 33, ADDRESS_BITS = 32 };

uint8_t rip_mask_length(uint32_t mask)
{
    uint8_t length = 0;
    while (length < ADDRESS_BITS && (mask >> (ADDRESS_BITS - 1 - length) & 1) != 0)
        length++;
    bool more = length < ADDRESS_BITS && (mask & (UINT32_MAX >> length)) != 0;
    return more ? NO_LENGTH : length;
}

uint8_t rip_class_length(ipv4_address address)
{
    if (address >> 31 == 0)
        return 8;
    if (address >> 30 == 2)
        return 16;
    return address >> 29 == 6 ? 24 : NO_LENGTH;
}
