/* app/nc.c: the command nc, as OpenBSD's netcat in Debian: what is read goes to a TCP
 * connection or out as datagrams, what comes in is printed.
 *
 * Ends:   the end of the input (Ctrl-D) closes nothing by itself; with -N it is told to the
 * peer by a FIN, and what the peer still sends is printed (half-close, RFC 9293 section 3.6).
 * nc ends when both directions have ended, a listening one when its peer has closed. A reset
 * ends it without a word. */
#include "app/nc.h"

#include "app/command_scan.h"
#include "app/dialogue.h"
#include "app/job_input.h"
#include "app/port_names.h"
#include "app/visitor.h"

enum { NC_LINE = 300 + COMMAND_LINE_MAX, NC_BACKLOG = 1, NC_DATAGRAM = 1472, NC_PROBES = 3 };

static const struct nc_options *options_of(const struct job *job)
{
    return &job->command.options.nc;
}

static uint32_t owner_of(const struct app *app, const struct job *job)
{
    return app_owner(APP_JOB, job_row(app, job));
}

/* Something has happened: -w begins anew. */
static void stir(struct app *app, struct job *job)
{
    if (options_of(job)->wait_ns > 0 && !job->state.nc.quitting)
        job_wake(app, job, sim_now(app->sim) + options_of(job)->wait_ns);
}

static void end(struct app *app, struct job *job, uint8_t status)
{
    dialogue_end(app, job, &job->state.nc.dialogue);
    job_end(app, job, status);
}

void nc_release(struct app *app, struct job *job)
{
    struct nc_state *s = &job->state.nc;
    if (s->dialogue.line != 0)
        arena_give(&app->sim->arena, app->slab_pool, s->dialogue.line - 1);
    if (s->listener.serial != 0)
        tcp_unlisten(app->transport, s->listener);
    while (s->waiting != 0) {
        struct visitor *visitor = &app->visitors[s->waiting - 1];
        tcp_abort(app->transport, visitor->socket);
        visitor_remove(app, &s->waiting, visitor);
    }
}

/* --- what -v says --- */

/* "web (10.0.0.80)", or "10.0.0.80" */
static void put_host(struct text *line, const struct job *job)
{
    ipv4_address ignored;
    const char *host = command_word(&job->command, options_of(job)->host);
    text_put(line, host);
    if (command_ipv4(host, &ignored))
        return;
    text_put(line, " (");
    text_put_ipv4(line, job->state.nc.peer.address);
    text_put_char(line, ')');
}

static void say_connected(struct app *app, struct job *job)
{
    const struct nc_options *o = options_of(job);
    char buffer[NC_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    const char *name = o->numeric ? NULL : port_name(job->state.nc.port, o->udp);
    if (!o->verbose)
        return;
    text_put(&line, "Connection to ");
    put_host(&line, job);
    text_put_char(&line, ' ');
    text_put_unsigned(&line, job->state.nc.port);
    text_put(&line, o->udp ? " port [udp/" : " port [tcp/");
    text_put(&line, name != NULL ? name : "*");
    text_put(&line, "] succeeded!");
    job_complain(app, job, &line);
}

static void say_failed(struct app *app, struct job *job, const char *how, const char *why)
{
    char buffer[NC_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    if (!options_of(job)->verbose)
        return;
    text_put(&line, "nc: connect to ");
    put_host(&line, job);
    text_put(&line, " port ");
    text_put_unsigned(&line, job->state.nc.port);
    text_put(&line, options_of(job)->udp ? " (udp) " : " (tcp) ");
    text_put(&line, how);
    text_put(&line, why);
    job_complain(app, job, &line);
}

/* "Listening on 0.0.0.0 9000" */
static void say_endpoint(struct app *app, struct job *job, const char *what,
                         struct endpoint endpoint)
{
    char buffer[NC_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    if (!options_of(job)->verbose)
        return;
    text_put(&line, what);
    text_put(&line, " on ");
    text_put_ipv4(&line, endpoint.address);
    text_put_char(&line, ' ');
    text_put_unsigned(&line, endpoint.port);
    job_complain(app, job, &line);
}

static void fail(struct app *app, struct job *job, const char *message)
{
    job_complain_line(app, job, message);
    job_end(app, job, 1);
}

/* --- the input --- */

/* A datagram a line, as a terminal hands them out. */
static size_t datagram_length(const uint8_t *octets, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (octets[i] == '\n')
            return i + 1;
    }
    return length;
}

/* One that cannot be sent is lost, as on the way. */
static void send_datagram(struct app *app, struct job *job, const uint8_t *octets,
                          size_t length)
{
    enum udp_status sent = udp_answer(app->transport, job->socket, job->state.nc.peer,
                                      job->state.nc.asked, octets, (uint16_t)length);
    (void)sent;
}

static bool send_datagrams(struct app *app, struct job *job)
{
    uint8_t octets[NC_DATAGRAM];
    size_t n;
    bool sent = false;
    if (job->state.nc.peer.port == 0)
        return false;
    while ((n = job_input_look(app, job, octets, NC_DATAGRAM)) > 0) {
        n = datagram_length(octets, n);
        sent = true;
        job_input_take(app, job, n);
        send_datagram(app, job, octets, n);
    }
    return sent;
}

/* The input is over: -N and -q. */
static void input_ended(struct app *app, struct job *job)
{
    struct nc_state *s = &job->state.nc;
    const struct nc_options *o = options_of(job);
    if (s->shut)
        return;
    s->shut = 1;
    if (o->shut && !o->udp)
        (void)tcp_close(app->transport, job->socket);
    if (o->quit_ns < 0)
        return;
    s->quitting = 1;
    job_wake(app, job, sim_now(app->sim) + o->quit_ns);
}

static void connect_port(struct app *app, struct job *job);
static void serve_next(struct app *app, struct job *job);

/* This connection is over: the next port of a range, the next client, or the end. */
static void finish(struct app *app, struct job *job)
{
    struct nc_state *s = &job->state.nc;
    const struct nc_options *o = options_of(job);
    dialogue_end(app, job, &s->dialogue);
    job_close_socket(app, job);
    s->connected = s->shut = 0;
    s->dialogue = (struct dialogue){.line = 0};
    if (o->listen && o->keep) {
        timer_cancel(app->sim, &job->timer, EVENT_JOB, owner_of(app, job));
        serve_next(app, job);
    } else if (!o->listen && s->port < o->last_port) {
        s->port++;
        connect_port(app, job);
    } else {
        end(app, job, o->listen || s->succeeded ? 0 : 1);
    }
}

/* Both ways, as far as they go. */
static void talk(struct app *app, struct job *job)
{
    struct nc_state *s = &job->state.nc;
    const struct nc_options *o = options_of(job);
    bool moved =
        o->udp ? send_datagrams(app, job) : dialogue_send(app, job, &s->dialogue, o->crlf);
    if (!o->udp && dialogue_receive(app, job, &s->dialogue))
        moved = true;
    if (moved)
        stir(app, job);
    bool over = job_input_is_over(job);
    if (over)
        input_ended(app, job);
    if (s->dialogue.peer_closed && (over || o->listen))
        finish(app, job);
}

void nc_typed(struct app *app, struct job *job)
{
    if (job->state.nc.connected && job->state.nc.probes == 0)
        talk(app, job);
}

/* --- the client --- */

static void connected(struct app *app, struct job *job)
{
    struct nc_state *s = &job->state.nc;
    s->connected = 1;
    s->succeeded = 1;
    s->probes = 0;
    say_connected(app, job);
    if (options_of(job)->wait_ns == 0)
        timer_cancel(app->sim, &job->timer, EVENT_JOB, owner_of(app, job));
    stir(app, job);
    if (options_of(job)->scan)
        finish(app, job);
    else
        talk(app, job);
}

static void not_connected(struct app *app, struct job *job, const char *how, const char *why)
{
    say_failed(app, job, how, why);
    finish(app, job);
}

static void probe(struct app *app, struct job *job)
{
    job->state.nc.probes++;
    send_datagram(app, job, (const uint8_t *)"X", 1);
}

/* UDP has no connection: with -z and -v some octets are sent, to see whether an ICMP error
 * comes back. */
static void open_udp(struct app *app, struct job *job)
{
    const struct nc_options *o = options_of(job);
    ipv4_address source;
    uint16_t mtu;
    if (ip_choose_source(app->transport->ip, job->node, job->state.nc.peer.address, &source,
                         &mtu) != IP_SENT) {
        say_failed(app, job, "failed: ", "Network is unreachable");
        end(app, job, 1);
    } else if (udp_open(app->transport, job->node, o->local_port, owner_of(app, job),
                        &job->socket) != UDP_OK) {
        fail(app, job, "nc: bind failed: Address already in use");
    } else if (o->scan || o->verbose) {
        job->state.nc.connected = 1;
        job->state.nc.probes = 0;
        probe(app, job);
        probe(app, job);
        job_wake(app, job, sim_now(app->sim) + SIM_SECOND);
    } else {
        connected(app, job);
    }
}

static enum tcp_status open_tcp(struct app *app, struct job *job)
{
    enum tcp_status status = tcp_connect(app->transport, job->node, options_of(job)->local_port,
                                         job->state.nc.peer, owner_of(app, job), &job->socket);
    job->stream = status == TCP_OK;
    return status;
}

static void connect_port(struct app *app, struct job *job)
{
    const struct nc_options *o = options_of(job);
    struct nc_state *s = &job->state.nc;
    s->peer.port = s->port;
    if (o->udp) {
        open_udp(app, job);
        return;
    }
    enum tcp_status status = open_tcp(app, job);
    while (status == TCP_NO_ROUTE && s->port < o->last_port) {
        say_failed(app, job, "failed: ", "Network is unreachable");
        s->peer.port = ++s->port;
        status = open_tcp(app, job);
    }
    if (status == TCP_OK)
        stir(app, job);
    else if (status == TCP_NO_ROUTE)
        not_connected(app, job, "failed: ", "Network is unreachable");
    else
        fail(app, job, "nc: bind failed: Address already in use");
}

void nc_resolved(struct app *app, struct job *job, enum lookup_result result)
{
    const struct nc_options *o = options_of(job);
    struct nc_state *s = &job->state.nc;
    job->phase = JOB_RUNNING;
    if (result == LOOKUP_FOUND) {
        s->peer.address = job->lookup.address;
        s->port = o->port;
        connect_port(app, job);
        return;
    }
    char buffer[NC_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, "nc: getaddrinfo for host \"");
    text_put(&line, command_word(&job->command, o->host));
    text_put(&line, "\" port ");
    text_put(&line, command_word(&job->command, o->port_text));
    text_put(&line, result == LOOKUP_NO_NAME ? ": Name or service not known"
                                             : ": Temporary failure in name resolution");
    job_complain(app, job, &line);
    job_end(app, job, 1);
}

/* --- the server --- */

static void begin_to_serve(struct app *app, struct job *job, struct socket_id socket)
{
    struct nc_state *s = &job->state.nc;
    job->socket = socket;
    job->stream = 1;
    s->peer = tcp_remote(app->transport, socket);
    s->connected = 1;
    say_endpoint(app, job, "Connection received", s->peer);
    stir(app, job);
    talk(app, job);
}

/* -k: somebody may have waited. */
static void serve_next(struct app *app, struct job *job)
{
    struct nc_state *s = &job->state.nc;
    if (s->waiting == 0)
        return;
    struct visitor *visitor = &app->visitors[s->waiting - 1];
    struct socket_id socket = visitor->socket;
    visitor_remove(app, &s->waiting, visitor);
    begin_to_serve(app, job, socket);
}

static void accepted(struct app *app, struct job *job, struct socket_id socket)
{
    tcp_set_owner(app->transport, socket, owner_of(app, job));
    if (job->socket.serial == 0)
        begin_to_serve(app, job, socket);
    else
        (void)visitor_add(app, job, &job->state.nc.waiting, socket);
}

static void listen(struct app *app, struct job *job)
{
    const struct nc_options *o = options_of(job);
    struct nc_state *s = &job->state.nc;
    const struct endpoint local = {.port = o->port};
    bool open = o->udp ? udp_open(app->transport, job->node, o->port, owner_of(app, job),
                                  &job->socket) == UDP_OK
                       : tcp_listen(app->transport, job->node, o->port, NC_BACKLOG,
                                    owner_of(app, job), &s->listener) == TCP_OK;
    if (!open) {
        fail(app, job, "nc: Address already in use");
        return;
    }
    say_endpoint(app, job, o->udp ? "Bound" : "Listening", local);
}

void nc_begin(struct app *app, struct job *job)
{
    const struct nc_options *o = options_of(job);
    const char *host = command_word(&job->command, o->host);
    job->phase = JOB_RUNNING;
    job->typed.ended |= o->deaf;
    if (o->listen) {
        listen(app, job);
        return;
    }
    ipv4_address ignored;
    enum lookup_result result = o->numeric && !command_ipv4(host, &ignored)
                                    ? LOOKUP_NO_NAME
                                    : lookup_begin(app, job, host);
    if (result != LOOKUP_WAITING)
        nc_resolved(app, job, result);
}

/* --- news --- */

/* The connection that was being opened has failed. */
static bool opening_failed(struct app *app, struct job *job, const struct socket_up *up)
{
    const char *why = (up->events & SOCKET_REFUSED) != 0       ? "Connection refused"
                      : (up->events & SOCKET_UNREACHABLE) != 0 ? "No route to host"
                      : (up->events & SOCKET_TIMED_OUT) != 0   ? "Connection timed out"
                                                               : NULL;
    if (why == NULL)
        return false;
    if (tcp_exists(app->transport, job->socket))
        tcp_abort(app->transport, job->socket);
    not_connected(app, job, "failed: ", why);
    return true;
}

/* News of a connection that nc has not come to yet: only its end matters. */
static void visitor_news(struct app *app, struct job *job, const struct socket_up *up)
{
    struct visitor *visitor = visitor_find(app, job->state.nc.waiting, up->socket);
    if (visitor != NULL && !tcp_exists(app->transport, up->socket))
        visitor_remove(app, &job->state.nc.waiting, visitor);
}

void nc_event(struct app *app, struct job *job, const struct socket_up *up)
{
    const struct socket_id socket = up->socket;
    if ((up->events & SOCKET_ACCEPTED) != 0) {
        accepted(app, job, socket);
    } else if (socket.serial != job->socket.serial) {
        visitor_news(app, job, up);
    } else if (!job->state.nc.connected) {
        if (!opening_failed(app, job, up) && (up->events & SOCKET_CONNECTED) != 0)
            connected(app, job);
    } else if (tcp_exists(app->transport, socket)) {
        talk(app, job);
    } else {
        finish(app, job);
    }
    tcp_settle(app->transport, socket);
}

void nc_datagram(struct app *app, struct job *job, const struct udp_datagram *datagram)
{
    struct nc_state *s = &job->state.nc;
    bool first = options_of(job)->listen && !s->connected;
    bool known =
        datagram->from.address == s->peer.address && datagram->from.port == s->peer.port;
    if (!first && !known)
        return;
    if (first) {
        s->peer = datagram->from;
        s->asked = datagram->to.address;
        s->connected = 1;
        say_endpoint(app, job, "Connection received", s->peer);
    }
    dialogue_print(app, job, &s->dialogue, datagram->octets, datagram->length);
    stir(app, job);
    if (s->probes == 0)
        talk(app, job);
}

/* The peer's port is closed, or cannot be reached. */
void nc_error(struct app *app, struct job *job, const struct icmp_message *message)
{
    (void)message;
    if (job->state.nc.probes > 0)
        job->state.nc.probes = 0;
    if (options_of(job)->listen)
        return;
    finish(app, job);
}

void nc_timer(struct app *app, struct job *job)
{
    struct nc_state *s = &job->state.nc;
    const struct nc_options *o = options_of(job);
    int64_t most = o->wait_ns > 0 ? o->wait_ns / SIM_SECOND : NC_PROBES;
    if (s->probes > 0 && s->probes < most + 2) {
        probe(app, job);
        job_wake(app, job, sim_now(app->sim) + SIM_SECOND);
    } else if (s->probes > 0) {
        connected(app, job);
    } else if (s->connected && o->listen && o->keep && !s->quitting) {
        finish(app, job);
    } else if (s->connected || o->listen) {
        end(app, job, 0);
    } else {
        tcp_abort(app->transport, job->socket);
        not_connected(app, job, "timed out: ", "Operation now in progress");
    }
}

void nc_cancel(struct app *app, struct job *job)
{
    end(app, job, 130);
}
