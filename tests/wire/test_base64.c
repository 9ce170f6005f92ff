/* tests/wire/test_base64.c: RFC 4648 section 10, what must not be read, and all octets there
 * and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wire/base64.h"

static bool read_text(const char *text, uint8_t *octets, size_t capacity, size_t *n)
{
    return base64_read((const uint8_t *)text, strlen(text), octets, capacity, n);
}

static void the_vectors_of_the_rfc(void **state)
{
    (void)state;
    static const struct {
        const char *octets;
        const char *text;
    } rows[] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
        {"Aladdin:open sesame", "QWxhZGRpbjpvcGVuIHNlc2FtZQ=="}, /* RFC 7617 section 2 */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char buffer[64];
        uint8_t octets[64];
        size_t n;
        struct text text = text_over(buffer, sizeof buffer);
        base64_put(&text, rows[i].octets, strlen(rows[i].octets));
        assert_string_equal(buffer, rows[i].text);
        assert_int_equal(text.length, base64_length(strlen(rows[i].octets)));
        assert_true(read_text(rows[i].text, octets, sizeof octets, &n));
        assert_int_equal(n, strlen(rows[i].octets));
        assert_memory_equal(octets, rows[i].octets, n);
    }
}

static void what_is_no_base64_is_refused(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "Z",    "Zg",   "Zg=",      "Zg===",    "=",     "====",  "Z===",   "=Zg=",
        "Zh==", "Zm9=", "Zg==Zg==", "Zm8=Zm8=", "Zm9v ", " Zm9v", "Zm9v\n", "Zm\n9v",
        "Zm9-", "Zm9_", "Zm9v!",    "Zm9\xc3",  "Z=9v",  "Zm=v",  "Zm9v=",  "Zm9vZ=g=",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t octets[64];
        size_t n = 1;
        if (read_text(rows[i], octets, sizeof octets, &n))
            fail_msg("%s is read", rows[i]);
        assert_int_equal(n, 0);
    }
}

static void octets_come_back(void **state)
{
    (void)state;
    uint8_t all[256];
    uint8_t back[256];
    char buffer[400];
    for (size_t i = 0; i < sizeof all; i++)
        all[i] = (uint8_t)(i * 167 + 13);
    for (size_t n = 0; n <= sizeof all; n++) {
        size_t got;
        struct text text = text_over(buffer, sizeof buffer);
        base64_put(&text, all, n);
        assert_true(text.ok && text.length == base64_length(n));
        assert_true(read_text(buffer, back, n, &got));
        assert_int_equal(got, n);
        assert_memory_equal(back, all, n);
        if (n > 0)
            assert_false(read_text(buffer, back, n - 1, &got)); /* no room */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_vectors_of_the_rfc),
        cmocka_unit_test(what_is_no_base64_is_refused),
        cmocka_unit_test(octets_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
