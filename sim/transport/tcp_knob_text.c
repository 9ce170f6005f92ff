/* transport/tcp_knob_text.c: TCP's switches as sysctls: names, and values as text. Linux's
 * names have Linux's units; under net.netstage times have a unit of their own: 200ms. See
 * tcp_knobs.h. */
#include "transport/tcp_knobs.h"

#include <string.h>

enum { NUMBERS = 3, DIGITS_MOST = 12, BASE_TEN = 10, BASE_HEX = 16, BASE_OCTAL = 8 };

#define OWN_PREFIX "net.netstage."

struct unit {
    const char *word;
    sim_time length;
};

/* The largest first. */
static const struct unit units[] = {
    {"s", SIM_SECOND}, {"ms", SIM_MILLISECOND}, {"us", SIM_MICROSECOND}, {"ns", 1}};

enum { UNITS = sizeof units / sizeof units[0] };

/* --- names --- */

const char *tcp_knob_own_sysctl(enum tcp_knob knob, char out[TCP_KNOB_NAME])
{
    struct text name = text_over(out, TCP_KNOB_NAME);
    text_put(&name, OWN_PREFIX);
    text_put(&name, tcp_knob_info(knob)->key);
    for (char *p = out; *p != '\0'; p++)
        *p = *p == '-' ? '_' : *p;
    return out;
}

const char *tcp_knob_sysctl(enum tcp_knob knob, char out[TCP_KNOB_NAME])
{
    struct text name = text_over(out, TCP_KNOB_NAME);
    if (tcp_knob_info(knob)->linux_name[0] == '\0')
        return tcp_knob_own_sysctl(knob, out);
    text_put(&name, tcp_knob_info(knob)->linux_name);
    return out;
}

static bool is_called(const char *name, const char *word, size_t length)
{
    return length > 0 && strlen(name) == length && memcmp(name, word, length) == 0;
}

enum tcp_knob tcp_knob_find(const char *name, size_t length, enum tcp_knob_form *form)
{
    char own[TCP_KNOB_NAME];
    for (unsigned i = 0; i < TCP_KNOBS; i++) {
        enum tcp_knob knob = (enum tcp_knob)i;
        const struct tcp_knob_info *info = tcp_knob_info(knob);
        bool of_linux = is_called(info->linux_name, name, length);
        if (!of_linux && !is_called(tcp_knob_own_sysctl(knob, own), name, length))
            continue;
        *form = of_linux ? info->form : FORM_PLAIN;
        return knob;
    }
    return TCP_KNOBS;
}

/* --- reading --- */

/* The digit's value; BASE_HEX: it is none. */
static unsigned digit_value(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    if (c >= 'a' && c <= 'f')
        return (unsigned)(c - 'a') + BASE_TEN;
    return c >= 'A' && c <= 'F' ? (unsigned)(c - 'A') + BASE_TEN : BASE_HEX;
}

/* Digits, at most DIGITS_MOST; gives where they end. */
static const char *read_digits(const char *p, unsigned base, int64_t *value)
{
    const char *start = p;
    *value = 0;
    while (p - start < DIGITS_MOST && digit_value(*p) < base)
        *value = *value * base + digit_value(*p++);
    return p;
}

bool tcp_knob_read_integer(const char **word, int64_t *value)
{
    const char *p = *word + strspn(*word, " \t");
    bool minus = *p == '-';
    p += minus;
    bool hex = p[0] == '0' && (p[1] == 'x' || p[1] == 'X');
    unsigned base = hex ? BASE_HEX : *p == '0' ? BASE_OCTAL : BASE_TEN;
    const char *start = p + (hex ? 2 : 0);
    p = read_digits(start, base, value);
    *value = minus ? -*value : *value;
    bool fine = p > start && (*p == '\0' || *p == ' ' || *p == '\t');
    *word = p + strspn(p, " \t");
    return fine;
}

/* 200ms, 30 s, 0 */
static bool read_time(const char *text, int64_t *value)
{
    int64_t number;
    const char *p = read_digits(text, BASE_TEN, &number);
    if (p == text)
        return false;
    p += strspn(p, " ");
    *value = 0;
    if (*p == '\0')
        return number == 0;
    for (unsigned i = 0; i < UNITS; i++) {
        if (strcmp(p, units[i].word) != 0 || number > INT64_MAX / units[i].length)
            continue;
        *value = number * units[i].length;
        return true;
    }
    return false;
}

static bool read_word(enum tcp_knob knob, const char *text, int64_t *value)
{
    const struct tcp_knob_info *info = tcp_knob_info(knob);
    const char *const *words = tcp_knob_words(knob);
    *value = 0;
    while (*value <= info->most && strcmp(words[*value], text) != 0)
        ++*value;
    if (*value <= info->most)
        return true;
    *value = CONGESTION_NEWRENO;
    return knob == TCP_KNOB_CONGESTION && strcmp(text, "reno") == 0;
}

/* Three of which the second counts: the first is the least that a buffer shrinks to, the third
 * the most that it grows to, and ours do neither. All must be possible. */
static bool read_three(enum tcp_knob knob, const char *text, int64_t *value)
{
    int64_t number[NUMBERS];
    for (int i = 0; i < NUMBERS; i++) {
        if (!tcp_knob_read_integer(&text, &number[i]) || !tcp_knob_allows(knob, number[i]))
            return false;
    }
    *value = number[1];
    return *text == '\0';
}

static bool read_number(const char *text, int64_t unit, int64_t *value)
{
    if (!tcp_knob_read_integer(&text, value) || *text != '\0' || *value > INT64_MAX / unit ||
        *value < 0)
        return false;
    *value *= unit;
    return true;
}

static bool read_plain(enum tcp_knob knob, const char *text, int64_t *value)
{
    const struct tcp_knob_info *info = tcp_knob_info(knob);
    if (info->exception[0] != '\0' && strcmp(text, info->exception) == 0) {
        *value = info->except;
        return true;
    }
    switch (info->kind) {
    case KNOB_SWITCH:
    case KNOB_NUMBER:
    case KNOB_OCTETS:
    case KNOB_SEGMENTS:
        return read_number(text, 1, value);
    case KNOB_TIME:
        return read_time(text, value);
    case KNOB_WORD:
        return read_word(knob, text, value) ||
               (knob != TCP_KNOB_CONGESTION && read_number(text, 1, value));
    }
    return false;
}

static bool read_form(enum tcp_knob knob, enum tcp_knob_form form, const char *text,
                      int64_t *value)
{
    switch (form) {
    case FORM_PLAIN:
    case FORM_LINUX_WORD:
        return read_plain(knob, text, value);
    case FORM_NUMBER:
        return read_number(text, 1, value);
    case FORM_NEGATED:
        return read_number(text, 1, value) && (*value = *value == 0 ? 1 : 0) >= 0;
    case FORM_MICROSECONDS:
        return read_number(text, SIM_MICROSECOND, value);
    case FORM_MILLISECONDS:
        return read_number(text, SIM_MILLISECOND, value);
    case FORM_SECONDS:
        return read_number(text, SIM_SECOND, value);
    case FORM_THREE:
        return read_three(knob, text, value);
    }
    return false;
}

bool tcp_knob_read(enum tcp_knob knob, enum tcp_knob_form form, const char *text, size_t length,
                   int64_t *value)
{
    char word[TCP_KNOB_NAME];
    if (length >= sizeof word)
        return false;
    memcpy(word, text, length);
    word[length] = '\0';
    return read_form(knob, form, word, value) && tcp_knob_allows(knob, *value);
}

/* --- writing --- */

static void write_time(int64_t value, struct text *text)
{
    unsigned i = 0;
    while (value % units[i].length != 0)
        i++;
    text_put_signed(text, value / units[i].length);
    text_put(text, value != 0 ? units[i].word : "");
}

static void write_plain(enum tcp_knob knob, int64_t value, struct text *text)
{
    const struct tcp_knob_info *info = tcp_knob_info(knob);
    if (info->exception[0] != '\0' && value == info->except) {
        text_put(text, info->exception);
        return;
    }
    switch (info->kind) {
    case KNOB_SWITCH:
    case KNOB_NUMBER:
    case KNOB_OCTETS:
    case KNOB_SEGMENTS:
        text_put_signed(text, value);
        return;
    case KNOB_TIME:
        write_time(value, text);
        return;
    case KNOB_WORD:
        text_put(text, tcp_knob_words(knob)[value]);
        return;
    }
}

void tcp_knob_write(enum tcp_knob knob, enum tcp_knob_form form, int64_t value,
                    struct text *text)
{
    switch (form) {
    case FORM_PLAIN:
        write_plain(knob, value, text);
        return;
    case FORM_NUMBER:
        text_put_signed(text, value);
        return;
    case FORM_NEGATED:
        text_put_signed(text, value == 0 ? 1 : 0);
        return;
    case FORM_LINUX_WORD:
        text_put(text, value == CONGESTION_NEWRENO ? "reno" : tcp_knob_words(knob)[value]);
        return;
    case FORM_MICROSECONDS:
        text_put_signed(text, value / SIM_MICROSECOND);
        return;
    case FORM_MILLISECONDS:
        text_put_signed(text, value / SIM_MILLISECOND);
        return;
    case FORM_SECONDS:
        text_put_signed(text, value / SIM_SECOND);
        return;
    case FORM_THREE:
        for (int i = 0; i < NUMBERS; i++) {
            text_put(text, i > 0 ? "\t" : "");
            text_put_signed(text, value);
        }
        return;
    }
}
