/* Cursors that cannot overrun: network order, and a sticky failure at every truncation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#include "base/bytes.h"

enum { WHOLE = 1 + 2 + 4 + 6 + 3 };

static const uint8_t golden[WHOLE] = {0x12, 0xab, 0xcd, 0xde, 0xad, 0xbe, 0xef, 0x02,
                                      0x00, 0x00, 0x00, 0x00, 0x2a, 'x',  'y',  'z'};

static void write_all(struct writer *w)
{
    write_u8(w, 0x12);
    write_u16(w, 0xabcd);
    write_u32(w, 0xdeadbeef);
    write_mac(w, UINT64_C(0x02000000002a));
    write_octets(w, "xyz", 3);
}

static void integers_are_in_network_order(void **state)
{
    (void)state;
    uint8_t bytes[WHOLE];
    struct writer w = writer_over(bytes, sizeof bytes);
    write_all(&w);
    assert_true(w.ok);
    assert_int_equal(w.at, WHOLE);
    assert_memory_equal(bytes, golden, WHOLE);

    struct reader r = reader_over(golden, WHOLE);
    assert_int_equal(read_u8(&r), 0x12);
    assert_int_equal(read_u16(&r), 0xabcd);
    assert_int_equal(read_u32(&r), 0xdeadbeef);
    assert_true(read_mac(&r) == UINT64_C(0x02000000002a));
    assert_int_equal(reader_left(&r), 3);
    assert_memory_equal(read_octets(&r, 3), "xyz", 3);
    assert_true(r.ok);
    assert_int_equal(reader_left(&r), 0);
}

/* Each buffer has exactly its length, so that a sanitizer sees the first octet too far. */
static void every_truncation_fails_and_stays_failed(void **state)
{
    (void)state;
    for (size_t n = 0; n < WHOLE; n++) {
        uint8_t *bytes = malloc(n == 0 ? 1 : n);
        assert_non_null(bytes);
        struct writer w = writer_over(bytes, n);
        write_all(&w);
        assert_false(w.ok);
        assert_true(w.at <= n);
        write_octets(&w, "", 0);
        assert_null(write_space(&w, 0));

        memcpy(bytes, golden, n);
        struct reader r = reader_over(bytes, n);
        (void)read_u8(&r);
        (void)read_u16(&r);
        (void)read_u32(&r);
        (void)read_mac(&r);
        (void)read_octets(&r, 3);
        assert_false(r.ok);
        assert_int_equal(reader_left(&r), 0);
        assert_int_equal(read_u8(&r), 0);
        assert_int_equal(read_u32(&r), 0);
        assert_null(read_octets(&r, 0));
        free(bytes);
    }
}

static void a_huge_length_does_not_wrap(void **state)
{
    (void)state;
    struct reader r = reader_over(golden, WHOLE);
    (void)read_u16(&r);
    assert_null(read_octets(&r, SIZE_MAX));
    assert_false(r.ok);
    uint8_t bytes[4];
    struct writer w = writer_over(bytes, sizeof bytes);
    write_u8(&w, 1);
    assert_null(write_space(&w, SIZE_MAX));
    assert_false(w.ok);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_are_in_network_order),
        cmocka_unit_test(every_truncation_fails_and_stays_failed),
        cmocka_unit_test(a_huge_length_does_not_wrap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
