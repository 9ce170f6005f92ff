/* app/python_request.h: a request as Python's http.server (3.11) reads it, which is less strict
 * than RFC 9112: lines may end with LF alone, words of the request line stand apart by any
 * white space, and a line of two words is a request of HTTP/0.9, whose answer has no head.
 *
 * Shape:  spans of the octets that have come; nothing is kept between two looks. */
#ifndef NETSTAGE_APP_PYTHON_REQUEST_H
#define NETSTAGE_APP_PYTHON_REQUEST_H

#include "wire/http.h"

enum python_verdict {
    PYTHON_MORE,          /* the head is not complete yet */
    PYTHON_NOTHING,       /* an empty line, or the end: no answer */
    PYTHON_REQUEST,       /* method and path may be looked at */
    PYTHON_BAD_VERSION,   /* the last of three words or more is not HTTP/N.N */
    PYTHON_WRONG_VERSION, /* HTTP/2.0 or later */
    PYTHON_BAD_SYNTAX,    /* one word, or four */
    PYTHON_BAD_OLD,       /* HTTP/0.9 has only GET */
    PYTHON_LONG_LINE,     /* the request line does not fit */
    PYTHON_LONG_FIELD,    /* the fields do not fit */
    PYTHON_MANY_FIELDS,   /* PYTHON_FIELDS lines or more */
};

enum { PYTHON_FIELDS = 100 };

struct python_request {
    const uint8_t *octets;
    struct http_span line; /* without its end */
    struct http_span method;
    struct http_span path;
    struct http_span version; /* the last word */
    uint16_t fields;          /* where the field lines begin */
    uint16_t end;             /* behind the last of them */
    bool old;                 /* the answer has no head */
    bool known;               /* the method is */
};

/* Looks at what has come. ended: nothing more will; full: there is no room for more. */
enum python_verdict python_request_read(const uint8_t *octets, size_t length, bool ended,
                                        bool full, struct python_request *request) MUST_CHECK;

/* The value of the first field with this name, any case. False: there is none. */
bool python_request_field(const struct python_request *request, const char *name,
                          struct http_span *value) MUST_CHECK;

/* Is the method this one? */
bool python_request_is(const struct python_request *request, const char *method);

#endif
