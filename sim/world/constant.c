/* world/constant.c: what does not change in a run, made from the description. See constant.h. */
#include "world/constant.h"

#include <stdlib.h>
#include <string.h>

#include "world/auto_route.h"

/* A copy of n rows; never NULL for "no rows", so that NULL means out of memory. */
static void *copy_rows(const void *rows, uint32_t n, size_t size)
{
    void *copy = calloc(n > 0 ? n : 1, size);
    if (copy != NULL && n > 0)
        memcpy(copy, rows, (size_t)n * size);
    return copy;
}

/* --- nodes and interfaces -------------------------------------------------------------------------- */

/* 02:00:nn:nn:nn:ii is locally administered (IEEE 802 section 8.4): node and interface, from 1. */
static mac_address made_mac(uint32_t node, uint32_t index)
{
    return UINT64_C(0x020000000000) | (uint64_t)((node + 1) & 0xffffff) << 16 |
           ((index + 1) & 0xffff);
}

bool has_arp_habits(const struct node_habits *habits)
{
    return habits->arp.probe != 0 || habits->arp.defend != 0 || habits->arp.poll != 0;
}

static bool make_nodes(struct world_constant *c, const struct world_def *def)
{
    c->nodes.count = def->node_count;
    c->nodes.row = calloc(def->node_count > 0 ? def->node_count : 1, sizeof *c->nodes.row);
    c->interfaces = copy_rows(def->interfaces, def->interface_count, sizeof *c->interfaces);
    c->plans = calloc(def->node_count > 0 ? def->node_count : 1, sizeof(const struct app_node_plan *));
    c->profile_of = calloc(def->node_count > 0 ? def->node_count : 1, sizeof *c->profile_of);
    c->habits = calloc(def->node_count > 0 ? def->node_count : 1, sizeof *c->habits);
    if (c->nodes.row == NULL || c->interfaces == NULL || c->plans == NULL || c->profile_of == NULL ||
        c->habits == NULL)
        return false;
    c->interface_count = def->interface_count;
    c->nodes.interface_name = calloc(def->interface_count > 0 ? def->interface_count : 1,
                                     sizeof *c->nodes.interface_name);
    if (c->nodes.interface_name == NULL)
        return false;
    for (uint32_t i = 0; i < def->interface_count; i++)
        memcpy(c->nodes.interface_name[i], def->interfaces[i].name, NODE_NAME_SIZE);
    for (uint32_t i = 0; i < def->node_count; i++) {
        const struct node_def *d = &def->nodes[i];
        struct node *n = &c->nodes.row[i];
        memcpy(n->name, d->name, sizeof n->name);
        n->kind = d->kind;
        n->first_interface = d->first_interface;
        n->interfaces = d->interfaces;
        n->hides_errors = d->hides_errors;
        c->plans[i] = d->plan;
        c->profile_of[i] = d->profile;
        c->habits[i] = d->habits;
        c->arp_checks += has_arp_habits(&d->habits) ? d->interfaces : 0;
    }
    for (uint32_t i = 0; i < c->interface_count; i++) {
        struct interface_def *d = &c->interfaces[i];
        d->mac = d->mac != 0 ? d->mac : made_mac(d->node, d->index);
        d->mtu = d->mtu != 0 ? d->mtu : ETHERNET_MTU;
    }
    return true;
}

/* --- spanning tree --- */

static bool make_spanning_tree(struct world_constant *c, const struct world_def *def)
{
    struct stp_plan *plan = &c->stp;
    for (uint32_t i = 0; i < def->node_count; i++) {
        plan->bridges += def->nodes[i].spanning_tree ? 1 : 0;
        plan->ports += def->nodes[i].spanning_tree ? def->nodes[i].interfaces : 0;
    }
    plan->bridge = calloc(plan->bridges > 0 ? plan->bridges : 1, sizeof *plan->bridge);
    plan->port = calloc(plan->ports > 0 ? plan->ports : 1, sizeof *plan->port);
    plan->bridge_of = calloc(def->node_count > 0 ? def->node_count : 1, sizeof *plan->bridge_of);
    if (plan->bridge == NULL || plan->port == NULL || plan->bridge_of == NULL)
        return false;
    uint32_t bridge = 0, port = 0;
    for (uint32_t i = 0; i < def->node_count; i++) {
        const struct node_def *d = &def->nodes[i];
        plan->bridge_of[i] = d->spanning_tree ? bridge : NONE;
        if (!d->spanning_tree)
            continue;
        plan->bridge[bridge] = d->bridge;
        plan->bridge[bridge].node = i;
        plan->bridge[bridge].first_port = port;
        plan->bridge[bridge].ports = d->interfaces;
        bridge++;
        for (uint32_t n = 0; n < d->interfaces; n++)
            plan->port[port++] = def->interfaces[d->first_interface + n].port;
    }
    return true;
}

/* --- routes ------------------------------------------------------------------------------------------ */

/* An interface's own address, its network and its broadcast address. */
static bool add_own_routes(struct routes *routes, const struct interface_def *d, uint32_t interface)
{
    struct route r = {.node = d->node, .interface = interface, .prefix = d->address};
    if (d->address == 0)
        return true;
    r.kind = ROUTE_LOCAL;
    r.prefix_length = 32;
    if (!routes_add(routes, r))
        return false;
    r.kind = ROUTE_CONNECTED;
    r.prefix_length = d->prefix_length;
    if (d->prefix_length < 32 && !routes_add(routes, r))
        return false;
    if (d->prefix_length >= 31)
        return true;
    r.kind = ROUTE_BROADCAST;
    r.prefix = d->address | (UINT32_MAX >> d->prefix_length);
    r.prefix_length = 32;
    return routes_add(routes, r);
}

/* The interface of a node whose network holds the gateway, or NONE. */
static uint32_t interface_towards(const struct world_constant *c, uint32_t node, ipv4_address gateway)
{
    const struct node *n = &c->nodes.row[node];
    for (uint32_t i = n->first_interface; i < n->first_interface + n->interfaces; i++)
        if (c->interfaces[i].address != 0 &&
            ipv4_in_prefix(gateway, c->interfaces[i].address, c->interfaces[i].prefix_length))
            return i;
    return NONE;
}

/* A route written down by hand. One whose gateway is on no network of the node leads nowhere. */
static bool add_given_route(struct world_constant *c, const struct route_def *d)
{
    uint32_t interface = interface_towards(c, d->node, d->gateway);
    return routes_add(&c->routes,
                      (struct route){.node = d->node,
                                     .prefix = d->prefix,
                                     .prefix_length = d->prefix_length,
                                     .gateway = d->gateway,
                                     .interface = interface == NONE ? 0 : interface,
                                     .kind = interface == NONE ? ROUTE_UNREACHABLE : ROUTE_VIA});
}

/* Where the limited broadcast leaves a node (RFC 1122 section 3.3.6 leaves the choice to a host with
 * several networks): its first interface with an address. */
static bool add_broadcast_route(struct world_constant *c, const struct node *n, uint32_t node)
{
    for (uint32_t i = n->first_interface; i < n->first_interface + n->interfaces; i++)
        if (c->interfaces[i].address != 0)
            return routes_add(&c->routes, (struct route){.node = node,
                                                         .interface = i,
                                                         .prefix = IPV4_BROADCAST,
                                                         .prefix_length = 32,
                                                         .kind = ROUTE_BROADCAST});
    return true;
}

static bool make_routes(struct world_constant *c, const struct world_def *def)
{
    if (!routes_init(&c->routes, def->node_count))
        return false;
    for (uint32_t i = 0; i < c->nodes.count; i++)
        if (c->nodes.row[i].kind != NODE_SWITCH &&
            !routes_add(&c->routes, (struct route){.node = i,
                                                   .prefix = UINT32_C(127) << 24,
                                                   .prefix_length = 8,
                                                   .kind = ROUTE_LOCAL}))
            return false;
    for (uint32_t i = 0; i < c->nodes.count; i++)
        if (!add_broadcast_route(c, &c->nodes.row[i], i))
            return false;
    for (uint32_t i = 0; i < c->interface_count; i++)
        if (!add_own_routes(&c->routes, &c->interfaces[i], i))
            return false;
    for (uint32_t i = 0; i < def->route_count; i++)
        if (!add_given_route(c, &def->routes[i]))
            return false;
    if (!auto_routes_add(&c->routes, def))
        return false;
    return routes_finish(&c->routes);
}

/* --- faults and timeline --------------------------------------------------------------------------------- */

/* Stable by construction: rows are few, and an insertion sort keeps equal ones in order. */
static void sort_faults(struct fault *row, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++) {
        struct fault moved = row[i];
        uint32_t at = i;
        for (; at > 0 && row[at - 1].direction > moved.direction; at--)
            row[at] = row[at - 1];
        row[at] = moved;
    }
}

static char *copy_text(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = malloc(size);
    if (copy != NULL)
        memcpy(copy, text, size);
    return copy;
}

struct timeline_order {
    sim_time at;
    uint32_t row;
};

static int compare_times(const void *left, const void *right)
{
    const struct timeline_order *a = left;
    const struct timeline_order *b = right;
    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

static bool make_timeline(struct world_constant *c, const struct world_def *def)
{
    uint32_t n = def->timeline_count;
    struct timeline_order *order = calloc(n > 0 ? n : 1, sizeof *order);
    c->timeline = calloc(n > 0 ? n : 1, sizeof *c->timeline);
    if (order == NULL || c->timeline == NULL) {
        free(order);
        return false;
    }
    for (uint32_t i = 0; i < n; i++)
        order[i] = (struct timeline_order){def->timeline[i].at, i};
    qsort(order, n, sizeof *order, compare_times);
    bool ok = true;
    for (uint32_t i = 0; i < n && ok; i++) {
        c->timeline[i] = def->timeline[order[i].row];
        c->timeline_count = i + 1;
        if (c->timeline[i].command == NULL)
            continue;
        c->timeline[i].command = copy_text(c->timeline[i].command);
        ok = c->timeline[i].command != NULL;
    }
    free(order);
    return ok;
}

static bool make_tables(struct world_constant *c, const struct world_def *def)
{
    c->cables = copy_rows(def->cables, def->cable_count, sizeof *c->cables);
    c->faults = copy_rows(def->faults, def->fault_count, sizeof *c->faults);
    c->profiles = copy_rows(def->profiles, def->profile_count, sizeof *c->profiles);
    if (c->cables == NULL || c->faults == NULL || c->profiles == NULL)
        return false;
    c->cable_count = def->cable_count;
    c->profile_count = def->profile_count;
    sort_faults(c->faults, def->fault_count);
    c->fault_table = (struct fault_table){.row = c->faults, .count = def->fault_count};
    if (c->profile_count == 0) {
        c->profiles[0] = tcp_default_profile();
        c->profile_count = 1;
    }
    return true;
}

struct world_constant *constant_make(const struct world_def *def)
{
    struct world_constant *c = calloc(1, sizeof *c);
    if (c == NULL)
        return NULL;
    c->twins = 1;
    c->seed = def->seed;
    c->until = def->until < SIM_HORIZON ? def->until : SIM_HORIZON;
    c->bulk = def->bulk;
    c->expected_connections = def->expected_connections;
    c->expected_frames = def->expected_frames;
    if (make_nodes(c, def) && make_tables(c, def) && make_spanning_tree(c, def) &&
        make_routes(c, def) && make_timeline(c, def))
        return c;
    constant_release(c);
    return NULL;
}

/* The texts are this segment's own copies (made by copy_text). */
static void free_text(const char *text)
{
    union {
        const char *read_only;
        char *owned;
    } pointer = {.read_only = text};
    free(pointer.owned);
}

void constant_release(struct world_constant *c)
{
    if (--c->twins > 0)
        return;
    for (uint32_t i = 0; i < c->timeline_count; i++)
        free_text(c->timeline[i].command);
    free(c->timeline);
    free(c->nodes.row);
    free(c->nodes.interface_name);
    free(c->interfaces);
    free(c->cables);
    free(c->faults);
    free(c->profiles);
    free(c->profile_of);
    free(c->habits);
    free(c->plans);
    routes_release(&c->routes);
    free(c->stp.bridge);
    free(c->stp.port);
    free(c->stp.bridge_of);
    free(c);
}
