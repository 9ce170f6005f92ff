/* tests/base/test_suggest.c: the nearest word. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

#include "base/suggest.h"

static size_t distance(const char *a, const char *b)
{
    return suggest_distance(a, strlen(a), b, strlen(b));
}

static void distances(void **state)
{
    (void)state;
    assert_int_equal(distance("", ""), 0);
    assert_int_equal(distance("", "abc"), 3);
    assert_int_equal(distance("kitten", "sitting"), 3);
    assert_int_equal(distance("ip.addr", "IP.ADDR"), 0);
    assert_int_equal(distance("laptpo", "laptop"), 1);
    assert_int_equal(distance("laptop", "laptpo"), 1);
    assert_int_equal(distance("tcp.flag.syn", "tcp.flags.syn"), 1);
    char word[SUGGEST_WORD_MAX + 1];
    memset(word, 'x', sizeof word);
    assert_int_equal(suggest_distance(word, SUGGEST_WORD_MAX, "x", 1), SUGGEST_WORD_MAX - 1);
    assert_true(suggest_distance(word, SUGGEST_WORD_MAX + 1, "x", 1) == SIZE_MAX);
}

static const char *nearest(const char *word)
{
    static const char *const known[] = {"host", "switch", "router", "hub", "gateway",
                                        "http.request.method"};
    return suggest_word(word, strlen(word), known, sizeof known / sizeof known[0]);
}

static void words(void **state)
{
    (void)state;
    assert_string_equal(nearest("hots"), "host");
    assert_string_equal(nearest("Swich"), "switch");
    assert_string_equal(nearest("rooter"), "router");
    assert_string_equal(nearest("gatway"), "gateway");
    assert_string_equal(nearest("http.req"), "http.request.method");
    assert_null(nearest("printer"));
    assert_null(nearest("xy"));
    assert_null(nearest(""));
}

static void the_first_of_two_equally_near(void **state)
{
    (void)state;
    static const char *const known[] = {"lan1", "lan2"};
    assert_string_equal(suggest_word("lan3", 4, known, 2), "lan1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances),
        cmocka_unit_test(words),
        cmocka_unit_test(the_first_of_two_equally_near),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
