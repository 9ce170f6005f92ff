/* app/curl_connect.c: curl's connection: whom it leads to, made, used again, given up, lost.
 * See curl.h. */
#include <string.h>

#include "app/command_scan.h"
#include "app/curl.h"
#include "base/hash.h"

enum { PROXY_PORT = 1080 };

/* --- whom it leads to --- */

/* The proxy's URL; a proxy is spoken to in HTTP, on port 1080 when none is named. */
static bool read_proxy(const struct job *job, struct curl_url *url)
{
    const char *word = command_word(&job->command, curl_options_of(job)->proxy);
    if (curl_url_read(word, url) != CURL_URL_FINE)
        return false;
    if (!url->port_given)
        url->port = PROXY_PORT;
    return true;
}

bool curl_proxy_is_fine(const struct job *job)
{
    struct curl_url url;
    const struct curl_options *o = curl_options_of(job);
    return o->proxy == 0 || command_word(&job->command, o->proxy)[0] == '\0' ||
           read_proxy(job, &url);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* The host is the domain, or lies in it. */
static bool lies_in(const char *host, const char *domain, size_t n)
{
    size_t h = strlen(host);
    if (n > 0 && domain[0] == '.') {
        domain++;
        n--;
    }
    if (n == 0 || h < n)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (lower(host[h - n + i]) != lower(domain[i]))
            return false;
    }
    return h == n || host[h - n - 1] == '.';
}

/* --noproxy: domains, separated by commas; "*": all. */
static bool goes_directly(const struct job *job, const char *host)
{
    const struct curl_options *o = curl_options_of(job);
    if (o->proxy == 0 || command_word(&job->command, o->proxy)[0] == '\0')
        return true;
    const char *p = o->no_proxy != 0 ? command_word(&job->command, o->no_proxy) : "";
    while (*p != '\0') {
        size_t n = strcspn(p, ", ");
        if ((n == 1 && p[0] == '*') || lies_in(host, p, n))
            return true;
        p += n;
        p += strspn(p, ", ");
    }
    return false;
}

struct curl_peer curl_peer_of(const struct app *app, const struct job *job)
{
    const struct curl_url url = curl_url_of(app, job);
    struct curl_peer peer = {.port = url.port};
    struct curl_url proxy;
    memcpy(peer.host, url.host, sizeof peer.host);
    if (goes_directly(job, url.host) || !read_proxy(job, &proxy))
        return peer;
    memcpy(peer.host, proxy.host, sizeof peer.host);
    memcpy(peer.user, proxy.user, sizeof peer.user);
    peer.port = proxy.port;
    peer.proxy = true;
    return peer;
}

uint64_t curl_origin(const char *host, uint16_t port)
{
    char word[256];
    size_t n = strlen(host) < sizeof word ? strlen(host) : sizeof word;
    for (size_t i = 0; i < n; i++)
        word[i] = lower(host[i]);
    return hash_octets(port, word, n);
}

/* --- made, and used again --- */

void curl_remark_connection(struct app *app, struct job *job, const char *before,
                            bool with_address)
{
    const struct curl_state *s = &job->state.curl;
    const struct curl_peer peer = curl_peer_of(app, job);
    char buffer[CURL_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, before);
    if (with_address) {
        text_put(&line, peer.host);
        text_put(&line, " (");
        text_put_ipv4(&line, s->peer);
        text_put(&line, ") port ");
        text_put_unsigned(&line, s->peer_port);
        text_put(&line, " (#");
        text_put_unsigned(&line, s->connections - 1U);
        text_put_char(&line, ')');
    } else {
        text_put_unsigned(&line, s->connections - 1U);
        text_put(&line, peer.proxy ? " with proxy " : " with host ");
        text_put(&line, peer.host);
    }
    curl_remark(app, job, &line);
}

bool curl_connection_fits(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    const struct curl_peer peer = curl_peer_of(app, job);
    char buffer[CURL_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    if (!s->connected || s->origin != curl_origin(peer.host, peer.port))
        return false;
    if (tcp_exists(app->transport, job->socket) &&
        tcp_state(app->transport, job->socket) == TCP_ESTABLISHED)
        return true;
    text_put(&line, "* Connection ");
    text_put_unsigned(&line, s->connections - 1U);
    text_put(&line, " seems to be dead");
    curl_remark(app, job, &line);
    curl_disconnect(app, job);
    return false;
}

static void connect_failed(struct app *app, struct job *job, enum curl_status status,
                           const char *why)
{
    const struct curl_peer peer = curl_peer_of(app, job);
    char buffer[CURL_LINE];
    struct text text = text_over(buffer, sizeof buffer);
    text_put(&text, peer.host);
    text_put(&text, " port ");
    text_put_unsigned(&text, peer.port);
    text_put(&text, " after ");
    text_put_signed(&text, (sim_now(app->sim) - job->state.curl.started) / SIM_MILLISECOND);
    text_put(&text, " ms: ");
    curl_fail(app, job, status, "Failed to connect to ", text.octets, why);
}

/* curl asks its connections for keep-alives, and sets their time and interval alike. */
static struct tcp_profile connection_of(const struct app *app, const struct job *job)
{
    const struct curl_options *o = &job->command.options.curl;
    struct tcp_profile profile = *transport_profile(app->transport, job->node);
    if (o->keep_alive_ns == 0)
        return profile;
    profile.keep_alive = !o->keep_alive_off;
    if (!o->keep_alive_off && tcp_knob_allows(TCP_KNOB_KEEP_IDLE, o->keep_alive_ns))
        profile.keep_idle = profile.keep_interval = o->keep_alive_ns;
    return profile;
}

void curl_connect(struct app *app, struct job *job, ipv4_address address)
{
    struct curl_state *s = &job->state.curl;
    const struct curl_peer peer = curl_peer_of(app, job);
    struct endpoint remote = {.address = address, .port = peer.port};
    char buffer[CURL_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    s->origin = curl_origin(peer.host, peer.port);
    s->peer = address;
    s->peer_port = peer.port;
    s->refused = 0;
    text_put(&line, "*   Trying ");
    text_put_ipv4(&line, address);
    text_put_char(&line, ':');
    text_put_unsigned(&line, peer.port);
    text_put(&line, "...");
    curl_remark(app, job, &line);
    struct tcp_profile profile = connection_of(app, job);
    if (tcp_connect_as(app->transport, job->node, (struct endpoint){.address = 0}, remote,
                       app_owner(APP_JOB, job_row(app, job)), &profile,
                       &job->socket) == TCP_OK) {
        job->stream = 1;
        s->connects++;
        return;
    }
    text_clear(&line);
    text_put(&line, "* Immediate connect fail for ");
    text_put_ipv4(&line, address);
    text_put(&line, ": Network is unreachable");
    curl_remark(app, job, &line);
    connect_failed(app, job, CURL_NO_CONNECTION, "Couldn't connect to server");
}

/* --- given up, or lost --- */

void curl_disconnect(struct app *app, struct job *job)
{
    struct curl_state *s = &job->state.curl;
    char buffer[CURL_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, "* Closing connection ");
    text_put_unsigned(&line, s->connections - 1U);
    curl_remark(app, job, &line);
    job_close_socket(app, job);
    s->connected = 0;
    s->numbered = 0;
}

/* "* connect to 10.0.0.80 port 81 failed: Connection refused" */
static void remark_failure(struct app *app, struct job *job, const char *why)
{
    char buffer[CURL_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, "* connect to ");
    text_put_ipv4(&line, job->state.curl.peer);
    text_put(&line, " port ");
    text_put_unsigned(&line, job->state.curl.peer_port);
    text_put(&line, " failed: ");
    text_put(&line, why);
    curl_remark(app, job, &line);
}

static void never_connected(struct app *app, struct job *job, uint32_t events)
{
    bool late = (events & SOCKET_TIMED_OUT) != 0;
    job->state.curl.refused = (events & SOCKET_REFUSED) != 0;
    remark_failure(app, job,
                   job->state.curl.refused ? "Connection refused"
                   : late                  ? "Connection timed out"
                                           : "No route to host");
    connect_failed(app, job, late ? CURL_TIMED_OUT : CURL_NO_CONNECTION,
                   "Couldn't connect to server");
}

bool curl_connection_lost(struct app *app, struct job *job, const struct socket_up *up)
{
    const uint32_t lost = SOCKET_REFUSED | SOCKET_RESET | SOCKET_TIMED_OUT;
    bool connected = job->state.curl.connected;
    bool unreachable = !connected && (up->events & SOCKET_UNREACHABLE) != 0;
    if ((up->events & lost) == 0 && !unreachable)
        return false;
    if (!connected)
        never_connected(app, job, up->events);
    else if (!curl_sends_again(app, job))
        curl_fail(app, job, CURL_RECEIVE_ERROR,
                  (up->events & SOCKET_TIMED_OUT) != 0
                      ? "Recv failure: Connection timed out"
                      : "Recv failure: Connection reset by peer",
                  "", "");
    return true;
}

void curl_connect_timed_out(struct app *app, struct job *job)
{
    const struct curl_options *o = curl_options_of(job);
    char buffer[CURL_LINE];
    struct text line = text_over(buffer, sizeof buffer);
    text_put(&line, "* ipv4 connect timeout after ");
    text_put_signed(&line, o->connect_ns / SIM_MILLISECOND);
    text_put(&line, "ms, move on!");
    curl_remark(app, job, &line);
    connect_failed(app, job, CURL_TIMED_OUT, "Timeout was reached");
}
