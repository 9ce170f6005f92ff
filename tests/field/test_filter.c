/* tests/field/test_filter.c: the filter language: what is accepted, what is refused and where,
 * and what holds. What tshark says of the same language is tested by oracle.py. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "field/filter.h"
#include "frames.h"

static struct field_storage storage;

/* Whether a filter holds for a sample, with the facts of a retransmission that was dropped. */
static bool holds(const char *text, const char *sample)
{
    struct filter_error error;
    struct filter *filter = filter_compile(text, &error);
    struct field_tree tree;
    struct field_context context = field_context_default();
    size_t length;
    if (filter == NULL)
        fail_msg("%s: octet %zu: %s", text, error.at, error.sentence);
    uint8_t *octets = sample_octets(sample_named(sample), &length);
    context.wanted = filter_wanted(filter);
    context.number = 3;
    context.time = 2500000;
    field_tree_init(&tree, &storage);
    field_dissect(&tree, octets, length, &context);
    field_tree_add_uint(&tree, FIELD_NETSTAGE_TCP_RETRANSMISSION, 1);
    field_tree_add_text(&tree, FIELD_NETSTAGE_DROP_REASON, "queue full");
    field_tree_add_uint(&tree, FIELD_NETSTAGE_PACKET, 37);
    bool result = filter_match(filter, &tree);
    filter_free(filter);
    free(octets);
    return result;
}

struct meaning {
    const char *text;
    const char *sample;
    bool holds;
};

static const struct meaning meanings[] = {
    {"", "tcp_syn", true},
    {"  ", "tcp_syn", true},
    {"tcp", "tcp_syn", true},
    {"tcp", "udp", false},
    /* equality of fields that are there twice */
    {"tcp.port == 80", "tcp_syn", true},
    {"tcp.port != 80", "tcp_syn", false},
    {"tcp.port ~= 80", "tcp_syn", true},
    {"tcp.port !== 80", "tcp_syn", true},
    {"tcp.port === 80", "tcp_syn", false},
    {"tcp.port != 81", "tcp_syn", true},
    {"tcp.port != 81", "udp", false},
    {"!(tcp.port == 81)", "udp", true},
    {"all tcp.port > 79", "tcp_syn", true},
    {"all tcp.port > 80", "tcp_syn", false},
    {"any tcp.port > 80", "tcp_syn", true},
    {"tcp.port any_ne 80 && tcp.port all_ne 81", "tcp_syn", true},
    /* the word forms */
    {"ip.ttl eq 64 and ip.ttl ge 64 and ip.ttl le 64", "udp", true},
    {"ip.ttl ne 64 or ip.ttl gt 64 or ip.ttl lt 64", "udp", false},
    /* numbers in all spellings */
    {"ip.ttl == 0x40 && ip.ttl == 0100 && ip.ttl == 0b1000000", "udp", true},
    {"udp.payload[0] == 'h'", "udp", true},
    {"udp.payload[0] == '\\x68'", "udp", true},
    {"ip.ttl == '@'", "udp", true},
    {"arp.opcode == request", "arp_request", true},
    {"arp.opcode == \"reply\"", "arp_reply", true},
    {"tcp.flags.syn == true", "tcp_syn", true},
    {"tcp.flags.syn == False", "tcp_syn", false},
    /* addresses */
    {"ip.addr == 10.0.0.0/8", "udp", true},
    {"ip.src == 10.0.0.2/31", "udp", false},
    {"ip.src < ip.dst", "udp", true},
    {"eth.src == 02:00:00:00:00:01 && eth.src == 02-00-00-00-00-01", "udp", true},
    {"eth.src[0:3] == 02:00:00 && eth.src[-1] == 01", "udp", true},
    {"dns.aaaa == 1:203:405:607:809:a0b:c0d:e0f", "dns_aaaa", true},
    {"dns.aaaa == ::1", "dns_aaaa", false},
    {"dns.aaaa == 1::/64", "dns_aaaa", false},
    {"dns.aaaa == 1:203:405:607::/64", "dns_aaaa", true},
    /* octets and text */
    {"udp.payload == 68656c6c6f", "udp", true},
    {"udp.payload == \"hello\"", "udp", true},
    {"udp.payload contains \"ell\" && udp contains 65:6c", "udp", true},
    {"udp.payload[1:2] == 65:6c && udp.payload[1-2] == \"el\"", "udp", true},
    {"udp.payload[:2] == \"he\" && udp.payload[3:] == \"lo\"", "udp", true},
    {"udp.payload[0,4,-1] == \"hoo\"", "udp", true},
    {"udp.payload[5]", "udp", false},
    {"udp.payload[4]", "udp", true},
    {"udp.payload[0:6]", "udp", false},
    {"http.host == www.example.com", "http_request", true},
    {"http.host > \"www\" && http.host < \"wwx\"", "http_request", true},
    {"http.host matches \"^WWW[.].*com$\"", "http_request", true},
    {"http.host matches r\"^www\\.ex\"", "http_request", true},
    {"http.host ~ \"nothing\"", "http_request", false},
    {"upper(http.host) == \"WWW.EXAMPLE.COM\"", "http_request", true},
    {"len(http.host) == 15 && len(ip.src) == 4", "http_request", true},
    {"count(tcp.port) == 2 && count(http.cookie_pair) == 2", "http_request", true},
    {"string(tcp.dstport) == \"80\"", "http_request", true},
    {"lower(http.request.method)[0:2] == \"ge\"", "http_request", true},
    /* sets */
    {"tcp.dstport in {80, 443}", "tcp_syn", true},
    {"tcp.dstport in {1..79, 81..443}", "tcp_syn", false},
    {"tcp.dstport not in {443}", "tcp_syn", true},
    {"ip.src in {10.0.0.0/24}", "tcp_syn", true},
    {"ip.src in {10.0.0.1..10.0.0.9}", "tcp_syn", true},
    {"http.request.method in {\"POST\", \"GET\"}", "http_request", true},
    /* logic */
    {"tcp xor udp", "tcp_syn", true},
    {"tcp ^^ ip", "tcp_syn", false},
    {"udp or tcp and ip.ttl == 1", "udp", true},
    {"(udp or tcp) and ip.ttl == 1", "udp", false},
    {"not not udp && !!udp", "udp", true},
    {"not udp or ip", "udp", true},
    /* reckoning */
    {"ip.len - 20 == 13", "udp", true},
    {"ip.len-20 == udp.length", "udp", true},
    {"ip.len == 20 + 8 + 5 && ip.len == {2 + 9} * 3", "udp", true},
    {"2 + 3 * 4 == ip.ttl - 50", "udp", true},
    {"ip.len / 0 == 1", "udp", false},
    {"ip.len % 2 == 1", "udp", true},
    {"tcp.flags & 0x02", "tcp_syn", true},
    {"tcp.flags & 0x10", "tcp_syn", false},
    {"tcp.flags & 0x12 == 0x02", "tcp_syn", true},
    {"tcp.flags bitwise_and 2", "tcp_syn", true},
    {"-ip.ttl == -64", "udp", true},
    {"min(tcp.port) == 80 && max(tcp.srcport, 5, tcp.dstport) == 52000", "tcp_syn", true},
    {"60 < tcp.dstport < 100", "tcp_syn", true},
    {"60 < tcp.dstport < 70", "tcp_syn", false},
    /* what no capture knows */
    {"netstage.tcp.retransmission", "tcp_ack", true},
    {"netstage.tcp.duplicate_ack", "tcp_ack", false},
    {"netstage.drop.reason == \"queue full\" && tcp", "tcp_ack", true},
    {"netstage.packet == 37", "tcp_ack", true},
    {"frame.time_relative > 0.0024 && frame.time_relative < 0.0026", "udp", true},
    {"frame.number == 3", "udp", true},
    {"frame[12:2] == 08:00 && frame.len == 60", "udp", true},
    {"icmp && udp.dstport == 2000", "icmp_port_unreachable", true},
};

static void filters_mean_what_they_say(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++) {
        if (holds(meanings[i].text, meanings[i].sample) != meanings[i].holds)
            fail_msg("%s on %s", meanings[i].text, meanings[i].sample);
    }
}

struct refusal {
    const char *text;
    size_t at, length;
    const char *says; /* part of the sentence */
    const char *suggestion;
};

static const struct refusal refusals[] = {
    {"tcp.flag.syn", 0, 12, "no field \"tcp.flag.syn\"", "tcp.flags.syn"},
    {"ip && tcp.flag.syn == 1", 6, 12, "no field", "tcp.flags.syn"},
    {"htp.host contains \"a\"", 0, 8, "no field", "http.host"},
    {"ip.scr in {10.0.0.1}", 0, 6, "no field", "ip.src"},
    {"ip.src == ip.dts", 10, 6, "an IPv4 address", "ip.dst"},
    {"(tcp", 0, 1, "never closed", NULL},
    {"tcp)", 3, 1, "never opened", NULL},
    {"tcp &&", 6, 0, "ends here", NULL},
    {"tcp.port ==", 11, 0, "ends here", NULL},
    {"tcp.port == \"80\"", 12, 4, "a word", NULL},
    {"ip.ttl == 300", 10, 3, "more than the field can hold", NULL},
    {"tcp.port == 65536", 12, 5, "more than", NULL},
    {"ip.ttl == 1.5", 10, 3, "a number", NULL},
    {"ip.src == 10.0.0", 10, 6, "an IPv4 address", NULL},
    {"ip.src == 10.0.0.256", 10, 10, "an IPv4 address", NULL},
    {"ip.src == 10.0.0.0/33", 10, 11, "an IPv4 address", NULL},
    {"eth.src == 02:00:00", 11, 8, "a MAC address", NULL},
    {"udp.payload == hello", 15, 5, "octets", NULL},
    {"tcp.port == http", 12, 4, "do not compare", NULL},
    {"http.host contains tcp.port", 19, 8, "do not compare", NULL},
    {"tcp.port contains 80", 0, 8, "text and octets", NULL},
    {"http.host matches abc", 18, 3, "quotation marks", NULL},
    {"http.host matches \"(\"", 18, 3, "regular expression", NULL},
    {"http.host == \"abc", 13, 4, "quotation mark is missing", NULL},
    {"http.host == \"a\\q\"", 15, 2, "escape", NULL},
    {"ip.ttl == 'ab'", 10, 4, "exactly one character", NULL},
    {"tcp.port in 80", 12, 2, "set", NULL},
    {"tcp.port in {80 443}", 16, 3, "commas", NULL},
    {"tcp.port in {80", 15, 0, "commas", NULL},
    {"ip.ttl[0] == 1", 0, 6, "cut into octets", NULL},
    {"eth.src[x] == 1", 8, 1, "slice", NULL},
    {"eth.src[0:3 == 1", 12, 1, "Expected ]", NULL},
    {"1 == 1", 0, 1, "two values", NULL},
    {"80", 0, 2, "comparison", NULL},
    {"\"abc\"", 0, 5, "comparison", NULL},
    {"len(http.host)", 0, 14, "comparison", NULL},
    {"ln(http.host) == 3", 0, 2, "no function", "len"},
    {"upper(ip.src) == \"a\"", 6, 6, "text", NULL},
    {"len(5) == 3", 4, 1, "must be a field", NULL},
    {"http.host + 1 == 2", 0, 9, "numbers", NULL},
    {"tcp udp", 4, 3, "complete", NULL},
    {"tcp.port == 80,443", 14, 1, "complete", NULL},
    {"tcp # comment", 4, 1, "no use", NULL},
    {"tcp.connection.syn == 1", 0, 18, "no value", NULL},
    {"ip.src not 5", 11, 1, "\"in\"", NULL},
    {"all tcp.port === 80", 13, 3, "any or all", NULL},
    {"ip.src = 10.0.0.1", 7, 1, "no use", NULL},
};

static void errors_say_where_and_what(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        const struct refusal *r = &refusals[i];
        struct filter_error error;
        struct filter *filter = filter_compile(r->text, &error);
        if (filter != NULL)
            fail_msg("accepted: %s", r->text);
        if (error.at != r->at || error.length != r->length ||
            strstr(error.sentence, r->says) == NULL)
            fail_msg("%s: at %zu, %zu long: %s", r->text, error.at, error.length,
                     error.sentence);
        if (r->suggestion == NULL)
            continue;
        assert_non_null(error.suggestion);
        assert_string_equal(error.suggestion, r->suggestion);
    }
}

static void limits(void **state)
{
    (void)state;
    static char text[FILTER_TEXT_MAX + 2];
    struct filter_error error;
    memset(text, '(', 200);
    assert_null(filter_compile(text, &error));
    assert_non_null(strstr(error.sentence, "nested"));
    memset(text, '!', FILTER_TEXT_MAX);
    assert_null(filter_compile(text, &error));
    memset(text, ' ', FILTER_TEXT_MAX + 1);
    assert_null(filter_compile(text, &error));
    assert_non_null(strstr(error.sentence, "too long"));
    assert_null(filter_compile("tcp.", NULL));
}

/* A pattern that would take for ever is given up. */
static void a_regular_expression_cannot_hang(void **state)
{
    (void)state;
    assert_false(holds("frame matches \"(a*)*(a*)*(a*)*\\x01\\x02\\x03zzz$\"", "http_request"));
}

static void stateless_or_not(void **state)
{
    (void)state;
    static const char *const stateless[] = {"tcp.len > 0", "ip.ttl == 1 || arp",
                                            "http.host == \"a\""};
    static const char *const others[] = {
        "netstage.tcp.retransmission", "tcp && frame.number == 6", "!(netstage.node == \"a\")",
        "tcp.stream == 0", "len(netstage.node) > 1"};
    for (size_t i = 0; i < 3; i++) {
        struct filter *filter = filter_compile(stateless[i], NULL);
        assert_non_null(filter);
        assert_true(filter_uses_only_stateless(filter));
        assert_string_equal(filter_text(filter), stateless[i]);
        filter_free(filter);
    }
    for (size_t i = 0; i < 5; i++) {
        struct filter *filter = filter_compile(others[i], NULL);
        assert_non_null(filter);
        assert_false(filter_uses_only_stateless(filter));
        filter_free(filter);
    }
}

/* The same answer from a tree of the wanted fields as from the whole one. */
static void wanted_fields_are_enough(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++) {
        struct filter *filter = filter_compile(meanings[i].text, NULL);
        struct field_context context = field_context_default();
        struct field_tree tree;
        field_tree_init(&tree, &storage);
        for (size_t s = 0; s < SAMPLES; s++) {
            size_t length;
            uint8_t *octets = sample_octets(&samples[s], &length);
            context.wanted = NULL;
            field_dissect(&tree, octets, length, &context);
            bool whole = filter_match(filter, &tree);
            context.wanted = filter_wanted(filter);
            field_dissect(&tree, octets, length, &context);
            if (filter_match(filter, &tree) != whole)
                fail_msg("%s on %s", meanings[i].text, samples[s].name);
            free(octets);
        }
        filter_free(filter);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filters_mean_what_they_say),
        cmocka_unit_test(errors_say_where_and_what),
        cmocka_unit_test(limits),
        cmocka_unit_test(a_regular_expression_cannot_hang),
        cmocka_unit_test(stateless_or_not),
        cmocka_unit_test(wanted_fields_are_enough),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
