/* core/node.h: the nodes of a world as constants: what they are called, what they are, and
 * which interfaces are theirs. A node's interfaces are one run of interface rows. */
#ifndef NETSTAGE_CORE_NODE_H
#define NETSTAGE_CORE_NODE_H

#include "base/types.h"

enum { NODE_NAME_SIZE = 32 };

enum node_kind {
    NODE_HOST,
    NODE_ROUTER,
    NODE_SWITCH,
};

struct node {
    char name[NODE_NAME_SIZE]; /* as in the scenario, NUL-terminated */
    enum node_kind kind;
    uint32_t first_interface;
    uint32_t interfaces;
    bool hides_errors; /* it sends no ICMP errors, as of the start */
};

/* The constant table of nodes; shared by all branches of a run, never written after build. */
struct nodes {
    struct node *row;
    uint32_t count;
    /* Of every interface of the world, in the order of their rows; NULL: none has a name. */
    char (*interface_name)[NODE_NAME_SIZE];
};

#endif
