/* app/python_server.c: the command python3 -m http.server: listens, reads requests, sends
 * answers, one a connection (RFC 1945). See python_server.h. */
#include "app/python_server.h"

#include <string.h>

#include "app/host_file.h"
#include "app/visitor.h"
#include "app/web_store.h"

enum {
    PYTHON_LINE = 200,
    PYTHON_PIECE = 4096,
    PYTHON_BACKLOG = 5,
    PYTHON_READ = 8192, /* octets that its reader takes at once */
};

static const struct python_options *options_of(const struct job *job)
{
    return &job->command.options.python;
}

static uint32_t owner_of(const struct app *app, const struct job *job)
{
    return app_owner(APP_JOB, job_row(app, job));
}

/* --- the end of a connection --- */

static void let_go(struct app *app, struct job *job, struct visitor *v)
{
    web_text_free(app, &v->out, &v->out_length);
    if (v->head != 0)
        arena_give(&app->sim->arena, app->buffer_pool, v->head - 1);
    visitor_remove(app, &job->state.python.visitors, v);
}

/* As when a process closes a socket: what it has not read makes a reset of it. */
static void hang_up(struct app *app, struct job *job, struct visitor *v)
{
    if (tcp_exists(app->transport, v->socket) && tcp_readable(app->transport, v->socket) > 0) {
        tcp_abort(app->transport, v->socket);
    } else if (tcp_exists(app->transport, v->socket)) {
        (void)tcp_close(app->transport, v->socket);
        tcp_settle(app->transport, v->socket);
        tcp_set_owner(app->transport, v->socket, 0);
    }
    let_go(app, job, v);
}

void python_release(struct app *app, struct job *job)
{
    struct python_state *s = &job->state.python;
    if (s->listener.serial != 0)
        tcp_unlisten(app->transport, s->listener);
    while (s->visitors != 0)
        hang_up(app, job, &app->visitors[s->visitors - 1]);
}

/* The peer has reset the connection while it was served. */
static void complain_of_reset(struct app *app, struct job *job, const struct visitor *v)
{
    char buffer[PYTHON_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    job_complain_line(app, job, "----------------------------------------");
    text_put(&line, "Exception occurred during processing of request from ('");
    text_put_ipv4(&line, v->remote.address);
    text_put(&line, "', ");
    text_put_unsigned(&line, v->remote.port);
    text_put_char(&line, ')');
    job_complain(app, job, &line);
    job_complain_line(app, job, "ConnectionResetError: [Errno 104] Connection reset by peer");
    job_complain_line(app, job, "----------------------------------------");
}

/* --- a connection --- */

/* The next octets of the answer: its head and page, then the file. */
static size_t next_piece(const struct app *app, const struct visitor *v, uint8_t *piece)
{
    size_t n = 0;
    if (v->sent < v->out_length)
        n = web_text_read(app, v->out, v->out_length, v->sent, piece, PYTHON_PIECE);
    uint32_t at = v->sent > v->out_length ? v->sent - v->out_length : 0;
    size_t left = v->file_length > at ? v->file_length - at : 0;
    size_t room = PYTHON_PIECE - n;
    const struct host_file *file = host_file_of(app, v->file);
    if (left > 0 && file != NULL)
        n += host_file_read(app, file, at, piece + n, left < room ? left : room);
    return n;
}

/* True: TCP has all of it. */
static bool send_answer(struct app *app, struct visitor *v)
{
    uint8_t piece[PYTHON_PIECE];
    size_t n;
    size_t taken;
    while ((n = next_piece(app, v, piece)) > 0) {
        enum tcp_status status = tcp_send(app->transport, v->socket, piece, n, &taken);
        if (status != TCP_OK)
            return status != TCP_WOULD_BLOCK;
        v->sent += (uint32_t)taken;
    }
    return true;
}

/* Octets go to the buffer of the head as far as it has room. False: nothing more will come. */
static bool gather(struct app *app, struct visitor *v, bool *full)
{
    uint8_t *octets = app->buffers[v->head - 1].octets;
    const size_t room = sizeof app->buffers[v->head - 1].octets;
    enum tcp_status status = TCP_OK;
    while (status == TCP_OK && v->head_length < room) {
        size_t length = 0;
        size_t left = room - v->head_length;
        status = tcp_receive(app->transport, v->socket, octets + v->head_length,
                             left < PYTHON_READ ? left : PYTHON_READ, &length);
        if (status == TCP_OK)
            v->head_length += (uint32_t)length;
    }
    *full = v->head_length == room;
    return status == TCP_OK || status == TCP_WOULD_BLOCK;
}

/* True: the request has been answered, or there is none. */
static bool read_request(struct app *app, struct job *job, struct visitor *v)
{
    bool full;
    struct python_request request;
    bool ended = !gather(app, v, &full);
    enum python_verdict verdict = python_request_read(app->buffers[v->head - 1].octets,
                                                      v->head_length, ended, full, &request);
    if (verdict == PYTHON_MORE)
        return false;
    v->answering = 1;
    if (verdict != PYTHON_NOTHING)
        python_answer(app, job, v, verdict, &request);
    return true;
}

static void serve(struct app *app, struct job *job, struct visitor *v)
{
    if (!v->answering && !read_request(app, job, v))
        return;
    if (send_answer(app, v))
        hang_up(app, job, v);
}

static void accepted(struct app *app, struct job *job, struct socket_id socket)
{
    uint32_t head = arena_take(&app->sim->arena, app->buffer_pool);
    struct visitor *v =
        head != NONE ? visitor_add(app, job, &job->state.python.visitors, socket) : NULL;
    if (v == NULL)
        return; /* the simulator has no room: the run stops and says so */
    v->head = head + 1;
    v->remote = tcp_remote(app->transport, socket);
    tcp_set_owner(app->transport, socket, owner_of(app, job));
    serve(app, job, v);
}

/* --- the command --- */

void python_event(struct app *app, struct job *job, const struct socket_up *up)
{
    if ((up->events & SOCKET_ACCEPTED) != 0) {
        accepted(app, job, up->socket);
    } else {
        struct visitor *v = visitor_find(app, job->state.python.visitors, up->socket);
        if (v != NULL && tcp_exists(app->transport, up->socket)) {
            serve(app, job, v);
        } else if (v != NULL) {
            complain_of_reset(app, job, v);
            let_go(app, job, v);
        }
    }
    tcp_settle(app->transport, up->socket);
}

static void fail(struct app *app, struct job *job, const char *error)
{
    job_complain_line(app, job, "Traceback (most recent call last):");
    job_complain_line(app, job, error);
    job_end(app, job, 1);
}

/* 127.0.0.0/8 is everybody's own. */
static bool is_own(const struct app *app, uint32_t node, ipv4_address address)
{
    return address == 0 || address >> 24 == 127 ||
           ip_is_mine(app->transport->ip, node, address);
}

void python_begin(struct app *app, struct job *job)
{
    const struct python_options *o = options_of(job);
    struct python_state *s = &job->state.python;
    char buffer[PYTHON_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    job->phase = JOB_RUNNING;
    if (!is_own(app, job->node, o->address)) {
        fail(app, job, "OSError: [Errno 99] Cannot assign requested address");
        return;
    }
    if (tcp_listen(app->transport, job->node, o->port, PYTHON_BACKLOG, owner_of(app, job),
                   &s->listener) != TCP_OK) {
        fail(app, job, "OSError: [Errno 98] Address already in use");
        return;
    }
    tcp_listen_at(app->transport, s->listener, o->address);
    text_put(&line, "Serving HTTP on ");
    text_put_ipv4(&line, o->address);
    text_put(&line, " port ");
    text_put_unsigned(&line, o->port);
    text_put(&line, " (http://");
    text_put_ipv4(&line, o->address);
    text_put_char(&line, ':');
    text_put_unsigned(&line, o->port);
    text_put(&line, "/) ...");
    job_say(app, job, &line);
}

void python_cancel(struct app *app, struct job *job)
{
    job_say_line(app, job, "Keyboard interrupt received, exiting.");
    job_end(app, job, 0);
}
