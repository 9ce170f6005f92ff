/* tests/app/test_http_condition.c: preconditions and ranges (RFC 9110 sections 13 and 14). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/http_condition.h"
#include "base/text.h"
#include "wire/http_date.h"

/* What is there: Sun, 06 Nov 1994 08:49:37 GMT. */
static const struct http_validators there = {"\"a\"", 784111777, true};
static const struct http_validators nothing = {NULL, -1, false};

static const uint8_t *request(const char *method, const char *fields, struct http_head *head)
{
    static char buffer[600];
    struct text t = text_over(buffer, sizeof buffer);
    text_put(&t, method);
    text_put(&t, " / HTTP/1.1\r\nHost: x\r\n");
    text_put(&t, fields);
    text_put(&t, "\r\n");
    const uint8_t *octets = (const uint8_t *)buffer;
    assert_int_equal(http_head_read(octets, t.length, HTTP_REQUEST, HTTP_GET, head), HTTP_FINE);
    return octets;
}

#define SAME "Sun, 06 Nov 1994 08:49:37 GMT\r\n"
#define LATER "Mon, 07 Nov 1994 08:49:37 GMT\r\n"
#define EARLIER "Sat, 05 Nov 1994 08:49:37 GMT\r\n"

static const struct {
    const char *method;
    const char *fields;
    bool exists;
    uint16_t status;
} conditions[] = {
    {"GET", "", true, 0},
    {"GET", "If-None-Match: \"a\"\r\n", true, 304},
    {"HEAD", "If-None-Match: \"a\"\r\n", true, 304},
    {"PUT", "If-None-Match: \"a\"\r\n", true, 412},
    {"GET", "If-None-Match: W/\"a\"\r\n", true, 304},
    {"GET", "If-None-Match: \"b\", \"x,y\" ,W/\"a\"\r\n", true, 304},
    {"GET", "If-None-Match: \"b\"\r\nIf-None-Match: \"a\"\r\n", true, 304},
    {"GET", "If-None-Match: \"b\"\r\n", true, 0},
    {"GET", "If-None-Match: a\r\n", true, 0},
    {"PUT", "If-None-Match: *\r\n", true, 412},
    {"PUT", "If-None-Match: *\r\n", false, 0},
    {"PUT", "If-Match: \"a\"\r\n", true, 0},
    {"PUT", "If-Match: W/\"a\"\r\n", true, 412},
    {"PUT", "If-Match: \"b\"\r\n", true, 412},
    {"PUT", "If-Match: *\r\n", true, 0},
    {"PUT", "If-Match: *\r\n", false, 412},
    {"GET", "If-Match: \"b\"\r\n", true, 412},
    {"GET", "If-Modified-Since: " SAME, true, 304},
    {"GET", "If-Modified-Since: " LATER, true, 304},
    {"GET", "If-Modified-Since: " EARLIER, true, 0},
    {"GET", "If-Modified-Since: 1994-11-07\r\n", true, 0},
    {"PUT", "If-Modified-Since: " LATER, true, 0},
    {"PUT", "If-Unmodified-Since: " EARLIER, true, 412},
    {"PUT", "If-Unmodified-Since: " SAME, true, 0},
    {"PUT", "If-Unmodified-Since: soon\r\n", true, 0},
    /* a tag counts before a date */
    {"GET", "If-None-Match: \"b\"\r\nIf-Modified-Since: " LATER, true, 0},
    {"PUT", "If-Match: \"a\"\r\nIf-Unmodified-Since: " EARLIER, true, 0},
    {"GET", "If-Match: \"a\"\r\nIf-None-Match: \"a\"\r\n", true, 304},
};

static void conditions_are_judged_in_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof conditions / sizeof conditions[0]; i++) {
        struct http_head head;
        const uint8_t *octets = request(conditions[i].method, conditions[i].fields, &head);
        uint16_t status =
            http_condition(octets, &head, conditions[i].exists ? &there : &nothing);
        if (status != conditions[i].status)
            fail_msg("%s %s: %u", conditions[i].method, conditions[i].fields, status);
    }
}

static const struct {
    const char *fields;
    enum http_range_result result;
    uint32_t count;
    struct http_piece piece[3];
} ranges[] = {
    {"", HTTP_RANGE_NONE, 0, {{0, 0}}},
    {"Range: bytes=0-9\r\n", HTTP_RANGE_PART, 1, {{0, 10}}},
    {"Range: BYTES=99-\r\n", HTTP_RANGE_PART, 1, {{99, 1}}},
    {"Range: bytes=50-1000\r\n", HTTP_RANGE_PART, 1, {{50, 50}}},
    {"Range: bytes=50-99999999999999999999999999\r\n", HTTP_RANGE_PART, 1, {{50, 50}}},
    {"Range: bytes=-3\r\n", HTTP_RANGE_PART, 1, {{97, 3}}},
    {"Range: bytes=-300\r\n", HTTP_RANGE_PART, 1, {{0, 100}}},
    {"Range: bytes=-0\r\n", HTTP_RANGE_OUTSIDE, 0, {{0, 0}}},
    {"Range: bytes=100-\r\n", HTTP_RANGE_OUTSIDE, 0, {{0, 0}}},
    {"Range: bytes=5-2\r\n", HTTP_RANGE_NONE, 0, {{0, 0}}},
    {"Range: bytes=-\r\n", HTTP_RANGE_NONE, 0, {{0, 0}}},
    {"Range: bytes=\r\n", HTTP_RANGE_NONE, 0, {{0, 0}}},
    {"Range: bytes=,\r\n", HTTP_RANGE_NONE, 0, {{0, 0}}},
    {"Range: bytes\r\n", HTTP_RANGE_NONE, 0, {{0, 0}}},
    {"Range: lines=1-2\r\n", HTTP_RANGE_NONE, 0, {{0, 0}}},
    {"Range: bytes=0-1\r\nIf-Range: \"a\"\r\n", HTTP_RANGE_PART, 1, {{0, 2}}},
    {"Range: bytes=0-1\r\nIf-Range: W/\"a\"\r\n", HTTP_RANGE_NONE, 0, {{0, 0}}},
    {"Range: bytes=0-1\r\nIf-Range: \"b\"\r\n", HTTP_RANGE_NONE, 0, {{0, 0}}},
    /* several */
    {"Range: bytes=0-1,4-5\r\n", HTTP_RANGE_PART, 2, {{0, 2}, {4, 2}}},
    {"Range: bytes= -1 ,\t0-0,, 50-51\r\n", HTTP_RANGE_PART, 3, {{99, 1}, {0, 1}, {50, 2}}},
    {"Range: bytes=0-1,200-\r\n", HTTP_RANGE_PART, 1, {{0, 2}}},
    {"Range: bytes=200-,300-\r\n", HTTP_RANGE_OUTSIDE, 0, {{0, 0}}},
    {"Range: bytes=0-1,5-2\r\n", HTTP_RANGE_NONE, 0, {{0, 0}}},
    {"Range: bytes=0-1,x\r\n", HTTP_RANGE_NONE, 0, {{0, 0}}},
    {"Range: bytes=0-,0-,0-\r\n", HTTP_RANGE_NONE, 0, {{0, 0}}}, /* more than the whole */
    {"Range: bytes=0-0,1-1,2-2,3-3,4-4,5-5,6-6,7-7,8-8\r\n", HTTP_RANGE_NONE, 0, {{0, 0}}},
};

static void ranges_are_understood(void **state)
{
    (void)state;
    struct http_head head;
    struct http_piece pieces[HTTP_RANGES_MOST];
    uint32_t count;
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        const uint8_t *octets = request("GET", ranges[i].fields, &head);
        enum http_range_result result = http_ranges(octets, &head, &there, 100, pieces, &count);
        bool part = result == HTTP_RANGE_PART;
        if (result != ranges[i].result || (part && count != ranges[i].count))
            fail_msg("%s: %d", ranges[i].fields, result);
        for (uint32_t k = 0; part && k < count; k++) {
            assert_int_equal(pieces[k].first, ranges[i].piece[k].first);
            assert_int_equal(pieces[k].length, ranges[i].piece[k].length);
        }
    }
    const uint8_t *octets = request("HEAD", "Range: bytes=0-9\r\n", &head);
    assert_int_equal(http_ranges(octets, &head, &there, 100, pieces, &count), HTTP_RANGE_NONE);
    octets = request("GET", "Range: bytes=-1\r\n", &head);
    assert_int_equal(http_ranges(octets, &head, &there, 0, pieces, &count), HTTP_RANGE_OUTSIDE);
}

static void dates_are_read_strictly(void **state)
{
    (void)state;
    static const char *const good[] = {"Sun, 06 Nov 1994 08:49:37 GMT",
                                       "Sunday, 06-Nov-94 08:49:37 GMT",
                                       "Sun Nov  6 08:49:37 1994"};
    static const char *const bad[] = {"Mon, 06 Nov 1994 08:49:37 GMT",
                                      "Sun, 6 Nov 1994 08:49:37 GMT",
                                      "Sun, 06 Nov 1994 08:49:37",
                                      "Sun, 06 Nov 1994 08:49:37 CET",
                                      "sun, 06 Nov 1994 08:49:37 GMT",
                                      "Sun Nov 6 08:49:37 1994",
                                      ""};
    int64_t seconds;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_true(http_date_read((const uint8_t *)good[i], strlen(good[i]), &seconds));
        assert_true(seconds == 784111777);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(http_date_read((const uint8_t *)bad[i], strlen(bad[i]), &seconds));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_are_judged_in_order),
        cmocka_unit_test(ranges_are_understood),
        cmocka_unit_test(dates_are_read_strictly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
