/* app/http_variant.c: see http_variant.h. Qualities are thousandths. */
#include "app/http_variant.h"

#include <string.h>

enum { WORD_MOST = 80, BEST = 1000 };

/* --- elements of Accept and Accept-Language --- */

/* The octets of a list's element before ";", and its weight. */
struct choice {
    struct http_span range;
    struct http_span parameters; /* between range and weight, without the first ";" */
    uint32_t quality;
};

static struct http_span trimmed(const uint8_t *octets, uint16_t at, uint16_t end)
{
    while (at < end && (octets[at] == ' ' || octets[at] == '\t'))
        at++;
    while (end > at && (octets[end - 1] == ' ' || octets[end - 1] == '\t'))
        end--;
    return (struct http_span){at, (uint16_t)(end - at)};
}

/* qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] ) (section 12.4.2). */
static bool read_quality(const uint8_t *octets, struct http_span value, uint32_t *quality)
{
    const uint8_t *p = octets + value.at;
    uint32_t unit = BEST;
    if (value.length == 0 || value.length > 5 || (p[0] != '0' && p[0] != '1') ||
        (value.length > 1 && p[1] != '.'))
        return false;
    *quality = (uint32_t)(p[0] - '0') * unit;
    for (uint16_t i = 2; i < value.length; i++) {
        if (p[i] < '0' || p[i] > '9')
            return false;
        unit /= 10;
        *quality += (uint32_t)(p[i] - '0') * unit;
    }
    return *quality <= BEST;
}

/* False: it is malformed, and counts as not there. */
static bool read_choice(const uint8_t *octets, struct http_span element, struct choice *choice)
{
    uint16_t end = (uint16_t)(element.at + element.length);
    uint16_t at = element.at;
    while (at < end && octets[at] != ';')
        at++;
    choice->range = trimmed(octets, element.at, at);
    choice->parameters = (struct http_span){at, 0};
    choice->quality = BEST;
    uint16_t parameters = (uint16_t)(at < end ? at + 1 : at);
    while (at < end) {
        uint16_t from = (uint16_t)(at + 1);
        for (at = from; at < end && octets[at] != ';'; at++)
            continue;
        struct http_span part = trimmed(octets, from, at);
        bool weight =
            part.length > 2 && (octets[part.at] | 0x20) == 'q' && octets[part.at + 1] == '=';
        if (weight)
            return read_quality(
                octets,
                (struct http_span){(uint16_t)(part.at + 2), (uint16_t)(part.length - 2)},
                &choice->quality);
        choice->parameters = trimmed(octets, parameters, at);
    }
    return choice->range.length > 0;
}

/* --- media types --- */

/* Every parameter of the range is one of the type's. */
static bool has_parameters(const uint8_t *octets, struct http_span wanted, const char *type)
{
    uint16_t end = (uint16_t)(wanted.at + wanted.length);
    uint16_t at = wanted.at;
    while (at < end) {
        uint16_t from = at;
        while (at < end && octets[at] != ';')
            at++;
        struct http_span part = trimmed(octets, from, at);
        const char *given = strchr(type, ';');
        bool found = false;
        while (given != NULL && !found) {
            given += 1 + strspn(given + 1, " ");
            char word[WORD_MOST] = "";
            size_t n = strcspn(given, ";");
            memcpy(word, given, n < WORD_MOST ? n : WORD_MOST - 1);
            found = http_span_is_word(octets, part, word);
            given = strchr(given, ';');
        }
        if (!found)
            return false;
        at++;
    }
    return true;
}

/* How exactly a media range names a type: 0 (not at all) to 4 (section 12.5.1). */
static uint32_t type_match(const uint8_t *octets, const struct choice *choice, const char *type)
{
    char essence[WORD_MOST] = "";
    char group[WORD_MOST] = "";
    size_t n = strcspn(type, "; ");
    size_t slash = strcspn(type, "/");
    memcpy(essence, type, n < WORD_MOST ? n : WORD_MOST - 1);
    memcpy(group, type, slash < WORD_MOST - 3 ? slash : WORD_MOST - 3);
    memcpy(group + strlen(group), "/*", 3);
    if (http_span_is_word(octets, choice->range, essence)) {
        if (choice->parameters.length == 0)
            return 3;
        return has_parameters(octets, choice->parameters, type) ? 4 : 0;
    }
    if (http_span_is_word(octets, choice->range, group))
        return 2;
    return http_span_is(octets, choice->range, "*/*") ? 1 : 0;
}

/* --- languages --- */

/* Basic filtering: "en" matches "en" and "en-GB"; the longer the range, the more exact. */
static uint32_t language_match(const uint8_t *octets, const struct choice *choice,
                               const char *language)
{
    char start[WORD_MOST] = "";
    size_t n = choice->range.length;
    if (http_span_is(octets, choice->range, "*"))
        return 1;
    if (n > strlen(language) || n >= WORD_MOST || (language[n] != '\0' && language[n] != '-'))
        return 0;
    memcpy(start, language, n);
    return http_span_is_word(octets, choice->range, start) ? 1 + choice->range.length : 0;
}

/* --- qualities --- */

typedef uint32_t matcher(const uint8_t *octets, const struct choice *choice, const char *word);

/* The quality that the lists of one field give to a word; `otherwise` when none names it, BEST
 * when there are no lists. */
static uint32_t quality_of(const uint8_t *octets, const struct http_head *head,
                           const char *name, matcher *match, const char *word,
                           uint32_t otherwise)
{
    uint32_t row = 0;
    uint16_t at = 0;
    uint32_t most = 0;
    uint32_t quality = otherwise;
    bool any = false;
    struct http_span element;
    while (http_list_next(octets, &head->fields, name, &row, &at, &element)) {
        struct choice choice;
        if (!read_choice(octets, element, &choice))
            continue;
        any = true;
        uint32_t exact = match(octets, &choice, word);
        if (exact > most) {
            most = exact;
            quality = choice.quality;
        }
    }
    return any ? quality : BEST;
}

uint32_t http_variant_choose(const struct http_variant *variants, uint32_t count,
                             const uint8_t *octets, const struct http_head *head)
{
    uint32_t best = NONE;
    uint32_t most = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t quality = quality_of(octets, head, "Accept", type_match, variants[i].type, 0);
        if (variants[i].language != NULL)
            quality *= quality_of(octets, head, "Accept-Language", language_match,
                                  variants[i].language, 1);
        else
            quality *= BEST;
        if (quality > most) {
            most = quality;
            best = i;
        }
    }
    return best;
}
