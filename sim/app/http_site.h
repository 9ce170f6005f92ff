/* app/http_site.h: what a web server serves, as constant data, and what can be decided about a
 * request without knowing what the server remembers (RFC 9110 sections 9 and 15; framing:
 * RFC 9112). Pure functions: no socket, no state. What needs state is web_answer.h's.
 *
 * Shape:  a site is an array of resources: pages, whose octets are constant, and collections,
 * whose members come and go. A resource is found by its path, after percent-decoding of
 * unreserved characters; its query plays no role. */
#ifndef NETSTAGE_APP_HTTP_SITE_H
#define NETSTAGE_APP_HTTP_SITE_H

#include "app/http_variant.h"
#include "core/record.h"
#include "wire/http.h"

enum {
    HTTP_MEMBER_NAME =
        64, /* octets of the name of a collection's member, terminator included */
    HTTP_MEMBER_TYPE = 64,      /* of its media type */
    HTTP_MEMBER_MOST = 16384,   /* octets of a member, and of any body that a server keeps */
    HTTP_COLLECTION_MOST = 200, /* members of a collection */
    HTTP_COLLECTION_PATH = 128,
    HTTP_EXTRAS = 24,
    HTTP_FIELDS_GIVEN = 8, /* fields that a resource's plan adds, Cache-Control aside */
    HTTP_SET_COOKIES = 4,
    HTTP_FORM_MOST = 512, /* octets of a login's form */
};

/* What a collection has at the start. */
struct http_member {
    const char *name;
    const char *content_type;
    const uint8_t *body;
    uint32_t length;
};

/* A resource whose members, "/orders/1", are made by POST and PUT, changed by PATCH and PUT,
 * and taken away by DELETE. */
struct http_collection {
    const struct http_member *members;
    uint32_t count;
    uint32_t limit;      /* members at the most; above 0 */
    uint32_t largest;    /* octets of one, at most HTTP_MEMBER_MOST */
    const char *accepts; /* the media type that POST and PUT must send; NULL: any */
};

enum http_resource_kind {
    HTTP_PAGE,       /* body and length */
    HTTP_COLLECTION, /* collection */
    HTTP_LOGIN,      /* POST begins a session and leads to `to`; GET shows a form */
    HTTP_LOGOUT,     /* POST ends the session and leads to `to` */
    HTTP_COUNTER,    /* counts its visits in `scope` */
    HTTP_ECHO,       /* answers with the request itself */
    HTTP_REDIRECT,   /* leads to `to` with `status`, whatever the method */
    HTTP_SINK,       /* counts and sums up what is sent to it, and keeps nothing */
    HTTP_QUEUE,      /* POST gives work that takes `work`; what came of it is asked for later */
};

/* Where a counter has its number. */
enum http_scope {
    HTTP_IN_SERVER,  /* one for everybody */
    HTTP_IN_SESSION, /* in the session table: one a visitor */
    HTTP_IN_COOKIE,  /* at the client; the server keeps nothing */
};

struct http_user {
    const char *name;
    const char *password; /* NULL: none, only tokens */
    const char *const *roles;
    uint32_t role_count;
    const char *const *tokens; /* of Bearer */
    uint32_t token_count;
};

/* How a client says who asks. */
enum http_way {
    HTTP_FREE,      /* not at all */
    HTTP_BY_LOGIN,  /* by a session; 403 without (there is nothing that could be asked for) */
    HTTP_BY_BASIC,  /* RFC 7617 */
    HTTP_BY_BEARER, /* RFC 6750 */
};

/* Who may use a resource. The values of WWW-Authenticate are constant. */
struct http_needs {
    enum http_way by;
    const char *role;      /* that the user must have; NULL: any user */
    const char *ask;       /* to who shows nothing, or a wrong password */
    const char *wrong;     /* Bearer: to a token that nobody has */
    const char *malformed; /* Bearer: to what is no token at all */
    const char *lacks;     /* Bearer: to a user without the role */
};

/* Everything below a path needs this, also what is not there: "/admin" and "/admin/x". */
struct http_protection {
    const char *prefix;
    struct http_needs needs;
};

/* What goes wrong on purpose, and with which of a resource's requests. */
enum http_failing {
    HTTP_WORKS,
    HTTP_FAILS,       /* 500 */
    HTTP_HANGS_UP,    /* closes the connection; nothing is done */
    HTTP_LOSES_ANSWER /* does what was asked, then closes the connection */
};

struct http_failure {
    enum http_failing failing;
    uint32_t first; /* 1: the first request for this resource */
    uint32_t last;
};

/* How requests are treated besides: by the whole server, or at one resource, which then counts
 * instead. Times in ns. */
struct http_manner {
    uint32_t limit; /* requests of one client within `window`; 0: any number (429) */
    sim_time window;
    sim_time closed_from;  /* maintenance (503): from here … */
    sim_time closed_until; /* … until here; both 0: never */
    sim_time delay;        /* before a request is worked on */
    uint32_t pace;         /* octets of a body at once; 0: as TCP takes them */
    sim_time pace_every;
};

/* How sessions are kept. */
struct http_session_plan {
    const char *cookie;     /* the cookie's name */
    const char *attributes; /* of Set-Cookie behind the value: "; Path=/; HttpOnly", or "" */
    int64_t lifetime;       /* seconds without a request; the cookie's, too, if it has one */
    bool max_age;           /* Set-Cookie has Max-Age */
    bool expires;           /* Set-Cookie has Expires */
};

/* A field of a response that only some responses have. */
struct http_extra {
    const char *name;
    const char *value;
};

struct http_resource {
    const char *path;         /* "/index.html" */
    const char *content_type; /* NULL: from the path's extension */
    const uint8_t *body;
    uint64_t length;
    enum http_resource_kind kind;
    const struct http_collection *collection;
    enum http_scope scope;
    const char *to;  /* of HTTP_LOGIN, HTTP_LOGOUT and HTTP_REDIRECT */
    uint16_t status; /* of HTTP_REDIRECT: 301, 302, 303, 307 or 308; of a page: what it always
                      * answers; 0: 200 */
    const char *const *set_cookie;   /* values of Set-Cookie that every answer has */
    uint32_t set_cookies;            /* at most HTTP_SET_COOKIES */
    const char *etag;                /* of a page: its ETag; NULL: it has no validators */
    int64_t modified;                /* of a page with ETag: its Last-Modified, since 1970 */
    const struct http_extra *fields; /* that its answers have besides: Cache-Control, … */
    uint32_t field_count;            /* at most HTTP_FIELDS_GIVEN + 1 */
    struct http_needs needs;
    struct http_manner manner;
    struct http_failure failure;
    sim_time work;                       /* of HTTP_QUEUE: how long the work takes */
    uint32_t most;                       /* of HTTP_SINK: octets that it takes at once */
    const struct http_variant *variants; /* of a page that has several; body is not used then */
    uint32_t variant_count;
    const char *vary;         /* value of Vary */
    const char *alternatives; /* the content of 406 */
    uint32_t chunk;           /* the body goes in chunks of so many octets; 0: it does not */
    const struct http_extra *trailers;
    uint32_t trailer_count;
    const char *trailer_names; /* value of Trailer, or NULL */
};

struct http_site {
    const struct http_resource *resources;
    uint32_t count;
    const struct http_user *users;
    uint32_t user_count;
    const struct http_protection *protections;
    uint32_t protection_count;
    struct http_manner manner;
    uint32_t workers; /* requests that are worked on at once; 0: any number (503) */
    const struct http_session_plan *session; /* NULL: no session table */
    const char *server;                      /* value of Server; NULL: "netstage" */
    bool close_always;                       /* answers every request with Connection: close */
};

/* Where a request-target leads. */
struct http_place {
    const struct http_resource *resource; /* NULL: nowhere */
    bool is_member;                       /* of the collection */
    char name[HTTP_MEMBER_NAME];          /* its name, which need not exist */
};

/* What to send. The body is of static storage, the site's own, or the caller's. */
struct http_plan {
    uint16_t status;   /* 0: it depends on what the server remembers */
    uint8_t minor;     /* HTTP/1.minor of the status-line: always 1 */
    bool send_body;    /* false for HEAD: the fields are the same as for GET */
    bool keep_alive;   /* false: Connection: close, and the connection is closed afterwards */
    enum rule rule;    /* why; RULE_NONE: the status says it (http_status_rule) */
    const char *allow; /* value of Allow, or NULL */
    const char *content_type; /* or NULL */
    const uint8_t *body;
    uint64_t length;  /* Content-Length */
    bool is_page;     /* body is of the resource: of its variant row minus one, or its own */
    bool until_close; /* no Content-Length: the end of the connection ends the body */
    uint32_t variant;
    uint64_t page_from; /* where in that body it begins */
    uint32_t chunk;     /* octets of a chunk; 0: no chunks */
    struct http_extra extra[HTTP_EXTRAS];
    uint32_t extras;
    struct http_place place;
    const struct http_user *user; /* who asks, when that was needed and is known */
};

/* Who asks, as far as the server knows: the user of its session; "" or NULL: nobody known. */
struct http_visitor {
    const char *user;
};

/* The answer to a request that was read without refusal, as far as its head decides it. */
struct http_plan http_site_plan(const struct http_site *site, const uint8_t *octets,
                                const struct http_head *head,
                                const struct http_visitor *visitor);

/* The answer to a message that was refused; the connection is closed after it. */
struct http_plan http_refusal_plan(enum http_refusal refusal);

/* What may be done with a page, with a collection, and with a member of one. */
#define HTTP_ALLOWED "GET, HEAD, OPTIONS"
#define HTTP_COLLECTION_ALLOWED "GET, HEAD, POST, OPTIONS"
#define HTTP_MEMBER_ALLOWED "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"

#define HTTP_WORK_ALLOWED "GET, HEAD, DELETE, OPTIONS"
#define HTTP_LOGIN_ALLOWED "GET, HEAD, POST, OPTIONS"
#define HTTP_LOGOUT_ALLOWED "POST, OPTIONS"
#define HTTP_SINK_ALLOWED "POST, PUT, OPTIONS"
#define HTTP_ECHO_ALLOWED "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"

#define HTTP_FORM "application/x-www-form-urlencoded"
#define HTTP_MERGE_PATCH "application/merge-patch+json"

/* Makes a plan's answer a short page about its status. */
void http_plan_page(struct http_plan *plan, uint16_t status);
/* … the octets of a page of the site. */
void http_plan_resource(struct http_plan *plan, const struct http_resource *resource);
/* The answer's content is not made beforehand: chunks to a client of HTTP/1.1, the end of the
 * connection to one of HTTP/1.0 (RFC 9112 sections 6.1 and 6.3). Does nothing for a resource
 * without chunks, and for an answer without content. */
void http_plan_frame(struct http_plan *plan, unsigned request_minor);
/* One more field; both texts must outlive the plan. There is room for HTTP_EXTRAS. */
void http_plan_field(struct http_plan *plan, const char *name, const char *value);

/* Writes the head of the response: status-line, Date (seconds since 1970; below 0: none),
 * Server, Allow, the extra fields, Content-Type, Content-Length (none with 204, RFC 9110
 * section 8.6), Connection. */
void http_plan_write(struct writer *w, const struct http_site *site,
                     const struct http_plan *plan, unsigned request_minor, int64_t date);

/* The length of `known` as it is spelt at the start of a path that was sent, percent-encoding
 * resolved; SIZE_MAX: the path begins otherwise. */
size_t http_path_begins(const uint8_t *path, size_t length, const char *known);

/* The rule behind a status that has only one cause here. */
enum rule http_status_rule(unsigned status);

/* The place of a target's path as it was sent. */
struct http_place http_place_find(const struct http_site *site, const uint8_t *path,
                                  size_t length);

/* The octets of a request that its resource would keep: 0 when it has no use for a body. */
uint32_t http_body_limit(const struct http_place *place, enum http_method method);

/* The essence of a media type, "text/html" of "text/html; charset=utf-8", is `essence`
 * (RFC 9110 section 8.3.1), or is a kind of JSON (RFC 8259, RFC 6839 section 3.1). */
bool http_type_is(const char *type, const char *essence);
bool http_type_is_json(const char *type);

/* "text/html; charset=utf-8" for "/" and "a.html", and so on; "application/octet-stream" else.
 */
const char *http_type_of_path(const char *path);

#endif
