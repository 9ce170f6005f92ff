/* watch/conversations.h: what a frame's fields owe to earlier frames of its conversation, kept
 * as Wireshark 4.0 keeps it with its default preferences: the numbers of TCP and UDP streams,
 * where sequence numbers count from, the scale of windows, how complete a connection was seen
 * (tcp.completeness), which end closes it, where long messages of DNS go on, and the times
 * between its frames.
 *
 * Shape:  a table in sets of CONVERSATION_WAYS rows, found by a hash over both ends, which does
 *         not depend on the direction. Where a set is full, struct conversations forgets the
 *         conversation that was silent for longest; struct all_conversations grows and forgets
 *         none. A frame costs one hash and the reading of one set.
 * Rules:  a conversation begins with the first frame of it, SYN or not. Numbers count from the
 * SYN, or from one before the first number seen, of either end. A SYN with another number
 *         begins a new conversation with the same ends. Scales come from both SYNs. */
#ifndef NETSTAGE_WATCH_CONVERSATIONS_H
#define NETSTAGE_WATCH_CONVERSATIONS_H

#include "field/dissect.h"

enum { CONVERSATION_WAYS = 8, CONVERSATION_ROWS = 512 };

/* What Wireshark calls the completeness of a conversation, for the frames behind. */
enum conversation_seen {
    CONVERSATION_SYN = 1,
    CONVERSATION_SYN_ACK = 2,
    CONVERSATION_ACK = 4,
    CONVERSATION_DATA = 8,
    CONVERSATION_FIN = 16,
    CONVERSATION_RST = 32,
};

/* A message of DNS that goes on in later segments: its sequence numbers (RFC 1035 4.2.2). */
struct conversation_message {
    uint32_t begins;
    uint32_t ends; /* behind it; as the other: there is none */
};

enum { CONVERSATION_MESSAGES = 2 }; /* of each end: frames are seen once on every cable */

struct conversation {
    uint64_t heard;          /* when last, in frames of the table; 0: a free row */
    ipv4_address address[2]; /* of both ends; the smaller one first */
    uint16_t port[2];
    uint8_t protocol;
    uint8_t completeness; /* enum conversation_seen */
    int8_t closer;        /* the end that sent the first FIN; -1: none yet */
    bool based[2];        /* is the next one known? */
    int8_t shift[2];      /* of each end's windows; FIELD_SHIFT_UNKNOWN, FIELD_SHIFT_NONE */
    uint8_t reserved;
    uint32_t base[2]; /* where each end's sequence numbers count from */
    struct conversation_message messages[2][CONVERSATION_MESSAGES]; /* the newest first */
    uint32_t stream;
    uint32_t reserved_too;
    sim_time first; /* frame of it */
    sim_time previous;
};

struct conversation_counts {
    uint64_t frames; /* that belong to conversations */
    uint32_t tcp_streams;
    uint32_t udp_streams;
};

/* Some 52 kB without pointers; ready when all zero. */
struct conversations {
    struct conversation_counts counts;
    struct conversation rows[CONVERSATION_ROWS];
};

/* Learns from a frame. */
void conversations_learn(struct conversations *conversations, const uint8_t *octets,
                         size_t length);

/* The same, and completes the context for dissecting it, where it is of a conversation. Frames
 * are to be shown in the order of the run. With a context that numbers frames also the time in
 * it is looked at: only there each frame is seen once. */
void conversations_see(struct conversations *conversations, const uint8_t *octets,
                       size_t length, struct field_context *context);

/* --- as many as there are, for captures of any size -------------------------------------- */

struct all_conversations {
    struct conversation_counts counts;
    struct conversation *rows;
    size_t sets;
};

/* False: there is not enough memory. */
bool all_conversations_init(struct all_conversations *all);
void all_conversations_free(struct all_conversations *all);

/* As conversations_see(). Without memory to grow it forgets, too. */
void all_conversations_see(struct all_conversations *all, const uint8_t *octets, size_t length,
                           struct field_context *context);

#endif
