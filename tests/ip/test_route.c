/* Longest-prefix match, against a search that only looks at everything. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/hash.h"
#include "ip/route.h"
#include "wire/ipv4.h"

enum { NODES = 5, ROUTES_MAX = 4000 };

static struct route given[ROUTES_MAX];

/* The best of all routes of the node that contain the address: longest prefix, then metric. */
static const struct route *naive_find(uint32_t count, uint32_t node, ipv4_address a)
{
    const struct route *best = NULL;
    for (uint32_t i = 0; i < count; i++) {
        const struct route *r = &given[i];
        if (r->node != node || ((a ^ r->prefix) & ipv4_mask(r->prefix_length)) != 0)
            continue;
        if (best == NULL || r->prefix_length > best->prefix_length ||
            (r->prefix_length == best->prefix_length && r->metric < best->metric))
            best = r;
    }
    return best;
}

/* Prefixes are chosen from few, so that they nest and repeat. */
static ipv4_address some_address(uint64_t seed, uint64_t n)
{
    uint64_t d = draw(seed, 0, DRAW_TEST, n);
    ipv4_address a = (ipv4_address)(d >> 32) & UINT32_C(0xc3031f0f);
    return d % 4 == 0 ? (ipv4_address)d : a;
}

static void compare(uint64_t seed, uint32_t count)
{
    struct routes routes;
    assert_true(routes_init(&routes, NODES));
    for (uint32_t i = 0; i < count; i++) {
        uint64_t d = draw(seed, 1, DRAW_TEST, i);
        given[i] = (struct route){.prefix = some_address(seed, i),
                                  .node = (uint32_t)(d % NODES),
                                  .interface = i,
                                  .prefix_length = (uint8_t)(d >> 8 & 63),
                                  .kind = ROUTE_VIA,
                                  .metric = (uint16_t)i}; /* no two alike */
        if (given[i].prefix_length > 32)
            given[i].prefix_length = 24;
        assert_true(routes_add(&routes, given[i]));
    }
    routes_finish(&routes);
    for (uint32_t n = 0; n < 1500; n++) {
        ipv4_address a = n % 3 == 0 ? given[n % (count + 1) % ROUTES_MAX].prefix
                                    : some_address(seed, n + 50000);
        for (uint32_t node = 0; node < NODES; node++) {
            const struct route *wanted = naive_find(count, node, a);
            uint32_t row = route_find(&routes, node, a);
            uint32_t got = row == NONE ? NONE : routes.row[row].interface;
            if (got != (wanted == NULL ? NONE : wanted->interface))
                fail_msg("seed %u, %u routes, node %u, address %08x", (unsigned)seed, count,
                         node, a);
        }
    }
    routes_release(&routes);
}

static void the_longest_prefix_wins(void **state)
{
    (void)state;
    static const uint32_t counts[] = {0, 1, 3, 12, 40, 41, 100, 500, 4000}; /* of five nodes */
    for (uint32_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        for (uint64_t seed = 1; seed <= 4; seed++)
            compare(seed, counts[i]);
}

/* The order of adding does not matter, not even between equals. */
static void the_table_does_not_depend_on_the_order_of_adding(void **state)
{
    (void)state;
    struct route r[6] = {
        {.prefix = 0x0a000000, .prefix_length = 8, .kind = ROUTE_VIA, .gateway = 3},
        {.prefix = 0x0a000000, .prefix_length = 8, .kind = ROUTE_VIA, .gateway = 2},
        {.prefix = 0x0a000000, .prefix_length = 8, .kind = ROUTE_CONNECTED},
        {.prefix = 0x0a000001, .prefix_length = 32, .kind = ROUTE_LOCAL},
        {.prefix = 0x0a000001, .prefix_length = 32, .kind = ROUTE_VIA, .gateway = 1},
        {.prefix = 0, .prefix_length = 0, .kind = ROUTE_VIA, .gateway = 9, .interface = 1},
    };
    struct routes forth, back;
    assert_true(routes_init(&forth, 1) && routes_init(&back, 1));
    for (int i = 0; i < 6; i++)
        assert_true(routes_add(&forth, r[i]) && routes_add(&back, r[5 - i]));
    routes_finish(&forth);
    routes_finish(&back);
    assert_memory_equal(forth.row, back.row, 6 * sizeof *forth.row);
    assert_int_equal(forth.row[route_find(&forth, 0, 0x0a000001)].kind, ROUTE_LOCAL);
    assert_int_equal(forth.row[route_find(&forth, 0, 0x0a000002)].kind, ROUTE_CONNECTED);
    assert_int_equal(forth.row[route_find(&forth, 0, 0x0b000002)].gateway, 9);
    routes_release(&forth);
    routes_release(&back);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_longest_prefix_wins),
        cmocka_unit_test(the_table_does_not_depend_on_the_order_of_adding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
