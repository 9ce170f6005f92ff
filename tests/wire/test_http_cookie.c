/* tests/wire/test_http_cookie.c: cookies as RFC 6265 section 5 reads them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "wire/http_cookie.h"

static bool read(const char *text, struct http_cookie *cookie)
{
    return http_cookie_read((const uint8_t *)text, strlen(text), cookie);
}

static bool is(const char *text, struct http_span span, const char *word)
{
    return http_span_is((const uint8_t *)text, span, word);
}

static void set_cookie_is_taken_apart(void **state)
{
    (void)state;
    static const char text[] = " sid = a=b \t; PATH=/x ; domain=.Example.com;Secure; HttpOnly;"
                               "Max-Age=60; samesite=lax;Foo=bar;"
                               "Expires=Wed, 09 Jun 2021 10:18:14 GMT";
    struct http_cookie c;
    assert_true(read(text, &c));
    assert_true(is(text, c.name, "sid") && is(text, c.value, "a=b"));
    assert_true(is(text, c.path, "/x") && is(text, c.domain, "Example.com"));
    assert_true(c.secure && c.http_only && c.same_site == HTTP_SAME_SITE_LAX);
    assert_true(c.has_max_age && c.max_age == 60);
    assert_true(c.has_expires && c.expires == 1623233894);
    assert_true(read("a=", &c) && c.value.length == 0 && !c.secure && !c.has_max_age);
    assert_true(read("a=b; Path=x; Max-Age=; Domain=; SameSite=odd; Expires=never", &c));
    assert_true(c.path.length == 0 && !c.has_max_age && c.domain.length == 0 && !c.has_expires);
    assert_true(read("a=b; Max-Age=-5", &c) && c.has_max_age && c.max_age == 0);
    assert_true(read("a=b; Max-Age=5x", &c) && !c.has_max_age);
    assert_true(read("a=b; Max-Age=99999999999999999999999", &c) && c.max_age > INT32_MAX);
    assert_true(read("a=b; Path=/x; Path=/y", &c) && is("a=b; Path=/x; Path=/y", c.path, "/y"));
    assert_false(read("", &c) || read("no", &c) || read("=value", &c) || read("; Path=/", &c));
}

static void dates_of_many_forms(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t seconds; /* -1: no date */
    } dates[] = {
        {"Sun, 06 Nov 1994 08:49:37 GMT", 784111777},
        {"Sunday, 06-Nov-94 08:49:37 GMT", 784111777},
        {"Sun Nov  6 08:49:37 1994", 784111777},
        {"6 november 94 8:49:37", 784111777},
        {"01 Jan 70 00:00:00", 0},
        {"01 Jan 69 00:00:00", INT64_C(3124224000)},
        {"29 Feb 2025 00:00:00 GMT", -1},
        {"06 Nov 1994", -1},
        {"06 Nov 1600 00:00:00", -1},
        {"06 Nov 1994 24:00:00", -1},
        {"06 Nov 1994 08:49", -1},
        {"", -1},
    };
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
        int64_t seconds = -1;
        bool good =
            http_cookie_date((const uint8_t *)dates[i].text, strlen(dates[i].text), &seconds);
        if (good != (dates[i].seconds >= 0) || (good && seconds != dates[i].seconds))
            fail_msg("%s: %lld", dates[i].text, (long long)seconds);
    }
}

static void a_request_brings_its_cookies(void **state)
{
    (void)state;
    static const char text[] = "GET / HTTP/1.1\r\nHost: x\r\nCookie: a=1; sid=x=y;b=\r\n"
                               "Cookie: last=9\r\n\r\n";
    const uint8_t *octets = (const uint8_t *)text;
    struct http_head head;
    struct http_span value;
    assert_int_equal(http_head_read(octets, sizeof text - 1, HTTP_REQUEST, HTTP_GET, &head),
                     HTTP_FINE);
    assert_true(http_cookie_find(octets, &head.fields, "sid", &value));
    assert_true(is(text, value, "x=y"));
    assert_true(http_cookie_find(octets, &head.fields, "b", &value) && value.length == 0);
    assert_true(http_cookie_find(octets, &head.fields, "last", &value));
    assert_false(http_cookie_find(octets, &head.fields, "SID", &value));
    assert_false(http_cookie_find(octets, &head.fields, "id", &value));
}

static void domains_and_paths_match(void **state)
{
    (void)state;
    assert_true(http_cookie_domain_matches("www.example.com", "Example.com"));
    assert_true(http_cookie_domain_matches("example.com", "example.com"));
    assert_true(http_cookie_domain_matches("10.0.0.1", "10.0.0.1"));
    assert_false(http_cookie_domain_matches("10.0.0.1", "0.0.1"));
    assert_false(http_cookie_domain_matches("badexample.com", "example.com"));
    assert_false(http_cookie_domain_matches("example.com", "www.example.com"));
    assert_false(http_cookie_domain_matches("example.com", ""));
    assert_true(http_cookie_path_matches("/a/b?x", "/a"));
    assert_true(http_cookie_path_matches("/a", "/a") && http_cookie_path_matches("/a/", "/a/"));
    assert_true(http_cookie_path_matches("/x", "/"));
    assert_false(http_cookie_path_matches("/ab", "/a"));
    assert_false(http_cookie_path_matches("/a", "/a/"));
    static const char *const defaults[][2] = {
        {"/", "/"}, {"/a", "/"}, {"/a/", "/a"}, {"/a/b?c/d", "/a"}, {"*", "/"}};
    for (size_t i = 0; i < sizeof defaults / sizeof defaults[0]; i++) {
        char buffer[20];
        struct text path = text_over(buffer, sizeof buffer);
        http_cookie_default_path(defaults[i][0], &path);
        assert_string_equal(buffer, defaults[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(set_cookie_is_taken_apart),
        cmocka_unit_test(dates_of_many_forms),
        cmocka_unit_test(a_request_brings_its_cookies),
        cmocka_unit_test(domains_and_paths_match),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
