/* app/dig_print.c: see dig_print.h. */
#include <string.h>

#include "app/dig_print.h"

/* dig lines its columns up with tabs: name to column 24, TTL to 32, class to 40, type to 48. */
static void put_tabs_to(struct text *line, size_t start, size_t column)
{
    size_t at = 0; /* the column on the screen, tabs expanded */
    for (size_t i = start; i < line->length; i++)
        at = line->octets[i] == '\t' ? (at / 8 + 1) * 8 : at + 1;
    do {
        text_put_char(line, '\t');
        at = (at / 8 + 1) * 8;
    } while (at < column);
}

static void put_record(struct text *text, const struct dns_record *record)
{
    const size_t start = text->length;
    dns_name_put(text, &record->owner);
    put_tabs_to(text, start, 24);
    text_put_unsigned(text, record->ttl);
    put_tabs_to(text, start, 32);
    dns_put_class(text, record->klass);
    put_tabs_to(text, start, 40);
    dns_put_type(text, record->type);
    put_tabs_to(text, start, 48);
    dns_put_rdata(text, record);
    text_put_char(text, '\n');
}

static void put_question(struct text *text, const struct dns_question *question)
{
    const size_t start = text->length;
    text_put_char(text, ';');
    dns_name_put(text, &question->name);
    put_tabs_to(text, start, 32);
    dns_put_class(text, question->klass);
    put_tabs_to(text, start, 40);
    dns_put_type(text, question->type);
    text_put_char(text, '\n');
}

static void put_flags(struct text *text, const struct dns_header *h)
{
    const struct {
        bool set;
        const char *word;
    } flags[] = {{h->response, " qr"},
                 {h->authoritative, " aa"},
                 {h->truncated, " tc"},
                 {h->recursion_desired, " rd"},
                 {h->recursion_available, " ra"},
                 {h->authentic_data, " ad"},
                 {h->checking_disabled, " cd"}};
    text_put(text, ";; flags:");
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        if (flags[i].set)
            text_put(text, flags[i].word);
    }
}

static void put_header(struct text *text, const struct dns_header *h, unsigned rcode)
{
    static const char *const names[DNS_SECTIONS] = {
        "; QUERY: ", ", ANSWER: ", ", AUTHORITY: ", ", ADDITIONAL: "};
    text_put(text, ";; Got answer:\n;; ->>HEADER<<- opcode: ");
    dns_put_opcode(text, h->opcode);
    text_put(text, ", status: ");
    dns_put_rcode(text, rcode);
    text_put(text, ", id: ");
    text_put_unsigned(text, h->id);
    text_put_char(text, '\n');
    put_flags(text, h);
    for (int i = 0; i < DNS_SECTIONS; i++) {
        text_put(text, names[i]);
        text_put_unsigned(text, h->counts[i]);
    }
    text_put_char(text, '\n');
    if (h->recursion_desired && !h->recursion_available)
        text_put(text, ";; WARNING: recursion requested but not available\n");
    text_put_char(text, '\n');
}

static void put_opt(struct text *text, const struct dns_record *opt)
{
    text_put(text, ";; OPT PSEUDOSECTION:\n; EDNS: version: ");
    text_put_unsigned(text, dns_opt_version(opt));
    text_put(text, dns_opt_dnssec_ok(opt) ? ", flags: do; udp: " : ", flags:; udp: ");
    text_put_unsigned(text, opt->klass);
    text_put_char(text, '\n');
}

/* Finds OPT. False: there is none, or the message is malformed. */
static bool find_opt(const uint8_t *message, size_t length, struct dns_record *opt)
{
    struct dns_reader r;
    struct dns_header header;
    bool found = false;
    struct dns_record record;
    if (!dns_read_begin(&r, message, length, &header))
        return false;
    while (dns_read_record(&r, &record)) {
        if (record.type == DNS_OPT) {
            *opt = record;
            found = true;
        }
    }
    return found;
}

static void put_questions(struct text *text, const uint8_t *message, size_t length)
{
    struct dns_reader r;
    struct dns_header header;
    struct dns_question question;
    if (!dns_read_begin(&r, message, length, &header) || header.counts[DNS_QUESTION] == 0)
        return;
    text_put(text, ";; QUESTION SECTION:\n");
    while (dns_read_question(&r, &question))
        put_question(text, &question);
    text_put_char(text, '\n');
}

void dig_put_section(struct text *text, const uint8_t *message, size_t length,
                     enum dns_section section)
{
    struct dns_reader r;
    struct dns_header header;
    struct dns_record record;
    if (!dns_read_begin(&r, message, length, &header))
        return;
    while (dns_read_record(&r, &record)) {
        if (r.section == section && record.type != DNS_OPT)
            put_record(text, &record);
    }
}

/* A section with its heading; nothing when it is empty. */
static void put_section(struct text *text, const uint8_t *message, size_t length,
                        enum dns_section section, bool comments)
{
    static const char *const headings[DNS_SECTIONS] = {
        "", ";; ANSWER SECTION:\n", ";; AUTHORITY SECTION:\n", ";; ADDITIONAL SECTION:\n"};
    const size_t before = text->length;
    if (comments)
        text_put(text, headings[section]);
    const size_t heading = text->length;
    dig_put_section(text, message, length, section);
    if (text->length == heading) {
        text->length = before;
        text->octets[before] = '\0';
    } else if (comments) {
        text_put_char(text, '\n');
    }
}

void dig_put_message(struct text *text, const uint8_t *message, size_t length, unsigned print)
{
    struct dns_reader r;
    struct dns_header header;
    struct dns_record opt = {.type = DNS_OPT};
    bool has_header = dns_read_begin(&r, message, length, &header);
    bool has_opt = find_opt(message, length, &opt);
    bool comments = (print & DIG_COMMENTS) != 0;
    unsigned rcode = header.rcode;
    if (has_opt)
        rcode |= (unsigned)dns_opt_extended_rcode(&opt) << 4;
    enum dns_refusal refusal = dns_read_end(&r);
    if (refusal != DNS_FINE) {
        text_put(text, ";; Got bad packet: ");
        text_put(text, dns_refusal_text(refusal));
        text_put_char(text, '\n');
    }
    if (!has_header)
        return;
    if (comments)
        put_header(text, &header, rcode);
    if (comments && has_opt)
        put_opt(text, &opt);
    if ((print & DIG_QUESTION) != 0)
        put_questions(text, message, length);
    if ((print & DIG_ANSWER) != 0)
        put_section(text, message, length, DNS_ANSWER, comments);
    if ((print & DIG_AUTHORITY) != 0)
        put_section(text, message, length, DNS_AUTHORITY, comments);
    if ((print & DIG_ADDITIONAL) != 0)
        put_section(text, message, length, DNS_ADDITIONAL, comments);
}

void dig_put_short(struct text *text, const uint8_t *message, size_t length)
{
    struct dns_reader r;
    struct dns_header header;
    struct dns_record record;
    if (!dns_read_begin(&r, message, length, &header))
        return;
    while (dns_read_record(&r, &record)) {
        if (r.section != DNS_ANSWER)
            continue;
        dns_put_rdata(text, &record);
        text_put_char(text, '\n');
    }
}
