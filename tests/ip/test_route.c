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
    assert_true(routes_finish(&routes));
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

/* --- a table as large as the Internet's --- */

enum { INTERNET = 1000000 };

static struct trie_prefix prefixes[INTERNET];

/* By the sorted prefixes alone: the longest of those that contain the address. Slow, but it
 * knows nothing of tries. */
static uint32_t search(uint32_t count, ipv4_address a)
{
    for (unsigned length = 33; length-- > 0;) {
        ipv4_address wanted = a & ipv4_mask(length);
        uint32_t low = 0, high = count;
        while (low < high) {
            uint32_t middle = low + (high - low) / 2;
            const struct trie_prefix *p = &prefixes[middle];
            if (p->prefix < wanted || (p->prefix == wanted && p->length < length))
                low = middle + 1;
            else
                high = middle;
        }
        if (low < count && prefixes[low].prefix == wanted && prefixes[low].length == length)
            return prefixes[low].row;
    }
    return NONE;
}

/* Lengths as in the tables of backbone routers: most are /24. */
static uint8_t some_length(uint64_t d)
{
    static const uint8_t lengths[16] = {24, 24, 24, 24, 24, 24, 24, 24,
                                        24, 22, 23, 20, 16, 19, 21, 12};
    return d % 97 == 0 ? (uint8_t)(d >> 8 & 31) + 1 : lengths[d % 16];
}

static void a_million_prefixes(void **state)
{
    (void)state;
    struct route_tries tries = {0};
    uint32_t root;
    for (uint32_t i = 0; i < INTERNET; i++) {
        uint64_t d = draw(9, 0, DRAW_TEST, i);
        uint8_t length = some_length(d);
        prefixes[i] = (struct trie_prefix){
            .prefix = (ipv4_address)(d >> 32) & ipv4_mask(length), .row = i, .length = length};
    }
    assert_true(route_trie_build(&tries, prefixes, INTERNET, &root));
    assert_in_range(route_tries_octets(&tries), 1, 32 * 1000 * 1000); /* 64 MB with the rows */
    for (uint32_t n = 0; n < 200000; n++) {
        uint64_t d = draw(9, 1, DRAW_TEST, n);
        ipv4_address a = (ipv4_address)(d >> 32);
        if (n % 2 == 0) /* one that is in a prefix, at its edges and beside them */
            a = prefixes[d % INTERNET].prefix - 1 + (uint32_t)(n / 2 % 3);
        if (route_trie_find(&tries, root, a) != search(INTERNET, a))
            fail_msg("address %08x", a);
    }
    route_tries_release(&tries);
}

/* Every length alone and all together, around one address: all bits of each step are right. */
static void every_length_is_told_apart(void **state)
{
    (void)state;
    const ipv4_address a = UINT32_C(0xa5c396f1);
    struct route_tries tries = {0};
    uint32_t root;
    for (uint32_t length = 0; length <= 32; length++)
        prefixes[length] = (struct trie_prefix){
            .prefix = a & ipv4_mask(length), .row = length, .length = (uint8_t)length};
    assert_true(route_trie_build(&tries, prefixes, 33, &root));
    assert_int_equal(route_trie_find(&tries, root, a), 32);
    for (uint32_t bit = 0; bit < 32; bit++) /* the first bit that differs ends the match */
        assert_int_equal(route_trie_find(&tries, root, a ^ UINT32_C(1) << (31 - bit)), bit);
    for (uint32_t length = 1; length <= 32; length++) {
        struct trie_prefix one = {.prefix = a & ipv4_mask(length), .length = (uint8_t)length};
        assert_true(route_trie_build(&tries, &one, 1, &root));
        assert_int_equal(route_trie_find(&tries, root, a), 0);
        assert_int_equal(route_trie_find(&tries, root, a ^ UINT32_C(1) << (32 - length)), NONE);
    }
    assert_true(route_trie_build(&tries, prefixes, 0, &root));
    assert_int_equal(route_trie_find(&tries, root, a), NONE);
    route_tries_release(&tries);
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
    assert_true(routes_finish(&forth) && routes_finish(&back));
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
        cmocka_unit_test(a_million_prefixes),
        cmocka_unit_test(every_length_is_told_apart),
        cmocka_unit_test(the_table_does_not_depend_on_the_order_of_adding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
