/* gui/theme.c: the three themes and the curves of motion. */
#include "gui/theme.h"

#include <math.h>
#include <string.h>

static const uint32_t token_hex[THEMES][TOKENS] = {
    [THEME_LIGHT] = {0xFFFFFF, 0xF4F3EF, 0xFFFFFF, 0xE9E7E1, 0xDAD7CF, 0x8E8B84, 0x7B7973,
                     0x17191B, 0x575B60, 0x7F8286, 0x17191B, 0xFFFFFF, 0xFBF7C6, 0xF0E442,
                     0x000000},
    [THEME_DARK] = {0x121517, 0x1B1F22, 0x262B2F, 0x0C0E10, 0x31373C, 0x69717A, 0x858D94,
                    0xECEAE5, 0xAAB0B5, 0x7E868D, 0xECEAE5, 0x121517, 0x39370F, 0xF0E442,
                    0x000000},
    [THEME_CONTRAST] = {0x000000, 0x000000, 0x000000, 0x000000, 0x9A9A9A, 0xFFFFFF, 0xFFFFFF,
                        0xFFFFFF, 0xFFFFFF, 0xC8C8C8, 0xFFFFFF, 0x000000, 0x000000, 0xF0E442,
                        0x000000},
};

/* fill and label are the same in all themes but for the two neutral layers. */
static const uint32_t fill_hex[PROTOCOLS] = {0xE69F00, 0x56B4E9, 0xCC79A7, 0x009E73,
                                             0x0072B2, 0xD55E00, 0,        0};
static const uint32_t neutral_fill_hex[THEMES][2] = {
    {0x565B61, 0xB9BDC2}, {0x6B7279, 0x3F464C}, {0x8A8F94, 0x4A4F54}};
static const uint32_t neutral_label_hex[THEMES][2] = {
    {0xFFFFFF, 0x000000}, {0xFFFFFF, 0xFFFFFF}, {0x000000, 0xFFFFFF}};

static const uint32_t ink_hex[THEMES][PROTOCOL_LOSS + 1] = {
    {0x8A5D00, 0x00758F, 0xA0487C, 0x00714F, 0x005A8E, 0xB04A00},
    {0xF0B03A, 0x5CC8EE, 0xDB95BB, 0x2DB98C, 0x74A9F0, 0xF08030},
    {0xFFB627, 0x62D2F7, 0xF0A8CE, 0x3FD0A2, 0x8FBBFF, 0xFF8C42},
};

static const float tint_share[THEMES] = {0.14f, 0.24f, 0.30f};
static const float dim_share[THEMES] = {0.55f, 0.55f, 0.75f};

static struct protocol_colours protocol_colours(const struct theme *theme, uint32_t protocol)
{
    struct protocol_colours c;
    enum theme_name name = theme->name;
    if (protocol >= PROTOCOL_ETHERNET) {
        uint32_t which = protocol - PROTOCOL_ETHERNET;
        c.fill = rgb(neutral_fill_hex[name][which]);
        c.label = rgb(neutral_label_hex[name][which]);
        c.ink = theme->colour[TOKEN_INK2];
    } else {
        c.fill = rgb(fill_hex[protocol]);
        c.label = rgb(protocol == PROTOCOL_HTTP ? 0xFFFFFF : 0x000000);
        c.ink = rgb(ink_hex[name][protocol]);
    }
    c.tint = rgba_mix(theme->colour[TOKEN_PAPER], c.fill, tint_share[name]);
    return c;
}

struct theme theme_make(enum theme_name name, float scale, bool large, bool reduced_motion)
{
    static const float sizes[TYPE_SIZES] = {13, 16, 20, 28};
    struct theme theme = {.name = name, .large = large, .reduced_motion = reduced_motion};
    theme.scale = scale < 1 ? 1 : scale > 3 ? 3 : scale;
    theme.dim = dim_share[name];
    for (int i = 0; i < TOKENS; i++)
        theme.colour[i] = rgb(token_hex[name][i]);
    for (uint32_t i = 0; i < PROTOCOLS; i++)
        theme.protocol[i] = protocol_colours(&theme, i);
    for (int i = 0; i < TYPE_SIZES; i++)
        theme.type[i] = sizes[i] * (large ? 2.0f : 1.0f);
    switch (name) {
    case THEME_LIGHT:
        theme.shadow = rgba_fade(theme.colour[TOKEN_INK], 0.05f);
        break;
    case THEME_DARK:
        theme.shadow = (struct rgba){0, 0, 0, 71};
        break;
    case THEME_CONTRAST:
    case THEMES:
        break;
    }
    return theme;
}

static const char *const words[THEMES] = {"light", "dark", "contrast"};

const char *theme_word(enum theme_name name)
{
    return words[name];
}

bool theme_from_word(const char *word, enum theme_name *name)
{
    for (unsigned i = 0; i < THEMES; i++)
        if (strcmp(word, words[i]) == 0) {
            *name = (enum theme_name)i;
            return true;
        }
    return false;
}

static float linear(uint8_t channel)
{
    float c = (float)channel / 255;
    return c <= 0.03928f ? c / 12.92f : powf((c + 0.055f) / 1.055f, 2.4f);
}

static float luminance(struct rgba c)
{
    return 0.2126f * linear(c.r) + 0.7152f * linear(c.g) + 0.0722f * linear(c.b);
}

float contrast_ratio(struct rgba a, struct rgba b)
{
    float la = luminance(a), lb = luminance(b);
    return la > lb ? (la + 0.05f) / (lb + 0.05f) : (lb + 0.05f) / (la + 0.05f);
}

float ease_in_out(float t)
{
    float rest = 2 - 2 * t;
    return t < 0.5f ? 4 * t * t * t : 1 - rest * rest * rest / 2;
}

float ease_out(float t)
{
    float rest = 1 - t;
    return 1 - rest * rest * rest;
}

float ease_in(float t)
{
    return t * t;
}

float motion_milliseconds(const struct theme *theme, enum motion motion)
{
    if (theme->reduced_motion)
        return motion == MOTION_TOOLTIP ? 400 : 0; /* a wait, not a motion */
    switch (motion) {
    case MOTION_HOP:
        return theme->large ? 900 : 600;
    case MOTION_HEADER:
        return 300;
    case MOTION_FALL:
    case MOTION_ZOOM:
    case MOTION_TOOLTIP:
        return 400;
    case MOTION_PANEL:
        return 200;
    case MOTION_NONE:
        break;
    }
    return 0;
}

float motion_at(const struct theme *theme, enum motion motion, float elapsed)
{
    float length = motion_milliseconds(theme, motion);
    if (elapsed >= length)
        return 1;
    float t = elapsed < 0 ? 0 : elapsed / length;
    switch (motion) {
    case MOTION_HOP:
    case MOTION_ZOOM:
        return ease_in_out(t);
    case MOTION_HEADER:
    case MOTION_PANEL:
        return ease_out(t);
    case MOTION_FALL:
        return ease_in(t);
    case MOTION_TOOLTIP:
    case MOTION_NONE:
        break;
    }
    return 0;
}
