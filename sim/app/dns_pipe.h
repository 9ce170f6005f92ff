/* app/dns_pipe.h: DNS messages over a TCP connection (RFC 1035 section 4.2.2, RFC 7766
 * section 8): each has its length in front of it, in two octets, and several may follow each
 * other either way.
 *
 *     +----+----+----------------+----+----+------
 *     | LENGTH  | MESSAGE        | LENGTH  | …
 *     +----+----+----------------+----+----+------
 *
 * Shape:  struct dns_pipe (tables.h): octets that TCP has no room for yet, and the beginning of
 * a message that has not come whole. Of what TCP has received only the present message is
 * taken, so the next ones wait where flow control sees them. */
#ifndef NETSTAGE_APP_DNS_PIPE_H
#define NETSTAGE_APP_DNS_PIPE_H

#include "app/tables.h"

enum dns_pipe_state {
    PIPE_WAITS,   /* the message is not there yet */
    PIPE_MESSAGE, /* here it is */
    PIPE_ENDS,    /* the peer sends no more, or the connection is gone */
};

/* Appends a message, behind its length, and sends what TCP takes. */
void dns_pipe_put(struct app *app, struct dns_pipe *pipe, struct socket_id socket,
                  const uint8_t *octets, size_t length);

/* Sends what is left, as far as TCP takes it: on SOCKET_CONNECTED and SOCKET_WRITABLE. True:
 * nothing is left. */
bool dns_pipe_flush(struct app *app, struct dns_pipe *pipe, struct socket_id socket);

/* The next message, copied to app->scratch[APP_SCRATCH_REQUEST]; *length is its. To be called
 * until it waits or ends. */
enum dns_pipe_state dns_pipe_take(struct app *app, struct dns_pipe *pipe,
                                  struct socket_id socket, size_t *length);

/* Gives the octets back. */
void dns_pipe_free(struct app *app, struct dns_pipe *pipe);

#endif
