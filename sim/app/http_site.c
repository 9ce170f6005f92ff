/* app/http_site.c: see http_site.h. */
#include "app/http_site.h"

#include "wire/http_writer.h"

static const char bad_body[] = "<html><head><title>400 Bad Request</title></head><body>"
                               "<h1>400 Bad Request</h1></body></html>\n";

/* Short pages for errors; found by status. */
static const struct {
    uint16_t status;
    const char *body;
} pages[] = {
    {400, bad_body},
    {404, "<html><head><title>404 Not Found</title></head><body>"
          "<h1>404 Not Found</h1></body></html>\n"},
    {405, "<html><head><title>405 Method Not Allowed</title></head><body>"
          "<h1>405 Method Not Allowed</h1></body></html>\n"},
    {413, "<html><head><title>413 Content Too Large</title></head><body>"
          "<h1>413 Content Too Large</h1></body></html>\n"},
    {414, "<html><head><title>414 URI Too Long</title></head><body>"
          "<h1>414 URI Too Long</h1></body></html>\n"},
    {417, "<html><head><title>417 Expectation Failed</title></head><body>"
          "<h1>417 Expectation Failed</h1></body></html>\n"},
    {431, "<html><head><title>431 Request Header Fields Too Large</title></head><body>"
          "<h1>431 Request Header Fields Too Large</h1></body></html>\n"},
    {501, "<html><head><title>501 Not Implemented</title></head><body>"
          "<h1>501 Not Implemented</h1></body></html>\n"},
    {505, "<html><head><title>505 HTTP Version Not Supported</title></head><body>"
          "<h1>505 HTTP Version Not Supported</h1></body></html>\n"},
};

static const struct {
    const char *extension;
    const char *type;
} types[] = {
    {".html", "text/html; charset=utf-8"},
    {".htm", "text/html; charset=utf-8"},
    {".txt", "text/plain; charset=utf-8"},
    {".css", "text/css"},
    {".js", "text/javascript"},
    {".json", "application/json"},
    {".xml", "application/xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".jpeg", "image/jpeg"},
    {".gif", "image/gif"},
    {".svg", "image/svg+xml"},
    {".pdf", "application/pdf"},
};

const char *http_type_of_path(const char *path)
{
    size_t length = strlen(path);
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        size_t n = strlen(types[i].extension);
        if (length >= n && strcmp(path + length - n, types[i].extension) == 0)
            return types[i].type;
    }
    const char *slash = strrchr(path, '/');
    bool no_extension = strchr(slash != NULL ? slash : path, '.') == NULL;
    return no_extension ? "text/html; charset=utf-8" : "application/octet-stream";
}

static int hex_value(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The next octet of a path, percent-decoded; *at is stepped on. "%2F" is not a "/": as -2F it
 * never equals a character of a resource's path (RFC 3986 section 2.2). */
static int path_octet(const uint8_t *path, size_t length, size_t *at)
{
    uint8_t c = path[*at];
    if (c != '%' || length - *at < 3) {
        *at += 1;
        return c;
    }
    int value = hex_value(path[*at + 1]) * 16 + hex_value(path[*at + 2]);
    *at += 3;
    return value == '/' ? -value : value;
}

static bool same_path(const uint8_t *path, size_t length, const char *known)
{
    size_t at = 0;
    size_t i = 0;
    while (at < length && known[i] != '\0') {
        if (path_octet(path, length, &at) != (uint8_t)known[i])
            return false;
        i++;
    }
    return at == length && known[i] == '\0';
}

const struct http_resource *http_resource_find(const struct http_site *site,
                                               const uint8_t *path, size_t length)
{
    static const uint8_t root[] = {'/'};
    if (length == 0) { /* absolute-form without a path (RFC 9110 section 4.2.3) */
        path = root;
        length = 1;
    }
    for (uint32_t i = 0; i < site->count; i++) {
        if (same_path(path, length, site->resources[i].path))
            return &site->resources[i];
    }
    return NULL;
}

static void use_page(struct http_plan *plan, uint16_t status)
{
    plan->status = status;
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        if (pages[i].status == status) {
            plan->body = (const uint8_t *)pages[i].body;
            plan->length = strlen(pages[i].body);
            plan->content_type = "text/html; charset=utf-8";
        }
    }
}

struct http_plan http_page_plan(uint16_t status)
{
    struct http_plan plan = {.minor = 1, .send_body = true, .keep_alive = false};
    use_page(&plan, status);
    return plan;
}

void http_plan_resource(struct http_plan *plan, const struct http_resource *resource)
{
    plan->resource = resource;
    plan->body = resource->body;
    plan->length = resource->length;
    plan->content_type = resource->content_type != NULL ? resource->content_type
                                                        : http_type_of_path(resource->path);
}

/* OPTIONS (RFC 9110 section 9.3.7): what may be done, and no content. */
static void plan_options(struct http_plan *plan)
{
    plan->status = 200;
    plan->allow = HTTP_ALLOWED;
}

static void plan_method(struct http_plan *plan, enum http_method method)
{
    switch (method) {
    case HTTP_GET:
    case HTTP_HEAD:
        plan->status = 200;
        http_plan_resource(plan, plan->resource);
        return;
    case HTTP_OPTIONS:
        plan_options(plan);
        return;
    case HTTP_POST:
    case HTTP_PUT:
    case HTTP_DELETE:
    case HTTP_PATCH:
        use_page(plan, 405);
        plan->allow = HTTP_ALLOWED;
        return;
    case HTTP_TRACE:
    case HTTP_CONNECT:
    case HTTP_METHOD_OTHER:
    case HTTP_METHODS:
        use_page(plan, 501);
        return;
    }
}

struct http_plan http_site_plan(const struct http_site *site, const uint8_t *octets,
                                const struct http_head *head)
{
    struct http_plan plan = {.minor = 1,
                             .send_body = head->method_number != HTTP_HEAD,
                             .keep_alive = head->keep_alive && !site->close_always};
    enum http_method method = head->method_number;
    bool known = method == HTTP_GET || method == HTTP_HEAD || method == HTTP_OPTIONS ||
                 method == HTTP_POST || method == HTTP_PUT || method == HTTP_DELETE ||
                 method == HTTP_PATCH;
    if (head->expect_other) {
        use_page(&plan, 417);
    } else if (!known) {
        use_page(&plan, 501);
    } else if (head->target.form == HTTP_ASTERISK_FORM) {
        plan_options(&plan);
    } else {
        plan.resource =
            http_resource_find(site, octets + head->target.path.at, head->target.path.length);
        if (plan.resource == NULL)
            use_page(&plan, 404);
        else
            plan_method(&plan, method);
    }
    return plan;
}

struct http_plan http_refusal_plan(enum http_refusal refusal)
{
    return http_page_plan(http_refusal_text(refusal)->status);
}

void http_plan_write(struct writer *w, const struct http_site *site,
                     const struct http_plan *plan, unsigned request_minor, int64_t date)
{
    http_write_status_line(w, plan->minor, plan->status);
    if (date >= 0)
        http_write_field_date(w, "Date", date);
    http_write_field(w, "Server", site->server != NULL ? site->server : "netstage");
    if (plan->allow != NULL)
        http_write_field(w, "Allow", plan->allow);
    if (plan->content_type != NULL)
        http_write_field(w, "Content-Type", plan->content_type);
    http_write_field_number(w, "Content-Length", plan->length);
    /* An HTTP/1.0 client is told that the connection stays; an HTTP/1.1 client, that it ends.
     */
    if (!plan->keep_alive)
        http_write_field(w, "Connection", "close");
    else if (request_minor == 0)
        http_write_field(w, "Connection", "keep-alive");
    http_write_end_of_fields(w);
}
