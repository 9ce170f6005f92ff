/* tests/world/small_worlds.h: worlds for tests, described in a few lines, and an observer that
 * hashes all that happens. */
#ifndef NETSTAGE_TESTS_SMALL_WORLDS_H
#define NETSTAGE_TESTS_SMALL_WORLDS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/hash.h"
#include "world/world.h"

/* Hashes every record with its words, and the octets of every frame that is sent. */
struct trace {
    struct observer observer; /* must be first */
    uint64_t hash;
    uint64_t records;
    uint64_t by_kind[RECORD_KINDS];
    uint64_t by_rule[RULES];
    record_id last;
};

static void trace_record(struct observer *self, const struct sim *sim, const struct record *r,
                         const char *text, size_t length)
{
    struct trace *t = (struct trace *)(void *)self;
    assert_true(r->id > t->last || t->records == 0); /* ids only grow */
    t->last = r->id;
    t->hash = hash_octets(t->hash, r, sizeof *r);
    t->hash = hash_octets(t->hash, text, length);
    if (r->kind == RECORD_SENT)
        t->hash = hash_octets(t->hash, frame_octets(&sim->frames, sim->subject), r->length);
    t->records++;
    t->by_kind[r->kind]++;
    t->by_rule[r->rule]++;
}

static inline struct trace trace_new(void)
{
    return (struct trace){.observer = {.record = trace_record}};
}

static inline ipv4_address ip4(unsigned a, unsigned b, unsigned c, unsigned d)
{
    return (ipv4_address)a << 24 | (ipv4_address)b << 16 | (ipv4_address)c << 8 | d;
}

static inline void at(struct world_def *def, sim_time time, uint32_t node, const char *command)
{
    assert_int_not_equal(world_def_timeline(def, &(struct timeline_def){.at = time,
                                                                        .action = TIMELINE_COMMAND,
                                                                        .node = node,
                                                                        .command = command}),
                         NONE);
}

/* Two hosts, 10.0.0.1 and 10.0.0.2, and a switch between them. Nodes 0, 1, 2 = a, b, sw. */
static inline void two_hosts(struct world_def *def)
{
    world_def_init(def);
    uint32_t a = world_def_node(def, "a", NODE_HOST);
    uint32_t ia = world_def_interface(def, a, "eth0", ip4(10, 0, 0, 1), 24);
    uint32_t b = world_def_node(def, "b", NODE_HOST);
    uint32_t ib = world_def_interface(def, b, "eth0", ip4(10, 0, 0, 2), 24);
    uint32_t sw = world_def_node(def, "sw", NODE_SWITCH);
    uint32_t p0 = world_def_interface(def, sw, "p0", 0, 0);
    uint32_t p1 = world_def_interface(def, sw, "p1", 0, 0);
    assert_int_equal(world_def_cable(def, ia, p0), 0);
    assert_int_equal(world_def_cable(def, p1, ib), 1);
}

/* client - r1 - ... - rN - server with a bulk transfer of so many octets; loss (10^-9) on the last
 * cable towards the server and back. Every cable has a /24, 10.0.i.0. */
static inline void bulk_line(struct world_def *def, unsigned routers, uint64_t octets, uint32_t loss)
{
    world_def_init(def);
    def->seed = 7;
    uint32_t client = world_def_node(def, "client", NODE_HOST);
    uint32_t left = world_def_interface(def, client, "eth0", ip4(10, 0, 0, 1), 24);
    def->nodes[client].auto_routes = true;
    for (unsigned r = 0; r < routers; r++) {
        char name[] = "r0";
        name[1] = (char)('1' + r);
        uint32_t router = world_def_node(def, name, NODE_ROUTER);
        def->nodes[router].auto_routes = true;
        uint32_t in = world_def_interface(def, router, "in", ip4(10, 0, r, 2), 24);
        (void)world_def_cable(def, left, in);
        left = world_def_interface(def, router, "out", ip4(10, 0, r + 1, 1), 24);
    }
    uint32_t server = world_def_node(def, "server", NODE_HOST);
    def->nodes[server].auto_routes = true;
    uint32_t last = world_def_cable(
        def, left, world_def_interface(def, server, "eth0", ip4(10, 0, routers, 2), 24));
    def->cables[last].loss[0] = def->cables[last].loss[1] = loss;
    def->bulk = (struct bulk_plan){.request = octets,
                                   .server = ip4(10, 0, routers, 2),
                                   .server_node = server,
                                   .port = 5001};
    (void)world_def_timeline(def, &(struct timeline_def){.action = TIMELINE_BULK, .node = client});
}

static inline struct world *built(struct world_def *def)
{
    struct world *w = NULL;
    assert_int_equal(world_build(def, &w), WORLD_OK);
    world_def_release(def);
    return w;
}

#endif
