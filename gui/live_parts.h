/* gui/live_parts.h: what a live run of the window is made of. Inside live_*.c. */
#ifndef NETSTAGE_GUI_LIVE_PARTS_H
#define NETSTAGE_GUI_LIVE_PARTS_H

#include <pthread.h>
#include <stdatomic.h>

#include "gui/window.h"

/* GLOW_MS: so long a frame that has passed is still shown on its cable. LOOK_MS: how often the
 * clock and the counts are drawn again while nothing moves. */
enum { GLOW_MS = 450, LOOK_MS = 250 };

struct live_stage {
    struct live live;
    struct live_ports ports;
    struct live_setup setup;
    struct attachment attachment;
    struct address_plan plan;
    FILE *log;                    /* written, or the recording that is read */
    struct live_reading *reading; /* owned; of a recording */
    bool recording;               /* nothing is live: a recording is played as a lesson */
    bool starts;                  /* the head has followed the clock */

    pthread_t thread;
    bool runs;
    pthread_mutex_t next, turn;
    bool held; /* the turn is the window's */
    int pipe[2];
    void (*wake)(void);
    atomic_bool stop, news, listens;
    uint64_t told; /* events that the window was told of */

    /* While it is one's turn: */
    bool over; /* the thread has ended, by itself */
    enum live_end end;

    /* The window's: */
    bool follows;
    bool told_end;
    uint64_t cuts;
    sim_time now; /* of the head, when the picture was laid out */
    double moved_ms;
};

#endif
