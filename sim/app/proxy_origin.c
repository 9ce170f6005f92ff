/* app/proxy_origin.c: connections of a proxy to origins: opened, kept for the next request, and
 * lost (RFC 9112 section 9). */
#include "app/proxy_parts.h"
#include "app/web_store.h"

#define PROXY_KEEP (60 * SIM_SECOND) /* an idle connection to an origin is kept so long */

static uint32_t owner_of(const struct app *app, const struct proxy_origin *o)
{
    return app_owner(APP_PROXY_ORIGIN, proxy_origin_row(app, o));
}

/* The row is given back; the socket is somebody else's matter. */
static void release(struct app *app, struct proxy_origin *o)
{
    uint32_t row = proxy_origin_row(app, o);
    uint32_t *link = &app->services[o->node].proxy_origins;
    while (*link != row + 1)
        link = &app->proxy_origins[*link - 1].next;
    *link = o->next;
    if (o->client != 0)
        app->proxy_clients[o->client - 1].origin = 0;
    timer_cancel(app->sim, &o->timer, EVENT_JOB, owner_of(app, o));
    web_text_free(app, &o->out.octets, &o->out.length);
    arena_give(&app->sim->arena, app->buffer_pool, o->head - 1);
    arena_give(&app->sim->arena, app->proxy_origin_pool, row);
}

void proxy_close_origin(struct app *app, struct proxy_origin *o, bool abort)
{
    if (tcp_exists(app->transport, o->socket)) {
        if (abort) {
            tcp_abort(app->transport, o->socket);
        } else {
            tcp_set_owner(app->transport, o->socket, 0);
            (void)tcp_close(app->transport, o->socket);
        }
    }
    release(app, o);
}

void proxy_leave_origin(struct app *app, struct proxy_client *c, bool can_stay)
{
    struct proxy_origin *o = proxy_origin_of(app, c);
    if (o == NULL)
        return;
    o->client = 0;
    c->origin = 0;
    if (!can_stay || o->ended || proxy_pending(&o->out) > 0 ||
        !tcp_exists(app->transport, o->socket)) {
        proxy_close_origin(app, o, false);
        return;
    }
    timer_set(app->sim, &o->timer, EVENT_JOB, owner_of(app, o), sim_now(app->sim) + PROXY_KEEP);
}

/* One that waits, to the same origin. */
static struct proxy_origin *idle_origin(const struct app *app, const struct proxy_client *c)
{
    for (uint32_t i = app->services[c->node].proxy_origins; i != 0;
         i = app->proxy_origins[i - 1].next) {
        struct proxy_origin *o = &app->proxy_origins[i - 1];
        if (o->client == 0 && o->connected && !o->ended && o->to.address == c->to.address &&
            o->to.port == c->to.port && tcp_exists(app->transport, o->socket))
            return o;
    }
    return NULL;
}

static struct proxy_origin *new_origin(struct app *app, const struct proxy_client *c)
{
    uint32_t head = arena_take(&app->sim->arena, app->buffer_pool);
    uint32_t row = head != NONE ? arena_take(&app->sim->arena, app->proxy_origin_pool) : NONE;
    if (row == NONE)
        return NULL; /* the simulator has no room: the run stops and says so */
    struct proxy_origin *o = &app->proxy_origins[row];
    uint32_t *link = &app->services[c->node].proxy_origins;
    while (*link != 0)
        link = &app->proxy_origins[*link - 1].next;
    *link = row + 1;
    o->node = c->node;
    o->head = head + 1;
    o->to = c->to;
    timer_clear(&o->timer);
    if (tcp_connect(app->transport, o->node, 0, o->to, owner_of(app, o), &o->socket) == TCP_OK)
        return o;
    release(app, o);
    return NULL;
}

bool proxy_connect(struct app *app, struct proxy_client *c, bool fresh)
{
    struct proxy_origin *o = fresh ? NULL : idle_origin(app, c);
    if (o != NULL) {
        o->reused = 1;
        timer_cancel(app->sim, &o->timer, EVENT_JOB, owner_of(app, o));
        app_note_rule(app, c->node, RULE_PROXY_REUSES, TABLE_TCP, o->socket.row, o->to.address,
                      o->to.port);
    } else {
        o = new_origin(app, c);
    }
    if (o == NULL)
        return false;
    o->client = proxy_client_row(app, c) + 1;
    o->heard = 0;
    o->interim = 0;
    c->origin = proxy_origin_row(app, o) + 1;
    return true;
}

/* --- news --- */

/* Lost, refused, or never reached. */
static void lost(struct app *app, struct proxy_origin *o, const struct socket_up *up)
{
    struct proxy_client *c = o->client != 0 ? &app->proxy_clients[o->client - 1] : NULL;
    bool sent = o->connected;
    bool heard = o->heard;
    bool reused = o->reused;
    bool timed_out = (up->events & SOCKET_TIMED_OUT) != 0;
    proxy_close_origin(app, o, true);
    if (c == NULL)
        return;
    if (c->phase == PROXY_TUNNELS)
        proxy_drop(app, c, true);
    else if (c->status != 0)
        proxy_cut(app, c);
    else
        proxy_origin_failed(app, c, sent, heard, reused, timed_out);
    if (proxy_is_there(c))
        proxy_pump(app, c);
}

static void connected(struct app *app, struct proxy_origin *o)
{
    struct proxy_client *c = &app->proxy_clients[o->client - 1];
    o->connected = 1;
    if (c->phase != PROXY_ASKS)
        return;
    c->phase = PROXY_RELAYS;
    struct proxy_request r;
    proxy_read_request(app, c, &r);
    if (r.head.method_number == HTTP_CONNECT)
        proxy_open_tunnel(app, c);
}

void proxy_origin_event(struct app *app, struct proxy_origin *o, const struct socket_up *up)
{
    const uint32_t gone = SOCKET_RESET | SOCKET_TIMED_OUT | SOCKET_REFUSED;
    const struct socket_id socket = o->socket;
    bool unreachable = (up->events & SOCKET_UNREACHABLE) != 0 && !o->connected;
    if ((up->events & gone) != 0 || unreachable) {
        lost(app, o, up);
        return;
    }
    if ((up->events & SOCKET_CONNECTED) != 0 && o->client != 0)
        connected(app, o);
    if (o->client != 0)
        proxy_pump(app, &app->proxy_clients[o->client - 1]);
    else if ((up->events & (SOCKET_PEER_CLOSED | SOCKET_READABLE)) != 0)
        proxy_close_origin(app, o, false); /* it closes an idle one, or speaks unasked */
    tcp_settle(app->transport, socket);
    bool same = o->socket.row == socket.row && o->socket.serial == socket.serial;
    if (same && !tcp_exists(app->transport, socket))
        lost(app, o, up);
}

void proxy_origin_timer(struct app *app, struct proxy_origin *o)
{
    if (o->client == 0)
        proxy_close_origin(app, o, false);
}
