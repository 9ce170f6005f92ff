/* wire/http_reader.h: an HTTP message that arrives in pieces (RFC 9112), and its chunked body
 * (section 7.1).
 *
 *               HTTP_STEP_HEAD                    HTTP_STEP_BODY ...          HTTP_STEP_END
 *     octets --> start-line, fields, empty line --> body, in whatever parts --> trailers, end
 *
 * Shape:  a struct http_reader is a few integers, fit to be state; the head (and trailers
 * behind it) are gathered in a buffer of the caller's, the body is not copied at all. Octets
 * are looked at one by one, so that every way of cutting them gives the same result; a bad line
 * is refused at its end, before the rest of the head has come. Bounds: head and trailers
 * together fill at most the buffer, which need not be larger than HTTP_HEAD_MAX. */
#ifndef NETSTAGE_WIRE_HTTP_READER_H
#define NETSTAGE_WIRE_HTTP_READER_H

#include "wire/http.h"

enum {
    HTTP_EMPTY_LINES_MAX = 8, /* before a request-line (section 2.2: at least one) */
    HTTP_CHUNK_EXTENSIONS_MAX =
        4096, /* octets in one message, needless zeros of sizes included */
};

enum http_policy {
    HTTP_STRICT = 0,
    HTTP_TAKE_BARE_LF = 1, /* section 2.2: a single LF may end a line of the head */
};

struct http_reader {
    uint64_t left;             /* octets of body or chunk still to come */
    uint32_t head_length;      /* the head's octets in the buffer, once it is complete */
    uint32_t used;             /* octets in the buffer: head and trailers */
    uint32_t line;             /* where in the buffer the current line begins */
    uint32_t extension_octets; /* of all chunks so far */
    uint16_t field_lines;      /* of the current section */
    uint8_t kind;              /* enum http_kind */
    uint8_t request;           /* enum http_method that a response answers */
    uint8_t phase;             /* enum http_phase, of http_reader.c */
    uint8_t framing;           /* enum http_framing */
    uint8_t refusal;           /* enum http_refusal */
    uint8_t policy;            /* enum http_policy */
    uint8_t empty_lines;       /* before the start-line */
    uint8_t keep_alive;        /* of the head */
    uint8_t reserved[6];
};

_Static_assert(sizeof(struct http_reader) == 40, "no padding in state");

/* What came of some octets. */
enum http_step {
    HTTP_STEP_MORE, /* all taken; more are needed */
    HTTP_STEP_HEAD, /* the head is complete: http_head_read() over reader->head_length octets */
    HTTP_STEP_BODY, /* *part is the next part of the body, decoded */
    HTTP_STEP_END,  /* the message is complete; the rest belongs to the next one */
    HTTP_STEP_REFUSED, /* reader->refusal says why; for good */
    HTTP_STEP_TUNNEL,  /* what follows is not HTTP (answer to CONNECT) */
};

/* Octets of a body inside what was fed. */
struct http_part {
    const uint8_t *octets;
    size_t length;
};

/* Begins a connection's first message. For responses, `request` is the method it answers. */
void http_reader_begin(struct http_reader *reader, enum http_kind kind, enum http_policy policy,
                       enum http_method request);

/* After HTTP_STEP_END: the next message on the same connection. */
void http_reader_next(struct http_reader *reader, enum http_method request);

/* Looks at octets until something is complete. *taken says how many were used: to be called
 * again with the rest (even when none is left, until it gives HTTP_STEP_MORE). `buffer` is the
 * same at each call. */
enum http_step http_reader_feed(struct http_reader *reader, uint8_t *buffer, size_t capacity,
                                const uint8_t *octets, size_t length, size_t *taken,
                                struct http_part *part) MUST_CHECK;

/* How many octets can be given without giving any of the next message: 1 in heads and between
 * chunks, the rest of a body or chunk inside it. 0: the message is complete, refused, or no
 * HTTP. */
uint64_t http_reader_wants(const struct http_reader *reader);

/* The connection was closed. HTTP_STEP_END: that completed the message; HTTP_STEP_MORE: there
 * was no message at all; HTTP_STEP_REFUSED: the message is incomplete (section 8). */
enum http_step http_reader_close(struct http_reader *reader) MUST_CHECK;

/* The trailers, after HTTP_STEP_END; none when the body was not chunked. */
enum http_refusal http_reader_trailers(const struct http_reader *reader, const uint8_t *buffer,
                                       struct http_fields *trailers) MUST_CHECK;

#endif
