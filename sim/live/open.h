/* live/open.h: from what a user wishes (`--tap ns0 --attach sw1`) to a scenario with the real
 * network plugged in, and to the open device and proxy. The command line and the window share
 * it, with its complaints.
 *
 * Order:  live_place() before the world is made, live_open() after it; between them files are
 *         opened, as the user: live_open() gives the administrator's rights up for good. */
#ifndef NETSTAGE_LIVE_OPEN_H
#define NETSTAGE_LIVE_OPEN_H

#include "live/log.h"
#include "live/loop.h"

enum { LIVE_WORD = 256 };

/* What is wrong: a sentence, English, a catalogue key, with {word} in it perhaps. */
struct live_complaint {
    const char *sentence;
    char word[LIVE_WORD];
    char near[NODE_NAME_SIZE]; /* did you mean this? "": nothing is near */
    bool usage;                /* what was asked for cannot be, here or anywhere */
};

/* The sentence in the language that is selected, with its word and its suggestion. */
void live_complaint_put(const struct live_complaint *complaint, char *out, size_t size);

struct live_wish {
    const char *tap;    /* a device; NULL: none */
    const char *attach; /* the node at which it ends; NULL: the only place */
    const char *proxy;  /* "127.0.0.1:8080"; NULL: none */
    const char *from;   /* the host that carries for it; NULL: the only one */
};

/* Plugs the real network into the scenario, where the wish says, and takes away its end: a live
 * run has none. *setup says afterwards what the world is made of; its seed is the caller's, and
 * is given to the scenario. Without a device, attachment->node is NONE. False: *complaint. */
bool live_place(struct scenario *scenario, const struct live_wish *wish,
                struct live_setup *setup, struct attachment *attachment,
                struct live_complaint *complaint) MUST_CHECK;

/* The same for what a recording says. */
bool live_place_again(struct scenario *scenario, const struct live_setup *setup,
                      struct attachment *attachment,
                      struct live_complaint *complaint) MUST_CHECK;

/* Opens proxy and device, and gives the rights up, also when it fails. False: *complaint;
 * live_close() in every case. */
bool live_open(const struct scenario *scenario, const struct live_wish *wish,
               struct live_ports *ports, struct live_complaint *complaint) MUST_CHECK;
void live_close(struct live_ports *ports);

/* What ended a live run badly. False: it ended well. */
bool live_ended_badly(const struct live *live, enum live_end end, const char *tap,
                      struct live_complaint *complaint);

#endif
