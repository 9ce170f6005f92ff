/* app/curl_follow.c: a redirect is followed (-L; RFC 9110 section 15.4). See curl.h. */
#include <string.h>

#include "app/curl.h"
#include "app/curl_location.h"
#include "app/curl_request.h"
#include "app/web_store.h"

bool curl_is_sent_elsewhere(const struct app *app, const struct job *job,
                            struct http_span *location)
{
    const struct curl_state *s = &job->state.curl;
    struct http_head head;
    const uint8_t *octets = curl_buffer(app, job)->octets;
    if (!curl_options_of(job)->location || !curl_is_redirect(s->status) ||
        http_head_read(octets, s->reader.head_length, HTTP_RESPONSE,
                       (enum http_method)s->reader.request, &head) != HTTP_FINE)
        return false;
    uint32_t row = http_field_find(octets, &head.fields, "Location", 0);
    if (row != NONE)
        *location = head.fields.row[row].value;
    return row != NONE;
}

/* --post301 and its kin keep a POST what it is. */
static bool keeps_post(const struct job *job)
{
    const struct curl_options *o = curl_options_of(job);
    unsigned bit = job->state.curl.status == 301   ? CURL_POST301
                   : job->state.curl.status == 302 ? CURL_POST302
                   : job->state.curl.status == 303 ? CURL_POST303
                                                   : 0;
    return (o->post_kept & bit) != 0 && strcmp(curl_kind(job), "POST") == 0;
}

static void remark_url(struct app *app, struct job *job, const char *url)
{
    char words[WEB_SLAB + CURL_LINE];
    struct text line = text_over(words, sizeof words);
    text_put(&line, "* Issue another request to this URL: '");
    text_put(&line, url);
    text_put_char(&line, '\'');
    curl_remark(app, job, &line);
}

static void too_many(struct app *app, struct job *job)
{
    char words[CURL_LINE];
    struct text text = text_over(words, sizeof words);
    text_put_unsigned(&text, job->state.curl.redirects);
    text_put(&text, ") redirects followed");
    char buffer[CURL_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, "* Maximum (");
    text_put(&line, words);
    curl_remark(app, job, &line);
    curl_fail(app, job, CURL_TOO_MANY_REDIRECTS, "Maximum (", words, "");
}

/* What becomes of the method, and why. */
static void change_method(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    bool get = curl_becomes_get(s->status, curl_kind(job)) && !keeps_post(job);
    bool bare = get && curl_options_of(job)->method != 0;
    bool changes = get && strcmp(curl_kind(job), "GET") != 0;
    enum rule rule = bare  ? RULE_HTTP_FOLLOWS_BARE
                     : get ? RULE_HTTP_FOLLOWS_WITH_GET
                           : RULE_HTTP_FOLLOWS;
    app_note_rule(app, job->node, rule, TABLE_NONE, 0, s->status, 0);
    if (changes)
        curl_remark_words(app, job,
                          s->status == 303 ? "* Switch to GET" : "* Switch from POST to GET");
    s->as_get = s->as_get || get;
}

void curl_follow(struct app *app, struct job *job, struct http_span location)
{
    struct curl_state *s = &job->state.curl;
    const struct curl_options *o = curl_options_of(job);
    const struct curl_url base = curl_url_of(app, job);
    char buffer[WEB_SLAB];
    struct text url = text_over(buffer, sizeof buffer);
    if (o->redirects != CURL_REDIRECTS_ANY && s->redirects >= o->redirects) {
        too_many(app, job);
        return;
    }
    if (!curl_location_resolve(&base, curl_buffer(app, job)->octets + location.at,
                               location.length, &url) ||
        !curl_set_url(app, job, buffer)) {
        curl_fail(app, job, CURL_MALFORMED_URL, "URL using bad/illegal format or missing URL",
                  "", "");
        return;
    }
    if (s->redirects < UINT8_MAX)
        s->redirects++;
    s->led = sim_now(app->sim);
    remark_url(app, job, buffer);
    change_method(app, job);
    curl_begin_request(app, job);
}
