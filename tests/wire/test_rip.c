/* tests/wire/test_rip.c: RIP messages there and back, masks, and octets that end too early. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"
#include "wire/rip.h"

static void there_and_back(void **state)
{
    (void)state;
    uint8_t octets[RIP_MAXIMUM];
    struct writer w = writer_over(octets, sizeof octets);
    struct rip_header header = {.command = RIP_RESPONSE, .version = 2, .zero = 7};
    rip_write_header(&w, &header);
    struct rip_entry sent[RIP_ENTRIES];
    for (uint32_t i = 0; i < RIP_ENTRIES; i++) {
        uint64_t d = draw(1, i, DRAW_TEST, 0);
        sent[i] = (struct rip_entry){.family = (uint16_t)(d >> 3),
                                     .tag = (uint16_t)(d >> 11),
                                     .address = (uint32_t)(d >> 17),
                                     .mask = (uint32_t)(d >> 5),
                                     .next_hop = (uint32_t)d,
                                     .metric = (uint32_t)(d >> 32)};
        rip_write_entry(&w, &sent[i]);
    }
    assert_true(w.ok);
    assert_int_equal(w.at, RIP_MAXIMUM);
    struct reader r = reader_over(octets, sizeof octets);
    struct rip_header back;
    rip_read_header(&r, &back);
    assert_int_equal(back.command, header.command);
    assert_int_equal(back.version, header.version);
    assert_int_equal(back.zero, header.zero);
    for (uint32_t i = 0; i < RIP_ENTRIES; i++) {
        struct rip_entry e;
        rip_read_entry(&r, &e);
        assert_memory_equal(&e, &sent[i], sizeof e);
    }
    assert_true(r.ok);
}

/* RFC 2453 section 4, octet by octet. */
static void as_in_the_diagram(void **state)
{
    (void)state;
    static const uint8_t expected[] = {2,   2,   0,   0, 0,  2, 0, 7, 10, 0, 1, 0,
                                       255, 255, 255, 0, 10, 0, 0, 9, 0,  0, 0, 3};
    uint8_t octets[sizeof expected];
    struct writer w = writer_over(octets, sizeof octets);
    rip_write_header(&w, &(struct rip_header){.command = RIP_RESPONSE, .version = 2});
    rip_write_entry(&w, &(struct rip_entry){.family = RIP_FAMILY_IP,
                                            .tag = 7,
                                            .address = 0x0a000100,
                                            .mask = 0xffffff00,
                                            .next_hop = 0x0a000009,
                                            .metric = 3});
    assert_true(w.ok);
    assert_memory_equal(octets, expected, sizeof expected);
}

static void cut_short(void **state)
{
    (void)state;
    uint8_t octets[RIP_HEADER + RIP_ENTRY] = {2, 2};
    for (size_t length = 0; length < sizeof octets; length++) {
        struct reader r = reader_over(octets, length);
        struct rip_header h;
        struct rip_entry e;
        rip_read_header(&r, &h);
        rip_read_entry(&r, &e);
        assert_false(r.ok);
    }
}

static void masks(void **state)
{
    (void)state;
    for (uint8_t length = 0; length <= 32; length++) {
        uint32_t mask = length == 0 ? 0 : UINT32_MAX << (32 - length);
        assert_int_equal(rip_mask_length(mask), length);
        if (length < 31)
            assert_int_equal(rip_mask_length(mask | 1), 33);
    }
    assert_int_equal(rip_mask_length(0x00ffffff), 33);
    assert_int_equal(rip_class_length(0x0a000000), 8);
    assert_int_equal(rip_class_length(0xac100000), 16);
    assert_int_equal(rip_class_length(0xc0a80100), 24);
    assert_int_equal(rip_class_length(0xe0000009), 33);
    assert_int_equal(rip_class_length(0xf0000000), 33);
}

static void version_1_has_zeros(void **state)
{
    (void)state;
    struct rip_entry e = {.family = 2, .address = 0x0a000000, .metric = 1};
    assert_true(rip_entry_is_version_1(&e));
    e.tag = 1;
    assert_false(rip_entry_is_version_1(&e));
    e.tag = 0;
    e.mask = 1;
    assert_false(rip_entry_is_version_1(&e));
    e.mask = 0;
    e.next_hop = 1;
    assert_false(rip_entry_is_version_1(&e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_and_back),      cmocka_unit_test(as_in_the_diagram),
        cmocka_unit_test(cut_short),           cmocka_unit_test(masks),
        cmocka_unit_test(version_1_has_zeros),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
