/* app/web_visit.c: see web_visit.h. Forms: application/x-www-form-urlencoded. */
#include "app/web_visit.h"

#include <string.h>

#include "app/http_auth.h"
#include "app/web_session.h"
#include "app/web_store.h"
#include "wire/http_cookie.h"
#include "wire/http_writer.h"

static const char login_form[] = "<form method=\"post\">\n<input name=\"user\">\n<input "
                                 "name=\"password\" type=\"password\">\n"
                                 "<button>Log in</button>\n</form>\n";

/* --- cookies --- */

/* Set-Cookie with the plan's attributes and its life from now on; `lifetime` 0: it is over. */
static void set_cookie(struct web_deed *d, const char *value, int64_t lifetime)
{
    const struct http_session_plan *plan = d->site->session;
    struct web_answer *a = d->answer;
    struct text text = text_over(a->cookie, sizeof a->cookie);
    text_put(&text, plan->cookie);
    text_put_char(&text, '=');
    text_put(&text, value);
    text_put(&text, plan->attributes);
    if (plan->max_age || lifetime == 0) {
        text_put(&text, "; Max-Age=");
        text_put_signed(&text, lifetime);
    }
    if (plan->expires) {
        text_put(&text, "; Expires=");
        http_put_date(&text, app_date(d->app) + lifetime);
    }
    http_plan_field(&a->plan, "Set-Cookie", a->cookie);
}

static struct web_session *begin_session(struct web_deed *d, const char *user)
{
    struct web_session *session = web_session_begin(d->app, d->node, user);
    if (session != NULL)
        set_cookie(d, session->id, d->site->session->lifetime);
    return session;
}

/* --- forms --- */

static int hex_value(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Octets of a form with "+" and "%41" resolved. False: they do not fit. */
static bool decode(const uint8_t *octets, size_t length, char *to, size_t capacity)
{
    struct text text = text_over(to, capacity);
    for (size_t i = 0; i < length; i++) {
        uint8_t c = octets[i];
        if (c == '+')
            c = ' ';
        if (c == '%' && i + 2 < length && hex_value(octets[i + 1]) >= 0 &&
            hex_value(octets[i + 2]) >= 0) {
            c = (uint8_t)(hex_value(octets[i + 1]) * 16 + hex_value(octets[i + 2]));
            i += 2;
        }
        if (c == 0)
            return false;
        text_put_char(&text, (char)c);
    }
    return text.ok;
}

/* The value of a field of the form; "" when it is not there. */
static void form_value(const struct web_deed *d, const char *name, char *to, size_t capacity)
{
    size_t n = strlen(name);
    size_t at = 0;
    to[0] = '\0';
    while (at < d->length) {
        const uint8_t *pair = d->body + at;
        const uint8_t *end = memchr(pair, '&', d->length - at);
        size_t length = end != NULL ? (size_t)(end - pair) : d->length - at;
        if (length > n && memcmp(pair, name, n) == 0 && pair[n] == '=') {
            if (!decode(pair + n + 1, length - n - 1, to, capacity))
                to[0] = '\0';
            return;
        }
        at += length + 1;
    }
}

static bool may_enter(const struct http_site *site, const char *name, const char *password)
{
    const struct http_user *user = http_user_find(site, name);
    return user != NULL && user->password != NULL && strcmp(user->password, password) == 0;
}

/* --- what visitors do --- */

/* 303: to be fetched with GET (RFC 9110 section 15.4.4). */
static void lead_to(struct web_deed *d, const char *path)
{
    d->answer->plan.status = 303;
    http_plan_field(&d->answer->plan, "Location", path);
}

void web_visit_login(struct web_deed *d)
{
    char user[SESSION_USER];
    char password[SESSION_USER];
    if (d->head->method_number != HTTP_POST) {
        d->answer->plan.status = 200;
        d->answer->plan.content_type = "text/html; charset=utf-8";
        d->answer->plan.body = (const uint8_t *)login_form;
        d->answer->plan.length = sizeof login_form - 1;
        return;
    }
    form_value(d, "user", user, sizeof user);
    form_value(d, "password", password, sizeof password);
    if (!may_enter(d->site, user, password)) {
        web_deed_page(d, 403, RULE_HTTP_LOGIN_WRONG);
        return;
    }
    if (d->session != NULL) /* a name that somebody may have planted is not kept */
        web_session_end(d->app, d->session);
    (void)begin_session(d, user);
    lead_to(d, d->place->resource->to);
}

void web_visit_logout(struct web_deed *d)
{
    if (d->session != NULL)
        web_session_end(d->app, d->session);
    set_cookie(d, "", 0);
    lead_to(d, d->place->resource->to);
}

/* The number that a cookie brings; at most a billion. */
static uint64_t shown_number(const struct web_deed *d, const char *name)
{
    struct http_span span;
    uint64_t number = 0;
    if (!http_cookie_find(d->octets, &d->head->fields, name, &span))
        return 0;
    for (uint16_t i = 0; i < span.length; i++) {
        uint8_t c = d->octets[span.at + i];
        if (c < '0' || c > '9' || number > 100000000)
            return 0;
        number = number * 10 + (uint64_t)(c - '0');
    }
    return number;
}

static uint64_t count_in_cookie(struct web_deed *d)
{
    uint64_t number = shown_number(d, "visits") + 1;
    struct web_answer *a = d->answer;
    struct text text = text_over(a->cookie, sizeof a->cookie);
    text_put(&text, "visits=");
    text_put_unsigned(&text, number);
    text_put(&text, "; Path=");
    text_put(&text, d->place->resource->path);
    http_plan_field(&a->plan, "Set-Cookie", a->cookie);
    a->plan.rule = RULE_HTTP_COUNTS_IN_COOKIE;
    return number;
}

static uint64_t count_in_session(struct web_deed *d)
{
    struct web_session *session = d->session != NULL ? d->session : begin_session(d, "");
    if (session == NULL)
        return 0;
    web_session_count(d->app, session);
    d->answer->plan.rule = RULE_HTTP_COUNTS_IN_SESSION;
    d->answer->table = TABLE_SESSION;
    d->answer->row = web_session_row(d->app, session);
    return session->visits;
}

static uint64_t count_in_server(struct web_deed *d)
{
    d->answer->plan.rule = RULE_HTTP_COUNTS;
    d->answer->table = TABLE_RESOURCE;
    d->answer->row = web_item_row(d->app, web_collection(d->app, d->node, d->resource));
    return web_count(d->app, d->node, d->resource);
}

void web_visit_count(struct web_deed *d)
{
    struct http_plan *plan = &d->answer->plan;
    struct text text = text_over((char *)d->app->scratch[APP_SCRATCH_ANSWER], APP_SCRATCH);
    uint64_t number = 0;
    switch (d->place->resource->scope) {
    case HTTP_IN_SERVER:
        number = count_in_server(d);
        break;
    case HTTP_IN_SESSION:
        number = count_in_session(d);
        break;
    case HTTP_IN_COOKIE:
        number = count_in_cookie(d);
        break;
    }
    text_put_unsigned(&text, number);
    text_put_char(&text, '\n');
    d->answer->number = number;
    plan->status = 200;
    plan->content_type = "text/plain; charset=utf-8";
    plan->body = (const uint8_t *)text.octets;
    plan->length = text.length;
}

/* The request as it came: head and content. */
void web_visit_echo(struct web_deed *d)
{
    struct http_plan *plan = &d->answer->plan;
    const struct http_fields *fields = &d->head->fields;
    struct writer w = writer_over(d->app->scratch[APP_SCRATCH_ANSWER], APP_SCRATCH);
    size_t head = d->head->raw_target.at + (size_t)d->head->raw_target.length + 11;
    if (fields->count > 0) {
        const struct http_field *last = &fields->row[fields->count - 1];
        head = (size_t)last->value.at + last->value.length + 2;
    }
    write_octets(&w, d->octets, head);
    write_octets(&w, "\r\n", 2);
    write_octets(&w, d->body, d->length);
    plan->status = 200;
    plan->content_type = "text/plain; charset=utf-8";
    plan->body = w.bytes;
    plan->length = w.at;
}

/* "20000 bytes" and the sum, as sha256sum prints it. */
void web_visit_sink(struct web_deed *d)
{
    struct http_plan *plan = &d->answer->plan;
    struct text text = text_over((char *)d->app->scratch[APP_SCRATCH_ANSWER], APP_SCRATCH);
    struct sha256 hash = *d->sunk;
    uint8_t sum[SHA256_SUM];
    d->answer->number = hash.length;
    text_put_unsigned(&text, hash.length);
    text_put(&text, " bytes\nsha256 ");
    sha256_end(&hash, sum);
    for (size_t i = 0; i < SHA256_SUM; i++)
        text_put_hex(&text, sum[i], 2);
    text_put_char(&text, '\n');
    plan->rule = RULE_HTTP_SINKS;
    plan->status = 200;
    plan->content_type = "text/plain; charset=utf-8";
    plan->body = (const uint8_t *)text.octets;
    plan->length = text.length;
}
