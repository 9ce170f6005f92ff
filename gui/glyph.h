/* gui/glyph.h: everything that is drawn as a shape: nodes, frames, icons, marks, arrows.
 *
 * The shapes are those of plate 08b and 08c of the design: outline says the protocol, filling
 * says what is aboard, dashes say that it is not there, the nose flies first. A frame is told
 * from another one in grey as well as in colour. Units: geometry.h; a shape is placed by its
 * centre. */
#ifndef NETSTAGE_GUI_GLYPH_H
#define NETSTAGE_GUI_GLYPH_H

#include "gui/theme.h"

enum node_glyph {
    GLYPH_HOST,
    GLYPH_LAPTOP,
    GLYPH_SERVER,
    GLYPH_SWITCH,
    GLYPH_ROUTER,
    GLYPH_DNS,
    GLYPH_FIREWALL,
    GLYPH_BROWSER,
    GLYPH_OUTSIDE, /* a globe: the real world */
    GLYPH_NODES
};

/* What is the matter with a node; may be combined. */
enum node_state {
    GLYPH_STATE_PLAIN = 0,
    GLYPH_STATE_SELECTED = 1, /* the mark behind it, with a black edge */
    GLYPH_STATE_FOCUS = 2,
    GLYPH_STATE_DOWN = 4,  /* grey, with a cross in a disc */
    GLYPH_STATE_OPENED = 8 /* its stack is open above it */
};

/* Draws a node in its 40 box times `size` (0.5 has its own strokes, 1, 1.25 ...). `paper` is
 * the colour it stands on and is filled with. */
void glyph_node(struct draw_list *list, const struct theme *theme, enum node_glyph node,
                unsigned states, float x, float y, float size, struct rgba paper);

/* Half of what the silhouette takes in x and in y at size 1: cables and frames end there. */
struct point glyph_node_half(enum node_glyph node);

enum frame_glyph {
    SHAPE_ARP_REQUEST,
    SHAPE_ARP_REPLY,
    SHAPE_ICMP_ECHO,
    SHAPE_ICMP_REPLY,
    SHAPE_ICMP_ERROR,
    SHAPE_DNS_QUERY,
    SHAPE_DNS_ANSWER,
    SHAPE_UDP, /* another datagram: a full capsule with its label */
    SHAPE_TCP_SYN,
    SHAPE_TCP_SYN_ACK,
    SHAPE_TCP_ACK,  /* carries nothing */
    SHAPE_TCP_DATA, /* octets of an application */
    SHAPE_TCP_FIN,
    SHAPE_TCP_RST,
    SHAPE_OTHER, /* a kind that no shape is kept for: a plain box with its label */
    SHAPES
};

/* What happened to the frame. */
enum frame_fate {
    FATE_LOOK_PLAIN,
    FATE_LOOK_AGAIN,     /* sent again: full, before a dashed ghost */
    FATE_LOOK_DUPLICATE, /* before a solid ghost */
    FATE_LOOK_DROPPED,   /* only a dashed outline, and a cross in a disc at the tail */
    FATE_LOOK_CORRUPT,   /* cracked near the tail */
    FATE_LOOKS
};

enum frame_size { SHAPE_SIZE_STAGE, SHAPE_SIZE_LIST, SHAPE_SIZE_QUEUED }; /* 1, 0.6, 0.45 */

struct frame_look {
    enum frame_glyph glyph;
    enum frame_fate fate;
    enum frame_size size;
    bool to_left;
    bool selected;     /* the mark behind it */
    float zoom;        /* a further factor; 0: 1 */
    const char *label; /* a data frame's number; NULL: what the shape says by itself */
    float label_width; /* measured by the caller, in units at zoom 1; 0: at least 36 wide */
    struct rgba paper; /* what it is drawn on */
};

/* Draws a frame with its centre at (x, y). Labels are drawn at stage size only. */
void glyph_frame(struct draw_list *list, const struct theme *theme,
                 const struct frame_look *look, float x, float y);

/* What the shape takes, without ghost, waves, chevron and disc. */
struct point glyph_frame_extent(const struct frame_look *look);

/* The label that the shape carries by itself at stage size ("SYN"), or NULL. */
const char *glyph_frame_word(enum frame_glyph glyph);

/* The protocol whose colours a frame has. */
enum protocol glyph_frame_protocol(enum frame_glyph glyph);

enum icon {
    ICON_NONE,
    ICON_PLAY,
    ICON_PAUSE,
    ICON_STEP,
    ICON_BACK,
    ICON_FIRST,
    ICON_LAST,
    ICON_SEARCH,
    ICON_THEME,
    ICON_HELP,
    ICON_MORE,
    ICON_CHEVRON_LEFT,
    ICON_CHEVRON_RIGHT,
    ICON_CHEVRON_UP,
    ICON_CHEVRON_DOWN,
    ICON_CROSS,
    ICON_CHECK,
    ICON_GATE,     /* a diamond */
    ICON_GATE_NOW, /* a diamond with a question mark, in `paper` */
    ICON_WARNING,
    ICON_LOSS,  /* a cross in a vermilion disc */
    ICON_STATE, /* state change: a triangle downwards */
    ICON_AGAIN,
    ICON_MESSAGE, /* a flag: message of an application */
    ICON_EXPLANATION,
    ICON_FORK,
    ICON_NOW,   /* a disc on the playhead */
    ICON_MINUS, /* U+2212, which the font has not */
    ICON_ARROW_LEFT,
    ICON_ARROW_UP,
    ICON_ARROW_DOWN,
    ICON_ARROW_RIGHT,
    ICONS
};

/* Draws an icon of about 16 units times `size` around (x, y), in ink; `paper` is what shows
 * through (the mark in a solid diamond, the gap around a ghost). */
void glyph_icon(struct draw_list *list, const struct theme *theme, enum icon icon, float x,
                float y, float size, struct rgba ink, struct rgba paper);

/* The cross in a disc of `radius` that says: lost. */
void glyph_loss(struct draw_list *list, const struct theme *theme, float x, float y,
                float radius, struct rgba paper);

/* Lines of the ladder, with their heads at the second end. */
enum arrow_look {
    ARROW_DATA,    /* 2, full head */
    ARROW_ACK,     /* 1.25, open head */
    ARROW_AGAIN,   /* a double line */
    ARROW_LOST,    /* ends at a cross */
    ARROW_SELECTED /* 2 in ink on 6 of mark */
};

/* Draws a way through `points` (one per column passed, at least 2). share is its opacity. */
void glyph_arrow(struct draw_list *list, const struct theme *theme, enum arrow_look look,
                 const struct point *points, uint32_t count, struct rgba ink, float share,
                 struct rgba paper);

#endif
