/* tests/wire/test_http_corpus.c: messages that must be taken and messages that must not, each
 * with the section of RFC 9112 that says so (or of RFC 9110, where it has a "9110:" in front);
 * whole, in every two pieces, and octet by octet. Not what this reader happens to do, but what
 * the RFC says: where a row refuses what the RFC allows to be taken (MAY), it says "may". */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "wire/http_reader.h"

#define COUNT_OF(table) (sizeof(table) / sizeof(table)[0])

struct row {
    const char *section;
    enum http_refusal verdict; /* HTTP_FINE: taken */
    const char *body; /* of a message that is taken; bodies of several: with | between */
    const char *octets;
};

#define H "Host: a\r\n"
#define GET "GET / HTTP/1.1\r\n" H
#define POST "POST / HTTP/1.1\r\n" H
#define TE POST "Transfer-Encoding: chunked\r\n\r\n"
#define E "\r\n"

static const struct row requests[] = {
    /* 2.1 and 2.2: lines */
    {"2.1", HTTP_FINE, "", GET E},
    {"2.2", HTTP_FINE, "", "\r\n" GET E},
    {"2.2", HTTP_FINE, "", "\r\n\r\n" GET E},
    {"2.2", HTTP_FINE, "|", GET E "\r\n" GET E},
    {"2.2 may", HTTP_BARE_LF, NULL, "GET / HTTP/1.1\n" H E},
    {"2.2 may", HTTP_BARE_LF, NULL, "GET / HTTP/1.1\r\nHost: a\n\r\n"},
    {"2.2 may", HTTP_BARE_LF, NULL, GET "\n"},
    {"2.2 may", HTTP_BARE_LF, NULL, "\n" GET E},
    {"2.2", HTTP_BARE_CR, NULL, "GET / HTTP/1.1\r" H E},
    {"2.2", HTTP_BARE_CR, NULL, "GET / HTTP/1.1\r\r\n" H E},
    {"2.2", HTTP_BARE_CR, NULL, GET "X: a\rb\r\n" E},
    {"2.2", HTTP_BARE_CR, NULL, GET "X: a\r\r\n" E},
    {"2.2", HTTP_BARE_CR, NULL, GET "\rX: a\r\n" E},
    {"2.2", HTTP_BARE_CR, NULL, "\r\r\n" GET E},
    {"2.2", HTTP_SPACE_BEFORE_FIELDS, NULL, "GET / HTTP/1.1\r\n Host: a\r\n" E},
    {"2.2", HTTP_SPACE_BEFORE_FIELDS, NULL, "GET / HTTP/1.1\r\n\tX: b\r\n" H E},
    {"2.2", HTTP_SPACE_BEFORE_FIELDS, NULL, "GET / HTTP/1.1\r\n \r\n" H E},
    {"2.2", HTTP_BAD_REQUEST_LINE, NULL, "\x16\x03\x01\x02\r\n"},
    /* 2.3: version */
    {"2.3", HTTP_FINE, "", "GET / HTTP/1.0\r\n" E},
    {"2.3", HTTP_FINE, "", "GET / HTTP/1.0\r\n" H E},
    {"9110:2.5", HTTP_FINE, "", "GET / HTTP/1.2\r\n" H E},
    {"2.3", HTTP_BAD_VERSION, NULL, "GET / http/1.1\r\n" H E},
    {"2.3", HTTP_BAD_VERSION, NULL, "GET / Http/1.1\r\n" H E},
    {"2.3", HTTP_BAD_VERSION, NULL, "GET / HTTP/1\r\n" H E},
    {"2.3", HTTP_BAD_VERSION, NULL, "GET / HTTP/1.\r\n" H E},
    {"2.3", HTTP_BAD_VERSION, NULL, "GET / HTTP/11\r\n" H E},
    {"2.3", HTTP_BAD_VERSION, NULL, "GET / HTTP/1.10\r\n" H E},
    {"2.3", HTTP_BAD_VERSION, NULL, "GET / HTTP/01.1\r\n" H E},
    {"2.3", HTTP_BAD_VERSION, NULL, "GET / HTTP/1,1\r\n" H E},
    {"2.3", HTTP_BAD_VERSION, NULL, "GET / HTTP/+1.1\r\n" H E},
    {"2.3", HTTP_BAD_VERSION, NULL, "GET / HTTP/a.b\r\n" H E},
    {"2.3", HTTP_BAD_VERSION, NULL, "GET / HTTPS/1.1\r\n" H E},
    {"2.3", HTTP_BAD_VERSION, NULL, "GET / ICE/1.1\r\n" H E},
    {"9110:15.6.6", HTTP_VERSION_UNSUPPORTED, NULL, "GET / HTTP/2.0\r\n" H E},
    {"9110:15.6.6", HTTP_VERSION_UNSUPPORTED, NULL, "GET / HTTP/0.9\r\n" H E},
    {"9110:15.6.6", HTTP_VERSION_UNSUPPORTED, NULL, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
    /* 3: request-line */
    {"3", HTTP_BAD_REQUEST_LINE, NULL, "GET /\r\n"},
    {"3", HTTP_BAD_REQUEST_LINE, NULL, "GET\r\n" H E},
    {"3", HTTP_BAD_REQUEST_LINE, NULL, "GET HTTP/1.1\r\n" H E},
    {"3", HTTP_BAD_REQUEST_LINE, NULL, " GET / HTTP/1.1\r\n" H E},
    {"3 may", HTTP_BAD_REQUEST_LINE, NULL, "GET  / HTTP/1.1\r\n" H E},
    {"3 may", HTTP_BAD_REQUEST_LINE, NULL, "GET /  HTTP/1.1\r\n" H E},
    {"3 may", HTTP_BAD_REQUEST_LINE, NULL, "GET / HTTP/1.1 \r\n" H E},
    {"3 may", HTTP_BAD_REQUEST_LINE, NULL, "GET\t/\tHTTP/1.1\r\n" H E},
    {"3", HTTP_BAD_REQUEST_LINE, NULL, "GET /a b HTTP/1.1\r\n" H E},
    {"3", HTTP_BAD_REQUEST_LINE, NULL, "GET / HTTP/1.1 HTTP/1.1\r\n" H E},
    /* 3.1: method */
    {"3.1", HTTP_FINE, "", "get / HTTP/1.1\r\n" H E},
    {"3.1", HTTP_FINE, "", "!#$%&'*+-.^_`|~09azAZ / HTTP/1.1\r\n" H E},
    {"3.1", HTTP_BAD_METHOD, NULL, "GE:T / HTTP/1.1\r\n" H E},
    {"3.1", HTTP_BAD_METHOD, NULL, "GE/T / HTTP/1.1\r\n" H E},
    {"3.1", HTTP_BAD_METHOD, NULL, "G=T / HTTP/1.1\r\n" H E},
    {"3.1", HTTP_BAD_METHOD, NULL, "\"GET\" / HTTP/1.1\r\n" H E},
    {"3.1", HTTP_BAD_METHOD, NULL, "G\x7fT / HTTP/1.1\r\n" H E},
    /* 3.2: request-target */
    {"3.2.1", HTTP_FINE, "", "GET /a/b;c=d/e?f=g&h=%41?/ HTTP/1.1\r\n" H E},
    {"3.2.1", HTTP_FINE, "", "GET /? HTTP/1.1\r\n" H E},
    {"3.2.1", HTTP_FINE, "", "GET //a HTTP/1.1\r\n" H E},
    {"3.2.1", HTTP_FINE, "", "GET /../.. HTTP/1.1\r\n" H E},
    {"3.2.1", HTTP_BAD_TARGET, NULL, "GET a HTTP/1.1\r\n" H E},
    {"3.2.1", HTTP_BAD_TARGET, NULL, "GET ?a HTTP/1.1\r\n" H E},
    {"3.2", HTTP_BAD_TARGET, NULL, "GET /#a HTTP/1.1\r\n" H E},
    {"3.2", HTTP_BAD_TARGET, NULL, "GET /a\\b HTTP/1.1\r\n" H E},
    {"3.2", HTTP_BAD_TARGET, NULL, "GET /<a> HTTP/1.1\r\n" H E},
    {"3.2", HTTP_BAD_TARGET, NULL, "GET /{a} HTTP/1.1\r\n" H E},
    {"3.2", HTTP_BAD_TARGET, NULL, "GET /a|b HTTP/1.1\r\n" H E},
    {"3.2", HTTP_BAD_TARGET, NULL, "GET /^ HTTP/1.1\r\n" H E},
    {"3.2", HTTP_BAD_TARGET, NULL, "GET /% HTTP/1.1\r\n" H E},
    {"3.2", HTTP_BAD_TARGET, NULL, "GET /%4 HTTP/1.1\r\n" H E},
    {"3.2", HTTP_BAD_TARGET, NULL, "GET /?%gg HTTP/1.1\r\n" H E},
    {"3.2", HTTP_BAD_TARGET, NULL, "GET /\x80 HTTP/1.1\r\n" H E},
    {"3.2", HTTP_BAD_TARGET, NULL, "GET /\x7f HTTP/1.1\r\n" H E},
    {"3.2.2", HTTP_FINE, "", "GET http://a/b HTTP/1.1\r\nHost: other\r\n" E},
    {"3.2.2", HTTP_FINE, "", "GET http://a?b HTTP/1.1\r\n" H E},
    {"3.2.2", HTTP_FINE, "", "GET http://a:8080 HTTP/1.1\r\n" H E},
    {"3.2.2", HTTP_FINE, "", "GET urn:a:b HTTP/1.1\r\n" H E},
    {"3.2.2", HTTP_HOST_MISSING, NULL, "GET http://a/ HTTP/1.1\r\n" E},
    {"9110:4.2.1", HTTP_BAD_TARGET, NULL, "GET http:/// HTTP/1.1\r\n" H E},
    {"9110:4.2.4", HTTP_BAD_TARGET, NULL, "GET http://u@a/ HTTP/1.1\r\n" H E},
    {"3", HTTP_BAD_REQUEST_LINE, NULL, "GET http://a b/ HTTP/1.1\r\n" H E},
    {"3.2.2", HTTP_BAD_TARGET, NULL, "GET http://[::1/ HTTP/1.1\r\n" H E},
    {"3.2.2", HTTP_BAD_TARGET, NULL, "GET http://a:b/ HTTP/1.1\r\n" H E},
    {"3.2.2", HTTP_BAD_TARGET, NULL, "GET 1http://a/ HTTP/1.1\r\n" H E},
    {"3.2.3", HTTP_FINE, "", "CONNECT a:443 HTTP/1.1\r\n" H E},
    {"3.2.3", HTTP_BAD_TARGET, NULL, "CONNECT a HTTP/1.1\r\n" H E},
    {"9110:9.3.6", HTTP_BAD_TARGET, NULL, "CONNECT a: HTTP/1.1\r\n" H E},
    {"9110:9.3.6", HTTP_BAD_TARGET, NULL, "CONNECT a:0 HTTP/1.1\r\n" H E},
    {"9110:9.3.6", HTTP_BAD_TARGET, NULL, "CONNECT a:70000 HTTP/1.1\r\n" H E},
    {"3.2.3", HTTP_TARGET_FORM, NULL, "CONNECT / HTTP/1.1\r\n" H E},
    {"3.2.3", HTTP_BAD_TARGET, NULL, "CONNECT http://a/ HTTP/1.1\r\n" H E},
    {"3.2.3", HTTP_BAD_TARGET, NULL, "GET [::1]:443 HTTP/1.1\r\n" H E},
    {"3.2.4", HTTP_FINE, "", "OPTIONS * HTTP/1.1\r\n" H E},
    {"3.2.4", HTTP_TARGET_FORM, NULL, "GET * HTTP/1.1\r\n" H E},
    {"3.2.4", HTTP_BAD_TARGET, NULL, "OPTIONS ** HTTP/1.1\r\n" H E},
    /* 3.2: Host */
    {"3.2", HTTP_HOST_MISSING, NULL, "GET / HTTP/1.1\r\n" E},
    {"3.2", HTTP_HOST_MISSING, NULL, "GET / HTTP/1.1\r\nHosts: a\r\n" E},
    {"3.2", HTTP_HOST_TWICE, NULL, GET "Host: b\r\n" E},
    {"3.2", HTTP_HOST_TWICE, NULL, GET "hOST: a\r\n" E},
    {"3.2", HTTP_HOST_TWICE, NULL, "GET / HTTP/1.0\r\n" H H E},
    {"3.2", HTTP_FINE, "", "GET / HTTP/1.1\r\nHost:\r\n" E},
    {"3.2", HTTP_FINE, "", "GET / HTTP/1.1\r\nHOST: \t a:80 \r\n" E},
    {"3.2", HTTP_FINE, "", "GET / HTTP/1.1\r\nHost: [2001:db8::1]:80\r\n" E},
    {"3.2", HTTP_FINE, "", "GET / HTTP/1.1\r\nHost: [v1.a:b]\r\n" E},
    {"3.2", HTTP_BAD_HOST, NULL, "GET / HTTP/1.1\r\nHost: a b\r\n" E},
    {"3.2", HTTP_BAD_HOST, NULL, "GET / HTTP/1.1\r\nHost: a/b\r\n" E},
    {"3.2", HTTP_BAD_HOST, NULL, "GET / HTTP/1.1\r\nHost: http://a\r\n" E},
    {"3.2", HTTP_BAD_HOST, NULL, "GET / HTTP/1.1\r\nHost: u@a\r\n" E},
    {"3.2", HTTP_BAD_HOST, NULL, "GET / HTTP/1.1\r\nHost: a:b\r\n" E},
    {"3.2", HTTP_BAD_HOST, NULL, "GET / HTTP/1.1\r\nHost: a:80:80\r\n" E},
    {"3.2", HTTP_BAD_HOST, NULL, "GET / HTTP/1.1\r\nHost: [::1\r\n" E},
    {"3.2", HTTP_BAD_HOST, NULL, "GET / HTTP/1.1\r\nHost: [1:2]\r\n" E},
    {"3.2", HTTP_BAD_HOST, NULL, "GET / HTTP/1.0\r\nHost: a?b\r\n" E},
    {"3.2", HTTP_BAD_HOST, NULL, "GET / HTTP/1.1\r\nHost: \xc3\xa9\r\n" E},
    /* 5: fields */
    {"5", HTTP_FINE, "", GET "X:\r\nX: \r\nX:a\r\nX:\t a b \t\r\n" E},
    {"5", HTTP_FINE, "", GET "!#$%&'*+-.^_`|~0Az: x\r\n" E},
    {"9110:5.5", HTTP_FINE, "", GET "X: \xff\x80 a\tb\r\n" E},
    {"5", HTTP_NO_COLON, NULL, GET "X\r\n" E},
    {"5", HTTP_NO_COLON, NULL, GET "X a\r\n" E},
    {"5", HTTP_BAD_FIELD_NAME, NULL, GET ": a\r\n" E},
    {"5", HTTP_BAD_FIELD_NAME, NULL, GET "X Y: a\r\n" E},
    {"5", HTTP_BAD_FIELD_NAME, NULL, GET "X(: a\r\n" E},
    {"5", HTTP_BAD_FIELD_NAME, NULL, GET "X\xe9: a\r\n" E},
    {"5", HTTP_BAD_FIELD_NAME, NULL, GET "\"X\": a\r\n" E},
    {"5", HTTP_BAD_FIELD_NAME, NULL, GET "X\x01: a\r\n" E},
    {"5.1", HTTP_SPACE_BEFORE_COLON, NULL, GET "X : a\r\n" E},
    {"5.1", HTTP_SPACE_BEFORE_COLON, NULL, GET "X\t: a\r\n" E},
    {"5.1", HTTP_SPACE_BEFORE_COLON, NULL, POST "Content-Length : 1\r\n" E "x"},
    {"5.1", HTTP_SPACE_BEFORE_COLON, NULL, POST "Transfer-Encoding : chunked\r\n" E},
    {"9110:5.5", HTTP_BAD_FIELD_VALUE, NULL,
     GET "X: a\x01"
         "b\r\n" E},
    {"9110:5.5", HTTP_BAD_FIELD_VALUE, NULL, GET "X: a\x7f\r\n" E},
    {"9110:5.5", HTTP_BAD_FIELD_VALUE, NULL, GET "X: \x0b\r\n" E},
    {"5.2", HTTP_FOLDED_LINE, NULL, GET "X: a\r\n b\r\n" E},
    {"5.2", HTTP_FOLDED_LINE, NULL, GET "X: a\r\n\tb\r\n" E},
    {"5.2", HTTP_FOLDED_LINE, NULL, GET "X: a\r\n \r\n" E},
    {"5.2", HTTP_FOLDED_LINE, NULL, POST "Transfer-Encoding:\r\n chunked\r\n" E},
    /* 6: framing */
    {"6", HTTP_FINE, "", POST E},
    {"6.2", HTTP_FINE, "hello", POST "Content-Length: 5\r\n" E "hello"},
    {"6.2", HTTP_FINE, "hello|", POST "Content-Length: 5\r\n" E "hello" GET E},
    {"6.2", HTTP_FINE, "", GET "Content-Length: 0\r\n" E},
    {"6.2", HTTP_FINE, "x", GET "Content-Length: 1\r\n" E "x"},
    {"9110:8.6", HTTP_FINE, "x", POST "Content-Length: 0001\r\n" E "x"},
    {"6.3", HTTP_FINE, "x", POST "Content-Length: 1, 1\r\n" E "x"},
    {"6.3", HTTP_FINE, "x", POST "Content-Length: 1\r\ncontent-length: 1\r\n" E "x"},
    {"6.3", HTTP_CONTENT_LENGTHS_DIFFER, NULL, POST "Content-Length: 1, 2\r\n" E "x"},
    {"6.3", HTTP_CONTENT_LENGTHS_DIFFER, NULL,
     POST "Content-Length: 1\r\nContent-Length: 0\r\n" E "x"},
    {"6.3", HTTP_BAD_CONTENT_LENGTH, NULL, POST "Content-Length:\r\n" E},
    {"6.3", HTTP_BAD_CONTENT_LENGTH, NULL, POST "Content-Length: +1\r\n" E "x"},
    {"6.3", HTTP_BAD_CONTENT_LENGTH, NULL, POST "Content-Length: -1\r\n" E},
    {"6.3", HTTP_BAD_CONTENT_LENGTH, NULL, POST "Content-Length: 1 1\r\n" E},
    {"6.3", HTTP_BAD_CONTENT_LENGTH, NULL, POST "Content-Length: 1.0\r\n" E},
    {"6.3", HTTP_BAD_CONTENT_LENGTH, NULL, POST "Content-Length: 0x1\r\n" E},
    {"6.3", HTTP_BAD_CONTENT_LENGTH, NULL, POST "Content-Length: 1_0\r\n" E},
    {"6.3", HTTP_BAD_CONTENT_LENGTH, NULL, POST "Content-Length: \"1\"\r\n" E},
    {"6.3", HTTP_BAD_CONTENT_LENGTH, NULL, POST "Content-Length: 1,\r\n" E},
    {"6.3", HTTP_BAD_CONTENT_LENGTH, NULL, POST "Content-Length: 1, a\r\n" E},
    {"6.3", HTTP_BAD_CONTENT_LENGTH, NULL, POST "Content-Length: 1;1\r\n" E},
    {"9110:8.6", HTTP_CONTENT_LENGTH_OVERFLOW, NULL,
     POST "Content-Length: 9223372036854775808\r\n" E},
    {"9110:8.6", HTTP_CONTENT_LENGTH_OVERFLOW, NULL,
     POST "Content-Length: 18446744073709551617\r\n" E "x"},
    {"6.1", HTTP_LENGTH_AND_CODING, NULL,
     POST "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n" E "0\r\n\r\n"},
    {"6.1", HTTP_LENGTH_AND_CODING, NULL,
     POST "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n" E "0\r\n\r\n"},
    {"6.1", HTTP_CODING_BEFORE_1_1, NULL,
     "POST / HTTP/1.0\r\n" H "Transfer-Encoding: chunked\r\n" E "0\r\n\r\n"},
    {"6.1", HTTP_CODING_BEFORE_1_1, NULL,
     "POST / HTTP/1.0\r\n" H "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n" E "x"},
    {"6.3", HTTP_CHUNKED_NOT_LAST, NULL, POST "Transfer-Encoding: gzip\r\n" E},
    {"6.3", HTTP_CHUNKED_NOT_LAST, NULL, POST "Transfer-Encoding: chunked, gzip\r\n" E},
    {"6.3", HTTP_CHUNKED_NOT_LAST, NULL, POST "Transfer-Encoding: identity\r\n" E},
    {"6.3", HTTP_CHUNKED_NOT_LAST, NULL, POST "Transfer-Encoding:\r\n" E},
    {"6.3", HTTP_CHUNKED_NOT_LAST, NULL, POST "Transfer-Encoding: xchunked\r\n" E},
    {"6.3", HTTP_CHUNKED_NOT_LAST, NULL,
     POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n" E},
    {"6.1", HTTP_CODING_UNKNOWN, NULL, POST "Transfer-Encoding: gzip, chunked\r\n" E},
    {"6.1", HTTP_CODING_UNKNOWN, NULL,
     POST "Transfer-Encoding: x;a=\"b, chunked\"\r\nTransfer-Encoding: chunked\r\n" E},
    {"6.1", HTTP_CHUNKED_TWICE, NULL, POST "Transfer-Encoding: chunked, chunked\r\n" E},
    {"7", HTTP_BAD_TRANSFER_ENCODING, NULL, POST "Transfer-Encoding: chunked;a=b\r\n" E},
    {"7", HTTP_BAD_TRANSFER_ENCODING, NULL, POST "Transfer-Encoding: \"chunked\"\r\n" E},
    {"7", HTTP_BAD_TRANSFER_ENCODING, NULL, POST "Transfer-Encoding: chunked chunked\r\n" E},
    {"9110:5.5", HTTP_BAD_FIELD_VALUE, NULL,
     POST "Transfer-Encoding: \x0b"
          "chunked\r\n" E},
    {"7", HTTP_FINE, "x", POST "Transfer-Encoding: CHUNKED\r\n" E "1\r\nx\r\n0\r\n\r\n"},
    {"9110:5.6.1", HTTP_FINE, "x",
     POST "Transfer-Encoding: , chunked,\r\n" E "1\r\nx\r\n0\r\n\r\n"},
    /* 7.1: chunks */
    {"7.1", HTTP_FINE, "", TE "0\r\n\r\n"},
    {"7.1", HTTP_FINE, "", TE "000\r\n\r\n"},
    {"7.1", HTTP_FINE, "hello world", TE "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"},
    {"7.1", HTTP_FINE, "0123456789|", TE "a\r\n0123456789\r\n0\r\n\r\n" GET E},
    {"7.1", HTTP_FINE, "0123456789", TE "00A\r\n0123456789\r\n0\r\n\r\n"},
    {"7.1", HTTP_FINE, "\r\n\r\n", TE "4\r\n\r\n\r\n\r\n0\r\n\r\n"},
    {"7.1", HTTP_BAD_CHUNK_SIZE, NULL, TE "\r\n"},
    {"7.1", HTTP_BAD_CHUNK_SIZE, NULL, TE ";a\r\n"},
    {"7.1", HTTP_BAD_CHUNK_SIZE, NULL, TE "0x1\r\nx\r\n0\r\n\r\n"},
    {"7.1", HTTP_BAD_CHUNK_SIZE, NULL, TE "-1\r\n"},
    {"7.1", HTTP_BAD_CHUNK_SIZE, NULL, TE "+1\r\nx\r\n"},
    {"7.1", HTTP_BAD_CHUNK_SIZE, NULL, TE " 1\r\nx\r\n"},
    {"7.1", HTTP_BAD_CHUNK_SIZE, NULL, TE "1_0\r\n"},
    {"7.1", HTTP_BAD_CHUNK_SIZE, NULL, TE "1\nx\r\n0\r\n\r\n"},
    {"7.1", HTTP_BAD_CHUNK_SIZE, NULL, TE "1\r\rx"},
    {"7.1", HTTP_BAD_CHUNK_EXTENSION, NULL, TE "1 \r\nx\r\n0\r\n\r\n"},
    {"7.1", HTTP_BAD_CHUNK_EXTENSION, NULL, TE "1 2\r\n"},
    {"7.1", HTTP_CHUNK_SIZE_OVERFLOW, NULL, TE "10000000000000000\r\n"},
    {"7.1", HTTP_CHUNK_SIZE_OVERFLOW, NULL, TE "ffffffffffffffff\r\n"},
    {"7.1", HTTP_BAD_CHUNK_END, NULL, TE "1\r\nxy\r\n0\r\n\r\n"},
    {"7.1", HTTP_BAD_CHUNK_END, NULL, TE "1\r\nx0\r\n\r\n"},
    {"7.1", HTTP_BAD_CHUNK_END, NULL, TE "1\r\nx\n0\r\n\r\n"},
    {"7.1", HTTP_BAD_CHUNK_END, NULL, TE "1\r\nx\rx"},
    {"7.1", HTTP_INCOMPLETE, NULL, TE "5\r\nhell"},
    {"7.1", HTTP_INCOMPLETE, NULL, TE "1\r\nx\r\n0\r\n"},
    {"7.1.1", HTTP_FINE, "x", TE "1;a\r\nx\r\n0;b=c;d=\"e;\\\"f\"\r\n\r\n"},
    {"7.1.1", HTTP_FINE, "x", TE "1 ; a = b\r\nx\r\n0\r\n\r\n"},
    {"7.1.1", HTTP_BAD_CHUNK_EXTENSION, NULL, TE "1;\r\nx\r\n"},
    {"7.1.1", HTTP_BAD_CHUNK_EXTENSION, NULL, TE "1;a=\r\nx\r\n"},
    {"7.1.1", HTTP_BAD_CHUNK_EXTENSION, NULL, TE "1;=a\r\nx\r\n"},
    {"7.1.1", HTTP_BAD_CHUNK_EXTENSION, NULL, TE "1;a\nx\r\n0\r\n\r\n"},
    {"7.1.1", HTTP_BAD_CHUNK_EXTENSION, NULL, TE "1;a=\"\r\n\"\r\nx\r\n"},
    {"7.1.1", HTTP_BAD_CHUNK_EXTENSION, NULL, TE "1;a\x01\r\nx\r\n"},
    {"7.1.2", HTTP_FINE, "", TE "0\r\nX: a\r\nY:\r\n\r\n"},
    {"7.1.2", HTTP_NO_COLON, NULL, TE "0\r\nGET / HTTP/1.1\r\n\r\n"},
    {"7.1.2", HTTP_SPACE_BEFORE_COLON, NULL, TE "0\r\nX : a\r\n\r\n"},
    {"7.1.2", HTTP_FOLDED_LINE, NULL, TE "0\r\nX: a\r\n b\r\n\r\n"},
    {"7.1.2", HTTP_BARE_CR, NULL, TE "0\r\n\rX: a\r\n\r\n"},
    /* 8: incomplete messages */
    {"8", HTTP_INCOMPLETE, NULL, "GET / HTTP/1.1\r\nHost: a\r\n"},
    {"8", HTTP_INCOMPLETE, NULL, POST "Content-Length: 2\r\n" E "x"},
};

static const struct row responses[] = {
    {"4", HTTP_FINE, "", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" E},
    {"4", HTTP_FINE, "x", "HTTP/1.1 200 \r\nContent-Length: 1\r\n" E "x"},
    {"4 may", HTTP_FINE, "x", "HTTP/1.1 200\r\nContent-Length: 1\r\n" E "x"},
    {"4", HTTP_FINE, "", "HTTP/1.1 404 Not\tFound \xe9\r\nContent-Length: 0\r\n" E},
    {"9110:15", HTTP_FINE, "", "HTTP/1.1 799 x\r\nContent-Length: 0\r\n" E},
    {"4", HTTP_BAD_STATUS_CODE, NULL, "HTTP/1.1 20 OK\r\n" E},
    {"4", HTTP_BAD_STATUS_CODE, NULL, "HTTP/1.1 2000 OK\r\n" E},
    {"4", HTTP_BAD_STATUS_CODE, NULL, "HTTP/1.1 2x0 OK\r\n" E},
    {"4", HTTP_BAD_STATUS_CODE, NULL, "HTTP/1.1 -20 OK\r\n" E},
    {"4 may", HTTP_BAD_STATUS_CODE, NULL, "HTTP/1.1  200 OK\r\n" E},
    {"4", HTTP_BAD_STATUS_LINE, NULL, "HTTP/1.1\r\n" E},
    {"2.3", HTTP_BAD_VERSION, NULL, "http/1.1 200 OK\r\n" E},
    {"2.3", HTTP_VERSION_UNSUPPORTED, NULL, "HTTP/2.0 200 OK\r\n" E},
    {"4", HTTP_BAD_REASON, NULL, "HTTP/1.1 200 O\x01K\r\n" E},
    {"5.1 may", HTTP_SPACE_BEFORE_COLON, NULL, "HTTP/1.1 200 OK\r\nX : a\r\n" E},
    {"5.2", HTTP_FINE, "", "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n" E},
    {"6.3", HTTP_FINE, "", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n" E},
    {"6.3", HTTP_FINE, "", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n" E},
    {"6.3", HTTP_FINE, "|x",
     "HTTP/1.1 100 Continue\r\n" E "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n" E "x"},
    {"6.3", HTTP_FINE, "all of it\r\n", "HTTP/1.1 200 OK\r\n" E "all of it\r\n"},
    {"6.3", HTTP_FINE, "all of it", "HTTP/1.0 200 OK\r\n" E "all of it"},
    {"6.3", HTTP_FINE, "x",
     "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n" E
     "1\r\nx\r\n0\r\n\r\n"},
    {"6.3", HTTP_FINE, "x",
     "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n" E "x"},
    {"6.3", HTTP_CONTENT_LENGTHS_DIFFER, NULL,
     "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n" E "xx"},
    {"6.3", HTTP_BAD_CONTENT_LENGTH, NULL, "HTTP/1.1 200 OK\r\nContent-Length: a\r\n" E},
    {"6.3", HTTP_FINE, "zz", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n" E "zz"},
    {"6.1", HTTP_CODING_UNKNOWN, NULL,
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n" E},
    {"8", HTTP_INCOMPLETE, NULL, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n" E "x"},
    {"8", HTTP_INCOMPLETE, NULL,
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" E "1\r\nx"},
    {"7.1.2", HTTP_FINE, "x",
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" E "1\r\nx\r\n0\r\nX: a\r\n" E},
};

/* --- feeding --- */

struct outcome {
    struct http_reader reader;
    uint8_t head[HTTP_HEAD_MAX];
    char bodies[400];
    struct text text;
    unsigned messages;
};

static void begin(struct outcome *o, enum http_kind kind)
{
    http_reader_begin(&o->reader, kind, HTTP_STRICT, HTTP_GET);
    o->text = text_over(o->bodies, sizeof o->bodies);
    o->messages = 0;
}

static void feed(struct outcome *o, const char *octets, size_t length)
{
    size_t at = 0;
    for (;;) {
        size_t taken;
        struct http_part part;
        enum http_step step =
            http_reader_feed(&o->reader, o->head, sizeof o->head, (const uint8_t *)octets + at,
                             length - at, &taken, &part);
        at += taken;
        if (step == HTTP_STEP_MORE || step == HTTP_STEP_REFUSED)
            return;
        if (step == HTTP_STEP_HEAD && o->messages > 0)
            text_put_char(&o->text, '|');
        if (step == HTTP_STEP_BODY)
            text_put_octets(&o->text, part.octets, part.length);
        if (step == HTTP_STEP_END) {
            o->messages++;
            http_reader_next(&o->reader, HTTP_GET);
        }
        assert_int_not_equal(step, HTTP_STEP_TUNNEL);
    }
}

static void judge(struct outcome *o, const struct row *row)
{
    enum http_step step = http_reader_close(&o->reader);
    enum http_refusal verdict = (enum http_refusal)o->reader.refusal;
    if (verdict != row->verdict)
        fail_msg("RFC 9112 %s: %s, not %s:\n%s", row->section, http_refusal_text(verdict)->id,
                 http_refusal_text(row->verdict)->id, row->octets);
    if (verdict != HTTP_FINE)
        return;
    assert_true(step == HTTP_STEP_END || (step == HTTP_STEP_MORE && o->messages > 0));
    if (strcmp(o->bodies, row->body) != 0)
        fail_msg("RFC 9112 %s: \"%s\", not \"%s\":\n%s", row->section, o->bodies, row->body,
                 row->octets);
}

static void feed_in_every_way(const struct row *row, enum http_kind kind)
{
    static struct outcome o;
    size_t length = strlen(row->octets);
    for (size_t cut = 0; cut <= length; cut++) {
        begin(&o, kind);
        feed(&o, row->octets, cut);
        feed(&o, row->octets + cut, length - cut);
        judge(&o, row);
    }
    begin(&o, kind);
    for (size_t i = 0; i < length; i++)
        feed(&o, row->octets + i, 1);
    judge(&o, row);
}

static void requests_are_judged(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(requests); i++)
        feed_in_every_way(&requests[i], HTTP_REQUEST);
}

static void responses_are_judged(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(responses); i++)
        feed_in_every_way(&responses[i], HTTP_RESPONSE);
}

/* NUL cannot stand in the rows above. */
static void a_nul_is_nowhere_welcome(void **state)
{
    (void)state;
    static const char whole[] =
        "PUT /a HTTP/1.1\r\nHost: a\r\nX: b\r\nContent-Length: 1\r\n\r\n";
    static struct outcome o;
    for (size_t at = 0; at < sizeof whole - 3; at++) {
        char octets[sizeof whole];
        memcpy(octets, whole, sizeof whole);
        octets[at] = '\0';
        begin(&o, HTTP_REQUEST);
        feed(&o, octets, sizeof whole - 1);
        assert_int_equal(http_reader_close(&o.reader), HTTP_STEP_REFUSED);
        enum http_refusal verdict = (enum http_refusal)o.reader.refusal;
        assert_int_not_equal(verdict, HTTP_FINE);
        assert_int_not_equal(verdict, HTTP_INCOMPLETE);
    }
}

/* What a server answers: 400 where the RFC says so, a better status where there is one. */
static void refusals_have_their_status(void **state)
{
    (void)state;
    for (int i = HTTP_FINE + 1; i < HTTP_REFUSALS; i++) {
        uint16_t status = http_refusal_text((enum http_refusal)i)->status;
        uint16_t wanted = 400;
        if (i == HTTP_METHOD_TOO_LONG || i == HTTP_CODING_UNKNOWN)
            wanted = 501;
        if (i == HTTP_TARGET_TOO_LONG)
            wanted = 414;
        if (i == HTTP_VERSION_UNSUPPORTED)
            wanted = 505;
        if (i == HTTP_HEAD_TOO_LARGE || i == HTTP_TOO_MANY_FIELDS)
            wanted = 431;
        if (i == HTTP_CONTENT_LENGTH_OVERFLOW || i == HTTP_CHUNK_SIZE_OVERFLOW)
            wanted = 413;
        assert_int_equal(status, wanted);
    }
    assert_true(COUNT_OF(requests) + COUNT_OF(responses) >= 120);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_are_judged),
        cmocka_unit_test(responses_are_judged),
        cmocka_unit_test(a_nul_is_nowhere_welcome),
        cmocka_unit_test(refusals_have_their_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
