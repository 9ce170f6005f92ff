/* tests/live/test_live.c: what live runs stand on, without a clock: inputs of real programs and
 * networks are events like any others, so they survive rewinding, and a log of them gives the
 * same run again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "app/program.h"
#include "live/live.h"
#include "live/proxy_head.h"
#include "scenario/scenario.h"
#include "session/session.h"

static struct scenario *scenario;

static struct scenario *read_again(void)
{
    struct diagnostics diagnostics;
    const char *path = NETSTAGE_SOURCE_DIR "/tests/live/internet.yaml";
    diagnostics_init(&diagnostics, path);
    struct scenario *s = scenario_load(path, &diagnostics);
    diagnostics_release(&diagnostics);
    return s;
}

static int load(void **state)
{
    (void)state;
    scenario = read_again();
    return scenario == NULL;
}

static int unload(void **state)
{
    (void)state;
    scenario_free(scenario);
    return 0;
}

/* The small Internet with a real network behind sw1. */
static struct world *built(struct attachment *attachment)
{
    struct world_def def;
    struct world *world = NULL;
    scenario_free(scenario);
    scenario = read_again();
    assert_non_null(scenario);
    assert_int_equal(attach_only_place(scenario), NONE); /* it has two switches */
    uint32_t sw1 = scenario_find_node(scenario, "sw1", 3);
    uint32_t interfaces = scenario->interface_count, nodes = scenario->node_count;
    assert_true(attach_network(scenario, sw1, "ns0", attachment));
    assert_int_equal(attachment->node, nodes);
    assert_int_equal(attachment->interface, interfaces + 1);
    assert_int_equal(attach_only_place(scenario), nodes);
    scenario->until = SIM_NEVER;
    world_def_init(&def);
    assert_true(scenario_to_world(scenario, &def));
    assert_int_equal(world_build(&def, &world), WORLD_OK);
    world_def_release(&def);
    return world;
}

/* Every interface is still its node's, and every cable ends where the scenario says. */
static void a_port_more_moves_nothing(void **state)
{
    (void)state;
    struct attachment a;
    struct world_def def;
    struct world *world = built(&a);
    struct scenario *as_written = read_again();
    world_def_init(&def);
    assert_true(scenario_to_world(as_written, &def));
    const struct nodes *nodes = world_nodes(world);
    for (uint32_t n = 0; n < nodes->count; n++)
        for (uint32_t k = 0; k < nodes->row[n].interfaces; k++)
            assert_int_equal(world->link.interfaces[nodes->row[n].first_interface + k].node, n);
    for (uint32_t k = 0; k < def.cable_count; k++) {
        const struct direction *d = &world->phy.directions[2 * k];
        const struct interface_def *from = &def.interfaces[def.cables[k].end[0]];
        const struct interface_def *to = &def.interfaces[def.cables[k].end[1]];
        assert_int_equal(world->link.interfaces[d->from].node, from->node);
        assert_int_equal(world->link.interfaces[d->from].address, from->address);
        assert_int_equal(world->link.interfaces[d->to].node, to->node);
        assert_int_equal(world->link.interfaces[d->to].address, to->address);
    }
    const struct direction *out = &world->phy.directions[a.towards];
    assert_int_equal(out->to, a.interface);
    assert_int_equal(world->link.interfaces[out->from].node,
                     scenario_find_node(scenario, "sw1", 3));
    world_def_release(&def);
    scenario_free(as_written);
    world_free(world);
}

static void the_plan_of_the_place(void **state)
{
    (void)state;
    struct attachment a;
    struct address_plan plan;
    world_free(built(&a));
    attach_plan(scenario, &a, &plan);
    assert_int_equal(plan.network, 0x0a000000);
    assert_int_equal(plan.prefix_length, 24);
    assert_int_equal(plan.own, 0x0a000063);
    assert_int_equal(plan.router, 0x0a000001);
    assert_int_equal(plan.others, 3);
    assert_int_equal(plan.other[2].network, 0x0a030000);
}

/* --- a visit of a web server, driven from outside --- */

struct visit {
    struct world *world;
    FILE *log;
    uint32_t program;
    char page[4096];
    size_t length;
};

static void feed(struct visit *v, struct input input)
{
    input.time = world_now(v->world);
    assert_true(world_apply(v->world, &input));
    if (input.kind == INPUT_OPEN)
        v->program = input.row;
    if (input.kind == INPUT_READ)
        v->length += input.length;
    assert_true(live_log_add(v->log, &input));
}

/* An ARP question of the real network, who is 10.0.0.10. */
static void ask(struct visit *v, const struct attachment *a)
{
    static const uint8_t octets[42] = {
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 9,  9, 9, 9,  9, 8, 6, 0, 1, 8, 0,  6, 4, 0,
        1,    2,    9,    9,    9,    9,    9, 10, 0, 0, 99, 0, 0, 0, 0, 0, 0, 10, 0, 0, 10};
    feed(v, (struct input){.kind = INPUT_TRANSMIT,
                           .row = a->interface,
                           .text = (const char *)octets,
                           .length = sizeof octets});
}

static void visit(struct visit *v, const struct attachment *a)
{
    static const char request[] = "GET / HTTP/1.0\r\n\r\n";
    static const char to[] = "www.example.test:80";
    uint32_t laptop = world_find_node(v->world, "laptop");
    bool asked = false;
    feed(v, (struct input){.kind = INPUT_OPEN,
                           .node = laptop,
                           .text = to,
                           .length = sizeof to - 1,
                           .row = NONE});
    while (program_at(v->world->app, v->program)->phase != PROGRAM_OVER) {
        const struct program *p = program_at(v->world->app, v->program);
        size_t there = program_readable(v->world->app, v->program);
        if (p->phase == PROGRAM_OPEN && !asked) {
            asked = true;
            feed(v, (struct input){.kind = INPUT_WRITE,
                                   .row = v->program,
                                   .text = request,
                                   .length = sizeof request - 1});
            ask(v, a);
        } else if (there > 0) {
            feed(v, (struct input){.kind = INPUT_READ,
                                   .row = v->program,
                                   .length = 7,
                                   .into = (uint8_t *)v->page + v->length});
        } else if (p->peer_closed) {
            feed(v, (struct input){.kind = INPUT_SHUT, .row = v->program});
            while (program_at(v->world->app, v->program)->phase != PROGRAM_OVER)
                assert_int_equal(world_step(v->world), WORLD_STEPPED);
        } else {
            assert_int_equal(world_step(v->world), WORLD_STEPPED);
        }
    }
    feed(v, (struct input){.kind = INPUT_CLOSE, .row = v->program});
    assert_null(program_at(v->world->app, v->program));
}

/* Puts the world back to its start and plays the log. */
static enum live_replay play_again(struct world *world, FILE *log, const struct snapshot *start)
{
    static struct live_reading reading;
    struct live_setup setup;
    rewind(log);
    assert_true(world_restore(world, start));
    assert_true(live_log_open(&reading, log, &setup));
    assert_string_equal(setup.name, "ns0");
    assert_int_equal(setup.seed, 7);
    return live_replay(world, &reading);
}

static void a_log_is_the_run(void **state)
{
    (void)state;
    struct attachment a;
    struct visit v = {.world = built(&a), .log = tmpfile()};
    struct snapshot start = {0};
    assert_non_null(v.log);
    assert_true(world_save(v.world, &start));
    assert_true(
        live_log_begin(v.log, &(struct live_setup){.seed = 7, .attach = 1, .name = "ns0"}));
    visit(&v, &a);
    v.page[v.length] = '\0';
    assert_non_null(strstr(v.page, "\r\n\r\n<h1>Simulated</h1>\n"));
    uint64_t hash = world_hash(v.world), events = world_events(v.world);
    long cut = ftell(v.log);
    assert_true(live_log_end(v.log, v.world));
    assert_int_equal(play_again(v.world, v.log, &start), REPLAY_SAME);
    assert_true(world_hash(v.world) == hash && world_events(v.world) == events);

    FILE *other = tmpfile(); /* another question: the hash at the end is another */
    static char octets[65536];
    assert_non_null(other);
    rewind(v.log);
    size_t length = fread(octets, 1, sizeof octets - 1, v.log);
    size_t at = 0;
    while (strncmp(octets + at, "GET / ", 6) != 0)
        assert_true(++at < length);
    octets[at + 4] = '*';
    assert_int_equal(fwrite(octets, 1, length, other), length);
    assert_int_equal(play_again(v.world, other, &start), REPLAY_DIFFERENT);
    (void)fclose(other);

    FILE *half = tmpfile();
    assert_non_null(half);
    rewind(v.log);
    for (long n = 0; n < cut - 3; n++)
        assert_true(putc(getc(v.log), half) != EOF);
    assert_int_equal(play_again(v.world, half, &start), REPLAY_CUT);
    (void)fclose(half);
    (void)fclose(v.log);
    snapshot_release(&start);
    world_free(v.world);
}

/* A live frame is on its cable like any other: it is in the list, can be seen flying, and
 * rewound. */
static void a_frame_flies_on_its_cable(void **state)
{
    (void)state;
    struct attachment a;
    struct visit v = {.world = built(&a), .log = tmpfile()};
    struct snapshot before = {0};
    assert_non_null(v.log);
    ask(&v, &a);
    uint32_t back = a.towards + 1;
    assert_int_not_equal(v.world->phy.directions[back].first, NONE);
    assert_true(world_save(v.world, &before));
    while (world_step(v.world) == WORLD_STEPPED)
        continue;
    uint64_t hash = world_hash(v.world);
    assert_true(world_restore(v.world, &before));
    while (world_step(v.world) == WORLD_STEPPED)
        continue;
    assert_true(world_hash(v.world) == hash);
    snapshot_release(&before);
    (void)fclose(v.log);
    world_free(v.world);
}

/* The same in a session: the head takes what comes, the view goes back. */
static void programs_come_in_while_the_view_rewinds(void **state)
{
    (void)state;
    static const char to[] = "web.example.test:81";
    struct session *s = session_open(scenario, 0);
    assert_non_null(s);
    uint32_t laptop = world_find_node(session_view(s), "laptop");
    struct input open = {.kind = INPUT_OPEN,
                         .node = laptop,
                         .text = to,
                         .length = sizeof to - 1,
                         .row = NONE,
                         .time = session_end_time(s)};
    assert_true(session_feed(s, &open));
    assert_int_not_equal(open.row, NONE);
    session_record_all(s, 0);
    assert_true(session_seek_end(s));
    const struct program *p = program_at(session_view(s)->app, open.row);
    assert_non_null(p);
    assert_int_equal(p->phase, PROGRAM_OVER);
    assert_int_equal(p->fault, PROGRAM_REFUSED);
    uint64_t end = session_hash(s);
    assert_true(session_seek_event(s, open.event));
    p = program_at(session_view(s)->app, open.row);
    assert_int_equal(p->phase, PROGRAM_LOOKS_UP);
    assert_true(session_seek_event(s, open.event - 1));
    assert_null(program_at(session_view(s)->app, open.row));
    assert_true(session_seek_end(s));
    assert_true(session_hash(s) == end);
    session_close(s);
}

static void what_does_not_apply(void **state)
{
    (void)state;
    struct attachment a;
    struct world *world = built(&a);
    struct input inputs[] = {
        {.kind = INPUT_OPEN, .node = world_find_node(world, "r1"), .text = "a:1", .length = 3},
        {.kind = INPUT_OPEN, .node = 1000, .text = "a:1", .length = 3},
        {.kind = INPUT_WRITE, .row = 0, .text = "a", .length = 1},
        {.kind = INPUT_READ, .row = 7, .length = 1},
        {.kind = INPUT_CLOSE, .row = NONE},
        {.kind = INPUT_TRANSMIT, .row = 1000, .text = "a", .length = 60},
        {.kind = INPUT_TRANSMIT, .row = a.interface, .text = "a", .length = 1},
    };
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++)
        assert_false(world_apply(world, &inputs[i]));
    static const char *const wrong[] = {"name",   "name:",      ":80",
                                        "name:0", "name:65536", "name:x"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct input input = {.kind = INPUT_OPEN,
                              .node = world_find_node(world, "laptop"),
                              .text = wrong[i],
                              .length = strlen(wrong[i])};
        assert_true(world_apply(world, &input));
        assert_int_equal(input.row, NONE);
    }
    world_free(world);
}

/* --- the proxy's heads --- */

static void check_head(const char *request, const char *to, const char *written)
{
    struct http_head head;
    char destination[PROXY_TO];
    uint8_t octets[1024];
    struct writer w = writer_over(octets, sizeof octets);
    const uint8_t *from = (const uint8_t *)request;
    assert_int_equal(http_head_read(from, strlen(request), HTTP_REQUEST, HTTP_GET, &head),
                     HTTP_FINE);
    bool known = proxy_destination(from, &head, destination);
    assert_int_equal(known, to != NULL);
    if (!known)
        return;
    assert_string_equal(destination, to);
    if (written == NULL)
        return;
    proxy_write_head(&w, from, &head);
    assert_true(w.ok && w.at == strlen(written));
    assert_memory_equal(octets, written, w.at);
}

static void heads(void **state)
{
    (void)state;
    check_head("GET http://a.example/b?c HTTP/1.1\r\nHost: x\r\nTE: trailers\r\nA: b\r\n\r\n",
               "a.example:80",
               "GET /b?c HTTP/1.1\r\nHost: a.example\r\nA: b\r\nVia: 1.1 netstage\r\n\r\n");
    check_head("OPTIONS http://a.example:8080 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
               "a.example:8080",
               "OPTIONS * HTTP/1.1\r\nHost: a.example:8080\r\nVia: 1.1 netstage\r\n"
               "Connection: close\r\n\r\n");
    check_head("GET http://10.0.0.1: HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "10.0.0.1:80",
               NULL);
    check_head("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", "a:443", NULL);
    check_head("GET / HTTP/1.1\r\nHost: a\r\n\r\n", NULL, NULL);
    check_head("GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", NULL, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_port_more_moves_nothing),
        cmocka_unit_test(the_plan_of_the_place),
        cmocka_unit_test(a_log_is_the_run),
        cmocka_unit_test(a_frame_flies_on_its_cable),
        cmocka_unit_test(programs_come_in_while_the_view_rewinds),
        cmocka_unit_test(what_does_not_apply),
        cmocka_unit_test(heads),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
