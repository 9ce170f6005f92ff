/* live/attach.c: see attach.h. */
#include "live/attach.h"

#include <string.h>

#include "base/text.h"

#define ATTACH_RATE UINT64_C(1000000000)
#define ATTACH_DELAY (10 * SIM_MICROSECOND)

enum { ATTACH_QUEUE = 1000 };

uint32_t attach_only_switch(const struct world_def *def)
{
    uint32_t found = NONE;
    for (uint32_t i = 0; i < def->node_count; i++) {
        if (def->nodes[i].kind != NODE_SWITCH)
            continue;
        if (found != NONE)
            return NONE;
        found = i;
    }
    return found;
}

/* Row `row` of the interfaces is free afterwards; all that names a later one follows. */
static void make_way(struct world_def *def, uint32_t row)
{
    struct interface_def *i = def->interfaces;
    memmove(&i[row + 1], &i[row], (def->interface_count - 1 - row) * sizeof *i);
    for (uint32_t n = 0; n < def->node_count; n++)
        if (def->nodes[n].first_interface >= row)
            def->nodes[n].first_interface++;
    for (uint32_t k = 0; k < def->cable_count; k++)
        for (int end = 0; end < 2; end++)
            if (def->cables[k].end[end] >= row)
                def->cables[k].end[end]++;
}

/* One more port of a switch. Its row, or NONE. */
static uint32_t add_port(struct world_def *def, uint32_t node)
{
    char name[NODE_NAME_SIZE];
    struct text text = text_over(name, sizeof name);
    struct node_def *n = &def->nodes[node];
    uint32_t row = n->first_interface + n->interfaces;
    text_put(&text, "port");
    text_put_unsigned(&text, n->interfaces + 1);
    uint32_t last = world_def_interface(def, node, name, 0, 0);
    if (last == NONE)
        return NONE;
    struct interface_def port = def->interfaces[last];
    if (row < last)
        make_way(def, row);
    def->interfaces[row] = port;
    return row;
}

bool attach_network(struct world_def *def, uint32_t at, const char *name,
                    struct attachment *attachment)
{
    uint32_t port = add_port(def, at);
    uint32_t node = port != NONE ? world_def_node(def, name, NODE_SWITCH) : NONE;
    uint32_t far = node != NONE ? world_def_interface(def, node, "eth0", 0, 0) : NONE;
    uint32_t cable = far != NONE ? world_def_cable(def, port, far) : NONE;
    if (cable == NONE)
        return false;
    for (int way = 0; way < 2; way++) {
        def->cables[cable].rate_bps[way] = ATTACH_RATE;
        def->cables[cable].delay[way] = ATTACH_DELAY;
        def->cables[cable].queue_limit[way] = ATTACH_QUEUE;
    }
    *attachment = (struct attachment){.node = node, .interface = far, .towards = cable * 2};
    return true;
}
