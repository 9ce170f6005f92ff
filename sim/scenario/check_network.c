/* scenario/check_network.c: whether the network as a whole can work: addresses, subnets,
 * gateways, name servers, loops. What a lesson about broken networks wants on purpose,
 * `broken:` allows.
 *
 * Shape:  interfaces that hear each other's broadcasts form a segment (union-find over cables
 * and switches). Each check goes through all interfaces, gateways or nodes once. */
#include "scenario/load.h"

#include "base/catalogue.h"
#include "base/suggest.h"
#include "scenario/address.h"

#include <stdlib.h>
#include <string.h>

/* A row of a table with the key by which it is sorted. */
struct keyed {
    uint32_t key;
    uint32_t row;
};

struct segments {
    uint32_t *parent;     /* of an interface, towards the one that stands for its segment */
    struct keyed *sorted; /* interfaces with an address, by address, then by row */
    uint32_t addressed;
    struct loader *l;
};

static const char *const waiver_words[WAIVERS] = {
    "duplicate-address", "duplicate-mac",       "no-address",       "no-link",
    "network-address",   "other-subnet",        "wrong-mask",       "same-subnet",
    "gateway-unknown",   "gateway-unreachable", "resolver-unknown", "switch-loop",
};

const char *load_waiver_word(enum waiver waiver)
{
    return waiver_words[waiver];
}

struct diagnostic *load_flaw(struct loader *l, struct span span, enum waiver waiver,
                             const char *sentence)
{
    if (l->waiver_span[waiver].length > 0) {
        l->waiver_used[waiver] = true;
        return NULL;
    }
    return load_error(l, span, waiver_words[waiver], sentence);
}

void load_waivers(struct loader *l, const struct yaml_node *broken)
{
    if (!load_is_list(l, broken))
        return;
    for (const struct yaml_node *node = broken->first; node != NULL; node = node->next) {
        uint32_t row;
        if (load_word(l, node, waiver_words, WAIVERS, &row))
            l->waiver_span[row] = node->span;
    }
}

void check_waivers(struct loader *l)
{
    for (uint32_t i = 0; i < WAIVERS; i++) {
        if (l->waiver_span[i].length == 0 || l->waiver_used[i])
            continue;
        struct diagnostic *p = load_warning(l, l->waiver_span[i], "nothing-broken",
                                            N_("Nothing here is broken in this way: {value}."));
        diagnostic_value(l->d, p, "value", waiver_words[i], SIZE_MAX);
        diagnostic_help(p, N_("Delete the word, or break the network as the lesson wants it."));
    }
}

/* --- segments --- */

static uint32_t find(struct segments *g, uint32_t i)
{
    while (g->parent[i] != i) {
        g->parent[i] = g->parent[g->parent[i]];
        i = g->parent[i];
    }
    return i;
}

/* The segment with the lower number keeps it. False: they were one already. */
static bool join(struct segments *g, uint32_t a, uint32_t b)
{
    a = find(g, a);
    b = find(g, b);
    if (a == b)
        return false;
    g->parent[a > b ? a : b] = a > b ? b : a;
    return true;
}

/* Those with a spanning tree, or those without. */
static void join_switches(struct segments *g, bool with_tree)
{
    const struct scenario *s = g->l->s;
    for (uint32_t n = 0; n < s->node_count; n++) {
        const struct scenario_node *node = &s->nodes[n];
        for (uint32_t i = 1; node->kind == NODE_SWITCH && i < node->interfaces; i++)
            if (node->tree.on == with_tree)
                (void)join(g, node->first_interface, node->first_interface + i);
    }
}

/* A loop with one switch that runs a spanning tree is none: it hears itself and shuts a port.
 * So its ports count as apart here. */
static void join_cables(struct segments *g)
{
    const struct scenario *s = g->l->s;
    for (uint32_t k = 0; k < s->link_count; k++) {
        const struct scenario_link *link = &s->links[k];
        if (join(g, link->end[0], link->end[1]))
            continue;
        struct diagnostic *p = load_flaw(g->l, link->span, WAIVER_SWITCH_LOOP,
                                         N_("This link closes a loop of "
                                            "switches."));
        if (p != NULL)
            diagnostic_help(
                p, N_("A broadcast would go round for ever: no switch of the loop runs a "
                      "spanning tree. Take one link of the loop out, or write "
                      "spanning-tree: rapid."));
    }
}

static int compare_keyed(const void *a, const void *b)
{
    const struct keyed *x = a;
    const struct keyed *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

static bool build_segments(struct segments *g, struct loader *l)
{
    const struct scenario *s = l->s;
    *g = (struct segments){.l = l};
    g->parent = calloc((size_t)s->interface_count + 1, sizeof(uint32_t));
    g->sorted = calloc((size_t)s->interface_count + 1, sizeof *g->sorted);
    if (g->parent == NULL || g->sorted == NULL)
        return false;
    for (uint32_t i = 0; i < s->interface_count; i++) {
        g->parent[i] = i;
        if (s->interfaces[i].address != 0)
            g->sorted[g->addressed++] = (struct keyed){s->interfaces[i].address, i};
    }
    qsort(g->sorted, g->addressed, sizeof *g->sorted, compare_keyed);
    join_switches(g, false);
    join_cables(g);
    join_switches(g, true);
    return true;
}

/* The place among the sorted interfaces of the first with at least this address. */
static uint32_t lower_bound(const struct segments *g, ipv4_address address)
{
    uint32_t low = 0;
    uint32_t high = g->addressed;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (g->sorted[middle].key < address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool has_address(const struct segments *g, uint32_t place, ipv4_address address)
{
    return place < g->addressed && g->sorted[place].key == address;
}

static void put_address(struct loader *l, struct diagnostic *p, const char *name,
                        ipv4_address address)
{
    char text[ADDRESS_TEXT];
    address_write(address, text);
    diagnostic_value(l->d, p, name, text, SIZE_MAX);
}

static void put_network(struct loader *l, struct diagnostic *p, const char *name,
                        const struct scenario_interface *i)
{
    char text[ADDRESS_TEXT];
    address_write_prefix(i->address & address_mask(i->prefix_length), i->prefix_length, text);
    diagnostic_value(l->d, p, name, text, SIZE_MAX);
}

/* --- single addresses --- */

static void check_address(struct loader *l, const struct scenario_interface *i)
{
    ipv4_address a = i->address;
    if (a >> 24 == 0 || a >> 24 == 127 || a >= UINT32_C(0xe0000000)) {
        struct diagnostic *p =
            load_error(l, i->span, "not-a-host-address",
                       N_("{address} cannot be the address of an interface."));
        put_address(l, p, "address", a);
        diagnostic_help(p,
                        N_("0.x means nobody, 127.x the host itself, and from 224.0.0.0 on are "
                           "groups."));
        return;
    }
    ipv4_address host = a & ~address_mask(i->prefix_length);
    bool all_ones = host == ~address_mask(i->prefix_length);
    if (i->prefix_length > 30 || (host != 0 && !all_ones))
        return;
    struct diagnostic *p = load_flaw(
        l, i->span, WAIVER_NETWORK_ADDRESS,
        host == 0 ? N_("{address} is the name of the network {network} itself, not of a host.")
                  : N_("{address} is the broadcast address of {network}, not a host's."));
    if (p == NULL)
        return;
    put_address(l, p, "address", a);
    put_network(l, p, "network", i);
    char proposal[ADDRESS_TEXT];
    address_write_prefix(host == 0 ? a + 1 : a - 1, i->prefix_length, proposal);
    diagnostic_suggest(l->d, p, proposal);
}

static void check_duplicates(struct segments *g)
{
    struct loader *l = g->l;
    const struct scenario *s = l->s;
    for (uint32_t k = 1; k < g->addressed; k++) {
        const struct scenario_interface *one = &s->interfaces[g->sorted[k - 1].row];
        const struct scenario_interface *two = &s->interfaces[g->sorted[k].row];
        if (one->address != two->address)
            continue;
        bool first_later = one->span.at > two->span.at;
        const struct scenario_interface *first = first_later ? two : one;
        const struct scenario_interface *second = first_later ? one : two;
        struct diagnostic *p = load_flaw(l, second->span, WAIVER_DUPLICATE_ADDRESS,
                                         N_("{a} and {b} have one address: {address}."));
        if (p == NULL)
            continue;
        diagnostic_value(l->d, p, "a", s->nodes[first->node].name, SIZE_MAX);
        diagnostic_value(l->d, p, "b", s->nodes[second->node].name, SIZE_MAX);
        put_address(l, p, "address", two->address);
        diagnostic_number(l->d, p, "line", diagnostics_place(l->d, first->span).line);
        diagnostic_help(p, N_("It is given first on line {line}. An address belongs to one "
                              "interface; where the lesson is about that, write broken: "
                              "[duplicate-address]."));
    }
}

/* MAC addresses that the author gave; there are few. */
static void check_macs(struct loader *l)
{
    const struct scenario *s = l->s;
    for (uint32_t i = 0; i < s->interface_count; i++) {
        if (s->interfaces[i].mac == 0)
            continue;
        for (uint32_t k = 0; k < i; k++) {
            if (s->interfaces[k].mac != s->interfaces[i].mac)
                continue;
            struct diagnostic *p = load_flaw(l, s->interfaces[i].span, WAIVER_DUPLICATE_MAC,
                                             N_("{a} and {b} have one MAC address."));
            if (p == NULL)
                return;
            diagnostic_value(l->d, p, "a", s->nodes[s->interfaces[k].node].name, SIZE_MAX);
            diagnostic_value(l->d, p, "b", s->nodes[s->interfaces[i].node].name, SIZE_MAX);
            break;
        }
    }
}

/* --- nodes --- */

static void check_same_subnet(struct loader *l, const struct scenario_node *node)
{
    const struct scenario_interface *i = &l->s->interfaces[node->first_interface];
    for (uint32_t b = 1; b < node->interfaces; b++) {
        for (uint32_t a = 0; a < b; a++) {
            uint8_t shorter = i[a].prefix_length < i[b].prefix_length ? i[a].prefix_length
                                                                      : i[b].prefix_length;
            if (i[a].address == 0 || i[b].address == 0 || i[a].address == i[b].address ||
                !address_within(i[a].address, i[b].address, shorter))
                continue;
            struct diagnostic *p =
                load_flaw(l, i[b].span, WAIVER_SAME_SUBNET,
                          N_("Two interfaces of {node} are on one network: {a} and {b}."));
            if (p == NULL)
                return;
            diagnostic_value(l->d, p, "node", node->name, SIZE_MAX);
            diagnostic_value(l->d, p, "a", i[a].name, SIZE_MAX);
            diagnostic_value(l->d, p, "b", i[b].name, SIZE_MAX);
            diagnostic_help(p, N_("A router joins different networks: to which cable should it "
                                  "send otherwise?"));
            return;
        }
    }
}

static void check_node(struct loader *l, const struct scenario_node *node)
{
    const struct scenario *s = l->s;
    bool address = false;
    bool link = false;
    for (uint32_t i = 0; i < node->interfaces; i++) {
        address |= s->interfaces[node->first_interface + i].address != 0;
        link |= s->interfaces[node->first_interface + i].link != NONE;
    }
    struct diagnostic *p = NULL;
    bool spoilt = l->spoilt[node - s->nodes];
    if (!address && !spoilt && node->kind != NODE_SWITCH)
        p = load_flaw(l, node->span, WAIVER_NO_ADDRESS, N_("{node} has no address."));
    if (p != NULL) {
        diagnostic_value(l->d, p, "node", node->name, SIZE_MAX);
        diagnostic_help(p, N_("Write address: 192.168.1.10/24."));
    }
    p = link || l->links_incomplete
            ? NULL
            : load_flaw(l, node->span, WAIVER_NO_LINK, N_("No link leads to {node}."));
    if (p != NULL) {
        diagnostic_value(l->d, p, "node", node->name, SIZE_MAX);
        diagnostic_help(p, N_("Add an entry to links: [{node}, its neighbour]."));
    }
    if (node->kind != NODE_SWITCH && node->interfaces <= 64)
        check_same_subnet(l, node);
}

/* --- neighbours on one segment --- */

enum neighbour { NEIGHBOUR_NONE, NEIGHBOUR_OTHER, NEIGHBOUR_MASK, NEIGHBOUR_GOOD };

/* How interface i goes together with another one on its segment. */
static enum neighbour compare_neighbours(const struct scenario_interface *i,
                                         const struct scenario_interface *other)
{
    bool sees = address_within(other->address, i->address, i->prefix_length);
    bool seen = address_within(i->address, other->address, other->prefix_length);
    if (!sees && !seen)
        return NEIGHBOUR_OTHER;
    return i->prefix_length == other->prefix_length ? NEIGHBOUR_GOOD : NEIGHBOUR_MASK;
}

static void report_neighbour(struct loader *l, const struct scenario_interface *i,
                             const struct scenario_interface *other, enum neighbour how)
{
    const struct scenario *s = l->s;
    struct diagnostic *p =
        how == NEIGHBOUR_MASK
            ? load_flaw(l, i->span, WAIVER_WRONG_MASK,
                        N_("{node} and {other} do not agree how long their network is."))
            : load_flaw(l, i->span, WAIVER_OTHER_SUBNET,
                        N_("{node} is on one link with {other}, but in another network."));
    if (p == NULL)
        return;
    diagnostic_value(l->d, p, "node", s->nodes[i->node].name, SIZE_MAX);
    diagnostic_value(l->d, p, "other", s->nodes[other->node].name, SIZE_MAX);
    put_network(l, p, "mine", i);
    put_network(l, p, "theirs", other);
    diagnostic_help(p,
                    N_("{node} is in {mine}, {other} in {theirs}. Hosts on one link have the "
                       "same network."));
    if (how != NEIGHBOUR_MASK)
        return;
    char proposal[ADDRESS_TEXT];
    address_write_prefix(i->address, other->prefix_length, proposal);
    diagnostic_suggest(l->d, p, proposal);
}

/* Members of a segment lie side by side in *row. A host is held against the routers there, or,
 * where there are none, against those that come before it in the file. */
static void check_member(struct loader *l, const struct keyed *row, uint32_t count,
                         uint32_t which)
{
    const struct scenario *s = l->s;
    const struct scenario_interface *i = &s->interfaces[row[which].row];
    const struct scenario_interface *worst = NULL;
    enum neighbour best = NEIGHBOUR_NONE;
    bool router = s->nodes[i->node].kind == NODE_ROUTER;
    for (uint32_t k = 0; k < count; k++) {
        const struct scenario_interface *other = &s->interfaces[row[k].row];
        bool is_router = s->nodes[other->node].kind == NODE_ROUTER;
        bool judges = is_router == router ? k < which : is_router;
        if (!judges || other->address == i->address)
            continue;
        enum neighbour how = compare_neighbours(i, other);
        if (how > best) {
            best = how;
            worst = other;
        }
    }
    if (best == NEIGHBOUR_OTHER || best == NEIGHBOUR_MASK)
        report_neighbour(l, i, worst, best);
}

/* Only the first so many of a segment are compared with each other. */
enum { COMPARED_MAX = 1024 };

static void check_segments(struct segments *g)
{
    struct keyed *row = g->sorted; /* sorted anew: by segment */
    for (uint32_t i = 0; i < g->addressed; i++)
        row[i].key = find(g, row[i].row);
    qsort(row, g->addressed, sizeof *row, compare_keyed);
    for (uint32_t from = 0; from < g->addressed;) {
        uint32_t to = from;
        while (to < g->addressed && row[to].key == row[from].key)
            to++;
        uint32_t count = to - from > COMPARED_MAX ? COMPARED_MAX : to - from;
        for (uint32_t k = 0; k < count; k++)
            check_member(g->l, row + from, count, k);
        from = to;
    }
}

/* --- gateways and name servers --- */

/* Is interface `i` on a segment of the node, or at least in its network (when links are
 * missing)? */
static bool is_near(struct segments *g, uint32_t node, uint32_t i, bool by_network)
{
    const struct scenario *s = g->l->s;
    for (uint32_t k = 0; k < s->nodes[node].interfaces; k++) {
        uint32_t mine = s->nodes[node].first_interface + k;
        const struct scenario_interface *own = &s->interfaces[mine];
        if (by_network ? own->address != 0 && address_within(s->interfaces[i].address,
                                                             own->address, own->prefix_length)
                       : find(g, mine) == find(g, i))
            return true;
    }
    return false;
}

static uint32_t router_near(struct segments *g, uint32_t node, bool by_network)
{
    const struct scenario *s = g->l->s;
    for (uint32_t i = 0; i < s->interface_count; i++) {
        const struct scenario_interface *other = &s->interfaces[i];
        bool router = s->nodes[other->node].kind == NODE_ROUTER && other->address != 0;
        if (router && other->node != node && is_near(g, node, i, by_network))
            return i;
    }
    return NONE;
}

static void suggest_router(struct segments *g, struct diagnostic *p,
                           const struct gateway_seen *gateway)
{
    if (g->l->d->kept == DIAGNOSTICS_MAX)
        return;
    uint32_t router = router_near(g, gateway->node, false);
    if (router == NONE)
        router = router_near(g, gateway->node, true);
    if (router == NONE)
        return;
    char text[ADDRESS_TEXT];
    address_write(g->l->s->interfaces[router].address, text);
    if (g->l->s->interfaces[router].address != gateway->address)
        diagnostic_suggest(g->l->d, p, text);
}

/* The interface of a node that shares a network with an address, or NONE. */
static uint32_t interface_towards(const struct scenario *s, uint32_t node, ipv4_address address)
{
    for (uint32_t k = 0; k < s->nodes[node].interfaces; k++) {
        uint32_t row = s->nodes[node].first_interface + k;
        const struct scenario_interface *i = &s->interfaces[row];
        if (i->address != 0 && address_within(address, i->address, i->prefix_length))
            return row;
    }
    return NONE;
}

static void check_gateway(struct segments *g, const struct gateway_seen *gateway)
{
    struct loader *l = g->l;
    const struct scenario *s = l->s;
    uint32_t mine = interface_towards(s, gateway->node, gateway->address);
    uint32_t owner = lower_bound(g, gateway->address);
    struct diagnostic *p = NULL;
    if (mine == NONE) {
        p = load_flaw(l, gateway->span, WAIVER_GATEWAY_UNREACHABLE,
                      N_("The gateway is in another network."));
        if (p != NULL)
            diagnostic_help(p,
                            N_("A gateway is a router on the host's own link; only there can a "
                               "frame be sent to it."));
    } else if (!has_address(g, owner, gateway->address)) {
        p = load_flaw(l, gateway->span, WAIVER_GATEWAY_UNKNOWN,
                      N_("No node has the address of this gateway."));
    } else {
        bool near = false;
        for (; has_address(g, owner, gateway->address); owner++) {
            uint32_t row = g->sorted[owner].row;
            near |= find(g, row) == find(g, mine) && s->interfaces[row].node != gateway->node;
        }
        if (!near)
            p = load_flaw(l, gateway->span, WAIVER_GATEWAY_UNREACHABLE,
                          N_("The gateway is on no link of {node}."));
        if (p != NULL) {
            diagnostic_value(l->d, p, "node", s->nodes[gateway->node].name, SIZE_MAX);
            diagnostic_help(
                p, N_("Cables and switches must lead from {node} to the router with this "
                      "address."));
        }
    }
    if (p != NULL)
        suggest_router(g, p, gateway);
}

static void check_resolvers(struct segments *g)
{
    struct loader *l = g->l;
    const struct scenario *s = l->s;
    uint32_t seen = 0;
    for (uint32_t n = 0; n < s->node_count; n++) {
        const struct app_node_plan *plan = &s->nodes[n].plan;
        for (uint32_t i = 0; i < plan->resolver_count; i++, seen++) {
            bool serves = false;
            uint32_t at = lower_bound(g, plan->resolvers[i]);
            for (; has_address(g, at, plan->resolvers[i]); at++)
                serves |= s->nodes[s->interfaces[g->sorted[at].row].node].plan.dns != NULL;
            if (serves)
                continue;
            struct diagnostic *p = load_flaw(l, l->resolver_span[seen], WAIVER_RESOLVER_UNKNOWN,
                                             N_("No name server has this address."));
            if (p != NULL)
                diagnostic_help(p, N_("dns is the address of a node with dns-server."));
        }
    }
}

void check_network(struct loader *l)
{
    const struct scenario *s = l->s;
    struct segments g;
    if (build_segments(&g, l)) {
        for (uint32_t i = 0; i < s->interface_count; i++) {
            if (s->interfaces[i].address != 0)
                check_address(l, &s->interfaces[i]);
        }
        for (uint32_t n = 0; n < s->node_count; n++)
            check_node(l, &s->nodes[n]);
        check_duplicates(&g);
        check_macs(l);
        for (uint32_t i = 0; i < l->gateway_count; i++)
            check_gateway(&g, &l->gateways[i]);
        check_resolvers(&g);
        check_segments(&g);
    } else {
        load_no_memory(l);
    }
    free(g.parent);
    free(g.sorted);
}
