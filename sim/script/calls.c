/* script/calls.c: see calls.h. */
#include <stdlib.h>
#include <string.h>

#include "base/catalogue.h"
#include "base/suggest.h"
#include "script/calls.h"
#include "script/names.h"
#include "script/socket_options.h"

enum { TRANSFER_MOST = 1 << 24, TYPE_BITS = 0xf };

/* --- arguments --- */

static int64_t number_of(const struct call *call, uint32_t i)
{
    return i < call->count ? call->arguments[i]->number : 0;
}

static int fd_of(const struct call *call)
{
    int64_t fd = number_of(call, 0);
    return fd < -1 || fd > INT16_MAX ? -1 : (int)fd;
}

static struct descriptor *descriptor(struct player *p, int fd)
{
    if (fd >= 0 && fd < PLAYER_FDS)
        return &p->fds[fd];
    p->no_fd = (struct descriptor){.nonblocking = true};
    return &p->no_fd;
}

static const struct value *member(const struct value *v, const char *name, const char *other)
{
    for (const struct value *m = v->first; m != NULL; m = m->next) {
        if (m->name != NULL && (strcmp(m->name, name) == 0 || strcmp(m->name, other) == 0))
            return m;
    }
    return NULL;
}

static int64_t member_number(const struct value *v, const char *name, const char *other,
                             int64_t otherwise)
{
    const struct value *m = member(v, name, other);
    return m != NULL && m->kind == VALUE_NUMBER ? m->number : otherwise;
}

/* A sockaddr: `...` stands for what the script's options say. */
static void address_of(const struct call *call, uint32_t i, uint32_t *address, uint16_t *port)
{
    if (i >= call->count || call->arguments[i]->kind != VALUE_STRUCT)
        return;
    const struct value *v = call->arguments[i];
    *address = (uint32_t)member_number(v, "sin_addr", "addr", *address);
    *port = (uint16_t)member_number(v, "sin_port", "port", *port);
}

/* A value that came back through a pointer. */
static void compare(struct player *p, struct running *r, const char *name, int64_t wanted,
                    int64_t came)
{
    if (wanted == came)
        return;
    player_fail(p, r->event, N_("The call gave something else."), NULL);
    struct text expected = player_expected(p);
    struct text got = player_came(p);
    text_put(&expected, name);
    text_put(&expected, " = ");
    text_put_signed(&expected, wanted);
    text_put(&got, name);
    text_put(&got, " = ");
    text_put_signed(&got, came);
}

static void compare_list(struct player *p, struct running *r, uint32_t i, int64_t came)
{
    const struct call *call = &r->event->call;
    const struct value *v = i < call->count ? call->arguments[i] : NULL;
    if (v != NULL && v->kind == VALUE_LIST && v->first != NULL &&
        v->first->kind == VALUE_NUMBER)
        compare(p, r, "*value", v->first->number, came);
}

/* --- names --- */

static int64_t do_socket(struct player *p, struct running *r)
{
    int64_t type = number_of(&r->event->call, 1);
    int fd = netstage_socket(p->host, (enum netstage_type)(type & TYPE_BITS));
    if (fd < 0)
        return fd;
    *descriptor(p, fd) = (struct descriptor){.datagrams = (type & TYPE_BITS) == NETSTAGE_DGRAM,
                                             .nonblocking = (type & POSIX_SOCK_NONBLOCK) != 0};
    p->asked = fd;
    return fd;
}

static int64_t do_bind(struct player *p, struct running *r)
{
    uint32_t address = 0;
    uint16_t port = p->script->options.bind_port;
    address_of(&r->event->call, 1, &address, &port);
    int status = netstage_bind(p->host, fd_of(&r->event->call), address, port);
    if (status == 0)
        p->bound = port;
    return status;
}

static int64_t do_listen(struct player *p, struct running *r)
{
    return netstage_listen(p->host, fd_of(&r->event->call), (int)number_of(&r->event->call, 1));
}

static int64_t do_accept(struct player *p, struct running *r)
{
    int listener = fd_of(&r->event->call);
    int fd = netstage_accept(p->host, listener, NULL, NULL);
    if (fd == -NETSTAGE_EAGAIN && !descriptor(p, listener)->nonblocking)
        return CALL_BLOCKS;
    if (fd < 0)
        return fd;
    *descriptor(p, fd) = (struct descriptor){0};
    p->asked = fd;
    return fd;
}

/* From now on what arrives without ports is for this connection. */
static void new_flow(struct player *p, int fd)
{
    uint32_t local, remote;
    uint16_t local_port, remote_port;
    if (netstage_name(p->host, fd, &local, &local_port, &remote, &remote_port) != 0 ||
        remote_port == 0)
        return;
    struct flow *flow = player_flow(p, descriptor(p, fd)->datagrams ? IPV4_UDP : IPV4_TCP,
                                    remote, local_port, remote_port);
    if (flow != NULL)
        flow->opening = true;
}

static int64_t do_connect(struct player *p, struct running *r)
{
    int fd = fd_of(&r->event->call);
    uint32_t address = p->script->options.remote_ip;
    uint16_t port = p->script->options.connect_port;
    address_of(&r->event->call, 1, &address, &port);
    int status = netstage_connect(p->host, fd, address, port);
    p->asked = fd;
    if (!r->begun && (status == -NETSTAGE_EINPROGRESS || status == 0))
        new_flow(p, fd);
    if (descriptor(p, fd)->nonblocking)
        return status;
    if (status == -NETSTAGE_EINPROGRESS || (r->begun && status == -NETSTAGE_EALREADY)) {
        r->begun = true;
        return CALL_BLOCKS;
    }
    return r->begun && status == -NETSTAGE_EISCONN ? 0 : status;
}

/* --- octets --- */

static unsigned out_of_band(int64_t flags)
{
    return (flags & POSIX_MSG_OOB) != 0 ? NETSTAGE_MSG_OOB : 0;
}

/* [{..., 100}, {..., 200}]: the octets of all of them. */
static int64_t length_of_vector(const struct value *list)
{
    int64_t sum = 0;
    for (const struct value *v = list->first; v != NULL && sum <= TRANSFER_MOST; v = v->next) {
        const struct value *length = v->first != NULL ? v->first->next : NULL;
        if (length == NULL || length->kind != VALUE_NUMBER)
            return -1;
        sum += length->number;
    }
    return sum;
}

/* How much a call is to write or to read: read(), readv() and recvmsg() have it in other
 * places; -1: it is not there. */
static int64_t length_of(const struct call *call)
{
    const struct value *v = call->arguments[1];
    if (v->kind == VALUE_STRUCT)
        v = member(v, "msg_iov", "msg_iov");
    if (v == NULL)
        return -1;
    return v->kind == VALUE_LIST ? length_of_vector(v) : number_of(call, 2);
}

/* NULL where the octets are to be, of a socket that there is. */
static bool is_null_buffer(const struct player *p, const struct call *call)
{
    return call->arguments[1]->kind == VALUE_NUMBER &&
           (netstage_poll(p->host, fd_of(call)) & NETSTAGE_POLLNVAL) == 0;
}

static int64_t write_octets_of(struct player *p, struct running *r, int64_t flags, bool to)
{
    const struct call *call = &r->event->call;
    int fd = fd_of(call);
    struct descriptor *d = descriptor(p, fd);
    uint32_t address = p->script->options.remote_ip;
    uint16_t port = p->script->options.connect_port;
    int64_t length = length_of(call);
    int64_t n = 0;
    if (length < 0 || length > TRANSFER_MOST)
        return -NETSTAGE_EINVAL;
    if (is_null_buffer(p, call) && length > 0)
        return -POSIX_EFAULT;
    uint8_t *octets = malloc((size_t)length + 1);
    if (octets == NULL)
        return -NETSTAGE_ENOMEM;
    for (uint32_t i = 0; i < (uint32_t)length; i++)
        octets[i] = packet_pattern((d->datagrams ? 0 : d->written) + i);
    address_of(call, 4, &address, &port);
    size_t left = (size_t)length - r->done;
    do {
        const uint8_t *from = octets + ((size_t)length - left);
        n = to ? netstage_sendto(p->host, fd, from, left, address, port)
               : netstage_send(p->host, fd, from, left, out_of_band(flags));
        if (n > 0)
            left -= (size_t)n;
    } while (n > 0 && left > 0 && !d->datagrams);
    free(octets);
    r->done = (size_t)length - left;
    bool waits = n == -NETSTAGE_EAGAIN && !d->nonblocking && (flags & POSIX_MSG_DONTWAIT) == 0;
    if (waits)
        return CALL_BLOCKS;
    d->written += d->datagrams ? 0 : (uint32_t)r->done;
    return r->done > 0 || n >= 0 ? (int64_t)r->done : n;
}

static int64_t do_write(struct player *p, struct running *r)
{
    return write_octets_of(p, r, 0, false);
}

static int64_t do_send(struct player *p, struct running *r)
{
    return write_octets_of(p, r, number_of(&r->event->call, 3), false);
}

static int64_t do_sendmsg(struct player *p, struct running *r)
{
    return write_octets_of(p, r, number_of(&r->event->call, 2), false);
}

static int64_t do_sendto(struct player *p, struct running *r)
{
    bool connected = r->event->call.arguments[4]->kind == VALUE_NUMBER; /* NULL is 0 */
    return write_octets_of(p, r, number_of(&r->event->call, 3), !connected);
}

/* Every octet must be the one that was sent in its place. */
static void check_octets(struct player *p, struct running *r, const uint8_t *octets, size_t n)
{
    struct descriptor *d = descriptor(p, fd_of(&r->event->call));
    uint32_t place = d->datagrams ? 0 : d->read;
    for (size_t i = 0; i < n; i++) {
        if (octets[i] == packet_pattern(place + (uint32_t)i))
            continue;
        player_fail(p, r->event, N_("The octets that were read are not those that arrived."),
                    NULL);
        struct text came = player_came(p);
        text_put(&came, "[");
        text_put_unsigned(&came, place + i);
        text_put(&came, "]");
        return;
    }
    d->read += (uint32_t)n;
}

static int64_t read_octets_of(struct player *p, struct running *r, int64_t flags)
{
    const struct call *call = &r->event->call;
    int fd = fd_of(call);
    int64_t room = length_of(call);
    if (room < 0 || room > TRANSFER_MOST)
        return -NETSTAGE_EINVAL;
    if (is_null_buffer(p, call) && room > 0 && netstage_readable(p->host, fd) > 0)
        return -POSIX_EFAULT;
    uint8_t *octets = malloc((size_t)room + 1);
    if (octets == NULL)
        return -NETSTAGE_ENOMEM;
    int64_t n = netstage_recv(p->host, fd, octets, (size_t)room, out_of_band(flags));
    if (n > 0)
        check_octets(p, r, octets, (size_t)n);
    free(octets);
    bool waits = !descriptor(p, fd)->nonblocking && (flags & POSIX_MSG_DONTWAIT) == 0;
    return n == -NETSTAGE_EAGAIN && waits ? CALL_BLOCKS : n;
}

static int64_t do_read(struct player *p, struct running *r)
{
    return read_octets_of(p, r, 0);
}

static int64_t do_recv(struct player *p, struct running *r)
{
    return read_octets_of(p, r, number_of(&r->event->call, 3));
}

static int64_t do_recvmsg(struct player *p, struct running *r)
{
    return read_octets_of(p, r, number_of(&r->event->call, 2));
}

/* --- the end --- */

static int64_t do_shutdown(struct player *p, struct running *r)
{
    return netstage_shutdown(p->host, fd_of(&r->event->call),
                             (enum netstage_how)number_of(&r->event->call, 1));
}

static int64_t do_close(struct player *p, struct running *r)
{
    int fd = fd_of(&r->event->call);
    int status = netstage_close_socket(p->host, fd);
    if (status == -NETSTAGE_EAGAIN) { /* it lingers */
        r->deadline = netstage_next_linger(p->host, fd);
        return CALL_BLOCKS;
    }
    if (status == 0)
        *descriptor(p, fd) = (struct descriptor){0};
    return status;
}

/* --- options --- */

static int64_t set_linger(struct player *p, const struct call *call)
{
    const struct value *v = call->arguments[3];
    if (v->kind != VALUE_STRUCT)
        return -NETSTAGE_EINVAL;
    bool on = member_number(v, "onoff", "l_onoff", 0) != 0;
    int64_t seconds = member_number(v, "linger", "l_linger", 0);
    return netstage_setsockopt(p->host, fd_of(call), NETSTAGE_LINGER, on ? seconds : -1);
}

static bool changes_nothing(int64_t number)
{
    return number == POSIX_SO_REUSEADDR || number == POSIX_SO_REUSEPORT ||
           number == POSIX_SO_DEBUG || number == POSIX_SO_ZEROCOPY;
}

static int64_t do_setsockopt(struct player *p, struct running *r)
{
    const struct call *call = &r->event->call;
    int64_t level = number_of(call, 1);
    int64_t number = number_of(call, 2);
    const struct socket_option *option = socket_option_find(level, number);
    int64_t value;
    if (level == POSIX_SOL_SOCKET && changes_nothing(number))
        return (netstage_poll(p->host, fd_of(call)) & NETSTAGE_POLLNVAL) != 0 ? -NETSTAGE_EBADF
                                                                              : 0;
    if (level == POSIX_SOL_SOCKET && number == POSIX_SO_LINGER)
        return set_linger(p, call);
    if (level == POSIX_SOL_SOCKET && number == POSIX_SO_OOBINLINE &&
        call->arguments[3]->kind == VALUE_LIST && call->arguments[3]->first != NULL)
        return netstage_setsockopt(p->host, fd_of(call), NETSTAGE_OOBINLINE,
                                   call->arguments[3]->first->number);
    if (option == NULL)
        return -NETSTAGE_ENOPROTOOPT;
    if (!socket_option_read(option, call->arguments[3], &value))
        return -NETSTAGE_EINVAL;
    return netstage_set_own(p->host, fd_of(call), socket_option_knob(option), value);
}

static void compare_word(struct player *p, const struct running *r, uint32_t i,
                         const char *came)
{
    const struct value *v = r->event->call.arguments[i];
    const struct value *wanted = v->kind == VALUE_LIST ? v->first : v;
    if (wanted == NULL || wanted->kind != VALUE_TEXT || strcmp(wanted->text, came) == 0)
        return;
    player_fail(p, r->event, N_("The call gave something else."), NULL);
    struct text expected = player_expected(p);
    struct text got = player_came(p);
    text_put(&expected, wanted->text);
    text_put(&got, came);
}

static int64_t do_getsockopt(struct player *p, struct running *r)
{
    const struct call *call = &r->event->call;
    int64_t level = number_of(call, 1);
    int64_t number = number_of(call, 2);
    const struct socket_option *option = socket_option_find(level, number);
    const char *word = NULL;
    int64_t value = 0;
    int64_t status = -NETSTAGE_ENOPROTOOPT;
    if (level == POSIX_SOL_SOCKET && number == POSIX_SO_ERROR)
        status = netstage_getsockopt(p->host, fd_of(call), NETSTAGE_ERROR, &value);
    else if (level == POSIX_SOL_SOCKET && number == POSIX_SO_OOBINLINE)
        status = netstage_getsockopt(p->host, fd_of(call), NETSTAGE_OOBINLINE, &value);
    else if (option != NULL)
        status = netstage_get_own(p->host, fd_of(call), socket_option_knob(option), &value);
    if (status == 0 && level == POSIX_SOL_TCP && number == POSIX_TCP_MAXSEG && value == 0)
        value = TCP_DEFAULT_MSS; /* RFC 9293 MUST-15: as long as the peer has not said more */
    if (status == 0 && option != NULL)
        value = socket_option_write(option, value, &word);
    if (status == 0 && word != NULL)
        compare_word(p, r, 3, word);
    else if (status == 0)
        compare_list(p, r, 3, value);
    return status;
}

static int64_t do_fcntl(struct player *p, struct running *r)
{
    const struct call *call = &r->event->call;
    struct descriptor *d = descriptor(p, fd_of(call));
    if ((netstage_poll(p->host, fd_of(call)) & NETSTAGE_POLLNVAL) != 0)
        return -NETSTAGE_EBADF;
    if (number_of(call, 1) == POSIX_F_GETFL)
        return POSIX_O_RDWR | (d->nonblocking ? POSIX_O_NONBLOCK : 0);
    if (number_of(call, 1) != POSIX_F_SETFL)
        return -NETSTAGE_EINVAL;
    d->nonblocking = (number_of(call, 2) & POSIX_O_NONBLOCK) != 0;
    return 0;
}

static int64_t do_ioctl(struct player *p, struct running *r)
{
    const struct call *call = &r->event->call;
    if (number_of(call, 1) != POSIX_SIOCINQ)
        return -NETSTAGE_EINVAL;
    int64_t there = netstage_readable(p->host, fd_of(call));
    if (there < 0)
        return there;
    compare_list(p, r, 2, there);
    return 0;
}

/* The bits of one struct pollfd. */
static unsigned poll_one(struct player *p, const struct value *v)
{
    unsigned always = NETSTAGE_POLLERR | NETSTAGE_POLLHUP | NETSTAGE_POLLNVAL;
    unsigned wanted = (unsigned)member_number(v, "events", "events", 0);
    int fd = (int)member_number(v, "fd", "fd", -1);
    return netstage_poll(p->host, fd) & (wanted | always);
}

static int64_t do_poll(struct player *p, struct running *r)
{
    const struct call *call = &r->event->call;
    int64_t timeout = number_of(call, 2);
    int64_t ready = 0;
    int64_t now = netstage_now(p->host);
    if (!r->begun && timeout >= 0)
        r->deadline = now + timeout * SIM_MILLISECOND;
    r->begun = true;
    for (const struct value *v = call->arguments[0]->first; v != NULL; v = v->next)
        ready += poll_one(p, v) != 0;
    if (ready == 0 && (r->deadline < 0 || now < r->deadline))
        return CALL_BLOCKS;
    for (const struct value *v = call->arguments[0]->first; v != NULL; v = v->next) {
        const struct value *wanted = member(v, "revents", "revents");
        if (wanted != NULL && wanted->kind == VALUE_NUMBER)
            compare(p, r, "revents", wanted->number, poll_one(p, v));
    }
    return ready;
}

/* --- the table --- */

/* Arguments: n a number, a `...` or NULL, s an address, * anything, l a list, t a struct, v a
 * list, struct or text; those behind | may be missing. */
struct call_kind {
    const char *name;
    const char *arguments;
    const char *example;
    int64_t (*make)(struct player *p, struct running *r);
};

static const struct call_kind calls[] = {
    {"socket", "*nn", "socket(..., SOCK_STREAM, IPPROTO_TCP)", do_socket},
    {"bind", "ns*", "bind(3, ..., ...)", do_bind},
    {"listen", "nn", "listen(3, 5)", do_listen},
    {"accept", "na*", "accept(3, ..., ...)", do_accept},
    {"connect", "ns*", "connect(3, ..., ...)", do_connect},
    {"read", "nan", "read(4, ..., 1000)", do_read},
    {"write", "nan", "write(4, ..., 1000)", do_write},
    {"send", "nann", "send(4, ..., 1000, 0)", do_send},
    {"recv", "nann", "recv(4, ..., 1000, 0)", do_recv},
    {"sendto", "nanns*", "sendto(3, ..., 100, 0, ..., ...)", do_sendto},
    {"recvfrom", "nanna*", "recvfrom(3, ..., 100, 0, ..., ...)", do_recv},
    {"readv", "nln", "readv(4, [{..., 100}, {..., 200}], 2)", do_read},
    {"writev", "nln", "writev(4, [{..., 100}, {..., 200}], 2)", do_write},
    {"sendmsg", "ntn", "sendmsg(4, {msg_iov(1)=[{..., 100}]}, 0)", do_sendmsg},
    {"recvmsg", "ntn", "recvmsg(4, {msg_iov(1)=[{..., 100}]}, 0)", do_recvmsg},
    {"shutdown", "nn", "shutdown(4, SHUT_WR)", do_shutdown},
    {"close", "n", "close(4)", do_close},
    {"setsockopt", "nnnvn", "setsockopt(3, SOL_TCP, TCP_NODELAY, [1], 4)", do_setsockopt},
    {"getsockopt", "nnnv*", "getsockopt(3, SOL_SOCKET, SO_ERROR, [0], [4])", do_getsockopt},
    {"fcntl", "nn|n", "fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK)", do_fcntl},
    {"ioctl", "nnl", "ioctl(4, SIOCINQ, [1000])", do_ioctl},
    {"poll", "lnn", "poll([{fd=4, events=POLLIN, revents=POLLIN}], 1, 1000)", do_poll},
};

enum { CALLS = sizeof calls / sizeof calls[0] };

uint32_t calls_row(const char *name, size_t length, const char **near)
{
    struct suggestion suggestion = suggest_begin(name, length);
    for (uint32_t i = 0; i < CALLS; i++) {
        if (strlen(calls[i].name) == length && memcmp(calls[i].name, name, length) == 0)
            return i;
        suggest_offer(&suggestion, calls[i].name);
    }
    *near = suggestion.best;
    return NONE;
}

const char *calls_example(uint32_t row)
{
    return calls[row].example;
}

static bool fits(char kind, const struct value *v)
{
    switch (kind) {
    case 'n':
        return v->kind == VALUE_NUMBER;
    case 'a':
        return v->kind == VALUE_ANY || (v->kind == VALUE_NUMBER && v->number == 0);
    case 's':
        return v->kind == VALUE_ANY || v->kind == VALUE_STRUCT ||
               (v->kind == VALUE_NUMBER && v->number == 0);
    case 'l':
        return v->kind == VALUE_LIST;
    case 't':
        return v->kind == VALUE_STRUCT;
    case 'v':
        return v->kind == VALUE_LIST || v->kind == VALUE_STRUCT || v->kind == VALUE_TEXT;
    default:
        return true;
    }
}

bool calls_takes(const struct call *call)
{
    const char *wanted = calls[call->row].arguments;
    bool may_end = false;
    for (uint32_t i = 0; i < call->count; wanted++) {
        if (*wanted == '\0')
            return false;
        if (*wanted == '|') {
            may_end = true;
        } else if (call->arguments[i] == NULL || !fits(*wanted, call->arguments[i++])) {
            return false;
        }
    }
    return *wanted == '\0' || *wanted == '|' || may_end;
}

int64_t calls_make(struct player *p, struct running *r)
{
    return calls[r->event->call.row].make(p, r);
}
