/* gui/window.c: the window: its parts laid out as on the plates, its keys, themes, languages.
 *
 * Layout: top bar 48, timeline 56; lesson 256 (288), inspector 320 (352), the stage over the
 * bottom panel between them. A window too small for that gives up the inspector, then the
 * bottom panel; presenter mode has two panels: the stage, and what the lesson says or asks. */
#include "gui/window.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/catalogue.h"
#include "base/korean.h"
#include "gui/instruments.h"

enum { NOTE_MS = 4000, SCALES = 7 };

static const float scales[SCALES] = {1, 1.25f, 1.5f, 1.75f, 2, 2.5f, 3};

/* --- made and unmade --- */

struct window *window_create(struct fonts *fonts, const char *language)
{
    struct window *window = calloc(1, sizeof *window);
    if (window == NULL)
        return NULL;
    window->gui = gui_create(fonts);
    if (window->gui == NULL) {
        free(window);
        return NULL;
    }
    window->fonts = fonts;
    window->theme = theme_make(THEME_LIGHT, 1, false, false);
    window->request.pace = LIVE_PACE;
    window->wanted_scale = window->dpi_scale = 1;
    window->stage_share = 0.494f;
    window->playback = (struct playback){.step = STEP_FRAME, .slower = 1000, .glide_ms = -1};
    window->answer = (struct answer){.say = NONE, .choice = NONE};
    window->why = window->said = window->viewed = window->matches_position = NONE;
    select_nothing(window);
    window_set_language(window, language);
    return window;
}

void window_destroy(struct window *window)
{
    if (window == NULL)
        return;
    lesson_close(window);
    chooser_release(window);
    gui_destroy(window->gui);
    free(window);
}

/* --- settings --- */

void window_set_theme(struct window *window, enum theme_name name)
{
    window->theme = theme_make(name, window->theme.scale, window->theme.large,
                               window->theme.reduced_motion);
}

void window_set_language(struct window *window, const char *language)
{
    bool known = catalogue_select(language);
    window->language = known ? catalogue_selected() : "en";
}

void window_set_presenter(struct window *window, bool on)
{
    window->presenter = on && window->mode == MODE_LESSON;
    window->why = NONE;
}

void window_scale_by(struct window *window, int steps)
{
    int at = 0;
    while (at + 1 < SCALES && scales[at] < window->wanted_scale - 0.01f)
        at++;
    at += steps;
    at = at < 0 ? 0 : at >= SCALES ? SCALES - 1 : at;
    window->wanted_scale = scales[at];
}

void window_words(char *out, size_t size, const char *sentence, uint32_t n, uint32_t most)
{
    char first[16], second[16];
    snprintf(first, sizeof first, "%u", (unsigned)n);
    snprintf(second, sizeof second, "%u", (unsigned)most);
    const struct text_value values[2] = {{"n", first}, {"most", second}};
    (void)text_format(out, size, sentence, values, 2);
}

void window_note(struct window *window, const char *sentence)
{
    snprintf(window->note, sizeof window->note, "%s", sentence);
    window->note_until = window->now_ms + NOTE_MS;
}

/* --- keys --- */

static bool key(struct window *window, enum gui_key which, unsigned modifiers)
{
    return gui_shortcut(window->gui, which, 0, modifiers);
}

static bool letter(struct window *window, char which, unsigned modifiers)
{
    return gui_shortcut(window->gui, KEY_CHARACTER, (uint32_t)which, modifiers);
}

static void change_step(struct window *window, int by)
{
    int step = (int)window->playback.step + by;
    if (step >= (int)STEP_LAYER && step <= (int)STEP_GATE)
        window->playback.step = (enum session_step)step;
}

/* To the next question; one that waits is not passed by. */
static void go_to_question(struct window *window)
{
    if (window->session != NULL && session_gate(window->session) != NONE &&
        question_say(window) != NONE && !window->answer.revealed)
        window_note(window, _("This question waits for an answer."));
    else
        playback_step(window, STEP_GATE);
}

static void keys_of_time(struct window *window)
{
    struct playback *p = &window->playback;
    if (key(window, KEY_SPACE, 0))
        playback_play(window, !p->playing);
    if (key(window, KEY_RIGHT, 0) || key(window, KEY_PAGE_DOWN, 0))
        playback_step(window, p->step);
    if (key(window, KEY_LEFT, 0) || key(window, KEY_PAGE_UP, 0))
        playback_back(window, p->step);
    if (key(window, KEY_HOME, 0))
        playback_start(window);
    if (key(window, KEY_END, 0))
        playback_end(window);
    if (key(window, KEY_DOWN, 0))
        change_step(window, 1);
    if (key(window, KEY_UP, 0))
        change_step(window, -1);
    if (letter(window, 'g', 0))
        go_to_question(window);
    if (letter(window, 'n', 0))
        playback_step(window, STEP_MATCH);
    if (letter(window, 'n', MODIFIER_SHIFT))
        playback_back(window, STEP_MATCH);
    if (letter(window, 'z', MODIFIER_CONTROL))
        stage_undo(window);
}

static void keys_of_lesson(struct window *window)
{
    keys_of_time(window);
    if (letter(window, 'f', 0) || letter(window, '/', 0))
        gui_focus(window->gui, "top.filter");
    for (int i = 0; i < TABS; i++)
        if (letter(window, (char)('1' + i), 0))
            window->tab = (enum bottom_tab)i;
    if (letter(window, 'p', 0) || key(window, KEY_F11, MODIFIER_SHIFT))
        window_set_presenter(window, !window->presenter);
    if (key(window, KEY_ENTER, 0)) {
        if (window->answer.revealed)
            question_close(window);
        else
            question_answer(window);
    }
}

static void escape(struct window *window)
{
    if (window->show_keys)
        window->show_keys = false;
    else if (window->why != NONE)
        window->why = NONE;
    else if (window->selection.kind != SELECT_NOTHING)
        select_nothing(window);
    else if (window->presenter)
        window_set_presenter(window, false);
}

static void keys_of_window(struct window *window)
{
    if (letter(window, 'l', 0))
        window_set_language(window, strcmp(window->language, "ko") == 0 ? "en" : "ko");
    if (letter(window, 't', 0))
        window_set_theme(window, (enum theme_name)((window->theme.name + 1) % THEMES));
    if (letter(window, '/', MODIFIER_SHIFT) || letter(window, '?', 0) || key(window, KEY_F1, 0))
        window->show_keys = !window->show_keys;
    if (letter(window, '=', 0) || letter(window, '=', MODIFIER_SHIFT) ||
        letter(window, '=', MODIFIER_CONTROL))
        window_scale_by(window, 1);
    if (letter(window, '-', 0) || letter(window, '-', MODIFIER_CONTROL))
        window_scale_by(window, -1);
    if (letter(window, 'o', MODIFIER_CONTROL))
        lesson_close(window);
    if (letter(window, 'q', MODIFIER_CONTROL))
        window->end = true;
    if (key(window, KEY_F5, 0))
        lesson_reload(window);
    if (key(window, KEY_ESCAPE, 0))
        escape(window);
}

/* --- layout --- */

static void lesson_window(struct window *window, struct rect box)
{
    bool wide = window->width >= MEASURE_WIDE_FROM;
    bool inspector = box.w >= 900, bottom = box.h >= 460;
    float lesson = wide ? MEASURE_LESSON_WIDE : fminf(MEASURE_LESSON, 0.23f * box.w + 8);
    float inspect = wide ? MEASURE_INSPECTOR_WIDE : fminf(MEASURE_INSPECTOR, 0.3f * box.w);
    struct rect top = rect_cut_top(&box, MEASURE_TOP_BAR);
    struct rect time = rect_cut_bottom(&box, MEASURE_TIMELINE);
    struct rect left = rect_cut_left(&box, lesson), right = {0, 0, 0, 0}, low = box;
    if (inspector)
        right = rect_cut_right(&box, inspect);
    float split = roundf(box.y + box.h * (bottom ? window->stage_share : 1));
    struct rect stage = {box.x, box.y, box.w, split - box.y};
    low = rect_make(box.x, split, box.w, box.y + box.h - split);
    live_banner(window, &stage);
    stage_layout(window, stage);
    top_bar(window, top);
    lesson_panel(window, left);
    stage_panel(window, stage);
    if (bottom) {
        bottom_panel(window, low);
        if (gui_splitter(window->gui, box, "split", false, box.y + 120, box.y + box.h - 96,
                         &split))
            window->stage_share = (split - box.y) / box.h;
    }
    if (inspector)
        inspector_panel(window, right);
    gui_hairline(window->gui, rect_make(left.x + left.w - 1, left.y, 1, left.h));
    if (inspector)
        gui_hairline(window->gui, rect_make(right.x, right.y, 1, right.h));
    time_bar(window, time);
    top_bar_over(window);
    stage_menu(window);
}

/* What lies under the list of keys is not pointed at. */
static void shut_out_mouse(struct window *window)
{
    struct gui_input *in = gui_input(window->gui);
    in->mouse_here = false;
    in->pressed[MOUSE_LEFT] = in->pressed[MOUSE_RIGHT] = false;
    in->wheel_y = 0;
}

static void draw_window(struct window *window)
{
    struct rect box = {0, 0, window->width, window->height};
    struct gui_input above = *gui_input(window->gui);
    if (window->show_keys)
        shut_out_mouse(window);
    switch (window->mode) {
    case MODE_LESSON:
        if (window->presenter)
            presenter_window(window, box);
        else
            lesson_window(window, box);
        break;
    case MODE_CHOOSER:
    case MODE_ERRORS:
        top_bar(window, rect_cut_top(&box, MEASURE_TOP_BAR));
        if (window->mode == MODE_CHOOSER)
            chooser_panel(window, box);
        else
            errors_panel(window, box);
        break;
    }
    if (window->show_keys) {
        *gui_input(window->gui) = above;
        keys_card(window);
    }
    if (window->note_until > window->now_ms)
        note_card(window);
}

/* --- a frame --- */

static void settle_theme(struct window *window, int width, int height)
{
    bool large = window->presenter && window->mode == MODE_LESSON;
    float scale = window->wanted_scale * window->dpi_scale;
    if (large) /* two panels fill whatever wall there is */
        scale = fmaxf(1, fminf((float)width / 1280, (float)height / 720));
    bool still = window->theme.reduced_motion;
    window->theme = theme_make(window->theme.name, scale, large, still);
    window->width = (float)width / window->theme.scale;
    window->height = (float)height / window->theme.scale;
}

void window_frame(struct window *window, struct gui_input *input, int width, int height,
                  double now)
{
    window->elapsed_ms = now > window->now_ms && window->now_ms > 0 ? now - window->now_ms : 0;
    if (window->elapsed_ms > 100)
        window->elapsed_ms = 100; /* after a rest of the window nothing leaps */
    window->now_ms = now;
    input->now = now;
    settle_theme(window, width, height);
    live_enter(window);
    lesson_watch(window);
    playback_tick(window);
    gui_begin(window->gui, input, &window->theme, window->width, window->height);
    draw_window(window);
    keys_of_window(window);
    if (window->mode == MODE_LESSON)
        keys_of_lesson(window);
    gui_end(window->gui);
    live_leave(window);
}

double window_again_in(const struct window *window)
{
    struct gui_output output = gui_output(window->gui);
    double again = output.again_in;
    double live = live_again_in(window);
    if (output.again || window->playback.glide_ms >= 0 ||
        (window->playback.playing && !live_follows(window)) || window->working ||
        window->playback.to_end || live == 0)
        return 0;
    if (live > 0 && (again < 0 || live < again))
        again = live;
    if (window->note_until > window->now_ms) {
        double rest = window->note_until - window->now_ms;
        again = again < 0 || rest < again ? rest : again;
    }
    if (window->mode == MODE_CHOOSER && !chooser_is_ready(window))
        return 0;
    if (window->path[0] != '\0' && (again < 0 || again > 500))
        again = 500; /* has the file been saved? */
    return again;
}
