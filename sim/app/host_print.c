/* app/host_print.c: see host_print.h; here what host prints. */
#include "app/host_print.h"

enum { LONGEST = 14 * 1024 };

void host_put_name(struct text *text, const struct dns_name *name)
{
    dns_name_put(text, name);
    if (name->length > 1) {
        text->length--;
        text->octets[text->length] = '\0';
    }
}

bool host_next_record(const struct text *text, struct dns_reader *r, enum dns_section section,
                      unsigned *skip, struct dns_record *record, bool *more)
{
    while (dns_read_record(r, record)) {
        if (r->section != section || record->type == DNS_OPT)
            continue;
        if (*skip == 0) {
            *more = text->length + LONGEST > HOST_TEXT;
            return !*more;
        }
        (*skip)--;
    }
    return false;
}

struct dns_name host_chain_end(const uint8_t *octets, size_t length,
                               const struct dns_name *name)
{
    struct dns_reader r;
    struct dns_header header;
    struct dns_record record;
    struct dns_name last = *name;
    if (!dns_read_begin(&r, octets, length, &header))
        return last;
    while (dns_read_record(&r, &record)) {
        if (r.section == DNS_ANSWER && record.type == DNS_CNAME &&
            dns_name_equal(&record.owner, &last))
            last = record.data.name;
    }
    return last;
}

/* "web.example.com has address 10.0.0.80" */
static void put_record(struct text *text, const struct dns_record *record)
{
    static const struct {
        uint16_t type;
        const char *words;
    } table[] = {{DNS_A, "has address"},         {DNS_NS, "name server"},
                 {DNS_CNAME, "is an alias for"}, {DNS_PTR, "domain name pointer"},
                 {DNS_MX, "mail is handled by"}, {DNS_TXT, "descriptive text"},
                 {DNS_AAAA, "has IPv6 address"}};
    const char *words = NULL;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (table[i].type == record->type)
            words = table[i].words;
    }
    host_put_name(text, &record->owner);
    text_put_char(text, ' ');
    if (words != NULL) {
        text_put(text, words);
    } else {
        text_put(text, "has ");
        dns_put_type(text, record->type);
        text_put(text, " record");
    }
    text_put_char(text, ' ');
    dns_put_rdata(text, record);
    text_put_char(text, '\n');
}

/* "Host nobody.example.com not found: 3(NXDOMAIN)" */
static void put_failure(struct text *text, const struct host_answer *answer, unsigned rcode)
{
    text_put(text, "Host ");
    if (rcode == DNS_NXDOMAIN && answer->type == DNS_PTR)
        dns_name_put(text, answer->name);
    else if (rcode == DNS_NXDOMAIN)
        text_put(text, answer->word);
    else
        host_put_name(text, answer->name);
    text_put(text, " not found: ");
    text_put_unsigned(text, rcode);
    text_put_char(text, '(');
    dns_put_rcode(text, rcode);
    text_put(text, ")\n");
}

static void put_none(struct text *text, const struct host_answer *answer)
{
    host_put_name(text, answer->name);
    text_put(text, " has no ");
    dns_put_type(text, answer->type);
    text_put(text, " record\n");
}

bool host_put_answer(struct text *text, struct host_answer *answer, unsigned *from)
{
    struct dns_reader r;
    struct dns_header header;
    struct dns_record record;
    unsigned skip = *from;
    bool more = false;
    if (!dns_read_begin(&r, answer->octets, answer->length, &header))
        return false;
    if (header.rcode != DNS_NOERROR) {
        put_failure(text, answer, header.rcode);
        answer->failed = true;
        return false;
    }
    while (host_next_record(text, &r, DNS_ANSWER, &skip, &record, &more)) {
        put_record(text, &record);
        (*from)++;
    }
    if (*from == 0 && !more && (answer->typed || answer->address))
        put_none(text, answer);
    return more;
}
