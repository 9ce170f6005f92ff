/* app/http_site.c: see http_site.h. */
#include "app/http_site.h"

#include "app/http_auth.h"
#include "wire/http_writer.h"

#define PAGE(status, words)                                                                    \
    {                                                                                          \
        status, "<html><head><title>" words "</title></head><body><h1>" words                  \
                "</h1></body></html>\n"                                                        \
    }

/* Short pages for errors; found by status. */
static const struct {
    uint16_t status;
    const char *body;
} pages[] = {
    PAGE(301, "301 Moved Permanently"),
    PAGE(302, "302 Found"),
    PAGE(303, "303 See Other"),
    PAGE(307, "307 Temporary Redirect"),
    PAGE(308, "308 Permanent Redirect"),
    PAGE(400, "400 Bad Request"),
    PAGE(401, "401 Unauthorized"),
    PAGE(403, "403 Forbidden"),
    PAGE(404, "404 Not Found"),
    PAGE(405, "405 Method Not Allowed"),
    PAGE(406, "406 Not Acceptable"),
    PAGE(408, "408 Request Timeout"),
    PAGE(409, "409 Conflict"),
    PAGE(411, "411 Length Required"),
    PAGE(412, "412 Precondition Failed"),
    PAGE(413, "413 Content Too Large"),
    PAGE(414, "414 URI Too Long"),
    PAGE(415, "415 Unsupported Media Type"),
    PAGE(416, "416 Range Not Satisfiable"),
    PAGE(417, "417 Expectation Failed"),
    PAGE(429, "429 Too Many Requests"),
    PAGE(431, "431 Request Header Fields Too Large"),
    PAGE(500, "500 Internal Server Error"),
    PAGE(501, "501 Not Implemented"),
    PAGE(503, "503 Service Unavailable"),
    PAGE(505, "505 HTTP Version Not Supported"),
};

/* The rules behind statuses; found by status. */
static const struct {
    uint16_t status;
    enum rule rule;
} rules[] = {
    {404, RULE_HTTP_NOT_FOUND},       {405, RULE_HTTP_NOT_ALLOWED},
    {409, RULE_HTTP_CONFLICT},        {411, RULE_HTTP_LENGTH_REQUIRED},
    {413, RULE_HTTP_TOO_LARGE},       {415, RULE_HTTP_UNSUPPORTED_TYPE},
    {501, RULE_HTTP_NOT_IMPLEMENTED},
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

size_t http_path_begins(const uint8_t *path, size_t length, const char *known)
{
    size_t at = 0;
    for (size_t i = 0; known[i] != '\0'; i++) {
        if (at >= length || path_octet(path, length, &at) != (uint8_t)known[i])
            return SIZE_MAX;
    }
    return at;
}

static bool is_unreserved(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c > 0 && strchr("-._~", c) != NULL);
}

/* The rest of a path behind a collection's: "", "/", or "/name" with unreserved characters only
 * (RFC 3986 section 2.3). */
static bool read_member(struct http_place *place, const uint8_t *path, size_t length)
{
    size_t at = 1;
    size_t n = 0;
    place->is_member = length > 1;
    if (length > 0 && path[0] != '/')
        return false;
    while (at < length) {
        int c = path_octet(path, length, &at);
        if (!is_unreserved(c) || n + 1 == sizeof place->name)
            return false;
        place->name[n++] = (char)c;
    }
    place->name[n] = '\0';
    return strcmp(place->name, ".") != 0 && strcmp(place->name, "..") != 0;
}

struct http_place http_place_find(const struct http_site *site, const uint8_t *path,
                                  size_t length)
{
    static const uint8_t root[] = {'/'};
    if (length == 0) { /* absolute-form without a path (RFC 9110 section 4.2.3) */
        path = root;
        length = 1;
    }
    for (uint32_t i = 0; i < site->count; i++) {
        const struct http_resource *resource = &site->resources[i];
        struct http_place place = {.resource = resource};
        size_t used = http_path_begins(path, length, resource->path);
        if (used == length)
            return place;
        bool has_members = resource->kind == HTTP_COLLECTION || resource->kind == HTTP_QUEUE;
        if (used != SIZE_MAX && has_members && read_member(&place, path + used, length - used))
            return place;
    }
    return (struct http_place){.resource = NULL};
}

void http_plan_page(struct http_plan *plan, uint16_t status)
{
    plan->status = status;
    plan->is_page = false;
    plan->body = NULL;
    plan->length = 0;
    plan->content_type = NULL;
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        if (pages[i].status == status) {
            plan->body = (const uint8_t *)pages[i].body;
            plan->length = strlen(pages[i].body);
            plan->content_type = "text/html; charset=utf-8";
        }
    }
}

void http_plan_resource(struct http_plan *plan, const struct http_resource *resource)
{
    plan->body = resource->body;
    plan->length = resource->length;
    plan->is_page = true;
    plan->content_type = resource->content_type != NULL ? resource->content_type
                                                        : http_type_of_path(resource->path);
}

void http_plan_frame(struct http_plan *plan, unsigned request_minor)
{
    const struct http_resource *resource = plan->place.resource;
    bool content = plan->status / 100 == 2 && plan->length > 0;
    if (resource == NULL || resource->chunk == 0 || !content)
        return;
    if (request_minor >= 1) {
        plan->chunk = resource->chunk;
        if (resource->trailer_names != NULL)
            http_plan_field(plan, "Trailer", resource->trailer_names);
        return;
    }
    plan->until_close = true;
    plan->keep_alive = false;
}

void http_plan_field(struct http_plan *plan, const char *name, const char *value)
{
    plan->extra[plan->extras++] = (struct http_extra){name, value};
}

enum rule http_status_rule(unsigned status)
{
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (rules[i].status == status)
            return rules[i].rule;
    }
    return RULE_HTTP_ANSWERS;
}

/* --- media types --- */

static size_t essence_length(const char *type)
{
    return strcspn(type, "; \t");
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_word(const char *a, size_t n, const char *b)
{
    for (size_t i = 0; i < n; i++) {
        if (lower(a[i]) != lower(b[i]))
            return false;
    }
    return true;
}

bool http_type_is(const char *type, const char *essence)
{
    size_t n = essence_length(type);
    return n == strlen(essence) && same_word(type, n, essence);
}

bool http_type_is_json(const char *type)
{
    size_t n = essence_length(type);
    return http_type_is(type, "application/json") ||
           (n > 5 && same_word(type + n - 5, 5, "+json"));
}

/* --- what the head decides --- */

static const char *allowed_at(const struct http_place *place)
{
    switch (place->resource->kind) {
    case HTTP_PAGE:
    case HTTP_COUNTER:
        return HTTP_ALLOWED;
    case HTTP_COLLECTION:
        return place->is_member ? HTTP_MEMBER_ALLOWED : HTTP_COLLECTION_ALLOWED;
    case HTTP_QUEUE:
        return place->is_member ? HTTP_WORK_ALLOWED : HTTP_COLLECTION_ALLOWED;
    case HTTP_LOGIN:
        return HTTP_LOGIN_ALLOWED;
    case HTTP_LOGOUT:
        return HTTP_LOGOUT_ALLOWED;
    case HTTP_SINK:
        return HTTP_SINK_ALLOWED;
    case HTTP_ECHO:
    case HTTP_REDIRECT:
        return HTTP_ECHO_ALLOWED;
    }
    return HTTP_ALLOWED;
}

/* A method of the list in Allow. */
static bool is_allowed(const char *allow, enum http_method method)
{
    const char *word = http_method_word(method);
    const char *found = strstr(allow, word);
    return found != NULL && strchr(", ", found[strlen(word)]) != NULL;
}

static bool brings_content(enum http_method method)
{
    return method == HTTP_POST || method == HTTP_PUT || method == HTTP_PATCH;
}

uint32_t http_body_limit(const struct http_place *place, enum http_method method)
{
    if (place->resource == NULL || !is_allowed(allowed_at(place), method) ||
        !brings_content(method))
        return 0;
    switch (place->resource->kind) {
    case HTTP_COLLECTION:
        return place->resource->collection->largest;
    case HTTP_LOGIN:
        return HTTP_FORM_MOST;
    case HTTP_SINK:
        return place->resource->most;
    case HTTP_ECHO:
    case HTTP_QUEUE:
        return HTTP_MEMBER_MOST;
    case HTTP_PAGE:
    case HTTP_LOGOUT:
    case HTTP_COUNTER:
    case HTTP_REDIRECT:
        break;
    }
    return 0;
}

/* The media type that the method must bring; NULL: any. */
static const char *wanted_type(const struct http_place *place, enum http_method method)
{
    if (place->resource->kind == HTTP_LOGIN)
        return HTTP_FORM;
    if (place->resource->kind != HTTP_COLLECTION)
        return NULL;
    return method == HTTP_PATCH ? HTTP_MERGE_PATCH : place->resource->collection->accepts;
}

static bool brings_type(const uint8_t *octets, const struct http_head *head, const char *type)
{
    char given[HTTP_MEMBER_TYPE] = "";
    uint32_t row = http_field_find(octets, &head->fields, "Content-Type", 0);
    if (row != NONE && head->fields.row[row].value.length < sizeof given)
        memcpy(given, octets + head->fields.row[row].value.at,
               head->fields.row[row].value.length);
    return http_type_is(given, type);
}

/* Content for a collection: how long it is, and what (RFC 9110 sections 15.5.12, 14, 16). */
static void plan_content(struct http_plan *plan, const uint8_t *octets,
                         const struct http_head *head)
{
    enum http_method method = head->method_number;
    const char *type = wanted_type(&plan->place, method);
    enum http_resource_kind kind = plan->place.resource->kind;
    bool needed = kind == HTTP_COLLECTION || kind == HTTP_LOGIN;
    if (needed && head->framing == HTTP_NO_BODY && !head->has_content_length) {
        http_plan_page(plan, 411);
    } else if (head->has_content_length && kind != HTTP_LOGOUT &&
               head->content_length > http_body_limit(&plan->place, method)) {
        http_plan_page(plan, 413);
    } else if (type != NULL && !brings_type(octets, head, type)) {
        http_plan_page(plan, 415);
        http_plan_field(plan, method == HTTP_PATCH ? "Accept-Patch" : "Accept", type);
    }
}

/* OPTIONS (RFC 9110 section 9.3.7): what may be done, and no content. */
static void plan_options(struct http_plan *plan, const char *allow)
{
    plan->status = 200;
    plan->allow = allow;
    if (is_allowed(allow, HTTP_PATCH)) /* RFC 5789 section 3.1 */
        http_plan_field(plan, "Accept-Patch", HTTP_MERGE_PATCH);
}

static void put_set_cookies(struct http_plan *plan)
{
    const struct http_resource *resource = plan->place.resource;
    for (uint32_t i = 0; i < resource->set_cookies; i++)
        http_plan_field(plan, "Set-Cookie", resource->set_cookie[i]);
}

static void plan_page(struct http_plan *plan)
{
    const struct http_resource *resource = plan->place.resource;
    plan->status = resource->status != 0 ? resource->status : 200;
    plan->rule = resource->status != 0 ? RULE_HTTP_AS_TOLD : RULE_NONE;
    http_plan_resource(plan, resource);
    put_set_cookies(plan);
}

/* The representation that suits the client best (RFC 9110 section 12.1), or 406. */
static void plan_variant(struct http_plan *plan, const uint8_t *octets,
                         const struct http_head *head)
{
    const struct http_resource *resource = plan->place.resource;
    uint32_t row =
        http_variant_choose(resource->variants, resource->variant_count, octets, head);
    if (row == NONE) {
        http_plan_page(plan, 406);
        plan->rule = RULE_HTTP_NOT_ACCEPTABLE;
        plan->body = (const uint8_t *)resource->alternatives;
        plan->length = strlen(resource->alternatives);
        plan->content_type = "text/plain; charset=utf-8";
    } else {
        const struct http_variant *variant = &resource->variants[row];
        plan_page(plan);
        plan->rule = RULE_HTTP_CHOOSES;
        plan->variant = row + 1;
        plan->body = variant->body;
        plan->length = variant->length;
        plan->content_type = variant->type;
        if (variant->language != NULL)
            http_plan_field(plan, "Content-Language", variant->language);
    }
    if (resource->vary != NULL)
        http_plan_field(plan, "Vary", resource->vary);
}

static void put_given_fields(struct http_plan *plan)
{
    const struct http_resource *resource = plan->place.resource;
    for (uint32_t i = 0; i < resource->field_count; i++)
        http_plan_field(plan, resource->fields[i].name, resource->fields[i].value);
}

/* Location (RFC 9110 section 10.2.2), and a rule that tells for good from this time. */
static void plan_redirect(struct http_plan *plan)
{
    const struct http_resource *resource = plan->place.resource;
    bool moved = resource->status == 301 || resource->status == 308;
    http_plan_page(plan, resource->status);
    plan->rule = moved ? RULE_HTTP_MOVED : RULE_HTTP_ELSEWHERE;
    http_plan_field(plan, "Location", resource->to);
}

/* A resource is there, and the method is known. */
static void plan_method(struct http_plan *plan, const uint8_t *octets,
                        const struct http_head *head)
{
    const char *allow = allowed_at(&plan->place);
    enum http_method method = head->method_number;
    if (!is_allowed(allow, method)) {
        http_plan_page(plan, 405);
        plan->allow = allow;
    } else if (method == HTTP_OPTIONS) {
        plan_options(plan, allow);
        return;
    } else if (plan->place.resource->kind == HTTP_REDIRECT) {
        plan_redirect(plan);
    } else if (plan->place.resource->variant_count > 0) {
        plan_variant(plan, octets, head);
    } else if (plan->place.resource->kind == HTTP_PAGE) {
        plan_page(plan);
    } else if (brings_content(method)) {
        plan_content(plan, octets, head);
    }
    if (plan->status < 400)
        put_given_fields(plan);
}

/* "OPTIONS *": what the server can do at all. */
static const char *allowed_anywhere(const struct http_site *site)
{
    const char *most = HTTP_ALLOWED;
    for (uint32_t i = 0; i < site->count; i++) {
        switch (site->resources[i].kind) {
        case HTTP_COLLECTION:
        case HTTP_ECHO:
        case HTTP_SINK:
            return HTTP_ECHO_ALLOWED;
        case HTTP_QUEUE:
        case HTTP_LOGIN:
        case HTTP_LOGOUT:
            most = HTTP_LOGIN_ALLOWED;
            break;
        case HTTP_PAGE:
        case HTTP_COUNTER:
        case HTTP_REDIRECT:
            break;
        }
    }
    return most;
}

/* Who may not use what is there, or learn whether anything is. False: the plan has answered. */
static bool plan_visitor(struct http_plan *plan, const struct http_site *site,
                         const uint8_t *octets, const struct http_head *head,
                         const struct http_visitor *visitor)
{
    const struct http_needs *needs = http_needs_find(site, plan->place.resource, octets, head);
    struct http_verdict verdict = http_auth_judge(site, needs, octets, head, visitor->user);
    plan->user = verdict.user;
    if (verdict.status == 0)
        return true;
    http_plan_page(plan, verdict.status);
    plan->rule = verdict.rule;
    if (verdict.challenge != NULL)
        http_plan_field(plan, "WWW-Authenticate", verdict.challenge);
    return false;
}

struct http_plan http_site_plan(const struct http_site *site, const uint8_t *octets,
                                const struct http_head *head,
                                const struct http_visitor *visitor)
{
    struct http_plan plan = {.minor = 1,
                             .send_body = head->method_number != HTTP_HEAD,
                             .keep_alive = head->keep_alive && !site->close_always};
    enum http_method method = head->method_number;
    bool known = method == HTTP_GET || method == HTTP_HEAD || method == HTTP_OPTIONS ||
                 method == HTTP_DELETE || brings_content(method);
    if (head->expect_other) {
        http_plan_page(&plan, 417);
        plan.rule = RULE_HTTP_EXPECTATION;
    } else if (!known) {
        http_plan_page(&plan, 501);
    } else if (head->target.form == HTTP_ASTERISK_FORM) {
        plan_options(&plan, allowed_anywhere(site));
    } else {
        plan.place =
            http_place_find(site, octets + head->target.path.at, head->target.path.length);
        if (!plan_visitor(&plan, site, octets, head, visitor))
            return plan;
        if (plan.place.resource == NULL)
            http_plan_page(&plan, 404);
        else
            plan_method(&plan, octets, head);
    }
    return plan;
}

struct http_plan http_refusal_plan(enum http_refusal refusal)
{
    struct http_plan plan = {.minor = 1, .send_body = true, .rule = RULE_HTTP_REFUSES};
    http_plan_page(&plan, http_refusal_text(refusal)->status);
    return plan;
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
    for (uint32_t i = 0; i < plan->extras; i++)
        http_write_field(w, plan->extra[i].name, plan->extra[i].value);
    if (plan->content_type != NULL)
        http_write_field(w, "Content-Type", plan->content_type);
    if (plan->chunk != 0)
        http_write_field(w, "Transfer-Encoding", "chunked");
    else if (plan->status != 204 && plan->status != 304 && !plan->until_close)
        http_write_field_number(w, "Content-Length", plan->length);
    /* An HTTP/1.0 client is told that the connection stays; an HTTP/1.1 client, that it ends.
     */
    if (!plan->keep_alive)
        http_write_field(w, "Connection", "close");
    else if (request_minor == 0)
        http_write_field(w, "Connection", "keep-alive");
    http_write_end_of_fields(w);
}
