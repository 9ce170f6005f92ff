/* tests/wire/test_dns.c: DNS messages against golden octets, by round trips, at every
 * truncation, against every named refusal, and with random octets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/hash.h"
#include "wire/dns_text.h"

static struct dns_name name_of(const char *text)
{
    struct dns_name name;
    assert_int_equal(dns_name_parse(text, strlen(text), &name, NULL), DNS_TEXT_FINE);
    return name;
}

static void assert_name(const struct dns_name *name, const char *text)
{
    char buffer[DNS_NAME_TEXT];
    struct text t = text_over(buffer, sizeof buffer);
    dns_name_put(&t, name);
    assert_string_equal(buffer, text);
}

/* An answer with CNAME, A, NS, glue and OPT, written by hand after RFC 1035 section 4. */
static const uint8_t golden[] = {
    0xbe, 0xef, 0x84, 0x80, 0, 1, 0, 2, 0, 1, 0, 2,
    /* 12: www.example.com. A IN */
    3, 'w', 'w', 'w', 7, 'e', 'x', 'a', 'm', 'p', 'l', 'e', 3, 'c', 'o', 'm', 0, 0, 1, 0, 1,
    /* 33: www CNAME web.example.com. */
    0xc0, 12, 0, 5, 0, 1, 0, 0, 0x0e, 0x10, 0, 6, 3, 'w', 'e', 'b', 0xc0, 16,
    /* 51: web A 10.0.2.80 */
    0xc0, 45, 0, 1, 0, 1, 0, 0, 0x0e, 0x10, 0, 4, 10, 0, 2, 80,
    /* 67: example.com. NS ns.example.com. */
    0xc0, 16, 0, 2, 0, 1, 0, 0, 0x0e, 0x10, 0, 5, 2, 'n', 's', 0xc0, 16,
    /* 84: ns A 10.0.53.53 */
    0xc0, 79, 0, 1, 0, 1, 0, 0, 0x0e, 0x10, 0, 4, 10, 0, 53, 53,
    /* 100: OPT, 1232 octets, DO */
    0, 0, 41, 0x04, 0xd0, 0, 0, 0x80, 0, 0, 0};

enum { GOLDEN_RECORDS = 5 };

static const struct dns_header golden_header = {
    .id = 0xbeef, .response = true, .authoritative = true, .recursion_available = true};

static const char *const golden_text[GOLDEN_RECORDS] = {
    "www.example.com. 3600 IN CNAME web.example.com.", "web.example.com. 3600 IN A 10.0.2.80",
    "example.com. 3600 IN NS ns.example.com.", "ns.example.com. 3600 IN A 10.0.53.53",
    ". 32768 CLASS1232 OPT \\# 0"};

static void put_record(struct text *t, const struct dns_record *record)
{
    dns_name_put(t, &record->owner);
    text_put_char(t, ' ');
    text_put_unsigned(t, record->ttl);
    text_put_char(t, ' ');
    dns_put_class(t, record->klass);
    text_put_char(t, ' ');
    dns_put_type(t, record->type);
    text_put_char(t, ' ');
    dns_put_rdata(t, record);
}

static void assert_record(const struct dns_record *record, const char *expected)
{
    char buffer[8192];
    struct text t = text_over(buffer, sizeof buffer);
    put_record(&t, record);
    assert_string_equal(buffer, expected);
}

static void the_golden_message_reads(void **state)
{
    (void)state;
    struct dns_reader r;
    struct dns_header header;
    struct dns_question question;
    struct dns_record record;
    const enum dns_section sections[GOLDEN_RECORDS] = {DNS_ANSWER, DNS_ANSWER, DNS_AUTHORITY,
                                                       DNS_ADDITIONAL, DNS_ADDITIONAL};
    assert_true(dns_read_begin(&r, golden, sizeof golden, &header));
    assert_int_equal(header.id, 0xbeef);
    assert_true(header.response && header.authoritative && header.recursion_available);
    assert_false(header.truncated || header.recursion_desired || header.reserved);
    assert_true(dns_read_question(&r, &question));
    assert_name(&question.name, "www.example.com.");
    assert_int_equal(question.type, DNS_A);
    for (int i = 0; i < GOLDEN_RECORDS; i++) {
        assert_true(dns_read_record(&r, &record));
        assert_int_equal(r.section, sections[i]);
        assert_record(&record, golden_text[i]);
    }
    assert_true(dns_opt_dnssec_ok(&record));
    assert_int_equal(dns_opt_version(&record), 0);
    assert_false(dns_read_record(&r, &record));
    assert_int_equal(dns_read_end(&r), DNS_FINE);
}

/* Reads `message` and writes it again. The length written; 0: it was refused. */
static size_t copy_message(const uint8_t *message, size_t length, uint8_t *out, size_t capacity)
{
    struct dns_reader r;
    struct dns_writer w;
    struct dns_header header;
    struct dns_question question;
    struct dns_record record;
    if (!dns_read_begin(&r, message, length, &header))
        return 0;
    dns_write_begin(&w, out, capacity, &header);
    while (dns_read_question(&r, &question)) {
        if (!dns_write_question(&w, &question))
            return 0;
    }
    while (dns_read_record(&r, &record)) {
        if (!dns_write_record(&w, r.section, &record))
            return 0;
    }
    return dns_read_end(&r) == DNS_FINE ? dns_write_end(&w) : 0;
}

static void the_golden_message_is_written(void **state)
{
    (void)state;
    uint8_t out[600];
    assert_int_equal(copy_message(golden, sizeof golden, out, sizeof out), sizeof golden);
    assert_memory_equal(out, golden, sizeof golden);
}

static void every_truncation_is_refused(void **state)
{
    (void)state;
    for (size_t length = 0; length < sizeof golden; length++) {
        struct dns_reader r;
        struct dns_header header;
        bool begun = dns_read_begin(&r, golden, length, &header);
        assert_int_equal(begun, length >= DNS_HEADER);
        enum dns_refusal refusal = dns_read_end(&r);
        assert_int_equal(refusal, DNS_ENDS_EARLY);
    }
    uint8_t longer[sizeof golden + 1] = {0};
    memcpy(longer, golden, sizeof golden);
    struct dns_reader r;
    struct dns_header header;
    assert_true(dns_read_begin(&r, longer, sizeof longer, &header));
    assert_int_equal(dns_read_end(&r), DNS_EXTRA_OCTETS);
}

/* A record that does not fit leaves no trace, and the message stays whole. */
static void every_capacity_gives_a_whole_message(void **state)
{
    (void)state;
    for (size_t capacity = DNS_HEADER; capacity <= sizeof golden; capacity++) {
        uint8_t out[sizeof golden];
        struct dns_reader r;
        struct dns_writer w;
        struct dns_header header;
        struct dns_question question;
        struct dns_record record;
        assert_true(dns_read_begin(&r, golden, sizeof golden, &header));
        dns_write_begin(&w, out, capacity, &header);
        assert_true(dns_read_question(&r, &question));
        bool fits = dns_write_question(&w, &question);
        while (dns_read_record(&r, &record) && fits)
            fits = dns_write_record(&w, r.section, &record);
        size_t length = dns_write_end(&w);
        assert_int_equal(fits, capacity == sizeof golden);
        assert_true(length <= capacity);
        assert_true(dns_read_begin(&r, out, length, &header));
        assert_int_equal(dns_read_end(&r), DNS_FINE);
    }
}

struct refused {
    enum dns_refusal refusal;
    size_t length;
    uint8_t octets[48];
};

#define QUESTION 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0
#define ANSWER 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0
#define ADDITIONAL 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1

static const struct refused refusals[] = {
    {DNS_BAD_LABEL_TYPE, 18, {QUESTION, 0x40, 0, 0, 1, 0, 1}},
    {DNS_BAD_LABEL_TYPE, 18, {QUESTION, 0x80, 0, 0, 1, 0, 1}},
    {DNS_POINTER_LOOP, 18, {QUESTION, 0xc0, 12, 0, 1, 0, 1}},
    {DNS_POINTER_LOOP, 20, {QUESTION, 1, 'a', 0xc0, 12, 0, 1, 0, 1}},
    {DNS_POINTER_LOOP, 20, {QUESTION, 1, 'a', 0xc0, 14, 0, 1, 0, 1}},
    {DNS_FORWARD_POINTER, 18, {QUESTION, 0xc0, 14, 0, 1, 0, 1}},
    {DNS_FORWARD_POINTER, 18, {QUESTION, 0xff, 0xff, 0, 1, 0, 1}},
    {DNS_POINTER_INTO_HEADER, 18, {QUESTION, 0xc0, 0, 0, 1, 0, 1}},
    {DNS_POINTER_INTO_HEADER, 18, {QUESTION, 0xc0, 11, 0, 1, 0, 1}},
    {DNS_BAD_RDATA_LENGTH, 26, {ANSWER, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 3, 1, 2, 3}},
    {DNS_BAD_RDATA_LENGTH, 28, {ANSWER, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 5, 1, 2, 3, 4, 5}},
    {DNS_BAD_RDATA_LENGTH, 26, {ANSWER, 0, 0, 5, 0, 1, 0, 0, 0, 0, 0, 3, 1, 'a', 2}},
    {DNS_BAD_RDATA_LENGTH, 27, {ANSWER, 0, 0, 5, 0, 1, 0, 0, 0, 0, 0, 4, 1, 'a', 0, 0}},
    {DNS_BAD_RDATA_LENGTH, 25, {ANSWER, 0, 0, 15, 0, 1, 0, 0, 0, 0, 0, 2, 0, 1}},
    {DNS_BAD_CHARACTER_STRING, 25, {ANSWER, 0, 0, 16, 0, 1, 0, 0, 0, 0, 0, 2, 2, 'a'}},
    {DNS_BAD_CHARACTER_STRING, 23, {ANSWER, 0, 0, 16, 0, 1, 0, 0, 0, 0, 0, 0}},
    {DNS_BAD_OPTION, 27, {ADDITIONAL, 0, 0, 41, 0, 1, 0, 0, 0, 0, 0, 4, 0, 10, 0, 1}},
    {DNS_BAD_OPTION, 26, {ADDITIONAL, 0, 0, 41, 0, 1, 0, 0, 0, 0, 0, 3, 0, 10, 0}},
    {DNS_OPT_MISPLACED, 23, {ANSWER, 0, 0, 41, 0, 1, 0, 0, 0, 0, 0, 0}},
    {DNS_OPT_MISPLACED, 25, {ADDITIONAL, 1, 'a', 0, 0, 41, 0, 1, 0, 0, 0, 0, 0, 0}},
    {DNS_TWO_OPTS, 34, {0, 0, 0, 0, 0, 0, 0, 0, 0,  0, 0, 2, 0, 0, 41, 0, 1,
                        0, 0, 0, 0, 0, 0, 0, 0, 41, 0, 1, 0, 0, 0, 0,  0, 0}},
    {DNS_ENDS_EARLY, 25, {ANSWER, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 9, 1, 2}},
    {DNS_EXTRA_OCTETS, 13, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7}},
    {DNS_FINE, 17, {QUESTION, 0, 0, 1, 0, 1}},
};

static void every_refusal_has_its_name(void **state)
{
    (void)state;
    unsigned fired = 1U << DNS_NAME_TOO_LONG;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        struct dns_reader r;
        struct dns_header header;
        assert_true(dns_read_begin(&r, refusals[i].octets, refusals[i].length, &header));
        enum dns_refusal refusal = dns_read_end(&r);
        if (refusal != refusals[i].refusal)
            fail_msg("row %zu: %s", i, dns_refusal_text(refusal));
        fired |= 1U << refusal;
    }
    assert_int_equal(fired, (1U << (DNS_EXTRA_OCTETS + 1)) - 1);
}

/* 255 octets are read, 256 are not; also when the last labels come through a pointer. */
static void names_are_bounded(void **state)
{
    (void)state;
    for (int last = 61; last <= 62; last++) {
        uint8_t message[DNS_HEADER + 300] = {0};
        struct writer w = writer_over(message, sizeof message);
        (void)write_space(&w, DNS_HEADER);
        for (int i = 0; i < 3; i++) {
            write_u8(&w, DNS_LABEL_MAX);
            (void)write_space(&w, DNS_LABEL_MAX);
        }
        write_u8(&w, (uint8_t)last);
        (void)write_space(&w, (size_t)last);
        write_u8(&w, 0);
        struct reader r = reader_over(message, w.at);
        r.at = DNS_HEADER;
        struct dns_name name;
        enum dns_refusal refusal = dns_name_read(&r, &name);
        assert_int_equal(refusal, last == 61 ? DNS_FINE : DNS_NAME_TOO_LONG);
        assert_int_equal(r.ok, last == 61);
        assert_int_equal(name.length, last == 61 ? DNS_NAME_MAX : 0);
    }
    uint8_t message[DNS_HEADER + 4 + 300] = {0};
    message[DNS_HEADER] = 0;
    size_t at = DNS_HEADER + 1;
    for (int i = 0; i < 128; i++) { /* a.a.a. ... : each run is one label and a pointer back */
        message[at] = 1;
        message[at + 1] = 'a';
        size_t target = i == 0 ? DNS_HEADER : at - 4;
        message[at + 2] = (uint8_t)(0xc0 | target >> 8);
        message[at + 3] = (uint8_t)target;
        struct reader r = reader_over(message, at + 4);
        r.at = at;
        struct dns_name name;
        assert_int_equal(dns_name_read(&r, &name), i < 127 ? DNS_FINE : DNS_NAME_TOO_LONG);
        if (i < 127)
            assert_int_equal(dns_name_labels(&name), i + 1);
        if (at + 8 < sizeof message)
            at += 4;
        else
            break;
    }
}

static void the_text_of_names(void **state)
{
    (void)state;
    struct dns_name name;
    bool absolute;
    assert_int_equal(dns_name_parse("a\\.b.\\032c.", 11, &name, &absolute), DNS_TEXT_FINE);
    assert_true(absolute);
    assert_int_equal(dns_name_labels(&name), 2);
    assert_name(&name, "a\\.b.\\032c.");
    assert_int_equal(dns_name_parse("www", 3, &name, &absolute), DNS_TEXT_FINE);
    assert_false(absolute);
    assert_int_equal(dns_name_parse(".", 1, &name, &absolute), DNS_TEXT_FINE);
    assert_true(absolute);
    assert_name(&name, ".");
    assert_int_equal(dns_name_parse("", 0, &name, NULL), DNS_TEXT_EMPTY);
    assert_int_equal(dns_name_parse("a..b", 4, &name, NULL), DNS_TEXT_EMPTY_LABEL);
    assert_int_equal(dns_name_parse(".a", 2, &name, NULL), DNS_TEXT_EMPTY_LABEL);
    assert_int_equal(dns_name_parse("..", 2, &name, NULL), DNS_TEXT_EMPTY_LABEL);
    assert_int_equal(dns_name_parse("\\", 1, &name, NULL), DNS_TEXT_BAD_ESCAPE);
    assert_int_equal(dns_name_parse("\\25", 3, &name, NULL), DNS_TEXT_BAD_ESCAPE);
    assert_int_equal(dns_name_parse("\\256", 4, &name, NULL), DNS_TEXT_BAD_ESCAPE);
    char longest[260];
    memset(longest, 'x', sizeof longest);
    assert_int_equal(dns_name_parse(longest, 63, &name, NULL), DNS_TEXT_FINE);
    assert_int_equal(dns_name_parse(longest, 64, &name, NULL), DNS_TEXT_LABEL_TOO_LONG);
    for (size_t i = 1; i < sizeof longest; i += 2)
        longest[i] = '.';
    assert_int_equal(dns_name_parse(longest, 253, &name, NULL), DNS_TEXT_FINE);
    assert_int_equal(name.length, DNS_NAME_MAX);
    assert_int_equal(dns_name_parse(longest, 255, &name, NULL), DNS_TEXT_NAME_TOO_LONG);
}

static void names_compare_without_case(void **state)
{
    (void)state;
    struct dns_name mixed = name_of("WwW.Example.COM");
    struct dns_name plain = name_of("www.example.com.");
    struct dns_name zone = name_of("EXAMPLE.com");
    struct dns_name other = name_of("notexample.com");
    struct dns_name root = dns_name_root();
    struct dns_name joined;
    assert_true(dns_name_equal(&mixed, &plain));
    assert_true(dns_name_hash(&mixed) == dns_name_hash(&plain));
    assert_name(&mixed, "WwW.Example.COM.");
    assert_true(dns_name_within(&mixed, &zone));
    assert_true(dns_name_within(&zone, &zone));
    assert_true(dns_name_within(&zone, &root));
    assert_false(dns_name_within(&zone, &mixed));
    assert_false(dns_name_within(&other, &zone));
    struct dns_name parent = dns_name_parent(&mixed, 1);
    assert_true(dns_name_equal(&parent, &zone));
    parent = dns_name_parent(&mixed, 9);
    assert_true(dns_name_equal(&parent, &root));
    struct dns_name www = name_of("www");
    assert_true(dns_name_join(&www, &zone, &joined));
    assert_name(&joined, "www.EXAMPLE.com.");
    struct dns_name star = name_of("*.example.com");
    assert_true(dns_name_is_wildcard(&star));
    assert_false(dns_name_is_wildcard(&plain));
}

static void every_type_survives_a_round_trip(void **state)
{
    (void)state;
    static const uint8_t text[] = {5, 'h', 'e', 'l', 'l', 'o', 3, '"', '\\', 7, 0};
    static const uint8_t odd[] = {1, 2, 0xfe};
    struct dns_record records[9] = {
        {.type = DNS_A, .data.a = 0x0a000250},
        {.type = DNS_AAAA, .data.aaaa = {0x20, 1, 0x0d, 0xb8, [15] = 1}},
        {.type = DNS_NS, .data.name = name_of("ns.Example.com")},
        {.type = DNS_CNAME, .data.name = name_of("web.example.com")},
        {.type = DNS_PTR, .data.name = name_of("example.org")},
        {.type = DNS_MX, .data.mx = {name_of("mail.example.com"), 10}},
        {.type = DNS_SOA,
         .data.soa = {name_of("ns.example.com"), name_of("root.example.com"), 7, 1, 2, 3, 4}},
        {.type = DNS_TXT, .data.raw = {text, sizeof text}},
        {.type = 65280, .data.raw = {odd, sizeof odd}},
    };
    const char *const texts[9] = {"10.0.2.80",
                                  "2001:db8::1",
                                  "ns.Example.com.",
                                  "web.example.com.",
                                  "example.org.",
                                  "10 mail.example.com.",
                                  "ns.example.com. root.example.com. 7 1 2 3 4",
                                  "\"hello\" \"\\\"\\\\\\007\" \"\"",
                                  "\\# 3 0102fe"};
    uint8_t out[700];
    struct dns_writer w;
    dns_write_begin(&w, out, sizeof out, &golden_header);
    for (int i = 0; i < 9; i++) {
        records[i].owner = name_of("example.com");
        records[i].klass = DNS_IN;
        records[i].ttl = 60;
        assert_true(dns_write_record(&w, DNS_ANSWER, &records[i]));
    }
    size_t length = dns_write_end(&w);
    struct dns_reader r;
    struct dns_header header;
    struct dns_record record;
    assert_true(dns_read_begin(&r, out, length, &header));
    assert_int_equal(header.counts[DNS_ANSWER], 9);
    for (int i = 0; i < 9; i++) {
        char buffer[400];
        struct text t = text_over(buffer, sizeof buffer);
        assert_true(dns_read_record(&r, &record));
        assert_true(dns_record_same(&record, &records[i]));
        assert_false(dns_record_same(&record, &records[(i + 1) % 9]));
        dns_put_rdata(&t, &record);
        assert_string_equal(buffer, texts[i]);
    }
    assert_int_equal(dns_read_end(&r), DNS_FINE);
}

/* RFC 4343: a name is compressed only against the same letters, so that case is kept. */
static void compression_keeps_the_case(void **state)
{
    (void)state;
    uint8_t out[200];
    struct dns_writer w;
    struct dns_question question = {name_of("WWW.example.com"), DNS_A, DNS_IN};
    struct dns_record record = {.owner = name_of("www.example.com"),
                                .type = DNS_CNAME,
                                .klass = DNS_IN,
                                .data.name = name_of("WWW.example.com")};
    dns_write_begin(&w, out, sizeof out, &golden_header);
    assert_true(dns_write_question(&w, &question));
    assert_true(dns_write_record(&w, DNS_ANSWER, &record));
    size_t length = dns_write_end(&w);
    assert_int_equal(length, 12 + 21 + 6 + 10 + 2);
    struct dns_reader r;
    struct dns_header header;
    assert_true(dns_read_begin(&r, out, length, &header));
    assert_true(dns_read_record(&r, &record));
    assert_name(&record.owner, "www.example.com.");
    assert_name(&record.data.name, "WWW.example.com.");
}

static void addresses_of_version_6_are_short(void **state)
{
    (void)state;
    static const struct {
        uint8_t octets[16];
        const char *text;
    } rows[] = {
        {{0}, "::"},
        {{[15] = 1}, "::1"},
        {{0x20, 1, 0x0d, 0xb8, [14] = 1, 0}, "2001:db8::100"},
        {{0x20, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1}, "2001:0:1::1:1"},
        {{0xfe, 0x80}, "fe80::"},
        {{0, 1, 0, 2, 0, 0, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8}, "1:2:0:4:5:6:7:8"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char buffer[60];
        struct text t = text_over(buffer, sizeof buffer);
        dns_put_ipv6(&t, rows[i].octets);
        assert_string_equal(buffer, rows[i].text);
    }
}

static void words_and_numbers(void **state)
{
    (void)state;
    uint16_t number;
    assert_true(dns_type_parse("aaaa", 4, &number));
    assert_int_equal(number, DNS_AAAA);
    assert_true(dns_type_parse("TYPE65535", 9, &number));
    assert_int_equal(number, 65535);
    assert_false(dns_type_parse("TYPE65536", 9, &number));
    assert_false(dns_type_parse("TYPE", 4, &number));
    assert_false(dns_type_parse("AA", 2, &number));
    assert_true(dns_class_parse("in", 2, &number));
    assert_int_equal(number, DNS_IN);
    char buffer[100];
    struct text t = text_over(buffer, sizeof buffer);
    dns_put_rcode(&t, DNS_NXDOMAIN);
    text_put_char(&t, ' ');
    dns_put_rcode(&t, 11);
    text_put_char(&t, ' ');
    dns_put_opcode(&t, 0);
    text_put_char(&t, ' ');
    dns_put_type(&t, 300);
    assert_string_equal(buffer, "NXDOMAIN RESERVED11 QUERY TYPE300");
}

/* Whatever is read without refusal is written and read again as the same. */
static void changed_octets_never_overrun(void **state)
{
    (void)state;
    const uint64_t seed = UINT64_C(0x20221122);
    unsigned accepted = 0;
    print_message("seed %llx\n", (unsigned long long)seed);
    for (uint32_t round = 0; round < 20000; round++) {
        uint8_t message[sizeof golden];
        memcpy(message, golden, sizeof golden);
        uint64_t drawn = draw(seed, round, DRAW_TEST, 0);
        unsigned changes = 1 + (unsigned)(drawn & 3);
        for (unsigned i = 0; i < changes; i++) {
            uint64_t d = draw(seed, round, DRAW_TEST, i + 1);
            message[draw_below(d, sizeof message)] = (uint8_t)d;
        }
        uint8_t once[1200];
        uint8_t twice[1200];
        size_t first = copy_message(message, sizeof message, once, sizeof once);
        if (first == 0)
            continue;
        accepted++;
        assert_int_equal(copy_message(once, first, twice, sizeof twice), first);
        assert_memory_equal(once, twice, first);
    }
    assert_true(accepted > 2000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_golden_message_reads),
        cmocka_unit_test(the_golden_message_is_written),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(every_capacity_gives_a_whole_message),
        cmocka_unit_test(every_refusal_has_its_name),
        cmocka_unit_test(names_are_bounded),
        cmocka_unit_test(the_text_of_names),
        cmocka_unit_test(names_compare_without_case),
        cmocka_unit_test(every_type_survives_a_round_trip),
        cmocka_unit_test(compression_keeps_the_case),
        cmocka_unit_test(addresses_of_version_6_are_short),
        cmocka_unit_test(words_and_numbers),
        cmocka_unit_test(changed_octets_never_overrun),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
