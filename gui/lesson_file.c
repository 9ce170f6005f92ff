/* gui/lesson_file.c: opening a scenario, reading it again when it was saved, and closing it. A
 * file with errors opens on the list of its errors. */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "gui/window.h"

#define WATCH_EVERY_MS 500.0

/* SOURCE_DATE_EPOCH stands for the clock where pictures must be the same again. */
static time_t wall_clock(void)
{
    const char *fixed = getenv("SOURCE_DATE_EPOCH");
    return fixed != NULL ? (time_t)strtoll(fixed, NULL, 10) : time(NULL);
}

static void note_file(struct window *window)
{
    struct stat about;
    window->file_time = 0;
    window->file_size = -1;
    if (stat(window->path, &about) == 0) {
        window->file_time =
            (int64_t)about.st_mtim.tv_sec * 1000 + about.st_mtim.tv_nsec / 1000000;
        window->file_size = (int64_t)about.st_size;
    }
    time_t now = wall_clock();
    struct tm parts;
    if (localtime_r(&now, &parts) == NULL ||
        strftime(window->read_at, sizeof window->read_at, "%H:%M:%S", &parts) == 0)
        window->read_at[0] = '\0';
}

static void forget(struct window *window)
{
    instruments_release(window);
    frame_tags_release(window);
    live_end(window);
    session_close(window->session);
    scenario_free(window->scenario);
    if (window->diagnostics != NULL) {
        diagnostics_release(window->diagnostics);
        free(window->diagnostics);
    }
    free(window->places);
    window->session = NULL;
    window->scenario = NULL;
    window->diagnostics = NULL;
    window->places = NULL;
    window->answer = (struct answer){.say = NONE, .choice = NONE};
    window->why = window->said = window->viewed = NONE;
    window->opened = false;
    window->menu = (struct menu_subject){.kind = SELECT_NOTHING, .row = NONE};
    window->shown_node = 0;
    window->problem = window->shown_problem = 0;
    window->matches = window->matches_scanned = 0;
    window->matches_position = NONE;
    window->playback.glide_ms = -1;
    window->playback.playing = window->playback.to_end = false;
    window->playback.shown = 0;
    window->working = false;
    select_nothing(window);
}

/* The node of the first command, or else the first that has a console: whose tables are shown.
 */
static uint32_t first_host(const struct scenario *scenario)
{
    for (uint32_t i = 0; i < scenario->timeline_count; i++)
        if (scenario->timeline[i].action == TIMELINE_COMMAND)
            return scenario->timeline[i].node;
    for (uint32_t i = 0; i < scenario->node_count; i++)
        if (scenario->nodes[i].kind != NODE_SWITCH)
            return i;
    return 0;
}

static void read_file(struct window *window)
{
    window->diagnostics = malloc(sizeof *window->diagnostics);
    if (window->diagnostics == NULL) {
        window->mode = MODE_CHOOSER;
        return;
    }
    diagnostics_init(window->diagnostics, window->path);
    note_file(window);
    window->mode = MODE_ERRORS;
    window->scenario = scenario_load(window->path, window->diagnostics);
    diagnostics_sort(window->diagnostics);
    if (window->scenario == NULL)
        return;
    bool live = live_is_requested(&window->request) && live_prepare(window);
    window->session = session_open(window->scenario, 0);
    if (window->session == NULL) {
        live_end(window);
        window_note(window, _("There is not enough memory for this lesson."));
        window->mode = MODE_CHOOSER;
        return;
    }
    window->mode = MODE_LESSON;
    window->shown_node = first_host(window->scenario);
    if (window->filter[0] != '\0')
        window->filter_wrong =
            !session_set_filter(window->session, window->filter, &window->filter_error);
    playback_follow(window);
    if (live)
        live_start(window);
}

void lesson_open(struct window *window, const char *path)
{
    char kept[sizeof window->path];
    snprintf(kept, sizeof kept, "%s", path);
    forget(window);
    memcpy(window->path, kept, sizeof window->path);
    window->filter[0] = '\0';
    window->filter_wrong = false;
    read_file(window);
}

void lesson_reload(struct window *window)
{
    if (window->path[0] == '\0')
        return;
    if (window->live != NULL) { /* the real world cannot be read again */
        note_file(window);
        window_note(window, _("The file has changed; what is live goes on with the old one."));
        return;
    }
    sim_time shown = window->playback.shown;
    forget(window);
    read_file(window);
    if (window->mode == MODE_LESSON && shown > 0)
        playback_seek_time(window, shown);
    window_note(window, _("The file was read again."));
}

void lesson_close(struct window *window)
{
    forget(window);
    window->path[0] = '\0';
    window->filter[0] = '\0';
    window->filter_wrong = false;
    window->presenter = false;
    window->wrong.sentence = NULL;
    window->mode = MODE_CHOOSER;
}

void lesson_watch(struct window *window)
{
    struct stat about;
    if (window->path[0] == '\0' || window->now_ms - window->watched_ms < WATCH_EVERY_MS)
        return;
    window->watched_ms = window->now_ms;
    if (stat(window->path, &about) != 0)
        return;
    int64_t changed = (int64_t)about.st_mtim.tv_sec * 1000 + about.st_mtim.tv_nsec / 1000000;
    if (changed != window->file_time || (int64_t)about.st_size != window->file_size)
        lesson_reload(window);
}
