/* gui/console_panel.c: the console of the node that is shown: what its commands have printed up
 * to the cursor, and a line to type a new one. A command typed here is an intervention: it
 * opens a branch of the run, and can be taken back; so is Ctrl+C, which stops the command that
 * runs. Up and Down recall lines, Tab completes commands and the names of hosts.
 */
#include <stdlib.h>
#include <string.h>

#include "app/command.h"
#include "gui/instruments.h"

enum { PROMPT_MAX = 64, WORD_MAX = 128 };

/* --- what was printed --- */

static void draw_output(struct window *window, struct rect box)
{
    struct console_memory *memory = &window->instruments->console;
    float height = console_learn(window, box.w - 16);
    if (memory->position != session_position(window->session))
        gui_scroll_reveal(window->gui, "output", height - 1, height, box.h);
    memory->position = session_position(window->session);
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

static void set_line(struct window *window, const char *text)
{
    struct console_memory *memory = &window->instruments->console;
    size_t length = strlen(text);
    length = length < sizeof memory->line ? length : sizeof memory->line - 1;
    memmove(memory->line, text, length);
    memory->line[length] = '\0';
    input_key(gui_input(window->gui), KEY_END, 0, 0); /* the caret goes behind it */
}

static void recall(struct window *window, bool older)
{
    struct console_memory *memory = &window->instruments->console;
    if (older ? memory->recalled == memory->count : memory->recalled == 0)
        return;
    memory->recalled += older ? 1 : UINT32_MAX;
    set_line(window,
             memory->recalled == 0 ? "" : memory->entered[memory->count - memory->recalled]);
}

/* --- completion --- */

struct completion {
    const char *start; /* of the word that is completed */
    size_t length;
    char common[WORD_MAX]; /* what all that begin so have in common */
    uint32_t found;
};

static void offer(struct completion *c, const char *word)
{
    size_t n = strlen(word);
    if (n < c->length || n >= sizeof c->common || strncmp(word, c->start, c->length) != 0)
        return;
    if (c->found++ == 0) {
        memcpy(c->common, word, n + 1);
        return;
    }
    size_t same = 0;
    while (c->common[same] != '\0' && c->common[same] == word[same])
        same++;
    c->common[same] = '\0';
}

/* Addresses of the lesson's hosts stand for their names, which only a name server knows. */
static void offer_addresses(struct window *window, struct completion *c)
{
    const struct scenario *scenario = session_scenario(window->session);
    for (uint32_t i = 0; i < scenario->interface_count; i++) {
        char address[24];
        struct text text = text_over(address, sizeof address);
        text_put_ipv4(&text, scenario->interfaces[i].address);
        if (scenario->interfaces[i].address != 0 && c->length > 0)
            offer(c, address);
    }
}

/* A host's name becomes its address. */
static bool complete_host(struct window *window, const char *word, size_t length,
                          struct text *out)
{
    const struct scenario *scenario = session_scenario(window->session);
    uint32_t node = scenario_find_node(scenario, word, length);
    if (node == NONE)
        return false;
    for (uint32_t i = 0; i < scenario->nodes[node].interfaces; i++) {
        ipv4_address a =
            scenario->interfaces[scenario->nodes[node].first_interface + i].address;
        if (a == 0)
            continue;
        text_put_ipv4(out, a);
        return true;
    }
    return false;
}

static void complete(struct window *window)
{
    struct console_memory *memory = &window->instruments->console;
    const char *blank = strrchr(memory->line, ' ');
    struct completion c = {.start = blank == NULL ? memory->line : blank + 1};
    char line[CONSOLE_LINE_MAX];
    struct text text = text_over(line, sizeof line);
    c.length = strlen(c.start);
    text_put_octets(&text, memory->line, (size_t)(c.start - memory->line));
    if (blank == NULL)
        for (int kind = COMMAND_NONE + 1; kind < COMMAND_KINDS; kind++)
            offer(&c, command_name((enum command_kind)kind));
    else if (complete_host(window, c.start, c.length, &text)) {
        set_line(window, line);
        return;
    } else {
        const struct scenario *scenario = session_scenario(window->session);
        for (uint32_t i = 0; i < scenario->node_count; i++)
            offer(&c, scenario->nodes[i].name);
        offer_addresses(window, &c);
    }
    if (c.found == 0)
        return;
    text_put(&text, c.common);
    if (c.found == 1 && blank == NULL)
        text_put(&text, " ");
    set_line(window, line);
}

/* --- the panel --- */

static void run_line(struct window *window)
{
    struct console_memory *memory = &window->instruments->console;
    uint32_t reader = console_reader(window);
    if (reader == NONE && memory->line[strspn(memory->line, " ")] == '\0')
        return;
    struct input input = {.kind = reader == NONE ? INPUT_COMMAND : INPUT_TYPE,
                          .node = window->shown_node,
                          .row = reader == NONE ? 0 : reader,
                          .text = memory->line,
                          .length = strlen(memory->line)};
    playback_land(window);
    if (!session_intervene(window->session, &input))
        return;
    remember(memory);
    memory->recalled = 0;
    memory->line[0] = '\0';
    playback_follow(window);
}

/* Ctrl+C: the command that was entered last and still runs; Ctrl+D: the end of what it reads.
 */
static void press(struct window *window, enum input_kind kind, uint32_t job)
{
    struct input input = {.kind = kind, .row = job};
    playback_land(window);
    if (session_intervene(window->session, &input))
        playback_follow(window);
}

static void take_keys(struct window *window)
{
    struct gui *gui = window->gui;
    uint32_t job = console_job(window);
    if (job != NONE && gui_shortcut(gui, KEY_CHARACTER, 'c', MODIFIER_CONTROL))
        press(window, INPUT_CANCEL, job);
    uint32_t reader = console_reader(window);
    if (reader != NONE && gui_shortcut(gui, KEY_CHARACTER, 'd', MODIFIER_CONTROL))
        press(window, INPUT_END, reader);
    if (gui_shortcut(gui, KEY_UP, 0, 0))
        recall(window, true);
    if (gui_shortcut(gui, KEY_DOWN, 0, 0))
        recall(window, false);
    if (window->instruments->console.line[0] != '\0' && gui_shortcut(gui, KEY_TAB, 0, 0))
        complete(window);
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
        .placeholder = "ping, traceroute, arp, dig, curl", .note = keys, .face = FONT_MONO};
    enum field_event event =
        gui_field(gui, box, "line", memory->line, sizeof memory->line, &look);
    memory->focused = gui_has_focus(gui); /* of the widget just called */
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
        (void)rect_cut_bottom(&inside, 8 * unit);
        draw_output(window, inside);
        draw_line_to_type(window, line);
    } else {
        (void)gui_paragraph(gui, inside, gui_style(gui, FONT_REGULAR, TYPE_LABEL, TOKEN_INK2),
                            _("A switch has no console. Select a host or a router."));
    }
    gui_panel_end(gui);
}
