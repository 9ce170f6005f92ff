/* tests/watch/test_capture_read.c: pcap and pcapng, good and bad. */
#define _POSIX_C_SOURCE 200809L /* fmemopen */

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "watch/capture_read.h"

/* A file being written: 32-bit and 16-bit numbers in either byte order. */
struct sketch {
    uint8_t octets[1024];
    size_t length;
    bool big;
};

static void put(struct sketch *s, uint64_t value, unsigned octets)
{
    for (unsigned i = 0; i < octets; i++) {
        unsigned shift = 8 * (s->big ? octets - 1 - i : i);
        s->octets[s->length++] = (uint8_t)(value >> shift);
    }
}

static void put_pcap(struct sketch *s, uint32_t magic, uint32_t fraction)
{
    put(s, magic, 4);
    put(s, 2, 2);
    put(s, 4, 2);
    put(s, 0, 8);
    put(s, 65535, 4);
    put(s, CAPTURE_LINK_ETHERNET, 4);
    put(s, 100, 4);
    put(s, fraction, 4);
    put(s, 3, 4);
    put(s, 60, 4);
    put(s, 0xaa, 1);
    put(s, 0xbb, 1);
    put(s, 0xcc, 1);
}

static void put_section(struct sketch *s)
{
    put(s, 0x0a0d0d0a, 4);
    put(s, 28, 4);
    put(s, 0x1a2b3c4d, 4);
    put(s, 1, 2);
    put(s, 0, 2);
    put(s, UINT64_MAX, 8);
    put(s, 28, 4);
}

/* An interface whose time stamps are counted in units of `resolution`. */
static void put_interface(struct sketch *s, uint8_t resolution)
{
    put(s, 1, 4);
    put(s, 32, 4);
    put(s, CAPTURE_LINK_ETHERNET, 2);
    put(s, 0, 2);
    put(s, 65535, 4);
    put(s, 9, 2);
    put(s, 1, 2);
    s->octets[s->length++] = resolution;
    put(s, 0, 3);
    put(s, 0, 4);
    put(s, 32, 4);
}

static void put_enhanced(struct sketch *s, uint32_t interface, uint64_t stamp, uint32_t length)
{
    put(s, 6, 4);
    put(s, 36, 4);
    put(s, interface, 4);
    put(s, stamp >> 32, 4);
    put(s, stamp & 0xffffffff, 4);
    put(s, length, 4);
    put(s, 60, 4);
    put(s, 0xaabbcc00, 4);
    put(s, 36, 4);
}

/* Reads a sketch to its end. Gives the number of frames; the last one is in *last. */
static uint32_t read_all(const struct sketch *s, size_t length, struct captured_frame *last,
                         struct capture_reader *r, uint8_t first_octet[1])
{
    uint8_t copy[1024];
    memcpy(copy, s->octets, length);
    FILE *file = fmemopen(copy, length, "rb");
    assert_non_null(file);
    uint32_t frames = 0;
    if (capture_open_file(r, file)) {
        while (capture_read(r, last) == CAPTURE_READ_FRAME) {
            frames++;
            first_octet[0] = last->octets[0];
        }
    }
    fclose(file);
    return frames;
}

static void pcap_in_all_its_forms(void **state)
{
    (void)state;
    for (int form = 0; form < 4; form++) {
        struct sketch s = {.big = form % 2 != 0};
        struct captured_frame frame;
        struct capture_reader r;
        uint8_t first;
        bool nano = form / 2 != 0;
        put_pcap(&s, nano ? 0xa1b23c4d : 0xa1b2c3d4, 5);
        assert_int_equal(read_all(&s, s.length, &frame, &r, &first), 1);
        assert_string_equal(r.sentence, "");
        assert_true(frame.time == 100 * SIM_SECOND + (nano ? 5 : 5000));
        assert_int_equal(frame.length, 3);
        assert_int_equal(frame.wire_length, 60);
        assert_int_equal(frame.link_type, CAPTURE_LINK_ETHERNET);
        assert_int_equal(first, 0xaa);
        capture_close(&r);
    }
}

static void pcapng_in_both_byte_orders(void **state)
{
    (void)state;
    static const struct {
        uint8_t resolution;
        uint64_t stamp;
        sim_time time;
    } rows[] = {
        {6, 1500000, 1500000000},
        {9, 1500000000, 1500000000},
        {3, 1500, 1500000000},
        {0, 7, 7000000000},
        {12, UINT64_C(1500000000000), 1500000000},
        {0x80 | 1, 3, 1500000000},
        {0x80 | 32, UINT64_C(3) << 31, 1500000000},
        {0x80 | 40, UINT64_C(3) << 39, 1500000000},
    };
    for (size_t i = 0; i < 2 * sizeof rows / sizeof rows[0]; i++) {
        struct sketch s = {.big = i % 2 != 0};
        struct captured_frame frame;
        struct capture_reader r;
        uint8_t first;
        put_section(&s);
        put_interface(&s, rows[i / 2].resolution);
        put(&s, 0x0bad, 4); /* a block of an unknown kind */
        put(&s, 16, 4);
        put(&s, 0, 4);
        put(&s, 16, 4);
        put_enhanced(&s, 0, rows[i / 2].stamp, 4);
        assert_int_equal(read_all(&s, s.length, &frame, &r, &first), 1);
        assert_string_equal(r.sentence, "");
        assert_true(frame.time == rows[i / 2].time);
        assert_int_equal(frame.length, 4);
        capture_close(&r);
    }
}

static void simple_and_obsolete_blocks_and_two_sections(void **state)
{
    (void)state;
    struct sketch s = {0};
    struct captured_frame frame;
    struct capture_reader r;
    uint8_t first;
    put_section(&s);
    put_interface(&s, 6);
    put(&s, 3, 4); /* simple */
    put(&s, 20, 4);
    put(&s, 3, 4);
    put(&s, 0x00ccbbaa, 4);
    put(&s, 20, 4);
    s.big = true; /* a second section, in the other byte order */
    put_section(&s);
    put_interface(&s, 6);
    put(&s, 2, 4); /* obsolete */
    put(&s, 36, 4);
    put(&s, 0, 4);
    put(&s, 1000000, 8);
    put(&s, 4, 4);
    put(&s, 4, 4);
    put(&s, 0xddbbaa00, 4);
    put(&s, 36, 4);
    assert_int_equal(read_all(&s, s.length, &frame, &r, &first), 2);
    assert_string_equal(r.sentence, "");
    assert_int_equal(frame.number, 2);
    assert_true(frame.time == SIM_SECOND);
    assert_int_equal(first, 0xdd);
    capture_close(&r);
}

/* What is wrong is said with the offset where it is. */
static void expect_error(const struct sketch *s, uint64_t offset, const char *says)
{
    struct captured_frame frame;
    struct capture_reader r;
    uint8_t first;
    read_all(s, s->length, &frame, &r, &first);
    if (strstr(r.sentence, says) == NULL || r.error_offset != offset)
        fail_msg("\"%s\" at %llu, not \"%s\"", r.sentence, (unsigned long long)r.error_offset,
                 says);
    capture_close(&r);
}

static void errors_have_an_offset(void **state)
{
    (void)state;
    struct sketch s = {0};
    put(&s, 0x12345678, 4);
    expect_error(&s, 0, "neither");
    s.length = 0;
    put_pcap(&s, 0xa1b2c3d4, 0);
    s.octets[4] = 9;
    expect_error(&s, 4, "version 9");
    s.octets[4] = 2;
    s.octets[24 + 8 + 3] = 0x7f;
    expect_error(&s, 32, "cannot have a length");
    s.length = 0;
    put_section(&s);
    s.octets[8] = 0;
    expect_error(&s, 8, "magic");
    s.length = 0;
    put_section(&s);
    put_enhanced(&s, 0, 0, 4);
    expect_error(&s, 36, "interface 0");
    s.length = 0;
    put_section(&s);
    put_interface(&s, 6);
    put_enhanced(&s, 0, 0, 5);
    expect_error(&s, 28 + 32 + 20, "does not fit");
    s.length = 0;
    put_section(&s);
    put_interface(&s, 6);
    s.octets[s.length - 4] = 36;
    expect_error(&s, 28 + 28, "differ");
    s.length = 0;
    put_section(&s);
    put_interface(&s, 6);
    s.octets[28 + 18] = 200; /* the option's length */
    expect_error(&s, 28 + 16, "longer than its block");
}

/* A file may end anywhere: that is told, and never read past. */
static void every_length(void **state)
{
    (void)state;
    struct sketch s = {0};
    put_section(&s);
    put_interface(&s, 6);
    put_enhanced(&s, 0, 0, 4);
    for (size_t n = 1; n < s.length; n++) {
        struct captured_frame frame;
        struct capture_reader r;
        uint8_t first;
        uint32_t frames = read_all(&s, n, &frame, &r, &first);
        bool boundary = n == 28 || n == 60;
        assert_int_equal(frames, 0);
        assert_int_equal(r.sentence[0] == '\0', boundary);
        capture_close(&r);
    }
}

static void a_file_that_is_not_there(void **state)
{
    (void)state;
    struct capture_reader r;
    assert_false(capture_open(&r, "/nowhere/at/all.pcap"));
    assert_true(strlen(r.sentence) > 0);
    capture_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pcap_in_all_its_forms),
        cmocka_unit_test(pcapng_in_both_byte_orders),
        cmocka_unit_test(simple_and_obsolete_blocks_and_two_sections),
        cmocka_unit_test(errors_have_an_offset),
        cmocka_unit_test(every_length),
        cmocka_unit_test(a_file_that_is_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
