/* script/play.h: a script that is being played. */
#ifndef NETSTAGE_SCRIPT_PLAY_H
#define NETSTAGE_SCRIPT_PLAY_H

#include "script/packet.h"

enum { PLAYER_FLOWS = 32, PLAYER_CALLS = 8, PLAYER_FDS = 64 };

/* A packet of the host's that no line has been compared with yet. */
struct taken {
    struct taken *next;
    int64_t time;
    uint32_t flow; /* a row */
    size_t length;
    uint8_t octets[];
};

/* A call that has begun. */
struct running {
    const struct script_event *event; /* NULL: none */
    int64_t end;                      /* when it must; -1: at once */
    int64_t deadline;                 /* of poll(), of close() that lingers; -1: none */
    size_t done;                      /* octets written so far */
    bool begun;
};

/* What the player remembers of a descriptor. */
struct descriptor {
    bool datagrams;
    bool nonblocking;
    uint32_t written;
    uint32_t read;
};

struct player {
    const struct script *script;
    const struct script_watch *watch;
    struct script_result *result;
    struct netstage_host *host;
    int64_t base; /* of relative times */
    const struct script_event *event;
    struct flow flows[PLAYER_FLOWS];
    struct flow no_flow; /* stands for that of a packet without ports */
    uint32_t flow_count;
    uint32_t current; /* a row of flows; NONE: none yet */
    uint16_t bound;   /* the port that was bound last */
    int asked;        /* the descriptor that questions are about; -1: none */
    struct taken *first;
    struct taken *last;
    struct running running[PLAYER_CALLS];
    struct descriptor fds[PLAYER_FDS];
    struct descriptor no_fd; /* stands for those that are none */
    bool failed;
};

/* Keeps the first failure: at this event, now. `sentence` is an English template, a catalogue
 * key, with {what} (translated too; may be NULL). */
void player_fail(struct player *p, const struct script_event *event, const char *sentence,
                 const char *what);
/* Where what was expected and what came are written, after player_fail(). */
struct text player_expected(struct player *p);
struct text player_came(struct player *p);

/* The flow of these ports, made when it is new; it becomes the current one. NULL: too many. */
struct flow *player_flow(struct player *p, uint8_t protocol, uint32_t remote,
                         uint16_t local_port, uint16_t remote_port);

#endif
