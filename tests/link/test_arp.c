/* Address resolution, section by section: RFC 826, RFC 1122 section 2.3.2. */
#include "desk.h"

static struct desk desk;

#define ME desk_address(0, 1)
#define PEER desk_address(0, 2)
#define STRANGER desk_address(0, 77)

static void open_host(void)
{
    desk_open(&desk, NODE_HOST, 1);
}

/* The device sends an IPv4 packet to a neighbour. */
static enum link_status device_sends(ipv4_address next_hop)
{
    desk_event(&desk, desk.sim.clock->now);
    frame_id id = sim_new_packet(&desk.sim, 100);
    frame_octets(&desk.sim.frames, id)[ETHERNET_HEADER] = (uint8_t)desk.sim.clock->packets;
    return link_send(&desk.link, 0, next_hop, id);
}

static void the_answer_comes(void)
{
    struct arp reply = arp_of(ARP_REPLY, peer_mac(0), PEER, device_mac(0), ME);
    peer_sends_arp(&desk, 0, device_mac(0), &reply);
}

static void an_unknown_neighbour_is_asked_for(void **state)
{
    (void)state;
    open_host();
    assert_int_equal(device_sends(PEER), LINK_WAITING);
    desk_wait(&desk, SIM_MILLISECOND);
    assert_int_equal(desk.caught_count, 1);
    struct ethernet h = caught_ethernet(&desk, 0);
    assert_true(h.destination == MAC_BROADCAST && h.source == device_mac(0));
    assert_caught_arp(&desk, 0, arp_of(ARP_REQUEST, device_mac(0), ME, 0, PEER));
    assert_int_equal(desk.caught[0].length, ETHERNET_MINIMUM);
    assert_int_equal(desk.by_rule[RULE_ARP_MISS], 1);
    the_answer_comes();
    assert_int_equal(desk.caught_count, 2);
    h = caught_ethernet(&desk, 1);
    assert_true(h.destination == peer_mac(0) && h.source == device_mac(0));
    assert_int_equal(h.type, ETHERTYPE_IPV4);
    assert_int_equal(desk.by_rule[RULE_ARP_LEARNS], 1);
    assert_int_equal(device_sends(PEER), LINK_SENT); /* now it is known */
    desk_wait(&desk, SIM_MILLISECOND);
    assert_int_equal(desk.caught_count, 3);
    assert_int_equal(desk.by_rule[RULE_ARP_HIT], 2);
    desk_close(&desk);
}

static void a_request_is_answered_to_the_asker_alone_and_teaches(void **state)
{
    (void)state;
    open_host();
    struct arp request = arp_of(ARP_REQUEST, peer_mac(0), PEER, 0, ME);
    peer_sends_arp(&desk, 0, MAC_BROADCAST, &request);
    assert_int_equal(desk.caught_count, 1);
    assert_true(caught_ethernet(&desk, 0).destination == peer_mac(0));
    assert_caught_arp(&desk, 0, arp_of(ARP_REPLY, device_mac(0), ME, peer_mac(0), PEER));
    assert_int_equal(device_sends(PEER), LINK_SENT); /* nobody had to be asked */
    assert_int_equal(desk.by_rule[RULE_ARP_ANSWERS], 1);
    desk_wait(&desk, SIM_MILLISECOND);
    desk_close(&desk);
}

/* RFC 826: "merge_flag": a pair that is in the table is updated whomever the packet is for; a
 * new one is added only when it is for me. */
static void others_requests_refresh_but_do_not_fill_the_table(void **state)
{
    (void)state;
    open_host();
    struct arp others = arp_of(ARP_REQUEST, peer_mac(0), PEER, 0, STRANGER);
    peer_sends_arp(&desk, 0, MAC_BROADCAST, &others);
    assert_int_equal(arp_find(&desk.link, 0, PEER), NONE);
    assert_int_equal(desk.by_rule[RULE_ARP_NOT_MINE], 1);
    assert_int_equal(desk.caught_count, 0);
    peer_introduces_itself(&desk, 0);
    uint32_t row = arp_find(&desk.link, 0, PEER);
    assert_int_not_equal(row, NONE);
    desk_wait(&desk, SIM_SECOND);
    sim_time expires = desk.link.arp[row].expires;
    others.sender_mac = UINT64_C(0x0200000000aa); /* gratuitous: "I have a new card" */
    others.target_ip = PEER;
    peer_sends_arp(&desk, 0, MAC_BROADCAST, &others);
    assert_int_equal(desk.by_rule[RULE_ARP_OVERWRITES], 1);
    assert_true(desk.link.arp[row].mac == UINT64_C(0x0200000000aa));
    assert_true(desk.link.arp[row].expires > expires);
    assert_int_equal(device_sends(PEER), LINK_SENT);
    desk_wait(&desk, SIM_MILLISECOND);
    assert_true(caught_ethernet(&desk, 0).destination == UINT64_C(0x0200000000aa));
    desk_close(&desk);
}

static void probes_and_ones_own_address_teach_nothing(void **state)
{
    (void)state;
    open_host();
    struct arp probe = arp_of(ARP_REQUEST, peer_mac(0), 0, 0, ME); /* RFC 5227 */
    peer_sends_arp(&desk, 0, MAC_BROADCAST, &probe);
    assert_int_equal(desk.by_rule[RULE_ARP_ANSWERS], 1);
    assert_int_equal(arp_find(&desk.link, 0, 0), NONE);
    struct arp thief = arp_of(ARP_REQUEST, peer_mac(0), ME, 0, ME);
    peer_sends_arp(&desk, 0, MAC_BROADCAST, &thief);
    assert_int_equal(arp_find(&desk.link, 0, ME), NONE);
    assert_int_equal(desk.by_rule[RULE_ARP_LEARNS], 0);
    desk_close(&desk);
}

static void what_is_no_arp_for_ipv4_over_ethernet_is_ignored(void **state)
{
    (void)state;
    open_host();
    struct arp good = arp_of(ARP_REQUEST, peer_mac(0), PEER, 0, ME);
    for (int i = 0; i < 4; i++) {
        struct arp bad = good;
        bad.hardware = i == 0 ? 6 : bad.hardware;
        bad.protocol = i == 1 ? 0x86dd : bad.protocol;
        bad.hardware_length = i == 2 ? 8 : bad.hardware_length;
        bad.protocol_length = i == 3 ? 16 : bad.protocol_length;
        peer_sends_arp(&desk, 0, MAC_BROADCAST, &bad);
        assert_int_equal(desk.result, LINK_DROPPED);
        assert_int_equal(desk.by_rule[RULE_ARP_BAD], i + 1);
    }
    assert_int_equal(desk.caught_count, 0);
    assert_int_equal(arp_find(&desk.link, 0, PEER), NONE);
    peer_sends_arp(&desk, 0, MAC_BROADCAST, &good);
    assert_int_equal(desk.caught_count, 1);
    desk_close(&desk);
}

static void a_row_expires_and_the_neighbour_is_asked_again(void **state)
{
    (void)state;
    open_host();
    peer_introduces_itself(&desk, 0);
    uint32_t row = arp_find(&desk.link, 0, PEER);
    sim_time expires = desk.link.arp[row].expires;
    desk_run(&desk, expires - 1);
    assert_int_equal(device_sends(PEER), LINK_SENT);
    desk_run(&desk, expires);
    assert_int_equal(device_sends(PEER), LINK_WAITING);
    assert_int_equal(arp_find(&desk.link, 0, PEER), row); /* the row is used again */
    desk_wait(&desk, SIM_MILLISECOND);
    the_answer_comes();
    assert_int_equal(desk.caught_count, 3); /* packet, request, packet */
    assert_int_equal(arena_marks(&desk.sim.arena, desk.link.arp_pool)->live, 1);
    desk_close(&desk);
}

/* RFC 1122 section 2.3.2.1: at most one request a second for one address. */
static void nobody_answers(void **state)
{
    (void)state;
    open_host();
    assert_int_equal(device_sends(STRANGER), LINK_WAITING);
    desk_wait(&desk, 500 * SIM_MILLISECOND);
    assert_int_equal(device_sends(STRANGER),
                     LINK_WAITING); /* asks nobody: the question is open */
    assert_int_equal(desk.by_rule[RULE_ARP_WAITS], 1);
    desk_run(&desk, 10 * SIM_SECOND);
    assert_int_equal(desk.caught_count, ARP_ATTEMPTS);
    for (uint32_t i = 1; i < ARP_ATTEMPTS; i++)
        assert_int_equal(desk.caught[i].at - desk.caught[i - 1].at, SIM_SECOND);
    assert_int_equal(desk.by_rule[RULE_ARP_ASKS_AGAIN], ARP_ATTEMPTS - 1);
    assert_int_equal(desk.by_rule[RULE_ARP_FAILED], 1);
    assert_int_equal(desk.last[RULE_ARP_FAILED].time, ARP_ATTEMPTS * SIM_SECOND);
    assert_int_equal(desk.failures, 2); /* told upwards */
    assert_true(desk.failed == STRANGER);
    uint32_t row = arp_find(&desk.link, 0, STRANGER);
    assert_int_equal(desk.link.arp[row].state, ARP_FAILED);
    assert_int_equal(device_sends(STRANGER), LINK_WAITING); /* a new packet, a new question */
    assert_int_equal(desk.link.arp[row].state, ARP_INCOMPLETE);
    desk_run(&desk, 20 * SIM_SECOND);
    assert_int_equal(desk.by_rule[RULE_ARP_FAILED], 2);
    desk_close(&desk);
}

/* RFC 1122 section 2.3.2.2: a queue holds so many octets, and the latest stay. */
static void the_oldest_of_too_many_gives_way(void **state)
{
    (void)state;
    enum { OCTETS = 100, FRAMES = ARP_WAITING_ROOM / OCTETS };
    open_host();
    for (int i = 0; i < FRAMES + 2; i++)
        assert_int_equal(device_sends(PEER), LINK_WAITING);
    assert_int_equal(desk.by_rule[RULE_ARP_QUEUE_FULL], 2);
    assert_int_equal(arena_marks(&desk.sim.arena, desk.link.waiting_pool)->live, FRAMES);
    uint32_t row = arp_find(&desk.link, 0, PEER);
    assert_int_equal(desk.link.arp[row].waiting, FRAMES * OCTETS);
    assert_true(arp_delete(&desk.link, 0, PEER));
    assert_int_equal(arena_marks(&desk.sim.arena, desk.link.waiting_pool)->live, 0);
    desk_wait(&desk, SIM_SECOND);
    desk_close(&desk);
}

/* RFC 1122 section 2.3.2.2: what waits goes out when the answer comes, in its order. */
static void all_that_waits_goes_out_in_its_order(void **state)
{
    (void)state;
    enum { WAIT = 44 }; /* a datagram of 65,535 octets */
    open_host();
    for (int i = 0; i < WAIT; i++)
        assert_int_equal(device_sends(PEER), LINK_WAITING);
    assert_int_equal(desk.by_rule[RULE_ARP_QUEUE_FULL], 0);
    desk_wait(&desk, SIM_MILLISECOND);
    the_answer_comes();
    assert_int_equal(desk.caught_count, 1 + WAIT);
    assert_int_equal(desk.caught[1].octets[ETHERNET_HEADER], 1); /* 2 is the request */
    for (uint32_t i = 2; i <= WAIT; i++)
        assert_int_equal(desk.caught[i].octets[ETHERNET_HEADER], i + 1);
    desk_run(&desk, 10 * SIM_SECOND); /* no timer is left */
    assert_int_equal(desk.caught_count, 1 + WAIT);
    desk_close(&desk);
}

static void a_row_can_be_deleted(void **state)
{
    (void)state;
    open_host();
    assert_false(arp_delete(&desk.link, 0, PEER));
    peer_introduces_itself(&desk, 0);
    assert_true(arp_delete(&desk.link, 0, PEER));
    assert_int_equal(device_sends(PEER), LINK_WAITING);
    assert_true(arp_delete(&desk.link, 0, PEER)); /* with a packet that waits */
    assert_int_equal(desk.by_rule[RULE_ARP_FAILED], 1);
    desk_run(&desk, 10 * SIM_SECOND);
    assert_int_equal(desk.by_rule[RULE_ARP_ASKS_AGAIN], 0);
    desk_close(&desk);
}

/* Many rows in few chains, removed in another order than they came. */
static void the_table_keeps_many_rows_apart(void **state)
{
    (void)state;
    enum { ROWS = 3000 };
    open_host();
    link_set_address(&desk.link, 0, ME, 8);
    for (uint32_t i = 0; i < ROWS; i++) {
        struct arp a =
            arp_of(ARP_REQUEST, UINT64_C(0x020100000000) + i, UINT32_C(0x0a010000) + i, 0, ME);
        uint8_t octets[ETHERNET_MINIMUM] = {0};
        struct writer w = writer_over(octets, sizeof octets);
        ethernet_write(&w, &(struct ethernet){MAC_BROADCAST, a.sender_mac, ETHERTYPE_ARP});
        arp_write(&w, &a);
        peer_sends(&desk, 0, octets, sizeof octets);
        desk.caught_count = 0;
    }
    for (uint32_t k = 0; k < ROWS; k++) {
        uint32_t i = k * 7 % ROWS; /* 7 and 3000 have no common factor */
        uint32_t row = arp_find(&desk.link, 0, UINT32_C(0x0a010000) + i);
        assert_true(row != NONE && desk.link.arp[row].mac == UINT64_C(0x020100000000) + i);
        assert_true(arp_delete(&desk.link, 0, UINT32_C(0x0a010000) + i));
        assert_int_equal(arp_find(&desk.link, 0, UINT32_C(0x0a010000) + i), NONE);
    }
    assert_int_equal(arena_marks(&desk.sim.arena, desk.link.arp_pool)->live, 0);
    desk_close(&desk);
}

/* --- interfaces --- */

static void an_interface_takes_only_what_is_for_it(void **state)
{
    (void)state;
    open_host();
    peer_sends_ethernet(&desk, 0, device_mac(0), peer_mac(0), ETHERTYPE_IPV4);
    peer_sends_ethernet(&desk, 0, MAC_BROADCAST, peer_mac(0), ETHERTYPE_IPV4);
    assert_int_equal(desk.ups, 2);
    peer_sends_ethernet(&desk, 0, peer_mac(3), peer_mac(0), ETHERTYPE_IPV4);
    peer_sends_ethernet(&desk, 0, UINT64_C(0x01005e000001), peer_mac(0), ETHERTYPE_IPV4);
    assert_int_equal(desk.ups, 2);
    assert_int_equal(desk.by_rule[RULE_NOT_FOR_ME], 2);
    peer_sends_ethernet(&desk, 0, device_mac(0), peer_mac(0), 0x86dd);
    assert_int_equal(desk.by_rule[RULE_ETHERTYPE_UNKNOWN], 1);
    assert_int_equal(desk.last[RULE_ETHERTYPE_UNKNOWN].a, 0x86dd);
    desk_close(&desk);
}

static void a_damaged_frame_is_dropped(void **state)
{
    (void)state;
    open_host();
    for (int hidden = 0; hidden < 2; hidden++) {
        desk_event(&desk, desk.sim.clock->now);
        frame_id id = sim_new_packet(&desk.sim, 60);
        struct writer w = writer_over(frame_octets(&desk.sim.frames, id), 60);
        ethernet_write(&w, &(struct ethernet){device_mac(0), peer_mac(0), ETHERTYPE_IPV4});
        assert_int_equal(cable_offer(&desk.phy, 1, id, 1), CABLE_TAKEN);
        assert_true(flight_corrupt(&desk.phy, desk.phy.directions[1].first, 100, hidden == 0));
        desk_wait(&desk, SIM_MILLISECOND);
    }
    assert_int_equal(desk.by_rule[RULE_FCS_WRONG], 1);
    assert_int_equal(desk.ups, 1); /* the hidden damage went through */
    desk_close(&desk);
}

static void an_interface_that_is_down_neither_sends_nor_receives(void **state)
{
    (void)state;
    open_host();
    link_set_up(&desk.link, 0, false);
    peer_sends_ethernet(&desk, 0, device_mac(0), peer_mac(0), ETHERTYPE_IPV4);
    assert_int_equal(desk.ups, 0);
    assert_int_equal(desk.by_rule[RULE_INTERFACE_DOWN], 1);
    assert_int_equal(device_sends(PEER), LINK_FAILED); /* and asks nobody */
    assert_int_equal(desk.by_rule[RULE_INTERFACE_DOWN], 2);
    link_set_up(&desk.link, 0, true);
    link_set_cable(&desk.link, 0, NONE);
    assert_int_equal(device_sends(PEER), LINK_FAILED);
    assert_int_equal(desk.by_rule[RULE_NO_CABLE], 1);
    assert_int_equal(desk.by_rule[RULE_ARP_MISS], 0);
    desk_close(&desk);
}

/* It goes down while an answer is awaited: the requests have nowhere to go, and it ends as
 * ever. */
static void going_down_while_waiting_ends_in_failure(void **state)
{
    (void)state;
    open_host();
    assert_int_equal(device_sends(PEER), LINK_WAITING);
    link_set_up(&desk.link, 0, false);
    desk_run(&desk, 10 * SIM_SECOND);
    assert_int_equal(desk.failures, 1);
    assert_int_equal(desk.by_rule[RULE_INTERFACE_DOWN], ARP_ATTEMPTS - 1);
    desk_close(&desk);
}

static void broadcasts_need_no_answer(void **state)
{
    (void)state;
    open_host();
    assert_int_equal(device_sends(IPV4_BROADCAST), LINK_SENT);
    assert_int_equal(device_sends(desk_address(0, 255)), LINK_SENT);
    desk_wait(&desk, SIM_MILLISECOND);
    assert_int_equal(desk.caught_count, 2);
    for (uint32_t i = 0; i < 2; i++)
        assert_true(caught_ethernet(&desk, i).destination == MAC_BROADCAST);
    desk_close(&desk);
}

/* RFC 3021: on a link with a prefix of 31 bits both addresses are hosts. */
static void a_short_link_has_no_broadcast_address(void **state)
{
    (void)state;
    struct interface i = {.address = UINT32_C(0x0a000000), .prefix_length = 31};
    assert_false(interface_is_broadcast(&i, UINT32_C(0x0a000001)));
    i.prefix_length = 32;
    assert_false(interface_is_broadcast(&i, UINT32_C(0x0a000000)));
    i.prefix_length = 30;
    assert_true(interface_is_broadcast(&i, UINT32_C(0x0a000003)));
    assert_false(interface_is_broadcast(&i, UINT32_C(0x0a000002)));
    i.prefix_length = 0;
    assert_false(interface_is_broadcast(&i, UINT32_C(0x7fffffff)));
    assert_true(interface_is_broadcast(&i, UINT32_MAX));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_unknown_neighbour_is_asked_for),
        cmocka_unit_test(a_request_is_answered_to_the_asker_alone_and_teaches),
        cmocka_unit_test(others_requests_refresh_but_do_not_fill_the_table),
        cmocka_unit_test(probes_and_ones_own_address_teach_nothing),
        cmocka_unit_test(what_is_no_arp_for_ipv4_over_ethernet_is_ignored),
        cmocka_unit_test(a_row_expires_and_the_neighbour_is_asked_again),
        cmocka_unit_test(nobody_answers),
        cmocka_unit_test(the_oldest_of_too_many_gives_way),
        cmocka_unit_test(all_that_waits_goes_out_in_its_order),
        cmocka_unit_test(a_row_can_be_deleted),
        cmocka_unit_test(the_table_keeps_many_rows_apart),
        cmocka_unit_test(an_interface_takes_only_what_is_for_it),
        cmocka_unit_test(a_damaged_frame_is_dropped),
        cmocka_unit_test(an_interface_that_is_down_neither_sends_nor_receives),
        cmocka_unit_test(going_down_while_waiting_ends_in_failure),
        cmocka_unit_test(broadcasts_need_no_answer),
        cmocka_unit_test(a_short_link_has_no_broadcast_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
