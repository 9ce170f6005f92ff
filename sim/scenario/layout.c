/* scenario/layout.c: places on the stage for nodes that the author has not placed.
 *
 * Each connected part of the network is drawn from left to right. It starts at the end of its
 * longest way (of the two ends, the one that comes first in the file), so a line is a line and
 * a tree reads like one; the column of a node is its distance from the start. Rows: the ends of
 * the branches follow one another, and a node stands in the middle of its branches. Parts stand
 * below one another. The result depends on nothing but the file. */
#include "scenario/graph.h"
#include "scenario/load.h"

#include <stdlib.h>

enum { MARGIN = 80, ROW_PITCH = 120 };

/* Half rows, so that a parent of two branches has a place between them. */
struct layout {
    struct graph graph;
    uint32_t *row; /* in half rows */
    uint32_t *low; /* of a node's branches: the first and the last half row */
    uint32_t *high;
    uint32_t *children;
    bool *done;
    uint32_t next_row;
};

/* The node farthest from the start of the last measuring; of several, the first in the file. */
static uint32_t farthest(const struct graph *g)
{
    uint32_t best = g->order[0];
    for (uint32_t i = 0; i < g->reached; i++) {
        uint32_t n = g->order[i];
        if (g->distance[n] > g->distance[best] ||
            (g->distance[n] == g->distance[best] && n < best))
            best = n;
    }
    return best;
}

static uint32_t start_of_part(struct graph *g, uint32_t node)
{
    graph_measure(g, node);
    uint32_t one_end = farthest(g);
    graph_measure(g, one_end);
    uint32_t other_end = farthest(g);
    return one_end < other_end ? one_end : other_end;
}

/* Gives every end of a branch a row of its own, in the order in which a walk down the tree
 * meets them; then every other node the middle of its branches, farthest first. */
static void place_rows(struct layout *a)
{
    struct graph *g = &a->graph;
    uint32_t *leaves = a->low; /* number of branch ends below a node, for a while */
    for (uint32_t i = g->reached; i-- > 0;) {
        uint32_t n = g->order[i];
        leaves[n] = a->children[n] == 0 ? 1 : leaves[n];
        if (g->parent[n] != NONE)
            leaves[g->parent[n]] += leaves[n];
    }
    for (uint32_t i = 0; i < g->reached; i++) { /* parents come before their children */
        uint32_t n = g->order[i];
        uint32_t parent = g->parent[n];
        uint32_t first = parent == NONE ? a->next_row : a->high[parent];
        if (parent != NONE)
            a->high[parent] += leaves[n];
        a->row[n] = first;
        a->high[n] = first;
    }
    a->next_row += leaves[g->order[0]];
    for (uint32_t i = 0; i < g->reached; i++) {
        uint32_t n = g->order[i];
        a->row[n] = 2 * a->row[n] + leaves[n] - 1;
    }
}

static void lay_out_part(struct layout *a, struct scenario *s, uint32_t node)
{
    struct graph *g = &a->graph;
    graph_measure(g, start_of_part(g, node));
    for (uint32_t i = 0; i < g->reached; i++) {
        uint32_t n = g->order[i];
        a->done[n] = true;
        if (g->parent[n] != NONE)
            a->children[g->parent[n]]++;
    }
    place_rows(a);
    for (uint32_t i = 0; i < g->reached; i++) {
        uint32_t n = g->order[i];
        if (s->nodes[n].placed)
            continue;
        s->nodes[n].x = MARGIN + (int32_t)g->distance[n] * SCENARIO_STAGE_PITCH;
        s->nodes[n].y = MARGIN + (int32_t)a->row[n] * (ROW_PITCH / 2);
    }
}

static bool take_tables(struct layout *a, uint32_t nodes)
{
    a->row = calloc(nodes, sizeof *a->row);
    a->low = calloc(nodes, sizeof *a->low);
    a->high = calloc(nodes, sizeof *a->high);
    a->children = calloc(nodes, sizeof *a->children);
    a->done = calloc(nodes, sizeof *a->done);
    return a->row != NULL && a->low != NULL && a->high != NULL && a->children != NULL &&
           a->done != NULL;
}

bool scenario_lay_out(struct scenario *s)
{
    struct layout a = {0};
    bool good = take_tables(&a, s->node_count + 1) && graph_build(&a.graph, s);
    for (uint32_t n = 0; good && n < s->node_count; n++) {
        if (!a.done[n])
            lay_out_part(&a, s, n);
    }
    free(a.row);
    free(a.low);
    free(a.high);
    free(a.children);
    free(a.done);
    graph_release(&a.graph);
    return good;
}

uint32_t scenario_nearer_end(const struct scenario *s, uint32_t link, uint32_t node)
{
    struct graph g;
    uint32_t a = s->interfaces[s->links[link].end[0]].node;
    uint32_t b = s->interfaces[s->links[link].end[1]].node;
    if (!graph_build(&g, s))
        return NONE;
    graph_measure(&g, node);
    uint32_t from_a = g.distance[a];
    uint32_t from_b = g.distance[b];
    graph_release(&g);
    if (from_a == from_b)
        return NONE;
    return from_a < from_b ? a : b;
}
