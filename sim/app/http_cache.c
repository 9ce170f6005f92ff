/* app/http_cache.c: see http_cache.h. */
#include "app/http_cache.h"

#include <string.h>

#include "app/http_condition.h"
#include "app/web_store.h"
#include "wire/http_writer.h"

static void note(struct app *app, uint32_t row, enum rule rule, uint64_t a, uint64_t b)
{
    app_note_rule(app, app->stored[row].node, rule, TABLE_HTTP_CACHE, row, a, b);
}

uint32_t http_cache_limit(const struct app *app, uint32_t node, bool shared)
{
    const struct app_node_plan *plan = app->plans[node];
    if (plan == NULL)
        return shared ? 0 : PLAN_BROWSER_CACHE;
    if (shared)
        return plan->proxy != NULL ? plan->proxy->cache : 0;
    return plan->has_browser_cache ? plan->browser_cache : PLAN_BROWSER_CACHE;
}

/* --- rows --- */

static uint32_t octets_of(const struct http_cache_row *r)
{
    return r->head_length + r->vary_length + r->body_length;
}

static void give_back(struct app *app, uint32_t row)
{
    struct http_cache_row *r = &app->stored[row];
    web_text_free(app, &r->head, &r->head_length);
    web_text_free(app, &r->vary, &r->vary_length);
    web_text_free(app, &r->body, &r->body_length);
    arena_give(&app->sim->arena, app->stored_pool, row);
}

/* Takes a row out of the cache. */
static void take_out(struct app *app, uint32_t row)
{
    struct http_cache_row *r = &app->stored[row];
    uint32_t *link = &app->services[r->node].http_cache;
    while (*link != row + 1)
        link = &app->stored[*link - 1].next;
    *link = r->next;
    r->next = 0;
    r->gone = 1;
    if (!r->filling)
        sim_row(app->sim, r->node, TABLE_HTTP_CACHE, row, ROW_REMOVED, r->number);
    if (r->readers == 0)
        give_back(app, row);
}

static void use(struct app *app, uint32_t row)
{
    app->stored[row].used = ++app->services[app->stored[row].node].http_cache_uses;
}

void http_cache_hold(struct app *app, uint32_t row)
{
    app->stored[row].readers++;
}

void http_cache_let_go(struct app *app, uint32_t row)
{
    struct http_cache_row *r = &app->stored[row];
    r->readers--;
    if (r->gone && r->readers == 0)
        give_back(app, row);
}

/* --- room --- */

static uint64_t octets_stored(const struct app *app, uint32_t node, bool shared)
{
    uint64_t sum = 0;
    for (uint32_t i = app->services[node].http_cache; i != 0; i = app->stored[i - 1].next) {
        if (app->stored[i - 1].shared == shared)
            sum += octets_of(&app->stored[i - 1]);
    }
    return sum;
}

/* The complete row that was not used for longest, other than `but`; NONE: there is none. */
static uint32_t oldest(const struct app *app, uint32_t node, bool shared, uint32_t but)
{
    uint32_t found = NONE;
    for (uint32_t i = app->services[node].http_cache; i != 0; i = app->stored[i - 1].next) {
        const struct http_cache_row *r = &app->stored[i - 1];
        if (r->shared == shared && !r->filling && i - 1 != but &&
            (found == NONE || r->used < app->stored[found].used))
            found = i - 1;
    }
    return found;
}

/* Room for n octets more; others than `row` make way. */
static bool make_room(struct app *app, uint32_t row, size_t n)
{
    uint32_t node = app->stored[row].node;
    bool shared = app->stored[row].shared;
    uint32_t limit = http_cache_limit(app, node, shared);
    while (octets_stored(app, node, shared) + n > limit) {
        uint32_t victim = oldest(app, node, shared, row);
        if (victim == NONE)
            return false;
        note(app, victim, RULE_CACHE_EVICTS, limit, octets_of(&app->stored[victim]));
        take_out(app, victim);
    }
    return true;
}

/* --- looking up --- */

static bool is_answer_to(const struct app *app, const struct http_cache_row *r,
                         const struct http_cache_question *q)
{
    uint8_t vary[HTTP_HEAD_MAX];
    if (r->filling || r->shared != q->shared || strcmp(r->uri, q->uri) != 0)
        return false;
    size_t n = web_text_read(app, r->vary, r->vary_length, 0, vary, sizeof vary);
    return http_vary_matches(vary, n, q->octets, &q->head->fields);
}

/* The youngest stored response that answers the request (section 4); NONE: none. *others: some
 * are stored for this URI, for other fields of the request. */
static uint32_t find(const struct app *app, const struct http_cache_question *q, bool *others)
{
    uint32_t found = NONE;
    *others = false;
    for (uint32_t i = app->services[q->node].http_cache; i != 0; i = app->stored[i - 1].next) {
        const struct http_cache_row *r = &app->stored[i - 1];
        if (is_answer_to(app, r, q))
            found = i - 1;
        else if (!r->filling && r->shared == q->shared && strcmp(r->uri, q->uri) == 0)
            *others = true;
    }
    return found;
}

int64_t http_cache_age(const struct app *app, uint32_t row)
{
    const struct http_cache_row *r = &app->stored[row];
    return r->initial_age + (app_date(app) - r->received);
}

static struct http_stored stored_state(const struct app *app, uint32_t row)
{
    const struct http_cache_row *r = &app->stored[row];
    return (struct http_stored){.age = http_cache_age(app, row),
                                .lifetime = r->lifetime,
                                .no_cache = r->no_cache,
                                .must_revalidate = r->must_revalidate};
}

static bool is_for_cache(const struct app *app, const struct http_cache_question *q)
{
    enum http_method method = q->head->method_number;
    return http_cache_limit(app, q->node, q->shared) > 0 && q->uri[0] != '\0' &&
           (method == HTTP_GET || method == HTTP_HEAD) &&
           http_field_find(q->octets, &q->head->fields, "Range", 0) == NONE;
}

static enum http_cache_verdict missed(struct app *app, const struct http_cache_question *q,
                                      bool only_if_cached, enum rule rule)
{
    if (!only_if_cached) {
        app_note_rule(app, q->node, rule, TABLE_NONE, 0, 0, 0);
        return HTTP_CACHE_MISS;
    }
    app_note_rule(app, q->node, RULE_CACHE_ONLY, TABLE_NONE, 0, 0, 0);
    return HTTP_CACHE_UNAVAILABLE;
}

enum http_cache_verdict http_cache_look(struct app *app, const struct http_cache_question *q,
                                        uint32_t *row)
{
    if (!is_for_cache(app, q))
        return HTTP_CACHE_NOT_ASKED;
    struct http_cache_control control = http_request_control_read(q->octets, &q->head->fields);
    bool others;
    uint32_t found = find(app, q, &others);
    if (found == NONE)
        return missed(app, q, control.only_if_cached,
                      others ? RULE_CACHE_OTHER_VARIANT : RULE_CACHE_MISS);
    struct http_stored state = stored_state(app, found);
    enum http_reuse reuse = http_may_reuse(&control, &state);
    bool usable = reuse == HTTP_REUSE_FRESH || reuse == HTTP_REUSE_STALE;
    if (!usable && control.only_if_cached)
        return missed(app, q, true, RULE_CACHE_MISS);
    static const enum rule rules[] = {
        [HTTP_REUSE_FRESH] = RULE_CACHE_HIT,
        [HTTP_REUSE_STALE] = RULE_CACHE_TAKES_STALE,
        [HTTP_REUSE_AFTER_STALE] = RULE_CACHE_STALE,
        [HTTP_REUSE_AFTER_ASKED] = RULE_CACHE_MUST_ASK,
    };
    note(app, found, rules[reuse], (uint64_t)state.age, (uint64_t)state.lifetime);
    use(app, found);
    *row = found;
    return usable ? HTTP_CACHE_HIT : HTTP_CACHE_ASK_FIRST;
}

void http_cache_put_conditions(struct writer *w, const struct app *app, uint32_t row)
{
    const struct http_cache_row *r = &app->stored[row];
    if (r->etag[0] != '\0')
        http_write_field(w, "If-None-Match", r->etag);
    if (r->modified >= 0)
        http_write_field_date(w, "If-Modified-Since", r->modified);
}

bool http_cache_serve_stale(struct app *app, uint32_t row, const struct http_cache_question *q)
{
    struct http_cache_control control = http_request_control_read(q->octets, &q->head->fields);
    struct http_stored state = stored_state(app, row);
    if (!http_may_serve_stale(&control, &state))
        return false;
    note(app, row, RULE_CACHE_BETTER_THAN_NOTHING, (uint64_t)state.age,
         (uint64_t)state.lifetime);
    return true;
}

/* --- storing --- */

/* What a response says of its time, into the row. */
static void take_times(struct http_cache_row *r, const uint8_t *octets,
                       const struct http_head *response, int64_t requested, int64_t received)
{
    bool heuristic;
    struct http_cache_times times =
        http_cache_times_read(octets, &response->fields, requested, received);
    struct http_cache_control c = http_cache_control_read(octets, &response->fields);
    uint32_t etag = http_field_find(octets, &response->fields, "ETag", 0);
    r->requested = requested;
    r->received = received;
    r->initial_age = http_initial_age(&times);
    r->lifetime = http_freshness_lifetime(&times, r->status, &c, r->shared, &heuristic);
    r->modified = times.modified;
    r->no_cache = c.no_cache;
    r->must_revalidate =
        c.must_revalidate || (r->shared && (c.proxy_revalidate || c.s_maxage >= 0));
    struct text text = text_over(r->etag, sizeof r->etag);
    memset(r->etag, 0, sizeof r->etag);
    if (etag != NONE && response->fields.row[etag].value.length < sizeof r->etag)
        text_put_octets(&text, octets + response->fields.row[etag].value.at,
                        response->fields.row[etag].value.length);
}

static void copy_field(struct writer *w, const uint8_t *octets, const struct http_field *field)
{
    write_octets(w, octets + field->name.at, field->name.length);
    write_octets(w, ": ", 2);
    write_octets(w, octets + field->value.at, field->value.length);
    write_octets(w, "\r\n", 2);
}

/* Status-line and fields, without those of one connection (section 3.1). */
static void write_head(struct writer *w, const uint8_t *octets,
                       const struct http_head *response)
{
    http_write_status_line(w, 1, response->status);
    for (uint32_t i = 0; i < response->fields.count; i++) {
        if (!http_is_hop_by_hop(octets, &response->fields, i))
            copy_field(w, octets, &response->fields.row[i]);
    }
    http_write_end_of_fields(w);
}

static void note_refusal(struct app *app, uint32_t node, enum http_storing storing)
{
    static const enum rule rules[] = {
        [HTTP_STORE] = RULE_NONE,
        [HTTP_STORE_METHOD] = RULE_CACHE_NOT_METHOD,
        [HTTP_STORE_STATUS] = RULE_CACHE_NOT_STATUS,
        [HTTP_STORE_FORBIDDEN] = RULE_CACHE_NO_STORE,
        [HTTP_STORE_PRIVATE] = RULE_CACHE_PRIVATE,
        [HTTP_STORE_AUTHORIZATION] = RULE_CACHE_AUTHORIZED,
        [HTTP_STORE_UNSAID] = RULE_CACHE_UNSAID,
        [HTTP_STORE_VARIES] = RULE_CACHE_VARIES,
    };
    app_note_rule(app, node, rules[storing], TABLE_NONE, 0, 0, 0);
}

/* A new row with head and Vary, at the end of the node's chain. NONE: it does not fit. */
static uint32_t new_row(struct app *app, const struct http_cache_question *q,
                        const uint8_t *octets, const struct http_head *response)
{
    uint8_t head[HTTP_HEAD_MAX];
    uint8_t vary[HTTP_HEAD_MAX];
    struct writer h = writer_over(head, sizeof head);
    struct writer v = writer_over(vary, sizeof vary);
    write_head(&h, octets, response);
    http_vary_write(&v, octets, response, q->octets, &q->head->fields);
    uint32_t row = h.ok && v.ok ? arena_take(&app->sim->arena, app->stored_pool) : NONE;
    if (row == NONE)
        return NONE;
    uint32_t *link = &app->services[q->node].http_cache;
    while (*link != 0)
        link = &app->stored[*link - 1].next;
    *link = row + 1;
    struct http_cache_row *r = &app->stored[row];
    r->node = q->node;
    r->in_use = 1;
    r->shared = q->shared;
    r->filling = 1;
    r->readers = 1; /* who fills it */
    r->status = response->status;
    struct text uri = text_over(r->uri, sizeof r->uri);
    text_put(&uri, q->uri);
    if (!make_room(app, row, h.at + v.at)) {
        take_out(app, row);
        http_cache_let_go(app, row);
        return NONE;
    }
    (void)web_text_add(app, &r->head, &r->head_length, head, h.at);
    (void)web_text_add(app, &r->vary, &r->vary_length, vary, v.at);
    return row;
}

static bool is_too_large(const struct app *app, const struct http_cache_question *q,
                         const struct http_head *response)
{
    return response->has_content_length &&
           response->content_length > http_cache_limit(app, q->node, q->shared);
}

bool http_cache_add(struct app *app, uint32_t row, const uint8_t *octets, size_t length)
{
    struct http_cache_row *r = &app->stored[row];
    if (r->gone) /* made useless meanwhile: section 4.4 */
        return true;
    if (!make_room(app, row, length)) {
        note(app, row, RULE_CACHE_TOO_LARGE, http_cache_limit(app, r->node, r->shared), 0);
        take_out(app, row);
        http_cache_let_go(app, row);
        return false;
    }
    (void)web_text_add(app, &r->body, &r->body_length, octets, length);
    return true;
}

void http_cache_complete(struct app *app, uint32_t row, const struct http_cache_question *q)
{
    struct http_cache_row *r = &app->stored[row];
    uint32_t next = r->gone ? 0 : app->services[r->node].http_cache;
    for (uint32_t i = next; i != 0; i = next) {
        next = app->stored[i - 1].next;
        if (i - 1 != row && is_answer_to(app, &app->stored[i - 1], q))
            take_out(app, i - 1);
    }
    if (r->gone) {
        http_cache_let_go(app, row);
        return;
    }
    r->filling = 0;
    r->readers--;
    r->number = ++app->services[r->node].http_cache_numbers;
    use(app, row);
    sim_row(app->sim, r->node, TABLE_HTTP_CACHE, row, ROW_ADDED, r->number);
    note(app, row, RULE_CACHE_STORES, (uint64_t)r->lifetime, r->body_length);
}

void http_cache_discard(struct app *app, uint32_t row)
{
    note(app, row, RULE_CACHE_INCOMPLETE, app->stored[row].body_length, 0);
    if (!app->stored[row].gone)
        take_out(app, row);
    http_cache_let_go(app, row);
}

/* --- updating and invalidating --- */

/* Fields that describe the stored octets, which a 304 has not brought (section 3.2). */
static bool stays(const uint8_t *octets, struct http_span name)
{
    static const char *const names[] = {"Content-Length", "Content-Encoding", "Content-Type",
                                        "Content-Range"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (http_span_is_word(octets, name, names[i]))
            return true;
    }
    return false;
}

static bool is_renewed(const uint8_t *octets, struct http_span name, const uint8_t *fresh,
                       const struct http_fields *fields)
{
    char word[HTTP_CACHE_ETAG];
    struct text text = text_over(word, sizeof word);
    text_put_octets(&text, octets + name.at, name.length);
    return text.ok && !stays(octets, name) && http_field_find(fresh, fields, word, 0) != NONE;
}

/* The stored head with the fields of a newer response in place of its own. Age is about one
 * journey (section 5.1): that of the older one says nothing about the newer. */
static void merge_heads(struct writer *w, const uint8_t *old_octets,
                        const struct http_head *old, const uint8_t *octets,
                        const struct http_head *response)
{
    http_write_status_line(w, 1, old->status);
    for (uint32_t i = 0; i < old->fields.count; i++) {
        if (!is_renewed(old_octets, old->fields.row[i].name, octets, &response->fields) &&
            !http_span_is_word(old_octets, old->fields.row[i].name, "Age"))
            copy_field(w, old_octets, &old->fields.row[i]);
    }
    for (uint32_t i = 0; i < response->fields.count; i++) {
        if (!stays(octets, response->fields.row[i].name) &&
            !http_is_hop_by_hop(octets, &response->fields, i))
            copy_field(w, octets, &response->fields.row[i]);
    }
    http_write_end_of_fields(w);
}

bool http_cache_read_head(const struct app *app, uint32_t row, uint8_t *octets,
                          struct http_head *head)
{
    const struct http_cache_row *r = &app->stored[row];
    size_t n = web_text_read(app, r->head, r->head_length, 0, octets, HTTP_HEAD_MAX);
    return http_head_read(octets, n, HTTP_RESPONSE, HTTP_GET, head) == HTTP_FINE;
}

void http_cache_freshen(struct app *app, uint32_t row, const uint8_t *octets,
                        const struct http_head *response, int64_t requested)
{
    struct http_cache_row *r = &app->stored[row];
    uint8_t before[HTTP_HEAD_MAX];
    uint8_t after[HTTP_HEAD_MAX];
    struct http_head old;
    struct http_head merged;
    struct writer w = writer_over(after, sizeof after);
    if (!http_cache_read_head(app, row, before, &old))
        return;
    merge_heads(&w, before, &old, octets, response);
    if (!w.ok || http_head_read(after, w.at, HTTP_RESPONSE, HTTP_GET, &merged) != HTTP_FINE)
        return;
    web_text_free(app, &r->head, &r->head_length);
    (void)web_text_add(app, &r->head, &r->head_length, after, w.at);
    take_times(r, after, &merged, requested, app_date(app));
    sim_row(app->sim, r->node, TABLE_HTTP_CACHE, row, ROW_CHANGED, r->number);
    note(app, row, RULE_CACHE_FRESHENS, (uint64_t)r->lifetime, 0);
}

/* All that is stored for a URI. */
static void invalidate(struct app *app, uint32_t node, bool shared, const char *uri)
{
    uint32_t next;
    for (uint32_t i = app->services[node].http_cache; i != 0; i = next) {
        next = app->stored[i - 1].next;
        const struct http_cache_row *r = &app->stored[i - 1];
        if (r->shared != shared || strcmp(r->uri, uri) != 0)
            continue;
        note(app, i - 1, RULE_CACHE_INVALIDATES, r->number, 0);
        take_out(app, i - 1);
    }
}

/* "http://host": what two URIs of one origin have in common. */
static size_t origin_length(const char *uri)
{
    return 7 + strcspn(uri + 7, "/?");
}

/* Location and Content-Location of the same origin (section 4.4). */
static void invalidate_named(struct app *app, const struct http_cache_question *q,
                             const uint8_t *octets, const struct http_head *response,
                             const char *field)
{
    char buffer[HTTP_CACHE_URI];
    struct text uri = text_over(buffer, sizeof buffer);
    uint32_t row = http_field_find(octets, &response->fields, field, 0);
    size_t origin = origin_length(q->uri);
    if (row == NONE)
        return;
    struct http_span value = response->fields.row[row].value;
    const char *text = (const char *)octets + value.at;
    if (value.length > 0 && text[0] == '/')
        text_put_octets(&uri, q->uri, origin);
    text_put_octets(&uri, text, value.length);
    if (uri.ok && strncmp(buffer, q->uri, origin) == 0 && origin_length(buffer) == origin)
        invalidate(app, q->node, q->shared, buffer);
}

static bool is_safe(enum http_method method)
{
    return method == HTTP_GET || method == HTTP_HEAD || method == HTTP_OPTIONS ||
           method == HTTP_TRACE;
}

/* Section 4.3.5: what HEAD says of a stored response; another state makes it useless. */
static void head_updates(struct app *app, const struct http_cache_question *q,
                         const uint8_t *octets, const struct http_head *response,
                         int64_t requested)
{
    bool others;
    uint32_t row = response->status == 200 ? find(app, q, &others) : NONE;
    if (row == NONE)
        return;
    const struct http_cache_row *r = &app->stored[row];
    struct http_cache_row now = {.status = 200, .shared = r->shared};
    take_times(&now, octets, response, requested, app_date(app));
    bool same = strcmp(now.etag, r->etag) == 0 && now.modified == r->modified &&
                (!response->has_content_length || response->content_length == r->body_length);
    if (same)
        http_cache_freshen(app, row, octets, response, requested);
    else
        invalidate(app, q->node, q->shared, q->uri);
}

uint32_t http_cache_begin(struct app *app, const struct http_cache_question *q,
                          const uint8_t *octets, const struct http_head *response,
                          int64_t requested)
{
    if (http_cache_limit(app, q->node, q->shared) == 0 || q->uri[0] == '\0' ||
        response->status < 200)
        return NONE;
    if (!is_safe(q->head->method_number) && response->status < 400) {
        invalidate(app, q->node, q->shared, q->uri);
        invalidate_named(app, q, octets, response, "Location");
        invalidate_named(app, q, octets, response, "Content-Location");
    }
    if (q->head->method_number == HTTP_HEAD)
        head_updates(app, q, octets, response, requested);
    enum http_storing storing = http_may_store(q->octets, q->head, octets, response, q->shared);
    if (storing != HTTP_STORE) {
        note_refusal(app, q->node, storing);
        return NONE;
    }
    uint32_t row = is_too_large(app, q, response) ? NONE : new_row(app, q, octets, response);
    if (row == NONE) {
        app_note_rule(app, q->node, RULE_CACHE_TOO_LARGE, TABLE_NONE, 0,
                      http_cache_limit(app, q->node, q->shared), 0);
        return NONE;
    }
    take_times(&app->stored[row], octets, response, requested, app_date(app));
    return row;
}

/* --- answering --- */

void http_cache_write_fields(struct writer *w, const struct app *app, uint32_t row)
{
    uint8_t octets[HTTP_HEAD_MAX];
    struct http_head head;
    if (!http_cache_read_head(app, row, octets, &head)) {
        w->ok = false;
        return;
    }
    for (uint32_t i = 0; i < head.fields.count; i++) {
        struct http_span name = head.fields.row[i].name;
        if (!http_span_is_word(octets, name, "Age") &&
            !http_span_is_word(octets, name, "Content-Length"))
            copy_field(w, octets, &head.fields.row[i]);
    }
    http_write_field_number(w, "Age", (uint64_t)http_cache_age(app, row));
    if (head.status != 204)
        http_write_field_number(w, "Content-Length", app->stored[row].body_length);
}

bool http_cache_client_has(const struct app *app, uint32_t row,
                           const struct http_cache_question *q)
{
    const struct http_cache_row *r = &app->stored[row];
    bool weak = strncmp(r->etag, "W/", 2) == 0;
    struct http_validators now = {.etag = r->etag[0] == '\0' ? NULL : r->etag + (weak ? 2 : 0),
                                  .changed = r->modified,
                                  .exists = true};
    return r->status == 200 && http_condition(q->octets, q->head, &now) == 304;
}

bool http_cache_uri(struct text *uri, const char *host, size_t host_length, const char *target,
                    size_t target_length)
{
    text_put(uri, "http://");
    if (host_length > 3 && memcmp(host + host_length - 3, ":80", 3) == 0)
        host_length -= 3;
    for (size_t i = 0; i < host_length; i++)
        text_put_char(uri,
                      (char)(host[i] >= 'A' && host[i] <= 'Z' ? host[i] - 'A' + 'a' : host[i]));
    if (target_length == 0 || target[0] != '/')
        text_put_char(uri, '/');
    text_put_octets(uri, target, target_length);
    return uri->ok;
}
