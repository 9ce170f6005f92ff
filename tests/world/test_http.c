/* tests/world/test_http.c: a web server that remembers: what clients type, over real frames,
 * and what stays on the server; then one that asks who you are, and breaks. */
#include "screen.h"
#include "small_internet.h"

#define FORTY "0123456789012345678901234567890123456789"

#include "http_client_site.h"

#define ORDERS "http://10.0.0.80/orders"
#define BOOKS "http://10.0.0.80/books"
#define MERGE "-H 'Content-Type: application/merge-patch+json' "
#define JSON "-H 'Content-Type: application/json' "
#define PAGE "http://10.0.0.80/file.txt"

static struct internet net;
static struct screen screen;

static const struct http_member first_orders[] = {
    {"1", "application/json", (const uint8_t *)"{\"item\":\"pen\",\"n\":2}", 20},
    {"note", "text/plain; charset=utf-8", (const uint8_t *)"hello\n", 6},
};
static const struct http_collection orders = {
    .members = first_orders, .count = 2, .limit = 4, .largest = 60};
static const struct http_collection books = {
    .limit = 100, .largest = HTTP_MEMBER_MOST, .accepts = "application/json"};
static const struct http_user users[] = {{.name = "ada", .password = "a secret"}};
static const struct http_session_plan table = {.cookie = "sid",
                                               .attributes = "; Path=/; HttpOnly; SameSite=Lax",
                                               .lifetime = 100,
                                               .max_age = true,
                                               .expires = true};
static const char *const themes[] = {"theme=dark; Path=/; Max-Age=60", "there=1; Path=/theme",
                                     "other=1; Domain=other.org",
                                     "theme=none; Path=/theme/x; Max-Age=0"};
static const struct http_resource resources[] = {
    {.path = "/theme",
     .body = (const uint8_t *)"dark\n",
     .length = 5,
     .set_cookie = themes,
     .set_cookies = 4},
    {.path = "/login", .kind = HTTP_LOGIN, .to = "/account"},
    {.path = "/logout", .kind = HTTP_LOGOUT, .to = "/"},
    {.path = "/account",
     .body = (const uint8_t *)"orders\n",
     .length = 7,
     .needs = {.by = HTTP_BY_LOGIN}},
    {.path = "/all", .kind = HTTP_COUNTER, .scope = HTTP_IN_SERVER},
    {.path = "/mine", .kind = HTTP_COUNTER, .scope = HTTP_IN_SESSION},
    {.path = "/light", .kind = HTTP_COUNTER, .scope = HTTP_IN_COOKIE},
    {.path = "/echo", .kind = HTTP_ECHO},
    {.path = "/r301", .kind = HTTP_REDIRECT, .to = "/echo", .status = 301},
    {.path = "/r302", .kind = HTTP_REDIRECT, .to = "http://10.0.0.80/echo", .status = 302},
    {.path = "/r303", .kind = HTTP_REDIRECT, .to = "/echo", .status = 303},
    {.path = "/r307", .kind = HTTP_REDIRECT, .to = "/echo", .status = 307},
    {.path = "/r308", .kind = HTTP_REDIRECT, .to = "echo", .status = 308},
    {.path = "/round", .kind = HTTP_REDIRECT, .to = "/round", .status = 302},
    {.path = "/file.txt",
     .body = (const uint8_t *)FORTY FORTY "\n",
     .length = 81,
     .etag = "\"f1\"",
     .modified = INT64_C(1767139200)},
    {.path = "/", .body = (const uint8_t *)"<h1>Shop</h1>\n", .length = 14},
    {.path = "/orders", .kind = HTTP_COLLECTION, .collection = &orders},
    {.path = "/books", .kind = HTTP_COLLECTION, .collection = &books},
    {.path = "/sink", .kind = HTTP_SINK, .most = 100},
};
static const struct http_site shop = {.resources = resources,
                                      .count = sizeof resources / sizeof resources[0],
                                      .users = users,
                                      .user_count = 1,
                                      .session = &table};

static const struct session sessions[] = {
    {"http-collection",
     {"curl " ORDERS, "curl -i -d item=ink " ORDERS, "curl -v -d item=ink " ORDERS,
      "curl " ORDERS " " ORDERS "/2", "curl -i -d item=cup " ORDERS,
      "curl -i -X DELETE " ORDERS "/2", "curl -i " ORDERS "/2",
      "curl -i -X DELETE " ORDERS "/2", "curl -i -d item=cup " ORDERS, "curl -I " ORDERS,
      "curl -I " ORDERS "/1", "curl -X OPTIONS -i " ORDERS, "curl -X OPTIONS -i " ORDERS "/1"},
     0},
    {"http-sink",
     {"curl -i -d " FORTY FORTY " http://web/sink", "curl -X PUT -d abc http://web/sink",
      "curl -i -d " FORTY FORTY FORTY " http://web/sink",
      "curl -d abc -H 'Transfer-Encoding: chunked' http://web/sink",
      "curl -i -d " FORTY FORTY FORTY " -H 'Transfer-Encoding: chunked' http://web/sink",
      "curl -i http://web/sink", "curl -i -X POST http://web/sink",
      "curl -d a http://web/sink -d b http://web/sink"},
     0},
    {"http-put",
     {"curl -i -X PUT -d tea " ORDERS "/drink", "curl -i -X PUT -d coffee " ORDERS "/drink",
      "curl -i " ORDERS "/drink", "curl -i -X PUT -d x " ORDERS, "curl -i -X POST " ORDERS,
      "curl -i -X PUT -d x " ORDERS "/a%20b", "curl -i -d " FORTY FORTY " " ORDERS,
      "curl -i -d x " ORDERS "/drink",
      "curl -i -d " FORTY FORTY " -H 'Transfer-Encoding: chunked' " ORDERS},
     0},
    {"http-patch",
     {"curl -i -X PATCH " MERGE "-d '{\"n\":3,\"item\":null,\"ink\":{\"red\":1}}' " ORDERS "/1",
      "curl -i -X PATCH -d '{}' " ORDERS "/1",
      "curl -i -X PATCH " MERGE "-d '{}' " ORDERS "/note",
      "curl -i -X PATCH " MERGE "-d '{' " ORDERS "/1",
      "curl -i -X PATCH " MERGE "-d '{\"x\":\"" FORTY "\"}' " ORDERS "/1",
      "curl -i -X PATCH " MERGE "-d '{}' " ORDERS "/9", "curl " ORDERS "/1"},
     0},
    {"http-pages",
     {"curl -i http://10.0.0.80/", "curl -i -X BREW http://10.0.0.80/",
      "curl -i -H 'Content-Length: x' -d 1 " ORDERS, "curl -i --http1.0 http://10.0.0.80/"},
     0},
    {"http-cookies",
     {"curl -v -c jar http://web/theme", "curl -v -b jar http://web/ http://web/theme/x",
      "curl -s -b jar -c jar http://web/echo", "curl -b jar http://10.0.0.80/echo",
      "curl -b jar http://web/echo", "curl -b jar -c copy http://web/echo",
      "curl -b 'a=1; b=2' http://web/echo", "curl -b nothing http://web/echo"},
     20 * SIM_SECOND},
    {"http-login",
     {"curl -i http://web/login", "curl -i -d 'user=ada&password=a' http://web/login",
      "curl -i http://web/account",
      "curl -v -c jar -d 'user=ada&password=a+%73ecret' http://web/login",
      "curl -i -b jar http://web/account", "curl -i -b sid=1234 http://web/account",
      "curl -i -b jar -c jar -X POST http://web/logout", "curl -b jar http://web/echo",
      "curl -i -X PUT -d x http://web/login",
      "curl -c jar -d 'password=a+secret&user=ada' http://web/login",
      "curl -b jar http://web/account"},
     0},
    {"http-lifetime",
     {"curl -b jar -c jar http://web/mine", "curl -b jar -c jar http://web/mine",
      "curl -b jar -c jar http://web/mine", "curl -b jar http://web/echo",
      "curl -b jar http://web/echo", "curl -b jar -c jar http://web/mine"},
     40 * SIM_SECOND},
    {"http-counters",
     {"curl http://web/all http://web/all", "curl -b jar -c jar http://web/all",
      "curl -b jar -c jar http://web/light http://web/light", "curl -b jar http://web/light",
      "curl -v -b jar -c jar http://web/light", "curl http://web/light",
      "curl -b jar -c jar http://web/mine http://web/mine http://web/all",
      "curl http://web/mine", "curl -b visits=41x http://web/light",
      "curl -b visits=41 http://web/light"},
     0},
    {"http-echo",
     {"curl -i -X PATCH -d hello -H 'X-A: b' http://web/echo", "curl -I http://web/echo",
      "curl --http1.0 -H 'Host:' http://web/echo"},
     0},
    {"http-conditions",
     {"curl -i " PAGE, "curl -i -H 'If-None-Match: \"f1\"' " PAGE,
      "curl -i -H 'If-Modified-Since: Wed, 31 Dec 2025 00:00:00 GMT' " PAGE,
      "curl -I -H 'If-Modified-Since: Tue, 30 Dec 2025 00:00:00 GMT' " PAGE,
      "curl -i " ORDERS "/1", "curl -i -X PUT -d tea -H 'If-Match: \"4\"' " ORDERS "/1",
      "curl -i -X PUT -d ink -H 'If-Match: \"4\"' " ORDERS "/1",
      "curl -i -X PUT -d new -H 'If-None-Match: *' " ORDERS "/1",
      "curl -i -X PUT -d new -H 'If-None-Match: *' " ORDERS "/new",
      "curl -i -X PUT -d new -H 'If-Match: *' " ORDERS "/newer",
      "curl -i -X DELETE -H 'If-Match: \"4\"' " ORDERS "/1", "curl -I " ORDERS,
      "curl -i -d x -H 'If-Match: \"0\"' " ORDERS,
      "curl -i -X PATCH " MERGE "-d '{}' -H 'If-Match: \"0\"' " ORDERS "/9"},
     0},
    {"http-ranges",
     {"curl -i -r 0-9 " PAGE, "curl -i -r 70- " PAGE, "curl -i -r -5 " PAGE,
      "curl -i -r 81- " PAGE, "curl -i -r 5-2 " PAGE, "curl -I -r 0-1 " PAGE,
      "curl -i -r 0-1 -H 'If-Range: \"old\"' " PAGE,
      "curl -i -r 0-1 -H 'If-Range: \"f1\"' " PAGE, "curl -i -r 1-4 " ORDERS "/note"},
     0},
    {"http-redirects",
     {"curl -i http://web/r301", "curl -v -L http://web/r302", "curl -L -d x=1 http://web/r301",
      "curl -L -d x=1 http://web/r302", "curl -L -X PUT -d x=1 http://web/r303",
      "curl -i -L -d x=1 http://web/r307", "curl -L -d x=1 http://web/r308",
      "curl -I -L http://web/r303", "curl -L --max-redirs 3 http://web/round",
      "curl -L -c jar -d 'user=ada&password=a+secret' http://web/login",
      "curl -s -L http://web/r301 http://web/r307"},
     0},
    {"http-types",
     {"curl -i -d item=pen " BOOKS, "curl -i " JSON "-d '{\"title\":' " BOOKS,
      "curl -i " JSON "-d '{\"title\":\"TCP\"}' " BOOKS, "curl -i " BOOKS "/1",
      "curl -i -X PUT -d x " BOOKS "/1",
      "curl -i -H 'Expect: 100-continue' " JSON "-d 1 " BOOKS,
      "curl -i -H 'Expect: 100-continue' -d 1 " BOOKS},
     0},
};

static struct world *world_of(const struct http_site *site, const struct session *session)
{
    struct world_def def;
    small_internet(&net, &def);
    net.http.site = site;
    for (unsigned i = 0; i < COMMANDS && session->commands[i] != NULL; i++)
        at(&def, (sim_time)i * (session->step != 0 ? session->step : SIM_SECOND), CLIENT,
           session->commands[i]);
    return built(&def);
}

enum {
    SHOP_SESSIONS = sizeof sessions / sizeof sessions[0],
    SERVER_SESSIONS = sizeof server_sessions / sizeof server_sessions[0],
    CLIENT_SESSIONS = sizeof client_sessions / sizeof client_sessions[0],
    SESSIONS = SHOP_SESSIONS + SERVER_SESSIONS + CLIENT_SESSIONS
};

/* Behind the shop's: those at other sites. */
static const struct served *served_at(size_t i)
{
    i -= SHOP_SESSIONS;
    return i < SERVER_SESSIONS ? &server_sessions[i] : &client_sessions[i - SERVER_SESSIONS];
}

static const struct session *session_at(size_t i)
{
    return i < SHOP_SESSIONS ? &sessions[i] : &served_at(i)->session;
}

static struct world *world_at(size_t i)
{
    const struct http_site *site = i < SHOP_SESSIONS ? &shop : served_at(i)->site;
    return world_of(site, session_at(i));
}

/* What lessons about status codes need, each from a cause of its own; 502 and 504 are a
 * proxy's. */
static void assert_all_statuses(const bool *answered)
{
    static const uint16_t statuses[] = {100, 200, 201, 202, 204, 206, 301, 302, 303, 304, 307,
                                        308, 400, 401, 403, 404, 405, 406, 408, 409, 410, 411,
                                        412, 413, 415, 416, 417, 429, 500, 501, 503};
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        if (!answered[statuses[i]])
            fail_msg("nobody answers with %u", statuses[i]);
    }
}

/* And every rule about HTTP has had its moment. */
static void the_screen_is_as_recorded(void **state)
{
    (void)state;
    static bool fired[RULES];
    static bool answered[600];
    for (size_t i = 0; i < SESSIONS; i++) {
        struct world *w = world_at(i);
        screen_run(&screen, w);
        screen_compare(session_at(i)->name, screen.octets);
        assert_no_leak(w);
        world_free(w);
        for (uint32_t rule = 0; rule < RULES; rule++)
            fired[rule] = fired[rule] || screen.fired[rule];
        for (uint32_t status = 0; status < 600; status++)
            answered[status] = answered[status] || screen.answered[status];
    }
    assert_all_statuses(answered);
    for (uint32_t rule = 1; rule < RULES; rule++) {
        const char *id = rule_text((enum rule)rule)->id;
        if (strncmp(id, "HTTP_", 5) == 0 && !fired[rule])
            fail_msg("%s never fires", id);
    }
}

static void every_event_can_be_run_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < SESSIONS; i++) {
        struct world *w = world_at(i);
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
