/* wire/http_date.h: an HTTP-date (RFC 9110 section 5.6.7) as seconds since 1970, in each of its
 * three forms, strictly:
 *
 *     Sun, 06 Nov 1994 08:49:37 GMT    Sunday, 06-Nov-94 08:49:37 GMT    Sun Nov  6 08:49:37
 * 1994 */
#ifndef NETSTAGE_WIRE_HTTP_DATE_H
#define NETSTAGE_WIRE_HTTP_DATE_H

#include "base/bytes.h"

/* False: it is none of them. */
bool http_date_read(const uint8_t *octets, size_t length, int64_t *seconds);

#endif
