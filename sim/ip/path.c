/* ip/path.c: path MTU discovery in the Internet layer (RFC 1191). See path.h. */
#include "ip/path.h"

#include <assert.h>

#include "ip/ip_parts.h"

enum { PATH_SLACK = 8, PATHS_MAXIMUM = 1 << 20 };

void path_add_pools(struct ip *ip, struct arena *arena, uint32_t nodes)
{
    ip->path_pool = arena_add(arena, "path MTUs", sizeof(struct path_mtu), 0, PATH_SLACK,
                              PATHS_MAXIMUM, (void **)&ip->paths);
    ip->path_list_pool = arena_add(arena, "path MTUs of nodes", sizeof(struct path_list), nodes,
                                   0, nodes, (void **)&ip->path_lists);
    ip->path_count_pool = arena_add(arena, "changes of path MTUs", sizeof(struct path_changes),
                                    1, 0, 1, (void **)&ip->path_changes);
}

void path_start(struct ip *ip)
{
    struct arena *arena = &ip->sim->arena;
    uint32_t row = arena_take_table(arena, ip->path_list_pool, ip->link->nodes->count);
    uint32_t count = arena_take_table(arena, ip->path_count_pool, 1);
    assert(row == 0 && count == 0);
    (void)row;
    (void)count;
    ip->path_changes->number = 1;
}

static void note(struct ip *ip, uint32_t node, enum rule rule, uint64_t a, uint64_t b)
{
    (void)sim_note(ip->sim, (struct record){.kind = RECORD_FINDING,
                                            .layer = LAYER_IP,
                                            .rule = (uint16_t)rule,
                                            .node = node,
                                            .a = a,
                                            .b = b});
}

/* --- the rows --- */

static bool counts_still(const struct ip *ip, const struct path_mtu *path)
{
    return sim_now(ip->sim) < path->until;
}

/* The link of the list that leads to this destination's row, or the last one. */
static uint32_t *link_to(const struct ip *ip, uint32_t node, ipv4_address destination)
{
    uint32_t *link = &ip->path_lists[node].first;
    while (*link != 0 && ip->paths[*link - 1].destination != destination)
        link = &ip->paths[*link - 1].next;
    return link;
}

static void remove_at(struct ip *ip, uint32_t node, uint32_t *link)
{
    uint32_t row = *link - 1;
    *link = ip->paths[row].next;
    ip->path_lists[node].count--;
    ip->path_changes->number++;
    arena_give(&ip->sim->arena, ip->path_pool, row);
}

const struct path_mtu *ip_path_known(const struct ip *ip, uint32_t node,
                                     ipv4_address destination)
{
    uint32_t row = *link_to(ip, node, destination);
    return row != 0 && counts_still(ip, &ip->paths[row - 1]) ? &ip->paths[row - 1] : NULL;
}

const struct path_mtu *ip_path_after(const struct ip *ip, uint32_t node,
                                     const struct path_mtu *last)
{
    uint32_t row = last == NULL ? ip->path_lists[node].first : last->next;
    while (row != 0 && !counts_still(ip, &ip->paths[row - 1]))
        row = ip->paths[row - 1].next;
    return row == 0 ? NULL : &ip->paths[row - 1];
}

void ip_path_flush(struct ip *ip, uint32_t node)
{
    while (ip->path_lists[node].first != 0)
        remove_at(ip, node, &ip->path_lists[node].first);
}

/* --- what fits --- */

uint16_t ip_path_mtu(const struct ip *ip, uint32_t node, ipv4_address destination,
                     bool *may_cut)
{
    ipv4_address source;
    uint16_t mtu;
    *may_cut = false;
    if (ip_choose_source(ip, node, destination, &source, &mtu) != IP_SENT)
        return 0;
    const struct path_mtu *path = ip_path_known(ip, node, destination);
    if (path == NULL || path->mtu > mtu)
        return mtu;
    *may_cut = path->may_cut != 0;
    return path->mtu;
}

uint16_t ip_path_mtu_now(struct ip *ip, uint32_t node, ipv4_address destination, bool *may_cut)
{
    uint32_t *link = link_to(ip, node, destination);
    if (*link != 0 && !counts_still(ip, &ip->paths[*link - 1])) {
        note(ip, node, RULE_PATH_MTU_FORGOTTEN, destination, ip->paths[*link - 1].mtu);
        remove_at(ip, node, link);
    }
    return ip_path_mtu(ip, node, destination, may_cut);
}

/* --- news --- */

/* A row for the destination, the first of the list. NULL: no room. */
static struct path_mtu *row_for(struct ip *ip, uint32_t node, ipv4_address destination)
{
    struct path_list *list = &ip->path_lists[node];
    uint32_t *link = link_to(ip, node, destination);
    if (*link != 0)
        remove_at(ip, node, link);
    if (list->count == IP_PATHS_A_NODE) {
        link = &list->first;
        while (ip->paths[*link - 1].next != 0)
            link = &ip->paths[*link - 1].next;
        remove_at(ip, node, link);
    }
    uint32_t row = arena_take(&ip->sim->arena, ip->path_pool);
    if (row == NONE)
        return NULL;
    ip->paths[row] = (struct path_mtu){.destination = destination, .next = list->first};
    list->first = row + 1;
    list->count++;
    return &ip->paths[row];
}

bool ip_path_shrink(struct ip *ip, uint32_t node, ipv4_address destination, uint16_t mtu,
                    const struct path_policy *policy)
{
    uint16_t least = policy->least > IPV4_MINIMUM_MTU ? policy->least : IPV4_MINIMUM_MTU;
    bool may_cut;
    uint16_t before = ip_path_mtu(ip, node, destination, &may_cut);
    bool too_small = mtu < least;
    mtu = too_small ? least : mtu;
    if (mtu > before || (mtu == before && (may_cut || !too_small)))
        return false;
    struct path_mtu *path = row_for(ip, node, destination);
    if (path == NULL)
        return false;
    path->mtu = mtu;
    path->may_cut = too_small ? 1 : 0;
    path->until = policy->age == 0 ? SIM_NEVER : sim_time_add(sim_now(ip->sim), policy->age);
    ip->path_changes->number++;
    note(ip, node, RULE_PATH_MTU_LEARNT, destination, mtu);
    if (too_small)
        note(ip, node, RULE_PATH_MTU_LEAST, least, destination);
    return true;
}

/* Table 7-1, the plateaus from 65535 octets on downwards. */
static uint16_t plateau_below(uint32_t length)
{
    static const uint16_t plateaus[] = {
        65535, 32000, 17914, 8166, 4352, 2002, 1492, 1006, 508, 296, IPV4_MINIMUM_MTU};
    enum { PLATEAUS = sizeof plateaus / sizeof plateaus[0] };
    for (unsigned i = 0; i < PLATEAUS; i++) {
        if (plateaus[i] < length)
            return plateaus[i];
    }
    return IPV4_MINIMUM_MTU;
}

uint16_t ip_path_claim(struct ip *ip, uint32_t node, const struct icmp_message *message)
{
    uint16_t claimed = message->header.sequence;
    const struct ipv4 *about = &message->about;
    bool may_cut;
    uint32_t length = about->total_length;
    uint16_t known = ip_path_mtu(ip, node, about->destination, &may_cut);
    if (claimed == 0) {
        /* Old 4.2BSD routers quote the sum of total length and header length (section 5). */
        if (length >= known)
            length -= about->header_length;
        claimed = plateau_below(length);
        note(ip, node, RULE_PATH_MTU_PLATEAU, message->from, claimed);
        return claimed;
    }
    if (claimed < about->total_length && claimed <= known)
        return claimed;
    note(ip, node, RULE_PATH_MTU_IMPLAUSIBLE, claimed,
         claimed > known ? known : about->total_length);
    return 0;
}
