/* Every rule can fire: a few worlds, driven through all that can go wrong in them, until each
 * rule of core/rules.def has been named by a record. Rules of UDP and TCP are shown one by one
 * by tests/transport (rules_shown.h), those of DNS by test_dns.c, all of HTTP by test_http.c,
 * those of spanning tree by test_stp.c, those of routing daemons by test_rip.c.
 */
#include "ip/path.h"
#include "small_internet.h"
#include "wire/arp.h"
#include "wire/icmp.h"

static uint64_t fired[RULES];

static void add_up(struct world *w, struct trace *t)
{
    w->sim.observer = NULL;
    for (int rule = 0; rule < RULES; rule++)
        fired[rule] += t->by_rule[rule];
    world_free(w);
}

/* --- an internet with a second network, a bare host and one that is switched off --- */

enum { ROUTER = INTERNET_HOSTS + 1, FAR, BARE, OFF };

static struct internet net;

static void fault_on(struct world_def *def, uint32_t direction, enum fault_action action,
                     const struct filter *when, uint32_t nth)
{
    assert_int_not_equal(world_def_fault(def, &(struct fault){.direction = direction,
                                                              .action = action,
                                                              .when = when,
                                                              .first = nth,
                                                              .last = nth,
                                                              .delay = 3 * SIM_MILLISECOND,
                                                              .until = SIM_NEVER}),
                         NONE);
}

static void second_network(struct world_def *def)
{
    uint32_t sw = INTERNET_HOSTS;
    uint32_t to_router = world_def_interface(def, sw, "up", 0, 0);
    uint32_t to_off = world_def_interface(def, sw, "off", 0, 0);
    uint32_t router = world_def_node(def, "router", NODE_ROUTER);
    uint32_t lan = world_def_interface(def, router, "lan", ip4(10, 0, 0, 254), 24);
    uint32_t wan = world_def_interface(def, router, "wan", ip4(10, 1, 0, 254), 24);
    uint32_t far = world_def_node(def, "far", NODE_HOST);
    uint32_t far_eth = world_def_interface(def, far, "eth0", ip4(10, 1, 0, 1), 24);
    uint32_t bare = world_def_node(def, "bare", NODE_HOST);
    (void)world_def_interface(def, bare, "eth0", ip4(10, 2, 0, 1), 24);
    uint32_t off = world_def_node(def, "off", NODE_HOST);
    uint32_t off_eth = world_def_interface(def, off, "eth0", ip4(10, 0, 0, 200), 24);
    def->interfaces[off_eth].down = true;
    def->interfaces[wan].mtu = 600;
    (void)world_def_cable(def, to_router, lan);
    (void)world_def_cable(def, wan, far_eth);
    (void)world_def_cable(def, to_off, off_eth);
    for (uint32_t host = CLIENT; host < INTERNET_HOSTS; host++)
        (void)world_def_route(def, host, 0, 0, ip4(10, 0, 0, 254));
    (void)world_def_route(def, FAR, 0, 0, ip4(10, 1, 0, 254));
}

/* What people type, one after the other. */
static void commands(struct world_def *def)
{
    static const struct {
        uint32_t node;
        const char *line;
    } table[] = {
        {CLIENT, "curl http://www.example.com/"},
        {CLIENT, "dig www.example.com"},
        {CLIENT, "dig nothing.example.com"},
        {CLIENT, "dig web.example.com AAAA"},
        {CLIENT, "dig loop.example.com"},
        {CLIENT, "dig @10.0.0.102 www.else.net"},
        {CLIENT, "dig @10.0.0.102 www.example.com"},
        {CLIENT, "dig @10.0.0.102 away.example.com"},
        {CLIENT, "dig @10.0.0.102 out.example.com"},
        {CLIENT, "dig @10.0.0.102 loop.example.com"},
        {CLIENT, "dig @10.0.0.102 nothing.example.com"},
        {CLIENT, "dig @10.0.0.102 web.example.com AAAA"},
        {CLIENT, "dig x.lame.com"},
        {CLIENT, "curl http://10.0.0.80/nothing"},
        {CLIENT, "curl -X DELETE http://10.0.0.80/"},
        {CLIENT, "curl -X BREW http://10.0.0.80/"},
        {CLIENT, "curl -H 'Host: a b' http://10.0.0.80/"},
        {CLIENT, "curl -0 http://10.0.0.80/"},
        {CLIENT, "ping -c 1 10.1.0.1"},
        {CLIENT, "ping -c 1 -s 1000 10.1.0.1"},
        {CLIENT, "ping -c 1 192.0.2.1"},
        {CLIENT, "ping -c 1 10.0.0.77"},
        {CLIENT, "ping -c 1 10.1.0.77"},
        {CLIENT, "ping -c 1 10.0.0.200"},
        {CLIENT, "traceroute -n 10.1.0.1"},
        {CLIENT, "ping -c 2 -M do -s 1000 10.1.0.1"},
        {FAR, "ping -c 1 10.0.0.255"},
        {FAR, "ping -c 1 192.0.2.1"},
        {BARE, "ping -c 1 10.2.0.2"},
        {BARE, "ping -c 1 192.0.2.1"},
        {OFF, "ping -c 1 10.0.0.1"},
        {ROUTER, "ping -c 2 10.0.0.1"},
        {FAR, "tc qdisc add dev eth0 root netem duplicate 100% corrupt 100%"},
        {FAR, "ping -c 1 10.1.0.254"},
        {FAR, "tc qdisc del dev eth0 root"},
        {FAR, "sysctl -w net.ipv4.ip_forward=1"},
        {FAR, "sysctl -w net.ipv4.ip_forward=0"},
        {FAR, "sysctl -w net.ipv4.ip_default_ttl=63"},
        {FAR, "sysctl -w net.ipv4.conf.all.rp_filter=1"},
        {FAR, "ping -c 1 240.0.0.1"},
        {FAR, "sysctl -w net.ipv4.tcp_retries2=8"},
        {FAR, "ip route add 192.0.2.0/24 via 10.1.0.254"},
        {FAR, "ip route del 192.0.2.0/24"},
        {FAR, "ip neigh replace 10.1.0.254 lladdr 02:00:00:00:00:09 dev eth0"},
        {FAR, "ip neigh del 10.1.0.254 dev eth0"},
        {FAR, "ip addr del 10.1.0.1/24 dev eth0"},
        {FAR, "ping -c 1 10.1.0.254"},
        {FAR, "ip addr add 10.1.0.1/24 dev eth0"},
        {FAR, "ip route add default via 10.1.0.254"},
        {FAR, "ping -c 1 10.0.0.1"},
        {FAR, "ip link set dev eth0 mtu 1400"},
        {ROUTER, "sysctl -w net.netstage.icmp_errors=0"},
        {FAR, "ping -c 1 192.0.2.1"},
        {FAR, "ip link set dev eth0 down"},
        {FAR, "ip link set dev eth0 up"},
    };
    for (uint32_t i = 0; i < sizeof table / sizeof table[0]; i++)
        at(def, (sim_time)i * 30 * SIM_SECOND, table[i].node, table[i].line);
    sim_time late = (sim_time)(sizeof table / sizeof table[0]) * 30 * SIM_SECOND;
    (void)world_def_timeline(
        def, &(struct timeline_def){.at = late, .action = TIMELINE_CUT, .cable = COM});
    at(def, late + SIM_SECOND, CLIENT, "dig cold.com"); /* com's server is cut off */
    (void)world_def_timeline(def, &(struct timeline_def){.at = late,
                                                         .action = TIMELINE_TYPE,
                                                         .node = CLIENT,
                                                         .command = "is anybody there?"});
    at(def, late + 150 * SIM_SECOND, CLIENT, "ping -c 1 10.1.0.1"); /* its path is old news */
    at(def, late + 200 * SIM_SECOND, WEB, "systemctl restart httpd");
    for (int i = 0; i < 6; i++)
        at(def, late + 100 * SIM_SECOND, WEB,
           "ping -c 1 -s 65507 10.0.0.66"); /* at once, for nobody */
}

static void an_internet_with_all_its_troubles(void **state)
{
    (void)state;
    struct world_def def;
    struct filter_error error;
    struct filter *echo = filter_compile("icmp.type == 8", &error);
    struct filter *reply = filter_compile("icmp.type == 0", &error);
    struct filter *exceeded = filter_compile("icmp.type == 11", &error);
    assert_true(echo != NULL && reply != NULL && exceeded != NULL);
    small_internet(&net, &def);
    def.cables[ROOT].duplicate[0] = def.cables[ROOT].corrupt[0] = 200000000;
    add_record(&net.zones[2], net.records[2], "out.example.com", DNS_CNAME)->data.name =
        dns_name_of("www.else.net");
    second_network(&def);
    commands(&def);
    fault_on(&def, 2 * CLIENT, FAULT_DROP, echo, 3);
    fault_on(&def, 2 * CLIENT, FAULT_DUPLICATE, echo, 1);
    fault_on(&def, 2 * CLIENT, FAULT_DELAY, echo, 4);
    fault_on(&def, 2 * 7 + 1, FAULT_CORRUPT_CABLE, reply, 1);
    fault_on(&def, 2 * CLIENT + 1, FAULT_CORRUPT_ROUTER, exceeded, 1);
    struct world *w = built(&def);
    struct trace t = trace_new();
    w->sim.observer = &t.observer;
    assert_int_equal(world_run(w, 2000 * SIM_SECOND), WORLD_ENDED);
    add_up(w, &t);
    filter_free(echo);
    filter_free(reply);
    filter_free(exceeded);
}

/* --- frames that no program of ours would send --- */

static void bring_frame(struct world *w, uint32_t interface, const uint8_t *octets,
                        size_t length)
{
    struct input input = {.kind = INPUT_FRAME,
                          .time = world_now(w),
                          .row = interface,
                          .text = (const char *)octets,
                          .length = length};
    assert_true(world_apply(w, &input));
    assert_in_range(world_run(w, world_now(w) + 10 * SIM_SECOND), WORLD_STEPPED, WORLD_ENDED);
}

struct odd {
    mac_address to; /* 0: to b itself */
    uint16_t type;
    ipv4_address source;
    ipv4_address destination;
    uint8_t protocol;
    uint8_t ttl;
    uint8_t fragment; /* offset, in units of 8 octets */
    uint8_t icmp_type;
    uint8_t spoilt; /* the octet of the frame in which a bit is turned afterwards; 0: none */
};

static void bring_odd(struct world *w, uint32_t interface, const struct odd *o)
{
    uint8_t octets[ETHERNET_HEADER + IPV4_HEADER + 40] = {0};
    struct writer out = writer_over(octets, sizeof octets);
    mac_address to = o->to != 0 ? o->to : w->link.interfaces[interface].mac;
    ethernet_write(&out, &(struct ethernet){to, UINT64_C(0x029900000001), o->type});
    if (o->type == ETHERTYPE_IPV4)
        ipv4_write(&out, &(struct ipv4){.version = 4,
                                        .total_length = IPV4_HEADER + 40,
                                        .fragment_offset = (uint16_t)(o->fragment * 8),
                                        .ttl = o->ttl,
                                        .protocol = o->protocol,
                                        .source = o->source,
                                        .destination = o->destination});
    uint8_t *message = octets + ETHERNET_HEADER + IPV4_HEADER;
    if (o->protocol == IPV4_ICMP) {
        message[0] = o->icmp_type;
        uint16_t sum = checksum(message, 40);
        message[2] = (uint8_t)(sum >> 8);
        message[3] = (uint8_t)sum;
    }
    octets[o->spoilt] ^= o->spoilt != 0 ? 0x10 : 0;
    bring_frame(w, interface, octets, sizeof octets);
}

/* b (10.0.0.2) and a router beside it are shown what they must not accept. */
static void frames_that_should_not_be(void **state)
{
    (void)state;
    enum { B = 1, LAN = 4 };
    struct world_def def;
    two_hosts(&def);
    uint32_t router = world_def_node(&def, "router", NODE_ROUTER);
    assert_int_equal(world_def_interface(&def, router, "lan", ip4(10, 0, 0, 254), 24), LAN);
    (void)world_def_interface(&def, router, "wan", ip4(10, 1, 0, 254), 24);
    struct world *w = built(&def);
    struct trace t = trace_new();
    w->sim.observer = &t.observer;
    const ipv4_address a = ip4(10, 0, 0, 1), b = ip4(10, 0, 0, 2), far = ip4(10, 1, 0, 1);
    const struct odd odd[] = {
        {.type = 0x86dd},
        {.type = 40}, /* a length */
        {.to = UINT64_C(0x029900000009), .type = ETHERTYPE_IPV4},
        {.type = ETHERTYPE_ARP}, /* all zeros */
        {.type = ETHERTYPE_IPV4, .source = a, .destination = b, .ttl = 9, .spoilt = 14},
        {.type = ETHERTYPE_IPV4, .source = a, .destination = b, .ttl = 9, .spoilt = 15},
        {.type = ETHERTYPE_IPV4, .source = ip4(127, 0, 0, 1), .destination = b, .ttl = 9},
        {.type = ETHERTYPE_IPV4, .source = a, .destination = ip4(127, 0, 0, 1), .ttl = 9},
        {.to = MAC_BROADCAST, .type = ETHERTYPE_IPV4, .source = a, .destination = b, .ttl = 9},
        {.type = ETHERTYPE_IPV4, .source = a, .destination = far, .ttl = 9},
        {.type = ETHERTYPE_IPV4, .source = a, .destination = b, .ttl = 9, .fragment = 1},
        {.type = ETHERTYPE_IPV4, .source = a, .destination = b, .ttl = 9, .protocol = 200},
        {.to = MAC_BROADCAST,
         .type = ETHERTYPE_IPV4,
         .source = a,
         .destination = IPV4_BROADCAST,
         .ttl = 9,
         .protocol = 200},
        {.type = ETHERTYPE_IPV4,
         .source = a,
         .destination = b,
         .ttl = 9,
         .protocol = IPV4_ICMP,
         .icmp_type = 42},
        {.type = ETHERTYPE_IPV4,
         .source = a,
         .destination = b,
         .ttl = 9,
         .protocol = IPV4_ICMP,
         .icmp_type = ICMP_ECHO,
         .spoilt = 60},
        {.type = ETHERTYPE_IPV4, .source = b, .destination = b, .ttl = 9},
        {.to = MAC_BROADCAST,
         .type = ETHERTYPE_IPV4,
         .source = a,
         .destination = ip4(10, 0, 0, 255),
         .ttl = 9,
         .protocol = IPV4_ICMP,
         .icmp_type = ICMP_ECHO},
        {.type = ETHERTYPE_IPV4,
         .source = a,
         .destination = b,
         .ttl = 9,
         .protocol = IPV4_ICMP,
         .icmp_type = ICMP_TIMESTAMP},
    };
    for (uint32_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
        bring_odd(w, B, &odd[i]);
    bring_odd(w, LAN,
              &(struct odd){.type = ETHERTYPE_IPV4,
                            .source = a,
                            .ttl = 1,
                            .destination = far,
                            .protocol = IPV4_ICMP,
                            .icmp_type = ICMP_UNREACHABLE});
    bring_odd(
        w, LAN,
        &(struct odd){
            .type = ETHERTYPE_IPV4, .source = a, .ttl = 9, .destination = ip4(10, 1, 0, 255)});
    bring_odd(
        w, LAN,
        &(struct odd){
            .type = ETHERTYPE_IPV4, .source = a, .ttl = 9, .destination = ip4(10, 1, 0, 0)});
    w->ip.nodes[router].reverse_path = REVERSE_PATH_STRICT;
    bring_odd(
        w, LAN,
        &(struct odd){
            .type = ETHERTYPE_IPV4, .source = far, .ttl = 9, .destination = ip4(10, 1, 0, 2)});
    add_up(w, &t);
}

/* --- a shorter way --- */

/* Two routers on one network: the host asks the wrong one, is told so once, and goes to the
 * other. */
static void a_shorter_way(void **state)
{
    (void)state;
    struct world_def def;
    two_hosts(&def);
    uint32_t p2 = world_def_interface(&def, 2, "p2", 0, 0);
    uint32_t p3 = world_def_interface(&def, 2, "p3", 0, 0);
    uint32_t r1 = world_def_node(&def, "r1", NODE_ROUTER);
    uint32_t e1 = world_def_interface(&def, r1, "lan", ip4(10, 0, 0, 254), 24);
    uint32_t r2 = world_def_node(&def, "r2", NODE_ROUTER);
    uint32_t e2 = world_def_interface(&def, r2, "lan", ip4(10, 0, 0, 253), 24);
    (void)world_def_interface(&def, r2, "wan", ip4(10, 9, 0, 254), 24);
    (void)world_def_cable(&def, p2, e1);
    (void)world_def_cable(&def, p3, e2);
    (void)world_def_route(&def, 0, 0, 0, ip4(10, 0, 0, 254));
    (void)world_def_route(&def, r1, ip4(10, 9, 0, 0), 16, ip4(10, 0, 0, 253));
    at(&def, 0, 0, "ping -c 3 10.9.0.254");
    struct world *w = built(&def);
    struct trace t = trace_new();
    w->sim.observer = &t.observer;
    assert_int_equal(world_run(w, 5 * SIM_SECOND), WORLD_ENDED);
    assert_int_equal(t.by_rule[RULE_ICMP_REDIRECTS], 1);
    assert_int_equal(t.by_rule[RULE_ICMP_REDIRECT_FOLLOWED], 1);
    assert_int_equal(t.by_rule[RULE_ICMP_ECHO_REPLY_RECEIVED], 3);
    uint8_t octets[IP_PAYLOAD + 36] = {0}; /* one that nobody asked for */
    struct writer out = writer_over(octets, sizeof octets);
    ethernet_write(
        &out, &(struct ethernet){w->link.interfaces[0].mac, 0x029900000001, ETHERTYPE_IPV4});
    ipv4_write(&out, &(struct ipv4){.version = 4,
                                    .total_length = IPV4_HEADER + 36,
                                    .ttl = 9,
                                    .protocol = IPV4_ICMP,
                                    .source = ip4(10, 0, 0, 2),
                                    .destination = ip4(10, 0, 0, 1)});
    octets[IP_PAYLOAD] = ICMP_REDIRECT;
    octets[IP_PAYLOAD + ICMP_HEADER] = 0x45;
    uint16_t sum = checksum(octets + IP_PAYLOAD, 36);
    octets[IP_PAYLOAD + 2] = (uint8_t)(sum >> 8);
    octets[IP_PAYLOAD + 3] = (uint8_t)sum;
    bring_frame(w, 0, octets, sizeof octets);
    assert_int_equal(t.by_rule[RULE_ICMP_REDIRECT_IGNORED], 1);
    add_up(w, &t);
}

/* "Fragmentation needed" about an echo request of a to b, with this MTU. */
static void bring_too_big(struct world *w, uint16_t mtu)
{
    enum { QUOTE = IPV4_HEADER + ICMP_HEADER, MESSAGE = ICMP_HEADER + QUOTE };
    uint8_t octets[IP_PAYLOAD + MESSAGE] = {0};
    struct writer out = writer_over(octets, sizeof octets);
    ethernet_write(
        &out, &(struct ethernet){w->link.interfaces[0].mac, 0x029900000001, ETHERTYPE_IPV4});
    ipv4_write(&out, &(struct ipv4){.version = 4,
                                    .total_length = IPV4_HEADER + MESSAGE,
                                    .ttl = 9,
                                    .protocol = IPV4_ICMP,
                                    .source = ip4(10, 0, 0, 254),
                                    .destination = ip4(10, 0, 0, 1)});
    icmp_write(&out, &(struct icmp){.type = ICMP_UNREACHABLE,
                                    .code = ICMP_FRAGMENTATION_NEEDED,
                                    .sequence = mtu});
    ipv4_write(&out, &(struct ipv4){.version = 4,
                                    .total_length = 1500,
                                    .dont_fragment = true,
                                    .ttl = 9,
                                    .protocol = IPV4_ICMP,
                                    .source = ip4(10, 0, 0, 1),
                                    .destination = ip4(10, 0, 0, 2)});
    icmp_write(&out, &(struct icmp){.type = ICMP_ECHO, .identifier = 1, .sequence = 1});
    uint16_t sum = checksum(octets + IP_PAYLOAD, MESSAGE);
    octets[IP_PAYLOAD + 2] = (uint8_t)(sum >> 8);
    octets[IP_PAYLOAD + 3] = (uint8_t)sum;
    bring_frame(w, 0, octets, sizeof octets);
}

/* Claims about the path of an echo request, from a router that nobody knows. */
static void claims_about_a_path(void **state)
{
    (void)state;
    struct world_def def;
    two_hosts(&def);
    at(&def, 0, 0, "ping -c 100 -s 1472 -M do 10.0.0.2");
    struct world *w = built(&def);
    struct trace t = trace_new();
    w->sim.observer = &t.observer;
    assert_int_equal(world_run(w, SIM_SECOND), WORLD_STEPPED);
    bool may_cut;
    bring_too_big(w, 1500);
    assert_int_equal(t.by_rule[RULE_PATH_MTU_IMPLAUSIBLE], 1);
    assert_int_equal(ip_path_mtu(&w->ip, 0, ip4(10, 0, 0, 2), &may_cut), 1500);
    bring_too_big(w, 0);
    assert_int_equal(t.by_rule[RULE_PATH_MTU_PLATEAU], 1);
    assert_int_equal(ip_path_mtu(&w->ip, 0, ip4(10, 0, 0, 2), &may_cut), 1006);
    bring_too_big(w, 20);
    assert_int_equal(t.by_rule[RULE_PATH_MTU_LEAST], 1);
    assert_int_equal(ip_path_mtu(&w->ip, 0, ip4(10, 0, 0, 2), &may_cut), IPV4_MINIMUM_MTU);
    assert_true(may_cut);
    assert_true(t.by_rule[RULE_IP_TOO_BIG_HERE] > 0);
    add_up(w, &t);
}

/* --- who has this address? --- */

static void bring_claim(struct world *w, uint32_t interface, ipv4_address address)
{
    uint8_t octets[ETHERNET_MINIMUM] = {0};
    struct writer out = writer_over(octets, sizeof octets);
    ethernet_write(&out, &(struct ethernet){MAC_BROADCAST, 0x029900000001, ETHERTYPE_ARP});
    arp_write(&out, &(struct arp){.hardware = ARP_HARDWARE_ETHERNET,
                                  .protocol = ETHERTYPE_IPV4,
                                  .hardware_length = ARP_HLN,
                                  .protocol_length = ARP_PLN,
                                  .opcode = ARP_REQUEST,
                                  .sender_mac = 0x029900000001,
                                  .sender_ip = address,
                                  .target_ip = address});
    struct input input = {.kind = INPUT_FRAME,
                          .time = world_now(w),
                          .row = interface,
                          .text = (const char *)octets,
                          .length = sizeof octets};
    assert_true(world_apply(w, &input));
}

/* a probes 10.0.0.1 and defends it once; c, which has the same address, comes later; b defends
 * 10.0.0.2 for ever. */
static void addresses_in_dispute(void **state)
{
    (void)state;
    enum { A, B, SWITCH, C };
    struct world_def def;
    two_hosts(&def);
    uint32_t port = world_def_interface(&def, SWITCH, "p2", 0, 0);
    assert_int_equal(world_def_node(&def, "c", NODE_HOST), C);
    uint32_t eth = world_def_interface(&def, C, "eth0", ip4(10, 0, 0, 1), 24);
    (void)world_def_cable(&def, port, eth);
    def.interfaces[eth].down = true;
    def.nodes[A].habits.arp = (struct arp_habits){.probe = 1, .defend = ARP_DEFENDS_ONCE};
    def.nodes[B].habits.arp = (struct arp_habits){.defend = ARP_DEFENDS_ALWAYS, .poll = 1};
    def.nodes[C].habits.arp = (struct arp_habits){.probe = 1};
    at(&def, 0, A, "ping -c 1 10.0.0.2"); /* too early */
    at(&def, 10 * SIM_SECOND, A, "ping -c 1 10.0.0.2");
    at(&def, 20 * SIM_SECOND, C, "ip link set eth0 up"); /* its address is taken */
    at(&def, 40 * SIM_SECOND, C, "arping -U -c 2 -I eth0 10.0.0.1");
    at(&def, 120 * SIM_SECOND, B, "ping -c 1 10.0.0.1"); /* which c does not answer */
    at(&def, 121 * SIM_SECOND, C, "ip link set eth0 down");
    at(&def, 200 * SIM_SECOND, B, "ping -c 1 10.0.0.1");
    struct world *w = built(&def);
    struct trace t = trace_new();
    w->sim.observer = &t.observer;
    assert_in_range(world_run(w, 30 * SIM_SECOND), WORLD_STEPPED, WORLD_ENDED);
    assert_int_equal(t.by_rule[RULE_ARP_PROBES], 3 + 1); /* c hears the answer to its first */
    assert_int_equal(t.by_rule[RULE_ARP_ADDRESS_FREE], 1);
    assert_int_equal(t.by_rule[RULE_ARP_ANNOUNCES], 2);
    assert_int_equal(t.by_rule[RULE_ARP_ADDRESS_TAKEN], 1);
    assert_int_equal(w->link.interfaces[eth].address_state, ADDRESS_ANOTHERS);
    assert_in_range(world_run(w, 300 * SIM_SECOND), WORLD_STEPPED, WORLD_ENDED);
    assert_int_equal(t.by_rule[RULE_ARP_DEFENDS], 1);
    assert_int_equal(t.by_rule[RULE_ARP_GIVES_UP_ADDRESS], 1);
    assert_int_equal(w->link.interfaces[0].address_state, ADDRESS_ANOTHERS);
    assert_true(t.by_rule[RULE_ARP_OVERWRITES] >= 1 && t.by_rule[RULE_ARP_POLLS] >= 1);
    assert_true(t.by_rule[RULE_ARP_POLLED_IN_VAIN] >= 1);
    assert_true(t.by_rule[RULE_ADDRESS_NOT_IN_USE] >= 1);
    bring_claim(w, 1, ip4(10, 0, 0, 2));
    bring_claim(w, 1, ip4(10, 0, 0, 2));
    assert_int_equal(t.by_rule[RULE_ARP_DEFENDED_JUST_NOW], 1);
    assert_int_equal(w->link.interfaces[1].address_state, ADDRESS_IN_USE);
    add_up(w, &t);
}

/* Options that cannot be read, or must not be followed, until a has said so too often. */
static void options_that_are_refused(void **state)
{
    (void)state;
    struct world_def def;
    two_hosts(&def);
    struct world *w = built(&def);
    struct trace t = trace_new();
    w->sim.observer = &t.observer;
    for (int i = 0; i < 60; i++) {
        uint8_t octets[IP_PAYLOAD + 40] = {0};
        struct writer out = writer_over(octets, sizeof octets);
        ethernet_write(&out, &(struct ethernet){w->link.interfaces[0].mac, 0x029900000001,
                                                ETHERTYPE_IPV4});
        ipv4_write(&out, &(struct ipv4){.version = 4,
                                        .total_length = IPV4_HEADER + 40,
                                        .ttl = 9,
                                        .protocol = IPV4_UDP,
                                        .source = ip4(10, 0, 0, 2),
                                        .destination = ip4(10, 0, 0, 1)});
        uint8_t *header = octets + ETHERNET_HEADER;
        const uint8_t route[8] = {131, i % 2 == 0 ? 7 : 0, 4, 10, 0, 0, 2, 0};
        header[0] = 0x47;
        memcpy(header + IPV4_HEADER, route, 8);
        header[IPV4_CHECKSUM_OFFSET] = header[IPV4_CHECKSUM_OFFSET + 1] = 0;
        uint16_t sum = checksum(header, IPV4_HEADER + 8);
        header[IPV4_CHECKSUM_OFFSET] = (uint8_t)(sum >> 8);
        header[IPV4_CHECKSUM_OFFSET + 1] = (uint8_t)sum;
        struct input input = {.kind = INPUT_FRAME,
                              .time = world_now(w),
                              .row = 0,
                              .text = (const char *)octets,
                              .length = sizeof octets};
        assert_true(world_apply(w, &input));
    }
    assert_int_equal(t.by_rule[RULE_IP_OPTION_BAD], 30);
    assert_int_equal(t.by_rule[RULE_IP_SOURCE_ROUTE], 30);
    assert_int_equal(t.by_rule[RULE_ICMP_ERROR_LIMIT], 10);
    add_up(w, &t);
}

/* A node where the stage ends: what is flooded there goes no further. */
static void a_switch_of_one_port(void **state)
{
    (void)state;
    struct world_def def;
    two_hosts(&def);
    uint32_t port = world_def_interface(&def, 2, "p2", 0, 0);
    uint32_t out = world_def_node(&def, "out", NODE_SWITCH);
    (void)world_def_cable(&def, port, world_def_interface(&def, out, "eth0", 0, 0));
    at(&def, 0, 0, "ping -c 1 10.0.0.2");
    struct world *w = built(&def);
    struct trace t = trace_new();
    w->sim.observer = &t.observer;
    assert_int_equal(world_run(w, SIM_SECOND), WORLD_ENDED);
    assert_int_equal(t.by_rule[RULE_SWITCH_ONLY_PORT], 1);
    assert_int_equal(t.by_rule[RULE_SWITCH_FLOODS_GROUP], 1);
    add_up(w, &t);
}

/* --- fragments --- */

static void bring_fragment(struct world *w, uint16_t id, uint8_t protocol, uint32_t from,
                           uint32_t to, bool more)
{
    static uint8_t octets[FRAME_LONG_OCTETS];
    struct writer out = writer_over(octets, sizeof octets);
    ethernet_write(&out, &(struct ethernet){w->link.interfaces[1].mac, UINT64_C(0x029900000001),
                                            ETHERTYPE_IPV4});
    ipv4_write(&out, &(struct ipv4){.version = 4,
                                    .total_length = (uint16_t)(IPV4_HEADER + to - from),
                                    .identification = id,
                                    .more_fragments = more,
                                    .fragment_offset = (uint16_t)from,
                                    .ttl = 9,
                                    .protocol = protocol,
                                    .source = ip4(10, 0, 0, 9),
                                    .destination = ip4(10, 0, 0, 2)});
    struct input input = {.kind = INPUT_FRAME,
                          .time = world_now(w),
                          .row = 1,
                          .text = (const char *)octets,
                          .length = out.at + to - from};
    assert_true(world_apply(w, &input));
}

static void fragments_of_all_kinds(void **state)
{
    (void)state;
    struct world_def def;
    two_hosts(&def);
    def.interfaces[0].mtu = IPV4_MINIMUM_MTU;
    at(&def, 0, 0, "ping -c 1 -s 1000 10.0.0.2");
    at(&def, SIM_SECOND, 0, "ping -c 1 -s 8000 10.0.0.2");
    struct world *w = built(&def);
    struct trace t = trace_new();
    w->sim.observer = &t.observer;
    assert_in_range(world_run(w, 2 * SIM_SECOND), WORLD_STEPPED, WORLD_ENDED);
    bring_fragment(w, 1, IPV4_UDP, 0, 80, true);
    bring_fragment(w, 1, IPV4_UDP, 0, 80, true);    /* twice */
    bring_fragment(w, 1, IPV4_UDP, 72, 100, false); /* overlaps */
    bring_fragment(w, 1, IPV4_UDP, 200, 300, false);
    bring_fragment(w, 2, IPV4_UDP, 0, 81, true);
    bring_fragment(w, 2, IPV4_UDP, 65528, 65536, false);
    bring_fragment(w, 2, IPV4_TCP, 8, 100, false);
    for (uint16_t id = 3; id < 300; id++)
        bring_fragment(w, id, IPV4_UDP, 0, 1480, true);
    assert_int_equal(world_run(w, world_now(w) + 40 * SIM_SECOND), WORLD_ENDED);
    assert_int_equal(arena_marks(&w->sim.arena, w->sim.frames.long_pool)->live, 0);
    add_up(w, &t);
}

/* --- what is done to cables --- */

static void cables_in_trouble(void **state)
{
    (void)state;
    struct world_def def;
    bulk_line(&def, 1, 300000, 20000000); /* loses two in a hundred */
    def.cables[0].queue_limit[0] = 5;
    def.cables[0].rate_bps[0] = 1000000;
    def.cables[0].mark_limit[0] = 4;
    struct tcp_profile profile = tcp_default_profile();
    profile.ecn = 1;
    def.nodes[0].profile = def.nodes[1].profile = world_def_profile(&def, &profile);
    struct world *w = built(&def);
    struct trace t = trace_new();
    w->sim.observer = &t.observer;
    while (w->phy.directions[0].first == NONE)
        assert_int_equal(world_step(w), WORLD_STEPPED);
    const struct flight *flight = &w->phy.flights[w->phy.directions[0].first];
    struct input drop = {.kind = INPUT_DROP,
                         .time = world_now(w),
                         .packet = frame_at(&w->sim.frames, flight->frame)->packet,
                         .hop = flight->hop};
    assert_true(world_apply(w, &drop));
    assert_int_equal(world_run(w, SIM_NEVER), WORLD_ENDED);
    assert_int_equal(w->bulk.totals->received, 300000);
    add_up(w, &t);
}

/* A peer that vanishes behind its switch: what a typed line shows, and what a silent connection
 * with keep-alives does. A twin that is made in the middle goes the same way. */
static void a_peer_that_vanishes(void **state)
{
    (void)state;
    struct world_def def;
    two_hosts(&def);
    struct tcp_profile profile = tcp_default_profile();
    profile.keep_alive = 1;
    profile.keep_idle = 20 * SIM_SECOND;
    profile.keep_interval = 5 * SIM_SECOND;
    profile.keep_probes = 3;
    def.nodes[1].profile = world_def_profile(&def, &profile);
    at(&def, 0, 1, "nc -l -p 7000");
    at(&def, SIM_SECOND, 0, "nc 10.0.0.2 7000");
    (void)world_def_timeline(
        &def,
        &(struct timeline_def){.at = 30 * SIM_SECOND, .action = TIMELINE_CUT, .cable = 1});
    (void)world_def_timeline(&def, &(struct timeline_def){.at = 31 * SIM_SECOND,
                                                          .action = TIMELINE_TYPE,
                                                          .node = 0,
                                                          .command = "hello"});
    struct world *w = built(&def);
    struct trace t = trace_new();
    w->sim.observer = &t.observer;
    (void)world_run(w, 52 * SIM_SECOND);
    struct world *twin = world_twin(w);
    (void)world_run(w, 200 * SIM_SECOND);
    (void)world_run(twin, 200 * SIM_SECOND);
    assert_int_equal(world_hash(w), world_hash(twin));
    world_free(twin);
    assert_int_equal(t.by_rule[RULE_TCP_KEEP_ALIVE], 4); /* one was answered */
    assert_int_equal(t.by_rule[RULE_TCP_KEEP_ALIVE_ANSWERED], 1);
    assert_int_equal(t.by_rule[RULE_TCP_KEEP_ALIVE_ENDS], 1);
    assert_int_equal(t.by_rule[RULE_TCP_STALLED], 1);
    assert_int_equal(t.by_rule[RULE_ARP_DOUBTED], 1);
    add_up(w, &t);
}

/* Two switches, joined twice. */
static void a_loop(void **state)
{
    (void)state;
    struct world_def def;
    two_hosts(&def);
    uint32_t p2 = world_def_interface(&def, 2, "p2", 0, 0);
    uint32_t p3 = world_def_interface(&def, 2, "p3", 0, 0);
    uint32_t other = world_def_node(&def, "other", NODE_SWITCH);
    (void)world_def_cable(&def, p2, world_def_interface(&def, other, "p0", 0, 0));
    (void)world_def_cable(&def, p3, world_def_interface(&def, other, "p1", 0, 0));
    at(&def, 0, 0, "ping -c 1 10.0.0.2");
    struct world *w = built(&def);
    struct trace t = trace_new();
    w->sim.observer = &t.observer;
    assert_int_equal(world_run(w, SIM_NEVER), WORLD_STORM);
    struct world *twin = world_twin(w); /* a copy of a stopped world is stopped */
    uint32_t packet, node, twins_packet, twins_node;
    assert_null(world_problem(w, &packet, &node));
    assert_null(world_problem(twin, &twins_packet, &twins_node));
    assert_int_equal(world_step(twin), WORLD_STORM);
    assert_true(packet == 2 && twins_packet == 2 && node == twins_node);
    world_free(twin);
    add_up(w, &t);
}

/* A switch at which one and the same address is on both ends of a frame's way. */
static void a_frame_for_where_it_came_from(void **state)
{
    (void)state;
    struct world_def def;
    two_hosts(&def);
    struct world *w = built(&def);
    struct trace t = trace_new();
    w->sim.observer = &t.observer;
    for (unsigned n = 1; n <= 2; n++) {
        uint8_t octets[ETHERNET_MINIMUM] = {0};
        struct writer out = writer_over(octets, sizeof octets);
        ethernet_write(&out, &(struct ethernet){UINT64_C(0x029900000000) + n,
                                                UINT64_C(0x029900000003) - n, 0x88b5});
        bring_frame(w, 2, octets, sizeof octets);
    }
    add_up(w, &t);
}

/* --- the sum --- */

static bool is_shown_elsewhere(const char *id)
{
    return strncmp(id, "TCP_", 4) == 0 || strncmp(id, "UDP_", 4) == 0 ||
           strncmp(id, "DNS_", 4) == 0 || strncmp(id, "HTTP_", 5) == 0 ||
           strncmp(id, "CACHE_", 6) == 0 || strncmp(id, "PROXY_", 6) == 0 ||
           strncmp(id, "STP_", 4) == 0 || strcmp(id, "SWITCH_RESERVED") == 0 ||
           strncmp(id, "RIP_", 4) == 0 || strcmp(id, "IP_TO_GROUP") == 0;
}

static void every_rule_has_fired(void **state)
{
    (void)state;
    unsigned missing = 0;
    for (enum rule rule = RULE_NONE + 1; rule < RULES; rule++) {
        const char *id = rule_text(rule)->id;
        if (fired[rule] > 0 || is_shown_elsewhere(id))
            continue;
        print_error("%s has never fired\n", id);
        missing++;
    }
    assert_int_equal(missing, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_internet_with_all_its_troubles),
        cmocka_unit_test(frames_that_should_not_be),
        cmocka_unit_test(a_shorter_way),
        cmocka_unit_test(claims_about_a_path),
        cmocka_unit_test(addresses_in_dispute),
        cmocka_unit_test(options_that_are_refused),
        cmocka_unit_test(fragments_of_all_kinds),
        cmocka_unit_test(cables_in_trouble),
        cmocka_unit_test(a_peer_that_vanishes),
        cmocka_unit_test(a_loop),
        cmocka_unit_test(a_frame_for_where_it_came_from),
        cmocka_unit_test(a_switch_of_one_port),
        cmocka_unit_test(every_rule_has_fired),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
