/* watch/why.h: the chain of causes of a record, from it down to what started everything: a
 * command of the timeline, an intervention, or the boot of the world.
 *
 * Shape:  records are looked up by a function of the caller's, so that the window's history, a
 *         diary and a test can all be asked. A cause is always older than what it causes, so
 * the walk ends. */
#ifndef NETSTAGE_WATCH_WHY_H
#define NETSTAGE_WATCH_WHY_H

#include "core/record.h"

/* Gives the record of that name, valid until the next call, or NULL. */
typedef const struct record *why_lookup(void *context, record_id id);

enum why_end {
    WHY_COMMAND, /* somebody gave a command: the chain's last record is its RECORD_COMMAND */
    WHY_BOOT,    /* the world was built so; boot itself is no record that observers see */
    WHY_BROKEN,  /* a cause is not known, or not older than its effect */
};

struct why {
    enum why_end end;
    uint32_t
        length;     /* of the whole chain, `from` included; it may be more than there is room */
    uint32_t kept;  /* records written: the first of the chain */
    record_id last; /* the record where it ended */
};

/* Walks from a record to its origin and writes the records of the chain, nearest first, to
 * `chain`, as many as there is room for. `chain` may be NULL when `room` is 0. */
struct why why_chain(why_lookup *lookup, void *context, record_id from, struct record *chain,
                     uint32_t room);

/* The lookup of a diary; the context is a struct diary. */
const struct record *why_in_diary(void *context, record_id id);

#endif
