/* tests/scenario/test_quantity.c: quantities are exact integers, or refused with a proposal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "scenario/quantity.h"

struct good {
    const char *text;
    enum quantity_kind kind;
    uint64_t value;
};

static void test_good(void **state)
{
    static const struct good good[] = {
        {"10 Mbit/s", QUANTITY_RATE, 10000000},
        {"1.5 Gbit/s", QUANTITY_RATE, 1500000000},
        {"56kbit/s", QUANTITY_RATE, 56000},
        {"5 ms", QUANTITY_TIME, 5000000},
        {"0.5 ms", QUANTITY_TIME, 500000},
        {"0.000001 ms", QUANTITY_TIME, 1},
        {"250 us", QUANTITY_TIME, 250000},
        {"250 \xc2\xb5s", QUANTITY_TIME, 250000},
        {"250 \xce\xbcs", QUANTITY_TIME, 250000},
        {"2 min", QUANTITY_MOMENT, UINT64_C(120000000000)},
        {"0 s", QUANTITY_MOMENT, 0},
        {"1 %", QUANTITY_SHARE, 10000000},
        {"0.0000001 %", QUANTITY_SHARE, 1},
        {"100 %", QUANTITY_SHARE, 1000000000},
        {"64 KiB", QUANTITY_OCTETS, 65536},
        {"1.5 KiB", QUANTITY_OCTETS, 1536},
        {"20 kB", QUANTITY_OCTETS, 20000},
        {"1 byte", QUANTITY_OCTETS, 1},
        {"50 frames", QUANTITY_FRAMES, 50},
        {"10 segments", QUANTITY_SEGMENTS, 10},
        {"8 min", QUANTITY_MINUTES, 8},
        {"007 ms", QUANTITY_TIME, 7000000},
        {"18446744073709551615 ns", QUANTITY_TIME, UINT64_MAX},
        {"1.00000000000000000 s", QUANTITY_TIME, 1000000000},
    };
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct quantity q;
        enum quantity_status status =
            quantity_read(good[i].text, strlen(good[i].text), good[i].kind, 0, UINT64_MAX, &q);
        if (status != QUANTITY_OK || q.value != good[i].value)
            print_error("%s\n", good[i].text);
        assert_int_equal(status, QUANTITY_OK);
        assert_true(q.value == good[i].value);
    }
}

struct bad {
    const char *text;
    enum quantity_kind kind;
    enum quantity_status status;
    const char *suggestion;
};

static void test_bad(void **state)
{
    static const struct bad bad[] = {
        {"", QUANTITY_TIME, QUANTITY_NO_NUMBER, ""},
        {"fast", QUANTITY_RATE, QUANTITY_NO_NUMBER, ""},
        {"-5 ms", QUANTITY_TIME, QUANTITY_NO_NUMBER, ""},
        {".5 ms", QUANTITY_TIME, QUANTITY_NO_NUMBER, ""},
        {"5", QUANTITY_TIME, QUANTITY_NO_UNIT, "5 ms"},
        {"5", QUANTITY_MOMENT, QUANTITY_NO_UNIT, "5 s"},
        {"5 ", QUANTITY_FRAMES, QUANTITY_NO_UNIT, "5 frames"},
        {"1.5", QUANTITY_SHARE, QUANTITY_NO_UNIT, "1.5 %"},
        {"10 mbit/s", QUANTITY_RATE, QUANTITY_WRONG_UNIT, "10 Mbit/s"},
        {"10 Mbps", QUANTITY_RATE, QUANTITY_WRONG_UNIT, "10 Mbit/s"},
        {"10 MS", QUANTITY_TIME, QUANTITY_WRONG_UNIT, "10 ms"},
        {"3 seconds", QUANTITY_TIME, QUANTITY_WRONG_UNIT, "3 s"},
        {"3 KB", QUANTITY_OCTETS, QUANTITY_WRONG_UNIT, "3 kB"},
        {"10 %", QUANTITY_RATE, QUANTITY_WRONG_UNIT, ""},
        {"1.2.3 ms", QUANTITY_TIME, QUANTITY_WRONG_UNIT, ""},
        {"1,5 ms", QUANTITY_TIME, QUANTITY_WRONG_UNIT, ""},
        {"0.5 ns", QUANTITY_TIME, QUANTITY_TOO_FINE, ""},
        {"0.1 KiB", QUANTITY_OCTETS, QUANTITY_TOO_FINE, ""},
        {"0.5 frames", QUANTITY_FRAMES, QUANTITY_TOO_FINE, ""},
        {"18446744073709551616 ns", QUANTITY_TIME, QUANTITY_TOO_LARGE, ""},
        {"99999999999999999999999999 s", QUANTITY_TIME, QUANTITY_TOO_LARGE, ""},
        {"0.00000000000000000000000000000000001 s", QUANTITY_TIME, QUANTITY_TOO_FINE, ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct quantity q;
        enum quantity_status status =
            quantity_read(bad[i].text, strlen(bad[i].text), bad[i].kind, 0, UINT64_MAX, &q);
        if (status != bad[i].status || strcmp(q.suggestion, bad[i].suggestion) != 0)
            print_error("%s: %s\n", bad[i].text, q.suggestion);
        assert_int_equal(status, bad[i].status);
        assert_string_equal(q.suggestion, bad[i].suggestion);
        assert_true(q.at + q.length <= strlen(bad[i].text));
    }
}

static void test_limits(void **state)
{
    struct quantity q;
    (void)state;
    assert_int_equal(quantity_read("5 ms", 4, QUANTITY_TIME, 5000000, 5000000, &q),
                     QUANTITY_OK);
    assert_int_equal(quantity_read("5 ms", 4, QUANTITY_TIME, 5000001, UINT64_MAX, &q),
                     QUANTITY_TOO_SMALL);
    assert_int_equal(quantity_read("5 ms", 4, QUANTITY_TIME, 0, 4999999, &q),
                     QUANTITY_TOO_LARGE);
}

static void test_write_reads_back(void **state)
{
    static const uint64_t values[] = {0,     1,        999,     1000,      1500,
                                      65536, 10000000, 1234567, UINT64_MAX};
    (void)state;
    for (int kind = 0; kind < QUANTITIES; kind++) {
        for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
            char text[64];
            struct quantity q;
            quantity_write(values[i], (enum quantity_kind)kind, text, sizeof text);
            assert_int_equal(
                quantity_read(text, strlen(text), (enum quantity_kind)kind, 0, UINT64_MAX, &q),
                QUANTITY_OK);
            assert_true(q.value == values[i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_write_reads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
