/* The cable: times, queue, loss, order, and what an intervention does. Times are computed by
 * hand. */
#include "line.h"
#include "wire/ethernet.h"
#include "wire/ipv4.h"

static struct line line; /* one at a time: it is large, and pools are bound to its address */

/* --- times --- */

struct timing {
    uint64_t rate_bps;
    uint32_t length;  /* of the frame in memory */
    sim_time arrives; /* after (length + 12) octets: FCS and preamble; without delay */
    sim_time free_at; /* and after the gap: (length + 24) octets */
};

static void a_frame_takes_its_octets_times_the_rate(void **state)
{
    (void)state;
    static const struct timing table[] = {
        {10000000, 60, 57600, 67200},      /* the classic 67.2 us of 10 Mbit/s */
        {100000000, 60, 5760, 6720},       /* 72 and 84 octets at 80 ns each */
        {100000000, 1514, 122080, 123040}, /* 1526 and 1538 octets at 80 ns */
        {1000000000, 60, 576, 672},        /* 148 809 frames in a millisecond times 100 */
        {1000000000, 1514, 12208, 12304},
        {9600, 60, 60000000, 70000000},     /* 72 * 8 / 9600 s */
        {UINT64_C(400000000000), 60, 1, 1}, /* 1.44 ns and 1.68 ns, whole ns */
        {1, 1514, INT64_C(12208000000000), INT64_C(12304000000000)},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct cable_def def = cable_of(table[i].rate_bps, 5000);
        line_open(&line, &def, NULL, NULL);
        line_event(&line, 1000);
        assert_int_equal(line_send(&line, 0, table[i].length), CABLE_TAKEN);
        assert_int_equal(line_send(&line, 0, table[i].length), CABLE_TAKEN);
        const struct record *first = line_found(&line, RECORD_SENT, 1);
        const struct record *second = line_found(&line, RECORD_SENT, 2);
        assert_int_equal(first->a, 1000);
        assert_int_equal(first->b, 1000 + table[i].arrives + 5000);
        assert_int_equal(second->a, 1000 + table[i].free_at);
        assert_int_equal(second->b, 1000 + table[i].free_at + table[i].arrives + 5000);
        assert_int_equal(line_run(&line), 2);
        assert_int_equal(line.sim.clock->now, second->b);
        line_close(&line);
    }
}

static void the_two_ways_are_apart(void **state)
{
    (void)state;
    struct cable_def def = cable_of(100000000, 1000);
    def.rate_bps[1] = 1000000;
    def.delay[1] = 7000;
    line_open(&line, &def, NULL, NULL);
    line_event(&line, 0);
    assert_int_equal(line_send(&line, 0, 60), CABLE_TAKEN);
    assert_int_equal(line_send(&line, 1, 60), CABLE_TAKEN);
    assert_int_equal(line_found(&line, RECORD_SENT, 1)->b, 6760);
    assert_int_equal(line_found(&line, RECORD_SENT, 2)->a, 0);
    assert_int_equal(line_found(&line, RECORD_SENT, 2)->b, 576000 + 7000);
    struct queue_entry entry;
    assert_true(line_next(&line, &entry));
    queue_pop(&line.sim.queue);
    line_event(&line, entry.time);
    struct arrival a = cable_arrive(&line.phy, entry, RECEIVER);
    assert_int_equal(a.interface, 1);
    assert_int_equal(a.direction, 0);
    frame_release(&line.sim.frames, a.frame);
    assert_int_equal(line_run(&line), 1);
    line_close(&line);
}

/* Rates and delays beyond all reason saturate: the frames never arrive, and nothing overflows.
 */
static void absurd_delays_end_at_never(void **state)
{
    (void)state;
    struct cable_def def = cable_of(1, SIM_NEVER - 10);
    def.queue_limit[0] = UINT32_MAX;
    line_open(&line, &def, NULL, NULL);
    line_event(&line, SIM_HORIZON);
    for (int i = 0; i < 3; i++)
        assert_int_equal(line_send(&line, 0, 1514), CABLE_TAKEN);
    assert_int_equal(line_found(&line, RECORD_SENT, 1)->b, SIM_NEVER);
    assert_true(line_found(&line, RECORD_SENT, 3)->a > (uint64_t)SIM_HORIZON);
    assert_true(flight_delay(&line.phy, line.phy.directions[0].first, SIM_NEVER));
    assert_int_equal(line_run(&line), 3);
    line_close(&line);
}

/* --- the queue --- */

static void a_full_queue_drops_the_last_to_come(void **state)
{
    (void)state;
    struct cable_def def = cable_of(1000000, 0);
    def.queue_limit[0] = 3;
    line_open(&line, &def, NULL, NULL);
    line_event(&line, 0);
    for (int i = 0; i < 4; i++) /* one is being sent, three wait */
        assert_int_equal(line_send(&line, 0, 60), CABLE_TAKEN);
    assert_int_equal(direction_waiting(&line.phy, 0), 3);
    assert_int_equal(line_send(&line, 0, 60), CABLE_REFUSED_FULL);
    assert_int_equal(line.by_rule[RULE_CABLE_QUEUE_FULL], 1);
    assert_int_equal(line_found(&line, RECORD_DROPPED, 1)->packet, 5);
    assert_int_equal(line_found(&line, RECORD_DROPPED, 1)->a, 3);
    assert_int_equal(line.phy.directions[0].dropped, 1);
    uint32_t packet;
    assert_true(line_step(&line, &packet)); /* the first has arrived, the gap is not over yet */
    assert_int_equal(line_send(&line, 0, 60), CABLE_REFUSED_FULL);
    line_event(&line, 672000); /* the second starts */
    assert_int_equal(direction_waiting(&line.phy, 0), 2);
    assert_int_equal(line_send(&line, 0, 60), CABLE_TAKEN);
    assert_int_equal(line_send(&line, 0, 60), CABLE_REFUSED_FULL);
    assert_int_equal(line_run(&line), 4);
    line_close(&line);
}

/* A frame of an IPv4 packet with this ECN field; gives the field as it arrives. */
static unsigned carried(struct cable_def *def, unsigned field, unsigned before, bool shared)
{
    line_open(&line, def, NULL, NULL);
    line_event(&line, 0);
    for (unsigned i = 0; i < before; i++)
        assert_int_equal(line_send(&line, 0, 60), CABLE_TAKEN);
    frame_id frame = frame_new(&line.sim.frames, 60);
    uint8_t *octets = frame_octets(&line.sim.frames, frame);
    struct writer w = writer_over(octets, 60);
    ethernet_write(&w, &(struct ethernet){1, 2, ETHERTYPE_IPV4});
    ipv4_write(&w, &(struct ipv4){.tos = (uint8_t)field, .ttl = 9, .total_length = 46});
    if (shared)
        frame_hold(&line.sim.frames, frame);
    assert_int_equal(cable_offer(&line.phy, 0, frame, SENDER), CABLE_TAKEN);
    if (shared) /* another cable's copy is as it was */
        assert_int_equal(octets[ETHERNET_HEADER + 1], field);
    struct direction *d = &line.phy.directions[0];
    const uint8_t *sent =
        frame_octets(&line.sim.frames, line.phy.flights[d->last].frame) + ETHERNET_HEADER;
    assert_int_equal(checksum_finish(checksum_add(0, sent, IPV4_HEADER)), 0);
    unsigned arrived = sent[1];
    if (shared)
        frame_release(&line.sim.frames, frame);
    line_run(&line);
    line_close(&line);
    return arrived;
}

/* RFC 3168 section 5: with so many waiting, what allows it is marked; nothing else changes. */
static void a_long_queue_marks(void **state)
{
    (void)state;
    struct cable_def def = cable_of(1000000, 0);
    def.mark_limit[0] = 2;
    assert_int_equal(carried(&def, IPV4_ECT_0, 2, false), IPV4_ECT_0); /* one waits */
    assert_int_equal(carried(&def, IPV4_ECT_0, 3, false), IPV4_CE);
    assert_int_equal(carried(&def, IPV4_ECT_1, 3, false), IPV4_CE);
    assert_int_equal(carried(&def, IPV4_ECT_0 | 0xb8, 3, true), IPV4_CE | 0xb8);
    assert_int_equal(carried(&def, IPV4_NOT_ECT, 9, false), IPV4_NOT_ECT);
    def.mark_limit[0] = 0;
    assert_int_equal(carried(&def, IPV4_ECT_0, 9, false), IPV4_ECT_0);
}

static void without_a_queue_only_an_idle_cable_takes_a_frame(void **state)
{
    (void)state;
    struct cable_def def = cable_of(1000000, 0);
    def.queue_limit[0] = 0;
    line_open(&line, &def, NULL, NULL);
    line_event(&line, 0);
    assert_int_equal(line_send(&line, 0, 60), CABLE_TAKEN);
    assert_int_equal(line_send(&line, 0, 60), CABLE_REFUSED_FULL);
    line_event(&line, 671999);
    assert_int_equal(line_send(&line, 0, 60), CABLE_REFUSED_FULL);
    line_event(&line, 672000);
    assert_int_equal(line_send(&line, 0, 60), CABLE_TAKEN);
    line_close(&line);
}

static void frames_arrive_in_the_order_of_sending(void **state)
{
    (void)state;
    struct cable_def def = cable_of(100000000, 30000000); /* many fly at once */
    line_open(&line, &def, NULL, NULL);
    uint32_t sent = 0, arrived = 0, packet;
    for (uint64_t n = 0; n < 400; n++) {
        struct queue_entry entry;
        sim_time now = line.sim.clock->now + (sim_time)(draw(1, 0, DRAW_TEST, n) % 200000);
        while (line_next(&line, &entry) && entry.time <= now) {
            assert_true(line_step(&line, &packet));
            assert_int_equal(packet, ++arrived);
        }
        line_event(&line, now);
        if (line_send(&line, 0, 60 + (uint32_t)(draw(1, 1, DRAW_TEST, n) % 1400)) ==
            CABLE_TAKEN)
            sent++;
    }
    assert_int_equal(sent, 400);
    while (line_step(&line, &packet))
        assert_int_equal(packet, ++arrived);
    assert_int_equal(arrived, 400);
    assert_int_equal(line_run(&line), 0);
    line_close(&line);
}

/* --- loss --- */

/* Which of n frames on a cable with this loss are lost; the nth bit of `by_hand` takes one off.
 */
static uint32_t losses(uint32_t loss, uint32_t n, uint32_t by_hand, uint8_t *lost)
{
    struct cable_def def = cable_of(1000000000, 1000);
    def.loss[0] = loss;
    line_open(&line, &def, NULL, NULL);
    line.sim.observer = NULL;
    uint32_t count = 0, packet = 0;
    for (uint32_t i = 0; i < n; i++) {
        line_event(&line, (sim_time)i * 100000);
        assert_int_equal(line_send(&line, 0, 60), CABLE_TAKEN);
        if (i == by_hand)
            flight_drop(&line.phy, line.phy.directions[0].first);
        assert_true(line_step(&line, &packet));
        lost[i] = packet == 0;
        count += lost[i];
    }
    line_close(&line);
    return count;
}

static void loss_is_as_frequent_as_it_is_said_to_be(void **state)
{
    (void)state;
    enum { N = 20000 };
    static uint8_t lost[N];
    /* expected n p, standard deviation sqrt(n p (1 - p)): 14, 44, 71; four of them are allowed
     */
    assert_in_range(losses(10000000, N, NONE, lost), 200 - 56, 200 + 56);
    assert_in_range(losses(100000000, N, NONE, lost), 2000 - 170, 2000 + 170);
    assert_in_range(losses(500000000, N, NONE, lost), 10000 - 283, 10000 + 283);
    assert_int_equal(losses(0, N, NONE, lost), 0);
    assert_int_equal(losses(1000000000, N, NONE, lost), N);
    uint32_t pairs = 0; /* losses do not come in clumps: p squared of all neighbours */
    (void)losses(500000000, N, NONE, lost);
    for (uint32_t i = 1; i < N; i++)
        pairs += lost[i] && lost[i - 1] ? 1U : 0U;
    assert_in_range(pairs, 5000 - 400, 5000 + 400);
}

static void dropping_a_frame_by_hand_shifts_no_draw(void **state)
{
    (void)state;
    enum { N = 2000, BY_HAND = 700 };
    static uint8_t alone[N], meddled[N];
    (void)losses(200000000, N, NONE, alone);
    (void)losses(200000000, N, BY_HAND, meddled);
    assert_int_equal(meddled[BY_HAND], 1);
    meddled[BY_HAND] = alone[BY_HAND];
    assert_memory_equal(alone, meddled, N);
}

/* --- interventions --- */

static void a_frame_dropped_by_hand_ends_when_it_would_have_arrived(void **state)
{
    (void)state;
    struct cable_def def = cable_of(100000000, 1000000);
    line_open(&line, &def, NULL, NULL);
    line_event(&line, 0);
    (void)line_send(&line, 0, 60);
    (void)line_send(&line, 0, 60);
    assert_int_equal(cable_find_flight(&line.phy, 0, 3, 1), NONE);
    assert_int_equal(cable_find_flight(&line.phy, 0, 2, 2), NONE);
    assert_int_equal(cable_find_flight(&line.phy, 1, 2, 1), NONE);
    flight_drop(&line.phy, cable_find_flight(&line.phy, 0, 2, 1));
    assert_int_equal(line_run(&line), 1);
    const struct record *dropped = line_found(&line, RECORD_DROPPED, 1);
    assert_int_equal(dropped->rule, RULE_CABLE_DROPPED_BY_HAND);
    assert_int_equal(dropped->packet, 2);
    assert_int_equal(dropped->node, RECEIVER);
    assert_int_equal(dropped->time, line_found(&line, RECORD_SENT, 2)->b);
    assert_int_equal(dropped->cause, line_found(&line, RECORD_SENT, 2)->id);
    line_close(&line);
}

static void a_delayed_frame_is_overtaken(void **state)
{
    (void)state;
    struct cable_def def = cable_of(100000000, 1000000);
    for (uint32_t which = 1; which <= 3; which++) {
        line_open(&line, &def, NULL, NULL);
        line_event(&line, 0);
        for (int i = 0; i < 3; i++)
            (void)line_send(&line, 0, 60);
        uint32_t flight = cable_find_flight(&line.phy, 0, which, 1);
        assert_true(flight_delay(&line.phy, flight, 500000));
        assert_true(
            flight_delay(&line.phy, flight, 500000)); /* and again: it is a stray already */
        assert_int_equal(cable_find_flight(&line.phy, 0, which, 1), flight);
        uint32_t packet, order[3];
        for (int i = 0; i < 3; i++)
            assert_true(line_step(&line, &order[i]));
        assert_false(line_step(&line, &packet));
        assert_int_equal(order[2], which);
        assert_true(order[0] < order[1]);
        assert_int_equal(line.sim.clock->now, 1005760 + 1000000 + (which - 1) * 6720);
        assert_int_equal(line_run(&line), 0);
        line_close(&line);
    }
}

static void a_duplicate_is_the_same_packet_and_says_so(void **state)
{
    (void)state;
    struct cable_def def = cable_of(100000000, 1000000);
    line_open(&line, &def, NULL, NULL);
    line_event(&line, 0);
    (void)line_send(&line, 0, 60);
    (void)line_send(&line, 0, 60);
    line_event(&line, 100);
    assert_true(flight_duplicate(&line.phy, cable_find_flight(&line.phy, 0, 1, 1), SENDER));
    assert_int_equal(line_run(&line), 3);
    static const uint32_t packets[] = {1, 2, 1};
    static const uint8_t flags[] = {0, 0, FRAME_DUPLICATE};
    for (uint32_t i = 0; i < 3; i++) {
        const struct record *r = line_found(&line, RECORD_ARRIVED, i + 1);
        assert_int_equal(r->packet, packets[i]);
        assert_int_equal(r->hop, 1);
        assert_int_equal(line.flags[r - line.records], flags[i]);
    }
    assert_int_equal(line_found(&line, RECORD_SENT, 3)->node, SENDER);
    line_close(&line);
}

/* The mark of one flight must not show on others that carry the same frame. */
static void marks_belong_to_flights_not_to_frames(void **state)
{
    (void)state;
    struct cable_def def = cable_of(100000000, 1000000);
    line_open(&line, &def, NULL, NULL);
    line_event(&line, 0);
    frame_id id = line_frame(&line, 60);
    frame_hold(&line.sim.frames, id);
    assert_int_equal(cable_offer(&line.phy, 0, id, SENDER), CABLE_TAKEN);
    assert_int_equal(cable_offer(&line.phy, 1, id, SENDER),
                     CABLE_TAKEN); /* flooded both ways */
    assert_true(flight_duplicate(&line.phy, line.phy.directions[0].first, SENDER));
    flight_corrupt(&line.phy, line.phy.directions[1].first, 3, true);
    assert_int_equal(line_run(&line), 3);
    for (uint32_t i = 1; i <= 3; i++) {
        const struct record *r = line_found(&line, RECORD_ARRIVED, i);
        uint8_t wanted = r->place == 1         ? FRAME_CORRUPTED | FRAME_BAD_FCS
                         : r->b == 0 && i == 3 ? FRAME_DUPLICATE
                                               : 0;
        assert_int_equal(line.flags[r - line.records], wanted);
    }
    line_close(&line);
}

static void corruption_flips_one_bit_of_a_copy_of_its_own(void **state)
{
    (void)state;
    struct cable_def def = cable_of(100000000, 1000000);
    for (uint32_t bit = 0; bit < 800; bit += 37)
        for (int on_cable = 0; on_cable < 2; on_cable++) {
            line_open(&line, &def, NULL, NULL);
            line_event(&line, 0);
            frame_id id = line_frame(&line, 60);
            frame_hold(&line.sim.frames, id); /* somebody else has it, too */
            uint8_t before[60];
            memcpy(before, frame_octets(&line.sim.frames, id), sizeof before);
            assert_int_equal(cable_offer(&line.phy, 0, id, SENDER), CABLE_TAKEN);
            assert_true(
                flight_corrupt(&line.phy, line.phy.directions[0].first, bit, on_cable != 0));
            frame_id damaged = line.phy.flights[line.phy.directions[0].first].frame;
            assert_int_not_equal(damaged, id);
            assert_memory_equal(frame_octets(&line.sim.frames, id), before, sizeof before);
            before[14 + bit % (46 * 8) / 8] ^= (uint8_t)(0x80 >> bit % 8);
            assert_memory_equal(frame_octets(&line.sim.frames, damaged), before, sizeof before);
            frame_release(&line.sim.frames, id);
            assert_int_equal(line_run(&line), 1);
            const struct record *r = line_found(&line, RECORD_ARRIVED, 1);
            assert_int_equal(line.flags[r - line.records],
                             FRAME_CORRUPTED | (on_cable != 0 ? FRAME_BAD_FCS : 0));
            line_close(&line);
        }
}

static void a_cut_loses_everything_at_once_and_a_mended_cable_is_empty(void **state)
{
    (void)state;
    struct cable_def def = cable_of(10000, 1000000); /* 67.2 ms a frame */
    def.queue_limit[0] = 5;
    line_open(&line, &def, NULL, NULL);
    line_event(&line, 0);
    for (int i = 0; i < 6; i++)
        assert_int_equal(line_send(&line, 0, 60), CABLE_TAKEN);
    assert_true(flight_delay(&line.phy, cable_find_flight(&line.phy, 0, 3, 1), SIM_SECOND));
    assert_int_equal(line_send(&line, 1, 60), CABLE_TAKEN);
    line_event(&line, 1000);
    direction_cut(&line.phy, 0, true, RECEIVER);
    assert_int_equal(line.by_rule[RULE_CABLE_CUT], 6);
    for (uint32_t i = 1; i <= 6; i++) {
        const struct record *r = line_found(&line, RECORD_DROPPED, i);
        assert_int_equal(r->time, 1000);
        uint32_t packet = i == 6 ? 3 : i < 3 ? i : i + 1; /* the stray comes last */
        assert_int_equal(r->packet, packet);
        assert_int_equal(r->cause, line_found(&line, RECORD_SENT, packet)->id);
    }
    assert_int_equal(line_send(&line, 0, 60), CABLE_REFUSED_CUT);
    line_event(&line, 2000);
    direction_cut(&line.phy, 0, false, RECEIVER);
    assert_int_equal(line_send(&line, 0, 60), CABLE_TAKEN);
    assert_int_equal(line_found(&line, RECORD_SENT, 8)->a, 2000); /* at once */
    assert_int_equal(line_run(&line), 2); /* it, and what flew the other way */
    line_close(&line);
}

static void a_shorter_delay_lets_nobody_overtake(void **state)
{
    (void)state;
    struct cable_def def = cable_of(100000000, 50000000);
    line_open(&line, &def, NULL, NULL);
    line_event(&line, 0);
    (void)line_send(&line, 0, 60);
    direction_impair(&line.phy, 0, 0, 1000);
    line_event(&line, 10000);
    (void)line_send(&line, 0, 60);
    uint32_t first, second;
    assert_true(line_step(&line, &first));
    assert_int_equal(line.sim.clock->now, 50005760);
    assert_true(line_step(&line, &second));
    assert_int_equal(first, 1);
    assert_int_equal(second, 2);
    direction_impair(&line.phy, 0, 1000000000, 1000);
    (void)line_send(&line, 0, 60);
    assert_int_equal(line_run(&line), 0);
    assert_int_equal(line.by_rule[RULE_CABLE_LOST], 1);
    line_close(&line);
}

/* --- the plain queue --- */

static uint32_t any_flight(uint64_t n)
{
    uint32_t rows = arena_marks(&line.sim.arena, line.phy.flight_pool)->high;
    for (uint32_t i = 0; i < rows; i++) {
        uint32_t row = (uint32_t)((i + n) % rows);
        uint32_t d = line.phy.flights[row].direction;
        uint32_t packet = line.phy.flights[row].arrives == 0
                              ? 0
                              : frame_at(&line.sim.frames, line.phy.flights[row].frame)->packet;
        if (packet != 0 && cable_find_flight(&line.phy, d, packet, 1) == row)
            return row;
    }
    return NONE;
}

static void meddle(uint64_t seed, uint64_t n)
{
    uint64_t what = draw(seed, 2, DRAW_TEST, n) % 24;
    uint32_t row = any_flight(draw(seed, 3, DRAW_TEST, n));
    sim_time by = (sim_time)(draw(seed, 4, DRAW_TEST, n) % 3000000);
    if (what == 20 || what == 21)
        direction_cut(&line.phy, (uint32_t)by % 2, what == 20, RECEIVER);
    else if (what == 22)
        direction_impair(&line.phy, (uint32_t)by % 2, (uint32_t)by * 10, by);
    else if (row == NONE)
        return;
    else if (what == 0)
        flight_drop(&line.phy, row);
    else if (what <= 2)
        (void)flight_delay(&line.phy, row, by);
    else if (what == 3)
        (void)flight_duplicate(&line.phy, row, SENDER);
    else if (what == 4)
        (void)flight_corrupt(&line.phy, row, (uint32_t)by, by % 2 == 0);
}

static uint64_t meddled_run(uint64_t seed, bool plain, uint32_t *arrived)
{
    struct cable_def def = cable_of(10000000, 2000000);
    def.loss[0] = def.loss[1] = 50000000;
    def.queue_limit[0] = 8;
    line_open(&line, &def, NULL, NULL);
    line.sim.queue.plain = plain;
    uint32_t packet = 0;
    *arrived = 0;
    for (uint64_t n = 0; n < 300; n++) {
        struct queue_entry entry;
        sim_time now = line.sim.clock->now + (sim_time)(draw(seed, 0, DRAW_TEST, n) % 200000);
        while (line_next(&line, &entry) && entry.time <= now) {
            assert_true(line_step(&line, &packet));
            *arrived += packet != 0;
        }
        line_event(&line, now);
        (void)line_send(&line, n % 3 == 0, 60 + (uint32_t)(draw(seed, 1, DRAW_TEST, n) % 300));
        meddle(seed, n);
    }
    direction_cut(&line.phy, 0, false, RECEIVER);
    *arrived += line_run(&line);
    uint64_t hash = line.hash;
    line_close(&line);
    return hash;
}

static void the_trace_is_that_of_a_plain_queue_whatever_is_meddled_with(void **state)
{
    (void)state;
    uint64_t last = 0;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        uint32_t heap_arrived, plain_arrived;
        uint64_t heap = meddled_run(seed, false, &heap_arrived);
        uint64_t plain = meddled_run(seed, true, &plain_arrived);
        if (heap != plain || heap_arrived != plain_arrived)
            fail_msg("seed %u: %u arrive, on a plain queue %u", (unsigned)seed, heap_arrived,
                     plain_arrived);
        assert_true(heap_arrived > 10 && heap != last);
        last = heap;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_frame_takes_its_octets_times_the_rate),
        cmocka_unit_test(the_two_ways_are_apart),
        cmocka_unit_test(absurd_delays_end_at_never),
        cmocka_unit_test(a_full_queue_drops_the_last_to_come),
        cmocka_unit_test(a_long_queue_marks),
        cmocka_unit_test(without_a_queue_only_an_idle_cable_takes_a_frame),
        cmocka_unit_test(frames_arrive_in_the_order_of_sending),
        cmocka_unit_test(loss_is_as_frequent_as_it_is_said_to_be),
        cmocka_unit_test(dropping_a_frame_by_hand_shifts_no_draw),
        cmocka_unit_test(a_frame_dropped_by_hand_ends_when_it_would_have_arrived),
        cmocka_unit_test(a_delayed_frame_is_overtaken),
        cmocka_unit_test(a_duplicate_is_the_same_packet_and_says_so),
        cmocka_unit_test(marks_belong_to_flights_not_to_frames),
        cmocka_unit_test(corruption_flips_one_bit_of_a_copy_of_its_own),
        cmocka_unit_test(a_cut_loses_everything_at_once_and_a_mended_cable_is_empty),
        cmocka_unit_test(a_shorter_delay_lets_nobody_overtake),
        cmocka_unit_test(the_trace_is_that_of_a_plain_queue_whatever_is_meddled_with),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
