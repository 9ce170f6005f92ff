/* The learning switch: IEEE 802.1D-2004 sections 7.7 to 7.9. */
#include "desk.h"

static struct desk desk;
enum { PORTS = 4 };

/* Which ports a frame from `port` comes out of, as a set of bits. */
static unsigned out_of(uint32_t port, mac_address to, mac_address from)
{
    desk.caught_count = 0;
    peer_sends_ethernet(&desk, port, to, from, 0x88b5);
    unsigned ports = 0;
    for (uint32_t i = 0; i < desk.caught_count; i++) {
        struct ethernet h = caught_ethernet(&desk, i);
        assert_true(h.destination == to && h.source == from);  /* unchanged */
        assert_int_equal(ports >> desk.caught[i].peer & 1, 0); /* once */
        ports |= 1U << desk.caught[i].peer;
    }
    return ports;
}

static void a_switch_floods_learns_forwards_and_filters(void **state)
{
    (void)state;
    desk_open(&desk, NODE_SWITCH, PORTS);
    assert_int_equal(out_of(0, peer_mac(1), peer_mac(0)), 0xe); /* nobody knows peer 1 */
    assert_int_equal(desk.by_rule[RULE_SWITCH_FLOODS], 1);
    assert_int_equal(desk.by_rule[RULE_SWITCH_LEARNS], 1);
    assert_int_equal(out_of(1, peer_mac(0), peer_mac(1)), 0x1);
    assert_int_equal(desk.by_rule[RULE_SWITCH_FORWARDS], 1);
    assert_int_equal(out_of(0, peer_mac(1), peer_mac(0)), 0x2);
    assert_int_equal(out_of(0, MAC_BROADCAST, peer_mac(0)), 0xe);
    assert_int_equal(out_of(2, UINT64_C(0x01005e000001), peer_mac(2)), 0xb);
    assert_int_equal(desk.by_rule[RULE_SWITCH_FLOODS_GROUP], 2);
    assert_int_equal(out_of(0, peer_mac(0), peer_mac(7)), 0); /* both behind port 0 */
    assert_int_equal(desk.by_rule[RULE_SWITCH_FILTERS], 1);
    assert_int_equal(desk.result, LINK_DROPPED);
    desk_close(&desk);
}

static void a_group_is_no_source_to_learn(void **state)
{
    (void)state;
    desk_open(&desk, NODE_SWITCH, PORTS);
    assert_int_equal(out_of(0, peer_mac(1), UINT64_C(0x030000000000)), 0xe);
    assert_int_equal(desk.by_rule[RULE_SWITCH_LEARNS], 0);
    desk_close(&desk);
}

static void a_host_that_moves_is_followed(void **state)
{
    (void)state;
    desk_open(&desk, NODE_SWITCH, PORTS);
    (void)out_of(0, MAC_BROADCAST, peer_mac(0));
    (void)out_of(1, MAC_BROADCAST, peer_mac(1));
    assert_int_equal(out_of(1, peer_mac(0), peer_mac(1)), 0x1);
    (void)out_of(3, MAC_BROADCAST, peer_mac(0)); /* it is plugged in at port 3 now */
    assert_int_equal(out_of(1, peer_mac(0), peer_mac(1)), 0x8);
    assert_int_equal(desk.by_rule[RULE_SWITCH_LEARNS], 3);
    assert_int_equal(arena_marks(&desk.sim.arena, desk.link.mac_pool)->live, 2);
    desk_close(&desk);
}

static void what_is_not_heard_of_ages(void **state)
{
    (void)state;
    desk_open(&desk, NODE_SWITCH, PORTS);
    (void)out_of(0, MAC_BROADCAST, peer_mac(0));
    uint32_t row = mac_find(&desk.link, 0, peer_mac(0));
    sim_time expires = desk.link.macs[row].expires;
    assert_int_equal(expires - desk.sim.clock->now, MAC_LIFETIME - SIM_MILLISECOND + 6760);
    desk_run(&desk, expires - 6761); /* the frame arrives 6760 ns later: one before the end */
    assert_int_equal(out_of(1, peer_mac(0), peer_mac(1)), 0x1);
    assert_int_equal(out_of(1, peer_mac(0), peer_mac(1)), 0xd);
    (void)out_of(0, peer_mac(1), peer_mac(0)); /* heard of again, in the same row */
    assert_int_equal(mac_find(&desk.link, 0, peer_mac(0)), row);
    assert_int_equal(out_of(1, peer_mac(0), peer_mac(1)), 0x1);
    assert_int_equal(desk.by_rule[RULE_SWITCH_LEARNS], 3);
    desk_close(&desk);
}

static void a_port_that_is_down_or_bare_is_left_out(void **state)
{
    (void)state;
    desk_open(&desk, NODE_SWITCH, PORTS);
    (void)out_of(3, MAC_BROADCAST, peer_mac(3));
    link_set_up(&desk.link, 2, false);
    link_set_cable(&desk.link, 1, NONE);
    assert_int_equal(out_of(0, MAC_BROADCAST, peer_mac(0)), 0x8);
    link_set_up(&desk.link, 3, false);
    assert_int_equal(out_of(0, peer_mac(3), peer_mac(0)), 0);
    assert_int_equal(desk.by_rule[RULE_INTERFACE_DOWN], 1); /* learnt, but down */
    assert_int_equal(out_of(2, MAC_BROADCAST, peer_mac(2)), 0);
    assert_int_equal(desk.by_rule[RULE_INTERFACE_DOWN], 2); /* and it takes nothing in */
    assert_int_equal(mac_find(&desk.link, 0, peer_mac(2)), NONE);
    desk_close(&desk);
}

/* One frame, held by all cables at once: each copy counts, and the limit is beyond what a
 * network without a loop can make. */
static void a_frame_that_comes_back_for_ever_ends_the_run(void **state)
{
    (void)state;
    desk_open(&desk, NODE_SWITCH, PORTS);
    desk_event(&desk, 0);
    frame_id id = sim_new_packet(&desk.sim, 60);
    struct writer w = writer_over(frame_octets(&desk.sim.frames, id), 60);
    ethernet_write(&w, &(struct ethernet){MAC_BROADCAST, peer_mac(0), 0x88b5});
    frame_at(&desk.sim.frames, id)->copies = STORM_COPIES + 2 * PORTS - 1;
    frame_hold(&desk.sim.frames, id);
    assert_int_equal(link_receive(&desk.link, 0, id), LINK_SWITCHED);
    assert_int_equal(frame_at(&desk.sim.frames, id)->copies, STORM_COPIES + 2 * PORTS - 1 + 3);
    assert_int_equal(link_receive(&desk.link, 0, id), LINK_STORM);
    assert_int_equal(desk.by_rule[RULE_CABLE_STORM], 1);
    assert_int_equal(desk.link.storm_packet, 1);
    assert_int_equal(desk.link.storm_node, 0);
    desk_wait(&desk, SIM_MILLISECOND);
    assert_int_equal(desk.caught_count, 3);
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_switch_floods_learns_forwards_and_filters),
        cmocka_unit_test(a_group_is_no_source_to_learn),
        cmocka_unit_test(a_host_that_moves_is_followed),
        cmocka_unit_test(what_is_not_heard_of_ages),
        cmocka_unit_test(a_port_that_is_down_or_bare_is_left_out),
        cmocka_unit_test(a_frame_that_comes_back_for_ever_ends_the_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
