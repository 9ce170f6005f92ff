/* live/attach.h: where the real world touches a scenario: at a node of kind outside. A scenario
 * that has none gets one behind a switch (scenario_add_outside()).
 *
 * What reaches the node's port leaves the simulation; what comes from the real network is put
 * on the cable by it (INPUT_TRANSMIT). The node has no address and answers nothing; while
 * nothing is plugged in, what reaches it is gone.
 *
 * Also the address plan of that place, for who sits at the real machine: which network it is,
 * an address that nobody has there, and the router to the networks behind. */
#ifndef NETSTAGE_LIVE_ATTACH_H
#define NETSTAGE_LIVE_ATTACH_H

#include "scenario/scenario.h"

struct attachment {
    uint32_t node;      /* that stands for the real network; NONE: there is none */
    uint32_t interface; /* its port */
    uint32_t towards;   /* the direction of the cable that leads there */
};

/* Plugs the real network in at node `at`: an outside, or a switch, which gets one called
 * `name`. False: memory ran out, or no cable leads to the outside. */
bool attach_network(struct scenario *scenario, uint32_t at, const char *name,
                    struct attachment *attachment) MUST_CHECK;

/* The only outside of a scenario, or without any its only switch; NONE: that is not clear. */
uint32_t attach_only_place(const struct scenario *scenario);

enum { ATTACH_NETWORKS_MAX = 8 };

struct address_plan {
    ipv4_address network, own; /* own: free there; 0: the network has no addresses */
    uint8_t prefix_length;
    ipv4_address router; /* 0: none is there */
    uint32_t others;     /* networks behind the router, the first of them below */
    struct {
        ipv4_address network;
        uint8_t prefix_length;
    } other[ATTACH_NETWORKS_MAX];
};

/* What is typed at the real machine for device `tap`, a line each: its address, and the ways to
 * the networks behind the router. False: there is no such line. */
uint32_t attach_advice_lines(const struct address_plan *plan);
bool attach_advice(const struct address_plan *plan, const char *tap, uint32_t line, char *out,
                   size_t size);

/* The plan for the place of an attachment. */
void attach_plan(const struct scenario *scenario, const struct attachment *attachment,
                 struct address_plan *plan);

#endif
