/* app/rip.c: a routing daemon starts and stops; its timers; interfaces and cables that fail.
 * See rip.h. */
#include "app/rip_parts.h"

#include "app/interfaces.h"
#include "base/hash.h"
#include "ip/route_change.h"

enum { FIRST_SHARE = 30, SETTLED_UPDATES = 2 };

/* --- small things --- */

bool rip_interface_works(const struct app *app, uint32_t interface)
{
    const struct interface *i = interface_at(app, interface);
    return i->address != 0 && i->up != 0 && interface_has_carrier(app, interface);
}

uint32_t rip_cost(const struct app *app, uint32_t interface)
{
    uint32_t node = interface_at(app, interface)->node;
    const struct rip_plan *plan = rip_plan_of(app, node);
    uint32_t index = interface - app->nodes->row[node].first_interface;
    return index < plan->cost_count && plan->costs[index] != 0 ? plan->costs[index] : 1;
}

static struct record record_of(uint32_t node, enum rule rule, uint64_t a, uint64_t b)
{
    return (struct record){.kind = RECORD_FINDING,
                           .layer = LAYER_APP,
                           .rule = (uint16_t)rule,
                           .node = node,
                           .a = a,
                           .b = b};
}

void rip_note(struct app *app, uint32_t node, enum rule rule, uint64_t a, uint64_t b)
{
    (void)sim_note(app->sim, record_of(node, rule, a, b));
}

void rip_aside(struct app *app, uint32_t node, enum rule rule, uint64_t a, uint64_t b)
{
    (void)sim_aside(app->sim, record_of(node, rule, a, b));
}

static struct record record_about(const struct app *app, const struct rip_route *route,
                                  enum rule rule, uint64_t a, uint64_t b)
{
    struct record record = record_of(route->node, rule, a, b);
    record.table = TABLE_RIP;
    record.place = (uint32_t)(route - app->rip_routes);
    return record;
}

void rip_note_route(struct app *app, const struct rip_route *route, enum rule rule, uint64_t a,
                    uint64_t b)
{
    (void)sim_note(app->sim, record_about(app, route, rule, a, b));
}

void rip_aside_route(struct app *app, const struct rip_route *route, enum rule rule, uint64_t a,
                     uint64_t b)
{
    (void)sim_aside(app->sim, record_about(app, route, rule, a, b));
}

sim_time rip_random(struct app *app, uint32_t node, sim_time bound)
{
    uint64_t drawn =
        draw(app->sim->clock->seed, node, DRAW_ROUTING, rip_at(app, node)->draws++);
    return bound > 0 ? (sim_time)(drawn % (uint64_t)bound) : 0;
}

/* --- networks of its own --- */

/* The network of an interface can be reached, or can be reached again. */
static void add_direct(struct app *app, uint32_t interface)
{
    const struct interface *i = interface_at(app, interface);
    ipv4_address prefix = i->address & ipv4_mask(i->prefix_length);
    struct rip_route *r = rip_find(app, i->node, prefix, i->prefix_length);
    struct rip_route direct = {.node = i->node,
                               .prefix = prefix,
                               .interface = interface,
                               .length = i->prefix_length,
                               .metric = (uint8_t)rip_cost(app, interface),
                               .kind = RIP_DIRECT};
    if (r != NULL && r->kind == RIP_DIRECT && r->metric < RIP_INFINITY)
        return; /* a second interface in the same network */
    if (r != NULL)
        rip_remove(app, r);
    if (r != NULL && app->sim->clock->event > 0)
        rip_note(app, i->node, RULE_RIP_DIRECT_BACK, rip_route_word(&direct), 0);
    ip_route_forget(app->transport->ip, i->node, prefix, i->prefix_length, ROUTE_FROM_RIP);
    r = rip_add(app, &direct);
    if (r != NULL)
        rip_changed(app, r);
}

/* Routes that were written down for this node, told to others as well. */
static void add_static(struct app *app, uint32_t node)
{
    const struct ip *ip = app->transport->ip;
    for (uint32_t row = ip_route_next(ip, node, NONE); row != NONE;
         row = ip_route_next(ip, node, row)) {
        const struct route *r = ip_route(ip, row);
        struct rip_route given = {.node = node,
                                  .prefix = r->prefix,
                                  .gateway = r->gateway,
                                  .interface = r->interface,
                                  .length = r->prefix_length,
                                  .metric = 1,
                                  .kind = RIP_STATIC};
        struct rip_route *known = rip_find(app, node, r->prefix, r->prefix_length);
        if (r->kind != ROUTE_VIA || ip_route_origin(ip, row) != ROUTE_FROM_SETUP ||
            !rip_interface_works(app, r->interface) ||
            (known != NULL && known->kind == RIP_STATIC && known->metric < RIP_INFINITY))
            continue;
        if (known != NULL)
            rip_remove(app, known);
        struct rip_route *added = rip_add(app, &given);
        if (added != NULL)
            rip_changed(app, added);
    }
}

/* --- start and stop --- */

bool rip_start(struct app *app, uint32_t node)
{
    const struct node *at = &app->nodes->row[node];
    const struct rip_plan *plan = rip_plan_of(app, node);
    struct rip_node *n = rip_at(app, node);
    struct socket_id socket;
    if (udp_open(app->transport, node, RIP_PORT, app_owner(APP_RIP, node), &socket) != UDP_OK)
        return false;
    *n = (struct rip_node){.socket = socket, .began = sim_cause(app->sim), .draws = n->draws};
    timer_clear(&n->update);
    timer_clear(&n->trigger);
    for (uint32_t i = at->first_interface; i < at->first_interface + at->interfaces; i++) {
        link_join(app->transport->ip->link, i, LINK_GROUP_RIP, true);
        if (rip_interface_works(app, i))
            add_direct(app, i);
        else
            ip_routes_without_carrier(app->transport->ip, node, i);
    }
    if (plan->tells_static)
        add_static(app, node);
    timer_set(app->sim, &n->update, EVENT_JOB, app_owner(APP_RIP, node),
              sim_now(app->sim) + rip_random(app, node, plan->update / FIRST_SHARE));
    return true;
}

void rip_stop(struct app *app, uint32_t node)
{
    const struct node *at = &app->nodes->row[node];
    struct ip *ip = app->transport->ip;
    struct rip_node *n = rip_at(app, node);
    struct rip_route *r;
    while ((r = rip_next(app, node, NULL)) != NULL) {
        ip_route_forget(ip, node, r->prefix, r->length, ROUTE_FROM_RIP);
        rip_remove(app, r);
    }
    while (n->peers != 0) {
        uint32_t row = n->peers - 1;
        n->peers = app->rip_peers[row].next;
        arena_give(&app->sim->arena, app->rip_peer_pool, row);
    }
    timer_cancel(app->sim, &n->update, EVENT_JOB, app_owner(APP_RIP, node));
    timer_cancel(app->sim, &n->trigger, EVENT_JOB, app_owner(APP_RIP_TRIGGER, node));
    for (uint32_t i = at->first_interface; i < at->first_interface + at->interfaces; i++) {
        link_join(ip->link, i, LINK_GROUP_RIP, false);
        if (interface_at(app, i)->up != 0)
            ip_routes_follow(ip, node, i, true);
    }
    udp_close(app->transport, n->socket);
    n->socket = (struct socket_id){0, 0};
}

/* --- timers --- */

struct timer *rip_timer(const struct app *app, uint32_t owner)
{
    uint32_t row = app_owner_row(owner);
    if (app_owner_table(owner) == APP_RIP_ROUTE) {
        bool there = row < arena_marks(&app->sim->arena, app->rip_route_pool)->high &&
                     app->rip_routes[row].kind != 0;
        return there ? &app->rip_routes[row].timer : NULL;
    }
    if (rip_at(app, row)->socket.serial == 0)
        return NULL;
    return app_owner_table(owner) == APP_RIP ? &rip_at(app, row)->update
                                             : &rip_at(app, row)->trigger;
}

/* The first time it asks what the neighbours know. */
static void update_due(struct app *app, uint32_t node)
{
    const struct node *at = &app->nodes->row[node];
    struct rip_node *n = rip_at(app, node);
    const struct rip_plan *plan = rip_plan_of(app, node);
    if (n->asked != 0) {
        rip_update(app, node);
        return;
    }
    n->asked = 1;
    record_id cause = sim_cause(app->sim);
    for (uint32_t i = at->first_interface; i < at->first_interface + at->interfaces; i++) {
        if (rip_interface_works(app, i))
            rip_ask(app, i);
        sim_follow(app->sim, cause);
    }
    sim_follow(app->sim, n->began);
    if (!plan->silent)
        timer_set(app->sim, &n->update, EVENT_JOB, app_owner(APP_RIP, node),
                  sim_now(app->sim) + plan->update / 2 +
                      rip_random(app, node, plan->update / 2));
    sim_follow(app->sim, cause);
    n->news = n->pending != 0 ? cause : n->news;
    rip_flush(app, node);
}

/* The timeout of a route, or the end of its time as one that leads nowhere (section 3.8). */
static void route_due(struct app *app, struct rip_route *r)
{
    uint32_t node = r->node;
    if (r->metric < RIP_INFINITY) {
        rip_note_route(app, r, RULE_RIP_TIMES_OUT, rip_route_word(r), r->from);
        rip_lose(app, r);
        rip_flush(app, node);
        return;
    }
    rip_note_route(app, r, RULE_RIP_DELETES, rip_route_word(r), 0);
    rip_remove(app, r);
}

void rip_timer_fires(struct app *app, uint32_t owner)
{
    uint32_t row = app_owner_row(owner);
    if (app_owner_table(owner) == APP_RIP)
        update_due(app, row);
    else if (app_owner_table(owner) == APP_RIP_TRIGGER)
        rip_flush(app, row);
    else
        route_due(app, &app->rip_routes[row]);
}

/* --- interfaces and cables --- */

/* Another interface of the node in the same network, that works; or NONE. */
static uint32_t stand_in_for(const struct app *app, const struct rip_route *r)
{
    const struct node *at = &app->nodes->row[r->node];
    for (uint32_t i = at->first_interface; i < at->first_interface + at->interfaces; i++) {
        const struct interface *other = interface_at(app, i);
        if (i != r->interface && rip_interface_works(app, i) &&
            other->prefix_length == r->length &&
            ipv4_in_prefix(other->address, r->prefix, r->length))
            return i;
    }
    return NONE;
}

static void lose_interface(struct app *app, uint32_t node, uint32_t interface)
{
    record_id cause = sim_cause(app->sim);
    for (struct rip_route *r = rip_next(app, node, NULL); r != NULL;
         r = rip_next(app, node, r)) {
        if (r->interface != interface || r->metric == RIP_INFINITY)
            continue;
        uint32_t other = r->kind == RIP_DIRECT ? stand_in_for(app, r) : NONE;
        if (other != NONE) {
            r->interface = other;
            continue;
        }
        sim_follow(app->sim, cause);
        rip_note_route(app, r, r->kind == RIP_DIRECT ? RULE_RIP_DIRECT_LOST : RULE_RIP_WAY_LOST,
                       rip_route_word(r), r->gateway);
        rip_lose(app, r);
    }
    sim_follow(app->sim, cause);
    ip_routes_without_carrier(app->transport->ip, node, interface);
}

static void regain_interface(struct app *app, uint32_t node, uint32_t interface)
{
    record_id cause = sim_cause(app->sim);
    const struct interface *i = interface_at(app, interface);
    const struct rip_route *known =
        rip_find(app, node, i->address & ipv4_mask(i->prefix_length), i->prefix_length);
    if (known != NULL && known->kind == RIP_DIRECT && known->metric < RIP_INFINITY &&
        known->interface == interface)
        return; /* it has worked all the time */
    ip_routes_follow(app->transport->ip, node, interface, true);
    add_direct(app, interface);
    if (rip_plan_of(app, node)->tells_static)
        add_static(app, node);
    sim_follow(app->sim, cause);
    if (rip_at(app, node)->asked != 0)
        rip_ask(app, interface);
    sim_follow(app->sim, cause);
}

void rip_interface_changed(struct app *app, uint32_t interface)
{
    uint32_t node = interface_at(app, interface)->node;
    if (app->plans[node] == NULL || app->plans[node]->rip == NULL ||
        rip_at(app, node)->socket.serial == 0)
        return;
    record_id cause = sim_cause(app->sim);
    if (rip_interface_works(app, interface))
        regain_interface(app, node, interface);
    else
        lose_interface(app, node, interface);
    rip_flush(app, node);
    sim_follow(app->sim, cause);
}

/* --- is it quiet? --- */

static bool is_settled(const struct app *app, uint32_t node)
{
    const struct rip_node *n = rip_at(app, node);
    const struct rip_plan *plan = rip_plan_of(app, node);
    sim_time now = sim_now(app->sim);
    sim_time quiet = SETTLED_UPDATES * plan->update;
    if (n->socket.serial == 0)
        return true;
    if (n->asked == 0 || n->pending != 0 || now - n->changed_at < quiet)
        return false;
    for (const struct rip_route *r = rip_next(app, node, NULL); r != NULL;
         r = rip_next(app, node, r)) {
        sim_time age = plan->timeout - (r->timer.deadline - now);
        if (r->metric == RIP_INFINITY || (r->kind == RIP_LEARNT && age > quiet))
            return false;
    }
    return true;
}

bool rip_is_settled(const struct app *app)
{
    for (uint32_t node = 0; node < app->nodes->count; node++)
        if (app->plans[node] != NULL && app->plans[node]->rip != NULL && !is_settled(app, node))
            return false;
    return true;
}
