/* gui/options.c: the command line of netstage-gui. */
#include "gui/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalogue.h"
#include "base/suggest.h"
#include "base/version.h"
#include "scenario/resource_path.h"

enum option_name {
    OPTION_LANG,
    OPTION_THEME,
    OPTION_SCALE,
    OPTION_PRESENTER,
    OPTION_REDUCED_MOTION,
    OPTION_PICTURE,
    OPTION_SIZE,
    OPTION_AT,
    OPTION_SELECT,
    OPTION_TAB,
    OPTION_SCRIPT,
    OPTION_LINT,
    OPTION_LIVE,
    OPTION_TAP,
    OPTION_ATTACH,
    OPTION_PROXY,
    OPTION_FROM,
    OPTION_SPEED,
    OPTION_RECORD,
    OPTION_REPLAY,
    OPTION_HELP,
    OPTION_VERSION,
    OPTIONS
};

static const struct {
    const char *name;
    bool value;
} known[OPTIONS] = {
    {"--lang", true},
    {"--theme", true},
    {"--scale", true},
    {"--presenter", false},
    {"--reduced-motion", false},
    {"--picture", true},
    {"--size", true},
    {"--at", true},
    {"--select", true},
    {"--tab", true},
    {"--script", true},
    {"--lint", false},
    {"--live", false},
    {"--tap", true},
    {"--attach", true},
    {"--proxy", true},
    {"--from", true},
    {"--speed", true},
    {"--record", true},
    {"--replay", true},
    {"--help", false},
    {"--version", false},
};

static const char *const help = N_(
    "netstage-gui [FILE] [OPTION...]\n"
    "\n"
    "Opens a window on a lesson, or on all lessons when no FILE is given.\n"
    "\n"
    "  --lang L            en or ko; otherwise that of the environment\n"
    "  --theme T           light, dark, contrast\n"
    "  --scale N           100 to 300 (per cent), or 1 to 3\n"
    "  --presenter         large type, two panels\n"
    "  --reduced-motion    nothing glides\n"
    "\n"
    "Live: the lesson follows the clock on the wall, and the real world comes in:\n"
    "  --live              (needs --tap or --proxy)\n"
    "  --tap NAME          a network device of this machine ends in the scenario\n"
    "  --attach NODE       at this switch or outside (needed when there are several)\n"
    "  --proxy ADDRESS     127.0.0.1:PORT, for browsers and curl -x of this machine\n"
    "  --from HOST         through this host (needed when there are several)\n"
    "  --speed N           so many times as fast as the clock, 0.001 to 1000; not with --tap\n"
    "  --record FILE       keeps what comes in\n"
    "  --replay FILE       opens what was kept, as a lesson\n"
    "\n"
    "Without a display:\n"
    "  --picture OUT       writes what the window shows as .png or .svg\n"
    "  --size WxH          of the picture in pixels (1280x720)\n"
    "  --at STEP           an event's number, a time (35ms), end, gate:N\n"
    "  --select WHAT       frame:N, node:NAME, cable:N\n"
    "  --tab NAME          ladder, frames, stream, plots, tables, console\n"
    "  --script FILE       plays actions, one a line: key, click, type, wait, picture,\n"
    "                      dump, print, expect, language, theme, size, at, open, lint\n"
    "  --lint              exit status 1 when text is cut, covered or hard to read\n"
    "\n"
    "  --help, --version\n");

static void complain(const char *what, const char *about)
{
    fprintf(stderr, "netstage-gui: %s: %s\n", about, what);
}

static enum option_name find_option(const char *word)
{
    uint32_t i = 0;
    while (i < OPTIONS && strcmp(known[i].name, word) != 0)
        i++;
    return (enum option_name)i;
}

static enum options_result unknown_option(const char *word)
{
    const char *names[OPTIONS];
    for (uint32_t i = 0; i < OPTIONS; i++)
        names[i] = known[i].name;
    const char *near = suggest_word(word, strlen(word), names, OPTIONS);
    complain(_("there is no such option"), word);
    if (near != NULL)
        fprintf(stderr, "  %s %s?\n", _("Did you mean"), near);
    return OPTIONS_BAD;
}

static bool read_size(const char *value, int *width, int *height)
{
    char *end;
    long w = strtol(value, &end, 10);
    if (*end != 'x')
        return false;
    long h = strtol(end + 1, &end, 10);
    if (*end != '\0' || w < 320 || h < 240 || w > 8192 || h > 8192)
        return false;
    *width = (int)w;
    *height = (int)h;
    return true;
}

static bool read_scale(const char *value, float *scale)
{
    char *end;
    float n = strtof(value, &end);
    if (end == value || (*end != '\0' && strcmp(end, "%") != 0))
        return false;
    *scale = n > 3 ? n / 100 : n;
    return *scale >= 1 && *scale <= 3;
}

static bool take_live(struct options *o, enum option_name name, const char *value)
{
    struct live_request *live = &o->live;
    if (name == OPTION_LIVE)
        o->is_live = true;
    else if (name == OPTION_TAP)
        live->wish.tap = value;
    else if (name == OPTION_ATTACH)
        live->wish.attach = value;
    else if (name == OPTION_PROXY)
        live->wish.proxy = value;
    else if (name == OPTION_FROM)
        live->wish.from = value;
    else if (name == OPTION_RECORD)
        live->record = value;
    else if (name == OPTION_REPLAY)
        live->replay = value;
    else
        return live_read_pace(value, &live->pace);
    return true;
}

/* What does not go together. */
static enum options_result judge_live(const struct options *o)
{
    const struct live_request *live = &o->live;
    bool outside = live->wish.tap != NULL || live->wish.proxy != NULL;
    if (o->is_live && !outside)
        complain(_("which way in? --tap NAME or --proxy 127.0.0.1:8080"), "--live");
    else if ((outside || live->replay != NULL) && o->file == NULL)
        complain(_("which scenario? Name its file"), "--live");
    else if (live->replay != NULL && (outside || live->record != NULL))
        complain(_("shows what was recorded, without --tap, --proxy and --record"), "--replay");
    else if (live->record != NULL && !outside)
        complain(_("keeps what comes in: by --tap or --proxy"), "--record");
    else if (live->wish.attach != NULL && live->wish.tap == NULL)
        complain(_("says where a device ends; which one? --tap NAME"), "--attach");
    else if (live->wish.from != NULL && live->wish.proxy == NULL)
        complain(_("says which host carries; what? --proxy 127.0.0.1:8080"), "--from");
    else if (live->pace != LIVE_PACE && live->wish.tap != NULL)
        complain(_("the real machine behind a device has the clock on the wall; --speed goes "
                   "with --proxy alone"),
                 "--speed");
    else
        return OPTIONS_RUN;
    return OPTIONS_BAD;
}

/* An option with its value ("" for those without). False: the value is no good. */
static bool take(struct options *o, enum option_name name, const char *value)
{
    switch (name) {
    case OPTION_LANG:
        o->language = value;
        return true;
    case OPTION_THEME:
        return theme_from_word(value, &o->theme);
    case OPTION_SCALE:
        return read_scale(value, &o->scale);
    case OPTION_PRESENTER:
        return o->presenter = true;
    case OPTION_REDUCED_MOTION:
        return o->reduced_motion = true;
    case OPTION_PICTURE:
        o->picture = value;
        return true;
    case OPTION_SIZE:
        return read_size(value, &o->width, &o->height);
    case OPTION_AT:
        o->at = value;
        return true;
    case OPTION_SELECT:
        o->select = value;
        return true;
    case OPTION_TAB:
        o->tab = value;
        return true;
    case OPTION_SCRIPT:
        o->script = value;
        return true;
    case OPTION_LINT:
        return o->lint = true;
    case OPTION_LIVE:
    case OPTION_TAP:
    case OPTION_ATTACH:
    case OPTION_PROXY:
    case OPTION_FROM:
    case OPTION_SPEED:
    case OPTION_RECORD:
    case OPTION_REPLAY:
        return take_live(o, name, value);
    case OPTION_HELP:
    case OPTION_VERSION:
    case OPTIONS:
        break;
    }
    return false;
}

/* A file, or a lesson by its name, as on the command line. Kept for the whole run. */
static const char *scenario_named(const char *word)
{
    static char path[RESOURCE_PATH_SIZE];
    FILE *file = fopen(word, "rb");
    if (file == NULL)
        return resource_lesson(word, path, sizeof path) ? path : word;
    (void)fclose(file);
    return word;
}

enum options_result options_read(struct options *options, int argc, char **argv)
{
    *options = (struct options){.scale = 1, .theme = THEME_LIGHT, .live.pace = LIVE_PACE};
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];
        if (word[0] != '-' || word[1] == '\0') {
            if (options->file != NULL) {
                complain(_("only one scenario can be opened"), word);
                return OPTIONS_BAD;
            }
            options->file = scenario_named(word);
            continue;
        }
        enum option_name name = find_option(word);
        if (name == OPTIONS)
            return unknown_option(word);
        if (name == OPTION_HELP) {
            fputs(tr(help), stdout);
            return OPTIONS_DONE;
        }
        if (name == OPTION_VERSION) {
            puts("netstage-gui " NETSTAGE_VERSION);
            return OPTIONS_DONE;
        }
        bool value = known[name].value;
        if (value && i + 1 >= argc) {
            complain(_("a value is missing"), word);
            return OPTIONS_BAD;
        }
        if (!take(options, name, value ? argv[++i] : "")) {
            complain(_("this value cannot be used"), argv[i]);
            return OPTIONS_BAD;
        }
    }
    return judge_live(options);
}

/* --- where to --- */

/* "35ms", "35.2 ms", "1s", "20us". */
static bool read_time(const char *word, sim_time *time)
{
    static const struct {
        const char *name;
        double ns;
    } units[] = {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}};
    char *end;
    double n = strtod(word, &end);
    while (*end == ' ')
        end++;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (end != word && n >= 0 && strcmp(end, units[i].name) == 0) {
            *time = (sim_time)(n * units[i].ns);
            return true;
        }
    return false;
}

static bool read_number(const char *word, uint32_t *number)
{
    char *end;
    errno = 0;
    unsigned long n = strtoul(word, &end, 10);
    *number = (uint32_t)n;
    return end != word && *end == '\0' && errno == 0 && n < UINT32_MAX && word[0] != '-';
}

/* Goes from question to question, answering none. */
static bool go_to_gate(struct window *window, uint32_t nth)
{
    struct session *s = window->session;
    const struct history *h = session_history(s);
    uint32_t seen = 0;
    for (uint32_t i = 0; i < h->say_count; i++) {
        const struct history_say *say = &h->says[i];
        if (session_scenario(s)->narration[say->narration].question.kind == QUESTION_NONE ||
            ++seen != nth)
            continue;
        for (uint32_t j = 0; j < i; j++)
            session_answer(s, j);
        playback_seek_position(window, say->event < h->event_count
                                           ? h->events[say->event].first_row
                                           : h->row_count);
        return true;
    }
    return false;
}

static bool go(struct window *window, const char *at)
{
    uint32_t number;
    sim_time time;
    session_record_all(window->session, 0);
    if (strcmp(at, "end") == 0)
        playback_seek_position(window, session_history(window->session)->row_count);
    else if (strncmp(at, "gate:", 5) == 0)
        return read_number(at + 5, &number) && go_to_gate(window, number);
    else if (read_number(at, &number))
        playback_seek_position(window, history_after(session_history(window->session), number));
    else if (read_time(at, &time))
        playback_seek_time(window, time);
    else
        return false;
    return true;
}

static bool choose(struct window *window, const char *what)
{
    uint32_t number;
    const struct scenario *s = session_scenario(window->session);
    const struct history *h = session_history(window->session);
    if (strncmp(what, "frame:", 6) == 0 && read_number(what + 6, &number) && number > 0 &&
        number <= h->frame_count)
        select_frame(window, number - 1);
    else if (strncmp(what, "cable:", 6) == 0 && read_number(what + 6, &number) &&
             number < s->link_count)
        select_cable(window, number);
    else if (strncmp(what, "node:", 5) == 0 &&
             scenario_find_node(s, what + 5, strlen(what + 5)) != NONE)
        select_node(window, scenario_find_node(s, what + 5, strlen(what + 5)));
    else
        return false;
    return true;
}

static bool open_tab(struct window *window, const char *name)
{
    static const char *const names[TABS] = {"ladder", "frames", "stream",
                                            "plots",  "tables", "console"};
    for (int i = 0; i < TABS; i++)
        if (strcmp(name, names[i]) == 0) {
            window->tab = (enum bottom_tab)i;
            window->tab_is_fixed = true;
            return true;
        }
    return false;
}

bool options_apply(const struct options *o, struct window *window)
{
    const char *wrong = NULL;
    if (window->mode != MODE_LESSON)
        return true;
    live_enter(window);
    if (o->tab != NULL && !open_tab(window, o->tab))
        wrong = o->tab;
    if (o->at != NULL && !go(window, o->at))
        wrong = o->at;
    if (o->select != NULL && !choose(window, o->select))
        wrong = o->select;
    window_set_presenter(window, o->presenter || window->presenter);
    live_leave(window);
    if (wrong != NULL)
        complain(_("this names nothing in the lesson"), wrong);
    return wrong == NULL;
}
