/* field/dns_data.c: the data of a DNS record, by its type (RFC 1035 3.3, 3.4 and later ones),
 * and the options of OPT (RFC 6891 6.1.2). */
#include <string.h>

#include "field/dns_layer.h"
#include "wire/dns.h"

enum more_types {
    TYPE_HINFO = 13,
    TYPE_SRV = 33,
    TYPE_DNAME = 39,
    TYPE_SPF = 99,
    TYPE_CAA = 257,
};

enum { OPTION_COOKIE = 10, OPTION_PADDING = 12, COOKIE = 8, INFO_CODE = 2, IPV6_OCTETS = 16 };

/* A string with its length in front (RFC 1035 3.3). */
static void take_string(struct layer *l, uint16_t parent, enum field_id length_field,
                        enum field_id field)
{
    uint32_t length = (uint32_t)take_number_under(l, parent, length_field, 1);
    if (!layer_need(l, length))
        return;
    add_string(l->d->tree, parent, field, l->at, length, l->at, length);
    l->at += length;
}

static void take_strings(struct layer *l, uint16_t parent, uint32_t end,
                         enum field_id length_field, enum field_id field)
{
    while (l->ok && l->at < end)
        take_string(l, parent, length_field, field);
}

static void take_soa(struct dns_layer *m, uint16_t parent)
{
    struct layer *l = &m->l;
    dns_take_name_field(m, parent, FIELD_DNS_SOA_MNAME);
    dns_take_name_field(m, parent, FIELD_DNS_SOA_RNAME);
    take_number_under(l, parent, FIELD_DNS_SOA_SERIAL_NUMBER, 4);
    take_number_under(l, parent, FIELD_DNS_SOA_REFRESH_INTERVAL, 4);
    take_number_under(l, parent, FIELD_DNS_SOA_RETRY_INTERVAL, 4);
    take_number_under(l, parent, FIELD_DNS_SOA_EXPIRE_LIMIT, 4);
    take_number_under(l, parent, FIELD_DNS_SOA_MINIMUM_TTL, 4);
}

static void take_srv(struct dns_layer *m, uint16_t parent)
{
    struct layer *l = &m->l;
    take_number_under(l, parent, FIELD_DNS_SRV_PRIORITY, 2);
    take_number_under(l, parent, FIELD_DNS_SRV_WEIGHT, 2);
    take_number_under(l, parent, FIELD_DNS_SRV_PORT, 2);
    dns_take_name_field(m, parent, FIELD_DNS_SRV_TARGET);
}

static enum field_id caa_field(const uint8_t *tag, uint32_t length)
{
    if (length == 5 && memcmp(tag, "issue", 5) == 0)
        return FIELD_DNS_CAA_ISSUE;
    if (length == 9 && memcmp(tag, "issuewild", 9) == 0)
        return FIELD_DNS_CAA_ISSUEWILD;
    if (length == 5 && memcmp(tag, "iodef", 5) == 0)
        return FIELD_DNS_CAA_IODEF;
    return FIELD_DNS_CAA_UNKNOWN;
}

/* Flags, a tag with its length, and the value up to the end (RFC 8659 4.1). */
static void take_caa(struct layer *l, uint16_t parent, uint32_t end)
{
    if (end - l->at < 2) {
        layer_fail(l, FAULT_RECORD_LENGTH);
        return;
    }
    uint16_t node =
        add_node(l->d->tree, parent, FIELD_DNS_CAA_FLAGS, l->at, 1, number_at(l, l->at, 1));
    add_bits(l, node, FIELD_DNS_CAA_FLAGS_ISSUER_CRITICAL, l->at, 1, 0, 1);
    l->at += 1;
    uint32_t tag_length = (uint32_t)number_at(l, l->at, 1);
    if (end - l->at - 1 < tag_length) {
        layer_fail(l, FAULT_RECORD_LENGTH);
        return;
    }
    uint32_t tag = l->at + 1;
    uint32_t value = tag + tag_length;
    node = add_string(l->d->tree, parent, caa_field(l->d->tree->bytes + tag, tag_length), l->at,
                      end - l->at, value, end - value);
    take_number_under(l, node, FIELD_DNS_CAA_TAG_LENGTH, 1);
    add_string(l->d->tree, node, FIELD_DNS_CAA_TAG, tag, tag_length, tag, tag_length);
    add_string(l->d->tree, node, FIELD_DNS_CAA_VALUE, value, end - value, value, end - value);
    l->at = end;
}

static void take_by_type(struct dns_layer *m, uint16_t parent, uint32_t type, uint32_t end)
{
    struct layer *l = &m->l;
    switch (type) {
    case DNS_A:
        take_number_under(l, parent, FIELD_DNS_A, 4);
        break;
    case DNS_AAAA:
        take_octets_under(l, parent, FIELD_DNS_AAAA, IPV6_OCTETS);
        break;
    case DNS_NS:
        dns_take_name_field(m, parent, FIELD_DNS_NS);
        break;
    case DNS_CNAME:
        dns_take_name_field(m, parent, FIELD_DNS_CNAME);
        break;
    case TYPE_DNAME:
        dns_take_name_field(m, parent, FIELD_DNS_DNAME);
        break;
    case DNS_PTR:
        dns_take_name_field(m, parent, FIELD_DNS_PTR_DOMAIN_NAME);
        break;
    case DNS_SOA:
        take_soa(m, parent);
        break;
    case DNS_MX:
        take_number_under(l, parent, FIELD_DNS_MX_PREFERENCE, 2);
        dns_take_name_field(m, parent, FIELD_DNS_MX_MAIL_EXCHANGE);
        break;
    case TYPE_SRV:
        take_srv(m, parent);
        break;
    case DNS_TXT:
        take_strings(l, parent, end, FIELD_DNS_TXT_LENGTH, FIELD_DNS_TXT);
        break;
    case TYPE_SPF:
        take_strings(l, parent, end, FIELD_DNS_SPF_LENGTH, FIELD_DNS_SPF);
        break;
    case TYPE_HINFO:
        take_string(l, parent, FIELD_DNS_HINFO_CPU_LENGTH, FIELD_DNS_HINFO_CPU);
        take_string(l, parent, FIELD_DNS_HINFO_OS_LENGTH, FIELD_DNS_HINFO_OS);
        break;
    case TYPE_CAA:
        take_caa(l, parent, end);
        break;
    default: /* two octets of the frame, of a type that is not known */
        add_expert(l, parent, FIELD_DNS_UNDECODED_TYPE, l->at, end - l->at);
        if (end > l->at)
            take_octets_under(l, parent, FIELD_DNS_DATA, end - l->at);
        break;
    }
}

void dns_take_data(struct dns_layer *m, uint16_t parent, uint32_t type, uint32_t length)
{
    struct layer *l = &m->l;
    if (!l->ok || length == 0)
        return;
    if (l->end - l->at < length) {
        layer_fail(l, FAULT_RECORD_LENGTH);
        return;
    }
    uint32_t end = l->at + length;
    take_by_type(m, parent, type, end);
    if (l->ok && l->at > end)
        layer_fail(l, FAULT_RECORD_LENGTH);
    if (l->ok)
        l->at = end;
}

static void take_option(struct layer *l, uint16_t parent, uint32_t end)
{
    uint32_t at = l->at;
    uint32_t code = (uint32_t)number_at(l, at, 2);
    uint32_t length = (uint32_t)number_at(l, at + 2, 2);
    if (end - at - 4 < length) {
        layer_fail(l, FAULT_RECORD_LENGTH);
        return;
    }
    uint16_t node = add_node(l->d->tree, parent, FIELD_DNS_OPT, at, length + 4, 1);
    take_number_under(l, node, FIELD_DNS_OPT_CODE, 2);
    take_number_under(l, node, FIELD_DNS_OPT_LEN, 2);
    uint32_t data = l->at;
    take_octets_under(l, node, FIELD_DNS_OPT_DATA, length);
    if (code == OPTION_PADDING)
        add_octets(l->d->tree, node, FIELD_DNS_OPT_PADDING, data, length);
    if (code == DNS_OPTION_EXTENDED_ERROR && length >= INFO_CODE) {
        add_node(l->d->tree, node, FIELD_DNS_OPT_EXT_ERROR_INFO_CODE, data, INFO_CODE,
                 number_at(l, data, INFO_CODE));
        if (length > INFO_CODE)
            add_string(l->d->tree, node, FIELD_DNS_OPT_EXT_ERROR_EXTRA_TEXT, data + INFO_CODE,
                       length - INFO_CODE, data + INFO_CODE, length - INFO_CODE);
    }
    if (code == OPTION_COOKIE && length >= COOKIE) {
        add_octets(l->d->tree, node, FIELD_DNS_OPT_COOKIE_CLIENT, data, COOKIE);
        add_octets(l->d->tree, node, FIELD_DNS_OPT_COOKIE_SERVER, data + COOKIE,
                   length - COOKIE);
    }
}

void dns_take_options(struct dns_layer *m, uint16_t parent, uint32_t length)
{
    struct layer *l = &m->l;
    if (!l->ok)
        return;
    if (l->end - l->at < length) {
        layer_fail(l, FAULT_RECORD_LENGTH);
        return;
    }
    uint32_t end = l->at + length;
    while (l->ok && end - l->at >= 4)
        take_option(l, parent, end);
    if (l->ok && l->at != end)
        layer_fail(l, FAULT_RECORD_LENGTH);
}
