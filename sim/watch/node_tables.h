/* watch/node_tables.h: the tables of one node as text: what it has learnt, which sockets are
 * open, which commands run, what its servers and clients remember. The window's tables and the
 * shell's `show` read them here.
 *
 * Shape:  a kind is one table: which rows of the world's pools belong to the node, and the
 * words of each cell, in the language that is selected. Records and selections name the same
 *         rows. Lifetimes count from `now`. */
#ifndef NETSTAGE_WATCH_NODE_TABLES_H
#define NETSTAGE_WATCH_NODE_TABLES_H

#include "base/text.h"
#include "scenario/scenario.h"
#include "world/world.h"

enum { NODE_TABLE_ROWS = 400, NODE_TABLE_COLUMNS = 4, NODE_TABLES = 18 };
enum { NODE_TABLE_CELL = 160, NODE_TABLE_DETAIL = 640 }; /* octets that texts fit */

/* Whose tables are read, and when. */
struct node_reader {
    const struct world *world;
    const struct scenario *scenario; /* for what nodes are called */
    sim_time now;
    uint32_t node;
};

struct node_rows {
    uint32_t row[NODE_TABLE_ROWS]; /* of the pool; those beyond the room are left out */
    uint32_t count;
};

struct node_column {
    const char *name;
    const char *label; /* English, a catalogue key */
    uint16_t width;    /* units of the window; 0: what is left */
    bool number;       /* flush right */
};

struct node_table {
    enum table table;
    const char *name;  /* "arp" */
    const char *title; /* English, a catalogue key */
    uint32_t columns;
    struct node_column column[NODE_TABLE_COLUMNS];
    bool always; /* shown when it is empty, too */
    void (*collect)(const struct node_reader *reader, struct node_rows *rows);
    void (*cell)(const struct node_reader *reader, uint32_t row, uint32_t column,
                 struct text *text);
    /* What the columns have no room for; NULL: nothing. */
    void (*detail)(const struct node_reader *reader, uint32_t row, struct text *text);
};

/* All of them, in the order in which they are shown. */
extern const struct node_table node_tables[NODE_TABLES];

/* Does this kind of node have such a table at all? */
bool node_table_belongs(const struct node_table *table, enum node_kind node);
/* The table of that name, or NULL. */
const struct node_table *node_table_find(const char *name);

/* --- for the files that read rows --- */

void node_rows_add(struct node_rows *rows, uint32_t row);
/* How many rows of a pool have ever been used. */
uint32_t node_pool_rows(const struct node_reader *reader, pool_id pool);
/* "58 s": what is left until then, in whole seconds as a resolver states a TTL. */
void node_put_left(const struct node_reader *reader, sim_time expires, struct text *text);

/* node_tables_app.c */
void jobs_collect(const struct node_reader *reader, struct node_rows *rows);
void job_cell(const struct node_reader *reader, uint32_t row, uint32_t column,
              struct text *text);
void dns_cache_collect(const struct node_reader *reader, struct node_rows *rows);
void dns_cache_cell(const struct node_reader *reader, uint32_t row, uint32_t column,
                    struct text *text);
void files_collect(const struct node_reader *reader, struct node_rows *rows);
void file_cell(const struct node_reader *reader, uint32_t row, uint32_t column,
               struct text *text);
void file_detail(const struct node_reader *reader, uint32_t row, struct text *text);
/* node_tables_cache.c */
void http_cache_collect(const struct node_reader *reader, struct node_rows *rows);
void http_cache_cell(const struct node_reader *reader, uint32_t row, uint32_t column,
                     struct text *text);
void http_cache_detail(const struct node_reader *reader, uint32_t row, struct text *text);
/* node_tables_rip.c */
void rip_collect(const struct node_reader *reader, struct node_rows *rows);
void rip_cell(const struct node_reader *reader, uint32_t row, uint32_t column,
              struct text *text);
void rip_detail(const struct node_reader *reader, uint32_t row, struct text *text);
/* node_tables_stp.c */
void stp_collect(const struct node_reader *reader, struct node_rows *rows);
void stp_cell(const struct node_reader *reader, uint32_t row, uint32_t column,
              struct text *text);
void stp_detail(const struct node_reader *reader, uint32_t row, struct text *text);
/* node_tables_web.c */
void cookies_collect(const struct node_reader *reader, struct node_rows *rows);
void cookie_cell(const struct node_reader *reader, uint32_t row, uint32_t column,
                 struct text *text);
void cookie_detail(const struct node_reader *reader, uint32_t row, struct text *text);
void sessions_collect(const struct node_reader *reader, struct node_rows *rows);
void session_cell(const struct node_reader *reader, uint32_t row, uint32_t column,
                  struct text *text);
void session_detail(const struct node_reader *reader, uint32_t row, struct text *text);
void resources_collect(const struct node_reader *reader, struct node_rows *rows);
void resource_cell(const struct node_reader *reader, uint32_t row, uint32_t column,
                   struct text *text);
void resource_detail(const struct node_reader *reader, uint32_t row, struct text *text);
void limits_collect(const struct node_reader *reader, struct node_rows *rows);
void limit_cell(const struct node_reader *reader, uint32_t row, uint32_t column,
                struct text *text);
void limit_detail(const struct node_reader *reader, uint32_t row, struct text *text);

#endif
