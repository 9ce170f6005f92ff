/* app/rip_table.c: the routes that a routing daemon knows (RFC 2453 sections 3.5 and 3.8), and
 * what of them IP gets. See rip.h. */
#include "app/rip_parts.h"

#include "ip/route_change.h"

static uint32_t row_of(const struct app *app, const struct rip_route *route)
{
    return (uint32_t)(route - app->rip_routes);
}

static uint32_t owner_of(const struct app *app, const struct rip_route *route)
{
    return app_owner(APP_RIP_ROUTE, row_of(app, route));
}

struct rip_route *rip_next(const struct app *app, uint32_t node, const struct rip_route *route)
{
    uint32_t link = route != NULL ? route->next : rip_at(app, node)->routes;
    return link != 0 ? &app->rip_routes[link - 1] : NULL;
}

struct rip_route *rip_find(const struct app *app, uint32_t node, ipv4_address prefix,
                           uint8_t length)
{
    struct rip_route *route = rip_next(app, node, NULL);
    while (route != NULL && (route->prefix != prefix || route->length != length))
        route = rip_next(app, node, route);
    return route;
}

uint32_t rip_capacity(const struct app *app, uint32_t node)
{
    uint32_t interfaces = app->nodes->row[node].interfaces;
    uint32_t datagrams = interfaces > 0 ? RIP_DATAGRAMS_AT_ONCE / interfaces : 1;
    return (datagrams > 0 ? datagrams : 1) * RIP_ENTRIES;
}

struct rip_route *rip_add(struct app *app, const struct rip_route *route)
{
    struct rip_node *n = rip_at(app, route->node);
    uint32_t row = n->count < rip_capacity(app, route->node)
                       ? arena_take(&app->sim->arena, app->rip_route_pool)
                       : NONE;
    if (row == NONE)
        return NULL;
    uint32_t *link = &n->routes;
    while (*link != 0)
        link = &app->rip_routes[*link - 1].next;
    *link = row + 1;
    n->count++;
    app->rip_routes[row] = *route;
    app->rip_routes[row].next = 0;
    app->rip_routes[row].shown = 0;
    timer_clear(&app->rip_routes[row].timer);
    return &app->rip_routes[row];
}

void rip_remove(struct app *app, struct rip_route *route)
{
    struct rip_node *n = rip_at(app, route->node);
    uint32_t row = row_of(app, route);
    uint32_t *link = &n->routes;
    timer_cancel(app->sim, &route->timer, EVENT_JOB, owner_of(app, route));
    while (*link != row + 1)
        link = &app->rip_routes[*link - 1].next;
    *link = route->next;
    n->count--;
    sim_row(app->sim, route->node, TABLE_RIP, row, ROW_REMOVED, route->prefix);
    arena_give(&app->sim->arena, app->rip_route_pool, row);
}

struct rip_peer *rip_next_peer(const struct app *app, uint32_t node,
                               const struct rip_peer *peer)
{
    uint32_t link = peer != NULL ? peer->next : rip_at(app, node)->peers;
    return link != 0 ? &app->rip_peers[link - 1] : NULL;
}

struct rip_peer *rip_peer(struct app *app, uint32_t node, ipv4_address address)
{
    uint32_t count = 0;
    uint32_t *link = &rip_at(app, node)->peers;
    for (; *link != 0; link = &app->rip_peers[*link - 1].next) {
        if (app->rip_peers[*link - 1].address == address)
            return &app->rip_peers[*link - 1];
        count++;
    }
    uint32_t row = count < RIP_PEERS ? arena_take(&app->sim->arena, app->rip_peer_pool) : NONE;
    if (row == NONE)
        return NULL;
    *link = row + 1;
    app->rip_peers[row] = (struct rip_peer){.node = node, .address = address};
    return &app->rip_peers[row];
}

void rip_install(struct app *app, const struct rip_route *route)
{
    struct ip *ip = app->transport->ip;
    uint32_t there =
        ip_route_learnt(ip, route->node, route->prefix, route->length, ROUTE_FROM_RIP);
    if (route->kind != RIP_LEARNT || route->metric == RIP_INFINITY) {
        if (there != NONE)
            ip_route_remove(ip, route->node, there);
        return;
    }
    struct route row = {.prefix = route->prefix,
                        .gateway = route->gateway,
                        .node = route->node,
                        .interface = route->interface,
                        .prefix_length = route->length,
                        .kind = ROUTE_VIA,
                        .metric = route->metric};
    ip_route_learn(ip, row, ROUTE_FROM_RIP, there);
}

void rip_changed(struct app *app, struct rip_route *route)
{
    struct rip_node *n = rip_at(app, route->node);
    route->changed = 1;
    sim_row(app->sim, route->node, TABLE_RIP, row_of(app, route),
            route->shown == 0 ? ROW_ADDED : ROW_CHANGED, route->prefix);
    route->shown = 1;
    n->changed_at = sim_now(app->sim);
    if (rip_plan_of(app, route->node)->silent)
        return; /* there is nobody to tell */
    if (n->pending == 0)
        n->news = sim_cause(app->sim);
    n->pending = 1;
}

void rip_refresh(struct app *app, struct rip_route *route)
{
    timer_set(app->sim, &route->timer, EVENT_JOB, owner_of(app, route),
              sim_now(app->sim) + rip_plan_of(app, route->node)->timeout);
}

void rip_lose(struct app *app, struct rip_route *route)
{
    route->metric = RIP_INFINITY;
    timer_set(app->sim, &route->timer, EVENT_JOB, owner_of(app, route),
              sim_now(app->sim) + rip_plan_of(app, route->node)->garbage);
    rip_install(app, route);
    rip_changed(app, route);
}
