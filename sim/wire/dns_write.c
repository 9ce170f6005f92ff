/* wire/dns_write.c: writing a DNS message; see dns.h. */
#include "wire/dns.h"

enum { POINTER = 0xc000, POINTER_REACH = 0x4000 };

static void header_write(struct writer *w, const struct dns_header *h)
{
    unsigned flags = 0;
    flags |= h->response ? 0x8000U : 0;
    flags |= (h->opcode & 15U) << 11;
    flags |= h->authoritative ? 0x0400U : 0;
    flags |= h->truncated ? 0x0200U : 0;
    flags |= h->recursion_desired ? 0x0100U : 0;
    flags |= h->recursion_available ? 0x0080U : 0;
    flags |= h->reserved ? 0x0040U : 0;
    flags |= h->authentic_data ? 0x0020U : 0;
    flags |= h->checking_disabled ? 0x0010U : 0;
    flags |= h->rcode & 15U;
    write_u16(w, h->id);
    write_u16(w, (uint16_t)flags);
    for (int i = 0; i < DNS_SECTIONS; i++)
        write_u16(w, h->counts[i]);
}

void dns_write_begin(struct dns_writer *w, uint8_t *bytes, size_t capacity,
                     const struct dns_header *header)
{
    memset(w, 0, sizeof *w);
    w->limit = capacity < DNS_MESSAGE_MAX ? capacity : DNS_MESSAGE_MAX;
    w->out = writer_over(bytes, w->limit);
    w->header = *header;
    memset(w->header.counts, 0, sizeof w->header.counts);
    header_write(&w->out, &w->header);
}

/* The labels at `offset` of the message spell exactly `octets`. Everything there was written by
 * this writer, so the walk stays inside and ends. */
static bool spelt_at(const struct writer *out, size_t offset, const uint8_t *octets)
{
    for (;;) {
        while ((out->bytes[offset] & 0xc0) == 0xc0)
            offset = (size_t)(out->bytes[offset] & 0x3f) << 8 | out->bytes[offset + 1];
        size_t n = 1U + octets[0];
        if (memcmp(out->bytes + offset, octets, n) != 0)
            return false;
        if (octets[0] == 0)
            return true;
        offset += n;
        octets += n;
    }
}

/* The offset of an earlier name that ends like `octets`; 0: there is none. */
static uint16_t earlier_name(const struct dns_writer *w, const uint8_t *octets)
{
    for (unsigned i = 0; i < w->name_count; i++) {
        if (spelt_at(&w->out, w->names[i], octets))
            return w->names[i];
    }
    return 0;
}

/* Writes a name, its known end as a pointer (RFC 1035 section 4.1.4). What is new in it is
 * remembered only after the whole name is there, so that spelt_at() sees finished names. */
static void name_write(struct dns_writer *w, const struct dns_name *name)
{
    uint16_t fresh[DNS_NAME_MAX / 2 + 1];
    unsigned fresh_count = 0;
    unsigned at = 0;
    uint16_t pointer = 0;
    while (name->octets[at] != 0 && pointer == 0) {
        pointer = earlier_name(w, name->octets + at);
        if (pointer == 0) {
            if (w->out.at < POINTER_REACH)
                fresh[fresh_count++] = (uint16_t)w->out.at;
            write_octets(&w->out, name->octets + at, 1U + name->octets[at]);
            at += 1U + name->octets[at];
        }
    }
    if (pointer != 0)
        write_u16(&w->out, (uint16_t)(POINTER | pointer));
    else
        write_u8(&w->out, 0);
    for (unsigned i = 0; i < fresh_count && w->name_count < DNS_COMPRESSION_NAMES && w->out.ok;
         i++)
        w->names[w->name_count++] = fresh[i];
}

/* Takes back what an entry that did not fit has written. */
static bool keep_or_take_back(struct dns_writer *w, size_t start, uint16_t names)
{
    if (w->out.ok)
        return true;
    w->out.at = start;
    w->out.ok = true;
    w->name_count = names;
    return false;
}

bool dns_write_question(struct dns_writer *w, const struct dns_question *question)
{
    const size_t start = w->out.at;
    const uint16_t names = w->name_count;
    name_write(w, &question->name);
    write_u16(&w->out, question->type);
    write_u16(&w->out, question->klass);
    if (!keep_or_take_back(w, start, names))
        return false;
    w->header.counts[DNS_QUESTION]++;
    return true;
}

static void soa_times_write(struct writer *w, const struct dns_soa *soa)
{
    write_u32(w, soa->serial);
    write_u32(w, soa->refresh);
    write_u32(w, soa->retry);
    write_u32(w, soa->expire);
    write_u32(w, soa->minimum);
}

void dns_rdata_write(struct writer *w, const struct dns_record *record)
{
    switch (record->type) {
    case DNS_A:
        write_u32(w, record->data.a);
        break;
    case DNS_AAAA:
        write_octets(w, record->data.aaaa, sizeof record->data.aaaa);
        break;
    case DNS_NS:
    case DNS_CNAME:
    case DNS_PTR:
        dns_name_write(w, &record->data.name);
        break;
    case DNS_SOA:
        dns_name_write(w, &record->data.soa.mname);
        dns_name_write(w, &record->data.soa.rname);
        soa_times_write(w, &record->data.soa);
        break;
    case DNS_MX:
        write_u16(w, record->data.mx.preference);
        dns_name_write(w, &record->data.mx.exchange);
        break;
    default: /* a number from the wire, not an enum of ours */
        write_octets(w, record->data.raw.octets, record->data.raw.length);
        break;
    }
}

static void compressed_rdata_write(struct dns_writer *w, const struct dns_record *record)
{
    switch (record->type) {
    case DNS_NS:
    case DNS_CNAME:
    case DNS_PTR:
        name_write(w, &record->data.name);
        break;
    case DNS_SOA:
        name_write(w, &record->data.soa.mname);
        name_write(w, &record->data.soa.rname);
        soa_times_write(&w->out, &record->data.soa);
        break;
    case DNS_MX:
        write_u16(&w->out, record->data.mx.preference);
        name_write(w, &record->data.mx.exchange);
        break;
    default: /* no names in it, or none that may be compressed (RFC 3597 section 4) */
        dns_rdata_write(&w->out, record);
        break;
    }
}

bool dns_write_record(struct dns_writer *w, enum dns_section section,
                      const struct dns_record *record)
{
    const size_t start = w->out.at;
    const uint16_t names = w->name_count;
    name_write(w, &record->owner);
    write_u16(&w->out, record->type);
    write_u16(&w->out, record->klass);
    write_u32(&w->out, record->ttl);
    uint8_t *rdlength = write_space(&w->out, 2);
    const size_t rdata = w->out.at;
    compressed_rdata_write(w, record);
    if (!keep_or_take_back(w, start, names))
        return false;
    struct writer length = writer_over(rdlength, 2);
    write_u16(&length, (uint16_t)(w->out.at - rdata));
    w->header.counts[section]++;
    return true;
}

struct dns_mark dns_write_mark(const struct dns_writer *w)
{
    struct dns_mark mark = {.at = w->out.at, .names = w->name_count};
    memcpy(mark.counts, w->header.counts, sizeof mark.counts);
    return mark;
}

void dns_write_back(struct dns_writer *w, const struct dns_mark *mark)
{
    w->out.at = mark->at;
    w->name_count = mark->names;
    memcpy(w->header.counts, mark->counts, sizeof mark->counts);
}

size_t dns_write_end(struct dns_writer *w)
{
    const size_t length = w->out.at;
    w->out.at = 0;
    header_write(&w->out, &w->header);
    w->out.at = length;
    return length;
}

/* All types of ours compare as their uncompressed octets; names without regard to case. */
bool dns_record_same(const struct dns_record *a, const struct dns_record *b)
{
    if (a->type != b->type || a->klass != b->klass || !dns_name_equal(&a->owner, &b->owner))
        return false;
    switch (a->type) {
    case DNS_A:
        return a->data.a == b->data.a;
    case DNS_AAAA:
        return memcmp(a->data.aaaa, b->data.aaaa, sizeof a->data.aaaa) == 0;
    case DNS_NS:
    case DNS_CNAME:
    case DNS_PTR:
        return dns_name_equal(&a->data.name, &b->data.name);
    case DNS_SOA:
        return dns_name_equal(&a->data.soa.mname, &b->data.soa.mname) &&
               dns_name_equal(&a->data.soa.rname, &b->data.soa.rname) &&
               a->data.soa.serial == b->data.soa.serial;
    case DNS_MX:
        return a->data.mx.preference == b->data.mx.preference &&
               dns_name_equal(&a->data.mx.exchange, &b->data.mx.exchange);
    default: /* a number from the wire, not an enum of ours */
        return a->data.raw.length == b->data.raw.length &&
               (a->data.raw.length == 0 ||
                memcmp(a->data.raw.octets, b->data.raw.octets, a->data.raw.length) == 0);
    }
}
