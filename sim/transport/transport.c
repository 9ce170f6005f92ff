/* transport/transport.c: the pools of the room, the hash tables of its sockets, profiles and
 * ephemeral ports. See transport.h. */
#include "transport/transport.h"

#include <assert.h>
#include <string.h>

#include "base/hash.h"
#include "transport/tcp_conn.h"
#include "transport/tcp_sack.h"
#include "transport/udp_socket.h"

enum {
    SOCKETS_MAXIMUM = 1 << 22,
    CONN_SLACK = 64,
    LISTENER_SLACK = 16,
    TEXT_SLACK = 256,
    SACK_SLACK = 16,
    UDP_SLACK = 64,
    PROFILE_SLACK = CONN_SLACK + 4,
    BLOCK_SLACK = 512,
    BLOCKS_MAXIMUM = 1 << 20,
    BUCKETS_LEAST = 64,
    SERVICES_A_NODE = 2, /* that may be opened before the first event */
    PROFILES_AT_BUILD = 1024,
};

static uint32_t power_of_two_from(uint32_t n)
{
    uint32_t p = BUCKETS_LEAST;
    while (p < n && p < SOCKETS_MAXIMUM)
        p *= 2;
    return p;
}

void transport_add_pools(struct transport *t, struct ip *ip, uint32_t nodes,
                         uint32_t connections)
{
    struct arena *arena = &ip->sim->arena;
    uint32_t services = nodes * SERVICES_A_NODE;
    uint32_t profiles = nodes < PROFILES_AT_BUILD ? nodes + 1 : PROFILES_AT_BUILD;
    t->ip = ip;
    t->sim = ip->sim;
    t->node_count = nodes;
    t->bucket_count = power_of_two_from(connections > nodes ? connections : nodes);
    t->conn_pool = arena_add(arena, "TCP connections", sizeof(struct tcp_conn), connections,
                             CONN_SLACK, SOCKETS_MAXIMUM, (void **)&t->conns);
    t->listener_pool = arena_add(arena, "TCP listeners", sizeof(struct tcp_listener), services,
                                 LISTENER_SLACK, SOCKETS_MAXIMUM, (void **)&t->listeners);
    t->text_pool = arena_add(arena, "TCP segments kept", sizeof(struct tcp_text), 0, TEXT_SLACK,
                             SOCKETS_MAXIMUM, (void **)&t->texts);
    t->sack_pool = arena_add(arena, "TCP scoreboards", sizeof(struct tcp_sack), 0, SACK_SLACK,
                             SOCKETS_MAXIMUM, (void **)&t->sacks);
    t->udp_pool = arena_add(arena, "UDP sockets", sizeof(struct udp_socket), services,
                            UDP_SLACK, SOCKETS_MAXIMUM, (void **)&t->udp);
    t->node_pool = arena_add(arena, "transport of nodes", sizeof(struct transport_node), nodes,
                             0, nodes, (void **)&t->nodes);
    t->profile_pool = arena_add(arena, "TCP profiles", sizeof(struct profile_row), profiles,
                                PROFILE_SLACK, SOCKETS_MAXIMUM, (void **)&t->profiles);
    t->count_pool = arena_add(arena, "transport counts", sizeof(struct transport_counts), 1, 0,
                              1, (void **)&t->counts);
    t->bucket_pool =
        arena_add(arena, "socket hash", sizeof(uint32_t), t->bucket_count * SOCKET_TABLES, 0,
                  t->bucket_count * SOCKET_TABLES, (void **)&t->buckets);
    t->block_pool = arena_add(arena, "send buffers", sizeof(struct stream_block), 0,
                              BLOCK_SLACK, BLOCKS_MAXIMUM, (void **)&t->blocks);
}

void transport_start(struct transport *t, const struct tcp_profile *profile)
{
    struct arena *arena = &t->sim->arena;
    (void)arena_take_table(arena, t->count_pool, 1);
    (void)arena_take_table(arena, t->bucket_pool, t->bucket_count * SOCKET_TABLES);
    uint32_t row = arena_take_table(arena, t->profile_pool, 1);
    assert(row == 0);
    t->profiles[row] = (struct profile_row){.profile = *profile, .references = t->node_count};
    if (t->node_count > 0)
        (void)arena_take_table(arena, t->node_pool, t->node_count);
    for (uint32_t node = 0; node < t->node_count; node++)
        t->nodes[node] = (struct transport_node){.profile = 0,
                                                 .next_tcp_port = port_first(t, node, 0),
                                                 .next_udp_port = port_first(t, node, 1)};
}

/* --- profiles --- */

uint32_t profile_share(struct transport *t, uint32_t row)
{
    t->profiles[row].references++;
    return row;
}

void profile_release(struct transport *t, uint32_t row)
{
    if (--t->profiles[row].references == 0)
        arena_give(&t->sim->arena, t->profile_pool, row);
}

struct tcp_profile *profile_own(struct transport *t, uint32_t *row)
{
    if (t->profiles[*row].references > 1) {
        uint32_t copy = arena_take(&t->sim->arena, t->profile_pool);
        if (copy == NONE)
            return NULL;
        t->profiles[copy] =
            (struct profile_row){.profile = t->profiles[*row].profile, .references = 1};
        t->profiles[*row].references--;
        *row = copy;
    }
    return &t->profiles[*row].profile;
}

uint32_t profile_row_for(struct transport *t, uint32_t node, const struct tcp_profile *profile)
{
    uint32_t row = profile_share(t, t->nodes[node].profile);
    if (memcmp(&t->profiles[row].profile, profile, sizeof *profile) == 0)
        return row;
    struct tcp_profile *own = profile_own(t, &row);
    if (own == NULL) {
        profile_release(t, row);
        return NONE;
    }
    *own = *profile;
    return row;
}

struct tcp_profile *transport_own_profile(struct transport *t, uint32_t node)
{
    return profile_own(t, &t->nodes[node].profile);
}

uint32_t *socket_bucket(struct transport *t, enum socket_table table, uint32_t node,
                        uint16_t port, struct endpoint remote)
{
    uint64_t hash =
        hash_mix((uint64_t)node << 32 | remote.address, (uint64_t)port << 16 | remote.port);
    return &t->buckets[(uint32_t)table * t->bucket_count + (hash & (t->bucket_count - 1))];
}

uint32_t socket_serial(struct transport *t)
{
    t->counts->serial = t->counts->serial == UINT32_MAX ? 1 : t->counts->serial + 1;
    return t->counts->serial;
}

uint16_t port_first(const struct transport *t, uint32_t node, uint64_t ordinal)
{
    uint64_t drawn = draw(t->sim->clock->seed, node, DRAW_EPHEMERAL_PORT, ordinal);
    return (uint16_t)(PORTS_FIRST + draw_below(drawn, PORTS_COUNT));
}

uint16_t port_after(uint16_t port)
{
    return port == UINT16_MAX ? PORTS_FIRST : (uint16_t)(port + 1);
}
