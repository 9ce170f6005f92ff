/* tests/fuzz/fuzz_stranger.c: a server that answers anything at all. The fuzzer's octets are
 * what it says: over TCP port 80 to curl, browse and a caching proxy, and behind a header and a
 * question that fit, over UDP and TCP port 53 to a recursive resolver and dig. The hosts are
 * the simulation's own, so whatever they make of it goes through all their rooms.
 *
 * Input: an octet that chooses the command; then pieces, each an octet that says how long it is
 * (times eight) and whether the connection is closed behind it (its lowest bit). */
#include <stdlib.h>
#include <string.h>

#include "world/world.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum host_number { CLIENT, RESOLVER, PROXY, STRANGER, HOSTS };
enum row { ROW_DNS, ROW_DNS_TCP, ROW_HTTP };
enum { DNS_HEAD = 12, MESSAGE_MOST = 4096, NETWORK = 10 << 24 };

static struct world *world;
static struct snapshot start;
static const uint8_t *octets; /* what is left to say */
static size_t left;

static const char *const commands[] = {
    "curl -v http://10.0.0.66/a/b",
    "curl -sS -L -i -c jar -b jar http://10.0.0.66/ http://10.0.0.66/",
    "curl -v -d x=y -H 'Expect: 100-continue' http://10.0.0.66/",
    "curl -v -x 10.0.0.3:3128 http://10.0.0.66/ http://10.0.0.66/",
    "browse http://10.0.0.66/ http://10.0.0.66/ http://10.0.0.66/",
    "dig www.example.com",
    "dig @10.0.0.66 www.example.com any",
    "dig +trace www.example.com",
    "curl -r 2-5 --compressed -o x http://10.0.0.66/x",
};

/* The next piece. True: the connection is closed behind it. */
static bool next_piece(const uint8_t **piece, size_t *length)
{
    *piece = octets;
    *length = 0;
    if (left == 0)
        return true;
    bool closes = (octets[0] & 1) != 0;
    size_t n = (size_t)(octets[0] >> 1) * 8;
    *piece = octets + 1;
    *length = n < left - 1 ? n : left - 1;
    octets += 1 + *length;
    left -= 1 + *length;
    return closes;
}

/* A message that fits a question: its identifier and question, and the rest as it comes. */
static size_t dns_message(const uint8_t *question, size_t size, uint8_t *out)
{
    const uint8_t *piece;
    size_t length;
    size_t end = DNS_HEAD;
    (void)next_piece(&piece, &length);
    while (end < size && question[end] != 0)
        end += 1U + question[end];
    end += 5;
    if (size < DNS_HEAD || end > size || length < 8)
        return 0;
    memcpy(out, question, end);
    memcpy(out + 2, piece, 2);
    out[2] |= 0x80;
    memcpy(out + 6, piece + 2, 6);
    out[6] = out[8] = out[10] = 0;
    size_t room = MESSAGE_MOST - end;
    size_t n = length - 8 < room ? length - 8 : room;
    memcpy(out + end, piece + 8, n);
    return end + n;
}

static void say(const struct socket_up *up, const uint8_t *piece, size_t length, bool closes)
{
    size_t taken;
    (void)!tcp_send(&world->transport, up->socket, piece, length, &taken);
    if (closes)
        (void)tcp_close(&world->transport, up->socket);
}

static void tcp_event(void *self, uint32_t row, const struct socket_up *up)
{
    uint8_t heard[MESSAGE_MOST];
    uint8_t message[MESSAGE_MOST + 2];
    const uint8_t *piece;
    size_t length;
    (void)self;
    if ((up->events & (SOCKET_READABLE | SOCKET_PEER_CLOSED)) == 0 ||
        tcp_receive(&world->transport, up->socket, heard, sizeof heard, &length) != TCP_OK) {
        if ((up->events & SOCKET_PEER_CLOSED) != 0)
            (void)tcp_close(&world->transport, up->socket);
        return;
    }
    if (row == ROW_HTTP) {
        bool closes = next_piece(&piece, &length);
        say(up, piece, length, closes);
    } else if (length > 2) {
        size_t n = dns_message(heard + 2, length - 2, message + 2);
        message[0] = (uint8_t)(n >> 8);
        message[1] = (uint8_t)n;
        say(up, message, n + 2, n == 0);
    }
    tcp_settle(&world->transport, up->socket);
}

static void datagram(void *self, uint32_t row, const struct udp_datagram *d)
{
    uint8_t message[MESSAGE_MOST];
    struct socket_id socket = *(const struct socket_id *)self;
    (void)row;
    size_t n = dns_message(d->octets, d->length, message);
    if (n > 0)
        (void)!udp_send(&world->transport, socket, d->from, 0, message, (uint16_t)n);
}

static void error(void *self, uint32_t row, const struct socket_up *up)
{
    (void)self;
    (void)row;
    (void)up;
}

static void describe(struct world_def *def)
{
    static const uint8_t last[HOSTS] = {1, 2, 3, 66};
    static const char *const names[HOSTS] = {"client", "resolver", "proxy", "stranger"};
    static struct root_hint hint = {.address = NETWORK | 66};
    static struct dns_service_plan dns = {
        .hints = &hint, .hint_count = 1, .recursive = true, .cache_rows = 64};
    static struct proxy_plan proxy = {
        .cache = 1 << 16, .port = PLAN_PROXY_PORT, .timeout = 5 * SIM_SECOND};
    static struct app_node_plan plans[HOSTS] = {{.resolvers = {NETWORK | 2},
                                                 .resolver_count = 1,
                                                 .browser_cache = 1 << 16,
                                                 .has_browser_cache = true},
                                                {.dns = &dns},
                                                {.proxy = &proxy}};
    uint32_t ports[HOSTS];
    hint.name = dns_name_root();
    world_def_init(def);
    for (unsigned i = 0; i < HOSTS; i++) {
        uint32_t node = world_def_node(def, names[i], NODE_HOST);
        plans[i].name = names[i];
        ports[i] = world_def_interface(def, node, "eth0", NETWORK | last[i], 24);
        def->nodes[node].plan = &plans[i];
    }
    uint32_t sw = world_def_node(def, "sw", NODE_SWITCH);
    for (unsigned i = 0; i < HOSTS; i++)
        (void)world_def_cable(def, ports[i], world_def_interface(def, sw, "p", 0, 0));
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static struct socket_id udp, tcp;
    struct world_def def;
    (void)argc;
    (void)argv;
    describe(&def);
    if (world_build(&def, &world) != WORLD_OK || !world_begin_outside(world, 0))
        abort();
    world_def_release(&def);
    world->host.outside = (struct outside){&udp, tcp_event, datagram, error};
    struct transport *t = &world->transport;
    if (udp_open(t, STRANGER, 53, app_owner(APP_OUTSIDE, ROW_DNS), &udp) != UDP_OK ||
        tcp_listen(t, STRANGER, 53, 8, app_owner(APP_OUTSIDE, ROW_DNS_TCP), &tcp) != TCP_OK ||
        tcp_listen(t, STRANGER, 80, 8, app_owner(APP_OUTSIDE, ROW_HTTP), &tcp) != TCP_OK)
        abort();
    world_end_outside(world);
    if (!world_save(world, &start))
        abort();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    const char *line = commands[data[0] % (sizeof commands / sizeof commands[0])];
    struct input input = {
        .kind = INPUT_COMMAND, .node = CLIENT, .text = line, .length = strlen(line)};
    octets = data + 1;
    left = size - 1;
    if (!world_restore(world, &start))
        abort();
    input.time = sim_now(&world->sim);
    if (!world_apply(world, &input))
        abort();
    enum world_result result = world_run(world, 600 * SIM_SECOND);
    if (result != WORLD_ENDED && result != WORLD_STEPPED)
        abort();
    return 0;
}
