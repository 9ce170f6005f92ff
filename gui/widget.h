/* gui/widget.h: the widgets of the window: drawn anew each frame, remembered by id.
 *
 * A panel calls one function per widget between gui_begin() and gui_end(); the function draws
 * it, takes the input that is meant for it and says what happened. What must outlast a frame
 * (scroll offset, caret, what is open) is kept in the one struct gui, keyed by id. Names: every
 * widget has a name that no translation touches; its path is the names of the scopes around it,
 * joined by dots ("top.filter", "gate.choice.2"). The id is a hash of the path. gui_find(),
 * gui_dump() and scripts use paths, so tests click without a display. Focus:  Tab goes through
 * the widgets in the order in which they were called; arrows move inside a group; Enter and
 * Space activate. Ring: 2 thick, 2 away, in ink, never yellow. Layers: menus, drop-downs and
 * tooltips are drawn above everything else and shut out the mouse below them. Units:
 * geometry.h; the theme's scale turns them into pixels. Memory: grows on demand; when memory
 * runs out, gui_failed() is true and widgets stay inert. */
#ifndef NETSTAGE_GUI_WIDGET_H
#define NETSTAGE_GUI_WIDGET_H

#include "gui/font.h"
#include "gui/glyph.h"
#include "gui/input.h"
#include "gui/theme.h"

struct gui;

typedef uint32_t widget_id; /* 0: none */

/* --- a frame -------------------------------------------------------------------------------
 */

/* fonts must outlive the gui. NULL: out of memory. */
struct gui *gui_create(struct fonts *fonts);
void gui_destroy(struct gui *gui);

/* Starts a frame of width by height units. input is read and its keys are marked as used. */
void gui_begin(struct gui *gui, struct gui_input *input, const struct theme *theme, float width,
               float height);
void gui_end(struct gui *gui);
bool gui_failed(const struct gui *gui);

/* What the main loop must know after a frame. */
enum pointer_shape {
    POINTER_ARROW,
    POINTER_TEXT,
    POINTER_HAND,
    POINTER_SPLIT_X,
    POINTER_SPLIT_Y
};

struct gui_output {
    bool wants_text;    /* a text field has the focus: start text input, else stop it */
    struct rect caret;  /* where the input method should show its window */
    const char *copied; /* text for the clipboard, or NULL */
    enum pointer_shape pointer;
    double again_in; /* milliseconds until the picture changes by itself; < 0: never */
    bool again;      /* the state changed: draw another frame at once */
};
struct gui_output gui_output(const struct gui *gui);

/* The picture of the last frame, menus above it. */
const struct draw_list *gui_picture(const struct gui *gui);

/* For panels that draw themselves: the list, the theme, the fonts, the input of this frame. */
struct draw_list *gui_draw(struct gui *gui);
const struct theme *gui_theme(const struct gui *gui);
struct fonts *gui_fonts(struct gui *gui);
struct gui_input *gui_input(struct gui *gui);

/* --- names and focus ------------------------------------------------------------------------
 */

/* Scopes. gui_scope() is for parts that repeat: "rows.17". */
void gui_push(struct gui *gui, const char *name);
void gui_push_index(struct gui *gui, uint32_t index);
void gui_pop(struct gui *gui);

/* Widgets called while disabled are grey, take no input and no focus. */
void gui_disable(struct gui *gui, bool disabled);

/* Asks for the focus by path; takes effect in this frame if the widget is still to come,
 * otherwise in the next. NULL: nobody. */
void gui_focus(struct gui *gui, const char *path);

/* True once for a key with these modifiers that no widget took: shortcuts. Call after widgets.
 */
bool gui_shortcut(struct gui *gui, enum gui_key key, uint32_t character, unsigned modifiers);

enum widget_kind {
    WIDGET_PANEL,
    WIDGET_LABEL,
    WIDGET_BUTTON,
    WIDGET_TOGGLE, /* one of a segmented control */
    WIDGET_TAB,
    WIDGET_CHECK,
    WIDGET_RADIO,
    WIDGET_DROPDOWN,
    WIDGET_FIELD,
    WIDGET_SCROLL,
    WIDGET_TABLE,
    WIDGET_ROW,
    WIDGET_TREE,
    WIDGET_MENU,
    WIDGET_ITEM,
    WIDGET_SLIDER,
    WIDGET_SPLITTER,
    WIDGET_PROGRESS,
    WIDGET_TOOLTIP,
    WIDGET_CUSTOM,
    WIDGET_KINDS
};

/* A widget as it was in the last frame. */
struct widget {
    widget_id id;
    enum widget_kind kind;
    uint32_t depth;
    struct rect box; /* what of it can be seen and clicked */
    const char *path;
    const char *label; /* as shown; "" when it has none */
    bool focused, disabled, on;
    uint8_t layer;
};

/* The widget of that path in the last frame. False: there is none. */
bool gui_find(const struct gui *gui, const char *path, struct widget *found);
uint32_t gui_widget_count(const struct gui *gui);
struct widget gui_widget(const struct gui *gui, uint32_t index);
const char *gui_focused(const struct gui *gui); /* path, or NULL */

/* Fills input with a click in the middle of the widget. False: no such widget, disabled, or not
 * to be seen. */
bool gui_click(const struct gui *gui, const char *path, enum mouse_button button,
               struct gui_input *input);

/* The tree of widgets, one a line: indented path, kind, label, box, state. */
void gui_dump(const struct gui *gui, FILE *out);

/* --- text -----------------------------------------------------------------------------------
 */

/* Width in units of a run at this theme's scale. */
float gui_text_width(struct gui *gui, enum font_face face, float size, const char *text);

/* One line in a box: elided when it does not fit, the whole then in a tooltip. */
void gui_label(struct gui *gui, struct rect box, struct text_style style, const char *text);

/* Wrapped text. Line height 1.5 for TYPE_READING and up, 1.3 for labels, as in the plates.
 * Gives the height it takes; gui_paragraph_height() measures without drawing. */
float gui_paragraph(struct gui *gui, struct rect box, struct text_style style,
                    const char *text);
float gui_paragraph_height(struct gui *gui, float width, struct text_style style,
                           const char *text);

/* The same with the octets from..to on the mark (rule 1 of the mockups: a sentence that belongs
 * to the selection). from == to: none. */
float gui_paragraph_marked(struct gui *gui, struct rect box, struct text_style style,
                           const char *text, uint32_t from, uint32_t to);

/* Ink of a token in this theme, in the given size. */
struct text_style gui_style(const struct gui *gui, enum font_face face, enum type_size size,
                            enum token token);

/* --- surfaces -------------------------------------------------------------------------------
 */

enum panel_look { PANEL_PAPER, PANEL_GROUND, PANEL_CARD };

/* A surface and a scope of that name; clips what is inside. */
void gui_panel_begin(struct gui *gui, struct rect box, const char *name, enum panel_look look);
void gui_panel_end(struct gui *gui);

void gui_hairline(struct gui *gui, struct rect box);

/* How far something has come: share is 0 to 1; `label` names it for those who cannot see it. */
void gui_progress(struct gui *gui, struct rect box, const char *name, const char *label,
                  float share);

/* --- anything that can be pointed at
 * ---------------------------------------------------------- */

struct gui_signal {
    bool hovered;
    bool held;    /* the left button went down here and is still down */
    bool clicked; /* released here, or activated by key */
    bool double_clicked;
    bool menu; /* right click or menu key */
    bool focused;
    bool focus_gained;
    float drag_x, drag_y; /* movement since the last frame while held */
    widget_id id;
};

/* Makes a rectangle a widget: a node of the stage, an arrow of the ladder. focusable puts it
 * into the tab order; the ring is drawn by the caller with gui_focus_ring(). */
struct gui_signal gui_hit(struct gui *gui, struct rect box, const char *name, const char *label,
                          bool focusable);
/* An area that can have the focus and knows the mouse, but leaves a press to the parts of it that
 * are called afterwards. */
struct gui_signal gui_area(struct gui *gui, struct rect box, const char *name,
                           const char *label);
void gui_focus_ring(struct gui *gui, struct rect box, float radius);
/* Has the widget just called the focus? */
bool gui_has_focus(const struct gui *gui);
/* Did the focus come by key? Only then is the ring drawn. */
bool gui_focus_is_visible(const struct gui *gui);

/* A tooltip for the widget just called: after 400 ms of resting, gone at once. `more` is a
 * second line or NULL. */
void gui_tooltip(struct gui *gui, const char *text, const char *more);

/* --- controls -------------------------------------------------------------------------------
 */

enum button_look { BUTTON_PRIMARY, BUTTON_PLAIN, BUTTON_QUIET, BUTTON_LINK };

/* True when it was pressed. */
bool gui_button(struct gui *gui, struct rect box, const char *name, const char *label,
                enum button_look look);
float gui_button_width(struct gui *gui, const char *label);

/* An icon in a square; the label is its tooltip and its name for those who cannot see it. */
bool gui_icon_button(struct gui *gui, struct rect box, const char *name, enum icon icon,
                     const char *label);

/* The round play button: a disc in the button colour. */
bool gui_round_button(struct gui *gui, struct rect box, const char *name, enum icon icon,
                      const char *label);

/* All of these: true when *chosen (or *on) changed. Items are named name.0, name.1, ... */
bool gui_segmented(struct gui *gui, struct rect box, const char *name,
                   const char *const *labels, uint32_t count, uint32_t *chosen);
bool gui_tabs(struct gui *gui, struct rect box, const char *name, const char *const *labels,
              uint32_t count, uint32_t *chosen);
bool gui_checkbox(struct gui *gui, struct rect box, const char *name, const char *label,
                  bool *on);
/* Rows of 32; *chosen == count: none yet. Digits 1 to 9 choose when `numbered`. */
bool gui_radio(struct gui *gui, struct rect box, const char *name, const char *const *labels,
               uint32_t count, bool numbered, uint32_t *chosen);
bool gui_dropdown(struct gui *gui, struct rect box, const char *name, const char *prefix,
                  const char *const *labels, uint32_t count, uint32_t *chosen);

/* --- text field -----------------------------------------------------------------------------
 */

enum field_event { FIELD_NOTHING, FIELD_CHANGED, FIELD_SUBMITTED, FIELD_CANCELLED };

struct field_look {
    const char *placeholder; /* NULL: none */
    const char *note;        /* at the right end, in ink2 ("9 frames"); NULL: none */
    enum icon icon;          /* at the left end */
    enum font_face face;
    bool wrong; /* a vermilion frame, and the octets from..to underlined */
    uint32_t wrong_from, wrong_to;
};

/* One line of text in `text` (UTF-8, always terminated, at most room - 1 octets). Typed and
 * pasted text is composed to NFC; line breaks become spaces. Enter submits, Escape cancels. */
enum field_event gui_field(struct gui *gui, struct rect box, const char *name, char *text,
                           uint32_t room, const struct field_look *look);

/* --- scrolling, rows ------------------------------------------------------------------------
 */

/* A view of content that is `height` high: gives the rectangle of the content (its y is
 * shifted); draw into it, then end. Wheel, bar, and Page keys when nothing inside takes them.
 */
struct rect gui_scroll_begin(struct gui *gui, struct rect box, const char *name, float height);
void gui_scroll_end(struct gui *gui);
/* Before gui_scroll_begin() of that name: scrolls so that top..bottom of the content is in view,
 * in a box that is `height` high. */
void gui_scroll_reveal(struct gui *gui, const char *name, float top, float bottom,
                       float height);

enum row_state {
    ROW_PLAIN,
    ROW_SELECTED, /* the mark, a bar of 4, bold */
    ROW_BELONGS   /* the wash, a bar of 2 */
};

struct table_column {
    const char *name;
    const char *label;
    float width;             /* 0: takes what is left (one such column) */
    enum text_anchor anchor; /* numbers: ANCHOR_END */
    enum font_face face;
};

/* A cell as its owner fills it: text, or a drawing of its own. */
struct table_cell {
    char text[160];
    struct rgba ink; /* alpha 0: the row's */
    bool second;     /* in ink2 */
    bool has_frame;
    struct frame_look frame;
};

struct table_view {
    const struct table_column *columns;
    uint32_t column_count;
    uint32_t rows;
    float row_height; /* 0: MEASURE_TABLE_ROW */
    bool head;        /* with the columns' labels */
    void *owner;
    void (*cell)(void *owner, uint32_t row, uint32_t column, struct table_cell *cell);
    enum row_state (*state)(void *owner, uint32_t row); /* NULL: only *selected is marked */
};

struct table_event {
    bool changed; /* *selected moved */
    bool opened;  /* Enter or double click on *selected */
    bool menu;    /* right click on *selected */
};

/* Only the rows in view are asked for, so 100,000 rows cost what twenty do. *selected == NONE:
 * no row. Rows are named name.N. `reveal` scrolls the selected row into view. */
struct table_event gui_table(struct gui *gui, struct rect box, const char *name,
                             const struct table_view *table, uint32_t *selected, bool reveal);

/* A tree is a list of the rows that are open now. */
struct tree_row {
    const char *name; /* of the widget; NULL: its number */
    const char *label;
    const char *value; /* at the right end; NULL: none */
    uint32_t depth;
    bool parent, open; /* parent: has a chevron */
    bool strong;       /* bold label */
    enum row_state state;
    struct rgba swatch; /* alpha 0: none */
};

struct tree_event {
    uint32_t clicked; /* row chosen by mouse or key, or NONE */
    uint32_t toggled; /* row to be opened or closed, or NONE */
    uint32_t hovered; /* or NONE */
};

struct tree_event gui_tree(struct gui *gui, struct rect box, const char *name,
                           const struct tree_row *rows, uint32_t count);

/* --- menus ----------------------------------------------------------------------------------
 */

struct menu_item {
    const char *name;
    const char *label; /* NULL: a line between groups */
    const char *key;   /* its shortcut, shown at the right; NULL: none */
    bool disabled;
    bool checked;
};

/* Opens the menu of that path at a point; it stays open until an item is chosen, Escape, or a
 * click outside. */
void gui_menu_open(struct gui *gui, const char *name, float x, float y);
/* Call every frame: draws the menu while it is open. Gives the chosen item or NONE. */
uint32_t gui_menu(struct gui *gui, const char *name, const struct menu_item *items,
                  uint32_t count);
bool gui_menu_is_open(const struct gui *gui, const char *name);

/* --- values ---------------------------------------------------------------------------------
 */

/* A slider: track of 2, a knob. Arrows move by step, Page keys by ten steps. True: changed. */
bool gui_slider(struct gui *gui, struct rect box, const char *name, const char *label,
                double low, double high, double step, double *value);

/* The time axis: played part solid, the rest dotted, ticks with numbers, a playhead that is
 * dragged freely. Ticks, densities and marks of the owner are drawn over `axis`. True: *value
 * changed. */
struct timeline_axis {
    float left, width; /* where low and high are */
    float y;           /* of the track */
};
struct timeline_axis gui_timeline_axis(struct rect box);
float gui_timeline_x(struct timeline_axis axis, double low, double high, double value);
bool gui_timeline(struct gui *gui, struct rect box, const char *name, const char *label,
                  double low, double high, bool at_gate, double *value);

/* A round step for about n labels on an axis of that length: 1, 2 or 5 times a power of ten. */
double axis_step(double length, uint32_t n);

/* A line that can be dragged: *position is its x (upright) or y, held to low..high. */
bool gui_splitter(struct gui *gui, struct rect box, const char *name, bool upright, float low,
                  float high, float *position);

#endif
