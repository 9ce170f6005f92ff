/* The hash is the same on every machine: golden values (computed apart, in Python's integers),
 * and draws that depend on their key alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/hash.h"

static void golden_values(void **state)
{
    (void)state;
    assert_true(hash_mix(0, 0) == UINT64_C(0xe220a8397b1dcdaf)); /* SplitMix64's first output */
    assert_true(hash_octets(0, "", 0) == UINT64_C(0xe220a8397b1dcdaf));
    assert_true(hash_octets(0, "netstage", 8) == UINT64_C(0x79a2051dc7ede107));
    assert_true(hash_octets(7, "netstage!", 9) == UINT64_C(0x2c41622534270575));
    assert_true(draw(42, 3, DRAW_LOSS, 9) == UINT64_C(0xd60e552dd78c7203));
}

/* Every octet counts, so does the length, and alignment does not. */
static void every_octet_counts(void **state)
{
    (void)state;
    uint8_t octets[64 + 8] = {0};
    for (size_t n = 1; n <= 64; n++) {
        uint64_t zero = hash_octets(1, octets, n);
        assert_true(zero != hash_octets(1, octets, n - 1));
        for (size_t start = 1; start < 8; start++)
            assert_true(zero == hash_octets(1, octets + start, n));
        for (size_t at = 0; at < n; at++) {
            octets[at] = 1;
            assert_true(zero != hash_octets(1, octets, n));
            octets[at] = 0;
        }
    }
}

static void a_draw_depends_on_its_key_alone(void **state)
{
    (void)state;
    uint64_t d = draw(1, 2, DRAW_LOSS, 3);
    assert_true(d == draw(1, 2, DRAW_LOSS, 3));
    assert_true(d != draw(2, 2, DRAW_LOSS, 3));
    assert_true(d != draw(1, 3, DRAW_LOSS, 3));
    assert_true(d != draw(1, 2, DRAW_CORRUPT_BIT, 3));
    assert_true(d != draw(1, 2, DRAW_LOSS, 4));
}

/* Ten thousand draws below six: each face within five standard deviations of its share. */
static void a_scaled_draw_is_even(void **state)
{
    (void)state;
    uint32_t faces[6] = {0};
    for (uint64_t i = 0; i < 10000; i++)
        faces[draw_below(draw(9, 1, DRAW_TEST, i), 6)]++;
    for (size_t i = 0; i < 6; i++)
        assert_in_range(faces[i], 1667 - 187, 1667 + 187);
    assert_int_equal(draw_below(UINT64_MAX, 6), 5);
    assert_int_equal(draw_below(0, 6), 0);
    assert_int_equal(draw_below(UINT64_MAX, 1), 0);
    assert_int_equal(draw_below(UINT64_MAX, UINT32_MAX), UINT32_MAX - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(golden_values),
        cmocka_unit_test(every_octet_counts),
        cmocka_unit_test(a_draw_depends_on_its_key_alone),
        cmocka_unit_test(a_scaled_draw_is_even),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
