/* live/proxy.c: see proxy.h. The calls of the real system do not wait: what would have to is
 * tried again when proxy_watch()'s descriptors say so. */
#define _POSIX_C_SOURCE 200809L
#include "live/proxy.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/program.h"
#include "live/proxy_head.h"
#include "wire/http_reader.h"

enum { PIECE = 16384, BACKLOG = 64 };

#define LINGER (1 * SIM_SECOND)

enum client_phase {
    CLIENT_HEAD,    /* a request's head is to come, or is coming */
    CLIENT_CARRIES, /* its body goes through */
    CLIENT_TUNNELS, /* CONNECT was answered with 200 */
    CLIENT_LEAVES,  /* what is in `down` goes out, then the connection is closed */
};

/* A buffer that is filled at its end and emptied at its start. */
struct pipe {
    size_t at;
    size_t length; /* octets from `at` on */
    uint8_t octets[PROXY_ROOM];
};

struct client {
    int fd;
    enum client_phase phase;
    bool client_done; /* it writes no more */
    bool shut;        /* so neither do we */
    bool greets;      /* CONNECT: 200 when the connection is there */
    sim_time left;    /* CLIENT_LEAVES: when all was said, on the wall clock; 0: not yet */
    bool heard;       /* the server has answered something on this connection */
    uint32_t program; /* row of app/program.h, or NONE */
    char to[PROXY_TO];
    sim_time spoke;          /* when octets came or went last, on the wall clock */
    sim_time began;          /* when the head that is coming began; 0: none is */
    bool answering;          /* an answer is to come, or is coming */
    bool in_head;            /* its head is not complete */
    enum http_method method; /* of the request that it answers */
    struct http_reader reader;
    struct http_reader answer;
    uint8_t head[HTTP_HEAD_MAX];
    uint8_t answer_head[HTTP_HEAD_MAX];
    struct pipe in;   /* from the program, as it came */
    struct pipe up;   /* to the server */
    struct pipe back; /* from the server, as it came */
    struct pipe down; /* to the program */
};

struct live_proxy {
    int listener;
    unsigned port;
    uint32_t node;
    sim_time head_time, idle;
    struct proxy_counts counts;
    struct client *clients[PROXY_CLIENTS_MAX];
};

/* --- pipes --- */

static size_t room_of(struct pipe *p)
{
    if (p->at > 0 && p->at + p->length > PROXY_ROOM - PIECE) {
        memmove(p->octets, p->octets + p->at, p->length);
        p->at = 0;
    }
    return PROXY_ROOM - p->at - p->length;
}

static uint8_t *end_of(struct pipe *p)
{
    return p->octets + p->at + p->length;
}

static void put(struct pipe *p, const void *octets, size_t length)
{
    memcpy(end_of(p), octets, length); /* room_of() was asked */
    p->length += length;
}

static void taken_from(struct pipe *p, size_t length)
{
    p->at += length;
    p->length -= length;
    if (p->length == 0)
        p->at = 0;
}

/* --- listening --- */

static bool never_waits(int fd)
{
    int flags = fcntl(fd, F_GETFL);
    return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0 &&
           fcntl(fd, F_SETFD, FD_CLOEXEC) == 0;
}

static enum proxy_error read_address(const char *text, struct sockaddr_in *address)
{
    char host[16] = "127.0.0.1";
    const char *colon = strrchr(text, ':');
    size_t length = colon != NULL ? (size_t)(colon - text) : 0;
    if (colon == NULL || length >= sizeof host || colon[1] == '\0' || strlen(colon) > 6 ||
        strspn(colon + 1, "0123456789") != strlen(colon + 1))
        return PROXY_BAD_ADDRESS;
    if (length > 0) {
        memcpy(host, text, length);
        host[length] = '\0';
    }
    if (strcmp(host, "localhost") == 0)
        memcpy(host, "127.0.0.1", sizeof "127.0.0.1");
    long port = strtol(colon + 1, NULL, 10);
    *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    if (port > UINT16_MAX || inet_pton(AF_INET, host, &address->sin_addr) != 1)
        return PROXY_BAD_ADDRESS;
    return ntohl(address->sin_addr.s_addr) >> 24 == 127 ? PROXY_OK : PROXY_NOT_LOOPBACK;
}

static enum proxy_error start_listening(struct live_proxy *p, const struct sockaddr_in *address)
{
    struct sockaddr_in bound;
    socklen_t size = sizeof bound;
    int yes = 1;
    p->listener = socket(AF_INET, SOCK_STREAM, 0);
    if (p->listener < 0 ||
        setsockopt(p->listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
        bind(p->listener, (const struct sockaddr *)address, sizeof *address) != 0 ||
        listen(p->listener, BACKLOG) != 0 || !never_waits(p->listener) ||
        getsockname(p->listener, (struct sockaddr *)&bound, &size) != 0)
        return PROXY_CANNOT_LISTEN;
    p->port = ntohs(bound.sin_port);
    return PROXY_OK;
}

enum proxy_error proxy_listen(const char *address, uint32_t node, struct live_proxy **proxy)
{
    struct sockaddr_in where;
    *proxy = NULL;
    enum proxy_error error = read_address(address, &where);
    if (error != PROXY_OK)
        return error;
    struct live_proxy *p = calloc(1, sizeof *p);
    if (p == NULL)
        return PROXY_NO_MEMORY;
    p->node = node;
    p->head_time = PROXY_HEAD_TIME;
    p->idle = PROXY_IDLE;
    error = start_listening(p, &where);
    if (error == PROXY_OK) {
        *proxy = p;
        return PROXY_OK;
    }
    int why = errno;
    proxy_free(p);
    errno = why;
    return error;
}

void proxy_set_patience(struct live_proxy *proxy, sim_time head_time, sim_time idle)
{
    proxy->head_time = head_time;
    proxy->idle = idle;
}

unsigned proxy_port(const struct live_proxy *proxy)
{
    return proxy->port;
}

const struct proxy_counts *proxy_counted(const struct live_proxy *proxy)
{
    return &proxy->counts;
}

static void free_client(struct client *c)
{
    if (c != NULL)
        (void)close(c->fd);
    free(c);
}

void proxy_free(struct live_proxy *proxy)
{
    if (proxy == NULL)
        return;
    for (int i = 0; i < PROXY_CLIENTS_MAX; i++)
        free_client(proxy->clients[i]);
    if (proxy->listener >= 0)
        (void)close(proxy->listener);
    free(proxy);
}

static int free_place(const struct live_proxy *p)
{
    int place = 0;
    while (place < PROXY_CLIENTS_MAX && p->clients[place] != NULL)
        place++;
    return place;
}

static bool accept_one(struct live_proxy *p)
{
    int place = free_place(p);
    if (place == PROXY_CLIENTS_MAX)
        return false;
    int fd = accept(p->listener, NULL, NULL);
    if (fd < 0)
        return false;
    struct client *c = fd < FD_SETSIZE && never_waits(fd) ? calloc(1, sizeof *c) : NULL;
    if (c == NULL) {
        (void)close(fd);
        return true;
    }
    c->fd = fd;
    c->program = NONE;
    c->spoke = live_clock();
    http_reader_begin(&c->reader, HTTP_REQUEST, HTTP_TAKE_BARE_LF, HTTP_GET);
    p->clients[place] = c;
    p->counts.connections++;
    return true;
}

/* --- the simulated side --- */

static void leave_server(struct client *c, struct live *live)
{
    struct input input = {.kind = INPUT_CLOSE, .row = c->program};
    if (c->program != NONE)
        (void)live_input(live, &input);
    c->program = NONE;
    c->up.at = c->up.length = 0;
    c->back.at = c->back.length = 0;
    c->answering = false;
}

/* An answer of our own; the connection ends with it. */
static void refuse(struct live_proxy *p, struct client *c, struct live *live,
                   const char *status, const char *why)
{
    char text[1024];
    struct text t = text_over(text, sizeof text);
    leave_server(c, live);
    p->counts.failed++;
    text_put(&t, "HTTP/1.1 ");
    text_put(&t, status);
    text_put(&t, "\r\nServer: netstage\r\nContent-Type: text/plain\r\nConnection: close\r\n"
                 "Content-Length: ");
    text_put_unsigned(&t, strlen(why) + 1);
    text_put(&t, "\r\n\r\n");
    text_put(&t, why);
    text_put(&t, "\n");
    if (room_of(&c->down) >= t.length)
        put(&c->down, text, t.length);
    c->phase = CLIENT_LEAVES;
}

static void open_server(struct live_proxy *p, struct client *c, struct live *live,
                        const char *to)
{
    struct input input = {
        .kind = INPUT_OPEN, .node = p->node, .text = to, .length = strlen(to), .row = NONE};
    const struct program *old = program_at(live->world->app, c->program);
    if (old != NULL && old->phase != PROGRAM_OVER && !old->peer_closed &&
        strcmp(c->to, to) == 0)
        return;
    leave_server(c, live);
    memcpy(c->to, to, strlen(to) + 1);
    c->shut = c->heard = false;
    if (live_input(live, &input))
        c->program = input.row;
    if (c->program == NONE)
        refuse(p, c, live, "502 Bad Gateway",
               "The simulated host can open no more connections.");
}

/* --- requests --- */

static void begin_request(struct live_proxy *p, struct client *c, struct live *live)
{
    struct http_head head;
    char to[PROXY_TO];
    p->counts.requests++;
    if (http_head_read(c->head, c->reader.head_length, HTTP_REQUEST, HTTP_GET, &head) !=
            HTTP_FINE ||
        !proxy_destination(c->head, &head, to)) {
        refuse(p, c, live, "400 Bad Request",
               "This is a proxy: it wants http://name/path, or CONNECT name:port.");
        return;
    }
    open_server(p, c, live, to);
    if (c->phase == CLIENT_LEAVES)
        return;
    c->greets = head.method_number == HTTP_CONNECT;
    c->phase = c->greets ? CLIENT_TUNNELS : CLIENT_CARRIES;
    if (c->greets)
        return;
    struct writer w = writer_over(end_of(&c->up), room_of(&c->up));
    proxy_write_head(&w, c->head, &head);
    c->up.length += w.at;
    c->answering = c->in_head = true;
    c->method = head.method_number;
    http_reader_begin(&c->answer, HTTP_RESPONSE, HTTP_TAKE_BARE_LF, c->method);
}

/* 400, or what the reader's reason has: 431 for a head that is too large. */
static void refuse_request(struct live_proxy *p, struct client *c, struct live *live)
{
    unsigned status = http_refusal_text((enum http_refusal)c->reader.refusal)->status;
    char line[64];
    struct text text = text_over(line, sizeof line);
    text_put_unsigned(&text, status);
    text_put_char(&text, ' ');
    text_put(&text, http_reason(status));
    refuse(p, c, live, line, "This is no well-formed HTTP request, or too large a one.");
}

/* Looks at what came from the program, up to the end of a request. True: something was done. */
static bool read_request(struct live_proxy *p, struct client *c, struct live *live)
{
    struct http_part part;
    size_t taken = 0;
    if (c->in.length == 0 || room_of(&c->up) < 2 * HTTP_HEAD_MAX)
        return false;
    size_t most = c->in.length < PIECE ? c->in.length : PIECE;
    const uint8_t *from = c->in.octets + c->in.at;
    enum http_step step =
        http_reader_feed(&c->reader, c->head, sizeof c->head, from, most, &taken, &part);
    if (c->phase == CLIENT_CARRIES)
        put(&c->up, from, taken);
    else if (c->began == 0 && taken > 0)
        c->began = live_clock();
    taken_from(&c->in, taken);
    switch (step) {
    case HTTP_STEP_MORE:
    case HTTP_STEP_BODY:
        return taken > 0;
    case HTTP_STEP_HEAD:
        c->began = 0;
        begin_request(p, c, live);
        return true;
    case HTTP_STEP_END:
        if (c->phase == CLIENT_CARRIES)
            c->phase = CLIENT_HEAD;
        http_reader_next(&c->reader, HTTP_GET);
        return true;
    case HTTP_STEP_TUNNEL:
        return true;
    case HTTP_STEP_REFUSED:
        refuse_request(p, c, live);
        return true;
    }
    return false;
}

/* --- what happens to the connection to the server --- */

static void report(struct live_proxy *p, struct client *c, struct live *live,
                   enum program_fault fault)
{
    switch (fault) {
    case PROGRAM_NO_NAME:
        refuse(p, c, live, "504 Gateway Timeout",
               "The simulated host cannot find this name by its DNS.");
        break;
    case PROGRAM_REFUSED:
        refuse(p, c, live, "502 Bad Gateway", "The simulated server refuses the connection.");
        break;
    case PROGRAM_UNREACHABLE:
        refuse(p, c, live, "502 Bad Gateway", "There is no way to the simulated server.");
        break;
    case PROGRAM_TIMED_OUT:
        refuse(p, c, live, "504 Gateway Timeout", "The simulated server does not answer.");
        break;
    case PROGRAM_FINE:
    case PROGRAM_RESET:
        refuse(p, c, live, "502 Bad Gateway", "The simulated server broke the connection off.");
        break;
    }
}

/* The connection has ended, or the server has closed it and all has been read. */
static bool mind_end(struct live_proxy *p, struct client *c, struct live *live, bool heard)
{
    const struct program *s = program_at(live->world->app, c->program);
    bool over = s->phase == PROGRAM_OVER;
    if (!over && !(s->peer_closed && program_readable(live->world->app, c->program) == 0))
        return false;
    if (c->back.length > 0 && c->answering)
        return false; /* the program is slow: there is more for it */
    enum program_fault fault = (enum program_fault)s->fault;
    bool failed = fault != PROGRAM_FINE && !heard && c->phase != CLIENT_TUNNELS;
    if (failed || (fault != PROGRAM_FINE && c->greets)) {
        report(p, c, live, fault);
        return true;
    }
    leave_server(c, live);
    c->phase = CLIENT_LEAVES;
    return true;
}

static bool carry_up(struct client *c, struct live *live)
{
    size_t room = program_writable(live->world->app, c->program);
    size_t length = c->up.length < room ? c->up.length : room;
    if (length > PIECE)
        length = PIECE;
    struct input end = {.kind = INPUT_SHUT, .row = c->program};
    if (length > 0) {
        struct input input = {.kind = INPUT_WRITE,
                              .row = c->program,
                              .text = (const char *)c->up.octets + c->up.at,
                              .length = length};
        if (!live_input(live, &input))
            return false;
        taken_from(&c->up, length);
        return true;
    }
    const struct program *s = program_at(live->world->app, c->program);
    if (!c->client_done || c->shut || c->up.length > 0 || c->in.length > 0 ||
        s->phase != PROGRAM_OPEN)
        return false;
    c->shut = true;
    return live_input(live, &end);
}

/* What the simulated host has read. */
static bool read_server(struct client *c, struct live *live)
{
    struct pipe *to = c->phase == CLIENT_TUNNELS ? &c->down : &c->back;
    size_t there = program_readable(live->world->app, c->program);
    size_t room = room_of(to);
    struct input input = {.kind = INPUT_READ,
                          .row = c->program,
                          .length = there < room ? there : room,
                          .into = end_of(to)};
    if (input.length == 0 || !live_input(live, &input))
        return false;
    to->length += input.length;
    c->heard = c->heard || (c->phase == CLIENT_TUNNELS && input.length > 0);
    return input.length > 0;
}

/* The head of an answer is complete. */
static void begin_answer(struct client *c)
{
    struct writer w = writer_over(end_of(&c->down), room_of(&c->down));
    proxy_write_answer_head(&w, c->answer_head, c->answer.head_length);
    c->down.length += w.at;
    c->in_head = false;
    c->heard = true;
}

/* An answer that is none: nothing of it has gone on, or else it breaks off there. */
static void drop_answer(struct live_proxy *p, struct client *c, struct live *live)
{
    if (c->in_head) {
        refuse(p, c, live, "502 Bad Gateway",
               "What the simulated server answers is no well-formed HTTP.");
        return;
    }
    leave_server(c, live);
    c->phase = CLIENT_LEAVES;
}

static void end_answer(struct client *c)
{
    struct http_head head;
    bool interim = http_head_read(c->answer_head, c->answer.head_length, HTTP_RESPONSE,
                                  c->method, &head) == HTTP_FINE &&
                   head.status < 200;
    c->answering = interim;
    c->in_head = true;
    http_reader_next(&c->answer, c->method);
}

/* Looks at what came from the server, and passes it on. True: something was done. */
static bool carry_down(struct live_proxy *p, struct client *c, struct live *live)
{
    struct http_part part;
    size_t taken = 0;
    if (!c->answering || room_of(&c->down) < 2 * HTTP_HEAD_MAX)
        return false;
    size_t most = c->back.length < PIECE ? c->back.length : PIECE;
    const uint8_t *from = c->back.octets + c->back.at;
    enum http_step step = http_reader_feed(&c->answer, c->answer_head, sizeof c->answer_head,
                                           from, most, &taken, &part);
    if (!c->in_head)
        put(&c->down, from, taken);
    taken_from(&c->back, taken);
    switch (step) {
    case HTTP_STEP_MORE:
    case HTTP_STEP_BODY:
        return taken > 0;
    case HTTP_STEP_HEAD:
        begin_answer(c);
        return true;
    case HTTP_STEP_END:
        end_answer(c);
        return true;
    case HTTP_STEP_TUNNEL: /* nobody has asked for one */
    case HTTP_STEP_REFUSED:
        drop_answer(p, c, live);
        return true;
    }
    return false;
}

static bool serve_server(struct live_proxy *p, struct client *c, struct live *live)
{
    static const char greeting[] = "HTTP/1.1 200 Connection established\r\n\r\n";
    const struct program *s = program_at(live->world->app, c->program);
    if (s == NULL)
        return false;
    if (c->greets && s->phase == PROGRAM_OPEN && room_of(&c->down) >= sizeof greeting) {
        put(&c->down, greeting, sizeof greeting - 1);
        c->greets = false;
    }
    if (c->phase == CLIENT_TUNNELS && c->in.length > 0) {
        size_t room = room_of(&c->up);
        size_t length = c->in.length < room ? c->in.length : room;
        put(&c->up, c->in.octets + c->in.at, length);
        taken_from(&c->in, length);
    }
    bool any = c->up.length > 0 || c->client_done ? carry_up(c, live) : false;
    any = read_server(c, live) || any;
    any = carry_down(p, c, live) || any;
    return any || c->program == NONE || mind_end(p, c, live, c->heard);
}

/* --- the real side --- */

static bool is_later(void)
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

/* Reads and writes what the socket gives and takes now. -1: it is gone. */
static int serve_socket(struct client *c)
{
    int any = 0;
    if (c->phase == CLIENT_LEAVES)
        c->in.at = c->in.length = 0; /* read and thrown away */
    size_t room = room_of(&c->in);
    if (room > 0 && !c->client_done) {
        ssize_t n = recv(c->fd, end_of(&c->in), room, 0);
        if (n < 0 && !is_later())
            return -1;
        if (n > 0)
            c->in.length += (size_t)n;
        c->client_done = n == 0;
        any = n >= 0;
    }
    if (c->down.length > 0) {
        ssize_t n = send(c->fd, c->down.octets + c->down.at, c->down.length, 0);
        if (n < 0 && !is_later())
            return -1;
        if (n > 0)
            taken_from(&c->down, (size_t)n);
        any = any || n > 0;
    }
    return any;
}

/* Has everything been said, on both sides? Who closes with octets unread sends a RST, which may
 * take from the program what it has not read yet (RFC 9112 section 9.6); so it is given a
 * second to leave. */
static bool is_over(struct client *c)
{
    if (c->phase != CLIENT_LEAVES)
        return c->client_done && c->program == NONE && c->in.length == 0;
    if (c->down.length > 0)
        return false;
    if (c->left == 0) {
        (void)shutdown(c->fd, SHUT_WR);
        c->left = live_clock();
    }
    return c->client_done || live_clock() - c->left > LINGER;
}

/* A new head is looked at when the server has had all of the request before. */
static bool may_read(const struct client *c)
{
    return c->phase == CLIENT_CARRIES ||
           (c->phase == CLIENT_HEAD && c->up.length == 0 && !c->answering);
}

/* Who takes too long is let go: for a head with 408 (RFC 9110 section 15.5.9), else without a
 * word. True: the connection is to be closed. */
static bool is_too_slow(struct live_proxy *p, struct client *c, struct live *live)
{
    sim_time now = live_clock();
    if (c->phase == CLIENT_HEAD && c->began != 0 && now - c->began > p->head_time) {
        c->began = 0;
        refuse(p, c, live, "408 Request Timeout", "The request did not come in time.");
        return false;
    }
    return now - c->spoke > p->idle && (!c->answering || c->down.length > 0);
}

static bool serve(struct live_proxy *p, struct client **place, struct live *live)
{
    struct client *c = *place;
    int socket = serve_socket(c);
    bool any = socket > 0;
    if (socket >= 0 && may_read(c))
        any = read_request(p, c, live) || any;
    if (socket >= 0 && c->program != NONE)
        any = serve_server(p, c, live) || any;
    if (any)
        c->spoke = live_clock();
    if (socket < 0 || is_over(c) || is_too_slow(p, c, live)) {
        leave_server(c, live);
        free_client(c);
        *place = NULL;
        return true;
    }
    return any;
}

bool proxy_carry(struct live_proxy *proxy, struct live *live)
{
    bool any = false;
    while (accept_one(proxy))
        any = true;
    for (int i = 0; i < PROXY_CLIENTS_MAX && !live_stopped(live); i++)
        if (proxy->clients[i] != NULL)
            any = serve(proxy, &proxy->clients[i], live) || any;
    return any;
}

void proxy_watch(const struct live_proxy *proxy, fd_set *readable, fd_set *writable,
                 int *highest)
{
    bool room = free_place(proxy) < PROXY_CLIENTS_MAX;
    if (room) /* else further ones wait where they are */
        FD_SET(proxy->listener, readable);
    if (room && proxy->listener > *highest)
        *highest = proxy->listener;
    for (int i = 0; i < PROXY_CLIENTS_MAX; i++) {
        struct client *c = proxy->clients[i];
        if (c == NULL)
            continue;
        if (!c->client_done && (c->phase == CLIENT_LEAVES || room_of(&c->in) > 0))
            FD_SET(c->fd, readable);
        if (c->down.length > 0)
            FD_SET(c->fd, writable);
        if (c->fd > *highest)
            *highest = c->fd;
    }
}
