/* lab/lab_socket.c: descriptors, and what holds for sockets of both types: names, opening,
 * errors, poll. See netstage.h. */
#include <stdlib.h>
#include <string.h>

#include "lab/lab.h"

enum { EPHEMERAL_FIRST = 49152, EPHEMERAL_LAST = 65535, LINGER_MOST = 65535, HOST_NODE = 0 };

/* --- rows and descriptors --- */

uint32_t lab_row(const struct netstage_host *host, const struct lab_socket *s)
{
    return (uint32_t)(s - host->sockets);
}

/* The place of a descriptor; NONE: there is none such. */
static uint32_t place_of(const struct netstage_host *host, int fd)
{
    if (fd < LAB_FIRST_FD || (uint32_t)(fd - LAB_FIRST_FD) >= host->fd_count)
        return NONE;
    uint32_t place = (uint32_t)(fd - LAB_FIRST_FD);
    return host->fds[place] != 0 ? place : NONE;
}

struct lab_socket *lab_socket_of(const struct netstage_host *host, int fd)
{
    uint32_t place = place_of(host, fd);
    return place != NONE ? &host->sockets[host->fds[place] - 1] : NULL;
}

uint32_t lab_socket_new(struct netstage_host *host, enum netstage_type type)
{
    uint32_t row = 0;
    while (row < host->socket_count && host->sockets[row].phase != LAB_FREE)
        row++;
    if (row == LAB_SOCKETS_MOST)
        return NONE;
    if (row == host->socket_count) {
        uint32_t count = row == 0 ? 16 : 2 * row;
        struct lab_socket *grown = realloc(host->sockets, count * sizeof *grown);
        if (grown == NULL)
            return NONE;
        memset(grown + row, 0, (count - row) * sizeof *grown);
        host->sockets = grown;
        host->socket_count = count;
    }
    host->sockets[row] = (struct lab_socket){.phase = LAB_NEW, .type = type, .linger = -1};
    return row;
}

int lab_fd_new(struct netstage_host *host, uint32_t row)
{
    uint32_t place = 0;
    while (place < host->fd_count && host->fds[place] != 0)
        place++;
    if (place == host->fd_count) {
        uint32_t count = place == 0 ? 16 : 2 * place;
        uint32_t *grown = realloc(host->fds, count * sizeof *grown);
        if (grown == NULL)
            return -NETSTAGE_EMFILE;
        memset(grown + place, 0, (count - place) * sizeof *grown);
        host->fds = grown;
        host->fd_count = count;
    }
    host->fds[place] = row + 1;
    return (int)place + LAB_FIRST_FD;
}

void lab_socket_free(struct netstage_host *host, struct lab_socket *s)
{
    uint32_t row = lab_row(host, s);
    for (uint32_t i = 0; i < host->fd_count; i++) {
        if (host->fds[i] == row + 1)
            host->fds[i] = 0;
    }
    lab_queue_clear(&s->datagrams);
    free(s->kept);
    *s = (struct lab_socket){.phase = LAB_FREE};
}

int netstage_socket(struct netstage_host *host, enum netstage_type type)
{
    if (type != NETSTAGE_STREAM && type != NETSTAGE_DGRAM)
        return -NETSTAGE_EPROTONOSUPPORT;
    uint32_t row = lab_socket_new(host, type);
    if (row == NONE)
        return -NETSTAGE_EMFILE;
    int fd = lab_fd_new(host, row);
    if (fd < 0)
        host->sockets[row].phase = LAB_FREE;
    return fd;
}

/* --- names --- */

/* Another socket of this type has the port. */
static bool port_is_taken(const struct netstage_host *host, enum netstage_type type,
                          uint16_t port)
{
    for (uint32_t i = 0; i < host->socket_count; i++) {
        const struct lab_socket *s = &host->sockets[i];
        if (s->phase != LAB_FREE && s->type == type && s->local.port == port &&
            s->listener == 0)
            return true;
    }
    return false;
}

/* RFC 9293 MUST-42: beside a connection that uses a port of its own a program may listen on it;
 * the other end tells the two apart. */
static bool port_is_bound(const struct netstage_host *host, enum netstage_type type,
                          uint16_t port)
{
    for (uint32_t i = 0; i < host->socket_count; i++) {
        const struct lab_socket *s = &host->sockets[i];
        bool connection = type == NETSTAGE_STREAM && s->remote.port != 0;
        if (s->phase != LAB_FREE && s->type == type && s->local.port == port && !connection)
            return true;
    }
    return false;
}

static uint16_t free_port(const struct netstage_host *host, enum netstage_type type)
{
    for (uint32_t port = EPHEMERAL_FIRST; port <= EPHEMERAL_LAST; port++) {
        if (!port_is_taken(host, type, (uint16_t)port))
            return (uint16_t)port;
    }
    return 0;
}

int netstage_bind(struct netstage_host *host, int fd, uint32_t address, uint16_t port)
{
    struct lab_socket *s = lab_socket_of(host, fd);
    if (s == NULL)
        return -NETSTAGE_EBADF;
    if (s->local.port != 0 || s->phase != LAB_NEW)
        return -NETSTAGE_EINVAL;
    if (address != 0 && !ip_is_mine(&host->world->ip, HOST_NODE, address))
        return -NETSTAGE_EADDRNOTAVAIL;
    if (port == 0)
        port = free_port(host, s->type);
    if (port == 0 || port_is_bound(host, s->type, port))
        return -NETSTAGE_EADDRINUSE;
    s->local = (struct endpoint){.address = address, .port = port};
    return s->type == NETSTAGE_DGRAM ? lab_datagram_open(host, s) : 0;
}

int netstage_name(const struct netstage_host *host, int fd, uint32_t *local,
                  uint16_t *local_port, uint32_t *remote, uint16_t *remote_port)
{
    const struct lab_socket *s = lab_socket_of(host, fd);
    if (s == NULL)
        return -NETSTAGE_EBADF;
    *local = s->local.address;
    *local_port = s->local.port;
    *remote = s->remote.address;
    *remote_port = s->remote.port;
    return 0;
}

/* --- opening --- */

struct opening {
    struct lab_socket *socket;
    int backlog;
    enum tcp_status status;
};

static void listen_deed(struct netstage_host *host, void *what)
{
    struct opening *o = what;
    o->status = tcp_listen(&host->world->transport, HOST_NODE, o->socket->local.port,
                           (uint32_t)o->backlog,
                           app_owner(APP_OUTSIDE, lab_row(host, o->socket)), &o->socket->id);
    if (o->status == TCP_OK)
        lab_set_listener(host, o->socket);
}

int netstage_listen(struct netstage_host *host, int fd, int backlog)
{
    struct lab_socket *s = lab_socket_of(host, fd);
    if (s == NULL)
        return -NETSTAGE_EBADF;
    if (s->type != NETSTAGE_STREAM)
        return -NETSTAGE_EOPNOTSUPP;
    if (s->phase == LAB_LISTENING)
        return 0;
    if (s->phase != LAB_NEW)
        return -NETSTAGE_EINVAL;
    if (s->local.port == 0)
        return -NETSTAGE_EDESTADDRREQ;
    struct opening o = {
        .socket = s, .backlog = backlog < 1 ? 1 : backlog, .status = TCP_ADDRESS_IN_USE};
    lab_act(host, listen_deed, &o);
    if (o.status != TCP_OK)
        return -NETSTAGE_EADDRINUSE;
    s->phase = LAB_LISTENING;
    return 0;
}

int netstage_accept(struct netstage_host *host, int fd, uint32_t *address, uint16_t *port)
{
    struct lab_socket *s = lab_socket_of(host, fd);
    struct lab_socket *first = NULL;
    if (s == NULL)
        return -NETSTAGE_EBADF;
    if (s->phase != LAB_LISTENING)
        return -NETSTAGE_EINVAL;
    for (uint32_t i = 0; i < host->socket_count; i++) {
        struct lab_socket *other = &host->sockets[i];
        if (other->waits && other->listener == lab_row(host, s) + 1 &&
            (first == NULL || other->established < first->established))
            first = other;
    }
    if (first == NULL)
        return -NETSTAGE_EAGAIN;
    int given = lab_fd_new(host, lab_row(host, first));
    if (given < 0)
        return given;
    first->waits = false;
    if (address != NULL)
        *address = first->remote.address;
    if (port != NULL)
        *port = first->remote.port;
    return given;
}

static void connect_deed(struct netstage_host *host, void *what)
{
    struct opening *o = what;
    struct lab_socket *s = o->socket;
    struct tcp_profile profile = lab_profile(host, s);
    o->status = tcp_connect_as(&host->world->transport, HOST_NODE, s->local, s->remote,
                               app_owner(APP_OUTSIDE, lab_row(host, s)), &profile, &s->id);
}

static int take_error(struct lab_socket *s)
{
    int error = s->error;
    s->error = 0;
    return -error;
}

/* What errno says of an OPEN that failed at once. */
static int error_of_opening(enum tcp_status status, struct endpoint remote)
{
    if (status == TCP_NO_REMOTE)
        return remote.address == 0 || remote.port == 0 ? NETSTAGE_EADDRNOTAVAIL
                                                       : NETSTAGE_ENETUNREACH;
    if (status == TCP_NO_ADDRESS)
        return NETSTAGE_EADDRNOTAVAIL;
    return status == TCP_NO_ROUTE ? NETSTAGE_ENETUNREACH : NETSTAGE_EADDRINUSE;
}

static int connect_stream(struct netstage_host *host, struct lab_socket *s,
                          struct endpoint remote)
{
    switch (s->phase) {
    case LAB_LISTENING:
        return -NETSTAGE_EOPNOTSUPP;
    case LAB_CONNECTING:
        return -NETSTAGE_EALREADY;
    case LAB_CONNECTED:
        return -NETSTAGE_EISCONN;
    case LAB_OVER:
        return s->error != 0 ? take_error(s) : -NETSTAGE_EISCONN;
    case LAB_FREE:
    case LAB_NEW:
        break;
    }
    struct opening o = {.socket = s, .status = TCP_NO_SLOT};
    s->remote = remote;
    s->phase = LAB_CONNECTING;
    lab_act(host, connect_deed, &o);
    if (o.status != TCP_OK) {
        s->phase = LAB_NEW;
        s->remote = (struct endpoint){0};
        return -error_of_opening(o.status, remote);
    }
    if (s->phase == LAB_OVER)
        return take_error(s);
    s->local = tcp_local(&host->world->transport, s->id);
    return s->phase == LAB_CONNECTED ? 0 : -NETSTAGE_EINPROGRESS;
}

int netstage_connect(struct netstage_host *host, int fd, uint32_t address, uint16_t port)
{
    struct lab_socket *s = lab_socket_of(host, fd);
    struct endpoint remote = {.address = address, .port = port};
    if (s == NULL)
        return -NETSTAGE_EBADF;
    if (s->type == NETSTAGE_STREAM)
        return connect_stream(host, s, remote);
    int status = s->id.serial == 0 ? lab_datagram_open(host, s) : 0;
    if (status == 0) {
        s->remote = remote;
        s->phase = LAB_CONNECTED;
    }
    return status;
}

/* --- octets --- */

int64_t netstage_send(struct netstage_host *host, int fd, const void *octets, size_t length,
                      unsigned flags)
{
    struct lab_socket *s = lab_socket_of(host, fd);
    if (s == NULL)
        return -NETSTAGE_EBADF;
    if ((flags & ~(unsigned)NETSTAGE_MSG_OOB) != 0)
        return -NETSTAGE_EINVAL;
    if (flags == 0)
        return netstage_write(host, fd, octets, length);
    if (s->type != NETSTAGE_STREAM)
        return -NETSTAGE_EOPNOTSUPP;
    return s->error != 0 ? take_error(s) : lab_stream_write(host, s, octets, length, true);
}

int64_t netstage_sendto(struct netstage_host *host, int fd, const void *octets, size_t length,
                        uint32_t address, uint16_t port)
{
    struct lab_socket *s = lab_socket_of(host, fd);
    struct endpoint to = {.address = address, .port = port};
    if (s == NULL)
        return -NETSTAGE_EBADF;
    if (s->error != 0)
        return take_error(s);
    if (s->type == NETSTAGE_STREAM)
        return lab_stream_write(host, s, octets, length, false);
    if (address == 0 && s->phase != LAB_CONNECTED)
        return -NETSTAGE_EDESTADDRREQ;
    return lab_datagram_write(host, s, octets, length, address == 0 ? s->remote : to);
}

int64_t netstage_write(struct netstage_host *host, int fd, const void *octets, size_t length)
{
    return netstage_sendto(host, fd, octets, length, 0, 0);
}

int64_t netstage_recvfrom(struct netstage_host *host, int fd, void *octets, size_t room,
                          uint32_t *address, uint16_t *port)
{
    struct lab_socket *s = lab_socket_of(host, fd);
    if (s == NULL)
        return -NETSTAGE_EBADF;
    struct endpoint from = s->remote;
    int64_t n = s->type == NETSTAGE_STREAM ? lab_stream_read(host, s, octets, room)
                                           : lab_datagram_read(s, octets, room, &from);
    if (n == -NETSTAGE_EAGAIN && s->error != 0)
        return take_error(s);
    if (address != NULL)
        *address = from.address;
    if (port != NULL)
        *port = from.port;
    return n;
}

int64_t netstage_read(struct netstage_host *host, int fd, void *octets, size_t room)
{
    return netstage_recvfrom(host, fd, octets, room, NULL, NULL);
}

int64_t netstage_recv(struct netstage_host *host, int fd, void *octets, size_t room,
                      unsigned flags)
{
    if (flags != 0)
        return lab_socket_of(host, fd) == NULL ? -NETSTAGE_EBADF : -NETSTAGE_EINVAL;
    return netstage_read(host, fd, octets, room);
}

int64_t netstage_urgent(const struct netstage_host *host, int fd)
{
    const struct lab_socket *s = lab_socket_of(host, fd);
    if (s == NULL)
        return -NETSTAGE_EBADF;
    if (s->type != NETSTAGE_STREAM)
        return 0;
    return (int64_t)(s->kept_mark > s->kept_at ? s->kept_mark - s->kept_at
                                               : tcp_urgent(&host->world->transport, s->id));
}

int64_t netstage_readable(const struct netstage_host *host, int fd)
{
    const struct lab_socket *s = lab_socket_of(host, fd);
    if (s == NULL)
        return -NETSTAGE_EBADF;
    if (s->type == NETSTAGE_DGRAM)
        return s->datagrams.first != NULL ? (int64_t)s->datagrams.first->length : 0;
    return (int64_t)(s->kept_length - s->kept_at +
                     tcp_readable(&host->world->transport, s->id));
}

int64_t netstage_writable(const struct netstage_host *host, int fd)
{
    const struct lab_socket *s = lab_socket_of(host, fd);
    if (s == NULL)
        return -NETSTAGE_EBADF;
    if (s->type == NETSTAGE_DGRAM)
        return host->mtu - IPV4_HEADER - UDP_HEADER;
    return s->phase == LAB_CONNECTED ? (int64_t)tcp_writable(&host->world->transport, s->id)
                                     : 0;
}

/* --- options and poll --- */

int netstage_setsockopt(struct netstage_host *host, int fd, enum netstage_option option,
                        int64_t value)
{
    struct lab_socket *s = lab_socket_of(host, fd);
    if (s == NULL)
        return -NETSTAGE_EBADF;
    switch (option) {
    case NETSTAGE_ERROR:
        return -NETSTAGE_ENOPROTOOPT;
    case NETSTAGE_LINGER:
        if (value < -1 || value > LINGER_MOST)
            return -NETSTAGE_EINVAL;
        s->linger = value;
        return 0;
    case NETSTAGE_OOBINLINE:
        return value == 1 ? 0 : -NETSTAGE_EINVAL;
    }
    return -NETSTAGE_ENOPROTOOPT;
}

int netstage_getsockopt(struct netstage_host *host, int fd, enum netstage_option option,
                        int64_t *value)
{
    struct lab_socket *s = lab_socket_of(host, fd);
    if (s == NULL)
        return -NETSTAGE_EBADF;
    switch (option) {
    case NETSTAGE_ERROR:
        *value = -take_error(s);
        return 0;
    case NETSTAGE_LINGER:
        *value = s->linger;
        return 0;
    case NETSTAGE_OOBINLINE:
        *value = 1;
        return 0;
    }
    return -NETSTAGE_ENOPROTOOPT;
}

static bool has_waiting(const struct netstage_host *host, const struct lab_socket *s)
{
    for (uint32_t i = 0; i < host->socket_count; i++) {
        if (host->sockets[i].waits && host->sockets[i].listener == lab_row(host, s) + 1)
            return true;
    }
    return false;
}

/* The peer's FIN has come, and all octets before it; a connection that is no more after
 * TIME-WAIT had it. */
static bool peer_has_closed(const struct netstage_host *host, const struct lab_socket *s)
{
    const struct tcp_conn *c = tcp_conn_at(&host->world->transport, s->id);
    return s->phase == LAB_OVER ||
           (s->phase == LAB_CONNECTED && (c == NULL || (c->flags & CONN_FIN_RECEIVED) != 0));
}

static unsigned poll_stream(const struct netstage_host *host, int fd,
                            const struct lab_socket *s)
{
    unsigned bits = 0;
    bool closed = peer_has_closed(host, s) || s->shut_read;
    if (s->phase == LAB_LISTENING)
        return has_waiting(host, s) ? NETSTAGE_POLLIN : 0;
    if (s->phase == LAB_NEW)
        return NETSTAGE_POLLOUT | NETSTAGE_POLLHUP;
    if (closed)
        bits |= NETSTAGE_POLLIN | NETSTAGE_POLLRDHUP;
    if (netstage_urgent(host, fd) > 0)
        bits |= NETSTAGE_POLLPRI;
    if (netstage_readable(host, fd) > 0)
        bits |= NETSTAGE_POLLIN;
    if (netstage_writable(host, fd) > 0 || s->shut_write || s->phase == LAB_OVER)
        bits |= NETSTAGE_POLLOUT;
    if (s->phase == LAB_OVER || (closed && s->shut_write))
        bits |= NETSTAGE_POLLHUP;
    return bits;
}

unsigned netstage_poll(const struct netstage_host *host, int fd)
{
    const struct lab_socket *s = lab_socket_of(host, fd);
    if (s == NULL)
        return NETSTAGE_POLLNVAL;
    unsigned bits = s->error != 0 ? NETSTAGE_POLLERR : 0;
    if (s->type == NETSTAGE_STREAM)
        return bits | poll_stream(host, fd, s);
    return bits | NETSTAGE_POLLOUT | (s->datagrams.first != NULL ? NETSTAGE_POLLIN : 0U);
}

/* --- the end --- */

static void close_deed(struct netstage_host *host, void *what)
{
    const struct lab_socket *s = what;
    udp_close(&host->world->transport, s->id);
}

int netstage_close_socket(struct netstage_host *host, int fd)
{
    struct lab_socket *s = lab_socket_of(host, fd);
    if (s == NULL)
        return -NETSTAGE_EBADF;
    if (s->type == NETSTAGE_STREAM)
        return lab_stream_close(host, s);
    lab_act(host, close_deed, s);
    lab_socket_free(host, s);
    return 0;
}
