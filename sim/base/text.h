/* base/text.h: text built in a buffer of the caller's, without overrun and without allocation.
 *
 * Shape:  a text has a sticky `ok`; what does not fit is cut, `ok` is cleared, and the buffer
 *         always stays terminated. So a line is built piece by piece and checked once, if at
 * all. Units:  octets of UTF-8. Numbers are written in decimal unless the name says otherwise;
 * no locale and no floating point is involved, so every machine writes the same. */
#ifndef NETSTAGE_BASE_TEXT_H
#define NETSTAGE_BASE_TEXT_H

#include "base/types.h"

struct text {
    char *octets;
    size_t capacity; /* with the terminator; at least 1 */
    size_t length;   /* without the terminator */
    bool ok;         /* false: something was cut */
};

struct text text_over(char *octets, size_t capacity);

/* Begins again with the same buffer. */
void text_clear(struct text *text);

void text_put(struct text *text, const char *string);
void text_put_octets(struct text *text, const void *octets, size_t n);
void text_put_char(struct text *text, char c);
void text_put_unsigned(struct text *text, uint64_t v);
void text_put_signed(struct text *text, int64_t v);

/* At least `digits` decimal digits, zeros in front. */
void text_put_digits(struct text *text, uint64_t v, unsigned digits);

/* Lower-case hexadecimal, at least `digits` digits. */
void text_put_hex(struct text *text, uint64_t v, unsigned digits);

/* `v` thousandths with three decimals: 1234 becomes "1.234" (milliseconds from microseconds).
 */
void text_put_thousandths(struct text *text, int64_t v);

/* Blanks until the text is `column` octets long; none when it is already longer. */
void text_pad_to(struct text *text, size_t column);

/* "10.0.0.1". */
void text_put_ipv4(struct text *text, ipv4_address address);

/* "02:00:00:00:00:01". */
void text_put_mac(struct text *text, mac_address address);

#endif
