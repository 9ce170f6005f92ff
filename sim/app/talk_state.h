/* app/talk_state.h: what commands that talk over sockets remember: nc, telnet, and
 * python3 -m http.server; parts of struct job and rows of their own, see tables.h. */
#ifndef NETSTAGE_APP_TALK_STATE_H
#define NETSTAGE_APP_TALK_STATE_H

#include "app/file_ref.h"
#include "transport/transport.h"

/* Between a keyboard and a connection: dialogue.h. */
struct dialogue {
    uint32_t line; /* slab with the end of the output that has no line feed yet; 0: none */
    uint16_t line_length;
    uint8_t peer_closed; /* everything that the peer will ever send was printed */
    uint8_t half;        /* the CR of the next line feed has been sent */
};

struct nc_state {
    struct dialogue dialogue;
    struct socket_id listener; /* -l, TCP */
    struct endpoint peer;      /* port 0: -l, and nobody has come yet */
    uint32_t waiting;          /* first connection that nc has not come to yet, row plus one */
    ipv4_address asked;        /* UDP with -l: which of our addresses the peer has called */
    uint16_t port;             /* of a range */
    uint8_t connected;
    uint8_t succeeded; /* with one of the ports */
    uint8_t shut;      /* our side is closed */
    uint8_t quitting;  /* -q: the timer is running */
    uint8_t probes;    /* UDP: sent to see whether somebody is there; 0: not probing */
    uint8_t reserved;
};

struct telnet_state {
    struct dialogue dialogue;
    uint8_t connected;
    uint8_t commanding; /* ^] was typed: the next line is for telnet itself */
    uint8_t reserved[6];
};

/* A connection that a command has accepted: visitor.h. */
struct visitor {
    uint32_t next; /* later one of the same command; first, so that a free row has job 0 */
    uint32_t job;  /* row plus one */
    struct socket_id socket;
    /* of python3 -m http.server */
    struct endpoint remote;
    struct file_ref file; /* what follows `out` */
    uint32_t file_length;
    uint32_t head; /* row plus one of the buffer of the request's head */
    uint32_t head_length;
    uint32_t out; /* first slab of the answer's head, and of a page that is made */
    uint32_t out_length;
    uint32_t sent;      /* octets of both that TCP has taken */
    uint32_t answering; /* the request has been read */
    uint32_t reserved;
};

struct python_state {
    struct socket_id listener;
    uint32_t visitors; /* first one, row plus one */
    uint32_t reserved;
};

_Static_assert(sizeof(struct visitor) == 24 + sizeof(struct endpoint) + 32 &&
                   sizeof(struct python_state) == 16 && sizeof(struct dialogue) == 8 &&
                   sizeof(struct nc_state) == 40 && sizeof(struct telnet_state) == 16,
               "no padding in state");

#endif
