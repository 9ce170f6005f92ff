/* tests/world/http_client_site.h: what a client does by itself: passwords, redirects, another
 * try, content that waits to be wanted, a pace. Part of test_http.c. */
#ifndef NETSTAGE_TESTS_HTTP_CLIENT_SITE_H
#define NETSTAGE_TESTS_HTTP_CLIENT_SITE_H

#include "http_server_site.h"

static const struct http_collection things = {.limit = 9, .largest = 60};
static const struct http_resource hall_resources[] = {
    {.path = "/", TEXT_BODY("hall\n")},
    {.path = "/echo", .kind = HTTP_ECHO},
    {.path = "/admin", TEXT_BODY("all orders\n")},
    {.path = "/api", TEXT_BODY("{}\n"), .needs = {BEARER_ASKS}},
    {.path = "/away", .kind = HTTP_REDIRECT, .to = "http://10.0.0.80/echo", .status = 302},
    {.path = "/near", .kind = HTTP_REDIRECT, .to = "/echo", .status = 302},
    {.path = "/moved", .kind = HTTP_REDIRECT, .to = "/echo", .status = 301},
    {.path = "/see", .kind = HTTP_REDIRECT, .to = "/echo", .status = 303},
    {.path = "/named",
     .kind = HTTP_REDIRECT,
     .to = "http://ada:secret@10.0.0.80/admin",
     .status = 307},
    {.path = "/news", TEXT_BODY("none\n"), .manner = {.limit = 1, .window = 4 * SIM_SECOND}},
    {.path = "/breaks",
     TEXT_BODY("works\n"),
     .failure = {.failing = HTTP_FAILS, .first = 1, .last = 2}},
    {.path = "/never",
     TEXT_BODY("works\n"),
     .failure = {.failing = HTTP_FAILS, .first = 1, .last = 999}},
    {.path = "/hangs-up",
     TEXT_BODY("works\n"),
     .failure = {.failing = HTTP_HANGS_UP, .first = 1, .last = 1}},
    {.path = "/quiet", .kind = HTTP_ECHO, .failure = {HTTP_HANGS_UP, 1, 1}},
    {.path = "/slow", TEXT_BODY("at last\n"), .manner = {.delay = 3 * SIM_SECOND}},
    {.path = "/things", .kind = HTTP_COLLECTION, .collection = &things},
    {.path = "/orders",
     .kind = HTTP_COLLECTION,
     .collection = &orders_taken,
     .failure = {.failing = HTTP_LOSES_ANSWER, .first = 1, .last = 1}},
};
static const struct http_site hall = {
    .resources = hall_resources,
    .count = sizeof hall_resources / sizeof hall_resources[0],
    .users = care_users,
    .user_count = 3,
    .protections = protections,
    .protection_count = 1,
};

#define HALL "http://web"

static const struct served client_sessions[] = {
    {&hall,
     {"client-password",
      {"curl -v -u ada:secret " HALL "/admin", "curl -v -u ada:wrong " HALL "/admin",
       "curl http://ada:sec%72et@web/admin", "curl -v --oauth2-bearer abc123 " HALL "/api",
       "curl -s -u ada " HALL "/echo", "curl -s -u a:b -H 'Authorization: own' " HALL "/echo"},
      0}},
    {&hall,
     {"client-elsewhere",
      {"curl -v -L -u ada:secret " HALL "/away", "curl -L -u ada:secret " HALL "/near",
       "curl -L --location-trusted -u ada:secret " HALL "/away",
       "curl -L -H 'Authorization: Basic x' -H 'Cookie: a=b' -H 'X: y' " HALL "/away",
       "curl -v -L " HALL "/named", "curl -L --post302 -d x " HALL "/near",
       "curl -v -L -d x " HALL "/moved", "curl -s -L --post301 --post303 -d x " HALL "/moved",
       "curl -v -s -L --max-redirs 0 " HALL "/near"},
      0}},
    {&hall,
     {"client-again",
      {"curl --retry 3 " HALL "/breaks", "curl -s -f --retry 1 " HALL "/never",
       "curl --retry 2 " HALL "/news " HALL "/news",
       "curl --retry 1 --retry-delay 3 --retry-connrefused http://web:81/",
       "curl --retry 5 --retry-max-time 4 " HALL "/never",
       "curl -v -m 1 --retry 1 " HALL "/slow", "curl -i --retry 2 " HALL "/hangs-up",
       "curl -i --retry 2 --retry-all-errors " HALL "/hangs-up",
       "curl --retry 1 http://nobody.example.com/"},
      20 * SIM_SECOND}},
    {&hall,
     {"client-careful",
      {"curl -v " HALL "/ " HALL "/hangs-up", "curl -v -d x " HALL "/things " HALL "/quiet",
       "curl -v -d x " HALL "/things " HALL "/orders", "curl " HALL "/orders",
       "curl " HALL "/things"},
      0}},
    {&hall,
     {"client-expects",
      {"curl -v -H 'Expect: 100-continue' -d 1 " HALL "/things",
       "curl -v -H 'Expect: 100-continue' -d 1 " HALL "/",
       "curl -v -H 'Expect: 100-continue' -X PUT -d " FORTY FORTY " " HALL "/things/a",
       "curl -s -H 'Expect:' -d 1 " HALL "/echo", "nc -l 9001 > heard &",
       "curl -v -m 3 -H 'Expect: 100-continue' -d abc http://localhost:9001/", "cat heard",
       "echo -e 'HTTP/1.1 417 No\\nContent-Length: 3\\n\\nno' > refusal",
       "nc -l 9000 < refusal &",
       "curl -v -m 3 -H 'Expect: 100-continue' -d abc http://localhost:9000/"},
      0}},
    {&hall,
     {"client-headers",
      {"curl " HALL
       "/echo -A '' -e http://ref/ -H 'X;' -H 'Accept:' -H 'Y: z' -H 'Host: other'",
       "curl --json '{\"a\":' --json '1}' " HALL "/echo",
       "curl -G -d a=b --data-urlencode 'c= d&' --data-urlencode '=x y' "
       "--data-raw @e --data-urlencode plain! " HALL "/echo?z=1#frag",
       "curl -d a -d b --data-binary c " HALL "/echo",
       "curl -0 -d abc -H 'Transfer-Encoding: chunked' " HALL "/echo",
       "curl -I -X GET " HALL "/echo", "curl -g " HALL "/{x}",
       "curl -v --resolve other:80:10.0.0.80 http://other/",
       "curl --resolve other:81:10.0.0.80 http://other/ http://web/",
       "curl ftp://web/ http:///x http://web:99999/ http://web/"},
      0}},
    {&hall,
     {"client-report",
      {"curl -w '%{http_code} %{size_download} %{num_connects} %{num_redirects} "
       "%{url_effective} %{content_type}\\n' " HALL "/ " HALL "/echo",
       "curl -s -L -w '%{time_total} %{time_namelookup} %{time_connect} %{time_pretransfer} "
       "%{time_starttransfer} %{time_redirect} %{num_redirects}\\n' " HALL "/near",
       "curl -s -w '%{method} %{scheme} %{http_version} %{remote_ip}:%{remote_port} "
       "%{local_ip}:%{local_port} %{exitcode} %{errormsg} 100%% %header{server} "
       "%{nonsense}|\\n' " HALL "/",
       "curl -s -w '%{http_code} %{exitcode} %{errormsg} %{redirect_url} %{urlnum}\\t\\n' "
       "http://web:81/ " HALL "/near",
       "curl -w '%{size_header} %{size_request} %{size_upload} %{num_headers} %{url}' -d "
       "abc " HALL "/things"},
      0}},
    {&hall,
     {"client-time",
      {"curl -m 1 " HALL "/slow", "curl -v --connect-timeout 2 http://10.0.0.77/",
       "curl -m 2 http://10.0.0.77/", "curl -m 0.001 http://other.example.com/",
       "curl --limit-rate 10 " HALL "/echo -v"},
      10 * SIM_SECOND}},
    {&hall,
     {"client-words",
      {"curl --version", "curl --help", "curl -h all", "curl -f -v " HALL "/x"},
      0}},
};

#endif
