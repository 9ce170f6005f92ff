/* app/dns_connection.c: the connections of a name server's clients (RFC 7766). A client may
 * send several questions without waiting; answers go out as they come, which is not always in
 * the order of the questions (section 6.2.1.1): the identifier tells them apart. */
#include "app/dns_pipe.h"

#define CONNECTION_IDLE (30 * SIM_SECOND)   /* section 6.2.3: seconds, at the server's choice */
#define CONNECTION_LINGER (30 * SIM_SECOND) /* after our FIN: for the client's */

enum { PENDING_MOST = 8 }; /* more questions of one client wait in TCP */

static uint32_t row_of(const struct app *app, const struct dns_connection *c)
{
    return (uint32_t)(c - app->dns_connections);
}

static void wake(struct app *app, struct dns_connection *c, sim_time delay)
{
    timer_set(app->sim, &c->timer, EVENT_JOB, app_owner(APP_DNS_CONNECTION, row_of(app, c)),
              sim_now(app->sim) + delay);
}

static void release(struct app *app, struct dns_connection *c)
{
    uint32_t row = row_of(app, c);
    timer_cancel(app->sim, &c->timer, EVENT_JOB, app_owner(APP_DNS_CONNECTION, row));
    dns_pipe_free(app, &c->pipe);
    arena_give(&app->sim->arena, app->dns_connection_pool, row);
}

void dns_connections_stop(struct app *app, uint32_t node)
{
    uint32_t rows = arena_marks(&app->sim->arena, app->dns_connection_pool)->high;
    for (uint32_t i = 0; i < rows; i++) {
        struct dns_connection *c = &app->dns_connections[i];
        if (c->socket.serial == 0 || c->node != node)
            continue;
        (void)tcp_close(app->transport, c->socket);
        if (tcp_exists(app->transport, c->socket))
            tcp_set_owner(app->transport, c->socket, 0);
        release(app, c);
    }
}

struct dns_connection *dns_connection_of(const struct app *app, const struct dns_client *client)
{
    if (client->connection == 0)
        return NULL;
    struct dns_connection *c = &app->dns_connections[client->connection - 1];
    return c->socket.serial == client->serial && !c->closing ? c : NULL;
}

static void close_connection(struct app *app, struct dns_connection *c)
{
    if (!c->closing)
        (void)tcp_close(app->transport, c->socket);
    c->closing = 1;
    wake(app, c, CONNECTION_LINGER);
}

static void take_question(struct app *app, struct dns_connection *c, size_t length)
{
    struct dns_client client = {.from = tcp_remote(app->transport, c->socket),
                                .connection = row_of(app, c) + 1,
                                .serial = c->socket.serial};
    c->questions++;
    wake(app, c, CONNECTION_IDLE);
    dns_service_message(app, c->node, app->scratch[APP_SCRATCH_REQUEST], length, &client);
}

static void throw_away(struct app *app, struct dns_connection *c)
{
    size_t length;
    while (tcp_receive(app->transport, c->socket, NULL, APP_SCRATCH, &length) == TCP_OK)
        continue;
}

/* Reads and answers, as far as both buffers let it. */
static void read_questions(struct app *app, struct dns_connection *c)
{
    size_t length;
    while (!c->ended && c->pending < PENDING_MOST && dns_pipe_flush(app, &c->pipe, c->socket)) {
        enum dns_pipe_state state = dns_pipe_take(app, &c->pipe, c->socket, &length);
        if (state == PIPE_WAITS)
            return;
        if (state == PIPE_MESSAGE)
            take_question(app, c, length);
        else
            c->ended = 1;
    }
}

static void serve(struct app *app, struct dns_connection *c)
{
    if (c->closing) {
        throw_away(app, c);
        return;
    }
    c->serving = 1; /* an answer that comes at once does not begin to read again */
    read_questions(app, c);
    c->serving = 0;
    if (c->ended && c->pending == 0 && dns_pipe_flush(app, &c->pipe, c->socket))
        close_connection(app, c);
}

void dns_accepted(struct app *app, uint32_t node, struct socket_id socket)
{
    uint32_t row = arena_take(&app->sim->arena, app->dns_connection_pool);
    if (row == NONE)
        return; /* the simulator has no room: the run stops and says so */
    struct dns_connection *c = &app->dns_connections[row];
    c->node = node;
    c->socket = socket;
    timer_clear(&c->timer);
    tcp_set_owner(app->transport, socket, app_owner(APP_DNS_CONNECTION, row));
    wake(app, c, CONNECTION_IDLE);
    serve(app, c);
    tcp_settle(app->transport, socket);
}

void dns_connection_event(struct app *app, struct dns_connection *c, const struct socket_up *up)
{
    const struct socket_id socket = c->socket;
    const uint32_t gone = SOCKET_CLOSED | SOCKET_RESET | SOCKET_TIMED_OUT | SOCKET_REFUSED;
    if ((up->events & (SOCKET_READABLE | SOCKET_WRITABLE | SOCKET_PEER_CLOSED)) != 0 &&
        tcp_exists(app->transport, socket))
        serve(app, c);
    tcp_settle(app->transport, socket);
    if ((up->events & gone) != 0 || !tcp_exists(app->transport, socket))
        release(app, c);
}

void dns_connection_timer(struct app *app, struct dns_connection *c)
{
    if (c->closing) {
        tcp_abort(app->transport, c->socket);
        release(app, c);
    } else if (c->pending > 0) {
        wake(app, c, CONNECTION_IDLE);
    } else {
        app_note_rule(app, c->node, RULE_DNS_CLOSES_IDLE, TABLE_NONE, 0,
                      (uint64_t)CONNECTION_IDLE, c->questions);
        close_connection(app, c);
    }
}

void dns_connection_answer(struct app *app, struct dns_connection *c, const uint8_t *octets,
                           size_t length, bool asked)
{
    dns_pipe_put(app, &c->pipe, c->socket, octets, length);
    wake(app, c, CONNECTION_IDLE);
    if (!asked)
        return;
    c->pending--;
    if (!c->serving)
        serve(app, c);
}
