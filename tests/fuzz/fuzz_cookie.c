/* tests/fuzz/fuzz_cookie.c: any octets as the value of Set-Cookie, as a date, and as a path.
 * What is read lies within what was given. */
#include <stdlib.h>
#include <string.h>

#include "wire/http_cookie.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void inside(struct http_span span, size_t size)
{
    if (span.length > 0 && (span.at > size || span.length > size - span.at))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct http_cookie cookie;
    int64_t seconds;
    char text[2048];
    char path[sizeof text + 2];
    if (size >= sizeof text)
        return 0;
    if (http_cookie_read(data, size, &cookie)) {
        inside(cookie.name, size);
        inside(cookie.value, size);
        inside(cookie.domain, size);
        inside(cookie.path, size);
    }
    (void)http_cookie_date(data, size, &seconds);
    memcpy(text, data, size);
    text[size] = '\0';
    struct text out = text_over(path, sizeof path);
    http_cookie_default_path(text, &out);
    if (out.length == 0 || path[0] != '/' ||
        !http_cookie_path_matches(text, path) != (text[0] != '/'))
        abort();
    (void)http_cookie_domain_matches(text, "example.com");
    (void)http_cookie_domain_matches("www.example.com", text);
    return 0;
}
