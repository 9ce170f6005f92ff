/* tests/base/test_calendar.c: dates from seconds and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/calendar.h"

static void there_and_back(void **state)
{
    (void)state;
    for (int64_t at = INT64_C(-11676096000); at < INT64_C(13569465600); at += 86399 * 37) {
        struct calendar date = calendar_from_seconds(at);
        assert_true(calendar_is_valid(&date));
        assert_true(calendar_to_seconds(&date) == at);
    }
}

static void known_moments(void **state)
{
    (void)state;
    const struct calendar rfc = {.year = 1994, .month = 11, .day = 6, 0, 8, 49, 37};
    assert_true(calendar_to_seconds(&rfc) == 784111777); /* RFC 9110 section 5.6.7 */
    const struct calendar leap = {.year = 2000, .month = 2, .day = 29};
    assert_true(calendar_is_valid(&leap));
    assert_true(calendar_to_seconds(&leap) == 951782400);
}

static void dates_that_do_not_exist(void **state)
{
    (void)state;
    static const struct calendar bad[] = {
        {2026, 2, 29, 0, 0, 0, 0}, {1900, 2, 29, 0, 0, 0, 0}, {2026, 4, 31, 0, 0, 0, 0},
        {2026, 0, 1, 0, 0, 0, 0},  {2026, 13, 1, 0, 0, 0, 0}, {2026, 1, 0, 0, 0, 0, 0},
        {2026, 1, 1, 0, 24, 0, 0}, {2026, 1, 1, 0, 0, 60, 0}, {2026, 1, 1, 0, 0, 0, 61},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(calendar_is_valid(&bad[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(known_moments),
        cmocka_unit_test(dates_that_do_not_exist),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
