/* gui/window.h: the window as data: the lesson being played, what is selected, how it is shown.
 * One struct, read by every panel; each field is written by the one file named behind it.
 *
 * Shape:  a panel is a function that draws into a rectangle and turns input into actions
 *         (gui/action.h). Panels do not know each other: what they share is here.
 * Units:  geometry.h; times in ns of simulated time, or milliseconds of the wall clock (…_ms).
 */
#ifndef NETSTAGE_GUI_WINDOW_H
#define NETSTAGE_GUI_WINDOW_H

#include "gui/live_stage.h"
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
    double slower;       /* PACE_TRUE: so many times slower than true time */
    sim_time shown;      /* the moment on the stage: between the cursor's event and the next */
    double glide_ms;     /* of the wall clock since the glide began; < 0: nothing glides */
    bool backwards;      /* the glide shows a step back */
    double glide_length; /* ms */
    sim_time glide_from, glide_to;
    uint32_t glide_position; /* where the cursor is when it ends */
    double rest_ms;          /* playing: until the next step */
    bool to_end;             /* goes to the end as soon as all is recorded */
};

struct answer {
    uint32_t say; /* of history->says; NONE: no question is open */
    uint32_t choice;
    char text[128];
    bool revealed;
    bool right;
    bool skipped; /* revealed without an answer */
};

/* What a context menu is about. */
struct menu_subject {
    enum selection_kind kind; /* SELECT_FRAME, SELECT_NODE, SELECT_CABLE */
    uint32_t row;
    bool open_now; /* asked for in this frame of the window */
    float x, y;
};

/* What time looks like on the time bar, and what the ladder shares with it. */
struct stage_look {
    bool row;    /* all nodes stand on one line */
    float size;  /* of shapes: 1, wide windows 1.25, large type 2; smaller where crowded */
    float pitch; /* between neighbours */
};

struct chooser;
struct frame_tags;
struct live_stage;

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
    struct answer answer;             /* question.c */
    uint32_t said;                    /* lesson_panel.c: what it said last (of history->says) */
    uint32_t viewed;                  /* lesson_panel.c: whose tab was opened last (likewise) */
    bool tab_is_fixed;                /* options.c: the command line has chosen the tab */
    uint32_t why;                     /* lesson_panel.c: whose causes are shown, or NONE */
    struct menu_subject menu;         /* stage_menu.c */
    struct chooser *chooser;          /* chooser.c: the lessons that there are */
    struct frame_tags *tags;          /* frame_look.c: labels of frames seen lately */
    uint32_t matches, matches_scanned; /* top_bar.c: of the filter, up to the cursor */
    uint32_t matches_position;
    char note[256];          /* window.c: a sentence at the foot of the window … */
    double note_until;       /* … until then */
    bool wants_chooser_file; /* chooser.c: the field for a path is open */
    char open_path[1024];
    bool end;           /* the user has asked to leave */
    float wanted_scale; /* window.c: of the user; the theme holds it to 1..3 */
    float dpi_scale;    /* main.c: of the display */
    bool working;       /* playback.c: the session still runs ahead */
    int64_t file_time;  /* lesson_file.c: when the file was changed … */
    int64_t file_size;
    double watched_ms;      /* … and when that was looked at last */
    char read_at[16];       /* lesson_file.c: "10:42:07" */
    uint32_t shown_problem; /* errors_panel.c: the one that was scrolled to, plus one */
    uint32_t problem;       /* errors_panel.c: the one that is open */
    bool opened;            /* playback.c: the words before the first event have been read */
    bool presenter;         /* window.c: large type, two panels */
    bool show_keys;         /* window.c: the list of keys is open */
    float stage_share;      /* window.c: of the height of stage and bottom panel */

    struct live_request request; /* options.c: what is to be live; the first lesson takes it */
    struct live_stage *live;     /* live_stage.c: NULL: nothing is */
    bool between;                /* live_stage.c: the simulator is the window's now */
    struct live_complaint wrong; /* live_stage.c: what went wrong there; no sentence: nothing */

    struct instruments *instruments; /* instruments.c: what the instruments remember */

    /* Scratch of one frame of the window. */
    struct field_tree *tree;   /* inspector.c: of the selected frame; NULL: none */
    struct node_place *places; /* stage_layout.c: where each node is, in units of the window */
    struct stage_look stage;   /* stage_layout.c */
};

/* The window's own functions: window.c. */

/* NULL: out of memory. The fonts stay the caller's. */
struct window *window_create(struct fonts *fonts, const char *language);
void window_destroy(struct window *window);
/* One frame: takes the input, moves time on, draws. The picture is gui_picture(window->gui).
 * The size is in pixels; `now` in milliseconds. */
void window_frame(struct window *window, struct gui_input *input, int width, int height,
                  double now);
/* Milliseconds until the picture changes by itself; 0: at once; < 0: never. */
double window_again_in(const struct window *window);
void window_set_theme(struct window *window, enum theme_name name);
void window_set_language(struct window *window, const char *language);
void window_set_presenter(struct window *window, bool on);
/* The next larger (smaller) of the scales 100 to 300 %. */
void window_scale_by(struct window *window, int steps);
/* A sentence with the holes {n} and {most} filled by two numbers. */
void window_words(char *out, size_t size, const char *sentence, uint32_t n, uint32_t most);
/* Says something at the foot of the window for a while. */
void window_note(struct window *window, const char *sentence);

/* Where a node stands on the stage now: ladder columns and brackets line up with it. */
struct node_place {
    float x, y;
    bool visible;
};

/* --- panels: each draws into its box --- */

void top_bar(struct window *window, struct rect box);
/* What hangs from the top bar over the panels: after them. */
void top_bar_over(struct window *window);
void lesson_panel(struct window *window, struct rect box);
void stage_panel(struct window *window, struct rect box);
/* Before all panels of a frame: window->places and window->stage for a stage in this box. */
void stage_layout(struct window *window, struct rect box);
void inspector_panel(struct window *window, struct rect box);
void bottom_panel(struct window *window, struct rect box); /* tabs, and the panel of the tab */
void time_bar(struct window *window, struct rect box);
void chooser_panel(struct window *window, struct rect box);
void errors_panel(struct window *window, struct rect box);
/* The field in the top bar that searches the lessons. */
void chooser_search(struct window *window, struct rect box);
void chooser_release(struct window *window);
bool chooser_is_ready(const struct window *window); /* all lessons have been read */

/* --- window_cards.c --- */

/* What stands over the stage in presenter mode: the lesson's title and the clock. */
struct presenter_heads {
    struct rect title_box, clock_box;
    const char *title;
    char time[64];
};

void presenter_heads(const struct window *window, struct presenter_heads *heads);
void presenter_window(struct window *window, struct rect box);
void keys_card(struct window *window);
void note_card(struct window *window);
/* What the lesson says now, in large type: lesson_panel.c. */
void lesson_words(struct window *window, struct rect box);

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

/* Gives the session an input at the cursor, or at the edge of a live run: playback.c. False: it
 * does not apply here. */
bool window_intervene(struct window *window, const struct input *input);

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
/* Through the next event, whatever waits before it; the revealed answer stays. */
void playback_pass_event(struct window *window);
/* Ends the glide: the cursor is where it leads. */
void playback_land(struct window *window);
/* After the cursor was moved by others (a branch, an undo): `shown` follows it. */
void playback_follow(struct window *window);
/* Once a frame: glides, plays, lets the session work; stops at gates. */
void playback_tick(struct window *window);

/* --- lesson_file.c --- */

/* Opens a scenario: MODE_LESSON, or MODE_ERRORS with what is wrong. */
void lesson_open(struct window *window, const char *path);
void lesson_close(struct window *window); /* back to the chooser */
void lesson_reload(struct window *window);
/* Reloads when the file has changed since it was read. */
void lesson_watch(struct window *window);

/* --- question.c: the gate at the cursor --- */

/* The question that is asked or has just been answered (row of history->says), or NONE. */
uint32_t question_say(const struct window *window);
/* Its card in a box of that width, at most so high; 0: no question. */
float question_height(struct window *window, float width, float most);
void question_card(struct window *window, struct rect box);
void question_answer(struct window *window);
/* At the start: the lesson's opening words stand alone, and the next step asks the question
 * that waits there. */
bool question_waits_for_opening(const struct window *window);
/* Shows the answer without one having been given. */
void question_skip(struct window *window);
/* Away with the revealed answer. */
void question_close(struct window *window);

/* --- stage_menu.c --- */

void stage_menu_open(struct window *window, enum selection_kind kind, uint32_t row, float x,
                     float y);
/* Once a frame, after all panels. */
void stage_menu(struct window *window);
/* Takes the last intervention back. */
void stage_undo(struct window *window);

/* --- frame_look.c: how frames of the history look --- */

/* Shape, fate and label of a frame at this moment (dropped only when it has fallen). `label`
 * must hold 16 octets and live as long as the look. */
void frame_look_of(struct window *window, uint32_t frame, char label[16],
                   struct frame_look *look);
/* The ink of a frame's protocol. */
struct rgba frame_ink(const struct window *window, uint32_t frame);
void frame_tags_release(struct window *window);

/* Time as learners read it: "35.209 ms". */
void put_time(struct text *text, sim_time time);

#endif
