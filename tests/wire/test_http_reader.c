/* tests/wire/test_http_reader.c: messages in pieces: every split gives the same, chunked bodies
 * and trailers, bounds, pipelining, closing, and random octets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/hash.h"
#include "base/text.h"
#include "wire/http_reader.h"

#define COUNT_OF(table) (sizeof(table) / sizeof(table)[0])

/* What a run of the reader gave, as text: "head 200 body 'hello' end". */
struct story {
    char octets[6000];
    struct text text;
};

static uint8_t buffer[HTTP_HEAD_MAX];

static void tell_head(struct story *story, const struct http_reader *reader)
{
    struct http_head head;
    assert_int_equal(http_head_read(buffer, reader->head_length, (enum http_kind)reader->kind,
                                    (enum http_method)reader->request, &head),
                     HTTP_FINE);
    text_put(&story->text, "head");
    for (uint32_t i = 0; i < head.fields.count; i++) {
        text_put_char(&story->text, ' ');
        text_put_octets(&story->text, buffer + head.fields.row[i].name.at,
                        head.fields.row[i].name.length);
        text_put_char(&story->text, '=');
        text_put_octets(&story->text, buffer + head.fields.row[i].value.at,
                        head.fields.row[i].value.length);
    }
    text_put(&story->text, "; ");
}

static void tell_end(struct story *story, const struct http_reader *reader)
{
    struct http_fields trailers;
    assert_int_equal(http_reader_trailers(reader, buffer, &trailers), HTTP_FINE);
    text_put(&story->text, "; end");
    for (uint32_t i = 0; i < trailers.count; i++) {
        text_put_char(&story->text, ' ');
        text_put_octets(&story->text, buffer + trailers.row[i].name.at,
                        trailers.row[i].name.length);
    }
    text_put(&story->text, "\n");
}

/* Feeds one piece; false: refused. */
static bool feed(struct story *story, struct http_reader *reader, const uint8_t *octets,
                 size_t length)
{
    size_t at = 0;
    for (;;) {
        size_t taken;
        struct http_part part;
        enum http_step step = http_reader_feed(reader, buffer, sizeof buffer, octets + at,
                                               length - at, &taken, &part);
        at += taken;
        if (step == HTTP_STEP_MORE) {
            assert_int_equal(at, length);
            return true;
        }
        if (step == HTTP_STEP_HEAD)
            tell_head(story, reader);
        if (step == HTTP_STEP_BODY)
            text_put_octets(&story->text, part.octets, part.length);
        if (step == HTTP_STEP_TUNNEL) {
            text_put(&story->text, "tunnel");
            return false;
        }
        if (step == HTTP_STEP_REFUSED) {
            text_put(&story->text, http_refusal_text((enum http_refusal)reader->refusal)->id);
            return false;
        }
        if (step == HTTP_STEP_END) {
            tell_end(story, reader);
            http_reader_next(reader, (enum http_method)reader->request);
        }
    }
}

static void tell(struct story *story, enum http_kind kind, enum http_policy policy,
                 enum http_method request, const void *octets, const size_t *pieces,
                 size_t count)
{
    struct http_reader reader;
    const uint8_t *at = octets;
    bool open = true;
    story->text = text_over(story->octets, sizeof story->octets);
    http_reader_begin(&reader, kind, policy, request);
    for (size_t i = 0; i < count && open; i++) {
        open = feed(story, &reader, at, pieces[i]);
        at += pieces[i];
    }
    if (!open)
        return;
    enum http_step step = http_reader_close(&reader);
    if (step == HTTP_STEP_END)
        tell_end(story, &reader);
    else if (step == HTTP_STEP_REFUSED)
        text_put(&story->text, http_refusal_text((enum http_refusal)reader.refusal)->id);
    else
        text_put(&story->text, "closed");
}

struct row {
    enum http_kind kind;
    enum http_policy policy;
    enum http_method request;
    const char *octets;
    const char *story;
};

#define RQ HTTP_REQUEST, HTTP_STRICT, HTTP_GET
#define LF HTTP_REQUEST, HTTP_TAKE_BARE_LF, HTTP_GET
#define RS HTTP_RESPONSE, HTTP_STRICT, HTTP_GET
#define GET "GET / HTTP/1.1\r\nHost: a\r\n"
#define TE GET "Transfer-Encoding: chunked\r\n\r\n"
#define TE_HEAD "head Host=a Transfer-Encoding=chunked; "

static const struct row rows[] = {
    {RQ, GET "\r\n", "head Host=a; ; end\nclosed"},
    {RQ, "\r\n\r\n" GET "\r\n\r\n", "head Host=a; ; end\nclosed"},
    {RQ, GET "Content-Length: 5\r\n\r\nhello" GET "\r\n",
     "head Host=a Content-Length=5; hello; end\nhead Host=a; ; end\nclosed"},
    {RQ, TE "5\r\nhello\r\n6;a=b\r\n world\r\n0\r\n\r\n", TE_HEAD "hello world; end\nclosed"},
    {RQ, TE "00A\r\n0123456789\r\n000\r\nT: x\r\nU:\r\n\r\n" GET "\r\n",
     TE_HEAD "0123456789; end T U\nhead Host=a; ; end\nclosed"},
    {RQ, TE "1 ; a\t; b = \"x\\\"\\;\r\" ;c=d\r\n", TE_HEAD "BAD_CHUNK_EXTENSION"},
    {RQ, TE "1 ; a\t; b = \"x\\\";\t\" ;c=d\r\nz\r\n0;q\r\n\r\n", TE_HEAD "z; end\nclosed"},
    /* refusals of the chunked coding, RFC 9112 section 7.1 */
    {RQ, TE "\r\n", TE_HEAD "BAD_CHUNK_SIZE"},
    {RQ, TE "g\r\n", TE_HEAD "BAD_CHUNK_SIZE"},
    {RQ, TE "0x5\r\n", TE_HEAD "BAD_CHUNK_SIZE"},
    {RQ, TE "+5\r\n", TE_HEAD "BAD_CHUNK_SIZE"},
    {RQ, TE " 5\r\n", TE_HEAD "BAD_CHUNK_SIZE"},
    {RQ, TE "5\nhello", TE_HEAD "BAD_CHUNK_SIZE"},
    {RQ, TE "5\rhello", TE_HEAD "BAD_CHUNK_SIZE"},
    {RQ, TE "5,\r\n", TE_HEAD "BAD_CHUNK_SIZE"},
    {RQ, TE "5 \r\nhello\r\n0\r\n\r\n", TE_HEAD "BAD_CHUNK_EXTENSION"},
    {RQ, TE "5;\r\n", TE_HEAD "BAD_CHUNK_EXTENSION"},
    {RQ, TE "5;a=\r\n", TE_HEAD "BAD_CHUNK_EXTENSION"},
    {RQ, TE "5;a \r\n", TE_HEAD "BAD_CHUNK_EXTENSION"},
    {RQ, TE "5;a b\r\n", TE_HEAD "BAD_CHUNK_EXTENSION"},
    {RQ, TE "5;a=\"b\r\n", TE_HEAD "BAD_CHUNK_EXTENSION"},
    {RQ, TE "5;a=\"b\"c\r\n", TE_HEAD "BAD_CHUNK_EXTENSION"},
    {RQ, TE "5;a\nhello", TE_HEAD "BAD_CHUNK_EXTENSION"},
    {RQ, TE "8000000000000000\r\n", TE_HEAD "CHUNK_SIZE_OVERFLOW"},
    {RQ, TE "10000000000000005\r\n", TE_HEAD "CHUNK_SIZE_OVERFLOW"},
    {RQ, TE "7fffffffffffffff\r\n", TE_HEAD "INCOMPLETE"},
    {RQ, TE "5\r\nhelloX", TE_HEAD "helloBAD_CHUNK_END"},
    {RQ, TE "5\r\nhello\n0\r\n\r\n", TE_HEAD "helloBAD_CHUNK_END"},
    {RQ, TE "5\r\nhello\r0", TE_HEAD "helloBAD_CHUNK_END"},
    {RQ, TE "0\r\nT : x\r\n\r\n", TE_HEAD "SPACE_BEFORE_COLON"},
    {RQ, TE "0\r\nT: x\n\r\n", TE_HEAD "BARE_LF"},
    {RQ, TE "0\r\n T: x\r\n\r\n", TE_HEAD "SPACE_BEFORE_FIELDS"},
    /* lines, as they end */
    {RQ, "GARBAGE\r\n", "BAD_REQUEST_LINE"},
    {RQ, "GET / HTTP/1.1\r\nbad\r\n", "NO_COLON"},
    {RQ, "GET / HTTP/1.1\n", "BARE_LF"},
    {RQ, "GET / HTTP/1.1\rx", "BARE_CR"},
    {RQ, "\rGET", "BARE_CR"},
    {RQ, "\n" GET "\r\n", "BARE_LF"},
    {RQ, GET "\n", "BARE_LF"},
    {RQ, GET "X: a\r\n b\r\n\r\n", "FOLDED_LINE"},
    {RQ, "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n", "TOO_MANY_EMPTY_LINES"},
    {RQ, "GET / HT", "INCOMPLETE"},
    {RQ, GET "Content-Length: 6\r\n\r\nhello", "head Host=a Content-Length=6; helloINCOMPLETE"},
    {LF, "\nGET / HTTP/1.1\nHost: a\r\n\n", "head Host=a; ; end\nclosed"},
    {LF, "GET / HTTP/1.1\nHost: a\nX: a\rb\n\n", "BARE_CR"},
    /* responses */
    {RS, "HTTP/1.1 200 OK\r\nA: b\r\n\r\nuntil close\r\n", "head A=b; until close\r\n; end\n"},
    {RS, "HTTP/1.1 200 OK\r\nA: b \r\n  c\r\n\td\r\nE: f\r\n\r\n",
     "head A=b     c  \td E=f; ; end\n"},
    {RS, "HTTP/1.1 200 OK\r\n A: b\r\n", "SPACE_BEFORE_FIELDS"},
    {RS, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
     "head; ; end\nhead; ; end\nclosed"},
    {RS, "\r\nHTTP/1.1 200 OK\r\n", "BAD_STATUS_LINE"},
    {RS, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n",
     "head Transfer-Encoding=chunked; xINCOMPLETE"},
    {HTTP_RESPONSE, HTTP_STRICT, HTTP_HEAD, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
     "head Content-Length=9; ; end\nclosed"},
    {HTTP_RESPONSE, HTTP_STRICT, HTTP_CONNECT,
     "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nxyz", "head Content-Length=9; tunnel"},
};

static void whole_messages(void **state)
{
    (void)state;
    static struct story story;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        size_t length = strlen(rows[i].octets);
        tell(&story, rows[i].kind, rows[i].policy, rows[i].request, rows[i].octets, &length, 1);
        if (strcmp(story.octets, rows[i].story) != 0)
            fail_msg("%s\ngave   %s\nwanted %s", rows[i].octets, story.octets, rows[i].story);
    }
}

static void every_split_gives_the_same(void **state)
{
    (void)state;
    static struct story story;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        size_t length = strlen(rows[i].octets);
        for (size_t first = 0; first <= length; first++) {
            size_t pieces[2] = {first, length - first};
            tell(&story, rows[i].kind, rows[i].policy, rows[i].request, rows[i].octets, pieces,
                 2);
            assert_string_equal(story.octets, rows[i].story);
        }
        size_t ones[400];
        assert_true(length <= COUNT_OF(ones));
        for (size_t k = 0; k < length; k++)
            ones[k] = 1;
        tell(&story, rows[i].kind, rows[i].policy, rows[i].request, rows[i].octets, ones,
             length);
        assert_string_equal(story.octets, rows[i].story);
    }
}

/* Fills a request with `n` times `unit` between `before` and `after`, and gives its refusal. */
static enum http_refusal refusal_of_long(const char *before, const char *unit, size_t n,
                                         const char *after, size_t capacity)
{
    static uint8_t octets[80000];
    static uint8_t head[HTTP_HEAD_MAX];
    struct writer w = writer_over(octets, sizeof octets);
    write_octets(&w, before, strlen(before));
    for (size_t i = 0; i < n; i++)
        write_octets(&w, unit, strlen(unit));
    write_octets(&w, after, strlen(after));
    assert_true(w.ok);
    struct http_reader reader;
    http_reader_begin(&reader, HTTP_REQUEST, HTTP_STRICT, HTTP_GET);
    size_t at = 0;
    enum http_step step;
    do {
        size_t taken;
        struct http_part part;
        step = http_reader_feed(&reader, head, capacity, octets + at, w.at - at, &taken, &part);
        at += taken;
    } while (step == HTTP_STEP_HEAD || step == HTTP_STEP_BODY);
    return (enum http_refusal)reader.refusal;
}

static void sizes_are_bounded(void **state)
{
    (void)state;
    const char *end = " HTTP/1.1\r\nHost: a\r\n\r\n";
    assert_int_equal(refusal_of_long("GET /", "a", 8000, end, HTTP_HEAD_MAX), HTTP_FINE);
    assert_int_equal(refusal_of_long("GET /", "a", 9000, end, HTTP_HEAD_MAX),
                     HTTP_TARGET_TOO_LONG);
    assert_int_equal(refusal_of_long("GET /", "a", 300, end, 256), HTTP_TARGET_TOO_LONG);
    assert_int_equal(refusal_of_long("", "G", 9000, " / HTTP/1.1\r\n", HTTP_HEAD_MAX),
                     HTTP_METHOD_TOO_LONG);
    assert_int_equal(refusal_of_long(GET "X: ", "a", 16000, "\r\n\r\n", HTTP_HEAD_MAX),
                     HTTP_FINE);
    assert_int_equal(refusal_of_long(GET "X: ", "a", 17000, "\r\n\r\n", HTTP_HEAD_MAX),
                     HTTP_HEAD_TOO_LARGE);
    assert_int_equal(
        refusal_of_long(GET, "X: a\r\n", HTTP_FIELDS_MAX - 1, "\r\n", HTTP_HEAD_MAX),
        HTTP_FINE);
    assert_int_equal(refusal_of_long(GET, "X: a\r\n", HTTP_FIELDS_MAX, "\r\n", HTTP_HEAD_MAX),
                     HTTP_TOO_MANY_FIELDS);
    assert_int_equal(refusal_of_long(TE "0\r\n", "T: a\r\n", 4000, "\r\n", HTTP_HEAD_MAX),
                     HTTP_TOO_MANY_FIELDS);
    assert_int_equal(refusal_of_long(TE "1;", "a", 4000, "\r\nx\r\n0\r\n\r\n", HTTP_HEAD_MAX),
                     HTTP_FINE);
    assert_int_equal(refusal_of_long(TE, "1;a\r\nx\r\n", 4000, "0\r\n\r\n", HTTP_HEAD_MAX),
                     HTTP_CHUNK_EXTENSION_TOO_LONG);
    assert_int_equal(refusal_of_long(TE, "0", 5000, "1\r\n", HTTP_HEAD_MAX),
                     HTTP_CHUNK_EXTENSION_TOO_LONG);
}

/* Changed octets: never an overrun, and all at once is the same as one by one. */
static void changed_octets_split_the_same(void **state)
{
    (void)state;
    static struct story whole;
    static struct story parts;
    const uint64_t seed = UINT64_C(0x9112);
    const char *octets = rows[4].octets;
    const size_t length = strlen(octets);
    size_t ones[400];
    for (size_t i = 0; i < COUNT_OF(ones); i++)
        ones[i] = 1;
    print_message("seed %llx\n", (unsigned long long)seed);
    for (uint32_t round = 0; round < 5000; round++) {
        char changed[400];
        static const char likely[] = "\r\n \t:;,=\"\\0159aFxHTP/.%-\x80";
        memcpy(changed, octets, length);
        for (uint64_t i = 0; i < 1 + round % 3; i++) {
            uint64_t where = draw(seed, round, DRAW_TEST, 2 * i);
            uint64_t what = draw(seed, round, DRAW_TEST, 2 * i + 1);
            changed[draw_below(where, (uint32_t)length)] =
                likely[draw_below(what, sizeof likely - 1)];
        }
        enum http_policy policy = round % 2 == 0 ? HTTP_STRICT : HTTP_TAKE_BARE_LF;
        enum http_kind kind = HTTP_REQUEST;
        tell(&whole, kind, policy, HTTP_GET, changed, &length, 1);
        tell(&parts, kind, policy, HTTP_GET, changed, ones, length);
        assert_string_equal(whole.octets, parts.octets);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_messages),
        cmocka_unit_test(every_split_gives_the_same),
        cmocka_unit_test(sizes_are_bounded),
        cmocka_unit_test(changed_octets_split_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
