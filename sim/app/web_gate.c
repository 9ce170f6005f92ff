/* app/web_gate.c: see web_gate.h. */
#include "app/web_gate.h"

#include "app/web_store.h"

static const struct http_site *site_of(const struct app *app, const struct web_connection *c)
{
    return app->plans[c->node]->http->site;
}

static const struct http_resource *resource_of(const struct app *app,
                                               const struct web_connection *c)
{
    return c->target != 0 ? &site_of(app, c)->resources[c->target - 1] : NULL;
}

/* Whole seconds until a moment, at least one. */
static uint32_t seconds_until(const struct app *app, sim_time moment)
{
    sim_time left = moment - sim_now(app->sim);
    sim_time seconds = (left + SIM_SECOND - 1) / SIM_SECOND;
    return seconds < 1 ? 1 : (uint32_t)seconds;
}

/* --- limits --- */

static void note(struct app *app, const struct web_limit *row, enum row_change change)
{
    sim_row(app->sim, row->node, TABLE_LIMIT, (uint32_t)(row - app->limits), change,
            row->number);
}

static void forget(struct app *app, uint32_t *link)
{
    uint32_t row = *link - 1;
    *link = app->limits[row].next;
    note(app, &app->limits[row], ROW_REMOVED);
    arena_give(&app->sim->arena, app->limit_pool, row);
}

static sim_time window_of(const struct http_site *site, uint32_t resource)
{
    return resource != 0 ? site->resources[resource - 1].manner.window : site->manner.window;
}

/* Forgets the windows that are over, and the oldest row when there are too many. */
static void forget_old(struct app *app, uint32_t node)
{
    const struct http_site *site = app->plans[node]->http->site;
    uint32_t *link = &app->services[node].limits;
    uint32_t count = 0;
    while (*link != 0) {
        const struct web_limit *row = &app->limits[*link - 1];
        if (sim_now(app->sim) >= row->since + window_of(site, row->resource)) {
            forget(app, link);
        } else {
            count++;
            link = &app->limits[*link - 1].next;
        }
    }
    if (count >= LIMITS_MOST)
        forget(app, &app->services[node].limits);
}

/* The row of this client, made when it is not there. NULL: no room in the simulator. */
static struct web_limit *row_of(struct app *app, uint32_t node, uint32_t resource,
                                ipv4_address client)
{
    uint32_t *link = &app->services[node].limits;
    for (; *link != 0; link = &app->limits[*link - 1].next) {
        struct web_limit *row = &app->limits[*link - 1];
        if (row->resource == resource && row->client == client)
            return row;
    }
    uint32_t new_row = arena_take(&app->sim->arena, app->limit_pool);
    if (new_row == NONE)
        return NULL;
    struct web_limit *row = &app->limits[new_row];
    *link = new_row + 1;
    row->in_use = 1;
    row->node = node;
    row->number = ++app->services[node].limit_numbers;
    row->resource = resource;
    row->client = client;
    row->since = sim_now(app->sim);
    note(app, row, ROW_ADDED);
    return row;
}

/* Counts the request in one window. False: it is one too many. */
static bool count_in(struct app *app, struct web_connection *c, uint32_t resource,
                     const struct http_manner *manner)
{
    ipv4_address client = tcp_remote(app->transport, c->socket).address;
    struct web_limit *row = row_of(app, c->node, resource, client);
    if (row == NULL)
        return true;
    row->count++;
    bool fits = row->count <= manner->limit;
    row->refused += fits ? 0 : 1;
    note(app, row, ROW_CHANGED);
    if (fits)
        return true;
    c->gate = WEB_GATE_LIMIT;
    c->retry_after = seconds_until(app, row->since + manner->window);
    c->counted = row->count;
    c->place = (uint32_t)(row - app->limits) + 1;
    return false;
}

/* --- all that may be in the way --- */

static bool is_closed(const struct app *app, struct web_connection *c,
                      const struct http_manner *manner)
{
    sim_time now = sim_now(app->sim);
    if (now < manner->closed_from || now >= manner->closed_until)
        return false;
    c->gate = WEB_GATE_MAINTENANCE;
    c->retry_after = seconds_until(app, manner->closed_until);
    return true;
}

static bool is_busy(const struct app *app, struct web_connection *c)
{
    const struct http_site *site = site_of(app, c);
    if (site->workers == 0 || app->services[c->node].working < site->workers)
        return false;
    c->gate = WEB_GATE_BUSY;
    c->retry_after = 1;
    c->counted = app->services[c->node].working;
    return true;
}

static void judge_failure(struct web_connection *c, const struct http_failure *failure,
                          uint32_t hit)
{
    if (failure->failing == HTTP_WORKS || hit < failure->first || hit > failure->last)
        return;
    switch (failure->failing) {
    case HTTP_WORKS:
        return;
    case HTTP_FAILS:
        c->gate = WEB_GATE_FAILS;
        return;
    case HTTP_HANGS_UP:
        c->gate = WEB_GATE_HANGS_UP;
        return;
    case HTTP_LOSES_ANSWER:
        c->gate = WEB_GATE_LOSES_ANSWER;
        return;
    }
}

void web_gate_judge(struct app *app, struct web_connection *c)
{
    const struct http_site *site = site_of(app, c);
    const struct http_resource *resource = resource_of(app, c);
    uint32_t hit = c->target != 0 ? web_hit(app, c->node, c->target - 1) : 0;
    c->gate = WEB_GATE_OPEN;
    c->retry_after = 0;
    c->counted = 0;
    c->place = 0;
    app->services[c->node].requests++;
    forget_old(app, c->node);
    if (is_closed(app, c, &site->manner) ||
        (resource != NULL && is_closed(app, c, &resource->manner)) || is_busy(app, c))
        return;
    if (site->manner.limit > 0 && !count_in(app, c, 0, &site->manner))
        return;
    if (resource == NULL)
        return;
    if (resource->manner.limit > 0 && !count_in(app, c, c->target, &resource->manner))
        return;
    judge_failure(c, &resource->failure, hit);
}

uint16_t web_gate_status(const struct web_connection *c)
{
    switch ((enum web_gate)c->gate) {
    case WEB_GATE_MAINTENANCE:
    case WEB_GATE_BUSY:
        return 503;
    case WEB_GATE_LIMIT:
        return 429;
    case WEB_GATE_OPEN:
    case WEB_GATE_FAILS:
    case WEB_GATE_HANGS_UP:
    case WEB_GATE_LOSES_ANSWER:
        break;
    }
    return 0;
}

enum rule web_gate_rule(const struct web_connection *c)
{
    switch ((enum web_gate)c->gate) {
    case WEB_GATE_MAINTENANCE:
        return RULE_HTTP_MAINTENANCE;
    case WEB_GATE_BUSY:
        return RULE_HTTP_OVERLOADED;
    case WEB_GATE_LIMIT:
        return RULE_HTTP_TOO_MANY;
    case WEB_GATE_FAILS:
        return RULE_HTTP_FAILS;
    case WEB_GATE_HANGS_UP:
        return RULE_HTTP_HANGS_UP;
    case WEB_GATE_LOSES_ANSWER:
        return RULE_HTTP_LOSES_ANSWER;
    case WEB_GATE_OPEN:
        break;
    }
    return RULE_NONE;
}

sim_time web_gate_delay(const struct app *app, const struct web_connection *c)
{
    const struct http_resource *resource = resource_of(app, c);
    sim_time own = resource != NULL ? resource->manner.delay : 0;
    return own > 0 ? own : site_of(app, c)->manner.delay;
}

uint32_t web_gate_pace(const struct app *app, const struct web_connection *c, sim_time *every)
{
    const struct http_resource *resource = resource_of(app, c);
    const struct http_manner *manner = &site_of(app, c)->manner;
    if (resource != NULL && resource->manner.pace > 0)
        manner = &resource->manner;
    *every = manner->pace_every;
    return manner->pace;
}
