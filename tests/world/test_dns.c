/* tests/world/test_dns.c: names, to the letter: what an authoritative server answers to every
 * kind of question, what a resolver makes of delegations that work and of those that do not,
 * and what the stub and dig show of it. Goldens: tests/world/golden/dns-*.txt. */
#include "screen.h"
#include "small_internet.h"

static struct internet net;
static struct screen screen;
static bool fired[RULES];

/* Zones beyond those of the small internet. */
enum { MORE_ZONES = 8, LARGE_SET = 90, HUGE_SET = 120 };
static struct dns_record more[MORE_ZONES][HUGE_SET + 8];
static struct dns_zone zones[MORE_ZONES];
static struct dns_name searches[2];

static struct dns_record *add(struct dns_zone *zone, const char *owner, enum dns_type type)
{
    struct dns_record *r = &more[zone - zones][zone->count];
    assert_true(zone->count < HUGE_SET + 8);
    zone->count++;
    zone->records = more[zone - zones];
    memset(r, 0, sizeof *r);
    r->owner = dns_name_of(owner);
    r->type = (uint16_t)type;
    r->klass = DNS_IN;
    r->ttl = 300;
    return r;
}

static void begin_zone(struct dns_zone *zone, const char *origin)
{
    zone->count = 0;
    zone->origin = dns_name_of(origin);
    struct dns_record *soa = add(zone, origin, DNS_SOA);
    soa->ttl = 600;
    soa->data.soa = (struct dns_soa){.mname = dns_name_of("ns.example.com"),
                                     .rname = dns_name_of("hostmaster.example.com"),
                                     .serial = 7,
                                     .refresh = 7200,
                                     .retry = 900,
                                     .expire = 1209600,
                                     .minimum = 30};
    add(zone, origin, DNS_NS)->data.name = dns_name_of("ns.example.com");
}

static void add_text(struct dns_zone *zone, const char *owner, const char *octets,
                     size_t length)
{
    struct dns_record *r = add(zone, owner, DNS_TXT);
    r->data.raw = (struct dns_octets){(const uint8_t *)octets, (uint16_t)length};
}

/* rich.com, on ns: a bit of everything; and two sets that no datagram holds. */
static void rich_zone(void)
{
    struct dns_zone *z = &zones[0];
    begin_zone(z, "rich.com");
    add(z, "rich.com", DNS_A)->data.a = ip4(10, 0, 0, 80);
    add(z, "rich.com", DNS_AAAA)->data.aaaa[15] = 1;
    struct dns_record *mx = add(z, "rich.com", DNS_MX);
    mx->data.mx.preference = 10;
    mx->data.mx.exchange = dns_name_of("mail.rich.com");
    mx = add(z, "rich.com", DNS_MX);
    mx->data.mx.preference = 20;
    mx->data.mx.exchange = dns_name_of("mail.rich.com");
    add_text(z, "rich.com", "\5hello\5w\"rld", 12);
    add(z, "mail.rich.com", DNS_A)->data.a = ip4(10, 0, 0, 25);
    add(z, "a.deep.down.rich.com", DNS_A)->data.a = ip4(10, 0, 0, 9);
    add(z, "*.wild.rich.com", DNS_A)->data.a = ip4(10, 0, 0, 42);
    add(z, "there.wild.rich.com", DNS_TXT)->data.raw =
        (struct dns_octets){(const uint8_t *)"\1x", 2};
    add(z, "one.rich.com", DNS_CNAME)->data.name = dns_name_of("two.rich.com");
    add(z, "two.rich.com", DNS_CNAME)->data.name = dns_name_of("rich.com");
    add(z, "dead.rich.com", DNS_CNAME)->data.name = dns_name_of("none.rich.com");
    add(z, "sub.rich.com", DNS_NS)->data.name = dns_name_of("ns.sub.rich.com");
    add(z, "ns.sub.rich.com", DNS_A)->data.a = ip4(10, 0, 0, 66);
}

static void large_zones(void)
{
    begin_zone(&zones[1], "large.com");
    for (unsigned i = 0; i < LARGE_SET; i++)
        add(&zones[1], "large.com", DNS_A)->data.a = ip4(10, 9, 0, (uint8_t)i);
    begin_zone(&zones[2], "huge.com");
    for (unsigned i = 0; i < HUGE_SET; i++)
        add(&zones[2], "huge.com", DNS_A)->data.a = ip4(10, 9, 1, (uint8_t)i);
    begin_zone(&zones[3], "10.in-addr.arpa");
    add(&zones[3], "80.0.0.10.in-addr.arpa", DNS_PTR)->data.name = dns_name_of("rich.com");
}

static void delegate(struct dns_zone *zone, const char *owner, const char *server)
{
    add(zone, owner, DNS_NS)->data.name = dns_name_of(server);
}

/* com, with delegations of every kind, sound and unsound. */
static void com_zone(void)
{
    struct dns_zone *z = &zones[4];
    static const char *const deep[] = {"d1", "d2", "d3", "d4", "d5", "d6", "d7"};
    begin_zone(z, "com");
    z->records = more[4];
    more[4][1].data.name = dns_name_of("ns.com");
    add(z, "ns.com", DNS_A)->data.a = ip4(10, 0, 0, 101);
    delegate(z, "example.com", "ns.example.com");
    add(z, "ns.example.com", DNS_A)->data.a = ip4(10, 0, 0, 102);
    delegate(z, "rich.com", "ns.example.com");
    delegate(z, "large.com", "ns.example.com");
    delegate(z, "huge.com", "ns.example.com");
    delegate(z, "lame.com", "ns.example.com"); /* it refuses */
    delegate(z, "up.com", "ns.com");           /* it only leads here again */
    delegate(z, "dead.com", "ns.dead.com");    /* nobody is there */
    add(z, "ns.dead.com", DNS_A)->data.a = ip4(10, 0, 0, 66);
    delegate(z, "shut.com", "ns.shut.com"); /* a host, but no server */
    add(z, "ns.shut.com", DNS_A)->data.a = ip4(10, 0, 0, 80);
    delegate(z, "spare.com", "ns.dead.com"); /* the first is dead, the second is not */
    delegate(z, "spare.com", "ns.example.com");
    delegate(z, "glueless.com", "ns.glueless.com"); /* in itself, without address */
    delegate(z, "ping.com", "ns.pong.com");         /* each needs the other */
    delegate(z, "pong.com", "ns.ping.com");
    delegate(z, "nowhere.com", "none.example.com"); /* a server that does not exist */
    delegate(z, "second.com", "none.example.com");  /* likewise, but there is another one */
    delegate(z, "second.com", "ns2.other.org");
    for (unsigned i = 0; i + 1 < sizeof deep / sizeof deep[0]; i++) {
        char owner[20];
        char server[20];
        (void)snprintf(owner, sizeof owner, "%s.com", deep[i]);
        (void)snprintf(server, sizeof server, "ns.%s.com", deep[i + 1]);
        delegate(z, owner, server);
    }
}

static void spare_zones(void)
{
    begin_zone(&zones[5], "spare.com");
    add(&zones[5], "www.spare.com", DNS_A)->data.a = ip4(10, 0, 0, 81);
    begin_zone(&zones[6], "second.com");
    add(&zones[6], "www.second.com", DNS_A)->data.a = ip4(10, 0, 0, 82);
}

static struct dns_zone on_ns[8];

/* The small internet, with more in it. */
static void make(struct world_def *def)
{
    small_internet(&net, def);
    rich_zone();
    large_zones();
    com_zone();
    spare_zones();
    add_record(&net.zones[0], net.records[0], "arpa", DNS_NS)->data.name =
        dns_name_of("ns.example.com");
    add_record(&net.zones[2], net.records[2], "round.example.com", DNS_CNAME)->data.name =
        dns_name_of("round.com");
    add(&zones[4], "round.com", DNS_CNAME)->data.name = dns_name_of("round.example.com");
    add_record(&net.zones[3], net.records[3], "ns2.other.org", DNS_A)->data.a =
        ip4(10, 0, 0, 102);
    on_ns[0] = net.zones[2];
    on_ns[1] = net.zones[3];
    on_ns[2] = zones[0];
    on_ns[3] = zones[1];
    on_ns[4] = zones[2];
    on_ns[5] = zones[3];
    on_ns[6] = zones[5];
    on_ns[7] = zones[6];
    net.dns[3].zones = on_ns;
    net.dns[3].zone_count = 8;
    net.dns[2].zones = &zones[4];
    net.dns[0].cache_rows = 256;
}

struct session {
    const char *name; /* tests/world/golden/NAME.txt is what must be on the screen */
    const char *commands[16];
    uint64_t status;  /* of the last one */
    bool old_com;     /* com's server does not know EDNS */
    bool duplicates;  /* com's server says everything twice */
    bool damages;     /* bits flip on the cables; see damage() */
    uint16_t ns_size; /* of ns' datagrams; 0: as usual */
};

static const struct session sessions[] = {
    {"dns-authoritative",
     {"dig @10.0.0.102 rich.com mx", "dig @10.0.0.102 rich.com txt +short",
      "dig @10.0.0.102 rich.com ns +noall +answer +additional",
      "dig @10.0.0.102 x.wild.rich.com +noall +answer +comments",
      "dig @10.0.0.102 x.there.wild.rich.com +noall +comments +authority",
      "dig @10.0.0.102 down.rich.com +noall +comments",
      "dig @10.0.0.102 one.rich.com aaaa +noall +answer +comments",
      "dig @10.0.0.102 dead.rich.com +noall +answer +authority +comments",
      "dig @10.0.0.102 one.rich.com cname +noall +answer",
      "dig @10.0.0.102 www.sub.rich.com +norec +noall +comments +authority +additional",
      "dig @10.0.0.102 www.elsewhere.net +norec", "dig @10.0.0.102 rich.com any +noall +answer",
      "dig @10.0.0.102 rich.com axfr +noall +comments", "dig -x 10.0.0.80 +noall +answer",
      "dig rich.com any +noall +answer +stats"},
     .status = 0},
    {"dns-oddities",
     {"dig @10.0.0.102 rich.com +opcode=4 +noall +comments",
      "dig @10.0.0.102 rich.com +header-only +noall +comments",
      "dig @10.0.0.102 rich.com +edns=1 +noednsneg +noall +comments",
      "dig @10.0.0.102 rich.com +edns=1 +noall +comments",
      "dig @10.0.0.102 rich.com +noedns +noall +comments",
      "dig @10.0.0.102 ch txt version.bind +noall +comments"},
     .status = 0},
    {"dns-truncation",
     {"dig @10.0.0.102 large.com +noall +comments +stats",
      "dig @10.0.0.102 large.com +ignore +noall +comments",
      "dig @10.0.0.102 large.com +bufsize=512 +short +ignore", "dig large.com +short",
      "dig large.com +tcp +noall +stats", "dig huge.com +noall +comments",
      "dig @10.0.0.80 rich.com +tcp +tries=2", "dig @10.0.0.66 rich.com +tcp +tries=1 +time=2"},
     .status = 9},
    {"dns-failures",
     {"dig www.lame.com", "dig www.up.com +noall +comments",
      "dig www.dead.com +noall +comments", "dig www.shut.com +noall +comments",
      "dig www.glueless.com +noall +comments", "dig www.ping.com +noall +comments",
      "dig www.nowhere.com +noall +comments", "dig loop.example.com +noall +comments",
      "dig www.d1.com +noall +comments", "dig www.spare.com +noall +answer",
      "dig www.spare.com +noall +answer +stats txt", "dig www.second.com +short",
      "dig away.example.com +noall +answer", "dig www.lame.com +noedns +noall +comments"},
     .status = 0},
    {"dns-several",
     {"dig +noall +answer +comments rich.com mx @10.0.0.102 web.example.com",
      "dig +short web.example.com -x 10.0.0.80 rich.com txt",
      "dig @ns.example.com rich.com +short", "dig @nobody.example.com rich.com"},
     .status = 10},
    {"host",
     {"host one.rich.com", "host web", "host 10.0.0.80", "host 10.0.0.81", "host nobody",
      "host -t txt rich.com", "host -t aaaa web.example.com", "host -t soa rich.com 10.0.0.102",
      "host www.lame.com", "host -t any rich.com", "host large.com",
      "host -R 0 -W 2 rich.com 10.0.0.66", "host -r rich.com 10.0.0.100"},
     .status = 0},
    {"nslookup",
     {"nslookup one.rich.com", "nslookup web 10.0.0.102", "nslookup 10.0.0.80",
      "nslookup -type=mx rich.com", "nslookup -type=soa rich.com ns.example.com",
      "nslookup -type=aaaa web.example.com", "nslookup -q=txt rich.com", "nslookup nobody",
      "nslookup www.lame.com", "nslookup -type=ns rich.com 10.0.0.80"},
     .status = 1},
    {"hosts-file",
     {"ping -c 1 client", "echo '10.0.0.80 the.web  TheWeb # its aliases' >> /etc/hosts",
      "ping -c 1 THEWEB", "ping -c 1 the.web", "ping -c 1 aliases", "ping -c 1 localhost",
      "cat /etc/resolv.conf", "dig the.web +noall +comments"},
     .status = 0},
    {"dns-old-server",
     {"dig rich.com +short", "dig @10.0.0.101 com ns +noall +comments",
      "dig @10.0.0.101 com ns +noedns +noall +answer"},
     .status = 0,
     .old_com = true},
    {"dns-small-datagrams",
     {"dig @10.0.0.102 rich.com any +notcp +noall +comments", "dig large.com +noall +comments",
      "dig @10.0.0.102 rich.com mx +noall +comments"},
     .status = 0,
     .ns_size = 512},
    {"dns-twice", {"dig rich.com +short"}, .status = 0, .duplicates = true},
    {"dns-damaged",
     {"dig @10.0.0.102 rich.com +noall +comments +stats", "dig rich.com +noall +comments",
      "dig rich.com +short"},
     .status = 0,
     .damages = true},
    {"dns-idle",
     {"nc -w 90 10.0.0.102 53", "dig @10.0.0.53 rich.com +norec +short"},
     .status = 0},
    {"dns-chain",
     {"dig round.example.com +noall +comments", "dig x.wild.rich.com +short"},
     .status = 0},
};

static struct filter *responses, *from_client, *from_ns;

static int compile_filter(void **state)
{
    struct filter_error error;
    (void)state;
    responses = filter_compile("dns.flags.response == 1", &error);
    from_client = filter_compile("udp.dstport == 53 && ip.src == 10.0.0.1", &error);
    from_ns = filter_compile("udp.srcport == 53 && ip.src == 10.0.0.102 && ip.dst == 10.0.0.53",
                             &error);
    return responses != NULL && from_client != NULL && from_ns != NULL ? 0 : 1;
}

static int free_filter(void **state)
{
    (void)state;
    filter_free(responses);
    filter_free(from_client);
    filter_free(from_ns);
    return 0;
}

static void flip(struct world_def *def, uint32_t direction, const struct filter *when,
                 uint32_t bit)
{
    assert_int_not_equal(world_def_fault(def, &(struct fault){.direction = direction,
                                                              .action = FAULT_CORRUPT_ROUTER,
                                                              .when = when,
                                                              .first = 1,
                                                              .last = 1,
                                                              .bit = bit,
                                                              .until = SIM_NEVER}),
                         NONE);
}

/* Two bits of one message, in the same place of two words, one each way: the checksum of UDP
 * does not see it (RFC 768). In the first question to ns the label "rich" gets the length 0x44;
 * in ns' first answer to the resolver the address record gets the length 68. */
static void damage(struct world_def *def)
{
    flip(def, 2 * CLIENT, from_client, 8 * (8 + 12) + 1);
    flip(def, 2 * NS + 1, from_client, 8 * (8 + 14) + 1);
    flip(def, 2 * NS, from_ns, 8 * (8 + 37) + 1);
    flip(def, 2 * RESOLVER + 1, from_ns, 8 * (8 + 41) + 1);
}

static struct world *world_of(const struct session *session)
{
    struct world_def def;
    make(&def);
    net.dns[2].no_edns = session->old_com;
    net.dns[3].udp_size = session->ns_size;
    if (session->duplicates)
        assert_int_not_equal(world_def_fault(&def, &(struct fault){.direction = 2 * COM,
                                                                   .action = FAULT_DUPLICATE,
                                                                   .when = responses,
                                                                   .first = 1,
                                                                   .last = 99,
                                                                   .until = SIM_NEVER}),
                             NONE);
    if (session->damages)
        damage(&def);
    for (unsigned i = 0; i < 16 && session->commands[i] != NULL; i++)
        at(&def, (sim_time)i * 40 * SIM_SECOND, CLIENT, session->commands[i]);
    return built(&def);
}

static void the_screen_is_as_recorded(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sessions / sizeof sessions[0]; i++) {
        struct world *w = world_of(&sessions[i]);
        screen_run(&screen, w);
        screen_compare(sessions[i].name, screen.octets);
        assert_int_equal(screen.status, sessions[i].status);
        assert_no_leak(w);
        world_free(w);
        for (int rule = 0; rule < RULES; rule++)
            fired[rule] |= screen.fired[rule];
    }
}

static void every_rule_has_fired(void **state)
{
    (void)state;
    unsigned missing = 0;
    for (int rule = 0; rule < RULES; rule++) {
        if (strncmp(rule_text((enum rule)rule)->id, "DNS_", 4) == 0 && !fired[rule]) {
            print_message("%s has never fired\n", rule_text((enum rule)rule)->id);
            missing++;
        }
    }
    assert_int_equal(missing, 0);
}

static void every_event_can_be_run_again(void **state)
{
    (void)state;
    for (size_t i = 2; i < sizeof sessions / sizeof sessions[0]; i++) {
        struct world *w = world_of(&sessions[i]);
        assert_every_event_can_be_run_again(w);
        world_free(w);
    }
}

/* Whatever is going on, over UDP or TCP, Ctrl-C ends it and leaves nothing behind. */
static void everything_can_be_cancelled(void **state)
{
    (void)state;
    static const char *const commands[] = {"dig large.com", "dig +tcp huge.com",
                                           "dig +trace large.com", "ping -c 1 large.com"};
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        for (unsigned steps = 2; steps < 160; steps += 3) {
            const struct session one = {.commands = {commands[i]}};
            struct world *w = world_of(&one);
            for (unsigned k = 0; k < steps && !world_ended(w); k++)
                assert_int_equal(world_step(w), WORLD_STEPPED);
            struct input ctrl_c = {.kind = INPUT_CANCEL, .time = sim_now(&w->sim)};
            assert_true(world_apply(w, &ctrl_c) || world_ended(w));
            assert_int_equal(world_run(w, SIM_NEVER), WORLD_ENDED);
            assert_no_leak(w);
            world_free(w);
        }
    }
}

/* --- the stub --- */

struct stub_case {
    const char *name;
    uint32_t ndots;
    const char *asked[5]; /* the questions, in their order; NULL: no more */
    uint64_t status;      /* of ping */
};

static char questions[4000];
static struct text asked;

static void note_questions(struct observer *self, const struct sim *sim, const struct record *r,
                           const char *text, size_t length)
{
    (void)self;
    (void)sim;
    if (r->kind == RECORD_MESSAGE && r->node == RESOLVER && r->a == MESSAGE_REQUEST) {
        text_put_octets(&asked, text, length);
        text_put_char(&asked, '\n');
    }
}

static void the_search_list_is_gone_through(void **state)
{
    (void)state;
    static const struct stub_case cases[] = {
        {"web", 1, {"A web.rich.com.", "A web.example.com."}, 0},
        {"web.example.com", 1, {"A web.example.com."}, 0},
        {"web.example.com",
         3,
         {"A web.example.com.rich.com.", "A web.example.com.example.com.",
          "A web.example.com."},
         0},
        {"x.web", 1, {"A x.web.", "A x.web.rich.com.", "A x.web.example.com."}, 2},
        {"web.", 1, {"A web."}, 2},
        {"nobody", 1, {"A nobody.rich.com.", "A nobody.example.com.", "A nobody."}, 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world_def def;
        char line[80];
        char expected[400];
        struct text want = text_over(expected, sizeof expected);
        struct observer observer = {.record = note_questions};
        make(&def);
        searches[0] = dns_name_of("rich.com");
        searches[1] = dns_name_of("example.com");
        net.plans[CLIENT].search = searches;
        net.plans[CLIENT].search_count = 2;
        net.plans[CLIENT].ndots = cases[i].ndots;
        (void)snprintf(line, sizeof line, "ping -c 1 %s", cases[i].name);
        at(&def, 0, CLIENT, line);
        struct world *w = built(&def);
        asked = text_over(questions, sizeof questions);
        w->sim.observer = &observer;
        assert_int_equal(world_run(w, SIM_NEVER), WORLD_ENDED);
        for (unsigned k = 0; k < 5 && cases[i].asked[k] != NULL; k++) {
            text_put(&want, "DNS ");
            text_put(&want, cases[i].asked[k]);
            text_put_char(&want, '\n');
        }
        assert_string_equal(questions, expected);
        assert_no_leak(w);
        world_free(w);
    }
}

/* --- several questions on one connection (RFC 7766 sections 6.2.1 and 7) --- */

static void questions_may_be_pipelined(void **state)
{
    (void)state;
    struct world_def def;
    make(&def);
    struct world *w = built(&def);
    struct socket_id socket;
    struct endpoint server = {.address = ip4(10, 0, 0, 53), .port = 53};
    static const char *const names[] = {"rich.com", "large.com", "web.example.com", "rich.com"};
    uint8_t octets[600];
    struct writer all = writer_over(octets, sizeof octets);
    assert_int_equal(tcp_connect(&w->transport, CLIENT, 0, server, 0, &socket), TCP_OK);
    for (unsigned i = 0; i < 4; i++) {
        uint8_t message[100];
        struct dns_writer q;
        struct dns_header header = {.id = (uint16_t)(100 + i), .recursion_desired = true};
        struct dns_question question = {
            .name = dns_name_of(names[i]), .type = DNS_A, .klass = DNS_IN};
        dns_write_begin(&q, message, sizeof message, &header);
        assert_true(dns_write_question(&q, &question));
        size_t length = dns_write_end(&q);
        write_u16(&all, (uint16_t)length);
        write_octets(&all, message, length);
    }
    assert_int_not_equal(world_run(w, SIM_SECOND), WORLD_EXHAUSTED);
    size_t taken;
    assert_int_equal(tcp_send(&w->transport, socket, octets, all.at, &taken), TCP_OK);
    assert_int_equal(taken, all.at);
    assert_int_not_equal(world_run(w, 10 * SIM_SECOND), WORLD_EXHAUSTED);
    static uint8_t answers[8000];
    size_t length = 0;
    size_t total = 0;
    while (tcp_receive(&w->transport, socket, answers + total, sizeof answers - total,
                       &length) == TCP_OK)
        total += length;
    unsigned seen = 0;
    for (size_t from = 0; from + 2 < total;) {
        size_t n = (size_t)answers[from] << 8 | answers[from + 1];
        struct dns_reader r;
        struct dns_header header;
        assert_true(dns_read_begin(&r, answers + from + 2, n, &header));
        assert_true(header.response && header.rcode == DNS_NOERROR && !header.truncated);
        assert_int_equal(dns_read_end(&r), DNS_FINE);
        assert_int_equal(header.counts[DNS_ANSWER], header.id == 101 ? LARGE_SET : 1);
        seen |= 1U << (header.id - 100);
        from += n + 2;
    }
    assert_int_equal(seen, 15);
    tcp_abort(&w->transport, socket);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_screen_is_as_recorded),
        cmocka_unit_test(every_rule_has_fired),
        cmocka_unit_test(every_event_can_be_run_again),
        cmocka_unit_test(everything_can_be_cancelled),
        cmocka_unit_test(the_search_list_is_gone_through),
        cmocka_unit_test(questions_may_be_pipelined),
    };
    return cmocka_run_group_tests(tests, compile_filter, free_filter);
}
