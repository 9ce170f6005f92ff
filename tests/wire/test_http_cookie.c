/* tests/wire/test_http_cookie.c: cookies as RFC 6265 section 5 reads them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

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

struct row {
    const char *set_cookie;
    const char *name; /* NULL: the whole is ignored */
    const char *value;
    const char *domain; /* NULL, here and below: not said */
    const char *path;
    const char *max_age;
    const char *expires; /* seconds since 1970 */
    bool secure, http_only;
};

/* Section 5.2 of RFC 6265, step by step; the rows say which. */
static const struct row rows[] = {
    /* 5.2, 1: the first semicolon ends the pair */
    {"a=b", "a", "b", NULL, NULL, NULL, NULL, false, false},
    {"a=b;", "a", "b", NULL, NULL, NULL, NULL, false, false},
    {"a=b;c=d", "a", "b", NULL, NULL, NULL, NULL, false, false},
    {"a=\"b;c\"", "a", "\"b", NULL, NULL, NULL, NULL, false, false},
    /* 2, 3: without = there is no cookie; the first one divides */
    {"ab", NULL, NULL, NULL, NULL, NULL, NULL, false, false},
    {"ab; c=d", NULL, NULL, NULL, NULL, NULL, NULL, false, false},
    {"a=b=c", "a", "b=c", NULL, NULL, NULL, NULL, false, false},
    {"a==b", "a", "=b", NULL, NULL, NULL, NULL, false, false},
    /* 4: blanks around both go, those inside and quotation marks stay */
    {" \ta b\t=  c d \t;Secure", "a b", "c d", NULL, NULL, NULL, NULL, true, false},
    {"a=\"b\"", "a", "\"b\"", NULL, NULL, NULL, NULL, false, false},
    /* 5: a name is needed, a value is not */
    {"=b", NULL, NULL, NULL, NULL, NULL, NULL, false, false},
    {" =b", NULL, NULL, NULL, NULL, NULL, NULL, false, false},
    {"a=", "a", "", NULL, NULL, NULL, NULL, false, false},
    {"a= ;Path=/", "a", "", NULL, "/", NULL, NULL, false, false},
    /* the attributes: unknown and empty ones are stepped over, names in any case */
    {"a=b;;; ;Foo;Bar=1; SECURE", "a", "b", NULL, NULL, NULL, NULL, true, false},
    {"a=b; =x; =; httponly", "a", "b", NULL, NULL, NULL, NULL, false, true},
    {"a=b;pAtH = /x ;dOmAiN =\tx.y", "a", "b", "x.y", "/x", NULL, NULL, false, false},
    /* 5.2.1: what is no date is not there */
    {"a=b; Expires=Thu, 01 Jan 1970 00:00:09 GMT", "a", "b", NULL, NULL, NULL, "9", false,
     false},
    {"a=b; Expires=soon", "a", "b", NULL, NULL, NULL, NULL, false, false},
    {"a=b; Expires=Thu, 01 Jan 1970 00:00:09 GMT; Expires=soon", "a", "b", NULL, NULL, NULL,
     "9", false, false},
    {"a=b; Expires=01 Jan 1970 00:00:09; Expires=01 Jan 1970 00:00:08", "a", "b", NULL, NULL,
     NULL, "8", false, false},
    /* 5.2.2: a digit or a minus sign, then digits only */
    {"a=b; Max-Age=07", "a", "b", NULL, NULL, "7", NULL, false, false},
    {"a=b; Max-Age=+7", "a", "b", NULL, NULL, NULL, NULL, false, false},
    {"a=b; Max-Age=7.5", "a", "b", NULL, NULL, NULL, NULL, false, false},
    {"a=b; Max-Age=7 8", "a", "b", NULL, NULL, NULL, NULL, false, false},
    {"a=b; Max-Age=", "a", "b", NULL, NULL, NULL, NULL, false, false},
    {"a=b; Max-Age=-7", "a", "b", NULL, NULL, "0", NULL, false, false},
    {"a=b; Max-Age=5; Max-Age=6; Max-Age=x", "a", "b", NULL, NULL, "6", NULL, false, false},
    /* 5.2.3: one dot in front goes; an empty one is not there; the last one counts */
    {"a=b; Domain=.x.y", "a", "b", "x.y", NULL, NULL, NULL, false, false},
    {"a=b; Domain=..x.y", "a", "b", ".x.y", NULL, NULL, NULL, false, false},
    {"a=b; Domain=", "a", "b", NULL, NULL, NULL, NULL, false, false},
    {"a=b; Domain=x; Domain=y", "a", "b", "y", NULL, NULL, NULL, false, false},
    {"a=b; Domain=x; Domain=", "a", "b", "x", NULL, NULL, NULL, false, false},
    /* 5.2.4: what does not begin with / stands for the default, and the last one counts */
    {"a=b; Path=x", "a", "b", NULL, NULL, NULL, NULL, false, false},
    {"a=b; Path", "a", "b", NULL, NULL, NULL, NULL, false, false},
    {"a=b; Path=/x; Path=/y", "a", "b", NULL, "/y", NULL, NULL, false, false},
    {"a=b; Path=/x; Path=y", "a", "b", NULL, NULL, NULL, NULL, false, false},
    {"a=b; Path=/x; Path=", "a", "b", NULL, NULL, NULL, NULL, false, false},
    {"a=b; Path=/x=y?z", "a", "b", NULL, "/x=y?z", NULL, NULL, false, false},
    /* 5.2.5, 5.2.6: whatever their value is */
    {"a=b; Secure=no", "a", "b", NULL, NULL, NULL, NULL, true, false},
    {"a=b; HttpOnly=; secured", "a", "b", NULL, NULL, NULL, NULL, false, true},
};

static bool same(const char *text, struct http_span span, const char *wanted)
{
    return wanted == NULL ? span.length == 0 : is(text, span, wanted);
}

static bool same_number(bool there, int64_t value, const char *wanted)
{
    return wanted == NULL ? !there : there && value == strtoll(wanted, NULL, 10);
}

static void section_5_2_line_by_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *r = &rows[i];
        struct http_cookie c;
        bool good = read(r->set_cookie, &c) == (r->name != NULL);
        if (good && r->name != NULL)
            good = same(r->set_cookie, c.name, r->name) &&
                   same(r->set_cookie, c.value, r->value) &&
                   same(r->set_cookie, c.domain, r->domain) &&
                   same(r->set_cookie, c.path, r->path) &&
                   same_number(c.has_max_age, c.max_age, r->max_age) &&
                   same_number(c.has_expires, c.expires, r->expires) && c.secure == r->secure &&
                   c.http_only == r->http_only;
        if (!good)
            fail_msg("%s", r->set_cookie);
    }
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
        cmocka_unit_test(section_5_2_line_by_line),
        cmocka_unit_test(dates_of_many_forms),
        cmocka_unit_test(a_request_brings_its_cookies),
        cmocka_unit_test(domains_and_paths_match),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
