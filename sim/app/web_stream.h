/* app/web_stream.h: the octets of a response that is on its way.
 *
 *     | out: head, and a body that was made for this answer | stream: a page of the site      |
 *     | a chain of slabs of the connection                  | constant, named by its row      |
 *
 * Shape:  the stream is the page itself, or its chunks (RFC 9112 section 7.1) with the trailers
 *         behind them: "400\r\n" 1024 octets "\r\n" … "0\r\n" "X-Sum: 1\r\n" "\r\n". Chunks are
 *         made anew whenever they are read, since TCP takes as much as it has room for; so a
 *         large page takes no state. */
#ifndef NETSTAGE_APP_WEB_STREAM_H
#define NETSTAGE_APP_WEB_STREAM_H

#include "app/web_answer.h"

enum { WEB_PIECE = 4096, WEB_HEAD = 4096, WEB_FIRST_BODY = 4096 };

/* Puts an answer into the connection: head, and body or page. */
void web_stream_begin(struct app *app, struct web_connection *c,
                      const struct web_answer *answer, unsigned minor);

/* All octets of the response. */
uint64_t web_stream_total(const struct app *app, const struct web_connection *c);

/* The next octets of the response from c->sent on: *length of them, in `piece` (of WEB_HEAD +
 * WEB_FIRST_BODY octets) or where they lie anyway. The body begins in the same piece as the
 * head: alone, a short end of the stream would wait for the head's acknowledgment (Nagle, RFC
 * 9293 section 3.7.4), which the client delays. */
const uint8_t *web_stream_next(const struct app *app, const struct web_connection *c,
                               uint8_t *piece, size_t *length);

#endif
