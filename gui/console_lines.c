/* gui/console_lines.c: what the commands of one node have printed up to the cursor: the lines
 * that were entered, what came out, and the exit statuses. Each line is a row of the history;
 * where it stands is worked out once, so that thousands of them cost no more than those in
 * view.
 */
#include <math.h>
#include <stdlib.h>

#include "app/dns_cache.h"
#include "base/catalogue.h"
#include "gui/instruments.h"
#include "watch/said.h"

enum { LINE = 18 };

void console_forget(struct console_memory *memory)
{
    free(memory->lines);
    memory->lines = NULL;
    memory->line_count = memory->line_room = memory->rows_seen = 0;
}

void console_put_prompt(const struct window *window, struct text *text)
{
    text_put(text, world_nodes(session_view(window->session))->row[window->shown_node].name);
    text_put(text, "$ ");
}

/* --- one line --- */

/* The row of the world's jobs that a line is of; NONE: of none yet. */
static uint32_t job_of_line(const struct record *r)
{
    if (r->kind == RECORD_SAY || r->kind == RECORD_DONE)
        return (uint32_t)r->a;
    return r->kind == RECORD_COMMAND && r->a == INPUT_TYPE ? r->place : NONE;
}

static void put_printed(const struct history *h, uint32_t row, struct text *text)
{
    size_t length;
    const char *words = history_words(h, row, &length);
    const char *rest = said_sentence(&h->rows[row], words, &length, catalogue_selected());
    for (size_t i = 0; i < length; i++) {
        if (words[i] == '\t')
            text_put(text, "        ");
        else if ((unsigned char)words[i] >= 0x20)
            text_put_char(text, words[i]);
    }
    text_put(text, rest);
}

/* Writes a line; gives how it looks. `beside`: it is not of the command entered last. */
static struct text_style put_line(const struct window *window, uint32_t row, bool beside,
                                  struct text *text)
{
    const struct history *h = session_history(window->session);
    struct gui *gui = window->gui;
    enum record_kind kind = (enum record_kind)h->rows[row].kind;
    if (beside)
        console_put_job(window, job_of_line(&h->rows[row]), text);
    if (kind == RECORD_DONE) {
        char words[96];
        window_words(words, sizeof words, _("exit status {n}"), (uint32_t)h->rows[row].b, 0);
        text_put(text, words);
        return gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2);
    }
    if (kind == RECORD_COMMAND && h->rows[row].a == INPUT_COMMAND)
        console_put_prompt(window, text);
    put_printed(h, row, text);
    return gui_style(gui, kind == RECORD_COMMAND ? FONT_MONO_BOLD : FONT_MONO, TYPE_LABEL,
                     TOKEN_INK);
}

static float line_height(const struct window *window, uint32_t row, bool beside, float width)
{
    char words[CONSOLE_LINE_MAX];
    struct text text = text_over(words, sizeof words);
    struct text_style style = put_line(window, row, beside, &text);
    float one = gui_text_width(window->gui, FONT_MONO, style.size, "0");
    float least = LINE * unit_of(window);
    if ((float)text.length * one < width) /* no character is wider than that an octet */
        return least;
    return fmaxf(least, gui_paragraph_height(window->gui, width, style, words) + 1);
}

/* --- all of them --- */

static bool is_line(const struct window *window, uint32_t row)
{
    const struct record *r = &session_history(window->session)->rows[row];
    return r->node == window->shown_node &&
           (r->kind == RECORD_SAY || r->kind == RECORD_DONE ||
            (r->kind == RECORD_COMMAND && (r->a == INPUT_COMMAND || r->a == INPUT_TYPE)));
}

static bool add_line(struct window *window, struct console_memory *memory, uint32_t row)
{
    if (memory->line_count == memory->line_room) {
        uint32_t room = memory->line_room * 2 + 64;
        struct console_line *lines = realloc(memory->lines, room * sizeof *lines);
        if (lines == NULL)
            return false;
        memory->lines = lines;
        memory->line_room = room;
    }
    float bottom = memory->line_count > 0 ? memory->lines[memory->line_count - 1].bottom : 0;
    uint32_t job = job_of_line(&session_history(window->session)->rows[row]);
    bool beside = job != NONE && job != memory->job;
    bottom += line_height(window, row, beside, memory->width);
    memory->lines[memory->line_count++] = (struct console_line){row, bottom, beside};
    return true;
}

static bool begins_job(const struct window *window, const struct record *r)
{
    return r->kind == RECORD_ROW && r->table == TABLE_JOB && r->a == ROW_ADDED &&
           r->node == window->shown_node;
}

/* The command that was entered last up to where the lines have been read; NONE: none was. */
static uint32_t last_job(const struct window *window, uint32_t position)
{
    const struct record *rows = session_history(window->session)->rows;
    while (position-- > 0)
        if (begins_job(window, &rows[position]))
            return rows[position].place;
    return NONE;
}

/* Reads on up to the cursor. */
static void read_on(struct window *window, struct console_memory *memory, uint32_t position)
{
    const struct history *h = session_history(window->session);
    for (; memory->rows_seen < position; memory->rows_seen++) {
        uint32_t row = memory->rows_seen;
        if (begins_job(window, &h->rows[row]))
            memory->job = h->rows[row].place;
        if (is_line(window, row) && !add_line(window, memory, row))
            break;
    }
}

float console_learn(struct window *window, float width)
{
    struct console_memory *memory = &window->instruments->console;
    uint32_t position = session_position(window->session);
    if (memory->node != window->shown_node || memory->width != width ||
        memory->unit != unit_of(window) || memory->language != window->language)
        console_forget(memory);
    memory->node = window->shown_node;
    memory->width = width;
    memory->unit = unit_of(window);
    memory->language = window->language;
    while (memory->line_count > 0 && memory->lines[memory->line_count - 1].row >= position)
        memory->line_count--;
    if (memory->rows_seen > position || memory->rows_seen == 0) {
        memory->rows_seen = memory->rows_seen < position ? memory->rows_seen : position;
        memory->job = last_job(window, memory->rows_seen);
    }
    read_on(window, memory, position);
    return memory->line_count > 0 ? memory->lines[memory->line_count - 1].bottom : 0;
}

void console_draw_lines(struct window *window, struct rect content, struct rect seen)
{
    const struct console_memory *memory = &window->instruments->console;
    uint32_t low = 0, high = memory->line_count;
    while (low < high) { /* the first one that reaches into view */
        uint32_t middle = low + (high - low) / 2;
        if (content.y + memory->lines[middle].bottom <= seen.y)
            low = middle + 1;
        else
            high = middle;
    }
    for (uint32_t i = low; i < memory->line_count; i++) {
        float top = content.y + (i > 0 ? memory->lines[i - 1].bottom : 0);
        char words[CONSOLE_LINE_MAX];
        struct text text = text_over(words, sizeof words);
        if (top >= seen.y + seen.h)
            break;
        struct text_style style =
            put_line(window, memory->lines[i].row, memory->lines[i].beside, &text);
        struct rect box = {content.x, top, memory->width,
                           content.y + memory->lines[i].bottom - top};
        (void)gui_paragraph(window->gui, box, style, words);
    }
}

uint32_t console_job(const struct window *window)
{
    return app_newest(session_view(window->session)->app, window->shown_node);
}

uint32_t console_reader(const struct window *window)
{
    return app_reader(session_view(window->session)->app, window->shown_node);
}
