/* The Internet checksum against the words of RFC 1071 and a slow sum; the CRC of Ethernet
 * against its check value. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/checksum.h"
#include "base/hash.h"

enum { MOST = 1600 };

/* RFC 1071 section 4.1, word by word. */
static uint16_t slow(const uint8_t *octets, size_t n)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < n; i += 2) {
        sum += (uint32_t)octets[i] << 8 | (i + 1 < n ? octets[i + 1] : 0u);
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return (uint16_t)~sum;
}

static void fill(uint8_t *octets, size_t n, uint64_t seed)
{
    for (size_t i = 0; i < n; i++)
        octets[i] = (uint8_t)draw(seed, 0, DRAW_TEST, i);
}

static void the_example_of_rfc_1071(void **state)
{
    (void)state;
    static const uint8_t octets[] = {0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};
    assert_int_equal(checksum(octets, sizeof octets), (uint16_t)~0xddf2);
    assert_int_equal(checksum(octets, 0), 0xffff);
    assert_int_equal(checksum_finish(checksum_add_word(checksum_add_word(0, 0xffff), 1)),
                     0xfffe);
}

static void every_length_and_alignment(void **state)
{
    (void)state;
    static uint8_t octets[MOST + 8];
    fill(octets, sizeof octets, 7);
    for (size_t start = 0; start < 8; start++)
        for (size_t n = 0; n <= MOST; n = n < 80 ? n + 1 : n + 37)
            assert_int_equal(checksum(octets + start, n), slow(octets + start, n));
    for (size_t i = 0; i < sizeof octets; i++)
        octets[i] = 0xff; /* the most carries */
    for (size_t n = 0; n <= MOST; n++)
        assert_int_equal(checksum(octets, n), slow(octets, n));
}

static void a_sum_in_pieces_is_the_whole_sum(void **state)
{
    (void)state;
    uint8_t octets[101];
    fill(octets, sizeof octets, 11);
    for (size_t cut = 0; cut <= sizeof octets; cut += 2) {
        uint64_t sum = checksum_add(0, octets, cut);
        sum = checksum_add(sum, octets + cut, sizeof octets - cut);
        assert_int_equal(checksum_finish(sum), checksum(octets, sizeof octets));
    }
}

/* RFC 1624: the update of one word is the checksum of the changed header; over a header with
 * its checksum the sum is right. */
static void an_update_equals_a_new_sum(void **state)
{
    (void)state;
    for (uint64_t round = 0; round < 2000; round++) {
        uint8_t header[20];
        fill(header, sizeof header, round);
        header[10] = header[11] = 0;
        uint16_t sum = checksum(header, sizeof header);
        uint16_t before = (uint16_t)((unsigned)header[8] << 8 | header[9]);
        uint16_t after = (uint16_t)(before - 0x0100); /* one from the TTL */
        header[8] = (uint8_t)(after >> 8);
        header[9] = (uint8_t)after;
        uint16_t updated = checksum_update(sum, before, after);
        header[10] = (uint8_t)(updated >> 8);
        header[11] = (uint8_t)updated;
        assert_int_equal(checksum(header, sizeof header), 0);
    }
}

static void the_check_value_of_crc_32(void **state)
{
    (void)state;
    assert_int_equal(frame_check_sequence((const uint8_t *)"123456789", 9), 0xcbf43926);
    assert_int_equal(frame_check_sequence((const uint8_t *)"", 0), 0);
    uint8_t frame[60];
    fill(frame, sizeof frame, 3);
    uint32_t good = frame_check_sequence(frame, sizeof frame);
    for (size_t bit = 0; bit < sizeof frame * 8; bit++) {
        frame[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_int_not_equal(frame_check_sequence(frame, sizeof frame), good);
        frame[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_of_rfc_1071),
        cmocka_unit_test(every_length_and_alignment),
        cmocka_unit_test(a_sum_in_pieces_is_the_whole_sum),
        cmocka_unit_test(an_update_equals_a_new_sum),
        cmocka_unit_test(the_check_value_of_crc_32),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
