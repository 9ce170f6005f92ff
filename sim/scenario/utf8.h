/* scenario/utf8.h: characters of a text in UTF-8 (RFC 3629). */
#ifndef NETSTAGE_SCENARIO_UTF8_H
#define NETSTAGE_SCENARIO_UTF8_H

#include "base/types.h"

/* Octets of the character at text[0], with its code point in *code; 0: what is there is no
 * well-formed character (also when `length` is 0). */
size_t utf8_next(const char *text, size_t length, uint32_t *code);

/* Columns that a character takes on a terminal: 0, 1 or 2 (Unicode Standard Annex 11, as far as
 * Latin, Greek, Cyrillic, CJK and Hangul go). */
unsigned utf8_width(uint32_t code);

/* Characters that a terminal would obey instead of showing, or that are invisible: C0, C1, DEL,
 * direction marks. They are never passed on from a stranger's file. */
bool utf8_is_control(uint32_t code);

#endif
