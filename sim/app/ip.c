/* app/ip.c: the command ip: what it shows is in ip_show.c; here is what it changes. An
 * interface that is down takes no frame, in or out; with it go, as in Linux, the routes over it
 * and what is known of its neighbours. When it is up again only its own network comes back. */
#include "app/interfaces.h"
#include "app/ip_show.h"
#include "ip/path.h"
#include "ip/route_change.h"

static const struct ip_options *options_of(const struct job *job)
{
    return &job->command.options.ip;
}

/* What somebody did here, told in a rule's sentence. */
static void tell(struct app *app, const struct job *job, enum rule rule, uint64_t a, uint64_t b)
{
    app_note_rule(app, job->node, rule, TABLE_NONE, 0, a, b);
}

static uint8_t answer(struct app *app, const struct job *job, const char *problem)
{
    job_complain_line(app, job, problem);
    return 2;
}

/* --- interfaces --- */

/* Forgets its neighbours, but those that were set by hand. */
static void forget_neighbours(struct app *app, uint32_t node, uint32_t device)
{
    uint64_t above = 0;
    const struct arp_entry *entry;
    while ((entry = arp_row_after(app, node, above)) != NULL) {
        above = ((uint64_t)entry->interface << 32 | entry->address) + 1;
        if (entry->interface == device && entry->expires != SIM_NEVER)
            (void)arp_delete(app->transport->ip->link, device, entry->address);
    }
}

/* Unless it is there. */
static void add_once(struct ip *ip, struct route route)
{
    bool added = ip_route_add(ip, route);
    (void)added;
}

/* What an address brings: a row for itself, for its network and for the broadcasts there; as
 * in a world's beginning (world/constant.c). */
static void add_own_routes(struct app *app, uint32_t node, uint32_t device)
{
    const struct interface *i = interface_at(app, device);
    struct ip *ip = app->transport->ip;
    struct route r = {.node = node, .interface = device, .prefix = i->address};
    r.kind = ROUTE_LOCAL;
    r.prefix_length = 32;
    add_once(ip, r);
    if (i->up == 0)
        return;
    r.kind = ROUTE_CONNECTED;
    r.prefix_length = i->prefix_length;
    r.prefix = i->address & ipv4_mask(i->prefix_length);
    if (i->prefix_length < 32)
        add_once(ip, r);
    if (i->prefix_length >= 31)
        return;
    r.kind = ROUTE_BROADCAST;
    r.prefix = i->address | (UINT32_MAX >> i->prefix_length);
    r.prefix_length = 32;
    add_once(ip, r);
}

static uint8_t set_link(struct app *app, const struct job *job, uint32_t device)
{
    const struct ip_options *o = options_of(job);
    bool up = o->up == IP_UP;
    if (o->mtu != 0) {
        link_set_mtu(app->transport->ip->link, device, o->mtu);
        sim_row(app->sim, job->node, TABLE_INTERFACE, device, ROW_CHANGED, o->mtu);
        app_note_rule(app, job->node, RULE_LINK_MTU_SET, TABLE_INTERFACE, device, o->mtu, 0);
    }
    if (o->up == IP_AS_IT_IS || interface_at(app, device)->up == up)
        return 0;
    link_set_up(app->transport->ip->link, device, up);
    ip_routes_follow(app->transport->ip, job->node, device, up);
    if (up && interface_at(app, device)->address != 0)
        add_own_routes(app, job->node, device);
    link_check_address(app->transport->ip->link, device);
    if (!up)
        forget_neighbours(app, job->node, device);
    sim_row(app->sim, job->node, TABLE_INTERFACE, device, ROW_CHANGED, up);
    app_note_rule(app, job->node, up ? RULE_LINK_SET_UP : RULE_LINK_SET_DOWN, TABLE_INTERFACE,
                  device, 0, 0);
    app_interface_changed(app, device);
    return 0;
}

/* --- addresses: an interface has one at most --- */

/* With the address go all routes over the interface, and its neighbours. */
static void remove_address(struct app *app, const struct job *job, uint32_t device)
{
    struct ip *ip = app->transport->ip;
    for (uint32_t row = ip_route_next(ip, job->node, NONE), next; row != NONE; row = next) {
        const struct route *r = ip_route(ip, row);
        next = ip_route_next(ip, job->node, row);
        bool limited = r->kind == ROUTE_BROADCAST && r->prefix == IPV4_BROADCAST;
        bool loopback = r->kind == ROUTE_LOCAL && r->prefix_length < 32;
        if (r->interface == device && !limited && !loopback && r->kind != ROUTE_UNREACHABLE)
            ip_route_remove(ip, job->node, row);
    }
    forget_neighbours(app, job->node, device);
    link_set_address(ip->link, device, 0, 0);
}

static uint8_t change_address(struct app *app, const struct job *job, uint32_t device)
{
    const struct ip_options *o = options_of(job);
    const struct interface *i = interface_at(app, device);
    struct link *link = app->transport->ip->link;
    bool same = i->address == o->address && i->prefix_length == o->prefix_length;
    if (o->verb == IP_ADD && i->address != 0)
        return answer(app, job,
                      same ? "RTNETLINK answers: File exists"
                           : "ip: an interface of this host has one address; delete it first");
    if (o->verb == IP_DELETE && (i->address == 0 || !same))
        return answer(app, job, "RTNETLINK answers: Cannot assign requested address");
    if (o->verb == IP_FLUSH && i->address == 0)
        return 0;
    ipv4_address before = i->address;
    if (o->verb == IP_ADD) {
        link_set_address(link, device, o->address, o->prefix_length);
        add_own_routes(app, job->node, device);
        tell(app, job, RULE_ADDRESS_BY_HAND, o->address, o->prefix_length);
    } else {
        remove_address(app, job, device);
        tell(app, job, RULE_ADDRESS_TAKEN_AWAY, before, 0);
    }
    link_check_address(link, device);
    sim_row(app->sim, job->node, TABLE_INTERFACE, device, ROW_CHANGED, i->up);
    return 0;
}

/* --- routes --- */

/* The interface whose network has this gateway; that of -dev, when there is one. */
static uint32_t interface_towards(const struct app *app, uint32_t node, ipv4_address gateway,
                                  uint32_t device)
{
    const struct node *n = &app->nodes->row[node];
    for (uint32_t i = n->first_interface; i < n->first_interface + n->interfaces; i++) {
        const struct interface *row = interface_at(app, i);
        if ((device == NONE || device == i) && row->address != 0 && row->up != 0 &&
            ipv4_in_prefix(gateway, row->address, row->prefix_length))
            return i;
    }
    return NONE;
}

/* The route that the line speaks of, or NONE. Own addresses are none of ip route's. */
static uint32_t find_route(const struct app *app, const struct job *job, uint32_t device)
{
    const struct ip *ip = app->transport->ip;
    const struct ip_options *o = options_of(job);
    for (uint32_t row = ip_route_next(ip, job->node, NONE); row != NONE;
         row = ip_route_next(ip, job->node, row)) {
        const struct route *r = ip_route(ip, row);
        bool same = r->prefix == o->address && r->prefix_length == o->prefix_length &&
                    (o->metric == 0 || r->metric == o->metric);
        if (same && r->kind != ROUTE_LOCAL && r->kind != ROUTE_BROADCAST &&
            (o->gateway == 0 || r->gateway == o->gateway) &&
            (device == NONE || r->interface == device))
            return row;
    }
    return NONE;
}

static uint8_t add_route(struct app *app, const struct job *job, uint32_t device)
{
    const struct ip_options *o = options_of(job);
    struct route route = {.prefix = o->address,
                          .gateway = o->gateway,
                          .node = job->node,
                          .interface = device,
                          .prefix_length = o->prefix_length,
                          .kind = o->gateway != 0 ? ROUTE_VIA : ROUTE_CONNECTED,
                          .metric = (uint16_t)o->metric};
    if ((route.prefix & ipv4_mask(route.prefix_length)) != route.prefix)
        return answer(app, job, "Error: Invalid prefix for given prefix length.");
    if (o->gateway != 0)
        route.interface = interface_towards(app, job->node, o->gateway, device);
    if (o->gateway != 0 && route.interface == NONE)
        return answer(app, job, "Error: Nexthop has invalid gateway.");
    if (route.interface == NONE)
        return answer(app, job, "RTNETLINK answers: No such device");
    if (interface_at(app, route.interface)->up == 0)
        return answer(app, job, "Error: Device for nexthop is not up.");
    if (!ip_route_add(app->transport->ip, route))
        return answer(app, job, "RTNETLINK answers: File exists");
    tell(app, job, RULE_ROUTE_BY_HAND, route.prefix, route.prefix_length);
    return 0;
}

static uint8_t change_route(struct app *app, const struct job *job, uint32_t device)
{
    const struct ip_options *o = options_of(job);
    if (o->verb == IP_ADD)
        return add_route(app, job, device);
    if (o->verb == IP_DELETE) {
        uint32_t row = find_route(app, job, device);
        if (row == NONE)
            return answer(app, job, "RTNETLINK answers: No such process");
        ip_route_remove(app->transport->ip, job->node, row);
        tell(app, job, RULE_ROUTE_TAKEN, o->address, o->prefix_length);
        return 0;
    }
    struct job other = *job; /* what is replaced may have led elsewhere */
    other.command.options.ip.gateway = 0;
    uint32_t row = find_route(app, &other, NONE);
    if (o->gateway != 0 && interface_towards(app, job->node, o->gateway, device) == NONE)
        return answer(app, job, "Error: Nexthop has invalid gateway.");
    if (row != NONE)
        ip_route_remove(app->transport->ip, job->node, row);
    return add_route(app, job, device);
}

/* --- neighbours --- */

static uint8_t delete_neighbour(struct app *app, const struct job *job, uint32_t device)
{
    ipv4_address address = options_of(job)->address;
    if (!arp_delete(app->transport->ip->link, device, address))
        return answer(app, job, "RTNETLINK answers: No such file or directory");
    tell(app, job, RULE_NEIGHBOUR_TAKEN, address, 0);
    return 0;
}

static uint8_t change_neighbour(struct app *app, const struct job *job, uint32_t device)
{
    struct link *link = app->transport->ip->link;
    const struct ip_options *o = options_of(job);
    if (o->verb == IP_DELETE)
        return delete_neighbour(app, job, device);
    if (o->mac == 0)
        return answer(app, job, "RTNETLINK answers: Invalid argument");
    if (o->verb == IP_ADD && arp_find(link, device, o->address) != NONE)
        return answer(app, job, "RTNETLINK answers: File exists");
    if (!arp_set(link, device, o->address, o->mac))
        return 2;
    tell(app, job, RULE_NEIGHBOUR_BY_HAND, o->address, o->mac);
    return 0;
}

/* All that the line speaks of, but those that were set by hand. */
static uint8_t flush_neighbours(struct app *app, const struct job *job, uint32_t device)
{
    const struct ip_options *o = options_of(job);
    uint64_t above = 0;
    const struct arp_entry *entry;
    while ((entry = arp_row_after(app, job->node, above)) != NULL) {
        above = ((uint64_t)entry->interface << 32 | entry->address) + 1;
        bool meant = (device == NONE || entry->interface == device) &&
                     (!o->has_address || entry->address == o->address);
        if (meant && entry->expires != SIM_NEVER)
            (void)arp_delete(app->transport->ip->link, entry->interface, entry->address);
    }
    return 0;
}

/* What is known of the paths to single destinations. */
static uint8_t show_or_flush_paths(struct app *app, const struct job *job)
{
    if (options_of(job)->verb != IP_FLUSH)
        return ip_show_paths(app, job);
    ip_path_flush(app->transport->ip, job->node);
    return 0;
}

/* --- the command --- */

static uint8_t run(struct app *app, const struct job *job, uint32_t device)
{
    const struct ip_options *o = options_of(job);
    switch ((enum ip_object)o->object) {
    case IP_ADDRESS:
        return o->verb == IP_SHOW ? ip_show_interfaces(app, job, device)
                                  : change_address(app, job, device);
    case IP_LINK:
        return o->verb == IP_SET ? set_link(app, job, device)
                                 : ip_show_interfaces(app, job, device);
    case IP_ROUTE:
        if (o->verb == IP_GET)
            return ip_show_route_to(app, job, o->address);
        if (o->cache != 0)
            return show_or_flush_paths(app, job);
        return o->verb == IP_SHOW ? ip_show_routes(app, job) : change_route(app, job, device);
    case IP_NEIGHBOUR:
        if (o->verb == IP_FLUSH)
            return flush_neighbours(app, job, device);
        return o->verb == IP_SHOW ? ip_show_neighbours(app, job, device)
                                  : change_neighbour(app, job, device);
    }
    return 0;
}

void ip_begin(struct app *app, struct job *job)
{
    const struct ip_options *o = options_of(job);
    const char *name = command_word(&job->command, o->device);
    uint32_t device = o->device != 0 ? interface_find(app, job->node, name) : NONE;
    if (o->device != 0 && device == NONE) {
        interface_complain(app, job, name);
        job_end(app, job, 1);
        return;
    }
    job_end(app, job, run(app, job, device));
}
