/* app/curl.c: the command curl: for each URL a name, a connection (or the one that is still
 * open), a request, a response (RFC 9112). What it prints is what the real one prints: the body
 * to its output, with -i the head too, with -v its own remarks ("*") and both heads (">" and
 * "<"). */
#include <string.h>

#include "app/cookie_jar.h"
#include "app/curl.h"
#include "app/web_store.h"

static const char *url_text(const struct app *app, const struct job *job)
{
    if (job->state.curl.location != 0)
        return (const char *)app->slabs[job->state.curl.location - 1].octets;
    return command_word(&job->command, curl_options_of(job)->urls[job->state.curl.url]);
}

/* The URL that is being fetched; it was read without error before. */
struct curl_url curl_url_of(const struct app *app, const struct job *job)
{
    struct curl_url url;
    if (curl_url_read(url_text(app, job), &url) != CURL_URL_FINE)
        url.host[0] = '\0';
    return url;
}

/* --- one URL after the other --- */

void curl_next_url(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    struct curl_url url;
    enum curl_url_error error = curl_url_read(url_text(app, job), &url);
    s->started = sim_now(app->sim);
    if (error == CURL_URL_SCHEME) {
        curl_fail(app, job, CURL_UNSUPPORTED, "Protocol \"", url.scheme,
                  "\" not supported or disabled in libcurl");
        return;
    }
    if (error == CURL_URL_BAD) {
        curl_fail(app, job, CURL_MALFORMED_URL, "URL using bad/illegal format or missing URL",
                  "", "");
        return;
    }
    if (curl_options_of(job)->max_time_ns > 0)
        job_wake(app, job, s->started + curl_options_of(job)->max_time_ns);
    enum lookup_result result = LOOKUP_FOUND;
    if (s->connected) /* the names of one connection are compared as addresses: one look-up */
        job->phase = JOB_RUNNING;
    else
        result = lookup_begin(app, job, url.host);
    if (result != LOOKUP_WAITING)
        curl_resolved(app, job, result);
}

void curl_release(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    if (s->head == 0)
        return;
    cookie_jar_end(app, job);
    web_text_free(app, &s->request, &s->request_length);
    web_text_free(app, &s->location, &s->location_length);
    arena_give(&app->sim->arena, app->buffer_pool, s->head - 1);
}

void curl_begin(struct app *app, struct job *job)
{
    uint32_t head = arena_take(&app->sim->arena, app->buffer_pool);
    if (head == NONE) {
        job_end(app, job, CURL_NO_CONNECTION);
        return;
    }
    job->state.curl.head = head + 1;
    cookie_jar_begin(app, job);
    curl_next_url(app, job);
}

void curl_resolved(struct app *app, struct job *job, enum lookup_result result)
{
    const struct curl_url url = curl_url_of(app, job);
    struct curl_state *s = &job->state.curl;
    job->phase = JOB_RUNNING;
    if (curl_connection_fits(app, job)) {
        s->reused = 1;
        curl_remark_connection(app, job, "* Re-using existing connection (#0) with host ",
                               false);
        curl_transfer_begin(app, job);
        return;
    }
    if (s->connected) { /* another host: the name was not looked up yet */
        curl_disconnect(app, job);
        curl_next_url(app, job);
        return;
    }
    if (result != LOOKUP_FOUND) {
        curl_fail(app, job, CURL_NO_HOST, "Could not resolve host: ", url.host, "");
        return;
    }
    if (curl_options_of(job)->max_time_ns > 0)
        job_wake(app, job, s->started + curl_options_of(job)->max_time_ns);
    curl_connect(app, job, job->lookup.address);
}

/* A response is complete: the next URL, or the end. */
void curl_transfer_done(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    const struct curl_options *o = curl_options_of(job);
    char buffer[CURL_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    struct http_span location;
    bool elsewhere = curl_is_sent_elsewhere(app, job, &location);
    bool last = s->url + 1 == o->url_count && !elsewhere;
    if (o->output != 0 && !o->silent)
        curl_print_meter(app, job);
    if (last)
        curl_flush(app, job);
    if (s->reader.keep_alive && tcp_exists(app->transport, job->socket)) {
        text_put(&line, "* Connection #");
        text_put_unsigned(&line, s->connections - 1U);
        text_put(&line, " to host ");
        text_put(&line, curl_url_of(app, job).host);
        text_put(&line, " left intact");
        curl_remark(app, job, &line);
    } else {
        curl_disconnect(app, job);
    }
    if (elsewhere) {
        curl_follow(app, job, location);
        return;
    }
    if (o->fail && s->status >= 400) {
        text_clear(&line);
        text_put_unsigned(&line, s->status);
        curl_fail(app, job, CURL_HTTP_ERROR, "The requested URL returned error: ", line.octets,
                  "");
        return;
    }
    if (last) {
        job_end(app, job, 0);
        return;
    }
    s->url++;
    s->redirects = 0;
    s->as_get = 0;
    web_text_free(app, &s->location, &s->location_length);
    curl_next_url(app, job);
}

void curl_event(struct app *app, struct job *job, const struct socket_up *up)
{
    const struct socket_id socket = job->socket;
    if (up->socket.row != socket.row || up->socket.serial != socket.serial ||
        curl_connection_lost(app, job, up))
        return;
    if ((up->events & SOCKET_CONNECTED) != 0) {
        job->state.curl.connected = 1;
        curl_remark_connection(app, job, "* Connected to ", true);
        curl_transfer_begin(app, job);
    } else if ((up->events & SOCKET_WRITABLE) != 0) {
        curl_send(app, job);
    }
    bool goes_on =
        job->kind == COMMAND_CURL; /* a request that cannot be written ends the job */
    if (goes_on && (up->events & (SOCKET_READABLE | SOCKET_PEER_CLOSED)) != 0)
        curl_receive(app, job);
    tcp_settle(app->transport, socket);
}

void curl_timer(struct app *app, struct job *job)
{
    char buffer[CURL_LINE];
    struct text text = text_over(buffer, sizeof buffer);
    text_put_signed(&text, (sim_now(app->sim) - job->state.curl.started) / SIM_MILLISECOND);
    text_put(&text, " milliseconds");
    curl_fail(app, job, CURL_TIMED_OUT, "Operation timed out after ", text.octets, "");
}
