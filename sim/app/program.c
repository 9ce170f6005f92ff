/* app/program.c: see program.h. */
#include "app/program.h"

#include "app/command_scan.h"
#include "app/tables.h"

static struct program *in_use(const struct app *app, uint32_t row)
{
    bool there = row < arena_marks(&app->sim->arena, app->program_pool)->high;
    return there && app->programs[row].phase != PROGRAM_NONE ? &app->programs[row] : NULL;
}

const struct program *program_at(const struct app *app, uint32_t row)
{
    return in_use(app, row);
}

static void end(struct program *p, enum program_fault fault)
{
    p->phase = PROGRAM_OVER;
    if (p->fault == PROGRAM_FINE)
        p->fault = (uint8_t)fault;
}

/* --- the name --- */

static void forget_lookup(struct app *app, struct program *p)
{
    if (p->lookup == 0)
        return;
    struct job *job = &app->jobs[p->lookup - 1];
    job_close_socket(app, job);
    timer_cancel(app->sim, &job->timer, EVENT_JOB, app_owner(APP_JOB, p->lookup - 1));
    arena_give(&app->sim->arena, app->job_pool, p->lookup - 1);
    p->lookup = 0;
}

void program_resolved(struct app *app, uint32_t row, bool found, ipv4_address address)
{
    struct program *p = &app->programs[row];
    forget_lookup(app, p);
    if (!found) {
        end(p, PROGRAM_NO_NAME);
        return;
    }
    p->address = address;
    p->phase = PROGRAM_CONNECTS;
    if (tcp_connect(app->transport, p->node, 0,
                    (struct endpoint){.address = address, .port = p->port},
                    app_owner(APP_PROGRAM, row), &p->socket) != TCP_OK)
        end(p, PROGRAM_UNREACHABLE);
}

/* A job without a command looks the name up, as a proxy's does. */
static void look_up(struct app *app, uint32_t row, const char *host)
{
    struct program *p = &app->programs[row];
    uint32_t place = arena_take(&app->sim->arena, app->job_pool);
    if (place == NONE)
        return; /* the simulator has no room: the run stops and says so */
    struct job *job = &app->jobs[place];
    job->node = p->node;
    job->kind = COMMAND_KINDS;
    job->cause = sim_cause(app->sim);
    job->state.proxy.program = row + 1;
    timer_clear(&job->timer);
    p->lookup = place + 1;
    p->phase = PROGRAM_LOOKS_UP;
    enum lookup_result result = lookup_begin(app, job, host);
    if (result != LOOKUP_WAITING)
        program_resolved(app, row, result == LOOKUP_FOUND, job->lookup.address);
}

/* "name:port". */
static bool take_apart(const char *to, size_t length, char host[PROGRAM_HOST], uint16_t *port)
{
    struct text name = text_over(host, PROGRAM_HOST);
    char digits[8];
    struct text number = text_over(digits, sizeof digits);
    uint64_t value = 0;
    size_t colon = length;
    while (colon > 0 && to[colon - 1] != ':')
        colon--;
    if (colon < 2)
        return false;
    text_put_octets(&name, to, colon - 1);
    text_put_octets(&number, to + colon, length - colon);
    if (!name.ok || !number.ok || !command_number(digits, 1, UINT16_MAX, &value))
        return false;
    *port = (uint16_t)value;
    return true;
}

uint32_t program_open(struct app *app, uint32_t node, const char *to, size_t length)
{
    char host[PROGRAM_HOST];
    uint16_t port;
    if (!take_apart(to, length, host, &port))
        return NONE;
    uint32_t row = arena_take(&app->sim->arena, app->program_pool);
    if (row == NONE)
        return NONE;
    struct program *p = &app->programs[row];
    p->node = node;
    p->port = port;
    look_up(app, row, host);
    return row;
}

/* --- octets --- */

static bool has_socket(const struct app *app, const struct program *p)
{
    return p->socket.serial != 0 && tcp_exists(app->transport, p->socket);
}

size_t program_writable(const struct app *app, uint32_t row)
{
    const struct program *p = in_use(app, row);
    bool can = p != NULL && p->phase == PROGRAM_OPEN && has_socket(app, p);
    return can ? tcp_writable(app->transport, p->socket) : 0;
}

size_t program_readable(const struct app *app, uint32_t row)
{
    const struct program *p = in_use(app, row);
    return p != NULL && has_socket(app, p) ? tcp_readable(app->transport, p->socket) : 0;
}

size_t program_write(struct app *app, uint32_t row, const uint8_t *octets, size_t length)
{
    size_t taken = 0;
    const struct program *p = in_use(app, row);
    if (p == NULL || p->phase != PROGRAM_OPEN || !has_socket(app, p) ||
        tcp_send(app->transport, p->socket, octets, length, &taken) != TCP_OK)
        return 0;
    return taken;
}

size_t program_read(struct app *app, uint32_t row, uint8_t *octets, size_t room)
{
    size_t length = 0;
    const struct program *p = in_use(app, row);
    if (p == NULL || !has_socket(app, p) ||
        tcp_receive(app->transport, p->socket, octets, room, &length) != TCP_OK)
        return 0;
    return length;
}

void program_shut(struct app *app, uint32_t row)
{
    const struct program *p = in_use(app, row);
    if (p != NULL && p->phase == PROGRAM_OPEN && has_socket(app, p))
        (void)tcp_close(app->transport, p->socket);
}

void program_close(struct app *app, uint32_t row)
{
    struct program *p = in_use(app, row);
    if (p == NULL)
        return;
    forget_lookup(app, p);
    if (has_socket(app, p)) {
        bool in_order =
            p->phase == PROGRAM_OPEN && tcp_readable(app->transport, p->socket) == 0;
        if (in_order) {
            tcp_set_owner(app->transport, p->socket, 0);
            (void)tcp_close(app->transport, p->socket);
        } else {
            tcp_abort(app->transport, p->socket);
        }
    }
    arena_give(&app->sim->arena, app->program_pool, row);
}

/* --- news --- */

void program_event(struct app *app, uint32_t row, const struct socket_up *up)
{
    struct program *p = in_use(app, row);
    if (p == NULL)
        return;
    if ((up->events & SOCKET_CONNECTED) != 0)
        p->phase = PROGRAM_OPEN;
    if ((up->events & SOCKET_PEER_CLOSED) != 0)
        p->peer_closed = 1;
    if ((up->events & SOCKET_REFUSED) != 0)
        end(p, PROGRAM_REFUSED);
    else if ((up->events & SOCKET_RESET) != 0)
        end(p, PROGRAM_RESET);
    else if ((up->events & SOCKET_TIMED_OUT) != 0)
        end(p, PROGRAM_TIMED_OUT);
    else if ((up->events & SOCKET_UNREACHABLE) != 0 && p->phase == PROGRAM_CONNECTS) {
        if (tcp_exists(app->transport, p->socket))
            tcp_abort(app->transport, p->socket);
        end(p, PROGRAM_UNREACHABLE);
    } else if ((up->events & SOCKET_CLOSED) != 0)
        end(p, PROGRAM_FINE);
}
