/* tests/world/test_commands.c: what people type, from the command line to the last line of
 * output, over real frames: names, pages, failures. */
#include "screen.h"
#include "small_internet.h"

#define LONG_NAME "a-name-that-is-longer-than-sixty-three-octets-is-not-one-for-a-file"

static struct internet net;

static struct screen screen;

struct session {
    const char *name; /* tests/world/golden/NAME.txt is what must be on the screen */
    const char *commands[12];
    uint64_t status; /* of the last one */
};

static const struct session sessions[] = {
    {"curl",
     {"curl http://www.example.com/", "curl -v http://web/",
      "curl -i http://www.example.com/nothing http://www.example.com/",
      "curl -I http://10.0.0.80/big.txt", "curl -X POST -d a=b http://10.0.0.80/",
      "curl -v --http1.0 10.0.0.80",
      "curl -v -s -X BREW -H 'X-Tea: no' http://web/pot http://web/",
      "curl -X OPTIONS -i http://web/", "curl -o x http://web/big.txt",
      "curl http://web/empty.txt"},
     0},
    {"curl-no-connection", {"curl http://10.0.0.80:81/"}, 7},
    {"curl-no-name", {"curl http://nobody.example.com/"}, 6},
    {"curl-no-host", {"curl -v http://10.0.0.77/"}, 7},
    {"curl-no-route", {"curl http://192.168.7.7/"}, 7},
    {"curl-no-scheme", {"curl ftp://web/"}, 1},
    {"curl-fail", {"curl -f http://web/nothing"}, 22},
    {"curl-usage", {"curl --verbos http://web/"}, 2},
    {"dig-cold-and-warm", {"dig www.example.com", "dig www.example.com"}, 0},
    {"dig",
     {"dig +short away.example.com", "dig @10.0.0.100 +norecurse example.com",
      "dig +noall +answer www.other.org", "dig mx example.com", "dig nothing.example.com",
      "dig +short x.wild.example.com", "dig @10.0.0.100 www.example.org", "dig -x 10.0.0.80"},
     0},
    {"dig-trace", {"dig +trace www.example.com", "dig +trace www.other.org"}, 0},
    {"dig-servfail", {"dig loop.example.com", "dig x.lame.com"}, 0},
    {"dig-nobody", {"dig @10.0.0.80 a.b", "dig @10.0.0.77 a.b"}, 9},
    {"ping",
     {"ping -c 2 www.example.com", "ping -c 1 -s 8 web", "ping -q -c 3 -i 0.2 10.0.0.80"},
     0},
    {"ping-nobody", {"ping -c 2 10.0.0.77"}, 1},
    {"ping-no-name", {"ping nobody"}, 2},
    {"ping-no-route", {"ping -c 1 192.168.7.7"}, 2},
    {"arp",
     {"arp", "ping -c 1 -W 1 10.0.0.80", "arp -n", "arp -a", "arp -d 10.0.0.80",
      "arp 10.0.0.80"},
     0},
    {"files",
     {"ls -l", "ls / /etc data order.json none",
      "cat /etc/hosts /etc/resolv.conf nofile order.json data/x /tmp",
      "curl -v http://10.0.0.80/ > page.html", "cat -n page.html",
      "echo -e 'one\\ntwo  three\\t' four > text", "echo five >> text", "cat -nE < text",
      "echo -n six >> text", "wc text big.bin data/x", "wc < text", "wc -l text"},
     0},
    {"files-text",
     {"echo -e 'The cat\\nthe dog\\na.b*c' > text", "tail -n 2 text big.bin",
      "head -2 big.bin data/x", "tail -c 3 data/x", "tail -n +2 text", "head -c 5 text none",
      "grep -n 't.*e' text data/x", "grep -ic '^the' text", "grep -vF . text",
      "grep 'a\\.b\\*c$' text", "sha256sum big.bin text none", "grep -q nothing text"},
     1},
    {"files-full",
     {"cat big.bin big.bin big.bin big.bin big.bin big.bin > all", "ls -l all",
      "cat all >> all", "cat all > b", "cat all > c", "cat all > d", "cat all > /tmp/e",
      "rm -v all text none", "ls -1 . /tmp", "rm -f none", "cat < none",
      "rm /etc/hosts /etc/resolv.conf /tmp"},
     1},
    {"files-refused",
     {"echo x > /etc/resolv.conf", "echo x > /nothing/here", "echo x > /tmp",
      "echo x > " LONG_NAME, "ping 2>&1 nobody > out", "cat out", "cat x > /dev/null",
      "cat /dev/null order.json > /dev/null", "curl -I http://10.0.0.80/ > out 2>&1", "cat out",
      "ping -c 1 10.0.0.80 &", "ls -z > out"},
     2},
    {"help", {"help grep", "help cat > text", "tail -n 1 text", "man head", "help telnet"}, 0},
    {"ip",
     {"ip a", "ip -br a", "ip -brief l", "ip link show eth0", "ip r", "ip route get 10.0.0.80",
      "ip r get 127.0.0.1", "ip r get 192.168.7.7", "ping -c 1 -W 1 10.0.0.80", "ip neigh",
      "ip n flush dev eth0", "ip n"},
     0},
    {"ip-route",
     {"ip route add 192.168.0.0/16 via 10.0.0.80", "ip route add 192.168.7.0/24 dev eth0",
      "ip route add 192.168.7.0/24 via 10.0.0.53", "ip r add default via 10.0.0.53 metric 5",
      "ip r", "ip r get 192.168.7.7", "ip r del 192.168.7.0/24",
      "ip route replace 192.168.0.0/16 via 10.0.0.53", "ip r get 192.168.7.7",
      "ip r del 10.0.0.0/24", "ip r", "ping -c 1 10.0.0.80"},
     1},
    {"ip-link",
     {"ip link set dev eth0 down", "ip a show dev eth0", "ping -c 1 -W 1 10.0.0.80",
      "ip link set eth0 up", "ping -c 1 -W 1 10.0.0.80", "ip link set nix up",
      "ip n add 10.0.0.80 lladdr 02:00:00:00:00:77 dev eth0",
      "ip n replace 10.0.0.80 lladdr 02:00:00:00:00:77 dev eth0", "ip n",
      "ping -c 1 -W 1 10.0.0.80", "ip n del 10.0.0.80 dev eth0", "ip n del 10.0.0.80 dev eth0"},
     2},
    {"arping",
     {"arping -c 2 10.0.0.80", "arping -b -f -I eth0 web", "arping -q -c 1 10.0.0.80",
      "arping -D -c 2 -I eth0 10.0.0.80", "arping -D -c 1 -I eth0 10.0.0.9",
      "arping -U -c 1 10.0.0.1", "arping -A -c 1 -I eth0 10.0.0.1", "arping -I nix 10.0.0.80",
      "arping -s 10.0.0.7 10.0.0.80", "arping -c 0 10.0.0.80", "arping -c 2 -w 1 10.0.0.77"},
     1},
    {"ip-address",
     {"ip addr add 10.0.0.9/24 dev eth0", "ip addr del 10.0.0.1/24 dev eth0", "ip -br a",
      "ip r", "ping -c 1 10.0.0.80", "ip addr add 10.0.0.9/24 dev eth0", "ping -c 1 10.0.0.80",
      "ip link set eth0 down", "ip link set eth0 up", "ip r", "ip addr flush dev eth0",
      "ip -br a"},
     0},
    {"ping-fragments",
     {"ping -c 1 -s 65507 10.0.0.80", "ip n flush dev eth0", "ping -c 1 -s 4000 10.0.0.80"},
     0},
    {"sysctl",
     {"sysctl -a", "sysctl net.ipv4.tcp_nothing net/ipv4/tcp_ecn",
      "sysctl -w net.ipv4.tcp_congestion_control=cubic net.ipv4.tcp_rmem='4096 30000 60000'",
      "curl -s http://10.0.0.80/big.txt -o big", "sysctl -n net.ipv4.tcp_rmem",
      "sysctl net.ipv4.tcp_congestion_control=vegas", "sysctl -w net.ipv4.tcp_sack",
      "sysctl 'net.ipv4.tcp_syn_retries = 0x2' net.ipv4.tcp_ecn=3 net.ipv4.tcp_sack=yes",
      "sysctl -q net.ipv4.ip_default_ttl=1", "traceroute -n -I -q 1 10.0.0.80",
      "sysctl -e net.ipv4.nothing net.ipv4.nothing=1",
      "sysctl net.ipv4.tcp_available_congestion_control=reno net.ipv4.tcp_wmem=9"},
     1},
    {"sysctl-own",
     {"sysctl net.netstage.profile=linux net.netstage.msl=2s net.netstage.sack",
      "sysctl -n net.netstage.congestion net.ipv4.tcp_rto_min_us net.netstage.msl",
      "sysctl net.netstage.msl=2 net.netstage.mss=auto net.netstage.mss=10",
      "sysctl net.netstage"},
     0},
    {"clock",
     {"date", "date -u '+%F %T %s.%N %a %e %b %j %Z %z %y%% %Q'", "date -R", "date tomorrow",
      "uptime", "uptime -p", "uptime -s", "hostname", "hostname -f", "hostname -I",
      "hostname -d", "hostname other"},
     1},
    {"route",
     {"route -n", "ip route add default via 10.0.0.53 metric 7", "route", "route -n",
      "netstat -rn", "ip link set dev eth0 down", "route -n", "ping -c 1 10.0.0.80",
      "ip route add default via 10.0.0.53", "ip link set eth0 up", "netstat -r", "route -x"},
     4},
    {"tc",
     {"tc qdisc", "tc qdisc add dev eth0 root netem delay 100ms 10ms loss 1.5% rate 1mbit",
      "tc qdisc show dev eth0", "ping -c 4 -i 0.5 10.0.0.80",
      "tc qdisc add dev eth0 root netem delay 1ms",
      "tc qdisc change dev eth0 root netem duplicate 100% limit 50", "tc q ls",
      "ping -c 2 10.0.0.80", "tc qdisc replace dev eth0 root netem corrupt 100% delay 1500",
      "curl -m 9 http://10.0.0.80/", "tc qdisc show dev eth0", "tc qdisc del dev eth0 root"},
     0},
    {"tc-refused",
     {"tc", "tc class", "tc qdisc frob dev eth0", "tc qdisc add dev eth9 root netem delay 1ms",
      "tc qdisc add root netem delay 1ms", "tc qdisc add dev eth0 netem delay 1ms",
      "tc qdisc add dev eth0 root netem delay soon", "tc qdisc del dev eth0 root",
      "tc qdisc change dev eth0 root netem loss 1%", "tc qdisc add dev eth0 root pfifo",
      "tc qdisc show dev eth0 foo", "tc qdisc add dev eth0 root pfifo limit 3"},
     1},
    {"ping-options",
     {"ping -D -c 2 -I eth0 10.0.0.80", "ping -c 1 -I 10.0.0.1 -Q 16 -M do 10.0.0.80",
      "ping -c 1 -I 10.0.0.80 10.0.0.53", "ping -c 1 -I eth7 10.0.0.80",
      "ping -q -c 2 -w 1 10.0.0.80", "ping -w 5 10.0.0.77", "arp -av", "arp 10.0.0.99",
      "arp -a 10.0.0.99", "arp -s 10.0.0.99 02:00:00:00:00:63", "arp -n", "arp -d 10.0.0.98"},
     255},
    {"traceroute", {"traceroute web", "traceroute -n -I -q 1 10.0.0.80"}, 0},
    {"unknown", {"pong 10.0.0.80"}, 127},
};

static struct world *world_of(const struct session *session)
{
    struct world_def def;
    small_internet(&net, &def);
    for (unsigned i = 0; i < 12 && session->commands[i] != NULL; i++)
        at(&def, (sim_time)i * 20 * SIM_SECOND, CLIENT, session->commands[i]);
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
    }
}

/* A page of 20 kB over a cable that loses a tenth of all frames, names included, is complete.
 */
static void pages_survive_loss(void **state)
{
    (void)state;
    unsigned fetched = 0;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct world_def def;
        small_internet(&net, &def);
        def.seed = seed;
        for (unsigned way = 0; way < 2; way++)
            def.cables[WEB].loss[way] = def.cables[RESOLVER].loss[way] = 100000000;
        at(&def, 0, CLIENT, "curl -s http://web/big.txt");
        struct world *w = built(&def);
        screen_run(&screen, w);
        if (screen.status == 0) {
            assert_int_equal(screen.text.length, sizeof net.big);
            assert_memory_equal(screen.octets, net.big, sizeof net.big);
            fetched++;
        } else if (screen.status != 6 && screen.status != 7) {
            fail_msg("seed %u: status %u", (unsigned)seed, (unsigned)screen.status);
        }
        assert_no_leak(w);
        world_free(w);
    }
    assert_true(fetched >= 35); /* the others gave up, and said so */
}

/* From every state of the run, saved and restored, the next event leads to the same state. */
static void every_event_can_be_run_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sessions / sizeof sessions[0]; i++) {
        struct world *w = world_of(&sessions[i]);
        assert_every_event_can_be_run_again(w);
        world_free(w);
    }
}

/* Whatever is running, Ctrl-C ends it, at every moment, and leaves nothing behind. */
static void every_command_can_be_cancelled(void **state)
{
    (void)state;
    static const char *const commands[] = {
        "curl http://www.example.com/big.txt", "dig www.example.com", "ping www.example.com",
        "traceroute www.example.com", "dig +trace www.example.com"};
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        for (unsigned steps = 2; steps < 120; steps += 3) {
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_screen_is_as_recorded),
        cmocka_unit_test(pages_survive_loss),
        cmocka_unit_test(every_event_can_be_run_again),
        cmocka_unit_test(every_command_can_be_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
