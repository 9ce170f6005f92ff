/* watch/state_lines.c: see state_lines.h. */
#include "watch/state_lines.h"

#include <string.h>

#include "app/dns_cache.h"
#include "app/web_store.h"
#include "watch/json_lines.h"
#include "wire/dns_text.h"
#include "wire/http_cookie.h"

enum { STATE_CONTENT = HTTP_MEMBER_MOST, STATE_TEXT = 4096 };

struct state_line {
    const struct world *world;
    const struct app *app;
    uint32_t node;
    struct growing text;
};

/* --- values --- */

static void put_key(struct state_line *s, const char *key)
{
    char last = s->text.length > 0 ? s->text.octets[s->text.length - 1] : '{';
    growing_put(&s->text, last == '{' || last == '[' ? "\"" : ",\"");
    growing_put(&s->text, key);
    growing_put(&s->text, "\":");
}

static void put_number(struct state_line *s, const char *key, uint64_t value)
{
    put_key(s, key);
    growing_put_unsigned(&s->text, value);
}

static void put_string(struct state_line *s, const char *key, const char *value)
{
    put_key(s, key);
    json_put_text(&s->text, value, strlen(value));
}

static void put_flag(struct state_line *s, const char *key, bool value)
{
    put_key(s, key);
    growing_put(&s->text, value ? "true" : "false");
}

static void begin_row(struct state_line *s)
{
    bool first = s->text.octets[s->text.length - 1] == '[';
    growing_put(&s->text, first ? "{" : ",{");
}

/* --- the web server --- */

static const struct http_site *site_of(const struct state_line *s)
{
    return s->app->plans[s->node]->http->site;
}

static const char *kind_word(const struct state_line *s, const struct web_item *item)
{
    switch ((enum web_item_kind)item->kind) {
    case WEB_COLLECTION:
        return "collection";
    case WEB_QUEUE:
        return "queue";
    case WEB_COUNTER:
        return "counter";
    case WEB_MEMBER:
        return site_of(s)->resources[item->resource].kind == HTTP_QUEUE ? "work" : "member";
    case WEB_PLAIN:
        break;
    }
    return "resource";
}

/* A member: its octets as they are, what is no UTF-8 replaced. */
static void put_member(struct state_line *s, const struct web_item *item)
{
    uint8_t octets[STATE_CONTENT];
    size_t n = web_text_read(s->app, item->text, item->length, 0, octets, sizeof octets);
    put_string(s, "type", item->type);
    put_number(s, "length", item->length);
    put_number(s, "version", item->version);
    put_number(s, "changed", (uint64_t)item->changed);
    if (item->ready != 0)
        put_number(s, "ready_ns", (uint64_t)item->ready);
    put_key(s, "content");
    json_put_text(&s->text, (const char *)octets, n);
}

static void put_item(struct state_line *s, const struct web_item *item)
{
    char buffer[HTTP_COLLECTION_PATH + HTTP_MEMBER_NAME + 2];
    struct text path = text_over(buffer, sizeof buffer);
    bool member = item->kind == WEB_MEMBER;
    begin_row(s);
    put_number(s, "row", web_item_row(s->app, item));
    if (member) {
        text_put(&path, site_of(s)->resources[item->resource].path);
        text_put_char(&path, '/');
        text_put(&path, item->name);
        put_string(s, "path", path.octets);
    } else {
        put_string(s, "path", site_of(s)->resources[item->resource].path);
    }
    put_string(s, "kind", kind_word(s, item));
    if (member) {
        put_member(s, item);
    } else {
        put_number(s, "requests", item->hits);
        if (item->kind == WEB_COUNTER)
            put_number(s, "count", item->members);
        else if (item->kind != WEB_PLAIN)
            put_number(s, "members", item->members);
    }
    growing_put(&s->text, "}");
}

static void put_session(struct state_line *s, uint32_t row)
{
    const struct web_session *session = &s->app->sessions[row];
    begin_row(s);
    put_number(s, "row", row);
    put_string(s, "id", session->id);
    put_string(s, "user", session->user);
    put_number(s, "visits", session->visits);
    put_number(s, "created", (uint64_t)session->created);
    put_number(s, "used", (uint64_t)session->used);
    growing_put(&s->text, "}");
}

static void put_limit(struct state_line *s, uint32_t row)
{
    const struct web_limit *limit = &s->app->limits[row];
    char buffer[20];
    struct text client = text_over(buffer, sizeof buffer);
    text_put_ipv4(&client, limit->client);
    begin_row(s);
    put_number(s, "row", row);
    put_string(s, "client", client.octets);
    if (limit->resource != 0)
        put_string(s, "path", site_of(s)->resources[limit->resource - 1].path);
    put_number(s, "requests", limit->count);
    put_number(s, "refused", limit->refused);
    put_number(s, "since_ns", (uint64_t)limit->since);
    growing_put(&s->text, "}");
}

static void put_http(struct state_line *s)
{
    const struct service *service = &s->app->services[s->node];
    put_key(s, "http");
    growing_put(&s->text, "{");
    put_number(s, "requests", service->requests);
    put_number(s, "refused", service->refused);
    put_number(s, "working", service->working);
    put_key(s, "resources");
    growing_put(&s->text, "[");
    for (uint32_t i = service->items; i != 0; i = s->app->items[i - 1].next)
        put_item(s, &s->app->items[i - 1]);
    growing_put(&s->text, "]");
    put_key(s, "sessions");
    growing_put(&s->text, "[");
    for (uint32_t i = service->sessions; i != 0; i = s->app->sessions[i - 1].next)
        put_session(s, i - 1);
    growing_put(&s->text, "]");
    put_key(s, "limits");
    growing_put(&s->text, "[");
    for (uint32_t i = service->limits; i != 0; i = s->app->limits[i - 1].next)
        put_limit(s, i - 1);
    growing_put(&s->text, "]}");
}

/* --- clients --- */

static const char *same_site_word(enum http_same_site same_site)
{
    switch (same_site) {
    case HTTP_SAME_SITE_UNSAID:
        break;
    case HTTP_SAME_SITE_STRICT:
        return "Strict";
    case HTTP_SAME_SITE_LAX:
        return "Lax";
    case HTTP_SAME_SITE_NONE:
        return "None";
    }
    return "";
}

static void put_cookie(struct state_line *s, uint32_t row)
{
    const struct cookie_row *c = &s->app->cookies[row];
    begin_row(s);
    put_number(s, "row", row);
    put_string(s, "jar", c->jar);
    put_string(s, "name", c->name);
    put_string(s, "value", c->value);
    put_string(s, "domain", c->domain);
    put_string(s, "path", c->path);
    put_flag(s, "host_only", c->host_only != 0);
    put_flag(s, "secure", c->secure != 0);
    put_flag(s, "http_only", c->http_only != 0);
    put_string(s, "same_site", same_site_word((enum http_same_site)c->same_site));
    if (c->expires != INT64_MAX)
        put_number(s, "expires", (uint64_t)c->expires);
    growing_put(&s->text, "}");
}

static void put_cookies(struct state_line *s)
{
    uint32_t first = s->app->services[s->node].cookies;
    if (first == 0)
        return;
    put_key(s, "cookies");
    growing_put(&s->text, "[");
    for (uint32_t i = first; i != 0; i = s->app->cookies[i - 1].next)
        put_cookie(s, i - 1);
    growing_put(&s->text, "]");
}

/* --- the resolver --- */

static void put_cached(struct state_line *s, uint32_t row)
{
    char buffer[STATE_TEXT];
    struct text text = text_over(buffer, sizeof buffer);
    struct dns_record record;
    const struct cache_row *c = &s->app->cache[row];
    sim_time left = c->expires - world_now(s->world);
    begin_row(s);
    put_number(s, "row", row);
    dns_name_put(&text, &c->name);
    put_string(s, "name", text.octets);
    text_clear(&text);
    dns_put_type(&text, c->type);
    put_string(s, "type", text.octets);
    put_number(s, "ttl", c->ttl);
    put_number(s, "left", left > 0 ? (uint64_t)(left / SIM_SECOND) : 0);
    text_clear(&text);
    if (c->kind != CACHE_RECORD) {
        put_string(s, "missing", c->kind == CACHE_NO_NAME ? "name" : "record");
    } else if (dns_cache_record(s->app, row, &record)) {
        dns_put_rdata(&text, &record);
        put_string(s, "data", text.octets);
    }
    growing_put(&s->text, "}");
}

static void put_cache(struct state_line *s)
{
    uint32_t first = s->app->services[s->node].cache;
    if (first == 0)
        return;
    put_key(s, "dns_cache");
    growing_put(&s->text, "[");
    for (uint32_t i = first; i != 0; i = s->app->cache[i - 1].next)
        put_cached(s, i - 1);
    growing_put(&s->text, "]");
}

/* --- the lines --- */

bool state_lines_write(const struct world *world, FILE *file)
{
    struct state_line s = {.world = world, .app = world->app};
    const struct nodes *nodes = world_nodes(world);
    bool good = true;
    for (s.node = 0; s.node < nodes->count && good; s.node++) {
        s.text.length = 0;
        growing_put(&s.text, "{");
        put_string(&s, "kind", "node-state");
        put_number(&s, "time_ns", (uint64_t)world_now(world));
        put_string(&s, "node", nodes->row[s.node].name);
        if (s.app->plans[s.node] != NULL && s.app->plans[s.node]->http != NULL)
            put_http(&s);
        put_cookies(&s);
        put_cache(&s);
        growing_put(&s.text, "}\n");
        good = !s.text.failed && fwrite(s.text.octets, 1, s.text.length, file) == s.text.length;
    }
    growing_release(&s.text);
    return good;
}
