/* tests/world/test_capture.c: tcpdump on a host: its lines, its filters, its counts; and that a
 * capture changes nothing of what happens. */
#include "app/host_file.h"
#include "screen.h"
#include "small_internet.h"

static struct internet net;

static struct screen screen;

struct capture {
    const char *name; /* tests/world/golden/NAME.txt is what must be on the screen */
    uint32_t node;
    const char *tcpdump;
    const char *commands[4]; /* on the client, from 1 s on, one every 5 s */
};

static const struct capture captures[] = {
    {"tcpdump-page", CLIENT, "tcpdump -n", {"curl -s http://10.0.0.80/"}},
    {"tcpdump-names", CLIENT, "tcpdump -t", {"curl -s http://web/empty.txt"}},
    {"tcpdump-verbose", CLIENT, "tcpdump -nvS -ttt", {"curl -s http://web/"}},
    {"tcpdump-link", WEB, "tcpdump -#ne -tttt -i eth0", {"ping -c 1 10.0.0.80"}},
    {"tcpdump-any", WEB, "tcpdump -tn -i any", {"ping -c 1 10.0.0.80"}},
    {"tcpdump-hex", CLIENT, "tcpdump -ntX udp", {"dig +short web.example.com"}},
    {"tcpdump-ascii",
     CLIENT,
     "tcpdump -ntA -c 2 'tcp.len > 0'",
     {"curl -s http://10.0.0.80/", "ping -c 1 10.0.0.80"}},
    {"tcpdump-icmp",
     CLIENT,
     "tcpdump -tt icmp or arp",
     {"ping -c 1 10.0.0.80", "nc -u -w 1 10.0.0.80 99", "traceroute -n -q 1 10.0.0.80"}},
    {"tcpdump-dns",
     RESOLVER,
     "tcpdump -ntttttv dns",
     {"dig www.example.com", "dig nothing.example.com", "dig mx example.com"}},
    {"tcpdump-file", WEB, "tcpdump -w ping.pcap -i any", {"ping -q -c 1 10.0.0.80"}},
    {"tcpdump-refused", CLIENT, "tcpdump -nt tcp", {"nc 10.0.0.80 81"}},
    {"tcpdump-expression",
     RESOLVER,
     "tcpdump -nt udp dst port 53 and not '(src host 10.0.0.1 or dst 10.0.0.101)'",
     {"dig +short www.example.com"}},
    {"tcpdump-host",
     CLIENT,
     "tcpdump -nt host 10.0.0.80 and not tcp port 80",
     {"curl -s http://10.0.0.80/", "ping -q -c 1 10.0.0.80"}},
};

static void press(struct world_def *def, sim_time time, uint32_t node)
{
    assert_int_not_equal(
        world_def_timeline(
            def, &(struct timeline_def){.at = time, .action = TIMELINE_CANCEL, .node = node}),
        NONE);
}

static struct world *world_of(const struct capture *capture, uint32_t loss)
{
    struct world_def def;
    small_internet(&net, &def);
    for (unsigned way = 0; way < 2; way++)
        def.cables[WEB].loss[way] = loss;
    if (capture->tcpdump != NULL)
        at(&def, 0, capture->node, capture->tcpdump);
    for (unsigned i = 0; i < 4 && capture->commands[i] != NULL; i++)
        at(&def, (sim_time)(1 + 5 * i) * SIM_SECOND, CLIENT, capture->commands[i]);
    if (capture->tcpdump != NULL)
        press(&def, 100 * SIM_SECOND, capture->node);
    return built(&def);
}

static void the_screen_is_as_recorded(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof captures / sizeof captures[0]; i++) {
        struct world *w = world_of(&captures[i], 0);
        screen_run(&screen, w);
        screen_compare(captures[i].name, screen.octets);
        assert_no_leak(w);
        assert_int_equal(w->app->counts->captures, 0);
        world_free(w);
    }
}

/* Every frame is the same, and comes at the same time, whether somebody captures or not. */
static void a_capture_changes_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof captures / sizeof captures[0]; i++) {
        uint64_t frames[2];
        struct capture quiet = captures[i];
        quiet.tcpdump = NULL;
        for (int with = 0; with < 2; with++) {
            struct world *w = world_of(with ? &captures[i] : &quiet, 100000000);
            frames[with] = 0;
            while (!world_ended(w)) {
                assert_int_equal(world_step(w), WORLD_STEPPED);
                frames[with] = w->sim.clock->packets;
                if (world_now(w) > 90 * SIM_SECOND)
                    break;
            }
            world_free(w);
        }
        assert_true(frames[0] == frames[1] && frames[0] > 0);
    }
}

static void every_event_can_be_run_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof captures / sizeof captures[0]; i++) {
        struct world *w = world_of(&captures[i], 100000000);
        assert_every_event_can_be_run_again(w);
        world_free(w);
    }
}

/* A twin that is made while a filter is in use compiles it for itself: same states. */
static void a_twin_compiles_its_own_filter(void **state)
{
    (void)state;
    struct world *w = world_of(&captures[7], 0);
    assert_int_equal(world_run(w, SIM_SECOND + SIM_MILLISECOND), WORLD_STEPPED);
    struct world *twin = world_twin(w);
    assert_non_null(twin);
    while (!world_ended(w)) {
        assert_int_equal(world_step(w), WORLD_STEPPED);
        assert_int_equal(world_step(twin), WORLD_STEPPED);
        assert_true(world_hash(w) == world_hash(twin));
    }
    world_free(w);
    world_free(twin);
}

static void filters_and_words_are_checked(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "tcpdump tcp.flag.syn", "tcpdump 'ip.ttl =='", "tcpdump netstage.drop",
        "tcpdump -i eth7",      "tcpdump -c 0",        "tcpdump -Q",
        "tcpdump -c",           "tcpdump -D",          "tcpdump -i nothing",
    };
    struct world_def def;
    small_internet(&net, &def);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        at(&def, (sim_time)i * SIM_SECOND, CLIENT, lines[i]);
    struct world *w = built(&def);
    screen_run(&screen, w);
    screen_compare("tcpdump-usage", screen.octets);
    assert_int_equal(screen.done, sizeof lines / sizeof lines[0]);
    assert_no_leak(w);
    assert_int_equal(w->app->counts->captures, 0);
    world_free(w);
}

static uint32_t little(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* -w: the file is walked as libpcap would, and holds every frame whole. */
static void a_file_of_packets(void **state)
{
    (void)state;
    static uint8_t octets[100000];
    static const struct capture capture = {
        NULL, WEB, "tcpdump -w page.pcap tcp", {"curl -s http://10.0.0.80/"}};
    struct world *w = world_of(&capture, 0);
    screen_run(&screen, w);
    const struct host_file *file = host_file_find(w->app, WEB, "page.pcap");
    assert_non_null(file);
    size_t length = host_file_read(w->app, file, 0, octets, sizeof octets);
    assert_true(length > 24);
    assert_true(little(octets) == UINT32_C(0xa1b2c3d4));
    assert_int_equal(little(octets + 20), 1);
    unsigned packets = 0;
    size_t at = 24;
    for (; at < length; at += 16 + little(octets + at + 8), packets++) {
        assert_int_equal(little(octets + at + 8), little(octets + at + 12));
        assert_int_equal(little(octets + at), 1767225601);
        assert_int_equal(octets[at + 16 + 12] << 8 | octets[at + 16 + 13], ETHERTYPE_IPV4);
        assert_int_equal(octets[at + 16 + 14 + 9], IPV4_TCP);
    }
    assert_int_equal(at, length);
    assert_int_equal(packets, 9);
    assert_non_null(strstr(screen.octets, "\n9 packets captured\n"));
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_screen_is_as_recorded),
        cmocka_unit_test(a_capture_changes_nothing),
        cmocka_unit_test(every_event_can_be_run_again),
        cmocka_unit_test(a_twin_compiles_its_own_filter),
        cmocka_unit_test(filters_and_words_are_checked),
        cmocka_unit_test(a_file_of_packets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
