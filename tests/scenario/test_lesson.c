/* tests/scenario/test_lesson.c: what a loaded scenario holds: values, layout, triggers,
 * questions, expectations, and how problems are told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/sha256.h"
#include "scenario/expect.h"
#include "scenario/files.h"
#include "scenario/scenario.h"

#define HOSTS                                                                                  \
    "netstage: 1\n"                                                                            \
    "nodes:\n"                                                                                 \
    "  a: { kind: host, address: 10.0.0.1/24 }\n"                                              \
    "  b: { kind: host, address: 10.0.0.2/24 }\n"                                              \
    "links: [ [a, b] ]\n"

static struct scenario *load(const char *text)
{
    struct diagnostics d;
    struct growing out = {0};
    diagnostics_init(&d, "test.yaml");
    struct scenario *s = scenario_load_text(text, strlen(text), "/x/first-test.yaml", &d);
    diagnostics_put(&d, &out);
    assert_string_equal(growing_text(&out), "");
    assert_non_null(s);
    growing_release(&out);
    diagnostics_release(&d);
    return s;
}

static struct scenario *load_file(const char *name)
{
    struct diagnostics d;
    char path[PATH_OCTETS];
    (void)snprintf(path, sizeof path, "%s/%s", NETSTAGE_SOURCE_DIR, name);
    diagnostics_init(&d, path);
    struct scenario *s = scenario_load(path, &d);
    assert_non_null(s);
    diagnostics_release(&d);
    return s;
}

static void test_values(void **state)
{
    (void)state;
    struct scenario *s = load_file("tests/scenario/good/everything.yaml");
    uint32_t laptop = scenario_find_node(s, "laptop", 6);
    uint32_t home = scenario_find_node(s, "home", 4);
    uint32_t isp = scenario_find_node(s, "isp", 3);
    assert_string_equal(s->name, "everything");
    assert_true(s->seed == 18446744);
    assert_true(s->until == 60 * SIM_SECOND);
    assert_int_equal(s->minutes, 5);
    assert_int_equal(s->order, 3);
    assert_int_equal(s->nodes[laptop].x, 80);
    assert_true(s->nodes[laptop].placed);
    assert_false(s->nodes[laptop].auto_routes);
    assert_int_equal(s->nodes[laptop].plan.resolver_count, 2);
    assert_string_equal(lesson_text_in(&s->nodes[laptop].label, "ko"), "내 노트북");
    assert_string_equal(lesson_text_in(&s->nodes[laptop].label, "fr"), "my laptop");
    assert_null(lesson_text_in(&s->nodes[home].label, "en"));
    const struct tcp_profile *tcp = &s->profiles[s->nodes[laptop].profile];
    assert_int_equal(tcp->congestion, CONGESTION_TAHOE);
    assert_int_equal(tcp->mss, 536);
    assert_int_equal(tcp->receive_buffer, 65536);
    assert_true(tcp->delayed_ack == 0);
    assert_int_equal(s->profiles[s->nodes[home].profile].nagle, 0); /* of all hosts */
    assert_true(s->nodes[isp].auto_routes);
    uint32_t link = scenario_find_link(s, isp, home);
    assert_true(s->links[link].rate_bps[1] == 1000000); /* towards home */
    assert_true(s->links[link].rate_bps[0] == 10000000);
    assert_true(s->links[link].delay[1] == 250000);
    assert_int_equal(s->links[link].loss[1], 1000000000);
    assert_int_equal(s->links[link].jitter[1], 100000);
    assert_int_equal(s->links[link].jitter[0], 0);
    assert_int_equal(s->links[link].duplicate[1], 20000000);
    assert_int_equal(s->links[link].corrupt[1], 30000000);
    assert_int_equal(s->faults[0].direction, 2 * link + 1);
    assert_int_equal(s->faults[1].direction, 2 * link);
    assert_int_equal(s->faults[0].first, 2);
    assert_int_equal(s->faults[1].last, UINT32_MAX);
    assert_int_equal(s->faults[2].last, 4);
    assert_int_equal(s->faults[3].action, FAULT_CORRUPT_ROUTER);
    assert_int_equal(scenario_questions(s), 4);
    scenario_free(s);
}

/* Every interface of a node lies in one run, and links point at the right ones. */
static void test_interfaces(void **state)
{
    (void)state;
    struct scenario *s = load_file("scenarios/fetch-a-page.yaml");
    for (uint32_t n = 0; n < s->node_count; n++) {
        for (uint32_t i = 0; i < s->nodes[n].interfaces; i++)
            assert_int_equal(s->interfaces[s->nodes[n].first_interface + i].node, n);
    }
    for (uint32_t k = 0; k < s->link_count; k++) {
        for (int end = 0; end < 2; end++)
            assert_int_equal(s->interfaces[s->links[k].end[end]].link, k);
    }
    uint32_t sw2 = scenario_find_node(s, "sw2", 3);
    assert_int_equal(s->nodes[sw2].interfaces, 3);
    assert_string_equal(s->interfaces[s->nodes[sw2].first_interface + 2].name, "port3");
    assert_int_equal(s->nodes[scenario_find_node(s, "web", 3)].look, LOOK_SERVER);
    assert_int_equal(s->nodes[scenario_find_node(s, "com-ns", 6)].look, LOOK_DNS);
    scenario_free(s);
}

static void test_layout(void **state)
{
    (void)state;
    struct scenario *s = load_file("scenarios/lost-segment.yaml"); /* a line */
    for (uint32_t n = 1; n < s->node_count; n++) {
        assert_int_equal(s->nodes[n].y, s->nodes[0].y);
        assert_int_equal(s->nodes[n].x, s->nodes[n - 1].x + SCENARIO_STAGE_PITCH);
    }
    scenario_free(s);
    s = load_file("scenarios/fetch-a-page.yaml"); /* a tree: no two nodes in one place */
    for (uint32_t n = 0; n < s->node_count; n++) {
        for (uint32_t m = 0; m < n; m++)
            assert_false(s->nodes[n].x == s->nodes[m].x && s->nodes[n].y == s->nodes[m].y);
    }
    uint32_t laptop = scenario_find_node(s, "laptop", 6);
    for (uint32_t n = 0; n < s->node_count; n++)
        assert_true(n == laptop || s->nodes[n].x > s->nodes[laptop].x);
    scenario_free(s);
}

/* An ARP request as it would be seen. */
static const uint8_t arp_request[60] = {
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0,  0, 0, 0, 1, 8, 6, 0, 1, 8, 0,  6, 4, 0,
    1,    2,    0,    0,    0,    0,    1, 10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 10, 0, 0, 2};

static void dissect(struct field_tree *tree)
{
    static struct field_storage storage;
    field_tree_init(tree, &storage);
    field_dissect(tree, arp_request, sizeof arp_request, NULL);
}

static void test_triggers(void **state)
{
    (void)state;
    struct scenario *s = load(HOSTS "narration:\n"
                                    "  - { when: \"arp.opcode == 1\", say: \"x\" }\n"
                                    "  - { when: \"arp\", at: arrived, host: b, say: \"x\" }\n"
                                    "  - { when: \"icmp\", say: \"x\" }\n"
                                    "  - { when: \"arp\", host: b, nth: 3-5, say: \"x\" }\n"
                                    "  - { at: end, say: \"x\" }\n");
    struct field_tree tree;
    dissect(&tree);
    struct sighting sent = {.tree = &tree, .at = TRIGGER_SENT, .node = 0, .hop = 1};
    struct sighting passed = {.tree = &tree, .at = TRIGGER_SENT, .node = 1, .hop = 2};
    struct sighting arrived = {.tree = &tree, .at = TRIGGER_ARRIVED, .node = 1, .hop = 2};
    const struct narration *n = s->narration;
    assert_true(trigger_matches(&n[0].trigger, &sent));
    assert_false(trigger_matches(&n[0].trigger, &passed)); /* not made there */
    assert_false(trigger_matches(&n[0].trigger, &arrived));
    assert_true(trigger_matches(&n[1].trigger, &arrived));
    assert_false(trigger_matches(&n[1].trigger, &sent));
    assert_false(trigger_matches(&n[2].trigger, &sent));
    assert_false(trigger_matches(&n[3].trigger, &sent));
    assert_true(trigger_matches(&n[3].trigger, &passed)); /* host: says where */
    assert_int_equal(n[3].trigger.first, 3);
    assert_int_equal(n[3].trigger.last, 5);
    assert_int_equal(n[4].trigger.at, TRIGGER_END);
    assert_false(trigger_matches(&n[4].trigger, &sent));
    assert_int_equal(n[4].line, 11);
    scenario_free(s);
}

static void test_questions(void **state)
{
    (void)state;
    struct scenario *s =
        load(HOSTS "narration:\n"
                   "  - { when: \"arp\", ask: \"?\", choices: [ SYN, { en: \"the router\", ko: "
                   "\"라우터\" } ], "
                   "answer: the router }\n"
                   "  - { when: \"arp\", ask: \"?\", answer: 14600 }\n"
                   "  - { when: \"arp\", ask: \"?\", answer: echo reply, accept: [ reply ] }\n"
                   "  - { when: \"arp\", ask: \"?\", fill: arp.opcode, answer: 1 }\n");
    const struct question *choice = &s->narration[0].question;
    assert_true(question_is_right(choice, "the router", NULL));
    assert_true(question_is_right(choice, " 라우터 ", NULL));
    assert_true(question_is_right(choice, "2", NULL));
    assert_false(question_is_right(choice, "1", NULL));
    assert_false(question_is_right(choice, "SYN", NULL));
    assert_false(question_is_right(choice, "", NULL));
    const struct question *number = &s->narration[1].question;
    assert_true(question_is_right(number, "14600", NULL));
    assert_true(question_is_right(number, " 14,600 ", NULL));
    assert_false(question_is_right(number, "-14600", NULL));
    assert_false(question_is_right(number, "1460", NULL));
    assert_false(question_is_right(number, "", NULL));
    const struct question *text = &s->narration[2].question;
    assert_true(question_is_right(text, "Echo Reply", NULL));
    assert_true(question_is_right(text, "reply", NULL));
    assert_false(question_is_right(text, "request", NULL));
    const struct question *field = &s->narration[3].question;
    assert_int_equal(field->kind, QUESTION_FIELD);
    assert_true(question_is_right(field, "1", "1"));
    assert_false(question_is_right(field, "2", "1"));
    scenario_free(s);
}

static void test_expectations(void **state)
{
    (void)state;
    struct scenario *s = load(
        HOSTS "expect:\n"
              "  - \"count(arp.opcode == 1) == 2\"\n"
              "  - { count: \"arp\", at: arrived, host: b, is: \">= 1\" }\n"
              "  - { host: b, arp.opcode: 1, arp.dst.proto_ipv4: 10.0.0.2 }\n"
              "  - { host: a, http.response.code: 200, body-sha256: "
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad }\n"
              "  - { host: a, output: \"0% packet loss\" }\n"
              "  - { within: 2 s }\n"
              "narration:\n"
              "  - { when: \"arp\", ask: \"?\", answer: 2, check: \"count(arp) == answer\" }\n"
              "  - { when: \"arp\", ask: \"?\", fill: arp.opcode, answer: 2 }\n"
              "  - { when: \"icmp\", say: \"never\" }\n");
    struct expectations e;
    struct field_tree tree;
    char text[200];
    assert_int_equal(s->expectation_count, 7);
    assert_true(expectations_init(&e, s));
    assert_int_equal(expect_finish(&e, SIM_NEVER), 7 + 3);
    (void)expect_put_came(&e, 5, text, sizeof text);
    assert_string_equal(text, "no end");
    expectations_release(&e);

    assert_true(expectations_init(&e, s));
    dissect(&tree);
    for (int i = 0; i < 2; i++) {
        struct sighting sent = {.tree = &tree, .at = TRIGGER_SENT, .node = 0, .hop = 1};
        struct sighting arrived = {.tree = &tree, .at = TRIGGER_ARRIVED, .node = 1, .hop = 1};
        expect_frame(&e, &sent);
        expect_frame(&e, &arrived);
    }
    expect_response(&e, 1, 200, (const uint8_t *)"abc", 3); /* another host's */
    expect_response(&e, 0, 404, (const uint8_t *)"abc", 3);
    assert_int_equal(expect_finish(&e, SIM_SECOND), 2 + 2);
    (void)expect_put_came(&e, 3, text, sizeof text);
    assert_string_equal(text, "a response 404");
    (void)expect_put_expected(&e, 4, text, sizeof text);
    assert_string_equal(text, "a line of output with \"0% packet loss\"");
    expect_response(&e, 0, 200, (const uint8_t *)"abc", 3);
    expect_output(&e, 0, "1 sent, 0% packet loss, time 0ms", 32);
    assert_int_equal(expect_finish(&e, SIM_SECOND),
                     2); /* the stated 2, and the icmp never seen */
    assert_true(e.narration[0].fired && !e.narration[0].contradicted);
    assert_true(e.narration[1].fired && e.narration[1].contradicted);
    assert_string_equal(e.narration[1].shown, "1");
    assert_false(e.narration[2].fired);
    assert_int_equal(expect_finish(&e, 3 * SIM_SECOND), 3); /* too late */
    (void)expect_put_came(&e, 5, text, sizeof text);
    assert_string_equal(text, "the end at 3 s");
    expectations_release(&e);
    scenario_free(s);
}

static void test_problems_as_json(void **state)
{
    (void)state;
    static const char text[] = "netstage: 1\nnodes:\n"
                               "  a: { label: \"노트\", kind: hots, address: 10.0.0.1/24 }\n"
                               "  b: { kind: host, address: 10.0.0.2/24 }\nlinks: [ [a, b] ]\n";
    struct diagnostics d;
    struct growing out = {0};
    diagnostics_init(&d, "a\"b.yaml");
    assert_null(scenario_load_text(text, sizeof text - 1, "x", &d));
    diagnostics_put_json(&d, &out);
    assert_string_equal(
        growing_text(&out),
        "{\"file\":\"a\\\"b.yaml\",\"line\":3,\"column\":27,\"end_line\":3,\"end_column\":31,"
        "\"severity\":\"error\",\"code\":\"unknown-word\",\"message\":\"hots is not one of the "
        "words that can stand here.\",\"help\":\"The words are: host, router, switch, "
        "outside.\","
        "\"suggestion\":\"host\",\"excerpt\":\"  a: { label: \\\"노트\\\", kind: hots, "
        "address: "
        "10.0.0.1/24 }\"}\n");
    growing_release(&out);
    diagnostics_release(&d);
}

static void test_terminal_width(void **state)
{
    (void)state;
    assert_int_equal(terminal_width("abc", 3), 3);
    assert_int_equal(terminal_width("노트북", strlen("노트북")), 6);
    assert_int_equal(terminal_width("e\xcc\x81", 3), 1); /* a combining accent */
    assert_int_equal(terminal_width("\xff\x1b", 2), 2);
}

/* Bodies that are made up are as long as asked, and their first octets say where they are. */
static void test_sized_body(void **state)
{
    (void)state;
    struct scenario *s = load_file("scenarios/lost-segment.yaml");
    const struct scenario_node *web = &s->nodes[scenario_find_node(s, "web", 3)];
    const struct http_resource *page = &web->plan.http->site->resources[0];
    assert_true(page->length == 25000);
    assert_memory_equal(page->body, "00000000 ", 9);
    assert_memory_equal(page->body + 64 * 100, "00006400 ", 9);
    assert_int_equal(page->body[63], '\n');
    scenario_free(s);
}

/* What a short zone leaves out is made up. */
static void test_zone(void **state)
{
    (void)state;
    struct scenario *s =
        load("netstage: 1\nnodes:\n"
             "  a: { kind: host, address: 10.0.0.1/24, dns: 10.0.0.2 }\n"
             "  b: { kind: host, address: 10.0.0.2/24, dns-server: { zones: { "
             "test: [ \"www 60 IN A 10.0.0.1\", \"t TXT 'a b' \\\"c d\\\"\" ] } } }\n"
             "links: [ [a, b] ]\n");
    const struct dns_zone *zone = &s->nodes[1].plan.dns->zones[0];
    uint32_t types = 0;
    assert_int_equal(zone->count, 5);
    for (uint32_t i = 0; i < zone->count; i++) {
        const struct dns_record *r = &zone->records[i];
        types += r->type;
        if (r->type == DNS_A)
            assert_true(r->data.a == UINT32_C(0x0a000001) || r->data.a == UINT32_C(0x0a000002));
        if (r->type == DNS_TXT)
            assert_int_equal(r->data.raw.length, 3 + 3 + 4); /* 'a, b', and the quoted c d */
    }
    assert_int_equal(types, DNS_A + DNS_A + DNS_NS + DNS_SOA + DNS_TXT);
    assert_int_equal(zone->records[0].ttl, 60);
    assert_false(s->nodes[1].plan.dns->recursive);
    scenario_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),           cmocka_unit_test(test_interfaces),
        cmocka_unit_test(test_layout),           cmocka_unit_test(test_triggers),
        cmocka_unit_test(test_questions),        cmocka_unit_test(test_expectations),
        cmocka_unit_test(test_problems_as_json), cmocka_unit_test(test_terminal_width),
        cmocka_unit_test(test_sized_body),       cmocka_unit_test(test_zone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
