/* app/visitor.c: connections that a command has accepted. See visitor.h. */
#include "app/visitor.h"

struct visitor *visitor_add(struct app *app, const struct job *job, uint32_t *chain,
                            struct socket_id socket)
{
    uint32_t row = arena_take(&app->sim->arena, app->visitor_pool);
    if (row == NONE)
        return NULL;
    uint32_t *link = chain;
    while (*link != 0)
        link = &app->visitors[*link - 1].next;
    *link = row + 1;
    app->visitors[row].job = job_row(app, job) + 1;
    app->visitors[row].socket = socket;
    return &app->visitors[row];
}

struct visitor *visitor_find(const struct app *app, uint32_t chain, struct socket_id socket)
{
    for (uint32_t i = chain; i != 0; i = app->visitors[i - 1].next) {
        if (app->visitors[i - 1].socket.serial == socket.serial)
            return &app->visitors[i - 1];
    }
    return NULL;
}

void visitor_remove(struct app *app, uint32_t *chain, struct visitor *visitor)
{
    uint32_t row = (uint32_t)(visitor - app->visitors);
    uint32_t *link = chain;
    while (*link != row + 1)
        link = &app->visitors[*link - 1].next;
    *link = visitor->next;
    arena_give(&app->sim->arena, app->visitor_pool, row);
}
