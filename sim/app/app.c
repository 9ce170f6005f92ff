/* app/app.c: the door: pools, and who is meant by an owner word. See app.h. */
#include <stdlib.h>

#include "app/capture.h"
#include "app/host_file.h"
#include "app/job_input.h"
#include "app/program.h"
#include "app/proxy.h"
#include "app/rip.h"
#include "app/service_control.h"
#include "app/tool.h"
#include "app/web_store.h"

struct app *app_new(void)
{
    struct app *app = calloc(1, sizeof(struct app));
    if (app != NULL && (app->capture = capture_new()) == NULL) {
        free(app);
        return NULL;
    }
    return app;
}

void app_free(struct app *app)
{
    if (app == NULL)
        return;
    capture_free(app->capture);
    free(app);
}

static pool_id add_pool(struct app *app, const char *name, size_t row_size, uint32_t rows,
                        uint32_t maximum, void **bind)
{
    uint32_t slack = rows < maximum ? 4 : 0;
    return arena_add(&app->sim->arena, name, (uint32_t)row_size, rows, slack, maximum, bind);
}

/* Rows that web servers take before the first event. */
static void at_the_start(const struct app *app, uint32_t *items, uint32_t *slabs)
{
    *items = 8;
    *slabs = 8;
    for (uint32_t node = 0; node < app->nodes->count; node++) {
        if (app->plans[node] == NULL || app->plans[node]->http == NULL)
            continue;
        const struct http_site *site = app->plans[node]->http->site;
        *items += site->count;
        for (uint32_t i = 0; i < site->count; i++) {
            const struct http_collection *c = site->resources[i].collection;
            for (uint32_t k = 0; c != NULL && k < c->count; k++)
                *slabs += c->members[k].length / WEB_SLAB + 1;
            *items += c != NULL ? c->count : 0;
        }
    }
}

/* One message may bring a hundred records; a client's pipelined questions may each need those
 * for the addresses of servers. */
static void add_dns_pools(struct app *app)
{
    enum { DNS_MAX = 1 << 20, CACHE_SLACK = 130, QUERIES_SLACK = 48 };
    struct arena *arena = &app->sim->arena;
    app->cache_pool = arena_add(arena, "cached DNS records", sizeof(struct cache_row), 32,
                                CACHE_SLACK, DNS_MAX, (void **)&app->cache);
    app->query_pool = arena_add(arena, "DNS questions", sizeof(struct dns_query), 8,
                                QUERIES_SLACK, DNS_MAX, (void **)&app->queries);
    app->peer_pool = add_pool(app, "name servers asked", sizeof(struct dns_peer), 8, DNS_MAX,
                              (void **)&app->peers);
    app->dns_connection_pool = add_pool(app, "DNS connections", sizeof(struct dns_connection),
                                        8, DNS_MAX, (void **)&app->dns_connections);
}

/* Those of the scenario, and two of every host. */
static uint32_t files_at_start(const struct app *app)
{
    uint32_t files = 8;
    for (uint32_t node = 0; node < app->nodes->count; node++) {
        const struct app_node_plan *plan = app->plans[node];
        files += plan != NULL ? plan->file_count + 2 : 2;
    }
    return files;
}

/* A world without routing daemons has no rows for them. */
static void add_rip_pools(struct app *app)
{
    enum { RIP_MAX = 1 << 20, ROUTES_SLACK = 280, PEERS_SLACK = 4 };
    uint32_t daemons = 0;
    for (uint32_t node = 0; node < app->nodes->count; node++)
        daemons += app->plans[node] != NULL && app->plans[node]->rip != NULL ? 1U : 0U;
    bool any = daemons > 0;
    struct arena *arena = &app->sim->arena;
    app->rip_rows = any ? app->nodes->count : 0;
    app->rip_pool = arena_add(arena, "routing daemons", sizeof(struct rip_node), app->rip_rows,
                              0, app->rip_rows, (void **)&app->rip);
    app->rip_route_pool =
        arena_add(arena, "routes of daemons", sizeof(struct rip_route), any ? 32 : 0,
                  any ? ROUTES_SLACK : 0, RIP_MAX, (void **)&app->rip_routes);
    app->rip_peer_pool =
        arena_add(arena, "neighbours of daemons", sizeof(struct rip_peer), any ? 8 : 0,
                  any ? PEERS_SLACK : 0, RIP_MAX, (void **)&app->rip_peers);
}

void app_add_pools(struct app *app, struct transport *transport, const struct nodes *nodes,
                   const struct app_node_plan *const *plans, uint32_t expected_jobs)
{
    enum { JOBS_MAX = 1 << 20, WEB_MAX = 1 << 20 };
    enum {
        ITEMS_SLACK = 40,
        COOKIES_SLACK = 160,
        LIMITS_SLACK = 40
    }; /* of a receive buffer full of requests */
    /* The largest file of a host, which a command may write in one event; and the above. */
    enum { SLABS_SLACK = HOST_FILE_MOST / WEB_SLAB + 160 };
    uint32_t rows = expected_jobs < 8 ? 8 : expected_jobs;
    uint32_t all = nodes->count > 0 ? nodes->count : 1;
    app->sim = transport->sim;
    app->transport = transport;
    app->nodes = nodes;
    app->plans = plans;
    app->job_pool =
        add_pool(app, "jobs", sizeof(struct job), rows, JOBS_MAX, (void **)&app->jobs);
    app->service_pool =
        add_pool(app, "services", sizeof(struct service), all, all, (void **)&app->services);
    add_dns_pools(app);
    app->buffer_pool = add_pool(app, "HTTP heads", sizeof(struct http_buffer), 8, WEB_MAX,
                                (void **)&app->buffers);
    app->connection_pool = add_pool(app, "HTTP connections", sizeof(struct web_connection), 8,
                                    WEB_MAX, (void **)&app->connections);
    uint32_t items;
    uint32_t slabs;
    at_the_start(app, &items, &slabs);
    app->slab_pool =
        arena_add(&app->sim->arena, "octets of web servers", sizeof(struct web_slab), slabs,
                  SLABS_SLACK, WEB_MAX, (void **)&app->slabs);
    app->item_pool =
        arena_add(&app->sim->arena, "resources of web servers", sizeof(struct web_item), items,
                  ITEMS_SLACK, WEB_MAX, (void **)&app->items);
    app->session_pool = add_pool(app, "sessions of web servers", sizeof(struct web_session), 8,
                                 WEB_MAX, (void **)&app->sessions);
    app->file_pool = add_pool(app, "files of hosts", sizeof(struct host_file),
                              files_at_start(app), WEB_MAX, (void **)&app->files);
    app->cookie_pool = arena_add(&app->sim->arena, "cookies", sizeof(struct cookie_row), 8,
                                 COOKIES_SLACK, WEB_MAX, (void **)&app->cookies);
    app->visitor_pool = add_pool(app, "connections of commands", sizeof(struct visitor), 8,
                                 WEB_MAX, (void **)&app->visitors);
    app->limit_pool = arena_add(&app->sim->arena, "counted clients", sizeof(struct web_limit),
                                8, LIMITS_SLACK, WEB_MAX, (void **)&app->limits);
    app->counts_pool = add_pool(app, "counts of commands", sizeof(struct app_counts), 1, 1,
                                (void **)&app->counts);
    app->stored_pool = add_pool(app, "stored responses", sizeof(struct http_cache_row), 8,
                                WEB_MAX, (void **)&app->stored);
    app->proxy_client_pool = add_pool(app, "clients of proxies", sizeof(struct proxy_client), 4,
                                      WEB_MAX, (void **)&app->proxy_clients);
    app->proxy_origin_pool = add_pool(app, "origins of proxies", sizeof(struct proxy_origin), 4,
                                      WEB_MAX, (void **)&app->proxy_origins);
    add_rip_pools(app);
    app->program_pool = add_pool(app, "connections of programs", sizeof(struct program), 4,
                                 PROGRAMS_MAX, (void **)&app->programs);
}

void app_start_services(struct app *app)
{
    (void)arena_take_table(&app->sim->arena, app->service_pool, app->nodes->count);
    (void)arena_take_table(&app->sim->arena, app->counts_pool, 1);
    if (app->rip_rows > 0)
        (void)arena_take_table(&app->sim->arena, app->rip_pool, app->rip_rows);
    for (uint32_t node = 0; node < app->nodes->count; node++) {
        const struct app_node_plan *plan = app->plans[node];
        host_files_start(app, node);
        if (plan != NULL && plan->http != NULL)
            web_store_start(app, node);
        for (int unit = 0; unit < SERVICE_UNITS; unit++) {
            if (service_is_there(app, node, (enum service_unit)unit))
                (void)!service_start(app, node, (enum service_unit)unit);
        }
    }
}

/* --- rows by owner; NULL: the row is free --- */

static struct job *job_of(const struct app *app, uint32_t row)
{
    bool there = row < arena_marks(&app->sim->arena, app->job_pool)->high;
    return there && app->jobs[row].kind != COMMAND_NONE ? &app->jobs[row] : NULL;
}

static struct dns_query *query_of(const struct app *app, uint32_t row)
{
    bool there = row < arena_marks(&app->sim->arena, app->query_pool)->high;
    return there && app->queries[row].node_plus_one != 0 ? &app->queries[row] : NULL;
}

static struct web_connection *connection_of(const struct app *app, uint32_t row)
{
    bool there = row < arena_marks(&app->sim->arena, app->connection_pool)->high;
    return there && app->connections[row].socket.serial != 0 ? &app->connections[row] : NULL;
}

static struct dns_connection *dns_client_of(const struct app *app, uint32_t row)
{
    bool there = row < arena_marks(&app->sim->arena, app->dns_connection_pool)->high;
    return there && app->dns_connections[row].socket.serial != 0 ? &app->dns_connections[row]
                                                                 : NULL;
}

static struct proxy_client *proxy_client_of(const struct app *app, uint32_t row)
{
    bool there = row < arena_marks(&app->sim->arena, app->proxy_client_pool)->high;
    return there && app->proxy_clients[row].socket.serial != 0 ? &app->proxy_clients[row]
                                                               : NULL;
}

static struct proxy_origin *proxy_origin_row_of(const struct app *app, uint32_t row)
{
    bool there = row < arena_marks(&app->sim->arena, app->proxy_origin_pool)->high;
    return there && app->proxy_origins[row].socket.serial != 0 ? &app->proxy_origins[row]
                                                               : NULL;
}

struct timer *app_timer(const struct app *app, uint32_t owner)
{
    uint32_t row = app_owner_row(owner);
    struct job *job = NULL;
    struct dns_query *query = NULL;
    struct web_connection *connection = NULL;
    struct dns_connection *client = NULL;
    struct proxy_client *proxied = NULL;
    struct proxy_origin *origin = NULL;
    switch (app_owner_table(owner)) {
    case APP_JOB:
        job = job_of(app, row);
        return job != NULL ? &job->timer : NULL;
    case APP_DNS_CONNECTION:
        client = dns_client_of(app, row);
        return client != NULL ? &client->timer : NULL;
    case APP_DNS_QUERY:
        query = query_of(app, row);
        return query != NULL ? &query->timer : NULL;
    case APP_HTTP_CONNECTION:
        connection = connection_of(app, row);
        return connection != NULL ? &connection->timer : NULL;
    case APP_PROXY_CLIENT:
        proxied = proxy_client_of(app, row);
        return proxied != NULL ? &proxied->timer : NULL;
    case APP_PROXY_ORIGIN:
        origin = proxy_origin_row_of(app, row);
        return origin != NULL ? &origin->timer : NULL;
    case APP_RIP:
    case APP_RIP_TRIGGER:
    case APP_RIP_ROUTE:
        return rip_timer(app, owner);
    case APP_PROXY_SERVICE:
    case APP_NOBODY:
    case APP_BULK_SERVICE:
    case APP_BULK:
    case APP_OUTSIDE:
    case APP_PROGRAM:
    case APP_DNS_SERVICE:
    case APP_HTTP_SERVICE:
        break;
    }
    return NULL;
}

uint32_t app_owner_node(const struct app *app, uint32_t owner)
{
    uint32_t row = app_owner_row(owner);
    switch (app_owner_table(owner)) {
    case APP_JOB:
        return app->jobs[row].node;
    case APP_DNS_QUERY:
        return app->queries[row].node_plus_one - 1;
    case APP_DNS_CONNECTION:
        return app->dns_connections[row].node;
    case APP_HTTP_CONNECTION:
        return app->connections[row].node;
    case APP_PROXY_CLIENT:
        return app->proxy_clients[row].node;
    case APP_PROXY_ORIGIN:
        return app->proxy_origins[row].node;
    case APP_PROGRAM:
        return app->programs[row].node;
    case APP_RIP_ROUTE:
        return app->rip_routes[row].node;
    case APP_DNS_SERVICE:
    case APP_HTTP_SERVICE:
    case APP_PROXY_SERVICE:
    case APP_RIP:
    case APP_RIP_TRIGGER:
        return row;
    case APP_NOBODY:
    case APP_BULK_SERVICE:
    case APP_BULK:
    case APP_OUTSIDE:
        break;
    }
    return NONE;
}

uint32_t app_busy(const struct app *app)
{
    return arena_marks(&app->sim->arena, app->job_pool)->live +
           arena_marks(&app->sim->arena, app->query_pool)->live;
}

bool app_timer_is_idle(const struct app *app, uint32_t owner)
{
    enum app_table table = app_owner_table(owner);
    bool routing = table == APP_RIP || table == APP_RIP_TRIGGER || table == APP_RIP_ROUTE;
    return routing && rip_is_settled(app);
}

void app_interface_changed(struct app *app, uint32_t interface)
{
    rip_interface_changed(app, interface);
}

/* --- jobs --- */

uint32_t app_run(struct app *app, uint32_t node, const char *line, size_t length)
{
    uint32_t row = arena_take(&app->sim->arena, app->job_pool);
    if (row == NONE)
        return NONE;
    char buffer[COMMAND_ERROR_MAX];
    struct text error = text_over(buffer, sizeof buffer);
    struct job *job = &app->jobs[row];
    int status = command_parse(line, length, &job->command, &error);
    job->node = node;
    job->kind = COMMAND_KINDS;
    job->cause = sim_cause(app->sim);
    timer_clear(&job->timer);
    if (status == 0)
        status = job_open_files(app, job, &error) ? 0 : 1;
    if (status == 0)
        job->kind = job->command.kind;
    sim_row(app->sim, node, TABLE_JOB, row, ROW_ADDED, job->kind);
    if (status == 0) {
        job_greet(app, job);
        tool_of(job)->begin(app, job);
    } else {
        job_show(app, job, &error);
        job_end(app, job, (uint8_t)status);
    }
    return row;
}

static void resolved(struct app *app, struct job *job, enum lookup_result result)
{
    if (result != LOOKUP_WAITING)
        tool_of(job)->resolved(app, job, result);
}

static void job_timer_fires(struct app *app, struct job *job)
{
    if (job->phase == JOB_RESOLVING)
        resolved(app, job, lookup_timer(app, job));
    else if (tool_of(job)->timer != NULL)
        tool_of(job)->timer(app, job);
}

static void job_datagram(struct app *app, struct job *job, const struct udp_datagram *datagram)
{
    if (job->phase == JOB_RESOLVING)
        resolved(app, job, lookup_datagram(app, job, datagram));
    else if (tool_of(job)->datagram != NULL)
        tool_of(job)->datagram(app, job, datagram);
}

static void job_tcp_event(struct app *app, struct job *job, const struct socket_up *up)
{
    if (job == NULL)
        return;
    if (job->phase == JOB_RESOLVING)
        resolved(app, job, lookup_tcp_event(app, job, up));
    else if (tool_of(job)->tcp_event != NULL)
        tool_of(job)->tcp_event(app, job, up);
}

static void job_error(struct app *app, struct job *job, const struct icmp_message *message)
{
    if (job->phase == JOB_RESOLVING)
        resolved(app, job, lookup_error(app, job));
    else if (tool_of(job)->error != NULL)
        tool_of(job)->error(app, job, message);
}

void app_cancel(struct app *app, uint32_t row)
{
    struct job *job = row != NONE ? job_of(app, row) : NULL;
    if (job == NULL)
        return;
    char buffer[] = "^C";
    struct text echo = {.octets = buffer, .capacity = sizeof buffer, .length = 2, .ok = true};
    job_show(app, job, &echo);
    if (tool_of(job)->cancel != NULL)
        tool_of(job)->cancel(app, job);
    else
        job_end(app, job, 130);
}

/* --- the keyboard --- */

/* Does the keyboard come to this one before that one? The background has what is left. */
static bool is_nearer(const struct job *job, const struct job *other)
{
    uint8_t behind = job->command.flags & COMMAND_BACKGROUND;
    uint8_t other_behind = other->command.flags & COMMAND_BACKGROUND;
    return behind != other_behind ? behind < other_behind : job->cause > other->cause;
}

static uint32_t newest(const struct app *app, uint32_t node, bool reader)
{
    uint32_t rows = arena_marks(&app->sim->arena, app->job_pool)->high;
    uint32_t best = NONE;
    for (uint32_t row = 0; row < rows; row++) {
        const struct job *job = job_of(app, row);
        bool fits = job != NULL && job->node == node && (!reader || tool_reads(job));
        if (fits && (best == NONE || is_nearer(job, &app->jobs[best])))
            best = row;
    }
    return best;
}

uint32_t app_newest(const struct app *app, uint32_t node)
{
    return newest(app, node, false);
}

uint32_t app_reader(const struct app *app, uint32_t node)
{
    return newest(app, node, true);
}

uint32_t app_job_node(const struct app *app, uint32_t row)
{
    const struct job *job = row != NONE ? job_of(app, row) : NULL;
    return job != NULL ? job->node : NONE;
}

/* The job, if it reads; else it is said that nobody does. */
static struct job *reader_of(struct app *app, uint32_t node, uint32_t row)
{
    struct job *job = row != NONE ? job_of(app, row) : NULL;
    if (job != NULL && tool_reads(job) && !job->typed.ended)
        return job;
    if (node != NONE)
        app_note_rule(app, node, RULE_TYPED_TO_NOBODY, TABLE_NONE, 0, 0, 0);
    return NULL;
}

void app_type(struct app *app, uint32_t node, uint32_t row, const char *words, size_t length)
{
    struct job *job = reader_of(app, node, row);
    if (job != NULL && job_input_add(app, job, (const uint8_t *)words, length) &&
        job_input_add(app, job, (const uint8_t *)"\n", 1))
        tool_of(job)->typed(app, job);
}

void app_type_end(struct app *app, uint32_t node, uint32_t row)
{
    struct job *job = reader_of(app, node, row);
    if (job == NULL)
        return;
    job->typed.ended = 1;
    tool_of(job)->typed(app, job);
}

/* --- news from below --- */

void app_tcp_event(struct app *app, uint32_t owner, const struct socket_up *up)
{
    uint32_t row = app_owner_row(owner);
    struct web_connection *connection = NULL;
    struct dns_query *query = NULL;
    struct dns_connection *client = NULL;
    struct proxy_client *proxied = NULL;
    struct proxy_origin *origin = NULL;
    switch (app_owner_table(owner)) {
    case APP_JOB:
        job_tcp_event(app, job_of(app, row), up);
        break;
    case APP_DNS_SERVICE:
        if ((up->events & SOCKET_ACCEPTED) != 0)
            dns_accepted(app, row, up->socket);
        break;
    case APP_DNS_CONNECTION:
        client = dns_client_of(app, row);
        if (client != NULL)
            dns_connection_event(app, client, up);
        break;
    case APP_DNS_QUERY:
        query = query_of(app, row);
        if (query != NULL)
            resolver_tcp_event(app, query, up);
        break;
    case APP_HTTP_SERVICE:
        if ((up->events & SOCKET_ACCEPTED) != 0)
            web_accepted(app, row, up->socket);
        break;
    case APP_HTTP_CONNECTION:
        connection = connection_of(app, row);
        if (connection != NULL)
            web_event(app, connection, up);
        break;
    case APP_PROGRAM:
        program_event(app, row, up);
        break;
    case APP_PROXY_SERVICE:
        if ((up->events & SOCKET_ACCEPTED) != 0)
            proxy_accepted(app, row, up->socket);
        break;
    case APP_PROXY_CLIENT:
        proxied = proxy_client_of(app, row);
        if (proxied != NULL)
            proxy_client_event(app, proxied, up);
        break;
    case APP_PROXY_ORIGIN:
        origin = proxy_origin_row_of(app, row);
        if (origin != NULL)
            proxy_origin_event(app, origin, up);
        break;
    case APP_RIP:
    case APP_RIP_TRIGGER:
    case APP_RIP_ROUTE:
    case APP_NOBODY:
    case APP_BULK_SERVICE:
    case APP_BULK:
    case APP_OUTSIDE:
        break;
    }
}

void app_udp_received(struct app *app, uint32_t node, uint32_t owner,
                      const struct udp_datagram *datagram)
{
    uint32_t row = app_owner_row(owner);
    struct job *job = NULL;
    struct dns_query *query = NULL;
    switch (app_owner_table(owner)) {
    case APP_JOB:
        job = job_of(app, row);
        if (job != NULL)
            job_datagram(app, job, datagram);
        break;
    case APP_DNS_SERVICE:
        dns_service_datagram(app, node, datagram);
        break;
    case APP_DNS_QUERY:
        query = query_of(app, row);
        if (query != NULL)
            resolver_datagram(app, query, datagram);
        break;
    case APP_RIP:
        rip_datagram(app, node, datagram);
        break;
    case APP_RIP_TRIGGER:
    case APP_RIP_ROUTE:
    case APP_DNS_CONNECTION:
    case APP_NOBODY:
    case APP_BULK_SERVICE:
    case APP_BULK:
    case APP_OUTSIDE:
    case APP_PROGRAM:
    case APP_HTTP_SERVICE:
    case APP_HTTP_CONNECTION:
    case APP_PROXY_SERVICE:
    case APP_PROXY_CLIENT:
    case APP_PROXY_ORIGIN:
        break;
    }
}

/* The job of a node that sends echo requests with this identifier: its row plus one. */
static struct job *echo_job(const struct app *app, uint32_t node, uint16_t identifier)
{
    struct job *job = identifier > 0 ? job_of(app, identifier - 1U) : NULL;
    bool fits = job != NULL && job->node == node && job->phase != JOB_RESOLVING;
    return fits ? job : NULL;
}

void app_echo_reply(struct app *app, uint32_t node, const struct icmp_message *message)
{
    struct job *job = echo_job(app, node, message->header.identifier);
    if (job != NULL && tool_of(job)->reply != NULL)
        tool_of(job)->reply(app, job, message);
}

static void udp_error(struct app *app, uint32_t owner, const struct icmp_message *message)
{
    uint32_t row = app_owner_row(owner);
    struct job *job = app_owner_table(owner) == APP_JOB ? job_of(app, row) : NULL;
    struct dns_query *query =
        app_owner_table(owner) == APP_DNS_QUERY ? query_of(app, row) : NULL;
    if (query != NULL)
        resolver_error(app, query);
    else if (job != NULL)
        job_error(app, job, message);
}

void app_icmp_error(struct app *app, uint32_t node, const struct socket_up *up,
                    const struct icmp_message *message)
{
    if (up->socket.serial != 0) {
        udp_error(app, up->owner, message);
        return;
    }
    struct reader quote = reader_over(message->quote, message->quote_length);
    struct icmp echo;
    icmp_read(&quote, &echo);
    if (message->about.protocol != IPV4_ICMP || !quote.ok || echo.type != ICMP_ECHO)
        return;
    struct job *job = echo_job(app, node, echo.identifier);
    if (job == NULL || !ip_is_mine(app->transport->ip, node, message->about.source))
        return;
    transport_learn_path(app->transport, node, message);
    job_error(app, job, message);
}

void app_timer_fires(struct app *app, uint32_t owner)
{
    uint32_t row = app_owner_row(owner);
    switch (app_owner_table(owner)) {
    case APP_JOB:
        job_timer_fires(app, &app->jobs[row]);
        break;
    case APP_DNS_QUERY:
        resolver_timer(app, &app->queries[row]);
        break;
    case APP_DNS_CONNECTION:
        dns_connection_timer(app, &app->dns_connections[row]);
        break;
    case APP_HTTP_CONNECTION:
        web_timer(app, &app->connections[row]);
        break;
    case APP_PROXY_CLIENT:
        proxy_client_timer(app, &app->proxy_clients[row]);
        break;
    case APP_PROXY_ORIGIN:
        proxy_origin_timer(app, &app->proxy_origins[row]);
        break;
    case APP_RIP:
    case APP_RIP_TRIGGER:
    case APP_RIP_ROUTE:
        rip_timer_fires(app, owner);
        break;
    case APP_PROXY_SERVICE:
    case APP_NOBODY:
    case APP_BULK_SERVICE:
    case APP_BULK:
    case APP_OUTSIDE:
    case APP_PROGRAM:
    case APP_DNS_SERVICE:
    case APP_HTTP_SERVICE:
        break;
    }
}

/* --- records --- */

void app_note_message(struct app *app, uint32_t node, enum message_kind kind, const char *line,
                      size_t length)
{
    (void)sim_say(
        app->sim,
        (struct record){
            .kind = RECORD_MESSAGE, .layer = LAYER_APP, .node = node, .a = (uint64_t)kind},
        line, length);
}

void app_note_rule(struct app *app, uint32_t node, enum rule rule, enum table table,
                   uint32_t row, uint64_t a, uint64_t b)
{
    (void)sim_note(app->sim, (struct record){.kind = RECORD_FINDING,
                                             .layer = LAYER_APP,
                                             .rule = (uint16_t)rule,
                                             .node = node,
                                             .table = (uint8_t)table,
                                             .place = row,
                                             .a = a,
                                             .b = b});
}

int64_t app_date(const struct app *app)
{
    return APP_EPOCH + sim_now(app->sim) / SIM_SECOND;
}
