/* app/curl_retry.c: what a careful client does again, and what not. See curl.h.
 *
 * By itself: a request on a connection that was used before, when it dies before the first
 * octet of the answer; but only if the method is idempotent (RFC 9110 section 9.2.2, RFC 9112
 * section 9.3.1). The real curl does so with POST, too; RFC 9110 says SHOULD NOT. When told to,
 * by --retry: whatever failed for the moment, after 1, 2, 4, … seconds. */
#include <string.h>

#include "app/curl.h"
#include "app/curl_request.h"
#include "wire/http.h"

#define DELAY_MOST (600 * SIM_SECOND)

/* --- by itself --- */

/* Doing it twice is the same as doing it once. */
static bool is_idempotent(const char *word)
{
    switch (http_method_number((const uint8_t *)word, strlen(word))) {
    case HTTP_GET:
    case HTTP_HEAD:
    case HTTP_PUT:
    case HTTP_DELETE:
    case HTTP_OPTIONS:
    case HTTP_TRACE:
        return true;
    case HTTP_METHOD_OTHER:
    case HTTP_POST:
    case HTTP_CONNECT:
    case HTTP_PATCH:
    case HTTP_METHODS:
        break;
    }
    return false;
}

bool curl_sends_again(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    if (!s->reused || s->refreshed || s->status != 0 || s->reader.used != 0)
        return false;
    if (!is_idempotent(curl_method(job))) {
        app_note_rule(app, job->node, RULE_HTTP_DARES_NOT_REPEAT, TABLE_NONE, 0, 0, 0);
        return false;
    }
    app_note_rule(app, job->node, RULE_HTTP_REPEATS, TABLE_NONE, 0, 0, 0);
    curl_remark_words(app, job, "* Connection died, retrying a fresh connect (retry count: 1)");
    curl_disconnect(app, job);
    s->refreshed = 1;
    s->hold_until = 0;
    s->pause_until = 0;
    curl_begin_request(app, job);
    return true;
}

/* --- when told to --- */

static bool is_transient(unsigned status)
{
    return status == 408 || status == 429 || status == 500 || status == 502 || status == 503 ||
           status == 504;
}

/* Why it is tried again, as the warning puts it; NULL: it is not. */
static const char *reason(const struct job *job, enum curl_status status)
{
    const struct curl_options *o = curl_options_of(job);
    const struct curl_state *s = &job->state.curl;
    if (status == CURL_TIMED_OUT || status == CURL_NO_HOST || status == CURL_NO_PROXY)
        return " : timeout";
    if (status == CURL_NO_CONNECTION && s->refused && o->retry_refused)
        return " (connection refused)";
    if ((status == CURL_FINE || status == CURL_HTTP_ERROR) && is_transient(s->status))
        return " : HTTP error";
    return status != CURL_FINE && o->retry_all ? " (retrying all errors)" : NULL;
}

static void warn(struct app *app, struct job *job, const char *why, sim_time delay)
{
    char buffer[CURL_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, "Problem");
    text_put(&line, why);
    text_put(&line, ". Will retry in ");
    text_put_signed(&line, delay / SIM_SECOND);
    text_put(&line, " seconds. ");
    text_put_unsigned(&line, job->state.curl.tries);
    text_put(&line, " retries left.");
    curl_flush(app, job);
    curl_warn(app, job, buffer);
}

bool curl_will_retry(struct app *app, struct job *job, enum curl_status status)
{
    struct curl_state *s = &job->state.curl;
    const struct curl_options *o = curl_options_of(job);
    const char *why = s->tries > 0 ? reason(job, status) : NULL;
    sim_time now = sim_now(app->sim);
    bool in_time = o->retry_max_ns == 0 || now - s->tried < o->retry_max_ns;
    if (why == NULL || !in_time)
        return false;
    bool answered = status == CURL_FINE || status == CURL_HTTP_ERROR;
    bool told = answered && (sim_time)s->retry_after * SIM_SECOND > s->delay;
    sim_time delay = told ? (sim_time)s->retry_after * SIM_SECOND : s->delay;
    warn(app, job, why, delay);
    app_note_rule(app, job->node,
                  told       ? RULE_HTTP_RETRIES_AFTER
                  : answered ? RULE_HTTP_RETRIES_STATUS
                             : RULE_HTTP_RETRIES,
                  TABLE_NONE, 0, s->status, (uint64_t)(delay / SIM_SECOND));
    s->tries--;
    if (o->retry_delay_ns == 0)
        s->delay = s->delay < DELAY_MOST / 2 ? s->delay * 2 : DELAY_MOST;
    s->stage = CURL_SLEEPING;
    s->again_at = now + delay;
    job->phase = JOB_RUNNING;
    curl_wake(app, job);
    return true;
}
