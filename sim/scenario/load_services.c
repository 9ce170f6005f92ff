/* scenario/load_services.c: `dns-server:`, zones and root hints; `http:` is load_http.c's. What
 * a short description leaves out of a zone is made up: its SOA, and when it names no server of
 * its own, an NS record and that server's address. */
#include "scenario/load.h"

#include "base/catalogue.h"
#include "scenario/address.h"
#include "scenario/zone_text.h"

#include <string.h>

enum {
    RESOLVER_CACHE_ROWS = 256,
    SOA_REFRESH = 7200,
    SOA_RETRY = 900,
    SOA_EXPIRE = 1209600,
    SOA_MINIMUM = 300,
    UDP_SIZE_LEAST = 512,
    UDP_SIZE_MOST = 1472, /* what fits into a packet of 1500 octets */
};

/* --- dns-server --- */

struct zone_building {
    struct loader *l;
    uint32_t row; /* of the node */
    struct dns_name origin;
    struct dns_record *records;
    uint32_t count;
};

static void add_record(struct zone_building *z, const struct dns_record *record)
{
    struct dns_record *grown = load_grow(z->l, z->records, z->count, sizeof *grown);
    if (grown == NULL)
        return;
    grown[z->count++] = *record;
    z->records = grown;
}

/* What master files must not hold: a CNAME beside other data, or beside another CNAME (RFC 2181
 * section 10.1); records of one name and type with different TTLs (section 5.2); an SOA that is
 * not the zone's only one. NULL: it is well. */
static const char *conflict_of(const struct zone_building *z, const struct dns_record *record)
{
    if (record->type == DNS_SOA && !dns_name_equal(&record->owner, &z->origin))
        return N_("A zone has its SOA at its own name, @.");
    for (uint32_t i = 0; i < z->count; i++) {
        const struct dns_record *other = &z->records[i];
        if (!dns_name_equal(&other->owner, &record->owner))
            continue;
        if (other->type == DNS_CNAME || record->type == DNS_CNAME)
            return N_("A name that is an alias (CNAME) has no other records.");
        if (other->type == DNS_SOA && record->type == DNS_SOA)
            return N_("A zone has only one SOA.");
        if (other->type == record->type && other->ttl != record->ttl)
            return N_("Records of the same name and type have the same TTL.");
    }
    return NULL;
}

static void load_record(struct zone_building *z, const struct yaml_node *node)
{
    struct loader *l = z->l;
    struct dns_record record;
    struct zone_error error;
    if (!load_is_text(l, node))
        return;
    bool good =
        zone_record_read(node->text, node->length, &z->origin, &l->s->memory, &record, &error);
    if (good && !dns_name_within(&record.owner, &z->origin)) {
        (void)load_bad_value(l, node, "record-outside-zone",
                             N_("The name of this record is not in the zone."));
        return;
    }
    const char *conflict = good ? conflict_of(z, &record) : NULL;
    if (conflict != NULL) {
        (void)load_bad_value(l, node, "record-conflict", conflict);
        return;
    }
    if (good) {
        add_record(z, &record);
        return;
    }
    struct span span = yaml_place(l->d, node, error.at, error.length);
    struct diagnostic *p = load_error(l, span, "bad-record", error.sentence);
    diagnostic_value(l->d, p, "value", node->text + error.at, error.length);
    diagnostic_help(p, error.help);
    if (error.suggestion[0] != '\0')
        diagnostic_suggest(l->d, p, error.suggestion);
}

static const struct dns_record *find_at_origin(const struct zone_building *z, uint16_t type)
{
    for (uint32_t i = 0; i < z->count; i++) {
        if (z->records[i].type == type && dns_name_equal(&z->records[i].owner, &z->origin))
            return &z->records[i];
    }
    return NULL;
}

static struct dns_name below_origin(const struct zone_building *z, const char *label)
{
    struct dns_name relative;
    struct dns_name name;
    bool absolute;
    if (dns_name_parse(label, strlen(label), &relative, &absolute) != DNS_TEXT_FINE ||
        !dns_name_join(&relative, &z->origin, &name))
        return z->origin;
    return name;
}

static ipv4_address address_of_node(const struct scenario *s, uint32_t row)
{
    for (uint32_t i = 0; i < s->interface_count; i++) {
        if (s->interfaces[i].node == row && s->interfaces[i].address != 0)
            return s->interfaces[i].address;
    }
    return 0;
}

/* A zone without NS record gets one, and the address of this server under the name ns. */
static void add_server(struct zone_building *z)
{
    struct dns_record ns = {.owner = z->origin, .type = DNS_NS, .klass = DNS_IN};
    ns.ttl = ZONE_DEFAULT_TTL;
    ns.data.name = below_origin(z, "ns");
    add_record(z, &ns);
    struct dns_record a = {.owner = ns.data.name, .type = DNS_A, .klass = DNS_IN};
    a.ttl = ZONE_DEFAULT_TTL;
    a.data.a = address_of_node(z->l->s, z->row);
    for (uint32_t i = 0; i < z->count; i++) {
        if (z->records[i].type == DNS_A && dns_name_equal(&z->records[i].owner, &a.owner))
            return;
    }
    if (a.data.a != 0)
        add_record(z, &a);
}

static void complete_zone(struct zone_building *z)
{
    if (find_at_origin(z, DNS_NS) == NULL)
        add_server(z);
    if (find_at_origin(z, DNS_SOA) != NULL)
        return;
    const struct dns_record *ns = find_at_origin(z, DNS_NS);
    struct dns_record soa = {.owner = z->origin, .type = DNS_SOA, .klass = DNS_IN};
    soa.ttl = ZONE_DEFAULT_TTL;
    soa.data.soa = (struct dns_soa){.mname = ns == NULL ? z->origin : ns->data.name,
                                    .rname = below_origin(z, "hostmaster"),
                                    .serial = 1,
                                    .refresh = SOA_REFRESH,
                                    .retry = SOA_RETRY,
                                    .expire = SOA_EXPIRE,
                                    .minimum = SOA_MINIMUM};
    add_record(z, &soa);
}

static bool load_zone(struct loader *l, uint32_t row, const struct yaml_node *node,
                      struct dns_zone *zone)
{
    struct zone_building z = {.l = l, .row = row};
    bool absolute;
    if (dns_name_parse(node->key->text, node->key->length, &z.origin, &absolute) !=
        DNS_TEXT_FINE) {
        struct diagnostic *p =
            load_error(l, node->key->span, "bad-domain", N_("{value} is not a domain name."));
        diagnostic_value(l->d, p, "value", node->key->text, SIZE_MAX);
        diagnostic_help(
            p, N_("A zone has the name of its domain: example.com. The root is \".\""));
        return false;
    }
    if (!load_is_list(l, node))
        return false;
    for (const struct yaml_node *child = node->first; child != NULL; child = child->next)
        load_record(&z, child);
    complete_zone(&z);
    *zone = (struct dns_zone){.origin = z.origin, .records = z.records, .count = z.count};
    return true;
}

static void load_zones(struct loader *l, uint32_t row, const struct yaml_node *node,
                       struct dns_service_plan *dns)
{
    if (node->kind != YAML_MAP) {
        struct diagnostic *p = load_error(l, node->span, "not-a-map",
                                          N_("Zones are domains with lists of records."));
        diagnostic_help(p, N_("Write { example.com: [ \"www A 10.0.2.80\" ] }."));
        return;
    }
    struct dns_zone *zones = memory_take(&l->s->memory, (node->count + 1) * sizeof *zones);
    if (zones == NULL) {
        load_no_memory(l);
        return;
    }
    for (const struct yaml_node *child = node->first; child != NULL; child = child->next)
        dns->zone_count += load_zone(l, row, child, &zones[dns->zone_count]);
    dns->zones = zones;
}

static void load_hint(struct loader *l, const struct yaml_node *node, struct root_hint *hints,
                      uint32_t *count)
{
    bool absolute;
    struct root_hint *hint = &hints[*count];
    if (dns_name_parse(node->key->text, node->key->length, &hint->name, &absolute) !=
        DNS_TEXT_FINE) {
        struct diagnostic *p =
            load_error(l, node->key->span, "bad-domain", N_("{value} is not a domain name."));
        diagnostic_value(l->d, p, "value", node->key->text, SIZE_MAX);
        return;
    }
    *count += load_address(l, node, &hint->address);
}

static void load_hints(struct loader *l, const struct yaml_node *node,
                       struct dns_service_plan *dns)
{
    if (node->kind != YAML_MAP) {
        struct diagnostic *p =
            load_error(l, node->span, "not-a-map",
                       N_("Root hints are names of root servers with their addresses."));
        diagnostic_help(p, N_("Write { a.root-servers.net: 198.41.0.4 }."));
        return;
    }
    struct root_hint *hints = memory_take(&l->s->memory, (node->count + 1) * sizeof *hints);
    if (hints == NULL) {
        load_no_memory(l);
        return;
    }
    for (const struct yaml_node *child = node->first; child != NULL; child = child->next)
        load_hint(l, child, hints, &dns->hint_count);
    dns->hints = hints;
    dns->recursive = dns->hint_count > 0;
    dns->cache_rows = RESOLVER_CACHE_ROWS;
}

/* What it can do over UDP. */
static void load_udp(struct loader *l, const struct map_values *v, struct dns_service_plan *dns)
{
    uint64_t size;
    uint8_t edns = 1;
    if (v->value[KEY_DNS_SERVER_UDP_SIZE] != NULL &&
        load_quantity(l, v->value[KEY_DNS_SERVER_UDP_SIZE], QUANTITY_OCTETS, UDP_SIZE_LEAST,
                      UDP_SIZE_MOST, &size))
        dns->udp_size = (uint16_t)size;
    if (v->value[KEY_DNS_SERVER_EDNS] != NULL)
        (void)load_switch(l, v->value[KEY_DNS_SERVER_EDNS], &edns);
    dns->no_edns = edns == 0;
}

static void load_dns_server(struct loader *l, uint32_t row, const struct yaml_node *node)
{
    struct map_values v;
    struct dns_service_plan *dns = memory_take(&l->s->memory, sizeof *dns);
    if (dns == NULL) {
        load_no_memory(l);
        return;
    }
    if (!load_map(l, node, MAP_DNS_SERVER, false, &v))
        return;
    if (v.value[KEY_DNS_SERVER_ZONES] != NULL)
        load_zones(l, row, v.value[KEY_DNS_SERVER_ZONES], dns);
    if (v.value[KEY_DNS_SERVER_ROOT_HINTS] != NULL)
        load_hints(l, v.value[KEY_DNS_SERVER_ROOT_HINTS], dns);
    load_udp(l, &v, dns);
    if (dns->zone_count == 0 && v.value[KEY_DNS_SERVER_ZONES] == NULL &&
        v.value[KEY_DNS_SERVER_ROOT_HINTS] == NULL) {
        struct diagnostic *p = load_error(l, node->key->span, "no-zones",
                                          N_("A name server needs zones, or root-hints."));
        diagnostic_help(p,
                        N_("With zones it answers for its own domains; with root-hints it asks "
                           "others on behalf of its clients."));
    }
    l->s->nodes[row].plan.dns = dns;
}

void load_services(struct loader *l, uint32_t row, const struct yaml_node *http,
                   const struct yaml_node *dns_server)
{
    if (http != NULL)
        load_http(l, row, http);
    if (dns_server != NULL)
        load_dns_server(l, row, dns_server);
}
