/* app/web_answer.c: see web_answer.h. */
#include "app/web_answer.h"

#include <string.h>

#include "app/http_condition.h"
#include "app/web_gate.h"
#include "app/web_queue.h"
#include "app/web_session.h"
#include "app/web_store.h"
#include "app/web_visit.h"
#include "base/hash.h"
#include "wire/http_writer.h"
#include "wire/json.h"

void web_deed_page(struct web_deed *d, uint16_t status, enum rule rule)
{
    http_plan_page(&d->answer->plan, status);
    d->answer->plan.rule = rule;
}

/* The member that the rule is about. */
static void point_at(struct web_deed *d, const struct web_item *item)
{
    d->answer->table = TABLE_RESOURCE;
    d->answer->row = web_item_row(d->app, item);
}

/* --- validators --- */

/* What the client may compare: ETag, which no other state of this resource has ever had, and
 * Last-Modified. */
static struct http_validators validators_of(struct web_deed *d, const struct web_item *item)
{
    struct text etag = text_over(d->answer->etag, sizeof d->answer->etag);
    if (item == NULL)
        return (struct http_validators){.changed = -1};
    text_put_char(&etag, '"');
    text_put_unsigned(&etag, item->version);
    text_put_char(&etag, '"');
    return (struct http_validators){
        .etag = d->answer->etag, .changed = item->changed, .exists = true};
}

static void put_validators(struct web_deed *d, const struct http_validators *now)
{
    struct text date = text_over(d->answer->modified, sizeof d->answer->modified);
    if (now->etag != NULL)
        http_plan_field(&d->answer->plan, "ETag", now->etag);
    if (now->changed < 0)
        return;
    http_put_date(&date, now->changed);
    http_plan_field(&d->answer->plan, "Last-Modified", d->answer->modified);
}

/* RFC 9110 section 13.2. False: the condition has answered. */
static bool condition_holds(struct web_deed *d, const struct http_validators *now)
{
    uint16_t status = http_condition(d->octets, d->head, now);
    if (status == 412) {
        web_deed_page(d, 412, RULE_HTTP_PRECONDITION);
    } else if (status == 304) {
        http_plan_page(&d->answer->plan, 304);
        d->answer->plan.rule = RULE_HTTP_NOT_MODIFIED;
        d->answer->plan.send_body = false;
        put_validators(d, now);
    }
    return status == 0;
}

/* ETag and Last-Modified of what is there after the request. */
static void put_item_validators(struct web_deed *d, const struct web_item *item)
{
    struct http_validators now = validators_of(d, item);
    put_validators(d, &now);
}

static bool item_condition_holds(struct web_deed *d, const struct web_item *item)
{
    struct http_validators now = validators_of(d, item);
    return condition_holds(d, &now);
}

/* "bytes 0-9/81". */
static void put_content_range(struct text *text, const struct http_piece *piece, uint64_t total)
{
    text_put(text, "bytes ");
    text_put_unsigned(text, piece->first);
    text_put_char(text, '-');
    text_put_unsigned(text, piece->first + piece->length - 1);
    text_put_char(text, '/');
    text_put_unsigned(text, total);
}

static void send_piece(struct web_deed *d, const struct http_piece *piece)
{
    struct http_plan *plan = &d->answer->plan;
    struct text text = text_over(d->answer->range, sizeof d->answer->range);
    put_content_range(&text, piece, plan->length);
    plan->status = 206;
    plan->rule = RULE_HTTP_PARTIAL;
    plan->body += piece->first;
    plan->page_from = piece->first;
    plan->length = piece->length;
    http_plan_field(plan, "Content-Range", d->answer->range);
}

/* The parts as multipart/byteranges (section 14.6); the boundary is made of the whole. */
static void write_parts(struct writer *w, const struct http_plan *plan, const char *boundary,
                        const struct http_piece *pieces, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        char buffer[WEB_ANSWER_RANGE];
        struct text range = text_over(buffer, sizeof buffer);
        put_content_range(&range, &pieces[i], plan->length);
        write_octets(w, "--", 2);
        write_octets(w, boundary, strlen(boundary));
        write_octets(w, "\r\n", 2);
        if (plan->content_type != NULL)
            http_write_field(w, "Content-Type", plan->content_type);
        http_write_field(w, "Content-Range", buffer);
        http_write_end_of_fields(w);
        write_octets(w, plan->body + pieces[i].first, (size_t)pieces[i].length);
        write_octets(w, "\r\n", 2);
    }
    write_octets(w, "--", 2);
    write_octets(w, boundary, strlen(boundary));
    write_octets(w, "--\r\n", 4);
}

/* More than an answer can hold is sent whole: Range may be ignored (section 14.2). */
static void send_pieces(struct web_deed *d, const struct http_piece *pieces, uint32_t count)
{
    struct http_plan *plan = &d->answer->plan;
    struct writer w = writer_over(d->app->scratch[APP_SCRATCH_TARGET], APP_SCRATCH);
    struct text type = text_over(d->answer->multipart, sizeof d->answer->multipart);
    text_put(&type, "multipart/byteranges; boundary=");
    size_t boundary = type.length;
    text_put_hex(&type, hash_octets(plan->length, plan->body, (size_t)plan->length), 16);
    write_parts(&w, plan, d->answer->multipart + boundary, pieces, count);
    if (!w.ok)
        return;
    plan->status = 206;
    plan->rule = RULE_HTTP_PARTS;
    plan->content_type = d->answer->multipart;
    plan->body = w.bytes;
    plan->length = w.at;
    plan->is_page = false;
}

static void range_outside(struct web_deed *d)
{
    uint64_t total = d->answer->plan.length;
    struct text text = text_over(d->answer->range, sizeof d->answer->range);
    web_deed_page(d, 416, RULE_HTTP_RANGE_OUTSIDE);
    d->answer->plan.extras = 0; /* they are about the whole, not about this answer's content */
    text_put(&text, "bytes */");
    text_put_unsigned(&text, total);
    http_plan_field(&d->answer->plan, "Content-Range", d->answer->range);
}

/* Only the parts that Range asks for (section 14). */
static void cut_to_range(struct web_deed *d, const struct http_validators *now)
{
    struct http_piece pieces[HTTP_RANGES_MOST];
    uint32_t count;
    switch (http_ranges(d->octets, d->head, now, d->answer->plan.length, pieces, &count)) {
    case HTTP_RANGE_NONE:
        return;
    case HTTP_RANGE_OUTSIDE:
        range_outside(d);
        return;
    case HTTP_RANGE_PART:
        if (count == 1)
            send_piece(d, &pieces[0]);
        else
            send_pieces(d, pieces, count);
        return;
    }
}

/* A page of the site: the plan has answered, unless a condition or a range says otherwise. */
static void finish_page(struct web_deed *d)
{
    const struct http_resource *page = d->place->resource;
    uint32_t variant = d->answer->plan.variant;
    const char *etag = page->etag;
    if (etag != NULL && variant != 0)
        etag = page->variants[variant - 1].etag;
    struct http_validators now = {.etag = etag, .changed = -1, .exists = true};
    if (etag != NULL)
        now.changed = page->modified;
    if (!condition_holds(d, &now))
        return;
    put_validators(d, &now);
    cut_to_range(d, &now);
}

/* The member's octets as the answer's. */
static void answer_item(struct web_deed *d, uint16_t status, const struct web_item *item)
{
    struct http_plan *plan = &d->answer->plan;
    uint8_t *octets = d->app->scratch[APP_SCRATCH_ANSWER];
    struct text type = text_over(d->answer->type, sizeof d->answer->type);
    text_put(&type, item->type);
    plan->status = status;
    plan->content_type = d->answer->type;
    plan->body = octets;
    plan->length = web_text_read(d->app, item->text, item->length, 0, octets, HTTP_MEMBER_MOST);
    point_at(d, item);
}

/* --- GET --- */

/* One line a member, so that it can be read: where it is, what, and how long. */
static void write_list(struct writer *w, struct web_deed *d)
{
    const char *path = d->place->resource->path;
    const char *between = "\n";
    char buffer[HTTP_COLLECTION_PATH + HTTP_MEMBER_NAME + 24];
    struct web_item *item = NULL;
    write_u8(w, '[');
    while ((item = web_next_member(d->app, d->node, d->resource, item)) != NULL) {
        struct text text = text_over(buffer, sizeof buffer);
        write_octets(w, between, strlen(between));
        text_put(&text, path);
        text_put_char(&text, '/');
        text_put(&text, item->name);
        write_octets(w, "{\"href\":", 8);
        json_write_string(w, text.octets, text.length);
        write_octets(w, ",\"type\":", 8);
        json_write_string(w, item->type, strlen(item->type));
        text_clear(&text);
        text_put(&text, ",\"length\":");
        text_put_unsigned(&text, item->length);
        text_put_char(&text, '}');
        write_octets(w, text.octets, text.length);
        between = ",\n";
    }
    write_octets(w, "\n]\n", 3);
}

static void answer_list(struct web_deed *d, const struct web_item *collection)
{
    struct http_plan *plan = &d->answer->plan;
    struct writer w = writer_over(d->app->scratch[APP_SCRATCH_ANSWER], APP_SCRATCH);
    write_list(&w, d);
    plan->status = 200;
    plan->content_type = "application/json";
    plan->body = w.bytes;
    plan->length = w.at;
    point_at(d, collection);
}

static void get(struct web_deed *d)
{
    const struct web_item *item =
        d->place->is_member ? d->item : web_collection(d->app, d->node, d->resource);
    struct http_validators now = validators_of(d, item);
    if (!condition_holds(d, &now))
        return;
    put_validators(d, &now);
    if (d->place->is_member)
        answer_item(d, 200, item);
    else
        answer_list(d, item);
    cut_to_range(d, &now);
}

/* --- what changes the collection --- */

/* What calls itself JSON must be JSON. */
static bool content_is_sound(struct web_deed *d)
{
    if (!http_type_is_json(d->answer->type) || json_is_valid(d->body, d->length))
        return true;
    web_deed_page(d, 400, RULE_HTTP_BAD_CONTENT);
    return false;
}

static bool has_room(struct web_deed *d)
{
    const struct web_item *collection = web_collection(d->app, d->node, d->resource);
    if (collection->members < d->collection->limit)
        return true;
    web_deed_page(d, 409, RULE_HTTP_FULL);
    point_at(d, collection);
    return false;
}

/* The answer to a member that was made: 201 (RFC 9110 sections 9.3.3 and 9.3.4). */
static void create(struct web_deed *d, const char *name, enum rule rule)
{
    struct web_answer *a = d->answer;
    const struct web_item *before = NULL; /* what the target names now */
    if (!d->place->is_member)
        before = web_collection(d->app, d->node, d->resource);
    if (!content_is_sound(d) || !has_room(d) || !item_condition_holds(d, before))
        return;
    const struct web_item *item =
        web_member_add(d->app, d->node, d->resource, name, a->type, d->body, d->length);
    if (item == NULL)
        return;
    struct text location = text_over(a->location, sizeof a->location);
    text_put(&location, d->place->resource->path);
    text_put_char(&location, '/');
    text_put(&location, name);
    a->plan.status = 201;
    a->plan.rule = rule;
    http_plan_field(&a->plan, "Location", a->location);
    put_item_validators(d, item);
    point_at(d, item);
}

static void post(struct web_deed *d)
{
    char buffer[HTTP_MEMBER_NAME];
    struct text name = text_over(buffer, sizeof buffer);
    const struct web_item *collection = web_collection(d->app, d->node, d->resource);
    if (content_is_sound(d) && has_room(d) && item_condition_holds(d, collection)) {
        web_new_name(d->app, d->node, d->resource, &name);
        create(d, buffer, RULE_HTTP_CREATES);
    }
}

static void put(struct web_deed *d)
{
    if (d->item == NULL) {
        create(d, d->place->name, RULE_HTTP_PUT_CREATES);
        return;
    }
    if (!content_is_sound(d) || !item_condition_holds(d, d->item))
        return;
    web_member_set(d->app, d->item, d->answer->type, d->body, d->length);
    put_item_validators(d, d->item);
    d->answer->plan.status = 204;
    d->answer->plan.rule = RULE_HTTP_PUT_REPLACES;
    point_at(d, d->item);
}

static void delete_member(struct web_deed *d)
{
    point_at(d, d->item);
    if (!item_condition_holds(d, d->item))
        return;
    web_member_remove(d->app, d->item);
    d->answer->plan.status = 204;
    d->answer->plan.rule = RULE_HTTP_DELETES;
}

/* RFC 5789 section 2.2: 400 for what is no patch, 409 for what cannot be patched, 413 for what
 * would grow too large. */
static void patch(struct web_deed *d)
{
    struct app *app = d->app;
    uint8_t *before = app->scratch[APP_SCRATCH_TARGET];
    size_t n = web_text_read(app, d->item->text, d->item->length, 0, before, HTTP_MEMBER_MOST);
    struct writer w = writer_over(app->scratch[APP_SCRATCH_ANSWER], d->collection->largest);
    if (!content_is_sound(d))
        return;
    point_at(d, d->item);
    if (!json_is_valid(before, n)) {
        web_deed_page(d, 409, RULE_HTTP_CONFLICT);
        return;
    }
    json_merge_patch(&w, before, n, d->body, d->length);
    if (!w.ok) {
        web_deed_page(d, 413, RULE_HTTP_TOO_LARGE);
        return;
    }
    if (!item_condition_holds(d, d->item))
        return;
    char type[HTTP_MEMBER_TYPE];
    memcpy(type, d->item->type, sizeof type);
    web_member_set(app, d->item, type, w.bytes, w.at);
    d->answer->plan.rule = RULE_HTTP_PATCHES;
    put_item_validators(d, d->item);
    answer_item(d, 200, d->item);
}

/* --- requests --- */

/* What the request says about its content; a type of more than HTTP_MEMBER_TYPE octets is
 * nobody's.
 */
static void read_type(struct web_answer *a, const uint8_t *octets, const struct http_head *head)
{
    uint32_t row = http_field_find(octets, &head->fields, "Content-Type", 0);
    struct text type = text_over(a->type, sizeof a->type);
    if (row != NONE)
        text_put_octets(&type, octets + head->fields.row[row].value.at,
                        head->fields.row[row].value.length);
    if (type.length == 0 || !type.ok) {
        text_clear(&type);
        text_put(&type, "application/octet-stream");
    }
}

/* A collection or one of its members. */
static void act(struct web_deed *d, enum http_method method)
{
    if (d->place->is_member && d->item == NULL && method != HTTP_PUT) {
        web_deed_page(d, 404, RULE_HTTP_NOT_FOUND);
        return;
    }
    switch (method) {
    case HTTP_GET:
    case HTTP_HEAD:
        get(d);
        return;
    case HTTP_POST:
        post(d);
        return;
    case HTTP_PUT:
        put(d);
        return;
    case HTTP_PATCH:
        patch(d);
        return;
    case HTTP_DELETE:
        delete_member(d);
        return;
    case HTTP_OPTIONS:
    case HTTP_TRACE:
    case HTTP_CONNECT:
    case HTTP_METHOD_OTHER:
    case HTTP_METHODS: /* http_site_plan() has answered */
        return;
    }
}

static void act_on(struct web_deed *d)
{
    switch (d->place->resource->kind) {
    case HTTP_PAGE:
    case HTTP_REDIRECT: /* http_site_plan() has answered */
        return;
    case HTTP_COLLECTION:
        act(d, d->head->method_number);
        return;
    case HTTP_LOGIN:
        web_visit_login(d);
        return;
    case HTTP_LOGOUT:
        web_visit_logout(d);
        return;
    case HTTP_COUNTER:
        web_visit_count(d);
        return;
    case HTTP_ECHO:
        web_visit_echo(d);
        return;
    case HTTP_SINK:
        web_visit_sink(d);
        return;
    case HTTP_QUEUE:
        web_queue_act(d);
        return;
    }
}

void web_answer_retry(struct web_answer *answer, uint32_t seconds)
{
    struct text text = text_over(answer->retry, sizeof answer->retry);
    text_put_unsigned(&text, seconds);
    http_plan_field(&answer->plan, "Retry-After", answer->retry);
}

/* The gate is shut, or something breaks on purpose. False: neither. */
static bool gate_answers(const struct web_connection *c, struct web_answer *answer)
{
    uint16_t status = web_gate_status(c);
    bool good = answer->plan.status < 400;
    if (status == 0 && (c->gate != WEB_GATE_FAILS || !good))
        return false;
    answer->plan.extras = 0;
    answer->plan.allow = NULL;
    http_plan_page(&answer->plan, status != 0 ? status : 500);
    answer->plan.rule = web_gate_rule(c);
    answer->number = c->counted;
    if (status != 0)
        web_answer_retry(answer, c->retry_after);
    if (c->place != 0) {
        answer->table = TABLE_LIMIT;
        answer->row = c->place - 1;
    }
    return true;
}

/* The request showed who asks, and that was asked for. */
static void note_user(struct app *app, const struct web_connection *c,
                      const struct web_answer *answer)
{
    if (answer->plan.user != NULL && answer->plan.rule != RULE_HTTP_FORBIDDEN)
        app_note_rule(app, c->node, RULE_HTTP_USER_KNOWN, TABLE_NONE, 0, 0, 0);
}

void web_answer_make(struct app *app, const struct web_connection *c, const uint8_t *octets,
                     const struct http_head *head, struct web_answer *answer)
{
    const struct http_site *site = app->plans[c->node]->http->site;
    uint8_t *body = app->scratch[APP_SCRATCH_REQUEST];
    struct web_session *session = web_session_use(app, c->node, octets, head);
    struct http_visitor visitor = {session != NULL ? session->user : NULL};
    answer->plan = http_site_plan(site, octets, head, &visitor);
    answer->table = TABLE_NONE;
    answer->row = 0;
    answer->number = 0;
    if (gate_answers(c, answer))
        return;
    note_user(app, c, answer);
    if (answer->plan.status == 0 && c->too_large)
        http_plan_page(&answer->plan, 413);
    struct web_deed d = {.app = app,
                         .node = c->node,
                         .site = site,
                         .place = &answer->plan.place,
                         .octets = octets,
                         .head = head,
                         .session = session,
                         .body = body,
                         .sunk = &c->sunk,
                         .answer = answer};
    if (answer->plan.status != 0) {
        if (answer->plan.status == 200 && d.place->resource != NULL &&
            head->method_number != HTTP_OPTIONS)
            finish_page(&d);
        return;
    }
    d.resource = (uint32_t)(d.place->resource - site->resources);
    d.collection = d.place->resource->collection;
    d.length = (uint32_t)web_text_read(app, c->in, c->in_length, 0, body, HTTP_MEMBER_MOST);
    if (d.place->is_member)
        d.item = web_member(app, c->node, d.resource, d.place->name);
    read_type(answer, octets, head);
    act_on(&d);
}
