/* gui/tables.h: the tables of one node, as tables_panel.c lays them out and tables_rows.c reads
 * them from the world at the cursor.
 *
 * Shape:  a section is one table: which rows it has, and the words of each cell. Rows are rows
 * of the world's pools, so that records and selections name the same ones.
 */
#ifndef NETSTAGE_GUI_TABLES_H
#define NETSTAGE_GUI_TABLES_H

#include "gui/instruments.h"

enum { SECTION_ROWS_MAX = 400, SECTION_COLUMNS_MAX = 4, SECTIONS = 9 };

struct section_kind;

struct section {
    struct window *window;
    const struct world *world;
    const struct section_kind *kind;
    uint32_t node;
    uint32_t row[SECTION_ROWS_MAX];
    uint32_t count;
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
};

/* All of them, in the order in which they are shown. */
extern const struct section_kind section_kinds[SECTIONS];

/* Does this kind of node have such a table at all? */
bool section_belongs(const struct section_kind *kind, enum node_kind node);

#endif
