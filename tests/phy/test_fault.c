/* Faults that are aimed at single frames: which ones they hit, and what comes of it. */
#include "line.h"

static struct line line;
static struct fault_scratch scratch;

static struct filter *filter_of(const char *text)
{
    struct filter_error error;
    struct filter *filter = filter_compile(text, &error);
    if (filter == NULL)
        fail_msg("%s does not compile", text);
    return filter;
}

/* Sends n frames, 1 ms apart, over a cable with these faults; arrived[i]: how often packet i +
 * 1 arrived. */
static void run_with(const struct fault *faults, uint32_t count, uint32_t n, uint32_t *arrived)
{
    struct cable_def def = cable_of(100000000, 1000);
    const struct fault_table table = {.row = faults, .count = count};
    field_tree_init(&scratch.tree, &scratch.storage);
    line_open(&line, &def, &table, &scratch);
    memset(arrived, 0, n * sizeof *arrived);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t packet;
        struct queue_entry entry;
        while (line_next(&line, &entry) && entry.time <= i * SIM_MILLISECOND &&
               line_step(&line, &packet))
            if (packet != 0)
                arrived[packet - 1]++;
        line_event(&line, i * SIM_MILLISECOND);
        assert_int_equal(line_send(&line, 0, 60), CABLE_TAKEN);
    }
    for (uint32_t packet; line_step(&line, &packet);)
        if (packet != 0)
            arrived[packet - 1]++;
    assert_int_equal(line_run(&line), 0);
}

enum { N = 12 };

static void check(const struct fault *fault, const char *wanted)
{
    uint32_t arrived[N];
    run_with(fault, 1, N, arrived);
    for (uint32_t i = 0; i < N; i++)
        if (arrived[i] != (uint32_t)(wanted[i] - '0'))
            fail_msg("packet %u arrives %u times, not %c", i + 1, arrived[i], wanted[i]);
    line_close(&line);
}

static void a_fault_hits_the_nth_to_the_mth_of_its_frames(void **state)
{
    (void)state;
    struct filter *all = filter_of("frame.len == 60");
    struct filter *none = filter_of("arp");
    struct fault f = {
        .action = FAULT_DROP, .when = all, .first = 1, .last = 1, .until = SIM_NEVER};
    check(&f, "011111111111");
    f.first = f.last = 5;
    check(&f, "111101111111");
    f.last = 7;
    check(&f, "111100011111");
    f.last = UINT32_MAX;
    check(&f, "111100000000");
    f.when = none;
    f.first = 1;
    check(&f, "111111111111");
    f.when = all;
    f.direction = 1; /* the other way */
    check(&f, "111111111111");
    filter_free(all);
    filter_free(none);
}

static void a_fault_counts_only_frames_within_its_time(void **state)
{
    (void)state;
    struct filter *all = filter_of("frame.len == 60");
    struct fault f = {.action = FAULT_DROP,
                      .when = all,
                      .first = 2,
                      .last = 3,
                      .from = 3 * SIM_MILLISECOND,    /* packet 4 is the first ... */
                      .until = 11 * SIM_MILLISECOND}; /* ... and packet 11 the last */
    check(&f, "111100111111");
    f.first = 1;
    f.last = UINT32_MAX;
    check(&f, "111000000001");
    filter_free(all);
}

static void each_action_does_what_it_says(void **state)
{
    (void)state;
    struct filter *all = filter_of("frame.len == 60");
    uint32_t arrived[N];
    struct fault f = {.when = all, .first = 4, .last = 4, .until = SIM_NEVER};
    f.action = FAULT_DROP;
    run_with(&f, 1, N, arrived);
    assert_int_equal(line_found(&line, RECORD_DROPPED, 1)->rule, RULE_CABLE_DROPPED_BY_FAULT);
    assert_int_equal(line.phy.fault_counters[0].matched, N);
    assert_int_equal(line.phy.fault_counters[0].hit, 1);
    line_close(&line);
    f.action = FAULT_DUPLICATE;
    check(&f, "111211111111");
    f.action = FAULT_DELAY;
    f.delay = 2500000;
    run_with(&f, 1, N, arrived);
    assert_int_equal(line_found(&line, RECORD_FINDING, 1)->rule, RULE_CABLE_DELAYED);
    assert_int_equal(line_found(&line, RECORD_FINDING, 1)->packet, 4);
    static const uint32_t order[] = {1, 2, 3, 5, 6, 4, 7};
    for (uint32_t i = 0; i < 7; i++)
        assert_int_equal(line_found(&line, RECORD_ARRIVED, i + 1)->packet, order[i]);
    line_close(&line);
    for (int hidden = 0; hidden < 2; hidden++) {
        f.action = hidden != 0 ? FAULT_CORRUPT_ROUTER : FAULT_CORRUPT_CABLE;
        run_with(&f, 1, N, arrived);
        const struct record *r = line_found(&line, RECORD_ARRIVED, 4);
        assert_int_equal(line.flags[r - line.records],
                         FRAME_CORRUPTED | (hidden != 0 ? 0 : FRAME_BAD_FCS));
        assert_int_equal(line.by_rule[RULE_CABLE_CORRUPTED], 1);
        line_close(&line);
    }
    filter_free(all);
}

/* Two faults on one frame: it is damaged, and sent twice so. */
static void a_frame_can_be_damaged_and_duplicated_at_once(void **state)
{
    (void)state;
    struct filter *all = filter_of("frame.len == 60");
    struct fault f[2] = {
        {.action = FAULT_DUPLICATE, .when = all, .first = 2, .last = 2, .until = SIM_NEVER},
        {.action = FAULT_CORRUPT_CABLE,
         .when = all,
         .first = 2,
         .last = 2,
         .until = SIM_NEVER}};
    uint32_t arrived[3];
    run_with(f, 2, 3, arrived);
    assert_int_equal(arrived[1], 2);
    static const uint8_t flags[] = {0, FRAME_CORRUPTED | FRAME_BAD_FCS,
                                    FRAME_CORRUPTED | FRAME_BAD_FCS | FRAME_DUPLICATE, 0};
    for (uint32_t i = 0; i < 4; i++)
        assert_int_equal(line.flags[line_found(&line, RECORD_ARRIVED, i + 1) - line.records],
                         flags[i]);
    line_close(&line);
    filter_free(all);
}

/* A draw is taken for every frame, also for one that a fault takes: later frames keep theirs.
 */
static void a_fault_shifts_no_draw(void **state)
{
    (void)state;
    struct filter *all = filter_of("frame.len == 60");
    const struct fault f = {
        .action = FAULT_DROP, .when = all, .first = 10, .last = 12, .until = SIM_NEVER};
    uint8_t lost[2][200];
    for (uint32_t with = 0; with < 2; with++) {
        struct cable_def def = cable_of(100000000, 1000);
        const struct fault_table table = {.row = &f, .count = with};
        def.loss[0] = 300000000;
        line_open(&line, &def, &table, &scratch);
        for (uint32_t i = 0; i < 200; i++) {
            uint32_t packet = 0;
            line_event(&line, i * SIM_MILLISECOND);
            (void)line_send(&line, 0, 60);
            assert_true(line_step(&line, &packet));
            lost[with][i] = packet == 0;
        }
        line_close(&line);
    }
    assert_true(lost[1][9] && lost[1][10] && lost[1][11]);
    memcpy(&lost[1][9], &lost[0][9], 3);
    assert_memory_equal(lost[0], lost[1], 200);
    filter_free(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fault_hits_the_nth_to_the_mth_of_its_frames),
        cmocka_unit_test(a_fault_counts_only_frames_within_its_time),
        cmocka_unit_test(each_action_does_what_it_says),
        cmocka_unit_test(a_frame_can_be_damaged_and_duplicated_at_once),
        cmocka_unit_test(a_fault_shifts_no_draw),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
