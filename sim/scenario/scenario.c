/* scenario/scenario.c: looking things up in a scenario, freeing it, and the world it describes.
 */
#include "scenario/scenario.h"

#include "scenario/load.h"

#include <stdlib.h>
#include <string.h>

uint32_t scenario_find_node(const struct scenario *s, const char *name, size_t length)
{
    for (uint32_t i = 0; i < s->node_count; i++) {
        const char *known = s->nodes[i].name;
        if (known != NULL && strncmp(known, name, length) == 0 && known[length] == '\0')
            return i;
    }
    return NONE;
}

uint32_t scenario_find_link(const struct scenario *s, uint32_t node_a, uint32_t node_b)
{
    for (uint32_t k = 0; k < s->link_count; k++) {
        uint32_t a = s->interfaces[s->links[k].end[0]].node;
        uint32_t b = s->interfaces[s->links[k].end[1]].node;
        if ((a == node_a && b == node_b) || (a == node_b && b == node_a))
            return k;
    }
    return NONE;
}

uint32_t scenario_questions(const struct scenario *s)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < s->narration_count; i++)
        count += s->narration[i].question.kind != QUESTION_NONE;
    return count;
}

void scenario_free(struct scenario *s)
{
    if (s == NULL)
        return;
    for (uint32_t i = 0; s->owned != NULL && i < s->owned->filter_count; i++)
        filter_free(s->owned->filters[i]);
    memory_release(&s->memory);
    free(s);
}

/* As the interface says, or else its link; a switch has ports, not interfaces of its own. */
static uint16_t mtu_of(const struct scenario *s, const struct scenario_interface *i)
{
    bool by_link = i->mtu == 0 && i->link != NONE && s->nodes[i->node].kind != NODE_SWITCH;
    return by_link ? s->links[i->link].mtu : i->mtu;
}

static bool add_nodes(const struct scenario *s, struct world_def *def)
{
    for (uint32_t n = 0; n < s->node_count; n++) {
        const struct scenario_node *node = &s->nodes[n];
        if (world_def_node(def, node->name, node->kind) != n)
            return false;
        def->nodes[n].profile = node->profile;
        def->nodes[n].habits = node->habits;
        def->nodes[n].auto_routes = node->auto_routes;
        def->nodes[n].hides_errors = node->hides_errors;
        def->nodes[n].plan = &node->plan;
        def->nodes[n].spanning_tree = node->tree.on;
        def->nodes[n].bridge = node->tree.bridge;
        for (uint32_t k = 0; k < node->interfaces; k++) {
            uint32_t row = node->first_interface + k;
            const struct scenario_interface *i = &s->interfaces[row];
            if (world_def_interface(def, n, i->name, i->address, i->prefix_length) != row)
                return false;
            def->interfaces[row].mac = i->mac;
            def->interfaces[row].mtu = mtu_of(s, i);
            def->interfaces[row].down = i->down;
            if (node->tree.on)
                def->interfaces[row].port = i->port;
        }
    }
    return true;
}

static bool add_cables(const struct scenario *s, struct world_def *def)
{
    for (uint32_t k = 0; k < s->link_count; k++) {
        const struct scenario_link *link = &s->links[k];
        if (world_def_cable(def, link->end[0], link->end[1]) != k)
            return false;
        for (int way = 0; way < 2; way++) {
            def->cables[k].rate_bps[way] = link->rate_bps[way];
            def->cables[k].delay[way] = link->delay[way];
            def->cables[k].loss[way] = link->loss[way];
            def->cables[k].queue_limit[way] = link->queue[way];
            def->cables[k].mark_limit[way] = link->mark[way];
            def->cables[k].jitter[way] = link->jitter[way];
            def->cables[k].duplicate[way] = link->duplicate[way];
            def->cables[k].corrupt[way] = link->corrupt[way];
        }
    }
    return true;
}

static bool add_timeline(const struct scenario *s, struct world_def *def)
{
    for (uint32_t i = 0; i < s->timeline_count; i++) {
        const struct scenario_command *c = &s->timeline[i];
        struct timeline_def entry = {.at = c->at,
                                     .action = c->action,
                                     .node = c->node,
                                     .cable = c->link,
                                     .command = c->command};
        if (world_def_timeline(def, &entry) == NONE)
            return false;
    }
    return true;
}

bool scenario_to_world(const struct scenario *s, struct world_def *def)
{
    def->seed = s->seed;
    def->until = s->until;
    for (uint32_t i = 0; i < s->profile_count; i++) { /* row 0 may be there already */
        if (i < def->profile_count)
            def->profiles[i] = s->profiles[i];
        else if (world_def_profile(def, &s->profiles[i]) != i)
            return false;
    }
    if (!add_nodes(s, def) || !add_cables(s, def))
        return false;
    for (uint32_t i = 0; i < s->route_count; i++) {
        const struct scenario_route *r = &s->routes[i];
        if (world_def_route(def, r->node, r->prefix, r->prefix_length, r->gateway) == NONE)
            return false;
    }
    for (uint32_t i = 0; i < s->fault_count; i++) {
        if (world_def_fault(def, &s->faults[i]) == NONE)
            return false;
    }
    return add_timeline(s, def);
}
