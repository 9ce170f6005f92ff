/* scenario/load_links.c: `links:`: which interface is joined to which, and how good the cable
 * is. A switch gets a port for every link; a node without interfaces gets one without address.
 */
#include "scenario/load.h"

#include "base/catalogue.h"
#include "base/suggest.h"

#include <string.h>

enum { QUEUE_MOST = 1000000, MARK_MOST = UINT16_MAX };

#define RATE_MOST UINT64_C(1000000000000)
#define DELAY_MOST (UINT64_C(600) * SIM_SECOND)
#define LOSS_MOST UINT64_C(1000000000)

/* One end as it is written: "sw1", "home:lan". */
struct end_text {
    uint32_t node;
    const char *interface; /* or NULL: the first one that is free */
    size_t length;
    size_t at; /* of the interface in the text */
};

static bool read_end(struct loader *l, const struct yaml_node *node, struct end_text *end)
{
    if (!load_is_text(l, node))
        return false;
    const char *colon = memchr(node->text, ':', node->length);
    if (colon == NULL) {
        end->interface = NULL;
        return load_node_name(l, node, &end->node);
    }
    struct yaml_node name = *node;
    name.length = (uint32_t)(colon - node->text);
    name.text = load_copy(l, node->text, name.length);
    if (name.text == NULL)
        return false;
    name.span = yaml_place(l->d, node, 0, name.length);
    name.style = YAML_PLAIN;
    end->at = name.length + 1;
    end->interface = colon + 1;
    end->length = node->length - end->at;
    return load_node_name(l, &name, &end->node);
}

static void missing_interface(struct loader *l, const struct yaml_node *node,
                              const struct end_text *end)
{
    const struct scenario *s = l->s;
    char list[200];
    struct text text = text_over(list, sizeof list);
    struct suggestion near = suggest_begin(end->interface, end->length);
    for (uint32_t i = 0; i < s->interface_count; i++) {
        if (s->interfaces[i].node != end->node)
            continue;
        suggest_offer(&near, s->interfaces[i].name);
        text_put(&text, text.length == 0 ? "" : ", ");
        text_put(&text, s->interfaces[i].name);
    }
    struct diagnostic *p =
        load_error(l, yaml_place(l->d, node, end->at, end->length), "unknown-interface",
                   N_("{node} has no interface {value}."));
    diagnostic_value(l->d, p, "node", s->nodes[end->node].name, SIZE_MAX);
    diagnostic_value(l->d, p, "value", end->interface, end->length);
    diagnostic_list(l->d, p, "list", list);
    if (text.length > 0)
        diagnostic_help(p, N_("Its interfaces are: {list}."));
    if (near.best != NULL)
        diagnostic_suggest(l->d, p, near.best);
}

static uint32_t named_interface(struct loader *l, const struct yaml_node *node,
                                const struct end_text *end)
{
    const struct scenario *s = l->s;
    for (uint32_t i = 0; i < s->interface_count; i++) {
        const struct scenario_interface *interface = &s->interfaces[i];
        if (interface->node != end->node || strlen(interface->name) != end->length ||
            memcmp(interface->name, end->interface, end->length) != 0)
            continue;
        if (interface->link == NONE)
            return i;
        struct diagnostic *p =
            load_error(l, yaml_place(l->d, node, end->at, end->length), "interface-used",
                       N_("The interface {value} has a cable already."));
        diagnostic_value(l->d, p, "value", end->interface, end->length);
        diagnostic_number(l->d, p, "line",
                          diagnostics_place(l->d, s->links[interface->link].span).line);
        diagnostic_help(p,
                        N_("The link on line {line} is plugged in there; one interface takes "
                           "one cable."));
        return NONE;
    }
    missing_interface(l, node, end);
    return NONE;
}

static uint32_t switch_port(struct loader *l, uint32_t row)
{
    char name[NODE_NAME_SIZE];
    struct text text = text_over(name, sizeof name);
    text_put(&text, "port");
    text_put_unsigned(&text, ++l->s->nodes[row].interfaces);
    return load_add_interface(l, row, name, l->s->nodes[row].span);
}

static uint32_t free_interface(struct loader *l, const struct yaml_node *node, uint32_t row)
{
    struct scenario *s = l->s;
    bool any = false;
    for (uint32_t i = 0; i < s->interface_count; i++) {
        if (s->interfaces[i].node != row)
            continue;
        any = true;
        if (s->interfaces[i].link == NONE)
            return i;
    }
    if (!any)
        return load_add_interface(l, row, "eth0", s->nodes[row].span);
    struct diagnostic *p = load_bad_value(l, node, "no-free-interface",
                                          N_("{value} has no interface left for this cable."));
    diagnostic_help(p, N_("One interface takes one cable. Give the node another one under "
                          "interfaces, or put a switch between."));
    return NONE;
}

static uint32_t load_end(struct loader *l, const struct yaml_node *node, uint32_t *row)
{
    struct end_text end = {0};
    *row = NONE;
    if (!read_end(l, node, &end))
        return NONE;
    *row = end.node;
    if (l->s->nodes[end.node].kind == NODE_SWITCH) {
        if (l->s->nodes[end.node].outside && l->s->nodes[end.node].interfaces > 0) {
            struct diagnostic *p =
                load_bad_value(l, node, "outside-twice", N_("{value} has its cable already."));
            diagnostic_help(p, N_("A real network is plugged in by one cable. Put a switch "
                                  "between, or a second node of kind: outside."));
            return NONE;
        }
        if (end.interface == NULL)
            return switch_port(l, end.node);
        struct diagnostic *p =
            load_error(l, yaml_place(l->d, node, end.at, end.length), "switch-port",
                       N_("The ports of a switch are not named; name the switch alone."));
        diagnostic_suggest(l->d, p, l->s->nodes[end.node].name);
        return NONE;
    }
    if (end.interface != NULL)
        return named_interface(l, node, &end);
    return free_interface(l, node, end.node);
}

/* What can be said of one way, or of both. */
enum quality { RATE, DELAY, LOSS, QUEUE, JITTER, DUPLICATE, CORRUPT, MARKS, QUALITIES };

static void load_share(struct loader *l, const struct yaml_node *node, uint32_t *share)
{
    uint64_t v;
    if (node != NULL && load_quantity(l, node, QUANTITY_SHARE, 0, LOSS_MOST, &v))
        *share = (uint32_t)v;
}

static void load_way(struct loader *l, const struct yaml_node *const value[QUALITIES],
                     struct scenario_link *link, uint32_t way)
{
    uint64_t v;
    if (value[RATE] != NULL && load_quantity(l, value[RATE], QUANTITY_RATE, 1, RATE_MOST, &v))
        link->rate_bps[way] = v;
    if (value[DELAY] != NULL &&
        load_quantity(l, value[DELAY], QUANTITY_TIME, 0, DELAY_MOST, &v))
        link->delay[way] = (sim_time)v;
    if (value[JITTER] != NULL &&
        load_quantity(l, value[JITTER], QUANTITY_TIME, 0, DELAY_MOST, &v))
        link->jitter[way] = (sim_time)v;
    if (value[QUEUE] != NULL &&
        load_quantity(l, value[QUEUE], QUANTITY_FRAMES, 0, QUEUE_MOST, &v))
        link->queue[way] = (uint32_t)v;
    if (value[MARKS] != NULL &&
        load_quantity(l, value[MARKS], QUANTITY_FRAMES, 1, MARK_MOST, &v))
        link->mark[way] = (uint16_t)v;
    load_share(l, value[LOSS], &link->loss[way]);
    load_share(l, value[DUPLICATE], &link->duplicate[way]);
    load_share(l, value[CORRUPT], &link->corrupt[way]);
}

static void load_towards(struct loader *l, const struct yaml_node *node,
                         struct scenario_link *link, const uint32_t rows[2])
{
    if (node->kind != YAML_MAP) {
        struct diagnostic *p = load_error(
            l, node->span, "not-a-map", N_("towards names one end and what differs that way."));
        diagnostic_help(p, N_("Write towards: { laptop: { loss: 10 % } }."));
        return;
    }
    for (const struct yaml_node *child = node->first; child != NULL; child = child->next) {
        uint32_t row;
        struct map_values v;
        if (!load_node_name(l, child->key, &row) || !load_map(l, child, MAP_WAY, false, &v))
            continue;
        if (row != rows[0] && row != rows[1]) {
            struct diagnostic *p = load_error(l, child->key->span, "not-an-end",
                                              N_("{value} is not an end of this link."));
            diagnostic_value(l->d, p, "value", child->key->text, SIZE_MAX);
            continue;
        }
        const struct yaml_node *const way[QUALITIES] = {
            v.value[KEY_WAY_RATE],    v.value[KEY_WAY_DELAY],  v.value[KEY_WAY_LOSS],
            v.value[KEY_WAY_QUEUE],   v.value[KEY_WAY_JITTER], v.value[KEY_WAY_DUPLICATE],
            v.value[KEY_WAY_CORRUPT], v.value[KEY_WAY_ECN]};
        load_way(l, way, link, row == rows[1] ? 0 : 1);
    }
}

static void load_quality(struct loader *l, const struct map_values *v,
                         struct scenario_link *link, const uint32_t rows[2])
{
    const struct yaml_node *const both[QUALITIES] = {
        v->value[KEY_LINK_RATE],    v->value[KEY_LINK_DELAY],  v->value[KEY_LINK_LOSS],
        v->value[KEY_LINK_QUEUE],   v->value[KEY_LINK_JITTER], v->value[KEY_LINK_DUPLICATE],
        v->value[KEY_LINK_CORRUPT], v->value[KEY_LINK_ECN]};
    load_way(l, both, link, 0);
    link->rate_bps[1] = link->rate_bps[0];
    link->delay[1] = link->delay[0];
    link->loss[1] = link->loss[0];
    link->queue[1] = link->queue[0];
    link->mark[1] = link->mark[0];
    link->jitter[1] = link->jitter[0];
    link->duplicate[1] = link->duplicate[0];
    link->corrupt[1] = link->corrupt[0];
    if (v->value[KEY_LINK_MTU] != NULL)
        load_mtu(l, v->value[KEY_LINK_MTU], &link->mtu);
    if (v->value[KEY_LINK_TOWARDS] != NULL)
        load_towards(l, v->value[KEY_LINK_TOWARDS], link, rows);
}

static bool load_ends(struct loader *l, const struct yaml_node *between,
                      struct scenario_link *link, uint32_t rows[2])
{
    if (!load_is_list(l, between))
        return false;
    if (between->count != 2) {
        struct diagnostic *p =
            load_error(l, between->span, "link-ends", N_("A link joins two interfaces."));
        diagnostic_help(p,
                        N_("Write [laptop, sw1]. To join more than two nodes, put a switch in "
                           "the middle."));
        return false;
    }
    link->end[0] = load_end(l, between->first, &rows[0]);
    if (link->end[0] != NONE) /* not free any more, also for the other end */
        l->s->interfaces[link->end[0]].link = l->s->link_count;
    link->end[1] = load_end(l, between->last, &rows[1]);
    if (link->end[0] == NONE || link->end[1] == NONE) {
        if (link->end[0] != NONE)
            l->s->interfaces[link->end[0]].link = NONE;
        return false;
    }
    l->s->interfaces[link->end[1]].link = l->s->link_count;
    if (rows[0] == rows[1])
        (void)load_error(l, between->last->span, "link-to-itself",
                         N_("This link joins a node with itself."));
    return true;
}

static void load_link(struct loader *l, const struct yaml_node *entry)
{
    struct scenario *s = l->s;
    struct map_values v = {0};
    struct scenario_link link = {.rate_bps = {WORLD_DEFAULT_RATE, WORLD_DEFAULT_RATE},
                                 .delay = {WORLD_DEFAULT_DELAY, WORLD_DEFAULT_DELAY},
                                 .queue = {WORLD_DEFAULT_QUEUE, WORLD_DEFAULT_QUEUE}};
    const struct yaml_node *between = entry;
    if (entry->kind != YAML_LIST) {
        if (!load_map(l, entry, MAP_LINK, false, &v) || v.value[KEY_LINK_BETWEEN] == NULL) {
            l->links_incomplete = true;
            return;
        }
        between = v.value[KEY_LINK_BETWEEN];
    }
    struct scenario_link *grown = load_grow(l, s->links, s->link_count, sizeof *grown);
    if (grown == NULL)
        return;
    s->links = grown;
    uint32_t rows[2] = {NONE, NONE};
    link.span = between->first != NULL ? between->first->span : entry->span;
    grown[s->link_count] = link;
    bool good = load_ends(l, between, &link, rows);
    load_quality(l, &v, &link, rows);
    if (good && v.value[KEY_LINK_SPANNING_TREE] != NULL)
        load_tree_ports(l, v.value[KEY_LINK_SPANNING_TREE], link.end, rows);
    grown[s->link_count] = link;
    s->link_count += good;
    l->links_incomplete |= !good;
}

/* The interfaces of a node become one run of rows: world/def.h asks for it. */
static void group_interfaces(struct loader *l)
{
    struct scenario *s = l->s;
    struct scenario_interface *sorted =
        memory_take(&s->memory, (s->interface_count + 1) * sizeof *sorted);
    uint32_t *row = memory_take(&s->memory, (s->interface_count + 1) * sizeof *row);
    if (sorted == NULL || row == NULL) {
        load_no_memory(l);
        return;
    }
    for (uint32_t n = 0; n < s->node_count; n++)
        s->nodes[n].interfaces = 0;
    for (uint32_t i = 0; i < s->interface_count; i++)
        s->nodes[s->interfaces[i].node].interfaces++;
    for (uint32_t n = 0, first = 0; n < s->node_count; n++) {
        s->nodes[n].first_interface = first;
        first += s->nodes[n].interfaces;
        s->nodes[n].interfaces = 0;
    }
    for (uint32_t i = 0; i < s->interface_count; i++) {
        struct scenario_node *node = &s->nodes[s->interfaces[i].node];
        row[i] = node->first_interface + node->interfaces++;
        sorted[row[i]] = s->interfaces[i];
    }
    for (uint32_t k = 0; k < s->link_count; k++) {
        s->links[k].end[0] = row[s->links[k].end[0]];
        s->links[k].end[1] = row[s->links[k].end[1]];
    }
    s->interfaces = sorted;
}

void load_links(struct loader *l, const struct yaml_node *links)
{
    bool listed = links != NULL && load_is_list(l, links);
    if (listed && links->count > SCENARIO_LINKS_MAX) {
        struct diagnostic *p = load_error(l, links->key->span, "too-many-links",
                                          N_("A scenario has at most {limit} links."));
        diagnostic_number(l->d, p, "limit", SCENARIO_LINKS_MAX);
        listed = false;
    }
    for (const struct yaml_node *entry = listed ? links->first : NULL; entry != NULL;
         entry = entry->next)
        load_link(l, entry);
    group_interfaces(l);
}
