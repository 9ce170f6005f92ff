/* Sequence numbers across their wrap (RFC 9293 section 3.4). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/hash.h"
#include "base/seq32.h"

static void order_survives_the_wrap(void **state)
{
    (void)state;
    seq32 before = seq(UINT32_C(0xfffffff0));
    seq32 after = seq_add(before, 0x20);
    assert_int_equal(after.raw, 0x10);
    assert_true(seq_before(before, after));
    assert_false(seq_before(after, before));
    assert_false(seq_before(before, before));
    assert_true(seq_at_or_before(before, before));
    assert_true(seq_at_or_before(before, after));
    assert_false(seq_at_or_before(after, before));
    assert_int_equal(seq_distance(before, after), 0x20);
    assert_int_equal(seq_distance(after, before), -0x20);
    assert_int_equal(seq_span(before, after), 0x20);
    assert_true(seq_equal(seq_later(before, after), after));
    assert_true(seq_equal(seq_later(after, before), after));
}

/* For any number and any step below 2^31 the order is that of the step. */
static void any_step_below_half_the_circle(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 10000; i++) {
        seq32 a = seq((uint32_t)draw(1, 0, DRAW_TEST, i));
        uint32_t step = (uint32_t)draw(2, 0, DRAW_TEST, i) >> 1;
        seq32 b = seq_add(a, step);
        assert_int_equal(seq_span(a, b), step);
        assert_int_equal(seq_distance(a, b), step);
        assert_int_equal(seq_before(a, b), step > 0);
        assert_int_equal(seq_equal(a, b), step == 0);
        assert_true(seq_equal(seq_later(a, b), b));
    }
    assert_true(seq_before(seq(5), seq_add(seq(5), UINT32_C(0x7fffffff))));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_survives_the_wrap),
        cmocka_unit_test(any_step_below_half_the_circle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
