/* app/tcpdump_dns.c: tcpdump's lines: messages of DNS (RFC 1035). See tcpdump_print.h.
 *
 *     12345+ [1au] A? www.example.com. (56)
 *     12345* 1/0/1 A 10.0.0.80 (72) */
#include "app/tcpdump_print.h"
#include "wire/dns_text.h"

static void put_name(struct text *text, const struct dns_name *name)
{
    size_t from = text->length;
    dns_name_put(text, name);
    if (text->length > from && text->octets[text->length - 1] != '.')
        text_put_char(text, '.');
}

static void put_opcode(struct text *text, const struct dns_header *h)
{
    static const char *const opcodes[] = {"", " inv_q", " stat", " op3", " notify", " update"};
    if (h->opcode < sizeof opcodes / sizeof opcodes[0])
        text_put(text, opcodes[h->opcode]);
}

static void put_rcode(struct text *text, const struct dns_header *h)
{
    static const char *const rcodes[] = {"",          " FormErr", " ServFail",
                                         " NXDomain", " NotImp",  " Refused"};
    if (h->rcode < sizeof rcodes / sizeof rcodes[0])
        text_put(text, rcodes[h->rcode]);
}

/* "5m", "1d2h" */
static void put_duration(struct text *text, uint32_t seconds)
{
    static const struct {
        uint32_t seconds;
        char letter;
    } units[] = {{604800, 'w'}, {86400, 'd'}, {3600, 'h'}, {60, 'm'}, {1, 's'}};
    if (seconds == 0)
        text_put(text, "0s");
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (seconds < units[i].seconds)
            continue;
        text_put_unsigned(text, seconds / units[i].seconds);
        text_put_char(text, units[i].letter);
        seconds %= units[i].seconds;
    }
}

static void put_txt(struct text *text, const struct dns_octets *raw)
{
    struct reader r = reader_over(raw->octets, raw->length);
    while (reader_left(&r) > 0) {
        uint8_t n = read_u8(&r);
        const uint8_t *octets = read_octets(&r, n);
        if (octets == NULL)
            break;
        text_put(text, " \"");
        for (uint8_t i = 0; i < n; i++)
            text_put_char(text, octets[i] >= 0x20 && octets[i] < 0x7f ? (char)octets[i] : '.');
        text_put_char(text, '"');
    }
}

/* " ns.example.com. hostmaster.example.com. 1 7200 900 1209600 300" */
static void put_soa(struct text *text, const struct dns_soa *soa)
{
    const uint32_t numbers[] = {soa->serial, soa->refresh, soa->retry, soa->expire,
                                soa->minimum};
    text_put_char(text, ' ');
    put_name(text, &soa->mname);
    text_put_char(text, ' ');
    put_name(text, &soa->rname);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        text_put_char(text, ' ');
        text_put_unsigned(text, numbers[i]);
    }
}

static void put_rdata(struct text *text, const struct tcpdump_packet *packet,
                      const struct dns_record *record)
{
    switch (record->type) {
    case DNS_A:
        text_put_char(text, ' ');
        text_put_ipv4(text, record->data.a);
        break;
    case DNS_AAAA:
        text_put_char(text, ' ');
        dns_put_ipv6(text, record->data.aaaa);
        break;
    case DNS_NS:
    case DNS_CNAME:
    case DNS_PTR:
        text_put_char(text, ' ');
        put_name(text, &record->data.name);
        break;
    case DNS_MX:
        text_put_char(text, ' ');
        put_name(text, &record->data.mx.exchange);
        text_put_char(text, ' ');
        text_put_unsigned(text, record->data.mx.preference);
        break;
    case DNS_SOA:
        if (packet->options->verbose > 0)
            put_soa(text, &record->data.soa);
        break;
    case DNS_TXT:
        put_txt(text, &record->data.raw);
        break;
    case DNS_OPT:
        text_put(text, " UDPsize=");
        text_put_unsigned(text, record->klass);
        break;
    default: /* types are numbers of the sender's choice; of others the name is all */
        break;
    }
}

static void put_record(struct text *text, const struct tcpdump_packet *packet,
                       const struct dns_record *record)
{
    text_put_char(text, ' ');
    if (packet->options->verbose > 0 && record->type != DNS_OPT) {
        put_name(text, &record->owner);
        if (packet->options->verbose > 2) {
            text_put(text, " [");
            put_duration(text, record->ttl);
            text_put_char(text, ']');
        }
        text_put_char(text, ' ');
    } else if (record->type == DNS_OPT) {
        text_put(text, ". ");
    }
    dns_put_type(text, record->type);
    put_rdata(text, packet, record);
}

/* " [1au]": sections that a question does not usually have. */
static void put_counts(struct text *text, const struct dns_header *h)
{
    static const char *const suffix[] = {"q]", "a]", "n]", "au]"};
    for (int i = 0; i < DNS_SECTIONS; i++) {
        if (h->counts[i] == (i == DNS_QUESTION ? 1 : 0))
            continue;
        text_put(text, " [");
        text_put_unsigned(text, h->counts[i]);
        text_put(text, suffix[i]);
    }
}

static void put_question(struct text *text, struct dns_reader *r)
{
    struct dns_question question;
    if (!dns_read_question(r, &question))
        return;
    text_put_char(text, ' ');
    dns_put_type(text, question.type);
    text_put(text, "? ");
    put_name(text, &question.name);
}

/* The answers; the other sections with -vv. */
static void put_records(struct text *text, const struct tcpdump_packet *packet,
                        struct dns_reader *r)
{
    static const char *const marks[] = {"", "", " ns:", " ar:"};
    struct dns_record record;
    enum dns_section last = DNS_QUESTION;
    while (dns_read_record(r, &record)) {
        if (r->section != DNS_ANSWER && packet->options->verbose < 2)
            break;
        if (r->section == last)
            text_put_char(text, ',');
        else
            text_put(text, marks[r->section]);
        last = r->section;
        put_record(text, packet, &record);
    }
}

static void put_query(struct text *text, const struct tcpdump_packet *packet,
                      struct dns_reader *r, const struct dns_header *h)
{
    put_opcode(text, h);
    if (h->recursion_desired)
        text_put_char(text, '+');
    put_counts(text, h);
    put_question(text, r);
    if (packet->options->verbose > 1)
        put_records(text, packet, r);
}

static void put_response(struct text *text, const struct tcpdump_packet *packet,
                         struct dns_reader *r, const struct dns_header *h)
{
    put_opcode(text, h);
    put_rcode(text, h);
    text_put(text, h->authoritative ? "*" : "");
    text_put(text, h->recursion_available ? "" : "-");
    text_put(text, h->truncated ? "|" : "");
    if (h->counts[DNS_QUESTION] != 1) {
        text_put(text, " [");
        text_put_unsigned(text, h->counts[DNS_QUESTION]);
        text_put(text, "q]");
    }
    if (packet->options->verbose > 1) {
        text_put(text, " q:");
        put_question(text, r);
    }
    for (int i = DNS_ANSWER; i < DNS_SECTIONS; i++) {
        text_put_char(text, i == DNS_ANSWER ? ' ' : '/');
        text_put_unsigned(text, h->counts[i]);
    }
    put_records(text, packet, r);
}

void tcpdump_put_dns(struct text *text, const struct tcpdump_packet *packet,
                     const uint8_t *octets, size_t length)
{
    struct dns_reader r;
    struct dns_header h;
    if (!dns_read_begin(&r, octets, length, &h)) {
        text_put(text, "[|domain]");
        return;
    }
    text_put_unsigned(text, h.id);
    if (h.response)
        put_response(text, packet, &r, &h);
    else
        put_query(text, packet, &r, &h);
    text_put(text, " (");
    text_put_unsigned(text, length);
    text_put_char(text, ')');
}
