/* gui/raster.h: a draw list as pixels, on the CPU, without a display.
 *
 * The exact picture: tests, documents and animations are made by it, and the window shows its
 * pixels. Shapes by exact area coverage, text by the fonts' runs, blended in sRGB as browsers
 * do. Shape:  rows of width 32-bit words 0xAARRGGBB (what a window surface has);
 * raster_octets() gives R, G, B, A octets. Units:  a list is in units; `scale` makes them
 * pixels. */
#ifndef NETSTAGE_GUI_RASTER_H
#define NETSTAGE_GUI_RASTER_H

#include "gui/coverage.h"
#include "gui/font.h"

enum { RASTER_CLIPS_MAX = 32 };

struct pixel_rect {
    int x0, y0, x1, y1; /* x1, y1 are outside */
};

struct raster {
    uint32_t *pixels; /* row y starts at pixels + y * stride */
    int width, height, stride;
    float scale;
    bool own; /* the pixels are the raster's own */
    struct coverage cover;
    struct point *points; /* of the path at hand, in pixels */
    uint32_t point_room;
    struct pixel_rect clips[RASTER_CLIPS_MAX];
    uint32_t depth;    /* clips in use */
    uint32_t too_deep; /* pushed beyond RASTER_CLIPS_MAX; they do not narrow */
};

/* A raster with pixels of its own, all transparent. False: out of memory, or no size. */
bool raster_make(struct raster *raster, int width, int height, float scale) MUST_CHECK;

/* A raster over someone else's pixels (a window surface). */
void raster_over(struct raster *raster, uint32_t *pixels, int width, int height, int stride,
                 float scale);
void raster_release(struct raster *raster);

/* Paints a list. With `damage`, nothing outside it is touched. */
void raster_draw(struct raster *raster, struct fonts *fonts, const struct draw_list *list,
                 const struct pixel_rect *damage);

/* One command after another: start, then each command in its order (the lint looks in between).
 */
void raster_start(struct raster *raster, const struct pixel_rect *damage);
void raster_command(struct raster *raster, struct fonts *fonts, const struct draw_list *list,
                    uint32_t index);

/* The clip in force, in pixels. */
struct pixel_rect raster_clip(const struct raster *raster);

/* Where a run's coverage lands: its top left pixel. False: nothing to see. */
struct run_place {
    const struct text_run *run;
    int x, y;
};
bool raster_place(const struct raster *raster, struct fonts *fonts,
                  const struct draw_list *list, const struct draw_command *command,
                  struct run_place *place);

/* Copies the picture as R, G, B, A octets to width * height * 4 octets. */
void raster_octets(const struct raster *raster, uint8_t *out);

#endif
