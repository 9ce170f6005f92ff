/* tests/world/small_internet.h: one network with everything that a name and a page need: a
 * client, a recursive resolver, name servers for the root, com and example.com, and a web
 * server.
 *
 *     client 10.0.0.1   resolver 10.0.0.53   root 10.0.0.100   com 10.0.0.101
 *     ns 10.0.0.102 (example.com, other.org)   web 10.0.0.80        (nodes 0 to 5; 6 is the
 * switch) */
#ifndef NETSTAGE_TESTS_SMALL_INTERNET_H
#define NETSTAGE_TESTS_SMALL_INTERNET_H

#include "small_worlds.h"

enum internet_node { CLIENT, RESOLVER, ROOT, COM, NS, WEB, INTERNET_HOSTS };

enum { ZONE_RECORDS = 16 };

struct internet {
    struct dns_record records[4][ZONE_RECORDS];
    struct dns_zone zones[4]; /* root, com, example.com, other.org */
    struct root_hint hint;
    struct dns_name search;
    struct http_resource resources[3];
    struct http_site site;
    struct dns_service_plan dns[4]; /* resolver, root, com, ns */
    struct http_service_plan http;
    struct app_node_plan plans[INTERNET_HOSTS];
    struct host_file_plan files[3]; /* of the client */
    uint8_t big[20000];
    uint8_t made_up[200000];
};

static inline struct dns_name dns_name_of(const char *text)
{
    struct dns_name name;
    assert_int_equal(dns_name_parse(text, strlen(text), &name, NULL), DNS_TEXT_FINE);
    return name;
}

static inline struct dns_record *add_record(struct dns_zone *zone, struct dns_record *records,
                                            const char *owner, enum dns_type type)
{
    struct dns_record *r = &records[zone->count];
    assert_true(zone->count < ZONE_RECORDS);
    zone->count++;
    zone->records = records;
    memset(r, 0, sizeof *r);
    r->owner = dns_name_of(owner);
    r->type = (uint16_t)type;
    r->klass = DNS_IN;
    r->ttl = 300;
    return r;
}

static inline void add_soa(struct dns_zone *zone, struct dns_record *records,
                           const char *origin, const char *server)
{
    zone->origin = dns_name_of(origin);
    struct dns_record *soa = add_record(zone, records, origin, DNS_SOA);
    soa->data.soa = (struct dns_soa){.mname = dns_name_of(server),
                                     .rname = dns_name_of("hostmaster.example.com"),
                                     .serial = 2026,
                                     .refresh = 7200,
                                     .retry = 3600,
                                     .expire = 1209600,
                                     .minimum = 60};
    add_record(zone, records, origin, DNS_NS)->data.name = dns_name_of(server);
}

static inline void fill_zones(struct internet *net)
{
    struct dns_zone *z = net->zones;
    add_soa(&z[0], net->records[0], ".", "a.root");
    add_record(&z[0], net->records[0], "a.root", DNS_A)->data.a = ip4(10, 0, 0, 100);
    add_record(&z[0], net->records[0], "com", DNS_NS)->data.name = dns_name_of("ns.com");
    add_record(&z[0], net->records[0], "ns.com", DNS_A)->data.a = ip4(10, 0, 0, 101);
    /* org has a server without glue: its address has to be asked for */
    add_record(&z[0], net->records[0], "other.org", DNS_NS)->data.name =
        dns_name_of("ns.example.com");
    add_soa(&z[1], net->records[1], "com", "ns.com");
    add_record(&z[1], net->records[1], "ns.com", DNS_A)->data.a = ip4(10, 0, 0, 101);
    add_record(&z[1], net->records[1], "example.com", DNS_NS)->data.name =
        dns_name_of("ns.example.com");
    add_record(&z[1], net->records[1], "ns.example.com", DNS_A)->data.a = ip4(10, 0, 0, 102);
    add_record(&z[1], net->records[1], "lame.com", DNS_NS)->data.name = dns_name_of("ns.com");
    add_soa(&z[2], net->records[2], "example.com", "ns.example.com");
    add_record(&z[2], net->records[2], "ns.example.com", DNS_A)->data.a = ip4(10, 0, 0, 102);
    add_record(&z[2], net->records[2], "web.example.com", DNS_A)->data.a = ip4(10, 0, 0, 80);
    add_record(&z[2], net->records[2], "www.example.com", DNS_CNAME)->data.name =
        dns_name_of("web.example.com");
    add_record(&z[2], net->records[2], "away.example.com", DNS_CNAME)->data.name =
        dns_name_of("www.other.org");
    add_record(&z[2], net->records[2], "loop.example.com", DNS_CNAME)->data.name =
        dns_name_of("loop.example.com");
    add_record(&z[2], net->records[2], "*.wild.example.com", DNS_A)->data.a = ip4(10, 0, 0, 80);
    add_soa(&z[3], net->records[3], "other.org", "ns.example.com");
    add_record(&z[3], net->records[3], "www.other.org", DNS_A)->data.a = ip4(10, 0, 0, 80);
}

static inline void fill_plans(struct internet *net)
{
    static const char page[] = "<h1>Hello</h1>\n";
    for (size_t i = 0; i < sizeof net->big; i++)
        net->big[i] = i % 80 == 79 ? '\n' : (uint8_t)('a' + i % 26);
    net->resources[0] = (struct http_resource){
        .path = "/", .body = (const uint8_t *)page, .length = sizeof page - 1};
    net->resources[1] =
        (struct http_resource){.path = "/big.txt", .body = net->big, .length = sizeof net->big};
    net->resources[2] =
        (struct http_resource){.path = "/empty.txt", .body = net->big, .length = 0};
    net->site = (struct http_site){.resources = net->resources, .count = 3};
    net->hint = (struct root_hint){dns_name_of("a.root"), ip4(10, 0, 0, 100)};
    net->search = dns_name_of("example.com");
    net->dns[0] =
        (struct dns_service_plan){.hints = &net->hint, .hint_count = 1, .recursive = true};
    net->dns[1] = (struct dns_service_plan){.zones = &net->zones[0], .zone_count = 1};
    net->dns[2] = (struct dns_service_plan){.zones = &net->zones[1], .zone_count = 1};
    net->dns[3] = (struct dns_service_plan){.zones = &net->zones[2], .zone_count = 2};
    net->http = (struct http_service_plan){.site = &net->site, .port = 80};
    net->plans[CLIENT] = (struct app_node_plan){
        .resolvers = {ip4(10, 0, 0, 53)}, .resolver_count = 1, .search = &net->search, .search_count = 1};
    for (size_t i = 0; i < sizeof net->made_up; i++)
        net->made_up[i] = i % 64 == 63 ? '\n' : (uint8_t)('a' + (i + i / 64) % 26);
    net->files[0] = (struct host_file_plan){"order.json", (const uint8_t *)"{\"item\": 1}", 11};
    net->files[1] = (struct host_file_plan){"big.bin", net->made_up, sizeof net->made_up};
    net->files[2] = (struct host_file_plan){"data/x", (const uint8_t *)"a b\nc\n", 6};
    net->plans[CLIENT].files = net->files;
    net->plans[CLIENT].file_count = 3;
    net->plans[RESOLVER].dns = &net->dns[0];
    net->plans[ROOT].dns = &net->dns[1];
    net->plans[COM].dns = &net->dns[2];
    net->plans[NS].dns = &net->dns[3];
    net->plans[WEB].http = &net->http;
}

/* The world without a timeline. *net must outlive it. */
static inline void small_internet(struct internet *net, struct world_def *def)
{
    static const char *const names[] = {"client", "resolver", "root", "com", "ns", "web"};
    static const uint8_t last[] = {1, 53, 100, 101, 102, 80};
    uint32_t ports[INTERNET_HOSTS];
    memset(net, 0, sizeof *net);
    fill_zones(net);
    fill_plans(net);
    world_def_init(def);
    for (unsigned i = 0; i < INTERNET_HOSTS; i++) {
        uint32_t node = world_def_node(def, names[i], NODE_HOST);
        ports[i] = world_def_interface(def, node, "eth0", ip4(10, 0, 0, last[i]), 24);
        def->nodes[node].plan = &net->plans[i];
    }
    uint32_t sw = world_def_node(def, "sw", NODE_SWITCH);
    for (unsigned i = 0; i < INTERNET_HOSTS; i++)
        (void)world_def_cable(def, ports[i], world_def_interface(def, sw, "p", 0, 0));
}

#endif
