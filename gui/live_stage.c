/* gui/live_stage.c: see live_stage.h.
 *
 * Turns: two locks make the change fair: who wants the simulator waits at the door (`next`),
 *        so that the other cannot take it twice in a row. */
#define _POSIX_C_SOURCE 200809L
#include "gui/live_stage.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/catalogue.h"
#include "gui/live_parts.h"

/* --- whose turn it is --- */

static void take_turn(struct live_stage *l)
{
    (void)pthread_mutex_lock(&l->next);
    (void)pthread_mutex_lock(&l->turn);
    (void)pthread_mutex_unlock(&l->next);
}

static void end_turn(struct live_stage *l)
{
    (void)pthread_mutex_unlock(&l->turn);
}

void live_enter(struct window *window)
{
    struct live_stage *l = window->live;
    window->between = true;
    if (l == NULL || l->held)
        return;
    take_turn(l);
    l->held = true;
}

void live_leave(struct window *window)
{
    struct live_stage *l = window->live;
    window->between = false;
    if (l == NULL || !l->held)
        return;
    l->held = false;
    end_turn(l);
}

/* --- the thread --- */

/* The window looks when it has looked at what was there before. */
static void tell_news(struct live_stage *l)
{
    uint64_t events = world_events(l->live.world);
    bool news = events != l->told;
    l->told = events;
    if (news && atomic_load(&l->listens) && l->wake != NULL && !atomic_exchange(&l->news, true))
        l->wake();
}

static void *follow_clock(void *argument)
{
    struct live_stage *l = argument;
    struct live_wait wait = {0};
    enum live_end end = LIVE_STOPPED;
    for (;;) {
        take_turn(l);
        bool there = live_take(&l->live, &l->ports, &wait);
        live_turn(&l->live, &l->ports, &wait);
        bool stopped = live_stopped(&l->live);
        tell_news(l);
        end = !there ? LIVE_DEVICE_GONE : stopped ? LIVE_STOPPED : LIVE_ENDED;
        l->over = end != LIVE_ENDED;
        l->end = end;
        end_turn(l);
        if (l->over || atomic_load(&l->stop))
            break;
        live_await(&l->ports, &wait);
    }
    if (l->over && l->wake != NULL)
        l->wake();
    return NULL;
}

static void wake_thread(const struct live_stage *l)
{
    ssize_t written = write(l->pipe[1], "", 1);
    (void)written; /* full: it is awake anyway */
}

/* Signals are for the window's thread. */
static bool start_thread(struct live_stage *l)
{
    sigset_t all, before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    l->runs = pthread_create(&l->thread, NULL, follow_clock, l) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return l->runs;
}

/* --- what goes wrong --- */

/* In the window, until it is closed there, and on standard error. */
static bool say_wrong(struct window *window, const struct live_complaint *complaint)
{
    char words[1024];
    window->wrong = *complaint;
    live_complaint_put(complaint, words, sizeof words);
    fprintf(stderr, "netstage-gui: %s\n", words);
    return false;
}

static bool complain(struct window *window, const char *sentence, const char *word)
{
    struct live_complaint complaint = {.sentence = sentence};
    (void)snprintf(complaint.word, sizeof complaint.word, "%s", word);
    return say_wrong(window, &complaint);
}

/* --- beginning --- */

bool live_is_requested(const struct live_request *r)
{
    return r->wish.tap != NULL || r->wish.proxy != NULL || r->replay != NULL;
}

static bool open_recording(struct window *window, struct live_stage *l)
{
    const char *path = window->request.replay;
    l->reading = malloc(sizeof *l->reading);
    l->log = fopen(path, "rb");
    if (l->log == NULL)
        return complain(window, N_("{word} cannot be read"), path);
    return (l->reading != NULL && live_log_open(l->reading, l->log, &l->setup)) ||
           complain(window, N_("{word} is no recording of netstage live"), path);
}

static bool start_log(struct window *window, struct live_stage *l)
{
    const char *path = window->request.record;
    if (path == NULL)
        return true;
    l->log = fopen(path, "wb");
    return (l->log != NULL && live_log_begin(l->log, &l->setup)) ||
           complain(window, N_("{word} cannot be written"), path);
}

static bool make_pipe(struct live_stage *l)
{
    if (pipe(l->pipe) != 0)
        return false;
    for (int i = 0; i < 2; i++)
        if (fcntl(l->pipe[i], F_SETFL, O_NONBLOCK) != 0 ||
            fcntl(l->pipe[i], F_SETFD, FD_CLOEXEC) != 0)
            return false;
    l->ports.wake = l->pipe[0];
    return true;
}

static bool open_outside(struct window *window, struct live_stage *l)
{
    struct live_complaint complaint;
    const struct live_request *r = &window->request;
    if (!start_log(window, l))
        return false;
    if (!live_open(window->scenario, &r->wish, &l->ports, &complaint))
        return say_wrong(window, &complaint);
    (void)signal(SIGPIPE, SIG_IGN);
    return make_pipe(l) || complain(window, N_("out of memory"), "");
}

static struct live_stage *make(void)
{
    struct live_stage *l = calloc(1, sizeof *l);
    if (l == NULL)
        return NULL;
    (void)pthread_mutex_init(&l->next, NULL);
    (void)pthread_mutex_init(&l->turn, NULL);
    l->ports = (struct live_ports){.tap = -1, .wake = -1, .mask_stays = true};
    l->pipe[0] = l->pipe[1] = -1;
    return l;
}

bool live_prepare(struct window *window)
{
    struct live_complaint complaint;
    struct live_request *r = &window->request;
    struct live_stage *l = make();
    window->live = l;
    if (l == NULL)
        return complain(window, N_("out of memory"), "");
    l->setup.seed = window->scenario->seed;
    sim_time until = window->scenario->until;
    bool placed =
        r->replay != NULL
            ? open_recording(window, l) &&
                  (live_place_again(window->scenario, &l->setup, &l->attachment, &complaint) ||
                   say_wrong(window, &complaint))
            : (live_place(window->scenario, &r->wish, &l->setup, &l->attachment, &complaint) ||
               say_wrong(window, &complaint)) &&
                  open_outside(window, l);
    if (placed) {
        attach_plan(window->scenario, &l->attachment, &l->plan);
        return true;
    }
    window->scenario->until = until;
    live_end(window);
    return false;
}

/* The inputs of a recording, for the head to meet. */
static void read_recording(struct window *window, struct live_stage *l)
{
    struct input input;
    uint64_t last = 0;
    for (;;) {
        switch (live_log_next(l->reading, &input)) {
        case LIVE_INPUT:
            last = input.event;
            if (!session_expect(window->session, &input)) {
                (void)complain(window, N_("out of memory"), "");
                return;
            }
            continue;
        case LIVE_END:
            session_expect_end(window->session, input.event, l->reading->hash);
            return;
        case LIVE_CUT:
            session_expect_end(window->session, last, 0);
            (void)complain(window,
                           N_("the recording {word} has no end; it was played as far as it "
                              "goes"),
                           window->request.replay);
            return;
        case LIVE_BAD:
            session_expect_end(window->session, last, 0);
            (void)complain(window, N_("{word} is damaged"), window->request.replay);
            return;
        }
    }
}

void live_start(struct window *window)
{
    static const struct session_keep keep = {.events = LIVE_EVENTS_KEPT,
                                             .octets = LIVE_OCTETS_KEPT};
    struct live_stage *l = window->live;
    if (window->request.replay != NULL) {
        read_recording(window, l);
        l->recording = true;
        return;
    }
    if (!live_init_session(&l->live, window->session, &keep, &l->attachment, l->log)) {
        (void)complain(window, N_("out of memory"), "");
        live_end(window);
        return;
    }
    l->live.pace = window->request.pace;
    live_begin(&l->live);
    l->starts = true;
    if (window->between) /* the thread waits until this picture is laid out */
        live_enter(window);
    live_go_to_edge(window);
    if (start_thread(l))
        return;
    (void)complain(window, N_("out of memory"), "");
    live_end(window);
}

/* --- the end --- */

static void close_log(struct window *window, struct live_stage *l)
{
    bool writing = l->log != NULL && l->starts;
    bool whole = !writing ||
                 (!l->live.log_failed && live_log_end(l->log, session_head(window->session)));
    if (l->log != NULL && fclose(l->log) != 0)
        whole = whole && !writing;
    if (!whole)
        (void)complain(window, N_("{word} could not be written whole"), window->request.record);
}

void live_end(struct window *window)
{
    struct live_stage *l = window->live;
    if (l == NULL)
        return;
    if (l->runs) {
        atomic_store(&l->stop, true);
        wake_thread(l);
        live_leave(window);
        (void)pthread_join(l->thread, NULL);
    }
    close_log(window, l);
    live_close(&l->ports);
    for (int i = 0; i < 2; i++)
        if (l->pipe[i] >= 0)
            (void)close(l->pipe[i]);
    if (l->starts && window->session != NULL)
        session_end_live(window->session);
    live_release(&l->live);
    (void)pthread_mutex_destroy(&l->next);
    (void)pthread_mutex_destroy(&l->turn);
    free(l->reading);
    free(l);
    window->live = NULL;
    window->request = (struct live_request){.pace = LIVE_PACE};
}

/* --- the view --- */

bool live_is_on(const struct window *window)
{
    return window->live != NULL && !window->live->recording;
}

bool live_follows(const struct window *window)
{
    return live_is_on(window) && window->live->follows;
}

sim_time live_edge(const struct window *window)
{
    return live_is_on(window) ? window->live->now : 0;
}

void live_on_news(struct window *window, void (*wake)(void))
{
    live_enter(window);
    if (window->live != NULL)
        window->live->wake = wake;
    live_leave(window);
}

void live_go_to_edge(struct window *window)
{
    struct live_stage *l = window->live;
    if (!live_is_on(window))
        return;
    playback_land(window);
    l->follows = !l->over;
    window->playback.playing = !l->over;
    (void)session_seek(window->session, session_history(window->session)->row_count);
    playback_follow(window);
}

static uint32_t shifted(uint32_t number, uint32_t first, uint32_t less)
{
    return number == NONE || number < first ? NONE : number - less;
}

/* What the window remembers of the past, when that was cut off. */
static void forget_the_past(struct window *window, bool known)
{
    struct history_shift by = session_shift(window->session);
    struct selection *s = &window->selection;
    bool frame = s->kind == SELECT_FRAME, record = s->kind == SELECT_RECORD;
    s->frame = known ? shifted(s->frame, by.first_frame, by.frames) : NONE;
    s->record = known ? shifted(s->record, by.rows + 1, by.rows) : NONE;
    if ((frame && s->frame == NONE) || (record && s->record == NONE))
        select_nothing(window);
    window->said = known ? shifted(window->said, by.says, by.says) : NONE;
    window->viewed = known ? shifted(window->viewed, by.says, by.says) : NONE;
    window->answer = (struct answer){.say = NONE, .choice = NONE};
    window->why = NONE;
    if (window->menu.kind == SELECT_FRAME)
        window->menu = (struct menu_subject){.kind = SELECT_NOTHING, .row = NONE};
    window->matches = window->matches_scanned = 0;
    frame_tags_release(window);
    window->tree = NULL;
    playback_follow(window);
}

static void mind_cuts(struct window *window)
{
    struct live_stage *l = window->live;
    uint64_t cuts = session_cuts(window->session);
    if (cuts == l->cuts)
        return;
    forget_the_past(window, cuts == l->cuts + 1);
    l->cuts = cuts;
    if (!l->follows && session_position(window->session) == 1)
        window_note(window, _("That is no longer kept: this is the oldest moment left."));
}

static void mind_end(struct window *window)
{
    struct live_stage *l = window->live;
    struct live_complaint complaint;
    if (!l->over || l->told_end)
        return;
    l->told_end = true;
    l->follows = false;
    window->playback.playing = false;
    if (live_ended_badly(&l->live, l->end, window->request.wish.tap, &complaint))
        (void)say_wrong(window, &complaint);
}

/* A recording that was not of this scenario. */
static void mind_recording(struct window *window)
{
    struct live_stage *l = window->live;
    if (l->told_end || !session_is_other_run(window->session))
        return;
    l->told_end = true;
    (void)complain(window,
                   N_("what happened is not what was recorded: {word} is of another scenario, "
                      "or of another version of netstage"),
                   window->request.replay);
}

void live_tick(struct window *window)
{
    struct live_stage *l = window->live;
    if (l == NULL)
        return;
    if (l->recording) {
        mind_recording(window);
        return;
    }
    atomic_store(&l->news, false);
    mind_end(window);
    mind_cuts(window);
    if (!window->playback.playing)
        l->follows = false;
    atomic_store(&l->listens, l->follows);
    l->now = l->over ? session_end_time(window->session) : live_now(&l->live);
    if (!l->follows)
        return;
    uint32_t rows = session_history(window->session)->row_count;
    if (session_position(window->session) != rows) {
        (void)session_seek(window->session, rows);
        window->matches_position = NONE;
        l->moved_ms = window->now_ms;
    }
    window->playback.glide_ms = -1;
    window->playback.shown = l->now;
}

sim_time live_glow(const struct window *window)
{
    if (!live_follows(window) || window->theme.reduced_motion)
        return 0;
    return GLOW_MS * SIM_MILLISECOND / LIVE_PACE * (sim_time)window->live->live.pace;
}

double live_again_in(const struct window *window)
{
    const struct live_stage *l = window->live;
    if (!live_is_on(window) || l->told_end)
        return -1;
    bool moves = l->follows && window->now_ms - l->moved_ms < 2 * GLOW_MS;
    return moves ? 0 : LOOK_MS;
}

bool live_intervene(struct window *window, const struct input *wanted)
{
    struct live_stage *l = window->live;
    struct input input = *wanted;
    if (l->over) {
        window_note(window, _("The real world is unplugged: the past cannot be changed."));
        return false;
    }
    if (!live_input(&l->live, &input)) {
        window_note(window, _("That does not apply at this moment."));
        return false;
    }
    wake_thread(l);
    live_go_to_edge(window);
    return true;
}
