/* scenario/quantity.c: see quantity.h. */
#include "scenario/quantity.h"

#include "base/suggest.h"
#include "base/text.h"

#include <string.h>

struct unit {
    enum quantity_kind kind;
    uint64_t size;
    const char *name; /* the first one of a size is the one that is written */
};

static const struct unit units[] = {
    {QUANTITY_TIME, 1, "ns"},
    {QUANTITY_TIME, 1000, "us"},
    {QUANTITY_TIME, 1000, "\xc2\xb5s"}, /* micro sign */
    {QUANTITY_TIME, 1000, "\xce\xbcs"}, /* Greek mu */
    {QUANTITY_TIME, 1000000, "ms"},
    {QUANTITY_TIME, 1000000000, "s"},
    {QUANTITY_TIME, UINT64_C(60000000000), "min"},
    {QUANTITY_RATE, 1, "bit/s"},
    {QUANTITY_RATE, 1000, "kbit/s"},
    {QUANTITY_RATE, 1000000, "Mbit/s"},
    {QUANTITY_RATE, 1000000000, "Gbit/s"},
    {QUANTITY_SHARE, 10000000, "%"},
    {QUANTITY_OCTETS, 1, "bytes"},
    {QUANTITY_OCTETS, 1, "byte"},
    {QUANTITY_OCTETS, 1, "B"},
    {QUANTITY_OCTETS, 1000, "kB"},
    {QUANTITY_OCTETS, 1000000, "MB"},
    {QUANTITY_OCTETS, 1024, "KiB"},
    {QUANTITY_OCTETS, 1048576, "MiB"},
    {QUANTITY_FRAMES, 1, "frames"},
    {QUANTITY_FRAMES, 1, "frame"},
    {QUANTITY_SEGMENTS, 1, "segments"},
    {QUANTITY_SEGMENTS, 1, "segment"},
    {QUANTITY_MINUTES, 1, "min"},
};

enum { UNITS = sizeof units / sizeof units[0] };

/* What other programs write for our units. */
static const struct {
    const char *word;
    const char *meant;
} aliases[] = {
    {"bps", "bit/s"},      {"kbps", "kbit/s"},     {"Mbps", "Mbit/s"}, {"Gbps", "Gbit/s"},
    {"Mb/s", "Mbit/s"},    {"kb/s", "kbit/s"},     {"Gb/s", "Gbit/s"}, {"mbit", "Mbit/s"},
    {"Mbit", "Mbit/s"},    {"kbit", "kbit/s"},     {"Gbit", "Gbit/s"}, {"sec", "s"},
    {"secs", "s"},         {"second", "s"},        {"seconds", "s"},   {"msec", "ms"},
    {"millisecond", "ms"}, {"milliseconds", "ms"}, {"usec", "us"},     {"microseconds", "us"},
    {"minute", "min"},     {"minutes", "min"},     {"m", "min"},       {"percent", "%"},
    {"packets", "frames"}, {"packet", "frames"},   {"pkts", "frames"}, {"octets", "bytes"},
    {"kb", "kB"},          {"K", "KiB"},           {"k", "kB"},        {"M", "MB"},
};

/* What a bare number is proposed to be, and all units of a kind. */
static const struct {
    const char *usual;
    const char *all;
} words[QUANTITIES] = {
    [QUANTITY_TIME] = {"ms", "ns, us, ms, s, min"},
    [QUANTITY_MOMENT] = {"s", "ns, us, ms, s, min"},
    [QUANTITY_RATE] = {"Mbit/s", "bit/s, kbit/s, Mbit/s, Gbit/s"},
    [QUANTITY_SHARE] = {"%", "%"},
    [QUANTITY_OCTETS] = {"bytes", "bytes, kB, MB, KiB, MiB"},
    [QUANTITY_FRAMES] = {"frames", "frames"},
    [QUANTITY_SEGMENTS] = {"segments", "segments"},
    [QUANTITY_MINUTES] = {"min", "min"},
};

const char *quantity_units(enum quantity_kind kind)
{
    return words[kind].all;
}

/* digits x 10^-decimals, as written */
struct decimal {
    uint64_t digits;
    unsigned decimals;
    size_t length;
    bool overflow;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static struct decimal read_decimal(const char *text, size_t length)
{
    struct decimal d = {0};
    bool fraction = false;
    for (; d.length < length; d.length++) {
        char c = text[d.length];
        if (c == '.' && !fraction && d.length > 0 && d.length + 1 < length &&
            is_digit(text[d.length + 1])) {
            fraction = true;
            continue;
        }
        if (!is_digit(c))
            break;
        if (d.digits > (UINT64_MAX - (uint64_t)(c - '0')) / 10) {
            d.overflow = true;
            continue;
        }
        d.digits = d.digits * 10 + (uint64_t)(c - '0');
        d.decimals += fraction;
    }
    return d;
}

static const struct unit *find_unit(const char *word, size_t length, enum quantity_kind kind)
{
    for (size_t i = 0; i < UNITS; i++) {
        if (units[i].kind == kind && strlen(units[i].name) == length &&
            memcmp(units[i].name, word, length) == 0)
            return &units[i];
    }
    return NULL;
}

static const char *nearest_unit(const char *word, size_t length, enum quantity_kind kind)
{
    for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++) {
        const char *meant = aliases[i].meant;
        if (strlen(aliases[i].word) == length && memcmp(aliases[i].word, word, length) == 0 &&
            find_unit(meant, strlen(meant), kind) != NULL)
            return meant;
    }
    struct suggestion suggestion = suggest_begin(word, length);
    for (size_t i = 0; i < UNITS; i++) {
        if (units[i].kind == kind)
            suggest_offer(&suggestion, units[i].name);
    }
    return suggestion.best;
}

static enum quantity_status fail(struct quantity *q, enum quantity_status status, size_t at,
                                 size_t length)
{
    q->at = at;
    q->length = length;
    return status;
}

static void suggest_unit(struct quantity *q, const char *number, size_t length,
                         const char *unit)
{
    struct text text = text_over(q->suggestion, sizeof q->suggestion);
    text_put_octets(&text, number, length);
    text_put(&text, " ");
    text_put(&text, unit);
    if (!text.ok)
        q->suggestion[0] = '\0';
}

/* The number times the unit, exactly. */
static enum quantity_status scale(struct decimal d, uint64_t size, uint64_t *value)
{
    while (d.decimals > 0 && (size % 10 == 0 || d.digits % 10 == 0)) {
        if (d.digits % 10 == 0)
            d.digits /= 10;
        else
            size /= 10;
        d.decimals--;
    }
    uint64_t divisor = 1;
    for (; d.decimals > 0 && divisor <= UINT64_MAX / 10; d.decimals--)
        divisor *= 10;
    if (d.overflow || (d.digits != 0 && size > UINT64_MAX / d.digits))
        return QUANTITY_TOO_LARGE;
    *value = d.digits * size;
    if (d.decimals > 0 || *value % divisor != 0)
        return QUANTITY_TOO_FINE;
    *value /= divisor;
    return QUANTITY_OK;
}

enum quantity_status quantity_read(const char *text, size_t length, enum quantity_kind kind,
                                   uint64_t least, uint64_t most, struct quantity *q)
{
    *q = (struct quantity){0};
    const char *proposed = words[kind].usual;
    kind = kind == QUANTITY_MOMENT ? QUANTITY_TIME : kind;
    struct decimal d = read_decimal(text, length);
    if (d.length == 0)
        return fail(q, QUANTITY_NO_NUMBER, 0, length);
    size_t at = d.length;
    while (at < length && text[at] == ' ')
        at++;
    if (at == length) {
        suggest_unit(q, text, d.length, proposed);
        return fail(q, QUANTITY_NO_UNIT, 0, length);
    }
    const struct unit *unit = find_unit(text + at, length - at, kind);
    if (unit == NULL) {
        const char *near = nearest_unit(text + at, length - at, kind);
        if (near != NULL)
            suggest_unit(q, text, d.length, near);
        return fail(q, QUANTITY_WRONG_UNIT, at, length - at);
    }
    enum quantity_status status = scale(d, unit->size, &q->value);
    if (status != QUANTITY_OK)
        return fail(q, status, 0, length);
    if (q->value < least)
        return fail(q, QUANTITY_TOO_SMALL, 0, length);
    return q->value > most ? fail(q, QUANTITY_TOO_LARGE, 0, length) : QUANTITY_OK;
}

void quantity_write(uint64_t value, enum quantity_kind kind, char *out, size_t size)
{
    const struct unit *best = NULL;
    kind = kind == QUANTITY_MOMENT ? QUANTITY_TIME : kind;
    for (size_t i = 0; i < UNITS; i++) {
        const struct unit *unit = &units[i];
        bool whole = value % unit->size == 0 && (value > 0 || unit->size == 1);
        bool better = best == NULL || unit->size > best->size;
        if (unit->kind == kind && better && (whole || best == NULL))
            best = unit;
    }
    struct text text = text_over(out, size);
    uint64_t divisor = best == NULL ? 1 : best->size;
    text_put_unsigned(&text, value / divisor);
    if (best != NULL && value % divisor != 0) {
        text_put(&text, ".");
        uint64_t rest = value % divisor;
        for (uint64_t place = divisor / 10; rest > 0 && place > 0; place /= 10) {
            text_put_unsigned(&text, rest / place);
            rest %= place;
        }
    }
    text_put(&text, " ");
    text_put(&text, best == NULL ? "" : best->name);
}
