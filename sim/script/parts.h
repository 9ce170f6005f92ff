/* script/parts.h: what a script is when it has been read: a list of events, each a packet, a
 * call, a question or a setting. Nobody outside this room includes it.
 *
 * Shape:  everything lies in the script's memory; texts are NUL-terminated.
 * Units:  times in ns; sequence numbers as the script has them: what arrives is put on the wire
 *         as written, what the host sends is counted from the number of its SYN in the script.
 */
#ifndef NETSTAGE_SCRIPT_PARTS_H
#define NETSTAGE_SCRIPT_PARTS_H

#include "lab/netstage.h"
#include "scenario/memory.h"
#include "script/script.h"
#include "transport/profile.h"
#include "wire/icmp.h"
#include "wire/ipv4.h"
#include "wire/tcp.h"

enum { SCRIPT_PACKET_OCTETS = 1500, SCRIPT_CALL_ARGUMENTS = 8 };

/* --- when --- */

enum moment_kind {
    MOMENT_AT,    /* since the start of the script */
    MOMENT_AFTER, /* since the event before */
    MOMENT_ANY,   /* whenever it comes */
};

struct moment {
    enum moment_kind kind;
    int64_t from;
    int64_t to;  /* the latest; from, unless a range was given */
    int64_t end; /* of a call that blocks; -1: it does not */
};

/* --- packets --- */

enum script_ecn { ECN_ANY, ECN_NONE, ECN_ECT0, ECN_ECT1, ECN_ECT, ECN_CE };

struct script_packet {
    uint8_t protocol; /* enum ipv4_protocol */
    uint8_t ecn;      /* enum script_ecn */
    int16_t tos;      /* -1: not given, as the five below */
    int16_t ttl;
    int32_t source_port;
    int32_t destination_port;
    int64_t window;
    int64_t urgent;
    bool has_seq;
    bool has_ack;
    uint8_t flags; /* enum tcp_flag */
    uint32_t seq;
    uint32_t ack;
    uint32_t length; /* of the text */
    bool any_options;
    bool any_stamp; /* TS val ...: whatever the host's clock says */
    uint8_t option_octets;
    uint8_t options[TCP_OPTIONS_MAXIMUM]; /* as on the wire, numbers as in the script */
    /* ICMP */
    uint8_t type;
    uint8_t code;
    uint16_t mtu;      /* or the sequence number of an echo */
    uint16_t identity; /* of an echo */
    bool quotes;       /* the three below are there */
    uint8_t quoted_protocol;
    uint32_t quoted_seq;
    uint32_t quoted_length;
};

/* --- calls --- */

enum value_kind { VALUE_NUMBER, VALUE_ANY, VALUE_TEXT, VALUE_LIST, VALUE_STRUCT };

/* An argument: a number, `...`, "text", [a list] or {a struct}. */
struct value {
    enum value_kind kind;
    const char *name; /* of a member of a struct; NULL: none */
    int64_t number;
    const char *text;
    struct value *first; /* of a list or struct */
    struct value *next;
};

struct call {
    const char *name;
    uint32_t row; /* of the table of calls */
    uint32_t count;
    struct value *arguments[SCRIPT_CALL_ARGUMENTS];
    bool any_result; /* `= ?` */
    int64_t result;
    int error;      /* when the result is -1; 0: none */
    bool any_error; /* `= -1` and no more */
};

/* --- settings and questions --- */

struct setting {
    enum netstage_knob knob;
    int64_t value;
    struct setting *next;
};

struct expression;

struct assertion {
    const char *text; /* as written */
    struct expression *expression;
    struct assertion *next;
};

/* --- the script --- */

enum script_event_kind { EVENT_ARRIVES, EVENT_SENT, EVENT_CALL, EVENT_ASSERT, EVENT_SET };

struct script_event {
    struct script_event *next;
    uint32_t line;
    enum script_event_kind kind;
    struct moment moment;
    const char *text; /* as written, on one line, without its time */
    struct script_packet packet;
    struct call call;
    struct assertion *assertions;
    struct setting *settings;
};

struct script_options {
    int64_t tolerance; /* ns */
    int64_t tick;      /* of timestamps, ns; 0: their values are not compared */
    uint32_t local_ip;
    uint32_t remote_ip;
    uint32_t gateway_ip;
    uint8_t prefix_length;
    uint16_t bind_port;
    uint16_t connect_port;
    uint16_t mtu;
    uint8_t habits; /* enum tcp_habits; HABITS: the plain TCP of RFC 9293 */
    uint64_t seed;
};

struct script {
    struct memory memory;
    struct script_note *notes;
    struct script_note *last_note;
    struct script_options options;
    struct script_event *first;
    struct script_event *last;
};

#endif
