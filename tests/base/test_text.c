/* tests/base/test_text.c: text in a bounded buffer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"

static void numbers_have_one_form(void **state)
{
    (void)state;
    char buffer[200];
    struct text t = text_over(buffer, sizeof buffer);
    text_put_unsigned(&t, 0);
    text_put_char(&t, ' ');
    text_put_unsigned(&t, UINT64_MAX);
    text_put_char(&t, ' ');
    text_put_signed(&t, INT64_MIN);
    text_put_char(&t, ' ');
    text_put_digits(&t, 7, 3);
    text_put_char(&t, ' ');
    text_put_hex(&t, 0xbeef, 8);
    text_put_char(&t, ' ');
    text_put_thousandths(&t, 412);
    text_put_char(&t, ' ');
    text_put_thousandths(&t, -1002003);
    assert_string_equal(buffer, "0 18446744073709551615 -9223372036854775808 007 0000beef 0.412 "
                                "-1002.003");
    assert_true(t.ok);
}

static void addresses_look_as_usual(void **state)
{
    (void)state;
    char buffer[60];
    struct text t = text_over(buffer, sizeof buffer);
    text_put_ipv4(&t, 0xc0a8010a);
    text_pad_to(&t, 16);
    text_put_mac(&t, UINT64_C(0x0200000000ff));
    assert_string_equal(buffer, "192.168.1.10    02:00:00:00:00:ff");
}

static void what_does_not_fit_is_cut_and_said(void **state)
{
    (void)state;
    for (size_t capacity = 1; capacity <= 12; capacity++) {
        char buffer[12] = "xxxxxxxxxxx";
        struct text t = text_over(buffer, capacity);
        text_put(&t, "hello");
        text_put(&t, " world");
        assert_int_equal(t.ok, capacity == 12);
        assert_int_equal(t.length, capacity - 1);
        assert_memory_equal(buffer, "hello world", capacity - 1);
        assert_int_equal(buffer[capacity - 1], 0);
        text_pad_to(&t, 100);
        assert_false(t.ok);
        text_clear(&t);
        assert_true(t.ok);
        assert_int_equal(buffer[0], 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_have_one_form),
        cmocka_unit_test(addresses_look_as_usual),
        cmocka_unit_test(what_does_not_fit_is_cut_and_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
