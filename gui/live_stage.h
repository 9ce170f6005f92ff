/* gui/live_stage.h: the window while the real world is on the stage: the head of the session
 * follows the wall clock, on a thread of its own, so that painting a picture holds nothing up;
 * the view follows it, or is left behind to look at something.
 *
 * Threads: the simulator belongs to who is between live_enter() and live_leave(): the window
 *          while it lays out a picture and takes input, the thread while it runs what is due.
 *          Painting, and waiting for the clock and the outside, need neither.
 * Past:    bounded (session_keep); the oldest goes. What the window remembers by number is
 *          shifted then, or forgotten. */
#ifndef NETSTAGE_GUI_LIVE_STAGE_H
#define NETSTAGE_GUI_LIVE_STAGE_H

#include "gui/geometry.h"
#include "live/open.h"

struct window;

/* What is kept of a live run: some 100 MB, an hour of pings or a minute of a full cable. */
enum { LIVE_EVENTS_KEPT = 250000 };
#define LIVE_OCTETS_KEPT ((size_t)96 << 20)

/* What the command line asks for; the texts are its own. */
struct live_request {
    struct live_wish wish;
    const char *record; /* a file to be written; NULL: none */
    const char *replay; /* a recording to be looked at; NULL: none */
    uint64_t pace;      /* live.h */
};

bool live_is_requested(const struct live_request *request);

/* Between the loading of the scenario and the session: plugs in what is asked for. False: it
 * cannot be; the window says why, and goes on without. */
bool live_prepare(struct window *window) MUST_CHECK;
/* With the session: opens, and starts to follow the clock; or lays out the recording. */
void live_start(struct window *window);
/* Stops it, writes the end of the recording, closes everything. */
void live_end(struct window *window);

void live_enter(struct window *window);
void live_leave(struct window *window);
/* Something comes in or moves: called by the thread when the window should look again. It must
 * be safe on any thread, and return at once. */
void live_on_news(struct window *window, void (*wake)(void));

/* Once a picture, before all panels: follows the head. */
void live_tick(struct window *window);
/* Is the real world on the stage (or was it, until it was unplugged)? */
bool live_is_on(const struct window *window);
/* The view moves with the head. */
bool live_follows(const struct window *window);
void live_go_to_edge(struct window *window);
/* What time it is at the edge; 0: nothing is live. */
sim_time live_edge(const struct window *window);
/* An input at the edge, now. False: it does not apply; the window says so. */
bool live_intervene(struct window *window, const struct input *input);
/* Frames that have just passed are still shown for so long (ns of simulated time); 0: none. */
sim_time live_glow(const struct window *window);
/* Milliseconds until the window should look again; < 0: when there is news. */
double live_again_in(const struct window *window);

/* --- what is seen of it: live_mark.c --- */

/* "LIVE", or how far behind; a way back to the edge. */
void live_mark(struct window *window, struct rect box);
/* A strip at the top of the box with what went wrong; the box is less afterwards. */
void live_banner(struct window *window, struct rect *box);
/* The mark in words: "LIVE, 12 s behind". */
void live_put_mark(const struct window *window, struct text *text);
/* A line that is typed at the real machine: "sudo ip address add …". False: no more lines. */
bool live_advice(const struct window *window, uint32_t line, char *out, size_t size);

#endif
