/* live/attach.h: where the real world touches a scenario: a switch gets one more port, a cable
 * of its own leads from there to a node that stands for the real network.
 *
 *     sw1 [last port] ---- 1 Gbit/s, 10 us ---- [eth0] NAME      NAME: a switch of one port
 *
 * What reaches the node's port leaves the simulation; what comes from the real network is put
 * on the cable by it (INPUT_TRANSMIT). The node has no address and answers nothing.
 *
 * Shape:  works on the description of a world, before it is built. The new node, its interface
 * and the cable are the last of their tables; the new port shifts the interfaces behind it. */
#ifndef NETSTAGE_LIVE_ATTACH_H
#define NETSTAGE_LIVE_ATTACH_H

#include "world/def.h"

struct attachment {
    uint32_t node;      /* that stands for the real network */
    uint32_t interface; /* its port */
    uint32_t towards;   /* the direction of the cable that leads there */
};

/* Adds node `name` behind the switch `at`. False: memory ran out, or a limit is reached; the
 * description is not to be used then. */
bool attach_network(struct world_def *def, uint32_t at, const char *name,
                    struct attachment *attachment) MUST_CHECK;

/* The only switch of a description; NONE: there is none, or there are several. */
uint32_t attach_only_switch(const struct world_def *def);

#endif
