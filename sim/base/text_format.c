/* base/text_format.c: templates with named holes, and the pairs of Korean particles.
 * Declared in base/korean.h. */
#include "base/korean.h"

#include <string.h>

/* A pair as a template names it, and its forms. "Both" is written after what cannot be read. */
static const struct {
    const char *pair;
    const char *after_consonant;
    const char *after_rieul;
    const char *after_vowel;
    const char *both;
} particles[] = {
    {"은는", "은", "은", "는", "은(는)"},
    {"이가", "이", "이", "가", "이(가)"},
    {"을를", "을", "을", "를", "을(를)"},
    {"과와", "과", "과", "와", "과(와)"},
    {"아야", "아", "아", "야", "아(야)"},
    {"으로로", "으로", "로", "로", "(으)로"},
    {"으로서로서", "으로서", "로서", "로서", "(으)로서"},
    {"으로써로써", "으로써", "로써", "로써", "(으)로써"},
    {"으로부터로부터", "으로부터", "로부터", "로부터", "(으)로부터"},
    {"이에요예요", "이에요", "이에요", "예요", "이에요(예요)"},
    {"이었어요였어요", "이었어요", "이었어요", "였어요", "이었어요(였어요)"},
    {"이라라", "이라", "이라", "라", "(이)라"},
    {"이라고라고", "이라고", "이라고", "라고", "(이)라고"},
    {"이라는라는", "이라는", "이라는", "라는", "(이)라는"},
    {"이란란", "이란", "이란", "란", "(이)란"},
    {"이고고", "이고", "이고", "고", "(이)고"},
    {"이며며", "이며", "이며", "며", "(이)며"},
    {"이면면", "이면", "이면", "면", "(이)면"},
    {"이나나", "이나", "이나", "나", "(이)나"},
    {"이든든", "이든", "이든", "든", "(이)든"},
    {"이랑랑", "이랑", "이랑", "랑", "(이)랑"},
    {"이어서여서", "이어서", "이어서", "여서", "이어서(여서)"},
    {"이지만지만", "이지만", "이지만", "지만", "(이)지만"},
};

/* A piece of a template: n octets from `text` on. */
struct piece {
    const char *text;
    size_t n;
};

static bool piece_is(struct piece p, const char *text)
{
    return strlen(text) == p.n && memcmp(p.text, text, p.n) == 0;
}

static const char *find_particle(struct piece pair, enum last_sound sound)
{
    for (size_t i = 0; i < sizeof particles / sizeof particles[0]; i++) {
        if (!piece_is(pair, particles[i].pair))
            continue;
        switch (sound) {
        case SOUND_UNKNOWN:
            return particles[i].both;
        case SOUND_VOWEL:
            return particles[i].after_vowel;
        case SOUND_RIEUL:
            return particles[i].after_rieul;
        case SOUND_CONSONANT:
            return particles[i].after_consonant;
        }
    }
    return NULL;
}

const char *korean_particle(const char *pair, enum last_sound sound)
{
    return find_particle((struct piece){.text = pair, .n = strlen(pair)}, sound);
}

/* What is written so far; `needed` goes on counting when `out` is full. */
struct output {
    char *out;
    size_t size;
    size_t needed;
};

static void put(struct output *o, const char *text, size_t n)
{
    if (o->needed < o->size - 1) {
        size_t room = o->size - 1 - o->needed;
        memcpy(o->out + o->needed, text, n < room ? n : room);
    }
    o->needed += n;
}

/* One hole, without its braces: "name" or "name|pair". False: no such value or no such pair. */
static bool put_hole(struct output *o, struct piece hole, text_resolver *resolve, void *context)
{
    const char *bar = memchr(hole.text, '|', hole.n);
    size_t name_length = bar != NULL ? (size_t)(bar - hole.text) : hole.n;
    const char *value = resolve(context, hole.text, name_length);
    if (value == NULL)
        return false;
    const char *particle = "";
    if (bar != NULL) {
        struct piece pair = {.text = bar + 1, .n = hole.n - name_length - 1};
        particle = find_particle(pair, korean_last_sound(value));
        if (particle == NULL)
            return false;
    }
    put(o, value, strlen(value));
    put(o, particle, strlen(particle));
    return true;
}

/* Ends the text; a cut text ends before the character that did not fit. */
static void close_output(struct output *o)
{
    size_t end = o->needed;
    if (end >= o->size) {
        end = o->size - 1;
        size_t start = end; /* of the last character that begins in what was kept */
        while (start > 0 && ((unsigned char)o->out[start - 1] & 0xc0) == 0x80)
            start--;
        unsigned char first = start > 0 ? (unsigned char)o->out[start - 1] : 0;
        size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
        if (start > 0 && start - 1 + length > end)
            end = start - 1;
    }
    o->out[end] = '\0';
}

size_t text_format_by(char *out, size_t size, const char *template_text, text_resolver *resolve,
                      void *context)
{
    struct output o = {.out = out, .size = size, .needed = 0};
    const char *at = template_text;
    while (*at != '\0') {
        size_t plain = strcspn(at, "{");
        put(&o, at, plain);
        at += plain;
        if (*at == '\0')
            break;
        if (at[1] == '{') {
            put(&o, at, 1);
            at += 2;
            continue;
        }
        size_t inside = strcspn(at + 1, "{}");
        struct piece hole = {.text = at + 1, .n = inside};
        if (at[1 + inside] == '}' && put_hole(&o, hole, resolve, context)) {
            at += inside + 2;
        } else {
            put(&o, at, 1); /* not a hole: the brace stays */
            at++;
        }
    }
    close_output(&o);
    return o.needed;
}

struct value_list {
    const struct text_value *values;
    size_t count;
};

static const char *find_value(void *context, const char *name, size_t n)
{
    const struct value_list *list = context;
    for (size_t i = 0; i < list->count; i++)
        if (piece_is((struct piece){.text = name, .n = n}, list->values[i].name))
            return list->values[i].text;
    return NULL;
}

size_t text_format(char *out, size_t size, const char *template_text,
                   const struct text_value *values, size_t count)
{
    struct value_list list = {.values = values, .count = count};
    return text_format_by(out, size, template_text, find_value, &list);
}
