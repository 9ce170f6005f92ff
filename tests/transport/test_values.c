/* tests/transport/test_values.c: the control block as others see it, and the send buffer. */
#include "transport/stage.h"
#include "transport/stream.h"
#include "transport/tcp_values.h"

static void values_of_a_connection(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_ESTABLISHED);
    uint8_t octets[100] = {0};
    size_t taken;
    assert_int_equal(tcp_send(&s->t, s->conn, octets, 100, &taken), TCP_OK);
    const struct tcp_conn *c = tcp_conn_at(&s->t, s->conn);
    assert_int_equal(tcp_value_of(&s->t, c, TCP_VALUE_STATE), TCP_ESTABLISHED);
    assert_int_equal(tcp_value_of(&s->t, c, TCP_VALUE_REMOTE_ADDRESS), PEER_ADDRESS);
    assert_int_equal(tcp_value_relative(&s->t, c, TCP_VALUE_SND_UNA), 1);
    assert_int_equal(tcp_value_relative(&s->t, c, TCP_VALUE_SND_NXT), 101);
    assert_int_equal(tcp_value_relative(&s->t, c, TCP_VALUE_RCV_NXT), 1);
    assert_int_equal(tcp_value_of(&s->t, c, TCP_VALUE_FLIGHT), 100);
    assert_int_equal(tcp_value_of(&s->t, c, TCP_VALUE_SND_QUEUED), 100);
    assert_int_equal(tcp_value_of(&s->t, c, TCP_VALUE_ISS), c->snd.iss.raw);
    assert_string_equal(tcp_congestion_phase(c), "slow start");
    stage_free(s);
}

static void every_value_is_named(void **state)
{
    (void)state;
    for (enum tcp_value v = 0; v < TCP_VALUES; v++) {
        const struct tcp_value_info *info = tcp_value_info(v);
        assert_true(info->name[0] != '\0');
        assert_int_equal(info->explanation[strlen(info->explanation) - 1], '.');
        for (enum tcp_value w = 0; w < v; w++)
            assert_string_not_equal(info->name, tcp_value_info(w)->name);
    }
}

static void rows_are_found(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_CLOSED);
    struct socket_id id[3];
    assert_int_equal(tcp_conn_next(&s->t, 0), NONE);
    for (int i = 0; i < 3; i++)
        assert_int_equal(tcp_connect(&s->t, 0, 0, peer_endpoint, 1, &id[i]), TCP_OK);
    tcp_abort(&s->t, id[1]);
    assert_int_equal(tcp_conn_next(&s->t, 0), id[0].row);
    assert_int_equal(tcp_conn_next(&s->t, id[0].row + 1), id[2].row);
    assert_int_equal(tcp_conn_next(&s->t, id[2].row + 1), NONE);
    struct socket_id listener;
    assert_int_equal(tcp_listener_next(&s->t, 0), NONE);
    assert_int_equal(tcp_listen(&s->t, 1, 80, 1, 1, &listener), TCP_OK);
    assert_int_equal(tcp_listener_next(&s->t, 0), listener.row);
    stage_free(s);
}

/* --- the send buffer against a plain array --- */

enum { HELD_MOST = 20000 };

/* Random appends, reads and releases; positions start near the wrap of 32 bits. */
static void stream_against_array(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_CLOSED);
    struct stream_place place = {&s->sim.arena, s->t.blocks, s->t.block_pool, 0};
    uint32_t origin = UINT32_MAX - 50000;
    struct stream stream = {.front = origin, .end = origin};
    static uint8_t in[HELD_MOST], out[HELD_MOST];
    for (uint64_t i = 0; i < 4000; i++) {
        uint32_t held = stream_length(&stream);
        uint32_t most = draw_below(draw(5, 0, DRAW_TEST, 2 * i), 3000);
        uint32_t room = HELD_MOST - held < most ? HELD_MOST - held : most;
        for (uint32_t k = 0; k < room; k++)
            in[k] = (uint8_t)hash_mix(9, stream.end - origin + k);
        place.event++;
        assert_int_equal(stream_append(&stream, place, in, room), room);
        held += room;
        uint32_t from = held == 0 ? 0 : draw_below(draw(5, 0, DRAW_TEST, 2 * i + 1), held);
        uint32_t n = held - from < 1460 ? held - from : 1460;
        if (i % 7 == 0)
            stream_rewind(&stream);
        stream_read(&stream, place, stream.front + from, out, n);
        for (uint32_t k = 0; k < n; k++)
            assert_int_equal(out[k], (uint8_t)hash_mix(9, stream.front + from - origin + k));
        stream_release(&stream, place, stream.front + (i % 5 == 0 ? held : from));
    }
    stream_release(&stream, place, stream.end);
    assert_int_equal(stage_live(s, s->t.block_pool), 0);
    stage_free(s);
}

/* Every octet boundary of a block, and what one event may take. */
static void stream_blocks(void **state)
{
    (void)state;
    struct stage *s = tcp_in(TCP_CLOSED);
    struct stream_place place = {&s->sim.arena, s->t.blocks, s->t.block_pool, 1};
    static uint8_t octets[1000 * STREAM_BLOCK];
    struct stream stream = {.front = 0};
    for (uint32_t n = STREAM_BLOCK - 1; n <= STREAM_BLOCK + 1; n++) {
        assert_int_equal(stream_append(&stream, place, octets, n), n);
        stream_release(&stream, place, stream.end);
        assert_int_equal(stage_live(s, s->t.block_pool), 0);
    }
    uint32_t taken = stream_append(&stream, place, octets, sizeof octets);
    assert_true(taken > (STREAM_BLOCKS_AN_EVENT - 8) * STREAM_BLOCK && taken < sizeof octets);
    assert_int_equal(stream_append(&stream, place, octets, 5000), 0);
    assert_null(s->sim.arena.exhausted); /* the next event may take more */
    stream_release(&stream, place, stream.end);
    assert_int_equal(stage_live(s, s->t.block_pool), 0);
    stage_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_of_a_connection), cmocka_unit_test(every_value_is_named),
        cmocka_unit_test(rows_are_found),         cmocka_unit_test(stream_against_array),
        cmocka_unit_test(stream_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
