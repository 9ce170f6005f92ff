/* tests/wire/test_json.c: what is JSON, and merge patches: the table of RFC 7396 appendix A. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "wire/json.h"

static bool valid(const char *text)
{
    return json_is_valid((const uint8_t *)text, strlen(text));
}

static void valid_texts_are_taken(void **state)
{
    (void)state;
    static const char *const good[] = {"{}",
                                       " [ ] ",
                                       "null",
                                       "true",
                                       "false",
                                       "0",
                                       "-0.5e+3",
                                       "\"\"",
                                       "\"\\u00e9\\n\"",
                                       "[1,2 , 3]",
                                       "{\"a\":{\"b\":[{}]}}",
                                       "\"\xc3\xa9\"",
                                       "{\"a\":1,\"a\":2}",
                                       "\r\n\t1e9 "};
    static const char *const bad[] = {
        "",         " ",     "{",     "}",          "[1,]",    "{\"a\"}",
        "{\"a\":}", "{a:1}", "01",    "1.",         ".5",      "+1",
        "1e",       "nul",   "nulll", "\"",         "\"\\x\"", "\"\\u12g4\"",
        "\"a\nb\"", "'a'",   "[1 2]", "{\"a\":1,}", "1 2",     "[\"\\\"]",
        "{,}",      "-",     "[}",    "\"\\u12\"",  "tru e"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        if (!valid(good[i]))
            fail_msg("refused: %s", good[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (valid(bad[i]))
            fail_msg("taken: %s", bad[i]);
    }
}

/* Every beginning of a text is either refused or, for a bare number, shorter JSON; none is read
 * past its end. */
static void beginnings_are_refused(void **state)
{
    (void)state;
    static const char text[] = "{\"a\":[1,-2.5e3,\"x\\u0041\\\\\",true,false,null,{\"b\":{}}]}";
    for (size_t n = 0; n < sizeof text - 1; n++)
        assert_false(json_is_valid((const uint8_t *)text, n));
    assert_true(valid(text));
}

static void depth_is_bounded(void **state)
{
    (void)state;
    char text[2 * (JSON_DEPTH_MAX + 1)];
    for (size_t depth = 1; depth <= JSON_DEPTH_MAX + 1; depth++) {
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        assert_int_equal(json_is_valid((const uint8_t *)text, 2 * depth),
                         depth <= JSON_DEPTH_MAX);
    }
}

static const struct {
    const char *target;
    const char *patch;
    const char *result;
} patches[] = {
    /* RFC 7396 appendix A */
    {"{\"a\":\"b\"}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"},
    {"{\"a\":\"b\"}", "{\"b\":\"c\"}", "{\"a\":\"b\",\"b\":\"c\"}"},
    {"{\"a\":\"b\"}", "{\"a\":null}", "{}"},
    {"{\"a\":\"b\",\"b\":\"c\"}", "{\"a\":null}", "{\"b\":\"c\"}"},
    {"{\"a\":[\"b\"]}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"},
    {"{\"a\":\"c\"}", "{\"a\":[\"b\"]}", "{\"a\":[\"b\"]}"},
    {"{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":\"d\",\"c\":null}}", "{\"a\":{\"b\":\"d\"}}"},
    {"{\"a\":[{\"b\":\"c\"}]}", "{\"a\":[1]}", "{\"a\":[1]}"},
    {"[\"a\",\"b\"]", "[\"c\",\"d\"]", "[\"c\",\"d\"]"},
    {"{\"a\":\"b\"}", "[\"c\"]", "[\"c\"]"},
    {"{\"a\":\"foo\"}", "null", "null"},
    {"{\"a\":\"foo\"}", "\"bar\"", "\"bar\""},
    {"{\"e\":null}", "{\"a\":1}", "{\"e\":null,\"a\":1}"},
    {"[1,2]", "{\"a\":\"b\",\"c\":null}", "{\"a\":\"b\"}"},
    {"{}", "{\"a\":{\"bb\":{\"ccc\":null}}}", "{\"a\":{\"bb\":{}}}"},
    /* white space, escaped names, names that stand twice */
    {" { \"a\" : 1 , \"b\" : 2 } ", " { \"b\" : { \"c\" : 3 } } ", "{\"a\":1,\"b\":{\"c\":3}}"},
    {"{\"a\":1}", "{\"\\u0061\":null}", "{}"},
    {"{\"\\u00e9\":1}", "{\"\\u00E9\":2}", "{\"\\u00e9\":2}"},
    {"{\"a\":1,\"b\":2,\"a\":3}", "{\"b\":4,\"b\":null}", "{\"a\":3}"},
    {"{\"a\":1,\"ab\":2}", "{\"ab\":null}", "{\"a\":1}"},
};

static void patches_are_applied(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof patches / sizeof patches[0]; i++) {
        uint8_t octets[200];
        struct writer w = writer_over(octets, sizeof octets);
        json_merge_patch(&w, (const uint8_t *)patches[i].target, strlen(patches[i].target),
                         (const uint8_t *)patches[i].patch, strlen(patches[i].patch));
        if (!w.ok || w.at != strlen(patches[i].result) ||
            memcmp(octets, patches[i].result, w.at) != 0)
            fail_msg("%s + %s: %.*s", patches[i].target, patches[i].patch, (int)w.at, octets);
        for (size_t room = 0; room < w.at; room++) {
            struct writer small = writer_over(octets, room);
            json_merge_patch(&small, (const uint8_t *)patches[i].target,
                             strlen(patches[i].target), (const uint8_t *)patches[i].patch,
                             strlen(patches[i].patch));
            assert_false(small.ok);
        }
    }
}

static void strings_are_escaped(void **state)
{
    (void)state;
    uint8_t octets[100];
    struct writer w = writer_over(octets, sizeof octets);
    json_write_string(&w, "a\"b\\c\nd\x7f", 8);
    static const char expected[] = "\"a\\\"b\\\\c\\u000ad\x7f\"";
    assert_int_equal(w.at, sizeof expected - 1);
    assert_memory_equal(octets, expected, w.at);
    assert_true(json_is_valid(octets, w.at));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_texts_are_taken), cmocka_unit_test(beginnings_are_refused),
        cmocka_unit_test(depth_is_bounded),      cmocka_unit_test(patches_are_applied),
        cmocka_unit_test(strings_are_escaped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
