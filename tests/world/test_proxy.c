/* tests/world/test_proxy.c: proxies and their caches, over real frames: what clients see, what
 * origins see (some are typed by hand, with nc), under everything that can go wrong between
 * them, and backwards in time.
 *
 *     proxy 10.0.0.30:3128 (forward)   front 10.0.0.31:80 -> web   outer 10.0.0.32:80 -> front
 *     pair 10.0.0.33:80 -> nobody, web   hand 10.0.0.34:80 -> client:8080   loop 10.0.0.35:80
 * -> itself */
#include "app/proxy_tables.h"
#include "screen.h"
#include "small_internet.h"

#define FRONT "http://10.0.0.31"
#define OUTER "http://10.0.0.32"
#define PAIR "http://10.0.0.33"
#define HAND "http://10.0.0.34"
#define HOST "\nHost: x\n"

enum { PROXY = INTERNET_HOSTS + 1, FRONT_NODE, OUTER_NODE, PAIR_NODE, HAND_NODE, LOOP_NODE };
enum { STEPS = 22, MEGABYTE = 1 << 20 };

enum deed { END, RUN, TYPE, CTRL_D, CTRL_C };

struct step {
    unsigned at; /* milliseconds */
    uint32_t node;
    enum deed deed;
    const char *words;
};

struct play {
    const char *name; /* tests/world/golden/NAME.txt is what must be on the screen */
    struct step steps[STEPS];
};

static struct internet net;
static struct screen screen;
static uint8_t megabyte[MEGABYTE];

#define FIELDS(name, ...) static const struct http_extra name[] = {__VA_ARGS__}
FIELDS(ten_seconds, {"Cache-Control", "max-age=10"});
FIELDS(revalidate, {"Cache-Control", "max-age=2, must-revalidate"});
FIELDS(two_seconds, {"Cache-Control", "max-age=2"});
FIELDS(no_store, {"Cache-Control", "no-store"});
FIELDS(no_cache, {"Cache-Control", "no-cache"});
FIELDS(for_one, {"Cache-Control", "private, max-age=60"});
FIELDS(varies, {"Cache-Control", "s-maxage=60, max-age=0"}, {"Vary", "Accept-Language"});
FIELDS(varies_ever, {"Cache-Control", "max-age=60"}, {"Vary", "*"});
FIELDS(named, {"Content-Location", "/page"});

#define TEXT(octets) .body = (const uint8_t *)(octets), .length = sizeof(octets) - 1
#define WITH(list) .fields = (list), .field_count = sizeof(list) / sizeof((list)[0])

static const struct http_collection orders = {.limit = 9, .largest = 100};
static struct http_resource resources[] = {
    {.path = "/page",
     TEXT("a page\n"),
     .etag = "\"p1\"",
     .modified = INT64_C(1767139200),
     WITH(ten_seconds)},
    {.path = "/old", TEXT("old\n"), .etag = "\"o1\"", .modified = INT64_C(1767225000)},
    {.path = "/news", .kind = HTTP_COUNTER, .scope = HTTP_IN_SERVER, WITH(two_seconds)},
    {.path = "/strict", .kind = HTTP_COUNTER, .scope = HTTP_IN_SERVER, WITH(revalidate)},
    {.path = "/frail", TEXT("frail\n"), .failure = {HTTP_FAILS, 2, 9}, WITH(two_seconds)},
    {.path = "/secret", TEXT("secret\n"), WITH(no_store)},
    {.path = "/asked", TEXT("asked\n"), .etag = "\"a1\"", WITH(no_cache)},
    {.path = "/mine", TEXT("mine\n"), WITH(for_one)},
    {.path = "/language", .kind = HTTP_ECHO, WITH(varies)},
    {.path = "/ever", TEXT("ever\n"), WITH(varies_ever)},
    {.path = "/echo", .kind = HTTP_ECHO},
    {.path = "/change", .kind = HTTP_ECHO, WITH(named)},
    {.path = "/gone", .kind = HTTP_REDIRECT, .to = "/page", .status = 302},
    {.path = "/slow", TEXT("slow\n"), .manner = {.delay = 5 * SIM_SECOND}},
    {.path = "/once", TEXT("once\n"), .failure = {HTTP_HANGS_UP, 2, 2}},
    {.path = "/dead", TEXT("dead\n"), .failure = {HTTP_HANGS_UP, 1, 99}},
    {.path = "/orders", .kind = HTTP_COLLECTION, .collection = &orders},
    {.path = "/a", TEXT("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"), WITH(ten_seconds)},
    {.path = "/b", TEXT("bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n"), WITH(ten_seconds)},
    {.path = "/big", .body = megabyte, .length = MEGABYTE, WITH(ten_seconds)},
};
static const struct http_site shop = {.resources = resources,
                                      .count = sizeof resources / sizeof resources[0]};

static const struct proxy_target to_web[] = {{0x0a000050, 80}};
static const struct proxy_target to_front[] = {{0x0a00001f, 80}};
static const struct proxy_target to_pair[] = {{0x0a000063, 80}, {0x0a000050, 80}};
static const struct proxy_target to_hand[] = {{0x0a000001, 8080}};
static const struct proxy_target to_loop[] = {{0x0a000023, 80}};
static const struct proxy_plan proxies[] = {
    {.port = 3128, .cache = 2 * MEGABYTE, .timeout = 3 * SIM_SECOND},
    {.to = to_web, .to_count = 1, .cache = 1000, .timeout = 3 * SIM_SECOND, .port = 80},
    {.to = to_front,
     .to_count = 1,
     .timeout = 20 * SIM_SECOND,
     .port = 80,
     .forwarded = PROXY_FORWARDED},
    {.to = to_pair, .to_count = 2, .timeout = 20 * SIM_SECOND, .port = 80},
    {.to = to_hand,
     .to_count = 1,
     .cache = 1000,
     .timeout = 20 * SIM_SECOND,
     .port = 80,
     .forwarded = PROXY_TELLS_NOTHING},
    {.to = to_loop, .to_count = 1, .timeout = 3 * SIM_SECOND, .port = 80},
};
static struct app_node_plan plans[sizeof proxies / sizeof proxies[0]];

static const struct play plays[] = {
    {"proxy-cache",
     {{0, CLIENT, RUN, "curl -i " FRONT "/page"},
      {3000, CLIENT, RUN, "curl -i " FRONT "/page"},
      {4000, CLIENT, RUN, "curl -i -H 'If-None-Match: \"p1\"' " FRONT "/page"},
      {5000, CLIENT, RUN, "curl -I " FRONT "/page"},
      {6000, CLIENT, RUN, "curl -i -H 'Cache-Control: no-cache' " FRONT "/page"},
      {7000, CLIENT, RUN, "curl -i -H 'Cache-Control: min-fresh=30' " FRONT "/page"},
      {20000, CLIENT, RUN, "curl -i " FRONT "/page"},
      {32000, CLIENT, RUN, "curl -i -H 'Cache-Control: max-stale=5' " FRONT "/page"},
      {33000, CLIENT, RUN, "curl -i -H 'If-None-Match: \"p1\"' " FRONT "/page"},
      {34000, CLIENT, RUN, "curl -i -H 'Cache-Control: only-if-cached' " FRONT "/page"},
      {35000, CLIENT, RUN, "curl -i -H 'Cache-Control: only-if-cached' " FRONT "/echo"},
      {36000, CLIENT, RUN, "curl -i -H 'Range: bytes=0-3' " FRONT "/page"},
      {37000, CLIENT, RUN, "curl -i " FRONT "/old"},
      {40000, CLIENT, RUN, "curl -i " FRONT "/old"},
      {41000, CLIENT, RUN, "curl -i -H 'Pragma: no-cache' " FRONT "/old"}}},
    {"proxy-not-stored",
     {{0, CLIENT, RUN, "curl " FRONT "/secret " FRONT "/secret"},
      {1000, CLIENT, RUN, "curl " FRONT "/mine " FRONT "/mine"},
      {2000, CLIENT, RUN, "curl -H 'Authorization: Basic eDp5' " FRONT "/page " FRONT "/page"},
      {3000, CLIENT, RUN, "curl " FRONT "/ever " FRONT "/ever"},
      {4000, CLIENT, RUN, "curl -i " FRONT "/gone"},
      {5000, CLIENT, RUN, "curl -i -d 1 " FRONT "/echo"},
      {6000, CLIENT, RUN, "curl -s -o big " FRONT "/big"},
      {9000, CLIENT, RUN, "curl -H 'Cache-Control: no-store' " FRONT "/a " FRONT "/a"},
      {10000, CLIENT, RUN, "curl -i " FRONT "/asked"},
      {11000, CLIENT, RUN, "curl -i " FRONT "/asked"}}},
    {"proxy-vary",
     {{0, CLIENT, RUN, "curl -H 'Accept-Language: en' " FRONT "/language"},
      {1000, CLIENT, RUN, "curl -i -H 'Accept-Language: en' " FRONT "/language"},
      {2000, CLIENT, RUN, "curl -H 'Accept-Language: ko' " FRONT "/language"},
      {3000, CLIENT, RUN, "curl -i -H 'Accept-Language: ko' " FRONT "/language"},
      {4000, CLIENT, RUN, "curl -i " FRONT "/language"}}},
    {"proxy-changes",
     {{0, CLIENT, RUN, "curl " FRONT "/orders " FRONT "/orders"},
      {1000, CLIENT, RUN, "curl -i -d pen " FRONT "/orders"},
      {2000, CLIENT, RUN, "curl " FRONT "/orders " FRONT "/orders/1 " FRONT "/page"},
      {3000, CLIENT, RUN, "curl -i -X PUT -d ink " FRONT "/orders/1"},
      {4000, CLIENT, RUN, "curl -i " FRONT "/orders/1"},
      {5000, CLIENT, RUN, "curl -i " FRONT "/page"},
      {6000, CLIENT, RUN, "curl -i -d x " FRONT "/change"},
      {7000, CLIENT, RUN, "curl -i " FRONT "/page"},
      {8000, CLIENT, RUN, "curl -s " FRONT "/a " FRONT "/b " FRONT "/page " FRONT "/old"},
      {9000, CLIENT, RUN, "curl -i " FRONT "/a"}}},
    {"proxy-stale",
     {{0, CLIENT, RUN, "curl " FRONT "/news " FRONT "/news"},
      {5000, CLIENT, RUN, "curl " FRONT "/news"},
      {6000, CLIENT, RUN, "curl " FRONT "/strict " FRONT "/frail"},
      {10000, CLIENT, RUN, "curl -i " FRONT "/frail"},
      {11000, CLIENT, RUN, "curl -i " FRONT "/strict"}}},
    {"proxy-chain",
     {{0, CLIENT, RUN, "curl -i -d x=1 " OUTER "/echo"},
      {1000, CLIENT, RUN, "curl -i -H 'X-Forwarded-For: 192.0.2.1' " FRONT "/echo"},
      {2000, CLIENT, RUN,
       "curl -i -H 'Connection: X-Hop' -H 'X-Hop: 1' -H 'TE: trailers' -H 'Via: 1.0 old' " OUTER
       "/echo"},
      {3000, CLIENT, RUN, "curl -i --http1.0 " OUTER "/echo"},
      {4000, CLIENT, RUN, "curl -i " OUTER "/page " OUTER "/page"},
      {5000, CLIENT, RUN, "curl -i -X OPTIONS -H 'Max-Forwards: 0' " OUTER "/echo"},
      {6000, CLIENT, RUN, "curl -i -X TRACE -H 'Max-Forwards: 1' " OUTER "/echo"},
      {7000, CLIENT, RUN, "curl -i -X OPTIONS -H 'Max-Forwards: 2' " OUTER "/echo"},
      {8000, CLIENT, RUN, "curl -i -H 'Transfer-Encoding: chunked' -d abc " OUTER "/echo"},
      {9000, CLIENT, RUN, "curl -i -H 'Expect: 100-continue' -d abc " OUTER "/echo"},
      {10000, CLIENT, RUN, "curl -i http://10.0.0.35/"},
      {11000, CLIENT, RUN, "curl -i -H 'Content-Length: x' -d 1 " OUTER "/echo"}}},
    {"proxy-origin-down",
     {{0, CLIENT, RUN, "curl -i " PAIR "/page"},
      {10000, CLIENT, RUN, "curl -i " PAIR "/page"},
      {15000, CLIENT, RUN, "curl -i -d x " PAIR "/echo"},
      {25000, CLIENT, RUN, "curl -i " HAND "/"},
      {26000, CLIENT, RUN, "curl -i " FRONT "/slow"},
      {40000, CLIENT, RUN, "curl -i " FRONT "/dead"},
      {41000, CLIENT, RUN, "curl -i " FRONT "/once"},
      {42000, CLIENT, RUN, "curl -i " FRONT "/once"},
      {43000, CLIENT, RUN, "curl -i " FRONT "/once"}}},
    {"proxy-by-hand",
     {{0, CLIENT, RUN, "nc -C -l -k 8080"},
      {1000, WEB, RUN, "curl -i " HAND "/chunks"},
      {2000, CLIENT, TYPE,
       "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nCache-Control: max-age=60\nTrailer: "
       "X-Sum\n"},
      {2500, CLIENT, TYPE, "5\nhello\n3\n!!!\n0\nX-Sum: 8\n"},
      {3000, WEB, RUN, "curl -i " HAND "/chunks"},
      {4000, WEB, RUN, "curl -i --http1.0 " HAND "/old"},
      {5000, CLIENT, TYPE, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\nold\n0\n"},
      {6000, WEB, RUN, "curl -i " HAND "/cut"},
      {7000, CLIENT, TYPE, "HTTP/1.1 200 OK\nContent-Length: 100\n\nnot all of it"},
      {8000, CLIENT, CTRL_C, ""}}},
    {"proxy-cut-chunks",
     {{0, CLIENT, RUN, "nc -C -l 8080"},
      {1000, WEB, RUN, "curl -i " HAND "/"},
      {2000, CLIENT, TYPE, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nhello"},
      {3000, CLIENT, CTRL_C, ""}}},
    {"proxy-cut-old",
     {{0, CLIENT, RUN, "nc -C -l 8080"},
      {1000, WEB, RUN, "curl -i --http1.0 " HAND "/"},
      {2000, CLIENT, TYPE, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nhello"},
      {3000, CLIENT, CTRL_C, ""}}},
    {"proxy-no-http",
     {{0, CLIENT, RUN, "nc -C -l 8080"},
      {1000, WEB, RUN, "curl -i " HAND "/"},
      {2000, CLIENT, TYPE, "220 mail.example.com ESMTP"},
      {4000, CLIENT, RUN, "nc -C -l 8080"},
      {5000, WEB, RUN, "curl -i -m 3 " HAND "/"},
      {6000, CLIENT, TYPE, "HTTP/1.1 200 OK\nContent-Length: 100\n\nnot all of it"}}},
    {"proxy-until-close",
     {{0, CLIENT, RUN, "nc -C -N -l 8080"},
      {1000, WEB, RUN, "curl -i " HAND "/"},
      {2000, CLIENT, TYPE, "HTTP/1.0 200 OK\nContent-Type: text/plain\n\nuntil it closes"},
      {3000, CLIENT, CTRL_D, ""}}},
    {"proxy-forward",
     {{0, CLIENT, RUN, "nc -C -N 10.0.0.30 3128"},
      {1000, CLIENT, TYPE, "GET http://www.example.com/echo?a=b HTTP/1.1" HOST},
      {2000, CLIENT, TYPE,
       "GET http://web.example.com/page HTTP/1.1" HOST
       "\nGET http://web.example.com:80/page HTTP/1.1" HOST
       "\nGET http://WEB.example.com/echo HTTP/1.1" HOST},
      {4000, CLIENT, TYPE, "GET http://nothing.example.com/ HTTP/1.1" HOST},
      {5000, CLIENT, TYPE, "GET http://10.0.0.80:81/ HTTP/1.1" HOST},
      {6000, CLIENT, TYPE, "GET ftp://10.0.0.80/ HTTP/1.1" HOST},
      {7000, CLIENT, TYPE, "OPTIONS http://10.0.0.80 HTTP/1.1" HOST},
      {8000, CLIENT, TYPE,
       "POST http://10.0.0.80/echo HTTP/1.1\nHost: x\nContent-Length: 7\n\nhello"},
      {9000, CLIENT, TYPE, "GET / HTTP/1.1" HOST},
      {10000, CLIENT, CTRL_D, ""}}},
    {"proxy-tunnel",
     {{0, CLIENT, RUN, "nc -C -N 10.0.0.30 3128"},
      {1000, CLIENT, TYPE, "CONNECT web.example.com:80 HTTP/1.1" HOST},
      {2000, CLIENT, TYPE, "GET /echo HTTP/1.1" HOST},
      {3000, CLIENT, TYPE, "GET /page HTTP/1.1" HOST},
      {4000, CLIENT, CTRL_D, ""},
      {6000, CLIENT, RUN, "nc -C -N 10.0.0.30 3128"},
      {7000, CLIENT, TYPE, "CONNECT 10.0.0.80:81 HTTP/1.1" HOST},
      {8000, CLIENT, CTRL_D, ""},
      {9000, CLIENT, RUN, "nc -C -N 10.0.0.31 80"},
      {9500, CLIENT, TYPE, "CONNECT 10.0.0.80:80 HTTP/1.1" HOST},
      {10000, CLIENT, CTRL_D, ""}}},
    {"proxy-gone-client",
     {{0, CLIENT, RUN, "curl -o big " FRONT "/big"},
      {30, CLIENT, CTRL_C, ""},
      {3000, CLIENT, RUN, "nc -C 10.0.0.30 3128"},
      {4000, CLIENT, TYPE, "GET http://10.0.0.80/slow HTTP/1.1" HOST},
      {5000, CLIENT, CTRL_C, ""}}},
    {"proxy-stopped",
     {{0, CLIENT, RUN, "curl -s -o /dev/null http://10.0.0.31/page"},
      {500, CLIENT, RUN, "nc -C 10.0.0.31 80"},
      {1000, FRONT_NODE, RUN, "systemctl status squid"},
      {1001, FRONT_NODE, RUN, "systemctl start squid"},
      {2000, FRONT_NODE, RUN, "systemctl stop squid"},
      {2500, CLIENT, CTRL_D, ""},
      {3000, CLIENT, RUN, "curl http://10.0.0.31/page"},
      {4000, FRONT_NODE, RUN, "systemctl restart squid"},
      {5000, CLIENT, RUN, "curl -s -i http://10.0.0.31/page"},
      {6000, WEB, RUN, "systemctl status squid"}}},
    {"browse-cache",
     {{0, CLIENT, RUN, "browse http://web/page"},
      {3000, CLIENT, RUN, "browse http://web/page"},
      {4000, CLIENT, RUN, "browse -r http://web/page"},
      {20000, CLIENT, RUN, "browse http://web/page"},
      {21000, CLIENT, RUN, "browse http://web/gone"},
      {22000, CLIENT, RUN, "browse http://web/mine http://web/mine"},
      {23000, CLIENT, RUN, "browse http://web/secret http://web/secret"},
      {24000, CLIENT, RUN, "browse http://web/news"},
      {25000, CLIENT, RUN, "browse -d x=1 http://web/change"},
      {26000, CLIENT, RUN, "browse http://web/page"},
      {27000, CLIENT, RUN, "browse http://web/frail"},
      {30000, CLIENT, RUN, "browse http://web/frail"},
      {31000, CLIENT, RUN, "browse http://web/nothing"},
      {32000, CLIENT, RUN, "browse -H 'Cache-Control: only-if-cached' http://web/echo"},
      {33000, CLIENT, RUN, "browse"},
      {34000, CLIENT, RUN, "browse http://nowhere.example.com/"}}},
    {"browse-and-proxy",
     {{0, CLIENT, RUN, "browse " FRONT "/page"},
      {3000, WEB, RUN, "browse " FRONT "/page"},
      {4000, WEB, RUN, "browse " FRONT "/page"},
      {5000, CLIENT, RUN, "browse " FRONT "/mine"},
      {6000, WEB, RUN, "browse " FRONT "/mine"},
      {7000, CLIENT, RUN, "browse -x http://10.0.0.30:3128 http://web.example.com/echo"},
      {8000, CLIENT, RUN, "curl -i -x 10.0.0.30:3128 http://web.example.com/page"},
      {9000, CLIENT, RUN, "curl -i -x 10.0.0.30:3128 http://web.example.com/page"},
      {20000, CLIENT, RUN, "browse " HAND "/"}}},
    {"proxy-megabyte",
     {{0, CLIENT, RUN, "curl -o one " OUTER "/big"},
      {5000, CLIENT, RUN, "curl -s --http1.0 " OUTER "/big > two"},
      {8000, CLIENT, RUN, "sha256sum two"},
      {8100, WEB, RUN, "curl -s http://10.0.0.80/big > three"},
      {9000, WEB, RUN, "sha256sum three"}}},
};

enum { PLAYS = sizeof plays / sizeof plays[0] };

static void add_proxies(struct world_def *def)
{
    static const char *const names[] = {"proxy", "front", "outer", "pair", "hand", "loop"};
    uint32_t ports[sizeof proxies / sizeof proxies[0]];
    for (uint32_t i = 0; i < sizeof proxies / sizeof proxies[0]; i++)
        ports[i] = world_def_interface(def, INTERNET_HOSTS, "p", 0, 0);
    for (uint32_t i = 0; i < sizeof proxies / sizeof proxies[0]; i++) {
        uint32_t node = world_def_node(def, names[i], NODE_HOST);
        uint32_t eth = world_def_interface(def, node, "eth0", ip4(10, 0, 0, 30 + i), 24);
        plans[i] = (struct app_node_plan){.name = names[i],
                                          .resolvers = {ip4(10, 0, 0, 53)},
                                          .resolver_count = 1,
                                          .proxy = &proxies[i]};
        assert_int_equal(node, PROXY + i);
        def->nodes[node].plan = &plans[i];
        (void)world_def_cable(def, eth, ports[i]);
    }
}

static void perform(struct world_def *def, const struct step *step)
{
    static const enum timeline_action actions[] = {
        [RUN] = TIMELINE_COMMAND,
        [TYPE] = TIMELINE_TYPE,
        [CTRL_D] = TIMELINE_END,
        [CTRL_C] = TIMELINE_CANCEL,
    };
    (void)world_def_timeline(def, &(struct timeline_def){.at = step->at * SIM_MILLISECOND,
                                                         .action = actions[step->deed],
                                                         .node = step->node,
                                                         .command = step->words});
}

static struct world *world_of(const struct play *play)
{
    struct world_def def;
    small_internet(&net, &def);
    net.http.site = &shop;
    for (uint32_t i = 0; i < MEGABYTE; i++)
        megabyte[i] = (uint8_t)(i % 64 == 63 ? '\n' : 'a' + (i / 64 + i) % 26);
    add_proxies(&def);
    for (uint32_t i = 0; i < STEPS && play->steps[i].deed != END; i++)
        perform(&def, &play->steps[i]);
    return built(&def);
}

/* What a proxy has still to give back when nobody uses it any more. */
static void assert_proxies_at_rest(const struct world *w)
{
    const struct app *app = w->app;
    const struct arena *arena = &w->sim.arena;
    for (uint32_t i = 0; i < arena_marks(arena, app->proxy_client_pool)->high; i++) {
        const struct proxy_client *c = &app->proxy_clients[i];
        if (c->socket.serial == 0)
            continue;
        assert_true(c->phase == PROXY_READS || c->phase == PROXY_CLOSES);
        assert_int_equal(c->origin + c->stored + c->filling + c->lookup + c->out.length, 0);
    }
    uint32_t stored = 0;
    for (uint32_t node = 0; node < app->nodes->count; node++) {
        for (uint32_t i = app->services[node].http_cache; i != 0; i = app->stored[i - 1].next) {
            assert_int_equal(app->stored[i - 1].readers + app->stored[i - 1].filling, 0);
            stored++;
        }
        for (uint32_t i = app->services[node].proxy_origins; i != 0;
             i = app->proxy_origins[i - 1].next)
            assert_int_equal(app->proxy_origins[i - 1].client, 0);
    }
    assert_int_equal(arena_marks(arena, app->stored_pool)->live, stored);
    assert_int_equal(arena_marks(arena, app->job_pool)->live, 0);
}

/* And every rule about proxies has had its moment. */
static void the_screen_is_as_recorded(void **state)
{
    (void)state;
    static bool fired[RULES];
    for (size_t i = 0; i < PLAYS; i++) {
        struct world *w = world_of(&plays[i]);
        screen_run(&screen, w);
        screen_compare(plays[i].name, screen.octets);
        assert_proxies_at_rest(w);
        world_free(w);
        for (uint32_t rule = 0; rule < RULES; rule++)
            fired[rule] = fired[rule] || screen.fired[rule];
    }
    for (uint32_t rule = 1; rule < RULES; rule++) {
        const char *id = rule_text((enum rule)rule)->id;
        bool mine = strncmp(id, "PROXY_", 6) == 0 || strncmp(id, "CACHE_", 6) == 0;
        if (mine && !fired[rule])
            fail_msg("%s never fires", id);
    }
}

static void every_event_can_be_run_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < PLAYS; i++) {
        if (strcmp(plays[i].name, "proxy-megabyte") == 0 ||
            strcmp(plays[i].name, "proxy-not-stored") == 0)
            continue; /* their many events are like the others */
        struct world *w = world_of(&plays[i]);
        assert_every_event_can_be_run_again(w);
        world_free(w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_screen_is_as_recorded),
        cmocka_unit_test(every_event_can_be_run_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
