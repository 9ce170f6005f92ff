/* session/history.h: what has happened so far in a run, as an index: rows of 64 octets, the
 * frames with their octets, the words of commands and messages, and which narrations fired.
 * Tables, pictures and searches read it; the world itself comes back by replay.
 *
 * Shape:  growing vectors in the order of the run. Event 0 is the boot. Every event has at
 * least one row, so a position in the rows (how many have happened) is a position in the run.
 * Past:   history_forget() lets go of the oldest events, for runs that go on and on. The rest
 * is renumbered: event 0 is then the last one that was forgotten, and its only row says so.
 * What the world calls event N is event N - `before` here; record ids are shifted alike. Owner:
 * the history owns all its vectors; pointers into them are valid until the next event is
 * recorded. */
#ifndef NETSTAGE_SESSION_HISTORY_H
#define NETSTAGE_SESSION_HISTORY_H

#include "core/record.h"
#include "field/dissect.h"
#include "world/world.h"

/* What an event holds, so that a search for the next one need not read its rows. */
enum event_mark {
    MARK_FRAME = 0x01,  /* a frame was sent, arrived or was dropped */
    MARK_PACKET = 0x02, /* a packet was created and put on its first cable */
    MARK_STATE = 0x04,  /* a state changed */
    MARK_DROP = 0x08,
    MARK_TIMER = 0x10,
    MARK_MESSAGE = 0x20, /* an application message */
    MARK_COMMAND = 0x40, /* a command began or ended, or somebody intervened */
    MARK_SAY = 0x80,     /* a narration fired */
    MARK_GATE = 0x100,   /* a question is to be asked before it */
};

struct history_event {
    sim_time time;
    uint32_t first_row;
    uint32_t first_frame;
    uint32_t marks; /* enum event_mark */
};

/* One frame on one cable. */
struct history_frame {
    sim_time departs;  /* transmission starts; for a frame refused by the queue: when */
    sim_time arrives;  /* when it would, also if it does not */
    uint64_t event;    /* in which it was put on the cable */
    uint32_t sent_row; /* RECORD_SENT, or RECORD_DROPPED of a frame that was refused */
    uint32_t end_row;  /* RECORD_ARRIVED or RECORD_DROPPED; NONE: still in flight */
    uint32_t packet;
    uint32_t direction; /* NONE: dropped before it reached a cable */
    uint32_t node;      /* the sender */
    uint32_t octets;    /* where its octets start in the store; NONE: only replay knows them */
    uint16_t length;
    uint8_t hop;
    uint8_t flags;         /* enum frame_flag */
    uint8_t kind;          /* enum frame_kind */
    uint8_t dropped;       /* 1: it did not arrive; end_row says why */
    uint8_t sent_flags;    /* `flags` when it was put on the cable */
    uint16_t rule;         /* of the drop */
    uint32_t sender_isn;   /* TCP: sequence numbers are shown from here on; */
    uint32_t receiver_isn; /* acknowledgment numbers from here */
    int32_t stream;        /* number of the connection; -1: none that was seen to begin */
    int32_t window_shift;  /* as in struct field_context */
};

/* A narration entry that fired: before event `event` when it asks, after it otherwise. */
struct history_say {
    uint64_t event;
    uint32_t row;       /* of the record that fired it */
    uint32_t narration; /* row of the scenario's narrations */
    uint32_t frame;     /* the frame it is about, or NONE */
};

/* Whatever a narration's trigger matched, spoken or not: how its occurrences are counted. */
struct history_match {
    uint64_t event;
    uint32_t narration;
    uint32_t times; /* more than 1: those that were forgotten, in one */
};

/* A variable of a TCP connection after an event that touched it (for plots). */
struct history_sample {
    sim_time time;
    uint32_t row;        /* which row was the last one of its event */
    uint32_t connection; /* row of the table of connections */
    uint32_t serial;
    uint32_t cwnd, ssthresh, flight, snd_wnd, rcv_wnd;
    uint32_t srtt_us, rto_us;
};

struct words {
    uint32_t row;   /* the record that carries them */
    uint32_t start; /* in the text store */
    uint32_t length;
};

struct history {
    struct record *rows;
    struct history_event *events;
    struct history_frame *frames;
    struct history_say *says;
    struct history_match *matches;
    struct history_sample *samples;
    struct words *words;
    char *text;
    uint8_t *octets;
    uint32_t row_count, event_count, frame_count, say_count, sample_count, word_count;
    uint32_t text_length, octet_count, match_count;
    uint64_t before;        /* events that have been forgotten */
    sim_time first_departs; /* of the first frame, also when that has been forgotten */
    bool has_first;
    uint32_t capacity[9];
    bool out_of_memory;
};

enum { HISTORY_OCTETS_MAX = 64 << 20 }; /* octets of frames kept; the rest comes by replay */

void history_release(struct history *history);

/* Opens the next event; rows are appended to it. */
void history_begin(struct history *history, sim_time time);
/* Gives the number of the row. */
uint32_t history_append(struct history *history, const struct record *record, const char *text,
                        size_t length);
uint32_t history_append_frame(struct history *history, const struct history_frame *frame,
                              const uint8_t *octets);
void history_append_say(struct history *history, const struct history_say *say);
/* Counts a match; gives how many this narration has had with it, from 1. */
uint32_t history_append_match(struct history *history, uint64_t event, uint32_t narration);
void history_append_sample(struct history *history, const struct history_sample *sample);

/* Forgets all events from number `event` on. */
void history_truncate(struct history *history, uint64_t event);

/* Forgets events up to number `event` (not the last). Frames that were in flight then stay, as
 * of event 0. Gives how many rows less there are. */
struct history_shift {
    uint32_t rows, frames, says; /* to be taken from a number that was kept elsewhere … */
    uint32_t first_frame;        /* … of a frame from here on; earlier ones may be gone */
};
struct history_shift history_forget(struct history *history, uint64_t event);

/* Octets of memory in use. */
size_t history_octets(const struct history *history);

/* A record id as the world has it, and as it is here (of what was forgotten: that of row 0). */
static inline record_id history_world_id(const struct history *history, record_id id)
{
    return id + (history->before << RECORD_ORDINAL_BITS);
}

static inline record_id history_own_id(const struct history *history, record_id id)
{
    uint64_t event = record_event(id);
    return event <= history->before && history->before > 0
               ? 0
               : id - (history->before << RECORD_ORDINAL_BITS);
}

/* A copy of the events before number `event`. False: out of memory. */
bool history_copy(struct history *to, const struct history *from, uint64_t event) MUST_CHECK;

/* The row of a record id, or NONE. */
uint32_t history_find(const struct history *history, record_id id);

/* The first position after event number `event` (its rows have all happened). */
static inline uint32_t history_after(const struct history *history, uint64_t event)
{
    return event + 1 < history->event_count ? history->events[event + 1].first_row
                                            : history->row_count;
}

/* The event that the row belongs to. */
uint64_t history_event_of(const struct history *history, uint32_t row);

/* The words of a row; *length 0 and "" when it has none. Not terminated. */
const char *history_words(const struct history *history, uint32_t row, size_t *length);

/* The frame whose RECORD_SENT (or refusal) is this row, or NONE. */
uint32_t history_frame_of(const struct history *history, uint32_t sent_row);

#endif
