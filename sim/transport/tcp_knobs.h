/* transport/tcp_knobs.h: the switches of TCP (tcp_knobs.def) as things that can be looked up,
 * read, written and turned: what a scenario, a console, a packet script and a program say about
 * a host's TCP all come to these calls.
 *
 * Units: a value is an integer whatever the member's width: octets, segments, ns, 0 or 1, or
 * the number of a word. */
#ifndef NETSTAGE_TRANSPORT_TCP_KNOBS_H
#define NETSTAGE_TRANSPORT_TCP_KNOBS_H

#include "base/text.h"
#include "transport/profile.h"

enum tcp_knob {
#define KNOB(id, member, key, linux_name, kind, form, least, most, except, word, scope,        \
             sentence)                                                                         \
    TCP_KNOB_##id,
#include "transport/tcp_knobs.def"
#undef KNOB
    TCP_KNOBS,
};

enum tcp_knob_kind {
    KNOB_SWITCH,
    KNOB_NUMBER,
    KNOB_OCTETS,
    KNOB_SEGMENTS,
    KNOB_TIME,
    KNOB_WORD,
};

/* How a value is written as the text of a sysctl. */
enum tcp_knob_form {
    FORM_PLAIN, /* numbers, switches as 0 and 1; words; times with a unit: 200ms */
    FORM_NUMBER,
    FORM_NEGATED,    /* a switch that Linux has the other way round */
    FORM_LINUX_WORD, /* Linux says reno for newreno */
    FORM_MICROSECONDS,
    FORM_MILLISECONDS,
    FORM_SECONDS,
    FORM_THREE, /* least, usual, most: the usual counts */
};

enum { TCP_KNOB_NAME = 64 };

struct tcp_knob_info {
    const char *key;        /* "rto-minimum" */
    const char *linux_name; /* "net.ipv4.tcp_rto_min_us"; "": Linux has none */
    const char *sentence;   /* English */
    const char *exception;  /* the word for the value `except`; "": there is none */
    int64_t least;
    int64_t most;
    int64_t except; /* allowed besides least .. most */
    enum tcp_knob_kind kind;
    enum tcp_knob_form form; /* of linux_name */
    bool of_sockets;         /* a single socket may have its own */
};

const struct tcp_knob_info *tcp_knob_info(enum tcp_knob knob);

/* KNOB_WORD: what its values are called, from 0 to info->most; NULL: another kind. */
const char *const *tcp_knob_words(enum tcp_knob knob);

/* Can it have this value? */
bool tcp_knob_allows(enum tcp_knob knob, int64_t value);

int64_t tcp_knob_get(const struct tcp_profile *profile, enum tcp_knob knob);
/* The value must be one that it can have. TCP_KNOB_PROFILE sets all the others as well. */
void tcp_knob_set(struct tcp_profile *profile, enum tcp_knob knob, int64_t value);

/* --- tcp_knob_text.c: as the text of a sysctl --- */

/* Its name: Linux's, or net.netstage.…; gives `out`. */
const char *tcp_knob_sysctl(enum tcp_knob knob, char out[TCP_KNOB_NAME]);
/* net.netstage.rto_minimum; every knob can be called so. */
const char *tcp_knob_own_sysctl(enum tcp_knob knob, char out[TCP_KNOB_NAME]);

/* Which knob is called so by either name, and how its value is written under it. TCP_KNOBS:
 * none. */
enum tcp_knob tcp_knob_find(const char *name, size_t length, enum tcp_knob_form *form);

/* Reads a value in this form; numbers as the kernel reads them (decimal, 0x…, 0…). False: it is
 * none, or none that the knob can have. */
bool tcp_knob_read(enum tcp_knob knob, enum tcp_knob_form form, const char *text, size_t length,
                   int64_t *value) MUST_CHECK;
void tcp_knob_write(enum tcp_knob knob, enum tcp_knob_form form, int64_t value,
                    struct text *text);

/* One integer as the kernel reads them, with blanks before and after it; *word moves behind.
 * False: there is none. */
bool tcp_knob_read_integer(const char **word, int64_t *value) MUST_CHECK;

#endif
