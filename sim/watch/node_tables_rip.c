/* watch/node_tables_rip.c: what the routing daemon of a node knows. See node_tables.h. */
#include "app/tables.h"
#include "base/catalogue.h"
#include "watch/node_tables.h"
#include "wire/rip.h"

static const struct rip_route *route_at(const struct node_reader *in, uint32_t row)
{
    return &in->world->app->rip_routes[row];
}

void rip_collect(const struct node_reader *in, struct node_rows *rows)
{
    const struct app *app = in->world->app;
    if (in->node >= app->rip_rows)
        return;
    for (uint32_t i = app->rip[in->node].routes; i != 0; i = app->rip_routes[i - 1].next)
        node_rows_add(rows, i - 1);
}

void rip_cell(const struct node_reader *in, uint32_t row, uint32_t column, struct text *text)
{
    const struct rip_route *r = route_at(in, row);
    if (column == 0) {
        text_put_ipv4(text, r->prefix);
        text_put_char(text, '/');
        text_put_unsigned(text, r->length);
    } else if (column == 1 && r->kind == RIP_DIRECT) {
        text_put(text, _("direct"));
    } else if (column == 1) {
        text_put_ipv4(text, r->gateway);
    } else if (column == 2) {
        text_put_unsigned(text, r->metric);
    } else if (timer_is_set(&r->timer)) {
        node_put_left(in, r->timer.deadline, text);
    }
}

void rip_detail(const struct node_reader *in, uint32_t row, struct text *text)
{
    const struct rip_route *r = route_at(in, row);
    if (r->metric == RIP_INFINITY)
        text_put(text, _("It cannot be reached; neighbours are told so until it is deleted."));
    else if (r->kind == RIP_DIRECT)
        text_put(text, _("A network of its own."));
    else if (r->kind == RIP_STATIC)
        text_put(text, _("It was written down, and is told to neighbours."));
    else
        text_put(text,
                 _("A neighbour has told of it; unless it does so again, time runs out."));
}
