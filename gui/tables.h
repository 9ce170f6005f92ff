/* gui/tables.h: the tables of one node, as tables_panel.c lays them out and tables_rows.c reads
 * them from the world at the cursor.
 *
 * Shape:  a section is one table: which rows it has, and the words of each cell. Rows are rows
 * of the world's pools, so that records and selections name the same ones.
 */
#ifndef NETSTAGE_GUI_TABLES_H
#define NETSTAGE_GUI_TABLES_H

#include "gui/instruments.h"

enum { SECTION_ROWS_MAX = 400, SECTION_COLUMNS_MAX = 4, SECTIONS = 12 };
enum { SECTION_NAME_MAX = 64, SECTION_DETAIL_MAX = 640 };

struct section_kind;

struct section {
    struct window *window;
    const struct world *world;
    const struct section_kind *kind;
    uint32_t node;
    uint32_t row[SECTION_ROWS_MAX];
    uint32_t count;
    bool pinned;                 /* it stands beside the tables of the node that is shown */
    char name[SECTION_NAME_MAX]; /* of its widgets */
};

struct section_column {
    const char *name;
    const char *label; /* English, a catalogue key */
    float width;       /* units; 0: what is left */
    enum text_anchor anchor;
};

struct section_kind {
    enum table table;
    const char *name;
    const char *title; /* English, a catalogue key */
    uint32_t columns;
    struct section_column column[SECTION_COLUMNS_MAX];
    bool always; /* shown when it is empty, too */
    void (*collect)(struct section *section);
    void (*cell)(const struct section *section, uint32_t row, uint32_t column,
                 struct text *text);
    /* What the columns have no room for, shown below the table for the selected row; NULL:
     * nothing. */
    void (*detail)(const struct section *section, uint32_t row, struct text *text);
};

/* All of them, in the order in which they are shown. */
extern const struct section_kind section_kinds[SECTIONS];

/* Does this kind of node have such a table at all? */
bool section_belongs(const struct section_kind *kind, enum node_kind node);

void section_add(struct section *section, uint32_t row);
/* How many rows of a pool have ever been used. */
uint32_t section_pool_rows(const struct section *section, pool_id pool);

/* --- tables_change.c: rows and the events that changed them --- */

/* Did the cursor's event, as far as it has happened, use or change this row? */
bool section_row_was_touched(const struct section *section, uint32_t row);
/* The record that changed the row last, up to the cursor; NONE: none did. */
uint32_t section_row_changed(const struct section *section, uint32_t row);
/* How high the words about the selected row are; 0: none of its rows is selected. */
float section_detail_height(const struct section *section, float width);
/* Draws them, with the way to the event that changed the row. */
void section_draw_detail(const struct section *section, struct rect box);

/* --- tables_web.c --- */

void cookies_collect(struct section *section);
void cookie_cell(const struct section *section, uint32_t row, uint32_t column,
                 struct text *text);
void cookie_detail(const struct section *section, uint32_t row, struct text *text);
void sessions_collect(struct section *section);
void session_cell(const struct section *section, uint32_t row, uint32_t column,
                  struct text *text);
void session_detail(const struct section *section, uint32_t row, struct text *text);
void resources_collect(struct section *section);
void resource_cell(const struct section *section, uint32_t row, uint32_t column,
                   struct text *text);
void resource_detail(const struct section *section, uint32_t row, struct text *text);

/* --- tables_pins.c: tables that stay beside those of the node that is shown --- */

bool table_is_pinned(const struct window *window, uint32_t node, enum table table);
void table_pin(struct window *window, uint32_t node, enum table table, bool pinned);
/* Those that the user pinned, and those of other nodes that the lesson's words are about. Gives
 * how many, at most TABLE_PINS_MAX. */
uint32_t tables_pinned(const struct window *window, struct table_pin pins[TABLE_PINS_MAX]);

#endif
