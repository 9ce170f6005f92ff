/* scenario/graph.h: which nodes are neighbours: for the layout of the stage, and for "towards".
 */
#ifndef NETSTAGE_SCENARIO_GRAPH_H
#define NETSTAGE_SCENARIO_GRAPH_H

#include "scenario/scenario.h"

/* Neighbours of node n: neighbour[first[n]] .. neighbour[first[n + 1] - 1], in the order of the
 * links. */
struct graph {
    uint32_t nodes;
    uint32_t *first;
    uint32_t *neighbour;
    uint32_t *distance; /* scratch of graph_measure(): NONE where it does not lead */
    uint32_t *order;    /* the nodes it reaches, nearest first */
    uint32_t *parent;   /* on the way there; NONE for the start */
    uint32_t reached;
};

/* False: out of memory. */
bool graph_build(struct graph *graph, const struct scenario *s) MUST_CHECK;
void graph_release(struct graph *graph);

/* Distances, in cables, from a node to all others (breadth first). */
void graph_measure(struct graph *graph, uint32_t from);

#endif
