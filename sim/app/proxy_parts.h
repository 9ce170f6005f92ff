/* app/proxy_parts.h: what the proxy*.c files share; nobody else includes it. A function that
 * may end the client says so: afterwards proxy_is_there() tells. */
#ifndef NETSTAGE_APP_PROXY_PARTS_H
#define NETSTAGE_APP_PROXY_PARTS_H

#include "app/http_cache.h"
#include "app/proxy.h"
#include "app/proxy_head.h"

enum { PROXY_PIECE = 4096, PROXY_CHUNK_EXTRA = 32 };

static inline uint32_t proxy_client_row(const struct app *app, const struct proxy_client *c)
{
    return (uint32_t)(c - app->proxy_clients);
}

static inline uint32_t proxy_origin_row(const struct app *app, const struct proxy_origin *o)
{
    return (uint32_t)(o - app->proxy_origins);
}

static inline struct proxy_origin *proxy_origin_of(const struct app *app,
                                                   const struct proxy_client *c)
{
    return c->origin != 0 ? &app->proxy_origins[c->origin - 1] : NULL;
}

static inline bool proxy_is_there(const struct proxy_client *c)
{
    return c->socket.serial != 0;
}

static inline const struct proxy_plan *proxy_plan_of(const struct app *app,
                                                     const struct proxy_client *c)
{
    return app->plans[c->node]->proxy;
}

/* The present request, read once more from its buffer. */
struct proxy_request {
    const uint8_t *octets;
    struct http_head head;
    char uri[HTTP_CACHE_URI];
    struct http_cache_question question;
};

void proxy_read_request(struct app *app, const struct proxy_client *c,
                        struct proxy_request *request);

/* --- pipes: proxy_pipe.c --- */

uint32_t proxy_pending(const struct proxy_pipe *pipe);
void proxy_put(struct app *app, struct proxy_pipe *pipe, const uint8_t *octets, size_t length);
void proxy_put_chunk(struct app *app, struct proxy_pipe *pipe, const uint8_t *octets,
                     size_t length);
/* The last chunk and the trailers that the reader has seen. */
void proxy_put_last_chunk(struct app *app, struct proxy_pipe *pipe,
                          const struct http_reader *reader, const uint8_t *buffer);
/* Gives TCP what it takes. True: nothing is left. */
bool proxy_flush(struct app *app, struct proxy_pipe *pipe, struct socket_id socket);

/* --- the client's side: proxy.c --- */

void proxy_wake(struct app *app, struct proxy_client *c, sim_time delay);
/* Reads, relays and answers as far as the buffers let it. May end the client. */
void proxy_pump(struct app *app, struct proxy_client *c);
/* Ends the client, and whatever is under way for it. `abort`: with a reset. */
void proxy_drop(struct app *app, struct proxy_client *c, bool abort);

/* --- requests that are passed on: proxy_request.c --- */

/* The request's head is there: answers it, or asks an origin. */
void proxy_begin(struct app *app, struct proxy_client *c);
/* Asks an origin for the name that was looked up, or whose turn it is. */
void proxy_reach(struct app *app, struct proxy_client *c);
/* The connection to the origin is lost before the response's head was there: another one, a
 * stale answer, 502 or 504. The origin's row is gone. */
void proxy_origin_failed(struct app *app, struct proxy_client *c, bool sent, bool heard,
                         bool reused, bool timed_out);
void proxy_forget_lookup(struct app *app, struct proxy_client *c);

/* --- answers: proxy_answer.c --- */

/* An answer of the proxy's own: a short page. */
void proxy_page(struct app *app, struct proxy_client *c, unsigned status, enum rule rule);
/* "200 Connection established", and the tunnel begins. */
void proxy_open_tunnel(struct app *app, struct proxy_client *c);
/* The answer is c->stored. */
void proxy_answer_stored(struct app *app, struct proxy_client *c);
/* OPTIONS or TRACE that must not go further. */
void proxy_answer_itself(struct app *app, struct proxy_client *c);
/* Octets of the response: true: go on reading. */
bool proxy_take_response(struct app *app, struct proxy_client *c, const uint8_t *octets,
                         size_t length);
/* The origin closed: its response is complete, or cut. */
void proxy_response_closed(struct app *app, struct proxy_client *c);
/* The response was cut after its head had gone to the client. May end the client. */
void proxy_cut(struct app *app, struct proxy_client *c);

/* --- connections to origins: proxy_origin.c --- */

/* A connection to c->to: one that waits, unless `fresh`, or a new one. False: no route. */
bool proxy_connect(struct app *app, struct proxy_client *c, bool fresh);
/* The exchange is over: it waits for the next one, if it can. */
void proxy_leave_origin(struct app *app, struct proxy_client *c, bool can_stay);
void proxy_close_origin(struct app *app, struct proxy_origin *o, bool abort);

#endif
