/* base/catalogue.c: .mo files in memory, and the search in them. Format: base/catalogue.h. */
#include "base/catalogue.h"

#include <string.h>

enum {
    MO_HEADER = 28,
    MO_PAIR = 8,
    CONTEXT_END = 4 /* the octet between a context and its sentence in an original */
};

#define MO_MAGIC UINT32_C(0x950412de)
#define MO_MAGIC_SWAPPED UINT32_C(0xde120495)

struct catalogue {
    char language[LANGUAGE_SIZE];
    const uint8_t *bytes;
    size_t length;
    uint32_t count;
    uint32_t originals;    /* offset of the table */
    uint32_t translations; /* offset of the table */
    bool big_endian;
};

/* Filled at start-up; afterwards only `selected` changes, between two pictures of the window.
 */
static struct {
    struct catalogue all[CATALOGUES_MAX];
    uint32_t count;
    uint32_t selected; /* number plus one; 0: English */
} catalogues;

static uint32_t word_at(const struct catalogue *c, size_t at)
{
    const uint8_t *p = c->bytes + at;
    if (c->big_endian)
        return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
    return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

static const char *string_at(const struct catalogue *c, uint32_t table, uint32_t i)
{
    return (const char *)c->bytes + word_at(c, table + (size_t)i * MO_PAIR + 4);
}

/* Does the table lie in the file, and every string with its NUL? */
static bool table_fits(const struct catalogue *c, uint32_t table)
{
    if (table > c->length || (c->length - table) / MO_PAIR < c->count)
        return false;
    for (uint32_t i = 0; i < c->count; i++) {
        size_t length = word_at(c, table + (size_t)i * MO_PAIR);
        size_t offset = word_at(c, table + (size_t)i * MO_PAIR + 4);
        if (offset >= c->length || length >= c->length - offset)
            return false;
        if (c->bytes[offset + length] != 0)
            return false;
    }
    return true;
}

static bool originals_sorted(const struct catalogue *c)
{
    for (uint32_t i = 1; i < c->count; i++)
        if (strcmp(string_at(c, c->originals, i - 1), string_at(c, c->originals, i)) >= 0)
            return false;
    return true;
}

static enum catalogue_status read_header(struct catalogue *c)
{
    if (c->length < MO_HEADER)
        return CATALOGUE_NOT_MO;
    uint32_t magic = word_at(c, 0);
    if (magic != MO_MAGIC && magic != MO_MAGIC_SWAPPED)
        return CATALOGUE_NOT_MO;
    c->big_endian = magic == MO_MAGIC_SWAPPED;
    if (word_at(c, 4) >> 16 > 1) /* the major revision: 0 and 1 are defined */
        return CATALOGUE_NOT_MO;
    c->count = word_at(c, 8);
    c->originals = word_at(c, 12);
    c->translations = word_at(c, 16);
    if (!table_fits(c, c->originals) || !table_fits(c, c->translations))
        return CATALOGUE_BROKEN;
    return originals_sorted(c) ? CATALOGUE_OK : CATALOGUE_BROKEN;
}

/* The number of a language plus one; 0 when it has no catalogue. */
static uint32_t find_language(const char *language)
{
    for (uint32_t i = 0; i < catalogues.count; i++)
        if (strcmp(catalogues.all[i].language, language) == 0)
            return i + 1;
    return 0;
}

enum catalogue_status catalogue_add(const char *language, const uint8_t *bytes, size_t length)
{
    size_t name_length = strlen(language);
    if (name_length == 0 || name_length >= LANGUAGE_SIZE || strcmp(language, "en") == 0)
        return CATALOGUE_BAD_LANGUAGE;
    struct catalogue c = {.bytes = bytes, .length = length};
    memcpy(c.language, language, name_length + 1);
    enum catalogue_status status = read_header(&c);
    if (status != CATALOGUE_OK)
        return status;
    uint32_t slot = find_language(language);
    if (slot == 0) {
        if (catalogues.count == CATALOGUES_MAX)
            return CATALOGUE_TOO_MANY;
        slot = ++catalogues.count;
    }
    catalogues.all[slot - 1] = c;
    return CATALOGUE_OK;
}

bool catalogue_select(const char *language)
{
    catalogues.selected = find_language(language);
    return catalogues.selected != 0 || strcmp(language, "en") == 0;
}

const char *catalogue_selected(void)
{
    return catalogues.selected == 0 ? "en" : catalogues.all[catalogues.selected - 1].language;
}

const char *catalogue_language(uint32_t i)
{
    if (i == 0)
        return "en";
    return i <= catalogues.count ? catalogues.all[i - 1].language : NULL;
}

/* Compares an original with the key "context\4english" (or "english" without a context). */
static int compare_key(const char *original, const char *context, const char *english)
{
    if (context != NULL) {
        size_t n = strlen(context);
        int order = strncmp(original, context, n);
        if (order != 0)
            return order;
        order = (unsigned char)original[n] - CONTEXT_END;
        if (order != 0)
            return order;
        original += n + 1;
    }
    return strcmp(original, english);
}

static const char *look_up(uint32_t language, const char *context, const char *english)
{
    if (language == 0 || english[0] == '\0') /* the key "" holds the catalogue's own header */
        return english;
    const struct catalogue *c = &catalogues.all[language - 1];
    uint32_t low = 0;
    uint32_t high = c->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = compare_key(string_at(c, c->originals, middle), context, english);
        if (order == 0) {
            const char *translation = string_at(c, c->translations, middle);
            return translation[0] != '\0' ? translation : english;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return english;
}

const char *tr(const char *english)
{
    return look_up(catalogues.selected, NULL, english);
}

const char *trc(const char *context, const char *english)
{
    return look_up(catalogues.selected, context, english);
}

const char *tr_in(const char *language, const char *english)
{
    return look_up(find_language(language), NULL, english);
}

const char *trc_in(const char *language, const char *context, const char *english)
{
    return look_up(find_language(language), context, english);
}

const char *catalogue_status_text(enum catalogue_status status)
{
    switch (status) {
    case CATALOGUE_OK:
        return N_("the catalogue is in order");
    case CATALOGUE_NOT_FOUND:
        return N_("the catalogue cannot be read");
    case CATALOGUE_NOT_MO:
        return N_("the file is no GNU message catalogue");
    case CATALOGUE_BROKEN:
        return N_("the catalogue is damaged");
    case CATALOGUE_TOO_MANY:
        return N_("too many languages are loaded");
    case CATALOGUE_BAD_LANGUAGE:
        return N_("the name of the language is not one");
    }
    return "";
}
