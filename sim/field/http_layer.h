/* field/http_layer.h: what the parts of the HTTP dissector share. Private to this room. */
#ifndef NETSTAGE_FIELD_HTTP_LAYER_H
#define NETSTAGE_FIELD_HTTP_LAYER_H

#include "field/layer.h"

enum { HTTP_URI_TEXT = 2048, HTTP_CREDENTIALS_TEXT = 256 };

/* An HTTP message being read, and what its head says about the rest. */
struct http_message {
    struct layer l;
    bool response;
    uint32_t code;
    uint32_t uri, uri_length;
    bool has_host;
    uint32_t host, host_length;
    bool has_length;
    uint64_t content_length;
    bool chunked;
    bool typed;        /* has a Content-Type */
    bool text_content; /* and that is text */
};

struct http_line {
    uint32_t at;
    uint32_t length; /* without its end */
    uint32_t next;   /* behind its end */
    bool whole;      /* the end is there */
};

/* The line at an offset. False: it has no end. */
bool http_find_line(const struct dissection *d, uint32_t at, uint32_t end,
                    struct http_line *line);

/* A start line, or the beginning of one. */
bool http_begins(const struct dissection *d, uint32_t start, uint32_t end);

/* A whole start line of HTTP/1.x: recognised on any port. */
bool http_looks_whole(const struct dissection *d, uint32_t start, uint32_t end);

/* The header lines up to the empty one. False: a line does not end in this segment. */
bool http_take_head(struct http_message *m);

/* The chunks (RFC 9112 7.1). Gives where they end. */
uint32_t http_take_chunks(struct http_message *m);

/* What the standard calls a status code (RFC 9110 15). */
const char *http_code_name(uint32_t code);

#endif
