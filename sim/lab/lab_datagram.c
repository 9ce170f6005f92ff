/* lab/lab_datagram.c: datagram sockets over UDP. See netstage.h. What arrives waits in a queue
 * of the heap; an ICMP error reaches a socket that is connected to where the datagram went that
 * it is about (RFC 1122 section 4.1.3.3). */
#include <stdlib.h>
#include <string.h>

#include "lab/lab.h"

enum { HOST_NODE = 0 };

void lab_datagram(void *self, uint32_t row, const struct udp_datagram *datagram)
{
    struct netstage_host *host = self;
    struct lab_socket *s = &host->sockets[row];
    bool from_peer =
        s->phase != LAB_CONNECTED ||
        (s->remote.address == datagram->from.address && s->remote.port == datagram->from.port);
    if (from_peer && !s->shut_read)
        (void)lab_queue_add(host, &s->datagrams, datagram->octets, datagram->length,
                            datagram->from);
}

void lab_error(void *self, uint32_t row, const struct socket_up *up)
{
    struct netstage_host *host = self;
    struct lab_socket *s = &host->sockets[row];
    if (s->phase != LAB_CONNECTED || s->remote.address != up->about.address ||
        s->remote.port != up->about.port)
        return;
    s->error = lab_error_of_icmp(up->icmp_type, up->icmp_code);
}

struct datagram_deed {
    struct lab_socket *socket;
    struct endpoint to;
    const uint8_t *octets;
    uint16_t length;
    enum udp_status status;
};

static void open_deed(struct netstage_host *host, void *what)
{
    struct datagram_deed *d = what;
    d->status = udp_open(&host->world->transport, HOST_NODE, d->socket->local.port,
                         app_owner(APP_OUTSIDE, lab_row(host, d->socket)), &d->socket->id);
}

int lab_datagram_open(struct netstage_host *host, struct lab_socket *s)
{
    struct datagram_deed d = {.socket = s, .status = UDP_NO_SLOT};
    lab_act(host, open_deed, &d);
    if (d.status != UDP_OK) {
        s->local = (struct endpoint){0};
        return -NETSTAGE_EADDRINUSE;
    }
    s->local.port = udp_port(&host->world->transport, s->id);
    return 0;
}

static void send_deed(struct netstage_host *host, void *what)
{
    struct datagram_deed *d = what;
    d->status =
        udp_send(&host->world->transport, d->socket->id, d->to, 0, d->octets, d->length);
}

int64_t lab_datagram_write(struct netstage_host *host, struct lab_socket *s, const void *octets,
                           size_t length, struct endpoint to)
{
    if (s->shut_write)
        return -NETSTAGE_EPIPE;
    int status = s->id.serial == 0 ? lab_datagram_open(host, s) : 0;
    if (status != 0)
        return status;
    if (length > UINT16_MAX)
        return -NETSTAGE_EMSGSIZE;
    struct datagram_deed d = {.socket = s,
                              .to = to,
                              .octets = octets,
                              .length = (uint16_t)length,
                              .status = UDP_NO_SLOT};
    lab_act(host, send_deed, &d);
    switch (d.status) {
    case UDP_OK:
        return (int64_t)length;
    case UDP_TOO_BIG:
        return -NETSTAGE_EMSGSIZE;
    case UDP_UNREACHABLE:
        return -NETSTAGE_ENETUNREACH;
    case UDP_PORT_IN_USE:
    case UDP_NO_SLOT:
        break;
    }
    return -NETSTAGE_ENOMEM;
}

int64_t lab_datagram_read(struct lab_socket *s, void *octets, size_t room,
                          struct endpoint *from)
{
    struct lab_packet *first = lab_queue_take(&s->datagrams);
    if (first == NULL)
        return s->shut_read ? 0 : -NETSTAGE_EAGAIN;
    size_t n = first->length < room ? first->length : room;
    if (n > 0)
        memcpy(octets, first->octets, n);
    *from = first->from;
    free(first);
    return (int64_t)n;
}
