/* app/dialogue.c: between a keyboard and a TCP connection. See dialogue.h. */
#include "app/dialogue.h"

#include "app/host_file.h"
#include "app/host_file.h"
#include "app/job_input.h"

enum { PIECE = 1024 };

/* --- out --- */

/* Writes the octets as they go over the wire; *half: the CR of the first one has gone. */
static size_t put_lines(const uint8_t *octets, size_t length, bool half, uint8_t *to)
{
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        if (octets[i] == '\n' && !(i == 0 && half))
            to[n++] = '\r';
        to[n++] = octets[i];
    }
    return n;
}

/* How many octets of the input `taken` octets of the wire stand for. */
static size_t count_lines(const uint8_t *octets, size_t length, size_t taken, uint8_t *half)
{
    size_t i = 0;
    for (; i < length && taken > 0; i++) {
        size_t cost = octets[i] == '\n' && !*half ? 2 : 1;
        *half = cost > taken;
        if (*half)
            break;
        taken -= cost;
    }
    return i;
}

bool dialogue_send(struct app *app, struct job *job, struct dialogue *d, bool crlf)
{
    uint8_t octets[PIECE];
    uint8_t lines[2 * PIECE];
    size_t length;
    bool sent = false;
    while ((length = job_input_look(app, job, octets, PIECE)) > 0) {
        size_t taken;
        size_t n = crlf ? put_lines(octets, length, d->half, lines) : length;
        if (tcp_send(app->transport, job->socket, crlf ? lines : octets, n, &taken) != TCP_OK)
            break;
        sent = true;
        job_input_take(app, job, crlf ? count_lines(octets, length, taken, &d->half) : taken);
        if (taken < n)
            break;
    }
    return sent;
}

/* --- in --- */

static void print_line(struct app *app, struct job *job, struct dialogue *d)
{
    char *line = (char *)app->slabs[d->line - 1].octets;
    if (d->line_length > 0 && line[d->line_length - 1] == '\r')
        d->line_length--;
    line[d->line_length] = '\0';
    d->line_length = 0;
    job_say_line(app, job, line);
}

void dialogue_print(struct app *app, struct job *job, struct dialogue *d, const uint8_t *octets,
                    size_t length)
{
    if (job_is_redirected(job)) {
        job_write(app, job, octets, length);
        return;
    }
    if (job_is_redirected(job)) {
        job_write(app, job, octets, length);
        return;
    }
    if (d->line == 0 && (d->line = arena_take(&app->sim->arena, app->slab_pool) + 1) == 0)
        return;
    for (size_t i = 0; i < length; i++) {
        if (octets[i] == '\n' || d->line_length + 1 == WEB_SLAB)
            print_line(app, job, d);
        if (octets[i] != '\n' && octets[i] != '\0')
            app->slabs[d->line - 1].octets[d->line_length++] = octets[i];
    }
}

bool dialogue_receive(struct app *app, struct job *job, struct dialogue *d)
{
    uint8_t octets[PIECE];
    size_t length;
    bool received = false;
    enum tcp_status status;
    while ((status = tcp_receive(app->transport, job->socket, octets, PIECE, &length)) ==
           TCP_OK) {
        dialogue_print(app, job, d, octets, length);
        received = true;
    }
    if (status == TCP_END)
        d->peer_closed = 1;
    return received;
}

void dialogue_end(struct app *app, struct job *job, struct dialogue *d)
{
    if (d->line == 0)
        return;
    if (d->line_length > 0)
        print_line(app, job, d);
    arena_give(&app->sim->arena, app->slab_pool, d->line - 1);
    d->line = 0;
}
