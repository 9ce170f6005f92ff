/* app/dns_peer.c: see dns_peer.h. */
#include "app/dns_peer.h"

enum { PEERS_MOST = 64, SMOOTHING = 8, FORGIVING = 16, WORST_US = 60000000 };

static struct dns_peer *find(const struct app *app, uint32_t node, ipv4_address address)
{
    for (uint32_t i = app->services[node].peers; i != 0; i = app->peers[i - 1].next) {
        if (app->peers[i - 1].address == address)
            return &app->peers[i - 1];
    }
    return NULL;
}

static void drop_oldest(struct app *app, struct service *service)
{
    uint32_t row = service->peers - 1;
    service->peers = app->peers[row].next;
    service->peer_count--;
    arena_give(&app->sim->arena, app->peer_pool, row);
}

/* The row of a server, new at the end of the chain if there is none. NULL: no room. */
static struct dns_peer *row_for(struct app *app, uint32_t node, ipv4_address address)
{
    struct service *service = &app->services[node];
    struct dns_peer *peer = find(app, node, address);
    if (peer != NULL)
        return peer;
    if (service->peer_count == PEERS_MOST)
        drop_oldest(app, service);
    uint32_t row = arena_take(&app->sim->arena, app->peer_pool);
    if (row == NONE)
        return NULL;
    uint32_t *link = &service->peers;
    while (*link != 0)
        link = &app->peers[*link - 1].next;
    *link = row + 1;
    service->peer_count++;
    peer = &app->peers[row];
    peer->node = node;
    peer->address = address;
    return peer;
}

static uint32_t microseconds(sim_time time)
{
    int64_t us = time / SIM_MICROSECOND;
    return us < WORST_US ? (uint32_t)us : WORST_US;
}

void dns_peer_answered(struct app *app, uint32_t node, ipv4_address address, sim_time after,
                       const ipv4_address *servers, unsigned count)
{
    struct dns_peer *peer = row_for(app, node, address);
    uint32_t now = microseconds(after);
    if (peer == NULL)
        return;
    peer->srtt_us =
        peer->srtt_us == 0 ? now : peer->srtt_us - peer->srtt_us / SMOOTHING + now / SMOOTHING;
    for (unsigned i = 0; i < count; i++) {
        struct dns_peer *other = find(app, node, servers[i]);
        if (other != NULL && other != peer)
            other->srtt_us -= other->srtt_us / FORGIVING;
    }
}

void dns_peer_failed(struct app *app, uint32_t node, ipv4_address address, sim_time waited)
{
    struct dns_peer *peer = row_for(app, node, address);
    uint32_t least = microseconds(waited);
    if (peer == NULL)
        return;
    uint32_t twice = peer->srtt_us < WORST_US / 2 ? 2 * peer->srtt_us : WORST_US;
    peer->srtt_us = twice > least ? twice : least;
}

void dns_peer_sort(const struct app *app, uint32_t node, ipv4_address *servers, unsigned count)
{
    uint32_t srtt[QUERY_SERVERS];
    for (unsigned i = 0; i < count; i++) {
        const struct dns_peer *peer = find(app, node, servers[i]);
        ipv4_address server = servers[i];
        uint32_t time = peer != NULL ? peer->srtt_us : 0;
        unsigned at = i;
        for (; at > 0 && srtt[at - 1] > time; at--) {
            srtt[at] = srtt[at - 1];
            servers[at] = servers[at - 1];
        }
        srtt[at] = time;
        servers[at] = server;
    }
}
