/* watch/conversations.h: the connections that have been seen to begin, as Wireshark keeps them:
 * from their SYN segments come the first sequence numbers, the window scales and the number of
 * the stream, so that fields can be shown relative to the start.
 *
 * Shape:  the last CONVERSATION_WAYS ways, newest first; a plain struct without pointers. */
#ifndef NETSTAGE_WATCH_CONVERSATIONS_H
#define NETSTAGE_WATCH_CONVERSATIONS_H

#include "field/dissect.h"

enum { CONVERSATION_WAYS = 256 };

/* One way of a connection. */
struct conversation_way {
    ipv4_address source;
    ipv4_address destination;
    uint16_t source_port;
    uint16_t destination_port;
    uint32_t isn;    /* of its sender */
    int32_t shift;   /* window scale of its sender; FIELD_SHIFT_NONE */
    uint32_t stream; /* number of the connection, from 0 */
};

struct conversations {
    struct conversation_way ways[CONVERSATION_WAYS];
    uint32_t count; /* ever seen; the row is this modulo CONVERSATION_WAYS */
    uint32_t streams;
};

/* Learns from a frame, if it is a SYN. */
void conversations_learn(struct conversations *conversations, const uint8_t *octets,
                         size_t length);

/* The same, and completes the context for dissecting it. Frames are to
 * be shown in the order of the run; an all-zero struct is ready. */
void conversations_see(struct conversations *conversations, const uint8_t *octets,
                       size_t length, struct field_context *context);

#endif
