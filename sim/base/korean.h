/* base/korean.h: sentences with named holes, and the Korean particle that fits what is put in.
 *
 * A template holds {name}, and in Korean {name|은는}: the value followed by the form of the
 * particle that its last sound asks for. Particles come in pairs, "after a consonant" and
 * "after a vowel" (한글 맞춤법, 표준어 규정): 서버는, 라우터는, 웹은.
 *
 * Values here are mostly no Hangul: they are read aloud as a Korean engineer reads them. TCP is
 * 티시피 (TCP는), DNS is 디엔에스 (DNS를), web is 웹 (web은), R1 is 알일 (R1은, R1로), 3 is 삼
 * (3이), 10 is 십 (10으로), 10.0.0.2 ends in 이 (10.0.0.2가). Words in brackets at the end are
 * not read (서버(DNS)는); quotation marks are skipped.
 *
 * Source of the rules: National Institute of Korean Language, standard pronunciation and the
 * rule for 으로 after ㄹ; the reading of Latin words is a heuristic over their last letters
 * with a table of exceptions. */
#ifndef NETSTAGE_BASE_KOREAN_H
#define NETSTAGE_BASE_KOREAN_H

#include "base/types.h"

struct text_value {
    const char *name; /* as in the template, without braces */
    const char *text; /* UTF-8 */
};

/* Writes the template with its holes filled to out, always with a closing NUL (size must not be
 * 0). Gives the octets that the whole text needs without its NUL; when that is not less than
 * `size`, the text was cut, at the start of a character. A name that is not among the values
 * stays as it is, braces included, so that a mistake is seen; {{ stands for one brace. */
size_t text_format(char *out, size_t size, const char *template_text,
                   const struct text_value *values, size_t count);

/* Who knows the value of a hole: gets its name ({a:ipv4|은는} asks for "a:ipv4", n octets, no
 * NUL) and gives its text, valid until the next call, or NULL when there is no such value. */
typedef const char *text_resolver(void *context, const char *name, size_t n);

/* The same with values that are made when they are asked for. */
size_t text_format_by(char *out, size_t size, const char *template_text, text_resolver *resolve,
                      void *context);

/* The last sound of a text as a Korean reads it. */
enum last_sound {
    SOUND_UNKNOWN, /* nothing that is read: both forms are written, 은(는) */
    SOUND_VOWEL,
    SOUND_RIEUL, /* the consonant ㄹ: 로, not 으로 */
    SOUND_CONSONANT
};

enum last_sound korean_last_sound(const char *text);

/* The form of a particle after a sound; `pair` is written as in a template ("은는", "이가",
 * "을를", "과와", "으로로" ...). NULL when there is no such pair. */
const char *korean_particle(const char *pair, enum last_sound sound);

#endif
