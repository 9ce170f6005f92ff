/* A run is judged: expectations, triggers, stated answers, whole HTTP responses. */
#include "stage.h"

#include "watch/transcript.h"
#include "watch/verdict.h"

/* Two hosts, a page of three octets ("abc"); `more` is put behind. */
#define NETWORK                                                                                \
    "netstage: 1\n"                                                                            \
    "title: test\n"                                                                            \
    "nodes:\n"                                                                                 \
    "  a: { kind: host, address: 10.0.0.1/24 }\n"                                              \
    "  b: { kind: host, address: 10.0.0.2/24,"                                                 \
    " http: { port: 80, resources: { \"/\": { body: \"abc\" } } } }\n"                         \
    "links:\n"                                                                                 \
    "  - [a, b]\n"                                                                             \
    "timeline:\n"                                                                              \
    "  - { at: 0 s, host: a, run: \"curl http://10.0.0.2/\" }\n"

#define SHA256_ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define SHA256_OTHER "ca7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static struct stage open_text(const char *text)
{
    struct stage stage = {0};
    struct diagnostics diagnostics;
    struct growing out = {0};
    struct world_def def;
    diagnostics_init(&diagnostics, "test.yaml");
    stage.scenario = scenario_load_text(text, strlen(text), "test.yaml", &diagnostics);
    if (stage.scenario == NULL) {
        diagnostics_put(&diagnostics, &out);
        fail_msg("%s", growing_text(&out));
    }
    diagnostics_release(&diagnostics);
    world_def_init(&def);
    assert_true(scenario_to_world(stage.scenario, &def));
    assert_int_equal(world_build(&def, &stage.world), WORLD_OK);
    world_def_release(&def);
    return stage;
}

/* Runs a scenario; gives the failures, and what is said about them in `said`. */
static uint32_t judge(const char *text, char *said, size_t size)
{
    struct stage stage = open_text(text);
    struct verdict verdict;
    struct growing out = {0};
    struct fan fan;
    fan_init(&fan);
    assert_true(verdict_init(&verdict, stage.world, stage.scenario));
    assert_true(verdict_observe(&verdict, &fan));
    stage_run(&stage, &fan.observer);
    uint32_t failures = verdict_finish(&verdict, world_now(stage.world));
    verdict_put(&verdict, "test.yaml", &out);
    (void)snprintf(said, size, "%s", growing_text(&out));
    growing_release(&out);
    verdict_release(&verdict);
    stage_close(&stage);
    return failures;
}

static void assert_good(const char *text)
{
    char said[4096];
    if (judge(text, said, sizeof said) != 0)
        fail_msg("%s", said);
    assert_string_equal(said, "");
}

static void assert_bad(const char *text, const char *expected)
{
    char said[4096];
    if (judge(text, said, sizeof said) != 1)
        fail_msg("not one failure, but:\n%s", said);
    if (strstr(said, expected) == NULL)
        fail_msg("\"%s\" is not said in:\n%s", expected, said);
    assert_non_null(strstr(said, "test.yaml:"));
}

static void test_counts(void **state)
{
    (void)state;
    assert_good(NETWORK "expect:\n  - \"count(arp.opcode == 1) == 1\"\n");
    assert_good(NETWORK "expect:\n  - \"count(netstage.tcp.retransmission) == 0\"\n");
    assert_bad(NETWORK "expect:\n  - \"count(arp.opcode == 1) == 2\"\n", "count(arp.opcode");
}

static void test_responses(void **state)
{
    (void)state;
    assert_good(NETWORK "expect:\n  - { host: a, http.response.code: 200 }\n");
    assert_good(NETWORK
                "expect:\n  - { host: a, http.response.code: 200, body-sha256: \"" SHA256_ABC
                "\" }\n");
    assert_bad(NETWORK
               "expect:\n  - { host: a, http.response.code: 200, body-sha256: \"" SHA256_OTHER
               "\" }\n",
               "test.yaml:11");
    assert_bad(NETWORK "expect:\n  - { host: a, http.response.code: 404 }\n", "0 frames");
}

/* The body is put together although a segment is lost, another comes twice, and the order
 * changes. */
static void test_response_over_loss(void **state)
{
    struct stage stage = stage_open(OWN_SCENARIOS "/page-over-loss.yaml");
    struct verdict verdict;
    struct fan fan;
    (void)state;
    fan_init(&fan);
    assert_true(responses_are_wanted(stage.scenario));
    assert_true(verdict_init(&verdict, stage.world, stage.scenario));
    assert_true(verdict_observe(&verdict, &fan));
    stage_run(&stage, &fan.observer);
    assert_int_equal(verdict_finish(&verdict, world_now(stage.world)), 0);
    assert_int_equal(verdict.expectations.row[1].count, 1);
    assert_false(verdict.responses.out_of_memory);
    verdict_release(&verdict);
    stage_close(&stage);
}

static void test_output_and_time(void **state)
{
    (void)state;
    assert_good(NETWORK "expect:\n  - { host: a, output: \"abc\" }\n  - { within: 1 s }\n");
    assert_bad(NETWORK "expect:\n  - { host: a, output: \"xyz\" }\n", "xyz");
    assert_bad(NETWORK "expect:\n  - { within: 1 us }\n", "1 us");
}

static void test_silent_triggers(void **state)
{
    (void)state;
    assert_good(NETWORK "narration:\n  - { when: \"tcp.flags.fin == 1\", say: bye }\n");
    assert_good(NETWORK "narration:\n  - { at: start, say: hi }\n  - { at: end, say: bye }\n");
    assert_bad(NETWORK "narration:\n  - { when: \"udp\", say: never }\n",
               "test.yaml:11: this trigger never fired: udp");
    assert_bad(NETWORK "narration:\n  - { when: \"arp\", nth: 9, say: never }\n",
               "never fired");
}

static void test_stated_answers(void **state)
{
    (void)state;
    assert_good(NETWORK "narration:\n"
                        "  - { when: \"tcp.flags.syn == 1\", ask: \"port?\","
                        " fill: tcp.dstport, answer: 80 }\n");
    /* a field of a deeper layer than the trigger looks at */
    assert_good(NETWORK "narration:\n"
                        "  - { when: \"eth.type == 0x0800\", ask: \"port?\","
                        " fill: tcp.dstport, answer: 80 }\n");
    assert_bad(NETWORK "narration:\n"
                       "  - { when: \"tcp.flags.syn == 1\", ask: \"port?\","
                       " fill: tcp.dstport, answer: 81 }\n",
               "the stated answer is 81, but the frame has 80");
}

/* --- the transcript tells all of it, the question before and the answer behind the frame ---
 */

static void test_transcript(void **state)
{
    struct stage stage =
        open_text(NETWORK "narration:\n"
                          "  - { at: start, say: First words. }\n"
                          "  - { when: \"tcp.flags.syn == 1\", ask: Which port?,"
                          " fill: tcp.dstport, because: It is HTTP. }\n"
                          "  - { at: end, say: Last words. }\n");
    struct transcript transcript;
    char told[16384] = {0};
    FILE *file = tmpfile();
    (void)state;
    assert_true(transcript_init(&transcript, stage.world, stage.scenario, file, "en"));
    transcript_begin(&transcript);
    stage_run(&stage, &transcript.observer);
    transcript_end(&transcript);
    rewind(file);
    (void)fread(told, 1, sizeof told - 1, file);
    static const char *const order[] = {"test\n====\n",
                                        "First words.",
                                        "a is given the command curl http://10.0.0.2/",
                                        "Question: Which port?",
                                        "a sends packet 1 to b: TCP, ",
                                        "Answer: 80\nIt is HTTP.",
                                        "a prints: abc",
                                        "Last words."};
    const char *at = told;
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        const char *found = strstr(at, order[i]);
        if (found == NULL)
            fail_msg("\"%s\" does not follow in:\n%s", order[i], at);
        at = found;
    }
    assert_null(strstr(told, "\n\n\n"));
    (void)fclose(file);
    transcript_release(&transcript);
    stage_close(&stage);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_responses),
        cmocka_unit_test(test_response_over_loss),
        cmocka_unit_test(test_output_and_time),
        cmocka_unit_test(test_silent_triggers),
        cmocka_unit_test(test_stated_answers),
        cmocka_unit_test(test_transcript),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
