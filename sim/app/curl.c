/* app/curl.c: the command curl: from one URL to the next, from one request to the next. What it
 * prints is what the real one prints: the body to its output, with -i the head too, with -v its
 * own remarks ("*") and both heads (">" and "<"). See curl.h. */
#include "app/curl.h"

#include <string.h>

#include "app/browse.h"
#include "app/cookie_jar.h"
#include "app/curl_body.h"
#include "app/curl_words.h"
#include "app/tool.h"
#include "app/web_store.h"

/* --- the URL --- */

static const char *url_text(const struct app *app, const struct job *job)
{
    if (job->state.curl.location != 0)
        return (const char *)app->slabs[job->state.curl.location - 1].octets;
    return command_word(&job->command, curl_options_of(job)->urls[job->state.curl.url]);
}

struct curl_url curl_url_of(const struct app *app, const struct job *job)
{
    struct curl_url url;
    if (curl_url_read(url_text(app, job), &url) != CURL_URL_FINE)
        url.host[0] = '\0';
    return url;
}

bool curl_set_url(struct app *app, struct job *job, const char *url)
{
    struct curl_state *s = &job->state.curl;
    web_text_free(app, &s->location, &s->location_length);
    size_t length = strlen(url) + 1;
    return length <= WEB_SLAB &&
           web_text_add(app, &s->location, &s->location_length, (const uint8_t *)url, length);
}

/* --- time --- */

static void sooner(sim_time *first, sim_time time)
{
    if (time != 0 && (*first == 0 || time < *first))
        *first = time;
}

void curl_wake(struct app *app, struct job *job)
{
    const struct curl_state *s = &job->state.curl;
    const struct curl_options *o = curl_options_of(job);
    sim_time first = 0;
    if (s->stage == CURL_SLEEPING) {
        first = s->again_at;
    } else {
        if (o->max_time_ns > 0)
            sooner(&first, s->begun + o->max_time_ns);
        if (o->connect_ns > 0 && s->stage == CURL_CONNECTING)
            sooner(&first, s->started + o->connect_ns);
        sooner(&first, s->hold_until);
        sooner(&first, s->pause_until);
    }
    if (first != 0)
        job_wake(app, job, first);
    else
        timer_cancel(app->sim, &job->timer, EVENT_JOB, app_owner(APP_JOB, job_row(app, job)));
}

/* --- one request after the other --- */

static void bad_url(struct app *app, struct job *job)
{
    curl_fail(app, job, CURL_MALFORMED_URL, "URL using bad/illegal format or missing URL", "",
              "");
}

/* The address is known: a connection is opened. */
static void begin_connection(struct app *app, struct job *job, ipv4_address address)
{
    struct curl_state *s = &job->state.curl;
    s->stage = CURL_CONNECTING;
    if (s->named == 0)
        s->named = sim_now(app->sim);
    curl_wake(app, job);
    curl_connect(app, job, address);
}

void curl_begin_request(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    struct curl_url url;
    ipv4_address address;
    enum curl_url_error error = curl_url_read(url_text(app, job), &url);
    s->started = sim_now(app->sim);
    s->status = 0;
    if (error == CURL_URL_SCHEME) {
        curl_fail(app, job, CURL_UNSUPPORTED, "Protocol \"", url.scheme,
                  "\" not supported or disabled in libcurl");
        return;
    }
    if (error == CURL_URL_BAD || !curl_proxy_is_fine(job)) {
        bad_url(app, job);
        return;
    }
    if (curl_options_of(job)->browser && browse_begin(app, job))
        return;
    const struct curl_peer peer = curl_peer_of(app, job);
    if (curl_connection_fits(app, job)) {
        s->reused = 1;
        s->numbered = 1;
        job->phase = JOB_RUNNING;
        curl_remark_connection(app, job, "* Re-using existing connection #", false);
        curl_send_begin(app, job);
        return;
    }
    job_close_socket(app, job); /* what is open leads somewhere else */
    s->connected = 0;
    s->reused = 0;
    s->numbered = 1;
    s->connections++;
    s->stage = CURL_NAMING;
    if (curl_name_known(app, job, peer.host, peer.port, &address)) {
        job->phase = JOB_RUNNING;
        begin_connection(app, job, address);
        return;
    }
    enum lookup_result result = lookup_begin(app, job, peer.host);
    if (result != LOOKUP_WAITING)
        curl_resolved(app, job, result);
}

/* "Resolving timed out after 2000 milliseconds", when it did. */
static bool resolved_too_late(const struct app *app, const struct job *job)
{
    const struct curl_options *o = curl_options_of(job);
    const struct curl_state *s = &job->state.curl;
    sim_time now = sim_now(app->sim);
    return (o->max_time_ns > 0 && now - s->begun >= o->max_time_ns) ||
           (o->connect_ns > 0 && now - s->started >= o->connect_ns);
}

void curl_resolved(struct app *app, struct job *job, enum lookup_result result)
{
    const struct curl_peer peer = curl_peer_of(app, job);
    char buffer[CURL_LINE];
    struct text text = text_over(buffer, sizeof buffer);
    job->phase = JOB_RUNNING;
    if (resolved_too_late(app, job)) {
        text_put_signed(&text, (sim_now(app->sim) - job->state.curl.started) / SIM_MILLISECOND);
        curl_fail(app, job, CURL_TIMED_OUT, "Resolving timed out after ", text.octets,
                  " milliseconds");
        return;
    }
    if (result != LOOKUP_FOUND) {
        curl_fail(app, job, peer.proxy ? CURL_NO_PROXY : CURL_NO_HOST,
                  peer.proxy ? "Could not resolve proxy: " : "Could not resolve host: ",
                  peer.host, "");
        return;
    }
    curl_name_learn(app, job, peer.host, peer.port, job->lookup.address);
    begin_connection(app, job, job->lookup.address);
}

/* --- one attempt, one URL after the other --- */

void curl_begin_attempt(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    struct curl_url url;
    s->begun = sim_now(app->sim);
    s->named = s->joined = s->asked = s->answered = s->led = 0;
    s->heads = s->requests = s->body = 0;
    s->connects = 0;
    s->redirects = 0;
    s->as_get = s->refreshed = s->unexpected = 0;
    web_text_free(app, &s->location, &s->location_length);
    if (!curl_files_begin_attempt(app, job))
        return;
    if (curl_url_read(url_text(app, job), &url) == CURL_URL_FINE) {
        s->home = curl_origin(url.host, url.port);
        if (!curl_body_adapt_url(app, job)) {
            bad_url(app, job);
            return;
        }
    }
    curl_begin_request(app, job);
}

static void begin_url(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    const struct curl_options *o = curl_options_of(job);
    s->tried = sim_now(app->sim);
    s->tries = o->retries;
    s->delay = o->retry_delay_ns > 0 ? o->retry_delay_ns : SIM_SECOND;
    curl_begin_attempt(app, job);
}

/* Nothing more will be tried for this URL: the next one, or the end. */
static void url_done(struct app *app, struct job *job, enum curl_status status,
                     const char *error)
{
    struct curl_state *s = &job->state.curl;
    curl_write_out(app, job, status, error);
    s->result = (uint8_t)status;
    if (s->url + 1 < curl_options_of(job)->url_count) {
        s->url++;
        begin_url(app, job);
        return;
    }
    curl_flush(app, job);
    job_end(app, job, s->result);
}

void curl_attempt_done(struct app *app, struct job *job, enum curl_status status,
                       const char *error)
{
    job->state.curl.hold_until = 0;
    job->state.curl.pause_until = 0;
    if (!curl_will_retry(app, job, status))
        url_done(app, job, status, error);
}

void curl_fail(struct app *app, struct job *job, enum curl_status status, const char *before,
               const char *middle, const char *after)
{
    const struct curl_options *o = curl_options_of(job);
    char words[CURL_LINE + 2 * COMMAND_LINE_MAX];
    char buffer[sizeof words + CURL_LINE];
    struct text message = text_over(words, sizeof words);
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&message, before);
    text_put(&message, middle);
    text_put(&message, after);
    if (o->browser && browse_failed(app, job)) {
        if (job->state.curl.numbered)
            curl_disconnect(app, job);
        curl_attempt_done(app, job, CURL_FINE, "");
        return;
    }
    curl_flush(app, job);
    if (job->state.curl.numbered) {
        text_put(&line, "* ");
        text_put(&line, message.octets);
        curl_remark(app, job, &line);
    }
    if (status != CURL_HTTP_ERROR || o->fails != CURL_FAILS_WITH_BODY)
        curl_print_meter(app, job);
    if (job->state.curl.numbered)
        curl_disconnect(app, job);
    text_clear(&line);
    text_put(&line, tool_of(job)->name);
    text_put(&line, ": (");
    text_put_unsigned(&line, (uint64_t)status);
    text_put(&line, ") ");
    text_put(&line, message.octets);
    if (!o->silent || o->show_error)
        job_complain(app, job, &line);
    curl_attempt_done(app, job, status, message.octets);
}

/* "* Connection #0 to host web left intact" */
static void leave_connection(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    const struct curl_peer peer = curl_peer_of(app, job);
    char buffer[CURL_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, "* Connection #");
    text_put_unsigned(&line, s->connections - 1U);
    text_put(&line, " to host ");
    text_put(&line, peer.host);
    text_put(&line, " left intact");
    curl_remark(app, job, &line);
    s->numbered = 0;
}

/* 417: the same once more, without Expect. */
static bool asks_without_expecting(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    char buffer[CURL_LINE + COMMAND_LINE_MAX];
    struct text line = text_over(buffer, sizeof buffer);
    if (s->status != 417 || !s->expects || s->unexpected)
        return false;
    s->unexpected = 1;
    app_note_rule(app, job->node, RULE_HTTP_EXPECTS_NO_MORE, TABLE_NONE, 0, 0, 0);
    text_put(&line, "* Issue another request to this URL: '");
    text_put(&line, url_text(app, job));
    text_put_char(&line, '\'');
    curl_remark(app, job, &line);
    return true;
}

void curl_request_done(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    const struct curl_options *o = curl_options_of(job);
    char buffer[CURL_LINE];
    struct text status = text_over(buffer, sizeof buffer);
    struct http_span location;
    if (o->browser)
        browse_done(app, job);
    bool elsewhere = curl_is_sent_elsewhere(app, job, &location);
    s->hold_until = 0;
    if (s->url + 1 == o->url_count && !elsewhere)
        curl_flush(app, job);
    if (!elsewhere)
        curl_print_meter(app, job);
    bool stays = s->reader.keep_alive && !s->stopped && tcp_exists(app->transport, job->socket);
    if (stays)
        leave_connection(app, job);
    else
        curl_disconnect(app, job);
    if (asks_without_expecting(app, job)) {
        curl_begin_request(app, job);
        return;
    }
    if (elsewhere) {
        curl_follow(app, job, location);
        return;
    }
    if (o->fails == CURL_FAILS_WITH_BODY && s->status >= 400) {
        text_put_unsigned(&status, s->status);
        curl_fail(app, job, CURL_HTTP_ERROR,
                  "The requested URL returned error: ", status.octets, "");
        return;
    }
    curl_files_end_attempt(app, job);
    curl_attempt_done(app, job, CURL_FINE, "");
}

/* --- the command --- */

void curl_release(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    if (s->head == 0)
        return;
    cookie_jar_end(app, job);
    browse_release(app, job);
    web_text_free(app, &s->request, &s->request_length);
    web_text_free(app, &s->data, &s->data_length);
    web_text_free(app, &s->location, &s->location_length);
    arena_give(&app->sim->arena, app->buffer_pool, s->head - 1);
}

void curl_begin(struct app *app, struct job *job)
{
    if (curl_options_of(job)->tells != CURL_TELLS_NOTHING) {
        curl_tell(app, job);
        job_end(app, job, CURL_FINE);
        return;
    }
    uint32_t head = arena_take(&app->sim->arena, app->buffer_pool);
    if (head == NONE) {
        job_end(app, job, CURL_NO_CONNECTION);
        return;
    }
    job->state.curl.head = head + 1;
    curl_names_begin(app, job);
    curl_dump_begin(app, job);
    cookie_jar_begin(app, job);
    curl_body_begin(app, job);
    begin_url(app, job);
}

/* --- news --- */

void curl_event(struct app *app, struct job *job, const struct socket_up *up)
{
    const struct socket_id socket = job->socket;
    struct curl_state *s = &job->state.curl;
    if (up->socket.row != socket.row || up->socket.serial != socket.serial)
        return;
    if (s->stage == CURL_SLEEPING) /* curl_connection_fits() will see what has become of it */
        return;
    if (curl_connection_lost(app, job, up))
        return;
    if ((up->events & SOCKET_CONNECTED) != 0) {
        s->connected = 1;
        if (s->joined == 0)
            s->joined = sim_now(app->sim);
        curl_remark_connection(app, job, "* Connected to ", true);
        curl_send_begin(app, job);
    } else if ((up->events & SOCKET_WRITABLE) != 0) {
        curl_send(app, job);
    }
    bool goes_on = job->kind != COMMAND_NONE && job->socket.serial == socket.serial;
    if (goes_on && (up->events & (SOCKET_READABLE | SOCKET_PEER_CLOSED)) != 0)
        curl_receive(app, job);
    tcp_settle(app->transport, socket);
}

static void timed_out(struct app *app, struct job *job)
{
    const struct curl_state *s = &job->state.curl;
    char buffer[CURL_LINE];
    struct text text = text_over(buffer, sizeof buffer);
    bool connecting = s->stage == CURL_CONNECTING;
    text_put_signed(&text, (sim_now(app->sim) - s->begun) / SIM_MILLISECOND);
    text_put(&text, " milliseconds");
    if (!connecting) {
        text_put(&text, " with ");
        text_put_unsigned(&text, s->body);
        if (s->status != 0 && s->declared != UINT64_MAX) {
            text_put(&text, " out of ");
            text_put_unsigned(&text, s->declared);
        }
        text_put(&text, " bytes received");
    }
    curl_fail(app, job, CURL_TIMED_OUT,
              connecting ? "Connection timed out after " : "Operation timed out after ",
              text.octets, "");
}

static bool is_due(const struct app *app, sim_time time)
{
    return time != 0 && time <= sim_now(app->sim);
}

void curl_timer(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    const struct curl_options *o = curl_options_of(job);
    if (s->stage == CURL_SLEEPING) {
        curl_begin_attempt(app, job);
        return;
    }
    if (o->max_time_ns > 0 && is_due(app, s->begun + o->max_time_ns)) {
        timed_out(app, job);
        return;
    }
    if (s->stage == CURL_CONNECTING) {
        curl_connect_timed_out(app, job);
        return;
    }
    if (is_due(app, s->hold_until)) {
        curl_remark_words(app, job, "* Done waiting for 100-continue");
        app_note_rule(app, job->node, RULE_HTTP_WAITS_NO_LONGER, TABLE_NONE, 0, 0, 0);
        curl_release_content(app, job);
    }
    bool resumes = is_due(app, s->pause_until);
    if (resumes)
        s->pause_until = 0;
    curl_wake(app, job);
    if (resumes) {
        const struct socket_id socket = job->socket;
        curl_send(app, job);
        curl_receive(app, job);
        tcp_settle(app->transport, socket);
    }
}
