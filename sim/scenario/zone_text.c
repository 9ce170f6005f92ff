/* scenario/zone_text.c: see zone_text.h. A record is cut into words; the last words are its
 * data, whose number and kind the type decides. */
#include "scenario/zone_text.h"

#include "base/catalogue.h"
#include "base/suggest.h"
#include "scenario/address.h"
#include "wire/dns_text.h"

#include <string.h>

enum { WORDS_MAX = 16, TXT_STRING_MAX = 255, TXT_MAX = 2048 };

struct word {
    size_t at;
    size_t length;
    bool quoted; /* the place is inside the quotation marks */
};

struct line {
    const char *text;
    const struct dns_name *origin;
    struct memory *memory;
    struct word word[WORDS_MAX];
    uint32_t words;
    struct zone_error *error;
};

static bool fail(struct line *line, uint32_t word, const char *sentence, const char *help)
{
    struct zone_error *e = line->error;
    *e = (struct zone_error){.sentence = sentence, .help = help};
    if (word < line->words) {
        e->at = line->word[word].at;
        e->length = line->word[word].length;
    } else if (line->words > 0) {
        e->length = line->word[line->words - 1].at + line->word[line->words - 1].length;
    }
    return false;
}

static bool cut(struct line *line, size_t length)
{
    const char *t = line->text;
    for (size_t i = 0; i < length;) {
        if (t[i] == ' ' || t[i] == '\n') {
            i++;
            continue;
        }
        if (line->words == WORDS_MAX)
            return fail(line, 0, N_("The record has too many words."), NULL);
        struct word *word = &line->word[line->words++];
        word->quoted = t[i] == '"';
        i += word->quoted;
        word->at = i;
        while (i < length && (word->quoted ? t[i] != '"' : t[i] != ' ' && t[i] != '\n'))
            i++;
        word->length = i - word->at;
        if (word->quoted && i == length)
            return fail(line, line->words - 1,
                        N_("A quotation mark in the record is never closed."), NULL);
        i += word->quoted;
    }
    return true;
}

static bool word_name(struct line *line, uint32_t i, struct dns_name *name)
{
    const struct word *w = &line->word[i];
    bool absolute = false;
    if (w->length == 1 && line->text[w->at] == '@') {
        *name = *line->origin;
        return true;
    }
    if (dns_name_parse(line->text + w->at, w->length, name, &absolute) != DNS_TEXT_FINE)
        return fail(line, i, N_("{value} is not a domain name."), NULL);
    if (absolute)
        return true;
    struct dns_name relative = *name;
    return dns_name_join(&relative, line->origin, name) ||
           fail(line, i, N_("{value} is too long for a domain name."), NULL);
}

static bool word_number(struct line *line, uint32_t i, uint64_t most, uint64_t *value)
{
    const struct word *w = &line->word[i];
    uint64_t v = 0;
    bool good = w->length > 0 && w->length <= 10;
    for (size_t k = 0; good && k < w->length; k++) {
        char c = line->text[w->at + k];
        good = c >= '0' && c <= '9';
        v = v * 10 + (uint64_t)(c - '0');
    }
    *value = v;
    if (good && v <= most)
        return true;
    return fail(line, i, N_("{value} is not a number that fits here."), NULL);
}

static bool is_number(const struct line *line, uint32_t i)
{
    const struct word *w = &line->word[i];
    return w->length > 0 && line->text[w->at] >= '0' && line->text[w->at] <= '9';
}

/* Sixteen bits of an IPv6 address in hexadecimal; gives the digits taken. */
static size_t read_group(const char *text, size_t length, uint16_t *group)
{
    size_t n = 0;
    unsigned v = 0;
    while (n < length && n < 4) {
        char c = text[n];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0)
            break;
        v = v << 4 | (unsigned)digit;
        n++;
    }
    *group = (uint16_t)v;
    return n;
}

/* RFC 4291 section 2.2, without the dotted form. */
static bool read_ipv6(const char *text, size_t length, uint8_t out[16])
{
    uint16_t group[8] = {0};
    uint32_t count = 0;
    uint32_t gap = 8;
    for (size_t at = 0; at < length;) {
        if (at + 1 < length && text[at] == ':' && text[at + 1] == ':') {
            if (gap != 8)
                return false;
            gap = count;
            at += 2;
            continue;
        }
        at += count > 0 && count != gap && text[at] == ':';
        size_t n = count < 8 ? read_group(text + at, length - at, &group[count]) : 0;
        if (n == 0)
            return false;
        count++;
        at += n;
        if (at < length && text[at] != ':')
            return false;
    }
    if (gap == 8 ? count != 8 : count > 7)
        return false;
    memset(out, 0, 16);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t place = i < gap ? i : 8 - count + i;
        out[2 * place] = (uint8_t)(group[i] >> 8);
        out[2 * place + 1] = (uint8_t)group[i];
    }
    return true;
}

static bool read_txt(struct line *line, uint32_t first, struct dns_record *record)
{
    uint8_t *octets = memory_take(line->memory, TXT_MAX);
    uint32_t used = 0;
    if (octets == NULL)
        return fail(line, first, N_("There is not enough memory."), NULL);
    for (uint32_t i = first; i < line->words; i++) {
        const struct word *w = &line->word[i];
        if (w->length > TXT_STRING_MAX || used + w->length + 1 > TXT_MAX)
            return fail(line, i, N_("A string of a TXT record has at most 255 octets."),
                        N_("Cut it into several strings, each between quotation marks."));
        octets[used++] = (uint8_t)w->length;
        memcpy(octets + used, line->text + w->at, w->length);
        used += (uint32_t)w->length;
    }
    record->data.raw = (struct dns_octets){octets, (uint16_t)used};
    return true;
}

static bool read_soa(struct line *line, uint32_t first, struct dns_record *record)
{
    struct dns_soa *soa = &record->data.soa;
    uint32_t *number[5] = {&soa->serial, &soa->refresh, &soa->retry, &soa->expire,
                           &soa->minimum};
    if (!word_name(line, first, &soa->mname) || !word_name(line, first + 1, &soa->rname))
        return false;
    for (uint32_t i = 0; i < 5; i++) {
        uint64_t value;
        if (!word_number(line, first + 2 + i, UINT32_MAX, &value))
            return false;
        *number[i] = (uint32_t)value;
    }
    return true;
}

static bool read_mx(struct line *line, uint32_t first, struct dns_record *record)
{
    uint64_t preference;
    if (!word_number(line, first, UINT16_MAX, &preference))
        return false;
    record->data.mx.preference = (uint16_t)preference;
    return word_name(line, first + 1, &record->data.mx.exchange);
}

static bool read_a(struct line *line, uint32_t i, struct dns_record *record)
{
    const struct word *w = &line->word[i];
    if (address_read(line->text + w->at, w->length, &record->data.a))
        return true;
    return fail(line, i, N_("{value} is not an IPv4 address."),
                N_("An A record gives the address of a name; for another name write CNAME."));
}

static bool read_aaaa(struct line *line, uint32_t i, struct dns_record *record)
{
    const struct word *w = &line->word[i];
    return read_ipv6(line->text + w->at, w->length, record->data.aaaa) ||
           fail(line, i, N_("{value} is not an IPv6 address."), NULL);
}

static bool read_data(struct line *line, uint32_t first, struct dns_record *record)
{
    switch (record->type) {
    case DNS_A:
        return read_a(line, first, record);
    case DNS_AAAA:
        return read_aaaa(line, first, record);
    case DNS_MX:
        return read_mx(line, first, record);
    case DNS_SOA:
        return read_soa(line, first, record);
    case DNS_TXT:
        return read_txt(line, first, record);
    default: /* NS, CNAME, PTR: a name */
        return word_name(line, first, &record->data.name);
    }
}

/* How many words of data a type has; 0: not a type that a zone of a scenario holds. */
static uint32_t data_words(uint16_t type)
{
    static const struct {
        uint16_t type;
        uint32_t words;
    } table[] = {{DNS_A, 1},  {DNS_AAAA, 1}, {DNS_CNAME, 1}, {DNS_MX, 2},
                 {DNS_NS, 1}, {DNS_PTR, 1},  {DNS_SOA, 7},   {DNS_TXT, 1}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (table[i].type == type)
            return table[i].words;
    }
    return 0;
}

static bool bad_type(struct line *line, uint32_t i)
{
    static const char *const types[] = {"A", "AAAA", "CNAME", "MX", "NS", "PTR", "SOA", "TXT"};
    const struct word *w = &line->word[i];
    (void)fail(
        line, i, N_("{value} is not a type of record that a zone can hold."),
        N_("A record is a name, perhaps a TTL in seconds, a type (A, AAAA, CNAME, MX, NS, "
           "PTR, SOA, TXT) and its data: www A 10.0.2.80"));
    const char *near = suggest_word(line->text + w->at, w->length, types, 8);
    if (near != NULL) {
        struct text text = text_over(line->error->suggestion, sizeof line->error->suggestion);
        text_put(&text, near);
    }
    return false;
}

bool zone_record_read(const char *text, size_t length, const struct dns_name *origin,
                      struct memory *memory, struct dns_record *record,
                      struct zone_error *error)
{
    struct line line = {.text = text, .origin = origin, .memory = memory, .error = error};
    uint32_t at = 1;
    uint64_t ttl = ZONE_DEFAULT_TTL;
    *record = (struct dns_record){.klass = DNS_IN};
    if (!cut(&line, length))
        return false;
    if (line.words < 3)
        return fail(&line, line.words, N_("A record has a name, a type and data."),
                    N_("Such as: www A 10.0.2.80"));
    if (!word_name(&line, 0, &record->owner))
        return false;
    if (is_number(&line, at) && !word_number(&line, at++, INT32_MAX, &ttl))
        return false;
    if (at < line.words && line.word[at].length == 2 &&
        memcmp(text + line.word[at].at, "IN", 2) == 0)
        at++;
    record->ttl = (uint32_t)ttl;
    if (at >= line.words ||
        !dns_type_parse(text + line.word[at].at, line.word[at].length, &record->type) ||
        data_words(record->type) == 0)
        return bad_type(&line, at < line.words ? at : line.words - 1);
    uint32_t wanted = data_words(record->type);
    uint32_t given = line.words - at - 1;
    if (given < wanted || (given > wanted && record->type != DNS_TXT))
        return fail(&line, line.words,
                    N_("The record has not the data that its type asks for."),
                    N_("A: an address. CNAME, NS, PTR: a name. MX: a number and a name. TXT: "
                       "strings. SOA: two names and five numbers."));
    return read_data(&line, at + 1, record);
}
