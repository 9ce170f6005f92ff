/* tests/world/test_talk.c: commands that talk over sockets while somebody types for them: nc
 * and telnet, on two hosts of one network, under loss and backwards in time. */
#include "screen.h"
#include "small_internet.h"

static struct internet net;

static struct screen screen;

enum deed { RUN, TYPE, CTRL_D, CTRL_C };

struct step {
    unsigned at; /* milliseconds */
    uint32_t node;
    enum deed deed;
    const char *words;
};

struct talk {
    const char *name; /* tests/world/golden/NAME.txt is what must be on the screen */
    struct step steps[16];
    uint64_t status; /* of the command that ended last */
};

static const struct talk talks[] = {
    {"nc-hello",
     {{0, WEB, RUN, "nc -v -l -p 9000"},
      {100, CLIENT, RUN, "nc -v web 9000"},
      {500, CLIENT, TYPE, "hello"},
      {600, WEB, TYPE, "who is there?"},
      {700, CLIENT, TYPE, "two\nlines"},
      {800, CLIENT, CTRL_D, ""},
      {900, WEB, TYPE, "still open"},
      {1000, WEB, CTRL_D, ""},
      {1100, WEB, CTRL_C, ""}},
     0},
    {"nc-half-close",
     {{0, WEB, RUN, "nc -l 9000"},
      {100, CLIENT, RUN, "nc -N 10.0.0.80 9000"},
      {200, CLIENT, TYPE, "a question"},
      {300, CLIENT, CTRL_D, ""},
      {400, WEB, TYPE, "too late: it listened to the end"}},
     0},
    {"nc-files",
     {{0, WEB, RUN, "nc -v -l 9000 > received &"},
      {100, CLIENT, RUN, "nc -N 10.0.0.80 9000 < big.bin"},
      {2000, WEB, RUN, "wc received"},
      {2100, WEB, RUN, "sha256sum received"},
      {2200, CLIENT, RUN, "sha256sum big.bin"}},
     0},
    {"ss",
     {{0, WEB, RUN, "nc -l 9000"},
      {100, CLIENT, RUN, "nc 10.0.0.80 9000"},
      {200, CLIENT, TYPE, "hello"},
      {300, CLIENT, RUN, "ss -t"},
      {400, WEB, RUN, "ss -lnt"},
      {500, WEB, RUN, "ss -a"},
      {600, CLIENT, RUN, "ss -tin"},
      {700, RESOLVER, RUN, "ss -uln"},
      {710, WEB, RUN, "ss -tlnp"},
      {720, CLIENT, RUN, "ss -tpo"},
      {730, WEB, RUN, "netstat -tanp"},
      {740, RESOLVER, RUN, "netstat -ul"},
      {800, CLIENT, CTRL_C, ""}},
     0},
    {"nc-keep",
     {{0, WEB, RUN, "nc -k -l 9000"},
      {100, CLIENT, RUN, "nc -N 10.0.0.80 9000"},
      {200, RESOLVER, RUN, "nc -N 10.0.0.80 9000"},
      {300, RESOLVER, TYPE, "I have waited"},
      {400, RESOLVER, CTRL_D, ""},
      {500, CLIENT, TYPE, "I was first"},
      {600, CLIENT, CTRL_D, ""},
      {3000, WEB, CTRL_C, ""}},
     130},
    {"nc-refused",
     {{0, CLIENT, RUN, "nc 10.0.0.80 81"},
      {1000, CLIENT, RUN, "nc -v 10.0.0.80 81"},
      {2000, CLIENT, RUN, "nc -v web 81"},
      {3000, CLIENT, RUN, "nc -v -w 2 10.0.0.77 80"},
      {9000, CLIENT, RUN, "nc -v 10.0.0.77 80"},
      {20000, CLIENT, RUN, "nc -v 192.168.7.7 80"},
      {21000, CLIENT, RUN, "nc nobody.example.com 80"},
      {31000, CLIENT, RUN, "nc -n web 80"},
      {32000, WEB, RUN, "nc -l 80"}},
     1},
    {"nc-scan",
     {{0, CLIENT, RUN, "nc -zv 10.0.0.80 79-81"},
      {2000, CLIENT, RUN, "nc -z 10.0.0.80 81"},
      {3000, CLIENT, RUN, "nc -zvn 10.0.0.80 http"},
      {4000, CLIENT, RUN, "nc -zv web http"},
      {5000, CLIENT, RUN, "nc -zvu 10.0.0.53 53-54"}},
     0},
    {"nc-udp",
     {{0, WEB, RUN, "nc -v -u -l 9000"},
      {100, CLIENT, RUN, "nc -u 10.0.0.80 9000"},
      {200, CLIENT, TYPE, "one\ntwo"},
      {300, WEB, TYPE, "three"},
      {400, WEB, CTRL_C, ""},
      {500, CLIENT, TYPE, "nobody reads this"}},
     0},
    {"nc-idle",
     {{0, WEB, RUN, "nc -l 9000"},
      {100, CLIENT, RUN, "nc -w 3 10.0.0.80 9000"},
      {2000, CLIENT, TYPE, "I am still here"},
      {2500, CLIENT, RUN, "nc -q 1 10.0.0.80 80"},
      {2600, CLIENT, CTRL_D, ""}},
     0},
    {"nc-http",
     {{0, CLIENT, RUN, "nc -C web 80"},
      {1, CLIENT, TYPE, "GET /nothing HTTP/1.1\nHost: web\nConnection: close\n"},
      {1000, CLIENT, CTRL_D, ""}},
     0},
    {"nc-usage",
     {{0, CLIENT, RUN, "nc"},
      {1, CLIENT, RUN, "nc web"},
      {2, CLIENT, RUN, "nc web 70000"},
      {3, CLIENT, RUN, "nc web 0"},
      {4, CLIENT, RUN, "nc web fairytale"},
      {5, CLIENT, RUN, "nc -k web 80"},
      {6, CLIENT, RUN, "nc -l -z 80"},
      {7, CLIENT, RUN, "nc -w x web 80"},
      {8, CLIENT, RUN, "nc -x web 80"},
      {9, CLIENT, RUN, "nc -w"}},
     1},
    {"python-server",
     {{0, WEB, RUN, "echo '<p>Hello</p>' > page.html"},
      {10, WEB, RUN, "python3 -m http.server"},
      {20, WEB, RUN, "ss -ltn"},
      {100, CLIENT, RUN, "curl -i http://10.0.0.80:8000/"},
      {200, CLIENT, RUN, "curl -s http://10.0.0.80:8000/page.html"},
      {300, CLIENT, RUN, "curl -I http://10.0.0.80:8000/page.html"},
      {400, CLIENT, RUN, "curl -i http://10.0.0.80:8000/nothing"},
      {500, CLIENT, RUN, "curl -s -o /dev/null -d a=b http://10.0.0.80:8000/"},
      {600, CLIENT, RUN, "telnet 10.0.0.80 8000"},
      {700, CLIENT, TYPE, "GET /page.html\n"},
      {800, WEB, CTRL_C, ""},
      {900, CLIENT, RUN, "curl http://10.0.0.80:8000/"},
      {1000, WEB, RUN, "ss -ltn"}},
     0},
    {"python-directory",
     {{0, WEB, RUN, "python3 -m http.server --bind 127.0.0.1 --directory /etc 9000"},
      {100, WEB, RUN, "ss -ltn"},
      {200, CLIENT, RUN, "curl http://10.0.0.80:9000/"},
      {300, WEB, RUN, "curl -s http://127.0.0.1:9000/"},
      {400, WEB, RUN, "curl -s http://localhost:9000/hosts"},
      {500, WEB, RUN, "curl -s http://localhost:9000/../page.html"},
      {600, CLIENT, RUN, "nc 10.0.0.80 9000"},
      {700, WEB, CTRL_C, ""}},
     0},
    {"python-usage",
     {{0, WEB, RUN, "python3"},
      {1, WEB, RUN, "python3 hello.py"},
      {2, WEB, RUN, "python3 -m http.server nine"},
      {3, WEB, RUN, "python3 -m http.server 99999"},
      {4, WEB, RUN, "python3 -m http.server 0"},
      {5, WEB, RUN, "python3 -m http.server 80 81"},
      {6, WEB, RUN, "python3 -m http.server --bind"},
      {7, WEB, RUN, "python3 -m http.server -d"},
      {8, WEB, RUN, "python3 -m http.server -x"},
      {9, WEB, RUN, "python3 -m http.server -b 10.0.0.1"},
      {10, WEB, RUN, "python3 -m http.server -b nowhere"},
      {11, WEB, RUN, "python3 -m http.server 80"},
      {12, WEB, RUN, "python3 -m http.server 8000"},
      {13, WEB, RUN, "python3 -m http.server"},
      {14, WEB, CTRL_C, ""}},
     0},
    {"services",
     {{0, WEB, RUN, "systemctl status httpd"},
      {1000, CLIENT, RUN, "nc 10.0.0.80 80"},
      {2000, WEB, RUN, "systemctl stop httpd.service"},
      {3000, CLIENT, RUN, "curl http://10.0.0.80/"},
      {3500, CLIENT, CTRL_D, ""},
      {70000, WEB, RUN, "systemctl status httpd"},
      {70001, WEB, RUN, "systemctl is-active httpd"},
      {71000, WEB, RUN, "httpd -k stop"},
      {72000, WEB, RUN, "nc -l 80"},
      {73000, WEB, RUN, "httpd"},
      {73001, WEB, RUN, "systemctl start httpd"},
      {74000, WEB, CTRL_C, ""},
      {75000, WEB, RUN, "httpd -k start"},
      {76000, CLIENT, RUN, "curl -s http://10.0.0.80/"}},
     0},
    {"services-named",
     {{0, CLIENT, RUN, "dig +short www.example.com"},
      {5000, RESOLVER, RUN, "systemctl restart named"},
      {6000, CLIENT, RUN, "dig +short www.example.com"},
      {7000, CLIENT, RUN, "dig +tcp +short web.example.com"},
      {7500, RESOLVER, RUN, "systemctl stop named"},
      {8000, CLIENT, RUN, "curl http://web/"},
      {60000, RESOLVER, RUN, "systemctl status bind9"},
      {61000, RESOLVER, RUN, "systemctl status httpd"},
      {62000, RESOLVER, RUN, "systemctl start postgresql"},
      {63000, RESOLVER, RUN, "systemctl strat named"},
      {64000, RESOLVER, RUN, "systemctl stop"},
      {65000, RESOLVER, RUN, "httpd -k start"},
      {66000, RESOLVER, RUN, "systemctl reload named"}},
     0},
    {"telnet-http",
     {{0, CLIENT, RUN, "telnet web 80"},
      {500, CLIENT, TYPE, "GET /empty.txt HTTP/1.1"},
      {600, CLIENT, TYPE, "Host: web"},
      {700, CLIENT, TYPE, ""},
      {900, CLIENT, TYPE, "HEAD / HTTP/1.1\nHost: web\nConnection: close\n"}},
     0},
    {"telnet-refused",
     {{0, CLIENT, RUN, "telnet web"},
      {1000, CLIENT, RUN, "telnet 10.0.0.77"},
      {20000, CLIENT, RUN, "telnet 192.168.7.7 80"},
      {21000, CLIENT, RUN, "telnet nobody.example.com 80"},
      {31000, CLIENT, RUN, "telnet web fairytale"},
      {32000, CLIENT, RUN, "telnet"}},
     1},
    {"telnet-escape",
     {{0, CLIENT, RUN, "telnet 10.0.0.80 http"},
      {500, CLIENT, TYPE, "^]"},
      {600, CLIENT, TYPE, "what"},
      {700, CLIENT, TYPE, "^]"},
      {800, CLIENT, TYPE, "quit"},
      {1000, CLIENT, RUN, "telnet 10.0.0.80 80"},
      {1500, CLIENT, CTRL_D, ""},
      {2000, CLIENT, RUN, "telnet 10.0.0.80 80"},
      {2500, CLIENT, CTRL_C, ""}},
     130},
};

static void add_step(struct world_def *def, const struct step *step)
{
    static const enum timeline_action actions[] = {
        [RUN] = TIMELINE_COMMAND,
        [TYPE] = TIMELINE_TYPE,
        [CTRL_D] = TIMELINE_END,
        [CTRL_C] = TIMELINE_CANCEL,
    };
    const struct timeline_def entry = {.at = (sim_time)step->at * SIM_MILLISECOND,
                                       .action = actions[step->deed],
                                       .node = step->node,
                                       .command = step->words};
    assert_int_not_equal(world_def_timeline(def, &entry), NONE);
}

static struct world *world_of(const struct talk *talk, uint64_t seed, uint32_t loss)
{
    struct world_def def;
    small_internet(&net, &def);
    def.seed = seed;
    for (unsigned way = 0; way < 2; way++)
        def.cables[WEB].loss[way] = loss;
    for (const struct step *step = talk->steps; step->words != NULL; step++)
        add_step(&def, step);
    return built(&def);
}

static void the_screen_is_as_recorded(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof talks / sizeof talks[0]; i++) {
        struct world *w = world_of(&talks[i], 1, 0);
        screen_run(&screen, w);
        screen_compare(talks[i].name, screen.octets);
        assert_int_equal(screen.status, talks[i].status);
        assert_no_leak(w);
        world_free(w);
    }
}

static void every_event_can_be_run_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof talks / sizeof talks[0]; i++) {
        struct world *w = world_of(&talks[i], 2, 50000000);
        assert_every_event_can_be_run_again(w);
        world_free(w);
    }
}

/* What one types arrives at the other end whole and in order, whatever the cable loses. */
static void words_survive_loss(void **state)
{
    (void)state;
    static const char *const words[] = {"this", "is", "a",   "conversation",
                                        "over", "a",  "bad", "line"};
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct talk talk = {
            .steps = {{0, WEB, RUN, "nc -l 9000"}, {100, CLIENT, RUN, "nc -N 10.0.0.80 9000"}}};
        char expected[100] = "";
        struct text all = text_over(expected, sizeof expected);
        for (unsigned i = 0; i < 8; i++) {
            talk.steps[2 + i] = (struct step){200 + 10 * i, CLIENT, TYPE, words[i]};
            text_put(&all, words[i]);
            text_put_char(&all, '\n');
        }
        talk.steps[10] = (struct step){300, CLIENT, CTRL_D, ""};
        struct world *w = world_of(&talk, seed, 150000000);
        screen_run(&screen, w);
        assert_string_equal(screen.octets, expected);
        assert_int_equal(screen.done, 2);
        assert_no_leak(w);
        world_free(w);
    }
}

/* 200 kB over a cable that loses one frame in twenty, through nc and from Python's server: the
 * same octets, to the last, by any seed. */
static void files_survive_loss(void **state)
{
    (void)state;
    static const struct talk both = {
        .steps = {{0, WEB, RUN, "nc -l 9000 > by-nc &"},
                  {100, CLIENT, RUN, "nc -N 10.0.0.80 9000 < big.bin"},
                  {1000000, CLIENT, RUN, "python3 -m http.server &"},
                  {1000100, WEB, RUN, "curl -s -o by-http http://10.0.0.1:8000/big.bin"},
                  {2000000, CLIENT, CTRL_C, ""}}};
    static const char *const names[] = {"by-nc", "by-http"};
    static uint8_t octets[sizeof net.made_up + 1];
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct world *w = world_of(&both, seed, 50000000);
        screen_run(&screen, w);
        for (unsigned i = 0; i < 2; i++) {
            const struct host_file *file = host_file_find(w->app, WEB, names[i]);
            assert_non_null(file);
            assert_int_equal(host_file_read(w->app, file, 0, octets, sizeof octets),
                             sizeof net.made_up);
            assert_memory_equal(octets, net.made_up, sizeof net.made_up);
        }
        assert_true(screen.fired[RULE_TCP_FAST_RETRANSMIT]);
        assert_no_leak(w);
        world_free(w);
    }
}

/* Ctrl-C on both hosts, at every moment: both tools end, and leave nothing behind. */
static void every_talk_can_be_cancelled(void **state)
{
    (void)state;
    static const struct talk pairs[] = {
        {.steps = {{0, WEB, RUN, "nc -l 9000"},
                   {1, CLIENT, RUN, "nc web 9000"},
                   {20, CLIENT, TYPE, "hello"},
                   {21, WEB, TYPE, "hello"},
                   {22, CLIENT, CTRL_D, ""}}},
        {.steps = {{0, WEB, RUN, "nc -k -l 9000 > all"},
                   {0, CLIENT, RUN, "nc -N web 9000 < big.bin"},
                   {1, RESOLVER, RUN, "nc -N 10.0.0.80 9000 < /etc/hosts"}}},
        {.steps = {{0, WEB, RUN, "nc -u -l 9000"},
                   {1, CLIENT, RUN, "nc -u -v web 9000"},
                   {2500, CLIENT, TYPE, "hello"}}},
        {.steps = {{0, CLIENT, RUN, "nc -zv web 79-82"}}},
        {.steps = {{0, WEB, RUN, "tcpdump -w all.pcap"},
                   {0, CLIENT, RUN, "telnet web 80"},
                   {20, CLIENT, TYPE, "GET / HTTP/1.0\n"}}},
        {.steps = {{0, WEB, RUN, "tcpdump -nvvX tcp"},
                   {0, CLIENT, RUN, "curl -s http://web/big.txt"}}},
        {.steps = {{0, CLIENT, RUN, "python3 -m http.server"},
                   {1, WEB, RUN, "curl -s http://10.0.0.1:8000/big.bin"},
                   {2, RESOLVER, RUN, "curl -s http://10.0.0.1:8000/"}}},
    };
    static const uint32_t nodes[] = {CLIENT, WEB, RESOLVER};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        for (unsigned steps = 2; steps < 200; steps += 3) {
            struct world *w = world_of(&pairs[i], 1, 0);
            for (unsigned k = 0; k < steps && !world_ended(w); k++)
                assert_int_equal(world_step(w), WORLD_STEPPED);
            sim_time end = world_now(w) + 5 * SIM_SECOND;
            for (unsigned k = 0; k < 3; k++) {
                struct input ctrl_c = {.kind = INPUT_CANCEL, .time = world_now(w)};
                ctrl_c.row = app_newest(w->app, nodes[k]);
                if (ctrl_c.row != NONE)
                    assert_true(world_apply(w, &ctrl_c));
                assert_int_equal(app_newest(w->app, nodes[k]), NONE);
            }
            (void)world_run(w, end); /* commands of the timeline that are still to come */
            for (unsigned k = 0; k < 3; k++) {
                struct input ctrl_c = {.kind = INPUT_CANCEL, .time = world_now(w)};
                ctrl_c.row = app_newest(w->app, nodes[k]);
                if (ctrl_c.row != NONE)
                    assert_true(world_apply(w, &ctrl_c));
            }
            assert_int_equal(world_run(w, SIM_NEVER), WORLD_ENDED);
            assert_no_leak(w);
            world_free(w);
        }
    }
}

/* A line typed from outside goes to the job it is meant for, as one of the timeline does. */
static void lines_come_from_outside(void **state)
{
    (void)state;
    static const struct talk talk = {
        .steps = {{0, WEB, RUN, "nc -l 9000"}, {100, CLIENT, RUN, "nc -N 10.0.0.80 9000"}}};
    struct world *w = world_of(&talk, 1, 0);
    memset(&screen, 0, sizeof screen);
    screen.observer.record = screen_show;
    screen.text = text_over(screen.octets, sizeof screen.octets);
    w->sim.observer = &screen.observer;
    while (app_newest(w->app, CLIENT) == NONE)
        assert_int_equal(world_step(w), WORLD_STEPPED);
    uint32_t job = app_reader(w->app, CLIENT);
    assert_int_not_equal(job, NONE);
    assert_int_equal(app_job_node(w->app, job), CLIENT);
    struct input typed = {.kind = INPUT_TYPE,
                          .time = world_now(w),
                          .row = job,
                          .text = "from outside",
                          .length = 12};
    struct input end = {.kind = INPUT_END, .time = world_now(w), .row = job};
    assert_true(world_apply(w, &typed));
    assert_true(world_apply(w, &end));
    assert_true(world_apply(w, &typed)); /* after the end: it is lost, which a rule says */
    assert_int_equal(world_run(w, SIM_NEVER), WORLD_ENDED);
    assert_string_equal(screen.octets, "from outside\n");
    assert_true(screen.fired[RULE_TYPED_TO_NOBODY]);
    assert_no_leak(w);
    world_free(w);
}

/* Counts the datagrams that a node sends, by the address that they come from. */
struct answers {
    struct observer observer; /* must be first */
    uint32_t node;
    ipv4_address wanted;
    unsigned right, wrong;
};

static void look_at_source(struct observer *self, const struct sim *sim, const struct record *r,
                           const char *text, size_t length)
{
    struct answers *a = (struct answers *)(void *)self;
    const uint8_t *octets = frame_octets(&sim->frames, sim->subject);
    (void)text, (void)length;
    if (r->kind != RECORD_SENT || r->node != a->node || octets[12] != 8 || octets[13] != 0 ||
        octets[ETHERNET_HEADER + 9] != IPV4_UDP)
        return;
    const uint8_t *source = octets + ETHERNET_HEADER + 12;
    bool right = ip4(source[0], source[1], source[2], source[3]) == a->wanted;
    a->right += right ? 1 : 0;
    a->wrong += right ? 0 : 1;
}

static void type_at(struct world_def *def, sim_time time, uint32_t node, const char *words)
{
    struct timeline_def t = {
        .at = time, .action = TIMELINE_TYPE, .node = node, .command = words};
    assert_int_not_equal(world_def_timeline(def, &t), NONE);
}

/* A host with two addresses is called by the one that is not on the way: what it answers comes
 * from there (RFC 1122 section 4.1.3.5), or the caller would not know whose it is. */
static void answers_come_from_the_address_asked(void **state)
{
    (void)state;
    struct world_def def;
    world_def_init(&def);
    uint32_t caller = world_def_node(&def, "caller", NODE_HOST);
    uint32_t left = world_def_interface(&def, caller, "eth0", ip4(10, 0, 0, 1), 24);
    uint32_t both = world_def_node(&def, "both", NODE_ROUTER);
    uint32_t in = world_def_interface(&def, both, "in", ip4(10, 0, 0, 2), 24);
    uint32_t out = world_def_interface(&def, both, "out", ip4(10, 0, 1, 1), 24);
    uint32_t other = world_def_node(&def, "other", NODE_HOST);
    uint32_t right = world_def_interface(&def, other, "eth0", ip4(10, 0, 1, 2), 24);
    def.nodes[caller].auto_routes = def.nodes[both].auto_routes = true;
    def.nodes[other].auto_routes = true;
    (void)world_def_cable(&def, left, in);
    (void)world_def_cable(&def, out, right);
    at(&def, 0, both, "nc -u -l 9000");
    at(&def, SIM_SECOND, caller, "nc -u 10.0.1.1 9000");
    type_at(&def, 2 * SIM_SECOND, caller, "who is there?");
    type_at(&def, 3 * SIM_SECOND, both, "the one that you called");
    struct world *w = built(&def);
    struct answers answers = {
        .observer = {.record = look_at_source}, .node = both, .wanted = ip4(10, 0, 1, 1)};
    w->sim.observer = &answers.observer;
    (void)world_run(w, 5 * SIM_SECOND);
    assert_int_equal(answers.right, 1);
    assert_int_equal(answers.wrong, 0);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_screen_is_as_recorded),
        cmocka_unit_test(every_event_can_be_run_again),
        cmocka_unit_test(words_survive_loss),
        cmocka_unit_test(files_survive_loss),
        cmocka_unit_test(every_talk_can_be_cancelled),
        cmocka_unit_test(lines_come_from_outside),
        cmocka_unit_test(answers_come_from_the_address_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
