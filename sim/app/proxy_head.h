/* app/proxy_head.h: what a proxy does to the heads of messages that go through it (RFC 9110
 * section 7.6, RFC 9112 section 3.2.2): fields of one connection go, Via comes, the content is
 * framed anew. Pure functions. */
#ifndef NETSTAGE_APP_PROXY_HEAD_H
#define NETSTAGE_APP_PROXY_HEAD_H

#include "app/http_freshness.h"
#include "app/plan.h"

enum { PROXY_HOST = 256 };

/* Who forwards for whom. */
struct proxy_passage {
    const char *name; /* of the proxy: its pseudonym in Via */
    ipv4_address client;
    enum proxy_forwarded forwarded;
    const char *host;     /* the value of Host; NULL: as the client sent it */
    bool chunked;         /* the content goes in chunks */
    int64_t max_forwards; /* to be sent; below 0: the request has none that counts */
    bool drop_conditions; /* the proxy asks with conditions of its own */
};

/* Request-line and fields, without the empty line. */
void proxy_write_request(struct writer *w, const struct proxy_passage *p, const uint8_t *octets,
                         const struct http_head *head);

/* Status-line and fields, without the empty line. Chunked framing is announced, a
 * Content-Length kept when the response has one and is not chunked; Date comes if there is
 * none. */
void proxy_write_response(struct writer *w, const struct proxy_passage *p,
                          const uint8_t *octets, const struct http_head *head, int64_t date);

/* "Via" with the proxy's own name behind what is there. */
void proxy_write_via(struct writer *w, const char *name, unsigned minor, const uint8_t *octets,
                     const struct http_fields *fields);

/* The request has passed this proxy before. */
bool proxy_has_passed(const char *name, const uint8_t *octets,
                      const struct http_fields *fields);

/* Max-Forwards of OPTIONS or TRACE (RFC 9110 section 7.6.2); below 0: none that counts. */
int64_t proxy_max_forwards(const uint8_t *octets, const struct http_head *head);

/* Host and port of an authority, "host[:port]". False: too long, or the port is none. */
bool proxy_read_authority(const uint8_t *octets, struct http_span authority, uint16_t otherwise,
                          char host[PROXY_HOST], uint16_t *port);

/* The request asks for a certain state only (RFC 9110 section 13.1). */
bool proxy_has_conditions(const uint8_t *octets, const struct http_fields *fields);

/* A method that may be done twice (RFC 9110 section 9.2.2). */
bool proxy_is_idempotent(enum http_method method);

#endif
