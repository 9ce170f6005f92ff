/* app/nslookup_print.c: what nslookup prints of an answer; see host_print.h. */
#include "app/host_print.h"

static void put_soa(struct text *text, const struct dns_soa *soa)
{
    static const char *const words[] = {"serial", "refresh", "retry", "expire", "minimum"};
    const uint32_t numbers[] = {soa->serial, soa->refresh, soa->retry, soa->expire,
                                soa->minimum};
    text_put(text, "\n\torigin = ");
    host_put_name(text, &soa->mname);
    text_put(text, "\n\tmail addr = ");
    host_put_name(text, &soa->rname);
    for (int i = 0; i < 5; i++) {
        text_put(text, "\n\t");
        text_put(text, words[i]);
        text_put(text, " = ");
        text_put_unsigned(text, numbers[i]);
    }
    text_put_char(text, '\n');
}

static const char *words_of(uint16_t type)
{
    static const struct {
        uint16_t type;
        const char *words;
    } table[] = {{DNS_NS, "\tnameserver = "}, {DNS_CNAME, "\tcanonical name = "},
                 {DNS_PTR, "\tname = "},      {DNS_MX, "\tmail exchanger = "},
                 {DNS_TXT, "\ttext = "},      {DNS_A, "\nAddress: "},
                 {DNS_AAAA, "\nAddress: "}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (table[i].type == type)
            return table[i].words;
    }
    return "\trdata = ";
}

/* "rich.com\tmail exchanger = 10 mail.rich.com." */
static void put_record(struct text *text, const struct dns_record *record)
{
    if (record->type == DNS_A || record->type == DNS_AAAA)
        text_put(text, "Name:\t");
    host_put_name(text, &record->owner);
    if (record->type == DNS_SOA) {
        put_soa(text, &record->data.soa);
        return;
    }
    text_put(text, words_of(record->type));
    dns_put_rdata(text, record);
    text_put_char(text, '\n');
}

static bool put_section(struct text *text, const struct host_answer *answer,
                        enum dns_section section, unsigned *from)
{
    struct dns_reader r;
    struct dns_header header;
    struct dns_record record;
    unsigned skip = *from;
    bool more = false;
    if (!dns_read_begin(&r, answer->octets, answer->length, &header))
        return false;
    while (host_next_record(text, &r, section, &skip, &record, &more)) {
        put_record(text, &record);
        (*from)++;
    }
    return more;
}

/* Who is responsible, as far as a resolver tells. */
static void put_authorities(struct text *text, const struct host_answer *answer)
{
    unsigned from = 0;
    text_put(text, "\nAuthoritative answers can be found from:\n");
    (void)put_section(text, answer, DNS_AUTHORITY, &from);
    from = 0;
    (void)put_section(text, answer, DNS_ADDITIONAL, &from);
}

static void put_failure(struct text *text, struct host_answer *answer, unsigned rcode)
{
    text_put(text, "** server can't find ");
    host_put_name(text, answer->name);
    text_put(text, ": ");
    dns_put_rcode(text, rcode);
    text_put_char(text, '\n');
    answer->failed = true;
}

static void put_none(struct text *text, const struct host_answer *answer)
{
    text_put(text, "*** Can't find ");
    host_put_name(text, answer->name);
    text_put(text, ": No answer\n");
}

bool nslookup_put_answer(struct text *text, struct host_answer *answer, unsigned *from)
{
    struct dns_reader r;
    struct dns_header header;
    if (!dns_read_begin(&r, answer->octets, answer->length, &header))
        return false;
    if (header.rcode != DNS_NOERROR) {
        put_failure(text, answer, header.rcode);
        return false;
    }
    bool cached = !header.authoritative;
    if (*from == 0 && cached && (answer->typed || answer->type == DNS_A))
        text_put(text, "Non-authoritative answer:\n");
    if (put_section(text, answer, DNS_ANSWER, from))
        return true;
    if (*from == 0 && (answer->typed || answer->address))
        put_none(text, answer);
    if (cached && answer->type != DNS_A && answer->type != DNS_AAAA)
        put_authorities(text, answer);
    return false;
}
