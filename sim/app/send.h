/* app/send.h: how programs write that set TCP_NODELAY, as web servers, name servers and curl
 * do: a message goes into the connection in pieces, and its end does not wait for the
 * acknowledgment of what went before (RFC 9293 section 3.7.4). */
#ifndef NETSTAGE_APP_SEND_H
#define NETSTAGE_APP_SEND_H

#include "app/tables.h"

/* Writes the first `length` octets of the `left` that there are to write now (length <= left),
 * as far as there is room. Only with the last of them may a short segment go out at once. Gives
 * *taken; false: nothing could be written. */
bool app_send(struct app *app, struct socket_id socket, const uint8_t *octets, size_t length,
              uint64_t left, size_t *taken) MUST_CHECK;

#endif
