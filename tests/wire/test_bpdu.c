/* tests/wire/test_bpdu.c: bridge protocol data units octet by octet (IEEE 802.1D-2004 9.3),
 * every length of them, and what has to be discarded (9.3.4). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wire/bpdu.h"
#include "wire/llc.h"

static const uint8_t rapid[] = {
    0x00, 0x00, 0x02, 0x02, 0x7e,                   /* agreement, designated, proposal ... */
    0x80, 0x00, 0x02, 0x00, 0x00, 0x00, 0x00, 0x01, /* root: priority 32768 */
    0x00, 0x00, 0x4e, 0x20,                         /* cost 20000 */
    0x90, 0x05, 0x02, 0x00, 0x00, 0x00, 0x00, 0x02, /* bridge: 36864, extension 5 */
    0x80, 0x01, 0x01, 0x00, 0x14, 0x00, 0x02, 0x00, 0x0f, /* port, age 1, 20, 2, 15 s */
    0x00, 0x00,                                           /* version 1 length */
};

static bool read_from(const uint8_t *octets, size_t length, struct bpdu *b)
{
    struct reader r = reader_over(octets, length);
    return bpdu_read(&r, b);
}

static void a_rapid_one_is_read_and_written(void **state)
{
    (void)state;
    struct bpdu b;
    uint8_t octets[64];
    assert_int_equal(sizeof rapid, BPDU_RAPID_LENGTH);
    assert_true(read_from(rapid, sizeof rapid, &b));
    assert_int_equal(b.version, BPDU_VERSION_RSTP);
    assert_int_equal(b.type, BPDU_RAPID);
    assert_int_equal(bpdu_role(&b), BPDU_ROLE_DESIGNATED);
    assert_true((b.flags & BPDU_PROPOSAL) != 0 && (b.flags & BPDU_TC) == 0);
    assert_true(b.root == UINT64_C(0x8000020000000001));
    assert_true(b.bridge == UINT64_C(0x9005020000000002));
    assert_int_equal(b.cost, 20000);
    assert_int_equal(b.port, 0x8001);
    assert_int_equal(b.message_age, 1 * BPDU_SECOND);
    assert_int_equal(b.max_age, 20 * BPDU_SECOND);
    assert_int_equal(b.hello_time, 2 * BPDU_SECOND);
    assert_int_equal(b.forward_delay, 15 * BPDU_SECOND);
    struct writer w = writer_over(octets, sizeof octets);
    bpdu_write(&w, &b);
    assert_true(w.ok);
    assert_int_equal(w.at, bpdu_length(&b));
    assert_memory_equal(octets, rapid, sizeof rapid);
}

static void the_old_ones_are_read_and_written(void **state)
{
    (void)state;
    uint8_t octets[64];
    struct bpdu b;
    memcpy(octets, rapid, sizeof rapid);
    octets[2] = 0;
    octets[3] = 0;
    octets[4] = BPDU_TC_ACK | BPDU_TC;
    assert_false(read_from(octets, BPDU_CONFIGURATION_LENGTH - 1, &b));
    assert_true(read_from(octets, BPDU_CONFIGURATION_LENGTH, &b));
    assert_int_equal(b.type, BPDU_CONFIGURATION);
    assert_int_equal(bpdu_length(&b), BPDU_CONFIGURATION_LENGTH);
    octets[3] = 0x80;
    assert_false(read_from(octets, BPDU_TOPOLOGY_CHANGE_LENGTH - 1, &b));
    assert_true(read_from(octets, BPDU_TOPOLOGY_CHANGE_LENGTH, &b));
    assert_int_equal(b.type, BPDU_TOPOLOGY_CHANGE);
    struct writer w = writer_over(octets, sizeof octets);
    bpdu_write(&w, &b);
    assert_int_equal(w.at, BPDU_TOPOLOGY_CHANGE_LENGTH);
}

static void others_are_discarded(void **state)
{
    (void)state;
    struct bpdu b;
    uint8_t octets[sizeof rapid];
    for (size_t length = 0; length < sizeof rapid; length++)
        assert_false(read_from(rapid, length, &b));
    memcpy(octets, rapid, sizeof rapid);
    octets[1] = 1; /* another protocol */
    assert_false(read_from(octets, sizeof octets, &b));
    octets[1] = 0;
    octets[2] = 0; /* a rapid one of version 0 */
    assert_false(read_from(octets, sizeof octets, &b));
    octets[2] = 9; /* of a version to come: read as ours */
    assert_true(read_from(octets, sizeof octets, &b));
    octets[3] = 3;
    assert_false(read_from(octets, sizeof octets, &b));
}

static void a_length_is_no_type(void **state)
{
    (void)state;
    struct llc h = {.dsap = LLC_SAP_BPDU, .ssap = LLC_SAP_BPDU, .control = LLC_UI};
    struct llc again;
    uint8_t octets[LLC_HEADER];
    struct writer w = writer_over(octets, sizeof octets);
    llc_write(&w, &h);
    assert_true(w.ok);
    struct reader r = reader_over(octets, sizeof octets);
    llc_read(&r, &again);
    assert_true(r.ok && again.dsap == h.dsap && again.ssap == h.ssap &&
                again.control == LLC_UI);
    assert_true(llc_is_length(1500));
    assert_false(llc_is_length(1501));
    assert_false(llc_is_length(0));
    assert_false(llc_is_length(0x0800));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rapid_one_is_read_and_written),
        cmocka_unit_test(the_old_ones_are_read_and_written),
        cmocka_unit_test(others_are_discarded),
        cmocka_unit_test(a_length_is_no_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
