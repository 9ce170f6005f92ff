/* app/proxy_tables.h: the rows of HTTP caches (http_cache.h) and proxies (proxy.h). As with
 * tables.h: for this room, and for readers.
 *
 * Units:  times in ns where they are sim_time; else seconds, dates since 1970. Whatever refers
 * to a row holds its number plus one; 0: none. */
#ifndef NETSTAGE_APP_PROXY_TABLES_H
#define NETSTAGE_APP_PROXY_TABLES_H

#include "app/tables.h"

enum { HTTP_CACHE_URI = 256, HTTP_CACHE_ETAG = 64 };

/* A stored response, a row of TABLE_HTTP_CACHE (RFC 9111). Times in seconds, dates since 1970.
 */
struct http_cache_row {
    uint32_t next; /* later row of this node; first, so that a free row has in_use 0 */
    uint32_t node;
    uint32_t number;
    uint32_t head; /* first slab of its status-line and fields */
    uint32_t head_length;
    uint32_t vary; /* of the request's fields that Vary names: http_vary_write() */
    uint32_t vary_length;
    uint32_t body;
    uint32_t body_length;
    uint32_t readers; /* who is sending it, or asks whether it is still good */
    uint32_t used;    /* ordinal of its last use: the smallest makes way */
    uint32_t reserved;
    int64_t requested;
    int64_t received;
    int64_t initial_age; /* when it was received, or found to be good */
    int64_t lifetime;
    int64_t modified; /* of its Last-Modified; below 0: none */
    uint16_t status;
    uint8_t in_use;
    uint8_t shared;             /* the proxy's; 0: the browser's */
    uint8_t filling;            /* its body is still on its way */
    uint8_t gone;               /* no longer in the cache, but somebody reads it */
    uint8_t no_cache;           /* never used without asking */
    uint8_t must_revalidate;    /* never used when stale */
    char etag[HTTP_CACHE_ETAG]; /* "" : none */
    char uri[HTTP_CACHE_URI];
};

_Static_assert(sizeof(struct http_cache_row) == 48 + 40 + 8 + 320, "no padding in state");

/* Octets on their way to a socket that has no room for them yet. */
struct proxy_pipe {
    uint32_t octets; /* first slab */
    uint32_t length;
    uint32_t sent; /* of these, taken by TCP */
    uint32_t reserved;
};

enum proxy_phase {
    PROXY_READS,   /* waits for a request's head, or the rest of it */
    PROXY_ASKS,    /* the origin's name is looked up, or it is being connected to */
    PROXY_RELAYS,  /* request and response go through */
    PROXY_ANSWERS, /* the answer, or what is left of it, goes out */
    PROXY_TUNNELS, /* CONNECT: octets both ways */
    PROXY_CLOSES,  /* we have closed our side */
};

/* How a response's content is marked off towards the client. */
enum proxy_framing { PROXY_RAW, PROXY_CHUNKED, PROXY_UNTIL_CLOSE };

/* One connection of a proxy's client. */
struct proxy_client {
    uint32_t next; /* the free list's; a free row keeps socket.serial 0 */
    uint32_t node;
    struct socket_id socket;
    struct timer timer;
    struct http_reader reader; /* of requests */
    struct proxy_pipe out;     /* to the client */
    int64_t requested;         /* when the request was sent on: seconds since 1970 */
    struct endpoint to;        /* the origin that is asked */
    uint32_t head;             /* row plus one of the request head's buffer */
    uint32_t origin;           /* row plus one of the connection to it */
    uint32_t lookup;           /* row plus one of the job that looks its name up */
    uint32_t stored;           /* row plus one of a stored response that is held */
    uint32_t stored_sent;      /* octets of its body */
    uint32_t filling;          /* row plus one of one that is being stored */
    uint32_t requests;         /* answered on this connection */
    uint16_t status;           /* of the response, once its head is on the way */
    uint8_t phase;             /* enum proxy_phase */
    uint8_t framing;           /* enum proxy_framing: of the response */
    uint8_t minor;             /* of the request */
    uint8_t keep_alive;
    uint8_t request_done; /* all of the request has been read */
    uint8_t has_body;     /* the request has one */
    uint8_t chunks_up;    /* which is sent on in chunks */
    uint8_t validating;   /* the origin is asked whether `stored` is still good */
    uint8_t from_stored;  /* the answer is `stored` */
    uint8_t bodyless;     /* the answer has no content: to HEAD, or 304 */
    uint8_t tries;        /* origins that were asked */
    uint8_t retried;      /* a lost connection was followed by another */
    uint8_t ended;        /* the client sends no more */
    uint8_t reserved[5];
};

/* One connection to an origin; without a client it waits for the next request. */
struct proxy_origin {
    uint32_t next; /* later one of this node; first, so that a free row keeps socket.serial 0 */
    uint32_t node;
    struct socket_id socket;
    struct timer timer;        /* idle ones are closed */
    struct http_reader reader; /* of responses */
    struct proxy_pipe out;     /* to the origin */
    struct endpoint to;
    uint32_t head;   /* row plus one of the response head's buffer */
    uint32_t client; /* row plus one; 0: idle */
    uint8_t connected;
    uint8_t reused;  /* it has carried an exchange before this one */
    uint8_t heard;   /* octets of the response have come */
    uint8_t interim; /* the head that came last was that of an interim response */
    uint8_t ended;   /* it sends no more */
    uint8_t reserved[3];
};

_Static_assert(sizeof(struct proxy_client) == 16 + 24 + 40 + 16 + 8 + 8 + 48 &&
                   sizeof(struct proxy_origin) == 16 + 24 + 40 + 16 + 8 + 8 + 8,
               "no padding in state");

#endif
