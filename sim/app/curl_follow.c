/* app/curl_follow.c: a redirect is followed (-L; RFC 9110 section 15.4). See curl.h. */
#include "app/curl.h"
#include "app/curl_location.h"
#include "app/curl_request.h"
#include "app/web_store.h"

/* -L: the next URL is in the buffer's head. */
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

/* Goes where Location leads. */
void curl_follow(struct app *app, struct job *job, struct http_span location)
{
    struct curl_state *s = &job->state.curl;
    const struct curl_url base = curl_url_of(app, job);
    char buffer[WEB_SLAB];
    char words[WEB_SLAB + CURL_LINE];
    struct text url = text_over(buffer, sizeof buffer);
    struct text line = text_over(words, sizeof words);
    if (s->redirects == curl_options_of(job)->redirects) {
        text_put_unsigned(&line, s->redirects);
        curl_fail(app, job, CURL_TOO_MANY_REDIRECTS, "Maximum (", line.octets,
                  ") redirects followed");
        return;
    }
    if (!curl_location_resolve(&base, curl_buffer(app, job)->octets + location.at,
                               location.length, &url)) {
        curl_fail(app, job, CURL_MALFORMED_URL, "URL using bad/illegal format or missing URL",
                  "", "");
        return;
    }
    bool get = curl_becomes_get(s->status, curl_kind(job));
    bool bare = get && curl_options_of(job)->method != 0;
    s->as_get = s->as_get || get;
    s->redirects++;
    enum rule rule = bare  ? RULE_HTTP_FOLLOWS_BARE
                     : get ? RULE_HTTP_FOLLOWS_WITH_GET
                           : RULE_HTTP_FOLLOWS;
    app_note_rule(app, job->node, rule, TABLE_NONE, 0, s->status, 0);
    web_text_free(app, &s->location, &s->location_length);
    (void)web_text_add(app, &s->location, &s->location_length, (const uint8_t *)buffer,
                       url.length + 1);
    text_put(&line, "* Issue another request to this URL: '");
    text_put(&line, buffer);
    text_put_char(&line, '\'');
    curl_remark(app, job, &line);
    curl_next_url(app, job);
}
