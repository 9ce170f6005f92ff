/* tests/app/test_http_site.c: what a web server decides to answer, and URLs as curl reads them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/curl_url.h"
#include "app/http_site.h"

static const struct http_collection orders = {.limit = 2, .largest = 10};
static const struct http_collection strict = {
    .limit = 2, .largest = 10, .accepts = "application/json"};
static const struct http_resource resources[] = {
    {.path = "/", .body = (const uint8_t *)"root", .length = 4},
    {.path = "/a b.txt", .body = (const uint8_t *)"text", .length = 4},
    {.path = "/data", .content_type = "application/x-y", .body = NULL, .length = 0},
    {.path = "/orders", .kind = HTTP_COLLECTION, .collection = &orders},
    {.path = "/strict", .kind = HTTP_COLLECTION, .collection = &strict},
};
static const struct http_site site = {.resources = resources, .count = 5};
static const struct http_site pages_only = {.resources = resources, .count = 3};
static const struct http_visitor nobody = {NULL};
static const char any[] = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

struct row {
    const char *start; /* request-line without its version, and fields */
    const char *fields;
    uint16_t status;
    bool send_body;
    bool keep_alive;
    const char *allow;
    const char *type;
};

static const char html[] = "text/html; charset=utf-8";

static const struct row rows[] = {
    {"GET / HTTP/1.1", "", 200, true, true, NULL, html},
    {"GET /?a=b HTTP/1.1", "", 200, true, true, NULL, html},
    {"HEAD / HTTP/1.1", "", 200, false, true, NULL, html},
    {"GET http://x HTTP/1.1", "", 200, true, true, NULL, html},
    {"GET http://x/a%20b.txt HTTP/1.1", "", 200, true, true, NULL, "text/plain; charset=utf-8"},
    {"GET /a%20b%2etxt HTTP/1.1", "", 200, true, true, NULL, "text/plain; charset=utf-8"},
    {"GET %2F HTTP/1.1", "", 400, true, false, NULL, html},
    {"GET /%2F HTTP/1.1", "", 404, true, true, NULL, html},
    {"GET /data HTTP/1.1", "", 200, true, true, NULL, "application/x-y"},
    {"GET /data/ HTTP/1.1", "", 404, true, true, NULL, html},
    {"HEAD /none HTTP/1.1", "", 404, false, true, NULL, html},
    {"POST / HTTP/1.1", "", 405, true, true, HTTP_ALLOWED, html},
    {"PUT / HTTP/1.1", "", 405, true, true, HTTP_ALLOWED, html},
    {"DELETE / HTTP/1.1", "", 405, true, true, HTTP_ALLOWED, html},
    {"PATCH / HTTP/1.1", "", 405, true, true, HTTP_ALLOWED, html},
    {"POST /none HTTP/1.1", "", 404, true, true, NULL, html},
    {"OPTIONS / HTTP/1.1", "", 200, true, true, HTTP_ALLOWED, NULL},
    {"OPTIONS * HTTP/1.1", "", 200, true, true, any, NULL},
    /* status 0: it depends on what the server remembers */
    {"GET /orders HTTP/1.1", "", 0, true, true, NULL, NULL},
    {"HEAD /orders/ HTTP/1.1", "", 0, false, true, NULL, NULL},
    {"GET /orders/1 HTTP/1.1", "", 0, true, true, NULL, NULL},
    {"GET /orders/%31?x=y HTTP/1.1", "", 0, true, true, NULL, NULL},
    {"GET /ordersx HTTP/1.1", "", 404, true, true, NULL, html},
    {"GET /orders/1/2 HTTP/1.1", "", 404, true, true, NULL, html},
    {"GET /orders/a%2Fb HTTP/1.1", "", 404, true, true, NULL, html},
    {"GET /orders/a%20b HTTP/1.1", "", 404, true, true, NULL, html},
    {"GET /orders/.. HTTP/1.1", "", 404, true, true, NULL, html},
    {"DELETE /orders HTTP/1.1", "", 405, true, true, HTTP_COLLECTION_ALLOWED, html},
    {"PUT /orders HTTP/1.1", "", 405, true, true, HTTP_COLLECTION_ALLOWED, html},
    {"POST /orders/1 HTTP/1.1", "", 405, true, true, HTTP_MEMBER_ALLOWED, html},
    {"DELETE /orders/1 HTTP/1.1", "", 0, true, true, NULL, NULL},
    {"OPTIONS /orders HTTP/1.1", "", 200, true, true, HTTP_COLLECTION_ALLOWED, NULL},
    {"OPTIONS /orders/1 HTTP/1.1", "", 200, true, true, HTTP_MEMBER_ALLOWED, NULL},
    {"POST /orders HTTP/1.1", "", 411, true, true, NULL, html},
    {"POST /orders HTTP/1.1", "Content-Length: 0\r\n", 0, true, true, NULL, NULL},
    {"POST /orders HTTP/1.1", "Content-Length: 10\r\n", 0, true, true, NULL, NULL},
    {"POST /orders HTTP/1.1", "Content-Length: 11\r\n", 413, true, true, NULL, html},
    {"POST /orders HTTP/1.1", "Transfer-Encoding: chunked\r\n", 0, true, true, NULL, NULL},
    {"PUT /orders/x HTTP/1.1", "", 411, true, true, NULL, html},
    {"POST /strict HTTP/1.1", "Content-Length: 1\r\n", 415, true, true, NULL, html},
    {"POST /strict HTTP/1.1", "Content-Length: 1\r\nContent-Type: application/jsonx\r\n", 415,
     true, true, NULL, html},
    {"POST /strict HTTP/1.1",
     "Content-Length: 1\r\nContent-Type: Application/JSON; charset=utf-8\r\n", 0, true, true,
     NULL, NULL},
    {"PATCH /orders/1 HTTP/1.1", "Content-Length: 1\r\nContent-Type: application/json\r\n", 415,
     true, true, NULL, html},
    {"PATCH /strict/1 HTTP/1.1",
     "Content-Length: 1\r\nContent-Type: application/merge-patch+json\r\n", 0, true, true, NULL,
     NULL},
    {"BREW / HTTP/1.1", "", 501, true, true, NULL, html},
    {"get / HTTP/1.1", "", 501, true, true, NULL, html},
    {"TRACE / HTTP/1.1", "", 501, true, true, NULL, html},
    {"CONNECT a:1 HTTP/1.1", "", 501, true, true, NULL, html},
    {"GET / HTTP/1.1", "Connection: close\r\n", 200, true, false, NULL, html},
    {"GET / HTTP/1.0", "", 200, true, false, NULL, html},
    {"GET / HTTP/1.0", "Connection: keep-alive\r\n", 200, true, true, NULL, html},
    {"GET / HTTP/1.1", "Expect: wonders\r\n", 417, true, true, NULL, html},
    {"GET / HTTP/3.0", "", 505, true, false, NULL, html},
    {"GET / HTTP/1.1", "Content-Length: x\r\n", 400, true, false, NULL, html},
    {"GET / HTTP/1.1", "Transfer-Encoding: zip, chunked\r\n", 501, true, false, NULL, html},
};

static bool same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void every_request_has_its_plan(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char buffer[400];
        struct text t = text_over(buffer, sizeof buffer);
        struct http_head head;
        text_put(&t, rows[i].start);
        text_put(&t, "\r\nHost: x\r\n");
        text_put(&t, rows[i].fields);
        text_put(&t, "\r\n");
        const uint8_t *octets = (const uint8_t *)buffer;
        enum http_refusal refusal =
            http_head_read(octets, t.length, HTTP_REQUEST, HTTP_GET, &head);
        struct http_plan plan = refusal == HTTP_FINE
                                    ? http_site_plan(&site, octets, &head, &nobody)
                                    : http_refusal_plan(refusal);
        if (plan.status != rows[i].status || plan.send_body != rows[i].send_body ||
            plan.keep_alive != rows[i].keep_alive || !same(plan.allow, rows[i].allow) ||
            !same(plan.content_type, rows[i].type))
            fail_msg("%s %s: %d body %d keep %d", rows[i].start, rows[i].fields, plan.status,
                     plan.send_body, plan.keep_alive);
    }
}

/* What is written is a response that says how long it is and whether the connection stays. */
static void every_plan_is_a_valid_response(void **state)
{
    (void)state;
    static const uint16_t statuses[] = {301, 302, 303, 307, 308, 400, 403, 404, 405,
                                        409, 411, 413, 414, 415, 417, 431, 501, 505};
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        for (unsigned minor = 0; minor < 2; minor++) {
            uint8_t octets[1000];
            struct writer w = writer_over(octets, sizeof octets);
            struct http_plan plan = {.minor = 1, .keep_alive = i % 2 == 0};
            struct http_head head;
            http_plan_page(&plan, statuses[i]);
            http_plan_write(&w, &site, &plan, minor, 0);
            assert_true(w.ok && plan.length > 0);
            assert_int_equal(http_head_read(octets, w.at, HTTP_RESPONSE, HTTP_GET, &head),
                             HTTP_FINE);
            assert_int_equal(head.status, statuses[i]);
            assert_int_equal(head.content_length, plan.length);
            assert_int_equal(head.keep_alive, plan.keep_alive);
            assert_true(http_field_find(octets, &head.fields, "Date", 0) != NONE);
        }
    }
}

static struct http_plan plan_of(const struct http_site *of, const char *request)
{
    struct http_head head;
    const uint8_t *octets = (const uint8_t *)request;
    assert_int_equal(http_head_read(octets, strlen(request), HTTP_REQUEST, HTTP_GET, &head),
                     HTTP_FINE);
    return http_site_plan(of, octets, &head, &nobody);
}

/* What only some responses have, and what 204 must not have (RFC 9110 section 8.6). */
static void fields_belong_to_their_answers(void **state)
{
    (void)state;
    uint8_t octets[1000];
    struct http_plan plan = plan_of(&site, "OPTIONS /orders/1 HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_int_equal(plan.extras, 1);
    assert_string_equal(plan.extra[0].name, "Accept-Patch");
    plan = plan_of(&site, "POST /strict HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n");
    assert_int_equal(plan.extras, 1);
    assert_string_equal(plan.extra[0].name, "Accept");
    assert_string_equal(plan.extra[0].value, "application/json");
    plan = plan_of(&pages_only, "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_string_equal(plan.allow, HTTP_ALLOWED);
    struct writer w = writer_over(octets, sizeof octets);
    plan = (struct http_plan){.minor = 1, .status = 204, .keep_alive = true};
    http_plan_field(&plan, "Location", "/x");
    http_plan_write(&w, &site, &plan, 1, 0);
    struct http_head head;
    assert_int_equal(http_head_read(octets, w.at, HTTP_RESPONSE, HTTP_GET, &head), HTTP_FINE);
    assert_false(head.has_content_length);
    assert_true(http_field_find(octets, &head.fields, "Location", 0) != NONE);
}

static void members_have_names(void **state)
{
    (void)state;
    struct http_place place = http_place_find(&site, (const uint8_t *)"/orders/a%2d1", 13);
    assert_true(place.is_member && place.resource == &resources[3]);
    assert_string_equal(place.name, "a-1");
    assert_int_equal(http_body_limit(&place, HTTP_PUT), 10);
    assert_int_equal(http_body_limit(&place, HTTP_POST), 0);
    assert_int_equal(http_body_limit(&place, HTTP_GET), 0);
    assert_true(http_type_is_json("application/json") &&
                http_type_is_json("application/x+JSON; q=1") &&
                !http_type_is_json("text/json"));
}

static void urls_are_taken_apart(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum curl_url_error error;
        const char *host;
        uint16_t port;
        const char *target;
    } urls[] = {
        {"http://www.example.com/", CURL_URL_FINE, "www.example.com", 80, "/"},
        {"HTTP://a", CURL_URL_FINE, "a", 80, "/"},
        {"10.0.0.80:8080/x?y=1#z", CURL_URL_FINE, "10.0.0.80", 8080, "/x?y=1"},
        {"a?q", CURL_URL_FINE, "a", 80, "/?q"},
        {"http://a:/b c", CURL_URL_FINE, "a", 80, "/b%20c"},
        {"https://a/", CURL_URL_SCHEME, "", 0, ""},
        {"http://", CURL_URL_BAD, "", 0, ""},
        {"http://a:0/", CURL_URL_BAD, "", 0, ""},
        {"http://a:65536/", CURL_URL_BAD, "", 0, ""},
        {"http://a:x/", CURL_URL_BAD, "", 0, ""},
        {"http://a b/", CURL_URL_BAD, "", 0, ""},
        {"http://a/\r\nX: y", CURL_URL_BAD, "", 0, ""},
        {"://a", CURL_URL_BAD, "", 0, ""},
        {"", CURL_URL_BAD, "", 0, ""},
    };
    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        struct curl_url url;
        assert_int_equal(curl_url_read(urls[i].text, &url), urls[i].error);
        if (urls[i].error != CURL_URL_FINE)
            continue;
        assert_string_equal(url.host, urls[i].host);
        assert_int_equal(url.port, urls[i].port);
        assert_string_equal(url.target, urls[i].target);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_request_has_its_plan),
        cmocka_unit_test(every_plan_is_a_valid_response),
        cmocka_unit_test(fields_belong_to_their_answers),
        cmocka_unit_test(members_have_names),
        cmocka_unit_test(urls_are_taken_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
