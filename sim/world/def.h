/* world/def.h: the description of a world, from which world_build() makes one. The scenario loader,
 * the benchmarks and the tests fill it in.
 *
 * Shape:  growing tables; things refer to each other by row number, in the order of adding. What
 *         is left out is filled in deterministically by world_def_complete(): MAC addresses from
 *         node and interface, `routes: auto` by shortest path.
 * Owner:  the def owns its tables; world_def_release() frees them. Plans, filters and texts that
 *         it points at stay their owner's and must outlive the world.
 * Errors: the adding functions give NONE when memory runs out or a limit is reached. They do not
 *         judge: an address outside its subnet is the loader's business. */
#ifndef NETSTAGE_WORLD_DEF_H
#define NETSTAGE_WORLD_DEF_H

#include "app/bulk.h"
#include "app/plan.h"
#include "core/node.h"
#include "link/stp.h"
#include "phy/cable.h"
#include "transport/profile.h"

enum {
    WORLD_NODES_MAX = 1 << 20,
    WORLD_DEFAULT_QUEUE = 100, /* frames */
};

#define WORLD_DEFAULT_RATE UINT64_C(100000000) /* bit/s */
#define WORLD_DEFAULT_DELAY (1 * SIM_MILLISECOND)

/* What a node does that others leave out, or leaves out that they do; all zero: as usual. */
struct node_habits {
    struct arp_habits arp;     /* at all of its interfaces */
    uint8_t reverse_path;      /* enum reverse_path */
    uint8_t directed_broadcasts; /* 1: a router sends them on */
    uint8_t broadcast_echo;    /* 1: an echo to everybody is answered */
    uint8_t reserved;
};

struct node_def {
    char name[NODE_NAME_SIZE];
    enum node_kind kind;
    uint32_t first_interface;  /* its interfaces are added right after it, or by interface_add */
    uint32_t interfaces;
    uint32_t profile;          /* row of tcp profiles; 0: the default one */
    bool auto_routes;          /* fill in routes by shortest path */
    bool spanning_tree;        /* a switch that runs it, set up as follows */
    struct stp_bridge_plan bridge; /* node and ports are filled in by world_build() */
    struct node_habits habits;
    bool hides_errors;         /* it sends no ICMP errors */
    const struct app_node_plan *plan; /* NULL: a plan without services */
};

struct interface_def {
    uint32_t node;
    uint32_t index;            /* 0, 1, … on its node */
    mac_address mac;           /* 0: made from node and index: 02:00:nn:nn:nn:ii */
    ipv4_address address;      /* 0: none */
    uint8_t prefix_length;
    uint16_t mtu;              /* 0: ETHERNET_MTU */
    bool down;
    struct stp_port_plan port; /* of a switch that runs a spanning tree */
    char name[NODE_NAME_SIZE]; /* "lan", "eth0" */
};

struct route_def {
    uint32_t node;
    ipv4_address prefix;
    uint8_t prefix_length;
    ipv4_address gateway;
};

/* One entry of the timeline: at this moment a command starts on a host, or a cable changes. */
enum timeline_action {
    TIMELINE_COMMAND,
    TIMELINE_CUT,
    TIMELINE_MEND,
    TIMELINE_BULK, /* a plain transfer begins on `node` (app/bulk.h) */
    TIMELINE_TYPE,   /* `command` is typed for the command of `node` that reads (app_reader()) */
    TIMELINE_END,    /* Ctrl-D for it */
    TIMELINE_CANCEL, /* Ctrl-C for the command of `node` that started last and still runs */
};

struct timeline_def {
    sim_time at;
    enum timeline_action action;
    uint32_t node;             /* of all but the cables' */
    uint32_t cable;            /* TIMELINE_CUT, TIMELINE_MEND: both ways */
    const char *command;       /* the command line, checked by app/command.h before; or the lines */
};

struct world_def {
    uint64_t seed;
    sim_time until;            /* SIM_NEVER: until everything has ended */
    struct node_def *nodes;
    uint32_t node_count;
    struct interface_def *interfaces;
    uint32_t interface_count;
    struct cable_def *cables;
    uint32_t cable_count;
    struct route_def *routes;
    uint32_t route_count;
    struct fault *faults;      /* any order; world_build() sorts */
    uint32_t fault_count;
    struct timeline_def *timeline; /* any order; sorted by (time, order of adding) */
    uint32_t timeline_count;
    struct tcp_profile *profiles;  /* row 0: the default of all nodes */
    uint32_t profile_count;
    uint32_t capacity[7];      /* of the seven tables above */
    struct bulk_plan bulk;     /* server_node NONE: no plain transfers */
    uint32_t expected_connections; /* hints for the first size of pools; 0: small */
    uint32_t expected_frames;
};

void world_def_init(struct world_def *def);
void world_def_release(struct world_def *def);

/* Adds a row; gives its number or NONE. The interfaces of a node must be added before the next
 * node's, so that they are one run. */
uint32_t world_def_node(struct world_def *def, const char *name, enum node_kind kind);
uint32_t world_def_interface(struct world_def *def, uint32_t node, const char *name,
                             ipv4_address address, uint8_t prefix_length);
/* A cable with the default rate, delay and queue, without loss; change the row as you like. */
uint32_t world_def_cable(struct world_def *def, uint32_t interface_a, uint32_t interface_b);
uint32_t world_def_route(struct world_def *def, uint32_t node, ipv4_address prefix,
                         uint8_t prefix_length, ipv4_address gateway);
uint32_t world_def_fault(struct world_def *def, const struct fault *fault);
uint32_t world_def_timeline(struct world_def *def, const struct timeline_def *entry);
uint32_t world_def_profile(struct world_def *def, const struct tcp_profile *profile);

#endif
