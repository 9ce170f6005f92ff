/* wire/dns_read.c: reading a DNS message; see dns.h. */
#include "wire/dns.h"

static void header_read(struct reader *r, struct dns_header *h)
{
    h->id = read_u16(r);
    uint16_t flags = read_u16(r);
    h->response = (flags & 0x8000) != 0;
    h->opcode = (uint8_t)(flags >> 11 & 15);
    h->authoritative = (flags & 0x0400) != 0;
    h->truncated = (flags & 0x0200) != 0;
    h->recursion_desired = (flags & 0x0100) != 0;
    h->recursion_available = (flags & 0x0080) != 0;
    h->reserved = (flags & 0x0040) != 0;
    h->authentic_data = (flags & 0x0020) != 0;
    h->checking_disabled = (flags & 0x0010) != 0;
    h->rcode = (uint8_t)(flags & 15);
    for (int i = 0; i < DNS_SECTIONS; i++)
        h->counts[i] = read_u16(r);
}

bool dns_read_begin(struct dns_reader *r, const uint8_t *message, size_t length,
                    struct dns_header *header)
{
    memset(r, 0, sizeof *r);
    r->in = reader_over(message, length);
    header_read(&r->in, &r->header);
    memcpy(r->left, r->header.counts, sizeof r->left);
    if (!r->in.ok) {
        r->refusal = DNS_ENDS_EARLY;
        memset(r->left, 0, sizeof r->left);
        memset(&r->header, 0, sizeof r->header);
    }
    *header = r->header;
    return r->in.ok;
}

bool dns_read_question(struct dns_reader *r, struct dns_question *question)
{
    if (r->refusal != DNS_FINE || r->left[DNS_QUESTION] == 0)
        return false;
    r->left[DNS_QUESTION]--;
    r->refusal = dns_name_read(&r->in, &question->name);
    question->type = read_u16(&r->in);
    question->klass = read_u16(&r->in);
    if (r->refusal == DNS_FINE && !r->in.ok)
        r->refusal = DNS_ENDS_EARLY;
    return r->refusal == DNS_FINE;
}

static enum dns_refusal character_strings_check(const uint8_t *octets, size_t length)
{
    size_t at = 0;
    while (at < length)
        at += 1U + octets[at];
    return at == length && length > 0 ? DNS_FINE : DNS_BAD_CHARACTER_STRING;
}

static enum dns_refusal options_check(const uint8_t *octets, size_t length)
{
    struct reader r = reader_over(octets, length);
    while (reader_left(&r) > 0) {
        (void)read_u16(&r);
        size_t n = read_u16(&r);
        (void)read_octets(&r, n);
    }
    return r.ok ? DNS_FINE : DNS_BAD_OPTION;
}

static enum dns_refusal raw_read(struct reader *r, uint16_t length, struct dns_record *record)
{
    record->data.raw.octets = read_octets(r, length);
    record->data.raw.length = length;
    if (!r->ok)
        return DNS_ENDS_EARLY;
    if (record->type == DNS_TXT)
        return character_strings_check(record->data.raw.octets, length);
    if (record->type == DNS_OPT)
        return options_check(record->data.raw.octets, length);
    return DNS_FINE;
}

static enum dns_refusal soa_read(struct reader *r, struct dns_soa *soa)
{
    enum dns_refusal refusal = dns_name_read(r, &soa->mname);
    if (refusal == DNS_FINE)
        refusal = dns_name_read(r, &soa->rname);
    soa->serial = read_u32(r);
    soa->refresh = read_u32(r);
    soa->retry = read_u32(r);
    soa->expire = read_u32(r);
    soa->minimum = read_u32(r);
    return refusal;
}

enum dns_refusal dns_rdata_read(struct reader *message, uint16_t length,
                                struct dns_record *record)
{
    if (reader_left(message) < length) {
        message->ok = false;
        return DNS_ENDS_EARLY;
    }
    /* A name may point back into the message, but nothing may pass the end of RDATA. */
    struct reader r = *message;
    r.length = r.at + length;
    enum dns_refusal refusal = DNS_FINE;
    switch (record->type) {
    case DNS_A:
        record->data.a = read_u32(&r);
        break;
    case DNS_AAAA: {
        const uint8_t *address = read_octets(&r, sizeof record->data.aaaa);
        if (address != NULL)
            memcpy(record->data.aaaa, address, sizeof record->data.aaaa);
        break;
    }
    case DNS_NS:
    case DNS_CNAME:
    case DNS_PTR:
        refusal = dns_name_read(&r, &record->data.name);
        break;
    case DNS_SOA:
        refusal = soa_read(&r, &record->data.soa);
        break;
    case DNS_MX:
        record->data.mx.preference = read_u16(&r);
        refusal = dns_name_read(&r, &record->data.mx.exchange);
        break;
    default: /* a number from the wire, not an enum of ours */
        refusal = raw_read(&r, length, record);
        break;
    }
    message->at += length;
    if (refusal == DNS_ENDS_EARLY || (refusal == DNS_FINE && (!r.ok || r.at != r.length)))
        return DNS_BAD_RDATA_LENGTH;
    return refusal;
}

/* RFC 6891 section 6.1.1: at most one OPT, in the additional section, owned by the root. */
static enum dns_refusal opt_check(struct dns_reader *r, const struct dns_record *record)
{
    if (record->type != DNS_OPT)
        return DNS_FINE;
    if (r->section != DNS_ADDITIONAL || record->owner.length != 1)
        return DNS_OPT_MISPLACED;
    if (r->opt_seen)
        return DNS_TWO_OPTS;
    r->opt_seen = true;
    return DNS_FINE;
}

bool dns_read_record(struct dns_reader *r, struct dns_record *record)
{
    struct dns_question question;
    while (dns_read_question(r, &question))
        continue;
    int section = DNS_ANSWER;
    while (section < DNS_SECTIONS && r->left[section] == 0)
        section++;
    if (r->refusal != DNS_FINE || section == DNS_SECTIONS)
        return false;
    r->left[section]--;
    r->section = (enum dns_section)section;
    memset(record, 0, sizeof *record);
    r->refusal = dns_name_read(&r->in, &record->owner);
    record->type = read_u16(&r->in);
    record->klass = read_u16(&r->in);
    record->ttl = read_u32(&r->in);
    uint16_t length = read_u16(&r->in);
    if (r->refusal == DNS_FINE && !r->in.ok)
        r->refusal = DNS_ENDS_EARLY;
    if (r->refusal == DNS_FINE)
        r->refusal = dns_rdata_read(&r->in, length, record);
    if (r->refusal == DNS_FINE)
        r->refusal = opt_check(r, record);
    return r->refusal == DNS_FINE;
}

enum dns_refusal dns_read_end(struct dns_reader *r)
{
    struct dns_record record;
    while (dns_read_record(r, &record))
        continue;
    if (r->refusal == DNS_FINE && reader_left(&r->in) > 0)
        r->refusal = DNS_EXTRA_OCTETS;
    return r->refusal;
}
