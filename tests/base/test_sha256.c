/* tests/base/test_sha256.c: SHA-256 against the examples of FIPS 180-2 appendix B, and in
 * pieces. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/sha256.h"

static void assert_sum(const char *expected, const uint8_t sum[SHA256_SUM])
{
    char hex[2 * SHA256_SUM + 1];
    for (int i = 0; i < SHA256_SUM; i++) {
        hex[2 * i] = "0123456789abcdef"[sum[i] >> 4];
        hex[2 * i + 1] = "0123456789abcdef"[sum[i] & 15];
    }
    hex[2 * SHA256_SUM] = '\0';
    assert_string_equal(hex, expected);
}

static void assert_hash(const char *text, const char *expected)
{
    uint8_t sum[SHA256_SUM];
    sha256_of(text, strlen(text), sum);
    assert_sum(expected, sum);
}

static void test_examples(void **state)
{
    (void)state;
    assert_hash("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_hash("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_hash("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void test_million_in_pieces(void **state)
{
    (void)state;
    static char a[997];
    uint8_t sum[SHA256_SUM];
    struct sha256 hash;
    memset(a, 'a', sizeof a);
    sha256_begin(&hash);
    for (size_t left = 1000000; left > 0;) {
        size_t n = left < sizeof a ? left : sizeof a;
        sha256_add(&hash, a, n);
        left -= n;
    }
    sha256_end(&hash, sum);
    assert_sum("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0", sum);
}

/* Every length around a block, cut at every place, gives what the whole gives. */
static void test_every_cut(void **state)
{
    (void)state;
    uint8_t text[150];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (uint8_t)(i * 7 + 1);
    for (size_t length = 50; length < sizeof text; length++) {
        uint8_t whole[SHA256_SUM];
        sha256_of(text, length, whole);
        for (size_t cut = 0; cut <= length; cut++) {
            struct sha256 hash;
            uint8_t sum[SHA256_SUM];
            sha256_begin(&hash);
            sha256_add(&hash, text, cut);
            sha256_add(&hash, text + cut, length - cut);
            sha256_end(&hash, sum);
            assert_memory_equal(sum, whole, SHA256_SUM);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples),
        cmocka_unit_test(test_million_in_pieces),
        cmocka_unit_test(test_every_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
