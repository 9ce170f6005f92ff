/* scenario/outside.c: one more node in a scenario that was read: the place where a real network
 * is plugged in, for scenarios whose author has not thought of one. See scenario.h.
 *
 *     sw1 [last port] ---- 1 Gbit/s, 10 us ---- [eth0] NAME */
#include "scenario/scenario.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define OUTSIDE_RATE UINT64_C(1000000000)
#define OUTSIDE_DELAY (10 * SIM_MICROSECOND)

enum { OUTSIDE_QUEUE = 1000, NEAR = 60, BELOW = 120 };

/* A copy of a table with room for `more` rows, in the scenario's memory. */
static void *roomier(struct scenario *s, const void *table, uint32_t count, uint32_t more,
                     size_t size)
{
    void *copy = memory_take(&s->memory, ((size_t)count + more) * size);
    if (copy != NULL && count > 0)
        memcpy(copy, table, count * size);
    return copy;
}

static bool make_room(struct scenario *s)
{
    struct scenario_node *nodes = roomier(s, s->nodes, s->node_count, 1, sizeof *nodes);
    struct scenario_link *links = roomier(s, s->links, s->link_count, 1, sizeof *links);
    struct scenario_interface *interfaces =
        roomier(s, s->interfaces, s->interface_count, 2, sizeof *interfaces);
    if (nodes == NULL || links == NULL || interfaces == NULL)
        return false;
    s->nodes = nodes;
    s->links = links;
    s->interfaces = interfaces;
    return true;
}

/* Row `row` of the interfaces is free afterwards; all that names a later one follows. */
static void make_way(struct scenario *s, uint32_t at, uint32_t row)
{
    memmove(&s->interfaces[row + 1], &s->interfaces[row],
            (s->interface_count - row) * sizeof *s->interfaces);
    s->interface_count++;
    for (uint32_t n = 0; n < s->node_count; n++)
        if (n != at && s->nodes[n].first_interface >= row)
            s->nodes[n].first_interface++;
    for (uint32_t k = 0; k < s->link_count; k++)
        for (int end = 0; end < 2; end++)
            if (s->links[k].end[end] >= row)
                s->links[k].end[end]++;
}

static bool is_taken(const struct scenario *s, int64_t x, int64_t y)
{
    for (uint32_t i = 0; i < s->node_count; i++)
        if (llabs(s->nodes[i].x - x) < NEAR && llabs(s->nodes[i].y - y) < NEAR)
            return true;
    return false;
}

/* A free place near the switch, aslant below it if there is one: nothing else is that near. */
static void place(const struct scenario *s, uint32_t at, struct scenario_node *node)
{
    static const int ways[][2] = {{-1, 1}, {1, 1},  {-1, -1}, {1, -1},
                                  {0, 1},  {0, -1}, {-1, 0},  {1, 0}};
    for (int far = 1; far < 4; far++)
        for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
            int64_t x = s->nodes[at].x + ways[i][0] * far * SCENARIO_STAGE_PITCH;
            int64_t y = s->nodes[at].y + ways[i][1] * far * BELOW;
            if (x < 0 || y < 0 || is_taken(s, x, y))
                continue;
            node->x = (int32_t)x;
            node->y = (int32_t)y;
            return;
        }
    node->x = s->nodes[at].x;
    node->y = s->nodes[at].y + 4 * BELOW;
}

static const char *free_name(const struct scenario *s, const char *name)
{
    size_t length = strlen(name);
    bool good =
        length > 0 && length < NODE_NAME_SIZE && scenario_find_node(s, name, length) == NONE;
    return good ? name : "outside";
}

uint32_t scenario_add_outside(struct scenario *s, uint32_t at, const char *name)
{
    char port_name[NODE_NAME_SIZE];
    struct text text = text_over(port_name, sizeof port_name);
    text_put(&text, "port");
    text_put_unsigned(&text, s->nodes[at].interfaces + 1);
    const char *known = free_name(s, name);
    char *own = memory_text(&s->memory, known, strlen(known));
    char *port_text = memory_text(&s->memory, port_name, text.length);
    if (own == NULL || port_text == NULL || !make_room(s))
        return NONE;
    uint32_t row = s->node_count, link = s->link_count;
    uint32_t port = s->nodes[at].first_interface + s->nodes[at].interfaces;
    make_way(s, at, port);
    s->nodes[at].interfaces++;
    uint32_t far = s->interface_count++;
    s->interfaces[port] = (struct scenario_interface){
        .name = port_text, .node = at, .link = link, .port = {.priority = STP_PORT_PRIORITY}};
    s->interfaces[far] = (struct scenario_interface){.name = "eth0", .node = row, .link = link};
    s->nodes[row] = (struct scenario_node){.name = own,
                                           .kind = NODE_SWITCH,
                                           .outside = true,
                                           .look = LOOK_OUTSIDE,
                                           .first_interface = far,
                                           .interfaces = 1,
                                           .plan = {.name = own}};
    place(s, at, &s->nodes[row]);
    s->node_count++;
    s->links[s->link_count++] = (struct scenario_link){.end = {port, far},
                                                       .rate_bps = {OUTSIDE_RATE, OUTSIDE_RATE},
                                                       .delay = {OUTSIDE_DELAY, OUTSIDE_DELAY},
                                                       .queue = {OUTSIDE_QUEUE, OUTSIDE_QUEUE}};
    return row;
}
