/* What a witness sees: which records are sightings, and the facts that no capture has. */
#include "stage.h"

#include "watch/sighting.h"

struct seen {
    struct observer observer;
    const struct world *world;
    struct witness *witness;
    struct filter *filter;
    enum trigger_place at;
    unsigned matches;
    struct sighting last;
};

static void look(struct observer *self, const struct sim *sim, const struct record *record,
                 const char *text, size_t length)
{
    struct seen *seen = (struct seen *)(void *)self;
    struct sighting sighting;
    (void)sim, (void)text, (void)length;
    if (!witness_look(seen->witness, seen->world, record, &sighting))
        return;
    if (sighting.at == seen->at && filter_match(seen->filter, sighting.tree)) {
        seen->matches++;
        seen->last = sighting;
    }
}

/* How many sightings of a run match a filter; `narrow`: only what the filter wants is
 * dissected. */
static unsigned count_in(const char *path, const char *filter, enum trigger_place at,
                         bool narrow)
{
    struct stage stage = stage_open(path);
    struct seen seen = {.observer = {.record = look},
                        .world = stage.world,
                        .witness = malloc(sizeof *seen.witness),
                        .filter = filter_compile(filter, NULL),
                        .at = at};
    assert_non_null(seen.filter);
    witness_init(seen.witness);
    if (narrow)
        witness_want(seen.witness, filter_wanted(seen.filter));
    stage_run(&stage, &seen.observer);
    filter_free(seen.filter);
    free(seen.witness);
    stage_close(&stage);
    return seen.matches;
}

static unsigned count(const char *path, const char *filter, enum trigger_place at)
{
    unsigned all = count_in(path, filter, at, false);
    assert_int_equal(count_in(path, filter, at, true), all);
    return all;
}

#define PING SCENARIOS "/first-ping.yaml"
#define PAGE OWN_SCENARIOS "/page-over-loss.yaml"

static void test_places_and_names(void **state)
{
    (void)state;
    /* two echoes there and back over two cables each, one question on three, its answer on two
     */
    assert_int_equal(count(PING, "", TRIGGER_SENT), 13);
    assert_int_equal(count(PING, "", TRIGGER_ARRIVED), 13);
    assert_int_equal(count(PING, "netstage.hop == 1", TRIGGER_SENT), 6);
    assert_int_equal(count(PING, "netstage.node == \"sw1\"", TRIGGER_SENT), 7);
    assert_int_equal(count(PING, "netstage.node == \"sw1\"", TRIGGER_ARRIVED), 6);
    assert_int_equal(count(PING, "netstage.cable == \"sw1 - printer\"", TRIGGER_SENT), 1);
    assert_int_equal(count(PING, "netstage.packet == 1 && netstage.hop == 2", TRIGGER_SENT), 1);
    assert_int_equal(count(PING, "netstage.time >= 1 && icmp", TRIGGER_SENT), 4);
    assert_int_equal(count(PING, "netstage.record.kind == \"arrived\"", TRIGGER_ARRIVED), 13);
    assert_int_equal(count(PING, "netstage.event == 1", TRIGGER_SENT), 1);
}

/* Times and numbers as a capture of all cables has them; what arrives has a time alone. */
static void test_numbers_and_times(void **state)
{
    (void)state;
    assert_int_equal(count(PING, "frame.number", TRIGGER_SENT), 13);
    assert_int_equal(count(PING, "frame.number == 1 && arp", TRIGGER_SENT), 1);
    assert_int_equal(count(PING, "frame.number > 10", TRIGGER_SENT), 3);
    assert_int_equal(count(PING, "frame.number", TRIGGER_ARRIVED), 0);
    assert_int_equal(count(PING, "frame.time_relative == 0", TRIGGER_SENT), 1);
    assert_int_equal(count(PING, "frame.time_relative >= 0", TRIGGER_SENT), 13);
    assert_int_equal(count(PING, "frame.time_relative > 0", TRIGGER_ARRIVED), 13);
    /* the second echo leaves a second after the first */
    assert_int_equal(count(PING, "frame.time_relative >= 0.9 && icmp", TRIGGER_SENT), 4);
    assert_int_equal(count(PING, "frame.time_delta > 0.9", TRIGGER_SENT), 1);
    assert_int_equal(count(PING, "frame.time_delta == 0 && frame.number == 1", TRIGGER_SENT),
                     1);
    assert_int_equal(count(PING, "frame.len > 60 && frame.cap_len > 60", TRIGGER_SENT), 8);
    /* a stream's first frame */
    assert_int_equal(count(PAGE, "tcp.time_relative == 0", TRIGGER_SENT), 1);
    assert_true(count(PAGE, "tcp.time_delta > 0", TRIGGER_SENT) > 30);
}

/* Frames that a switch flooded and those that they are not for ignored are no drops. */
static void test_ignored_is_not_dropped(void **state)
{
    (void)state;
    assert_int_equal(count(PING, "", TRIGGER_DROPPED), 0);
    assert_false(witness_is_loss(RULE_NOT_FOR_ME));
    assert_false(witness_is_loss(RULE_SWITCH_FILTERS));
    assert_true(witness_is_loss(RULE_CABLE_LOST));
    assert_true(witness_is_loss(RULE_IP_NO_ROUTE));
}

/* A fact of yes or no is there only when it is so. */
static void test_flags(void **state)
{
    (void)state;
    assert_int_equal(
        count(PAGE, "netstage.tcp.retransmission && netstage.hop == 1", TRIGGER_SENT), 1);
    assert_int_equal(
        count(PAGE, "netstage.tcp.fast_retransmission && netstage.hop == 1", TRIGGER_SENT), 1);
    assert_true(count(PAGE, "netstage.tcp.duplicate_ack && netstage.hop == 1", TRIGGER_SENT) >=
                3);
    assert_int_equal(count(PAGE, "netstage.duplicate", TRIGGER_SENT), 1);
    assert_int_equal(count(PAGE, "netstage.duplicate", TRIGGER_ARRIVED), 1);
    assert_int_equal(count(PAGE, "netstage.corrupt", TRIGGER_SENT), 0);
    assert_int_equal(
        count(PAGE, "netstage.drop.reason == \"CABLE_DROPPED_BY_FAULT\"", TRIGGER_DROPPED), 1);
    assert_int_equal(
        count(PAGE, "netstage.drop && netstage.cable == \"sw1 - home\"", TRIGGER_DROPPED), 1);
}

static void test_tcp_facts(void **state)
{
    (void)state;
    assert_int_equal(
        count(PAGE, "netstage.tcp.state == \"SYN-SENT\" && tcp.flags.ack == 0", TRIGGER_SENT),
        1);
    /* what came while the lost segment was missing came too early */
    assert_true(count(PAGE, "netstage.tcp.out_of_order", TRIGGER_ARRIVED) >= 3);
    assert_int_equal(count(PAGE, "netstage.tcp.out_of_order", TRIGGER_SENT), 0);
    assert_true(count(PAGE, "netstage.tcp.cwnd > 0 && tcp.len > 0", TRIGGER_SENT) > 10);
    assert_int_equal(count(PAGE, "netstage.tcp.zero_window", TRIGGER_SENT), 0);
}

/* Facts about stored octets are those of the run. */
static void test_stored_facts(void **state)
{
    static const uint8_t octets[60] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    static struct field_storage storage;
    struct field_tree tree;
    (void)state;
    field_tree_init(&tree, &storage);
    field_dissect(&tree, octets, sizeof octets, NULL);
    witness_facts(&tree,
                  &(struct frame_facts){.kind = RECORD_DROPPED,
                                        .rule = RULE_CABLE_LOST,
                                        .flags = FRAME_RETRANSMISSION,
                                        .packet = 37,
                                        .hop = 2,
                                        .event = 5,
                                        .time = 7,
                                        .node = "laptop",
                                        .cable = "laptop - sw1"},
                  NULL);
    static const char *const hold[] = {"netstage.packet == 37 && netstage.hop == 2",
                                       "netstage.drop.reason == \"CABLE_LOST\"",
                                       "netstage.tcp.retransmission && netstage.drop",
                                       "netstage.node == \"laptop\"",
                                       "netstage.cable contains \"sw1\"",
                                       "!netstage.duplicate && !netstage.interface"};
    for (size_t i = 0; i < sizeof hold / sizeof hold[0]; i++) {
        struct filter *filter = filter_compile(hold[i], NULL);
        assert_non_null(filter);
        if (!filter_match(filter, &tree))
            fail_msg("does not hold: %s", hold[i]);
        filter_free(filter);
    }
}

static void test_cables_are_found(void **state)
{
    struct stage stage = stage_open(PING);
    char name[CABLE_NAME_SIZE];
    (void)state;
    assert_int_equal(world_find_cable(stage.world, "laptop - sw1"), 0);
    assert_int_equal(world_find_cable(stage.world, "sw1-laptop"), 0);
    assert_int_equal(world_find_cable(stage.world, "sw1 -desktop"), 1);
    assert_int_equal(world_find_cable(stage.world, "laptop - desktop"), NONE);
    assert_int_equal(world_find_cable(stage.world, "laptop"), NONE);
    assert_int_equal(world_find_cable(stage.world, ""), NONE);
    world_cable_name(stage.world, 2, name);
    assert_string_equal(name, "sw1 - printer");
    stage_close(&stage);
}

/* Looking changes nothing. */
static void test_witness_leaves_no_trace(void **state)
{
    (void)state;
    struct stage alone = stage_open(PAGE), watched = stage_open(PAGE);
    struct seen seen = {.observer = {.record = look},
                        .world = watched.world,
                        .witness = malloc(sizeof *seen.witness),
                        .filter = filter_compile("", NULL)};
    witness_init(seen.witness);
    stage_run(&alone, NULL);
    stage_run(&watched, &seen.observer);
    assert_true(world_hash(alone.world) == world_hash(watched.world));
    filter_free(seen.filter);
    free(seen.witness);
    stage_close(&alone);
    stage_close(&watched);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places_and_names),
        cmocka_unit_test(test_numbers_and_times),
        cmocka_unit_test(test_ignored_is_not_dropped),
        cmocka_unit_test(test_flags),
        cmocka_unit_test(test_tcp_facts),
        cmocka_unit_test(test_stored_facts),
        cmocka_unit_test(test_cables_are_found),
        cmocka_unit_test(test_witness_leaves_no_trace),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
