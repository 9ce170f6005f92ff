/* scenario/load_rip.c: `rip:`: the routing daemons of the routers, and of hosts that listen
 * (RFC 2453). What stands at the top of the file counts for all of them; a node may say
 * otherwise. */
#include "scenario/load.h"

#include "base/catalogue.h"

enum { TIMEOUT_UPDATES = 6, GARBAGE_UPDATES = 4 };

#define UPDATE_LEAST (100 * SIM_MILLISECOND)
#define TIME_MOST (3600 * SIM_SECOND)
#define UPDATE_USUAL (30 * SIM_SECOND)

struct rip_plan load_usual_rip(void)
{
    return (struct rip_plan){.update = UPDATE_USUAL,
                             .timeout = TIMEOUT_UPDATES * UPDATE_USUAL,
                             .garbage = GARBAGE_UPDATES * UPDATE_USUAL,
                             .horizon = RIP_POISONED_REVERSE,
                             .triggered = true};
}

static void load_interval(struct loader *l, const struct yaml_node *node, sim_time *value)
{
    uint64_t read;
    if (node != NULL && load_quantity(l, node, QUANTITY_TIME, UPDATE_LEAST, TIME_MOST, &read))
        *value = (sim_time)read;
}

static void load_flag(struct loader *l, const struct yaml_node *node, bool *value)
{
    uint8_t on;
    if (node != NULL && load_switch(l, node, &on))
        *value = on != 0;
}

/* A new interval takes the other two with it, unless they are given. */
static void load_times(struct loader *l, const struct map_values *v, struct rip_plan *plan)
{
    if (v->value[KEY_RIP_UPDATE] != NULL) {
        load_interval(l, v->value[KEY_RIP_UPDATE], &plan->update);
        plan->timeout = TIMEOUT_UPDATES * plan->update;
        plan->garbage = GARBAGE_UPDATES * plan->update;
    }
    load_interval(l, v->value[KEY_RIP_TIMEOUT], &plan->timeout);
    load_interval(l, v->value[KEY_RIP_GARBAGE], &plan->garbage);
    const struct yaml_node *timeout = v->value[KEY_RIP_TIMEOUT];
    if (timeout == NULL || plan->timeout > plan->update + plan->update / 2)
        return;
    struct diagnostic *p = load_bad_value(
        l, timeout, "timeout-too-short",
        N_("With a timeout of {value}, routes would be lost between two updates."));
    diagnostic_help(p, N_("Choose it several times as long as update: usually six times."));
}

void load_rip(struct loader *l, const struct yaml_node *node, struct rip_plan *plan)
{
    static const char *const horizons[] = {"off", "simple", "poisoned"};
    struct map_values v;
    uint32_t horizon = plan->horizon;
    if (!load_map(l, node, MAP_RIP, false, &v))
        return;
    load_times(l, &v, plan);
    if (v.value[KEY_RIP_SPLIT_HORIZON] != NULL)
        (void)load_word(l, v.value[KEY_RIP_SPLIT_HORIZON], horizons, 3, &horizon);
    plan->horizon = (enum rip_horizon)horizon;
    load_flag(l, v.value[KEY_RIP_TRIGGERED], &plan->triggered);
    load_flag(l, v.value[KEY_RIP_VERSION_1], &plan->version_1);
    load_flag(l, v.value[KEY_RIP_STATIC], &plan->tells_static);
}

static uint8_t *costs_of(struct loader *l, const struct scenario_node *node)
{
    uint8_t *costs = memory_take(&l->s->memory, node->interfaces + 1);
    for (uint32_t i = 0; costs != NULL && i < node->interfaces; i++)
        costs[i] = l->s->interfaces[node->first_interface + i].cost;
    return costs;
}

/* Interfaces are known only when all links were read. */
void load_rip_costs(struct loader *l)
{
    bool any = false;
    for (uint32_t n = 0; n < l->s->node_count; n++) {
        struct scenario_node *node = &l->s->nodes[n];
        if (node->rip == NULL)
            continue;
        any = true;
        node->rip->costs = costs_of(l, node);
        node->rip->cost_count = node->rip->costs != NULL ? node->interfaces : 0;
        if (node->rip->costs == NULL)
            load_no_memory(l);
    }
    if (any || l->rip_node == NULL)
        return;
    struct diagnostic *p = load_warning(l, l->rip_node->key->span, "rip-unused",
                                        N_("No node runs a routing daemon."));
    diagnostic_help(p, N_("Write routes: rip at the top of the file, for all routers, or at a "
                          "node."));
}

/* The node runs a routing daemon; `own` is what it says about it, or NULL. */
void load_node_rip(struct loader *l, uint32_t row, const struct yaml_node *own)
{
    struct scenario_node *node = &l->s->nodes[row];
    struct rip_plan *plan = memory_take(&l->s->memory, sizeof *plan);
    if (plan == NULL) {
        load_no_memory(l);
        return;
    }
    *plan = l->rip;
    if (own != NULL)
        load_rip(l, own, plan);
    plan->silent = node->kind == NODE_HOST;
    node->rip = plan;
    node->plan.rip = plan;
}
