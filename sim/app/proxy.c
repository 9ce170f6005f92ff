/* app/proxy.c: the client's side of a proxy: its connection, and the pump that moves octets
 * between it and the origin. See proxy.h. */
#include "app/proxy_parts.h"
#include "app/web_store.h"

#define PROXY_IDLE (75 * SIM_SECOND)   /* an idle client is kept so long */
#define PROXY_LINGER (30 * SIM_SECOND) /* after our FIN: for the client's */

enum { PROXY_BACKLOG = 128 };

void proxy_wake(struct app *app, struct proxy_client *c, sim_time delay)
{
    timer_set(app->sim, &c->timer, EVENT_JOB,
              app_owner(APP_PROXY_CLIENT, proxy_client_row(app, c)), sim_now(app->sim) + delay);
}

/* --- the end --- */

/* A stored response is held no longer, and one on its way is given up. */
static void let_stored_go(struct app *app, struct proxy_client *c)
{
    if (c->stored != 0)
        http_cache_let_go(app, c->stored - 1);
    if (c->filling != 0)
        http_cache_discard(app, c->filling - 1);
    c->stored = 0;
    c->filling = 0;
}

void proxy_drop(struct app *app, struct proxy_client *c, bool abort)
{
    struct proxy_origin *o = proxy_origin_of(app, c);
    uint32_t row = proxy_client_row(app, c);
    if (o != NULL)
        proxy_close_origin(app, o, true);
    if (abort && tcp_exists(app->transport, c->socket))
        tcp_abort(app->transport, c->socket);
    proxy_forget_lookup(app, c);
    let_stored_go(app, c);
    timer_cancel(app->sim, &c->timer, EVENT_JOB, app_owner(APP_PROXY_CLIENT, row));
    web_text_free(app, &c->out.octets, &c->out.length);
    arena_give(&app->sim->arena, app->buffer_pool, c->head - 1);
    arena_give(&app->sim->arena, app->proxy_client_pool, row);
}

bool proxy_start(struct app *app, uint32_t node)
{
    struct service *service = &app->services[node];
    if (tcp_listen(app->transport, node, app->plans[node]->proxy->port, PROXY_BACKLOG,
                   app_owner(APP_PROXY_SERVICE, node), &service->proxy) == TCP_OK)
        return true;
    service->proxy = (struct socket_id){0, 0};
    return false;
}

/* The node's client that came first. */
static struct proxy_client *oldest_client(const struct app *app, uint32_t node)
{
    struct proxy_client *oldest = NULL;
    uint32_t rows = arena_marks(&app->sim->arena, app->proxy_client_pool)->high;
    for (uint32_t i = 0; i < rows; i++) {
        struct proxy_client *c = &app->proxy_clients[i];
        if (c->socket.serial != 0 && c->node == node &&
            (oldest == NULL || c->socket.serial < oldest->socket.serial))
            oldest = c;
    }
    return oldest;
}

void proxy_stop(struct app *app, uint32_t node)
{
    struct service *service = &app->services[node];
    struct proxy_client *c;
    tcp_unlisten(app->transport, service->proxy);
    service->proxy = (struct socket_id){0, 0};
    while ((c = oldest_client(app, node)) != NULL) {
        (void)tcp_close(app->transport, c->socket);
        if (tcp_exists(app->transport, c->socket))
            tcp_set_owner(app->transport, c->socket, 0);
        proxy_drop(app, c, false);
    }
    while (service->proxy_origins != 0)
        proxy_close_origin(app, &app->proxy_origins[service->proxy_origins - 1], false);
}

/* No more will be written; what the client still sends is thrown away. */
static void close_client(struct app *app, struct proxy_client *c)
{
    (void)tcp_close(app->transport, c->socket);
    c->phase = PROXY_CLOSES;
    proxy_wake(app, c, PROXY_LINGER);
}

/* --- requests --- */

/* A request that is no HTTP, in its head or in its content. */
static void refuse(struct app *app, struct proxy_client *c)
{
    struct proxy_origin *o = proxy_origin_of(app, c);
    c->keep_alive = 0;
    if (o != NULL)
        proxy_close_origin(app, o, true);
    if (c->status != 0) {
        proxy_cut(app, c);
        return;
    }
    c->bodyless = 0;
    unsigned status = http_refusal_text((enum http_refusal)c->reader.refusal)->status;
    app_note_rule(app, c->node, RULE_HTTP_REFUSES, TABLE_NONE, 0, status, c->reader.refusal);
    proxy_page(app, c, status, RULE_NONE);
}

static void send_up(struct app *app, struct proxy_client *c, const struct http_part *part)
{
    struct proxy_origin *o = proxy_origin_of(app, c);
    if (o == NULL)
        return; /* it has been answered already */
    if (c->chunks_up)
        proxy_put_chunk(app, &o->out, part->octets, part->length);
    else
        proxy_put(app, &o->out, part->octets, part->length);
}

static void request_done(struct app *app, struct proxy_client *c)
{
    struct proxy_origin *o = proxy_origin_of(app, c);
    c->request_done = 1;
    if (o != NULL && c->chunks_up)
        proxy_put_last_chunk(app, &o->out, &c->reader, app->buffers[c->head - 1].octets);
}

static void take_request(struct app *app, struct proxy_client *c, const uint8_t *octets,
                         size_t length)
{
    for (;;) {
        size_t taken;
        struct http_part part;
        switch (http_reader_feed(&c->reader, app->buffers[c->head - 1].octets, HTTP_HEAD_MAX,
                                 octets, length, &taken, &part)) {
        case HTTP_STEP_HEAD: /* it ends the piece: http_reader_wants() */
            proxy_begin(app, c);
            break;
        case HTTP_STEP_BODY:
            send_up(app, c, &part);
            break;
        case HTTP_STEP_MORE:
            return;
        case HTTP_STEP_END:
            request_done(app, c);
            return;
        case HTTP_STEP_REFUSED:
            refuse(app, c);
            return;
        case HTTP_STEP_TUNNEL: /* only a response can open one */
            return;
        }
        octets += taken;
        length -= taken;
    }
}

/* Reads a piece of the request. True: there was one. */
static bool read_request(struct app *app, struct proxy_client *c)
{
    uint8_t piece[PROXY_PIECE];
    size_t length;
    uint64_t wants = http_reader_wants(&c->reader);
    size_t room = wants < PROXY_PIECE ? (size_t)wants : PROXY_PIECE;
    enum tcp_status status = tcp_receive(app->transport, c->socket, piece, room, &length);
    if (status == TCP_END && c->phase == PROXY_READS)
        close_client(app, c);
    else if (status == TCP_END)
        proxy_drop(app, c, true); /* the rest of the request will never come */
    if (status != TCP_OK)
        return false;
    take_request(app, c, piece, length);
    return true;
}

/* --- the exchange --- */

/* As much of the response as fits into one piece. True: something came. */
static bool read_response(struct app *app, struct proxy_client *c)
{
    bool moved = false;
    while (c->phase == PROXY_RELAYS && c->out.length < PROXY_PIECE) {
        struct proxy_origin *o = proxy_origin_of(app, c);
        uint8_t piece[PROXY_PIECE];
        size_t length;
        uint64_t wants = http_reader_wants(&o->reader);
        size_t room = wants < PROXY_PIECE ? (size_t)wants : PROXY_PIECE;
        enum tcp_status status = tcp_receive(app->transport, o->socket, piece, room, &length);
        if (status == TCP_END) {
            proxy_response_closed(app, c);
            return true;
        }
        if (status != TCP_OK)
            return moved;
        moved = true;
        proxy_wake(app, c, proxy_plan_of(app, c)->timeout);
        if (!proxy_take_response(app, c, piece, length))
            return true;
    }
    return moved;
}

/* Both ways, as far as each side has room. True: something moved. */
static bool relay(struct app *app, struct proxy_client *c)
{
    bool moved = false;
    struct proxy_origin *o = proxy_origin_of(app, c);
    if (!c->request_done && o->out.sent == 0 && o->out.length < PROXY_PIECE) {
        moved = read_request(app, c); /* content leaves together with the head: Nagle */
        if (!proxy_is_there(c) || c->phase != PROXY_RELAYS)
            return proxy_is_there(c);
    }
    (void)proxy_flush(app, &o->out, o->socket);
    if (proxy_pending(&c->out) == 0)
        moved = read_response(app, c) || moved;
    if (proxy_is_there(c) && c->phase == PROXY_RELAYS)
        (void)proxy_flush(app, &c->out, c->socket);
    return moved && proxy_is_there(c);
}

/* The answer is out: the next request, or the end. */
static void answer_sent(struct app *app, struct proxy_client *c)
{
    bool keep = c->keep_alive && c->request_done;
    let_stored_go(app, c);
    c->requests++;
    c->status = 0;
    c->from_stored = 0;
    if (!keep) {
        close_client(app, c);
        return;
    }
    http_reader_next(&c->reader, HTTP_GET);
    c->phase = PROXY_READS;
    proxy_wake(app, c, PROXY_IDLE);
}

/* What is left of the answer. The stored content begins in the same piece as its head. */
static bool answer(struct app *app, struct proxy_client *c)
{
    uint8_t piece[PROXY_PIECE];
    if (c->out.sent > 0 && !proxy_flush(app, &c->out, c->socket))
        return false;
    if (c->from_stored && !c->bodyless) {
        const struct http_cache_row *r = &app->stored[c->stored - 1];
        size_t n =
            web_text_read(app, r->body, r->body_length, c->stored_sent, piece, PROXY_PIECE);
        proxy_put(app, &c->out, piece, n);
        c->stored_sent += (uint32_t)n;
    }
    if (!proxy_flush(app, &c->out, c->socket))
        return false;
    bool more = c->from_stored && !c->bodyless &&
                c->stored_sent < app->stored[c->stored - 1].body_length;
    if (!more)
        answer_sent(app, c);
    return true;
}

/* --- tunnels --- */

/* One way of a tunnel. True: something moved. */
static bool carry(struct app *app, struct socket_id from, struct proxy_pipe *pipe,
                  struct socket_id to, uint8_t *ended)
{
    uint8_t piece[PROXY_PIECE];
    size_t length;
    if (!proxy_flush(app, pipe, to) || *ended)
        return false;
    enum tcp_status status = tcp_receive(app->transport, from, piece, PROXY_PIECE, &length);
    if (status == TCP_END) { /* a half-close goes through as well */
        *ended = 1;
        (void)tcp_close(app->transport, to);
        return true;
    }
    if (status != TCP_OK)
        return false;
    proxy_put(app, pipe, piece, length);
    (void)proxy_flush(app, pipe, to);
    return true;
}

static bool tunnel(struct app *app, struct proxy_client *c)
{
    struct proxy_origin *o = proxy_origin_of(app, c);
    bool moved = carry(app, c->socket, &o->out, o->socket, &c->ended);
    moved = carry(app, o->socket, &c->out, c->socket, &o->ended) || moved;
    if (!c->ended || !o->ended)
        return moved;
    proxy_leave_origin(app, c, false);
    c->phase = PROXY_CLOSES;
    proxy_wake(app, c, PROXY_LINGER);
    return false;
}

static void throw_away(struct app *app, const struct proxy_client *c)
{
    size_t length;
    while (tcp_receive(app->transport, c->socket, NULL, PROXY_PIECE, &length) == TCP_OK)
        continue;
}

void proxy_pump(struct app *app, struct proxy_client *c)
{
    bool moved = true;
    while (moved && proxy_is_there(c)) {
        moved = false;
        switch ((enum proxy_phase)c->phase) {
        case PROXY_READS:
            moved = read_request(app, c);
            break;
        case PROXY_ASKS:
            break;
        case PROXY_RELAYS:
            moved = relay(app, c);
            break;
        case PROXY_ANSWERS:
            moved = answer(app, c);
            break;
        case PROXY_TUNNELS:
            moved = tunnel(app, c);
            break;
        case PROXY_CLOSES:
            throw_away(app, c);
            break;
        }
    }
}

/* --- news --- */

void proxy_accepted(struct app *app, uint32_t node, struct socket_id socket)
{
    uint32_t head = arena_take(&app->sim->arena, app->buffer_pool);
    uint32_t row = head != NONE ? arena_take(&app->sim->arena, app->proxy_client_pool) : NONE;
    if (row == NONE)
        return; /* the simulator has no room: the run stops and says so */
    struct proxy_client *c = &app->proxy_clients[row];
    c->node = node;
    c->socket = socket;
    c->head = head + 1;
    timer_clear(&c->timer);
    http_reader_begin(&c->reader, HTTP_REQUEST, HTTP_STRICT, HTTP_GET);
    tcp_set_owner(app->transport, socket, app_owner(APP_PROXY_CLIENT, row));
    proxy_wake(app, c, PROXY_IDLE);
    proxy_pump(app, c);
    tcp_settle(app->transport, socket);
}

/* The client is gone: nobody wants the answer any more. */
static void client_lost(struct app *app, struct proxy_client *c)
{
    if (c->origin != 0 && c->phase != PROXY_TUNNELS)
        app_note_rule(app, c->node, RULE_PROXY_GIVES_UP, TABLE_NONE, 0, c->to.address,
                      c->to.port);
    proxy_drop(app, c, false);
}

void proxy_client_event(struct app *app, struct proxy_client *c, const struct socket_up *up)
{
    const struct socket_id socket = c->socket;
    const uint32_t gone = SOCKET_CLOSED | SOCKET_RESET | SOCKET_TIMED_OUT;
    if ((up->events & gone) != 0 || !tcp_exists(app->transport, socket)) {
        client_lost(app, c);
        return;
    }
    proxy_pump(app, c);
    tcp_settle(app->transport, socket);
    bool same = c->socket.row == socket.row && c->socket.serial == socket.serial;
    if (same && !tcp_exists(app->transport, socket))
        client_lost(app, c);
}

/* Nobody has said anything for too long. */
static void exchange_timed_out(struct app *app, struct proxy_client *c)
{
    struct proxy_origin *o = proxy_origin_of(app, c);
    bool sent = o != NULL && o->connected;
    bool slow_client = proxy_pending(&c->out) > 0 || (sent && !c->request_done);
    if (c->phase == PROXY_RELAYS && slow_client) { /* its pace is the client's */
        proxy_wake(app, c, proxy_plan_of(app, c)->timeout);
        return;
    }
    proxy_forget_lookup(app, c);
    if (c->status != 0) {
        proxy_cut(app, c);
    } else {
        if (o != NULL)
            proxy_close_origin(app, o, true);
        proxy_origin_failed(app, c, sent, true, false, true);
    }
    if (proxy_is_there(c))
        proxy_pump(app, c);
}

void proxy_client_timer(struct app *app, struct proxy_client *c)
{
    switch ((enum proxy_phase)c->phase) {
    case PROXY_READS:
        close_client(app, c);
        return;
    case PROXY_ASKS:
    case PROXY_RELAYS:
        exchange_timed_out(app, c);
        return;
    case PROXY_ANSWERS:
    case PROXY_TUNNELS: /* their pace is that of others */
        proxy_wake(app, c, PROXY_IDLE);
        return;
    case PROXY_CLOSES:
        proxy_drop(app, c, true);
        return;
    }
}
