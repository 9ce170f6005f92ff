/* scenario/load_http.c: `http:`: pages, collections, and what a web server does besides. */
#include "scenario/load.h"

#include "base/catalogue.h"
#include "wire/json.h"

#include <string.h>

enum {
    SITE_PORT_MOST = 65535,
    SITE_LINE = 64, /* octets of a line of a page made by size: */
    COLLECTION_LIMIT = 100,
};

/* A page of a given size: numbered lines, so that every part of it tells where it belongs. */
static void fill_body(uint8_t *body, uint64_t size)
{
    for (uint64_t at = 0; at < size; at++) {
        uint64_t line = at / SITE_LINE;
        uint64_t column = at % SITE_LINE;
        static const uint64_t place[8] = {10000000, 1000000, 100000, 10000, 1000, 100, 10, 1};
        if (column < 8)
            body[at] = (uint8_t)('0' + line * SITE_LINE / place[column] % 10);
        else if (column == 8)
            body[at] = ' ';
        else if (column == SITE_LINE - 1)
            body[at] = '\n';
        else
            body[at] = (uint8_t)('a' + (column + line) % 26);
    }
}

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
    fill_body(body, size);
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

static void load_type(struct loader *l, const struct yaml_node *node,
                      struct http_resource *resource)
{
    if (!load_is_text(l, node))
        return;
    for (uint32_t i = 0; i < node->length; i++) {
        if (node->text[i] < ' ' || node->text[i] > '~') {
            (void)load_bad_value(l, node, "bad-type", N_("{value} is not a media type."));
            return;
        }
    }
    resource->content_type = load_copy(l, node->text, node->length);
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
    size_t path = strlen(resource->path);
    if (path > HTTP_COLLECTION_PATH || resource->path[path - 1] == '/') {
        struct diagnostic *p = load_error(l, node->key->span, "collection-path",
                                          N_("This path is none for a collection."));
        diagnostic_help(p, N_("It has at most 128 octets and does not end with /, since its "
                              "members are below it: /orders has /orders/1."));
    }
    resource->kind = HTTP_COLLECTION;
    resource->collection = collection;
}

/* --- resources --- */

static void load_resource(struct loader *l, const struct yaml_node *node, uint64_t used,
                          struct http_resource *resource)
{
    struct map_values v;
    if (node->kind == YAML_TEXT) { /* "/": "<h1>Hello</h1>" */
        load_body(l, node, resource);
        return;
    }
    if (!load_map(l, node, MAP_RESOURCE, false, &v))
        return;
    const struct yaml_node *body = v.value[KEY_RESOURCE_BODY];
    const struct yaml_node *size = v.value[KEY_RESOURCE_SIZE];
    const struct yaml_node *collection = v.value[KEY_RESOURCE_COLLECTION];
    if ((body != NULL) + (size != NULL) + (collection != NULL) != 1) {
        struct diagnostic *p = load_error(l, node->key->span, "body-or-size",
                                          N_("A resource has exactly one of {keys}."));
        diagnostic_value(l->d, p, "keys", "body, size, collection", SIZE_MAX);
        return;
    }
    if (collection != NULL)
        load_collection(l, collection, resource);
    if (body != NULL)
        load_body(l, body, resource);
    if (size != NULL)
        load_sized_body(l, size, used, resource);
    if (v.value[KEY_RESOURCE_TYPE] != NULL)
        load_type(l, v.value[KEY_RESOURCE_TYPE], resource);
}

static bool is_path(const struct yaml_node *key)
{
    for (uint32_t i = 0; i < key->length; i++) {
        if (key->text[i] <= ' ' || key->text[i] > '~' || strchr("?#\"<>", key->text[i]) != NULL)
            return false;
    }
    return key->text[0] == '/';
}

static void load_resources(struct loader *l, const struct yaml_node *node,
                           struct http_site *site)
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
        if (!is_path(child->key)) {
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
        load_resource(l, child, used, resource);
        used += resource->length;
        site->count++;
    }
}

void load_http(struct loader *l, uint32_t row, const struct yaml_node *node)
{
    struct map_values v;
    struct http_service_plan *http = memory_take(&l->s->memory, sizeof *http);
    struct http_site *site = memory_take(&l->s->memory, sizeof *site);
    uint64_t port = PLAN_HTTP_PORT;
    if (http == NULL || site == NULL) {
        load_no_memory(l);
        return;
    }
    if (!load_map(l, node, MAP_HTTP, false, &v))
        return;
    if (v.value[KEY_HTTP_PORT] != NULL)
        (void)load_integer(l, v.value[KEY_HTTP_PORT], 1, SITE_PORT_MOST, &port);
    if (v.value[KEY_HTTP_RESOURCES] != NULL)
        load_resources(l, v.value[KEY_HTTP_RESOURCES], site);
    http->site = site;
    http->port = (uint16_t)port;
    l->s->nodes[row].plan.http = http;
}
