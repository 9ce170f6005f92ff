/* scenario/load_http.c: `http:`: pages, collections, and what a web server does besides. */
#include "scenario/load_http.h"

#include "base/catalogue.h"
#include "wire/http.h"
#include "wire/http_cookie.h"
#include "wire/json.h"

#include <string.h>

enum {
    SITE_PORT_MOST = 65535,
    COLLECTION_LIMIT = 100,
    WORKERS_MOST = 1000,
    SINK_MOST = 1000000000,
    COOKIE_TEXT = 256, /* octets of a Set-Cookie, of the attributes of one */
};

#define PAGES_MODIFIED INT64_C(1767139200) /* 2025-12-31 00:00:00: a day before every run */
#define SESSION_LIFETIME (1800 * SIM_SECOND)
#define SESSION_LONGEST (86400 * SIM_SECOND)

static uint64_t bodies_so_far(const struct loader *l)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < l->s->node_count; i++) {
        const struct http_service_plan *http = l->s->nodes[i].plan.http;
        for (uint32_t k = 0; http != NULL && k < http->site->count; k++)
            sum += http->site->resources[k].length;
    }
    return sum;
}

static void load_sized_body(struct loader *l, const struct yaml_node *node, uint64_t used,
                            struct http_resource *resource)
{
    uint64_t size;
    if (!load_quantity(l, node, QUANTITY_OCTETS, 0, SCENARIO_BODY_MAX, &size))
        return;
    if (size > SCENARIO_BODY_MAX - used) {
        struct diagnostic *p =
            load_error(l, node->span, "too-much-text",
                       N_("All pages together have at most {limit} octets."));
        diagnostic_number(l->d, p, "limit", SCENARIO_BODY_MAX);
        return;
    }
    uint8_t *body = memory_take(&l->s->memory, (size_t)size);
    if (body == NULL) {
        load_no_memory(l);
        return;
    }
    load_made_up(body, size);
    resource->body = body;
    resource->length = size;
}

static void load_body(struct loader *l, const struct yaml_node *node,
                      struct http_resource *resource)
{
    if (!load_is_text(l, node))
        return;
    const char *copy = load_copy(l, node->text, node->length);
    resource->body = (const uint8_t *)copy;
    resource->length = copy == NULL ? 0 : node->length;
}

const char *load_media_type(struct loader *l, const struct yaml_node *node)
{
    if (!load_is_text(l, node))
        return NULL;
    const char *slash = strchr(node->text, '/');
    if (!load_is_field_text(node) || node->length >= HTTP_MEMBER_TYPE || slash == NULL ||
        slash == node->text) {
        (void)load_bad_value(l, node, "bad-type", N_("{value} is not a media type."));
        return NULL;
    }
    return load_copy(l, node->text, node->length);
}

/* --- collections --- */

/* A name that stands for itself in a path (RFC 3986 section 2.3). */
static bool is_member_name(const struct yaml_node *key)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789-_~.";
    return key->length > 0 && key->length < HTTP_MEMBER_NAME &&
           strspn(key->text, letters) == key->length && strcmp(key->text, ".") != 0 &&
           strcmp(key->text, "..") != 0;
}

static void load_member(struct loader *l, const struct yaml_node *node,
                        const struct http_collection *collection, struct http_member *member)
{
    if (!is_member_name(node->key)) {
        struct diagnostic *p = load_error(l, node->key->span, "bad-member",
                                          N_("{value} is not a name for a member."));
        diagnostic_value(l->d, p, "value", node->key->text, SIZE_MAX);
        diagnostic_help(p, N_("A name has letters, digits and - _ . ~ only."));
    }
    if (!load_is_text(l, node))
        return;
    if (node->length > collection->largest) {
        struct diagnostic *p =
            load_error(l, node->span, "member-too-large",
                       N_("A member of this collection has at most {limit} octets."));
        diagnostic_number(l->d, p, "limit", collection->largest);
        return;
    }
    bool json = json_is_valid((const uint8_t *)node->text, node->length);
    member->name = load_copy(l, node->key->text, node->key->length);
    member->body = (const uint8_t *)load_copy(l, node->text, node->length);
    member->length = member->body == NULL ? 0 : node->length;
    member->content_type = json ? "application/json" : "text/plain; charset=utf-8";
}

static void load_members(struct loader *l, const struct yaml_node *node,
                         struct http_collection *collection)
{
    if (node->kind != YAML_MAP) {
        struct diagnostic *p =
            load_error(l, node->span, "not-a-map", N_("Members are names with bodies."));
        diagnostic_help(p, N_("Write { \"1\": '{\"item\": \"pen\"}' }."));
        return;
    }
    if (node->count > collection->limit) {
        struct diagnostic *p = load_error(l, node->span, "too-many-members",
                                          N_("This collection has at most {limit} members."));
        diagnostic_number(l->d, p, "limit", collection->limit);
        return;
    }
    struct http_member *members =
        memory_take(&l->s->memory, (node->count + 1) * sizeof *members);
    if (members == NULL) {
        load_no_memory(l);
        return;
    }
    for (const struct yaml_node *child = node->first; child != NULL; child = child->next) {
        load_member(l, child, collection, &members[collection->count]);
        collection->count += members[collection->count].name != NULL;
    }
    collection->members = members;
}

/* A media type without parameters, as a header field can carry it. */
static const char *load_essence(struct loader *l, const struct yaml_node *node)
{
    if (!load_is_text(l, node))
        return NULL;
    const char *slash = strchr(node->text, '/');
    size_t kind = slash == NULL ? 0 : (size_t)(slash - node->text);
    const uint8_t *octets = (const uint8_t *)node->text;
    bool good = kind > 0 && node->length < HTTP_MEMBER_TYPE && http_is_token(octets, kind) &&
                http_is_token(octets + kind + 1, node->length - kind - 1);
    if (!good) {
        (void)load_bad_value(l, node, "bad-type", N_("{value} is not a media type."));
        return NULL;
    }
    return load_copy(l, node->text, node->length);
}

/* The path of what has members below it. */
static void check_member_path(struct loader *l, const struct yaml_node *node,
                              const struct http_resource *resource)
{
    size_t path = strlen(resource->path);
    if (path <= HTTP_COLLECTION_PATH && resource->path[path - 1] != '/')
        return;
    struct diagnostic *p = load_error(l, node->key->span, "collection-path",
                                      N_("This path is none for a collection."));
    diagnostic_help(p, N_("It has at most 128 octets and does not end with /, since its "
                          "members are below it: /orders has /orders/1."));
}

static void load_collection(struct loader *l, const struct yaml_node *node,
                            struct http_resource *resource)
{
    struct map_values v;
    uint64_t limit = COLLECTION_LIMIT;
    uint64_t largest = HTTP_MEMBER_MOST;
    struct http_collection *collection = memory_take(&l->s->memory, sizeof *collection);
    if (collection == NULL) {
        load_no_memory(l);
        return;
    }
    if (!load_map(l, node, MAP_COLLECTION, false, &v))
        return;
    if (v.value[KEY_COLLECTION_LIMIT] != NULL)
        (void)load_integer(l, v.value[KEY_COLLECTION_LIMIT], 1, HTTP_COLLECTION_MOST, &limit);
    if (v.value[KEY_COLLECTION_LARGEST] != NULL)
        (void)load_quantity(l, v.value[KEY_COLLECTION_LARGEST], QUANTITY_OCTETS, 1,
                            HTTP_MEMBER_MOST, &largest);
    collection->limit = (uint32_t)limit;
    collection->largest = (uint32_t)largest;
    if (v.value[KEY_COLLECTION_ACCEPTS] != NULL)
        collection->accepts = load_essence(l, v.value[KEY_COLLECTION_ACCEPTS]);
    if (v.value[KEY_COLLECTION_MEMBERS] != NULL)
        load_members(l, v.value[KEY_COLLECTION_MEMBERS], collection);
    check_member_path(l, node, resource);
    resource->kind = HTTP_COLLECTION;
    resource->collection = collection;
}

/* --- visits --- */

static void load_to(struct loader *l, const struct yaml_node *node,
                    enum http_resource_kind kind, struct http_resource *resource)
{
    if (node == NULL || !load_is_text(l, node))
        return;
    resource->kind = kind;
    if (!load_is_path(node) || node->length > HTTP_COLLECTION_PATH) {
        struct diagnostic *p =
            load_bad_value(l, node, "bad-path", N_("{value} is not a path."));
        diagnostic_help(p, N_("A path begins with / and has neither blanks nor ? or #."));
        return;
    }
    resource->to = load_copy(l, node->text, node->length);
}

static bool is_cookie(const struct yaml_node *node)
{
    struct http_cookie cookie;
    return load_is_field_text(node) && node->length <= COOKIE_TEXT &&
           http_cookie_read((const uint8_t *)node->text, node->length, &cookie);
}

static void load_set_cookies(struct loader *l, const struct yaml_node *node,
                             struct http_resource *resource)
{
    if (!load_is_list(l, node))
        return;
    if (node->count > HTTP_SET_COOKIES) {
        struct diagnostic *p = load_error(l, node->span, "too-many-cookies",
                                          N_("A page sets at most {limit} cookies."));
        diagnostic_number(l->d, p, "limit", HTTP_SET_COOKIES);
        return;
    }
    const char **values = memory_take(&l->s->memory, HTTP_SET_COOKIES * sizeof *values);
    if (values == NULL) {
        load_no_memory(l);
        return;
    }
    for (const struct yaml_node *child = node->first; child != NULL; child = child->next) {
        if (!load_is_text(l, child))
            continue;
        if (!is_cookie(child)) {
            struct diagnostic *p =
                load_bad_value(l, child, "bad-cookie", N_("{value} is not a cookie."));
            diagnostic_help(p, N_("Write \"theme=dark; Path=/; Max-Age=3600\"."));
            continue;
        }
        values[resource->set_cookies] = load_copy(l, child->text, child->length);
        resource->set_cookies += values[resource->set_cookies] != NULL;
    }
    resource->set_cookie = values;
}

static void load_redirect(struct loader *l, const struct map_values *v,
                          struct http_resource *resource)
{
    static const char *const words[] = {"301", "302", "303", "307", "308"};
    static const uint16_t statuses[] = {301, 302, 303, 307, 308};
    const struct yaml_node *to = v->value[KEY_RESOURCE_REDIRECT];
    const struct yaml_node *status = v->value[KEY_RESOURCE_STATUS];
    uint32_t word = 1;
    if (to == NULL || (status != NULL && !load_word(l, status, words, 5, &word)) ||
        !load_is_text(l, to))
        return;
    resource->kind = HTTP_REDIRECT;
    resource->status = statuses[word];
    bool target = to->text[0] == '/' || strncmp(to->text, "http://", 7) == 0;
    if (!target || !load_is_field_text(to) || strchr(to->text, ' ') != NULL ||
        to->length > COOKIE_TEXT) {
        struct diagnostic *p =
            load_bad_value(l, to, "bad-location", N_("{value} is nowhere to be sent to."));
        diagnostic_help(p, N_("Write a path, /new, or a whole URL, http://www.example.com/."));
        return;
    }
    resource->to = load_copy(l, to->text, to->length);
}

/* The status that a page always has: one that is registered and says that something is wrong.
 * Those that have a cause of their own come from it. */
static void load_status(struct loader *l, const struct map_values *v,
                        struct http_resource *resource)
{
    const struct yaml_node *status = v->value[KEY_RESOURCE_STATUS];
    uint64_t number = 0;
    if (status == NULL || v->value[KEY_RESOURCE_REDIRECT] != NULL)
        return;
    if (resource->kind != HTTP_PAGE) {
        (void)load_error(l, status->key->span, "status-of-redirect",
                         N_("Only a page or a redirect has a status of its own."));
        return;
    }
    if (!load_integer(l, status, 400, 599, &number))
        return;
    if (http_reason((unsigned)number)[0] == '\0')
        (void)load_bad_value(l, status, "bad-status",
                             N_("{value} is not the number of any status."));
    else
        resource->status = (uint16_t)number;
}

/* queue: 5 s, or queue: { takes: 5 s, to: /result }. */
static void load_queue(struct loader *l, const struct yaml_node *node,
                       struct http_resource *resource)
{
    struct map_values v = {{NULL}};
    const struct yaml_node *takes = node;
    if (node->kind == YAML_MAP) {
        if (!load_map(l, node, MAP_QUEUE, false, &v))
            return;
        takes = v.value[KEY_QUEUE_TAKES];
    }
    if (takes != NULL)
        (void)load_time(l, takes, SESSION_LONGEST, &resource->work);
    load_to(l, v.value[KEY_QUEUE_TO], HTTP_QUEUE, resource);
    resource->kind = HTTP_QUEUE;
    check_member_path(l, node, resource);
}

static void load_treatment(struct loader *l, const struct map_values *v,
                           struct http_resource *resource)
{
    const struct care_keys keys = {v->value[KEY_RESOURCE_LIMIT],
                                   v->value[KEY_RESOURCE_MAINTENANCE],
                                   v->value[KEY_RESOURCE_DELAY], v->value[KEY_RESOURCE_PACE]};
    load_manner(l, &keys, &resource->manner);
    if (v->value[KEY_RESOURCE_FAIL] != NULL)
        load_failure(l, v->value[KEY_RESOURCE_FAIL], &resource->failure);
}

static void load_sink(struct loader *l, const struct yaml_node *node,
                      struct http_resource *resource)
{
    uint64_t most;
    resource->kind = HTTP_SINK;
    if (load_quantity(l, node, QUANTITY_OCTETS, 1, SINK_MOST, &most))
        resource->most = (uint32_t)most;
}

/* What a resource does for visitors. */
static void load_visits(struct loader *l, const struct map_values *v, const char *realm,
                        struct http_resource *resource)
{
    static const char *const scopes[] = {"server", "session", "cookie"};
    uint32_t word = 0;
    uint8_t on = 0;
    const struct yaml_node *counter = v->value[KEY_RESOURCE_COUNTER];
    const struct yaml_node *echo = v->value[KEY_RESOURCE_ECHO];
    load_to(l, v->value[KEY_RESOURCE_LOGIN], HTTP_LOGIN, resource);
    load_to(l, v->value[KEY_RESOURCE_LOGOUT], HTTP_LOGOUT, resource);
    if (counter != NULL && load_word(l, counter, scopes, 3, &word)) {
        resource->kind = HTTP_COUNTER;
        resource->scope = (enum http_scope)word;
    }
    if (echo != NULL && load_switch(l, echo, &on) && on)
        resource->kind = HTTP_ECHO;
    if (v->value[KEY_RESOURCE_SINK] != NULL)
        load_sink(l, v->value[KEY_RESOURCE_SINK], resource);
    load_redirect(l, v, resource);
    load_status(l, v, resource);
    if (v->value[KEY_RESOURCE_QUEUE] != NULL)
        load_queue(l, v->value[KEY_RESOURCE_QUEUE], resource);
    if (v->value[KEY_RESOURCE_NEEDS] != NULL)
        load_needs(l, v->value[KEY_RESOURCE_NEEDS], realm, &resource->needs);
    if (v->value[KEY_RESOURCE_SET_COOKIE] == NULL)
        return;
    if (resource->kind != HTTP_PAGE)
        (void)load_error(l, v->value[KEY_RESOURCE_SET_COOKIE]->span, "set-cookie-on-page",
                         N_("Only a page, with body or size, sets cookies of its own."));
    else
        load_set_cookies(l, v->value[KEY_RESOURCE_SET_COOKIE], resource);
}

/* --- resources --- */

static bool has_one_kind(struct loader *l, const struct yaml_node *node,
                         const struct map_values *v)
{
    static const enum key kinds[] = {
        KEY_RESOURCE_BODY,     KEY_RESOURCE_SIZE,     KEY_RESOURCE_COLLECTION,
        KEY_RESOURCE_LOGIN,    KEY_RESOURCE_LOGOUT,   KEY_RESOURCE_COUNTER,
        KEY_RESOURCE_ECHO,     KEY_RESOURCE_REDIRECT, KEY_RESOURCE_QUEUE,
        KEY_RESOURCE_VARIANTS, KEY_RESOURCE_SINK};
    uint32_t count = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        count += v->value[kinds[i]] != NULL;
    if (count == 1)
        return true;
    struct diagnostic *p = load_error(l, node->key->span, "body-or-size",
                                      N_("A resource has exactly one of {keys}."));
    diagnostic_value(
        l->d, p, "keys",
        "body, size, collection, login, logout, counter, echo, sink, redirect, queue, variants",
        SIZE_MAX);
    return false;
}

static void load_resource(struct loader *l, const struct yaml_node *node, uint64_t used,
                          const char *realm, struct http_resource *resource)
{
    struct map_values v;
    if (node->kind == YAML_TEXT) { /* "/": "<h1>Hello</h1>" */
        load_body(l, node, resource);
        return;
    }
    if (!load_map(l, node, MAP_RESOURCE, false, &v))
        return;
    if (!has_one_kind(l, node, &v))
        return;
    if (v.value[KEY_RESOURCE_COLLECTION] != NULL)
        load_collection(l, v.value[KEY_RESOURCE_COLLECTION], resource);
    if (v.value[KEY_RESOURCE_BODY] != NULL)
        load_body(l, v.value[KEY_RESOURCE_BODY], resource);
    if (v.value[KEY_RESOURCE_SIZE] != NULL)
        load_sized_body(l, v.value[KEY_RESOURCE_SIZE], used, resource);
    if (v.value[KEY_RESOURCE_TYPE] != NULL)
        resource->content_type = load_media_type(l, v.value[KEY_RESOURCE_TYPE]);
    load_visits(l, &v, realm, resource);
    load_headers(l, &v, resource);
    load_treatment(l, &v, resource);
    if (v.value[KEY_RESOURCE_VARIANTS] != NULL)
        load_variants(l, v.value[KEY_RESOURCE_VARIANTS], resource);
    load_chunked(l, v.value[KEY_RESOURCE_CHUNKED], v.value[KEY_RESOURCE_TRAILERS], resource);
}

/* ETag and Last-Modified for every page; its variants have tags of their own. */
static void add_validators(struct loader *l, struct http_resource *resources, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        struct http_resource *page = &resources[i];
        if (page->kind != HTTP_PAGE)
            continue;
        page->etag = load_tag(l, page->body, page->length);
        page->modified = PAGES_MODIFIED;
    }
}

static void load_resources(struct loader *l, const struct yaml_node *node, bool validators,
                           const char *realm, struct http_site *site)
{
    if (node->kind != YAML_MAP) {
        struct diagnostic *p =
            load_error(l, node->span, "not-a-map", N_("Resources are paths with bodies."));
        diagnostic_help(p, N_("Write { \"/\": \"<h1>Hello</h1>\" }."));
        return;
    }
    struct http_resource *resources =
        memory_take(&l->s->memory, (node->count + 1) * sizeof *resources);
    if (resources == NULL) {
        load_no_memory(l);
        return;
    }
    uint64_t used = bodies_so_far(l);
    site->resources = resources;
    for (const struct yaml_node *child = node->first; child != NULL; child = child->next) {
        if (!load_is_path(child->key)) {
            struct diagnostic *p =
                load_error(l, child->key->span, "bad-path", N_("{value} is not a path."));
            diagnostic_value(l->d, p, "value", child->key->text, SIZE_MAX);
            diagnostic_help(p, N_("A path begins with / and has neither blanks nor ? or #."));
            continue;
        }
        struct http_resource *resource = &resources[site->count];
        resource->path = load_copy(l, child->key->text, child->key->length);
        resource->body = (const uint8_t *)"";
        if (resource->path == NULL)
            return;
        load_resource(l, child, used, realm, resource);
        used += resource->length;
        site->count++;
    }
    if (validators)
        add_validators(l, resources, site->count);
}

/* --- sessions --- */

static void put_attribute(struct loader *l, const struct yaml_node *node, const char *name,
                          struct text *attributes)
{
    if (node == NULL || !load_is_text(l, node))
        return;
    if (node->length == 0 || node->length > LOAD_USER_TEXT || !load_is_field_text(node) ||
        strchr(node->text, ';') != NULL) {
        (void)load_bad_value(l, node, "bad-attribute",
                             N_("{value} cannot be an attribute of a cookie."));
        return;
    }
    text_put(attributes, name);
    text_put(attributes, node->text);
}

static void put_flag(struct loader *l, const struct yaml_node *node, const char *flag,
                     uint8_t on, struct text *attributes)
{
    if (node != NULL)
        (void)load_switch(l, node, &on);
    if (on)
        text_put(attributes, flag);
}

/* "; Path=/; HttpOnly; SameSite=Lax", or what the map says instead. */
static void load_attributes(struct loader *l, const struct map_values *v,
                            struct http_session_plan *plan)
{
    static const char *const words[] = {"Strict", "Lax", "None", "unsaid"};
    char buffer[COOKIE_TEXT];
    struct text text = text_over(buffer, sizeof buffer);
    uint32_t same_site = 1;
    if (v->value[KEY_SESSION_PATH] == NULL)
        text_put(&text, "; Path=/");
    put_attribute(l, v->value[KEY_SESSION_PATH], "; Path=", &text);
    put_attribute(l, v->value[KEY_SESSION_DOMAIN], "; Domain=", &text);
    put_flag(l, v->value[KEY_SESSION_HTTP_ONLY], "; HttpOnly", 1, &text);
    put_flag(l, v->value[KEY_SESSION_SECURE], "; Secure", 0, &text);
    if (v->value[KEY_SESSION_SAME_SITE] != NULL)
        (void)load_word(l, v->value[KEY_SESSION_SAME_SITE], words, 4, &same_site);
    if (same_site < 3) {
        text_put(&text, "; SameSite=");
        text_put(&text, words[same_site]);
    }
    plan->attributes = load_copy(l, text.octets, text.length);
}

static void load_session_cookie(struct loader *l, const struct yaml_node *node,
                                struct http_session_plan *plan)
{
    if (!load_is_text(l, node))
        return;
    if (node->length > LOAD_USER_TEXT ||
        !http_is_token((const uint8_t *)node->text, node->length)) {
        (void)load_bad_value(l, node, "bad-cookie", N_("{value} is not a cookie."));
        return;
    }
    plan->cookie = load_copy(l, node->text, node->length);
}

/* The session table; `node` NULL: as it is when nothing is said. */
static void load_session(struct loader *l, const struct yaml_node *node, struct http_site *site)
{
    struct map_values v = {{NULL}};
    struct http_session_plan *plan = memory_take(&l->s->memory, sizeof *plan);
    sim_time lifetime = SESSION_LIFETIME;
    uint8_t on = 0;
    if (plan == NULL) {
        load_no_memory(l);
        return;
    }
    if (node != NULL && !load_map(l, node, MAP_SESSION, false, &v))
        return;
    plan->cookie = "sid";
    if (v.value[KEY_SESSION_COOKIE] != NULL)
        load_session_cookie(l, v.value[KEY_SESSION_COOKIE], plan);
    if (v.value[KEY_SESSION_LIFETIME] != NULL)
        (void)load_time(l, v.value[KEY_SESSION_LIFETIME], SESSION_LONGEST, &lifetime);
    plan->lifetime = lifetime / SIM_SECOND > 0 ? lifetime / SIM_SECOND : 1;
    if (v.value[KEY_SESSION_MAX_AGE] != NULL &&
        load_switch(l, v.value[KEY_SESSION_MAX_AGE], &on))
        plan->max_age = on;
    if (v.value[KEY_SESSION_EXPIRES] != NULL &&
        load_switch(l, v.value[KEY_SESSION_EXPIRES], &on))
        plan->expires = on;
    load_attributes(l, &v, plan);
    site->session = plan;
}

static bool wants_sessions(const struct http_site *site)
{
    for (uint32_t i = 0; i < site->count; i++) {
        const struct http_resource *r = &site->resources[i];
        if (r->kind == HTTP_LOGIN || r->kind == HTTP_LOGOUT || r->needs.by == HTTP_BY_LOGIN ||
            (r->kind == HTTP_COUNTER && r->scope == HTTP_IN_SESSION))
            return true;
    }
    for (uint32_t i = 0; i < site->protection_count; i++) {
        if (site->protections[i].needs.by == HTTP_BY_LOGIN)
            return true;
    }
    return false;
}

/* What holds for the whole server. */
static void load_server(struct loader *l, const struct map_values *v, const char *realm,
                        struct http_site *site)
{
    const struct care_keys keys = {v->value[KEY_HTTP_LIMIT], v->value[KEY_HTTP_MAINTENANCE],
                                   v->value[KEY_HTTP_DELAY], v->value[KEY_HTTP_PACE]};
    uint64_t workers = 0;
    load_manner(l, &keys, &site->manner);
    if (v->value[KEY_HTTP_WORKERS] != NULL)
        (void)load_integer(l, v->value[KEY_HTTP_WORKERS], 1, WORKERS_MOST, &workers);
    site->workers = (uint32_t)workers;
    if (v->value[KEY_HTTP_USERS] != NULL)
        load_users(l, v->value[KEY_HTTP_USERS], site);
    if (v->value[KEY_HTTP_PROTECT] != NULL)
        load_protections(l, v->value[KEY_HTTP_PROTECT], realm, site);
    if (v->value[KEY_HTTP_SESSION] != NULL || wants_sessions(site))
        load_session(l, v->value[KEY_HTTP_SESSION], site);
}

void load_http(struct loader *l, uint32_t row, const struct yaml_node *node)
{
    struct map_values v;
    struct http_service_plan *http = memory_take(&l->s->memory, sizeof *http);
    struct http_site *site = memory_take(&l->s->memory, sizeof *site);
    uint64_t port = PLAN_HTTP_PORT;
    uint8_t validators = 0;
    if (http == NULL || site == NULL) {
        load_no_memory(l);
        return;
    }
    if (!load_map(l, node, MAP_HTTP, false, &v))
        return;
    const char *realm = load_realm(l, v.value[KEY_HTTP_REALM], l->s->nodes[row].name);
    if (v.value[KEY_HTTP_PORT] != NULL)
        (void)load_integer(l, v.value[KEY_HTTP_PORT], 1, SITE_PORT_MOST, &port);
    if (v.value[KEY_HTTP_VALIDATORS] != NULL)
        (void)load_switch(l, v.value[KEY_HTTP_VALIDATORS], &validators);
    if (v.value[KEY_HTTP_RESOURCES] != NULL)
        load_resources(l, v.value[KEY_HTTP_RESOURCES], validators, realm, site);
    load_server(l, &v, realm, site);
    check_needs(l, node, site);
    http->site = site;
    http->port = (uint16_t)port;
    l->s->nodes[row].plan.http = http;
}
