/* scenario/graph.c: see graph.h. */
#include "scenario/graph.h"

#include <stdlib.h>
#include <string.h>

static void ends_of(const struct scenario *s, uint32_t link, uint32_t node[2])
{
    node[0] = s->interfaces[s->links[link].end[0]].node;
    node[1] = s->interfaces[s->links[link].end[1]].node;
}

static bool take_tables(struct graph *g, const struct scenario *s)
{
    size_t nodes = (size_t)s->node_count + 1;
    size_t ends = 2 * (size_t)s->link_count + 1;
    g->nodes = s->node_count;
    g->first = calloc(nodes + 1, sizeof(uint32_t));
    g->neighbour = calloc(ends, sizeof(uint32_t));
    g->distance = calloc(nodes, sizeof(uint32_t));
    g->order = calloc(nodes, sizeof(uint32_t));
    g->parent = calloc(nodes, sizeof(uint32_t));
    return g->first != NULL && g->neighbour != NULL && g->distance != NULL &&
           g->order != NULL && g->parent != NULL;
}

bool graph_build(struct graph *g, const struct scenario *s)
{
    *g = (struct graph){0};
    if (!take_tables(g, s)) {
        graph_release(g);
        return false;
    }
    uint32_t node[2];
    for (uint32_t k = 0; k < s->link_count; k++) {
        ends_of(s, k, node);
        g->first[node[0] + 1]++;
        g->first[node[1] + 1]++;
    }
    for (uint32_t n = 0; n < g->nodes; n++)
        g->first[n + 1] += g->first[n];
    memcpy(g->order, g->first, g->nodes * sizeof(uint32_t)); /* where the next one goes */
    for (uint32_t k = 0; k < s->link_count; k++) {
        ends_of(s, k, node);
        g->neighbour[g->order[node[0]]++] = node[1];
        g->neighbour[g->order[node[1]]++] = node[0];
    }
    return true;
}

void graph_release(struct graph *g)
{
    free(g->first);
    free(g->neighbour);
    free(g->distance);
    free(g->order);
    free(g->parent);
    *g = (struct graph){0};
}

void graph_measure(struct graph *g, uint32_t from)
{
    for (uint32_t n = 0; n < g->nodes; n++)
        g->distance[n] = NONE;
    g->distance[from] = 0;
    g->parent[from] = NONE;
    g->order[0] = from;
    g->reached = 1;
    for (uint32_t i = 0; i < g->reached; i++) {
        uint32_t n = g->order[i];
        for (uint32_t k = g->first[n]; k < g->first[n + 1]; k++) {
            uint32_t next = g->neighbour[k];
            if (g->distance[next] != NONE)
                continue;
            g->distance[next] = g->distance[n] + 1;
            g->parent[next] = n;
            g->order[g->reached++] = next;
        }
    }
}
