/* watch/said.c: see said.h. */
#include "watch/said.h"

#include "base/catalogue.h"
#include "base/text.h"

enum { SENTENCE_MOST = 1024 };

const char *said_sentence(const struct record *record, const char *words, size_t *length,
                          const char *language)
{
    char buffer[SENTENCE_MOST];
    struct text key = text_over(buffer, sizeof buffer);
    bool has = record->kind == RECORD_SAY && record->b > 0 && record->b <= *length;
    if (!has)
        return "";
    text_put_octets(&key, words + record->b - 1, *length - (size_t)record->b + 1);
    const char *translated = tr_in(language, buffer);
    if (translated == buffer) /* the source's language, or no sentence of the catalogue */
        return "";
    *length = (size_t)record->b - 1;
    return translated;
}
