/* base/suggest.c: edit distance by three rows of the dynamic programme. */
#include <string.h>

#include "base/suggest.h"

static unsigned char lower(char c)
{
    unsigned char u = (unsigned char)c;
    return u >= 'A' && u <= 'Z' ? (unsigned char)(u - 'A' + 'a') : u;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t suggest_distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t rows[3][SUGGEST_WORD_MAX + 1];
    if (a_length > SUGGEST_WORD_MAX || b_length > SUGGEST_WORD_MAX)
        return SIZE_MAX;
    for (size_t j = 0; j <= b_length; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t *now = rows[i % 3];
        const size_t *above = rows[(i + 2) % 3];
        const size_t *above2 = rows[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t replace = lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1;
            now[j] = smaller(above[j - 1] + replace, smaller(above[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                lower(a[i - 2]) == lower(b[j - 1]))
                now[j] = smaller(now[j], above2[j - 2] + 1);
        }
    }
    return rows[a_length % 3][b_length];
}

struct suggestion suggest_begin(const char *word, size_t length)
{
    return (struct suggestion){.word = word, .length = length, .distance = SIZE_MAX};
}

/* True when `known` starts with what was written, and goes on. */
static bool continues(const struct suggestion *s, const char *known, size_t known_length)
{
    if (s->length < 3 || known_length <= s->length)
        return false;
    for (size_t i = 0; i < s->length; i++) {
        if (lower(s->word[i]) != lower(known[i]))
            return false;
    }
    return true;
}

static size_t reach(size_t length)
{
    size_t third = length / 3;
    return third < 1 ? 1 : smaller(third, 4);
}

void suggest_offer(struct suggestion *s, const char *known)
{
    size_t known_length = strlen(known);
    size_t distance = suggest_distance(s->word, s->length, known, known_length);
    if (distance > 2 && continues(s, known, known_length))
        distance = 2;
    else if (distance > reach(s->length))
        return;
    if (distance < s->distance) {
        s->distance = distance;
        s->best = known;
    }
}

const char *suggest_word(const char *word, size_t length, const char *const *known,
                         size_t count)
{
    struct suggestion s = suggest_begin(word, length);
    for (size_t i = 0; i < count; i++)
        suggest_offer(&s, known[i]);
    return s.best;
}
