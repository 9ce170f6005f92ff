/* lab/lab.h: what the files of the laboratory bench share: the host as its caller sees it,
 * around a world of two nodes. Nobody outside this room includes it.
 *
 *     node 0: the host --- cable of no length --- node 1: a switch without other ports
 *
 * The switch answers nothing and forwards nowhere: the world behind the interface is the
 * caller. What leaves the host is caught as it is put on the cable; what comes in is put in
 * front of the host's interface. ARP requests are answered here, with one MAC address for
 * everybody.
 *
 * Shape:  none of this is state of the world: queues and tables are of the heap.
 * Owner:  a socket of the world has as owner app_owner(APP_OUTSIDE, row), the row of
 * lab->sockets that it belongs to; a connection that has been closed has owner 0. */
#ifndef NETSTAGE_LAB_LAB_H
#define NETSTAGE_LAB_LAB_H

#include "lab/netstage.h"
#include "transport/tcp_conn.h"
#include "watch/narrator.h"
#include "world/world.h"

_Static_assert(TCP_KNOBS <= 64, "a bit for each in own_knobs");

enum { LAB_FIRST_FD = 3, LAB_SOCKETS_MOST = 65536 };

/* A packet or datagram that waits to be taken. */
struct lab_packet {
    struct lab_packet *next;
    sim_time time;
    struct endpoint from; /* of a datagram */
    size_t length;
    uint8_t octets[];
};

struct lab_queue {
    struct lab_packet *first;
    struct lab_packet *last;
};

enum lab_phase {
    LAB_FREE,
    LAB_NEW, /* socket(), perhaps bind() */
    LAB_LISTENING,
    LAB_CONNECTING,
    LAB_CONNECTED, /* both a stream and a datagram socket with a peer */
    LAB_OVER,      /* the connection is gone: closed in order, or by an error */
};

struct lab_socket {
    enum lab_phase phase;
    enum netstage_type type;
    struct endpoint local; /* as bound; port 0: not yet */
    struct endpoint remote;
    struct socket_id id; /* of TCP or UDP; serial 0: none */
    int error;           /* pending; 0: none */
    bool shut_read;
    bool shut_write;
    int64_t linger;         /* NETSTAGE_LINGER: s; -1: off */
    int64_t lingers_until;  /* close has been called; 0: it has not */
    uint64_t own_knobs;     /* which of the next are there: a bit each */
    int64_t own[TCP_KNOBS]; /* settings of its own, for what it opens */
    bool waits;             /* a connection that nobody has accepted yet */
    uint32_t listener;      /* whose it is: a row */
    uint64_t established;   /* the order in which connections were */
    uint8_t *kept;          /* octets that TCP had for us when its connection ended */
    size_t kept_at;
    size_t kept_length;
    size_t kept_mark; /* of these, so many are or follow before the end of urgent data */
    struct lab_queue datagrams;
};

struct lab_sentence {
    struct lab_sentence *next;
    sim_time time;
    char text[];
};

struct netstage_host {
    struct observer observer; /* first, so that a pointer to it is one to the host */
    struct world *world;
    uint32_t interface;
    mac_address mac; /* of everybody outside */
    uint16_t mtu;
    sim_time now;
    bool stuck; /* the simulator is at one of its limits */
    struct lab_socket *sockets;
    uint32_t socket_count;
    uint32_t *fds; /* row plus one by descriptor less LAB_FIRST_FD; 0: free */
    uint32_t fd_count;
    uint64_t established;
    struct lab_queue sent;  /* packets to be taken */
    struct lab_queue asked; /* ARP requests to be answered */
    uint64_t fired[RULES];  /* how often each rule has decided something */
    bool records;
    struct narrator narrator;
    struct lab_sentence *first_sentence;
    struct lab_sentence *last_sentence;
    struct lab_sentence *told; /* freed by the next call of netstage_why() */
};

/* --- lab_host.c --- */

/* Appends a copy; false: out of memory, and the host is stuck. */
bool lab_queue_add(struct netstage_host *host, struct lab_queue *queue, const void *octets,
                   size_t length, struct endpoint from);
/* Takes the first out, to be freed; NULL: none. */
struct lab_packet *lab_queue_take(struct lab_queue *queue);
void lab_queue_clear(struct lab_queue *queue);

/* What a caller does to the host is an event of its world, now. */
void lab_act(struct netstage_host *host, void (*act)(struct netstage_host *host, void *what),
             void *what);

/* --- lab_knobs.c --- */

/* The host's profile with the socket's own settings. */
struct tcp_profile lab_profile(const struct netstage_host *host, const struct lab_socket *s);
/* In an event: a listener gets the socket's own settings. */
void lab_set_listener(struct netstage_host *host, const struct lab_socket *s);

/* --- lab_socket.c --- */

/* The socket of a descriptor, or NULL. */
struct lab_socket *lab_socket_of(const struct netstage_host *host, int fd);
uint32_t lab_row(const struct netstage_host *host, const struct lab_socket *s);
/* A row that is free, in phase LAB_NEW; NONE: no room. */
uint32_t lab_socket_new(struct netstage_host *host, enum netstage_type type);
/* The lowest free descriptor for this row, or -NETSTAGE_EMFILE. */
int lab_fd_new(struct netstage_host *host, uint32_t row);
void lab_socket_free(struct netstage_host *host, struct lab_socket *s);
/* What the stack has to tell; see host/host.h. */
void lab_tcp_event(void *self, uint32_t row, const struct socket_up *up);
void lab_datagram(void *self, uint32_t row, const struct udp_datagram *datagram);
/* errno of an ICMP error; lab_errors.c. */
int lab_error_of_icmp(uint8_t type, uint8_t code);
void lab_error(void *self, uint32_t row, const struct socket_up *up);

/* --- lab_stream.c --- */

/* TCP has octets for us and its connection may end by itself: they are kept here. */
void lab_keep_unread(struct netstage_host *host);
int lab_stream_close(struct netstage_host *host, struct lab_socket *s);
int64_t lab_stream_write(struct netstage_host *host, struct lab_socket *s, const void *octets,
                         size_t length, bool urgent);
int64_t lab_stream_read(struct netstage_host *host, struct lab_socket *s, void *octets,
                        size_t room);

/* --- lab_datagram.c --- */

int lab_datagram_open(struct netstage_host *host, struct lab_socket *s);
int64_t lab_datagram_write(struct netstage_host *host, struct lab_socket *s, const void *octets,
                           size_t length, struct endpoint to);
int64_t lab_datagram_read(struct lab_socket *s, void *octets, size_t room,
                          struct endpoint *from);

#endif
