/* wire/http.h: the head of an HTTP/1.1 message: start-line and fields (RFC 9112 sections 2 to
 * 6; field rules: RFC 9110 section 5; targets: RFC 3986).
 *
 *     request-line   GET /index.html HTTP/1.1 CRLF       status-line   HTTP/1.1 200 OK CRLF
 *     field-lines    Host: www.example.com CRLF
 *     empty line     CRLF
 *     body           as long as section 6.3 says
 *
 * Shape:  the octets of a head lie in one buffer of the caller's; what is read from it refers
 * to it by spans (offset, length), so a struct http_head holds no pointers. Nothing is
 *         allocated, and nothing in the buffer is changed.
 * Strict: whatever does not match the grammar is refused by name; where the RFC leaves a
 * choice, the choice is written beside the refusal in http_refusals.def. See http_reader.h for
 * messages that arrive in pieces, http_writer.h for the other direction. */
#ifndef NETSTAGE_WIRE_HTTP_H
#define NETSTAGE_WIRE_HTTP_H

#include "base/bytes.h"

enum {
    HTTP_FIELDS_MAX = 100,
    HTTP_HEAD_MAX = 16384,        /* the largest head, and head plus trailers, that is read */
    HTTP_REQUEST_LINE_MAX = 8192, /* RFC 9112 section 3 recommends at least 8000 */
    HTTP_METHOD_MAX = 40,         /* of a request that is looked at any further */
};

enum http_kind { HTTP_REQUEST, HTTP_RESPONSE };

enum http_method {
    HTTP_METHOD_OTHER, /* a token that is none of these; methods are case-sensitive */
    HTTP_GET,
    HTTP_HEAD,
    HTTP_POST,
    HTTP_PUT,
    HTTP_DELETE,
    HTTP_CONNECT,
    HTTP_OPTIONS,
    HTTP_TRACE,
    HTTP_PATCH, /* RFC 5789 */
    HTTP_METHODS,
};

/* Why a message is refused: http_refusals.def. HTTP_FINE: it is not. */
enum http_refusal {
    HTTP_FINE,
#define REFUSAL(id, rfc, section, status, sentence) HTTP_##id,
#include "wire/http_refusals.def"
#undef REFUSAL
    HTTP_REFUSALS,
};

struct http_refusal_text {
    const char *id;       /* "BARE_LF" */
    const char *rfc;      /* "9112" */
    const char *section;  /* "2.2" */
    uint16_t status;      /* what a server answers before it closes the connection */
    const char *sentence; /* English */
};

/* refusal must be between HTTP_FINE and HTTP_REFUSALS, both excluded. */
const struct http_refusal_text *http_refusal_text(enum http_refusal refusal);

/* Part of a buffer. */
struct http_span {
    uint16_t at;
    uint16_t length;
};

struct http_field {
    struct http_span name;
    struct http_span value; /* without the white space around it */
};

struct http_fields {
    uint16_t count;
    struct http_field row[HTTP_FIELDS_MAX];
};

/* The four forms of a request-target (RFC 9112 section 3.2). */
enum http_target_form {
    HTTP_ORIGIN_FORM,
    HTTP_ABSOLUTE_FORM,
    HTTP_AUTHORITY_FORM,
    HTTP_ASTERISK_FORM
};

struct http_target {
    enum http_target_form form;
    struct http_span scheme;    /* absolute-form only */
    struct http_span authority; /* absolute-form and authority-form: host and port */
    struct http_span path;      /* may be empty in absolute-form: then it means "/" */
    struct http_span query;     /* without its "?" */
    bool has_query;
};

/* Where the body ends (RFC 9112 section 6.3). */
enum http_framing {
    HTTP_NO_BODY,
    HTTP_BY_LENGTH,   /* content_length octets */
    HTTP_CHUNKED,     /* at the last chunk and its trailers */
    HTTP_UNTIL_CLOSE, /* when the connection is closed */
    HTTP_TUNNEL,      /* never: the connection is no longer HTTP */
};

struct http_head {
    enum http_kind kind;
    /* request-line */
    struct http_span method;
    struct http_span raw_target;
    enum http_method method_number;
    struct http_target target;
    /* status-line */
    uint16_t status;
    struct http_span reason;
    /* both */
    uint8_t major;
    uint8_t minor;
    struct http_fields fields;
    /* what the fields mean */
    enum http_framing framing;
    uint64_t content_length; /* when has_content_length */
    bool has_content_length;
    bool keep_alive; /* the connection persists after this message (section 9.3) */
    bool has_host;
    bool expect_continue;  /* Expect: 100-continue (RFC 9110 section 10.1.1) */
    bool expect_other;     /* an expectation that nobody here knows: 417 */
    struct http_span host; /* value of Host, when has_host */
};

/* Reads a whole head, from the first octet of the start-line to the empty line's LF, length at
 * most HTTP_HEAD_MAX. For a response, `request` is the method that it answers.
 * Fails: as the refusal says; *head is then only good for what came before the fault. */
enum http_refusal http_head_read(const uint8_t *octets, size_t length, enum http_kind kind,
                                 enum http_method request, struct http_head *head) MUST_CHECK;

/* The steps of http_head_read(), each on one line without its CRLF; spans are relative to
 * `octets`. */
enum http_refusal http_request_line_read(const uint8_t *octets, struct http_span line,
                                         struct http_head *head) MUST_CHECK;
enum http_refusal http_status_line_read(const uint8_t *octets, struct http_span line,
                                        struct http_head *head) MUST_CHECK;
enum http_refusal http_field_line_read(const uint8_t *octets, struct http_span line,
                                       struct http_field *field) MUST_CHECK;
enum http_refusal http_target_read(const uint8_t *octets, struct http_span target,
                                   enum http_method method,
                                   struct http_target *result) MUST_CHECK;

/* Field lines from `at` up to and with the empty line (a header or trailer section). */
enum http_refusal http_fields_read(const uint8_t *octets, size_t at, size_t length,
                                   struct http_fields *fields) MUST_CHECK;

/* Host, Content-Length, Transfer-Encoding, Connection and Expect of a head whose lines have
 * been read: fills in the last part of *head. */
enum http_refusal http_head_judge(const uint8_t *octets, enum http_method request,
                                  struct http_head *head) MUST_CHECK;

/* The field `name` (any case) at or after row `from`; NONE: there is none. */
uint32_t http_field_find(const uint8_t *octets, const struct http_fields *fields,
                         const char *name, uint32_t from);

/* The next element of the comma-separated lists in all fields called `name` (RFC 9110 section
 * 5.6.1), empty elements stepped over. Begin with *row = 0 and *at = 0. False: there is none.
 */
bool http_list_next(const uint8_t *octets, const struct http_fields *fields, const char *name,
                    uint32_t *row, uint16_t *at, struct http_span *element);

/* The octets of a span spell `word`; exactly, or without regard to case. */
bool http_span_is(const uint8_t *octets, struct http_span span, const char *word);
bool http_span_is_word(const uint8_t *octets, struct http_span span, const char *word);

/* Words of the grammar. */
bool http_is_tchar(uint8_t c);       /* RFC 9110 section 5.6.2 */
bool http_is_field_octet(uint8_t c); /* VCHAR, obs-text, SP, HTAB (section 5.5) */
bool http_is_token(const uint8_t *octets, size_t length);

/* uri-host [":" port] (RFC 9110 section 4.2.1, RFC 3986 section 3.2.2). With `port_needed`, a
 * port from 1 to 65535 must be there, and a host (authority-form). */
bool http_host_is_valid(const uint8_t *octets, size_t length, bool port_needed);

enum http_method http_method_number(const uint8_t *octets, size_t length);
const char *http_method_word(enum http_method method); /* "GET"; "" for HTTP_METHOD_OTHER */

/* "OK" for 200; "" when nothing is registered (RFC 9110 section 15). */
const char *http_reason(unsigned status);

#endif
