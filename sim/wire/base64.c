/* wire/base64.c: see base64.h. */
#include "wire/base64.h"

#include <string.h>

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_put(struct text *text, const void *octets, size_t n)
{
    const uint8_t *p = octets;
    for (size_t at = 0; at < n; at += 3) {
        size_t left = n - at;
        uint32_t bits = (uint32_t)p[at] << 16;
        bits |= left > 1 ? (uint32_t)p[at + 1] << 8 : 0;
        bits |= left > 2 ? p[at + 2] : 0;
        text_put_char(text, alphabet[bits >> 18]);
        text_put_char(text, alphabet[bits >> 12 & 63]);
        text_put_char(text, left > 1 ? alphabet[bits >> 6 & 63] : '=');
        text_put_char(text, left > 2 ? alphabet[bits & 63] : '=');
    }
}

/* 0 to 63; 64: not of the alphabet. */
static uint32_t value_of(uint8_t c)
{
    const char *found = c == 0 ? NULL : strchr(alphabet, c);
    return found == NULL ? 64 : (uint32_t)(found - alphabet);
}

/* One group of four as up to three octets; 0: it is none. */
static size_t group_read(const uint8_t *text, bool last, uint8_t octets[3])
{
    size_t padding = 0;
    uint32_t bits = 0;
    if (last && text[3] == '=')
        padding = text[2] == '=' ? 2 : 1;
    for (size_t i = 0; i < 4; i++) {
        uint32_t value = i < 4 - padding ? value_of(text[i]) : 0;
        if (value == 64)
            return 0;
        bits = bits << 6 | value;
    }
    octets[0] = (uint8_t)(bits >> 16);
    octets[1] = (uint8_t)(bits >> 8);
    octets[2] = (uint8_t)bits;
    bool spare = (padding == 1 && octets[2] != 0) || (padding == 2 && (bits & 0xffff) != 0);
    return spare ? 0 : 3 - padding;
}

bool base64_read(const uint8_t *text, size_t length, uint8_t *octets, size_t capacity,
                 size_t *n)
{
    size_t done = 0;
    *n = 0;
    if (length % 4 != 0)
        return false;
    for (size_t at = 0; at < length; at += 4) {
        uint8_t group[3];
        size_t got = group_read(text + at, at + 4 == length, group);
        if (got == 0 || got > capacity - done)
            return false;
        memcpy(octets + done, group, got);
        done += got;
    }
    *n = done;
    return true;
}
