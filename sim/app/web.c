/* app/web.c: a web server: one machine a connection, fed by what TCP has to read and paced by
 * the room that TCP has for writing (RFC 9112; persistence and tear-down: section 9).
 *
 * Octets are taken from TCP only as far as the present message goes, so a pipelined request
 * waits in TCP's receive buffer, where flow control sees it, until the answer before it has
 * been sent. */
#include <string.h>

#include "app/send.h"
#include "app/web_answer.h"
#include "app/web_gate.h"
#include "app/web_session.h"
#include "app/web_store.h"
#include "app/web_stream.h"
#include "wire/http_writer.h"

#define WEB_IDLE (75 * SIM_SECOND)   /* an idle connection is kept so long */
#define WEB_LINGER (30 * SIM_SECOND) /* after our FIN: for the peer's */

enum { WEB_BACKLOG = 128 };

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

bool web_listen(struct app *app, uint32_t node)
{
    struct service *service = &app->services[node];
    if (tcp_listen(app->transport, node, app->plans[node]->http->port, WEB_BACKLOG,
                   app_owner(APP_HTTP_SERVICE, node), &service->http) == TCP_OK)
        return true;
    service->http = (struct socket_id){0, 0};
    return false;
}

/* The server works on c's request, until its timer fires. */
static void set_working(struct app *app, struct web_connection *c, bool working)
{
    if (working)
        app->services[c->node].working++;
    else if (c->working)
        app->services[c->node].working--;
    c->working = working;
}

static void release(struct app *app, struct web_connection *c)
{
    uint32_t row = row_of(app, c);
    set_working(app, c, false);
    timer_cancel(app->sim, &c->timer, EVENT_JOB, app_owner(APP_HTTP_CONNECTION, row));
    web_text_free(app, &c->in, &c->in_length);
    web_text_free(app, &c->out, &c->out_length);
    arena_give(&app->sim->arena, app->buffer_pool, c->head - 1);
    arena_give(&app->sim->arena, app->connection_pool, row);
}

/* The node's connection that was opened first. */
static struct web_connection *oldest_connection(const struct app *app, uint32_t node)
{
    struct web_connection *oldest = NULL;
    uint32_t rows = arena_marks(&app->sim->arena, app->connection_pool)->high;
    for (uint32_t i = 0; i < rows; i++) {
        struct web_connection *c = &app->connections[i];
        if (c->socket.serial != 0 && c->node == node &&
            (oldest == NULL || c->socket.serial < oldest->socket.serial))
            oldest = c;
    }
    return oldest;
}

void web_stop(struct app *app, uint32_t node)
{
    struct web_connection *c;
    tcp_unlisten(app->transport, app->services[node].http);
    app->services[node].http = (struct socket_id){0, 0};
    while ((c = oldest_connection(app, node)) != NULL) {
        (void)tcp_close(app->transport, c->socket);
        if (tcp_exists(app->transport, c->socket))
            tcp_set_owner(app->transport, c->socket, 0);
        release(app, c);
    }
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

static void note_status(struct app *app, const struct web_connection *c,
                        const struct web_answer *answer)
{
    enum rule rule = answer->plan.rule;
    if (rule == RULE_NONE)
        rule = http_status_rule(c->status);
    app_note_rule(app, c->node, rule, answer->table, answer->row, c->status, answer->number);
    char buffer[100];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, "HTTP/1.1 ");
    text_put_unsigned(&line, c->status);
    text_put_char(&line, ' ');
    text_put(&line, http_reason(c->status));
    app_note_message(app, c->node, MESSAGE_RESPONSE_SENT, line.octets, line.length);
}

/* The body may go at the pace of the resource: its first piece with the head. */
static void begin_pace(struct app *app, struct web_connection *c)
{
    sim_time every;
    uint32_t pace = web_gate_pace(app, c, &every);
    c->may_send = pace > 0 ? (uint64_t)c->out_head + pace : UINT64_MAX;
    if (c->may_send < web_stream_total(app, c))
        wake(app, c, every);
    else
        c->may_send = UINT64_MAX;
}

/* How the end of the content is told, when it is not by its length. */
static void note_frame(struct app *app, const struct web_connection *c,
                       const struct http_plan *plan)
{
    if (plan->chunk != 0)
        app_note_rule(app, c->node, RULE_HTTP_CHUNKS, TABLE_NONE, 0, plan->chunk, 0);
    if (plan->until_close)
        app_note_rule(app, c->node, RULE_HTTP_UNTIL_CLOSE, TABLE_NONE, 0, 0, 0);
}

/* Puts the response into the connection, and notes it. */
static void begin_response(struct app *app, struct web_connection *c, struct web_answer *answer,
                           unsigned minor)
{
    http_plan_frame(&answer->plan, minor);
    web_stream_begin(app, c, answer, minor);
    begin_pace(app, c);
    note_frame(app, c, &answer->plan);
    note_status(app, c, answer);
}

/* Gives TCP as much of the response as it takes and the pace allows. True: all of it. */
static bool send_response(struct app *app, struct web_connection *c)
{
    uint8_t piece[WEB_HEAD + WEB_FIRST_BODY];
    uint64_t total = web_stream_total(app, c);
    while (c->sent < total) {
        size_t taken;
        size_t length;
        if (c->sent == c->may_send)
            return false;
        const uint8_t *from = web_stream_next(app, c, piece, &length);
        uint64_t left = (total < c->may_send ? total : c->may_send) - c->sent;
        if (length > left)
            length = (size_t)left;
        if (!app_send(app, c->socket, from, length, left, &taken))
            return false;
        c->sent += taken;
    }
    return true;
}

/* The response is out: the next request, or the end. */
static void response_sent(struct app *app, struct web_connection *c)
{
    bool keep = c->keep_alive;
    bool interim = c->status == 100;
    web_text_free(app, &c->out, &c->out_length);
    c->status = 0;
    if (interim)
        return;
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

/* The head of the request, once more: it stays in its buffer until the next one comes. */
static bool read_head(const struct app *app, const struct web_connection *c,
                      struct http_head *head)
{
    return http_head_read(app->buffers[c->head - 1].octets, c->reader.head_length, HTTP_REQUEST,
                          HTTP_GET, head) == HTTP_FINE;
}

/* An interim response, for which the client waits with its content (RFC 9110 section 10.1.1).
 */
static void begin_continue(struct app *app, struct web_connection *c)
{
    static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
    const struct web_answer answer = {.plan = {.rule = RULE_HTTP_CONTINUES}};
    c->status = 100;
    c->sent = 0;
    c->out_head = sizeof go_on - 1;
    c->resource = 0;
    c->page = 0;
    c->page_from = 0;
    c->variant = 0;
    c->chunk = 0;
    c->may_send = UINT64_MAX;
    (void)web_text_add(app, &c->out, &c->out_length, (const uint8_t *)go_on, sizeof go_on - 1);
    note_status(app, c, &answer);
}

/* The final status instead of 100. The client may send the content or not, so nobody can tell
 * where the next request would begin: the connection ends (section 10.1.1, last items). */
static void refuse_expectation(struct app *app, struct web_connection *c, const uint8_t *octets,
                               const struct http_head *head)
{
    struct web_answer answer;
    app_note_rule(app, c->node, RULE_HTTP_NO_CONTINUE, TABLE_NONE, 0, 0, 0);
    web_answer_make(app, c, octets, head, &answer);
    answer.plan.keep_alive = false;
    begin_response(app, c, &answer, head->minor);
}

/* True: there is an interim or early response to send now. */
static bool head_read(struct app *app, struct web_connection *c)
{
    const uint8_t *octets = app->buffers[c->head - 1].octets;
    struct http_head head;
    if (!read_head(app, c, &head))
        return false; /* the reader has judged it already */
    const struct web_session *session = web_session_find(app, c->node, octets, &head);
    struct http_visitor visitor = {session != NULL ? session->user : NULL};
    struct http_plan plan = http_site_plan(site_of(app, c), octets, &head, &visitor);
    uint32_t line = (uint32_t)head.raw_target.at + head.raw_target.length + 9;
    app_note_message(app, c->node, MESSAGE_REQUEST, (const char *)octets, line);
    c->too_large = 0;
    c->in_most = plan.status == 0 ? http_body_limit(&plan.place, head.method_number) : 0;
    c->target = plan.place.resource != NULL
                    ? (uint32_t)(plan.place.resource - site_of(app, c)->resources) + 1
                    : 0;
    c->sinks = plan.place.resource != NULL && plan.place.resource->kind == HTTP_SINK;
    if (c->sinks)
        sha256_begin(&c->sunk);
    web_gate_judge(app, c);
    bool waits = head.expect_continue && head.framing != HTTP_NO_BODY &&
                 !(head.has_content_length && head.content_length == 0);
    bool refused = plan.status >= 400 || web_gate_status(c) != 0;
    if (waits && !refused)
        begin_continue(app, c);
    else if (waits)
        refuse_expectation(app, c, octets, &head);
    return c->status != 0;
}

/* Keeps what is wanted of the body; a longer one is read to its end all the same. */
static void body_read(struct app *app, struct web_connection *c, const struct http_part *part)
{
    if (c->in_most == 0 || c->too_large)
        return;
    if (c->sinks) { /* nothing of it is kept */
        c->too_large = part->length > c->in_most - c->sunk.length;
        sha256_add(&c->sunk, part->octets, part->length);
        return;
    }
    c->too_large = part->length > c->in_most - c->in_length;
    if (c->too_large)
        web_text_free(app, &c->in, &c->in_length);
    else
        (void)web_text_add(app, &c->in, &c->in_length, part->octets, part->length);
}

/* Answers the complete request, or does what goes wrong on purpose instead. */
static void answer_request(struct app *app, struct web_connection *c)
{
    struct http_head head;
    struct web_answer answer;
    set_working(app, c, false);
    if (!read_head(app, c, &head))
        return;
    if (c->gate != WEB_GATE_HANGS_UP)
        web_answer_make(app, c, app->buffers[c->head - 1].octets, &head, &answer);
    if (c->gate == WEB_GATE_HANGS_UP || c->gate == WEB_GATE_LOSES_ANSWER) {
        app_note_rule(app, c->node, web_gate_rule(c), TABLE_NONE, 0, 0, 0);
        close_connection(app, c);
        return;
    }
    begin_response(app, c, &answer, head.minor);
}

/* The request is complete: it is answered, at once or after the time that it takes. */
static void request_read(struct app *app, struct web_connection *c)
{
    sim_time delay = web_gate_delay(app, c);
    if (delay == 0 || web_gate_status(c) != 0) {
        answer_request(app, c);
        return;
    }
    set_working(app, c, true);
    app_note_rule(app, c->node, RULE_HTTP_WORKS, TABLE_NONE, 0, 0, 0);
    wake(app, c, delay);
}

/* What the reader has refused is no request to anything. */
static void request_refused(struct app *app, struct web_connection *c)
{
    struct web_answer answer = {.plan = http_refusal_plan((enum http_refusal)c->reader.refusal),
                                .number = c->reader.refusal};
    app->services[c->node].refused++;
    c->target = 0;
    begin_response(app, c, &answer, 1);
}

/* Feeds one piece to the reader, as far as there is nothing to answer. */
static void feed(struct app *app, struct web_connection *c, const uint8_t *octets,
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
        case HTTP_STEP_HEAD: /* it ends the piece: http_reader_wants() */
            if (head_read(app, c))
                return;
            continue;
        case HTTP_STEP_BODY:
            body_read(app, c, &part);
            continue;
        case HTTP_STEP_END:
            request_read(app, c);
            return;
        case HTTP_STEP_REFUSED:
            request_refused(app, c);
            return;
        case HTTP_STEP_MORE:
        case HTTP_STEP_TUNNEL: /* only a response can open one */
            return;
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
    for (;;) {
        if (c->status != 0) {
            if (!send_response(app, c))
                return;
            response_sent(app, c);
        }
        if (c->working)
            return;
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
        feed(app, c, piece, length);
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

/* As far as the connection goes, without anything from the peer. */
static void carry_on(struct app *app, struct web_connection *c)
{
    const struct socket_id socket = c->socket;
    if (tcp_exists(app->transport, socket))
        serve(app, c);
    tcp_settle(app->transport, socket);
    if (!tcp_exists(app->transport, socket))
        release(app, c);
}

/* A response is being sent: its pace is its own, or the peer's. */
static void response_timer(struct app *app, struct web_connection *c)
{
    sim_time every;
    uint32_t pace = web_gate_pace(app, c, &every);
    if (c->may_send == UINT64_MAX) {
        wake(app, c, WEB_IDLE);
        return;
    }
    c->may_send += pace;
    if (c->may_send < web_stream_total(app, c)) {
        wake(app, c, every);
    } else {
        c->may_send = UINT64_MAX;
        wake(app, c, WEB_IDLE);
    }
    carry_on(app, c);
}

/* A request has begun, and nothing more of it comes (RFC 9110 section 15.5.9). */
static void request_is_late(struct app *app, struct web_connection *c)
{
    struct web_answer answer = {.plan = http_refusal_plan(HTTP_INCOMPLETE)};
    http_plan_page(&answer.plan, 408);
    answer.plan.rule = RULE_HTTP_TIMEOUT;
    app->services[c->node].refused++;
    c->target = 0;
    wake(app, c, WEB_IDLE);
    begin_response(app, c, &answer, 1);
    carry_on(app, c);
}

void web_timer(struct app *app, struct web_connection *c)
{
    if (c->closing) {
        tcp_abort(app->transport, c->socket);
        release(app, c);
    } else if (c->working) {
        wake(app, c, WEB_IDLE);
        answer_request(app, c);
        carry_on(app, c);
    } else if (c->status != 0) {
        response_timer(app, c);
    } else if (http_reader_close(&c->reader) == HTTP_STEP_REFUSED) {
        request_is_late(app, c);
    } else {
        close_connection(app, c);
    }
}
