/* gui/theme.h: the tokens of the visual language: colours, type scale, measures, motion.
 *
 * Three themes with the same tokens. Frame fills are the Okabe-Ito palette in every theme;
 * lines and text take the ink of a protocol, which has at least 4.8:1 on paper and ground.
 * Units: units of geometry.h; milliseconds. */
#ifndef NETSTAGE_GUI_THEME_H
#define NETSTAGE_GUI_THEME_H

#include "gui/draw.h"

enum theme_name { THEME_LIGHT, THEME_DARK, THEME_CONTRAST, THEMES };

enum token {
    TOKEN_PAPER,  /* stage, ladder, plots */
    TOKEN_GROUND, /* side panels, bars, the time not played yet; hover */
    TOKEN_RAISE,  /* cards, fields, menus */
    TOKEN_SUNK,   /* cells that agree */
    TOKEN_HAIR,   /* hairlines inside a panel */
    TOKEN_RULE,   /* axes, brackets, field frames */
    TOKEN_LINE,   /* cables */
    TOKEN_INK,    /* text, shapes, focus, buttons */
    TOKEN_INK2,   /* labels, units, secondary text */
    TOKEN_INK3,   /* disabled */
    TOKEN_BUTTON,
    TOKEN_BUTTON_TEXT,
    TOKEN_WASH,      /* the row that the selection belongs to */
    TOKEN_MARK,      /* the one selection */
    TOKEN_MARK_TEXT, /* on it, and its edge */
    TOKENS
};

enum protocol {
    PROTOCOL_ARP,
    PROTOCOL_ICMP,
    PROTOCOL_DNS, /* and UDP */
    PROTOCOL_TCP,
    PROTOCOL_HTTP,     /* and any application octets */
    PROTOCOL_LOSS,     /* losses and errors */
    PROTOCOL_ETHERNET, /* neutral; its ink is ink2 */
    PROTOCOL_IP,
    PROTOCOLS
};

struct protocol_colours {
    struct rgba fill;  /* solid shapes */
    struct rgba label; /* text on the fill */
    struct rgba ink;   /* lines and text on paper and ground */
    struct rgba tint;  /* shapes that change a connection */
};

enum type_size { TYPE_LABEL, TYPE_READING, TYPE_HEAD, TYPE_SHEET, TYPE_SIZES };

/* A theme as it is in use: colours, and the settings of who looks at it. */
struct theme {
    enum theme_name name;
    struct rgba colour[TOKENS];
    struct protocol_colours protocol[PROTOCOLS];
    struct rgba shadow; /* painted twice, 3 and 1 out; alpha 0: none */
    float type[TYPE_SIZES];
    float scale; /* pixels a unit: 1 to 3 */
    float dim;   /* what is not selected, in the ladder */
    bool large;  /* presenter: sizes doubled */
    bool reduced_motion;
};

/* The theme with its type scale (13 16 20 28, presenter 26 32 40 56). scale is held to 1..3. */
struct theme theme_make(enum theme_name name, float scale, bool large, bool reduced_motion);

/* "light", "dark", "contrast". */
const char *theme_word(enum theme_name name);
bool theme_from_word(const char *word, enum theme_name *name) MUST_CHECK;

/* The contrast ratio of two opaque colours, 1 to 21 (WCAG 2.1, relative luminance). */
float contrast_ratio(struct rgba a, struct rgba b);

/* Measures of the plates, in units at 100 %. */
enum measure {
    MEASURE_GRID = 8,
    MEASURE_PADDING = 16,
    MEASURE_TOP_BAR = 48,
    MEASURE_TABS = 32,
    MEASURE_TIMELINE = 56,
    MEASURE_ROW = 20,
    MEASURE_TABLE_ROW = 24,
    MEASURE_CONTROL = 32,
    MEASURE_LESSON = 256, /* window below 1536 wide */
    MEASURE_LESSON_WIDE = 288,
    MEASURE_INSPECTOR = 320,
    MEASURE_INSPECTOR_WIDE = 352,
    MEASURE_WIDE_FROM = 1536,
    MEASURE_RADIUS_CHIP = 2,
    MEASURE_RADIUS = 4,
    MEASURE_RADIUS_FOCUS = 8
};

/* Motion. Each has a length and a curve; reduced motion makes every length 0. */
enum motion {
    MOTION_HOP,     /* a frame in step mode: 600 in-out, 900 in large type */
    MOTION_HEADER,  /* put in front or taken off: 300 out */
    MOTION_FALL,    /* a lost frame: 400 in */
    MOTION_ZOOM,    /* into a stack: 400 in-out */
    MOTION_PANEL,   /* panel, menu, revealed answer: 200 out */
    MOTION_TOOLTIP, /* waits 400, then is there at once */
    MOTION_NONE     /* selection, scrubbing */
};

float motion_milliseconds(const struct theme *theme, enum motion motion);

/* Where a motion is after `elapsed` milliseconds: 0 at its start, 1 from its end on. */
float motion_at(const struct theme *theme, enum motion motion, float elapsed);

float ease_in_out(float t);
float ease_out(float t);
float ease_in(float t);

#endif
