/* gui/script.c: a window played by a file, one action a line. Empty lines and lines that begin
 * with # say nothing.
 *
 *     key Ctrl+Z            click time.step        right-click stage.node.laptop
 *     type tcp.port == 80   wait 700               picture out.png
 *     dump                  expect gate.ok [LABEL] expect-not gate.ok
 *     open FILE             language ko            theme dark
 *     size 1920x1080        at gate:2              lint
 *     print WORDS
 *
 * Exit: 0, 1 when an expectation or the lint failed, 2 when a line cannot be played. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gui/options.h"

enum { LINE_MAX_OCTETS = 1024 };

struct player {
    struct window *window;
    struct options options;
    double *now;
    uint32_t line;
    int failed; /* expectations that do not hold, findings of the lint */
};

struct action {
    const char *name;
    bool (*play)(struct player *player, char *rest);
};

static void say(const struct player *player, const char *what, const char *about)
{
    fprintf(stderr, "%s:%u: %s: %s\n", player->options.script, (unsigned)player->line, what,
            about);
}

static void input_frame(struct player *player, struct gui_input *input)
{
    offscreen_frame(player->window, &player->options, input, player->now);
    offscreen_settle(player->window, &player->options, player->now);
}

/* --- keys --- */

static const struct {
    const char *name;
    enum gui_key key;
} key_names[] = {
    {"Space", KEY_SPACE},
    {"Left", KEY_LEFT},
    {"Right", KEY_RIGHT},
    {"Up", KEY_UP},
    {"Down", KEY_DOWN},
    {"Home", KEY_HOME},
    {"End", KEY_END},
    {"PageUp", KEY_PAGE_UP},
    {"PageDown", KEY_PAGE_DOWN},
    {"Tab", KEY_TAB},
    {"Enter", KEY_ENTER},
    {"Escape", KEY_ESCAPE},
    {"Backspace", KEY_BACKSPACE},
    {"Delete", KEY_DELETE},
    {"Menu", KEY_MENU},
    {"F1", KEY_F1},
    {"F5", KEY_F5},
    {"F11", KEY_F11},
};

static bool play_key(struct player *player, char *rest)
{
    static const struct {
        const char *name;
        unsigned modifier;
    } modifiers[] = {
        {"Ctrl+", MODIFIER_CONTROL}, {"Shift+", MODIFIER_SHIFT}, {"Alt+", MODIFIER_ALT}};
    struct gui_input input = {.mouse_x = -1, .mouse_y = -1};
    unsigned held = 0;
    for (size_t i = 0; i < sizeof modifiers / sizeof modifiers[0]; i++)
        if (strncmp(rest, modifiers[i].name, strlen(modifiers[i].name)) == 0) {
            held |= modifiers[i].modifier;
            rest += strlen(modifiers[i].name);
        }
    enum gui_key key = rest[0] != '\0' && rest[1] == '\0' ? KEY_CHARACTER : KEY_NONE;
    for (size_t i = 0; i < sizeof key_names / sizeof key_names[0]; i++)
        if (strcmp(rest, key_names[i].name) == 0)
            key = key_names[i].key;
    if (key == KEY_NONE)
        return false;
    char c = rest[0] >= 'A' && rest[0] <= 'Z' ? (char)(rest[0] - 'A' + 'a') : rest[0];
    input_key(&input, key, key == KEY_CHARACTER ? (uint32_t)c : 0, held);
    input_frame(player, &input);
    return true;
}

/* --- widgets --- */

static bool click(struct player *player, const char *path, enum mouse_button button)
{
    struct gui_input input = {.mouse_x = -1, .mouse_y = -1};
    if (!gui_click(player->window->gui, path, button, &input)) {
        say(player, "no such widget to click", path);
        player->failed++;
        return true;
    }
    input_frame(player, &input);
    return true;
}

static bool play_click(struct player *player, char *rest)
{
    return click(player, rest, MOUSE_LEFT);
}

static bool play_right_click(struct player *player, char *rest)
{
    return click(player, rest, MOUSE_RIGHT);
}

static bool play_type(struct player *player, char *rest)
{
    struct gui_input input = {.mouse_x = -1, .mouse_y = -1};
    snprintf(input.text, sizeof input.text, "%s", rest);
    input_frame(player, &input);
    return true;
}

static bool play_expect(struct player *player, char *rest)
{
    struct widget found;
    char *label = strchr(rest, ' ');
    if (label != NULL)
        *label++ = '\0';
    bool there = gui_find(player->window->gui, rest, &found);
    if (!there || (label != NULL && strcmp(found.label, label) != 0)) {
        say(player, there ? found.label : "not there", rest);
        player->failed++;
    }
    return true;
}

static bool play_expect_not(struct player *player, char *rest)
{
    struct widget found;
    if (gui_find(player->window->gui, rest, &found)) {
        say(player, "is there", rest);
        player->failed++;
    }
    return true;
}

static bool play_dump(struct player *player, char *rest)
{
    (void)rest;
    gui_dump(player->window->gui, stdout);
    return true;
}

static bool play_print(struct player *player, char *rest)
{
    (void)player;
    puts(rest);
    (void)fflush(stdout);
    return true;
}

/* --- the window --- */

static bool play_wait(struct player *player, char *rest)
{
    double until = *player->now + strtod(rest, NULL);
    while (*player->now < until) {
        struct gui_input input = {.mouse_x = -1, .mouse_y = -1};
        offscreen_frame(player->window, &player->options, &input, player->now);
    }
    return true;
}

static bool play_picture(struct player *player, char *rest)
{
    return offscreen_write(player->window, &player->options, rest);
}

static bool play_open(struct player *player, char *rest)
{
    lesson_open(player->window, rest);
    offscreen_settle(player->window, &player->options, player->now);
    return true;
}

static bool play_language(struct player *player, char *rest)
{
    window_set_language(player->window, rest);
    offscreen_settle(player->window, &player->options, player->now);
    return strcmp(player->window->language, rest) == 0;
}

static bool play_theme(struct player *player, char *rest)
{
    enum theme_name name;
    if (!theme_from_word(rest, &name))
        return false;
    window_set_theme(player->window, name);
    offscreen_settle(player->window, &player->options, player->now);
    return true;
}

static bool play_size(struct player *player, char *rest)
{
    char *end;
    player->options.width = (int)strtol(rest, &end, 10);
    player->options.height = *end == 'x' ? (int)strtol(end + 1, NULL, 10) : 0;
    offscreen_settle(player->window, &player->options, player->now);
    return player->options.width >= 320 && player->options.height >= 240;
}

static bool play_at(struct player *player, char *rest)
{
    struct options to = {.at = rest};
    bool there = options_apply(&to, player->window);
    offscreen_settle(player->window, &player->options, player->now);
    return there;
}

static bool play_select(struct player *player, char *rest)
{
    struct options what = {.select = rest};
    bool there = options_apply(&what, player->window);
    offscreen_settle(player->window, &player->options, player->now);
    return there;
}

static bool play_lint(struct player *player, char *rest)
{
    (void)rest;
    uint32_t found = offscreen_lint(player->window, &player->options);
    if (found > 0)
        say(player, "findings", "lint");
    player->failed += (int)found;
    return true;
}

static const struct action actions[] = {
    {"key", play_key},         {"click", play_click},   {"right-click", play_right_click},
    {"type", play_type},       {"expect", play_expect}, {"expect-not", play_expect_not},
    {"dump", play_dump},       {"print", play_print},   {"wait", play_wait},
    {"picture", play_picture}, {"open", play_open},     {"language", play_language},
    {"theme", play_theme},     {"size", play_size},     {"at", play_at},
    {"select", play_select},   {"lint", play_lint},
};

static bool play_line(struct player *player, char *line)
{
    size_t length = strcspn(line, " ");
    char *rest = line[length] == '\0' ? line + length : line + length + 1;
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        if (strlen(actions[i].name) == length && strncmp(line, actions[i].name, length) == 0)
            return actions[i].play(player, rest);
    return false;
}

int script_run(struct window *window, const struct options *options, double *now)
{
    char line[LINE_MAX_OCTETS];
    FILE *file = strcmp(options->script, "-") == 0 ? stdin : fopen(options->script, "r");
    struct player player = {.window = window, .options = *options, .now = now};
    if (file == NULL) {
        fprintf(stderr, "netstage-gui: %s: %s\n", options->script, strerror(errno));
        return 2;
    }
    bool played = true;
    while (played && fgets(line, sizeof line, file) != NULL) {
        player.line++;
        line[strcspn(line, "\r\n")] = '\0';
        played = line[0] == '\0' || line[0] == '#' || play_line(&player, line);
        if (!played)
            say(&player, "cannot be played", line);
    }
    if (file != stdin)
        fclose(file);
    return !played ? 2 : player.failed > 0 ? 1 : 0;
}
