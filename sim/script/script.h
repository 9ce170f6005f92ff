/* script/script.h: packet scripts: what a program does, what arrives and what must be sent,
 * line by line, in the syntax of packetdrill, played on one simulated host in simulated time.
 *
 *     0    socket(..., SOCK_STREAM, IPPROTO_TCP) = 3     a call and its result
 *     +0   bind(3, ..., ...) = 0
 *     +0   listen(3, 1) = 0
 *     +.1  < S 0:0(0) win 1000 <mss 1000>                a segment that arrives
 *     +0   > S. 0:0(0) ack 1 <mss 1460>                  one that the host must send, at this
 * time
 *
 * Shape:  a script is read whole and checked before anything is played; playing it makes a host
 *         (lab/netstage.h), so that a script may be played any number of times, always alike.
 * Units:  times in ns since the host was made; sequence numbers are those of the script.
 * Start:  the host's TCP is the plain one of RFC 9293, whatever hosts of lessons have: no
 * window scaling, no timestamps, no SACK, no ECN; initial window 10, delayed acknowledgments of
 * 200 ms, Nagle's algorithm. `sysctl` lines switch the rest on. A script that was written for
 * FreeBSD or Linux (its settings tell) finds that system's habits.
 * Owner:  a script owns all that it was read from. docs/packet-scripts.md describes the
 * language. */
#ifndef NETSTAGE_SCRIPT_SCRIPT_H
#define NETSTAGE_SCRIPT_SCRIPT_H

#include "core/record.h"
#include "scenario/memory.h"

struct script;

enum { SCRIPT_SENTENCE = 1024 };

/* Why a script could not be read: where, what, how to mend it (in the selected language). */
struct script_trouble {
    uint32_t line;   /* from 1 */
    uint32_t column; /* from 1, in octets */
    char sentence[SCRIPT_SENTENCE];
    char help[SCRIPT_SENTENCE]; /* "": nothing to add */
};

/* NULL: it cannot be read, and *trouble says why. */
struct script *script_read(const char *text, size_t length,
                           struct script_trouble *trouble) MUST_CHECK;
void script_free(struct script *script);

/* What of a script means nothing in a simulator and was passed over: commands for a shell,
 * settings that only other systems have. */
struct script_note {
    struct script_note *next;
    uint32_t line;
    const char *passed_over;
};

/* The first; NULL: there is none. It is the script's. */
const struct script_note *script_notes(const struct script *script);

/* Who wants to see the packets: each IPv4 packet as it passes, in the order of time. */
struct script_watch {
    void *self;
    void (*packet)(void *self, int64_t time, bool to_host, const uint8_t *octets,
                   size_t length);
};

struct script_result {
    bool passed;
    bool fired[RULES]; /* by which rules the host has decided something */
    uint32_t events;   /* lines that were played */
    uint32_t line;     /* where it failed; 0: nowhere */
    int64_t time;      /* when */
    char sentence[SCRIPT_SENTENCE];
    char expected[SCRIPT_SENTENCE]; /* "": nothing was expected */
    char came[SCRIPT_SENTENCE];     /* "": nothing came */
    struct growing ladder;          /* what happened up to there, one line each */
};

/* Plays it. `watch` may be NULL. The result is released by script_result_release(). */
void script_play(const struct script *script, const struct script_watch *watch,
                 struct script_result *result);
void script_result_release(struct script_result *result);

#endif
