/* gui/utf8.h: characters of UTF-8 text: stepping, repairing, and composing to NFC.
 *
 * Composition covers what keyboards and clipboards send apart: Hangul (conjoining jamo,
 * Unicode 3.12, all 11,172 syllables) and the Latin letters with one accent of Latin-1 and
 * Latin Extended-A. Other text passes as it is. */
#ifndef NETSTAGE_GUI_UTF8_H
#define NETSTAGE_GUI_UTF8_H

#include "base/types.h"

#define UTF8_REPLACEMENT UINT32_C(0xfffd)

/* The character at text[at] and where the next one starts. Octets that are no UTF-8 give
 * UTF8_REPLACEMENT, one octet long. At the end: 0, and *next == at. */
uint32_t utf8_at(const char *text, size_t octets, size_t at, size_t *next);

/* Where the character before text[at] starts; 0 at the start. */
size_t utf8_before(const char *text, size_t at);

/* Writes a character; gives its octets (1 to 4). */
size_t utf8_put(uint32_t codepoint, char out[4]);

/* Copies `from` to `out` composed, with control characters as spaces and bad octets replaced.
 * Gives the octets written; what does not fit (always whole characters) is left out. Ends with
 * 0. */
size_t utf8_compose(const char *from, size_t octets, char *out, size_t out_size);

#endif
