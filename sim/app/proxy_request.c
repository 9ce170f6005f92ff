/* app/proxy_request.c: what a proxy does with a request: answers from its cache, refuses, or
 * finds an origin and asks it (RFC 9110 section 7.6, RFC 9111 section 4). */
#include <string.h>

#include "app/command_scan.h"
#include "app/program.h"
#include "app/proxy_parts.h"
#include "app/web_store.h"
#include "wire/http_writer.h"

enum { REQUEST_MAX = HTTP_HEAD_MAX + 1024 };

/* "/path?query" */
static void put_target(struct text *target, const struct proxy_request *r)
{
    const struct http_target *t = &r->head.target;
    text_put_octets(target, r->octets + t->path.at, t->path.length);
    if (t->has_query) {
        text_put_char(target, '?');
        text_put_octets(target, r->octets + t->query.at, t->query.length);
    }
}

static struct http_span authority_of(const struct proxy_request *r)
{
    if (r->head.target.form == HTTP_ABSOLUTE_FORM)
        return r->head.target.authority;
    return r->head.has_host ? r->head.host : (struct http_span){0, 0};
}

void proxy_read_request(struct app *app, const struct proxy_client *c, struct proxy_request *r)
{
    char buffer[HTTP_CACHE_URI];
    struct text target = text_over(buffer, sizeof buffer);
    struct text uri = text_over(r->uri, sizeof r->uri);
    r->octets = app->buffers[c->head - 1].octets;
    if (http_head_read(r->octets, c->reader.head_length, HTTP_REQUEST, HTTP_GET, &r->head) !=
        HTTP_FINE)
        r->head.method_number = HTTP_METHOD_OTHER; /* never: the reader has judged it */
    put_target(&target, r);
    struct http_span host = authority_of(r);
    bool fits = host.length > 0 && target.ok &&
                http_cache_uri(&uri, (const char *)r->octets + host.at, host.length, buffer,
                               target.length);
    if (!fits)
        r->uri[0] = '\0'; /* not for the cache */
    r->question = (struct http_cache_question){
        .node = c->node, .shared = true, .uri = r->uri, .octets = r->octets, .head = &r->head};
}

/* --- asking an origin --- */

static void write_request(struct app *app, struct proxy_client *c, struct proxy_origin *o,
                          const struct proxy_request *r)
{
    uint8_t octets[REQUEST_MAX];
    char host[PROXY_HOST + 8];
    struct text text = text_over(host, sizeof host);
    struct writer w = writer_over(octets, sizeof octets);
    bool absolute = r->head.target.form == HTTP_ABSOLUTE_FORM;
    int64_t forwards = proxy_max_forwards(r->octets, &r->head);
    text_put_octets(&text, r->octets + authority_of(r).at, authority_of(r).length);
    if (text.length == 0) { /* an HTTP/1.0 client without Host */
        text_put_ipv4(&text, c->to.address);
        absolute = true;
    }
    proxy_write_request(
        &w,
        &(struct proxy_passage){.name = app->plans[c->node]->name,
                                .client = tcp_remote(app->transport, c->socket).address,
                                .forwarded = proxy_plan_of(app, c)->forwarded,
                                .host = absolute ? host : NULL,
                                .chunked = c->chunks_up,
                                .max_forwards = forwards > 0 ? forwards - 1 : -1,
                                .drop_conditions = c->validating},
        r->octets, &r->head);
    if (c->validating)
        http_cache_put_conditions(&w, app, c->stored - 1);
    http_write_end_of_fields(&w);
    if (!w.ok) {
        proxy_leave_origin(app, c, false);
        proxy_page(app, c, 431, RULE_PROXY_REFUSES);
        return;
    }
    const uint8_t *end = memchr(octets, '\r', w.at);
    app_note_rule(app, c->node, RULE_PROXY_FORWARDS, TABLE_NONE, 0, c->to.address, c->to.port);
    app_note_message(app, c->node, MESSAGE_REQUEST_SENT, (const char *)octets,
                     (size_t)(end - octets));
    proxy_put(app, &o->out, octets, w.at);
}

/* There is a connection, or there will be. */
static void begin_exchange(struct app *app, struct proxy_client *c)
{
    struct proxy_origin *o = proxy_origin_of(app, c);
    struct proxy_request r;
    proxy_read_request(app, c, &r);
    c->phase = o->connected ? PROXY_RELAYS : PROXY_ASKS;
    c->requested = app_date(app);
    proxy_wake(app, c, proxy_plan_of(app, c)->timeout);
    if (r.head.method_number == HTTP_CONNECT)
        return;
    http_reader_begin(&o->reader, HTTP_RESPONSE, HTTP_TAKE_BARE_LF, r.head.method_number);
    write_request(app, c, o, &r);
}

static bool is_reverse(const struct app *app, const struct proxy_client *c)
{
    return proxy_plan_of(app, c)->to_count > 0;
}

/* The next origin of a reverse proxy. */
static void take_turn(struct app *app, struct proxy_client *c)
{
    const struct proxy_plan *plan = proxy_plan_of(app, c);
    const struct proxy_target *to =
        &plan->to[app->services[c->node].proxy_turn % plan->to_count];
    app->services[c->node].proxy_turn++;
    c->to = (struct endpoint){.address = to->address, .port = to->port};
    c->tries++;
}

void proxy_reach(struct app *app, struct proxy_client *c)
{
    if (proxy_connect(app, c, c->retried || c->tries > 1))
        begin_exchange(app, c);
    else
        proxy_origin_failed(app, c, false, false, false, false);
}

/* A stored answer, stale as it is, or none: the end of all attempts. */
static void give_up(struct app *app, struct proxy_client *c, bool timed_out)
{
    struct proxy_request r;
    proxy_read_request(app, c, &r);
    if (c->stored != 0 && http_cache_serve_stale(app, c->stored - 1, &r.question))
        proxy_answer_stored(app, c);
    else if (timed_out)
        proxy_page(app, c, 504, RULE_PROXY_GATEWAY_TIMEOUT);
    else
        proxy_page(app, c, 502, RULE_PROXY_BAD_GATEWAY);
}

void proxy_origin_failed(struct app *app, struct proxy_client *c, bool sent, bool heard,
                         bool reused, bool timed_out)
{
    struct proxy_request r;
    proxy_read_request(app, c, &r);
    bool again = !sent || (!heard && !c->has_body && proxy_is_idempotent(r.head.method_number));
    bool others = is_reverse(app, c) && c->tries < proxy_plan_of(app, c)->to_count;
    if (again && sent && reused && !c->retried) {
        c->retried = 1;
        app_note_rule(app, c->node, RULE_PROXY_RETRIES, TABLE_NONE, 0, c->to.address, 0);
        proxy_reach(app, c);
    } else if (again && others) {
        take_turn(app, c);
        app_note_rule(app, c->node, RULE_PROXY_NEXT_ORIGIN, TABLE_NONE, 0, c->to.address, 0);
        proxy_reach(app, c);
    } else {
        give_up(app, c, timed_out);
    }
}

/* --- names --- */

void proxy_forget_lookup(struct app *app, struct proxy_client *c)
{
    if (c->lookup == 0)
        return;
    struct job *job = &app->jobs[c->lookup - 1];
    job_close_socket(app, job);
    timer_cancel(app->sim, &job->timer, EVENT_JOB, app_owner(APP_JOB, c->lookup - 1));
    arena_give(&app->sim->arena, app->job_pool, c->lookup - 1);
    c->lookup = 0;
}

static void resolved(struct app *app, struct proxy_client *c, enum lookup_result result)
{
    c->to.address = app->jobs[c->lookup - 1].lookup.address;
    proxy_forget_lookup(app, c);
    if (result == LOOKUP_FOUND)
        proxy_reach(app, c);
    else
        proxy_page(app, c, 504, RULE_PROXY_NO_NAME);
}

void proxy_resolved(struct app *app, struct job *job, enum lookup_result result)
{
    if (job->state.proxy.program != 0) {
        program_resolved(app, job->state.proxy.program - 1, result == LOOKUP_FOUND,
                         job->lookup.address);
        return;
    }
    struct proxy_client *c = &app->proxy_clients[job->state.proxy.client];
    resolved(app, c, result);
    if (proxy_is_there(c))
        proxy_pump(app, c);
}

/* A job of the proxy's own looks the name up, as that of a command would. */
static void look_up(struct app *app, struct proxy_client *c, const char *host)
{
    uint32_t row = arena_take(&app->sim->arena, app->job_pool);
    if (row == NONE)
        return; /* the simulator has no room: the run stops and says so */
    struct job *job = &app->jobs[row];
    job->node = c->node;
    job->kind = COMMAND_KINDS;
    job->cause = sim_cause(app->sim);
    job->state.proxy.client = proxy_client_row(app, c);
    timer_clear(&job->timer);
    c->lookup = row + 1;
    c->phase = PROXY_ASKS;
    enum lookup_result result = lookup_begin(app, job, host);
    if (result != LOOKUP_WAITING)
        resolved(app, c, result);
}

/* --- decisions about the head --- */

static void find_origin(struct app *app, struct proxy_client *c, const struct proxy_request *r)
{
    char host[PROXY_HOST];
    uint16_t port;
    if (is_reverse(app, c)) {
        take_turn(app, c);
        proxy_reach(app, c);
        return;
    }
    struct http_span authority = r->head.target.authority;
    if (!proxy_read_authority(r->octets, authority, PLAN_HTTP_PORT, host, &port)) {
        proxy_page(app, c, 400, RULE_PROXY_REFUSES);
        return;
    }
    c->to = (struct endpoint){.port = port};
    look_up(app, c, host);
}

/* True: it has been answered. */
static bool ask_cache(struct app *app, struct proxy_client *c, const struct proxy_request *r)
{
    uint32_t row;
    switch (http_cache_look(app, &r->question, &row)) {
    case HTTP_CACHE_NOT_ASKED:
    case HTTP_CACHE_MISS:
        return false;
    case HTTP_CACHE_UNAVAILABLE:
        proxy_page(app, c, 504, RULE_NONE);
        return true;
    case HTTP_CACHE_HIT:
        http_cache_hold(app, row);
        c->stored = row + 1;
        proxy_answer_stored(app, c);
        return true;
    case HTTP_CACHE_ASK_FIRST:
        http_cache_hold(app, row);
        c->stored = row + 1;
        c->validating = !proxy_has_conditions(r->octets, &r->head.fields) &&
                        (app->stored[row].etag[0] != '\0' || app->stored[row].modified >= 0);
        return false;
    }
    return false;
}

/* What the proxy does not pass on. True: it has been answered. */
static bool refuses(struct app *app, struct proxy_client *c, const struct proxy_request *r)
{
    bool reverse = is_reverse(app, c);
    bool tunnel = r->head.method_number == HTTP_CONNECT;
    bool absolute = r->head.target.form == HTTP_ABSOLUTE_FORM;
    bool http = absolute && http_span_is_word(r->octets, r->head.target.scheme, "http");
    if (reverse && tunnel) {
        proxy_page(app, c, 405, RULE_PROXY_REFUSES);
    } else if (!reverse && !tunnel && !absolute) {
        proxy_page(app, c, 400, RULE_PROXY_NOT_ABSOLUTE);
    } else if (!reverse && !tunnel && !http) {
        proxy_page(app, c, 501, RULE_PROXY_REFUSES);
    } else if (proxy_has_passed(app->plans[c->node]->name, r->octets, &r->head.fields)) {
        proxy_page(app, c, 502, RULE_PROXY_LOOP);
    } else if (proxy_max_forwards(r->octets, &r->head) == 0) {
        proxy_answer_itself(app, c);
    } else {
        return false;
    }
    return true;
}

void proxy_begin(struct app *app, struct proxy_client *c)
{
    struct proxy_request r;
    proxy_read_request(app, c, &r);
    uint32_t line = (uint32_t)r.head.raw_target.at + r.head.raw_target.length + 9;
    app_note_message(app, c->node, MESSAGE_REQUEST, (const char *)r.octets, line);
    c->minor = r.head.minor;
    c->keep_alive = r.head.keep_alive;
    c->has_body = r.head.framing != HTTP_NO_BODY &&
                  !(r.head.has_content_length && r.head.content_length == 0);
    c->chunks_up = r.head.framing == HTTP_CHUNKED;
    c->request_done = 0;
    c->status = 0;
    c->tries = 0;
    c->retried = 0;
    c->validating = 0;
    c->from_stored = 0;
    c->bodyless = r.head.method_number == HTTP_HEAD;
    c->stored_sent = 0;
    if (!refuses(app, c, &r) && !ask_cache(app, c, &r))
        find_origin(app, c, &r);
}
