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

/* The names of info codes (RFC 8914 section 5.2). */
static const char *const extended_errors[] = {"Other",
                                              "Unsupported DNSKEY Algorithm",
                                              "Unsupported DS Digest Type",
                                              "Stale Answer",
                                              "Forged Answer",
                                              "DNSSEC Indeterminate",
                                              "DNSSEC Bogus",
                                              "Signature Expired",
                                              "Signature Not Yet Valid",
                                              "DNSKEY Missing",
                                              "RRSIGs Missing",
                                              "No Zone Key Bit Set",
                                              "NSEC Missing",
                                              "Cached Error",
                                              "Not Ready",
                                              "Blocked",
                                              "Censored",
                                              "Filtered",
                                              "Prohibited",
                                              "Stale NXDOMAIN Answer",
                                              "Not Authoritative",
                                              "Not Supported",
                                              "No Reachable Authority",
                                              "Network Error",
                                              "Invalid Data"};

/* "; EDE: 22 (No Reachable Authority): (at delegation example.com.)" */
static void put_extended_error(struct text *text, struct reader *option)
{
    unsigned code = read_u16(option);
    text_put(text, "; EDE: ");
    text_put_unsigned(text, code);
    if (code < sizeof extended_errors / sizeof extended_errors[0]) {
        text_put(text, " (");
        text_put(text, extended_errors[code]);
        text_put_char(text, ')');
    }
    if (reader_left(option) > 0)
        text_put(text, ": (");
    bool said = reader_left(option) > 0;
    while (reader_left(option) > 0) {
        uint8_t c = read_u8(option);
        text_put_char(text, c >= ' ' && c <= '~' ? (char)c : '.');
    }
    text_put(text, said ? ")\n" : "\n");
}

static void put_other_option(struct text *text, unsigned code, struct reader *option)
{
    text_put(text, "; OPT=");
    text_put_unsigned(text, code);
    text_put_char(text, ':');
    while (reader_left(option) > 0) {
        text_put_char(text, ' ');
        text_put_hex(text, read_u8(option), 2);
    }
    text_put_char(text, '\n');
}

static void put_opt(struct text *text, const struct dns_record *opt)
{
    struct reader options = reader_over(opt->data.raw.octets, opt->data.raw.length);
    text_put(text, ";; OPT PSEUDOSECTION:\n; EDNS: version: ");
    text_put_unsigned(text, dns_opt_version(opt));
    text_put(text, dns_opt_dnssec_ok(opt) ? ", flags: do; udp: " : ", flags:; udp: ");
    text_put_unsigned(text, opt->klass);
    text_put_char(text, '\n');
    while (reader_left(&options) > 0) {
        unsigned code = read_u16(&options);
        size_t length = read_u16(&options);
        const uint8_t *octets = read_octets(&options, length);
        struct reader option = reader_over(octets, length);
        if (octets != NULL && code == DNS_OPTION_EXTENDED_ERROR && length >= 2)
            put_extended_error(text, &option);
        else if (octets != NULL)
            put_other_option(text, code, &option);
    }
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

/* A text is full when a long record might not fit any more. */
static bool is_full(const struct text *text)
{
    enum { LONGEST = 14 * 1024 };
    return text->length + LONGEST > DIG_TEXT;
}

/* The next record of the section behind page->record. False: there is none. */
static bool next_record(struct dns_reader *r, enum dns_section section, unsigned *skip,
                        struct dns_record *record)
{
    while (dns_read_record(r, record)) {
        if (r->section != section || record->type == DNS_OPT)
            continue;
        if (*skip == 0)
            return true;
        (*skip)--;
    }
    return false;
}

bool dig_put_section(struct text *text, const uint8_t *message, size_t length,
                     enum dns_section section, struct dig_page *page)
{
    struct dns_reader r;
    struct dns_header header;
    struct dns_record record;
    unsigned skip = page->record;
    if (!dns_read_begin(&r, message, length, &header))
        return false;
    while (next_record(&r, section, &skip, &record)) {
        if (is_full(text))
            return true;
        put_record(text, &record);
        page->record++;
    }
    return false;
}

/* A section with its heading; nothing when it is empty. */
static bool put_section(struct text *text, const uint8_t *message, size_t length, bool comments,
                        struct dig_page *page)
{
    static const char *const headings[DNS_SECTIONS] = {
        "", ";; ANSWER SECTION:\n", ";; AUTHORITY SECTION:\n", ";; ADDITIONAL SECTION:\n"};
    const size_t before = text->length;
    if (comments && page->record == 0)
        text_put(text, headings[page->section]);
    if (dig_put_section(text, message, length, (enum dns_section)page->section, page))
        return true;
    if (page->record == 0) {
        text->length = before;
        text->octets[before] = '\0';
    } else if (comments) {
        text_put_char(text, '\n');
    }
    return false;
}

unsigned dig_rcode(const uint8_t *message, size_t length)
{
    struct dns_reader r;
    struct dns_header header;
    struct dns_record opt = {.type = DNS_OPT};
    if (!dns_read_begin(&r, message, length, &header))
        return DNS_NOERROR;
    return header.rcode |
           (find_opt(message, length, &opt) ? (unsigned)dns_opt_extended_rcode(&opt) << 4 : 0);
}

/* What stands before the records. */
static void put_front(struct text *text, const uint8_t *message, size_t length, unsigned print)
{
    struct dns_reader r;
    struct dns_header header;
    struct dns_record opt = {.type = DNS_OPT};
    bool has_header = dns_read_begin(&r, message, length, &header);
    bool comments = (print & DIG_COMMENTS) != 0;
    enum dns_refusal refusal = dns_read_end(&r);
    if (refusal != DNS_FINE) {
        text_put(text, ";; Got bad packet: ");
        text_put(text, dns_refusal_text(refusal));
        text_put_char(text, '\n');
    }
    if (!has_header)
        return;
    if (comments)
        put_header(text, &header, dig_rcode(message, length));
    if (comments && find_opt(message, length, &opt))
        put_opt(text, &opt);
    if ((print & DIG_QUESTION) != 0)
        put_questions(text, message, length);
}

bool dig_put_page(struct text *text, const uint8_t *message, size_t length, unsigned print,
                  struct dig_page *page)
{
    static const uint8_t wanted[DNS_SECTIONS] = {0, DIG_ANSWER, DIG_AUTHORITY, DIG_ADDITIONAL};
    if (page->section == DNS_QUESTION) {
        put_front(text, message, length, print);
        page->section++;
    }
    for (; page->section < DNS_SECTIONS; page->section++) {
        if ((print & wanted[page->section]) != 0 &&
            put_section(text, message, length, (print & DIG_COMMENTS) != 0, page))
            return true;
        page->record = 0;
    }
    return false;
}

bool dig_put_short(struct text *text, const uint8_t *message, size_t length,
                   struct dig_page *page)
{
    struct dns_reader r;
    struct dns_header header;
    struct dns_record record;
    unsigned skip = page->record;
    if (!dns_read_begin(&r, message, length, &header))
        return false;
    while (next_record(&r, DNS_ANSWER, &skip, &record)) {
        if (is_full(text))
            return true;
        dns_put_rdata(text, &record);
        text_put_char(text, '\n');
        page->record++;
    }
    return false;
}
