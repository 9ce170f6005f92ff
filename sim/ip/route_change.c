/* ip/route_change.c: see route_change.h. */
#include "ip/route_change.h"

static const struct route_change *change_at(const struct ip *ip, uint32_t link)
{
    return &ip->changes[link - 1];
}

/* A command has taken this constant route away. */
static bool is_removed(const struct ip *ip, uint32_t node, uint32_t row)
{
    uint32_t i = ip->nodes[node].changes;
    while (i != 0 && (!change_at(ip, i)->removed || change_at(ip, i)->row != row))
        i = change_at(ip, i)->next;
    return i != 0;
}

/* The first row of the node from `from` on that counts: constants first, then what was added.
 */
static uint32_t next_constant(const struct ip *ip, uint32_t node, uint32_t from)
{
    const struct route_span *span = &ip->routes->span[node];
    for (; from < span->first + span->count; from++) {
        if (!is_removed(ip, node, from))
            return from;
    }
    return NONE;
}

static uint32_t next_added(const struct ip *ip, uint32_t link)
{
    while (link != 0 && change_at(ip, link)->removed)
        link = change_at(ip, link)->next;
    return link != 0 ? ip->routes->count + link - 1 : NONE;
}

uint32_t ip_route_next(const struct ip *ip, uint32_t node, uint32_t after)
{
    uint32_t constants = ip->routes->count;
    if (after != NONE && after >= constants)
        return next_added(ip, ip->changes[after - constants].next);
    uint32_t row =
        next_constant(ip, node, after == NONE ? ip->routes->span[node].first : after + 1);
    return row != NONE ? row : next_added(ip, ip->nodes[node].changes);
}

uint32_t ip_route_find(const struct ip *ip, uint32_t node, ipv4_address destination)
{
    if (ip->nodes[node].changes == 0)
        return route_find(ip->routes, node, destination);
    uint32_t best = route_find(ip->routes, node, destination);
    bool gone =
        best != NONE && is_removed(ip, node, best); /* then the next best may be anywhere */
    uint32_t row =
        gone ? ip_route_next(ip, node, NONE) : next_added(ip, ip->nodes[node].changes);
    if (gone)
        best = NONE;
    for (; row != NONE; row = ip_route_next(ip, node, row)) {
        const struct route *r = ip_route(ip, row);
        if ((destination & r->mask) != r->prefix)
            continue;
        const struct route *b = best != NONE ? ip_route(ip, best) : NULL;
        if (b == NULL || r->prefix_length > b->prefix_length ||
            (r->prefix_length == b->prefix_length && r->metric < b->metric))
            best = row;
    }
    return best;
}

static uint32_t add_change(struct ip *ip, uint32_t node, const struct route_change *change)
{
    uint32_t row = arena_take(&ip->sim->arena, ip->change_pool);
    if (row == NONE)
        return NONE;
    uint32_t *link = &ip->nodes[node].changes;
    while (*link != 0)
        link = &ip->changes[*link - 1].next;
    *link = row + 1;
    ip->changes[row] = *change;
    return row;
}

static void note(struct ip *ip, const struct route *route, uint32_t row, enum row_change change)
{
    sim_row(ip->sim, route->node, TABLE_ROUTE, row, change, route->prefix);
}

bool ip_route_add(struct ip *ip, struct route route)
{
    route.mask = ipv4_mask(route.prefix_length);
    for (uint32_t row = ip_route_next(ip, route.node, NONE); row != NONE;
         row = ip_route_next(ip, route.node, row)) {
        const struct route *r = ip_route(ip, row);
        if (r->prefix == route.prefix && r->prefix_length == route.prefix_length &&
            r->metric == route.metric)
            return false;
    }
    uint32_t row = add_change(
        ip, route.node, &(struct route_change){.route = route, .origin = ROUTE_FROM_HAND});
    if (row != NONE)
        note(ip, &route, ip->routes->count + row, ROW_ADDED);
    return row != NONE;
}

void ip_route_remove(struct ip *ip, uint32_t node, uint32_t row)
{
    const struct route route = *ip_route(ip, row);
    note(ip, &route, row, ROW_REMOVED);
    if (row < ip->routes->count) {
        (void)add_change(ip, node,
                         &(struct route_change){.removed = 1, .row = row, .route = route});
        return;
    }
    uint32_t change = row - ip->routes->count;
    uint32_t *link = &ip->nodes[node].changes;
    while (*link != change + 1)
        link = &ip->changes[*link - 1].next;
    *link = ip->changes[change].next;
    arena_give(&ip->sim->arena, ip->change_pool, change);
}

enum route_origin ip_route_origin(const struct ip *ip, uint32_t row)
{
    return row < ip->routes->count
               ? ROUTE_FROM_SETUP
               : (enum route_origin)ip->changes[row - ip->routes->count].origin;
}

uint32_t ip_route_learnt(const struct ip *ip, uint32_t node, ipv4_address prefix,
                         uint8_t length, enum route_origin origin)
{
    for (uint32_t i = ip->nodes[node].changes; i != 0; i = change_at(ip, i)->next) {
        const struct route_change *c = change_at(ip, i);
        if (c->removed == 0 && c->origin == (uint8_t)origin && c->route.prefix == prefix &&
            c->route.prefix_length == length)
            return ip->routes->count + i - 1;
    }
    return NONE;
}

void ip_route_learn(struct ip *ip, struct route route, enum route_origin origin, uint32_t there)
{
    route.mask = ipv4_mask(route.prefix_length);
    struct route_change change = {.route = route, .origin = (uint8_t)origin};
    if (there == NONE) {
        uint32_t row = add_change(ip, route.node, &change);
        if (row != NONE)
            note(ip, &route, ip->routes->count + row, ROW_ADDED);
        return;
    }
    ip->changes[there - ip->routes->count].route = route;
    note(ip, &route, there, ROW_CHANGED);
}

void ip_route_forget(struct ip *ip, uint32_t node, ipv4_address prefix, uint8_t length,
                     enum route_origin origin)
{
    uint32_t row = ip_route_learnt(ip, node, prefix, length, origin);
    if (row != NONE)
        ip_route_remove(ip, node, row);
}

void ip_routes_without_carrier(struct ip *ip, uint32_t node, uint32_t interface)
{
    uint32_t row = ip_route_next(ip, node, NONE);
    while (row != NONE) {
        uint32_t next = ip_route_next(ip, node, row);
        const struct route *r = ip_route(ip, row);
        if (r->interface == interface && row < ip->routes->count &&
            (r->kind == ROUTE_CONNECTED || r->kind == ROUTE_BROADCAST))
            ip_route_remove(ip, node, row);
        row = next;
    }
}

/* Over an interface that is put into service, its own network is reached again. */
static void restore(struct ip *ip, uint32_t node, uint32_t interface)
{
    uint32_t *link = &ip->nodes[node].changes;
    while (*link != 0) {
        uint32_t change = *link - 1;
        const struct route_change *c = &ip->changes[change];
        const struct interface *i = &ip->link->interfaces[interface];
        bool own = (c->route.kind == ROUTE_CONNECTED || c->route.kind == ROUTE_BROADCAST) &&
                   i->address != 0 &&
                   ipv4_in_prefix(c->route.prefix, i->address, i->prefix_length);
        if (c->removed == 0 || c->route.interface != interface || !own) {
            link = &ip->changes[change].next;
            continue;
        }
        const struct route route = c->route;
        uint32_t row = c->row;
        *link = c->next;
        arena_give(&ip->sim->arena, ip->change_pool, change);
        note(ip, &route, row, ROW_ADDED);
    }
}

void ip_routes_follow(struct ip *ip, uint32_t node, uint32_t interface, bool up)
{
    uint32_t row = up ? NONE : ip_route_next(ip, node, NONE);
    if (up)
        restore(ip, node, interface);
    while (row != NONE) {
        uint32_t next = ip_route_next(ip, node, row);
        const struct route *r = ip_route(ip, row);
        if (r->interface == interface && r->kind != ROUTE_LOCAL && r->kind != ROUTE_UNREACHABLE)
            ip_route_remove(ip, node, row);
        row = next;
    }
}
