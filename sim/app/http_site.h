/* app/http_site.h: what a web server serves, as constant data, and the decision what to answer
 * to a request (RFC 9110 sections 9 and 15; framing: RFC 9112). A pure function: no socket, no
 * state.
 *
 * Shape:  a site is an array of resources. A resource is found by its path, after
 * percent-decoding of unreserved characters; its query plays no role. */
#ifndef NETSTAGE_APP_HTTP_SITE_H
#define NETSTAGE_APP_HTTP_SITE_H

#include "wire/http.h"

struct http_resource {
    const char *path;         /* "/index.html" */
    const char *content_type; /* NULL: from the path's extension */
    const uint8_t *body;
    uint64_t length;
};

struct http_site {
    const struct http_resource *resources;
    uint32_t count;
    const char *server; /* value of Server; NULL: "netstage" */
    bool close_always;  /* answers every request with Connection: close */
};

/* What to send. The body is of static storage or the site's own. */
struct http_plan {
    uint16_t status;
    uint8_t minor;     /* HTTP/1.minor of the status-line: always 1 */
    bool send_body;    /* false for HEAD: the fields are the same as for GET */
    bool keep_alive;   /* false: Connection: close, and the connection is closed afterwards */
    const char *allow; /* value of Allow, or NULL */
    const char *content_type; /* or NULL */
    const uint8_t *body;
    uint64_t length;                      /* Content-Length */
    const struct http_resource *resource; /* the one that was found, or NULL */
};

/* The answer to a request that was read without refusal. */
struct http_plan http_site_plan(const struct http_site *site, const uint8_t *octets,
                                const struct http_head *head);

/* The answer to a message that was refused; the connection is closed after it. */
struct http_plan http_refusal_plan(enum http_refusal refusal);

/* What every static resource allows. */
#define HTTP_ALLOWED "GET, HEAD, OPTIONS"

/* The parts of a plan: a page of its own for an error's status; a resource with its type. */
struct http_plan http_page_plan(uint16_t status);
void http_plan_resource(struct http_plan *plan, const struct http_resource *resource);

/* Writes the head of the response: status-line, Date (seconds since 1970; below 0: none),
 * Server, Allow, Content-Type, Content-Length, Connection. */
void http_plan_write(struct writer *w, const struct http_site *site,
                     const struct http_plan *plan, unsigned request_minor, int64_t date);

/* The resource at this path, of a target as it was sent; NULL: there is none. */
const struct http_resource *http_resource_find(const struct http_site *site,
                                               const uint8_t *path, size_t length);

/* "text/html; charset=utf-8" for "/" and "a.html", and so on; "application/octet-stream" else.
 */
const char *http_type_of_path(const char *path);

#endif
