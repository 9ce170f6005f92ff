/* tests/wire/test_http.c: heads of HTTP messages, whole: targets, hosts, fields, framing and
 * persistence; every refusal with the RFC section that asks for it; the writer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/calendar.h"
#include "wire/http_writer.h"

#define COUNT_OF(table) (sizeof(table) / sizeof(table)[0])

static enum http_refusal read_request(const char *octets, struct http_head *head)
{
    return http_head_read((const uint8_t *)octets, strlen(octets), HTTP_REQUEST, HTTP_GET,
                          head);
}

static void a_request_is_taken_apart(void **state)
{
    (void)state;
    const char *octets = "POST /a%20b/c?x=1&y=%3f HTTP/1.1\r\n"
                         "Host: www.example.com:8080\r\n"
                         "Accept:\t text/html ,  */* \t\r\n"
                         "X-Empty:\r\n"
                         "Content-Length: 12\r\n"
                         "Expect: 100-Continue\r\n"
                         "\r\n";
    const uint8_t *o = (const uint8_t *)octets;
    struct http_head head;
    assert_int_equal(read_request(octets, &head), HTTP_FINE);
    assert_int_equal(head.method_number, HTTP_POST);
    assert_int_equal(head.target.form, HTTP_ORIGIN_FORM);
    assert_true(http_span_is(o, head.target.path, "/a%20b/c"));
    assert_true(head.target.has_query);
    assert_true(http_span_is(o, head.target.query, "x=1&y=%3f"));
    assert_int_equal(head.fields.count, 5);
    assert_true(http_span_is(o, head.fields.row[1].value, "text/html ,  */*"));
    assert_int_equal(head.fields.row[2].value.length, 0);
    assert_true(http_span_is(o, head.host, "www.example.com:8080"));
    assert_int_equal(head.framing, HTTP_BY_LENGTH);
    assert_int_equal(head.content_length, 12);
    assert_true(head.keep_alive && head.expect_continue && !head.expect_other);
    uint32_t row = 0;
    uint16_t at = 0;
    struct http_span element;
    assert_true(http_list_next(o, &head.fields, "accept", &row, &at, &element));
    assert_true(http_span_is(o, element, "text/html"));
    assert_true(http_list_next(o, &head.fields, "accept", &row, &at, &element));
    assert_true(http_span_is(o, element, "*/*"));
    assert_false(http_list_next(o, &head.fields, "accept", &row, &at, &element));
}

/* Each row: a request, and why it is refused. */
struct row {
    enum http_refusal refusal;
    const char *octets;
};

#define R "GET / HTTP/1.1\r\n"
#define H "Host: a\r\n"
#define E "\r\n"

static const struct row requests[] = {
    {HTTP_FINE, R H E},
    {HTTP_FINE, "OPTIONS * HTTP/1.1\r\n" H E},
    {HTTP_FINE, "GET http://a.b:80/c?d HTTP/1.1\r\n" H E},
    {HTTP_FINE, "GET http://a.b HTTP/1.1\r\n" H E},
    {HTTP_FINE, "GET HTTPS://[::1]:443/ HTTP/1.1\r\n" H E},
    {HTTP_FINE, "CONNECT a.b:443 HTTP/1.1\r\n" H E},
    {HTTP_FINE, "CONNECT [2001:db8::1]:443 HTTP/1.1\r\n" H E},
    {HTTP_FINE, "M-SEARCH / HTTP/1.1\r\n" H E},
    {HTTP_FINE, "get / HTTP/1.1\r\n" H E},
    {HTTP_FINE, "GET / HTTP/1.0\r\n" E},
    {HTTP_FINE, "GET / HTTP/1.9\r\n" H E},
    {HTTP_FINE, "GET //a//b?? HTTP/1.1\r\n" H E},
    {HTTP_FINE, R "Host:\r\n" E},
    {HTTP_FINE, R "Host: [::ffff:1.2.3.4]:\r\n" E},
    {HTTP_FINE, R "Host: a_b~c!$&'()*+,;=%41\r\n" E},
    {HTTP_FINE, R H "X: caf\xc3\xa9 \t x\r\n" E},
    {HTTP_FINE, R H "Content-Length: 5, 5\r\nContent-Length: 5\r\n" E},
    {HTTP_FINE, R H "Content-Length: 9223372036854775807\r\n" E},
    {HTTP_FINE, R H "Content-Length: 0005\r\n" E},
    {HTTP_FINE, R H "Transfer-Encoding: Chunked\r\n" E},
    {HTTP_FINE, R H "Transfer-Encoding: , chunked ,\r\n" E},
    /* lines */
    {HTTP_BARE_CR, "GET / \rHTTP/1.1\r\n" H E},
    {HTTP_BARE_CR, R "Host: a\rb\r\n" E},
    {HTTP_BARE_LF, "GET / HTTP/1.1\n" H E},
    {HTTP_BARE_LF, R "Host: a\n" E},
    {HTTP_BARE_LF, R H "\n"},
    {HTTP_INCOMPLETE, R H},
    {HTTP_INCOMPLETE, R "Host: a\r"},
    /* request-line */
    {HTTP_BAD_REQUEST_LINE, "\r\n" H E},
    {HTTP_BAD_REQUEST_LINE, "GET\r\n" H E},
    {HTTP_BAD_REQUEST_LINE, "GET /\r\n" H E},
    {HTTP_BAD_REQUEST_LINE, "GET / \r\n" H E},
    {HTTP_BAD_REQUEST_LINE, " GET / HTTP/1.1\r\n" H E},
    {HTTP_BAD_REQUEST_LINE, "GET  / HTTP/1.1\r\n" H E},
    {HTTP_BAD_REQUEST_LINE, "GET /  HTTP/1.1\r\n" H E},
    {HTTP_BAD_REQUEST_LINE, "GET / HTTP/1.1 \r\n" H E},
    {HTTP_BAD_REQUEST_LINE, "GET /a b HTTP/1.1\r\n" H E},
    {HTTP_BAD_REQUEST_LINE, "GET\t/\tHTTP/1.1\r\n" H E},
    {HTTP_BAD_METHOD, "G(T / HTTP/1.1\r\n" H E},
    {HTTP_BAD_METHOD, "GE\xc3\xa9 / HTTP/1.1\r\n" H E},
    {HTTP_METHOD_TOO_LONG, "ABCDEFGHIJABCDEFGHIJABCDEFGHIJABCDEFGHIJK / HTTP/1.1\r\n" H E},
    {HTTP_BAD_TARGET, "GET a HTTP/1.1\r\n" H E},
    {HTTP_BAD_TARGET, "GET /a#b HTTP/1.1\r\n" H E},
    {HTTP_BAD_TARGET, "GET /a%2 HTTP/1.1\r\n" H E},
    {HTTP_BAD_TARGET, "GET /a%zz HTTP/1.1\r\n" H E},
    {HTTP_BAD_TARGET, "GET /a\"b HTTP/1.1\r\n" H E},
    {HTTP_BAD_TARGET, "GET /\x01 HTTP/1.1\r\n" H E},
    {HTTP_BAD_TARGET, "GET /\xc3\xa9 HTTP/1.1\r\n" H E},
    {HTTP_BAD_TARGET, "GET http:///a HTTP/1.1\r\n" H E},
    {HTTP_BAD_TARGET, "GET http://:80/ HTTP/1.1\r\n" H E},
    {HTTP_BAD_TARGET, "GET http:/a HTTP/1.1\r\n" H E},
    {HTTP_BAD_TARGET, "GET http://u:p@a/ HTTP/1.1\r\n" H E},
    {HTTP_BAD_TARGET, "GET http://a:x/ HTTP/1.1\r\n" H E},
    {HTTP_BAD_TARGET, "CONNECT a HTTP/1.1\r\n" H E},
    {HTTP_BAD_TARGET, "CONNECT a: HTTP/1.1\r\n" H E},
    {HTTP_BAD_TARGET, "CONNECT a:0 HTTP/1.1\r\n" H E},
    {HTTP_BAD_TARGET, "CONNECT a:65536 HTTP/1.1\r\n" H E},
    {HTTP_BAD_TARGET, "CONNECT :80 HTTP/1.1\r\n" H E},
    {HTTP_TARGET_FORM, "CONNECT / HTTP/1.1\r\n" H E},
    {HTTP_TARGET_FORM, "CONNECT * HTTP/1.1\r\n" H E},
    {HTTP_TARGET_FORM, "GET * HTTP/1.1\r\n" H E},
    {HTTP_BAD_VERSION, "GET / HTTP/1\r\n" H E},
    {HTTP_BAD_VERSION, "GET / HTTP/1.10\r\n" H E},
    {HTTP_BAD_VERSION, "GET / http/1.1\r\n" H E},
    {HTTP_BAD_VERSION, "GET / HTTP/1,1\r\n" H E},
    {HTTP_BAD_VERSION, "GET / HTTPS/1.1\r\n" H E},
    {HTTP_VERSION_UNSUPPORTED, "GET / HTTP/2.0\r\n" H E},
    {HTTP_VERSION_UNSUPPORTED, "GET / HTTP/0.9\r\n" H E},
    /* field lines */
    {HTTP_SPACE_BEFORE_FIELDS, R " Host: a\r\n" E},
    {HTTP_SPACE_BEFORE_FIELDS, R "\t\r\n" H E},
    {HTTP_FOLDED_LINE, R H "X: a\r\n b\r\n" E},
    {HTTP_FOLDED_LINE, R H "X: a\r\n\tb\r\n" E},
    {HTTP_FOLDED_LINE, R H " \r\n" E},
    {HTTP_NO_COLON, R H "X\r\n" E},
    {HTTP_SPACE_BEFORE_COLON, R "Host : a\r\n" E},
    {HTTP_SPACE_BEFORE_COLON, R "Host\t: a\r\n" E},
    {HTTP_BAD_FIELD_NAME, R H ": a\r\n" E},
    {HTTP_BAD_FIELD_NAME, R H "X Y: a\r\n" E},
    {HTTP_BAD_FIELD_NAME, R H "X(: a\r\n" E},
    {HTTP_BAD_FIELD_NAME, R H "X\xc3\xa9: a\r\n" E},
    {HTTP_BAD_FIELD_VALUE, R H "X: a\x01\r\n" E},
    {HTTP_BAD_FIELD_VALUE, R H "X: a\x7f"
                               "b\r\n" E},
    /* Host */
    {HTTP_HOST_MISSING, R E},
    {HTTP_HOST_MISSING, "GET http://a/ HTTP/1.1\r\n" E},
    {HTTP_HOST_TWICE, R H H E},
    {HTTP_HOST_TWICE, "GET / HTTP/1.0\r\n" H "hOST: b\r\n" E},
    {HTTP_BAD_HOST, R "Host: a b\r\n" E},
    {HTTP_BAD_HOST, R "Host: a, b\r\n" E},
    {HTTP_BAD_HOST, R "Host: a/b\r\n" E},
    {HTTP_BAD_HOST, R "Host: u@a\r\n" E},
    {HTTP_BAD_HOST, R "Host: a:b\r\n" E},
    {HTTP_BAD_HOST, R "Host: a:1:2\r\n" E},
    {HTTP_BAD_HOST, R "Host: ::1\r\n" E},
    {HTTP_BAD_HOST, R "Host: [::1\r\n" E},
    {HTTP_BAD_HOST, R "Host: [1::2::3]\r\n" E},
    {HTTP_BAD_HOST, R "Host: [1:2:3:4:5:6:7:8:9]\r\n" E},
    {HTTP_BAD_HOST, R "Host: [1:2:3:4:5:6:7]\r\n" E},
    {HTTP_BAD_HOST, R "Host: [:1::]\r\n" E},
    {HTTP_BAD_HOST, R "Host: [12345::]\r\n" E},
    {HTTP_BAD_HOST, R "Host: [::1.2.3.256]\r\n" E},
    {HTTP_BAD_HOST, R "Host: [::1]x\r\n" E},
    {HTTP_BAD_HOST, "GET / HTTP/1.0\r\nHost: a%\r\n" E},
    /* lengths */
    {HTTP_BAD_CONTENT_LENGTH, R H "Content-Length:\r\n" E},
    {HTTP_BAD_CONTENT_LENGTH, R H "Content-Length: +5\r\n" E},
    {HTTP_BAD_CONTENT_LENGTH, R H "Content-Length: -5\r\n" E},
    {HTTP_BAD_CONTENT_LENGTH, R H "Content-Length: 0x5\r\n" E},
    {HTTP_BAD_CONTENT_LENGTH, R H "Content-Length: 5 5\r\n" E},
    {HTTP_BAD_CONTENT_LENGTH, R H "Content-Length: 5,\r\n" E},
    {HTTP_BAD_CONTENT_LENGTH, R H "Content-Length: 1.0\r\n" E},
    {HTTP_CONTENT_LENGTHS_DIFFER, R H "Content-Length: 5, 6\r\n" E},
    {HTTP_CONTENT_LENGTHS_DIFFER, R H "Content-Length: 5\r\nContent-length: 6\r\n" E},
    {HTTP_CONTENT_LENGTH_OVERFLOW, R H "Content-Length: 9223372036854775808\r\n" E},
    {HTTP_CONTENT_LENGTH_OVERFLOW, R H "Content-Length: 99999999999999999999999\r\n" E},
    {HTTP_BAD_CONTENT_LENGTH, R H "Content-Length: 99999999999999999999999x\r\n" E},
    /* codings */
    {HTTP_LENGTH_AND_CODING, R H "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n" E},
    {HTTP_LENGTH_AND_CODING, R H "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n" E},
    {HTTP_CODING_BEFORE_1_1, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n" E},
    {HTTP_BAD_TRANSFER_ENCODING, R H "Transfer-Encoding: chun ked\r\n" E},
    {HTTP_BAD_TRANSFER_ENCODING, R H "Transfer-Encoding: chunked;a=b\r\n" E},
    {HTTP_BAD_TRANSFER_ENCODING, R H "Transfer-Encoding: \"chunked\"\r\n" E},
    {HTTP_CHUNKED_TWICE, R H "Transfer-Encoding: chunked, chunked\r\n" E},
    {HTTP_CHUNKED_TWICE, R H "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n" E},
    {HTTP_CHUNKED_NOT_LAST, R H "Transfer-Encoding: chunked, gzip\r\n" E},
    {HTTP_CHUNKED_NOT_LAST, R H "Transfer-Encoding: gzip\r\n" E},
    {HTTP_CHUNKED_NOT_LAST, R H "Transfer-Encoding: identity\r\n" E},
    {HTTP_CHUNKED_NOT_LAST, R H "Transfer-Encoding:\r\n" E},
    {HTTP_CHUNKED_NOT_LAST, R H "Transfer-Encoding: xchunked\r\n" E},
    {HTTP_CODING_UNKNOWN, R H "Transfer-Encoding: gzip, chunked\r\n" E},
    {HTTP_CODING_UNKNOWN, R H "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n" E},
};

static void every_request_is_judged_as_the_rfc_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(requests); i++) {
        struct http_head head;
        enum http_refusal refusal = read_request(requests[i].octets, &head);
        if (refusal != requests[i].refusal)
            fail_msg("%s\ngave %s, not %s", requests[i].octets, http_refusal_text(refusal)->id,
                     http_refusal_text(requests[i].refusal)->id);
    }
}

static void a_nul_is_no_field_octet(void **state)
{
    (void)state;
    static const char value[] = R H "X: a\0b\r\n" E;
    static const char name[] = R H "X\0: a\r\n" E;
    static const char target[] = "GET /\0 HTTP/1.1\r\n" H E;
    struct http_head head;
    assert_int_equal(
        http_head_read((const uint8_t *)value, sizeof value - 1, HTTP_REQUEST, HTTP_GET, &head),
        HTTP_BAD_FIELD_VALUE);
    assert_int_equal(
        http_head_read((const uint8_t *)name, sizeof name - 1, HTTP_REQUEST, HTTP_GET, &head),
        HTTP_BAD_FIELD_NAME);
    assert_int_equal(http_head_read((const uint8_t *)target, sizeof target - 1, HTTP_REQUEST,
                                    HTTP_GET, &head),
                     HTTP_BAD_TARGET);
}

/* Every truncation is incomplete, never fine and never anything else. */
static void every_truncation_is_incomplete(void **state)
{
    (void)state;
    const char *octets = "POST /a?b HTTP/1.1\r\nHost: a\r\nX: y\r\nContent-Length: 3\r\n\r\n";
    for (size_t length = 0; length < strlen(octets); length++) {
        struct http_head head;
        assert_int_equal(
            http_head_read((const uint8_t *)octets, length, HTTP_REQUEST, HTTP_GET, &head),
            HTTP_INCOMPLETE);
    }
}

struct response_row {
    const char *octets;
    enum http_method request;
    enum http_refusal refusal;
    enum http_framing framing;
    bool keep_alive;
};

#define OK "HTTP/1.1 200 OK\r\n"
#define CL "Content-Length: 5\r\n"
#define TE "Transfer-Encoding: chunked\r\n"

static const struct response_row responses[] = {
    {OK CL E, HTTP_GET, HTTP_FINE, HTTP_BY_LENGTH, true},
    {OK TE E, HTTP_GET, HTTP_FINE, HTTP_CHUNKED, true},
    {OK E, HTTP_GET, HTTP_FINE, HTTP_UNTIL_CLOSE, false},
    {OK "Content-Length: 0\r\n" E, HTTP_GET, HTTP_FINE, HTTP_NO_BODY, true},
    /* item 1: no body whatever the fields say */
    {OK CL E, HTTP_HEAD, HTTP_FINE, HTTP_NO_BODY, true},
    {OK TE E, HTTP_HEAD, HTTP_FINE, HTTP_NO_BODY, true},
    {"HTTP/1.1 100 Continue\r\n" E, HTTP_POST, HTTP_FINE, HTTP_NO_BODY, true},
    {"HTTP/1.1 204 No Content\r\n" CL E, HTTP_GET, HTTP_FINE, HTTP_NO_BODY, true},
    {"HTTP/1.1 304 Not Modified\r\n" CL E, HTTP_GET, HTTP_FINE, HTTP_NO_BODY, true},
    /* item 2 */
    {OK CL E, HTTP_CONNECT, HTTP_FINE, HTTP_TUNNEL, true},
    {"HTTP/1.1 407 x\r\n" CL E, HTTP_CONNECT, HTTP_FINE, HTTP_BY_LENGTH, true},
    /* item 3: the coding overrides, and the connection ends */
    {OK CL TE E, HTTP_GET, HTTP_FINE, HTTP_CHUNKED, false},
    {OK "Content-Length: x\r\n" TE E, HTTP_GET, HTTP_FINE, HTTP_CHUNKED, false},
    /* item 4 */
    {OK "Transfer-Encoding: gzip\r\n" E, HTTP_GET, HTTP_FINE, HTTP_UNTIL_CLOSE, false},
    {OK "Transfer-Encoding: gzip, chunked\r\n" E, HTTP_GET, HTTP_CODING_UNKNOWN, 0, false},
    {"HTTP/1.0 200 OK\r\n" TE E, HTTP_GET, HTTP_FINE, HTTP_CHUNKED, false},
    /* item 5 */
    {OK "Content-Length: x\r\n" E, HTTP_GET, HTTP_BAD_CONTENT_LENGTH, 0, false},
    {OK CL "Content-Length: 6\r\n" E, HTTP_GET, HTTP_CONTENT_LENGTHS_DIFFER, 0, false},
    {OK CL CL E, HTTP_GET, HTTP_FINE, HTTP_BY_LENGTH, true},
    /* section 9.3 */
    {OK CL "Connection: close\r\n" E, HTTP_GET, HTTP_FINE, HTTP_BY_LENGTH, false},
    {OK CL "Connection: a, CLOSE\r\n" E, HTTP_GET, HTTP_FINE, HTTP_BY_LENGTH, false},
    {"HTTP/1.0 200 OK\r\n" CL E, HTTP_GET, HTTP_FINE, HTTP_BY_LENGTH, false},
    {"HTTP/1.0 200 OK\r\n" CL "Connection: Keep-Alive\r\n" E, HTTP_GET, HTTP_FINE,
     HTTP_BY_LENGTH, true},
    {"HTTP/1.0 200 OK\r\n" CL "Connection: keep-alive\r\nConnection: close\r\n" E, HTTP_GET,
     HTTP_FINE, HTTP_BY_LENGTH, false},
    /* section 4 */
    {"HTTP/1.1 200 \r\n" CL E, HTTP_GET, HTTP_FINE, HTTP_BY_LENGTH, true},
    {"HTTP/1.1 200\r\n" CL E, HTTP_GET, HTTP_FINE, HTTP_BY_LENGTH, true},
    {"HTTP/1.1 299 caf\xc3\xa9\tau lait\r\n" CL E, HTTP_GET, HTTP_FINE, HTTP_BY_LENGTH, true},
    {"HTTP/1.1 799 x\r\n" CL E, HTTP_GET, HTTP_FINE, HTTP_BY_LENGTH, true},
    {"HTTP/1.1  200 OK\r\n" E, HTTP_GET, HTTP_BAD_STATUS_CODE, 0, false},
    {"HTTP/1.1 20 OK\r\n" E, HTTP_GET, HTTP_BAD_STATUS_CODE, 0, false},
    {"HTTP/1.1 2000 OK\r\n" E, HTTP_GET, HTTP_BAD_STATUS_CODE, 0, false},
    {"HTTP/1.1 200\tOK\r\n" E, HTTP_GET, HTTP_BAD_STATUS_LINE, 0, false},
    {"HTTP/1.1\r\n" E, HTTP_GET, HTTP_BAD_STATUS_LINE, 0, false},
    {"HTTP/1.1 200 a\x02\r\n" E, HTTP_GET, HTTP_BAD_REASON, 0, false},
    {"HTTP/2.0 200 OK\r\n" E, HTTP_GET, HTTP_VERSION_UNSUPPORTED, 0, false},
    {"ICY 200 OK\r\n\r\n" E, HTTP_GET, HTTP_BAD_STATUS_LINE, 0, false},
};

static void every_response_is_framed_as_the_rfc_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(responses); i++) {
        const struct response_row *row = &responses[i];
        struct http_head head;
        enum http_refusal refusal =
            http_head_read((const uint8_t *)row->octets, strlen(row->octets), HTTP_RESPONSE,
                           row->request, &head);
        if (refusal != row->refusal)
            fail_msg("%s\ngave %s", row->octets, http_refusal_text(refusal)->id);
        if (refusal == HTTP_FINE &&
            (head.framing != row->framing || head.keep_alive != row->keep_alive))
            fail_msg("%s\nframing %d, keep-alive %d", row->octets, head.framing,
                     head.keep_alive);
    }
}

static void refusals_name_their_section_and_status(void **state)
{
    (void)state;
    for (int i = HTTP_FINE + 1; i < HTTP_REFUSALS; i++) {
        const struct http_refusal_text *text = http_refusal_text((enum http_refusal)i);
        assert_true(text->status >= 400 && text->status <= 505);
        assert_true(http_reason(text->status)[0] != '\0');
        assert_true(text->rfc[0] != '\0' && text->section[0] != '\0');
        assert_true(text->sentence[0] != '\0');
    }
    assert_int_equal(http_refusal_text(HTTP_TARGET_TOO_LONG)->status, 414);
    assert_int_equal(http_refusal_text(HTTP_VERSION_UNSUPPORTED)->status, 505);
    assert_int_equal(http_refusal_text(HTTP_CODING_UNKNOWN)->status, 501);
    assert_int_equal(http_refusal_text(HTTP_HEAD_TOO_LARGE)->status, 431);
}

static void what_is_written_can_be_read(void **state)
{
    (void)state;
    uint8_t octets[400];
    struct writer w = writer_over(octets, sizeof octets);
    struct http_head head;
    http_write_status_line(&w, 1, 404);
    http_write_field_date(&w, "Date", 784111777);
    http_write_field(&w, "Content-Type", "text/plain");
    http_write_field_number(&w, "Content-Length", 18446744073709551U);
    http_write_end_of_fields(&w);
    assert_true(w.ok);
    static const char expected[] = "HTTP/1.1 404 Not Found\r\n"
                                   "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                                   "Content-Type: text/plain\r\n"
                                   "Content-Length: 18446744073709551\r\n\r\n";
    assert_int_equal(w.at, sizeof expected - 1);
    assert_memory_equal(octets, expected, w.at);
    assert_int_equal(http_head_read(octets, w.at, HTTP_RESPONSE, HTTP_GET, &head), HTTP_FINE);
    w = writer_over(octets, sizeof octets);
    http_write_request_line(&w, "GET", "/a", 0);
    http_write_field(&w, "Host", "b");
    http_write_end_of_fields(&w);
    assert_int_equal(http_head_read(octets, w.at, HTTP_REQUEST, HTTP_GET, &head), HTTP_FINE);
    assert_int_equal(head.minor, 0);
}

/* Response splitting (RFC 9112 section 11.1): what would end a line is never written. */
static void nothing_is_written_that_breaks_a_line(void **state)
{
    (void)state;
    static const char *const values[] = {"a\r\nB: c", "a\nB: c", "a\rb"};
    uint8_t octets[200];
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        struct writer w = writer_over(octets, sizeof octets);
        http_write_field(&w, "X", values[i]);
        assert_false(w.ok);
        assert_int_equal(w.at, 0);
        w = writer_over(octets, sizeof octets);
        http_write_field(&w, values[i], "x");
        assert_false(w.ok);
        w = writer_over(octets, sizeof octets);
        http_write_request_line(&w, "GET", values[i], 1);
        assert_false(w.ok);
    }
    struct writer w = writer_over(octets, sizeof octets);
    http_write_request_line(&w, "G T", "/", 1);
    assert_false(w.ok);
}

static void dates_follow_the_calendar(void **state)
{
    (void)state;
    static const struct {
        int64_t seconds;
        int year, month, day, weekday;
    } rows[] = {
        {0, 1970, 1, 1, 4},
        {-1, 1969, 12, 31, 3},
        {951782400, 2000, 2, 29, 2},
        {951868800, 2000, 3, 1, 3},
        {4107542400, 2100, 3, 1, 1},
        {4107456000, 2100, 2, 28, 0},
        {1669153592, 2022, 11, 22, 2},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct calendar date = calendar_from_seconds(rows[i].seconds);
        assert_int_equal(date.year, rows[i].year);
        assert_int_equal(date.month, rows[i].month);
        assert_int_equal(date.day, rows[i].day);
        assert_int_equal(date.weekday, rows[i].weekday);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_is_taken_apart),
        cmocka_unit_test(every_request_is_judged_as_the_rfc_says),
        cmocka_unit_test(a_nul_is_no_field_octet),
        cmocka_unit_test(every_truncation_is_incomplete),
        cmocka_unit_test(every_response_is_framed_as_the_rfc_says),
        cmocka_unit_test(refusals_name_their_section_and_status),
        cmocka_unit_test(what_is_written_can_be_read),
        cmocka_unit_test(nothing_is_written_that_breaks_a_line),
        cmocka_unit_test(dates_follow_the_calendar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
