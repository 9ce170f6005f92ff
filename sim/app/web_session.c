/* app/web_session.c: see web_session.h. */
#include "app/web_session.h"

#include <string.h>

#include "base/hash.h"
#include "wire/http_cookie.h"

static const struct http_session_plan *plan_of(const struct app *app, uint32_t node)
{
    return app->plans[node]->http->site->session;
}

uint32_t web_session_row(const struct app *app, const struct web_session *session)
{
    return (uint32_t)(session - app->sessions);
}

static void note(struct app *app, const struct web_session *session, enum row_change change)
{
    sim_row(app->sim, session->node, TABLE_SESSION, web_session_row(app, session), change,
            session->number);
}

static bool is_over(const struct app *app, const struct web_session *session)
{
    return session->used + plan_of(app, session->node)->lifetime <= app_date(app);
}

/* What the request shows, in a cookie of the plan's name. */
static bool shown_id(const struct app *app, uint32_t node, const uint8_t *octets,
                     const struct http_head *head, struct http_span *id)
{
    const struct http_session_plan *plan = plan_of(app, node);
    return plan != NULL && http_cookie_find(octets, &head->fields, plan->cookie, id);
}

static struct web_session *find(const struct app *app, uint32_t node, const uint8_t *octets,
                                struct http_span id)
{
    for (uint32_t i = app->services[node].sessions; i != 0; i = app->sessions[i - 1].next) {
        struct web_session *session = &app->sessions[i - 1];
        if (http_span_is(octets, id, session->id))
            return is_over(app, session) ? NULL : session;
    }
    return NULL;
}

struct web_session *web_session_find(const struct app *app, uint32_t node,
                                     const uint8_t *octets, const struct http_head *head)
{
    struct http_span id;
    return shown_id(app, node, octets, head, &id) ? find(app, node, octets, id) : NULL;
}

static void remove_over(struct app *app, uint32_t node)
{
    uint32_t next;
    for (uint32_t i = app->services[node].sessions; i != 0; i = next) {
        next = app->sessions[i - 1].next;
        if (is_over(app, &app->sessions[i - 1]))
            web_session_end(app, &app->sessions[i - 1]);
    }
}

struct web_session *web_session_use(struct app *app, uint32_t node, const uint8_t *octets,
                                    const struct http_head *head)
{
    struct http_span id;
    if (plan_of(app, node) == NULL)
        return NULL;
    remove_over(app, node);
    if (!shown_id(app, node, octets, head, &id))
        return NULL;
    struct web_session *session = find(app, node, octets, id);
    if (session == NULL) {
        app_note_rule(app, node, RULE_HTTP_SESSION_UNKNOWN, TABLE_NONE, 0, 0, 0);
        return NULL;
    }
    session->used = app_date(app);
    app_note_rule(app, node, RULE_HTTP_SESSION_FOUND, TABLE_SESSION,
                  web_session_row(app, session), session->number, 0);
    return session;
}

/* The end of the chain, where a new row goes. */
static uint32_t *end_of_chain(struct app *app, uint32_t node)
{
    struct web_session *idle = NULL;
    uint32_t count = 0;
    for (uint32_t i = app->services[node].sessions; i != 0; i = app->sessions[i - 1].next) {
        struct web_session *session = &app->sessions[i - 1];
        if (idle == NULL || session->used < idle->used)
            idle = session;
        count++;
    }
    if (count >= SESSIONS_MOST)
        web_session_end(app, idle);
    uint32_t *link = &app->services[node].sessions;
    while (*link != 0)
        link = &app->sessions[*link - 1].next;
    return link;
}

struct web_session *web_session_begin(struct app *app, uint32_t node, const char *user)
{
    uint32_t *link = end_of_chain(app, node);
    uint32_t row = arena_take(&app->sim->arena, app->session_pool);
    if (row == NONE)
        return NULL;
    struct web_session *session = &app->sessions[row];
    *link = row + 1;
    session->in_use = 1;
    session->node = node;
    session->number = ++app->services[node].session_numbers;
    session->created = app_date(app);
    session->used = session->created;
    struct text id = text_over(session->id, sizeof session->id);
    text_put_hex(&id, draw(app->sim->clock->seed, node, DRAW_SESSION_ID, session->number), 16);
    struct text name = text_over(session->user, sizeof session->user);
    text_put(&name, user);
    note(app, session, ROW_ADDED);
    app_note_rule(app, node, RULE_HTTP_SESSION_BEGINS, TABLE_SESSION, row, session->number, 0);
    return session;
}

void web_session_end(struct app *app, struct web_session *session)
{
    uint32_t row = web_session_row(app, session);
    uint32_t node = session->node;
    uint32_t *link = &app->services[node].sessions;
    while (*link != row + 1)
        link = &app->sessions[*link - 1].next;
    *link = session->next;
    note(app, session, ROW_REMOVED);
    app_note_rule(app, node, RULE_HTTP_SESSION_ENDS, TABLE_NONE, 0, session->number, 0);
    arena_give(&app->sim->arena, app->session_pool, row);
}

void web_session_count(struct app *app, struct web_session *session)
{
    session->visits++;
    note(app, session, ROW_CHANGED);
}
