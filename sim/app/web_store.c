/* app/web_store.c: see web_store.h. */
#include "app/web_store.h"

#include <string.h>

/* --- octets --- */

/* The slab at the end of a chain that still has room, or a new one. NONE: no room. */
static uint32_t slab_with_room(struct app *app, uint32_t *chain, uint32_t length)
{
    uint32_t *link = chain;
    uint32_t last = NONE;
    while (*link != 0) {
        last = *link - 1;
        link = &app->slabs[last].next;
    }
    if (last != NONE && length % WEB_SLAB != 0)
        return last;
    uint32_t row = arena_take(&app->sim->arena, app->slab_pool);
    if (row != NONE)
        *link = row + 1;
    return row;
}

bool web_text_add(struct app *app, uint32_t *chain, uint32_t *length, const uint8_t *octets,
                  size_t n)
{
    while (n > 0) {
        uint32_t row = slab_with_room(app, chain, *length);
        if (row == NONE)
            return false;
        size_t used = *length % WEB_SLAB;
        size_t piece = n < WEB_SLAB - used ? n : WEB_SLAB - used;
        memcpy(app->slabs[row].octets + used, octets, piece);
        octets += piece;
        n -= piece;
        *length += (uint32_t)piece;
    }
    return true;
}

size_t web_text_read(const struct app *app, uint32_t chain, uint32_t length, uint32_t at,
                     uint8_t *to, size_t n)
{
    size_t done = 0;
    uint32_t begins = 0; /* of the slab, in the chain */
    for (uint32_t i = chain; i != 0 && done < n && at < length; i = app->slabs[i - 1].next) {
        uint32_t ends = begins + WEB_SLAB < length ? begins + WEB_SLAB : length;
        if (at < ends) {
            size_t piece = n - done < ends - at ? n - done : ends - at;
            memcpy(to + done, app->slabs[i - 1].octets + (at - begins), piece);
            done += piece;
            at += (uint32_t)piece;
        }
        begins += WEB_SLAB;
    }
    return done;
}

void web_text_free(struct app *app, uint32_t *chain, uint32_t *length)
{
    uint32_t next;
    for (uint32_t i = *chain; i != 0; i = next) {
        next = app->slabs[i - 1].next;
        arena_give(&app->sim->arena, app->slab_pool, i - 1);
    }
    *chain = 0;
    *length = 0;
}

/* --- items --- */

uint32_t web_item_row(const struct app *app, const struct web_item *item)
{
    return (uint32_t)(item - app->items);
}

static void note(struct app *app, const struct web_item *item, enum row_change change)
{
    sim_row(app->sim, item->node, TABLE_RESOURCE, web_item_row(app, item), change,
            item->number);
}

static void copy_word(char *to, size_t capacity, const char *word)
{
    struct text text = text_over(to, capacity);
    text_put(&text, word);
}

/* A new row at the end of the node's chain. NULL: the pool is empty. */
static struct web_item *add_item(struct app *app, uint32_t node, uint32_t resource,
                                 enum web_item_kind kind, const char *name)
{
    uint32_t row = arena_take(&app->sim->arena, app->item_pool);
    if (row == NONE)
        return NULL;
    struct service *service = &app->services[node];
    uint32_t *link = &service->items;
    while (*link != 0)
        link = &app->items[*link - 1].next;
    *link = row + 1;
    struct web_item *item = &app->items[row];
    item->node = node;
    item->resource = resource;
    item->kind = (uint8_t)kind;
    item->number = ++service->item_numbers;
    if (kind != WEB_PLAIN) /* the others have no states of their own */
        item->version = ++service->versions;
    item->changed = app_date(app);
    copy_word(item->name, sizeof item->name, name);
    return item;
}

struct web_item *web_collection(const struct app *app, uint32_t node, uint32_t resource)
{
    for (uint32_t i = app->services[node].items; i != 0; i = app->items[i - 1].next) {
        struct web_item *item = &app->items[i - 1];
        if (item->resource == resource && item->kind != WEB_MEMBER)
            return item;
    }
    return NULL;
}

struct web_item *web_next_member(const struct app *app, uint32_t node, uint32_t resource,
                                 const struct web_item *after)
{
    uint32_t i = after == NULL ? app->services[node].items : after->next;
    for (; i != 0; i = app->items[i - 1].next) {
        struct web_item *item = &app->items[i - 1];
        if (item->resource == resource && item->kind == WEB_MEMBER)
            return item;
    }
    return NULL;
}

struct web_item *web_member(const struct app *app, uint32_t node, uint32_t resource,
                            const char *name)
{
    struct web_item *item = web_next_member(app, node, resource, NULL);
    while (item != NULL && strcmp(item->name, name) != 0)
        item = web_next_member(app, node, resource, item);
    return item;
}

static void set_body(struct app *app, struct web_item *item, const char *type,
                     const uint8_t *body, size_t length)
{
    web_text_free(app, &item->text, &item->length);
    (void)web_text_add(app, &item->text, &item->length, body, length);
    copy_word(item->type, sizeof item->type, type);
    item->version = ++app->services[item->node].versions;
    item->changed = app_date(app);
}

/* The collection's own row tells how many there are. */
static void count(struct app *app, const struct web_item *item, bool added)
{
    struct web_item *collection = web_collection(app, item->node, item->resource);
    if (added)
        collection->members++;
    else
        collection->members--;
    collection->version = ++app->services[item->node].versions;
    collection->changed = app_date(app);
    note(app, collection, ROW_CHANGED);
}

struct web_item *web_member_add(struct app *app, uint32_t node, uint32_t resource,
                                const char *name, const char *type, const uint8_t *body,
                                size_t length)
{
    struct web_item *item = add_item(app, node, resource, WEB_MEMBER, name);
    if (item == NULL)
        return NULL;
    set_body(app, item, type, body, length);
    note(app, item, ROW_ADDED);
    count(app, item, true);
    return item;
}

void web_member_set(struct app *app, struct web_item *item, const char *type,
                    const uint8_t *body, size_t length)
{
    struct web_item *collection = web_collection(app, item->node, item->resource);
    set_body(app, item, type, body, length);
    note(app, item, ROW_CHANGED);
    collection->version = ++app->services[item->node].versions; /* its list has changed */
    collection->changed = app_date(app);
    note(app, collection, ROW_CHANGED);
}

void web_member_remove(struct app *app, struct web_item *item)
{
    uint32_t row = web_item_row(app, item);
    uint32_t *link = &app->services[item->node].items;
    while (*link != row + 1)
        link = &app->items[*link - 1].next;
    *link = item->next;
    count(app, item, false);
    note(app, item, ROW_REMOVED);
    web_text_free(app, &item->text, &item->length);
    arena_give(&app->sim->arena, app->item_pool, row);
}

uint32_t web_hit(struct app *app, uint32_t node, uint32_t resource)
{
    struct web_item *item = web_collection(app, node, resource);
    item->hits++;
    note(app, item, ROW_CHANGED);
    return item->hits;
}

uint32_t web_count(struct app *app, uint32_t node, uint32_t resource)
{
    struct web_item *counter = web_collection(app, node, resource);
    counter->members++;
    counter->changed = app_date(app);
    note(app, counter, ROW_CHANGED);
    return counter->members;
}

void web_new_name(struct app *app, uint32_t node, uint32_t resource, struct text *name)
{
    struct web_item *collection = web_collection(app, node, resource);
    do {
        text_clear(name);
        text_put_unsigned(name, ++collection->names);
    } while (web_member(app, node, resource, name->octets) != NULL);
}

static enum web_item_kind kind_of(const struct http_resource *resource)
{
    switch (resource->kind) {
    case HTTP_COLLECTION:
        return WEB_COLLECTION;
    case HTTP_QUEUE:
        return WEB_QUEUE;
    case HTTP_COUNTER:
        return resource->scope == HTTP_IN_SERVER ? WEB_COUNTER : WEB_PLAIN;
    case HTTP_PAGE:
    case HTTP_LOGIN:
    case HTTP_LOGOUT:
    case HTTP_ECHO:
    case HTTP_SINK:
    case HTTP_REDIRECT:
        break;
    }
    return WEB_PLAIN;
}

void web_store_start(struct app *app, uint32_t node)
{
    const struct http_site *site = app->plans[node]->http->site;
    for (uint32_t i = 0; i < site->count; i++) {
        const struct http_resource *resource = &site->resources[i];
        struct web_item *item = add_item(app, node, i, kind_of(resource), "");
        if (item == NULL)
            return;
        note(app, item, ROW_ADDED);
        const struct http_collection *c = resource->collection;
        for (uint32_t k = 0; c != NULL && k < c->count; k++) {
            const struct http_member *m = &c->members[k];
            (void)web_member_add(app, node, i, m->name, m->content_type, m->body, m->length);
        }
    }
}
