/* core/record.h: what happened, one row of 64 octets each.
 *
 * Shape:  a record is named by its record_id, (event, ordinal within the event), and points at
 * its cause, the record without which it would not have happened. The chain of causes of every
 * record ends at RECORD_BOOT (id 0) or at a RECORD_COMMAND of the timeline. Ids are always
 * counted, whether or not anybody watches; only writing depends on it. Units:  times in ns.
 * What `place`, `a` and `b` hold depends on the kind, see below. */
#ifndef NETSTAGE_CORE_RECORD_H
#define NETSTAGE_CORE_RECORD_H

#include "base/types.h"

/* event number << 24 | ordinal. 0 is the boot of the world, before the first event. */
typedef uint64_t record_id;

enum { RECORD_ORDINAL_BITS = 24 };

static inline uint64_t record_event(record_id id)
{
    return id >> RECORD_ORDINAL_BITS;
}

static inline uint32_t record_ordinal(record_id id)
{
    return (uint32_t)(id & ((1U << RECORD_ORDINAL_BITS) - 1));
}

static inline record_id record_name(uint64_t event, uint32_t ordinal)
{
    return event << RECORD_ORDINAL_BITS | ordinal;
}

enum record_kind {
    RECORD_BOOT,    /* the world was built */
    RECORD_COMMAND, /* a command starts on `node`, keys are pressed there, or a cable is
                     * changed: b = timeline entry; NONE: from outside. a = enum input_kind
                     * (world/world.h), except for a cable that the timeline changes */
    RECORD_SENT, /* a frame was put on a cable: place = direction, a = departs, b = arrives */
    RECORD_ARRIVED, /* a frame reached the interface: place = direction it came by */
    RECORD_DROPPED, /* a frame ends here, for `rule`: place = direction, or interface by layer
                     */
    RECORD_UP,      /* handed up to `layer`: offset, length = the part that `layer` gets */
    RECORD_DOWN,    /* handed down to `layer`: offset, length = what `layer` is to carry */
    RECORD_TIMER,   /* a timer fired: a = event kind, place = entity */
    RECORD_STATE,   /* a machine changed its state: table, place = row, a = from, b = to */
    RECORD_ROW,     /* a table row changed: table, place = row, a = enum row_change, b = key */
    RECORD_FINDING, /* a protocol rule decided something: rule, table + place = the row it used
                     */
    RECORD_MESSAGE, /* an application message: a = enum message_kind; text = its first line */
    RECORD_SAY,     /* a line of a command's output: a = job; text = the line; b = where in it a
                     * sentence of the catalogue begins, plus one (0: nowhere): watch/said.h */
    RECORD_DONE,    /* a command ended: a = job, b = exit status */
    RECORD_KINDS,
};

enum layer { LAYER_NONE, LAYER_PHY, LAYER_LINK, LAYER_IP, LAYER_TRANSPORT, LAYER_APP };

enum row_change { ROW_ADDED, ROW_CHANGED, ROW_REMOVED };

enum message_kind {
    MESSAGE_REQUEST_SENT,
    MESSAGE_REQUEST,
    MESSAGE_RESPONSE_SENT,
    MESSAGE_RESPONSE
};

/* The tables whose rows records point at, and the window shows. */
enum table {
    TABLE_NONE,
    TABLE_DIRECTION,  /* phy: one way of a cable */
    TABLE_INTERFACE,  /* link */
    TABLE_ARP,        /* link */
    TABLE_MAC,        /* link: what a switch has learnt */
    TABLE_ROUTE,      /* ip */
    TABLE_UDP,        /* transport: sockets */
    TABLE_TCP,        /* transport: connections */
    TABLE_LISTENER,   /* transport */
    TABLE_JOB,        /* app: commands and services */
    TABLE_DNS_CACHE,  /* app */
    TABLE_COOKIE,     /* app */
    TABLE_SESSION,    /* app */
    TABLE_RESOURCE,   /* app */
    TABLE_LIMIT,      /* app: what a web server counts of its clients */
    TABLE_FILE,       /* app: files of a host */
    TABLE_HTTP_CACHE, /* app */
    TABLE_RIP,        /* app: the routes that a routing daemon knows */
    TABLE_SPANNING_TREE, /* link: the ports of a switch that runs it; rows are interfaces */
    TABLE_DATAGRAM,   /* ip: datagrams that wait for fragments */
    TABLES,
};

/* Every rule that a finding or a drop can name: core/rules.def. */
enum rule {
    RULE_NONE,
#define RULE(id, rfc, section, label, sentence) RULE_##id,
#include "core/rules.def"
#undef RULE
    RULES,
};

struct rule_text {
    const char *id;       /* "ARP_MISS" */
    const char *rfc;      /* "826", or another standard by its name; "" when none says it */
    const char *section;  /* "Packet Generation" */
    const char *label;    /* "MUST-58" or "" */
    const char *sentence; /* English, with placeholders; key of the catalogue */
};

/* Texts of a rule; rule must be below RULES. */
const struct rule_text *rule_text(enum rule rule);

/* What stands before rule_text.rfc: "RFC ", or nothing when it names another standard. */
static inline const char *rule_series(const struct rule_text *text)
{
    return text->rfc[0] >= '0' && text->rfc[0] <= '9' ? "RFC " : "";
}

struct record {
    record_id id;
    record_id cause;
    sim_time time;
    uint64_t a;
    uint64_t b;
    uint32_t node;   /* where it happened; NONE: nowhere in particular */
    uint32_t place;  /* cable direction, interface or table row */
    uint32_t packet; /* number of the packet; 0: none */
    uint8_t kind;    /* enum record_kind */
    uint8_t table;   /* enum table */
    uint8_t layer;   /* enum layer */
    uint8_t hop;     /* of the packet: 37.2 is packet 37 on its second cable */
    uint16_t rule;   /* enum rule */
    uint16_t field;  /* enum field_id that the rule looked at; 0: none */
    uint16_t offset; /* octets of the frame that it looked at */
    uint16_t length;
};

_Static_assert(sizeof(struct record) == 64, "a record is one cache line");

#endif
