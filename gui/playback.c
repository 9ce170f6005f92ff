/* gui/playback.c: time as it is watched. The session knows events; here the window glides from
 * one to the next, plays, stops before questions, and lets the session run ahead.
 *
 * Glides: while the window glides, the cursor stands at the earlier of the two ends: forwards
 * it moves when the glide is over, backwards before it begins. So what lies ahead is shown
 *         nowhere before it is seen. */
#include <math.h>
#include <time.h>

#include "gui/window.h"

enum {
    WORK_SLICE = 64,    /* events between two looks at the clock */
    GLIDE_EVENTS = 24,  /* a step over more events than this is a jump */
    TRUE_EVENTS = 4000, /* events of true time in one frame of the window */
    REST_MS = 150,      /* between two steps while playing */
};

#define WORK_MS 4.0

/* The moment that is shown when the cursor rests: before a question, the moment of the event
 * that it is about. */
static sim_time resting(const struct window *window)
{
    const struct history *h = session_history(window->session);
    uint32_t say = session_gate(window->session);
    if (say != NONE && h->says[say].event > 0 && h->says[say].event < h->event_count)
        return h->events[h->says[say].event].time;
    return session_time(window->session);
}

void playback_follow(struct window *window)
{
    window->playback.glide_ms = -1;
    window->playback.shown = resting(window);
    window->matches_position = NONE;
}

/* Moves the cursor without a glide. */
static void jump(struct window *window, uint32_t position)
{
    (void)session_seek(window->session, position);
    playback_follow(window);
}

void playback_land(struct window *window)
{
    if (window->session == NULL || window->playback.glide_ms < 0)
        return;
    uint32_t position = window->playback.glide_position;
    window->playback.glide_ms = -1;
    if (position != session_position(window->session))
        (void)session_seek(window->session, position);
    playback_follow(window);
}

/* Where a question that has not been answered waits. */
static uint32_t gate_of(const struct history *h, const struct history_say *say)
{
    if (say->event == 0)
        return history_after(h, 0);
    return say->event < h->event_count ? h->events[say->event].first_row : h->row_count;
}

/* The first open question behind `from` and before `to`: where the way has to stop. */
static uint32_t first_gate(struct window *window, uint32_t from, uint32_t to)
{
    const struct history *h = session_history(window->session);
    const struct scenario *scenario = session_scenario(window->session);
    uint32_t here = session_position(window->session), best = to;
    for (uint32_t i = 0; i < h->say_count; i++) {
        uint32_t at = gate_of(h, &h->says[i]);
        if (scenario->narration[h->says[i].narration].question.kind == QUESTION_NONE ||
            at <= from || at >= best)
            continue;
        (void)session_seek(window->session, at);
        if (session_gate(window->session) != NONE)
            best = at;
    }
    (void)session_seek(window->session, here);
    return best;
}

/* Glides to a position, or jumps there when nothing is to be seen on the way. */
static void go(struct window *window, uint32_t from, uint32_t to, bool backwards)
{
    struct playback *p = &window->playback;
    const struct history *h = session_history(window->session);
    (void)session_seek(window->session, to);
    sim_time then = resting(window);
    uint64_t a = history_event_of(h, from > 0 ? from - 1 : 0);
    uint64_t b = history_event_of(h, to > 0 ? to - 1 : 0);
    uint64_t events = a < b ? b - a : a - b;
    float length = motion_milliseconds(&window->theme, MOTION_HOP);
    if (length <= 0 || events > GLIDE_EVENTS || then == p->shown) {
        playback_follow(window);
        return;
    }
    if (!backwards)
        (void)session_seek(window->session, from);
    p->glide_ms = 0;
    p->glide_length = (double)length;
    p->glide_from = p->shown;
    p->glide_to = then;
    p->glide_position = to;
    p->backwards = backwards;
    window->matches_position = NONE;
}

void playback_step(struct window *window, enum session_step step)
{
    if (window->session == NULL)
        return;
    playback_land(window);
    bool revealed = window->answer.revealed;
    question_close(window);
    if (question_waits_for_opening(window)) {
        window->opened = true;
        window->playback.playing = false;
        return;
    }
    if (session_gate(window->session) != NONE) { /* perhaps a second one about this event */
        if (!revealed)
            question_skip(window);
        return;
    }
    uint32_t from = session_position(window->session);
    (void)session_step(window->session, step);
    uint32_t to = session_position(window->session);
    if (to <= from) {
        window->playback.playing = false;
        playback_follow(window);
        live_go_to_edge(window);
        return;
    }
    uint32_t gate = first_gate(window, from, to);
    go(window, from, gate, false);
    if (gate < to || session_gate(window->session) != NONE)
        window->playback.playing = false;
}

void playback_pass_event(struct window *window)
{
    playback_land(window);
    uint32_t from = session_position(window->session);
    (void)session_step(window->session, STEP_EVENT);
    uint32_t to = session_position(window->session);
    if (to > from)
        go(window, from, first_gate(window, from, to), false);
}

void playback_back(struct window *window, enum session_step step)
{
    if (window->session == NULL)
        return;
    playback_land(window);
    question_close(window);
    window->playback.playing = false;
    uint32_t from = session_position(window->session);
    (void)session_back(window->session, step);
    uint32_t to = session_position(window->session);
    if (to < from)
        go(window, from, to, true);
}

void playback_play(struct window *window, bool playing)
{
    if (window->session == NULL)
        return;
    if (playing) {
        playback_land(window);
        question_close(window);
        window->opened |= question_waits_for_opening(window);
    }
    window->playback.playing = playing && session_gate(window->session) == NONE;
    window->playback.rest_ms = 0;
    if (!playing && live_follows(window))
        playback_follow(window); /* time stands still, where something has happened */
}

void playback_seek_time(struct window *window, sim_time time)
{
    if (window->session == NULL)
        return;
    playback_land(window);
    question_close(window);
    window->playback.playing = false;
    window->opened = true;
    (void)session_seek_time(window->session, time);
    playback_follow(window);
}

void playback_seek_position(struct window *window, uint32_t position)
{
    if (window->session == NULL)
        return;
    playback_land(window);
    question_close(window);
    window->playback.playing = false;
    window->opened = true;
    jump(window, position);
}

void playback_start(struct window *window)
{
    playback_seek_position(window, 0);
    window->opened = false;
}

void playback_end(struct window *window)
{
    if (window->session == NULL)
        return;
    playback_land(window);
    question_close(window);
    window->playback.playing = false;
    window->playback.to_end = !live_is_on(window);
    live_go_to_edge(window);
}

bool window_intervene(struct window *window, const struct input *input)
{
    if (live_is_on(window))
        return live_intervene(window, input);
    playback_land(window);
    window->playback.playing = false;
    bool done = session_intervene(window->session, input);
    playback_follow(window);
    return done;
}

/* --- once a frame --- */

/* Lets the session run ahead for a few milliseconds. */
static void work(struct window *window)
{
    clock_t begin = clock();
    window->working = !session_is_recorded(window->session);
    while (window->working && (double)(clock() - begin) * 1000.0 / CLOCKS_PER_SEC < WORK_MS)
        window->working = session_work(window->session, WORK_SLICE);
    if (window->working || !window->playback.to_end)
        return;
    window->playback.to_end = false;
    jump(window, session_history(window->session)->row_count);
}

static void glide(struct window *window)
{
    struct playback *p = &window->playback;
    p->glide_ms += window->elapsed_ms;
    float t = (float)(p->glide_ms / p->glide_length);
    if (t >= 1) {
        playback_land(window);
        p->rest_ms = REST_MS;
        return;
    }
    double share = (double)ease_in_out(t);
    p->shown = p->glide_from + (sim_time)((double)(p->glide_to - p->glide_from) * share);
}

/* Time goes on in proportion; events whose moment has come happen, one by one, up to a
 * question. */
static void play_true(struct window *window)
{
    struct playback *p = &window->playback;
    sim_time until = p->shown + (sim_time)(window->elapsed_ms * 1e6 / p->slower);
    for (int i = 0; i < TRUE_EVENTS; i++) {
        sim_time next = session_next_time(window->session);
        if (next == SIM_NEVER && live_is_on(window)) {
            live_go_to_edge(window);
            return;
        }
        if (session_gate(window->session) != NONE || next == SIM_NEVER) {
            p->playing = false;
            playback_follow(window);
            return;
        }
        if (next > until)
            break;
        (void)session_step(window->session, STEP_EVENT);
        window->matches_position = NONE;
    }
    p->shown = until;
}

void playback_tick(struct window *window)
{
    struct playback *p = &window->playback;
    if (window->session == NULL)
        return;
    work(window);
    live_tick(window);
    if (live_follows(window))
        return;
    if (p->glide_ms >= 0) {
        glide(window);
    } else if (p->playing && p->pace == PACE_TRUE) {
        play_true(window);
    } else if (p->playing) {
        p->rest_ms -= window->elapsed_ms;
        if (p->rest_ms <= 0)
            playback_step(window, p->step);
    }
}
