/* app/curl_connect.c: curl's connection: made, used again, given up, lost. See curl.h. */
#include <string.h>

#include "app/curl.h"
#include "base/hash.h"

void curl_remark_connection(struct app *app, struct job *job, const char *before,
                            bool with_address)
{
    const struct curl_url url = curl_url_of(app, job);
    char buffer[CURL_LINE];
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
    curl_remark(app, job, &line);
}

static void connect_failed(struct app *app, struct job *job, const char *why)
{
    const struct curl_url url = curl_url_of(app, job);
    char buffer[CURL_LINE];
    struct text text = text_over(buffer, sizeof buffer);
    text_put(&text, url.host);
    text_put(&text, " port ");
    text_put_unsigned(&text, url.port);
    text_put(&text, " after ");
    text_put_signed(&text, (sim_now(app->sim) - job->state.curl.started) / SIM_MILLISECOND);
    text_put(&text, " ms: ");
    curl_fail(app, job, CURL_NO_CONNECTION, "Failed to connect to ", text.octets, why);
}

/* What two URLs of one connection have in common. */
static uint64_t origin_of(const struct app *app, const struct job *job)
{
    const struct curl_url url = curl_url_of(app, job);
    return hash_octets(url.port, url.host, strlen(url.host));
}

void curl_connect(struct app *app, struct job *job, ipv4_address address)
{
    struct curl_state *s = &job->state.curl;
    const struct curl_url url = curl_url_of(app, job);
    struct endpoint remote = {.address = address, .port = url.port};
    char buffer[CURL_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    s->origin = origin_of(app, job);
    s->peer = address;
    s->peer_port = url.port;
    text_put(&line, "*   Trying ");
    text_put_ipv4(&line, address);
    text_put_char(&line, ':');
    text_put_unsigned(&line, url.port);
    text_put(&line, "...");
    curl_remark(app, job, &line);
    if (tcp_connect(app->transport, job->node, 0, remote, app_owner(APP_JOB, job_row(app, job)),
                    &job->socket) != TCP_OK) {
        connect_failed(app, job, "Network is unreachable");
        return;
    }
    job->stream = 1;
    s->connections++;
}

void curl_disconnect(struct app *app, struct job *job)
{
    char buffer[CURL_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, "* Closing connection ");
    text_put_unsigned(&line, job->state.curl.connections - 1U);
    curl_remark(app, job, &line);
    job_close_socket(app, job);
    job->state.curl.connected = 0;
}

/* The connection that is open leads to where the URL wants to go. */
bool curl_connection_fits(const struct app *app, const struct job *job)
{
    const struct curl_state *s = &job->state.curl;
    return s->connected && tcp_exists(app->transport, job->socket) &&
           s->origin == origin_of(app, job);
}

/* The connection is gone, or was never made. True: the job has ended. */
bool curl_connection_lost(struct app *app, struct job *job, const struct socket_up *up)
{
    bool connected = job->state.curl.connected;
    if ((up->events & SOCKET_REFUSED) != 0)
        connect_failed(app, job, "Couldn't connect to server");
    else if ((up->events & SOCKET_TIMED_OUT) != 0 && !connected)
        curl_fail(app, job, CURL_TIMED_OUT, "Failed to connect to ", curl_url_of(app, job).host,
                  ": Connection timed out");
    else if ((up->events & SOCKET_UNREACHABLE) != 0 && !connected)
        connect_failed(app, job, "No route to host");
    else if ((up->events & SOCKET_RESET) != 0)
        curl_fail(app, job, CURL_RECEIVE_ERROR, "Recv failure: Connection reset by peer", "",
                  "");
    else if ((up->events & SOCKET_TIMED_OUT) != 0)
        curl_fail(app, job, CURL_RECEIVE_ERROR, "Recv failure: Connection timed out", "", "");
    else
        return false;
    return true;
}
