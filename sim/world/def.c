/* world/def.c: see def.h. */
#include "world/def.h"

#include <stdlib.h>
#include <string.h>

#include "wire/bpdu.h"

enum def_table {
    DEF_NODES,
    DEF_INTERFACES,
    DEF_CABLES,
    DEF_ROUTES,
    DEF_FAULTS,
    DEF_TIMELINE,
    DEF_PROFILES,
};

void world_def_init(struct world_def *def)
{
    memset(def, 0, sizeof *def);
    def->until = SIM_NEVER;
    def->bulk.server_node = NONE;
}

void world_def_release(struct world_def *def)
{
    free(def->nodes);
    free(def->interfaces);
    free(def->cables);
    free(def->routes);
    free(def->faults);
    free(def->timeline);
    free(def->profiles);
    memset(def, 0, sizeof *def);
}

/* Appends a row to one of the tables; gives its number or NONE. */
static uint32_t append(struct world_def *def, enum def_table table, void **rows, uint32_t *count,
                       const void *row, size_t size)
{
    if (*count == WORLD_NODES_MAX * 4)
        return NONE;
    if (*count == def->capacity[table]) {
        uint32_t capacity = *count == 0 ? 16 : *count * 2;
        void *grown = realloc(*rows, (size_t)capacity * size);
        if (grown == NULL)
            return NONE;
        *rows = grown;
        def->capacity[table] = capacity;
    }
    memcpy((char *)*rows + (size_t)*count * size, row, size);
    return (*count)++;
}

static void copy_name(char to[NODE_NAME_SIZE], const char *name)
{
    size_t n = strlen(name);
    if (n >= NODE_NAME_SIZE)
        n = NODE_NAME_SIZE - 1;
    memset(to, 0, NODE_NAME_SIZE);
    memcpy(to, name, n);
}

uint32_t world_def_node(struct world_def *def, const char *name, enum node_kind kind)
{
    struct node_def row = {.kind = kind,
                           .first_interface = def->interface_count,
                           .bridge = {.priority = STP_PRIORITY,
                                      .version = BPDU_VERSION_RSTP,
                                      .hello = STP_HELLO,
                                      .max_age = STP_MAX_AGE,
                                      .forward_delay = STP_FORWARD_DELAY}};
    copy_name(row.name, name);
    return append(def, DEF_NODES, (void **)&def->nodes, &def->node_count, &row, sizeof row);
}

uint32_t world_def_interface(struct world_def *def, uint32_t node, const char *name,
                             ipv4_address address, uint8_t prefix_length)
{
    struct interface_def row = {.node = node,
                                .index = def->nodes[node].interfaces,
                                .address = address,
                                .prefix_length = prefix_length,
                                .port = {.priority = STP_PORT_PRIORITY}};
    copy_name(row.name, name);
    uint32_t number = append(def, DEF_INTERFACES, (void **)&def->interfaces, &def->interface_count,
                             &row, sizeof row);
    if (number != NONE)
        def->nodes[node].interfaces++;
    return number;
}

uint32_t world_def_cable(struct world_def *def, uint32_t interface_a, uint32_t interface_b)
{
    struct cable_def row = {.end = {interface_a, interface_b},
                            .rate_bps = {WORLD_DEFAULT_RATE, WORLD_DEFAULT_RATE},
                            .delay = {WORLD_DEFAULT_DELAY, WORLD_DEFAULT_DELAY},
                            .queue_limit = {WORLD_DEFAULT_QUEUE, WORLD_DEFAULT_QUEUE}};
    return append(def, DEF_CABLES, (void **)&def->cables, &def->cable_count, &row, sizeof row);
}

uint32_t world_def_route(struct world_def *def, uint32_t node, ipv4_address prefix,
                         uint8_t prefix_length, ipv4_address gateway)
{
    struct route_def row = {
        .node = node, .prefix = prefix, .prefix_length = prefix_length, .gateway = gateway};
    return append(def, DEF_ROUTES, (void **)&def->routes, &def->route_count, &row, sizeof row);
}

uint32_t world_def_fault(struct world_def *def, const struct fault *fault)
{
    return append(def, DEF_FAULTS, (void **)&def->faults, &def->fault_count, fault, sizeof *fault);
}

uint32_t world_def_timeline(struct world_def *def, const struct timeline_def *entry)
{
    return append(def, DEF_TIMELINE, (void **)&def->timeline, &def->timeline_count, entry,
                  sizeof *entry);
}

uint32_t world_def_profile(struct world_def *def, const struct tcp_profile *profile)
{
    return append(def, DEF_PROFILES, (void **)&def->profiles, &def->profile_count, profile,
                  sizeof *profile);
}
