/* gui/tables.h: the tables of one node as the window shows them: watch/node_tables.h reads them
 * from the world at the cursor, tables_panel.c lays them out.
 *
 * Shape:  a section is one table of one node. Rows are rows of the world's pools, so that
 *         records and selections name the same ones. */
#ifndef NETSTAGE_GUI_TABLES_H
#define NETSTAGE_GUI_TABLES_H

#include "gui/instruments.h"
#include "watch/node_tables.h"

enum { SECTION_NAME_MAX = 64 };

struct section {
    struct window *window;
    struct node_reader reader;
    const struct node_table *kind;
    uint32_t node;
    struct node_rows rows;
    bool pinned;                 /* it stands beside the tables of the node that is shown */
    char name[SECTION_NAME_MAX]; /* of its widgets */
};

/* --- tables_change.c: rows and the events that changed them --- */

/* Did the cursor's event, as far as it has happened, use or change this row? */
bool section_row_was_touched(const struct section *section, uint32_t row);
/* The record that changed the row last, up to the cursor; NONE: none did. */
uint32_t section_row_changed(const struct section *section, uint32_t row);
/* How high the words about the selected row are; 0: none of its rows is selected. */
float section_detail_height(const struct section *section, float width);
/* Draws them, with the way to the event that changed the row. */
void section_draw_detail(const struct section *section, struct rect box);

/* --- tables_pins.c: tables that stay beside those of the node that is shown --- */

bool table_is_pinned(const struct window *window, uint32_t node, enum table table);
/* Does the lesson, with what it says now, point at this table? Such tables come first. */
bool table_is_spoken_of(const struct window *window, uint32_t node, enum table table);
void table_pin(struct window *window, uint32_t node, enum table table, bool pinned);
/* Those that the user pinned, and those of other nodes that the lesson's words are about. Gives
 * how many, at most TABLE_PINS_MAX. */
uint32_t tables_pinned(const struct window *window, struct table_pin pins[TABLE_PINS_MAX]);

#endif
