/* cli/bench_routes.c: `netstage bench routes`: a routing table like that of a backbone router:
 * how long it takes to build, how much memory it needs, and how long a look-up takes. */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "base/hash.h"
#include "cli/bench.h"
#include "ip/route.h"

enum { LOOKUPS = 10000000 };

static double cpu_now(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

/* Lengths as they are found there: more than half are /24, few are longer or very short. */
static uint8_t length_of(uint64_t d)
{
    static const uint8_t lengths[16] = {24, 24, 24, 24, 24, 24, 24, 24,
                                        24, 22, 22, 23, 23, 20, 19, 16};
    return d % 101 == 0 ? (uint8_t)(8 + (d >> 8) % 25) : lengths[d % 16];
}

static bool fill(struct routes *routes, uint32_t prefixes, uint64_t seed)
{
    for (uint32_t i = 0; i < prefixes; i++) {
        uint64_t d = draw(seed, 0, DRAW_TEST, i);
        if (!routes_add(routes, (struct route){.prefix = (ipv4_address)(d >> 32),
                                               .gateway = i,
                                               .prefix_length = length_of(d),
                                               .kind = ROUTE_VIA}))
            return false;
    }
    return routes_finish(routes);
}

/* So many addresses, one after the other: each is mixed with the answer before it, so that a
 * look-up has to wait for the last one as that of a packet has. */
static uint64_t look_up(const struct routes *routes, uint64_t seed)
{
    uint64_t sum = seed;
    for (uint32_t i = 0; i < LOOKUPS; i++) {
        sum = sum * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        sum ^= route_find(routes, 0, (ipv4_address)(sum >> 32));
    }
    return sum;
}

int bench_routes(uint32_t prefixes, uint64_t seed)
{
    struct routes routes;
    double start = cpu_now();
    bool ok = routes_init(&routes, 1) && fill(&routes, prefixes, seed);
    double built = cpu_now();
    if (ok) {
        uint64_t sum = look_up(&routes, seed);
        double ended = cpu_now();
        printf(
            "job=routes prefixes=%" PRIu32 " build_cpu_s=%.3f rows_octets=%zu trie_octets=%zu"
            " lookups=%d ns_per_lookup=%.1f sum=%016" PRIx64 "\n",
            prefixes, built - start, prefixes * sizeof(struct route),
            route_tries_octets(&routes.tries), LOOKUPS, (ended - built) * 1e9 / LOOKUPS, sum);
    } else {
        fputs("netstage: bench: out of memory\n", stderr);
    }
    routes_release(&routes);
    return ok ? 0 : 1;
}
