/* cli/bench.c: the jobs by which speed is judged (docs/performance.md): one bulk transfer on a
 * line of routers, and many hosts with one small fetch each, on a campus or on one LAN.
 * Unobserved, or with a capture of everything. Prints one line of key=value pairs. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/hash.h"
#include "base/suggest.h"
#include "cli/bench.h"
#include "cli/bench_sink.h"
#include "watch/capture.h"
#include "world/world.h"

enum bench_job { BENCH_LINE, BENCH_CAMPUS, BENCH_LAN, BENCH_TRAVEL, BENCH_ROUTES };

struct bench {
    enum bench_job job;
    uint32_t routers;
    uint64_t octets;
    uint32_t loss; /* in 10^-9 */
    uint32_t hosts;
    uint32_t prefixes;
    uint64_t seed;
    bool capture;
    uint32_t client; /* interfaces whose frames are counted */
    uint32_t server;
};

enum {
    HOSTS_PER_SWITCH = 48,
    BENCH_PORT = 5001,
    UPLINK_QUEUE = 10000,
    FETCH_REQUEST = 100,
    FETCH_RESPONSE = 10000,
    BENCH_HOSTS_MAX = 1000000,
    BENCH_PREFIXES_MAX = 10000000,
};

#define MEGABIT UINT64_C(1000000)

/* --- building
 * ------------------------------------------------------------------------------------------ */

static ipv4_address address(unsigned a, unsigned b, unsigned c, unsigned d)
{
    return (ipv4_address)a << 24 | (ipv4_address)b << 16 | (ipv4_address)c << 8 | d;
}

static uint32_t cable(struct world_def *def, uint32_t a, uint32_t b, uint64_t rate,
                      sim_time delay, uint32_t queue)
{
    uint32_t row = world_def_cable(def, a, b);
    for (unsigned way = 0; way < 2; way++) {
        def->cables[row].rate_bps[way] = rate;
        def->cables[row].delay[way] = delay;
        def->cables[row].queue_limit[way] = queue;
    }
    return row;
}

/* TCP as the jobs want it. */
static struct tcp_profile job_profile(uint32_t receive_buffer, bool scaling)
{
    struct tcp_profile p = tcp_default_profile();
    p.receive_buffer = receive_buffer;
    p.send_buffer = receive_buffer * 2;
    p.window_scaling = scaling ? 1 : 0;
    p.nagle = 0;
    p.congestion = CONGESTION_NEWRENO;
    p.limited_transmit = 1;
    p.initial_window = 10;
    p.sack = p.timestamps = p.ecn = 0;
    p.delayed_ack = 200 * SIM_MILLISECOND;
    p.rto_initial = p.rto_minimum = 1 * SIM_SECOND;
    return p;
}

static uint32_t named_node(struct world_def *def, const char *stem, uint32_t number,
                           enum node_kind kind)
{
    char name[NODE_NAME_SIZE];
    (void)snprintf(name, sizeof name, "%s%" PRIu32, stem, number);
    return world_def_node(def, name, kind);
}

static void start_at(struct world_def *def, uint32_t node, sim_time at)
{
    (void)world_def_timeline(
        def, &(struct timeline_def){.at = at, .action = TIMELINE_BULK, .node = node});
}

/* client - router1 - ... - routerR - server, a /24 a cable. */
static void build_line(struct bench *b, struct world_def *def)
{
    struct tcp_profile profile =
        b->loss > 0 ? job_profile(1000000, true) : job_profile(UINT16_MAX, false);
    (void)world_def_profile(def, &profile);
    uint32_t client = world_def_node(def, "client", NODE_HOST);
    uint32_t left = world_def_interface(def, client, "eth0", address(10, 0, 0, 1), 24);
    def->nodes[client].auto_routes = true;
    b->client = left;
    for (uint32_t r = 0; r < b->routers; r++) {
        uint32_t router = named_node(def, "router", r + 1, NODE_ROUTER);
        def->nodes[router].auto_routes = true;
        uint32_t in = world_def_interface(def, router, "eth0", address(10, 0, r, 2), 24);
        (void)cable(def, left, in, 100 * MEGABIT, SIM_MILLISECOND, WORLD_DEFAULT_QUEUE);
        left = world_def_interface(def, router, "eth1", address(10, 0, r + 1, 1), 24);
    }
    uint32_t server = world_def_node(def, "server", NODE_HOST);
    def->nodes[server].auto_routes = true;
    b->server = world_def_interface(def, server, "eth0", address(10, 0, b->routers, 2), 24);
    uint32_t last =
        cable(def, left, b->server, 100 * MEGABIT, SIM_MILLISECOND, WORLD_DEFAULT_QUEUE);
    def->cables[last].loss[0] = b->loss;
    def->bulk = (struct bulk_plan){.request = b->octets,
                                   .server = address(10, 0, b->routers, 2),
                                   .server_node = server,
                                   .port = BENCH_PORT};
    start_at(def, client, 0);
}

/* A host that fetches once, at a uniform moment of the first second. */
static uint32_t add_client(struct bench *b, struct world_def *def, uint32_t number,
                           ipv4_address ip, uint8_t prefix_length, ipv4_address gateway)
{
    uint32_t node = named_node(def, "host", number, NODE_HOST);
    uint32_t interface = world_def_interface(def, node, "eth0", ip, prefix_length);
    if (gateway != 0)
        (void)world_def_route(def, node, 0, 0, gateway);
    start_at(def, node, draw_below(draw(b->seed, number, DRAW_START_TIME, 0), 1000000000));
    return interface;
}

static void plan_fetches(struct bench *b, struct world_def *def, uint32_t server,
                         ipv4_address ip)
{
    struct tcp_profile profile = job_profile(UINT16_MAX, false);
    (void)world_def_profile(def, &profile);
    def->expected_connections = b->hosts;
    def->expected_frames = b->hosts;
    def->bulk = (struct bulk_plan){.request = FETCH_REQUEST,
                                   .response = FETCH_RESPONSE,
                                   .server = ip,
                                   .server_node = server,
                                   .port = BENCH_PORT};
}

/* One access switch with its hosts; gives the switch's interface towards the rest. */
static uint32_t add_access(struct bench *b, struct world_def *def, uint32_t group,
                           uint32_t first, uint32_t hosts, uint8_t prefix_length,
                           ipv4_address network, ipv4_address gateway)
{
    uint32_t ports = NONE;
    uint32_t sw = named_node(def, "switch", group, NODE_SWITCH);
    for (uint32_t i = 0; i <= hosts; i++) {
        uint32_t port = world_def_interface(def, sw, "port", 0, 0);
        ports = i == 0 ? port : ports;
    }
    for (uint32_t i = 0; i < hosts; i++) {
        uint32_t host = add_client(b, def, first + i, network + 1 + i, prefix_length, gateway);
        b->client = first + i == 0 ? host : b->client;
        (void)cable(def, ports + 1 + i, host, 100 * MEGABIT, 5 * SIM_MICROSECOND,
                    WORLD_DEFAULT_QUEUE);
    }
    return ports;
}

static uint32_t groups_of(const struct bench *b)
{
    return (b->hosts + HOSTS_PER_SWITCH - 1) / HOSTS_PER_SWITCH;
}

static uint32_t hosts_in(const struct bench *b, uint32_t group)
{
    uint32_t left = b->hosts - group * HOSTS_PER_SWITCH;
    return left < HOSTS_PER_SWITCH ? left : HOSTS_PER_SWITCH;
}

/* The router of a group, between its switch and the core; group networks are 10.x.y.0/24, the
 * links to the core 172.16.0.0/30 onwards. */
static void add_campus_router(struct world_def *def, uint32_t group, uint32_t uplink,
                              uint32_t core, uint32_t core_port)
{
    ipv4_address network = address(10, 0, 0, 0) + (group << 8);
    ipv4_address transfer = address(172, 16, 0, 0) + (group << 2);
    uint32_t router = named_node(def, "router", group, NODE_ROUTER);
    uint32_t down = world_def_interface(def, router, "eth0", network + 254, 24);
    uint32_t up = world_def_interface(def, router, "eth1", transfer + 2, 30);
    (void)world_def_route(def, router, 0, 0, transfer + 1);
    (void)world_def_route(def, core, network, 24, transfer + 2);
    (void)cable(def, uplink, down, 1000 * MEGABIT, 5 * SIM_MICROSECOND, UPLINK_QUEUE);
    (void)cable(def, up, core_port, 1000 * MEGABIT, SIM_MILLISECOND, UPLINK_QUEUE);
}

static void build_campus(struct bench *b, struct world_def *def)
{
    uint32_t groups = groups_of(b);
    uint32_t server = world_def_node(def, "server", NODE_HOST);
    b->server = world_def_interface(def, server, "eth0", address(192, 168, 0, 2), 24);
    (void)world_def_route(def, server, 0, 0, address(192, 168, 0, 1));
    uint32_t core = world_def_node(def, "core", NODE_ROUTER);
    uint32_t to_server = world_def_interface(def, core, "server", address(192, 168, 0, 1), 24);
    (void)cable(def, to_server, b->server, 10000 * MEGABIT, SIM_MILLISECOND, UPLINK_QUEUE);
    for (uint32_t g = 0; g < groups; g++)
        (void)world_def_interface(def, core, "port", address(172, 16, 0, 0) + (g << 2) + 1, 30);
    plan_fetches(b, def, server, address(192, 168, 0, 2));
    for (uint32_t g = 0; g < groups; g++) {
        ipv4_address network = address(10, 0, 0, 0) + (g << 8);
        uint32_t uplink = add_access(b, def, g, g * HOSTS_PER_SWITCH, hosts_in(b, g), 24,
                                     network, network + 254);
        add_campus_router(def, g, uplink, core, to_server + 1 + g);
    }
}

static void build_lan(struct bench *b, struct world_def *def)
{
    uint32_t groups = groups_of(b);
    uint32_t server = world_def_node(def, "server", NODE_HOST);
    b->server = world_def_interface(def, server, "eth0", address(10, 255, 0, 1), 8);
    uint32_t core = world_def_node(def, "core", NODE_SWITCH);
    uint32_t port = world_def_interface(def, core, "server", 0, 0);
    (void)cable(def, port, b->server, 10000 * MEGABIT, 5 * SIM_MICROSECOND, UPLINK_QUEUE);
    for (uint32_t g = 0; g < groups; g++)
        (void)world_def_interface(def, core, "port", 0, 0);
    plan_fetches(b, def, server, address(10, 255, 0, 1));
    for (uint32_t g = 0; g < groups; g++) {
        uint32_t uplink = add_access(b, def, g, g * HOSTS_PER_SWITCH, hosts_in(b, g), 8,
                                     address(10, 0, 0, 0) + (g << 8), 0);
        (void)cable(def, uplink, port + 1 + g, 1000 * MEGABIT, 5 * SIM_MICROSECOND,
                    UPLINK_QUEUE);
    }
}

/* --- running
 * ---------------------------------------------------------------------------------------------
 */

static double cpu_seconds(void)
{
    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static long peak_kilobytes(void)
{
    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

static const char *job_name(enum bench_job job)
{
    switch (job) {
    case BENCH_LINE:
        return "line";
    case BENCH_CAMPUS:
        return "campus";
    case BENCH_LAN:
        return "lan";
    case BENCH_TRAVEL:
        return "travel";
    case BENCH_ROUTES:
        return "routes";
    }
    return "";
}

static uint64_t frames_from(const struct world *w, uint32_t interface)
{
    return w->phy.directions[w->link.interfaces[interface].direction].offered;
}

static void report(const struct bench *b, const struct world *w, double setup, double run,
                   uint64_t captured, uint64_t idle_octets)
{
    const struct clock *clock = w->sim.clock;
    uint32_t hosts = b->job == BENCH_LINE ? 2 : b->hosts;
    printf("job=%s hops=%" PRIu64 " frames_client=%" PRIu64 " frames_server=%" PRIu64
           " events=%" PRIu64 " setup_cpu_s=%.3f run_cpu_s=%.3f ns_per_hop=%.1f"
           " bytes_per_idle_host=%" PRIu64 " peak_kb=%ld hash=%016" PRIx64
           " broadcast_hops=%" PRIu64 " octets=%" PRIu64 " finished=%" PRIu32 " failed=%" PRIu32
           " sim_s=%.6f packets=%" PRIu32 " capture_octets=%" PRIu64 "\n",
           job_name(b->job), clock->hops, frames_from(w, b->client), frames_from(w, b->server),
           clock->event, setup, run, clock->hops > 0 ? run * 1e9 / (double)clock->hops : 0,
           idle_octets / hosts, peak_kilobytes(), world_hash(w), clock->broadcasts,
           w->bulk.totals->received, w->bulk.totals->finished, w->bulk.totals->failed,
           (double)clock->now / 1e9, clock->packets, captured);
}

/* Runs while every frame on every cable is written to a capture file. */
static enum world_result run_captured(struct world *w, uint64_t *octets)
{
    struct sink sink;
    struct capture *capture = NULL;
    enum world_result result = WORLD_EXHAUSTED;
    struct capture_plan plan = {.view = CAPTURE_ALL, .files = &sink.file};
    if (sink_open(&sink))
        capture = capture_begin(w, &plan);
    if (capture != NULL) {
        w->sim.observer = capture_observer(capture);
        result = world_run(w, SIM_NEVER);
        w->sim.observer = NULL;
        if (!capture_end(capture))
            result = WORLD_EXHAUSTED;
    }
    sink_close(&sink);
    *octets = sink.octets;
    return result;
}

static int run_bench(struct bench *b)
{
    struct world_def def;
    struct world *w = NULL;
    double start = cpu_seconds();
    world_def_init(&def);
    def.seed = b->seed;
    if (b->job == BENCH_LINE)
        build_line(b, &def);
    else if (b->job == BENCH_CAMPUS)
        build_campus(b, &def);
    else
        build_lan(b, &def);
    enum world_error error = world_build(&def, &w);
    world_def_release(&def);
    if (error != WORLD_OK) {
        fputs("netstage: bench: out of memory\n", stderr);
        return 1;
    }
    double built = cpu_seconds();
    uint64_t idle = world_memory(w);
    uint64_t captured = 0;
    enum world_result result =
        b->capture ? run_captured(w, &captured) : world_run(w, SIM_NEVER);
    double ended = cpu_seconds();
    if (result == WORLD_ENDED)
        report(b, w, built - start, ended - built, captured, idle);
    else
        fprintf(stderr, "netstage: bench: the run stopped: %s\n",
                result == WORLD_STORM            ? "a loop of switches"
                : w->sim.arena.exhausted != NULL ? w->sim.arena.exhausted
                                                 : "out of memory");
    world_free(w);
    return result == WORLD_ENDED ? 0 : 1;
}

/* --- the command line
 * ---------------------------------------------------------------------------------------- */

static const char usage[] =
    "usage: netstage bench line [--routers R] [--mb N] [--loss P] [--seed N] [--capture]\n"
    "       netstage bench campus [--hosts H] [--seed N] [--capture]\n"
    "       netstage bench lan [--hosts H] [--seed N] [--capture]\n"
    "       netstage bench travel [--routers R] [--mb N]\n"
    "       netstage bench routes [--prefixes N] [--seed N]\n"
    "\n"
    "Runs a job in one process and prints one line of key=value pairs.\n"
    "  line     one TCP transfer of N million octets over R routers; P per cent of the frames\n"
    "           that reach the server are lost\n"
    "  campus   H hosts behind switches and routers fetch 10,000 octets each from one server\n"
    "  lan      the same hosts on one switched network\n"
    "  travel   a lesson with one download (at most 64 MB): steps back, steps forward, jumps\n"
    "  routes   a routing table of N prefixes (1,000,000): building it, and look-ups\n"
    "  --capture  with every frame on every cable written to a pcapng file that keeps "
    "nothing\n";

static int complain(const char *what, const char *word)
{
    fprintf(stderr, "netstage: bench: %s: %s\n%s", what, word, usage);
    return 2;
}

/* A whole number up to a limit; false: it is none. */
static bool read_number(const char *text, uint64_t limit, uint64_t *value)
{
    *value = 0;
    if (*text == '\0')
        return false;
    for (; *text >= '0' && *text <= '9'; text++) {
        *value = *value * 10 + (uint64_t)(*text - '0');
        if (*value > limit)
            return false;
    }
    return *text == '\0';
}

/* Per cent with up to seven decimals, "1", "0.5", in units of 10^-9. */
static bool read_per_cent(const char *text, uint32_t *loss)
{
    uint64_t value = 0;
    unsigned decimals = 0;
    bool point = false;
    if (*text == '\0')
        return false;
    for (; *text != '\0' && *text != '%'; text++) {
        if (*text == '.' && !point) {
            point = true;
        } else if (*text >= '0' && *text <= '9' && decimals < 7) {
            value = value * 10 + (uint64_t)(*text - '0');
            decimals += point ? 1U : 0U;
        } else {
            return false;
        }
        if (value > 1000000000)
            return false;
    }
    for (; decimals < 7; decimals++)
        value *= 10;
    *loss = (uint32_t)value;
    return value <= 1000000000 && (*text == '\0' || text[1] == '\0');
}

/* One option with its value; false: unknown or bad. */
static bool read_option(struct bench *b, const char *option, const char *value)
{
    uint64_t number = 0;
    if (value == NULL)
        return false;
    if (strcmp(option, "--loss") == 0)
        return b->job == BENCH_LINE && read_per_cent(value, &b->loss);
    bool is_line = b->job == BENCH_LINE || b->job == BENCH_TRAVEL;
    if (strcmp(option, "--routers") == 0 && is_line && read_number(value, 100, &number))
        b->routers = (uint32_t)number;
    else if (strcmp(option, "--mb") == 0 && is_line &&
             read_number(value, b->job == BENCH_TRAVEL ? 64 : 4000, &number))
        b->octets = number * 1000000;
    else if (strcmp(option, "--hosts") == 0 && !is_line && b->job != BENCH_ROUTES &&
             read_number(value, BENCH_HOSTS_MAX, &number) && number > 0)
        b->hosts = (uint32_t)number;
    else if (strcmp(option, "--prefixes") == 0 && b->job == BENCH_ROUTES &&
             read_number(value, BENCH_PREFIXES_MAX, &number))
        b->prefixes = (uint32_t)number;
    else if (strcmp(option, "--seed") == 0 && read_number(value, UINT64_MAX / 16, &number))
        b->seed = number;
    else
        return false;
    return true;
}

static bool read_job(const char *word, enum bench_job *job)
{
    for (int i = BENCH_LINE; i <= BENCH_ROUTES; i++)
        if (strcmp(word, job_name((enum bench_job)i)) == 0) {
            *job = (enum bench_job)i;
            return true;
        }
    return false;
}

int cli_bench(int argc, char **argv)
{
    struct bench b = {.routers = 0, .octets = 100000000, .hosts = 1000, .prefixes = 1000000, .seed = 1};
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(usage, stdout);
        return 0;
    }
    if (argc < 2 || !read_job(argv[1], &b.job))
        return complain("which job? line, campus, lan, travel or routes, not", argc < 2 ? "nothing" : argv[1]);
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            fputs(usage, stdout);
            return 0;
        }
        if (strcmp(argv[i], "--capture") == 0) {
            b.capture = true;
            continue;
        }
        if (!read_option(&b, argv[i], i + 1 < argc ? argv[i + 1] : NULL))
            return complain("an option that this job does not have, or a bad value", argv[i]);
        i++;
    }
    if (b.job == BENCH_ROUTES)
        return bench_routes(b.prefixes, b.seed);
    if (b.job == BENCH_TRAVEL)
        return bench_travel(b.routers,
                            (unsigned)(b.octets > 64000000 ? 8 : b.octets / 1000000));
    return run_bench(&b);
}
