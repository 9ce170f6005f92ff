/* tests/world/bridges.h: networks of switches that run a spanning tree, for tests: built from
 * edges, and looked at as a tree. */
#ifndef NETSTAGE_TESTS_BRIDGES_H
#define NETSTAGE_TESTS_BRIDGES_H

#include "small_worlds.h"
#include "wire/bpdu.h"
#include "wire/llc.h"

enum { MOST_SWITCHES = 16, MOST_EDGES = 40, HOST_PORT = MOST_EDGES };

/* A cable between two switches, by their numbers; its row is its place in the list. */
struct edge {
    uint32_t a, b;
};

struct bridges {
    struct world_def def;
    uint32_t switches;
    uint32_t edges;
    struct edge edge[MOST_EDGES];
    uint32_t host; /* the node of the first host */
};

/* Switches sw0, sw1, …, nodes 0, 1, …, with a port for every edge, and on the last port of each
 * a host (10.0.0.1, 10.0.0.2, …). */
static inline void lay_bridges(struct bridges *n, uint32_t switches, const struct edge *edge,
                               uint32_t edges)
{
    uint32_t end[MOST_EDGES][2], host_port[MOST_SWITCHES];
    *n = (struct bridges){.switches = switches, .edges = edges, .host = switches};
    world_def_init(&n->def);
    for (uint32_t s = 0; s < switches; s++) {
        char name[] = {'s', 'w', (char)('a' + s), 0};
        uint32_t node = world_def_node(&n->def, name, NODE_SWITCH);
        n->def.nodes[node].spanning_tree = true;
        for (uint32_t e = 0; e < edges; e++) {
            n->edge[e] = edge[e];
            if (edge[e].a == s)
                end[e][0] = world_def_interface(&n->def, node, "p", 0, 0);
            if (edge[e].b == s)
                end[e][1] = world_def_interface(&n->def, node, "p", 0, 0);
        }
        host_port[s] = world_def_interface(&n->def, node, "h", 0, 0);
    }
    for (uint32_t e = 0; e < edges; e++)
        assert_int_equal(world_def_cable(&n->def, end[e][0], end[e][1]), e);
    for (uint32_t s = 0; s < switches; s++) {
        char name[] = {'h', (char)('a' + s), 0};
        uint32_t node = world_def_node(&n->def, name, NODE_HOST);
        uint32_t eth = world_def_interface(&n->def, node, "eth0", ip4(10, 0, 0, s + 1), 24);
        (void)world_def_cable(&n->def, host_port[s], eth);
    }
}

/* The port of the spanning tree at one end of a cable. */
static inline struct stp_port *port_of(const struct world *w, uint32_t cable, uint32_t end)
{
    uint32_t interface = w->phy.directions[2 * cable + end].from;
    uint32_t row = stp_port_at(&w->link, interface);
    assert_int_not_equal(row, NONE);
    return &w->link.stp.ports[row];
}

static inline struct stp_bridge *bridge_of(const struct world *w, uint32_t node)
{
    return &w->link.stp.bridges[stp_bridge_at(&w->link, node)];
}

static inline void run_until(struct world *w, sim_time time)
{
    struct queue_entry next;
    while (world_next(w, &next) && next.time <= time)
        assert_int_equal(world_step(w), WORLD_STEPPED);
}

static inline void put_cable(struct world *w, uint32_t cable, bool cut, sim_time time)
{
    for (uint32_t d = 2 * cable; d <= 2 * cable + 1; d++) {
        struct input input = {
            .kind = cut ? INPUT_CUT : INPUT_MEND, .time = time, .direction = d};
        assert_true(world_apply(w, &input));
    }
}

/* Octets come in at an interface, as if its cable had brought them. */
static inline void bring(struct world *w, uint32_t interface, const uint8_t *octets,
                         size_t length)
{
    struct input input = {.kind = INPUT_FRAME,
                          .time = world_now(w),
                          .row = interface,
                          .text = (const char *)octets,
                          .length = length};
    assert_true(world_apply(w, &input));
}

/* A BPDU in its frame; gives the frame's length. */
static inline size_t frame_bpdu(uint8_t octets[64], const struct bpdu *b)
{
    struct writer out = writer_over(octets, 64);
    ethernet_write(&out, &(struct ethernet){MAC_BRIDGES, UINT64_C(0x020000990001),
                                            (uint16_t)(LLC_HEADER + bpdu_length(b))});
    llc_write(&out, &(struct llc){LLC_SAP_BPDU, LLC_SAP_BPDU, LLC_UI});
    bpdu_write(&out, b);
    assert_true(out.ok);
    return out.at;
}

#endif
