/* app/curl.c: the command curl: for each URL a name, a connection (or the one that is still
 * open), a request, a response (RFC 9112). What it prints is what the real one prints: the body
 * to its output, with -i the head too, with -v its own remarks ("*") and both heads (">" and
 * "<").
 *
 * Exit status as the real one: 3 bad URL, 6 no such host, 7 no connection, 18 cut short, 22
 * with -f, 28 time-out, 52 empty reply, 56 reset, 8 an answer that is no HTTP. */
#include <string.h>

#include "app/cookie_jar.h"
#include "app/curl_location.h"
#include "app/curl_request.h"
#include "base/hash.h"
#include "app/web_store.h"
#include "wire/http_writer.h"

enum {
    CURL_UNSUPPORTED = 1,
    CURL_MALFORMED_URL = 3,
    CURL_NO_HOST = 6,
    CURL_NO_CONNECTION = 7,
    CURL_WEIRD_REPLY = 8,
    CURL_PARTIAL = 18,
    CURL_HTTP_ERROR = 22,
    CURL_TIMED_OUT = 28,
    CURL_TOO_MANY_REDIRECTS = 47,
    CURL_EMPTY_REPLY = 52,
    CURL_RECEIVE_ERROR = 56,
    REQUEST_MAX = 12288,
    LINE = 400,
    PIECE = 4096,
};

static const struct curl_options *options_of(const struct job *job)
{
    return &job->command.options.curl;
}

static struct http_buffer *buffer_of(const struct app *app, const struct job *job)
{
    return &app->buffers[job->state.curl.head - 1];
}

static const char *url_text(const struct app *app, const struct job *job)
{
    if (job->state.curl.location != 0)
        return (const char *)app->slabs[job->state.curl.location - 1].octets;
    return command_word(&job->command, options_of(job)->urls[job->state.curl.url]);
}

/* The URL that is being fetched; it was read without error before. */
static struct curl_url url_of(const struct app *app, const struct job *job)
{
    struct curl_url url;
    if (curl_url_read(url_text(app, job), &url) != CURL_URL_FINE)
        url.host[0] = '\0';
    return url;
}

/* --- output --- */

/* Gives out what is finished of the body's lines; the rest waits for its line feed. */
static void say_output(struct app *app, struct job *job, const uint8_t *octets, size_t length)
{
    struct curl_state *s = &job->state.curl;
    struct http_buffer *buffer = buffer_of(app, job);
    for (size_t i = 0; i < length; i++) {
        bool full = s->line + 1U == sizeof buffer->line;
        if (octets[i] == '\n' || full) {
            buffer->line[s->line] = '\0';
            job_say_line(app, job, buffer->line);
            s->line = 0;
        }
        if (octets[i] != '\n') {
            buffer->line[s->line] = octets[i] != 0 ? (char)octets[i] : ' ';
            s->line++;
        }
    }
}

static void flush_output(struct app *app, struct job *job)
{
    static const uint8_t line_feed = '\n';
    if (job->state.curl.line > 0)
        say_output(app, job, &line_feed, 1);
}

/* "* …" */
static void remark(struct app *app, struct job *job, const struct text *line)
{
    if (!options_of(job)->verbose)
        return;
    flush_output(app, job);
    job_say(app, job, line);
}

/* Each line of a head with a mark in front: ">" or "<". */
static void say_head(struct app *app, struct job *job, char mark, const uint8_t *octets,
                     size_t length)
{
    size_t at = 0;
    while (at < length) {
        const uint8_t *end = memchr(octets + at, '\r', length - at);
        size_t n = end != NULL ? (size_t)(end - octets) - at : length - at;
        char buffer[HTTP_HEAD_MAX + 8];
        struct text line = text_over(buffer, sizeof buffer);
        if (mark != 0) {
            text_put_char(&line, mark);
            text_put_char(&line, ' ');
        }
        text_put_octets(&line, octets + at, n);
        job_say_line(app, job, line.octets);
        at += n + 2;
    }
}

/* curl's error line; the job ends. */
static void fail(struct app *app, struct job *job, uint8_t status, const char *before,
                 const char *middle, const char *after)
{
    const struct curl_options *o = options_of(job);
    char buffer[LINE + 2 * COMMAND_LINE_MAX];
    struct text line = text_over(buffer, sizeof buffer);
    if (job->state.curl.head != 0)
        flush_output(app, job);
    text_put(&line, "curl: (");
    text_put_unsigned(&line, status);
    text_put(&line, ") ");
    text_put(&line, before);
    text_put(&line, middle);
    text_put(&line, after);
    if (!o->silent || o->show_error)
        job_say(app, job, &line);
    job_end(app, job, status);
}

/* --- the request --- */

/* Gives TCP what is left of the request. */
static void send_request(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    uint8_t piece[PIECE];
    size_t taken;
    while (s->sent < s->request_length) {
        size_t n = web_text_read(app, s->request, s->request_length, s->sent, piece, PIECE);
        if (tcp_send(app->transport, job->socket, piece, n, &taken) != TCP_OK)
            return;
        s->sent += (uint32_t)taken;
    }
}

/* Writes the request once; it is sent as TCP takes it. */
static void begin_request(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    const struct curl_url url = url_of(app, job);
    uint8_t octets[REQUEST_MAX];
    struct writer w = writer_over(octets, sizeof octets);
    size_t head;
    curl_request_write(&w, app, job, &url, &head);
    if (!w.ok) {
        fail(app, job, CURL_MALFORMED_URL, "URL using bad/illegal format or missing URL", "",
             "");
        return;
    }
    web_text_free(app, &s->request, &s->request_length);
    (void)web_text_add(app, &s->request, &s->request_length, octets, w.at);
    const uint8_t *end = memchr(octets, '\r', head);
    app_note_message(app, job->node, MESSAGE_REQUEST_SENT, (const char *)octets,
                     (size_t)(end - octets));
    if (options_of(job)->verbose)
        say_head(app, job, '>', octets, head);
    send_request(app, job);
}

/* --- connections --- */

static void remark_connection(struct app *app, struct job *job, const char *before,
                              bool with_address)
{
    const struct curl_url url = url_of(app, job);
    char buffer[LINE];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, before);
    text_put(&line, url.host);
    if (with_address) {
        text_put(&line, " (");
        text_put_ipv4(&line, job->state.curl.peer);
        text_put(&line, ") port ");
        text_put_unsigned(&line, job->state.curl.peer_port);
        text_put(&line, " (#");
        text_put_unsigned(&line, job->state.curl.connections - 1U);
        text_put_char(&line, ')');
    }
    remark(app, job, &line);
}

static void begin_transfer(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    const struct curl_options *o = options_of(job);
    bool head = strcmp(curl_method(job), "HEAD") == 0;
    s->sent = 0;
    s->body = 0;
    s->status = 0;
    s->declared = UINT64_MAX;
    http_reader_begin(&s->reader, HTTP_RESPONSE, HTTP_TAKE_BARE_LF,
                      head || o->head ? HTTP_HEAD : HTTP_GET);
    begin_request(app, job);
}

static void say_connect_failure(struct app *app, struct job *job, const char *why)
{
    const struct curl_url url = url_of(app, job);
    char buffer[LINE];
    struct text text = text_over(buffer, sizeof buffer);
    text_put(&text, url.host);
    text_put(&text, " port ");
    text_put_unsigned(&text, url.port);
    text_put(&text, " after ");
    text_put_signed(&text, (sim_now(app->sim) - job->state.curl.started) / SIM_MILLISECOND);
    text_put(&text, " ms: ");
    fail(app, job, CURL_NO_CONNECTION, "Failed to connect to ", text.octets, why);
}

/* What two URLs of one connection have in common. */
static uint64_t origin_of(const struct app *app, const struct job *job)
{
    const struct curl_url url = url_of(app, job);
    return hash_octets(url.port, url.host, strlen(url.host));
}

static void connect_to(struct app *app, struct job *job, ipv4_address address)
{
    struct curl_state *s = &job->state.curl;
    const struct curl_url url = url_of(app, job);
    struct endpoint remote = {.address = address, .port = url.port};
    char buffer[LINE];
    struct text line = text_over(buffer, sizeof buffer);
    s->origin = origin_of(app, job);
    s->peer = address;
    s->peer_port = url.port;
    text_put(&line, "*   Trying ");
    text_put_ipv4(&line, address);
    text_put_char(&line, ':');
    text_put_unsigned(&line, url.port);
    text_put(&line, "...");
    remark(app, job, &line);
    if (tcp_connect(app->transport, job->node, 0, remote, app_owner(APP_JOB, job_row(app, job)),
                    &job->socket) != TCP_OK) {
        say_connect_failure(app, job, "Network is unreachable");
        return;
    }
    job->stream = 1;
    s->connections++;
}

static void drop_connection(struct app *app, struct job *job)
{
    char buffer[LINE];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, "* Closing connection ");
    text_put_unsigned(&line, job->state.curl.connections - 1U);
    remark(app, job, &line);
    job_close_socket(app, job);
    job->state.curl.connected = 0;
}

/* --- one URL after the other --- */

static void next_url(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    struct curl_url url;
    enum curl_url_error error = curl_url_read(url_text(app, job), &url);
    s->started = sim_now(app->sim);
    if (error == CURL_URL_SCHEME) {
        fail(app, job, CURL_UNSUPPORTED, "Protocol \"", url.scheme,
             "\" not supported or disabled in libcurl");
        return;
    }
    if (error == CURL_URL_BAD) {
        fail(app, job, CURL_MALFORMED_URL, "URL using bad/illegal format or missing URL", "",
             "");
        return;
    }
    if (options_of(job)->max_time_ns > 0)
        job_wake(app, job, s->started + options_of(job)->max_time_ns);
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
    next_url(app, job);
}

/* The connection that is open leads to where the URL wants to go. */
static bool connection_fits(const struct app *app, const struct job *job)
{
    const struct curl_state *s = &job->state.curl;
    return s->connected && tcp_exists(app->transport, job->socket) &&
           s->origin == origin_of(app, job);
}

void curl_resolved(struct app *app, struct job *job, enum lookup_result result)
{
    const struct curl_url url = url_of(app, job);
    struct curl_state *s = &job->state.curl;
    job->phase = JOB_RUNNING;
    if (connection_fits(app, job)) {
        s->reused = 1;
        remark_connection(app, job, "* Re-using existing connection (#0) with host ", false);
        begin_transfer(app, job);
        return;
    }
    if (s->connected) { /* another host: the name was not looked up yet */
        drop_connection(app, job);
        next_url(app, job);
        return;
    }
    if (result != LOOKUP_FOUND) {
        fail(app, job, CURL_NO_HOST, "Could not resolve host: ", url.host, "");
        return;
    }
    if (options_of(job)->max_time_ns > 0)
        job_wake(app, job, s->started + options_of(job)->max_time_ns);
    connect_to(app, job, job->lookup.address);
}

/* --- the response --- */

/* "* Added cookie …" */
static void remark_cookie(struct app *app, struct job *job, const struct cookie_row *cookie,
                          bool replaced)
{
    char buffer[LINE + sizeof *cookie];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, replaced ? "* Replaced cookie " : "* Added cookie ");
    text_put(&line, cookie->name);
    text_put(&line, "=\"");
    text_put(&line, cookie->value);
    text_put(&line, "\" for domain ");
    text_put(&line, cookie->domain);
    text_put(&line, ", path ");
    text_put(&line, cookie->path);
    text_put(&line, ", expire ");
    text_put_signed(&line, cookie->expires == INT64_MAX ? 0 : cookie->expires);
    remark(app, job, &line);
}

static void take_cookies(struct app *app, struct job *job, const uint8_t *octets,
                         const struct http_fields *fields)
{
    const struct curl_url url = url_of(app, job);
    for (uint32_t row = http_field_find(octets, fields, "Set-Cookie", 0); row != NONE;
         row = http_field_find(octets, fields, "Set-Cookie", row + 1)) {
        struct http_span value = fields->row[row].value;
        bool replaced;
        const struct cookie_row *cookie = cookie_jar_put(
            app, job, url.host, url.target, octets + value.at, value.length, &replaced);
        if (cookie != NULL)
            remark_cookie(app, job, cookie, replaced);
    }
}

static void head_read(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    const struct curl_options *o = options_of(job);
    const uint8_t *octets = buffer_of(app, job)->octets;
    const uint8_t *end = memchr(octets, '\r', s->reader.head_length);
    struct http_head head;
    if (end == NULL || http_head_read(octets, s->reader.head_length, HTTP_RESPONSE,
                                      (enum http_method)s->reader.request, &head) != HTTP_FINE)
        return; /* the reader has judged it already */
    s->status = head.status;
    s->declared = head.has_content_length ? head.content_length : UINT64_MAX;
    app_note_message(app, job->node, MESSAGE_RESPONSE, (const char *)octets,
                     (size_t)(end - octets));
    if (o->verbose)
        say_head(app, job, '<', octets, s->reader.head_length);
    take_cookies(app, job, octets, &head.fields);
    if (o->include || o->head)
        say_head(app, job, 0, octets, s->reader.head_length);
}

/* The last line of curl's progress meter, which it shows when the body goes to a file. */
static void say_meter(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    int64_t ms = (sim_now(app->sim) - s->started) / SIM_MILLISECOND;
    uint64_t speed = ms > 0 ? s->body * 1000 / (uint64_t)ms : s->body;
    char buffer[LINE];
    struct text line = text_over(buffer, sizeof buffer);
    job_say_line(app, job, "  % Total    % Received  Average Speed");
    text_put(&line, "100 ");
    text_put_unsigned(&line, s->body);
    text_put(&line, "  100 ");
    text_put_unsigned(&line, s->body);
    text_put(&line, "  ");
    text_put_unsigned(&line, speed);
    job_say(app, job, &line);
}

/* -L: the next URL is in the buffer's head. */
static bool is_sent_elsewhere(const struct app *app, const struct job *job,
                              struct http_span *location)
{
    const struct curl_state *s = &job->state.curl;
    struct http_head head;
    const uint8_t *octets = buffer_of(app, job)->octets;
    if (!options_of(job)->location || !curl_is_redirect(s->status) ||
        http_head_read(octets, s->reader.head_length, HTTP_RESPONSE,
                       (enum http_method)s->reader.request, &head) != HTTP_FINE)
        return false;
    uint32_t row = http_field_find(octets, &head.fields, "Location", 0);
    if (row != NONE)
        *location = head.fields.row[row].value;
    return row != NONE;
}

/* Goes where Location leads. */
static void follow(struct app *app, struct job *job, struct http_span location)
{
    struct curl_state *s = &job->state.curl;
    const struct curl_url base = url_of(app, job);
    char buffer[WEB_SLAB];
    char words[WEB_SLAB + LINE];
    struct text url = text_over(buffer, sizeof buffer);
    struct text line = text_over(words, sizeof words);
    if (s->redirects == options_of(job)->redirects) {
        text_put_unsigned(&line, s->redirects);
        fail(app, job, CURL_TOO_MANY_REDIRECTS, "Maximum (", line.octets,
             ") redirects followed");
        return;
    }
    if (!curl_location_resolve(&base, buffer_of(app, job)->octets + location.at,
                               location.length, &url)) {
        fail(app, job, CURL_MALFORMED_URL, "URL using bad/illegal format or missing URL", "",
             "");
        return;
    }
    bool get = curl_becomes_get(s->status, curl_kind(job));
    bool bare = get && options_of(job)->method != 0;
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
    remark(app, job, &line);
    next_url(app, job);
}

/* A response is complete: the next URL, or the end. */
static void transfer_done(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    const struct curl_options *o = options_of(job);
    char buffer[LINE];
    struct text line = text_over(buffer, sizeof buffer);
    struct http_span location;
    bool elsewhere = is_sent_elsewhere(app, job, &location);
    bool last = s->url + 1 == o->url_count && !elsewhere;
    if (o->output != 0 && !o->silent)
        say_meter(app, job);
    if (last)
        flush_output(app, job);
    if (s->reader.keep_alive && tcp_exists(app->transport, job->socket)) {
        text_put(&line, "* Connection #");
        text_put_unsigned(&line, s->connections - 1U);
        text_put(&line, " to host ");
        text_put(&line, url_of(app, job).host);
        text_put(&line, " left intact");
        remark(app, job, &line);
    } else {
        drop_connection(app, job);
    }
    if (elsewhere) {
        follow(app, job, location);
        return;
    }
    if (o->fail && s->status >= 400) {
        text_clear(&line);
        text_put_unsigned(&line, s->status);
        fail(app, job, CURL_HTTP_ERROR, "The requested URL returned error: ", line.octets, "");
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
    next_url(app, job);
}

static void body_part(struct app *app, struct job *job, const struct http_part *part)
{
    const struct curl_options *o = options_of(job);
    job->state.curl.body += part->length;
    struct http_span location;
    bool hidden = o->output != 0 || (o->fail && job->state.curl.status >= 400) ||
                  is_sent_elsewhere(app, job, &location);
    if (!hidden)
        say_output(app, job, part->octets, part->length);
}

/* What came of some octets. True: go on reading. */
static bool take_step(struct app *app, struct job *job, enum http_step step,
                      const struct http_part *part)
{
    struct curl_state *s = &job->state.curl;
    switch (step) {
    case HTTP_STEP_MORE:
        return true;
    case HTTP_STEP_HEAD:
        head_read(app, job);
        return true;
    case HTTP_STEP_BODY:
        body_part(app, job, part);
        return true;
    case HTTP_STEP_END:
        if (s->status / 100 == 1) { /* an interim response: the real one follows */
            http_reader_next(&s->reader, (enum http_method)s->reader.request);
            return true;
        }
        transfer_done(app, job);
        return false;
    case HTTP_STEP_REFUSED:
        fail(app, job, CURL_WEIRD_REPLY, "Weird server reply: ",
             http_refusal_text((enum http_refusal)s->reader.refusal)->sentence, "");
        return false;
    case HTTP_STEP_TUNNEL: /* never: no CONNECT is sent */
        return false;
    }
    return false;
}

/* Feeds one piece. False: the transfer, and perhaps the job, has ended. */
static bool feed(struct app *app, struct job *job, const uint8_t *octets, size_t length)
{
    enum http_step step;
    do {
        size_t taken;
        struct http_part part;
        step = http_reader_feed(&job->state.curl.reader, buffer_of(app, job)->octets,
                                HTTP_HEAD_MAX, octets, length, &taken, &part);
        octets += taken;
        length -= taken;
        if (!take_step(app, job, step, &part))
            return false;
    } while (step != HTTP_STEP_MORE);
    return true;
}

/* The server has closed: an end, or too early. */
static void input_ended(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    char buffer[LINE];
    struct text text = text_over(buffer, sizeof buffer);
    switch (http_reader_close(&s->reader)) {
    case HTTP_STEP_END:
        transfer_done(app, job);
        return;
    case HTTP_STEP_REFUSED:
        if (s->status == 0) {
            fail(app, job, CURL_EMPTY_REPLY, "Empty reply from server", "", "");
            return;
        }
        if (s->declared != UINT64_MAX)
            text_put_unsigned(&text, s->declared - s->body);
        fail(app, job, CURL_PARTIAL, "transfer closed with ",
             s->declared != UINT64_MAX ? text.octets : "outstanding read data",
             s->declared != UINT64_MAX ? " bytes remaining to read" : " remaining");
        return;
    case HTTP_STEP_MORE:
    case HTTP_STEP_HEAD:
    case HTTP_STEP_BODY:
    case HTTP_STEP_TUNNEL:
        fail(app, job, CURL_EMPTY_REPLY, "Empty reply from server", "", "");
        return;
    }
}

/* Reads as long as the transfer goes on. */
static void read_response(struct app *app, struct job *job)
{
    uint8_t piece[PIECE];
    for (;;) {
        uint64_t wants = http_reader_wants(&job->state.curl.reader);
        size_t room = wants < PIECE ? (size_t)wants : PIECE;
        size_t length;
        enum tcp_status status = tcp_receive(app->transport, job->socket, piece, room, &length);
        if (status == TCP_END)
            input_ended(app, job);
        if (status != TCP_OK || !feed(app, job, piece, length))
            return;
    }
}

/* --- news of the connection --- */

/* The connection is gone, or was never made. True: the job has ended. */
static bool connection_lost(struct app *app, struct job *job, const struct socket_up *up)
{
    bool connected = job->state.curl.connected;
    if ((up->events & SOCKET_REFUSED) != 0)
        say_connect_failure(app, job, "Couldn't connect to server");
    else if ((up->events & SOCKET_TIMED_OUT) != 0 && !connected)
        fail(app, job, CURL_TIMED_OUT, "Failed to connect to ", url_of(app, job).host,
             ": Connection timed out");
    else if ((up->events & SOCKET_UNREACHABLE) != 0 && !connected)
        say_connect_failure(app, job, "No route to host");
    else if ((up->events & SOCKET_RESET) != 0)
        fail(app, job, CURL_RECEIVE_ERROR, "Recv failure: Connection reset by peer", "", "");
    else if ((up->events & SOCKET_TIMED_OUT) != 0)
        fail(app, job, CURL_RECEIVE_ERROR, "Recv failure: Connection timed out", "", "");
    else
        return false;
    return true;
}

void curl_event(struct app *app, struct job *job, const struct socket_up *up)
{
    const struct socket_id socket = job->socket;
    if (up->socket.row != socket.row || up->socket.serial != socket.serial ||
        connection_lost(app, job, up))
        return;
    if ((up->events & SOCKET_CONNECTED) != 0) {
        job->state.curl.connected = 1;
        remark_connection(app, job, "* Connected to ", true);
        begin_transfer(app, job);
    } else if ((up->events & SOCKET_WRITABLE) != 0) {
        send_request(app, job);
    }
    bool goes_on =
        job->kind == COMMAND_CURL; /* a request that cannot be written ends the job */
    if (goes_on && (up->events & (SOCKET_READABLE | SOCKET_PEER_CLOSED)) != 0)
        read_response(app, job);
    tcp_settle(app->transport, socket);
}

void curl_timer(struct app *app, struct job *job)
{
    char buffer[LINE];
    struct text text = text_over(buffer, sizeof buffer);
    text_put_signed(&text, (sim_now(app->sim) - job->state.curl.started) / SIM_MILLISECOND);
    text_put(&text, " milliseconds");
    fail(app, job, CURL_TIMED_OUT, "Operation timed out after ", text.octets, "");
}
