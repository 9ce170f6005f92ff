/* gui/stage.h: what the parts of the stage share: where things are on it, and which places are
 * taken by words already. Inside the stage's own files. */
#ifndef NETSTAGE_GUI_STAGE_H
#define NETSTAGE_GUI_STAGE_H

#include "gui/instruments.h"

enum { STAGE_TAKEN_MAX = 1024, STAGE_DROPS_MAX = 4, STAGE_FRAMES_MAX = 256 };

/* A frame as it is seen now. */
struct stage_frame {
    uint32_t frame;
    uint32_t direction; /* NONE: it reached no cable */
    float x, y;         /* of its centre, lanes included */
    float share;        /* of the way: 0 to 1 */
    float lane;         /* 0: on the cable, 1: beside it, for one that comes the other way */
    float fall;         /* 0 to 1; a dropped one has fallen: 1 */
    bool dropped;
    bool queued;
    bool hidden;    /* there, but the stack is high enough */
    uint32_t ahead; /* queued: how many wait before it */
    uint32_t row;   /* dropped: the record */
    struct frame_look look;
    char label[16];
};

/* Rectangles that no word may be put on. */
struct stage_taken {
    struct rect box[STAGE_TAKEN_MAX];
    uint32_t count;
};

struct stage {
    struct window *window;
    struct rect box;
    float unit; /* 1, in large type 2 */
    float size; /* of shapes */
    struct stage_taken taken;
    uint32_t hovered_node, hovered_cable, focused_node;
    struct stage_frame frame[STAGE_FRAMES_MAX]; /* in flight, waiting, lately dropped */
    uint32_t frame_count;
};

/* Nothing is there yet; then it is taken. False: something is, and nothing changes. */
bool stage_take(struct stage *stage, struct rect box);
/* It is taken, whatever is there. */
void stage_block(struct stage *stage, struct rect box);

/* A word whose anchor is at (x, y), its middle height: where it fits on the stage and on
 * nothing else. False: it does not, and is left out. */
bool stage_word(struct stage *stage, float x, float y, struct text_style style,
                const char *text);
/* The same at the first of these places where it fits. */
bool stage_word_near(struct stage *stage, const struct point *places, uint32_t count,
                     struct text_style style, const char *text);

enum node_glyph stage_glyph(const struct scenario *scenario, uint32_t node);
/* The nodes at the ends of a link: from end 0 to end 1, or the way of a direction. */
void stage_ends(const struct scenario *scenario, uint32_t link, uint32_t node[2]);
void stage_way(const struct scenario *scenario, uint32_t direction, uint32_t *from,
               uint32_t *to);

/* Where a cable leaves the silhouettes of its ends. False: they touch. */
bool stage_edges(const struct stage *stage, uint32_t from, uint32_t to, struct point *start,
                 struct point *end);

/* The spanning tree: which ports are shut, which lead to the root, and which switch that is. */
void stage_tree(struct stage *stage);
/* A switch keeps a port of this cable shut: it is not part of the tree. */
bool stage_is_shut(const struct window *window, uint32_t cable);

/* Brackets over networks, addresses, and what is special about cables. */
void stage_networks(struct stage *stage);
/* The variables of the TCP connection at hand, beside its ends. */
void stage_states(struct stage *stage);

/* Which frames are to be seen, and where. */
void stage_find_frames(struct stage *stage);
void stage_hit_frames(struct stage *stage);
void stage_block_frames(struct stage *stage);
void stage_frames(struct stage *stage);

#endif
