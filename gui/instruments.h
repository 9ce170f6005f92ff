/* gui/instruments.h: what the instruments of the window share: the inspector, the list of
 * frames, the ladder, the tables, the stream, the plots and the console.
 *
 * Shape:  one struct instruments a window, made when the first of them is drawn. It remembers
 *         what must outlast a picture and is nobody else's business: which layers are open,
 * which frames the filter matched, where the ladder was scrolled to. Time:   nothing here tells
 * what has not happened yet at the cursor. frame_has_begun() and frame_is_over() are the two
 * questions to ask before a frame is shown.
 */
#ifndef NETSTAGE_GUI_INSTRUMENTS_H
#define NETSTAGE_GUI_INSTRUMENTS_H

#include "gui/ladder.h"
#include "gui/window.h"
#include "session/completion.h"

enum { OCTETS_MAX = 1536, CONSOLE_LINE_MAX = 512, CONSOLE_HISTORY = 64 };

/* The frames that the filter matches, in the order of the run. */
struct frame_list {
    uint32_t *rows; /* owned; unused without a filter */
    uint32_t count, room;
    uint32_t scanned; /* frames of the history that have been asked for good */
    char filter[512];
    uint32_t position; /* of the cursor when the list was drawn last */
    uint32_t shown;    /* the selected frame then */
};

struct console_line {
    uint32_t row; /* of the history */
    float bottom; /* how far down it ends */
    bool beside;  /* not of the command that was entered last: its number stands before it */
};

struct console_memory {
    uint32_t node; /* whose lines these are, in this width, size and language */
    float width, unit;
    const char *language;
    struct console_line *lines; /* owned */
    uint32_t line_count, line_room;
    uint32_t rows_seen; /* of the history */
    uint32_t job;       /* of the command that was entered last there */
    char line[CONSOLE_LINE_MAX];
    char *entered[CONSOLE_HISTORY]; /* owned; the newest last */
    uint32_t count;
    uint32_t recalled; /* entries back from the newest; 0: what is being typed */
    uint32_t position; /* of the cursor when it was drawn last */
    float height;      /* of the room for its lines then */
    bool focused;      /* the line had the focus in the last picture */
    bool lists;        /* `found` is listed over the line */
    struct completion found;
};

enum { TABLE_PINS_MAX = 8 };

/* A table that stays on the screen while others are looked at. */
struct table_pin {
    uint32_t node;
    enum table table;
};

struct instruments {
    struct field_tree tree; /* of the selected frame; window->tree points at it */
    struct field_storage storage;
    uint8_t octets[OCTETS_MAX];
    struct field_tree glance; /* of whatever frame is looked at for a line of text */
    struct field_storage glance_storage;
    uint64_t open[FIELD_WORDS]; /* layers and fields whose children are shown, by field id */
    enum field_id shown_field;  /* inspector: the selected field was brought into view */
    uint32_t shown_frame;
    struct frame_list list;
    struct ladder ladder;
    struct console_memory console;
    struct table_pin pins[TABLE_PINS_MAX];
    uint32_t pin_count;
    uint32_t connection; /* serial of the one that stream and plots show; 0: the busiest */
    uint32_t branch;     /* the run that all of this is about … */
    const struct session *session;
    uint64_t cuts;      /* of its past */
    uint32_t rows_seen; /* … and how long it was: a shorter one is another one */
};

/* The window's; NULL: out of memory (nothing is drawn then). Forgets what was remembered about
 * another run. */
struct instruments *instruments_of(struct window *window);

/* --- frames at the cursor --- */

bool frame_has_begun(const struct window *window, uint32_t frame);
bool frame_is_over(const struct window *window, uint32_t frame);
/* The loss (a row of the history) that the question at the cursor is about: it stops right
 * before that, but its words speak of it, so it is shown as having happened. Or NONE. */
uint32_t loss_told(const struct window *window);
/* It is over and did not arrive where it should. */
bool frame_was_lost(const struct window *window, uint32_t frame);
/* How many frames of the history have begun: their numbers are below this. */
uint32_t frames_begun(const struct window *window);
/* The node at the far end of its cable; NONE: it reached no cable. */
uint32_t frame_receiver(const struct window *window, uint32_t frame);

/* Takes a frame apart with sequence numbers that count from the start of the connection, and
 * with the facts that are known at the cursor. The tree is the glance: valid until the next
 * call. */
struct field_tree *frame_glance(struct window *window, uint32_t frame);
/* The same into the tree that is the selected frame's. NULL: no octets. */
struct field_tree *frame_inspect(struct window *window, uint32_t frame);

/* --- words --- */

/* What the lesson calls a node, in the language of the window. */
const char *node_label(const struct window *window, uint32_t node);
/* "15.3": packet and hop. */
void put_frame_number(struct text *text, const struct history_frame *frame);
/* Why a frame was dropped, in a few words ("lost on the cable"); the whole reason is the
 * narrator's. */
const char *drop_words(enum rule rule);
/* The sentence of a row of the history in the language of the window. */
void row_sentence(const struct window *window, uint32_t row, char *out, size_t size);

/* --- console_lines.c --- */

/* Forgets the lines. */
void console_forget(struct console_memory *memory);
/* "web$ ": before what is typed. */
void console_put_prompt(const struct window *window, struct text *text);
/* Reads what has been printed up to the cursor; gives how high all lines are. */
float console_learn(struct window *window, float width);
/* Draws those that can be seen. */
void console_draw_lines(struct window *window, struct rect content, struct rect seen);
/* The node's command that runs and was entered last (its row, for INPUT_CANCEL), and the one
 * that reads what is typed (for INPUT_TYPE and INPUT_END); NONE: none runs. */
uint32_t console_job(const struct window *window);
uint32_t console_reader(const struct window *window);

/* --- console_panel.c, console_jobs.c, console_complete.c --- */

/* A key for a command that runs: INPUT_CANCEL, INPUT_END. */
void console_press(struct window *window, enum input_kind kind, uint32_t job);
/* The commands that run, on all hosts. */
float console_jobs_height(const struct window *window);
void console_draw_jobs(struct window *window, struct rect box);
/* "[2] ": what a command is called (row of the world's jobs). */
void console_put_job(const struct window *window, uint32_t job, struct text *text);
void console_set_line(struct window *window, const char *text);
/* Tab. */
void console_complete(struct window *window);
float console_choices_height(const struct window *window);
void console_draw_choices(struct window *window, struct rect box);

/* --- ladder_time.c --- */

/* Reads the states of TCP connections up to the cursor. */
void ladder_learn_states(struct window *window);

/* --- layers --- */

/* The protocol whose colours a layer has. */
enum protocol layer_protocol(enum field_id layer);
/* The layer that a node of a tree belongs to: the outermost node above it, or itself. */
uint32_t layer_of(const struct field_tree *tree, uint32_t node);

/* One large type unit: what a measure of the plates is multiplied by. */
static inline float unit_of(const struct window *window)
{
    return window->theme.large ? 2.0f : 1.0f;
}

#endif
