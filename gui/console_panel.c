/* gui/console_panel.c: the console of the node that is shown: what its commands have printed up
 * to the cursor, and a line to type a new one. A command typed here is an intervention: it
 * opens a branch of the run, and can be taken back; so is Ctrl+C, which stops the command that
 * runs. Up and Down recall lines, Tab completes commands and the names of hosts.
 */
#include <stdlib.h>
#include <string.h>

#include "app/command.h"
#include "gui/instruments.h"

enum { PROMPT_MAX = 64 };

/* --- what was printed --- */

static void draw_output(struct window *window, struct rect box)
{
    struct console_memory *memory = &window->instruments->console;
    float height = console_learn(window, box.w - 16);
    if (memory->position != session_position(window->session) || memory->height != box.h)
        gui_scroll_reveal(window->gui, "output", height - 1, height, box.h);
    memory->position = session_position(window->session);
    memory->height = box.h;
    struct rect content = gui_scroll_begin(window->gui, box, "output", height);
    console_draw_lines(window, content, box);
    if (memory->line_count == 0)
        (void)gui_paragraph(window->gui, rect_make(content.x, content.y, memory->width, box.h),
                            gui_style(window->gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2),
                            _("Nothing has been printed here yet."));
    gui_scroll_end(window->gui);
}

/* --- the line --- */

static void remember(struct console_memory *memory)
{
    char *copy = malloc(strlen(memory->line) + 1);
    if (copy == NULL)
        return;
    memcpy(copy, memory->line, strlen(memory->line) + 1);
    if (memory->count == CONSOLE_HISTORY) {
        free(memory->entered[0]);
        memmove(memory->entered, memory->entered + 1,
                (CONSOLE_HISTORY - 1) * sizeof memory->entered[0]);
        memory->count--;
    }
    memory->entered[memory->count++] = copy;
}

static void recall(struct window *window, bool older)
{
    struct console_memory *memory = &window->instruments->console;
    if (older ? memory->recalled == memory->count : memory->recalled == 0)
        return;
    memory->recalled += older ? 1 : UINT32_MAX;
    console_set_line(
        window, memory->recalled == 0 ? "" : memory->entered[memory->count - memory->recalled]);
}

/* --- the panel --- */

static void run_line(struct window *window)
{
    struct console_memory *memory = &window->instruments->console;
    uint32_t reader = console_reader(window);
    if (reader == NONE && memory->line[strspn(memory->line, " ")] == '\0')
        return;
    for (size_t end = strlen(memory->line); reader == NONE && memory->line[end - 1] == ' ';)
        memory->line[--end] = '\0'; /* Tab leaves one */
    struct input input = {.kind = reader == NONE ? INPUT_COMMAND : INPUT_TYPE,
                          .node = window->shown_node,
                          .row = reader == NONE ? 0 : reader,
                          .text = memory->line,
                          .length = strlen(memory->line)};
    if (!window_intervene(window, &input))
        return;
    remember(memory);
    memory->recalled = 0;
    memory->line[0] = '\0';
    memory->lists = false;
}

/* Ctrl+C: the command that was entered last and still runs; Ctrl+D: the end of what it reads.
 */
void console_press(struct window *window, enum input_kind kind, uint32_t job)
{
    struct input input = {.kind = kind, .row = job};
    (void)window_intervene(window, &input);
}

static void take_keys(struct window *window)
{
    struct gui *gui = window->gui;
    uint32_t job = console_job(window);
    if (job != NONE && gui_shortcut(gui, KEY_CHARACTER, 'c', MODIFIER_CONTROL))
        console_press(window, INPUT_CANCEL, job);
    uint32_t reader = console_reader(window);
    if (reader != NONE && gui_shortcut(gui, KEY_CHARACTER, 'd', MODIFIER_CONTROL))
        console_press(window, INPUT_END, reader);
    if (gui_shortcut(gui, KEY_UP, 0, 0))
        recall(window, true);
    if (gui_shortcut(gui, KEY_DOWN, 0, 0))
        recall(window, false);
    if (window->instruments->console.line[0] != '\0' && gui_shortcut(gui, KEY_TAB, 0, 0))
        console_complete(window);
}

static void draw_line_to_type(struct window *window, struct rect box)
{
    struct gui *gui = window->gui;
    struct console_memory *memory = &window->instruments->console;
    char prompt[PROMPT_MAX];
    struct text text = text_over(prompt, sizeof prompt);
    struct text_style style = gui_style(gui, FONT_MONO_BOLD, TYPE_LABEL, TOKEN_INK);
    if (console_reader(window) == NONE) /* a command that reads has no prompt */
        console_put_prompt(window, &text);
    float wide = gui_text_width(gui, style.face, style.size, prompt) + 8 * unit_of(window);
    draw_text_in(gui_draw(gui), rect_cut_left(&box, wide), style, prompt);
    if (memory->focused)
        take_keys(window);
    const char *keys = console_reader(window) != NONE ? _("Ctrl+C stops, Ctrl+D ends the input")
                       : console_job(window) != NONE  ? _("Ctrl+C stops the command")
                                                      : NULL;
    struct field_look look = {
        .placeholder = _("a command; Tab completes it"), .note = keys, .face = FONT_MONO};
    enum field_event event =
        gui_field(gui, box, "line", memory->line, sizeof memory->line, &look);
    memory->focused = gui_has_focus(gui); /* of the widget just called */
    if (event == FIELD_CHANGED)
        memory->lists = false;
    if (event == FIELD_SUBMITTED)
        run_line(window);
}

void console_panel(struct window *window, struct rect box)
{
    struct gui *gui = window->gui;
    if (window->session == NULL || instruments_of(window) == NULL ||
        window->shown_node >= session_scenario(window->session)->node_count)
        return;
    float unit = unit_of(window);
    gui_panel_begin(gui, box, "console", PANEL_PAPER);
    struct rect inside = rect_inset(box, MEASURE_PADDING * unit);
    inside.y -= 8 * unit;
    inside.h += 16 * unit;
    bool host =
        world_nodes(session_view(window->session))->row[window->shown_node].kind != NODE_SWITCH;
    if (host) {
        struct rect line = rect_cut_bottom(&inside, MEASURE_CONTROL * unit);
        struct rect choices = rect_cut_bottom(&inside, console_choices_height(window));
        struct rect jobs = rect_cut_bottom(&inside, console_jobs_height(window));
        (void)rect_cut_bottom(&inside, 8 * unit);
        draw_output(window, inside);
        console_draw_jobs(window, jobs);
        console_draw_choices(window, choices);
        draw_line_to_type(window, line);
    } else {
        (void)gui_paragraph(gui, inside, gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2),
                            _("A switch has no console. Select a host or a router."));
    }
    gui_panel_end(gui);
}
