/* wire/http_writer.h: HTTP messages out of their parts (RFC 9112; Date: RFC 9110
 * section 5.6.7).
 *
 * Shape:  writes into a struct writer; what does not fit, or would break the message apart (a
 * CR, LF or NUL in a value, a name that is no token), clears its `ok` and writes nothing. */
#ifndef NETSTAGE_WIRE_HTTP_WRITER_H
#define NETSTAGE_WIRE_HTTP_WRITER_H

#include "base/text.h"
#include "wire/http.h"

/* "GET /index.html HTTP/1.1". Spaces and controls in method or target are refused. */
void http_write_request_line(struct writer *w, const char *method, const char *target,
                             unsigned minor);

/* "HTTP/1.1 200 OK", with the registered reason phrase. */
void http_write_status_line(struct writer *w, unsigned minor, unsigned status);

void http_write_field(struct writer *w, const char *name, const char *value);
void http_write_field_octets(struct writer *w, const char *name, const void *value, size_t n);
void http_write_field_number(struct writer *w, const char *name, uint64_t value);

/* IMF-fixdate, "Sun, 06 Nov 1994 08:49:37 GMT", from seconds since 1970. */
void http_write_field_date(struct writer *w, const char *name, int64_t seconds);
void http_put_date(struct text *text, int64_t seconds);

/* The empty line behind the fields, or behind the trailers. */
void http_write_end_of_fields(struct writer *w);

/* A chunk of the body, n above 0; and the last chunk, after which trailers and
 * http_write_end_of_fields() follow. */
void http_write_chunk(struct writer *w, const void *octets, size_t n);
void http_write_last_chunk(struct writer *w);

#endif
