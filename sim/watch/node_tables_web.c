/* watch/node_tables_web.c: what is remembered between two requests: the cookies that the curls
 * of a host keep, and the sessions and resources of a web server. */
#include <string.h>

#include "app/web_store.h"
#include "base/catalogue.h"
#include "base/korean.h"
#include "watch/node_tables.h"
#include "wire/http_cookie.h"

enum { CONTENT_SHOWN = 400 };

/* Seconds since 1970 at the cursor. */
static int64_t date_of(const struct node_reader *in)
{
    return APP_EPOCH + in->now / SIM_SECOND;
}

/* A sentence with the holes {n} and {most}. */
static void put_numbers(struct text *text, const char *sentence, uint64_t n, uint64_t most)
{
    char octets[128], first[24], second[24];
    struct text one = text_over(first, sizeof first), two = text_over(second, sizeof second);
    text_put_unsigned(&one, n);
    text_put_unsigned(&two, most);
    const struct text_value values[] = {{"n", first}, {"most", second}};
    (void)text_format(octets, sizeof octets, sentence, values, 2);
    text_put(text, octets);
}

/* --- cookies --- */

static const struct cookie_row *cookie_of(const struct node_reader *in, uint32_t row)
{
    return &in->world->app->cookies[row];
}

void cookies_collect(const struct node_reader *in, struct node_rows *rows)
{
    const struct app *app = in->world->app;
    for (uint32_t i = app->services[in->node].cookies; i != 0; i = app->cookies[i - 1].next)
        node_rows_add(rows, i - 1);
}

/* Is there more than one jar on the node? Then each cookie says in which it is. */
static bool has_jars(const struct node_reader *in)
{
    const struct app *app = in->world->app;
    uint32_t first = app->services[in->node].cookies;
    for (uint32_t i = first; i != 0; i = app->cookies[i - 1].next)
        if (strcmp(app->cookies[i - 1].jar, app->cookies[first - 1].jar) != 0)
            return true;
    return false;
}

void cookie_cell(const struct node_reader *in, uint32_t row, uint32_t column, struct text *text)
{
    const struct cookie_row *c = cookie_of(in, row);
    if (column == 0) {
        if (has_jars(in)) {
            text_put(text, c->jar);
            text_put(text, ": ");
        }
        text_put(text, c->name);
        text_put_char(text, '=');
        text_put(text, c->value);
    } else {
        text_put(text, c->domain);
        text_put(text, c->path);
    }
}

static const char *same_site_words(enum http_same_site same_site)
{
    switch (same_site) {
    case HTTP_SAME_SITE_UNSAID:
        return NULL;
    case HTTP_SAME_SITE_STRICT:
        return "SameSite=Strict";
    case HTTP_SAME_SITE_LAX:
        return "SameSite=Lax";
    case HTTP_SAME_SITE_NONE:
        return "SameSite=None";
    }
    return NULL;
}

static void put_part(struct text *text, const char *words)
{
    if (words == NULL || words[0] == '\0')
        return;
    if (text->length > 0)
        text_put(text, " · ");
    text_put(text, words);
}

void cookie_detail(const struct node_reader *in, uint32_t row, struct text *text)
{
    const struct cookie_row *c = cookie_of(in, row);
    put_part(text, c->jar);
    put_part(text, c->host_only != 0 ? _("to this host only") : _("to subdomains, too"));
    put_part(text, c->secure != 0 ? "Secure" : NULL);
    put_part(text, c->http_only != 0 ? "HttpOnly" : NULL);
    put_part(text, same_site_words((enum http_same_site)c->same_site));
    if (c->expires == INT64_MAX) {
        put_part(text, _("until the client forgets its session"));
    } else {
        int64_t left = c->expires - date_of(in);
        text_put(text, " · ");
        put_numbers(text, _("for another {n} s"), left > 0 ? (uint64_t)left : 0, 0);
    }
}

/* --- sessions --- */

static const struct web_session *session_of(const struct node_reader *in, uint32_t row)
{
    return &in->world->app->sessions[row];
}

void sessions_collect(const struct node_reader *in, struct node_rows *rows)
{
    const struct app *app = in->world->app;
    for (uint32_t i = app->services[in->node].sessions; i != 0; i = app->sessions[i - 1].next)
        node_rows_add(rows, i - 1);
}

void session_cell(const struct node_reader *in, uint32_t row, uint32_t column,
                  struct text *text)
{
    const struct web_session *session = session_of(in, row);
    if (column == 0)
        text_put(text, session->id);
    else if (column == 1)
        text_put(text, session->user[0] != '\0' ? session->user : _("nobody yet"));
    else
        text_put_unsigned(text, session->visits);
}

void session_detail(const struct node_reader *in, uint32_t row, struct text *text)
{
    const struct web_session *session = session_of(in, row);
    int64_t now = date_of(in);
    put_numbers(text, _("{n} s old · used {most} s ago"),
                now > session->created ? (uint64_t)(now - session->created) : 0,
                now > session->used ? (uint64_t)(now - session->used) : 0);
}

/* --- resources --- */

static const struct web_item *item_of(const struct node_reader *in, uint32_t row)
{
    return &in->world->app->items[row];
}

void resources_collect(const struct node_reader *in, struct node_rows *rows)
{
    const struct app *app = in->world->app;
    for (uint32_t i = app->services[in->node].items; i != 0; i = app->items[i - 1].next)
        node_rows_add(rows, i - 1);
}

static const struct http_resource *resource_of(const struct node_reader *in,
                                               const struct web_item *item)
{
    return &in->world->app->plans[in->node]->http->site->resources[item->resource];
}

/* The member's octets as far as they are shown, on one line. */
static void put_content(const struct node_reader *in, const struct web_item *item, size_t most,
                        struct text *text)
{
    uint8_t octets[CONTENT_SHOWN];
    size_t n = web_text_read(in->world->app, item->text, item->length, 0, octets,
                             most < sizeof octets ? most : sizeof octets);
    while (n > 0 && (octets[n - 1] == '\n' || octets[n - 1] == '\r'))
        n--;
    for (size_t i = 0; i < n; i++)
        text_put_char(text, octets[i] < 0x20 || octets[i] == 0x7f ? ' ' : (char)octets[i]);
}

/* What the own row of a resource counts. */
static const char *item_words(enum web_item_kind kind)
{
    switch (kind) {
    case WEB_COUNTER:
        return N_("counted so far: {n}");
    case WEB_QUEUE:
        return N_("pieces of work: {n}");
    case WEB_PLAIN:
        return N_("requests: {n}");
    case WEB_COLLECTION:
    case WEB_MEMBER:
        break;
    }
    return N_("members: {n}");
}

void resource_cell(const struct node_reader *in, uint32_t row, uint32_t column,
                   struct text *text)
{
    const struct web_item *item = item_of(in, row);
    enum web_item_kind kind = (enum web_item_kind)item->kind;
    if (column == 0) {
        text_put(text, resource_of(in, item)->path);
        if (kind == WEB_MEMBER) {
            text_put_char(text, '/');
            text_put(text, item->name);
        }
    } else if (kind == WEB_MEMBER) {
        if (column == 1)
            put_content(in, item, 120, text);
        else
            text_put_unsigned(text, item->length);
    } else if (column == 1) {
        put_numbers(text, _(item_words(kind)), kind == WEB_PLAIN ? item->hits : item->members,
                    0);
    }
}

void resource_detail(const struct node_reader *in, uint32_t row, struct text *text)
{
    const struct web_item *item = item_of(in, row);
    if (item->kind != WEB_MEMBER) {
        put_numbers(text, _("requests: {n}"), item->hits, 0);
        return;
    }
    put_part(text, item->type);
    if (text->length > 0)
        text_put(text, " · ");
    put_content(in, item, CONTENT_SHOWN, text);
}

/* --- counted clients --- */

static const struct web_limit *limit_of(const struct node_reader *in, uint32_t row)
{
    return &in->world->app->limits[row];
}

/* What holds for the row: a resource's own limit, or the server's. */
static const struct http_manner *manner_of(const struct node_reader *in,
                                           const struct web_limit *limit)
{
    const struct http_site *site = in->world->app->plans[in->node]->http->site;
    return limit->resource != 0 ? &site->resources[limit->resource - 1].manner : &site->manner;
}

void limits_collect(const struct node_reader *in, struct node_rows *rows)
{
    const struct app *app = in->world->app;
    for (uint32_t i = app->services[in->node].limits; i != 0; i = app->limits[i - 1].next)
        node_rows_add(rows, i - 1);
}

void limit_cell(const struct node_reader *in, uint32_t row, uint32_t column, struct text *text)
{
    const struct web_limit *limit = limit_of(in, row);
    const struct http_site *site = in->world->app->plans[in->node]->http->site;
    if (column == 0) {
        text_put_ipv4(text, limit->client);
    } else if (column == 1) {
        text_put(text, limit->resource != 0 ? site->resources[limit->resource - 1].path
                                            : _("the whole server"));
    } else {
        text_put_unsigned(text, limit->count);
        text_put(text, " / ");
        text_put_unsigned(text, manner_of(in, limit)->limit);
    }
}

void limit_detail(const struct node_reader *in, uint32_t row, struct text *text)
{
    const struct web_limit *limit = limit_of(in, row);
    sim_time left = limit->since + manner_of(in, limit)->window - in->now;
    uint64_t seconds = left > 0 ? (uint64_t)((left + SIM_SECOND - 1) / SIM_SECOND) : 0;
    put_numbers(text, _("counted anew in {n} s · refused: {most}"), seconds, limit->refused);
}
