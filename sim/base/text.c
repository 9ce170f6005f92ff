/* base/text.c: see text.h. */
#include <string.h>

#include "base/text.h"

struct text text_over(char *octets, size_t capacity)
{
    struct text text = {.octets = octets, .capacity = capacity, .length = 0, .ok = true};
    octets[0] = '\0';
    return text;
}

void text_clear(struct text *text)
{
    *text = text_over(text->octets, text->capacity);
}

void text_put_octets(struct text *text, const void *octets, size_t n)
{
    size_t room = text->capacity - 1 - text->length;
    if (n > room) {
        n = room;
        text->ok = false;
    }
    if (n > 0)
        memcpy(text->octets + text->length, octets, n);
    text->length += n;
    text->octets[text->length] = '\0';
}

void text_put(struct text *text, const char *string)
{
    text_put_octets(text, string, strlen(string));
}

void text_put_char(struct text *text, char c)
{
    text_put_octets(text, &c, 1);
}

static void put_number(struct text *text, uint64_t v, unsigned base, unsigned digits)
{
    char reversed[64];
    unsigned n = 0;
    while (v > 0 || n == 0) {
        reversed[n] = "0123456789abcdef"[v % base];
        v /= base;
        n++;
    }
    for (unsigned i = n; i < digits; i++)
        text_put_char(text, '0');
    while (n > 0) {
        n--;
        text_put_char(text, reversed[n]);
    }
}

void text_put_unsigned(struct text *text, uint64_t v)
{
    put_number(text, v, 10, 1);
}

void text_put_signed(struct text *text, int64_t v)
{
    if (v < 0)
        text_put_char(text, '-');
    put_number(text, v < 0 ? 0 - (uint64_t)v : (uint64_t)v, 10, 1);
}

void text_put_digits(struct text *text, uint64_t v, unsigned digits)
{
    put_number(text, v, 10, digits);
}

void text_put_hex(struct text *text, uint64_t v, unsigned digits)
{
    put_number(text, v, 16, digits);
}

void text_put_thousandths(struct text *text, int64_t v)
{
    uint64_t size = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    if (v < 0)
        text_put_char(text, '-');
    put_number(text, size / 1000, 10, 1);
    text_put_char(text, '.');
    put_number(text, size % 1000, 10, 3);
}

void text_pad_to(struct text *text, size_t column)
{
    while (text->length < column && text->ok)
        text_put_char(text, ' ');
}

void text_put_ipv4(struct text *text, ipv4_address address)
{
    for (unsigned shift = 32; shift > 0; shift -= 8) {
        put_number(text, address >> (shift - 8) & 255, 10, 1);
        if (shift > 8)
            text_put_char(text, '.');
    }
}

void text_put_mac(struct text *text, mac_address address)
{
    for (unsigned shift = 48; shift > 0; shift -= 8) {
        put_number(text, address >> (shift - 8) & 255, 16, 2);
        if (shift > 8)
            text_put_char(text, ':');
    }
}
