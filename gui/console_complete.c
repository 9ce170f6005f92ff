/* gui/console_complete.c: Tab in the console: the word before the caret becomes what all that
 * begin so have in common; when that is no news, all of them are listed over the line, where
 * one can be chosen. */
#include <math.h>
#include <string.h>

#include "gui/instruments.h"

enum { CHOICE_WIDE = 12 };

void console_set_line(struct window *window, const char *text)
{
    struct console_memory *memory = &window->instruments->console;
    size_t length = strlen(text);
    length = length < sizeof memory->line ? length : sizeof memory->line - 1;
    memmove(memory->line, text, length);
    memory->line[length] = '\0';
    input_key(gui_input(window->gui), KEY_END, 0, 0); /* the caret goes behind it */
}

/* The line with its last word replaced. */
static void take(struct window *window, const char *word, bool whole)
{
    struct console_memory *memory = &window->instruments->console;
    char line[CONSOLE_LINE_MAX];
    struct text text = text_over(line, sizeof line);
    text_put_octets(&text, memory->line, memory->found.start);
    text_put(&text, word);
    if (whole)
        text_put_char(&text, ' ');
    if (text.ok)
        console_set_line(window, line);
}

void console_complete(struct window *window)
{
    struct console_memory *memory = &window->instruments->console;
    struct completion *found = &memory->found;
    const struct completion_place place = {.world = session_view(window->session),
                                           .scenario = session_scenario(window->session),
                                           .node = window->shown_node};
    size_t cursor = strlen(memory->line);
    completion_find(&place, memory->line, cursor, found);
    memory->lists = false;
    if (found->count == 0)
        return;
    bool news = strcmp(found->common, memory->line + found->start) != 0;
    if (news || found->count == 1)
        take(window, found->common, found->count == 1 && found->whole);
    else
        memory->lists = true;
}

float console_choices_height(const struct window *window)
{
    return window->instruments->console.lists ? MEASURE_CONTROL * unit_of(window) : 0;
}

void console_draw_choices(struct window *window, struct rect box)
{
    struct console_memory *memory = &window->instruments->console;
    struct gui *gui = window->gui;
    float unit = unit_of(window), size = window->theme.type[TYPE_LABEL];
    if (!memory->lists)
        return;
    for (uint32_t i = 0; i < memory->found.count; i++) {
        const char *word = memory->found.word[i];
        char name[24];
        struct text text = text_over(name, sizeof name);
        float wide = gui_text_width(gui, FONT_BOLD, size, word) + 2 * CHOICE_WIDE * unit;
        bool last = i + 1 == memory->found.count && memory->found.total == i + 1;
        if (wide + (last ? 0 : 2 * CHOICE_WIDE * unit) > box.w) {
            gui_label(gui, box, gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2), "…");
            return;
        }
        text_put(&text, "choice.");
        text_put_unsigned(&text, i);
        if (gui_button(gui, rect_cut_left(&box, wide), name, word, BUTTON_QUIET)) {
            take(window, word, word[strlen(word) - 1] != '/');
            memory->lists = false;
            return;
        }
    }
}
