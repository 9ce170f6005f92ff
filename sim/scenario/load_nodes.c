/* scenario/load_nodes.c: `nodes:`: hosts, routers and switches, their interfaces and routes. */
#include "scenario/load.h"

#include "base/catalogue.h"
#include "base/suggest.h"
#include "scenario/address.h"

#include <string.h>

enum { STAGE_MAX = 100000, MTU_LEAST = 576, MTU_MOST = 1500 };

static bool is_name(const char *text, uint32_t length)
{
    if (length == 0 || length >= NODE_NAME_SIZE)
        return false;
    for (uint32_t i = 0; i < length; i++) {
        char c = text[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool other = (c >= '0' && c <= '9') || c == '-' || c == '_';
        if (!letter && (i == 0 || !other))
            return false;
    }
    return true;
}

static void check_name(struct loader *l, const struct yaml_node *key)
{
    if (is_name(key->text, key->length))
        return;
    struct diagnostic *p =
        load_error(l, key->span, "bad-name", N_("{value} cannot be a name."));
    diagnostic_value(l->d, p, "value", key->text, key->length);
    diagnostic_number(l->d, p, "limit", NODE_NAME_SIZE - 1);
    diagnostic_help(p,
                    N_("A name has at most {limit} letters (a to z), digits, - and _, and "
                       "begins with a letter. What the stage shows can be any text: label."));
}

uint32_t load_add_interface(struct loader *l, uint32_t node, const char *name, struct span span)
{
    struct scenario *s = l->s;
    struct scenario_interface *grown =
        load_grow(l, s->interfaces, s->interface_count, sizeof *grown);
    char *copy = load_copy(l, name, strlen(name));
    if (grown == NULL || copy == NULL)
        return NONE;
    grown[s->interface_count] =
        (struct scenario_interface){.name = copy,
                                    .node = node,
                                    .link = NONE,
                                    .port = {.priority = STP_PORT_PRIORITY},
                                    .span = span};
    s->interfaces = grown;
    return s->interface_count++;
}

void load_mtu(struct loader *l, const struct yaml_node *node, uint16_t *mtu)
{
    uint64_t octets;
    if (load_quantity(l, node, QUANTITY_OCTETS, MTU_LEAST, MTU_MOST, &octets))
        *mtu = (uint16_t)octets;
}

static void load_interface_map(struct loader *l, const struct yaml_node *node, uint32_t row)
{
    enum { COST_MOST = 15 };
    static const char *const states[] = {"up", "down"};
    uint64_t cost;
    struct map_values v;
    uint32_t state = 0;
    if (!load_map(l, node, MAP_INTERFACE, false, &v))
        return;
    struct scenario_interface *interface = &l->s->interfaces[row];
    const struct yaml_node *address = v.value[KEY_INTERFACE_ADDRESS];
    if (address != NULL) {
        interface->span = address->span;
        (void)load_prefix(l, address, &interface->address, &interface->prefix_length);
    }
    if (v.value[KEY_INTERFACE_MAC] != NULL)
        (void)load_mac(l, v.value[KEY_INTERFACE_MAC], &interface->mac);
    if (v.value[KEY_INTERFACE_MTU] != NULL)
        load_mtu(l, v.value[KEY_INTERFACE_MTU], &interface->mtu);
    if (v.value[KEY_INTERFACE_STATE] != NULL)
        (void)load_word(l, v.value[KEY_INTERFACE_STATE], states, 2, &state);
    interface->down = state == 1;
    if (v.value[KEY_INTERFACE_COST] != NULL &&
        load_integer(l, v.value[KEY_INTERFACE_COST], 1, COST_MOST, &cost))
        interface->cost = (uint8_t)cost;
}

static void load_interfaces(struct loader *l, const struct yaml_node *node, uint32_t row)
{
    if (node->kind != YAML_MAP) {
        struct diagnostic *p = load_error(
            l, node->span, "not-a-map", N_("Interfaces are names with addresses, not a list."));
        diagnostic_help(p, N_("Write { lan: 192.168.1.1/24, wan: 203.0.113.2/30 }."));
        return;
    }
    for (const struct yaml_node *child = node->first; child != NULL; child = child->next) {
        check_name(l, child->key);
        struct span span = child->kind == YAML_TEXT ? child->span : child->key->span;
        uint32_t interface = load_add_interface(l, row, child->key->text, span);
        if (interface == NONE)
            return;
        if (child->kind == YAML_MAP) {
            load_interface_map(l, child, interface);
            continue;
        }
        struct scenario_interface *i = &l->s->interfaces[interface];
        (void)load_prefix(l, child, &i->address, &i->prefix_length);
    }
}

/* address:, mac: and mtu: of a node are those of its only interface, eth0. */
static void load_only_interface(struct loader *l, const struct map_values *v, uint32_t row)
{
    const struct yaml_node *address = v->value[KEY_NODE_ADDRESS];
    const struct yaml_node *mac = v->value[KEY_NODE_MAC];
    const struct yaml_node *mtu = v->value[KEY_NODE_MTU];
    const struct yaml_node *given = address != NULL ? address : mac != NULL ? mac : mtu;
    if (given == NULL)
        return;
    if (v->value[KEY_NODE_INTERFACES] != NULL) {
        struct diagnostic *p =
            load_error(l, given->key->span, "address-and-interfaces",
                       N_("A node has either {key} or interfaces, not both."));
        diagnostic_value(l->d, p, "key", given->key->text, SIZE_MAX);
        diagnostic_help(p, N_("Put it into the interface that it belongs to: { lan: { address: "
                              "10.0.0.1/24, mtu: 1400 bytes } }."));
        return;
    }
    uint32_t interface = load_add_interface(l, row, "eth0", given->span);
    if (interface == NONE)
        return;
    struct scenario_interface *i = &l->s->interfaces[interface];
    if (address != NULL)
        (void)load_prefix(l, address, &i->address, &i->prefix_length);
    if (mac != NULL)
        (void)load_mac(l, mac, &i->mac);
    if (mtu != NULL)
        load_mtu(l, mtu, &i->mtu);
}

static void load_position(struct loader *l, const struct yaml_node *node,
                          struct scenario_node *row)
{
    uint64_t x = 0;
    uint64_t y = 0;
    if (!load_is_list(l, node))
        return;
    if (node->count != 2) {
        struct diagnostic *p = load_error(l, node->span, "bad-position",
                                          N_("A position is two numbers: [across, down]."));
        diagnostic_help(p,
                        N_("Write [80, 300]; or leave it out, and the stage finds a place."));
        return;
    }
    bool good = load_integer(l, node->first, 0, STAGE_MAX, &x);
    good &= load_integer(l, node->last, 0, STAGE_MAX, &y);
    row->placed = good;
    row->x = (int32_t)x;
    row->y = (int32_t)y;
}

/* --- routes --- */

static void add_route(struct loader *l, struct scenario_route route)
{
    struct scenario *s = l->s;
    struct scenario_route *grown = load_grow(l, s->routes, s->route_count, sizeof *grown);
    if (grown == NULL)
        return;
    grown[s->route_count++] = route;
    s->routes = grown;
}

static void see_gateway(struct loader *l, uint32_t node, ipv4_address address, struct span span)
{
    struct gateway_seen *grown = load_grow(l, l->gateways, l->gateway_count, sizeof *grown);
    if (grown == NULL)
        return;
    grown[l->gateway_count++] = (struct gateway_seen){node, address, span};
    l->gateways = grown;
}

static void load_route(struct loader *l, uint32_t row, const struct yaml_node *entry)
{
    struct scenario_route route = {.node = row, .span = entry->span};
    if (strcmp(entry->key->text, "default") != 0 &&
        !load_prefix(l, entry->key, &route.prefix, &route.prefix_length))
        return;
    if (!load_address(l, entry, &route.gateway))
        return;
    if ((route.prefix & ~address_mask(route.prefix_length)) != 0) {
        struct diagnostic *p = load_bad_value(l, entry->key, "route-host-bits",
                                              N_("{value} has bits set behind the end of its "
                                                 "prefix."));
        char proposal[ADDRESS_TEXT];
        address_write_prefix(route.prefix & address_mask(route.prefix_length),
                             route.prefix_length, proposal);
        diagnostic_suggest(l->d, p, proposal);
        return;
    }
    see_gateway(l, row, route.gateway, entry->span);
    add_route(l, route);
}

bool load_routes_word(struct loader *l, const struct yaml_node *node, uint32_t *word)
{
    static const char *const words[ROUTES_WORDS] = {"auto", "none", "rip"};
    return load_word(l, node, words, ROUTES_WORDS, word);
}

/* routes: auto | none | rip | { default: gateway, 10.0.0.0/8: gateway } */
static void load_routes(struct loader *l, uint32_t row, const struct yaml_node *node,
                        uint32_t *word)
{
    *word = ROUTES_NONE;
    if (node->kind == YAML_TEXT) {
        (void)load_routes_word(l, node, word);
        return;
    }
    if (node->kind == YAML_LIST) {
        struct diagnostic *p = load_error(l, node->span, "not-a-map",
                                          N_("Routes are networks with gateways, not a list."));
        diagnostic_help(p,
                        N_("Write { default: 203.0.113.1, 10.0.0.0/8: 10.1.1.1 }, or auto, or "
                           "rip, or none."));
        return;
    }
    for (const struct yaml_node *child = node->first; child != NULL; child = child->next)
        load_route(l, row, child);
}

/* What a node with a routing daemon finds out need not be filled in. */
static void check_auto(struct loader *l, const struct yaml_node *routes,
                       const struct yaml_node *rip)
{
    if (routes == NULL || rip == NULL || !yaml_is(routes, "auto"))
        return;
    struct diagnostic *p = load_error(
        l, rip->key->span, "auto-and-rip",
        N_("With routes: auto there is nothing left that a routing daemon could find out."));
    diagnostic_help(p, N_("Delete rip, or write routes: rip."));
}

/* The routing daemon, if there is to be one; and routes that are filled in, if not. */
static void load_daemon(struct loader *l, const struct map_values *v, uint32_t row,
                        uint32_t word)
{
    const struct yaml_node *rip = v->value[KEY_NODE_RIP];
    check_auto(l, v->value[KEY_NODE_ROUTES], rip);
    if (word == ROUTES_RIP || rip != NULL)
        load_node_rip(l, row, rip);
    l->s->nodes[row].auto_routes = word == ROUTES_AUTO && rip == NULL;
}

static void load_ways(struct loader *l, const struct map_values *v, uint32_t row)
{
    const struct yaml_node *gateway = v->value[KEY_NODE_GATEWAY];
    const struct yaml_node *routes = v->value[KEY_NODE_ROUTES];
    struct scenario_node *node = &l->s->nodes[row];
    uint32_t word = gateway != NULL             ? ROUTES_NONE
                    : node->kind == NODE_ROUTER ? l->usual_routes
                                                : ROUTES_AUTO;
    if (routes != NULL)
        load_routes(l, row, routes, &word);
    load_daemon(l, v, row, word);
    if (gateway == NULL)
        return;
    if (routes != NULL) {
        struct diagnostic *p = load_error(l, gateway->key->span, "gateway-and-routes",
                                          N_("A node has either gateway or routes, not both."));
        diagnostic_help(p, N_("gateway: G is short for routes: { default: G }."));
        return;
    }
    struct scenario_route route = {.node = row, .span = gateway->span};
    if (!load_address(l, gateway, &route.gateway))
        return;
    see_gateway(l, row, route.gateway, gateway->span);
    add_route(l, route);
}

/* --- name servers that a host asks --- */

static void load_resolver(struct loader *l, uint32_t row, const struct yaml_node *node)
{
    struct app_node_plan *plan = &l->s->nodes[row].plan;
    ipv4_address address;
    if (!load_address(l, node, &address))
        return;
    if (plan->resolver_count == PLAN_RESOLVERS) {
        struct diagnostic *p = load_error(l, node->span, "too-many-resolvers",
                                          N_("A host asks at most {limit} name servers."));
        diagnostic_number(l->d, p, "limit", PLAN_RESOLVERS);
        return;
    }
    struct span *grown = load_grow(l, l->resolver_span, l->resolver_count, sizeof *grown);
    if (grown == NULL)
        return;
    grown[l->resolver_count++] = node->span;
    l->resolver_span = grown;
    plan->resolvers[plan->resolver_count++] = address;
}

/* One domain of the search list. */
static void load_domain(struct loader *l, struct app_node_plan *plan, struct dns_name *names,
                        const struct yaml_node *node)
{
    bool absolute;
    if (!load_is_text(l, node))
        return;
    if (plan->search_count == PLAN_SEARCHES) {
        struct diagnostic *p = load_error(l, node->span, "too-many-searches",
                                          N_("A host searches at most {limit} domains."));
        diagnostic_number(l->d, p, "limit", PLAN_SEARCHES);
        return;
    }
    if (dns_name_parse(node->text, node->length, &names[plan->search_count], &absolute) !=
        DNS_TEXT_FINE)
        (void)load_bad_value(l, node, "bad-domain", N_("{value} is not a domain name."));
    else
        plan->search_count++;
}

static void load_search(struct loader *l, uint32_t row, const struct yaml_node *node)
{
    struct dns_name *names = memory_take(&l->s->memory, PLAN_SEARCHES * sizeof *names);
    struct app_node_plan *plan = &l->s->nodes[row].plan;
    if (names == NULL) {
        load_no_memory(l);
        return;
    }
    plan->search = names;
    if (node->kind != YAML_LIST) {
        load_domain(l, plan, names, node);
        return;
    }
    for (const struct yaml_node *child = node->first; child != NULL; child = child->next)
        load_domain(l, plan, names, child);
}

static void load_resolvers(struct loader *l, const struct map_values *v, uint32_t row)
{
    const struct yaml_node *dns = v->value[KEY_NODE_DNS];
    const struct yaml_node *ndots = v->value[KEY_NODE_NDOTS];
    uint64_t dots;
    if (v->value[KEY_NODE_SEARCH] != NULL)
        load_search(l, row, v->value[KEY_NODE_SEARCH]);
    if (ndots != NULL && load_integer(l, ndots, 1, PLAN_NDOTS, &dots))
        l->s->nodes[row].plan.ndots = (uint32_t)dots;
    if (dns == NULL)
        return;
    if (dns->kind != YAML_LIST) {
        load_resolver(l, row, dns);
        return;
    }
    for (const struct yaml_node *child = dns->first; child != NULL; child = child->next)
        load_resolver(l, row, child);
}

/* --- one node --- */

static void load_look(struct loader *l, const struct map_values *v, struct scenario_node *node)
{
    static const char *const words[LOOKS] = {"laptop", "host", "server",   "browser", "switch",
                                             "router", "dns",  "firewall", "outside"};
    uint32_t row = LOOK_HOST;
    if (node->outside)
        row = LOOK_OUTSIDE;
    else if (node->kind == NODE_SWITCH)
        row = LOOK_SWITCH;
    else if (node->kind == NODE_ROUTER)
        row = LOOK_ROUTER;
    else if (v->value[KEY_NODE_DNS_SERVER] != NULL)
        row = LOOK_DNS;
    else if (v->value[KEY_NODE_HTTP] != NULL || v->value[KEY_NODE_PROXY] != NULL)
        row = LOOK_SERVER;
    if (v->value[KEY_NODE_LOOK] != NULL)
        (void)load_word(l, v->value[KEY_NODE_LOOK], words, LOOKS, &row);
    node->look = (enum node_look)row;
}

/* A switch looks at MAC addresses only: most keys make no sense there. */
static void check_switch(struct loader *l, const struct map_values *v, bool outside)
{
    static const enum key keys[] = {
        KEY_NODE_ADDRESS, KEY_NODE_GATEWAY, KEY_NODE_DNS,           KEY_NODE_SEARCH,
        KEY_NODE_NDOTS,   KEY_NODE_ROUTES,  KEY_NODE_HTTP,          KEY_NODE_DNS_SERVER,
        KEY_NODE_TCP,     KEY_NODE_MAC,     KEY_NODE_INTERFACES,    KEY_NODE_MTU,
        KEY_NODE_FILES,   KEY_NODE_PROXY,   KEY_NODE_BROWSER_CACHE, KEY_NODE_RIP,
        KEY_NODE_ARP,     KEY_NODE_IP,       KEY_NODE_ICMP_ERRORS};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const struct yaml_node *value = v->value[keys[i]];
        if (value == NULL)
            continue;
        struct diagnostic *p = outside ? load_error(l, value->key->span, "not-for-the-outside",
                                                    N_("The outside has no {key}."))
                                       : load_error(l, value->key->span, "not-for-a-switch",
                                                    N_("A switch has no {key}."));
        diagnostic_value(l->d, p, "key", value->key->text, SIZE_MAX);
        diagnostic_help(
            p, outside ? N_("It is the place where netstage live plugs a real network "
                            "in; what is there has addresses of its own.")
                       : N_("A learning switch forwards frames by their MAC addresses; it has "
                            "no address of its own, and its ports come from its links."));
    }
}

static void load_tcp(struct loader *l, const struct yaml_node *node, uint32_t row)
{
    struct scenario *s = l->s;
    struct tcp_profile profile = s->profiles[0];
    load_profile(l, node, &profile);
    struct tcp_profile *grown = load_grow(l, s->profiles, s->profile_count, sizeof *grown);
    if (grown == NULL)
        return;
    grown[s->profile_count] = profile;
    s->profiles = grown;
    s->nodes[row].profile = s->profile_count++;
}

/* A switch is set up as all are unless it says otherwise. */
static void load_own_tree(struct loader *l, const struct yaml_node *value,
                          struct scenario_node *node)
{
    if (node->kind != NODE_SWITCH || (node->outside && value != NULL)) {
        (void)load_error(l, value->key->span, "not-a-switch",
                         N_("Only a switch runs a spanning tree."));
        return;
    }
    if (node->outside)
        return;
    node->tree = l->tree;
    if (value != NULL)
        load_tree(l, value, &node->tree);
}

static void load_icmp_errors(struct loader *l, const struct yaml_node *value,
                             struct scenario_node *node)
{
    static const char *const words[] = {"on", "off"};
    uint32_t word;
    if (load_word(l, value, words, 2, &word))
        node->hides_errors = word == 1;
}

static void load_node(struct loader *l, const struct yaml_node *entry, uint32_t row)
{
    static const char *const kinds[] = {"host", "router", "switch", "outside"};
    struct map_values v;
    if (!load_map(l, entry, MAP_NODE, false, &v))
        return;
    struct scenario_node *node = &l->s->nodes[row];
    uint32_t kind = NODE_HOST;
    if (v.value[KEY_NODE_KIND] != NULL)
        (void)load_word(l, v.value[KEY_NODE_KIND], kinds, 4, &kind);
    node->outside = kind == NODE_SWITCH + 1;
    node->kind = node->outside ? NODE_SWITCH : (enum node_kind)kind;
    load_look(l, &v, node);
    if (v.value[KEY_NODE_LABEL] != NULL)
        (void)load_text(l, v.value[KEY_NODE_LABEL], &node->label);
    if (v.value[KEY_NODE_POSITION] != NULL)
        load_position(l, v.value[KEY_NODE_POSITION], node);
    if (node->kind == NODE_SWITCH) {
        check_switch(l, &v, node->outside);
        load_own_tree(l, v.value[KEY_NODE_SPANNING_TREE], node);
        return;
    }
    if (v.value[KEY_NODE_SPANNING_TREE] != NULL)
        load_own_tree(l, v.value[KEY_NODE_SPANNING_TREE], node);
    if (v.value[KEY_NODE_INTERFACES] != NULL)
        load_interfaces(l, v.value[KEY_NODE_INTERFACES], row);
    load_only_interface(l, &v, row);
    load_ways(l, &v, row);
    load_resolvers(l, &v, row);
    if (v.value[KEY_NODE_TCP] != NULL)
        load_tcp(l, v.value[KEY_NODE_TCP], row);
    node->habits = l->s->habits;
    if (v.value[KEY_NODE_ARP] != NULL)
        load_arp(l, v.value[KEY_NODE_ARP], &node->habits);
    if (v.value[KEY_NODE_IP] != NULL)
        load_ip(l, v.value[KEY_NODE_IP], &node->habits);
    if (v.value[KEY_NODE_ICMP_ERRORS] != NULL)
        load_icmp_errors(l, v.value[KEY_NODE_ICMP_ERRORS], node);
    if (v.value[KEY_NODE_FILES] != NULL)
        load_files(l, row, v.value[KEY_NODE_FILES]);
    load_services(l, row, v.value[KEY_NODE_HTTP], v.value[KEY_NODE_DNS_SERVER]);
    if (v.value[KEY_NODE_PROXY] != NULL)
        load_proxy(l, row, v.value[KEY_NODE_PROXY]);
    if (v.value[KEY_NODE_BROWSER_CACHE] != NULL)
        load_browser_cache(l, row, v.value[KEY_NODE_BROWSER_CACHE]);
}

/* Names first: a node may be spoken of before it is read. */
static bool load_names(struct loader *l, const struct yaml_node *nodes)
{
    struct scenario *s = l->s;
    if (nodes->kind != YAML_MAP) {
        struct diagnostic *p =
            load_error(l, nodes->span, "not-a-map", N_("Nodes are names with descriptions."));
        diagnostic_help(p, N_("Write one node a line: laptop: { kind: host, address: "
                              "192.168.1.10/24 }."));
        return false;
    }
    if (nodes->count > SCENARIO_NODES_MAX) {
        struct diagnostic *p = load_error(l, nodes->key->span, "too-many-nodes",
                                          N_("A scenario has at most {limit} nodes."));
        diagnostic_number(l->d, p, "limit", SCENARIO_NODES_MAX);
        return false;
    }
    s->nodes = memory_take(&s->memory, (nodes->count + 1) * sizeof *s->nodes);
    l->spoilt = memory_take(&s->memory, nodes->count + 1);
    if (s->nodes == NULL || l->spoilt == NULL) {
        load_no_memory(l);
        return false;
    }
    for (const struct yaml_node *child = nodes->first; child != NULL; child = child->next) {
        check_name(l, child->key);
        struct scenario_node *node = &s->nodes[s->node_count++];
        node->name = load_copy(l, child->key->text, child->key->length);
        node->span = child->key->span;
        node->plan.name = node->name;
        if (node->name == NULL)
            return false;
    }
    return true;
}

void load_nodes(struct loader *l, const struct yaml_node *nodes)
{
    if (!load_names(l, nodes))
        return;
    uint32_t row = 0;
    for (const struct yaml_node *child = nodes->first; child != NULL; child = child->next) {
        uint32_t errors = l->d->errors;
        load_node(l, child, row);
        l->spoilt[row++] = l->d->errors > errors;
    }
    if (l->s->node_count == 0)
        (void)load_error(l, nodes->key->span, "no-nodes", N_("A scenario needs nodes."));
}
