/* gui/utf8.c: UTF-8 and the composition of Hangul and Latin. Unicode Standard,
 * chapters 3.9, 3.12. */
#include "gui/utf8.h"

#include <string.h>

static bool is_tail(const char *text, size_t octets, size_t at)
{
    return at < octets && ((uint8_t)text[at] & 0xc0) == 0x80;
}

uint32_t utf8_at(const char *text, size_t octets, size_t at, size_t *next)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    if (at >= octets) {
        *next = at;
        return 0;
    }
    uint8_t lead = (uint8_t)text[at];
    *next = at + 1;
    if (lead < 0x80)
        return lead;
    size_t length = lead >= 0xf0 && lead < 0xf5 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead >= 0xf5)
        return UTF8_REPLACEMENT;
    uint32_t c = lead & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if (!is_tail(text, octets, at + i))
            return UTF8_REPLACEMENT;
        c = c << 6 | ((uint8_t)text[at + i] & 0x3f);
    }
    if (c < least[length] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
        return UTF8_REPLACEMENT;
    *next = at + length;
    return c;
}

size_t utf8_before(const char *text, size_t at)
{
    if (at == 0)
        return 0;
    size_t start = at - 1;
    while (start > 0 && at - start < 4 && ((uint8_t)text[start] & 0xc0) == 0x80)
        start--;
    size_t next;
    (void)utf8_at(text, at, start, &next);
    return next == at ? start : at - 1;
}

size_t utf8_put(uint32_t c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xe0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3f));
        out[2] = (char)(0x80 | (c & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3f));
    out[2] = (char)(0x80 | (c >> 6 & 0x3f));
    out[3] = (char)(0x80 | (c & 0x3f));
    return 4;
}

/* Hangul: L V -> LV, LV T -> LVT. 0: they do not compose. */
static uint32_t compose_hangul(uint32_t a, uint32_t b)
{
    enum { S = 0xac00, L = 0x1100, V = 0x1161, T = 0x11a7, VS = 21, TS = 28 };
    if (a >= L && a < L + 19 && b >= V && b < V + VS)
        return S + ((a - L) * VS + (b - V)) * TS;
    if (a >= S && a < S + 11172 && (a - S) % TS == 0 && b > T && b < T + TS)
        return a + (b - T);
    return 0;
}

/* Latin letters by accent: base letters, and what they become, in the same order. */
struct accent {
    uint32_t mark;
    const char *bases;
    uint32_t composed[30];
};

static const struct accent accents[] = {
    {0x300, "AEIOUaeiou", {0xc0, 0xc8, 0xcc, 0xd2, 0xd9, 0xe0, 0xe8, 0xec, 0xf2, 0xf9}},
    {0x301,
     "AEIOUYaeiouyCcLlNnRrSsZz",
     {0xc1,  0xc9,  0xcd,  0xd3,  0xda,  0xdd,  0xe1,  0xe9,  0xed,  0xf3,  0xfa,  0xfd,
      0x106, 0x107, 0x139, 0x13a, 0x143, 0x144, 0x154, 0x155, 0x15a, 0x15b, 0x179, 0x17a}},
    {0x302,
     "AEIOUaeiouCcGgHhJjSsWwYy",
     {0xc2,  0xca,  0xce,  0xd4,  0xdb,  0xe2,  0xea,  0xee,  0xf4,  0xfb,  0x108, 0x109,
      0x11c, 0x11d, 0x124, 0x125, 0x134, 0x135, 0x15c, 0x15d, 0x174, 0x175, 0x176, 0x177}},
    {0x303, "ANOanoIiUu", {0xc3, 0xd1, 0xd5, 0xe3, 0xf1, 0xf5, 0x128, 0x129, 0x168, 0x169}},
    {0x304,
     "AaEeIiOoUu",
     {0x100, 0x101, 0x112, 0x113, 0x12a, 0x12b, 0x14c, 0x14d, 0x16a, 0x16b}},
    {0x306,
     "AaEeGgIiOoUu",
     {0x102, 0x103, 0x114, 0x115, 0x11e, 0x11f, 0x12c, 0x12d, 0x14e, 0x14f, 0x16c, 0x16d}},
    {0x307, "CcEeGgIZz", {0x10a, 0x10b, 0x116, 0x117, 0x120, 0x121, 0x130, 0x17b, 0x17c}},
    {0x308,
     "AEIOUaeiouyY",
     {0xc4, 0xcb, 0xcf, 0xd6, 0xdc, 0xe4, 0xeb, 0xef, 0xf6, 0xfc, 0xff, 0x178}},
    {0x30a, "AaUu", {0xc5, 0xe5, 0x16e, 0x16f}},
    {0x30b, "OoUu", {0x150, 0x151, 0x170, 0x171}},
    {0x30c,
     "CcDdEeNnRrSsTtZz",
     {0x10c, 0x10d, 0x10e, 0x10f, 0x11a, 0x11b, 0x147, 0x148, 0x158, 0x159, 0x160, 0x161, 0x164,
      0x165, 0x17d, 0x17e}},
    {0x327,
     "CcGgKkLlNnRrSsTt",
     {0xc7, 0xe7, 0x122, 0x123, 0x136, 0x137, 0x13b, 0x13c, 0x145, 0x146, 0x156, 0x157, 0x15e,
      0x15f, 0x162, 0x163}},
    {0x328, "AaEeIiUu", {0x104, 0x105, 0x118, 0x119, 0x12e, 0x12f, 0x172, 0x173}},
};

static uint32_t compose_latin(uint32_t a, uint32_t b)
{
    if (a >= 0x80 || a == 0)
        return 0;
    for (size_t i = 0; i < sizeof accents / sizeof accents[0]; i++) {
        const char *base = accents[i].mark == b ? strchr(accents[i].bases, (int)a) : NULL;
        if (base != NULL)
            return accents[i].composed[base - accents[i].bases];
    }
    return 0;
}

size_t utf8_compose(const char *from, size_t octets, char *out, size_t out_size)
{
    size_t used = 0, last_at = 0;
    uint32_t last = 0;
    size_t at = 0;
    while (at < octets) {
        uint32_t c = utf8_at(from, octets, at, &at);
        if (c < 0x20 || c == 0x7f)
            c = ' ';
        uint32_t both = compose_hangul(last, c);
        if (both == 0)
            both = compose_latin(last, c);
        char put[4];
        size_t length = utf8_put(both != 0 ? both : c, put);
        size_t to = both != 0 ? last_at : used;
        if (to + length + 1 > out_size)
            break;
        memcpy(out + to, put, length);
        last_at = to;
        last = both != 0 ? both : c;
        used = to + length;
    }
    if (out_size > 0)
        out[used] = '\0';
    return used;
}
