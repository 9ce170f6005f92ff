/* app/telnet.c: the command telnet: a TCP connection to any port, and lines that go there as
 * they are typed, ended by CR LF (RFC 854, "The Network Virtual Terminal"). A line that is only
 * ^] is telnet's escape: the next line is a command for telnet itself.
 *
 * Options are not negotiated: what a server asks for by IAC is printed as it comes. */
#include <string.h>

#include "app/dialogue.h"
#include "app/job_input.h"
#include "app/nc.h"

enum { TELNET_LINE = 200 + COMMAND_LINE_MAX };

static const char *host_of(const struct job *job)
{
    return command_word(&job->command, job->command.options.telnet.host);
}

static void say(struct app *app, struct job *job, const char *before, const char *middle,
                const char *after)
{
    char buffer[TELNET_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, before);
    text_put(&line, middle);
    text_put(&line, after);
    job_say(app, job, &line);
}

static void end(struct app *app, struct job *job, const char *message, uint8_t status)
{
    dialogue_end(app, job, &job->state.telnet.dialogue);
    if (message != NULL)
        job_say_line(app, job, message);
    job_end(app, job, status);
}

void telnet_release(struct app *app, struct job *job)
{
    struct dialogue *d = &job->state.telnet.dialogue;
    if (d->line != 0)
        arena_give(&app->sim->arena, app->slab_pool, d->line - 1);
}

/* --- the connection --- */

static void cannot_connect(struct app *app, struct job *job, const char *why)
{
    say(app, job, "telnet: Unable to connect to remote host: ", why, "");
    job_end(app, job, 1);
}

void telnet_resolved(struct app *app, struct job *job, enum lookup_result result)
{
    const struct endpoint remote = {.address = job->lookup.address,
                                    .port = job->command.options.telnet.port};
    char address[16];
    struct text text = text_over(address, sizeof address);
    job->phase = JOB_RUNNING;
    if (result != LOOKUP_FOUND) {
        say(app, job, "telnet: could not resolve ", host_of(job),
            result == LOOKUP_NO_NAME ? "/telnet: Name or service not known"
                                     : "/telnet: Temporary failure in name resolution");
        job_end(app, job, 1);
        return;
    }
    text_put_ipv4(&text, remote.address);
    say(app, job, "Trying ", address, "...");
    enum tcp_status status = tcp_connect(app->transport, job->node, 0, remote,
                                         app_owner(APP_JOB, job_row(app, job)), &job->socket);
    job->stream = status == TCP_OK;
    if (status != TCP_OK)
        cannot_connect(app, job,
                       status == TCP_NO_ROUTE ? "Network is unreachable"
                                              : "Cannot assign requested address");
}

void telnet_begin(struct app *app, struct job *job)
{
    enum lookup_result result = lookup_begin(app, job, host_of(job));
    if (result != LOOKUP_WAITING)
        telnet_resolved(app, job, result);
}

/* --- what is typed --- */

/* The next line of the input without its end. False: there is no whole one. */
static bool next_line(struct app *app, struct job *job, char *line, size_t room)
{
    uint8_t octets[COMMAND_LINE_MAX];
    size_t n = job_input_look(app, job, octets, sizeof octets);
    const uint8_t *feed = n > 0 ? memchr(octets, '\n', n) : NULL;
    size_t length = feed != NULL ? (size_t)(feed - octets) : n;
    if (length >= room || feed == NULL)
        return false;
    memcpy(line, octets, length);
    line[length] = '\0';
    return true;
}

/* The line that follows ^]. True: telnet has ended. */
static bool obey(struct app *app, struct job *job, const char *line)
{
    job->state.telnet.commanding = 0;
    if (line[0] != '\0' && (strncmp("quit", line, strlen(line)) == 0 ||
                            strncmp("close", line, strlen(line)) == 0)) {
        end(app, job, "Connection closed.", 0);
        return true;
    }
    if (line[0] != '\0')
        job_say_line(app, job, "?Invalid command");
    return false;
}

/* Lines for telnet itself are taken out. True: telnet has ended. */
static bool take_commands(struct app *app, struct job *job)
{
    char line[16];
    struct telnet_state *s = &job->state.telnet;
    while (next_line(app, job, line, sizeof line) &&
           (s->commanding || strcmp(line, "^]") == 0 || strcmp(line, "\x1d") == 0)) {
        job_input_take(app, job, strlen(line) + 1);
        if (s->commanding) {
            if (obey(app, job, line))
                return true;
        } else {
            s->commanding = 1;
            job_say_line(app, job, "telnet> ");
        }
    }
    return false;
}

static void send_typed(struct app *app, struct job *job)
{
    struct telnet_state *s = &job->state.telnet;
    if (take_commands(app, job) || s->commanding)
        return;
    (void)dialogue_send(app, job, &s->dialogue, true);
    if (job_input_is_over(job))
        end(app, job, "Connection closed.", 0);
}

void telnet_typed(struct app *app, struct job *job)
{
    if (job->state.telnet.connected)
        send_typed(app, job);
}

/* --- news --- */

static void opening(struct app *app, struct job *job, const struct socket_up *up)
{
    if ((up->events & SOCKET_CONNECTED) != 0) {
        job->state.telnet.connected = 1;
        say(app, job, "Connected to ", host_of(job), ".");
        job_say_line(app, job, "Escape character is '^]'.");
        send_typed(app, job);
    } else if ((up->events & SOCKET_REFUSED) != 0) {
        cannot_connect(app, job, "Connection refused");
    } else if ((up->events & SOCKET_TIMED_OUT) != 0) {
        cannot_connect(app, job, "Connection timed out");
    } else if ((up->events & SOCKET_UNREACHABLE) != 0) {
        if (tcp_exists(app->transport, job->socket))
            tcp_abort(app->transport, job->socket);
        cannot_connect(app, job, "No route to host");
    }
}

void telnet_event(struct app *app, struct job *job, const struct socket_up *up)
{
    static const char by_peer[] = "Connection closed by foreign host.";
    const struct socket_id socket = up->socket;
    struct telnet_state *s = &job->state.telnet;
    if (!s->connected) {
        opening(app, job, up);
    } else if (!tcp_exists(app->transport, socket)) {
        end(app, job, by_peer, 0);
    } else {
        (void)dialogue_receive(app, job, &s->dialogue);
        if (s->dialogue.peer_closed)
            end(app, job, by_peer, 0);
        else if ((up->events & SOCKET_WRITABLE) != 0)
            send_typed(app, job);
    }
    tcp_settle(app->transport, socket);
}

void telnet_cancel(struct app *app, struct job *job)
{
    end(app, job, NULL, 130);
}
