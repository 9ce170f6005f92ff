/* wire/dns_text.c: see dns_text.h. */
#include "base/catalogue.h"
#include "wire/dns_text.h"

struct word {
    const char *word;
    uint16_t number;
};

static const struct word types[] = {
    {"A", DNS_A},     {"NS", DNS_NS},     {"CNAME", DNS_CNAME}, {"SOA", DNS_SOA},
    {"PTR", DNS_PTR}, {"MX", DNS_MX},     {"TXT", DNS_TXT},     {"AAAA", DNS_AAAA},
    {"OPT", DNS_OPT}, {"AXFR", DNS_AXFR}, {"ANY", DNS_ANY},
};

const char *const dns_type_words[] = {"A",  "NS",  "CNAME", "SOA", "PTR",
                                      "MX", "TXT", "AAAA",  "ANY", NULL};

static const struct word classes[] = {
    {"IN", DNS_IN}, {"CH", DNS_CH}, {"HS", DNS_HS}, {"ANY", DNS_CLASS_ANY}};

static const struct word opcodes[] = {
    {"QUERY", DNS_QUERY},   {"IQUERY", DNS_IQUERY}, {"STATUS", DNS_STATUS},
    {"NOTIFY", DNS_NOTIFY}, {"UPDATE", DNS_UPDATE},
};

static const struct word rcodes[] = {
    {"NOERROR", DNS_NOERROR},   {"FORMERR", DNS_FORMERR}, {"SERVFAIL", DNS_SERVFAIL},
    {"NXDOMAIN", DNS_NXDOMAIN}, {"NOTIMP", DNS_NOTIMP},   {"REFUSED", DNS_REFUSED},
    {"BADVERS", DNS_BADVERS},
};

#define COUNT_OF(table) (sizeof(table) / sizeof(table)[0])

static void put_word(struct text *text, const struct word *words, size_t count,
                     const char *other, unsigned number)
{
    for (size_t i = 0; i < count; i++) {
        if (words[i].number == number) {
            text_put(text, words[i].word);
            return;
        }
    }
    text_put(text, other);
    text_put_unsigned(text, number);
}

void dns_put_type(struct text *text, uint16_t type)
{
    put_word(text, types, COUNT_OF(types), "TYPE", type);
}

void dns_put_class(struct text *text, uint16_t klass)
{
    put_word(text, classes, COUNT_OF(classes), "CLASS", klass);
}

void dns_put_opcode(struct text *text, unsigned opcode)
{
    put_word(text, opcodes, COUNT_OF(opcodes), "RESERVED", opcode);
}

void dns_put_rcode(struct text *text, unsigned rcode)
{
    put_word(text, rcodes, COUNT_OF(rcodes), "RESERVED", rcode);
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static bool same_word(const char *word, size_t length, const char *known)
{
    size_t i = 0;
    while (i < length && known[i] != '\0' && upper(word[i]) == known[i])
        i++;
    return i == length && known[i] == '\0';
}

/* A word of the table, or the RFC 3597 form: `prefix` and a number up to 65535. */
static bool parse_word(const struct word *words, size_t count, const char *prefix,
                       const char *word, size_t length, uint16_t *number)
{
    for (size_t i = 0; i < count; i++) {
        if (same_word(word, length, words[i].word)) {
            *number = words[i].number;
            return true;
        }
    }
    size_t at = strlen(prefix);
    if (length <= at || length > at + 5 || !same_word(word, at, prefix))
        return false;
    uint32_t value = 0;
    for (; at < length; at++) {
        if (word[at] < '0' || word[at] > '9')
            return false;
        value = value * 10 + (uint32_t)(word[at] - '0');
    }
    *number = (uint16_t)value;
    return value <= UINT16_MAX;
}

bool dns_type_parse(const char *word, size_t length, uint16_t *type)
{
    return parse_word(types, COUNT_OF(types), "TYPE", word, length, type);
}

bool dns_class_parse(const char *word, size_t length, uint16_t *klass)
{
    return parse_word(classes, COUNT_OF(classes), "CLASS", word, length, klass);
}

/* The first longest run of at least two zero groups (RFC 5952 section 4.2); *length 0: none. */
static unsigned zero_run(const uint16_t groups[8], unsigned *length)
{
    unsigned best = 0;
    *length = 0;
    for (unsigned at = 0; at < 8; at++) {
        unsigned n = 0;
        while (at + n < 8 && groups[at + n] == 0)
            n++;
        if (n >= 2 && n > *length) {
            best = at;
            *length = n;
        }
    }
    return best;
}

void dns_put_ipv6(struct text *text, const uint8_t address[16])
{
    uint16_t groups[8];
    for (unsigned i = 0; i < 8; i++)
        groups[i] = (uint16_t)(address[2 * i] << 8 | address[2 * i + 1]);
    unsigned run_length;
    unsigned run = zero_run(groups, &run_length);
    for (unsigned i = 0; i < 8; i++) {
        if (run_length > 0 && i == run) {
            text_put(text, "::");
            i += run_length - 1;
            continue;
        }
        if (i > 0 && !(run_length > 0 && i == run + run_length))
            text_put_char(text, ':');
        text_put_hex(text, groups[i], 1);
    }
}

static void put_quoted(struct text *text, const uint8_t *octets, size_t n)
{
    text_put_char(text, '"');
    for (size_t i = 0; i < n; i++) {
        if (octets[i] < ' ' || octets[i] > '~') {
            text_put_char(text, '\\');
            text_put_digits(text, octets[i], 3);
            continue;
        }
        if (octets[i] == '"' || octets[i] == '\\')
            text_put_char(text, '\\');
        text_put_char(text, (char)octets[i]);
    }
    text_put_char(text, '"');
}

static void put_character_strings(struct text *text, const struct dns_octets *raw)
{
    for (size_t at = 0; at < raw->length; at += 1U + raw->octets[at]) {
        if (at > 0)
            text_put_char(text, ' ');
        put_quoted(text, raw->octets + at + 1, raw->octets[at]);
    }
}

static void put_unknown(struct text *text, const struct dns_octets *raw)
{
    text_put(text, "\\# ");
    text_put_unsigned(text, raw->length);
    if (raw->length > 0)
        text_put_char(text, ' ');
    for (size_t i = 0; i < raw->length; i++)
        text_put_hex(text, raw->octets[i], 2);
}

static void put_soa(struct text *text, const struct dns_soa *soa)
{
    const uint32_t numbers[] = {soa->serial, soa->refresh, soa->retry, soa->expire,
                                soa->minimum};
    dns_name_put(text, &soa->mname);
    text_put_char(text, ' ');
    dns_name_put(text, &soa->rname);
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        text_put_char(text, ' ');
        text_put_unsigned(text, numbers[i]);
    }
}

void dns_put_rdata(struct text *text, const struct dns_record *record)
{
    switch (record->type) {
    case DNS_A:
        text_put_ipv4(text, record->data.a);
        break;
    case DNS_AAAA:
        dns_put_ipv6(text, record->data.aaaa);
        break;
    case DNS_NS:
    case DNS_CNAME:
    case DNS_PTR:
        dns_name_put(text, &record->data.name);
        break;
    case DNS_SOA:
        put_soa(text, &record->data.soa);
        break;
    case DNS_MX:
        text_put_unsigned(text, record->data.mx.preference);
        text_put_char(text, ' ');
        dns_name_put(text, &record->data.mx.exchange);
        break;
    case DNS_TXT:
        put_character_strings(text, &record->data.raw);
        break;
    default: /* a number from the wire, not an enum of ours */
        put_unknown(text, &record->data.raw);
        break;
    }
}

const char *dns_refusal_text(enum dns_refusal refusal)
{
    switch (refusal) {
    case DNS_FINE:
        return N_("the message is well formed");
    case DNS_ENDS_EARLY:
        return N_("the message ends inside a field");
    case DNS_BAD_LABEL_TYPE:
        return N_("a label begins with the bits 01 or 10");
    case DNS_NAME_TOO_LONG:
        return N_("a name is longer than 255 octets");
    case DNS_POINTER_LOOP:
        return N_("a compression pointer leads back into its own name");
    case DNS_FORWARD_POINTER:
        return N_("a compression pointer leads forward");
    case DNS_POINTER_INTO_HEADER:
        return N_("a compression pointer leads into the header");
    case DNS_BAD_RDATA_LENGTH:
        return N_("RDLENGTH does not fit the data of its type");
    case DNS_BAD_CHARACTER_STRING:
        return N_("a character string runs past the end of its record");
    case DNS_BAD_OPTION:
        return N_("an EDNS option runs past the end of its record");
    case DNS_OPT_MISPLACED:
        return N_("OPT stands outside the additional section or is not owned by the root");
    case DNS_TWO_OPTS:
        return N_("there is more than one OPT record");
    case DNS_EXTRA_OCTETS:
        return N_("octets are left after the last record");
    }
    return "";
}

const char *dns_text_error_text(enum dns_text_error error)
{
    switch (error) {
    case DNS_TEXT_FINE:
        return "the name is well formed";
    case DNS_TEXT_EMPTY:
        return "the name is empty";
    case DNS_TEXT_EMPTY_LABEL:
        return "the name has an empty label";
    case DNS_TEXT_LABEL_TOO_LONG:
        return "a label is longer than 63 octets";
    case DNS_TEXT_NAME_TOO_LONG:
        return "the name is longer than 255 octets";
    case DNS_TEXT_BAD_ESCAPE:
        return "a backslash needs a character or three digits up to 255";
    }
    return "";
}
