/* world/constant.h: the constant segment of a world: shared by its twins, counted. Inside world/. */
#ifndef NETSTAGE_WORLD_CONSTANT_H
#define NETSTAGE_WORLD_CONSTANT_H

#include "world/world.h"

struct interface_name {
    char name[NODE_NAME_SIZE];
};

struct world_constant {
    uint32_t twins;                    /* worlds that use this */
    uint64_t seed;
    sim_time until;
    struct nodes nodes;
    struct interface_def *interfaces;
    uint32_t interface_count;
    struct cable_def *cables;
    uint32_t cable_count;
    struct routes routes;
    struct stp_plan stp;
    struct fault *faults;
    struct fault_table fault_table;
    struct timeline_def *timeline;     /* sorted; the command texts are this segment's */
    uint32_t timeline_count;
    struct tcp_profile *profiles;
    uint32_t profile_count;
    uint32_t *profile_of;              /* a row a node */
    struct node_habits *habits;        /* a row a node */
    uint32_t arp_checks;               /* interfaces with habits of ARP's own */
    const struct app_node_plan **plans; /* a row a node; what they point at is not ours */
    struct bulk_plan bulk;
    uint32_t expected_connections;
    uint32_t expected_frames;
};

/* Gives one with twins == 1, or NULL: out of memory. */
struct world_constant *constant_make(const struct world_def *def);
/* Does ARP at this node do more than RFC 826? */
bool has_arp_habits(const struct node_habits *habits);
void constant_release(struct world_constant *constant);

#endif
