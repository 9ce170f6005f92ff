/* gui/lint.h: what is wrong with a picture, found by looking at it as a machine can.
 *
 * The list is painted command by command; each run of text is held against its room, against
 * its neighbours, against the pixels that it is painted on, and against what is painted over it
 * later. Shape:  a growing table of findings; release with lint_release(). */
#ifndef NETSTAGE_GUI_LINT_H
#define NETSTAGE_GUI_LINT_H

#include "gui/raster.h"

enum lint_kind {
    LINT_CLIPPED,  /* ink outside the declared box, the clip, or the window */
    LINT_OVERLAP,  /* two runs of one layer touch and are not of one group */
    LINT_CONTRAST, /* less than 4.5:1 */
    LINT_COVERED,  /* painted over by something later in the same layer */
    LINT_SMALL,    /* below 16 pixels in large type */
    LINT_GLYPH,    /* a character that the font has not */
    LINT_MEMORY,   /* the list or the lint ran out of memory: nothing is proved */
    LINT_KINDS
};

struct lint_finding {
    enum lint_kind kind;
    uint32_t widget; /* id of the widget that drew the run */
    struct rect ink; /* in units */
    float value;     /* pixels outside, ratio, share covered, size; else 0 */
    char text[96];   /* the run, cut where too long */
    char other[96];  /* the run it overlaps */
};

struct lint {
    bool large; /* set before: the large type mode */
    struct lint_finding *findings;
    uint32_t count, room;
};

/* Adds the findings of a list that is shown in a window of width by height units. */
void lint_list(struct lint *lint, struct fonts *fonts, const struct draw_list *list,
               float width, float height, float scale);

/* One finding a line, in English: for developers and tests. */
void lint_print(const struct lint *lint, FILE *out);
void lint_release(struct lint *lint);

#endif
