/* tests/app/test_dns_zone.c: answers of an authoritative server (RFC 1034 section 4.3.2), as a
 * table: question, what kind of answer, and the message in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/dig_print.h"
#include "app/dns_zone.h"

static struct dns_name name_of(const char *text)
{
    struct dns_name name;
    assert_int_equal(dns_name_parse(text, strlen(text), &name, NULL), DNS_TEXT_FINE);
    return name;
}

static struct dns_record records[32];
static struct dns_zone zones[2];

static struct dns_record *add(struct dns_zone *zone, const char *owner, enum dns_type type)
{
    uint32_t used = zones[0].count + zones[1].count;
    struct dns_record *r = &records[used];
    if (zone->count == 0)
        zone->records = r;
    zone->count++;
    *r = (struct dns_record){
        .owner = name_of(owner), .type = (uint16_t)type, .klass = DNS_IN, .ttl = 100};
    return r;
}

static void add_soa(struct dns_zone *zone, const char *origin)
{
    zone->origin = name_of(origin);
    struct dns_soa *soa = &add(zone, origin, DNS_SOA)->data.soa;
    soa->mname = name_of("ns.example.com");
    soa->rname = name_of("root.example.com");
    soa->minimum = 30;
    add(zone, origin, DNS_NS)->data.name = name_of("ns.example.com");
}

static int make_zones(void **state)
{
    (void)state;
    struct dns_zone *z = &zones[0];
    add_soa(z, "example.com");
    add(z, "ns.example.com", DNS_A)->data.a = 0x0a000035;
    add(z, "www.example.com", DNS_A)->data.a = 0x0a000250;
    add(z, "www.example.com", DNS_A)->data.a = 0x0a000251;
    add(z, "alias.example.com", DNS_CNAME)->data.name = name_of("WWW.example.com");
    add(z, "twice.example.com", DNS_CNAME)->data.name = name_of("alias.example.com");
    add(z, "away.example.com", DNS_CNAME)->data.name = name_of("www.example.org");
    add(z, "dead.example.com", DNS_CNAME)->data.name = name_of("none.example.com");
    add(z, "to-sub.example.com", DNS_CNAME)->data.name = name_of("x.sub.example.com");
    add(z, "loop.example.com", DNS_CNAME)->data.name = name_of("loop2.example.com");
    add(z, "loop2.example.com", DNS_CNAME)->data.name = name_of("loop.example.com");
    add(z, "sub.example.com", DNS_NS)->data.name = name_of("ns.sub.example.com");
    add(z, "ns.sub.example.com", DNS_A)->data.a = 0x0a000335;
    add(z, "example.com", DNS_MX)->data.mx = (struct dns_mx){name_of("www.example.com"), 10};
    add(z, "*.wild.example.com", DNS_A)->data.a = 0x0a000001;
    add(z, "real.wild.example.com", DNS_MX)->data.mx =
        (struct dns_mx){name_of("www.example.com"), 5};
    add(z, "a.deep.example.com", DNS_A)->data.a = 0x0a000002;
    add_soa(&zones[1], "other.example.com");
    add(&zones[1], "x.other.example.com", DNS_A)->data.a = 0x0a000003;
    return 0;
}

struct row {
    const char *name;
    enum dns_type type;
    enum zone_answer answer;
    bool authoritative;
    enum dns_rcode rcode;
    const char *text; /* answer / authority / additional */
};

/* "owner TTL TYPE;" is enough where the data are clear from the zone. */
static const struct row rows[] = {
    {"www.example.com", DNS_A, ZONE_DATA, true, DNS_NOERROR,
     "www.example.com. 100 A 10.0.2.80;www.example.com. 100 A 10.0.2.81;//"},
    {"WWW.EXAMPLE.COM", DNS_A, ZONE_DATA, true, DNS_NOERROR,
     "WWW.EXAMPLE.COM. 100 A 10.0.2.80;WWW.EXAMPLE.COM. 100 A 10.0.2.81;//"},
    {"www.example.com", DNS_AAAA, ZONE_NO_DATA, true, DNS_NOERROR, "/example.com. 30 SOA/"},
    {"none.example.com", DNS_A, ZONE_NO_NAME, true, DNS_NXDOMAIN, "/example.com. 30 SOA/"},
    {"deep.example.com", DNS_A, ZONE_NO_DATA, true, DNS_NOERROR, "/example.com. 30 SOA/"},
    {"alias.example.com", DNS_A, ZONE_DATA, true, DNS_NOERROR,
     "alias.example.com. 100 CNAME WWW.example.com.;WWW.example.com. 100 A 10.0.2.80;"
     "WWW.example.com. 100 A 10.0.2.81;//"},
    {"alias.example.com", DNS_CNAME, ZONE_DATA, true, DNS_NOERROR,
     "alias.example.com. 100 CNAME WWW.example.com.;//"},
    {"twice.example.com", DNS_A, ZONE_DATA, true, DNS_NOERROR,
     "twice.example.com. 100 CNAME alias.example.com.;"
     "alias.example.com. 100 CNAME WWW.example.com.;WWW.example.com. 100 A 10.0.2.80;"
     "WWW.example.com. 100 A 10.0.2.81;//"},
    {"away.example.com", DNS_A, ZONE_ALIAS, true, DNS_NOERROR,
     "away.example.com. 100 CNAME www.example.org.;//"},
    {"dead.example.com", DNS_A, ZONE_NO_NAME, true, DNS_NXDOMAIN,
     "dead.example.com. 100 CNAME none.example.com.;/example.com. 30 SOA/"},
    {"to-sub.example.com", DNS_A, ZONE_ALIAS, true, DNS_NOERROR,
     "to-sub.example.com. 100 CNAME x.sub.example.com.;/"
     "sub.example.com. 100 NS ns.sub.example.com.;/ns.sub.example.com. 100 A 10.0.3.53;"},
    {"x.sub.example.com", DNS_A, ZONE_REFERRAL, false, DNS_NOERROR,
     "/sub.example.com. 100 NS ns.sub.example.com.;/ns.sub.example.com. 100 A 10.0.3.53;"},
    {"sub.example.com", DNS_NS, ZONE_REFERRAL, false, DNS_NOERROR,
     "/sub.example.com. 100 NS ns.sub.example.com.;/ns.sub.example.com. 100 A 10.0.3.53;"},
    {"example.com", DNS_MX, ZONE_DATA, true, DNS_NOERROR,
     "example.com. 100 MX 10 www.example.com.;//www.example.com. 100 A 10.0.2.80;"
     "www.example.com. 100 A 10.0.2.81;"},
    {"example.com", DNS_NS, ZONE_DATA, true, DNS_NOERROR,
     "example.com. 100 NS ns.example.com.;//ns.example.com. 100 A 10.0.0.53;"},
    {"x.wild.example.com", DNS_A, ZONE_WILDCARD, true, DNS_NOERROR,
     "x.wild.example.com. 100 A 10.0.0.1;//"},
    {"y.x.wild.example.com", DNS_A, ZONE_WILDCARD, true, DNS_NOERROR,
     "y.x.wild.example.com. 100 A 10.0.0.1;//"},
    {"x.wild.example.com", DNS_MX, ZONE_NO_DATA, true, DNS_NOERROR, "/example.com. 30 SOA/"},
    {"real.wild.example.com", DNS_A, ZONE_NO_DATA, true, DNS_NOERROR, "/example.com. 30 SOA/"},
    {"x.other.example.com", DNS_A, ZONE_DATA, true, DNS_NOERROR,
     "x.other.example.com. 100 A 10.0.0.3;//"},
    {"loop.example.com", DNS_A, ZONE_LOOP, true, DNS_SERVFAIL, NULL},
    {"example.org", DNS_A, ZONE_NOT_OURS, false, DNS_NOERROR, "//"},
};

/* The sections of a message, "/" between them; of a SOA only owner and TTL. */
static void put_message(struct text *text, const uint8_t *message, size_t length)
{
    struct dns_reader r;
    struct dns_header header;
    struct dns_record record;
    int section = DNS_ANSWER;
    assert_true(dns_read_begin(&r, message, length, &header));
    while (dns_read_record(&r, &record)) {
        for (; section < (int)r.section; section++)
            text_put_char(text, '/');
        dns_name_put(text, &record.owner);
        text_put_char(text, ' ');
        text_put_unsigned(text, record.ttl);
        text_put_char(text, ' ');
        dns_put_type(text, record.type);
        if (record.type == DNS_SOA)
            continue;
        text_put_char(text, ' ');
        dns_put_rdata(text, &record);
        text_put_char(text, ';');
    }
    for (; section < DNS_ADDITIONAL; section++)
        text_put_char(text, '/');
    assert_int_equal(dns_read_end(&r), DNS_FINE);
}

static void every_question_has_its_answer(void **state)
{
    (void)state;
    unsigned seen = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t message[1232];
        char buffer[2000];
        struct dns_writer w;
        struct text text = text_over(buffer, sizeof buffer);
        struct dns_header header = {.id = 1, .response = true};
        struct dns_question question = {name_of(rows[i].name), (uint16_t)rows[i].type, DNS_IN};
        dns_write_begin(&w, message, sizeof message, &header);
        assert_true(dns_write_question(&w, &question));
        enum zone_answer answer = dns_zone_answer(zones, 2, &question, &w);
        put_message(&text, message, dns_write_end(&w));
        bool same = rows[i].text == NULL || strcmp(rows[i].text, buffer) == 0;
        if (answer != rows[i].answer || !same ||
            w.header.authoritative != rows[i].authoritative || w.header.rcode != rows[i].rcode)
            fail_msg("%s: %d aa=%d rcode=%d %s", rows[i].name, answer, w.header.authoritative,
                     w.header.rcode, buffer);
        seen |= 1U << answer;
    }
    assert_int_equal(seen, (1U << (ZONE_LOOP + 1)) - 1);
}

/* An answer that does not fit says so, and is well formed at every size. */
static void what_does_not_fit_is_truncated(void **state)
{
    (void)state;
    struct dns_question question = {name_of("www.example.com"), DNS_A, DNS_IN};
    for (size_t size = 33; size <= 33 + 32; size++) {
        uint8_t message[100];
        struct dns_writer w;
        struct dns_reader r;
        struct dns_header header = {.response = true};
        dns_write_begin(&w, message, size, &header);
        assert_true(dns_write_question(&w, &question));
        assert_int_equal(dns_zone_answer(zones, 2, &question, &w), ZONE_DATA);
        size_t length = dns_write_end(&w);
        assert_true(dns_read_begin(&r, message, length, &header));
        assert_int_equal(header.truncated, size < 33 + 32);
        assert_int_equal(dns_read_end(&r), DNS_FINE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_question_has_its_answer),
        cmocka_unit_test(what_does_not_fit_is_truncated),
    };
    return cmocka_run_group_tests(tests, make_zones, NULL);
}
