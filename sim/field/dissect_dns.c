/* field/dissect_dns.c: a DNS message (RFC 1035 4.1; the diagram is in wire/dns.h): the header,
 * the questions and the records, whose data is read by dns_data.c. */
#include <string.h>

#include "field/dns_layer.h"
#include "wire/dns.h"

enum { OPCODE_UPDATE = 5, FLAG_BITS = 16, TYPE_SRV = 33, LENGTH_PREFIX = 2 };

struct flag_row {
    enum field_id field;
    uint8_t bit, width;
    bool in_queries;
};

static const struct flag_row flag_rows[] = {
    {FIELD_DNS_FLAGS_RESPONSE, 0, 1, true},
    {FIELD_DNS_FLAGS_OPCODE, 1, 4, true},
    {FIELD_DNS_FLAGS_AUTHORITATIVE, 5, 1, false},
    {FIELD_DNS_FLAGS_TRUNCATED, 6, 1, true},
    {FIELD_DNS_FLAGS_RECDESIRED, 7, 1, true},
    {FIELD_DNS_FLAGS_RECAVAIL, 8, 1, false},
    {FIELD_DNS_FLAGS_Z, 9, 1, true},
    {FIELD_DNS_FLAGS_AUTHENTICATED, 10, 1, false},
    {FIELD_DNS_FLAGS_CHECKDISABLE, 11, 1, true},
    {FIELD_DNS_FLAGS_RCODE, 12, 4, false},
};

static void take_flags(struct dns_layer *m)
{
    struct layer *l = &m->l;
    if (!layer_need(l, 2))
        return;
    uint32_t flags = (uint32_t)number_at(l, l->at, 2);
    bool response = (flags & 0x8000) != 0;
    m->update = (flags >> 11 & 0xf) == OPCODE_UPDATE;
    uint16_t node = add_node(l->d->tree, l->node, FIELD_DNS_FLAGS, l->at, 2, flags);
    for (size_t i = 0; i < sizeof flag_rows / sizeof flag_rows[0]; i++) {
        const struct flag_row *row = &flag_rows[i];
        bool set = (flags >> (FLAG_BITS - row->bit - row->width) & 1) != 0;
        if (response || row->in_queries || (row->field == FIELD_DNS_FLAGS_AUTHENTICATED && set))
            add_bits(l, node, row->field, l->at, 2, row->bit, row->width);
    }
    l->at += 2;
}

static void take_counts(struct dns_layer *m, uint32_t counts[DNS_SECTIONS])
{
    static const enum field_id fields[2][DNS_SECTIONS] = {
        {FIELD_DNS_COUNT_QUERIES, FIELD_DNS_COUNT_ANSWERS, FIELD_DNS_COUNT_AUTH_RR,
         FIELD_DNS_COUNT_ADD_RR},
        {FIELD_DNS_COUNT_ZONES, FIELD_DNS_COUNT_PREREQUISITES, FIELD_DNS_COUNT_UPDATES,
         FIELD_DNS_COUNT_ADD_RR}};
    for (int i = 0; i < DNS_SECTIONS; i++)
        counts[i] = (uint32_t)take_number(&m->l, fields[m->update ? 1 : 0][i], 2);
}

static void take_question(struct dns_layer *m)
{
    struct layer *l = &m->l;
    struct dns_label_text name;
    uint32_t at = l->at;
    dns_take_name(m, &name);
    if (!layer_need(l, 4))
        return;
    uint32_t length = l->at - at;
    add_text(l->d->tree, l->node, FIELD_DNS_QRY_NAME, at, length, name.octets, name.length);
    add_generated(l, l->node, FIELD_DNS_QRY_NAME_LEN, at, length, name.characters);
    add_generated(l, l->node, FIELD_DNS_COUNT_LABELS, at, length, name.labels);
    take_number(l, FIELD_DNS_QRY_TYPE, 2);
    take_number(l, FIELD_DNS_QRY_CLASS, 2);
}

/* The owner of a SRV record names service, protocol and domain (RFC 2782). */
static void add_service(struct dns_layer *m, const struct dns_label_text *name, uint32_t at,
                        uint32_t length)
{
    static const enum field_id parts[2] = {FIELD_DNS_SRV_SERVICE, FIELD_DNS_SRV_PROTO};
    struct layer *l = &m->l;
    const char *rest = name->octets;
    size_t left = name->length;
    for (int i = 0; i < 2; i++) {
        const char *dot = memchr(rest, '.', left);
        size_t size = dot != NULL ? (size_t)(dot - rest) : left;
        add_text(l->d->tree, l->node, parts[i], at, length, rest, size);
        size_t step = dot != NULL ? size + 1 : size;
        rest += step;
        left -= step;
    }
    add_text(l->d->tree, l->node, FIELD_DNS_SRV_NAME, at, length, rest, left);
}

/* The fixed part of an OPT record stands where others have class and TTL (RFC 6891 6.1.2). */
static void take_opt_fixed(struct dns_layer *m)
{
    struct layer *l = &m->l;
    take_number(l, FIELD_DNS_RR_UDP_PAYLOAD_SIZE, 2);
    take_number(l, FIELD_DNS_RESP_EXT_RCODE, 1);
    take_number(l, FIELD_DNS_RESP_EDNS0_VERSION, 1);
    if (!layer_need(l, 2))
        return;
    uint16_t node =
        add_node(l->d->tree, l->node, FIELD_DNS_RESP_Z, l->at, 2, number_at(l, l->at, 2));
    add_bits(l, node, FIELD_DNS_RESP_Z_DO, l->at, 2, 0, 1);
    add_bits(l, node, FIELD_DNS_RESP_Z_RESERVED, l->at, 2, 1, 15);
    l->at += 2;
}

static void take_class_and_ttl(struct dns_layer *m)
{
    struct layer *l = &m->l;
    take_number(l, FIELD_DNS_RESP_CLASS, 2);
    if (!layer_need(l, 4))
        return;
    uint64_t ttl = number_at(l, l->at, 4);
    uint16_t node = add_node(l->d->tree, l->node, FIELD_DNS_RESP_TTL, l->at, 4, ttl);
    if ((ttl & 0x80000000) != 0)
        add_expert(l, node, FIELD_DNS_TTL_HIGH_BIT_SET, l->at, 4);
    l->at += 4;
}

static void take_record(struct dns_layer *m)
{
    struct layer *l = &m->l;
    struct dns_label_text name;
    uint32_t at = l->at;
    dns_take_name(m, &name);
    if (!layer_need(l, 10))
        return;
    uint32_t type = (uint32_t)number_at(l, l->at, 2);
    if (type == TYPE_SRV)
        add_service(m, &name, at, l->at - at);
    else
        add_text(l->d->tree, l->node, FIELD_DNS_RESP_NAME, at, l->at - at, name.octets,
                 name.length);
    take_number(l, FIELD_DNS_RESP_TYPE, 2);
    if (type == DNS_OPT)
        take_opt_fixed(m);
    else
        take_class_and_ttl(m);
    uint32_t length = (uint32_t)take_number(l, FIELD_DNS_RESP_LEN, 2);
    if (type == DNS_OPT)
        dns_take_options(m, l->node, length);
    else
        dns_take_data(m, l->node, type, length);
}

static void add_extraneous(struct dns_layer *m)
{
    struct layer *l = &m->l;
    if (l->ok && l->at < l->end) {
        uint32_t length = l->end - l->at;
        add_octets(l->d->tree, l->node, FIELD_DNS_EXTRANEOUS_DATA, l->at, length);
        add_generated(l, l->node, FIELD_DNS_EXTRANEOUS_LENGTH, l->at, 0, length);
        add_expert(l, l->node, FIELD_DNS_EXTRANEOUS, l->at, length);
    }
}

static void take_message(struct dns_layer *m)
{
    uint32_t counts[DNS_SECTIONS];
    struct layer *l = &m->l;
    m->message = l->at;
    take_number(l, FIELD_DNS_ID, 2);
    take_flags(m);
    take_counts(m, counts);
    for (uint32_t i = 0; l->ok && i < counts[0]; i++)
        take_question(m);
    for (int section = 1; section < DNS_SECTIONS; section++) {
        for (uint32_t i = 0; l->ok && i < counts[section]; i++)
            take_record(m);
    }
    add_extraneous(m);
    l->at = l->end;
    layer_close(l);
}

/* Over TCP each message has its length in front (RFC 1035 4.2.2); one that goes on in the next
 * segment is read as far as it is there. */
static void dissect_dns_stream(struct dissection *d, uint32_t start, uint32_t end)
{
    while (end - start >= LENGTH_PREFIX) {
        uint32_t length =
            (uint32_t)d->tree->bytes[start] << 8 | (uint32_t)d->tree->bytes[start + 1];
        uint32_t stop =
            end - start - LENGTH_PREFIX < length ? end : start + LENGTH_PREFIX + length;
        uint16_t node = add_node(d->tree, FIELD_NO_PARENT, FIELD_TCP_PDU_SIZE, start,
                                 stop - start, length + LENGTH_PREFIX);
        add_flags(d->tree, node, FIELD_GENERATED);
        struct dns_layer m = {.l = layer_open(d, FIELD_DNS, "dns", start, stop)};
        take_number(&m.l, FIELD_DNS_LENGTH, LENGTH_PREFIX);
        take_message(&m);
        start = stop;
    }
}

void dissect_dns(struct dissection *d, uint32_t start, uint32_t end, bool over_tcp)
{
    if (over_tcp) {
        dissect_dns_stream(d, start, end);
        return;
    }
    struct dns_layer m = {.l = layer_open(d, FIELD_DNS, "dns", start, end)};
    take_message(&m);
}
