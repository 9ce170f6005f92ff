/* gui/font.h: the fonts of the window, and runs of text rendered by them.
 *
 * NanumBarunGothic regular and bold, NanumGothicCoding regular and bold, through SDL2_ttf;
 * neither a display nor SDL_Init() is needed. Looked for in this order: the directory named by
 * the environment's NETSTAGE_FONT_DIR, `share/netstage/fonts` under the installed prefix, and
 * the usual font directories of the system. Shape:  one face opened per (face, pixel size), and
 * a cache of runs, least recently used out. Units:  pixels: the size in units times the scale.
 * Sizes are kept to 1/72 pixel. Text:   UTF-8, NFC. U+2212, U+00B5, check marks and arrows
 * other than U+2192 are not in the fonts: draw these as shapes (glyph.h). */
#ifndef NETSTAGE_GUI_FONT_H
#define NETSTAGE_GUI_FONT_H

#include "gui/draw.h"

struct fonts;

/* A run as coverage: one octet a pixel. The pen starts at column `left` on row `ascent`. */
struct text_run {
    int width, height;
    int left, ascent;
    float advance;        /* how far the pen moves; to a quarter of a pixel */
    const uint8_t *cover; /* height rows of width; NULL: nothing to see */
};

struct font_metrics {
    float ascent, descent; /* from the baseline, both positive */
    float line;            /* from line to line as the font has it */
};

/* Opens the fonts. NULL: not found; `error` then says in one sentence what is missing, where it
 * was looked for and which package brings it. */
struct fonts *fonts_open(char *error, size_t error_size);
void fonts_close(struct fonts *fonts);

/* The path of a face's file, for documents that embed it. */
const char *fonts_path(const struct fonts *fonts, enum font_face face);

/* Advance of a run in pixels. 0: empty, or the size cannot be opened. */
float fonts_width(struct fonts *fonts, enum font_face face, float pixels, const char *text,
                  size_t octets);

/* The rendered run; valid until the next call with the same fonts. NULL: out of memory. */
const struct text_run *fonts_run(struct fonts *fonts, enum font_face face, float pixels,
                                 const char *text, size_t octets);

struct font_metrics fonts_metrics(struct fonts *fonts, enum font_face face, float pixels);

/* Whether the face has a shape for the character. */
bool fonts_has(struct fonts *fonts, enum font_face face, uint32_t codepoint);

/* How often a run was found in the cache, and how often it had to be rendered or measured. */
struct font_cache_use {
    uint64_t found, made, dropped;
    size_t octets;
};
struct font_cache_use fonts_cache_use(const struct fonts *fonts);

#endif
