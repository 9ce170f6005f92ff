/* live/proxy_head.h: the head of a request, as the proxy passes it on. */
#ifndef NETSTAGE_LIVE_PROXY_HEAD_H
#define NETSTAGE_LIVE_PROXY_HEAD_H

#include "base/bytes.h"
#include "wire/http.h"

enum { PROXY_TO = 280 };

/* Where a request goes: "name:port". False: it does not say, or not over http. */
bool proxy_destination(const uint8_t *octets, const struct http_head *head, char to[PROXY_TO]);

/* Writes the head for the server (RFC 9112 sections 3.2.1 and 3.2.2): origin-form, Host of the
 * target, without the fields that were for this connection alone (RFC 9110 section 7.6.1), with
 * Via. */
void proxy_write_head(struct writer *w, const uint8_t *octets, const struct http_head *head);

/* The head of an answer as it came (`length` octets, with the empty line), and Via. */
void proxy_write_answer_head(struct writer *w, const uint8_t *octets, size_t length);

#endif
