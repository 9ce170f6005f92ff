/* lab/lab_stream.c: stream sockets over TCP: what the connection tells, reading and writing,
 * shutting and closing. See netstage.h. */
#include <stdlib.h>
#include <string.h>

#include "lab/lab.h"
#include "transport/tcp_values.h"

/* --- what TCP tells --- */

/* A connection that nobody has accepted yet. */
static void add_waiting(struct netstage_host *host, uint32_t listener, struct socket_id id)
{
    struct transport *t = &host->world->transport;
    uint32_t row = lab_socket_new(host, NETSTAGE_STREAM);
    if (row == NONE) {
        tcp_abort(t, id);
        return;
    }
    struct lab_socket *s = &host->sockets[row];
    s->phase = LAB_CONNECTED;
    s->waits = true;
    s->listener = listener + 1;
    s->id = id;
    s->local = tcp_local(t, id);
    s->remote = tcp_remote(t, id);
    s->established = host->established++;
    tcp_set_owner(t, id, app_owner(APP_OUTSIDE, row));
}

void lab_tcp_event(void *self, uint32_t row, const struct socket_up *up)
{
    struct netstage_host *host = self;
    struct lab_socket *s = &host->sockets[row];
    if ((up->events & SOCKET_ACCEPTED) != 0) {
        add_waiting(host, row, up->socket);
        return;
    }
    if ((up->events & SOCKET_CONNECTED) != 0)
        s->phase = LAB_CONNECTED;
    if ((up->events & SOCKET_UNREACHABLE) != 0 &&
        !tcp_exists(&host->world->transport, up->socket))
        s->error = lab_error_of_icmp(up->icmp_type, up->icmp_code);
    if ((up->events & SOCKET_REFUSED) != 0)
        s->error = NETSTAGE_ECONNREFUSED;
    if ((up->events & SOCKET_RESET) != 0)
        s->error = s->shut_write && s->kept_length > 0 ? 0 : NETSTAGE_ECONNRESET;
    if ((up->events & SOCKET_TIMED_OUT) != 0 && (up->events & SOCKET_UNREACHABLE) == 0)
        s->error = NETSTAGE_ETIMEDOUT;
    if (!tcp_exists(&host->world->transport, up->socket)) {
        s->phase = LAB_OVER;
        s->id = (struct socket_id){0, 0};
    }
}

/* In these states the connection may end without another word: TCP's octets would be gone. */
static bool ends_soon(enum tcp_state state)
{
    switch (state) {
    case TCP_CLOSING:
    case TCP_LAST_ACK:
    case TCP_TIME_WAIT:
        return true;
    case TCP_CLOSED:
    case TCP_LISTEN:
    case TCP_SYN_SENT:
    case TCP_SYN_RECEIVED:
    case TCP_ESTABLISHED:
    case TCP_FIN_WAIT_1:
    case TCP_FIN_WAIT_2:
    case TCP_CLOSE_WAIT:
        break;
    }
    return false;
}

static void keep(struct netstage_host *host, struct lab_socket *s)
{
    struct transport *t = &host->world->transport;
    size_t there = tcp_readable(t, s->id);
    size_t old = s->kept_length - s->kept_at;
    size_t urgent = tcp_urgent(t, s->id);
    size_t total = old;
    size_t n = 0;
    uint8_t *octets = malloc(old + there);
    if (octets == NULL) {
        host->stuck = true;
        return;
    }
    if (old > 0)
        memcpy(octets, s->kept + s->kept_at, old);
    while (tcp_receive(t, s->id, octets + total, old + there - total, &n) == TCP_OK && n > 0)
        total += n;
    s->kept_mark = urgent > 0                  ? old + urgent
                   : s->kept_mark > s->kept_at ? s->kept_mark - s->kept_at
                                               : 0;
    free(s->kept);
    s->kept = octets;
    s->kept_at = 0;
    s->kept_length = total;
    s->kept_mark = s->kept_mark < total ? s->kept_mark : total;
}

void lab_keep_unread(struct netstage_host *host)
{
    const struct transport *t = &host->world->transport;
    for (uint32_t i = 0; i < host->socket_count; i++) {
        struct lab_socket *s = &host->sockets[i];
        if (s->phase == LAB_CONNECTED && s->type == NETSTAGE_STREAM &&
            ends_soon(tcp_state(t, s->id)) && tcp_readable(t, s->id) > 0)
            keep(host, s);
    }
}

/* --- octets --- */

struct transfer {
    struct lab_socket *socket;
    const uint8_t *from;
    uint8_t *to;
    size_t length;
    size_t done;
    bool urgent;
    enum tcp_status status;
};

static void write_deed(struct netstage_host *host, void *what)
{
    struct transfer *x = what;
    struct transport *t = &host->world->transport;
    x->status = x->urgent ? tcp_send_urgent(t, x->socket->id, x->from, x->length, &x->done)
                          : tcp_send(t, x->socket->id, x->from, x->length, &x->done);
}

int64_t lab_stream_write(struct netstage_host *host, struct lab_socket *s, const void *octets,
                         size_t length, bool urgent)
{
    struct transfer x = {.socket = s,
                         .from = octets,
                         .length = length,
                         .urgent = urgent,
                         .status = TCP_NOT_CONNECTED};
    if (s->shut_write || s->phase == LAB_OVER)
        return -NETSTAGE_EPIPE;
    if (s->phase == LAB_CONNECTING)
        return -NETSTAGE_EAGAIN;
    if (s->phase != LAB_CONNECTED)
        return -NETSTAGE_ENOTCONN;
    lab_act(host, write_deed, &x);
    if (x.status == TCP_WOULD_BLOCK)
        return -NETSTAGE_EAGAIN;
    return x.status == TCP_OK ? (int64_t)x.done : -NETSTAGE_EPIPE;
}

static int64_t read_kept(struct lab_socket *s, uint8_t *octets, size_t room)
{
    size_t there = (s->kept_mark > s->kept_at ? s->kept_mark : s->kept_length) - s->kept_at;
    size_t n = room < there ? room : there;
    if (n > 0)
        memcpy(octets, s->kept + s->kept_at, n);
    s->kept_at += n;
    return (int64_t)n;
}

static void read_deed(struct netstage_host *host, void *what)
{
    struct transfer *x = what;
    x->status = tcp_receive(&host->world->transport, x->socket->id, x->to, x->length, &x->done);
}

int64_t lab_stream_read(struct netstage_host *host, struct lab_socket *s, void *octets,
                        size_t room)
{
    struct transfer x = {
        .socket = s, .to = octets, .length = room, .status = TCP_NOT_CONNECTED};
    if (s->kept_at < s->kept_length)
        return read_kept(s, octets, room);
    if (s->shut_read)
        return 0;
    if (s->phase == LAB_OVER)
        return s->error != 0 ? -NETSTAGE_EAGAIN : 0; /* the caller gives the error out */
    if (s->phase == LAB_CONNECTING)
        return -NETSTAGE_EAGAIN;
    if (s->phase != LAB_CONNECTED)
        return -NETSTAGE_ENOTCONN;
    if (room == 0)
        return 0;
    lab_act(host, read_deed, &x);
    if (x.status == TCP_OK)
        return (int64_t)x.done;
    return x.status == TCP_WOULD_BLOCK ? -NETSTAGE_EAGAIN : 0;
}

/* --- shutting and closing --- */

static void close_deed(struct netstage_host *host, void *what)
{
    const struct lab_socket *s = what;
    (void)tcp_close(&host->world->transport, s->id);
}

int netstage_shutdown(struct netstage_host *host, int fd, enum netstage_how how)
{
    struct lab_socket *s = lab_socket_of(host, fd);
    if (s == NULL)
        return -NETSTAGE_EBADF;
    if (how != NETSTAGE_SHUT_RD && how != NETSTAGE_SHUT_WR && how != NETSTAGE_SHUT_RDWR)
        return -NETSTAGE_EINVAL;
    if (s->phase != LAB_CONNECTED)
        return -NETSTAGE_ENOTCONN;
    if (how != NETSTAGE_SHUT_WR)
        s->shut_read = true;
    if (how != NETSTAGE_SHUT_RD && !s->shut_write) {
        s->shut_write = true;
        if (s->type == NETSTAGE_STREAM)
            lab_act(host, close_deed, s);
    }
    return 0;
}

/* The program lets go of a connection; TCP may go on with it. */
static void leave_deed(struct netstage_host *host, void *what)
{
    struct transport *t = &host->world->transport;
    const struct lab_socket *s = what;
    bool unread = s->kept_at < s->kept_length || tcp_readable(t, s->id) > 0;
    if (unread || s->linger == 0) {
        tcp_abort(t, s->id);
        return;
    }
    (void)tcp_close(t, s->id);
    tcp_set_owner(t, s->id, 0);
}

static void unlisten_deed(struct netstage_host *host, void *what)
{
    struct lab_socket *s = what;
    uint32_t row = lab_row(host, s);
    tcp_unlisten(&host->world->transport, s->id);
    for (uint32_t i = 0; i < host->socket_count; i++) {
        struct lab_socket *other = &host->sockets[i];
        if (other->waits && other->listener == row + 1) {
            tcp_abort(&host->world->transport, other->id);
            lab_socket_free(host, other);
        }
    }
}

/* All that was written has been acknowledged, the FIN included; or nothing will be any more. */
static bool is_delivered(enum tcp_state state)
{
    switch (state) {
    case TCP_CLOSED:
    case TCP_FIN_WAIT_2:
    case TCP_TIME_WAIT:
        return true;
    case TCP_LISTEN:
    case TCP_SYN_SENT:
    case TCP_SYN_RECEIVED:
    case TCP_ESTABLISHED:
    case TCP_FIN_WAIT_1:
    case TCP_CLOSE_WAIT:
    case TCP_CLOSING:
    case TCP_LAST_ACK:
        break;
    }
    return false;
}

/* True: close has to wait. The connection is left at the first call; then only its state
 * counts.
 */
static bool lingers(struct netstage_host *host, struct lab_socket *s)
{
    if (s->lingers_until == 0) {
        if (s->phase != LAB_CONNECTED || s->linger <= 0)
            return false;
        s->lingers_until = netstage_now(host) + s->linger * SIM_SECOND;
        lab_act(host, leave_deed, s);
        s->phase = LAB_OVER;
        s->shut_read = s->shut_write = true;
    }
    return !is_delivered(tcp_state(&host->world->transport, s->id)) &&
           netstage_now(host) < s->lingers_until;
}

int64_t netstage_next_linger(const struct netstage_host *host, int fd)
{
    const struct lab_socket *s = lab_socket_of(host, fd);
    return s != NULL && s->lingers_until != 0 ? s->lingers_until : -1;
}

int lab_stream_close(struct netstage_host *host, struct lab_socket *s)
{
    uint32_t row = lab_row(host, s);
    if (lingers(host, s))
        return -NETSTAGE_EAGAIN;
    if (s->phase == LAB_LISTENING)
        lab_act(host, unlisten_deed, s);
    else if (s->phase == LAB_CONNECTED || s->phase == LAB_CONNECTING)
        lab_act(host, leave_deed, s);
    lab_socket_free(host, &host->sockets[row]);
    return 0;
}

/* --- TCP_INFO --- */

static void put_info(const struct transport *t, const struct tcp_conn *c,
                     struct netstage_tcp_info *info)
{
    *info = (struct netstage_tcp_info){
        .state = (enum netstage_state)c->state,
        .in_recovery = (c->flags & CONN_RECOVERY) != 0,
        .mss = c->snd.mss,
        .cwnd = c->cc.cwnd,
        .ssthresh = c->cc.ssthresh,
        .flight = tcp_flight(c),
        .send_window = c->snd.wnd,
        .receive_window = c->rcv.wnd,
        .retransmits = c->rtt.retries,
        .probes = (c->flags & CONN_PROBING) != 0 ? c->rtt.probes : c->rtt.keep_alives,
        .stalled = c->rtt.retries >= conn_profile(t, c)->warn_retries,
        .rto = c->rtt.rto,
        .srtt = c->rtt.srtt,
        .rttvar = c->rtt.rttvar,
        .pipe = tcp_pipe(t, c),
        .sacked = (uint32_t)tcp_value_of(t, c, TCP_VALUE_SACKED),
        .total_resent = c->cc.resent,
        .w_max = c->cc.w_max,
        .k = c->cc.k,
    };
}

int netstage_tcp_info(const struct netstage_host *host, int fd, struct netstage_tcp_info *info)
{
    const struct lab_socket *s = lab_socket_of(host, fd);
    if (s == NULL)
        return -NETSTAGE_EBADF;
    if (s->type != NETSTAGE_STREAM)
        return -NETSTAGE_EOPNOTSUPP;
    const struct tcp_conn *c = tcp_conn_at(&host->world->transport, s->id);
    *info = (struct netstage_tcp_info){.state = s->phase == LAB_LISTENING ? NETSTAGE_LISTEN
                                                                          : NETSTAGE_CLOSED};
    if (s->phase != LAB_LISTENING && c != NULL)
        put_info(&host->world->transport, c, info);
    info->urgent = netstage_urgent(host, fd);
    return 0;
}
