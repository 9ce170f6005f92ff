/* gui/window.h: the window as data: the lesson being played, what is selected, how it is shown.
 * One struct, read by every panel; each field is written by the one file named behind it.
 *
 * Shape:  a panel is a function that draws into a rectangle and turns input into actions
 *         (gui/action.h). Panels do not know each other: what they share is here.
 * Units:  geometry.h; times in ns of simulated time, or milliseconds of the wall clock (…_ms).
 */
#ifndef NETSTAGE_GUI_WINDOW_H
#define NETSTAGE_GUI_WINDOW_H

#include "gui/widget.h"
#include "session/session.h"

/* What is selected: the one thing that is lit everywhere. */
enum selection_kind {
    SELECT_NOTHING,
    SELECT_FRAME,  /* frame; field and octets tell which part of it, when field != 0 */
    SELECT_NODE,   /* node */
    SELECT_CABLE,  /* cable */
    SELECT_ROW,    /* a table row of a node: node, table, row */
    SELECT_RECORD, /* a row of the history: an explanation, a state change */
};

struct selection {
    enum selection_kind kind;
    uint32_t frame; /* row of history->frames */
    uint32_t node;
    uint32_t cable;
    enum table table;
    uint32_t row;
    uint32_t record;     /* row of the history */
    enum field_id field; /* of the frame; 0: the whole frame */
    uint32_t octets_at;  /* in the frame */
    uint32_t octets;     /* 0: none */
};

enum bottom_tab {
    TAB_LADDER,
    TAB_FRAMES,
    TAB_STREAM,
    TAB_PLOTS,
    TAB_TABLES,
    TAB_CONSOLE,
    TABS
};

enum window_mode {
    MODE_CHOOSER, /* no lesson yet: all lessons as cards */
    MODE_ERRORS,  /* a scenario with errors */
    MODE_LESSON,
};

enum pace { PACE_STEP, PACE_TRUE };

/* How time is shown: between two events of the session the window glides. */
struct playback {
    bool playing;
    enum session_step step; /* what one step is */
    enum pace pace;
    double slower;   /* PACE_TRUE: so many times slower than true time */
    sim_time shown;  /* the moment on the stage: between the cursor's event and the next */
    double glide_ms; /* of the wall clock since the glide began; < 0: nothing glides */
    bool backwards;  /* the glide shows a step back */
};

struct answer {
    uint32_t say; /* of history->says; NONE: no question is open */
    uint32_t choice;
    char text[128];
    bool revealed;
    bool right;
};

struct window {
    struct gui *gui;      /* window.c */
    struct fonts *fonts;  /* window.c */
    struct theme theme;   /* window.c */
    const char *language; /* window.c: "en" or "ko" */
    float width, height;  /* window.c: units */
    double now_ms;        /* window.c: of the wall clock */
    double elapsed_ms;    /* window.c: since the last frame */

    enum window_mode mode;           /* lesson_file.c */
    char path[1024];                 /* lesson_file.c: the scenario file, or "" */
    struct scenario *scenario;       /* lesson_file.c: NULL unless MODE_LESSON */
    struct diagnostics *diagnostics; /* lesson_file.c: MODE_ERRORS */
    struct session *session;         /* lesson_file.c: NULL unless MODE_LESSON */

    struct playback playback;   /* playback.c */
    struct selection selection; /* selection.c */
    enum bottom_tab tab;        /* bottom.c */
    uint32_t shown_node;        /* selection.c: whose tables and console are shown */
    char filter[512];           /* top_bar.c: as typed; what applies is session_filter() */
    struct filter_error filter_error; /* top_bar.c */
    bool filter_wrong;                /* top_bar.c */
    struct answer answer;             /* lesson_panel.c */
    bool presenter;                   /* window.c: large type, two panels */
    bool show_keys;                   /* window.c: the list of keys is open */
    float stage_share;                /* window.c: of the height of stage and bottom panel */

    struct instruments *instruments;  /* instruments.c: what the instruments remember */

    /* Scratch of one frame of the window. */
    struct field_tree *tree;   /* inspector.c: of the selected frame; NULL: none */
    struct node_place *places; /* stage.c: where each node is, in units of the window */
};

/* Where a node stands on the stage now: ladder columns and brackets line up with it. */
struct node_place {
    float x, y;
    bool visible;
};

/* --- panels: each draws into its box --- */

void top_bar(struct window *window, struct rect box);
void lesson_panel(struct window *window, struct rect box);
void stage_panel(struct window *window, struct rect box);
void inspector_panel(struct window *window, struct rect box);
void bottom_panel(struct window *window, struct rect box); /* tabs, and the panel of the tab */
void time_bar(struct window *window, struct rect box);
void chooser_panel(struct window *window, struct rect box);
void errors_panel(struct window *window, struct rect box);

void ladder_panel(struct window *window, struct rect box);
void frames_panel(struct window *window, struct rect box);
void stream_panel(struct window *window, struct rect box);
void plots_panel(struct window *window, struct rect box);
void tables_panel(struct window *window, struct rect box);
void console_panel(struct window *window, struct rect box);

/* --- instruments.c --- */

/* Frees what the inspector and the panels below the stage remember; they make it when they are
 * first drawn. To be called when the window ends. */
void instruments_release(struct window *window);

/* --- selection.c: the one selection --- */

void select_nothing(struct window *window);
void select_frame(struct window *window, uint32_t frame);
/* A field of the selected frame with its octets; field 0: the whole frame. */
void select_field(struct window *window, enum field_id field, uint32_t at, uint32_t octets);
void select_node(struct window *window, uint32_t node);
void select_cable(struct window *window, uint32_t cable);
void select_table_row(struct window *window, uint32_t node, enum table table, uint32_t row);
void select_record(struct window *window, uint32_t record);
/* Does this belong to what is selected? (Lit, or washed.) */
bool is_selected_frame(const struct window *window, uint32_t frame);
/* The same packet on another cable. */
bool belongs_to_selection(const struct window *window, uint32_t frame);

/* --- playback.c: moving through the lesson; every change of the cursor goes through here ---
 */

void playback_step(struct window *window, enum session_step step);
void playback_back(struct window *window, enum session_step step);
void playback_play(struct window *window, bool playing);
void playback_seek_time(struct window *window, sim_time time);
void playback_seek_position(struct window *window, uint32_t position);
void playback_start(struct window *window);
void playback_end(struct window *window);
/* Once a frame: glides, plays, lets the session work; stops at gates. */
void playback_tick(struct window *window);

/* --- lesson_file.c --- */

/* Opens a scenario: MODE_LESSON, or MODE_ERRORS with what is wrong. */
void lesson_open(struct window *window, const char *path);
void lesson_close(struct window *window); /* back to the chooser */
/* Reloads when the file has changed since it was read. */
void lesson_watch(struct window *window);

/* --- frame_look.c: how frames of the history look --- */

/* Shape, fate and label of a frame at this moment (dropped only when it has fallen). `label`
 * must hold 16 octets and live as long as the look. */
void frame_look_of(struct window *window, uint32_t frame, char label[16],
                   struct frame_look *look);
/* The ink of a frame's protocol. */
struct rgba frame_ink(const struct window *window, uint32_t frame);

/* Time as learners read it: "35.209 ms". */
void put_time(struct text *text, sim_time time);

#endif
