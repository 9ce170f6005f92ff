/* tests/app/test_curl_location.c: where Location leads, and with which method. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "app/curl_location.h"

static void references_are_resolved(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        /* RFC 3986 section 5.4, with http://a/b/c/d?q as the base */
        {"http://a/b/c/d?q", "g", "http://a/b/c/g"},
        {"http://a/b/c/d?q", "./g", "http://a/b/c/g"},
        {"http://a/b/c/d?q", "g/", "http://a/b/c/g/"},
        {"http://a/b/c/d?q", "/g", "http://a/g"},
        {"http://a/b/c/d?q", "//g", "http://g"},
        {"http://a/b/c/d?q", "?y", "http://a/b/c/d?y"},
        {"http://a/b/c/d?q", "g?y", "http://a/b/c/g?y"},
        {"http://a/b/c/d?q", ".", "http://a/b/c/"},
        {"http://a/b/c/d?q", "./", "http://a/b/c/"},
        {"http://a/b/c/d?q", "..", "http://a/b/"},
        {"http://a/b/c/d?q", "../g", "http://a/b/g"},
        {"http://a/b/c/d?q", "../../g", "http://a/g"},
        {"http://a/b/c/d?q", "../../../g", "http://a/g"},
        {"http://a/b/c/d?q", "/./g", "http://a/g"},
        {"http://a/b/c/d?q", "/../g", "http://a/g"},
        {"http://a/b/c/d?q", "g;x=1/../y", "http://a/b/c/y"},
        {"http://a/b/c/d?q", "g?y/../x", "http://a/b/c/g?y/../x"},
        {"http://a:8080/", "x", "http://a:8080/x"},
        {"http://a", "", "http://a/"},
        {"http://a/", "https://b/", "https://b/"},
        {"http://a/", "HTTP://b:81/x", "HTTP://b:81/x"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct curl_url base;
        char buffer[200];
        struct text url = text_over(buffer, sizeof buffer);
        assert_int_equal(curl_url_read(rows[i][0], &base), CURL_URL_FINE);
        assert_true(curl_location_resolve(&base, (const uint8_t *)rows[i][1],
                                          strlen(rows[i][1]), &url));
        assert_string_equal(buffer, rows[i][2]);
        struct text small = text_over(buffer, strlen(rows[i][2]));
        assert_false(curl_location_resolve(&base, (const uint8_t *)rows[i][1],
                                           strlen(rows[i][1]), &small));
    }
}

static void methods_change_as_they_should(void **state)
{
    (void)state;
    assert_true(curl_becomes_get(301, "POST") && curl_becomes_get(302, "POST") &&
                curl_becomes_get(303, "POST") && curl_becomes_get(303, "PUT"));
    assert_false(curl_becomes_get(301, "PUT") || curl_becomes_get(303, "HEAD") ||
                 curl_becomes_get(307, "POST") || curl_becomes_get(308, "POST"));
    assert_true(curl_is_redirect(308) && !curl_is_redirect(304) && !curl_is_redirect(300));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(references_are_resolved),
        cmocka_unit_test(methods_change_as_they_should),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
