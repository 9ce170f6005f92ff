/* lab/netstage.h: libnetstage: one simulated host on the laboratory bench, driven from outside
 * in simulated time. The calls are those of a POSIX system (IEEE Std 1003.1, "Sockets"); the
 * wire is whatever the caller injects and takes. Conformance tools, packet scripts and
 * other programs need nothing but this header and the library.
 *
 *      caller --- socket calls ---> host --- netstage_take() ---> caller
 *                                   host <-- netstage_inject() --- caller
 *
 * Shape:  the host has one interface with one address and a router as its default gateway. IPv4
 *         packets pass, from the first octet of the Internet header to the last of the packet;
 *         Ethernet and ARP are looked after here, and every other machine of the world is
 *         thought to be behind the interface.
 * Time:   stands still except in netstage_advance() and netstage_advance_to_packet(). A call
 *         and an injected packet happen at netstage_now(), after whatever else was due then.
 * Calls:  never block: what would block gives -NETSTAGE_EAGAIN, or -NETSTAGE_EINPROGRESS for a
 *         connection that is being opened; see netstage_poll() for when to try again.
 * Errors: a call that fails gives a negative number, minus one of enum netstage_errno, and
 *         changes nothing.
 * Units:  times in ns since the host was made; addresses and ports as numbers in the
 *         machine's own order: 10.0.0.1 is 0x0a000001.
 * Owner:  a host and all that belongs to it is freed by netstage_close(). Several hosts may
 * live at once; each is used by one thread at a time. Same setup, same calls: same octets. */
#ifndef NETSTAGE_LAB_NETSTAGE_H
#define NETSTAGE_LAB_NETSTAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What the shared library shows. */
#define NETSTAGE_API __attribute__((visibility("default")))

struct netstage_host;

/* As errno.h of Linux has them. */
enum netstage_errno {
    NETSTAGE_EBADF = 9,
    NETSTAGE_EAGAIN = 11,
    NETSTAGE_ENOMEM = 12,
    NETSTAGE_EINVAL = 22,
    NETSTAGE_EMFILE = 24,
    NETSTAGE_EPIPE = 32,
    NETSTAGE_ENONET = 64,
    NETSTAGE_EPROTO = 71,
    NETSTAGE_EDESTADDRREQ = 89,
    NETSTAGE_EMSGSIZE = 90,
    NETSTAGE_ENOPROTOOPT = 92,
    NETSTAGE_EPROTONOSUPPORT = 93,
    NETSTAGE_EOPNOTSUPP = 95,
    NETSTAGE_EADDRINUSE = 98,
    NETSTAGE_EADDRNOTAVAIL = 99,
    NETSTAGE_ENETUNREACH = 101,
    NETSTAGE_ECONNRESET = 104,
    NETSTAGE_EISCONN = 106,
    NETSTAGE_ENOTCONN = 107,
    NETSTAGE_ETIMEDOUT = 110,
    NETSTAGE_ECONNREFUSED = 111,
    NETSTAGE_EHOSTDOWN = 112,
    NETSTAGE_EHOSTUNREACH = 113,
    NETSTAGE_EALREADY = 114,
    NETSTAGE_EINPROGRESS = 115,
};

/* --- the host --- */

struct netstage_setup {
    uint64_t seed;         /* of initial sequence numbers and ephemeral ports */
    uint32_t address;      /* of the interface */
    uint32_t gateway;      /* on the same network */
    uint8_t prefix_length; /* of that network, 8 to 30 */
    uint16_t mtu;          /* 68 to 1500 */
    bool records;          /* netstage_why() has something to tell; slower */
};

/* 192.168.0.1/24, gateway 192.168.0.254, MTU 1500, seed 1. */
NETSTAGE_API struct netstage_setup netstage_default_setup(void);

/* A host that has just been switched on; the time is 0. NULL: the setup is none that a host can
 * have, or memory ran out. */
NETSTAGE_API struct netstage_host *netstage_open(const struct netstage_setup *setup);
NETSTAGE_API void netstage_close(struct netstage_host *host);

/* How TCP behaves, for connections that are opened from now on; docs/tcp-settings.md. */
enum netstage_knob {
    NETSTAGE_PROFILE,        /* 0 textbook, 1 Linux, 2 FreeBSD: sets all the others */
    NETSTAGE_CONGESTION,     /* 0 none, 1 Tahoe, 2 NewReno, 3 CUBIC */
    NETSTAGE_INITIAL_WINDOW, /* segments; 0: the formula of RFC 5681 */
    NETSTAGE_MSS,            /* octets; 0: from the MTU */
    NETSTAGE_RECEIVE_BUFFER, /* octets */
    NETSTAGE_SEND_BUFFER,    /* octets */
    NETSTAGE_DELAYED_ACK,    /* ns; 0: off */
    NETSTAGE_NAGLE,          /* 0 or 1, as the six below */
    NETSTAGE_WINDOW_SCALING,
    NETSTAGE_TIMESTAMPS,
    NETSTAGE_SACK,
    NETSTAGE_ECN, /* also 2: agree when asked */
    NETSTAGE_LIMITED_TRANSMIT,
    NETSTAGE_FAST_RETRANSMIT,
    NETSTAGE_RTO_INITIAL, /* ns, as the three below */
    NETSTAGE_RTO_MINIMUM,
    NETSTAGE_RTO_MAXIMUM,
    NETSTAGE_MSL,
    NETSTAGE_SYN_RETRIES, /* retransmissions before TCP gives up */
    NETSTAGE_DATA_RETRIES,
    NETSTAGE_OPTION_ORDER, /* of a SYN; numbers as of NETSTAGE_PROFILE */
    NETSTAGE_WINDOW_SHIFT, /* 0 to 14; 255: what the receive buffer needs */
    NETSTAGE_QUICK_ACKS,   /* so many segments are acknowledged at once at first */
    NETSTAGE_RESTART_AFTER_IDLE,
    NETSTAGE_PATH_MTU,           /* 0 or 1 */
    NETSTAGE_PATH_MTU_DATAGRAMS, /* 0 or 1 */
    NETSTAGE_PATH_MTU_LEAST,     /* octets */
    NETSTAGE_PATH_MTU_AGE,       /* ns; 0: for ever */
    NETSTAGE_PATH_MTU_CHECK,     /* 0 or 1 */
    NETSTAGE_BLACK_HOLE,         /* 0 or 1 */
    NETSTAGE_WARN_RETRIES,       /* R1 of RFC 9293 section 3.8.3; R2 is NETSTAGE_DATA_RETRIES */
    NETSTAGE_KEEP_ALIVE,         /* 0 or 1 */
    NETSTAGE_KEEP_IDLE,          /* ns */
    NETSTAGE_KEEP_INTERVAL,
    NETSTAGE_KEEP_PROBES,
    NETSTAGE_USER_TIMEOUT, /* ns; 0: off */
    NETSTAGE_TOS,
    NETSTAGE_TTL, /* 0: the host's */
    NETSTAGE_KNOBS,
};

/* 0, or -NETSTAGE_EINVAL: there is no such knob, or no such value of it; -NETSTAGE_ENOMEM. */
NETSTAGE_API int netstage_set(struct netstage_host *host, enum netstage_knob knob,
                              int64_t value);
NETSTAGE_API int64_t netstage_get(const struct netstage_host *host, enum netstage_knob knob);

/* The least and the most that a knob can be set to, besides a value with a meaning of its own
 * (0 for NETSTAGE_MSS; see above). 0, or -NETSTAGE_EINVAL: no such knob. */
NETSTAGE_API int netstage_bounds(enum netstage_knob knob, int64_t *least, int64_t *most);

/* --- time --- */

NETSTAGE_API int64_t netstage_now(const struct netstage_host *host);

/* The moment at which the host will do something by itself (a timer); -1: never. */
NETSTAGE_API int64_t netstage_next(const struct netstage_host *host);

/* Lets time pass up to and with this moment; one that has passed changes nothing. 0, or
 * -NETSTAGE_ENOMEM: the simulator is at one of its limits, and the host stands still for good.
 */
NETSTAGE_API int netstage_advance(struct netstage_host *host, int64_t until);

/* Lets time pass until there is a packet to take, at most until `until`. 1: there is one; 0:
 * there is none, and the time is `until`; or as netstage_advance(). */
NETSTAGE_API int netstage_advance_to_packet(struct netstage_host *host, int64_t until);

/* --- the wire --- */

/* An IPv4 packet arrives now. -NETSTAGE_EMSGSIZE: shorter than 1 octet or longer than the MTU.
 */
NETSTAGE_API int netstage_inject(struct netstage_host *host, const void *packet, size_t length);

/* The next packet that the host has sent, in the order of sending: at most `room` octets of it
 * are copied to `packet`; *time (may be NULL) is when it was sent. Gives its length;
 * 0: there is none. */
NETSTAGE_API size_t netstage_take(struct netstage_host *host, void *packet, size_t room,
                                  int64_t *time);

/* --- sockets --- */

enum netstage_type { NETSTAGE_STREAM = 1, NETSTAGE_DGRAM = 2 };

/* A descriptor, from 3 upwards, the lowest that is free; or -NETSTAGE_EPROTONOSUPPORT,
 * -NETSTAGE_EMFILE. */
NETSTAGE_API int netstage_socket(struct netstage_host *host, enum netstage_type type);

/* address 0: any; port 0: an ephemeral one. Fails: EBADF, EADDRNOTAVAIL, EADDRINUSE, EINVAL (it
 * has a name already). */
NETSTAGE_API int netstage_bind(struct netstage_host *host, int fd, uint32_t address,
                               uint16_t port);

/* Fails: EBADF, EOPNOTSUPP, EADDRINUSE, EDESTADDRREQ (it has no port), EINVAL (it is
 * connected). */
NETSTAGE_API int netstage_listen(struct netstage_host *host, int fd, int backlog);

/* A descriptor of the connection that has been established longest; its other end in *address
 * and *port (may be NULL). Fails: EBADF, EINVAL (it does not listen), EAGAIN, EMFILE. */
NETSTAGE_API int netstage_accept(struct netstage_host *host, int fd, uint32_t *address,
                                 uint16_t *port);

/* Opens a connection, or fixes a datagram socket's peer. Fails: EBADF, EINPROGRESS (the SYN is
 * on its way), EALREADY, EISCONN, EADDRINUSE, EADDRNOTAVAIL (address or port 0), ENETUNREACH
 * (also for a broadcast or multicast address), EOPNOTSUPP (it listens); and, once the attempt
 * is over, ECONNREFUSED, ECONNRESET, ETIMEDOUT, or what an ICMP error has said, as Linux names
 * it: EHOSTUNREACH, ENETUNREACH, ENOPROTOOPT (the peer has no TCP), EPROTO ...; 0 when it
 * succeeded. */
NETSTAGE_API int netstage_connect(struct netstage_host *host, int fd, uint32_t address,
                                  uint16_t port);

/* Octets that were taken: as many as the send buffer has room for. Fails: EBADF, EAGAIN,
 * ENOTCONN, EPIPE (shut down for writing), EDESTADDRREQ, EMSGSIZE, or the error that ended the
 * connection. */
NETSTAGE_API int64_t netstage_write(struct netstage_host *host, int fd, const void *octets,
                                    size_t length);
NETSTAGE_API int64_t netstage_sendto(struct netstage_host *host, int fd, const void *octets,
                                     size_t length, uint32_t address, uint16_t port);

enum netstage_message_flag { NETSTAGE_MSG_OOB = 1 };

/* send(2). NETSTAGE_MSG_OOB: the octets are urgent (RFC 9293 section 3.8.5). Fails: as
 * netstage_write(); EINVAL (no such flag), EOPNOTSUPP (datagrams are not urgent). */
NETSTAGE_API int64_t netstage_send(struct netstage_host *host, int fd, const void *octets,
                                   size_t length, unsigned flags);

/* Octets that were read; 0: the peer has closed. A datagram is read whole, and what does not
 * fit is lost. One call does not read over the end of urgent data. Fails: EBADF, EAGAIN,
 * ENOTCONN, or the error that ended the connection, once. */
NETSTAGE_API int64_t netstage_read(struct netstage_host *host, int fd, void *octets,
                                   size_t room);
NETSTAGE_API int64_t netstage_recvfrom(struct netstage_host *host, int fd, void *octets,
                                       size_t room, uint32_t *address, uint16_t *port);

/* recv(2). Urgent octets are always in their place in the stream (RFC 6093 section 3.1), so
 * NETSTAGE_MSG_OOB finds nothing beside it: EINVAL. */
NETSTAGE_API int64_t netstage_recv(struct netstage_host *host, int fd, void *octets,
                                   size_t room, unsigned flags);

/* How many octets there are up to the end of urgent data, also those that have not come yet; 0:
 * none is urgent. Fails: EBADF. */
NETSTAGE_API int64_t netstage_urgent(const struct netstage_host *host, int fd);

enum netstage_how { NETSTAGE_SHUT_RD, NETSTAGE_SHUT_WR, NETSTAGE_SHUT_RDWR };

/* Fails: EBADF, ENOTCONN, EINVAL. */
NETSTAGE_API int netstage_shutdown(struct netstage_host *host, int fd, enum netstage_how how);

/* close(2): a connection with octets that nobody has read is reset (RFC 1122 section 4.2.2.13);
 * with NETSTAGE_LINGER of 0 every connection is. With NETSTAGE_LINGER of more it waits until
 * all that was written has been acknowledged, at most so many seconds. Fails: EBADF, EAGAIN
 * (that it would wait: call it again; nothing else can be done with the descriptor). */
NETSTAGE_API int netstage_close_socket(struct netstage_host *host, int fd);

/* The moment at which a close that gave EAGAIN stops waiting; -1: no such close. */
NETSTAGE_API int64_t netstage_next_linger(const struct netstage_host *host, int fd);

enum netstage_option {
    NETSTAGE_ERROR,     /* get only: the pending error, positive, which is cleared; 0: none */
    NETSTAGE_LINGER,    /* s; -1: off; 0: close resets; see netstage_close_socket() */
    NETSTAGE_OOBINLINE, /* 1, and no other value: urgent octets are never taken out */
};

/* Fails: EBADF, ENOPROTOOPT, EINVAL. */
NETSTAGE_API int netstage_setsockopt(struct netstage_host *host, int fd,
                                     enum netstage_option option, int64_t value);
NETSTAGE_API int netstage_getsockopt(struct netstage_host *host, int fd,
                                     enum netstage_option option, int64_t *value);

/* A switch of one stream socket, instead of the host's: before connect or listen for what these
 * open (a connection that is accepted has what its listener had when the SYN came), afterwards
 * at once, but for NETSTAGE_MSS. Which can be had by sockets: docs/tcp-settings.md. Fails:
 * EBADF, EINVAL (no such switch, or no such value of it), ENOPROTOOPT (hosts have it, sockets
 * do not), EOPNOTSUPP (no stream), ENOMEM. What netstage_get_own() gives of NETSTAGE_MSS on a
 * connection is the size of the segments that it sends. */
NETSTAGE_API int netstage_set_own(struct netstage_host *host, int fd, enum netstage_knob knob,
                                  int64_t value);
NETSTAGE_API int netstage_get_own(const struct netstage_host *host, int fd,
                                  enum netstage_knob knob, int64_t *value);

/* Octets that can be read, and that would be taken (FIONREAD; the room in the send buffer).
 * Fails: EBADF. */
NETSTAGE_API int64_t netstage_readable(const struct netstage_host *host, int fd);
NETSTAGE_API int64_t netstage_writable(const struct netstage_host *host, int fd);

/* poll(2)'s bits, with its numbers. */
enum netstage_event {
    NETSTAGE_POLLIN = 0x0001,    /* there is something to read, to accept, or the end */
    NETSTAGE_POLLPRI = 0x0002,   /* there is urgent data that has not been read */
    NETSTAGE_POLLOUT = 0x0004,   /* octets would be taken */
    NETSTAGE_POLLERR = 0x0008,   /* an error is pending */
    NETSTAGE_POLLHUP = 0x0010,   /* both ways are shut */
    NETSTAGE_POLLNVAL = 0x0020,  /* no such descriptor */
    NETSTAGE_POLLRDHUP = 0x2000, /* the peer has closed its way */
};

NETSTAGE_API unsigned netstage_poll(const struct netstage_host *host, int fd);

/* Both ends of a socket; 0 where it has none. Fails: EBADF. */
NETSTAGE_API int netstage_name(const struct netstage_host *host, int fd, uint32_t *local,
                               uint16_t *local_port, uint32_t *remote, uint16_t *remote_port);

/* RFC 9293 section 3.3.2. */
enum netstage_state {
    NETSTAGE_CLOSED,
    NETSTAGE_LISTEN,
    NETSTAGE_SYN_SENT,
    NETSTAGE_SYN_RECEIVED,
    NETSTAGE_ESTABLISHED,
    NETSTAGE_FIN_WAIT_1,
    NETSTAGE_FIN_WAIT_2,
    NETSTAGE_CLOSE_WAIT,
    NETSTAGE_CLOSING,
    NETSTAGE_LAST_ACK,
    NETSTAGE_TIME_WAIT,
};

/* What TCP_INFO tells. */
struct netstage_tcp_info {
    enum netstage_state state;
    bool in_recovery;
    uint32_t mss;  /* octets of text in a segment that it sends */
    uint32_t cwnd; /* octets, as the four below */
    uint32_t ssthresh;
    uint32_t flight;         /* sent, and not acknowledged */
    uint32_t send_window;    /* of the peer */
    uint32_t receive_window; /* as the peer knows it */
    uint32_t retransmits;    /* in a row, without an answer */
    uint32_t probes;         /* keep-alives and probes of a closed window, likewise */
    bool stalled; /* R1 (NETSTAGE_WARN_RETRIES) has been reached: there is a delivery problem */
    int64_t rto;  /* ns, as the two below */
    int64_t srtt; /* 0: not measured yet */
    int64_t rttvar;
    int64_t urgent;        /* netstage_urgent() */
    uint32_t pipe;         /* octets: what of the flight still travels (RFC 6675 section 4) */
    uint32_t sacked;       /* octets: what the peer has behind a gap */
    uint32_t total_resent; /* segments sent again since the connection began */
    uint32_t w_max;        /* octets: CUBIC's W_max (RFC 9438) */
    int64_t k;             /* ns: and its K */
};

/* Fails: EBADF, EOPNOTSUPP (no stream). A socket without connection is CLOSED or LISTEN. */
NETSTAGE_API int netstage_tcp_info(const struct netstage_host *host, int fd,
                                   struct netstage_tcp_info *info);

/* --- reasons --- */

/* The next sentence, in English, about what the host decided, or NULL: a rule with its RFC
 * section, in the order of deciding; only with setup.records. Valid until the next call. *time
 * may be NULL. */
NETSTAGE_API const char *netstage_why(struct netstage_host *host, int64_t *time);

/* How often the host has decided by this rule of sim/core/rules.def ("TCP_RESET_DOUBTED") since
 * it was made; 0 also when there is no such rule. Counted whatever setup.records is. */
NETSTAGE_API uint64_t netstage_fired(const struct netstage_host *host, const char *rule);

#ifdef __cplusplus
}
#endif

#endif
