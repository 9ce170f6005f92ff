/* cli/shell_look.c: looking at a run from the shell: what has happened so far, why, one frame
 * with all its fields, the tables of a host. See shell_state.h.
 *
 * Numbers: the lines of the log are counted from 1; a frame is called by packet and hop, 37.2.
 */
#include "cli/shell_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalogue.h"
#include "base/suggest.h"
#include "cli/field_tree_print.h"
#include "cli/options.h"
#include "scenario/diagnostic.h"
#include "watch/event_line.h"
#include "watch/node_tables.h"

enum { NUMBER_WIDTH = 6, WHY_ROOM = 200 };

/* --- lines --- */

/* The frame of the history that a row is about; NONE: none. */
static uint32_t frame_of_row(const struct history *h, uint32_t row)
{
    const struct record *r = &h->rows[row];
    if (r->kind != RECORD_SENT && r->kind != RECORD_DROPPED)
        return NONE;
    uint32_t frame = history_frame_of(h, row);
    if (frame != NONE || r->kind == RECORD_SENT)
        return frame;
    uint32_t sent = history_find(h, r->cause);
    return sent == NONE ? NONE : history_frame_of(h, sent);
}

/* `number` 0: without one. */
static void put_row(struct shell *s, uint32_t row, uint32_t number)
{
    const struct history *h = session_history(s->session);
    uint32_t frame = frame_of_row(h, row);
    struct event_line_source line = {.world = session_view(s->session),
                                     .language = catalogue_selected(),
                                     .record = &h->rows[row]};
    line.words = history_words(h, row, &line.length);
    if (frame != NONE) {
        session_dissect(s->session, frame, s->tree);
        line.world = session_view(s->session);
        line.tree = s->tree;
        line.flags = h->rows[row].kind == RECORD_SENT ? h->frames[frame].sent_flags
                                                      : h->frames[frame].flags;
    }
    s->out.length = 0;
    event_line_put(&s->out, &line);
    if (number > 0)
        printf("%*u  ", NUMBER_WIDTH, (unsigned)number);
    puts(growing_text(&s->out));
}

void shell_put_rows(struct shell *s, uint32_t from, uint32_t to)
{
    const struct history *h = session_history(s->session);
    for (uint32_t row = from; row < to; row++)
        if (event_line_tells(&h->rows[row]))
            put_row(s, row, 0);
}

static int complain_filter(const struct shell *s, const char *filter,
                           const struct filter_error *error)
{
    shell_complain(s, error->sentence, filter, NULL);
    fprintf(stderr, "  %s\n  %*s^%s%s\n", filter, (int)error->at, "",
            error->suggestion != NULL ? " " : "",
            error->suggestion != NULL ? error->suggestion : "");
    return CLI_WRONG;
}

int shell_log(struct shell *s, const char *filter)
{
    const struct history *h = session_history(s->session);
    uint32_t position = session_position(s->session), number = 0;
    struct filter_error error;
    if (!session_set_filter(s->session, filter, &error))
        return complain_filter(s, filter, &error);
    for (uint32_t row = 0; row < position; row++) {
        uint32_t frame = frame_of_row(h, row);
        if (!event_line_tells(&h->rows[row]))
            continue;
        number++;
        if (filter[0] == '\0' || (frame != NONE && session_matches(s->session, frame)))
            put_row(s, row, number);
    }
    (void)session_set_filter(s->session, "", &error);
    return CLI_GOOD;
}

/* --- causes and frames --- */

static bool read_number(const char **text, uint32_t most, uint32_t *value)
{
    uint64_t number = 0;
    const char *at = *text;
    for (; *at >= '0' && *at <= '9' && number <= most; at++)
        number = number * 10 + (uint64_t)(*at - '0');
    bool ok = at != *text && number <= most;
    *value = (uint32_t)number;
    *text = at;
    return ok;
}

bool shell_read_packet(const char *word, uint32_t *packet, uint32_t *hop)
{
    *hop = 1;
    if (!read_number(&word, UINT32_MAX - 1, packet))
        return false;
    if (*word == '.') {
        word++;
        if (!read_number(&word, UINT8_MAX, hop))
            return false;
    }
    return *word == '\0';
}

/* The frame of that packet and hop that has been put on a cable up to the cursor; NONE: none.
 */
static uint32_t find_frame(const struct shell *s, uint32_t packet, uint32_t hop)
{
    const struct history *h = session_history(s->session);
    for (uint32_t i = 0; i < h->frame_count; i++)
        if (h->frames[i].packet == packet && h->frames[i].hop == hop &&
            h->frames[i].sent_row < session_position(s->session))
            return i;
    return NONE;
}

/* The row of that line of the log; of the last one when it is 0. */
static uint32_t row_of_line(const struct shell *s, uint32_t number)
{
    const struct history *h = session_history(s->session);
    uint32_t last = NONE;
    for (uint32_t row = 0; row < session_position(s->session); row++) {
        if (!event_line_tells(&h->rows[row]))
            continue;
        last = row;
        if (number > 0 && --number == 0)
            return row;
    }
    return number == 0 ? last : NONE;
}

/* "12" is a line of the log, "12.1" a frame; nothing the last line. */
static uint32_t row_meant(const struct shell *s, const char *what)
{
    uint32_t number, hop;
    if (what[0] == '\0')
        return row_of_line(s, 0);
    if (!shell_read_packet(what, &number, &hop) || number == 0)
        return NONE;
    if (strchr(what, '.') == NULL)
        return row_of_line(s, number);
    uint32_t frame = find_frame(s, number, hop);
    return frame == NONE ? NONE : session_history(s->session)->frames[frame].sent_row;
}

int shell_why(struct shell *s, const char *what)
{
    static uint32_t rows[WHY_ROOM];
    const struct history *h = session_history(s->session);
    uint32_t row = row_meant(s, what);
    const struct narrator narrator = {.world = session_view(s->session)};
    if (row == NONE)
        return shell_complain(s,
                              _("nothing that has happened is called {word}; `log` shows the "
                                "numbers, a frame is called 37.2"),
                              what, NULL);
    for (uint32_t i = session_why(s->session, row, rows, WHY_ROOM); i > 0; i--) {
        char sentence[NARRATOR_SENTENCE_MAX], time[64];
        struct text text = text_over(time, sizeof time);
        size_t length;
        const char *words = history_words(h, rows[i - 1], &length);
        narrator_put_time(&text, h->rows[rows[i - 1]].time);
        (void)narrator_sentence(&narrator, &h->rows[rows[i - 1]], words, length,
                                catalogue_selected(), sentence, sizeof sentence);
        printf("%12s  %s\n", time, sentence);
    }
    return CLI_GOOD;
}

int shell_frame(struct shell *s, const char *what)
{
    uint32_t packet, hop, frame = NONE;
    if (shell_read_packet(what, &packet, &hop))
        frame = find_frame(s, packet, hop);
    if (frame == NONE)
        return shell_complain(
            s, _("no frame that has been sent is called {word}; it is packet and hop, 37.2"),
            what, NULL);
    session_dissect(s->session, frame, s->tree);
    field_tree_print(s->tree);
    return CLI_GOOD;
}

/* --- tables --- */

/* Writes a cell in its column. */
static void put_cell(const char *cell, size_t width, bool number, bool last)
{
    size_t there = terminal_width(cell, strlen(cell));
    for (size_t i = there; number && i < width; i++)
        putchar(' ');
    fputs(cell, stdout);
    for (size_t i = there; !number && !last && i < width; i++)
        putchar(' ');
    fputs(last ? "\n" : "  ", stdout);
}

static void put_table(const struct node_table *table, const struct node_reader *reader,
                      const struct node_rows *rows)
{
    size_t width[NODE_TABLE_COLUMNS];
    char cell[NODE_TABLE_DETAIL];
    for (uint32_t c = 0; c < table->columns; c++) {
        const char *label = tr(table->column[c].label);
        width[c] = terminal_width(label, strlen(label));
        for (uint32_t i = 0; i < rows->count; i++) {
            struct text text = text_over(cell, NODE_TABLE_CELL);
            table->cell(reader, rows->row[i], c, &text);
            size_t wide = terminal_width(cell, text.length);
            width[c] = wide > width[c] ? wide : width[c];
        }
    }
    for (uint32_t c = 0; c < table->columns; c++)
        put_cell(tr(table->column[c].label), width[c], table->column[c].number,
                 c + 1 == table->columns);
    for (uint32_t i = 0; i < rows->count; i++) {
        for (uint32_t c = 0; c < table->columns; c++) {
            struct text text = text_over(cell, NODE_TABLE_CELL);
            table->cell(reader, rows->row[i], c, &text);
            put_cell(cell, width[c], table->column[c].number, c + 1 == table->columns);
        }
        struct text text = text_over(cell, sizeof cell);
        if (table->detail != NULL)
            table->detail(reader, rows->row[i], &text);
        if (text.length > 0)
            printf("    %s\n", cell);
    }
}

static int unknown_table(const struct shell *s, const char *name)
{
    struct suggestion suggestion = suggest_begin(name, strlen(name));
    for (uint32_t i = 0; i < NODE_TABLES; i++)
        suggest_offer(&suggestion, node_tables[i].name);
    return shell_complain(s, _("there is no table {word}"), name, suggestion.best);
}

/* The tables that the node has, with their rows counted. */
static int list_tables(const struct shell *s)
{
    const struct node *node = &world_nodes(session_view(s->session))->row[s->node];
    struct node_reader reader = {session_view(s->session), s->scenario, s->now, s->node};
    for (uint32_t i = 0; i < NODE_TABLES; i++) {
        struct node_rows rows = {.count = 0};
        if (!node_table_belongs(&node_tables[i], node->kind))
            continue;
        node_tables[i].collect(&reader, &rows);
        printf("%-12s %4u  %s\n", node_tables[i].name, (unsigned)rows.count,
               tr(node_tables[i].title));
    }
    return CLI_GOOD;
}

int shell_show(struct shell *s, const char *name, const char *host)
{
    struct node_reader reader = {session_view(s->session), s->scenario, s->now, s->node};
    struct node_rows rows = {.count = 0};
    if (name == NULL)
        return list_tables(s);
    const struct node_table *table = node_table_find(name);
    if (table == NULL)
        return unknown_table(s, name);
    if (host != NULL)
        reader.node = scenario_find_node(s->scenario, host, strlen(host));
    if (reader.node == NONE)
        return shell_complain(s, _("there is no host {word}"), host, NULL);
    if (!node_table_belongs(table, world_nodes(reader.world)->row[reader.node].kind))
        return shell_complain(s, _("such a node has no table {word}"), name, NULL);
    table->collect(&reader, &rows);
    put_table(table, &reader, &rows);
    return CLI_GOOD;
}

/* --- hosts --- */

static const char *kind_words(enum node_kind kind)
{
    switch (kind) {
    case NODE_HOST:
        return _("host");
    case NODE_ROUTER:
        return _("router");
    case NODE_SWITCH:
        return _("switch");
    }
    return "";
}

int shell_hosts(struct shell *s)
{
    const struct scenario *scenario = s->scenario;
    for (uint32_t i = 0; i < scenario->node_count; i++) {
        const struct scenario_node *n = &scenario->nodes[i];
        const char *kind = kind_words(n->kind);
        printf("%s %-16s %s", i == s->node ? "*" : " ", n->name, kind);
        for (size_t wide = terminal_width(kind, strlen(kind)); wide < 8; wide++)
            putchar(' ');
        for (uint32_t k = 0; k < n->interfaces; k++) {
            const struct scenario_interface *f = &scenario->interfaces[n->first_interface + k];
            char address[24];
            struct text text = text_over(address, sizeof address);
            text_put_ipv4(&text, f->address);
            if (f->address != 0)
                printf(" %s/%u", address, (unsigned)f->prefix_length);
        }
        putchar('\n');
    }
    return CLI_GOOD;
}
