/* tests/world/http_server_site.h: a web server that asks who you are, counts how often you ask,
 * is closed for a while, slow, and broken on purpose; and what is typed at it. Part of
 * test_http.c. */
#ifndef NETSTAGE_TESTS_HTTP_SERVER_SITE_H
#define NETSTAGE_TESTS_HTTP_SERVER_SITE_H

#include "app/http_site.h"
#include "http_session.h"

#define TEXT_BODY(text) .body = (const uint8_t *)(text), .length = sizeof(text) - 1

#define CARE "http://10.0.0.80"
#define ADA "-H 'Authorization: Basic YWRhOnNlY3JldA==' "
#define BOB "-H 'Authorization: Basic Ym9iOmhlbGxv' "
#define TOKEN(t) "-H 'Authorization: Bearer " t "' "

static const char *const admin_roles[] = {"reader", "admin"};
static const char *const ada_tokens[] = {"abc123", "abc=="};
static const char *const robot_tokens[] = {"4f1c"};
static const struct http_user care_users[] = {
    {"ada", "secret", admin_roles, 2, ada_tokens, 2},
    {"bob", "hello", NULL, 0, NULL, 0},
    {"robot", NULL, admin_roles, 1, robot_tokens, 1},
};
#define BASIC_ASKS .by = HTTP_BY_BASIC, .ask = "Basic realm=\"shop\", charset=\"UTF-8\""
#define BEARER_ASKS                                                                            \
    .by = HTTP_BY_BEARER, .ask = "Bearer realm=\"shop\"",                                      \
    .wrong = "Bearer realm=\"shop\", error=\"invalid_token\"",                                 \
    .malformed = "Bearer realm=\"shop\", error=\"invalid_request\""
static const struct http_protection protections[] = {
    {"/admin", {BASIC_ASKS, .role = "admin"}},
    {"/admin/own/", {BASIC_ASKS}},
};
static const struct http_collection orders_taken = {.limit = 9, .largest = 100};

static const struct http_variant menu[] = {
    {"text/html", "en", (const uint8_t *)"<p>tea</p>\n", 11, "\"en\""},
    {"text/html", "ko", (const uint8_t *)"<p>cha</p>\n", 11, "\"ko\""},
    {"application/json", NULL, (const uint8_t *)"[\"tea\"]\n", 8, "\"js\""},
};
static const struct http_extra sums[] = {{"X-Sum", "1f3a"}, {"X-Lines", "1"}};

static const struct http_resource care_resources[] = {
    {.path = "/", TEXT_BODY("welcome\n")},
    {.path = "/admin", TEXT_BODY("all orders\n")},
    {.path = "/admin/own/x", TEXT_BODY("your orders\n")},
    {.path = "/login", .kind = HTTP_LOGIN, .to = "/"},
    {.path = "/staff", TEXT_BODY("staff\n"), .needs = {.by = HTTP_BY_LOGIN, .role = "admin"}},
    {.path = "/api", TEXT_BODY("{}\n"), .needs = {BEARER_ASKS}},
    {.path = "/api/all",
     TEXT_BODY("{}\n"),
     .needs = {BEARER_ASKS, .role = "admin",
               .lacks = "Bearer realm=\"shop\", error=\"insufficient_scope\", "
                        "scope=\"admin\""}},
    {.path = "/news", TEXT_BODY("none\n"), .manner = {.limit = 2, .window = 10 * SIM_SECOND}},
    {.path = "/closed",
     TEXT_BODY("open\n"),
     .manner = {.closed_from = SIM_SECOND, .closed_until = 3 * SIM_SECOND}},
    {.path = "/breaks",
     TEXT_BODY("works\n"),
     .failure = {.failing = HTTP_FAILS, .first = 2, .last = 3}},
    {.path = "/hangs-up",
     TEXT_BODY("works\n"),
     .failure = {.failing = HTTP_HANGS_UP, .first = 1, .last = 1}},
    {.path = "/orders",
     .kind = HTTP_COLLECTION,
     .collection = &orders_taken,
     .failure = {.failing = HTTP_LOSES_ANSWER, .first = 1, .last = 1}},
    {.path = "/slow", TEXT_BODY("at last\n"), .manner = {.delay = 2 * SIM_SECOND}},
    {.path = "/drops",
     TEXT_BODY("0123456789012345678901234567890123456789\n"),
     .manner = {.pace = 10, .pace_every = 500 * SIM_MILLISECOND}},
    {.path = "/reports", .kind = HTTP_QUEUE, .work = 5 * SIM_SECOND, .to = "/"},
    {.path = "/gone", TEXT_BODY("gone\n"), .status = 410},
    {.path = "/menu",
     .body = (const uint8_t *)"",
     .variants = menu,
     .variant_count = 3,
     .etag = "\"\"",
     .vary = "Accept, Accept-Language",
     .alternatives = "text/html en\ntext/html ko\napplication/json\n"},
    {.path = "/stream",
     TEXT_BODY("0123456789012345678901234567890123456789\n"),
     .etag = "\"s\"",
     .modified = INT64_C(1767139200),
     .chunk = 16,
     .trailers = sums,
     .trailer_count = 2,
     .trailer_names = "X-Sum, X-Lines"},
    {.path = "/counted", .kind = HTTP_COUNTER, .chunk = 1, .trailers = sums},
    {.path = "/trickle",
     TEXT_BODY("0123456789012345678901234567890123456789\n"),
     .chunk = 10,
     .manner = {.pace = 15, .pace_every = 500 * SIM_MILLISECOND}},
    {.path = "/jobs", .kind = HTTP_QUEUE, .work = SIM_SECOND},
};
static const struct http_session_plan care_table = {
    .cookie = "sid", .attributes = "; Path=/", .lifetime = 100};
static const struct http_site care = {
    .resources = care_resources,
    .count = sizeof care_resources / sizeof care_resources[0],
    .users = care_users,
    .user_count = 3,
    .protections = protections,
    .protection_count = 2,
    .session = &care_table,
    .workers = 1,
};

/* All of it, closed for the first ten seconds; then three requests a minute. */
static const struct http_site shut = {
    .resources = care_resources,
    .count = 1,
    .manner = {.limit = 3,
               .window = 60 * SIM_SECOND,
               .closed_until = 10 * SIM_SECOND,
               .delay = 100 * SIM_MILLISECOND},
};

static const struct served server_sessions[] = {
    {&care,
     {"http-who-are-you",
      {"curl -i " CARE "/admin", "curl -i " BOB CARE "/admin", "curl -i " ADA CARE "/admin",
       "curl -i -H 'Authorization: basic  YWRhOnNlY3JldA==' " CARE "/admin/own/x",
       "curl -i " BOB CARE "/admin/own/x " CARE "/admin/own/y",
       "curl -i -H 'Authorization: Basic YWRhOndyb25n' " CARE "/admin/none",
       "curl -i -H 'Authorization: Basic YWRh' " CARE "/admin/none",
       "curl -i -H 'Authorization: Digest a=b' " CARE "/admin", "curl -i " CARE "/administer",
       "curl -i " ADA "-H 'Authorization: x' -I " CARE "/%61dmin"},
      0}},
    {&care,
     {"http-bearer",
      {"curl -i " CARE "/api", "curl -i " TOKEN("abc123") CARE "/api",
       "curl -i " TOKEN("abc==") CARE "/api", "curl -i " TOKEN("abc=") CARE "/api",
       "curl -i " TOKEN("a b") CARE "/api", "curl -i -H 'Authorization: Bearer' " CARE "/api",
       "curl -i " TOKEN("4f1c") CARE "/api", "curl -i " TOKEN("4f1c") CARE "/api/all",
       "curl -i " TOKEN("abc123") CARE "/api/all", "curl -i " ADA CARE "/api"},
      0}},
    {&care,
     {"http-roles",
      {"curl -i " CARE "/staff", "curl -s -c jar -d 'user=bob&password=hello' " CARE "/login",
       "curl -i -b jar " CARE "/staff",
       "curl -s -b jar -c jar -d 'user=ada&password=secret' " CARE "/login",
       "curl -i -b jar " CARE "/staff", "curl -i -d 'user=robot&password=' " CARE "/login"},
      0}},
    {&care,
     {"http-limits",
      {"curl -i " CARE "/news " CARE "/news " CARE "/news", "curl -i " CARE "/news",
       "curl -i " CARE "/", "curl -i " CARE "/news"},
      5 * SIM_SECOND}},
    {&care,
     {"http-closed",
      {"curl -i " CARE "/closed", "curl -i " CARE "/closed", "curl -i " CARE "/closed",
       "curl -i " CARE "/closed", "curl -i -X BREW " CARE "/closed"},
      SIM_SECOND}},
    {&shut,
     {"http-shut",
      {"curl -i " CARE "/", "curl -i " CARE "/", "curl -i " CARE "/ " CARE "/none",
       "curl -i " CARE "/ " CARE "/"},
      6 * SIM_SECOND}},
    {&care,
     {"http-broken",
      {"curl " CARE "/breaks", "curl -i " CARE "/breaks", "curl -i -X PUT -d x " CARE "/breaks",
       "curl " CARE "/breaks", "curl " CARE "/hangs-up", "curl " CARE "/hangs-up",
       "curl -d x " CARE "/orders", "curl " CARE "/orders",
       "curl -i -H 'Expect: 100-continue' -d x " CARE "/orders",
       "curl -i -H 'Expect: 100-continue' -d x " CARE "/none",
       "curl -i -H 'Expect: 200-ok' -d x " CARE "/orders",
       "curl -i -H 'Content-Length: 5' -d x " CARE "/orders"},
      0}},
    {&care,
     {"http-slow",
      {"curl -i " CARE "/drops", "curl -I " CARE "/drops", "curl -i " CARE "/slow",
       "curl -i " CARE "/slow", "curl -i " CARE "/", "curl -i " CARE "/slow " CARE "/"},
      1500 * SIM_MILLISECOND}},
    {&care,
     {"http-accepted",
      {"curl -i -d paper " CARE "/reports", "curl -i " CARE "/reports/1",
       "curl -i " CARE "/reports/1", "curl -i " CARE "/reports/1 " CARE "/reports/2",
       "curl -i -X POST " CARE "/jobs", "curl -i " CARE "/jobs/1", "curl -i " CARE "/jobs",
       "curl -i -X DELETE " CARE "/jobs/1", "curl -i -X PUT -d x " CARE "/jobs/1"},
      2 * SIM_SECOND}},
    {&care,
     {"http-variants",
      {"curl -i " CARE "/menu", "curl -i -H 'Accept-Language: ko, en;q=0.5' " CARE "/menu",
       "curl -i -H 'Accept: application/json' " CARE "/menu",
       "curl -i -H 'Accept: image/png, */*;q=0' " CARE "/menu",
       "curl -i -H 'Accept-Language: ko' -H 'If-None-Match: \"ko\"' " CARE "/menu",
       "curl -i -H 'Accept-Language: ko' -r 3-5 " CARE "/menu", "curl -i " CARE "/gone"},
      0}},
    {&care,
     {"http-chunks",
      {"curl -v " CARE "/stream", "curl -I " CARE "/stream",
       "curl -i --http1.0 " CARE "/stream", "curl -i -r 10-29 " CARE "/stream",
       "curl -i -r 0-1,10-12,-3 " CARE "/stream", "curl -i " CARE "/counted",
       "curl -i " CARE "/trickle", "curl -i -r 90-,95- " CARE "/trickle"},
      2 * SIM_SECOND}},
    /* answers in the order of the requests, also when the first one takes longest, and when the
     * client says that it will send no more */
    {&care,
     {"http-pipelined",
      {"echo -ne 'GET /slow HTTP/1.1\\r\\nHost: a\\r\\n\\r\\nHEAD / HTTP/1.1\\r\\nHost: "
       "a\\r\\n\\r\\nGET /none HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n' > "
       "three",
       "nc 10.0.0.80 80 < three", "nc -N 10.0.0.80 80 < three"},
      5 * SIM_SECOND}},
};

#endif
