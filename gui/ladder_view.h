/* gui/ladder_view.h: one picture of the ladder, as its files share it: where time and nodes
 * are, the ways that packets took, the labels that have been placed. Scratch of one picture.
 *
 * Shape:  a way is one frame on one cable; ways of one packet that follow each other are a
 * chain, drawn as one line from the first node to the last.
 */
#ifndef NETSTAGE_GUI_LADDER_VIEW_H
#define NETSTAGE_GUI_LADDER_VIEW_H

#include "gui/instruments.h"

enum {
    LADDER_COLUMNS_MAX = 24,
    LADDER_WAYS_MAX = 1200,
    LADDER_LABELS_MAX = 400,
    LADDER_HOPS_MAX = 64,
    LADDER_HEAD = 46,  /* units: names and states above the lines */
    LADDER_CUT = 28,   /* a cut silence */
    LADDER_FOOT = 24,  /* what is kept free below the playhead */
    LADDER_AXIS = 72,  /* for the time at the left */
    LADDER_LABEL = 16, /* height of a line of words */
};

struct ladder_way {
    uint32_t frame;
    uint32_t before; /* row of the way by which the packet came to this node, or NONE */
    bool continued;  /* another way goes on from its end */
    bool shown;      /* its line has been drawn */
};

struct ladder_column {
    uint32_t node;
    float x;
};

struct ladder_view {
    struct window *window;
    struct ladder *ladder;
    struct rect box; /* of the lines, below the names */
    float unit, scale;
    float top; /* the height in the ladder that is at box.y */
    sim_time now;
    struct ladder_column column[LADDER_COLUMNS_MAX]; /* from left to right */
    uint32_t columns;
    struct ladder_way way[LADDER_WAYS_MAX];
    uint32_t ways;
    struct rect label[LADDER_LABELS_MAX]; /* where words are */
    uint32_t labels;
    bool something_selected;
};

/* --- ladder_time.c --- */

/* Reads what has happened up to the cursor: cuts, states. */
void ladder_learn(struct window *window, struct ladder *ladder, float scale);
/* How far down a moment is, from the start of the run. */
float ladder_height(const struct ladder *ladder, float scale, sim_time time);
/* The moment at a height. */
sim_time ladder_time_at(const struct ladder *ladder, float scale, float height);
/* Units a nanosecond, by the cables of the lesson and the user's zoom. */
float ladder_scale(const struct window *window);
void ladder_draw_axis(struct ladder_view *v);
void ladder_draw_cuts(struct ladder_view *v);

static inline float ladder_y(const struct ladder_view *v, sim_time time)
{
    return v->box.y + ladder_height(v->ladder, v->scale, time) - v->top;
}

/* --- ladder_columns.c --- */

void ladder_place_columns(struct ladder_view *v);
/* The column of a node, or NONE: it has none. */
uint32_t ladder_column_of(const struct ladder_view *v, uint32_t node);
void ladder_draw_columns(struct ladder_view *v, struct rect head);

/* --- ladder_ways.c --- */

void ladder_collect(struct ladder_view *v);
void ladder_draw_ways(struct ladder_view *v);
/* The frame whose line is nearest to a point, at most 7 units away; or NONE. */
uint32_t ladder_frame_at(const struct ladder_view *v, float x, float y);
/* Where a frame's line begins and ends, as far as it has come. False: it has no columns. */
bool ladder_ends(const struct ladder_view *v, uint32_t frame, struct point *start,
                 struct point *departs, struct point *end);

/* --- ladder_labels.c --- */

void ladder_draw_labels(struct ladder_view *v);
/* Takes a place for words. False: it is taken already, or outside. */
bool ladder_claim(struct ladder_view *v, struct rect box);

#endif
