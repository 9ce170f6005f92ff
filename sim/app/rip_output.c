/* app/rip_output.c: what a routing daemon tells, to whom and when (RFC 2453 section 3.10). */
#include "app/rip_parts.h"

#include "app/interfaces.h"

enum {
    RIP_TTL = 1,       /* messages are for neighbours only */
    UPDATE_USUAL = 30, /* seconds; the other times shrink with it */
    HOLD_LEAST = 1,
    HOLD_SPREAD = 4,
    JITTER_SHARE = 6, /* 5 s of 30 s */
};

/* A message that is being filled, and where it goes. */
struct letter {
    struct app *app;
    uint32_t node;
    uint32_t interface; /* the way out, for split horizon */
    struct endpoint to; /* address 0: all routers at the interface */
    ipv4_address asked; /* of an answer: which of our addresses */
    uint8_t version;
    bool news_only; /* a triggered update */
    uint32_t room;  /* entries that a datagram takes */
    uint32_t count; /* that are in it */
    struct rip_entry entry[RIP_ENTRIES];
};

/* --- sending --- */

static void post(struct app *app, uint32_t node, uint32_t interface, struct endpoint to,
                 ipv4_address asked, const uint8_t *octets, uint16_t length)
{
    struct socket_id socket = rip_at(app, node)->socket;
    if (to.address == 0)
        (void)!udp_send_group(app->transport, socket, interface,
                              (struct endpoint){.address = RIP_GROUP, .port = RIP_PORT},
                              RIP_TTL, octets, length);
    else
        (void)!udp_answer(app->transport, socket, to, asked, octets, length);
}

static void send_letter(struct letter *l)
{
    uint8_t octets[RIP_MAXIMUM];
    struct writer w = writer_over(octets, sizeof octets);
    if (l->count == 0)
        return;
    rip_write_header(&w, &(struct rip_header){.command = RIP_RESPONSE, .version = l->version});
    for (uint32_t i = 0; i < l->count; i++)
        rip_write_entry(&w, &l->entry[i]);
    record_id cause = sim_cause(l->app->sim);
    post(l->app, l->node, l->interface, l->to, l->asked, octets, (uint16_t)w.at);
    sim_follow(l->app->sim, cause);
    l->count = 0;
}

void rip_ask(struct app *app, uint32_t interface)
{
    uint32_t node = interface_at(app, interface)->node;
    uint8_t octets[RIP_HEADER + RIP_ENTRY];
    struct writer w = writer_over(octets, sizeof octets);
    rip_write_header(&w, &(struct rip_header){.command = RIP_REQUEST, .version = 2});
    rip_write_entry(&w, &(struct rip_entry){.family = RIP_FAMILY_NONE, .metric = RIP_INFINITY});
    record_id cause = sim_cause(app->sim);
    rip_note(app, node, RULE_RIP_ASKS, 0, 0);
    post(app, node, interface, (struct endpoint){0}, 0, octets, (uint16_t)w.at);
    sim_follow(app->sim, cause);
}

/* --- what is told at an interface --- */

/* Do those at this interface know the network themselves, or from the same neighbours? */
static bool came_from_there(const struct letter *l, const struct rip_route *r)
{
    return r->interface == l->interface && r->kind != RIP_STATIC;
}

/* RFC 2453 section 4.3: what a router that knows no masks would not misunderstand. */
static bool fits_version_1(const struct letter *l, const struct rip_route *r)
{
    const struct interface *i = interface_at(l->app, l->interface);
    uint8_t natural = rip_class_length(r->prefix);
    bool same = natural < 33 && ipv4_in_prefix(i->address, r->prefix, natural);
    return r->length == natural || (r->prefix == 0 && r->length == 0) ||
           (same && r->length == i->prefix_length);
}

/* The next hop that saves a way round: it is at this very network (section 4.4). */
static ipv4_address next_hop_for(const struct letter *l, const struct rip_route *r)
{
    const struct interface *i = interface_at(l->app, l->interface);
    bool there = r->kind == RIP_STATIC && r->interface == l->interface &&
                 ipv4_in_prefix(r->gateway, i->address, i->prefix_length);
    return there ? r->gateway : 0;
}

/* The metric that is told here, or 0: the route is left out (section 3.4.3). */
static uint32_t metric_for(const struct letter *l, const struct rip_route *r)
{
    enum rip_horizon horizon = rip_plan_of(l->app, l->node)->horizon;
    if (horizon == RIP_NO_HORIZON || !came_from_there(l, r))
        return r->metric;
    if (r->kind == RIP_DIRECT)
        return 0; /* everybody here is on that network */
    bool poisoned = horizon == RIP_POISONED_REVERSE;
    rip_aside_route(l->app, r, poisoned ? RULE_RIP_POISONS : RULE_RIP_SPLIT_HORIZON,
                    rip_route_word(r), r->from);
    return poisoned ? RIP_INFINITY : 0;
}

static void tell(struct letter *l, const struct rip_route *r)
{
    if (l->news_only && r->changed == 0)
        return;
    if (l->version == 1 && !fits_version_1(l, r)) {
        rip_aside(l->app, l->node, RULE_RIP_NOT_FOR_VERSION_1, rip_route_word(r), 0);
        return;
    }
    uint32_t metric = metric_for(l, r);
    if (metric == 0)
        return;
    bool masks = l->version != 1;
    l->entry[l->count++] = (struct rip_entry){.family = RIP_FAMILY_IP,
                                              .tag = masks ? r->tag : 0,
                                              .address = r->prefix,
                                              .mask = masks ? ipv4_mask(r->length) : 0,
                                              .next_hop = masks ? next_hop_for(l, r) : 0,
                                              .metric = metric};
    if (l->count == l->room)
        send_letter(l);
}

static uint32_t room_of(const struct app *app, uint32_t interface)
{
    uint32_t data = interface_at(app, interface)->mtu - IPV4_HEADER - UDP_HEADER - RIP_HEADER;
    return data / RIP_ENTRY < RIP_ENTRIES ? data / RIP_ENTRY : RIP_ENTRIES;
}

static void tell_all(struct letter *l)
{
    l->room = room_of(l->app, l->interface);
    if (l->room == 0)
        return; /* the link takes no entry */
    for (const struct rip_route *r = rip_next(l->app, l->node, NULL); r != NULL;
         r = rip_next(l->app, l->node, r))
        tell(l, r);
    send_letter(l);
}

static void tell_neighbours(struct app *app, uint32_t node, bool news_only)
{
    const struct node *n = &app->nodes->row[node];
    record_id cause = sim_cause(app->sim);
    for (uint32_t i = n->first_interface; i < n->first_interface + n->interfaces; i++) {
        struct letter l = {
            .app = app, .node = node, .interface = i, .version = 2, .news_only = news_only};
        if (!rip_interface_works(app, i))
            continue;
        sim_follow(app->sim, cause);
        tell_all(&l);
    }
    for (struct rip_route *r = rip_next(app, node, NULL); r != NULL; r = rip_next(app, node, r))
        r->changed = 0;
    rip_at(app, node)->pending = 0;
}

void rip_update(struct app *app, uint32_t node)
{
    struct rip_node *n = rip_at(app, node);
    sim_time period = rip_plan_of(app, node)->update;
    sim_time jitter = period / JITTER_SHARE;
    sim_time next = sim_now(app->sim) + period - jitter + rip_random(app, node, 2 * jitter);
    rip_note(app, node, RULE_RIP_UPDATES, (uint64_t)(next - sim_now(app->sim)), n->count);
    record_id cause = sim_cause(app->sim);
    sim_follow(app->sim, n->began);
    timer_set(app->sim, &n->update, EVENT_JOB, app_owner(APP_RIP, node), next);
    sim_follow(app->sim, cause);
    n->updates++;
    tell_neighbours(app, node, false);
}

/* Waits 1 to 5 s before the next one; less when regular updates are sent more often. */
static void hold(struct app *app, uint32_t node)
{
    struct rip_node *n = rip_at(app, node);
    sim_time second = rip_plan_of(app, node)->update / UPDATE_USUAL;
    timer_set(app->sim, &n->trigger, EVENT_JOB, app_owner(APP_RIP_TRIGGER, node),
              sim_now(app->sim) + HOLD_LEAST * second +
                  rip_random(app, node, HOLD_SPREAD * second));
}

void rip_flush(struct app *app, uint32_t node)
{
    struct rip_node *n = rip_at(app, node);
    const struct rip_plan *plan = rip_plan_of(app, node);
    if (n->pending == 0 || n->socket.serial == 0 || plan->silent || !plan->triggered ||
        n->asked == 0)
        return;
    sim_follow(app->sim, n->news);
    if (timer_is_set(&n->trigger)) {
        if (record_event(n->news) != app->sim->clock->event)
            return; /* it waits already */
        rip_note(app, node, RULE_RIP_HOLDS_BACK,
                 (uint64_t)(n->trigger.deadline - sim_now(app->sim)), 0);
        timer_set(app->sim, &n->trigger, EVENT_JOB, app_owner(APP_RIP_TRIGGER, node),
                  n->trigger.deadline); /* now it has this cause */
        return;
    }
    rip_note(app, node, RULE_RIP_TRIGGERED, 0, 0);
    n->triggered++;
    hold(app, node);
    tell_neighbours(app, node, true);
}

void rip_answer(struct app *app, uint32_t node, const struct udp_datagram *question,
                uint8_t version)
{
    struct letter l = {.app = app,
                       .node = node,
                       .interface = question->interface,
                       .to = question->from,
                       .asked = question->to.address,
                       .version = version};
    rip_note(app, node, RULE_RIP_ANSWERS_ALL, question->from.address, 0);
    tell_all(&l);
}
