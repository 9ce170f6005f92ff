/* ip/route.c: see route.h. */
#include "ip/route.h"

#include <stdlib.h>
#include <string.h>

#include "wire/ipv4.h"

enum { FEW_ROUTES = 24 }; /* so many are looked through faster than searched */

bool routes_init(struct routes *routes, uint32_t nodes)
{
    memset(routes, 0, sizeof *routes);
    routes->span = calloc(nodes > 0 ? nodes : 1, sizeof *routes->span);
    routes->nodes = nodes;
    return routes->span != NULL;
}

void routes_release(struct routes *routes)
{
    free(routes->row);
    free(routes->span);
    route_tries_release(&routes->tries);
    memset(routes, 0, sizeof *routes);
}

bool routes_add(struct routes *routes, struct route route)
{
    if (routes->count == routes->capacity) {
        uint32_t capacity = routes->capacity == 0 ? 64 : routes->capacity * 2;
        struct route *row = realloc(routes->row, (size_t)capacity * sizeof *row);
        if (row == NULL)
            return false;
        routes->row = row;
        routes->capacity = capacity;
    }
    route.mask = ipv4_mask(route.prefix_length);
    route.prefix &= route.mask;
    routes->row[routes->count++] = route;
    return true;
}

/* By node; then longest prefix first; then by prefix; then the better metric; then local before
 * the rest. */
static int compare_routes(const void *left, const void *right)
{
    const struct route *a = left;
    const struct route *b = right;
    if (a->node != b->node)
        return a->node < b->node ? -1 : 1;
    if (a->prefix_length != b->prefix_length)
        return a->prefix_length > b->prefix_length ? -1 : 1;
    if (a->prefix != b->prefix)
        return a->prefix < b->prefix ? -1 : 1;
    if (a->metric != b->metric)
        return a->metric < b->metric ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->gateway != b->gateway)
        return a->gateway < b->gateway ? -1 : 1;
    return a->interface < b->interface ? -1 : a->interface > b->interface;
}

/* The trie of a node's rows. */
static bool build_trie(struct routes *routes, struct route_span *span)
{
    struct trie_prefix *prefixes = malloc(span->count * sizeof *prefixes);
    if (prefixes == NULL)
        return false;
    for (uint32_t i = 0; i < span->count; i++) {
        const struct route *r = &routes->row[span->first + i];
        prefixes[i] = (struct trie_prefix){
            .prefix = r->prefix, .row = span->first + i, .length = r->prefix_length};
    }
    bool built = route_trie_build(&routes->tries, prefixes, span->count, &span->root);
    free(prefixes);
    return built;
}

bool routes_finish(struct routes *routes)
{
    if (routes->count > 0)
        qsort(routes->row, routes->count, sizeof *routes->row, compare_routes);
    for (uint32_t i = 0; i < routes->count; i++) {
        struct route_span *span = &routes->span[routes->row[i].node];
        if (span->count == 0)
            span->first = i;
        span->count++;
    }
    for (uint32_t i = 0; i < routes->nodes; i++) {
        routes->span[i].root = NONE;
        if (routes->span[i].count > FEW_ROUTES && !build_trie(routes, &routes->span[i]))
            return false;
    }
    return true;
}

/* The first row that contains the address: rows are sorted, so it is the longest match. */
static uint32_t find_in_few(const struct routes *routes, const struct route_span *span,
                            ipv4_address destination)
{
    for (uint32_t i = span->first; i < span->first + span->count; i++)
        if ((destination & routes->row[i].mask) == routes->row[i].prefix)
            return i;
    return NONE;
}

uint32_t route_find(const struct routes *routes, uint32_t node, ipv4_address destination)
{
    const struct route_span *span = &routes->span[node];
    return span->root == NONE ? find_in_few(routes, span, destination)
                              : route_trie_find(&routes->tries, span->root, destination);
}
