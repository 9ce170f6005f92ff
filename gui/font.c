/* gui/font.c: finding the fonts, rendering runs, and the cache of runs. */
#include "gui/font.h"

#include <SDL_ttf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalogue.h"
#include "base/hash.h"
#include "base/korean.h"
#include "gui/font_files.h"
#include "gui/utf8.h"

enum {
    OPEN_MAX = 96, /* faces times sizes that are open at once */
    MEASURED_LARGER = 4,
    BUCKETS = 4096,          /* a power of two */
    CACHE_OCTETS = 24 << 20, /* of coverage and text */
};

struct open_font {
    TTF_Font *font;
    enum font_face face;
    uint32_t dpi;  /* the size: one point at this many dots an inch */
    uint64_t used; /* when last asked for */
};

/* A cached run. It is rendered when it is first drawn; measuring makes only the width. */
struct cached_run {
    struct cached_run *next_in_bucket;
    struct cached_run *older, *newer;
    uint64_t hash;
    uint32_t dpi;
    enum font_face face;
    bool rendered;
    uint32_t octets;
    struct text_run run;
    uint8_t *cover;
    char text[];
};

struct fonts {
    char paths[FONT_FACES][FONT_PATH_MAX];
    struct open_font open[OPEN_MAX];
    uint32_t open_count;
    uint64_t clock;
    struct cached_run *buckets[BUCKETS];
    struct cached_run *newest, *oldest;
    struct font_cache_use use;
};

struct fonts *fonts_open(char *error, size_t error_size)
{
    struct fonts *fonts = calloc(1, sizeof *fonts);
    if (fonts == NULL) {
        snprintf(error, error_size, "%s", _("out of memory"));
        return NULL;
    }
    if (!font_files_find(fonts->paths, error, error_size)) {
        free(fonts);
        return NULL;
    }
    if (TTF_Init() != 0) {
        struct text_value why = {"why", TTF_GetError()};
        (void)text_format(error, error_size, _("the font library does not start: {why}"), &why,
                          1);
        free(fonts);
        return NULL;
    }
    return fonts;
}

static void unlink_run(struct fonts *fonts, struct cached_run *run)
{
    *(run->older != NULL ? &run->older->newer : &fonts->oldest) = run->newer;
    *(run->newer != NULL ? &run->newer->older : &fonts->newest) = run->older;
}

static void put_newest(struct fonts *fonts, struct cached_run *run)
{
    run->older = fonts->newest;
    run->newer = NULL;
    *(fonts->newest != NULL ? &fonts->newest->newer : &fonts->oldest) = run;
    fonts->newest = run;
}

static size_t weight(const struct cached_run *run)
{
    size_t pixels = run->cover != NULL ? (size_t)run->run.width * (size_t)run->run.height : 0;
    return sizeof *run + run->octets + pixels;
}

static void drop_run(struct fonts *fonts, struct cached_run *run)
{
    struct cached_run **link = &fonts->buckets[run->hash & (BUCKETS - 1)];
    while (*link != run)
        link = &(*link)->next_in_bucket;
    *link = run->next_in_bucket;
    unlink_run(fonts, run);
    fonts->use.octets -= weight(run);
    fonts->use.dropped++;
    free(run->cover);
    free(run);
}

void fonts_close(struct fonts *fonts)
{
    if (fonts == NULL)
        return;
    while (fonts->oldest != NULL)
        drop_run(fonts, fonts->oldest);
    for (uint32_t i = 0; i < fonts->open_count; i++)
        TTF_CloseFont(fonts->open[i].font);
    TTF_Quit();
    free(fonts);
}

const char *fonts_path(const struct fonts *fonts, enum font_face face)
{
    return fonts->paths[face];
}

static uint32_t size_dpi(float pixels)
{
    return pixels > 0 && pixels < 1000 ? (uint32_t)lroundf(pixels * 72) : 0;
}

/* A place for one more open font; the one not used for longest makes room. */
static struct open_font *open_slot(struct fonts *fonts)
{
    if (fonts->open_count < OPEN_MAX)
        return &fonts->open[fonts->open_count++];
    struct open_font *oldest = &fonts->open[0];
    for (uint32_t i = 1; i < OPEN_MAX; i++)
        if (fonts->open[i].used < oldest->used)
            oldest = &fonts->open[i];
    TTF_CloseFont(oldest->font);
    return oldest;
}

static TTF_Font *font_of(struct fonts *fonts, enum font_face face, uint32_t dpi)
{
    fonts->clock++;
    for (uint32_t i = 0; i < fonts->open_count; i++)
        if (fonts->open[i].dpi == dpi && fonts->open[i].face == face) {
            fonts->open[i].used = fonts->clock;
            return fonts->open[i].font;
        }
    if (dpi == 0)
        return NULL;
    TTF_Font *font = TTF_OpenFontDPI(fonts->paths[face], 1, dpi, dpi);
    if (font == NULL)
        return NULL;
    TTF_SetFontHinting(font, TTF_HINTING_LIGHT_SUBPIXEL);
    (void)TTF_SetFontScriptName(font, "Hang");
    struct open_font *slot = open_slot(fonts);
    *slot = (struct open_font){font, face, dpi, fonts->clock};
    return font;
}

static struct cached_run *find_run(struct fonts *fonts, uint64_t hash, enum font_face face,
                                   uint32_t dpi, const char *text, size_t octets)
{
    struct cached_run *run = fonts->buckets[hash & (BUCKETS - 1)];
    while (run != NULL && !(run->hash == hash && run->dpi == dpi && run->face == face &&
                            run->octets == octets && memcmp(run->text, text, octets) == 0))
        run = run->next_in_bucket;
    return run;
}

static void make_room(struct fonts *fonts, const struct cached_run *keep)
{
    while (fonts->use.octets > CACHE_OCTETS && fonts->oldest != keep)
        drop_run(fonts, fonts->oldest);
}

/* SDL2_ttf measures ink, not how far the pen moves, and in whole pixels: digits of one width
 * would differ. Between two bars, and at four times the size, the difference is the pen's way.
 * The bars are written around the text, which has room for them. */
static float pen_way(struct fonts *fonts, struct cached_run *run)
{
    TTF_Font *font = font_of(fonts, run->face, run->dpi * MEASURED_LARGER);
    int with = 0, without = 0;
    memmove(run->text + 1, run->text, run->octets);
    run->text[0] = run->text[run->octets + 1] = '|';
    if (font != NULL) {
        (void)TTF_SizeUTF8(font, run->text, &with, NULL);
        (void)TTF_SizeUTF8(font, "||", &without, NULL);
    }
    memmove(run->text, run->text + 1, run->octets);
    run->text[run->octets] = run->text[run->octets + 1] = '\0';
    return (float)(with - without) / MEASURED_LARGER;
}

/* The cached run, measured; NULL: out of memory or no such size. */
static struct cached_run *run_of(struct fonts *fonts, enum font_face face, float pixels,
                                 const char *text, size_t octets)
{
    uint32_t dpi = size_dpi(pixels);
    uint64_t hash = hash_octets(hash_mix(dpi, (uint64_t)face), text, octets);
    struct cached_run *run = find_run(fonts, hash, face, dpi, text, octets);
    if (run != NULL) {
        fonts->use.found++;
        unlink_run(fonts, run);
        put_newest(fonts, run);
        return run;
    }
    TTF_Font *font = font_of(fonts, face, dpi);
    run = font == NULL ? NULL : calloc(1, sizeof *run + octets + 3);
    if (run == NULL)
        return NULL;
    memcpy(run->text, text, octets);
    run->hash = hash;
    run->dpi = dpi;
    run->face = face;
    run->octets = (uint32_t)octets;
    run->run.ascent = TTF_FontAscent(font);
    run->run.height = TTF_FontHeight(font);
    run->run.advance = pen_way(fonts, run);
    run->next_in_bucket = fonts->buckets[hash & (BUCKETS - 1)];
    fonts->buckets[hash & (BUCKETS - 1)] = run;
    put_newest(fonts, run);
    fonts->use.made++;
    fonts->use.octets += weight(run);
    make_room(fonts, run);
    return run;
}

/* How far the first character reaches left of the pen; SDL2_ttf moves the run right by as much.
 */
static int left_reach(TTF_Font *font, const struct cached_run *run)
{
    size_t next;
    int min_x = 0;
    uint32_t first = utf8_at(run->text, run->octets, 0, &next);
    if (TTF_GlyphMetrics32(font, first, &min_x, NULL, NULL, NULL, NULL) != 0)
        return 0;
    return min_x < 0 ? -min_x : 0;
}

static void render(struct fonts *fonts, struct cached_run *run)
{
    run->rendered = true;
    TTF_Font *font = font_of(fonts, run->face, run->dpi);
    if (font == NULL)
        return;
    SDL_Color white = {255, 255, 255, 255};
    SDL_Surface *surface = TTF_RenderUTF8_Blended(font, run->text, white);
    if (surface == NULL)
        return; /* nothing but spaces, or wider than a surface can be: no ink */
    uint8_t *cover = malloc((size_t)surface->w * (size_t)surface->h);
    if (cover != NULL) {
        fonts->use.octets -= weight(run);
        for (int y = 0; y < surface->h; y++) {
            const uint32_t *row =
                (const uint32_t *)(const void *)((const uint8_t *)surface->pixels +
                                                 (ptrdiff_t)y * surface->pitch);
            for (int x = 0; x < surface->w; x++)
                cover[(ptrdiff_t)y * surface->w + x] = (uint8_t)(row[x] >> 24);
        }
        run->cover = cover;
        run->run.width = surface->w;
        run->run.height = surface->h;
        run->run.left = left_reach(font, run);
        run->run.cover = cover;
        fonts->use.octets += weight(run);
        make_room(fonts, run);
    }
    SDL_FreeSurface(surface);
}

float fonts_width(struct fonts *fonts, enum font_face face, float pixels, const char *text,
                  size_t octets)
{
    struct cached_run *run = octets > 0 ? run_of(fonts, face, pixels, text, octets) : NULL;
    return run != NULL ? run->run.advance : 0;
}

const struct text_run *fonts_run(struct fonts *fonts, enum font_face face, float pixels,
                                 const char *text, size_t octets)
{
    struct cached_run *run = octets > 0 ? run_of(fonts, face, pixels, text, octets) : NULL;
    if (run == NULL)
        return NULL;
    if (!run->rendered)
        render(fonts, run);
    return &run->run;
}

struct font_metrics fonts_metrics(struct fonts *fonts, enum font_face face, float pixels)
{
    TTF_Font *font = font_of(fonts, face, size_dpi(pixels));
    if (font == NULL)
        return (struct font_metrics){0, 0, 0};
    return (struct font_metrics){(float)TTF_FontAscent(font), (float)-TTF_FontDescent(font),
                                 (float)TTF_FontLineSkip(font)};
}

bool fonts_has(struct fonts *fonts, enum font_face face, uint32_t codepoint)
{
    TTF_Font *font = font_of(fonts, face, size_dpi(16));
    return font != NULL && TTF_GlyphIsProvided32(font, codepoint) != 0;
}

struct font_cache_use fonts_cache_use(const struct fonts *fonts)
{
    return fonts->use;
}
