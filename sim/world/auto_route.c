/* world/auto_route.c: see auto_route.h.
 *
 * Shape:  interfaces that hear each other's broadcasts (joined by cables and switches) are one
 *         segment. From each network's segment a breadth-first search walks outwards, router by
 *         router; whoever is met learns that the network lies in the direction it was met from. */
#include "world/auto_route.h"

#include <stdlib.h>

#include "wire/ipv4.h"

struct search {
    const struct world_def *def;
    uint32_t *segment;        /* a row an interface: its segment, named by its first interface */
    uint32_t *next_on_segment; /* the next interface of the same segment, or NONE */
    uint32_t *queue;          /* segments still to be walked */
    uint32_t *towards;        /* a row a segment: the interface that leads to the network */
    uint8_t *segment_seen;
    uint8_t *node_seen;
};

static bool prepare(struct search *s, const struct world_def *def)
{
    size_t interfaces = def->interface_count > 0 ? def->interface_count : 1;
    size_t nodes = def->node_count > 0 ? def->node_count : 1;
    s->def = def;
    s->segment = calloc(interfaces, sizeof *s->segment);
    s->next_on_segment = calloc(interfaces, sizeof *s->next_on_segment);
    s->queue = calloc(interfaces, sizeof *s->queue);
    s->towards = calloc(interfaces, sizeof *s->towards);
    s->segment_seen = calloc(interfaces, 1);
    s->node_seen = calloc(nodes, 1);
    return s->segment != NULL && s->next_on_segment != NULL && s->queue != NULL &&
           s->towards != NULL && s->segment_seen != NULL && s->node_seen != NULL;
}

static void release(struct search *s)
{
    free(s->segment);
    free(s->next_on_segment);
    free(s->queue);
    free(s->towards);
    free(s->segment_seen);
    free(s->node_seen);
}

static uint32_t root_of(uint32_t *segment, uint32_t i)
{
    while (segment[i] != i) {
        segment[i] = segment[segment[i]];
        i = segment[i];
    }
    return i;
}

/* Two interfaces are on one segment; the lower number names it. */
static void join(uint32_t *segment, uint32_t a, uint32_t b)
{
    a = root_of(segment, a);
    b = root_of(segment, b);
    if (a < b)
        segment[b] = a;
    else
        segment[a] = b;
}

static void find_segments(struct search *s)
{
    const struct world_def *def = s->def;
    for (uint32_t i = 0; i < def->interface_count; i++)
        s->segment[i] = i;
    for (uint32_t i = 0; i < def->cable_count; i++)
        join(s->segment, def->cables[i].end[0], def->cables[i].end[1]);
    for (uint32_t i = 0; i < def->node_count; i++)
        for (uint32_t j = 1; def->nodes[i].kind == NODE_SWITCH && j < def->nodes[i].interfaces; j++)
            join(s->segment, def->nodes[i].first_interface, def->nodes[i].first_interface + j);
    for (uint32_t i = def->interface_count; i-- > 0;) {
        uint32_t root = root_of(s->segment, i);
        s->segment[i] = root;
        if (root == i)
            continue;
        s->next_on_segment[i] = s->next_on_segment[root] == 0 ? NONE : s->next_on_segment[root];
        s->next_on_segment[root] = i;
    }
    for (uint32_t i = 0; i < def->interface_count; i++)
        if (s->segment[i] == i && s->next_on_segment[i] == 0)
            s->next_on_segment[i] = NONE;
}

/* A router was met on a segment: it learns the way, and its other segments are to be walked. */
static bool meet_router(struct search *s, struct routes *routes, const struct interface_def *network,
                        uint32_t interface, uint32_t *queued)
{
    const struct world_def *def = s->def;
    uint32_t node = def->interfaces[interface].node;
    uint32_t segment = s->segment[interface];
    s->node_seen[node] = 1;
    uint32_t towards = s->towards[segment];
    if (def->nodes[node].auto_routes && towards != NONE &&
        !routes_add(routes, (struct route){.node = node,
                                           .prefix = network->address,
                                           .prefix_length = network->prefix_length,
                                           .gateway = def->interfaces[towards].address,
                                           .interface = interface,
                                           .kind = ROUTE_VIA,
                                           .metric = 1}))
        return false;
    uint32_t first = def->nodes[node].first_interface;
    for (uint32_t i = first; i < first + def->nodes[node].interfaces; i++) {
        uint32_t other = s->segment[i];
        if (s->segment_seen[other] != 0 || def->interfaces[i].address == 0)
            continue;
        s->segment_seen[other] = 1;
        s->towards[other] = i;
        s->queue[(*queued)++] = other;
    }
    return true;
}

static bool search_from(struct search *s, struct routes *routes, const struct interface_def *network,
                        uint32_t start)
{
    const struct world_def *def = s->def;
    for (uint32_t i = 0; i < def->interface_count; i++)
        s->segment_seen[i] = 0;
    for (uint32_t i = 0; i < def->node_count; i++)
        s->node_seen[i] = 0;
    uint32_t queued = 0;
    s->queue[queued++] = start;
    s->segment_seen[start] = 1;
    s->towards[start] = NONE;
    for (uint32_t at = 0; at < queued; at++)
        for (uint32_t i = s->queue[at]; i != NONE; i = s->next_on_segment[i]) {
            const struct interface_def *d = &def->interfaces[i];
            if (def->nodes[d->node].kind == NODE_ROUTER && d->address != 0 &&
                s->node_seen[d->node] == 0 && !meet_router(s, routes, network, i, &queued))
                return false;
        }
    return true;
}

/* Is this the first interface on its segment with its network? Then the search starts from it. */
static bool is_first_of_network(const struct search *s, uint32_t interface)
{
    const struct interface_def *d = &s->def->interfaces[interface];
    for (uint32_t i = s->segment[interface]; i != interface && i != NONE; i = s->next_on_segment[i]) {
        const struct interface_def *other = &s->def->interfaces[i];
        if (other->address != 0 && other->prefix_length == d->prefix_length &&
            ipv4_in_prefix(other->address, d->address, d->prefix_length))
            return false;
    }
    return true;
}

static bool add_default_route(const struct search *s, struct routes *routes, uint32_t interface)
{
    const struct world_def *def = s->def;
    const struct interface_def *d = &def->interfaces[interface];
    for (uint32_t i = s->segment[interface]; i != NONE; i = s->next_on_segment[i]) {
        const struct interface_def *other = &def->interfaces[i];
        if (def->nodes[other->node].kind == NODE_ROUTER && other->address != 0 &&
            ipv4_in_prefix(other->address, d->address, d->prefix_length))
            return routes_add(routes, (struct route){.node = d->node,
                                                     .gateway = other->address,
                                                     .interface = interface,
                                                     .kind = ROUTE_VIA,
                                                     .metric = 1});
    }
    return true;
}

bool auto_routes_add(struct routes *routes, const struct world_def *def)
{
    struct search s;
    bool ok = prepare(&s, def);
    bool wanted = false;
    for (uint32_t i = 0; i < def->node_count; i++)
        wanted = wanted || def->nodes[i].auto_routes;
    if (ok && wanted)
        find_segments(&s);
    for (uint32_t i = 0; ok && wanted && i < def->interface_count; i++) {
        const struct interface_def *d = &def->interfaces[i];
        if (d->address == 0)
            continue;
        if (d->prefix_length < 32 && is_first_of_network(&s, i))
            ok = search_from(&s, routes, d, s.segment[i]);
        if (ok && def->nodes[d->node].auto_routes && def->nodes[d->node].kind == NODE_HOST)
            ok = add_default_route(&s, routes, i);
    }
    release(&s);
    return ok;
}
