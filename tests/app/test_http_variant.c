/* tests/app/test_http_variant.c: which representation a client gets (RFC 9110 section 12): the
 * weights of the RFC's own examples, specificity, languages, and what is malformed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/http_variant.h"
#include "base/text.h"

/* 0 html en   1 html ko   2 json   3 plain flowed   4 png */
static const struct http_variant variants[] = {
    {.type = "text/html; charset=utf-8", .language = "en-GB"},
    {.type = "text/html; charset=utf-8", .language = "ko"},
    {.type = "application/json"},
    {.type = "text/plain;format=flowed"},
    {.type = "image/png"},
};

static const struct {
    const char *fields;
    uint32_t row;
} rows[] = {
    {"", 0},
    {"Accept: */*\r\n", 0},
    {"Accept:\r\n", 0},
    {"Accept: application/json\r\n", 2},
    {"Accept: APPLICATION/JSON\r\n", 2},
    {"Accept: image/*\r\n", 4},
    {"Accept: audio/*; q=0.2, audio/basic\r\n", NONE},
    {"Accept: text/plain; q=0.5, text/html, application/json; q=0.8\r\n", 0},
    {"Accept: text/html;q=0.3, application/json;q=0.31\r\n", 2},
    {"Accept: text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, */*;q=0.5\r\n", 3},
    {"Accept: text/*, text/html;q=0\r\n", 3},
    {"Accept: */*, text/*;q=0.1, application/json;q=0.1\r\n", 4},
    {"Accept: text/plain;format=fixed\r\n", NONE},
    {"Accept: text/html;charset=utf-8;q=0.2, image/png;q=0.1\r\n", 0},
    {"Accept: image/png;q=0\r\n", NONE},
    {"Accept: image/png;q=1.000\r\n", 4},
    {"Accept: image/png;q=1.001, application/json\r\n", 2},
    {"Accept: image/png;q=0.1234, application/json;q=0.1\r\n", 2},
    {"Accept: image/png; q=x, application/json;q=0.1\r\n", 2},
    {"Accept: image/png ;\tq=0.5\r\nAccept: application/json;q=0.6\r\n", 2},
    {"Accept: text\r\n", NONE},
    {"Accept-Language: ko\r\n", 1},
    {"Accept-Language: KO\r\n", 1},
    {"Accept-Language: en\r\n", 0},
    {"Accept-Language: en-GB, ko;q=0.9\r\n", 0},
    {"Accept-Language: en-US, ko;q=0.9\r\n", 2},
    {"Accept: text/html\r\nAccept-Language: en-US, ko;q=0.9\r\n", 1},
    {"Accept: text/html\r\nAccept-Language: en;q=0.4, en-GB;q=0.9, ko;q=0.8\r\n", 0},
    {"Accept-Language: *;q=0.1, ko\r\n", 1},
    {"Accept: text/html\r\nAccept-Language: k\r\n", 0},
    {"Accept: text/html\r\nAccept-Language: fr\r\n", 0},
    {"Accept: text/html\r\nAccept-Language: fr, en;q=0\r\n", 1},
    {"Accept: text/html\r\nAccept-Language: fr, *;q=0\r\n", NONE},
    {"Accept: text/html, application/json\r\nAccept-Language: fr\r\n", 2},
    {"Accept: text/html;q=0.5, application/json;q=0.6\r\nAccept-Language: ko\r\n", 2},
};

static void the_best_one_is_sent(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char buffer[400];
        struct text t = text_over(buffer, sizeof buffer);
        struct http_head head;
        text_put(&t, "GET / HTTP/1.1\r\nHost: x\r\n");
        text_put(&t, rows[i].fields);
        text_put(&t, "\r\n");
        const uint8_t *octets = (const uint8_t *)buffer;
        assert_int_equal(http_head_read(octets, t.length, HTTP_REQUEST, HTTP_GET, &head),
                         HTTP_FINE);
        uint32_t row = http_variant_choose(variants, 5, octets, &head);
        if (row != rows[i].row)
            fail_msg("%s: %u, not %u", rows[i].fields, row, rows[i].row);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_one_is_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
