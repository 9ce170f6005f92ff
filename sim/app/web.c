/* app/web.c: a web server: one machine a connection, fed by what TCP has to read and paced by
 * the room that TCP has for writing (RFC 9112; persistence and tear-down: section 9).
 *
 * Octets are taken from TCP only as far as the present message goes, so a pipelined request
 * waits in TCP's receive buffer, where flow control sees it, until the answer before it has
 * been sent. */
#include <string.h>

#include "app/tables.h"
#include "wire/http_writer.h"

#define WEB_IDLE (75 * SIM_SECOND)   /* an idle connection is kept so long */
#define WEB_LINGER (30 * SIM_SECOND) /* after our FIN: for the peer's */

enum { WEB_BACKLOG = 128, WEB_PIECE = 4096, WEB_HEAD = 1024, WEB_FIRST_BODY = 4096 };

static uint32_t row_of(const struct app *app, const struct web_connection *c)
{
    return (uint32_t)(c - app->connections);
}

static const struct http_site *site_of(const struct app *app, const struct web_connection *c)
{
    return app->plans[c->node]->http->site;
}

static void wake(struct app *app, struct web_connection *c, sim_time delay)
{
    timer_set(app->sim, &c->timer, EVENT_JOB, app_owner(APP_HTTP_CONNECTION, row_of(app, c)),
              sim_now(app->sim) + delay);
}

void web_start(struct app *app, uint32_t node)
{
    struct service *service = &app->services[node];
    if (tcp_listen(app->transport, node, app->plans[node]->http->port, WEB_BACKLOG,
                   app_owner(APP_HTTP_SERVICE, node), &service->http) != TCP_OK)
        service->http = (struct socket_id){0, 0};
}

static void release(struct app *app, struct web_connection *c)
{
    uint32_t row = row_of(app, c);
    timer_cancel(app->sim, &c->timer, EVENT_JOB, app_owner(APP_HTTP_CONNECTION, row));
    arena_give(&app->sim->arena, app->buffer_pool, c->head - 1);
    arena_give(&app->sim->arena, app->connection_pool, row);
}

/* No more will be written; what the peer still sends is thrown away (RFC 9112 section 9.6). */
static void close_connection(struct app *app, struct web_connection *c)
{
    if (!c->closing)
        (void)tcp_close(app->transport, c->socket);
    c->closing = 1;
    wake(app, c, WEB_LINGER);
}

/* --- responses --- */

static void begin_response(struct app *app, struct web_connection *c,
                           const struct http_plan *plan)
{
    const struct http_site *site = site_of(app, c);
    c->status = plan->status;
    c->sent = 0;
    c->date = app_date(app);
    c->send_body = plan->send_body;
    c->keep_alive = plan->keep_alive;
    c->allow = plan->allow != NULL;
    c->resource = plan->resource != NULL && plan->body == plan->resource->body
                      ? (uint32_t)(plan->resource - site->resources) + 1
                      : 0;
}

/* The plan again, from what the connection remembers of it. */
static struct http_plan plan_of(const struct app *app, const struct web_connection *c)
{
    const struct http_site *site = site_of(app, c);
    struct http_plan plan = http_page_plan(c->status);
    plan.send_body = c->send_body;
    plan.keep_alive = c->keep_alive;
    plan.allow = c->allow ? HTTP_ALLOWED : NULL;
    if (c->resource != 0)
        http_plan_resource(&plan, &site->resources[c->resource - 1]);
    return plan;
}

/* Why this is the status. */
static enum rule rule_of(const struct web_connection *c)
{
    if (c->reader.refusal != HTTP_FINE)
        return RULE_HTTP_REFUSES;
    if (c->status == 404)
        return RULE_HTTP_NOT_FOUND;
    if (c->status == 405)
        return RULE_HTTP_NOT_ALLOWED;
    if (c->status == 501)
        return RULE_HTTP_NOT_IMPLEMENTED;
    return c->status >= 400 ? RULE_HTTP_REFUSES : RULE_HTTP_ANSWERS;
}

static void note_status(struct app *app, const struct web_connection *c)
{
    app_note_rule(app, c->node, rule_of(c), TABLE_NONE, 0, c->status, 0);
    char buffer[100];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, "HTTP/1.1 ");
    text_put_unsigned(&line, c->status);
    text_put_char(&line, ' ');
    text_put(&line, http_reason(c->status));
    app_note_message(app, c->node, MESSAGE_RESPONSE_SENT, line.octets, line.length);
}

/* Gives TCP as much of the response as it takes. True: all of it. The body begins in the same call
 * as the head: alone, a short end of the stream would wait for the head's acknowledgment (Nagle,
 * RFC 9293 section 3.7.4), which the client delays. */
static bool send_response(struct app *app, struct web_connection *c)
{
    uint8_t first[WEB_HEAD + WEB_FIRST_BODY];
    struct writer w = writer_over(first, WEB_HEAD);
    struct http_plan plan = plan_of(app, c);
    size_t taken = 0;
    http_plan_write(&w, site_of(app, c), &plan, c->minor, c->date);
    uint64_t body = plan.send_body ? plan.length : 0;
    size_t with_head = w.at + (size_t)(body < WEB_FIRST_BODY ? body : WEB_FIRST_BODY);
    uint64_t total = w.at + body;
    if (c->sent < w.at && with_head > w.at)
        memcpy(first + w.at, plan.body, with_head - w.at);
    if (c->sent == 0)
        note_status(app, c);
    while (c->sent < total) {
        bool in_first = c->sent < w.at;
        const uint8_t *from = in_first ? first + c->sent : plan.body + (c->sent - w.at);
        uint64_t left = in_first ? with_head - c->sent : total - c->sent;
        size_t piece = left < SIZE_MAX ? (size_t)left : SIZE_MAX;
        if (tcp_send(app->transport, c->socket, from, piece, &taken) != TCP_OK)
            return false;
        c->sent += taken;
    }
    return true;
}

/* The response is out: the next request, or the end. */
static void response_sent(struct app *app, struct web_connection *c)
{
    bool keep = c->keep_alive;
    c->status = 0;
    c->requests++;
    app_note_rule(app, c->node, keep ? RULE_HTTP_KEEPS_OPEN : RULE_HTTP_CLOSES, TABLE_NONE, 0,
                  c->requests, 0);
    if (!keep) {
        close_connection(app, c);
        return;
    }
    http_reader_next(&c->reader, HTTP_GET);
    wake(app, c, WEB_IDLE);
}

/* --- requests --- */

static void head_read(struct app *app, struct web_connection *c)
{
    const uint8_t *octets = app->buffers[c->head - 1].octets;
    struct http_head head;
    size_t taken;
    if (http_head_read(octets, c->reader.head_length, HTTP_REQUEST, HTTP_GET, &head) !=
        HTTP_FINE)
        return; /* the reader has judged it already */
    struct http_plan plan = http_site_plan(site_of(app, c), octets, &head);
    uint32_t line = (uint32_t)head.raw_target.at + head.raw_target.length + 9;
    app_note_message(app, c->node, MESSAGE_REQUEST, (const char *)octets, line);
    c->minor = head.minor;
    begin_response(app, c, &plan);
    static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
    if (head.expect_continue && head.framing != HTTP_NO_BODY && plan.status < 400 &&
        tcp_send(app->transport, c->socket, (const uint8_t *)go_on, sizeof go_on - 1, &taken) !=
            TCP_OK)
        c->keep_alive = 0;
}

/* Feeds one piece to the reader. True: there is a response to send now. */
static bool feed(struct app *app, struct web_connection *c, const uint8_t *octets,
                 size_t length)
{
    for (;;) {
        size_t taken;
        struct http_part part;
        enum http_step step = http_reader_feed(&c->reader, app->buffers[c->head - 1].octets,
                                               HTTP_HEAD_MAX, octets, length, &taken, &part);
        octets += taken;
        length -= taken;
        switch (step) {
        case HTTP_STEP_HEAD:
            head_read(app, c);
            continue;
        case HTTP_STEP_BODY: /* static resources have no use for it */
            continue;
        case HTTP_STEP_MORE:
            return false;
        case HTTP_STEP_END:
            return true;
        case HTTP_STEP_REFUSED: {
            struct http_plan plan = http_refusal_plan((enum http_refusal)c->reader.refusal);
            begin_response(app, c, &plan);
            return true;
        }
        case HTTP_STEP_TUNNEL: /* only a response can open one */
            return false;
        }
    }
}

/* Nothing more will come from the peer. */
static void input_ended(struct app *app, struct web_connection *c)
{
    if (!c->closing)
        close_connection(app, c);
}

static void throw_away(struct app *app, struct web_connection *c)
{
    size_t length;
    while (tcp_receive(app->transport, c->socket, NULL, WEB_PIECE, &length) == TCP_OK)
        continue;
}

/* Reads, answers, reads … as far as both buffers let it. */
static void serve(struct app *app, struct web_connection *c)
{
    uint8_t piece[WEB_PIECE];
    bool answering = c->status != 0 && http_reader_wants(&c->reader) == 0;
    for (;;) {
        if (answering) {
            if (!send_response(app, c))
                return;
            response_sent(app, c);
            answering = false;
        }
        if (c->closing) {
            throw_away(app, c);
            return;
        }
        uint64_t wants = http_reader_wants(&c->reader);
        size_t room = wants < WEB_PIECE ? (size_t)wants : WEB_PIECE;
        size_t length;
        enum tcp_status status = tcp_receive(app->transport, c->socket, piece, room, &length);
        if (status == TCP_END)
            input_ended(app, c);
        if (status != TCP_OK)
            return;
        answering = feed(app, c, piece, length);
    }
}

void web_accepted(struct app *app, uint32_t node, struct socket_id socket)
{
    uint32_t head = arena_take(&app->sim->arena, app->buffer_pool);
    uint32_t row = head != NONE ? arena_take(&app->sim->arena, app->connection_pool) : NONE;
    if (row == NONE)
        return; /* the simulator has no room: the run stops and says so */
    struct web_connection *c = &app->connections[row];
    c->node = node;
    c->socket = socket;
    c->head = head + 1;
    timer_clear(&c->timer);
    http_reader_begin(&c->reader, HTTP_REQUEST, HTTP_STRICT, HTTP_GET);
    tcp_set_owner(app->transport, socket, app_owner(APP_HTTP_CONNECTION, row));
    wake(app, c, WEB_IDLE);
    serve(app, c);
    tcp_settle(app->transport, socket);
}

void web_event(struct app *app, struct web_connection *c, const struct socket_up *up)
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

void web_timer(struct app *app, struct web_connection *c)
{
    if (!c->closing && c->status == 0) {
        close_connection(app, c);
        return;
    }
    if (!c->closing) { /* a response is still being sent: its pace is the peer's */
        wake(app, c, WEB_IDLE);
        return;
    }
    tcp_abort(app->transport, c->socket);
    release(app, c);
}
