/* gui/draw.h: the draw list, the one description of what is seen.
 *
 * Panels append commands; the rasteriser, the SVG writer and the lint read them. A list is
 * plain data: it can be compared with a golden text (draw_dump) without a display. Shape:
 * commands in painting order; points and text lie in two arrays of the list and are named by
 * offset, so the arrays may grow. Nothing in a command is a pointer. Units:  geometry.h; text
 * size is the em in units; a stroke of a rectangle lies inside its edge, every other stroke is
 * centred on its path. Memory: a list that runs out of memory drops the command and sets
 * `failed`. */
#ifndef NETSTAGE_GUI_DRAW_H
#define NETSTAGE_GUI_DRAW_H

#include <stdio.h>

#include "gui/geometry.h"

/* Straight (not premultiplied) sRGB. */
struct rgba {
    uint8_t r, g, b, a;
};

/* 0xRRGGBB, opaque. */
static inline struct rgba rgb(uint32_t hex)
{
    return (struct rgba){(uint8_t)(hex >> 16), (uint8_t)(hex >> 8), (uint8_t)hex, 255};
}

/* The same colour, share (0 to 1) as opaque. */
static inline struct rgba rgba_fade(struct rgba c, float share)
{
    c.a = (uint8_t)((float)c.a * share + 0.5f);
    return c;
}

/* A fourth of the way from a to b is rgba_mix(a, b, 0.25). */
struct rgba rgba_mix(struct rgba a, struct rgba b, float share);

static inline bool rgba_equal(struct rgba a, struct rgba b)
{
    return a.r == b.r && a.g == b.g && a.b == b.b && a.a == b.a;
}

enum draw_join { JOIN_MITER, JOIN_ROUND };
enum draw_cap { CAP_BUTT, CAP_ROUND };

/* How a shape is painted: first its inside, then its edge. Alpha 0 or width 0: not at all. */
struct paint {
    struct rgba fill;
    struct rgba stroke;
    float width;
    float dash_on, dash_off; /* dash_on 0: solid */
    enum draw_join join;
    enum draw_cap cap;
};

static inline struct paint paint_fill(struct rgba fill)
{
    return (struct paint){.fill = fill};
}

static inline struct paint paint_stroke(struct rgba stroke, float width)
{
    return (struct paint){.stroke = stroke, .width = width};
}

static inline struct paint paint_both(struct rgba fill, struct rgba stroke, float width)
{
    return (struct paint){.fill = fill, .stroke = stroke, .width = width};
}

static inline struct paint paint_dashed(struct rgba stroke, float width, float on, float off)
{
    return (struct paint){.stroke = stroke, .width = width, .dash_on = on, .dash_off = off};
}

static inline struct paint paint_round(struct paint paint)
{
    paint.join = JOIN_ROUND;
    return paint;
}

enum font_face { FONT_REGULAR, FONT_BOLD, FONT_MONO, FONT_MONO_BOLD, FONT_FACES };

/* Which point of a run x names. */
enum text_anchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END };

struct text_style {
    enum font_face face;
    enum text_anchor anchor;
    float size;
    struct rgba colour;
};

static inline struct text_style text_style(enum font_face face, float size, struct rgba colour)
{
    return (struct text_style){face, ANCHOR_START, size, colour};
}

static inline struct text_style text_anchored(struct text_style style, enum text_anchor anchor)
{
    style.anchor = anchor;
    return style;
}

/* What a clip may cut without fault: content that the user can scroll into view. */
enum draw_scroll { SCROLL_NONE = 0, SCROLL_UP_DOWN = 1, SCROLL_SIDEWAYS = 2 };

enum draw_kind { DRAW_RECT, DRAW_CIRCLE, DRAW_PATH, DRAW_TEXT, DRAW_CLIP, DRAW_UNCLIP };

/* One command. `box` is the rectangle of DRAW_RECT and DRAW_CLIP; of DRAW_TEXT it is the room
 * that was declared for the run (w 0: none), which its ink must not leave. */
struct draw_command {
    enum draw_kind kind;
    uint32_t widget; /* id of the widget that drew it; 0: none */
    uint32_t group;  /* runs of one group (not 0) may overlap each other */
    uint8_t layer;   /* 0: the window; 1 and up: menus, tooltips above it */
    uint8_t scrolls; /* DRAW_CLIP: bits of draw_scroll */
    bool closed;     /* DRAW_PATH: a polygon */
    struct rect box;
    struct point at;       /* centre of a circle, anchor and baseline of a run */
    float radius;          /* of a circle, of the corners of a rectangle */
    uint32_t first, count; /* points of a path; octets of a run */
    struct paint paint;
    struct text_style style;
};

struct draw_list {
    struct draw_command *commands;
    struct point *points;
    char *text;
    uint32_t command_count, command_room;
    uint32_t point_count, point_room;
    uint32_t text_count, text_room;
    uint32_t widget, group; /* stamped on the commands to come */
    uint8_t layer;
    bool failed; /* memory ran out: the list is not complete */
};

/* An all-zero list is empty and ready. draw_clear() keeps the memory for the next frame. */
void draw_clear(struct draw_list *list);
void draw_release(struct draw_list *list);

void draw_rect(struct draw_list *list, struct rect box, float radius, struct paint paint);
void draw_circle(struct draw_list *list, float x, float y, float radius, struct paint paint);
void draw_line(struct draw_list *list, float x0, float y0, float x1, float y1,
               struct paint paint);
void draw_polyline(struct draw_list *list, const struct point *points, uint32_t count,
                   struct paint paint);
void draw_polygon(struct draw_list *list, const struct point *points, uint32_t count,
                  struct paint paint);

/* One run on one line; text is valid UTF-8 without line breaks. An empty run draws nothing. */
void draw_text(struct draw_list *list, float x, float baseline, struct text_style style,
               const char *text);
void draw_text_octets(struct draw_list *list, float x, float baseline, struct text_style style,
                      const char *text, uint32_t octets);

/* A run in a box: vertically centred, at the side its anchor says. The box is what the lint
 * holds the ink against; fitting the text in (wrap.h) is the caller's work. */
void draw_text_in(struct draw_list *list, struct rect box, struct text_style style,
                  const char *text);

/* The baseline that centres a run of that size on y. */
static inline float text_baseline(float y, float size)
{
    return y + 0.35f * size;
}

/* Until the matching draw_unclip() nothing outside box (and the clips around it) is seen. */
void draw_clip(struct draw_list *list, struct rect box);
void draw_clip_scrolled(struct draw_list *list, struct rect box, unsigned scrolls);
void draw_unclip(struct draw_list *list);

/* Appends all commands of `from`. */
void draw_append(struct draw_list *list, const struct draw_list *from);

/* The list as text, one command a line, for golden tests. */
void draw_dump(const struct draw_list *list, FILE *out);

#endif
