/* watch/sighting.h: one frame at one moment, as filters, triggers and expectations look at it:
 * the fields of its octets, and besides them the facts that no capture knows (netstage.*).
 *
 * Shape:  a struct witness holds the tree of the frame that it looked at last; it is some
 *         130 kB and belongs into static memory or the heap. It allocates nothing and changes
 *         nothing in the world.
 * Cost:   only the fields that somebody wants are collected. A witness that nobody has asked
 *         for anything collects everything.
 * Facts:  a fact that says yes or no (netstage.drop, netstage.tcp.retransmission) is there when
 *         it is so, and absent when it is not: `count(netstage.drop)` counts drops.
 * Numbers: a witness numbers what is put on cables, in the order of sending, as the window
 * does, and counts frame.time_relative from the first of these (where a queue delays a frame,
 * the one behind it may leave earlier on another cable: a delta is then negative). A frame that
 * arrives or is dropped has a time, but no number of its own: frame.number, frame.time_delta
 * and the times in a stream are of frames that leave. */
#ifndef NETSTAGE_WATCH_SIGHTING_H
#define NETSTAGE_WATCH_SIGHTING_H

#include "field/filter.h"
#include "scenario/lesson.h"
#include "watch/conversations.h"
#include "world/world.h"

/* "laptop - sw1" with two names of the longest kind. */
enum { CABLE_NAME_SIZE = 2 * NODE_NAME_SIZE + 4 };

struct witness {
    bool all; /* nobody asked for anything: everything is wanted */
    struct field_wanted wanted;
    struct field_tree tree; /* of the frame looked at last */
    struct field_storage storage;
    struct conversations conversations; /* sequence numbers count from the start of each */
    uint64_t arrived_event;             /* the event in which the frame below arrived */
    uint32_t arrived_packet;
    uint32_t arrived_direction; /* by which way */
    uint32_t reserved;
    uint64_t departures; /* that it has seen */
    sim_time first;      /* when the first of them left, in the time of the run */
    sim_time previous;   /* when the latest did */
};

void witness_init(struct witness *witness);

/* Somebody looks at these fields: a filter (filter_wanted()), the expectations
 * (expect_wanted()). */
void witness_want(struct witness *witness, const struct field_wanted *wanted);
/* Somebody looks at all fields, whatever is asked for besides. */
void witness_want_all(struct witness *witness);

/* To be called by an observer for the record that is being written. True: it is a RECORD_SENT,
 * RECORD_ARRIVED or RECORD_DROPPED of a frame; *out has what triggers look at; its tree is the
 * witness's and holds until the next look. False: another record, or a frame that went where it
 * belongs and was ignored there (see witness_is_loss()). */
bool witness_look(struct witness *witness, const struct world *world,
                  const struct record *record, struct sighting *out);

/* Instead of looking: a departure that is known from elsewhere, from the first one on. `octets`
 * NULL: only its time is. */
void witness_learn(struct witness *witness, const uint8_t *octets, size_t length,
                   sim_time departs);
/* Forgets what frames were seen, and keeps what is wanted. */
void witness_forget(struct witness *witness);

/* Is a RECORD_DROPPED of this rule a frame that ended without having arrived where it should?
 * It is not when a switch floods a frame and those that it is not for ignore it. */
bool witness_is_loss(enum rule rule);

/* The way of a cable on which the record's frame is or came by, or NONE. */
uint32_t witness_direction(const struct witness *witness, const struct record *record);

/* The flags (enum frame_flag) of the frame that the record is about, with those that its flight
 * adds: to be kept with the octets by who shows the frame later. While the record is being
 * written. */
uint8_t witness_flags(const struct world *world, const struct record *record);

/* The octets of the frame that a record is about, while it is being written. NULL: it is about
 * none. */
const uint8_t *witness_octets(const struct world *world, const struct record *record,
                              size_t *length);

/* --- the facts, for those who have kept a frame's octets and show it later --- */

struct frame_facts {
    enum record_kind kind; /* RECORD_SENT, RECORD_ARRIVED or RECORD_DROPPED */
    enum rule rule;        /* RULE_NONE, or why it was dropped */
    uint8_t flags;         /* enum frame_flag */
    uint32_t packet;
    uint32_t hop;
    uint64_t event;
    record_id cause;
    sim_time time;
    const char *node; /* names; NULL: not known */
    const char *cable;
    const char *interface;
};

/* Adds the netstage.* fields of these facts to a tree that field_dissect() has filled.
 * `wanted`: the fields that are looked at; NULL: all. */
void witness_facts(struct field_tree *tree, const struct frame_facts *facts,
                   const struct field_wanted *wanted);

/* --- names --- */

/* "laptop - sw1": both ends of a cable, end 0 first. */
void world_cable_name(const struct world *world, uint32_t cable, char out[CABLE_NAME_SIZE]);

/* The cable between these two: "laptop - sw1", in any order; or NONE. Blanks around the dash
 * may be left out. */
uint32_t world_find_cable(const struct world *world, const char *name);

/* "sent", "arrived", "dropped" …: the word of netstage.record.kind, of JSON and of lists. */
const char *record_kind_word(enum record_kind kind);

#endif
