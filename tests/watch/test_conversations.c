/* Conversations: what tests/field/oracle.py holds against tshark is here for what no capture
 * shows: bounded memory, many conversations, learning without showing. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>

#include <cmocka.h>

#include "watch/conversations.h"
#include "watch/traffic.h"
#include "wire/ethernet.h"
#include "wire/ipv4.h"
#include "wire/tcp.h"

enum { FRAME = 60, IP_AT = 14, PORTS_AT = 34, FLAGS_AT = 47, SEQ_AT = 38, ACK_AT = 42 };

struct frame {
    uint8_t octets[FRAME];
};

static void put32(uint8_t *at, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> (24 - 8 * i));
}

/* A TCP segment of 10.0.0.1, with a port for each number, to 10.0.0.2. */
static struct frame segment(uint32_t number, uint8_t flags, uint32_t seq)
{
    struct frame frame = {
        .octets = {[12] = 8, [IP_AT] = 0x45, [IP_AT + 3] = 40, [IP_AT + 8] = 64}};
    frame.octets[IP_AT + 9] = IPV4_TCP;
    put32(frame.octets + IP_AT + 12, 0x0a000001 + (number >> 16 << 8));
    put32(frame.octets + IP_AT + 16, 0x0a000002);
    put32(frame.octets + PORTS_AT, number << 16 | 80);
    put32(frame.octets + SEQ_AT, seq);
    frame.octets[FLAGS_AT - 1] = 0x50;
    frame.octets[FLAGS_AT] = flags;
    return frame;
}

static struct field_context see(struct conversations *table, const struct frame *frame)
{
    struct field_context context = field_context_default();
    conversations_see(table, frame->octets, FRAME, &context);
    return context;
}

static void learning_is_seeing_without_a_context(void **state)
{
    static struct conversations seen, learnt;
    (void)state;
    struct frame syn = segment(1, TCP_SYN, 1000);
    struct frame data = segment(1, TCP_ACK, 1001);
    (void)see(&seen, &syn);
    conversations_learn(&learnt, syn.octets, FRAME);
    struct field_context a = see(&seen, &data);
    struct field_context b = see(&learnt, &data);
    assert_int_equal(a.sender_isn, 1000);
    assert_int_equal(b.sender_isn, a.sender_isn);
    assert_int_equal(b.completeness, CONVERSATION_SYN);
    assert_int_equal(a.completeness, b.completeness);
    assert_memory_equal(&seen, &learnt, sizeof seen);
}

static void times_are_told_only_where_frames_are_numbered(void **state)
{
    static struct conversations table;
    (void)state;
    struct frame syn = segment(1, TCP_SYN, 1000);
    assert_false(see(&table, &syn).stream_times);
    struct field_context context = field_context_default();
    context.number = 2;
    context.time = 5;
    conversations_see(&table, syn.octets, FRAME, &context);
    assert_true(context.stream_times);
    assert_int_equal(context.stream_time, 5);
    assert_int_equal(context.stream_delta, 5);
}

static void other_frames_leave_the_context_alone(void **state)
{
    static struct conversations table;
    (void)state;
    struct frame frame = segment(1, TCP_SYN, 1);
    frame.octets[IP_AT + 9] = 99;
    struct field_context context = see(&table, &frame);
    assert_int_equal(context.stream, -1);
    assert_false(context.relative_numbers);
    for (size_t length = 0; length < FRAME; length++) {
        struct frame cut = segment(2, TCP_SYN, 7);
        uint8_t *exact = malloc(length + 1); /* so that reading behind it is noticed */
        assert_non_null(exact);
        memcpy(exact, cut.octets, length);
        struct traffic traffic;
        assert_int_equal(traffic_read(exact, length, FRAME, &traffic), length >= PORTS_AT + 16);
        free(exact);
    }
}

/* The fixed table forgets the longest silent ones, and nobody else. */
static void the_bounded_table_forgets_the_silent(void **state)
{
    static struct conversations table;
    (void)state;
    struct frame first = segment(1, TCP_SYN, 500);
    struct frame more = segment(1, TCP_ACK, 501);
    (void)see(&table, &first);
    for (uint32_t i = 2; i < 20000; i++) {
        struct frame other = segment(i, TCP_SYN, i);
        assert_int_equal(see(&table, &other).stream, i - 1);
        assert_int_equal(see(&table, &more).stream, 0); /* it is not silent */
    }
    struct frame forgotten = segment(2, TCP_ACK, 3);
    assert_int_equal(see(&table, &forgotten).stream, 19999);
}

static void the_growing_table_forgets_none(void **state)
{
    enum { MANY = 100000 };
    struct all_conversations all;
    (void)state;
    assert_true(all_conversations_init(&all));
    for (uint32_t round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < MANY; i++) {
            struct frame frame = segment(i, round == 0 ? TCP_SYN : TCP_ACK, i + round);
            struct field_context context = field_context_default();
            all_conversations_see(&all, frame.octets, FRAME, &context);
            assert_int_equal(context.stream, i);
            assert_int_equal(context.sender_isn, i);
        }
    }
    all_conversations_free(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(learning_is_seeing_without_a_context),
        cmocka_unit_test(times_are_told_only_where_frames_are_numbered),
        cmocka_unit_test(other_frames_leave_the_context_alone),
        cmocka_unit_test(the_bounded_table_forgets_the_silent),
        cmocka_unit_test(the_growing_table_forgets_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
