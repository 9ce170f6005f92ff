/* tests/app/test_http_freshness.c: what caches may do (RFC 9111): storing, lifetimes, ages,
 * reuse, Vary, fields of one connection. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "app/http_freshness.h"
#include "base/text.h"

#define DATE "Sun, 06 Nov 1994 08:49:37 GMT"
#define LATER "Sun, 06 Nov 1994 08:50:37 GMT" /* by 60 s */
#define SECONDS INT64_C(784111777)            /* of DATE */

struct message {
    char octets[1000];
    struct http_head head;
};

static const uint8_t *octets_of(const struct message *m)
{
    return (const uint8_t *)m->octets;
}

static struct message request(const char *line, const char *fields)
{
    struct message m;
    struct text t = text_over(m.octets, sizeof m.octets);
    text_put(&t, line);
    text_put(&t, " HTTP/1.1\r\nHost: x\r\n");
    text_put(&t, fields);
    text_put(&t, "\r\n");
    assert_int_equal(http_head_read(octets_of(&m), t.length, HTTP_REQUEST, HTTP_GET, &m.head),
                     HTTP_FINE);
    return m;
}

static struct message response(unsigned status, const char *fields)
{
    struct message m;
    struct text t = text_over(m.octets, sizeof m.octets);
    text_put(&t, "HTTP/1.1 ");
    text_put_unsigned(&t, status);
    text_put(&t, " x\r\n");
    text_put(&t, fields);
    text_put(&t, "\r\n");
    assert_int_equal(http_head_read(octets_of(&m), t.length, HTTP_RESPONSE, HTTP_GET, &m.head),
                     HTTP_FINE);
    return m;
}

/* --- storing --- */

enum { PRIVATE, SHARED };

static const struct {
    const char *line;
    const char *request;
    unsigned status;
    const char *response;
    enum http_storing is[2]; /* for a private cache, and for a shared one */
} storing[] = {
    {"GET /", "", 200, "", {HTTP_STORE, HTTP_STORE}},
    {"GET /", "", 404, "", {HTTP_STORE, HTTP_STORE}},
    {"GET /", "", 206, "Cache-Control: max-age=9\r\n", {HTTP_STORE_STATUS, HTTP_STORE_STATUS}},
    {"GET /", "", 304, "", {HTTP_STORE_STATUS, HTTP_STORE_STATUS}},
    {"GET /", "", 302, "", {HTTP_STORE_UNSAID, HTTP_STORE_UNSAID}},
    {"GET /", "", 302, "Cache-Control: max-age=1\r\n", {HTTP_STORE, HTTP_STORE}},
    {"GET /", "", 302, "Expires: 0\r\n", {HTTP_STORE, HTTP_STORE}},
    {"GET /", "", 302, "Cache-Control: public\r\n", {HTTP_STORE, HTTP_STORE}},
    {"GET /", "", 302, "Cache-Control: s-maxage=1\r\n", {HTTP_STORE_UNSAID, HTTP_STORE}},
    {"GET /", "", 302, "Cache-Control: private\r\n", {HTTP_STORE, HTTP_STORE_PRIVATE}},
    {"GET /", "", 500, "", {HTTP_STORE_UNSAID, HTTP_STORE_UNSAID}},
    {"HEAD /", "", 200, "", {HTTP_STORE_METHOD, HTTP_STORE_METHOD}},
    {"POST /", "", 200, "Cache-Control: max-age=9\r\n", {HTTP_STORE_METHOD, HTTP_STORE_METHOD}},
    {"GET /",
     "",
     200,
     "Cache-Control: max-age=9, no-store\r\n",
     {HTTP_STORE_FORBIDDEN, HTTP_STORE_FORBIDDEN}},
    {"GET /",
     "Cache-Control: no-store\r\n",
     200,
     "",
     {HTTP_STORE_FORBIDDEN, HTTP_STORE_FORBIDDEN}},
    {"GET /",
     "",
     200,
     "Cache-Control: must-understand, no-store\r\n",
     {HTTP_STORE, HTTP_STORE}},
    {"GET /",
     "",
     299,
     "Cache-Control: must-understand, max-age=9\r\n",
     {HTTP_STORE_STATUS, HTTP_STORE_STATUS}},
    {"GET /", "", 200, "Cache-Control: private=\"x\"\r\n", {HTTP_STORE, HTTP_STORE_PRIVATE}},
    {"GET /", "Authorization: Basic eDp5\r\n", 200, "", {HTTP_STORE, HTTP_STORE_AUTHORIZATION}},
    {"GET /",
     "Authorization: Basic eDp5\r\n",
     200,
     "Cache-Control: public\r\n",
     {HTTP_STORE, HTTP_STORE}},
    {"GET /",
     "Authorization: Basic eDp5\r\n",
     200,
     "Cache-Control: must-revalidate\r\n",
     {HTTP_STORE, HTTP_STORE}},
    {"GET /",
     "Authorization: Basic eDp5\r\n",
     200,
     "Cache-Control: s-maxage=0\r\n",
     {HTTP_STORE, HTTP_STORE}},
    {"GET /", "", 200, "Vary: *\r\n", {HTTP_STORE_VARIES, HTTP_STORE_VARIES}},
    {"GET /", "", 200, "Vary: Accept, *\r\n", {HTTP_STORE_VARIES, HTTP_STORE_VARIES}},
};

static void what_may_be_stored(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof storing / sizeof storing[0]; i++) {
        struct message q = request(storing[i].line, storing[i].request);
        struct message a = response(storing[i].status, storing[i].response);
        for (int shared = PRIVATE; shared <= SHARED; shared++) {
            enum http_storing is =
                http_may_store(octets_of(&q), &q.head, octets_of(&a), &a.head, shared);
            if (is != storing[i].is[shared])
                fail_msg("storing %zu, shared %d: %d", i, shared, is);
        }
    }
}

/* --- lifetimes --- */

static const struct {
    unsigned status;
    const char *fields;
    int64_t is[2];
    bool heuristic;
} lifetimes[] = {
    {200, "Cache-Control: max-age=60\r\n", {60, 60}, false},
    {200, "Cache-Control: MAX-AGE=\"60\"\r\n", {60, 60}, false},
    {200, "Cache-Control: max-age=60, s-maxage=90\r\n", {60, 90}, false},
    {200, "Cache-Control: max-age=60\r\nCache-Control: max-age=5\r\n", {5, 5}, false},
    {200, "Cache-Control: max-age=x\r\n", {0, 0}, false},
    {200, "Cache-Control: max-age=\r\n", {0, 0}, false},
    {200,
     "Cache-Control: max-age=99999999999999999999\r\n",
     {HTTP_DELTA_MOST, HTTP_DELTA_MOST},
     false},
    {200, "Cache-Control: ,, foo=\"max-age=1, x\" , max-age=7\r\n", {7, 7}, false},
    {200, "Date: " DATE "\r\nExpires: " LATER "\r\n", {60, 60}, false},
    {200, "Date: " LATER "\r\nExpires: " DATE "\r\n", {0, 0}, false},
    {200, "Date: " DATE "\r\nExpires: 0\r\n", {0, 0}, false},
    {200,
     "Date: " DATE "\r\nExpires: " LATER "\r\nCache-Control: max-age=1\r\n",
     {1, 1},
     false},
    {200, "Date: " LATER "\r\nLast-Modified: " DATE "\r\n", {6, 6}, true},
    {200, "Date: " DATE "\r\nLast-Modified: " LATER "\r\n", {0, 0}, false},
    {302, "Date: " LATER "\r\nLast-Modified: " DATE "\r\n", {0, 0}, false},
    {302,
     "Cache-Control: public\r\nDate: " LATER "\r\nLast-Modified: " DATE "\r\n",
     {6, 6},
     true},
    {200, "", {0, 0}, false},
};

static void how_long_it_is_fresh(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lifetimes / sizeof lifetimes[0]; i++) {
        struct message m = response(lifetimes[i].status, lifetimes[i].fields);
        struct http_cache_times times =
            http_cache_times_read(octets_of(&m), &m.head.fields, SECONDS, SECONDS);
        struct http_cache_control c = http_cache_control_read(octets_of(&m), &m.head.fields);
        for (int shared = PRIVATE; shared <= SHARED; shared++) {
            bool heuristic;
            int64_t is =
                http_freshness_lifetime(&times, lifetimes[i].status, &c, shared, &heuristic);
            if (is != lifetimes[i].is[shared] || heuristic != lifetimes[i].heuristic)
                fail_msg("lifetime %zu, shared %d: %lld", i, shared, (long long)is);
        }
    }
}

/* Section 4.2.3: the two ways of reckoning, and the larger one counts. */
static void how_old_it_is(void **state)
{
    (void)state;
    struct message plain = response(200, "Date: " DATE "\r\n");
    struct message aged = response(200, "Date: " DATE "\r\nAge: 100\r\n");
    struct message bad = response(200, "Age: -1\r\n");
    struct http_cache_times t =
        http_cache_times_read(octets_of(&plain), &plain.head.fields, SECONDS, SECONDS + 4);
    assert_int_equal(http_initial_age(&t), 4); /* apparent_age = response_delay */
    t = http_cache_times_read(octets_of(&plain), &plain.head.fields, SECONDS + 50,
                              SECONDS + 54);
    assert_int_equal(http_initial_age(&t), 54); /* apparent_age */
    t = http_cache_times_read(octets_of(&plain), &plain.head.fields, SECONDS - 9, SECONDS - 6);
    assert_int_equal(http_initial_age(&t), 3); /* the origin's clock is ahead */
    t = http_cache_times_read(octets_of(&aged), &aged.head.fields, SECONDS + 1, SECONDS + 3);
    assert_int_equal(http_initial_age(&t), 102); /* age_value + response_delay */
    t = http_cache_times_read(octets_of(&bad), &bad.head.fields, SECONDS, SECONDS);
    assert_int_equal(http_initial_age(&t), 0);
    assert_int_equal(t.date, SECONDS); /* without Date: when it was received */
}

/* --- reuse --- */

static const struct {
    const char *request;
    struct http_stored stored;
    enum http_reuse is;
    bool when_failing; /* http_may_serve_stale() */
} reuses[] = {
    {"", {5, 10, false, false}, HTTP_REUSE_FRESH, true},
    {"", {10, 10, false, false}, HTTP_REUSE_AFTER_STALE, true},
    {"", {10, 10, false, true}, HTTP_REUSE_AFTER_STALE, false},
    {"", {5, 10, true, false}, HTTP_REUSE_AFTER_ASKED, false},
    {"Pragma: no-cache\r\n", {5, 10, false, false}, HTTP_REUSE_AFTER_ASKED, false},
    {"Cache-Control: max-age=9\r\nPragma: no-cache\r\n",
     {5, 10, false, false},
     HTTP_REUSE_FRESH,
     true},
    {"Cache-Control: no-cache\r\n", {5, 10, false, false}, HTTP_REUSE_AFTER_ASKED, false},
    {"Cache-Control: max-age=4\r\n", {5, 10, false, false}, HTTP_REUSE_AFTER_ASKED, false},
    {"Cache-Control: max-age=5\r\n", {5, 10, false, false}, HTTP_REUSE_FRESH, true},
    {"Cache-Control: min-fresh=5\r\n", {5, 10, false, false}, HTTP_REUSE_FRESH, false},
    {"Cache-Control: min-fresh=6\r\n", {5, 10, false, false}, HTTP_REUSE_AFTER_ASKED, false},
    {"Cache-Control: max-stale=5\r\n", {15, 10, false, false}, HTTP_REUSE_STALE, true},
    {"Cache-Control: max-stale=5\r\n", {16, 10, false, false}, HTTP_REUSE_AFTER_STALE, true},
    {"Cache-Control: max-stale\r\n", {9999, 10, false, false}, HTTP_REUSE_STALE, true},
    {"Cache-Control: max-stale\r\n", {9999, 10, false, true}, HTTP_REUSE_AFTER_STALE, false},
};

static void what_may_be_used(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof reuses / sizeof reuses[0]; i++) {
        struct message q = request("GET /", reuses[i].request);
        struct http_cache_control c = http_request_control_read(octets_of(&q), &q.head.fields);
        if (http_may_reuse(&c, &reuses[i].stored) != reuses[i].is ||
            http_may_serve_stale(&c, &reuses[i].stored) != reuses[i].when_failing)
            fail_msg("reuse %zu", i);
    }
}

/* --- Vary --- */

static const struct {
    const char *vary;
    const char *first;
    const char *second;
    bool matches;
} varies[] = {
    {"", "", "Accept: a\r\n", true},
    {"Vary: Accept\r\n", "Accept: a\r\n", "accept: a\r\n", true},
    {"Vary: Accept\r\n", "Accept: a\r\n", "Accept: A\r\n", false},
    {"Vary: Accept\r\n", "Accept: a\r\n", "", false},
    {"Vary: Accept\r\n", "", "", true},
    {"Vary: Accept\r\n", "", "Accept: a\r\n", false},
    {"Vary: Accept\r\n", "Accept: a\r\nAccept: b\r\n", "Accept: a, b\r\n", true},
    {"Vary: Accept, Cookie\r\n", "Cookie: x\r\n", "Cookie: x\r\n", true},
    {"Vary: Accept\r\nVary: Cookie\r\n", "Cookie: x\r\n", "Cookie: y\r\n", false},
};

static void which_request_it_answers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof varies / sizeof varies[0]; i++) {
        uint8_t text[300];
        struct writer w = writer_over(text, sizeof text);
        struct message a = response(200, varies[i].vary);
        struct message q1 = request("GET /", varies[i].first);
        struct message q2 = request("GET /", varies[i].second);
        http_vary_write(&w, octets_of(&a), &a.head, octets_of(&q1), &q1.head.fields);
        assert_true(w.ok);
        if (http_vary_matches(text, w.at, octets_of(&q2), &q2.head.fields) != varies[i].matches)
            fail_msg("vary %zu", i);
    }
}

/* --- fields of one connection --- */

static void what_goes_no_further(void **state)
{
    (void)state;
    static const char *const stay[] = {
        "Connection", "keep-ALIVE",         "TE", "Upgrade", "X-Named",
        "x-also",     "Proxy-Authorization"};
    struct message q = request("GET /", "Connection: close, x-named\r\nConnection: X-Also\r\n"
                                        "Keep-Alive: 1\r\nTE: trailers\r\nUpgrade: x\r\n"
                                        "X-Named: 1\r\nX-ALSO: 1\r\nX-Other: 1\r\n"
                                        "Proxy-Authorization: x\r\nAccept: a\r\n");
    for (uint32_t row = 0; row < q.head.fields.count; row++) {
        bool named = false;
        for (size_t i = 0; i < sizeof stay / sizeof stay[0]; i++)
            named |= http_span_is_word(octets_of(&q), q.head.fields.row[row].name, stay[i]);
        assert_int_equal(http_is_hop_by_hop(octets_of(&q), &q.head.fields, row), named);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_may_be_stored),
        cmocka_unit_test(how_long_it_is_fresh),
        cmocka_unit_test(how_old_it_is),
        cmocka_unit_test(what_may_be_used),
        cmocka_unit_test(which_request_it_answers),
        cmocka_unit_test(what_goes_no_further),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
